"""The house rules that a reader relies on: which module imports which, how long they are, what a
lesson's cells look like."""

import ast
import base64
import io
import re
import subprocess
import sys
import tokenize
from pathlib import Path

import nbformat
import pytest

from tests import ROOT

PACKAGE = ROOT / "hopfield_lib"
COURSE = ROOT / "hopfield_course"
MODULES = sorted(PACKAGE.rglob("*.py"))
ALL_MODULES = [*MODULES, *sorted(COURSE.rglob("*.py"))]
CORE = ("couplings", "models", "recall")
LESSONS = sorted(p for p in ROOT.glob("notebooks/**/*.ipynb") if ".ipynb_checkpoints" not in p.parts)
EXPECTED_LESSONS = (
    *(f"notebooks/0{k}_" for k in range(10)),
    "notebooks/10_",
    *(f"notebooks/annex/00{k}" for k in range(6)),
)

# What each module or package may import, itself or through another: one direction, top to bottom.
# `_checks` serves all; what serves one module alone lies inside it.
ALL_ABOVE = (
    "products",
    "couplings",
    "energies",
    "separations",
    "models",
    "recall",
    "attractors",
    "experiments",
    "training",
    "diffusion",
    "features",
    "attacks",
    "neurons",
    "maxcut",
    "theory",
    "images",
    "data",
    "threads",
    "plots",
)
MAY_IMPORT = {
    "_checks": (),
    "products": (),
    "couplings": ("products",),
    "energies": (),
    "separations": (),
    "models": ("couplings", "energies", "separations"),
    "recall": ("models",),
    "attractors": ("recall",),
    "experiments": ("recall", "attractors"),
    "training": ("models",),
    "diffusion": ("models",),
    "features": ("couplings",),
    "attacks": ("training",),
    "maxcut": (),
    "neurons": ("couplings",),
    "theory": (),
    "images": (),
    "data": ("images",),
    "threads": (),
    "plots": ("threads",),
    "explore": ALL_ABOVE,
    "cli": ALL_ABOVE,
    "__init__": ("couplings", "models", "recall", "attractors"),
    "__main__": ("cli",),
}
# The course's machinery stands on the library, never the other way.
COURSE_MAY_IMPORT = {
    "__init__": (),
    "check": ("exercises", "tries"),  # when it is asked, not where submissions are run
    "exercises": ("check",),
    "tries": ("check", "exercises"),
    "grading": ("exercises", "check"),
    "answers": (),
    "diagnostic": ("answers",),
    "predictions": ("answers",),
    "installation": (),
}
# Packages that only some modules may need: the core stays readable with NumPy alone.
ONLY_IN = {
    "matplotlib": {"plots", "explore", "grading"},
    "ipywidgets": {"explore"},
    "anywidget": {"explore"},
    "IPython": {"plots", "explore", "check", "grading"},
    "scipy": {"theory", "neurons", "experiments", "exercises", "tries", "products"},
    "hopfield_course": {
        "check",
        "exercises",
        "tries",
        "grading",
        "answers",
        "diagnostic",
        "predictions",
        "installation",
    },
    "nbgrader": {"grading"},
    "nbformat": {"grading"},
    "nbconvert": {"grading"},
}

PUBLIC_NAMES = {
    "hebbian", "covariance", "storkey", "projection", "perceptron", "phase_distance", "Couplings",
    "MatrixCouplings", "Hopfield", "PhasorHopfield", "DenseAssociativeMemory", "ModernHopfield",
    "KernelMemory", "recall", "Recall", "asynchronous", "synchronous", "overlap", "identify", "census",
}  # fmt: skip


def reachable(module: str) -> set[str]:
    """Return the modules that ``module`` may import, directly or through another."""
    found: set[str] = set()
    waiting = list(MAY_IMPORT[module])
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(MAY_IMPORT[name])
    return found


def where(path: Path) -> str:
    """Return a module's path for the name of its test."""
    return path.relative_to(ROOT).as_posix()


def package_of(path: Path) -> Path:
    return COURSE if COURSE in path.parents else PACKAGE


def owner(path: Path) -> str:
    """Return the row of the table that a file belongs to: its own name, or its folder's."""
    return path.relative_to(package_of(path)).parts[0].removesuffix(".py")


