"""Feedback: what is true of all tasks, and how it is shown."""

import subprocess
import sys

import numpy as np
import pytest

from hopfield_course import check
from hopfield_course.check.judges import Measured, Value
from hopfield_course.check.show import as_html, as_text
from hopfield_course.check.tasks import LARGEST, Output, Task, by_name, plain, verdict
from hopfield_course.exercises import EXERCISES, TASKS
from tests.exercises.judging import cases_of, hints, judged


@pytest.mark.parametrize("name", TASKS)
def test_the_points_of_the_rows_add_up_to_those_of_the_task(name):
    task, cases = TASKS[name], cases_of(name, 0)
    outputs = [Output(np.zeros(()))] * (len(task.values) or len(cases))
    assert sum(row.points for row in task.judge(cases, outputs)) == pytest.approx(task.points)


@pytest.mark.parametrize("name", [name for name, task in TASKS.items() if not task.values])
def test_the_cases_are_small_enough_to_answer_at_once(name):
    """An answer in loops over all numbers of all cases takes a blink, not a minute."""
    cases = cases_of(name, 0)
    assert sum(np.size(argument) for case in cases for argument in case) < 25_000


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize(
    "value", [np.zeros((0, 3)), np.full((5, 5), np.inf), np.array(1j), "text", np.array(True), None]
)
def test_a_judge_judges_whatever_comes(name, value):
    task, cases = TASKS[name], cases_of(name, 0)
    outputs = [Output(value, "" if value is not None else "Error: x")] * (len(task.values) or len(cases))
    rows, points = verdict(task, cases, outputs)
    assert points == 0
    assert all(row.hint for row in rows)
    assert "nan" not in hints(rows).replace("nan of", "")


def test_an_untouched_task_is_still_to_do():
    for nothing in (lambda *a: None, lambda *a: ..., ...):
        assert judged("energy", nothing) == ([], 0.0)
    assert "still to do" in as_text(TASKS["energy"], [], 0.0)


def test_objects_that_lie_are_reduced_to_their_numbers():
    class Liar(np.ndarray):
        __eq__ = lambda self, other: np.ones(self.shape, bool)  # noqa: E731
        __array_function__ = lambda *a, **k: True  # noqa: E731

    value = plain(np.zeros((2, 2)).view(Liar)).value
    assert type(value) is np.ndarray
    assert judged("hebb_couplings", lambda X: np.zeros((X.shape[1],) * 2).view(Liar))[1] == 0
    assert "numbers" in plain([object()]).error
    assert "at most" in plain(np.zeros(LARGEST + 1, np.int8)).error


def test_feedback_is_shown_as_text_and_html_and_its_value_is_the_points(capsys):
    assert check.energy(lambda W, s: -(s @ W @ s)) == 0.0
    assert "each pair of units twice" in capsys.readouterr().out
    rows, points = judged("hebb_couplings", lambda X: X.astype(int).T @ X / X.shape[1])
    task = Task("<b>", 2, None, None)
    assert "&lt;b&gt;: 1.5 of 2 points" in as_html(task, rows, points)
    assert as_html(task, rows, points).count("<tr>") == 1 + len(rows)


def test_data_differ_by_name_and_are_the_same_for_one_name():
    one, again, other = (check.data("01_binary_recall", name)[0] for name in ("Ada", "Ada", "Bo"))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    with pytest.raises(ValueError, match="exercise: expected one of"):
        check.data("99", "Ada")
    with pytest.raises(TypeError, match="name: expected a text"):
        check.data("01_binary_recall", 3)


def test_what_is_no_task_is_named():
    with pytest.raises(AttributeError, match="expected a task, one of hebb_couplings"):
        check.hebb  # noqa: B018
    with pytest.raises(ValueError, match="expected \\(rises, cycles, conclusion\\)"):
        check.all_at_once((1, 2), ())
    assert {"data", *TASKS} <= set(dir(check))


def test_feedback_works_without_ipython():
    program = (
        "import sys; sys.modules['IPython'] = None; from hopfield_course import check; "
        "check.energy(lambda W, s: 1.0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "energy: 0 of 1 points" in done.stdout


def test_each_exercise_has_eight_points_in_tasks():
    assert {sum(task.points for task in exercise.TASKS) for exercise in EXERCISES.values()} == {8}


def test_two_tasks_of_one_name_are_refused():
    one = TASKS["energy"]
    assert by_name([one]) == {"energy": one}
    with pytest.raises(ValueError, match="a name is one task's; two have the name energy"):
        by_name([one, TASKS["sweep"], one])


FACTS = {"share": 0.5, "all units": 0.2, "first alone": 0.2004, "last alone": 0.9}


@pytest.mark.parametrize(
    ("came", "hint"), [(0.9, "the last"), (0.2002, "Count them all."), (0.7, "Count them all.")]
)
def test_a_wrong_number_that_two_mistakes_explain_is_told_neither(came, hint):
    mistakes = {"all units": "all", "first alone": "the first", "last alone": "the last"}
    value = Value("share", "a share", 1.0, 0.001, mistakes)
    (row,) = Measured(lambda: FACTS, (value,), otherwise="Count them all.")([()], [Output(np.array(came))])
    assert not row.passed
    assert row.hint == hint
