"""Exercise 04: wrong units of a first step, counted."""

from functools import partial

import numpy as np

from ...check.draws import all_wrong, drawn_until
from ...check.judges import Mistake, Part, function_task
from ...check.tasks import spins


def fields_of(X, diagonal=False):
    """Return N times the fields in each pattern, times its own signs, (P, N)."""
    X = X.astype(int)
    return X * (X @ couplings(X, diagonal))


def couplings(X, diagonal=False):
    """Return N times Hebb's couplings, in whole numbers of the patterns' dtype."""
    W = X.T @ X
    if not diagonal:
        np.fill_diagonal(W, 0)
    return W


def wrong_bits(patterns):
    """Return for each pattern how many units a first step turns the wrong way."""
    return (fields_of(patterns) < 0).sum(axis=1)


# --------------------------------------------------------------------------------------- mistakes


def with_diagonal(patterns):
    """Return how many are wrong if each unit has a vote on itself."""
    return (fields_of(patterns, diagonal=True) < 0).sum(axis=1)


def ties_too(patterns):
    """Return how many are wrong if a field of 0 turns a unit."""
    return (fields_of(patterns) <= 0).sum(axis=1)


def ties_of(sign):
    """Return the answer of somebody for whom a field of 0 turns the units of this sign."""

    def answer(patterns):
        h = fields_of(patterns)
        return ((h < 0) | (h == 0) & (patterns == sign)).sum(axis=1)

    return answer


def below_0(patterns):
    """Return how many fields are below 0, whatever the unit is."""
    return (patterns * fields_of(patterns) < 0).sum(axis=1)


def one_after_another(patterns):
    """Return how many are wrong after a sweep unit by unit."""
    X = patterns.astype(int)
    W, S = couplings(X), X.copy()
    for i in range(X.shape[1]):
        h = S @ W[i]
        S[:, i] = np.where(h == 0, S[:, i], np.sign(h))
    return (S != X).sum(axis=1)


def at_the_end(patterns):
    """Return how many are wrong after 20 steps."""
    X = S = patterns.astype(int)
    for _ in range(20):
        h = S @ couplings(X)
        S = np.where(h == 0, S, np.sign(h))
    return (S != X).sum(axis=1)


def own_pattern_left_out(patterns):
    """Return how many are wrong in the voices of the other patterns alone."""
    X = patterns.astype(int)
    m = X @ X.T
    np.fill_diagonal(m, 0)
    return (X * (m @ X) < 0).sum(axis=1)


def in_8_bits(patterns, divided=False, diagonal=False):
    """Return how many are wrong if sums keep the patterns' dtype."""
    W = couplings(patterns, diagonal)
    return (patterns * (patterns @ (W / len(W) if divided else W)) < 0).sum(axis=1)


IN_8_BITS = [partial(in_8_bits, divided=d, diagonal=own) for d in (False, True) for own in (False, True)]
OWN = "Each unit has a voice for itself here. What stands at W[i, i]?"
BALANCE = "Where votes balance, a unit keeps its state. What is np.sign(0)?"
RIGHT = "Those are the units that are right. Which sign has the field of a wrong one?"
AGAINST = "A unit that is −1 needs a negative field. With what is the field to be compared?"
AXIS = "One number for each unit; one for each pattern is asked. Which axis is summed over?"
SHARE = "The share of all units of all patterns; a number for each pattern is asked."
NOT_EXACT = "That many patterns are not exact. How many units of each?"
TOGETHER = "In a first step all units are updated at once, each from the fields in the pattern itself."
VOICE = "A unit does not hear itself: is its pattern's own voice exactly 1, or a little less?"
LEFT_OUT = "There the pattern itself is left out. It is the unit that does not hear itself."
EIGHT = "A sum of int8 numbers stays int8, and that ends at 127. Which dtype has room for more?"
MISTAKES = (
    Mistake((with_diagonal, lambda X: (fields_of(X, True) <= 0).sum(axis=1)), OWN, "fewer"),
    Mistake(ties_too, BALANCE, "more"),
    Mistake((lambda X: (fields_of(X) > 0).sum(axis=1), lambda X: (fields_of(X) >= 0).sum(axis=1)), RIGHT),
    Mistake(below_0, AGAINST),
    Mistake(lambda X: wrong_bits(X) / X.shape[1], "Shares; the numbers of units are asked."),
    Mistake(lambda X: (fields_of(X) < 0).sum(axis=0), AXIS),
    Mistake(lambda X: wrong_bits(X).sum(), "All patterns together; each by itself is asked."),
    Mistake(lambda X: (fields_of(X) < 0).mean(), SHARE),
    Mistake(lambda X: (wrong_bits(X) > 0).sum(), "That many patterns are not exact. How many units of each?"),
    Mistake(lambda X: wrong_bits(X) > 0, "Whether any unit is wrong; how many are is asked."),
    Mistake(one_after_another, TOGETHER),
    Mistake(lambda X: (fields_of(X) < -1).sum(axis=1), VOICE),
    Mistake(at_the_end, "That is the end of recall. One step is asked."),
    Mistake(own_pattern_left_out, LEFT_OUT),
    Mistake(tuple(IN_8_BITS), EIGHT),
)

# ------------------------------------------------------------------------------------------ cases


def _alike_in_8_bits(rng):
    many = spins(rng, 151, 60)
    many[:, 1:4] = many[:, :1]  # these units always agree: sums of 151
    return (many.astype(np.int8),)


def _tells(wrong, X):
    """Whether these answers are wrong, and patterns have not all as many wrong units."""
    return np.ptp(wrong_bits(X)) > 0 and all_wrong((X,), wrong_bits, wrong)


def cases(rng):
    """No ties, ties, and 8 bits: in each case the usual wrong answers give other numbers."""
    usual, eight = (with_diagonal, below_0), [IN_8_BITS[0], IN_8_BITS[2]]
    ties = (*usual, ties_too, ties_of(1), ties_of(-1))
    kinds = [(9, 30, usual), (13, 40, usual), (6, 16, ties), (8, 32, ties)]
    drawn = [
        drawn_until(rng, lambda rng, P=P, N=N: (spins(rng, P, N),), partial(_tells, wrong))
        for P, N, wrong in kinds
    ]
    return [*drawn, drawn_until(rng, _alike_in_8_bits, partial(_tells, eight))]


PARTS = (
    Part("how many units of each pattern have a field against them", 0.75, (0, 1)),
    Part("a field of exactly 0 turns nothing", 0.5, (2, 3)),
    Part("151 patterns stored in 8 bits", 0.25, (4,)),
)
OTHERWISE = "Take two patterns of four units: write down all fields by hand, in whole numbers, and count."
TASK = function_task("wrong_bits", wrong_bits, cases, PARTS, MISTAKES, OTHERWISE)
