"""Explorer of mixtures: a cue mixed of several patterns, heat that melts, and the energy landscape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks
from ..attractors import Identity, identify, overlap
from ..couplings import hebbian
from ..models import Hopfield
from ..recall import asynchronous, recall
from .both_ways import end_in_full
from .draws import WIDE, Draws, spoken
from .pad import BLACK, Bars, Curves, PixelPad, as_greys, film
from .painted import PaintedCue
from .panels import signed
from .shells import alone, explorer, slider

Array = NDArray[Any]

SLOTS = 5  # patterns that can be mixed
WARM, COLD = 12, 20  # sweeps with heat, and at most without
FRAMES = 4  # a sweep
LONGEST = 60 * FRAMES  # frames of a run that other heat goes on from; beyond it begins anew
REACH = 1.1  # of the landscape's axes
BANDS, LOWEST, HIGHEST = 14, 90, 225  # levels of the landscape, and their greys
TITLES = ("cue: paint on it", "state", "energy landscape")


@dataclass(frozen=True, eq=False)
class MixedRecall:
    """A recall with heat and then without, from any cue.

    Attributes
    ----------
    sweeps, temperatures : (frames,) arrays
        How far the run is, every quarter of a sweep, and the temperature until then.
    states : (frames, N) int8 array
    energies : (frames,) array
        A unit.
    overlaps : (frames, P) array
    end : Identity
    """

    sweeps: Array
    temperatures: Array
    states: Array
    energies: Array
    overlaps: Array
    end: Identity


def mixed_cue(patterns: ArrayLike, weights: ArrayLike, *, rng: np.random.Generator) -> NDArray[np.int8]:
    """Take each unit of a cue from one of several patterns, drawn at random.

    Parameters
    ----------
    patterns : (P, N) array of +1 and -1
    weights : (P,) array of int
        In which proportion; where one is below 0 the pattern is reversed.  Not all of them 0.
    rng : numpy.random.Generator

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind.
    """
    X = _checks.spins("patterns", patterns, matrix=True)
    w = np.asarray(weights)
    if w.shape != (len(X),) or not np.issubdtype(w.dtype, np.integer):
        raise ValueError(f"weights: expected a whole number for each of {len(X)} patterns, got {weights!r}")
    if not w.any():
        raise ValueError("weights: expected at least one that is not 0")
    ends = np.rint(np.cumsum(np.abs(w)) / np.abs(w).sum() * X.shape[1])
    which = np.searchsorted(ends, _checks.generator("rng", rng).permutation(X.shape[1]), side="right")
    return (np.sign(w)[which] * X[which, np.arange(X.shape[1])]).astype(np.int8)


def recall_with_heat(
    patterns: ArrayLike, cue: ArrayLike, temperature: float, *, rng: np.random.Generator
) -> MixedRecall:
    """Store `patterns` and run a cue for `WARM` sweeps with heat, then without until it rests.

    Parameters
    ----------
    patterns : (P, N) array of +1 and -1
    cue : (N,) array of +1, -1 and 0
    temperature : float
        0 or above; at 0 the run is without heat from its beginning.
    rng : numpy.random.Generator

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    X = _checks.spins("patterns", patterns, matrix=True)
    T = _checks.real("temperature", temperature, 0)
    return _heated(X, np.asarray(cue)[None], np.array([T]), T, rng)


def heated_on(
    run: MixedRecall, patterns: ArrayLike, frame: int, temperature: float, *, rng: np.random.Generator
) -> MixedRecall:
    """Let a run go on from one of its frames at another temperature.

    Parameters
    ----------
    run : MixedRecall
    patterns : (P, N) array of +1 and -1
        Those that are stored.
    frame : int
        What comes before it, and itself, stays.
    temperature : float
        0 or above: `WARM` sweeps with heat from there, then without until it rests; at 0 without at once.
    rng : numpy.random.Generator

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    X = _checks.spins("patterns", patterns, run.states.shape[1], matrix=True)
    T = _checks.real("temperature", temperature, 0)
    k = 1 + _checks.integer("frame", frame, 0, len(run.states) - 1)
    return _heated(X, run.states[:k], run.temperatures[:k], T, rng)


def _heated(X: Array, begun: Array, temperatures: Array, T: float, rng: np.random.Generator) -> MixedRecall:
    """Go on from the last of the states that a run begins with."""
    N = X.shape[1]
    model, every = Hopfield(hebbian(X)), max(1, N // FRAMES)
    warm = begun[-1:]
    if T:
        heated = asynchronous(rng, temperature=T)
        warm = recall(model, warm[0], heated, record=every, max_sweeps=WARM).states
    cold = recall(model, warm[-1], asynchronous(rng), record=every, max_sweeps=COLD).states[1:]
    states = np.concatenate([begun, warm[1:], cold]).astype(np.int8)
    return MixedRecall(
        np.arange(len(states)) * every / N,
        np.concatenate([temperatures, np.repeat([T, 0.0], [len(warm) - 1, len(cold)])]),
        states,
        model.energy(states) / N,
        overlap(states, X),
        identify(states[-1], X),
    )


def landscape(alike: float, side: int) -> NDArray[np.uint8]:
    """Return the energy over the plane of two overlaps as greys: dark is low, white cannot be.

    The energy a unit is -(m₁² + m₂²)/2, as far as two patterns with the overlap `alike` decide it.

    Parameters
    ----------
    alike : float
        -1 to 1; states lie where |m₁ + m₂| ≤ 1 + alike and |m₁ - m₂| ≤ 1 - alike.
    side : int
        Pixels along a side; m₁ grows to the right, m₂ upwards.

    Returns
    -------
    (side, side) uint8 array

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    c = _checks.real("alike", alike, -1, 1)
    along = np.linspace(-REACH, REACH, _checks.integer("side", side, 2))
    first, second = np.meshgrid(along, along[::-1])
    depth = np.clip((first**2 + second**2) / (1 + c * c), 0, 1)  # of a pattern's own corner
    greys = HIGHEST - (HIGHEST - LOWEST) * np.floor(depth * BANDS) / BANDS
    inside = (np.abs(first + second) <= 1 + c + 0.02) & (np.abs(first - second) <= 1 - c + 0.02)
    return np.where(inside, greys, 255).astype(np.uint8)


