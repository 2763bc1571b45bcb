"""Figures of the course: each function draws what it is given on an axes and returns it.

Nothing is computed here.  ``style()`` sets the one look; ``present(fig, alt=...)`` puts a finished
figure under its cell together with the words that stand for it where it cannot be seen.
"""

import html
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from . import _checks, threads

MARKERS = "osD^vP*"


def style() -> None:
    """Use the course's Matplotlib style from here on, and one thread of BLAS (docs/cost.md says why)."""
    threads.one_thread()
    plt.style.use(str(files("hopfield_lib").joinpath("hopfield.mplstyle")))


def present(fig: Figure, *, alt: str) -> None:
    """Display `fig` once, with the alternative text `alt`, and close it.

    Raises
    ------
    ValueError
        If `alt` is empty: a figure that cannot be seen has to be read.
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(f"alt: expected a sentence that says what the figure shows, got {alt!r}")
    from IPython.display import display

    display(fig, metadata={"image/png": {"alt": alt}})
    plt.close(fig)


def state(ax: Axes, state: ArrayLike, shape: tuple[int, int], title: str = "") -> Axes:
    """Draw a state (N,) of +1 (black), -1 (white) and 0 (grey) as a picture of `shape` (h, w)."""
    return picture(ax, -np.reshape(state, shape), title, low=-1, high=1)


def picture(
    ax: Axes, greys: ArrayLike, title: str = "", *, low: float = 0, high: float | None = None
) -> Axes:
    """Draw greys (h, w), black at `low` and white at `high` (255 for whole numbers, else 1).

    Raises
    ------
    ValueError
        If it is in colour, (h, w, 3).
    """
    greys = np.asarray(greys)
    _checks.not_coloured("greys", greys)
    if high is None:
        high = 255 if greys.dtype.kind in "iu" else 1
    ax.imshow(greys, cmap="gray", vmin=low, vmax=high, interpolation="nearest")
    return _frame(ax, title)


def gallery(
    states: Sequence[ArrayLike] | NDArray[Any],
    shape: tuple[int, int],
    titles: Sequence[str] | None = None,
    *,
    columns: int | None = None,
    side: float = 1.7,
) -> Figure:
    """Draw states (n, N), or greys (n, h, w), side by side: a new figure, `side` inches a picture.

    Raises
    ------
    ValueError
        If it is in colour, (h, w, 3).
    """
    if isinstance(states, np.ndarray):
        _checks.not_coloured("states", states)
    count = len(states)
    columns = columns or count
    rows = -(-count // columns)
    height = side * shape[0] / shape[1] + (0.3 if titles is not None else 0.05)
    fig, axes = plt.subplots(rows, columns, figsize=(side * columns, height * rows), squeeze=False)
    for ax in axes.flat[count:]:
        ax.set_axis_off()
    for k, (ax, one) in enumerate(zip(axes.flat, states, strict=False)):
        title = "" if titles is None else titles[k]
        if np.ndim(one) == 2:
            picture(ax, one, title)
        else:
            state(ax, one, shape, title)
    return fig


def matrix(
    ax: Axes,
    W: ArrayLike,
    label: str = "",
    *,
    low: float | None = None,
    high: float | None = None,
    digits: int | None = None,
) -> Axes:
    """Draw a matrix with a colour bar; `digits` writes its finite entries in, with so many decimals."""
    W = np.asarray(W)
    image = ax.imshow(W, cmap="cividis", vmin=low, vmax=high, interpolation="nearest")
    ax.figure.colorbar(image, ax=ax, label=label, shrink=0.85)
    if digits is not None:
        for i, j in np.argwhere(np.isfinite(W)):
            value = W[i, j]
            pale = np.greater(image.norm(value), 0.46)  # there both inks are as legible on cividis
            ink = "black" if pale else "white"
            ax.text(j, i, f"{value:.{digits}f}", ha="center", va="center", color=ink, fontsize=9)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def lines(
    ax: Axes,
    x: ArrayLike,
    curves: ArrayLike,
    *,
    xlabel: str,
    ylabel: str,
    labels: Sequence[str] | None = None,
) -> Axes:
    """Draw curves (k, len(x)), or one (len(x),), over x, each with its marker and label."""
    curves = np.atleast_2d(curves)
    every = max(1, curves.shape[1] // 12)
    for k, y in enumerate(curves):
        label = None if labels is None else labels[k]
        ax.plot(x, y, marker=MARKERS[k % len(MARKERS)], markevery=every, label=label)
    if labels is not None:
        ax.legend()
    ax.set(xlabel=xlabel, ylabel=ylabel)
    return ax


def measured(
    ax: Axes, x: ArrayLike, y: ArrayLike, low: ArrayLike, high: ArrayLike, label: str, *, kind: int = 0
) -> Axes:
    """Draw measured points with the ends of their intervals, `low` and `high`; `kind` picks the marker."""
    below, above = np.subtract(y, low), np.subtract(high, y)
    marker = MARKERS[kind % len(MARKERS)]
    ax.errorbar(x, y, (below.clip(0), above.clip(0)), fmt=marker, color=f"C{kind}", capsize=3, label=label)
    return ax


def theory(ax: Axes, x: ArrayLike, y: ArrayLike, label: str, *, kind: int = 0) -> Axes:
    """Draw a curve from theory: a line without markers, in the colour of its measurement."""
    ax.plot(x, y, marker="", color=f"C{kind}", label=label, zorder=0)
    return ax


def bars(
    ax: Axes,
    values: Sequence[float],
    names: Sequence[str],
    *,
    xlabel: str,
    low: float = -1.0,
    high: float = 1.0,
) -> Axes:
    """Draw one horizontal bar a value, named at the left, the number at its end."""
    places = np.arange(len(values))
    ax.barh(places, values, color="C0", height=0.6)
    for place, value in zip(places, values, strict=True):
        side = 4 if value >= 0 else -4
        align = "left" if value >= 0 else "right"
        ax.annotate(
            f"{value:.2f}", (value, place), (side, 0), textcoords="offset points", ha=align, va="center"
        )
    ax.axvline(0, color="black", linewidth=1, linestyle="-")
    ax.set(yticks=places, yticklabels=names, xlim=(low * 1.2, high * 1.2), xlabel=xlabel)
    ax.invert_yaxis()
    return ax


class Table:
    """A table of results: HTML where there is a notebook, lines of text elsewhere.

    Parameters
    ----------
    columns : mapping of str to sequence
        The heading of each column and its entries, texts or numbers; all of one length.
    digits : int or sequence of int
        Decimals of the numbers, for all columns or one for each; whole numbers have none.

    Raises
    ------
    ValueError
        If the columns are of different lengths, or `digits` is not one number for each.
    """

    def __init__(self, columns: Mapping[str, Sequence[Any]], digits: int | Sequence[int]) -> None:
        lengths = {name: len(entries) for name, entries in columns.items()}
        if len(set(lengths.values())) != 1:
            raise ValueError(f"columns: expected columns of one length, got {lengths}")
        each = [digits] * len(columns) if isinstance(digits, int) else list(digits)
        if len(each) != len(columns):
            raise ValueError(f"digits: expected one number for each of {len(columns)} columns, got {digits}")
        self.headings = list(columns)
        cells = [
            [_entry(entry, decimals) for entry in entries]
            for entries, decimals in zip(columns.values(), each, strict=True)
        ]
        self.rows = list(zip(*cells, strict=True))
        self.numeric = [all(not isinstance(entry, str) for entry in column) for column in columns.values()]

    def _repr_html_(self) -> str:
        sides = ["right" if numeric else "left" for numeric in self.numeric]

        def row(cells: Sequence[str], tag: str, more: str = "") -> str:
            return "".join(
                f'<{tag}{more} style="text-align:{side}">{html.escape(cell)}</{tag}>'
                for cell, side in zip(cells, sides, strict=True)
            )

        head = row(self.headings, "th", ' scope="col"')
        body = "".join(f"<tr>{row(cells, 'td')}</tr>" for cells in self.rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def __repr__(self) -> str:
        lines = [self.headings, *self.rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]

        def line(cells: Sequence[str]) -> str:
            filled = [
                cell.rjust(width) if numeric else cell.ljust(width)
                for cell, width, numeric in zip(cells, widths, self.numeric, strict=True)
            ]
            return "  ".join(filled).rstrip()

        return "\n".join(map(line, lines))


def table(columns: Mapping[str, Sequence[Any]], *, digits: int | Sequence[int] = 2) -> Table:
    """Return a table of results, to stand at the end of a cell; see ``Table``."""
    return Table(columns, digits)


def _entry(entry: Any, digits: int) -> str:
    if isinstance(entry, str):
        return entry
    if isinstance(entry, int | np.integer | bool | np.bool_):
        return f"{entry:,}" if not isinstance(entry, bool | np.bool_) else ("yes" if entry else "no")
    return "" if entry is None else f"{entry:,.{digits}f}"


def _frame(ax: Axes, title: str) -> Axes:
    ax.set(xticks=[], yticks=[], title=title)
    for spine in ax.spines.values():
        spine.set(visible=True, color="0.6", linewidth=0.8)
    return ax
