"""A learner's work is never lost, and a reset gives the exercise as given out, in every kind of copy."""

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests import ROOT
from tools import keep_work, make_exercises

EXERCISES = sorted((ROOT / "exercises").glob("[0-9][0-9]_*[a-z].ipynb"))
FRESH = EXERCISES[0].read_text(encoding="utf-8")
SOLUTION = (ROOT / "solutions" / EXERCISES[0].name).read_text(encoding="utf-8")


def written(answer="return 42", task="energy", text=FRESH):
    """The exercise with one answer written."""
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == task:
            cell["source"] = [f"def energy(W, state):\n    {answer}"]
    return json.dumps(notebook)


def run(text=FRESH):
    """The exercise, run and not written into."""
    notebook = json.loads(text)
    notebook["cells"][1]["execution_count"] = 1
    return json.dumps(notebook)


def noted():
    """The exercise with a cell of the learner's own, and nothing else."""
    notebook = nbformat.reads(FRESH, as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell("I wonder why."))
    return nbformat.writes(notebook)


def beside_the_stub():
    """An answer above the line that was there, which is left standing."""
    return written("return 42\n    ...  # your code here")


# -------------------------------------------------------------------------------- as given out


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_a_solution_without_its_answers_is_the_exercise_that_nbgrader_makes(path):
    """tests/test_exercises.py holds the exercises against nbgrader's."""
    solution = (ROOT / "solutions" / path.name).read_text(encoding="utf-8")
    assert keep_work.given_out(solution) == path.read_text(encoding="utf-8")


def test_it_is_the_same_if_the_solution_was_run_and_its_answers_changed():
    assert keep_work.given_out(run(SOLUTION)) == FRESH
    other = SOLUTION.replace("return -0.5 * state @ W @ state", "return None")
    assert other != SOLUTION
    assert keep_work.given_out(other) == FRESH


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            written(text=SOLUTION),
            "an answer marked by ### BEGIN SOLUTION in each solution cell, not so in energy",
        ),
        (SOLUTION.replace("### END SOLUTION", "### END"), "expected END SOLUTION after BEGIN SOLUTION"),
        (SOLUTION.replace("### END SOLUTION", "### BEGIN SOLUTION"), "END SOLUTION before the next BEGIN"),
        ("{", "expected a notebook, got"),
        ("", "expected a notebook, got"),
        ("[]", "expected a notebook, got"),
    ],
)
def test_a_solution_that_no_exercise_can_be_made_of_is_refused_in_words(text, words):
    with pytest.raises(ValueError, match=words):
        keep_work.given_out(text)


# ------------------------------------------------------------------------------- nothing is lost


WORK = {
    "an answer": written(),
    "an answer beside the stub": beside_the_stub(),
    "a run": run(),
    "a note": noted(),
    "cut off": "{",
    "no notebook": "[]",
    "empty": "",
    "words": "my notes",
}


@pytest.mark.parametrize("what", WORK)
def test_what_was_there_is_kept_to_the_letter(tmp_path, what):
    path = tmp_path / "01_binary_recall.ipynb"
    path.write_text(WORK[what], encoding="utf-8")
    kept = keep_work.replace(path, FRESH)
    assert kept.read_text(encoding="utf-8") == WORK[what]
    assert path.read_text(encoding="utf-8") == FRESH
    assert "(kept 2" in kept.name
    assert sorted(tmp_path.iterdir()) == sorted([path, kept])


def test_what_is_as_given_out_is_not_copied(tmp_path):
    path = tmp_path / "01_binary_recall.ipynb"
    for _ in range(2):
        assert keep_work.replace(path, FRESH) is None
        assert path.read_text(encoding="utf-8") == FRESH
        assert list(tmp_path.iterdir()) == [path]


def test_many_in_one_second_are_all_kept(tmp_path):
    path = tmp_path / "01_binary_recall.ipynb"
    texts = [written(f"return {k}") for k in range(5)]
    for text in texts:
        path.write_text(text, encoding="utf-8")
        keep_work.replace(path, FRESH)
    assert sorted(one.read_text() for one in tmp_path.glob("* (kept *")) == sorted(texts)


