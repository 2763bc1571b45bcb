"""These tests look at the book that is there: `make test-book` makes it and sets HOPFIELD_BOOK."""

import os

import pytest

from tests.book.built import BOOK
from tools import publish

BUILT = bool(os.environ.get("HOPFIELD_BOOK"))
collect_ignore_glob = [] if BUILT else ["test_*.py"]


@pytest.fixture(scope="session")
def site():
    """The address of the book, served on this machine, and the list of what was asked for in vain."""
    with publish.served(BOOK) as found:
        yield found


@pytest.fixture(scope="module")
def browser():
    # Open for one file only: Playwright keeps an event loop running, which another browser cannot share.
    with publish.chromium() as found:
        yield found


@pytest.fixture(scope="session")
def axe():
    """The source of axe-core, which looks for what bars readers from a page."""
    return (publish.node_modules() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
