"""Explorer of digits stored together: rules side by side, and which digits vote for a pixel."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks, images
from ..attractors import overlap
from ..couplings import hebbian, projection, storkey
from ..models import DenseAssociativeMemory, Hopfield, Model
from ..recall import asynchronous, recall
from .draws import NARROW, WIDE, Draws, spoken
from .pad import BLACK, INVERT, LOOK, WHITE, Bars, Curves, PixelPad, as_greys, as_spins, film
from .painted import PaintedCue
from .panels import signed
from .shells import Ticks, alone, choice, counted, explorer, slider

Array = NDArray[Any]

RULES = ("Hebb", "Storkey", "projection", "order 5", "order 20")
SWEEPS = 10  # at most
DRAWINGS = 4  # the most of one's own that are stored
INKS = {"black": BLACK, "white": WHITE, "invert": INVERT, "look only": LOOK}


@dataclass(frozen=True, eq=False)
class SideBySide:
    """One cue recalled under several rules, in the same order of visits.

    Attributes
    ----------
    states : (sweeps + 1, rules, N) int8 array
        The cue first; what has come to rest stays.
    rest : (rules,) bool array
        Whether each had come to rest at the end.
    """

    states: Array
    rest: Array


def networks(patterns: ArrayLike) -> dict[str, Model]:
    """Return a network for each of the `RULES`, with the same patterns (P, N) of +1 and -1 stored.

    Raises
    ------
    TypeError, ValueError
        If `patterns` is not of that kind.
    """
    X = _checks.spins("patterns", patterns, matrix=True)
    return {
        "Hebb": Hopfield(hebbian(X)),
        "Storkey": Hopfield(storkey(X)),
        "projection": Hopfield(projection(X)),
        "order 5": DenseAssociativeMemory(X, 5),
        "order 20": DenseAssociativeMemory(X, 20),
    }


def recall_side_by_side(
    models: Mapping[str, Model], cue: ArrayLike, *, rng: np.random.Generator
) -> SideBySide:
    """Recall `cue` (N,) of +1 and -1 by each of the models, one unit at a time, in one and the same order.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind.
    """
    _checks.generator("rng", rng)
    runs = [
        recall(model, cue, asynchronous(deepcopy(rng)), record="sweeps", max_sweeps=SWEEPS)
        for model in models.values()
    ]
    moments = np.arange(max(len(run.states) for run in runs))
    states = [run.states[np.minimum(moments, len(run.states) - 1)] for run in runs]
    rest = np.array([str(run.outcome) == "fixed point" for run in runs])
    return SideBySide(np.stack(states, axis=1).astype(np.int8), rest)


def votes(patterns: ArrayLike, states: ArrayLike, unit: int) -> NDArray[np.float64]:
    """Return what each stored pattern adds to the field of one unit under Hebb's rule.

    That is ξ_i (1/N) Σ_j ξ_j s_j over the other units j: above 0 it speaks for +1.

    Parameters
    ----------
    patterns : (P, N) array of +1 and -1
    states : (..., N) array of +1, -1 and 0
    unit : int

    Returns
    -------
    (..., P) array

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    X = _checks.spins("patterns", patterns, matrix=True).astype(int)
    N = X.shape[1]
    S = _checks.spins("states", states, N, zero=True).astype(int)
    i = _checks.integer("unit", unit, 0, N - 1)
    return X[:, i] * (S @ X.T - S[..., [i]] * X[:, i]) / N


def most_like(state: ArrayLike, patterns: ArrayLike, names: Sequence[str]) -> str:
    """Name the pattern that a state is, or is most like, reversed or not."""
    m = np.atleast_1d(overlap(state, patterns))
    best = int(np.abs(m).argmax())
    name = f"{names[best]}{' reversed' if m[best] < 0 else ''}"
    return f"“{name}”" if abs(m[best]) == 1 else f"a blend like {name} ({signed(abs(m[best]))})"


def digits_film(
    run: SideBySide,
    patterns: ArrayLike,
    stored: ArrayLike,
    names: Sequence[str],
    target: int,
    unit: int,
    shape: tuple[int, int],
) -> dict[str, Any]:
    """Pack a recall, a sweep a frame: every rule's state, and the votes for one unit under Hebb's rule.

    Parameters
    ----------
    run : SideBySide
    patterns : (P, N) array of +1 and -1
    stored : (P,) array of bool
        Who has a vote.
    names : sequence of P str
    target : int
        Whose overlap is drawn.
    unit : int
        For which the votes are.
    shape : (h, w)
    """
    X, kept = np.asarray(patterns), np.asarray(stored, bool)
    cast = votes(X, run.states[:, 0], unit) * kept
    row, column = divmod(unit, shape[1])
    told = [
        f"after {counted(sweep, 'sweep')}: the field of the pixel in row {row + 1}, column {column + 1} is "
        f"{signed(field)} under Hebb's rule"
        for sweep, field in enumerate(cast.sum(axis=1))
    ]
    m = overlap(run.states[:, [0, RULES.index("projection")]], X[target])
    return film(
        as_greys(run.states),
        curves=Curves(f"overlap with {names[target]}", ["Hebb", "projection"], m.T),
        bars=Bars("votes under Hebb's rule: + black, − white", names, kept.tolist(), cast),
        captions=told,
    )


