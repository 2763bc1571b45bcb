"""Energies of dense memories: of overlaps, for units of +1 and -1, and of distances, for real states.

By overlaps, E = -sum_mu F(m_mu), with m_mu the overlap xi_mu . s, one F each.  A unit takes the value of
lower energy: the sign of D = E(s_i = -1) - E(s_i = +1).  Without the unit an overlap is m - xi s, with it
m - xi s + xi or m - xi s - xi; so D = sum_mu xi g(m - xi s), where g(m) = F(m + 1) - F(m - 1).

That is another sum for each unit.  But xi s is +1 or -1, hence g(m - xi s) = [g(m-1) + g(m+1)] / 2 +
xi s [g(m-1) - g(m+1)] / 2, and with xi xi = 1

    2 D = sum_mu xi [g(m-1) + g(m+1)] + s sum_mu [g(m-1) - g(m+1)]

The brackets are the same for all units: one matrix product decides many.  Where a unit is undecided, s = 0,
it is D = sum_mu xi g(m).

By distances, E = -(1/beta) log sum_mu K(q_mu), with q_mu = |x - xi_mu|^2 and a kernel K that falls with q
and is convex in it.  Then one rule never raises E, whatever the kernel: go to the mean of the stored
patterns, each with the weight -K'(q_mu).  For K lies above the line that touches it,

    sum_mu K(q'_mu) >= sum_mu K(q_mu) - sum_mu w_mu (q'_mu - q_mu),    w_mu = -K'(q_mu) >= 0,

and the weighted mean is where sum_mu w_mu q'_mu is least.  The same holds for each coordinate alone.
"""

from abc import ABC, abstractmethod
from functools import lru_cache
from typing import Any, NamedTuple, final

import numpy as np
from numpy.typing import NDArray

from . import _checks

__all__ = ["DistanceEnergy", "Energy", "Exponential", "Gains", "LogSumExp", "LogSumReLU", "Power"]

EPS = np.finfo(np.float64).eps
FLOOR = 1e-9  # of a sum of kernels that may be 0: its logarithm stays finite
Array = NDArray[Any]


class Gains(NamedTuple):
    """What decides units: one number for each pattern and cue, all at one scale for a cue.

    Attributes
    ----------
    both, bend : (K, B) arrays
        g(m - 1) + g(m + 1), and g(m - 1) - g(m + 1).
    alone : (K, B) array or None
        g(m), where units may be undecided.
    """

    both: Array
    bend: Array
    alone: Array | None


class Energy(ABC):
    """An F, by what a dense memory asks of it.  Overlaps m are whole numbers, (K, B)."""

    @abstractmethod
    def check(self, n_patterns: int, n_units: int) -> None:
        """Raise ValueError if a memory of this size cannot be computed."""

    @abstractmethod
    def of(self, m: Array, n_units: int) -> Array:
        """The energies of states by their overlaps: (B,)."""

    @abstractmethod
    def gains(self, m: Array, n_units: int, undecided: bool) -> Gains:
        """What decides units of states with these overlaps; `undecided` says whether some are 0."""

    @abstractmethod
    def half(self, D: Array, X: Array, s: Array, gains: Gains) -> Array:
        """(E(s_i = -1) - E(s_i = +1)) / 2, (k, B), in the energy's own units.

        That is for these networks what the local field is for ``Hopfield``; noise is added to it alike.

        Parameters
        ----------
        D : (k, B) array
            That difference at the scale of the gains.
        X, s : (k, K) and (k, B) arrays
            The patterns of the units, and their states.
        """

    def exact(self, n_patterns: int, n_units: int) -> bool:
        """Whether every sum is a whole number that a float holds, so that ties are exact."""
        return False

    def tie(self, gains: Gains) -> Array:
        """The difference of energy that is zero but for rounding, by cue: (B,)."""
        return 4 * EPS * len(gains.both) * (np.abs(gains.both) + np.abs(gains.bend)).sum(axis=0)


@final
class Power(Energy):
    """F(m) = m^n; rectified, F(m) = 0 for m < 0.

    Parameters
    ----------
    n : int
        At least 2; n = 2 is the network with Hebb's couplings, its energy times 2 N, less N P.
    rectified : bool

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Krotov, Hopfield, NIPS 2016, eqs. 1 and 3.
    """

    def __init__(self, n: int, rectified: bool = False) -> None:
        self.n = _checks.integer("order", n, 2)
        self.rectified = _checks.flag("rectified", rectified)

    def check(self, n_patterns: int, n_units: int) -> None:
        largest = np.log(np.finfo(float).max) - np.log(8.0 * n_patterns)
        most = int(largest / np.log(n_units + 2.0))
        if self.n > most:
            raise ValueError(
                f"order: expected at most {most} for {n_patterns} patterns of {n_units} units, so that "
                f"{n_units}^n fits a float, got {_checks.show(self.n)}; 'exp' has no limit"
            )

    def of(self, m: Array, n_units: int) -> Array:
        F = _powers(self.n, self.rectified, n_units).F
        return -F[m.astype(np.intp) + n_units].sum(axis=0)

    def gains(self, m: Array, n_units: int, undecided: bool) -> Gains:
        tables, place = _powers(self.n, self.rectified, n_units), m.astype(np.intp) + n_units
        alone = tables.gain[place] if undecided else None
        return Gains(tables.both[place], tables.bend[place], alone)

    def half(self, D: Array, X: Array, s: Array, gains: Gains) -> Array:
        return 0.5 * D

    def exact(self, n_patterns: int, n_units: int) -> bool:
        return 8 * n_patterns * (n_units + 2) ** self.n < 2**53

    def __repr__(self) -> str:
        return f"Power({self.n}{', rectified=True' if self.rectified else ''})"


