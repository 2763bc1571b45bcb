"""Prepared figures of the explorers: drawn once, and then only what moves."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from numpy.typing import ArrayLike
from PIL import Image

from .shells import counted

if TYPE_CHECKING:
    from .recalls import NoisyRecall  # which imports these panels


def blank(width: float, height: float) -> Figure:
    """A figure of so many inches, 80 pixels each, on which everything has a place of its own."""
    fig = Figure(figsize=(width, height), dpi=80)
    fig.set_layout_engine("none")
    return fig


class Panel:
    """A figure drawn once, on which only `artists` are drawn again when their data change."""

    def __init__(self, fig: Figure, artists: Sequence[Artist]) -> None:
        self._figure = fig
        self._artists = artists
        self._canvas = FigureCanvasAgg(fig)
        for artist in artists:
            artist.set_animated(True)
        self._canvas.draw()
        self._background = self._canvas.copy_from_bbox(fig.bbox)

    def png(self) -> bytes:
        """Return the figure as it is now, as PNG bytes compressed for speed."""
        self._canvas.restore_region(self._background)
        for artist in self._artists:
            self._figure.draw_artist(artist)
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

    def __init__(self, names: Sequence[str], shape: tuple[int, int]) -> None:
        self.shape = shape
        self.names = names
        fig = blank(9, 3.6)
        self._pictures = picture_row(fig, ("cue", "state", "stored"), shape, (0.01, 0.36, 0.2, 0.5), 0.215)
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

    def png(self, run: "NoisyRecall", target: int, stored: ArrayLike, frame: int) -> bytes:
        """Return the picture of `run` at `frame`, pattern `target` being the picture `stored`."""
        for picture, one in zip(self._pictures, (run.states[0], run.states[frame], stored), strict=True):
            picture.set_data(-np.reshape(one, self.shape).astype(float))
        for bar, m in zip(self._bars, run.overlaps[frame], strict=True):
            bar.set_width(m)
        scaled = run.energies / max(abs(run.energies.min()), 1e-12)
        along = run.visits / max(run.visits[-1], 1)
        self._trace.set_data(along, scaled)
        self._dot.set_data([along[frame]], [scaled[frame]])
        self._words.set_text(_place_in_words(run, self.names, target, frame))
        return self._panel.png()


def _place_in_words(run: "NoisyRecall", names: Sequence[str], target: int, frame: int) -> str:
    return (
        f"overlap with “{names[target]}” {signed(run.overlaps[frame, target])} "
        f"after {counted(run.visits[frame], 'visit')}; the run ends in {end_in_words(run.name, names)}"
    )


def recall_in_words(run: "NoisyRecall", names: Sequence[str], target: int, frame: int) -> str:
    """Say what ``RecallPanel.png(run, ..., frame)`` shows, for those who do not see it."""
    written = [(name, signed(m)) for name, m in zip(names, run.overlaps[frame], strict=True)]
    overlaps = ", ".join(f"{name} {m}" for name, m in written if m != "0.000")
    return (
        "Pictures of the cue, the state and the stored picture, bars of the state's overlaps, "
        f"and the energy along the run. State: {_place_in_words(run, names, target, frame)}. "
        f"Overlaps: {overlaps}. Energy {_number(run.energies[0])} at the cue, {_number(run.energies[frame])} "
        f"here, {_number(run.energies[-1])} at the end."
    )


def _number(value: float) -> str:
    return f"{round(value):,}".replace("-", "−")


def picture_row(
    fig: Figure,
    titles: Sequence[str],
    shape: tuple[int, int],
    box: tuple[float, float, float, float],
    step: float,
) -> list[AxesImage]:
    """Prepare pictures of +1 and -1 with titles: the first in `box`, each one a step further right."""
    left, bottom, width, height = box
    pictures = []
    for k, title in enumerate(titles):
        ax = fig.add_axes((left + step * k, bottom, width, height))
        ax.set_title(title, fontsize=13)
        pictures.append(_picture(ax, shape, -1, 1))
    return pictures


def _picture(ax: Axes, shape: tuple[int, int], low: float, high: float) -> AxesImage:
    """Prepare an axes for pictures; its frame lies outside them, where they do not cover it."""
    ax.set(xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set(visible=True, position=("outward", 1.5), color="0.6", linewidth=0.8)
    return ax.imshow(np.zeros(shape), cmap="gray", vmin=low, vmax=high, interpolation="nearest")


def end_in_words(name: str, names: Sequence[str]) -> str:
    """Say in words what the state called `name` is, the patterns being called `names`."""
    kind, _, number = name.rpartition(" ")
    if kind in ("pattern", "reverse of"):
        return f"“{names[int(number)]}”" + (" reversed" if kind != "pattern" else "")
    return "none of them" if name == "none" else "a mixture of them"


def signed(m: float) -> str:
    """Write an overlap with its sign; what rounds to nought has none."""
    return f"{m:+.3f}".replace("-", "−") if abs(m) >= 0.0005 else "0.000"
