"""What holds in every exercise: right answers earn all, wrong ones get their hint, nothing earns nothing.

The module ``answers_NN`` of exercise NN has the answers to try it with, all in one form:

RIGHT
    by task, right answers in other forms than the solution's.
WRONG
    by task, wrong answers: each with words of the hint that it must get and, if given, the points it keeps.
NOTHING
    by task, answers that do nothing.
BUGS, hunted
    by mistake, words of the hint that it must get; ``hunted(left)`` is the bug hunt's program with some left.

What is special to an exercise, as the facts of its measurement, is tested in a module of its own.
"""

from importlib import import_module

import pytest

from hopfield_course import check
from hopfield_course.exercises import EXERCISES, TASKS
from tests.exercises.judging import (
    SEEDS,
    cells_of,
    defined_by,
    functions,
    given,
    hints,
    judged,
    judged_values,
    solved,
    subsets,
)

ANSWERS = {name: import_module(f"tests.exercises.answers_{name[:2]}") for name in EXERCISES}
FUNCTIONS = [(exercise, task) for exercise in EXERCISES for task in functions(exercise)]
each_function = pytest.mark.parametrize(("exercise", "name"), FUNCTIONS, ids=[task for _, task in FUNCTIONS])
each_exercise = pytest.mark.parametrize("exercise", EXERCISES)
# Of these the hint stands in every row that is missed; of others some rows say more, or less.
SAID_IN_EACH_ROW = set(
    """
    span_couplings wrong_bits four_scores capacity_mended comeback_mended shade_phasors overlap_turns
    dense_energy dense_sweep table_answers attend sharers update_slope graded_steps
""".split()
)
WRONG = [
    pytest.param(task, *wrong, *[None] * (3 - len(wrong)), id=f"{task}: {wrong[1]}")
    for answers in ANSWERS.values()
    for task, all_wrong in answers.WRONG.items()
    for wrong in all_wrong
]
LEFT = [
    pytest.param(exercise, left, id=f"{exercise}: {' '.join(left)}")
    for exercise, answers in ANSWERS.items()
    for left in subsets(answers.BUGS)
]


@each_exercise
def test_there_are_answers_to_every_task(exercise):
    answers, tasks = ANSWERS[exercise], functions(exercise)
    assert list(answers.RIGHT) == tasks
    assert list(answers.NOTHING) == tasks
    assert set(tasks[:-1]) <= set(answers.WRONG) <= set(tasks)  # those to the bug hunt are in BUGS
    assert all([*answers.RIGHT.values(), *answers.NOTHING.values(), *answers.WRONG.values()])
    assert len(answers.BUGS) >= 4


@pytest.mark.parametrize("seed", range(8))
@each_function
def test_a_right_answer_earns_all_in_whatever_form(exercise, name, seed):
    for answer in (solved(exercise)[name], *ANSWERS[exercise].RIGHT[name]):
        rows, points = judged(name, answer, seed)
        assert points == TASKS[name].points, hints(rows)


@pytest.mark.parametrize(("name", "answer", "hint", "kept"), WRONG)
def test_a_wrong_answer_gets_its_hint_and_not_all_points(name, answer, hint, kept):
    for seed in SEEDS:
        rows, points = judged(name, answer, seed)
        assert hint in hints(rows)
        assert points < TASKS[name].points
        assert kept in (None, points)
        if name in SAID_IN_EACH_ROW:
            assert all(hint in row.hint for row in rows if not row.passed and row.came != "not yet")


@each_function
def test_an_answer_that_does_nothing_earns_nothing(exercise, name):
    for answer in ANSWERS[exercise].NOTHING[name]:
        for seed in SEEDS:
            assert judged(name, answer, seed)[1] == 0


@pytest.mark.parametrize("seed", SEEDS)
@each_exercise
def test_the_program_as_it_is_given_earns_nothing_and_hears_of_all_its_mistakes(exercise, seed):
    rows, points = judged(functions(exercise)[-1], given(exercise), seed)
    assert points == 0
    missed = [row.hint for row in rows if not row.passed]
    assert all(words in hint for words, hint in zip(ANSWERS[exercise].BUGS.values(), missed, strict=True))


@pytest.mark.parametrize(("exercise", "left"), LEFT)
def test_each_mistake_left_costs_its_row_and_is_named_whatever_else_is_left(exercise, left):
    answers, name = ANSWERS[exercise], functions(exercise)[-1]
    for seed in SEEDS:
        rows, points = judged(name, answers.hunted(left), seed)
        missed = [row.hint for row in rows if not row.passed]
        assert points == pytest.approx(TASKS[name].points * (1 - len(left) / len(answers.BUGS)))
        assert all(answers.BUGS[mistake] in hint for mistake, hint in zip(left, missed, strict=True))


@each_exercise
def test_what_the_solution_measures_earns_all(exercise):
    (task,) = [task for task in EXERCISES[exercise].TASKS if task.values]
    cells = cells_of("solutions", exercise)
    names = defined_by(cells["data"], cells[task.name], **solved(exercise), name="Ada")
    values = [names[value] for value in task.values]
    rows, points = judged_values(task.name, check.data(exercise, "Ada"), *values)
    assert points == task.points, hints(rows)
