"""Exercise 10, feature_step: a step down the energy of a memory that is one list."""

from functools import partial

import numpy as np

from ...check.draws import drawn_until
from ...check.judges import Kept, Mistake, Part, function_task
from .list_similarity import directions, features
from .near import near


def similarity(C, S, cosines, sines):
    """Return the similarity (B,) of features to the cosines C and sines S of a list."""
    return cosines @ C + sines @ S


def rise(C, S, cosines, sines):
    """Return how it grows with each angle, (B, Y/2)."""
    return cosines * S - sines * C


def quotient(rise, similarity, beta, eta):
    """Return how far a step goes, (B, N)."""
    return eta / beta * rise / similarity[:, None]


def feature_step(T, omega, beta, states, eta, *, slope=rise, far=quotient, turned=False):
    """Return states (B, N) after a step; mistakes are made with what stands after the star."""
    C, S = np.split(T, 2)[::-1] if turned else np.split(T, 2)
    cosines, sines = np.split(features(states, omega), 2, axis=1)
    up = slope(C, S, cosines, sines) @ omega
    return states + far(up, similarity(C, S, cosines, sines), beta, eta)


def going(far):
    """Return an answer that goes another way, a function of rise, similarity, beta and eta."""
    return partial(feature_step, far=far)


def times_root(T, omega, beta, states, eta, power=1):
    """Return states after a step in which 1 / sqrt(Y/2) stands in one of two places."""
    return feature_step(T, omega, beta, states, eta * len(omega) ** (power / 2))


def step_alone(sign, with_eta, T, omega, beta, states, eta):
    """Return the slope, or the step, in the place of the state that it leads to."""
    return sign * (feature_step(T, omega, beta, states, eta if with_eta else 1.0) - states)


def slope_of_similarity(T, omega, beta, states, eta, divided=True):
    """Return states after a step up the similarity, with features divided by sqrt(Y/2) or not."""
    by = 1.0 if divided else len(omega) ** 0.5  # its list is divided as it is
    return feature_step(T, omega, beta, states, eta * by, far=lambda up, sim, b, e: e / b * up)


def drawn(B, P, count, N, rng):
    """Return a list, its directions, a sharpness, states near to patterns, and the size of a step."""
    beta = rng.uniform(0.15, 0.3)
    X, omega = rng.normal(size=(P, N)), directions(rng, count, N, beta)
    states = X[rng.integers(P, size=B)] + 0.6 * rng.normal(size=(B, N))
    return features(X, omega).sum(axis=0), omega, beta, states, rng.uniform(0.15, 0.45)


def near_enough(T, omega, beta, states, eta):
    """Whether each state is similar to what is stored, and none nearly 1."""
    found = features(states, omega) @ T
    return found.min() > 0.3 and np.abs(found - 1).min() > 0.05


def cases(rng):
    """One state and one pattern; several, with many features; as many of all things."""
    kinds = ((1, 1, 6, 3), (1, 1, 3, 5), (4, 6, 30, 5), (3, 4, 12, 4), (5, 5, 5, 5))
    return [drawn_until(rng, partial(drawn, *kind), near_enough) for kind in kinds]


SIGN = "Is your similarity higher after the step, and your energy lower? Print both."
LOG = "The energy is a logarithm. What does its slope have that that of the similarity has not?"
BETA = "Where does β stand in the energy, and where in its slope?"
EACH = "Each state has a similarity of its own. By which do you divide?"
ROOT = "√(Y/2) divides the features in both places, in the slope and below it. In yours?"
COSINE = "What is the slope of a cosine? Compare with a small change of one unit."
MISTAKES = (
    Mistake(going(lambda up, sim, b, e: -e / b * up / sim[:, None]), SIGN, "a step up the energy"),
    Mistake(
        (partial(slope_of_similarity, divided=False), slope_of_similarity), LOG, "the slope of the similarity"
    ),
    Mistake(
        (
            going(lambda up, sim, b, e: e * up / sim[:, None]),
            going(lambda up, sim, b, e: e * b * up / sim[:, None]),
        ),
        BETA,
        "β in another place",
    ),
    Mistake(going(lambda up, sim, b, e: up / b / sim[:, None]), "How long is the step?", "a step of 1"),
    Mistake(
        (
            going(lambda up, sim, b, e: e / b * up / sim.sum()),
            going(lambda up, sim, b, e: e / b * up / sim.mean()),
        ),
        EACH,
        "one similarity for all states",
    ),
    Mistake((times_root, partial(times_root, power=-1)), ROOT, "a step of another length"),
    Mistake(partial(feature_step, slope=lambda C, S, c, s: c * S + s * C), COSINE, "another sign of a sine"),
    Mistake(partial(feature_step, slope=lambda C, S, c, s: c * C + s * S), COSINE, "features without slopes"),
    Mistake(
        partial(feature_step, turned=True), "In φ and in T the cosines come first.", "sines taken for cosines"
    ),
    Mistake(
        tuple(partial(step_alone, sign, with_eta) for sign in (1, -1) for with_eta in (False, True)),
        "That leads to the new state: the state itself is asked.",
        "the slope, or the step",
    ),
)
PARTS = (
    Part("one state goes down the slope", 0.5, (0, 1)),
    Part("several states, each down its own", 0.5, (2, 3)),
    Part("as many states and directions as units", 0.25, (4,)),
    Kept("the states that were given stay as they are", 0.25, argument=3),
)
OTHERWISE = "Compare your slope with a small change of one unit: (E(x + h) − E(x)) / h."
TASK = function_task("feature_step", feature_step, cases, PARTS, MISTAKES, OTHERWISE, same=near)
