"""Exercise 06: its measurement, with the units doubled."""

from dataclasses import replace

import numpy as np
import pytest

from hopfield_course import check
from hopfield_course.check.judges import Measured
from hopfield_course.check.tasks import plain, verdict
from hopfield_course.exercises import TASKS
from hopfield_course.exercises.e06_dense_memory import units_doubled
from tests.exercises.judging import hints, judged_values


@pytest.fixture(scope="module")
def draws():
    return check.data("06_dense_memory", "Ada")


@pytest.fixture(scope="module")
def facts(draws):
    return units_doubled.facts(*draws)


def shares_by_hand(draws, stored, n):
    """Return the share of units that one step gets wrong, one unit after another, in whole numbers."""
    missed = []
    for X in draws[:, :stored].astype(int):
        m = X @ X.T
        for i in range(X.shape[1]):
            rest = m - np.outer(X[:, i], X[:, i])  # row: the pattern that is asked
            d = ((rest + X[:, i]) ** n - (rest - X[:, i]) ** n).sum(axis=1)
            missed.append(d * X[:, i] < 0)  # at a tie the unit stays right
    return np.mean(missed)


def test_the_shares_that_the_judge_expects_are_those_of_a_loop_by_hand(draws):
    small, large = (some[:4] for some in draws)
    facts = units_doubled.facts(small, large)
    assert facts["wrong_20"] == pytest.approx([shares_by_hand(small, 40, n) for n in (2, 3)])
    by_hand = [[shares_by_hand(large, K, n) for K in (80, 160, 320)] for n in (2, 3)]
    assert facts["wrong_40"] == pytest.approx(np.array(by_hand))


@pytest.mark.parametrize("name", "Ada Bo Chen Dag Eva Fay Gil Hua Ines Jo".split())
def test_for_every_student_the_same_columns_fit_best_by_far(name):
    small, large = check.data("06_dense_memory", name)
    for n, column in ((2, 0), (3, 1)):
        shares = [units_doubled.wrong(large[:, :K], n).mean() for K in (80, 160, 320)]
        ratios = np.array(shares) / units_doubled.wrong(small, n).mean()
        assert 0.8 < ratios[column] < 1.25
        assert all(ratio < 0.7 or ratio > 1.25 for k, ratio in enumerate(ratios) if k != column)


def test_right_shares_and_conclusion_earn_all(draws, facts):
    assert judged_values("units_doubled", draws, facts["wrong_20"], facts["wrong_40"], " (B) ")[1] == 1.5


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (lambda f: (100 * f["wrong_20"], f["wrong_40"], "b"), "between 0 and 1"),
        (lambda f: (1 - f["wrong_20"], f["wrong_40"], "b"), "share of the others"),
        (lambda f: (f["whole_20"], f["whole_40"], "b"), "units, not patterns"),
        (lambda f: (f["cut_20"], f["cut_40"], "b"), "not rectified"),
        (lambda f: (f["first_20"], f["first_40"], "b"), "first draw alone"),
        (lambda f: (f["ends_20"], f["wrong_40"], "b"), "One step"),
        (lambda f: (f["wrong_20"][::-1], f["wrong_40"], "b"), "Which order"),
        (lambda f: (f["wrong_20"], f["wrong_40"][:, ::-1], "b"), "Which number of patterns"),
        (lambda f: (f["wrong_20"], f["wrong_40"].T, "b"), "shape (3, 2)"),
        (lambda f: (f["wrong_20"], f["last_40"], "b"), "Take the first"),
        (lambda f: (f["wrong_20"], f["asked_40"], "b"), "does the memory hold"),
        (lambda f: (np.zeros(2), np.zeros((2, 3)), "b"), "with themselves"),
        (lambda f: (..., f["wrong_40"], "b"), "in place of the dots"),
        (lambda f: (f["wrong_20"], f["wrong_40"], "a"), "Look at n = 3"),
        (lambda f: (f["wrong_20"], f["wrong_40"], "c"), "Look at n = 2"),
        (lambda f: (f["wrong_20"], f["wrong_40"], "d"), "Look at n = 3"),
        (lambda f: (f["wrong_20"], f["wrong_40"], 2), "One letter"),
        (lambda f: (np.full(2, 0.2), f["wrong_40"], "b"), "needs its numbers"),
    ],
)  # fmt: skip
def test_a_wrong_measurement_gets_its_hint(draws, facts, change, hint):
    judge = Measured(lambda *data: facts, units_doubled.VALUES, units_doubled.CONCLUSION)  # found once
    outputs = [plain(value) for value in change(facts)]
    rows, points = verdict(replace(TASKS["units_doubled"], judge=judge), [draws], outputs)
    assert hint in hints(rows)
    assert points < 1.5
