"""Prepared figures of the explorers: drawn once, and then only what moves."""

import io
from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from PIL import Image


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
        pictures.append(empty_picture(ax, shape, -1, 1))
    return pictures


def empty_picture(ax: Axes, shape: tuple[int, int], low: float, high: float) -> AxesImage:
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
