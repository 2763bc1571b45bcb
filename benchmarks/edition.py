"""How long a learner of the browser edition waits for the first picture, cold and warm.

    python -m benchmarks.edition [--visits 5] [--record]

Each time a browser that has never seen the site opens lesson 00, runs it from its first cell and waits
for the first picture; then the same browser comes again.  Needs Chromium and `make browser-offline`.
With --record it writes edition.md.  Nothing else should be at work.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from benchmarks.report import machine
from tests.browser import driver
from tests.edition import serving
from tools.browser_edition.paths import SITES

HERE = Path(__file__).resolve().parent
FIRST = "notebooks/00_start_here.ipynb"
GOALS = {"cold": 25, "warm": 12}  # seconds

OPEN = "window.jupyterapp?.shell.currentWidget?.context?.isReady"
# Takes away what the notebook shows from the day it was written, and runs it.
RUN_ANEW = """async () => {
  const { commands, shell } = window.jupyterapp;
  const panel = shell.currentWidget;
  await panel.sessionContext.ready;
  while (panel.sessionContext.session?.kernel?.status !== 'idle')
    await new Promise(resolve => setTimeout(resolve, 50));
  await commands.execute('notebook:clear-all-cell-outputs');
  commands.execute('notebook:run-all-cells');
}"""
# The page draws a cell when it is scrolled to, so the notebook is asked, not the page.
DRAWN = """() => Array.from(window.jupyterapp.shell.currentWidget.content.model.cells).some(
  cell => (cell.toJSON().outputs ?? []).some(output => output.data?.['image/png']))"""


def visit(playwright: Playwright, profile: str, server: driver.Server) -> float:
    """Return the seconds from the address to the first picture, for a browser with this profile."""
    browser = playwright.chromium.launch_persistent_context(
        profile, executable_path=driver.chromium_path(), args=driver.CHROMIUM_ARGUMENTS
    )
    try:
        page = browser.new_page()
        page.set_default_timeout(300_000)
        begun = time.perf_counter()
        page.goto(f"{server.page}?path={FIRST}", wait_until="domcontentloaded")
        page.wait_for_function(OPEN)
        page.evaluate(RUN_ANEW)
        page.wait_for_function(DRAWN)
        return time.perf_counter() - begun
    finally:
        browser.close()


def main(arguments: list[str] | None = None) -> int:
    """Measure; the exit status is 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description="Time the first picture of the browser edition.")
    parser.add_argument("--visits", type=int, default=5)
    parser.add_argument("--record", action="store_true", help="write edition.md")
    options = parser.parse_args(arguments)
    seconds: dict[str, list[float]] = {kind: [] for kind in GOALS}
    with sync_playwright() as playwright:
        for _ in range(options.visits):
            with tempfile.TemporaryDirectory() as profile, serving.served(SITES["offline"]) as server:
                for kind in GOALS:
                    seconds[kind].append(visit(playwright, profile, server))
    middle = {kind: statistics.median(times) for kind, times in seconds.items()}
    on = machine()
    lines = [
        "# The first picture of the browser edition",
        "",
        "Written by `python -m benchmarks.edition --record`: lesson 00 of the self-contained site, from the",
        "address to the first picture that Python has drawn, in Chromium without a window.",
        "",
        f"{on['date']}, {on['processor']}, {on['cores']} cores.",
        "",
        "| | median | least | most | goal |",
        "| :--- | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {kind} | {middle[kind]:.1f} s | {min(times):.1f} s | {max(times):.1f} s | {GOALS[kind]} s |"
        for kind, times in seconds.items()
    ]
    text = "\n".join(lines) + "\n"
    print(text)
    if options.record:
        (HERE / "edition.md").write_text(text, encoding="utf-8")
    return int(any(middle[kind] > goal for kind, goal in GOALS.items()))


if __name__ == "__main__":
    raise SystemExit(main())
