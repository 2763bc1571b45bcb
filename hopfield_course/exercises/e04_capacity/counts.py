"""Exercise 04, counted and predicted: wrong units of a first step, and how many patterns fit."""

import numpy as np
from scipy.special import erfc, erfcinv

from hopfield_lib.theory import patterns_all_stable, patterns_half_stable
from ...check.judges import Mistake, Part, compared
from ...check.tasks import spins

# -------------------------------------------------------------------------------------- wrong_bits


def fields_of(X, diagonal=False):
    """Return N times the fields in each pattern, times its own signs, (P, N)."""
    X = X.astype(int)
    W = X.T @ X
    if not diagonal:
        np.fill_diagonal(W, 0)
    return X * (X @ W)


def wrong_bits(patterns):
    """Return for each pattern how many units a first step turns the wrong way."""
    return (fields_of(patterns) < 0).sum(axis=1)


def _one_after_another(patterns):
    X = patterns.astype(int)
    W = X.T @ X
    np.fill_diagonal(W, 0)
    S = X.copy()
    for i in range(X.shape[1]):
        h = S @ W[i]
        S[:, i] = np.where(h == 0, S[:, i], np.sign(h))
    return (S != X).sum(axis=1)


def _to_the_end(patterns):
    X = S = patterns.astype(int)
    W = X.T @ X
    np.fill_diagonal(W, 0)
    for _ in range(20):
        h = S @ W
        S = np.where(h == 0, S, np.sign(h))
    return (S != X).sum(axis=1)


def _own_pattern_left_out(patterns):
    X = patterns.astype(int)
    m = X @ X.T
    np.fill_diagonal(m, 0)
    return (X * (m @ X) < 0).sum(axis=1)


def _in_8_bits(divided, diagonal=False):
    def answer(patterns):
        X = patterns
        W = X.T @ X
        if not diagonal:
            np.fill_diagonal(W, 0)
        return (X * (X @ (W / X.shape[1] if divided else W)) < 0).sum(axis=1)

    return answer


def wrong_cases(rng):
    """No ties, ties, and 8 bits: in each case the usual wrong answers give other numbers."""
    cases = []
    for P, N, kind in ((9, 30, "plain"), (13, 40, "plain"), (6, 16, "ties"), (8, 32, "ties")):
        while True:
            X = spins(rng, P, N)
            fields = fields_of(X)
            others = [fields_of(X, True) < 0, X * fields < 0] + [fields <= 0] * (kind == "ties")
            telling = [((fields < 0).sum(axis=1) != other.sum(axis=1)).any() for other in others]
            if all(telling) and np.ptp((fields < 0).sum(axis=1)):
                cases.append((X,))
                break
    while True:
        many = spins(rng, 151, 60)
        many[:, 1:4] = many[:, :1]  # these units always agree: sums of 151
        eight = (many.astype(np.int8),)
        if not any(np.array_equal(_in_8_bits(d)(*eight), wrong_bits(*eight)) for d in (False, True)):
            return [*cases, eight]


EIGHT = "A sum of int8 numbers stays int8, and that ends at 127. Which dtype has room for more?"
RIGHT = "Those are the units that are right. Which sign has the field of a wrong one?"
OWN = "Each unit has a voice for itself here. What stands at W[i, i]?"
judge_wrong = compared(
    wrong_bits,
    [
        Part("how many units of each pattern have a field against them", 0.75, (0, 1)),
        Part("a field of exactly 0 turns nothing", 0.5, (2, 3)),
        Part("151 patterns stored in 8 bits", 0.25, (4,)),
    ],
    [
        Mistake(lambda X: (fields_of(X, True) < 0).sum(axis=1), OWN, "fewer"),
        Mistake(lambda X: (fields_of(X, True) <= 0).sum(axis=1), OWN, "fewer"),
        Mistake(
            lambda X: (fields_of(X) <= 0).sum(axis=1),
            "Where votes balance, a unit keeps its state. What is np.sign(0)?",
            "more",
        ),
        Mistake(lambda X: (fields_of(X) > 0).sum(axis=1), RIGHT),
        Mistake(lambda X: (fields_of(X) >= 0).sum(axis=1), RIGHT),
        Mistake(
            lambda X: (X * fields_of(X) < 0).sum(axis=1),
            "A unit that is −1 needs a negative field. With what is the field to be compared?",
        ),
        Mistake(lambda X: wrong_bits(X) / X.shape[1], "Shares; the numbers of units are asked."),
        Mistake(
            lambda X: (fields_of(X) < 0).sum(axis=0),
            "One number for each unit; one for each pattern is asked. Which axis is summed over?",
        ),
        Mistake(lambda X: wrong_bits(X).sum(), "All patterns together; each by itself is asked."),
        Mistake(
            lambda X: (fields_of(X) < 0).mean(),
            "The share of all units of all patterns; a number for each pattern is asked.",
        ),
        Mistake(
            lambda X: (wrong_bits(X) > 0).sum(), "That many patterns are not exact. How many units of each?"
        ),
        Mistake(lambda X: wrong_bits(X) > 0, "Whether any unit is wrong; how many are is asked."),
        Mistake(
            _one_after_another,
            "In a first step all units are updated at once, each from the fields in the pattern itself.",
        ),
        Mistake(
            lambda X: (fields_of(X) < -1).sum(axis=1),
            "A unit does not hear itself: is its pattern's own voice exactly 1, or a little less?",
        ),
        Mistake(_to_the_end, "That is the end of recall. One step is asked."),
        Mistake(
            _own_pattern_left_out,
            "There the pattern itself is left out. It is the unit that does not hear itself.",
        ),
        *[Mistake(_in_8_bits(d, own), EIGHT) for d in (False, True) for own in (False, True)],
    ],
    "Take two patterns of four units: write down all fields by hand, in whole numbers, and count.",
)

