"""Explorers in the page: sliders and the pad reach Python and back."""

import statistics

from tests.browser import pads
from tests.browser.widgets import asked
from tests.edition.running import faults, run_cells_with, trouble

SETUP = "from hopfield_lib import"
# What the kernel has of the pads that are painted on, and of what they play.
PAINTED = """[[hash(bytes(one.drawing)), hash(bytes(one.film.get("frames", b"")))]
    for one in __import__("gc").get_objects() if type(one).__name__ == "PixelPad" and one.drawing]"""


def test_a_slider_redraws_at_each_of_fifty_moves(window, record_property):
    with window.opened("notebooks/04_capacity.ipynb") as notebook:
        cells = run_cells_with(notebook, SETUP, "explore.capacity_explorer")
        assert faults(notebook, cells) == []
        output = notebook.output(cells[-1])
        slider = notebook.controls_of("slider", output)[0]
        times = notebook.redraw_milliseconds(slider, steps=50)
        left = notebook.shown(output)
        notebook.move(slider, notebook.positions(slider, None)[0])
        assert notebook.shown(output) != left
        assert trouble(notebook) == []
    shown = f"median {statistics.median(times):.0f} ms of {len(times)}" if times else "each later than 400 ms"
    record_property("measured", f"capacity explorer, {slider.name!r}, 51 moves, mouse to picture: {shown}")


def test_what_is_painted_on_the_pad_reaches_python_and_is_recalled(window):
    with window.opened("notebooks/01_binary_recall.ipynb") as notebook:
        cells = run_cells_with(notebook, SETUP, "explore.draw_explorer")
        assert faults(notebook, cells) == []
        output = notebook.output(cells[-1])
        ((drawing, film),) = asked(notebook, PAINTED)
        pads.paint(notebook.page, output.query_selector(pads.CONTROLS["pad"]))
        ((painted, recalled),) = asked(notebook, PAINTED)
        assert painted != drawing
        assert recalled != film
        assert trouble(notebook) == []
