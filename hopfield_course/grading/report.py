"""The rows of a run's tables: everyone, who is missing, what was late, which marks moved."""

import csv
import datetime
import math
import re
import tempfile
from dataclasses import dataclass, field

from ..exercises import EXERCISES
from .course import write
from .written import line

COLUMNS = (
    "student", "name", "group", "exercise", "file", "handed in", "late", "points", "of", "written", "counts",
    "notes", "to look at",
)  # fmt: skip
MOVED = ("when", "student", "exercise", "task", "before", "now", "why")
FORMULA = re.compile(r"^(\s*)(?=[=+@\-\uff1d\uff0b\uff20\uff0d])|(?<=;)(\s*)(?=[=+@-])")
DAY = 24 * 3600.0


@dataclass(frozen=True)
class Lateness:
    """When exercises were due, and what is taken off what comes later.

    Attributes
    ----------
    deadlines : dict
        Seconds since 1970 by exercise; that of "" holds for all others.
    grace : float
        Seconds that cost nothing.
    percent : float
        Of what was earned, taken off for each day begun.
    days : int or None
        After so many days nothing counts.
    """

    deadlines: dict = field(default_factory=dict)
    grace: float = 0.0
    percent: float = 0.0
    days: int | None = None

    def late(self, exercise, when):
        """Return by how many seconds something came late; 0 within the time of grace."""
        due = self.deadlines.get(exercise, self.deadlines.get(""))
        after = 0.0 if due is None else when - due
        return after if after > self.grace else 0.0

    def counts(self, exercise, when, points):
        """Return how many points count."""
        days = math.ceil(self.late(exercise, when) / DAY)
        if self.days is not None and days > self.days:
            return 0.0
        return round(max(points * (1 - days * self.percent / 100), 0.0), 2)


def moment(words, exercises=tuple(EXERCISES)):
    """Return an exercise, or an empty text for all, and a deadline in seconds since 1970.

    Such as ``2026-05-01T23:59`` in the time of this machine, ``2026-05-01T23:59+02:00``, or
    ``01=2026-05-01``, which is the end of that day.
    """
    exercise, _, time = words.rpartition("=")
    if exercise:
        exercise = chosen_exercise(exercise, exercises)
    try:
        due = datetime.datetime.fromisoformat(time)
    except ValueError:
        raise ValueError(f"deadline: expected such as 2026-05-01T23:59, got {time!r}") from None
    if len(time) == len("2026-05-01"):
        due += datetime.timedelta(days=1)
    return exercise, due.timestamp()


def chosen_exercise(words, exercises=tuple(EXERCISES)):
    """Return the exercise that has this name, or begins so."""
    found = [name for name in exercises if name == words] or [n for n in exercises if n.startswith(words)]
    if len(found) != 1 or not words:
        raise ValueError(f"exercise: expected one of {', '.join(exercises)}, got {words!r}")
    return found[0]


def span(seconds):
    """Return a time in words, such as ``1 d 3 h``."""
    if seconds <= 0:
        return ""
    minutes = math.ceil(seconds / 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = ((days, "d"), (hours, "h"), (minutes, "min"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 min"


def clock(seconds):
    """Return a time of this machine as a table has it."""
    return datetime.datetime.fromtimestamp(seconds).astimezone().isoformat(" ", "minutes") if seconds else ""


def worth(exercise):
    """Return how many points the machine gives in an exercise."""
    return sum(task.points for task in EXERCISES[exercise].TASKS) if exercise else 0.0


def row_of(one, mark, person, lateness, written=None):
    """Return a row of the report, as a dict of words.

    Parameters
    ----------
    one : Submission
    mark : Mark or None
    person : Person or None
        Of the roster.
    lateness : Lateness
    written : float or None
        The points that a person gave.
    """
    earned = (mark.total if mark else 0.0) + (written or 0.0)
    late = lateness.late(one.exercise, one.when) if one.exercise else 0.0
    return {
        "student": one.student,
        "name": (person.name if person else "") or one.name,
        "group": person.group if person else "",
        "exercise": one.exercise,
        "file": one.shown or str(one.path),
        "handed in": clock(one.when),
        "late": span(late),
        "points": f"{mark.total:g}" if mark else "",
        "of": f"{worth(one.exercise):g}",
        "written": "" if written is None else f"{written:g}",
        "counts": f"{lateness.counts(one.exercise, one.when, earned):g}" if mark else "",
        "notes": "; ".join(filter(None, [one.note, *([mark.refused, *mark.notes] if mark else [])])),
        "to look at": "",
    }


def missing(rows, roster, exercises):
    """Return rows for everyone of a roster who handed nothing in for an exercise."""
    there = {(row["student"], row["exercise"]) for row in rows}
    empty = dict.fromkeys(COLUMNS, "")
    return [
        {
            **empty, "student": student, "name": person.name, "group": person.group, "exercise": exercise,
            "of": f"{worth(exercise):g}", "notes": "nothing was handed in",
        }
        for exercise in exercises
        for student, person in roster.people.items()
        if (student, exercise) not in there
    ]  # fmt: skip


def moved_rows(student, exercise, moves):
    """Return rows for the points of a submission that are others than they were, by task."""
    return [
        {
            "when": datetime.datetime.fromtimestamp(move["when"]).astimezone().isoformat(" ", "milliseconds"),
            "student": student, "exercise": exercise, "task": move["task"], "before": f"{move['before']:g}",
            "now": f"{move['now']:g}", "why": f"changed: {move['why']}",
        }
        for move in moves
    ]  # fmt: skip


def plain(value):
    """Return a text that a spreadsheet does not take for a formula, nor a part of it behind a semicolon."""
    return FORMULA.sub(r"\1\2'", line(value, 5000))


def write_table(path, columns, rows, mark="\ufeff"):
    """Write a table in one step; return its path.

    The mark at its beginning tells Excel that it is UTF-8; other programs pass over it.
    """
    with tempfile.TemporaryFile("w+", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, columns, extrasaction="ignore")
        table.writerow({key: plain(key) for key in columns})
        table.writerows({key: plain(row.get(key, "")) for key in columns} for row in rows)
        file.seek(0)
        write(path, mark + file.read())
    return path


def read_table(path):
    """Return the rows of a table that was written before; none if it is not there."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return list(csv.DictReader(file))
    except (OSError, ValueError, csv.Error):
        return []
