"""What the command line's options may say, as functions from words to values."""

import re
from argparse import ArgumentTypeError
from typing import Literal

from .. import _checks
from ..images.files import LARGEST_PICTURE


def share(text: str) -> float:
    """Return a share from 0 to 1, as of pixels to flip.

    Raises
    ------
    argparse.ArgumentTypeError
        If the words say nothing of that kind.
    """
    value = _number(text, "a share of the pixels from 0 to 1")
    try:
        return _checks.fraction("share", value)
    except ValueError:
        hint = f"; {value:g} % is {value / 100:g}" if 1 < value <= 100 else ""
        raise ArgumentTypeError(f"expected a share of the pixels from 0 to 1, got {text}{hint}") from None


def threshold(text: str) -> Literal["mean"] | float:
    """Return "mean" or a grey from 0 to 255.

    Raises
    ------
    argparse.ArgumentTypeError
        If the words say nothing of that kind.
    """
    if text == "mean":
        return "mean"
    expected = "'mean' or a grey from 0 to 255"
    value = _number(text, expected)
    if not 0 <= value <= 255:
        raise ArgumentTypeError(f"expected {expected}, got {text}")
    return value


def size(text: str) -> tuple[int, int]:
    """Return (height, width) from "HxW", or from one number for a square.

    Raises
    ------
    argparse.ArgumentTypeError
        If the words say nothing of that kind.
    """
    found = re.fullmatch(r"(\d+)(?:[x×](\d+))?", text.lower(), re.ASCII)
    height, width = (int(side) for side in (found[1], found[2] or found[1])) if found else (0, 0)
    if not 0 < height * width <= LARGEST_PICTURE:
        raise ArgumentTypeError(
            f"expected HxW in pixels, such as 96x128, or one number for a square, at most "
            f"{LARGEST_PICTURE:,} pixels; got {text}"
        )
    return height, width


def seed(text: str) -> int:
    """Return a whole number, 0 or more.

    Raises
    ------
    argparse.ArgumentTypeError
        If the words say nothing of that kind.
    """
    if not re.fullmatch(r"\d+", text, re.ASCII):
        raise ArgumentTypeError(f"expected a whole number, 0 or more, got {text}")
    return int(text)


def _number(text: str, expected: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ArgumentTypeError(f"expected {expected}, got {text}") from None
