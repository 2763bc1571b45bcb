"""Exercise 01: the energy by hand."""

import numpy as np

from ...check.draws import drawn_until
from ...check.judges import Mistake, Part, function_task
from ...check.tasks import spins
from .hebb_couplings import couplings


def energy(W, s):
    """Return the energy of a state."""
    return -0.5 * s @ W @ s


def cases(rng):
    """Two units, a network in random states, one with undecided units."""
    pair = np.array([[0.0, 1.0], [1.0, 0.0]])
    found = [(pair, np.array([1, 1])), (pair, np.array([1, -1]))]
    for N in (9, 16, 25):
        X = spins(rng, 3, N)
        W = couplings(X)
        random = drawn_until(rng, lambda rng, W=W, N=N: (W, spins(rng, N)), _is_far_from_0)
        found += [random, (W, X[0].astype(np.int8))]
    X = spins(rng, 2, 14)
    state = X[1].copy()
    state[rng.permutation(14)[:5]] = 0
    return [*found, (couplings(X), state)]


def _is_far_from_0(W, s):
    return abs(energy(W, s)) > 0.1


def times(factor):
    """Return the answer of somebody whose energy is right but for a factor."""
    return lambda W, s: factor * energy(W, s)


OPEN = "The sum runs over both i and j: which one is still open?"
BOTH = "Two things: the sign, and each pair stands in the double sum twice."
MISTAKES = (
    Mistake(times(-1), "Satisfied couplings make the energy low.", "the other sign"),
    Mistake(times(2), "The double sum has each pair of units twice.", "twice that"),
    Mistake(times(-2), BOTH, "minus twice that"),
    Mistake(times(0.5), "Each pair was taken once, and then halved as well.", "half of that"),
    Mistake(
        lambda W, s: energy(W, s) / len(s),
        "The couplings hold the 1/N already; nothing else is divided.",
        "an energy per unit",
    ),
    Mistake((lambda W, s: -0.5 * s * (W @ s), lambda W, s: -0.5 * W @ s), OPEN, "one number for each unit"),
    Mistake(lambda W, s: -0.5 * W * np.outer(s, s), OPEN, "one number for each pair"),
)
PARTS = (
    Part("two units that are to be alike: −1 alike, +1 different", 0.25, (0, 1)),
    Part("networks in random and in stored states", 0.5, tuple(range(2, 8))),
    Part("undecided units (0) count nothing", 0.25, (8,)),
)
OTHERWISE = "Take two units with w = 1 that agree: E = −1. What does your function make of each term?"
TASK = function_task("energy", energy, cases, PARTS, MISTAKES, OTHERWISE)
