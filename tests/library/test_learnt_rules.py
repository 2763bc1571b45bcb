"""Hebb's rule by weights, and perceptron learning: what they promise, and what they refuse."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hopfield_lib as hl
from tests.library import oracles
from tests.library.networks import phasors, spins

seeds = st.integers(0, 2**32 - 1)


def margins(J, X):
    """xi_i h_i / |w_i|, of each pattern at each unit."""
    W = J.dense()
    return X * (X @ W) / np.linalg.norm(W, axis=1)


# ------------------------------------------------------------------------------------------ weights


@given(seed=seeds, whole=st.booleans(), keep=st.booleans())
def test_weights_are_those_of_the_formula(seed, whole, keep):
    rng = np.random.default_rng(seed)
    X = spins(rng, 4, 7)
    a = rng.integers(0, 4, 4).astype(float) if whole else rng.random(4)
    J = hl.hebbian(X, keep_diagonal=keep, weights=a)
    np.testing.assert_allclose(J.dense(), oracles.hebbian_matrix(X, keep, a), atol=1e-14)
    states = spins(rng, 3, 7)
    np.testing.assert_allclose(J.field(states), states @ J.dense(), atol=1e-13)
    assert J.whole is bool(whole or (a == np.rint(a)).all())


def test_weights_of_one_are_hebb_and_a_pattern_of_weight_two_is_stored_twice():
    rng = np.random.default_rng(1)
    for X in (spins(rng, 5, 30), phasors(rng, 5, 30)):
        cues = spins(rng, 4, 30)
        plain, ones = hl.hebbian(X), hl.hebbian(X, weights=np.ones(5))
        np.testing.assert_array_equal(plain.field(cues), ones.field(cues))
        twice = hl.hebbian(np.vstack([X, X[2:3]]))
        weighted = hl.hebbian(X, weights=[1, 1, 2, 1, 1])
        np.testing.assert_allclose(weighted.field(cues), twice.field(cues), atol=1e-14)
    left_out = hl.hebbian(X, weights=[0, 1, 1, 1, 1])
    np.testing.assert_allclose(left_out.dense(), hl.hebbian(X[1:]).dense(), atol=1e-14)


def test_whole_weights_keep_ties_exact():
    """A sum of whole numbers that is 0 is exactly that: such a unit keeps its state."""
    rng = np.random.default_rng(2)
    X, a = spins(rng, 4, 61), np.array([3.0, 1.0, 1.0, 1.0])
    cues = spins(rng, 50, 61)
    exact = (a * (cues.astype(int) @ X.T.astype(int))) @ X - a.sum() * cues
    assert (exact == 0).any()
    got = hl.Hopfield(hl.hebbian(X, weights=a)).update(cues)
    np.testing.assert_array_equal(got, np.where(exact == 0, cues, np.sign(exact)))


def test_large_weights_leave_single_precision():
    X = spins(np.random.default_rng(3), 3, 50)
    for a in ([1e6, 1, 1], [2.0**40, 1, 1]):
        J = hl.hebbian(X, weights=a)
        assert J.whole
        assert J.factors.dtype == np.float64
        raw = (a * (X @ X[1].astype(float))) @ X - sum(a) * X[1]
        np.testing.assert_array_equal(J.field(X[1]), raw / 50)
    assert not hl.hebbian(X, weights=[2.0**60, 1, 1]).whole


def test_a_strong_pattern_is_recalled_where_weak_ones_are_not():
    rng = np.random.default_rng(4)
    X = spins(rng, 60, 200)
    cue = X[:2] * np.where(rng.random((2, 200)) < 0.1, -1, 1)
    weights = np.ones(60)
    weights[0] = 5
    end = hl.recall(hl.Hopfield(hl.hebbian(X, weights=weights)), cue, hl.synchronous()).state
    m = (end * X[:2]).mean(axis=1)
    assert m[0] > 0.99 > m[1]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda X: hl.hebbian(X, weights=[1, 2]),
            ValueError,
            r"weights: expected 3 numbers.*got shape \(2,\)",
        ),
        (lambda X: hl.hebbian(X, weights=np.ones((3, 1))), ValueError, r"weights: .*got shape \(3, 1\)"),
        (lambda X: hl.hebbian(X, weights=[1, np.nan, 1]), ValueError, r"weights: .*got nan at \(1,\)"),
        (lambda X: hl.hebbian(X, weights=2.0), ValueError, "weights: .*got a single number 2.0"),
        (lambda X: hl.hebbian(X, weights=[1j, 1, 1]), TypeError, "weights: expected real numbers"),
        (lambda X: hl.hebbian(X, weights="abc"), TypeError, "weights: expected numbers, got str 'abc'"),
        (
            lambda X: hl.hebbian(X, weights=[1, -3, 1], keep_diagonal=True),
            ValueError,
            "weights: expected a sum from 0 up where the diagonal is kept, got -1",
        ),
        (lambda X: hl.perceptron(X, margin=-1), ValueError, "margin: expected a finite number from 0"),
        (lambda X: hl.perceptron(X, margin="wide"), TypeError, "margin: expected a real number"),
        (lambda X: hl.perceptron(X, max_sweeps=0), ValueError, "max_sweeps: expected a whole number from 1"),
        (lambda X: hl.perceptron(X[:, :1]), ValueError, "patterns: expected 2 units or more.*got 1"),
        (lambda X: hl.perceptron(X * 0.5), ValueError, r"patterns: expected \+1 and -1 only"),
        (
            lambda X: hl.perceptron(X, margin=9, max_sweeps=5),
            ValueError,
            r"patterns: .*the margin 9, got 3 of 8 units that were not learnt in 5 sweeps: \d+ of 24 units",
        ),
    ],
)
def test_bad_input_is_refused_in_words(call, error, words):
    X = np.array([[1, 1, -1, 1, -1, 1, 1, 1], [1, -1, 1, 1, -1, 1, -1, 1], [-1, -1, 1, 1, 1, 1, -1, 1]])
    with pytest.raises(error, match=re.compile(words)):
        call(X)


# --------------------------------------------------------------------------------------- perceptron


@pytest.mark.parametrize("margin", [0.0, 0.3, 0.7])
def test_a_learnt_pattern_is_held_by_the_margin(margin):
    rng = np.random.default_rng(5)
    X = spins(rng, 16, 60)
    J = hl.perceptron(X, margin=margin)
    assert margins(J, X).min() > margin
    assert margins(hl.hebbian(X), X).min() < margin + 0.1
    np.testing.assert_array_equal(hl.Hopfield(J).update(X), X)
    W = J.dense()
    np.testing.assert_array_equal(W, W.T)
    np.testing.assert_array_equal(np.diag(W), 0)
    np.testing.assert_array_equal(W * 60, np.rint(W * 60))


def test_it_holds_what_hebb_and_even_storkey_do_not():
    X = spins(np.random.default_rng(6), 40, 60)
    np.testing.assert_array_equal(hl.Hopfield(hl.perceptron(X)).update(X), X)
    for rule in (hl.hebbian, hl.storkey):
        assert (hl.Hopfield(rule(X)).update(X) != X).any()


def test_one_pattern_is_learnt_as_hebb_stores_it():
    """From nothing all units are wrong once: w_ij = 2 xi_i xi_j / N."""
    X = spins(np.random.default_rng(7), 1, 20)
    np.testing.assert_array_equal(hl.perceptron(X).dense(), 2 * hl.hebbian(X).dense())


def test_a_wider_margin_makes_a_wider_basin():
    rng = np.random.default_rng(8)
    X = spins(rng, 16, 80)
    cues = X * np.where(rng.random((20, 16, 80)) < 0.2, -1, 1)
    back = [
        (hl.recall(hl.Hopfield(hl.perceptron(X, margin=m)), cues, hl.synchronous()).state == X).all(-1).mean()
        for m in (0.0, 1.0)
    ]
    assert back[1] > back[0] + 0.2
