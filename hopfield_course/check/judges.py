"""Judges made of a right answer and of the mistakes that people make.

    task = function_task(name, right, cases, parts, mistakes)  # the answer is a function
    task = measurement(name, data, facts, values, conclusion)  # the answer is numbers, measured on the data

A mistake is written as the answer of somebody who makes it: what came is compared with what that
answer gives on the same cases, so a hint is shown where it fits and nowhere else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from .draws import drawn_to_tell
from .tasks import Row, Task, close, factor, fresh, numbers, trouble, untouched


@dataclass(frozen=True)
class Part:
    """A property of a function, and the cases in which it shows.

    Attributes
    ----------
    what : str
        The property, in words.
    points : float
        What it earns if the answer is right in all of its cases; 0 in a lesson.
    cases : sequence of int
        Their places in the list of cases.
    needs_first : bool
        Whether it earns only if the first part of the task holds: for what an answer that does
        nothing would have right by chance.
    """

    what: str
    points: float
    cases: tuple
    needs_first: bool = False


NAMED_TWICE = "a = b gives an array a second name: a change shows in both. Work on a copy."


@dataclass(frozen=True)
class Kept:
    """The property that an argument, or each of several, is left as it was; the first part must hold too."""

    what: str
    points: float
    argument: int | tuple = 0
    hint: str = NAMED_TWICE


@dataclass(frozen=True)
class Mistake:
    """A mistake that people make.

    Attributes
    ----------
    answer : callable, or a tuple of them
        What somebody who makes it returns for a case; a tuple if there are several forms of it.
    hint : str
        What to look at next; it does not say the answer.
    came : str
        What that answer is, in words; if empty, its numbers are shown.
    """

    answer: Callable | tuple
    hint: str
    came: str = ""

    @property
    def answers(self):
        """The forms of the mistake, a tuple of callables."""
        return self.answer if isinstance(self.answer, tuple) else (self.answer,)


OTHERWISE = "Take the smallest example that you can do on paper, and follow it step by step."
FIRST_ABOVE = "First what stands above."


def function_task(name, right, cases, parts, mistakes=(), otherwise=OTHERWISE, same=close, slips=()):
    """Return the task of writing a function; its points are those of its parts.

    Parameters
    ----------
    name : str
        Of the task, and of the function.
    right : callable
        The right answer.
    cases : callable
        ``cases(rng)`` gives a list of argument tuples.
    parts, mistakes, otherwise, same
        As for `compared`.
    slips : sequence of callables
        Answers that would be right in all cases of some draws: they are drawn until each is wrong in one.

    Returns
    -------
    Task
    """
    points = round(sum(part.points for part in parts), 2)
    cases = partial(drawn_to_tell, draw=cases, right=right, wrong=slips) if slips else cases
    return Task(name, points, cases, compared(right, parts, mistakes, otherwise, same))


def compared(right, parts, mistakes=(), otherwise=OTHERWISE, same=close):
    """Return the judge of a function by its right answers.

    Parameters
    ----------
    right : callable
        The right answer.
    parts : sequence of Part and Kept
        What is tested, in the order of the rows; the first is a Part.
    mistakes : sequence of Mistake
        One that gives what came, in every case of a part, has the hint; failing that one that does so
        in every case that went wrong; of several the one that does so in the most cases of all.
    otherwise : str
        The hint for what is none of them.
    same : callable
        ``same(came, expected)`` says whether two arrays of one shape count as equal.

    Returns
    -------
    callable
        ``judge(cases, outputs)``, a list of rows.
    """

    @np.errstate(all="ignore")  # of mistakes that overflow, and what came of them
    def judge(cases, outputs):
        expected = [np.asarray(right(*fresh(case))) for case in cases]
        kind = np.complex128 if any(np.iscomplexobj(e) for e in expected) else np.float64
        came = [numbers(output, e.shape, kind) for output, e in zip(outputs, expected, strict=True)]
        good = [a is not None and same(a, e) for a, e in zip(came, expected, strict=True)]
        first = all(good[k] for k in parts[0].cases)
        rows = []
        for part in parts:
            if isinstance(part, Kept):
                rows.append(kept_row(part, cases, outputs, first))
            elif bad := [k for k in part.cases if not good[k]]:
                words = known_mistake(mistakes, cases, outputs, bad, part.cases)
                shapes = [expected[j].shape for j in bad]
                words = words or trouble([outputs[j] for j in bad], shapes, kind, outputs)
                words = words or _only_a_factor(came, expected)
                words = words or (brief(outputs[bad[0]].value), otherwise)
                rows.append(Row(part.what, False, part.points, brief(expected[bad[0]]), *words))
            elif part.needs_first and not first:
                rows.append(Row(part.what, False, part.points, parts[0].what, "not yet", FIRST_ABOVE))
            else:
                rows.append(Row(part.what, True, part.points))
        return rows

    return judge


def known_mistake(mistakes, cases, outputs, bad, all_of_part):
    """Return (what came, hint) of the mistake that gives what came in the bad cases, else None.

    Rather one that explains what went right in this part as well, and most of the other cases.
    """

    def explains(mistake, places):
        return any(all(gives(answer, cases[k], outputs[k]) for k in places) for answer in mistake.answers)

    fitting = [mistake for mistake in mistakes if explains(mistake, bad)]
    if not fitting:
        return None
    fitting = [mistake for mistake in fitting if explains(mistake, all_of_part)] or fitting
    found = max(fitting, key=lambda mistake: sum(explains(mistake, [k]) for k in range(len(cases))))
    return found.came or brief(outputs[bad[0]].value), found.hint


def gives(answer, case, output):
    """Whether an answer gives for a case what came; NaN where NaN came."""
    if output.error or not isinstance(output.value, np.ndarray):
        return False
    wrong = np.asarray(answer(*fresh(case)))
    both = output.value.shape == wrong.shape and np.isnan(output.value) & np.isnan(wrong)
    return close(np.where(both, 0, output.value), np.where(both, 0, wrong))


def _only_a_factor(came, expected):
    """Return (what came, hint) if all that came is right but for one and the same factor, else None.

    Any two numbers have a ratio: it must be the same in several cases, whose numbers are not all alike.
    """
    pairs = [(a, e) for a, e in zip(came, expected, strict=True) if np.any(e)]
    if len(pairs) < 2 or any(a is None for a, _ in pairs):
        return None
    sizes = np.abs(np.concatenate([np.ravel(e) for _, e in pairs]))
    factors = [factor(*pair) or 0 for pair in pairs]
    c = factors[0]
    words = f"{c:.3g} times that"
    if not c or not np.allclose(factors, c) or words.startswith("1 ") or len(set(np.round(sizes, 9))) < 3:
        return None
    return words, "The form is right, a factor is not."


def kept_row(part, cases, outputs, ready):
    """Return the row of an argument that is to be left as it was given; it earns if the answer is ready."""
    arguments = part.argument if isinstance(part.argument, tuple) else (part.argument,)
    changed = not all(untouched(cases, outputs, argument) for argument in arguments)
    if changed and all(output.after for output in outputs):
        return Row(part.what, False, part.points, "the argument unchanged", "a changed one", part.hint)
    if not ready and not changed:
        return Row(f"{part.what} (counts once the others hold)", True)
    if not ready:
        return Row(part.what, False, part.points, "a right answer first", "not yet", FIRST_ABOVE)
    return Row(part.what, True, part.points)


def brief(value, most=4):
    """Return the first numbers of an array in words; states of +1 and -1 as signs."""
    if not isinstance(value, np.ndarray):
        return "nothing" if value is None else f"{value!r:.40}"
    flat = value.ravel()
    if value.dtype == bool:
        return ", ".join(str(bool(x)) for x in flat[:most]) + ", …" * (flat.size > most) or "nothing"
    if value.ndim and (flat == -1).any() and np.isin(flat, (-1, 0, 1)).all():
        return "".join({1: "+", -1: "−", 0: "0"}[int(x)] for x in flat[:12]) + "…" * (flat.size > 12)
    words = ", ".join(f"{x:.4g}" for x in flat[:most]) + ", …" * (flat.size > most)
    return words if value.ndim else words or "nothing"


# -------------------------------------------------------------------------- numbers that were measured


@dataclass(frozen=True)
class Value:
    """A number, or an array of them, that is to be measured.

    Attributes
    ----------
    name : str
        Of the variable, and of the fact that it is compared with.
    what : str
        In words.
    points : float
        What it earns.
    tolerance : float or tuple of float
        How far it may lie from the fact; of an array each number has its own, or all have the same.  No
        constant may lie so near to the facts of more than a tenth of all learners.
    mistakes : dict
        The hint for each wrong number, which is named by the fact that it is, or is the number itself.
    share : bool
        Whether it lies between 0 and 1: then percent and the share of the others are told apart.
    """

    name: str
    what: str
    points: float
    tolerance: float | tuple
    mistakes: dict
    share: bool = False


@dataclass(frozen=True)
class Letter:
    """The statement that the numbers support, one letter; it counts if all the numbers are right."""

    what: str
    points: float
    right: str
    hints: dict


COUNT_ALL = "Is every run counted, and each once?"
NO_SHARE, OF_THE_OTHERS = "A share lies between 0 and 1.", "That is the share of the others."


def measurement(name, data, facts, values, conclusion=None, otherwise=COUNT_ALL):
    """Return the task of measuring numbers on the exercise's data, and of drawing a conclusion from them.

    Parameters
    ----------
    name : str
        Of the task.
    data : callable
        ``data(rng)`` gives the exercise's data, a tuple of arrays.
    facts, values, conclusion, otherwise
        As for `Measured`.

    Returns
    -------
    Task
    """
    asked = (*values, conclusion) if conclusion else values
    names = [value.name for value in values] + ["conclusion"] * bool(conclusion)
    points = round(sum(part.points for part in asked), 2)
    judge = Measured(facts, values, conclusion, otherwise)
    return Task(name, points, lambda rng: [data(rng)], judge, tuple(names))


@dataclass(frozen=True)
class Measured:
    """The judge of measured numbers, and of the conclusion that is drawn from them.

    Attributes
    ----------
    facts : callable
        ``facts(*data)`` gives a dict of numbers: the right ones by name, and those that mistakes give.
    values : sequence of Value
        In the order of the task's values.
    conclusion : Letter, optional
        The last of the task's values.
    otherwise : str
        The hint for a number that is none of the mistakes.
    """

    facts: Callable
    values: tuple
    conclusion: Letter | None = None
    otherwise: str = COUNT_ALL

    def __call__(self, cases, outputs):
        """Return a row for each value, and one for the conclusion."""
        found = self.facts(*cases[0])
        pairs = zip(self.values, outputs, strict=False)
        rows = [_value(value, found, output, self.otherwise) for value, output in pairs]
        if self.conclusion:
            rows.append(_letter(self.conclusion, outputs[-1], all(row.passed for row in rows)))
        return rows


def _value(value, facts, output, otherwise):
    right = np.asarray(facts[value.name], dtype=float)
    came, what = numbers(output, right.shape), f"{value.name}: {value.what}"
    if came is not None and _near(came, right, value.tolerance):
        return Row(what, True, value.points)
    if output.value is None and not output.error:
        dots = (
            "Put your numbers in place of the dots." if right.shape else "Put a number in place of the dots."
        )
        words = "nothing yet", dots
    elif came is None:
        words = trouble([output], [right.shape]) or ("no number", "A number is expected.")
    else:
        words = brief(came), _hint_of_number(value, facts, came, right) or otherwise
    return Row(what, False, value.points, "other numbers" if right.shape else "another number", *words)


def _near(came, number, tolerance):
    return bool(np.all(np.abs(came - np.asarray(number, dtype=float)) <= np.asarray(tolerance)))


def _hint_of_number(value, facts, came, right):
    """Return the hint for a wrong number, empty if it is none that is known or could be one of several."""
    known = {
        hint
        for wrong, hint in value.mistakes.items()
        if _near(came, facts[wrong] if isinstance(wrong, str) else wrong, value.tolerance)
    }
    if known:
        return known.pop() if len(known) == 1 else ""
    if value.share and (np.abs(came) > 1).any():
        return NO_SHARE
    if value.share and _near(came, 1 - right, value.tolerance):
        return OF_THE_OTHERS
    return ""


def _letter(letter, output, ready):
    given = output.value.strip(" ()").lower() if isinstance(output.value, str) else None
    what = f"conclusion: {letter.what}"
    if not ready:
        needs = "A conclusion needs its numbers."
        return Row(what, False, letter.points, "the right numbers first", "", needs)
    if given == letter.right:
        return Row(what, True, letter.points)
    letters = ", ".join(sorted({letter.right, *letter.hints}))
    hint = letter.hints.get(given, f"One letter in quotation marks, one of {letters}.")
    supported, came = "the statement that the numbers support", repr(given) if given else "no letter"
    return Row(what, False, letter.points, supported, came, hint)
