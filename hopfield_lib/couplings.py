"""How patterns become couplings.

Each rule returns an operator that stands for the N x N matrix W.  Hebb, covariance and projection
are sums over P patterns, W = (F^H F - diagonal) / divisor, so the factors F, (P, N), are all that
is kept.  To read: ``field(states)`` is W s, ``dense()`` the matrix.  To recall, an operator keeps
running sums of the states S, one column a cue, (N, B):

    sums = J.start(S)                what the states contribute: P overlaps a cue for Hebb
    J.fields(sums, units, own)       divisor * W S at some units, whose own states are `own`
    J.within(units)                  divisor * W among those units
    J.add(sums, units, change)       brings the sums up to date after those units changed

Sums of +1 and -1 are whole numbers, hence exact; they are divided last.
"""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from . import _checks

EPS = np.finfo(np.float64).eps


class Couplings(Protocol):
    """What a model asks of its couplings, and what every operator has.

    ``size`` is N; ``dtype`` the numbers that sums are made of; ``divisor`` turns sums into fields;
    a field of size ``tie`` or less is zero but for rounding (where sums are exact, no other than
    zero is as small); ``block`` is how many units are best solved together; ``rule`` names the rule.
    """

    size: int
    dtype: np.dtype
    divisor: float
    tie: float
    rule: str
    block: int = 96

    def start(self, S): ...
    def fields(self, sums, units, own): ...
    def within(self, units): ...
    def add(self, sums, units, change): ...

    def field(self, states):
        """Local fields W s of states (..., N), same shape, real or complex.

        Raises TypeError or ValueError if `states` are not finite reals or phasors of width N.
        """
        rows = _checks.states("states", states, self.size)
        S = rows.reshape(-1, self.size).T.astype(np.result_type(rows, self.dtype))
        h = self.fields(self.start(S), np.arange(self.size), S) / self.divisor
        return np.ascontiguousarray(h.T).reshape(rows.shape)

    def dense(self):
        """The matrix W, (N, N), float64 or complex128; ValueError if it would pass 1 GiB."""
        kind = np.result_type(self.dtype, np.float64)
        _checks.matrix_fits("dense()", self.size, kind.itemsize)
        return self.within(np.arange(self.size)).astype(kind) / self.divisor

    def quadratic(self, S):
        """s^H W s of each column of S (N, B): (B,) real."""
        h = self.fields(self.start(S), np.arange(self.size), S)
        return (S.conj() * h).sum(axis=0, dtype=np.result_type(h, np.float64)).real / self.divisor

    def __repr__(self):
        return f"<{self.rule} couplings of {self.size} units>"


@dataclass(frozen=True, eq=False, repr=False)
class LowRank(Couplings):
    """W = (F^H F - diag(own)) / divisor with factors F (P, N), a unit's side by side, and own (N,)."""

    factors: np.ndarray
    divisor: float
    own: np.ndarray
    tie: float
    rule: str
    size = property(lambda self: self.factors.shape[1])
    dtype = property(lambda self: self.factors.dtype)
    block = property(lambda self: 32 if np.iscomplexobj(self.factors) else 96)

    def start(self, S):
        return self.factors @ S

    def fields(self, sums, units, own):
        return self.factors.T[units].conj() @ sums - self.own[units, None] * own

    def within(self, units):
        F = self.factors.T[units]
        W = F.conj() @ F.T
        W.flat[:: len(W) + 1] -= self.own[units]
        return W

    def add(self, sums, units, change):
        sums += self.factors.T[units].T @ change


@dataclass(frozen=True, eq=False, repr=False)
class MatrixCouplings(Couplings):
    """A matrix (N, N) of one's own, symmetric or Hermitian; its diagonal is used as it is.

    Raises TypeError or ValueError if it is not square, finite, and equal to its conjugate transpose.
    """

    matrix: np.ndarray
    rule: str = "matrix"
    tie: float = field(init=False)
    divisor = 1.0
    size = property(lambda self: len(self.matrix))
    dtype = property(lambda self: self.matrix.dtype)

    def __post_init__(self):
        W = _checks.hermitian("matrix", self.matrix)
        object.__setattr__(self, "matrix", W)
        largest = np.abs(W).sum(axis=1).max()  # no field of a state exceeds it
        object.__setattr__(self, "tie", float(4 * EPS * len(W) * largest))

    def start(self, S):
        return self.matrix @ S

    def fields(self, sums, units, own):
        return sums[units]

    def within(self, units):
        return self.matrix[np.ix_(units, units)]

    def add(self, sums, units, change):
        sums += self.matrix[:, units] @ change


