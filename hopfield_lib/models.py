"""Energy and update of one network each.

A model is its energy; updating one unit never raises it (given w_ii >= 0: flipping s_i changes E by
2 s_i h_i - 2 w_ii, and a unit flips where s_i h_i < 0).  States are (..., N).  Recall works on columns S,
(N, B), with running sums:

    S = model.columns(cue, name)             the checked states, one column a cue
    sums = model.start(S)                    what is kept up to date while units change
    model.respond(sums, S, units, noise)     new states of `units`, all at once
    model.visit(sums, S, units, noise)       updates `units` one after another, in place

`noise` is None, or a random shift of the field at each visit, (len(units), B): a temperature, which
networks of continuous states do not have.  `revisits` says that a unit may be among `units` more than
once, as where they are drawn with replacement.
"""

from abc import ABC, abstractmethod
from typing import Any, Literal, final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _checks, separations
from . import couplings as _couplings
from .couplings import Couplings, read_only
from .energies import DistanceEnergy, Energy, Exponential, Power
from .products import product

__all__ = ["DenseAssociativeMemory", "Hopfield", "KernelMemory", "Model", "ModernHopfield", "PhasorHopfield"]

Array = NDArray[Any]


class Model(ABC):
    """What recall asks of a network, and what every network has.

    Attributes
    ----------
    size : int
        N.
    state_dtype : type
        Of states as they are given back: int8 for +1 and -1, float64 or complex128 where they are
        continuous.
    may_revisit : bool
        Whether a block of visits may come to a unit twice.
    """

    state_dtype: type
    may_revisit = False

    def __init__(self, size: int) -> None:
        self.size = size

    @abstractmethod
    def columns(self, states: ArrayLike, name: str = "states") -> Array:
        """States (..., N) as columns (N, B) that are ours to change.

        Raises
        ------
        TypeError, ValueError
            If they are no states of this network; `name` is what the message calls them.
        """

    @abstractmethod
    def energies(self, S: Array) -> Array:
        """The energy of each column of S (N, B): (B,)."""

    @abstractmethod
    def start(self, S: Array) -> Array:
        """Running sums of the columns S."""

    @abstractmethod
    def respond(self, sums: Array, S: Array, units: Array, noise: Array | None = None) -> Array:
        """New states of `units` (k,), all from the same state: (k, B)."""

    @abstractmethod
    def visit(
        self, sums: Array, S: Array, units: Array, noise: Array | None = None, revisits: bool = False
    ) -> None:
        """Update `units` one after another, in place, and the sums with them.

        `revisits` is for models that ``may_revisit``.
        """

    def block_size(self, cues: int) -> int:
        """How many units are best visited together, for so many cues."""
        return 64

    def may_change(self, sums: Array, S: Array, units: Array, visits: Array) -> Array | None:
        """Which of a sweep's `visits` (k,), all to `units`, may change a unit in any cue: (k,) bool.

        The others can be left out: they find their units at rest.  None where looking does not pay.
        """
        return None

    def rows(self, S: Array, shape: tuple[int, ...]) -> Array:
        """Columns S (N, B) as states of `shape` (..., N), always a copy; int8 where they are +1 and -1."""
        return np.array(S.T, dtype=self.state_dtype, order="C").reshape(shape)

    def energy(self, states: ArrayLike) -> Any:
        """Energy of states (..., N): an array (...), or one number for one state.

        Raises
        ------
        TypeError, ValueError
            If they are no states of this network.
        """
        return self.energies(self.columns(states)).reshape(np.shape(states)[:-1])[()]

    def update(self, states: ArrayLike, units: ArrayLike | None = None) -> Array:
        """States (..., N) after `units` (all, or distinct ones named) were updated all at once.

        Raises
        ------
        TypeError, ValueError
            For states or units that are none.
        """
        S = self.columns(states)
        places = np.arange(self.size) if units is None else _checks.units("units", units, self.size)
        S[places] = self.respond(self.start(S), S, places)
        return self.rows(S, np.shape(states))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.size} units>"


def _columns(rows: Array, dtype: Any) -> Array:
    """States (..., N) as columns (N, B) that are ours to change."""
    return rows.reshape(-1, rows.shape[-1]).T.astype(dtype, order="C", copy=True)


