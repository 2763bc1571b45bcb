"""How patterns become couplings.

Each rule returns an operator that stands for the N x N matrix W.  Hebb, covariance and projection
are sums over P patterns, W = (F^H F - diagonal) / divisor, so the factors F, (P, N), are all that
is kept.  To read: ``field(states)`` is W s, ``dense()`` the matrix.  To recall, an operator keeps
running sums of the states S, one column a cue, (N, B):

    sums = J.start(S)                  what the states contribute: P overlaps a cue for Hebb
    block = J.block(units, cues)       some units that are visited one after another
    block.fields(sums, states)         divisor * W S at these units, which are in these states
    block.earlier(new, before)         what the changes of these do to those visited after them
    block.add(sums, new, before)       brings the sums up to date after these changed

Sums of +1 and -1 are whole numbers, hence exact; they are divided last.
"""

from abc import ABC, abstractmethod
from functools import cached_property, lru_cache
from typing import Any, Literal, final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _checks

__all__ = [
    "Couplings",
    "LowRank",
    "MatrixCouplings",
    "PhaseDistance",
    "covariance",
    "hebbian",
    "phase_distance",
    "projection",
    "storkey",
]

EPS = np.finfo(np.float64).eps
Array = NDArray[Any]


def read_only(array: Array) -> Array:
    """Return the array after it was locked: what an operator or a model holds does not change."""
    array.flags.writeable = False
    return array


@lru_cache(maxsize=8)
def _strictly_lower(k: int) -> Array:
    """Which of k x k entries lie below the diagonal, (k, k) bool."""
    return read_only(np.tri(k, k=-1, dtype=bool))


class Block:
    """Units that are visited one after another, and what they see of each other.

    Parameters
    ----------
    couplings : Couplings
    units : (k,) array of int
        In the order of their visits.
    revisits : bool
        Whether a unit may be among them more than once.

    Attributes
    ----------
    again, previous : (r,) arrays of int
        Which visits come to a unit again, and the visits that came to it last before.
    """

    def __init__(self, couplings: "Couplings", units: Array, revisits: bool = False) -> None:
        self.couplings = couplings
        self.units = units
        self.again, self.previous = _revisits(units if revisits else units[:0])

    @cached_property
    def last(self) -> Any:
        """Each unit's last visit, as an index."""
        if not self.again.size:
            return slice(None)
        is_last = np.ones(len(self.units), dtype=bool)
        is_last[self.previous] = False
        return np.flatnonzero(is_last)

    def found(self, new: Array, before: Array) -> Array:
        """The states (k, B) in which the visits find their units, from those that they leave.

        Units are `before` as they were when the block began, or as their last visit has left them.
        """
        if not self.again.size:
            return before
        found = before.copy()
        found[self.again] = new[self.previous]
        return found

    def fields(self, sums: Array, before: Array) -> Array:
        """Sums, divisor * W S, at these units as the block begins: (k, B)."""
        return self.couplings.fields(sums, self.units, before)

    def earlier(self, new: Array, before: Array) -> Array:
        """What each visit sees of the changes that those before it made, (k, B).

        That is divisor * (sum over earlier j of W_ij d_j), the strictly causal part of the couplings
        among these units.
        """
        return self._triangle @ (new - self.found(new, before))

    def add(self, sums: Array, new: Array, before: Array) -> None:
        """Bring the sums up to date, in place."""
        self.couplings.add(sums, self.units[self.last], (new - before)[self.last])

    @cached_property
    def _triangle(self) -> Array:
        """The couplings of the unit of each visit to those of earlier ones, (k, k)."""
        return self.couplings.within(self.units) * _strictly_lower(len(self.units))


def _revisits(units: Array) -> tuple[Array, Array]:
    """Which places hold a number that stood before, and where it stood last before."""
    keys = np.sort((units.astype(np.int64) << 32) | np.arange(len(units)))  # by unit, then by place
    unit, place = keys >> 32, keys & (2**32 - 1)
    same = unit[1:] == unit[:-1]
    return place[1:][same], place[:-1][same]


