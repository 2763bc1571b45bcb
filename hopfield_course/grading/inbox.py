"""What was handed in: whose each notebook is, which exercise it is, and which of several counts.

Folders may be laid out by hand, by nbgrader, or by a learning management system; archives are
unpacked.  Links are never followed.  Which exercise a notebook is, the ids of its cells tell; only
where they tell nothing does its name.
"""

import itertools
import os
import re
from dataclasses import dataclass
from pathlib import Path

from ..exercises import EXERCISES
from .archives import unpack
from .people import Label, label, safe, tidy
from .submissions import RefusedError, cells_of, read_file
from .written import line

DEEPEST, MOST = 4, 10_000  # folders below a learner's own, and files looked at in it
LEARNERS_ARCHIVE = 200 * 2**20  # bytes that are unpacked of one learner's archive
SAME = 5.0  # seconds within which two files' times say nothing
ID = re.compile(rb'"grade_id"\s*:\s*"([\w-]{1,60})"')
COPY = re.compile(r"(?:-| \(|-?copy ?|_v?)(\d{1,3})\)?$", re.IGNORECASE)
OWNERS = {
    words: exercise
    for exercise, module in EXERCISES.items()
    for task in module.TASKS
    for words in (task.name, f"test-{task.name}")
}


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
    name : str
        The learner's, as it was found.
    shown : str
        Where the file is, in words: it may lie in an archive.
    """

    student: str
    exercise: str
    path: Path
    note: str = ""
    name: str = ""
    shown: str = ""

    @property
    def when(self):
        """The time of the file, seconds since 1970; 0 if it is gone."""
        return changed(self.path)


@dataclass(frozen=True)
class Found:
    """A notebook, and whose its place says that it is."""

    who: Label
    path: Path
    shown: str
    note: str = ""


def collect(folder, unpacked, roster=None, given=None):
    """Return the submissions below a folder, sorted.

    Whatever lies in the folder, and is not hidden, is there, if need be with a note on why it is none.

    Parameters
    ----------
    folder : path
    unpacked : path
        An empty folder, for what lies in archives.
    roster : Roster, optional
        Says who is who.
    given : callable, optional
        Given an exercise, returns the cells that were given out, which tell what was worked on.

    Raises
    ------
    FileNotFoundError
        If the folder is not there.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: expected a folder of submissions, found none")
    found, empty = _search(folder, Path(unpacked))
    exercises = {one.path: which(one.path) for one in found}
    doubled = _doubled(found, exercises)
    groups, strange = {}, []
    for one in found:
        exercise, note = exercises[one.path]
        student, name, who_note = _student(one.who, roster, doubled)
        notes = "; ".join(filter(None, [who_note, one.note, note]))
        submission = Submission(student, exercise, one.path, notes, name, one.shown)
        if exercise:
            groups.setdefault((student, exercise), []).append(submission)
        else:
            strange.append(submission)
    chosen = [choose(several, given) for several in groups.values()]
    handed_in = {submission.student for submission in [*chosen, *strange]}
    for one in empty:
        student, name, note = _student(one.who, roster, doubled)
        if student not in handed_in:
            notes = "; ".join(filter(None, [one.note, note]))
            strange.append(Submission(student, "", one.path, notes, name, one.shown))
    return sorted([*chosen, *strange], key=lambda one: (one.exercise, one.student, one.shown))


# ------------------------------------------------------------------------------- where notebooks lie


