"""One run over a folder: everyone is looked at, marked, entered, and has a row, whatever some hold."""

import shutil
import tempfile
import time
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from tqdm.auto import tqdm

from .alike import parts_of, place, write_alike
from .clerk import BookError, Clerk
from .course import Course, CourseError
from .inbox import collect
from .judging import Mark
from .moderation import moderate
from .report import (
    COLUMNS,
    MOVED,
    Lateness,
    missing,
    moved_rows,
    plain,
    read_table,
    row_of,
    write_table,
)
from .submissions import RefusedError, cells_of, read_file
from .summary import label, write_statistics
from .tables import write_tables
from .workers import take_all


@dataclass(frozen=True)
class Plan:
    """What is to be done.

    Attributes
    ----------
    folder, course, solutions : str
    workers : int
    roster : Roster or None
    lateness : Lateness
    exercises, learners : tuple of str
        Those alone; all if there are none.
    names : bool
        Whether learners' names stand in the tables.
    moderate, draw : int
        How many submissions are run again on other inputs, and on which.
    """

    folder: str
    course: str
    solutions: str
    workers: int = 1
    roster: Any = None
    lateness: Lateness = field(default_factory=Lateness)
    exercises: tuple = ()
    learners: tuple = ()
    names: bool = True
    moderate: int = 0
    draw: int = 1

    def asks_for(self, one):
        """Whether a submission is to be looked at."""
        wanted = not self.exercises or one.exercise in self.exercises
        return bool(one.exercise) and wanted and (not self.learners or one.student in self.learners)


def grade_folder(plan):
    """Grade the submissions below a folder.

    Returns
    -------
    rows : list of dict
        Those of the report, which is written.
    words : list of str
        What somebody has to know beside it.
    differ : int
        How many of those that were run again have other marks then.
    """
    course = Course(plan.course)
    tidy_up(course)
    clerk = Clerk(course)
    try:
        return _graded(plan, course, clerk)
    except BookError as error:
        raise CourseError(f"nbgrader: {error}") from None
    finally:
        clerk.close()
        shutil.rmtree(course.folder / "unpacked", ignore_errors=True)


def _graded(plan, course, clerk):
    unpacked = course.folder / "unpacked"
    clerk.ask("check")
    found = collect(plan.folder, unpacked, plan.roster)
    exercises = sorted({one.exercise for one in found if plan.asks_for(one)})
    for exercise in exercises:
        clerk.prepare(exercise, Path(plan.solutions) / f"{exercise}.ipynb")
    shutil.rmtree(unpacked, ignore_errors=True)
    # once more: what was given out tells now which of several files was worked on
    found = collect(plan.folder, unpacked, plan.roster, given_by(course))
    wanted = [one for one in found if plan.asks_for(one)]
    taken = take_all(course, wanted, plan.workers)
    problems = {}
    for one in tqdm(wanted, "entering", unit="submission"):
        problems[one.student, one.exercise] = clerk.enter(one.student, one.exercise)
    marks = {key: result.mark for key, result in taken.items()}
    for one in found:
        if one.exercise and not plan.asks_for(one):
            kept = course.read(one.student, one.exercise).get("mark")
            if kept:
                marks[one.student, one.exercise] = Mark(**kept)
            problems[one.student, one.exercise] = "not looked at in this run"
    booked = {key: clerk.ask("points", *key) for key in marks}
    if any(booked.values()):
        clerk.ask("export")
    rows, apart = rows_of(plan, found, marks, problems, booked)
    _look_at(course, exercises, taken, rows, plan.names)
    write_table(course.folder / "report.csv", COLUMNS if plan.names else _numbers_alone(), rows)
    write_tables(course, rows, marks, plan.roster, plan.names)
    write_statistics(course, rows, marks, found, plan, time.time())
    told, differ = [*_unknown(plan, found), *apart, *_moved(course, found)], 0
    if plan.moderate:
        words, differ = moderate(course, plan, wanted, marks, rows)
        told.append(words)
    return rows, told, differ


def _unknown(plan, found):
    """Return in words which learners and exercises were asked for and are not there."""
    students, exercises = {one.student for one in found}, {one.exercise for one in found}
    asked = [*((one, students) for one in plan.learners), *((one, exercises) for one in plan.exercises)]
    return [f"{one}: nothing was handed in" for one, there in asked if one not in there]


def _numbers_alone():
    return tuple(name for name in COLUMNS if name not in ("name", "file"))


def tidy_up(course):
    """Take away what a run that was killed left behind."""
    for part in course.folder.rglob(".*.part"):
        part.unlink(missing_ok=True)
    shutil.rmtree(course.folder / "unpacked", ignore_errors=True)


def given_by(course):
    """Return a function that gives the cells of an exercise as it was given out."""

    def given(exercise):
        try:
            return cells_of(course.given(exercise).read_bytes())
        except (OSError, RefusedError):
            return []

    return given


