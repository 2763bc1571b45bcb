"""Exercise 02, names: whether a state is a pattern, a reverse, a mixture of three, or none of these."""

from functools import partial
from itertools import combinations, product

import numpy as np

from ...check.draws import drawn_until
from ...check.judges import Mistake, Part, function_task
from ...check.tasks import spins

SIGNS = tuple(product([1, -1], repeat=3))
NONE, PATTERN, REVERSE, MIXTURE, OF_FIVE = 0, 1, 2, 3, 5  # what a state is made as; of five bears no name


def sums(patterns, n=3, signs=None):
    """Return the sums of each n patterns with each choice of signs, one a row."""
    signs = np.array(signs or list(product([1, -1], repeat=n)))
    return np.concatenate([signs @ patterns[list(c)] for c in combinations(range(len(patterns)), n)])


def mixtures(patterns, signs=SIGNS):
    """Return the mixtures of each three patterns, one a row."""
    return np.sign(sums(patterns, signs=signs))


def end_kinds(
    states, patterns, least, *, mixed=mixtures, reverse=REVERSE, mixture_first=False, least_mixed=None
):
    """Return the kind of each state; the words are what mistakes are made of."""
    m = states @ patterns.T / patterns.shape[1]
    kinds = np.full(len(states), NONE)
    is_mixture = np.zeros(len(states), bool)
    if mixed is not None:
        near = states @ mixed(patterns).T / patterns.shape[1]
        is_mixture = (near >= (least if least_mixed is None else least_mixed)).any(axis=1)
    kinds[is_mixture] = MIXTURE
    kinds[(m <= -least).any(axis=1)] = reverse
    kinds[(m >= least).any(axis=1)] = PATTERN
    if mixture_first:
        kinds[is_mixture] = MIXTURE
    return kinds


def by_the_largest(states, patterns, least):
    """Return the kinds found by the three largest overlaps and their signs alone."""
    m = states @ patterns.T / patterns.shape[1]
    kinds = []
    for s, row in zip(states, m, strict=True):
        three = np.argsort(-np.abs(row))[:3]
        vote = np.sign(np.where(row[three] < 0, -1, 1) @ patterns[three])
        mixture = MIXTURE if s @ vote / len(s) >= least else NONE
        kinds.append(PATTERN if row.max() >= least else REVERSE if row.min() <= -least else mixture)
    return np.array(kinds)


def of_the_first(patterns):
    """Return the mixtures of the first three patterns."""
    return mixtures(patterns[:3])


def of_five_too(patterns):
    """Return the mixtures of three and those of five."""
    return np.concatenate([mixtures(patterns), np.sign(sums(patterns, 5))])


plus_only = partial(mixtures, signs=[(1, 1, 1)])
equal_signs = partial(mixtures, signs=[(1, 1, 1), (-1, -1, -1)])
without_reverses = partial(mixtures, signs=SIGNS[:4])
OTHERS = (plus_only, equal_signs, without_reverses, of_the_first, sums, of_five_too)

# ------------------------------------------------------------------------------------------ cases


def _state(kind, X, own, three, signs, rng):
    """Return a state: the pattern `own` or its reverse, a mixture of `three` with these signs, or another."""
    if kind == OF_FIVE:
        return np.sign(spins(rng, 5) @ X[rng.permutation(len(X))[:5]])
    if kind == MIXTURE:
        return np.sign(signs @ X[three])
    return {PATTERN: own, REVERSE: -own, NONE: spins(rng, X.shape[1])}[kind]


def _drawn(least, rows, rng, last=None, apart=0):
    """Return states made of these kinds, each with so many units flipped, their patterns, and `least`.

    With `last` the last pattern is the mixture of the first three with these signs, but for the units
    that set it `apart`; then the first mixture among the states is that of the first three with signs +.
    It is None where chance has given a state another name.
    """
    P, N = rng.integers(5, 8), 2 * rng.integers(28, 33)
    X, signs, states = spins(rng, P, N), [*rng.permutation(SIGNS), *[(1, -1, -1)] * len(rows)], []
    if last:
        X[-1] = np.sign(np.array(last) @ X[:3])
        X[-1, rng.permutation(N)[:apart]] *= -1
        signs.insert(0, (1, 1, 1))
    first = bool(last)
    for kind, flips in rows:
        three = np.arange(3) if first else rng.permutation(P)[:3]
        if tuple(signs[0]) == SIGNS[-1]:  # so that the last of all mixtures is one of them
            three = np.arange(P)[-3:]
        s = _state(kind, X, X[-1 if last else rng.integers(P)], three, np.array(signs[0]), rng)
        if kind == MIXTURE:
            first, signs = False, signs[1:]
        states.append(np.where(rng.permutation(N) < flips, -s, s))
    states = np.array(states)
    limit = (1 - least) * N / 2
    expected = np.array([kind if flips <= limit and kind != OF_FIVE else NONE for kind, flips in rows])
    order = rng.permutation(len(rows))
    named = np.array_equal(end_kinds(states, X, least), expected)
    return (states[order], X, least) if named else None


