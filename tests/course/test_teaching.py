"""The teaching guide: a page for each lesson and a rubric for each written answer, true to the notebooks.

What a page quotes is compared with what the notebook holds: its Predicts word for word, the answers
with the stored outputs, the minutes with those that the lesson states, its numbers with the lesson's.
"""

import re
from pathlib import Path

import nbformat
import pytest

from tests import ROOT
from tests.course.test_texts import broken_links

GUIDE = ROOT / "docs" / "teaching"
NAMED = re.compile(r"\d\d_\w+")  # not "01_binary_recall (kept 2026-05-01 …)", which `make reset` leaves
LESSONS = [path for path in sorted(ROOT.glob("notebooks/*.ipynb")) if NAMED.fullmatch(path.stem)]
EXERCISES = [path for path in sorted(ROOT.glob("exercises/*.ipynb")) if NAMED.fullmatch(path.stem)]
LATER: set[str] = set()  # lessons whose pages are written after them
WITH_PAGE = [path for path in LESSONS if path.stem[:2] not in LATER]

PREDICT = re.compile(r"^> \*\*Predict\.\*\*.*?(?=\n\s*\n|\Z)", re.DOTALL | re.MULTILINE)
TOLD = re.compile(r"measured -?\d[\d.,]*\d|measured -?\d|the answer is \"[^\"]*\"")
ANSWER = re.compile(r"^\*\*Answer\.\*\* .*?(?=\n\s*\n|\Z)", re.DOTALL | re.MULTILINE)
MINUTES = re.compile(r"^\| (?!\*\*)(.+?) \| (\d+|–) \| (\d+|–) \|$", re.MULTILINE)
TOGETHER = re.compile(r"^\| \*\*together\*\* \| \*\*(\d+)\*\* \| \*\*(\d+)\*\* \|$", re.MULTILINE)
DECIMAL = re.compile(
    r"(?<![\d.,])\d[\d,]*\.\d+(?:e[+-]?\d+)?(?![\d.])|(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])"
)
PER_CENT = re.compile(r"(?<![\d.,])(\d+(?:\.\d+)?)\s?\\?%")
SECTION = re.compile(r"^### (.+)$", re.MULTILINE)
TASK = re.compile(r"^\| (\d) · .+? \| (\d[¼½¾]?) \| .+ \|$", re.MULTILINE)
POINTS = {"0": 0.0, "¼": 0.25, "½": 0.5, "¾": 0.75, "1": 1.0}
CRITERION = re.compile(r"^## \d+ · .+ \((.+)\)$", re.MULTILINE)
LEVELS = re.compile(r"^\| (0|¼|½|¾|1) \| (.+) \|$", re.MULTILINE)

each_lesson = pytest.mark.parametrize("path", WITH_PAGE, ids=[path.stem for path in WITH_PAGE])
each_exercise = pytest.mark.parametrize("path", EXERCISES, ids=[path.stem for path in EXERCISES])


def read(path: Path):
    return nbformat.read(path, as_version=4).cells


def plain(text: str) -> str:
    """Return a text as one line: quoting marks and line breaks are no part of its words."""
    return " ".join(re.sub(r"^> ?", "", text, flags=re.MULTILINE).split())


def page_of(path: Path) -> str:
    return (GUIDE / f"{path.stem}.md").read_text(encoding="utf-8")


def printed(cell) -> str:
    """Return what a cell printed and what stands in its tables, as one line."""
    parts = [
        output.get("text", "") + "\n" + output.get("data", {}).get("text/plain", "")
        for output in cell.get("outputs", [])
    ]
    return " ".join(" ".join(parts).split())


def predicts(path: Path) -> list[tuple[str, str]]:
    """Return the Predicts of a lesson in their order, each with the answer that its cell has printed."""
    found: list[tuple[str, str]] = []
    for cell in read(path):
        if cell.cell_type == "markdown":
            found += [(plain(words), "") for words in PREDICT.findall(cell.source)]
        elif found and not found[-1][1] and (told := TOLD.search(printed(cell))):
            found[-1] = (found[-1][0], told[0])
    return found


