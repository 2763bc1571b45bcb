"""Exercise 10, list_similarity: all patterns in one list of random features, and what it says of a state."""

import numpy as np

from ...check.judges import Mistake, Part, function_task
from .near import near


def features(states, omega):
    """Return the random features (B, Y) of states (B, N) in directions (Y/2, N)."""
    angles = states @ omega.T
    return np.concatenate([np.cos(angles), np.sin(angles)], axis=1) / len(omega) ** 0.5


def list_similarity(patterns, omega, states):
    """Return the similarity of states (B, N) to patterns (P, N) that are kept as one list, (B,)."""
    return features(states, omega) @ features(patterns, omega).sum(axis=0)


def times(factor):
    """Return an answer that differs by a factor, a function of patterns (P, N) and directions (Y/2, N)."""
    return lambda X, omega, s: factor(X, omega) * list_similarity(X, omega, s)


def cosines_alone(patterns, omega, states):
    """Return the similarity of lists without sines."""
    return np.cos(states @ omega.T) @ np.cos(patterns @ omega.T).sum(axis=0) / len(omega)


def crossed(patterns, omega, states):
    """Return the similarity if the one list begins with sines, and the other with cosines."""
    return features(states, omega) @ np.roll(features(patterns, omega).sum(axis=0), len(omega))


def directions(rng, count, N, beta):
    """Return directions (count, N) for the similarity exp(-beta d²)."""
    return np.sqrt(2 * beta) * rng.normal(size=(count, N))


def drawn(rng, B, P, count, N):
    """Return patterns, directions, and states near to patterns."""
    X = rng.normal(size=(P, N))
    omega = directions(rng, count, N, rng.uniform(0.1, 0.2))
    return X, omega, X[rng.integers(P, size=B)] + 0.7 * rng.normal(size=(B, N))


def cases(rng):
    """One pattern; several, with other numbers of features, and with as many of all things."""
    return [drawn(rng, *sizes) for sizes in ((1, 1, 8, 3), (4, 1, 3, 5), (3, 6, 20, 4), (5, 5, 5, 5))]


LENGTH = "A state is just as similar to itself as it can be: φ(x)·φ(x) should be 1. What is yours?"
MISTAKES = (
    Mistake(
        (
            times(lambda X, omega: len(omega)),
            times(lambda X, omega: len(omega) ** 0.5),
            times(lambda X, omega: 1 / 2),
            times(lambda X, omega: 1 / len(omega)),
            times(lambda X, omega: 1 / len(omega) ** 0.5),
        ),
        LENGTH,
        "features of another length",
    ),
    Mistake(
        times(lambda X, omega: 1 / len(X)), "T is a sum: each pattern adds to it.", "a mean over the patterns"
    ),
    Mistake(
        cosines_alone,
        "cos(ω·x) cos(ω·y) is not cos(ω·(x − y)): which term is missing?",
        "features without sines",
    ),
    Mistake(crossed, "Which features of a state meet which of T?", "cosines with sines"),
    Mistake(
        lambda X, omega, s: features(s, omega) @ features(X.sum(axis=0)[None], omega)[0],
        "The features of a sum, or a sum of features: which is T?",
        "features of the sum of all patterns",
    ),
    Mistake(
        lambda X, omega, s: features(s, omega) @ features(X, omega).T,
        "One number for each state: T is one list for all patterns.",
        "one for each pattern",
    ),
    Mistake(
        lambda X, omega, s: features(X, omega).sum(axis=0), "That is T. How similar is each state to it?", "T"
    ),
)
PARTS = (
    Part("one pattern, and states near it", 0.5, (0, 1)),
    Part("several patterns are one list", 0.5, (2, 3)),
)
OTHERWISE = "Take one pattern, one direction and the pattern itself as the state: 1 should come out."
TASK = function_task("list_similarity", list_similarity, cases, PARTS, MISTAKES, OTHERWISE, same=near)
