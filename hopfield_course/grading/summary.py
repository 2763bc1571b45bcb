"""A run in numbers, for a page: points by task, what was missed most often, time, and who has what."""

import statistics
from collections import Counter, defaultdict

from ..exercises import EXERCISES
from .judging import BLANK
from .pages import address, feedback_address, write_page
from .pictures import points_picture, time_picture
from .report import clock, worth
from .written import line

HINTS = 15  # that are shown of an exercise


def write_statistics(course, rows, marks, found, plan, when):
    """Write the page of a run; return its path.

    Parameters
    ----------
    course : Course
    rows : list of dict
        Those of the report.
    marks : dict
        Marks by student and exercise.
    found : list of Submission
    plan : Plan
        Says whether names are shown, and when exercises were due.
    when : float
        Seconds since 1970.
    """
    exercises = sorted({row["exercise"] for row in rows if row["exercise"]})
    labels = {row["student"]: label(row, plan.names) for row in rows}
    came = {(one.student, one.exercise): one.when for one in found}
    return write_page(
        course.folder / "statistics.html",
        "statistics",
        course=course.folder.name,
        when=clock(when),
        learners=len({row["student"] for row in rows}),
        submissions=len(marks),
        exercises=[_exercise(course, one, rows, marks, labels, came, plan.lateness) for one in exercises],
        rows=_learners(rows, marks, exercises, labels),
        groups=any(row["group"] for row in rows),
        strange=[
            {"label": labels[row["student"]], "notes": row["notes"]} for row in rows if not row["exercise"]
        ],
    )


def label(row, names):
    """Return what a learner is called on a page: the name with the id, or the id alone."""
    name, student = row.get("name"), row["student"]
    return line(f"{name} ({student})" if names and name and name != student else student, 100)


def _exercise(course, exercise, rows, marks, labels, came, lateness):
    """Return what the page shows of one exercise."""
    mine = [row for row in rows if row["exercise"] == exercise]
    students = [row["student"] for row in mine if (row["student"], exercise) in marks]
    graded = {student: marks[student, exercise] for student in students}
    totals = [mark.total for mark in graded.values()]
    tasks = [_task(task, graded.values()) for task in EXERCISES[exercise].TASKS]
    hints = missed(graded)
    alike = sum(bool(row["to look at"]) for row in mine)
    page = course.folder / "alike" / f"{exercise}.html"
    pictures = []
    if graded:
        due = lateness.deadlines.get(exercise, lateness.deadlines.get(""))
        times = [came[student, exercise] for student in graded if came.get((student, exercise))]
        pictures = [
            points_picture(exercise, tasks, totals),
            time_picture(exercise, [mark.seconds for mark in graded.values()], times, due),
        ]
    return {
        "name": exercise,
        "handed_in": len(graded),
        "missing": len(mine) - len(graded),
        "late": sum(bool(row["late"]) for row in mine),
        "refused": sum(bool(mark.refused) for mark in graded.values()),
        "median": f"{statistics.median(totals):.2f}" if totals else "",
        "mean": f"{statistics.fmean(totals):.2f}" if totals else "",
        "most": f"{worth(exercise):g}",
        "alike": alike,
        "look": address("alike", page.name) if alike and page.exists() else "",
        "pictures": pictures,
        "tasks": tasks,
        "hints": [_hint(*one, exercise, labels, len(graded)) for one in hints[:HINTS]],
        "more": len(hints[HINTS:]),
    }


def _task(task, marks):
    """Return how the points of a task are distributed."""
    points = [mark.points.get(task.name, 0.0) for mark in marks]
    whole, none = sum(one >= task.points for one in points), sum(one <= 0 for one in points)
    return {
        "name": task.name,
        "all": whole,
        "some": len(points) - whole - none,
        "none": none,
        "blank": sum(["", BLANK] in map(list, mark.missed.get(task.name, [])) for mark in marks),
        "mean": f"{statistics.fmean(points):.2f}" if points else "",
        "most": task.points,
        "worth": f"{task.points:g}",
    }


def missed(marks):
    """Return which hints were given, the most frequent first: pairs of (task, hint), and what each missed.

    Parameters
    ----------
    marks : dict
        Marks of one exercise, by student.

    Returns
    -------
    list
        Of pairs: (task, hint), and a dict of what did not hold, by student.
    """
    found = defaultdict(lambda: defaultdict(list))
    for student, mark in marks.items():
        for task, pairs in mark.missed.items():
            for what, hint in pairs:
                if hint != BLANK:
                    found[task, hint][student].append(what or "no answer")
    return sorted(found.items(), key=_by_number)


def _by_number(one):
    return -len(one[1]), one[0]


def _hint(words, students, exercise, labels, graded):
    task, hint = words
    counts = Counter(what for missed in students.values() for what in dict.fromkeys(missed))
    return {
        "task": task,
        "hint": hint or "(none)",
        "what": [f"{what} ({count})" for what, count in counts.most_common()],
        "count": len(students),
        "width": round(6 * len(students) / graded, 2),
        "who": [{"label": labels[one], "link": feedback_address(one, exercise)} for one in sorted(students)],
    }


def _learners(rows, marks, exercises, labels):
    """Return a row for each learner: points by exercise with links, and their sum."""
    places = {(row["student"], row["exercise"]): row for row in rows}
    groups = {row["student"]: row["group"] for row in rows}
    made = []
    for student in sorted(labels, key=lambda one: (groups[one], labels[one])):
        cells, total = [], 0.0
        for exercise in exercises:
            mark, row = marks.get((student, exercise)), places.get((student, exercise), {})
            total += mark.total if mark else 0.0
            cells.append(
                {
                    "exercise": exercise,
                    "points": f"{mark.total:g}" if mark else "",
                    "late": bool(row.get("late")),
                    "link": feedback_address(student, exercise) if mark else "",
                }
            )
        made.append({"label": labels[student], "group": groups[student], "cells": cells, "sum": f"{total:g}"})
    return made
