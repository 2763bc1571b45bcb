"""The browser harness itself: it passes a sound notebook, and finds each fault of unsound ones."""

import nbformat
import pytest

from tests.browser import driver, pads, widgets

pytestmark = pytest.mark.browser

SETUP = """
import io
import ipywidgets as widgets
import numpy as np
from IPython.display import display
from PIL import Image

from hopfield_lib.explore.shells import explorer, screen

image = screen(90)
def draw(value):
    buffer = io.BytesIO()
    Image.fromarray(np.full((60, 90), 20 + 2 * int(value), dtype=np.uint8)).save(buffer, "PNG")
    image.show(buffer.getvalue(), f"a grey of {value}")
draw(1)
slider = widgets.IntSlider(value=1, min=0, max=100, description="grey")
slider.observe(lambda change: draw(change["new"]), "value")
"""
# Cells with one fault each, and what has to be said of it. All stand in one notebook: a fault must
# be laid to the control that caused it, and must not hide the next one.
FAULTS = {
    """
def fail(change):
    if change["new"] == 100:
        raise KeyError("only at the end")
slider.observe(fail, "value")
display(widgets.VBox([slider, image]))
""": "cell 1, slider 'grey' at 'high': KeyError: 'only at the end'",
    """
choice = widgets.Select(options=["one", "two"], description="choose")
choice.observe(lambda change: {}[change["new"]], "value")
display(widgets.VBox([choice, image]))
""": "cell 2, list 'choose' at 'two': KeyError: 'two'",
    """
button = widgets.Button(description="press me")
button.on_click(lambda _: [][1])
display(widgets.VBox([button, image]))
""": "cell 3, button 'press me' at 'pressed': IndexError",
    """
@widgets.interact(n=(0, 10))
def show(n):
    print(1 / (10 - n))
""": "cell 4, slider 'n' at 'high': ZeroDivisionError",
    """
import asyncio
async def later():
    await asyncio.sleep(0.01)
    raise RuntimeError("later")
tasks = []
box = widgets.Checkbox(value=False, description="soon")
box.observe(lambda change: tasks.append(asyncio.ensure_future(later())) or tasks.clear(), "value")
display(widgets.VBox([box, image]))
""": "cell 5, checkbox 'soon' at 'switched': stderr: Task exception was never retrieved",
    """
import warnings
toggle = widgets.ToggleButton(description="warn")
toggle.observe(lambda change: warnings.warn("not so", RuntimeWarning), "value")
display(widgets.VBox([toggle, image]))
""": "cell 6, toggle button 'warn' at 'switched': stderr: ",
    """
display(widgets.VBox([widgets.IntSlider(description="idle"), image]))
""": "cell 7, slider 'idle': all its positions ['low', 'high'] show the same",
    """
display(widgets.HBox([widgets.IntSlider(description="seen"), widgets.Button(icon="play")]))
""": "cell 8: a slider without a name",
    """
display(widgets.Image(value=image.value), widgets.Button(icon="play"))
""": "cell 9: a img without a name",
    """
display(widgets.Button(icon="play"))
""": 'cell 10: a button "',
    """
display(widgets.HTML("<div style='width:1500px'>wide</div>"))
""": "pixels of it are cut off on a screen of 1024 x 700",
}
# What ends a notebook's exercise, each in a notebook of its own.
ENDS = {
    "a cell that fails": ("1 / 0", "cell 1: ZeroDivisionError: division by zero"),
    "a control nobody can move": (
        "display(widgets.VBox([widgets.ColorPicker(description='hue'), image]))",
        "widget-colorpicker",
    ),
    "a kernel that dies": (
        "import os\nslider.observe(lambda change: os._exit(1), 'value')\ndisplay(slider, image)",
        "the kernel is ",
    ),
    "a page that asks another host": (
        "display(widgets.HTML('<img src=\"http://example.invalid/x.png\">'))",
        "fetched from elsewhere: http://example.invalid/x.png",
    ),
}
# A bar that is gone when the work is done: an output with nothing left to see.
PROGRESS = """
from tqdm.auto import tqdm
for _ in tqdm(range(3), leave=False):
    pass
"""
SOUND = """
names = {"dark": 0, "light": 100}
dropdown = widgets.Dropdown(options=names, description="shade")
dropdown.observe(lambda change: draw(change["new"]), "value")
box = widgets.Checkbox(value=False, description="bright")
box.observe(lambda change: draw(90 if change["new"] else 10), "value")
radio = widgets.RadioButtons(options=names, description="radio")
radio.observe(lambda change: draw(change["new"]), "value")
toggles = widgets.ToggleButtons(options=["40", "60"], description="toggles")
toggles.observe(lambda change: draw(change["new"]), "value")
toggle = widgets.ToggleButton(description="toggle")
toggle.observe(lambda change: draw(70 if change["new"] else 30), "value")
number = widgets.BoundedIntText(value=5, min=0, max=50, description="number")
number.observe(lambda change: draw(change["new"]), "value")
between = widgets.IntRangeSlider(value=(20, 40), min=0, max=60, description="between")
between.observe(lambda change: draw(sum(change["new"]) / 2), "value")
choice = widgets.SelectionSlider(options=["a", "b", "c"], description="choice")
choice.observe(lambda change: draw(ord(change["new"]) - 90), "value")
pressed, uploaded = [], []
button = widgets.Button(description="again")
button.on_click(lambda _: pressed.append(1))
upload = widgets.FileUpload(description="yours")
upload.observe(lambda change: uploaded.append(change["new"][0]["name"]), "value")
play = widgets.Play(min=0, max=50, interval=50)
played = []
play.observe(lambda change: played.append(change["new"]), "value")
display(explorer(
    slider, dropdown, box, radio, toggles, toggle, number, between, choice, button, upload, play,
    widgets.HTML("words"), [widgets.Label("label"), image],
))
"""

