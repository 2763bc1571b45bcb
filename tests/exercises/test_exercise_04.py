"""Exercise 04: right answers earn all in any form, wrong ones get the hint that fits."""

from tests import ROOT
import functools
from pathlib import Path

import nbformat
import numpy as np
import pytest
from tests.exercises.answers_04 import (
    fields,
    fit,
    fit_all_at_once,
    four_scores,
    four_scores_loops,
    in_8_bits,
    mended_loops,
    nearest,
    program,
    scores,
    settled,
    without_itself,
    wrong_bits,
    wrong_bits_floats,
    wrong_bits_loops,
)
from tests.exercises.judging import SEEDS, hints, judged

import hopfield_lib
from hopfield_course.check.judges import measured
from hopfield_course.check.tasks import plain
from hopfield_course.exercises import TASKS
from hopfield_course.exercises import e04_capacity as capacity
from hopfield_course.exercises.e04_capacity.search import MISTAKES
from hopfield_lib import theory

SOLUTION = ROOT / "solutions" / "04_capacity.ipynb"


RIGHT = {
    "wrong_bits": (wrong_bits, wrong_bits_loops, wrong_bits_floats),
    "patterns_that_fit": (fit(), fit_all_at_once, lambda *case: float(fit()(*case))),
    "four_scores": (four_scores, four_scores_loops),
    "capacity_mended": (program(), mended_loops),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_earns_all_in_whatever_form(name, seed):
    for answer in RIGHT[name]:
        rows, points = judged(name, answer, seed)
        assert points == TASKS[name].points, hints(rows)


# ------------------------------------------------------------------------------- wrong answers


# (task, answer, a word of the hint it must get)
WRONG = [
    ("wrong_bits", lambda X: (fields(X, True) < 0).sum(axis=1), "What stands at W[i, i]"),
    ("wrong_bits", lambda X: (fields(X) <= 0).sum(axis=1), "a unit keeps its state"),
    ("wrong_bits", lambda X: (fields(X) > 0).sum(axis=1), "units that are right"),
    ("wrong_bits", lambda X: (X * fields(X) < 0).sum(axis=1), "is the field to be compared"),
    ("wrong_bits", lambda X: (fields(X) < 0).mean(axis=1), "Shares"),
    ("wrong_bits", lambda X: (fields(X) < 0).sum(axis=0), "one for each pattern"),
    ("wrong_bits", lambda X: (fields(X) < 0).sum(), "each by itself"),
    ("wrong_bits", lambda X: (fields(X) < 0).mean(), "share of all units"),
    ("wrong_bits", lambda X: (fields(X) < 0).any(axis=1), "how many are"),
    ("wrong_bits", in_8_bits, "int8"),
    ("wrong_bits", lambda X: ((fields(X) - X.shape[1] + 1) / X.shape[1] < -1).sum(axis=1), "exactly 1"),
    ("wrong_bits", settled, "the end of recall"),
    ("wrong_bits", without_itself, "pattern itself is left out"),
    ("patterns_that_fit", fit(load=lambda P, N: P / N), "how many others"),
    ("patterns_that_fit", fit(end=1), "still at least q"),
    ("patterns_that_fit", fit(power=False), "err independently"),
    ("patterns_that_fit", fit(units=lambda P, N, every: 1), "one unit of a pattern"),
    ("patterns_that_fit", lambda N, q, every: theory.patterns_half_stable(int(N)), "Where does q come in"),
    ("patterns_that_fit", fit(half=1), "both tails"),
    ("patterns_that_fit", lambda N, q, every: fit()(N, q, not every), "the other question"),
    ("patterns_that_fit", fit(least=lambda q: 0.5), "Where does q come in"),
    ("patterns_that_fit", fit(least=lambda q: 1 - q), "something is wrong"),
    ("patterns_that_fit", fit(units=lambda P, N, every: P if every else 1), "How many units"),
    ("patterns_that_fit", fit(load=lambda P, N: (P - 1) / N / 2), "what becomes of the 2"),
    ("patterns_that_fit", fit(load=lambda P, N: 2 * ((P - 1) / N) ** 2), "is there a root"),
    ("patterns_that_fit", lambda N, q, every: N / ((4 if every else 2) * np.log(N)), "very large N"),
    ("patterns_that_fit", lambda N, q, every: int(0.138 * N), "another criterion"),
    ("four_scores", scores(0, lambda X, cues, ends: (ends * X).mean()), "That is an overlap"),
    ("four_scores", scores(0, lambda X, cues, ends: (ends == cues).mean()), "Compared with the cue"),
    ("four_scores", scores(1, lambda X, cues, ends: (cues == X)[cues != 0].mean()), "it counts"),
    ("four_scores", scores(2, lambda X, c, e: (np.sign(X.sum(axis=0)) == X).mean()), "np.sign(0) is 0"),
    ("four_scores", scores(2, lambda X, c, e: (np.where(c.sum(axis=0) > 0, 1, -1) == X).mean()), "of what"),
    ("four_scores", scores(3, lambda X, c, e: nearest(e @ X.T)), "first of equals"),
    ("four_scores", scores(3, lambda X, c, e: nearest(np.abs(e @ X.T))), "is its reverse"),
    ("four_scores", scores(3, lambda X, c, e: nearest(X @ e.T)), "the nearest end"),
    ("four_scores", scores(3, lambda X, c, e: (e == X).all(axis=1).mean()), "need not be exact"),
    ("four_scores", lambda *case: four_scores(*case)[:3], "Four numbers"),
    ("four_scores", lambda X, c, e: [four_scores(X, c, e)[k] for k in (1, 0, 2, 3)], "the two exchanged"),
    ("capacity_mended", program(in_turn=True), "all units are updated at once"),
    ("capacity_mended", program(ends="sum"), "their share"),
    ("capacity_mended", program(ends="all"), "a row and a column"),
    ("capacity_mended", program(["summed"], ends="all"), "a row and a column"),
    ("capacity_mended", lambda d, *case: program()(d, *case) if len(d) == 1 else None, "end in return"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "hint"), WRONG, ids=[f"{n}: {h}" for n, _, h in WRONG])
def test_a_wrong_answer_gets_its_hint_and_not_all_points(name, answer, hint):
    for seed in SEEDS[:2]:
        rows, points = judged(name, answer, seed)
        assert hint in hints(rows)
        assert points < TASKS[name].points


BUG_HINTS = {
    "summed": "stored in W", "diagonal": "stands at W[i, i]", "one_step": "each step computed from",
    "reverse": "overlap of −1", "any_pattern": "gets another",
}  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_the_points_of_the_bug_hunt_are_those_of_the_mistakes_mended(seed):
    for choice in range(2 ** len(MISTAKES)):
        left = [name for k, name in enumerate(MISTAKES) if choice >> k & 1]
        rows, points = judged("capacity_mended", program(left), seed)
        assert points == pytest.approx(2 - 0.4 * len(left))
        missed = [row.hint for row in rows if not row.passed]
        assert len(missed) == len(left)
        assert all(BUG_HINTS[name] in hint for name, hint in zip(left, missed, strict=True))


NOTHING = {
    "wrong_bits": [
        lambda X: np.zeros(len(X)), lambda X: np.ones(len(X)), lambda X: X, lambda X: -X, lambda X: X[:, 0],
        lambda X: np.full(len(X), X.shape[1]), lambda X: [],
    ],
    "patterns_that_fit": [
        lambda N, q, every: 0, lambda N, q, every: 1, lambda N, q, every: N, lambda N, q, every: q,
        lambda N, q, every: -N, lambda N, q, every: N // 10, lambda N, q, every: [],
    ],
    "four_scores": [
        lambda X, c, e: np.zeros(4), lambda X, c, e: np.ones(4), lambda X, c, e: np.full(4, 0.5),
        lambda X, c, e: X, lambda X, c, e: -e, lambda X, c, e: e[:, :4].copy(), lambda X, c, e: [],
    ],
    "capacity_mended": [
        lambda d, c, s, e: 0, lambda d, c, s, e: 1, lambda d, c, s, e: 0.5, lambda d, c, s, e: d,
        lambda d, c, s, e: -c, lambda d, c, s, e: e, lambda d, c, s, e: (d == c).mean(),
        lambda d, c, s, e: ((d * c).mean(axis=2) >= e).mean(), lambda d, c, s, e: [],
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", NOTHING)
def test_an_answer_that_does_nothing_earns_nothing(name):
    for answer in NOTHING[name]:
        for seed in SEEDS[:2]:
            assert judged(name, answer, seed)[1] == 0.0


# ------------------------------------------------------------------------------- at_the_limit


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
    judge = measured(lambda: found, (capacity.EXACT, capacity.BACK, capacity.FAR), capacity.CONCLUSION)
    rows = judge([()], [plain(value) for value in given])
    return rows, sum(row.points for row in rows if row.passed)


def ends_by_hand(X, S, order):
    """Return whether states (K, P, N) have at most 25 wrong units after ten sweeps in this order."""
    W, S = (X.T @ X).astype(np.float32), np.vstack(S).T.astype(np.float32)  # sums below 2^24: exact
    np.fill_diagonal(W, 0)
    for _ in range(10):
        for i in order:
            S[i] = np.where(W[i] @ S > 0, 1, -1)  # no ties
    return (S.T.reshape(-1, *X.shape) != X).sum(axis=2) <= 25


def test_the_shares_that_the_judge_expects_are_those_of_a_loop_by_hand():
    patterns, cues = facts_of(0)[0]
    X, S = patterns[0], cues[0]
    one = capacity.facts(patterns[:1], cues[:1])
    back, far = ends_by_hand(X, (X, S), np.random.default_rng(5).permutation(1000)).mean(axis=1)
    assert one["exact"] == (wrong_bits(X) == 0).mean()
    assert one["back"] == pytest.approx(back, abs=0.03)
    assert one["far"] == pytest.approx(far, abs=0.08)
    assert ((patterns != cues).sum(axis=2) == 250).all()


def test_the_solution_earns_all():
    given, found = facts_of(1)
    space = {name: getattr(hopfield_lib, name) for name in ("Hopfield", "asynchronous", "hebbian", "recall")}
    space |= {"np": np, "wrong_bits": wrong_bits, "patterns": given[0], "cues": given[1]}
    notebook = nbformat.read(SOLUTION, as_version=4)
    exec(next(cell.source for cell in notebook.cells if "def comes_back" in cell.source), space)
    values = [space[name] for name in TASKS["at_the_limit"].values]
    assert judged_with(found, *values)[1] == pytest.approx(1.5)


@pytest.mark.parametrize("student", STUDENTS)
def test_the_conclusion_is_clear_for_every_student(student):
    shares = facts_of(student)[1]
    assert 0.03 < shares["exact"] < 0.12
    assert 0.8 < shares["back"] < 0.96
    assert 0.07 < shares["far"] < 0.3
    assert shares["kept"] > shares["exact"] + 0.2


CHANGES = [
    (lambda e, b, f, found: (411 * e, b, f, "b"), "number of patterns"),
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


def test_the_tasks_are_worth_eight_points():
    assert sum(task.points for task in capacity.TASKS) == 8
