"""A folder of submissions becomes marks, a gradebook and feedback; one bad file costs itself alone."""

import csv
import html
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest

import hopfield_lib
from hopfield_course.grading import course as course_module
from hopfield_course.grading import lack, sandbox
from hopfield_course.grading.course import Course
from hopfield_course.grading.inbox import Submission
from hopfield_course.grading.report import COLUMNS, write_table
from hopfield_course.grading.sandbox import NoSandboxError
from hopfield_course.grading.submissions import ALL_CODE, CELLS, CODE
from tests import ROOT

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from hopfield_course.grading.gradebook import settings

EXERCISE = "01_binary_recall"
SOLUTION = ROOT / "solutions" / f"{EXERCISE}.ipynb"
UNTOUCHED = ROOT / "exercises" / f"{EXERCISE}.ipynb"
ASKED = bool(os.environ.get("HOPFIELD_REQUIRE_SANDBOX"))
needs_sandbox = pytest.mark.skipif(
    not ASKED, reason="HOPFIELD_REQUIRE_SANDBOX=1 make test runs the grader's tests"
)
BARE = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"}
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)> a < b $x$"


def test_the_sandbox_is_there_where_it_is_required():
    if ASKED:
        assert lack() == ""


def changed(**answers):
    notebook = nbformat.read(SOLUTION, as_version=4)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell.source = answers[name]
    return nbformat.writes(notebook)


def padded():
    """As large as a notebook may be, its given cells taken out: what is put back makes it larger."""
    notebook = nbformat.read(SOLUTION, as_version=4)
    notebook.cells = [
        cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution", False)
    ]
    room = ALL_CODE - sum(len(cell.source) for cell in notebook.cells if cell.cell_type == "code")
    while room > 0:
        notebook.cells.append(nbformat.v4.new_code_cell("#" * min(room, CODE)))
        room -= CODE
    notebook.cells += [
        nbformat.v4.new_markdown_cell("x", id=f"pad-{k}") for k in range(CELLS - len(notebook.cells))
    ]
    return nbformat.writes(notebook)


LEAK = "def energy(W, state):\n    raise ValueError('leaked ' + str(state.tolist()))\n"
FAKED = "def energy(W, state):\n    import numpy\n    numpy.allclose = lambda *a, **k: True\n    return 0.0\n"
# by student: what is handed in, and what the machine must give
HANDED_IN = {
    "ada": (SOLUTION.read_text(encoding="utf-8"), 8),
    "bo": (UNTOUCHED.read_text(encoding="utf-8"), 0),
    "cy": (changed(energy=LEAK), 7),
    "di": (changed(energy=FAKED), 7),
    "ed": ("not a notebook", 0),
    "fay": ("", 0),
    "gus": (changed(energy="import os\nos._exit(0)\n"), 2),
    "pad": (padded(), 7),  # the name that its data are made for is no given cell, and gone
    "gap": (changed(energy="x = 1" + " " * 2_000 + "?", explain="`" * 19_000 + "\n" + "[" * 900), 7),
    "王小明": (changed(energy="  \n%matplotlib inline\ndef energy(W, s):\n    return -0.5 * s @ W @ s"), 8),
    "hal": (changed(energy="def energy(W, s):\n    while True: pass\n", explain=SCRIPT), 7),
}


@pytest.fixture(scope="module")
def inbox(tmp_path_factory):
    folder = tmp_path_factory.mktemp("inbox")
    for student, (text, _) in HANDED_IN.items():
        (folder / student).mkdir()
        (folder / student / f"{EXERCISE}.ipynb").write_text(text, encoding="utf-8")
    (folder / "ivy").mkdir()
    (folder / "ivy" / f"{EXERCISE}.ipynb").symlink_to(SOLUTION)
    (folder / "jo").mkdir()
    (folder / "kim").mkdir()
    (folder / "kim" / "holiday.ipynb").write_text("{}")
    return folder


