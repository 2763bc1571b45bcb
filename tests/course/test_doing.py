"""Lessons are done, not read: a place for every prediction, small tasks, and nothing that stops."""

import contextlib
import io
import re

import matplotlib.pyplot as plt
import nbformat
import pytest

from hopfield_course.tries import TASKS
from tests import ROOT

LESSONS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
PREDICT = re.compile(r"^> \*\*Predict\.\*\*", re.MULTILINE)
TRY = re.compile(r"^> \*\*Try it\*\*", re.MULTILINE)
PLACE = re.compile(r"^prediction\w* = \.\.\.", re.MULTILINE)
CHECK = re.compile(r"^check\.(try_\w+)\(.*\)$", re.MULTILINE)
SOLUTION = re.compile(r"<details><summary>Solution.*?```python\n(.*?)```.*?</details>", re.DOTALL)

each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


def cells_of(path):
    return nbformat.read(path, as_version=4).cells


def code_after(cells, index):
    """Return the source of the next cell of code."""
    return next(cell.source for cell in cells[index + 1 :] if cell.cell_type == "code")


@each_lesson
def test_every_prediction_has_a_place_and_an_answer(path):
    """The cell below a Predict has the place; that cell or a later one says how near it was."""
    cells = cells_of(path)
    asked = [
        k for k, cell in enumerate(cells) if cell.cell_type == "markdown" and PREDICT.search(cell.source)
    ]
    without = [k for k in asked if not PLACE.search(code_after(cells, k))]
    assert not without, f"cells {without}: a Predict without `prediction = ...` in the cell of code below it"
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    questions = sum(len(PREDICT.findall(cells[k].source)) for k in asked)
    assert len(PLACE.findall(code)) == len(re.findall(r"\bguess\(", code)) == questions


@each_lesson
def test_a_lesson_ends_with_how_many_predictions_were_within_reach(path):
    cells = [cell for cell in cells_of(path) if cell.cell_type == "code"]
    assert "print(guess.summary())" in cells[-1].source
    assert cells[-1].outputs[0].text.startswith("You predicted nothing yet: ")


def tries_of(cells):
    """Return, for each small task: the place of its cell, its name, and its solution's code."""
    found = []
    for k, cell in enumerate(cells):
        if cell.cell_type == "code" and (match := CHECK.search(cell.source)):
            solution = SOLUTION.search(cells[k + 1].source)
            found.append((k, match[1], solution[1] if solution else None))
    return found


@each_lesson
def test_a_lesson_has_two_to_four_small_tasks(path):
    cells = cells_of(path)
    found = tries_of(cells)
    if path.stem.startswith("00"):
        assert not found  # it has questions of its own
        return
    asked = sum(len(TRY.findall(cell.source)) for cell in cells if cell.cell_type == "markdown")
    assert asked == len(found)
    assert 2 <= len(found) <= 4
    assert all(name in TASKS for _, name, _ in found)
    assert all(solution for *_, solution in found), "the cell below a small task has its solution, folded"


@each_lesson
def test_a_small_task_stops_nothing_and_its_solution_is_right(path, monkeypatch):
    """The lesson's cells are run as far as its last small task; each is tried untouched, and solved."""
    monkeypatch.chdir(path.parent)
    cells = cells_of(path)
    tries = {k: (name, solution) for k, name, solution in tries_of(cells)}
    names = {"__name__": "__main__"}
    for k, cell in enumerate(cells[: max(tries, default=-1) + 1]):
        if cell.cell_type != "code":
            continue
        said = run(cell.source, names)
        if k in tries:
            name, solution = tries[k]
            assert said.startswith(f"{name}: still to do"), f"cell {k}"
            call = CHECK.search(cell.source)
            said = run(f"{solution}\n{call[0]}", names)
            assert said.startswith(f"{name}: right"), f"cell {k}: {said}"


def run(source, names):
    """Run a cell and return what it printed."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(source, "cell", "exec"), names)
    plt.close("all")
    return said.getvalue()


def test_every_small_task_belongs_to_a_lesson():
    used = {name for path in LESSONS for _, name, _ in tries_of(cells_of(path))}
    assert used == set(TASKS)
