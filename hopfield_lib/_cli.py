"""Helpers of the command line: pairs of names, tables, and pictures written but never overwritten.

What a user must be told stops the program as a `CommandError`, whose message is one line.
"""

import contextlib
import os
import re
import tempfile
import unicodedata
from argparse import ArgumentTypeError
from pathlib import Path

import numpy as np

from . import _checks
from ._picture_files import LARGEST_PICTURE

CELL = 160  # pixels of the longer side of a picture on the contact sheet
GAP, LINE = 8, 20  # between those pictures, and for a line of text
ROWS = 256  # of the weight matrix at a time


class CommandError(ValueError):
    """What the user asked for cannot be done; the message says why in one line."""


# -------------------------------------------------------------------------- what options may say


def share(text):
    """Return a share from 0 to 1, as of pixels to flip."""
    value = _number(text, "a share of the pixels from 0 to 1")
    try:
        return _checks.fraction("share", value)
    except ValueError:
        hint = f"; {value:g} % is {value / 100:g}" if 1 < value <= 100 else ""
        raise ArgumentTypeError(f"expected a share of the pixels from 0 to 1, got {text}{hint}") from None


def threshold(text):
    """Return "mean" or a grey from 0 to 255."""
    if text == "mean":
        return text
    expected = "'mean' or a grey from 0 to 255"
    value = _number(text, expected)
    if not 0 <= value <= 255:
        raise ArgumentTypeError(f"expected {expected}, got {text}")
    return value


def size(text):
    """Return (height, width) from "HxW", or from one number for a square."""
    found = re.fullmatch(r"(\d+)(?:[x×](\d+))?", text.lower(), re.ASCII)
    height, width = (int(side) for side in (found[1], found[2] or found[1])) if found else (0, 0)
    if not 0 < height * width <= LARGEST_PICTURE:
        raise ArgumentTypeError(
            f"expected HxW in pixels, such as 96x128, or one number for a square, at most "
            f"{LARGEST_PICTURE:,} pixels; got {text}"
        )
    return height, width


def seed(text):
    """Return a whole number, 0 or more."""
    if not re.fullmatch(r"\d+", text, re.ASCII):
        raise ArgumentTypeError(f"expected a whole number, 0 or more, got {text}")
    return int(text)


def _number(text, expected):
    try:
        return float(text)
    except ValueError:
        raise ArgumentTypeError(f"expected {expected}, got {text}") from None


# ------------------------------------------------------------------------------ names and tables


def same_form(names, option, folder):
    """Return names with accents in one form, since systems write them in one code or in two."""
    formed = [unicodedata.normalize("NFC", name) for name in names]
    for position, name in enumerate(formed):
        if name in formed[:position]:
            raise CommandError(
                f"{option}: expected one picture for each name in {folder}, got two of {name!r}"
            )
    return formed


def in_one_line(names, option):
    """Stop where a name would break the lines of the table."""
    for name in names:
        if _checks.printable(name) != name:
            raise CommandError(f"{option}: expected names in one line, got {_checks.some([name])}")


def short_enough(names, added, folder):
    """Stop where a name would be too long for a file of `folder` once `added` stands behind it."""
    longest = 255
    with contextlib.suppress(StopIteration, OSError, ValueError, AttributeError):  # Windows has no such word
        there = next(place for place in (folder, *folder.parents) if place.is_dir())
        longest = os.pathconf(there, "PC_NAME_MAX")
    for name in names:
        if (length := len(os.fsencode(name + added))) > longest:
            raise CommandError(
                f"--store: expected names short enough for {added} behind them, {longest} bytes in all, "
                f"got {length}: {_checks.some([name])}"
            )


def one_line(error):
    """Return what an error says, in one line and without the name of the argument it is about."""
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    if isinstance(error, OSError) and error.filename is not None:
        words = f"{words}: {error.filename}"
    return _checks.printable(re.sub(r"^(path|folder|patterns|pictures|cues|stored): ", "", words))


