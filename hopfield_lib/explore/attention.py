"""Explorer of a modern network: how sharp its attention is, and how much of the cue is hidden."""

from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks
from ..models import ModernHopfield
from ..recall import recall, synchronous
from .panels import Panel, blank, empty_picture
from .shells import explorer, screen, slider

Array = NDArray[Any]

FAINTEST = 1e-6  # the smallest weight that the figure shows
MOST_STEPS = 20


@dataclass(frozen=True, eq=False)
class AttentionRecall:
    """One recall of a modern network, and where its attention goes.

    Attributes
    ----------
    beta : float
        Inverse temperature of the softmax.
    states : (3, N) array
        The cue, the state after one step, and the end.
    weights : (3, K) array
        The attention at each of the three states: softmax(beta X s), one weight a stored pattern.
    target : int
        Which pattern the cue was made of.
    steps : int
        Updates until the state stood still, or as many as were allowed.
    still : bool
        Whether it stands still at the end.
    """

    beta: float
    states: Array
    weights: Array
    target: int
    steps: int
    still: bool

    @property
    def spread(self) -> NDArray[np.float64]:
        """How many patterns share the attention at each state: exp of the weights' entropy, (3,)."""
        logs = np.log(np.maximum(self.weights, np.finfo(float).tiny))
        return np.exp(-(self.weights * logs).sum(axis=1))


