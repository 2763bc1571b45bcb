"""Explorer of a crowded network: patterns are added one by one until they no longer come back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import ipywidgets as widgets
import numpy as np
from numpy.typing import NDArray

from .. import _checks, data, experiments, images, theory
from ..couplings import covariance, hebbian, projection
from ..models import Hopfield
from ..recall import asynchronous, recall
from .draws import DRAWS, NARROW, WIDE, Draws, spoken
from .panels import Panel, blank
from .shells import alone, counted, explorer, screen, slider

Array = NDArray[Any]

ENOUGH = 0.95  # overlap at the end that counts as recalled
EDGES = np.linspace(-2.5, 3.5, 61)  # of the histogram of fields
ZERO = 25  # which edge is 0
LOW = -1.0  # overlaps that are drawn begin here
MOST_LOAD = 0.5
CUES = 20  # patterns that are recalled, the first that were stored
MOST_VISITED = 200  # faint points that are kept
RULES = {"Hebb": hebbian, "covariance": covariance, "projection": projection}
KINDS = ("random", "clothes")
CLOTHES_UNITS = 784  # 28 × 28 pixels
SIZES = (100, 200, 400, 800)


@dataclass(frozen=True, eq=False)
class CrowdedRecall:
    """Recall of several patterns from flipped cues, all stored in one network.

    Attributes
    ----------
    stored : int
        P, the number of patterns.
    fields : (cues, N) array
        Local field less threshold at each unit of each cue, times the unit's sign in the pattern: the
        first step gets a unit wrong where this is negative.
    starts, ends : (cues,) arrays
        Overlap with the pattern, of the cue and at the end, in the order in which they were stored.
    """

    stored: int
    fields: Array
    starts: Array
    ends: Array

    @property
    def load(self) -> float:
        """P/N."""
        return self.stored / self.fields.shape[1]

    @property
    def recalled(self) -> int:
        """How many of the cues end at an overlap of at least ``ENOUGH``."""
        return int((self.ends >= ENOUGH).sum())


def crowd(stored: int, n_units: int, kind: str, rng: np.random.Generator) -> Array:
    """Return patterns (P, N) to store: with one more of them, the others stay the same.

    Parameters
    ----------
    stored : int
        P, up to half of N.
    n_units : int
        N; `clothes` have 784 pixels, whatever it is.
    kind : "random" or "clothes"
        Coins that are tossed, or fashion images, each cut at its mean, in an order that is drawn.
    rng : numpy.random.Generator

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    _checks.choice("kind", kind, KINDS)
    _checks.generator("rng", rng)
    N = CLOTHES_UNITS if kind == "clothes" else _checks.integer("n_units", n_units, 2)
    stored = _checks.integer("stored", stored, 1, max(1, int(MOST_LOAD * N)))
    if kind == "random":
        return rng.choice(np.array([-1, 1], np.int8), (stored, N))
    greys = data.fashion().images
    return images.binarize(greys[rng.permutation(len(greys))[:stored]])


def crowded_recall(
    stored: int,
    flipped: float,
    *,
    n_units: int = 400,
    kind: str = "random",
    rule: str = "Hebb",
    rng: np.random.Generator,
) -> CrowdedRecall:
    """Store patterns, flip a share of the units of the first 20, and recall these.

    Parameters
    ----------
    stored, n_units, kind
        As for ``crowd``.
    flipped : float
        Share of the units of each cue that are flipped, 0 to 1.
    rule : str
        One of ``RULES``.
    rng : numpy.random.Generator
        Patterns, flips and the order of visits have streams of their own, so that one more pattern
        leaves the others and their cues as they are.

    Returns
    -------
    CrowdedRecall

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    _checks.fraction("flipped", flipped)
    _checks.choice("rule", rule, tuple(RULES))
    drawn, flips, order = _checks.generator("rng", rng).spawn(3)
    X = crowd(stored, n_units, kind, drawn)
    learnt = RULES[rule](X)
    model = Hopfield(*learnt) if isinstance(learnt, tuple) else Hopfield(learnt)
    wanted = X[:CUES]
    cue = images.flip(wanted, flipped, rng=flips)
    ends = recall(model, cue, asynchronous(order)).state
    starts, ends = ((s * wanted).mean(axis=1) for s in (cue, ends))
    fields = model.couplings.field(cue) - model.threshold
    return CrowdedRecall(len(X), wanted * fields, starts, ends)


class Point(NamedTuple):
    """A point of one's own on the curve: the mean overlap at the end over draws of patterns.

    Attributes
    ----------
    load, overlap, low, high : float
        Low and high are the ends of a 95 % interval over the draws; the overlap itself where it is one draw.
    """

    load: float
    overlap: float
    low: float
    high: float


def crowded_point(
    stored: int,
    flipped: float,
    *,
    n_units: int = 400,
    kind: str = "random",
    rule: str = "Hebb",
    seeds: Iterable[int],
    rng: np.random.Generator,
) -> Point:
    """Measure a point of one's own over several draws of patterns.

    Parameters
    ----------
    stored, flipped, n_units, kind, rule
        As for ``crowded_recall``.
    seeds : iterable of int
        Two or more, one for each draw.
    rng : numpy.random.Generator
        For the interval.

    Returns
    -------
    Point

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    settings: dict[str, Any] = {"n_units": n_units, "kind": kind, "rule": rule}
    runs = [crowded_recall(stored, flipped, **settings, rng=np.random.default_rng(seed)) for seed in seeds]
    overlaps = np.array([run.ends.mean() for run in runs])
    low, high = experiments.mean_interval(overlaps, rng=rng)
    return Point(runs[0].load, float(overlaps.mean()), float(low), float(high))