def imports(path: Path) -> tuple[set[str], set[str]]:
    """Return the modules of its own package and the other packages that a module's code imports."""
    inside, outside = set(), set()
    package = package_of(path)
    tree, folder = ast.parse(path.read_text(encoding="utf-8")), path.relative_to(package.parent).parts[:-1]
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            base = ".".join([*folder[: len(folder) - node.level + 1], *filter(None, [node.module])])
            names = [base] if node.module else [f"{base}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = (
                [f"{node.module}.{a.name}" for a in node.names]
                if node.module == package.name
                else [node.module]
            )
        for name in names:
            top, _, rest = name.partition(".")
            if top == package.name:
                module = rest.split(".")[0]
                known = (package / f"{module}.py").exists() or (package / module / "__init__.py").exists()
                inside.add(module if module and known else "__init__")
            else:
                outside.add(top)
    return inside, outside


def code_lines(source: str) -> int:
    """Count the lines that hold code: not blank, not a comment, not a docstring."""
    nothing = {
        tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING,
        tokenize.ENDMARKER,
    }  # fmt: skip
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in nothing:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                lines -= set(range(first.lineno, first.end_lineno + 1))
    return len(lines)


def core_sizes() -> dict[str, tuple[int, int]]:
    """Return, for each module or package of the core, its lines of code and all its lines."""
    sources = {
        name: [path.read_text(encoding="utf-8") for path in MODULES if owner(path) == name] for name in CORE
    }
    return {
        name: (sum(map(code_lines, texts)), sum(len(text.splitlines()) for text in texts))
        for name, texts in sources.items()
    }


# ---------------------------------------------------------------------------------- the library


def test_the_counter_of_lines_counts_code_only():
    head = '"""Module\n\ndocstring."""\n# comment\nx = """a\nb"""\n\n'
    source = head + 'def f():\n    """Doc."""\n    return (\n        1\n    )\n'
    assert code_lines(source) == 2 + 4


def test_the_table_of_imports_has_no_circle():
    assert [module for module in MAY_IMPORT if module in reachable(module)] == []


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_a_module_imports_only_what_stands_above_it(path):
    inside, outside = imports(path)
    name = owner(path)
    assert name in MAY_IMPORT, f"{name} has no row in the table of imports; say what it may import"
    allowed = reachable(name) | {name, "_checks"}
    assert inside <= allowed, f"{path} imports {sorted(inside - allowed)}, expected only {sorted(allowed)}"


def test_one_helper_serves_all_and_every_other_lies_inside_what_it_serves():
    beside = {path.stem for path in PACKAGE.glob("_*.py")} - {"__init__", "__main__"}
    assert beside == {"_checks"}


@pytest.mark.parametrize("path", sorted(COURSE.rglob("*.py")), ids=where)
def test_a_module_of_the_course_imports_only_what_it_may(path):
    inside, _ = imports(path)
    name = owner(path)
    allowed = {name, *COURSE_MAY_IMPORT[name]}
    assert inside <= allowed, f"{path} imports {sorted(inside - allowed)}, expected only {sorted(allowed)}"


@pytest.mark.parametrize("path", ALL_MODULES, ids=where)
def test_a_package_is_needed_only_where_it_may_be(path):
    """Among them the course's own: the library does not know it."""
    _, outside = imports(path)
    for package, modules in ONLY_IN.items():
        assert package not in outside or owner(path) in modules, f"{path} imports {package}"


def test_the_course_itself_imports_nothing():
    tree = ast.parse((COURSE / "__init__.py").read_text(encoding="utf-8"))
    assert [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)] == []


@pytest.mark.parametrize("path", ALL_MODULES, ids=where)
def test_a_module_holds_one_subject(path):
    """No measure of how well it reads; a module this long holds two subjects."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 600


def test_the_readme_states_the_size_of_the_core():
    """About right, to ten lines a module: a README need not change with every edit, but may not drift."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, (code, _) in core_sizes().items():
        stated = re.search(rf"`{name}`\s\(about (\d+) lines of code\)", readme)
        assert stated, f"README.md: expected `{name}` (about {round(code, -1)} lines of code)"
        assert abs(int(stated[1]) - code) <= 10, (
            f"README.md states {stated[1]} lines of code for {name}, measured {code}"
        )


