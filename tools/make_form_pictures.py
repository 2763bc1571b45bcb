"""Take a picture of each form of the course, for docs/forms.md.

    python -m tools.make_form_pictures [FORM ...]

The book, the slides and the browser edition must have been built (`make book slides browser-offline`), and
`make test-hub` must have run, which leaves pictures of a class's server.  What is missing is named, and its
picture stays as it was.
"""

import argparse
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser import driver
from tools.normalise_notebooks import ROOT
from tools.publish import BUILD, chromium, served

PICTURES = ROOT / "docs" / "forms"
VIEW: ViewportSize = {"width": 1280, "height": 720}
SHOWN = (960, 540)
COLOURS = 128
LESSON = "01_binary_recall"
PATIENCE = 120_000  # ms, for a page that starts much


class NotBuiltError(RuntimeError):
    """What a picture is taken of is not there; the message says how it is made."""


def _needed(path: Path, made_by: str) -> Path:
    if not path.exists():
        raise NotBuiltError(f"{path.relative_to(ROOT)} is not there: {made_by} makes it")
    return path


def _lesson_shown(page: Page) -> None:
    page.get_by_role("heading", name="Binary recall").first.wait_for(timeout=PATIENCE)
    page.wait_for_timeout(4000)


def _scrolled(page: Page) -> None:
    page.mouse.move(800, 500)
    page.mouse.wheel(0, 700)
    page.wait_for_timeout(1500)


@contextmanager
def lab(page: Page) -> Iterator[None]:
    """JupyterLab, as `make lab` opens it."""
    with driver.jupyterlab(ROOT) as server:
        page.goto(server.page.replace("/lab?", f"/lab/tree/notebooks/{LESSON}.ipynb?"))
        _lesson_shown(page)
        _scrolled(page)
        yield


@contextmanager
def browser(page: Page) -> Iterator[None]:
    """The browser edition."""
    with served(_needed(BUILD / "browser-offline", "make browser-offline")) as (address, _):
        page.goto(f"{address}/lab/index.html?path=notebooks/{LESSON}.ipynb")
        _lesson_shown(page)
        _scrolled(page)
        yield


@contextmanager
def book(page: Page) -> Iterator[None]:
    """The book."""
    with served(_needed(BUILD / "book", "make book")) as (address, _):
        page.goto(f"{address}/notebooks/{LESSON}.html")
        page.wait_for_timeout(3000)
        _scrolled(page)
        yield


@contextmanager
def slides(page: Page) -> Iterator[None]:
    """A slide."""
    deck = _needed(BUILD / "slides" / f"{LESSON}.html", "make slides")
    page.goto(f"{deck.as_uri()}#/4")
    page.wait_for_timeout(3000)
    yield


Shown = Callable[[Page], AbstractContextManager[None]]  # a form stands in the page as long as it is entered
FORMS: dict[str, Shown] = {"lab": lab, "browser": browser, "book": book, "slides": slides}
CLASSROOM = ROOT / "tests" / "browser" / "screenshots" / "hub" / "assignments.png"


def kept(png: bytes, name: str) -> Path:
    """Store a picture small: 960 pixels wide, with few colours."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    height = round(picture.height * SHOWN[0] / picture.width)
    small = picture.resize((SHOWN[0], height), Image.Resampling.LANCZOS).crop((0, 0, *SHOWN))
    PICTURES.mkdir(parents=True, exist_ok=True)
    small.quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)
    return PICTURES / f"{name}.png"


def taken(opened: Browser, name: str) -> bytes:
    """Return the picture of a form."""
    page = opened.new_page(viewport=VIEW)
    try:
        with FORMS[name](page):
            return page.screenshot()
    finally:
        page.close()


def main(arguments: list[str] | None = None) -> int:
    """Take the pictures named, or all; return 1 if one could not be taken."""
    parser = argparse.ArgumentParser(description="Pictures of the forms of the course.")
    parser.add_argument("forms", nargs="*", choices=[*FORMS, "classroom", []], help="default: all")
    chosen = parser.parse_args(arguments).forms or [*FORMS, "classroom"]
    status = 0
    with chromium() as opened:
        for name in chosen:
            try:
                if name == "classroom":
                    png = _needed(CLASSROOM, "make test-hub").read_bytes()
                else:
                    png = taken(opened, name)
            except NotBuiltError as error:
                print(f"{name}: {error}", file=sys.stderr)
                status = 1
                continue
            path = kept(png, name)
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB")
    return status


if __name__ == "__main__":
    sys.exit(main())
