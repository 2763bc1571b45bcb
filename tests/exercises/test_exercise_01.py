"""Exercise 01: its measurement."""

from itertools import pairwise

import numpy as np
import pytest

from hopfield_course.exercises.e01_binary_recall import all_at_once
from tests.exercises.judging import hints, judged_values


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
