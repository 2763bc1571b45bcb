"""One recall frame by frame, from any cue, and a player of recorded states."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks, images
from ..attractors import identify, overlap
from ..couplings import hebbian
from ..models import Hopfield
from ..recall import asynchronous, recall
from .pad import PixelPad, as_greys, film

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class NoisyRecall:
    """One recall from a corrupted pattern, frame by frame.

    Attributes
    ----------
    states : (frames, N) int8 array
        The cue first, then the state after each eighth of a sweep, the end last.
    energies : (frames,) array
    overlaps : (frames, P) array
        With each stored pattern.
    name : str
        What the end is: a pattern, its reverse, a mixture, or none.
    visits : (frames,) int array
        Visits of units so far.
    """

    states: Array
    energies: Array
    overlaps: Array
    name: str
    visits: Array


def noisy_recall(
    patterns: ArrayLike, target: int, flipped: float, *, rng: np.random.Generator
) -> NoisyRecall:
    """Store `patterns`, flip a share of one of them, and recall it unit by unit.

    Parameters
    ----------
    patterns : (P, N) array of +1 and -1
    target : int
        Which pattern is corrupted.
    flipped : float
        Share of its units that are flipped, 0 to 1.
    rng : numpy.random.Generator

    Returns
    -------
    NoisyRecall

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    X = _checks.spins("patterns", patterns, matrix=True)
    _checks.integer("target", target, 0, len(X) - 1)
    return recall_from(X, images.flip(X[target], flipped, rng=rng), rng=rng)


def recall_between(
    patterns: ArrayLike, first: int, second: int, share: float, *, rng: np.random.Generator
) -> NoisyRecall:
    """Store `patterns`, take each unit of the cue from one of two of them, and recall it.

    Parameters
    ----------
    patterns : (P, N) array of +1 and -1
    first, second : int
        Which two patterns.
    share : float
        Share of the units, drawn at random, that come from the first; 0 to 1.
    rng : numpy.random.Generator

    Returns
    -------
    NoisyRecall

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    X = _checks.spins("patterns", patterns, matrix=True)
    _checks.integer("first", first, 0, len(X) - 1)
    _checks.integer("second", second, 0, len(X) - 1)
    _checks.generator("rng", rng)
    taken = rng.permutation(X.shape[1]) < round(_checks.fraction("share", share) * X.shape[1])
    return recall_from(X, np.where(taken, X[first], X[second]), rng=rng)


def recall_from(patterns: ArrayLike, cue: ArrayLike, *, rng: np.random.Generator) -> NoisyRecall:
    """Store `patterns` and recall one cue, with a frame each eighth of a sweep.

    Parameters
    ----------
    patterns : (P, N) array of +1 and -1
    cue : (N,) array of +1, -1 and 0
    rng : numpy.random.Generator

    Returns
    -------
    NoisyRecall

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    X = _checks.spins("patterns", patterns, matrix=True)
    every = max(1, X.shape[1] // 8)
    run = recall(Hopfield(hebbian(X)), cue, asynchronous(rng), record=every, max_sweeps=20)
    visits = np.minimum(every * np.arange(len(run.states)), run.sweeps * X.shape[1])
    name = str(identify(run.state, X))
    return NoisyRecall(run.states, run.energies, overlap(run.states, X), name, visits)


def player(states: NDArray[Any], shape: tuple[int, int], *, zoom: int = 2) -> PixelPad:
    """Play recorded states (frames, N) as a film in the page, at any speed, with buttons to stop and step.

    Parameters
    ----------
    states : (frames, N) array of +1, -1 and 0
    shape : (h, w)
    zoom : int
        Screen pixels a unit, as far as the page is wide enough.

    Returns
    -------
    PixelPad

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    width = shape[1] * _checks.integer("zoom", zoom, 1, 64)
    rows = _checks.spins("states", states, shape[0] * shape[1], zero=True, matrix=True)
    told = [
        f"frame {k} of 0 to {len(rows) - 1}: {np.mean(one > 0):.0%} of the units are black"
        for k, one in enumerate(rows)
    ]
    shown = PixelPad(shape, ("state",), side=max(width, 16))
    shown.film = film(as_greys(rows)[:, None], captions=told)
    return shown
