"""Exercise 01, the bug hunt: recall as it was once published."""

from functools import partial

import numpy as np

from ...check.hunts import Bug, Plain, hunt
from ...check.judges import Kept
from ...check.tasks import spins
from .sweep import sums, visit


def recall_mended(patterns, cue, orders, bounds=False, diagonal=False, rounded=False, tie=None):
    """Return the state that a cue is recalled to; what follows the orders are the mistakes of the program."""
    P, N = patterns.shape
    W = sums(patterns) + P * diagonal * np.eye(N, dtype=int)
    s = cue
    for order in orders:
        s = visit(W / N if rounded else W, s, order[:-1] if bounds else order, tie)
    return s


# ------------------------------------------------------------------------------------------ cases


def _two_wrong_units(rng):
    """One pattern, and a cue in which the units are wrong that are visited first and last."""
    pattern, order = spins(rng, 1, 12), rng.permutation(12)
    cue = pattern[0].copy()
    cue[order[[0, -1]]] *= -1
    return pattern, cue, order[None]


def _first_unit(P, N, wanted, rng):
    """Return a case whose first unit has votes of the others and an own state that are wanted, or None."""
    X, cue = spins(rng, P, N), spins(rng, N)
    found = np.flatnonzero(wanted(sums(X) @ cue, cue))
    if not len(found):
        return None
    rest = rng.permutation(np.delete(np.arange(N), found[0]))
    return X, cue, np.concatenate([found[:1], rest])[None]


def _clear(votes, own):
    return votes * own > 6


def _clear_against(votes, own):
    return votes * own < -6


def _outvoted_but_for_its_own(votes, own):
    """Whether nine patterns' votes are against a unit, and its own nine would hold it."""
    return (votes * own < 0) & (votes * own > -9)


def _balanced(sign, own_votes, votes, own):
    """Whether votes balance, without or with so many of the unit's own, of units of this sign, or of any."""
    return (votes == -own_votes * own) & ((sign == 0) | (own == sign))


# A unit with balanced votes keeps its state, or does not, on both sides and with its own votes or without.
# Divided by 22, votes that balance leave what rounding makes of them; divided by 16 they are exact.
IN_22THS = [partial(_first_unit, 6, 22, partial(_balanced, 0, own)) for own in (0, 6)]
IN_16THS = [partial(_first_unit, 6, 16, partial(_balanced, sign, own)) for own in (0, 6) for sign in (-1, 1)]

BALANCED = "Votes that balance say nothing about the unit."
BUGS = {
    "bounds": Bug(
        "every unit is visited",
        "Write down which units one pass of the inner loop visits.",
        (_two_wrong_units,),
        "the last one still wrong",
    ),
    "diagonal": Bug(
        "a unit has no vote on itself",
        "What stands at W[i, i], and whose vote is that?",
        (partial(_first_unit, 9, 20, _outvoted_but_for_its_own),) * 6,
        "units that hold themselves",
    ),
    "rounded": Bug(
        "balanced votes are always seen as balanced",
        "0.1 + 0.2 is not exactly 0.3. In which order are votes added and divided?",
        (*IN_22THS,) * 40,
        "different decisions in like cases",
        alone=False,
    ),
    "tie": Bug(
        "a tie keeps the state",
        "What is np.sign(0), and is it a state of a unit?",
        (*IN_16THS,) * 2,
        forms={0: "", -1: BALANCED, 1: BALANCED},
        alone=False,
    ),
}
PLAIN = Plain(
    tuple(partial(_first_unit, 3, 30, wanted) for wanted in (_clear, _clear_against) for _ in range(6)),
    "Where the votes are clear, a unit takes their sign: try one pattern and one wrong unit.",
)
SECOND_NAME = "s = cue is a second name for the same array: changes show in both."
TASK = hunt(
    "recall_mended",
    recall_mended,
    BUGS,
    0.4,
    plain=PLAIN,
    kept=(Kept("cue and patterns are left as they were", 0.4, (0, 1), SECOND_NAME),),
)
