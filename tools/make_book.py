"""Make the book, a static site of the lessons and all that belongs to them.

    python -m tools.make_book [--instructor] [--pdf]

The sources are copied to ``build/book-source``, where pages get what only the book has: the way to the live
copy, a download, folded setup cells, words in place of explorers.  Sphinx then makes ``build/book`` of them,
with warnings as errors; nothing is run.  ``--instructor`` adds solutions and the teaching guide
(``build/book-instructor``), ``--pdf`` prints the book into ``build/book.pdf``.
"""

import argparse
import ast
import inspect
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

import hopfield_lib
from tools import one_click, publish
from tools.one_click import Addresses
from tools.publish import BUILD, ROOT

DOCUMENTS = (
    "docs/formulas.md",
    "docs/cost.md",
    "docs/grading.md",
    "docs/grading_without_linux.md",
    "docs/classroom.md",
    "benchmarks/results.md",
    "benchmarks/scaling.md",
    "benchmarks/blocks.md",
    "benchmarks/grading.md",
)
FOR_INSTRUCTORS = ("solutions/*.ipynb", "docs/teaching/*.md")
FOR_ALL = (
    "notebooks/*.ipynb",
    "notebooks/further/*.ipynb",
    "notebooks/annex/*.ipynb",
    "exercises/[0-9]*.ipynb",
)
LINK = re.compile(r"(?<!!)\[(?P<words>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<target>[^()\s]+)\)")
FENCE = re.compile(r"(?ms)^(```|~~~).*?^\1[^\S\n]*$|^ {4}.*?$|`[^`\n]+`")
NOT_PREDICTED = "; you have not predicted yet"
WAITING = re.compile(r"</?b>\w+: still to do|\AYou predicted nothing yet")
SETUP = "except ModuleNotFoundError"


def slug(anchor: str) -> str:
    """Return the name that Sphinx gives the heading which JupyterLab calls ``anchor``."""
    return re.sub(r"[^\w-]", "", anchor).lower()


def sources(instructor: bool) -> list[str]:
    """Return the paths of all documents that become pages, relative to the repository."""
    patterns = FOR_ALL + (FOR_INSTRUCTORS if instructor else ())
    found = [path for pattern in patterns for path in sorted(ROOT.glob(pattern))]
    return [path.relative_to(ROOT).as_posix() for path in found if "(kept" not in path.name] + list(DOCUMENTS)


# ------------------------------------------------------------------------------------------ links


def relink(text: str, page: str, pages: set[str], repository: str) -> str:
    """Return the text with links that hold in the book.

    A link to another page stays, its anchor named as Sphinx names it.  A link to a file that is no page of
    the book goes to the repository, or, where no address of that is known, its words stay without a link.
    """
    here = Path(page).parent

    def replaced(match: re.Match) -> str:
        words, target = match["words"], match["target"]
        if re.match(r"[a-z]+:", target):
            return match[0]
        path, _, anchor = target.partition("#")
        file = os.path.normpath(here / path) if path else page
        if file in pages:
            return f"[{words}]({path}{'#' + slug(anchor) if anchor else ''})"
        return f"[{words}]({repository}/blob/main/{file})" if repository else words

    return outside_code(text, lambda piece: LINK.sub(replaced, piece))


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Return the text with a change made wherever it is not code."""
    pieces, end = [], 0
    for match in FENCE.finditer(text):
        pieces += [change(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*pieces, change(text[end:])])


# -------------------------------------------------------------------------------------- notebooks


def explorer_of(cell: NotebookNode) -> str | None:
    """Return which explorer a cell shows where a kernel runs, or None."""
    if cell.cell_type != "code" or cell.outputs:
        return None
    last = ast.parse(cell.source).body[-1:]
    call = last[0].value if last and isinstance(last[0], ast.Expr) else None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
        return None
    of = call.func.value
    return call.func.attr if isinstance(of, ast.Name) and of.id == "explore" else None


def without_waiting(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return the outputs without what a running notebook says to those who have not answered yet."""
    kept = []
    for output in outputs:
        if output.output_type == "stream":
            output.text = output.text.replace(NOT_PREDICTED, "")
        shown = output.get("text", "") + output.get("data", {}).get("text/html", "")
        if not WAITING.search(shown):
            kept.append(output)
    return kept


def add_tag(cell: NotebookNode, tag: str) -> None:
    """Give a cell a tag."""
    cell.metadata["tags"] = [*cell.metadata.get("tags", []), tag]


FORMS = {"browser": "Open in the browser edition", "colab": "Open in Colab", "binder": "Open on Binder"}


def ways(page: str, addresses: Addresses) -> str:
    """Return the line below a title: where the page runs, and where its notebook can be had."""
    up = "../" * page.count("/")
    found = [
        f'<a class="live" href="{link}">{FORMS[form]}</a>' for form, link in addresses.links(page).items()
    ]
    found.append(f'<a class="download" href="{up}download/{page}" download>Download this notebook</a>')
    return f'<p class="ways">{" ".join(found)}</p>'


def in_place_of_explorer(page: str, addresses: Addresses) -> str:
    """Return what a page says where a running notebook has an explorer."""
    words = "Here a running notebook has an explorer, with controls"
    live = addresses.links(page).get("browser")
    where = f': <a href="{live}">open it in the browser edition</a>' if live else ""
    return f'<p class="no-kernel">{words}{where}.</p>'


