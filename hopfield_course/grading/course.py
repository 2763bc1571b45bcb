"""A course's folder: what was handed in, the marks, and nbgrader's gradebook.

    course/
      secret                          decides the hidden inputs; made once, shown to nobody
      source/ release/                nbgrader's: the solutions, and the exercises made of them
      marks/EXERCISE/STUDENT.json     what the sandbox and the judges found
      submitted/ autograded/ feedback/ gradebook.db      nbgrader's
      report.csv                      a row for everyone

nbgrader never reads a file that was handed in: what stands in ``submitted`` is written here, from
the sources of its cells and from nothing else.
"""

import csv
import hashlib
import itertools
import json
import os
import re
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat

import hopfield_lib

from ..exercises import EXERCISES
from . import likeness, sandbox
from .judging import SHORTEST, Mark, grade
from .submissions import CELLS, Cell, RefusedError, cells_of, merge, read_file
from .written import harmless, line

DEEPEST, MOST = 3, 10_000  # folders below a learner's own, and files looked at in it
WRITTEN = 100_000  # letters of a submission's written cells
SECRET = "HOPFIELD_COURSE_SECRET"
COLUMNS = ("student", "exercise", "file", "points", "of", "notes", "to look at")


class CourseError(ValueError):
    """Something about the course or its folders that somebody must mend; the message says what."""


@dataclass(frozen=True)
class Submission:
    """One file that was handed in, or what is there in place of one.

    Attributes
    ----------
    student : str
        Safe as the name of a file.
    exercise : str
        Empty if it is none of the course's.
    path : Path
    note : str
        What is amiss with the file's place or name.
    """

    student: str
    exercise: str
    path: Path
    note: str = ""


def safe(name):
    """Return a student's name as nbgrader and file systems take it; other names stay distinct."""
    plain = re.sub(r"[^\w.@-]", "_", name, flags=re.ASCII).lstrip(".-@")[:60]
    if plain and plain == name and not re.search(r"-[0-9a-f]{8}$", name):  # looks like one made here
        return name
    return f"{plain or 'student'}-{hashlib.sha256(os.fsencode(name)).hexdigest()[:8]}"


