"""Grade a folder of submissions: ``python -m hopfield_course.grading FOLDER``."""

import argparse
import fcntl
import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from joblib import Parallel, cpu_count, delayed
from joblib.externals.loky.process_executor import TerminatedWorkerError
from tqdm.auto import tqdm

from hopfield_lib.cli.words import Listener

from ..exercises import EXERCISES
from .course import Course, CourseError, collect
from .gradebook import Book
from .sandbox import NoSandboxError, exposed, lack
from .written import line


def take(folder, submission):
    """Mark one submission; return its student, its exercise, and the mark."""
    return submission.student, submission.exercise, Course(folder).take(submission)


def rows_of(submissions, marks, problems, looks):
    """Return the rows of the report: each submission with its mark, or why there is none."""
    rows = []
    for one in submissions:
        mark = marks.get((one.student, one.exercise))
        notes = [one.note, *([mark.refused, *mark.notes] if mark else [])]
        notes.append(problems.get((one.student, one.exercise), ""))
        tasks = EXERCISES[one.exercise].TASKS if one.exercise else ()
        rows.append(
            {
                "student": one.student,
                "exercise": one.exercise,
                "file": one.path,
                "points": f"{mark.total:g}" if mark else "",
                "of": f"{sum(t.points for t in tasks):g}",
                "notes": "; ".join(filter(None, notes)),
                "to look at": "; ".join(looks.get(one.exercise, {}).get(one.student, [])),
            }
        )
    return rows


def grade_folder(folder, course, solutions, workers):
    """Grade all submissions below a folder; return the rows of the report and its path."""
    course, submissions = Course(course), collect(folder)
    for part in course.folder.rglob(".*.part"):  # of a run that was killed
        part.unlink(missing_ok=True)
    gradable = [one for one in submissions if one.exercise]
    marks, problems, book = {}, {}, Book(course)
    exercises = sorted({one.exercise for one in gradable})
    for exercise in exercises:
        book.prepare(exercise, Path(solutions) / f"{exercise}.ipynb")
    jobs = Parallel(n_jobs=workers, return_as="generator_unordered", batch_size=1)  # pyright: ignore[reportArgumentType]
    taken: Any = jobs(delayed(take)(course.folder, one) for one in gradable)
    for student, exercise, mark in tqdm(taken, "running", len(gradable), unit="submission"):
        marks[student, exercise] = mark
    for one in tqdm(gradable, "entering", unit="submission"):
        try:
            book.enter(one.student, one.exercise)
        except Exception as error:  # its mark stands in the report all the same
            problems[one.student, one.exercise] = line(error)
    book.export()
    students = {
        exercise: [one.student for one in gradable if one.exercise == exercise] for exercise in exercises
    }
    looks = {exercise: course.to_look_at(exercise, students[exercise]) for exercise in exercises}
    rows = rows_of(submissions, marks, problems, looks)
    return rows, course.report(rows)


def apart(folder, course):
    """Return in words why these two folders cannot be told apart; an empty text if they can."""
    folder, course = Path(folder).resolve(), Path(course).resolve()
    if folder.is_relative_to(course) or course.is_relative_to(folder):
        return f"{folder} and {course} lie in each other: keep what was handed in apart from the course."
    return ""


def refused(why):
    """Say why there are no marks, and return the exit status."""
    print(why, file=sys.stderr)
    return 2


def main(arguments=None):
    """Read the command line, grade, and return the exit status; whoever reads along may stop: ``| head``."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    with redirect_stdout(Listener(sys.stdout)), redirect_stderr(Listener(sys.stderr)):
        status = _main(arguments)
        sys.stdout.flush()
    return status


def _main(arguments):
    parser = argparse.ArgumentParser(prog="python -m hopfield_course.grading", description=__doc__)
    parser.add_argument("folder", help="submissions: STUDENT/01_binary_recall.ipynb, or nbgrader's folders")
    parser.add_argument(
        "--course", default="course", help="where marks and gradebook are kept (default: course)"
    )
    parser.add_argument("--solutions", default="solutions", help="the folder of the solutions")
    parser.add_argument(
        "--workers", type=int, default=cpu_count(), help="how many at a time (default: all cores)"
    )
    options = parser.parse_args(arguments)
    if why := lack() or apart(options.folder, options.course):
        return refused(f"Nothing is graded. {why}")
    if why := exposed(options.folder, options.course, options.solutions):
        return refused(f"Nothing is graded. {why}")
    try:
        Course(options.course)
        with open(Path(options.course, "lock"), "w") as lock:  # noqa: PTH123
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return refused(f"{options.course} is being graded already")
            rows, path = grade_folder(options.folder, options.course, options.solutions, options.workers)
    except CourseError as error:
        return refused(f"Nothing is graded. {error}")
    except (OSError, NoSandboxError) as error:
        return refused(f"{error}. What is graded is kept; the same command goes on.")
    except TerminatedWorkerError:
        return refused("A process of the grader was killed, perhaps for want of memory. Try --workers 1.")
    except KeyboardInterrupt:
        refused("Interrupted; what is graded is kept, and the same command goes on.")
        return 130
    for row in rows:
        print(
            f"{row['student']:<24} {row['exercise']:<20} {row['points']:>5} of {row['of']:<4} {row['notes']}"
        )
    print(f"{len(rows)} submissions: {path}; written answers: nbgrader's formgrader, in {options.course}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
