"""Data sets to store and recall: packed ones that need no network, and loaders of two full ones.

Each function returns `Images`: read-only pixels (n, h, w), the class of each image, and a sentence
on where they come from. Two kinds of pixels occur:

- bitmaps (`digits_10x9`, `letters`) are int8, +1 ink and -1 paper: their `patterns` can be stored
  as they are, ``hebbian(letters("ABC").patterns)``;
- all others are greys, uint8 from 0 (black) to 255 (white): `hopfield_lib.images` turns them into
  states, ``binarize(pictures("camera", "coins").images)``.

Licences, citations, indices and hashes of the packed files are in ``packed/SOURCES.toml``; `sources`
returns them.
"""

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import _checks, _full_sets

__all__ = [
    "ALPHABET",
    "FASHION",
    "PICTURES",
    "Images",
    "digits_10x9",
    "fashion",
    "fashion_mnist",
    "handwritten_digits",
    "letters",
    "mnist",
    "pictures",
    "sources",
]

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


@dataclass(frozen=True, eq=False)
class Images:
    """Images of one size, with the class of each and where they come from.

    Attributes
    ----------
    images : (n, h, w) int8 or uint8 array, read-only
        Bitmaps of +1 (ink) and -1 (paper), or greys from 0 (black) to 255 (white).
    labels : (n,) int array, read-only
        The class of each image, an index into `classes`.
    classes : tuple of str
        The names of the classes of the whole data set.
    source : str
        Where these images were taken from.
    """

    images: np.ndarray
    labels: np.ndarray
    classes: tuple[str, ...]
    source: str

    def __post_init__(self):
        self.images.flags.writeable = False
        self.labels.flags.writeable = False

    @property
    def patterns(self):
        """The images as rows (n, h·w), the shape of states, with the same values."""
        return self.images.reshape(len(self.images), -1)

    @property
    def shape(self):
        """Height and width of an image."""
        return self.images.shape[1:]

    @property
    def names(self):
        """The class of each image by name, n of them."""
        return tuple(self.classes[label] for label in self.labels)

    def __len__(self):
        return len(self.images)

    def __repr__(self):
        height, width = self.shape
        present = [self.classes[label] for label in dict.fromkeys(self.labels.tolist())]
        shown = ", ".join(present[:10]) + (", …" if len(present) > 10 else "")
        kind = "±1" if self.images.dtype == np.int8 else "grey"
        return f"Images({len(self)} × {height}×{width} {kind}: {shown}; source: {self.source})"


def digits_10x9(*digits):
    """Return the ten digits of A. Pujar's notes on Hopfield networks, drawn on 10 × 9 pixels.

    Parameters
    ----------
    *digits : int
        The digits wanted, in this order; all ten if none is named.

    Returns
    -------
    Images
        ``images`` (n, 10, 9) and ``patterns`` (n, 90) of +1 (ink) and -1, int8.

    Examples
    --------
    >>> digits_10x9(0, 1, 3, 4, 7).patterns.shape
    (5, 90)
    """
    chosen = _digits(digits)
    bitmaps = _bitmaps("digits_10x9.txt", DIGITS)
    return Images(bitmaps[chosen], chosen, DIGITS, _attribution("digits_10x9"))


def letters(text=ALPHABET):
    """Return capital letters drawn for this course on 10 × 10 pixels, strokes two wide.

    Parameters
    ----------
    text : str
        The letters wanted, in this order, each from A to Z.

    Returns
    -------
    Images
        ``images`` (n, 10, 10) and ``patterns`` (n, 100) of +1 (ink) and -1, int8.

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
    bitmaps = _bitmaps("letters.txt", ALPHABET)
    return Images(bitmaps[chosen], chosen, tuple(ALPHABET), _attribution("letters"))


def pictures(*names, size=128):
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


def fashion(*names, count=60):
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


def handwritten_digits(*digits):
    """Return the 1,797 handwritten digits of UCI's optical recognition data, 8 × 8.

    Parameters
    ----------
    *digits : int
        The digits wanted; all ten if none is named. Images keep their original order.

    Returns
    -------
    Images
        ``images`` (n, 8, 8), bright ink on black, uint8: the original's 0 ... 16 times 255/16, rounded.

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


def sources():
    """Return what ``packed/SOURCES.toml`` says of each packed data set, as a dictionary."""
    return tomllib.loads((PACKED / "SOURCES.toml").read_text(encoding="utf-8"))


def fashion_mnist(split="train", *, download=False):
    """Return the full Fashion-MNIST: 60,000 images to train with or 10,000 to test.

    The files are looked for in ``$HOPFIELD_DATA_DIR/fashion-mnist``, in ``$HOPFIELD_DATA_DIR``
    itself, where Debian's package ``dataset-fashion-mnist`` puts them, and among those downloaded
    before. They are checked by SHA-256 wherever they come from.

    Parameters
    ----------
    split : {"train", "test"}
        Which part.
    download : bool
        Whether to fetch the files, if they are found nowhere, into ``$HOPFIELD_DATA_DIR`` or,
        if that is not set, ``~/.cache/hopfield_lib``.

    Returns
    -------
    Images
        ``images`` (n, 28, 28) of greys 0 ... 255, uint8; ``source`` says where they were found.

    Raises
    ------
    FileNotFoundError
        If the files are found nowhere and `download` is false.
    ValueError
        If a file that was found is not the published one.
    OSError
        If no mirror could be reached or none gave the published file.

    References
    ----------
    H. Xiao, K. Rasul, R. Vollgraf, arXiv:1708.07747, 2017.
    """
    images, labels, source = _full_sets.find("fashion-mnist", split, download)
    return Images(images, labels, FASHION, source)


def mnist(split="train", *, download=False):
    """Return the full MNIST of handwritten digits; found, checked and fetched as `fashion_mnist`.

    Parameters
    ----------
    split : {"train", "test"}
        Which part: 60,000 images or 10,000.
    download : bool
        Whether to fetch the files if they are found nowhere.

    Returns
    -------
    Images
        ``images`` (n, 28, 28), bright ink on black, uint8; ``source`` says where they were found.

    Raises
    ------
    FileNotFoundError, ValueError, OSError
        As `fashion_mnist`.

    References
    ----------
    Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, Proc. IEEE 86:2278, 1998.
    """
    images, labels, source = _full_sets.find("mnist", split, download)
    return Images(images, labels, DIGITS, source)


def _chosen(name, values, known):
    """Return the indices in `known` of the values asked for; all of them if none is."""
    wrong = [value for value in values if not isinstance(value, str) or value not in known]
    if wrong:
        raise ValueError(f"{name}: expected some of {', '.join(known)}; got {wrong[0]!r}")
    return np.array([known.index(value) for value in values] or range(len(known)), dtype=np.intp)


def _digits(values):
    """Return the digits asked for, all ten if none is."""
    chosen = [_checks.integer("digits", value, 0, 9) for value in values]
    return np.array(chosen or range(10), dtype=np.intp)


@functools.cache
def _packed(file):
    return np.load(PACKED / file, allow_pickle=False)


@functools.cache
def _bitmaps(file, names):
    """Read bitmaps drawn as text: each a line with its name, then rows of # (ink) and . (paper)."""
    blocks = (PACKED / file).read_text(encoding="ascii").split("\n\n")
    drawn = {name: rows for name, *rows in (block.split() for block in blocks)}
    ink = np.array([[list(row) for row in drawn[name]] for name in names]) == "#"
    return np.where(ink, np.int8(1), np.int8(-1))


@functools.cache
def _attribution(name):
    return sources()[name]["attribution"]
