"""Drive a real JupyterLab in headless Chromium.

Clicking menus is unreliable while a page is still starting, so notebooks are opened and run through
``window.jupyterapp``, which JupyterLab exposes on request. Controls are moved as a person moves
them: with the mouse.
"""

import base64
import contextlib
import dataclasses
import os
import re
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import BrowserContext, ElementHandle, Page, ViewportSize, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.browser import pads
from tools.publish import chromium_path

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # a container's root cannot make Chromium's sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Like a laptop without a network: what a lesson needs is here.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
SECONDS_TO_START = 90
SECONDS_TO_RUN = 240

# Opens a notebook and remembers every message by which a kernel reports trouble, whichever request
# caused it: an exception in a widget's callback belongs to no cell, and JupyterLab shows it nowhere.
OPEN = """async (path) => {
  const app = window.jupyterapp;
  await app.restored;
  const panel = await app.commands.execute('docmanager:open', {path, factory: 'Notebook'});
  await panel.context.ready; await panel.revealed; await panel.sessionContext.ready;
  while (panel.sessionContext.session?.kernel?.status !== 'idle')
    await new Promise(resolve => setTimeout(resolve, 50));
  window.panel = panel; window.trouble = [];
  panel.sessionContext.iopubMessage.connect((_, message) => {
    const kind = message.header.msg_type, content = message.content;
    if (kind === 'error') window.trouble.push(content.ename + ': ' + content.evalue);
    if (kind === 'stream' && content.name === 'stderr') window.trouble.push('stderr: ' + content.text);
  });
  const unanswered = window.unanswered = new Set();
  panel.sessionContext.session.anyMessage.connect((_, { msg, direction }) => {
    if (direction === 'send' && msg.channel === 'shell') unanswered.add(msg.header.msg_id);
    if (msg.header.msg_type === 'status' && msg.content.execution_state === 'idle')
      unanswered.delete(msg.parent_header.msg_id);
  });
  panel.sessionContext.statusChanged.connect((_, status) => {
    if (['dead', 'autorestarting', 'restarting'].includes(status)) {
      window.trouble.push('the kernel is ' + status);
      unanswered.clear();
    }
  });
  app.shell.activateById(panel.id);
}"""

# Ends a notebook's kernel and takes it off the page. A kernel that died, and is being restarted, may refuse;
# the server's end takes it along.
CLOSE = """async () => {
  const panel = window.panel;
  await panel.sessionContext.shutdown().catch(() => null);
  panel.dispose();
}"""

RUN_ALL = """async () => {
  await window.jupyterapp.commands.execute('notebook:run-all-cells');
  const cells = window.panel.content.model.cells, rows = [];
  for (let i = 0; i < cells.length; i++) {
    const cell = cells.get(i).toJSON();
    if (cell.cell_type !== 'code') continue;
    const outputs = cell.outputs;
    rows.push({index: i, count: cell.execution_count, source: [].concat(cell.source).join(''),
      errors: outputs.filter(o => o.output_type === 'error').map(o => o.ename + ': ' + o.evalue),
      widgets: outputs.some(o => o.data && 'application/vnd.jupyter.widget-view+json' in o.data)});
  }
  return rows;
}"""

# The kernel hears widgets in a thread of their own where it can, beside the one that runs cells, so no
# answer to another question tells that it has done what they asked: each of their messages is waited for.
# Widgets hold back a second change until the first is done, hence the second round. What the page draws, it
# draws within two frames.
SETTLE = """async () => {
  const kernel = window.panel.sessionContext.session.kernel;
  const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
  for (let i = 0; i < 2; i++) {
    await frame();
    while (window.unanswered.size) await new Promise(resolve => setTimeout(resolve, 5));
  }
  await kernel.requestKernelInfo();  // by then what the kernel put off has had its turn
  await frame(); await frame();
  while (kernel.status !== 'idle') await new Promise(resolve => setTimeout(resolve, 5));
}"""

# All that an explorer shows, as one string: pictures by their bytes, the rest by its text.
SHOWN = """async (output) => {
  const parts = [];
  for (const image of output.querySelectorAll('img')) {
    const bytes = await (await fetch(image.src)).arrayBuffer();
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    parts.push(Array.from(hash.slice(0, 8), b => b.toString(16).padStart(2, '0')).join(''));
  }
  for (const canvas of output.querySelectorAll('canvas')) parts.push(canvas.toDataURL());
  const told = '.widget-html-content, .jp-OutputArea-output pre, svg, .pad-bars, .pad-caption';
  for (const text of output.querySelectorAll(told))
    parts.push(text.innerHTML);
  return parts.join('|');
}"""

