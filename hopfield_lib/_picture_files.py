"""Read picture files as greys, write states as pictures and films; offered by `hopfield_lib.images`."""

import io
import itertools
import os
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np

from . import _checks

LARGEST_PICTURE = 64_000_000  # pixels; a photograph of today's telephones passes
SUFFIXES = (".png", ".jpg", ".jpeg")


def load(path, size=None):
    """Read a picture file as greys (h, w), uint8.

    Orientation marks of cameras are followed, transparent parts are laid on white, colours become
    ITU-R BT.601 greys, and 16-bit greys are scaled to 8 bits.

    Parameters
    ----------
    path : str, os.PathLike or binary file
        The picture: PNG, JPEG, or any other file that Pillow reads.
    size : int or (int, int), optional
        Side, or height and width, to bring the picture to: the largest central part of these
        proportions is averaged by area. Without it the picture keeps its size.

    Returns
    -------
    (h, w) uint8 array
        Greys from 0 (black) to 255 (white).

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no picture, is damaged, or has more than `LARGEST_PICTURE` pixels; the latter is
        found before any pixel is decoded.
    """
    from PIL import Image, ImageOps

    size = _size(size)
    if not isinstance(path, (str, os.PathLike)) and not hasattr(path, "read"):
        raise TypeError(f"path: expected a path or an open binary file, got {path!r}")
    bombs = (Image.DecompressionBombWarning, Image.DecompressionBombError)
    damages = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as damaged EXIF marks
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                if image.width * image.height > LARGEST_PICTURE:
                    raise Image.DecompressionBombError(f"{image.width} × {image.height} pixels")
                picture = _grey(ImageOps.exif_transpose(image))
    except FileNotFoundError:
        raise
    except bombs as error:
        limit = f"{LARGEST_PICTURE:,} pixels"
        raise ValueError(f"path: expected a picture of at most {limit} in {path}, got {error}") from None
    except damages as error:
        raise ValueError(f"path: expected a readable picture in {path}, got {error}") from error
    if size is not None:
        height, width = size
        picture = ImageOps.fit(picture, (width, height), Image.Resampling.BOX)
    return np.array(picture)


def load_folder(folder, size=None):
    """Read all PNG and JPEG files of a folder, sorted by name.

    Parameters
    ----------
    folder : str or os.PathLike
        Files that begin with a dot, and files of other kinds, are passed over.
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
    FileNotFoundError, NotADirectoryError
        If there is no such folder.
    ValueError
        If it holds no picture, two of one name, or sizes that differ; or as `load`.
    """
    if not isinstance(folder, (str, os.PathLike)):
        raise TypeError(f"folder: expected a path, got {folder!r}")
    files = [
        path
        for path in Path(folder).iterdir()
        if path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
    ]
    if not files:
        raise ValueError(f"folder: expected {', '.join(SUFFIXES)} files in {folder}, got none")
    files.sort(key=lambda path: (path.stem, path.suffix))
    names = [path.stem for path in files]
    for first, second in itertools.pairwise(files):
        if first.stem == second.stem:
            raise ValueError(
                f"folder: expected one picture for each name, got {first.name} and {second.name}"
            )
    pictures = [load(path, size) for path in files]
    shapes = [picture.shape for picture in pictures]
    if len(set(shapes)) > 1:
        listed = ", ".join(f"{path.name} {h}×{w}" for path, (h, w) in zip(files, shapes, strict=True))
        raise ValueError(f"folder: expected pictures of one size, or a size to give them; got {listed}")
    return names, np.stack(pictures)


def picture_png(state, shape, *, zoom=1):
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
    """
    file = io.BytesIO()
    _frames(np.asarray(state)[None], shape, zoom)[0].save(file, "png")
    return file.getvalue()


def film(states, shape, *, seconds=0.2, zoom=1):
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
    """
    _checks.real("seconds", seconds, 0.01)
    first, *others = _frames(states, shape, zoom)
    file = io.BytesIO()
    first.save(file, "gif", save_all=True, append_images=others, duration=round(1000 * seconds), loop=0)
    return file.getvalue()


def _frames(states, shape, zoom):
    """Return states (frames, N) as Pillow pictures of two bits or less a pixel."""
    from PIL import Image

    height, width = _size(shape)
    rows = _checks.spins("states", states, height * width, zero=True, matrix=True)
    _checks.integer("zoom", zoom, 1, 64)
    levels = (1 - rows.reshape(-1, height, width)).astype(np.uint8)  # 0 black, 1 grey, 2 white
    pictures = []
    for level in levels.repeat(zoom, axis=1).repeat(zoom, axis=2):
        picture = Image.fromarray(level)
        picture.putpalette([0, 0, 0, 128, 128, 128, 255, 255, 255])
        pictures.append(picture)
    return pictures


def _grey(image):
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


def _size(size):
    """Return the size asked for as (height, width), or None."""
    if size is None:
        return None
    pair = size if isinstance(size, (tuple, list)) else (size, size)
    if len(pair) != 2:
        raise ValueError(f"size: expected a side or (height, width), got {size!r}")
    height, width = (_checks.integer("size", side, 1) for side in pair)
    if height * width > LARGEST_PICTURE:
        raise ValueError(f"size: expected at most {LARGEST_PICTURE:,} pixels, got {size!r}")
    return height, width
