"""Theory against its anchors, against independent numerics, and at its limits."""

import numpy as np
import pytest
from scipy import integrate, special

import hopfield_lib as hl
from hopfield_lib import theory


@pytest.mark.parametrize(
    ("value", "anchor", "digits"),
    [
        (lambda: theory.one_step_error(0.105), 0.00101, 5),
        (lambda: theory.one_step_error(0.37), 0.0501, 4),
        (theory.critical_load, 0.13791, 5),
        (lambda: theory.retrieval_overlap(theory.critical_load()), 0.967, 3),
        (lambda: theory.retrieval_overlap(0.10), 0.998, 3),
        (lambda: theory.patterns_half_stable(200), 28.4, 1),
        (lambda: theory.patterns_all_stable(200), 17.0, 1),
        (lambda: theory.mixture_overlap(1), 1.0, 12),
        (lambda: theory.mixture_energy(1), -0.5, 12),
        (lambda: theory.mixture_overlap(3), 0.5, 12),
        (lambda: theory.mixture_energy(3), -0.375, 12),
        (lambda: theory.mixture_critical_temperature(3), 0.46, 2),
        (theory.phasor_critical_load, 0.038, 3),
        (lambda: theory.clock_critical_load(4), 0.138, 3),
        (lambda: theory.exponential_capacity(0.0), np.log(2) / 2, 12),
        # the two examples that Ramsauer et al. give for their theorem 3
        (lambda: theory.modern_capacity_base(1.0, 3, 20, 0.001), 3.1546, 4),
        (lambda: theory.modern_capacity_base(1.0, 1, 75, 0.001), 1.3718, 3),
    ],
)
def test_anchors(value, anchor, digits):
    assert value() == pytest.approx(anchor, abs=0.5001 * 10.0**-digits)


def test_one_step_error_is_what_a_network_does():
    rng = np.random.default_rng(1)
    N = 1000
    for P in (150, 370):
        X = rng.choice([-1, 1], (P, N))
        wrong = (hl.Hopfield(hl.hebbian(X)).update(X) != X).mean()
        # P N units, correlated in pairs at most: the bound is wide
        assert wrong == pytest.approx(theory.one_step_error(P / N), rel=0.1)


def test_one_step_error_is_the_tail_of_a_gaussian():
    for load in (0.05, 0.2, 1.0):
        tail, _ = integrate.quad(
            lambda x, v=load: np.exp(-(x**2) / (2 * v)) / np.sqrt(2 * np.pi * v), 1, np.inf
        )
        assert theory.one_step_error(load) == pytest.approx(tail, rel=1e-8)


@pytest.mark.parametrize("load", [0.01, 0.05, 0.1, 0.13, 0.1379])
def test_retrieval_solves_the_three_mean_field_equations(load):
    """m = erf y, r = [1 + sqrt(2/(pi alpha)) exp(-y^2)]^2 (at its own y) and y = m / sqrt(2 alpha r)."""
    m = theory.retrieval_overlap(load)
    from scipy.special import erfinv

    y = float(erfinv(m)) if m < 1 - 1e-15 else None
    if y is None or y > 4:  # erf has no digits left: m is 1 to rounding
        assert m == pytest.approx(1, abs=1e-7)
        return
    r = (m / y) ** 2 / (2 * load)
    C = np.sqrt(2 / (np.pi * load * r)) * np.exp(-(y**2))
    assert 0 < C < 1  # where it is 1, the noise of the other patterns has no bound
    assert r == pytest.approx(1 / (1 - C) ** 2, abs=1e-6)
    assert np.sqrt(r) == pytest.approx(1 + np.sqrt(2 / (np.pi * load)) * np.exp(-(y**2)), abs=1e-6)


def test_retrieval_at_its_limits():
    edge = theory.critical_load()
    np.testing.assert_array_equal(theory.retrieval_overlap([0.0, edge * 1.0001, 5.0]), [1, 0, 0])
    loads = np.linspace(0, edge, 50)
    m = theory.retrieval_overlap(loads)
    assert (np.diff(m) <= 0).all()
    assert theory.retrieval_overlap(1e-9) == pytest.approx(1)


