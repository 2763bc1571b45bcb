"""Operators that stand for the N x N matrix W of couplings.

Hebb, covariance and projection are sums over P patterns, W = (F^H A F - diagonal) / divisor with a weight
a_mu for each (mostly 1), so the factors F, (P, N), are all that is kept.  ``field(states)`` is W s, and
``dense()`` the matrix.

Recall works on states S, one column a cue, (N, B), and asks for W S again and again while a few units
change at a time.  So it keeps what makes that cheap, the running *sums*, in a form that is each
operator's own: the P overlaps F S for a low rank, W S itself for a matrix, the states for distances
of phase.  With them

    sums = J.start(S)                      from the states
    J.raw_fields(sums, units, states)      divisor * W S at some units, which are in these states
    J.add(sums, units, change)             up to date again, after these units changed
    J.block(units, cues)                   units to be visited one after another: see ``blocks``

Fields stay raw, multiplied by the divisor, until they are compared: with Hebb's rule and states of +1
and -1 they are whole numbers then, and exact in whatever order they were summed.
"""

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Any, final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks
from ..products import product
from . import blocks

EPS = np.finfo(np.float64).eps
Array = NDArray[Any]


def read_only(array: Array) -> Array:
    """Return the array after it was locked: what an operator or a model holds does not change."""
    array.flags.writeable = False
    return array


class Couplings(ABC):
    """Couplings among N units: an operator that stands for the matrix W.

    Attributes
    ----------
    size : int
        N.
    dtype : numpy.dtype
        The numbers that sums are made of.
    divisor : float
        Turns raw fields into fields.
    tie : float
        The bound of a tie: a field of this size or less is zero but for rounding, whatever was summed
        in which order.  Where sums are exact, no field but zero is as small.
    whole : bool
        Whether raw fields of states +1, -1 and 0 are whole numbers, and exact: so with Hebb's rule.
    rule : str
        The rule's name.
    reach : float
        A unit that changes, by 2 at most, moves no other's raw field by more than this.
    """

    whole = False
    reach = float("inf")

    def __init__(self, size: int, dtype: np.dtype, divisor: float, tie: float, rule: str) -> None:
        self.size = size
        self.dtype = dtype
        self.divisor = divisor
        self.tie = tie
        self.rule = rule

    @abstractmethod
    def start(self, S: Array) -> Array:
        """The running sums of the states S (N, B)."""

    @abstractmethod
    def raw_fields(self, sums: Array, units: Array, states: Array) -> Array:
        """Raw fields, divisor * W S, at `units` (k,), which are in `states` (k, B): (k, B)."""

    @abstractmethod
    def within(self, units: Array) -> Array:
        """Raw couplings, divisor * W, among `units` (k,): (k, k)."""

    @abstractmethod
    def add(self, sums: Array, units: Array, change: Array) -> None:
        """Bring the sums up to date, in place, after distinct `units` changed by `change` (k, B)."""

    def block_size(self, cues: int) -> int:
        """How many units are best visited as one block, for so many cues."""
        return 96

    def looks_ahead(self, cues: int) -> bool:
        """Whether the fields of all units at once cost little beside a sweep over them, for so many cues."""
        return False

    def block(self, units: Array, cues: int, revisits: bool = False) -> blocks.Block:
        """`units` (k,) as a block, made for so many cues; with `revisits` one may be among them twice."""
        return blocks.Block(self, units, revisits)

    def field(self, states: ArrayLike) -> Array:
        """Local fields W s of states (..., N), same shape, real or complex.

        Raises
        ------
        TypeError, ValueError
            If `states` are not finite reals or phasors of width N.
        """
        rows = _checks.states("states", states, self.size)
        S = rows.reshape(-1, self.size).T.astype(np.result_type(rows, self.dtype))
        h = self.raw_fields(self.start(S), np.arange(self.size), S) / self.divisor
        return np.ascontiguousarray(h.T).reshape(rows.shape)

    def dense(self) -> Array:
        """The matrix W, (N, N), float64 or complex128.

        Raises
        ------
        ValueError
            If it would pass 1 GiB.
        """
        kind = np.result_type(self.dtype, np.float64)
        _checks.matrix_fits("dense()", self.size, kind.itemsize)
        return self.within(np.arange(self.size)).astype(kind) / self.divisor

    def quadratic(self, S: Array) -> Array:
        """s^H W s of each column of S (N, B): (B,) real."""
        h = self.raw_fields(self.start(S), np.arange(self.size), S)
        return (S.conj() * h).sum(axis=0, dtype=np.result_type(h, np.float64)).real / self.divisor

    def __repr__(self) -> str:
        return f"<{self.rule} couplings of {self.size} units>"


