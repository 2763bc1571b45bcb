"""One recall both ways, one unit at a time and all at once: what the explorer of lesson 01 shows."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks, images
from ..attractors import Identity, identify, overlap
from ..couplings import hebbian
from ..models import Hopfield
from ..recall import asynchronous, recall, synchronous

Array = NDArray[Any]

DAMAGES = ("flip", "rows", "mask")
MOST_SWEEPS = 20
FLICKER = 6  # steps of a 2-cycle that are shown


@dataclass(frozen=True, eq=False)
class BothWays:
    """A recall from one cue, one unit at a time beside all at once.

    Attributes
    ----------
    sweeps : (frames,) array
        Sweeps so far, at every eighth of one; a step of all units at once counts as a sweep.
    states : (frames, 2, N) int8 array
        One unit at a time, and all at once; who has come to rest stays as it is, who goes round in a
        2-cycle goes on.
    energies : (2, frames) array
        Energies a unit, in the same order.
    overlaps : (frames, P) array
        Of the first with each pattern, stored or not.
    ends : tuple of two Identity
        What each ends as, by the numbers of the patterns; of a 2-cycle, the last state.
    outcomes : tuple of two str
    lasted : tuple of two int
        Sweeps, or steps, until it stood still or went round in a circle.
    """

    sweeps: Array
    states: Array
    energies: Array
    overlaps: Array
    ends: tuple[Identity, Identity]
    outcomes: tuple[str, str]
    lasted: tuple[int, int]


@dataclass(frozen=True, eq=False)
class UnitByUnit:
    """The same recall, one unit at a time, visit by visit.

    Attributes
    ----------
    units : (visits,) int array
        Which unit is visited.
    fields : (visits,) array
        Its local field.
    after : (visits,) int8 array
        What it is then.
    flipped : (visits,) bool array
        Whether that was a change.
    energies : (visits + 1,) array
        A unit; the cue's first.
    overlaps : (visits + 1, P) array
    steps : (sweeps + 1, N) int8 array
        The states of the recall all at once, meanwhile.
    step_energies : (sweeps + 1,) array
    """

    units: Array
    fields: Array
    after: Array
    flipped: Array
    energies: Array
    overlaps: Array
    steps: Array
    step_energies: Array


def damaged(
    pattern: ArrayLike, shape: tuple[int, int], kind: str, share: float, *, rng: np.random.Generator
) -> NDArray[np.int8]:
    """Return a pattern with a share of it damaged.

    Parameters
    ----------
    pattern : (N,) array of +1 and -1
    shape : (h, w)
        N = h·w.
    kind : "flip", "rows" or "mask"
        Flip so many of all pixels; draw so many in each row, with replacement, and flip each that was
        drawn; make so many of the rows undecided, from below.
    share : float
        0 to 1.
    rng : numpy.random.Generator

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    height, width = shape
    one = _checks.spins("pattern", pattern, height * width)
    _checks.choice("kind", kind, DAMAGES)
    _checks.fraction("share", share)
    if kind == "flip":
        return images.flip(one, share, rng=rng)
    if kind == "rows":
        return images.flip_per_row(one, shape, round(share * width), rng=rng, replace=True)
    cue = one.reshape(shape).copy()
    cue[height - round(share * height) :] = 0
    return cue.ravel()


def _network(patterns: ArrayLike, stored: ArrayLike) -> tuple[NDArray[np.int8], Array, Hopfield]:
    """Return the patterns, the numbers of those that are stored, and the network that holds these."""
    X = _checks.spins("patterns", patterns, matrix=True)
    mask = np.asarray(stored)
    if mask.dtype != bool or mask.shape != (len(X),):
        raise ValueError(f"stored: expected True or False for each of {len(X)} patterns, got {stored!r}")
    if not mask.any():
        raise ValueError("stored: expected at least one pattern, got none")
    kept = np.flatnonzero(mask)
    return X, kept, Hopfield(hebbian(X[kept]))


def _named(state: Array, X: Array, kept: Array) -> Identity:
    """Identify a state among the stored patterns, by their numbers among all."""
    found = identify(state, X[kept])
    return Identity(found.kind, tuple(int(kept[k]) for k in found.patterns), found.signs, found.overlap)


