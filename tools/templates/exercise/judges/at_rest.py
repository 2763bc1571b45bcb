"""Exercise 00: how many patterns a network holds at rest, and how many of their units.

A task whose answer is numbers, measured on data of the learner's own, and what they say: a letter.
"""

import numpy as np

from hopfield_lib.couplings import hebbian
from hopfield_lib.models import Hopfield

from ...check.judges import Letter, Value, measurement
from ...check.tasks import spins

TOLERANCE = 0.005  # of a share of 220 patterns: one of them


def data(rng):
    """Return the exercise's data: patterns (20, 11, 60), 20 draws.

    An odd number of patterns and an even one of units: no ties, so all correct ways count alike.
    """
    return (spins(rng, 20, 11, 60),)


def facts(patterns):
    """Return the shares of patterns and of units at rest, and the numbers that mistakes give."""
    held = np.array([Hopfield(hebbian(X)).update(X) == X for X in patterns])
    whole = held.all(axis=2)
    return {
        "fixed": whole.mean(),
        "units": held.mean(),
        "number of fixed": whole.sum(),
        "number of units": held.sum(),
        "draws": whole.all(axis=1).mean(),
    }


COUNTED = "A share: divide by how many there are in all draws."
EXCHANGED = "Are the two shares exchanged?"
FIXED = Value(
    "fixed",
    "the share of patterns that stay as they are",
    0.75,
    TOLERANCE,
    {
        "number of fixed": COUNTED,
        "units": EXCHANGED,
        "draws": "That is a share of draws. Counted are patterns, eleven in each draw.",
    },
    share=True,
)
UNITS = Value(
    "units",
    "the share of units that stay as they are",
    0.75,
    TOLERANCE / 5,
    {"number of units": COUNTED, "fixed": EXCHANGED},
    share=True,
)
CONCLUSION = Letter(
    "what the numbers say",
    0.5,
    "b",
    {"a": "Compare with your first number.", "c": "Compare with your second number."},
)
TASK = measurement(
    "at_rest",
    data,
    facts,
    (FIXED, UNITS),
    CONCLUSION,
    "20 draws of eleven patterns: a network for each draw, and its own patterns tried in it?",
)