class Couplings(ABC):
    """Couplings among N units: an operator that stands for the matrix W.

    Attributes
    ----------
    size : int
        N.
    dtype : numpy.dtype
        The numbers that sums are made of.
    divisor : float
        Turns sums into fields.
    whole : bool
        Whether all sums of states +1, -1 and 0 are whole numbers, and exact.
    tie : float
        A field of this size or less is zero but for rounding, whatever was summed in which order.
        Where sums are exact, no field but zero is as small.
    rule : str
        The rule's name.
    """

    whole = False

    def __init__(self, size: int, dtype: np.dtype, divisor: float, tie: float, rule: str) -> None:
        self.size = size
        self.dtype = dtype
        self.divisor = divisor
        self.tie = tie
        self.rule = rule

    @abstractmethod
    def start(self, S: Array) -> Array:
        """Running sums of the states S (N, B), in a form of the operator's own."""

    @abstractmethod
    def fields(self, sums: Array, units: Array, states: Array) -> Array:
        """Sums, divisor * W S, at `units` (k,), which are in the states (k, B): (k, B)."""

    @abstractmethod
    def within(self, units: Array) -> Array:
        """Sums that units make of each other, divisor * W among `units` (k,): (k, k)."""

    @abstractmethod
    def add(self, sums: Array, units: Array, change: Array) -> None:
        """Bring the sums up to date, in place, after `units` changed by `change` (k, B)."""

    def block_size(self, cues: int) -> int:
        """How many units are best visited as one block, for so many cues."""
        return 96

    def block(self, units: Array, cues: int, revisits: bool = False) -> Block:
        """`units` (k,) as a block, made for so many cues."""
        return Block(self, units, revisits)

    def field(self, states: ArrayLike) -> Array:
        """Local fields W s of states (..., N), same shape, real or complex.

        Raises
        ------
        TypeError, ValueError
            If `states` are not finite reals or phasors of width N.
        """
        rows = _checks.states("states", states, self.size)
        S = rows.reshape(-1, self.size).T.astype(np.result_type(rows, self.dtype))
        h = self.fields(self.start(S), np.arange(self.size), S) / self.divisor
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
        h = self.fields(self.start(S), np.arange(self.size), S)
        return (S.conj() * h).sum(axis=0, dtype=np.result_type(h, np.float64)).real / self.divisor

    def __repr__(self) -> str:
        return f"<{self.rule} couplings of {self.size} units>"


# How a block is best solved depends on how many patterns and cues there are: see docs/cost.md.
FEW_CUES, FEW_ENTRIES = 50, 200**2  # prefix sums, if there are so few cues, and P^2 B so small
LONE_CUES = 1  # else so many are solved by the columns of what changes, and more by a triangle
GROUP = 16  # units in a group of a prefix sum
LONGEST_BLOCK, ENTRIES_OF_A_BLOCK = 4096, 2**18  # what belongs to a block stays in the cache


