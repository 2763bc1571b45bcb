"""Interactive explorers: thin shells of ipywidgets around plain functions.

What an explorer shows comes from a function without widgets (``noisy_recall``, ``own_greys``),
which can be called, tested and timed on its own.  Drawing is done on one prepared figure whose
artists get new data, so that a slider is answered within a tenth of a second.
"""

import html
import io
from dataclasses import dataclass

import ipywidgets as widgets
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from . import _checks, images
from .attractors import identify, overlap
from .couplings import hebbian
from .models import Hopfield
from .recall import asynchronous, recall

OWN_SIDE = 128  # pixels along a side of a picture of one's own


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

    states: np.ndarray
    energies: np.ndarray
    overlaps: np.ndarray
    name: str
    visits: np.ndarray


def noisy_recall(patterns, target, flipped, *, rng):
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
    cue = images.flip(X[target], flipped, rng=rng)
    every = max(1, X.shape[1] // 8)
    run = recall(Hopfield(hebbian(X)), cue, asynchronous(rng), record=every, max_sweeps=20)
    visits = np.minimum(every * np.arange(len(run.states)), run.sweeps * X.shape[1])
    name = str(identify(run.state, X))
    return NoisyRecall(run.states, run.energies, overlap(run.states, X), name, visits)


def own_greys(content):
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
            f"{greys.min()}"
        )
    return greys


class Panel:
    """A figure drawn once, on which only `artists` are drawn again when their data change."""

    def __init__(self, fig, artists):
        self._canvas, self._artists = FigureCanvasAgg(fig), artists
        for artist in artists:
            artist.set_animated(True)
        self._canvas.draw()
        self._background = self._canvas.copy_from_bbox(fig.bbox)

    def png(self):
        """Return the figure as it is now, as PNG bytes compressed for speed."""
        self._canvas.restore_region(self._background)
        for artist in self._artists:
            artist.axes.draw_artist(artist)
        pixels = np.ascontiguousarray(np.asarray(self._canvas.buffer_rgba())[..., :3])
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "png", compress_level=1)
        return file.getvalue()


class RecallPanel:
    """The prepared figure of a ``NoisyRecall``: cue, state, stored picture, overlaps and energy.

    Parameters
    ----------
    names : sequence of P str
        What the stored patterns are called.
    shape : (h, w)
    """

    def __init__(self, names, shape):
        self.shape, self.names = shape, names
        fig = Figure(figsize=(9, 3.6), dpi=80, layout="none")
        self._pictures = []
        for k, title in enumerate(("cue", "state", "stored")):
            ax = fig.add_axes((0.01 + 0.215 * k, 0.36, 0.2, 0.5))
            ax.set_title(title, fontsize=13)
            self._pictures.append(_picture(ax, shape, -1, 1))
        ax = fig.add_axes((0.785, 0.1, 0.2, 0.76))
        ax.set_title("overlap of the state", fontsize=13)
        ax.set(xlim=(-1.05, 1.05), ylim=(len(names) - 0.5, -0.5), xticks=[-1, 0, 1])
        ax.set_yticks(range(len(names)), names, fontsize=12)
        ax.tick_params(axis="y", length=0)
        ax.axvline(0, color="black", linewidth=1)
        self._bars = ax.barh(range(len(names)), np.zeros(len(names)), color="#0072B2")
        ax = fig.add_axes((0.09, 0.1, 0.545, 0.2))
        ax.spines[["top", "right"]].set_visible(False)
        ax.set(xlim=(0, 1), ylim=(-1.06, 0.06), yticks=[-1, 0], xticks=[0, 1])
        ax.set_xticklabels(["cue", "end"], fontsize=12)
        ax.set_ylabel("energy,\nscaled", fontsize=12)
        (self._trace,) = ax.plot([], [], color="#0072B2", linewidth=2)
        (self._dot,) = ax.plot([], [], "o", color="#D55E00", markersize=9, clip_on=False)
        self._words = ax.text(0.01, 0.95, "", fontsize=13, transform=fig.transFigure)
        artists = [*self._pictures, *self._bars, self._trace, self._dot, self._words]
        self._panel = Panel(fig, artists)

    def png(self, run, target, stored, frame):
        """Return the picture of `run` at `frame`, pattern `target` being the picture `stored`."""
        for picture, one in zip(self._pictures, (run.states[0], run.states[frame], stored), strict=True):
            picture.set_data(-np.reshape(one, self.shape).astype(float))
        for bar, m in zip(self._bars, run.overlaps[frame], strict=True):
            bar.set_width(m)
        scaled = run.energies / max(abs(run.energies.min()), 1e-12)
        along = run.visits / max(run.visits[-1], 1)
        self._trace.set_data(along, scaled)
        self._dot.set_data([along[frame]], [scaled[frame]])
        self._words.set_text(
            f"overlap with “{self.names[target]}” {_signed(run.overlaps[frame, target])} "
            f"after {run.visits[frame]:,} visits; the run ends in {_end(run.name, self.names)}"
        )
        return self._panel.png()


