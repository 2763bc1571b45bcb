"""Rebuild the data packed in ``hopfield_lib/data/packed`` from their published originals.

``python -m tools.build_data`` writes the files; ``--check`` rebuilds them in memory, compares them
with what is committed, and changes nothing. The originals come from scikit-image and scikit-learn
(``pip install -e .[data]``) and from Debian's package ``dataset-fashion-mnist``; ``--fashion DIR``
names another folder that holds its four ``idx.gz`` files. Digits and letters are drawn as text in
the packed folder itself: those two files are their own originals and are only described here.

Every number is computed with integers, so that the packed files are the same bytes everywhere.
"""

import argparse
import gzip
import hashlib
import importlib.util
import io
import sys
from pathlib import Path

import numpy as np
from PIL import Image

PACKED = Path(__file__).resolve().parent.parent / "hopfield_lib" / "data" / "packed"
SIDE = 128
PER_CLASS = 60
LUMA = np.array([299, 587, 114])  # thousandths of red, green and blue (ITU-R BT.601)

PUBLIC_DOMAIN = "LicenseRef-public-domain"
PICTURES = {
    "camera": ("camera.png", "CC0-1.0", "Lav Varshney"),
    "astronaut": ("astronaut.png", PUBLIC_DOMAIN, "NASA: Eileen Collins (NASA Great Images)"),
    "chelsea": ("chelsea.png", "CC0-1.0", "Stefan van der Walt: Chelsea the cat"),
    "coffee": ("coffee.png", "CC0-1.0", "Rachel Michetti, courtesy of Pikolo Espresso Bar"),
    "coins": (
        "coins.png",
        "LicenseRef-no-known-copyright-restrictions",
        "Brooklyn Museum Collection: Greek coins from Pompeii",
    ),
    "brick": ("brick.png", "CC0-1.0", "CC0Textures, Bricks25"),
    "retina": (
        "retina.jpg",
        "CC0-1.0",
        "Mikael Häggström, WikiJournal of Medicine 1(2), 2014, doi:10.15347/wjm/2014.008",
    ),
    "clock": (
        "clock_motion.png",
        PUBLIC_DOMAIN,
        "Stefan van der Walt: a wall clock, blurred by moving the camera",
    ),
}
FASHION = {
    "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
}


def sha256(content):
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def folder_of(package):
    """Return the folder of an installed package, which need not be imported for it."""
    found = importlib.util.find_spec(package)
    if found is None:
        sys.exit(f"{package} is missing: pip install -e .[data]")
    return Path(found.submodule_search_locations[0])


def area_weights(n_in, n_out):
    """Return (n_out, n_in) integers: n_out times the share of each cell in each larger cell."""
    edges_in = n_out * np.arange(n_in + 1)
    edges_out = n_in * np.arange(n_out + 1)
    upper = np.minimum(edges_out[1:, None], edges_in[None, 1:])
    lower = np.maximum(edges_out[:-1, None], edges_in[None, :-1])
    return np.maximum(upper - lower, 0)


