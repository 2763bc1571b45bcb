"""What one submission does to the grader's own processes costs itself alone; partial runs, dry runs."""

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from hopfield_course.grading import clerk, course, running
from hopfield_course.grading.__main__ import main, planned
from hopfield_course.grading.bounds import within
from hopfield_course.grading.clerk import BookError, Clerk
from hopfield_course.grading.course import Course, Taken
from hopfield_course.grading.inbox import Submission
from hopfield_course.grading.judging import Mark
from hopfield_course.grading.people import Person, Roster
from hopfield_course.grading.running import Plan, foreseen, rows_of, take_all
from tests import ROOT

FIRST, SECOND = "01_binary_recall", "02_spurious_states"


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A course in which exercise 01 was given out."""
    monkeypatch.setenv("HOPFIELD_COURSE_SECRET", "known to the tests alone")
    one = Course(tmp_path / "course")
    place = one.given(FIRST)
    place.parent.mkdir(parents=True)
    place.write_text((ROOT / "exercises" / f"{FIRST}.ipynb").read_text(encoding="utf-8"), encoding="utf-8")
    return one


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    for student, exercise in (("ada", FIRST), ("bo", FIRST), ("ada", SECOND)):
        path = folder / student / f"{exercise}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((ROOT / "solutions" / f"{exercise}.ipynb").read_text(encoding="utf-8"))
    return folder


def kill_for_bo(folder, submission):
    """Stands for marking: some submission ends the process that looks at it."""
    if submission.student == "bo":
        os.kill(os.getpid(), signal.SIGKILL)
    return Taken(submission.student, submission.exercise, Mark(total=8.0))


def test_what_ends_a_worker_costs_itself_alone(made):
    submissions = [Submission(name, FIRST, Path("x")) for name in ("ada", "bo", "cy")]
    taken = take_all(made, submissions, 1, kill_for_bo)
    assert {name: result.mark.total for (name, _), result in taken.items()} == {
        "ada": 8.0,
        "bo": 0.0,
        "cy": 8.0,
    }
    assert taken["bo", FIRST].mark.refused == "to look at it ended the grader's process"
    assert made.submitted("bo", FIRST).exists()  # it can be entered


def test_work_that_computes_without_end_is_stopped():
    def catching():
        while True:
            try:
                while True:
                    pass
            except ValueError:
                pass

    start = time.process_time()
    with pytest.raises(TimeoutError, match=r"more than 0\.2 s"), within(0.2):
        catching()
    assert time.process_time() - start < 2
    with within(0.2):
        pass
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_work_that_no_error_reaches_ends_its_process():
    source = "from hopfield_course.grading.bounds import within\nwith within(0.5):\n    sum(range(10**12))"
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, timeout=120)
    assert done.returncode == -signal.SIGXCPU


def test_a_submission_that_is_slow_to_look_at_has_a_row(made, monkeypatch, tmp_path):
    monkeypatch.setattr(course, "SECONDS", 0.2)

    def endless(*_):
        while True:
            pass

    monkeypatch.setattr(course, "grade", endless)
    monkeypatch.setattr(course.likeness, "traits", endless)
    path = tmp_path / "x.ipynb"
    path.write_text((ROOT / "solutions" / f"{FIRST}.ipynb").read_text(encoding="utf-8"))
    taken = made.take(Submission("ada", FIRST, path))
    assert re.match(r"TimeoutError: to look at it took more than 0\.2 s", taken.mark.refused)
    assert taken.traits.shapes == {}


class Broken:
    """Stands for nbgrader: it cannot enter what has learners' words in it."""

    def __init__(self, course):
        self.course = course

    def enter(self, student, exercise):
        text = self.course.submitted(student, exercise).read_text(encoding="utf-8")
        if "cannot be shown here" not in text:
            os._exit(1)

    def prepare(self, *_):
        raise OSError("file is not a database\nand much more")


def as_broken(folder, name, arguments):
    try:
        return getattr(Broken(Course(folder)), name)(*arguments), ""
    except OSError as error:
        return None, str(error).splitlines()[0]


def test_what_nbgrader_cannot_show_is_entered_with_its_points_alone(made, monkeypatch, tmp_path):
    monkeypatch.setattr(clerk, "_asked", as_broken)
    path = tmp_path / "broken.ipynb"
    path.write_text("not a notebook")
    made.take(Submission("ada", FIRST, path))
    keeper = Clerk(made)
    try:
        assert "entered without what was written: nbgrader's process ended" in keeper.enter("ada", FIRST)
        assert made.mark_to_enter("ada", FIRST).refused == "it is not a notebook (not JSON)"
        with pytest.raises(BookError, match=r"^file is not a database$"):
            keeper.ask("prepare", FIRST, "x")
        with pytest.raises(BookError, match="the solution is not there"):
            keeper.prepare(FIRST, tmp_path / "nowhere")
    finally:
        keeper.close()


