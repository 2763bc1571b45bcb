"""Exercise 03: patterns that stay when they are stored together."""

from functools import partial
from itertools import combinations

import numpy as np

from hopfield_lib.data import letters

from ...check.draws import all_right, all_wrong, drawn_until
from ...check.judges import Mistake, Part, function_task
from .crosstalk_voices import some


def votes_for(X):
    """Return N times the votes of all other units for each unit of patterns (P, N) as it is."""
    return X * (X @ X.T @ X - len(X) * X)


def stays(X):
    """Return which of the patterns (P, N) stay when they are stored together."""
    return (votes_for(X) >= 0).all(axis=1)


def choose(X, order, fits=lambda X: stays(X).all(), stop=False, twice=False):
    """Return 1 for each pattern that is taken, in this order, if with it the test holds, else 0."""
    X, taken, mask = X.astype(float), [], np.zeros(len(X), dtype=int)
    for mu in order:
        if (twice or mu not in taken) and fits(X[[*taken, mu]]):
            taken.append(mu)
        elif stop:
            break
    mask[taken] = 1
    return mask


# --------------------------------------------------------------------------------------- mistakes

newcomer = partial(choose, fits=lambda X: stays(X)[-1])
others = partial(choose, fits=lambda X: stays(X)[:-1].all())
strict = partial(choose, fits=lambda X: (votes_for(X) > 0).all())
diagonal = partial(choose, fits=lambda X: (votes_for(X) + len(X) >= 0).all())
stop = partial(choose, stop=True)


def bound(X, order):
    """Return the choice by a bound that is sure: all crosstalk together is less than a unit's own vote."""
    return choose(X, order, lambda X: (np.abs(X @ X.T).sum(axis=1) < 2 * X.shape[1] - len(X)).all())


def unordered(X, order):
    """Return the choice in the order in which the patterns come."""
    return choose(X, range(len(X)))


def backwards(X, order):
    """Return the choice in the reverse order."""
    return choose(X, order[::-1])


def by_place(X, order):
    """Return the choice by places in the order, not by patterns."""
    return choose(X, order)[order]


def refused_stay(X, order):
    """Return the choice where patterns that were left out are still stored."""
    mask = np.zeros(len(X), dtype=int)
    for k in range(len(X)):
        mask[order[k]] = stays(X[order[: k + 1]]).all()
    return mask


def all_stored(X, order):
    """Return which patterns stay if all are stored."""
    return stays(X).astype(int)


def numbers(X, order):
    """Return the numbers of the patterns that are taken."""
    return np.array([mu for mu in order if choose(X, order)[mu]])


def but_the_last(X, order):
    """Return the choice among all but the last of the order."""
    return choose(X, order[:-1])


def asked_again(X, order):
    """Return the choice where those that were left out are asked a second time."""
    return choose(X, np.tile(order, 2))


stored_again = partial(choose, twice=True)
strict_at_minus = partial(choose, fits=lambda X: ((votes_for(X) > 0) | (votes_for(X) == 0) & (X > 0)).all())
nearly_a_tie = partial(choose, fits=lambda X: (votes_for(X) >= -1).all())
own_votes_left = partial(choose, fits=lambda X: (votes_for(X) + len(X) - 1 >= 0).all())
own_votes_of_one_sign = partial(choose, fits=lambda X: (votes_for(X) + len(X) * (1 - X) >= 0).all())
own_votes_of_the_other = partial(choose, fits=lambda X: (votes_for(X) + len(X) * (X - 1) >= 0).all())


def taken_again(X, order):
    """Return the choice where all are asked a second time, and those taken are stored twice."""
    return stored_again(X, np.tile(order, 2))


AGAIN = "Left out for good: is anybody asked a second time?"
AFTER = "One was left out. Is it gone from the stored ones, and do those after it still get their turn?"
STRICT = "Units whose votes balance do not flip. What of your test, and is a balance exactly 0 in it?"
BOUND = "A bound is for the worst case: some that you leave out would stay."
ALL = "These stay when all are stored. But those that were left out are not stored."
MISTAKES = (
    Mistake(newcomer, "It stays itself. And those that were there before it came?"),
    Mistake(others, "The others stay. And the newcomer itself?"),
    Mistake(strict, STRICT),
    Mistake(unordered, "Who is tried first? The argument order says it."),
    Mistake(backwards, "Begin with order[0]."),
    Mistake(by_place, "Entry μ speaks of pattern μ, wherever it stands in the order."),
    Mistake(bound, BOUND),
    Mistake(diagonal, "Too many seem to stay. Whose vote stands on the diagonal?"),
    Mistake((stop, refused_stay), AFTER),
    Mistake(all_stored, ALL),
    Mistake(but_the_last, "How many are asked?"),
    Mistake((asked_again, taken_again), AGAIN),
    Mistake(
        (numbers, lambda X, order: np.sort(numbers(X, order))),
        "One entry for each pattern: 1 if it is taken, 0 if not.",
    ),
)

# ------------------------------------------------------------------------------------------ cases

SHOWN_AND_HIDDEN = (  # in each case, the mistakes that show and those that do not; whether it has an order
    ((bound, all_stored), (strict, newcomer), False),
    ((diagonal, stop, refused_stay), (strict, newcomer), False),
    ((newcomer, bound, diagonal), (strict,), False),
    ((newcomer, stop, all_stored, refused_stay), (strict,), False),
    ((unordered, backwards, by_place), (strict,), True),
    ((strict, strict_at_minus), (), False),
    ((own_votes_left, own_votes_of_one_sign, own_votes_of_the_other, nearly_a_tie), (strict,), False),
    ((but_the_last,), (strict,), True),
    ((asked_again, taken_again), (strict,), False),
)


def _letters(ordered, rng):
    """Return eight to ten letters, and an order that is that of the letters, or another."""
    X = some(rng, letters(), rng.integers(8, 11))
    return X, rng.permutation(len(X)) if ordered else np.arange(len(X))


def _tells(shown, hidden, ordered, *case):
    told_apart = not ordered or all(all_wrong(case, one, [other]) for one, other in combinations(shown, 2))
    return all_wrong(case, choose, shown) and all_right(case, choose, hidden) and told_apart


def cases(rng):
    """Return sets of letters: plain ones, ones that break others, another order, ties."""
    return [
        drawn_until(rng, partial(_letters, ordered), partial(_tells, shown, hidden, ordered))
        for shown, hidden, ordered in SHOWN_AND_HIDDEN
    ]


PARTS = (
    Part("what stays together is taken, what does not is left out", 0.5, (0, 1)),
    Part("nor may one that is taken break another", 0.5, (2, 3, 6)),
    Part("in the order that is given, each once", 0.25, (4, 7, 8)),
    Part("a tie keeps its unit", 0.25, (5,)),
)
OTHERWISE = (
    "Follow the first three on paper: who is stored, who is asked, and whose units are looked at?"
    " Where votes may balance, are your sums whole numbers?"
)
TASK = function_task("choose_fixed", choose, cases, PARTS, MISTAKES, OTHERWISE)
