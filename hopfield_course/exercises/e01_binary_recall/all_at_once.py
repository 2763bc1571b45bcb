"""Exercise 01: what happens when all units are updated at once."""

import numpy as np

from hopfield_lib.couplings import hebbian
from hopfield_lib.models import Hopfield
from hopfield_lib.recall import recall, synchronous

from ...check.judges import Letter, Value, measurement
from ...check.tasks import spins

TOLERANCE = 0.0006  # of a share of 600 runs: none of them, but three digits will do


def data(rng):
    """Return the exercise's data: patterns (30, 11, 40) and cues (30, 20, 40), 30 draws of each.

    An odd number of patterns and an even one of units: no ties, so all correct ways count alike.
    """
    return spins(rng, 30, 11, 40), spins(rng, 30, 20, 40)


def facts(patterns, cues):
    """Return shares of synchronous runs: whose energy rises, that end in a 2-cycle; of steps that rise."""
    rises, cycles, steps = [], [], []
    for X, S in zip(patterns, cues, strict=True):
        run = recall(Hopfield(hebbian(X)), S, synchronous(), record="sweeps")
        rise = np.diff(run.energies, axis=0) > 1e-9
        rises.append(rise.any(axis=0).mean())
        steps.append(rise.mean())
        cycles.append((run.outcome == "2-cycle").mean())
    shares = {"rises": np.mean(rises), "cycles": np.mean(cycles), "steps": np.mean(steps)}
    return shares | {f"number of {name}": share * cues[..., 0].size for name, share in shares.items()}


COUNTED = "A share: divide by the number of runs."
EXCHANGED = "Are the two shares exchanged?"
ONE_BY_ONE = "One unit at a time it would be so. Which schedule do your runs have?"
STEPS = "Counted are runs, not steps: a run counts once if any of its steps rises."
RISES_HINTS = {"number of rises": COUNTED, "steps": STEPS, "cycles": EXCHANGED, 0: ONE_BY_ONE}
RISES = Value(
    "rises", "the share of runs whose energy rises at least once", 0.4, TOLERANCE, RISES_HINTS, share=True
)
CYCLES_HINTS = {"number of cycles": COUNTED, "rises": EXCHANGED, 0: ONE_BY_ONE}
CYCLES = Value("cycles", "the share of runs that end in a 2-cycle", 0.4, TOLERANCE, CYCLES_HINTS, share=True)
LETTER_HINTS = {
    "a": "Compare with your first number.",
    "b": "Compare with your second number.",
    "d": "What is the longest cycle that you have seen?",
}
CONCLUSION = Letter("what the numbers say", 0.2, "c", LETTER_HINTS)
OTHERWISE = (
    "30 draws of patterns with 20 cues each: are all 600 runs counted, and each with its own patterns?"
)
TASK = measurement("all_at_once", data, facts, (RISES, CYCLES), CONCLUSION, OTHERWISE)
