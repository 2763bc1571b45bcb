"""The exercises: for each its tasks, and the data that its measurements are made on.

A folder here is an exercise, ``e01_binary_recall`` that of ``01_binary_recall.ipynb``: it has ``EXERCISE``,
that name, ``TASKS``, and ``data(rng)``; what judges a task stands in the folder's modules.
"""

from importlib import import_module
from pkgutil import iter_modules

MODULES = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
EXERCISES = dict(sorted((module.EXERCISE, module) for module in MODULES))
_ALL = [task for exercise in EXERCISES.values() for task in exercise.TASKS]
TASKS = {task.name: task for task in _ALL}
if len(TASKS) < len(_ALL):
    names = [task.name for task in _ALL]
    twice = sorted({name for name in names if names.count(name) > 1})
    raise ValueError(f"a name is one task's in all exercises; two have the name {', '.join(twice)}")

__all__ = ["EXERCISES", "TASKS"]
