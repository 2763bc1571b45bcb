"""The questions on what must be known: right in any form, each typical mistake with its own hint."""

import numpy as np
import pytest

from hopfield_course import diagnostic
from hopfield_course.diagnostic import QUESTIONS, feedback, summary

OUTER = [[1, -1, -1], [-1, 1, 1], [-1, 1, 1]]
RIGHT = {
    "shapes": [(3,), [3], np.array([3]), 3, 3.0, "(3,)", "3", np.zeros((3, 100)).dot(np.zeros(100)).shape],
    "broadcasting": ["b", "B", " b ", "(b)", "b)", np.str_("b")],
    "masks": [[1, -1, -1, 1], (1.0, -1.0, -1.0, 1.0), np.array([1, -1, -1, 1], np.int8), "[1, -1, -1, 1]"],
    "random": ["b"],
    "outer": [OUTER, np.array(OUTER), np.outer([1, -1, -1], [1, -1, -1]).astype(float), str(OUTER)],
    "overlap": [0.4, np.float32(0.4), [0.4], np.array(0.4), "0.4", 40 / 100, (70 - 30) / 100],
    "spread": [(0, 10), [0.0, 10.0], np.array([0, 10]), "0, 10", (0, 100**0.5)],
    "tail": ["c"],
}
# Typical mistakes, and words of the hint that each must get.
WRONG = [
    ("shapes", (3, 1), "one axis only"),
    ("shapes", [1, 3], "one axis only"),
    ("shapes", (3, 100), "entry by entry"),
    ("shapes", 100, "summed over and vanishes"),
    ("shapes", (100, 3), "no axis is exchanged"),
    ("shapes", (2, 2), "meet and are summed over"),
    ("shapes", "vector", "a shape, such as (2, 5)"),
    ("broadcasting", "a", "an error"),
    ("broadcasting", "C", "mean of each column"),
    ("broadcasting", "d", "right ends"),
    ("broadcasting", 2, "one letter"),
    ("broadcasting", "keepdims", "one letter"),
    ("masks", [-1, 1, 1, -1], "other way round"),
    ("masks", np.array([False, True, True, False]), "the mask itself"),
    ("masks", [1, 1, 1, 1], "does change s"),
    ("masks", [-1] * 4, "only the places"),
    ("masks", [10, -1, -1, 30], "began as ones"),
    ("masks", [1, -1, -1], "four values"),
    ("masks", {1, -1}, "four numbers"),
    ("random", "a", "moves the generator on"),
    ("random", "c", "has just begun"),
    ("random", "d", "begin alike"),
    ("random", "e", "how many draws"),
    ("outer", 3, "inner (dot) product"),
    ("outer", [1, 1, 1], "entry by entry"),
    ("outer", np.eye(3), "different entries"),
    ("outer", [[1, -1, -1]] * 3, "copies of x"),
    ("outer", [[1, -1, -1], [1, 1, 1], [-1, 1, 1]], "its transpose"),
    ("outer", [[1, 1, 1]] * 3, "multiplied by the number"),
    ("outer", [[1, 2], [3]], "three rows"),
    ("overlap", 0.7, "the product is -1, not 0"),
    ("overlap", 40, "divided by N"),
    ("overlap", 70, "divide by N"),
    ("overlap", -0.4, "the sign"),
    ("overlap", 0.3, "entries that differ"),
    ("overlap", 0.41, "+1 where the entries agree"),
    ("overlap", float("nan"), "+1 where the entries agree"),
    ("overlap", 0.4j, "one number"),
    ("overlap", print, "one number"),
    ("spread", (0, 100), "square root"),
    ("spread", (0, 1), "one draw"),
    ("spread", (0, 0.1), "the mean of the 100 draws"),
    ("spread", [50, 5], "values 0 and 1"),
    ("spread", (50, 10), "has mean 0"),
    ("spread", (10, 0), "the mean comes first"),
    ("spread", 10, "for independent draws"),
    ("tail", "a", "one standard deviation;"),
    ("tail", "b", "both sides"),
    ("tail", "d", "three standard deviations"),
    ("tail", "x", "divide 20"),
    ("tail", 2.3, "one letter"),
]


def unbroken(told):
    """Return a text without the line breaks that fit it to a small screen."""
    return " ".join(told.splitlines())


def test_an_example_is_not_broken_in_its_middle():
    told = feedback("outer", ...)
    assert told.count("\n") == 1
    assert told.endswith("\n[[0, 0, 0], [0, 0, 0], [0, 0, 0]].")


