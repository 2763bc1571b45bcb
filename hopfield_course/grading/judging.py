"""From a submitted file to points: read, run in the sandbox, judge here what came out."""

import base64
import binascii
import hashlib
import hmac
import io
import math
from dataclasses import asdict, dataclass, field

import numpy as np

from ..check.show import as_text
from ..check.tasks import LARGEST, Output, verdict
from ..exercises import EXERCISES
from . import sandbox
from .runner import DTYPES, encode
from .submissions import RefusedError, cells_of, merge
from .written import line as one_line

TEST = "test-"  # an id of a test cell is this and the task's name
WORDS = 300  # letters of a submission's words that are kept
SHORTEST = 16  # bytes of a secret
ELSEWHERE = "an error that it does not have on other data"
NOTES = 20  # of them that are kept
BLANK = "still to do"


@dataclass
class Mark:
    """What one submission earned, or why there is no mark.

    Attributes
    ----------
    points : dict
        Points by task; a task without points is here too, with 0.
    total : float
        Their sum: what is read by a person is not in it.
    feedback : dict
        For each task, its feedback as text, for whoever grades: what was expected and what came on
        hidden inputs stands in it.
    hints : dict
        The same without that, for whoever handed it in.
    missed : dict
        For each task, what does not hold, without secrets: pairs of what was tested and the hint; a task
        that has no answer has one pair, of an empty text and the reason.
    seconds : float
        What its processes computed.
    notes : list of str
        What was amiss with the file.
    refused : str
        Why nothing could be run; empty if it was.
    """

    points: dict = field(default_factory=dict)
    total: float = 0.0
    feedback: dict = field(default_factory=dict)
    hints: dict = field(default_factory=dict)
    missed: dict = field(default_factory=dict)
    seconds: float = 0.0
    notes: list = field(default_factory=list)
    refused: str = ""

    def as_dict(self):
        """Return the mark as JSON has room for it."""
        return asdict(self)


def generator(secret, *words):
    """Return a random generator that depends on the words, and that only the secret's owner can make."""
    digest = hmac.new(secret, "\0".join(words).encode("utf-8", "replace"), hashlib.sha256).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))


def grade(content, exercise, given, student, secret, limits=None):
    """Grade the bytes of one submitted notebook.

    Parameters
    ----------
    content : bytes
        The submitted file.
    exercise : str
        Such as "01_binary_recall".
    given : list of Cell
        The cells of the exercise as it was given out.
    student : str
        Decides, with the secret, which inputs the answers are tried on.
    secret : bytes
        The course's, at least 16 bytes.
    limits : Limits, optional

    Returns
    -------
    Mark

    Raises
    ------
    NoSandboxError
        If there is no sandbox here.
    ValueError
        If the secret is shorter.
    """
    if not isinstance(secret, bytes) or len(secret) < SHORTEST:
        raise ValueError(f"secret: expected at least {SHORTEST} bytes")
    tasks = {task.name: task for task in EXERCISES[exercise].TASKS}
    try:
        cells, notes = merge(given, cells_of(content))
    except RefusedError as error:
        return Mark(dict.fromkeys(tasks, 0.0), refused=str(error))
    data = EXERCISES[exercise].data(generator(secret, exercise, student, "data"))
    cases = {
        name: [tuple(data)] if task.values else task.cases(generator(secret, exercise, student, name))
        for name, task in tasks.items()
    }
    packed = io.BytesIO()
    np.savez(packed, *data)
    finished = sandbox.run(steps(cells, tasks, cases), packed.getvalue(), limits)
    mark = Mark(
        notes=notes + [f"the run was ended: {finished.why}"] * bool(finished.why),
        seconds=round(finished.seconds, 2),
    )
    answers = {}
    for line in finished.lines:
        if isinstance(line.get("task"), str):
            answers.setdefault(line["task"], line)  # what was sent stands, whatever a later cell sends
    errors = stopped(cells, finished.lines[: len(cells) + len(tasks)])
    lost = [name for name in tasks if (answers.get(name) or {}).get("undefined") and name in errors]
    public = stopped(cells, rehearsed(cells, exercise, limits)) if lost else {}
    for name, task in tasks.items():
        causes = (errors.get(name, ""), public.get(name, ELSEWHERE)) if name in lost else ("", "")
        mark.points[name], mark.feedback[name], mark.hints[name], mark.missed[name] = judged(
            task, cases[name], answers.get(name), *causes
        )
    if not finished.why and not any(line.get("end") is True for line in finished.lines):
        mark.notes.append("the notebook ended its own process before its end")
    mark.notes += [f"{_title(name)} stopped with {error}" for name, error in errors.items()]
    if len(mark.notes) > NOTES:
        mark.notes[NOTES:] = [f"and {len(mark.notes) - NOTES} notes more"]
    mark.total = round(sum(mark.points.values()), 2)
    return mark


