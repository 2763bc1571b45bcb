"""Exercise 10, set_sharpness: from which sharpness on at most k patterns share an answer of sparsemax."""

import numpy as np

from ...check.judges import Mistake, Part, function_task
from .near import near


def ranked(scores):
    """Return scores (B, P) with the best of each row first."""
    return -np.sort(-scores, axis=1)


def set_sharpness(scores, k, *, order=ranked, count=0, total=np.sum, to=1):
    """Return the smallest β (B,) at which at most k patterns have a share; mistakes are made behind the star.

    The bar is as high as the next one, and β times what stands above it is 1.
    """
    best = order(scores)
    above = best[:, : k + count] - best[:, k + count, None]
    return to / total(above, axis=1)


def changed(**mistake):
    """Return an answer with a mistake."""
    return lambda scores, k: set_sharpness(scores, k, **mistake)


def one_too_many(scores, k):
    """Return what comes of counting the patterns from 0, or 1 / 0 where none would be left."""
    return set_sharpness(scores, k, count=-1)


def last(above, axis):
    """Return how far the last of them stands above the next."""
    return above[:, -1]


def first(above, axis):
    """Return how far the best stands above the next of the others."""
    return above[:, 0]


def drawn(rng, B, P, k, scale=1.0):
    """Return scores of several states, and a number of patterns."""
    return scale * rng.normal(size=(B, P)), k


def unlike_rows(rng):
    """Return rows of scores of plus and minus some thousands, and of about 0."""
    offsets = [rng.uniform(1000, 5000), -rng.uniform(1000, 5000), 0.0]
    return rng.normal(size=(3, 7)) + rng.permutation(offsets)[:, None], 3


def ties(rng):
    """Return scores in whole numbers, the second and third of each row alike, and the fourth below them."""
    values = np.array([9.0, 6.0, 6.0, 3.0, 1.0]) + rng.integers(-9, 9)
    return rng.permuted(np.tile(values, (4, 1)), axis=1), int(rng.integers(2, 4))


def cases(rng):
    """One pattern; several, with as many states as patterns too; scores of thousands; ties."""
    sizes = ((1, 5, 1), (4, 6, 1), (1, 6, 2), (5, 9, 4), (4, 4, 3), (3, 8, 6))
    return [*(drawn(rng, *size, scale=rng.uniform(2, 5)) for size in sizes), unlike_rows(rng), ties(rng)]


MISTAKES = (
    Mistake(
        lambda scores, k: set_sharpness(scores, 1),
        "So far apart is the best. How many may have a share?",
        "the sharpness for one pattern",
    ),
    Mistake(
        (one_too_many, lambda scores, k: set_sharpness(scores, min(k + 1, scores.shape[1] - 1))),
        "How many stand above the bar at your β, and which is the first below it? Count them for k = 1.",
        "the sharpness for another number of patterns",
    ),
    Mistake(
        changed(total=last),
        "Right for one. If k stand above the bar, which of them have a part of the whole?",
        "by the lead of the last one",
    ),
    Mistake(
        changed(total=first),
        "Right for one. If k stand above the bar, which of them have a part of the whole?",
        "by the lead of the best one",
    ),
    Mistake(changed(total=np.mean), "A sum is to be 1: is yours a mean?", "a mean in place of a sum"),
    Mistake(
        changed(to=2),
        "That is entmax's. How far must one stand above the next with sparsemax?",
        "what entmax needs",
    ),
    Mistake(
        lambda scores, k: 1 / set_sharpness(scores, k),
        "That is a difference of scores. Which β makes 1 of it?",
        "the reciprocal",
    ),
    Mistake(
        changed(order=np.copy), "Which of the scores are the k best?", "scores in the order of the table"
    ),
    Mistake(
        (
            changed(order=lambda scores: np.sort(scores, axis=1)),
            lambda scores, k: -set_sharpness(-scores, k),
            lambda scores, k: set_sharpness(-scores, k),
        ),
        "np.sort begins with the smallest. Which of the scores are the k best?",
        "by the worst ones",
    ),
    Mistake(
        lambda scores, k: set_sharpness(scores, k).max(),
        "Each state has a sharpness of its own.",
        "one number for all states",
    ),
)
PARTS = (
    Part("one pattern alone, in each row", 0.5, (0, 1)),
    Part("at most k of them", 0.75, (2, 3, 4, 5)),
    Part("scores of thousands, positive or negative, and equal ones", 0.25, (6, 7), needs_first=True),
)
OTHERWISE = "Scores 3, 2 and 0, and k = 2: the bar is at 0 then. What must β times 3 and β times 2 add up to?"
TASK = function_task("set_sharpness", set_sharpness, cases, PARTS, MISTAKES, OTHERWISE, same=near)
