"""Greys to states of ±1 and to phases, and phases back to greys."""

from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks

NEIGHBOURS = 0.05  # share of the pixels on either side of a cut that say where it lies in a cue
CLEARLY = Fraction(1, 100)  # how much more like its stored picture a cue must be for another cut


def binarize(
    pictures: ArrayLike,
    threshold: Literal["mean"] | float = "mean",
    *,
    bright: Literal[-1, 1] = -1,
    one_colour: bool = False,
) -> NDArray[np.int8]:
    """Cut greys into states of ±1: black is +1 and white is -1.

    A cue is best cut as its stored picture is: `binarize_like`.

    Parameters
    ----------
    pictures : (h, w) or (n, h, w) array of real numbers
        One picture or several; a single row (N,) is taken as a picture too.
    threshold : "mean" or float
        What is above it is bright. "mean" is each picture's own mean; a number is in the units of
        the pictures, 0 ... 255 for uint8. A pixel at the threshold is dark.
    bright : {-1, +1}
        The state of a bright pixel; a dark one gets the opposite. Use +1 where the ink is bright,
        as on fashion images and handwritten digits.
    one_colour : bool
        Let pictures pass that turn into a single colour, such as a blank page.

    Returns
    -------
    (N,) or (n, N) int8 array
        States with N = h·w, rows of a picture one after the other.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range; if a picture is in colour, (h, w, 3); if one
        turns into a single colour, unless that is allowed: nothing is left on it to recall.
    """
    flat = _flat("pictures", pictures)
    bright = _checks.one_of("bright", bright, (-1, 1))
    cut = _cut(flat, threshold)
    dark = flat <= cut
    if not _checks.flag("one_colour", one_colour):
        _two_colours("pictures", dark, cut, flat, "; one_colour=True lets it pass")
    return np.where(dark, np.int8(-bright), np.int8(bright))


def binarize_like(
    cues: ArrayLike,
    stored: ArrayLike,
    threshold: Literal["mean"] | float = "mean",
    *,
    bright: Literal[-1, 1] = -1,
) -> tuple[NDArray[np.int8], NDArray[np.float64], NDArray[np.float64]]:
    """Cut the greys of cues as the pictures that they are cues of are cut.

    A cue's own mean misleads where a part of it was painted over: white over a third lifts the
    mean, and greys that were white turn black. The stored picture's threshold misleads where the
    whole cue is darker or paler than that. So two cuts are tried: *plain*, the stored picture's
    threshold, and *matched*, the grey that this threshold has become in the cue, read off from
    the pixels next to it (the twentieth part of all on either side, by their medians). The plain
    one is taken unless the other makes the cue clearly more like the stored picture (or, for a
    negative, like its reverse): by more than a hundredth of the likeness, which is the share of
    the black pixels that are black plus that of the white ones that are white, less one. A
    threshold that is given as a number holds for both as it is.

    Parameters
    ----------
    cues, stored : (h, w) or (n, h, w) arrays of real numbers, of the same shape
        Cues, and the picture that each one is a cue of.
    threshold : "mean" or float
        Where the stored pictures are cut, as in `binarize`.
    bright : {-1, +1}
        As in `binarize`.

    Returns
    -------
    states : (N,) or (n, N) int8 array
        The cues' states.
    cuts : () or (n,) float64 array
        Where each cue was cut.
    plain : () or (n,) float64 array
        Where its stored picture is cut; `cuts` differs from it where the matched cut was taken.

    Raises
    ------
    TypeError, ValueError
        As `binarize`; or if the shapes differ.
    """
    flat, kept = _flat("cues", cues), _flat("stored", stored)
    if flat.shape != kept.shape or np.shape(cues) != np.shape(stored):
        raise ValueError(f"cues: expected the shape of stored, {np.shape(stored)}, got {np.shape(cues)}")
    bright = _checks.one_of("bright", bright, (-1, 1))
    plain = np.broadcast_to(_cut(kept, threshold), (*kept.shape[:-1], 1)).copy()
    black = kept <= plain
    _two_colours("stored", black, plain, kept)
    cuts = plain.copy()
    if isinstance(threshold, str):
        for row in np.ndindex(kept.shape[:-1]):
            matched = _matched_cut(flat[row], kept[row], black[row], plain[row].item())
            like = [_likeness(flat[row] <= cut, black[row]) for cut in (plain[row], matched)]
            if like[1] > like[0] + CLEARLY:
                cuts[row] = matched
    dark = flat <= cuts
    _two_colours("cues", dark, cuts, flat)
    return np.where(dark, np.int8(-bright), np.int8(bright)), cuts[..., 0], plain[..., 0]


