"""What a person should look at: answers that are the course's own, the library's, or another learner's.

Nothing here changes a mark: short answers are alike by themselves.  A submission is looked at by itself
(`traits`), where what it holds can harm nothing else; what was found is then compared.
"""

import ast
import hashlib
import re
import textwrap
import warnings
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import hopfield_lib

from ..exercises import EXERCISES
from .reach import uses

LONG = 40  # parts of a program from which alike answers say something
LETTERS, PARTS = 20_000, 20_000  # of an answer: of longer ones nothing is said
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
MAGIC = re.compile(r"^([ \t]*)(?:[%!?].*|[\w, \t]{1,80}=[ \t]*[%!].*|[^\n#'\"]{1,200}\?)$", re.M)
END = object()


@dataclass(frozen=True)
class Traits:
    """What is compared of one submission.

    Attributes
    ----------
    shapes : dict
        For each answer, by the id of its cell, the digests of its functions and of all of it.
    library : dict
        For each answer, the names of the library that it comes to, directly or through others.
    """

    shapes: dict = field(default_factory=dict)
    library: dict = field(default_factory=dict)


def parsed(source):
    """Return the syntax tree of some code, its magic lines left out; None if it is no Python."""
    if len(source) > LETTERS:
        return None
    for text in (source, MAGIC.sub(r"\1pass", source)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a learner's code
                return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def shape(nodes):
    """Return what some statements do as a tuple of words, and how many parts they have.

    Other names, another layout, brackets, comments, docstrings, annotations and ``pass`` change nothing.
    Nothing is returned of what has too many parts.
    """
    names, found, count = {}, [], 0
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        if node is END:
            found.append(")")
            continue
        if _says_nothing(node):
            continue
        count += 1
        if count > PARTS:
            return (), 0
        found.append(_word(node, names))
        waiting.append(END)
        waiting += reversed(_children(node))
    return tuple(found), count


def _says_nothing(node):
    return isinstance(node, ast.Pass | ast.expr_context) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def _word(node, names):
    """Return what a node says by itself: names by the order of their appearance."""
    kind = type(node).__name__
    if isinstance(node, ast.Name):
        return f"name {names.setdefault(node.id, len(names))}"
    if isinstance(node, ast.arg):
        return f"arg {names.setdefault(node.arg, len(names))}"
    if isinstance(node, ast.Attribute):
        return f"attribute {node.attr}"
    if isinstance(node, ast.keyword):
        return f"keyword {node.arg}"
    if isinstance(node, ast.alias):
        return f"import {node.name}"
    if isinstance(node, ast.Constant):
        return kind if isinstance(node.value, str) else f"constant {node.value!r:.60}"
    return "Assign" if isinstance(node, ast.AnnAssign) else kind


def _children(node):
    """Return the parts of a node that count: annotations do not."""
    return [
        child
        for name, value in ast.iter_fields(node)
        if name not in ("annotation", "returns", "type_comment", "simple")
        for child in (value if isinstance(value, list) else [value])
        if isinstance(child, ast.AST)
    ]


def digests(source):
    """Return the digests of an answer's functions and of all of it, as far as they are long; a set."""
    tree = parsed(source)
    return (
        _digests([[one] for one in tree.body if isinstance(one, FUNCTIONS)] + [tree.body]) if tree else set()
    )


def _digests(groups):
    shapes = [shape(nodes) for nodes in groups]
    return {hashlib.sha256("\0".join(words).encode()).hexdigest() for words, count in shapes if count >= LONG}


def answers(cells):
    """Return the code that was written for each task: a dict by the id of its cell."""
    return {
        cell.grade_id: cell.source
        for cell in cells
        if cell.kind == "code" and cell.solution and cell.grade_id
    }


def traits(cells, given=()):
    """Return what is compared of a submission's cells; answers as they were given out have none."""
    untouched = answers(given)
    own = {name: source for name, source in answers(cells).items() if untouched.get(name) != source}
    stubs = {name: digests(source) for name, source in untouched.items() if name in own}
    library = uses([(cell, parsed(cell.source)) for cell in cells if cell.kind == "code"])
    return Traits(
        {name: sorted(digests(source) - stubs.get(name, set())) for name, source in own.items()},
        {name: library.get(name, []) for name in own},
    )


@cache
def _functions_below(folder):
    """Return the digests of all functions in a folder's modules, each with its name and its code."""
    found = {}
    for path in sorted(Path(folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, FUNCTIONS):
                source = textwrap.dedent("\n".join(lines[node.lineno - 1 : node.end_lineno]))
                found |= dict.fromkeys(_digests([[node]]), (node.name, source))
    return found


def known(exercise, solution, given=()):
    """Return what answers are compared with, of the solution, the judges, the library.

    Returns
    -------
    dict
        By digest, whose it is in words, and the code.
    """
    library = _functions_below(Path(hopfield_lib.__file__).parent)
    judges = _functions_below(Path(str(EXERCISES[exercise].__file__)).parent) if exercise in EXERCISES else {}
    found = {digest: (f"the library's {name}, copied", source) for digest, (name, source) in library.items()}
    found |= {digest: ("the right answer of its judge", source) for digest, (_, source) in judges.items()}
    sources = answers(solution)
    for name, shapes in traits(solution, given).shapes.items():
        found |= dict.fromkeys(shapes, ("the solution's", sources[name]))
    return found


def flags(mine, solution, right):
    """Return what is alike between a submission's traits and what the course has, in words.

    Parameters
    ----------
    mine, solution : Traits
        Of the submission and of the solution.
    right : dict
        See `known`.
    """
    found = []
    for name, shapes in mine.shapes.items():
        alike = [right[digest][0] for digest in shapes if digest in right]
        found += [f"{name} is {words}" for words in dict.fromkeys(alike)]
        library = [one for one in mine.library[name] if one not in solution.library.get(name, ())]
        if library:
            found.append(f"{name} uses the library's {', '.join(library)}")
    return found


def shared(submissions):
    """Return, for each of several submissions, which of its answers another one has too, in words.

    Parameters
    ----------
    submissions : dict
        The traits of each, by student.
    """
    owners = defaultdict(list)
    for student, mine in submissions.items():
        for name, shapes in mine.shapes.items():
            for digest in shapes:
                owners[name, digest].append(student)
    found = {student: {} for student in submissions}
    for (name, _), students in owners.items():
        for student in students if len(students) > 1 else ():
            others = [other for other in students if other != student]
            more = f" and {len(others) - 3} more" if len(others) > 3 else ""
            found[student][f"{name} is that of {', '.join(others[:3])}{more}"] = True
    return {student: list(words) for student, words in found.items()}