def test_a_gradebook_with_other_points_is_named(made):
    found = [Submission(name, FIRST, Path("x")) for name in ("ada", "bo", "cy")]
    marks = {(one.student, FIRST): Mark(total=7.0) for one in found}
    booked = {("ada", FIRST): (7.0, None), ("bo", FIRST): (0.0, None), ("cy", FIRST): None}
    rows, apart = rows_of(Plan("", "", ""), found, marks, {}, booked)
    assert [row["notes"] for row in rows] == ["", "the gradebook has 0 points", "the gradebook has nothing"]
    assert apart == [
        f"bo, {FIRST}: 7 points here, and the gradebook has 0 points",
        f"cy, {FIRST}: 7 points here, and the gradebook has nothing",
    ]


# ------------------------------------------------------------------------- what is to be done


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(inbox, tmp_path, capsys):
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\nada,Ada\ncy,Cy\n")
    before = sorted(tmp_path.rglob("*"))
    options = ["--course", str(tmp_path / "course"), "--roster", str(roster), "--dry-run", "--exercise", "01"]
    assert main([str(inbox), *options]) == 0
    said = capsys.readouterr().out.splitlines()
    assert sorted(tmp_path.rglob("*")) == before
    words = {tuple(text.split()[:2]): " ".join(text.split()[2:]) for text in said[:-1]}
    assert words == {
        ("ada", FIRST): "would be graded",
        ("ada", SECOND): "would not be looked at",
        ("bo", FIRST): "would be graded; not on the roster",
        ("cy", FIRST): "nothing was handed in",
        ("cy", SECOND): "nothing was handed in",
    }


def test_a_dry_run_says_what_has_changed(made, inbox):
    path = inbox / "ada" / f"{FIRST}.ipynb"
    cells = course.merge(course.cells_of(made.given(FIRST).read_bytes()), course.cells_of(path.read_bytes()))[
        0
    ]
    plan = Plan(str(inbox), str(made.folder), "", learners=("ada",), exercises=(FIRST,))
    keys = made.keys("ada", FIRST, cells)
    made.keep("ada", FIRST, keys, Mark(), "")
    assert any("is graded already" in text for text in foreseen(plan))
    made.keep("ada", FIRST, {**keys, "the answers": "others"}, Mark(), "")
    assert any("would be graded again: changed: the answers" in text for text in foreseen(plan))


