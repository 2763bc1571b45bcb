"""Pictures to states and back, and every kind of corruption.

A picture is an array (h, w) of greys: uint8 from 0 (black) to 255 (white), or floats from 0 to 1.
A state is flat, (N,) with N = h·w, and a batch of states is (..., N): `binarize` flattens, and
only the plots give a state its shape again. One convention holds throughout: **+1 is black (ink),
-1 is white (paper)**, and on the half circle of phases black is e^{i0} = +1 and white e^{iπ} = -1.

States of ±1 come back as int8, whatever kind of numbers came in; True counts as +1. The cues
among them may hold 0, undecided. No function changes what it is given, and all randomness comes
from the generator `rng`.
"""

import numpy as np

from . import _checks
from ._picture_files import film, load, load_folder, picture_png

__all__ = [
    "binarize",
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


def binarize(pictures, threshold="mean", *, bright=-1):
    """Cut greys into states of ±1: black is +1 and white is -1.

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

    Returns
    -------
    (N,) or (n, N) int8 array
        States with N = h·w, rows of a picture one after the other.
    """
    greys = _checks.reals("pictures", pictures)
    if greys.ndim > 3:
        raise ValueError(f"pictures: expected shape (h, w) or (n, h, w), got {greys.shape}")
    _one_of("bright", bright, (-1, 1))
    flat = greys.reshape(len(greys), -1) if greys.ndim == 3 else greys.ravel()
    if isinstance(threshold, str):
        _checks.choice("threshold", threshold, ("mean",))
        threshold = flat.mean(axis=-1, keepdims=True)
    else:
        threshold = _checks.real("threshold", threshold)
    return np.where(flat > threshold, np.int8(bright), np.int8(-bright))


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
    if not isinstance(exact, bool):
        raise TypeError(f"exact: expected True or False, got {exact!r}")
    if not exact:
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
    if not isinstance(replace, bool):
        raise TypeError(f"replace: expected True or False, got {replace!r}")
    _checks.integer("count", count, 0, None if replace else width)
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
    _one_of("value", value, (-1, 1, 0, "random"))
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
    _checks.integer("scale", scale, 1, largest)
    ink = ink.repeat(scale, axis=0).repeat(scale, axis=1) == 1
    _checks.integer("top", top, 0, height - ink.shape[0])
    _checks.integer("left", left, 0, width - ink.shape[1])
    _one_of("value", value, (-1, 1, 0))
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
    _checks.reals(name, value)
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
    _checks.integer("shape", height, 1)
    _checks.integer("shape", width, 1)
    if height * width != states.shape[-1]:
        raise ValueError(f"shape: expected height × width = {states.shape[-1]} units, got {height} × {width}")
    return height, width


def _one_of(name, value, options):
    """Refuse a value that is not one of a few numbers and words; True is not taken for 1."""
    plain = isinstance(value, (str, int, float, np.number)) and not isinstance(value, bool)
    if not plain or value not in options:
        raise ValueError(f"{name}: expected one of {options}, got {value!r}")
