"""The small tasks of lesson 03: right answers in several styles, and what is said of each mistake."""

from itertools import combinations

import numpy as np
import pytest

from hopfield_course.tries import lesson_03
from hopfield_lib import Hopfield, asynchronous, data, hebbian, projection, recall
from tests.exercises.judging import hints
from tests.exercises.tries import rows_of, rows_of_values

X = data.digits_10x9().patterns.astype(int)
END = recall(Hopfield(hebbian(X)), X[0], asynchronous(np.random.default_rng(0))).state


def mixed(answer):
    return rows_of_values("try_mixed_digits", (X, END), answer)


def together(answer):
    return rows_of_values("try_living_together", (X,), answer)


# ------------------------------------------------------------------------------- the mixture of digits


@pytest.mark.parametrize("answer", [[3, 6, 9], (9, 3, 6), np.array([6.0, 9.0, 3.0])])
def test_the_three_digits_in_any_order_are_right(answer):
    assert all(row.passed for row in mixed(answer))


def test_only_one_set_of_three_is_the_mixture():
    right = [some for some in combinations(range(10), 3) if mixed(list(some))[0].passed]
    assert right == [(3, 6, 9)]


def test_the_three_largest_overlaps_are_told_how_near_they_come():
    assert "differs at 4 pixels" in hints(mixed([6, 8, 9]))
    assert "differs at 1 pixel " in hints(mixed([1, 6, 9]))


# ------------------------------------------------------------------------------- four that live together


def test_four_digits_are_right_exactly_where_the_library_keeps_them():
    for some in map(list, combinations(range(10), 4)):
        stays = (Hopfield(hebbian(X[some])).update(X[some]) == X[some]).all()
        assert together(some)[0].passed == stays


def test_no_five_digits_live_together_and_32_fours_do():
    sizes = {
        k: [not lesson_03.units_lost(X[[*some]]).any() for some in combinations(range(10), k)] for k in (4, 5)
    }
    assert sum(sizes[4]) == 32
    assert not any(sizes[5])


def test_digits_that_are_lost_are_named():
    words = hints(together([6, 7, 8, 9]))
    lost = lesson_03.units_lost(X[[6, 7, 8, 9]])
    for digit, units in zip((6, 7, 8, 9), lost, strict=True):
        assert (f"the {digit} loses {units}" in words) == (units > 0)


@pytest.mark.parametrize(
    ("judge", "answer"),
    [(mixed, [3, 3, 6]), (mixed, [3, 6, 10]), (mixed, [3, 6, 8.5]), (together, [0, 1, 4, 4])],
)
def test_what_are_no_different_digits_is_told_so(judge, answer):
    assert "taken once" in hints(judge(answer))


@pytest.mark.parametrize(
    ("judge", "answer", "words"),
    [
        (mixed, [3, 6], "Give three digits"),
        (mixed, [3, 6, 8, 9], "Give three digits"),
        (mixed, 6, "Give three digits"),
        (mixed, [[3, 6, 9]], "Give three digits, in one list"),
        (mixed, "369", "numbers"),
        (together, [0, 1, 4], "Give four digits"),
    ],
)
def test_what_is_of_another_length_or_no_numbers_is_told_so(judge, answer, words):
    rows = judge(answer)
    assert len(rows) == 1
    assert not rows[0].passed
    assert words in hints(rows)
    assert "axis" not in hints(rows)


# ---------------------------------------------------------------------------------- the projection rule


def in_one_product(X, M):
    return X.T @ np.linalg.inv(M) @ X / X.shape[1]


def by_solving(X, M):
    return X.T @ np.linalg.solve(M, X) / len(X[0])


def by_two_sums(X, M):
    inverse, (P, N) = np.linalg.inv(M), X.shape
    W = np.zeros((N, N))
    for mu in range(P):
        for nu in range(P):
            W += np.outer(X[mu], X[nu]) * inverse[mu, nu] / N
    return W


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("answer", [in_one_product, by_solving, by_two_sums])
def test_projection_written_in_any_way_is_right(answer, seed):
    assert all(row.passed for row in rows_of("try_projection", answer, seed))


def test_it_is_the_rule_of_the_library_but_for_the_diagonal():
    W = lesson_03.projected(X, X @ X.T / 90)
    assert np.allclose(W - np.diag(np.diag(W)), projection(X).dense())


WRONG = (
    (lambda X, M: X.T @ X / X.shape[1], "Hebb's rule"),
    (lambda X, M: X.T @ M @ X / X.shape[1], "multiplies with the overlaps"),
    (lambda X, M: X.T @ (1 / M) @ X / X.shape[1], "1 over each entry"),
    (lambda X, M: X.T @ M**-1.0 @ X / X.shape[1], "1 over each entry"),
    (lambda X, M: np.linalg.inv(M), "(P, P)"),
    (lambda X, M: np.linalg.inv(M) @ X / X.shape[1], "the sum over µ is missing"),
    (lambda X, M: in_one_product(X, M) * (1 - np.eye(X.shape[1])), "diagonal"),
    (lambda X, M: in_one_product(X, M) * X.shape[1], "a factor is not"),
)


@pytest.mark.parametrize(("answer", "words"), WRONG)
def test_a_wrong_projection_has_its_hint(answer, words):
    rows = rows_of("try_projection", answer)
    assert not rows[0].passed
    assert words in hints(rows)


def test_what_was_not_begun_has_no_rows():
    assert rows_of("try_projection", lambda X, M: ...) == []
    assert mixed(...) == together(...) == []
