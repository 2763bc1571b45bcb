"""The pages of a run: what stands in them is true, hostile words are text, and nothing is loaded."""

import csv
import datetime
import json
import re
import time
from html.parser import HTMLParser

import numpy as np
import pytest

from hopfield_course.exercises import EXERCISES
from hopfield_course.grading import pictures, running, summary
from hopfield_course.grading.alike import LINES, pieces, place, shown, side_by_side
from hopfield_course.grading.course import Course, Taken
from hopfield_course.grading.inbox import Submission
from hopfield_course.grading.judging import BLANK, Mark
from hopfield_course.grading.likeness import traits
from hopfield_course.grading.moderation import compared, moderate, sample
from hopfield_course.grading.pages import address, feedback_address
from hopfield_course.grading.report import Lateness
from hopfield_course.grading.running import Plan
from hopfield_course.grading.submissions import Cell, cells_of
from hopfield_course.grading.summary import label, missed, write_statistics
from tests import ROOT

FIRST = "01_binary_recall"
POINTS = {"hebb_couplings": 2.0, "energy": 0.5, "sweep": 0.0, "recall_mended": 2.0, "all_at_once": 1.0}
HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}{% raw %}",
    "</td></table><h1>x", "javascript:alert(1)", "a\x00b\u202ec\ud800", "'; DROP TABLE", "&lt;b&gt;", "-->",
    "]]>", "x" * 5000,
]  # fmt: skip
OWN = "def sweep(W, state, order):\n    new = np.array(state)\n    for unit in order:\n"
OWN += "        votes = float((W[unit] * new).sum())\n"
OWN += "        new[unit] = new[unit] if votes == 0 else np.sign(votes)\n    return new\n"