@pytest.mark.parametrize("T", [0.2, 0.5, 0.8])
def test_critical_load_with_heat_by_iterating_the_mean_field_equations(T):
    """A little below the load the three equations keep an overlap, a little above they lose it."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(200)
    weights = weights / weights.sum()

    def overlap_at(load):
        m, q = 1.0, 1.0
        for _ in range(3000):
            r = q / (1 - (1 - q) / T) ** 2
            held = np.tanh((m + np.sqrt(load * r) * nodes) / T)
            m, q = weights @ held, weights @ held**2
        return m

    edge = theory.critical_load(T)
    assert overlap_at(0.98 * edge) > 0.4
    assert overlap_at(1.02 * edge) < 0.15  # on its slow way to 0


def test_critical_load_at_its_limits():
    assert theory.critical_load(1e-3) == pytest.approx(theory.critical_load(), rel=1e-3)
    assert theory.critical_load(0) == theory.critical_load()
    assert theory.critical_load(1.0) == 0
    near = 0.99  # T = 1 - 1.95 sqrt(alpha), Amit, Gutfreund, Sompolinsky (1987)
    assert (1 - near) / np.sqrt(theory.critical_load(near)) == pytest.approx(1.95, abs=0.01)


def test_overlap_at_temperature_solves_its_equation():
    T = np.array([0.05, 0.3, 0.7, 0.95, 0.999, 1 - 1e-9])
    m = theory.overlap_at_temperature(T)
    np.testing.assert_allclose(np.tanh(m / T), m, rtol=1e-9)
    assert (m > 0).all()
    np.testing.assert_array_equal(theory.overlap_at_temperature([0.0, 1.0, 3.0]), [1, 0, 0])


@pytest.mark.parametrize("below", [2.0**-53, 1e-12, 1e-7, 0.999e-5, 1.001e-5, 1e-4])
def test_overlap_at_temperature_vanishes_as_a_root_does_just_below_1(below):
    """m² = 3 (1 − T) (1 − 4/5 (1 − T) + …), whichever way it is computed."""
    T = 1 - below
    m = theory.overlap_at_temperature(T)
    assert m == pytest.approx(np.sqrt(3 * (1 - T) * (1 - 0.8 * (1 - T))), rel=1e-7)


@pytest.mark.parametrize("n", range(1, 11))
def test_mixture_overlap_by_counting_all_signs(n):
    signs = 1 - 2 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1)
    majority = np.sign(signs.sum(axis=1))  # undecided ones give nothing on average
    assert theory.mixture_overlap(n) == pytest.approx((majority * signs[:, 0]).mean(), abs=1e-14)


def test_mixture_overlap_of_very_many_patterns():
    assert theory.mixture_overlap(10**6) == pytest.approx(np.sqrt(2 / np.pi / 1e6), rel=1e-5)
    assert theory.mixture_overlap(1000) == pytest.approx(theory.mixture_overlap(1001), rel=1e-10)


@pytest.mark.parametrize("n", [3, 5, 7])
def test_mixture_temperature_by_iterating_the_mean_field_equations(n):
    """Just below, a small asymmetry of the n overlaps dies out; just above, it grows."""
    signs = 1.0 - 2 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1)
    rng = np.random.default_rng(n)
    start = rng.normal(size=n)
    start -= start.mean()

    def growth(T):
        m = np.full(n, theory.mixture_overlap(n))
        for _ in range(20_000):
            m = np.full(n, (np.tanh(signs @ m / T) @ signs / 2**n).mean())
        small = 1e-7 * start
        return np.linalg.norm(np.tanh(signs @ (m + small) / T) @ signs / 2**n - m) / np.linalg.norm(small)

    T = theory.mixture_critical_temperature(n)
    assert growth(T - 0.003) < 1 < growth(T + 0.003)


def test_even_mixtures_are_stable_at_no_temperature():
    np.testing.assert_array_equal(theory.mixture_critical_temperature([1, 2, 4, 6]), [1, 0, 0, 0])


def test_finite_size_counts_solve_their_equations():
    N = np.array([50, 200, 1000, 5000])
    half, everything = theory.patterns_half_stable(N), theory.patterns_all_stable(N)
    np.testing.assert_allclose((1 - theory.one_step_error((half - 1) / N)) ** N, 0.5, rtol=1e-9)
    np.testing.assert_allclose(
        N * everything * theory.one_step_error((everything - 1) / N), np.log(2), rtol=1e-9
    )
    assert (everything < half).all()


def sampled_root_load(y, s, rng, size=400_000):
    """A/y - B of a phasor update s(h), by drawing the noise; with its standard error."""
    z = (rng.normal(size=size) + 1j * rng.normal(size=size)) / np.sqrt(2)
    new = s(y + z)
    each = new.real / y - (z.conj() * new).real
    return each.mean(), each.std() / np.sqrt(size)


@pytest.mark.parametrize("q", [3, 4, 5, 8, 16])
def test_clock_load_by_drawing_the_noise(q):
    rng = np.random.default_rng(q)

    def nearest(h):
        return np.exp(2j * np.pi / q * np.round(np.angle(h) * q / (2 * np.pi)))

    y = np.linspace(0.3, 4 + q, 60)
    sampled = np.array([sampled_root_load(v, nearest, rng) for v in y])
    best = sampled[:, 0].argmax()
    expected = np.sqrt(theory.clock_critical_load(q))
    assert expected >= sampled[best, 0] - 5 * sampled[best, 1]
    at = theory.phasors._clock_root_load(y[best], q)
    assert at == pytest.approx(sampled[best, 0], abs=5 * sampled[best, 1])


def test_phasor_load_by_drawing_the_noise():
    rng = np.random.default_rng(0)
    load = 0.03
    m = theory.phasor_overlap(load)
    # m = A(u) at a u where (A/u - B)^2 = load
    u = np.linspace(1.0, 5.0, 4001)
    from scipy.special import ive

    overlaps = np.sqrt(np.pi) / 2 * u * (ive(0, u**2 / 2) + ive(1, u**2 / 2))
    at = u[np.abs(overlaps - m).argmin()]
    sampled, error = sampled_root_load(at, lambda h: h / np.abs(h), rng)
    assert sampled == pytest.approx(np.sqrt(load), abs=5 * error + 1e-3)


def test_many_phases_approach_the_circle():
    loads = theory.clock_critical_load(np.array([2, 4, 64, 256]))
    assert loads[0] == pytest.approx(theory.critical_load(), abs=1e-12)
    assert loads[1] == pytest.approx(theory.critical_load(), abs=1e-9)
    assert loads[3] == pytest.approx(theory.phasor_critical_load(), rel=1e-3)
    assert abs(loads[3] - theory.phasor_critical_load()) < abs(loads[2] - theory.phasor_critical_load())


def test_phasor_overlap_at_its_limits():
    edge = theory.phasor_critical_load()
    np.testing.assert_array_equal(theory.phasor_overlap([0.0, edge * 1.001]), [1, 0])
    m = theory.phasor_overlap(np.linspace(1e-6, edge, 30))
    assert (np.diff(m) < 0).all()
    assert m[0] == pytest.approx(1, abs=1e-5)


def test_dense_memory_of_order_two_is_the_binary_network():
    N = np.array([100, 400])
    np.testing.assert_allclose(theory.dense_capacity(N, 2), N / (2 * np.log(N)))
    assert theory.dense_one_step_error(100, 37, 2) == pytest.approx(theory.one_step_error(0.37))


@pytest.mark.parametrize("order", [3, 4])
def test_dense_error_is_what_a_network_does(order):
    rng = np.random.default_rng(order)
    N, K = 60, {3: 900, 4: 9000}[order]
    X = rng.choice([-1, 1], (K, N))
    wrong = (hl.DenseAssociativeMemory(X, order).update(X[:200]) != X[:200]).mean()
    assert wrong == pytest.approx(theory.dense_one_step_error(N, K, order), rel=0.35)
    assert wrong > 0.005


def test_half_of_the_patterns_are_fixed_where_theory_says_so():
    """At n = 2 it is the binary network's number; at any order half of the units' chances are left."""
    N = np.array([2, 30, 100, 1000])
    np.testing.assert_allclose(theory.dense_half_stable(N, 2), theory.patterns_half_stable(N))
    for n in (2, 3, 4):
        K = theory.dense_half_stable(400, n)
        assert (1 - theory.dense_one_step_error(400, round(K) - 1, n)) ** 400 == pytest.approx(0.5, abs=0.02)
        assert theory.dense_half_stable(400, n, rectified=True) == pytest.approx(2 * K - 1)


@pytest.mark.parametrize("order", [2, 3, 4])
def test_at_the_capacity_of_the_limit_an_eighth_of_the_patterns_are_not_fixed(order):
    """N P_err tends to 1 / (2 sqrt(pi ln N)), which is no small number at any N that fits a machine."""
    for N in (50, 200, 1000):
        K = theory.dense_capacity(N, order)
        below, near, above = (
            theory.dense_one_step_error(N, int(count), order) for count in (K, round(K), K + 1)
        )
        assert below <= 0.5 * special.erfc(np.sqrt(np.log(N))) <= above
        assert 0.86 < (1 - near) ** N < 0.92
        if N > 50:
            assert N * near == pytest.approx(1 / (2 * np.sqrt(np.pi * np.log(N))), rel=0.12)


def test_exponential_capacity_against_its_definition():
    rho = np.array([0.01, 0.1, 0.25, 0.4])
    a = 1 - 2 * rho
    rate = 0.5 * ((1 + a) * np.log(1 + a) + (1 - a) * np.log(1 - a))
    np.testing.assert_allclose(theory.exponential_capacity(rho), rate / 2, rtol=1e-12)
    assert theory.exponential_capacity(0.5) == pytest.approx(0, abs=1e-15)


VECTORISED = [
    (theory.one_step_error, np.array([[0.1, 0.2], [0.3, 0.0]])),
    (theory.retrieval_overlap, np.array([[0.1, 0.2], [0.05, 0.0]])),
    (theory.overlap_at_temperature, np.array([[0.1, 0.2], [1.05, 0.0]])),
    (theory.mixture_overlap, np.array([[1, 2], [3, 4]])),
    (theory.mixture_energy, np.array([[1, 2], [3, 4]])),
    (theory.mixture_critical_temperature, np.array([[1, 2], [3, 4]])),
    (theory.patterns_half_stable, np.array([[100, 200], [300, 2]])),
    (theory.patterns_all_stable, np.array([[100, 200], [300, 2]])),
    (theory.phasor_overlap, np.array([[0.01, 0.2], [0.03, 0.0]])),
    (theory.clock_critical_load, np.array([[2, 3], [4, 5]])),
    (theory.critical_load, np.array([[0.0, 0.3], [0.9, 2.0]])),
    (lambda n: theory.dense_one_step_error(n, 500, 3), np.array([[100, 200], [300, 2]])),
    (lambda n: theory.dense_capacity(n, 3), np.array([[100, 200], [300, 2]])),
    (lambda n: theory.dense_half_stable(n, 3), np.array([[100, 200], [300, 2]])),
    (theory.exponential_capacity, np.array([[0.0, 0.2], [0.5, 0.1]])),
    (lambda b: theory.modern_capacity_base(b, 1, 20, 0.1), np.array([[0.5, 1.0], [2.0, 4.0]])),
]


@pytest.mark.parametrize(("function", "values"), VECTORISED)
def test_each_is_vectorised_over_its_first_argument(function, values):
    result = function(values)
    assert result.shape == values.shape
    assert result.dtype == np.float64
    for place, value in np.ndenumerate(values):
        one = function(value.item())
        assert np.ndim(one) == 0
        assert one == result[place]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: theory.one_step_error(-0.1), "load.*-0.1"),
        (lambda: theory.one_step_error([0.1, np.nan]), "load.*nan"),
        (lambda: theory.one_step_error("a"), "load"),
        (lambda: theory.one_step_error(1j), "load.*complex"),
        (lambda: theory.retrieval_overlap(-1), "load.*-1"),
        (lambda: theory.overlap_at_temperature(-0.5), "temperature.*-0.5"),
        (lambda: theory.overlap_at_temperature(np.inf), "temperature.*inf"),
        (lambda: theory.mixture_overlap(0), "n.*0"),
        (lambda: theory.mixture_overlap(2.5), "n.*float"),
        (lambda: theory.mixture_energy(-3), "n.*-3"),
        (lambda: theory.mixture_critical_temperature(0), "n.*0"),
        (lambda: theory.patterns_half_stable(1), "n_units.*1"),
        (lambda: theory.patterns_all_stable(1), "n_units.*1"),
        (lambda: theory.phasor_overlap(-1e-3), "load.*-0.001"),
        (lambda: theory.clock_critical_load(1), "q.*1"),
        (lambda: theory.critical_load(-0.1), "temperature.*-0.1"),
        (lambda: theory.critical_load("hot"), "temperature"),
        (lambda: theory.clock_critical_load(3.0), "q.*float"),
        (lambda: theory.dense_one_step_error(1, 5, 3), "n_units.*1"),
        (lambda: theory.dense_one_step_error(10, 0, 3), "n_patterns.*0"),
        (lambda: theory.dense_one_step_error(10, 5, 1), "order.*1"),
        (lambda: theory.dense_capacity(10, 2.5), "order.*2.5"),
        (lambda: theory.dense_half_stable(10, 1), "order.*1"),
        (lambda: theory.exponential_capacity(0.6), "flipped_fraction.*0.6"),
        (lambda: theory.exponential_capacity(-0.1), "flipped_fraction.*-0.1"),
        (lambda: theory.modern_capacity_base(0.0, 1, 20, 0.1), "beta.*0"),
        (lambda: theory.modern_capacity_base(1.0, 0, 20, 0.1), "k.*0"),
        (lambda: theory.modern_capacity_base(1.0, 1, 1, 0.1), "d.*1"),
        (lambda: theory.modern_capacity_base(1.0, 1, 20, 1.5), "p.*1.5"),
    ],
)
def test_outside_their_domain_they_raise(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()
