"""The pixel pad without a page: what is packed for it, what it takes, and what it refuses in words."""

import re
from pathlib import Path

import numpy as np
import pytest
from traitlets import TraitError

from hopfield_lib.explore import pad

SHAPE = (2, 3)
STATES = np.array([[1, -1, 0, 1, 1, -1], [-1, -1, 0, 1, 0, 1]], np.int8)
FRAMES = pad.as_greys(STATES)[:, None]


def made(drawing=b"", titles=("state",), shape=SHAPE):
    return pad.PixelPad(shape, titles, drawing=drawing)


# ------------------------------------------------------------------------------------------- greys


@pytest.mark.parametrize("kind", [np.int8, float, list])
def test_a_state_is_black_white_and_grey_where_undecided(kind):
    state = STATES[0].tolist() if kind is list else STATES[0].astype(kind)
    greys = pad.as_greys(state)
    assert greys.dtype == np.uint8
    assert greys.tolist() == [0, 255, 128, 0, 0, 255]


def test_greys_become_the_state_that_they_were_made_of():
    assert np.array_equal(pad.as_spins(pad.as_greys(STATES)), STATES)
    assert np.array_equal(pad.as_spins(pad.as_greys(STATES[0]).tobytes()), STATES[0])


def test_dark_greys_count_as_black_and_light_ones_as_white():
    greys = np.arange(256, dtype=np.uint8)
    assert pad.as_spins(greys).tolist() == [1] * 128 + [0] + [-1] * 127


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: pad.as_greys([2, 1]), ValueError, r"states: expected \+1, -1 or 0"),
        (lambda: pad.as_greys("black"), TypeError, "states: expected numbers"),
        (
            lambda: pad.as_spins(np.zeros(3)),
            TypeError,
            "greys: expected bytes or an array of uint8, got float64",
        ),
    ],
)
def test_greys_refuse(call, error, words):
    with pytest.raises(error, match=words):
        call()


# ----------------------------------------------------------------------------------------- the film


def test_a_film_holds_each_frame_once_a_byte_a_pixel():
    film = pad.film(FRAMES)
    assert film["frames"] == FRAMES.tobytes()
    assert (film["count"], film["pads"]) == (2, 1)
    assert film["visits"] == film["values"] == b""
    assert film["curves"] == film["bars"] == {}


def test_a_film_of_visits_has_a_frame_more_than_visits():
    visits = pad.Visits(np.array([5, 0, 2]), np.array([0, 255, 0], np.uint8))
    film = pad.film(FRAMES[:1], visits=visits, captions=["a", "b", "c", "d"])
    assert film["count"] == 4
    assert np.frombuffer(film["visits"], "<u4").tolist() == [5, 0, 2]
    assert film["values"] == bytes([0, 255, 0])
    assert film["captions"] == ["a", "b", "c", "d"]


def test_curves_and_bars_are_packed_as_single_precision_row_by_row():
    curves = pad.Curves("energy a unit", ["E"], [[-0.5, -1.0]])
    bars = pad.Bars("overlap", ["a", "b", "c"], [True, np.False_, True], np.arange(6).reshape(2, 3) / 10)
    film = pad.film(FRAMES, curves=curves, bars=bars)
    assert np.frombuffer(film["curves"]["values"], "<f4").tolist() == [-0.5, -1.0]
    assert np.frombuffer(film["bars"]["values"], "<f4") == pytest.approx(np.arange(6) / 10)
    assert film["bars"]["stored"] == [True, False, True]


NO_VISITS = np.array([], int), np.array([], np.uint8)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: pad.film(STATES), TypeError, "frames: expected uint8, got int8"),
        (lambda: pad.film(FRAMES[0]), ValueError, r"frames: expected shape \(frames, pads, pixels\)"),
        (lambda: pad.film(FRAMES[:0]), ValueError, r"got \(0, 1, 6\)"),
        (
            lambda: pad.film(FRAMES, captions=["one"]),
            ValueError,
            "captions: expected none, or one for each of 2 frames, got 1",
        ),
        (
            lambda: pad.film(FRAMES, curves=pad.Curves("E", ["E"], [[1.0]])),
            ValueError,
            r"curves: expected values of shape \(1, 2\), got \(1, 1\)",
        ),
        (
            lambda: pad.film(FRAMES, curves=pad.Curves("E", ["E"], [[1.0, np.nan]])),
            ValueError,
            "curves: expected finite values",
        ),
        (
            lambda: pad.film(FRAMES, bars=pad.Bars("m", ["a"], [], [[1], [1]])),
            ValueError,
            "bars: expected 1 marks of what is stored, got 0",
        ),
        (
            lambda: pad.film(FRAMES, bars=pad.Bars("m", ["a"], [True], [[1, 2]])),
            ValueError,
            r"bars: expected values of shape \(2, 1\)",
        ),
        (
            lambda: pad.film(FRAMES, visits=pad.Visits(np.array([6]), np.array([0]))),
            ValueError,
            "visits: expected units 0 to 5, got 6 to 6",
        ),
        (
            lambda: pad.film(FRAMES, visits=pad.Visits(np.array([1, 2]), np.array([0]))),
            ValueError,
            "visits: expected a grey for each unit",
        ),
    ],
)
def test_a_film_refuses(call, error, words):
    with pytest.raises(error, match=words):
        call()