def numbers_in(text: str) -> set[str]:
    """Return the numbers of a text that have a point or thousands, and those per cent."""
    text = text.replace("{,}", ",")
    text = re.sub(r"(?<=\d)(?=\.(?:\s|$))", " ", text)  # a full stop belongs to no number
    return set(DECIMAL.findall(text)) | {f"{number} %" for number in PER_CENT.findall(text)}


def quoted_as_the_lessons(text: str) -> set[str]:
    """Return the numbers of a page that are the lesson's: with a point, with thousands, or per cent.

    Left out is what is nobody's measurement: the Predicts (compared word for word), the wrong answers in
    the first column of a table, and formulas, in which a number may be derived on the spot.
    """
    text = PREDICT.sub("", text)
    text = re.sub(r'^\| "[^|]*\|', "|", text, flags=re.MULTILINE)
    return numbers_in(re.sub(r"\$[^$]*\$", "", text))


def numbers_of(path: Path) -> set[str]:
    """Return the numbers in a lesson's outputs, its words, its code, and what is said of its pictures."""
    parts = []
    for cell in read(path):
        parts += [cell.source, printed(cell)]
        parts += [str(output.get("metadata", "")) for output in cell.get("outputs", [])]
    return numbers_in(" ".join(parts))


@pytest.mark.parametrize("path", LESSONS, ids=[path.stem for path in LESSONS])
def test_every_lesson_has_a_page(path):
    page = GUIDE / f"{path.stem}.md"
    if path.stem[:2] in LATER:
        assert not page.exists(), f"{page.name} is there: take {path.stem[:2]} out of LATER"
    else:
        assert page.exists()


def test_every_page_is_some_lessons_and_the_index_names_it():
    known = {path.stem for path in LESSONS}
    index = (GUIDE / "README.md").read_text(encoding="utf-8")
    for page in GUIDE.glob("*.md"):
        assert page.name == "README.md" or f"({page.name})" in index
    for page in GUIDE.glob("[0-9]*.md"):
        assert page.stem in known


@each_lesson
def test_every_predict_stands_in_the_page_with_its_stored_answer(path):
    page = page_of(path)
    quotes = [plain(words) for words in PREDICT.findall(page)]
    answers = ANSWER.findall(page)
    expected = predicts(path)
    assert quotes == [words for words, _ in expected]
    assert len(answers) == len(expected)
    for (words, told), answer in zip(expected, answers, strict=True):
        assert told, f"the lesson prints no answer to: {words}"
        assert f"`{told}`" in plain(answer), f"to {words!r} the lesson says {told!r}, the page {answer!r}"


@each_lesson
def test_the_minutes_are_the_lessons_own(path):
    page, opening = page_of(path), read(path)[0].source
    rows = [(alone, lecture) for _, alone, lecture in MINUTES.findall(page)]
    sums = [sum(int(row[k]) for row in rows if row[k] != "–") for k in (0, 1)]
    stated = [int(number) for number in re.search(r"\*(\d+) minutes alone.*?, (\d+) in", opening).groups()]
    assert [int(number) for number in TOGETHER.search(page).groups()] == sums
    assert sums == stated


@each_lesson
def test_every_section_that_is_named_exists_and_none_is_forgotten(path):
    page = page_of(path)
    cells = [cell.source for cell in read(path) if cell.cell_type == "markdown"]
    there = re.findall(r"^## (.+?)\s*$", "\n\n".join(cells), re.MULTILINE)
    timed = [name for name, _, _ in MINUTES.findall(page)]
    assert timed == [name for name in there if name in timed]
    assert {name for name in there if name[0].isdigit()} <= set(timed)
    described = SECTION.findall(page)
    assert described == [name for name in timed if name in described]
    for name in described:
        assert name in there