def _search(folder, unpacked, shown=None, depth=0):
    """Return the notebooks that lie in a folder of learners, and what there is in place of some."""
    found, empty = [], []
    shown = shown or str(folder)
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path, place = folder / entry.name, f"{shown}/{entry.name}"
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            who = label(entry.name)
            files, notes = _files(path, place, unpacked)
            found += [Found(who, file, words) for file, words in files]
            nothing = "; ".join(["no notebook in it", *notes])
            empty += [] if files else [Found(who, path, place, nothing)]
        elif entry.is_symlink() and not entry.name.endswith(".ipynb"):
            empty.append(Found(label(entry.name), path, place, "a link, not a folder"))
        elif entry.name.lower().endswith(".zip"):
            more, less = _archive(path, place, unpacked, depth)
            found, empty = found + more, empty + less
        elif entry.name.endswith(".ipynb"):
            found.append(Found(_author(entry.name.removesuffix(".ipynb")), path, place))
        else:
            empty.append(Found(label(entry.name), path, place, "no notebook"))
    return found, empty


def _archive(path, shown, unpacked, depth):
    """Return what `_search` does of an archive: one learner's, or that of a class."""
    stem = path.name[: -len(".zip")]
    who = _author(stem)
    place = _room(unpacked)
    if depth > 1:
        return [], [Found(who, path, shown, "an archive in archives")]
    try:
        notes = unpack(path, place, LEARNERS_ARCHIVE if who.number else 20 * LEARNERS_ARCHIVE)
    except ValueError as error:
        return [], [Found(who, path, shown, str(error))]
    entries = list(os.scandir(place))
    if not entries:
        return [], [Found(who, path, shown, "; ".join(["no notebook in it", *notes]))]
    while len(entries) == 1 and entries[0].is_dir() and not label(entries[0].name).number:
        deeper = list(os.scandir(entries[0].path))
        if not _of_a_class(deeper):
            break
        place, entries = Path(entries[0].path), deeper
    if _of_a_class(entries) and not who.number:
        return _search(place, unpacked, shown, depth + 1)
    files, more = _files(place, shown, unpacked)
    if not files:
        return [], [Found(who, path, shown, "; ".join(["no notebook in it", *notes, *more]))]
    return [Found(who, file, words, "; ".join(notes)) for file, words in files], []


def _room(unpacked):
    """Return a new folder for what one archive holds."""
    unpacked.mkdir(parents=True, exist_ok=True)
    place = unpacked / str(len(list(unpacked.iterdir())))
    place.mkdir()
    return place


def _of_a_class(entries):
    """Whether an archive's contents are several learners': their folders, or files with their names."""
    files = [entry.name for entry in entries if not entry.is_dir()]
    folders = [entry.name for entry in entries if entry.is_dir()]
    if any(label(name).number for name in [*files, *folders]):
        return True
    # names stand before the exercise's in all of them, or there are folders of other names than exercises
    mine = [name for name in files if _author(Path(name).stem).name == Path(name).stem]
    of_exercises = [name for name in folders if any(exercise in name for exercise in EXERCISES)]
    return not mine and not of_exercises and (bool(files) or len(folders) > 1)


def _author(stem):
    """Return who handed in a file, by its name: what stands before the exercise's, or the system's way."""
    who = label(stem)
    if who.number:
        return who
    exercise = next((name for name in EXERCISES if name in stem), None)
    before = stem.partition(exercise)[0].rstrip("_- ") if exercise else stem
    return Label(tidy(before or stem))


def _files(folder, shown, unpacked, depth=1):
    """Return the notebooks in a learner's folder and below, and what could not be looked at."""
    try:
        entries = sorted(itertools.islice(os.scandir(folder), MOST), key=lambda entry: entry.name)
    except OSError as error:
        return [], [f"{line(folder.name, 60)} cannot be opened: {error.strerror}"]
    found, notes = [], []
    for entry in entries:
        path, place = folder / entry.name, f"{shown}/{entry.name}"
        if entry.name.startswith(".") or len(found) >= MOST:
            continue
        more, words = [], []
        if entry.is_dir(follow_symlinks=False):
            more, words = _files(path, place, unpacked, depth + 1) if depth < DEEPEST else ([], [])
        elif entry.name.endswith(".ipynb"):
            more = [(path, place)]
        elif entry.name.lower().endswith(".zip") and not entry.is_symlink() and depth < DEEPEST:
            more, words = _learners_archive(path, place, unpacked, depth)
        found, notes = found + more, notes + words
    return found, notes