def _largest_will_do(*case):
    """Whether the largest overlaps tell the kinds, and equal mixtures alone are no other mistake's."""
    right, equal = end_kinds(*case), end_kinds(*case, least_mixed=1.0)
    other = [end_kinds(*case, mixed=mixed) for mixed in OTHERS]
    told_apart = np.array_equal(equal, right) or not any(np.array_equal(equal, kinds) for kinds in other)
    return told_apart and np.array_equal(by_the_largest(*case), right)


def _largest_finds_one(*case):
    return (by_the_largest(*case) == MIXTURE).sum() == 1


def _mixtures_tell(*case):
    """Whether each mistake with mixtures finds some, and other ones than the rest."""
    kinds = [end_kinds(*case, mixed=mixed) for mixed in (mixtures, *OTHERS)]
    told_apart = len(np.unique(kinds, axis=0)) == len(kinds)
    return _largest_will_do(*case) and told_apart and all((found == MIXTURE).any() for found in kinds)


MIXED = [(MIXTURE, 0)] * 10 + [(MIXTURE, 4), (OF_FIVE, 0), (OF_FIVE, 0)]
BOTH_TWICE = [(PATTERN, 0), (REVERSE, 0), (PATTERN, 1), (REVERSE, 1), (NONE, 0), (NONE, 0)]
NAMED = (PATTERN, REVERSE, MIXTURE, MIXTURE)
KINDS = (
    (partial(_drawn, 0.95, BOTH_TWICE), _largest_will_do),
    (partial(_drawn, 1.0, [(PATTERN, 0), (REVERSE, 0), (REVERSE, 0), (NONE, 0)]), _largest_will_do),
    (partial(_drawn, 1.0, [*MIXED, (PATTERN, 0), (NONE, 0)]), _mixtures_tell),
    (partial(_drawn, 0.95, [*MIXED, (REVERSE, 0), (NONE, 0)]), _mixtures_tell),
    (partial(_drawn, 0.85, [(k, f) for k in NAMED for f in (4, 5)] + [(MIXTURE, 0)]), _largest_will_do),
    (partial(_drawn, 0.95, [(k, f) for k in NAMED for f in (1, 2)] + [(MIXTURE, 0)]), _largest_will_do),
    (
        partial(_drawn, 0.95, [(PATTERN, 0), (REVERSE, 0), (MIXTURE, 0), (NONE, 0)], last=(1, 1, -1)),
        _largest_will_do,
    ),
    (partial(_drawn, 0.95, [(k, 0) for k in NAMED], last=(1, 1, 1), apart=12), _largest_finds_one),
)


def cases(rng):
    """Patterns and reverses; mixtures of all signs; near ones; alike patterns."""
    return [drawn_until(rng, *kind) for kind in KINDS]


# --------------------------------------------------------------------------------------- mistakes


def nearest(states, patterns, least):
    """Return the name that the most similar pattern gives."""
    m = states @ patterns.T
    return np.where(m[np.arange(len(m)), np.abs(m).argmax(axis=1)] > 0, PATTERN, REVERSE)


def exchanged(states, patterns, least):
    """Return the kinds with the names of patterns and reverses exchanged."""
    kinds = end_kinds(states, patterns, least)
    return np.where(np.isin(kinds, (PATTERN, REVERSE)), 3 - kinds, kinds)


def kinds_with(**words):
    """Return the answer of somebody who does one thing in another way."""
    return partial(end_kinds, **words)


def with_or_without_mixtures(**words):
    """Return two of them: one who names mixtures, and one who does not yet."""
    return kinds_with(**words), kinds_with(mixed=None, **words)


