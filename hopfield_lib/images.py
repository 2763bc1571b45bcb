"""Pictures to states and back, and every kind of corruption.

A picture is an array (h, w) of greys: uint8 from 0 (black) to 255 (white), or floats from 0 to 1.
A state is flat, (N,) with N = h·w, and a batch of states is (..., N): `binarize` flattens, and
only the plots give a state its shape again. One convention holds throughout: **+1 is black (ink),
-1 is white (paper)**, and on the half circle of phases black is e^{i0} = +1 and white e^{iπ} = -1.

States of ±1 come back as int8, whatever kind of numbers came in; True counts as +1. The cues
among them may hold 0, undecided. No function changes what it is given, and all randomness comes
from the generator `rng`.
"""

from fractions import Fraction

import numpy as np

from . import _checks
from ._picture_files import film, load, load_folder, picture_png

__all__ = [
    "binarize",
    "binarize_like",
    "blend",
    "film",
    "flip",
    "flip_per_row",
    "grey_noise",
    "load",
    "load_folder",
    "mask_block",
    "mask_rows",
    "overlay",
    "picture_png",
    "to_grey",
    "to_phases",
]


NEIGHBOURS = 0.05  # share of the pixels on either side of a cut that say where it lies in a cue
CLEARLY = Fraction(1, 100)  # how much more like its stored picture a cue must be for another cut


def binarize(pictures, threshold="mean", *, bright=-1, one_colour=False):
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


def binarize_like(cues, stored, threshold="mean", *, bright=-1):
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


def _matched_cut(cue, stored, black, threshold):
    """Where the `threshold` of the stored greys lies among the greys of a cue: all (N,) of one picture."""
    count = max(1, round(NEIGHBOURS * len(stored)))
    places = []
    for side in (black, ~black):
        greys, seen = stored[side], cue[side]
        near = np.argsort(np.abs(greys - threshold), kind="stable")[:count]
        places.append((np.median(greys[near]), np.median(seen[near])))
    (low, below), (high, above) = places
    return float(below + (above - below) * (threshold - low) / (high - low))


def _likeness(dark, black):
    """How clearly a cut cue is the stored state or its reverse: 0 (no more than chance) to 1, exactly."""
    right = [Fraction(int((dark == black)[side].sum()), int(side.sum())) for side in (black, ~black)]
    return abs(sum(right) - 1)


def _flat(name, pictures):
    """Return one picture as a row (N,), or several as rows (n, N), of reals."""
    greys = _checks.reals(name, pictures)
    if greys.ndim > 3:
        raise ValueError(f"{name}: expected shape (h, w) or (n, h, w), got {greys.shape}")
    _checks.not_coloured(name, greys)
    return greys.reshape(len(greys), -1) if greys.ndim == 3 else greys.ravel()


def _cut(flat, threshold):
    """Return the threshold of each row, (..., 1), or the one of all as a float."""
    if isinstance(threshold, str):
        _checks.choice("threshold", threshold, ("mean",))
        return flat.mean(axis=-1, keepdims=True)
    return _checks.real("threshold", threshold)


def _two_colours(name, dark, cut, flat, way_out=""):
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


def flip(patterns, fraction, *, rng, exact=True):
    """Flip the sign of a share of the units.

    Parameters
    ----------
    patterns : (..., N) array of ±1
        Undecided units (0) stay 0, even where they are drawn.
    fraction : float
        Share of the units, 0 ... 1.
    rng : numpy.random.Generator
    exact : bool
        True: the whole number nearest to fraction·N, drawn without replacement for each pattern.
        False: each unit by itself with this probability, so that the number varies.

    Returns
    -------
    (..., N) int8 array
    """
    states = _states(patterns)
    share = _checks.fraction("fraction", fraction)
    rng = _checks.generator("rng", rng)
    if not _checks.flag("exact", exact):
        return np.where(rng.random(states.shape) < share, -states, states)
    width = states.shape[-1]
    for state in states.reshape(-1, width):  # views, so that this changes `states`
        state[rng.choice(width, round(share * width), replace=False, shuffle=False)] *= -1
    return states