SLOW = """
import time
slow, done = widgets.Checkbox(description="slow"), []
def work(change):
    time.sleep(1)
    done.append(change["new"])
slow.observe(work, "value")
slow
"""


@pytest.fixture(scope="module")
def scratch(tmp_path_factory, chromium):
    folder = tmp_path_factory.mktemp("scratch")
    notebooks = {name: [source] for name, (source, _) in ENDS.items()}
    for name, sources in {
        "sound": [PROGRESS, SOUND],
        "slow": [SLOW],
        "faults": list(FAULTS),
        **notebooks,
    }.items():
        cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, *sources)]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / f"{name}.ipynb")
    with driver.jupyterlab(folder) as server:
        yield server


def test_a_sound_notebook_passes_with_every_kind_of_control_moved(chromium, scratch, picture, tmp_path):
    with driver.opened(chromium, scratch, "sound.ipynb") as notebook:
        problems, remarks = driver.exercise(notebook, tmp_path, picture)
        assert problems == []
        cells = notebook.run_all()
        found = notebook.controls(notebook.output(cells[-1]))
        kinds = [control.kind for control in found]
        assert kinds.count("slider") == 3
        assert sorted(set(kinds)) == sorted(set(driver.CONTROLS) - {"list", *pads.CONTROLS})
        assert len(kinds) == 12
    assert len(remarks) == 3
    assert all("ms" in remark for remark in remarks)
    assert len(list(tmp_path.glob("*.jpg"))) > 20


def test_the_kernel_has_what_the_controls_were_moved_to(chromium, scratch, picture):
    with driver.opened(chromium, scratch, "sound.ipynb") as notebook:
        cells = notebook.run_all()
        controls = {c.name: c for c in notebook.controls(notebook.output(cells[-1]))}

        def value(expression: str) -> str:
            return notebook.page.evaluate(
                """async (code) => {
                  const request = window.panel.sessionContext.session.kernel.requestExecute(
                    {code: '', user_expressions: {x: code}, silent: true});
                  return (await request.done).content.user_expressions.x.data['text/plain'];
                }""",
                expression,
            )

        for position, expected in [("high", "100"), ("low", "0")]:
            notebook.move(controls["grey"], position)
            assert value("slider.value") == expected
        for position, expected in [("lowest low", "(0, 40)"), ("highest high", "(0, 60)")]:
            notebook.move(controls["between"], position)
            assert value("between.value") == expected
        notebook.move(controls["choice"], "high")
        assert value("choice.value") == "'c'"
        notebook.move(controls["number"], "50")
        assert value("number.value") == "50"
        notebook.move(controls["again"], "pressed")
        assert value("len(pressed)") == "1"
        notebook.move(next(c for c in controls.values() if c.kind == "upload"), str(picture))
        assert value("uploaded") == "['my picture.png']"
        notebook.move(next(c for c in controls.values() if c.kind == "play"), "played")
        assert int(value("len(played)")) >= 2


def test_what_a_move_asks_for_is_waited_for_however_long_it_takes(chromium, scratch):
    with driver.opened(chromium, scratch, "slow.ipynb") as notebook:
        cells = notebook.run_all()
        (box,) = notebook.controls_of("checkbox", notebook.output(cells[-1]))
        for moves in range(1, 6):  # from the second or third on, in a thread of their own
            notebook.move(box, "switched")
            assert widgets.tell(notebook, "print(len(done))") == f"{moves}\n"


def test_a_window_keeps_its_page_until_a_fault(chromium, scratch):
    pages = []

    def open_and(follow):
        with window.opened("sound.ipynb") as notebook:
            pages.append(notebook.page)
            follow()

    def fail():
        raise ZeroDivisionError

    with driver.windowed(chromium, scratch) as window:
        open_and(lambda: None)
        with pytest.raises(ZeroDivisionError):
            open_and(fail)
        open_and(lambda: None)
    assert pages[0] is pages[1]
    assert pages[1] is not pages[2]


def test_what_a_screen_reader_finds_follows_the_picture(chromium, scratch):
    with driver.opened(chromium, scratch, "sound.ipynb") as notebook:
        cells = notebook.run_all()
        output = notebook.output(cells[-1])
        controls = {c.name: c for c in notebook.controls(output)}
        page = notebook.page
        assert page.get_by_role("slider", name="grey").count() == 1
        assert page.get_by_role("slider", name="between").count() == 2
        assert page.get_by_role("button", name="play or pause").count() == 1
        assert page.get_by_role("img", name="a grey of 1", exact=True).count() == 1
        notebook.move(controls["grey"], "high")
        assert page.get_by_alt_text("a grey of 100", exact=True).count() == 1
        assert page.get_by_title("a grey of").count() == 0  # nothing covers the picture under a mouse


def test_each_fault_is_found_and_laid_to_its_control(chromium, scratch, picture, tmp_path):
    with driver.opened(chromium, scratch, "faults.ipynb") as notebook:
        problems, _ = driver.exercise(notebook, tmp_path, picture)
    found = "\n".join(problems)
    print(found)
    assert [expected for expected in FAULTS.values() if expected not in found] == []
    assert "RuntimeError: later" in found
    assert "RuntimeWarning: not so" in found


@pytest.mark.parametrize("name", ENDS)
def test_what_ends_a_notebook_is_reported(name, chromium, scratch, picture, tmp_path):
    with driver.opened(chromium, scratch, f"{name}.ipynb") as notebook:
        problems, _ = driver.exercise(notebook, tmp_path, picture)
    assert ENDS[name][1] in "\n".join(problems)
