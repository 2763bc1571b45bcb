"""What a task is: cases to try an answer on, and a judge of what came out.

    cases = task.cases(rng)                 # a list of argument tuples, plain arrays
    outputs = [call(answer, case) for case in cases]
    rows = task.judge(cases, outputs)       # what was tested, whether it holds, and if not a hint

Both are pure functions, so that the learner's feedback and the grader share them: the learner's
runs with a public seed, the grader's with one that nobody else has.
"""

import contextlib
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

LARGEST = 200_000  # entries that an answer may have
LONGEST = 200  # letters of a text


@dataclass(frozen=True)
class Row:
    """One property that was tested.

    Attributes
    ----------
    what : str
        The property, in words.
    passed : bool
    points : float
        What it earns if it holds.
    expected, came, hint : str
        For a miss: what was expected, what came, and what to look at next.
    """

    what: str
    passed: bool
    points: float = 0.0
    expected: str = ""
    came: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Output:
    """What one call of an answer left behind: plain arrays and words only.

    Attributes
    ----------
    value : array, str or None
        What was returned; None if nothing was.
    error : str
        What was raised, or why the value is no plain array; empty if neither.
    after : tuple of arrays
        The arguments as they are after the call.
    """

    value: np.ndarray | str | None = None
    error: str = ""
    after: tuple = ()


@dataclass(frozen=True)
class Task:
    """One task of an exercise.

    Attributes
    ----------
    name : str
        What it is called in ``check``, and after ``test-`` the id of its test cell.
    points : float
        The sum of the points of its rows.
    cases, judge : callables
        ``cases(rng)`` gives a list of argument tuples, ``judge(cases, outputs)`` a list of rows.
    values : tuple of str
        Empty for a task whose answer is a function called ``name``; else the names of the
        variables that are the answer, one output each, judged on the exercise's data.
    """

    name: str
    points: float
    cases: Callable
    judge: Callable
    values: tuple = ()


def plain(value):
    """Return a value as an output: a plain array of numbers, a short text, or an error in words.

    Whatever a value says of itself (``__eq__``, a subclass of ndarray, a name in ``__array__``),
    its numbers are copied, and only numbers are.
    """
    if value is None or value is ...:
        return Output()
    if isinstance(value, str):
        return Output(str(value[:LONGEST]))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            array = np.array(value, subok=False)
    except Exception as error:
        return Output(error=f"not an array of numbers: {type(error).__name__}")
    if array.dtype.kind not in "biufc":
        return Output(error=f"expected numbers, got {type(value).__name__} of {array.dtype}"[:LONGEST])
    if array.size > LARGEST:
        return Output(error=f"expected at most {LARGEST} numbers, got shape {array.shape}"[:LONGEST])
    kind = {"b": "?", "i": "<i8", "u": "<i8", "f": "<f8", "c": "<c16"}[array.dtype.kind]
    return Output(array.astype(kind))


def fresh(case):
    """Return copies of a case's arguments: arrays, and single numbers as such; truth values are Python's."""
    copies = (np.array(argument) for argument in case)
    return [bool(copy) if copy.shape == () and copy.dtype == bool else copy[()] for copy in copies]


def call(answer, case):
    """Call an answer on copies of a case's arrays; prints and warnings of its own do not matter."""
    if not callable(answer):
        return (
            Output()
            if answer is None or answer is ...
            else Output(error=f"expected a function, got {answer!r:.60}")
        )
    arguments = fresh(case)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            value = answer(*arguments)
    except NotImplementedError:
        return Output()
    except Exception as error:
        return Output(error=f"{type(error).__name__}: {error}"[:LONGEST])
    output = plain(value)
    return Output(output.value, output.error, tuple(plain(argument).value for argument in arguments))


def unanswered(outputs):
    """Whether nothing came out and nothing went wrong: the task was not begun."""
    return all(output.value is None and not output.error for output in outputs)


def verdict(task, cases, outputs):
    """Return rows and points, the points of the rows that hold, never more than the task has."""
    if unanswered(outputs):
        return [], 0.0
    with np.errstate(all="ignore"):
        rows = task.judge(cases, outputs)
    points = sum(row.points for row in rows if row.passed)
    return rows, round(float(min(max(points, 0.0), task.points)), 2)


# ------------------------------------------------------------------------- what judges are made of


def numbers(output, shape, kind: type = np.float64):
    """Return an output's value as float (or complex) array if it has this shape and is finite, else None."""
    value = output.value
    if not isinstance(value, np.ndarray) or value.shape != tuple(shape):
        return None
    if not np.can_cast(value.dtype, kind):
        return None
    value = value.astype(kind)
    return value if np.isfinite(value).all() else None


def trouble(outputs, shapes, kind: type = np.float64):
    """Return (what came, hint) of the first output that is no finite array of its shape, else None."""
    for output, shape in zip(outputs, shapes, strict=True):
        value = output.value
        if output.error:
            return output.error, "An error stopped it. Call your function by hand on a small example."
        if value is None:
            return "nothing (None)", "Does every way through your function end in return?"
        if not isinstance(value, np.ndarray):
            return f"the text {value!r:.40}", "The answer is numbers."
        if value.shape != tuple(shape):
            expected = f"shape {tuple(shape)}" if shape else "one number"
            return (
                f"shape {value.shape}",
                f"Expected {expected}: which axis is summed over, and which remain?",
            )
        if value.dtype.kind == "c" and kind is np.float64:
            return "complex numbers", "Nothing here is complex."
        if not np.isfinite(value).all():
            return "NaN or infinity", "Look for a division by zero, or an array that was never filled."
    return None


def factor(came, expected):
    """Return c if came = c * expected to rounding and c is not 0, else None."""
    square = float((abs(expected) ** 2).sum())
    c = (came * np.conj(expected)).sum() / square if square else 0.0
    return c if c and np.allclose(came, c * expected, rtol=1e-7, atol=1e-9 * abs(c)) else None


def close(came, expected):
    """Whether two arrays of one shape agree to rounding."""
    return (
        came is not None
        and came.shape == np.shape(expected)
        and np.allclose(came, expected, rtol=1e-6, atol=1e-9)
    )


def untouched(cases, outputs, argument=0):
    """Whether an argument came back as it was given, in all cases."""
    return all(
        len(output.after) > argument
        and isinstance(output.after[argument], np.ndarray)
        and np.array_equal(output.after[argument], case[argument])
        for case, output in zip(cases, outputs, strict=True)
    )


def spins(rng, *shape):
    """Return random +1 and -1."""
    return rng.choice([-1, 1], shape)
