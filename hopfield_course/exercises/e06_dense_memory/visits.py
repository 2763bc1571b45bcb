"""Exercise 06, unit by unit: a sweep of a dense memory, and a program with its mistakes."""

from functools import partial

import numpy as np

from ...check.judges import Kept, Mistake, Part, compared
from ...check.tasks import spins
from .energies import alike, group, sought

# what somebody returns who does nothing
NOTHING = (
    lambda X, s, n, order: s,
    lambda X, s, n, order: -s,
    lambda X, s, n, order: X[0],
    lambda X, s, n, order: -X[0],
    lambda X, s, n, order: X[-1],
)

# ------------------------------------------------------------------------------------ dense_sweep


def gain(X, s, i, n):
    """Return how much lower the energy is with unit i at +1 than at -1, all others as they are."""
    x = X[:, i]
    rest = X @ s - x * s[i]
    return ((rest + x) ** n - (rest - x) ** n).sum()


def gain_with_own(X, s, i, n):
    """Return the difference if the unit's own old value is left in both of its energies."""
    m, x = X @ s, X[:, i]
    return ((m + x) ** n - (m - x) ** n).sum()


def slope(X, s, i, n):
    """Return the slope of the energy, with the unit's own old value in it."""
    return n * (X[:, i] * (X @ s) ** (n - 1)).sum()


def slope_without_own(X, s, i, n):
    """Return the slope of the energy at the state without the unit."""
    x = X[:, i]
    return n * (x * (X @ s - x * s[i]) ** (n - 1)).sum()


def gain_from_zero(X, s, i, n):
    """Return the difference between the energies of 0 and +1, where that of -1 should stand."""
    x = X[:, i]
    rest = X @ s - x * s[i]
    return ((rest + x) ** n - rest**n).sum()


def gain_rectified(X, s, i, n):
    """Return the difference if overlaps below 0 are cut off, as in a rectified memory."""
    x = X[:, i]
    rest = X @ s - x * s[i]
    return (np.maximum(rest + x, 0) ** n - np.maximum(rest - x, 0) ** n).sum()


def sweep_with(gain=gain, order=lambda order, s: order, tie=lambda own: own, sign=1, power=None):
    """Return a sweep with one step made in another way."""

    def sweep(patterns, state, n, visits):
        X, s, k = patterns.astype(float), state.astype(float), int(n) if power is None else power
        for i in order(visits, s):
            d = sign * gain(X, s, i, k)
            s[i] = tie(s[i]) if d == 0 else 1 if d > 0 else -1
        return s

    return sweep


dense_sweep = sweep_with()


def all_at_once(patterns, state, n, order):
    """Return the state after the units of order were updated from the same old state."""
    X, old, s = patterns.astype(int), state.astype(int), state.astype(int)
    for i in order:
        s[i] = np.sign(gain(X, old, i, int(n))) or old[i]
    return s


def _flipped_if_lower(patterns, state, n, order):
    """Return what comes of comparing a unit with its reverse: 0 is its own reverse."""
    X, s = patterns.astype(int), state.astype(int)
    for i in order:
        s[i] *= -1 if s[i] * gain(X, s, i, int(n)) < 0 else 1
    return s


TIES = [sweep_with(tie=tie) for tie in (lambda own: 0, lambda own: -1, lambda own: 1, lambda own: -own)]
OTHER_ORDERS = [
    sweep_with(order=lambda order, s: range(len(s))),
    sweep_with(order=lambda order, s: order[::-1]),
    sweep_with(order=lambda order, s: order[:-1]),
]
ONCE_EACH = sweep_with(order=lambda order, s: np.unique(order))
FIRST_TIMES = sweep_with(order=lambda order, s: list(dict.fromkeys(order.tolist())))
GAINS = [sweep_with(g) for g in (gain_with_own, slope, slope_without_own, gain_from_zero, gain_rectified)]

