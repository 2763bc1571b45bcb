"""A cue that controls make, and that can be painted on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .draws import Draws
from .pad import PixelPad, as_greys, as_spins
from .shells import alone


class PaintedCue:
    """The cue on a pad: as the controls make it, or as somebody has painted it.

    What is painted lasts until one of `controls`, the seed or a reset asks for another cue.

    Parameters
    ----------
    pad : PixelPad
        With a drawing.
    draws : Draws
        Told of each stroke.
    controls : sequence of widgets with a value
        What the cue is made by.
    read, write : functions
        From the greys of the pad to a cue, and back.
    """

    def __init__(
        self,
        pad: PixelPad,
        draws: Draws,
        controls: Sequence[Any],
        read: Callable[[bytes], Any] = as_spins,
        write: Callable[[Any], Any] = as_greys,
    ) -> None:
        self._pad, self._draws, self._controls = pad, draws, tuple(controls)
        self._read, self._write = read, write
        self._painted: Any = None
        self._asked_then: tuple[Any, ...] | None = None  # what the controls said when it was painted
        self._quiet = False
        pad.observe(self._stroke, "drawing")

    def _asked(self) -> tuple[Any, ...]:
        return (*(control.value for control in self._controls), self._draws.seed.value, self._draws.resets)

    @property
    def by_hand(self) -> bool:
        """Whether the cue is a painted one."""
        return self._asked_then == self._asked()

    def of(self, made: Any) -> Any:
        """Return the painted cue while it lasts, else the one that was made."""
        return self._painted if self.by_hand else made

    def show(self, cue: Any) -> None:
        """Put a cue that was made on the pad; a painted one is there."""
        if not self.by_hand:
            self._put(cue)

    def paint(self, cue: Any) -> None:
        """Take a cue as if somebody had painted it."""
        self._put(cue)
        self._keep(cue)

    def forget(self) -> None:
        """Let the next cue be one that is made."""
        self._asked_then = None

    def _put(self, cue: Any) -> None:
        self._quiet = True  # this is no stroke
        try:
            self._pad.drawing = self._write(cue).tobytes()
        finally:
            self._quiet = False

    @alone
    def _stroke(self, change: Mapping[str, Any]) -> None:
        if not self._quiet:
            self._keep(self._read(change["new"]))

    def _keep(self, cue: Any) -> None:
        self._painted, self._asked_then = cue, self._asked()
        self._draws.changed()
