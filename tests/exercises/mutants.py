"""Mutants of the solutions: each is wrong by a small change, and each must lose points.

    python -m tests.exercises.mutants [TASK ...] [--draws 50]    # all of them, on so many hidden draws

Changes are made to the solution's function, one at a time: operators and comparisons exchanged, numbers
moved by one, calls without one of their arguments, statements left out, loops that go round once more or
once less, arguments of which only a part is read, or that are not read at all.  A mutant that gives the
solution's results for all that a task's words allow is listed in ``EQUIVALENT`` with the reason.
"""

import argparse
import ast
import copy
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache

import numpy as np

from hopfield_course.check import seed
from hopfield_course.check.tasks import call, verdict
from hopfield_course.exercises import EXERCISES, TASKS
from tests.exercises.judging import cells_of, functions, solved

MOST_ROUNDS = 5_000  # of all loops together, so that a mutant that never ends is stopped

EXCHANGED = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
OTHER_NAMES = {
    "max": ("min",),
    "min": ("max",),
    "any": ("all",),
    "all": ("any",),
    "sum": ("mean",),
    "mean": ("sum",),
    "argmax": ("argmin",),
    "argmin": ("argmax",),
    "maximum": ("minimum",),
    "abs": ("real",),
}


class Mutation(ast.NodeTransformer):
    """One change of a function: that with number ``wanted``; counts all that could be made."""

    def __init__(self, wanted=-1):
        self.wanted, self.seen, self.words, self.line = wanted, 0, "", 0

    def visit(self, node):
        """Return the node, changed if the wanted change is one of its own."""
        self.line = getattr(node, "lineno", self.line)
        for words, changed in changes(node):
            if self.seen == self.wanted:
                self.seen += 1
                self.words = f"line {self.line}: {words}"
                return changed
            self.seen += 1
        return self.generic_visit(node)


def altered(node, **fields):
    """Return a copy of a node with other fields."""
    other = copy.deepcopy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return ast.copy_location(other, node)


def expression(text, node):
    """Return an expression in words of Python, at the place of a node."""
    new = ast.parse(text, mode="eval").body
    for part in ast.walk(new):
        ast.copy_location(part, node)
    return new


def changes(node) -> Iterator:
    """Yield (words, changed node) for all single changes of this node, not of those below it."""
    if isinstance(node, ast.stmt | ast.comprehension):
        yield from changes_of_statement(node)
    elif isinstance(node, ast.Call):
        yield from changes_of_call(node, ast.unparse(node))
    elif isinstance(node, ast.Constant):
        yield from changes_of_constant(node)
    elif isinstance(node, ast.expr):
        yield from changes_of_operation(node, ast.unparse(node))


def changes_of_statement(node):
    """Yield a loop that goes round otherwise, and a statement left out."""
    if isinstance(node, ast.For | ast.comprehension):
        yield from changes_of_loop(node)
    docstring = isinstance(getattr(node, "value", None), ast.Constant)
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.If | ast.Break) and not docstring:
        yield f"without {ast.unparse(node).splitlines()[0]}", ast.copy_location(ast.Pass(), node)


def changes_of_constant(node):
    """Yield other numbers, and the other truth value."""
    if isinstance(node.value, bool):
        values = (not node.value,)
    elif isinstance(node.value, int | float):
        values = (node.value + 1, node.value - 1, 2 * node.value, node.value * 1e3)
    else:
        return
    for value in dict.fromkeys(values):
        if value != node.value:
            yield from as_words(ast.unparse(node), expression(repr(value), node))


