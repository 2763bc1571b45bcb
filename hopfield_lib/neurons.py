"""Neurons in continuous time: graded ones, a visible and a hidden layer, and networks that optimise.

A neuron has a membrane potential u and a firing rate g(u).  A ``Lagrangian`` L gives both the rate,
g = dL/du, and what the rate adds to the energy, u g - L (its Legendre transform).  Trajectories are
integrated by ``scipy.integrate.solve_ivp``; each says why it stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import integrate, linalg
from scipy.special import logsumexp, softmax

from . import _checks
from .couplings import Couplings
from .couplings import check as check_couplings

__all__ = [
    "Lagrangian",
    "Trajectory",
    "critical_gain",
    "graded",
    "graded_energy",
    "linear_lagrangian",
    "power_lagrangian",
    "sigmoid_lagrangian",
    "softmax_lagrangian",
    "visible_hidden",
    "visible_hidden_energy",
]

Array = NDArray[Any]
Pull = Callable[[float, Array], Array]  # where potentials are drawn to, less where they are: pull(t, u)

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

    value: Callable[[Array], Array]
    rate: Callable[[Array], Array]


def sigmoid_lagrangian(gain: float) -> Lagrangian:
    """Rates tanh(gain u) from L = (1/gain) sum_i log cosh(gain u_i); high gains give sgn u.

    Raises
    ------
    TypeError, ValueError
        If `gain` is no number above 0.
    """
    gamma = _checks.real("gain", gain, 0, above=True)

    def value(u: Array) -> Array:
        return _log_cosh(gamma, u).sum(axis=-1)

    def rate(u: Array) -> Array:
        return np.tanh(gamma * u)

    return Lagrangian(value, rate)


def _log_cosh(gamma: Any, u: Array) -> Array:
    """(1 / gamma) log cosh(gamma u), for any size of gamma u."""
    size = gamma * np.abs(u)
    return (size + np.log1p(np.exp(-2 * size)) - np.log(2)) / gamma


def linear_lagrangian() -> Lagrangian:
    """Rates equal to potentials, from L = 1/2 u . u."""

    def value(u: Array) -> Array:
        return 0.5 * (u**2).sum(axis=-1)

    def rate(u: Array) -> Array:
        return u

    return Lagrangian(value, rate)


def power_lagrangian(order: int, scale: float = 1.0, *, rectified: bool = False) -> Lagrangian:
    """Rates (u / scale)^(n - 1) from L = (scale / n) sum_mu (u_mu / scale)^n.

    Parameters
    ----------
    order : int
        n, at least 2; even unless `rectified`, for L has to be convex.
    scale : float
        Above 0: the number of visible units makes overlaps of u.
    rectified : bool
        Potentials below 0 give no rate.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    n = _checks.integer("order", order, 2, 100)
    c = _checks.real("scale", scale, 0, above=True)
    floor = 0.0 if _checks.flag("rectified", rectified) else -np.inf
    if n % 2 and floor < 0:
        raise ValueError(f"order: expected an even number unless rectified, got {n}")

    def value(u: Array) -> Array:
        return c / n * (np.maximum(u / c, floor) ** n).sum(axis=-1)

    def rate(u: Array) -> Array:
        return np.maximum(u / c, floor) ** (n - 1)

    return Lagrangian(value, rate)


def softmax_lagrangian(beta: float) -> Lagrangian:
    """Rates softmax(beta u) from L = (1/beta) log sum_mu exp(beta u_mu); each needs the sum of all.

    Raises
    ------
    TypeError, ValueError
        If `beta` is no number above 0.
    """
    b = _checks.real("beta", beta, 0, above=True)

    def value(u: Array) -> Array:
        logarithm: Any = logsumexp(b * u, axis=-1)
        return logarithm / b

    def rate(u: Array) -> Array:
        return softmax(b * u, axis=-1)

    return Lagrangian(value, rate)


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

    times: Array
    potentials: Array
    rates: Array
    hidden: Array | None
    energies: Array
    outcome: str

    @property
    def state(self) -> NDArray[np.int8]:
        """Signs of the last potentials, (N,) int8; 0 is undecided."""
        return np.sign(self.potentials[-1]).astype(np.int8)


