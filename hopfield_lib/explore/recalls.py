"""Explorers of one recall: from flipped units, from between two patterns, of one's own picture."""

import html
import io
from collections.abc import Mapping, Sequence
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
from .panels import OWN_SIDE, PicturePanel, RecallPanel, end_in_words, recall_in_words
from .shells import explorer, repeatable, screen, slider, uploaded

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
    return _follow(X, images.flip(X[target], flipped, rng=rng), rng)


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
    return _follow(X, np.where(taken, X[first], X[second]), rng)


def _follow(X: NDArray[np.int8], cue: NDArray[np.int8], rng: np.random.Generator) -> NoisyRecall:
    """Recall one cue, with a frame each eighth of a sweep."""
    every = max(1, X.shape[1] // 8)
    run = recall(Hopfield(hebbian(X)), cue, asynchronous(rng), record=every, max_sweeps=20)
    visits = np.minimum(every * np.arange(len(run.states)), run.sweeps * X.shape[1])
    name = str(identify(run.state, X))
    return NoisyRecall(run.states, run.energies, overlap(run.states, X), name, visits)


def own_greys(content: bytes) -> NDArray[np.uint8]:
    """Read an uploaded file as a small square picture, upright as its camera held it.

    Parameters
    ----------
    content : bytes
        A PNG, JPEG, or any other file that Pillow reads.

    Returns
    -------
    (OWN_SIDE, OWN_SIDE) uint8 array
        Greys of the largest central square, averaged; transparent parts lie on white.

    Raises
    ------
    ValueError
        In words for the person who chose the file, if it is no readable picture, has more than 64
        million pixels, or is one even grey.
    """
    try:
        greys = images.load(io.BytesIO(content), size=OWN_SIDE)
    except ValueError as error:
        raise ValueError(
            "expected a PNG or JPEG picture of at most 64 million pixels; this file is damaged, too large, "
            "or no picture"
        ) from error
    if greys.min() == greys.max():
        raise ValueError(
            f"expected a picture with light and dark parts; the central square of this one is one even grey, "
            f"{greys.min()}" + (" (what is transparent counts as white)" if greys.min() == 255 else "")
        )
    return greys


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


def own_picture_explorer(
    sample: ArrayLike,
    others: ArrayLike,
    names: Sequence[str],
    *,
    rng: np.random.Generator,
    flipped: float = 0.3,
) -> widgets.VBox:
    """Upload a picture of one's own and see it recalled from flipped pixels.

    Parameters
    ----------
    sample : (OWN_SIDE, OWN_SIDE) array of greys
        What takes its place until a file is chosen.
    others : (P, OWN_SIDE²) array of +1 and -1
        What the network holds besides.
    names : sequence of 1 + P str
        What the sample and the others are called.
    rng : numpy.random.Generator
        Copied, not drawn from: moving the slider back shows the same run again, and ``noisy_recall``
        called next with `rng` makes the run that is shown first.
    flipped : float
        Share of flipped pixels to begin with.

    Returns
    -------
    ipywidgets.VBox
        A file that cannot be used is answered in words, and the picture before it stays. The page makes
        a file of more than 4 MB smaller before it sends it, and that is said, too.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    others = _checks.spins("others", others, OWN_SIDE**2, matrix=True)
    again = repeatable(rng)
    panel = PicturePanel()
    upload = widgets.FileUpload(accept="image/*", description="your picture")
    share = slider("flipped %", round(100 * flipped), 0, 100, name="flipped pixels, in per cent")
    words = widgets.HTML()
    complaint = widgets.HTML()
    view = screen(800)
    now = {"greys": np.asarray(sample), "called": names[0]}

    def show(_: object = None) -> None:
        patterns = np.vstack([images.binarize(now["greys"]), others])
        run = noisy_recall(patterns, 0, share.value / 100, rng=again())
        end = end_in_words(run.name, [now["called"], *names[1:]])
        told = f"{share.value} % of the pixels of {now['called']} flipped; the recall ends in {end}."
        words.value = html.escape(told)
        seen = "Four pictures: the greys, what is stored of them in black and white, the cue and the end."
        view.show(panel.png(now["greys"], patterns[0], run), f"{seen} {told}")

    def take(change: Mapping[str, Any]) -> None:
        for file in change["new"]:
            try:
                content, told = uploaded(file)
                now["greys"], now["called"] = own_greys(content), file["name"]
            except ValueError as error:
                told = f"{file['name']} cannot be used: {error}."
            complaint.value = html.escape(told)
        show()

    upload.observe(take, "value")
    share.observe(show, "value")
    show()
    return explorer([upload, share], complaint, words, view)


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
