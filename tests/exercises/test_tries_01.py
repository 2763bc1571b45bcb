"""Lesson 01's small tasks: right answers in two styles, and the hint of each mistake."""

import numpy as np
import pytest

from hopfield_lib import data, images
from tests.exercises.judging import hints
from tests.exercises.tries import rows_of, rows_of_values


def update_in_one_line(W, s, i):
    return np.sign(W[i] @ s) or s[i]


def update_by_a_loop(W, s, i):
    votes = sum(W[i, j] * s[j] for j in range(len(s)))
    return 1 if votes > 0 else -1 if votes < 0 else s[i]


def flip_by_the_field(W, s, i):
    return 2 * s[i] * (W[i] @ s)


def flip_by_two_energies(W, s, i):
    after = s.copy()
    after[i] = -after[i]
    return 0.5 * s @ W @ s - 0.5 * after @ W @ after


def update_in_place(W, s, i):
    s[i] = update_in_one_line(W, s, i)
    return s[i]


def flip_in_place(W, s, i):
    before = s @ W @ s
    s[i] = -s[i]
    return 0.5 * before - 0.5 * s @ W @ s


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("try_update", update_in_one_line),
        ("try_update", update_by_a_loop),
        ("try_flip", flip_by_the_field),
        ("try_flip", flip_by_two_energies),
    ],
)
def test_a_right_answer_is_judged_right(name, answer, seed):
    rows = rows_of(name, answer, seed)
    assert rows
    assert all(row.passed for row in rows)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("name", "answer", "hint"),
    [
        ("try_update", lambda W, s, i: np.sign(W[i] @ s), "np.sign(0) is 0"),
        ("try_update", lambda W, s, i: 1 if W[i] @ s > 0 else -1, "balance say nothing"),
        ("try_update", lambda W, s, i: 1 if W[i] @ s >= 0 else -1, "balance say nothing"),
        ("try_update", lambda W, s, i: -update_in_one_line(W, s, i), "positive field"),
        ("try_update", lambda W, s, i: W[i] @ s, "only its sign"),
        ("try_update", lambda W, s, i: s[i], "What do the others say"),
        ("try_update", lambda W, s, i: np.sign(W[i].sum()), "What does unit j say"),
        ("try_update", lambda W, s, i: np.sign(W @ s), "unit i alone"),
        ("try_update", lambda W, s, i: np.where(np.arange(len(s)) == i, -s, s), "Expected one number"),
        ("try_update", lambda W, s, i: np.sign(W[i] * s), "add them up"),
        ("try_update", lambda W, s, i: None if W[i] @ s else s[i], "end in return"),
        ("try_flip", lambda W, s, i: -2 * s[i] * (W[i] @ s), "uphill or downhill"),
        ("try_flip", lambda W, s, i: s[i] * (W[i] @ s), "how long is the step"),
        ("try_flip", lambda W, s, i: -s[i] * (W[i] @ s), "how long is the step"),
        ("try_flip", lambda W, s, i: 2 * W[i] @ s, "which state the unit leaves"),
        ("try_flip", lambda W, s, i: -2 * abs(W[i] @ s), "only where the unit obeys"),
        ("try_flip", lambda W, s, i: 2 * s[i] * (W[i] @ s) / len(s), "nothing else is divided"),
        ("try_flip", lambda W, s, i: 2 * s * (W @ s), "One unit flips"),
        ("try_flip", lambda W, s, i: 1.0, "Take two units"),
    ],
)
def test_a_mistake_gets_its_hint(name, answer, hint, seed):
    rows = rows_of(name, answer, seed)
    assert not all(row.passed for row in rows)
    assert hint in hints(rows)


def test_ties_alone_are_missed_by_who_takes_the_sign_alone():
    rows = rows_of("try_update", lambda W, s, i: np.sign(W[i] @ s))
    assert [row.passed for row in rows] == [True, False, True]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("name", "answer"), [("try_update", update_in_place), ("try_flip", flip_in_place)])
def test_who_changes_the_state_that_was_given_is_told_so(name, answer, seed):
    rows = rows_of(name, answer, seed)
    assert [row.passed for row in rows] == [True, True, False]
    assert "Work out the number alone" in hints(rows)


# ------------------------------------------------------------------------------------- the cue that fails

X = images.binarize(data.pictures("camera", "coins", "brick").images)
N = X.shape[1]


def judged_cue(cue):
    return rows_of_values("try_failing_cue", (X,), cue)


def rows_of_two(share):
    """Return the upper share of the camera man's pixels, the rest the coins'."""
    return np.where(np.arange(N) < share * N, X[0], X[1])


@pytest.mark.parametrize(
    "cue",
    [
        rows_of_two(0.45),
        np.where(np.random.default_rng(3).random(N) < 0.44, X[0], X[1]).tolist(),
        np.sign(X.sum(axis=0)).astype(float),
    ],
    ids=["two halves", "pixels mixed, as a list", "the majority of three"],
)
def test_a_cue_that_fails_is_judged_right(cue):
    rows = judged_cue(cue)
    assert len(rows) == 3
    assert all(row.passed for row in rows)


@pytest.mark.parametrize(
    ("cue", "words"),
    [
        (rows_of_two(0.45), "ends in the coins"),
        (np.sign(X.sum(axis=0)), "ends in a blend of the camera man, the coins and the bricks"),
        (np.sign(X[0] + X[1] - X[2]), "a blend of the camera man, the coins and the negative of the bricks"),
    ],
    ids=["coins", "majority", "bricks reversed"],
)
def test_the_end_is_told_by_the_pictures_names(cue, words):
    assert judged_cue(cue)[-1].what.endswith(words)


@pytest.mark.parametrize(
    ("cue", "hint"),
    [
        (images.flip(X[0], 0.3, rng=np.random.default_rng(0)), "their votes cancel"),
        (images.flip(X[0], 0.02, rng=np.random.default_rng(0)), "their votes cancel"),
        (X[0], "their votes cancel"),
        (rows_of_two(0.8), "still the largest"),
        (X[1], "How many of the other pixels"),
        (-X[0], "How many of the other pixels"),
        (X[0] + X[1] + X[2], "do not add pictures up"),
        (X[0].reshape(128, 128), "the shape of X[0]"),
        (1, "the shape of X[0]"),
        ("coins", "numbers"),
    ],
    ids=lambda value: value if isinstance(value, str) else "cue",
)
def test_a_cue_that_does_not_gets_its_hint(cue, hint):
    rows = judged_cue(cue)
    assert not rows[-1].passed
    assert hint in hints(rows)
