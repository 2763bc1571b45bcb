"""How many draws a search for a telling case takes shifts nothing that is drawn behind it."""

import numpy as np
import pytest

from hopfield_course import exercises
from hopfield_course.check import draws, hunts
from hopfield_course.exercises import TASKS

drawn_until = draws.drawn_until
FUNCTIONS = [name for name, task in TASKS.items() if not task.values]


class Searches:
    """In place of ``drawn_until``: the first search, or none of them, takes the second case that will do."""

    def __init__(self, lengthen):
        self.lengthen, self.depth, self.outermost = lengthen, 0, 0

    def __call__(self, rng, draw, telling=None, **how):
        self.outermost += self.depth == 0
        longer = self.lengthen and self.outermost == 1 and self.depth == 0
        seen = []

        def second(*case):
            if telling is not None and not telling(*case):
                return False
            seen.append(case)
            return len(seen) > longer

        self.depth += 1
        try:
            return drawn_until(rng, draw, second, **how)
        finally:
            self.depth -= 1


def modules_that_search():
    """Return all modules of check and of the exercises that search for cases."""
    tasks = [module for exercise in exercises.MODULES for module in vars(exercise).values()]
    return [module for module in (draws, hunts, *tasks) if hasattr(module, "drawn_until")]


def cases_with(searches, name, monkeypatch):
    for module in modules_that_search():
        monkeypatch.setattr(module, "drawn_until", searches)
    return TASKS[name].cases(np.random.default_rng(2))


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_search_that_takes_longer_changes_its_own_case_and_no_other(name, monkeypatch):
    before, after = Searches(lengthen=False), Searches(lengthen=True)
    pairs = zip(cases_with(before, name, monkeypatch), cases_with(after, name, monkeypatch), strict=True)
    differ = [not same(*pair) for pair in pairs]
    own = np.flatnonzero(differ)
    assert before.outermost == after.outermost
    assert np.all(np.diff(own) == 1)  # those of one search lie together
    assert any(differ) == bool(before.outermost)
    assert before.outermost < 2 or not differ[-1]
