"""Which names of the library an answer comes to, whatever it calls them: imports and attributes are followed.

A name stands for what it was bound to: an import under another name, a module's attribute, a variable,
a function of the learner's own that uses the library.  What is bound within an answer is its own.
"""

import ast
import re
from pathlib import Path

import hopfield_lib

ROOT = "hopfield_lib"
NAMES = 200  # of the library that one name may stand for
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_FOLDER = Path(hopfield_lib.__file__).parent
MODULES = {path.stem for path in _FOLDER.rglob("*.py")} | {
    path.name for path in _FOLDER.rglob("*") if path.is_dir()
}
BY_NAME = re.compile(rf"\b{ROOT}\b")


def uses(cells):
    """Return for each answer which names of the library it comes to, sorted.

    Parameters
    ----------
    cells : list of (Cell, syntax tree or None)
        The code of a submission, in order.

    Returns
    -------
    dict
        By the ids of answers' cells.
    """
    bound, found = {}, {}
    for cell, tree in cells:
        if tree is None:
            continue
        if cell.locked:
            for node in ast.walk(tree):
                bound |= _imported(node)
            continue
        if cell.solution and cell.grade_id:
            found[cell.grade_id] = {_public(path) for path in _reached(tree, bound)}
        for statement in tree.body:
            _bind(statement, bound)
    return {name: sorted(filter(None, reached)) for name, reached in found.items()}


def _imported(node):
    """Return what an import binds to the library: sets of dotted paths by name."""
    if isinstance(node, ast.Import):
        ours = [alias for alias in node.names if alias.name.partition(".")[0] == ROOT]
        return {alias.asname or ROOT: {alias.name if alias.asname else ROOT} for alias in ours}
    if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == ROOT:
        names = {alias.name: alias.asname or alias.name for alias in node.names}
        if "*" in names:
            names |= {name: name for name in hopfield_lib.__all__}
        return {bound: {f"{node.module}.{name}"} for name, bound in names.items() if name != "*"}
    return {}


def _bind(statement, bound):
    """Note what the names stand for that a statement binds: in loops and branches too, not in functions."""
    reached = None
    waiting = [statement]
    while waiting:
        node = waiting.pop()
        bound |= _imported(node)
        names = [node.name] if isinstance(node, SCOPES) else []
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names = [node.id]
        if names:
            if reached is None:
                reached = set(sorted(_reached(statement, bound))[:NAMES])
            bound |= dict.fromkeys(names, reached)
        if not isinstance(node, SCOPES):
            waiting += ast.iter_child_nodes(node)


def _own(tree):
    """Return the names that functions in some code bind for themselves, and what imports in it bind."""
    own, imports = set(), {}
    waiting = [(tree, False)]
    while waiting:
        node, within = waiting.pop()
        imports |= _imported(node)
        if isinstance(node, ast.arg):
            own.add(node.arg)
        elif isinstance(node, SCOPES):
            own.add(node.name)
        elif within and isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            own.add(node.id)
        within = within or isinstance(node, SCOPES)
        waiting += [(child, within) for child in ast.iter_child_nodes(node)]
    return own - set(imports), imports


def _reached(tree, bound):
    """Return the dotted paths of the library that some code mentions, given what names stand for."""
    own, imports = _own(tree)
    here = {name: paths for name, paths in bound.items() if name not in own} | imports
    found, within = set(), set()
    for node in ast.walk(tree):  # a chain of attributes is met before its parts
        if isinstance(node, ast.Attribute) and id(node) not in within:
            names, root = [], node
            while isinstance(root, ast.Attribute):
                within.add(id(root))
                names.append(root.attr)
                root = root.value
            if isinstance(root, ast.Name):
                within.add(id(root))
                found |= {".".join([path, *names[::-1]]) for path in here.get(root.id, ())}
        elif isinstance(node, ast.Name) and id(node) not in within:
            found |= here.get(node.id, set())
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and BY_NAME.search(node.value):
            found.add(f"{ROOT}.{ROOT}, by its name")
    return {path[:300] for path in found}


def _public(path):
    """Return the first name in a dotted path that is no module of the library."""
    names = path.split(".")[1:]
    while len(names) > 1 and names[0] in MODULES:
        names = names[1:]
    return names[0] if names else ROOT
