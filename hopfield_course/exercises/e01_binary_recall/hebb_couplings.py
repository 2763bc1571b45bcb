"""Exercise 01: Hebb's couplings by hand."""

from dataclasses import replace

import numpy as np

from ...check.judges import Kept, Mistake, Part, compared
from ...check.tasks import Row, Task, close, factor, spins


def couplings(patterns, dtype=float):
    """Return Hebb's couplings, with sums of this dtype."""
    X = patterns.astype(dtype)
    return without_diagonal(X.T @ X) / X.shape[1]


def without_diagonal(value):
    """Return an array, if it is a square matrix a copy of it with zeros on the diagonal."""
    square = isinstance(value, np.ndarray) and value.ndim == 2 and len(set(value.shape)) == 1
    return np.where(np.eye(len(value), dtype=bool), 0, value) if square else value


def cases(rng):
    """One pattern, several, real numbers, and many alike ones in 8 bits."""
    many = spins(rng, 200, 12)
    many[:, 1:4] = many[:, :1]  # these units always agree: sums of 200
    real = spins(rng, 4, 21).astype(float)
    return [(spins(rng, 1, 12),), (spins(rng, 5, 30),), (real,), (many.astype(np.int8),)]


def times(change):
    """Return the answer of somebody whose couplings are right but for a number that P and N give."""
    return lambda X: couplings(X) * change(*X.shape)


HALF = "Unit i hears unit j as unit j hears unit i."
TWO_THINGS = "Two things: alike units attract, and the rule divides the sums."
EIGHT_BITS = "A sum of int8 numbers stays int8, and that ends at 127. Which dtype has room for 200?"
WHOLE = "Was the sum divided in whole numbers, or the array never filled?"
MISTAKES = (
    Mistake(times(lambda P, N: -1), "Alike units attract.", "the right numbers with the other sign"),
    Mistake(times(lambda P, N: N), "The sums are right. By what does the rule divide them?", "N times that"),
    Mistake(
        times(lambda P, N: N / P),
        "The rule divides by another number.",
        "sums divided by the number of patterns",
    ),
    Mistake(times(lambda P, N: -N), TWO_THINGS, "minus N times that"),
    Mistake(times(lambda P, N: 1 / N), "Divided by N twice.", "one Nth of that"),
    Mistake(lambda X: couplings(X, X.dtype), EIGHT_BITS),
    Mistake(
        (lambda X: np.triu(couplings(X)), lambda X: np.tril(couplings(X))), HALF, "one half of the matrix"
    ),
    Mistake(lambda X: couplings(X[-1:]), "Each pattern adds to what is there already.", "the last pattern's"),
    Mistake(times(lambda P, N: 0), WHOLE, "all zeros"),
    Mistake(lambda X: without_diagonal(couplings(X) // 1), WHOLE, "whole numbers"),
    Mistake(
        lambda X: without_diagonal(X @ X.T) / X.shape[1],
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
    MISTAKES,
    "Try one pattern of three units on paper: w_12 is the product of its units 1 and 2, over N.",
)


def judge(cases, outputs):
    """Judge couplings by their entries beside the diagonal, and by the diagonal, whatever their factor."""
    beside = [replace(output, value=without_diagonal(output.value)) for output in outputs]
    one, several, *rest = judge_beside(cases, beside)
    return [one, several, _diagonal_row(cases, outputs, beside), *rest]


def _diagonal_row(cases, outputs, beside):
    what, points = "the diagonal is 0", 0.5
    for (X,), output, rest in zip(cases[:3], outputs, beside, strict=False):
        right = couplings(X)
        if np.shape(output.value) != right.shape or factor(rest.value, right) is None:
            return Row(what, False, points, "0", "couplings of another form", "First the couplings.")
        own = np.diag(output.value)
        if not close(own, 0 * own):
            hint = "A unit does not vote for itself."
            if close(own, np.full(len(own), len(X) / len(own) - len(X))):
                hint = "After dividing by N the diagonal is P/N, not P: how much is to be taken away?"
            return Row(what, False, points, "0", f"{own[0]:.3g}, …", hint)
    return Row(what, True, points)


TASK = Task("hebb_couplings", 2, cases, judge)
