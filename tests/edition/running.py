"""Notebooks run in the page, and what that cost."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from tests import ROOT
from tests.browser.driver import Cell, Notebook
from tests.edition import printed
from tools.browser_edition.contents import FOLDERS

NOTEBOOKS = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*.ipynb")
    if "(kept" not in path.name and ".ipynb_checkpoints" not in path.parts
)
SHORT = (
    "notebooks/00_start_here.ipynb",
    "notebooks/01_binary_recall.ipynb",
    "notebooks/04_capacity.ipynb",
    "exercises/01_binary_recall.ipynb",
)
# The course's promise is 60 s on a quiet machine. Beside other work the same takes up to twice as many.
CPU_SECONDS, WHERE_BUSY = 60, 2.0
ENDED = r"in the page: Session [\w-]+ not found"

RUN_CELL = """async i => {
  const { panel, jupyterapp } = window;
  panel.content.deselectAll();
  panel.content.activeCellIndex = i;
  await jupyterapp.commands.execute('notebook:run-cell');
  const cell = panel.content.model.cells.get(i).toJSON();
  return {index: i, count: cell.execution_count, source: [].concat(cell.source).join(''),
    errors: cell.outputs.filter(o => o.output_type === 'error').map(o => o.ename + ': ' + o.evalue),
    widgets: cell.outputs.some(o => o.data && 'application/vnd.jupyter.widget-view+json' in o.data)};
}"""
SOURCES = "() => Array.from(window.panel.content.model.cells).map(cell => cell.sharedModel.source)"


OTHERS = ("notebooks/annex/", "exercises/")


def chosen(part: str | None, *, others: bool) -> list[str]:
    """Return the notebooks of a part of the tests: lessons and what goes with them, or the others."""
    paths = SHORT if part == "short" else NOTEBOOKS
    return [path for path in paths if path.startswith(OTHERS) == others]


def sources(notebook: Notebook) -> list[str]:
    """Return the texts of the cells."""
    return notebook.ask(SOURCES)


def run_cell(notebook: Notebook, index: int) -> Cell:
    """Run one cell."""
    return Cell(**notebook.ask(RUN_CELL, index, seconds=400))


def run_cells_with(notebook: Notebook, *words: str) -> list[Cell]:
    """Run the first cell that has each of these words in its text, one after another."""
    texts = sources(notebook)
    return [run_cell(notebook, next(i for i, text in enumerate(texts) if word in text)) for word in words]


def faults(notebook: Notebook, cells: Sequence[Cell]) -> list[str]:
    """Return what went wrong in a run: errors, cells not run, and what is red or came from elsewhere."""
    notebook.settle()
    found = [f"cell {cell.index}: {error}" for cell in cells for error in cell.errors]
    found += [f"cell {c.index} was not run" for c in cells if c.count is None and c.source.strip()]
    return found + trouble(notebook)


def trouble(notebook: Notebook) -> list[str]:
    """Return what the kernel or the page reported since the last call.

    JupyterLite looks for the session of the notebook that was closed last, and says that it has ended.
    """
    return [words for words in notebook.trouble() if not re.fullmatch(ENDED, words)]


def cpu_seconds() -> float:
    """Return the CPU seconds of all processes that this one has started, those that have ended left out."""
    rows = {int(entry.name): row for entry in Path("/proc").iterdir() if (row := _row(entry))}
    total = 0.0
    for process, (_, seconds) in rows.items():
        above = process
        while above in rows and above != os.getpid():
            above = rows[above][0]
        total += seconds if above == os.getpid() != process else 0.0
    return total


def _row(entry: Path) -> tuple[int, float] | None:
    """A process's parent and its CPU seconds."""
    if not entry.name.isdigit():
        return None
    try:
        fields = (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has ended meanwhile
        return None
    return int(fields[1]), (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def assert_runs_whole(window, path: str, record_property) -> None:
    """Run a notebook to its end; fail where anything went wrong, came out otherwise, or took too long."""
    before = cpu_seconds()
    with window.opened(path) as notebook:
        started = cpu_seconds()
        cells = notebook.run_all()
        found = faults(notebook, cells) + printed.differences(path, notebook.ask(printed.OUTPUTS))
        taken = cpu_seconds() - started
    record_property(
        "measured", f"{path}: {taken:.0f} s of CPU, {started - before:.0f} s before, for page and kernel"
    )
    assert not found, f"{path}:\n" + "\n".join(found)
    assert taken < CPU_SECONDS * WHERE_BUSY, f"{path}: expected at most {CPU_SECONDS} s, took {taken:.0f} s"
