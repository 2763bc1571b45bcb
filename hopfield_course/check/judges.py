"""Judges made of a right answer and of the mistakes that people make.

    judge = compared(right, parts, mistakes)       # for a task whose answer is a function
    judge = measured(facts, values, letter)        # for one whose answer is numbers

A mistake is written as the answer of somebody who makes it: what came is compared with what that
answer gives on the same cases, so a hint is shown where it fits and nowhere else.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .tasks import Row, close, factor, fresh, numbers, trouble, untouched


@dataclass(frozen=True)
class Part:
    """A property of a function, and the cases in which it shows.

    Attributes
    ----------
    what : str
        The property, in words.
    points : float
        What it earns if the answer is right in all of its cases.
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


@dataclass(frozen=True)
class Kept:
    """The property that an argument is left as it was given; it needs the first part to hold."""

    what: str
    points: float
    argument: int = 0


@dataclass(frozen=True)
class Mistake:
    """A mistake that people make.

    Attributes
    ----------
    answer : callable
        What somebody who makes it returns for a case.
    hint : str
        What to look at next; it does not say the answer.
    came : str
        What that answer is, in words; if empty, its numbers are shown.
    """

    answer: Callable
    hint: str
    came: str = ""


OTHERWISE = "Take the smallest example that you can do on paper, and follow it step by step."


def compared(right, parts, mistakes=(), otherwise=OTHERWISE, same=close):
    """Return the judge of a function by its right answers.

    Parameters
    ----------
    right : callable
        The right answer.
    parts : sequence of Part and Kept
        What is tested, in the order of the rows; the first is a Part.
    mistakes : sequence of Mistake
        The first that gives what came, in every case of a part, has the hint; failing that the
        first that does so in every case that went wrong.
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
        expected = [np.asarray(_on_copies(right, case)) for case in cases]
        kind = np.complex128 if any(np.iscomplexobj(e) for e in expected) else np.float64
        came = [numbers(output, e.shape, kind) for output, e in zip(outputs, expected, strict=True)]
        good = [a is not None and same(a, e) for a, e in zip(came, expected, strict=True)]
        first = all(good[k] for k in parts[0].cases)
        rows = []
        for part in parts:
            if isinstance(part, Kept):
                rows.append(_kept(part, cases, outputs, first))
            elif bad := [k for k in part.cases if not good[k]]:
                rows.append(_missed(part, bad, cases, outputs, expected, came, kind))
            elif part.needs_first and not first:
                rows.append(
                    Row(part.what, False, part.points, parts[0].what, "not yet", "First what stands above.")
                )
            else:
                rows.append(Row(part.what, True, part.points))
        return rows

    def _missed(part, bad, cases, outputs, expected, came, kind):
        k = bad[0]
        shown = brief(expected[k])
        fitting = [m for m in mistakes if all(_gives(m.answer, cases[j], outputs[j]) for j in bad)]
        # rather one that explains what went right as well
        fitting.sort(key=lambda m: not all(_gives(m.answer, cases[j], outputs[j]) for j in part.cases))
        if fitting:
            words = fitting[0].came or brief(outputs[k].value), fitting[0].hint
            return Row(part.what, False, part.points, shown, *words)
        if stopped := trouble([outputs[j] for j in bad], [expected[j].shape for j in bad], kind):
            return Row(part.what, False, part.points, shown, *stopped)
        c = factor(came[k], expected[k])
        if (
            c is not None
            and not np.isclose(c, 1)
            and all(np.isclose(factor(came[j], expected[j]) or 0, c) for j in bad)
        ):
            return Row(
                part.what,
                False,
                part.points,
                shown,
                f"{c:.3g} times that",
                "The form is right, a factor is not.",
            )
        return Row(part.what, False, part.points, shown, brief(came[k]), otherwise)

    return judge


def _on_copies(answer, case):
    return answer(*fresh(case))


def _gives(answer, case, output):
    if output.error or not isinstance(output.value, np.ndarray):
        return False
    wrong = np.asarray(_on_copies(answer, case))
    both = output.value.shape == wrong.shape and np.isnan(output.value) & np.isnan(wrong)
    return close(np.where(both, 0, output.value), np.where(both, 0, wrong))


def _kept(part, cases, outputs, first):
    if all(output.after for output in outputs) and not untouched(cases, outputs, part.argument):
        hint = "a = b gives an array a second name: a change shows in both. Work on a copy."
        return Row(part.what, False, part.points, "the argument unchanged", "a changed one", hint)
    if not first:
        return Row(
            part.what, False, part.points, "a right answer first", "not yet", "First what stands above."
        )
    return Row(part.what, True, part.points)


def brief(value, most=4):
    """Return the first numbers of an array in words; states of +1 and -1 as signs."""
    if not isinstance(value, np.ndarray):
        return "nothing" if value is None else f"{value!r:.40}"
    flat = value.ravel()
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
    points, tolerance : float
        What it earns, and how far it may lie from the fact.
    mistakes : sequence of (callable, str)
        A wrong number as a function of the facts, and the hint for it.
    share : bool
        Whether it lies between 0 and 1: then percent and the share of the others are told apart.
    """

    name: str
    what: str
    points: float
    tolerance: float
    mistakes: tuple = ()
    share: bool = False