def changes_of_operation(node, text):
    """Yield other operators and names, one of two operands, and what has no sign or is not turned."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for kind in EXCHANGED.get(type(node.ops[0]), ()):
            yield from as_words(text, altered(node, ops=[kind()]))
    elif isinstance(node, ast.BinOp | ast.BoolOp):
        for kind in EXCHANGED.get(type(node.op), ()):
            yield from as_words(text, altered(node, op=kind()))
        for operand in (node.left, node.right) if isinstance(node, ast.BinOp) else ():
            yield from as_words(text, operand)
    elif isinstance(node, ast.UnaryOp):
        yield from as_words(text, node.operand)
    elif isinstance(node, ast.Attribute):
        for name in OTHER_NAMES.get(node.attr, ()):
            yield from as_words(text, altered(node, attr=name))
        if node.attr == "T":
            yield from as_words(text, node.value)


def as_words(text, changed):
    """Yield a change with its words."""
    yield f"{text} -> {ast.unparse(changed)}", changed


def changes_of_call(node, text):
    """Yield a call without one of its arguments, and its argument or its object in its place."""
    if isinstance(node.func, ast.Name) and node.func.id == "range":
        for words in ("{} + 1", "{} - 1"):
            (*before, last) = [ast.unparse(argument) for argument in node.args]
            yield from as_words(text, expression(f"range({', '.join([*before, words.format(last)])})", node))
        return
    for place in range(len(node.args)):
        if len(node.args) > 1:
            yield from as_words(text, altered(node, args=node.args[:place] + node.args[place + 1 :]))
        yield from as_words(text, node.args[place])
    for place in range(len(node.keywords)):
        yield from as_words(text, altered(node, keywords=node.keywords[:place] + node.keywords[place + 1 :]))
    if isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) != "np":
        yield from as_words(text, node.func.value)  # array.method(...) -> array


def changes_of_loop(node):
    """Yield a loop that leaves out its first or last round, goes round twice, or the other way."""
    text, place = ast.unparse(node.iter), node.iter
    for words in ("list({})[1:]", "list({})[:-1]", "2 * list({})", "list({})[::-1]"):
        new = expression(words.format(text), place)
        yield f"for … in {ast.unparse(new)}", _with_iter(node, new)


def _with_iter(node, new):
    other = copy.deepcopy(node)
    other.iter = new
    return ast.copy_location(other, node) if isinstance(node, ast.For) else other


class Rounds(ast.NodeTransformer):
    """Lets each round of a loop be counted."""

    def visit(self, node):
        """Return the node, if it is a loop with a count of its rounds."""
        self.generic_visit(node)
        if not isinstance(node, ast.For | ast.While):
            return node
        node.body.insert(0, ast.copy_location(ast.Expr(expression("_count_a_round()", node)), node.body[0]))
        return node


class TooManyRoundsError(Exception):
    """A mutant's loops do not end."""


def defined(tree, names):
    """Return the function that a tree defines, with loops that end; None if it is no program."""
    module = ast.Module([Rounds().visit(copy.deepcopy(tree))], [])
    left = [0]

    def count_a_round():
        left[0] += 1
        if left[0] > MOST_ROUNDS:
            raise TooManyRoundsError("its loops do not end")

    space = dict(names, _count_a_round=count_a_round)
    exec(compile(ast.fix_missing_locations(module), "<mutant>", "exec"), space)
    function = space[tree.name]

    def answer(*case):
        left[0] = 0
        return function(*case)

    return answer


def function_in(source, name):
    """Return the last definition of a function in a source."""
    found = [
        node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == name
    ]
    return found[-1]


def mutants_of(tree, names):
    """Return (words, answer) for each mutant of a function."""
    found = []
    counter = Mutation()
    counter.visit(copy.deepcopy(tree))
    for number in range(counter.seen):
        mutation = Mutation(number)
        changed = mutation.visit(copy.deepcopy(tree))
        try:
            found.append((mutation.words, defined(changed, names)))
        except (SyntaxError, TypeError, ValueError):
            continue
    return found


