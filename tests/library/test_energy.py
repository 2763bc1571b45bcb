"""Energy: its definition, that no asynchronous update raises it, and where synchronous runs end."""

import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

import hopfield_lib as hl
from tests.library import networks, oracles
from tests.library.networks import DENSE, HOPFIELD, MODELS, PHASOR, spins

seeds = st.integers(0, 2**32 - 1)
sizes = st.tuples(st.integers(1, 4), st.integers(3, 5))
orders = st.sampled_from(["permutation", "random"])
thresholds = st.sampled_from(["zero", "one", "each", "whole"])
# A power of odd order that is not rectified is concave below 0: see the test of undecided units.
CONCAVE = {f"DenseAssociativeMemory: {n}" for n in networks.ORDERS if isinstance(n, int) and n % 2}


@dataclass
class Case:
    """One network of one model, and a cue for it."""

    model: object
    plain: object  # call it to have the plain one
    cue: np.ndarray
    rng: np.random.Generator


def case(name, seed, size, threshold="zero", undecided=0.2):
    rng = np.random.default_rng(seed)
    P, N = size
    if name in HOPFIELD:
        theta = {
            "zero": 0.0,
            "one": 0.3,
            "each": rng.normal(0, 0.5, N),
            "whole": rng.integers(-2, 3, N) / N,  # thresholds that fields of Hebb can meet
        }[threshold]
        model, plain = HOPFIELD[name](rng, P, N, theta)
    else:
        model, plain = MODELS[name](rng, P, N)
    if name in CONCAVE:
        undecided = 0.0
    return Case(model, plain, networks.cues(name, rng, N, undecided=undecided), rng)


def scale(energies):
    """What rounding may add to an energy."""
    return 1e-11 * max(1.0, float(np.abs(energies).max()))


# ---------------------------------------------------------------------------------- the definition


def loops(W, s, theta):
    """-1/2 sum_ij conj(s_i) w_ij s_j + sum_i theta_i s_i, term by term."""
    N = len(s)
    total = sum(np.conj(s[i]) * W[i, j] * s[j] for i in range(N) for j in range(N))
    return -0.5 * np.real(total) + sum(theta[i] * np.real(s[i]) for i in range(N))


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("threshold", ["zero", "each"])
def test_energy_is_that_of_the_formula(name, threshold):
    c = case(name, 5, (3, 8), threshold)
    plain, cues = c.plain(), networks.cues(name, c.rng, 2, 6, 8, undecided=0.2)
    energies = c.model.energy(cues)
    assert energies.shape == (2, 6)
    assert energies.dtype == np.float64
    for place in np.ndindex(2, 6):
        s = cues[place]
        W = getattr(plain, "W", None)
        expected = float(plain.energy(s)) if W is None else loops(W, s, plain.theta)
        assert energies[place] == pytest.approx(expected, rel=1e-12, abs=1e-10)
        one = c.model.energy(s)
        assert isinstance(one, float)
        assert one == pytest.approx(energies[place], rel=1e-12, abs=1e-10)


def test_energy_of_a_stored_pattern_is_that_of_the_theory():
    """E = -N/2 (1 - P/N) for one stored pattern alone, and the reverse has the same."""
    X = spins(np.random.default_rng(1), 1, 50)
    model = hl.Hopfield(hl.hebbian(X))
    np.testing.assert_array_equal(model.energy(np.vstack([X, -X])), [-24.5, -24.5])
    assert hl.Hopfield(hl.hebbian(X, keep_diagonal=True)).energy(X[0]) == -25.0


def test_an_undecided_unit_has_no_self_energy():
    """The diagonal counts diag_i |s_i|^2, not diag_i."""
    model = hl.Hopfield(hl.MatrixCouplings(np.diag([2.0, 6.0])))
    assert model.energy([1, 1]) == -4.0
    assert model.energy([1, 0]) == -1.0
    assert model.energy([0, 0]) == 0.0


# ------------------------------------------------------------------------- asynchronous updates


@pytest.mark.parametrize("name", MODELS)
@given(seed=seeds, size=sizes, threshold=thresholds, order=orders)
def test_no_visit_and_no_update_of_one_unit_raises_the_energy(name, seed, size, threshold, order):
    """One visit after another in recall, and one unit updated by itself while the others stay as they are."""
    c = case(name, seed, size, threshold)
    i = c.rng.integers(c.model.size)
    run = hl.recall(c.model, c.cue, hl.asynchronous(c.rng, order), max_sweeps=1, record=1)
    assert np.diff(run.energies).max(initial=0.0) <= scale(run.energies)
    states = np.asarray(run.states)
    assert ((states[1:] != states[:-1]).sum(axis=-1) <= 1).all()  # one unit at a time
    after = c.model.update(c.cue, [i])
    energies = c.model.energy(np.array([c.cue, after]))
    assert energies[1] - energies[0] <= scale(energies)
    np.testing.assert_array_equal(np.delete(after, i), np.delete(c.cue, i))


