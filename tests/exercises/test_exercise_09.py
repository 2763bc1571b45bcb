"""Exercise 09: other changes of the bug hunt's program, and the measurement."""

from itertools import combinations, product

import numpy as np
import pytest

from hopfield_course import check
from hopfield_course.exercises.e09_generation import who_is_copied
from hopfield_lib import KernelMemory, recall, synchronous
from hopfield_lib.energies import LogSumExp
from tests.exercises.answers_09 import BUGS, hunted, score_by_logarithms, weights_of
from tests.exercises.judging import SEEDS, hints, judged, judged_values, subsets

STEM, TASK = "09_generation", "who_is_copied"

# -------------------------------------------------------------------------------- the bug hunt

CHANGED = [  # what was changed, the points that are left, and words of the hint
    ({"beta": lambda s: 1 / (2 * s)}, 1.6, "A convention from elsewhere"),
    ({"beta": lambda s: 2 * s**2}, 1.6, "A convention from elsewhere"),
    ({"noisy": lambda k, steps: False}, 1.2, "In which step alone"),
    ({"noisy": lambda k, steps: k > 0}, 1.2, "In the others it belongs there"),
    ({"spread": "evenly"}, 1.6, "not the same difference"),
    ({"short": True}, 1.6, "The last step is made too"),
    ({"power": 2.0}, 0, "no mistake"),
    ({"power": 0.5}, 0, "no mistake"),
]


@pytest.mark.parametrize(("change", "points", "hint"), CHANGED)
def test_another_change_of_the_program_is_told_apart(change, points, hint):
    for seed in SEEDS:
        rows, earned = judged("noise_off_mended", hunted((), **change), seed)
        assert earned == pytest.approx(points)
        assert hint in hints(rows)


@pytest.mark.parametrize("left", subsets(BUGS), ids=" ".join)
def test_a_new_mistake_does_not_hide_what_is_mended_elsewhere(left):
    """Another β than that of the program costs its own row, whatever else is left."""
    rows, _ = judged("noise_off_mended", hunted(left, beta=lambda s: 1 / s))
    assert [row.passed for row in rows] == [name != "beta" and name not in left for name in BUGS]


def test_where_a_run_could_go_without_the_program_nothing_is_earned():
    """Neither the start, nor its nearest picture, nor the mean of all is an end."""

    def nearest(X, start, *rest):
        return X[((start[:, None] - X) ** 2).sum(axis=2).argmin(axis=1)]

    for answer in (
        nearest,
        lambda X, start, *rest: start,
        lambda X, start, *rest: 0 * start + X.mean(axis=0),
    ):
        assert all(judged("noise_off_mended", answer, seed)[1] == 0 for seed in SEEDS)


# ------------------------------------------------------------------------------- the measurement


@pytest.fixture(scope="module")
def given():
    return check.data(STEM, "Ada")


@pytest.fixture(scope="module")
def found(given):
    return who_is_copied.facts(*given)


def test_the_facts_are_those_of_single_runs_by_the_score(given):
    X, counts, starts, betas = given
    part = who_is_copied.facts(X, counts, starts[:25], betas)
    for k, beta in enumerate(betas):
        sigma, found = np.sqrt(0.5 / beta), []
        for n in (counts, counts**0):
            copies = off = 0
            for x in starts[:25, None]:
                for _ in range(500):
                    old, x = x, x + sigma**2 * score_by_logarithms(X, n, sigma, x)
                    if np.abs(x - old).max() <= 1e-6:
                        break
                copies += weights_of(X, n, sigma, x).max() >= 0.9
                off += abs(np.linalg.norm(x) - 1)
            found += [copies / 25, off / 25]
        assert [part[name][k] for name in ("copied", "off, counted", "cleaned", "off")] == pytest.approx(
            found, abs=1e-6
        )


@pytest.mark.parametrize(("most", "tolerance"), [(500, 1e-6), (3000, 1e-9)])
def test_the_library_with_repeated_rows_earns_all_and_so_do_longer_runs(given, most, tolerance):
    X, counts, starts, betas = given
    found = []
    for beta, n in product(betas, (counts, counts**0)):
        rows, owner = np.repeat(X, n, axis=0), np.repeat(np.arange(len(X)), n)
        memory = KernelMemory(rows, LogSumExp(beta))
        end = recall(memory, starts, synchronous(), max_sweeps=most, tolerance=tolerance).state
        weights = memory.F.weights(((end[:, None] - rows) ** 2).sum(axis=2).T)
        p = np.array([weights[owner == k].sum(axis=0) for k in range(len(X))])
        found.append(((p.max(axis=0) >= 0.9).mean(), np.abs(np.hypot(*end.T) - 1).mean()))
    (copied, _), (cleaned, off) = np.array(found).reshape(4, 2, 2).transpose(1, 2, 0).tolist()
    rows_shown, points = judged_values(TASK, given, copied, cleaned, off, " (C)")
    assert points == 2, hints(rows_shown)


