"""Written answers are graded in Formgrader, as an instructor does it: a rubric is read, a mark and a comment
are given, the learner's page is made anew, and the marks are exported.

The page is driven in headless Chromium; its pictures stand in ``tests/browser/screenshots``.
"""

import csv
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests import ROOT
from tests.browser import driver

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not os.environ.get("HOPFIELD_REQUIRE_SANDBOX"),
        reason="HOPFIELD_REQUIRE_SANDBOX=1 make test runs the grader's tests",
    ),
]

SCREENSHOTS = Path(__file__).resolve().parent / "screenshots" / "formgrader"
EXERCISE = "01_binary_recall"
ANSWER = "The fields are out of date when all units move at once."
OF_THE_RUBRIC = "compare states, with the last one and with the last but one"
OF_THE_SOLUTION = "nobody looked at"
COMMENT = "Which states would you compare?"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course in which two learners handed in an exercise with a written answer and nothing else."""
    folder = tmp_path_factory.mktemp("formgrader")
    for student, words in {"ada": ANSWER, "bo": "It goes round."}.items():
        notebook = nbformat.read(ROOT / "exercises" / f"{EXERCISE}.ipynb", as_version=4)
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "explain":
                cell.source = words
        (folder / "inbox" / student).mkdir(parents=True)
        nbformat.write(notebook, folder / "inbox" / student / f"{EXERCISE}.ipynb")
    grade(folder)
    return folder / "course"


def grade(folder):
    words = [sys.executable, "-m", "hopfield_course.grading", str(folder / "inbox"), "--workers", "1"]
    done = subprocess.run(
        [*words, "--course", str(folder / "course")], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(done.stderr)


def nbgrader(course, *arguments):
    command = [str(Path(sys.executable).with_name("nbgrader")), *arguments]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)


def table(path):
    with path.open(newline="", encoding="utf-8-sig") as file:
        return {row.get("student") or row["student_id"]: row for row in csv.DictReader(file)}


def page_of(course, student):
    return (course / "feedback" / student / EXERCISE / f"{EXERCISE}.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(chromium, course):
    """Formgrader's list of what was handed in, by JupyterLab in the course's folder as the guide says."""
    before = Path.cwd()
    os.chdir(course)
    try:
        with driver.jupyterlab(course) as server:
            page = chromium.new_page()
            page.goto(server.page, wait_until="domcontentloaded")  # which signs in
            page.goto(f"{server.address}/formgrader/gradebook/{EXERCISE}/{EXERCISE}")
            yield page
            page.close()
    finally:
        os.chdir(before)


def opened(page, words):
    """Open the submissions one after another until the page has these words."""
    link = "a[href*='/formgrader/submissions/']"
    page.wait_for_selector(link)
    addresses = page.eval_on_selector_all(link, "all => all.map(one => one.href)")
    for address in dict.fromkeys(addresses):
        page.goto(address)
        page.wait_for_selector("#explain")
        if words in page.inner_text("#notebook"):
            return
    raise AssertionError(f"{words!r} is in none of {addresses}")


def test_a_mark_and_a_comment_reach_the_learner_the_export_and_the_report(page, course):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    assert "Not graded yet" in page_of(course, "ada")
    assert table(course / "report.csv")["ada"]["written"] == ""

    opened(page, ANSWER)
    shown = page.inner_text("#notebook")
    answer, rubric = shown.index(ANSWER), shown.index(OF_THE_RUBRIC)
    assert 0 < rubric - answer < 2_000, "the rubric stands below the answer"
    assert not page.get_by_text(OF_THE_SOLUTION).is_visible()
    page.get_by_text("What a full answer says").click()
    assert page.get_by_text(OF_THE_SOLUTION).is_visible()
    page.locator("#explain").scroll_into_view_if_needed()
    page.screenshot(path=SCREENSHOTS / "rubric.png")

    with page.expect_response(lambda one: "/api/grade/" in one.url and one.request.method == "PUT") as saved:
        page.fill("#explain", "1.5")
        page.locator("#explain").blur()
    assert saved.value.ok
    with page.expect_response(
        lambda one: "/api/comment/" in one.url and one.request.method == "PUT"
    ) as saved:
        page.fill("#explain-comment", COMMENT)
        page.locator("#explain-comment").blur()
    assert saved.value.ok

    nbgrader(course, "generate_feedback", EXERCISE, "--force")
    nbgrader(course, "export")
    graded, waiting = page_of(course, "ada"), page_of(course, "bo")
    assert COMMENT in graded
    assert "Not graded yet" not in graded
    assert "1.5 / 2" in graded
    assert "Not graded yet" in waiting
    exported = table(course / "grades.csv")
    assert float(exported["ada"]["score"]) == 1.5
    assert float(exported["bo"]["score"]) == 0

    grade(course.parent)
    report = table(course / "report.csv")
    assert float(report["ada"]["written"]) == 1.5
    assert report["bo"]["written"] == ""
    assert COMMENT in page_of(course, "ada")


def test_no_learner_gets_a_rubric(course):
    theirs = [
        path
        for name in ("release", "submitted", "autograded", "feedback")
        for path in (course / name).rglob("*.*")
    ]
    texts = {path: path.read_text(encoding="utf-8") for path in theirs if path.suffix in (".ipynb", ".html")}
    assert len(texts) == 7
    for path, text in texts.items():
        assert OF_THE_RUBRIC not in text, path
        assert OF_THE_SOLUTION not in text, path