@final
class Hopfield(Model):
    """Units of +1 and -1: s_i = sgn(sum_j w_ij s_j - theta_i); a tie keeps the state.

    E = -1/2 sum_ij w_ij s_i s_j + sum_i theta_i s_i.  A state 0 is undecided until the unit is
    visited.

    Parameters
    ----------
    couplings : Couplings
        Real.
    threshold : float or (N,) array
        theta, finite.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind.

    References
    ----------
    Hopfield, PNAS 79:2554 (1982), eqs. 1 and 7.
    """

    state_dtype = np.int8
    may_revisit = True

    def __init__(self, couplings: Couplings, threshold: ArrayLike = 0.0) -> None:
        self.couplings = _couplings.check("couplings", couplings, real=True)
        super().__init__(couplings.size)
        self.threshold = read_only(_checks.thresholds("threshold", threshold, self.size))
        self._plain = not self.threshold.any()

    def columns(self, states: ArrayLike, name: str = "states") -> Array:
        return _columns(_checks.spins(name, states, self.size, zero=True), self.couplings.dtype)

    def energies(self, S: Array) -> Array:
        return -0.5 * self.couplings.quadratic(S) + self.threshold @ S

    def start(self, S: Array) -> Array:
        return self.couplings.start(S)

    def block_size(self, cues: int) -> int:
        return self.couplings.block_size(cues)

    def may_change(self, sums: Array, S: Array, units: Array, visits: Array) -> Array | None:
        """Those to units that are not at rest, and to all that these can move."""
        if not self.couplings.looks_ahead(S.shape[1]):
            return None
        before = S.take(units, axis=0)
        drive, tie = self._drive(self.couplings.raw_fields(sums, units, before), units, None)
        if (self._decide(drive, before, tie) == before).all():
            return np.zeros(len(visits), dtype=bool)
        of_units = np.zeros(len(S), drive.dtype)
        of_units[units] = (drive * before).min(axis=1)  # of the cue in which it is least
        margins, rounding = of_units.take(visits), 2 * (tie or 0.0)
        # a visit that changes some other unit takes `reach` of a unit's margin at most: it bears several
        count, bound = 0, rounding
        while (more := np.count_nonzero(margins <= bound)) > count:
            count, bound = more, rounding + more * self.couplings.reach
        return margins <= bound

    def respond(self, sums: Array, S: Array, units: Array, noise: Array | None = None) -> Array:
        before = S.take(units, axis=0)
        drive, tie = self._drive(self.couplings.raw_fields(sums, units, before), units, noise)
        return self._decide(drive, before, tie)

    def _drive(self, fields: Array, units: Array, noise: Array | None) -> tuple[Array, float | None]:
        """What decides `units`, divisor * (W s - theta + noise), and the bound below which it is a tie.

        The bound is None where what decides is a whole number: then a tie is exactly zero.
        """
        J = self.couplings
        if noise is None and self._plain:
            return fields, None if J.whole else J.tie * J.divisor
        shift = (0 if noise is None else noise) - self.threshold[units, None]
        return fields + J.divisor * shift, J.tie * J.divisor

    @staticmethod
    def _decide(drive: Array, found: Array, tie: float | None) -> Array:
        """The sign of what drives each unit; where that is a tie, the state that it was found in.

        At a tie both values have the same energy: a unit that did not keep its own could flip for ever.
        """
        if tie is None:  # 0, or at least 1 in size: half of the state decides the one, and not the other
            return np.sign(drive + found.dtype.type(0.5) * found)
        new = np.sign(drive)
        np.copyto(new, found, where=np.abs(drive) <= tie)
        return new.astype(found.dtype, copy=False)

    def visit(
        self, sums: Array, S: Array, units: Array, noise: Array | None = None, revisits: bool = False
    ) -> None:
        """One unit after another, without a loop over them.

        A visit sees its unit's field plus what the visits before it have changed: new = sgn(h + L (new -
        found)), L strictly lower triangular.  Since a visit depends only on earlier ones, that has one
        solution, and it is what a loop over the units ends with.  Start with any `new` and put it in on
        the right: the first visit is right from then on, after another round the second, and so on, so
        there are k rounds at most.  In practice a few will do; the round that changes nothing says so.
        """
        before = S.take(units, axis=0)
        block = self.couplings.block(units, S.shape[1], revisits)
        drive, tie = self._drive(block.raw_fields(sums, before), units, noise)
        trial, new = before, self._decide(drive, before, tie)
        if (new == before).all():
            return  # nobody changes: no need to ask what that does to others
        while not (new == trial).all():
            trial = new
            new = self._decide(drive + block.seen(trial, before), block.found(trial, before), tie)
        S[units[block.last]] = new[block.last]
        block.add(sums, new, before)


