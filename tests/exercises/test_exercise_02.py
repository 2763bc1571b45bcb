"""Exercise 02: what is mended wrongly, and the measurement."""

from dataclasses import replace

import numpy as np
import pytest

from hopfield_course import check
from hopfield_course.check.judges import Measured
from hopfield_course.check.tasks import plain, verdict
from hopfield_course.exercises import TASKS
from hopfield_course.exercises.e02_spurious_states import random_ends
from tests.exercises.answers_02 import KIND, MENDED, kinds_by_loops, mended
from tests.exercises.judging import hints, judged

# ---------------------------------------------------------------------------------- the bug hunt


@pytest.mark.parametrize(
    ("place", "instead", "hint"),
    [
        (0, "np.unique(drawn)[:flips]", "which of them are drawn first"),
        (0, "np.unique(drawn)", "How many units are to be flipped"),
        (1, "np.sign(W[i] @ s)", "Where the votes balance"),
        (1, "1 if W[i] @ s >= 0 else -1", "Where the votes balance"),
        (3, KIND.replace("0.5", "0.9"), "In how many units may"),
        (3, KIND.replace("0.5", "0.95"), "In how many units may"),
        (3, "0 if m[nearest] > 0 else 1", "a mixture of three have"),
        (3, "0 if abs(m[nearest]) == 1 else 2", "told apart"),
        (3, "0 if m[start] == 1 else 1 if m[start] == -1 else 2", "another pattern than the one"),
        (4, "counts / 100", "what do the three add up to"),
        (4, "counts / len(starts) / 100", "what do the three add up to"),
    ],
)
def test_what_is_mended_wrongly_has_a_hint_of_its_own(place, instead, hint):
    changes = list(MENDED.values())
    changes[place] = (changes[place][0], instead)
    rows, points = judged("census_mended", mended(*changes), place)
    assert hint in hints(rows)
    assert points < 2


# ----------------------------------------------------------------------------------- random_ends


@pytest.fixture(scope="module")
def runs():
    return check.data("02_spurious_states", "Ada")


@pytest.fixture(scope="module")
def found(runs):
    return random_ends.facts(*runs)


def test_the_shares_that_the_judge_expects_are_those_of_sweeps_by_hand(runs):
    ends = []
    few = [array[:8] for array in runs]
    for d, (X, S) in enumerate(zip(*few, strict=True)):
        rng, s, before = np.random.default_rng(d), S.copy(), None
        W = X.T @ X - float(len(X)) * np.eye(200)
        while not np.array_equal(s, before):
            before = s.copy()
            for i in rng.permutation(200):  # an odd number of patterns, 200 units: no ties
                s[:, i] = np.where(s @ W[i] > 0, 1, -1)
        similar = [end @ X[(X @ cue).argmax()] >= 190 for end, cue in zip(s, S, strict=True)]
        ends += zip(kinds_by_loops(s, X, 0.95), similar, strict=True)
    named, similar = np.array(ends).T
    found = random_ends.facts(*few)
    assert found["stored"] == pytest.approx(np.isin(named, (1, 2)).mean())
    assert found["mixed"] == pytest.approx((named == 3).mean())
    assert found["similar"] == pytest.approx(similar.mean())


def judged_here(runs, found, *values):
    """Judge values by the facts that are known already: to find them takes a second."""
    task = TASKS["random_ends"]
    judge = Measured(lambda *data: found, random_ends.VALUES, random_ends.CONCLUSION, random_ends.OTHERWISE)
    return verdict(replace(task, judge=judge), [runs], [plain(value) for value in values])


def test_right_shares_and_conclusion_earn_all_and_numbers_of_other_runs_do_not(runs, found):
    right = [found[name] for name in ("stored", "mixed", "similar")]
    assert judged_here(runs, found, *map(np.float32, right), " (C)")[1] == 1.5
    others = random_ends.facts(*check.data("02_spurious_states", "Bo"))  # typed in from a friend
    assert judged_here(runs, found, others["stored"], others["mixed"], others["similar"], "c")[1] < 1.5


@pytest.mark.parametrize("learner", ["Bo", "Chen", "Dana", "Emre", "Fay", "Gil", "Hana", "Ivo", "Jun", "Kim"])
def test_the_conclusion_is_clear_for_every_learner(learner):
    patterns, cues = check.data("02_spurious_states", learner)
    found = random_ends.facts(patterns[:40], cues[:40])  # half of the runs, which scatter more than all
    assert found["similar"] < 0.35  # not "a"
    assert 0.52 < found["stored"] < 0.8  # neither "d" nor "b"
    assert found["similar"] - found["unsigned"] > 5 * random_ends.TOLERANCE
    assert min(found["either"], found["pattern"]) - found["similar"] > 5 * random_ends.TOLERANCE
    assert found["mixture"] - found["mixed"] > 5 * random_ends.TOLERANCE
    assert found["mixed"] > 5 * random_ends.TOLERANCE


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (lambda f: {"stored": 100 * f["stored"]}, "between 0 and 1"),
        (lambda f: {"stored": 2000 * f["stored"]}, "divide by the number of runs"),
        (lambda f: {"stored": f["pattern"]}, "both of them"),
        (lambda f: {"stored": f["stored"] + f["mixture"]}, "A mixture is neither"),
        (lambda f: {"stored": 1 - f["stored"]}, "share of the others"),
        (lambda f: {"stored": ...}, "in place of the dots"),
        (lambda f: {"mixed": 0}, "95 % will do"),
        (lambda f: {"mixed": f["mixture"]}, "Of three"),
        (lambda f: {"mixed": 1 - f["stored"]}, "Not every end"),
        (lambda f: {"mixed": [f["mixed"]] * 2}, "one number"),
        (lambda f: {"similar": f["either"]}, "A reverse is no stored pattern"),
        (lambda f: {"similar": f["unsigned"]}, "more similar than one of 0.1"),
        (lambda f: {"similar": f["similar"] + 0.01}, "a new generator"),
        (lambda f: {"similar": f["pattern"]}, "Is it the one most similar"),
        (lambda f: {"similar": 1}, "not to the end"),
        (lambda f: {"conclusion": "a"}, "your third number"),
        (lambda f: {"conclusion": "b"}, "left of 1"),
        (lambda f: {"conclusion": "d"}, "your first number"),
        (lambda f: {"conclusion": 3}, "One letter"),
    ],
)  # fmt: skip
def test_a_wrong_measurement_gets_its_hint(runs, found, change, hint):
    right = {name: found[name] for name in ("stored", "mixed", "similar")} | {"conclusion": "c"}
    rows, points = judged_here(runs, found, *(right | change(found)).values())
    assert hint in hints(rows)
    assert points < 1.5


def test_values_that_were_not_measured_earn_nothing(runs, found):
    for value in (0, 1, 0.5, -1, np.zeros(3), []):
        assert judged_here(runs, found, value, value, value, "c")[1] == 0
