"""Exercise 01: right answers earn all in any form, wrong ones get the hint that fits."""

from itertools import pairwise

import numpy as np
import pytest

from hopfield_course.exercises import TASKS
from hopfield_course.exercises.e01_binary_recall import all_at_once
from tests.exercises.answers_01 import NOTHING, RIGHT, WRONG, program
from tests.exercises.judging import SEEDS, hints, judged, judged_values


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_earns_all_in_whatever_form(name, seed):
    for answer in RIGHT[name]:
        rows, points = judged(name, answer, seed)
        assert points == TASKS[name].points, hints(rows)


@pytest.mark.parametrize(("name", "answer", "hint"), WRONG, ids=[f"{n}: {h}" for n, _, h in WRONG])
def test_a_wrong_answer_gets_its_hint_and_not_all_points(name, answer, hint):
    for seed in SEEDS:
        rows, points = judged(name, answer, seed)
        assert hint in hints(rows)
        assert points < TASKS[name].points


MISTAKES = ("bounds", "diagonal", "exact", "tie", "copy")
BUG_HINTS = {
    "bounds": "inner loop visits", "diagonal": "stands at W[i, i]", "exact": "0.1 + 0.2",
    "tie": "np.sign(0)", "copy": "second name",
}  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_the_published_program_earns_nothing_and_the_mended_one_all(seed):
    rows, points = judged("recall_mended", program(), seed)
    assert points == 0
    assert all(hint in hints(rows) for hint in BUG_HINTS.values())
    assert judged("recall_mended", program(**dict.fromkeys(MISTAKES, True)), seed)[1] == 2


@pytest.mark.parametrize("left", MISTAKES)
def test_one_mistake_left_is_named_alone(left):
    for seed in SEEDS:
        rows, points = judged("recall_mended", program(**{name: name != left for name in MISTAKES}), seed)
        assert points == pytest.approx(1.6)
        (missed,) = [row for row in rows if not row.passed]
        assert BUG_HINTS[left] in missed.hint


def test_a_tolerance_in_place_of_whole_numbers_is_right_too():
    def answer(patterns, cue, orders):
        W = patterns.T @ patterns / patterns.shape[1]
        s = cue + 0.0
        for i in orders.ravel():
            h = W[i] @ s - W[i, i] * s[i]
            s[i] = np.sign(h) if abs(h) > 1e-9 else s[i]
        return s

    assert judged("recall_mended", answer)[1] == 2


@pytest.mark.parametrize("name", NOTHING)
def test_an_answer_that_does_nothing_earns_nothing(name):
    for answer in NOTHING[name]:
        for seed in SEEDS:
            assert judged(name, answer, seed)[1] == 0.0


# ------------------------------------------------------------------------------- all_at_once


@pytest.fixture(scope="module")
def runs():
    return all_at_once.data(np.random.default_rng(11))


def found(runs):
    facts = all_at_once.facts(*runs)
    return facts["rises"], facts["cycles"], facts["steps"]


def values(runs, *given):
    return judged_values("all_at_once", runs, *given)


def test_the_shares_that_the_judge_expects_are_those_of_a_loop_by_hand(runs):
    rises = cycles = 0
    for X, cues in zip(*runs, strict=True):
        W = X.T @ X
        np.fill_diagonal(W, 0)
        for s in cues:
            seen, energies = [s], [s @ W @ s]
            while True:
                s = np.where(W @ s > 0, 1, -1)  # no ties: P(N - 1) is odd
                seen, energies = [*seen, s], [*energies, s @ W @ s]
                if np.array_equal(s, seen[-2]):
                    break
                if len(seen) > 2 and np.array_equal(s, seen[-3]):
                    cycles += 1
                    break
            rises += any(b < a for a, b in pairwise(energies))
    assert found(runs)[:2] == pytest.approx((rises / 600, cycles / 600))


def test_right_shares_and_conclusion_earn_all(runs):
    rise, cycle, _ = found(runs)
    assert values(runs, rise, np.float32(cycle), " (C)")[1] == 1
    assert values(runs, rise, cycle, "b")[1] == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (lambda r, c, s: (100 * r, c, "c"), "between 0 and 1"),
        (lambda r, c, s: (600 * r, c, "c"), "divide by the number of runs"),
        (lambda r, c, s: (1 - r, c, "c"), "share of the others"),
        (lambda r, c, s: (s, c, "c"), "runs, not steps"),
        (lambda r, c, s: (c, r, "c"), "exchanged"),
        (lambda r, c, s: (0, c, "a"), "Which schedule"),
        (lambda r, c, s: (..., c, "c"), "in place of the dots"),
        (lambda r, c, s: ([r, r], c, "c"), "one number"),
        (lambda r, c, s: (r, c, "a"), "your first number"),
        (lambda r, c, s: (r, c, "b"), "your second number"),
        (lambda r, c, s: (r, c, 3), "One letter"),
        (lambda r, c, s: (0.5, 0.5, "c"), "needs its numbers"),
    ],
)  # fmt: skip
def test_a_wrong_measurement_gets_its_hint(runs, change, hint):
    rows, points = values(runs, *change(*found(runs)))
    assert hint in hints(rows)
    assert points < 1
