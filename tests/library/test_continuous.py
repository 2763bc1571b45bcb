"""Memories of real states: kernels around the patterns, and attention by softmax and its sparse kin."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

import hopfield_lib as hl
from hopfield_lib import separations
from hopfield_lib.energies import DistanceEnergy, Exponential, LogSumExp, LogSumReLU
from tests.library import oracles

seeds = st.integers(0, 2**32 - 1)
SEPARATIONS = list(separations.NAMES)
KERNELS = [LogSumExp, LogSumReLU]


def slopes(energy, x, h=1e-6):
    """Finite differences of an energy of states (..., N)."""
    steps = h * np.eye(x.shape[-1])
    return np.stack([(energy(x + step) - energy(x - step)) / (2 * h) for step in steps], axis=-1)


# ---------------------------------------------------------------------------------------- kernels


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("beta", [0.05, 0.3, 2.0])
def test_the_gradient_is_that_of_finite_differences(kernel, beta):
    rng = np.random.default_rng(1)
    model = hl.KernelMemory(rng.normal(size=(9, 4)), kernel(beta))
    x = rng.normal(size=(3, 5, 4))
    assert model.gradient(x).shape == x.shape
    np.testing.assert_allclose(model.gradient(x), slopes(model.energy, x), atol=1e-6)
    np.testing.assert_allclose(model.gradient(x[0, 0]), model.gradient(x)[0, 0], atol=1e-14)


def test_the_score_is_the_slope_of_the_density_of_blurred_patterns():
    """-beta grad E at beta = 1 / (2 sigma^2) is grad log of a mixture of normal densities."""
    rng = np.random.default_rng(2)
    X, x, sigma = rng.normal(size=(5, 3)), rng.normal(size=(4, 3)), 0.7

    def log_density(y):
        squares = ((y[..., None, :] - X) ** 2).sum(axis=-1)
        return special.logsumexp(-squares / (2 * sigma**2), axis=-1)

    beta = 1 / (2 * sigma**2)
    score = -beta * hl.KernelMemory(X, LogSumExp(beta)).gradient(x)
    np.testing.assert_allclose(score, slopes(log_density, x), atol=1e-7)


def test_a_step_of_the_mean_shift_is_a_half_of_the_gradient():
    rng = np.random.default_rng(3)
    X, x = rng.normal(size=(6, 4)), rng.normal(size=(7, 4))
    model = hl.KernelMemory(X, LogSumExp(0.6))
    np.testing.assert_allclose(model.update(x), x - 0.5 * model.gradient(x), atol=1e-13)


def test_on_a_sphere_distances_and_overlaps_make_the_same_memory():
    """|x - xi|^2 = |x|^2 - 2 x.xi + |xi|^2: beta by distance is 2 beta by overlap, E is twice that E."""
    rng = np.random.default_rng(4)
    X, x, beta = rng.normal(size=(8, 5)), rng.normal(size=(6, 5)), 0.9
    X *= 2 / np.linalg.norm(X, axis=1, keepdims=True)
    kernel, modern = hl.KernelMemory(X, LogSumExp(beta)), hl.ModernHopfield(X, 2 * beta)
    np.testing.assert_allclose(kernel.update(x), modern.update(x), atol=1e-12)
    np.testing.assert_allclose(kernel.energy(x), 2 * modern.energy(x) - np.log(8) / beta, atol=1e-12)


@pytest.mark.parametrize("kernel", KERNELS)
@given(seed=seeds, exponent=st.floats(-3, 3))
def test_no_update_of_any_set_of_units_raises_the_energy(kernel, seed, exponent):
    rng = np.random.default_rng(seed)
    model = hl.KernelMemory(rng.normal(size=(rng.integers(1, 7), 3)), kernel(10**exponent))
    x = 2 * rng.normal(size=(5, 3))
    units = rng.permutation(3)[: rng.integers(1, 4)]
    before, after = model.energy(x), model.energy(model.update(x, units))
    assert (after - before).max() <= 1e-12 * max(1, np.abs(before).max())


@given(seed=seeds)
def test_what_one_pattern_alone_reaches_falls_onto_it_exactly(seed):
    """Compact support: stored patterns are exact fixed points at once, not in the limit."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(6, 3))
    apart = min(((a - b) ** 2).sum() for k, a in enumerate(X) for b in X[:k])
    model = hl.KernelMemory(X, LogSumReLU(1.0001 / apart))
    run = hl.recall(model, X, hl.synchronous())
    assert set(run.outcome) == {"fixed point"}
    np.testing.assert_array_equal(run.state, X)
    near = X + 0.4 * rng.uniform(-1, 1, X.shape) * np.sqrt(apart / 3)
    reached = (((near[:, None] - X) ** 2).sum(axis=-1) * model.F.beta < 1).sum(axis=1)
    np.testing.assert_array_equal(model.update(near)[reached == 1], X[reached == 1])


