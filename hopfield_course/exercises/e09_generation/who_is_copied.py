"""Exercise 09, who_is_copied: which pictures come back as copies, and where the other ends lie."""

import numpy as np

from ...check.judges import Letter, Value, measurement
from .blur import shares

ONCE, REPEATED, STARTS = 40, 4, 300
NEAR_SHARE, NEAR_RING = 0.004, 0.0004  # one of the starts; what ends leave open that still creep


def on_circle(angles):
    """Return the points of the circle (K, 2) at these angles."""
    return np.column_stack([np.cos(angles), np.sin(angles)])


def data(rng):
    """Return the exercise's data: patterns (44, 2), counts (44,), starts (300, 2), betas (4,).

    All lie on the circle of radius 1; four patterns, one in each quarter, are there thirty times or more.
    """
    quarters = np.pi / 2 * (np.arange(REPEATED) + rng.uniform(-0.25, 0.25, REPEATED))
    angles = np.concatenate([rng.uniform(0, 2 * np.pi) + quarters, rng.uniform(0, 2 * np.pi, ONCE)])
    counts = np.concatenate([rng.integers(30, 61, REPEATED), np.ones(ONCE, dtype=int)])
    order = rng.permutation(ONCE + REPEATED)
    starts = on_circle(rng.uniform(0, 2 * np.pi, STARTS))
    betas = np.array([1.5, 14.0, 28.0, 1000.0]) * rng.uniform(0.9, 1.1, 4)
    return on_circle(angles[order]), counts[order], starts, np.round(betas, 2)


def settled(X, counts, beta, states, most=500):
    """Return where states end: each becomes its weighted mean, again and again."""
    for _ in range(most):
        old, states = states, shares(X, counts, beta, states) @ X
        if np.abs(states - old).max() <= 1e-6:
            break
    return states


def copies_and_distance(states, weights):
    """Return the share of copies among states, and how far they lie from the circle."""
    radii = np.sqrt((states**2).sum(axis=1))
    return (weights.max(axis=1) >= 0.9).mean(), np.abs(radii - 1).mean()


def at_sharpness(X, counts, starts, beta):
    """Return what is to be measured at one sharpness, and what those who go astray measure."""

    def run(n, X=X, beta=beta, most=500):
        end = settled(X, n, beta, starts, most)
        return copies_and_distance(end, shares(X, n, beta, end))

    once, single = np.ones_like(counts), counts == 1
    end, clean = settled(X, counts, beta, starts), settled(X, once, beta, starts)
    copied, with_counts = run(counts)
    cleaned, off = run(once)
    radii = np.sqrt((clean**2).sum(axis=1))
    found = {
        "copied": copied,
        "cleaned": cleaned,
        "off": off,
        "copied, by row": copies_and_distance(end, shares(X, counts, beta, end) / counts)[0],
        "cleaned, half": copies_and_distance(end, shares(X, once, beta, end))[0],
        "off, counted": with_counts,
        "off, signed": (radii - 1).mean(),
        "off, radius": radii.mean(),
        "off, squared": ((radii - 1) ** 2).mean(),
        "off, to nearest": np.sqrt(((clean[:, None] - X) ** 2).sum(axis=2)).min(axis=1).mean(),
    }
    astray = {
        "at start": {"most": 0},
        "one step": {"most": 1},
        "sharper": {"beta": 2 * beta},
        "blunter": {"beta": beta / 2},
    }
    for how, change in astray.items():
        found[f"copied, {how}"] = run(counts, **change)[0]
        found[f"cleaned, {how}"], found[f"off, {how}"] = run(once, **change)
    found["cleaned, dropped"], found["off, dropped"] = run(once[single], X=X[single])
    return found


def facts(patterns, counts, starts, betas):
    """Return what is to be measured, by sharpness, and what those who go astray measure."""
    rows = [at_sharpness(patterns, counts, starts, beta) for beta in betas]
    found = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    for name in ("copied", "cleaned", "off"):
        found[f"{name}, as sums"] = STARTS * found[name]
        found[f"{name}, backwards"] = found[name][::-1]
    return found


COUNTED = "Here pictures still repeat themselves. Which data are asked for?"
DROPPED = "Cleaned data have each picture once, those that repeated themselves too."
ASTRAY = dict.fromkeys(("at start", "one step"), "Run to the end first.")
ASTRAY |= dict.fromkeys(
    ("sharper", "blunter"), "Another sharpness: β stands before |x − ξ|² here, without a ½, and σ² is 1/(2β)."
)
ASTRAY |= {"as sums": "Divide by the number of starts.", "backwards": "In the order of betas."}


def hints(what, more):
    """Return the hint for each wrong form of one of the values."""
    return {f"{what}, {how}": hint for how, hint in ASTRAY.items()} | more


VALUES = (
    Value(
        "copied",
        "the share of runs that end in a copy, by β",
        0.5,
        NEAR_SHARE,
        hints(
            "copied",
            {
                "copied, by row": "A picture that is there 30 times has 30 weights: what has it all in all?",
                "cleaned": "Here every picture is there once. Where do the counts enter?",
            },
        ),
        share=True,
    ),
    Value(
        "cleaned",
        "the same share for data in which each picture is there once, by β",
        0.5,
        NEAR_SHARE,
        hints(
            "cleaned",
            {
                "copied": COUNTED,
                "cleaned, half": "The weights are those of cleaned data. Were the runs?",
                "cleaned, dropped": DROPPED,
            },
        ),
        share=True,
    ),
    Value(
        "off",
        "how far the ends of cleaned data lie from the circle (mean), by β",
        0.5,
        NEAR_RING,
        hints(
            "off",
            {
                "off, counted": COUNTED,
                "off, dropped": DROPPED,
                "off, signed": "A distance is not negative: inside or outside, it counts alike.",
                "off, radius": "That is the distance from the centre.",
                "off, squared": "That is a mean of squares.",
                "off, to nearest": "That is the distance from the nearest picture, not from the circle.",
            },
        ),
    ),
)
LETTER_HINTS = {
    "a": "Compare the first number of copied with the last.",
    "b": "Compare copied with cleaned, at the second and the third sharpness.",
    "d": "How large is off at the second sharpness?",
}
CONCLUSION = Letter("what the numbers say", 0.5, "c", LETTER_HINTS)
OTHERWISE = "Is every start run to its end, at each β in its order, each picture as often as `counts` says?"
TASK = measurement("who_is_copied", data, facts, VALUES, CONCLUSION, OTHERWISE)
