"""The data sets that lie in the folder ``packed`` beside this file."""

import functools
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _checks
from .sets import Images

PICTURES = ("camera", "astronaut", "chelsea", "coffee", "coins", "brick", "retina", "clock")
FASHION = (
    "t-shirt",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = tuple("0123456789")
PACKED = Path(__file__).parent / "packed"


def digits_10x9(*digits: int) -> Images:
    """Return the ten digits of A. Pujar's notes on Hopfield networks, drawn on 10 × 9 pixels.

    Parameters
    ----------
    *digits : int
        The digits wanted, in this order; all ten if none is named.

    Returns
    -------
    Images
        ``images`` (n, 10, 9) and ``patterns`` (n, 90) of +1 (ink) and -1, int8.

    Raises
    ------
    TypeError, ValueError
        If one is no whole number from 0 to 9.

    Examples
    --------
    >>> digits_10x9(0, 1, 3, 4, 7).patterns.shape
    (5, 90)
    """
    chosen = _digits(digits)
    bitmaps = _bitmaps("digits_10x9.txt", DIGITS)
    return Images(bitmaps[chosen], chosen, DIGITS, _attribution("digits_10x9"))


def letters(text: str = ALPHABET) -> Images:
    """Return capital letters drawn for this course on 10 × 10 pixels, strokes two wide.

    Parameters
    ----------
    text : str
        The letters wanted, in this order, each from A to Z.

    Returns
    -------
    Images
        ``images`` (n, 10, 10) and ``patterns`` (n, 100) of +1 (ink) and -1, int8.

    Raises
    ------
    TypeError, ValueError
        If `text` is no string of such letters.

    Examples
    --------
    >>> letters("HOP").names
    ('H', 'O', 'P')
    """
    if not isinstance(text, str):
        raise TypeError(f"text: expected a string of letters such as 'ABC', got {text!r}")
    wrong = [letter for letter in text if letter not in ALPHABET]
    if wrong or not text:
        raise ValueError(f"text: expected letters from A to Z, got {wrong[0] if wrong else text!r}")
    chosen = np.array([ALPHABET.index(letter) for letter in text])
    bitmaps = _bitmaps("letters.txt", tuple(ALPHABET))
    return Images(bitmaps[chosen], chosen, tuple(ALPHABET), _attribution("letters"))


def pictures(*names: str, size: int = 128) -> Images:
    """Return photographs in the public domain or under CC0, square and grey.

    Parameters
    ----------
    *names : str
        Names from `PICTURES`, in this order; all eight if none is given.
    size : int
        Pixels along a side: 128 or, averaged over blocks, 64, 32 or 16.

    Returns
    -------
    Images
        ``images`` (n, size, size) of greys 0 ... 255, uint8.

    Raises
    ------
    TypeError, ValueError
        If a name or the size is none of these.

    Examples
    --------
    >>> pictures("camera", "coins", size=64).images.shape
    (2, 64, 64)
    """
    chosen = _chosen("names", names, PICTURES)
    size = _checks.integer("size", size)
    if size not in (128, 64, 32, 16):
        raise ValueError(f"size: expected 128, 64, 32 or 16, got {size}")
    block = 128 // size
    cells = _packed("pictures.npy")[chosen].reshape(-1, size, block, size, block)
    total = cells.sum(axis=(2, 4), dtype=np.int64)
    greys = (2 * total + block**2) // (2 * block**2)  # the mean, halves upwards
    return Images(greys.astype(np.uint8), chosen, PICTURES, _attribution("pictures"))


def fashion(*names: str, count: int = 60) -> Images:
    """Return fashion images, 28 × 28, bright on black: the first of each class of Fashion-MNIST.

    Parameters
    ----------
    *names : str
        Classes from `FASHION`, in this order; all ten if none is given.
    count : int
        Images of each class, 1 ... 60.

    Returns
    -------
    Images
        ``images`` (n, 28, 28) of greys 0 ... 255, uint8, class by class.

    Raises
    ------
    TypeError, ValueError
        If a name or the count is none of these.

    Examples
    --------
    >>> fashion("sneaker", "sandal", count=5).images.shape
    (10, 28, 28)
    """
    classes = _chosen("names", names, FASHION)
    count = _checks.integer("count", count, 1, 60)
    chosen = (60 * classes[:, None] + np.arange(count)).ravel()
    labels = np.repeat(classes, count)
    return Images(_packed("fashion.npy")[chosen], labels, FASHION, _attribution("fashion"))


def handwritten_digits(*digits: int) -> Images:
    """Return the 1,797 handwritten digits of UCI's optical recognition data, 8 × 8.

    Parameters
    ----------
    *digits : int
        The digits wanted; all ten if none is named. Images keep their original order.

    Returns
    -------
    Images
        ``images`` (n, 8, 8), bright ink on black, uint8: the original's 0 ... 16 times 255/16, rounded.

    Raises
    ------
    TypeError, ValueError
        If one is no whole number from 0 to 9.

    Examples
    --------
    >>> len(handwritten_digits(3, 8))
    357
    """
    labels = _packed("handwritten_digits_labels.npy").astype(np.intp)
    chosen = np.flatnonzero(np.isin(labels, _digits(digits)))
    ink = _packed("handwritten_digits.npy")[chosen].astype(np.int64)
    greys = ((2 * 255 * ink + 16) // 32).astype(np.uint8)
    return Images(greys, labels[chosen], DIGITS, _attribution("handwritten_digits"))


def sources() -> dict[str, Any]:
    """Return what ``data/packed/SOURCES.toml`` says of each packed data set, as a dictionary."""
    return tomllib.loads((PACKED / "SOURCES.toml").read_text(encoding="utf-8"))


def _chosen(name: str, values: tuple[str, ...], known: tuple[str, ...]) -> NDArray[np.intp]:
    """Return the indices in `known` of the values asked for; all of them if none is."""
    wrong = [value for value in values if not isinstance(value, str) or value not in known]
    if wrong:
        raise ValueError(f"{name}: expected some of {', '.join(known)}; got {wrong[0]!r}")
    return np.array([known.index(value) for value in values] or range(len(known)), dtype=np.intp)


def _digits(values: tuple[int, ...]) -> NDArray[np.intp]:
    """Return the digits asked for, all ten if none is."""
    chosen = [_checks.integer("digits", value, 0, 9) for value in values]
    return np.array(chosen or range(10), dtype=np.intp)


@functools.cache
def _packed(file: str) -> NDArray[np.uint8]:
    return np.load(PACKED / file, allow_pickle=False)


@functools.cache
def _bitmaps(file: str, names: tuple[str, ...]) -> NDArray[np.int8]:
    """Read bitmaps drawn as text: each a line with its name, then rows of # (ink) and . (paper)."""
    blocks = (PACKED / file).read_text(encoding="ascii").split("\n\n")
    drawn = {name: rows for name, *rows in (block.split() for block in blocks)}
    ink = np.array([[list(row) for row in drawn[name]] for name in names]) == "#"
    return np.where(ink, np.int8(1), np.int8(-1))


@functools.cache
def _attribution(name: str) -> str:
    return sources()[name]["attribution"]