ONE_BY_ONE = "Each visit must see what the visits before it changed."
TIE = "Two equal energies say nothing: what does the unit do then?"
OLD_VALUE = "In each of the two energies the unit has one value. Where is its old one?"
WHO = "The argument order says who is visited when, and how often."
SWEEP_MISTAKES = (
    Mistake(
        lambda X, s, n, order: s,
        "No unit has changed. Is the new state the one that you return?",
        "the state as it was",
    ),
    Mistake(all_at_once, ONE_BY_ONE, "all units decided together"),
    Mistake(
        lambda X, s, n, order: np.sign(X.T @ (X @ s) ** (n - 1)), ONE_BY_ONE, "all units decided together"
    ),
    Mistake(
        TIES[0], "np.sign(0) is 0, which is no state of a unit. What does a tie do?", "a state with zeros"
    ),
    Mistake(TIES[1], TIE, "ties set to −1"),
    Mistake(TIES[2], TIE, "ties set to +1"),
    Mistake(TIES[3], "Two equal energies say nothing: is that a reason to turn over?", "ties turned over"),
    Mistake(
        _flipped_if_lower,
        "The reverse of 0 is 0 again. Between which two values does an undecided unit choose?",
        "undecided units that stay undecided",
    ),
    Mistake(GAINS[0], OLD_VALUE, "the unit's old value counted beside its new one"),
    Mistake(GAINS[1], OLD_VALUE, "the sign of the slope"),
    Mistake(
        GAINS[2],
        "That follows the slope of the energy. From n = 3 on this is not the difference of two energies.",
        "the sign of the slope",
    ),
    Mistake(GAINS[3], "The energy at +1 is to be compared with that at which other value?"),
    Mistake(GAINS[4], "The memory is plain here: overlaps below 0 count with their power too."),
    Mistake(sweep_with(power=2), "Is n used, or is it always the square?", "the sweep of n = 2"),
    Mistake(sweep_with(sign=-1), "Of the two energies, which one wins?", "the value of higher energy"),
    Mistake(OTHER_ORDERS[0], WHO, "units visited from 0 to N − 1"),
    Mistake(ONCE_EACH, WHO, "each unit visited once"),
    Mistake(FIRST_TIMES, "A unit that stands in order twice is visited twice.", "each unit visited once"),
    Mistake(OTHER_ORDERS[1], "Begin with order[0].", "the order backwards"),
    Mistake(OTHER_ORDERS[2], "How many visits does your loop make?", "the last visit left out"),
)

judge_sweep = compared(
    dense_sweep,
    (
        Part("units change one after another, in the given order", 0.6, (0, 1, 2)),
        Part("the unit's two values are compared, all others as they are", 0.5, (3, 4, 5)),
        Part("a tie keeps the state", 0.3, (6, 7, 8)),
        Part("exactly the units of order are visited, repeats too", 0.2, (9, 10)),
        Part("an undecided unit takes the value of lower energy", 0.2, (11, 12)),
        Kept("the state that was given stays as it is", 0.2, 1),
    ),
    SWEEP_MISTAKES,
    "Follow the first two visits on paper: two energies, a new value, then the next unit's two energies.",
)


def sweep_cases(rng):
    """Plain sweeps; sweeps where the unit's own part tells; ties; repeats; undecided units."""

    def drawn(wanted, K, N, n, repeats=False, undecided=0):
        def case():
            order = rng.integers(N, size=N) if repeats else rng.permutation(N)
            s = spins(rng, N)
            s[rng.permutation(N)[:undecided]] = 0
            return spins(rng, K, N), s, np.array(n), order

        return partial(sought, case, wanted)

    def untied(*case):
        """Whether no tie matters, and the result is none that doing nothing would have."""
        end = dense_sweep(*case)
        return np.array_equal(TIES[0](*case), end) and not any(
            np.array_equal(one(*case), end) for one in NOTHING
        )

    def tied(*case):
        return not alike(dense_sweep, TIES[0], case) and not alike(dense_sweep, NOTHING[0], case)

    def simple(*case):
        return untied(*case) and alike(dense_sweep, GAINS[0], case)

    wrong = (all_at_once, sweep_with(sign=-1), *OTHER_ORDERS)
    groups = (
        ([drawn(simple, K, 15, n) for K, n in ((8, 3), (6, 4), (8, 3))], (*wrong, sweep_with(power=2))),
        ([drawn(untied, 9, 11, n) for n in (3, 4, 5)], GAINS),
        ([drawn(tied, K, 16, n) for K, n in ((4, 2), (2, 3), (4, 3))], TIES),
        ([drawn(untied, 9, 15, n, repeats=True) for n in (3, 5)], (*wrong, ONCE_EACH, FIRST_TIMES)),
        (
            [drawn(untied, K, 15, n, undecided=5) for K, n in ((8, 3), (6, 5))],
            (_flipped_if_lower, all_at_once),
        ),
    )
    return [case for draws, shown in groups for case in group(dense_sweep, draws, shown, SWEEP_MISTAKES)]


# ---------------------------------------------------------------------------------- dense_mended

FAULTS = ("overlaps", "own", "cut", "large", "tie")  # in the order of the rows


