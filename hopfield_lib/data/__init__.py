"""Data sets to store and recall: packed ones that need no network, and loaders of two full ones.

Each function returns `Images`: read-only pixels (n, h, w), the class of each image, and a sentence
on where they come from. Two kinds of pixels occur:

- bitmaps (`digits_10x9`, `letters`) are int8, +1 ink and -1 paper: their `patterns` can be stored
  as they are, ``hebbian(letters("ABC").patterns)``;
- all others are greys, uint8 from 0 (black) to 255 (white): `hopfield_lib.images` turns them into
  states, ``binarize(pictures("camera", "coins").images)``.

Licences, citations, indices and hashes of the packed files are in ``data/packed/SOURCES.toml``; `sources`
returns them.
"""

from .full_sets import fashion_mnist, mnist
from .packed_sets import (
    ALPHABET,
    FASHION,
    PACKED,
    PICTURES,
    digits_10x9,
    fashion,
    handwritten_digits,
    letters,
    pictures,
    sources,
)
from .sets import Images

__all__ = [
    "ALPHABET",
    "FASHION",
    "PACKED",
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