@pytest.mark.parametrize("name", ["Hopfield: hebbian", "Hopfield: projection", "Hopfield: matrix"])
@given(seed=seeds, size=sizes)
def test_a_flip_lowers_the_energy_by_twice_its_field(name, seed, size):
    c = case(name, seed, size, "each", undecided=0.0)
    h = c.model.couplings.field(c.cue) - c.model.threshold
    for i in range(c.model.size):
        after = c.model.update(c.cue, [i])
        drop = 2 * abs(h[i]) if after[i] != c.cue[i] else 0.0
        assert c.model.energy(c.cue) - c.model.energy(after) == pytest.approx(drop, abs=1e-9)


def test_a_negative_diagonal_can_raise_the_energy_and_cycle():
    model = hl.Hopfield(hl.MatrixCouplings([[-3.0, 1.0], [1.0, 0.0]]))
    assert model.energy([1, 1]) == 0.5
    np.testing.assert_array_equal(model.update([1, 1], [0]), [-1, 1])
    assert model.energy([-1, 1]) == 2.5
    run = hl.recall(model, [1, 1], hl.asynchronous(np.random.default_rng(1)), max_sweeps=50)
    assert run.outcome == "max sweeps"  # unit 0 never comes to rest


def test_deciding_a_unit_can_raise_the_energy_where_the_power_is_concave():
    """F(m) = m^3 at m < 0: both values of a unit can lie above the mean that undecided stands for."""
    X = np.array([[-1, 1], [-1, 1], [-1, -1]])  # overlaps -1 each, then 0, 0, -2
    model = hl.DenseAssociativeMemory(X, 3)
    assert model.update([1, 0], [1]).tolist() == [1, 1]
    assert (model.energy([1, 0]), model.energy([1, 1]), model.energy([1, -1])) == (3.0, 8.0, 16.0)
    rectified = hl.DenseAssociativeMemory(X, 3, rectified=True)
    assert rectified.energy(rectified.update([1, 0], [1])) <= rectified.energy([1, 0])


@pytest.mark.parametrize("name", networks.SPIN_MODELS)
@given(seed=seeds, size=sizes, threshold=thresholds, order=orders)
def test_an_asynchronous_fixed_point_is_one(name, seed, size, threshold, order):
    """Each flip lowers the energy, so that recall ends, and where it does no unit would leave."""
    c = case(name, seed, size, threshold)
    run = hl.recall(c.model, c.cue, hl.asynchronous(c.rng, order))
    assert run.outcome == "fixed point"
    np.testing.assert_array_equal(c.model.update(run.state), run.state)


def test_random_order_claims_no_fixed_point_that_some_unit_would_leave():
    """A sweep may miss the one unit that would flip; ten units, and one of them unstable."""
    X = np.ones((1, 10), dtype=int)
    model = hl.Hopfield(hl.hebbian(X))
    cue = X[0].copy()
    cue[4] = -1
    missed = 0
    for seed in range(60):
        visits = np.random.default_rng(seed).integers(10, size=10)
        run = hl.recall(model, cue, hl.asynchronous(np.random.default_rng(seed), "random"), max_sweeps=1)
        missed += 4 not in visits
        if 4 not in visits:
            assert run.outcome == "max sweeps"
        assert run.state[4] == (-1 if 4 not in visits else 1)
        np.testing.assert_array_equal(model.update(X[0]), X[0])
    assert missed > 5  # about (9/10)^10 of 60


@pytest.mark.parametrize("name", networks.SPIN_MODELS)
@pytest.mark.parametrize("order", ["permutation", "random"])
def test_at_a_temperature_no_fixed_point_is_claimed(name, order):
    c = case(name, 3, (2, 8), undecided=0.0)
    schedule = hl.asynchronous(c.rng, order, temperature=1e-6)  # it stands still, but need not
    run = hl.recall(c.model, c.cue, schedule, max_sweeps=12)
    assert run.outcome == "max sweeps"
    assert run.sweeps == 12
    assert len(run.states) == 13