def table(head, rows):
    """Return rows of words under a head, as lines; columns of numbers to the right, others to the left."""
    cells = [head, *rows]
    right = [all(re.fullmatch(r"-?[\d.]+", row[k]) for row in rows) for k in range(len(head))]
    right[0] = False  # names, even if all of them are numbers
    widths = [max(_columns(row[k]) for row in cells) for k in range(len(head))]
    lines = []
    for row in cells:
        padded = []
        for k, (word, width) in enumerate(zip(row, widths, strict=True)):
            space = " " * (width - _columns(word))
            padded.append(space + word if right[k] else word + space)
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def _columns(text):
    """How many columns of a terminal a text takes: two for a wide character, none for an accent."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(unicodedata.combining(letter) > 0 for letter in text)


# ---------------------------------------------------------------------------------------- output


class Listener:
    """A stream to print on that may be closed at its other end, as by ``| head``: nothing is said of that.

    The work goes on to its end, since its results are files; `failure` is what else went wrong.
    """

    failure = None

    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def write(self, text):
        with self._patience():
            self._stream.write(text)
        return len(text)

    def flush(self):
        with self._patience():
            self._stream.flush()

    @contextlib.contextmanager
    def _patience(self):
        try:
            yield
        except OSError as error:
            self.failure = None if isinstance(error, BrokenPipeError) else error
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())  # for what is still in the stream's buffer too
            os.close(nowhere)


# -------------------------------------------------------------------------------------- pictures


def refuse_existing(paths):
    """Stop if one of the files is there already."""
    for path in paths:
        if path.exists() or path.is_symlink():
            raise CommandError(f"{path} is there already and is not overwritten: name another place")


def same_place(first, second):
    """Whether two paths are one folder."""
    return Path(first).resolve() == Path(second).resolve()


def make_folder(folder):
    """Make a folder, unless it is there, and make sure that files can be written to it."""
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.TemporaryFile(dir=folder).close()


def write_png(path, picture):
    """Write a picture losslessly to a file that must not be there yet."""
    with path.open("xb") as file:
        picture.save(file, format="PNG")


def black_and_white(state, shape):
    """Return a state as a picture of 1 bit a pixel: +1 is black, -1 white."""
    from PIL import Image

    greys = np.where(state.reshape(shape) > 0, 0, 255).astype(np.uint8)
    return Image.fromarray(greys).convert("1", dither=Image.Dither.NONE)


def weight_picture(couplings):
    """Return couplings as a picture, a pixel each: 0 is grey, and brighter is more.

    The matrix is gone through by blocks of its rows, W e_i for some units i, and never held whole.

    Returns
    -------
    picture : PIL.Image.Image
    largest : float
        The size of the coupling that is white, and of that which is black.
    """
    from PIL import Image

    N = couplings.size
    starts = range(0, N, ROWS)

    def rows(start):
        units = np.arange(start, min(start + ROWS, N))
        return couplings.field(np.where(units[:, None] == np.arange(N), 1.0, 0.0))

    largest = max(float(np.abs(rows(start)).max()) for start in starts)
    greys = np.empty((N, N), np.uint8)
    for start in starts:
        greys[start : start + ROWS] = np.rint(127.5 + (127.5 / largest if largest else 0.0) * rows(start))
    return Image.fromarray(greys), largest


def contact_sheet(names, columns, shape):
    """Return one picture of all: a row a name, with a state from each column beside another.

    Parameters
    ----------
    names : list of str
    columns : dict of str to (n, N) array
        The head of each column, and its states of +1 and -1.
    shape : (int, int)
        Height and width of a state as a picture.
    """
    from PIL import Image, ImageDraw, ImageFont

    longer = max(shape)
    factor = CELL // longer if longer <= CELL else CELL / longer
    height, width = (max(1, round(side * factor)) for side in shape)
    cell_w, cell_h = max(width, 60) + GAP, height + LINE + GAP
    block_w = len(columns) * cell_w + 2 * GAP
    blocks = max(1, round((len(names) * cell_h / block_w) ** 0.5))  # side by side: nearly a square
    rows = -(-len(names) // blocks)
    blocks = -(-len(names) // rows)
    sheet = Image.new("L", (blocks * block_w, LINE + rows * cell_h + GAP), 235)
    draw = ImageDraw.Draw(sheet)
    with contextlib.suppress(ImportError):  # a Pillow without FreeType has one small size only
        draw.font = ImageFont.load_default(LINE - 6)
    way = Image.Resampling.NEAREST if factor >= 1 else Image.Resampling.BOX
    for k, (head, states) in enumerate(columns.items()):
        for n, state in enumerate(states):
            block, row = divmod(n, rows)
            left, top = block * block_w + GAP + k * cell_w, LINE + row * cell_h
            if k == 0:
                _write(draw, (left, top), f"{n + 1}  {names[n]}", block_w - 2 * GAP)
            if row == 0:
                _write(draw, (left, 0), head, cell_w)
            sheet.paste(
                black_and_white(state, shape).convert("L").resize((width, height), way), (left, top + LINE)
            )
    return sheet


def _write(draw, place, text, room):
    """Write text on a picture; what has no room is cut, letters that cannot be drawn become '?'."""
    while text:
        try:
            if draw.textlength(text) <= room:
                draw.text(place, text, fill=0)
                return
            text = text[:-1]
        except UnicodeEncodeError:  # a Pillow without FreeType draws Latin letters only
            text = text.encode("latin-1", "replace").decode("latin-1")