def flip_per_row(patterns, shape, count, *, rng, replace=False):
    """Draw a number of pixels in each row of a picture and flip these.

    Parameters
    ----------
    patterns : (..., N) array of ±1
    shape : (int, int)
        Height and width of the picture, N = height·width.
    count : int
        Draws in each row.
    rng : numpy.random.Generator
    replace : bool
        False: the pixels of a row are distinct. True: a pixel can be drawn again and is flipped
        once all the same, so that about w·(1 - (1 - 1/w)^count) pixels of w are flipped:
        27 by 30 draws out of 128.

    Returns
    -------
    (..., N) int8 array
    """
    states = _states(patterns)
    height, width = _shape(shape, states)
    rng = _checks.generator("rng", rng)
    replace = _checks.flag("replace", replace)
    count = _checks.integer("count", count, 0, None if replace else width)
    rows = (*states.shape[:-1], height)
    if replace:
        drawn = rng.integers(width, size=(*rows, count))
    else:
        drawn = rng.random((*rows, width)).argsort(axis=-1)[..., :count]
    flipped = np.zeros((*rows, width), bool)
    np.put_along_axis(flipped, drawn, True, axis=-1)
    return np.where(flipped.reshape(states.shape), -states, states)


def mask_rows(patterns, shape, rows, value=-1, *, rng=None):
    """Replace whole rows of a picture.

    Parameters
    ----------
    patterns : (..., N) array of ±1
    shape : (int, int)
        Height and width of the picture, N = height·width.
    rows : sequence of int
        Which rows, counted from the top, each once: ``range(6)`` are the top six.
    value : {-1, +1, 0, "random"}
        What the masked units become; "random" is ±1 with equal chances, unit by unit.
    rng : numpy.random.Generator
        Needed for "random" only.

    Returns
    -------
    (..., N) int8 array
    """
    states = _states(patterns)
    return mask_block(states, shape, rows, range(_shape(shape, states)[1]), value, rng=rng)


def mask_block(patterns, shape, rows, columns, value=-1, *, rng=None):
    """Replace a block of a picture: all pixels in the given rows and columns.

    Parameters
    ----------
    patterns : (..., N) array of ±1
    shape : (int, int)
        Height and width of the picture, N = height·width.
    rows, columns : sequence of int
        Which rows and columns, counted from the top left, each once.
    value : {-1, +1, 0, "random"}
        What the masked units become; "random" is ±1 with equal chances, unit by unit.
    rng : numpy.random.Generator
        Needed for "random" only.

    Returns
    -------
    (..., N) int8 array
    """
    states = _states(patterns)
    height, width = _shape(shape, states)
    rows = _checks.units("rows", rows, height)
    columns = _checks.units("columns", columns, width)
    value = _checks.one_of("value", value, (-1, 1, 0, "random"))
    block = np.ix_(rows, columns)
    if value == "random":
        rng = _checks.generator("rng", rng)
        value = 2 * rng.integers(2, size=(*states.shape[:-1], *block[0].shape[:1], len(columns))) - 1
    states.reshape(*states.shape[:-1], height, width)[(..., *block)] = value
    return states