def shrink(pixels):
    """Crop a picture to its central square and average it to SIDE × SIDE greys, halves upwards."""
    pixels = pixels.astype(np.int64)
    thousandths = pixels @ LUMA if pixels.ndim == 3 else 1000 * pixels
    height, width = thousandths.shape
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = thousandths[top : top + side, left : left + side]
    weights = area_weights(side, SIDE)
    total, divisor = weights @ square @ weights.T, 1000 * side * side
    return ((2 * total + divisor) // (2 * divisor)).astype(np.uint8), [top, left, side]


def build_pictures():
    """Return the (8, 128, 128) uint8 pictures and what is to be said of each original."""
    folder = folder_of("skimage") / "data"
    pictures, originals = [], []
    for name, (file, licence, credit) in PICTURES.items():
        picture, crop = shrink(np.asarray(Image.open(folder / file)))
        pictures.append(picture)
        original = {"name": name, "file": f"skimage/data/{file}", "licence": licence}
        original |= {"credit": credit, "crop_top_left_side": crop}
        originals.append(original | {"sha256": sha256((folder / file).read_bytes())})
    return np.stack(pictures), originals


def build_fashion(folder):
    """Return (600, 28, 28) uint8 images, their indices, and what is to be said of the originals."""
    contents, originals = [], []
    for file, expected in FASHION.items():
        path = Path(folder) / f"{file}.gz"
        if not path.exists():
            sys.exit(f"{path} is missing: apt-get install dataset-fashion-mnist, or --fashion DIR")
        contents.append(gzip.decompress(path.read_bytes()))
        if sha256(contents[-1]) != expected:
            sys.exit(f"{path} is not the original: its contents have another SHA-256")
        originals.append({"file": file, "sha256_decompressed": expected})
    images = np.frombuffer(contents[0], np.uint8, offset=16).reshape(-1, 28, 28)
    labels = np.frombuffer(contents[1], np.uint8, offset=8)
    indices = np.concatenate([np.flatnonzero(labels == k)[:PER_CLASS] for k in range(10)])
    return images[indices], indices, originals


def build_handwritten_digits():
    """Return (1797, 8, 8) uint8 digits with values 0..16, their labels, and their original."""
    path = folder_of("sklearn") / "datasets" / "data" / "digits.csv.gz"
    content = gzip.decompress(path.read_bytes())
    table = np.loadtxt(io.BytesIO(content), delimiter=",", dtype=np.int64)
    original = {"file": "sklearn/datasets/data/digits.csv", "sha256_decompressed": sha256(content)}
    return table[:, :-1].reshape(-1, 8, 8).astype(np.uint8), table[:, -1].astype(np.uint8), [original]


def npy(array):
    """Return an array as the bytes of an uncompressed .npy file (the same for every version)."""
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
    return buffer.getvalue()


def toml(value):
    """Return a string, integer or list of them as TOML."""
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, list | tuple | np.ndarray):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    return str(int(value))


def table(header, entries):
    """Return one TOML table; long lists of integers are wrapped."""
    lines = [header]
    for key, value in entries.items():
        if isinstance(value, np.ndarray):
            rows = [", ".join(map(str, row)) for row in value.reshape(-1, 20)]
            lines += [f"{key} = ["] + [f"    {row}," for row in rows] + ["]"]
        else:
            lines.append(f"{key} = {toml(value)}")
    return "\n".join(lines) + "\n"


def describe(name, entries, files, originals=()):
    """Return the TOML of one data set: what it is, the packed files, and the originals."""
    parts = [table(f"[{name}]", entries)]
    for file, (content, shape, dtype) in files.items():
        packed = {"file": file, "shape": list(shape), "dtype": dtype, "bytes": len(content)}
        parts.append(table(f"[[{name}.files]]", packed | {"sha256": sha256(content)}))
    parts += [table(f"[[{name}.originals]]", original) for original in originals]
    return "\n".join(parts)


