"""Exercise 00: in how many units a state differs from each pattern.

A task whose answer is a function: a right answer, cases, parts that earn points, and mistakes, each
written as the answer of somebody who makes it.
"""

import numpy as np

from ...check.judges import Kept, Mistake, Part, function_task
from ...check.tasks import spins


def distances(patterns, state):
    """Return in how many units a state (N,) differs from each pattern (P, N), (P,)."""
    return (patterns != state).sum(axis=1)


def cases(rng):
    """Return one pattern; several; 150 units in 8 bits, where sums of products overflow."""
    state = spins(rng, 150)
    near = np.where(rng.random((4, 150)) < 0.03, -state, state)
    return [
        (spins(rng, 1, 12), spins(rng, 12)),
        (spins(rng, 4, 21), spins(rng, 21)),
        (near.astype(np.int8), state.astype(np.int8)),
    ]


EQUAL = "Those are the units that are equal. How many differ?"
OVERLAP = "That is a sum of products: how many of them are −1, if N are +1 or −1?"
EIGHT_BITS = "A sum of int8 numbers stays int8, and that ends at 127."
MISTAKES = (
    Mistake(lambda X, s: (s == X).sum(axis=1), EQUAL, "the units that are equal"),
    Mistake(lambda X, s: X.astype(int) @ s, OVERLAP, "overlaps"),
    Mistake(lambda X, s: (X.shape[1] - 1.0 * (X @ s)) / 2, EIGHT_BITS),
    Mistake(lambda X, s: (s != X).mean(axis=1), "Shares; the numbers of units are asked.", "shares"),
    Mistake(lambda X, s: (s != X).sum(axis=0), "One number for each pattern is asked.", "one for each unit"),
)
TASK = function_task(
    "distances",
    distances,
    cases,
    (
        Part("one pattern", 0.5, (0,)),
        Part("several patterns, a number for each", 0.75, (1,)),
        Part("150 units in 8 bits", 0.5, (2,)),
        Kept("the state is left as it was", 0.25, argument=1),
    ),
    MISTAKES,
    "Take two patterns of three units on paper: in which units do they differ from (+, +, −)?",
)
