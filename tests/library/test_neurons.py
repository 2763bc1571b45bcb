"""Neurons in continuous time: against the written equations, against the models they follow, and
by what may never happen to their energies."""

import itertools

import numpy as np
import pytest
from scipy import integrate

from hopfield_lib import (
    DenseAssociativeMemory,
    Hopfield,
    MatrixCouplings,
    ModernHopfield,
    asynchronous,
    hebbian,
    images,
    maxcut,
    neurons,
    overlap,
    recall,
    synchronous,
    theory,
)


def generator(seed=1):
    return np.random.default_rng(seed)


def patterns(P, N, seed=1):
    return generator(seed).choice([-1, 1], (P, N))


def symmetric(N, seed=1):
    G = generator(seed).normal(size=(N, N))
    return MatrixCouplings((G + G.T) / np.sqrt(2 * N))


LAGRANGIANS = {
    "sigmoid": neurons.sigmoid_lagrangian(3.0),
    "linear": neurons.linear_lagrangian(),
    "power 2": neurons.power_lagrangian(2, 5.0),
    "power 4": neurons.power_lagrangian(4, 2.0),
    "rectified 3": neurons.power_lagrangian(3, 2.0, rectified=True),
    "softmax": neurons.softmax_lagrangian(0.7),
}


# ---------------------------------------------------------------------------------- Lagrangians