class Outline(HTMLParser):
    """What a page is made of: its elements with their attributes, and its text."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.words, self.open, self.balanced = [], [], [], True
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "br", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.balanced = self.balanced and self.open.pop() == tag

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.words.append(data)

    def of(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def assert_readable(path):
    """Return what a page is made of; it must be one that anybody can read, and that loads nothing."""
    text = path.read_text(encoding="utf-8")
    page = Outline(text)
    assert page.balanced
    assert page.open == []
    kinds = {tag for tag, _ in page.elements}
    assert not kinds & {"script", "link", "iframe", "object", "form", "base", "svg"}
    assert page.of("html")[0]["lang"] == "en"
    assert len(page.of("h1")) == len(page.of("title")) == len(page.of("main")) == 1
    assert len(page.of("caption")) == len(page.of("table"))
    assert all("scope" in one for one in page.of("th"))
    assert all(one["alt"].strip() and one["src"].startswith("data:image/svg+xml;") for one in page.of("img"))
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for link in page.of("a"):
        assert re.match(r"#|(\.\./)?(feedback|alike)/[\w%.~-]+/?", link["href"]), link
        assert "javascript" not in link["href"].partition("/")[0]
        if link["href"].startswith("#"):
            assert link["href"][1:] in ids
    return page


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setenv("HOPFIELD_COURSE_SECRET", "known to the tests alone")
    made = Course(tmp_path / "course")
    for kind, source in (("release", "exercises"), ("source", "solutions")):
        target = made.folder / kind / FIRST / f"{FIRST}.ipynb"
        target.parent.mkdir(parents=True)
        target.write_text((ROOT / source / f"{FIRST}.ipynb").read_text("utf-8"), encoding="utf-8")
    return made


def row(student="ada", name="", exercise=FIRST, **more):
    empty = dict.fromkeys(("group", "late", "notes", "to look at", "handed in"), "")
    return {**empty, "student": student, "name": name, "exercise": exercise, **more}


def mark(**more):
    pairs = {"sweep": [("a tie keeps the state", "Look at ties."), ("order", "Look at ties.")]}
    return Mark(points=POINTS, total=5.5, missed=pairs, seconds=1.5, **more)


def statistics(course, rows, marks, names=True, lateness=None):
    found = [Submission(student, exercise, course.folder) for student, exercise in marks]
    plan = Plan("", "", "", names=names, lateness=lateness or Lateness())
    return write_statistics(course, rows, marks, found, plan, time.time())


# ---------------------------------------------------------------------------------- statistics


def test_statistics_count_points_hints_and_who_is_missing(course):
    other = Mark(POINTS | {"sweep": 2.0}, 7.5, missed={"energy": [("", BLANK)]})
    marks = {("ada", FIRST): mark(), ("bo", FIRST): other}
    page = assert_readable(statistics(course, [row(), row("bo", late="1 d"), row("cy")], marks))
    words = " ".join(" ".join(page.words).split())
    assert "3 learners, 2 submissions" in words
    assert f"{FIRST} 2 1 1 0 6.50 6.50 8 0" in words  # handed in, missing, late, refused, median, mean, of
    assert "sweep 1 0 1 0 1.00 2" in words
    assert "energy 0 2 0 1 0.50 1" in words
    assert "Look at ties. a tie keeps the state (1); order (1)" in words
    (alt,) = [one["alt"] for one in page.of("img") if "by task" in one["alt"]]
    assert "sweep: 1 all, 0 some, 1 none" in alt
    links = {one["href"] for one in page.of("a")}
    assert feedback_address("ada", FIRST) in links
    assert feedback_address("cy", FIRST) not in links


@pytest.fixture
def no_pictures(monkeypatch):
    """Leave out what takes long and has no word of a learner."""
    for name in ("points_picture", "time_picture"):
        monkeypatch.setattr(summary, name, lambda *_: {"source": "data:image/svg+xml;", "alt": "x"})


@pytest.mark.usefixtures("no_pictures")
@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_a_learner_is_called_is_text_on_the_page(course, words):
    rows = [
        row(name=words, group=words, notes=words),
        row("王小明", words),
        row("bo", exercise="", notes=words),
    ]
    marks = {("ada", FIRST): Mark(POINTS, 5.5, missed={"sweep": [(words, words)]}), ("王小明", FIRST): mark()}
    path = statistics(course, rows, marks)
    plain = statistics(course, [row(name="Ada"), row("王小明", "Wang"), row("bo", exercise="")], marks)
    assert {tag for tag, _ in assert_readable(path).elements} == {
        tag for tag, _ in assert_readable(plain).elements
    }


@pytest.mark.usefixtures("no_pictures")
def test_numbers_alone_show_no_names(course):
    text = statistics(course, [row(name="Ada Lovelace")], {("ada", FIRST): mark()}, names=False).read_text()
    assert "Lovelace" not in text
    assert ">ada<" in text


@pytest.mark.parametrize("exercise", [*EXERCISES][-1:])
def test_a_class_of_nobody_and_one_of_blank_marks_have_a_page(course, exercise):
    assert_readable(statistics(course, [], {}))
    blank = Mark(dict.fromkeys((task.name for task in EXERCISES[exercise].TASKS), 0.0), refused="it is empty")
    page = assert_readable(statistics(course, [row(exercise=exercise)], {("ada", exercise): blank}))
    assert len(page.of("img")) == 2


def test_hints_are_put_by_how_many_have_them():
    one, two = ("a", "rare"), ("b", "often")
    marks = {"ada": Mark(missed={"sweep": [one, two, two]}), "bo": Mark(missed={"sweep": [two, ("", BLANK)]})}
    found = missed(marks)
    assert [words for words, _ in found] == [("sweep", "often"), ("sweep", "rare")]
    assert list(found[0][1]) == ["ada", "bo"]


def test_a_label_is_short_and_has_the_id():
    assert label(row(name="Ada"), True) == "Ada (ada)"
    assert label(row(name="Ada"), False) == label(row(), True) == "ada"
    assert len(label(row(name="x" * 5000), True)) <= 100


@pytest.mark.parametrize("student", ["ada", "王小明", "a.b@c", "José"])
def test_an_address_stays_an_address(student):
    made = address("feedback", student, place=student)
    assert re.fullmatch(r"[\w%./~-]+#[\w%.~-]+", made, re.ASCII)


# -------------------------------------------------------------------------------- side by side


@pytest.mark.parametrize(
    ("left", "right", "differs"),
    [("a = b", "a = c", ["b", "c"]), ("same", "same", []), ("h = 1", "votes = 1", ["h", "votes"])],
)
def test_what_differs_in_a_line_is_marked(left, right, differs):
    sides = pieces(left, right)
    assert ["".join(text for text, _ in side) for side in sides] == [left, right]
    assert [text for side in sides for text, other in side if other] == differs


def test_lines_stand_beside_those_that_they_are_like():
    rows = side_by_side("a\nb\nc", "a\nx\nb\nc")
    assert [(r["left"] and r["left"][0][0], r["right"][0][0], r["same"]) for r in rows] == [
        ("a", "a", True), (None, "x", False), ("b", "b", True), ("c", "c", True),
    ]  # fmt: skip


GIANT = {"lines": "x\n" * 10_000, "line": "a b " * 5_000, "signs": ("+-" * 100 + "\n") * 150, "nothing": ""}


@pytest.mark.parametrize("name", GIANT)
def test_no_answer_holds_up_its_page(name):
    start = time.process_time()
    side_by_side(GIANT[name], GIANT[name].replace("a", "b").replace("+", "- "))
    assert time.process_time() - start < 3
    assert len(shown(GIANT[name])) <= LINES + 1


def alike(course, sources, **names):
    """Write the page of some learners' answers; return it, and the report's rows."""
    for student, source in sources.items():
        target = course.submitted(student, FIRST)
        target.parent.mkdir(parents=True)
        solution = {"grade_id": "sweep", "solution": True}
        cell = {"cell_type": "code", "source": source, "metadata": {"nbgrader": solution}}
        target.write_text(json.dumps({"nbformat": 4, "cells": [cell]}), encoding="utf-8")
    rows = [row(student, names.get(student, "")) for student in sources]
    given = cells_of(course.given(FIRST).read_bytes())
    taken = {}
    for student, source in sources.items():
        mine = traits([Cell("code", source, "sweep", solution=True)], given)
        taken[student, FIRST] = Taken(student, FIRST, Mark(), mine)
    running._look_at(course, [FIRST], taken, rows)
    return course.folder / "alike" / f"{FIRST}.html", {one["student"]: one["to look at"] for one in rows}


def test_answers_that_are_alike_stand_side_by_side_and_the_report_says_where(course):
    path, looks = alike(course, {"ada": OWN, "bo": OWN.replace("votes", "v"), "cy": "x = 1"})
    assert looks["ada"] == f"sweep is that of bo; {place(FIRST, 'ada')}"
    assert looks["cy"] == ""
    page = assert_readable(path)
    assert {"id": "ada"} in page.of("tr")
    assert len(page.of("table")) == 2
    assert {"votes", "v"} <= set(page.words)
    assert len(page.of("mark")) == 6  # the name stands in three places of each


def test_the_solutions_answer_stands_beside_a_copy(course):
    cells = cells_of((ROOT / "solutions" / f"{FIRST}.ipynb").read_bytes())
    (sweep,) = [cell.source for cell in cells if cell.grade_id == "sweep"]
    path, looks = alike(course, {"ada": sweep, "bo": sweep})
    assert looks["ada"].startswith("sweep is the solution's; sweep is that of bo")
    page = assert_readable(path)
    assert not page.of("mark")
    assert "the same to the letter" in " ".join(page.words)


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_stands_in_an_answer_is_text_beside_another(course, words):
    source = f"# {words}\n".replace("\x00", "").replace("\ud800", "") + OWN
    path, _ = alike(course, {"ada": source, "bo": OWN}, ada=words, bo=words)
    kinds = {tag for tag, _ in assert_readable(path).elements}
    path, _ = alike(course, {"cy": f"# one\n{OWN}", "di": OWN})
    assert kinds - {"br"} == {tag for tag, _ in assert_readable(path).elements} - {"br"}


def test_a_page_goes_when_there_is_nothing_to_look_at_any_more(course):
    path, _ = alike(course, {"ada": OWN, "bo": OWN})
    assert path.exists()
    running._look_at(course, [FIRST], {("ada", FIRST): Taken("ada", FIRST, Mark())}, [row()])
    assert not path.exists()


# ---------------------------------------------------------------------------------- moderation


class Always:
    """Stands for a random generator: it draws the lowest number."""

    def integers(self, low, high):
        return min(low, high - 1)


@pytest.mark.parametrize(("count", "totals"), [(1, [0]), (2, [0, 4]), (4, [0, 2, 4, 6]), (99, [*range(8)])])
def test_a_sample_goes_from_the_lowest_marks_to_the_highest(count, totals):
    marks = {(f"s{k}", FIRST): Mark(total=float(k)) for k in range(8)}
    marks["no", FIRST] = Mark(refused="it is empty")
    chosen = sample(marks, count, Always())
    assert [marks[key].total for key in chosen] == totals


def test_of_nothing_there_is_no_sample():
    assert sample({}, 3, Always()) == []
    assert sample({("ada", FIRST): Mark(refused="x")}, 3, Always()) == []


def test_marks_both_ways_are_compared_by_task():
    rows = compared(Mark(points=POINTS), Mark(points={**POINTS, "energy": 1.0}))
    differ = [(one["task"], one["marked"], one["again"]) for one in rows if one["differs"]]
    assert differ == [("energy", "0.5", "1")]


@pytest.mark.parametrize("words", ["", *HOSTILE])
def test_what_differs_stands_in_a_table_and_a_page(course, monkeypatch, words):
    other = Mark({**POINTS, "energy": 1.0}, 6.0, feedback={"energy": f"again {words}"})
    monkeypatch.setattr(
        "hopfield_course.grading.moderation.take_all",
        lambda *_: {("ada", FIRST): Taken("ada", FIRST, other), ("bo", FIRST): Taken("bo", FIRST, mark())},
    )
    marks = {("ada", FIRST): mark(feedback={"energy": f"first {words}"}), ("bo", FIRST): mark()}
    found = [Submission(student, FIRST, course.folder) for student in ("ada", "bo")]
    told, differ = moderate(course, Plan("", "", "", moderate=2), found, marks, [row(name=words), row("bo")])
    assert differ == 1
    assert "2 submissions were run again on other inputs (draw 1), 1 have other marks" in told
    text = " ".join(assert_readable(course.folder / "moderation.html").words)
    assert "energy: 0.5 became 1" in text
    with (course.folder / "moderation.csv").open(newline="", encoding="utf-8-sig") as file:
        table = list(csv.DictReader(file))
    assert [(one["student"], one["task"]) for one in table if one["differs"]] == [("ada", "energy")]
    assert len(table) == 2 * len(POINTS)


def test_any_time_between_the_first_and_the_last_has_marks_on_its_axis():
    first = datetime.datetime(2026, 11, 28, 10, 8)
    for seconds in np.geomspace(1, 4e8, 2000):
        marks = pictures.dates().tick_values(first, first + datetime.timedelta(seconds=seconds))
        assert 2 <= len(marks) <= 8, f"{seconds} s: {len(marks)} marks"