class CrowdedPanel:
    """The prepared figure of a ``CrowdedRecall``: the fields at the cue, where each cue ends, the curve."""

    def __init__(self) -> None:
        fig = blank(9, 3.7)
        boxes = ((0.015, 0.15, 0.27, 0.64), (0.35, 0.15, 0.28, 0.64), (0.71, 0.15, 0.28, 0.64))
        left, middle, right = (fig.add_axes(box) for box in boxes)
        left.set(xlim=(EDGES[0], EDGES[-1]), ylim=(0, 1), yticks=[])
        left.set_xlabel("field × right sign, at the cue", fontsize=12)
        left.set_title("first step: orange is wrong", fontsize=13)
        left.axvline(0, color="black", linewidth=1.5)
        self._parts = [  # of the histogram: below 0 and above
            left.stairs(np.zeros(len(edges) - 1), edges, fill=True, color=colour)
            for edges, colour in ((EDGES[: ZERO + 1], "#D55E00"), (EDGES[ZERO:], "#56B4E9"))
        ]
        self._x = np.linspace(EDGES[0], EDGES[-1], 241)
        (self._bell,) = left.plot(self._x, 0 * self._x, color="black", linewidth=1.5)
        middle.set(xlim=(0.3, CUES + 0.7), ylim=(LOW, 1.08), xticks=[1, 5, 10, 15, 20])
        middle.set(yticks=[-1, 0, 1], yticklabels=["−1", "0", "1"])
        middle.axhline(ENOUGH, color="0.6", linewidth=1, linestyle=":")
        middle.text(CUES + 0.9, ENOUGH, f"{ENOUGH:g}"[1:], fontsize=11, va="center")
        middle.set_xlabel("stored first … stored later", fontsize=12)
        middle.set_title("overlap: ○ cue, ● its end", fontsize=13)
        (self._cues,) = middle.plot([], [], "o", color="black", markerfacecolor="white", markersize=7)
        (self._ends,) = middle.plot([], [], "o", color="#0072B2", markersize=7)
        (self._lost,) = middle.plot([], [], "s", color="#D55E00", markersize=7)
        right.set(xlim=(0, MOST_LOAD), ylim=(-0.3, 1.08), xticks=[0, 0.138, 0.3, 0.5])
        right.set(xticklabels=["0", ".138", ".3", ".5"], yticks=[0, 0.5, 1], yticklabels=["0", ".5", "1"])
        right.set_xlabel("load $P/N$", fontsize=12)
        right.set_title("mean overlap, your points", fontsize=13)
        edge = theory.critical_load()
        loads = np.append(np.linspace(1e-3, edge, 60)[:-1], edge * (1 - 1e-6))
        overlaps = theory.retrieval_overlap(loads)
        right.plot(loads, overlaps, color="black", linewidth=1.5)
        right.vlines(edge, 0, overlaps[-1], color="black", linewidth=1, linestyle=":")
        (self._visited,) = right.plot([], [], "o", color="0.6", markersize=4)
        (self._points,) = right.plot([], [], "D", color="#009E73", markersize=7)
        self._bars = right.vlines([], [], [], color="#009E73", linewidth=2)
        (self._here,) = right.plot([], [], "o", color="#0072B2", markersize=8)
        for ax in (left, middle, right):
            ax.spines[["top", "right"]].set_visible(False)
            ax.tick_params(labelsize=11)
        place = {"transform": fig.transFigure, "fontsize": 13}
        self._words = left.text(0.01, 0.93, "", **place)
        marks = [self._visited, self._bars, self._points, self._here]
        artists = [*self._parts, self._bell, self._cues, self._ends, self._lost, *marks, self._words]
        self._panel = Panel(fig, artists)

    def png(
        self,
        run: CrowdedRecall,
        points: Sequence[Point] = (),
        visited: Sequence[Point] = (),
        *,
        gaussian: bool = True,
    ) -> bytes:
        """Return the picture of one ``CrowdedRecall``, with `points` of one's own and those passed by.

        `gaussian` draws the bell curve that theory has for random patterns and Hebb's rule.
        """
        self._draw_fields(run, gaussian)
        places = np.arange(1, len(run.ends) + 1)
        back = run.ends >= ENOUGH
        self._cues.set_data(places, run.starts)
        self._ends.set_data(places[back], run.ends[back])
        self._lost.set_data(places[~back], run.ends[~back].clip(LOW))
        for line, some in ((self._visited, visited), (self._points, points)):
            line.set_data([point.load for point in some], [point.overlap for point in some])
        self._bars.set_segments([[(p.load, p.low), (p.load, p.high)] for p in points])
        self._here.set_data([run.load], [run.ends.mean()])
        self._words.set_text(told(run, gaussian=gaussian))
        return self._panel.png()

    def _draw_fields(self, run: CrowdedRecall, gaussian: bool) -> None:
        heights = np.histogram(run.fields, EDGES)[0] / run.fields.size
        bell = np.zeros_like(self._x)
        if gaussian:
            others = _others(run)
            bell = np.exp(-((self._x - run.starts[0]) ** 2) / (2 * others)) * (EDGES[1] - EDGES[0])
            bell /= np.sqrt(2 * np.pi * others)
        scale = 0.95 / max(heights.max(), bell.max(), 1e-9)
        for part, values in zip(self._parts, np.split(heights * scale, [ZERO]), strict=True):
            part.set_data(values)
        self._bell.set_data(self._x, bell * scale)

    def words(self, run: CrowdedRecall, points: Sequence[Point] = (), *, gaussian: bool = True) -> str:
        """Say what ``png`` shows, for those who do not see it."""
        own = "; ".join(f"{p.overlap:.2f} at load {p.load:.3f}" for p in points)
        bell = " and a bell curve on it" if gaussian else ""
        return (
            f"A histogram of the fields about {run.fields.mean():.2f}, the part below 0 in orange{bell}; the "
            f"overlap of each cue and of its end, from {run.ends.min():.2f} to {run.ends.max():.2f}; the "
            f"mean-field curve, which falls at 0.138, and points of your own: {own or 'none yet'}. "
            f"{told(run, gaussian=gaussian)}."
        )


