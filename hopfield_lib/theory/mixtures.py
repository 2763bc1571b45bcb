"""Symmetric mixtures of patterns in networks of +1 and -1, at load 0."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from . import _numerics
from ._numerics import Numbers


def mixture_overlap(n: ArrayLike) -> Numbers:
    """Overlap of the symmetric mixture sgn(sum of n patterns) with each of them, at load 0.

    2^-(n-1) C(n-1, (n-1)/2) for odd n, 2^-n C(n, n/2) for even n, where undecided units are set
    at random.

    Parameters
    ----------
    n : int or array of int
        1 or more.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Amit, Gutfreund, Sompolinsky, Phys. Rev. A 32:1007 (1985).
    """
    n = _numerics.wholes_from("n", n, 1)
    top = n - n % 2
    exact = special.binom(np.minimum(top, 1000), np.minimum(top, 1000) / 2) * 0.5 ** np.minimum(top, 1000)
    half = top / 2.0
    large = np.exp(special.gammaln(top + 1.0) - 2 * special.gammaln(half + 1) - top * np.log(2))
    return np.where(top <= 1000, exact, large)[()]


def mixture_energy(n: ArrayLike) -> Numbers:
    """Energy per unit of the symmetric n-mixture at T = 0 and load 0: -n m_n^2 / 2.

    Parameters
    ----------
    n : int or array of int
        1 or more.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    return (-0.5 * np.asarray(n) * mixture_overlap(n) ** 2)[()]


def mixture_critical_temperature(n: ArrayLike) -> Numbers:
    """Temperature below which the symmetric n-mixture is stable, at load 0.

    With z the sum of n signs: m solves n m = <z tanh(z m/T)>, and the mixture stands while
    1 - (1 - q)/T - Q/T > 0, q = <tanh^2(z m/T)>, Q = <(z^2 - n) tanh^2(z m/T)> / (n (n - 1)).
    A pattern (n = 1) is stable up to T = 1; mixtures of an even number at no temperature (0).

    Parameters
    ----------
    n : int or array of int
        1 or more.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Amit, Gutfreund, Sompolinsky, Phys. Rev. A 32:1007 (1985).
    """

    def stable_below(number: float) -> float:
        n = int(number)
        if n == 1:
            return 1.0
        if n % 2 == 0:
            return 0.0
        stable = np.linspace(0.95, 0.02, 94)
        first = next(T for T in stable if _mixture_stability(T, n) > 0)
        return _numerics.root(lambda T: _mixture_stability(T, n), first, first + 0.01)

    return _numerics.each(stable_below, _numerics.wholes_from("n", n, 1))


def _mixture_stability(T: float, n: int) -> float:
    """Smallest eigenvalue, among the n patterns, of the free energy's Hessian at the n-mixture."""
    z = n - 2.0 * np.arange(n + 1)
    weight = special.binom(n, np.arange(n + 1)) / 2.0**n

    def gap(m: float) -> float:
        return weight @ (z * np.tanh(z * m / T)) / n - m

    low = 1e-3
    if gap(low) <= 0:  # no mixture, only m = 0
        return 1 - 1 / T
    squares = np.tanh(z * _numerics.root(gap, low, 1.0) / T) ** 2
    q, Q = weight @ squares, weight @ ((z**2 - n) * squares) / (n * (n - 1))
    return 1 - (1 - q) / T - Q / T
