"""Exercise 02, names: whether a state is a pattern, a reverse, a mixture of three, or none of these."""

from itertools import combinations, product

import numpy as np

from ...check.judges import Mistake, Part, compared
from ...check.tasks import spins

SIGNS = tuple(product([1, -1], repeat=3))
NONE, PATTERN, REVERSE, MIXTURE, OF_FIVE = 0, 1, 2, 3, 5  # what a state is made as; of five bears no name
AROUND = (PATTERN, REVERSE, MIXTURE, MIXTURE)


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


def kinds_cases(rng):
    """Patterns and reverses; mixtures of all signs; near ones; alike patterns."""
    many = [(MIXTURE, 0)] * 10 + [(MIXTURE, 4), (OF_FIVE, 0), (OF_FIVE, 0)]
    return [
        _case(rng, 0.95, [(PATTERN, 0), (REVERSE, 0), (PATTERN, 1), (REVERSE, 1), (NONE, 0), (NONE, 0)]),
        _case(rng, 1.0, [(PATTERN, 0), (REVERSE, 0), (REVERSE, 0), (NONE, 0)]),
        _case(rng, 1.0, [*many, (PATTERN, 0), (NONE, 0)]),
        _case(rng, 0.95, [*many, (REVERSE, 0), (NONE, 0)]),
        _case(rng, 0.85, [(k, f) for k in AROUND for f in (4, 5)] + [(MIXTURE, 0)]),
        _case(rng, 0.95, [(k, f) for k in AROUND for f in (1, 2)] + [(MIXTURE, 0)]),
        _case(rng, 0.95, [(PATTERN, 0), (REVERSE, 0), (MIXTURE, 0), (NONE, 0)], last=(1, 1, -1)),
        _case(rng, 0.95, [(PATTERN, 0), (REVERSE, 0), (MIXTURE, 0), (MIXTURE, 0)], last=(1, 1, 1), apart=12),
    ]


def _case(rng, least, rows, last=None, apart=0):
    """Return states made of these kinds, each with so many units flipped, their patterns, and `least`.

    With `last` the last pattern is the mixture of the first three with these signs, but for the units
    that set it `apart`; then the first mixture among the states is that of the first three with signs +.
    """
    while True:
        P, N = rng.integers(5, 8), 2 * rng.integers(28, 33)
        X = spins(rng, P, N)
        if last:
            X[-1] = np.sign(np.array(last) @ X[:3])
            X[-1, rng.permutation(N)[:apart]] *= -1
        states, signs = [], iter(rng.permutation(SIGNS))
        for kind, flips in rows:
            if kind == MIXTURE:
                first = last and not any(k == MIXTURE for k, _ in rows[: len(states)])
                three = X[:3] if first else X[rng.permutation(P)[:3]]
                s = np.sign(np.array((1, 1, 1) if first else next(signs, (1, -1, -1))) @ three)
            elif kind == OF_FIVE:
                s = np.sign(spins(rng, 5) @ X[rng.permutation(P)[:5]])
            else:
                own = X[-1 if last else rng.integers(P)]
                s = spins(rng, N) if kind == NONE else own if kind == PATTERN else -own
            s = s.copy()
            s[rng.permutation(N)[:flips]] *= -1
            states.append(s)
        limit = (1 - least) * N / 2
        expected = [kind if flips <= limit and kind != OF_FIVE else NONE for kind, flips in rows]
        order = rng.permutation(len(rows))
        states, expected = np.array(states)[order], np.array(expected)[order]
        right = end_kinds(states, X, least)
        largest = by_the_largest(states, X, least)
        easy = np.array_equal(right, largest) if not apart else (largest == MIXTURE).sum() == 1
        if np.array_equal(right, expected) and easy and _telling(states, X, least, right, rows):
            return states, X, least


def _telling(states, X, least, right, rows):
    """Whether mistakes with mixtures show, where the case is one of mixtures."""
    if rows.count((MIXTURE, 0)) < 8:
        return True
    some = [right, *(end_kinds(states, X, least, mixed=mixed) for mixed in OTHERS)]
    return all((kinds == MIXTURE).any() for kinds in some) and len(np.unique(some, axis=0)) == len(some)


