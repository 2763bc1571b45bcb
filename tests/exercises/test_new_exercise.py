"""An exercise made from the template: its own answers, right and wrong, are judged as they are to be."""

from importlib import import_module

import nbformat
import numpy as np
import pytest

import hopfield_course.exercises
import tests.exercises
from hopfield_course.check.tasks import call, plain, verdict
from tests.exercises.judging import defined_by, hints, subsets
from tools.new_exercise import make

STEM = "97_tried"
SEEDS = range(4)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return the folder of a project in which the exercise was made, and its modules are importable."""
    root = tmp_path_factory.mktemp("project")
    make(STEM, root)
    with pytest.MonkeyPatch.context() as patch:
        for package, folder in (
            (hopfield_course.exercises, "hopfield_course/exercises"),
            (tests.exercises, "tests/exercises"),
        ):
            patch.setattr(package, "__path__", [*package.__path__, str(root / folder)])
        yield root


@pytest.fixture(scope="module")
def exercise(made):
    return import_module(f"hopfield_course.exercises.e{STEM}")


@pytest.fixture(scope="module")
def answers(made):
    return import_module(f"tests.exercises.answers_{STEM[:2]}")


@pytest.fixture(scope="module")
def cells(made):
    """Return the cells of the solution that nbgrader knows, by their ids."""
    notebook = nbformat.read(made / "solutions" / f"{STEM}.ipynb", as_version=4)
    nbformat.validate(notebook)
    known = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    return {cell.metadata.nbgrader.grade_id: cell for cell in known}


def functions(exercise):
    return [task for task in exercise.TASKS if not task.values]


def judged(task, answer, seed=0):
    cases = task.cases(np.random.default_rng(seed))
    return verdict(task, cases, [call(answer, case) for case in cases])


def solved(cells, *names):
    return defined_by(*(cells[name].source for name in ("setup", *names)))


def test_the_points_are_those_of_the_notebook(exercise, cells):
    points = {name: cell.metadata.nbgrader.get("points") for name, cell in cells.items()}
    assert {f"test-{task.name}": task.points for task in exercise.TASKS}.items() <= points.items()
    assert sum(task.points for task in exercise.TASKS) == 8
    assert points["explain"] == 2
    assert exercise.EXERCISE == STEM


def test_right_answers_earn_all_and_nothing_earns_nothing(exercise, answers, cells):
    names = [task.name for task in functions(exercise)]
    solution = solved(cells, *names)
    assert names == list(answers.RIGHT) == list(answers.NOTHING)
    for task in functions(exercise):
        for seed in SEEDS:
            for answer in (solution[task.name], *answers.RIGHT[task.name]):
                rows, points = judged(task, answer, seed)
                assert points == task.points, hints(rows)
            for answer in answers.NOTHING[task.name]:
                assert judged(task, answer, seed)[1] == 0


def test_wrong_answers_get_their_hint(exercise, answers):
    for task in functions(exercise):
        for answer, hint, *kept in answers.WRONG[task.name]:
            for seed in SEEDS:
                rows, points = judged(task, answer, seed)
                assert hint in hints(rows)
                assert points < task.points
                assert kept in ([], [points])


def test_each_mistake_left_in_the_program_is_named(exercise, answers, cells):
    task = functions(exercise)[-1]
    for left in subsets(answers.BUGS):
        rows, points = judged(task, answers.hunted(left))
        missed = [row.hint for row in rows if not row.passed]
        assert points == 2 - 0.5 * len(left)
        assert all(answers.BUGS[name] in hint for name, hint in zip(left, missed, strict=True))
    given = cells[task.name].source.partition("### BEGIN SOLUTION")[0]
    assert judged(task, defined_by(cells["setup"].source, given)[task.name])[1] == 0


def test_what_the_solution_measures_earns_all(exercise, cells):
    task, data = exercise.TASKS[-1], exercise.data(np.random.default_rng(0))
    names = solved(cells) | dict(zip(("patterns",), data, strict=True))
    values = defined_by(cells[task.name].source, **names)
    rows, points = verdict(task, [data], [plain(values[name]) for name in task.values])
    assert points == task.points, hints(rows)


def test_its_own_tests_are_made_too(made):
    text = (made / "tests" / "exercises" / "test_exercise_97.py").read_text(encoding="utf-8")
    assert text.startswith('"""Exercise 97: its measurement."""')
    assert "from hopfield_course.exercises.e97_tried import at_rest" in text
    assert "template" not in text


@pytest.mark.parametrize("stem", ["9_short", "09", "09_Large", "my_lesson", "09_my lesson", "../09_a"])
def test_another_name_is_refused(tmp_path, stem):
    with pytest.raises(ValueError, match="stem: expected two digits and words"):
        make(stem, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path):
    answers = tmp_path / "tests" / "exercises" / "answers_97.py"
    answers.parent.mkdir(parents=True)
    answers.write_text("mine")
    with pytest.raises(FileExistsError, match="expected no such file, it is there"):
        make(STEM, tmp_path)
    assert answers.read_text() == "mine"
    assert not (tmp_path / "solutions").exists()