def recall_both_ways(
    patterns: ArrayLike, stored: ArrayLike, cue: ArrayLike, *, rng: np.random.Generator
) -> BothWays:
    """Recall a cue one unit at a time, in an order that `rng` draws, and all units at once.

    Parameters
    ----------
    patterns : (P, N) array of +1 and -1
    stored : (P,) array of bool
        Which of them the network holds; at least one.
    cue : (N,) array of +1, -1 and 0
    rng : numpy.random.Generator

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range, or nothing is stored.
    """
    X, kept, model = _network(patterns, stored)
    N = X.shape[1]
    every = max(1, N // 8)
    one = recall(model, cue, asynchronous(rng), record=every, max_sweeps=MOST_SWEEPS)
    steps = recall(model, cue, synchronous(), record="sweeps", max_sweeps=MOST_SWEEPS)
    cycle = steps.outcome == "2-cycle"
    length = max(one.sweeps, steps.sweeps + FLICKER * cycle)
    visits = np.append(np.arange(0, length * N, every), length * N)
    at_once = steps.states[_places(len(steps.states), visits // N, cycle)]
    in_turn = one.states[np.minimum(np.arange(len(visits)), len(one.states) - 1)]
    states = np.stack([in_turn, at_once], axis=1)
    energies = np.stack([model.energy(in_turn), model.energy(at_once)]) / N
    ends = (_named(in_turn[-1], X, kept), _named(at_once[-1], X, kept))
    outcomes, lasted = (str(one.outcome), str(steps.outcome)), (int(one.sweeps), int(steps.sweeps))
    return BothWays(visits / N, states, energies, overlap(in_turn, X), ends, outcomes, lasted)


def _places(recorded: int, steps: Array, cycle: bool) -> Array:
    """Which recorded state a run all at once is in after so many steps, beyond its end too."""
    last = recorded - 1
    beyond = np.maximum(steps - last, 0)
    return np.minimum(steps, last) - (beyond % 2 if cycle else 0)


def recall_unit_by_unit(
    patterns: ArrayLike, stored: ArrayLike, cue: ArrayLike, *, rng: np.random.Generator
) -> UnitByUnit:
    """Follow what ``recall_both_ways`` does with the same arguments, visit by visit.

    Each unit is visited once a sweep, so what it becomes is what it is at the sweep's end; sums over the
    visits before give its field exactly.

    Raises
    ------
    TypeError, ValueError
        As ``recall_both_ways``.
    """
    X, kept, model = _network(patterns, stored)
    P, N = len(kept), X.shape[1]
    orders = copy.deepcopy(_checks.generator("rng", rng))
    run = recall(model, cue, asynchronous(rng), record="sweeps", max_sweeps=MOST_SWEEPS)
    sweeps = int(run.sweeps)
    states = run.states[np.minimum(np.arange(sweeps + 1), len(run.states) - 1)].astype(np.int64)
    order = np.array([orders.permutation(N) for _ in range(sweeps)])
    units = order.ravel()
    before = np.take_along_axis(states[:-1], order, axis=1).ravel()
    after = np.take_along_axis(states[1:], order, axis=1).ravel()
    columns = X.astype(np.int64)[:, units].T  # (visits, all patterns)
    sums = np.cumsum((after - before)[:, None] * columns, axis=0)
    sums = np.vstack([np.zeros((1, len(X)), np.int64), sums]) + X.astype(np.int64) @ states[0]
    fields = ((columns * sums[:-1])[:, kept].sum(axis=1) - P * before) / N
    decided = np.abs(states[0]).sum() + np.append(0, np.cumsum(after**2 - before**2))
    energies = -((sums[:, kept] ** 2).sum(axis=1) - P * decided) / (2 * N * N)
    steps = recall(model, cue, synchronous(), record="sweeps", max_sweeps=MOST_SWEEPS)
    places = _places(len(steps.states), np.arange(sweeps + 1), steps.outcome == "2-cycle")
    return UnitByUnit(
        units,
        fields,
        after.astype(np.int8),
        after != before,
        energies,
        sums / N,
        steps.states[places],
        model.energy(steps.states[places]) / N,
    )


def end_in_full(end: Identity, names: Sequence[str]) -> str:
    """Say what an end is, with the names of all that have a part in it: "camera + coffee − coins"."""
    if end.kind == "none":
        return "none of the stored patterns"
    if end.kind == "pattern":
        return f"“{names[end.patterns[0]]}”"
    if end.kind == "reverse":
        return f"“{names[end.patterns[0]]}” reversed"
    signs = ["−" if sign < 0 else "+" for sign in end.signs]
    parts = " ".join(f"{sign} {names[k]}" for sign, k in zip(signs, end.patterns, strict=True))
    return f"the mixture {parts.removeprefix('+ ')}"


def end_one_at_a_time(
    patterns: ArrayLike,
    stored: ArrayLike,
    names: Sequence[str],
    cue: ArrayLike,
    *,
    rng: np.random.Generator,
) -> str:
    """Say where a recall one unit at a time ends.

    Parameters
    ----------
    patterns : (P, N) array of +1 and -1
    stored : (P,) array of bool
    names : sequence of P str
    cue : (N,) array of +1, -1 and 0
    rng : numpy.random.Generator
        Draws the order of the visits.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range, or nothing is stored.
    """
    X, kept, model = _network(patterns, stored)
    run = recall(model, cue, asynchronous(rng), record="final", max_sweeps=MOST_SWEEPS)
    return end_in_full(_named(run.state, X, kept), names)
