"""Exercise 10, sparse_shares: shares above a bar, for a whole family of ways to share."""

from functools import partial

import numpy as np
from scipy.special import softmax

from ...check.draws import drawn_until
from ...check.judges import Mistake, Part, function_task
from .near import near

HALVINGS = 60


def above_bar(z, power, axis=1):
    """Return what of z (B, P) stands above a bar, to a power; with the bar at which that sums to 1."""
    z = z - z.max(axis=axis, keepdims=True)
    low, high = -1.0, 0.0  # with the lower bar the largest alone has a share of 1
    for _ in range(HALVINGS):
        bar = (low + high) / 2
        enough = (np.maximum(0, z - bar) ** power).sum(axis=axis, keepdims=True) >= 1
        low, high = np.where(enough, bar, low), np.where(enough, high, bar)
    return np.maximum(0, z - low) ** power


def sparse_shares(a, alpha, axis=1):
    """Return the shares (B, P) of scores (B, P)."""
    return above_bar((alpha - 1) * a, 1 / (alpha - 1), axis)


def bars(a, alpha):
    """Return the bar of each row (B, 1), for scores times alpha - 1."""
    largest = sparse_shares(a, alpha).max(axis=1, keepdims=True)
    return (alpha - 1) * a.max(axis=1, keepdims=True) - largest ** (alpha - 1)


def bar_from_0(a, alpha):
    """Return the shares if the bar was looked for at 0 and above only."""
    return np.maximum(0, (alpha - 1) * a - np.maximum(bars(a, alpha), 0)) ** (1 / (alpha - 1))


def divided(bar):
    """Return the answer of somebody who takes this bar, and divides by the sum."""

    def answer(a, alpha):
        z = (alpha - 1) * a
        p = np.maximum(0, z - bar(z)) ** (1 / (alpha - 1))
        return p / p.sum(axis=1, keepdims=True)

    return answer


def exactly(came, expected):
    """Whether shares agree, and are exactly 0 where they are to be."""
    return near(came, expected) and np.array_equal(came == 0, expected == 0)


def clear(a, alpha):
    """Whether in each row some share, and some have none, and nothing stands at the height of the bar."""
    p = sparse_shares(a, alpha)
    some = ((p == 0).any(axis=1) & ((p > 0).sum(axis=1) > 1)).all()
    return some and np.abs((alpha - 1) * a - bars(a, alpha)).min() > 0.02


def table(alpha, B, P, rng):
    """Return scores in rows."""
    return 0.6 * rng.normal(size=(B, P)) / (alpha - 1), alpha


def unlike_rows(rng):
    """Return rows of scores of plus and minus some thousands, and of about 0."""
    a, alpha = table(1.5, 3, 6, rng)
    return a + rng.permutation([rng.uniform(1000, 5000), -rng.uniform(1000, 5000), 0.0])[:, None], alpha


def leads(rng):
    """Return rows whose largest score leads by a little more than is needed, or a little less.

    In exact numbers: the sum at the lowest bar is 1 to the last bit, for those who look for a change of sign.
    """
    alpha = rng.choice([1.375, 1.5, 1.625])
    a = -rng.uniform(1.5, 3, (4, 5)) / (alpha - 1)
    lead = rng.permutation([1.05, 1.1, 0.9, 0.85]) / (alpha - 1)
    for row, own, second in zip(a, lead, rng.permuted(np.tile(np.arange(5), (4, 1)), axis=1), strict=True):
        row[second[:2]] = [own, 0]
    return np.round(64 * (a + rng.normal(size=(4, 1)))) / 64, alpha


def cases(rng):
    """Sparsemax; other members of the family; scores of thousands; a lead that is enough, or nearly so."""
    kinds = [(2.0, 1, 5), (2.0, 4, 6), (1.5, 4, 5), (1.25, 3, 7), (3.0, 5, 5)]
    drawn = [drawn_until(rng, partial(table, *kind), clear) for kind in kinds]
    return [*drawn, drawn_until(rng, unlike_rows, clear), leads(rng)]


MISTAKES = (
    Mistake(
        lambda a, alpha: softmax(a, axis=1),
        "No share of these is 0. What happens here to what stands below the bar?",
        "softmax",
    ),
    Mistake(
        lambda a, alpha: above_bar(a, 1.0),
        "The same at every α. It stands in two places of the formula.",
        "sparsemax at every α",
    ),
    Mistake(
        lambda a, alpha: above_bar(a, 1 / (alpha - 1)),
        "From what is the bar taken: from the scores, or from so many times the scores?",
        "scores as they are, above a bar",
    ),
    Mistake(
        (
            lambda a, alpha: above_bar((alpha - 1) * a, 1.0),
            lambda a, alpha: above_bar((alpha - 1) * a, alpha - 1),
        ),
        "Right where α is 2. To which power is what stands above the bar taken elsewhere?",
        "another power",
    ),
    Mistake(
        (partial(sparse_shares, axis=0), partial(sparse_shares, axis=None)),
        "Each row shares out an attention of its own. What do the shares of one row sum to?",
        "a bar that is not each row's own",
    ),
    Mistake(
        bar_from_0,
        "May the bar stand below 0? Between which heights must it be, given the largest score?",
        "a bar that is never below 0",
    ),
    Mistake(
        (divided(lambda z: z.max(axis=1, keepdims=True) - 1), divided(lambda z: 0.0)),
        "You divide by the sum. With the right bar the sum is 1 already: which one is that?",
        "a sum that was divided out",
    ),
    Mistake(
        lambda a, alpha: np.eye(a.shape[1])[a.argmax(axis=1)],
        "The largest gets all of it. Does it lead by enough?",
        "the largest alone",
    ),
    Mistake(lambda a, alpha: sparse_shares(a, alpha).T, "One row for each row of scores.", "rows in columns"),
)
PARTS = (
    Part("α = 2: what stands above the bar of each row", 0.5, (0, 1)),
    Part("other α", 0.5, (2, 3, 4)),
    Part("scores of thousands, positive or negative", 0.25, (5,), needs_first=True),
    Part("a large enough lead has all, a smaller one has not", 0.25, (6,), needs_first=True),
)
OTHERWISE = "What do the shares of each row sum to, and is what stands below the bar exactly 0? Print them."
TASK = function_task("sparse_shares", sparse_shares, cases, PARTS, MISTAKES, OTHERWISE, same=exactly)
