"""Exercise 01, by hand: Hebb's couplings and the energy."""

from dataclasses import replace

import numpy as np

from ...check.judges import Kept, Mistake, Part, compared
from ...check.tasks import Row, close, factor, spins

# --------------------------------------------------------------------------------- hebb_couplings


def couplings(patterns, dtype=float):
    """Return Hebb's couplings, with sums of this dtype."""
    X = patterns.astype(dtype)
    return without_diagonal(X.T @ X) / X.shape[1]


def without_diagonal(value):
    """Return an array, if it is a square matrix a copy of it with zeros on the diagonal."""
    square = isinstance(value, np.ndarray) and value.ndim == 2 and len(set(value.shape)) == 1
    return np.where(np.eye(len(value), dtype=bool), 0, value) if square else value


def hebb_cases(rng):
    """One pattern, several, real numbers, and many alike ones in 8 bits."""
    many = spins(rng, 200, 12)
    many[:, 1:4] = many[:, :1]  # these units always agree: sums of 200
    real = spins(rng, 4, 21).astype(float)
    return [(spins(rng, 1, 12),), (spins(rng, 5, 30),), (real,), (many.astype(np.int8),)]


HALF = "Unit i hears unit j as unit j hears unit i."
WHOLE = "Was the sum divided in whole numbers, or the array never filled?"
HEBB_MISTAKES = (
    Mistake(lambda X: -couplings(X), "Alike units attract.", "the right numbers with the other sign"),
    Mistake(
        lambda X: couplings(X) * X.shape[1],
        "The sums are right. By what does the rule divide them?",
        "N times that",
    ),
    Mistake(
        lambda X: couplings(X) * X.shape[1] / len(X),
        "The rule divides by another number.",
        "sums divided by the number of patterns",
    ),
    Mistake(
        lambda X: -couplings(X) * X.shape[1],
        "Two things: alike units attract, and the rule divides the sums.",
        "minus N times that",
    ),
    Mistake(lambda X: couplings(X) / X.shape[1], "Divided by N twice.", "one Nth of that"),
    Mistake(
        lambda X: couplings(X, X.dtype),
        "A sum of int8 numbers stays int8, and that ends at 127. Which dtype has room for 200?",
    ),
    Mistake(lambda X: np.triu(couplings(X)), HALF, "one half of the matrix"),
    Mistake(lambda X: np.tril(couplings(X)), HALF, "one half of the matrix"),
    Mistake(lambda X: couplings(X[-1:]), "Each pattern adds to what is there already.", "the last pattern's"),
    Mistake(lambda X: 0 * couplings(X), WHOLE, "all zeros"),
    Mistake(lambda X: without_diagonal(couplings(X) // 1), WHOLE, "whole numbers"),
    Mistake(
        lambda X: without_diagonal(couplings(X.T) * len(X) / X.shape[1]),
        "Which axis has to be summed over?",
        "one number for each two patterns",
    ),
)
judge_beside = compared(
    couplings,
    (
        Part("one pattern: w_ij is ξ_i ξ_j / N", 0.5, (0,)),
        Part("several patterns: their couplings add up", 0.5, (1, 2)),
        Part("200 patterns stored in 8 bits", 0.25, (3,)),
        Kept("the patterns are left as they were", 0.25),
    ),
    HEBB_MISTAKES,
    "Try one pattern of three units on paper: w_12 is the product of its units 1 and 2, over N.",
)


def judge_hebb(cases, outputs):
    """Judge couplings by their entries beside the diagonal, and by the diagonal, whatever their factor."""
    beside = [replace(output, value=without_diagonal(output.value)) for output in outputs]
    one, several, *rest = judge_beside(cases, beside)
    return [one, several, _diagonal(cases, outputs, beside), *rest]


def _diagonal(cases, outputs, beside):
    what, points = "the diagonal is 0", 0.5
    for (X,), output, rest in zip(cases[:3], outputs, beside, strict=False):
        right = couplings(X)
        if np.shape(output.value) != right.shape or factor(rest.value, right) is None:
            return Row(what, False, points, "0", "couplings of another form", "First the couplings.")
        own = np.diag(output.value)
        if not close(own, 0 * own):
            taken = close(own, np.full(len(own), len(X) / len(own) - len(X)))
            hint = (
                "After dividing by N the diagonal is P/N, not P: how much is to be taken away?"
                if taken
                else "A unit does not vote for itself."
            )
            return Row(what, False, points, "0", f"{own[0]:.3g}, …", hint)
    return Row(what, True, points)


# ----------------------------------------------------------------------------------------- energy


def energy_of(W, s):
    """Return the energy of a state."""
    return -0.5 * s @ W @ s


def energy_cases(rng):
    """Two units, a network in random states, one with undecided units."""
    pair = np.array([[0.0, 1.0], [1.0, 0.0]])
    cases = [(pair, np.array([1, 1])), (pair, np.array([1, -1]))]
    for N in (9, 16, 25):
        X = spins(rng, 3, N)
        W, s = couplings(X), spins(rng, N)
        while abs(energy_of(W, s)) < 0.1:
            s = spins(rng, N)
        cases += [(W, s), (W, X[0].astype(np.int8))]
    X = spins(rng, 2, 14)
    state = X[1].copy()
    state[rng.permutation(14)[:5]] = 0
    return [*cases, (couplings(X), state)]


def times(factor, hint, came):
    """Return the mistake of an energy that is right but for a factor."""
    return Mistake(lambda W, s: factor * energy_of(W, s), hint, came)


OPEN = "The sum runs over both i and j: which one is still open?"
TWICE = "The double sum has each pair of units twice."
judge_energy = compared(
    energy_of,
    (
        Part("two units that are to be alike: −1 alike, +1 different", 0.25, (0, 1)),
        Part("networks in random and in stored states", 0.5, tuple(range(2, 8))),
        Part("undecided units (0) count nothing", 0.25, (8,)),
    ),
    (
        times(-1, "Satisfied couplings make the energy low.", "the other sign"),
        times(2, TWICE, "twice that"),
        times(-2, "Two things: the sign, and each pair stands in the double sum twice.", "minus twice that"),
        times(0.5, "Each pair was taken once, and then halved as well.", "half of that"),
        Mistake(
            lambda W, s: energy_of(W, s) / len(s),
            "The couplings hold the 1/N already; nothing else is divided.",
            "an energy per unit",
        ),
        Mistake(lambda W, s: -0.5 * s * (W @ s), OPEN, "one number for each unit"),
        Mistake(lambda W, s: -0.5 * W @ s, OPEN, "one number for each unit"),
        Mistake(lambda W, s: -0.5 * W * np.outer(s, s), OPEN, "one number for each pair"),
    ),
    "Take two units with w = 1 that agree: E = −1. What does your function make of each term?",
)
