"""Draw and recall: the explorer of lesson 01, a thin shell around ``both_ways``."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks, data, images
from ..attractors import overlap
from .both_ways import (
    BothWays,
    UnitByUnit,
    damaged,
    end_in_full,
    end_one_at_a_time,
    recall_both_ways,
    recall_unit_by_unit,
)
from .draws import NARROW, WIDE, Draws, spoken
from .pad import BLACK, INVERT, UNDECIDED, WHITE, Bars, Curves, PixelPad, Visits, as_greys, as_spins, film
from .painted import PaintedCue
from .panels import signed
from .shells import Ticks, alone, choice, counted, discard, explorer, slider

Array = NDArray[Any]

LETTERS = "HOPFIEXT"
DRAWINGS = 4  # the most of one's own that are stored
BRUSH = 3  # its width to begin with
TITLES = ("cue: paint on it", "one unit at a time", "all at once")
KINDS = {"flipped pixels": "flip", "draws in each row": "rows", "hidden rows": "mask"}
INKS = {"black": BLACK, "white": WHITE, "undecided": UNDECIDED, "invert": INVERT}


@dataclass(frozen=True, eq=False)
class Shelf:
    """Patterns to choose from.

    Attributes
    ----------
    patterns : (P, N) int8 array
    names : tuple of P str
    shape : (h, w)
    ticked : tuple of P bool
        Which are stored to begin with.
    """

    patterns: NDArray[np.int8]
    names: tuple[str, ...]
    shape: tuple[int, int]
    ticked: tuple[bool, ...]

    def with_drawing(self, drawing: ArrayLike) -> "Shelf":
        """Return the shelf with one pattern more, which is ticked; undecided pixels become white.

        Raises
        ------
        ValueError
            If there are already as many drawings as have room.
        """
        own = sum(name.startswith("drawing") for name in self.names)
        if own == DRAWINGS:
            raise ValueError(f"expected at most {DRAWINGS} drawings; untick some and begin anew with “reset”")
        pattern = np.where(np.asarray(drawing) > 0, 1, -1).astype(np.int8)
        return replace(
            self,
            patterns=np.vstack([self.patterns, pattern]),
            names=(*self.names, f"drawing {own + 1}"),
            ticked=(*self.ticked, True),
        )


def shelves() -> dict[str, Shelf]:
    """Return the sets of the explorer: photographs, all ticked, and letters, the first three of them."""
    photos, letters = data.pictures(size=64), data.letters(LETTERS)
    greys = images.binarize(photos.images)
    return {
        "photographs": Shelf(greys, tuple(photos.names), photos.shape, (True,) * len(greys)),
        "letters": Shelf(
            letters.patterns.astype(np.int8),
            tuple(LETTERS),
            letters.shape,
            tuple(k < 3 for k in range(len(LETTERS))),
        ),
    }


def sweeps_film(run: BothWays, names: Sequence[str], stored: Sequence[bool], target: int) -> dict[str, Any]:
    """Pack a recall, an eighth of a sweep a frame, with the overlap with pattern `target` in words."""
    told = [
        f"after {t:.4g} sweeps: overlap with {names[target]} {signed(m)}, energy a unit {E1:.4f} "
        f"one at a time, {E2:.4f} all at once".replace("-", "−")
        for t, m, E1, E2 in zip(run.sweeps, run.overlaps[:, target], *run.energies, strict=True)
    ]
    return film(
        as_greys(run.states),
        curves=Curves("energy a unit", ["one at a time", "all at once"], run.energies),
        bars=Bars("overlap, one unit at a time", names, stored, run.overlaps),
        captions=told,
    )


def units_film(
    run: UnitByUnit, cue: ArrayLike, shape: tuple[int, int], names: Sequence[str], stored: Sequence[bool]
) -> dict[str, Any]:
    """Pack a recall visit by visit, with the visited unit and its field in words."""
    N, width = len(run.steps[0]), shape[1]
    frames = np.stack([np.broadcast_to(np.asarray(cue), run.steps.shape), run.steps], axis=1)
    colour = {1: "black", -1: "white", 0: "undecided"}
    told = ["the cue, before the first visit"]
    rows, columns = np.divmod(run.units, width)
    visits = zip(rows, columns, run.fields, run.after.tolist(), run.flipped, strict=True)
    for k, (row, column, field, after, flipped) in enumerate(visits):
        unit = f"the unit in row {row + 1}, column {column + 1} has the field {field:+.4f}".replace("-", "−")
        then = f"{'becomes' if flipped else 'stays'} {colour[after]}"
        told.append(f"visit {k % N + 1} of sweep {k // N + 1}: {unit} and {then}")
    at_once = np.repeat(run.step_energies, N)[: len(run.energies)]
    at_once[-1] = run.step_energies[-1]
    return film(
        as_greys(frames),
        visits=Visits(run.units, as_greys(run.after)),
        curves=Curves("energy a unit", ["one at a time", "all at once"], np.stack([run.energies, at_once])),
        bars=Bars("overlap, one unit at a time", names, stored, run.overlaps),
        captions=told,
    )


def both_in_words(
    run: BothWays, cue: ArrayLike, patterns: ArrayLike, names: Sequence[str], target: int
) -> str:
    """Say how a cue began and where it ended, both ways."""
    s = np.asarray(cue)
    if not s.any():
        return "Every pixel of the cue is undecided, so every field is 0, and nothing ever moves."
    m = float(overlap(s, np.asarray(patterns)[target]))
    told = [f"The cue's overlap with {names[target]} is {signed(m)}."]
    ways = (("One unit at a time", "sweep"), ("All at once", "step"))
    for (how, thing), end, outcome, lasted in zip(ways, run.ends, run.outcomes, run.lasted, strict=True):
        if outcome == "2-cycle":
            told.append(f"{how} it goes back and forth between two states for ever.")
        elif outcome == "max sweeps":
            told.append(f"{how} it is still moving after {counted(lasted, thing)}.")
        else:
            told.append(f"{how} it ends in {end_in_full(end, names)} after {counted(lasted, thing)}.")
    return " ".join(told)


class DrawExplorer(widgets.VBox):
    """Store photographs, letters or drawings of one's own, damage one of them, and watch it come back.

    Each change is answered by a whole recall, which the pad then plays in the page.

    Parameters
    ----------
    seed : int
        Of the noise and the order of the visits, 0 to 9999.
    damage : float
        Share of the damage to begin with.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """

    def __init__(self, *, seed: int, damage: float = 0.3) -> None:
        self._quiet = False  # True while several things change at once
        self._make_controls(round(100 * _checks.fraction("damage", damage)))
        controls = (self.which, self.target, self.kind, self.share, self.steps)
        self.draws = Draws(seed, controls, self._show, self._end)
        self._resets = 0
        self._stage = widgets.VBox()
        self._set_out(shelves()[self.which.value])
        self._show()
        rows = explorer(
            [self.which, self.target, self.kind],
            self.share,
            self.draws.row,
            [self.ink, self.brush, self.blank, self.store, self.steps],
            self.ticks,
            self.draws.told,
            self.words,
            self._stage,
        )
        super().__init__(rows.children)

    def _make_controls(self, share: int) -> None:
        sets = shelves()
        self.which = choice("set", {name: name for name in sets}, 232)
        self.target = choice("cue of", sets[self.which.value].names, 232)
        self.kind = choice("damage", KINDS, 232)
        self.share = slider("damage %", share, 0, 100, name="damage, in per cent")
        self.share.layout = WIDE
        self.ink = choice("brush", INKS, 232)
        self.brush = slider("its width", BRUSH, 1, 16, name="width of the brush, in pixels")
        self.blank = widgets.Button(description="blank cue", tooltip="a white cue to draw on", layout=NARROW)
        self.store = widgets.Button(
            description="store drawing", tooltip="store the cue as it is drawn now", layout=NARROW
        )
        self.steps = choice("step by", {name: name for name in ("sweeps", "single units")}, 232)
        self.ticks = Ticks(self._ticked)
        self.words = widgets.HTML()
        self.which.observe(self._choose_set, "value")
        for control in (self.ink, self.brush):
            control.observe(self._brush, "value")
        self.blank.on_click(self._blank)
        self.store.on_click(self._store)

    # ----------------------------------------------------------------- the set and what is ticked of it

    def _set_out(self, shelf: Shelf, target: int = 0) -> None:
        """Begin with a set of patterns: its pad, its ticks, its choice of cues."""
        self.shelf = shelf
        for old in self._stage.children:
            discard(old)
        self.pad = PixelPad(shelf.shape, TITLES, drawing=bytes(shelf.patterns.shape[1]))
        self.cue = PaintedCue(self.pad, self.draws, (self.target, self.kind, self.share))
        self._brush()
        self._stage.children = (self.pad,)
        self.ticks.put(shelf.names, shelf.ticked)
        self._quiet = True
        self.target.options = [(name, k) for k, name in enumerate(shelf.names)]
        self.target.value = target
        self._quiet = False

    @alone
    def _choose_set(self, _: object) -> None:
        self._set_out(shelves()[self.which.value])

    @alone
    def _brush(self, _: object = None) -> None:
        self.pad.ink, self.pad.brush = self.ink.value, self.brush.value

    def _ticked(self) -> None:
        self.draws.changed()

    @property
    def stored(self) -> NDArray[np.bool_]:
        """Which patterns are ticked."""
        return self.ticks.ticked

    @alone
    def _blank(self, _: object) -> None:
        self.cue.paint(np.full(self.shelf.patterns.shape[1], -1, np.int8))

    @alone
    def _store(self, _: object) -> None:
        ticked = tuple(self.stored.tolist())
        try:
            larger = replace(self.shelf, ticked=ticked).with_drawing(as_spins(self.pad.drawing))
        except ValueError as error:
            self.words.value = spoken(f"{error}.")
            return
        self._set_out(larger, target=len(ticked))
        self.draws.changed()

    # ------------------------------------------------------------------------------------- the recall

    def _begun(self, rng: np.random.Generator) -> NDArray[np.int8]:
        """The cue, as made or as painted; the order of the visits is drawn after it."""
        pattern = self.shelf.patterns[self.target.value]
        made = damaged(pattern, self.shelf.shape, self.kind.value, self.share.value / 100, rng=rng)
        return self.cue.of(made)

    def _end(self, rng: np.random.Generator) -> str:
        if not self.stored.any():
            return "nothing is stored"
        cue = self._begun(rng)
        return end_one_at_a_time(self.shelf.patterns, self.stored, self.shelf.names, cue, rng=rng)

    def _show(self) -> None:
        """Recall the cue and hand the film to the pad."""
        if self._quiet:
            return
        if self.draws.resets != self._resets:
            self._resets = self.draws.resets
            self.ink.value, self.brush.value = BLACK, BRUSH
            self._set_out(shelves()[self.which.value])
        stored, shelf, target = self.stored, self.shelf, self.target.value
        rng = self.draws.rng()
        cue = self._begun(rng)
        self.cue.show(cue)
        if not stored.any():
            self.pad.film = {}
            self.words.value = spoken(
                "Nothing is stored: tick a picture, and the network has something to recall."
            )
            return
        run = recall_both_ways(shelf.patterns, stored, cue, rng=copy.deepcopy(rng))
        if self.steps.value == "sweeps":
            made = sweeps_film(run, shelf.names, stored.tolist(), target)
        else:
            single = recall_unit_by_unit(shelf.patterns, stored, cue, rng=rng)
            made = units_film(single, cue, shelf.shape, shelf.names, stored.tolist())
        self.pad.film = made
        self.words.value = spoken(both_in_words(run, cue, shelf.patterns, shelf.names, target))


def draw_explorer(*, seed: int, damage: float = 0.3) -> DrawExplorer:
    """Explore a recall by hand: draw, store, damage, play.

    Parameters
    ----------
    seed : int
        The plain functions make its first run so: ``rng = np.random.default_rng(seed)``, then ``damaged``
        and ``recall_both_ways`` with that `rng`.
    damage : float
        Share of flipped pixels to begin with.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    return DrawExplorer(seed=seed, damage=damage)