def command(inbox, course):
    return [
        sys.executable,
        "-m",
        "hopfield_course.grading",
        str(inbox),
        "--course",
        str(course),
        "--workers",
        "2",
    ]


@pytest.fixture(scope="module")
def graded(inbox, tmp_path_factory):
    course = tmp_path_factory.mktemp("graded") / "course"
    done = subprocess.run(command(inbox, course), cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return course


def table(path):
    with open(path, newline="", encoding="utf-8-sig") as file:  # noqa: PTH123
        return {row.get("student") or row["student_id"]: row for row in csv.DictReader(file)}


@needs_sandbox
def test_everyone_has_a_row_and_the_mark_that_was_earned(graded):
    rows = table(graded / "report.csv")
    assert {name: float(rows[name]["points"]) for name in HANDED_IN} == {
        name: points for name, (_, points) in HANDED_IN.items()
    }
    assert set(rows) == {*HANDED_IN, "ivy", "jo", "kim"}
    reasons = {"ed": "not JSON", "fay": "empty", "ivy": "a link", "jo": "no notebook", "kim": "no exercise"}
    for name, words in reasons.items():
        assert words in rows[name]["notes"], name
    assert float(rows["ivy"]["points"]) == 0
    assert "ended its own process" in rows["gus"]["notes"]


@needs_sandbox
def test_answers_that_are_alike_are_named_and_scored_all_the_same(graded):
    rows = table(graded / "report.csv")
    assert "sweep is the solution's" in rows["ada"]["to look at"]
    assert "sweep is that of" in rows["ada"]["to look at"]
    assert {rows[name]["to look at"] for name in ("bo", "ed", "fay", "jo")} == {""}


@needs_sandbox
def test_the_gradebook_has_the_same_marks(graded):
    rows, book = table(graded / "report.csv"), table(graded / "grades.csv")
    assert {name: float(row["raw_score"]) for name, row in book.items()} == {
        name: float(rows[name]["points"]) for name in book
    }
    assert set(book) == {*HANDED_IN, "ivy"}
    assert {row["max_score"] for row in book.values()} == {"10.0"}


@needs_sandbox
def test_the_page_of_a_run_has_everyone_with_a_mark_and_each_link_leads_somewhere(graded):
    text = (graded / "statistics.html").read_text(encoding="utf-8")
    links = {html.unescape(link) for link in re.findall(r'href="([^"#]+)', text)}
    pages = {f"feedback/{name}/{EXERCISE}/{EXERCISE}.html" for name in [*HANDED_IN, "ivy"]}
    assert {unquote(link) for link in links} == {*pages, f"alike/{EXERCISE}.html"}
    assert all((graded / unquote(link)).is_file() for link in links)
    assert "An error stopped it" in text  # cy's hint
    look = table(graded / "report.csv")["ada"]["to look at"].rpartition("; ")[2]
    page, _, name = look.partition("#")
    assert f'id="{name}"' in (graded / page).read_text(encoding="utf-8")


@needs_sandbox
def test_a_sample_is_run_again_on_other_inputs_and_chance_is_found(tmp_path):
    """An answer that is right for some inputs, by their numbers, has another mark in one of some draws."""
    lucky = "def energy(W, s):\n    return -0.5 * s @ W @ s * (1 + int(7 * abs(W).sum()) % 2)\n"
    handed_in = {"ada": SOLUTION.read_text(encoding="utf-8"), "bo": changed(energy=lucky)}
    for student, text in handed_in.items():
        (tmp_path / "inbox" / student).mkdir(parents=True)
        (tmp_path / "inbox" / student / f"{EXERCISE}.ipynb").write_text(text, encoding="utf-8")
    course, statuses = tmp_path / "course", []
    known = {**os.environ, "HOPFIELD_COURSE_SECRET": "known to the tests alone"}
    for draw in range(1, 6):
        options = ["--moderate", "2", "--draw", str(draw)]
        done = subprocess.run(
            [*command(tmp_path / "inbox", course), *options], cwd=ROOT, env=known, capture_output=True
        )
        with (course / "moderation.csv").open(newline="", encoding="utf-8-sig") as file:
            differ = [row["student"] for row in csv.DictReader(file) if row["differs"]]
        assert done.returncode == bool(differ)
        assert set(differ) <= {"bo"}
        statuses.append(done.returncode)
        if any(statuses):
            break
    assert any(statuses)


@needs_sandbox
def test_feedback_tells_hints_and_nothing_hidden_and_no_script(graded):
    page = {
        name: (graded / "feedback" / name / EXERCISE / f"{EXERCISE}.html").read_text() for name in HANDED_IN
    }
    assert "energy: 0 of 1 points" in page["cy"]
    assert "An error stopped it" in page["cy"]
    assert not any("leaked [" in text or "expected:" in text for text in page.values())
    assert "<script>alert" not in page["hal"]
    assert 'onerror="' not in page["hal"]
    assert "a &lt; b $x$" in page["hal"]
    assert "Nothing could be graded" in page["ed"]
    assert "Not graded yet: a person gives 2 points for it." in page["ada"]
    assert "0.0 / 2.0" not in page["ada"]
    assert f"{EXERCISE}, ada (Score: 8.0 / 8.0)" in page["ada"]
    assert "@media print" in page["ada"]
    assert "0.0 / 2.0" in page["bo"]  # nothing was written
    own = json.loads((graded / "marks" / EXERCISE / "cy.json").read_text())
    assert "leaked" in own["mark"]["feedback"]["energy"]  # who grades sees it


@needs_sandbox
def test_a_second_run_grades_nothing_twice_and_one_new_file_is_graded_alone(graded, inbox, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(graded, course)
    before = {path: path.stat().st_mtime_ns for path in (course / "marks").rglob("*.json")}
    first = table(course / "report.csv")
    late = inbox / "lea"
    late.mkdir()
    try:
        (late / f"{EXERCISE}.ipynb").write_text(SOLUTION.read_text())
        subprocess.run(command(inbox, course), cwd=ROOT, capture_output=True, check=True)
    finally:
        shutil.rmtree(late)
    sound = [path for path in before if path.stem in set(HANDED_IN) - {"ed", "fay"}]
    assert [path for path in sound if path.stat().st_mtime_ns != before[path]] == []
    rows = table(course / "report.csv")
    assert rows.pop("lea")["points"] == "8"
    assert set(rows) == set(first)
    for name in rows:  # what lea shares with others is new
        assert {**rows[name], "to look at": ""} == {**first[name], "to look at": ""}


@needs_sandbox
def test_what_is_graded_when_a_run_is_interrupted_is_kept(inbox, graded, tmp_path):
    course = tmp_path / "course"
    for name in ("source", "release", "gradebook.db", "secret"):
        place = graded / name
        shutil.copytree(place, course / name) if place.is_dir() else shutil.copy(place, course / name)
    run = subprocess.Popen(
        command(inbox, course),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    sound = "[abcdghp]*.json"  # of notebooks that could be read
    while not list((course / "marks").rglob(sound)) and run.poll() is None:
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()
    kept = {path: path.stat().st_mtime_ns for path in (course / "marks").rglob(sound)}
    assert kept
    done = subprocess.run(command(inbox, course), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert table(course / "report.csv") == table(graded / "report.csv")


@needs_sandbox
def test_nbgraders_own_commands_give_the_same_points_and_stay_in_the_course(graded, tmp_path):
    """From within the course's folder, as the guide has it; no program of the environment is on the path."""
    course = tmp_path / "spring"
    shutil.copytree(graded, course)
    shutil.rmtree(course / "autograded" / "ada")
    (course / "grades.csv").unlink()
    nbgrader = str(Path(sys.executable).with_name("nbgrader"))
    for arguments in (["autograde", EXERCISE, "--student", "ada"], ["export"]):
        done = subprocess.run([nbgrader, *arguments], cwd=course, env=BARE, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    notebook = nbformat.read(course / "autograded" / "ada" / EXERCISE / f"{EXERCISE}.ipynb", as_version=4)
    points = {
        cell.metadata.nbgrader.grade_id: cell.outputs[-1].data["text/plain"]
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith("test-")
    }
    assert sum(map(float, points.values())) == 8
    assert table(course / "grades.csv")["ada"]["raw_score"] == "8.0"
    assert [path.name for path in tmp_path.iterdir()] == ["spring"]


@needs_sandbox
def test_a_broken_gradebook_is_told_in_a_line(graded, inbox, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(graded, course)
    (course / "gradebook.db").write_text("no database")
    done = subprocess.run(command(inbox, course), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "Nothing is graded. nbgrader: " in done.stderr
    assert "running" not in done.stderr
    assert "Traceback" not in done.stderr


def test_git_shows_nothing_of_a_course_wherever_it_is(course):
    subprocess.run(["git", "init", "-q", str(course.folder.parent)], check=True)
    (course.folder / "grades.csv").write_text("x")
    done = subprocess.run(
        ["git", "status", "--short", "-uall"],
        cwd=course.folder.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""


@needs_sandbox
def test_a_report_that_nobody_reads_to_its_end_is_no_error(inbox, graded, tmp_path):
    course = shutil.copytree(graded, tmp_path / "course")
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command(inbox, course), cwd=ROOT, **pipes) as run:
        run.stdout.close()
        errors = run.stderr.read()
    assert run.returncode == 0
    assert "BrokenPipe" not in errors
    assert table(course / "report.csv") == table(graded / "report.csv")


def test_without_a_sandbox_nothing_is_graded(tmp_path, monkeypatch, capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from hopfield_course.grading import __main__ as program
    monkeypatch.setattr(program, "lack", lambda: "There is none here.")
    assert program.main([str(tmp_path), "--course", str(tmp_path / "course")]) == 2
    assert "Nothing is graded. There is none here." in capsys.readouterr().err
    assert not (tmp_path / "course").exists()


def test_marks_are_made_anew_when_what_they_depend_on_has_changed(tmp_path):
    """The library, the judges of that exercise, what grades; not another exercise, nor the tables."""
    for name in ("hopfield_lib", "hopfield_course"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    modules = {
        "hopfield_lib/couplings/rules.py": "the library",
        "hopfield_course/grading/judging.py": "the grader",
        "hopfield_course/check/judges.py": "what all judges share",
        "hopfield_course/exercises/e01_binary_recall/sweep.py": "a task or its judge",
        "hopfield_course/exercises/e02_spurious_states/__init__.py": "nothing",
        "hopfield_course/grading/tables.py": "nothing",
        "hopfield_lib/explore/__init__.py": "nothing",
    }
    source = (
        "from pathlib import Path\nfrom hopfield_course.grading.course import changed, versions\n"
        "keys = lambda: versions.__wrapped__('01_binary_recall')\nfirst = {'keys': keys()}\n"
        f"for module in {list(modules)}:\n    text = Path(module).read_text(encoding='utf-8')\n"
        "    Path(module).write_text(text + '\\n', encoding='utf-8')\n"
        "    print(changed(first, keys()) or 'nothing')\n"
        "    Path(module).write_text(text, encoding='utf-8')\n"
    )
    command = [sys.executable, "-c", source]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert said.splitlines() == list(modules.values())


# ------------------------------------------------------------------- folders, names, the course


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.delenv("HOPFIELD_COURSE_SECRET", raising=False)
    made = Course(tmp_path / "course")
    place = made.given(EXERCISE)
    place.parent.mkdir(parents=True)
    shutil.copy(UNTOUCHED, place)
    return made


def test_a_secret_is_made_once_and_for_nobody_else(course, monkeypatch):
    assert len(course.secret) >= 32
    assert Course(course.folder).secret == course.secret
    assert (course.folder / "secret").stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("HOPFIELD_COURSE_SECRET", "another one, long enough")
    assert Course(course.folder).secret == b"another one, long enough"


def test_what_fails_in_grading_costs_one_submission_and_no_sandbox_stops_all(course, monkeypatch):
    one = Submission("ada", EXERCISE, SOLUTION)

    for error in (MemoryError("no room"), OSError(11, "Resource temporarily unavailable"), KeyError("x")):

        def failing(*_, error=error):
            raise error

        monkeypatch.setattr(course_module, "grade", failing)
        mark = course.take(one).mark
        assert (mark.total, mark.refused) == (0.0, f"{type(error).__name__}: {error}")
        assert course.read("ada", EXERCISE)["keys"] == {}  # the next run tries again

    def none(*_):
        raise NoSandboxError("none here")

    monkeypatch.setattr(course_module, "grade", none)
    monkeypatch.setattr(sandbox, "lack", lambda: "")
    assert (
        course.take(one).mark.refused == "NoSandboxError: none here"
    )  # there is one: it is this submission's
    monkeypatch.setattr(sandbox, "lack", lambda: "none here")
    with pytest.raises(NoSandboxError):
        course.take(one)


def test_nbgrader_gets_sources_and_nothing_else(course):
    forged = nbformat.read(SOLUTION, as_version=4)
    forged.metadata["hopfield"] = {"points": 10}
    for cell in forged.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "10.0"})]
        cell.metadata["mine"] = 1
    given = course_module.cells_of(course.given(EXERCISE).read_bytes())
    cells, _ = course_module.merge(given, course_module.cells_of(nbformat.writes(forged).encode()))
    written = course.notebook(EXERCISE, cells)
    assert "mine" not in nbformat.writes(written)
    assert "hopfield" not in written.metadata
    assert not any(cell.get("outputs") for cell in written.cells)
    again, notes = course_module.merge(given, course_module.cells_of(nbformat.writes(written).encode()))
    assert (again, notes) == (cells, [])


def test_a_report_holds_no_formula(course):
    row = dict.fromkeys(COLUMNS, "=1+1")
    assert table(write_table(course.folder / "report.csv", COLUMNS, [row]))["'=1+1"]["notes"] == "'=1+1"


def test_the_settings_replace_nbgraders_own_execution(tmp_path):
    names = [one.__name__ for one in settings(tmp_path).Autograde.autograde_preprocessors]
    assert names[0] == "SandboxMarks"
    assert "Execute" not in names


def test_a_secret_that_is_too_short_or_cannot_be_read_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("HOPFIELD_COURSE_SECRET", "short")
    with pytest.raises(course_module.CourseError, match="a secret of 5 letters, expected at least 16"):
        Course(tmp_path / "one")
    monkeypatch.delenv("HOPFIELD_COURSE_SECRET")
    (tmp_path / "two" / "secret").mkdir(parents=True)
    with pytest.raises(course_module.CourseError, match="secret cannot be read"):
        Course(tmp_path / "two")


@pytest.mark.parametrize(("inbox", "course"), [("a", "a"), ("a/b", "a"), ("a", "a/b")])
def test_folders_that_lie_in_each_other_are_refused(tmp_path, monkeypatch, capsys, inbox, course):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from hopfield_course.grading import __main__ as program
    monkeypatch.setattr(program, "lack", lambda: "")
    (tmp_path / inbox).mkdir(parents=True)
    assert program.main([str(tmp_path / inbox), "--course", str(tmp_path / course)]) == 2
    assert "lie in each other" in capsys.readouterr().err


def test_a_course_where_submissions_could_look_is_refused(tmp_path):
    assert "which submissions can see" in sandbox.exposed(Path(hopfield_lib.__file__).parent / "inbox")
    assert sandbox.exposed(tmp_path) == ""
