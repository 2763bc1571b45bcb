"""Every lesson in a real JupyterLab: all cells run, every control is moved to its ends.

The pictures taken on the way stand in ``tests/browser/screenshots`` for people to look at.
"""

import shutil

import pytest

from tests import ROOT
from tests.browser import driver
from tests.browser.widgets import SCREENSHOTS

pytestmark = pytest.mark.browser

# What has no controls to move, such as the annex, is run by nbval.
LESSONS = sorted(
    path.relative_to(ROOT / "notebooks")
    for path in ROOT.glob("notebooks/*.ipynb")
    if "explore." in path.read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def course(tmp_path_factory, chromium):
    """Serve a copy of the lessons: a run saves its notebook and may write files beside it."""
    folder = tmp_path_factory.mktemp("course") / "notebooks"
    shutil.copytree(ROOT / "notebooks", folder)
    with driver.jupyterlab(folder) as server:
        yield server


@pytest.fixture(scope="module")
def window(chromium, course):
    with driver.windowed(chromium, course) as window:
        yield window


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.as_posix())
def test_a_lesson_runs_and_its_controls_move(lesson, window, picture, record_property):
    screenshots = SCREENSHOTS / lesson.with_suffix("")
    shutil.rmtree(screenshots, ignore_errors=True)
    with window.opened(lesson.as_posix()) as notebook:
        problems, remarks = driver.exercise(notebook, screenshots, picture)
        for remark in remarks:
            record_property("measured", f"{lesson}: {remark}")
        assert not problems, f"{lesson}:\n" + "\n".join(problems)
