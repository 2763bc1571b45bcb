"""Explorer of a dense associative memory: its order, and how much it stores."""

from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks, images
from ..models import DenseAssociativeMemory
from ..recall import asynchronous, recall
from .panels import Panel, blank, picture_row
from .shells import counted, explorer, repeatable, screen, slider

Array = NDArray[Any]

FAINTEST = 1e-6  # the smallest share of the pull that the figure shows


@dataclass(frozen=True, eq=False)
class DenseRecall:
    """One recall of a dense associative memory, and who pulls at the cue.

    Attributes
    ----------
    order : int
        n.
    cue, state : (N,) int8 arrays
        Where it starts and where it ends.
    overlaps : (K,) array
        Of the cue with each stored pattern.
    pulls : (K,) array
        Share of each pattern in the fields of the cue: |F(m + 1) - F(m - 1)| over the sum of all.
    target : int
        Which pattern the cue was made of.
    wrong : int
        Units at the end that are not as in that pattern.
    """

    order: int
    cue: Array
    state: Array
    overlaps: Array
    pulls: Array
    target: int
    wrong: int


def dense_recall(
    patterns: ArrayLike, order: int, target: int, flipped: float, *, rng: np.random.Generator
) -> DenseRecall:
    """Store `patterns` in a dense memory, flip a share of one of them, and recall it.

    Parameters
    ----------
    patterns : (K, N) array of +1 and -1
    order : int
        n of F(m) = m^n, at least 2.
    target : int
        Which pattern is corrupted.
    flipped : float
        Share of its units that are flipped, 0 to 1.
    rng : numpy.random.Generator

    Returns
    -------
    DenseRecall

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    X = _checks.spins("patterns", patterns, matrix=True)
    n = _checks.integer("order", order, 2)
    _checks.integer("target", target, 0, len(X) - 1)
    model = DenseAssociativeMemory(X, n)
    N = X.shape[1]
    cue = images.flip(X[target], flipped, rng=rng)
    state = recall(model, cue, asynchronous(rng), max_sweeps=20, record="final").state
    m = X @ cue.astype(int)
    pulls = np.abs(((m + 1) / N) ** n - ((m - 1) / N) ** n)
    return DenseRecall(n, cue, state, m / N, pulls / pulls.sum(), target, int((state != X[target]).sum()))


class DensePanel:
    """The prepared figure of a ``DenseRecall``: cue, end, stored picture, and the pull of each memory.

    Parameters
    ----------
    shape : (h, w)
    """

    def __init__(self, shape: tuple[int, int]) -> None:
        self.shape = shape
        fig = blank(9, 3.3)
        titles = ("cue", "where it ends", "stored")
        self._pictures = picture_row(fig, titles, shape, (0.01, 0.14, 0.18, 0.6), 0.19)
        ax = fig.add_axes((0.675, 0.2, 0.31, 0.6))
        ax.spines[["top", "right"]].set_visible(False)
        ax.set(xlim=(-1.03, 1.03), ylim=(FAINTEST / 2, 2), yscale="log", xticks=[-1, 0, 1])
        ax.set_yticks([1, 1e-2, 1e-4, 1e-6], ["1", "1/100", "1/10⁴", "≤ 1/10⁶"], fontsize=11)
        ax.minorticks_off()
        ax.set_title("share of the pull on the cue", fontsize=13)
        ax.set_xlabel("overlap of a memory with the cue", fontsize=12)
        (self._others,) = ax.plot([], [], "o", color="#0072B2", markersize=3.5)
        (self._wanted,) = ax.plot([], [], "D", color="#D55E00", markersize=10, clip_on=False)
        self._words = ax.text(0.01, 0.91, "", fontsize=13, transform=fig.transFigure)
        self._panel = Panel(fig, [*self._pictures, self._others, self._wanted, self._words])

    def png(self, run: DenseRecall, stored: ArrayLike) -> bytes:
        """Return the picture of `run`, whose cue was made of the picture `stored`."""
        for picture, one in zip(self._pictures, (run.cue, run.state, stored), strict=True):
            picture.set_data(-np.reshape(one, self.shape).astype(float))
        pulls = np.maximum(run.pulls, FAINTEST)
        others = np.arange(len(pulls)) != run.target
        self._others.set_data(run.overlaps[others], pulls[others])
        self._wanted.set_data(run.overlaps[[run.target]], pulls[[run.target]])
        self._words.set_text(
            f"{len(pulls):,} memories, order {run.order}: the right one (◆) has "
            f"{100 * run.pulls[run.target]:.1f} % of the pull; {counted(run.wrong, 'pixel')} "
            f"{'ends' if run.wrong == 1 else 'end'} wrong"
        )
        return self._panel.png()


def dense_recall_in_words(run: DenseRecall) -> str:
    """Say what the picture of `run` shows, in words that stand for it where it is not seen."""
    others = np.delete(run.overlaps, run.target)
    end = "the stored picture" if run.wrong == 0 else f"a picture with {counted(run.wrong, 'wrong pixel')}"
    return (
        f"A cue of {run.cue.size} pixels, {end} as its end, and the stored picture. Beside them the share of "
        f"the pull of {len(run.pulls):,} memories over their overlap with the cue at order {run.order}: the "
        f"right one, at {run.overlaps[run.target]:.2f}, has {100 * run.pulls[run.target]:.1f} per cent, "
        f"the others lie from {others.min():.2f} to {others.max():.2f}.".replace("-", "−")
    )


def dense_explorer(
    patterns: ArrayLike, shape: tuple[int, int], *, rng: np.random.Generator, flipped: float = 0.2
) -> widgets.VBox:
    """Explore how the order of a dense memory and the number of memories decide a recall.

    Parameters
    ----------
    patterns : (K, N) array of +1 and -1
        Two or more; the first is recalled, and 2, 4, 8, ... of them are stored.
    shape : (h, w)
    rng : numpy.random.Generator
        Copied, not drawn from: moving a slider back shows the same run again, and ``dense_recall``
        called next with `rng` makes the run that is shown first.
    flipped : float
        Share of the pixels of the cue that are flipped.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    X = _checks.spins("patterns", patterns, matrix=True)
    most = _checks.integer("patterns", len(X), 2).bit_length() - 1
    again = repeatable(rng)
    panel = DensePanel(shape)
    order = slider("order n", 2, 2, 30, name="order n of the memory")
    count = slider("stored 2^", min(3, most), 1, most, name="number of memories, as a power of two")
    view = screen(720)

    def show(_: object = None) -> None:
        rows = X[: 2**count.value]
        run = dense_recall(rows, order.value, 0, flipped, rng=again())
        view.show(panel.png(run, X[0]), dense_recall_in_words(run))

    for control in (order, count):
        control.observe(show, "value")
    show()
    return explorer([order, count], view)
