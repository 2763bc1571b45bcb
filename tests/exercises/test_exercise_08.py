"""Exercise 08: other changes of the bug hunt's program, and the measurement."""

import numpy as np
import pytest

from hopfield_course import check
from hopfield_course.exercises.e08_neurons import sequence_loads
from tests.exercises.answers_08 import cut_otherwise
from tests.exercises.judging import SEEDS, hints, judged, judged_values

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
    data = sequence_loads.data(np.random.default_rng(5))
    return data, sequence_loads.facts(*data)


def test_what_the_judge_expects_is_what_loops_find(measured):
    (patterns, sizes), found = measured
    P, still, moving = sizes[2], [], []
    for x in patterns[:, :P]:
        W = sum(np.outer(x[m], x[m]) for m in range(P)) - P * np.eye(300)
        M = sum(np.outer(x[(m + 1) % P], x[m]) for m in range(P))
        for m in range(P):
            s = t = x[m]
            for _ in range(40):
                s, t = (np.where(h == 0, old, np.sign(h)) for h, old in ((W @ s, s), (M @ t, t)))
            still.append(s @ x[m] / 300)
            moving.append(t @ x[(m + 40) % P] / 300)
    assert (found["still"][2], found["moving"][2]) == pytest.approx((np.mean(still), np.mean(moving)))


def test_the_conclusion_is_clear_for_everybody():
    for name in ("Ada", "Bo", "Chen", "Dina", "Eva", "Femi", "Gul", "Hana", "Ivo", "write your name here"):
        found = sequence_loads.facts(*check.data("08_neurons", name))
        assert found["still"][0] > 0.93
        assert found["moving"][:3].min() > 0.9 + 2 * sequence_loads.NEAR_MARCH[2]
        assert max(*found["still"][2:], found["moving"][3]) < 0.88
        assert np.abs(found["own"] - found["still"]).max() > 0.1
        wrong = [found["open"], found["one step"], np.zeros(4)]
        assert np.abs(wrong - found["moving"]).max(axis=1).min() > 0.1


def test_the_numbers_of_another_learner_are_not_right(measured):
    data, _ = measured
    for name in ("Ada", "Bo", "Chen"):
        found = sequence_loads.facts(*check.data("08_neurons", name))
        assert judged_values("sequence_loads", data, found["still"], found["moving"], "c")[1] <= 0.8


def test_rounded_fields_are_allowed_for():
    """Where rounding decides ties, a march ends otherwise; its mean stays within what is allowed for."""
    patterns, sizes = sequence_loads.data(np.random.default_rng(8))
    moving = []
    for P in sizes:
        ends = []
        for x in patterns[:, :P]:
            W, s = np.roll(x, -1, axis=0).T @ x / 300, x
            for _ in range(40):
                s = np.where(s @ W.T > 0, 1, -1)
            ends.append((s * np.roll(x, -40, axis=0)).mean())
        moving.append(np.mean(ends))
    found = sequence_loads.facts(patterns, sizes)
    assert judged_values("sequence_loads", (patterns, sizes), found["still"], moving, "c")[1] == 2


MEASURED = [
    (lambda f: (f["still"].tolist(), f["moving"] + 0.0003, " (C)"), 2, ""),
    (lambda f: (f["still"], f["moving"], "a"), 1.5, "at the third"),
    (lambda f: (f["still"], f["moving"], "b"), 1.5, "still held"),
    (lambda f: (f["still"], f["moving"], "d"), 1.5, "at the last"),
    (lambda f: (f["own"], f["moving"], "c"), 0.8, "on the diagonal"),
    (lambda f: (f["still"].mean(), f["moving"], "c"), 0.8, "Expected shape (4,)"),
    (lambda f: (f["moving"], f["still"], "c"), 0, "exchanged"),
    (lambda f: (f["still"] + 0.01, f["moving"], "c"), 0.8, "shown once"),
    (lambda f: (f["still"], np.array([0.0001, -0.0001, 0.0, 0.0]), "c"), 0.7, "Who calls whom"),
    (lambda f: (f["still"], f["open"], "c"), 0.7, "calls the first pattern"),
    (lambda f: (f["still"], f["one step"], "c"), 0.7, "How many steps"),
    (lambda f: (f["still"], ..., ...), 0.7, "in place of the dots"),
    (lambda f: (np.ones(4), np.zeros(4), "c"), 0, "shown once"),
]


@pytest.mark.parametrize(("answer", "points", "hint"), MEASURED, ids=[hint for *_, hint in MEASURED])
def test_a_measurement_earns_what_is_right_and_gets_its_hint(measured, answer, points, hint):
    data, found = measured
    rows, earned = judged_values("sequence_loads", data, *answer(found))
    assert earned == pytest.approx(points)
    assert hint in hints(rows)
