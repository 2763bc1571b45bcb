"""Exercise 02, names: whether a state is a pattern, a reverse, a mixture of three, or none of these."""

from itertools import combinations, product

import numpy as np

from ..judges import Mistake, Part, compared
from ..tasks import spins

SIGNS = tuple(product([1, -1], repeat=3))
N = 60
NONE, PATTERN, REVERSE, MIXTURE = 0, 1, -1, 3
AROUND = (PATTERN, REVERSE, MIXTURE, MIXTURE)


def mixtures(patterns, signs=SIGNS, first=None):
    """Return mixtures of three patterns, one a row: of each three, or of the first patterns only."""
    rows = [
        np.sign(np.array(s) @ patterns[list(c)]) for c in combinations(range(len(patterns)), 3) for s in signs
    ]
    return np.array(rows if first is None else rows[:first])


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


def kinds_cases(rng):
    """Patterns and reverses; mixtures of all signs; near ones; states with two names."""
    return [
        _case(rng, 0.95, [(PATTERN, 0), (REVERSE, 0), (PATTERN, 1), (REVERSE, 1), (NONE, 0), (NONE, 0)]),
        _case(rng, 1.0, [(PATTERN, 0), (REVERSE, 0), (REVERSE, 0), (NONE, 0)]),
        _case(rng, 1.0, [(MIXTURE, 0)] * 10 + [(PATTERN, 0), (NONE, 0)]),
        _case(rng, 0.95, [(MIXTURE, 0)] * 10 + [(REVERSE, 0), (NONE, 0)]),
        _case(rng, 0.85, [(k, f) for k in AROUND for f in (4, 5)] + [(MIXTURE, 0)]),
        _case(rng, 0.95, [(k, f) for k in AROUND for f in (1, 2)] + [(MIXTURE, 0)]),
        _case(rng, 0.95, [(PATTERN, 0), (REVERSE, 0), (MIXTURE, 0), (NONE, 0)], twice=True),
    ]


def _case(rng, least, rows, twice=False):
    """Return states made of these kinds, each with so many units flipped, their patterns, and `least`."""
    while True:
        X = spins(rng, 5, N)
        if twice:  # the last pattern is a mixture of the first three as well
            X[4] = np.sign([1, 1, -1] @ X[:3])
        states, signs = [], iter(rng.permutation(SIGNS))
        for kind, flips in rows:
            if kind == MIXTURE:
                three = X[rng.permutation(4 if twice else 5)[:3]]
                s = np.sign(np.array(next(signs, (1, -1, -1))) @ three)
            else:
                s = spins(rng, N) if kind == NONE else kind * X[4 if twice else rng.integers(5)]
            s[rng.permutation(N)[:flips]] *= -1
            states.append(s)
        limit = (1 - least) * N / 2
        expected = [kind if flips <= limit else NONE for kind, flips in rows]
        order = rng.permutation(len(rows))
        states, expected = np.array(states)[order], np.array(expected)[order]
        right = end_kinds(states, X, least)
        both = np.array_equal(right, by_the_largest(states, X, least))
        if np.array_equal(right, expected) and both and _telling(states, X, least, right, rows):
            return states, X, least


def _telling(states, X, least, right, rows):
    """Whether mistakes with mixtures show, where the case is one of mixtures."""
    if [kind for kind, _ in rows].count(MIXTURE) < 8:
        return True
    some = [end_kinds(states, X, least, mixed=mixed) for mixed in (_plus, *SOME)]
    return all((kinds == MIXTURE).any() and not np.array_equal(kinds, right) for kinds in some)


def _plus(X):
    return mixtures(X, [(1, 1, 1)])


SOME = (
    lambda X: mixtures(X, [(1, 1, 1), (-1, -1, -1)]),
    lambda X: mixtures(X, SIGNS[:4]),
    lambda X: mixtures(X, first=8),
)


def _nearest(states, patterns, least):
    m = states @ patterns.T
    return np.sign(m[np.arange(len(m)), np.abs(m).argmax(axis=1)])


def _kind(**words):
    return lambda states, patterns, least: end_kinds(states, patterns, least, **words)


def _exchanged(states, patterns, least):
    kinds = end_kinds(states, patterns, least)
    return np.where(np.abs(kinds) == 1, -kinds, kinds)


def _more(states, patterns, least):
    """Above `least` in place of at least `least`."""
    return end_kinds(states, patterns, np.nextafter(least, 2))


MOST_SIMILAR = "Every state is most similar to some pattern. How similar must it be to bear its name?"
NEVER = "No state is named 3. Does the overlap of a mixture with itself reach least?"
REVERSES = "What is the overlap of a reverse with its pattern?"
SIGN = "Does the sign of the overlap get lost?"
ALL_SIGNS = "How many mixtures have the same three patterns? Write their signs down."
HALF = "The reverse of a mixture is a mixture too."
CHOICES = "In how many ways can you choose three of five patterns?"
FIRST = "A state may bear two names. Which has precedence?"
AT_LEAST = "At least: does a state that is equal in every unit have its name when least is 1?"
LEAST = "Does it make a difference what least is?"
MISTAKES = (
    Mistake(_nearest, MOST_SIMILAR, "the name of the most similar pattern"),
    Mistake(_kind(mixed=None), NEVER, "mixtures named none"),
    *(
        Mistake(_kind(reverse=NONE, mixed=mixed), REVERSES, "reverses named none")
        for mixed in (mixtures, None)
    ),
    *(
        Mistake(_kind(reverse=PATTERN, mixed=mixed), SIGN, "reverses named patterns")
        for mixed in (mixtures, None)
    ),
    Mistake(_exchanged, "Which is 1, and which is −1?", "patterns and reverses exchanged"),
    Mistake(_kind(mixed=_plus), ALL_SIGNS, "mixtures with all signs + only"),
    Mistake(_kind(mixed=SOME[0]), ALL_SIGNS, "mixtures with equal signs only"),
    Mistake(_kind(mixed=SOME[1]), HALF, "half of the signs only"),
    Mistake(_kind(mixed=SOME[2]), CHOICES, "mixtures of the first three patterns only"),
    Mistake(_kind(mixture_first=True), FIRST, "a mixture before a pattern"),
    Mistake(_more, AT_LEAST, "overlaps above least only"),
    Mistake(lambda s, X, least: end_kinds(s, X, 1.0), LEAST, "equal states only"),
    Mistake(lambda s, X, least: end_kinds(s, X, 0.95), LEAST, "names from an overlap of 0.95 on"),
    Mistake(
        _kind(least_mixed=1.0), "A mixture too may differ in a few units.", "mixtures equal in all units only"
    ),
)
judge_kinds = compared(
    end_kinds,
    (
        Part("patterns and reverses are told apart", 0.5, (0, 1)),
        Part("mixtures of any three patterns with any signs", 0.75, (2, 3)),
        Part("an overlap of at least `least` will do, less will not", 0.5, (4, 5)),
        Part("pattern before reverse before mixture", 0.25, (6,)),
    ),
    MISTAKES,
    "Take one state that you made yourself, a pattern say, and print the overlaps that you compare.",
)
