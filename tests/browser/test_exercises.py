"""Exercises in a real JupyterLab, as they are given out and with a wrong answer: what a learner sees.

The pictures taken on the way stand in ``tests/browser/screenshots`` for people to look at.
"""

import re
import shutil
from pathlib import Path

import nbformat
import pytest

from tests import ROOT
from tests.browser import driver

pytestmark = pytest.mark.browser

SCREENSHOTS = Path(__file__).resolve().parent / "screenshots" / "exercises"
EXERCISES = sorted(path.name for path in (ROOT / "solutions").glob("*.ipynb"))
WRONG = "def hebb_couplings(patterns):\n    return patterns.T @ patterns / patterns.shape[1]"


@pytest.fixture(scope="module")
def course(tmp_path_factory, chromium):
    """Serve a copy of the exercises, and one with a wrong answer."""
    folder = tmp_path_factory.mktemp("course") / "exercises"
    shutil.copytree(ROOT / "exercises", folder)
    notebook = nbformat.read(folder / "01_binary_recall.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "hebb_couplings":
            cell.source = WRONG
    nbformat.write(notebook, folder / "wrong.ipynb")
    with driver.jupyterlab(folder) as server:
        yield server


@pytest.fixture(scope="module")
def window(chromium, course):
    with driver.windowed(chromium, course) as window:
        yield window


def tables(notebook, cells):
    """The text below each test cell, by the cell's number."""
    look = "i => window.panel.content.widgets[i].node.querySelector('.jp-Cell-outputWrapper')?.innerText"
    found = {}
    for cell in cells:
        if re.search(r"^check\.(?!data)", cell.source, re.MULTILINE):
            notebook.page.evaluate("i => window.panel.content.scrollToItem(i, 'smart')", cell.index)
            notebook.page.wait_for_function(look, arg=cell.index, timeout=30_000)
            found[cell.index] = notebook.page.evaluate(look, cell.index)
    return found


@pytest.mark.parametrize("name", EXERCISES)
def test_an_untouched_exercise_says_what_is_still_to_do(name, window):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with window.opened(name) as notebook:
        cells = notebook.run_all()
        notebook.settle()
        assert [error for cell in cells for error in cell.errors] == []
        shown = tables(notebook, cells)
        notebook.page.screenshot(path=SCREENSHOTS / f"{Path(name).stem}.png")
    assert len(shown) >= 4
    assert sum("still to do" in text for text in shown.values()) >= len(shown) - 1  # a bug hunt runs


def test_a_wrong_answer_gets_a_table_with_its_hint(window):
    with window.opened("wrong.ipynb") as notebook:
        cells = notebook.run_all()
        shown = tables(notebook, cells)
        first = min(shown)
        notebook.page.evaluate("i => window.panel.content.scrollToItem(i, 'start')", first)
        notebook.page.screenshot(path=SCREENSHOTS / "wrong.png")
    assert "hebb_couplings: 1.25 of 2 points" in shown[first]
    assert "A unit does not vote for itself." in shown[first]