CHANGES = [
    (lambda f: {"copied": f["copied, as sums"]}, 1.0, "Divide by the number of starts"),
    (lambda f: {"copied": 100 * f["copied"]}, 1.0, "between 0 and 1"),
    (lambda f: {"copied": f["copied, by row"]}, 1.0, "what has it all in all"),
    (lambda f: {"copied": f["cleaned"]}, 1.0, "Where do the counts enter"),
    (lambda f: {"copied": f["copied, at start"]}, 1.0, "Run to the end first"),
    (lambda f: {"copied": f["copied, one step"]}, 1.0, "Run to the end first"),
    (lambda f: {"copied": f["copied, sharper"]}, 1.0, "without a ½"),
    (lambda f: {"copied": f["copied"][::-1]}, 1.0, "In the order of betas"),
    (lambda f: {"copied": f["copied"][3]}, 1.0, "Expected shape (4,)"),
    (lambda f: {"cleaned": f["copied"]}, 1.0, "Which data are asked for"),
    (lambda f: {"cleaned": f["cleaned, half"]}, 1.0, "Were the runs?"),
    (lambda f: {"cleaned": f["cleaned, dropped"]}, 1.0, "those that repeated themselves too"),
    (lambda f: {"cleaned": ...}, 1.0, "in place of the dots"),
    (lambda f: {"off": f["off, counted"]}, 1.0, "Which data are asked for"),
    (lambda f: {"off": f["off, dropped"]}, 1.0, "those that repeated themselves too"),
    (lambda f: {"off": f["off, radius"]}, 1.0, "from the centre"),
    (lambda f: {"off": f["off, signed"]}, 1.0, "not negative"),
    (lambda f: {"off": f["off, to nearest"]}, 1.0, "from the nearest picture"),
    (lambda f: {"off": f["off, squared"]}, 1.0, "mean of squares"),
    (lambda f: {"off": f["off, blunter"]}, 1.0, "without a ½"),
    (lambda f: {"conclusion": "a"}, 1.5, "with the last"),
    (lambda f: {"conclusion": "b"}, 1.5, "Compare copied with cleaned"),
    (lambda f: {"conclusion": "d"}, 1.5, "How large is off"),
    (lambda f: {"conclusion": 3}, 1.5, "One letter"),
]


@pytest.mark.parametrize(("change", "points", "hint"), CHANGES)
def test_a_wrong_measurement_gets_its_hint(given, found, change, points, hint):
    right = {name: found[name] for name in ("copied", "cleaned", "off")} | {"conclusion": "c"}
    rows, earned = judged_values(TASK, given, *(right | change(found)).values())
    assert hint in hints(rows)
    assert earned == pytest.approx(points)


NAMES = ("Ada", "Bo", "Chen", "Dora", "Emre", "Fatima", "write your name here")


def test_for_every_learner_the_conclusion_is_clear():
    for name in NAMES:
        found = who_is_copied.facts(*check.data(STEM, name))
        copied, cleaned, off = found["copied"], found["cleaned"], found["off"]
        assert copied[0] == cleaned[0] == 0  # not a: none at first, most at the end
        assert copied[3] > 0.4
        assert (copied[1:3] > 0.35).all()  # not b: repetition makes them
        assert (cleaned[1:3] < 0.25).all()
        assert (copied - cleaned)[1:3].min() > 0.25
        assert cleaned[3] > 0.4
        assert off[1:].max() < 0.025  # not d
        for wrong in ("by row", "at start", "one step", "sharper"):
            assert np.abs(found[f"copied, {wrong}"] - copied).max() > 0.02


def test_the_numbers_of_another_learner_are_not_right(given):
    for one, other in combinations(("Bo", "Chen", "Dora"), 2):
        found = who_is_copied.facts(*check.data(STEM, one))
        values = [found[name] for name in ("copied", "cleaned", "off")]
        assert judged_values(TASK, check.data(STEM, other), *values, "c")[1] == 0
