"""Exercise 08: right answers earn all in any form, wrong ones get the hint that fits."""

from tests import ROOT
from itertools import product
from pathlib import Path

import nbformat
import numpy as np
import pytest
from tests.exercises.answers_08 import RIGHT, WRONG, cut_otherwise
from tests.exercises.judging import SEEDS, hints, judged, judged_values

from hopfield_course import check
from hopfield_course.exercises import TASKS
from hopfield_course.exercises import e08_neurons as neurons
from hopfield_course.exercises.e08_neurons import cut as neurons_cut

CELLS = {
    cell.metadata.get("nbgrader", {}).get("grade_id", k): cell.source
    for k, cell in enumerate(
        nbformat.read(ROOT / "solutions/08_neurons.ipynb", 4).cells
    )
    if cell.cell_type == "code"
}
FUNCTIONS = ("graded_steps", "graded_energies", "slow_hidden", "cut_mended")


@pytest.fixture(scope="module")
def solved():
    """What the cells of the solution define, the measurement included."""
    names = {}
    for name, source in CELLS.items():
        if not str(name).startswith("test-"):
            exec(source, names)
    return names


def test_the_solution_earns_all(solved):
    for name, seed in product(FUNCTIONS, range(8)):
        rows, points = judged(name, solved[name], seed)
        assert points == TASKS[name].points, hints(rows)
    values = [solved[name] for name in TASKS["sequence_loads"].values]
    assert judged_values("sequence_loads", (solved["patterns"],), *values)[1] == 2


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_right_answer_earns_all_in_whatever_form(name):
    for answer, seed in product(RIGHT[name], SEEDS):
        rows, points = judged(name, answer, seed)
        assert points == TASKS[name].points, hints(rows)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "answer", "hint"), WRONG, ids=[f"{n}: {h}" for n, _, h in WRONG])
def test_a_wrong_answer_gets_its_hint_and_not_all_points(name, answer, hint):
    for seed in SEEDS:
        rows, points = judged(name, answer, seed)
        assert hint in hints(rows)
        assert points < TASKS[name].points


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_answer_that_does_nothing_earns_nothing(name):
    right = RIGHT[name][-1]
    nothing = [lambda *a, c=c: 0 * np.asarray(right(*a)) + c for c in (0, 1, -1, 0.5)] + [lambda *a: []]
    nothing += [lambda *a, k=k, c=c: c * a[k] for k, c in product(range(4), (1, -1, 0))]
    nothing += [lambda *a: a[1], lambda *a: np.sign(a[2]), lambda *a: np.tile(a[1], (int(a[5]) + 1, 1))]
    for answer, seed in product(nothing, SEEDS):
        assert judged(name, answer, seed)[1] == 0.0


BUG_HINTS = {"both ways": "Who hears whom", "inside": "How loud", "to the end": "How many", "zero": "it end"}


def test_the_program_as_it_is_given_earns_nothing_and_gets_all_hints():
    names = {"np": np}
    exec(CELLS["cut_mended"].partition("### BEGIN SOLUTION")[0], names)
    for seed in range(8):
        rows, points = judged("cut_mended", names["cut_mended"], seed)
        assert [points, *[hint in hints(rows) for hint in BUG_HINTS.values()]] == [0, *[True] * 4]


@pytest.mark.parametrize("mended", list(product((False, True), repeat=4)))
def test_each_mistake_is_named_if_it_is_left_and_only_then(mended):
    names = [name for name, good in zip(neurons_cut.MISTAKES, mended, strict=True) if good]
    for seed in SEEDS:
        rows, points = judged("cut_mended", lambda *case: neurons_cut.anneal(*case, mended=names), seed)
        assert points == 0.5 * len(names)
        assert all((BUG_HINTS[name] in hints(rows)) == (name not in names) for name in BUG_HINTS)


CHANGED = [({"zero": -1}, 1.5, "exactly 0"), ({"stop": 1e-8}, 1.5, "nearer to rest")]
CHANGED += [({"power": 0}, 1.5, "gain of each step"), ({"scale": 0.5}, 0, "whole weight")]
CHANGED += [(change, 0, "no mistake") for change in ({"scale": -1}, {"leak": 3}, {"leak": 0})]


