"""Drawing of telling cases, and hunts: on a small program with three mistakes."""

from functools import partial

import numpy as np
import pytest

from hopfield_course.check.draws import all_wrong, differs, drawn_until, wrong_in
from hopfield_course.check.hunts import Bug, Plain, hunt
from hopfield_course.check.judges import Kept, Mistake
from hopfield_course.check.tasks import call, verdict
from tests.exercises.judging import hints

# ------------------------------------------------------------------------------------------ draws


def two_digits(rng):
    return rng.integers(10, size=2), rng.integers(10)


def test_a_case_is_drawn_until_it_tells():
    numbers, one = drawn_until(np.random.default_rng(0), two_digits, lambda numbers, one: one in numbers)
    assert one in numbers


def test_what_is_drawn_later_does_not_hear_how_many_were_refused():
    easy, hard = np.random.default_rng(0), np.random.default_rng(0)
    drawn_until(easy, two_digits)
    drawn_until(hard, two_digits, lambda numbers, one: (numbers == one).all())
    assert easy.integers(2**62) == hard.integers(2**62)


def test_a_case_that_is_no_good_by_itself_is_none():
    rng = np.random.default_rng(0)
    assert drawn_until(rng, lambda rng: (7,) if rng.random() < 0.1 else None) == (7,)


def test_where_no_case_tells_it_ends_in_words():
    with pytest.raises(RuntimeError, match="two_digits: expected a telling case among 5 drawn, got none"):
        drawn_until(np.random.default_rng(0), two_digits, lambda numbers, one: False, tries=5)


def test_answers_differ_by_shape_by_numbers_and_if_they_are_none():
    assert differs(np.zeros(2), np.zeros(3))
    assert differs(np.nan, 0.0)
    assert differs(np.nan, np.nan)  # never right
    assert differs(1j, 0)
    assert not differs([True, False], [1, 0])
    assert not differs(1 + 1e-12, 1)
    cases = [(2.0,), (3.0,), (0.0,)]
    assert wrong_in(cases, lambda x: x + x, lambda x: x * x) == [1]
    assert all_wrong((3.0,), lambda x: x + x, [lambda x: x * x, lambda x: x])
    assert not all_wrong((2.0,), lambda x: x + x, [lambda x: x * x, lambda x: x])


# ------------------------------------------------------------------------------------------ hunts


def total(numbers, sign=1, last=False, size=None):
    """Return a sum; or less its last number, with signs lost, or with another sign."""
    kept = numbers[:-1] if last else numbers
    return sign * (np.abs(kept) if size else kept).sum()


def drawn(low, high, rng):
    return (rng.integers(low, high, 4),)


BUGS = {
    "last": Bug(
        "the last counts", "Which one is missing?", (partial(drawn, 1, 9),) * 2, came="one too few"
    ),
    "size": Bug(
        "signs count",
        "What becomes of −1?",
        (lambda rng: (np.array([*rng.integers(-9, 9, 3), 0]),),) * 2,
        halfway=(Mistake(lambda numbers: numbers.max(), "The largest alone."),),
        otherwise="Try one number.",
    ),
}  # fmt: skip
PLAIN = Plain((lambda rng: (np.array([1, 2, 0]),),), "Try 1, 2 and 0.")
NOTHING = (lambda numbers: 0, lambda numbers: numbers[0])
TASK = hunt(
    "total_mended", total, BUGS, 0.5, plain=PLAIN, nothing=NOTHING, kept=(Kept("as it was", 0.5),),
    always=(Mistake(partial(total, sign=-1), "The other sign."),),
)  # fmt: skip


def judged(answer, seed=0, task=TASK):
    cases = task.cases(np.random.default_rng(seed))
    return verdict(task, cases, [call(answer, case) for case in cases])


def test_a_hunt_has_a_row_for_each_mistake_and_their_points():
    assert TASK.points == 1.5
    rows, points = judged(total)
    assert [row.what for row in rows] == ["the last counts", "signs count", "as it was"]
    assert points == 1.5


@pytest.mark.parametrize("seed", range(20))
def test_each_mistake_left_is_named_alone_and_two_are_both_named(seed):
    rows, points = judged(partial(total, last=True), seed)
    assert (points, hints(rows)) == (1.0, "one too few Which one is missing?")
    rows, points = judged(partial(total, size=True), seed)
    assert [row.passed for row in rows] == [True, False, True]
    assert "−1" in hints(rows)
    rows, points = judged(partial(total, size=True, last=True), seed)
    assert [row.passed for row in rows] == [False, False, True]


def test_what_is_no_mistake_of_the_program_has_its_own_hint():
    largest = judged(lambda numbers: numbers.max() if numbers.min() < 0 else total(numbers))[0]
    assert "The largest alone." in hints(largest)
    assert "Try one number." in hints(judged(lambda x: total(x) if x.min() >= 0 else x[0] + 77)[0])
    rows, points = judged(partial(total, sign=-1))
    assert points == 0
    assert [row.hint for row in rows] == ["The other sign.", "The other sign.", ""]
    assert "counts once the others hold" in rows[-1].what


@pytest.mark.parametrize("answer", [*NOTHING, lambda numbers: None, lambda numbers: 1 / 0])
def test_doing_nothing_earns_nothing(answer):
    for seed in range(20):
        assert judged(answer, seed)[1] == 0


def test_an_argument_that_was_changed_is_told():
    def answer(numbers):
        numbers += 0
        result = total(numbers)
        numbers[:] = 0
        return result

    rows, points = judged(answer)
    assert points == 1.0
    assert "second name" in hints(rows)


def test_plain_cases_may_have_a_row_of_their_own():
    plain = Plain(PLAIN.draws, "Try 1, 2 and 0.", "two numbers")
    task = hunt("total_mended", total, BUGS, 0.5, plain=plain)
    rows, points = judged(lambda x: total(x) if len(x) == 4 else 0, task=task)
    assert [row.what for row in rows] == ["two numbers", "the last counts", "signs count"]
    assert points == 0
    assert [row.hint for row in rows] == ["Try 1, 2 and 0.", *["First what stands above."] * 2]


def test_mistakes_that_meddle_with_each_other_are_judged_with_the_others_left():
    bugs = {
        "last": Bug("the last counts", "Which one?", (lambda rng: (np.array([3, -1, 2, 4]),),), alone=False),
        "size": Bug("signs count", "And −1?", (lambda rng: (np.array([3, -1, 2, 4]),),), alone=False),
    }
    task = hunt("total_mended", total, bugs, 0.5)
    rows, points = judged(partial(total, last=True), task=task)
    assert [row.passed for row in rows] == [False, True]
    assert judged(partial(total, last=True, size=True), task=task)[1] == 0
    assert judged(total, task=task)[1] == 1.0
