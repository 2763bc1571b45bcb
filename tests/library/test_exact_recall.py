"""Blocked asynchronous recall equals the plain loop over units, for everything it supports."""

import numpy as np
import pytest

import hopfield_lib as hl
from tests.library import oracles

N, P, B = 37, 4, 5


def spins(rng, *shape):
    return rng.choice(np.array([-1, 1]), shape)


def phasors(rng, *shape, span=2 * np.pi):
    return np.exp(1j * span * rng.random(shape))


def own():
    """The generator that a run of continuous states has to itself."""
    return np.random.default_rng(5).spawn(1)[0]


def hopfield(rule):
    """A builder: (rng, threshold) -> the library's model, the plain one, patterns."""

    def build(rng, threshold):
        X = spins(rng, P, N)
        if rule == "covariance":
            X = np.where(rng.random((P, N)) < 0.7, 1, -1)
        own = None
        if rule == "hebbian":
            J, W = hl.hebbian(X), oracles.hebbian_matrix(X)
        elif rule == "hebbian diagonal":
            J, W = hl.hebbian(X, keep_diagonal=True), oracles.hebbian_matrix(X, True)
        elif rule.startswith("covariance"):
            center = "pattern" if "pattern" in rule else "global"
            J, own = hl.covariance(X, center)
            W, _ = oracles.covariance_matrix(X, center)
        elif rule == "projection":
            J, W = hl.projection(X), oracles.projection_matrix(X.astype(float))
        elif rule == "storkey":
            J, W = hl.storkey(X), oracles.storkey_matrix(X)
        elif rule == "matrix":
            A = rng.normal(size=(N, N))
            W = A + A.T
            np.fill_diagonal(W, 0.5)
            J = hl.MatrixCouplings(W)
        theta = {"zero": 0.0, "one": 0.2, "each": rng.normal(0, 0.3, N)}[threshold]
        if own is not None and threshold == "zero":
            theta = own
        return hl.Hopfield(J, theta), oracles.PlainHopfield(W, theta), X

    return build


RULES = [
    "hebbian",
    "hebbian diagonal",
    "covariance",
    "covariance pattern",
    "projection",
    "storkey",
    "matrix",
]


@pytest.mark.parametrize("center", ["global", "pattern"])
def test_the_threshold_of_the_covariance_rule_is_the_plain_one(center):
    X = np.where(np.random.default_rng(4).random((P, N)) < 0.7, 1, -1)
    np.testing.assert_allclose(
        hl.covariance(X, center)[1], oracles.covariance_matrix(X, center)[1], atol=1e-12
    )


@pytest.mark.parametrize("block", [None, 1, 2, 7, 64])
@pytest.mark.parametrize("order", ["permutation", "random"])
@pytest.mark.parametrize("temperature", [0.0, 0.4])
@pytest.mark.parametrize("threshold", ["zero", "one", "each"])
@pytest.mark.parametrize("rule", RULES)
def test_hopfield_equals_the_plain_loop(rule, threshold, temperature, order, block):
    rng = np.random.default_rng([RULES.index(rule), len(threshold), len(order)])
    model, plain, X = hopfield(rule)(rng, threshold)
    cues = spins(rng, B, N)
    cues[1] = X[0]
    cues[2, ::3] = 0  # undecided units
    assert_equals_plain_loop(model, plain, cues, order, temperature, block)


@pytest.mark.parametrize("block", [None, 1, 7, 64])
@pytest.mark.parametrize("order", ["permutation", "random"])
@pytest.mark.parametrize("temperature", [0.0, 30.0])
@pytest.mark.parametrize("power", [2, 3, 4, 7, 30, "rectified 3", "exp"])
def test_dense_memory_equals_the_plain_loop(power, temperature, order, block):
    rng = np.random.default_rng(7)
    X = spins(rng, 12, 23)
    rectified = isinstance(power, str) and power.startswith("rectified")
    n = 3 if rectified else power
    model = hl.DenseAssociativeMemory(X, n, rectified)
    plain = oracles.PlainDense(X, n, rectified)
    if n == "exp":
        temperature /= 60
    cues = spins(rng, B, 23)
    cues[2, ::4] = 0
    assert_equals_plain_loop(model, plain, cues, order, temperature, block)


PHASOR_RULES = ["hebbian", "hebbian real", "projection", "phase distance", "matrix"]


@pytest.mark.parametrize("block", [None, 1, 7, 64])
@pytest.mark.parametrize("order", ["permutation", "random"])
@pytest.mark.parametrize("rule", PHASOR_RULES)
def test_phasors_equal_the_plain_loop(rule, order, block):
    rng = np.random.default_rng(3)
    X = phasors(rng, P, N)
    if rule == "hebbian":
        J, W = hl.hebbian(X), oracles.hebbian_matrix(X)
    elif rule == "hebbian real":
        X = spins(rng, P, N)
        J, W = hl.hebbian(X), oracles.hebbian_matrix(X)
    elif rule == "projection":
        J, W = hl.projection(X), oracles.projection_matrix(X)
    elif rule == "phase distance":
        theta = np.pi * rng.random((P, N))
        J, W = hl.phase_distance(np.exp(1j * theta)), oracles.phase_distance_matrix(theta)
    else:
        A = rng.normal(size=(N, N)) + 1j * rng.normal(size=(N, N))
        W = A + A.conj().T
        np.fill_diagonal(W, 0)
        J = hl.MatrixCouplings(W)
    cues = phasors(rng, B, N)
    frames = oracles.plain_recall(oracles.PlainPhasor(W), cues, own(), order, 0.0, 3)
    before = cues.copy()
    got = frames_of(hl.PhasorHopfield(J), cues, order, 0.0, block)
    np.testing.assert_array_equal(cues, before)
    np.testing.assert_allclose(got, frames[: len(got)], rtol=0, atol=1e-10)


@pytest.mark.parametrize("order", ["permutation", "random"])
@pytest.mark.parametrize("beta", [0.5, 8.0])
def test_modern_network_equals_the_plain_loop(beta, order):
    rng = np.random.default_rng(2)
    X, cues = rng.normal(size=(6, 11)), rng.normal(size=(B, 11))
    plain = oracles.PlainModern(X, beta)
    frames = oracles.plain_recall(plain, cues, own(), order, 0.0, 3)
    before = cues.copy()
    got = frames_of(hl.ModernHopfield(X, beta), cues, order, 0.0, 4)
    np.testing.assert_array_equal(cues, before)
    np.testing.assert_allclose(got, frames[: len(got)], rtol=0, atol=1e-10)


def frames_of(model, cues, order, temperature, block):
    schedule = hl.asynchronous(np.random.default_rng(5), order, temperature=temperature, block=block)
    return hl.recall(model, cues, schedule, max_sweeps=3, record="sweeps", tolerance=0).states


def assert_equals_plain_loop(model, plain, cues, order, temperature, block):
    frames = oracles.plain_recall(plain, cues, np.random.default_rng(5), order, temperature, sweeps=3)
    before = cues.copy()
    got = frames_of(model, cues, order, temperature, block)
    np.testing.assert_array_equal(cues, before)
    assert got.dtype == np.int8
    np.testing.assert_array_equal(got, frames[: len(got)])
    # where recall stopped early nothing would have changed
    np.testing.assert_array_equal(np.broadcast_to(got[-1], frames[len(got) :].shape), frames[len(got) :])
    energies = [float(plain.energy(s)) for s in got[-1].astype(float)]
    np.testing.assert_allclose(model.energy(got[-1]), energies, rtol=1e-12, atol=1e-9)
