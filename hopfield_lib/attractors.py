"""What a state is: which pattern, reverse or mixture, and where many cues end."""

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _checks
from .models import Model
from .recall import Schedule, recall

Array = NDArray[Any]


def overlap(states: ArrayLike, patterns: ArrayLike) -> Any:
    """Overlaps m = (1/N) sum_i conj(xi_i) s_i of states with patterns.

    Parameters
    ----------
    states : (..., N) array
        +1, -1 and 0, or phasors; never changed.
    patterns : (P, N) array
        +1 and -1, or phasors; a single pattern (N,) gives overlaps without the last axis.

    Returns
    -------
    (..., P) array
        Real for +1 and -1; complex where either is, its length blind to a common rotation.

    Raises
    ------
    TypeError, ValueError
        If either is not of that kind, or their widths differ.
    """
    single = _checks.numbers("patterns", patterns).ndim == 1
    X = _checks.patterns("patterns", [patterns] if single else patterns)
    if np.iscomplexobj(X) or np.iscomplexobj(_checks.numbers("states", states)):
        S = _checks.phasors("states", states, X.shape[1])
    else:
        S = _checks.spins("states", states, X.shape[1], zero=True).astype(np.float64)
    m = (S @ X.conj().T.astype(S.dtype)) / X.shape[1]
    return m[..., 0][()] if single else m  # [()]: one state and one pattern give a number


class Identity:
    """The name of a state.

    Attributes
    ----------
    kind : "pattern", "reverse", "mixture" or "none"
    patterns : tuple of int
        Which stored patterns, in rising order; empty for "none".
    signs : tuple of int
        +1 or -1 of each.
    overlap : float
        Overlap of the state with what it is named after (for "none", the largest |overlap|
        with a pattern).
    """

    def __init__(self, kind: str, patterns: tuple[int, ...], signs: tuple[int, ...], overlap: float) -> None:
        self.kind = kind
        self.patterns = patterns
        self.signs = signs
        self.overlap = overlap

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identity) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((self.kind, self.patterns, self.signs, self.overlap))

    def __repr__(self) -> str:
        return f"<Identity: {self}, overlap {self.overlap:.3g}>"

    def __str__(self) -> str:
        if self.kind in ("pattern", "reverse"):
            return f"{'pattern' if self.kind == 'pattern' else 'reverse of'} {self.patterns[0]}"
        if self.kind == "none":
            return "none"
        terms = zip(self.signs, self.patterns, strict=True)
        return "mixture " + " ".join(f"{'+' if s > 0 else '-'}{k}" for s, k in terms)


def identify(states: ArrayLike, patterns: ArrayLike, *, tolerance: float = 0.05, largest: int = 9) -> Any:
    """Name states: a pattern, its reverse, a signed mixture, or none of these.

    A mixture of n patterns is sgn(sum of +-xi); where n is even that is undecided at some units,
    and the state is compared with it at the others, provided that its |overlaps| with the n are of
    a size, the least at least half the largest and twice any other (a pattern agrees with every
    even mixture of it, and so do unequal mixtures of more).  Odd mixtures are tried before even
    ones, few patterns before many, each with the patterns and signs of the n largest overlaps.
    Only unrelated patterns make names unique: of patterns that are alike several mixtures may fit.

    Parameters
    ----------
    states : (..., N) array
        +1, -1 and 0.
    patterns : (P, N) array
        +1 and -1.
    tolerance : float
        A state bears a name if their overlap is at least 1 - tolerance.
    largest : int
        Most patterns in a mixture.

    Returns
    -------
    Identity, or an array (...) of them for a batch

    Raises
    ------
    TypeError, ValueError
        If `states` or `patterns` are not of that kind, or `tolerance` is not in [0, 1].
    """
    X = _checks.spins("patterns", patterns, matrix=True).astype(np.int32)
    S = _checks.spins("states", states, X.shape[1], zero=True)
    _checks.fraction("tolerance", tolerance)
    most = min(_checks.integer("largest", largest, 1), len(X))
    flat = S.reshape(-1, X.shape[1]).astype(np.int32)
    m = overlap(flat.astype(np.int8), X)
    ranked = np.argsort(-np.abs(m), axis=1, kind="stable")
    signs = np.where(np.take_along_axis(m, ranked, 1) < 0, -1, 1)
    found = np.array([Identity("none", (), (), float(v)) for v in np.abs(m).max(axis=1)])
    open_ = np.ones(len(flat), dtype=bool)
    for n in [*range(1, most + 1, 2), *range(2, most + 1, 2)]:
        rows = np.flatnonzero(open_)
        if not rows.size:
            break
        field = np.einsum("bn,bnu->bu", signs[rows, :n], X[ranked[rows, :n]])
        named = np.sign(field)
        agree = (named * flat[rows]).sum(axis=1) / np.abs(named).sum(axis=1).clip(1)
        if n % 2 == 0:
            sizes = np.abs(np.take_along_axis(m[rows], ranked[rows], 1))
            agree[sizes[:, n - 1] < 0.5 * sizes[:, 0]] = 0
            agree[sizes[:, n : n + 1].max(axis=1, initial=0) > 0.5 * sizes[:, n - 1]] = 0
        for row, value in zip(rows, agree, strict=True):
            if value >= 1 - tolerance and value > 0:
                found[row] = _name(ranked[row, :n], signs[row, :n], float(value))
                open_[row] = False
    return found.reshape(S.shape[:-1])[()]


def _name(members: Array, signs: Array, value: float) -> Identity:
    order = np.argsort(members)
    which, with_sign = tuple(members[order].tolist()), tuple(signs[order].tolist())
    if len(which) > 1:
        return Identity("mixture", which, with_sign, value)
    return Identity("pattern" if with_sign[0] > 0 else "reverse", which, with_sign, value)


class Census:
    """Where many cues ended.

    Attributes
    ----------
    identities : (B,) array of Identity
    outcomes : (B,) array of str
        Why each run stopped.
    counts : Counter
        Cues by kind: "pattern", "reverse", "3-mixture", ..., "none"; "unfinished" for runs that
        reached no fixed point.
    """

    def __init__(self, identities: Array, outcomes: Array, counts: Counter) -> None:
        self.identities = identities
        self.outcomes = outcomes
        self.counts = counts

    def __repr__(self) -> str:
        ends = ", ".join(f"{count} x {kind}" for kind, count in self.counts.most_common())
        return f"<Census of {len(self.identities)} cues: {ends}>"


def census(
    model: Model,
    cues: ArrayLike,
    patterns: ArrayLike,
    schedule: Schedule,
    *,
    tolerance: float = 0.05,
    largest: int = 9,
    max_sweeps: int = 100,
) -> Census:
    """Recall many cues and count where they end, by kind.

    Parameters
    ----------
    model, schedule
        As for ``recall``.
    cues : (B, N) array
        The batch shares its visiting order.
    patterns : (P, N) array
        What the ends are named after.
    tolerance, largest
        As for ``identify``.
    max_sweeps : int
        As for ``recall``.

    Returns
    -------
    Census

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    if _checks.numbers("cues", cues).ndim != 2:
        raise ValueError(f"cues: expected shape (B, N), got {np.shape(cues)}")
    run = recall(model, cues, schedule, max_sweeps=max_sweeps, record="final")
    names = identify(run.state, patterns, tolerance=tolerance, largest=largest)
    kinds = [
        "unfinished"
        if why != "fixed point"
        else f"{len(name.patterns)}-mixture"
        if name.kind == "mixture"
        else name.kind
        for name, why in zip(names, run.outcome, strict=True)
    ]
    return Census(names, run.outcome, Counter(kinds))
