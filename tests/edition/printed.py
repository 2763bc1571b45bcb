"""What cells print in the page, beside what the notebook has stored from a laptop."""

import configparser
import difflib
import json
import re
from typing import Any

from hopfield_course.installation import NOT_IN_A_BROWSER
from tests import ROOT

IGNORED = "nbval-ignore-output"  # the tag of cells whose output differs from run to run
READ = ("text/html", "text/latex", "text/markdown", "text/plain")  # of one output; the first that it has

# The outputs of all code cells, without the bytes of pictures.
OUTPUTS = """() => Array.from(window.panel.content.model.cells).map(model => {
  const cell = model.toJSON(), outputs = cell.outputs ?? [];
  for (const output of outputs)
    for (const kind of Object.keys(output.data ?? {}))
      if (!kind.startsWith('text/')) output.data[kind] = '';
  return {source: [].concat(cell.source).join(''), outputs};
})"""


def _what_may_differ() -> list[tuple[re.Pattern[str], str]]:
    """The patterns that nbval replaces before it compares, and by what; packages that no page needs, too."""
    in_no_browser = re.compile(rf"^({'|'.join(NOT_IN_A_BROWSER)}) +ok\n", re.MULTILINE)
    rules = configparser.RawConfigParser()
    rules.read(ROOT / "tests" / "nbval_sanitize.cfg", encoding="utf-8")
    found = [(re.compile(rules[name]["regex"]), rules[name]["replace"]) for name in rules.sections()]
    return [*found, (in_no_browser, "")]


WHAT_MAY_DIFFER = _what_may_differ()


def text_of(outputs: list[dict[str, Any]]) -> str:
    """Return what a reader can read of a cell's outputs: printed text, values, tables.

    Pictures, widgets and what is written to the standard error have none.
    """
    parts = []
    for output in outputs:
        data = output.get("data", {})
        kinds = [kind for kind in READ if kind in data]
        if output["output_type"] == "stream" and output["name"] == "stdout":
            parts.append(_joined(output["text"]))
        elif kinds and not any(kind.startswith(("image/", "application/vnd.jupyter")) for kind in data):
            parts.append(_joined(data[kinds[0]]) + "\n")
    text = "".join(parts)
    for pattern, replacement in WHAT_MAY_DIFFER:
        text = pattern.sub(replacement, text)
    return text


def differences(path: str, shown: list[dict[str, Any]]) -> list[str]:
    """Return where a notebook's cells show another text than the file has stored; `shown` is `OUTPUTS`.

    Exercises are given out without outputs: a cell that was never run has nothing to compare.
    """
    stored = json.loads((ROOT / path).read_text(encoding="utf-8"))["cells"]
    found = []
    for index, (cell, there) in enumerate(zip(stored, shown, strict=True)):
        if not cell.get("execution_count") or IGNORED in cell["metadata"].get("tags", []):
            continue
        here, page = text_of(cell["outputs"]).splitlines(), text_of(there["outputs"]).splitlines()
        rows = list(difflib.unified_diff(here, page, "stored", "in the page", lineterm="", n=0))
        if rows:
            found.append(f"cell {index}:\n" + "\n".join(rows[2:12]))
    return found


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
