"""Marks in the forms that others read: by task, for a spreadsheet, for Canvas, for Moodle."""

from ..exercises import EXERCISES
from .people import Person
from .report import write_table

CANVAS = ("Student", "ID", "SIS Login ID", "Section")


def write_tables(course, rows, marks, roster, names):
    """Write the tables of a course; return their folder.

    Parameters
    ----------
    course : Course
    rows : list of dict
        Those of the report.
    marks : dict
        Marks by student and exercise.
    roster : Roster or None
    names : bool
        Whether learners' names stand in the tables; their numbers alone if not.
    """
    folder = course.folder / "tables"
    exercises = sorted({row["exercise"] for row in rows if row["exercise"]})
    counts, people = {}, {}
    for row in rows:
        student = row["student"]
        known = roster.people.get(student) if roster else None
        people[student] = known or Person(student, row["name"], "", row["group"])
        counts[student, row["exercise"]] = row["counts"]
    for exercise in exercises:
        _by_task(folder, exercise, rows, marks, names)
    everyone = sorted(people.items(), key=lambda one: (one[1].group, one[0]))
    _sheet(folder, everyone, exercises, counts, names)
    _canvas(folder, everyone, exercises, counts, names)
    _moodle(folder, everyone, exercises, counts, names)
    return folder


def _by_task(folder, exercise, rows, marks, names):
    tasks = [task.name for task in EXERCISES[exercise].TASKS]
    who = ["student", "name", "group"] if names else ["student", "group"]
    columns = [*who, *tasks, "points", "written", "late", "counts"]
    made = []
    for row in rows:
        if row["exercise"] == exercise:
            mark = marks.get((row["student"], exercise))
            points = {task: f"{mark.points.get(task, 0.0):g}" for task in tasks} if mark else {}
            made.append({**row, **points})
    write_table(folder / f"{exercise}.csv", columns, made)


def _sheet(folder, everyone, exercises, counts, names):
    who = ["student", "name", "e-mail", "group"] if names else ["student", "group"]
    made = [
        {"student": student, "name": person.name, "e-mail": person.email, "group": person.group}
        | {exercise: counts.get((student, exercise), "") for exercise in exercises}
        for student, person in everyone
    ]
    write_table(folder / "spreadsheet.csv", [*who, *exercises], made)


def _canvas(folder, everyone, exercises, counts, names):
    """Canvas finds a learner by ID or SIS Login ID; its second row says how many points there are."""
    possible = {"Student": "Points Possible"} | dict.fromkeys(exercises, "10")
    made = [possible]
    for student, person in everyone:
        number = person.id if person.id.isdigit() else ""
        row = {"Student": person.name if names else student, "ID": number, "Section": person.group}
        row["SIS Login ID"] = "" if number else person.id
        made.append(row | {exercise: counts.get((student, exercise), "") for exercise in exercises})
    write_table(folder / "canvas.csv", [*CANVAS, *exercises], made, mark="")


def _moodle(folder, everyone, exercises, counts, names):
    """Moodle finds a learner by the column that is chosen where the table is read in."""
    who = ["ID number", "Full name", "Email address"] if names else ["ID number"]
    made = [
        {"ID number": person.id, "Full name": person.name, "Email address": person.email}
        | {exercise: counts.get((student, exercise), "") for exercise in exercises}
        for student, person in everyone
    ]
    write_table(folder / "moodle.csv", [*who, *exercises], made, mark="")