class _Tables(NamedTuple):
    """F, g and its sums at every overlap from -N to N, (2N + 1,) each."""

    F: Array
    gain: Array
    both: Array
    bend: Array


@lru_cache(maxsize=16)
def _powers(n: int, rectified: bool, n_units: int) -> _Tables:
    m = np.arange(-n_units - 2, n_units + 3).astype(object)  # whole numbers of any length
    F = m**n * ((m >= 0) | (not rectified))
    gain = F[2:] - F[:-2]  # g(m) = F(m + 1) - F(m - 1)
    exact = (F[2:-2], gain[1:-1], gain[:-2] + gain[2:], gain[:-2] - gain[2:])
    return _Tables(*(table.astype(np.float64) for table in exact))


@final
class Exponential(Energy):
    """F(m) = exp(m), with the energy -log sum_mu exp(m_mu), which orders states alike and does not overflow.

    References
    ----------
    Demircigil et al., J. Stat. Phys. 168:288 (2017).
    """

    def check(self, n_patterns: int, n_units: int) -> None:
        """Any size will do."""

    def of(self, m: Array, n_units: int) -> Array:
        top = m.max(axis=0).astype(np.float64)
        return -top - np.log(np.exp(m - top).sum(axis=0))

    def gains(self, m: Array, n_units: int, undecided: bool) -> Gains:
        """All relative to the gain of the largest overlap."""
        alone = np.exp(m - m.max(axis=0).astype(np.float64))
        return Gains(2 * np.cosh(1) * alone, -2 * np.sinh(1) * alone, alone)

    def half(self, D: Array, X: Array, s: Array, gains: Gains) -> Array:
        """The energies are logarithms: -log a and -log b, with a and b the sums of exp(m) for +1 and -1.

        So this is log(a / b) / 2 = arctanh((a - b) / (a + b)).  With m' the overlaps without the unit,
        a - b is 2 sinh(1) times sum xi exp(m'), and a + b is 2 cosh(1) times `total`, the sum of exp(m').
        """
        decided = 0.5 * (gains.both.sum(axis=0) + s * (X @ gains.bend))
        undecided = 0.0 if gains.alone is None else gains.alone.sum(axis=0)
        total = np.where(s == 0, undecided, decided)
        return np.arctanh(D / total * np.tanh(1))

    def __repr__(self) -> str:
        return "Exponential()"


class DistanceEnergy(ABC):
    """E = -(1/beta) log sum_mu K(q_mu), by what a memory of real states asks of it.

    Squared distances q = |x - xi|^2 are (K, B): a row for each stored pattern, a column for each state.

    Parameters
    ----------
    beta : float
        Sharpness, above 0: one over a squared length.

    Raises
    ------
    TypeError, ValueError
        If `beta` is no number above 0.
    """

    def __init__(self, beta: float) -> None:
        self.beta = _checks.real("beta", beta, 0, above=True)

    @abstractmethod
    def of(self, q: Array) -> Array:
        """The energies of states by their squared distances: (B,)."""

    @abstractmethod
    def weights(self, q: Array) -> Array:
        """The share of each stored pattern in the mean that a state goes to, (K, B): -K'(q), of sum 1.

        Where no pattern has a share, all are 0: nothing draws that state.
        """

    @abstractmethod
    def pull(self, q: Array) -> Array:
        """How strongly states are drawn to that mean, (B,): the gradient of E is 2 pull (x - mean)."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.beta:g})"


@final
class LogSumExp(DistanceEnergy):
    """K(q) = exp(-beta q): stored patterns blurred by noise, beta = 1 / (2 sigma^2).

    E is then, but for a constant, -log of the density of the blurred patterns over beta, and -beta times its
    gradient is the score that a diffusion model learns.

    References
    ----------
    Ambrogioni, Entropy 26:381 (2024); Pham et al., arXiv 2505.21777, eq. 6.
    """

    def of(self, q: Array) -> Array:
        nearest = q.min(axis=0)
        return nearest - np.log(np.exp(-self.beta * (q - nearest)).sum(axis=0)) / self.beta

    def weights(self, q: Array) -> Array:
        weights = np.exp(-self.beta * (q - q.min(axis=0)))
        return weights / weights.sum(axis=0)

    def pull(self, q: Array) -> Array:
        return np.ones(q.shape[1])


@final
class LogSumReLU(DistanceEnergy):
    """K(q) = max(0, 1 - beta q), Epanechnikov's kernel: a pattern reaches as far as 1 / sqrt(beta).

    A state goes to the plain mean of the patterns that reach it.  Where none does it stays, on the plain
    E = -(1/beta) log epsilon, for E has epsilon = 10^-9 added to its sum.  What only one pattern reaches
    falls exactly onto it; what several reach may come to rest at their mean, which nobody stored.

    References
    ----------
    Hoover et al., NeurIPS 2025 (arXiv 2506.10801), eq. 1, with beta / 2 for our beta.
    """

    def of(self, q: Array) -> Array:
        return -np.log(FLOOR + np.maximum(0, 1 - self.beta * q).sum(axis=0)) / self.beta

    def weights(self, q: Array) -> Array:
        reached = self.beta * q < 1
        return reached / np.maximum(reached.sum(axis=0), 1)

    def pull(self, q: Array) -> Array:
        inside = np.maximum(0, 1 - self.beta * q)
        return (inside > 0).sum(axis=0) / (FLOOR + inside.sum(axis=0))
