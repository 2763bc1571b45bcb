"""The notebooks as the site hands them out."""

import json
import shutil
from pathlib import Path
from typing import Any

from tools.browser_edition.paths import ROOT

FOLDERS = ("notebooks", "exercises")
# Under this name a notebook says which text it was begun from; the page compares it with the site's.
MARK = "hopfield_course"


def stage(folder: Path) -> dict[str, str]:
    """Copy the notebooks into `folder`; return for each path the digest of its text."""
    digests = {}
    for part in FOLDERS:
        for source in sorted((ROOT / part).rglob("*.ipynb")):
            path = source.relative_to(ROOT)
            if ".ipynb_checkpoints" in path.parts or "(kept" in path.name:
                continue
            digests[path.as_posix()] = _copy(source, folder / path)
    for name in ("LICENSE", "LICENSE-TEXT"):
        shutil.copy(ROOT / name, folder / name)
    return digests


def _copy(source: Path, target: Path) -> str:
    notebook = prepared(json.loads(source.read_text(encoding="utf-8")))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    return notebook["metadata"][MARK]["edition"]


def prepared(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook with its texts as single strings, the browser's kernel, and its digest.

    JupyterLite hands out the files as they are, and JupyterLab's table of contents fails where a cell is
    a list of lines.
    """
    for cell in notebook["cells"]:
        cell["source"] = _joined(cell["source"])
        for output in cell.get("outputs", []):
            if "text" in output:
                output["text"] = _joined(output["text"])
            data = output.get("data", {})
            data.update({kind: _joined(content) for kind, content in data.items()})
    notebook["metadata"]["kernelspec"] = {
        "name": "python",
        "display_name": "Python (Pyodide)",
        "language": "python",
    }
    notebook["metadata"][MARK] = {"edition": digest(notebook)}
    return notebook


def digest(notebook: dict[str, Any]) -> str:
    """Return a word that changes with the cells of a notebook: their kinds and texts, not what they show.

    The page computes it too (``page/extension``), without the help of a library.
    """
    text = "".join(f"{cell['cell_type']}\n{_joined(cell['source'])}\0" for cell in notebook["cells"])
    words = [0, 0]
    for unit in memoryview(text.encode("utf-16-le")).cast("H"):
        words = [(word * factor + unit) & 0xFFFFFFFF for word, factor in zip(words, (31, 131), strict=True)]
    return "".join(f"{word:08x}" for word in words)


def _joined(text: Any) -> Any:
    return "".join(text) if isinstance(text, list) else text