def _title(name):
    return f"cell {name}"


def stopped(cells, lines):
    """Return the errors that stopped cells, in words, by the cells' ids or else their numbers."""
    found = {}
    for line in lines:
        k, error = line.get("cell"), line.get("error")
        if type(k) is int and 0 <= k < len(cells) and isinstance(error, str) and error:
            found[cells[k].grade_id or str(k + 1)] = one_line(error, WORDS)
    return found


def rehearsed(cells, exercise, limits):
    """Return what cells leave on data that everybody may know: its errors may be told to everybody."""
    packed = io.BytesIO()
    np.savez(packed, *EXERCISES[exercise].data(np.random.default_rng(0)))
    return sandbox.run(steps(cells, {}, {}), packed.getvalue(), limits).lines[: len(cells) + 1]


def steps(cells, tasks, cases):
    """Return what is to be done in the sandbox: cells to run, and calls where a test cell stands."""
    found = []
    for k, cell in enumerate(cells):
        if cell.kind != "code":
            continue
        name = (cell.grade_id or "").removeprefix(TEST)
        if cell.locked and cell.points:
            if task := tasks.get(name):
                arrays = (
                    [] if task.values else [[encode(np.asarray(a)) for a in case] for case in cases[name]]
                )
                found.append({"task": name, "values": list(task.values), "cases": arrays})
        else:
            found.append({"cell": k, "title": _title(cell.grade_id or k + 1), "source": cell.source})
    return found


def judged(task, cases, line, cause="", told=""):
    """Return the points for what was answered to a task, its feedback, that without secrets, and what misses.

    The cause is the error that stopped the task's cell, and what is told of it the part that has no secrets.
    """

    def nothing(why, told=None, short=None):
        return 0.0, f"{task.name}: {why}", f"{task.name}: {told or why}", [("", short or why)]

    if line is None:
        return nothing("no answer came, the run ended before")
    if line.get("undefined"):
        names = ", ".join(task.values) or task.name
        if cause:
            begin = f"{names} is not defined: its cell stopped with "
            return nothing(begin + cause, begin + told, "not defined: its cell stopped with an error")
        gone = "not defined: deleted, renamed, or a cell before it stopped"
        return nothing(f"{names} is {gone}", None, gone)
    outputs = line.get("outputs")
    expected = len(task.values) or len(cases)
    if not isinstance(outputs, list) or len(outputs) != expected:
        return nothing("no answer that can be read")
    outputs = [decoded(words) for words in outputs]
    try:
        rows, points = verdict(task, cases, outputs)
    except Exception as error:  # whatever a submission makes a judge stumble over costs that task alone
        return nothing(f"could not be judged ({type(error).__name__})")
    missed = [(row.what, row.hint) for row in rows if not row.passed] if rows else [("", BLANK)]
    return points, as_text(task, rows, points), as_text(task, rows, points, secret=True), missed


def decoded(words):
    """Return what a submission wrote as an output; anything but plain arrays and words is an error."""
    if not isinstance(words, dict):
        return Output(error="no answer that can be read")
    value, error, after = words.get("value"), words.get("error"), words.get("after")
    error = one_line(error, WORDS) if isinstance(error, str) else ""
    try:
        value = (
            one_line(value, WORDS)
            if isinstance(value, str)
            else None
            if value is None
            else decoded_array(value)
        )
        after = tuple(
            None if a is None else decoded_array(a) for a in (after if isinstance(after, list) else [])[:10]
        )
    except ValueError as failed:
        return Output(error=f"no answer that can be read: {failed}")
    return Output(value, error, after)


def decoded_array(words):
    """Return the array that some JSON stands for; ValueError unless all of it is as it should be."""
    if not isinstance(words, dict):
        raise ValueError("no array")
    dtype, shape, data = words.get("dtype"), words.get("shape"), words.get("data")
    if dtype not in DTYPES or not isinstance(shape, list) or len(shape) > 8 or not isinstance(data, str):
        raise ValueError("no plain array")
    if not all(type(k) is int and 0 <= k <= LARGEST for k in shape):
        raise ValueError("no shape")
    size = math.prod(shape) * np.dtype(dtype).itemsize
    if math.prod(shape) > LARGEST or len(data) > 4 * (size // 3 + 1):
        raise ValueError("too large")
    try:
        content = base64.b64decode(data.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError("no base64") from None
    if len(content) != size:
        raise ValueError("shape and numbers do not fit")
    return np.frombuffer(content, dtype).reshape(shape).copy()
