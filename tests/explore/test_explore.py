"""Explorers: the plain functions at every slider's ends, the callbacks as a hand would call them,
films and single frames."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from hopfield_lib import Hopfield, asynchronous, data, explore, hebbian, images, overlap, recall
from hopfield_lib.explore import pad, panels, shells
from tests.explore.explorers import decoded

SIDE = explore.OWN_SIDE
LETTERS = data.letters("HOP")
NAMES = ("H", "O", "P")


def generator(seed=1):
    return np.random.default_rng(seed)


# ------------------------------------------------------------------------------------ NoisyRecall


def assert_invariants(run, X, target, flipped):
    """What is true of every recorded recall."""
    N = X.shape[1]
    expected = images.flip(X[target], flipped, rng=generator())
    assert np.array_equal(run.states[0], expected)
    frames = len(run.states)
    assert run.states.shape == (frames, N)
    assert run.states.dtype == np.int8
    assert run.energies.shape == run.visits.shape == (frames,)
    assert (np.diff(run.energies) <= 0).all()
    assert np.allclose(run.energies, Hopfield(hebbian(X)).energy(run.states))
    assert np.allclose(run.overlaps, run.states.astype(int) @ X.T.astype(int) / N)
    assert np.array_equal(run.overlaps, overlap(run.states, X))
    assert run.overlaps[0, target] == pytest.approx(1 - 2 * round(flipped * N) / N)
    assert run.visits[0] == 0
    assert (np.diff(run.visits) >= 0).all()
    assert -run.visits[-1] % N < max(1, N // 8)  # at the end of a sweep, or as near as frames are
    model = Hopfield(hebbian(X))
    assert np.array_equal(model.update(run.states[-1]), run.states[-1])


@pytest.mark.parametrize("flipped", [0, 0.0, 0.1, 0.3, 0.5, 1.0, 1])
@pytest.mark.parametrize(("stored", "target"), [(1, 0), (2, 1), (3, 0), (3, 2)])
def test_a_noisy_recall_begins_with_the_cue_falls_and_ends_at_rest(flipped, stored, target):
    X = LETTERS.patterns[:stored]
    run = explore.noisy_recall(X, target, flipped, rng=generator())
    assert_invariants(run, X, target, flipped)


@given(st.integers(1, 4), st.integers(1, 40), st.integers(0, 2**32 - 1), st.floats(0, 1), st.data())
def test_a_noisy_recall_of_any_patterns_keeps_the_invariants(P, N, seed, flipped, drawn):
    X = generator(seed).choice(np.array([-1, 1], np.int8), (P, N))
    target = drawn.draw(st.integers(0, P - 1))
    before = X.copy()
    assert_invariants(explore.noisy_recall(X, target, flipped, rng=generator()), X, target, flipped)
    assert np.array_equal(X, before)


def test_a_noisy_recall_is_the_recall_of_its_cue():
    X, rng = LETTERS.patterns, generator(5)
    cue = images.flip(X[1], 0.2, rng=rng)
    end = recall(Hopfield(hebbian(X)), cue, asynchronous(rng)).state
    run = explore.noisy_recall(X, 1, 0.2, rng=generator(5))
    assert np.array_equal(run.states[-1], end)


def test_a_frame_comes_after_each_eighth_of_a_sweep():
    X = generator(2).choice([-1, 1], (1, 80))
    run = explore.noisy_recall(X, 0, 0.4, rng=generator())
    assert run.visits.tolist() == [*range(0, 160, 10), 160]
    changed = (np.diff(run.states.astype(int), axis=0) != 0).sum(axis=1)
    assert changed.sum() == 32
    assert (changed <= 10).all()


@pytest.mark.parametrize(
    ("flipped", "name"),
    [(0.0, "pattern 0"), (0.3, "pattern 0"), (0.7, "reverse of 0"), (1.0, "reverse of 0")],
)
def test_the_end_has_a_name(flipped, name):
    X = generator(3).choice([-1, 1], (3, 900))
    assert explore.noisy_recall(X, 0, flipped, rng=generator()).name == name


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"patterns": LETTERS.patterns[0]}, ValueError, "patterns: expected shape"),
        ({"patterns": [[0.5, 1]]}, ValueError, "patterns: expected"),
        ({"target": 3}, ValueError, "target: expected a whole number from 0 up to 2"),
        ({"target": -1}, ValueError, "target: expected"),
        ({"target": 0.0}, TypeError, "target: expected a whole number"),
        ({"flipped": 1.01}, ValueError, "fraction: expected"),
        ({"flipped": -0.1}, ValueError, "fraction: expected"),
        ({"flipped": "much"}, TypeError, "fraction: expected"),
        ({"rng": 1}, TypeError, "rng: expected a numpy.random.Generator"),
    ],
)
def test_a_noisy_recall_refuses(change, error, words):
    arguments = {"patterns": LETTERS.patterns, "target": 0, "flipped": 0.3, "rng": generator()} | change
    with pytest.raises(error, match=words):
        explore.noisy_recall(
            arguments["patterns"], arguments["target"], arguments["flipped"], rng=arguments["rng"]
        )


# ------------------------------------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 steps"), (1, "1 step"), (2, "2 steps"), (1200, "1,200 steps")]
)
def test_one_is_not_many(number, words):
    assert shells.counted(number, "step") == words


def test_the_words_of_an_end_name_it():
    names = ("cat", "cup")
    assert panels.end_in_words("pattern 1", names) == "“cup”"
    assert panels.end_in_words("reverse of 0", names) == "“cat” reversed"
    assert panels.end_in_words("mixture +0 -1", names) == "a mixture of them"
    assert panels.end_in_words("none", names) == "none of them"


@pytest.mark.parametrize(
    ("m", "words"), [(1, "+1.000"), (-0.4, "−0.400"), (0.0, "0.000"), (-0.0001, "0.000"), (0.0006, "+0.001")]
)
def test_an_overlap_is_written_with_its_sign(m, words):
    assert panels.signed(m) == words


# ---------------------------------------------------------------------------------------- the player


def test_the_player_shows_each_frame():
    states = explore.noisy_recall(LETTERS.patterns, 0, 0.3, rng=generator()).states
    shown = explore.player(states, LETTERS.shape, zoom=3)
    assert (shown.shape, shown.side) == (LETTERS.shape, 30)
    assert shown.film["frames"] == pad.as_greys(states).tobytes()
    last = len(states) - 1
    black = round(100 * (states[0] > 0).mean())
    assert shown.film["captions"][0] == f"frame 0 of 0 to {last}: {black}% of the units are black"


def test_the_player_of_a_single_frame_stands_still():
    assert explore.player(LETTERS.patterns[:1], LETTERS.shape).film["count"] == 1


@pytest.mark.parametrize(
    ("states", "shape", "zoom"),
    [(LETTERS.patterns[0], (10, 10), 2), (LETTERS.patterns, (9, 10), 2), (LETTERS.patterns, (10, 10), 0)],
)
def test_the_player_refuses(states, shape, zoom):
    with pytest.raises((TypeError, ValueError)):
        explore.player(states, shape, zoom=zoom)


# --------------------------------------------------------------------------------- films and frames

MIXED = np.array([[1, -1, 0, 1, 1, -1], [-1, -1, 0, 1, 0, 1], [1, 1, 1, 1, -1, 0]], np.int8)
LEVEL = {1: 0, 0: 128, -1: 255}


def as_greys(states, shape, zoom):
    greys = np.vectorize(LEVEL.get)(np.asarray(states)).reshape(-1, *shape)
    return greys.repeat(zoom, axis=1).repeat(zoom, axis=2)


def frames_of(gif):
    """Return the frames of a GIF as greys, how long each is shown in ms, and how often it is played."""
    with Image.open(io.BytesIO(gif)) as film:
        shown = [(np.asarray(f.convert("L")), f.info["duration"]) for f in ImageSequence.Iterator(film)]
        return np.stack([greys for greys, _ in shown]), [ms for _, ms in shown], film.info.get("loop")


@pytest.mark.parametrize("kind", [np.int8, float, list])
@pytest.mark.parametrize("zoom", [1, 3])
def test_a_frame_is_black_white_and_grey_where_undecided(kind, zoom):
    state = MIXED[0].tolist() if kind is list else MIXED[0].astype(kind)
    drawn = decoded(images.picture_png(state, (2, 3), zoom=zoom))
    assert np.array_equal(drawn[..., 0], as_greys(MIXED[:1], (2, 3), zoom)[0])
    assert (drawn == drawn[..., :1]).all()


@pytest.mark.parametrize("zoom", [1, 4])
def test_a_film_has_its_frames_in_order_and_begins_again(zoom):
    greys, milliseconds, loop = frames_of(images.film(MIXED, (2, 3), zoom=zoom))
    assert np.array_equal(greys, as_greys(MIXED, (2, 3), zoom))
    assert milliseconds == [200, 200, 200]
    assert loop == 0


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0.2, 200), (0.01, 10), (1, 1000), (0.05, 50), (2.5, 2500)]
)
def test_each_frame_is_shown_as_long_as_asked(seconds, expected):
    assert frames_of(images.film(MIXED, (2, 3), seconds=seconds))[1] == [expected] * 3


def test_frames_that_are_alike_last_as_long_as_all_of_them():
    states = np.vstack([MIXED[0], MIXED[0], MIXED[1], MIXED[1], MIXED[1], MIXED[0]])
    greys, milliseconds, _ = frames_of(images.film(states, (2, 3)))
    assert sum(milliseconds) == 6 * 200
    played = np.repeat(greys, np.array(milliseconds) // 200, axis=0)
    assert np.array_equal(played, as_greys(states, (2, 3), 1))


def test_a_film_of_one_frame_is_a_film():
    greys, *_ = [np.asarray(Image.open(io.BytesIO(images.film(MIXED[:1], (2, 3)))).convert("L"))]
    assert np.array_equal(greys, as_greys(MIXED[:1], (2, 3), 1)[0])


def test_a_film_of_a_recall_shows_its_states():
    run = explore.noisy_recall(LETTERS.patterns, 0, 0.3, rng=generator())
    greys, milliseconds, _ = frames_of(images.film(run.states, LETTERS.shape))
    played = np.repeat(greys, np.array(milliseconds) // 200, axis=0)
    assert np.array_equal(played, as_greys(run.states, LETTERS.shape, 1))


def test_a_film_changes_nothing_it_is_given():
    states = MIXED.copy()
    images.film(states, (2, 3))
    images.picture_png(states[0], (2, 3))
    assert np.array_equal(states, MIXED)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: images.film(MIXED[0], (2, 3)), ValueError, "states: expected shape"),
        (lambda: images.film(MIXED, (2, 2)), ValueError, "states: expected 4 units a row"),
        (lambda: images.film(MIXED * 2, (2, 3)), ValueError, r"states: expected \+1, -1 or 0"),
        (lambda: images.film(MIXED[:0], (2, 3)), ValueError, "states: expected at least one state"),
        (lambda: images.film(MIXED, 6), ValueError, "states: expected 36 units"),
        (lambda: images.film(MIXED, (2, 3, 1)), ValueError, "size: expected"),
        (lambda: images.film(MIXED, (2, 3), seconds=0), ValueError, "seconds: expected"),
        (lambda: images.film(MIXED, (2, 3), seconds="slow"), TypeError, "seconds: expected"),
        (lambda: images.film(MIXED, (2, 3), zoom=0), ValueError, "zoom: expected"),
        (lambda: images.film(MIXED, (2, 3), zoom=1.5), TypeError, "zoom: expected"),
        (lambda: images.film(MIXED, (2, 3), zoom=65), ValueError, "zoom: expected"),
        (lambda: images.picture_png(MIXED, (2, 3)), ValueError, "states: expected shape"),
        (lambda: images.picture_png(MIXED[0], (3, 3)), ValueError, "states: expected 9 units"),
        (lambda: images.picture_png(MIXED[0] * 1j, (2, 3)), TypeError, "states: expected real"),
        (lambda: images.picture_png("black", (2, 3)), TypeError, "states: expected numbers"),
    ],
)
def test_films_and_frames_refuse(call, error, words):
    with pytest.raises(error, match=words):
        call()


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 1.0])
def test_a_cue_between_two_patterns_takes_the_share_it_is_told(share):
    rng = np.random.default_rng(3)
    X = rng.choice([-1, 1], (3, 400))
    run = explore.recall_between(X, 0, 2, share, rng=rng)
    cue = run.states[0]
    assert ((cue == X[0]) | (cue == X[2])).all()
    differ = X[0] != X[2]
    assert (cue[differ] == X[0][differ]).mean() == pytest.approx(share, abs=0.1)
    assert (np.diff(run.energies) <= 0).all()
    if share in (0.0, 1.0):
        assert run.name == ("pattern 0" if share else "pattern 2")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((0, 3, 0.5), "second.*3"),
        ((-1, 1, 0.5), "first.*-1"),
        ((0, 1, 1.5), "share.*1.5"),
    ],
)
def test_between_refuses_what_is_not_there(arguments, words):
    X = np.random.default_rng(3).choice([-1, 1], (3, 40))
    with pytest.raises(ValueError, match=words):
        explore.recall_between(X, *arguments, rng=np.random.default_rng(1))