@dataclass(frozen=True, eq=False, repr=False)
class PhaseDistance(Couplings):
    """W_ij = sum over patterns of 1 - 2 |theta_i - theta_j| / pi, w_ii = 0, for sorted `phases` (P, N).

    With the units in `order` of phase, sum_j |theta_i - theta_j| s_j splits at unit i (at `rank`)
    into running totals of s_j and of theta_j s_j: a product costs O(PN) once phases are sorted.
    """

    phases: np.ndarray
    order: np.ndarray
    rank: np.ndarray
    rule = "phase-distance"
    dtype = np.dtype(np.float64)
    divisor = 1.0
    size = property(lambda self: self.phases.shape[1])
    tie = property(lambda self: 16 * EPS * self.size * self.phases.size)
    block = property(lambda self: max(32, int(self.size**0.5)))  # each costs O(PN) to begin with

    def start(self, S):
        return S.copy()

    def fields(self, sums, units, own):
        h = -len(self.phases) * own
        for theta, order, rank in zip(self.phases, self.order, self.rank, strict=True):
            S, theta = sums[order], theta[:, None]
            below, weighted = np.cumsum(S, axis=0), np.cumsum(theta * S, axis=0)
            distance = theta * (2 * below - below[-1]) - 2 * weighted + weighted[-1]
            h += below[-1] - (2 / np.pi) * distance[rank[units]]
        return h

    def within(self, units):
        theta = np.take_along_axis(self.phases, self.rank[:, units], axis=1)
        W = (1 - (2 / np.pi) * np.abs(t[:, None] - t) for t in theta)
        return sum(W) - len(theta) * np.eye(len(units))

    def add(self, sums, units, change):
        sums[units] += change


def hebbian(patterns, *, keep_diagonal=False):
    """Hebb's rule, w_ij = (1/N) sum_mu xi_i conj(xi_j), w_ii = 0.

    Parameters
    ----------
    patterns : (P, N) array
        +1 and -1 (bool: True is +1), or complex numbers on the unit circle; else it raises
        TypeError or ValueError.
    keep_diagonal : bool
        Keep w_ii = P/N, which makes fixed points that do not recall.

    Returns
    -------
    LowRank
        Its fields of +1 and -1 are exact: whole numbers over N.

    References
    ----------
    Hopfield, PNAS 79:2554 (1982), eq. 2; for phasors Noest, Europhys. Lett. 6:469 (1988).
    """
    X = _checks.patterns("patterns", patterns)
    P, N = X.shape
    if X.dtype == np.int8:
        X = X.astype(np.float32 if P * N <= 2**23 else np.float64)  # holds every sum and change
    own = (np.abs(X) ** 2).sum(axis=0) * (not _checks.flag("keep_diagonal", keep_diagonal))
    return LowRank(np.asfortranarray(X.conj()), float(N), own, min(_rounding(X, N), 0.5 / N), "Hebbian")


def covariance(patterns, center="global"):
    """Hebb's rule about the mean b of biased patterns, with the threshold that belongs to it.

    w_ij = (1/N) sum_mu (xi_i - b)(xi_j - b) / (1 - b^2), w_ii = 0, and units read each other
    about the mean as well, s_i = sgn(sum_j w_ij (s_j - b) + b): for plain states that is the
    threshold theta_i = b sum_j w_ij - b.

    Parameters
    ----------
    patterns : (P, N) array
        +1 and -1, and not one of them alone; else it raises TypeError or ValueError.
    center : "global" or "pattern"
        Subtract the mean of all patterns, or each pattern's own.

    Returns
    -------
    couplings : LowRank
    threshold : (N,) array
        For ``Hopfield(couplings, threshold)``.

    References
    ----------
    Amit, Gutfreund, Sompolinsky, Phys. Rev. A 35:2293 (1987).
    """
    X = _checks.spins("patterns", patterns, matrix=True).astype(np.float64)
    _checks.choice("center", center, ("global", "pattern"))
    b, N = X.mean(), X.shape[1]
    mean = X.mean(axis=1, keepdims=True) if center == "pattern" else np.full((len(X), 1), b)
    if (one_sided := np.abs(mean) == 1).any():
        where = f"pattern {one_sided.argmax()}" if center == "pattern" else "all patterns"
        raise ValueError(f"patterns: expected both +1 and -1, got one of them alone in {where}")
    F = np.asfortranarray((X - mean) / np.sqrt(1 - mean**2))
    own = (F**2).sum(axis=0)
    row_sums = (F.sum(axis=1) @ F - own) / N
    return LowRank(F, float(N), own, _rounding(F, N), "covariance"), b * row_sums - b


