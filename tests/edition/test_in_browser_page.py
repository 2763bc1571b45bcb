"""What the page does with a learner's work: it keeps, hands out and resets it, and tells of updates."""

import contextlib
import json
import os
import re
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser import driver
from tests.edition import serving
from tools.browser_edition import contents

LESSON = "notebooks/02_spurious_states.ipynb"
FIRST = "notebooks/00_start_here.ipynb"
MINE = "# my own words"

# A notebook that is open, without waiting for its kernel.
SHOWN = """async path => {
  const app = window.jupyterapp;
  await app.restored;
  const panel = await app.commands.execute('docmanager:open', {path, factory: 'Notebook'});
  await panel.context.ready;
  window.panel = panel;
  return [panel.context.path, panel.content.model.cells.get(0).sharedModel.source];
}"""
WRITE = """async ([text, save]) => {
  window.panel.content.model.cells.get(0).sharedModel.setSource(text);
  if (save) await window.panel.context.save();
}"""
NAMES = """async folder => {
  const listed = await window.jupyterapp.serviceManager.contents.get(folder, {content: true});
  return listed.content.map(one => one.name);
}"""
READ = """async path => {
  const model = await window.jupyterapp.serviceManager.contents.get(path, {content: true});
  return [].concat(model.content.cells[0].source).join('');
}"""


class Page:
    """The site in a browser that remembers, as a learner's does."""

    def __init__(self, context, server):
        self.server = server
        self.page = context.new_page()
        self.page.set_default_timeout(120_000)
        self.trouble = []
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))

    def load(self, address=""):
        """Go to a page, by its address from the site's root."""
        self.page.goto(self.server.page.replace("lab/index.html", address), wait_until="domcontentloaded")
        self.page.wait_for_function("window.jupyterapp !== undefined")

    def open(self, path):
        """Go to a notebook; return its path and the text of its first cell."""
        self.load(f"lab/index.html?path={path}")
        return self.shown(path)

    def shown(self, path):
        """Return the path of a notebook that is open, and the text of its first cell."""
        return tuple(self.page.evaluate(SHOWN, path))

    def write(self, text, save=True):
        self.page.evaluate(WRITE, [text, save])

    def kept(self):
        """Return the names of copies that a reset has kept."""
        return [name for name in self.page.evaluate(NAMES, "notebooks") if "(mine, " in name]

    def press(self, label):
        """Press a button of the dialog in front."""
        self.page.locator(".jp-Dialog button", has_text=label).click()
        expect(self.page.locator(".jp-Dialog")).to_have_count(0)

    def tool(self, label):
        """Return a button of the notebook's toolbar."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Toolbar").get_by_text(
            label, exact=True
        )

    def wait_for_first_cell(self, text):
        first = "window.jupyterapp.shell.currentWidget?.content?.model?.cells?.get(0)?.sharedModel.source"
        self.page.wait_for_function(f"text => {first}?.startsWith(text)", arg=text)


@pytest.fixture
def learner(tmp_path, site):
    """Return a function that opens the site; each call is another visit with the same browser."""
    with contextlib.ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        server = stack.enter_context(serving.served(site))

        @contextlib.contextmanager
        def assert_visited(server=server):
            context = playwright.chromium.launch_persistent_context(
                tmp_path / "profile", executable_path=driver.chromium_path(), args=driver.CHROMIUM_ARGUMENTS
            )
            page = Page(context, server)
            yield page
            context.close()
            assert page.trouble == []

        yield assert_visited


@pytest.fixture
def original(site):
    """Return the text of the lesson's first cell."""
    return json.loads((site / "files" / LESSON).read_text(encoding="utf-8"))["cells"][0]["source"]


def test_the_site_opens_at_the_first_lesson(learner):
    with learner() as visit:
        for address in ("", "lab/index.html"):
            visit.load(address)
            visit.wait_for_first_cell("# ")
            assert visit.page.evaluate("window.jupyterapp.shell.currentWidget.context.path") == FIRST


def test_work_survives_a_reload_and_can_be_downloaded(learner):
    with learner() as visit:
        visit.open(LESSON)
        visit.write(MINE, save=False)
        visit.page.wait_for_function("() => !window.panel.context.model.dirty")  # saved by itself
        assert visit.open(LESSON) == (LESSON, MINE)
        with visit.page.expect_download() as download:
            visit.tool("Download").click()
        assert download.value.suggested_filename == "02_spurious_states.ipynb"
        notebook = json.loads(download.value.path().read_text(encoding="utf-8"))
        assert "".join(notebook["cells"][0]["source"]) == MINE
    with learner() as visit:
        assert visit.open(LESSON) == (LESSON, MINE)


