"""Exercise 06: how much lower the energy is with a unit at +1 than at −1, and what people take for it.

Each function has the overlaps `rest` without the unit, the patterns' values `x` at the unit, its `own` old
value and the order n; the terms that it returns are summed over the patterns.
"""

import numpy as np

from ...check.draws import differs, drawn_until, wrong_in

FROM_ZERO = "The energy at +1 is to be compared with that at which other value?"
PLAIN = "The memory is plain here: overlaps below 0 count with their power too."
SQUARE = "Is n used, or is it always the square?"
WINS = "Of the two energies, which one wins?"


def gain(rest, x, own, n):
    """Return the terms of the right difference of two energies."""
    return (rest + x) ** n - (rest - x) ** n


def gain_with_own(rest, x, own, n):
    """Return terms in which the unit's own old value is left in both energies."""
    return gain(rest + x * own, x, own, n)


def slope(rest, x, own, n):
    """Return the terms of the slope of the energy at the state without the unit."""
    return x * rest ** (n - 1)


def slope_with_own(rest, x, own, n):
    """Return the terms of the slope with the unit's own old value in it."""
    return slope(rest + x * own, x, own, n)


def gain_from_zero(rest, x, own, n):
    """Return the difference between the energies of 0 and +1, where that of −1 should stand."""
    return (rest + x) ** n - rest**n


def gain_rectified(rest, x, own, n):
    """Return terms in which overlaps below 0 are cut off, as in a rectified memory."""
    return np.maximum(rest + x, 0) ** n - np.maximum(rest - x, 0) ** n


def drawn_group(rng, right, draws, shown, mistakes):
    """Return a case of each draw, such that each answer of `shown` is wrong in at least one of them.

    And no mistake is, in all the cases in which it is wrong, an earlier one that has another hint: the judge
    would take it for that one.
    """

    def draw(rng):
        return [drawn_until(rng, one, telling) for one, telling in draws]

    def telling(*cases):
        return all(wrong_in(cases, right, answer) for answer in shown) and told_apart(cases, right, mistakes)

    return drawn_until(rng, draw, telling)


def told_apart(cases, right, mistakes):
    """Whether no mistake gives what an earlier one of another hint gives, wherever it is wrong."""
    expected, seen = [right(*case) for case in cases], []
    for mistake in mistakes:
        for answer in mistake.answers:
            came = [answer(*case) for case in cases]
            bad = [k for k, end in enumerate(expected) if differs(came[k], end)]
            for hint, other in seen:
                if bad and hint != mistake.hint and not any(differs(came[k], other[k]) for k in bad):
                    return False
            seen.append((mistake.hint, came))
    return True
