"""Controls that explorers of random cues share: a seed, new noise, reset, and the tally of 20 draws."""

import html
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets
import numpy as np

from .. import _checks
from .shells import alone

LARGEST_SEED = 9999
DRAWS = 20
WIDE = {"width": "98%", "max_width": "740px"}  # of a slider: as wide as a pad
NARROW = {"width": "auto"}  # of a button: as wide as its words


class Draws:
    """Which noise an explorer shows, and how often its recalls end where.

    Parameters
    ----------
    seed : int
        0 to 9999; the first one shown.
    controls : sequence of widgets with a value
        What the explorer shows besides depends on; a reset sets them to what they are now.
    show : function
        Called without arguments after each change, once for a reset.
    end : function
        Makes one draw with a generator and says in words where it ends.

    Attributes
    ----------
    row : tuple of widgets
        Seed and buttons, for ``shells.explorer``.
    told : ipywidgets.HTML
        The tally; empty again when anything changes.
    resets : int
        How often all was set back.
    quiet : bool
        Whether that is going on.

    Raises
    ------
    TypeError, ValueError
        If `seed` is no such number.
    """

    def __init__(
        self,
        seed: int,
        controls: Sequence[Any],
        show: Callable[[], None],
        end: Callable[[np.random.Generator], str],
    ) -> None:
        number = _checks.integer("seed", seed, 0, LARGEST_SEED)
        self.seed = widgets.BoundedIntText(
            number,
            0,
            LARGEST_SEED,
            description="seed",
            layout={"width": "150px"},
            style={"description_width": "50px"},
        )
        self.noise = widgets.Button(description="new noise", tooltip="the next seed", layout=NARROW)
        self.reset = widgets.Button(
            description="reset", tooltip="everything as it was at first", layout=NARROW
        )
        self.draws = widgets.Button(
            description=f"{DRAWS} draws",
            tooltip=f"count the ends of {DRAWS} seeds from this one",
            layout=NARROW,
        )
        self.row = (self.seed, self.noise, self.reset, self.draws)
        self.told = widgets.HTML()
        self._show, self._end = show, end
        self._begun = [(control, control.value) for control in (*controls, self.seed)]
        self.resets = 0
        self.quiet = False
        for control, _ in self._begun:
            control.observe(self.changed, "value")
        self.noise.on_click(self._next)
        self.reset.on_click(self._reset)
        self.draws.on_click(self._tally)

    def rng(self) -> np.random.Generator:
        """Return a new generator of the seed that is shown."""
        return np.random.default_rng(self.seed.value)

    @alone
    def changed(self, _: object = None) -> None:
        """Show what is asked for now; the tally was of something else."""
        if not self.quiet:
            self.told.value = ""
            self._show()

    @alone
    def _next(self, _: object) -> None:
        self.seed.value = (self.seed.value + 1) % (LARGEST_SEED + 1)

    @alone
    def _reset(self, _: object) -> None:
        self.quiet = True
        self.resets += 1
        try:
            for control, value in self._begun:
                control.value = value
        finally:
            self.quiet = False
        self.changed()

    @alone
    def _tally(self, _: object) -> None:
        seeds = [(self.seed.value + k) % (LARGEST_SEED + 1) for k in range(DRAWS)]
        found = Counter(self._end(np.random.default_rng(seed)) for seed in seeds)
        ends = "; ".join(f"{number} × {end}" for end, number in found.most_common())
        self.told.value = spoken(f"{DRAWS} draws, seeds {seeds[0]} to {seeds[-1]}: {ends}.")


def spoken(words: str) -> str:
    """Return words as the HTML of a text that a screen reader says when it changes."""
    return f'<p role="status" style="margin:0;line-height:1.4;max-width:740px">{html.escape(words)}</p>'
