"""The pixel pad in a real page: painted with mouse, finger and keys, played, stepped, and looked at."""

import numpy as np
import pytest

from tests.browser import pads, widgets
from tests.browser.widgets import SCREENSHOTS, asked

pytestmark = pytest.mark.browser

# A pad of 8 × 12 pixels: a white drawing, and a film of five frames in which frame k has k black columns.
SETUP = """
import gc, json, time
import numpy as np
from hopfield_lib.explore import pad
white = np.full((8, 12), 255, np.uint8)
frames = np.array([np.where(np.arange(12) < k, 0, white).ravel() for k in range(5)], np.uint8)
values = np.arange(5.0)
bars = pad.Bars("overlap", ["one", "two"], [True, False], np.stack([values / 4, -values / 4], axis=1))
curves = pad.Curves("energy a unit", ["first", "second"], [-values, values / 2])
told = [f"frame number {k}" for k in range(5)]
recording = pad.film(frames[:, None], curves=curves, bars=bars, captions=told)
"""
SHOWN = """
made = pad.PixelPad((8, 12), ("cue", "state"), drawing=white.tobytes())
made.film = recording
made
"""
VISITS = """
single = pad.Visits(np.arange(20), np.zeros(20, np.uint8))
visited = pad.PixelPad((8, 12), ("one at a time", "all at once"))
visited.film = pad.film(np.stack([frames[:3], frames[:3]], axis=1), visits=single)
visited
"""
SLOW = """
slow = pad.PixelPad((8, 12), ("cue",), drawing=white.tobytes())
answers = []
def answer(change):
    time.sleep(0.15)
    answers.append(change["new"])
slow.observe(answer, "drawing")
slow
"""
PIXELS = (
    "node => Array.from(node.getContext('2d').getImageData(0, 0, 12, 8).data).filter((_, i) => i % 4 === 0)"
)


@pytest.fixture(scope="module")
def notebook(tmp_path_factory, chromium):
    with widgets.run(tmp_path_factory.mktemp("pads"), chromium, (SETUP, SHOWN, VISITS, SLOW)) as opened:
        yield opened


def test_the_cells_ran(notebook):
    assert [cell.errors for cell in notebook.cells] == [[]] * 4


class Pad:
    """A pad on the page by the number of its cell, and its parts."""

    def __init__(self, notebook, cell):
        self.page = notebook.page
        self.output = notebook.output(notebook.cells[cell])
        self.canvases = self.output.query_selector_all(".pixel-pad canvas")
        self.buttons = {
            name: self.output.query_selector(f"button[aria-label^='{name}']")
            for name in ("one step back", "one step on", "p")
        }
        self.place = self.output.query_selector("input[type=range]")
        self.speed = self.output.query_selector("select")

    def pixels(self, number=0):
        return np.array(self.canvases[number].evaluate(PIXELS)).reshape(8, 12)

    def words(self, part):
        return self.output.query_selector(f".pad-{part}").inner_text()


@pytest.fixture
def shown(notebook):
    widgets.tell(
        notebook,
        "made.drawing = white.tobytes(); made.ink, made.brush, made.frame = 0, 1, -1; made.film = recording",
    )
    notebook.settle()
    return Pad(notebook, 1)


def test_the_mouse_paints_a_line_without_gaps(notebook, shown):
    assert (shown.pixels() == 255).all()
    pads.paint(notebook.page, shown.canvases[0], [(0.5 / 12, 3.5 / 8), (11.5 / 12, 3.5 / 8)], steps=2)
    drawn = shown.pixels()
    assert np.argwhere(drawn == 0).tolist() == [[3, k] for k in range(12)]
    assert asked(notebook, "list(made.drawing)") == drawn.ravel().tolist()
    assert shown.words("heard") == "12 pixels painted black"


