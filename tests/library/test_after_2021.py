"""Closed forms of real memories, diffusion by the exact score, and memories of random features."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

import hopfield_lib as hl
from hopfield_lib import diffusion, theory
from hopfield_lib.energies import LogSumExp, LogSumReLU
from hopfield_lib.features import RandomFeatureMemory, RandomFeatures

# ------------------------------------------------------------------------------------------ theory


def rest(model, start, sweeps=20_000):
    return hl.recall(model, start, hl.synchronous(), max_sweeps=sweeps, tolerance=1e-12).state


def test_two_memories_part_at_the_beta_of_the_theory():
    d, X = 1.7, np.array([[0.0], [1.7]])
    edge = theory.merging_beta(d)
    assert edge * d**2 == pytest.approx(2)
    below, above = (hl.KernelMemory(X, LogSumExp(f * edge)) for f in (0.9, 1.1))
    np.testing.assert_allclose(rest(below, X), [[d / 2], [d / 2]], atol=1e-6)
    left, right = rest(above, X)[:, 0]
    assert d / 2 - left == pytest.approx(right - d / 2)
    assert right - left > 0.5
    curvature = [
        np.diff(hl.KernelMemory(X, LogSumExp(f * edge)).energy(d / 2 + 1e-3 * np.array([[-1], [0], [1]])), 2)
        for f in (0.99, 1.01)
    ]
    assert curvature[0] > 0 > curvature[1]


@pytest.mark.parametrize("steepness", [0.3, 1.0, 1.05, 1.5, 4.0, 40.0])
def test_the_minima_of_two_memories_are_where_recall_ends(steepness):
    d, X = 1.7, np.array([[0.0], [1.7]])
    beta = steepness * theory.merging_beta(d)
    end = rest(hl.KernelMemory(X, LogSumExp(beta)), X)[1, 0] - d / 2
    tolerance = 0.02 if steepness == 1 else 1e-7  # just there recall slows down without end
    assert theory.pair_minimum(beta, d) == pytest.approx(end, abs=tolerance)


@pytest.mark.parametrize(("beta", "R"), [(0.5, 1.0), (3.0, 1.0), (2.0, 0.6), (0.4, 2.5)])
def test_a_circle_full_of_memories_has_the_energy_and_the_ring_of_the_theory(beta, R):
    angles = 2 * np.pi * np.arange(400) / 400
    X = R * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    model, r = hl.KernelMemory(X, LogSumExp(beta)), np.linspace(0, 2 * R, 15)
    energies = model.energy(np.stack([r, 0 * r], axis=1)) + np.log(400) / beta
    np.testing.assert_allclose(energies, theory.ring_energy(r, beta, R), atol=1e-10)
    end = rest(model, [[0.9 * R, 0.1 * R]])
    assert theory.ring_radius(beta, R) == pytest.approx(np.linalg.norm(end), abs=1e-7)


def test_the_ring_opens_at_beta_r_squared_1_and_reaches_the_circle():
    assert theory.ring_radius(0.999) == 0
    assert theory.ring_radius(1.001) == pytest.approx(np.sqrt(2 * 0.001), rel=0.01)
    radii = theory.ring_radius(np.geomspace(1, 1e4, 30), 2.0)
    assert (np.diff(radii) >= 0).all()
    assert radii[-1] == pytest.approx(2, abs=1e-4)
    r = np.linspace(0, 2, 2001)
    for beta in (1.3, 4.0):
        assert r[theory.ring_energy(r, beta).argmin()] == pytest.approx(theory.ring_radius(beta), abs=1e-3)


def test_relu_betas_are_those_of_recall():
    d = 3.0
    low, high = theory.relu_betas(d)
    X = np.array([[0.0, 0.0], [d, 0.0]])
    cases = [(0.99 * low, False, True), (1.01 * low, True, True), (0.99 * high, True, True)]
    for beta, kept, between in [*cases, (1.01 * high, True, False)]:
        model = hl.KernelMemory(X, LogSumReLU(beta))
        np.testing.assert_array_equal((model.update(X) == X).all(), kept)
        near = hl.recall(model, [d / 2 + 1e-3, 0.0], hl.synchronous()).state
        assert (near.tolist() == [d / 2, 0]) is between


@pytest.mark.parametrize(("name", "alpha"), [("sparsemax", 2.0), ("entmax15", 1.5)])
def test_the_exact_gap_is_that_of_one_step(name, alpha):
    X, beta = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]]), 2.7
    gap = theory.exact_gap(beta, alpha)
    model = hl.ModernHopfield(X, beta, name)
    for factor, exact in ((1.001, True), (0.999, False)):
        assert (model.update([0.5 + factor * gap, 0.5])[1] == 0) is np.bool_(exact)


@pytest.mark.parametrize(("Y", "beta", "d"), [(8, 0.5, 0.3), (64, 2.0, 0.7), (64, 1.0, 5.0)])
def test_the_error_of_random_features_is_that_of_the_theory(Y, beta, d):
    rng, x = np.random.default_rng(1), np.array([0.0, 0.0, d])
    draws = 4000
    estimates = np.empty(draws)
    for k in range(draws):
        phi = RandomFeatures(3, beta, Y, rng=rng)
        estimates[k] = phi.of(np.zeros(3)) @ phi.of(x)
    error = np.sqrt(np.mean((estimates - np.exp(-beta * d**2)) ** 2))
    assert error == pytest.approx(theory.random_feature_error(Y, beta, d), rel=0.06)  # some five sigma


def test_perceptron_capacity_is_gardners():
    assert theory.perceptron_capacity(0) == pytest.approx(2)
    for kappa in (0.3, 1.0, 3.0):
        integral, _ = integrate.quad(
            lambda t, k=kappa: (t + k) ** 2 * np.exp(-(t**2) / 2) / np.sqrt(2 * np.pi), -kappa, np.inf
        )
        assert theory.perceptron_capacity(kappa) == pytest.approx(1 / integral)
    assert theory.perceptron_capacity([0.0, 1.0]).shape == (2,)


# --------------------------------------------------------------------------------------- diffusion

SIGMAS = diffusion.noise_levels(20, 1e-3, 80)


def test_noise_that_is_taken_off_leaves_a_stored_pattern():
    rng = np.random.default_rng(2)
    X = rng.normal(size=(5, 12))
    start = SIGMAS[0] * rng.normal(size=(40, 12))
    for own in (None, np.random.default_rng(3)):
        frames = diffusion.sample(X, start, SIGMAS, rng=own)
        assert frames.shape == (81, 40, 12)
        np.testing.assert_array_equal(frames[0], start)
        distance = np.linalg.norm(frames[-1][:, None] - X, axis=2)
        assert distance.min(axis=1).max() < 0.02
        assert len(set(distance.argmin(axis=1))) == 5


def test_the_flow_of_one_memory_is_a_straight_line_and_that_of_two_has_their_shares():
    start = np.array([[3.0, -4.0]])
    frames = diffusion.sample([[1.0, 1.0]], start, SIGMAS)
    left = SIGMAS[:, None, None] / SIGMAS[0]
    np.testing.assert_allclose(frames, [1.0, 1.0] + left * (start - [1.0, 1.0]), atol=1e-12)
    rng = np.random.default_rng(4)
    X = np.array([[-1.0], [1.0], [1.0]])  # one twice: two of three samples end there
    ends = diffusion.sample(X, 20 * rng.normal(size=(3000, 1)), SIGMAS)[-1]
    assert (ends > 0).mean() == pytest.approx(2 / 3, abs=0.03)


def test_random_steps_keep_the_spread_of_the_blurred_data():
    """Of one memory, the states at each sigma are normal around it with just that spread."""
    rng = np.random.default_rng(5)
    frames = diffusion.sample([[2.0]], 2 + 8 * rng.normal(size=(20_000, 1)), [8, 4, 1, 0.5], rng=rng)
    np.testing.assert_allclose(frames.std(axis=(1, 2)), [8, 4, 1, 0.5], rtol=0.03)
    np.testing.assert_allclose(frames.mean(axis=(1, 2)), 2, atol=0.2)


def test_beta_of_noise_and_levels():
    np.testing.assert_allclose(diffusion.beta_of_noise([0.5, 1.0]), [2.0, 0.5])
    assert diffusion.noise_levels(8, 1, 3) == pytest.approx([8, 4, 2, 1])


# --------------------------------------------------------------------------------- random features


def test_features_are_of_length_one_and_their_memory_is_their_sum():
    rng = np.random.default_rng(6)
    phi, X = RandomFeatures(4, 0.8, 30, rng=rng), rng.normal(size=(2500, 4))
    np.testing.assert_allclose(np.linalg.norm(phi.of(X), axis=1), 1)
    memory = RandomFeatureMemory(X, phi)
    assert memory.memory.shape == (30,)
    np.testing.assert_allclose(memory.memory, phi.of(X).sum(axis=0), atol=1e-9)
    with pytest.raises(ValueError, match="read-only"):
        memory.memory[0] = 1


def test_many_features_make_the_energy_and_the_slope_of_the_patterns():
    rng = np.random.default_rng(7)
    X = rng.normal(size=(3, 2))
    exact, about = hl.KernelMemory(X, LogSumExp(1.0)), RandomFeatureMemory(
        X, RandomFeatures(2, 1.0, 200_000, rng=rng)
    )  # fmt: skip
    x = X + 0.2 * rng.normal(size=X.shape)
    np.testing.assert_allclose(about.energy(x), exact.energy(x), atol=0.03)
    np.testing.assert_allclose(about.gradient(x), exact.gradient(x), atol=0.05)
    end = about.descend(x, steps=200)
    assert end.shape == (201, 3, 2)
    np.testing.assert_allclose(end[-1], rest(exact, x), atol=0.05)


@given(seed=st.integers(0, 2**32 - 1))
def test_the_slope_of_a_memory_of_features_is_that_of_finite_differences(seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(5, 3))
    memory = RandomFeatureMemory(X, RandomFeatures(3, 0.5, 20, rng=rng))
    x, h = rng.normal(size=3), 1e-6
    slope = [(memory.energy(x + h * e) - memory.energy(x - h * e)) / (2 * h) for e in np.eye(3)]
    if memory.similarity(x) > 0.01:
        np.testing.assert_allclose(memory.gradient(x), slope, rtol=1e-4, atol=1e-5)
    if memory.similarity(x) < 0:
        np.testing.assert_array_equal(memory.gradient(x), 0)
        assert memory.energy(x) == pytest.approx(-np.log(1e-6) / 0.5)


# --------------------------------------------------------------------------------------- bad input


def features(*args, **options):
    return RandomFeatures(*args, **({"rng": np.random.default_rng(1)} | options))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: theory.merging_beta(0), ValueError, "distance: expected above 0"),
        (lambda: theory.merging_beta("d"), TypeError, "distance: expected real numbers"),
        (lambda: theory.pair_minimum(-1, 1), ValueError, "beta: expected above 0"),
        (lambda: theory.ring_energy(-1, 1), ValueError, "distance: expected from 0 up"),
        (lambda: theory.ring_energy(1, 1, 0), ValueError, "radius: expected a finite number above 0"),
        (lambda: theory.ring_radius(np.inf), ValueError, "beta: expected above 0"),
        (lambda: theory.relu_betas(0), ValueError, "distance: expected a finite number above 0"),
        (lambda: theory.exact_gap(1, 1), ValueError, "alpha: expected a finite number above 1"),
        (lambda: theory.random_feature_error(1, 1, 1), ValueError, "n_features: expected whole numbers"),
        (lambda: theory.random_feature_error(4.0, 1, 1), TypeError, "n_features: expected whole numbers"),
        (lambda: theory.perceptron_capacity(-1), ValueError, "margin: expected from 0 up"),
        (lambda: diffusion.beta_of_noise(0), ValueError, "sigma: expected finite numbers above 0"),
        (lambda: diffusion.noise_levels(1, 2, 3), ValueError, "lowest: expected a finite number above 0 up"),
        (lambda: diffusion.noise_levels(2, 2, 3), ValueError, "lowest: expected a number below highest, 2"),
        (lambda: diffusion.noise_levels(2, 1, 0), ValueError, "steps: expected a whole number from 1"),
        (lambda: diffusion.sample([[1.0]], [1.0], [1.0]), ValueError, "sigmas: expected two or more"),
        (lambda: diffusion.sample([[1.0]], [1.0], [1, 2]), ValueError, "sigmas: .*that fall, got 1, 2 at 0"),
        (lambda: diffusion.sample([[1.0]], [1.0], [1, 0]), ValueError, "sigmas: expected numbers above 0"),
        (lambda: diffusion.sample([[1.0]], [1, 2], [2, 1]), ValueError, "start: expected 1 units a row"),
        (lambda: diffusion.sample([[1.0]], [1.0], [2, 1], rng=3), TypeError, "rng: expected a numpy.random"),
        (lambda: features(2, 1.0, 3), ValueError, "count: expected an even number, .* got 3"),
        (lambda: features(0, 1.0, 2), ValueError, "size: expected a whole number from 1"),
        (lambda: features(2, 0, 2), ValueError, "beta: expected a finite number above 0"),
        (lambda: features(2, 1.0, 2, rng=1), TypeError, "rng: expected a numpy.random.Generator"),
        (lambda: features(2, 1.0, 2).of([1.0]), ValueError, "states: expected 2 units a row"),
        (lambda: RandomFeatureMemory([[1.0]], "phi"), TypeError, "features: expected RandomFeatures"),
        (lambda: RandomFeatureMemory([[1.0]], features(2, 1.0, 2)), ValueError, "patterns: expected 2 units"),
        (
            lambda: RandomFeatureMemory([[1.0]], features(1, 1.0, 2)).descend([1.0], step=0),
            ValueError,
            "step: expected a finite number above 0",
        ),
        (
            lambda: hl.recall(RandomFeatureMemory([[1.0]], features(1, 1.0, 2)), [1.0], hl.synchronous()),
            TypeError,
            "model: expected a model such as",
        ),
    ],
)  # fmt: skip
def test_bad_input_is_refused_in_words(call, error, words):
    with pytest.raises(error, match=re.compile(words)):
        call()
