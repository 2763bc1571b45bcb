"""Exercise 06, dense_sweep: a dense memory updated unit by unit."""

from functools import partial

import numpy as np

from ...check.draws import all_wrong, differs
from ...check.judges import Kept, Mistake, Part, function_task
from ...check.tasks import spins
from . import gains
from .gains import FROM_ZERO, PLAIN, SQUARE, WINS, drawn_group


def sweep(patterns, state, n, order, *, gain=gains.gain, sign=1, tie=None):
    """Return the state after its units were visited in this order; a tie keeps a unit if `tie` is None."""
    X, s = patterns.astype(float), state.astype(float)
    for i in order:
        x = X[:, i]
        d = sign * gain(X @ s - x * s[i], x, s[i], n).sum()
        if d != 0:
            s[i] = np.sign(d)
        elif tie is not None:
            s[i] = -s[i] if tie == "turned over" else tie
    return s


def dense_sweep(patterns, state, n, order):
    """Return the state after the right sweep."""
    return sweep(patterns, state, n, order)


def all_at_once(patterns, state, n, order):
    """Return the state after the units of order were updated from the same old state."""
    s = state.copy()
    for i in order:
        s[i] = sweep(patterns, state, n, [i])[i]
    return s


def reversed_if_lower(patterns, state, n, order):
    """Return what comes of comparing a unit with its reverse: 0 is its own reverse."""
    s = state
    for i in order:
        s = sweep(patterns, s, n, [i]) if s[i] else s
    return s


def always_square(patterns, state, n, order):
    """Return the sweep of order 2."""
    return sweep(patterns, state, 2, order)


def visiting(change):
    """Return a sweep that visits other units than those of the order."""
    return lambda X, s, n, order: sweep(X, s, n, change(order))


IN_A_ROW = visiting(lambda order: range(len(order)))  # all orders have N visits
BACKWARDS = visiting(lambda order: order[::-1])
BUT_THE_LAST = visiting(lambda order: order[:-1])
ONCE_EACH = visiting(np.unique)
FIRST_TIMES = visiting(lambda order: list(dict.fromkeys(order.tolist())))
WITH_OWN = partial(sweep, gain=gains.gain_with_own)
SLOPE_WITH_OWN = partial(sweep, gain=gains.slope_with_own)
SLOPE = partial(sweep, gain=gains.slope)
GAIN_FROM_ZERO = partial(sweep, gain=gains.gain_from_zero)
RECTIFIED = partial(sweep, gain=gains.gain_rectified)
ALL_TIES = [partial(sweep, tie=tie) for tie in (0, -1, 1, "turned over")]
# what somebody returns who does nothing
NOTHING = (
    lambda X, s, n, order: s,
    lambda X, s, n, order: -s,
    lambda X, s, n, order: X[0],
    lambda X, s, n, order: -X[0],
    lambda X, s, n, order: X[-1],
)