def projection(patterns, *, keep_diagonal=False):
    """Projection (pseudo-inverse) rule, W = X^T (conj(X) X^T)^-1 conj(X), w_ii = 0.

    Linearly independent patterns are fixed points, however correlated.

    Parameters
    ----------
    patterns : (P, N) array
        +1 and -1, or complex numbers on the unit circle, linearly independent; else it raises
        TypeError or ValueError.
    keep_diagonal : bool
        Keep w_ii: W is then a projector, which repairs no single unit above P = N/2.

    References
    ----------
    Personnaz, Guyon, Dreyfus, J. Physique Lett. 46:359 (1985); Kanter, Sompolinsky,
    Phys. Rev. A 35:380 (1987).
    """
    X = _checks.patterns("patterns", patterns)
    X = (X.astype(np.float64) if X.dtype == np.int8 else X).conj()
    values, vectors = np.linalg.eigh(X @ X.conj().T)
    rank = int((values > 1e-10 * values[-1]).sum())
    if rank < len(X):
        raise ValueError(f"patterns: expected linearly independent rows, got {len(X)} of rank {rank}")
    F = (vectors / np.sqrt(values)).conj().T @ X
    F = 1.5 * F - 0.5 * (F @ F.conj().T) @ F  # one Newton step: rows orthonormal to rounding
    own = (np.abs(F) ** 2).sum(axis=0)
    own *= not _checks.flag("keep_diagonal", keep_diagonal)
    tie = _rounding(F, 1) * float(values[-1] / values[0]) ** 0.5  # close patterns cost digits
    return LowRank(np.asfortranarray(F), 1.0, own, tie, "projection")


def storkey(patterns):
    """Storkey's rule, learnt one pattern after another; the one rule that holds N x N numbers.

    w_ij += (1/N) (xi_i xi_j - xi_i h_ji - h_ij xi_j), w_ii = 0, where h_ij = sum_k w_ik xi_k over
    k other than i and j, with the couplings before this pattern.

    Parameters
    ----------
    patterns : (P, N) array
        +1 and -1 in the order of learning; else it raises TypeError or ValueError.

    References
    ----------
    Storkey, ICANN 1997, pp. 451-456.
    """
    X = _checks.spins("patterns", patterns, matrix=True).astype(np.float64)
    N = X.shape[1]
    W = np.zeros(_checks.matrix_fits("storkey()", N, 8))
    for xi in X:
        cross = ((W @ xi)[:, None] - W * xi) * xi  # h_ij xi_j; w_ii = 0 leaves out unit i
        W += (np.outer(xi, xi) - cross - cross.T) / N
        np.fill_diagonal(W, 0)
    return MatrixCouplings(W, "Storkey")


def phase_distance(patterns):
    """Couplings by distance of phase, w_ij = sum_mu 1 - 2 |theta_i - theta_j| / pi, w_ii = 0.

    On patterns of +1 and -1 alone it is N times Hebb's rule.

    Parameters
    ----------
    patterns : (P, N) array
        Phasors exp(i theta), theta from 0 to pi; else it raises TypeError or ValueError.
    """
    X = _checks.phasors("patterns", patterns, matrix=True)
    below = X.imag < -_checks.CIRCLE
    _checks.refuse("patterns", X, below, "phasors of the upper half circle, theta in [0, pi]")
    phases = np.abs(np.angle(X))
    order = np.argsort(phases, axis=1, kind="stable")
    return PhaseDistance(np.take_along_axis(phases, order, axis=1), order, np.argsort(order, axis=1))


def _rounding(F, divisor):
    """Bound on the rounding error of any field of F^H F / divisor, however it is summed."""
    size = np.abs(F)
    return float(4 * EPS * sum(F.shape) * (size.sum(axis=1) @ size).max() / divisor)
