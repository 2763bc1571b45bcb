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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np

NO_NUMBERS = "not plain numbers, but a value of type"
PRINTED = "nothing (None), but something was printed"
HINTS = {  # by how the words of what is no array begin; all others are errors that were raised
    f"{NO_NUMBERS} np.matrix": "Return a plain array: np.asarray makes one of it, and @ multiplies arrays.",
    f"{NO_NUMBERS} dict": "Return the numbers alone, as a list or an array, in the order of the text.",
    f"{NO_NUMBERS} set": "A set has no order. Return a list or an array, in the order of the text.",
    NO_NUMBERS: "Return a number, or a list or an array of numbers.",
    PRINTED: "print shows a result, return gives it back. Does every way end in return?",
    "expected a function": "The name of the task must be that of your function.",
    "expected at most": "How many numbers are asked for?",
}
EXACT = {Fraction, Decimal, int, float, bool}  # types whose numbers are read from arrays of objects
PLAIN_ENTRIES = {"int", "float", "bool", "complex", "list", "tuple", "ndarray"}
LARGEST = 200_000  # entries that an answer may have
LONGEST = 200  # letters of a text
STOPPED = "An error stopped it. Call your function by hand on a small example."


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
        ``cases(rng)`` gives a list of argument tuples, ``judge(cases, outputs)`` a list of rows.  A small
        task whose answer is values has None for cases: it is given what they were found on.
    values : tuple of str
        Empty for a task whose answer is a function called ``name``; else the names of the
        variables that are the answer, one output each, judged on the exercise's data.
    """

    name: str
    points: float
    cases: Any
    judge: Callable
    values: tuple = ()


def by_name(tasks):
    """Return tasks by their names.

    Raises
    ------
    ValueError
        If two of them have one name.
    """
    names = [task.name for task in tasks]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"a name is one task's; two have the name {', '.join(twice)}")
    return dict(zip(names, tasks, strict=True))


def plain(value):
    """Return a value as an output: a plain array of numbers, a short text, or an error in words.

    Whatever a value says of itself (``__eq__``, a subclass of ndarray, a name in ``__array__``),
    its numbers are copied, and only numbers are.
    """
    if value is None or value is ...:
        return Output()
    if isinstance(value, str):
        return Output(str(value[:LONGEST]))
    if isinstance(value, np.matrix):
        return Output(error=f"{NO_NUMBERS} np.matrix, which is always of two axes")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            array = np.array(value, subok=False)
            if array.dtype == object and {type(entry) for entry in array.flat} <= EXACT:
                array = array.astype(float)
    except Exception:
        unlike = " of parts of unlike shapes" if isinstance(value, list | tuple) else ""
        return Output(error=f"{NO_NUMBERS} {_kind(value)}{unlike}")
    if array.dtype.kind not in "biufc":
        return Output(error=f"{NO_NUMBERS} {_kind(value)}")
    if array.size > LARGEST:
        return Output(error=f"expected at most {LARGEST} numbers, got shape {array.shape}"[:LONGEST])
    kind = {"b": "?", "i": "<i8", "u": "<i8", "f": "<f8", "c": "<c16"}[array.dtype.kind]
    return Output(array.astype(kind))


def _kind(value):
    """Return what a value is, in words: its type, and that of what it holds."""
    name = type(value).__name__
    entries = (
        value.flat if isinstance(value, np.ndarray) else value if isinstance(value, list | tuple) else ()
    )
    others = (entry for entry in entries if not isinstance(entry, np.generic))
    held = next((type(entry).__name__ for entry in others if type(entry).__name__ not in PLAIN_ENTRIES), "")
    return (f"{name} of {held}" if held else name)[:LONGEST]


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
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()) as printed:
            warnings.simplefilter("ignore")
            value = answer(*arguments)
            if isinstance(value, Iterator):  # a generator, or map(...): what it gives
                value = list(islice(value, LARGEST + 1))
    except NotImplementedError:
        return Output()
    except Exception as error:
        return Output(error=f"{type(error).__name__}: {error}"[:LONGEST])
    output = Output(error=PRINTED) if value is None and printed.getvalue() else plain(value)
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


def trouble(outputs, shapes, kind: type = np.float64, others=()):
    """Return (what came, hint) of the first output that is no finite array of its shape, else None.

    `others` are the outputs of all cases, if these are some of them.
    """
    for output, shape in zip(outputs, shapes, strict=True):
        value = output.value
        if output.error:
            hint = next((HINTS[start] for start in HINTS if output.error.startswith(start)), STOPPED)
            return output.error, hint
        if value is None:
            return "nothing (None)", "Does every way through your function end in return?"
        if not isinstance(value, np.ndarray):
            return f"the text {value!r:.40}", "The answer is numbers."
        if value.shape != tuple(shape):
            single = all(np.size(other.value) == 1 for other in others or outputs)
            return f"shape {value.shape}", _hint_of_shape(value.shape, tuple(shape), single)
        if value.dtype.kind == "c" and kind is np.float64:
            return "complex numbers", "Nothing here is complex."
        if not np.isfinite(value).all():
            return "NaN or infinity", "Look for a division by zero, or an array that was never filled."
    return None


def _hint_of_shape(came, expected, single):
    """Return what to look at where an array has another shape; `single`: each output holds one number."""
    asked = f"shape {expected}" if expected else "one number"
    if not expected and single:
        return f"Expected {asked}, not an array that holds it: take it out, with [0] or .item()."
    if expected and tuple(length for length in came if length != 1) == expected:
        return f"Expected {asked}: there is an axis of length 1 too many, and np.ravel leaves it out."
    if len(came) == len(expected):
        return f"Expected {asked}."
    return f"Expected {asked}: which axis is summed over, and which remain?"


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
