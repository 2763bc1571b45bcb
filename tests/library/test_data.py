"""The packed data are what SOURCES.toml says, and the full sets come only from verified files."""

import functools
import gzip
import hashlib
import http.server
import importlib.util
import re
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopfield_lib import data
from hopfield_lib.data import full_sets
from tests import ROOT
from tools import build_data

SOURCES = data.sources()
FILES = {entry["file"]: entry for described in SOURCES.values() for entry in described["files"]}

# The bits of the ten digits as A. Pujar's notes print them, row by row, as hexadecimal numbers.
DIGITS_10X9 = """
07044412090482412088838 0101814120100804020107f 0f88280804fc808040201ff
3fc040404078020080405fc 006050484442417f8040201 3ff0080403f8020080405fc
0f88280c02f98280c05047c 3fe01010101010101010100 0f88280a08f88280c05047c
0f88280a0cfa0100c05047c
"""


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def packed_shape(file):
    if file.endswith(".npy"):
        array = np.load(data.PACKED / file)
        return list(array.shape), str(array.dtype)
    text = (data.PACKED / file).read_text(encoding="ascii").split("\n\n")
    bitmaps = [block.split()[1:] for block in text]
    if (marks := {pixel for bitmap in bitmaps for row in bitmap for pixel in row}) != {"#", "."}:
        raise ValueError(f"{file}: expected bitmaps of # and ., got {sorted(marks)}")
    return [len(bitmaps), len(bitmaps[0]), len(bitmaps[0][0])], "text: # ink, . paper"


# ------------------------------------------------------------------------------- what is packed


@pytest.mark.parametrize("file", FILES)
def test_a_packed_file_is_the_one_described(file):
    content = (data.PACKED / file).read_bytes()
    assert sha256(content) == FILES[file]["sha256"]
    assert len(content) == FILES[file]["bytes"]
    assert packed_shape(file) == (FILES[file]["shape"], FILES[file]["dtype"])


def test_every_packed_file_is_described_and_all_are_small():
    about = {"SOURCES.toml", "FASHION-MNIST-LICENSE.txt", ".gitattributes"}
    present = {path.name for path in data.PACKED.iterdir()}
    assert present == set(FILES) | about
    assert sum(path.stat().st_size for path in data.PACKED.iterdir()) < 1_000_000


@pytest.mark.parametrize("name", SOURCES)
def test_each_data_set_states_provenance_licence_and_selection(name):
    stated = SOURCES[name]
    for key in ("what", "provenance", "licence", "attribution", "selection"):
        assert stated[key].strip()
    spdx = re.compile(r"(CC0-1\.0|CC-BY-4\.0|MIT|NOASSERTION|LicenseRef-[a-z-]+)")
    licences = stated["licence"].split(" AND ")
    assert [licence for licence in licences if not spdx.fullmatch(licence)] == []
    assert ("licence_note" in stated) == (licences != ["CC-BY-4.0"])
    hashes = [
        value
        for original in stated.get("originals", [])
        for key, value in original.items()
        if key.startswith("sha256")
    ]
    assert [value for value in hashes if not re.fullmatch("[0-9a-f]{64}", value)] == []
    assert len(hashes) == len(stated.get("originals", []))


def test_the_pictures_licences_cover_each_picture():
    stated = SOURCES["pictures"]
    assert [original["name"] for original in stated["originals"]] == list(data.PICTURES)
    assert {original["licence"] for original in stated["originals"]} == set(stated["licence"].split(" AND "))


def test_the_fashion_indices_are_balanced_and_in_order():
    indices = np.array(SOURCES["fashion"]["indices"]).reshape(10, 60)
    assert np.unique(indices).size == 600
    assert (np.diff(indices, axis=1) > 0).all()
    assert indices.min() >= 0
    assert indices.max() < 60_000