@final
class PhasorHopfield(Model):
    """Units on the unit circle: z_i = h_i / |h_i|, h = W z; a field of zero keeps the state.

    E = -1/2 Re z^H W z, blind to a common rotation of all units.

    Parameters
    ----------
    couplings : Couplings
        Hermitian, or real and symmetric.

    Raises
    ------
    TypeError
        If they are no couplings.

    References
    ----------
    Noest, Europhys. Lett. 6:469 (1988); Jankowski, Lozowski, Zurada, IEEE TNN 7:1491 (1996).
    """

    state_dtype = np.complex128

    def __init__(self, couplings: Couplings) -> None:
        self.couplings = _couplings.check("couplings", couplings)
        super().__init__(couplings.size)

    def columns(self, states: ArrayLike, name: str = "states") -> Array:
        return _columns(_checks.phasors(name, states, self.size), np.complex128)

    def energies(self, S: Array) -> Array:
        return -0.5 * self.couplings.quadratic(S)

    def start(self, S: Array) -> Array:
        return self.couplings.start(S)

    def block_size(self, cues: int) -> int:
        return min(self.couplings.block_size(cues), 96)  # a loop visits its units, over a full triangle

    def respond(self, sums: Array, S: Array, units: Array, noise: Array | None = None) -> Array:
        return self._decide(self.couplings.raw_fields(sums, units, S[units]), S[units])

    def _decide(self, fields: Array, before: Array) -> Array:
        """Each field at length 1; where it is zero, the state before."""
        length, tie = np.abs(fields), self.couplings.tie * self.couplings.divisor
        if length.min(initial=np.inf) > tie:
            return fields / length
        return np.where(length > tie, fields / np.where(length > tie, length, 1), before)

    def visit(
        self, sums: Array, S: Array, units: Array, noise: Array | None = None, revisits: bool = False
    ) -> None:
        """One unit after another, over the small matrix of the couplings among them.

        Row k of `now` is unit k's raw field without the units before it, and once it is decided its state.
        A 1 in L_kk adds that row itself, so one product with row k of L gives the field.
        """
        before, L = S[units], np.tril(self.couplings.within(units), -1)
        now = self.couplings.raw_fields(sums, units, before) - L @ before
        np.fill_diagonal(L, 1)
        turned = self._turned(L, now, before)
        S[units] = turned
        self.couplings.add(sums, units, turned - before)

    def _turned(self, L: Array, now: Array, before: Array) -> Array:
        """The states of a block's units after its visits: at first as if none of their fields were zero."""
        turned, lengths = now.copy(), np.empty(now.shape)
        with np.errstate(divide="ignore", invalid="ignore"):
            for k, (row, length) in enumerate(zip(turned, lengths, strict=True)):
                field = L[k, : k + 1] @ turned[: k + 1]
                np.divide(field, np.abs(field, out=length), out=row)
        if lengths.min(initial=np.inf) > self.couplings.tie * self.couplings.divisor:
            return turned
        for k in range(len(now)):
            now[k] = self._decide(L[k, : k + 1] @ now[: k + 1], before[k])
        return now