# ---------------------------------------------------------------------------------------- the widget


def test_a_pad_without_a_drawing_plays():
    one = made()
    one.film = pad.film(FRAMES)
    assert one.film["count"] == 2
    one.film = {}
    assert one.film == {}


def test_a_drawing_comes_as_bytes_whatever_the_page_sends():
    one = made(bytes(6), ("cue", "state"))
    for sent in (memoryview(bytes(range(6))), bytearray(range(6)), bytes(range(6))):
        one.drawing = bytes(6)
        one.drawing = sent
        assert one.drawing == bytes(range(6))
        assert isinstance(one.drawing, bytes)


def test_a_drawing_that_changes_is_told():
    one, seen = made(bytes(6)), []
    one.observe(lambda change: seen.append(change["new"]), "drawing")
    one.set_state({"drawing": memoryview(b"\xff" * 6)})  # as the page does
    assert seen == [b"\xff" * 6]


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (128, 128)])
def test_any_shape_is_taken(shape):
    size = shape[0] * shape[1]
    one = made(bytes(size), ("cue", "state"), shape)
    one.film = pad.film(np.zeros((1, 1, size), np.uint8))
    assert len(one.film["frames"]) == size


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"drawing": bytes(5)}, "drawing: expected 6 bytes, one for each of 2 × 3 pixels, got 5"),
        ({"drawing": b""}, "drawing: expected 6 bytes, one for each of 2 × 3 pixels, got 0"),
        ({"drawing": "black"}, "bytes, one a pixel"),
        ({"film": {"frames": b""}}, r"film: expected what the function film returns, got keys \['frames'\]"),
        ({"film": pad.film(FRAMES[:, [0, 0]])}, "film: expected 1 pads, one for each title of one, got 2"),
        ({"film": pad.film(FRAMES[..., :5])}, "film: expected frames of 1 × 2 × 3 bytes, got 10 bytes"),
        ({"ink": 256}, "256"),
        ({"ink": -3}, "-3"),
        ({"cursor": -2}, "-2"),
        ({"brush": 0}, "0"),
        ({"brush": 33}, "33"),
        ({"frame": -2}, "-2"),
    ],
)
def test_a_pad_refuses_in_words_and_stays_as_it_was(change, words):
    one = made(bytes(6), ("cue", "state"))
    (name, value), before = *change.items(), {name: getattr(one, name) for name in change}
    with pytest.raises(TraitError, match=words):
        setattr(one, name, value)
    assert getattr(one, name) == before[name]


@pytest.mark.parametrize("shape", [(0, 3), (2,), (2.5, 3)])
def test_a_pad_refuses_a_shape_that_is_none(shape):
    with pytest.raises(TraitError):
        made(shape=shape)


def test_a_first_drawing_of_another_size_is_refused():
    with pytest.raises(TraitError, match="drawing: expected no bytes, or 6 for 2 × 3 pixels, got 4"):
        made(bytes(4))


# ------------------------------------------------------------------------------------- its files


def test_the_page_is_given_short_readable_code_that_fetches_nothing():
    folder = Path(pad.__file__).parent
    script, style = (folder / f"pad.{kind}" for kind in ("js", "css"))
    code = script.read_text(encoding="utf-8") + style.read_text(encoding="utf-8")
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 300
    assert max(map(len, script.read_text(encoding="utf-8").splitlines())) <= 120
    assert [found for found in re.findall(r"\w+://[^\s\"']+", code) if "w3.org/2000/svg" not in found] == []
    assert not re.search(r"\bimport\b|\bfetch\b|innerHTML", code)