@final
class LowRank(Couplings):
    """W = (F^H A F - diag(diagonal)) / divisor, of P factors with the weights A = diag(weights).

    Attributes
    ----------
    factors : (P, N) array
        F, a unit's P numbers side by side in memory.
    diagonal : (N,) array
        The couplings of units to themselves that are taken off.
    weights : (P,) array or None
        Of the factors; None where all are 1.
    """

    def __init__(
        self,
        factors: Array,
        divisor: float,
        diagonal: Array,
        tie: float,
        rule: str,
        whole: bool = False,
        weights: Array | None = None,
    ) -> None:
        super().__init__(factors.shape[1], factors.dtype, divisor, tie, rule)
        self.whole = whole
        self.factors = read_only(factors)
        self.diagonal = read_only(diagonal)
        self.weights = None if weights is None else read_only(weights)

    def start(self, S: Array) -> Array:
        """The overlaps F S, (P, B)."""
        return product(self.factors, S)

    def raw_fields(self, sums: Array, units: Array, states: Array) -> Array:
        return product(self.read(self._of(units)), sums) - self.diagonal[units, None] * states

    def within(self, units: Array) -> Array:
        F = self._of(units)
        W = product(self.read(F), F.T)
        W.flat[:: len(W) + 1] -= self.diagonal[units]
        return W

    def add(self, sums: Array, units: Array, change: Array) -> None:
        sums += product(self._of(units).T, change)

    def quadratic(self, S: Array) -> Array:
        sums = self.start(S)
        squares = np.square(np.abs(sums.astype(np.result_type(sums, np.float64), copy=False)))
        if self.weights is not None:
            squares *= self.weights[:, None]
        own = np.real(self.diagonal).astype(np.float64) @ np.square(np.abs(S))
        return (squares.sum(axis=0) - own) / self.divisor

    def read(self, F: Array) -> Array:
        """What turns overlaps into raw fields of units with the factors F, (k, P): conjugate, by weight."""
        return F.conj() if self.weights is None else F.conj() * self.weights

    def _of(self, units: Array) -> Array:
        """The factors of `units` (k,), (k, P); a view, if these are all in their order."""
        if len(units) == self.size and np.array_equal(units, np.arange(self.size)):
            return self.factors.T
        return self.factors.T.take(units, axis=0)

    @cached_property
    def reach(self) -> float:
        """Twice the largest raw coupling; none passes the largest of a unit to itself (Cauchy-Schwarz)."""
        if self.weights is None and self.diagonal.all():
            return 2 * float(self.diagonal.max())  # these were taken off, for every unit
        squares = np.square(np.abs(self.factors))
        sizes = np.ones(len(squares), squares.dtype) if self.weights is None else np.abs(self.weights)
        return 2 * float((sizes @ squares).max())

    def block_size(self, cues: int) -> int:
        if np.iscomplexobj(self.factors):
            return 32  # phasors are visited by a loop, over a triangle
        return blocks.size(len(self.factors), cues)

    def looks_ahead(self, cues: int) -> bool:
        return blocks.few(len(self.factors), cues)

    def block(self, units: Array, cues: int, revisits: bool = False) -> blocks.Block:
        kind = blocks.quickest(len(units), len(self.factors), cues)
        return kind(self, units, revisits)