@pytest.mark.parametrize("name", LAGRANGIANS)
def test_a_rate_is_the_slope_of_its_lagrangian(name):
    cell, u, step = LAGRANGIANS[name], generator().normal(size=7), 1e-6
    slopes = [(cell.value(u + d) - cell.value(u - d)) / (2 * step) for d in step * np.eye(7)]
    np.testing.assert_allclose(cell.rate(u), slopes, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("name", LAGRANGIANS)
def test_a_lagrangian_is_convex_and_takes_batches(name):
    cell = LAGRANGIANS[name]
    a, b = generator(2).normal(size=(2, 50, 7))
    assert (cell.value((a + b) / 2) <= (cell.value(a) + cell.value(b)) / 2 + 1e-12).all()
    np.testing.assert_allclose(cell.value(a), [cell.value(row) for row in a])
    np.testing.assert_allclose(cell.rate(a), [cell.rate(row) for row in a])


def test_rates_bear_huge_potentials():
    cell = neurons.sigmoid_lagrangian(1e6)
    assert cell.value(np.array([1e6, -1e6])) == pytest.approx(2e6)
    assert neurons.softmax_lagrangian(1e3).value(np.array([1e6, 0.0])) == pytest.approx(1e6)


def test_the_cost_of_a_rate_is_the_integral_of_the_inverse_sigmoid():
    gain, rate = 2.5, 0.8
    u = np.arctanh(rate) / gain
    alone = MatrixCouplings(np.zeros((1, 1)))
    integral = integrate.quad(np.arctanh, 0, rate)[0] / gain
    assert neurons.graded_energy(alone, [u], gain=gain) == pytest.approx(integral)


# ---------------------------------------------------------------------------------- graded neurons


def test_graded_neurons_follow_their_equation():
    """Against Heun's rule in small steps, written out with loops over the neurons."""
    N, gain, tau, dt = 4, 2.0, 0.5, 1e-3
    J, current = symmetric(N), np.array([0.3, -0.2, 0.0, 0.1])
    start = generator(3).normal(size=N)

    def slope(u):
        V = [np.tanh(gain * one) for one in u]
        total = [sum(J.matrix[i, j] * V[j] for j in range(N)) for i in range(N)]
        return np.array([(total[i] - u[i] + current[i]) / tau for i in range(N)])

    u = start.copy()
    for _ in range(2000):
        k = slope(u)
        u = u + dt / 2 * (k + slope(u + dt * k))
    run = neurons.graded(
        J, start, gain=gain, time_constant=tau, current=current, duration=2.0, tolerance=1e-12, times=[0, 2.0]
    )
    assert run.outcome == "end of time"
    np.testing.assert_allclose(run.potentials, [start, u], atol=1e-6)
    np.testing.assert_allclose(run.rates, np.tanh(gain * run.potentials))


@pytest.mark.parametrize("gain", [0.3, 1.0, 3.0, 100.0])
@pytest.mark.parametrize("current", [0.0, 0.4])
def test_the_energy_of_graded_neurons_never_rises(gain, current):
    J = symmetric(30)
    for seed in range(5):
        run = neurons.graded(J, generator(seed).normal(size=30), gain=gain, current=current)
        assert np.diff(run.energies).max() < 1e-7
        assert run.energies[0] - run.energies[-1] > 0.01
        np.testing.assert_allclose(
            run.energies, neurons.graded_energy(J, run.potentials, gain=gain, current=current)
        )


def test_asymmetric_couplings_are_refused_since_their_energy_need_not_fall():
    with pytest.raises(ValueError, match="symmetric"):
        MatrixCouplings([[0, 1], [-1, 0]])


def test_a_steady_state_solves_its_equation():
    J = symmetric(30)
    run = neurons.graded(J, generator().normal(size=30), gain=2.0, current=0.1)
    assert run.outcome == "steady state"
    u = run.potentials[-1]
    assert np.abs(J.matrix @ np.tanh(2 * u) + 0.1 - u).max() < 2e-6


def test_high_gain_ends_in_the_fixed_points_of_the_binary_network():
    X = patterns(3, 100)
    model, J = Hopfield(hebbian(X)), hebbian(X)
    for seed in range(20):
        cue = images.flip(X[seed % 3], 0.2, rng=generator(seed))
        run = neurons.graded(J, cue, gain=200.0)
        assert run.outcome == "steady state"
        assert np.array_equal(run.state, recall(model, cue, asynchronous(generator(seed))).state)
        assert np.array_equal(model.update(run.state), run.state)
        full = 100 * np.log(2) / 200  # what 100 rates of size 1 cost at this gain
        np.testing.assert_allclose(run.energies[-1], model.energy(run.state) + full, rtol=1e-6)


@pytest.mark.parametrize("gain", [1.1, 1.5, 3.0])
def test_one_pattern_has_the_rates_of_mean_field(gain):
    """Gain is an inverse temperature: m = tanh(gain lambda m), lambda = (N - 1) / N."""
    X = patterns(1, 50)
    run = neurons.graded(hebbian(X), 0.5 * X[0], gain=gain, duration=1000)
    m = run.rates[-1] @ X[0] / 50
    assert m == pytest.approx(theory.overlap_at_temperature(50 / (49 * gain)), abs=1e-5)


def test_rest_is_stable_below_the_critical_gain_and_unstable_above():
    J = symmetric(40)
    top = np.linalg.eigvalsh(J.matrix)[-1]
    gain = neurons.critical_gain(J)
    assert gain == pytest.approx(1 / top)
    start = 1e-3 * generator().normal(size=40)
    assert np.abs(neurons.graded(J, start, gain=0.9 * gain, duration=1000).rates[-1]).max() < 1e-4
    assert np.abs(neurons.graded(J, start, gain=1.1 * gain, duration=1000).rates[-1]).max() > 0.1


def test_rest_is_a_steady_state_at_once():
    run = neurons.graded(symmetric(5), np.zeros(5), gain=9.0, times=[0, 1, 2])
    assert run.outcome == "steady state"
    assert np.array_equal(run.potentials, np.zeros((3, 5)))
    assert np.array_equal(run.state, np.zeros(5))


def test_times_asked_for_lie_on_the_same_trajectory():
    J, start = symmetric(10), generator().normal(size=10)
    free = neurons.graded(J, start, gain=2.0)
    asked = neurons.graded(J, start, gain=2.0, times=[0.0, free.times[5], 100.0])
    np.testing.assert_allclose(asked.potentials, free.potentials[[0, 5, -1]], atol=1e-9)


def test_a_rising_gain_runs_to_the_end_and_from_the_first_gain_to_the_last():
    J, start = symmetric(10), generator().normal(size=10)
    run = neurons.graded(J, start, gain=(0.5, 50.0), duration=40.0, times=[0.0, 20.0, 40.0])
    assert run.outcome == "end of time"
    np.testing.assert_allclose(run.rates, np.tanh(np.array([[0.5], [5.0], [50.0]]) * run.potentials))
    np.testing.assert_allclose(run.energies[2], neurons.graded_energy(J, run.potentials[2], gain=50.0))
    flat = neurons.graded(J, start, gain=(2.0, 2.0), duration=5.0, times=[5.0])
    still = neurons.graded(J, start, gain=2.0, duration=5.0, times=[5.0])
    np.testing.assert_allclose(flat.potentials, still.potentials, atol=1e-8)


# ---------------------------------------------------------------------------------- two layers


def test_two_layers_follow_their_equations():
    """Against Euler's rule with very small steps, synapse by synapse."""
    X, v, h, dt = patterns(2, 3), np.array([0.4, -0.1, 0.2]), np.zeros(2), 2e-4
    visible, hidden = LAGRANGIANS["sigmoid"], LAGRANGIANS["softmax"]
    start = v.copy()
    for _ in range(5000):
        g, f = visible.rate(v), hidden.rate(h)
        to_visible = np.array([sum(X[m, i] * f[m] for m in range(2)) for i in range(3)])
        to_hidden = np.array([sum(X[m, i] * g[i] for i in range(3)) for m in range(2)])
        v, h = v + dt * (to_visible - v + 0.1) / 1.0, h + dt * (to_hidden - h) / 0.5
    run = neurons.visible_hidden(
        X, start, visible=visible, hidden=hidden, time_constants=(1.0, 0.5), current=0.1, duration=1.0,
        tolerance=1e-12,
    )  # fmt: skip
    np.testing.assert_allclose(run.potentials[-1], v, atol=5e-4)
    np.testing.assert_allclose(run.hidden[-1], h, atol=5e-4)


@pytest.mark.parametrize("tau_h", [0.0, 0.1, 2.0])
@pytest.mark.parametrize(
    ("visible", "hidden"),  # a power of unbounded rates would have no lowest energy
    [("sigmoid", "power 4"), ("sigmoid", "rectified 3"), ("sigmoid", "softmax"), ("linear", "softmax")],
)
def test_the_energy_of_two_layers_never_rises(visible, hidden, tau_h):
    X = patterns(12, 10)
    f = {
        "power 4": neurons.power_lagrangian(4, 10.0),
        "rectified 3": neurons.power_lagrangian(3, 10.0, rectified=True),
        "softmax": neurons.softmax_lagrangian(0.7),
    }[hidden]
    for seed in range(3):
        start = generator(seed).normal(size=10)
        run = neurons.visible_hidden(
            X, start, visible=LAGRANGIANS[visible], hidden=f, time_constants=(1.0, tau_h)
        )
        assert np.diff(run.energies).max() < 1e-7
        assert run.energies[0] - run.energies[-1] > 0.01
        assert run.hidden.shape == (len(run.times), 12)


def test_fast_hidden_neurons_are_the_limit_of_quick_ones():
    X = patterns(12, 10)
    arguments = {
        "visible": LAGRANGIANS["sigmoid"],
        "hidden": neurons.power_lagrangian(4, 10.0),
        "duration": 3.0,
        "times": np.linspace(0, 3, 7),
    }
    start = 0.3 * X[0] + 0.1 * generator().normal(size=10)
    limit = neurons.visible_hidden(X, start, time_constants=(1.0, 0.0), **arguments).potentials
    gaps = []
    for tau_h in (0.04, 0.02, 0.01):
        quick = neurons.visible_hidden(X, start, time_constants=(1.0, tau_h), **arguments).potentials
        gaps.append(np.abs(quick - limit).max())
    np.testing.assert_allclose(np.divide(gaps[:-1], gaps[1:]), 2, rtol=0.15)  # in proportion to tau_h


def test_order_two_is_the_network_of_graded_neurons_with_its_diagonal():
    X, start = patterns(4, 30), generator().normal(size=30)
    both = {"duration": 5.0, "times": np.linspace(0, 5, 11)}
    cell, hidden = neurons.sigmoid_lagrangian(2.0), neurons.power_lagrangian(2, 30.0)
    two = neurons.visible_hidden(X, start, visible=cell, hidden=hidden, time_constants=(1.0, 0.0), **both)
    one = neurons.graded(hebbian(X, keep_diagonal=True), start, gain=2.0, **both)
    np.testing.assert_allclose(two.potentials, one.potentials, atol=1e-8)
    np.testing.assert_allclose(two.energies, one.energies, atol=1e-6)


@pytest.mark.parametrize("order", [3, 4])
def test_fast_hidden_powers_recall_what_a_dense_memory_recalls(order):
    """150 patterns of 100 units; same cue, same end, which is also that dense memory's fixed point."""
    X, odd = patterns(150, 100), bool(order % 2)
    model = DenseAssociativeMemory(X, order, rectified=odd)
    cell, hidden = neurons.sigmoid_lagrangian(50.0), neurons.power_lagrangian(order, 100.0, rectified=odd)
    for seed in range(5):
        cue = images.flip(X[seed], 0.1, rng=generator(seed))
        run = neurons.visible_hidden(X, cue, visible=cell, hidden=hidden, time_constants=(1.0, 0.0))
        assert run.outcome == "steady state"
        assert np.array_equal(run.state, recall(model, cue, asynchronous(generator(seed))).state)
        assert np.array_equal(model.update(run.state), run.state)


@pytest.mark.parametrize(("order", "rectified"), [(2, False), (4, False), (3, True)])
def test_every_fixed_point_of_a_dense_memory_is_one_of_the_two_layers(order, rectified):
    """At high gain a state is steady if s_i sum_mu xi f(xi . s) > 0 for all i; F is convex."""
    N = 10
    states = np.array(list(itertools.product([-1, 1], repeat=N)))
    hidden, more = neurons.power_lagrangian(order, N, rectified=rectified), 0
    for seed in range(10):
        X = patterns(8, N, seed)
        settled = (DenseAssociativeMemory(X, order, rectified).update(states) == states).all(axis=1)
        fields = hidden.rate(states @ X.T) @ X
        steady = (fields * states >= 0).all(axis=1)
        assert settled.any()
        assert steady[settled].all()
        more += (steady & ~settled).sum()
    assert more > 0  # the converse does not hold


@pytest.mark.parametrize("beta", [0.02, 0.1, 1.0])
def test_a_fast_softmax_layer_is_modern_hopfield(beta):
    X, start = generator(4).normal(size=(6, 40)), generator(5).normal(size=40)
    model, hidden = ModernHopfield(X, beta), neurons.softmax_lagrangian(beta)
    linear = neurons.linear_lagrangian()
    run = neurons.visible_hidden(
        X, start, visible=linear, hidden=hidden, time_constants=(1.0, 0.0), tolerance=1e-9, duration=1000.0
    )
    assert run.outcome == "steady state"
    end = run.potentials[-1]
    np.testing.assert_allclose(model.update(end), end, atol=1e-8)
    np.testing.assert_allclose(hidden.rate(run.hidden[-1]), model.attention(end), atol=1e-9)
    there = recall(model, start, synchronous(), max_sweeps=5000, tolerance=1e-12).state
    np.testing.assert_allclose(end, there, atol=1e-6)
    shift = model.energy(run.potentials) - run.energies  # a constant: the energies are the same
    np.testing.assert_allclose(shift, shift[0], atol=1e-9)
    step = start + (hidden.rate(X @ start) @ X - start)  # Euler's rule with dt = tau_v
    np.testing.assert_allclose(step, model.update(start), atol=1e-12)


# ---------------------------------------------------------------------------------- optimisation


def graph(N, seed=1):
    A = np.triu(generator(seed).random((N, N)) < 0.5, 1).astype(float)
    return A + A.T


def test_a_cut_counts_the_edges_between_the_sides():
    A, states = graph(7), patterns(5, 7)
    counted = [sum(A[i, j] for i in range(7) for j in range(i) if s[i] != s[j]) for s in states]
    assert maxcut.cut_size(A, states).tolist() == counted
    assert maxcut.cut_size(A, states[0]) == counted[0]


def test_the_largest_cut_is_that_of_all_states():
    for N in (2, 5, 9):
        A = graph(N)
        everything = np.array(list(itertools.product([-1, 1], repeat=N)))
        assert maxcut.largest_cut(A) == maxcut.cut_size(A, everything).max()
    ring = np.roll(np.eye(16), 1, axis=1)  # 2^15 states, so more than one portion
    assert maxcut.largest_cut(ring + ring.T) == 16


def test_a_cut_is_half_the_edges_less_half_the_energy():
    A, states = graph(12), patterns(20, 12)
    energies = Hopfield(MatrixCouplings(-A)).energy(states)
    np.testing.assert_allclose(maxcut.cut_size(A, states), A.sum() / 4 - energies / 2)


def test_greed_and_networks_cut_at_least_half_and_never_more_than_the_best():
    """A greedy run cuts half of the edges or more; so does a state no single unit wants to leave."""
    for seed in range(10):
        A, rng = graph(11, seed), generator(seed)
        best, edges = maxcut.largest_cut(A), A.sum() / 2
        greedy = maxcut.greedy_cut(A, rng=rng)
        assert set(greedy.tolist()) <= {-1, 1}
        binary = recall(Hopfield(MatrixCouplings(-A)), rng.choice([-1, 1], 11), asynchronous(rng)).state
        for state in (greedy, binary):
            assert edges / 2 <= maxcut.cut_size(A, state) <= best


def test_annealed_neurons_beat_random_cuts():
    shares = []
    for seed in range(12):
        A, rng = graph(12, seed), generator(seed)
        J = MatrixCouplings(-A)
        low = neurons.critical_gain(J)
        run = neurons.graded(J, 0.01 * rng.normal(size=12), gain=(low / 2, 20 * low), duration=40.0)
        shares.append(maxcut.cut_size(A, run.state) / maxcut.largest_cut(A))
    assert max(shares) == 1
    assert np.mean(shares) > 0.97


# ---------------------------------------------------------------------------------- refusals

J5 = hebbian(patterns(1, 5))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: neurons.graded(np.eye(3), np.zeros(3), gain=1), TypeError, "couplings: expected couplings"),
        (lambda: neurons.graded(J5, np.zeros(4), gain=1), ValueError, "start: expected 5 units"),
        (lambda: neurons.graded(J5, np.zeros((2, 5)), gain=1), ValueError, r"start: expected shape \(5,\)"),
        (lambda: neurons.graded(J5, [np.nan] * 5, gain=1), ValueError, "start: expected finite numbers"),
        (lambda: neurons.graded(J5, np.zeros(5), gain=0), ValueError, "gain: expected a finite number"),
        (lambda: neurons.graded(J5, np.zeros(5), gain=(1, 2, 3)), ValueError, "gain: expected two numbers"),
        (lambda: neurons.graded(J5, np.zeros(5), gain=(1, -2)), ValueError, "gain: expected a finite"),
        (lambda: neurons.graded(J5, np.zeros(5), gain=1, time_constant=0), ValueError, "time_constant: exp"),
        (lambda: neurons.graded(J5, np.zeros(5), gain=1, duration=-1), ValueError, "duration: expected"),
        (lambda: neurons.graded(J5, np.zeros(5), gain=1, tolerance=0), ValueError, "tolerance: expected"),
        (lambda: neurons.graded(J5, np.zeros(5), gain=1, current=[1, 2]), ValueError, "current: expected"),
        (
            lambda: neurons.graded(J5, np.zeros(5), gain=1, duration=2, times=[1, 3]),
            ValueError,
            "times: expected times from 0 to the duration 2, got 3",
        ),
        (lambda: neurons.graded(J5, np.zeros(5), gain=1, times=[[1.0]]), ValueError, r"times: expected sh"),
        (lambda: neurons.critical_gain(MatrixCouplings(-np.eye(3))), ValueError, "positive eigenvalue"),
        (lambda: neurons.power_lagrangian(3), ValueError, "order: expected an even number unless rectified"),
        (lambda: neurons.power_lagrangian(1), ValueError, "order: expected a whole number from 2"),
        (lambda: neurons.power_lagrangian(3, rectified=1), TypeError, "rectified: expected True or False"),
        (lambda: neurons.power_lagrangian(2, 0), ValueError, "scale: expected"),
        (lambda: neurons.softmax_lagrangian(0), ValueError, "beta: expected"),
        (lambda: neurons.sigmoid_lagrangian("high"), TypeError, "gain: expected a real number"),
        (lambda: maxcut.cut_size([[0, 1], [0, 0]], [1, 1]), ValueError, "graph: expected a symmetric"),
        (lambda: maxcut.cut_size(np.eye(2), [1, 1]), ValueError, "none from a unit to itself"),
        (lambda: maxcut.cut_size(graph(4), [1, 1, 0, 1]), ValueError, "states"),
        (lambda: maxcut.largest_cut(np.zeros((21, 21))), ValueError, "units of graph: expected a whole"),
        (lambda: maxcut.greedy_cut(graph(4), rng=1), TypeError, "rng: expected a numpy.random.Generator"),
    ],
)  # fmt: skip
def test_what_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"patterns": np.ones(5)}, ValueError, "patterns: expected shape"),
        ({"start": np.zeros(4)}, ValueError, "start: expected 5 units"),
        ({"visible": np.tanh}, TypeError, "visible: expected a Lagrangian"),
        ({"hidden": "softmax"}, TypeError, "hidden: expected a Lagrangian"),
        ({"time_constants": (0, 0)}, ValueError, "time_constants: expected a finite number above 0"),
        ({"time_constants": (1, -1)}, ValueError, "time_constants: expected a finite number from 0"),
        ({"time_constants": 1.0}, ValueError, "time_constants: expected two numbers"),
        ({"duration": 0}, ValueError, "duration: expected"),
    ],
)
def test_what_two_layers_refuse(change, error, words):
    arguments = {
        "patterns": patterns(2, 5),
        "start": np.zeros(5),
        "visible": LAGRANGIANS["linear"],
        "hidden": LAGRANGIANS["softmax"],
    } | change
    with pytest.raises(error, match=words):
        neurons.visible_hidden(**arguments)


def test_rates_without_bound_under_a_power_are_reported_as_such():
    X = patterns(4, 10)
    hidden, linear = neurons.power_lagrangian(4, 10.0), LAGRANGIANS["linear"]
    with pytest.raises(
        ValueError, match=r"duration: expected less than .*, where potentials grow without end"
    ):
        neurons.visible_hidden(X, 3.0 * X[0], visible=linear, hidden=hidden, time_constants=(1, 0))


def test_no_argument_is_changed():
    X, start = patterns(3, 20).astype(float), generator().normal(size=20)
    before = X.copy(), start.copy()
    neurons.graded(hebbian(X), start, gain=2.0)
    neurons.visible_hidden(X, start, visible=LAGRANGIANS["linear"], hidden=LAGRANGIANS["softmax"])
    assert np.array_equal(X, before[0])
    assert np.array_equal(start, before[1])
    assert abs(overlap(np.sign(start), X)).max() < 1
