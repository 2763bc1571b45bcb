"""What a person should look at: answers that are the solution's, the library's, or another learner's.

Nothing here changes a mark: short answers are alike by themselves.
"""

import ast
import hashlib
import io
import keyword
import tokenize
import warnings
from collections import defaultdict

import hopfield_lib

LONG = 40  # tokens from which alike answers say something
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
SKIPPED = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
    tokenize.ENCODING, tokenize.STRING,
}  # fmt: skip


def shape(source):
    """Return an answer's tokens: no comments, no texts, each name by its order of appearance.

    Renaming variables or laying the lines out anew changes nothing.  None if it is no Python.
    """
    names, found = {}, []
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in SKIPPED:
                continue
            if token.type == tokenize.NAME and not keyword.iskeyword(token.string):
                found.append(f"name {names.setdefault(token.string, len(names))}")
            else:
                found.append(token.string)
    except (tokenize.TokenError, SyntaxError, ValueError, RecursionError):
        return None
    return tuple(found)


def names_in(source):
    """Return all names and attributes that some code mentions; nothing if it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a learner's code
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    return {
        node.id if isinstance(node, ast.Name) else node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.Attribute)
    }


def answers(cells):
    """Return the code that was written for each task: a dict by the id of its cell."""
    return {
        cell.grade_id: cell.source
        for cell in cells
        if cell.kind == "code" and cell.solution and cell.grade_id
    }


def flags(cells, solution):
    """Return what is alike between a submission's cells and those of the solution, in words."""
    found, written = [], answers(solution)
    for name, source in answers(cells).items():
        right = written.get(name, "")
        region = right.partition(BEGIN)[2].partition(END)[0]  # of a bug hunt: the mended function alone
        mine = shape(source)
        if mine and len(mine) >= LONG and mine in (shape(right), shape(region)):
            found.append(f"{name} is the solution's")
        library = names_in(source) & set(hopfield_lib.__all__) - names_in(right)
        if library:
            found.append(f"{name} uses the library's {', '.join(sorted(library))}")
    return found


def shared(submissions):
    """Return, for each of several submissions, which of its answers another one has too, in words.

    Parameters
    ----------
    submissions : dict
        The cells of each, by student.
    """
    owners = defaultdict(list)
    for student, cells in submissions.items():
        for name, source in answers(cells).items():
            mine = shape(source)
            if mine and len(mine) >= LONG:
                owners[name, hashlib.sha256("\0".join(mine).encode()).digest()].append(student)
    found = {student: [] for student in submissions}
    for (name, _), students in owners.items():
        for student in students if len(students) > 1 else ():
            others = [other for other in students if other != student]
            more = f" and {len(others) - 3} more" if len(others) > 3 else ""
            found[student].append(f"{name} is that of {', '.join(others[:3])}{more}")
    return found