def _integrate(
    pull: Pull, tau: Any, start: Array, length: float, tolerance: float | None, times: ArrayLike | None
) -> tuple[Array, Array, str]:
    """Follow tau du/dt = pull(t, u) from `start`; return times, potentials (T, n), outcome.

    `tolerance` None goes on to the end.
    """
    asked = None if times is None else _times(times, length)
    at_rest = None
    if tolerance is not None:
        at_rest = _at_rest(pull, _checks.real("tolerance", tolerance, 0, above=True))
        if at_rest(0.0, start) <= 0:
            rows = np.zeros(1) if asked is None else asked
            return rows, np.tile(start, (len(rows), 1)), "steady state"

    def slope(t: float, u: Array) -> Array:
        return pull(t, u) / tau

    options = {"rtol": RTOL, "atol": ATOL, "events": at_rest, "dense_output": asked is not None}
    run: Any = integrate.solve_ivp(slope, (0.0, length), start, **options)
    if not run.success:
        raise ValueError(f"duration: expected less than {run.t[-1]:g}, where potentials grow without end")
    outcome = "steady state" if run.status == 1 else "end of time"
    if asked is None:
        return run.t, run.y.T, outcome
    return asked, run.sol(np.minimum(asked, run.t[-1])).T, outcome  # it rests after it has stopped


def _times(times: ArrayLike, length: float) -> Array:
    """When to report, in one row."""
    asked = np.atleast_1d(_checks.reals("times", times))
    wrong = (asked < 0) | (asked > length)
    _checks.refuse("times", asked, wrong, f"times from 0 to the duration {length:g}")
    if asked.ndim != 1:
        raise ValueError(f"times: expected shape (T,), got {asked.shape}")
    return asked


def _at_rest(pull: Pull, tolerance: float) -> Any:
    """The event that ends a run: a number that falls to 0 where no potential is drawn on any more."""

    def at_rest(t: float, u: Array) -> Any:
        return np.abs(pull(t, u)).max() - tolerance

    at_rest.terminal = True  # pyright: ignore[reportFunctionMemberAccess] - as solve_ivp wants it
    return at_rest


def graded(
    couplings: Couplings,
    start: ArrayLike,
    *,
    gain: float | tuple[float, float],
    time_constant: float = 1.0,
    current: ArrayLike = 0.0,
    duration: float = 100.0,
    tolerance: float = 1e-6,
    times: ArrayLike | None = None,
) -> Trajectory:
    """Graded neurons: tau du_i/dt = -u_i + sum_j w_ij g(u_j) + I_i, g(u) = tanh(gain u).

    Parameters
    ----------
    couplings : Couplings
        Real, such as ``hebbian(patterns)`` or ``MatrixCouplings(matrix)``.
    start : (N,) array
        Membrane potentials at time 0.
    gain : float or (low, high)
        Slope of the rate at potential 0.  Two numbers anneal: the gain rises from the first to the
        second, by the same factor in equal times, until `duration`, as Hopfield and Tank did.
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
    Hopfield, PNAS 81:3088 (1984), eqs. 5 and 7; Hopfield, Tank, Biol. Cybern. 52:141 (1985).
    """
    check_couplings("couplings", couplings, real=True)
    u = _row("start", start, couplings.size)
    tau = _checks.real("time_constant", time_constant, 0, above=True)
    inputs = _checks.thresholds("current", current, couplings.size)
    length = _checks.real("duration", duration, 0, above=True)
    anneals = np.ndim(gain) > 0
    pair = _pair("gain", gain) if anneals else (gain, gain)
    low, high = (_checks.real("gain", one, 0, above=True) for one in pair)

    def gain_at(t: Any) -> Any:
        return low * (high / low) ** (t / length)

    small = couplings.size <= 512  # then the matrix is quicker than the operator
    product = couplings.dense().dot if small else couplings.field

    def pull(t: float, u: Array) -> Array:
        return product(np.tanh(gain_at(t) * u)) + inputs - u

    at, U, outcome = _integrate(pull, tau, u, length, None if anneals else tolerance, times)
    gains = gain_at(at)[:, None]
    return Trajectory(at, U, np.tanh(gains * U), None, _energies(couplings, U, gains, inputs), outcome)