def test_a_finger_paints(notebook, shown):
    box = shown.canvases[0].bounding_box()
    session = notebook.devtools
    for kind, share in (("touchStart", 0.1), ("touchMove", 0.4), ("touchMove", 0.7), ("touchEnd", None)):
        points = [] if share is None else [{"x": box["x"] + share * box["width"], "y": box["y"] + 4}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    notebook.settle()
    assert np.flatnonzero(shown.pixels()[0] == 0).tolist() == list(range(1, 9))


def test_keys_move_a_cursor_that_is_seen_and_paint(notebook, shown):
    canvas, page = shown.canvases[0], notebook.page
    canvas.focus()
    cursor = shown.output.query_selector(".pad-cursor")
    assert cursor.is_visible()
    for _ in range(20):  # into the corner, and no further
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    assert shown.words("heard") == "row 1, column 1: black"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    assert np.argwhere(shown.pixels() == 0).tolist() == [[0, 0], [1, 1]]
    assert shown.words("heard") == "row 2, column 2: black"
    active = "i => window.panel.content.activeCellIndex === i"
    assert page.evaluate(active, 1)  # JupyterLab has not taken the arrows for its own
    page.screenshot(path=SCREENSHOTS / "pad-keys.png")
    shown.speed.focus()
    assert not cursor.is_visible()


@pytest.mark.parametrize(("ink", "brush", "painted"), [(128, 1, 1), (255, 1, 0), (0, 32, 96), (-1, 3, 9)])
def test_the_brush_is_as_wide_and_as_dark_as_told(notebook, shown, ink, brush, painted):
    widgets.tell(notebook, f"made.ink, made.brush = {ink}, {brush}")
    notebook.settle()
    pads.paint(notebook.page, shown.canvases[0], [(0.5, 0.5)])
    changed = shown.pixels() != 255
    assert changed.sum() == painted
    assert set(shown.pixels()[changed].tolist()) <= {max(ink, 0)}


def test_looking_moves_the_cursor_alone_and_tells_where_it_is(notebook, shown):
    widgets.tell(notebook, "made.ink = pad.LOOK")
    notebook.settle()
    pads.paint(notebook.page, shown.canvases[0], [(0.1, 0.1), (0.8, 0.6)])
    assert (shown.pixels() == 255).all()
    assert asked(notebook, "made.cursor") == 4 * 12 + 9
    notebook.page.keyboard.press("ArrowLeft")
    notebook.page.keyboard.press("Space")
    assert (shown.pixels() == 255).all()
    assert asked(notebook, "made.cursor") == 4 * 12 + 8


def test_inverted_twice_it_is_as_before(notebook, shown):
    widgets.tell(notebook, "made.ink = -1")
    notebook.settle()
    for expected in (1, 0):
        pads.paint(notebook.page, shown.canvases[0], [(0.5, 0.5)])
        assert (shown.pixels() == 0).sum() == expected


def test_steps_and_the_slider_show_their_frame_and_stop_at_both_ends(notebook, shown):
    def columns():
        return int((shown.pixels(1)[0] == 0).sum())

    assert columns() == 4  # it begins at the end
    shown.buttons["one step on"].click()
    assert columns() == 4
    for expected in (3, 2, 1, 0, 0):
        shown.buttons["one step back"].click()
        assert columns() == expected
        assert shown.words("caption") == f"frame number {expected}"
    assert asked(notebook, "made.frame") == 0
    shown.place.press("End")
    assert columns() == 4
    assert asked(notebook, "made.frame") == -1
    shown.place.press("Home")
    assert columns() == 0
    numbers = [node.inner_text() for node in shown.output.query_selector_all("td.number")]
    assert numbers == ["0.00", "0.00"]
    shown.place.press("ArrowRight")
    numbers = [node.inner_text() for node in shown.output.query_selector_all("td.number")]
    assert numbers == ["+0.25", "−0.25"]
    notebook.page.screenshot(path=SCREENSHOTS / "pad-step.png")


def test_it_plays_by_itself_to_the_end_and_again_from_the_beginning(notebook, shown):
    shown.speed.select_option(value="5")
    asked_before = asked(notebook, "[1]")  # nothing under way
    assert asked_before == [1]
    play = shown.buttons["p"]
    play.click()
    assert play.get_attribute("aria-label") == "pause"
    seen = notebook.page.evaluate(
        """async node => {
          const seen = [];
          const began = performance.now();
          while (performance.now() - began < 1500) {
            const words = node.querySelector('.pad-caption').textContent;
            if (seen.at(-1) !== words) seen.push(words);
            await new Promise(resolve => requestAnimationFrame(resolve));
          }
          return seen;
        }""",
        shown.output,
    )
    assert seen == [f"frame number {k}" for k in range(5)]
    assert play.get_attribute("aria-label") == "play"


def test_it_pauses_where_it_is(notebook, shown):
    shown.speed.select_option(value="2")
    play = shown.buttons["p"]
    play.click()
    notebook.page.wait_for_timeout(700)
    play.click()
    words = shown.words("caption")
    notebook.page.wait_for_timeout(700)
    assert shown.words("caption") == words == f"frame number {asked(notebook, 'made.frame')}"


def test_a_new_film_shows_its_end_unless_one_has_stepped_elsewhere(notebook, shown):
    shorter = "made.film = pad.film(frames[:3, None], captions=['a', 'b', 'c'])"
    widgets.tell(notebook, shorter)
    notebook.settle()
    assert shown.words("caption") == "c"
    assert shown.output.query_selector(".pad-bars") is None
    shown.buttons["one step back"].click()
    notebook.settle()
    widgets.tell(notebook, "made.film = recording")
    notebook.settle()
    assert shown.words("caption") == "frame number 1"
    widgets.tell(notebook, "made.film = {}")
    notebook.settle()
    assert not shown.place.is_visible()


def test_curves_of_different_units_have_a_plot_each(notebook, shown):
    widgets.tell(
        notebook,
        "apart = pad.Curves('a frame', ['first', 'second'], [-values, values / 2], apart=True)\n"
        "made.film = pad.film(frames[:, None], curves=apart)",
    )
    notebook.settle()
    plots = shown.output.query_selector_all(".pad-curve")
    assert [plot.inner_text().split("\n")[0] for plot in plots] == ["first, a frame", "second, a frame"]
    limits = [[node.inner_text() for node in plot.query_selector_all(".pad-limit")] for plot in plots]
    assert limits == [["0.000", "−4.000"], ["2.000", "0.000"]]


def test_single_visits_are_marked_and_can_be_taken_back(notebook):
    visited = Pad(notebook, 2)
    assert np.flatnonzero(visited.pixels().ravel() == 0).tolist() == list(range(20))
    mark = visited.output.query_selector(".pad-mark.shown")
    assert mark.is_visible()
    for k in (19, 18):
        visited.buttons["one step back"].click()
        assert np.flatnonzero(visited.pixels().ravel() == 0).tolist() == list(range(k))
    assert (visited.pixels(1)[0] == 0).sum() == 1  # half-way through three frames, the second
    notebook.page.screenshot(path=SCREENSHOTS / "pad-visits.png")
    visited.place.press("Home")
    assert not mark.is_visible()


def test_every_part_has_a_name(notebook, shown):
    assert notebook.nameless(shown.output) == []
    assert "8 × 12 pixels" in shown.canvases[0].get_attribute("aria-label")
    assert shown.canvases[1].get_attribute("role") == "img"


def test_the_newest_stroke_wins_while_the_kernel_is_busy(notebook):
    slow = Pad(notebook, 3)
    for row in range(8):
        pads.paint(
            notebook.page, slow.canvases[0], [(0.02, (row + 0.5) / 8), (0.98, (row + 0.5) / 8)], steps=12
        )
    notebook.page.wait_for_function("() => window.panel.sessionContext.session.kernel.status === 'idle'")
    notebook.page.wait_for_timeout(600)
    assert asked(notebook, "list(slow.drawing)") == [0] * 96 == slow.pixels().ravel().tolist()
    assert asked(notebook, "len(answers)") < 60  # those between are dropped


def test_two_hundred_moves_do_not_grow_memory(notebook, shown):
    code = "for k in range({}): made.film = pad.film(np.roll(frames, k, axis=0).repeat(200, axis=0)[:, None])"

    def work(times):
        widgets.tell(notebook, code.format(times))  # films of 96 KB
        for _ in range(times // 10):
            pads.paint(notebook.page, shown.canvases[0], [(0.02, 0.5), (0.98, 0.5)], steps=10)

    widgets.assert_memory_stays(notebook, work)


@pytest.mark.parametrize("width", [440, 750])
def test_it_fits_a_narrow_panel(shown, width):
    widgets.assert_fits(shown.output.query_selector(".pixel-pad"), width, "pad")


def test_nothing_went_wrong_on_the_way(notebook):
    assert notebook.trouble() == []