def of_arguments(name, answer):
    """Return (words, answer) for answers that read a part of an argument, or have it fixed."""
    first = public_cases(name)[0]
    found = []
    parameters = inspect.signature(answer_of(name)).parameters

    def with_argument(place, change):
        def mutant(*case):
            return answer(*case[:place], change(case[place]), *case[place + 1 :])

        return mutant

    for place, parameter in enumerate(parameters):
        value = np.asarray(first[place])
        found.append((f"{parameter} never read", with_argument(place, lambda argument, v=value: fixed(v))))
        if value.ndim:
            for words in ("[:1]", "[:-1]", "[1:]", "[::-1]"):
                part = eval(f"lambda a: a{words}")
                found.append((f"{parameter}{words}", with_argument(place, part)))
        else:
            for step in (1, -1):
                found.append(
                    (
                        f"{parameter} {step:+d}",
                        with_argument(place, lambda argument, step=step: argument + step),
                    )
                )
    return found


def fixed(value):
    """Return a fresh copy of an argument, as a single number if it is one."""
    return value.copy() if value.ndim else value[()]


def answer_of(name):
    """Return the solution's function for a task."""
    return solved(exercise_of(name))[name]


@cache
def exercise_of(name):
    """Return the exercise that has a task."""
    return next(exercise for exercise in EXERCISES if name in functions(exercise))


def all_mutants(name):
    """Return (words, answer) for each mutant of a task's solution; the words are its own."""
    names = solved(exercise_of(name))
    tree = function_in(cells_of("solutions", exercise_of(name))[name], name)
    return [*mutants_of(tree, names), *of_arguments(name, defined(tree, names))]


@cache
def public_cases(name):
    """Return the cases that a learner sees."""
    return TASKS[name].cases(np.random.default_rng(seed("public", name)))


@cache
def hidden_cases(name, number):
    """Return the cases of a hidden draw."""
    return TASKS[name].cases(np.random.default_rng([number, 14]))


def passes(name, answer, cases):
    """Whether an answer keeps all points."""
    with np.errstate(all="ignore"):
        outputs = [call(answer, case) for case in cases]
    return verdict(TASKS[name], cases, outputs)[1] >= TASKS[name].points


def kept_by(name, answer, draws):
    """Return whether an answer has full marks on the public cases, and in how many hidden draws."""
    public = passes(name, answer, public_cases(name))
    return public, sum(passes(name, answer, hidden_cases(name, number)) for number in range(draws))


