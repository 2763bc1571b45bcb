"""Exercise 06, the bug hunt: a rectified dense memory that recalls unit by unit."""

from functools import partial

import numpy as np

from ...check.draws import all_wrong
from ...check.hunts import Bug, hunt
from ...check.judges import Mistake
from ...check.tasks import spins
from .dense_sweep import NOTHING, TIE


def program(
    patterns,
    cue,
    n,
    orders,
    *,
    overlaps=False,
    own=False,
    cut=False,
    large=False,
    tie=None,
    plain=False,
    least=0,
):
    """Return the state that a cue is recalled to, by a program with these mistakes left in it."""
    X, s = patterns.astype(np.int64 if large else float), cue.astype(int)
    for order in orders:
        start = s.copy()
        for i in order:
            x, seen = X[:, i], start if overlaps else s
            rest = X @ seen - (0 if own else x * seen[i])
            up, down = (powers(m, n, cut, plain, least) for m in (rest + x, rest - x))
            if up != down:
                s[i] = np.sign(up - down)
            elif tie is not None:
                s[i] = tie
    return s


def powers(m, n, cut_afterwards, plain, least):
    """Return the sum of the powers of overlaps; those below 0 are to count nothing, as 0 does."""
    if plain:
        return (m**n).sum()
    return (np.maximum(m**n, least) if cut_afterwards else np.maximum(m, least) ** n).sum()


def random_case(K, n, visits, rng):
    """Return K random patterns of 16 units, a random cue, and two orders of so many visits."""
    order = rng.permutation(16)[: 2 * visits].reshape(2, visits)
    return spins(rng, K, 16), spins(rng, 16), n, order


def with_order(change):
    """Return the program of somebody who takes another n."""
    return lambda X, s, n, orders: program(X, s, change(n), orders)


def visiting(change):
    """Return the program of somebody who visits other units than those of the orders."""
    return lambda X, s, n, orders: program(X, s, n, change(orders))


def storing(rows):
    """Return the program of somebody who stores these of the patterns alone."""
    return lambda X, s, n, orders: program(X[rows], s, n, orders)


def telling(n, answers, rng, patterns=12):
    """Return a case of this order in which each of these answers is wrong."""
    case = random_case(patterns, n, 4, rng)
    return case if all_wrong(case, program, answers) else None


def large_overlap(K, n, rng):
    """Return a cue with an overlap near 31, the power of which has no room in 64 bits."""
    X = spins(rng, K, 31)
    s, order = X[1].copy(), rng.permutation(31)[:6]
    s[order[[1, 4]]] *= -1
    return X, s, n, order.reshape(2, 3)


def far_from_all(n, visits, rng):
    """Return a cue that is far from all three patterns, so that nothing pulls."""
    X, _, n, order = random_case(3, n, visits, rng)
    return X, -np.sign(X.sum(axis=0)), n, order


ONE_MORE, ONE_LESS = (lambda n: n + 1), (lambda n: n - 1)
OTHER_ORDERS = tuple(
    with_order(change) for change in (ONE_MORE, ONE_LESS, lambda n: 2, lambda n: 3, lambda n: 4)
)
OTHERWISE_DECIDED = ((3, ONE_MORE), (3, ONE_LESS), (4, ONE_LESS))  # so that no number in place of n will do
FIRST_ORDER, LAST_ORDER = visiting(lambda orders: orders[:1]), visiting(lambda orders: orders[-1:])
BACKWARDS = (
    visiting(lambda orders: orders[::-1]),
    visiting(lambda orders: np.ravel(orders)[None, ::-1]),
)
NOT_ALL = (storing(slice(1, None)), storing(slice(None, -1)))
WHO = "Which units are visited, in which order, and how often?"
BUGS = {
    "overlaps": Bug(
        "each visit sees the overlaps as they are then",
        "A unit has changed. Are the overlaps still those that you have in m?",
        (partial(random_case, 8, 3, 8),) * 2,
        came="a decision on old overlaps",
        halfway=(Mistake((FIRST_ORDER, LAST_ORDER, *BACKWARDS), WHO),),
    ),
    "own": Bug(
        "the two energies differ in the unit alone",
        "m is a sum over all units. Which value of unit i is in it, once the new one is added?",
        (partial(random_case, 8, 3, 3),) * 2,
        came="the unit's old value counted beside its new one",
        beside=(partial(telling, 3, NOT_ALL),),
        halfway=(Mistake(NOT_ALL, "Do all patterns count in your sums, the first and the last too?"),),
    ),
    "cut": Bug(
        "overlaps below 0 count nothing, at any n",
        "At n = 4, what does np.maximum find below 0 to cut off?",
        (partial(random_case, 5, 2, 3), partial(random_case, 6, 4, 3)),
        beside=(*(partial(telling, n, (with_order(other),)) for n, other in OTHERWISE_DECIDED),),
        halfway=(Mistake(OTHER_ORDERS, "Which power does your program take? n says it."),),
        came="reverses that attract",
    ),
    "large": Bug(
        "large orders are right too",
        "How large is the largest power that your program makes? A whole number of 64 bits ends near 9·10¹⁸.",
        (partial(large_overlap, 6, 15), partial(large_overlap, 8, 19)),
        came="powers that ran over",
    ),
    "tie": Bug(
        "a tie keeps the state",
        "What is np.sign(0), and is it a state of a unit?",
        (partial(random_case, 2, 3, 5), partial(random_case, 2, 5, 5), partial(far_from_all, 3, 3)),
        came="a state with zeros",
        forms=(0,),
        beside=(partial(telling, 3, (partial(program, least=-1),), patterns=4),),
        halfway=(
            Mistake(partial(program, tie=-1), TIE, "ties set to −1"),
            Mistake(partial(program, tie=1), TIE, "ties set to +1"),
        ),
    ),
}
NOT_RECTIFIED = Mistake(
    partial(program, plain=True),
    "The memory is rectified. Where are overlaps below 0 cut off?",
    "a plain memory",
)
OTHERWISE = "One pattern, one wrong unit, n = 3: which two energies does your program compare?"
TASK = hunt("dense_mended", program, BUGS, 0.4, always=(NOT_RECTIFIED,), nothing=NOTHING, otherwise=OTHERWISE)