def rows_of(plan, found, marks, problems, booked):
    """Return the rows of the report, and in words where the gradebook has other points."""
    people = plan.roster.people if plan.roster else {}
    rows, apart = [], []
    for one in found:
        key = one.student, one.exercise
        mark, book = marks.get(key), booked.get(key)
        row = row_of(one, mark, people.get(one.student), plan.lateness, book[1] if book else None)
        notes = [row["notes"], problems.get(key, "")]
        if mark and (not book or abs(book[0] - mark.total) > 0.005):
            other = f"the gradebook has {book[0]:g} points" if book else "the gradebook has nothing"
            notes.append(other)
            apart.append(f"{one.student}, {one.exercise}: {mark.total:g} points here, and {other}")
        row["notes"] = "; ".join(filter(None, notes))
        rows.append(row)
    if plan.roster:
        rows += missing(rows, plan.roster, _asked(plan, found))
    return rows, apart


def _asked(plan, found):
    """Return the exercises that somebody handed in, and those that are asked for."""
    return sorted({*plan.exercises, *(one.exercise for one in found if one.exercise)})


def _look_at(course, exercises, taken, rows, names=True):
    """Fill in what a person should look at, and write the pages of answers side by side.

    Of exercises that were not looked at stays what was said before.
    """
    labels = {row["student"]: label(row, names) for row in rows}
    before = read_table(course.folder / "report.csv")
    looks = {(row.get("student"), row.get("exercise")): row.get("to look at", "") for row in before}
    for exercise in exercises:
        traits = {}
        for student in sorted(row["student"] for row in rows if row["exercise"] == exercise):
            result = taken.get((student, exercise))
            traits[student] = result.traits if result else course.kept_traits(student, exercise)
        found, right = course.to_look_at(exercise, traits)
        written = cache(partial(course.written, exercise=exercise))
        times = {row["student"]: row.get("handed in", "") for row in rows if row["exercise"] == exercise}
        first = sorted(traits, key=lambda student: (times[student], student))
        write_alike(course, exercise, found, parts_of(traits, right, written, first.index), labels)
        for student, words in found.items():
            looks[student, exercise] = "; ".join([*words, place(exercise, student)] if words else [])
    for row in rows:
        row["to look at"] = looks.get((row["student"], row["exercise"]), "") if row["exercise"] else ""


def _moved(course, found):
    """Write down which marks are others than they were, and why; return in words what is new of it."""
    path = course.folder / "moved.csv"
    told = read_table(path)
    known = {tuple(row.values()) for row in told}
    moves = []
    for one in found:
        if one.exercise:
            kept = course.read(one.student, one.exercise)
            moves += moved_rows(one.student, one.exercise, kept.get("moves", []))
    new = [row for row in moves if tuple(map(plain, row.values())) not in known]
    if new:
        write_table(path, MOVED, [*told, *new])
    words = [
        f"{row['student']}, {row['task']}: {row['before']} became {row['now']} ({row['why']})" for row in new
    ]
    return (
        words if len(words) <= 20 else [*words[:20], f"and {len(words) - 20} marks more that moved: {path}"]
    )


def foreseen(plan):
    """Return in words what a run would do; nothing is written."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(plan.course)
        course = Course(folder) if (folder / "marks").exists() else None
        given = given_by(course) if course else None
        found = collect(plan.folder, Path(place, "unpacked"), plan.roster, given)
        words = [
            f"{one.student:<24} {one.exercise or '-':<20} {_foreseen(plan, course, one)}" for one in found
        ]
    if plan.roster:
        rows = [{"student": one.student, "exercise": one.exercise} for one in found]
        absent = missing(rows, plan.roster, _asked(plan, found))
        words += [f"{row['student']:<24} {row['exercise']:<20} nothing was handed in" for row in absent]
    return [*words, *_unknown(plan, found)]


def made_anew(course, plan, exercise):
    """Whether the solution is another than the one that the exercise was made of."""
    names = (
        course.folder / "source" / exercise / f"{exercise}.ipynb",
        Path(plan.solutions, f"{exercise}.ipynb"),
    )
    made, now = (path.read_bytes() if path.is_file() else b"" for path in names)
    return bool(now) and made != now


def _foreseen(plan, course, one):
    if not one.exercise:
        return one.note
    if not plan.asks_for(one):
        return "would not be looked at"
    what = "would be graded"
    if course:
        try:
            what = course.would(one.student, one.exercise, read_file(one.path))
            if what == "is graded already" and made_anew(course, plan, one.exercise):
                what = "is graded already; its exercise would be made anew"
        except RefusedError as error:
            what = f"no points: {error}"
    return "; ".join(filter(None, [what, one.note]))
