"""Exercise 09, edge_slope: the slope of an energy whose patterns reach so far and no farther."""

from functools import partial

import numpy as np

from ...check.draws import drawn_until
from ...check.judges import Mistake, Part, function_task
from .blur import NAN, near, squares


def kernels(X, reaches, states):
    """Return 1 − |x − ξ|²/r² for states (B, N) and patterns (K, N) with reaches (K,), (B, K)."""
    return 1 - squares(X, states) / reaches**2


def inner(inside, reaches):
    """Return what each pattern counts in the slope, (B, K)."""
    return (inside > 0) / reaches**2


def total(inside, reaches):
    """Return what the slope is divided by, for each state, (B, 1)."""
    return 1e-9 + np.maximum(0, inside).sum(axis=1, keepdims=True)


def sloped(parts=inner, below=total, times=2.0, inside=kernels):
    """Return an answer with other parts, another denominator, another factor, or other kernels."""

    def answer(X, reaches, states):
        k = inside(X, reaches, states)
        p = parts(k, reaches) / below(k, reaches)
        return times * (p.sum(axis=1, keepdims=True) * states - p @ X)

    return answer


def edge_slope(X, reaches, states):
    """Return the slope (B, N) of an energy of patterns (K, N), each with a reach (K,), at states (B, N)."""
    return sloped()(X, reaches, states)


def number(inside, reaches):
    """Return how many patterns reach each state, 1 where none does, (B, 1)."""
    return np.maximum(1, (inside > 0).sum(axis=1, keepdims=True))


def shares_added(inside, reaches):
    """Return what makes a mean of what pulls at each state."""
    return np.maximum(1e-9, inner(inside, reaches).sum(axis=1, keepdims=True))


def one_for_all(X, reaches, states):
    """Return the same slope for all states, summed over them."""
    return np.tile(edge_slope(X, reaches, states).sum(axis=0), (len(states), 1))


def drawn(reaching, rng, alike=False):
    """Return states that so many patterns reach as there are given; no edge is near, no sum small."""
    X, reaches = rng.normal(size=(5, 3)), rng.uniform(1.4, 2.2, 5)
    reaches = np.full(5, reaches[0]) if alike else reaches
    states = 1.3 * rng.normal(size=(60, 3))
    inside = kernels(X, reaches, states)
    counted = (inside > 0).sum(axis=1)
    clear = (np.abs(inside).min(axis=1) > 0.03) & ((counted == 0) | (total(inside, reaches)[:, 0] > 0.15))
    places = []
    for wanted in reaching:
        fit = [k for k in np.flatnonzero(clear & (counted == wanted)) if k not in places]
        if not fit:
            return None
        places.append(fit[0])
    return X, reaches, states[places]


def cases(rng):
    """Patterns that reach equally far, or each its own way; many states; states that nobody reaches."""
    kinds = ((1,), (2,), (3,), (2, 1, 3, 2), (3, 2, 1, 4, 2), (0,), (2, 0, 1))
    alike = drawn_until(rng, partial(drawn, (3,), alike=True))
    return [alike, *(drawn_until(rng, partial(drawn, reaching)) for reaching in kinds)]


SIGN = "A state moves against the slope, towards what reaches it. Where does yours lead?"
TWO = "By x, what is the slope of |x − ξ|²?"
CHAIN = "Inside of the bracket stands |x − ξ|² divided by something. Where is that in the slope?"
STRAIGHT = "Where max(0, 1 − q/r²) is above 0 it is a straight line in q. Does its slope depend on q?"
MASK = "Which patterns have a slope at this state, and which are flat there?"
NO_MAX = "A pattern out of reach counts 0 in the sum, not less."
ONE_LOGARITHM = "E is the logarithm of one sum, not a sum of logarithms."
NO_LOGARITHM = "What does the logarithm add to the slope of the sum?"
PULL = "Those are means, as in the Gaussian's slope. Here it grows towards the edge: by what is it divided?"
MEAN = "E has a sum in its logarithm. Have you divided by a number of patterns?"
REACH = (
    "At which distance from a pattern with reach 3 is its bracket zero: in the text, and in your function?"
)
NOBODY = "Where nobody reaches, the energy is flat. What does your function divide by there?"
EACH = "One slope for each state: over which axis do you sum?"
MISTAKES = (
    Mistake(sloped(times=-2.0), SIGN, "the right slope with the other sign"),
    Mistake(sloped(times=1.0), TWO, "half of the slope"),
    Mistake(
        (sloped(lambda k, r: k > 0), sloped(lambda k, r: (k > 0) / r), sloped(lambda k, r: (k > 0) * r**2)),
        CHAIN,
        "pulls that are not those of such reaches",
    ),
    Mistake(sloped(lambda k, r: inner(k, r) * k), STRAIGHT, "patterns weighted by their brackets"),
    Mistake(sloped(lambda k, r: k**0 / r**2), MASK, "all patterns pull"),
    Mistake(
        sloped(lambda k, r: k**0 / r**2, lambda k, r: k.sum(axis=1, keepdims=True)), MASK, "no edge at all"
    ),
    Mistake(sloped(below=lambda k, r: k.sum(axis=1, keepdims=True)), NO_MAX, "divided by another sum"),
    Mistake(sloped(below=lambda k, r: np.maximum(1e-9, k)), ONE_LOGARITHM, "a sum of quotients"),
    Mistake(sloped(below=lambda k, r: 1 + 0 * k), NO_LOGARITHM, "the slope of the sum alone"),
    Mistake((sloped(below=shares_added), sloped(below=number)), PULL, "twice the way from a mean"),
    Mistake(
        (
            sloped(below=lambda k, r: total(k, r) / k.shape[1]),
            sloped(below=lambda k, r: total(k, r) / number(k, r)),
            sloped(below=lambda k, r: total(k, r) * number(k, r)),
            sloped(below=lambda k, r: total(k, r) * k.shape[1]),
        ),
        MEAN,
        "a mean in place of a sum",
    ),
    Mistake(
        (
            sloped(inside=lambda X, r, x: 1 - squares(X, x) / r),
            sloped(inside=lambda X, r, x: 1 - squares(X, x) ** 0.5 / r),
            sloped(inside=lambda X, r, x: 1 - squares(X, x) * r**2),
        ),
        REACH,
        "another reach",
    ),
    Mistake(sloped(below=lambda k, r: np.maximum(0, k).sum(axis=1, keepdims=True)), NOBODY, NAN),
    Mistake(one_for_all, EACH, "one slope for all states"),
)
PARTS = (
    Part("patterns that all reach equally far", 0.5, (0,)),
    Part("each with a reach of its own", 0.5, (1, 2, 3)),
    Part("each of many states has a slope of its own", 0.5, (4, 5)),
    Part("a state that nobody reaches rests", 0.5, (6, 7), needs_first=True),
)
OTHERWISE = "Compare with a small change by hand: (E(x + h) − E(x)) / h, h in one unit at a time."
TASK = function_task("edge_slope", edge_slope, cases, PARTS, MISTAKES, OTHERWISE, same=near)
