"""The exercises: for each its tasks, and the data that its measurements are made on.

A folder here is an exercise, ``e01_binary_recall`` that of ``01_binary_recall.ipynb``: it has ``EXERCISE``,
that name, ``TASKS``, and ``data(rng)``; what judges a task stands in the folder's modules.
"""

from importlib import import_module
from pkgutil import iter_modules

from ..check.tasks import by_name

MODULES = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
EXERCISES = dict(sorted((module.EXERCISE, module) for module in MODULES))
TASKS = by_name([task for exercise in EXERCISES.values() for task in exercise.TASKS])

__all__ = ["EXERCISES", "TASKS"]
