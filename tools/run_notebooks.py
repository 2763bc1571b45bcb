"""Run notebooks, each in a fresh kernel, and store their outputs in the normal form.

    python tools/run_notebooks.py [NOTEBOOK ...]

Without names, every lesson and every solution is run. A notebook that fails is left as it was.
"""

import argparse
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from normalise_notebooks import NotebookError, lesson_paths, normalise

SECONDS_FOR_A_CELL = 120


def run(path: Path) -> None:
    """Run one notebook in its own folder, and write it back with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []
    client = NotebookClient(
        notebook,
        timeout=SECONDS_FOR_A_CELL,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.resolve().parent)}},
        record_timing=False,
        store_widget_state=False,
    )
    client.execute()
    text = nbformat.writes(normalise(notebook)) + "\n"
    if text != path.read_text(encoding="utf-8"):
        path.write_text(text, encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Run the notebooks named; return the exit status."""
    parser = argparse.ArgumentParser(description="Run notebooks and store their outputs.")
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all lessons and solutions")
    failed = []
    for path in parser.parse_args(arguments).notebooks or lesson_paths():
        start = time.perf_counter()
        try:
            run(path)
        except (CellExecutionError, CellTimeoutError, DeadKernelError, NotebookError) as error:
            failed.append(path)
            print(f"{path}: FAILED, left as it was\n{error}", file=sys.stderr)
        else:
            print(f"{path}: {time.perf_counter() - start:.1f} s", flush=True)
    if failed:
        print(f"{len(failed)} failed: {', '.join(map(str, failed))}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
