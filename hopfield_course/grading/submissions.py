"""What is taken of a submitted notebook: the sources of its cells, and where each belongs.

The file is looked at before it is parsed, and nothing but sources and ids is kept: no outputs, no
points, no metadata.  Locked cells come from the exercise as it was given out.
"""

import json
import os
import stat
from dataclasses import dataclass

LARGEST = 20 * 2**20  # bytes of a file
CELLS, LETTERS = 500, 1_000_000  # and of its sources
CODE, ALL_CODE = 20_000, 200_000  # letters of a cell of code, and of all: colouring more takes ages
PARTS, ENTRIES = 1_000_000, 3_000_000  # of a file: what they take in memory is many times their letters


class RefusedError(ValueError):
    """A file that is no notebook to grade; the message says why, in words for its author."""


@dataclass(frozen=True)
class Cell:
    """One cell of a notebook: its kind, its source, and its id in the exercise, or None."""

    kind: str
    source: str
    grade_id: str | None = None
    locked: bool = False
    points: float = 0.0
    solution: bool = False


def read_file(path, largest=LARGEST):
    """Return the bytes of a submitted file: a plain file of bounded size, never a link or a device."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        link = os.path.islink(path)  # noqa: PTH114
        raise RefusedError(
            "it is a link, not a file" if link else f"it cannot be opened: {error.strerror}"
        ) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise RefusedError("it is not a plain file")
        if status.st_size > largest:
            has, can = f"{status.st_size / 2**20:.0f} MB", largest // 2**20
            raise RefusedError(f"it has {has}, at most {can} can be: clear the outputs, hand in again")
        with os.fdopen(os.dup(descriptor), "rb") as file:
            return file.read(largest)
    except OSError as error:
        raise RefusedError(f"it cannot be read: {error.strerror}") from None
    finally:
        os.close(descriptor)


def cells_of(content, most=CELLS):
    """Return the cells of a notebook file's bytes; RefusedError if it is none, or has too many."""
    if not content.strip():
        raise RefusedError("it is empty")
    if content.count(b"[") + content.count(b"{") > PARTS or content.count(b",") > ENTRIES:
        raise RefusedError("it has too many parts: clear the outputs, hand in again")
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise RefusedError("it is not a notebook (not JSON)") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("nbformat"), int):
        raise RefusedError("it is not a notebook (no nbformat)")
    if notebook["nbformat"] != 4:
        raise RefusedError(
            f"it is of version {str(notebook['nbformat'])[:9]}, expected 4: open and save it in JupyterLab"
        )
    cells = notebook.get("cells")
    if not isinstance(cells, list) or len(cells) > most:
        raise RefusedError(f"expected at most {most} cells")
    found = [_cell(cell) for cell in cells]
    if sum(len(cell.source) for cell in found) > LETTERS:
        raise RefusedError(f"its cells have more than {LETTERS} letters")
    code = [len(cell.source) for cell in found if cell.kind == "code"]
    if sum(code) > ALL_CODE or max(code, default=0) > CODE:
        raise RefusedError(f"its code has more than {ALL_CODE} letters, or a cell of it more than {CODE}")
    return found


def _cell(cell):
    cell = cell if isinstance(cell, dict) else {}
    kind, source = cell.get("cell_type"), cell.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if kind not in ("code", "markdown", "raw") or not isinstance(source, str):
        raise RefusedError("one of its cells is not the cell of a notebook")
    metadata = cell.get("metadata")
    grading = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grading = grading if isinstance(grading, dict) else {}
    grade_id = grading.get("grade_id")
    points = grading.get("points", 0)
    return Cell(
        kind,
        source.encode("utf-8", "replace").decode(),
        grade_id if isinstance(grade_id, str) else None,
        grading.get("locked") is True,
        float(points) if isinstance(points, int | float) and 0 <= points < 1000 else 0.0,
        grading.get("solution") is True,
    )


def merge(exercise, submitted):
    """Return a submission's cells with all locked ones as they were given out, and what was amiss.

    Parameters
    ----------
    exercise, submitted : list of Cell
        The exercise as it was given out, and what came back.

    Returns
    -------
    cells : list of Cell
    notes : list of str
        What was changed, doubled, missing or unknown, in words.
    """
    own = {cell.grade_id: cell for cell in exercise if cell.grade_id}
    order, merged, notes = list(own), [], []
    last = {cell.grade_id: k for k, cell in enumerate(submitted)}
    for k, cell in enumerate(submitted):
        name = cell.grade_id
        if name is None:
            merged.append(Cell(cell.kind, cell.source))
        elif name not in own:
            notes.append(f"a cell has the unknown id {name[:40]!r}: renamed, or of another exercise")
            merged.append(Cell(cell.kind, cell.source))
        elif last[name] != k:
            notes.append(f"cell {name} is there more than once; the last one counts")
            if not own[name].locked:
                merged.append(Cell(cell.kind, cell.source))
        else:
            given = own[name]
            if given.locked and (given.source, given.kind) != (cell.source, cell.kind):
                notes.append(f"cell {name} was changed, and is restored")
            elif given.kind != cell.kind:
                notes.append(f"cell {name} was made a {cell.kind} cell, and is a {given.kind} cell again")
            merged.append(
                given
                if given.locked
                else Cell(given.kind, cell.source, name, False, given.points, given.solution)
            )
    for k, name in enumerate(order):
        if name not in last:
            notes.append(
                f"cell {name} is missing"
                + (", and is put back" if own[name].locked else ": deleted, or its id is gone")
            )
            following = set(order[k + 1 :])
            place = next((i for i, cell in enumerate(merged) if cell.grade_id in following), len(merged))
            given = own[name]
            merged.insert(
                place,
                given if given.locked else Cell(given.kind, "", name, False, given.points, given.solution),
            )
    return merged, notes
