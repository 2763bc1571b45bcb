"""Python in the page has nothing to compile, and shows the course's sources."""

import inspect

import pytest

import hopfield_lib
from tests.edition.running import run_cells_with, trouble

PRINTED = """async code => {
  const future = window.panel.sessionContext.session.kernel.requestExecute({ code });
  const texts = [];
  future.onIOPub = ({ content }) => texts.push(content.text ?? content.traceback?.join('\\n') ?? '');
  await future.done;
  return texts.join('');
}"""
# How many modules are there, and which of them were read from a source that has no bytecode.
COMPILED_HERE = """
import os, sys
def sourced(module):
    spec, file = getattr(module, '__spec__', None), getattr(module, '__file__', None)
    known = not spec or spec.origin == 'frozen' or not (file or '').endswith('.py')
    return not known and not os.path.exists(spec.cached)
print(len(sys.modules), *(name for name, module in sys.modules.items() if sourced(module)))
"""


@pytest.fixture(scope="module")
def notebook(window):
    with window.opened("notebooks/00_start_here.ipynb") as notebook:
        yield notebook


def test_what_a_lesson_imports_is_bytecode(notebook):
    cells = run_cells_with(notebook, "hopfield_course.installation", "import numpy as np")
    assert [cell.errors for cell in cells] == [[], []]
    count, *compiled = notebook.ask(PRINTED, COMPILED_HERE).split()
    assert int(count) > 1000
    assert compiled == []
    assert trouble(notebook) == []


def test_the_sources_of_the_course_are_there(notebook):
    shown = notebook.ask(
        PRINTED, "import inspect, hopfield_lib; print(inspect.getsource(hopfield_lib.hebbian))"
    )
    assert shown.strip() == inspect.getsource(hopfield_lib.hebbian).strip()


def test_an_error_in_the_library_shows_its_line(notebook):
    shown = notebook.ask(PRINTED, "import hopfield_lib; hopfield_lib.hebbian([[1, 2]])")
    assert "ValueError" in shown
    assert "hopfield_lib/couplings/" in shown
    assert "raise" in shown
