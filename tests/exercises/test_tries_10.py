"""The small tasks of lesson 10: right answers in two styles, and what each mistake is told."""

import numpy as np
import pytest

from hopfield_course.tries import lesson_10
from hopfield_lib import ModernHopfield, data, theory
from tests.exercises.judging import SEEDS, hints
from tests.exercises.tries import rows_of, rows_of_values
from tests.greys import prepared


@pytest.fixture(scope="module")
def photos():
    return prepared(data.pictures(size=64).images)


# -------------------------------------------------------------------------------- sharp enough


def by_loops(X):
    smallest = np.inf
    for mu, own in enumerate(X):
        for nu, other in enumerate(X):
            if nu != mu:
                smallest = min(smallest, own @ own - own @ other)
    return 1 / smallest


def by_sorting(X):
    S = X @ X.T
    own = S.diagonal().copy()
    np.fill_diagonal(S, -np.inf)
    return (1 / (own - np.sort(S, axis=1)[:, -1])).max()


@pytest.mark.parametrize("answer", [by_loops, by_sorting])
@pytest.mark.parametrize("seed", SEEDS)
def test_sharp_enough_in_two_styles(answer, seed):
    assert all(row.passed for row in rows_of("try_sharp_enough", answer, seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_right_answer_is_what_the_memory_does(seed):
    """At the sharpness of the answer every pattern stays; a little below, one does not."""
    for (X,) in lesson_10.sharp_cases(np.random.default_rng(seed)):
        beta = lesson_10.sharp_enough(X)
        for factor, stays in ((1.001, True), (0.999, False)):
            moved = np.abs(ModernHopfield(X, factor * beta, "sparsemax").update(X) - X).max()
            assert (moved < 1e-12) == stays
        assert theory.exact_gap(beta) == pytest.approx(1 / beta)


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (lambda X: 2 * by_loops(X), "margin of entmax"),
        (lambda X: 1 / by_loops(X), "smallest separation itself"),
        (lambda X: 1 / (X @ X.T).diagonal().min(), "best of the others"),
        (lambda X: by_loops(X) ** 2, "What should come out"),
    ],
)
def test_what_a_mistaken_sharpness_is_told(answer, hint):
    rows = rows_of("try_sharp_enough", answer)
    assert not all(row.passed for row in rows)
    assert hint in hints(rows)


# ------------------------------------------------------------------------------ a head by hand


def with_loops(S):
    M = np.zeros((2 * S, 2 * S))
    for k in range(S):
        M[k, S + k] = 7.5
    return M


def in_blocks(S):
    nothing = np.zeros((S, S))
    return np.block([[nothing, 20 * np.eye(S) - 3], [nothing, nothing]])


@pytest.mark.parametrize("answer", [with_loops, in_blocks, lambda S: in_blocks(S).tolist()])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_head_by_hand_in_several_styles(answer, seed):
    assert all(row.passed for row in rows_of("try_matching", answer, seed))


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (lambda S: with_loops(S).T, "changed places"),
        (lambda S: with_loops(S) / 5, "too faintly"),
        (lambda S: np.eye(2 * S), "columns S to 2S-1"),
        (lambda S: np.zeros((2 * S, 2 * S)), "columns S to 2S-1"),
    ],
)
def test_what_a_mistaken_head_is_told(answer, hint):
    rows = rows_of("try_matching", answer)
    assert not any(row.passed for row in rows)
    assert hint in hints(rows)


@pytest.mark.parametrize(
    "answer", [lambda S: np.eye(S), lambda S: None, lambda S: np.full((2 * S, 2 * S), np.nan)]
)
def test_what_is_no_such_matrix_is_told_so(answer):
    rows = rows_of("try_matching", answer)
    assert not any(row.passed for row in rows)


# -------------------------------------------------------------------------------- a step too far


@pytest.mark.parametrize("eta", [2.01, 2.5, 40, np.float32(3)])
def test_a_step_too_far_is_right(photos, eta):
    assert all(row.passed for row in rows_of_values("try_overshoot", (photos,), eta))


@pytest.mark.parametrize(("eta", "hint"), [(0.5, "has fallen"), (1.9, "has fallen"), (-1, "the other way")])
def test_a_step_that_lowers_the_energy_is_told_so(photos, eta, hint):
    rows = rows_of_values("try_overshoot", (photos,), eta)
    assert not any(row.passed for row in rows)
    assert hint in hints(rows)


@pytest.mark.parametrize("eta", ["far", [1, 2], np.nan, np.inf])
def test_what_is_no_step_is_told_so(photos, eta):
    (row,) = rows_of_values("try_overshoot", (photos,), eta)
    assert not row.passed
    assert "finite number" in row.expected


# ------------------------------------------------------------------------------ how many features


@pytest.mark.parametrize(
    "answer", [lambda P, epsilon: (P - 1) * epsilon**-2, lambda P, epsilon: (np.sqrt(P - 1) / epsilon) ** 2]
)
@pytest.mark.parametrize("seed", SEEDS)
def test_features_in_two_styles(answer, seed):
    assert all(row.passed for row in rows_of("try_features", answer, seed))


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (lambda P, epsilon: P / epsilon**2, "disturb itself"),
        (lambda P, epsilon: (P - 1) / epsilon, "square both sides"),
        (lambda P, epsilon: np.sqrt(P - 1) / epsilon, "Square it"),
        (lambda P, epsilon: 1 / epsilon**2, "one other pattern"),
        (lambda P, epsilon: P + epsilon, "solve for Y"),
    ],
)
def test_what_a_mistaken_number_of_features_is_told(answer, hint):
    rows = rows_of("try_features", answer)
    assert not all(row.passed for row in rows)
    assert hint in hints(rows)
