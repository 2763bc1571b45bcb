"""A learner's work is never lost: what an exercise held is kept when a fresh one comes in its place."""

import json
import subprocess
from pathlib import Path

import keep_work
import make_exercises
import pytest

ROOT = Path(__file__).resolve().parent.parent
EXERCISES = sorted((ROOT / "exercises").glob("[0-9][0-9]_*[a-z].ipynb"))
FRESH = EXERCISES[0].read_text(encoding="utf-8")


def written(answer="return 42", task="energy"):
    """The exercise with one answer written."""
    notebook = json.loads(FRESH)
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == task:
            cell["source"] = [f"def energy(W, state):\n    {answer}"]
    return json.dumps(notebook)


def run():
    """The exercise, run and not written into."""
    notebook = json.loads(FRESH)
    notebook["cells"][1]["execution_count"] = 1
    return json.dumps(notebook)


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_an_exercise_as_it_is_given_out_holds_no_work(path):
    assert not keep_work.worked_on(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", [written(), run(), "{", "[]", "", "my notes"])
def test_what_holds_work_is_kept_to_the_letter(tmp_path, text):
    path = tmp_path / "01_binary_recall.ipynb"
    path.write_text(text, encoding="utf-8")
    kept = keep_work.replace(path, FRESH)
    assert kept.read_text(encoding="utf-8") == text
    assert path.read_text(encoding="utf-8") == FRESH
    assert "(kept 2" in kept.name


def test_what_holds_none_is_not_copied(tmp_path):
    path = tmp_path / "01_binary_recall.ipynb"
    assert keep_work.replace(path, FRESH) is None
    older = FRESH.replace("Energy", "energy")
    path.write_text(older, encoding="utf-8")
    assert keep_work.replace(path, FRESH) is None
    assert path.read_text(encoding="utf-8") == FRESH
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_many_in_one_second_are_all_kept(tmp_path):
    path = tmp_path / "01_binary_recall.ipynb"
    texts = [written(f"return {k}") for k in range(5)]
    for text in texts:
        path.write_text(text, encoding="utf-8")
        keep_work.replace(path, FRESH)
    assert sorted(one.read_text() for one in tmp_path.glob("* (kept *")) == sorted(texts)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A small checkout with one exercise."""
    place = tmp_path / "exercises" / EXERCISES[0].name
    place.parent.mkdir()
    place.write_text(FRESH, encoding="utf-8")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "init.defaultBranch=main"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run([*git, *words], cwd=tmp_path, check=True)
    monkeypatch.setattr(keep_work, "ROOT", tmp_path)
    return place


def test_a_reset_brings_the_exercise_back_and_keeps_the_work(checkout, capsys):
    checkout.write_text(written(), encoding="utf-8")
    assert keep_work.main([str(checkout)]) == 0
    assert "yours is kept as 01_binary_recall (kept " in capsys.readouterr().out
    assert checkout.read_text(encoding="utf-8") == FRESH
    (kept,) = checkout.parent.glob("* (kept *")
    assert kept.read_text(encoding="utf-8") == written()


def test_what_git_does_not_have_is_named_and_stays(checkout, capsys):
    other = checkout.with_name("mine.ipynb")
    other.write_text("mine", encoding="utf-8")
    assert keep_work.main([str(other)]) == 1
    assert "git does not have it" in capsys.readouterr().err
    assert other.read_text(encoding="utf-8") == "mine"


def test_making_the_exercises_anew_keeps_the_work(checkout, monkeypatch, capsys):
    checkout.write_text(written(), encoding="utf-8")
    solution = checkout.parent.parent / "solutions" / checkout.name
    solution.parent.mkdir()
    solution.write_text("{}", encoding="utf-8")
    monkeypatch.setattr(make_exercises, "ROOT", checkout.parent.parent)
    monkeypatch.setattr(make_exercises, "release", lambda solution: FRESH)
    assert make_exercises.main([]) == 0
    assert checkout.read_text(encoding="utf-8") == FRESH
    (kept,) = checkout.parent.glob("* (kept *")
    assert kept.read_text(encoding="utf-8") == written()
    assert kept.name in capsys.readouterr().out
