"""Exercise 07, the bug hunt: a memory run to its end.

Black-and-white pictures that come with their negatives, half black, are prepared already, by picture and by
pixel.  Where scores are far apart, one update is the last, at β as at β/√N.  Beside each mistake stands a cue
that ends halfway between two pictures, so that a search for the nearest one earns nothing.
"""

from functools import partial

import numpy as np

from ...check.hunts import Bug, hunt
from ...check.judges import Mistake
from ...check.tasks import spins
from .softmax import TOO_LARGE, near
from .softmax import prepared as rows_prepared


def settle(
    greys,
    cues,
    beta,
    *,
    prepared=False,
    scaled=False,
    overflow=False,
    table=False,
    alias=False,
    most=200,
    rest=None,
):
    """Return where cues (B, N) end with pictures (P, N) stored, by a program with these mistakes left."""
    X = rows_prepared(greys, axis=0 if prepared else 1)
    S = np.asarray(cues, dtype=float)
    for _ in range(1 if alias else most):
        a = beta * S @ X.T / (X.shape[1] ** 0.5 if scaled else 1)
        if not overflow:
            a = a - (a.max() if table == "one largest" else a.max(axis=1, keepdims=True))
        p = np.exp(a)
        p = p / (p.sum() if table else p.sum(axis=1, keepdims=True))
        old, S = S, p @ X
        if rest(S, old) if rest else np.abs(S - old).max() < 1e-9:
            break
    return S


def all_moved_less(tolerance, S, old):
    """Whether no entry has moved by as much as this tolerance."""
    return np.abs(S - old).max() < tolerance


def one_entry_rests(S, old):
    """Whether some entry has come to rest."""
    return np.abs(S - old).min() < 1e-9


def nearest(greys, cues, beta):
    """Return the picture nearest to each cue."""
    X = rows_prepared(greys)
    return X[(cues @ X.T).argmax(axis=1)]


def with_negatives(rng, half):
    """Return so many pictures of 16 pixels, half black, and their negatives."""
    X = np.array([rng.permutation(np.repeat([-1.0, 1.0], 8)) for _ in range(half)])
    return rng.permutation(np.vstack([X, -X]))


def clear(B, beta, rng):
    """Return cues near to pictures."""
    X = with_negatives(rng, 3)
    which = rng.permutation(np.arange(1, 6))[:B]
    return X, X[which] + 0.3 * spins(rng, B, 16), beta


def real_greys(rng):
    """Return pictures that are not prepared, and a cue near to one."""
    greys = np.round(rng.uniform(0, 255, (5, 16)))
    X = greys - greys.mean(axis=1, keepdims=True)
    return greys, X[[rng.integers(1, 5)]] / X.std() + 0.3 * spins(rng, 1, 16), 25.0


def blend(rng):
    """Return a cue at rest between pictures, nearest to one of them: at another sharpness it would move."""
    X, beta = with_negatives(rng, 2), rng.uniform(0.1, 0.2)
    cue = X[[rng.integers(4)]]
    for _ in range(220):
        old, cue = cue, settle(X, cue, beta, most=1)
    second, first = np.sort(cue @ X.T)[0, -2:]
    return (X, cue, beta) if np.abs(cue - old).max() < 1e-13 and first - second > 0.1 else None


def halfway(rng):
    """Return a cue as near to one picture as to another: it ends halfway between, in exact numbers."""
    X = with_negatives(rng, 2)
    a, b = X[rng.permutation(4)[:2]]
    return (X, 0.375 * (a + b)[None], 44.0) if 0 < a @ b < 16 else None


def slowly_halfway(rng):
    """Return a cue near nothing on the way to the middle of two pictures, half of its units at rest.

    It takes four updates or more, of which the first moves by no more than 10⁻⁶; in exact numbers.
    """
    X = with_negatives(rng, 2)
    a, b = X[rng.permutation(4)[:2]]
    return (X, 2.0**-33 * (a + b)[None], 44.0) if 0 < a @ b < 16 else None


def not_done_in_200(rng):
    """Return a cue that comes to rest so slowly that 200 updates are not enough: βN is 1, the limit."""
    X = with_negatives(rng, 1)
    return X, rng.uniform(0.5, 1.0) * X[[rng.integers(2)]], 1 / 16


def two_steps(rng):
    """Return a weak cue: the first update leads to a blend, the next ones to a picture."""
    X = with_negatives(rng, 3)
    return X, rng.uniform(0.01, 0.04) * X[[rng.integers(1, 6)]], 20.0


AT_MOST = "How many updates does it make at most?"
AT_REST = "When has every entry of every cue come to rest? What is compared, and with what?"
STOPS_EARLY = (
    Mistake(tuple(partial(settle, most=most) for most in (2, 3)), AT_MOST),
    Mistake(
        (
            *(partial(settle, rest=partial(all_moved_less, k)) for k in (0.1, 1e-2, 1e-3, 1e-6)),
            partial(settle, rest=one_entry_rests),
        ),
        AT_REST,
    ),
)
BUGS = {
    "prepared": Bug(
        "each picture is prepared by itself",
        "Each stored picture should have mean 0 and variance 1. Print both for one row of X.",
        (real_greys,),
        beside=(halfway,),
    ),
    "scaled": Bug(
        "β is the whole sharpness",
        "A softmax blunter than β says. By what are the scores multiplied, all in all?",
        (blend,),
        beside=(halfway, not_done_in_200),
        halfway=(Mistake(tuple(partial(settle, most=most) for most in (100, 199, 201, 400)), AT_MOST),),
        alone=False,
    ),
    "overflow": Bug(
        "large scores do not overflow",
        TOO_LARGE,
        (partial(clear, 1, 1000.0),),
        beside=(halfway,),
    ),
    "table": Bug(
        "several cues at once end where each would alone",
        "Right for one cue, wrong for several. What do the weights of one cue sum to?",
        (partial(clear, 3, 20.0),),
        forms=(True, "one largest"),
        beside=(halfway,),
    ),
    "alias": Bug(
        "updates are repeated until nothing changes",
        "It stops after one update. What are S and old at the moment when they are compared?",
        (two_steps,),
        beside=(slowly_halfway,),
        halfway=STOPS_EARLY,
    ),
}
OTHERWISE = "Something else than the mistakes of the start: try one cue that is a stored picture."
NEAREST = Mistake(
    nearest,
    "Does every run end at a stored picture? Section 4 has other ends. Try a cue halfway between two.",
    "the picture nearest to each cue",
)
TASK = hunt("settle_mended", settle, BUGS, 0.4, always=(NEAREST,), otherwise=OTHERWISE, same=near, least=0.05)
