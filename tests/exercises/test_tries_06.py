"""The small tasks of lesson 06: right answers in two styles, and each mistake with its hint."""

import numpy as np
import pytest

from hopfield_lib import data, images, overlap
from tests.exercises.judging import hints
from tests.exercises.tries import rows_of, rows_of_values

POOL = np.random.default_rng(6).choice([-1, 1], (2000, 100))  # as the lesson draws it
CLOTHES = images.binarize(data.fashion().images, bright=1)


def gain_of_energies(X, up, down, n):
    def energy(s):
        return -np.sum((X @ s) ** n)

    return energy(down) - energy(up)


def gain_pattern_by_pattern(X, up, down, n):
    return sum(int(x @ up) ** int(n) - int(x @ down) ** int(n) for x in X)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("answer", [gain_of_energies, gain_pattern_by_pattern])
def test_right_gains_are_right(answer, seed):
    rows = rows_of("try_gain", answer, seed)
    assert len(rows) == 2
    assert all(row.passed for row in rows)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda X, up, down, n: ((X @ down) ** n - (X @ up) ** n).sum(), "The sign"),
        (lambda X, up, down, n: ((X @ up / len(up)) ** n - (X @ down / len(up)) ** n).sum(), "the plain sum"),
        (lambda X, up, down, n: ((X @ up) ** n - (X @ down) ** n).sum() / len(up), "the plain sum"),
        (lambda X, up, down, n: (X @ up).sum() ** n - (X @ down).sum() ** n, "Each overlap is raised"),
        (lambda X, up, down, n: ((X @ up - X @ down) ** n).sum(), "a power of a difference"),
        (lambda X, up, down, n: (X @ up - X @ down).sum(), "Where is the power n?"),
        (lambda X, up, down, n: ((X @ up) ** 2 - (X @ down) ** 2).sum(), "order 2, always"),
        (lambda X, up, down, n: (X @ up) ** n - (X @ down) ** n, "one a pattern"),
        (lambda X, up, down, n: ((X @ up) ** n).sum(), "one of two energies"),
        (lambda X, up, down, n: (abs(X @ up) ** n - abs(X @ down) ** n).sum(), "has a power below 0"),
        (lambda X, up, down, n: 0, "Take one pattern"),
    ],
)
def test_a_mistake_in_the_gain_has_its_hint(answer, words):
    assert words in hints(rows_of("try_gain", answer))


@pytest.mark.parametrize("K", [480, 520, 560.0, np.int64(500)])
def test_a_crowd_at_the_edge_is_right(K):
    rows = rows_of_values("try_crowd", (POOL,), K)
    assert len(rows) == 2
    assert all(row.passed for row in rows)


@pytest.mark.parametrize(
    ("K", "words"),
    [
        (150, "store more"),
        (1500, "store fewer"),
        (2001, "Patterns are counted"),
        (50, "the first hundred"),
        (500.5, "Patterns are counted"),
        ([500, 520], "one number"),
        ("many", "numbers"),
    ],
)
def test_another_crowd_has_its_hint(K, words):
    assert words in hints(rows_of_values("try_crowd", (POOL,), K))


def between(share, other):
    """Return image 0 with a share of the pixels in which another differs from it changed."""
    differ = np.flatnonzero(CLOTHES[0] != CLOTHES[other])
    cue = CLOTHES[0].copy()
    cue[differ[: round(share * len(differ))]] *= -1
    return cue


MOST_LIKE = int(overlap(CLOTHES[0], CLOTHES[1:]).argmax()) + 1


@pytest.mark.parametrize("share", [0.55, 0.6])
def test_a_cue_that_ends_elsewhere_is_right(share):
    rows = rows_of_values("try_escape", (CLOTHES,), between(share, MOST_LIKE))
    assert len(rows) == 3
    assert all(row.passed for row in rows)


@pytest.mark.parametrize(
    ("cue", "words"),
    [
        (CLOTHES[0], "It comes back"),
        (between(0.4, MOST_LIKE), "It comes back"),
        (images.flip(CLOTHES[0], 0.04, rng=np.random.default_rng(0)), "which other image is most like"),
        (CLOTHES[MOST_LIKE], "Too many pixels"),
        (np.zeros(784), "+1 or −1"),
        (CLOTHES[0, :100], "Expected shape (784,)"),
        ("a shoe", "numbers"),
    ],
)
def test_another_cue_has_its_hint(cue, words):
    assert words in hints(rows_of_values("try_escape", (CLOTHES,), cue))


@pytest.mark.parametrize(("name", "given"), [("try_crowd", POOL), ("try_escape", CLOTHES)])
def test_nothing_is_said_of_what_is_not_there(name, given):
    assert rows_of_values(name, (given,), ...) == []