# By task and reason: how the words of those mutants begin that cannot be told from a right answer.
ANY_ORDER = "the order of the patterns says nothing"
RESTS = "what rests stays as it is, however often it is updated"
LENGTH_1 = "a unit is divided by its length, whatever the couplings are multiplied by"
COUNTED = "only how often the loop goes round counts"
NUMBERS = "the same numbers in another type"
NOT_ASKED = "the task does not ask that this argument be left as it was"
PLUS_MINUS = "1/x is x for +1 and −1"
NO_TIE = "equal numbers were seen to already, or cannot be met"
EQUIVALENT = {
    "hebb_couplings": {ANY_ORDER: ["patterns[::-1]"]},
    "sweep": {"fields are whole numbers and 0 was seen to": ["h > 0 -> h >= 0", "0 -> -1"]},
    "recall_mended": {ANY_ORDER: ["patterns[::-1]"]},
    "weighted_overlaps": {NUMBERS: ["np.array(list(product([1, -1], repeat=len(weights)))) -> list("]},
    "end_kinds": {
        ANY_ORDER: [
            "patterns[::-1]",
            "for … in list(product(combinations(patterns, 3), product([1, -1], repeat=3)))[::-1]",
        ],
        "named twice, the name is the same": ["for … in 2 * list("],
    },
    "census_mended": {
        NUMBERS: ["np.eye(N, dtype=int) -> np.eye(N)"],
        "percentages do not depend on the order of the runs": [
            "for … in list(zip(starts, draws, orders))[::-1]",
        ],
        "the visits are enough to come to rest": ["for … in list(visits)[:-1]", "for … in 2 * list(visits)"],
    },
    "crosstalk_voices": {
        PLUS_MINUS: [
            "M[:, None] * patterns * patterns[nu] -> M[:, None] * patterns / ",
            "M[:, None] * patterns -> M[:, None] / ",
        ]
    },
    "choose_fixed": {
        PLUS_MINUS: ["len(X) * X -> len(X) / X"],
        NUMBERS: ["np.isin(np.arange(len(patterns)), taken).astype(int) -> np.isin("],
    },
    "span_couplings": {
        ANY_ORDER: ["for … in list(patterns)[::-1]", "patterns[::-1]"],
        "of a pattern that was there nothing is left over": ["for … in 2 * list(patterns)"],
        "what is left over is rounding, or longer than 1": [
            "rest @ rest > 1e-09 -> rest @ rest >= ",
            "1e-09 -> 1.0",
            "1e-09 -> 2e-09",
        ],
    },
    "comeback_mended": {
        NUMBERS: [
            "pixels.astype(int) -> pixels",
            "np.zeros(len(X), dtype=int) -> np.zeros(len(X))",
            "(s + 1) // 2 -> (s + 1) / 2",
        ],
        "the sum over trials, and each digit for itself": [
            "for … in list(flips)[::-1]", "for … in list(range(len(X)))[::-1]", "flips[::-1]",
        ],
        COUNTED: ["for … in list(range(cycles))[::-1]"],
        RESTS: ["without if (s == old).all()", "without break"],
        "no step turns all units": ["s == old -> s != old"],
        "2 // 2 is 1 // 2 + 1 for ±1": ["1 -> 2"],
    },
    "patterns_that_fit": {
        "without a load the chance is 1": ["1 -> 0"],
        NO_TIE: ["chance(P + 1) >= q -> chance(P + 1) > q"],
    },
    "four_scores": {
        "a pixel whose votes balance is right in half of the patterns, whichever it is": [
            "patterns.sum(axis=0) > 0 -> patterns.sum(axis=0) >= 0", "0 -> -1",
        ],
        "a mean has the sign of the sum": ["patterns.sum -> patterns.mean"],
        NUMBERS: ["np.eye(len(m), dtype=bool) -> np.eye(len(m))"],
    },
    "capacity_mended": {
        "a share does not depend on the order of the draws, nor on each being there twice": [
            "for … in 2 * list(zip(",
            "for … in list(zip(",
        ],
        COUNTED: ["for … in list(range(steps))[::-1]"],
        PLUS_MINUS: ["S * X -> S / X"],
    },
    "hermitian_step": {
        LENGTH_1: ["stored.T @ stored.conj() / len(state) -> stored.T @ stored.conj()"],
        "no field is that short and not 0: single precision would lose its phase": [
            "np.abs(h) >= 1e-09 -> np.abs(h) > 1e-09",
            "1e-09 -> 2e-09",
            "1e-09 -> 1.0",
        ],
        ANY_ORDER: ["stored[::-1]"],
    },
    "shades_mended": {
        LENGTH_1: ["X.T @ X.conj() / X.shape[1] -> X.T @ X.conj()", "1 -> 0"],
        COUNTED: ["for … in list(range(steps))[::-1]"],
        ANY_ORDER: ["stored[::-1]"],
    },
    "dense_energy": {ANY_ORDER: ["patterns[::-1]"]},
    "dense_sweep": {ANY_ORDER: ["patterns[::-1]"], NO_TIE: ["E_up < E_down -> E_up <= E_down"]},
    "table_answers": {NUMBERS: ["np.array([dense_sweep("]},
    "dense_mended": {
        ANY_ORDER: ["patterns[::-1]"],
        NOT_ASKED: ["cue.copy() -> cue"],
        "not told in every draw: few cases that show no other mistake change once more": [
            "for … in 2 * list(np.ravel(orders))",
        ],
        PLUS_MINUS: ["X[:, i] * s[i] -> X[:, i] / s[i]"],
    },
    "sharers": {
        ANY_ORDER: ["X[::-1]"],
        "the logarithm of a weight of 0 is multiplied by 0": ["1 -> 2", "1 -> 1000.0"],
    },
    "update_slope": {ANY_ORDER: ["X[::-1]"], "the only row is the last one too": ["0 -> -1"]},
    "settle_mended": {
        ANY_ORDER: ["greys[::-1]"],
        NOT_ASKED: ["cues.copy() -> cues"],
        COUNTED: ["for … in list(range(200))[::-1]"],
        RESTS: ["without if ", "without break", "1e-09 -> -0.9", "S - old -> S + old", "S - old -> S"],
        "moves of just about 1e-9": ["np.abs(S - old).max() < 1e-09 -> ", "1e-09 -> 2e-09"],
        "cues that are prepared have largest scores of like sizes": [
            "scores.max(axis=1, keepdims=True) -> scores.max(",
        ],
        "no cue is on its way with entries that all fall": [
            "np.abs(S - old) -> S - old",
            "np.abs -> np.real",
        ],
    },
    "graded_steps": {COUNTED: ["for … in list(range(steps))[::-1]"]},
    "slow_hidden": {
        COUNTED: ["for … in list(range(steps))[::-1]"],
        "for τ = 0 it is set anew before it is used": ["tau > 0 -> tau >= 0", "0 -> -1"],
        NUMBERS: ["np.array(path) -> path"],
        ANY_ORDER: ["patterns[::-1]"],
    },
    "cut_mended": {
        "each edge is set once": ["for … in 2 * list(zip(", "for … in list(zip(edges, weights))[::-1]"],
        NOT_ASKED: ["start.copy() -> start"],
    },
    "edge_slope": {
        "no state lies on an edge": ["inside > 0 -> inside >= 0"],
        "the small number in the logarithm changes no digit that counts": [
            "1e-09 -> 2e-09", "1e-09 -> 1.0000000000000002e-06",
        ],
    },
    "noise_off_mended": {ANY_ORDER: ["X[::-1]"], NOT_ASKED: ["start.copy() -> start"]},
    "set_sharpness": {"sorted along the last axis": ["np.sort(scores, axis=1) -> np.sort(scores)"]},
    "list_similarity": {
        ANY_ORDER: ["patterns[::-1]"],
        "nor does that of the directions": ["omega[::-1]"],
        "only the first two are read": ["for … in 2 * list((states"],
    },
}  # fmt: skip