def test_work_is_there_at_each_moment(tmp_path, monkeypatch):
    """Where writing the fresh one fails, as on a full disk, the work stands where it stood."""
    path = tmp_path / "01_binary_recall.ipynb"
    path.write_text(written(), encoding="utf-8")
    monkeypatch.setattr(Path, "write_text", lambda *arguments, **options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keep_work.replace(path, FRESH)
    assert path.read_text(encoding="utf-8") == written()


# --------------------------------------------------------------------- in every kind of copy


def commit(folder, *steps):
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "init.defaultBranch=main"]
    for words in (*steps, ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run([*git, *words], cwd=folder, check=True)


@pytest.fixture(params=["downloaded", "cloned", "with its answers committed"])
def copy(request, tmp_path, monkeypatch):
    """A small copy of the course with one exercise that is worked on."""
    place, solution = tmp_path / "exercises" / EXERCISES[0].name, tmp_path / "solutions" / EXERCISES[0].name
    for path, text in ((place, FRESH), (solution, SOLUTION)):
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
    if request.param == "cloned":
        commit(tmp_path, ["init", "-q"])
    place.write_text(written(), encoding="utf-8")
    if request.param == "with its answers committed":
        commit(tmp_path, ["init", "-q"])
    monkeypatch.setattr(keep_work, "ROOT", tmp_path)
    return place


def test_a_reset_brings_the_exercise_back_and_keeps_the_work(copy, capsys, monkeypatch):
    monkeypatch.setenv("PATH", "")  # no git either
    assert keep_work.main([str(copy)]) == 0
    assert "as it was given out; yours is kept as 01_binary_recall (kept " in capsys.readouterr().out
    assert copy.read_text(encoding="utf-8") == FRESH
    (kept,) = copy.parent.glob("* (kept *")
    assert kept.read_text(encoding="utf-8") == written()
    assert keep_work.main([str(copy)]) == 0
    assert capsys.readouterr().out == f"{copy}: as it was given out\n"
    assert list(copy.parent.glob("* (kept *")) == [kept]


def test_an_exercise_that_was_deleted_comes_back(copy):
    copy.unlink()
    assert keep_work.main([str(copy)]) == 0
    assert copy.read_text(encoding="utf-8") == FRESH


@pytest.mark.parametrize("spoilt", ["deleted", "overwritten"])
def test_where_it_cannot_be_told_it_says_so_and_the_work_stays(copy, spoilt, capsys):
    solution = copy.parent.parent / "solutions" / copy.name
    if spoilt == "deleted":
        solution.unlink()
    else:
        solution.write_text(written(text=SOLUTION), encoding="utf-8")
    assert keep_work.main([str(copy)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    reason = "not there" if spoilt == "deleted" else "not as it was given out: .*not so in energy"
    assert re.search(rf"cannot be made again, since solutions/.* is {reason}", said.err)
    assert "Download the course anew" in said.err
    assert copy.read_text(encoding="utf-8") == written()


@pytest.mark.parametrize(
    "name", ["notebooks/01_binary_recall.ipynb", "exercises/mine.ipynb", "exercises/notes.txt"]
)
def test_what_is_no_exercise_is_left_alone(copy, name, capsys):
    other = copy.parent.parent / name
    other.parent.mkdir(exist_ok=True)
    other.write_text("mine", encoding="utf-8")
    assert keep_work.main([str(other)]) == 1
    assert "Download the course anew" in capsys.readouterr().err
    assert other.read_text(encoding="utf-8") == "mine"


def test_it_needs_no_nbgrader():
    """Which learners do not have."""
    program = "import sys; sys.modules['nbgrader'] = None; import tools.keep_work"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


# ----------------------------------------------------------------- where the exercises are made


def test_making_the_exercises_anew_keeps_the_work_and_no_copies_of_what_it_made(copy, monkeypatch, capsys):
    folder, texts = copy.parent, iter([FRESH, FRESH + "\n", FRESH + "\n\n"])
    monkeypatch.setattr(make_exercises, "ROOT", folder.parent)
    monkeypatch.setattr(
        make_exercises, "releases", lambda solutions: [(path, next(texts)) for path in solutions]
    )
    assert make_exercises.main([]) == 0
    assert copy.read_text(encoding="utf-8") == FRESH
    (kept,) = folder.glob("* (kept *")
    assert kept.read_text(encoding="utf-8") == written()
    assert kept.name in capsys.readouterr().out
    assert make_exercises.main([]) == 0  # of its own making
    assert copy.read_text(encoding="utf-8") == FRESH + "\n"
    assert list(folder.glob("* (kept *")) == [kept]
    copy.write_text(run(), encoding="utf-8")
    assert make_exercises.main([]) == 0
    assert len(list(folder.glob("* (kept *"))) == 2
