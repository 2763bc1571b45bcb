"""The plane of two neurons in a real page: a start chosen with mouse and keys, its line played."""

import pytest

from tests.browser import widgets
from tests.browser.widgets import SCREENSHOTS, asked

pytestmark = pytest.mark.browser

SETUP = "from hopfield_lib import explore"
SHOWN = "shown = explore.portrait_explorer(seed=8)\nshown"
START = "[shown.u_1.value, shown.u_2.value]"


@pytest.fixture(scope="module")
def notebook(tmp_path_factory, chromium):
    with widgets.run(tmp_path_factory.mktemp("portrait"), chromium, (SETUP, SHOWN)) as opened:
        yield opened


@pytest.fixture
def output(notebook):
    return notebook.output(notebook.cells[1])


def words(output):
    return output.query_selector(".phase-plane .caption").inner_text()


def test_a_click_begins_there(notebook, output):
    plane = output.query_selector("svg.plane")
    box = plane.bounding_box()
    share = (1 + 0.8 / 1.7) / 2  # of the way from −1.7 to 1.7, at 0.8
    notebook.page.mouse.click(box["x"] + (1 - share) * box["width"], box["y"] + (1 - share) * box["height"])
    assert asked(notebook, START) == pytest.approx([-0.8, 0.8])
    assert "From u₁ = −0.8, u₂ = 0.8" in output.inner_text()
    assert len(output.query_selector_all(".paths polyline")) == 1


def test_keys_move_the_start_and_stop_at_the_border(notebook, output):
    plane, page = output.query_selector("svg.plane"), notebook.page
    plane.focus()
    before = asked(notebook, START)
    for key in ("ArrowRight", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
        notebook.settle()
    assert asked(notebook, START) == pytest.approx([before[0] + 0.2, before[1] + 0.1])
    for _ in range(40):
        page.keyboard.press("ArrowLeft")
    notebook.settle()
    assert asked(notebook, START)[0] == -1.5
    assert page.evaluate("i => window.panel.content.activeCellIndex === i", 1)


def test_it_plays_to_the_end_by_itself(notebook, output):
    assert words(output).startswith("time 40.0 τ: ")
    play = output.query_selector(".phase-plane button")
    play.click()
    assert play.get_attribute("aria-label") == "pause"
    notebook.page.wait_for_timeout(800)
    assert not words(output).startswith(("time 0.0", "time 40.0"))
    notebook.page.wait_for_function(
        "node => node.getAttribute('aria-label') === 'play'", arg=play, timeout=20_000
    )
    assert words(output).startswith("time 40.0 τ: ")
    output.query_selector(".phase-plane input").press("Home")
    assert words(output).startswith("time 0.0 τ: u₁ = −1.50")


def test_twenty_starts_are_drawn_and_told(notebook, output):
    output.query_selector("button:has-text('20 draws')").click()
    notebook.settle()
    assert len(output.query_selector_all(".paths polyline")) == 21
    assert "20 draws, seeds 8 to 27: " in output.inner_text()
    notebook.page.screenshot(path=SCREENSHOTS / "portrait.png")


def test_every_part_has_a_name(notebook, output):
    assert notebook.nameless(output) == []


@pytest.mark.parametrize("width", [440, 750])
def test_it_fits_a_narrow_panel(output, width):
    widgets.assert_fits(output, width, "portrait")


def test_two_hundred_moves_do_not_grow_memory(notebook, output):
    output.query_selector("svg.plane").focus()

    def move(times):
        for k in range(times):
            notebook.page.keyboard.press(("ArrowUp", "ArrowDown")[k % 2])

    widgets.assert_memory_stays(notebook, move)


def test_nothing_went_wrong_on_the_way(notebook):
    assert notebook.trouble() == []
