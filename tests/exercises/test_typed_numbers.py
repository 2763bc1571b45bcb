"""A number that was typed where measuring was asked for is right for hardly any learner.

No constant may lie within the tolerance of more than a tenth of the learners' truths, and so no number of
a lesson, of the exercise's text, or of a friend either.
"""

import json
import os

import numpy as np
import pytest

from hopfield_course.exercises import TASKS
from tests.exercises.typed_numbers import KEPT, MEASUREMENTS, learners_of, most_right, truths_of

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
MOST = 0.1
TRUTHS = json.loads(KEPT.read_text())
VALUES = [(name, value) for name in MEASUREMENTS for value in TASKS[name].judge.values]


@pytest.mark.parametrize(("name", "value"), VALUES, ids=[f"{name}-{value.name}" for name, value in VALUES])
def test_no_constant_is_right_for_more_than_a_tenth_of_the_learners(name, value):
    truths = TRUTHS[name][value.name]
    assert len(truths) == learners_of(name)
    assert most_right(truths, value.tolerance) <= MOST


@pytest.mark.parametrize("name", MEASUREMENTS)
def test_the_truths_that_are_kept_are_those_of_the_tasks_now(name):
    learners = range(learners_of(name)) if THOROUGH else (0, learners_of(name) - 1)
    for learner in learners:
        found = truths_of(name, learner)
        assert found.keys() == TRUTHS[name].keys()
        for value, numbers in found.items():
            # rounding differs from machine to machine, and may turn a single run
            assert np.asarray(numbers) == pytest.approx(np.asarray(TRUTHS[name][value][learner]), abs=2e-4)


def test_the_share_of_those_who_type_one_number_is_counted():
    assert most_right([[0.1], [0.2], [0.3], [0.9]], 0.1) == 0.75
    assert most_right([[0.1], [0.2], [0.3], [0.9]], 0.09) == 0.5
    assert most_right([[0, 0], [0, 1], [1, 0], [1, 1.1], [0.1, 0.1]], 0.1) == 0.4
    assert most_right([[0, 0], [0, 1], [1, 0], [1, 1.1]], (0.1, 0.5)) == 0.5