def test_between_two_memories_the_relu_invents_a_third():
    """At -1 and +1, squared distance 4: kept from beta = 1/4 on, one more at 0 below beta = 1."""
    X = np.array([[-1.0], [1.0]])
    ends = {
        beta: set(
            hl.recall(hl.KernelMemory(X, LogSumReLU(beta)), np.linspace(-1.2, 1.2, 25)[:, None],
                      hl.synchronous()).state.ravel()
        )
        for beta in (0.2, 0.3, 0.9, 1.1)
    }  # fmt: skip
    assert ends[0.2] == {0.0}
    assert ends[0.3] == ends[0.9] == {-1.0, 0.0, 1.0}
    assert {-1.0, 1.0} < ends[1.1]
    assert all(abs(x) > 0.04 for x in ends[1.1] - {0.0})
    model = hl.KernelMemory(X, LogSumReLU(1.1))  # nothing reaches 0 now: it stays where it is
    assert model.update([0.0])[0] == model.gradient([0.0])[0] == 0
    assert model.energy([0.0]) == pytest.approx(-np.log(1e-9) / 1.1)


def test_far_states_and_sharp_kernels_do_not_overflow():
    X = np.random.default_rng(6).normal(size=(4, 3))
    with np.errstate(all="raise", under="ignore"):
        for kernel in KERNELS:
            model = hl.KernelMemory(X, kernel(1e6))
            assert np.isfinite(model.energy(X + 1e6)).all()
            assert np.isfinite(model.gradient(X + 1e6)).all()
            np.testing.assert_array_equal(model.update(X), X)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: hl.KernelMemory([1.0, 2.0], LogSumExp(1)), ValueError, r"patterns: expected shape \(P, N\)"),
        (lambda: hl.KernelMemory([[np.nan]], LogSumExp(1)), ValueError, "patterns: expected finite numbers"),
        (lambda: hl.KernelMemory([[1.0]], 2.0), TypeError, "energy: expected one of distances .*got 2.0"),
        (lambda: hl.KernelMemory([[1.0]], Exponential()), TypeError, "energy: .*got Exponential"),
        (lambda: hl.KernelMemory([[1.0]], LogSumExp), TypeError, "energy: .*got <class"),
        (lambda: LogSumExp(0), ValueError, "beta: expected a finite number above 0, got 0"),
        (lambda: LogSumReLU(-1), ValueError, "beta: expected a finite number above 0, got -1"),
        (lambda: LogSumReLU("1"), TypeError, "beta: expected a real number, got '1'"),
        (lambda: hl.DenseAssociativeMemory([[1, -1]], LogSumExp(1)), TypeError, "order: .*KernelMemory"),
        (
            lambda: hl.DenseAssociativeMemory([[1, -1]], LogSumReLU(1), True),
            ValueError,
            "rectified: expected False",
        ),
        (
            lambda: hl.ModernHopfield([[1.0]], 1, "hardmax"),
            ValueError,
            "separation: expected one of 'softmax'",
        ),
        (lambda: hl.ModernHopfield([[1.0]], 1, 2), ValueError, "separation: expected one of .*got 2"),
        (
            lambda: hl.KernelMemory([[1.0]], LogSumExp(1)).gradient([1.0, 2.0]),
            ValueError,
            "states: expected 1 units a row",
        ),
        (
            lambda: hl.recall(
                hl.KernelMemory([[1.0]], LogSumExp(1)),
                [1.0],
                hl.asynchronous(np.random.default_rng(1), temperature=1.0),
            ),
            ValueError,
            "temperature: expected 0 for KernelMemory, got 1.0",
        ),
    ],
)
def test_bad_input_is_refused_in_words(call, error, words):
    with pytest.raises(error, match=re.compile(words)):
        call()


