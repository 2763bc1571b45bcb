"""The explorer of mixtures in a real page: heated and cooled while it runs."""

import re

import pytest

from tests.browser import widgets
from tests.browser.widgets import SCREENSHOTS, asked

pytestmark = pytest.mark.browser

SETUP = "from hopfield_lib import data, explore, images\neight = data.pictures(size=64)"
SHOWN = """
stored = images.binarize(eight.images)
half = {"camera": 50, "coins": 50}
shown = explore.mixing_explorer(stored, eight.shape, eight.names, seed=2, weights=half)
shown
"""


@pytest.fixture(scope="module")
def notebook(tmp_path_factory, chromium):
    with widgets.run(tmp_path_factory.mktemp("mixing"), chromium, (SETUP, SHOWN)) as opened:
        yield opened


@pytest.fixture
def output(notebook):
    return notebook.output(notebook.cells[1])


def sweep(output):
    """How far the state that is shown has come."""
    return float(re.match(r"sweep ([\d.]+)", output.query_selector(".pad-caption").inner_text())[1])


def test_heat_moved_while_it_plays_goes_on_from_the_present_state(notebook, output):
    heat = next(one for one in notebook.controls_of("slider", output) if one.name == "T")
    notebook.move(heat, "high")
    output.query_selector("select[aria-label^=speed]").select_option(value="2")
    output.query_selector("button[aria-label=play]").click()
    notebook.page.wait_for_timeout(3000)
    before = sweep(output)
    assert 1 < before < 12
    notebook.move(heat, "low")  # cooled
    present = sweep(output)
    assert before <= present < before + 5
    captions = asked(notebook, "shown.pad.film['captions']")
    heated = [k for k, words in enumerate(captions) if "T = 1.50" in words]
    assert 4 * before <= heated[-1] + 1 <= 4 * present + 2  # what was before stays, and now it is cold
    assert re.search(r"After [\d.]+ sweeps at T = .*; cooled, it ends in", output.inner_text())
    notebook.page.screenshot(path=SCREENSHOTS / "mixing-cooled.png")
    output.query_selector("select[aria-label^=speed]").select_option(value="1000")
    notebook.page.wait_for_function(
        "node => node.querySelector('button[aria-label=play]') !== null", arg=output, timeout=20_000
    )
    assert asked(notebook, "[shown.pad.playing, shown.pad.frame]") == [-1, -1]
    assert notebook.trouble() == []


@pytest.mark.parametrize("width", [440, 750])
def test_it_fits_a_narrow_panel(output, width):
    widgets.assert_fits(output.query_selector(".widget-vbox"), width, "mixing")
