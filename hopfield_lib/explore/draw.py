"""Draw and recall: the explorer of lesson 01, a thin shell around ``both_ways``."""

import copy
import html
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
    recall_both_ways,
    recall_unit_by_unit,
    tally,
)
from .pad import BLACK, INVERT, UNDECIDED, WHITE, Bars, Curves, PixelPad, Visits, as_greys, as_spins, film
from .panels import signed
from .shells import counted, discard, explorer, slider

Array = NDArray[Any]

LETTERS = "HOPFIEXT"
DRAWINGS = 4  # the most of one's own that are stored
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
        Of the noise and the order of the visits, 0 or above.
    damage : float
        Share of the damage to begin with.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """

    def __init__(self, *, seed: int, damage: float = 0.3) -> None:
        self._begin = (
            _checks.integer("seed", seed, 0, 9999),
            round(100 * _checks.fraction("damage", damage)),
        )
        self._quiet = False  # True while several controls change at once
        self._make_controls()
        super().__init__()
        self._stage = widgets.VBox()
        rows = explorer(
            [self.which, self.target, self.kind],
            self.share,
            [self.seed, self.noise, self.again, self.draws],
            [self.ink, self.brush, self.blank, self.store, self.steps],
            self.ticks,
            self.words,
            self._stage,
        )
        self.children = rows.children
        self._set_out()

    def _make_controls(self) -> None:
        seed, share = self._begin
        wide = widgets.Layout(width="98%", max_width="740px")
        narrow = widgets.Layout(width="232px")
        self.which: Any = widgets.Dropdown(
            options=["photographs", "letters"], description="set", layout=narrow
        )
        self.target: Any = widgets.Dropdown(description="cue of", layout=narrow)
        self.kind: Any = widgets.Dropdown(options=list(KINDS.items()), description="damage", layout=narrow)
        self.share = slider("damage %", share, 0, 100, name="damage, in per cent")
        self.share.layout = wide
        self.seed = widgets.BoundedIntText(seed, 0, 9999, description="seed", layout={"width": "170px"})
        self.noise = widgets.Button(description="new noise", tooltip="the next seed")
        self.again = widgets.Button(description="reset", tooltip="everything as it was at first")
        self.draws = widgets.Button(
            description="20 draws", tooltip="count the ends of 20 seeds from this one"
        )
        self.ink: Any = widgets.Dropdown(options=list(INKS.items()), description="brush", layout=narrow)
        self.brush = slider("its width", 3, 1, 16, name="width of the brush, in pixels")
        self.blank = widgets.Button(description="blank cue", tooltip="a white cue to draw on")
        self.store = widgets.Button(description="store drawing", tooltip="store the cue as it is drawn now")
        self.steps: Any = widgets.Dropdown(
            options=["sweeps", "single units"], description="step by", layout=narrow
        )
        self.ticks = widgets.HBox(layout={"flex_flow": "row wrap"})
        self.words = widgets.HTML()
        self.which.observe(self._choose_set, "value")
        for control in (self.ink, self.brush):
            control.observe(self._brush, "value")
        for control in (self.target, self.kind, self.share, self.seed):
            control.observe(self._damage, "value")
        self.steps.observe(self._show, "value")
        for button, act in (
            (self.noise, self._new_noise),
            (self.again, self._reset),
            (self.draws, self._tally),
            (self.blank, self._blank),
            (self.store, self._store),
        ):
            button.on_click(act)

    # ----------------------------------------------------------------- the set and what is ticked of it

    def _set_out(self, shelf: Shelf | None = None, target: int = 0) -> None:
        """Begin with a set of patterns: its pad, its ticks, its choice of cues."""
        self.shelf = shelf or shelves()[self.which.value]
        size = self.shelf.shape[0] * self.shelf.shape[1]
        for old in (*self.ticks.children, *self._stage.children):
            discard(old)
        self.pad = PixelPad(self.shelf.shape, TITLES, drawing=bytes(size))
        self._brush()
        self.pad.observe(self._painted, "drawing")
        self._stage.children = (self.pad,)
        boxes = [
            widgets.Checkbox(
                tick, description=name, indent=False, layout={"width": "auto", "margin": "0 12px 0 0"}
            )
            for name, tick in zip(self.shelf.names, self.shelf.ticked, strict=True)
        ]
        for box in boxes:
            box.observe(self._show, "value")
        self.ticks.children = (widgets.Label("stored:"), *boxes)
        self._quiet = True
        self.target.options = [(name, k) for k, name in enumerate(self.shelf.names)]
        self.target.value = target
        self._quiet = False
        self._damage()

    def _choose_set(self, _: object) -> None:
        if not self._quiet:
            self._set_out()

    def _brush(self, _: object = None) -> None:
        self.pad.ink, self.pad.brush = self.ink.value, self.brush.value

    @property
    def stored(self) -> NDArray[np.bool_]:
        """Which patterns are ticked."""
        return np.array([box.value for box in self.ticks.children[1:]], bool)

    # --------------------------------------------------------------------------------------- the cue

    def _drawn(self, rng: np.random.Generator) -> NDArray[np.int8]:
        """Make the cue as the controls say; what was painted counts where someone has painted."""
        pattern = self.shelf.patterns[self.target.value]
        cue = damaged(pattern, self.shelf.shape, self.kind.value, self.share.value / 100, rng=rng)
        return self._hand if self._hand is not None else cue

    def _damage(self, _: object = None) -> None:
        """Make the cue anew and recall it."""
        if self._quiet:
            return
        self._hand: Any = None
        self._cue = self._drawn(np.random.default_rng(self.seed.value))
        self._put(self._cue)
        self._show()

    def _put(self, cue: NDArray[np.int8]) -> None:
        """Show a cue on the pad without taking it for a stroke."""
        self._quiet = True
        self.pad.drawing = as_greys(cue).tobytes()
        self._quiet = False

    def _painted(self, change: dict[str, Any]) -> None:
        if not self._quiet:
            self._hand = self._cue = as_spins(change["new"])
            self._show()

    def _blank(self, _: object = None) -> None:
        self._hand = self._cue = np.full(self.shelf.patterns.shape[1], -1, np.int8)
        self._put(self._cue)
        self._show()

    def _store(self, _: object = None) -> None:
        ticked = tuple(map(bool, self.stored))
        try:
            larger = replace(self.shelf, ticked=ticked).with_drawing(self._cue)
        except ValueError as error:
            self.words.value = html.escape(f"{error}.")
            return
        self._set_out(shelf=larger, target=len(ticked))

    def _new_noise(self, _: object = None) -> None:
        self.seed.value = (self.seed.value + 1) % (self.seed.max + 1)

    def _reset(self, _: object = None) -> None:
        self._quiet = True
        self.kind.value, self.ink.value, self.brush.value, self.steps.value = "flip", BLACK, 3, "sweeps"
        self.seed.value, self.share.value = self._begin
        self.which.value = "photographs"
        self._quiet = False
        self._set_out()

    # ------------------------------------------------------------------------------------- the recall

    def _show(self, _: object = None) -> None:
        """Recall the cue and hand the film to the pad."""
        if self._quiet:
            return
        stored, shelf, target = self.stored, self.shelf, self.target.value
        if not stored.any():
            self.pad.film = {}
            self.words.value = "Nothing is stored: tick a picture, and the network has something to recall."
            return
        rng = np.random.default_rng(self.seed.value)
        self._drawn(rng)  # the order of the visits is drawn after the noise
        run = recall_both_ways(shelf.patterns, stored, self._cue, rng=copy.deepcopy(rng))
        if self.steps.value == "sweeps":
            made = sweeps_film(run, shelf.names, stored.tolist(), target)
        else:
            single = recall_unit_by_unit(shelf.patterns, stored, self._cue, rng=rng)
            made = units_film(single, self._cue, shelf.shape, shelf.names, stored.tolist())
        self.pad.film = made
        self.words.value = html.escape(both_in_words(run, self._cue, shelf.patterns, shelf.names, target))

    def _tally(self, _: object = None) -> None:
        if not self.stored.any():
            return
        seeds = range(self.seed.value, self.seed.value + 20)
        found = tally(self.shelf.patterns, self.stored, self.shelf.names, self._drawn, seeds)
        ends = "; ".join(f"{number} × {end}" for end, number in found.most_common())
        by_hand = ", each from your cue in another order" if self._hand is not None else ""
        self.words.value = html.escape(f"20 draws, seeds {seeds[0]} to {seeds[-1]}{by_hand}: {ends}.")


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