def test_energies_say_what_they_are():
    assert [repr(kernel(0.25)) for kernel in KERNELS] == ["LogSumExp(0.25)", "LogSumReLU(0.25)"]
    assert all(issubclass(kernel, DistanceEnergy) for kernel in KERNELS)
    assert repr(hl.ModernHopfield([[1.0]], 1, "sparsemax").separation) == "Sparsemax()"


# ------------------------------------------------------------------------------------- separations


@pytest.mark.parametrize("name", SEPARATIONS)
@given(seed=seeds, spread=st.sampled_from([0.0, 0.1, 1.0, 30.0]), ties=st.booleans())
def test_shares_are_those_of_the_definition(name, seed, spread, ties):
    rng = np.random.default_rng(seed)
    a = spread * rng.normal(size=(rng.integers(1, 9), 4))
    a = np.round(a) if ties else a
    a -= a.max(axis=0)
    p = separations.NAMES[name].shares(a)
    assert (p >= 0).all()
    np.testing.assert_allclose(p.sum(axis=0), 1, rtol=1e-14)
    expected = np.stack([oracles.shares(column, name) for column in a.T], axis=1)
    np.testing.assert_allclose(p, expected, atol=1e-9)


@pytest.mark.parametrize("name", SEPARATIONS)
def test_shares_maximise_what_they_promise_and_are_its_gradient(name):
    rng, separation = np.random.default_rng(7), separations.NAMES[name]
    a = rng.normal(size=(5, 1))
    a[0] = a.max() + 0.1
    a -= a.max()
    best = separation.conjugate(a)[0]
    for p in rng.dirichlet(np.ones(5), 300):
        assert p @ a[:, 0] - oracles.tsallis(p, name) <= best + 1e-12
    for k in range(1, 5):  # the largest stays the largest
        h = np.zeros((5, 1))
        h[k] = 1e-6
        slope = (separation.conjugate(a + h) - separation.conjugate(a - h)) / 2e-6
        assert slope[0] == pytest.approx(separation.shares(a)[k, 0], abs=1e-5)
    equal = oracles.tsallis(np.full(6, 1 / 6), name)
    assert separation.spread(6) == pytest.approx(equal)


@pytest.mark.parametrize(("name", "gap"), [("sparsemax", 1.0), ("entmax15", 2.0)])
def test_one_pattern_has_all_from_a_gap_of_scores_on(name, gap):
    separation = separations.NAMES[name]
    others = np.array([[-0.3], [-0.5], [0.0]])
    assert separation.shares(np.vstack([[[0.0]], others - gap]))[:, 0].tolist() == [1, 0, 0, 0]
    short = separation.shares(np.vstack([[[0.0]], others - 0.999 * gap]))[:, 0]
    assert 0 < short[3] < 1 - short[0] + 1e-12
    assert separations.NAMES["softmax"].shares(np.array([[0.0], [-30.0]]))[1, 0] > 0


@pytest.mark.parametrize("name", ["sparsemax", "entmax15"])
def test_sparse_attention_recalls_exactly_in_one_step(name):
    rng = np.random.default_rng(8)
    X = rng.normal(size=(50, 40))
    cues = X + 0.3 * rng.normal(size=X.shape)
    sparse, soft = hl.ModernHopfield(X, 0.5, name), hl.ModernHopfield(X, 0.5)
    np.testing.assert_array_equal(sparse.update(cues), X)
    assert (soft.update(cues) != X).any()
    assert ((sparse.attention(cues) > 0).sum(axis=1) == 1).all()


@pytest.mark.parametrize("name", SEPARATIONS)
def test_the_energy_of_attention_has_the_step_for_its_slope_and_is_never_negative(name):
    rng = np.random.default_rng(9)
    model = hl.ModernHopfield(rng.normal(size=(7, 4)), 0.8, name)
    x = 2 * rng.normal(size=(50, 4))
    np.testing.assert_allclose(slopes(model.energy, x), x - model.update(x), atol=1e-6)
    assert model.energy(x).min() >= 0
    after = model.update(x)
    fell = model.energy(x) - model.energy(after)
    assert (fell >= 0.5 * ((after - x) ** 2).sum(axis=-1) - 1e-12).all()