@pytest.mark.parametrize(("height", "width"), [(128, 128), (131, 131), (300, 451), (303, 129)])
def test_shrinking_averages_by_area(height, width):
    rng = np.random.default_rng(height)
    pixels = rng.integers(0, 256, (height, width), dtype=np.uint8)
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = pixels[top : top + side, left : left + side].astype(float)
    edges = np.arange(129) * side / 128  # the exact integral of each row and column, by cumulation
    for axis in (0, 1):
        summed = np.insert(np.cumsum(square, axis), 0, 0.0, axis)
        whole = np.minimum(edges.astype(int), side - 1)
        part = (edges - whole).reshape((-1, 1) if axis == 0 else (1, -1))
        at_edges = summed.take(whole, axis) + part * square.take(whole, axis)
        square = np.diff(at_edges, axis=axis) * 128 / side
    shrunk, crop = build_data.shrink(pixels)
    assert crop == [top, left, side]
    assert np.abs(shrunk - square).max() <= 0.5 + 1e-9


def test_the_grey_of_colours_is_bt601():
    colours = np.zeros((128, 128, 3), np.uint8)
    colours[:, :, 1] = 200
    assert np.unique(build_data.shrink(colours)[0]).tolist() == [117]  # 0.587 · 200 = 117.4


def originals_present():
    packages = all(importlib.util.find_spec(name) for name in ("skimage", "sklearn"))
    return packages and Path("/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz").exists()


