"""Running notebooks: what is stored, what is timed, what is called too slow."""

import nbformat
import pytest

from tools import run_notebooks


def notebook(path, *sources):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_outputs_are_stored_but_not_when_times_are_asked_for(tmp_path, capsys):
    path = notebook(tmp_path / "a.ipynb", "# nap\nimport time; time.sleep(0.3)", "print(6 * 7)")
    before = path.read_bytes()
    assert run_notebooks.main(["--times", str(path)]) == 0
    assert path.read_bytes() == before
    said = capsys.readouterr().out
    assert "a.ipynb, cell 0: # nap" in said.splitlines()[2]  # the slowest first
    assert "nothing is slower than the course allows" in said
    assert run_notebooks.main([str(path)]) == 0
    assert nbformat.read(path, as_version=4).cells[1].outputs[0].text == "42\n"


def test_a_notebook_that_fails_is_named_and_left_as_it_was(tmp_path, capsys):
    path = notebook(tmp_path / "b.ipynb", "print(1)", "1 / 0")
    before = path.read_bytes()
    assert run_notebooks.main([str(path)]) == 1
    assert path.read_bytes() == before
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_what_takes_too_long_is_an_error(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(run_notebooks, "CELL_LIMIT", 0.1)
    path = notebook(tmp_path / "c.ipynb", "import time; time.sleep(0.3)")
    assert run_notebooks.main(["--times", str(path)]) == 1
    assert "c.ipynb, cell 0" in capsys.readouterr().out.partition("too slow:")[2]


@pytest.mark.parametrize(
    ("times", "cells", "count"),
    [
        ({"a": 44.0, "b": 45.0}, [(9.9, "x"), (10.0, "y")], 0),
        ({"a": 46.0, "b": 1.0}, [(10.1, "x")], 2),
        ({str(k): 43.0 for k in range(7)}, [], 1),
    ],
)
def test_the_limits(times, cells, count):
    assert len(run_notebooks.over_limits(times, cells)) == count
