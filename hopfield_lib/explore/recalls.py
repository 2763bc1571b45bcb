"""Explorers of one recall: from flipped units, and from between two patterns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks, images
from ..attractors import identify, overlap
from ..couplings import hebbian
from ..models import Hopfield
from ..recall import asynchronous, recall
from .panels import RecallPanel, recall_in_words
from .shells import explorer, repeatable, screen, slider

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


def recall_explorer(
    patterns: NDArray[Any],
    shape: tuple[int, int],
    names: Sequence[str],
    *,
    rng: np.random.Generator,
    flipped: float = 0.3,
    stored: int = 3,
) -> widgets.VBox:
    """Explore one recall: which picture, how many stored, how many pixels flipped, how far along.

    Parameters
    ----------
    patterns : (P, N) array of +1 and -1
    shape : (h, w)
    names : sequence of P str
    rng : numpy.random.Generator
        Copied, not drawn from: moving a slider back shows the same run again, and the plain function
        called next with `rng` makes the run that is shown first.
    flipped : float
        Share of flipped pixels to begin with.
    stored : int
        Number of stored pictures to begin with.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    again = repeatable(rng)
    panel = RecallPanel(names, shape)
    which: Any = widgets.Dropdown(options=[(name, k) for k, name in enumerate(names)], description="picture")
    count = slider("stored", stored, 1, len(patterns), name="number of stored pictures")
    share = slider("flipped %", round(100 * flipped), 0, 100, name="flipped pixels, in per cent")
    along = slider("seen %", 100, 0, 100, name="how much of the run has been seen, in per cent")
    view = screen(720)
    latest = {}

    def rerun(_: object = None) -> None:
        chosen = which.value
        rows = [chosen, *(k for k in range(len(patterns)) if k != chosen)][: count.value]
        rows = sorted(rows)
        run = noisy_recall(patterns[rows], rows.index(chosen), share.value / 100, rng=again())
        latest["run"] = _spread(run, rows, len(patterns))
        latest["chosen"] = chosen
        redraw()

    def redraw(_: object = None) -> None:
        run = latest["run"]
        chosen = latest["chosen"]
        frame = round(along.value / 100 * (len(run.states) - 1))
        view.show(panel.png(run, chosen, patterns[chosen], frame), recall_in_words(run, names, chosen, frame))

    for control in (which, count, share):
        control.observe(rerun, "value")
    along.observe(redraw, "value")
    rerun()
    return explorer([which, count], [share, along], view)


def between_explorer(
    patterns: NDArray[Any], shape: tuple[int, int], names: Sequence[str], *, rng: np.random.Generator
) -> widgets.VBox:
    """Explore where a run ends that starts between the first stored pattern and another.

    Parameters
    ----------
    patterns : (P, N) array of +1 and -1
        Two or more; all are stored.
    shape : (h, w)
    names : sequence of P str
    rng : numpy.random.Generator
        Copied, not drawn from: moving a slider back shows the same run again, and the plain function
        called next with `rng` makes the run that is shown first.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    again = repeatable(rng)
    panel = RecallPanel(names, shape)
    others = [(name, k) for k, name in enumerate(names)][1:]
    other: Any = widgets.Dropdown(options=others, description="other")
    # at an end the other has no part
    share = slider(f"{names[0]} %", 50, 5, 95, name=f"pixels taken from {names[0]}, in per cent")
    view = screen(720)

    def show(_: object = None) -> None:
        run = recall_between(patterns, 0, other.value, share.value / 100, rng=again())
        last = len(run.states) - 1
        view.show(panel.png(run, 0, patterns[0], last), recall_in_words(run, names, 0, last))

    for control in (other, share):
        control.observe(show, "value")
    show()
    return explorer([other, share], view)


def _spread(run: NoisyRecall, rows: Sequence[int], total: int) -> NoisyRecall:
    """Put the overlaps with the stored patterns in their places among all, and rename the end."""
    overlaps = np.zeros((len(run.overlaps), total))
    overlaps[:, rows] = run.overlaps
    kind, _, number = run.name.rpartition(" ")
    name = f"{kind} {rows[int(number)]}" if kind in ("pattern", "reverse of") else run.name
    return NoisyRecall(run.states, run.energies, overlaps, name, run.visits)


def player(
    states: NDArray[Any], shape: tuple[int, int], *, seconds: float = 0.2, zoom: int = 2
) -> widgets.VBox:
    """Play recorded states (frames, N) as a film, with a slider to stop and go back.

    Parameters
    ----------
    states : (frames, N) array of +1, -1 and 0
    shape : (h, w)
    seconds : float
        A frame's time.
    zoom : int
        Screen pixels a unit.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    frames = [images.picture_png(one, shape, zoom=zoom) for one in states]
    last = len(frames) - 1
    play = widgets.Play(min=0, max=last, interval=round(1000 * seconds))
    place = slider("frame", 0, 0, last)
    view = screen(zoom * shape[1])

    def show(_: object = None) -> None:
        black = np.mean(np.asarray(states[place.value]) > 0)
        view.show(
            frames[place.value],
            f"Frame {place.value} of 0 to {last}: {100 * black:.0f} % of the units are black.",
        )

    widgets.jslink((play, "value"), (place, "value"))
    place.observe(show, "value")
    show()
    return explorer([play, place], view)