def attention_recall(patterns: ArrayLike, beta: float, target: int, hidden: int) -> AttentionRecall:
    """Store `patterns` in a modern network, hide the last units of one of them, and recall it.

    Parameters
    ----------
    patterns : (K, N) array
        Real numbers; those of a picture row by row, so that its last units are its lowest rows.
    beta : float
        Inverse temperature, above 0.
    target : int
        Which pattern is the cue.
    hidden : int
        How many of its last units are set to 0, 0 to N.

    Returns
    -------
    AttentionRecall

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    model = ModernHopfield(patterns, beta)
    K, N = model.patterns.shape
    _checks.integer("target", target, 0, K - 1)
    cue = model.patterns[target].copy()
    cue[N - _checks.integer("hidden", hidden, 0, N) :] = 0
    run = recall(model, cue, synchronous(), max_sweeps=MOST_STEPS, record="final", tolerance=1e-6)
    states = np.stack([cue, model.update(cue), run.state])
    still = run.outcome == "fixed point"
    return AttentionRecall(model.beta, states, model.attention(states), target, int(run.sweeps), still)


class AttentionPanel:
    """The prepared figure of an ``AttentionRecall``: cue, first and last step, stored picture, weights.

    Parameters
    ----------
    patterns : (K, N) array
        Those that are stored; 1 % of their numbers is drawn black, and 1 % white.
    shape : (h, w)
    """

    def __init__(self, patterns: NDArray[Any], shape: tuple[int, int]) -> None:
        self.shape = shape
        count = len(patterns)
        low, high = np.quantile(patterns, (0.01, 0.99))
        fig = blank(10, 3.5)
        self._pictures = []
        for k, title in enumerate(("cue", "after one step", "last step", "stored")):
            ax = fig.add_axes((0.008 + 0.168 * k, 0.3, 0.16, 0.46))
            ax.set_title(title, fontsize=13)
            self._pictures.append(empty_picture(ax, shape, low, high))
        ax = fig.add_axes((0.76, 0.2, 0.225, 0.62))
        ax.spines[["top", "right"]].set_visible(False)
        ax.set(xscale="log", yscale="log", xlim=(0.85, count * 1.1), ylim=(FAINTEST / 2, 2))
        ax.set_yticks([1, 1e-2, 1e-4, 1e-6], ["1", "1/100", "1/10⁴", "≤ 1/10⁶"], fontsize=11)
        ranks = [rank for rank in (1, 10, 100, 1000) if rank <= count]
        ax.set_xticks(ranks, [f"{rank:,}" for rank in ranks], fontsize=11)
        ax.minorticks_off()
        ax.set_title("attention, largest first", fontsize=13)
        ax.set_xlabel("rank of a memory", fontsize=12)
        self._ranks = np.arange(1, count + 1)
        self._lines = [
            ax.plot([], [], style, color=color, linewidth=2)[0]
            for style, color in (("--", "#56B4E9"), ("-", "#0072B2"))
        ]
        (self._wanted,) = ax.plot([], [], "D", color="#D55E00", markersize=9, clip_on=False)
        artists = [*self._pictures, *self._lines, self._wanted]
        for y, words in (
            (0.115, "Below each picture: how many memories share the attention."),
            (0.03, "At the right: attention at the cue (dashed) and the last step (solid); ◆ right memory."),
        ):
            fig.text(0.008, y, words, fontsize=12)
        inside = {"fontsize": 13, "transform": fig.transFigure}
        self._spread = [ax.text(0.088 + 0.168 * k, 0.21, "", ha="center", **inside) for k in range(3)]
        self._words = ax.text(0.008, 0.92, "", **inside)
        artists += [*self._spread, self._words]
        self._panel = Panel(fig, artists)

    def png(self, run: AttentionRecall, stored: ArrayLike) -> bytes:
        """Return the picture of `run`, whose cue was made of the picture `stored`."""
        for picture, one in zip(self._pictures, (*run.states, stored), strict=True):
            picture.set_data(np.reshape(one, self.shape))
        weights = np.maximum(run.weights, FAINTEST)
        for line, row in zip(self._lines, weights[[0, 2]], strict=True):
            line.set_data(self._ranks, np.sort(row)[::-1])
        end = weights[2]
        self._wanted.set_data([1 + (end > end[run.target]).sum()], [end[run.target]])
        for text, count in zip(self._spread, run.spread, strict=True):
            text.set_text(f"{count:.1f}" if count < 9.95 else f"{count:.0f}")
        sharp = f"{run.beta * np.sqrt(run.states.shape[1]):.2g}"
        share = f"{100 * run.weights[2, run.target]:.1f} %"
        self._words.set_text(f"β√N = {sharp}: {_rest(run)}; ◆ has {share} of the attention")
        return self._panel.png()


def _rest(run: AttentionRecall) -> str:
    """Say whether a run has come to rest; after how many steps hangs on a tolerance."""
    return "at rest" if run.still else f"still moving after {run.steps} steps"


def attention_in_words(run: AttentionRecall, hidden: int) -> str:
    """Say what the picture of `run`, an ``AttentionRecall`` with so many `hidden` units, shows."""
    shared = [f"{count:.1f}" if count < 9.95 else f"{count:.0f}" for count in run.spread]
    total = run.states.shape[1]
    end = run.weights[2]
    rank = 1 + int((end > end[run.target]).sum())
    return (
        f"Four pictures: a cue with {hidden} of {total} pixels hidden, the state after one step, the last "
        f"state, {_rest(run)}, and the stored picture; {shared[0]}, {shared[1]} and {shared[2]} memories "
        f"share the attention in the first three. β√N is {run.beta * np.sqrt(total):.2g}. At the right, the "
        f"attention by rank: the right memory is number {rank} of {len(end)} at the end, "
        f"with {100 * end[run.target]:.1f} %."
    )


def attention_explorer(
    patterns: ArrayLike, shape: tuple[int, int], *, target: int = 0, sharpness: float = 10**0.5
) -> widgets.VBox:
    """Explore how the sharpness of the attention and the hidden part of a cue decide a recall.

    Parameters
    ----------
    patterns : (K, N) array
        Two or more pictures as real numbers of about mean 0 and variance 1.
    shape : (h, w)
    target : int
        Which of them is recalled.
    sharpness : float
        The first β√N, 10^-1.5 to 10^1.5; the slider moves by factors of 10^0.05.  At first the lower
        half is hidden.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    X = _checks.vectors("patterns", patterns, matrix=True)
    _checks.integer("patterns", len(X), 2)
    _checks.integer("target", target, 0, len(X) - 1)
    height, width = shape
    first = _checks.real("sharpness", sharpness, 10**-1.5, 10**1.5)
    panel = AttentionPanel(X, shape)
    sharp = widgets.FloatLogSlider(
        first,
        min=-1.5,
        max=1.5,
        step=0.05,
        description="β · √N",
        tooltip="sharpness of the attention, β times √N",
        readout_format=".2f",
    )
    rows = slider("hidden rows", height // 2, 0, height - 4, name="hidden rows at the bottom of the cue")
    view = screen(800)

    def show(_: object = None) -> None:
        hidden = rows.value * width
        run = attention_recall(X, sharp.value / np.sqrt(X.shape[1]), target, hidden)
        view.show(panel.png(run, X[target]), attention_in_words(run, hidden))

    for control in (sharp, rows):
        control.observe(show, "value")
    show()
    return explorer([sharp, rows], view)