@final
class MatrixCouplings(Couplings):
    """A matrix of one's own, symmetric or Hermitian; its diagonal is used as it is.

    Parameters
    ----------
    matrix : (N, N) array
    rule : str
        What it is called.

    Raises
    ------
    TypeError, ValueError
        If it is not square, finite, and equal to its conjugate transpose.
    """

    def __init__(self, matrix: ArrayLike, rule: str = "matrix") -> None:
        W = _checks.hermitian("matrix", matrix)
        largest = np.abs(W).sum(axis=1).max()  # no field of a state exceeds it
        super().__init__(len(W), W.dtype, 1.0, float(4 * EPS * len(W) * largest), rule)
        self.matrix = read_only(W)

    def start(self, S: Array) -> Array:
        """The fields of all units, (N, B)."""
        return product(self.matrix, S)

    def raw_fields(self, sums: Array, units: Array, states: Array) -> Array:
        return sums[units]

    def within(self, units: Array) -> Array:
        return self.matrix[np.ix_(units, units)]

    def add(self, sums: Array, units: Array, change: Array) -> None:
        sums += product(self.matrix[:, units], change)

    def looks_ahead(self, cues: int) -> bool:
        return True  # the sums are the fields


@final
class PhaseDistance(Couplings):
    """W_ij = sum over patterns of 1 - 2 |theta_i - theta_j| / pi, w_ii = 0.

    With the units in `order` of phase, sum_j |theta_i - theta_j| s_j splits at unit i (at `rank`)
    into running totals of s_j and of theta_j s_j: a product costs O(PN) once phases are sorted.

    Attributes
    ----------
    phases, order, rank : (P, N) arrays
        Each pattern's phases from 0 to pi in ascending order; the units in that order; each unit's
        place in it.
    """

    def __init__(self, phases: Array) -> None:
        P, N = phases.shape
        super().__init__(N, np.dtype(np.float64), 1.0, 16 * EPS * N * P * N, "phase-distance")
        order = np.argsort(phases, axis=1, kind="stable")
        self.phases = read_only(np.take_along_axis(phases, order, axis=1))
        self.order = read_only(order)
        self.rank = read_only(np.argsort(order, axis=1))

    def start(self, S: Array) -> Array:
        """The states themselves, (N, B)."""
        return S.copy()

    def raw_fields(self, sums: Array, units: Array, states: Array) -> Array:
        h = -len(self.phases) * states
        for theta, order, rank in zip(self.phases, self.order, self.rank, strict=True):
            S, theta = sums[order], theta[:, None]
            below, weighted = np.cumsum(S, axis=0), np.cumsum(theta * S, axis=0)
            distance = theta * (2 * below - below[-1]) - 2 * weighted + weighted[-1]
            h += below[-1] - (2 / np.pi) * distance[rank[units]]
        return h

    def within(self, units: Array) -> Array:
        theta = np.take_along_axis(self.phases, self.rank[:, units], axis=1)
        W = -float(len(theta)) * (units[:, None] == units)  # w_ii = 0
        for t in theta:
            W += 1 - (2 / np.pi) * np.abs(t[:, None] - t)
        return W

    def add(self, sums: Array, units: Array, change: Array) -> None:
        sums[units] += change

    def block_size(self, cues: int) -> int:
        return max(32, int(self.size**0.5))  # each costs O(PN) to begin with


def check(name: str, value: object, *, real: bool = False) -> Couplings:
    """Return `value` if it is an operator, not a bare matrix; `real` refuses complex ones.

    Raises
    ------
    TypeError
        If it is not.
    """
    if not isinstance(value, Couplings):
        hint = "; covariance(patterns) is a pair: Hopfield(*covariance(patterns))"
        raise TypeError(
            f"{name}: expected couplings such as hebbian(patterns) or MatrixCouplings(matrix), "
            f"got {type(value).__name__}{hint if isinstance(value, tuple) else ''}"
        )
    if real and np.issubdtype(value.dtype, np.complexfloating):
        raise TypeError(f"{name}: expected real couplings, got complex {value!r}; see PhasorHopfield")
    return value
