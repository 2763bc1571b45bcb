"""Exercise 03: the projection rule for patterns of which some may say nothing new."""

import numpy as np

from hopfield_lib.data import digits_10x9, letters

from ...check.draws import drawn_until
from ...check.judges import Mistake, Part, function_task
from ...check.tasks import spins
from .crosstalk_voices import some


def projector(X):
    """Return the projection onto what the patterns span, with its diagonal."""
    return np.linalg.pinv(X, rcond=1e-10) @ X


def span(X):
    """Return the projection rule's couplings of patterns (P, N) that may be dependent."""
    return hollow(projector(X))


def hollow(W):
    """Return couplings without their diagonal."""
    return W - np.diag(np.diag(W))


def _drawn(rng):
    """Independent patterns, then a copy, a negative, and a pattern that three others add up to."""
    a, b, c = spins(rng, 3, 16)
    c = np.where(a == b, a, c)
    copied = np.array([a, b, a, c])
    opposite = np.vstack([some(rng, digits_10x9(), 5), np.zeros((1, 90), int)])
    opposite[5] = -opposite[rng.integers(4)]
    summed = np.array([a, b, c, a + b - c])
    return spins(rng, 3, 12), some(rng, letters(), 6), copied, opposite, summed


def _tells(first, second, copied, opposite, summed):
    """Whether the patterns are as dependent as they are to be, no two of the sum are alike, and it shows."""
    ranks = [np.linalg.matrix_rank(X) for X in (first, second, copied, opposite, summed)]
    unlike = len(np.unique(summed * summed[:, :1], axis=0)) == 4
    shown = all(np.abs(span(X)[0, 1:4]).min() > 0.01 for X in (first, copied))
    return ranks == [3, 6, 3, 5, 3] and unlike and shown


def cases(rng):
    """Return two sets of independent patterns, then three with one pattern too many."""
    return [(X,) for X in drawn_until(rng, _drawn, _tells)]


# --------------------------------------------------------------------------------------- mistakes


def in_turn(taken=lambda W, xi: W @ xi, length=lambda rest: rest @ rest):
    """Return how people make couplings of one pattern after another."""

    def answer(X):
        W = np.zeros((X.shape[1],) * 2)
        for xi in X.astype(float):
            rest = xi - taken(W, xi)
            if rest @ rest > 1e-9:
                W += np.outer(rest, rest) / length(rest)
        return hollow(W)

    return answer


def _without_diagonal(W, xi):
    np.fill_diagonal(W, 0)
    return W @ xi


def overlaps_one_by_one(X):
    """Return couplings of what is left of each pattern once its overlaps with earlier ones are taken away."""
    W = np.zeros((X.shape[1],) * 2)
    for k, xi in enumerate(X.astype(float)):
        rest = xi - X[:k].T @ (X[:k] @ xi) / len(xi)
        if rest @ rest > 1e-9:
            W += np.outer(rest, rest) / (rest @ rest)
    return hollow(W)


def hebb(X):
    """Return Hebb's couplings with their diagonal."""
    return X.T @ X / X.shape[1]


def inverted(W):
    """Return the inverse of couplings, without its diagonal."""
    return hollow(np.linalg.pinv(W, rcond=1e-10))


def entry_by_entry(X):
    """Return couplings in which each overlap is turned over by itself."""
    M = X @ X.T / X.shape[1]
    return hollow(X.T @ np.divide(1, M, out=np.zeros_like(M), where=M != 0) @ X / X.shape[1])


def without_either(X):
    """Return the couplings of the patterns that have no copy, neither of the other sign."""
    alike = np.abs(X @ X.T) == X.shape[1]
    return span(X[alike.sum(axis=1) == 1])


OVERLAPS = "These are Hebb's couplings: where do the overlaps come in?"
ENTRIES = "The inverse of a matrix is not made of the inverses of its entries."
INVERT = "The overlaps are to be inverted, not the couplings: a P × P matrix."
LOUDER = "The overlaps are multiplied in: that makes them louder still."
DIAGONAL = "What stands on this diagonal, unit by unit?"
ONCE = "Is W ξ then ξ, for one pattern alone? Look where you divide by N."
LENGTH = "Is W ξ = ξ after each step? What is left over need not be as long as a pattern."
EARLY = "When is the diagonal set to 0? W ξ = ξ holds before."
TWICE = "Earlier patterns overlap with each other: is what they share taken away twice?"
TWO_UNITS = "That is one number for each two patterns. Couplings join two units."
NEEDED = "One of two that say the same is still needed."
MISTAKES = (
    Mistake(projector, "A unit does not vote for itself.", "a projection with its diagonal"),
    Mistake(lambda X: hollow(hebb(X)), OVERLAPS, "Hebb's couplings"),
    Mistake(hebb, OVERLAPS, "Hebb's couplings with their diagonal"),
    Mistake(entry_by_entry, ENTRIES, "1/M entry by entry"),
    Mistake(
        (lambda X: inverted(hollow(hebb(X))), lambda X: inverted(X.T @ X), lambda X: inverted(hebb(X))),
        INVERT,
        "an inverse of couplings",
    ),
    Mistake(lambda X: hollow(hebb(X) @ hebb(X)), LOUDER, "M in place of its inverse"),
    Mistake(lambda X: projector(X) - np.eye(X.shape[1]), DIAGONAL, "1 taken from the diagonal"),
    Mistake(
        lambda X: projector(X) - len(X) / X.shape[1] * np.eye(X.shape[1]),
        DIAGONAL,
        "P/N taken from the diagonal",
    ),
    Mistake(lambda X: span(X) * X.shape[1], ONCE, "N times that"),
    Mistake(lambda X: span(X) / X.shape[1], ONCE, "1/N of that"),
    Mistake((in_turn(length=len), in_turn(length=lambda rest: 1)), LENGTH, "couplings of another length"),
    Mistake(in_turn(taken=_without_diagonal), EARLY, "no diagonal too early"),
    Mistake(overlaps_one_by_one, TWICE, "overlaps taken away one by one"),
    Mistake(lambda X: X @ np.linalg.pinv(X, rcond=1e-10), TWO_UNITS, "a matrix of patterns"),
    Mistake(without_either, NEEDED, "couplings without either"),
)
PARTS = (
    Part("independent patterns", 0.75, (0, 1)),
    Part("one pattern too many: a copy, a negative, a sum", 0.75, (2, 3, 4)),
)
OTHERWISE = (
    "Is W ξ = ξ for each stored pattern, before the diagonal is set to 0? And of a pattern that says nothing"
    " new only rounding is left: what should that add?"
)
TASK = function_task("span_couplings", span, cases, PARTS, MISTAKES, OTHERWISE)