# ------------------------------------------------------------------------ types and docstrings

# What only words a message, and so raises nothing.
NO_CHECKS = {"_checks.show", "_checks.printable", "_checks.some", "_checks.scalar"}
EXCEPTIONS = re.compile(r"(CommandError|argparse\.ArgumentTypeError|\w+Error)(, \w+Error)*")
CITATION = re.compile(r"\b\d+:\w?\d+(, | \()\d{4}\b")  # volume, page and year


def functions(tree: ast.AST) -> list[tuple[str, ast.FunctionDef]]:
    """Return all functions, those inside others too, each with its name and what it lies in."""
    found = []

    def look(node, names):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                if isinstance(child, ast.FunctionDef):
                    found.append((".".join([*names, child.name]), child))
                look(child, [*names, child.name])

    look(tree, [])
    return found


def public(tree: ast.AST) -> list[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    """Return what a module offers: its functions, its classes and their methods, without underscores."""
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            found.append((node.name, node))
            methods = node.body if isinstance(node, ast.ClassDef) else []
            found += [
                (f"{node.name}.{one.name}", one)
                for one in methods
                if isinstance(one, ast.FunctionDef) and not one.name.startswith("_")
            ]
    return found


def section(doc: str, title: str) -> str | None:
    """Return what stands in a section of a docstring; None if it has no such section."""
    parts = re.split(r"^(\w[\w ]*)\n-{3,}$", doc, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True)).get(title)


def without_types(tree: ast.AST) -> list[str]:
    """Name the functions that leave an argument, or what they return, without a type."""
    lacking = []
    for name, function in functions(tree):
        arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        arguments += [one for one in (function.args.vararg, function.args.kwarg) if one]
        typed = all(one.annotation or one.arg in ("self", "cls") for one in arguments)
        if not (typed and function.returns):
            lacking.append(name)
    return lacking


def raises_itself(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Whether a function, or a class as it is made, checks an argument or raises an error."""
    if isinstance(node, ast.ClassDef):
        made = [one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"]
        return any(raises_itself(one) for one in made)
    for inner in ast.walk(node):
        if isinstance(inner, ast.Raise):
            return True
        called = ast.unparse(inner.func) if isinstance(inner, ast.Call) else ""
        if called.startswith("_checks.") and called not in NO_CHECKS:
            return True
    return False


def errors_badly_stated(tree: ast.AST) -> list[str]:
    """Name what raises errors and does not state them under Raises, each error above its reason."""
    wrong = []
    for name, node in public(tree):
        doc = ast.get_docstring(node)
        if doc is None:  # documented in its abstract base; ruff sees to all others
            continue
        stated = section(doc, "Raises")
        if stated is None:
            prose = re.search(r"\braises? (a )?\w+Error|else (Type|Value)Error", doc)
            wrong += [name] if raises_itself(node) or prose else []
        else:
            heads = [line for line in stated.splitlines() if line and not line.startswith(" ")]
            wrong += [name] if not heads or not all(map(EXCEPTIONS.fullmatch, heads)) else []
    return wrong


def sources_badly_stated(tree: ast.AST) -> list[str]:
    """Name what cites a source anywhere but under References."""
    wrong = []
    for name, node in public(tree):
        doc = ast.get_docstring(node) or ""
        elsewhere = doc.replace(section(doc, "References") or "", "")
        if re.search(r"^\s*Sources?:", elsewhere, re.M) or CITATION.search(" ".join(elsewhere.split())):
            wrong.append(name)
    return wrong


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_every_function_of_the_library_is_typed(path):
    assert without_types(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "_checks.py"], ids=where)
def test_errors_are_stated_under_raises(path):
    assert errors_badly_stated(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", MODULES, ids=where)
def test_sources_are_stated_under_references(path):
    assert sources_badly_stated(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_the_searches_in_signatures_and_docstrings_find_what_lacks():
    code = (
        'def f(a, *, b: int = 1) -> int:\n    """Do."""\n    return _checks.integer("a", a)\n'
        'def g(a: int) -> int:\n    """Do; it raises ValueError.\n\n    Source: A, B 1:2 (1982).\n    """\n'
        'def h(a: int) -> int:\n    """Do.\n\n    Raises\n    ------\n    ValueError\n        If wrong.\n\n'
        '    References\n    ----------\n    A, B 1:2 (1982).\n    """\n    raise ValueError\n'
    )
    tree = ast.parse(code)
    assert without_types(tree) == ["f"]
    assert errors_badly_stated(tree) == ["f", "g"]
    assert sources_badly_stated(tree) == ["g"]


