"""The small tasks of lesson 04: right answers in several styles, and what is said of each mistake."""

from math import erf, exp, pi, sqrt

import numpy as np
import pytest

from hopfield_course.tries import lesson_04
from hopfield_lib import theory
from tests.exercises.judging import hints
from tests.exercises.tries import rows_of, rows_of_values

# ----------------------------------------------------------------------- the photograph in a crowd


@pytest.fixture(scope="module")
def given():
    """A pattern of 400 units and 120 others."""
    rng = np.random.default_rng(3)
    return rng.choice([-1, 1], 400), rng.choice([-1, 1], (120, 400))


@pytest.fixture(scope="module")
def breaking(given):
    """How many others it takes, as a loop over all of them finds."""
    m = [lesson_04.overlap_beside(*given, others) for others in range(121)]
    return next(k for k in range(10, 121) if m[k] < 0.9 <= m[k - 10])


def test_a_number_that_breaks_it_is_right(given, breaking):
    for answer in (breaking, float(breaking), np.int64(breaking)):
        rows = rows_of_values("try_breaking", given, answer)
        assert all(row.passed for row in rows)


def test_a_number_that_breaks_nothing_or_far_too_much_is_told_so(given, breaking):
    assert "more of them" in hints(rows_of_values("try_breaking", given, 10))
    assert "fewer" in hints(rows_of_values("try_breaking", given, 120))


@pytest.mark.parametrize(
    ("answer", "words"),
    [(12.5, "whole numbers"), (-3, "at least 10"), (5, "at least 10"), (121, "at most 120")],
)
def test_a_number_that_is_none_of_others_is_told_why(given, answer, words):
    rows = rows_of_values("try_breaking", given, answer)
    assert len(rows) == 1
    assert words in hints(rows)


def test_a_text_is_no_number(given):
    assert "numbers" in hints(rows_of_values("try_breaking", given, "610"))


# ----------------------------------------------------------------------------------- the exact pattern


def by_the_library(n_units, load):
    return (1 - theory.one_step_error(load)) ** n_units


def by_multiplying(n_units, load):
    P_err = theory.one_step_error(load)
    return np.prod([1 - P_err for _ in range(int(n_units))])


@pytest.mark.parametrize("answer", [by_the_library, by_multiplying])
def test_a_chance_written_in_either_way_is_right(answer):
    rows = rows_of("try_chance", answer)
    assert all(row.passed for row in rows)


def P_err(load):
    return theory.one_step_error(load)


WRONG_CHANCES = (
    (lambda n, load: 1 - P_err(load), "one unit"),
    (lambda n, load: P_err(load), "one unit errs"),
    (lambda n, load: P_err(load) ** n, "every unit errs"),
    (lambda n, load: 1 - P_err(load) ** n, "not all units err"),
    (lambda n, load: 1 - (1 - P_err(load)) ** n, "at least one"),
    (lambda n, load: 1 - n * P_err(load), "falls below 0"),
    (lambda n, load: np.exp(-n * P_err(load)), "Very near"),
    (lambda n, load: n * (1 - P_err(load)), "above 1"),
    (lambda n, load: (1 - P_err(load)) ** (n * n * load), "all patterns"),
)


@pytest.mark.parametrize(("answer", "words"), WRONG_CHANCES)
def test_a_wrong_chance_has_its_hint(answer, words):
    rows = rows_of("try_chance", answer)
    assert not rows[0].passed
    assert words in hints(rows)


def test_what_is_always_1_is_not_taken_for_the_chance_that_not_all_err():
    assert "not all units err" not in hints(rows_of("try_chance", lambda n, load: 1.0))


def test_the_hint_on_added_chances_says_what_the_cases_show():
    cases = lesson_04.cases_of_chance(np.random.default_rng(0))
    assert any(1 - n * P_err(load) < 0 for n, load in cases)
    assert all(0.001 < lesson_04.chance(n, load) < 0.999 for n, load in cases)


# ------------------------------------------------------------------------------- the mean-field equation


def in_pure_python(y, load):
    return erf(y) / (sqrt(2 * load) + 2 * exp(-y * y) / sqrt(pi))


def from_the_bracket(y, load):
    left = np.sqrt(2 * load) + (2 / np.sqrt(np.pi)) * np.exp(-(y**2))
    return erf(y) * left**-1


@pytest.mark.parametrize("answer", [in_pure_python, from_the_bracket])
def test_a_next_y_written_in_either_way_is_right(answer):
    rows = rows_of("try_next_y", answer)
    assert all(row.passed for row in rows)


def test_repeated_it_ends_at_the_overlap_of_the_theory():
    for load in (0.05, 0.1, 0.13, 0.2):
        y = 1 / np.sqrt(2 * load)
        for _ in range(2000):
            y = lesson_04.next_y(y, load)
        assert erf(y) == pytest.approx(theory.retrieval_overlap(load), abs=1e-6)


WRONG_STEPS = (
    (lambda y, a: erf(y) / (sqrt(2 * a) - 2 / sqrt(pi) * exp(-y * y)), "other side"),
    (lambda y, a: erf(y) / sqrt(2 * a), "second term"),
    (lambda y, a: erf(y) / (sqrt(a) + 2 / sqrt(pi) * exp(-y * y)), "twice the load"),
    (lambda y, a: erf(y) / (sqrt(2 * a) + 2 / pi * exp(-y * y)), "root over π"),
    (lambda y, a: erf(y) / (sqrt(2 * a) + 2 * exp(-y * y)), "root of π"),
    (lambda y, a: erf(y) / (sqrt(2 * a) + 2 / sqrt(pi) * exp(-y)), "y squared"),
    (lambda y, a: erf(y) / y - 2 / sqrt(pi) * exp(-y * y), "as it stands"),
    (lambda y, a: sqrt(2 * a) + 2 / sqrt(pi) * exp(-y * y), "erf y / y"),
    (lambda y, a: (sqrt(2 * a) + 2 / sqrt(pi) * exp(-y * y)) / erf(y), "Upside down"),
    (lambda y, a: 1 / (sqrt(2 * a) + 2 / sqrt(pi) * exp(-y * y)), "Multiply by y"),
    (lambda y, a: erf(y), "That is m"),
)


@pytest.mark.parametrize(("answer", "words"), WRONG_STEPS)
def test_a_wrong_step_has_its_hint(answer, words):
    rows = rows_of("try_next_y", answer)
    assert not rows[0].passed
    assert words in hints(rows)


@pytest.mark.parametrize("name", ["try_chance", "try_next_y"])
def test_what_was_not_begun_has_no_rows(name):
    assert rows_of(name, lambda *case: ...) == []
