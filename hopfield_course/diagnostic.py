"""Lesson 00's questions on what must be known, and words for each answer.

    print(feedback("shapes", (3,)))
    print(summary({"shapes": (3,), "masks": ...}))

An answer may be a number, a tuple, a list, an array or one of the letters offered; `...` and None
mean "not answered yet" and are never wrong.
"""

from dataclasses import dataclass

import numpy as np

from hopfield_lib import _checks

from .answers import broken, numbers_in, unanswered

__all__ = ["QUESTIONS", "Question", "feedback", "summary"]


@dataclass(frozen=True)
class Question:
    """What is right, why, and what a wrong answer tells of its author.

    Attributes
    ----------
    topic : str
        What is asked about, as the refresher is titled.
    form : str
        How an answer looks.
    right : str, number or nested tuple of numbers
        A letter, or numbers.
    because : str
        What the right answer is followed by.
    hints : tuple of (wrong answer, str)
        Mistakes that are often made, each with its hint; "otherwise" stands for all others.
    """

    topic: str
    form: str
    right: str | float | tuple
    because: str
    hints: tuple


QUESTIONS = {
    "shapes": Question(
        "shapes and the matrix product",
        "a shape, such as (2, 5)",
        (3,),
        "the matrix product sums over the axis that both share, 100 long; one number a row remains.",
        (
            ((3, 1), "close: a vector (100,) has one axis only, and so has the result."),
            ((1, 3), "close: a vector (100,) has one axis only, and so has the result."),
            ((3, 100), "that is the shape of X * s, entry by entry; the matrix product @ sums over an axis."),
            ((100,), "the axis of length 100 is the one that is summed over and vanishes."),
            ((100, 3), "no axis is exchanged, and the axis of length 100 is summed over."),
            ("otherwise", "(3, 100) @ (100,): the two axes of length 100 meet and are summed over."),
        ),
    ),
    "broadcasting": Question(
        "broadcasting",
        'one letter in quotation marks: "a", "b" or "c"',
        "b",
        "keepdims leaves the means as (3, 1), and an axis of length 1 is stretched to 100.",
        (
            ("a", "the means have shape (3,), which NumPy lines up with the last axis, 100: an error."),
            ("c", "that runs, but axis=0 takes the mean of each column, over the rows."),
            ("otherwise", "write down the shape of each mean, and line the shapes up at their right ends."),
        ),
    ),
    "masks": Question(
        "boolean masks",
        "four numbers, such as [0, 0, 0, 0]",
        (1, -1, -1, 1),
        "the mask picks the places where the grey is above 80, and only these are set.",
        (
            ((-1, 1, 1, -1), "the other way round: -1 goes where the mask g > 80 is True."),
            ((0, 1, 1, 0), "that is the mask itself; the question is s after the mask was used."),
            ((1, 1, 1, 1), "s[mask] = value does change s: it writes at the places where the mask is True."),
            ((-1, -1, -1, -1), "only the places where the mask is True are written to."),
            ((10, -1, -1, 30), "s began as ones; g only made the mask."),
            ("otherwise", "write down g > 80 as four values True or False; where True, s becomes -1."),
        ),
    ),
    "random": Question(
        "the random generator",
        'one letter in quotation marks: "a", "b", "c" or "d"',
        "b",
        "a and c are the first three draws after the same seed; b are draws four to six.",
        (
            ("a", "each call moves the generator on: the second three draws are new ones."),
            ("c", "b comes from rng after three draws; c is from a generator that has just begun."),
            ("d", "a seed fixes the whole sequence: two generators of one seed begin alike."),
            ("otherwise", "follow each generator: how many draws has it made before?"),
        ),
    ),
    "outer": Question(
        "outer product and symmetric matrices",
        "three rows of three numbers, such as [[0, 0, 0], [0, 0, 0], [0, 0, 0]]",
        ((1, -1, -1), (-1, 1, 1), (-1, 1, 1)),
        "entry (i, j) is x_i x_j; so is entry (j, i), hence an outer product of x with itself is symmetric.",
        (
            (3, "that is the inner (dot) product x @ x; the outer one is a matrix of all products x_i x_j."),
            ((1, 1, 1), "that is x * x, entry by entry; the outer product has all pairs, a 3 × 3 matrix."),
            (
                ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
                "the diagonal is right; beside it stand the products of different entries, x_i x_j.",
            ),
            (
                ((1, -1, -1), (1, -1, -1), (1, -1, -1)),
                "those are three copies of x; row i is x multiplied by x_i.",
            ),
            ("asymmetric", "x_i x_j = x_j x_i, so the matrix equals its transpose; yours does not."),
            ("otherwise", "row i is the vector x multiplied by the number x_i."),
        ),
    ),
    "overlap": Question(
        "the dot product as similarity",
        "one number",
        0.4,
        "70 products are +1 and 30 are -1: (70 - 30) / 100.",
        (
            (0.7, "that is the share of entries that agree; where they differ the product is -1, not 0."),
            (40, "that is a @ b; it still has to be divided by N = 100."),
            (70, "each of the 30 entries that differ contributes -1; and divide by N = 100."),
            (-0.4, "the sign: the 70 entries that agree contribute +1 each."),
            (0.3, "that is the share of entries that differ; count +1 and -1 together."),
            ("otherwise", "each product a_i b_i is +1 where the entries agree and -1 where they differ."),
        ),
    ),
    "spread": Question(
        "mean and variance of a sum",
        "two numbers, such as (5, 2)",
        (0, 10),
        "means add up to 0; variances of independent draws add up to 100, whose square root is 10.",
        (
            ((0, 100), "100 is the variance; the standard deviation is its square root."),
            ((0, 1), "that is one draw; the variances of independent draws add up."),
            ((0, 0.1), "that is the mean of the 100 draws; the question is their sum."),
            ((50, 5), "that would be so for values 0 and 1; these are -1 and +1."),
            ((50, 10), "the spread is right; a draw of -1 or +1 with equal chances has mean 0."),
            ((10, 0), "both numbers are right; the mean comes first."),
            ("otherwise", "one draw has mean 0 and variance 1; for independent draws both add up."),
        ),
    ),
    "tail": Question(
        "the normal approximation",
        'one letter in quotation marks: "a", "b", "c" or "d"',
        "c",
        "20 is two standard deviations above the mean, and 2.3 % of a normal distribution lie beyond.",
        (
            ("a", "16 % lie beyond one standard deviation; how many standard deviations is 20?"),
            ("b", "5 % lie beyond two standard deviations on both sides together; only one side is asked."),
            ("d", "0.1 % lie beyond three standard deviations; how many standard deviations is 20?"),
            ("otherwise", "divide 20 by the standard deviation of the question before."),
        ),
    ),
}


