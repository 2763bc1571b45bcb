"""What the browser tests share: one Chromium a file, and a JupyterLab over a folder."""

import os

import numpy as np
import pytest
from PIL import Image

from tests.browser import driver
from tools.publish import CHROMIUM_NAMES


@pytest.fixture(scope="module")
def chromium():
    # Open for one file only: Playwright keeps an event loop running, which others cannot share.
    if driver.chromium_path() is None:
        words = f"no Chromium on the PATH (looked for {', '.join(CHROMIUM_NAMES)})"
        if os.environ.get("HOPFIELD_REQUIRE_BROWSER"):
            pytest.fail(f"HOPFIELD_REQUIRE_BROWSER is set, and there is {words}")
        pytest.skip(words)
    with driver.chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def picture(tmp_path_factory):
    """Return a small photograph's file, for controls that take an upload."""
    path = tmp_path_factory.mktemp("upload") / "my picture.png"
    y, x = np.mgrid[:200, :300]
    Image.fromarray((128 + 127 * np.sin(x / 30) * np.cos(y / 20)).astype(np.uint8)).save(path)
    return path