@pytest.mark.parametrize("package", [PACKAGE, COURSE], ids=lambda package: package.name)
def test_a_package_says_that_it_is_typed(package):
    assert (package / "py.typed").is_file()


def test_importing_the_library_loads_no_heavy_package():
    program = (
        "import sys, hopfield_lib; "
        "print([n for n in ('matplotlib', 'scipy', 'ipywidgets', 'PIL', 'IPython') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_public_names_are_those_promised():
    import hopfield_lib

    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    written = [
        node.value for node in tree.body
        if isinstance(node, ast.Assign) and [ast.unparse(t) for t in node.targets] == ["__all__"]
    ]  # fmt: skip
    assert len(written) == 1, "expected one __all__ in hopfield_lib/__init__.py"
    names = ast.literal_eval(written[0])
    assert set(names) == PUBLIC_NAMES
    assert len(names) == len(set(names))
    assert [name for name in names if not hasattr(hopfield_lib, name)] == []


# What opens a window, or a second picture below a cell.
SHOWING = {"plt.show", "pyplot.show", "fig.show", "figure.show"}


def forbidden_calls(tree: ast.AST) -> list[str]:
    """Name each use of NumPy's global random state, star import and call of ``show`` in the code."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            found.append(f"line {node.lineno}: from {node.module} import *")
        if isinstance(node, ast.Attribute):
            words = ast.unparse(node)
            drawn = re.fullmatch(r"(?:np|numpy)\.random\.(\w+)", words)
            if drawn and drawn[1] not in {
                "Generator",
                "default_rng",
                "SeedSequence",
                "BitGenerator",
                "PCG64",
            }:
                found.append(f"line {node.lineno}: {words}")
        if isinstance(node, ast.Call) and ast.unparse(node.func) in SHOWING:
            found.append(f"line {node.lineno}: {ast.unparse(node.func)}()")
    return found


@pytest.mark.parametrize("path", ALL_MODULES, ids=where)
def test_a_module_uses_no_global_randomness_star_import_or_show(path):
    assert forbidden_calls(ast.parse(path.read_text(encoding="utf-8"))) == []


# The outermost layer makes the generator that the others are given.
OUTERMOST = {"explore", "cli"}


@pytest.mark.parametrize("path", [path for path in MODULES if owner(path) not in OUTERMOST], ids=owner)
def test_a_module_makes_no_random_generator_of_its_own(path):
    """Randomness comes in as an argument; a generator made inside has a seed nobody chose."""
    words = path.read_text(encoding="utf-8")
    made = [
        ast.unparse(n)
        for n in ast.walk(ast.parse(words))
        if isinstance(n, ast.Call) and "default_rng" in ast.unparse(n.func)
    ]
    assert made == []


@pytest.mark.parametrize(
    "code",
    ["from numpy import *", "np.random.seed(1)", "numpy.random.rand(3)", "plt.show()", "fig.show()"],
)
def test_the_search_for_forbidden_calls_finds_them(code):
    assert len(forbidden_calls(ast.parse(code))) == 1


# ------------------------------------------------------------------------------------ the tests


def unnamed_helpers(tree: ast.AST) -> list[str]:
    """Name the functions that assert and do not say so: neither tests nor called ``assert_...``."""
    asserting = {}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                called = isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2]
                if isinstance(node, ast.Assert) or (called and called.startswith("assert_")):
                    asserting[node] = function.name  # the innermost function comes last
    return sorted(name for name in set(asserting.values()) if not name.startswith(("test_", "assert_")))


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("*.py")), ids=lambda path: path.stem)
def test_helpers_that_assert_are_named_so(path):
    assert unnamed_helpers(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_the_search_for_helpers_that_assert_finds_them():
    nested = "def test_a():\n    def check(x):\n        assert x\n    check(1)\n"
    assert unnamed_helpers(ast.parse(nested + "def same(a):\n    np.assert_equal(a, 1)")) == ["check", "same"]


# ---------------------------------------------------------------------------------- the lessons


def code_cells(path: Path) -> list[tuple[int, nbformat.NotebookNode]]:
    cells = nbformat.read(path, as_version=4).cells
    return [(index, cell) for index, cell in enumerate(cells) if cell.cell_type == "code"]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


each_lesson = pytest.mark.parametrize("path", LESSONS, ids=name_of)


@pytest.mark.parametrize("beginning", EXPECTED_LESSONS)
def test_the_lesson_is_there(beginning):
    assert [name for name in map(name_of, LESSONS) if name.startswith(beginning)]


@each_lesson
def test_a_lesson_is_small_enough_to_send_around(path):
    assert path.stat().st_size < 1.5e6


def lines_of(source: str) -> int:
    return sum(bool(line.strip()) and not line.strip().startswith("#") for line in source.splitlines())


# Three to six lines is good, ten is long; a call that is written one argument a line may need some more, and
# so may the cell that imports everything, the first.
LINES_OF_A_CELL, LINES_OF_THE_FIRST = 12, 24


@each_lesson
def test_a_cell_is_short(path):
    (first, setup), *others = code_cells(path)
    long = {index: lines_of(cell.source) for index, cell in others if lines_of(cell.source) > LINES_OF_A_CELL}
    assert not long, f"expected at most {LINES_OF_A_CELL} lines of code a cell, got {{cell: lines}} {long}"
    assert lines_of(setup.source) <= LINES_OF_THE_FIRST, f"cell {first} has {lines_of(setup.source)} lines"


@each_lesson
def test_every_cell_was_run_and_none_failed(path):
    for index, cell in code_cells(path):
        assert cell.execution_count, f"cell {index} was never run: make notebooks NB={name_of(path)}"
        errors = [output.ename for output in cell.outputs if output.output_type == "error"]
        assert not errors or "raises-exception" in cell.metadata.get("tags", []), f"cell {index}: {errors}"


def pictures_without_words(cell: nbformat.NotebookNode) -> list[str]:
    """Name the outputs of a cell that show a picture and do not say in words what is on it."""
    described_by_cell = bool(cell.metadata.get("mystnb", {}).get("image", {}).get("alt"))
    lacking = []
    for output in cell.outputs:
        data, metadata = output.get("data", {}), output.get("metadata", {})
        lacking += [
            kind for kind in data
            if kind.startswith("image/") and not metadata.get(kind, {}).get("alt") and not described_by_cell
        ]  # fmt: skip
        for picture in re.findall(r"<img\b[^>]*>", data.get("text/html", "")):
            if not re.search(r"""\balt=(["'])\s*(?!\1)\S""", picture):
                lacking.append("<img> in text/html")
    return lacking


@each_lesson
def test_every_figure_has_alt_text(path):
    lacking = {index: kinds for index, cell in code_cells(path) if (kinds := pictures_without_words(cell))}
    assert not lacking, f"{name_of(path)}: pictures without alt text, by cell: {lacking}"


def test_the_search_for_alt_text_finds_its_lack():
    bare = {"image/png": base64.b64encode(b"x").decode(), "text/plain": "<Figure>"}
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", bare)])
    assert pictures_without_words(cell) == ["image/png"]
    cell.outputs[0].metadata = {"image/png": {"alt": "a cat"}}
    assert pictures_without_words(cell) == []
    cell.outputs[0].metadata = {}
    cell.outputs[0].data = {"text/html": '<img src="x" alt=""><img src="y" alt="a cat">'}
    assert pictures_without_words(cell) == ["<img> in text/html"]


@each_lesson
def test_a_lesson_uses_no_global_randomness_or_star_import(path):
    for index, cell in code_cells(path):
        lines = (line for line in cell.source.splitlines() if not line.lstrip().startswith(("%", "!")))
        calls = [call for call in forbidden_calls(ast.parse("\n".join(lines))) if "show()" not in call]
        assert not calls, f"cell {index}: {calls}"
