"""Exercise 05, hermitian_step: one update of phasor units under Hebb's couplings, which are Hermitian."""

from functools import partial

import numpy as np

from ...check.draws import drawn_until
from ...check.judges import Kept, Mistake, Part, function_task
from ...check.tasks import spins
from .shade_phasors import circle

LEAST = 1e-9  # a field that is shorter counts as zero


def field(X, z, own=False, bar="right", real=False):
    """Return the local fields (N,) of a state under Hebb's couplings.

    The bar stands on the right one of two factors; mistakes put it on the "left" one or on "none", leave the
    units' own votes in, or keep the real part of the couplings alone.
    """
    W = (X.conj() if bar == "left" else X).T @ (X.conj() if bar == "right" else X) / X.shape[1]
    W = W.real.copy() if real else W
    if not own:
        np.fill_diagonal(W, 0)
    return W @ z


def step(X, z, tie=None, **kind):
    """Return the state after one update; a field of zero keeps the phase if `tie` is None."""
    h = field(X, z, **kind)
    length = np.abs(h)
    return np.where(length > LEAST, h / np.where(length > LEAST, length, 1), z if tie is None else tie)


def hermitian_step(stored, state):
    """Return the state after one update with the right couplings."""
    return step(stored, state)


def field_sums(X, z, **kind):
    """Return fields that were not divided by N."""
    return len(z) * field(X, z, **kind)


def one_by_one(X, z):
    """Return the state if each unit hears what those before it have become."""
    z = z.copy()
    for i in range(len(z)):
        z[i] = step(X, z)[i]
    return z


def mean_of_angles(X, z):
    """Return the state if the mean of angles is taken, as numbers, of all votes for a unit."""
    phase, N = np.angle(X), len(z)
    votes = phase[:, :, None] - phase[:, None, :] + np.angle(z)
    return circle(votes[:, ~np.eye(N, dtype=bool)].reshape(len(X), N, N - 1).mean(axis=(0, 2)))


def turned_back(rng, flipped):
    """Return one picture, and as a state the picture turned, with some pixels opposite."""
    X = circle(2 * np.pi * rng.random((1, 15)))
    signs = np.where(rng.permutation(15) < flipped, -1, 1)
    return X, X[0] * signs * circle(rng.uniform(0.5, 2.5))


def turned_signs(rng, P, N, turns, zeros):
    """Return patterns and a state, ±1 with unit i turned by turns[i], and so many fields of zero.

    Own votes have the direction of the unit or the opposite one; they are never decisive here.
    """

    def draw(rng):
        return spins(rng, P, N), spins(rng, N)

    def telling(r, s):
        votes = (r @ s @ r - P * s) * s
        new = np.where(votes < 0, -s, s)
        others = (s, -s, *[np.sign(x @ s) * x for x in (r[0], r[-1])])
        decisive = ((votes >= -P) & (votes < 0)).any()
        return (votes == 0).sum() in zeros and not decisive and all((new != o).sum() > 1 for o in others)

    patterns, state = drawn_until(rng, draw, telling)
    return patterns * turns, state * turns


def few_units(rng):
    """Return four patterns of six units and a state: own votes are strong."""
    return circle(2 * np.pi * rng.random((4, 6))), circle(2 * np.pi * rng.random(6))


def own_votes_tell(X, z):
    """Whether own votes change a unit, and no field is short."""
    return np.abs(field(X, z)).min() > 0.1 and np.abs(step(X, z) - step(X, z, own=True)).max() > 0.2


def cases(rng):
    """One picture; several; few units with strong own votes; zero fields, in whole numbers."""
    found = [turned_back(rng, flipped) for flipped in (3, 5)]
    found += [turned_signs(rng, 3, 15, circle(2 * np.pi * rng.random(15)), range(1)) for _ in range(2)]
    found += [drawn_until(rng, few_units, own_votes_tell) for _ in range(2)]
    found += [turned_signs(rng, 4, 16, rng.choice([1, 1j, -1, -1j], 16), range(2, 9)) for _ in range(2)]
    return found


def with_own_or_not(answer, **kind):
    """Return the two forms of a mistake: units have a vote on themselves, or not."""
    return tuple(partial(answer, own=own, **kind) for own in (False, True))


TIE = "A field of zero says nothing about the phase."
BAR = "Store one picture of two pixels, and start from it. What is the phase of w_12, and what should it be?"
SIDE = "One bar is right: is it on the right one of the two factors?"
LENGTH = "These are the fields. A unit has length 1."
EACH = "Each unit has length 1, not only the longest."
WHOLE = "That makes the whole vector one of length 1. Which length is to be 1?"
REAL = "Your couplings are real: what of the stored difference of two phases is lost in them?"
MISTAKES = (
    Mistake(with_own_or_not(step, bar="none"), BAR),
    Mistake(with_own_or_not(step, bar="left"), SIDE),
    Mistake(with_own_or_not(field) + with_own_or_not(field_sums), LENGTH),
    Mistake(lambda X, z: field(X, z) / np.abs(field(X, z)).max(), EACH),
    Mistake(lambda X, z: field(X, z) / np.linalg.norm(field(X, z)), WHOLE),
    Mistake(partial(step, own=True), "How much of a unit's field comes from the unit itself?"),
    Mistake(partial(step, tie=0), TIE + " Is 0 a state of a unit?"),
    Mistake((partial(step, tie=1), partial(step, tie=-1)), TIE + " What is np.angle(0)?"),
    Mistake(with_own_or_not(step, real=True), REAL),
    Mistake(one_by_one, "Each unit hears what others have become. All are to hear the old state."),
    Mistake(mean_of_angles, "179° and −179° are nearly the same direction: what is their mean as numbers?"),
    Mistake(lambda X, z: np.sign(field(X, z).real), "That leaves black and white only.", "real numbers"),
    Mistake(lambda X, z: circle(-np.angle(field(X, z))), "The right phases with the other sign."),
)
PARTS = (
    Part("one picture: pixels that point the wrong way are turned back", 0.5, (0, 1)),
    Part("several pictures: their votes add up", 0.5, (2, 3)),
    Part("a unit does not vote for itself", 0.25, (4, 5)),
    Part("a field of zero keeps the phase", 0.5, (6, 7)),
    Kept("the state is left as it was given", 0.25, 1),
)
OTHERWISE = "Store one picture of three pixels, turn one pixel by 180°: what are the two votes for it?"
TASK = function_task("hermitian_step", hermitian_step, cases, PARTS, MISTAKES, OTHERWISE)
