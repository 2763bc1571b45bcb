"""Exercise 10, list_errors: how far a list of random features is off, for patterns unlike and alike."""

import numpy as np

from ...check.judges import Letter, Value, measurement
from .list_similarity import directions, features

PATTERNS, UNITS, DRAWS = 48, 20, 10
BETA, SPREAD = 0.25, 0.2  # the spread of a family, in units of that of all patterns


def data(rng):
    """Return the exercise's data: unlike (48, 20), alike (48, 20), omega (10, Y/2, 20), counts (4,).

    Alike are families of 4, 6 or 8.  The directions are drawn for the similarity exp(-d²/4), half as many as
    the largest number of features; each next number of features is twice or three times as large.
    """
    members = int(rng.choice([4, 6, 8]))
    ancestors = rng.normal(size=(PATTERNS // members, 1, UNITS))
    own = rng.normal(size=(PATTERNS // members, members, UNITS))
    alike = ((1 - SPREAD**2) ** 0.5 * ancestors + SPREAD * own).reshape(PATTERNS, UNITS)
    counts = 2 * int(rng.integers(24, 49)) * np.array([1, 2, 6, 12])
    omega = [directions(rng, counts[-1] // 2, UNITS, BETA) for _ in range(DRAWS)]
    return rng.normal(size=(PATTERNS, UNITS)), alike, np.array(omega), counts


def kernel_sums(X):
    """Return the sum of the similarities of each pattern (P, N) to all, (P,)."""
    return np.exp(-BETA * ((X[:, None] - X) ** 2).sum(axis=2)).sum(axis=1)


def heard(X, omega):
    """Return what the lists of several draws (draws, Y/2, N) say of the patterns themselves, (draws, P)."""
    phi = np.array([features(X, one) for one in omega])
    return (phi @ phi.sum(axis=1)[:, :, None])[:, :, 0]


def root_mean_square(off):
    """Return the root of the mean square of all entries."""
    return (off**2).mean() ** 0.5


def of_one(X, omega, Y):
    """Return the error of lists of Y features, and what those who go astray find."""
    exact, said = kernel_sums(X), heard(X, omega[:, : Y // 2])
    off = said - exact
    return {
        "errors": root_mean_square(off),
        "absolute": np.abs(off).mean(),
        "each draw's": np.sqrt((off**2).mean(axis=1)).mean(),
        "squares": (off**2).mean(),
        "too many": root_mean_square(heard(X, omega[:, :Y]) - exact),
        "said": root_mean_square(said),
        "undivided": root_mean_square(Y // 2 * said - exact),
        "first": root_mean_square(off[0]),
        "averaged": root_mean_square(off.mean(axis=0)),
    }


def facts(unlike, alike, omega, counts):
    """Return errors (2, 4), their powers (2,), how much longer a list must be, and what others find."""
    rows = [[of_one(X, omega, Y) for Y in counts] for X in (unlike, alike)]
    found = {name: np.array([[one[name] for one in row] for row in rows]) for name in rows[0][0]}
    errors = found["errors"]
    logs, of_counts = np.log(errors), np.log(counts)
    powers = np.polyfit(of_counts, logs.T, 1)[0]
    ratio = errors[1] / errors[0]
    return found | {
        "exchanged": errors[::-1],
        "backwards": errors[:, ::-1],
        "powers": powers,
        "powers exchanged": powers[::-1],
        "positive": -powers,
        "of squares": 2 * powers,
        "turned": np.array([np.polyfit(row, of_counts, 1)[0] for row in logs]),
        "ends": (logs[:, -1] - logs[:, 0]) / (of_counts[-1] - of_counts[0]),
        "no logarithms": np.polyfit(counts, errors.T, 1)[0],
        "longer": (ratio**2).mean(),
        "ratio": ratio.mean(),
        "shorter": (ratio**-2.0).mean(),
        "of means": (errors[1].mean() / errors[0].mean()) ** 2,
    }


EXCHANGED, SQUARED_RATIOS = "Are unlike and alike exchanged?", "The mean of the four squared ratios is asked."
ALL_AT_ONCE = "One mean, of the squares of all draws and patterns; then the root."
ERROR_HINTS = {
    "absolute": "The root of the mean square, not the mean of the sizes.",
    "each draw's": ALL_AT_ONCE,
    "first": ALL_AT_ONCE,
    "averaged": "You take the mean over the draws first: there errors of both signs cancel.",
    "squares": "The mean square: its root is asked.",
    "too many": "Each direction gives two features. How many directions make Y of them?",
    "said": "That is the size of what the list says. How far is it from what it should say?",
    "undivided": "φ(x)·φ(x) should be 1: what are the features divided by?",
    "exchanged": EXCHANGED,
    "backwards": "In the order of counts.",
}
POWER_HINTS = {
    -0.5: "That is theory's. Which powers do your errors have?",
    "powers exchanged": EXCHANGED,
    "positive": "Errors fall: which sign has their power?",
    "of squares": "The power of the error, not of its square.",
    "turned": "The error as a power of Y, not Y as a power of the error.",
    "ends": "The straight line through all four points, not through the two ends.",
    "no logarithms": "A power is the slope between two logarithms.",
}
LONGER_HINTS = {
    "ratio": "So much larger is the error. How much longer must a list be to make up for that?",
    "shorter": "Which of the two lists must be the longer one?",
    "of means": SQUARED_RATIOS,
}
LETTER_HINTS = {
    "a": "Compare the two rows of errors: which one is larger?",
    "b": "Compare your two powers: how far is each from the other, and from theory's?",
    "d": "Compare the two rows of errors: are they the same?",
}
VALUES = (
    Value(
        "errors",
        "the errors of patterns unlike and alike, by the counts",
        0.8,
        0.001,
        ERROR_HINTS,
    ),
    Value("powers", "with which powers of Y they fall", 0.4, 0.001, POWER_HINTS),
    Value("longer", "how many times as long the list of the alike ones must be", 0.4, 0.01, LONGER_HINTS),
)
CONCLUSION = Letter("what the numbers say", 0.4, "c", LETTER_HINTS)
OTHERWISE = (
    "The first Y/2 directions of each draw, and all patterns: does a pattern's own list say about 1 of it?"
)
TASK = measurement("list_errors", data, facts, VALUES, CONCLUSION, OTHERWISE)
