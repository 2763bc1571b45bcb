"""Explorer of small pictures stored together: which of them come back under which rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks, images
from ..attractors import overlap
from ..models import Model
from ..recall import asynchronous, recall
from .panels import Panel, blank
from .shells import counted, explorer, repeatable, screen, slider

Array = NDArray[Any]

TRIALS = 5  # cues of each pattern that the explorer runs
GAP, MARGIN = 2, 0.75  # pixels between pictures, and their grey


@dataclass(frozen=True, eq=False)
class EachRecall:
    """Every stored pattern recalled from noisy cues of its own.

    Attributes
    ----------
    cues, ends : (trials, P, N) int8 arrays
    recalled : (trials, P) bool array
        Whether the end is the stored pattern, every unit of it.
    """

    cues: Array
    ends: Array
    recalled: Array


def recall_each(
    model: Model, patterns: ArrayLike, flipped: float, *, rng: np.random.Generator, trials: int = TRIALS
) -> EachRecall:
    """Flip each unit of each pattern with one probability, recall all, and repeat.

    Parameters
    ----------
    model : Hopfield or DenseAssociativeMemory
        A network of N units.
    patterns : (P, N) array of +1 and -1
    flipped : float
        Probability that a unit of a cue is flipped, 0 to 1.
    rng : numpy.random.Generator
    trials : int
        Cues of each pattern.  Each trial has noise and a visiting order of its own, so the trials
        of one pattern are independent; the patterns of one trial share their order.

    Returns
    -------
    EachRecall

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    X = _checks.spins("patterns", patterns, matrix=True)
    _checks.integer("trials", trials, 1)
    _checks.fraction("flipped", flipped)
    _checks.generator("rng", rng)
    cues = np.array([images.flip(X, flipped, rng=rng, exact=False) for _ in range(trials)])
    ends = np.array([recall(model, cue, asynchronous(rng)).state for cue in cues])
    return EachRecall(cues, ends, (ends == X).all(axis=-1))


class EachPanel:
    """The prepared figure of an ``EachRecall``: stored pictures, cues, ends, and shares recalled.

    Parameters
    ----------
    patterns : (P, N) array of +1 and -1
    shape : (h, w)
    names : sequence of P str
    """

    def __init__(self, patterns: ArrayLike, shape: tuple[int, int], names: Sequence[str]) -> None:
        self.patterns = np.asarray(patterns)
        self.shape = shape
        self.names = names
        count = len(names)
        h, w = shape
        fig = blank(10, 5.2)
        ax = fig.add_axes((0.09, 0.38, 0.9, 0.53))
        high, wide = 3 * (h + GAP) - GAP, count * (w + GAP) - GAP
        self._pixels = np.full((high, wide), MARGIN)
        self._image = ax.imshow(self._pixels, cmap="gray", vmin=-1, vmax=1, aspect="auto")
        rows = h / 2 + (h + GAP) * np.arange(3) - 0.5
        ax.set_yticks(rows, ["stored", "cue", "end"], fontsize=13)
        ax.set_xticks([])
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        middles = w / 2 + (w + GAP) * np.arange(count) - 0.5
        below = h * 0.1 + high - 0.5
        self._ends = [ax.text(x, below, "", fontsize=13, ha="center", va="top") for x in middles]
        ax = fig.add_axes((0.09, 0.08, 0.9, 0.19))
        ax.spines[["top", "right"]].set_visible(False)
        ax.set(xlim=(-0.5, wide - 0.5), ylim=(0, 1), yticks=[0, 1])
        ax.set_yticklabels(["0", "all"], fontsize=12)
        ax.set_xticks(middles, names, fontsize=13)
        ax.set_ylabel("recalled", fontsize=13)
        self._bars = ax.bar(middles, np.zeros(count), width=0.6 * w, color="#0072B2")
        self._words = ax.text(0.01, 0.95, "", fontsize=13, transform=fig.transFigure)
        self._panel = Panel(fig, [self._image, *self._ends, *self._bars, self._words])

    def png(self, run: EachRecall, rule: str, flipped: float) -> bytes:
        """Return the picture of `run`: its first trial, what each end is or is like, shares of all."""
        h, w = self.shape
        for row, states in enumerate((self.patterns, run.cues[0], run.ends[0])):
            for column, one in enumerate(states):
                top, left = row * (h + GAP), column * (w + GAP)
                self._pixels[top : top + h, left : left + w] = -one.reshape(self.shape)
        self._image.set_data(self._pixels)
        for text, words in zip(self._ends, self._like(run), strict=True):
            text.set_text(words)
        for bar, share in zip(self._bars, run.recalled.mean(axis=0), strict=True):
            bar.set_height(share)
        self._words.set_text(_in_words(run, rule, flipped))
        return self._panel.png()

    def words(self, run: EachRecall, rule: str, flipped: float) -> str:
        """Say what ``png(run, rule, flipped)`` shows, for those who do not see it."""
        ends = ", ".join(f"{n} {end}" for n, end in zip(self.names, self._like(run), strict=True))
        hits = zip(self.names, run.recalled.sum(axis=0), strict=True)
        shares = ", ".join(f"{name}: {hit}" for name, hit in hits)
        return (
            f"Stored pictures, noisy cues and their ends; {_in_words(run, rule, flipped)}. Ends of the first "
            f"trial (= the picture itself, ≈ most like it): {ends}. "
            f"Recalled in {counted(len(run.cues), 'trial')}: {shares}."
        )

    def _like(self, run: EachRecall) -> list[str]:
        """For each end of the first trial, the picture that it is, or is most like."""
        m = overlap(run.ends[0], self.patterns)
        return [
            f"{'=' if most == 1 else '≈'} {self.names[k]}"
            for k, most in zip(m.argmax(axis=1), m.max(axis=1), strict=True)
        ]


