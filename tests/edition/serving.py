"""The site as a static host has it, below a path, for the driver of notebooks."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from tests.browser.driver import Server
from tools import publish

SUB_PATH = "/some/course"


def python_of(site: Path) -> Path:
    """Return where Python lies in a site."""
    (folder,) = site.glob("static/python-*")
    return folder


@contextlib.contextmanager
def served(folder: Path) -> Iterator[Server]:
    """Serve a folder; the server's page is the one that opens notebooks."""
    with publish.served(folder, SUB_PATH) as (address, _):
        yield Server(address, f"{address}{SUB_PATH}/lab/index.html", folder)