OTHERS = PLUS, EQUAL, HALVES, THREE, UNSIGNED, FIVES = (
    lambda X: mixtures(X, [(1, 1, 1)]),
    lambda X: mixtures(X, [(1, 1, 1), (-1, -1, -1)]),
    lambda X: mixtures(X, SIGNS[:4]),
    lambda X: mixtures(X[:3]),
    sums,
    lambda X: np.concatenate([mixtures(X), np.sign(sums(X, 5))]),
)


def _nearest(states, patterns, least):
    m = states @ patterns.T
    return np.where(m[np.arange(len(m)), np.abs(m).argmax(axis=1)] > 0, PATTERN, REVERSE)


def _kind(**words):
    return lambda states, patterns, least: end_kinds(states, patterns, least, **words)


def _equal(mixed):
    return lambda states, patterns, least: end_kinds(states, patterns, 1.0, mixed=mixed)


def _undivided(mixed):
    return lambda states, patterns, least: end_kinds(states, patterns, least / patterns.shape[1], mixed=mixed)


def _exchanged(states, patterns, least):
    kinds = end_kinds(states, patterns, least)
    return np.where(np.isin(kinds, (PATTERN, REVERSE)), 3 - kinds, kinds)


def _more(states, patterns, least):
    """Above `least` in place of at least `least`."""
    return end_kinds(states, patterns, np.nextafter(least, 2))


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
AT_LEAST = "At least: does a state that is equal in every unit have its name when least is 1?"
LARGEST = "Where patterns are alike: must the three largest overlaps be those of the mixture's own patterns?"
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
    *(Mistake(_kind(reverse=-1, mixed=mixed), NUMBER, "reverses named −1") for mixed in (mixtures, None)),
    Mistake(_exchanged, "Which is 1, and which is 2?", "patterns and reverses exchanged"),
    Mistake(_kind(mixed=PLUS), ALL_SIGNS, "mixtures with all signs + only"),
    Mistake(_kind(mixed=EQUAL), ALL_SIGNS, "mixtures with equal signs only"),
    Mistake(_kind(mixed=HALVES), HALF, "half of the signs only"),
    Mistake(_kind(mixed=THREE), CHOICES, "mixtures of the first three patterns only"),
    Mistake(_kind(mixed=UNSIGNED), SIGNS_TOO, "sums of patterns as mixtures"),
    Mistake(_kind(mixed=FIVES), OF_THREE, "mixtures of five named too"),
    Mistake(_kind(mixture_first=True), FIRST, "a mixture before a pattern"),
    Mistake(by_the_largest, LARGEST, "mixtures of the three largest overlaps only"),
    Mistake(_more, AT_LEAST, "overlaps above least only"),
    *(Mistake(_equal(mixed), LEAST, "equal states only") for mixed in (mixtures, None)),
    Mistake(lambda s, X, least: end_kinds(s, X, 0.95), LEAST, "names from an overlap of 0.95 on"),
    *(
        Mistake(_undivided(mixed), "How large can an overlap be? And what do you compare with least?")
        for mixed in (mixtures, None)
    ),
    Mistake(
        _kind(least_mixed=1.0), "A mixture too may differ in a few units.", "mixtures equal in all units only"
    ),
)
judge_kinds = compared(
    end_kinds,
    (
        Part("patterns and reverses are told apart", 0.5, (0, 1)),
        Part("mixtures of any three patterns with any signs", 0.5, (2, 3)),
        Part("an overlap of at least `least` will do, less will not", 0.5, (4, 5)),
        Part("pattern before reverse before mixture", 0.25, (6,)),
        Part("mixtures of patterns, where another is like the mixture", 0.25, (7,)),
    ),
    MISTAKES,
    "Make one state of each kind yourself and print all that it is compared with. (The overlaps of a mixture"
    " with its patterns are ½ on average only.)",
)