def program(*left, tie=None, plain=False):
    """Return the published program with these of its mistakes left in it."""

    def dense_mended(patterns, cue, n, orders):
        X = patterns.astype(np.int64 if "large" in left else float)
        s = cue.astype(int)
        with np.errstate(all="ignore"):
            for order in orders:
                start = s.copy()
                for i in order:
                    x, seen = X[:, i], start if "overlaps" in left else s
                    m = X @ seen - (0 if "own" in left else x * seen[i])
                    up, down = (_powers(m + value * x, n, "cut" in left, plain) for value in (1, -1))
                    if up != down or "tie" in left:
                        s[i] = np.sign(up - down)
                    elif tie is not None:
                        s[i] = tie
        return s

    return dense_mended


def _powers(m, n, cut_afterwards, plain):
    return (m**n if plain else np.maximum(m**n, 0) if cut_afterwards else np.maximum(m, 0) ** n).sum()


dense_mended = program()
COMBINED = [[name for k, name in enumerate(FAULTS) if number >> k & 1] for number in range(2 ** len(FAULTS))]
COMBINED.sort(key=len)
PARTS = {
    "overlaps": (
        "each visit sees the overlaps as they are then",
        "a decision on old overlaps",
        "A unit has changed. Are the overlaps still those that you have in m?",
    ),
    "own": (
        "the two energies differ in the unit alone",
        "the unit's old value counted beside its new one",
        "m is a sum over all units. Which value of unit i is in it, once the new one is added?",
    ),
    "cut": (
        "overlaps below 0 count nothing, at any n",
        "reverses that attract",
        "At n = 4, what does np.maximum find below 0 to cut off?",
    ),
    "large": (
        "large orders are right too",
        "powers that ran over",
        "How large is the largest power that your program makes? A whole number of 64 bits ends near 9·10¹⁸.",
    ),
    "tie": (
        "a tie keeps the state",
        "a state with zeros",
        "What is np.sign(0), and is it a state of a unit?",
    ),
}
MORE = {
    "tie": tuple(
        Mistake(
            program(tie=tie),
            TIE,
            f"ties set to {name}1",
        )
        for tie, name in ((-1, "−"), (1, "+"))
    )
}
ALWAYS = (
    Mistake(
        program(plain=True), "The memory is rectified. Where are overlaps below 0 cut off?", "a plain memory"
    ),
)


def _judge(k, name):
    what, came, hint = PARTS[name]
    mistakes = tuple(Mistake(program(*left), hint, came) for left in COMBINED if name in left)
    return compared(
        dense_mended,
        (Part(what, 0.4, (2 * k, 2 * k + 1, 10)[: 3 if name == "tie" else 2]),),
        (*mistakes, *MORE.get(name, ()), *ALWAYS),
        "One pattern, one wrong unit, n = 3: which two energies does your program compare?",
    )


PROGRAM_JUDGES = [_judge(k, name) for k, name in enumerate(FAULTS)]


def judge_mended(cases, outputs):
    """Judge each mistake of the program by the cases in which it shows."""
    return [row for judge in PROGRAM_JUDGES for row in judge(cases, outputs)]


def mended_cases(rng):
    """Cases for each mistake, in which it shows whatever else is left, and no other one does."""

    def random(K, n, visits):
        order = rng.permutation(16)[: 2 * visits].reshape(2, visits)
        return spins(rng, K, 16), spins(rng, 16), np.array(n), order

    def large(K, n):  # an overlap near 31, the power of which has no room in 64 bits
        X = spins(rng, K, 31)
        s, order = X[1].copy(), rng.permutation(31)[:6]
        s[order[[1, 4]]] *= -1
        return X, s, np.array(n), order.reshape(2, 3)

    def ties(K, n, visits):
        X, s, n, order = random(K, n, visits)
        return X, s if K == 2 else -np.sign(X.sum(axis=0)), n, order  # of 3, far from all: nothing pulls

    def alone(name):
        without = [program(*left) for left in COMBINED if left and name not in left]

        def wanted(*case):
            end = dense_mended(*case)
            return not np.array_equal(program(name)(*case), end) and all(
                np.array_equal(other(*case), end) for other in without
            )

        return wanted

    kinds = {
        "overlaps": (random, ((8, 3, 8), (8, 3, 8))),
        "own": (random, ((8, 3, 3), (8, 3, 3))),
        "cut": (random, ((5, 2, 3), (6, 4, 3))),
        "large": (large, ((6, 15), (8, 19))),
        "tie": (ties, ((2, 3, 5), (2, 5, 5), (3, 3, 3))),
    }
    cases = []
    for name, (draw, sizes) in kinds.items():
        others = [program(*left) for left in COMBINED if name in left]
        others += [mistake.answer for mistake in MORE.get(name, ())]
        draws = [partial(sought, partial(draw, *size), alone(name)) for size in sizes]
        cases += group(dense_mended, draws, [*NOTHING, *others])
    return cases