def _row(name: str, value: ArrayLike, size: int) -> NDArray[np.float64]:
    row = _checks.reals(name, value, size)
    if row.ndim != 1:
        raise ValueError(f"{name}: expected shape ({size},), got {row.shape}")
    return row


def _pair(name: str, value: Any) -> tuple[Any, Any]:
    if np.shape(value) != (2,):
        raise ValueError(f"{name}: expected two numbers, got {value!r:.60}")
    return value


def _energies(couplings: Couplings, U: Array, gain: Any, inputs: Array) -> Array:
    V = np.tanh(gain * U)
    pairs = 0.5 * (V * couplings.field(V)).sum(axis=-1)
    return (U * V - _log_cosh(gain, U)).sum(axis=-1) - pairs - V @ inputs


def graded_energy(
    couplings: Couplings, potentials: ArrayLike, *, gain: float, current: ArrayLike = 0.0
) -> Any:
    """Energy of graded neurons, -1/2 V.WV - I.V + (1/gain) sum_i int_0^V_i artanh(v) dv, V = g(u).

    The integral is u V - L(u), with the Lagrangian of the rates.

    Parameters
    ----------
    couplings, gain, current
        As in ``graded``, the gain one number.
    potentials : (..., N) array

    Returns
    -------
    float or (...) array

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Hopfield, PNAS 81:3088 (1984), eq. 7.
    """
    check_couplings("couplings", couplings, real=True)
    u = _checks.reals("potentials", potentials, couplings.size)
    inputs = _checks.thresholds("current", current, couplings.size)
    return _energies(couplings, u, _checks.real("gain", gain, 0, above=True), inputs)


def critical_gain(couplings: Couplings) -> float:
    """Gain above which rest (u = 0) is unstable: 1 over the largest eigenvalue of the couplings.

    Near rest tau du/dt = (gain W - 1) u.

    Parameters
    ----------
    couplings : Couplings
        Real.

    Returns
    -------
    float

    Raises
    ------
    TypeError
        If they are no couplings, or complex.
    ValueError
        If no eigenvalue is positive: then rest is stable at every gain.
    """
    check_couplings("couplings", couplings, real=True)
    last = [couplings.size - 1] * 2
    largest = float(linalg.eigvalsh(couplings.dense(), subset_by_index=last)[0])
    if largest <= 0:
        raise ValueError(f"couplings: expected a positive eigenvalue, got {largest:g} as the largest")
    return 1 / largest


def visible_hidden(
    patterns: ArrayLike,
    start: ArrayLike,
    *,
    visible: Lagrangian,
    hidden: Lagrangian,
    time_constants: tuple[float, float] = (1.0, 0.1),
    current: ArrayLike = 0.0,
    duration: float = 100.0,
    tolerance: float = 1e-6,
    times: ArrayLike | None = None,
) -> Trajectory:
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

    def pull(t: float, both: Array) -> Array:
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


def visible_hidden_energy(
    patterns: ArrayLike,
    potentials: ArrayLike,
    hidden_potentials: ArrayLike,
    *,
    visible: Lagrangian,
    hidden: Lagrangian,
    current: ArrayLike = 0.0,
) -> Any:
    """Energy (v - I).g - L_v + h.f - L_h - f.(xi g) of visible and hidden neurons.

    Parameters
    ----------
    patterns, visible, hidden, current
        As in ``visible_hidden``.
    potentials : (..., N) array
    hidden_potentials : (..., K) array

    Returns
    -------
    float or (...) array

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Krotov, Hopfield, ICLR 2021 (arXiv 2008.06996), eq. 2.
    """
    X = _checks.vectors("patterns", patterns, matrix=True)
    v = _checks.reals("potentials", potentials, X.shape[1])
    h = _checks.reals("hidden_potentials", hidden_potentials, len(X))
    g, f = visible.rate(v), hidden.rate(h)
    inputs = _checks.thresholds("current", current, X.shape[1])
    of_visible = ((v - inputs) * g).sum(axis=-1) - visible.value(v)
    return of_visible + (h * f).sum(axis=-1) - hidden.value(h) - (f * (g @ X.T)).sum(axis=-1)
