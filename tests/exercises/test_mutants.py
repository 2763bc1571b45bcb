"""Mutants of the solutions lose points on the inputs that learners see, and on hidden ones.

Here some of them are tried on one hidden draw each; with ``HYPOTHESIS_PROFILE=thorough`` all of them, on 50:
``python -m tests.exercises.mutants`` prints which of them are left.
"""

import os

import pytest

from hopfield_course.exercises import TASKS
from tests.exercises.mutants import (
    EQUIVALENT,
    all_mutants,
    hidden_cases,
    is_equivalent,
    passes,
    public_cases,
    wrong_mutants,
)

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
EACH, DRAWS = (1, 50) if THOROUGH else (6, 1)
FUNCTIONS = [name for name, task in TASKS.items() if not task.values]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_mutant_of_the_solution_loses_points(name):
    start = len(name) % EACH
    left = []
    for words, answer in wrong_mutants(name)[start::EACH]:
        for cases in (public_cases(name), *(hidden_cases(name, number) for number in range(DRAWS))):
            if passes(name, answer, cases):
                left.append(words)
    assert left == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_there_are_mutants_and_those_that_cannot_be_told_are_among_them(name):
    mutants = [words for words, _ in all_mutants(name)]
    alike = [words for words in mutants if is_equivalent(name, words)]
    assert len(mutants) >= 20
    assert len(alike) >= len(EQUIVALENT.get(name, {}))
    assert len(alike) < len(mutants) / 3