def feedback(name, answer):
    """Return what is to be said to an answer: not answered yet, right and why, or a hint.

    Parameters
    ----------
    name : str
        Which question, one of `QUESTIONS`.
    answer : object
        Anything: what is no answer at all is told the form of one.

    Returns
    -------
    str
    """
    question = _question(name)
    if unanswered(answer):
        return broken(f"Not answered yet. In place of the dots put {question.form}.")
    if _same(answer, question.right):
        return broken(f"Right: {question.because}")
    return broken(f"Not yet: {_hint(question, answer)}")


def summary(answers):
    """Return how many answers are right, and which refreshers to read.

    Parameters
    ----------
    answers : dict
        The answer to each question, by its name.

    Returns
    -------
    str
    """
    if not isinstance(answers, dict):
        raise TypeError(f"answers: expected a dict of answers by name, got {answers!r}")
    given = {name: answer for name, answer in answers.items() if not unanswered(answer)}
    right = [name for name, answer in given.items() if _same(answer, _question(name).right)]
    missed = [_question(name).topic for name in given if name not in right]
    lines = [f"{len(given)} of {len(answers)} answered, {len(right)} right."]
    open_ = [_question(name).topic for name in answers if name not in given]
    if missed:
        lines.append("Read the refresher and answer again: " + "; ".join(missed) + ".")
    if open_ and given:
        lines.append("Still open: " + "; ".join(open_) + ".")
    if answers and len(right) == len(answers):
        lines.append("You know all that the course builds on.")
    return "\n".join(broken(line) for line in lines)


def _question(name):
    return QUESTIONS[_checks.choice("name", name, tuple(QUESTIONS))]


def _hint(question, answer):
    hints = dict(question.hints)
    for wrong, hint in question.hints:
        if wrong not in ("otherwise", "asymmetric") and _same(answer, wrong):
            return hint
    numbers = numbers_in(answer)
    letters = question.right if isinstance(question.right, str) else None
    fits = _letter(answer) is not None if letters else numbers is not None
    if not fits:
        return f"the answer is {question.form}; {answer!r} is something else."
    if "asymmetric" in hints and numbers is not None and _is_asymmetric(numbers):
        return hints["asymmetric"]
    return hints["otherwise"]


def _is_asymmetric(numbers):
    square = numbers.ndim == 2 and numbers.shape[0] == numbers.shape[1]
    return square and not np.array_equal(numbers, numbers.T)


def _same(answer, expected):
    """Whether an answer is the expected one, in whatever form it came."""
    if isinstance(expected, str):
        return _letter(answer) == expected
    given, wanted = numbers_in(answer), np.asarray(expected, float)
    if given is None:
        return False
    if given.size == wanted.size == 1:
        given, wanted = given.ravel(), wanted.ravel()
    return given.shape == wanted.shape and bool(np.allclose(given, wanted, rtol=1e-6, atol=1e-9))


def _letter(answer):
    """Return "b" for "b", " B " and "(b)", and None for what is no single letter."""
    letter = answer.strip().strip("().").lower() if isinstance(answer, str) else ""
    return letter if len(letter) == 1 and letter.isalpha() else None
