"""The small tasks of lesson 09: right answers in two styles, and what each mistake is told."""

import numpy as np
import pytest

from hopfield_course.tries import lesson_09
from hopfield_lib import data
from tests.exercises.judging import SEEDS, hints
from tests.exercises.tries import rows_of, rows_of_values


@pytest.fixture(scope="module")
def letters():
    return data.letters().patterns.astype(float)


# ---------------------------------------------------------------------------------------- the score


def by_beta(mean, sigma, x):
    beta = 1 / (2 * sigma**2)
    return -beta * 2 * (x - mean)


def by_loop(mean, sigma, x):
    return [(m - y) / sigma / sigma for m, y in zip(mean, x, strict=True)]


@pytest.mark.parametrize("answer", [by_beta, by_loop])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_score_in_two_styles(answer, seed):
    assert all(row.passed for row in rows_of(lesson_09.SCORE.name, answer, seed))


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (lambda m, s, x: (x - m) / s**2, "away from the data"),
        (lambda m, s, x: 2 * (x - m), "slope of E"),
        (lambda m, s, x: 2 * (m - x), "in terms of σ"),
        (lambda m, s, x: (m - x) / s, "the square of σ"),
        (lambda m, s, x: (m - x) / (2 * s**2), "factor 2 of its own"),
        (lambda m, s, x: 2 * s**2 * 2 * (m - x), "small where there is much noise"),
        (lambda m, s, x: 0 * x, "One number will do"),
    ],
)
def test_mistakes_about_the_score_get_their_hint(answer, hint):
    for seed in SEEDS:
        assert hint in hints(rows_of(lesson_09.SCORE.name, answer, seed))


# ------------------------------------------------------------------------------------- two that merge


@pytest.mark.parametrize("answer", [lambda d: d / 2, lambda d: np.sqrt(1 / (2 * (2 / d**2)))])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_noise_that_merges_in_two_styles(answer, seed):
    assert all(row.passed for row in rows_of(lesson_09.MERGING.name, answer, seed))


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (lambda d: 2 / d**2, "That is β"),
        (lambda d: d / 2**0.5, "with a 2"),
        (lambda d: d**2 / 4, "That is σ²"),
        (lambda d: d, "is βd² then 2"),
        (lambda d: 5.0, "solve for σ"),
    ],
)
def test_mistakes_about_merging_get_their_hint(answer, hint):
    for seed in SEEDS:
        assert hint in hints(rows_of(lesson_09.MERGING.name, answer, seed))


# ------------------------------------------------------------------------------------------- a reach


@pytest.mark.parametrize("reach", [5.6, np.float64(5.5)])
def test_a_reach_that_keeps_and_invents_is_right(letters, reach):
    assert all(row.passed for row in rows_of_values(lesson_09.REACH.name, (letters,), reach))


def test_the_numbers_of_the_lesson(letters):
    assert lesson_09.kept_and_new(letters, 5.0) == (26, 27)
    assert lesson_09.kept_and_new(letters, 5.6) == (26, 51)


@pytest.mark.parametrize(("reach", "hint"), [(3, "Too short"), (5.0, "Too short"), (6, "Too long")])
def test_another_reach_is_told_in_which_direction_to_go(letters, reach, hint):
    (row,) = rows_of_values(lesson_09.REACH.name, (letters,), reach)
    assert not row.passed
    assert row.hint.startswith(hint)


@pytest.mark.parametrize("reach", [0, -1, "5.6", [5, 6], np.nan])
def test_what_is_no_reach_is_told_so(letters, reach):
    (row,) = rows_of_values(lesson_09.REACH.name, (letters,), reach)
    assert not row.passed
    assert "a number" in row.expected
