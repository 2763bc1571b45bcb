"""Neurons in continuous time: graded ones, a visible and a hidden layer, and networks that optimise.

A neuron has a membrane potential u and a firing rate g(u).  A ``Lagrangian`` L gives both the rate,
g = dL/du, and what the rate adds to the energy, u g - L (its Legendre transform).  Trajectories are
integrated by ``scipy.integrate.solve_ivp``; each says why it stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import integrate, linalg
from scipy.special import logsumexp, softmax

from . import _checks
from .couplings import check as check_couplings

RTOL, ATOL = 1e-8, 1e-10  # of the solver


@dataclass(frozen=True, eq=False)
class Lagrangian:
    """How potentials become firing rates, and what that costs.

    Attributes
    ----------
    value : function
        Potentials (..., n) to L (...), convex, so that energies fall.
    rate : function
        Potentials (..., n) to firing rates dL/du (..., n).

    References
    ----------
    Krotov, Hopfield, ICLR 2021 (arXiv 2008.06996), section 2.
    """

    value: Callable
    rate: Callable


def sigmoid_lagrangian(gain):
    """Rates tanh(gain u) from L = (1/gain) sum_i log cosh(gain u_i); high gains give sgn u.

    Raises TypeError or ValueError if `gain` is no number above 0.
    """
    gamma = _checks.real("gain", gain, 0, above=True)
    return Lagrangian(lambda u: _log_cosh(gamma, u).sum(axis=-1), lambda u: np.tanh(gamma * u))


def _log_cosh(gamma, u):
    """(1 / gamma) log cosh(gamma u), for any size of gamma u."""
    size = gamma * np.abs(u)
    return (size + np.log1p(np.exp(-2 * size)) - np.log(2)) / gamma


def linear_lagrangian():
    """Rates equal to potentials, from L = 1/2 u . u."""
    return Lagrangian(lambda u: 0.5 * (u**2).sum(axis=-1), lambda u: u)


def power_lagrangian(order, scale=1.0, *, rectified=False):
    """Rates (u / scale)^(n - 1) from L = (scale / n) sum_mu (u_mu / scale)^n.

    Parameters
    ----------
    order : int
        n, at least 2; even unless `rectified`, for L has to be convex.
    scale : float
        Above 0: the number of visible units makes overlaps of u.
    rectified : bool
        Potentials below 0 give no rate.

    Raises TypeError or ValueError if an argument is not of that kind or range.
    """
    n, c = _checks.integer("order", order, 2, 100), _checks.real("scale", scale, 0, above=True)
    floor = 0.0 if _checks.flag("rectified", rectified) else -np.inf
    if n % 2 and floor < 0:
        raise ValueError(f"order: expected an even number unless rectified, got {n}")

    def scaled(u):
        return np.maximum(u / c, floor)

    return Lagrangian(lambda u: c / n * (scaled(u) ** n).sum(axis=-1), lambda u: scaled(u) ** (n - 1))


def softmax_lagrangian(beta):
    """Rates softmax(beta u) from L = (1/beta) log sum_mu exp(beta u_mu); each needs the sum of all.

    Raises TypeError or ValueError if `beta` is no number above 0.
    """
    b = _checks.real("beta", beta, 0, above=True)
    return Lagrangian(lambda u: logsumexp(b * u, axis=-1) / b, lambda u: softmax(b * u, axis=-1))


@dataclass(frozen=True, eq=False)
class Trajectory:
    """What neurons did.

    Attributes
    ----------
    times : (T,) array
    potentials, rates : (T, N) arrays
        Of the (visible) neurons.
    hidden : (T, K) array or None
        Potentials of the hidden neurons.
    energies : (T,) array
    outcome : str
        "steady state" (no potential is farther than the tolerance from where it is drawn to) or
        "end of time".
    """

    times: np.ndarray
    potentials: np.ndarray
    rates: np.ndarray
    hidden: np.ndarray | None
    energies: np.ndarray
    outcome: str

    @property
    def state(self):
        """Signs of the last potentials, (N,) int8; 0 is undecided."""
        return np.sign(self.potentials[-1]).astype(np.int8)


def _integrate(pull, tau, start, length, tolerance, times):
    """Follow tau du/dt = pull(t, u) from `start`; return times, potentials (T, n), outcome.

    `tolerance` None goes on to the end.
    """
    events = None
    if times is not None:
        times = np.atleast_1d(_checks.reals("times", times))
        wrong = (times < 0) | (times > length)
        _checks.refuse("times", times, wrong, f"times from 0 to the duration {length:g}")
        if times.ndim != 1:
            raise ValueError(f"times: expected shape (T,), got {times.shape}")
    if tolerance is not None:
        tolerance = _checks.real("tolerance", tolerance, 0, above=True)

        def events(t, u):
            return np.abs(pull(t, u)).max() - tolerance

        events.terminal = True
        if events(0.0, start) <= 0:
            rows = np.zeros(1) if times is None else times
            return rows, np.tile(start, (len(rows), 1)), "steady state"
    options = {"rtol": RTOL, "atol": ATOL, "events": events, "dense_output": times is not None}
    run = integrate.solve_ivp(lambda t, u: pull(t, u) / tau, (0.0, length), start, **options)
    if not run.success:
        raise ValueError(f"duration: expected less than {run.t[-1]:g}, where potentials grow without end")
    outcome = "steady state" if run.status == 1 else "end of time"
    if times is None:
        return run.t, run.y.T, outcome
    return times, run.sol(np.minimum(times, run.t[-1])).T, outcome  # it rests after it has stopped


def graded(
    couplings, start, *, gain, time_constant=1.0, current=0.0, duration=100.0, tolerance=1e-6, times=None
):
    """Graded neurons: tau du_i/dt = -u_i + sum_j w_ij g(u_j) + I_i, g(u) = tanh(gain u).

    Parameters
    ----------
    couplings : Couplings
        Real, such as ``hebbian(patterns)`` or ``MatrixCouplings(matrix)``.
    start : (N,) array
        Membrane potentials at time 0.
    gain : float or (low, high)
        Slope of the rate at potential 0.  Two numbers anneal: the gain rises from the first to the
        second, by the same factor in equal times, until `duration` (Hopfield, Tank, Biol. Cybern.
        52:141, 1985).
    time_constant : float
        tau, in the unit of time.
    current : float or (N,) array
        Input I.
    duration : float
        The latest time to stop.
    tolerance : float
        It stops before, in a steady state, where no |tau du/dt| exceeds this; not while the gain rises.
    times : (T,) array, optional
        When to report, 0 to `duration`; without it, at the solver's steps.

    Returns
    -------
    Trajectory
        Its energies, see ``graded_energy``, never rise if the gain is one number.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Hopfield, PNAS 81:3088 (1984), eqs. 5 and 7.
    """
    check_couplings("couplings", couplings, real=True)
    u = _row("start", start, couplings.size)
    tau = _checks.real("time_constant", time_constant, 0, above=True)
    inputs = _checks.thresholds("current", current, couplings.size)
    length = _checks.real("duration", duration, 0, above=True)
    anneals = np.ndim(gain) > 0
    pair = _pair("gain", gain) if anneals else (gain, gain)
    low, high = (_checks.real("gain", one, 0, above=True) for one in pair)

    def gain_at(t):
        return low * (high / low) ** (t / length)

    small = couplings.size <= 512  # then the matrix is quicker than the operator
    product = couplings.dense().dot if small else couplings.field

    def pull(t, u):
        return product(np.tanh(gain_at(t) * u)) + inputs - u

    at, U, outcome = _integrate(pull, tau, u, length, None if anneals else tolerance, times)
    gains = gain_at(at)[:, None]
    return Trajectory(at, U, np.tanh(gains * U), None, _energies(couplings, U, gains, inputs), outcome)


def _row(name, value, size):
    row = _checks.reals(name, value, size)
    if row.ndim != 1:
        raise ValueError(f"{name}: expected shape ({size},), got {row.shape}")
    return row


def _pair(name, value):
    if np.shape(value) != (2,):
        raise ValueError(f"{name}: expected two numbers, got {value!r:.60}")
    return value


def _energies(couplings, U, gain, inputs):
    V = np.tanh(gain * U)
    pairs = 0.5 * (V * couplings.field(V)).sum(axis=-1)
    return (U * V - _log_cosh(gain, U)).sum(axis=-1) - pairs - V @ inputs


def graded_energy(couplings, potentials, *, gain, current=0.0):
    """Energy of graded neurons, -1/2 V.WV - I.V + (1/gain) sum_i int_0^V_i artanh(v) dv, V = g(u).

    Of potentials (..., N): (...).  The integral is u V - L(u), with the Lagrangian of the rates.

    References
    ----------
    Hopfield, PNAS 81:3088 (1984), eq. 7.
    """
    check_couplings("couplings", couplings, real=True)
    u = _checks.reals("potentials", potentials, couplings.size)
    inputs = _checks.thresholds("current", current, couplings.size)
    return _energies(couplings, u, _checks.real("gain", gain, 0, above=True), inputs)


def critical_gain(couplings):
    """Gain above which rest (u = 0) is unstable: 1 over the largest eigenvalue of the couplings.

    Near rest tau du/dt = (gain W - 1) u.  Raises ValueError if no eigenvalue is positive: then rest is
    stable at every gain.
    """
    check_couplings("couplings", couplings, real=True)
    last = [couplings.size - 1] * 2
    largest = float(linalg.eigvalsh(couplings.dense(), subset_by_index=last)[0])
    if largest <= 0:
        raise ValueError(f"couplings: expected a positive eigenvalue, got {largest:g} as the largest")
    return 1 / largest


def visible_hidden(
    patterns,
    start,
    *,
    visible,
    hidden,
    time_constants=(1.0, 0.1),
    current=0.0,
    duration=100.0,
    tolerance=1e-6,
    times=None,
):
    """Visible and hidden neurons, joined in pairs by the synapses xi_mu,i.

    tau_v dv_i/dt = sum_mu xi_mu,i f_mu - v_i + I_i and tau_h dh_mu/dt = sum_i xi_mu,i g_i - h_mu, where
    g and f are the rates of the visible and of the hidden neurons.

    Parameters
    ----------
    patterns : (K, N) array
        The synapses: one hidden neuron a pattern.
    start : (N,) array
        Visible potentials at time 0; hidden ones start at 0.
    visible, hidden : Lagrangian
    time_constants : (tau_v, tau_h)
        tau_h = 0: the hidden potentials are always sum_i xi_mu,i g_i.
    current : float or (N,) array
        Input to the visible neurons.
    duration, tolerance, times
        As in ``graded``.

    Returns
    -------
    Trajectory
        Its energies, see ``visible_hidden_energy``, never rise if both Lagrangians are convex.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Krotov, Hopfield, ICLR 2021 (arXiv 2008.06996), eq. 1.
    """
    X = _checks.vectors("patterns", patterns, matrix=True)
    K, N = X.shape
    v = _row("start", start, N)
    tau_v, tau_h = _pair("time_constants", time_constants)
    tau_v = _checks.real("time_constants", tau_v, 0, above=True)
    tau_h = _checks.real("time_constants", tau_h, 0)
    inputs = _checks.thresholds("current", current, N)
    for name, value in (("visible", visible), ("hidden", hidden)):
        if not isinstance(value, Lagrangian):
            raise TypeError(f"{name}: expected a Lagrangian such as linear_lagrangian(), got {value!r:.60}")

    def pull(t, both):
        v, h = both[:N], both[N:]
        heard = X @ visible.rate(v)
        dv = hidden.rate(h if tau_h else heard) @ X - v + inputs
        return np.concatenate([dv, heard - h]) if tau_h else dv

    begin = np.concatenate([v, np.zeros(K)]) if tau_h else v
    tau = np.repeat([tau_v, tau_h], [N, len(begin) - N])
    length = _checks.real("duration", duration, 0, above=True)
    at, rows, outcome = _integrate(pull, tau, begin, length, tolerance, times)
    V = rows[:, :N]
    H = rows[:, N:] if tau_h else visible.rate(V) @ X.T
    energies = visible_hidden_energy(X, V, H, visible=visible, hidden=hidden, current=current)
    return Trajectory(at, V, visible.rate(V), H, energies, outcome)


def visible_hidden_energy(patterns, potentials, hidden_potentials, *, visible, hidden, current=0.0):
    """Energy (v - I).g - L_v + h.f - L_h - f.(xi g) of potentials (..., N) and (..., K): (...).

    References
    ----------
    Krotov, Hopfield, ICLR 2021 (arXiv 2008.06996), eq. 2.
    """
    X = _checks.vectors("patterns", patterns, matrix=True)
    v = _checks.reals("potentials", potentials, X.shape[1])
    h = _checks.reals("hidden_potentials", hidden_potentials, len(X))
    g, f = visible.rate(v), hidden.rate(h)
    own = ((v - _checks.thresholds("current", current, X.shape[1])) * g).sum(axis=-1) - visible.value(v)
    return own + (h * f).sum(axis=-1) - hidden.value(h) - (f * (g @ X.T)).sum(axis=-1)


def _graph(graph):
    A = _checks.hermitian("graph", graph)
    if np.iscomplexobj(A) or np.diag(A).any():
        raise ValueError("graph: expected real weights of edges, and none from a unit to itself")
    return A


def cut_size(graph, states):
    """Weight of the edges between units of different states, 1/4 sum_ij a_ij (1 - s_i s_j).

    Parameters
    ----------
    graph : (N, N) array
        Symmetric weights a_ij of the edges; 0 on the diagonal.
    states : (..., N) array of +1 and -1

    Returns
    -------
    (...) array
    """
    A = _graph(graph)
    s = _checks.spins("states", states, len(A)).astype(np.float64)
    return 0.25 * (A.sum() - (s * (s @ A)).sum(axis=-1))


def largest_cut(graph):
    """Size of the largest cut of `graph` (N, N), found by trying all 2^(N - 1); N is 2 to 20."""
    A = _graph(graph)
    N = _checks.integer("units of graph", len(A), 2, 20)
    best = -np.inf
    for first in range(0, 2 ** (N - 1), 2**14):  # the last unit keeps its side
        numbers = np.arange(first, min(first + 2**14, 2 ** (N - 1)))
        states = 1 - 2 * ((numbers[:, None] >> np.arange(N)) & 1)
        best = max(best, cut_size(A, states).max())
    return float(best)


def greedy_cut(graph, *, rng):
    """States (N,): each unit in random order takes the side that cuts more of its edges to those before.

    At a tie it takes +1.  `graph` is as in ``cut_size``; `rng` a numpy.random.Generator.
    """
    A = _graph(graph)
    states = np.zeros(len(A), dtype=np.int8)
    for i in _checks.generator("rng", rng).permutation(len(A)):
        states[i] = 1 if A[i] @ states <= 0 else -1
    return states