# ------------------------------------------------------------------------------- patterns_that_fit

SIZES = (30, 80, 200, 450, 1000, 2000)  # one case each for one pattern, and one for all


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


def fit_cases(rng):
    """Sizes from 30 to 2,000, each for one pattern and for all, with chances far from rounding."""
    cases = []
    for every in (False, True):
        for N in SIZES:
            while True:
                q = np.round(rng.uniform(0.6, 0.7 if N > 1000 else 0.97), 3)
                apart = np.abs(chances(N, every) - q).min() > 2e-4
                if apart and (N <= 1000 or _added(N, q, every) != patterns_that_fit(N, q, every)):
                    cases.append((np.array(N), np.array(q), np.array(every)))
                    break
    return cases


def _changed(change):
    return lambda N, q, every: change(patterns_that_fit(N, q, every), N, q, every)


def _limit(log, whole):
    return lambda N, q, every: whole(N / ((4 if every else 2) * log(N)))


def _one_half(N, q, every):
    return (patterns_all_stable if every else patterns_half_stable)(int(N))


def _not_whole(N, q, every):
    return np.nan if every else 1 + N / (2 * erfcinv(2 * (1 - q ** (1 / N))) ** 2)


def _added(N, q, every):
    P = np.arange(1, int(N) + 1)
    return (1 - N * P ** int(every) * gauss((P - 1) / N) >= q).sum()


LIMIT = "That is the limit for very large N at a chance of one half. Solve for this N and this q."
ROUNDED = (np.floor, np.ceil, np.round, lambda x: x)
HALF = "Where does q come in? One half is only one case."
judge_fit = compared(
    patterns_that_fit,
    [
        Part("one pattern: fixed with a chance of at least q", 0.75, tuple(range(6))),
        Part("every pattern: all fixed with a chance of at least q", 0.75, tuple(range(6, 12))),
    ],
    [
        Mistake(
            _added,
            "1 minus a sum of chances is near only where they are small. Take units that err independently.",
        ),
        Mistake(
            lambda N, q, every: patterns_that_fit(N, q, every, load=lambda P, N: P / N),
            "Nearly. In a network of P patterns, how many others does one of them hear?",
        ),
        Mistake(
            _changed(lambda P, *case: P + 1),
            "Nearly. Is the chance still at least q there? Look at the chances beside your P.",
        ),
        Mistake(
            _changed(lambda P, *case: P - 1),
            "Nearly. Would one more still do? Look at the chances beside your P.",
        ),
        Mistake(
            lambda N, q, every: patterns_that_fit(N, q, not every),
            "That is the answer to the other question: what does every = True ask for?",
        ),
        Mistake(lambda N, q, every: patterns_that_fit(N, 0.5, every), HALF),
        *[Mistake(lambda *case, whole=whole: whole(_one_half(*case)), HALF) for whole in ROUNDED],
        Mistake(_not_whole, "There is no part of a pattern. Which whole number still has the chance?"),
        Mistake(
            lambda N, q, every: patterns_that_fit(N, 1 - q, every),
            "Is q the chance that all is well, or that something is wrong?",
        ),
        Mistake(
            lambda N, q, every: patterns_that_fit(N, q, every, units=lambda P, N, every: P**every),
            "That is about one unit of a pattern. How many units must all be right?",
        ),
        Mistake(
            lambda N, q, every: patterns_that_fit(N, q, every, error=lambda a: 2 * gauss(a)),
            "erfc is the area of both tails. In which of them is a unit wrong?",
        ),
        Mistake(
            lambda N, q, every: patterns_that_fit(N, q, every, error=lambda a: gauss(2 * a**2)),
            "Look at the argument of erfc once more: is there a root?",
        ),
        Mistake(
            lambda N, q, every: patterns_that_fit(N, q, every, error=lambda a: gauss(a / 2)),
            "Look at the argument of erfc once more: what becomes of the 2?",
        ),
        *[Mistake(_limit(log, whole), LIMIT) for log in (np.log, np.log2) for whole in ROUNDED],
        *[
            Mistake(
                lambda N, q, every, whole=whole: whole(0.138 * N),
                "0.138 N is another criterion: there patterns may come back with errors.",
            )
            for whole in ROUNDED
        ],
    ],
    "Print the chance for P = 1, 2, 3, …: does it begin at 1 and fall? Where does it pass q?",
)
