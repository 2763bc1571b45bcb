"""nbgrader with marks from the sandbox: its settings for a course, and what gives it the points."""

import html
import json
import os
import shutil
import sys
import warnings
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.plugins.export import CsvExportPlugin
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    GetGrades,
    LimitOutput,
    NbGraderPreprocessor,
    SaveAutoGrades,
)
from traitlets.config import Config

from .bounds import within
from .course import SECONDS, Course, digest_of, digest_of_text, write
from .judging import TEST
from .rubrics import Rubrics
from .written import line

STUB = "...  # your code here"
COURSE_ID = "hopfield"
HERE = digest_of(*(Path(__file__).with_name(f"{name}.py") for name in ("gradebook", "course", "written")))


class SandboxMarks(NbGraderPreprocessor):
    """Gives the test cells their points, in place of running the notebook here."""

    def preprocess(self, nb, resources):
        """Return the notebook with the outputs of its test cells: a table, and the points."""
        names = resources["nbgrader"]
        folder = Path(names["db_url"].removeprefix("sqlite:///")).parent
        mark = Course(folder).mark_to_enter(names["student"], names["assignment"])
        for cell in nb.cells:
            grading = cell.metadata.get("nbgrader", {})
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
            task = grading.get("grade_id", "").removeprefix(TEST)
            if cell.cell_type == "code" and grading.get("grade") and not grading.get("solution"):
                points = min(float(mark.points.get(task, 0.0)), float(grading["points"]))
                words = mark.hints.get(task, f"{task}: {mark.refused or 'no answer'}")
                data = {"text/plain": words, "text/html": f"<pre>{html.escape(words)}</pre>"}
                cell.outputs = [
                    nbformat.v4.new_output("display_data", data),
                    nbformat.v4.new_output("execute_result", {"text/plain": str(points)}, execution_count=1),
                ]
        return nb, resources


# of a learner's page on paper: all of its width, no prompts, no buttons, and no small thing cut in two
PAPER = """
@media print {
  @page { margin: 14mm 12mm; }
  body { font-size: 10pt; padding: 0; }
  .container, div#notebook-container { width: 100%; max-width: none; padding: 0; box-shadow: none; }
  .panel { border: 0; box-shadow: none; margin: 0; } .panel-body { padding: 0; }
  div.nbgrader_cell .panel-heading { height: auto; color: #000 !important; background: none !important;
    border: 1px solid #555; }
  div.nbgrader_cell .panel-heading code { color: #000 !important; background: none; }
  .panel-heading > .pull-right > a[href="#top"], .pull-right > a[href="#top"], .anchor-link { display: none; }
  div.prompt, .output_execute_result, .output_prompt { display: none !important; }
  a, a:visited { color: inherit; text-decoration: none; } a[href]:after { content: "" !important; }
  pre, code { white-space: pre-wrap !important; overflow-wrap: anywhere; page-break-inside: auto; }
  h1, h2, h3, h4, .panel-heading { break-after: avoid; page-break-after: avoid; }
  h1 { font-size: 18pt; } h2 { font-size: 14pt; margin-top: 12pt; } h3, h4 { font-size: 12pt; }
  div.cell, div.output, div.output_wrapper { page-break-inside: auto; }
  div.output_text, div.output_html, div.input_area, p, li, tr { break-inside: avoid; }
}
"""


class Paper(NbGraderPreprocessor):
    """Makes the page that a learner gets fit for a printer."""

    def preprocess(self, nb, resources):
        """Return the notebook, with a style for paper, and in its title whose it is."""
        resources["inlining"]["css"].append(PAPER)
        names = resources["nbgrader"]
        names["notebook"] = f"{names['notebook']}, {names['student']}"
        return nb, resources


class GradesSoFar(GetGrades):
    """Puts points into the page that a learner gets; what nobody has graded yet shows no points."""

    def preprocess(self, nb, resources):
        """Return the notebook with points, and what can be earned in what is graded."""
        nb, resources = super().preprocess(nb, resources)
        names, waiting = resources["nbgrader"], []
        with Gradebook(names["db_url"]) as book:
            for cell in nb.cells:
                grading = cell.metadata.get("nbgrader", {})
                if not (grading.get("grade") and grading.get("solution")):
                    continue
                who = names["notebook"], names["assignment"], names["student"]
                grade: Any = book.find_grade(grading["grade_id"], *who)
                if grade.manual_score is None and grade.needs_manual_grade:
                    waiting.append(grade.max_score)
                    grading["grade"] = False
                    cell.source += (
                        f"\n\n**Not graded yet: a person gives {grade.max_score:g} points for it.**"
                    )
        names["max_score"] -= sum(waiting)
        return nb, resources


