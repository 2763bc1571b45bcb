"""Put notebooks into one stable form, so that a diff shows what an author changed and nothing else.

    python -m tools.normalise_notebooks [--check] [NOTEBOOK ...]

Without names, every lesson and every solution is taken. ``--check`` writes nothing, names the
notebooks that are not in that form and exits with 1. The form:

- metadata: the kernel ``python3``, the language's name, and in cells only what has a meaning for a
  reader or a tool (tags, slides, hidden sources, alt text, grading); no times, no widget state;
- execution counts 1, 2, 3 … over the cells that were run;
- outputs: neighbouring pieces of one stream joined, addresses in memory replaced, text chunks in
  PNG pictures (the name and version of the program that drew them) taken out;
- a widget's view is not stored: without its model it shows as an error. Its cell must carry the tag
  ``nbval-ignore-output``, since the output of a run then differs from the stored one.
"""

import argparse
import base64
import hashlib
import re
import sys
from pathlib import Path

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_TAG = "nbval-ignore-output"
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CELL_METADATA = {"alt", "jupyter", "mystnb", "nbgrader", "slideshow", "tags"}
OUTPUT_METADATA = {"alt", "height", "unconfined", "width"}
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_TEXT_CHUNKS = {b"tEXt", b"zTXt", b"iTXt", b"tIME"}


class NotebookError(ValueError):
    """A notebook that cannot be put into the form; the message says why."""


def lesson_paths(root: Path = ROOT) -> list[Path]:
    """Every lesson and every solution below ``root``, in order of their names."""
    found = [*root.glob("notebooks/**/*.ipynb"), *root.glob("solutions/*.ipynb")]
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


def without_text_chunks(png: bytes) -> bytes:
    """Return the picture without its text and time chunks, which change no pixel."""
    if not png.startswith(PNG_SIGNATURE):
        raise NotebookError(f"expected a PNG picture, got data that start with {png[:8]!r}")
    kept, position = [PNG_SIGNATURE], len(PNG_SIGNATURE)
    while position < len(png):
        end = position + 12 + int.from_bytes(png[position : position + 4], "big")
        if png[position + 4 : position + 8] not in PNG_TEXT_CHUNKS:
            kept.append(png[position:end])
        position = end
    return b"".join(kept)


def _normal_data(data: dict) -> dict:
    normal = {}
    for kind, value in data.items():
        if kind == "image/png":
            value = base64.b64encode(without_text_chunks(base64.b64decode(value))).decode("ascii")
        elif isinstance(value, str) and kind.startswith("text/"):
            value = ADDRESS.sub("0xADDRESS", value)
        normal[kind] = value
    return normal


def _normal_outputs(cell: NotebookNode, name: str) -> list[NotebookNode]:
    outputs: list[NotebookNode] = []
    for output in cell.outputs:
        if output.output_type == "stream":
            output.text = ADDRESS.sub("0xADDRESS", output.text)
            if outputs and outputs[-1].output_type == "stream" and outputs[-1].name == output.name:
                outputs[-1].text += output.text
                continue
        elif output.output_type in ("display_data", "execute_result"):
            if WIDGET_VIEW in output.data:
                if WIDGET_TAG not in cell.metadata.get("tags", []):
                    raise NotebookError(
                        f"{name} shows a widget: expected the tag {WIDGET_TAG!r} in its metadata, "
                        f"got the tags {list(cell.metadata.get('tags', []))}"
                    )
                continue
            output.data = _normal_data(output.data)
            output.metadata = {
                key: {k: v for k, v in value.items() if k in OUTPUT_METADATA} if "/" in key else value
                for key, value in output.metadata.items()
                if "/" in key or key in OUTPUT_METADATA
            }
        outputs.append(output)
    return outputs


def _give_ids(cells: list[NotebookNode]) -> None:
    # An id that is there stays: jupytext and JupyterLab follow cells by it. A missing or doubled
    # one comes from the cell's text, so that two people who add the same cell get the same id.
    seen: set[str] = set()
    for cell in cells:
        if not cell.get("id") or cell.id in seen:
            digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:8]
            copies = sum(known.startswith(digest) for known in seen)
            cell["id"] = f"{digest}-{copies}" if copies else digest
        seen.add(cell.id)


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook in the stable form; the one given is left as it is.

    Raises
    ------
    NotebookError
        If a cell shows a widget without the tag ``nbval-ignore-output``, or holds a broken picture.
    """
    notebook = nbformat.from_dict(notebook)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    _give_ids(notebook.cells)
    count = 0
    for index, cell in enumerate(notebook.cells):
        cell.metadata = {key: value for key, value in cell.metadata.items() if key in CELL_METADATA}
        if cell.cell_type != "code":
            continue
        cell.outputs = _normal_outputs(cell, f"cell {index} (id {cell.id})")
        if cell.execution_count is not None:
            count += 1
            cell.execution_count = count
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
    return nbformat.from_dict(notebook)


def normal_text(text: str) -> str:
    """Return a notebook file's text in the stable form."""
    notebook = normalise(nbformat.reads(text, as_version=4))
    return nbformat.writes(notebook) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Normalise or check the notebooks named; return the exit status."""
    parser = argparse.ArgumentParser(description="Put notebooks into one stable form.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where one differs")
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all lessons and solutions")
    options = parser.parse_args(arguments)
    status = 0
    for path in options.notebooks or lesson_paths():
        text = path.read_text(encoding="utf-8")
        try:
            normal = normal_text(text)
        except Exception as error:  # whatever is wrong with one file, the others are still seen
            print(f"{path}: {error}", file=sys.stderr)
            status = 1
            continue
        if normal == text:
            continue
        if options.check:
            print(f"{path}: not in the normal form; make format puts it there", file=sys.stderr)
            status = 1
        else:
            path.write_text(normal, encoding="utf-8")
            print(f"{path}: normalised")
    return status


if __name__ == "__main__":
    sys.exit(main())
