"""Explorer of a crowded network: how the load and the flips of the cue decide what comes back."""

from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import NDArray

from .. import _checks, images, theory
from ..couplings import hebbian
from ..models import Hopfield
from ..recall import asynchronous, recall
from .panels import Panel, blank
from .shells import counted, explorer, repeatable, screen, slider

Array = NDArray[Any]

ENOUGH = 0.95  # overlap at the end that counts as recalled
EDGES = np.linspace(-2.5, 3.5, 61)  # of the histogram of fields
ZERO = 25  # which edge is 0
LOW = -1.0  # overlaps that are drawn begin here


@dataclass(frozen=True, eq=False)
class CrowdedRecall:
    """Recall of several patterns from flipped cues, all stored in one network.

    Attributes
    ----------
    load : float
        P/N as it is: P is a whole number.
    fields : (cues, N) array
        Local field at each unit of each cue, times the unit's sign in the pattern: the first
        step gets a unit wrong where this is negative.
    starts, ends : (cues,) arrays
        Overlap with the pattern, of the cue and at the end.
    """

    load: float
    fields: Array
    starts: Array
    ends: Array

    @property
    def recalled(self) -> int:
        """How many of the cues end at an overlap of at least ``ENOUGH``."""
        return int((self.ends >= ENOUGH).sum())


