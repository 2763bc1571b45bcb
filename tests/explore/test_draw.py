"""The shell around ``both_ways``: every control at its ends, drawings, and what is told of odd states."""

import html
import re

import numpy as np
import pytest
from ipywidgets.widgets import widget

from hopfield_lib import explore
from hopfield_lib.explore import draw, pad


@pytest.fixture
def drawn():
    return explore.draw_explorer(seed=6)


def told(explorer):
    return html.unescape(re.sub("<.*?>", "", explorer.words.value))


def shown(explorer):
    """Return all that the pad is given."""
    return explorer.pad.drawing, repr(explorer.pad.film), told(explorer)


def tick(explorer, *names):
    for box in explorer.ticks.children[1:]:
        box.value = box.description in names


def strike(explorer, rows):
    """Paint black rows as the page does."""
    cue = np.frombuffer(explorer.pad.drawing, np.uint8).reshape(explorer.shelf.shape).copy()
    cue[rows] = pad.BLACK
    explorer.pad.set_state({"drawing": memoryview(cue.tobytes())})
    return pad.as_spins(cue).ravel()


def test_it_begins_with_the_run_that_the_plain_functions_make(drawn):
    shelf, rng = draw.shelves()["photographs"], np.random.default_rng(6)
    cue = explore.damaged(shelf.patterns[0], shelf.shape, "flip", 0.3, rng=rng)
    run = explore.recall_both_ways(shelf.patterns, np.ones(8, bool), cue, rng=rng)
    assert drawn.pad.drawing == pad.as_greys(cue).tobytes()
    assert drawn.pad.film == draw.sweeps_film(run, shelf.names, [True] * 8, 0)
    assert told(drawn) == (
        "The cue's overlap with camera is +0.400. One unit at a time it ends in “camera” after 2 sweeps. "
        "All at once it ends in “camera” after 2 steps."
    )
    assert drawn.pad.film["captions"][0].endswith("−0.0996 one at a time, −0.0996 all at once")


@pytest.mark.parametrize("of", ["photographs", "letters"])
@pytest.mark.parametrize("steps", ["sweeps", "single units"])
def test_every_control_at_its_ends_and_back(drawn, of, steps):
    drawn.which.value, drawn.steps.value = of, steps
    first = shown(drawn)
    for control, ends in (
        (drawn.share, (0, 100)),
        (drawn.draws.seed, (0, 9999)),
        (drawn.target, (7, 1)),
        (drawn.kind, ("mask", "rows")),
    ):
        begun, seen = control.value, set()
        for value in ends:
            control.value = value
            seen.add(shown(drawn))
        assert len(seen) == 2, control.description
        control.value = begun
        assert shown(drawn) == first, control.description


@pytest.mark.parametrize("kind", draw.KINDS.values())
@pytest.mark.parametrize("share", [0, 100])
@pytest.mark.parametrize("stored", [["camera"], list(draw.shelves()["photographs"].names)])
@pytest.mark.parametrize("steps", ["sweeps", "single units"])
def test_all_corners_are_shown(drawn, kind, share, stored, steps):
    tick(drawn, *stored)
    drawn.kind.value, drawn.share.value, drawn.steps.value = kind, share, steps
    assert drawn.pad.film["count"] > 1
    assert "overlap" in told(drawn) or "undecided" in told(drawn)


def test_single_units_go_the_same_way_as_sweeps(drawn):
    words = told(drawn)
    sweeps = drawn.pad.film
    drawn.steps.value = "single units"
    film = drawn.pad.film
    assert told(drawn) == words
    assert film["count"] == 2 * 4096 + 1
    ends = [np.frombuffer(one["curves"]["values"], "<f4").reshape(2, -1)[:, -1] for one in (sweeps, film)]
    assert ends[0] == pytest.approx(ends[1])
    assert film["captions"][1].startswith("visit 1 of sweep 1: the unit in row ")
    assert film["captions"][-1].startswith("visit 4096 of sweep 2: the unit in row ")


def test_a_stroke_on_the_cue_is_recalled_at_once(drawn):
    cue = strike(drawn, slice(0, 2))
    first = np.frombuffer(drawn.pad.film["frames"], np.uint8)[:4096]
    assert np.array_equal(pad.as_spins(first), cue)
    assert "One unit at a time it ends in “camera”" in told(drawn)
    drawn.share.value = 31  # damage by the control again
    assert "+0.380" in told(drawn)