def at_least(change, **words):
    """Return the answer of somebody who takes another number for `least`."""
    return lambda states, patterns, least: end_kinds(states, patterns, change(least, patterns), **words)


def at_least_in_both(change):
    """Return two of them: one who names mixtures, and one who does not yet."""
    return at_least(change), at_least(change, mixed=None)


MOST_SIMILAR = "Every state is most similar to some pattern. How similar must it be to bear its name?"
NEVER = "Here no mixture is found. Does the overlap of a mixture with itself reach least?"
REVERSES = "What is the overlap of a reverse with its pattern?"
NUMBER = "Which number is the name of a reverse here?"
SIGN = "Does the sign of the overlap get lost?"
ALL_SIGNS = "How many mixtures have the same three patterns? Write their signs down."
HALF = "The reverse of a mixture is a mixture too."
CHOICES = "Which three? In how many ways can you choose three of all the patterns?"
SIGNS_TOO = "A mixture is a state, of +1 and −1. What does a sum of three hold?"
OF_THREE = "How many patterns has each of your mixtures?"
FIRST = "A state may bear two names. Which has precedence?"
LARGEST = "Where patterns are alike: must the three largest overlaps be those of the mixture's own patterns?"
AT_LEAST = "At least: does a state that is equal in every unit have its name when least is 1?"
LEAST = "Does it make a difference what least is?"
UNDIVIDED = "How large can an overlap be? And what do you compare with least?"
MIXED_TOO = "A mixture too may differ in a few units."
MISTAKES = (
    Mistake(nearest, MOST_SIMILAR, "the name of the most similar pattern"),
    Mistake(kinds_with(mixed=None), NEVER, "mixtures named none"),
    Mistake(with_or_without_mixtures(reverse=NONE), REVERSES, "reverses named none"),
    Mistake(with_or_without_mixtures(reverse=PATTERN), SIGN, "reverses named patterns"),
    Mistake(with_or_without_mixtures(reverse=-1), NUMBER, "reverses named −1"),
    Mistake(exchanged, "Which is 1, and which is 2?", "patterns and reverses exchanged"),
    Mistake(kinds_with(mixed=plus_only), ALL_SIGNS, "mixtures with all signs + only"),
    Mistake(kinds_with(mixed=equal_signs), ALL_SIGNS, "mixtures with equal signs only"),
    Mistake(kinds_with(mixed=without_reverses), HALF, "half of the signs only"),
    Mistake(kinds_with(mixed=of_the_first), CHOICES, "mixtures of the first three patterns only"),
    Mistake(kinds_with(mixed=sums), SIGNS_TOO, "sums of patterns as mixtures"),
    Mistake(kinds_with(mixed=of_five_too), OF_THREE, "mixtures of five named too"),
    Mistake(kinds_with(mixture_first=True), FIRST, "a mixture before a pattern"),
    Mistake(by_the_largest, LARGEST, "mixtures of the three largest overlaps only"),
    Mistake(at_least(lambda least, X: np.nextafter(least, 2)), AT_LEAST, "overlaps above least only"),
    Mistake(
        (at_least(lambda least, X: 1.0), at_least(lambda least, X: 1.0, mixed=None)),
        LEAST,
        "equal states only",
    ),
    Mistake(at_least(lambda least, X: 0.95), LEAST, "names from an overlap of 0.95 on"),
    Mistake(
        (
            at_least(lambda least, X: least / X.shape[1]),
            at_least(lambda least, X: least / X.shape[1], mixed=None),
        ),
        UNDIVIDED,
    ),
    Mistake(kinds_with(least_mixed=1.0), MIXED_TOO, "mixtures equal in all units only"),
)
PARTS = (
    Part("patterns and reverses are told apart", 0.5, (0, 1)),
    Part("mixtures of any three patterns with any signs", 0.5, (2, 3)),
    Part("an overlap of at least `least` will do, less will not", 0.5, (4, 5)),
    Part("pattern before reverse before mixture", 0.25, (6,)),
    Part("mixtures of patterns, where another is like the mixture", 0.25, (7,)),
)
OTHERWISE = (
    "Make one state of each kind yourself and print all that it is compared with. (The overlaps of a mixture"
    " with its patterns are ½ on average only.)"
)
TASK = function_task("end_kinds", end_kinds, cases, PARTS, MISTAKES, OTHERWISE)
