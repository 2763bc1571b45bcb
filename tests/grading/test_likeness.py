"""Answers alike are found under other names and layouts, and only those; no mark depends on it."""

import inspect
import json
import time

import pytest

from hopfield_course.exercises.e01_binary_recall.sweep import visit
from hopfield_course.grading.likeness import flags, known, parsed, shape, shared, traits
from hopfield_course.grading.submissions import Cell, cells_of
from hopfield_lib.couplings import rules
from tests import ROOT

EXERCISE = "01_binary_recall"
SOLUTION = cells_of((ROOT / "solutions" / f"{EXERCISE}.ipynb").read_bytes())
GIVEN = cells_of((ROOT / "exercises" / f"{EXERCISE}.ipynb").read_bytes())
RIGHT, SOLVED = known(EXERCISE, SOLUTION, GIVEN), traits(SOLUTION, GIVEN)
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


def told(cells):
    return flags(traits(cells, GIVEN), SOLVED, RIGHT)


# ways to write the solution's sweep that change nothing in what it does
SAME = {
    "as it is": SWEEP,
    "other indents": SWEEP.replace("    ", "  "),
    "comments and gaps": "# mine\n\n" + SWEEP.replace("return", "\n\n    return"),
    "a pass": SWEEP.replace("    return", "    pass\n    return"),
    "a docstring": SWEEP.replace("    s =", '    """Mine."""\n    s =', 1),
    "brackets": SWEEP.replace("W[i] @ s", "(W[(i)] @ (s))").replace("if h != 0", "if (h != 0)"),
    "a constant by itself": SWEEP.replace("    return", "    ...\n    return"),
    "annotations": SWEEP.replace("(W, state, order)", "(W: object, state, order: list) -> object"),
    "an annotated variable": SWEEP.replace("h =", "h: float ="),
    "a magic line": "%matplotlib inline\n" + SWEEP,
    "a function beside it": "def other(x):\n    return x\n\n\n" + SWEEP,
    "a line joined": SWEEP.replace("W[i] @ s", "W[i] \\\n            @ s"),
}


@pytest.mark.parametrize("name", SAME)
def test_the_solution_is_known_however_it_is_laid_out(name):
    assert told(answer(SAME[name])) == ["sweep is the solution's"]


def test_other_names_change_nothing():
    source = SWEEP.replace("h", "votes").replace("s[", "mine[").replace("s = state", "mine = state")
    source = source.replace("@ s", "@ mine").replace("return s", "return mine")
    assert told(answer(source)) == ["sweep is the solution's"]


def test_an_answer_of_ones_own_is_not_flagged():
    assert told(answer(OWN)) == []
    assert told(answer("...  # your code here")) == []
    assert told(answer("def energy(W, state):\n    return -0.5 * state @ W @ state\n", "energy")) == []


def test_right_answers_of_judges_and_the_librarys_code_are_known():
    assert told(answer(inspect.getsource(visit))) == ["sweep is the right answer of its judge"]
    assert told(answer(inspect.getsource(rules.storkey))) == ["sweep is the library's storkey, copied"]


def test_what_was_given_out_is_nobodys_copy():
    assert told(GIVEN) == []
    mine = traits(GIVEN, GIVEN)
    assert shared({"a": mine, "b": mine}) == {"a": [], "b": []}


def test_the_library_in_place_of_ones_own_work_is_named():
    source = "def hebb_couplings(patterns):\n    return hebbian(patterns).dense()\n"
    given = [cell for cell in SOLUTION if cell.grade_id == "setup"]
    assert told(given + answer(source, "hebb_couplings")) == ["hebb_couplings uses the library's hebbian"]
    assert "uses the library" not in json.dumps(told(SOLUTION))