def test_every_question_has_its_right_and_wrong_answers_here():
    assert list(RIGHT) == list(QUESTIONS)
    assert {name for name, _, _ in WRONG} == set(QUESTIONS)
    assert 6 <= len(QUESTIONS) <= 8


@pytest.mark.parametrize(("name", "answer"), [(n, a) for n, answers in RIGHT.items() for a in answers])
def test_a_right_answer_is_right_in_any_form(name, answer):
    assert unbroken(feedback(name, answer)) == f"Right: {QUESTIONS[name].because}"


@pytest.mark.parametrize(("name", "answer", "words"), WRONG)
def test_a_wrong_answer_gets_the_hint_for_its_mistake(name, answer, words):
    told = unbroken(feedback(name, answer))
    assert told.startswith("Not yet: ")
    assert words in told


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("nothing", [..., None, "", " ", [], ()])
def test_what_was_not_answered_is_not_wrong(name, nothing):
    told = unbroken(feedback(name, nothing))
    assert told.startswith("Not answered yet.")
    assert QUESTIONS[name].form in told


@pytest.mark.parametrize("name", QUESTIONS)
def test_all_that_is_said_fits_a_small_screen(name):
    answers = [..., "", *RIGHT[name], *(answer for question, answer, _ in WRONG if question == name)]
    assert max(len(line) for answer in answers for line in feedback(name, answer).splitlines()) <= 88


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_hint_can_be_reached_and_none_gives_the_answer(name):
    question = QUESTIONS[name]
    assert dict(question.hints)["otherwise"]
    given = {unbroken(feedback(n, answer)) for n, answer, _ in WRONG if n == name}
    for wrong, hint in question.hints:
        assert f"Not yet: {hint}" in given, (
            f"{name}: no wrong answer of this file gets the hint for {wrong!r}"
        )
        assert question.because not in hint


def test_the_words_given_as_right_are_true():
    x = np.array([1, -1, -1])
    assert np.array_equal(np.outer(x, x), QUESTIONS["outer"].right)
    assert (np.zeros((3, 100)) @ np.zeros(100)).shape == QUESTIONS["shapes"].right
    g, s = np.array([10, 200, 90, 30]), np.ones(4)
    s[g > 80] = -1
    assert np.array_equal(s, QUESTIONS["masks"].right)
    X = np.arange(300.0).reshape(3, 100) ** 2
    assert np.allclose((X - X.mean(axis=1, keepdims=True)).mean(axis=1), 0)
    with pytest.raises(ValueError, match="broadcast"):
        X - X.mean(axis=1)
    assert not np.allclose((X - X.mean(axis=0)).mean(axis=1), 0)
    rng = np.random.default_rng(1)
    a, b = rng.random(3), rng.random(3)
    c = np.random.default_rng(1).random(3)
    assert np.array_equal(a, c)
    assert not np.isclose(a, b).any()
    sums = np.random.default_rng(2).choice([-1, 1], (20_000, 100)).sum(axis=1)
    assert np.allclose([sums.mean(), sums.std()], QUESTIONS["spread"].right, atol=0.2)
    normal = np.random.default_rng(3).normal(0, 10, 400_000)
    assert abs((normal > 20).mean() - 0.023) < 0.001


def test_the_summary_counts_and_names_the_refreshers():
    assert summary(dict.fromkeys(QUESTIONS, ...)) == "0 of 8 answered, 0 right."
    told = summary({"shapes": (3,), "masks": [0, 1, 1, 0], "tail": None})
    assert told.splitlines() == [
        "2 of 3 answered, 1 right.",
        "Read the refresher and answer again: boolean masks.",
        "Still open: the normal approximation.",
    ]
    told = summary({name: answers[0] for name, answers in RIGHT.items()})
    assert told.splitlines() == ["8 of 8 answered, 8 right.", "You know all that the course builds on."]


@pytest.mark.parametrize("name", ["nonsense", 1, None])
def test_a_question_that_is_none_is_refused(name):
    with pytest.raises(ValueError, match="name: expected one of 'shapes'"):
        feedback(name, 1)
    with pytest.raises(ValueError, match="name: expected one of 'shapes'"):
        summary({name: 1})


def test_a_summary_of_no_dict_is_refused():
    with pytest.raises(TypeError, match="answers: expected a dict"):
        summary([1, 2])


def test_questions_do_not_change_what_they_are_given():
    answer = np.array([0, 100])
    feedback("spread", answer)
    assert answer.tolist() == [0, 100]
    assert diagnostic.__all__ == ["QUESTIONS", "Question", "feedback", "summary"]
