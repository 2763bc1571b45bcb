"""Exercise 06, dense_energy: the energy of a dense memory."""

from functools import partial

import numpy as np

from ...check.draws import drawn_until
from ...check.judges import Mistake, Part, function_task
from ...check.tasks import spins
from .gains import SQUARE


def overlaps(patterns, state):
    """Return the overlaps (K,), plain sums."""
    return patterns.astype(int) @ state.astype(int)


def cut(m, rectified):
    """Return numbers, those below 0 as 0 if the memory is rectified."""
    return np.maximum(m, 0) if rectified else m


def dense_energy(patterns, state, n, rectified):
    """Return E = -sum_mu F(m_mu)."""
    return -(cut(overlaps(patterns, state), rectified) ** n).sum()


def energy_of_sizes(patterns, state, n, rectified):
    """Return the energy if an overlap below 0 counts as much as one above 0."""
    return -(np.abs(overlaps(patterns, state)) ** n).sum()


def random_case(K, N, n, rectified, rng):
    """Return a random state of a memory of K random patterns."""
    return spins(rng, K, N), spins(rng, N), n, rectified


def both_signs(X, s, n, rectified):
    """Whether there are overlaps of both signs, and their sum is neither small nor 0."""
    m = X @ s
    return (m > 0).sum() > 1 < (m < 0).sum() and abs(m.sum()) > 2


def near(rng, pattern, wrong):
    """Return a pattern with so many of its units turned over."""
    state = pattern.copy()
    state[rng.permutation(len(state))[:wrong]] *= -1
    return state


def cases(rng):
    """One pattern, with an overlap of 5 or −5; several; rectified ones; and 150 units in 8 bits."""
    found = []
    for n, sign in ((2, 1), (3, 1), (3, -1)):
        X = spins(rng, 1, 9)
        found.append((X, sign * near(rng, X[0], 2), n, False))
    plain = [(K, 15, n, False) for K, n in ((5, 2), (7, 3), (6, 5))]
    rectified = [(6, 13, n, True) for n in (2, 3, 4)]
    found += [drawn_until(rng, partial(random_case, *kind), both_signs) for kind in (*plain, *rectified)]
    for n in (2, 3):
        X = spins(rng, 3, 150).astype(np.int8)
        found.append((X, near(rng, X[1], 3), n, False))
    return found


IN_8_BITS = "An int8 number ends at 127. How large is the overlap of a state with itself here?"
POWER_IN_8_BITS = "An int8 number ends at 127, and a power of it stays int8."
CUT_AFTER = "At an even n no power is below 0. Then what was cut off?"
SIZES = "An overlap below 0 stays below 0: what does an odd power make of it?"
VALLEY = "A stored pattern lies in a valley."
HALF = "Lesson 01's ½ belongs to a sum over pairs."
SIZES_RECTIFIED = "Rectified: an overlap below 0 counts nothing. Here it counts as much as one above 0."
NOT_CUT = "What becomes of overlaps below 0 if rectified is true?"
ALWAYS_CUT = "Overlaps below 0 are cut off only if rectified is true."
POWER_FIRST = "First the power of each overlap, then the sum."
PLAIN_SUM = "Here an overlap is the plain sum, from −N to N."
MEAN = "A sum over the patterns, not their mean."
SLOPE = "That is the slope of F. The energy holds F itself."
MISTAKES = (
    Mistake(lambda X, s, n, r: -(cut(X @ s, r).astype(int) ** n).sum(), IN_8_BITS),
    Mistake(lambda X, s, n, r: -(cut(X @ s, r) ** int(n)).sum(dtype=int), POWER_IN_8_BITS),
    Mistake(lambda X, s, n, r: -cut(overlaps(X, s) ** n, r).sum(), CUT_AFTER),
    Mistake(energy_of_sizes, SIZES),
    Mistake(lambda X, s, n, r: -dense_energy(X, s, n, r), VALLEY, "the other sign"),
    Mistake(lambda X, s, n, r: dense_energy(X, s, n, r) / 2, HALF, "half of that"),
    Mistake(lambda X, s, n, r: (energy_of_sizes if r else dense_energy)(X, s, n, r), SIZES_RECTIFIED),
    Mistake(lambda X, s, n, r: dense_energy(X, s, n, False), NOT_CUT),
    Mistake(lambda X, s, n, r: dense_energy(X, s, n, True), ALWAYS_CUT),
    Mistake(lambda X, s, n, r: dense_energy(X, s, n, not r), "Is rectified the other way round?"),
    Mistake(lambda X, s, n, r: dense_energy(X, s, 2, r), SQUARE),
    Mistake(
        (
            lambda X, s, n, r: -(cut(overlaps(X, s).sum(), r) ** n),
            lambda X, s, n, r: -(cut(overlaps(X, s), r).sum() ** n),
        ),
        POWER_FIRST,
        "the power of the sum",
    ),
    Mistake(
        lambda X, s, n, r: dense_energy(X, s, n, r) / X.shape[1] ** float(n),
        PLAIN_SUM,
        "overlaps divided by N",
    ),
    Mistake(lambda X, s, n, r: dense_energy(X, s, n, r) / X.shape[1], "Nothing is divided by N here."),
    Mistake(lambda X, s, n, r: dense_energy(X, s, n, r) / len(X), MEAN),
    Mistake(lambda X, s, n, r: n * dense_energy(X, s, n - 1, r), SLOPE),
)
PARTS = (
    Part("one pattern", 0.3, (0, 1, 2)),
    Part("several patterns: each its own power, then the sum", 0.5, (3, 4, 5)),
    Part("rectified: an overlap below 0 counts nothing", 0.5, (6, 7, 8)),
    Part("states of 150 units in 8 bits", 0.2, (9, 10)),
)
OTHERWISE = "Take one pattern (+, +, +) and the state (+, +, −) at n = 3, on paper: what is m, what is E?"
TASK = function_task("dense_energy", dense_energy, cases, PARTS, MISTAKES, OTHERWISE)