ONE_BY_ONE = "Each visit must see what the visits before it changed."
TIE = "Two equal energies say nothing: what does the unit do then?"
OLD_VALUE = "In each of the two energies the unit has one value. Where is its old one?"
WHO = "The argument order says who is visited when, and how often."
UNCHANGED = "No unit has changed. Is the new state the one that you return?"
SIGN_OF_0 = "np.sign(0) is 0, which is no state of a unit. What does a tie do?"
TURNED_OVER = "Two equal energies say nothing: is that a reason to turn over?"
REVERSE_OF_0 = "The reverse of 0 is 0 again. Between which two values does an undecided unit choose?"
NOT_THE_SLOPE = (
    "That follows the slope of the energy. From n = 3 on this is not the difference of two energies."
)
MISTAKES = (
    Mistake(NOTHING[0], UNCHANGED, "the state as it was"),
    Mistake(
        (all_at_once, lambda X, s, n, order: np.sign(X.T @ (X @ s) ** (n - 1))),
        ONE_BY_ONE,
        "all units decided together",
    ),
    Mistake(partial(sweep, tie=0), SIGN_OF_0, "a state with zeros"),
    Mistake(partial(sweep, tie=-1), TIE, "ties set to −1"),
    Mistake(partial(sweep, tie=1), TIE, "ties set to +1"),
    Mistake(partial(sweep, tie="turned over"), TURNED_OVER, "ties turned over"),
    Mistake(reversed_if_lower, REVERSE_OF_0, "undecided units that stay undecided"),
    Mistake(WITH_OWN, OLD_VALUE, "the unit's old value counted beside its new one"),
    Mistake(SLOPE_WITH_OWN, OLD_VALUE, "the sign of the slope"),
    Mistake(SLOPE, NOT_THE_SLOPE, "the sign of the slope"),
    Mistake(GAIN_FROM_ZERO, FROM_ZERO),
    Mistake(RECTIFIED, PLAIN),
    Mistake(always_square, SQUARE, "the sweep of n = 2"),
    Mistake(partial(sweep, sign=-1), WINS, "the value of higher energy"),
    Mistake(IN_A_ROW, WHO, "units visited from 0 to N − 1"),
    Mistake(ONCE_EACH, WHO, "each unit visited once"),
    Mistake(FIRST_TIMES, "A unit that stands in order twice is visited twice.", "each unit visited once"),
    Mistake(BACKWARDS, "Begin with order[0].", "the order backwards"),
    Mistake(BUT_THE_LAST, "How many visits does your loop make?", "the last visit left out"),
)


def random_case(K, N, n, rng, repeats=False, undecided=0):
    """Return random patterns and a state, and an order of N visits."""
    order = rng.integers(N, size=N) if repeats else rng.permutation(N)
    s = spins(rng, N)
    s[rng.permutation(N)[:undecided]] = 0
    return spins(rng, K, N), s, n, order


def untied(*case):
    """Whether no tie matters, and the result is none that doing nothing would have."""
    return not differs(sweep(*case, tie=0), sweep(*case)) and all_wrong(case, sweep, NOTHING)


def tied(*case):
    """Whether a tie matters, and some unit changes."""
    return all_wrong(case, sweep, (ALL_TIES[0], NOTHING[0]))


def simple(*case):
    """Whether neither ties nor the unit's own old value matter."""
    return untied(*case) and not differs(WITH_OWN(*case), sweep(*case))


def cases(rng):
    """Plain sweeps; sweeps where the unit's own part tells; ties; repeats; undecided units."""
    orders = (all_at_once, partial(sweep, sign=-1), IN_A_ROW, BACKWARDS, BUT_THE_LAST)
    gain_mistakes = (WITH_OWN, SLOPE_WITH_OWN, SLOPE, GAIN_FROM_ZERO, RECTIFIED)
    groups = (
        (simple, ((8, 15, 3), (6, 15, 4), (8, 15, 3)), {}, (*orders, always_square)),
        (untied, ((9, 11, 3), (9, 11, 4), (9, 11, 5)), {}, gain_mistakes),
        (tied, ((4, 16, 2), (2, 16, 3), (4, 16, 3)), {}, ALL_TIES),
        (untied, ((9, 15, 3), (9, 15, 5)), {"repeats": True}, (*orders, ONCE_EACH, FIRST_TIMES)),
        (untied, ((8, 15, 3), (6, 15, 5)), {"undecided": 5}, (reversed_if_lower, all_at_once)),
    )
    found = []
    for telling, kinds, how, shown in groups:
        draws = [(partial(random_case, *kind, **how), telling) for kind in kinds]
        found += drawn_group(rng, dense_sweep, draws, shown, MISTAKES)
    return found


PARTS = (
    Part("units change one after another, in the given order", 0.6, (0, 1, 2)),
    Part("the unit's two values are compared, all others as they are", 0.5, (3, 4, 5)),
    Part("a tie keeps the state", 0.3, (6, 7, 8)),
    Part("exactly the units of order are visited, repeats too", 0.2, (9, 10)),
    Part("an undecided unit takes the value of lower energy", 0.2, (11, 12)),
    Kept("the state that was given stays as it is", 0.2, 1),
)
OTHERWISE = (
    "Follow the first two visits on paper: two energies, a new value, then the next unit's two energies."
)
TASK = function_task("dense_sweep", dense_sweep, cases, PARTS, MISTAKES, OTHERWISE)
