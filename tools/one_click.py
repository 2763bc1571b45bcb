"""Put the links that open a lesson with one click where readers see them, or take them away.

    python -m tools.one_click [--check] [--root FOLDER]

Where the course is published stands in one place, ``[tool.hopfield_course]`` in pyproject.toml.  From it
come a row of badges in the README and in the first cell of every lesson, and in each lesson a cell behind
it that installs the course where it is missing, as in Colab.  While an address is empty its badges are
left out, and nothing dangles; when it changes, run this again.  ``--check`` writes nothing, names what
is not as the addresses want it, and exits with 1.
"""

import argparse
import re
import sys
import tomllib
from pathlib import Path
from urllib.parse import quote

import nbformat
from nbformat import NotebookNode

from tools.normalise_notebooks import ROOT, lesson_paths, normal_text

BRANCH = "main"
START = "notebooks/00_start_here.ipynb"
BEGIN, END = "<!-- one click -->", "<!-- one click: end -->"
ROW = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
INSTALL_ID = "install-the-course"
INSTALL = """\
# Where the course is missing, as in Colab, this installs it: about half a minute.
from importlib.util import find_spec

archive = "ARCHIVE"
if find_spec("hopfield_lib") is None:
    %pip install --quiet "hopfield-lib @ {archive}"\
"""


class Addresses:
    """Where each form of the course is found.

    Parameters
    ----------
    repository : str
        Address of the repository, such as "https://github.com/OWNER/NAME"; "" while it has none.
    browser_edition : str
        Address of the site that `make browser` builds; "" while it has none.

    Raises
    ------
    ValueError
        If an address is neither empty nor begins with https:// or file://, or the repository's does
        not end in an owner and a name.
    """

    def __init__(self, repository: str = "", browser_edition: str = "") -> None:
        for name, address in (("repository", repository), ("browser_edition", browser_edition)):
            if address and not address.startswith(("https://", "file://")):
                raise ValueError(f"{name}: expected an address that begins with https://, got {address!r}")
        self.repository = repository.rstrip("/").removesuffix(".git")
        self.browser_edition = browser_edition and browser_edition.rstrip("/") + "/"
        self.project = "/".join(self.repository.split("/")[-2:])  # OWNER/NAME
        if repository and not re.search(r"//[^/]*/([^/]+/)*[^/]+/[^/]+$", self.repository):
            raise ValueError(f"repository: expected it to end in OWNER/NAME, got {repository!r}")

    @classmethod
    def of(cls, root: Path) -> "Addresses":
        """The addresses in the pyproject.toml of a checkout."""
        settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
        return cls(**settings["tool"]["hopfield_course"])

    @property
    def archive(self) -> str:
        """What pip installs the course from, without git."""
        return f"{self.repository}/archive/refs/heads/{BRANCH}.zip" if self.repository else ""

    def links(self, path: str) -> dict[str, str]:
        """The forms that open the notebook at `path` (from the root) with one click, and their addresses."""
        found = {}
        if self.browser_edition:
            found["browser"] = f"{self.browser_edition}lab/index.html?path={quote(path, safe='/')}"
        if self.repository:
            found["colab"] = (
                f"https://colab.research.google.com/github/{self.project}/blob/{BRANCH}/{quote(path)}"
            )
            place = quote(f"lab/tree/{path}", safe="")
            found["binder"] = f"https://mybinder.org/v2/gh/{self.project}/{BRANCH}?urlpath={place}"
        return found

    def badges(self, path: str) -> str:
        """A row of badges in Markdown that open the notebook at `path`; "" while nothing is published.

        Their pictures are files of the repository; where they cannot be fetched the words serve as links.
        """
        words = {"browser": "Open in the browser", "colab": "Open in Colab", "binder": "Open on Binder"}
        row = []
        for form, address in self.links(path).items():
            picture = f"{self.repository}/raw/{BRANCH}/docs/badges/{form}.svg" if self.repository else ""
            words_of = f"![{words[form]}]({picture})" if picture else words[form]
            row.append(f"[{words_of}]({address})")
        return " ".join(row)


def with_row(text: str, badges: str, below: str) -> str:
    """Return a text in Markdown with its row of badges put in, put right or taken out.

    Parameters
    ----------
    text : str
    badges : str
        The row; "" for none.
    below : str
        The paragraph, by a regular expression, that a new row stands below.
    """
    bare = re.sub(r"\n\n" + ROW.pattern, "", text, flags=re.DOTALL)
    if not badges:
        return bare
    place = re.search(below, bare)
    if place is None:
        raise ValueError(f"text: expected a paragraph that matches {below!r}, got {bare[:60]!r}")
    row = f"\n\n{BEGIN}\n{badges}\n{END}"
    return bare[: place.end()] + row + bare[place.end() :]


def with_installation(notebook: NotebookNode, archive: str) -> NotebookNode:
    """Return a lesson with the cell behind its first one that installs the course, or without it."""
    cells = [cell for cell in notebook.cells if cell.get("id") != INSTALL_ID]
    if archive:
        cell = nbformat.v4.new_code_cell(INSTALL.replace("ARCHIVE", archive), id=INSTALL_ID)
        cell.metadata["jupyter"] = {"source_hidden": True}
        cell.metadata["tags"] = ["skip-slide"]
        cell.execution_count = 1  # it was run with the rest: where the course is there it does nothing
        cells.insert(1, cell)
    return nbformat.from_dict(notebook | {"cells": cells})


def lessons(root: Path) -> list[Path]:
    """The notebooks that a reader opens; exercises are handed out as their solutions make them."""
    return [path for path in lesson_paths(root) if path.is_relative_to(root / "notebooks")]


def wanted(path: Path, root: Path, addresses: Addresses) -> str:
    """The text that a README or a notebook has with these addresses."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return with_row(text, addresses.badges(START), r"\A# .+")
    notebook = with_installation(nbformat.reads(text, as_version=4), addresses.archive)
    first = notebook.cells[0]
    first.source = with_row(first.source, addresses.badges(path.relative_to(root).as_posix()), r"\A# .+")
    return normal_text(nbformat.writes(notebook))


def main(arguments: list[str] | None = None) -> int:
    """Write the links; return the exit status."""
    parser = argparse.ArgumentParser(description="Links that open a lesson with one click.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if one differs")
    parser.add_argument("--root", type=Path, default=ROOT)
    options = parser.parse_args(arguments)
    addresses = Addresses.of(options.root)
    stale = []
    for path in (options.root / "README.md", *lessons(options.root)):
        text = wanted(path, options.root, addresses)
        if text != path.read_text(encoding="utf-8"):
            stale.append(path.relative_to(options.root).as_posix())
            if not options.check:
                path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"{name}: {'not as the addresses want it' if options.check else 'written'}")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