def _learners_archive(path, shown, unpacked, depth):
    place = _room(unpacked)
    try:
        notes = unpack(path, place, LEARNERS_ARCHIVE)
    except ValueError as error:
        return [], [str(error)]
    found, more = _files(place, shown, unpacked, depth + 1)
    return found, notes + more


# ------------------------------------------------------------------------ whose, which, and what counts


def which(path):
    """Return the exercise that a notebook is, by the ids of its cells or else by its name, and a note."""
    stem = Path(path).name.removesuffix(".ipynb")
    named = next((name for name in EXERCISES if name in stem), "")
    try:
        ids = {word.decode() for word in ID.findall(read_file(path))}
    except RefusedError:
        ids = set()
    votes = [OWNERS[name] for name in ids if name in OWNERS]
    if not votes:
        return named, "" if named else "no exercise of the course has this name, nor its cells"
    told = max(sorted(set(votes)), key=votes.count)
    if told == named or 2 * votes.count(told) <= len(votes):
        return named or told, ""
    return told, f"its file is named {line(stem, 40)}; its cells are those of {told}"


def _doubled(found, exercises):
    """Return the names that several learners have: of one exercise, from under different numbers."""
    numbers = {}
    for one in found:
        if one.who.number and not one.who.lasting:
            numbers.setdefault((one.who.name, exercises[one.path][0]), set()).add(one.who.number)
    return {name for (name, _), several in numbers.items() if len(several) > 1}


def _student(who, roster, doubled):
    """Return the id and the name of whom a label names, and a note."""
    if roster and (student := roster.find(who)):
        return student, roster.people[student].name or who.name, ""
    note = "not on the roster" if roster else ""
    if who.name in doubled:
        several = "several learners have this name: they are told apart by the system's number"
        return safe(f"{who.name}_{who.number}"), who.name, "; ".join(filter(None, [note, several]))
    return safe(f"{who.name}_{who.number}" if who.lasting else who.name), who.name, note


def changed(path):
    """Return the time of a file, 0 if it is gone."""
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0


def worked(path, given):
    """Return how many answers of a notebook are not as they were given out; -1 if it is no notebook."""
    own = {cell.grade_id: cell.source.strip() for cell in given if cell.grade_id and not cell.locked}
    try:
        cells = cells_of(read_file(path))
    except RefusedError:
        return -1
    return len(
        {cell.grade_id for cell in cells if own.get(cell.grade_id, cell.source) != cell.source.strip()}
    )


def choose(several, given=None):
    """Return that of a learner's files for one exercise that counts, with a note on why.

    One that was worked on counts before one that was not; then the newest; where times say nothing, the
    one with more answers, and then the higher number of a copy.
    """
    if len(several) == 1:
        return several[0]
    cells = given(several[0].exercise) if given else []
    answers = {one.path: worked(one.path, cells) for one in several}
    begun = [one for one in several if answers[one.path] > 0] or several
    newest = max(one.when for one in begun)
    fresh = [one for one in begun if one.when > newest - SAME]
    best = max(fresh, key=lambda one: (answers[one.path], _copy(one.path), one.when, one.shown))
    if len(fresh) > 1:
        why = "their times say nothing, so the one with most answers"
    elif all(one is best or one.when <= best.when - SAME for one in several):
        why = "the newest"
    else:
        why = "the newest that was worked on"
    note = "; ".join(filter(None, [best.note, f"{why} of {len(several)} files"]))
    return Submission(best.student, best.exercise, best.path, note, best.name, best.shown)


def _copy(path):
    """Return the number of a copy, as in `-1`, ` (1)`, `-Copy1`; 0 for the first."""
    found = COPY.search(path.name.removesuffix(".ipynb"))
    return int(found[1]) if found else 0
