"""Rules: how patterns become couplings, each with its formula and its source."""

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks
from .operators import EPS, LowRank, MatrixCouplings, PhaseDistance

Array = NDArray[Any]


def hebbian(patterns: ArrayLike, *, keep_diagonal: bool = False, weights: ArrayLike | None = None) -> LowRank:
    """Hebb's rule, w_ij = (1/N) sum_mu a_mu xi_i conj(xi_j), w_ii = 0, with all a_mu = 1 unless told.

    Parameters
    ----------
    patterns : (P, N) array
        +1 and -1 (bool: True is +1), or complex numbers on the unit circle.
    keep_diagonal : bool
        Keep w_ii = (1/N) sum_mu a_mu, which makes fixed points that do not recall.
    weights : (P,) array, optional
        a, how strongly each pattern is stored; 0 leaves one out, a number below 0 unlearns it.

    Returns
    -------
    LowRank
        Its fields of +1 and -1 are exact, whole numbers over N, if the weights are whole numbers.

    Raises
    ------
    TypeError, ValueError
        If `patterns` are no such array, `keep_diagonal` is neither True nor False, or `weights` are no finite
        real numbers, one a pattern, or of a sum below 0 where the diagonal is kept: then E could rise.

    References
    ----------
    Hopfield, PNAS 79:2554 (1982), eq. 2; for phasors Noest, Europhys. Lett. 6:469 (1988); weights that fade
    Mezard, Nadal, Toulouse, J. Physique 47:1457 (1986); below 0 Hopfield, Feinstein, Palmer, Nature
    304:158 (1983).
    """
    X = _checks.patterns("patterns", patterns)
    P, N = X.shape
    a = None if weights is None else _weights(weights, P, keep_diagonal)
    strength = float(P if a is None else np.abs(a).sum())  # no raw field passes N times as much
    whole = X.dtype == np.int8 and (a is None or _whole(a, strength * N))
    if X.dtype == np.int8:
        # float32 is exact up to 2**24, and a field can change by twice its size
        X = X.astype(np.float32 if whole and strength * N <= 2**23 else np.float64)
    diagonal = _self_couplings(X, keep_diagonal, a)
    tie = _rounding(X, N, a)
    if whole:
        tie = min(tie, 0.5 / N)  # whole numbers over N: the smallest field but zero is 1/N
    kept = None if a is None else a.astype(np.float32 if X.dtype == np.float32 else np.float64)
    return LowRank(np.asfortranarray(X.conj()), float(N), diagonal, tie, "Hebbian", whole, kept)


def _weights(weights: ArrayLike, P: int, keep_diagonal: bool) -> NDArray[np.float64]:
    """The weights of P patterns, (P,)."""
    a = _checks.reals("weights", weights)
    if a.shape != (P,):
        raise ValueError(f"weights: expected {P} numbers, one a pattern, got shape {a.shape}")
    if keep_diagonal and a.sum() < 0:
        raise ValueError(f"weights: expected a sum from 0 up where the diagonal is kept, got {a.sum():g}")
    return a


def _whole(a: Array, largest: float) -> bool:
    """Whether sums with these weights are whole numbers that a float holds."""
    return largest <= 2**52 and bool((a == np.rint(a)).all())


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
    diagonal = _self_couplings(F, False)
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
    X = (X.astype(np.float64) if X.dtype == np.int8 else X).conj()  # from here on
    values, vectors = np.linalg.eigh(X @ X.conj().T)
    rank = int((values > 1e-10 * values[-1]).sum())
    if rank < len(X):
        raise ValueError(f"patterns: expected linearly independent rows, got {len(X)} of rank {rank}")
    F = (vectors / np.sqrt(values)).conj().T @ X
    F = 1.5 * F - 0.5 * (F @ F.conj().T) @ F  # a Newton step: rows orthonormal to rounding
    diagonal = _self_couplings(F, keep_diagonal)
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


def perceptron(patterns: ArrayLike, *, margin: float = 0.0, max_sweeps: int = 1000) -> MatrixCouplings:
    """Perceptron learning: symmetric couplings that hold each pattern at each unit by a margin.

    Wherever xi_i h_i <= margin |w_i|, with |w_i| the length of row i of W, the pattern is learnt at that
    unit once more: w_ij and w_ji both grow by xi_i xi_j / N, w_ii = 0.  So couplings are learnt only from
    what is still wrong, and Hebb's rule is the first sweep of a network that gets everything wrong.

    Parameters
    ----------
    patterns : (P, N) array
        +1 and -1, in the order of learning; N at least 2.
    margin : float
        kappa, from 0 up.  Larger ones make larger basins, and fewer patterns fit: of couplings free of
        symmetry at most ``theory.perceptron_capacity(margin)`` N.
    max_sweeps : int
        When to give up.

    Returns
    -------
    MatrixCouplings
        Each a whole number over N: learning is the same on every machine.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range, or no such couplings were found.

    References
    ----------
    Rosenblatt 1958; Gardner, J. Phys. A 21:257 (1988); Krauth, Mezard, J. Phys. A 20:L745 (1987).
    """
    X = _checks.spins("patterns", patterns, matrix=True).astype(np.float64)
    kappa = _checks.real("margin", margin, 0)
    max_sweeps = _checks.integer("max_sweeps", max_sweeps, 1)
    P, N = X.shape
    if N < 2:
        raise ValueError(f"patterns: expected 2 units or more, which can hold each other, got {N}")
    W = np.zeros(_checks.matrix_fits("perceptron()", N, 8))
    for _ in range(max_sweeps):
        wrong = 0
        for xi in X:
            short = xi * (W @ xi) <= kappa * np.sqrt((W**2).sum(axis=1))
            wrong += int(short.sum())
            if short.any():
                W += np.outer(xi, xi) * (short + short[:, None].astype(float))
                np.fill_diagonal(W, 0)
        if not wrong:
            return MatrixCouplings(W / N, "perceptron")
    raise ValueError(
        f"patterns: expected ones that symmetric couplings hold with the margin {kappa:g}, got {P} of {N} "
        f"units that were not learnt in {max_sweeps} sweeps: {wrong} of {P * N} units fell short in the last"
    )


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


def _self_couplings(F: Array, keep_diagonal: bool, weights: Array | None = None) -> Array:
    """The diagonal of F^H A F, which a network does without, or zeros where it is kept, (N,).

    Where all are the same, as for +1 and -1, it is one number in memory: a million units read it quickly.
    """
    squares = np.abs(F) ** 2
    diagonal = squares.sum(axis=0) if weights is None else (weights[:, None] * squares).sum(axis=0)
    diagonal = diagonal.astype(squares.dtype) * (not _checks.flag("keep_diagonal", keep_diagonal))
    if (diagonal == diagonal[0]).all():
        return np.broadcast_to(diagonal[0], diagonal.shape)
    return diagonal


def _rounding(F: Array, divisor: float, weights: Array | None = None) -> float:
    """Bound on the rounding error of any field of F^H A F / divisor, in whatever order it is summed.

    A field adds N numbers to an overlap, then P overlaps.  Adding n numbers errs by at most n EPS times
    the sum of their sizes, so a field by (N + P) EPS times the summed sizes of its N P products.  They
    are added up to a few times over (overlaps, what changed, the field itself): eight is ample.
    """
    size = np.abs(F)
    overlaps = size.sum(axis=1) if weights is None else np.abs(weights) * size.sum(axis=1)
    return float(8 * EPS * sum(F.shape) * (overlaps @ size).max() / divisor)
