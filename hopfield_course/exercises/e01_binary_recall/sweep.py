"""Exercise 01: a sweep, unit by unit."""

from functools import partial

import numpy as np

from ...check.draws import all_right, all_wrong, drawn_until
from ...check.judges import Kept, Mistake, Part, function_task
from ...check.tasks import spins


def sums(X):
    """Return N times Hebb's couplings of patterns (P, N), whole numbers."""
    return X.T @ X - len(X) * np.eye(X.shape[1], dtype=int)


def visit(W, state, order, tie=None, low=-1):
    """Return the state after its units were visited in this order; a tie keeps a unit if `tie` is None."""
    s = np.array(state, dtype=int)
    for i in order:
        h = W[i] @ s
        if h != 0:
            s[i] = 1 if h > 0 else low
        elif tie is not None:
            s[i] = tie
    return s


def at_once(W, state, order=slice(None)):
    """Return the state after units were updated together, from the same old state."""
    s, h = np.array(state, dtype=int), (W @ state)[order]
    s[order] = np.where(h == 0, s[order], np.sign(h))
    return s


def turned_round(W, state, order):
    """Return the state after units were turned round where their field is against them."""
    s = np.array(state, dtype=int)
    for i in order:
        s[i] *= -1 if s[i] * (W[i] @ s) < 0 else 1
    return s


def _unchanged(W, state, order):
    return state


def _all_at_once(W, state, order):
    return at_once(W, state)


def visited(change):
    """Return the answer of somebody who visits other units than those of the order."""
    return lambda W, s, order: visit(W, s, change(order))


def sure_above_1(W, state, order):
    """Return the state if a field of 1 does not make a unit +1."""
    s = np.array(state, dtype=int)
    for i in order:
        h = W[i] @ s
        s[i] = s[i] if h == 0 else 1 if h > 1 else -1
    return s


SET_BY_TIES = [partial(visit, tie=tie) for tie in (0, -1, 1)]
FROM_0 = visited(lambda order: range(len(order)))
ASCENDING = visited(np.unique)
BACKWARDS = visited(lambda order: order[::-1])
NOT_THE_FIRST = visited(lambda order: order[1:])
NOT_THE_LAST = visited(lambda order: order[:-1])
TWICE = visited(lambda order: np.tile(order, 2))
NO_REPEATS = visited(lambda order: list(dict.fromkeys(order.tolist())))
OTHER_WAYS = (_unchanged, _all_at_once, FROM_0, BACKWARDS)  # wrong wherever there are no ties


def _drawn(P, N, rng, repeats=False, undecided=0):
    W, s = sums(spins(rng, P, N)), spins(rng, N)
    order = rng.integers(N, size=N) if repeats else rng.permutation(N)
    s[rng.permutation(N)[:undecided]] = 0
    return W, s, order


def _has_ties(*case):
    return all_wrong(case, visit, [_unchanged, *SET_BY_TIES])


def _has_none(wrong, *case):
    """Whether a case has no ties, and these answers are wrong in it."""
    return all_wrong(case, visit, wrong) and all_right(case, visit, SET_BY_TIES)


def _has_repeats(*case):
    """Whether it shows that a unit is visited again, and as nothing else."""
    others = [*OTHER_WAYS, at_once, ASCENDING, NOT_THE_LAST]
    return _has_none([*OTHER_WAYS, NO_REPEATS], *case) and all_wrong(case, NO_REPEATS, others)


def cases(rng):
    """No ties; ties; an order with repeats; undecided units: each so that the answer tells."""
    plain = partial(_drawn, 3, 20), partial(_has_none, [*OTHER_WAYS, NOT_THE_LAST])
    ties = partial(_drawn, 2, 12), _has_ties
    repeats = partial(_drawn, 3, 20, repeats=True), _has_repeats
    undecided = partial(_drawn, 3, 20, undecided=5), partial(_has_none, OTHER_WAYS)
    return [drawn_until(rng, *kind) for kind in (plain, plain, ties, ties, repeats, undecided)]


FRESH = "Each visit must see what the visits before it changed."
NOTHING_CHANGED = "No unit has changed. Is the new state the one that you return?"
SIGN_OF_0 = "np.sign(0) is 0, which is no state of a unit. What does a tie do?"
BALANCED = "Votes that balance say nothing: a unit then stays as it is."
UNDECIDED = "A unit that is 0 cannot be turned round. What does its field make of it?"
WHO = "The argument order says who is visited when."
MISTAKES = (
    Mistake(_unchanged, NOTHING_CHANGED, "the state as it was"),
    Mistake((at_once, _all_at_once), FRESH, "units updated together"),
    Mistake(lambda W, s, order: np.sign(W @ s), FRESH, "np.sign of all fields at once"),
    Mistake(partial(visit, tie=0), SIGN_OF_0, "a state with zeros"),
    Mistake(partial(visit, tie=-1), BALANCED, "ties set to −1"),
    Mistake(partial(visit, tie=1), BALANCED, "ties set to +1"),
    Mistake(turned_round, UNDECIDED, "units that stay undecided"),
    Mistake(FROM_0, WHO, "units visited from 0 to N − 1"),
    Mistake(ASCENDING, WHO, "units in ascending order"),
    Mistake(BACKWARDS, "Begin with order[0].", "the order backwards"),
    Mistake(NOT_THE_FIRST, "Begin with order[0].", "the first unit not visited"),
    Mistake(NOT_THE_LAST, "How many visits does your loop make?", "the last unit not visited"),
    Mistake(TWICE, "How many visits does your loop make?", "all of the order visited twice"),
    Mistake(NO_REPEATS, "A unit that order names twice is visited twice.", "each unit visited once"),
    Mistake(
        lambda W, s, order: visit(-W, s, order),
        "A positive field makes the unit +1.",
        "the votes turned round",
    ),
    Mistake(partial(visit, low=0), "A unit is −1 or +1.", "units of 0 and 1"),
)
PARTS = (
    Part("units change one after another", 0.75, (0, 1)),
    Part("a tie keeps the state", 0.5, (2, 3)),
    Part("exactly the units of order are visited, repeats too", 0.25, (4,)),
    Part("an undecided unit is decided by its first vote", 0.25, (5,)),
    Kept("the state that was given stays as it is", 0.25, argument=1),
)
OTHERWISE = "Follow three units on paper: field, then state, then the next unit's field."
TASK = function_task(
    "sweep", visit, cases, PARTS, MISTAKES, OTHERWISE, slips=(TWICE, NOT_THE_FIRST, sure_above_1)
)
