"""The exercises: for each its tasks, and the data that its measurements are made on."""

from . import binary_recall

EXERCISES = {"01_binary_recall": binary_recall}
TASKS = {task.name: task for exercise in EXERCISES.values() for task in exercise.TASKS}

__all__ = ["EXERCISES", "TASKS"]
