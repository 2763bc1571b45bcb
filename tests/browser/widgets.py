"""What tests of single widgets in a page share: a notebook, questions to its kernel, two promises."""

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import BrowserContext, ElementHandle

from tests.browser import driver
from tests.browser.driver import Notebook

SCREENSHOTS = Path(__file__).resolve().parent / "screenshots"
KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
ASK = """async code => {
  const kernel = window.panel.sessionContext.session.kernel;
  const future = kernel.requestExecute({code, store_history: false});
  let words = '';
  future.onIOPub = message => { words += message.content.text ?? message.content.evalue ?? ''; };
  await future.done;
  return words;
}"""


@contextlib.contextmanager
def run(folder: Path, chromium: BrowserContext, sources: Sequence[str]) -> Iterator[Notebook]:
    """Open a notebook of some cells, all of them run, as its attribute ``cells``."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL), folder / "widgets.ipynb")
    with driver.jupyterlab(folder) as server, driver.opened(chromium, server, "widgets.ipynb") as notebook:
        notebook.cells = notebook.run_all()
        notebook.settle()
        notebook.trouble()
        yield notebook


def tell(notebook: Notebook, code: str) -> str:
    """Run code in the kernel and return what it printed."""
    return notebook.ask(ASK, code)


def asked(notebook: Notebook, code: str) -> Any:
    """Return what an expression is in the kernel, which takes its requests in their order."""
    notebook.settle()
    return json.loads(tell(notebook, f"import json; print(json.dumps({code}))"))


def assert_memory_stays(notebook: Notebook, work: Callable[[int], None]) -> None:
    """Two hundred times the same work, after a few to begin with, keeps nothing in the page or the kernel."""
    session = notebook.devtools
    session.send("Performance.enable")

    def used() -> tuple[float, float, int]:
        notebook.settle()
        session.send("HeapProfiler.collectGarbage")
        found = {row["name"]: row["value"] for row in session.send("Performance.getMetrics")["metrics"]}
        tell(notebook, "import gc")
        objects = asked(notebook, "(gc.collect(), len(gc.get_objects()))[1]")
        return found["JSHeapUsedSize"], found["Nodes"], objects

    work(20)
    before = used()
    work(200)
    after = used()
    assert after[0] - before[0] < 3e6, (before, after)
    assert after[1] - before[1] < 200, (before, after)
    assert after[2] - before[2] < 2000, (before, after)


def assert_fits(node: ElementHandle, width: int, name: str) -> None:
    """Nothing of a widget lies outside a panel of this width; a screenshot is taken there."""
    node.evaluate("(node, width) => { node.style.width = `${width}px`; }", width)
    wide = node.evaluate("node => node.scrollWidth")
    node.screenshot(path=SCREENSHOTS / f"{name}-{width}.png")
    node.evaluate("node => { node.style.width = ''; }")
    assert wide <= width
