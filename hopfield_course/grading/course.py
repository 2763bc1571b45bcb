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

import hashlib
import json
import os
import secrets
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat

import hopfield_lib

from ..exercises import EXERCISES
from . import likeness, sandbox
from .bounds import within
from .judging import SHORTEST, Mark, grade
from .likeness import Traits
from .submissions import CELLS, Cell, RefusedError, cells_of, merge, read_file
from .written import harmless, line

WRITTEN = 100_000  # letters of a submission's written cells
SECONDS = 60.0  # of computing that the grader itself has for one submission
SECRET = "HOPFIELD_COURSE_SECRET"
GRADER = ("judging", "runner", "sandbox", "submissions", "syscalls")  # what of the grader decides marks
MOVES = 100  # of a mark that are kept
UNUSED = ("explore", "cli")  # what of the library decides none

# of every course's folder: git shows nothing of it, and nbgrader's commands find their way from within it
OWN_FILES = {
    ".gitignore": "*\n",
    "nbgrader_config.py": """from pathlib import Path

from hopfield_course.grading.gradebook import settings

c = get_config()  # nbgrader defines it
c.merge(settings(Path(__file__).parent))
""",
}


class CourseError(ValueError):
    """Something about the course or its folders that somebody must mend; the message says what."""


@dataclass(frozen=True)
class Taken:
    """What became of one submission.

    Attributes
    ----------
    student, exercise : str
    mark : Mark
    traits : Traits
        What is compared with others.
    """

    student: str
    exercise: str
    mark: Mark
    traits: Traits = field(default_factory=Traits)


@cache
def versions(exercise):
    """Return digests of what all marks of an exercise depend on, by its name in words."""
    course = Path(__file__).resolve().parents[1]
    return {
        "a task or its judge": digest_of(Path(str(EXERCISES[exercise].__file__)).parent),
        "what all judges share": digest_of(course / "check"),
        "the library": digest_of(Path(hopfield_lib.__file__).parent),
        "the grader": digest_of(*(Path(__file__).with_name(f"{name}.py") for name in GRADER)),
    }


