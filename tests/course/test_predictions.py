"""Predictions beside what comes out: within reach or not, in words, and never in the way."""

import numpy as np
import pytest

from hopfield_course.predictions import Predictions


@pytest.mark.parametrize("prediction", [0.5, "0.5", [0.5], np.float32(0.5), 1 / 2])
@pytest.mark.parametrize(("within", "reach"), [(0.1, "within reach"), (0.05, "more than 0.05")])
def test_a_number_stands_beside_what_was_measured(prediction, within, reach):
    words = Predictions()("share", prediction, np.float64(0.4), within=within)
    assert words == f"measured 0.400; you predicted 0.5, off by 0.100: {reach}"


@pytest.mark.parametrize(
    ("prediction", "words"),
    [
        (50, "off by a factor of 2: within reach"),
        ("200", "off by a factor of 2: within reach"),
        (20, "off by a factor of 5: more than 2"),
        (0, "of another size altogether: more than 2"),
        (-100, "of another size altogether: more than 2"),
    ],
)
def test_a_number_may_be_right_but_for_a_factor(prediction, words):
    guess = Predictions()
    assert guess("count", prediction, 100, factor=2, digits=0).endswith(words)


@pytest.mark.parametrize("prediction", [..., None, "", "  "])
def test_without_a_prediction_the_answer_is_told(prediction):
    guess = Predictions()
    assert guess("share", prediction, 0.4, within=0.1) == "measured 0.400; you have not predicted yet"
    assert guess.summary() == "You predicted nothing yet: 1 cell of this lesson has a place for it."
    words = guess("energy", prediction, "falls", options=("falls", "rises"))
    assert words == 'the answer is "falls"; you have not predicted yet'
    assert guess.summary() == "You predicted nothing yet: 2 cells of this lesson have a place for it."


@pytest.mark.parametrize("prediction", ["half", [1, 2], {1: 2}, float("inf"), 1j, print])
def test_what_is_no_number_is_told_what_is_wanted(prediction):
    guess = Predictions()
    assert "a prediction is one number such as 0.25" in guess("a", prediction, 0.4, within=0.1)
    assert "a prediction is one number such as 25" in guess("b", prediction, 40, within=1, digits=0)
    assert guess.summary().startswith("You predicted nothing yet: 2 cells")


@pytest.mark.parametrize(
    ("prediction", "words"),
    [
        ("falls", 'the answer is "falls", as you predicted'),
        (" (Falls). ", 'the answer is "falls", as you predicted'),
        ("rises", 'the answer is "falls"; you predicted "rises"'),
        ("both", 'the answer is "falls"; a prediction is one of "rises", "falls", yours is \'both\''),
        (3, 'the answer is "falls"; a prediction is one of "rises", "falls", yours is 3'),
    ],
)
def test_a_choice_stands_beside_the_right_one(prediction, words):
    assert Predictions()("energy", prediction, "falls", options=("rises", "falls")) == words


def test_a_summary_counts_what_was_within_reach_and_a_second_guess_counts_once():
    guess = Predictions()
    for prediction in (0.9, 0.41):
        guess("share", prediction, 0.4, within=0.05)
    guess("energy", "rises", "falls", options=("falls", "rises"))
    guess("count", ..., 100, factor=2)
    expected = "You predicted 2 of 3; 1 within reach.\nWithin reach: share.\nWorth another look: energy."
    assert guess.summary() == expected


@pytest.mark.parametrize(
    ("keywords", "words"),
    [
        ({}, "expected either within or factor"),
        ({"within": 1, "factor": 2}, "expected either within or factor"),
        ({"factor": 1}, "factor: expected a number above 1"),
    ],
)
def test_a_reach_that_is_none_is_refused(keywords, words):
    with pytest.raises(ValueError, match=words):
        Predictions()("share", 0.5, 0.4, **keywords)


def test_an_answer_that_is_none_is_refused():
    with pytest.raises(ValueError, match="answer: expected one of options, 'a', 'b', got 'c'"):
        Predictions()("x", "a", "c", options=("a", "b"))
    with pytest.raises(TypeError, match="answer: expected a real number"):
        Predictions()("x", 1, 1j, within=1)
