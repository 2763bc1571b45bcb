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


def test_the_buttons_stand_side_by_side_in_the_toolbar_of_each_notebook(learner):
    with learner() as visit:
        for path in (LESSON, FIRST):
            visit.open(path)
            expect(visit.tool("Reset")).to_be_visible()
            names = visit.page.evaluate("() => Array.from(window.panel.toolbar.names())")
            at = names.index("spacer")
            assert names[at - 2 : at] == ["course-download", "course-reset"]


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
    """Return a copy of the site, and a function that changes a file of it as a new build does."""
    copy = tmp_path / "site"
    shutil.copytree(site, copy, copy_function=os.link)  # what is written below is another file then

    def rewrite(name, change):
        file = copy / name
        content = json.loads(file.read_text(encoding="utf-8"))
        file.unlink()
        file.write_text(json.dumps(change(content)), encoding="utf-8")

    return copy, rewrite


@pytest.fixture
def two_lessons(two_editions):
    """Return a server of a copy of the site, and what changes its lesson as a new build does."""
    copy, rewrite = two_editions

    def update(text):
        def begun_with(notebook):
            notebook["cells"][0]["source"] = text
            return contents.prepared(notebook)

        rewrite(f"files/{LESSON}", begun_with)
        notebook = json.loads((copy / "files" / LESSON).read_text(encoding="utf-8"))
        today = {LESSON: contents.digest(notebook)}
        rewrite("editions.json", lambda old: old | {"notebooks": old["notebooks"] | today})

    with serving.served(copy) as server:
        yield server, update


def test_an_updated_lesson_is_told_of_and_the_learner_chooses(learner, two_lessons):
    server, update = two_lessons
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


def test_who_has_changed_nothing_sees_the_update(learner, two_lessons):
    server, update = two_lessons
    with learner(server) as visit:
        visit.open(LESSON)
    update("# The second edition")
    with learner(server) as visit:
        visit.open(LESSON)
        visit.wait_for_first_cell("# The second edition")
        assert visit.page.locator(".jp-Dialog").count() == 0
        assert visit.kept() == []


SETTINGS = """() => JSON.parse(document.getElementById('jupyter-config-data').textContent)
  .litePluginSettings?.['hopfield-course:page']"""


def changed_settings(configuration, **new):
    configuration["jupyter-config-data"]["litePluginSettings"]["hopfield-course:page"] |= new
    return configuration


def test_settings_of_an_earlier_build_are_fetched_anew(learner, two_editions):
    copy, rewrite = two_editions
    rewrite("jupyter-lite.json", lambda settings: changed_settings(settings, patience=61))
    os.utime(copy / "jupyter-lite.json", (0, 0))  # old: a browser keeps it for years
    with serving.served(copy) as server:
        with learner(server) as visit:
            visit.load()
            visit.wait_for_first_cell("# ")
        rewrite("editions.json", lambda old: old | {"python": "another"})
        rewrite(
            "jupyter-lite.json", lambda settings: changed_settings(settings, patience=62, python="another")
        )
        with learner(server) as visit:
            visit.load()
            visit.page.wait_for_function(f"({SETTINGS})()?.patience === 62")
            visit.page.wait_for_function("window.jupyterapp !== undefined")
            visit.wait_for_first_cell("# ")
            assert visit.page.evaluate(SETTINGS)["python"] == "another"


def test_where_python_never_comes_the_page_says_so(learner, two_editions):
    copy, rewrite = two_editions
    (serving.python_of(copy) / "python_stdlib.zip").unlink()
    rewrite("jupyter-lite.json", lambda settings: changed_settings(settings, patience=1))
    with serving.served(copy) as server, learner(server) as visit:
        visit.open(LESSON)
        expect(visit.page.locator(".Toastify__toast").first).to_contain_text("Python has not started yet")
        visit.trouble.clear()  # what the page reports of its Python