def _in_words(run: EachRecall, rule: str, flipped: float) -> str:
    return f"{rule}, {flipped:.0%} flipped: {run.recalled.sum()} of {run.recalled.size} cues recalled"


def rules_explorer(
    models: Mapping[str, Model],
    patterns: ArrayLike,
    shape: tuple[int, int],
    names: Sequence[str],
    *,
    rng: np.random.Generator,
    rule: str | None = None,
    flipped: float = 0.05,
) -> widgets.VBox:
    """Explore which of several patterns come back, by rule and noise.

    Parameters
    ----------
    models : dict of str to Hopfield or DenseAssociativeMemory
        Networks of N units, each of which stores `patterns`, by what their rules are called.
    patterns : (P, N) array of +1 and -1
    shape : (h, w)
    names : sequence of P str
    rng : numpy.random.Generator
        Copied, not drawn from: moving a control back shows the same run again, and ``recall_each``
        called next with `rng` makes the run that is shown first.
    rule : str, optional
        The rule to begin with; the first of `models` unless told otherwise.
    flipped : float
        Probability to begin with that a unit is flipped.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    if not models:
        raise ValueError(f"models: expected at least one network by its name, got {models!r}")
    rule = next(iter(models)) if rule is None else _checks.choice("rule", rule, tuple(models))
    _checks.fraction("flipped", flipped)
    again = repeatable(rng)
    panel = EachPanel(patterns, shape, names)
    choose: Any = widgets.Dropdown(options=list(models), value=rule, description="rule")
    share = slider(
        "flipped %", round(100 * flipped), 0, 40, name="chance of a pixel to be flipped, in per cent"
    )
    view = screen(800)

    def show(_: object = None) -> None:
        noise = share.value / 100
        run = recall_each(models[choose.value], patterns, noise, rng=again())
        view.show(panel.png(run, choose.value, noise), panel.words(run, choose.value, noise))

    for control in (choose, share):
        control.observe(show, "value")
    show()
    return explorer([choose, share], view)
