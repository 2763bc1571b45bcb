"""Lesson 00 and the library agree on the questions; what it links to is there; a lack is told in words."""

import builtins
import re

import nbformat
import pytest

from hopfield_course.diagnostic import QUESTIONS
from tests import ROOT

LESSON = ROOT / "notebooks" / "00_start_here.ipynb"
LESSONS = sorted(p for p in ROOT.glob("notebooks/**/*.ipynb") if ".ipynb_checkpoints" not in p.parts)
RIGHT = {
    "shapes": "(3,)", "broadcasting": '"b"', "masks": "[1, -1, -1, 1]", "random": '"b"',
    "outer": "[[1, -1, -1], [-1, 1, 1], [-1, 1, 1]]", "overlap": "0.4", "spread": "(0, 10)", "tail": '"c"',
}  # fmt: skip


@pytest.fixture(scope="module")
def cells():
    return nbformat.read(LESSON, as_version=4).cells


def sources(cells, kind="code"):
    return [cell.source for cell in cells if cell.cell_type == kind]


def asked(cells):
    """Return the cells that ask, as (number, source), by the question's name."""
    found = {}
    for source in sources(cells):
        if called := re.search(r'feedback\("(\w+)", answer_(\d)\)', source):
            found[called[1]] = (int(called[2]), source)
    return found


def test_each_question_of_the_library_is_asked_once_in_its_order(cells):
    questions = asked(cells)
    assert list(questions) == list(QUESTIONS)
    assert [number for number, _ in questions.values()] == list(range(1, len(QUESTIONS) + 1))
    assert all(f"answer_{number} = ..." in source for number, source in questions.values())


def test_each_question_has_a_refresher_under_its_own_name(cells):
    words = "\n".join(sources(cells, "markdown"))
    assert re.findall(r"<summary>Refresher: (.*)</summary>", words) == [q.topic for q in QUESTIONS.values()]
    assert words.count("<details>") == words.count("</details>")


def test_each_letter_that_a_hint_speaks_of_is_offered(cells):
    questions = re.split(r"\*\*Question \d\.\*\*", "\n".join(sources(cells, "markdown")))[1:]
    for question, words in zip(QUESTIONS.values(), questions, strict=True):
        offered = re.findall(r'^- `"([a-d])"`', words, flags=re.MULTILINE)
        letters = {question.right, *(wrong for wrong, _ in question.hints)} - {"otherwise"}
        assert set(offered) == (letters if isinstance(question.right, str) else set())


def test_a_learner_who_answers_all_is_told_so(cells, capsys):
    setup = next(source for source in sources(cells) if "plots.style()" in source)
    total = next(source for source in sources(cells) if "summary(" in source)
    names = {}
    exec(setup.replace("plots.style()", ""), names)
    for name, (number, source) in asked(cells).items():
        exec(source.replace(f"answer_{number} = ...", f"answer_{number} = {RIGHT[name]}"), names)
        assert capsys.readouterr().out.startswith("Right: ")
    exec(total, names)
    assert capsys.readouterr().out.startswith("8 of 8 answered, 8 right.")


def without(monkeypatch, package):
    """Make every import of a package fail as it does where the package is not installed."""
    real = builtins.__import__

    def absent(name, *arguments, **keywords):
        if name.split(".")[0] == package:
            raise ModuleNotFoundError(f"No module named {package!r}", name=package)
        return real(name, *arguments, **keywords)

    monkeypatch.setattr(builtins, "__import__", absent)


def test_the_check_says_what_to_do_where_the_library_is_not_installed(cells, monkeypatch, capsys):
    without(monkeypatch, "hopfield_lib")
    exec(sources(cells)[0], {})
    told = capsys.readouterr().out
    assert "No module named 'hopfield_lib'" in told
    assert "make lab" in told


@pytest.mark.parametrize("package", ["numpy", "hopfield_lib"])
def test_the_setup_cell_names_what_is_not_installed(cells, monkeypatch, package):
    without(monkeypatch, package)
    with pytest.raises(ImportError, match=f"{package} is not installed: the cell above says what to do"):
        exec(sources(cells)[1], {})


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_what_a_lesson_links_to_is_there(path):
    words = "\n".join(sources(nbformat.read(path, as_version=4).cells, "markdown"))
    links = [
        link for link in re.findall(r"\]\(([^)\s]+)\)", words) if not link.startswith(("http", "#", "mailto"))
    ]
    missing = [link for link in links if not (path.parent / link.split("#")[0]).exists()]
    assert missing == []
