"""A cue that controls make and that can be painted on: which of the two it is, and until when."""

import ipywidgets as widgets
import numpy as np
import pytest

from hopfield_lib.explore import PixelPad
from hopfield_lib.explore.draws import Draws
from hopfield_lib.explore.pad import BLACK, WHITE
from hopfield_lib.explore.painted import PaintedCue

MADE = np.array([1, -1, -1, 1], np.int8)


class Explorer:
    """An explorer that counts how often it shows something."""

    def __init__(self):
        self.shown = 0
        self.control = widgets.IntSlider(5, 0, 10)
        self.other = widgets.IntSlider(5, 0, 10)
        self.pad = PixelPad((2, 2), ("cue", "state"), drawing=bytes(4))
        self.draws = Draws(3, (self.control, self.other), self.show, lambda rng: "somewhere")
        self.cue = PaintedCue(self.pad, self.draws, (self.control,))

    def show(self):
        self.shown += 1
        self.cue.show(MADE)


@pytest.fixture
def one():
    made = Explorer()
    made.show()
    return made


def strike(one):
    """Paint all black, as the page does."""
    one.pad.set_state({"drawing": memoryview(bytes([BLACK] * 4))})


def test_what_is_made_is_put_on_the_pad_and_is_no_stroke(one):
    assert one.pad.drawing == bytes([BLACK, WHITE, WHITE, BLACK])
    assert (one.cue.by_hand, one.shown) == (False, 1)
    assert one.cue.of(MADE) is MADE


def test_a_stroke_is_shown_at_once_and_stays_on_the_pad(one):
    one.draws.draws.click()
    strike(one)
    assert (one.cue.by_hand, one.shown, one.draws.told.value) == (True, 2, "")
    assert one.cue.of(MADE).tolist() == [1, 1, 1, 1]
    assert one.pad.drawing == bytes([BLACK] * 4)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: setattr(one.control, "value", 6),
        lambda one: one.draws.noise.click(),
        lambda one: one.draws.reset.click(),
        lambda one: one.cue.forget(),
    ],
    ids=["a control", "new noise", "reset", "forget"],
)
def test_a_painted_cue_lasts_until_another_is_asked_for(one, change):
    strike(one)
    one.other.value = 6  # no control of the cue
    assert one.cue.by_hand
    change(one)
    assert not one.cue.by_hand
    assert one.cue.of(MADE) is MADE


def test_a_cue_can_be_painted_by_the_explorer(one):
    one.cue.paint(-MADE)
    assert (one.cue.by_hand, one.shown) == (True, 2)
    assert one.pad.drawing == bytes([WHITE, BLACK, BLACK, WHITE])
    assert one.cue.of(MADE).tolist() == (-MADE).tolist()