@pytest.mark.skipif(not originals_present(), reason="needs the extra `data` and dataset-fashion-mnist")
def test_rebuilding_gives_the_committed_bytes():
    command = [sys.executable, "-m", "tools.build_data", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("as committed") == len(FILES) + 1


# -------------------------------------------------------------------------------- what is loaded

ALL = {
    "digits_10x9": (data.digits_10x9, (10, 10, 9), np.int8),
    "letters": (data.letters, (26, 10, 10), np.int8),
    "pictures": (data.pictures, (8, 128, 128), np.uint8),
    "fashion": (data.fashion, (600, 28, 28), np.uint8),
    "handwritten_digits": (data.handwritten_digits, (1797, 8, 8), np.uint8),
}
each_set = pytest.mark.parametrize("name", ALL)


@each_set
def test_a_data_set_has_its_shape_and_kind_and_says_where_it_is_from(name):
    load, shape, kind = ALL[name]
    loaded = load()
    n, h, w = shape
    assert loaded.images.shape == shape
    assert loaded.images.dtype == kind
    assert loaded.shape == (h, w)
    assert len(loaded) == len(loaded.labels) == len(loaded.names) == n
    assert loaded.patterns.shape == (n, h * w)
    assert np.array_equal(loaded.patterns[-1], loaded.images[-1].ravel())
    assert loaded.source == SOURCES[name]["attribution"]
    assert loaded.source in repr(loaded)
    assert f"{n} × {h}×{w}" in repr(loaded)
    assert loaded.names == tuple(loaded.classes[label] for label in loaded.labels)


@each_set
def test_a_data_set_cannot_be_changed(name):
    loaded = ALL[name][0]()
    for array in (loaded.images, loaded.patterns, loaded.labels):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    with pytest.raises(AttributeError):
        loaded.images = None
    assert np.array_equal(loaded.images, ALL[name][0]().images)


def test_the_ten_digits_are_those_of_the_notes():
    bits = [
        f"{int(''.join('1' if pixel == 1 else '0' for pixel in digit), 2):023x}"
        for digit in data.digits_10x9().patterns
    ]
    assert bits == DIGITS_10X9.split()


def test_letters_are_26_different_bitmaps_with_the_symmetries_of_the_alphabet():
    alphabet = data.letters()
    assert set(np.unique(alphabet.images)) == {-1, 1}
    assert len(np.unique(alphabet.patterns, axis=0)) == 26
    mirrored = [
        name
        for name, image in zip(alphabet.names, alphabet.images, strict=True)
        if np.array_equal(image, image[:, ::-1])
    ]
    assert "".join(mirrored) == "AHIMOTUVWXY"
    ink = (alphabet.images == 1).mean(axis=(1, 2))
    assert (ink > 0.3).all()
    assert (ink < 0.7).all()


def test_letters_stand_upright():
    ink = dict(zip(data.ALPHABET, data.letters().images == 1, strict=True))
    assert ink["L"][:, 0].all()
    assert ink["L"][-1].all()
    assert not ink["L"][0, -1]
    assert ink["F"][0].all()
    assert not ink["F"][-1, -1]


def test_bitmaps_can_be_stored_as_they_are():
    from hopfield_lib import hebbian

    assert hebbian(data.letters("ABC").patterns).dense().shape == (100, 100)
    assert hebbian(data.digits_10x9(0, 1).patterns).dense().shape == (90, 90)


@given(st.lists(st.sampled_from(data.PICTURES), min_size=1, max_size=4))
def test_pictures_come_in_the_order_asked_for(names):
    chosen, everything = data.pictures(*names), data.pictures()
    assert chosen.names == tuple(names)
    for image, name in zip(chosen.images, names, strict=True):
        assert np.array_equal(image, everything.images[data.PICTURES.index(name)])


@pytest.mark.parametrize("size", [64, 32, 16])
def test_smaller_pictures_are_block_means(size):
    block = 128 // size
    small, large = data.pictures(size=size).images, data.pictures().images.astype(float)
    for k in range(8):
        for row, column in [(0, 0), (3, 5), (size - 1, size - 1)]:
            cell = large[k, block * row : block * (row + 1), block * column : block * (column + 1)]
            assert small[k, row, column] == np.floor(cell.mean() + 0.5)


@given(st.text(alphabet=data.ALPHABET, min_size=1, max_size=30))
def test_letters_spell_the_text_asked_for(text):
    spelt = data.letters(text)
    assert "".join(spelt.names) == text
    assert np.array_equal(spelt.images, data.letters().images[[ord(c) - ord("A") for c in text]])


def test_fashion_is_chosen_by_class_and_count():
    chosen, everything = data.fashion("sneaker", "bag", count=3), data.fashion()
    assert chosen.names == ("sneaker",) * 3 + ("bag",) * 3
    assert np.array_equal(chosen.images[3:], everything.images[everything.labels == 8][:3])
    assert np.bincount(everything.labels).tolist() == [60] * 10


def test_handwritten_digits_are_scaled_reversibly_and_keep_their_order():
    loaded = data.handwritten_digits()
    packed = np.load(data.PACKED / "handwritten_digits.npy")
    assert np.array_equal(np.rint(loaded.images * (16 / 255)), packed)
    assert loaded.images.max() == 255
    eights = data.handwritten_digits(8, 3)
    kept = np.isin(loaded.labels, (3, 8))
    assert np.array_equal(eights.labels, loaded.labels[kept])
    assert np.array_equal(eights.images, loaded.images[kept])
    assert np.bincount(loaded.labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: data.pictures("lena"), ValueError, r"names.*camera, astronaut.*'lena'"),
        (lambda: data.pictures("camera", 3), ValueError, r"names.*camera.*got 3"),
        (lambda: data.pictures(["camera"]), ValueError, r"names.*camera.*\['camera'\]"),
        (lambda: data.pictures(size=100), ValueError, r"size.*128, 64, 32 or 16.*100"),
        (lambda: data.pictures(size=64.0), TypeError, r"size.*whole number.*64\.0"),
        (lambda: data.pictures(size=True), TypeError, r"size.*whole number.*True"),
        (lambda: data.fashion("shoe"), ValueError, r"names.*t-shirt.*ankle boot.*'shoe'"),
        (lambda: data.fashion(count=0), ValueError, r"count.*1.*60.*got 0"),
        (lambda: data.fashion(count=61), ValueError, r"count.*1.*60.*got 61"),
        (lambda: data.letters("aB"), ValueError, r"text.*A to Z.*'a'"),
        (lambda: data.letters(""), ValueError, r"text.*A to Z.*''"),
        (lambda: data.letters(7), TypeError, r"text.*string.*7"),
        (lambda: data.letters("Ä"), ValueError, r"text.*A to Z.*'Ä'"),
        (lambda: data.digits_10x9(10), ValueError, r"digits.*0.*9.*10"),
        (lambda: data.digits_10x9("3"), TypeError, r"digits.*whole number.*'3'"),
        (lambda: data.handwritten_digits(-1), ValueError, r"digits.*0.*9.*-1"),
        (lambda: data.mnist("all"), ValueError, r"split.*'train', 'test'.*'all'"),
        (lambda: data.fashion_mnist(download=1), TypeError, r"download.*True or False.*1"),
    ],
)
def test_bad_input_is_refused_with_words(call, error, words):
    with pytest.raises(error, match=words):
        call()


# --------------------------------------------------------------------------------- the full sets

FILE_NAMES = tuple(full_sets._HASHES["mnist"])


