"""Exercise 06: its tasks, its data, and what doubling the number of units is worth at each order."""

import numpy as np

from hopfield_lib.models import DenseAssociativeMemory
from hopfield_lib.recall import recall, synchronous
from ...check.judges import Letter, Value, measured
from ...check.tasks import Task
from .energies import energy_cases, judge_energy, judge_table, table_cases
from .visits import judge_mended, judge_sweep, mended_cases, sweep_cases

EXERCISE = "06_dense_memory"
TOLERANCE = 0.0004  # of a share of 20,000 units: eight of them
ORDERS = (2, 3)
STORED = (80, 160, 320)  # of the memories of 40 units


def data(rng):
    """Return the exercise's data: patterns (25, 40, 20) and (25, 320, 40), 25 draws of each."""
    shapes = (25, 40, 20), (25, 320, 40)
    return tuple(2 * rng.integers(0, 2, shape, dtype=np.int8) - 1 for shape in shapes)


def wrong(draws, n, **options):
    """Return which units of each draw (draws, K, N) one step from the stored patterns gets wrong."""
    return np.array([DenseAssociativeMemory(X, n, **options).update(X) != X for X in draws])


def by_order(share, stored=(None,)):
    """Return the shares at each order, (2, stored), or (2,) where one number of patterns is stored."""
    return np.array([[share(n, K) for K in stored] for n in ORDERS]).squeeze()


def facts(small, large):
    """Return the shares of wrong units, by order and number of patterns, and what mistakes make of them."""
    found = {}
    for name, draws, stored in (("20", small, (40,)), ("40", large, STORED)):
        units = {(n, K): wrong(draws[:, :K], n) for n in ORDERS for K in stored}
        ways = {
            "wrong": lambda *one, units=units: units[one].mean(),
            "whole": lambda *one, units=units: units[one].any(axis=2).mean(),
            "first": lambda *one, units=units: units[one][0].mean(),
            "asked": lambda n, K, units=units, most=stored[-1]: units[n, most][:, :K].mean(),
            "last": lambda n, K, draws=draws: wrong(draws[:, -K:], n).mean(),
            "cut": lambda n, K, draws=draws: wrong(draws[:, :K], n, rectified=True).mean(),
        }
        found |= {f"{way}_{name}": by_order(share, stored) for way, share in ways.items()}
    found["ends_20"] = by_order(lambda n, _: np.mean([_end(X, n) != X for X in small]))
    return found


def _end(X, n):
    return recall(DenseAssociativeMemory(X, n), X, synchronous(), max_sweeps=100).state


UNITS = "Counted are units, not patterns: a pattern with one wrong unit of N has a share of 1/N."
CUT = "The memory is plain here, not rectified."
FIRST = "That is the first draw alone: take the mean over all 25."
THEMSELVES = "Do you compare the new states with the stored ones, or with themselves?"
EXCHANGED = "Which order comes first?"
WRONG_20 = Value(
    "wrong_20", "40 patterns of 20 units, at n = 2 and 3", 0.4, TOLERANCE,
    (
        (lambda found: found["whole_20"], UNITS),
        (lambda found: found["cut_20"], CUT),
        (lambda found: found["first_20"], FIRST),
        (lambda found: found["ends_20"], "One step from the stored patterns, not a run to its end."),
        (lambda found: found["wrong_20"][::-1], EXCHANGED),
        (lambda found: np.zeros(2), THEMSELVES),
    ),
    share=True,
)  # fmt: skip
WRONG_40 = Value(
    "wrong_40", "80, 160 and 320 patterns of 40 units, at n = 2 and 3", 0.7, TOLERANCE,
    (
        (lambda found: found["whole_40"], UNITS),
        (lambda found: found["cut_40"], CUT),
        (lambda found: found["first_40"], FIRST),
        (lambda found: found["wrong_40"][::-1], EXCHANGED),
        (lambda found: found["wrong_40"][:, ::-1], "Which number of patterns comes first?"),
        (lambda found: found["last_40"], "Those are the last patterns of each draw. Take the first."),
        (lambda found: found["asked_40"], "How many patterns does the memory hold in each column?"),
        (lambda found: np.zeros((2, 3)), THEMSELVES),
    ),
    share=True,
)  # fmt: skip
CONCLUSION = Letter(
    "what twice as many units are worth", 0.4, "b",
    {
        "a": "Look at n = 3: in which column is the share that 20 units have?",
        "c": "Look at n = 2: in which column is the share that 20 units have?",
        "d": "Look at n = 3: in which column is the share that 20 units have?",
    },
)  # fmt: skip
VALUES = (WRONG_20, WRONG_40)
judge_doubled = measured(
    facts, VALUES, CONCLUSION,
    "All 25 draws, each with its own patterns; one step of all units at once; units that differ.",
)  # fmt: skip

TASKS = (
    Task("dense_energy", 1.5, energy_cases, judge_energy),
    Task("dense_sweep", 2, sweep_cases, judge_sweep),
    Task("table_answers", 1, table_cases, judge_table),
    Task("dense_mended", 2, mended_cases, judge_mended),
    Task(
        "units_doubled", 1.5, lambda rng: [data(rng)], judge_doubled, ("wrong_20", "wrong_40", "conclusion")
    ),
)
