"""Rows and tables: who is missing, what came late, which marks moved, and what others read."""

import csv
import datetime

import pytest

from hopfield_course.grading.course import Course, moved
from hopfield_course.grading.inbox import Submission
from hopfield_course.grading.judging import Mark
from hopfield_course.grading.people import Person, Roster
from hopfield_course.grading.report import (
    COLUMNS,
    Lateness,
    chosen_exercise,
    missing,
    moment,
    moved_rows,
    plain,
    row_of,
    span,
    write_table,
)
from hopfield_course.grading.tables import write_tables

FIRST = "01_binary_recall"
HOUR, DAY = 3600.0, 86400.0
POINTS = {"hebb_couplings": 2.0, "energy": 0.0, "sweep": 2.0, "recall_mended": 2.0, "all_at_once": 1.0}
ROSTER = Roster([Person("1001", "王小明", "wang@uni.example", "A"), Person("bo", "=Bo, O'Neil", "", "B")])


@pytest.mark.parametrize(
    ("words", "exercise", "local"),
    [
        ("2026-05-01T23:59", "", datetime.datetime(2026, 5, 1, 23, 59)),
        ("01=2026-05-01", FIRST, datetime.datetime(2026, 5, 2)),
        ("2026-05-01T12:00+02:00", "", datetime.datetime(2026, 5, 1, 10, tzinfo=datetime.UTC)),
    ],
)
def test_deadlines_are_read(words, exercise, local):
    assert moment(words) == (exercise, local.timestamp())


@pytest.mark.parametrize("words", ["soon", "2026-13-01", "99=2026-05-01", "=soon", ""])
def test_what_is_no_deadline_is_refused(words):
    with pytest.raises(ValueError, match=r"deadline: expected|exercise: expected"):
        moment(words)


def test_an_exercise_is_known_by_its_beginning():
    assert chosen_exercise("01") == chosen_exercise(FIRST) == FIRST
    for words in ("", "0", "9"):
        with pytest.raises(ValueError, match="exercise: expected one of"):
            chosen_exercise(words)


@pytest.mark.parametrize(
    ("after", "counts"), [(-DAY, 8), (0, 8), (HOUR / 2, 8), (2 * HOUR, 7.2), (DAY + 1, 6.4), (3.5 * DAY, 0)]
)
def test_what_is_late_counts_less_by_days_begun(after, counts):
    lateness = Lateness({"": 1e9}, grace=HOUR, percent=10, days=3)
    assert lateness.counts(FIRST, 1e9 + after, 8.0) == counts


def test_an_exercise_may_have_a_deadline_of_its_own():
    lateness = Lateness({"": 1e9, FIRST: 2e9}, percent=10)
    assert lateness.late(FIRST, 1.5e9) == 0
    assert lateness.late("02_spurious_states", 1.5e9) == 0.5e9
    assert Lateness().late(FIRST, 9e9) == 0


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, ""), (-5, ""), (30, "1 min"), (3600, "1 h"), (90061, "1 d 1 h 2 min")]
)
def test_a_span_in_words(seconds, words):
    assert span(seconds) == words


def test_who_handed_nothing_in_has_a_row():
    rows = [{"student": "1001", "exercise": FIRST}]
    (row,) = missing(rows, ROSTER, [FIRST])
    assert (row["student"], row["notes"]) == ("bo", "nothing was handed in")


def test_marks_that_moved_are_told_with_the_reason():
    (row,) = moved_rows("ada", FIRST, moved({**POINTS, "energy": 1.0}, POINTS, "the answers"))
    assert [row[name] for name in ("student", "task", "before", "now", "why")] == [
        "ada", "energy", "1", "0", "changed: the answers",
    ]  # fmt: skip
    assert moved(POINTS, POINTS, "the answers") == []


FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "＝1", "  =1", "a; =1", "\t=1", "\r=1", "\n=1"]


@pytest.mark.parametrize("words", FORMULAS)
def test_no_cell_is_a_formula(words):
    made = plain(words)
    for part in made.split(";"):
        assert part.strip()[0] not in "=+-@＝", made


@pytest.fixture
def made(tmp_path, monkeypatch):
    monkeypatch.setenv("HOPFIELD_COURSE_SECRET", "known to the tests alone")

    def make(names=True):
        course = Course(tmp_path / "course")
        mark = Mark(points=POINTS, total=7.0)
        one = Submission("1001", FIRST, tmp_path, "", "wang", "x")
        rows = [row_of(one, mark, ROSTER.people["1001"], Lateness(), 1.5), *missing([], ROSTER, [FIRST])[1:]]
        folder = write_tables(course, rows, {("1001", FIRST): mark}, ROSTER, names)
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    return make


def rows_of(content):
    return list(csv.DictReader(content.decode("utf-8-sig").splitlines()))


def test_tables_hold_what_counts_in_the_forms_that_others_read(made):
    tables = made()
    assert set(tables) == {f"{FIRST}.csv", "spreadsheet.csv", "canvas.csv", "moodle.csv"}
    one, two = rows_of(tables["spreadsheet.csv"])
    assert (one["student"], one["name"], one[FIRST]) == ("1001", "王小明", "8.5")
    assert (two["name"], two[FIRST]) == ("'=Bo, O'Neil", "")
    possible, one, two = rows_of(tables["canvas.csv"])
    assert (possible["Student"], possible[FIRST]) == ("Points Possible", "10")
    assert (one["ID"], one["Section"], one[FIRST]) == ("1001", "A", "8.5")
    assert (two["ID"], two["SIS Login ID"]) == ("", "bo")
    one, _ = rows_of(tables["moodle.csv"])
    assert (one["ID number"], one["Email address"], one[FIRST]) == ("1001", "wang@uni.example", "8.5")
    one, _ = rows_of(tables[f"{FIRST}.csv"])
    assert {name: one[name] for name in ("hebb_couplings", "energy", "points", "written", "counts")} == {
        "hebb_couplings": "2", "energy": "0", "points": "7", "written": "1.5", "counts": "8.5",
    }  # fmt: skip


def test_excel_is_told_that_it_is_utf_8_and_others_are_not(made):
    for name, content in made().items():
        assert content.startswith(b"\xef\xbb\xbf") == (name not in ("canvas.csv", "moodle.csv")), name


def test_numbers_alone_have_no_names_and_no_addresses(made):
    for content in made(names=False).values():
        text = content.decode()
        assert "1001" in text
        assert not any(words in text for words in ("王小明", "Neil", "@"))


def test_a_table_is_there_whole_or_as_it_was(tmp_path):
    path = write_table(tmp_path / "report.csv", COLUMNS, [])
    before = path.read_bytes()
    with pytest.raises(AttributeError):
        write_table(path, COLUMNS, [None])
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["report.csv"]