@pytest.mark.parametrize("name", [n for n in PHASOR if "storkey" not in n])
@pytest.mark.parametrize("order", ["permutation", "random"])
def test_phasors_come_to_rest_within_the_tolerance(name, order):
    rng = np.random.default_rng(8)
    model, _ = PHASOR[name](rng, 2, 9)
    cues = networks.phasors(rng, 5, 9)
    run = hl.recall(model, cues, hl.asynchronous(rng, order), max_sweeps=20_000, tolerance=1e-9)
    assert set(run.outcome) == {"fixed point"}
    np.testing.assert_allclose(model.update(run.state), run.state, rtol=0, atol=1e-6)


# --------------------------------------------------------------------------- synchronous updates


@st.composite
def little(draw):
    """A small network of whole-numbered couplings and thresholds: many ties, any diagonal."""
    N = draw(st.integers(1, 6))
    rng = np.random.default_rng(draw(seeds))
    span = draw(st.integers(1, 4))
    A = rng.integers(-span, span + 1, (N, N))
    W = np.triu(A) + np.triu(A, 1).T
    theta = rng.integers(-2, 3, N) * draw(st.sampled_from([0, 1]))
    return W.astype(float), theta.astype(float), rng.integers(-1, 2, N)


@given(little())
def test_synchronous_networks_end_in_a_fixed_point_or_a_2_cycle(network):
    """Little's theorem, with ties, thresholds, undecided units, and a diagonal of either sign."""
    W, theta, cue = network
    model = hl.Hopfield(hl.MatrixCouplings(W), theta)
    run = hl.recall(model, cue, hl.synchronous(), max_sweeps=10_000)
    once = model.update(run.state)
    assert run.outcome in ("fixed point", "2-cycle")
    if run.outcome == "fixed point":
        np.testing.assert_array_equal(once, run.state)
    else:
        assert (once != run.state).any()
        np.testing.assert_array_equal(model.update(once), run.state)


@given(little())
def test_the_quantity_that_falls_in_synchronous_runs(network):
    """-s(t+1) W s(t) + theta (s(t) + s(t+1)), which is -sum |h| without thresholds."""
    W, theta, cue = network
    model = hl.Hopfield(hl.MatrixCouplings(W), theta)
    states = hl.recall(model, cue, hl.synchronous(), max_sweeps=50).states.astype(float)
    now, then = states[:-1], states[1:]
    falls = -((now @ W) * then).sum(axis=1) + (now + then) @ theta
    assert np.diff(falls).max(initial=0.0) <= 0.0
    if not theta.any() and (cue != 0).all():
        np.testing.assert_array_equal(falls, -np.abs(now @ W).sum(axis=1))


def test_the_smallest_2_cycle():
    model = hl.Hopfield(hl.MatrixCouplings([[0.0, 1.0], [1.0, 0.0]]))
    run = hl.recall(model, [1, -1], hl.synchronous())
    assert run.outcome == "2-cycle"
    assert run.sweeps == 2
    assert run.states.tolist() == [[1, -1], [-1, 1], [1, -1]]


def test_synchronous_updates_can_raise_the_energy():
    model = hl.Hopfield(hl.MatrixCouplings(np.eye(4) - 1.0))  # all couplings -1
    cue = np.array([1, 1, 1, -1])
    np.testing.assert_array_equal(model.update(cue), [-1, -1, -1, -1])
    assert model.energy(cue) == 0.0
    assert model.energy([-1, -1, -1, -1]) == 6.0


@given(seed=seeds, size=sizes, threshold=thresholds)
def test_hebb_with_its_diagonal_has_no_synchronous_2_cycle(seed, size, threshold):
    c = case("Hopfield: hebbian, diagonal kept", seed, size, threshold)
    run = hl.recall(c.model, c.cue, hl.synchronous(), max_sweeps=1000)
    assert run.outcome == "fixed point"
    assert np.diff(run.energies).max(initial=0.0) <= scale(run.energies)


def test_a_2_cycle_is_told_apart_within_a_batch():
    """Each cue has its own outcome and its own number of sweeps, wherever it stands in the batch."""
    rng = np.random.default_rng(3)
    model = hl.Hopfield(hl.MatrixCouplings(networks.symmetric(rng, 12, 0.0)))
    cues = spins(rng, 40, 12)
    batch = hl.recall(model, cues, hl.synchronous(), record="sweeps")
    assert set(batch.outcome) == {"fixed point", "2-cycle"}
    assert len(set(batch.sweeps)) > 3
    for b, cue in enumerate(cues):
        one = hl.recall(model, cue, hl.synchronous())
        assert (one.outcome, one.sweeps) == (batch.outcome[b], batch.sweeps[b])
        np.testing.assert_array_equal(one.states, batch.states[: len(one.states), b])
        np.testing.assert_array_equal(one.state, batch.state[b])


