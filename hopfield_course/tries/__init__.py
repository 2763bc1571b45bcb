"""The small tasks of the lessons, "Try it": what judges them, one module a lesson.

``lesson_01`` has ``TASKS``, those of lesson 01. They are tasks as those of the exercises are, without points;
a name begins with ``try_``, and ``check.try_energy(answer)`` shows how far an answer is.
"""

from importlib import import_module
from pkgutil import iter_modules

LESSONS = {found.name: import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)}
_ALL = [task for lesson in LESSONS.values() for task in lesson.TASKS]
TASKS = {task.name: task for task in _ALL}
if len(TASKS) < len(_ALL):
    names = [task.name for task in _ALL]
    twice = sorted({name for name in names if names.count(name) > 1})
    raise ValueError(f"a name is one task's in all lessons; two have the name {', '.join(twice)}")

__all__ = ["LESSONS", "TASKS"]