def test_a_reset_brings_the_original_and_keeps_a_copy(learner, original):
    with learner() as visit:
        visit.open(LESSON)
        visit.write(MINE)
        visit.tool("Reset").click()
        visit.press("Cancel")
        assert visit.shown(LESSON) == (LESSON, MINE)
        visit.tool("Reset").click()
        visit.press("Reset")
        visit.wait_for_first_cell(original)
        (kept,) = visit.kept()
        assert re.fullmatch(r"02_spurious_states \(mine, [\d. -]+\)\.ipynb", kept)
        assert visit.page.evaluate(READ, f"notebooks/{kept}") == MINE
        assert visit.open(LESSON) == (LESSON, original)


def test_a_reset_of_what_was_not_changed_leaves_no_copy(learner, original):
    with learner() as visit:
        visit.open(LESSON)
        visit.tool("Reset").click()
        visit.press("Reset")
        visit.wait_for_first_cell(original)
        assert visit.kept() == []


@pytest.fixture
def two_editions(site, tmp_path):
    """Return a server of a copy of the site, and what changes its lesson as a new build does."""
    copy = tmp_path / "site"
    shutil.copytree(site, copy, copy_function=os.link)  # what is written below is another file then

    def update(text):
        file, table = copy / "files" / LESSON, copy / "editions.json"
        notebook = json.loads(file.read_text(encoding="utf-8"))
        editions = json.loads(table.read_text(encoding="utf-8"))
        notebook["cells"][0]["source"] = text
        file.unlink()
        table.unlink()
        file.write_text(json.dumps(contents.prepared(notebook)), encoding="utf-8")
        table.write_text(json.dumps(editions | {LESSON: contents.digest(notebook)}), encoding="utf-8")

    with serving.served(copy) as server:
        yield server, update


def test_an_updated_lesson_is_told_of_and_the_learner_chooses(learner, two_editions):
    server, update = two_editions
    dialog = "This notebook has a newer version"
    with learner(server) as visit:
        visit.open(LESSON)
        visit.write(MINE)
    update("# The second edition")
    with learner(server) as visit:
        assert visit.open(LESSON) == (LESSON, MINE)
        expect(visit.page.locator(".jp-Dialog")).to_contain_text(dialog)
        visit.press("Go on with mine")
        visit.page.wait_for_function("() => !window.panel.context.model.dirty")
        assert visit.open(LESSON) == (LESSON, MINE)
        visit.page.wait_for_timeout(2000)
        assert visit.page.locator(".jp-Dialog").count() == 0  # not asked twice
    update("# The third edition")
    with learner(server) as visit:
        assert visit.open(LESSON) == (LESSON, MINE)
        expect(visit.page.locator(".jp-Dialog")).to_contain_text(dialog)
        visit.press("New version")
        visit.wait_for_first_cell("# The third edition")
        (kept,) = visit.kept()
        assert visit.page.evaluate(READ, f"notebooks/{kept}") == MINE


def test_who_has_changed_nothing_sees_the_update(learner, two_editions):
    server, update = two_editions
    with learner(server) as visit:
        visit.open(LESSON)
    update("# The second edition")
    with learner(server) as visit:
        visit.open(LESSON)
        visit.wait_for_first_cell("# The second edition")
        assert visit.page.locator(".jp-Dialog").count() == 0
        assert visit.kept() == []


def test_where_python_never_comes_the_page_says_so(learner, site, tmp_path):
    copy = tmp_path / "site"
    shutil.copytree(site, copy, copy_function=os.link)
    (copy / "static" / "pyodide" / "python_stdlib.zip").unlink()
    file = copy / "jupyter-lite.json"
    configuration = json.loads(file.read_text(encoding="utf-8"))
    configuration["jupyter-config-data"]["litePluginSettings"]["hopfield-course:page"]["patience"] = 1
    file.unlink()
    file.write_text(json.dumps(configuration), encoding="utf-8")
    with serving.served(copy) as server, learner(server) as visit:
        visit.open(LESSON)
        expect(visit.page.locator(".Toastify__toast").first).to_contain_text("Python has not started yet")
        visit.trouble.clear()  # what the page reports of its Python
