"""Dense memories and their modern kin: errors and capacities."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from .. import _checks
from . import _numerics
from ._numerics import Numbers


def dense_one_step_error(n_units: ArrayLike, n_patterns: int, order: int) -> Numbers:
    """Share of units that one step from a stored pattern gets wrong in a dense memory, F(x) = x^n.

    1/2 erfc(sqrt(N^(n-1) / (2 (2n-3)!! K))), for N and K large.

    Parameters
    ----------
    n_units : int or array of int
        N, 2 or more.
    n_patterns, order : int
        K and n.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Krotov, Hopfield, NIPS 2016.
    """
    N = _numerics.wholes_from("n_units", n_units, 2)
    K = _checks.integer("n_patterns", n_patterns, 1)
    n = _checks.integer("order", order, 2)
    signal = np.exp((n - 1) * np.log(N) - _log_double_factorial(n)) / (2 * K)
    return (0.5 * special.erfc(np.sqrt(signal)))[()]


def dense_capacity(n_units: ArrayLike, order: int) -> Numbers:
    """Capacity of a dense memory F(x) = x^n in the limit of large N: N^(n-1) / (2 (2n-3)!! ln N).

    With so many patterns a unit is wrong after one step with P_err = 1/2 erfc(sqrt(ln N)), so that
    N P_err, the mean number of wrong units of a pattern, is about 1 / (2 sqrt(pi ln N)).  It goes to 0, but
    so slowly that at N = 50 to 1000 some 12 % of the patterns are not fixed points.  For every
    pattern to be one, with a chance that goes to 1, there may be 1/n as many at most.

    Parameters
    ----------
    n_units : int or array of int
        N, 2 or more.
    order : int
        n.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Krotov, Hopfield, NIPS 2016; the rest follows from ``dense_one_step_error``.
    """
    N = _numerics.wholes_from("n_units", n_units, 2)
    n = _checks.integer("order", order, 2)
    return (np.exp((n - 1) * np.log(N) - _log_double_factorial(n)) / (2 * np.log(N)))[()]


def dense_half_stable(n_units: ArrayLike, order: int, *, rectified: bool = False) -> Numbers:
    """Number of random patterns of which half are fixed points of a dense memory, at finite N.

    (1 - P_err)^N = 1/2 with P_err = 1/2 erfc(sqrt(N^(n-1) / (2 (2n-3)!! (K - 1)))), solved for K; at
    n = 2 it is ``patterns_half_stable``.  Rectified, only every second of the K - 1 other patterns counts.

    Parameters
    ----------
    n_units : int or array of int
        N, 2 or more.
    order : int
        n.
    rectified : bool
        F(x) = 0 for x < 0.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Krotov, Hopfield, NIPS 2016: the finite-size form of ``dense_capacity``.
    """
    N = _numerics.wholes_from("n_units", n_units, 2)
    n = _checks.integer("order", order, 2)
    error = -np.expm1(-np.log(2) / N)
    others = np.exp((n - 1) * np.log(N) - _log_double_factorial(n)) / (2 * special.erfcinv(2 * error) ** 2)
    return (1 + (1 + _checks.flag("rectified", rectified)) * others)[()]


def _log_double_factorial(n: int) -> float:
    """Logarithm of (2n - 3)!! = 1 * 3 * ... * (2n - 3)."""
    return np.log(np.arange(1.0, 2 * n - 2, 2)).sum()


def exponential_capacity(flipped_fraction: ArrayLike) -> Numbers:
    """Largest a such that exp(a N) patterns are recalled by F = exp from that share of flips.

    a = I(1 - 2 rho)/2, I(x) = 1/2 [(1+x) ln(1+x) + (1-x) ln(1-x)]; at rho = 0 it is (ln 2)/2.

    Parameters
    ----------
    flipped_fraction : float or array
        rho, 0 to 1/2.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Demircigil et al., J. Stat. Phys. 168:288 (2017), theorem 3.
    """
    rho = _numerics.reals_from("flipped_fraction", flipped_fraction, 0, 0.5)
    # with x = 1 - 2 rho: I = ln 2 - H(rho), H the entropy of a coin
    return (0.5 * (np.log(2) - special.entr(rho) - special.entr(1 - rho)))[()]


def modern_capacity_base(beta: ArrayLike, k: float, d: int, p: float) -> Numbers:
    """Base c of the number sqrt(p) c^((d-1)/4) of random patterns that a modern network retrieves.

    c = b / W_0(exp(a + ln b)), a = 2/(d-1) (1 + ln(2 beta K^2 p (d-1))), b = 2 K^2 beta / 5, for
    patterns on a sphere of radius K sqrt(d-1), with probability 1 - p.

    Parameters
    ----------
    beta : float or array
        Inverse temperature, above 0.
    k, p : float
        K, above 0, and the chance of failure, above 0 and up to 1.
    d : int
        Dimension, 2 or more.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Ramsauer et al., ICLR 2021, theorem 3.
    """
    beta = _numerics.reals_from("beta", beta, 0, above=True)
    k = _checks.real("k", k, 0, above=True)
    p = _checks.real("p", p, 0, 1, above=True)
    d = _checks.integer("d", d, 2)
    a = 2 / (d - 1) * (1 + np.log(2 * beta * k**2 * p * (d - 1)))
    b = 2 * k**2 * beta / 5
    return (b / special.lambertw(b * np.exp(a)).real)[()]
