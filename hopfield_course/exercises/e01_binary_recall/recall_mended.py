"""Exercise 01, the bug hunt: recall as it was once published."""

from functools import partial

import numpy as np

from ...check.draws import all_wrong
from ...check.hunts import Bug, Plain, hunt
from ...check.judges import Kept, Mistake
from ...check.tasks import spins
from .sweep import FRESH, at_once, sums, visit


def recall_mended(patterns, cue, orders, bounds=False, diagonal=False, rounded=False, tie=None):
    """Return the state that a cue is recalled to; what follows the orders are the mistakes of the program."""
    P, N = patterns.shape
    W = sums(patterns) + P * diagonal * np.eye(N, dtype=int)
    s = cue
    for order in orders:
        s = visit(W / N if rounded else W, s, order[:-1] if bounds else order, tie)
    return s


def rows_changed(change):
    """Return the answer of somebody who visits other rows of the orders."""
    return lambda X, cue, orders: recall_mended(X, cue, change(orders))


FIRST_ROW, LAST_ROW = rows_changed(lambda orders: orders[:1]), rows_changed(lambda orders: orders[-1:])
ROWS_BACKWARDS = rows_changed(lambda orders: orders[::-1])


def updated_at_once(patterns, cue, orders):
    """Return the state after as many updates of all units together as there are orders."""
    s = cue
    for _ in orders:
        s = at_once(sums(patterns), s)
    return s


# ------------------------------------------------------------------------------------------ cases


def _two_wrong_units(rng):
    """One pattern, and a cue in which the units are wrong that are visited first and last."""
    pattern, order = spins(rng, 1, 12), rng.permutation(12)
    cue = pattern[0].copy()
    cue[order[[0, -1]]] *= -1
    return pattern, cue, order[None]


def _two_sweeps(rng):
    """Return a case in which both sweeps count, in their order, and so do visits one after another."""
    case = spins(rng, 3, 24), spins(rng, 24), np.array([rng.permutation(24) for _ in range(2)])
    return (
        case
        if all_wrong(case, recall_mended, (FIRST_ROW, LAST_ROW, ROWS_BACKWARDS, updated_at_once))
        else None
    )


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

SWEEPS = "orders has a row for each sweep. Which of its rows are visited, and when?"
HALF_VISITED = (
    Mistake(updated_at_once, FRESH, "all units updated together"),
    Mistake((FIRST_ROW, LAST_ROW, ROWS_BACKWARDS), SWEEPS, "other sweeps"),
)
BALANCED = "Votes that balance say nothing about the unit."
BUGS = {
    "bounds": Bug(
        "every unit is visited, in every sweep",
        "Write down which units one pass of the inner loop visits.",
        (_two_wrong_units,),
        "the last one still wrong",
        beside=(_two_sweeps,) * 2,
        halfway=HALF_VISITED,
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