# Resolves with the milliseconds from the next movement of the mouse to the next picture on the
# screen, or with null where no new picture comes. A pixel pad that shows a frame writes its caption.
NEXT_PICTURE = """async (output) => {
  let start = null;
  const moved = () => { start ??= performance.now(); };
  document.addEventListener('pointermove', moved, {capture: true, once: true});
  return await new Promise(resolve => {
    const done = value => { observer.disconnect(); clearTimeout(timer); resolve(value); };
    const observer = new MutationObserver(async records => {
      const nodes = records.map(r => r.target);
      const image = nodes.find(node => node.tagName === 'IMG');
      if (start === null || !(image || nodes.some(node => node.closest?.('.pad-caption')))) return;
      try { await image?.decode(); } catch { return; }
      requestAnimationFrame(() => done(performance.now() - start));
    });
    observer.observe(output, {subtree: true, childList: true, attributes: true, attributeFilter: ['src']});
    const timer = setTimeout(() => done(null), 400);
  });
}"""

# The controls of ipywidgets, by the class of the element that holds one; and what only shows.
CONTROLS = {
    "number": ".widget-text:has(input[type=number])",  # first: with a slider at its end a seed may do nothing
    "slider": ".widget-slider",
    "dropdown": ".widget-dropdown",
    "list": ".widget-select",
    "checkbox": ".widget-checkbox",
    "radio buttons": ".widget-radio",
    "toggle buttons": ".widget-toggle-buttons",
    "toggle button": "button.widget-toggle-button:not(.widget-toggle-buttons button)",
    "play": ".widget-play",
    "upload": "button.widget-upload",
    "button": "button.widget-button:not(.widget-upload):not(.widget-play button)",
    **pads.CONTROLS,
}
# What may be moved to all its positions and show the same in each; what a brush is, the next stroke shows.
SAME = ("button", "play", "upload", "pad's button", "pad's choice")
BRUSHES = ("brush", "its width")
# What only shows or holds others.
DISPLAYS = (
    ".widget-image, .widget-html, .widget-htmlmath, .widget-label, .widget-hprogress, .widget-vprogress,"
    ".widget-valid, .widget-box, .widget-hbox, .widget-vbox, .widget-gridbox, .widget-tab, .widget-accordion,"
    ".widget-stack,"
    ".jupyter-widget-output-area, .widget-output"
)
SMALL_SCREEN = ViewportSize(width=1024, height=700)
CUT_OFF = """node => {
  const right = part => part.getBoundingClientRect().right;
  const parts = Array.from(node.querySelectorAll('*')).filter(part => part.checkVisibility());
  return Math.ceil(Math.max(...parts.map(right)) - right(node.closest('.jp-Cell')));
}"""

# A line of Playwright's picture of what a screen reader finds: a role, and its name in quotation marks,
# which may consist of a letter of an icon font.
NAMELESS = re.compile(
    "- ((?:slider|img|button|combobox|checkbox|textbox|spinbutton|radio|listbox)"
    '(?: "[\\s\ue000-\uf8ff]*")?)(?: \\[.*\\])?(?::.*)?$'
)
# What each control of a kind is called; null if it is not seen. A checkbox has an empty label on its left,
# held open by a space of no width.
NAMES = """(output, kind) => Array.from(output.querySelectorAll(kind)).map(node => {
  const box = node.getBoundingClientRect();
  if (!node.checkVisibility({visibilityProperty: true}) || !box.width || !box.height) return null;
  if (node.closest('.pixel-pad')) return node.ariaLabel;
  const labels = node.querySelectorAll('.widget-label, .widget-label-basic');
  const words = Array.from(node.matches('button') ? [node] : labels, label => label.innerText);
  return words.join(' ').replaceAll('\\u200b', '').trim();
})"""
UNKNOWN = """(output, [controls, displays]) => Array.from(output.querySelectorAll('.jupyter-widgets'))
  .filter(node => !node.matches(displays) && !node.closest(controls))
  .map(node => node.className)"""


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@dataclasses.dataclass(frozen=True)
class Server:
    """A running JupyterLab: where it listens, its page, and the file that it logs to."""

    address: str
    page: str
    log: Path


