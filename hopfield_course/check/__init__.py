"""Instant feedback on exercises: what holds, what does not yet, and a hint.

    check.hebb_couplings(my_function)       # shows a table; its value is the points

Each task of ``hopfield_course.exercises`` is a name here, and so is each of ``hopfield_course.tries``, the
small ones that lessons have on the way; those have no points.  What a learner sees runs with a
public seed.  Marks are given elsewhere: the grader takes the answers only, and judges them itself
on inputs of its own.
"""

import hashlib
import io
import os
from pathlib import Path

import numpy as np

from hopfield_lib.threads import one_thread

from .show import show
from .tasks import call, plain, verdict

__all__ = ["data", "feedback"]

# Set where submissions are run: the exercises' data are given, and nothing is judged there.
GIVEN_DATA = "HOPFIELD_EXERCISE_DATA"

one_thread()  # exercises multiply small matrices: docs/cost.md


def data(exercise, name):
    """Return the arrays that an exercise works on; each learner's are different.

    Parameters
    ----------
    exercise : str
        Such as "01_binary_recall".
    name : str
        The learner's.

    Returns
    -------
    tuple of arrays
    """
    if given := os.environ.get(GIVEN_DATA):
        with np.load(io.BytesIO(Path(given).read_bytes()), allow_pickle=False) as arrays:
            return tuple(arrays[key] for key in arrays.files)
    from ..exercises import EXERCISES

    if exercise not in EXERCISES:
        raise ValueError(f"exercise: expected one of {sorted(EXERCISES)}, got {exercise!r}")
    if not isinstance(name, str):
        raise TypeError(f"name: expected a text, your name, got {name!r}")
    return EXERCISES[exercise].data(np.random.default_rng(seed(exercise, name)))


def seed(*words):
    """Return a seed, a whole number that depends on all of the words."""
    return int.from_bytes(hashlib.sha256("\0".join(words).encode()).digest()[:16], "big")


def feedback(task, answer, given=None):
    """Show how far an answer is and return its points.

    Parameters
    ----------
    task : Task
    answer : callable, or a tuple of values
        What the task asks for.
    given : tuple of arrays, optional
        What they were found on, such as the exercise's data, for a task whose answer is values.

    Returns
    -------
    float
    """
    if task.values:
        answer = answer if isinstance(answer, tuple) else (answer,)
        if len(answer) != len(task.values):
            raise ValueError(f"answer: expected ({', '.join(task.values)}), got {len(answer)} values")
        if given is None:
            raise ValueError("given: expected a tuple of arrays, what the values were found on, got none")
        cases, outputs = [tuple(given)], [plain(value) for value in answer]
    else:
        cases = task.cases(np.random.default_rng(seed("public", task.name)))
        outputs = [call(answer, case) for case in cases]
    rows, points = verdict(task, cases, outputs)
    show(task, rows, points)
    return points


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(name)
    if GIVEN_DATA in os.environ:
        return lambda *answers: None
    tasks = _tasks()
    if name not in tasks:
        raise AttributeError(f"check: expected a task, one of {', '.join(tasks)}, got {name!r}")
    task = tasks[name]

    def checker(*answers):
        points = feedback(task, *answers)
        return points if task.points else None

    checker.__name__ = name
    checker.__doc__ = f"Show how far an answer to {name} is, and return its points if it has any."
    return checker


def _tasks():
    """Return all tasks by name: those of the exercises, and those that lessons have on the way."""
    from ..exercises import TASKS
    from ..tries import TASKS as TRIES

    return TASKS | TRIES


def __dir__():
    return [*__all__, *_tasks()]