def test_what_is_drawn_is_stored_and_recalled(drawn):
    drawn.blank.click()
    strike(drawn, slice(20, 40))
    drawn.store.click()
    assert drawn.shelf.names[-1] == "drawing 1"
    assert drawn.target.value == 8
    assert drawn.stored.all()
    assert "overlap with drawing 1 is +0.400" in told(drawn)
    tick(drawn, "camera", "drawing 1")
    assert "ends in “drawing 1”" in told(drawn)
    assert len(drawn.ticks.children) == 1 + 9


def test_only_so_many_drawings_have_room(drawn):
    for k in range(draw.DRAWINGS):
        drawn.blank.click()
        strike(drawn, slice(10 * k, 10 * k + 8))
        drawn.store.click()
    drawn.store.click()
    assert told(drawn).startswith("expected at most 4 drawings; ")
    assert len(drawn.shelf.names) == 8 + draw.DRAWINGS


def test_what_is_not_stored_is_marked_and_not_an_end(drawn):
    tick(drawn, "camera", "coins")
    assert drawn.pad.film["bars"]["stored"] == [k in (0, 4) for k in range(8)]
    drawn.target.value = 1
    assert "astronaut is +0.400" in told(drawn)
    assert "“astronaut”" not in told(drawn)


def test_nothing_stored_is_told(drawn):
    tick(drawn)
    assert drawn.pad.film == {}
    assert told(drawn).startswith("Nothing is stored: tick a picture")
    drawn.draws.draws.click()
    drawn.share.value = 10
    assert told(drawn).startswith("Nothing is stored: tick a picture")
    tick(drawn, "camera")
    assert "ends in “camera”" in told(drawn)


def test_all_hidden_is_told(drawn):
    drawn.kind.value, drawn.share.value = "mask", 100
    assert told(drawn) == "Every pixel of the cue is undecided, so every field is 0, and nothing ever moves."


def test_a_flicker_is_told(drawn):
    tick(drawn, "camera")
    drawn.share.value = 50
    assert "All at once it goes back and forth between two states for ever." in told(drawn)


def test_twenty_draws_count_the_ends_of_their_seeds(drawn):
    drawn.draws.draws.click()
    assert "20 draws, seeds 6 to 25: 20 × “camera”." in drawn.draws.told.value
    drawn.blank.click()
    assert drawn.draws.told.value == ""
    drawn.draws.draws.click()
    assert "20 draws, seeds 6 to 25: 20 × " in drawn.draws.told.value
    tick(drawn)
    drawn.draws.draws.click()
    assert "20 × nothing is stored" in drawn.draws.told.value


def test_new_noise_and_reset(drawn):
    first = shown(drawn)
    drawn.draws.noise.click()
    assert drawn.draws.seed.value == 7
    assert drawn.pad.drawing != first[0]
    drawn.draws.seed.value = drawn.draws.seed.max
    drawn.draws.noise.click()
    assert drawn.draws.seed.value == 0
    drawn.which.value, drawn.steps.value, drawn.ink.value = "letters", "single units", pad.INVERT
    drawn.blank.click()
    drawn.store.click()
    drawn.draws.reset.click()
    assert shown(drawn) == first
    assert (drawn.draws.seed.value, drawn.which.value, drawn.pad.ink) == (6, "photographs", pad.BLACK)


def test_the_brush_reaches_the_pad_of_each_set(drawn):
    drawn.ink.value, drawn.brush.value = pad.UNDECIDED, 16
    assert (drawn.pad.ink, drawn.pad.brush) == (128, 16)
    drawn.which.value = "letters"
    assert (drawn.pad.ink, drawn.pad.brush, drawn.pad.shape) == (128, 16, (10, 10))


def test_two_hundred_moves_keep_no_widgets(drawn):
    every = widget._instances  # there is no public way to count them
    drawn.which.value = "letters"
    before = len(every)
    for k in range(200):
        drawn.share.value = k % 100
    for k in range(6):
        drawn.which.value = ("photographs", "letters")[k % 2]
    assert len(every) <= before + 3


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"seed": -1}, ValueError, "seed"),
        ({"seed": 10000}, ValueError, "seed"),
        ({"seed": 1.5}, TypeError, "seed"),
        ({"seed": 1, "damage": 1.1}, ValueError, "damage"),
    ],
)
def test_the_explorer_refuses(arguments, error, words):
    with pytest.raises(error, match=words):
        explore.draw_explorer(**arguments)