def overlay(patterns, shape, bitmap, top=0, left=0, *, scale=1, value=1):
    """Draw a bitmap, such as a letter or a pair of glasses, over a picture.

    Parameters
    ----------
    patterns : (..., N) array of ±1
    shape : (int, int)
        Height and width of the picture, N = height·width.
    bitmap : (h, w) array of ±1 or bool
        Drawn where it is +1; where it is -1 the picture shows through.
    top, left : int
        Row and column of the bitmap's upper left corner; it must fit on the picture.
    scale : int
        Size of a pixel of the bitmap in pixels of the picture.
    value : {-1, +1, 0}
        What the units under the ink become.

    Returns
    -------
    (..., N) int8 array
    """
    states = _states(patterns)
    height, width = _shape(shape, states)
    ink = _checks.spins("bitmap", bitmap)
    if ink.ndim != 2:
        raise ValueError(f"bitmap: expected shape (h, w), got {ink.shape}")
    largest = min(height // ink.shape[0], width // ink.shape[1])
    if largest == 0:
        raise ValueError(f"bitmap: expected at most {height} × {width} pixels, got {ink.shape}")
    scale = _checks.integer("scale", scale, 1, largest)
    ink = ink.repeat(scale, axis=0).repeat(scale, axis=1) == 1
    top = _checks.integer("top", top, 0, height - ink.shape[0])
    left = _checks.integer("left", left, 0, width - ink.shape[1])
    value = _checks.one_of("value", value, (-1, 1, 0))
    pictures = states.reshape(*states.shape[:-1], height, width)
    pictures[..., top : top + ink.shape[0], left : left + ink.shape[1]][..., ink] = value
    return states


def blend(first, second):
    """Return the cue half-way between two patterns: their common units, and 0 where they differ.

    Parameters
    ----------
    first, second : (..., N) arrays of ±1, of the same shape

    Returns
    -------
    (..., N) int8 array
        Of -1, 0 (undecided) and +1.
    """
    first, second = _checks.spins("first", first), _checks.spins("second", second)
    if first.shape != second.shape:
        raise ValueError(f"second: expected the shape of first, {first.shape}, got {second.shape}")
    return (first + second) // 2


def grey_noise(pictures, fraction, *, rng):
    """Replace a share of the pixels by random greys, all greys alike.

    Parameters
    ----------
    pictures : (...) array of greys
        uint8, or floats from 0 to 1; of any shape.
    fraction : float
        Probability, 0 ... 1, with which each pixel by itself is replaced.
    rng : numpy.random.Generator

    Returns
    -------
    array of the same shape and kind
    """
    greys = _greys("pictures", pictures)
    share = _checks.fraction("fraction", fraction)
    rng = _checks.generator("rng", rng)
    replaced = rng.random(greys.shape) < share
    if greys.dtype == np.uint8:
        noise = rng.integers(256, size=greys.shape, dtype=np.uint8)
    else:
        noise = rng.random(greys.shape).astype(greys.dtype)
    return np.where(replaced, noise, greys)


def to_phases(greys, span=np.pi):
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
    """
    greys = _greys("greys", greys)
    span = _checks.real("span", span, 0, 2 * np.pi, above=True)
    scale = 255.0 if greys.dtype == np.uint8 else 1.0
    return np.exp(1j * span * (greys.astype(np.float64) / scale))


def to_grey(phasors, span=np.pi):
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
    """
    states = _checks.phasors("phasors", phasors)
    span = _checks.real("span", span, 0, 2 * np.pi, above=True)
    middle = span / 2
    from_middle = np.angle(states * np.exp(-1j * middle))  # -π ... π, the ends at ±middle
    return np.clip((from_middle + middle) / span, 0.0, 1.0)


def _states(patterns):
    """Return states of ±1 and 0 as a copy in C order, whose reshaped views can be written to."""
    return np.ascontiguousarray(_checks.spins("patterns", patterns, zero=True))


def _greys(name, value):
    """Return greys as uint8 or as floats from 0 to 1."""
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


def _shape(shape, states):
    """Return height and width if they make up the width of the states."""
    try:
        height, width = shape
    except (TypeError, ValueError):
        raise ValueError(f"shape: expected (height, width), got {shape!r}") from None
    height, width = _checks.integer("shape", height, 1), _checks.integer("shape", width, 1)
    if height * width != states.shape[-1]:
        raise ValueError(f"shape: expected height × width = {states.shape[-1]} units, got {height} × {width}")
    return height, width
