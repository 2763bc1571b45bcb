"""Exercise 06, units_doubled: what doubling the number of units is worth at each order."""

import numpy as np

from hopfield_lib.models import DenseAssociativeMemory
from hopfield_lib.recall import recall, synchronous

from ...check.judges import Letter, Value, measurement

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


def ends(draws, n):
    """Return which units of each draw a run to its end gets wrong."""
    runs = [recall(DenseAssociativeMemory(X, n), X, synchronous(), max_sweeps=100) for X in draws]
    return np.array([run.state != X for run, X in zip(runs, draws, strict=True)])


def counted(draws, n, K, of_all):
    """Return what is counted if K patterns of each draw are stored, and what those who go astray count.

    `of_all` are the wrong units if all patterns are stored.
    """
    units = wrong(draws[:, :K], n)
    return {
        "wrong": units,
        "whole": units.any(axis=2),
        "first": units[0],
        "cut": wrong(draws[:, :K], n, rectified=True),
        "last": wrong(draws[:, -K:], n),
        "asked": of_all[:, :K],
    }


def facts(small, large):
    """Return the shares of wrong units, by order and number of patterns, and what mistakes make of them."""
    found = {"ends_20": np.array([ends(small, n).mean() for n in ORDERS])}
    for name, draws, stored in (("20", small, (40,)), ("40", large, STORED)):
        of_orders = [(n, wrong(draws, n)) for n in ORDERS]
        table = [[counted(draws, n, K, of_all) for K in stored] for n, of_all in of_orders]
        for way in table[0][0]:
            shares = np.array([[cell[way].mean() for cell in row] for row in table])
            found[f"{way}_{name}"] = shares.squeeze()  # one number of patterns of 20 units: one axis
    found["orders_20"], found["orders_40"] = found["wrong_20"][::-1], found["wrong_40"][::-1]
    found["columns_40"] = found["wrong_40"][:, ::-1]
    return found


UNITS = "Counted are units, not patterns: a pattern with one wrong unit of N has a share of 1/N."
CUT = "The memory is plain here, not rectified."
FIRST = "That is the first draw alone: take the mean over all 25."
THEMSELVES = "Do you compare the new states with the stored ones, or with themselves?"
EXCHANGED = "Which order comes first?"
AT_3 = "Look at n = 3: in which column is the share that 20 units have?"
WRONG_20_HINTS = {
    "whole_20": UNITS,
    "cut_20": CUT,
    "first_20": FIRST,
    "ends_20": "One step from the stored patterns, not a run to its end.",
    "orders_20": EXCHANGED,
    0: THEMSELVES,
}
WRONG_40_HINTS = {
    "whole_40": UNITS,
    "cut_40": CUT,
    "first_40": FIRST,
    "orders_40": EXCHANGED,
    "columns_40": "Which number of patterns comes first?",
    "last_40": "Those are the last patterns of each draw. Take the first.",
    "asked_40": "How many patterns does the memory hold in each column?",
    0: THEMSELVES,
}
LETTER_HINTS = {"a": AT_3, "c": "Look at n = 2: in which column is the share that 20 units have?", "d": AT_3}
VALUES = (
    Value("wrong_20", "40 patterns of 20 units, at n = 2 and 3", 0.4, TOLERANCE, WRONG_20_HINTS, share=True),
    Value(
        "wrong_40",
        "80, 160 and 320 patterns of 40 units, at n = 2 and 3",
        0.7,
        TOLERANCE,
        WRONG_40_HINTS,
        share=True,
    ),
)
CONCLUSION = Letter("what twice as many units are worth", 0.4, "b", LETTER_HINTS)
OTHERWISE = "All 25 draws, each with its own patterns; one step of all units at once; units that differ."
TASK = measurement("units_doubled", data, facts, VALUES, CONCLUSION, OTHERWISE)