def small_idx_files():
    """Return the contents of four small files in the format of the full sets."""
    rng = np.random.default_rng(5)
    contents = {}
    for prefix, count in (("train", 6), ("t10k", 4)):
        pixels = rng.integers(0, 256, (count, 28, 28), dtype=np.uint8)
        head = b"".join(n.to_bytes(4, "big") for n in (2051, count, 28, 28))
        contents[f"{prefix}-images-idx3-ubyte"] = head + pixels.tobytes()
        head = b"".join(n.to_bytes(4, "big") for n in (2049, count))
        contents[f"{prefix}-labels-idx1-ubyte"] = head + bytes(range(count))
    return contents


CONTENTS = small_idx_files()


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Folders of our own in place of the machine's, with small files in place of the published ones."""
    hashes = {file: sha256(content) for file, content in CONTENTS.items()}
    monkeypatch.setattr(full_sets, "_HASHES", dict.fromkeys(("mnist", "fashion-mnist"), hashes))
    monkeypatch.setattr(full_sets, "_DEBIAN", tmp_path / "debian")
    mirror = tmp_path / "mirror"
    fill(mirror)
    monkeypatch.setattr(full_sets, "_MIRRORS", {"mnist": (f"{mirror.as_uri()}/",), "fashion-mnist": ()})
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    monkeypatch.delenv("HOPFIELD_DATA_DIR", raising=False)
    return tmp_path


def fill(folder, *, compress=True, spoil=lambda content: content):
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in CONTENTS.items():
        if compress:
            (folder / f"{file}.gz").write_bytes(spoil(gzip.compress(content)))
        else:
            (folder / file).write_bytes(spoil(content))


def leftovers(folder):
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def assert_contents(loaded, prefix="train"):
    assert loaded.images.tobytes() == CONTENTS[f"{prefix}-images-idx3-ubyte"][16:]
    assert loaded.labels.tolist() == list(range(len(loaded)))
    assert not loaded.images.flags.writeable


def test_the_published_hashes_are_64_digits_each_and_all_different():
    hashes = [value for files in full_sets._HASHES.values() for value in files.values()]
    assert len(set(hashes)) == 8
    assert all(re.fullmatch("[0-9a-f]{64}", value) for value in hashes)


def test_the_packed_fashion_images_are_cut_from_the_published_files():
    for original in SOURCES["fashion"]["originals"]:
        published = full_sets._HASHES["fashion-mnist"][original["file"]]
        assert published == original["sha256_decompressed"]


@pytest.mark.parametrize("compress", [True, False])
@pytest.mark.parametrize("inside", ["mnist", "."])
def test_files_are_found_through_the_environment_variable(places, monkeypatch, compress, inside):
    fill(places / "mine" / inside, compress=compress)
    fill(places / "debian" / "mnist")
    monkeypatch.setenv("HOPFIELD_DATA_DIR", str(places / "mine"))
    loaded = data.mnist("test")
    assert_contents(loaded, "t10k")
    assert loaded.source.startswith("HOPFIELD_DATA_DIR")
    assert str(places / "mine") in repr(loaded)


def test_files_are_found_where_debian_puts_them(places):
    fill(places / "debian" / "fashion-mnist")
    loaded = data.fashion_mnist()
    assert_contents(loaded)
    assert "dataset-fashion-mnist" in loaded.source
    assert loaded.classes == data.FASHION


def test_without_opt_in_nothing_is_fetched(places, monkeypatch):
    def refuse(*arguments, **keywords):
        raise AssertionError("a network connection was opened")

    monkeypatch.setattr(full_sets.urllib.request, "urlopen", refuse)
    with pytest.raises(FileNotFoundError, match=r"mnist.*train-images.*HOPFIELD_DATA_DIR.*download=True"):
        data.mnist()
    with pytest.raises(FileNotFoundError, match="dataset-fashion-mnist"):
        data.fashion_mnist()
    assert leftovers(places / "home") == []


def test_a_download_is_verified_kept_and_found_again(places, monkeypatch):
    loaded = data.mnist(download=True)
    assert_contents(loaded)
    kept = places / "home" / ".cache" / "hopfield_lib" / "mnist"
    assert loaded.source.startswith("downloaded from file:")
    assert sorted(path.name for path in leftovers(kept)) == [f"{file}.gz" for file in sorted(FILE_NAMES[:2])]
    monkeypatch.setattr(full_sets, "_MIRRORS", {"mnist": ()})
    again = data.mnist()
    assert_contents(again)
    assert again.source.startswith("downloaded before")


