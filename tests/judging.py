"""What tests of exercises share: an answer's rows and points, and the words it gets."""

import numpy as np

from hopfield_lib.check.exercises import TASKS
from hopfield_lib.check.tasks import call, plain, verdict

SEEDS = range(4)


def judged(name, answer, seed=0):
    """Return rows and points of a function as answer to a task."""
    task = TASKS[name]
    cases = task.cases(np.random.default_rng(seed))
    return verdict(task, cases, [call(answer, case) for case in cases])


def judged_values(name, data, *values):
    """Return rows and points of values as answer to a task on these data."""
    return verdict(TASKS[name], [tuple(data)], [plain(value) for value in values])


def hints(rows):
    """Return all that was said of what is missed."""
    return " ".join(f"{row.came} {row.hint}" for row in rows if not row.passed)