def build(fashion_folder):
    """Return the contents of every packed file, by name, SOURCES.toml included."""
    pictures, picture_originals = build_pictures()
    fashion, indices, fashion_originals = build_fashion(fashion_folder)
    digits, labels, digit_originals = build_handwritten_digits()
    arrays = {
        "pictures.npy": pictures,
        "fashion.npy": fashion,
        "handwritten_digits.npy": digits,
        "handwritten_digits_labels.npy": labels,
    }
    contents = {file: npy(array) for file, array in arrays.items()}
    contents |= {file: (PACKED / file).read_bytes() for file in ("digits_10x9.txt", "letters.txt")}
    files = {file: (contents[file], array.shape, str(array.dtype)) for file, array in arrays.items()}

    def packed(*names):
        return {file: files[file] for file in names}

    def drawn(file, shape):
        return {file: (contents[file], shape, "text: # ink, . paper")}

    parts = [
        "# What is packed here, where it comes from, and on what terms. Written by\n"
        "# tools/build_data.py; tests/library/test_data.py compares it with the files. Licences are SPDX\n"
        "# identifiers; LicenseRef-… and NOASSERTION are explained by the entry's licence_note.\n",
        describe(
            "pictures",
            {
                "what": "Eight photographs, greyscale",
                "provenance": "Files of scikit-image (skimage.data), whose documentation states "
                "each one's licence",
                "licence": "CC0-1.0 AND LicenseRef-public-domain AND "
                "LicenseRef-no-known-copyright-restrictions",
                "licence_note": "One licence for each original below. astronaut and clock were "
                "released into the public domain; coins is stated to have no known copyright "
                "restrictions.",
                "attribution": "Photographs distributed with scikit-image (van der Walt et al., "
                "PeerJ 2:e453, 2014)",
                "selection": "The central square of each, ITU-R BT.601 grey, averaged by area to "
                "128 x 128, halves rounded up",
                "names": list(PICTURES),
            },
            packed("pictures.npy"),
            picture_originals,
        ),
        describe(
            "fashion",
            {
                "what": "Six hundred fashion images, sixty of each of ten classes, greyscale",
                "provenance": "Fashion-MNIST, Zalando SE; read from Debian's package "
                "dataset-fashion-mnist, which compresses the original contents anew",
                "licence": "MIT",
                "licence_note": "Copyright 2017 Zalando SE; the text is in FASHION-MNIST-LICENSE.txt",
                "attribution": "H. Xiao, K. Rasul, R. Vollgraf, Fashion-MNIST: a novel image dataset "
                "for benchmarking machine learning algorithms, arXiv:1708.07747, 2017",
                "selection": "The first sixty training images of each class, class by class; "
                "indices count from 0 in the training set",
                "indices": indices,
            },
            packed("fashion.npy"),
            fashion_originals,
        ),
        describe(
            "handwritten_digits",
            {
                "what": "1797 handwritten digits, 8 x 8, values 0 to 16 (ink)",
                "provenance": "Optical Recognition of Handwritten Digits, test part, UCI Machine "
                "Learning Repository; the copy that scikit-learn ships",
                "licence": "CC-BY-4.0",
                "attribution": "E. Alpaydin, C. Kaynak, Optical Recognition of Handwritten Digits, "
                "UCI Machine Learning Repository, 1998, doi:10.24432/C50P49",
                "selection": "All, in the original order",
            },
            packed("handwritten_digits.npy", "handwritten_digits_labels.npy"),
            digit_originals,
        ),
        describe(
            "digits_10x9",
            {
                "what": "The ten digits as bitmaps of 10 rows and 9 columns",
                "provenance": "The arrays of zeros and ones printed in A. Pujar's notes on Hopfield "
                "networks, bit for bit",
                "licence": "NOASSERTION",
                "licence_note": "The notes state no licence; ten 90-bit arrays are taken over as "
                "facts, with their source, so that what the notes measure can be repeated",
                "attribution": "Aditi Pujar, notes on Hopfield networks",
                "selection": "All ten",
            },
            drawn("digits_10x9.txt", (10, 10, 9)),
        ),
        describe(
            "letters",
            {
                "what": "The alphabet as bitmaps of 10 rows and 10 columns, strokes two wide",
                "provenance": "Drawn for this course",
                "licence": "CC-BY-4.0",
                "attribution": "drawn for this course (hopfield_lib)",
                "selection": "A to Z",
            },
            drawn("letters.txt", (26, 10, 10)),
        ),
    ]
    contents["SOURCES.toml"] = "\n".join(parts).encode()
    return contents


def main():
    """Write the packed files, or compare them with what is committed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument(
        "--fashion",
        default="/usr/share/datasets/fashion-mnist",
        metavar="DIR",
        help="folder of the original Fashion-MNIST files (default: where Debian puts them)",
    )
    options = parser.parse_args()
    differing = []
    for file, content in build(options.fashion).items():
        path = PACKED / file
        same = path.exists() and path.read_bytes() == content
        if not same and not options.check:
            path.write_bytes(content)
        if not same:
            differing.append(file)
        print(f"{file:32}{len(content):>8} bytes  {'as committed' if same else 'differs'}")
    if options.check and differing:
        sys.exit("rebuilt files differ: " + ", ".join(differing))


if __name__ == "__main__":
    main()