def crowded_recall(
    load: float, flipped: float, *, n_units: int = 400, cues: int = 20, rng: np.random.Generator
) -> CrowdedRecall:
    """Store random patterns, flip a share of some of them, and recall these.

    Parameters
    ----------
    load : float
        alpha = P/N, above 0 and up to 1; P is the nearest whole number, at least 1.
    flipped : float
        Share of the units of each cue that are flipped, 0 to 1.
    n_units : int
        N.
    cues : int
        Patterns recalled, or all where there are fewer.
    rng : numpy.random.Generator

    Returns
    -------
    CrowdedRecall

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    load = _checks.real("load", load, 0, 1, above=True)
    _checks.fraction("flipped", flipped)
    N = _checks.integer("n_units", n_units, 1)
    cues = _checks.integer("cues", cues, 1)
    X = _checks.generator("rng", rng).choice(np.array([-1, 1], np.int8), (max(1, round(load * N)), N))
    model = Hopfield(hebbian(X))
    wanted = X[:cues]
    cue = images.flip(wanted, flipped, rng=rng)
    ends = recall(model, cue, asynchronous(rng)).state
    starts, ends = ((s * wanted).mean(axis=1) for s in (cue, ends))
    return CrowdedRecall(len(X) / N, wanted * model.couplings.field(cue), starts, ends)


class CrowdedPanel:
    """The prepared figure of a ``CrowdedRecall``: the fields at the cue, and where each cue ends.

    Parameters
    ----------
    cues : int
        Most cues that are drawn.
    """

    def __init__(self, cues: int = 20) -> None:
        fig = blank(9, 3.9)
        left, right = fig.add_axes((0.07, 0.15, 0.42, 0.6)), fig.add_axes((0.585, 0.15, 0.4, 0.6))
        left.set(xlim=(EDGES[0], EDGES[-1]), ylim=(0, 1), yticks=[])
        left.set_xlabel("field × right sign, at the cue", fontsize=12)
        left.set_title("below 0 the first step is wrong", fontsize=13)
        left.axvline(0, color="black", linewidth=1.5)
        self._parts = [  # of the histogram: below 0 and above
            left.stairs(np.zeros(len(edges) - 1), edges, fill=True, color=colour)
            for edges, colour in ((EDGES[: ZERO + 1], "#D55E00"), (EDGES[ZERO:], "#56B4E9"))
        ]
        self._x = np.linspace(EDGES[0], EDGES[-1], 241)
        (self._bell,) = left.plot(self._x, 0 * self._x, color="black", linewidth=1.5)
        right.set(xlim=(0.3, cues + 0.7), ylim=(LOW, 1.08), xticks=[], yticks=[-1, 0, ENOUGH])
        right.axhline(ENOUGH, color="0.6", linewidth=1, linestyle=":")
        right.set_yticklabels(["−1", "0", str(ENOUGH)], fontsize=12)
        right.set_xlabel("the cues, the best first", fontsize=12)
        right.set_title("overlap: ○ cue, ● where it ends", fontsize=13)
        for ax in (left, right):
            ax.spines[["top", "right"]].set_visible(False)
        (self._cues,) = right.plot([], [], "o", color="black", markerfacecolor="white", markersize=7)
        (self._ends,) = right.plot([], [], "o", color="#0072B2", markersize=7)
        place = {"transform": fig.transFigure, "fontsize": 13}
        self._words = [left.text(0.01, y, "", **place) for y in (0.93, 0.86)]
        artists = [*self._parts, self._bell, self._cues, self._ends, *self._words]
        self._panel = Panel(fig, artists)

    def png(self, run: CrowdedRecall) -> bytes:
        """Return the picture of one ``CrowdedRecall``."""
        heights = np.histogram(run.fields, EDGES)[0] / run.fields.size
        m = run.starts[0]
        others = _others(run)
        bell = np.exp(-((self._x - m) ** 2) / (2 * others)) * (EDGES[1] - EDGES[0])
        bell /= np.sqrt(2 * np.pi * others)
        scale = 0.95 / max(heights.max(), bell.max())
        for part, values in zip(self._parts, np.split(heights * scale, [ZERO]), strict=True):
            part.set_data(values)
        self._bell.set_ydata(bell * scale)
        order = np.argsort(-run.ends, kind="stable")
        places = np.arange(1, len(order) + 1)
        self._cues.set_data(places, run.starts[order])
        self._ends.set_data(places, run.ends[order].clip(LOW))
        first, last = self._told(run)
        self._words[0].set_text(first)
        self._words[1].set_text(last)
        return self._panel.png()

    def words(self, run: CrowdedRecall) -> str:
        """Say what ``png(run)`` shows, for those who do not see it."""
        first, last = self._told(run)
        return (
            f"A histogram of the fields about {run.starts[0]:.2f}, the part below 0 in orange, and a bell "
            f"curve on it; beside it the overlap of each cue and of its end. {first[:1].upper()}{first[1:]}; "
            f"{last}. Ends from {run.ends.min():.2f} to {run.ends.max():.2f}."
        )

    @staticmethod
    def _told(run: CrowdedRecall) -> tuple[str, str]:
        """The two lines above the picture."""
        N = run.fields.shape[1]
        m = run.starts[0]
        wrong = (run.fields < 0).mean()
        guess = theory.one_step_error(_others(run) / m**2) if m > 0 else 0.5
        return (
            f"{counted(round(run.load * N), 'pattern')} in {N} units, overlap of the cues {m:.2f}: "
            f"first step {wrong:.1%} wrong (theory {guess:.1%})",
            f"recalled to an overlap of {ENOUGH}: {run.recalled} of {len(run.ends)}",
        )


def _others(run: CrowdedRecall) -> float:
    """Load of the other patterns, the variance of their noise."""
    return max(run.load - 1 / run.fields.shape[1], 1e-4)


def capacity_explorer(*, rng: np.random.Generator, load: float = 0.1, flipped: float = 0.2) -> widgets.VBox:
    """Explore how the load and the flips of the cue decide what comes back, with 400 units.

    Parameters
    ----------
    rng : numpy.random.Generator
        Copied, not drawn from: moving a slider back shows the same network again, and
        ``crowded_recall`` called next with `rng` makes the run that is shown first.
    load : float
        Load to begin with, 0.01 to 0.25.
    flipped : float
        Share of flipped units to begin with, 0 to 0.5.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    again = repeatable(rng)
    panel = CrowdedPanel()
    load = _checks.real("load", load, 0.01, 0.25)
    flipped = _checks.real("flipped", flipped, 0, 0.5)
    stored = slider("load %", round(100 * load), 1, 25, name="load, patterns per 100 units")
    share = slider("flipped %", round(100 * flipped), 0, 50, name="flipped units, in per cent")
    view = screen(720)

    def show(_: object = None) -> None:
        run = crowded_recall(stored.value / 100, share.value / 100, rng=again())
        view.show(panel.png(run), panel.words(run))

    for control in (stored, share):
        control.observe(show, "value")
    show()
    return explorer([stored, share], view)
