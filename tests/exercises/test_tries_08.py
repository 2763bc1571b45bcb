"""The small tasks of lesson 08: right answers in two styles, and what each mistake is told."""

import numpy as np
import pytest

from hopfield_course.tries import lesson_08
from hopfield_lib import data, hebbian, images, maxcut
from tests.exercises.judging import SEEDS, hints
from tests.exercises.tries import rows_of, rows_of_values

# ----------------------------------------------------------------------------------- how long a step


@pytest.fixture(scope="module")
def network():
    X = images.binarize(data.pictures("camera", "coins", "retina", size=16).images)
    return hebbian(X).dense(), images.flip(X[0], 0.25, rng=np.random.default_rng(8)), X[0]


@pytest.mark.parametrize("step", [1.85, np.float64(1.9), 1.95])
def test_the_longest_step_is_right_to_within_a_fifth(network, step):
    assert all(row.passed for row in rows_of_values(lesson_08.STEP.name, network, step))


@pytest.mark.parametrize(
    ("step", "hint"),
    [(0.01, "go on"), (1, "go on"), (1.7, "go on"), (2.1, "too long already"), (9, "too long already")],
)
def test_another_step_is_told_in_which_direction_to_go(network, step, hint):
    (row,) = rows_of_values(lesson_08.STEP.name, network, step)
    assert not row.passed
    assert hint in row.hint


@pytest.mark.parametrize("step", [0, -1, np.nan, "2", [1, 2]])
def test_what_is_no_step_is_told_so(network, step):
    (row,) = rows_of_values(lesson_08.STEP.name, network, step)
    assert not row.passed
    assert "a number" in row.expected


# --------------------------------------------------------------------------------- the critical gain


def by_all_eigenvalues(W):
    return 1 / max(np.linalg.eigvals(W).real)


def by_repeated_multiplication(W):
    shift = np.abs(W).sum()  # all eigenvalues of W + shift are above 0
    v = np.ones(len(W)) + 0.1 * np.arange(len(W))
    for _ in range(5000):
        v = (W @ v + shift * v) / np.linalg.norm(W @ v + shift * v)
    return 1 / (v @ W @ v)


@pytest.mark.parametrize("answer", [by_all_eigenvalues, by_repeated_multiplication])
def test_the_critical_gain_in_two_styles(answer):
    assert all(row.passed for row in rows_of(lesson_08.CRITICAL.name, answer, 0))


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (lambda W: np.linalg.eigvalsh(W)[-1], "just 0"),
        (lambda W: 1 / np.linalg.eigvalsh(W)[0], "comes first"),
        (lambda W: 1 / np.linalg.norm(W, 2), "kept alive"),
        (lambda W: 1.0, "reaches 0"),
        (lambda W: 2 / np.abs(W).sum(axis=1).mean(), "reaches 0"),
    ],
)
def test_mistakes_about_the_critical_gain_get_their_hint(answer, hint):
    for seed in SEEDS:
        told = hints(rows_of(lesson_08.CRITICAL.name, answer, seed))
        assert hint in told
        assert "factor" not in told  # one wrong number proves none


# ----------------------------------------------------------------------------- one step of learning


def learning_by_loops(W, xi, eps):
    W = W.copy()
    for i in range(len(xi)):
        for j in range(len(xi)):
            W[i, j] += eps * (xi[i] * xi[j] - W[i, j])
    return W


def learning_as_an_average(W, xi, eps):
    return (1 - eps) * W + eps * xi[:, None] * xi


@pytest.mark.parametrize("answer", [learning_by_loops, learning_as_an_average])
@pytest.mark.parametrize("seed", SEEDS)
def test_one_step_of_learning_in_two_styles(answer, seed):
    assert all(row.passed for row in rows_of(lesson_08.LEARNING.name, answer, seed))


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (lambda W, x, e: W + e * np.outer(x, x), "what else is in"),
        (lambda W, x, e: W + e * np.outer(x, x) - W, "decay included"),
        (lambda W, x, e: W + e * (np.outer(W @ x, x) - W), "clamped here"),
        (lambda W, x, e: e * (np.outer(x, x) - W), "That is the change"),
        (lambda W, x, e: W + e * (x @ x - W), "np.outer"),
        (lambda W, x, e: W, "Take two neurons"),
    ],
)
def test_mistakes_in_a_step_of_learning_get_their_hint(answer, hint):
    for seed in SEEDS:
        assert hint in hints(rows_of(lesson_08.LEARNING.name, answer, seed))


# -------------------------------------------------------------------------------------- a cut by hand


@pytest.fixture(scope="module")
def graph():
    upper = np.triu(np.random.default_rng(1).random((8, 8)) < 0.5, 1).astype(float)
    return upper + upper.T


@pytest.mark.parametrize("groups", [[1, 1, -1, 1, -1, 1, 1, -1], -np.array([1, 1, -1, 1, -1, -1, 1, -1])])
def test_a_largest_cut_is_right(graph, groups):
    assert all(row.passed for row in rows_of_values(lesson_08.GROUPS.name, (graph,), groups))


def test_every_smaller_cut_is_told_truly_whether_one_node_gains(graph):
    for number in range(0, 128):
        groups = np.array([1, *(1 if number >> k & 1 else -1 for k in range(7))])
        (row,) = rows_of_values(lesson_08.GROUPS.name, (graph,), groups)
        moved = [np.where(np.arange(8) == k, -groups, groups) for k in range(8)]
        gains = max(maxcut.cut_size(graph, one) for one in moved) > maxcut.cut_size(graph, groups)
        assert row.passed or ("let it change" in row.hint) == gains
        assert row.passed == (maxcut.cut_size(graph, groups) == maxcut.largest_cut(graph))


@pytest.mark.parametrize("groups", [[1, -1], [0] * 8, "++--++--", np.arange(8), 1])
def test_what_are_no_groups_is_told_so(graph, groups):
    (row,) = rows_of_values(lesson_08.GROUPS.name, (graph,), groups)
    assert not row.passed
    assert "a list of 8 numbers" in row.expected
