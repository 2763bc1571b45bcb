"""These tests look at the decks that are there: `make test-book` makes them and sets HOPFIELD_BOOK."""

import os

import pytest

from tools import publish

collect_ignore_glob = [] if os.environ.get("HOPFIELD_BOOK") else ["test_*.py"]


@pytest.fixture(scope="module")
def browser():
    # Open for one file only: Playwright keeps an event loop running, which another browser cannot share.
    with publish.chromium() as found:
        yield found
