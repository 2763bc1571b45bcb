"""One run over a folder: everyone is looked at, marked, entered, and has a row, whatever some hold."""

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from joblib import Parallel, delayed
from joblib.externals.loky.process_executor import TerminatedWorkerError
from tqdm.auto import tqdm

from ..exercises import EXERCISES
from .clerk import BookError, Clerk
from .course import Course, CourseError, Taken
from .inbox import collect
from .judging import Mark
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
from .tables import write_tables


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

    def asks_for(self, one):
        """Whether a submission is to be looked at."""
        wanted = not self.exercises or one.exercise in self.exercises
        return bool(one.exercise) and wanted and (not self.learners or one.student in self.learners)


def take(folder, submission):
    """Mark one submission, in a process of its own."""
    return Course(folder).take(submission)


def grade_folder(plan):
    """Grade the submissions below a folder.

    Returns
    -------
    rows : list of dict
        Those of the report, which is written.
    words : list of str
        What somebody has to know beside it.
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
    _look_at(course, exercises, taken, rows)
    write_table(course.folder / "report.csv", COLUMNS if plan.names else _numbers_alone(), rows)
    write_tables(course, rows, marks, plan.roster, plan.names)
    return rows, [*apart, *_moved(course, found)]


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


def take_all(course, submissions, workers, work=take):
    """Mark submissions, several at a time; return what became of each, by student and exercise.

    Where a process is killed, those that were not done are done once more, each alone: the one that it
    happens to again has no points, and a note.
    """
    taken = {}
    with tqdm(total=len(submissions), desc="running", unit="submission") as bar:
        try:
            for result in _parallel(course, submissions, workers, work):
                taken[result.student, result.exercise] = result
                bar.update()
        except TerminatedWorkerError:
            for one in submissions:
                if (one.student, one.exercise) not in taken:
                    taken[one.student, one.exercise] = _alone(course, one, work)
                    bar.update()
    return taken


def _parallel(course, submissions, workers, work):
    # not in this process, even with one worker: what ends a worker does not end the run
    options: Any = {"return_as": "generator_unordered", "batch_size": 1, "pre_dispatch": workers}
    jobs = Parallel(n_jobs=max(workers, 2), **options)
    results: Any = jobs(delayed(work)(course.folder, one) for one in submissions)
    return results


def _alone(course, one, work):
    try:
        (result,) = _parallel(course, [one], 1, work)
    except TerminatedWorkerError:
        tasks = (task.name for task in EXERCISES[one.exercise].TASKS)
        mark = Mark(dict.fromkeys(tasks, 0.0), refused="to look at it ended the grader's process")
        course.put_refused(one.student, one.exercise, mark)
        return Taken(one.student, one.exercise, mark)
    return result


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


def _look_at(course, exercises, taken, rows):
    """Fill in what a person should look at; of exercises that were not looked at, what was said before."""
    before = read_table(course.folder / "report.csv")
    looks = {(row.get("student"), row.get("exercise")): row.get("to look at", "") for row in before}
    for exercise in exercises:
        traits = {}
        for student in sorted(row["student"] for row in rows if row["exercise"] == exercise):
            result = taken.get((student, exercise))
            traits[student] = result.traits if result else course.kept_traits(student, exercise)
        found = course.to_look_at(exercise, traits)
        looks |= {(student, exercise): "; ".join(words) for student, words in found.items()}
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
    return words


def _foreseen(plan, course, one):
    if not one.exercise:
        return one.note
    if not plan.asks_for(one):
        return "would not be looked at"
    what = "would be graded"
    if course:
        try:
            what = course.would(one.student, one.exercise, read_file(one.path))
        except RefusedError as error:
            what = f"no points: {error}"
    return "; ".join(filter(None, [what, one.note]))