@final
class LowRank(Couplings):
    """W = (F^H F - diag(diagonal)) / divisor.

    Attributes
    ----------
    factors : (P, N) array
        F, a unit's P numbers side by side.
    diagonal : (N,) array
        The couplings of units to themselves that are taken off.
    """

    def __init__(
        self, factors: Array, divisor: float, diagonal: Array, tie: float, rule: str, whole: bool = False
    ) -> None:
        super().__init__(factors.shape[1], factors.dtype, divisor, tie, rule)
        self.whole = whole
        self.factors = read_only(factors)
        self.diagonal = read_only(diagonal)

    def start(self, S: Array) -> Array:
        """The overlaps F S, (P, B)."""
        return self.factors @ S

    def fields(self, sums: Array, units: Array, states: Array) -> Array:
        return _FactorBlock(self, units).fields(sums, states)

    def within(self, units: Array) -> Array:
        F = self.factors.T[units]
        W = F.conj() @ F.T
        W.flat[:: len(W) + 1] -= self.diagonal[units]
        return W

    def add(self, sums: Array, units: Array, change: Array) -> None:
        sums += self.factors.T.take(units, axis=0).T @ change

    def block_size(self, cues: int) -> int:
        if np.iscomplexobj(self.factors):
            return 32
        if self._few(cues):
            return min(LONGEST_BLOCK, ENTRIES_OF_A_BLOCK // (len(self.factors) + 4 * cues))
        return 256 if cues <= LONE_CUES else 96

    def block(self, units: Array, cues: int, revisits: bool = False) -> Block:
        if self._few(cues) and len(units) > 2 * GROUP:
            kind = _PrefixSums
        else:
            kind = _ChangedColumns if cues <= LONE_CUES else _FactorBlock
        return kind(self, units, revisits)

    def _few(self, cues: int) -> bool:
        """Whether prefix sums are the quicker way."""
        return cues <= FEW_CUES and len(self.factors) ** 2 * cues <= FEW_ENTRIES


class _FactorBlock(Block):
    """A block of low rank: the factors of its units side by side, and a triangle that all cues share."""

    def __init__(self, couplings: LowRank, units: Array, revisits: bool = False) -> None:
        super().__init__(couplings, units, revisits)
        self.factors = couplings.factors.T.take(units, axis=0)  # (k, P)
        self.diagonal = couplings.diagonal[units, None]

    def fields(self, sums: Array, before: Array) -> Array:
        return self.factors.conj() @ sums - self.diagonal * before

    def earlier(self, new: Array, before: Array) -> Array:
        found = self.found(new, before)
        seen = self._seen(new - found)
        if self.again.size:
            seen -= self.diagonal * (found - before)  # what a unit would see of itself
        return seen

    def _seen(self, change: Array) -> Array:
        """The sum over earlier j of conj(F_i) . F_j d_j, (k, B)."""
        return self._triangle @ change

    def add(self, sums: Array, new: Array, before: Array) -> None:
        sums += self.factors.T @ (new - self.found(new, before))

    @cached_property
    def _triangle(self) -> Array:
        return (self.factors.conj() @ self.factors.T) * _strictly_lower(len(self.units))


class _ChangedColumns(_FactorBlock):
    """A block of low rank for one cue: of the triangle, the columns of units that change, mostly few."""

    def __init__(self, couplings: LowRank, units: Array, revisits: bool = False) -> None:
        super().__init__(couplings, units, revisits)
        self.known = np.zeros(len(units), dtype=bool)
        self.columns = np.zeros((len(units), len(units)), self.factors.dtype, order="F")

    def _seen(self, change: Array) -> Array:
        changed = np.flatnonzero(change.any(axis=1))
        new = changed[~self.known[changed]]
        if new.size:
            below = _strictly_lower(len(change))[:, new]
            self.columns[:, new] = (self.factors.conj() @ self.factors[new].T) * below
            self.known[new] = True
        return self.columns[:, changed] @ change[changed]


class _PrefixSums(_FactorBlock):
    """A block of low rank for few patterns and cues, without a triangle.

    Unit i sees the sum over earlier j of conj(F_i) . F_j d_j.  The units are taken in groups.  For
    those of its own group that is a product with a small triangle; all groups before it have put
    what they changed into one vector of P numbers, the running total over groups of sum_j F_j d_j.
    Work and memory grow with k P, where one triangle for all would take k^2 P.
    """

    def _seen(self, change: Array) -> Array:
        F, F_conj, F_turned, L = self._groups
        d = change
        if len(change) % GROUP:
            d = np.zeros((len(F) * GROUP, change.shape[1]), change.dtype)
            d[: len(change)] = change
        d = d.reshape(len(F), GROUP, -1)
        of_group = F_turned @ d  # what each group changed, (groups, P, B)
        before = np.cumsum(of_group, axis=0) - of_group
        return (L @ d + F_conj @ before).reshape(len(F) * GROUP, -1)[: len(change)]

    @cached_property
    def _groups(self) -> tuple[Array, Array, Array, Array]:
        """The factors by groups, their conjugates and transposes, and each group's triangle."""
        k, P = self.factors.shape
        groups = -(-k // GROUP)
        full = self.factors
        if k % GROUP:
            full = np.zeros((groups * GROUP, P), self.factors.dtype)
            full[:k] = self.factors
        F = full.reshape(groups, GROUP, P)
        F_conj, F_turned = F.conj(), F.transpose(0, 2, 1)
        triangles = F_conj @ F_turned
        triangles *= _strictly_lower(GROUP)
        return F, F_conj, F_turned, triangles


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
        return self.matrix @ S

    def fields(self, sums: Array, units: Array, states: Array) -> Array:
        return sums[units]

    def within(self, units: Array) -> Array:
        return self.matrix[np.ix_(units, units)]

    def add(self, sums: Array, units: Array, change: Array) -> None:
        sums += self.matrix[:, units] @ change


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

    def fields(self, sums: Array, units: Array, states: Array) -> Array:
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


def hebbian(patterns: ArrayLike, *, keep_diagonal: bool = False) -> LowRank:
    """Hebb's rule, w_ij = (1/N) sum_mu xi_i conj(xi_j), w_ii = 0.

    Parameters
    ----------
    patterns : (P, N) array
        +1 and -1 (bool: True is +1), or complex numbers on the unit circle.
    keep_diagonal : bool
        Keep w_ii = P/N, which makes fixed points that do not recall.

    Returns
    -------
    LowRank
        Its fields of +1 and -1 are exact: whole numbers over N.

    Raises
    ------
    TypeError, ValueError
        If `patterns` are no such array, or `keep_diagonal` is neither True nor False.

    References
    ----------
    Hopfield, PNAS 79:2554 (1982), eq. 2; for phasors Noest, Europhys. Lett. 6:469 (1988).
    """
    X = _checks.patterns("patterns", patterns)
    P, N = X.shape
    whole = X.dtype == np.int8
    if whole:
        X = X.astype(np.float32 if P * N <= 2**23 else np.float64)  # holds every sum and change
    diagonal = _taken_off(X, keep_diagonal)
    tie = min(_rounding(X, N), 0.5 / N)  # whole numbers over N: the smallest field but zero is 1/N
    return LowRank(np.asfortranarray(X.conj()), float(N), diagonal, tie, "Hebbian", whole)


def covariance(patterns: ArrayLike, center: Literal["global", "pattern"] = "global") -> tuple[LowRank, Array]:
    """Hebb's rule about the mean b of biased patterns, with the threshold that belongs to it.

    w_ij = (1/N) sum_mu (xi_i - b)(xi_j - b) / (1 - b^2), w_ii = 0, and units read each other
    about the mean as well, s_i = sgn(sum_j w_ij (s_j - b) + b): for plain states that is the
    threshold theta_i = b sum_j w_ij - b.

    Parameters
    ----------
    patterns : (P, N) array
        +1 and -1, and not one of them alone.
    center : "global" or "pattern"
        Subtract the mean of all patterns, or each pattern's own.

    Returns
    -------
    couplings : LowRank
    threshold : (N,) array
        For ``Hopfield(couplings, threshold)``.

    Raises
    ------
    TypeError, ValueError
        If `patterns` are no such array, or `center` is another word.

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
    diagonal = _taken_off(F, False)
    row_sums = (F.sum(axis=1) @ F - diagonal) / N
    return LowRank(F, float(N), diagonal, _rounding(F, N), "covariance"), b * row_sums - b


def projection(patterns: ArrayLike, *, keep_diagonal: bool = False) -> LowRank:
    """Projection (pseudo-inverse) rule, W = X^T (conj(X) X^T)^-1 conj(X), w_ii = 0.

    Linearly independent patterns are fixed points, however correlated.

    Parameters
    ----------
    patterns : (P, N) array
        +1 and -1, or complex numbers on the unit circle, linearly independent.
    keep_diagonal : bool
        Keep w_ii: W is then a projector, which repairs no single unit above P = N/2.

    Raises
    ------
    TypeError, ValueError
        If `patterns` are no such array, or `keep_diagonal` is neither True nor False.

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
    diagonal = _taken_off(F, keep_diagonal)
    tie = _rounding(F, 1) * float(values[-1] / values[0]) ** 0.5  # close patterns cost digits
    return LowRank(np.asfortranarray(F), 1.0, diagonal, tie, "projection")


def storkey(patterns: ArrayLike) -> MatrixCouplings:
    """Storkey's rule, learnt one pattern after another; the one rule that holds N x N numbers.

    w_ij += (1/N) (xi_i xi_j - xi_i h_ji - h_ij xi_j), w_ii = 0, where h_ij = sum_k w_ik xi_k over
    k other than i and j, with the couplings before this pattern.

    Parameters
    ----------
    patterns : (P, N) array
        +1 and -1 in the order of learning.

    Raises
    ------
    TypeError, ValueError
        If `patterns` are no such array, or the matrix would pass 1 GiB.

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


def phase_distance(patterns: ArrayLike) -> PhaseDistance:
    """Couplings by distance of phase, w_ij = sum_mu 1 - 2 |theta_i - theta_j| / pi, w_ii = 0.

    On patterns of +1 and -1 alone it is N times Hebb's rule.

    Parameters
    ----------
    patterns : (P, N) array
        Phasors exp(i theta), theta from 0 to pi.

    Raises
    ------
    TypeError, ValueError
        If `patterns` are no such array.
    """
    X = _checks.phasors("patterns", patterns, matrix=True)
    below = X.imag < -_checks.CIRCLE
    _checks.refuse("patterns", X, below, "phasors of the upper half circle, theta in [0, pi]")
    return PhaseDistance(np.abs(np.angle(X)))


def _taken_off(F: Array, keep_diagonal: bool) -> Array:
    """The diagonal of F^H F, which a network does without, or zeros where it is kept, (N,).

    Where all are the same, as for +1 and -1, it is one number in memory: a million units read it quickly.
    """
    diagonal = (np.abs(F) ** 2).sum(axis=0) * (not _checks.flag("keep_diagonal", keep_diagonal))
    if (diagonal == diagonal[0]).all():
        return np.broadcast_to(diagonal[0], diagonal.shape)
    return diagonal


def _rounding(F: Array, divisor: float) -> float:
    """Bound on the rounding error of any field of F^H F / divisor, in whatever order it is summed.

    A field is a sum of N P products.  Adding n numbers errs by at most n EPS times the sum of their
    sizes; here they are added up to a few times over (overlaps, what changed, the field itself).
    """
    size = np.abs(F)
    return float(8 * EPS * sum(F.shape) * (size.sum(axis=1) @ size).max() / divisor)
