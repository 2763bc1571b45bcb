"""A second look at some marks: a sample is run again on other hidden inputs, and compared.

A mark that is another then hangs on the draw of its inputs: a wrong answer that is sometimes right, one
that is chance itself, or one that is at the limit of its time.
"""

import hashlib
import hmac
from functools import partial
from itertools import pairwise

from .bounds import within
from .course import SECONDS, Course, Taken
from .judging import Mark, generator, grade
from .pages import feedback_address, write_page
from .report import write_table
from .submissions import RefusedError, cells_of, read_file
from .summary import label
from .workers import take_all
from .written import line

COLUMNS = ("student", "name", "group", "exercise", "task", "marked", "again", "differs")


def sample(marks, count, rng):
    """Return which submissions are looked at again, from the lowest marks to the highest.

    Of all that could be run, put by their points, each stretch of equal length gives one.

    Parameters
    ----------
    marks : dict
        Marks by student and exercise.
    count : int
        How many; all if there are fewer.
    rng : Generator
    """
    able = sorted((mark.total, key) for key, mark in marks.items() if not mark.refused)
    count = min(count, len(able))
    ends = [len(able) * k // count for k in range(count + 1)] if count else [0]
    return [able[rng.integers(begin, end)][1] for begin, end in pairwise(ends)]


def again(folder, submission, secret):
    """Mark one submission by another secret, in a process of its own; nothing is written."""
    student, exercise = submission.student, submission.exercise
    given = cells_of(Course(folder).given(exercise).read_bytes())
    try:
        with within(SECONDS):
            mark = grade(read_file(submission.path), exercise, given, student, secret)
    except (RefusedError, TimeoutError, OSError) as error:
        mark = Mark(refused=line(error))
    return Taken(student, exercise, mark)


def _nothing(*_):
    """Leave the mark that was given before."""


def moderate(course, plan, found, marks, rows):
    """Run a sample again; write the table and the page of it, and return in words what came of it.

    Parameters
    ----------
    course : Course
    plan : Plan
        How many are asked for, and which draw.
    found : list of Submission
        Those that were looked at.
    marks : dict
        Their marks, by student and exercise.
    rows : list of dict
        Those of the report.

    Returns
    -------
    words : str
    differ : int
        How many submissions have other marks.
    """
    draw = str(plan.draw)
    secret = hmac.new(course.secret, f"moderation\0{draw}".encode(), hashlib.sha256).digest()
    places = {(one.student, one.exercise): one for one in found}
    able = {key: mark for key, mark in marks.items() if key in places}
    chosen = sample(able, plan.moderate, generator(course.secret, "moderation", draw))
    work = partial(again, secret=secret)
    taken = take_all(course, [places[key] for key in chosen], plan.workers, work, _nothing, "running again")
    labels = {row["student"]: row for row in rows}
    table, looks = [], []
    for key in chosen:
        row, first, second = labels[key[0]], marks[key], taken[key].mark
        lines = compared(first, second)
        who = {"student": key[0], "name": row["name"], "group": row["group"], "exercise": key[1]}
        table += [{**who, **one} for one in lines]
        looks.append({
            "label": label(row, plan.names), "exercise": key[1], "page": feedback_address(*key),
            "lines": lines,
            "marked": f"{first.total:g}", "again": f"{second.total:g}", "refused": second.refused,
            "differs": any(one["differs"] for one in lines) or bool(second.refused),
            "words": [(one["task"], first.feedback.get(one["task"], ""),
                       second.feedback.get(one["task"], second.refused)) for one in lines if one["differs"]],
        })  # fmt: skip
    columns = COLUMNS if plan.names else tuple(name for name in COLUMNS if name != "name")
    write_table(course.folder / "moderation.csv", columns, table)
    page = write_page(course.folder / "moderation.html", "moderation", draw=draw, looks=looks)
    differ = sum(look["differs"] for look in looks)
    result = f"{differ} have other marks" if differ else "all have the same marks"
    return f"{len(looks)} submissions were run again on other inputs (draw {draw}), {result}: {page}", differ


def compared(first, second):
    """Return a row for each task with the points of both marks, and whether they differ."""
    return [
        {
            "task": task,
            "marked": f"{first.points.get(task, 0.0):g}",
            "again": f"{second.points.get(task, 0.0):g}",
            "differs": "yes" if first.points.get(task, 0.0) != second.points.get(task, 0.0) else "",
        }
        for task in first.points
    ]
