"""Feedback on exercise 06: right answers earn all in any form, wrong ones get the hint that fits."""

from tests import ROOT
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
import pytest
from tests.exercises.answers_06 import MENDED_WRONGLY, NOTHING, RIGHT, WRONG, hunted
from tests.exercises.judging import SEEDS, hints, judged, judged_values

from hopfield_course import check
from hopfield_course.check.judges import measured
from hopfield_course.check.tasks import call, plain, verdict
from hopfield_course.exercises import TASKS
from hopfield_course.exercises import e06_dense_memory as dense_memory
from hopfield_lib import DenseAssociativeMemory

SOLUTION = ROOT / "solutions" / "06_dense_memory.ipynb"
FUNCTIONS = ("dense_energy", "dense_sweep", "table_answers", "dense_mended")
WRONG_SEEDS = range(3)


@cache
def solved():
    """Run the solution's cells that define something, and return what they define."""
    names = {"np": np, "DenseAssociativeMemory": DenseAssociativeMemory, "check": check, "name": "Ada"}
    for cell in nbformat.read(SOLUTION, as_version=4).cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") in (*FUNCTIONS, "data", "units_doubled"):
            exec(cell.source, names)
    return names


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_right_answer_earns_all_in_whatever_form(name, seed):
    for answer in (solved()[name], *RIGHT[name]):
        rows, points = judged(name, answer, seed)
        assert points == TASKS[name].points, hints(rows)


@pytest.mark.parametrize(("name", "answer", "hint"), WRONG, ids=[f"{n}: {h}" for n, _, h in WRONG])
def test_a_wrong_answer_gets_its_hint_and_not_all_points(name, answer, hint):
    for seed in WRONG_SEEDS:
        rows, points = judged(name, answer, seed)
        assert {True} == {hint in row.hint for row in rows if not row.passed and row.came != "not yet"}
        assert points < TASKS[name].points


# --------------------------------------------------------------------------------- dense_mended


MISTAKES = {
    "overlaps": "A unit has changed", "own": "Which value of unit i", "cut": "At n = 4",
    "large": "largest power", "tie": "np.sign(0)",
}  # fmt: skip


def given():
    """Return the function of the exercise as it is given."""
    notebook = nbformat.read(SOLUTION.parent.parent / "exercises" / SOLUTION.name, as_version=4)
    (cell,) = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "dense_mended"]
    names = {"np": np}
    exec(cell.source, names)
    return names["dense_mended"]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("seed", range(6))
def test_the_program_as_given_earns_nothing_and_the_mended_one_all(seed):
    for answer in (given(), hunted()):
        rows, points = judged("dense_mended", answer, seed)
        assert points == 0
        assert [hint in row.hint for row, hint in zip(rows, MISTAKES.values(), strict=True)] == [True] * 5
    assert judged("dense_mended", hunted(*MISTAKES), seed)[1] == 2


@pytest.mark.parametrize("left", MISTAKES)
def test_one_mistake_left_is_named_alone(left):
    for seed in SEEDS:
        rows, points = judged("dense_mended", hunted(*(MISTAKES.keys() - {left})), seed)
        assert points == pytest.approx(1.6)
        (missed,) = [row for row in rows if not row.passed]
        assert MISTAKES[left] in missed.hint


@pytest.mark.parametrize("mended", MISTAKES)
def test_one_mistake_mended_earns_its_row_and_the_others_keep_their_hints(mended):
    for seed in SEEDS:
        rows, points = judged("dense_mended", hunted(mended), seed)
        assert points == pytest.approx(0.4)
        told = {row.hint for row in rows if not row.passed}
        assert all(any(h in hint for hint in told) for name, h in MISTAKES.items() if name != mended)


@pytest.mark.parametrize(("answer", "hint"), MENDED_WRONGLY)
def test_a_program_mended_wrongly_gets_a_hint(answer, hint):
    for seed in WRONG_SEEDS:
        rows, points = judged("dense_mended", answer, seed)
        assert hint in hints(rows)
        assert points < 2


# --------------------------------------------------------------------------------- units_doubled


@pytest.fixture(scope="module")
def draws():
    return check.data("06_dense_memory", "Ada")


@pytest.fixture(scope="module")
def facts(draws):
    return dense_memory.facts(*draws)


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
    facts = dense_memory.facts(small, large)
    assert facts["wrong_20"] == pytest.approx([shares_by_hand(small, 40, n) for n in (2, 3)])
    by_hand = [[shares_by_hand(large, K, n) for K in (80, 160, 320)] for n in (2, 3)]
    assert facts["wrong_40"] == pytest.approx(np.array(by_hand))


@pytest.mark.parametrize("name", "Ada Bo Chen Dag Eva Fay Gil Hua Ines Jo".split())
def test_for_every_student_the_same_columns_fit_best_by_far(name):
    small, large = check.data("06_dense_memory", name)
    for n, column in ((2, 0), (3, 1)):
        shares = [dense_memory.wrong(large[:, :K], n).mean() for K in (80, 160, 320)]
        ratios = np.array(shares) / dense_memory.wrong(small, n).mean()
        assert 0.8 < ratios[column] < 1.25
        assert all(ratio < 0.7 or ratio > 1.25 for k, ratio in enumerate(ratios) if k != column)


def test_right_shares_and_conclusion_earn_all(draws, facts):
    made = solved()
    for values in (
        (made["wrong_20"], made["wrong_40"], made["conclusion"]),
        (facts["wrong_20"], facts["wrong_40"], " (B) "),
    ):
        assert judged_values("units_doubled", draws, *values)[1] == 1.5


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
    judge = measured(lambda *data: facts, dense_memory.VALUES, dense_memory.CONCLUSION)  # found once
    outputs = [plain(value) for value in change(facts)]
    rows, points = verdict(replace(TASKS["units_doubled"], judge=judge), [draws], outputs)
    assert hint in hints(rows)
    assert points < 1.5


# --------------------------------------------------------------------------------- what does nothing


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_answer_that_does_nothing_earns_nothing(name):
    shape = {"dense_energy": lambda X, *_: (), "table_answers": lambda T, *_: len(T)}
    shape = shape.get(name, lambda X, s, *_: s.shape)
    constants = [lambda *case, c=c: np.full(shape(*case), c) for c in (0, 1, -1, 0.5, np.nan)]
    copies = [lambda *case: case[1].copy(), lambda *case: case[0][:, -1], lambda *case: -case[0][:, -1]]
    for answer in (*NOTHING, *constants, *copies):
        for seed in SEEDS[:2]:
            assert judged(name, answer, seed)[1] == 0.0


def test_cases_and_judging_are_quick():
    for name in FUNCTIONS:
        start = time.process_time()
        for seed in range(2):
            task = TASKS[name]
            cases = task.cases(np.random.default_rng(seed))
            verdict(task, cases, [call(lambda *case: case[1], case) for case in cases])
        assert (time.process_time() - start) / 2 < 0.6, name  # about 0.1 on a quiet machine