def digest_of(*places):
    """Return a digest of modules, and of those in folders."""
    digest = hashlib.sha256()
    for place in places:
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            if path.parent.name not in UNUSED:
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
        for name, text in OWN_FILES.items():
            if not (self.folder / name).exists():
                write(self.folder / name, text)

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

    def keep(self, student, exercise, keys, mark, submitted):
        """Write a mark, what it depends on, and the digest of the notebook that it is entered with.

        With it stands where it moved, and why: a run that is killed before its end forgets none of it.
        """
        kept = self.read(student, exercise)
        moves = kept.get("moves", [])
        if kept.get("mark") and kept.get("keys") != keys:
            moves += moved(kept["mark"].get("points", {}), mark.points, changed(kept, keys))
        words = {"keys": keys, "submitted": submitted, "mark": mark.as_dict(), "moves": moves[-MOVES:]}
        write(self.mark_path(student, exercise), json.dumps(words, indent=1))

    def keys(self, student, exercise, cells):
        """Return digests of all that a mark depends on: of the cells, the code."""
        parts = {True: [], False: []}
        for cell in cells:
            if cell.kind == "code":
                parts[cell.locked].append([cell.source, cell.grade_id])
        words = {
            "the answers": parts[False],
            "the exercise as it is given out": parts[True],
            **versions(exercise),
            "the course's secret": [self.secret.hex(), student, exercise],
        }
        return {name: hashlib.sha256(json.dumps(one).encode()).hexdigest() for name, one in words.items()}

    def mark(self, student, exercise, content, most=CELLS):
        """Return the mark of a notebook's bytes, read if it was made before, else made; its cells; its keys.

        Raises RefusedError if it is no notebook, NoSandboxError if there is no sandbox.
        """
        given = cells_of(self.given(exercise).read_bytes())
        cells, _ = merge(given, cells_of(content, most))
        kept, keys = self.read(student, exercise), self.keys(student, exercise, cells)
        if kept.get("keys") == keys:
            return Mark(**kept["mark"]), cells, keys
        return grade(content, exercise, given, student, self.secret), cells, keys

    def take(self, submission):
        """Mark one submission, and put its cells where nbgrader finds them; return what became of it.

        Whatever goes wrong costs this submission alone, but for a sandbox that is not there, and for
        files of the course that cannot be read or written.
        """
        student, exercise = submission.student, submission.exercise
        given = cells_of(self.given(exercise).read_bytes())
        keys, traits = {}, Traits()
        try:
            with within(SECONDS):
                mark, cells, keys = self.mark(student, exercise, read_file(submission.path))
        except Exception as error:  # whatever it is: the next submission is looked at all the same
            if isinstance(error, sandbox.NoSandboxError) and sandbox.lack():
                raise
            why = str(error) if isinstance(error, RefusedError) else f"{type(error).__name__}: {error}"
            why = line(why)
            mark = Mark(dict.fromkeys((task.name for task in EXERCISES[exercise].TASKS), 0.0), refused=why)
            cells = [Cell("markdown", f"**Nothing could be graded: {harmless(why)}.**"), *given]
        with suppress(TimeoutError), within(SECONDS):
            traits = likeness.traits(cells, given)
        text = nbformat.writes(self.notebook(exercise, cells))
        self.put(student, exercise, keys, mark, text)
        return Taken(student, exercise, mark, traits)

    def put(self, student, exercise, keys, mark, text):
        """Write a mark, and the notebook that it is entered with; nothing that is there already."""
        digest, place = digest_of_text(text), self.submitted(student, exercise)
        kept = self.read(student, exercise)
        if not keys or kept.get("keys") != keys or kept.get("submitted") != digest:
            self.keep(student, exercise, keys, mark, digest)
        if not place.exists() or digest_of_text(place.read_text(encoding="utf-8")) != digest:
            write(place, text)

    def would(self, student, exercise, content):
        """Say in words what grading a notebook's bytes would do; RefusedError if it is none."""
        if not self.given(exercise).exists():
            return "would be graded"
        cells, _ = merge(cells_of(self.given(exercise).read_bytes()), cells_of(content))
        kept, keys = self.read(student, exercise), self.keys(student, exercise, cells)
        if kept.get("keys") == keys:
            return "is graded already"
        return f"would be graded again: changed: {changed(kept, keys)}" if kept else "would be graded"

    def put_refused(self, student, exercise, mark):
        """Put the exercise as it was given out in place of what could not be looked at."""
        cells = [
            Cell("markdown", f"**Nothing could be graded: {harmless(line(mark.refused))}.**"),
            *cells_of(self.given(exercise).read_bytes()),
        ]
        self.put(student, exercise, {}, mark, nbformat.writes(self.notebook(exercise, cells)))

    def put_plain(self, student, exercise, why):
        """Put the exercise as it was given out in place of a notebook that could not be entered."""
        kept = self.read(student, exercise)
        words = f"**What was handed in cannot be shown here: {harmless(line(why))}. Its points are below.**"
        cells = [Cell("markdown", words), *cells_of(self.given(exercise).read_bytes())]
        text = nbformat.writes(self.notebook(exercise, cells))
        self.put(student, exercise, kept.get("keys", {}), Mark(**kept["mark"]), text)

    def mark_to_enter(self, student, exercise):
        """Return the mark of the notebook that nbgrader reads: the one that is kept, unless that was changed.

        The notebook and the report have their points from one place.
        """
        content = self.submitted(student, exercise).read_bytes()
        kept = self.read(student, exercise)
        if kept.get("submitted") == hashlib.sha256(content).hexdigest():
            return Mark(**kept["mark"])
        try:
            mark, _, keys = self.mark(student, exercise, content, 2 * CELLS)
        except RefusedError as error:
            mark, keys = Mark(refused=str(error)), {}
        self.keep(student, exercise, keys, mark, hashlib.sha256(content).hexdigest())
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

    def kept_traits(self, student, exercise):
        """Return what is compared of a submission that was looked at before; nothing if there is none."""
        try:
            content = self.submitted(student, exercise).read_bytes()
            with within(SECONDS):
                cells = cells_of(content, 2 * CELLS)
                return likeness.traits(cells, cells_of(self.given(exercise).read_bytes()))
        except (OSError, RefusedError, TimeoutError):
            return Traits()

    def to_look_at(self, exercise, traits):
        """Return what is alike between some students' answers and others.

        Parameters
        ----------
        exercise : str
        traits : dict
            The traits of each submission, by student.

        Returns
        -------
        words : dict
            In words, by student.
        right : dict
            What they were compared with, see `likeness.known`.
        """
        solution = cells_of((self.folder / "source" / exercise / f"{exercise}.ipynb").read_bytes())
        given = cells_of(self.given(exercise).read_bytes())
        right, solved = likeness.known(exercise, solution, given), likeness.traits(solution, given)
        alike = likeness.shared(traits)
        words = {
            student: likeness.flags(mine, solved, right) + alike[student] for student, mine in traits.items()
        }
        return words, right

    def written(self, student, exercise):
        """Return the code that a student wrote for each task; nothing if it cannot be read."""
        try:
            return likeness.answers(cells_of(self.submitted(student, exercise).read_bytes(), 2 * CELLS))
        except (OSError, RefusedError):
            return {}

    def submitted(self, student, exercise):
        """Return the path of the notebook that nbgrader reads in place of what was handed in."""
        return self.folder / "submitted" / student / exercise / f"{exercise}.ipynb"


def changed(kept, keys):
    """Return in words what of a mark's keys is other than it was kept."""
    before = kept.get("keys") or {}
    if not (before and keys):  # then or now it was no notebook
        return "the file"
    return " and ".join(name for name, key in keys.items() if before.get(name) != key)


def moved(before, now, why):
    """Return the points that are others than they were: a dict for each, with the task and the reason."""
    when = time.time()
    return [
        {"when": when, "task": task, "before": before.get(task, 0.0), "now": now.get(task, 0.0), "why": why}
        for task in sorted({*before, *now})
        if before.get(task, 0.0) != now.get(task, 0.0)
    ]


def digest_of_text(text):
    """Return the digest of a file with this text."""
    return hashlib.sha256(text.encode()).hexdigest()
