"""Exercise 02: the overlaps of a weighted mixture with its patterns."""

from itertools import product

import numpy as np

from ...check.draws import drawn_until
from ...check.judges import Mistake, Part, function_task


def combinations_of_signs(n):
    """Return all combinations of n signs, (2**n, n)."""
    return np.array(list(product([1, -1], repeat=n)))


def weighted_overlaps(weights):
    """Return the overlaps of sgn(sum of weighted patterns) with each of many-unit unrelated patterns."""
    z = combinations_of_signs(len(weights))
    return (z * np.sign(z @ weights)[:, None]).mean(axis=0)


def without_ties(weights):
    """Return the overlaps over the units that have no tie only."""
    votes = combinations_of_signs(len(weights)) @ weights
    return weighted_overlaps(weights) * len(votes) / np.count_nonzero(votes)


def agreeing(weights):
    """Return the shares of units at which the state has the pattern's sign."""
    z = combinations_of_signs(len(weights))
    return (z == np.sign(z @ weights)[:, None]).mean(axis=0)


def _five_unequal(rng):
    return (rng.integers(1, 6, 5),)


def _has_no_ties(weights):
    return weights.sum() % 2 and len(set(np.round(weighted_overlaps(weights), 6))) > 2


def cases(rng):
    """Equal weights; unequal ones without ties; ties, zeros and minus signs."""
    equal = [np.full(n, rng.integers(1, 4)) for n in rng.permutation((3, 5, 7))[:2]]
    three = [np.roll((3, 2, 2), rng.integers(3)), np.roll((5, 2, 2), rng.integers(3))]
    five = drawn_until(rng, _five_unequal, _has_no_ties)
    ties = [np.array([2, 2]), np.roll((2, 1, 1), rng.integers(3)), np.array([1, 3, 1, 1])]
    ties += [np.roll((2, -2, 1), rng.integers(3)), np.roll((3, 0, -2, 2), rng.integers(4))]
    return [(weights,) for weights in (*equal, *three, *five, *ties)]


FIRST = "The lesson took the first pattern for all, since all had one weight. And here?"
ALONE = "An overlap compares the state with the pattern alone. Where do the weights come in, and where not?"
SIZES = "Is a weight of 5 worth more votes than one of 2 in your sum?"
MINUS = "Which way does a pattern with a negative weight vote?"
OUTVOTED = "Majorities are not proportional: with (5, 2, 2), can the two ever outvote the five?"
COUNT = "Count the combinations that you divide by. Units with a tie are units too."
AGREE = "That is how often they agree. An overlap also takes off how often they do not."
MISTAKES = (
    Mistake(
        lambda a: np.full(len(a), weighted_overlaps(a)[0]), FIRST, "the overlap of the first pattern for all"
    ),
    Mistake(lambda a: weighted_overlaps(a) * a, ALONE, "the overlaps times the weights"),
    Mistake(lambda a: weighted_overlaps(np.sign(a)), SIZES, "the overlaps for weights of one size"),
    Mistake(
        lambda a: weighted_overlaps(np.ones(len(a))),
        "Where do the weights come into your sum?",
        "the overlaps for equal weights",
    ),
    Mistake(lambda a: weighted_overlaps(np.abs(a)), MINUS, "the overlaps without the minus signs"),
    Mistake(lambda a: a / np.abs(a).sum(), OUTVOTED, "the weights, divided by their sum"),
    Mistake(
        lambda a: a, "A unit takes the sign of the votes, not their sum.", "the weights as they were given"
    ),
    Mistake(without_ties, COUNT, "a mean over the units without a tie"),
    Mistake(
        lambda a: weighted_overlaps(a) * 2 ** len(a),
        "Over how many combinations is the mean taken?",
        "a sum over the combinations",
    ),
    Mistake((lambda a: (1 + weighted_overlaps(a)) / 2, agreeing), AGREE, "the shares of units that agree"),
)
PARTS = (
    Part("equal weights", 0.5, (0, 1)),
    Part("unequal weights", 0.5, (2, 3, 4)),
    Part("ties, negative weights, and weights of 0", 0.5, (5, 6, 7, 8, 9)),
)
OTHERWISE = (
    "Write down the four combinations of two signs, each with its vote and its sign. Every combination counts"
    " once, none is drawn at random."
)
TASK = function_task("weighted_overlaps", weighted_overlaps, cases, PARTS, MISTAKES, OTHERWISE)