def walked(ground: NDArray[np.uint8], path: ArrayLike) -> NDArray[np.uint8]:
    """Draw on a landscape how far a run has come: (frames, side, side), its way thin, its place broad.

    Parameters
    ----------
    ground : (side, side) uint8 array
    path : (frames, 2) array
        Both overlaps.

    Raises
    ------
    ValueError
        If `path` has another shape.
    """
    points = np.asarray(path, float)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"path: expected shape (frames, 2), got {points.shape}")
    side = len(ground)
    places = np.rint((np.clip(points, -REACH, REACH) + REACH) / (2 * REACH) * (side - 1)).astype(int)
    frames = np.repeat(ground[None], len(points), axis=0)
    for k, (column, row) in enumerate(places):
        frames[k:, side - 1 - row, column] = BLACK
        top, left = max(side - 2 - row, 0), max(column - 1, 0)
        frames[k, top : top + 3, left : left + 3] = BLACK
    return frames


def mixed_film(
    run: MixedRecall, ground: NDArray[np.uint8], names: Sequence[str], axes: tuple[int, int]
) -> dict[str, Any]:
    """Pack a recall: its states, and its way over `ground`, the landscape of the two patterns `axes`."""
    path = run.overlaps[:, axes]
    ways = walked(ground, path).reshape(len(run.states), -1)
    told = []
    for t, T, E, m in zip(run.sweeps, run.temperatures, run.energies, path, strict=True):
        heat = f", T = {T:.2f}" if T else ""
        overlaps = ", ".join(f"{names[k]} {signed(one)}" for k, one in zip(axes, m, strict=True))
        told.append(f"sweep {t:.4g}{heat}: overlaps {overlaps}; energy a unit {E:.3f}".replace("-", "−"))
    return film(
        np.stack([as_greys(run.states), ways], axis=1),
        curves=Curves("energy a unit", ["energy"], run.energies[None]),
        bars=Bars("overlap of the state", names, [True] * len(names), run.overlaps),
        captions=told,
    )