def test_what_a_killed_run_moved_is_told_by_the_next(made):
    """The mark and where it moved are written at once; the table and the words come at the end of a run."""
    ada = Submission("ada", FIRST, Path("x"))
    first = {"the answers": "1", "a task or its judge": "1"}
    made.keep("ada", FIRST, first, Mark(points={"energy": 1.0, "sweep": 2.0}), "")
    assert running._moved(made, [ada]) == []
    for k in (2, 3):  # two runs that were killed before their end
        made.keep(
            "ada", FIRST, {**first, "a task or its judge": str(k)}, Mark(points={"energy": 1.0 / k}), ""
        )
    told = running._moved(made, [ada])
    assert told == [
        "ada, energy: 1 became 0.5 (changed: a task or its judge)",
        "ada, sweep: 2 became 0 (changed: a task or its judge)",
        "ada, energy: 0.5 became 0.333333 (changed: a task or its judge)",
    ]
    assert running._moved(made, [ada]) == []  # once is enough
    table = (made.folder / "moved.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(table) == 1 + len(told)


ORPHANS = """
import os, signal, sys, time
from pathlib import Path
from joblib.externals.loky import ProcessPoolExecutor
from hopfield_course.grading.bounds import done_for
pool = ProcessPoolExecutor(max_workers=1)
print(pool.submit(done_for, os.getpid(), os.getpid).result(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_no_process_outlives_a_grader_that_was_killed():
    done = subprocess.run(
        [sys.executable, "-c", ORPHANS], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == -signal.SIGKILL
    worker, until = Path("/proc", done.stdout.strip()), time.monotonic() + 30
    while worker.exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert not worker.exists()


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ({}, {"the answers": "1"}, "the file"),
        ({"the answers": "1"}, {}, "the file"),
        (
            {"the answers": "1", "the library": "1"},
            {"the answers": "2", "the library": "2"},
            "the answers and the library",
        ),
    ],
)
def test_what_changed_is_said_in_words(before, now, words):
    assert course.changed({"keys": before}, now) == words


def test_a_given_cell_that_was_mended_is_not_called_an_answer(made):
    cells = course.cells_of(made.given(FIRST).read_bytes())
    kept = {"keys": made.keys("ada", FIRST, cells)}
    for locked, words in ((True, "the exercise as it is given out"), (False, "the answers")):
        k = next(k for k, cell in enumerate(cells) if cell.kind == "code" and cell.locked == locked)
        other = [*cells[:k], replace(cells[k], source="x = 1"), *cells[k + 1 :]]
        assert course.changed(kept, made.keys("ada", FIRST, other)) == words


def test_who_was_asked_for_and_is_not_there_is_named():
    plan = Plan("", "", "", exercises=(FIRST, SECOND), learners=("ada", "nobody"))
    told = running._unknown(plan, [Submission("ada", FIRST, Path("x"))])
    assert told == ["nobody: nothing was handed in", f"{SECOND}: nothing was handed in"]


def test_a_dry_run_says_where_an_exercise_would_be_made_anew(made, tmp_path):
    source = made.folder / "source" / FIRST / f"{FIRST}.ipynb"
    source.parent.mkdir(parents=True)
    source.write_text("as it was")
    plan = Plan("", str(made.folder), str(tmp_path))
    assert not running.made_anew(made, plan, FIRST)  # there is no solution to compare with
    (tmp_path / source.name).write_text("as it was")
    assert not running.made_anew(made, plan, FIRST)
    (tmp_path / source.name).write_text("mended")
    assert running.made_anew(made, plan, FIRST)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--exercise", "99"], "exercise: expected one of"), (["--deadline", "soon"], "deadline: expected"),
        (["--roster", "nowhere.csv"], "the roster cannot be read"),
    ],
)  # fmt: skip
def test_a_command_line_that_makes_no_sense_is_refused(inbox, tmp_path, capsys, arguments, words):
    assert main([str(inbox), "--course", str(tmp_path / "course"), *arguments]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "course").exists()


def test_a_plan_asks_for_some_exercises_and_some_learners():
    plan = Plan("", "", "", exercises=(FIRST,), learners=("ada",))
    asked = [
        plan.asks_for(Submission(*one, Path("x"))) for one in (("ada", FIRST), ("bo", FIRST), ("ada", SECOND))
    ]
    assert asked == [True, False, False]
    assert not Plan("", "", "").asks_for(Submission("ada", "", Path("x")))


def test_who_is_missing_is_missing_in_a_partial_run_too():
    roster = Roster([Person("ada"), Person("bo")])
    plan = Plan("", "", "", roster=roster, exercises=(FIRST,), learners=("bo",))
    rows, _ = rows_of(plan, [Submission("ada", FIRST, Path("x"))], {}, {}, {})
    notes = {row["student"]: row["notes"] for row in rows}
    assert notes == {"ada": "", "bo": "nothing was handed in"}


def test_who_is_not_looked_at_is_compared_all_the_same(made):
    solution = (ROOT / "solutions" / f"{FIRST}.ipynb").read_text(encoding="utf-8")
    for place in (made.submitted("ada", FIRST), made.folder / "source" / FIRST / f"{FIRST}.ipynb"):
        place.parent.mkdir(parents=True)
        place.write_text(solution, encoding="utf-8")
    traits = made.kept_traits("ada", FIRST)
    rows = [{"student": name, "exercise": FIRST} for name in ("ada", "bo")]
    running._look_at(made, [FIRST], {("bo", FIRST): Taken("bo", FIRST, Mark(), traits)}, rows)
    assert "sweep is that of bo" in rows[0]["to look at"]
    assert "sweep is that of ada" in rows[1]["to look at"]


def test_the_newest_command_line_is_understood(inbox):
    from hopfield_course.grading.__main__ import _arguments

    arguments = [
        "--deadline",
        "01=2026-05-01",
        "--grace",
        "15",
        "--late",
        "10",
        "--late-days",
        "3",
        "--show",
        "numbers",
    ]
    plan = planned(_arguments([str(inbox), *arguments]))
    assert (plan.lateness.grace, plan.lateness.percent, plan.lateness.days) == (900, 10, 3)
    assert list(plan.lateness.deadlines) == [FIRST]
    assert not plan.names
    assert running.Plan is type(plan)
