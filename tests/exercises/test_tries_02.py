"""Lesson 02's small tasks: right answers in two styles, and the hint of each mistake."""

from itertools import product

import numpy as np
import pytest

from hopfield_lib import data, images
from tests.exercises.judging import hints
from tests.exercises.tries import rows_of, rows_of_values

# ------------------------------------------------------------------------------------- name the mixture

FIVE = images.binarize(data.pictures("camera", "astronaut", "coffee", "coins", "brick", size=64).images)
RIGHT = np.array([1, 0, 1, -1, 0])
MYSTERY = np.sign(RIGHT @ FIVE)


def judged_weights(weights):
    return rows_of_values("try_weights", (FIVE, MYSTERY), weights)


@pytest.mark.parametrize("weights", [RIGHT.astype(float), [1, 0, 1, -1, 0], (1.0, -0.0, 1, -1, 0)])
def test_the_right_weights_are_judged_right(weights):
    rows = judged_weights(weights)
    assert len(rows) == 3
    assert all(row.passed for row in rows)


@pytest.mark.parametrize(
    ("weights", "hint"),
    [
        (-RIGHT, "the reverse"),
        ([1, 0, 1, 1, 0], "as a negative"),
        ([1, 0, 0, -1, 1], "stands out"),
        ([1, 1, 1, -1, 0], "Exactly three"),
        ([1, 0, 1, 0, 0], "Exactly three"),
        (FIVE @ MYSTERY / MYSTERY.size, "its negative"),
        ([1, 0, -1], "its negative"),
        ("camera + coffee - coins", "its negative"),
    ],
)
def test_wrong_weights_get_their_hint(weights, hint):
    rows = judged_weights(weights)
    assert not rows[-1].passed
    assert hint in hints(rows)


def test_overlaps_tell_the_members_of_the_lessons_mixture():
    m = FIVE @ MYSTERY / MYSTERY.size
    assert np.array_equal(np.sign(m) * (np.abs(m) > 0.25), RIGHT)


# ------------------------------------------------------------------------------- the energy of a mixture


def judged(answer, seed=0):
    return rows_of("try_mixture_energy", answer, seed)


def by_a_sum(n, m):
    return -0.5 * sum(m * m for _ in range(n))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("answer", [by_a_sum, lambda n, m: -n * m**2 / 2])
def test_a_right_energy_is_judged_right(answer, seed):
    rows = judged(answer, seed)
    assert len(rows) == 2
    assert all(row.passed for row in rows)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (lambda n, m: n * m**2 / 2, "make the energy low"),
        (lambda n, m: -n * m**2, "a factor before the sum"),
        (lambda n, m: -(m**2) / 2, "How many patterns"),
        (lambda n, m: -n * m / 2, "come in squared"),
        (lambda n, m: -((n * m) ** 2) / 2, "First the squares"),
        (lambda n, m: -(m**2) / n / 2, "not a mean"),
        (lambda n, m: -0.4, "One pattern first"),
    ],
)
def test_a_mistake_in_the_energy_gets_its_hint(answer, hint, seed):
    rows = judged(answer, seed)
    assert not all(row.passed for row in rows)
    assert hint in hints(rows)


# ------------------------------------------------------------------------------- a temperature that cures

BALANCED = np.tile(np.array(list(product([1, -1], repeat=3))).T, (1, 500))


def judged_temperature(temperature):
    return rows_of_values("try_temperature", (BALANCED,), temperature)


@pytest.mark.parametrize("temperature", [0.55, 0.7, np.float32(0.9)])
def test_a_temperature_that_cures_is_judged_right(temperature):
    rows = judged_temperature(temperature)
    assert len(rows) == 2
    assert all(row.passed for row in rows)


@pytest.mark.parametrize(
    ("temperature", "hint", "passed"),
    [
        (0.3, "Too cold", [False, True]),
        (0.42, "Too cold", [False, True]),
        (1.2, "forgotten too", [True, False]),
        (100, "forgotten too", [True, False]),
        (0, "above 0", [False]),
        (-1, "above 0", [False]),
        ([0.5, 0.6], "above 0", [False]),
        ("hot", "above 0", [False]),
    ],
)
def test_a_temperature_that_does_not_gets_its_hint(temperature, hint, passed):
    rows = judged_temperature(temperature)
    assert [row.passed for row in rows] == passed
    assert hint in hints(rows)