@dataclass(frozen=True)
class Letter:
    """The statement that the numbers support, one letter; it counts if all the numbers are right."""

    what: str
    points: float
    right: str
    hints: dict


SHARE_MISTAKES = ("A share lies between 0 and 1.", "That is the share of the others.")


def measured(facts, values, letter=None, otherwise="Is every run counted, and each once?"):
    """Return the judge of measured numbers, and of the conclusion that is drawn from them.

    Parameters
    ----------
    facts : callable
        ``facts(*data)`` gives a dict of numbers: the right ones by name, and what mistakes are
        made of.
    values : sequence of Value
        In the order of the task's values.
    letter : Letter, optional
        The last of the task's values.
    otherwise : str
        The hint for a number that is none of the mistakes.
    """

    def judge(cases, outputs):
        found = facts(*cases[0])
        rows = [
            _value(value, found, output, otherwise) for value, output in zip(values, outputs, strict=False)
        ]
        if letter:
            rows.append(_letter(letter, outputs[-1], all(row.passed for row in rows)))
        return rows

    return judge


def _value(value, facts, output, otherwise):
    right = np.asarray(facts[value.name], dtype=float)
    came = numbers(output, right.shape)
    what = f"{value.name}: {value.what}"

    def near(number):
        return came is not None and bool(
            np.all(np.abs(came - np.asarray(number, dtype=float)) <= value.tolerance)
        )

    if near(right):
        return Row(what, True, value.points)
    if output.value is None and not output.error:
        words = (
            "nothing yet",
            "Put your numbers in place of the dots." if right.shape else "Put a number in place of the dots.",
        )
    elif came is None:
        words = trouble([output], [right.shape]) or ("no number", "A number is expected.")
    else:
        hints = [hint for wrong, hint in value.mistakes if near(wrong(facts))]
        if value.share:
            hints += [SHARE_MISTAKES[0]] * bool((np.abs(came) > 1).any()) + [SHARE_MISTAKES[1]] * near(
                1 - right
            )
        words = (brief(came), (hints or [otherwise])[0])
    return Row(what, False, value.points, "another number" if not right.shape else "other numbers", *words)


def _letter(letter, output, ready):
    given = output.value.strip(" ()").lower() if isinstance(output.value, str) else None
    what = f"conclusion: {letter.what}"
    if not ready:
        return Row(
            what, False, letter.points, "the right numbers first", "", "A conclusion needs its numbers."
        )
    if given == letter.right:
        return Row(what, True, letter.points)
    letters = ", ".join(sorted({letter.right, *letter.hints}))
    hint = letter.hints.get(given, f"One letter in quotation marks, one of {letters}.")
    return Row(
        what,
        False,
        letter.points,
        "the statement that the numbers support",
        repr(given) if given else "no letter",
        hint,
    )
