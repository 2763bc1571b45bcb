"""Exercise 01: its tasks, its data, and what happens when all units are updated at once."""

import numpy as np

from hopfield_lib.couplings import hebbian
from hopfield_lib.models import Hopfield
from hopfield_lib.recall import recall, synchronous
from ...check.judges import Letter, Value, measured
from ...check.tasks import Task, spins
from .rules import energy_cases, hebb_cases, judge_energy, judge_hebb
from .updates import judge_mended, judge_sweep, mended_cases, sweep_cases

EXERCISE = "01_binary_recall"
TOLERANCE = 0.004  # of a share of 600 runs: two of them


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
    found = {"rises": rises, "cycles": cycles, "steps": steps}
    return {name: np.mean(shares) for name, shares in found.items()} | {"runs": cues[..., 0].size}


COUNTED = "A share: divide by the number of runs."
EXCHANGED = "Are the two shares exchanged?"
ONE_BY_ONE = "One unit at a time it would be so. Which schedule do your runs have?"
STEPS = "Counted are runs, not steps: a run counts once if any of its steps rises."
RISES = Value(
    "rises",
    "the share of runs whose energy rises at least once",
    0.4,
    TOLERANCE,
    (
        (lambda found: found["rises"] * found["runs"], COUNTED),
        (lambda found: found["steps"], STEPS),
        (lambda found: found["cycles"], EXCHANGED),
        (lambda found: 0, ONE_BY_ONE),
    ),
    share=True,
)
CYCLES = Value(
    "cycles",
    "the share of runs that end in a 2-cycle",
    0.4,
    TOLERANCE,
    (
        (lambda found: found["cycles"] * found["runs"], COUNTED),
        (lambda found: found["rises"], EXCHANGED),
        (lambda found: 0, ONE_BY_ONE),
    ),
    share=True,
)
CONCLUSION = Letter(
    "what the numbers say",
    0.2,
    "c",
    {
        "a": "Compare with your first number.",
        "b": "Compare with your second number.",
        "d": "What is the longest cycle that you have seen?",
    },
)
judge_all_at_once = measured(
    facts,
    (RISES, CYCLES),
    CONCLUSION,
    "30 draws of patterns with 20 cues each: are all 600 runs counted, and each with its own patterns?",
)

TASKS = (
    Task("hebb_couplings", 2, hebb_cases, judge_hebb),
    Task("energy", 1, energy_cases, judge_energy),
    Task("sweep", 2, sweep_cases, judge_sweep),
    Task("recall_mended", 2, mended_cases, judge_mended),
    Task("all_at_once", 1, lambda rng: [data(rng)], judge_all_at_once, ("rises", "cycles", "conclusion")),
)
