"""The exercises are what nbgrader makes of the solutions; untouched they run, and earn nothing."""

import os
import subprocess
import sys

import nbformat
import pytest
from jupyter_client import KernelManager
from nbclient import NotebookClient

from hopfield_course.exercises import EXERCISES
from hopfield_course.grading import grade, lack
from hopfield_course.grading.submissions import cells_of
from tests import ROOT

SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))
NO_SANDBOX = (
    lack() if os.environ.get("HOPFIELD_REQUIRE_SANDBOX") else "HOPFIELD_REQUIRE_SANDBOX=1 make test runs it"
)
each = pytest.mark.parametrize("solution", SOLUTIONS, ids=lambda path: path.stem)
needs_sandbox = pytest.mark.skipif(not os.environ.get("HOPFIELD_REQUIRE_SANDBOX"), reason=NO_SANDBOX)


def exercise(solution):
    return ROOT / "exercises" / solution.name


def test_each_exercise_has_a_lesson_a_solution_and_tasks():
    stems = [path.stem for path in SOLUTIONS]
    assert stems == sorted(EXERCISES)
    assert stems == sorted(path.stem for path in (ROOT / "exercises").glob("[0-9][0-9]_*[a-z].ipynb"))
    assert all((ROOT / "notebooks" / f"{stem}.ipynb").exists() for stem in stems)


def test_the_exercises_are_made_of_the_solutions_as_they_are_now():
    done = subprocess.run(
        [sys.executable, "-m", "tools.make_exercises", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@each
def test_no_answer_is_given_away(solution):
    text = exercise(solution).read_text(encoding="utf-8")
    assert "SOLUTION" not in text
    assert "Rubric" not in text
    answers = [
        cell.source.partition("### BEGIN SOLUTION\n")[2].partition("### END SOLUTION")[0]
        for cell in nbformat.read(solution, as_version=4).cells
    ]
    given = "\n".join(cell.source for cell in nbformat.read(exercise(solution), as_version=4).cells)
    assert sum(bool(answer) for answer in answers) >= 5
    assert not [answer for answer in answers if answer and answer.strip() in given]


@each
def test_points_and_test_cells_are_those_of_the_tasks(solution):
    cells = cells_of(solution.read_bytes())
    points = {cell.grade_id: cell.points for cell in cells if cell.points}
    tasks = {f"test-{task.name}": task.points for task in EXERCISES[solution.stem].TASKS}
    assert sum(points.values()) == 10
    assert tasks == {name: value for name, value in points.items() if name.startswith("test-")}
    assert all(cell.locked for cell in cells if cell.grade_id in tasks)
    written = [cell for cell in cells if cell.points and cell.grade_id not in tasks]
    assert [cell.kind for cell in written] == ["markdown"]


@pytest.fixture(scope="module")
def client():
    """Return a client with one kernel for all exercises: to start one takes longer than to run them."""
    manager = KernelManager(kernel_name="python3")
    client = NotebookClient(nbformat.v4.new_notebook(), timeout=60, km=manager)
    yield client
    client.kc.stop_channels()
    manager.shutdown_kernel(now=True)


@each
def test_an_untouched_exercise_runs_to_its_end_and_says_what_is_to_do(solution, client):
    notebook = nbformat.read(exercise(solution), as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell("%reset -f"))  # no names of the exercise before
    client.nb = notebook
    client.execute()  # raises at an error
    outputs = {
        cell.metadata.nbgrader.grade_id: cell.outputs
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith("test-")
    }
    for name, (shown, value) in outputs.items():
        assert value.data["text/plain"] == "0.0", name
        assert f"{name.removeprefix('test-')}: " in shown.data["text/plain"]
    words = " ".join(shown.data["text/plain"] for shown, _ in outputs.values())
    assert words.count("still to do") == len(outputs) - 1  # the bug hunt begins with a program that runs


@needs_sandbox
@each
def test_untouched_it_earns_nothing_and_the_solution_all(solution):
    given = cells_of(exercise(solution).read_bytes())
    handed_in = [
        (exercise(solution), "ada", 0.0),
        *((solution, name, 8.0) for name in ("ada", "bo", "Çelik")),
    ]
    for path, student, expected in handed_in:
        mark = grade(path.read_bytes(), solution.stem, given, student, b"known to the tests alone")
        assert (mark.total, mark.notes) == (expected, []), mark.feedback