class VotingExplorer(widgets.VBox):
    """The controls, the pad and the words of ``voting_explorer``, which says what its parameters are.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """

    def __init__(
        self, patterns: ArrayLike, shape: tuple[int, int], names: Sequence[str], *, seed: int, flipped: float
    ) -> None:
        self._first = _checks.spins("patterns", patterns, shape[0] * shape[1], matrix=True).astype(np.int8)
        self._first_names, self._shape = tuple(names), shape
        share = round(100 * _checks.fraction("flipped", flipped))
        self.target = choice("cue of", names, 220)
        self.share = slider("flipped %", share, 0, 100, name="flipped pixels of the cue, in per cent")
        self.share.layout = WIDE
        self.ink = choice("brush", INKS)
        self.blank = widgets.Button(description="blank cue", tooltip="a white cue to draw on", layout=NARROW)
        self.store = widgets.Button(
            description="store drawing", tooltip="store the cue as it is drawn now", layout=NARROW
        )
        self.ticks = Ticks(self._ticked)
        self.words = widgets.HTML()
        self.pad = PixelPad(shape, ("cue: draw", *RULES), drawing=bytes(shape[0] * shape[1]), side=100)
        self._quiet = True  # while several things change at once
        self._put(self._first, self._first_names, [True] * len(self._first))
        self.draws = Draws(seed, (self.target, self.share), self._show, self._end)
        self._resets = 0
        self.ink.observe(self._brush, "value")
        self.cue = PaintedCue(self.pad, self.draws, (self.target, self.share))
        self.pad.observe(self._pointed, "cursor")
        self.blank.on_click(self._blank)
        self.store.on_click(self._store)
        self._quiet = False
        self._show()
        rows = explorer(
            [self.target, self.ink, self.blank, self.store], self.share, self.draws.row, self.draws.told,
            self.ticks, self.words, self.pad,
        )  # fmt: skip
        super().__init__(rows.children)

    def _put(self, patterns: NDArray[np.int8], names: tuple[str, ...], ticked: Sequence[bool]) -> None:
        """Have these patterns to choose from, some of them ticked."""
        self._X, self.names = patterns, names
        self.ticks.put(names, ticked)
        self._learn()

    @property
    def stored(self) -> NDArray[np.bool_]:
        """Which patterns are ticked."""
        return self.ticks.ticked

    def _learn(self) -> None:
        self._models = networks(self._X[self.stored]) if self.stored.any() else {}

    def _ticked(self) -> None:
        self._learn()
        self.draws.changed()

    @alone
    def _brush(self, _: object) -> None:
        self.pad.ink = self.ink.value

    def _run(self, rng: np.random.Generator) -> SideBySide:
        cue = images.flip(self._X[self.target.value], self.share.value / 100, rng=rng)
        return recall_side_by_side(self._models, self.cue.of(cue), rng=rng)

    def _end(self, rng: np.random.Generator) -> str:
        if not self._models:
            return "nothing is stored"
        back = (self._run(rng).states[-1] == self._X[self.target.value]).all(axis=1)
        found = ", ".join(rule for rule, yes in zip(RULES, back, strict=True) if yes)
        return f"back under {found}" if found else "back under no rule"

    def _show(self) -> None:
        if self._quiet:
            return
        if self.draws.resets != self._resets:
            self._resets = self.draws.resets
            self._quiet = True
            self._put(self._first, self._first_names, [True] * len(self._first))
            self.target.options = [(name, k) for k, name in enumerate(self.names)]
            self._quiet = False
        if not self._models:
            self.pad.film = {}
            self.words.value = spoken("Nothing is stored: tick a digit.")
            return
        run, target = self._run(self.draws.rng()), self.target.value
        self.cue.show(run.states[0, 0])
        unit = self.pad.cursor if self.pad.cursor >= 0 else self._X.shape[1] // 2
        self.pad.film = digits_film(run, self._X, self.stored, self.names, target, unit, self._shape)
        kept = np.flatnonzero(self.stored)
        names = [self.names[k] for k in kept]
        ends = (
            f"{rule}: {most_like(state, self._X[kept], names)}"
            for rule, state in zip(RULES, run.states[-1], strict=True)
        )
        self.words.value = spoken(f"Ends from a cue of {self.names[target]}. {'; '.join(ends)}.")

    @alone
    def _pointed(self, _: object) -> None:
        self._show()

    @alone
    def _blank(self, _: object) -> None:
        self.cue.paint(np.full(self._X.shape[1], -1, np.int8))

    @alone
    def _store(self, _: object) -> None:
        own = len(self._X) - len(self._first)
        if own == DRAWINGS:
            self.words.value = spoken(
                f"{DRAWINGS} drawings are the most that have room: reset, and begin anew."
            )
            return
        pattern = np.where(as_spins(self.pad.drawing) > 0, 1, -1).astype(np.int8)
        ticked, count = [*self.stored.tolist(), True], len(self._X)
        larger = np.vstack([self._X, pattern])
        if np.linalg.matrix_rank(larger) <= count:
            self.words.value = spoken(
                "This drawing, or its reverse, is there already, or is a sum of some that are: draw another."
            )
            return
        self._quiet = True
        self._put(larger, (*self.names, f"drawing {own + 1}"), ticked)
        self.target.options = [(name, k) for k, name in enumerate(self.names)]
        self.target.value = count
        self._quiet = False
        self._show()


def voting_explorer(
    patterns: ArrayLike, shape: tuple[int, int], names: Sequence[str], *, seed: int, flipped: float = 0.05
) -> VotingExplorer:
    """Draw a digit, tick which are stored, see it recalled under five rules, and who votes for a pixel.

    Parameters
    ----------
    patterns : (P, N) array of +1 and -1
    shape : (h, w)
    names : sequence of P str
    seed : int
        0 to 9999, of the flips and then of the visits: ``images.flip`` and ``recall_side_by_side`` with one
        ``np.random.default_rng(seed)`` make the run that is shown first.
    flipped : float
        Share of flipped pixels to begin with.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    return VotingExplorer(patterns, shape, names, seed=seed, flipped=flipped)