@final
class DenseAssociativeMemory(Model):
    """Units of +1 and -1 with E = -sum_mu F(m_mu), m_mu = xi_mu . s, F a square or steeper.

    A unit takes the value of lower energy; a tie keeps its state.  For ``Exponential()`` the energy
    is -log sum_mu exp(m_mu), which orders states alike and does not overflow.  Deciding an undecided
    unit (0) can raise E where F curves down: odd powers below 0, if not rectified.

    Parameters
    ----------
    patterns : (K, N) array
        +1 and -1.
    order : int, "exp" or Energy
        n, at least 2, short for ``Power(n)``; "exp" for ``Exponential()``; or an energy of one's own.
    rectified : bool
        With a number: F(m) = 0 for m < 0.

    Attributes
    ----------
    F : Energy

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind, or N^n overflows.

    References
    ----------
    Krotov, Hopfield, NIPS 2016, eqs. 1 and 3; Demircigil et al., J. Stat. Phys. 168:288 (2017).
    """

    state_dtype = np.int8
    may_revisit = True

    def __init__(self, patterns: ArrayLike, order: int | str | Energy, rectified: bool = False) -> None:
        X = _checks.spins("patterns", patterns, matrix=True).astype(np.float32, order="F")
        super().__init__(X.shape[1])
        self.patterns = read_only(X)
        self.F = _energy(order, rectified)
        self.F.check(*X.shape)

    def columns(self, states: ArrayLike, name: str = "states") -> Array:
        return _columns(_checks.spins(name, states, self.size, zero=True), np.float32)

    def energies(self, S: Array) -> Array:
        return self.F.of(self.start(S), self.size)

    def start(self, S: Array) -> Array:
        """The overlaps m, (K, B): whole numbers, a cue's side by side."""
        return product(S.T, self.patterns.T).T

    def respond(self, sums: Array, S: Array, units: Array, noise: Array | None = None) -> Array:
        return self._decide(self.patterns[:, units].T.astype(np.float64), sums, S[units], noise)

    def _decide(self, X: Array, m: Array, s: Array, noise: Array | None) -> Array:
        """The value of lower energy of units whose patterns are X (k, K) and states s (k, B)."""
        gains = self.F.gains(m, self.size, not s.all())
        D = 0.5 * (product(X, gains.both) + s * gains.bend.sum(axis=0))
        if gains.alone is not None:
            D = np.where(s == 0, X @ gains.alone, D)
        tie = 0 if self.F.exact(*self.patterns.shape) else self.F.tie(gains)
        if noise is not None:
            D = self.F.half(D, X, s, gains) + noise
        return np.where(np.abs(D) <= tie, s, np.sign(D)).astype(s.dtype)

    def visit(
        self, sums: Array, S: Array, units: Array, noise: Array | None = None, revisits: bool = False
    ) -> None:
        """One unit after another: find each cue's first change, make it, look again at later visits."""
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


def _energy(order: int | str | Energy, rectified: bool) -> Energy:
    """The energy that `order` and `rectified` stand for."""
    if _checks.flag("rectified", rectified) and isinstance(order, str | Energy | DistanceEnergy):
        raise ValueError(f"rectified: expected False for order {order!r}, got True")
    if isinstance(order, Energy):
        return order
    if isinstance(order, DistanceEnergy):
        raise TypeError(
            f"order: expected an energy of overlaps, for +1 and -1, got {order!r}, one of distances, for "
            f"real states; see KernelMemory(patterns, energy)"
        )
    if isinstance(order, str):
        if order != "exp":
            raise ValueError(f"order: expected a whole number or 'exp', got {_checks.show(order)}")
        return Exponential()
    return Power(order, rectified)


@final
class ModernHopfield(Model):
    """Real states: s = X^T p, p = softmax(beta X s), attention of the state to the stored patterns.

    E = -(1/beta) log sum_mu exp(beta xi_mu . s) + 1/2 s . s + (1/beta) log K + 1/2 max |xi|^2.

    Softmax gives each pattern a share; a sparse separation gives most of them exactly none, and one all
    where its score is far enough above the others.  In the energy its Omega* stands for the logarithm of
    the sum, and -Omega of equal shares for log K: see ``separations``.

    Parameters
    ----------
    patterns : (K, N) array
        Finite real numbers.
    beta : float
        Inverse temperature of the softmax, above 0.
    separation : "softmax", "sparsemax" or "entmax15"
        How scores become shares.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Ramsauer et al., ICLR 2021, eqs. 2 and 3; sparse ones: Hu et al., NeurIPS 2023 (arXiv 2309.12673);
    Santos et al., ICML 2024 (arXiv 2402.13725).
    """

    state_dtype = np.float64

    def __init__(
        self,
        patterns: ArrayLike,
        beta: float,
        separation: Literal["softmax", "sparsemax", "entmax15"] = "softmax",
    ) -> None:
        self.patterns = read_only(_checks.vectors("patterns", patterns, matrix=True))
        self.beta = _checks.real("beta", beta, 0, above=True)
        self.separation = separations.named("separation", separation)
        super().__init__(self.patterns.shape[1])

    def columns(self, states: ArrayLike, name: str = "states") -> Array:
        return _columns(_checks.vectors(name, states, self.size), np.float64)

    def energies(self, S: Array) -> Array:
        scores = self.start(S)
        top, longest = scores.max(axis=0), (self.patterns**2).sum(axis=1).max()
        spread = self.separation.spread(len(self.patterns))
        attended = top + (self.separation.conjugate(self.beta * (scores - top)) + spread) / self.beta
        return -attended + 0.5 * (S**2).sum(axis=0) + 0.5 * longest

    def attention(self, states: ArrayLike) -> Array:
        """Shares of the stored patterns at states (..., N): (..., K); rows sum to 1.

        Raises
        ------
        TypeError, ValueError
            If they are no states of this network.
        """
        shares = self._shares(self.start(self.columns(states)))
        return np.ascontiguousarray(shares.T).reshape(*np.shape(states)[:-1], -1)

    def _shares(self, sums: Array) -> Array:
        return self.separation.shares(self.beta * (sums - sums.max(axis=0)))

    def start(self, S: Array) -> Array:
        """The scores X s, (K, B)."""
        return product(self.patterns, S)

    def respond(self, sums: Array, S: Array, units: Array, noise: Array | None = None) -> Array:
        return product(self.patterns[:, units].T, self._shares(sums))

    def visit(
        self, sums: Array, S: Array, units: Array, noise: Array | None = None, revisits: bool = False
    ) -> None:
        """One unit after another; none raises the energy.

        That is half the square of a unit's state plus a concave part.  The update goes to the lowest point
        of the same with the line that touches the concave part in its place, and that lies above.
        """
        for i in units:
            new = self.patterns[:, i] @ self._shares(sums)
            sums += self.patterns[:, i, None] * (new - S[i])
            S[i] = new