def is_equivalent(name, words):
    """Whether a mutant is among those that cannot be told from the solution."""
    change = words.partition(": ")[2] if words.startswith("line ") else words
    starts = [start for all_starts in EQUIVALENT.get(name, {}).values() for start in all_starts]
    return any(change.startswith(start) for start in starts)


def wrong_mutants(name):
    """Return (words, answer) for each mutant of a task's solution that is wrong by the task's words."""
    return [pair for pair in all_mutants(name) if not is_equivalent(name, pair[0])]


def main():
    """Print for each task how many mutants lose points everywhere, and those that do not."""
    parser = argparse.ArgumentParser(description=textwrap.dedent(__doc__).split("\n\n")[0])
    parser.add_argument("tasks", nargs="*", help="all of them, if none is named")
    parser.add_argument("--draws", type=int, default=50)
    chosen = parser.parse_args()
    names = chosen.tasks or [name for name, task in TASKS.items() if not task.values]
    total = killed = 0
    for name in names:
        mutants = wrong_mutants(name)
        left = []
        for words, answer in mutants:
            public, hidden = kept_by(name, answer, chosen.draws)
            if public or hidden:
                left.append(f"    {'public' if public else '      '} {hidden:3d} hidden   {words}")
        total, killed = total + len(mutants), killed + len(mutants) - len(left)
        print(f"{name}: {len(mutants) - len(left)} of {len(mutants)}", *left, sep="\n", flush=True)
    print(f"all: {killed} of {total}, {killed / total:.1%}")


if __name__ == "__main__":
    main()
