"""The exercises: for each its tasks, and the data that its measurements are made on.

A module here with an ``EXERCISE``, the name of its notebook, is an exercise: it has ``TASKS``, and
``data(rng)``.  Other modules are parts of one.
"""

from importlib import import_module
from pkgutil import iter_modules

MODULES = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
EXERCISES = dict(sorted((module.EXERCISE, module) for module in MODULES if hasattr(module, "EXERCISE")))
TASKS = {task.name: task for exercise in EXERCISES.values() for task in exercise.TASKS}

__all__ = ["EXERCISES", "TASKS"]