@contextlib.contextmanager
def jupyterlab(folder: Path, *options: str) -> Iterator[Server]:
    """Serve a folder with the JupyterLab of this environment, apart from the user's own settings.

    ``options`` are further words of its command line.
    """
    port, token = _free_port(), secrets.token_hex(16)
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="jupyter-", ignore_cleanup_errors=True) as own:
        log = Path(own) / "log"
        environment = os.environ | {
            "JUPYTER_CONFIG_DIR": f"{own}/config",
            "JUPYTER_DATA_DIR": f"{own}/data",
            "JUPYTER_RUNTIME_DIR": f"{own}/runtime",
            "JUPYTERLAB_SETTINGS_DIR": f"{own}/settings",
            "JUPYTERLAB_WORKSPACES_DIR": f"{own}/workspaces",
            "IPYTHONDIR": f"{own}/ipython",
        }
        command = [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
            f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
            f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}",
            "--LabApp.expose_app_in_browser=True", *options,
        ]  # fmt: skip
        with log.open("w") as sink:
            process = subprocess.Popen(
                command, env=environment, stdout=sink, stderr=subprocess.STDOUT, start_new_session=True
            )
        try:
            _wait_until_served(f"{address}/api/status?token={token}", process, log)
            yield Server(address, f"{address}/lab?token={token}&reset", log)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait_until_served(address: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start; it says:\n{log.read_text()[-3000:]}")


@contextlib.contextmanager
def chromium() -> Iterator[BrowserContext]:
    """Start the system's Chromium, without a window and cut off from every other machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        try:
            yield browser.new_context(viewport={"width": 1200, "height": 900})
        finally:
            browser.close()


@dataclasses.dataclass(frozen=True)
class Cell:
    """A code cell after a run: its place, its text, its errors, whether it shows a widget."""

    index: int
    count: int | None
    source: str
    errors: list[str]
    widgets: bool


@dataclasses.dataclass(frozen=True)
class Control:
    """A control on the page, and the output that it stands in."""

    kind: str
    name: str
    element: ElementHandle
    output: ElementHandle


class Notebook:
    """A notebook open in JupyterLab, and all that went wrong since."""

    def __init__(self, page: Page, path: str, fetched: list[str]):
        self.page = page
        self.page_errors: list[str] = []
        self.fetched = fetched
        self.devtools = page.context.new_cdp_session(page)
        page.on("pageerror", lambda error: self.page_errors.append(str(error)[-500:]))
        self.ask(OPEN, path, seconds=SECONDS_TO_START)

    def ask(self, script: str, argument: object = None, *, seconds: float = 60):
        """Call a function of the page; raise Playwright's error where it takes longer than that."""
        late = f"new Error('no answer from the page or its kernel after {seconds} s')"
        limit = f"new Promise((_, reject) => setTimeout(() => reject({late}), {1000 * seconds}))"
        return self.page.evaluate(f"argument => Promise.race([({script})(argument), {limit}])", argument)

    def run_all(self) -> list[Cell]:
        """Run all cells and return the code cells; the run stops at the first error."""
        return [Cell(**row) for row in self.ask(RUN_ALL, seconds=SECONDS_TO_RUN)]

    def settle(self) -> None:
        """Wait until the kernel has done all that was asked of it."""
        self.ask(SETTLE)

    def trouble(self) -> list[str]:
        """Return what the kernel or the page reported since the last call, and forget it."""
        reported = self.page.evaluate("() => window.trouble.splice(0)")
        reported += [f"in the page: {words}" for words in self.page_errors]
        reported += [f"fetched from elsewhere: {address}" for address in self.fetched]
        self.page_errors.clear()
        self.fetched.clear()
        return reported

    def output(self, cell: Cell) -> ElementHandle | None:
        """Scroll to a cell and return the element of its outputs once its widgets are drawn.

        None where nothing of them is left to see: a bar that showed progress is gone when it is done.
        """
        self.page.evaluate("i => window.panel.content.scrollToItem(i, 'smart')", cell.index)
        self.page.evaluate("i => { window.panel.content.activeCellIndex = i; }", cell.index)
        outputs = "i => window.panel.content.widgets[i].node.querySelector('.jp-Cell-outputWrapper')"
        drawn = f"({outputs})(i)?.querySelector('.jupyter-widgets, .pixel-pad')"
        places = f"Array.from(({outputs})(i)?.querySelectorAll('.jp-OutputArea-output') ?? [])"
        hidden = "place.classList.contains('lm-mod-hidden')"
        widget = "(place.dataset.mimeType ?? '').includes('widget-view')"
        gone = (
            f"{places}.some(place => {hidden}) && "
            f"{places}.every(place => {hidden} || !{widget})"  # text may stand beside
        )
        self.page.wait_for_function(f"i => {drawn} || ({gone})", arg=cell.index, timeout=30_000)
        self.settle()
        if not self.page.evaluate(f"i => Boolean({drawn})", cell.index):
            return None
        return self.page.evaluate_handle(outputs, cell.index).as_element()

    def controls(self, output: ElementHandle) -> list[Control]:
        """Return every control in an output.

        Raises
        ------
        LookupError
            If a widget there is neither a control that ``move`` knows nor one that only shows.
        """
        if unknown := output.evaluate(UNKNOWN, [", ".join(CONTROLS.values()), DISPLAYS]):
            raise LookupError(f"expected widgets among {sorted(CONTROLS)}, got elements of class {unknown}")
        return [control for kind in CONTROLS for control in self.controls_of(kind, output)]

    def controls_of(self, kind: str, output: ElementHandle) -> list[Control]:
        """Return the controls of a kind in an output."""
        names = output.evaluate(NAMES, CONTROLS[kind])
        return [
            Control(kind, name or f"{kind} {number + 1}", element, output)
            for number, (element, name) in enumerate(
                zip(output.query_selector_all(CONTROLS[kind]), names, strict=True)
            )
            if name is not None
        ]

    def nameless(self, output: ElementHandle) -> list[str]:
        """Return what a screen reader finds in an output without a name: controls and pictures."""
        output.evaluate("node => node.setAttribute('data-read', 'aloud')")
        lines = self.page.locator("[data-read=aloud]").aria_snapshot().splitlines()
        output.evaluate("node => node.removeAttribute('data-read')")
        return [found[1] for line in lines if (found := NAMELESS.search(line))]

    def shown(self, output: ElementHandle) -> str:
        """Return a fingerprint of the pictures and texts that an output shows."""
        return output.evaluate(SHOWN)

    def photograph(self, file: Path) -> None:
        """Keep a picture of the page, for people to look at: as it is, a JPEG, in a quarter of the time."""
        asked = {"format": "jpeg", "quality": 80, "optimizeForSpeed": True}
        file.write_bytes(base64.b64decode(self.devtools.send("Page.captureScreenshot", asked)["data"]))

    def pixels_cut_off(self, output: ElementHandle, screen: ViewportSize, picture: Path) -> int:
        """How much wider an output is than its place on a screen of this size, of which a picture is kept."""
        usual = self.page.viewport_size
        self.page.set_viewport_size(screen)
        try:
            self.page.wait_for_timeout(300)  # JupyterLab lays its page out anew
            output.scroll_into_view_if_needed()
            self.photograph(picture)
            return output.evaluate(CUT_OFF)
        finally:
            self.page.set_viewport_size(usual)

    def positions(self, control: Control, picture: Path) -> list[str]:
        """Return the names of the positions that a control can be moved to.

        ``picture`` is the file that an upload is given.
        """
        element = control.element
        if control.kind in pads.CONTROLS:
            return pads.positions(control.kind, element)
        match control.kind:
            case "slider":
                handles = len(element.query_selector_all(".noUi-handle"))
                return ["low", "high"] if handles == 1 else ["low", "high", "lowest low", "highest high"]
            case "dropdown" | "list":
                return element.eval_on_selector_all("option", "options => options.map(o => o.textContent)")
            case "checkbox" | "toggle button":
                return ["switched", "switched back"]
            case "radio buttons" | "toggle buttons":
                one = "input" if control.kind == "radio buttons" else "button"
                return element.eval_on_selector_all(one, "all => all.map((_, i) => String(i))")
            case "number":
                limits = element.eval_on_selector("input", "input => [input.min, input.max]")
                return [limit for limit in limits if limit]
            case "upload":
                return [str(picture)]
            case "play":
                return ["played"]
            case "button":
                return ["pressed", "pressed again"]
        raise LookupError(f"expected a kind of control among {sorted(CONTROLS)}, got {control.kind!r}")

    def move(self, control: Control, position: str) -> None:
        """Move a control to one of its positions, as a person does, and wait for what follows."""
        element = control.element
        element.scroll_into_view_if_needed()
        if control.kind in pads.CONTROLS:
            pads.move(self.page, control.kind, element, position)
            self.settle()
            return
        match control.kind:
            case "slider":
                handles = element.query_selector_all(".noUi-handle")
                handle = handles[0] if position.endswith("low") else handles[-1]
                self._drag(control, handle, 0.0 if position in ("low", "lowest low") else 1.0)
            case "dropdown" | "list":
                element.query_selector("select").select_option(label=position)
            case "checkbox":
                element.query_selector("input").click()
            case "radio buttons":
                element.query_selector_all("input")[int(position)].click()
            case "toggle buttons":
                element.query_selector_all("button")[int(position)].click()
            case "number":
                field = element.query_selector("input")
                field.fill(position)
                field.press("Enter")
            case "upload":
                with self.page.expect_file_chooser() as chooser:
                    element.click()
                chooser.value.set_files(position)
            case "play":
                element.query_selector("button").click()
                time.sleep(0.5)
                self.settle()
                element.query_selector("button").click()
            case _:
                element.click()
        self.settle()

    def _drag(self, control: Control, handle: ElementHandle, share: float) -> None:
        # A little past the end of the track: a slider stops there, as under a person's hand.
        track = control.element.query_selector(".noUi-target").bounding_box()
        start = handle.bounding_box()
        upright = track["height"] > track["width"]
        mouse = self.page.mouse
        x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
        mouse.move(x, y)
        mouse.down()
        if upright:
            mouse.move(x, track["y"] - 5 + (1 - share) * (track["height"] + 10), steps=4)
        else:
            mouse.move(track["x"] - 5 + share * (track["width"] + 10), y, steps=4)
        mouse.up()

    def redraw_milliseconds(self, control: Control, steps: int = 10) -> list[float]:
        """Drag a slider step by step along its track; return the time of each redraw that came."""
        track = control.element.query_selector(".noUi-target").bounding_box()
        handle = control.element.query_selector(".noUi-handle").bounding_box()
        y = handle["y"] + handle["height"] / 2
        mouse, times = self.page.mouse, []
        mouse.move(handle["x"] + handle["width"] / 2, y)
        mouse.down()
        for step in range(steps + 1):
            self.page.evaluate(
                "([output, code]) => { window.nextPicture = eval(code)(output); }",
                [control.output, NEXT_PICTURE],
            )
            mouse.move(track["x"] + track["width"] * step / steps, y)
            if (taken := self.page.evaluate("() => window.nextPicture")) is not None:
                times.append(taken)
        mouse.up()
        self.settle()
        return times


class Window:
    """A page of JupyterLab, in which notebooks are opened one after another; closed, it is loaded anew.

    To load it takes longer than to run most notebooks. It remembers what the page asks of any other host.
    One window at a time: with another page open beside it, moving controls was seen not to come to an end.
    """

    def __init__(self, browser: BrowserContext, server: Server):
        self.browser, self.server = browser, server
        self.page: Page | None = None
        self.fetched: list[str] = []

    @contextlib.contextmanager
    def opened(self, path: str) -> Iterator[Notebook]:
        """Open a notebook, and end its kernel at the end; after a fault the next one gets a new page.

        Now and then a page misses its kernel's word that it is ready, and waits for it for ever; a person
        would load it again, and so does this, once.
        """
        try:
            notebook = self._open(path)
        except PlaywrightError:
            notebook = self._open(path)
        try:
            yield notebook
            notebook.ask(CLOSE)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the page, if it is there."""
        if self.page is not None:
            self.page.close()
        self.page = None
        self.fetched = []

    def _open(self, path: str) -> Notebook:
        try:
            if self.page is None:
                self.page = self.browser.new_page()
                fetched = self.fetched
                self.page.on(
                    "request", lambda request: _remember_if_foreign(request.url, self.server, fetched)
                )
                self.page.goto(self.server.page, wait_until="domcontentloaded")
                ready = "window.jupyterapp !== undefined"
                self.page.wait_for_function(ready, timeout=SECONDS_TO_START * 1000)
            return Notebook(self.page, path, self.fetched)
        except PlaywrightError:
            self.close()
            raise


@contextlib.contextmanager
def windowed(browser: BrowserContext, server: Server) -> Iterator[Window]:
    """Return a window that is closed at the end."""
    window = Window(browser, server)
    try:
        yield window
    finally:
        window.close()


@contextlib.contextmanager
def opened(browser: BrowserContext, server: Server, path: str) -> Iterator[Notebook]:
    """Open a notebook in a window of its own."""
    with windowed(browser, server) as window, window.opened(path) as notebook:
        yield notebook


def _remember_if_foreign(url: str, server: Server, fetched: list[str]) -> None:
    if url.startswith("http") and not url.startswith(server.address):
        fetched.append(url)


def exercise(notebook: Notebook, screenshots: Path, picture: Path) -> tuple[list[str], list[str]]:
    """Run a notebook, move every control to all its positions, and take pictures on the way.

    Returns
    -------
    problems, remarks : list of str
        What went wrong, each with the cell and the control; and what was measured.
    """
    problems: list[str] = []
    remarks: list[str] = []
    try:
        _exercise(notebook, screenshots, picture, problems, remarks)
    except (PlaywrightError, LookupError) as error:
        problems.append(f"after that nothing more was tried: {error}")
        problems += notebook.trouble()
    return problems, remarks


def _exercise(
    notebook: Notebook, screenshots: Path, picture: Path, problems: list[str], remarks: list[str]
) -> None:
    cells = notebook.run_all()
    notebook.settle()
    for cell in cells:
        problems += [f"cell {cell.index}: {error}" for error in cell.errors]
        if cell.count is None and cell.source.strip():
            problems.append(f"cell {cell.index} was not run")
    # As it opens, JupyterLab asks the kernel for earlier widgets; before a cell has imported
    # ipywidgets there is nothing that could answer. Later the same words would be a fault.
    started = [words for words in notebook.trouble() if not words.startswith("stderr: No such comm")]
    problems += [f"running all cells: {words}" for words in started]
    screenshots.mkdir(parents=True, exist_ok=True)
    for cell in cells:
        output = notebook.output(cell) if cell.widgets else None
        if output is None:
            continue
        notebook.photograph(screenshots / f"cell-{cell.index}.jpg")
        problems += [f"cell {cell.index}: a {role} without a name" for role in notebook.nameless(output)]
        # A control may put others in the place of those that were there: each is looked for in its turn.
        kinds = [control.kind for control in notebook.controls(output)]
        for number, kind in enumerate(kinds):
            place = kinds[:number].count(kind)
            control = notebook.controls_of(kind, output)[place]
            where = f"cell {cell.index}, {control.kind} {control.name!r}"
            file = f"cell-{cell.index}-{number}-{control.kind}".replace(" ", "-")
            problems += [
                f"{where}{words}"
                for words in _move_to_all(notebook, control, output, picture, screenshots / file)
            ]
            if control.kind != "slider":
                continue
            if times := notebook.redraw_milliseconds(control):
                remarks.append(
                    f"{where}: from mouse to picture {statistics.median(times):.0f} ms"
                    f" (median of {len(times)}; slowest {max(times):.0f} ms)"
                )
            problems += [f"{where} while dragged: {words}" for words in notebook.trouble()]
        small = screenshots / f"cell-{cell.index}-small-screen.jpg"
        if (cut := notebook.pixels_cut_off(output, SMALL_SCREEN, small)) > 0:
            problems.append(f"cell {cell.index}: {cut} pixels of it are cut off on a screen of 1024 x 700")


def _move_to_all(
    notebook: Notebook, control: Control, output: ElementHandle, picture: Path, file: Path
) -> list[str]:
    """Move a control to each of its positions, a screenshot at each; return what went wrong, in words."""
    problems: list[str] = []
    pictures = {}
    for place, position in enumerate(notebook.positions(control, picture)):
        notebook.move(control, position)
        pictures[position] = notebook.shown(output)
        problems += [f" at {position!r}: {words}" for words in notebook.trouble()]
        notebook.photograph(file.with_name(f"{file.name}-{place}.jpg"))
    moves = control.kind not in SAME and control.name not in BRUSHES and len(pictures) > 1
    if moves and len(set(pictures.values())) == 1:
        problems.append(f": all its positions {list(pictures)} show the same")
    return problems