@final
class KernelMemory(Model):
    """Real states that see stored patterns by their distance: E = -(1/beta) log sum_mu K(|x - xi_mu|^2).

    A state goes to the weighted mean of the patterns, x = sum_mu p_mu xi_mu with p_mu in proportion to
    -K'(|x - xi_mu|^2) (the mean shift), and so never rises in E, all units at once or one after another:
    see ``energies``.  E is -log of a density that kernels around the patterns make, over beta; with
    ``LogSumExp`` it is the energy of a diffusion model that knows its data by heart.

    Parameters
    ----------
    patterns : (K, N) array
        Finite real numbers.
    energy : DistanceEnergy
        ``LogSumExp(beta)`` or ``LogSumReLU(beta)``.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind.

    References
    ----------
    Fukunaga, Hostetler, IEEE Trans. IT 21:32 (1975), the mean shift; Hoover et al., NeurIPS 2025
    (arXiv 2506.10801); Pham et al., arXiv 2505.21777.
    """

    state_dtype = np.float64

    def __init__(self, patterns: ArrayLike, energy: DistanceEnergy) -> None:
        self.patterns = read_only(_checks.vectors("patterns", patterns, matrix=True))
        if not isinstance(energy, DistanceEnergy):
            came = _checks.show(energy)
            raise TypeError(f"energy: expected one of distances such as LogSumExp(beta), got {came}")
        self.F = energy
        super().__init__(self.patterns.shape[1])

    def columns(self, states: ArrayLike, name: str = "states") -> Array:
        return _columns(_checks.vectors(name, states, self.size), np.float64)

    def energies(self, S: Array) -> Array:
        return self.F.of(self.start(S))

    def gradient(self, states: ArrayLike) -> Array:
        """The slope of the energy at states (..., N), same shape: 2 (x - mean), times the energy's pull.

        -beta times it is the slope of the log density of the blurred patterns, the score.  Where no
        pattern is in reach it is 0.

        Raises
        ------
        TypeError, ValueError
            If they are no states of this network.
        """
        S = self.columns(states)
        q = self.start(S)
        slope = 2 * self.F.pull(q) * (S - self._means(q, S, np.arange(self.size)))
        return self.rows(slope, np.shape(states))

    def start(self, S: Array) -> Array:
        """The squared distances |x - xi|^2, (K, B), each from its differences: exact where it is 0."""
        q = np.empty((len(self.patterns), S.shape[1]))
        for k, pattern in enumerate(self.patterns):
            q[k] = ((S - pattern[:, None]) ** 2).sum(axis=0)
        return q

    def respond(self, sums: Array, S: Array, units: Array, noise: Array | None = None) -> Array:
        return self._means(sums, S[units], units)

    def _means(self, q: Array, before: Array, units: Array) -> Array:
        """The weighted means at `units`, (k, B); where no pattern has a weight, the states before."""
        weights = self.F.weights(q)
        means = self.patterns[:, units].T @ weights
        alone = ~weights.any(axis=0)
        means[:, alone] = before[:, alone]
        return means

    def visit(
        self, sums: Array, S: Array, units: Array, noise: Array | None = None, revisits: bool = False
    ) -> None:
        """One unit after another; each goes to the weighted mean of the patterns at this unit."""
        for i in units:
            pattern, before = self.patterns[:, i, None], S[i]
            new = self._means(sums, S[[i]], np.array([i]))[0]
            sums += (new - before) * (new + before - 2 * pattern)
            S[i] = new
