"""Exercise 08, sequence_loads: how many patterns rest, and how many call each other."""

import numpy as np

from ...check.judges import Letter, Value, measurement
from ...check.tasks import spins

SIZES = ((27, 39), (41, 53), (55, 67), (111, 121))  # of patterns: odd numbers from so many to so many
UNITS = 300  # an even number: no ties where patterns rest
STEPS = 40
# A march has ties, which rounding may decide, so much that a mean hangs on it the more, the more patterns.
NEAR_REST, NEAR_MARCH = 0.005, (0.0004, 0.001, 0.005, 0.03)


def data(rng):
    """Return the exercise's data: patterns (3, 121, 300), as floats, so that no sum overflows; sizes (4,)."""
    patterns = spins(rng, 3, SIZES[-1][-1], UNITS).astype(float)
    return patterns, np.array([rng.choice(np.arange(low, high + 1, 2)) for low, high in SIZES])


def after(following, before, states, steps=STEPS, diagonal=0.0):
    """Return states (B, N) after synchronous steps in which patterns `before` (P, N) call those `following`.

    `diagonal` is taken away from that of the couplings; a tie keeps the state.
    """
    s = states
    for _ in range(steps):
        h = (s @ before.T) @ following - diagonal * s
        s = np.where(h == 0, s, np.sign(h))
    return s


def overlaps(X):
    """Return the mean overlaps of patterns (P, N) at rest and in a sequence, and those that mistakes give."""
    follow, goal = np.roll(X, -1, axis=0), np.roll(X, -STEPS, axis=0)
    return {
        "still": (after(X, X, X, diagonal=len(X)) * X).mean(),
        "moving": (after(follow, X, X) * goal).mean(),
        "own": (after(X, X, X) * X).mean(),
        "open": (after(follow[:-1], X[:-1], X) * goal).mean(),
        "one step": (after(follow, X, X, steps=1) * follow).mean(),
    }


def facts(patterns, sizes):
    """Return mean overlaps by load, and what else people make of them."""
    exact = patterns.astype(np.float32)  # for whole numbers of this size, and quick
    found = [[overlaps(X) for X in exact[:, :P]] for P in sizes]
    means = {name: np.array([np.mean([one[name] for one in row]) for row in found]) for name in found[0][0]}
    for name in ("still", "moving"):
        means[f"{name}, as sums"] = means[name] * patterns.shape[-1]
        means[f"{name}, backwards"] = means[name][::-1]
    return means


EXCHANGED, SIZES_IN_ORDER = "Are the two exchanged?", "In the order of sizes."
MEAN = "An overlap is a mean over the units."
STILL_HINTS = {
    "own": "What stands on the diagonal of your couplings, and whose vote is that?",
    "still, as sums": MEAN,
    "moving": EXCHANGED,
    "still, backwards": SIZES_IN_ORDER,
}
MOVING_HINTS = {
    "moving, as sums": MEAN,
    "still": EXCHANGED,
    "moving, backwards": SIZES_IN_ORDER,
    "one step": "How many steps do your runs make?",
    "open": "The sequence is closed: who calls the first pattern?",
    # another pattern than the one that is due
    0: "Who calls whom in your couplings, and which pattern should the state be after 40 steps?",
}
LETTER_HINTS = {
    "a": "Compare the two at the third of the sizes.",
    "b": "Compare the two at the third of the sizes: which of them is still held?",
    "d": "Look at the last of the sizes again.",
}
VALUES = (
    Value("still", "mean overlaps of patterns at rest, by their number", 0.7, NEAR_REST, STILL_HINTS),
    Value(
        "moving", "mean overlaps of patterns in a sequence, by their number", 0.8, NEAR_MARCH, MOVING_HINTS
    ),
)
CONCLUSION = Letter("what the numbers say", 0.5, "c", LETTER_HINTS)
OTHERWISE = (
    "Couplings of the first patterns alone, as many as sizes says: is each shown once, do all units move"
    " together?"
)
TASK = measurement("sequence_loads", data, facts, VALUES, CONCLUSION, OTHERWISE)