def _matched_cut(
    cue: NDArray[Any], stored: NDArray[Any], black: NDArray[np.bool_], threshold: float
) -> float:
    """Where the `threshold` of the stored greys lies among the greys of a cue: all (N,) of one picture."""
    count = max(1, round(NEIGHBOURS * len(stored)))
    places = []
    for side in (black, ~black):
        greys, seen = stored[side], cue[side]
        near = np.argsort(np.abs(greys - threshold), kind="stable")[:count]
        places.append((np.median(greys[near]), np.median(seen[near])))
    (low, below), (high, above) = places
    return float(below + (above - below) * (threshold - low) / (high - low))


def _likeness(dark: NDArray[np.bool_], black: NDArray[np.bool_]) -> Fraction:
    """How clearly a cut cue is the stored state or its reverse: 0 (no more than chance) to 1, exactly."""
    right = [Fraction(int((dark == black)[side].sum()), int(side.sum())) for side in (black, ~black)]
    return abs(sum(right, Fraction(-1)))


def _flat(name: str, pictures: ArrayLike) -> NDArray[np.float64]:
    """Return one picture as a row (N,), or several as rows (n, N), of reals."""
    greys = _checks.reals(name, pictures)
    if greys.ndim > 3:
        raise ValueError(f"{name}: expected shape (h, w) or (n, h, w), got {greys.shape}")
    _checks.not_coloured(name, greys)
    return greys.reshape(len(greys), -1) if greys.ndim == 3 else greys.ravel()


def _cut(flat: NDArray[np.float64], threshold: Literal["mean"] | float) -> Any:
    """Return the threshold of each row, (..., 1), or the one of all as a float."""
    if isinstance(threshold, str):
        _checks.choice("threshold", threshold, ("mean",))
        return flat.mean(axis=-1, keepdims=True)
    return _checks.real("threshold", threshold)


def _two_colours(
    name: str, dark: NDArray[np.bool_], cut: Any, flat: NDArray[np.float64], way_out: str = ""
) -> None:
    """Refuse what turns into one colour under the cut."""
    one = dark.all(axis=-1) | ~dark.any(axis=-1)
    if one.any():
        row = np.unravel_index(one.argmax(), one.shape)
        which = f" {int(row[0])}" if one.ndim else ""
        low, high = flat[row].min(), flat[row].max()
        greys = f"one even grey, {low:g}" if low == high else f"greys from {low:g} to {high:g}"
        raise ValueError(
            f"{name}: expected light and dark parts, got one colour: picture{which} has {greys}, "
            f"cut at {float(np.broadcast_to(cut, (*one.shape, 1))[row].item()):g}{way_out}"
        )


def to_phases(greys: ArrayLike, span: float = np.pi) -> NDArray[np.complex128]:
    """Turn greys into phasors e^{iθ}: black is θ = 0 and white θ = span.

    Parameters
    ----------
    greys : (...) array
        uint8, or floats from 0 to 1; of any shape, so that states (..., N) stay states.
    span : float
        Angle between black and white, above 0 and up to 2π. On the half circle, π, black and
        white are +1 and -1; on the full circle they coincide.

    Returns
    -------
    complex128 array of the same shape

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    greys = greys_of("greys", greys)
    span = _checks.real("span", span, 0, 2 * np.pi, above=True)
    scale = 255.0 if greys.dtype == np.uint8 else 1.0
    return np.exp(1j * span * (greys.astype(np.float64) / scale))


def to_grey(phasors: ArrayLike, span: float = np.pi) -> NDArray[np.float64]:
    """Turn phasors into greys, the reverse of `to_phases`, wherever on the circle they are.

    A phase from 0 to `span` is the grey phase/span. A phase on the rest of the circle becomes the
    nearer end, black or white; the two meet half-way round the rest, where the grey jumps.

    Parameters
    ----------
    phasors : (..., N) array
        Numbers of length 1.
    span : float
        Angle between black and white, above 0 and up to 2π.

    Returns
    -------
    (..., N) float64 array
        Greys from 0 (black) to 1 (white).

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    states = _checks.phasors("phasors", phasors)
    span = _checks.real("span", span, 0, 2 * np.pi, above=True)
    middle = span / 2
    from_middle = np.angle(states * np.exp(-1j * middle))  # -π ... π, the ends at ±middle
    return np.clip((from_middle + middle) / span, 0.0, 1.0)


def greys_of(name: str, value: ArrayLike) -> NDArray[Any]:
    """Return greys as uint8 or as floats from 0 to 1.

    Raises
    ------
    TypeError, ValueError
        If they are of another kind or range, or in colour.
    """
    _checks.not_coloured(name, _checks.reals(name, value))
    greys = np.asarray(value)
    if greys.dtype == np.uint8:
        return greys
    if greys.dtype.kind != "f":
        raise TypeError(f"{name}: expected uint8 or floats from 0 to 1, got {greys.dtype}")
    wrong = greys[(greys < 0) | (greys > 1)]
    if wrong.size:
        raise ValueError(f"{name}: expected floats from 0 to 1, got {wrong[0].item()!r}")
    return greys
