"""Run notebooks, each in a fresh kernel, and store their outputs in the normal form.

    python -m tools.run_notebooks [--times] [NOTEBOOK ...]

Without names, every lesson and every solution is run. A notebook that fails is left as it was.
``--times`` stores nothing; it prints how long each notebook and the slowest cells took, and exits
with 1 if one of them took longer than the course allows.
"""

import argparse
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from tools.normalise_notebooks import NotebookError, lesson_paths, normalise

SECONDS_FOR_A_CELL = 120  # then it is taken for a loop without an end
CELL_LIMIT, LESSON_LIMIT, COURSE_LIMIT = 10, 45, 300  # seconds, on two cores


def run(path: Path, store: bool = True) -> list[tuple[float, str]]:
    """Run one notebook in its own folder, and write it back with its outputs; the seconds of its cells."""
    notebook = nbformat.read(path, as_version=4)
    starts, seconds = {}, []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []

    def begin(cell, cell_index):
        starts[cell_index] = time.perf_counter()

    def end(cell, cell_index, **_):
        first_line = cell.source.partition("\n")[0]
        seconds.append((time.perf_counter() - starts[cell_index], f"cell {cell_index}: {first_line}"))

    client = NotebookClient(
        notebook,
        timeout=SECONDS_FOR_A_CELL,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.resolve().parent)}},
        record_timing=False,
        store_widget_state=False,
        on_cell_execute=begin,
        on_cell_executed=end,
    )
    client.execute()
    text = nbformat.writes(normalise(notebook)) + "\n"
    if store and text != path.read_text(encoding="utf-8"):
        path.write_text(text, encoding="utf-8")
    return seconds


def over_limits(times: dict[str, float], cells: list[tuple[float, str]]) -> list[str]:
    """Return, in words, what took longer than the course allows."""
    over = [f"{what}: {s:.1f} s, expected at most {CELL_LIMIT}" for s, what in cells if s > CELL_LIMIT]
    over += [
        f"{what}: {s:.1f} s, expected at most {LESSON_LIMIT}" for what, s in times.items() if s > LESSON_LIMIT
    ]
    total = sum(times.values())
    return over + [f"all: {total:.1f} s, expected at most {COURSE_LIMIT}"] * (total > COURSE_LIMIT)


def main(arguments: list[str] | None = None) -> int:
    """Run the notebooks named; return the exit status."""
    parser = argparse.ArgumentParser(description="Run notebooks and store their outputs.")
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all lessons and solutions")
    parser.add_argument("--times", action="store_true", help="store nothing, print how long they take")
    options, failed, times, cells = parser.parse_args(arguments), [], {}, []
    for path in options.notebooks or lesson_paths():
        start = time.perf_counter()
        try:
            found = run(path, store=not options.times)
        except (CellExecutionError, CellTimeoutError, DeadKernelError, NotebookError) as error:
            failed.append(path)
            print(f"{path}: FAILED, left as it was\n{error}", file=sys.stderr)
        else:
            times[str(path)] = time.perf_counter() - start
            cells += [(seconds, f"{path.name}, {what}") for seconds, what in found]
            print(f"{path}: {times[str(path)]:.1f} s", flush=True)
    if failed:
        print(f"{len(failed)} failed: {', '.join(map(str, failed))}", file=sys.stderr)
    if options.times:
        print(f"all: {sum(times.values()):.1f} s; the slowest cells:")
        for seconds, what in sorted(cells, reverse=True)[:10]:
            print(f"{seconds:6.1f} s  {what[:100]}")
        over = over_limits(times, cells)
        print("\n".join(["too slow:", *over]) if over else "nothing is slower than the course allows")
        return 1 if failed or over else 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
