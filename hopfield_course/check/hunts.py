"""Bug hunts: a published program with mistakes, each of which is to be found and mended.

    TASK = hunt("recall_mended", program, bugs, 0.4)

The program is written once, with a switch for each of its mistakes: ``program(*case)`` is right, and
``program(*case, tie=0)`` has the mistake "tie" left in.  For each mistake there are cases in which it
shows, whatever else is left in the program, and no other one does: so each is judged by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from .draws import all_right, differs, drawn_until
from .judges import FIRST_ABOVE, OTHERWISE, Mistake, Part, compared, gives, kept_row
from .tasks import Row, Task, close


@dataclass(frozen=True)
class Bug:
    """A mistake of a program; its name is that of the program's switch.

    Attributes
    ----------
    what : str
        What holds if it is mended, in words.
    hint : str
        What to look at if it is left; it does not say the answer.
    draws : sequence of callables
        A case each: ``draw(rng)``, None for one that is no good.
    came : str
        What the program gives if it is left, in words; if empty, its numbers are shown.
    forms : sequence, or dict
        Values of the switch that are this mistake; the first is that of the program as published.  A dict
        has a hint for each of them, if it is not empty.
    beside : sequence of callables
        Draws of more cases, in which not the mistake shows but what people do instead.
    halfway : sequence of Mistake
        What people do who mend it in part, or put another mistake in its place.
    otherwise : str
        The hint for what is none of these; if empty, that of the hunt.
    alone : bool
        Whether no other mistake shows in its cases: they are then drawn until it is so.  If not, what came
        is compared with all programs in which this one is mended.
    """

    what: str
    hint: str
    draws: tuple
    came: str = ""
    forms: tuple | dict = (True,)
    beside: tuple = ()
    halfway: tuple = ()
    otherwise: str = ""
    alone: bool = True

    @property
    def published(self):
        """The form in which the program has the mistake as it is given."""
        return next(iter(self.forms))

    def hint_of(self, form):
        """Return the hint for a form of the mistake."""
        return (self.forms.get(form) if isinstance(self.forms, dict) else "") or self.hint


@dataclass(frozen=True)
class Plain:
    """Cases that the program gets right with all of its mistakes: nothing is earned before they hold.

    Attributes
    ----------
    draws : sequence of callables
        A case each.
    otherwise : str
        The hint for what is wrong there and none of the mistakes that show always.
    what : str
        The property, if it is to have a row of its own.
    """

    draws: tuple
    otherwise: str = OTHERWISE
    what: str = ""


def hunt(name, program, bugs, each, **beside):
    """Return the task of mending a program; ``beside`` are the further attributes of its `Hunt`."""
    hunted = Hunt(program, bugs, each, **beside)
    return Task(name, round(each * (len(bugs) + len(hunted.kept)), 2), hunted.cases, hunted.judge)


@dataclass(frozen=True)
class Hunt:
    """The cases of a program's mistakes, and the judge of those who mend it.

    Attributes
    ----------
    program : callable
        ``program(*case, **switches)``; without a switch its mistake is mended.
    bugs : dict of str to Bug
        The mistakes by their switches, in the order of the rows.
    each : float
        The points that a mended mistake earns.
    plain : Plain, optional
    always : sequence of Mistake
        Mistakes that show in the cases of all bugs.
    kept : sequence of Kept
        Rows for arguments that are to be left as they were.
    nothing : sequence of callables
        Answers that do nothing: each must be wrong in a case of every bug.
    otherwise : str
        The hint for what is none of the mistakes; if empty, that of the mistake whose row it is.
    same : callable
        ``same(came, expected)`` says whether two arrays of one shape count as equal.
    least : float
        By how much a mistake must change a number to show.
    """

    program: Callable
    bugs: dict
    each: float
    plain: Plain = Plain(())
    always: tuple = ()
    kept: tuple = ()
    nothing: tuple[Callable, ...] = ()
    otherwise: str = ""
    same: Callable = close
    least: float = 1e-6

    # ------------------------------------------------------------------------------------- programs

    def others(self, name, all_forms=False):
        """Return the ways to leave mistakes in beside this one: first none, then one, then more."""
        choices = [{}]
        for other, bug in self.bugs.items():
            if other != name:
                forms = bug.forms if all_forms else (bug.published,)
                left = [{}, *({other: form} for form in forms)]
                choices = [choice | one for choice in choices for one in left]
        return sorted(choices, key=len)

    def left(self, name):
        """Return by form the programs with this mistake left in, without and with others."""
        others = self.others(name)
        return {
            form: [partial(self.program, **{name: form}, **more) for more in others]
            for form in self.bugs[name].forms
        }

    def mended(self, name, all_forms=False):
        """Return programs in which this mistake is mended: first the right one, then with others left."""
        return [partial(self.program, **more) for more in self.others(name, all_forms)]

    # ---------------------------------------------------------------------------------------- cases

    @np.errstate(all="ignore")
    def cases(self, rng):
        """Return the plain cases, then those of each bug in turn."""
        cases = [drawn_until(rng, draw, self._shows_nothing) for draw in self.plain.draws]
        for name in self.bugs:
            cases += drawn_until(rng, partial(self._draw_group, name), partial(self._tells, name))
        return cases

    def _shows_nothing(self, *case):
        """Whether a case is right with any mistakes left in the program."""
        return all_right(case, self.program, self.mended(None))

    def _draw_group(self, name, rng):
        """Return the cases of a bug, each such that no other shows in it, nor all others together."""
        bug, others = self.bugs[name], self.mended(name)
        for other, its in self.bugs.items():
            if other != name:
                others += [partial(self.program, **{other: form}) for form in list(its.forms)[1:]]
        published = partial(self.program, **{name: bug.published})

        def hides_others(*case):
            return not bug.alone or all_right(case, self.program, others)

        def shows_alone(*case):
            shows = not bug.alone or differs(published(*case), self.program(*case), self.least)
            return shows and hides_others(*case)

        cases = [drawn_until(rng, draw, shows_alone) for draw in bug.draws]
        return cases + [drawn_until(rng, draw, hides_others) for draw in bug.beside]

    def _tells(self, name: str, *cases: tuple) -> bool:
        """Whether the mistake shows in some of its cases, whatever else is left in the program.

        Nor may what does nothing be right in all of them, or one and the same answer.
        """
        bug = self.bugs[name]
        halfway = [answer for mistake in bug.halfway for answer in mistake.answers]
        if not bug.alone:
            came = [[answer(*case) for case in cases] for answer in halfway]
            mended = self.mended(name, all_forms=True) if halfway else []
            return all(
                any(differs(*pair) for pair in zip(outputs, [program(*case) for case in cases], strict=True))
                for program in mended
                for outputs in came
            )
        left = [program for programs in self.left(name).values() for program in programs]
        expected = [self.program(*case) for case in cases]
        if len(cases) > 1 and not any(differs(right, expected[0]) for right in expected[1:]):
            return False
        return all(
            any(differs(answer(*case), right) for case, right in zip(cases, expected, strict=True))
            for answer in (*self.nothing, *halfway, *left)
        )

    # ---------------------------------------------------------------------------------------- judge

    def judge(self, cases, outputs):
        """Judge each mistake by its own cases, once the plain ones are right."""
        rows, first, plain = [], 0, None
        if self.plain.draws:
            first = len(self.plain.draws)
            plain = self._plain_row(cases[:first], outputs[:first])
            if self.plain.what:
                rows.append(plain)
        for name, bug in self.bugs.items():
            end = first + len(bug.draws) + len(bug.beside)
            row = self._row(name, cases[first:end], outputs[first:end])
            rows.append(self._once_plain(row, plain))
            first = end
        ready = plain is None or plain.passed
        return rows + [kept_row(part, cases, outputs, ready) for part in self.kept]

    def _plain_row(self, cases, outputs):
        part = Part(self.plain.what, 0.0, tuple(range(len(cases))))
        (row,) = compared(self.program, (part,), self.always, self.plain.otherwise, self.same)(cases, outputs)
        return row

    def _once_plain(self, row, plain):
        """Return a row, missed if the plain cases are; it says why, unless they have a row of their own."""
        if plain is None or plain.passed:
            return row
        if not self.plain.what:
            return Row(row.what, False, self.each, plain.expected, plain.came, plain.hint)
        return Row(row.what, False, self.each, plain.what, "not yet", FIRST_ABOVE) if row.passed else row

    def _row(self, name, cases, outputs):
        bug = self.bugs[name]
        known = [
            Mistake(tuple(programs), bug.hint_of(form), bug.came)
            for form, programs in self.left(name).items()
        ]
        part = Part(bug.what, self.each, tuple(range(len(cases))))
        elsewhere = [mistake for other in self.bugs.values() if other is not bug for mistake in other.halfway]
        mistakes = (*known, *self.always, *bug.halfway, *elsewhere)
        otherwise = bug.otherwise or self.otherwise or bug.hint
        (row,) = compared(self.program, (part,), mistakes, otherwise, self.same)(cases, outputs)
        if row.passed or bug.alone:
            return row
        mended = any(
            all(gives(program, *pair) for pair in zip(cases, outputs, strict=True))
            for program in self.mended(name, all_forms=True)
        )
        return Row(bug.what, True, self.each) if mended else row