@each_lesson
def test_what_is_to_be_cut_names_sections_that_exist(path):
    cut = page_of(path).split("## What to cut first")[1]
    numbers = {int(number) for number in re.findall(r"^## (\d+) · ", all_words(path), re.MULTILINE)}
    named = re.findall(r"[Ss]ections? (\d+)(?:'s)?(?: and (\d+))?", cut)
    assert named
    assert {int(number) for pair in named for number in pair if number} <= numbers


def all_words(path: Path) -> str:
    return "\n\n".join(cell.source for cell in read(path) if cell.cell_type == "markdown")


@each_lesson
def test_the_numbers_that_a_page_quotes_are_the_lessons(path):
    assert quoted_as_the_lessons(page_of(path)) - numbers_of(path) == set()


def test_a_number_that_is_not_the_lessons_is_found():
    text = (
        '> **Predict.** 1.11?\n\n| "2.22, a guess" | no, 3.33 |\n\nMeasured −4.44, of 1,234; $5.55$ and 6.\n'
    )
    assert quoted_as_the_lessons(text) == {"3.33", "4.44", "1,234"}


@each_exercise
def test_a_page_has_the_tasks_of_the_exercise_with_their_points(path):
    page = page_of(path)
    boxes = [cell.metadata.get("nbgrader", {}) for cell in read(path)]
    given = [box["points"] for box in boxes if box.get("grade")]
    tasks = TASK.findall(page.split("## The exercise")[1])
    assert [int(place) for place, _ in tasks] == list(range(1, len(given) + 1))
    assert [number(points) for _, points in tasks] == given
    solution = "\n".join(cell.source for cell in read(ROOT / "solutions" / path.name))
    assert re.findall(r"^\| \d · .+ \| \*([a-d])\*\.", page, re.M) == re.findall(
        r"^conclusion = \"([a-d])\"", solution, re.M
    )
    stated = re.search(r"about (\d+) minutes", all_words(path))[1]
    assert f"About {stated} minutes." in page


