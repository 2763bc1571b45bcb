"""Replace a learner's exercise by a fresh one, and lose nothing: what was there stays, under a dated name.

    python -m tools.keep_work exercises/01_binary_recall.ipynb ...      (make reset NB=...)

The fresh one is made of the notebook of the same name in ``solutions/``, as the exercises that are
given out are; git is not asked, which a downloaded copy does not have, and which in one's own copy
knows one's own answers as the last commit.
"""

import argparse
import hashlib
import re
import shutil
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import nbformat

from tools.normalise_notebooks import normal_text

ROOT = Path(__file__).resolve().parent.parent
CODE_STUB, TEXT_STUB = "...  # your code here", "*Your answer here.*"  # what stands where an answer was
BEGIN, END = "BEGIN SOLUTION", "END SOLUTION"


def given_out(text: str) -> str:
    """Return the exercise that nbgrader makes of a solution, without nbgrader: a test compares the two.

    Raises
    ------
    ValueError
        If the text is no notebook with a marked answer in each of its solution cells.
    """
    try:
        notebook = nbformat.reads(text, as_version=4)
    except Exception as error:  # nbformat passes on whatever JSON and its schema raise
        raise ValueError(f"expected a notebook, got {' '.join(str(error).split())[:100]}") from error
    for cell in notebook.cells:
        task = cell.metadata.get("nbgrader", {})
        cell.source, found = _without_answer(
            cell.source, CODE_STUB if cell.cell_type == "code" else TEXT_STUB
        )
        if found != bool(task.get("solution")):
            name = task.get("grade_id", cell.get("id"))
            raise ValueError(
                f"expected an answer marked by ### {BEGIN} in each solution cell, not so in {name}"
            )
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if task.get("grade") or task.get("solution") or task.get("locked"):
            task["checksum"], task["cell_type"] = _checksum(cell, task), cell.cell_type
    return normal_text(nbformat.writes(notebook))


def _without_answer(source: str, stub: str) -> tuple[str, bool]:
    """Return the source of a cell with a stub for each marked answer, and whether there was one."""
    lines: list[str] = []
    inside, found = False, False
    for line in source.split("\n"):
        if BEGIN in line:
            if inside:
                raise ValueError(f"expected {END} before the next {BEGIN}")
            inside = found = True
            lines.append(re.match(r"\s*", line)[0] + stub)
        elif END in line:
            inside = False
        elif not inside:
            lines.append(line)
    if inside:
        raise ValueError(f"expected {END} after {BEGIN}")
    return "\n".join(lines), found


def _checksum(cell: nbformat.NotebookNode, task: dict) -> str:
    """Return nbgrader's checksum of a cell, by which it knows whether a given one was changed."""
    grade, solution = task.get("grade", False), task.get("solution", False)
    locked = not solution and (grade or task.get("locked", False))
    words = [cell.source, cell.cell_type, str(grade), str(solution), str(locked), task["grade_id"]]
    if grade:
        words.append(str(float(task["points"])))
    return hashlib.md5("".join(words).encode("utf-8"), usedforsecurity=False).hexdigest()


def fresh(path: Path) -> str:
    """Return an exercise as it was given out, or raise ValueError with the reason why that cannot be told."""
    path, way_out = path.resolve(), "Download the course anew into another folder, and copy it from there."
    if path.parent != (ROOT / "exercises").resolve() or path.suffix != ".ipynb":
        raise ValueError(f"{path}: expected an exercise, such as exercises/01_binary_recall.ipynb. {way_out}")
    solution = ROOT / "solutions" / path.name
    try:
        return given_out(solution.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = "not there" if isinstance(error, FileNotFoundError) else f"not as it was given out: {error}"
        raise ValueError(
            f"exercises/{path.name}: cannot be made again, since solutions/{path.name} is {reason}. {way_out}"
        ) from error


def keep(path: Path) -> Path:
    """Copy a file beside itself under a dated name that nothing has yet; return that."""
    stamp = datetime.now().strftime("%Y-%m-%d %H.%M.%S")
    for count in range(1, 1000):
        more = f", {count}" if count > 1 else ""
        kept = path.with_name(f"{path.stem} (kept {stamp}{more}){path.suffix}")
        try:
            with kept.open("xb") as copy, path.open("rb") as file:
                shutil.copyfileobj(file, copy)
        except FileExistsError:
            continue
        return kept
    raise FileExistsError(f"{path}: a thousand copies were kept in this second")


def replace(path: Path, text: str, spare: Callable[[str], bool] = lambda old: False) -> Path | None:
    """Write `text` at `path`, unless it stands there already; return where what was there is kept.

    `spare` says of what was there whether it needs no copy; then, and where nothing was, None is
    returned.  At each moment the old text, or a copy of it, is on the disk.
    """
    kept = None
    if path.exists():
        old = path.read_text(encoding="utf-8", errors="replace")
        if old == text:
            return None
        if not spare(old):
            kept = keep(path)
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
    return kept


def main(arguments: list[str] | None = None) -> int:
    """Reset the exercises that are named; return the exit status."""
    parser = argparse.ArgumentParser(description="Reset exercises; what was written into them is kept.")
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK")
    status = 0
    for path in parser.parse_args(arguments).notebooks:
        try:
            kept = replace(path, fresh(path))
        except (OSError, ValueError) as error:
            print(error, file=sys.stderr)
            status = 1
            continue
        print(f"{path}: as it was given out" + (f"; yours is kept as {kept.name}" if kept else ""))
    return status


if __name__ == "__main__":
    sys.exit(main())
