"""The explorer of attention in a real page: its cue painted on, its recall played, files good and bad."""

import contextlib

import pytest
from playwright.sync_api import TimeoutError

from tests.browser import pads, widgets
from tests.browser.widgets import SCREENSHOTS, asked

pytestmark = pytest.mark.browser

SETUP = """
import numpy as np
from hopfield_lib import data, explore
wear = data.fashion()
flat = wear.images[::3].reshape(200, -1).astype(float)
flat -= flat.mean(axis=1, keepdims=True)
flat /= flat.std(axis=1, keepdims=True)
"""
SHOWN = """
shown = explore.attention_explorer(flat, (28, 28), wear.names[::3], seed=7, target=40)
shown
"""


@pytest.fixture(scope="module")
def notebook(tmp_path_factory, chromium):
    with widgets.run(tmp_path_factory.mktemp("attention"), chromium, (SETUP, SHOWN)) as opened:
        yield opened


@pytest.fixture
def output(notebook):
    """The explorer as it was at first."""
    output = notebook.output(notebook.cells[1])
    output.query_selector("button:text-is('reset')").click()
    notebook.settle()
    return output


def assert_tells(notebook, output, *parts):
    """The explorer's words come to hold all of these."""
    look = "([node, parts]) => parts.every(part => node.innerText.includes(part))"
    with contextlib.suppress(TimeoutError):
        notebook.page.wait_for_function(look, arg=[output, parts], timeout=20_000)
    told = output.inner_text()
    assert [part for part in parts if part not in told] == [], told


def control_of(notebook, output, kind, name=""):
    """The one control of this kind and name."""
    (found,) = [one for one in notebook.controls_of(kind, output) if name in one.name]
    return found


def test_every_part_has_a_name(notebook, output):
    assert notebook.nameless(output) == []


def test_the_mouse_and_keys_paint_a_cue_which_is_recalled_at_once(notebook, output):
    canvas = output.query_selector(".pixel-pad canvas[tabindex]")
    before = asked(notebook, "list(shown.pad.drawing)")
    pads.paint(notebook.page, canvas, [(0.1, 0.5), (0.9, 0.5)])
    assert_tells(notebook, output, "pullover 1, painted by hand. The end is one picture: pullover 1")
    middle = asked(notebook, "list(shown.pad.drawing)")
    assert middle != before
    pads.paint_with_keys(notebook.page, canvas)
    assert asked(notebook, "list(shown.pad.drawing)") != middle
    notebook.page.screenshot(path=SCREENSHOTS / "attention-painted.png")


def test_a_cue_that_is_hidden_all_over_is_told(notebook, output):
    notebook.move(control_of(notebook, output, "slider", "its width"), "high")
    pads.paint(notebook.page, output.query_selector(".pixel-pad canvas[tabindex]"), [(0.5, 0.5)])
    assert_tells(notebook, output, "painted by hand. All of the cue is hidden: it says nothing")


def test_it_is_stepped_through_and_played(notebook, output):
    notebook.move(control_of(notebook, output, "slider", "β · √N"), "low")
    caption = output.query_selector(".pad-caption")
    place = output.query_selector(".pixel-pad input[type=range]")
    place.press("Home")
    assert caption.inner_text().startswith("before the first step: ")
    output.query_selector("button[aria-label='one step on']").click()
    assert caption.inner_text().startswith("after 1 step: ")
    output.query_selector("button[aria-label='play']").click()
    assert_tells(notebook, output, "The end is the mean of all 200, at rest")
    notebook.page.wait_for_function(
        "node => node.querySelector('button[aria-label=play]') !== null", arg=output, timeout=20_000
    )
    assert asked(notebook, "shown.pad.frame") == -1
    notebook.page.screenshot(path=SCREENSHOTS / "attention-mean.png")


def test_nothing_stored_is_told(notebook, output):
    boxes = notebook.controls_of("checkbox", output)
    assert len(boxes) == 10
    for box in boxes:
        box.element.query_selector("input").click()
    assert_tells(notebook, output, "Nothing is stored: tick a kind")


def test_files_good_and_bad(notebook, output, picture, tmp_path):
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    upload = control_of(notebook, output, "upload")
    notebook.move(upload, str(bad))
    assert_tells(
        notebook, output, "bad.png cannot be used: expected a PNG or JPEG", "pullover 1, 80 % hidden"
    )
    notebook.move(upload, str(picture))
    assert_tells(
        notebook, output, "my picture.png, 80 % hidden, scattered pixels. The end is one picture: my"
    )
    assert "bad.png" not in output.inner_text()
    notebook.page.screenshot(path=SCREENSHOTS / "attention-own.png")


@pytest.mark.parametrize("width", [440, 750])
def test_it_fits_a_narrow_panel(output, width):
    widgets.assert_fits(output.query_selector(".widget-vbox"), width, "attention")


def test_two_hundred_moves_do_not_grow_memory(notebook, output):
    def work(times):
        widgets.tell(notebook, f"for k in range({times}): shown.sharp.value = 10 ** (-1.5 + 0.05 * (k % 61))")
        widgets.tell(notebook, f"for k in range({times // 10}): shown.ticks.children[1].value ^= True")

    widgets.assert_memory_stays(notebook, work)


def test_nothing_went_wrong_on_the_way(notebook):
    assert notebook.trouble() == []
