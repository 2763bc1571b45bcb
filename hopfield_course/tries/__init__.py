"""The small tasks of the lessons, "Try it": what judges them, one module a lesson.

``lesson_01`` has ``TASKS``, those of lesson 01. They are tasks as those of the exercises are, without points;
a name begins with ``try_``, and ``check.try_energy(answer)`` shows how far an answer is.
"""

from importlib import import_module
from pkgutil import iter_modules

from ..check.tasks import by_name

LESSONS = {found.name: import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)}
TASKS = by_name([task for lesson in LESSONS.values() for task in lesson.TASKS])

__all__ = ["LESSONS", "TASKS"]
