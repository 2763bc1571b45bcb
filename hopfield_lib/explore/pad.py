"""A pad of pixels: states shown, painted on, and played frame by frame, all of it in the page.

States go to the page as they are, one byte a pixel, once; what is played, stepped through or painted there
needs no answer of the kernel.  The widget computes nothing: a recording is made by ``film`` of arrays that
a plain function has computed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import anywidget
import numpy as np
from numpy.typing import ArrayLike, NDArray
from traitlets import Bool, Dict, Int, TraitError, TraitType, Tuple, validate

from .. import _checks
from .shells import page_code, page_file

BLACK, UNDECIDED, WHITE = 0, 128, 255  # the bytes of +1, 0 and -1
INVERT = -1  # ink that turns the pixel it begins on into its opposite
LOOK = -2  # ink that leaves no mark: the cursor alone moves
LARGEST_BRUSH = 32
_WHAT = {"frames", "pads", "count", "visits", "values", "curves", "bars", "captions"}


def as_greys(states: ArrayLike) -> NDArray[np.uint8]:
    """Return states of +1, -1 and 0 as the bytes that a pad shows: black, white and grey.

    Raises
    ------
    TypeError, ValueError
        If `states` holds anything else.
    """
    s = _checks.spins("states", states, zero=True)
    return np.choose(s.astype(np.intp) + 1, [WHITE, UNDECIDED, BLACK]).astype(np.uint8)


def as_spins(greys: ArrayLike | bytes) -> NDArray[np.int8]:
    """Return the bytes of a pad as a state: dark +1, light -1, and 0 where a pixel is `UNDECIDED`.

    Raises
    ------
    TypeError
        If `greys` are neither bytes nor an array of uint8.
    """
    g = np.frombuffer(greys, np.uint8) if isinstance(greys, bytes) else np.asarray(greys)
    if g.dtype != np.uint8:
        raise TypeError(f"greys: expected bytes or an array of uint8, got {g.dtype}")
    return np.where(g == UNDECIDED, 0, np.where(g < UNDECIDED, 1, -1)).astype(np.int8)


@dataclass(frozen=True, eq=False)
class Visits:
    """Single units that change one after another in the first pad of a film.

    Attributes
    ----------
    units : (visits,) array of int
        Which unit is visited, as a place in the flattened picture.
    greys : (visits,) uint8 array
        Its pixel after the visit.
    """

    units: NDArray[Any]
    greys: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Curves:
    """What runs along under the pictures.

    Attributes
    ----------
    title : str
        What is drawn, and in which unit.
    names : sequence of C str
    values : (C, count) array
        A number a frame; finite.
    apart : bool
        Whether each has a plot of its own, as what is not of one unit should.
    """

    title: str
    names: Sequence[str]
    values: ArrayLike
    apart: bool = False


@dataclass(frozen=True, eq=False)
class Bars:
    """A bar a pattern, from -1 to 1, that changes from frame to frame.

    Attributes
    ----------
    title : str
    names : sequence of B str
    stored : sequence of B bool
        Those that are not are drawn grey.
    values : (count, B) array
        Finite.
    """

    title: str
    names: Sequence[str]
    stored: Sequence[bool]
    values: ArrayLike


def film(
    frames: ArrayLike,
    *,
    visits: Visits | None = None,
    curves: Curves | None = None,
    bars: Bars | None = None,
    captions: Sequence[str] = (),
) -> dict[str, Any]:
    """Pack a recording for ``PixelPad.film``.

    Parameters
    ----------
    frames : (F, pads, N) uint8 array
        Greys; ``as_greys`` makes them of states.  With `visits`, the first pad begins as in frame 0 and then
        changes pixel by pixel, and the other pads' frames are spread evenly over the visits.
    visits : Visits, optional
        The film then has one frame more than visits; else it has F.
    curves : Curves, optional
    bars : Bars, optional
    captions : sequence of str
        Words for each frame, or none at all.

    Returns
    -------
    dict

    Raises
    ------
    TypeError, ValueError
        If shapes do not go together, or numbers are not finite.
    """
    shown = np.asarray(frames)
    if shown.dtype != np.uint8:
        raise TypeError(f"frames: expected uint8, got {shown.dtype}")
    if shown.ndim != 3 or 0 in shown.shape:
        raise ValueError(f"frames: expected shape (frames, pads, pixels), none of them 0, got {shown.shape}")
    count = len(shown) if visits is None else 1 + len(visits.units)
    made = {
        "frames": shown.tobytes(),
        "pads": shown.shape[1],
        "count": count,
        "visits": b"" if visits is None else _visited(visits, shown.shape[2]),
        "values": b"" if visits is None else np.asarray(visits.greys, np.uint8).tobytes(),
        "curves": {} if curves is None else _curved(curves, count),
        "bars": {} if bars is None else _barred(bars, count),
        "captions": list(captions),
    }
    if captions and len(captions) != count:
        raise ValueError(f"captions: expected none, or one for each of {count} frames, got {len(captions)}")
    return made


def _visited(visits: Visits, size: int) -> bytes:
    units, greys = np.asarray(visits.units), np.asarray(visits.greys)
    if units.ndim != 1 or units.shape != greys.shape:
        raise ValueError(f"visits: expected a grey for each unit, got {units.shape} and {greys.shape}")
    if units.size and not 0 <= units.min() <= units.max() < size:
        raise ValueError(f"visits: expected units 0 to {size - 1}, got {units.min()} to {units.max()}")
    return units.astype("<u4").tobytes()


def _rows(name: str, values: ArrayLike, shape: tuple[int, int]) -> bytes:
    """Return finite numbers as bytes of float32, row by row."""
    numbers = np.asarray(values, "<f4")
    if numbers.shape != shape:
        raise ValueError(f"{name}: expected values of shape {shape}, got {numbers.shape}")
    if not np.isfinite(numbers).all():
        raise ValueError(f"{name}: expected finite values")
    return np.ascontiguousarray(numbers).tobytes()


def _curved(curves: Curves, count: int) -> dict[str, Any]:
    values = _rows("curves", curves.values, (len(curves.names), count))
    return {"title": curves.title, "names": list(curves.names), "values": values, "apart": curves.apart}


def _barred(bars: Bars, count: int) -> dict[str, Any]:
    if len(bars.stored) != len(bars.names):
        raise ValueError(f"bars: expected {len(bars.names)} marks of what is stored, got {len(bars.stored)}")
    values = _rows("bars", bars.values, (count, len(bars.names)))
    stored = [bool(one) for one in bars.stored]
    return {"title": bars.title, "names": list(bars.names), "stored": stored, "values": values}


class Pixels(TraitType[bytes, Any]):
    """A trait that holds bytes; a view of memory, as the page sends, becomes bytes."""

    info_text = "bytes, one a pixel"
    default_value = b""

    def validate(self, obj: Any, value: Any) -> bytes:
        """Return `value` as bytes."""
        if isinstance(value, bytes | bytearray | memoryview):
            return bytes(value)
        return self.error(obj, value)


class PixelPad(anywidget.AnyWidget):
    """Pictures side by side: the first can be painted on, the others play a film.

    Traits are checked when they are set: a TraitError says in words what was expected.

    Parameters
    ----------
    shape : (h, w)
        Pixels of each picture.
    titles : sequence of str
        What stands above each picture: first of the drawing, if there is one, then of each pad of the film.
    drawing : bytes
        h·w greys of a picture to paint on; empty, and there is none.
    side : int
        Width of a picture on the screen at most, in its pixels.

    Attributes
    ----------
    drawing : bytes
        As it is now; changes while the mouse moves.
    film : dict
        Of the function ``film``; empty, and nothing is played.
    frame : int
        The frame at which the film rests; -1 is the last, whatever its number. A new film begins there.
    live : bool
        Whether the page tells in `playing`, some ten times a second, which frame is shown while it plays; -1
        when it does not.
    ink : int
        Grey of the brush, 0 to 255, `INVERT` or `LOOK`.
    brush : int
        Its width in pixels.
    cursor : int
        The pixel of the drawing that was last pointed at, counted row by row; -1 before that.
    """

    _esm = page_code("pad.js")
    _css = page_file("pad.css")
    shape = Tuple(Int(min=1), Int(min=1)).tag(sync=True)
    titles = Tuple().tag(sync=True)
    side = Int(190, min=16, max=2000).tag(sync=True)
    drawing = Pixels().tag(sync=True, echo_update=False)
    film = Dict().tag(sync=True)
    frame = Int(-1, min=-1).tag(sync=True, echo_update=False)
    live = Bool(False).tag(sync=True)
    playing = Int(-1, min=-1).tag(sync=True, echo_update=False)
    ink = Int(BLACK, min=LOOK, max=WHITE).tag(sync=True)
    cursor = Int(-1, min=-1).tag(sync=True, echo_update=False)
    brush = Int(1, min=1, max=LARGEST_BRUSH).tag(sync=True)

    def __init__(
        self, shape: tuple[int, int], titles: Sequence[str], *, drawing: bytes = b"", side: int = 190
    ) -> None:
        super().__init__(shape=tuple(shape), titles=tuple(titles), side=side)
        self.drawing = drawing

    @validate("drawing")
    def _check_drawing(self, proposal: Mapping[str, Any]) -> bytes:
        came, (h, w) = proposal["value"], self.shape
        if self.drawing and len(came) != h * w:
            raise TraitError(
                f"drawing: expected {h * w} bytes, one for each of {h} × {w} pixels, got {len(came)}"
            )
        if len(came) not in (0, h * w):
            raise TraitError(f"drawing: expected no bytes, or {h * w} for {h} × {w} pixels, got {len(came)}")
        return came

    @validate("film")
    def _check_film(self, proposal: Mapping[str, Any]) -> dict[str, Any]:
        came, (h, w) = proposal["value"], self.shape
        if not came:
            return came
        if set(came) != _WHAT:
            raise TraitError(
                f"film: expected what the function film returns, got keys {sorted(map(str, came))}"
            )
        pads = len(self.titles) - bool(self.drawing)
        if came["pads"] != pads:
            raise TraitError(f"film: expected {pads} pads, one for each title of one, got {came['pads']}")
        if not came["frames"] or len(came["frames"]) % (pads * h * w):
            raise TraitError(
                f"film: expected frames of {pads} × {h} × {w} bytes, got {len(came['frames'])} bytes"
            )
        return came