def test_the_table_at_a_glance_is_that_of_the_pages():
    index = (GUIDE / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[(\d\d)\]\(\S+\) \| (\d+) \| (\d+) \| (\d+) \| (\d+|–) \| .+ \|$", index, re.M)
    assert [row[0] for row in rows] == [path.stem[:2] for path in WITH_PAGE]
    for path, (_, alone, lecture, asked, exercise) in zip(WITH_PAGE, rows, strict=True):
        page = page_of(path)
        assert (alone, lecture) == TOGETHER.search(page).groups()
        assert int(asked) == len(predicts(path))
        assert exercise == "–" or f"About {exercise} minutes." in page


@each_lesson
def test_a_named_explorer_is_the_lessons(path):
    code = "\n".join(cell.source for cell in read(path) if cell.cell_type == "code")
    named = re.findall(r"`(\w+_explorer)`", page_of(path))
    assert named
    for explorer in named:
        assert f"explore.{explorer}(" in code


def written_points(path: Path) -> float:
    """Return the points of what a person reads in an exercise: answers in words."""
    boxes = [cell.metadata.get("nbgrader", {}) for cell in read(path) if cell.cell_type == "markdown"]
    return sum(box["points"] for box in boxes if box.get("grade"))


@each_exercise
def test_a_written_answer_has_a_rubric_whose_points_are_the_exercises(path):
    rubric = (GUIDE / f"rubric_{path.stem}.md").read_text(encoding="utf-8")
    whole = [POINTS[points] for points in CRITERION.findall(rubric)]
    assert sum(whole) == written_points(path)
    parts = re.split(r"^## ", rubric, flags=re.MULTILINE)[1:]
    criteria = [part for part in parts if CRITERION.match("## " + part)]
    for points, part in zip(whole, criteria, strict=True):
        levels = [POINTS[level] for level, _ in LEVELS.findall(part)]
        assert levels == sorted(levels, reverse=True)
        assert (levels[0], levels[-1]) == (points, 0)
        assert len(levels) == 3


@each_exercise
def test_a_rubric_has_the_criteria_of_the_solution(path):
    rubric = (GUIDE / f"rubric_{path.stem}.md").read_text(encoding="utf-8")
    solution = all_words(ROOT / "solutions" / path.name).split("**Rubric**")[1]
    for points, words in re.findall(r"^\| (½|1) \| (.+) \|$", solution, re.MULTILINE):
        assert f"*The solution's line ({points}):* {words}" in rubric


@each_exercise
def test_a_marked_answer_has_the_sum_of_its_parts(path):
    rubric = (GUIDE / f"rubric_{path.stem}.md").read_text(encoding="utf-8")
    marked = re.findall(r"^\*\*(\d?[¼½¾]?|0) of 2\.\*\* .*?\((.+?)\)\.?$", rubric, re.MULTILINE)
    assert len(marked) >= 2
    for total, parts in marked:
        assert number(total) == sum(POINTS[part] for part in parts.split(" + "))


def number(text: str) -> float:
    """Return 1.25 for 1¼."""
    return sum(float(part) if part.isdigit() else POINTS[part] for part in text)


def test_the_capstone_is_marked_by_its_own_rubric():
    """The parts and their points are those that learners read in the capstone."""
    row = re.compile(r"^\| ([A-Z][a-z ]+) \((\d)\) \|", re.MULTILINE)
    own = row.findall(all_words(ROOT / "notebooks" / "capstone.ipynb"))
    assert own
    assert row.findall((GUIDE / "capstone.md").read_text(encoding="utf-8")) == own


def test_no_learner_is_led_to_the_guide():
    shown = [*ROOT.glob("notebooks/**/*.ipynb"), *EXERCISES, *ROOT.glob("hopfield_course/**/*.py")]
    for path in shown:
        assert "docs/teaching" not in path.read_text(encoding="utf-8"), path
    for path in EXERCISES:
        assert "**Rubric**" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize(
    "page", sorted(GUIDE.rglob("*.md")), ids=lambda page: page.relative_to(GUIDE).as_posix()
)
def test_links_lead_somewhere(page):
    assert broken_links(page, page.read_text(encoding="utf-8")) == []


def test_a_session_is_as_long_as_it_says():
    """In the syllabi each session is a table whose minutes add up to what its heading says."""
    text = (GUIDE / "syllabi.md").read_text(encoding="utf-8")
    sessions = re.findall(
        r"^### (Session .+?), (\d+) minutes$(.+?)(?=^###? |\Z)", text, re.DOTALL | re.MULTILINE
    )
    assert len(sessions) == 2 + 4 + 8 + 2  # the last two follow on the eight
    for name, minutes, body in sessions:
        parts = [int(part) for part in re.findall(r"^\| .+ \| (\d+) \|$", body, re.MULTILINE)]
        assert sum(parts) == int(minutes), name


def test_a_lesson_in_a_session_takes_the_minutes_of_its_page():
    """A whole lesson takes what its page states for a lecture, sections of it what they take together."""
    text = (GUIDE / "syllabi.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| \[Lesson (\d\d)\]\(\S+\), (as in a lecture|sections? [\d, and]+) \| (\d+) \|$", text, re.M
    )
    assert len(rows) == len(re.findall(r"^\| \[Lesson ", text, re.M)) > 20
    for number, what, minutes in rows:
        page = page_of(next(ROOT.glob(f"notebooks/{number}_*.ipynb")))
        lecture = {name: int(part) for name, _, part in MINUTES.findall(page) if part != "–"}
        wanted = re.findall(r"\d+", what)
        chosen = [part for name, part in lecture.items() if not wanted or name.split(" · ")[0] in wanted]
        assert len(chosen) == (len(wanted) or len(lecture))
        assert sum(chosen) == int(minutes), f"lesson {number}, {what}: {sum(chosen)} minutes, not {minutes}"


def test_the_syllabi_name_every_lesson():
    text = (GUIDE / "syllabi.md").read_text(encoding="utf-8")
    for path in WITH_PAGE:
        assert f"({path.stem}.md)" in text