def _picture(ax, shape, low, high):
    """Prepare an axes for pictures; its frame lies outside them, where they do not cover it."""
    ax.set(xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set(position=("outward", 0.7), color="0.6", linewidth=0.8)
    return ax.imshow(np.zeros(shape), cmap="gray", vmin=low, vmax=high, interpolation="nearest")


def _end(name, names):
    """Say in words what the state called `name` is, the patterns being called `names`."""
    kind, _, number = name.rpartition(" ")
    if kind in ("pattern", "reverse of"):
        return f"“{names[int(number)]}”" + (" reversed" if kind != "pattern" else "")
    return "none of them" if name == "none" else "a mixture of them"


class PicturePanel:
    """The prepared figure of a picture of one's own: its greys, what is stored, the cue, the end."""

    def __init__(self):
        side = (OWN_SIDE, OWN_SIDE)
        fig = Figure(figsize=(10, 2.85), dpi=80, layout="none")
        self._pictures, self._titles = [], []
        for k, title in enumerate(("picture", "stored", "", "")):
            ax = fig.add_axes((0.005 + 0.25 * k, 0.02, 0.24, 0.842))  # 192 pixels a side
            self._pictures.append(_picture(ax, side, *((0, 255) if k == 0 else (-1, 1))))
            self._titles.append(ax.set_title(title, fontsize=13))
        self._panel = Panel(fig, [*self._pictures, *self._titles])

    def png(self, greys, stored, run):
        """Return the picture of `run`, whose pattern 0 is `stored`, the picture `greys` cut at its mean."""
        shown = (greys, *(-np.reshape(one, greys.shape) for one in (stored, run.states[0], run.states[-1])))
        for picture, one in zip(self._pictures, shown, strict=True):
            picture.set_data(one)
        self._titles[2].set_text(f"cue, overlap {_signed(run.overlaps[0, 0])}")
        self._titles[3].set_text(f"recalled, overlap {_signed(run.overlaps[-1, 0])}")
        return self._panel.png()


def _signed(m):
    """Write an overlap with its sign; what rounds to nought has none."""
    return f"{m:+.3f}".replace("-", "−") if abs(m) >= 0.0005 else "0.000"


def recall_explorer(patterns, shape, names, *, rng, flipped=0.3, stored=3):
    """Explore one recall: which picture, how many stored, how many pixels flipped, how far along.

    Parameters
    ----------
    patterns : (P, N) array of +1 and -1
    shape : (h, w)
    names : sequence of P str
    rng : numpy.random.Generator
        One seed is drawn from it, so that moving a slider back shows the same run again.
    flipped : float
        Share of flipped pixels to begin with.
    stored : int
        Number of stored pictures to begin with.

    Returns
    -------
    ipywidgets.VBox
    """
    _checks.generator("rng", rng)
    seed, panel = int(rng.integers(2**32)), RecallPanel(names, shape)
    which = widgets.Dropdown(options=[(name, k) for k, name in enumerate(names)], description="picture")
    count = _slider("stored", stored, 1, len(patterns), 1)
    share = _slider("flipped %", round(100 * flipped), 0, 100, 1)
    along = _slider("seen %", 100, 0, 100, 1)
    view = _view(720)
    latest = {}

    def rerun(_=None):
        chosen = which.value
        rows = [chosen, *(k for k in range(len(patterns)) if k != chosen)][: count.value]
        rows = sorted(rows)
        run = noisy_recall(
            patterns[rows], rows.index(chosen), share.value / 100, rng=np.random.default_rng(seed)
        )
        latest["run"], latest["chosen"] = _spread(run, rows, len(patterns)), chosen
        redraw()

    def redraw(_=None):
        run, chosen = latest["run"], latest["chosen"]
        frame = round(along.value / 100 * (len(run.states) - 1))
        view.value = panel.png(run, chosen, patterns[chosen], frame)

    for control in (which, count, share):
        control.observe(rerun, "value")
    along.observe(redraw, "value")
    rerun()
    return widgets.VBox([widgets.HBox([which, count]), widgets.HBox([share, along]), view])


def _spread(run, rows, total):
    """Put the overlaps with the stored patterns in their places among all, and rename the end."""
    overlaps = np.zeros((len(run.overlaps), total))
    overlaps[:, rows] = run.overlaps
    kind, _, number = run.name.rpartition(" ")
    name = f"{kind} {rows[int(number)]}" if kind in ("pattern", "reverse of") else run.name
    return NoisyRecall(run.states, run.energies, overlaps, name, run.visits)


def own_picture_explorer(sample, others, names, *, rng, flipped=0.3):
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
        One seed is drawn from it, so that moving the slider back shows the same run again.
    flipped : float
        Share of flipped pixels to begin with.

    Returns
    -------
    ipywidgets.VBox
        A file that cannot be used is answered in words, and the picture before it stays.
    """
    others = _checks.spins("others", others, OWN_SIDE**2, matrix=True)
    seed, panel = int(_checks.generator("rng", rng).integers(2**32)), PicturePanel()
    upload = widgets.FileUpload(accept="image/*", description="your picture")
    share = _slider("flipped %", round(100 * flipped), 0, 100, 1)
    words, complaint, view = widgets.HTML(), widgets.HTML(), _view(800)
    now = {"greys": np.asarray(sample), "called": names[0]}

    def show(_=None):
        patterns = np.vstack([images.binarize(now["greys"]), others])
        run = noisy_recall(patterns, 0, share.value / 100, rng=np.random.default_rng(seed))
        view.value = panel.png(now["greys"], patterns[0], run)
        end = _end(run.name, [now["called"], *names[1:]])
        words.value = html.escape(
            f"{share.value} % of the pixels of {now['called']} flipped; the recall ends in {end}."
        )

    def take(change):
        for file in change["new"]:
            try:
                now["greys"], now["called"] = own_greys(bytes(file["content"])), file["name"]
            except ValueError as error:
                complaint.value = html.escape(f"{file['name']} cannot be used: {error}.")
            else:
                complaint.value = ""
        show()

    upload.observe(take, "value")
    share.observe(show, "value")
    show()
    return widgets.VBox([widgets.HBox([upload, share]), complaint, words, view])


def player(states, shape, *, seconds=0.2, zoom=2):
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
    """
    frames = [images.picture_png(one, shape, zoom=zoom) for one in states]
    last = len(frames) - 1
    play = widgets.Play(min=0, max=last, interval=round(1000 * seconds))
    place = widgets.IntSlider(min=0, max=last, description="frame")
    view = _view(zoom * shape[1])
    view.value = frames[0]
    widgets.jslink((play, "value"), (place, "value"))
    place.observe(lambda change: setattr(view, "value", frames[change["new"]]), "value")
    return widgets.VBox([widgets.HBox([play, place]), view])


def _view(width):
    """Return a picture that keeps its own proportions, at most `width` pixels wide."""
    layout = widgets.Layout(width=f"{width}px", max_width="100%", align_self="flex-start")
    return widgets.Image(format="png", layout=layout)


def _slider(description, value, low, high, step):
    return widgets.IntSlider(value, low, high, step, description=description, continuous_update=True)
