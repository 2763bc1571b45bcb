"""Answers alike are found under other names and layouts, and only those; no mark depends on it."""

import json

import pytest

from hopfield_course.grading.likeness import flags, shape, shared
from hopfield_course.grading.submissions import Cell, cells_of
from tests import ROOT

SOLUTION = cells_of((ROOT / "solutions" / "01_binary_recall.ipynb").read_bytes())
SWEEP = """def sweep(W, state, order):
    s = state.copy()
    for i in order:
        h = W[i] @ s
        if h != 0:
            s[i] = 1 if h > 0 else -1
    return s
"""
OWN = """def sweep(W, state, order):
    new = np.array(state)
    for unit in order:
        votes = float((W[unit] * new).sum())
        new[unit] = new[unit] if votes == 0 else np.sign(votes)
    return new
"""


def answer(source, name="sweep"):
    return [Cell("code", source, name, solution=True)]


@pytest.mark.parametrize(
    "source", [SWEEP, SWEEP.replace("    ", "  "), "# mine\n\n" + SWEEP.replace("return", "\n\n    return")]
)
def test_the_solution_is_known_however_it_is_laid_out(source):
    assert flags(answer(source), SOLUTION) == ["sweep is the solution's"]


def test_other_names_change_nothing():
    source = SWEEP.replace("h", "votes").replace("s[", "mine[").replace("s = state", "mine = state")
    source = source.replace("@ s", "@ mine").replace("return s", "return mine")
    assert shape(source) == shape(SWEEP)
    assert flags(answer(source), SOLUTION) == ["sweep is the solution's"]


def test_an_answer_of_ones_own_is_not_flagged():
    assert flags(answer(OWN), SOLUTION) == []
    assert flags(answer("...  # your code here"), SOLUTION) == []
    assert (
        flags(answer("def energy(W, state):\n    return -0.5 * state @ W @ state\n", "energy"), SOLUTION)
        == []
    )


def test_the_library_in_place_of_ones_own_work_is_named():
    source = "def hebb_couplings(patterns):\n    return hebbian(patterns).dense()\n"
    assert flags(answer(source, "hebb_couplings"), SOLUTION) == ["hebb_couplings uses the library's hebbian"]
    measure = next(cell for cell in SOLUTION if cell.grade_id == "all_at_once")
    assert "uses the library" not in json.dumps(flags([measure], SOLUTION))


@pytest.mark.parametrize("source", ["def (", "\0", "'" * 3, "(" * 500, "    x\n  y"])
def test_what_is_no_python_is_like_nothing(source):
    assert flags(answer(source), SOLUTION) == []
    assert shared({"a": answer(source), "b": answer(source)}) == {"a": [], "b": []}


def test_answers_that_learners_share_are_named_on_both_sides():
    found = shared({"ada": answer(OWN), "bo": answer(OWN.replace("votes", "v")), "cy": answer(SWEEP)})
    assert found == {"ada": ["sweep is that of bo"], "bo": ["sweep is that of ada"], "cy": []}
    many = shared({f"s{k}": answer(OWN) for k in range(6)})
    assert many["s0"] == ["sweep is that of s1, s2, s3 and 2 more"]
