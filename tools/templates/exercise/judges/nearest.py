"""Exercise 00: which pattern is nearest to a state.

A task whose cases must tell: they are drawn until the usual mistakes show in them.
"""

from functools import partial

import numpy as np

from ...check.draws import all_wrong, drawn_until
from ...check.judges import Mistake, Part, function_task
from ...check.tasks import spins
from .distances import distances


def nearest(patterns, state):
    """Return the number of the pattern that differs from a state in the fewest units, the first of equals."""
    return distances(patterns, state).argmin()


def farthest(patterns, state):
    """Return the number of the pattern that differs most."""
    return distances(patterns, state).argmax()


def or_its_reverse(patterns, state):
    """Return the number of the pattern that, or whose reverse, is nearest."""
    return np.abs(patterns @ state).argmax()


def last_of_equals(patterns, state):
    """Return the last of the nearest ones."""
    return len(patterns) - 1 - distances(patterns, state)[::-1].argmin()


def _drawn(rng):
    return spins(rng, 6, 12), spins(rng, 12)


def _tells(wrong, *case):
    return nearest(*case) > 0 and all_wrong(case, nearest, wrong)


def cases(rng):
    """Return states to which a pattern is nearest, then states to which two are, then near reverses."""
    kinds = ([farthest], [farthest], [last_of_equals], [or_its_reverse])
    return [drawn_until(rng, _drawn, partial(_tells, wrong)) for wrong in kinds]


MISTAKES = (
    Mistake(farthest, "That is the one that differs most.", "the farthest"),
    Mistake(last_of_equals, "Of equals the first is asked. Which one do you keep?", "the last of equals"),
    Mistake(or_its_reverse, "The reverse of a pattern differs in every unit.", "the nearest or its reverse"),
    Mistake(lambda X, s: X[nearest(X, s)], "The number of the pattern is asked.", "the pattern itself"),
)
TASK = function_task(
    "nearest",
    nearest,
    cases,
    (
        Part("the nearest of six", 1.0, (0, 1)),
        Part("the first of two that are equally near", 0.5, (2,)),
        Part("a reverse is far away", 0.5, (3,)),
    ),
    MISTAKES,
)
