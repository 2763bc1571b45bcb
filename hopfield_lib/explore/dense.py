"""Explorer of a dense associative memory: its order, how much it stores, and which memories answer."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks, images
from ..models import DenseAssociativeMemory
from ..recall import asynchronous, recall
from .draws import WIDE, Draws, spoken
from .pad import INVERT, Bars, Curves, PixelPad, Visits, as_greys, film
from .painted import PaintedCue
from .panels import Panel, blank, picture_row
from .shells import choice, counted, explorer, slider

Array = NDArray[Any]
Order = int | str

FAINTEST = 1e-6  # the smallest share of the pull that the figure shows
ORDERS: tuple[Order, ...] = (*range(2, 13), 15, 20, 25, 30, "exp")
STRONGEST = 6  # memories with a bar of their own, besides the right one
SWEEPS = 20  # at most


@dataclass(frozen=True, eq=False)
class DenseRecall:
    """One recall of a dense associative memory, and who pulls at the cue.

    Attributes
    ----------
    order : int or "exp"
        n, or the exponential.
    cue, state : (N,) int8 arrays
        Where it starts and where it ends.
    flips : (F,) int array
        The units that changed in between, one after another; a unit may change more than once.
    overlaps : (K,) array
        Of the cue with each stored pattern.
    pulls : (K,) array
        Share of each pattern in the fields of the cue: |F(m + 1) - F(m - 1)| over the sum of all.
    target : int
        Which pattern the cue was made of.
    wrong : int
        Units at the end that are not as in that pattern.
    """

    order: Order
    cue: Array
    state: Array
    flips: Array
    overlaps: Array
    pulls: Array
    target: int
    wrong: int


def dense_recall(
    patterns: ArrayLike, order: Order, target: int, flipped: float, *, rng: np.random.Generator
) -> DenseRecall:
    """Store `patterns` in a dense memory, flip a share of one of them, and recall it.

    Parameters
    ----------
    patterns : (K, N) array of +1 and -1
    order : int or "exp"
        n of F(m) = m^n, at least 2, or the exponential.
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
    _checks.integer("target", target, 0, len(X) - 1)
    return dense_recall_of(X, order, images.flip(X[target], flipped, rng=rng), target, rng=rng)