CALLS = "def hebb_couplings(X):\n    return {}(X).dense()\n"
# the library under other names: cells before the answer, what the answer calls, what is named
OTHER_NAMES = {
    "imported as": (["from hopfield_lib import hebbian as mine"], CALLS.format("mine"), "hebbian"),
    "a module's attribute": (["import hopfield_lib as h"], CALLS.format("h.hebbian"), "hebbian"),
    "a module in it": (["import hopfield_lib as h"], CALLS.format("h.couplings.hebbian"), "hebbian"),
    "from a module": (["from hopfield_lib.couplings import hebbian as f"], CALLS.format("f"), "hebbian"),
    "imported in the answer": (
        [], "def hebb_couplings(X):\n    import hopfield_lib as np\n    return np.hebbian(X)\n", "hebbian",
    ),
    "all of it": (["from hopfield_lib import *"], CALLS.format("hebbian"), "hebbian"),
    "a variable": (["import hopfield_lib as h", "f = h.hebbian\ng = f"], CALLS.format("g"), "hebbian"),
    "a function around it": (
        ["import hopfield_lib as h", "def g(X):\n    return h.hebbian(X)"], CALLS.format("g"), "hebbian",
    ),
    "in a branch": (["if True:\n    from hopfield_lib import hebbian as f"], CALLS.format("f"), "hebbian"),
    "the answer is it": (["import hopfield_lib as h"], "hebb_couplings = h.hebbian", "hebbian"),
    "its own name": (["from hopfield_lib import hebbian as f"], "f = f\n" + CALLS.format("f"), "hebbian"),
    "by a text": ([], CALLS.format("__import__('hopfield_lib').hebbian"), "hopfield_lib, by its name"),
    "by a text and getattr": (
        ["import importlib\nh = importlib.import_module('hopfield_lib')"], CALLS.format("h.hebbian"),
        "hopfield_lib, by its name",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_the_library_is_named_whatever_it_is_called(name):
    before, source, named = OTHER_NAMES[name]
    cells = [Cell("code", text) for text in before] + answer(source, "hebb_couplings")
    assert told(cells) == [f"hebb_couplings uses the library's {named}"]


OWN_NAMES = {
    "a function of one's own": "def hebbian(X):\n    return X.T @ X\n" + CALLS.format("hebbian"),
    "an argument": "def hebb_couplings(hebbian):\n    return hebbian.T @ hebbian\n",
    "a variable": "def hebb_couplings(X):\n    overlap = X.T @ X\n    return overlap\n",
    "an attribute of something else": "def hebb_couplings(X):\n    return X.hebbian.recall()\n",
}


@pytest.mark.parametrize("name", OWN_NAMES)
def test_a_name_that_only_sounds_like_the_librarys_is_not_named(name):
    given = [Cell("code", "from hopfield_lib import hebbian, overlap, recall", "setup", locked=True)]
    assert told(given + answer(OWN_NAMES[name], "hebb_couplings")) == []


@pytest.mark.parametrize("source", ["def (", "\0", "'" * 3, "(" * 500, "    x\n  y"])
def test_what_is_no_python_is_like_nothing(source):
    assert told(answer(source)) == []
    mine = traits(answer(source))
    assert shared({"a": mine, "b": mine}) == {"a": [], "b": []}


# as long as a cell may be, of the kinds that make a comparison slow, deep or large
GIANTS = {
    "one gap": "x = 1" + " " * 19_990 + "?",
    "gaps": (" " * 99 + "?\n") * 199,
    "signs": "-" * 19_990 + "1",
    "brackets": "[" * 9_000 + "]" * 9_000,
    "attributes": "x" + ".a" * 9_990,
    "calls": "x" + "()" * 9_990,
    "numbers": "[" + "1," * 9_900 + "]",
    "a text": "'" + "x" * 19_900 + "'",
    "names": "\n".join(f"a{k} = a{k - 1}" for k in range(1200)),
    "functions": "\n".join(f"def f{k}(): return f{k - 1}()" for k in range(600)),
    "equals": "a" + " = a" * 4_900,
    "backslashes": "x = \\\n" * 3_000,
    "powers": "x = " + "9**" * 6_000 + "9",
}


@pytest.mark.parametrize("name", GIANTS)
def test_no_cell_holds_up_the_comparison(name):
    cells = [cell for _ in range(5) for cell in [Cell("code", GIANTS[name]), *answer(GIANTS[name])]]
    start = time.process_time()
    mine = traits(cells)
    flags(mine, SOLVED, RIGHT)
    shared({f"s{k}": mine for k in range(100)})
    assert time.process_time() - start < 3


def test_of_too_many_parts_nothing_is_said():
    assert shape(parsed("[" + "1," * 9_990 + "]").body)[1] > 0
    assert parsed("x = 1\n" * 4_000) is None


def test_answers_that_learners_share_are_named_on_both_sides():
    made = {"ada": OWN, "bo": OWN.replace("votes", "v"), "cy": SWEEP}
    found = shared({name: traits(answer(source)) for name, source in made.items()})
    assert found == {"ada": ["sweep is that of bo"], "bo": ["sweep is that of ada"], "cy": []}
    many = shared({f"s{k}": traits(answer(OWN)) for k in range(6)})
    assert many["s0"] == ["sweep is that of s1, s2, s3 and 2 more"]
