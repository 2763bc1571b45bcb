"""Grade a folder of submissions: ``python -m hopfield_course.grading FOLDER``."""

import argparse
import fcntl
import io
import signal
import sys
import threading
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from joblib import cpu_count

from hopfield_lib.cli.words import Listener

from .course import Course
from .groups import at_work
from .people import read_roster, safe
from .report import Lateness, chosen_exercise, moment
from .running import Plan, foreseen, grade_folder
from .sandbox import NoSandboxError, exposed, lack


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
    with redirect_stdout(Listener(sys.stdout)), redirect_stderr(Listener(sys.stderr)), ended_in_order():
        status = _main(arguments)
        sys.stdout.flush()
    return status


@contextmanager
def ended_in_order():
    """Let SIGTERM end a run as Ctrl-C does: with a word, and with nothing left running."""

    def interrupt(*_):
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _arguments(arguments):
    parser = argparse.ArgumentParser(prog="python -m hopfield_course.grading", description=__doc__)
    parser.add_argument(
        "folder",
        help="submissions: STUDENT/01_binary_recall.ipynb, or as Canvas, Moodle or nbgrader have them",
    )
    parser.add_argument(
        "--course", default="course", help="where marks and gradebook are kept (default: course)"
    )
    parser.add_argument("--solutions", default="solutions", help="the folder of the solutions")
    parser.add_argument(
        "--workers", type=int, default=cpu_count(), help="how many at a time (default: all cores)"
    )
    parser.add_argument("--roster", help="a table (CSV) of all learners: id, name, e-mail, group")
    parser.add_argument(
        "--exercise", action="append", default=[], help="this exercise alone, such as 01; may be repeated"
    )
    parser.add_argument("--learner", action="append", default=[], help="this learner alone; may be repeated")
    parser.add_argument(
        "--deadline",
        action="append",
        default=[],
        help="such as 2026-05-01T23:59, or 01=2026-05-01 for one exercise; may be repeated",
    )
    parser.add_argument("--grace", type=float, default=0, help="minutes after a deadline that cost nothing")
    parser.add_argument(
        "--late", type=float, default=0, help="per cent of what was earned, taken off for each day begun"
    )
    parser.add_argument("--late-days", type=int, help="after so many days late nothing counts")
    parser.add_argument(
        "--show",
        choices=("names", "numbers"),
        default="names",
        help="whether names stand in tables (default), or ids alone",
    )
    parser.add_argument(
        "--moderate", type=int, default=0, metavar="K",
        help="run so many again on other hidden inputs, and compare; exit status 1 if a mark is another",
    )  # fmt: skip
    parser.add_argument("--draw", type=int, default=1, help="another sample, and other inputs (default: 1)")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    return parser.parse_args(arguments)


def planned(options):
    """Return the plan that a command line asks for; ValueError if it makes no sense."""
    lateness = Lateness(
        dict(moment(words) for words in options.deadline), 60 * options.grace, options.late, options.late_days
    )
    return Plan(
        options.folder,
        options.course,
        options.solutions,
        max(options.workers, 1),
        read_roster(options.roster) if options.roster else None,
        lateness,
        tuple(chosen_exercise(words) for words in options.exercise),
        tuple(safe(words) for words in options.learner),
        options.show == "names",
        max(options.moderate, 0),
        options.draw,
    )


def _main(arguments):
    options = _arguments(arguments)
    try:
        plan = planned(options)
        if options.dry_run:
            print("\n".join([*foreseen(plan), "Nothing was done: --dry-run."]))
            return 0
        if (
            why := lack()
            or apart(plan.folder, plan.course)
            or exposed(plan.folder, plan.course, plan.solutions)
        ):
            return refused(f"Nothing is graded. {why}")
        return _run(plan)
    except ValueError as error:
        return refused(f"Nothing is graded. {error}")
    except (OSError, NoSandboxError) as error:
        return refused(f"{error}. What is graded is kept; the same command goes on.")
    except KeyboardInterrupt:
        refused("Interrupted; what is graded is kept, and the same command goes on.")
        return 130


def _run(plan):
    """Grade, say what came of it, and return the exit status."""
    course = Course(plan.course)
    with open(course.folder / "lock", "w") as lock:  # noqa: PTH123
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return refused(f"{plan.course} is being graded already")
        rows, told, differ = grade_folder(plan)
    for row in rows:
        words = [f"late: {row['late']}" if row["late"] else "", row["notes"]]
        points = f"{row['points']:>5} of {row['of']:<4}"
        print(f"{row['student']:<24} {row['exercise']:<20} {points} {'; '.join(filter(None, words))}")
    print(
        f"{len(rows)} rows: {course.folder / 'report.csv'}; for others: {course.folder / 'tables'}; written "
        f"answers: nbgrader's formgrader, in {plan.course}. Memory was limited by {at_work()}."
    )
    for one in told:
        print(one, file=sys.stderr)
    return int(differ > 0)


if __name__ == "__main__":
    sys.exit(main())
