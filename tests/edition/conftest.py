"""The browser edition, tried in a browser: ``make test-browser-edition`` builds it and runs these.

Anywhere else only what needs no site is tested.
"""

import os

import pytest

from tests.browser import driver
from tests.browser.conftest import chromium, picture  # noqa: F401 (fixtures)
from tests.edition import serving
from tools.browser_edition.paths import SITES

PART = os.environ.get("HOPFIELD_EDITION")
collect_ignore_glob = [] if PART else ["test_in_browser_*.py"]


@pytest.fixture(scope="session", autouse=True)
def patience():
    """Python in a page starts within a quarter of a minute, but not where other work wants the cores."""
    with pytest.MonkeyPatch.context() as limits:
        limits.setattr(driver, "SECONDS_TO_START", 400)
        limits.setattr(driver, "SECONDS_TO_RUN", 1500)
        yield


@pytest.fixture(scope="session")
def site():
    """Return the folder of the self-contained site."""
    folder = SITES["offline"]
    if not folder.exists():
        pytest.skip(f"no self-contained site was built (make browser-offline says why): {folder.name}")
    return folder


@pytest.fixture(scope="module")
def served(site):
    """Serve the site under a sub-path, as a host of projects does."""
    with serving.served(site) as server:
        yield server


@pytest.fixture(scope="module")
def window(chromium, served):  # noqa: F811
    with driver.windowed(chromium, served) as window:
        yield window
