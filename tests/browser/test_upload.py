"""Lesson 00's upload in a real JupyterLab: photographs of any size, and files that are none."""

import contextlib
import re
import shutil

import nbformat
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import TimeoutError

from tests import ROOT
from tests.browser import driver

pytestmark = pytest.mark.browser

PLAIN = """
import ipywidgets as widgets
button, told = widgets.FileUpload(description="yours"), widgets.HTML()
def tell(change):
    told.value = f"{len(change['new'][0]['content']):,} bytes came"
button.observe(tell, "value")
widgets.VBox([button, told])
"""


def cell_of(notebook, words):
    return next(cell for cell in notebook.run_all() if words in cell.source)


def uploader(notebook, output):
    return notebook.controls_of("upload", output)[0]


def assert_shows(notebook, output, patterns):
    """The output comes to show all of these, regular expressions, within twenty seconds."""
    look = "([node, patterns]) => patterns.every(p => new RegExp(p).test(node.innerText))"
    with contextlib.suppress(TimeoutError):
        notebook.page.wait_for_function(look, arg=[output, patterns], timeout=20_000)
    shown = output.inner_text()
    assert [pattern for pattern in patterns if not re.search(pattern, shown)] == [], shown


@pytest.fixture(scope="module")
def photograph(tmp_path_factory):
    """Return the file of a JPEG as a good camera writes it, of more than 12 MB."""
    path = tmp_path_factory.mktemp("large") / "large.jpg"
    rng, (y, x) = np.random.default_rng(1), np.mgrid[:3000, :4000]
    grains = rng.integers(-90, 90, (3000, 4000), dtype=np.int16)
    light = (128 + 100 * np.sin(x / 400) * np.cos(y / 300)).astype(np.int16)
    Image.fromarray((light + grains).clip(0, 255).astype(np.uint8)).save(path, quality=98)
    if not 12e6 < (size := path.stat().st_size) < 20e6:
        raise ValueError(f"expected a photograph of 12 to 20 MB, got {size} bytes")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "notebooks" / "00_start_here.ipynb", folder / "lesson.ipynb")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = [nbformat.v4.new_code_cell(PLAIN)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "plain.ipynb")
    return folder


def test_a_large_photograph_is_made_smaller_in_the_page_and_recalled(
    chromium, folder, photograph, picture, tmp_path
):
    film = tmp_path / "film.mov"
    film.write_bytes(bytes(11_000_000))
    with driver.jupyterlab(folder) as server, driver.opened(chromium, server, "lesson.ipynb") as notebook:
        output = notebook.output(cell_of(notebook, "own_picture_explorer"))
        upload = uploader(notebook, output)
        recalled = r"pixels of large\.jpg flipped; the recall ends in “large\.jpg”"
        for file, words in (
            (photograph, [r"large\.jpg has 1\d\.\d MB; your browser made it smaller", recalled]),
            (film, [r"film\.mov cannot be used: .* this file has 11\.0 MB", recalled]),
            (picture, [r"pixels of my picture\.png flipped"]),
        ):
            notebook.move(upload, str(file))
            assert_shows(notebook, output, words)
        assert "large.jpg has" not in output.inner_text()
        assert "film.mov" not in output.inner_text()
        # what the kernel, still there, was told before it had ipywidgets is no fault of the upload
        assert [words for words in notebook.trouble() if "No such comm" not in words] == []


def test_the_server_of_make_lab_takes_a_large_file_as_it_is(chromium, folder, photograph):
    option = re.search(r'(--ServerApp\.tornado_settings=)"(.*?)"', (ROOT / "Makefile").read_text())
    options = [option[1] + option[2]]
    with (
        driver.jupyterlab(folder, *options) as server,
        driver.opened(chromium, server, "plain.ipynb") as notebook,
    ):
        output = notebook.output(cell_of(notebook, "FileUpload"))
        notebook.move(uploader(notebook, output), str(photograph))
        assert_shows(notebook, output, [f"{photograph.stat().st_size:,} bytes came"])