def test_a_download_goes_into_the_folder_of_the_environment_variable(places, monkeypatch):
    monkeypatch.setenv("HOPFIELD_DATA_DIR", str(places / "mine"))
    assert_contents(data.mnist("test", download=True), "t10k")
    assert len(leftovers(places / "mine" / "mnist")) == 2
    assert leftovers(places / "home") == []
    assert data.mnist("test").source.startswith("HOPFIELD_DATA_DIR")


def test_what_is_present_is_not_downloaded(places, monkeypatch):
    fill(places / "debian" / "mnist")
    monkeypatch.setattr(full_sets, "_MIRRORS", {"mnist": ()})
    assert_contents(data.mnist(download=True))


SPOILT = {
    "another file": lambda content: gzip.compress(b"another file"),
    "truncated": lambda content: content[: len(content) // 2],
    "one byte changed": lambda content: content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
    "no gzip": lambda content: b"<html>404</html>",
    "empty": lambda content: b"",
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_download_is_refused_and_nothing_is_left(places, spoil):
    fill(places / "mirror", spoil=spoil)
    with pytest.raises(OSError, match="train-images-idx3-ubyte of mnist could not be downloaded"):
        data.mnist(download=True)
    assert leftovers(places / "home") == []
    with pytest.raises(FileNotFoundError):
        data.mnist()


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_file_on_this_machine_is_refused_by_name(places, monkeypatch, spoil):
    fill(places / "mine" / "mnist", spoil=spoil)
    monkeypatch.setenv("HOPFIELD_DATA_DIR", str(places / "mine"))
    with pytest.raises(ValueError, match=r"train-images-idx3-ubyte\.gz: expected the published"):
        data.mnist()


def test_the_second_mirror_is_asked_where_the_first_fails(places, monkeypatch):
    good = (places / "mirror").as_uri() + "/"
    missing = (places / "nowhere").as_uri() + "/"
    monkeypatch.setattr(full_sets, "_MIRRORS", {"mnist": (missing, good)})
    assert data.mnist(download=True).source.startswith(f"downloaded from {good}")


def test_no_mirror_at_all_is_an_error_that_names_each(places, monkeypatch):
    missing = [(places / name).as_uri() + "/" for name in ("nowhere", "elsewhere")]
    monkeypatch.setattr(full_sets, "_MIRRORS", {"mnist": missing})
    with pytest.raises(OSError, match=r"nowhere/train-images.*elsewhere/train-images"):
        data.mnist(download=True)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


def test_a_download_over_http(places, monkeypatch):
    handler = functools.partial(Quiet, directory=str(places / "mirror"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}/"
        monkeypatch.setattr(full_sets, "_MIRRORS", {"mnist": (f"{address}missing/", address)})
        try:
            loaded = data.mnist("test", download=True)
        finally:
            server.shutdown()
            thread.join()
    assert_contents(loaded, "t10k")
    assert loaded.source.startswith(f"downloaded from {address},")


def test_a_huge_decompressed_file_is_not_read_to_its_end(places, monkeypatch):
    monkeypatch.setattr(full_sets, "_LARGEST", 1000)
    bomb = zlib.compress(bytes(10_000_000), wbits=31)
    fill(places / "mirror", spoil=lambda content: bomb)
    with pytest.raises(OSError, match="could not be downloaded"):
        data.mnist(download=True)


@pytest.mark.skipif(
    not Path("/usr/share/datasets/fashion-mnist").exists(), reason="needs Debian's dataset-fashion-mnist"
)
def test_the_packed_fashion_images_are_those_of_debians_files(monkeypatch):
    monkeypatch.delenv("HOPFIELD_DATA_DIR", raising=False)
    full, packed = data.fashion_mnist(), data.fashion()
    indices = SOURCES["fashion"]["indices"]
    assert len(full) == 60_000
    assert np.array_equal(full.images[indices], packed.images)
    assert np.array_equal(full.labels[indices], packed.labels)
    assert len(data.fashion_mnist("test")) == 10_000