def told(run: CrowdedRecall, *, gaussian: bool = True) -> str:
    """Say in one line what came of a ``CrowdedRecall``."""
    m, N = run.starts[0], run.fields.shape[1]
    wrong = (run.fields < 0).mean()
    guess = ""
    if gaussian:
        guess = f" (theory {theory.one_step_error(_others(run) / m**2) if m > 0 else 0.5:.1%})"
    return (
        f"{counted(run.stored, 'pattern')} in {N} units: first step {wrong:.1%} wrong{guess}; "
        f"{run.recalled} of {len(run.ends)} come back"
    )


def _others(run: CrowdedRecall) -> float:
    """Load of the other patterns, the variance of their noise."""
    return max(run.load - 1 / run.fields.shape[1], 1e-4)


class CapacityExplorer(widgets.VBox):
    """The widgets of ``capacity_explorer``."""

    def __init__(self, *, seed: int, stored: int, flipped: float) -> None:
        self._panel = CrowdedPanel()
        self._points: list[Point] = []
        self._visited: list[Point] = []
        narrow = {"width": "190px"}
        self.kind: Any = widgets.Dropdown(options=KINDS, description="patterns", layout=narrow)
        self.rule = widgets.Dropdown(options=tuple(RULES), description="rule", layout=narrow)
        self.units: Any = widgets.Dropdown(options=SIZES, value=400, description="units", layout=narrow)
        self.units.tooltip = "units of random patterns; clothes have 784 pixels"
        self.stored = slider("stored", stored, 1, int(MOST_LOAD * 400), name="patterns stored")
        self.flipped = slider("flipped %", round(100 * flipped), 0, 50, name="flipped units, in per cent")
        for wide in (self.stored, self.flipped):
            wide.layout = WIDE
        self.more = widgets.Button(description="one more", tooltip="store one more pattern", layout=NARROW)
        self.more.on_click(self._one_more)
        self.words = widgets.HTML()
        self.view = screen(720)
        self.units.observe(self._random, "value")
        for choice in (self.kind, self.rule, self.units):
            choice.observe(self._another, "value")
        controls = (self.kind, self.rule, self.units, self.stored, self.flipped)
        self.random = Draws(seed, controls, self._show, self._end)
        self.random.draws.on_click(self._measure)
        self.random.reset.on_click(self._forget)
        self._show()
        parts = explorer(
            [self.kind, self.rule, self.units],
            self.stored,
            self.flipped,
            [self.more, *self.random.row],
            self.words,
            self.random.told,
            self.view,
        )
        super().__init__(parts.children)

    @property
    def _settings(self) -> dict[str, Any]:
        """What the controls ask for; the slider follows another choice of units a moment later."""
        kind, n_units = self.kind.value, self.units.value
        return {
            "stored": min(self.stored.value, _most(kind, n_units)),
            "flipped": self.flipped.value / 100,
            "n_units": n_units,
            "kind": kind,
            "rule": self.rule.value,
        }

    def _run(self, rng: np.random.Generator) -> CrowdedRecall:
        return crowded_recall(**self._settings, rng=rng)

    def _end(self, rng: np.random.Generator) -> str:
        """One draw in words."""
        run = self._run(rng)
        return f"{run.recalled} of {len(run.ends)} come back"

    @alone
    def _random(self, _: object) -> None:
        """Who chooses a number of units wants random patterns: clothes have their own."""
        self.kind.value = "random"

    @alone
    def _another(self, _: object) -> None:
        """Another kind of network: what was measured in the one before does not belong to it."""
        self._points, self._visited = [], []
        most = _most(self.kind.value, self.units.value)
        if self.stored.max != most:
            self.stored.max = most  # a value above it is moved there

    def _show(self) -> None:
        run = self._run(self.random.rng())
        gaussian = self.kind.value == "random" and self.rule.value == "Hebb"
        m = float(run.ends.mean())
        picture = self._panel.png(run, self._points, self._visited, gaussian=gaussian)
        self._visited = [*self._visited, Point(run.load, m, m, m)][-MOST_VISITED:]
        self.view.show(picture, self._panel.words(run, self._points, gaussian=gaussian))
        self.words.value = spoken(told(run, gaussian=gaussian) + ".")

    @alone
    def _one_more(self, _: object) -> None:
        self.stored.value = min(self.stored.value + 1, self.stored.max)

    @alone
    def _measure(self, _: object) -> None:
        """Add a point of one's own, of the draws that were just counted."""
        first = self.random.seed.value
        seeds = range(first, first + DRAWS)
        point = crowded_point(**self._settings, seeds=seeds, rng=self.random.rng())
        self._points = [*(p for p in self._points if p.load != point.load), point]
        self._show()

    @alone
    def _forget(self, _: object) -> None:
        self._points, self._visited = [], []
        self._show()


def _most(kind: str, n_units: int) -> int:
    """As many patterns as may be stored."""
    return int(MOST_LOAD * (CLOTHES_UNITS if kind == "clothes" else n_units))


def capacity_explorer(*, seed: int = 0, stored: int = 40, flipped: float = 0.2) -> CapacityExplorer:
    """Explore how many patterns come back: add them one by one, and measure points of your own.

    Parameters
    ----------
    seed : int
        0 to 9999, of patterns, flips and the order of visits: ``crowded_recall`` with
        ``rng=np.random.default_rng(seed)`` makes the run that is shown first.
    stored : int
        Patterns to begin with, 1 to 200, in 400 units.
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
    stored = _checks.integer("stored", stored, 1, int(MOST_LOAD * 400))
    flipped = _checks.real("flipped", flipped, 0, 0.5)
    return CapacityExplorer(seed=seed, stored=stored, flipped=flipped)
