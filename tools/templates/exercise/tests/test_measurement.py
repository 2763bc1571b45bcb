"""Exercise 00: its measurement."""

import numpy as np
import pytest

from hopfield_course.exercises.e00_template import at_rest
from tests.exercises.judging import hints, judged_values


@pytest.fixture(scope="module")
def patterns():
    return at_rest.data(np.random.default_rng(3))


@pytest.fixture(scope="module")
def found(patterns):
    return at_rest.facts(*patterns)


def test_the_shares_that_the_judge_expects_are_those_of_a_loop_by_hand(patterns, found):
    held = [x * (X.T @ (X @ x) - len(X) * x) > 0 for X in patterns[0] for x in X]
    assert found["units"] == pytest.approx(np.mean(held))
    assert found["fixed"] == pytest.approx(np.mean([h.all() for h in held]))


@pytest.mark.parametrize("seed", range(8))
def test_the_conclusion_is_clear_for_every_learner(seed):
    found = at_rest.facts(*at_rest.data(np.random.default_rng(seed)))
    assert 0.1 < found["fixed"] < 0.9
    assert 0.97 < found["units"] < 1


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (lambda f: {"fixed": f["units"]}, "exchanged"),
        (lambda f: {"fixed": 220 * f["fixed"]}, "divide by how many"),
        (lambda f: {"fixed": f["draws"]}, "share of draws"),
        (lambda f: {"units": 1 - f["units"]}, "share of the others"),
        (lambda f: {"units": ...}, "in place of the dots"),
        (lambda f: {"conclusion": "a"}, "your first number"),
        (lambda f: {"conclusion": "c"}, "your second number"),
    ],
)
def test_a_wrong_measurement_gets_its_hint(patterns, found, change, hint):
    right = {"fixed": found["fixed"], "units": found["units"], "conclusion": "b"}
    rows, points = judged_values("at_rest", patterns, *(right | change(found)).values())
    assert hint in hints(rows)
    assert points < 2