def dense_recall_of(
    patterns: ArrayLike, order: Order, cue: ArrayLike, target: int, *, rng: np.random.Generator
) -> DenseRecall:
    """Store `patterns` in a dense memory, and recall a cue that was meant to be one of them.

    Parameters
    ----------
    patterns : (K, N) array of +1 and -1
    order : int or "exp"
    cue : (N,) array of +1 and -1
    target : int
    rng : numpy.random.Generator
        Draws the order of the visits.

    Returns
    -------
    DenseRecall

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    X = _checks.spins("patterns", patterns, matrix=True)
    n = order if order == "exp" else _checks.integer("order", order, 2)
    _checks.integer("target", target, 0, len(X) - 1)
    orders = deepcopy(_checks.generator("rng", rng))
    s = _checks.spins("cue", cue, X.shape[1])
    run = recall(DenseAssociativeMemory(X, n), s, asynchronous(rng), max_sweeps=SWEEPS, record="sweeps")
    flips = []
    for before, after in zip(run.states[:-1], run.states[1:], strict=True):
        visited = orders.permutation(len(s))  # each unit once a sweep, so this is when it changed
        flips.append(visited[(before != after)[visited]])
    m = X @ s.astype(int)
    wrong = int((run.state != X[target]).sum())
    N = X.shape[1]
    shares = np.abs(_pulls(m, n, N))
    return DenseRecall(
        n, s, run.state, np.concatenate([*flips, []]).astype(int), m / N, shares, target, wrong
    )


def _pulls(m: Array, order: Order, N: int) -> Array:
    """The share of each memory in the pull, from sums m (..., K); below 0 it pulls towards its reverse."""
    if order == "exp":
        pulls = np.exp(m - m.max(axis=-1, keepdims=True, initial=-N))
    else:
        n = float(order)
        pulls = ((m + 1) / N) ** n - ((m - 1) / N) ** n
    return pulls / np.abs(pulls).sum(axis=-1, keepdims=True)


def pulls_along(run: DenseRecall, patterns: ArrayLike) -> NDArray[np.float64]:
    """Follow who pulls, from the cue to the end.

    Parameters
    ----------
    run : DenseRecall
    patterns : (K, N) array of +1 and -1
        The memories of that run.

    Returns
    -------
    (F + 1, K) array
        Share of each memory in the pull before the first flip and after each; below 0 where the memory
        pulls towards its reverse. The sizes of a row add up to 1.

    Raises
    ------
    TypeError, ValueError
        If `patterns` are none.
    """
    X = _checks.spins("patterns", patterns, run.cue.size, matrix=True)
    columns = X[:, run.flips].T.astype(int)
    now = run.cue.astype(int)
    steps = np.empty(len(run.flips), int)
    for k, unit in enumerate(run.flips):
        now[unit] *= -1
        steps[k] = 2 * now[unit]
    first = X @ run.cue.astype(int)
    return _pulls(
        np.vstack([first, first + np.cumsum(steps[:, None] * columns, axis=0)]), run.order, len(now)
    )


def dense_film(
    run: DenseRecall, patterns: ArrayLike, shape: tuple[int, int], names: Sequence[str]
) -> dict[str, Any]:
    """Pack a recall for a pad with two pictures, the state and the stored pattern: a flip a frame.

    Parameters
    ----------
    run : DenseRecall
    patterns : (K, N) array of +1 and -1
        The memories of that run.
    shape : (h, w)
    names : sequence of K str

    Returns
    -------
    dict

    Raises
    ------
    TypeError, ValueError
        If an argument does not go with `run`.
    """
    X = np.asarray(patterns)
    pulls, target = pulls_along(run, X), X[run.target]
    states = np.vstack([run.cue, np.zeros((len(run.flips), run.cue.size), np.int8)])
    for k, unit in enumerate(run.flips):
        states[k + 1] = states[k]
        states[k + 1, unit] *= -1
    wrong = (states != target).sum(axis=1)
    ranked = (-np.abs(pulls).max(axis=0)).argsort(kind="stable")
    others = ranked[ranked != run.target]
    named = len(others) if len(others) <= STRONGEST + 1 else STRONGEST  # "one other" has a name, too
    shown, rest = others[:named], others[named:]
    values = np.column_stack([pulls[:, [run.target, *shown]], np.abs(pulls[:, rest]).sum(axis=1)])
    called = [names[k] for k in (run.target, *shown)] + [f"{len(rest):,} others together"]
    if rest.size == 0:
        values, called = values[:, :-1], called[:-1]
    share = 100 * pulls[:, run.target]
    told = []
    for k, unit in enumerate((-1, *run.flips.tolist())):
        row, column = divmod(unit, shape[1])
        what = f"flip {k} of {len(run.flips)}, row {row + 1}, column {column + 1}" if k else "the cue"
        wrongs = counted(int(wrong[k]), "wrong pixel")
        told.append(f"{what}: {wrongs}; “{names[run.target]}” has {share[k]:.1f} % of the pull")
    ink = as_greys(states)
    return film(
        np.stack([ink[:1], as_greys(target)[None]], axis=1),
        visits=Visits(run.flips, ink[np.arange(1, len(ink)), run.flips]),
        curves=Curves("wrong pixels, flip by flip", ["wrong"], wrong[None]),
        bars=Bars("who pulls: shares (below 0: to its reverse)", called, [True] * len(called), values),
        captions=told,
    )


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
            f"{len(pulls):,} memories, {_order_in_words(run.order)}: the right one (◆) has "
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
        f"the pull of {len(run.pulls):,} memories over their overlap with the cue, "
        f"{_order_in_words(run.order)}: the right one, at {run.overlaps[run.target]:.2f}, has "
        f"{100 * run.pulls[run.target]:.1f} per cent, the others lie from {others.min():.2f} to "
        f"{others.max():.2f}.".replace("-", "−")
    )


def _order_in_words(order: Order) -> str:
    return "exponential" if order == "exp" else f"order {order}"


def dense_end_in_words(run: DenseRecall, patterns: ArrayLike, names: Sequence[str]) -> str:
    """Name the end of `run`, whose memories are `patterns` (K, N), called `names`."""
    X = np.asarray(patterns)
    m = X @ run.state.astype(int)
    best = run.target if abs(m[run.target]) == run.state.size else int(np.abs(m).argmax())
    if abs(m[best]) < run.state.size:
        return "none of the memories"
    return f"“{names[best]}”" + (" reversed" if m[best] < 0 else "")


def _told(run: DenseRecall, X: Array, names: Sequence[str]) -> str:
    begun = int((run.cue != X[run.target]).sum())
    return (
        f"{len(X):,} memories, {_order_in_words(run.order)}: from a cue with {counted(begun, 'wrong pixel')} "
        f"the run ends in {dense_end_in_words(run, X, names)}, {counted(run.wrong, 'pixel')} wrong, after "
        f"{counted(len(run.flips), 'flip')}."
    )


class DenseExplorer(widgets.VBox):
    """The controls, the pad and the words of ``dense_explorer``, which says what its parameters are.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """

    def __init__(
        self, patterns: ArrayLike, shape: tuple[int, int], names: Sequence[str], *, seed: int, flipped: float
    ) -> None:
        self._X = _checks.spins("patterns", patterns, shape[0] * shape[1], matrix=True)
        most = _checks.integer("patterns", len(self._X), 2).bit_length() - 1
        _checks.integer("names", len(names), 1, len(self._X))
        self._shape = shape
        self._names = [*names, *(f"random {k}" for k in range(1, len(self._X) - len(names) + 1))]
        self.which = choice("cue of", names)
        orders = [(str(n), n) for n in ORDERS]
        self.order: Any = widgets.SelectionSlider(
            options=orders, description="order n", tooltip="order n of the memory", layout=WIDE
        )
        counts = [(f"{2**k:,}", 2**k) for k in range(1, most + 1)]
        self.count: Any = widgets.SelectionSlider(
            options=counts,
            value=2 ** min(3, most),
            description="memories",
            tooltip="number of memories that are stored",
            layout=WIDE,
        )
        share = round(100 * _checks.fraction("flipped", flipped))
        self.share = slider("flipped %", share, 0, 100, name="flipped pixels of the cue, in per cent")
        self.share.layout = WIDE
        self.words = widgets.HTML()
        self.pad = PixelPad(
            shape, ("cue: click to flip", "state", "stored"), drawing=bytes(shape[0] * shape[1])
        )
        self.pad.ink = INVERT
        controls = (self.which, self.order, self.count, self.share)
        self.draws = Draws(seed, controls, self._show, self._end)
        self.cue = PaintedCue(self.pad, self.draws, (self.which, self.share))
        self._show()
        rows = explorer(
            [self.which, *self.draws.row], self.draws.told,
            self.order, self.count, self.share, self.words, self.pad,
        )  # fmt: skip
        super().__init__(rows.children)

    def _stored(self) -> tuple[Array, list[str]]:
        """The memories, the one that the cue is made of first, and what they are called."""
        first = self.which.value
        rows = [first, *(k for k in range(self.count.value) if k != first)][: self.count.value]
        return self._X[rows], [self._names[k] for k in rows]

    def _run(self, rng: np.random.Generator) -> DenseRecall:
        X, _ = self._stored()
        cue = images.flip(X[0], self.share.value / 100, rng=rng)
        return dense_recall_of(X, self.order.value, self.cue.of(cue), 0, rng=rng)

    def _end(self, rng: np.random.Generator) -> str:
        return dense_end_in_words(self._run(rng), *self._stored())

    def _show(self) -> None:
        X, names = self._stored()
        run = self._run(self.draws.rng())
        self.cue.show(run.cue)
        self.pad.film = dense_film(run, X, self._shape, names)
        self.words.value = spoken(_told(run, X, names))


def dense_explorer(
    patterns: ArrayLike,
    shape: tuple[int, int],
    names: Sequence[str] = ("the first",),
    *,
    seed: int,
    flipped: float = 0.2,
) -> DenseExplorer:
    """Explore how the order of a dense memory and the number of memories decide a recall.

    Parameters
    ----------
    patterns : (K, N) array of +1 and -1
        Two or more; 2, 4, 8, ... of them are stored, the one that the cue is made of among them.
    shape : (h, w)
    names : sequence of str
        What the first of them are called, of which one can be chosen; the others are called random.
    seed : int
        0 to 9999, of the flips and the order of the visits: ``dense_recall`` with
        ``rng=np.random.default_rng(seed)`` makes the run that is shown first.
    flipped : float
        Share of the pixels of the cue that are flipped to begin with.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    return DenseExplorer(patterns, shape, names, seed=seed, flipped=flipped)
