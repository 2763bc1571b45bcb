"""What tests of exercises share: an answer's rows and points, and the words it gets."""

from functools import cache

import numpy as np

from hopfield_course.check.tasks import call, plain, verdict
from hopfield_course.exercises import TASKS

SEEDS = range(4)


@cache
def cases_of(name, seed):
    """Return the cases of a task, drawn once; answers get copies."""
    return TASKS[name].cases(np.random.default_rng(seed))


def judged(name, answer, seed=0):
    """Return rows and points of a function as answer to a task."""
    cases = cases_of(name, seed)
    return verdict(TASKS[name], cases, [call(answer, case) for case in cases])


def judged_values(name, data, *values):
    """Return rows and points of values as answer to a task on these data."""
    return verdict(TASKS[name], [tuple(data)], [plain(value) for value in values])


def hints(rows):
    """Return all that was said of what is missed."""
    return " ".join(f"{row.came} {row.hint}" for row in rows if not row.passed)