def book_notebook(notebook: NotebookNode, page: str, pages: set[str], addresses: Addresses) -> NotebookNode:
    """Return the notebook as the book shows it."""
    cells = []
    for cell in one_click.with_installation(notebook, "").cells:
        if cell.cell_type == "markdown":
            cell.source = relink(cell.source, page, pages, addresses.repository)
        elif SETUP in cell.source:
            add_tag(cell, "hide-input")
        if cell.cell_type == "code":
            cell.outputs = without_waiting(cell.outputs)
        cells.append(cell)
        if explorer_of(cell):
            cells.append(nbformat.v4.new_markdown_cell(in_place_of_explorer(page, addresses)))
    title, newline, rest = one_click.with_row(cells[0].source, "", "").partition("\n")
    cells[0].source = f"{title}\n\n{ways(page, addresses)}\n{newline}{rest}"
    for index, cell in enumerate(cells):
        cell["id"] = f"cell-{index}"
    notebook.cells = cells
    return notebook


# --------------------------------------------------------------------------------- the whole book

CORE_SECTIONS = {
    "couplings": "Couplings",
    "models": "Models",
    "recall": "Recall",
    "attractors": "What a state is",
    "": "More",
}


def core_page() -> str:
    """Return the page of all that is imported from ``hopfield_lib`` itself, by where it is written."""
    by_module: dict[str, list[str]] = {module: [] for module in CORE_SECTIONS}
    for name in hopfield_lib.__all__:
        module = inspect.getmodule(getattr(hopfield_lib, name)).__name__.split(".")[1]
        by_module[module if module in by_module else ""].append(name)
    title = "The core: patterns, models, recall"
    page = f"{title}\n{'=' * len(title)}\n\nAll of these are imported from ``hopfield_lib`` itself.\n"
    for module, names in by_module.items():
        if names:
            page += f"\n{CORE_SECTIONS[module]}\n{'-' * len(CORE_SECTIONS[module])}\n"
        for name in sorted(names, key=_order):
            kind, options = ("function", "")
            if inspect.isclass(getattr(hopfield_lib, name)):
                kind, options = ("class", "   :members:\n   :inherited-members:\n")
            page += f"\n.. auto{kind}:: hopfield_lib.{name}\n{options}"
    return page


def _order(name: str) -> tuple[bool, str, int]:
    """Functions first, then classes; each in the order of the source."""
    thing = getattr(hopfield_lib, name)
    return inspect.isclass(thing), inspect.getsourcefile(thing), inspect.getsourcelines(thing)[1]


def stage(folder: Path, instructor: bool) -> None:
    """Write the sources of the book into a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(
        ROOT / "docs" / "book", folder, ignore=shutil.ignore_patterns("package*.json", "__pycache__")
    )
    (folder / "api" / "core.rst").write_text(core_page(), encoding="utf-8")
    addresses, pages = Addresses.of(ROOT), sources(instructor)
    known = set(pages) | {"glossary.md"}
    for page in pages:
        source, target = ROOT / page, folder / page
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix == ".md":
            target.write_text(
                relink(source.read_text(encoding="utf-8"), page, known, addresses.repository),
                encoding="utf-8",
            )
            continue
        notebook = book_notebook(nbformat.read(source, 4), page, known, addresses)
        nbformat.write(notebook, target)
        download = folder / "extra" / "download" / page
        download.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, download)
    shutil.copy(ROOT / "docs" / "recall.gif", folder / "_static" / "recall.gif")
    publish.copy_mathjax(folder / "_static" / "mathjax")
    if instructor:
        guide = "\n/docs/teaching/*" if any(page.startswith("docs/teaching/") for page in pages) else ""
        index = folder / "index.md"
        index.write_text(
            index.read_text(encoding="utf-8")
            + f"\n```{{toctree}}\n:caption: For instructors\n:hidden:\n:glob:\n{guide}\n/solutions/*\n```\n",
            encoding="utf-8",
        )


PREPARE = """async () => {
  document.querySelectorAll('details.hide').forEach(setup => setup.remove());
  document.querySelectorAll('details').forEach(answer => { answer.open = true; });
  await MathJax.startup.promise;
  await Promise.all([...document.images].map(image => image.decode().catch(() => null)));
}"""
FOOT = (
    """<div style="font-size: 8px; width: 100%; text-align: center"><span class="pageNumber"></span></div>"""
)


def print_book(source: Path, name: str) -> Path:
    """Print all pages as one document, answers unfolded; return where it is."""
    one_page, target = BUILD / f"{name}-print", BUILD / f"{name}.pdf"
    command = ("sphinx", "-q", "-W", "-b", "singlehtml", "-t", "print", "-d", BUILD / f"{name}-print-cache")
    publish.run(*command, source, one_page)
    with publish.chromium() as browser:
        page = browser.new_page()
        page.set_default_timeout(600_000)
        page.goto((one_page / "index.html").as_uri())
        page.evaluate(PREPARE)
        margin = {"top": "18mm", "bottom": "18mm", "left": "17mm", "right": "17mm"}
        page.pdf(
            path=target,
            format="A4",
            margin=margin,
            outline=True,
            tagged=True,
            display_header_footer=True,
            header_template="<div></div>",
            footer_template=FOOT,
        )
    return target


def main() -> None:
    """Make the book that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--instructor", action="store_true", help="with solutions and the teaching guide")
    parser.add_argument("--pdf", action="store_true", help="print it as well")
    arguments = parser.parse_args()
    name = "book-instructor" if arguments.instructor else "book"
    source, target = BUILD / f"{name}-source", BUILD / name
    stage(source, arguments.instructor)
    shutil.rmtree(target, ignore_errors=True)
    publish.run(
        "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-d", BUILD / f"{name}-cache", source, target
    )
    print(f"The book: {(target / 'index.html').relative_to(ROOT)}")
    if arguments.pdf:
        print(f"The same for print: {print_book(source, name).relative_to(ROOT)}")


if __name__ == "__main__":
    main()
