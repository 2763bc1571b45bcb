"""The full data sets, too large to pack: found on this machine or fetched, and checked in any case."""

import gzip
import hashlib
import http.client
import os
import tempfile
import urllib.request
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .. import _checks
from .packed_sets import DIGITS, FASHION
from .sets import Images

# SHA-256 of the files' contents after decompression, which do not depend on who compressed them.
# Fashion-MNIST's were computed from Debian's copies: with the headers that Zalando's gzip wrote put
# back, these have the published MD5 sums. MNIST's are those that its users have published.
_HASHES = {
    "fashion-mnist": {
        "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    },
    "mnist": {
        "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
}
_MIRRORS = {
    "fashion-mnist": (
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    ),
    "mnist": (
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
}
_FAILURES = (OSError, EOFError, ValueError, zlib.error, http.client.HTTPException)
_DEBIAN = Path("/usr/share/datasets")
_LARGEST = 60_000 * 28 * 28 + 16  # bytes of the largest file, decompressed


def fashion_mnist(split: Literal["train", "test"] = "train", *, download: bool = False) -> Images:
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
    TypeError
        If `download` is neither True nor False.
    FileNotFoundError
        If the files are found nowhere and `download` is false.
    ValueError
        If `split` is no such word, or a file that was found is not the published one.
    OSError
        If no mirror could be reached or none gave the published file.

    References
    ----------
    H. Xiao, K. Rasul, R. Vollgraf, arXiv:1708.07747, 2017.
    """
    images, labels, source = _find("fashion-mnist", split, download)
    return Images(images, labels, FASHION, source)


def mnist(split: Literal["train", "test"] = "train", *, download: bool = False) -> Images:
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
    TypeError, FileNotFoundError, ValueError, OSError
        As `fashion_mnist`.

    References
    ----------
    Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, Proc. IEEE 86:2278, 1998.
    """
    images, labels, source = _find("mnist", split, download)
    return Images(images, labels, DIGITS, source)


def _find(name: str, split: str, download: bool) -> tuple[NDArray[np.uint8], NDArray[np.intp], str]:
    """Return images (n, 28, 28), labels (n,) and source of a split, from the first place with it.

    Raises
    ------
    TypeError, FileNotFoundError, ValueError, OSError
        As ``fashion_mnist``.
    """
    _checks.choice("split", split, ("train", "test"))
    _checks.flag("download", download)
    prefix = "train" if split == "train" else "t10k"
    files = [f"{prefix}-images-idx3-ubyte", f"{prefix}-labels-idx1-ubyte"]
    for folder, origin in _places(name):
        paths = [path for file in files if (path := _present(folder, file))]
        if len(paths) == len(files):
            contents = [_verified(name, file, path) for file, path in zip(files, paths, strict=True)]
            source = f"{origin} ({folder})"
            break
    else:
        if not download:
            raise FileNotFoundError(_how_to_get(name, files))
        folder = _cache() / name
        fetched = [_download(name, file, folder) for file in files]
        contents = [content for content, _ in fetched]
        source = f"downloaded from {fetched[0][1]}, kept in {folder}"
    images = np.frombuffer(contents[0], np.uint8, offset=16).reshape(-1, 28, 28)
    labels = np.frombuffer(contents[1], np.uint8, offset=8).astype(np.intp)
    return images, labels, source


def _places(name: str) -> Iterator[tuple[Path, str]]:
    """Yield the folders to look in, with the words for each."""
    given = os.environ.get("HOPFIELD_DATA_DIR")
    if given:
        yield Path(given) / name, "HOPFIELD_DATA_DIR"
        yield Path(given), "HOPFIELD_DATA_DIR"
    yield _DEBIAN / name, f"Debian's package dataset-{name}"
    yield _cache() / name, "downloaded before"


def _cache() -> Path:
    given = os.environ.get("HOPFIELD_DATA_DIR")
    return Path(given) if given else Path.home() / ".cache" / "hopfield_lib"


def _present(folder: Path, file: str) -> Path | None:
    """Return the path of a file, compressed or not, or None."""
    return next((path for path in (folder / f"{file}.gz", folder / file) if path.is_file()), None)


def _verified(name: str, file: str, path: Path) -> bytes:
    """Return the contents of a file found on this machine; refuse any but the published ones."""
    try:
        content = _contents(name, file, path)
    except _FAILURES as error:
        raise ValueError(
            f"{path}: expected the published {file} of {name}, got {error}; "
            f"delete it, or keep each data set in a folder of its own name"
        ) from error
    return content


def _contents(name: str, file: str, path: Path) -> bytes:
    """Return the decompressed contents of a file if they have the published SHA-256."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
        content = stream.read(_LARGEST + 1)
    digest = hashlib.sha256(content).hexdigest()
    if digest != _HASHES[name][file]:
        raise ValueError(f"SHA-256 {digest} instead of {_HASHES[name][file]}")
    return content


def _download(name: str, file: str, folder: Path) -> tuple[bytes, str]:
    """Fetch one file from the first mirror that has it, check it, and only then keep it."""
    folder.mkdir(parents=True, exist_ok=True)
    problems = []
    for mirror in _MIRRORS[name]:
        url = f"{mirror}{file}.gz"
        with tempfile.TemporaryDirectory(dir=folder) as temporary:
            part = Path(temporary) / f"{file}.gz"
            try:
                with urllib.request.urlopen(url, timeout=60) as response:
                    part.write_bytes(response.read(_LARGEST + 1))
                content = _contents(name, file, part)
            except _FAILURES as error:
                problems.append(f"{url}: {error}")
                continue
            part.replace(folder / part.name)
            return content, mirror
    raise OSError(f"{file} of {name} could not be downloaded: " + "; ".join(problems))


def _how_to_get(name: str, files: Sequence[str]) -> str:
    """Say where a full data set was looked for and the ways to get it."""
    looked = ", ".join(str(folder) for folder, _ in _places(name))
    debian = "install Debian's package dataset-fashion-mnist, " if name == "fashion-mnist" else ""
    return (
        f"{name}: expected {' and '.join(files)} (.gz or not) in one of {looked}. "
        f"Put them there, set HOPFIELD_DATA_DIR, {debian}or pass download=True."
    )
