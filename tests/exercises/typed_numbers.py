"""How often a number that was typed, not measured, would be right.

    python -m tests.exercises.typed_numbers [TASK ...]    # measures the truths anew, and prints the shares

Each learner has data of their own, so each measured value has a truth of its own for each of them.  The
truths of many learners are kept in ``truths.json``, since some of them take seconds to measure.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from hopfield_course.exercises import TASKS

LEARNERS, FEWER = 200, {"random_ends": 100, "at_the_limit": 80}  # where to measure takes long
KEPT = Path(__file__).with_name("truths.json")
MEASUREMENTS = [name for name, task in TASKS.items() if task.values]
DIGITS = 7  # of a truth that is kept


def learners_of(name):
    """Return for how many learners the truths of a task are kept."""
    return FEWER.get(name, LEARNERS)


def truths_of(name, learner):
    """Return the truths of one learner for a task, a list of numbers for each of its values."""
    task = TASKS[name]
    (data,) = task.cases(np.random.default_rng([learner, 14]))
    facts = task.judge.facts(*data)
    return {value.name: np.round(np.ravel(facts[value.name]), DIGITS).tolist() for value in task.judge.values}


def most_right(truths, tolerance):
    """Return the largest share of the learners for whom one and the same answer would be right.

    An answer is right for all whose truths lie in a box twice as wide as the tolerance, in each number.

    Parameters
    ----------
    truths : array_like, shape (learners, numbers)
    tolerance : float or sequence of float

    Returns
    -------
    float
    """
    points = np.asarray(truths, dtype=float)
    widths = 2 * np.broadcast_to(np.asarray(tolerance, dtype=float), points.shape[1:]) + 1e-9
    return _most_in_a_box(points, widths, 0) / len(points)


def _most_in_a_box(points, widths, least):
    """Return how many points a box of these widths can hold, `least` if that is more."""
    if not points.shape[1]:
        return max(least, len(points))
    points = points[np.argsort(points[:, 0])]
    ends = np.searchsorted(points[:, 0], points[:, 0] + widths[0], side="right")
    for start, end in enumerate(ends):
        if end - start > least:
            least = _most_in_a_box(points[start:end, 1:], widths[1:], least)
    return least


def main():
    """Measure the truths of all learners, keep them, and print for each value how much a constant earns."""
    parser = argparse.ArgumentParser()
    parser.add_argument("tasks", nargs="*", help="all measurements, if none is named")
    names = parser.parse_args().tasks or MEASUREMENTS
    for name in names:
        learners = [truths_of(name, learner) for learner in range(learners_of(name))]
        found = {value: [one[value] for one in learners] for value in learners[0]}
        kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
        lines = [
            f" {json.dumps(key)}: {json.dumps(kept_truths)}"
            for key, kept_truths in (kept | {name: found}).items()
        ]
        KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n")
        for value in TASKS[name].judge.values:
            print(f"{name} {value.name}: {most_right(found[value.name], value.tolerance):.3f}", flush=True)


if __name__ == "__main__":
    main()
