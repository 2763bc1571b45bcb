"""Energy and update of one network each.

A model is its energy; updating one unit never raises it (given w_ii >= 0).  States are (..., N).
Recall works on columns S, (N, B), with running sums:

    S = model.columns(cue, name)             the checked states, one column a cue
    sums = model.start(S)                    what is kept up to date while units change
    model.respond(sums, S, units, noise)     new states of `units`, all at once
    model.visit(sums, S, units, noise)       updates `units` one after another, in place

`noise` is None or a random shift of each field, (len(units), B).
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from . import _checks
from .couplings import EPS, Couplings


class Model(Protocol):
    """What recall asks of a model, and what every model has."""

    size: int
    block: int
    state_dtype: type

    def columns(self, states, name="states"): ...
    def energies(self, S): ...
    def start(self, S): ...
    def respond(self, sums, S, units, noise=None): ...
    def visit(self, sums, S, units, noise=None): ...

    def __repr__(self):
        return f"<{type(self).__name__} of {self.size} units>"

    def rows(self, S, shape):
        """Columns S (N, B) as states of `shape` (..., N); int8 where they are +1 and -1."""
        return np.array(S.T, dtype=self.state_dtype, order="C").reshape(shape)  # always a copy

    def energy(self, states):
        """Energy of states (..., N): (...), or one number for one state."""
        return self.energies(self.columns(states)).reshape(np.shape(states)[:-1])[()]

    def update(self, states, units=None):
        """States (..., N) after `units` (all, or distinct ones named) were updated all at once.

        Like ``energy`` it raises TypeError or ValueError for states or units that are none.
        """
        S = self.columns(states)
        units = np.arange(self.size) if units is None else _checks.units("units", units, self.size)
        S[units] = self.respond(self.start(S), S, units)
        return self.rows(S, np.shape(states))


def _columns(rows, dtype):
    """States (..., N) as columns (N, B) that are ours to change."""
    return rows.reshape(-1, rows.shape[-1]).T.astype(dtype, order="C", copy=True)


@dataclass(frozen=True, eq=False, repr=False)
class Hopfield(Model):
    """Units of +1 and -1: s_i = sgn(sum_j w_ij s_j - theta_i); a tie keeps the state.

    E = -1/2 sum_ij w_ij s_i s_j + sum_i theta_i s_i.  A state 0 is undecided until the unit is
    visited.

    Parameters
    ----------
    couplings : Couplings
        Real; else it raises TypeError.
    threshold : float or (N,) array
        Finite; else it raises TypeError or ValueError.

    References
    ----------
    Hopfield, PNAS 79:2554 (1982), eqs. 1 and 7.
    """

    couplings: Couplings
    threshold: float | np.ndarray = 0.0
    state_dtype = np.int8
    size = property(lambda self: self.couplings.size)
    block = property(lambda self: self.couplings.block)

    def __post_init__(self):
        _checks.couplings("couplings", self.couplings, real=True)
        theta = _checks.thresholds("threshold", self.threshold, self.size)
        object.__setattr__(self, "threshold", theta)

    def columns(self, states, name="states"):
        return _columns(_checks.spins(name, states, self.size, zero=True), self.couplings.dtype)

    def energies(self, S):
        return -0.5 * self.couplings.quadratic(S) + self.threshold @ S

    def start(self, S):
        return self.couplings.start(S)

    def respond(self, sums, S, units, noise=None):
        before = S[units]
        return self._decide(self.couplings.fields(sums, units, before), before, units, noise)

    def _decide(self, fields, before, units, noise):
        """The sign of each field over its threshold; where that is a tie, the state before."""
        tie, theta = self.couplings.tie, self.threshold[units, None]
        if noise is None and not theta.any():
            h, tie = fields, tie * self.couplings.divisor
        else:
            h = fields / np.float64(self.couplings.divisor) - theta + (0 if noise is None else noise)
        new = np.sign(h)
        ties = np.abs(h) <= tie if tie else new == 0
        np.copyto(new, before, where=ties)
        return new.astype(before.dtype, copy=False)

    def visit(self, sums, S, units, noise=None):
        """One unit after another, without a loop over them.

        In its turn a unit sees its field plus what the units before it in the block changed:
        new = sgn(h + L (new - before)), L strictly lower triangular.  Repeating that settles
        the first unit, then the second, ... and in practice all of them after a few rounds.
        """
        before = S[units]
        fields = self.couplings.fields(sums, units, before)
        trial, new = before, self._decide(fields, before, units, noise)
        if (new == before).all():
            return
        L = self.couplings.within(units) * np.tri(len(units), k=-1, dtype=bool)
        while not (new == trial).all():
            trial, new = new, self._decide(fields + L @ (new - before), before, units, noise)
        S[units] = new
        self.couplings.add(sums, units, new - before)


@dataclass(frozen=True, eq=False, repr=False)
class PhasorHopfield(Model):
    """Units on the unit circle: z_i = h_i / |h_i|, h = W z; a field of zero keeps the state.

    E = -1/2 Re z^H W z, blind to a common rotation of all units.  `couplings` are Hermitian or
    real and symmetric; anything else raises TypeError.

    References
    ----------
    Noest, Europhys. Lett. 6:469 (1988); Jankowski, Lozowski, Zurada, IEEE TNN 7:1491 (1996).
    """

    couplings: Couplings
    state_dtype = np.complex128
    size = property(lambda self: self.couplings.size)
    block = property(lambda self: self.couplings.block)

    def __post_init__(self):
        _checks.couplings("couplings", self.couplings)

    def columns(self, states, name="states"):
        return _columns(_checks.phasors(name, states, self.size), np.complex128)

    def energies(self, S):
        return -0.5 * self.couplings.quadratic(S)

    def start(self, S):
        return self.couplings.start(S)

    def respond(self, sums, S, units, noise=None):
        return self._decide(self.couplings.fields(sums, units, S[units]), S[units])

    def _decide(self, fields, before):
        length, tie = np.abs(fields), self.couplings.tie * self.couplings.divisor
        if length.min(initial=np.inf) > tie:
            return fields / length
        return np.where(length > tie, fields / np.where(length > tie, length, 1), before)

    def visit(self, sums, S, units, noise=None):
        """One unit after another, over the small matrix of the couplings among them."""
        before, L = S[units], np.tril(self.couplings.within(units), -1)
        now = self.couplings.fields(sums, units, before) - L @ before
        np.fill_diagonal(L, 1)  # row k of `now` is a field until unit k is decided
        for k in range(len(units)):
            now[k] = self._decide(L[k, : k + 1] @ now[: k + 1], before[k])
        S[units] = now
        self.couplings.add(sums, units, now - before)


@dataclass(frozen=True, eq=False, repr=False)
class DenseAssociativeMemory(Model):
    """Units of +1 and -1 with E = -sum_mu F(m_mu), m_mu = xi_mu . s, F(m) = m^n or exp(m).

    A unit takes the value of lower energy; a tie keeps its state.  For order "exp" the energy is
    the logarithm -log sum_mu exp(m_mu), which orders states alike and does not overflow.  Deciding
    an undecided unit (0) can raise E where F curves down: odd powers below 0, if not rectified.

    Parameters
    ----------
    patterns : (K, N) array
        +1 and -1; else it raises TypeError or ValueError.
    order : int or "exp"
        n, at least 2 (n = 2 is the network with Hebb's couplings); ValueError if N^n overflows.
    rectified : bool
        F(m) = 0 for m < 0; powers only.

    References
    ----------
    Krotov, Hopfield, NIPS 2016, eqs. 1 and 3; Demircigil et al., J. Stat. Phys. 168:288 (2017).
    """

    patterns: np.ndarray
    order: int | str
    rectified: bool = False
    state_dtype = np.int8
    block = 64
    size = property(lambda self: self.patterns.shape[1])

    def __post_init__(self):
        X = _checks.spins("patterns", self.patterns, matrix=True).astype(np.float32, order="F")
        order, rectified = _checks.order("order", self.order, self.rectified, X.shape)
        object.__setattr__(self, "order", order)
        object.__setattr__(self, "rectified", rectified)
        object.__setattr__(self, "patterns", X)
        object.__setattr__(self, "_exact", False)
        if self.order != "exp":
            m = np.arange(-self.size - 2, self.size + 3).astype(object)  # whole numbers of any length
            F = m**self.order * ((m >= 0) | (not self.rectified))
            gain = F[2:] - F[:-2]  # g(m) = F(m + 1) - F(m - 1)
            tables = F[2:-2], gain[1:-1], gain[:-2] + gain[2:], gain[:-2] - gain[2:]
            object.__setattr__(self, "_exact", 8 * len(X) * F[-1] < 2**53)
            object.__setattr__(self, "_tables", [table.astype(np.float64) for table in tables])

    def columns(self, states, name="states"):
        return _columns(_checks.spins(name, states, self.size, zero=True), np.float32)

    def energies(self, S):
        m = self.start(S)
        if self.order == "exp":
            top = m.max(axis=0).astype(np.float64)
            return -top - np.log(np.exp(m - top).sum(axis=0))
        return -self._tables[0][m.astype(np.intp) + self.size].sum(axis=0)

    def start(self, S):
        """The overlaps m, (K, B): whole numbers, a cue's side by side."""
        return (S.T @ self.patterns.T).T

    def respond(self, sums, S, units, noise=None):
        return self._decide(self.patterns[:, units].T.astype(np.float64), sums, S[units], noise)

    def _decide(self, X, m, s, noise):
        """The value of lower energy of units whose patterns are X (k, K) and states s (k, B).

        Without its unit an overlap is m - xi s, and the two values differ in energy by
        D = sum_mu xi g(m - xi s), g(m) = F(m + 1) - F(m - 1).  Since xi s is +1 or -1,
        2 D = sum_mu xi [g(m-1) + g(m+1)] + s sum_mu [g(m-1) - g(m+1)]: one matrix product.
        """
        if self.order == "exp":  # all relative to the gain of the largest overlap
            alone = np.exp(m - m.max(axis=0).astype(np.float64))
            plus, minus = 2 * np.cosh(1) * alone, -2 * np.sinh(1) * alone
        else:
            at, (_, gain, both, bend) = m.astype(np.intp) + self.size, self._tables
            alone, plus, minus = None if s.all() else gain[at], both[at], bend[at]
        D = 0.5 * (X @ plus + s * minus.sum(axis=0))
        D = D if s.all() else np.where(s == 0, X @ alone, D)
        tie = 0 if self._exact else 4 * EPS * len(m) * (np.abs(plus) + np.abs(minus)).sum(axis=0)
        if noise is not None and self.order == "exp":
            # the energies are logarithms: D / (a + b) with a - b = D gives 1/2 log(a / b)
            total = np.where(s == 0, alone.sum(axis=0), 0.5 * (plus.sum(axis=0) - s * (X @ -minus)))
            D = np.arctanh(D / total * np.tanh(1)) + noise
        elif noise is not None:
            D = 0.5 * D + noise
        return np.where(np.abs(D) <= tie, s, np.sign(D)).astype(s.dtype)

    def visit(self, sums, S, units, noise=None):
        """One unit after another: find each cue's first change, make it, look again behind it."""
        X = self.patterns[:, units].T.astype(np.float64)
        turn, cues = np.arange(len(units))[:, None], np.arange(S.shape[1])
        done = np.zeros(S.shape[1], dtype=int)  # units visited, cue by cue
        while cues.size:
            s = S[np.ix_(units, cues)]
            new = self._decide(X, sums.T[cues].T, s, None if noise is None else noise[:, cues])
            change = (new != s) & (turn >= done[cues])
            moved = np.flatnonzero(change.any(axis=0))
            first, cues = change.argmax(axis=0)[moved], cues[moved]
            step = (new - s)[first, moved]
            S[units[first], cues] += step
            sums.T[cues] += self.patterns.T[units[first]] * step[:, None]
            done[cues] = first + 1


@dataclass(frozen=True, eq=False, repr=False)
class ModernHopfield(Model):
    """Real states: s = X^T softmax(beta X s), attention of the state to the stored patterns.

    E = -(1/beta) log sum_mu exp(beta xi_mu . s) + 1/2 s . s + (1/beta) log K + 1/2 max |xi|^2.

    Parameters
    ----------
    patterns : (K, N) array
        Finite real numbers; else it raises TypeError or ValueError.
    beta : float
        Inverse temperature of the softmax, above 0.

    References
    ----------
    Ramsauer et al., ICLR 2021, eqs. 2 and 3.
    """

    patterns: np.ndarray
    beta: float
    state_dtype = np.float64
    block = 64
    size = property(lambda self: self.patterns.shape[1])

    def __post_init__(self):
        object.__setattr__(self, "patterns", _checks.vectors("patterns", self.patterns, matrix=True))
        object.__setattr__(self, "beta", _checks.real("beta", self.beta, 0, above=True))

    def columns(self, states, name="states"):
        return _columns(_checks.vectors(name, states, self.size), np.float64)

    def energies(self, S):
        a = self.beta * self.start(S)
        top, longest = a.max(axis=0), (self.patterns**2).sum(axis=1).max()
        log_mean = top + np.log(np.exp(a - top).mean(axis=0))
        return -log_mean / self.beta + 0.5 * (S**2).sum(axis=0) + 0.5 * longest

    def attention(self, states):
        """Softmax weights of the stored patterns at states (..., N): (..., K); rows sum to 1."""
        weights = self._softmax(self.start(self.columns(states)))
        return np.ascontiguousarray(weights.T).reshape(*np.shape(states)[:-1], -1)

    def _softmax(self, sums):
        a = np.exp(self.beta * (sums - sums.max(axis=0)))
        return a / a.sum(axis=0)

    def start(self, S):
        """The scores X s, (K, B)."""
        return self.patterns @ S

    def respond(self, sums, S, units, noise=None):
        return self.patterns[:, units].T @ self._softmax(sums)

    def visit(self, sums, S, units, noise=None):
        """One unit after another; each lowers the energy on its own."""
        for i in units:
            new = self.patterns[:, i] @ self._softmax(sums)
            sums += self.patterns[:, i, None] * (new - S[i])
            S[i] = new
