"""Figures of the course: each function draws what it is given on an axes and returns it.

Nothing is computed here.  ``style()`` sets the one look; ``present(fig, alt=...)`` puts a finished
figure under its cell together with the words that stand for it where it cannot be seen.
"""

from importlib.resources import files

import matplotlib.pyplot as plt
import numpy as np

from . import _checks, threads

MARKERS = "osD^vP*"


def style():
    """Use the course's Matplotlib style from here on, and one thread of BLAS (docs/cost.md says why)."""
    threads.one_thread()
    plt.style.use(str(files("hopfield_lib").joinpath("hopfield.mplstyle")))


def present(fig, *, alt):
    """Display `fig` once, with the alternative text `alt`, and close it.

    Raises ValueError if `alt` is empty: a figure that cannot be seen has to be read.
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(f"alt: expected a sentence that says what the figure shows, got {alt!r}")
    from IPython.display import display

    display(fig, metadata={"image/png": {"alt": alt}})
    plt.close(fig)


def state(ax, state, shape, title=""):
    """Draw a state (N,) of +1 (black), -1 (white) and 0 (grey) as a picture of `shape` (h, w)."""
    return picture(ax, -np.reshape(state, shape), title, low=-1, high=1)


def picture(ax, greys, title="", *, low=0, high=None):
    """Draw greys (h, w), black at `low` and white at `high` (255 for whole numbers, else 1)."""
    greys = np.asarray(greys)
    _checks.not_coloured("greys", greys)
    if high is None:
        high = 255 if greys.dtype.kind in "iu" else 1
    ax.imshow(greys, cmap="gray", vmin=low, vmax=high, interpolation="nearest")
    return _frame(ax, title)


def gallery(states, shape, titles=None, *, columns=None, side=1.7):
    """Draw states (n, N), or greys (n, h, w), side by side: a new figure, `side` inches a picture."""
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
        draw = picture if np.ndim(one) == 2 else state
        arguments = (one,) if np.ndim(one) == 2 else (one, shape)
        draw(ax, *arguments, "" if titles is None else titles[k])
    return fig


def matrix(ax, W, label="", *, low=None, high=None, digits=None):
    """Draw a matrix with a colour bar; `digits` writes its finite entries in, with so many decimals."""
    W = np.asarray(W)
    image = ax.imshow(W, cmap="cividis", vmin=low, vmax=high, interpolation="nearest")
    ax.figure.colorbar(image, ax=ax, label=label, shrink=0.85)
    if digits is not None:
        for i, j in np.argwhere(np.isfinite(W)):
            value = W[i, j]
            ink = "black" if image.norm(value) > 0.46 else "white"  # where both are as legible on cividis
            ax.text(j, i, f"{value:.{digits}f}", ha="center", va="center", color=ink, fontsize=9)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def lines(ax, x, curves, *, xlabel, ylabel, labels=None):
    """Draw curves (k, len(x)), or one (len(x),), over x, each with its marker and label."""
    curves = np.atleast_2d(curves)
    every = max(1, len(x) // 12)
    for k, y in enumerate(curves):
        label = None if labels is None else labels[k]
        ax.plot(x, y, marker=MARKERS[k % len(MARKERS)], markevery=every, label=label)
    if labels is not None:
        ax.legend()
    ax.set(xlabel=xlabel, ylabel=ylabel)
    return ax


def measured(ax, x, y, low, high, label, *, kind=0):
    """Draw measured points with the ends of their intervals, `low` and `high`; `kind` picks the marker."""
    below, above = np.subtract(y, low), np.subtract(high, y)
    marker = MARKERS[kind % len(MARKERS)]
    ax.errorbar(x, y, (below.clip(0), above.clip(0)), fmt=marker, color=f"C{kind}", capsize=3, label=label)
    return ax


def theory(ax, x, y, label, *, kind=0):
    """Draw a curve from theory: a line without markers, in the colour of its measurement."""
    ax.plot(x, y, marker="", color=f"C{kind}", label=label, zorder=0)
    return ax


def bars(ax, values, names, *, xlabel, low=-1.0, high=1.0):
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


def _frame(ax, title):
    ax.set(xticks=[], yticks=[], title=title)
    for spine in ax.spines.values():
        spine.set(visible=True, color="0.6", linewidth=0.8)
    return ax
