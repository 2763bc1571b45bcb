"""Answers in unusual forms: right ones keep all points, and of wrong ones the hint is true."""

from fractions import Fraction

import numpy as np
import pytest

from hopfield_course.check.judges import Mistake, Part, function_task
from hopfield_course.check.tasks import call, plain, verdict
from hopfield_course.exercises import TASKS
from hopfield_course.exercises.e04_capacity.capacity_mended import capacity_mended
from hopfield_course.exercises.e07_attention.attend import attend, mean_taken, weighted
from tests.exercises.judging import functions, given, hints, judged, solved
from tests.exercises.mutants import exercise_of, hidden_cases, passes, public_cases

FUNCTIONS = [name for name, task in TASKS.items() if not task.values]
FORMS = {
    "a list": lambda value: np.asarray(value).tolist(),
    "a tuple": lambda value: tuple(value) if np.ndim(value) else value,
    "a generator": lambda value: (entry for entry in value) if np.ndim(value) else value,
    "a Fortran array": lambda value: np.array(value, order="F"),
    "single precision": lambda value: np.asarray(value).astype(
        np.result_type(value, np.float32) if np.iscomplexobj(value) else np.float32
    ),
    "an array of objects": lambda value: np.asarray(value).astype(object),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_right_answer_in_another_form_keeps_all_points(name, form):
    right = solved(exercise_of(name))[name]

    def answer(*case):
        return FORMS[form](right(*case))

    if np.iscomplexobj(right(*public_cases(name)[0])) and form == "an array of objects":
        pytest.skip("of objects only real numbers are read")
    assert passes(name, answer, public_cases(name))


def test_an_argument_more_is_no_mistake():
    assert judged("energy", lambda W, s, factor=-0.5: factor * s @ W @ s)[1] == 1
    assert judged("energy", lambda W, s: np.array(-0.5 * s @ W @ s))[1] == 1
    assert judged("weighted_overlaps", fractions)[1] == TASKS["weighted_overlaps"].points


def fractions(weights):
    right = solved("02_spurious_states")["weighted_overlaps"]
    return [Fraction(float(value)) for value in right(weights)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (print, "return gives it back"),
        (np.asmatrix, "np.asarray makes one of it"),
        (lambda value: {"E": value}, "Return the numbers alone"),
        (lambda value: {value}, "A set has no order"),
        (lambda value: np.array([value]), "not an array that holds it"),
        (lambda value: np.array([[value]]), "not an array that holds it"),
        (lambda value: [value, [value, value]], "list of parts of unlike shapes"),
        (lambda value: open, "builtin_function_or_method"),
    ],
)
def test_what_is_no_number_is_named_as_what_it_is(change, words):
    rows, points = judged("energy", lambda W, s: change(-0.5 * s @ W @ s))
    assert points == 0
    assert words in hints(rows)
    assert "An error stopped it" not in hints(rows)


def test_an_error_inside_a_generator_is_the_one_that_is_shown():
    rows, points = judged("wrong_bits", lambda X: (1 // 0 for _ in X))
    assert points == 0
    assert "ZeroDivisionError" in hints(rows)


def twice(x):
    return 2.0 * x


def tried(answer, cases=((1.0,), (2.0,), (3.5,))):
    task = function_task("twice", twice, lambda rng: cases, (Part("twice", 1, tuple(range(len(cases)))),))
    return verdict(task, cases, [call(answer, case) for case in cases])[0][0]


def test_only_a_factor_is_said_where_it_is_the_same_in_several_cases():
    assert tried(lambda x: 3.0 * x).hint == "The form is right, a factor is not."
    assert "factor" not in tried(lambda x: x * x + 5).hint
    assert "factor" not in tried(lambda x: 3.0 * x, ((1.0,),)).hint  # any two numbers have a ratio
    assert "factor" not in tried(lambda x: 3.0 * x, ((1.0,), (1.0,))).hint
    assert "factor" not in tried(lambda x: 3.0 * x if x < 3 else 7.0).hint  # the others are right
    assert not tried(lambda x: 2.0001 * x).came.startswith("1 times")


def test_truth_values_are_shown_as_such():
    assert tried(lambda x: x > 1.5, ((1.0,), (2.0,))).came == "False"


def test_an_argument_that_was_left_as_it_was_is_no_row_that_fails():
    rows, points = judged("sweep", lambda W, s, order: -s)
    assert points == 0
    assert rows[-1].passed
    assert "counts once the others hold" in rows[-1].what


def test_of_two_mistakes_that_fit_the_one_is_told_that_explains_more():
    one = Mistake(lambda x: 0.0, "Always 0.")
    other = Mistake(lambda x: twice(x) if x < 2 else 0.0, "0 from 2 on.")
    cases = ((1.0,), (2.0,), (3.0,))
    parts = (Part("small", 1, (0,)), Part("large", 1, (1, 2)))
    task = function_task("twice", twice, lambda rng: cases, parts, (one, other))
    rows, _ = verdict(task, cases, [call(other.answer, case) for case in cases])
    assert rows[1].hint == "0 from 2 on."


NAMED = {
    "capacity_mended": [
        *(lambda *case, k=k: capacity_mended(case[0], case[1], k, case[3]) for k in (1, 5, 10)),
        *(lambda *case, tie=tie: capacity_mended(*case, tie=tie) for tie in (1, -1, 0)),
        lambda *case: capacity_mended(*case, above=True),
    ],
    "attend": [
        weighted(mean_taken),
        lambda Q, K, V, beta: attend(Q - Q.mean(axis=1, keepdims=True), K, V, beta),
    ],
}


@pytest.mark.parametrize("name", NAMED)
def test_answers_that_are_wrong_by_little_lose_points_in_every_draw(name):
    for answer in NAMED[name]:
        assert not passes(name, answer, public_cases(name))
        assert not any(passes(name, answer, hidden_cases(name, number)) for number in range(5))


def test_the_program_as_it_is_given_is_no_right_answer():
    for name in NAMED:
        if name == functions(exercise_of(name))[-1]:
            assert not passes(name, given(exercise_of(name)), public_cases(name))


def test_numbers_of_python_of_any_size_are_read():
    assert plain([10**30]).value == pytest.approx(1e30)
    assert plain(Fraction(1, 4)).value == 0.25
    assert plain(range(3)).value.tolist() == [0, 1, 2]
