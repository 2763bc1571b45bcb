"""Exercise 04: its measurement, at the limit."""

import functools

import numpy as np
import pytest

from hopfield_course.check.judges import Measured
from hopfield_course.check.tasks import plain
from hopfield_course.exercises.e04_capacity import at_the_limit as capacity
from tests.exercises.answers_04 import wrong_bits
from tests.exercises.judging import hints

STUDENTS = range(4)  # three draws each


@functools.cache
def facts_of(student):
    given = capacity.data(np.random.default_rng(student))
    return given, capacity.facts(*given)


@pytest.fixture
def found():
    return facts_of(0)[1]


def judged_with(found, *given):
    """Return rows and points of measured values; the facts are found already."""
    judge = Measured(lambda: found, (capacity.EXACT, capacity.BACK, capacity.FAR), capacity.CONCLUSION)
    rows = judge([()], [plain(value) for value in given])
    return rows, sum(row.points for row in rows if row.passed)


def ends_by_hand(X, S, rng):
    """Return whether states (K, P, N) have at most 25 wrong units at rest, each sweep in a new order."""
    W, S = (X.T @ X).astype(np.float32), np.vstack(S).T.astype(np.float32)  # sums below 2^24: exact
    np.fill_diagonal(W, 0)
    before = 0 * S
    while (before != S).any():
        before = S.copy()
        for i in rng.permutation(len(S)):
            S[i] = np.where(W[i] @ S > 0, 1, -1)  # no ties
    return (S.T.reshape(-1, *X.shape) != X).sum(axis=2) <= 25


def test_the_shares_that_the_judge_expects_are_those_of_a_loop_by_hand():
    patterns, cues = facts_of(0)[0]
    X, S = patterns[0], cues[0]
    one = capacity.facts(patterns[:1], cues[:1])
    back, far = ends_by_hand(X, (X, S), np.random.default_rng(0)).mean(axis=1)
    assert one["exact"] == (wrong_bits(X) == 0).mean()
    assert (one["back"], one["far"]) == (pytest.approx(back), pytest.approx(far))
    flipped = (patterns != cues).sum(axis=2)
    assert 230 <= flipped.min() == flipped.max() < 270


@pytest.mark.parametrize("student", STUDENTS)
def test_the_conclusion_is_clear_for_every_student(student):
    shares = facts_of(student)[1]
    assert 0.03 < shares["exact"] < 0.2
    assert 0.8 < shares["back"] < 1
    assert 0.05 < shares["far"] < 0.48
    assert shares["kept"] > shares["exact"] + 0.2


CHANGES = [
    (lambda e, b, f, found: (found["number_exact"], b, f, "b"), "number of patterns"),
    (lambda e, b, f, found: (found["units"], b, f, "b"), "How many of the patterns"),
    (lambda e, b, f, found: (found["kept"], b, f, "b"), "hear itself"),
    (lambda e, b, f, found: (0, b, f, "b"), "Each pattern by itself"),
    (lambda e, b, f, found: (b, b, f, "b"), "25 wrong units"),
    (lambda e, b, f, found: (e, found["back_units"], f, "b"), "patterns, not of units"),
    (lambda e, b, f, found: (e, 1, f, "b"), "not after one step"),
    (lambda e, b, f, found: (e, e, f, "b"), "Few errors"),
    (lambda e, b, f, found: (e, f, b, "b"), "from the patterns, or from the cues"),
    (lambda e, b, f, found: (e, b, found["one_step"], "b"), "One step"),
    (lambda e, b, f, found: (e, b, 1, "b"), "not with itself"),
    (lambda e, b, f, found: (1 - e, b, f, "b"), "share of the others"),
    (lambda e, b, f, found: (e, b, 100 * f, "b"), "between 0 and 1"),
    (lambda e, b, f, found: (..., b, f, "b"), "in place of the dots"),
    (lambda e, b, f, found: (e, b, f, "a"), "your first number"),
    (lambda e, b, f, found: (e, b, f, "c"), "your third number"),
    (lambda e, b, f, found: (e, b, f, "d"), "your second number"),
    (lambda e, b, f, found: (0.5, 0.5, 0.5, "b"), "needs its numbers"),
]


@pytest.mark.parametrize(("change", "hint"), CHANGES, ids=[hint for _, hint in CHANGES])
def test_a_wrong_measurement_gets_its_hint(found, change, hint):
    rows, points = judged_with(found, *change(found["exact"], found["back"], found["far"], found))
    assert hint in hints(rows)
    assert points < 1.5


def test_measured_nothing_earns_nothing(found):
    for nothing in (0, 1, 0.5, np.ones(1000), []):
        assert judged_with(found, nothing, nothing, nothing, "b")[1] == 0
