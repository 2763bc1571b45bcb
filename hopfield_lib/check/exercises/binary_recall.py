"""Exercise 01: its tasks, its data, and what happens when all units are updated at once."""

import numpy as np

from ...couplings import hebbian
from ...models import Hopfield
from ...recall import recall, synchronous
from ..tasks import Row, Task, first_hint, numbers, spins
from .binary_rules import energy_cases, hebb_cases, judge_energy, judge_hebb
from .binary_updates import judge_mended, judge_sweep, mended_cases, sweep_cases

STATEMENTS = "abcd"
TOLERANCE = 0.004  # of a share of 600 runs: two of them



def data(rng):
    """Return the exercise's data: patterns (30, 11, 40) and cues (30, 20, 40), 30 draws of each.

    An odd number of patterns and an even one of units: no ties, so all correct ways count alike.
    """
    return spins(rng, 30, 11, 40), spins(rng, 30, 20, 40)


def measured(patterns, cues):
    """Return the shares of synchronous runs whose energy rises at least once, and that end in a 2-cycle."""
    rises, cycles, steps = [], [], []
    for X, S in zip(patterns, cues, strict=True):
        run = recall(Hopfield(hebbian(X)), S, synchronous(), record="sweeps")
        rise = np.diff(run.energies, axis=0) > 1e-9
        rises.append(rise.any(axis=0).mean())
        steps.append(rise.mean())
        cycles.append((run.outcome == "2-cycle").mean())
    return float(np.mean(rises)), float(np.mean(cycles)), float(np.mean(steps))


def judge_all_at_once(cases, outputs):
    """Judge two shares within TOLERANCE, and the conclusion if both are right."""
    patterns, cues = cases[0]
    rise, cycle, step = measured(patterns, cues)
    rows = []
    for k, (what, right) in enumerate((("rises: runs whose energy rises at least once", rise), ("cycles: runs that end in a 2-cycle", cycle))):  # fmt: skip
        value = numbers(outputs[k], ())
        if value is not None and abs(value - right) <= TOLERANCE:
            rows.append(Row(what, True, 0.4))
            continue
        x = float(value) if value is not None else np.nan
        hint = first_hint(
            [
                (outputs[k].value is None and not outputs[k].error, "nothing yet", "Put a number in place of the dots."),
                (value is None, "no single number", "One share for all runs together."),
                (abs(x / 100 - right) <= TOLERANCE, f"{x:.3f}", "A share lies between 0 and 1."),
                (abs(1 - x - right) <= TOLERANCE, f"{x:.3f}", "That is the share of the other runs."),
                (x > 1, f"{x:.3f}", "A share lies between 0 and 1: divide by the number of runs."),
                (k == 0 and abs(x - step) <= TOLERANCE, f"{x:.3f}", "Counted are runs, not steps: a run counts once if any of its steps rises."),
                (k == 0 and abs(x - cycle) <= TOLERANCE or k == 1 and abs(x - rise) <= TOLERANCE, f"{x:.3f}", "Are the two shares exchanged?"),
                (abs(x) < 1e-12, "0", "One unit at a time it would be so. Which schedule do your runs have?"),
            ],
            (f"{x:.3f}", "30 draws of patterns with 20 cues each: are all 600 runs counted, and each with its own patterns?"),
        )  # fmt: skip
        rows.append(Row(what, False, 0.4, "another share", *hint))
    ready = all(row.passed for row in rows)
    letter = outputs[2].value.strip(" ()").lower() if isinstance(outputs[2].value, str) else None
    what = "conclusion: what the numbers say"
    if ready and letter == "c":
        return [*rows, Row(what, True, 0.2)]
    if not ready:
        return [*rows, Row(what, False, 0.2, "two right shares first", "", "A conclusion needs its numbers.")]
    hint = {
        "a": "Compare with your first number.",
        "b": "Compare with your second number.",
        "d": "What is the longest cycle that you have seen?",
    }.get(letter, f"One letter in quotation marks, one of {', '.join(STATEMENTS)}.")
    return [*rows, Row(what, False, 0.2, "the statement that both numbers support", repr(letter) if letter else "no letter", hint)]  # fmt: skip


TASKS = (
    Task("hebb_couplings", 2, hebb_cases, judge_hebb),
    Task("energy", 1, energy_cases, judge_energy),
    Task("sweep", 2, sweep_cases, judge_sweep),
    Task("recall_mended", 2, mended_cases, judge_mended),
    Task("all_at_once", 1, lambda rng: [data(rng)], judge_all_at_once, ("rises", "cycles", "conclusion")),
)