def collect(folder):
    """Return the submissions below a folder, sorted; links are not followed.

    A file ``STUDENT/…/01_binary_recall.ipynb`` is that student's, and so is
    ``STUDENT_01_binary_recall.ipynb`` beside it.  Of several the youngest counts.  Whatever else lies
    in the folder, and is not hidden, is there with a note on why it is none.

    Raises
    ------
    FileNotFoundError
        If the folder is not there.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: expected a folder of submissions, found none")
    found, strange, empty = {}, [], {}
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path, notes = folder / entry.name, []
        if entry.name.startswith("."):
            continue
        within = entry.is_dir(follow_symlinks=False)
        files = _files(path, notes) if within else [path] if entry.name.endswith(".ipynb") else []
        if not files:
            why = (
                "a link, not a folder"
                if entry.is_symlink()
                else "no notebook in it"
                if within
                else "no notebook"
            )
            empty[safe(entry.name)] = Submission(safe(entry.name), "", path, "; ".join([why, *notes]))
        for file in files:
            stem = file.name.removesuffix(".ipynb")
            exercise = next((name for name in EXERCISES if name in stem), "")
            before = stem.partition(exercise)[0].rstrip("_- ") if exercise else stem
            student = safe((entry.name if within else before) or stem)
            if exercise:
                found.setdefault((student, exercise), []).append(file)
            else:
                strange.append(Submission(student, "", file, "no exercise of the course has this name"))
    chosen = []
    for (student, exercise), paths in found.items():
        youngest = max(paths, key=lambda path: (_changed(path), path.name))
        note = f"the youngest of {len(paths)} files" if len(paths) > 1 else ""
        chosen.append(Submission(student, exercise, youngest, note))
    handed_in = {submission.student for submission in [*chosen, *strange]}
    without = [one for student, one in empty.items() if student not in handed_in]
    return sorted([*chosen, *strange, *without], key=lambda one: (one.exercise, one.student, one.path))


def _files(folder, notes, depth=1):
    """Return the notebooks in a folder and below; what cannot be looked at is noted."""
    try:
        entries = sorted(itertools.islice(os.scandir(folder), MOST), key=lambda entry: entry.name)
    except OSError as error:
        notes.append(f"{line(folder.name, 60)} cannot be opened: {error.strerror}")
        return []
    found = []
    for entry in entries:
        if entry.name.startswith(".") or len(found) >= MOST:
            continue
        if not entry.is_dir(follow_symlinks=False):
            found += [folder / entry.name] if entry.name.endswith(".ipynb") else []
        elif depth < DEEPEST:
            found += _files(folder / entry.name, notes, depth + 1)
    return found


def _changed(path):
    try:
        return path.lstat().st_mtime
    except OSError:  # it is gone meanwhile
        return 0.0


@cache
def version():
    """Return a digest of what marks depend on beside the answers: tasks, judges, the grader, the library."""
    return digest_of(Path(hopfield_lib.__file__).parent, Path(__file__).resolve().parents[1])


def digest_of(*folders):
    """Return a digest of the modules in folders."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def write(path, text):
    """Write a file in one step: after an interruption it is there whole, or as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise


class Course:
    """A course's folder.

    Parameters
    ----------
    folder : str or Path
        Made if it is not there.  Its secret is the environment's HOPFIELD_COURSE_SECRET, or else
        its own, made if it has none.
    """

    def __init__(self, folder):
        self.folder = Path(folder).resolve()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.secret = self._secret()

    def _secret(self):
        path = self.folder / "secret"
        if given := os.environ.get(SECRET):
            secret, whose = os.fsencode(given), SECRET
        else:
            try:
                if not path.exists():
                    self._make_secret(path)
                secret, whose = path.read_bytes().strip(), path
            except OSError as error:
                raise CourseError(f"{path}: the course's secret cannot be read: {error.strerror}") from None
        if len(secret) < SHORTEST:
            raise CourseError(f"{whose}: a secret of {len(secret)} letters, expected at least {SHORTEST}")
        return secret

    def _make_secret(self, path):
        """Write a secret that is there whole or not at all, and the first of two."""
        descriptor, name = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=".part")
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32))
            with suppress(FileExistsError):
                os.link(name, path)
        finally:
            Path(name).unlink()

    def given(self, exercise):
        """Return the path of an exercise as it was given out."""
        return self.folder / "release" / exercise / f"{exercise}.ipynb"

    def mark_path(self, student, exercise):
        """Return the path of a mark."""
        return self.folder / "marks" / exercise / f"{student}.json"

    def read(self, student, exercise):
        """Return what is written of a mark: a dict, empty if there is none that can be read."""
        try:
            words = json.loads(self.mark_path(student, exercise).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return words if isinstance(words, dict) else {}

    def keep(self, student, exercise, cells, mark):
        """Write the mark of these cells."""
        words = {"key": self.key(student, exercise, cells), "mark": mark.as_dict()}
        write(self.mark_path(student, exercise), json.dumps(words, indent=1))

    def key(self, student, exercise, cells):
        """Return a digest of all that a mark depends on: of the cells, the code."""
        parts = [[cell.source, cell.grade_id] for cell in cells if cell.kind == "code"]
        words = json.dumps([version(), self.secret.hex(), student, exercise, parts])
        return hashlib.sha256(words.encode()).hexdigest()

    def mark(self, student, exercise, content, most=CELLS):
        """Return the mark of a notebook's bytes, read if it was made before, else made; and its cells.

        Raises RefusedError if it is no notebook, NoSandboxError if there is no sandbox.
        """
        given = cells_of(self.given(exercise).read_bytes())
        cells, _ = merge(given, cells_of(content, most))
        kept = self.read(student, exercise)
        if kept.get("key") == self.key(student, exercise, cells):
            return Mark(**kept["mark"]), cells
        mark = grade(content, exercise, given, student, self.secret)
        self.keep(student, exercise, cells, mark)
        return mark, cells

    def take(self, submission):
        """Mark one submission, and put its cells where nbgrader finds them; return the mark.

        Whatever goes wrong costs this submission alone, but for a sandbox that is not there, and for
        files of the course that cannot be written.
        """
        student, exercise = submission.student, submission.exercise
        try:
            mark, cells = self.mark(student, exercise, read_file(submission.path))
        except (sandbox.NoSandboxError, OSError):
            raise
        except Exception as error:
            why = str(error) if isinstance(error, RefusedError) else f"{type(error).__name__}: {error}"
            why = line(why)
            mark = Mark(dict.fromkeys((task.name for task in EXERCISES[exercise].TASKS), 0.0), refused=why)
            cells = [Cell("markdown", f"**Nothing could be graded: {why}.**")]
            cells += cells_of(self.given(exercise).read_bytes())
            self.keep(student, exercise, cells, mark)
        write(self.submitted(student, exercise), nbformat.writes(self.notebook(exercise, cells)))
        return mark

    def notebook(self, exercise, cells):
        """Return a notebook of cells' sources, with the ids and the metadata of the exercise.

        What learners wrote is text, not HTML: a person will read it in a browser.
        """
        given = nbformat.read(self.given(exercise), as_version=4)
        metadata = {
            cell.metadata.nbgrader.grade_id: cell.metadata
            for cell in given.cells
            if "nbgrader" in cell.metadata
        }
        make = {
            "code": nbformat.v4.new_code_cell,
            "markdown": nbformat.v4.new_markdown_cell,
            "raw": nbformat.v4.new_raw_cell,
        }
        notebook = nbformat.v4.new_notebook(metadata=given.metadata)
        room, sources, own = WRITTEN, [], {cell.source for cell in given.cells}
        for cell in cells:
            theirs = cell.kind != "code" and cell.source not in own
            sources.append(harmless(cell.source, room) if theirs else cell.source)
            room -= len(cell.source) if theirs else 0
        notebook.cells = [
            make[cell.kind](source, metadata=metadata.get(cell.grade_id, {}), id=f"cell-{k}")
            for k, (cell, source) in enumerate(zip(cells, sources, strict=True))
        ]
        return notebook

    def to_look_at(self, exercise, students):
        """Return what is alike between these students' answers and others, in words, by student."""
        solution = cells_of((self.folder / "source" / exercise / f"{exercise}.ipynb").read_bytes())
        untouched = likeness.answers(cells_of(self.given(exercise).read_bytes()))
        handed_in = {}
        for student in students:
            with suppress(OSError, RefusedError):
                cells = cells_of(self.submitted(student, exercise).read_bytes(), 2 * CELLS)
                handed_in[student] = [
                    cell for cell in cells if untouched.get(cell.grade_id or "") != cell.source
                ]
        alike = likeness.shared(handed_in)
        return {
            student: likeness.flags(cells, solution) + alike[student] for student, cells in handed_in.items()
        }

    def submitted(self, student, exercise):
        """Return the path of the notebook that nbgrader reads in place of what was handed in."""
        return self.folder / "submitted" / student / exercise / f"{exercise}.ipynb"

    def report(self, rows):
        """Write report.csv, a row (a dict by COLUMNS) for everyone; return its path."""
        path = self.folder / "report.csv"
        with tempfile.TemporaryFile("w+", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, COLUMNS)
            table.writeheader()
            table.writerows({key: _plain(value) for key, value in row.items()} for row in rows)
            file.seek(0)
            write(path, file.read())
        return path


def _plain(value):
    """A text that a spreadsheet does not take for a formula, nor a part of it behind a semicolon."""
    text = line(value, 5000)
    return re.sub(r"^(?=[=+@-])|(?<=;)(\s*)(?=[=+@-])", r"\1'", text)
