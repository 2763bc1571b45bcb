"""Exercise 06, table_answers: what a dense memory that stores a table answers to its lines."""

from functools import partial

import numpy as np

from ...check.judges import Mistake, Part, function_task
from ...check.tasks import spins
from . import gains
from .gains import FROM_ZERO, PLAIN, SQUARE, WINS, drawn_group


def terms(table, n, gain=gains.gain):
    """Return the terms of the difference of energies for the last unit: (lines asked, lines stored)."""
    T = table.astype(int)
    return gain(T[:, :-1] @ T[:, :-1].T, T[:, -1], T[:, -1:], n)


def answers(table, n, gain=gains.gain, tie: int | None = 0):
    """Return the answers (K,) to the lines of a table; at a tie that of the table, if `tie` is None."""
    d = terms(table, n, gain).sum(axis=1)
    return np.where(d == 0, table[:, -1] if tie is None else tie, np.sign(d))


def table_answers(table, n):
    """Return the right answers: a tie is 0."""
    return answers(table, n)


def without_own_line(table, n):
    """Return the answers if the line that is asked is not among those stored."""
    d = terms(table, n)
    return np.sign(d.sum(axis=1) - np.diag(d))


def written_back(table, n):
    """Return the answers if each is written into the table before the next line is asked."""
    T = table.astype(int)
    for k in range(len(T)):
        T[k, -1] = table_answers(T, n)[k]
    return T[:, -1]


TIE = "With equal energies the unit stays undecided. What number is that?"
STORED_AT_TIE = "At a tie you gave the answer of the table. The unit was undecided: does a tie change that?"
ALL_0 = (
    "If both energies are always equal: are the answers still stored when you ask, or did a 0 in the "
    "question change the table too?"
)
AS_STORED = "Those are the answers as stored. What would the memory say?"
LAST_ALONE = "One number for each line: its last unit alone is asked for."
LEFT_IN = "The last unit is undecided: is the stored answer still in your overlaps?"
SLOPE = "That follows the slope of the energy. The two energies themselves are to be compared."
WRITTEN_BACK = "Does an answer get into the table, where the next line meets it?"
TIE_MISTAKES = (
    Mistake(partial(answers, tie=1), TIE, "+1 at a tie"),
    Mistake(partial(answers, tie=-1), TIE, "−1 at a tie"),
    Mistake(partial(answers, tie=None), STORED_AT_TIE, "the stored answer at a tie"),
)
OTHER_MISTAKES = (
    Mistake(lambda T, n: np.zeros(len(T)), ALL_0, "nothing but 0"),
    Mistake(lambda T, n: T[:, -1], AS_STORED, "the last column"),
    Mistake(lambda T, n: np.column_stack([T[:, :-1], table_answers(T, n)]), LAST_ALONE, "whole lines"),
    Mistake(lambda T, n: -table_answers(T, n), WINS, "the other answers"),
    Mistake(partial(answers, gain=gains.gain_with_own), LEFT_IN, "answers that know the answer"),
    Mistake(without_own_line, "All lines are stored, the one that is asked too."),
    Mistake(partial(answers, gain=gains.slope), SLOPE, "the sign of the slope"),
    Mistake(partial(answers, gain=gains.gain_from_zero), FROM_ZERO),
    Mistake(partial(answers, gain=gains.gain_rectified), PLAIN),
    Mistake(written_back, WRITTEN_BACK, "a table that changes while it is asked"),
    Mistake(lambda T, n: table_answers(T, 2), SQUARE),
)
MISTAKES = (*OTHER_MISTAKES, *TIE_MISTAKES)
KNOWN = "“exclusive or” of two and of three inputs, at orders that know it; a line may be missing"


def parity(bits, sign=1):
    """Return the table of “exclusive or”, (2^bits, bits + 1): +1 where an odd number of inputs is."""
    inputs = np.array(np.meshgrid(*[(-1, 1)] * bits)).reshape(bits, -1).T
    odd = np.where((inputs == 1).sum(axis=1) % 2, 1, -1)
    return np.column_stack([inputs, sign * odd])


def random_answers(bits, K, n, rng):
    """Return K lines with random answers."""
    inputs = rng.permutation(parity(bits))[:K, :bits]
    return np.column_stack([inputs, spins(rng, K)]), n


def exclusive_or(bits, n, rng, missing=0):
    """Return the table of “exclusive or” or of its opposite, with lines missing."""
    return rng.permutation(parity(bits, rng.choice([-1, 1])))[missing:], n


def no_ties(table, n):
    """Whether the memory decides all lines."""
    return (table_answers(table, n) != 0).all()


def some_ties(table, n):
    """Whether it leaves some lines undecided, and not too many."""
    return 0.01 <= (table_answers(table, n) == 0).mean() <= 0.7


def cases(rng):
    """Tables with random answers, “exclusive or” where the order knows it, and ties."""
    sizes = ((5, 16, 3), (5, 16, 4), (5, 16, 5), (4, 11, 3))
    clear = [(partial(random_answers, *size), no_ties) for size in sizes]
    unknown = [(partial(exclusive_or, bits, bits), None) for bits in (2, 3)]
    tied = [(partial(random_answers, *size), some_ties) for size in ((4, 11, 2), (5, 16, 3))]
    wrong = [mistake.answer for mistake in OTHER_MISTAKES]
    wrong_at_ties = [mistake.answer for mistake in TIE_MISTAKES]
    return [
        *drawn_group(rng, table_answers, clear, wrong, MISTAKES),
        exclusive_or(2, 3, rng),
        exclusive_or(3, 4, rng),
        exclusive_or(2, 5, rng, missing=1),
        *drawn_group(rng, table_answers, [*unknown, *tied], wrong_at_ties, MISTAKES),
    ]


PARTS = (
    Part("tables with random answers, right or wrong as the memory has it", 0.5, (0, 1, 2, 3)),
    Part(KNOWN, 0.25, (4, 5, 6), needs_first=True),
    Part("a tie is 0", 0.25, (7, 8, 9, 10), needs_first=True),
)
OTHERWISE = "Take one line of the table on paper: its inputs, 0 at the end, and the two energies."
TASK = function_task("table_answers", table_answers, cases, PARTS, MISTAKES, OTHERWISE)
