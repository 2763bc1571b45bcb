"""Networks of +1 and -1: errors, loads and overlaps of stored patterns."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from . import _numerics
from ._numerics import Numbers

Array = NDArray[Any]
SQRT_PI = np.sqrt(np.pi)


def one_step_error(load: ArrayLike) -> Numbers:
    """Share of units that one synchronous step from a stored pattern gets wrong.

    P_err = 1/2 erfc(sqrt(1 / (2 alpha))): the crosstalk of the other patterns is Gaussian of
    variance alpha, for N and P large.

    Parameters
    ----------
    load : float or array
        0 or more.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Hertz, Krogh, Palmer, Introduction to the Theory of Neural Computation (1991), ch. 2.
    """
    load = _numerics.reals_from("load", load, 0)
    with np.errstate(divide="ignore"):
        return (0.5 * special.erfc(np.sqrt(0.5 / load)))[()]


def critical_load(temperature: ArrayLike = 0.0) -> Numbers:
    """Largest load at which patterns are retrieved at temperature T; at T = 0 alpha_c = 0.1379.

    At T = 0 the maximum over y of alpha(y), where sqrt(2 alpha) = erf(y)/y - (2/sqrt(pi)) exp(-y^2).
    Above, with z a standard normal number, the maximum over the noise s = sqrt(alpha r) of
    alpha(s) = s^2 (1 - (1 - q)/T)^2 / q, where m = <tanh((m + s z)/T)>, q = <tanh^2((m + s z)/T)>.

    Parameters
    ----------
    temperature : float or array
        T, 0 or more; the load is 0 from T = 1 on.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Amit, Gutfreund, Sompolinsky, Ann. Phys. 173:30 (1987), replica-symmetric.
    """

    def load(T: float) -> float:
        if T < 1e-6:  # 0, but for less than rounding
            return _edge_of_retrieval()[0]
        if T >= 1:
            return 0.0
        noise = np.linspace(0.005, 0.8, 60)  # the maximum is at 0.45 for T = 0 and at 0 for T = 1
        best = int(np.argmax([_load_with_heat(s, T) for s in noise]))
        low, high = noise[max(best - 1, 0)], noise[best + 1]
        return _load_with_heat(_numerics.highest(lambda s: _load_with_heat(s, T), low, high), T)

    return _numerics.each(load, _numerics.reals_from("temperature", temperature, 0))


def _load_with_heat(s: float, T: float) -> float:
    """Load at which the noise on a field is `s`, patterns being retrieved at temperature T; else 0."""
    z, weight = _normal(int(np.clip(40 / T, 400, 20_000)))

    def gap(m: float) -> float:
        return float(weight @ np.tanh((m + s * z) / T)) - m

    if gap(1e-6) <= 0:  # no overlap but m = 0
        return 0.0
    q = weight @ np.tanh((_numerics.root(gap, 1e-6, 1.001) + s * z) / T) ** 2
    return float(s**2 * (1 - (1 - q) / T) ** 2 / q)


@cache
def _normal(count: int) -> tuple[Array, Array]:
    """Points of a standard normal number and their weights, finer than tanh is steep."""
    z = np.linspace(-8, 8, count)
    weight = np.exp(-(z**2) / 2)
    return z, weight / weight.sum()


def _retrieval(y: float) -> float:
    """sqrt(2 alpha) as a function of y = m / sqrt(2 alpha r)."""
    return float(special.erf(y) / y - 2 / SQRT_PI * np.exp(-(y**2)))


@cache
def _edge_of_retrieval() -> tuple[float, float]:
    y = _numerics.highest(_retrieval, 1, 3)
    return float(_retrieval(y) ** 2 / 2), y


def retrieval_overlap(load: ArrayLike) -> Numbers:
    """Overlap m of the retrieval state at T = 0 in mean field.

    m = erf(y) at the largest y with sqrt(2 alpha) = erf(y)/y - (2/sqrt(pi)) exp(-y^2); 0 above
    ``critical_load()``, where a finite network still keeps a remnant.

    Parameters
    ----------
    load : float or array
        0 or more.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Amit, Gutfreund, Sompolinsky, Ann. Phys. 173:30 (1987), replica-symmetric.
    """
    edge, y_edge = _edge_of_retrieval()

    def overlap(alpha: float) -> float:
        if alpha == 0:
            return 1.0
        if alpha > edge:
            return 0.0
        root = np.sqrt(2 * alpha)  # _retrieval(y) < 1 / y: beyond 1 / root it is below root
        if _retrieval(y_edge) <= root:  # the very edge, to rounding
            return special.erf(y_edge)
        return special.erf(_numerics.root(lambda y: _retrieval(y) - root, y_edge, 1.001 / root))

    return _numerics.each(overlap, _numerics.reals_from("load", load, 0))


def overlap_at_temperature(temperature: ArrayLike) -> Numbers:
    """Overlap m of a retrieval state at temperature T and load 0: the root of m = tanh(m/T).

    Parameters
    ----------
    temperature : float or array
        T, 0 or more; m is 0 from T = 1 on.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Amit, Gutfreund, Sompolinsky, Phys. Rev. A 32:1007 (1985).
    """

    def overlap(T: float) -> float:
        if T == 0:
            return 1.0
        if T >= 1:
            return 0.0
        # with x = m/T: tanh(x)/x = T, and 1 - x^2/3 <= tanh(x)/x <= 1/x
        if 1 - T < 1e-5:  # there the difference is lost in rounding, but three terms of the series are exact
            return T * float(np.sqrt(3 * (1 - T) * (1 + 1.2 * (1 - T))))
        x = _numerics.root(lambda x: np.tanh(x) / x - T, np.sqrt(3 * (1 - T)) * (1 - 1e-9), 1 / T)
        return T * x

    return _numerics.each(overlap, _numerics.reals_from("temperature", temperature, 0))


def patterns_half_stable(n_units: ArrayLike) -> Numbers:
    """Number of random patterns of which half are exactly fixed points, at finite N.

    (1 - P_err)^N = 1/2 with P_err = 1/2 erfc(sqrt(1/(2 alpha))), alpha = (P - 1)/N.

    Parameters
    ----------
    n_units : int or array of int
        2 or more.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    McEliece et al., IEEE Trans. IT 33:461 (1987): N/(2 ln N), of which this is the finite-size form.
    """
    N = _numerics.wholes_from("n_units", n_units, 2)
    error = -np.expm1(-np.log(2) / N)
    return (1 + N / (2 * special.erfcinv(2 * error) ** 2))[()]


def patterns_all_stable(n_units: ArrayLike) -> Numbers:
    """Number of random patterns up to which all are fixed points with probability 1/2, at finite N.

    N P P_err = ln 2 with P_err = 1/2 erfc(sqrt(1/(2 alpha))), alpha = (P - 1)/N.

    Parameters
    ----------
    n_units : int or array of int
        2 or more.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    McEliece et al., IEEE Trans. IT 33:461 (1987): N/(4 ln N), of which this is the finite-size form.
    """

    def patterns(N: float) -> float:
        def excess(P: float) -> float:
            return N * P * 0.5 * special.erfc(np.sqrt(N / (2 * (P - 1)))) - np.log(2)

        return _numerics.root(excess, 1 + 1e-9, 1 + patterns_half_stable(int(N)) + N)

    return _numerics.each(patterns, _numerics.wholes_from("n_units", n_units, 2))