def test_every_synchronous_outcome_of_a_dense_memory_is_true():
    """Every cue of some small memories of order 3: fixed points, 2-cycles, and longer cycles."""
    cues = np.array(list(itertools.product((-1, 1), repeat=6)))
    seen = set()
    for seed in range(40):
        model = hl.DenseAssociativeMemory(spins(np.random.default_rng(seed), 4, 6), 3)
        run = hl.recall(model, cues, hl.synchronous(), max_sweeps=100)
        for end, outcome in zip(run.state, run.outcome, strict=True):
            later, period = model.update(end), 1
            while not np.array_equal(later, end) and period <= 64:
                later, period = model.update(later), period + 1
            assert outcome == {1: "fixed point", 2: "2-cycle"}.get(period, "max sweeps")
            assert period <= 64  # 100 sweeps over 64 states: it has come round
            seen.add(outcome)
    assert seen == {"fixed point", "2-cycle", "max sweeps"}


@given(seed=seeds, size=sizes)
def test_synchronous_phasors_stand_still_where_they_say_so(seed, size):
    c = case("PhasorHopfield: complex hebbian", seed, size)
    run = hl.recall(c.model, c.cue, hl.synchronous(), max_sweeps=20)
    if run.outcome == "fixed point":
        np.testing.assert_allclose(c.model.update(run.state), run.state, rtol=0, atol=1e-7)
    if run.outcome == "2-cycle":
        twice = c.model.update(c.model.update(run.state))
        np.testing.assert_allclose(twice, run.state, rtol=0, atol=1e-7)
    frames = [c.cue]
    for _ in range(len(run.states) - 1):
        frames.append(c.model.update(frames[-1]))
    np.testing.assert_allclose(run.states, frames, rtol=0, atol=1e-8)


@pytest.mark.parametrize("name", DENSE)
def test_the_value_of_a_unit_is_that_of_lower_energy(name):
    """States of a memory of six units: update against the energies of the two values."""
    rng = np.random.default_rng(11)
    model, plain = DENSE[name](rng, 3, 6)
    plain = plain()
    states = np.array(list(itertools.product((-1, 0, 1), repeat=6)), dtype=np.int8)[::5]
    for s, new in zip(states, model.update(states), strict=True):
        for i in range(6):
            up, down = s.copy(), s.copy()
            up[i], down[i] = 1, -1
            lower = plain.energy(down) - plain.energy(up)
            if name.endswith("exp"):
                lower *= abs(lower) > 1e-13
            elif plain.order == 30:  # sums are of numbers of this size, not of the energies'
                lower *= abs(lower) > 1e-13 * sum((abs(int(m)) + 2) ** 30 for m in plain.X @ s)
            assert new[i] == (np.sign(lower) if lower else s[i])


def test_a_field_within_rounding_of_zero_keeps_the_state():
    """0.1 + 0.2 - 0.3 is not 0 in floating point; as a sum of couplings it is a tie."""
    W = np.zeros((4, 4))
    W[0, 1:] = W[1:, 0] = 0.1, 0.2, -0.3
    model = hl.Hopfield(hl.MatrixCouplings(W))
    assert abs(W[0] @ np.ones(4)) < oracles.TIE
    for value in (-1, 0, 1):
        assert model.update([value, 1, 1, 1], [0])[0] == value


def test_attention_to_a_hundred_thousand_patterns_at_beta_1000():
    """No overflow; one pattern where one is nearest, exactly the mean where two are equally near."""
    rng = np.random.default_rng(4)
    X = rng.normal(size=(100_000, 20))
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    model = hl.ModernHopfield(X, 1e3)
    cues = X[:5] + 0.01 * rng.normal(size=(5, 20))
    np.testing.assert_allclose(model.update(cues), X[:5], atol=1e-3)
    scores = 1e3 * cues @ X.T
    expected = -special.logsumexp(scores, axis=1) / 1e3 + 0.5 * (cues**2).sum(axis=1)
    constant = np.log(100_000) / 1e3 + 0.5 * (X**2).sum(axis=1).max()
    np.testing.assert_allclose(model.energy(cues), expected + constant, rtol=1e-9)
    corners = rng.choice([-1.0, 1.0], (100_000, 20))
    corners[:, 8] = -1  # further from the middle of the next two than these are
    corners[0] = corners[1] = 1
    corners[1, 7] = -1
    middle = (corners[0] + corners[1]) / 2
    np.testing.assert_array_equal(hl.ModernHopfield(corners, 1e3).update(middle), middle)
