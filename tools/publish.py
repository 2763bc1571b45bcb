"""What the book and the slides share: what their pages load, a server for them, and a Chromium that prints.

Pages load nothing from elsewhere when they are read.  MathJax and reveal.js come from npm by the names and
versions in ``docs/book/package.json``, once, into a folder below ``build/`` that is not committed.
"""

import filecmp
import http.server
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tools.normalise_notebooks import ROOT

BUILD = ROOT / "build"
PACKAGES = ROOT / "docs" / "book"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def node_modules() -> Path:
    """Return the folder of the packages that pages load, fetched where it is missing or out of date."""
    folder = BUILD / "web"
    lock, seen = PACKAGES / "package-lock.json", folder / "fetched-lock.json"
    if seen.exists() and filecmp.cmp(lock, seen, shallow=False):
        return folder / "node_modules"
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit(
            "npm was not found, which fetches MathJax and reveal.js. "
            "On Debian and Ubuntu: apt-get install npm"
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(PACKAGES / name, folder / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    if subprocess.run(command, cwd=folder, check=False).returncode:
        raise SystemExit(
            "npm could not fetch the packages of docs/book/package.json: check the network, then try again"
        )
    shutil.copy(lock, seen)
    return folder / "node_modules"


def copy_mathjax(target: Path) -> None:
    """Copy what draws formulas, with the parts that it loads for readers who ask for them."""
    source = node_modules() / "mathjax" / "es5"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / "tex-svg.js", target)
    for part in ("a11y", "ui", "input/tex/extensions"):
        shutil.copytree(source / part, target / part, dirs_exist_ok=True)
    (target / "sre" / "mathmaps").mkdir(parents=True, exist_ok=True)
    for name in ("base.json", "en.json"):
        shutil.copy(source / "sre" / "mathmaps" / name, target / "sre" / "mathmaps")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serve files below a path, and note what was not there."""

    protocol_version = "HTTP/1.1"
    below: str
    missing: list[str]

    def translate_path(self, path):
        """Return the file of an address; what does not lie below the path leads to none."""
        inside = path.startswith(f"{self.below}/")
        return super().translate_path(path.removeprefix(self.below) if inside else "/there is no such file")

    def log_message(self, *words):
        """Say nothing."""

    def send_error(self, code, *words):
        """Note a path that is not there, and say so."""
        if code == http.HTTPStatus.NOT_FOUND:
            self.missing.append(self.path)
        super().send_error(code, *words)


@contextmanager
def served(folder: Path, below: str = "") -> Iterator[tuple[str, list[str]]]:
    """Serve a folder on this machine, below a path such as "/some/course"; no more headers than hosts send.

    Yields its address without that path, and a list that fills with what was not found.
    """
    missing: list[str] = []
    handler = type("Handler", (_Quiet,), {"missing": missing, "below": below})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", missing
    finally:
        server.shutdown()
        server.server_close()


def chromium_path() -> str | None:
    """Return where Chromium is, or None."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator:
    """Yield a Chromium without a window, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    if path is None:
        raise SystemExit(
            f"no Chromium, which prints the PDFs, was found on the PATH: one of {', '.join(CHROMIUM_NAMES)}"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def run(*command: str | Path) -> None:
    """Run a program of this environment, and end with its status where it fails."""
    status = subprocess.run([sys.executable, "-m", *map(str, command)], cwd=ROOT, check=False).returncode
    if status:
        raise SystemExit(status)
