"""The pictures that the command line writes, and never over anything that is there."""

import contextlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..couplings import Couplings
from .words import CommandError

if TYPE_CHECKING:
    from PIL.Image import Image as Picture  # Pillow is loaded where a picture is made, not before
    from PIL.ImageDraw import ImageDraw as Pen

CELL = 160  # pixels of the longer side of a picture on the contact sheet
GAP = 8  # pixels between those pictures
LINE = 20  # pixels for a line of text
ROWS = 256  # of the weight matrix at a time


def refuse_existing(paths: Sequence[Path]) -> None:
    """Stop if one of the files is there already.

    Raises
    ------
    CommandError
        If one is.
    """
    for path in paths:
        if path.exists() or path.is_symlink():
            raise CommandError(f"{path} is there already and is not overwritten: name another place")


def same_place(first: str | os.PathLike[str], second: str | os.PathLike[str]) -> bool:
    """Whether two paths are one folder."""
    return Path(first).resolve() == Path(second).resolve()


def make_folder(folder: Path) -> None:
    """Make a folder, unless it is there, and make sure that files can be written to it."""
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.TemporaryFile(dir=folder).close()


def write_png(path: Path, picture: "Picture") -> None:
    """Write a picture losslessly to a file that must not be there yet."""
    with path.open("xb") as file:
        picture.save(file, format="PNG")


def black_and_white(state: NDArray[Any], shape: tuple[int, int]) -> "Picture":
    """Return a state as a picture of 1 bit a pixel: +1 is black, -1 white."""
    from PIL import Image

    greys = np.where(state.reshape(shape) > 0, 0, 255).astype(np.uint8)
    return Image.fromarray(greys).convert("1", dither=Image.Dither.NONE)


def weight_picture(couplings: Couplings) -> tuple["Picture", float]:
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

    def rows(start: int) -> NDArray[Any]:
        units = np.arange(start, min(start + ROWS, N))
        return couplings.field(np.where(units[:, None] == np.arange(N), 1.0, 0.0))

    largest = max(float(np.abs(rows(start)).max()) for start in starts)
    greys = np.empty((N, N), np.uint8)
    for start in starts:
        greys[start : start + ROWS] = np.rint(127.5 + (127.5 / largest if largest else 0.0) * rows(start))
    return Image.fromarray(greys), largest


def contact_sheet(
    names: Sequence[str], columns: Mapping[str, NDArray[Any]], shape: tuple[int, int]
) -> "Picture":
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


def _write(draw: "Pen", place: tuple[int, int], text: str, room: int) -> None:
    """Write text on a picture; what has no room is cut, letters that cannot be drawn become '?'."""
    while text:
        try:
            if draw.textlength(text) <= room:
                draw.text(place, text, fill=0)
                return
            text = text[:-1]
        except UnicodeEncodeError:  # a Pillow without FreeType draws Latin letters only
            text = text.encode("latin-1", "replace").decode("latin-1")