@pytest.mark.parametrize(("change", "points", "hint"), CHANGED)
def test_another_change_of_the_program_is_told_apart(change, points, hint):
    for seed in SEEDS:
        rows, earned = judged("cut_mended", lambda *case: cut_otherwise(*case, **change), seed)
        assert earned == points
        assert hint in hints(rows)


@pytest.fixture(scope="module")
def measured():
    data = neurons.data(np.random.default_rng(5))
    return data, neurons.facts(*data)


def test_what_the_judge_expects_is_what_loops_find(measured):
    (patterns,), found = measured
    still, moving = [], []
    for x in patterns[:, :61]:
        W = sum(np.outer(x[m], x[m]) for m in range(61)) - 61 * np.eye(300)
        M = sum(np.outer(x[(m + 1) % 61], x[m]) for m in range(61))
        for m in range(61):
            s = t = x[m]
            for _ in range(40):
                s, t = (np.where(h == 0, old, np.sign(h)) for h, old in ((W @ s, s), (M @ t, t)))
            still.append(s @ x[m] / 300)
            moving.append(t @ x[(m + 40) % 61] / 300)
    assert (found["still"][1], found["moving"][1]) == pytest.approx((np.mean(still), np.mean(moving)))


def test_the_conclusion_is_clear_for_everybody():
    for name in ("Ada", "Bo", "Chen", "Dina", "Eva", "Femi", "Gul", "Hana", "Ivo", "write your name here"):
        found = neurons.facts(*check.data("08_neurons", name))
        near, far = neurons.NEAR_MARCH, 4 * neurons.NEAR_MARCH
        assert min(found["still"][0], *found["moving"][:2]) > 0.9 + near
        assert max(*found["still"][1:], found["moving"][2]) < 0.9 - far
        assert np.abs(found["own"] - found["still"]).max() > far
        wrong = [found["open"], found["one step"], np.zeros(3)]
        assert np.abs(wrong - found["moving"]).max(axis=1).min() > far


def test_the_numbers_of_another_learner_are_not_right(measured):
    data, _ = measured
    for name in ("Ada", "Bo", "Chen"):
        found = neurons.facts(*check.data("08_neurons", name))
        assert judged_values("sequence_loads", data, found["still"], found["moving"], "c")[1] <= 0.8


MEASURED = [
    (lambda f: (f["still"].tolist(), f["moving"] + 0.01, " (C)"), 2, ""),
    (lambda f: (f["still"], f["moving"], "a"), 1.5, "at 61"),
    (lambda f: (f["still"], f["moving"], "b"), 1.5, "still held"),
    (lambda f: (f["still"], f["moving"], "d"), 1.5, "at 121"),
    (lambda f: (f["own"], f["moving"], "c"), 0.8, "on the diagonal"),
    (lambda f: (f["still"].mean(), f["moving"], "c"), 0.8, "Expected shape (3,)"),
    (lambda f: (f["moving"], f["still"], "c"), 0, "exchanged"),
    (lambda f: (f["still"] + 0.01, f["moving"], "c"), 0.8, "shown once"),
    (lambda f: (f["still"], np.array([0.01, -0.01, 0.0]), "c"), 0.7, "Who calls whom"),
    (lambda f: (f["still"], f["open"], "c"), 0.7, "calls the first pattern"),
    (lambda f: (f["still"], f["one step"], "c"), 0.7, "How many steps"),
    (lambda f: (f["still"], ..., ...), 0.7, "in place of the dots"),
    (lambda f: (np.ones(3), np.zeros(3), "c"), 0, "shown once"),
]


@pytest.mark.parametrize(("answer", "points", "hint"), MEASURED, ids=[hint for *_, hint in MEASURED])
def test_a_measurement_earns_what_is_right_and_gets_its_hint(measured, answer, points, hint):
    data, found = measured
    rows, earned = judged_values("sequence_loads", data, *answer(found))
    assert earned == pytest.approx(points)
    assert hint in hints(rows)
