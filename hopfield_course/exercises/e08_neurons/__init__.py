"""Exercise 08: its tasks, its data, and how many patterns rest and how many call each other."""

import numpy as np

from ...check.judges import Letter, Value, measured
from ...check.tasks import Task, spins
from .cut import cut_cases, judge_cut
from .graded import energies_cases, judge_energies, judge_steps, steps_cases
from .hidden import judge_layers, layers_cases

EXERCISE = "08_neurons"
SIZES = (31, 61, 121)  # odd numbers of patterns, an even one of units: no ties where patterns rest
STEPS = 40
NEAR_REST, NEAR_MARCH = 0.005, 0.03  # a march has ties, which rounding may decide; rest has none


def data(rng):
    """Return the exercise's data: patterns (3, 121, 300), 3 draws, as floats, so that no sum overflows."""
    return (spins(rng, 3, SIZES[-1], 300).astype(float),)


def after(following, before, states, steps=STEPS, diagonal=0.0):
    """Return states (B, N) after synchronous steps in which patterns `before` (P, N) call those `following`.

    `diagonal` is taken away from that of the couplings; a tie keeps the state.
    """
    s = states
    for _ in range(steps):
        h = (s @ before.T) @ following - diagonal * s
        s = np.where(h == 0, s, np.sign(h))
    return s


def facts(patterns):
    """Return mean overlaps by load, of patterns at rest and in a sequence, and those that mistakes give."""
    rows = []
    for P in SIZES:
        for X in patterns[:, :P].astype(np.float32):  # exact for whole numbers of this size, and quick
            follow, goal = np.roll(X, -1, axis=0), np.roll(X, -STEPS, axis=0)
            rows.append([
                (after(X, X, X, diagonal=P) * X).mean(),
                (after(follow, X, X) * goal).mean(),
                (after(X, X, X) * X).mean(),
                (after(follow[:-1], X[:-1], X) * goal).mean(),
                (after(follow, X, X, steps=1) * follow).mean(),
            ])  # fmt: skip
    means = np.reshape(rows, (len(SIZES), len(patterns), -1)).mean(axis=1).T
    names = ("still", "moving", "own", "open", "one step")
    return dict(zip(names, means, strict=True)) | {"units": patterns.shape[-1]}


EXCHANGED = "Are the two exchanged?"
SIZES_IN_ORDER = "In the order 31, 61, 121."
MEAN = "An overlap is a mean over the units."
WHO = "Who calls whom in your couplings, and which pattern should the state be after 40 steps?"
STILL = Value(
    "still",
    "mean overlaps of patterns at rest, of 31, 61 and 121",
    0.7,
    NEAR_REST,
    (
        (
            lambda found: found["own"],
            "What stands on the diagonal of your couplings, and whose vote is that?",
        ),
        (lambda found: found["still"] * found["units"], MEAN),
        (lambda found: found["moving"], EXCHANGED),
        (lambda found: found["still"][::-1], SIZES_IN_ORDER),
    ),
)
MOVING = Value(
    "moving",
    "mean overlaps of patterns in a sequence, of 31, 61 and 121",
    0.8,
    NEAR_MARCH,
    (
        (lambda found: found["moving"] * found["units"], MEAN),
        (lambda found: found["still"], EXCHANGED),
        (lambda found: found["moving"][::-1], SIZES_IN_ORDER),
        (lambda found: found["one step"], "How many steps do your runs make?"),
        (lambda found: found["open"], "The sequence is closed: who calls the first pattern?"),
        (lambda found: 0 * found["moving"], WHO),  # another pattern than the one that is due
    ),
)
CONCLUSION = Letter(
    "what the numbers say",
    0.5,
    "c",
    {
        "a": "Compare the two at 61 patterns.",
        "b": "Compare the two at 61 patterns: which of them is still held?",
        "d": "Look at 121 patterns again.",
    },
)
judge_loads = measured(
    facts,
    (STILL, MOVING),
    CONCLUSION,
    "Couplings of the first 31, 61, 121 patterns alone: is each shown once, do all units move together?",
)

TASKS = (
    Task("graded_steps", 1, steps_cases, judge_steps),
    Task("graded_energies", 1.5, energies_cases, judge_energies),
    Task("slow_hidden", 1.5, layers_cases, judge_layers),
    Task("cut_mended", 2, cut_cases, judge_cut),
    Task("sequence_loads", 2, lambda rng: [data(rng)], judge_loads, ("still", "moving", "conclusion")),
)