def settings(folder):
    """Return nbgrader's settings for a course in this folder."""
    config, folder = Config(), Path(folder).resolve()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.course_id = COURSE_ID
    config.CourseDirectory.db_url = f"sqlite:///{folder / 'gradebook.db'}"
    config.ClearSolutions.code_stub = {"python": STUB}
    config.ClearSolutions.text_stub = "*Your answer here.*"
    config.GenerateAssignment.create_assignment = True
    config.Autograde.autograde_preprocessors = [
        SandboxMarks,
        LimitOutput,
        SaveAutoGrades,
        AssignLatePenalties,
        CheckCellMetadata,
    ]
    config.HTMLExporter.preprocessors = [Rubrics]
    config.GenerateFeedback.preprocessors = [GradesSoFar, CSSHTMLHeaderPreprocessor, Paper]
    config.ExportPlugin.to = str(folder / "grades.csv")
    # by their names, since there are none where there is no exchange
    config.ExchangeFactory.collect = "hopfield_course.grading.exchange.Collect"
    config.ExchangeFactory.release_feedback = "hopfield_course.grading.exchange.ReturnFeedback"
    return config


class Book:
    """The gradebook of a course."""

    def __init__(self, course):
        # nbgrader calls alembic by its name alone
        os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        self.course = course
        if not (course.folder / "gradebook.db").exists():
            shutil.rmtree(course.folder / "entered", ignore_errors=True)
        self.api = NbGraderAPI(config=settings(course.folder))

    def prepare(self, exercise, solution):
        """Make an exercise of its solution, and enter it, unless that was done before."""
        place = self.course.folder / "source" / exercise / f"{exercise}.ipynb"
        text = Path(solution).read_text(encoding="utf-8")
        done = self.course.folder / "entered" / exercise / ".prepared"  # no learner's name begins so
        digest = digest_of_text(text)
        if self.course.given(exercise).exists() and done.exists() and done.read_text() == digest:
            return
        write(place, text)
        self._done(self.api.generate_assignment(exercise), exercise)
        write(done, digest)

    def enter(self, student, exercise):
        """Enter a mark, and write the feedback that the student gets, unless that was done before."""
        submitted = self.course.submitted(student, exercise)
        words = [HERE, submitted.read_text(encoding="utf-8"), self.course.read(student, exercise)]
        digest = digest_of_text(json.dumps(words))
        done = self.course.folder / "entered" / exercise / student
        if done.exists() and done.read_text() == digest:
            return
        with warnings.catch_warnings(), within(SECONDS):
            warnings.simplefilter("ignore")  # SQLAlchemy's about nbgrader's way with it
            self._done(self.api.autograde(exercise, student), f"{student}, {exercise}")
            self._done(self.api.generate_feedback(exercise, student), f"{student}, {exercise}")
        write(done, digest)

    def check(self):
        """Raise an error if the book cannot be read."""
        coursedir: Any = self.api.coursedir
        with Gradebook(coursedir.db_url, COURSE_ID) as book:
            len(book.assignments)

    def points(self, student, exercise):
        """Return the machine's points in the book, and a person's or None; None if nothing was entered."""
        coursedir: Any = self.api.coursedir
        with Gradebook(coursedir.db_url, COURSE_ID) as book:
            try:
                submission: Any = book.find_submission(exercise, student)
            except MissingEntry:
                return None
            grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
            tests = [grade for grade in grades if grade.cell_type == "code"]
            manual = [grade.manual_score for grade in grades if grade.manual_score is not None]
            auto = sum(grade.auto_score or 0.0 for grade in tests)
            return round(auto, 2), (round(sum(manual), 2) if manual else None)

    def export(self):
        """Write grades.csv as nbgrader exports it; return its path."""
        path, part = self.course.folder / "grades.csv", self.course.folder / ".grades.part"
        coursedir: Any = self.api.coursedir
        with Gradebook(coursedir.db_url, COURSE_ID) as book:
            CsvExportPlugin(to=str(part)).export(book)
        part.replace(path)
        return path

    def _done(self, result, what):
        if not result["success"]:
            words = (result.get("error") or result.get("log") or "").strip().splitlines()
            if words and words[-1].startswith("KeyboardInterrupt"):  # nbgrader catches that too
                raise KeyboardInterrupt
            raise RuntimeError(f"nbgrader, {what}: {line(words[-1]) if words else 'no reason given'}")
