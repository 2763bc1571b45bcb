"""The command line: a user's own pictures, from a shell, without a notebook or a display."""

import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from hopfield_lib import Hopfield, __main__, asynchronous, data, hebbian, identify, images, recall
from hopfield_lib.cli import command, pictures
from tests import ROOT

SIZE = 24


def drawing(seed, size=SIZE):
    """A picture of black and white blobs, as greys."""
    coarse = np.random.default_rng(seed).integers(0, 2, (size // 3, size // 3))
    return np.where(coarse.repeat(3, axis=0).repeat(3, axis=1), 20, 230).astype(np.uint8)


def save(folder, **pictures):
    """Save greys as files; a name's last underscore stands for the dot of its ending."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, greys in pictures.items():
        Image.fromarray(greys).save(folder / ".".join(name.rsplit("_", 1)))
    return folder


@pytest.fixture
def store(tmp_path):
    return save(tmp_path / "store", a_png=drawing(1), b_png=drawing(2), c_png=drawing(3))


@pytest.fixture
def run(capfd):
    """Run the command line in this process: its status, its output and its errors."""

    def run(*arguments):
        try:
            status = __main__.main(["recall", *map(str, arguments)])
        except SystemExit as stop:  # as argparse ends
            status = stop.code
        return status, *capfd.readouterr()

    return run


def rows_of(output):
    """The rows of the table by the name of the picture: two overlaps, two counts, outcome, end."""
    found = re.findall(r"^(.+?) +(-?\d\.\d{3}) +(-?\d\.\d{3}) +(\d+) +(\d+)  (.+?)  +(.+)$", output, re.M)
    return {name: (float(m), float(n), int(i), int(j), why, end) for name, m, n, i, j, why, end in found}


def state_in(path):
    """The state that a written picture shows, which has to be black and white."""
    with Image.open(path) as picture:
        if (picture.format, picture.mode) != ("PNG", "1"):
            raise ValueError(
                f"{path}: expected a PNG of one bit a pixel, got {picture.format} {picture.mode}"
            )
        return np.where(np.asarray(picture), -1, 1).ravel()


# -------------------------------------------------------------------------------- what it does


def test_noise_from_a_shell_without_a_display(store, tmp_path):
    out = tmp_path / "new" / "out"
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    command = [
        "-m",
        "hopfield_lib",
        "recall",
        "--store",
        store,
        "--noise",
        "0.3",
        "--out",
        out,
        "--seed",
        "5",
    ]
    done = subprocess.run(
        [sys.executable, "-W", "error", *command],
        capture_output=True, encoding="utf-8", env=environment | {"PYTHONUTF8": "1"}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Recalling: 100%" in done.stderr
    assert "Traceback" not in done.stderr
    rows = rows_of(done.stdout)
    wrong = round(0.3 * SIZE**2)
    assert list(rows) == ["a", "b", "c"]
    for name, (before, after, wrong_before, wrong_after, outcome, end) in rows.items():
        assert wrong_before == wrong
        assert before == round(1 - 2 * wrong / SIZE**2, 3)
        assert (after, wrong_after, outcome, end) == (1.0, 0, "fixed point", name)
    assert "Seed: 5\n" in done.stdout
    assert "Recalled without a wrong pixel: 3 of 3" in done.stdout


def test_what_is_written_is_what_the_library_computes(store, tmp_path, run):
    out = tmp_path / "out"
    status, output, _ = run("--store", store, "--noise", 0.3, "--out", out, "--seed", 5, "--rule", "hebbian")
    assert status == 0
    _, greys = images.load_folder(store)
    patterns = images.binarize(greys)
    rng = np.random.default_rng(5)
    cues = images.flip(patterns, 0.3, rng=rng)
    model, schedule = Hopfield(hebbian(patterns)), asynchronous(rng)
    for name, cue in zip("abc", cues, strict=True):
        assert np.array_equal(state_in(out / f"{name}_cue.png"), cue)
        assert np.array_equal(state_in(out / f"{name}_recalled.png"), recall(model, cue, schedule).state)
    written = {f"{name}_{part}.png" for name in "abc" for part in ("cue", "recalled")}
    assert {path.name for path in out.iterdir()} == written | {"contact_sheet.png"}
    assert "a_cue.png" not in output


def test_cues_are_paired_by_name_whatever_the_kind_of_file(store, tmp_path, run):
    spoilt = drawing(2).copy()
    spoilt[3:9, 4:20] = 0
    cues = save(tmp_path / "cues", b_jpeg=spoilt)
    save(store, d_jpg=drawing(4))
    out = tmp_path / "out"
    status, output, _ = run("--store", store, "--cue", cues, "--out", out, "--seed", 1, "--threshold", 128)
    assert status == 0
    assert "Stored: 4 pictures of 24 x 24 pixels, hebbian" in output
    assert "Stored only, without a cue: a, c, d\n" in output
    (name, (before, after, wrong_before, wrong_after, outcome, end)), *others = rows_of(output).items()
    expected = int(((spoilt <= 128) != (drawing(2) <= 128)).sum())
    assert others == []
    assert wrong_before == expected > 0
    assert before == round(1 - 2 * expected / SIZE**2, 3)
    assert (name, after, wrong_after, outcome, end) == ("b", 1.0, 0, "fixed point", "b")
    assert sorted(path.name for path in out.iterdir()) == ["b_cue.png", "b_recalled.png", "contact_sheet.png"]
    assert np.array_equal(state_in(out / "b_recalled.png"), images.binarize(drawing(2)))


def test_the_written_cues_can_be_read_and_recalled_again(store, tmp_path, run):
    first, again, cues = tmp_path / "first", tmp_path / "again", tmp_path / "cues"
    assert run("--store", store, "--noise", 0.3, "--out", first, "--seed", 5)[0] == 0
    cues.mkdir()
    for name in "abc":
        (first / f"{name}_cue.png").rename(cues / f"{name}.png")
    status, output, _ = run("--store", store, "--cue", cues, "--out", again, "--seed", 1, "--threshold", 100)
    assert status == 0
    assert [row[2] for row in rows_of(output).values()] == [round(0.3 * SIZE**2)] * 3
    for name in "abc":
        assert (again / f"{name}_cue.png").read_bytes() == (cues / f"{name}.png").read_bytes()


def test_names_with_spaces_and_other_alphabets(tmp_path, run):
    decomposed = unicodedata.normalize("NFD", "café au lait")
    store, cues = tmp_path / "my pictures", tmp_path / "verrauschte Bilder"
    save(store, **{"猫_png": drawing(1), unicodedata.normalize("NFC", decomposed) + "_png": drawing(2)})
    save(cues, **{"猫_jpg": drawing(1), decomposed + "_png": drawing(2)})
    out = tmp_path / "für später"
    status, output, _ = run("--store", store, "--cue", cues, "--out", out, "--seed", 1)
    assert status == 0
    rows = rows_of(output)
    assert sorted(rows) == sorted(["猫", unicodedata.normalize("NFC", decomposed)])
    assert all(row[5] == name for name, row in rows.items())
    assert (out / "猫_recalled.png").exists()


def test_a_terminal_that_cannot_show_a_name_is_no_error(tmp_path):
    store = save(tmp_path / "store", 猫_png=drawing(1), b_png=drawing(2))
    command = ["-m", "hopfield_lib", "recall", "--store", store, "--noise", "0.2", "--out", tmp_path / "out"]
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, check=False,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert rb"\u732b" in done.stdout


def test_the_seed_drawn_is_printed_and_repeats_the_run(store, tmp_path, run):
    first, second = tmp_path / "first", tmp_path / "second"
    _, output, _ = run("--store", store, "--noise", 0.45, "--out", first)
    seed = re.search(r"Seed: (\d+) \(--seed \1 repeats this run\)", output)[1]
    _, repeated, _ = run("--store", store, "--noise", 0.45, "--out", second, "--seed", seed)
    assert rows_of(output) == rows_of(repeated)
    assert len(rows_of(output)) == 3
    files = {path.name: path.read_bytes() for path in first.iterdir()}
    assert len(files) == 7
    assert files == {path.name: path.read_bytes() for path in second.iterdir()}
    assert (
        run("--store", store, "--noise", 0.45, "--out", tmp_path / "third", "--seed", int(seed) + 1)[0] == 0
    )
    assert (tmp_path / "third" / "a_cue.png").read_bytes() != (first / "a_cue.png").read_bytes()


def test_nothing_random_needs_no_seed(store, tmp_path, run):
    cues = save(tmp_path / "cues", a_png=drawing(1))
    options = ("--store", store, "--cue", cues, "--out", tmp_path / "out", "--schedule", "synchronous")
    status, output, _ = run(*options)
    assert status == 0
    assert "Seed" not in output


@pytest.mark.parametrize("rule", ["hebbian", "covariance", "projection", "storkey"])
@pytest.mark.parametrize("schedule", ["asynchronous", "synchronous"])
def test_every_rule_and_schedule(store, tmp_path, run, rule, schedule):
    options = ("--store", store, "--noise", 0.1, "--out", tmp_path / "out", "--seed", 3)
    status, output, _ = run(*options, "--rule", rule, "--schedule", schedule)
    assert status == 0
    assert f"pixels, {rule}\n" in output
    assert [row[3:] for row in rows_of(output).values()] == [(0, "fixed point", name) for name in "abc"]


def test_ends_are_named_by_the_pictures(tmp_path, run):
    store = save(tmp_path / "store", a_png=drawing(1), b_png=drawing(2))
    cues = save(tmp_path / "cues", a_png=255 - drawing(1), b_png=drawing(1))
    _, output, _ = run("--store", store, "--cue", cues, "--out", tmp_path / "out", "--seed", 1)
    rows = rows_of(output)
    assert rows["a"] == (-1.0, -1.0, SIZE**2, SIZE**2, "fixed point", "reverse of a")
    assert rows["b"][5] == "a"
    assert "Recalled without a wrong pixel: 0 of 2" in output


def test_a_mixture_is_named_with_its_signs():
    patterns = np.random.default_rng(0).choice([-1, 1], (3, 300))
    state = np.sign(patterns[0] - patterns[1] + patterns[2])
    assert command._end(identify(state, patterns), ["cat", "dog", "owl"]) == "mixture +cat -dog +owl"
    nothing = np.random.default_rng(1).choice([-1, 1], 300)
    assert command._end(identify(nothing, patterns), ["cat", "dog", "owl"]) == "none"


def test_a_size_brings_pictures_of_any_size_together(store, tmp_path, run):
    save(store, wide_png=drawing(4, 48)[:36])
    status, output, _ = run("--store", store, "--noise", 0.1, "--out", tmp_path / "out", "--size", "12x18")
    assert status == 0
    assert "4 pictures of 12 x 18 pixels" in output
    with Image.open(tmp_path / "out" / "wide_cue.png") as picture:
        assert picture.size == (18, 12)


def test_the_weights_are_one_pixel_a_coupling(store, tmp_path, run):
    weights, size = tmp_path / "drawn" / "weights.png", 18  # 324 units are two blocks of rows
    options = ("--store", store, "--noise", 0.1, "--out", tmp_path / "out", "--size", size)
    status, output, _ = run(*options, "--weights", weights)
    assert status == 0
    matrix = hebbian(images.binarize(images.load_folder(store, size)[1])).dense()
    largest = np.abs(matrix).max()
    with Image.open(weights) as picture:
        greys = np.asarray(picture).astype(float)
    assert greys.shape == (size**2, size**2)
    assert np.abs(greys - (127.5 + 127.5 * matrix / largest)).max() <= 0.5
    assert f"black {-largest:.3g}, grey 0, white {largest:.3g}" in output


def test_the_contact_sheet_shows_stored_cue_and_recalled_side_by_side():
    states = np.array([[1, 1, -1, -1], [-1, 1, -1, 1]])
    columns = {"stored": states, "cue": -states, "recalled": states}
    sheet = np.asarray(pictures.contact_sheet(["first", "second"], columns, (2, 2)))
    picture, step = pictures.CELL, pictures.CELL + pictures.GAP
    for row, state in enumerate(states):
        top = 2 * pictures.LINE + row * (step + pictures.LINE)
        for column, sign in enumerate((1, -1, 1)):
            left = pictures.GAP + column * step
            part = sheet[top : top + picture, left : left + picture]
            expected = np.where(sign * state.reshape(2, 2) > 0, 0, 255)
            assert np.array_equal(part, expected.repeat(picture // 2, axis=0).repeat(picture // 2, axis=1))


@pytest.mark.parametrize(("count", "shape"), [(1, (1, 500)), (50, (300, 20)), (7, (3, 3))])
def test_a_contact_sheet_of_many_is_no_long_strip(count, shape):
    states = np.ones((count, shape[0] * shape[1]), np.int8)
    names = [f"{'long ' * 30}{k}" for k in range(count)]
    width, height = pictures.contact_sheet(names, {"stored": states, "cue": states}, shape).size
    assert max(width, height) <= 5000
    assert height <= 4 * width


def test_quiet_shows_no_bar(store, tmp_path, run):
    assert "Recalling" in run("--store", store, "--noise", 0.1, "--out", tmp_path / "one")[2]
    assert run("--store", store, "--noise", 0.1, "--out", tmp_path / "two", "--quiet")[2] == ""


def photographs(folder, change=lambda greys: greys):
    """Save the packed photographs as files, each changed by a function of its greys."""
    packed = data.pictures()
    return save(
        folder, **{f"{name}_png": change(x) for name, x in zip(packed.names, packed.images, strict=True)}
    )


def painted(greys):
    """The top third white."""
    copy = greys.copy()
    copy[:43] = 255
    return copy


def test_a_cue_that_was_painted_over_is_cut_as_its_stored_picture_is(tmp_path, run):
    store, cues = photographs(tmp_path / "store"), photographs(tmp_path / "cues", painted)
    options = (
        "--store",
        store,
        "--cue",
        cues,
        "--out",
        tmp_path / "out",
        "--seed",
        1,
        "--rule",
        "projection",
    )
    status, output, _ = run(*options)
    assert status == 0
    for name, greys in zip(*images.load_folder(store), strict=True):
        black = images.binarize(greys).reshape(greys.shape) == 1
        assert rows_of(output)[name][2] == black[:43].sum()  # wrong where the paint is, and nowhere else
    assert "cue cut at" not in output
    assert "Recalled without a wrong pixel: 7 of 8" in output


def test_a_cue_that_is_darker_as_a_whole_comes_back_and_its_cut_is_told(tmp_path, run):
    store, cues = photographs(tmp_path / "store"), photographs(tmp_path / "cues", lambda greys: greys // 2)
    options = ("--store", store, "--cue", cues, "--out", tmp_path / "out", "--seed", 1)
    status, output, _ = run(*options)
    assert status == 0
    rows = rows_of(output)
    assert max(row[2] for row in rows.values()) <= 0.025 * 128**2
    assert "Recalled without a wrong pixel: 8 of 8" in output
    cuts = dict(re.findall(r"^(\w+) .*?(\d+\.\d, stored at \d+\.\d)$", output, re.M))
    assert set(cuts) == set(rows)
    for words in cuts.values():
        cut, plain = (float(word) for word in words.split(", stored at "))
        assert abs(cut - plain / 2) < 1
    heads = next(line for line in output.splitlines() if line.startswith("picture"))
    assert heads.endswith("  cue cut at")


def test_a_threshold_in_numbers_holds_for_cues_as_it_is(tmp_path, run):
    store, cues = save(tmp_path / "store", a_png=drawing(1)), save(tmp_path / "cues", a_png=drawing(1) // 2)
    options = ("--store", store, "--cue", cues, "--out", tmp_path / "out", "--seed", 1, "--threshold", 12)
    status, output, error = run(*options)
    assert (status, output) == (2, "")  # 20 to 230 are all above
    status, output, _ = run(*options[:-1], 100)
    assert rows_of(output)["a"][2] == 0
    assert "cue cut at" not in output


def test_what_is_left_out_is_named(store, tmp_path, run):
    with_file(store, "photo.heic", b"x")
    with_file(store, "notes.txt", b"x")
    with_file(store, ".hidden.txt", b"x")
    cues = with_file(save(tmp_path / "cues", a_webp=drawing(1)), "list\nof pages.pdf", b"x")
    status, output, _ = run("--store", store, "--cue", cues, "--out", tmp_path / "out", "--seed", 1)
    assert status == 0
    assert f"Left out of {store}, no pictures by their endings: notes.txt, photo.heic\n" in output
    assert f"Left out of {cues}, no pictures by their endings: list\\nof pages.pdf\n" in output


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("closed", ["stdout", "both"])
def test_output_that_nobody_reads_on_is_no_error_and_the_work_is_done(store, tmp_path, unbuffered, closed):
    out, (reader, writer) = tmp_path / "out", os.pipe()
    os.close(reader)  # as `| head` does once it has read enough
    done = subprocess.run(
        [sys.executable, "-m", "hopfield_lib", "recall", "--store", store, "--noise", "0.1", "--out", out],
        stdout=writer, stderr=writer if closed == "both" else subprocess.PIPE, check=False,
        env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
    )  # fmt: skip
    os.close(writer)
    assert done.returncode == 0
    assert b"Error" not in (done.stderr or b"")  # None where it is closed too
    assert len(list(out.iterdir())) == 7


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_output_that_cannot_be_written_is_told_in_one_line_and_the_work_is_done(store, tmp_path):
    out = tmp_path / "out"
    words = ["recall", "--store", store, "--noise", "0.1", "--out", out, "--quiet"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "hopfield_lib", *words], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"cannot print: No space left on device" in done.stderr
    assert len(list(out.iterdir())) == 7


# ------------------------------------------------------------------------------- what is refused


def empty(folder):
    folder.mkdir()
    return folder


def with_file(folder, name, content):
    (folder / name).write_bytes(content)
    return folder


# What is changed in a working command, and what the line of error must say.
REFUSALS = {
    "no such store": (lambda t: {"--store": t / "nowhere"}, r"--store: No such file.*nowhere"),
    "store is a file": (lambda t: {"--store": t / "store" / "a.png"}, r"--store: Not a directory.*a\.png"),
    "empty store": (lambda t: {"--store": empty(t / "empty")}, r"--store: expected .*empty, got none$"),
    "no picture in store": (
        lambda t: {"--store": with_file(empty(t / "words"), "notes.txt", b"x")},
        r"--store: expected pictures.*words, got none that can be read: notes\.txt",
    ),
    "a folder called like a picture": (
        lambda t: {"--store": empty(t / "store" / "x.png").parent},
        r"--store: expected files in .*, got a folder called x\.png$",
    ),
    "a name of two lines": (
        lambda t: {"--store": save(t / "store", **{"two\nlines_png": drawing(8)})},
        r"--store: expected names in one line, got two\\nlines$",
    ),
    "a name too long for its results": (
        lambda t: {"--store": save(t / "store", **{"é" * 122 + "_png": drawing(8)})},
        r"--store: expected names short enough for _recalled\.png .*, 255 bytes.*, got 257: é{57}\.\.\.$",
    ),
    "out of two lines": (
        lambda t: {"--out": t / "store" / "a.png" / "x\ny"},
        r"--out: cannot write: .*a\.png/x\\ny",
    ),
    "out too long": (lambda t: {"--out": t / ("x" * 300)}, r"--out: cannot write: File name too long"),
    "an option of two lines": (lambda t: {"--seed": "1\n2"}, r"--seed: .*got 1\\n2"),
    "unreadable": (
        lambda t: {"--store": with_file(t / "store", "bad.png", b"no picture")},
        r"--store: expected a readable picture in .*bad\.png",
    ),
    "two of a name": (
        lambda t: {"--store": save(t / "store", a_jpg=drawing(9))},
        r"--store: expected one picture for each name.*a\.jpg and a\.png",
    ),
    "two of a name in two codes": (
        lambda t: {"--store": save(t / "store", é_png=drawing(8), **{"e\u0301_png": drawing(9)})},
        r"--store: expected one picture for each name in .*, got two of 'é'",
    ),
    "sizes in store": (
        lambda t: {"--store": save(t / "store", d_png=drawing(9, 27))},
        r"--store: expected pictures of one size.*d\.png 27×27, as --size does",
    ),
    "sizes of cues": (
        lambda t: {"--noise": None, "--cue": save(t / "cues", a_png=drawing(1, 27))},
        r"--size.*24x24 in --store and 27x27 in --cue",
    ),
    "no such cues": (lambda t: {"--noise": None, "--cue": t / "nowhere"}, r"--cue: No such file.*nowhere"),
    "empty cues": (lambda t: {"--noise": None, "--cue": empty(t / "empty")}, r"--cue: .*empty, got none"),
    "cue of nothing stored": (
        lambda t: {"--noise": None, "--cue": save(t / "cues", a_png=drawing(1), stranger_png=drawing(2))},
        r"--cue: no picture in .*store has the name of stranger in .*cues",
    ),
    "cue and noise": (lambda t: {"--cue": t / "store"}, r"--cue.* not allowed with .*--noise|--noise.*--cue"),
    "neither": (lambda t: {"--noise": None}, r"--cue --noise is required"),
    "noise above 1": (lambda t: {"--noise": "30"}, r"--noise: expected .*0 to 1, got 30; 30 % is 0\.3"),
    "noise below 0": (lambda t: {"--noise": "-0.1"}, r"--noise: expected"),
    "noise nan": (lambda t: {"--noise": "nan"}, r"--noise: expected .*0 to 1, got nan"),
    "noise in words": (lambda t: {"--noise": "much"}, r"--noise: expected .*0 to 1, got much"),
    "threshold": (lambda t: {"--threshold": "300"}, r"--threshold: expected 'mean' or a grey.*got 300"),
    "threshold in words": (lambda t: {"--threshold": "median"}, r"--threshold: .*got median"),
    "size": (lambda t: {"--size": "12x"}, r"--size: expected HxW.*got 12x"),
    "size zero": (lambda t: {"--size": "0"}, r"--size: expected HxW.*got 0"),
    "size enormous": (lambda t: {"--size": "99999x99999"}, r"--size: .*at most 64,000,000 pixels"),
    "seed": (lambda t: {"--seed": "-1"}, r"--seed: expected"),
    "seed in words": (lambda t: {"--seed": "one"}, r"--seed: expected a whole number.*got one"),
    "rule": (lambda t: {"--rule": "magic"}, r"--rule: invalid choice: '?magic"),
    "schedule": (lambda t: {"--schedule": "never"}, r"--schedule: invalid choice: '?never"),
    "out is a file": (
        lambda t: {"--out": t / "store" / "a.png"},
        r"--out: cannot write: .*(Not a directory|File exists).*a\.png",
    ),
    "out below a file": (lambda t: {"--out": t / "store" / "a.png" / "x"}, r"--out: cannot write: .*a\.png"),
    "out is the store": (lambda t: {"--out": t / "store"}, r"--out: would write among the pictures of --st"),
    "weights in the store": (
        lambda t: {"--weights": t / "store" / "w.png"},
        r"--weights: would write among the pictures of --store",
    ),
    "weights no png": (lambda t: {"--weights": t / "w.jpg"}, r"--weights: expected .*\.png, got .*w\.jpg"),
    "weights are another result": (
        lambda t: {"--weights": t / "out" / "a_cue.png"},
        r"--weights: .*a_cue\.png is the name of another result",
    ),
    "weights too large": (
        lambda t: {"--weights": t / "w.png", "--size": "90"},
        r"--weights: .*8,100 x 8,100 .*would not fit; --size 89 is the largest",
    ),
    "storkey too large": (
        lambda t: {"--rule": "storkey", "--size": "71"},
        r"--rule storkey: .*5,041 x 5,041 .*would not fit; --size 70 is the largest",
    ),
    "dependent": (
        lambda t: {"--rule": "projection", "--store": save(t / "store", e_png=255 - drawing(2))},
        r"--rule projection: .*linearly independent.*4 of rank 3; the same or reversed once cut: e and b$",
    ),
    "one colour at this threshold": (
        lambda t: {"--threshold": "19"},
        r"--store: a: expected light and dark parts, got one colour: .* from 20 to 230, cut at 19$",
    ),
    "a blank page to store": (
        lambda t: {"--store": save(t / "store", d_png=drawing(9) // 255)},
        r"--store: d: expected light and dark parts, got one colour: .* one even grey, 0, cut at 0$",
    ),
    "a white logo on transparent ground": (
        lambda t: {"--store": save(t / "store", d_png=np.full((SIZE, SIZE, 4), (255, 255, 255, 0), "u1"))},
        r"--store: d: .*one even grey, 255, cut at 255; what is transparent counts as white$",
    ),
    "a blank page for a cue": (
        lambda t: {"--noise": None, "--cue": save(t / "cues", b_png=np.full((SIZE, SIZE), 77, np.uint8))},
        r"--cue: b: expected light and dark parts, got one colour: picture has one even grey, 77, cut at",
    ),
    "many sizes": (
        lambda t: {"--store": save(t / "store", **{f"d{k}_png": drawing(k, 3 * k) for k in range(10, 40)})},
        r"--store: expected pictures of one size.* and 27 more sizes, as --size does$",
    ),
    "unknown option": (lambda t: {"--nosie": "0.3"}, r"unrecognized arguments: --nosie"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS)
def test_what_cannot_be_done_is_refused_in_one_line(store, tmp_path, run, case):
    change, said = REFUSALS[case]
    options = {"--store": store, "--noise": 0.2, "--out": tmp_path / "out"} | change(tmp_path)
    before = contents(tmp_path)
    status, output, error = run(*(f"{k}={v}" for k, v in options.items() if v is not None))
    assert status == 2
    assert output == ""
    assert error.count("\n") == 1
    assert error.startswith("python -m hopfield_lib")
    assert re.search(said, error.removesuffix("\n").removesuffix("; --help says more")), error
    assert contents(tmp_path) == before


def contents(folder):
    """All files below a folder, with what they hold."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("arguments", [[], ["forget"]])
def test_without_a_known_command_it_says_so_in_one_line(arguments):
    done = subprocess.run(
        [sys.executable, "-m", "hopfield_lib", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "recall" in done.stderr


def test_an_error_from_a_shell_shows_no_traceback(tmp_path):
    command = ["recall", "--store", str(tmp_path / "no"), "--noise", "0.1", "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-m", "hopfield_lib", *command], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"python -m hopfield_lib recall: --store: .*no\n", done.stderr)


@pytest.mark.parametrize("there", ["a_cue.png", "b_recalled.png", "contact_sheet.png", "weights.png"])
def test_nothing_is_overwritten(store, tmp_path, run, there):
    out = empty(tmp_path / "out")
    (out / "notes.txt").write_text("mine")
    (out / there).write_text("a learner's work")
    options = ("--store", store, "--noise", 0.1, "--out", out, "--weights", out / "weights.png")
    status, output, error = run(*options)
    assert (status, output) == (2, "")
    assert re.search(rf"{re.escape(there)} is there already and is not overwritten", error)
    assert {path.name: path.read_text() for path in out.iterdir()} == {
        "notes.txt": "mine", there: "a learner's work",
    }  # fmt: skip


def test_a_file_that_appears_meanwhile_is_not_overwritten(store, tmp_path, run, monkeypatch):
    out = tmp_path / "out"
    monkeypatch.setattr(pictures, "refuse_existing", lambda paths: empty(out))
    monkeypatch.setattr(pictures, "make_folder", lambda folder: (out / "a_recalled.png").write_text("mine"))
    status, _, error = run("--store", store, "--noise", 0.1, "--out", out, "--quiet")
    assert status == 2
    assert re.search(r"cannot write: .*File exists.*a_recalled\.png", error)
    assert (out / "a_recalled.png").read_text() == "mine"


def test_a_folder_without_leave_to_write_is_refused(store, tmp_path, run, monkeypatch):
    def refuse(*arguments, **options):
        raise PermissionError(13, "Permission denied", str(options["dir"]))

    monkeypatch.setattr(pictures.tempfile, "TemporaryFile", refuse)
    status, output, error = run("--store", store, "--noise", 0.1, "--out", tmp_path / "locked")
    assert (status, output) == (2, "")
    assert re.search(r"--out: cannot write: Permission denied: .*locked", error)


def test_too_little_memory_is_said_in_one_line(store, tmp_path, run, monkeypatch):
    def refuse(*arguments, **options):
        raise MemoryError

    monkeypatch.setattr(command, "recall", refuse)
    status, _, error = run("--store", store, "--noise", 0.1, "--out", tmp_path / "out", "--quiet")
    assert (status, error.count("\n")) == (2, 1)
    assert "not enough memory; a smaller --size needs less" in error


def test_help_names_every_option(run):
    status, output, _ = run("--help")
    assert status == 0
    for option in ("--store", "--cue", "--noise", "--out", "--weights", "--size", "--threshold", "--rule"):
        assert option in output


def test_importing_the_command_line_loads_no_plots():
    program = (
        "import sys, hopfield_lib.__main__; "
        "print([n for n in ('matplotlib', 'scipy', 'ipywidgets', 'IPython') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_readme_shows_the_command():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python -m hopfield_lib recall --store" in readme
