"""Exercise 07: a memory run to its end, as published, with its mistakes."""

from itertools import combinations

import numpy as np

from ...check.judges import Mistake, Part, compared
from ...check.tasks import spins
from .parts import TOO_LARGE, near

# Each with what is tested, and the hint if it is left.
MISTAKES = {
    "prepared": (
        "each picture is prepared by itself",
        "Each stored picture should have mean 0 and variance 1. Print both for one row of X.",
    ),
    "scaled": (
        "β is the whole sharpness",
        "A softmax blunter than β says. By what are the scores multiplied, all in all?",
    ),
    "overflow": ("large scores do not overflow", TOO_LARGE),
    "table": (
        "several cues at once end where each would alone",
        "Right for one cue, wrong for several. What do the weights of one cue sum to?",
    ),
    "alias": (
        "updates are repeated until nothing changes",
        "It stops after one update. What are S and old at the moment when they are compared?",
    ),
}
ALL = frozenset(MISTAKES)


def settle(greys, cues, beta, left=frozenset(), one_largest=False):
    """Return where cues (B, N) end with pictures (P, N) stored, with some of the mistakes left."""
    about = 0 if "prepared" in left else 1
    with np.errstate(all="ignore"):
        X = (greys - greys.mean(axis=about, keepdims=True)) / greys.std(axis=about, keepdims=True)
        S = np.asarray(cues, dtype=float)
        for _ in range(200):
            a = beta * S @ X.T
            if "scaled" in left:
                a = a / X.shape[1] ** 0.5
            if "overflow" not in left:
                a = a - (a.max() if one_largest else a.max(axis=1, keepdims=True))
            p = np.exp(a)
            p = p / (p.sum() if "table" in left else p.sum(axis=1, keepdims=True))
            old, S = S, p @ X
            if "alias" in left or np.abs(S - old).max() < 1e-9:
                break
    return S


# ----------------------------------------------------------------------------------------- cases


def settled_cases(rng):
    """For each mistake a case in which it shows alone, and at the end one in which none shows.

    Black-and-white pictures that come with their negatives, half black, are prepared already, by
    picture and by pixel.  Where scores are far apart, one update is the last, at β as at β/√N.
    The last case ends halfway between two pictures, so that a search for the nearest earns nothing.
    """
    makers = {
        "prepared": _real_greys,
        "scaled": _blend,
        "overflow": lambda rng: _clear(rng, 1, 1000.0),
        "table": lambda rng: _clear(rng, 3, 20.0),
        "alias": _two_steps,
    }
    cases = [_telling(rng, maker, name) for name, maker in makers.items()]
    return [*cases, _telling(rng, _halfway, None)]


def _telling(rng, maker, name):
    """Return a case that one mistake, and all together, answer wrongly, and any other one rightly."""
    for _ in range(10_000):
        case = maker(rng)
        if case is None:
            continue
        end = settle(*case)
        wrong = [settle(*case, left=frozenset({other})) for other in MISTAKES if other != name]
        if any(np.abs(other - end).max() > 1e-8 for other in wrong):
            continue
        if name is None or not any(
            np.abs(settle(*case, left=left) - end).max() < 0.05 for left in (ALL, frozenset({name}))
        ):
            return case
    raise RuntimeError(f"no case that tells {name}")


def _with_negatives(rng, half, N):
    X = np.array([rng.permutation(np.repeat([-1.0, 1.0], N // 2)) for _ in range(half)])
    return rng.permutation(np.vstack([X, -X]))


def _clear(rng, B, beta):
    X = _with_negatives(rng, 3, 16)
    which = rng.permutation(np.arange(1, 6))[:B]
    return X, X[which] + 0.3 * spins(rng, B, 16), np.array(beta)


def _real_greys(rng):
    greys = np.round(rng.uniform(0, 255, (5, 16)))
    X = greys - greys.mean(axis=1, keepdims=True)
    cue = X[[rng.integers(1, 5)]] / X.std() + 0.3 * spins(rng, 1, 16)
    return greys, cue, np.array(25.0)


def _blend(rng):
    """A cue that is at rest, between pictures: at another sharpness it is not."""
    X = _with_negatives(rng, 2, 16)
    beta = np.array(rng.uniform(0.1, 0.2))
    cue = X[[rng.integers(4)]]
    for _ in range(20):
        cue = settle(X, cue, beta, left=frozenset({"alias"}))
    for _ in range(200):
        new = settle(X, cue, beta, left=frozenset({"alias"}))
        if np.abs(new - cue).max() < 1e-13:
            return X, new, beta
        cue = new
    return None


def _halfway(rng):
    """A cue as near to one picture as to another: it ends halfway between them, in exact numbers."""
    X = _with_negatives(rng, 2, 16)
    a, b = X[rng.permutation(4)[:2]]
    return (X, 0.375 * (a + b)[None], np.array(44.0)) if 0 < a @ b < 16 else None


def _two_steps(rng):
    """A weak cue: the first update leads to a blend, the next ones to a picture."""
    X = _with_negatives(rng, 3, 16)
    which = rng.integers(1, 6)
    return X, rng.uniform(0.01, 0.04) * X[[which]], np.array(20.0)


# ----------------------------------------------------------------------------------------- judge


def _judge_of(name):
    """Return the judge of the one row that a mistake has; the case in which none shows must hold too."""
    what, hint = MISTAKES[name]
    rest = sorted(ALL - {name})
    left = [frozenset({name, *more}) for size in range(len(rest) + 1) for more in combinations(rest, size)]
    mistakes = [
        Mistake(lambda *case, which=which, one=one: settle(*case, left=which, one_largest=one), hint)
        for which in left
        for one in (False, True)
        if not one or ("overflow" not in which and "table" in which)
    ]
    return compared(
        settle,
        (Part(what, 0.4, (0, 1)),),
        [*mistakes, NEAREST],
        "Something else than the mistakes of the start: try one cue that is a stored picture.",
        same=near,
    )


def _nearest(greys, cues, beta):
    X = greys - greys.mean(axis=1, keepdims=True)
    X /= X.std(axis=1, keepdims=True)
    return X[(cues @ X.T).argmax(axis=1)]


NEAREST = Mistake(
    _nearest,
    "Does every run end at a stored picture? Section 4 has other ends. Try a cue halfway between two.",
    "the picture nearest to each cue",
)
JUDGES = [_judge_of(name) for name in MISTAKES]


def judge_settled(cases, outputs):
    """Judge each mistake by its own case."""
    rows = []
    for k, judge in enumerate(JUDGES):
        rows += judge([cases[k], cases[-1]], [outputs[k], outputs[-1]])
    return rows