class MixingExplorer(widgets.VBox):
    """The controls, the pad and the words of ``mixing_explorer``, which says what its parameters are.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """

    def __init__(
        self,
        patterns: ArrayLike,
        shape: tuple[int, int],
        names: Sequence[str],
        *,
        seed: int,
        weights: Mapping[str, int],
    ) -> None:
        height, width = shape
        if height != width:
            raise ValueError(f"shape: expected a square, on which the landscape is drawn, got {shape}")
        self._X = _checks.spins("patterns", patterns, height * width, matrix=True)
        self._names, self._side = tuple(names), height
        self.slots = self._slots(weights)
        self.heat = widgets.FloatSlider(
            0.0, min=0.0, max=1.5, step=0.05, description="T", tooltip="temperature", layout=WIDE
        )
        self.brush = slider("brush", 3, 1, 16, name="width of the brush, in pixels")
        self.words = widgets.HTML()
        self.pad = PixelPad(shape, TITLES, drawing=bytes(height * width))
        self.pad.live = True
        self._shown: tuple[tuple[Any, ...], MixedRecall] | None = None  # what was asked for, and the run
        controls = [control for slot in self.slots for control in slot]
        self.draws = Draws(seed, (*controls, self.heat), self._show, self._end)
        self.brush.observe(self._brush, "value")
        self.cue = PaintedCue(self.pad, self.draws, controls)
        self._brush()
        self._show()
        rows = explorer(
            *self.slots, self.heat,
            [*self.draws.row, self.brush], self.draws.told, self.words, self.pad,
        )  # fmt: skip
        super().__init__(rows.children)

    def _slots(self, weights: Mapping[str, int]) -> list[tuple[Any, Any]]:
        """Make a choice of a pattern and its weight, five times."""
        spare = [name for name in self._names if name not in weights]
        filled = [*weights.items(), *((name, 0) for name in spare)][: min(SLOTS, len(self._names))]
        slots = []
        for k, (name, weight) in enumerate(filled, start=1):
            which = widgets.Dropdown(
                options=self._names, value=name, description=f"picture {k}", layout={"width": "190px"}
            )
            share = slider("weight", weight, -100, 100, name=f"weight of picture {k}")
            share.layout.width = "530px"
            for control in (which, share):
                control.style.description_width = "62px" if control is which else "46px"
                control.layout.max_width = "98%"
            slots.append((which, share))
        return slots

    @property
    def weights(self) -> NDArray[np.int64]:
        """How much of each pattern is in the cue."""
        found = np.zeros(len(self._names), np.int64)
        for which, weight in self.slots:
            found[self._names.index(which.value)] += weight.value
        return found

    @alone
    def _brush(self, _: object = None) -> None:
        self.pad.brush = self.brush.value

    def _run(self, rng: np.random.Generator) -> MixedRecall:
        cue = mixed_cue(self._X, self.weights, rng=rng)
        return recall_with_heat(self._X, self.cue.of(cue), self.heat.value, rng=rng)

    def _run_on(self) -> MixedRecall:
        """Run from the cue, or, where heat alone is new, go on from where a run under way has come to."""
        cue = self.pad.drawing if self.cue.by_hand else b""
        asked = (*self.weights.tolist(), self.draws.seed.value, self.draws.resets, cue)
        frame = self.pad.frame if self.pad.playing < 0 else self.pad.playing
        if self._shown and self._shown[0] == asked and 0 < frame < min(LONGEST, len(self._shown[1].states)):
            rng = np.random.default_rng([self.draws.seed.value, frame])
            run = heated_on(self._shown[1], self._X, frame, self.heat.value, rng=rng)
        else:
            run = self._run(self.draws.rng())
        self._shown = (asked, run)
        return run

    def _end(self, rng: np.random.Generator) -> str:
        return end_in_full(self._run(rng).end, self._names) if self.weights.any() else "nothing"

    def _show(self) -> None:
        weights = self.weights
        if not weights.any():
            self.pad.film, self._shown = {}, None
            self.words.value = spoken("Nothing is in the mixture: give a picture a weight.")
            return
        run = self._run_on()
        most = np.argsort(-np.abs(weights), kind="stable")[:2]
        a, b = sorted(most.tolist())
        ground = landscape(float(overlap(self._X[a], self._X[b])), self._side)
        self.cue.show(run.states[0])
        self.pad.film = mixed_film(run, ground, self._names, (a, b))
        told = (
            self._cue_in_words(weights),
            _end_in_words(run, self._names),
            f"In the landscape the overlap with {self._names[a]} grows to the right,",
            f"with {self._names[b]} upwards; dark is low.",
        )
        self.words.value = spoken(" ".join(told))

    def _cue_in_words(self, weights: NDArray[np.int64]) -> str:
        if self.cue.by_hand:
            return "A cue painted by hand."
        parts = [
            f"{100 * abs(w) / np.abs(weights).sum():.0f} % {name}{' reversed' if w < 0 else ''}"
            for name, w in zip(self._names, weights, strict=True)
            if w
        ]
        return f"The pixels of the cue: {', '.join(parts)}."


def _end_in_words(run: MixedRecall, names: Sequence[str]) -> str:
    end, T = end_in_full(run.end, names), run.temperatures
    if not T.any():
        return f"The run ends in {end}."
    warm = int(np.flatnonzero(T)[-1])
    others = np.flatnonzero(T[:warm] != T[warm])
    begun = int(others[-1]) if others.size else 0  # the last frame before this heat
    m = run.overlaps[warm]
    best = int(np.abs(m).argmax())
    lasted = run.sweeps[warm] - run.sweeps[begun]
    since = f", from sweep {run.sweeps[begun]:.4g} on," if begun else ""
    hot = f"After {lasted:.4g} sweeps at T = {T[warm]:.2f}{since} its largest overlap is {signed(m[best])}"
    return f"{hot}, with {names[best]}; cooled, it ends in {end}."


def mixing_explorer(
    patterns: ArrayLike,
    shape: tuple[int, int],
    names: Sequence[str],
    *,
    seed: int,
    weights: Mapping[str, int],
) -> MixingExplorer:
    """Mix up to five patterns to a cue, heat the run and cool it, and see where it ends.

    While it plays, or rests at a frame before its end, another temperature lets it go on from that frame.

    Parameters
    ----------
    patterns : (P, N) array of +1 and -1
        Two or more; all are stored.
    shape : (h, w)
        A square.
    names : sequence of P str
    seed : int
        0 to 9999: ``mixed_cue`` and then ``recall_with_heat`` with one ``np.random.default_rng(seed)`` make
        the run that is shown first.
    weights : mapping of str to int
        What is mixed to begin with, by name: -100 to 100, the number of pixels in proportion.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    return MixingExplorer(patterns, shape, names, seed=seed, weights=weights)
