"""The small tasks of lesson 07: right answers in two styles, and what each mistake is told."""

import numpy as np
import pytest

from hopfield_course.tries import lesson_07
from hopfield_lib import data
from tests.exercises.judging import SEEDS, hints
from tests.exercises.tries import rows_of, rows_of_values
from tests.greys import prepared


@pytest.fixture(scope="module")
def photos():
    return prepared(data.pictures(size=64).images)


@pytest.fixture(scope="module")
def groups():
    return prepared(data.fashion("trouser", "sneaker", "pullover", count=4).images)


# ------------------------------------------------------------------------------------------ a strip


@pytest.mark.parametrize("first", [16, np.int64(48), 60.0])
def test_a_strip_that_misleads_is_right(photos, first):
    assert all(row.passed for row in rows_of_values(lesson_07.STRIP.name, (photos,), first))


def test_most_strips_do_not_mislead_and_the_hint_says_why(photos):
    rows = [rows_of_values(lesson_07.STRIP.name, (photos,), first) for first in range(61)]
    missed = [row for (row,) in rows if not row.passed]
    assert len(missed) == 52  # as the solution in the lesson says
    assert all("score" in row.hint and "squared greys" in row.hint for row in missed)


@pytest.mark.parametrize("first", [-1, 61, 1.5, "clock", np.nan, [16, 48]])
def test_what_is_no_row_is_told_so(photos, first):
    (row,) = rows_of_values(lesson_07.STRIP.name, (photos,), first)
    assert not row.passed
    assert "from 0 to 60" in row.expected


# ------------------------------------------------------------------------------- attention to kinds


def by_loops(weights, labels):
    out = [[0.0, 0.0, 0.0] for _ in weights]
    for b, row in enumerate(weights):
        for weight, label in zip(row, labels, strict=True):
            out[b][label] += weight
    return out


def by_masks(weights, labels):
    return np.stack([weights[:, labels == kind].sum(axis=1) for kind in range(3)], axis=1)


@pytest.mark.parametrize("answer", [by_loops, by_masks])
@pytest.mark.parametrize("seed", SEEDS)
def test_attention_to_kinds_in_two_styles(answer, seed):
    assert all(row.passed for row in rows_of(lesson_07.KINDS.name, answer, seed))


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (lambda w, y: by_masks(w, y) / np.bincount(y), "The mean over a class"),
        (lambda w, y: np.eye(3)[y[w.argmax(axis=1)]], "goes to the others"),
        (lambda w, y: np.eye(3)[by_masks(w, y).argmax(axis=1)], "goes to the others"),
        (lambda w, y: 0 * by_masks(w, y) + 1 / 3, "on paper"),
        (lambda w, y: by_masks(w, y).T, "Expected shape ("),
        (lambda w, y: w @ y, "one column for each class, three"),
        (lambda w, y: w @ np.eye(w.shape[1])[y], "one for each class, three"),
        (
            lambda w, y: np.stack([w[:, y == k].max(axis=1) for k in range(3)], axis=1),
            "leaves out the others",
        ),
    ],
)
def test_mistakes_about_kinds_get_their_hint(answer, hint):
    for seed in SEEDS:
        assert hint in hints(rows_of(lesson_07.KINDS.name, answer, seed))


# ------------------------------------------------------------------------------------- side by side


@pytest.mark.parametrize("sharpness", [0.42, np.float64(0.4)])
def test_a_sharpness_with_both_kinds_is_right(groups, sharpness):
    assert all(row.passed for row in rows_of_values(lesson_07.SHARPNESS.name, (groups,), sharpness))


@pytest.mark.parametrize(
    ("sharpness", "hint"), [(0.1, "Too blunt"), (0.3, "Too blunt"), (0.7, "Too sharp"), (30, "Too sharp")]
)
def test_another_sharpness_is_told_in_which_direction_to_go(groups, sharpness, hint):
    (row,) = rows_of_values(lesson_07.SHARPNESS.name, (groups,), sharpness)
    assert not row.passed
    assert row.hint.startswith(hint)


@pytest.mark.parametrize("sharpness", [0, -1, "0.4", [0.3, 0.4]])
def test_what_is_no_sharpness_is_told_so(groups, sharpness):
    (row,) = rows_of_values(lesson_07.SHARPNESS.name, (groups,), sharpness)
    assert not row.passed
    assert "a number" in row.expected


# ---------------------------------------------------------------------------------------- the bound


def in_steps(P, M, beta, separation, r):
    lead = separation - 2 * M * r
    total = 0.0
    for _ in range(int(P) - 1):
        total += 2 * M / np.exp(beta * lead)
    return total


def in_logarithms(P, M, beta, separation, r):
    return np.exp(np.log(2 * (P - 1) * M) - beta * separation + 2 * beta * M * r)


@pytest.mark.parametrize("answer", [in_steps, in_logarithms])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_bound_in_two_styles(answer, seed):
    assert all(row.passed for row in rows_of(lesson_07.BOUND.name, answer, seed))


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (lambda P, M, b, d, r: 2 * P * M * np.exp(-b * (d - 2 * M * r)), "pattern itself"),
        (lambda P, M, b, d, r: (P - 1) * M * np.exp(-b * (d - 2 * M * r)), "How far apart"),
        (lambda P, M, b, d, r: 2 * (P - 1) * M * np.exp(-b * d), "how does it cut"),
        (lambda P, M, b, d, r: 2 * (P - 1) * M * np.exp(-b * (d - M * r)), "can the lead shrink"),
        (lambda P, M, b, d, r: 2 * (P - 1) * M * np.exp(b * (d - 2 * M * r)), "Which sign"),
        (lambda P, M, b, d, r: 2 * (P - 1) * M * np.exp(-b * d + -b * 2 * M * r), "further away"),
        (lambda P, M, b, d, r: 2 * (P - 1) * M * np.exp(-(d - 2 * M * r)), "A sharper softmax"),
        (lambda P, M, b, d, r: 0 * r, "One factor"),
    ],
)
def test_mistakes_about_the_bound_get_their_hint(answer, hint):
    for seed in SEEDS:
        assert hint in hints(rows_of(lesson_07.BOUND.name, answer, seed))
