"""Read picture files as greys; `hopfield_lib.images` offers these functions."""

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
