"""Corruptions: cues made of patterns, by flips, masks, drawings and noise."""

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks
from .states import greys_of


def flip(
    patterns: ArrayLike, fraction: float, *, rng: np.random.Generator, exact: bool = True
) -> NDArray[np.int8]:
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

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
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


def flip_per_row(
    patterns: ArrayLike,
    shape: tuple[int, int],
    count: int,
    *,
    rng: np.random.Generator,
    replace: bool = False,
) -> NDArray[np.int8]:
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

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
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


def mask_rows(
    patterns: ArrayLike,
    shape: tuple[int, int],
    rows: ArrayLike,
    value: Literal[-1, 1, 0, "random"] = -1,
    *,
    rng: np.random.Generator | None = None,
) -> NDArray[np.int8]:
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

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    states = _states(patterns)
    return mask_block(states, shape, rows, range(_shape(shape, states)[1]), value, rng=rng)


def mask_block(
    patterns: ArrayLike,
    shape: tuple[int, int],
    rows: ArrayLike,
    columns: ArrayLike,
    value: Literal[-1, 1, 0, "random"] = -1,
    *,
    rng: np.random.Generator | None = None,
) -> NDArray[np.int8]:
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

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    states = _states(patterns)
    height, width = _shape(shape, states)
    block = np.ix_(_checks.units("rows", rows, height), _checks.units("columns", columns, width))
    filling = _checks.one_of("value", value, (-1, 1, 0, "random"))
    if filling == "random":
        size = (*states.shape[:-1], block[0].size, block[1].size)
        filling = 2 * _checks.generator("rng", rng).integers(2, size=size) - 1
    states.reshape(*states.shape[:-1], height, width)[(..., *block)] = filling
    return states


def overlay(
    patterns: ArrayLike,
    shape: tuple[int, int],
    bitmap: ArrayLike,
    top: int = 0,
    left: int = 0,
    *,
    scale: int = 1,
    value: Literal[-1, 1, 0] = 1,
) -> NDArray[np.int8]:
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

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
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


def blend(first: ArrayLike, second: ArrayLike) -> NDArray[np.int8]:
    """Return the cue half-way between two patterns: their common units, and 0 where they differ.

    Parameters
    ----------
    first, second : (..., N) arrays of ±1, of the same shape

    Returns
    -------
    (..., N) int8 array
        Of -1, 0 (undecided) and +1.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    one, other = _checks.spins("first", first), _checks.spins("second", second)
    if one.shape != other.shape:
        raise ValueError(f"second: expected the shape of first, {one.shape}, got {other.shape}")
    return (one + other) // 2


def grey_noise(pictures: ArrayLike, fraction: float, *, rng: np.random.Generator) -> NDArray[Any]:
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

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    greys = greys_of("pictures", pictures)
    share = _checks.fraction("fraction", fraction)
    rng = _checks.generator("rng", rng)
    replaced = rng.random(greys.shape) < share
    if greys.dtype == np.uint8:
        noise = rng.integers(256, size=greys.shape, dtype=np.uint8)
    else:
        noise = rng.random(greys.shape).astype(greys.dtype)
    return np.where(replaced, noise, greys)


def _states(patterns: ArrayLike) -> NDArray[np.int8]:
    """Return states of ±1 and 0 as a copy in C order, whose reshaped views can be written to."""
    return np.ascontiguousarray(_checks.spins("patterns", patterns, zero=True))


def _shape(shape: tuple[int, int], states: NDArray[np.int8]) -> tuple[int, int]:
    """Return height and width if they make up the width of the states."""
    try:
        height, width = shape
    except (TypeError, ValueError):
        raise ValueError(f"shape: expected (height, width), got {shape!r}") from None
    height, width = _checks.integer("shape", height, 1), _checks.integer("shape", width, 1)
    if height * width != states.shape[-1]:
        raise ValueError(f"shape: expected height × width = {states.shape[-1]} units, got {height} × {width}")
    return height, width
