"""Exercise 04: how many patterns fit, predicted."""

from functools import partial

import numpy as np
from scipy.special import erfc, erfcinv

from hopfield_lib.theory import patterns_all_stable, patterns_half_stable

from ...check.draws import drawn_until
from ...check.judges import Mistake, Part, function_task

SIZES = (6, 30, 80, 200, 450, 1000, 2000)  # one case each for one pattern, and one for all


def gauss(alpha):
    """Return the predicted one-step error; 0 without a load."""
    with np.errstate(divide="ignore"):
        return 0.5 * erfc(np.sqrt(1 / (2 * np.asarray(alpha, dtype=float))))


def of_all(P, N, every):
    """Return how many units must be right."""
    return N * P**every


def chances(N, every, load=lambda P, N: (P - 1) / N, error=gauss, units=of_all):
    """Return the predicted chance that one pattern, or every one, is fixed, for P from 1 on."""
    P = np.arange(1, (1 if units is of_all else 100) * int(N) + 1)  # too few units: it falls late
    return (1 - error(load(P, N))) ** units(P, N, int(every))


def patterns_that_fit(N, q, every, **other):
    """Return the largest P at which the chance is at least q."""
    return (chances(N, every, **other) >= q).sum()


def added(N, q, every):
    """Return the largest P at which the chances of an error, added up, are at most 1 - q."""
    P = np.arange(1, int(N) + 1)
    return (1 - N * P ** int(every) * gauss((P - 1) / N) >= q).sum()


def _drawn(N, every, rng):
    low, high = (0.965, 0.975) if N < 30 else (0.6, 0.7 if N > 1000 else 0.97)
    return np.array(N), np.round(rng.uniform(low, high), 3), np.array(every)


def _tells(N, q, every):
    """Whether the chances are far from q, and where there are many units, adding them up shows."""
    apart = np.abs(chances(N, every) - q).min() > 2e-4
    return apart and (N <= 1000 or added(N, q, every) != patterns_that_fit(N, q, every))


def cases(rng):
    """Sizes of 6 (one alone fits) and from 30 to 2,000, each for one pattern and for all.

    The chances are far from rounding.
    """
    kinds = [(N, every) for every in (False, True) for N in SIZES]
    return [drawn_until(rng, partial(_drawn, *kind), _tells) for kind in kinds]


# --------------------------------------------------------------------------------------- mistakes


def fit_with(**other):
    """Return the answer of somebody who takes another load, error or number of units."""
    return partial(patterns_that_fit, **other)


def rounded(value):
    """Return answers that are a value (N, q, every), whole in three ways, or not."""
    return tuple(
        lambda *case, whole=whole: whole(value(*case)) for whole in (np.floor, np.ceil, np.round, float)
    )


def at_one_half(N, q, every):
    """Return the limit of theory for a chance of one half."""
    return (patterns_all_stable if every else patterns_half_stable)(int(N))


def not_whole(N, q, every):
    """Return the P at which the chance is q exactly."""
    return np.nan if every else 1 + N / (2 * erfcinv(2 * (1 - q ** (1 / N))) ** 2)


SLIPS = tuple(lambda N, q, every, more=more: patterns_that_fit(N + more, q, every) for more in (-1, 1))
ADDED = "1 minus a sum of chances is near only where they are small. Take units that err independently."
LOAD = "Nearly. In a network of P patterns, how many others does one of them hear?"
ONE_LESS = "Nearly. Is the chance still at least q there? Look at the chances beside your P."
ONE_MORE = "Nearly. Would one more still do? Look at the chances beside your P."
OTHER = "That is the answer to the other question: what does every = True ask for?"
HALF = "Where does q come in? One half is only one case."
NO_PART = "There is no part of a pattern. Which whole number still has the chance?"
WELL = "Is q the chance that all is well, or that something is wrong?"
UNITS = "That is about one unit of a pattern. How many units must all be right?"
TAILS = "erfc is the area of both tails. In which of them is a unit wrong?"
ROOT = "Look at the argument of erfc once more: is there a root?"
TWO = "Look at the argument of erfc once more: what becomes of the 2?"
LIMIT = "That is the limit for very large N at a chance of one half. Solve for this N and this q."
CRITERION = "0.138 N is another criterion: there patterns may come back with errors."
MISTAKES = (
    Mistake(added, ADDED),
    Mistake(fit_with(load=lambda P, N: P / N), LOAD),
    Mistake(lambda *case: patterns_that_fit(*case) + 1, ONE_LESS),
    Mistake(lambda *case: patterns_that_fit(*case) - 1, ONE_MORE),
    Mistake(lambda N, q, every: patterns_that_fit(N, q, not every), OTHER),
    Mistake((lambda N, q, every: patterns_that_fit(N, 0.5, every), *rounded(at_one_half)), HALF),
    Mistake(not_whole, NO_PART),
    Mistake(lambda N, q, every: patterns_that_fit(N, 1 - q, every), WELL),
    Mistake(fit_with(units=lambda P, N, every: P**every), UNITS),
    Mistake(fit_with(error=lambda alpha: 2 * gauss(alpha)), TAILS),
    Mistake(fit_with(error=lambda alpha: gauss(2 * alpha**2)), ROOT),
    Mistake(fit_with(error=lambda alpha: gauss(alpha / 2)), TWO),
    Mistake(
        (
            *rounded(lambda N, q, every: N / ((4 if every else 2) * np.log(N))),
            *rounded(lambda N, q, every: N / ((4 if every else 2) * np.log2(N))),
        ),
        LIMIT,
    ),
    Mistake(rounded(lambda N, q, every: 0.138 * N), CRITERION),
)
PARTS = (
    Part("one pattern: fixed with a chance of at least q", 0.75, tuple(range(len(SIZES)))),
    Part(
        "every pattern: all fixed with a chance of at least q", 0.75, tuple(range(len(SIZES), 2 * len(SIZES)))
    ),
)
OTHERWISE = "Print the chance for P = 1, 2, 3, …: does it begin at 1 and fall? Where does it pass q?"
TASK = function_task("patterns_that_fit", patterns_that_fit, cases, PARTS, MISTAKES, OTHERWISE, slips=SLIPS)
