"""Read picture files as greys, write states as pictures and films."""

import functools
import io
import itertools
import os
import warnings
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks

if TYPE_CHECKING:
    from PIL.Image import Image as Picture  # loaded where a picture is read or written, not before

LARGEST_PICTURE = 64_000_000  # pixels; a photograph of today's telephones passes
Size = int | tuple[int, int]  # side, or height and width
# What Pillow has a name for, but no pixels without another program, or has other things in.
NO_PICTURES = ("BUFR", "EPS", "GRIB", "HDF5", "IPTC", "MPEG", "WMF")


def load(path: str | os.PathLike[str] | IO[bytes], size: Size | None = None) -> NDArray[np.uint8]:
    """Read a picture file as greys (h, w), uint8.

    Orientation marks of cameras are followed, transparent parts are laid on white, colours become
    ITU-R BT.601 greys, and 16-bit greys are scaled to 8 bits.

    Parameters
    ----------
    path : str, os.PathLike or binary file
        The picture: PNG, JPEG, or any other file that Pillow reads; of a film, its first frame.
    size : int or (int, int), optional
        Side, or height and width, to bring the picture to: the largest central part of these
        proportions is averaged by area. Without it the picture keeps its size.

    Returns
    -------
    (h, w) uint8 array
        Greys from 0 (black) to 255 (white).

    Raises
    ------
    TypeError
        If `path` is of another kind, or `size` is no whole number.
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no picture, is damaged, or has more than `LARGEST_PICTURE` pixels; the latter is
        found before any pixel is decoded. Or if `size` is out of range.
    """
    from PIL import Image, ImageOps

    sides = None if size is None else _sides(size)
    if not isinstance(path, (str, os.PathLike)) and not hasattr(path, "read"):
        raise TypeError(f"path: expected a path or an open binary file, got {path!r}")
    bombs = (Image.DecompressionBombWarning, Image.DecompressionBombError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as damaged EXIF marks
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                if image.width * image.height > LARGEST_PICTURE:
                    raise Image.DecompressionBombError(f"{image.width} × {image.height} pixels")
                picture = _grey(ImageOps.exif_transpose(image))
    except (FileNotFoundError, MemoryError):
        raise
    except bombs as error:
        limit = f"{LARGEST_PICTURE:,} pixels"
        raise ValueError(f"path: expected a picture of at most {limit} in {path}, got {error}") from None
    except Exception as error:  # each of Pillow's readers fails in a way of its own
        raise ValueError(
            f"path: expected a readable picture in {path}, got {error or type(error).__name__}"
        ) from error
    if sides is not None:
        height, width = sides
        picture = ImageOps.fit(picture, (width, height), Image.Resampling.BOX)
    return np.array(picture)


def load_folder(
    folder: str | os.PathLike[str], size: Size | None = None
) -> tuple[list[str], NDArray[np.uint8]]:
    """Read all pictures of a folder, sorted by name.

    Parameters
    ----------
    folder : str or os.PathLike
        Files are taken for pictures by their endings: those of all kinds that Pillow reads, such
        as png, jpg, jfif, webp, gif, bmp and tif; of a film, the first frame. What is left out is
        named in a warning, except for files that begin with a dot.
    size : int or (int, int), optional
        As in `load`. Without it all pictures must have the same size.

    Returns
    -------
    names : list of str
        The files' names without their endings.
    pictures : (n, h, w) uint8 array
        Greys from 0 (black) to 255 (white).

    Raises
    ------
    TypeError
        If `folder` is no path, or `size` no whole number.
    FileNotFoundError, NotADirectoryError
        If there is no such folder.
    ValueError
        If it holds no picture, two of one name, a folder that is called like a picture, or sizes
        that differ; or as `load`.

    Warns
    -----
    UserWarning
        If files or folders in it were left out.
    """
    names, pictures, left_out = read_folder(folder, size)
    if left_out:
        words = f"{folder}: no pictures by their endings, so left out: {_checks.some(left_out)}"
        warnings.warn(words, stacklevel=2)
    return names, pictures


def read_folder(
    folder: str | os.PathLike[str], size: Size | None = None
) -> tuple[list[str], NDArray[np.uint8], list[str]]:
    """Return what `load_folder` returns, and the names of what was left out in place of the warning.

    Raises
    ------
    TypeError, FileNotFoundError, NotADirectoryError, ValueError
        As `load_folder`.
    """
    if not isinstance(folder, (str, os.PathLike)):
        raise TypeError(f"folder: expected a path, got {folder!r}")
    sides = None if size is None else _sides(size)
    seen = sorted(path for path in Path(folder).iterdir() if not path.name.startswith("."))
    known = suffixes()
    files = [path for path in seen if path.suffix.lower() in known]
    left_out = [path.name for path in seen if path.suffix.lower() not in known]
    if not files:
        got = f"none that can be read: {_checks.some(left_out)}" if left_out else "none"
        raise ValueError(f"folder: expected pictures such as .png, .jpg or .webp in {folder}, got {got}")
    for path in files:
        if not path.is_file():
            kind = "a folder" if path.is_dir() else "something else"
            raise ValueError(
                f"folder: expected files in {folder}, got {kind} called {_checks.some([path.name])}"
            )
    files.sort(key=lambda path: (path.stem, path.suffix))
    for first, second in itertools.pairwise(files):
        if first.stem == second.stem:
            pair = " and ".join(_checks.some([path.name]) for path in (first, second))
            raise ValueError(f"folder: expected one picture for each name, got {pair}")
    pictures = [load(path, sides) for path in files]
    first_of = {}
    for path, picture in zip(files, pictures, strict=True):
        first_of.setdefault(picture.shape, path.name)
    if len(first_of) > 1:
        listed = [f"{name} {h}×{w}" for (h, w), name in first_of.items()]
        got = _checks.some(listed, 4) + (" sizes" if len(listed) > 4 else "")
        raise ValueError(f"folder: expected pictures of one size, or a size to give them; got {got}")
    return [path.stem for path in files], np.stack(pictures), left_out


@functools.cache
def suffixes() -> frozenset[str]:
    """The endings, with their dots, of the files that are read as pictures."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Image.init()
    kinds = Image.registered_extensions().items()
    return frozenset(end for end, kind in kinds if kind in Image.OPEN and kind not in NO_PICTURES)


def picture_png(state: ArrayLike, shape: tuple[int, int], *, zoom: int = 1) -> bytes:
    """Write one state as a black-and-white PNG: +1 black, -1 white, 0 (undecided) grey.

    Parameters
    ----------
    state : (N,) array of +1, -1 and 0
    shape : (int, int)
        Height and width, N = height·width.
    zoom : int
        Pixels of the file along a side of a unit.

    Returns
    -------
    bytes

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    file = io.BytesIO()
    _frames(np.asarray(state)[None], shape, zoom)[0].save(file, "png")
    return file.getvalue()


def film(states: ArrayLike, shape: tuple[int, int], *, seconds: float = 0.2, zoom: int = 1) -> bytes:
    """Write states, one a frame, as an animated GIF that begins again when it has ended.

    Parameters
    ----------
    states : (frames, N) array of +1, -1 and 0
        In order, such as ``recall(..., record=1000).states``.
    shape : (int, int)
        Height and width, N = height·width.
    seconds : float
        How long each frame is shown; GIF counts hundredths of a second.
    zoom : int
        Pixels of the film along a side of a unit.

    Returns
    -------
    bytes
        For ``Path("recall.gif").write_bytes`` or ``IPython.display.Image(data=...)``.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    seconds = _checks.real("seconds", seconds, 0.01)
    first, *others = _frames(states, shape, zoom)
    file = io.BytesIO()
    first.save(file, "gif", save_all=True, append_images=others, duration=round(1000 * seconds), loop=0)
    return file.getvalue()


def _frames(states: ArrayLike, shape: tuple[int, int], zoom: int) -> "list[Picture]":
    """Return states (frames, N) as Pillow pictures of two bits or less a pixel."""
    from PIL import Image

    height, width = _sides(shape)
    rows = _checks.spins("states", states, height * width, zero=True, matrix=True)
    zoom = _checks.integer("zoom", zoom, 1, 64)
    levels = (1 - rows.reshape(-1, height, width)).astype(np.uint8)  # 0 black, 1 grey, 2 white
    pictures = []
    for level in levels.repeat(zoom, axis=1).repeat(zoom, axis=2):
        picture = Image.fromarray(level)
        picture.putpalette([0, 0, 0, 128, 128, 128, 255, 255, 255])
        pictures.append(picture)
    return pictures


def _grey(image: "Picture") -> "Picture":
    """Return a Pillow image as 8-bit greys, alpha laid on white."""
    from PIL import Image

    if image.mode.startswith("I"):  # 16-bit greys, which Pillow would cut at 255
        deep = np.asarray(image).astype(np.int64)
        if deep.min() < 0 or deep.max() > 65535:
            raise ValueError(f"greys from {deep.min()} to {deep.max()}, more than 16 bits")
        return Image.fromarray(((2 * deep + 257) // 514).astype(np.uint8))
    if image.mode == "F":
        raise ValueError("greys that are floating-point numbers of unknown range")
    if image.mode in ("LA", "PA", "La", "RGBA", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("RGB").convert("L") if image.mode not in ("1", "L") else image.convert("L")


def _sides(size: Size) -> tuple[int, int]:
    """Return the size asked for as (height, width)."""
    pair = size if isinstance(size, (tuple, list)) else (size, size)
    if len(pair) != 2:
        raise ValueError(f"size: expected a side or (height, width), got {size!r}")
    height, width = (_checks.integer("size", side, 1) for side in pair)
    if height * width > LARGEST_PICTURE:
        raise ValueError(f"size: expected at most {LARGEST_PICTURE:,} pixels, got {size!r}")
    return height, width
