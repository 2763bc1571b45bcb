"""The book's files, without a browser: links lead somewhere, and learners get no answers of exercises."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest

import hopfield_lib
from tests import ROOT
from tests.book.built import BOOK, PAGES, name_of
from tools import make_book
from tools.one_click import Addresses

LOADS = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src"}


class Page(HTMLParser):
    """A page's anchors, its links, and what it loads."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.loaded = set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids |= {given[key] for key in ("id", "name") if given.get(key)}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if given.get(LOADS.get(tag)) and given.get("rel") not in ("canonical", "alternate"):
            self.loaded.append(given[LOADS[tag]])


@cache
def parsed(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


def broken(page: Path, target: str) -> str | None:
    """What is wrong with a link of a page, or None."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return None if parts.scheme in ("http", "https", "mailto") else f"{target}: of no known kind"
    file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not file.is_file():
        return f"{target}: no such file"
    if parts.fragment and file.suffix == ".html" and unquote(parts.fragment) not in parsed(file).ids:
        return f"{target}: no such place"
    return None


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere_and_nothing_is_loaded_from_elsewhere(page):
    found = parsed(page)
    assert [words for link in {*found.links, *found.loaded} if (words := broken(page, link))] == []
    assert [load for load in found.loaded if urlsplit(load).netloc] == []


def test_a_broken_link_would_be_seen():
    index = BOOK / "index.html"
    assert broken(index, "notebooks/99_nothing.html") == "notebooks/99_nothing.html: no such file"
    assert broken(index, "docs/formulas.html#nowhere") == "docs/formulas.html#nowhere: no such place"
    assert broken(index, "docs/formulas.html#1-symbols") is None


def test_every_document_has_its_page_and_every_notebook_its_download():
    for name in make_book.sources(instructor=False):
        assert (BOOK / name).with_suffix(".html").is_file()
        if name.endswith(".ipynb"):
            assert (BOOK / "download" / name).read_bytes() == (ROOT / name).read_bytes()


def test_learners_get_no_solutions():
    names = [name_of(path) for path in BOOK.rglob("*")]
    assert [name for name in names if "solution" in name.lower() or "teaching" in name] == []
    solution = nbformat.read(ROOT / "solutions" / "01_binary_recall.ipynb", 4)
    answer = next(cell.source for cell in solution.cells if "BEGIN SOLUTION" in cell.source)
    line = re.search(r"### BEGIN SOLUTION\n\s*(.+)\n", answer)[1]
    page = re.sub(r"<[^>]+>", "", (BOOK / "exercises" / "01_binary_recall.html").read_text(encoding="utf-8"))
    assert line not in page


@pytest.mark.parametrize("name", sorted(hopfield_lib.__all__))
def test_each_public_name_is_described(name):
    assert f"hopfield_lib.{name}" in parsed(BOOK / "api" / "core.html").ids


def test_a_live_copy_is_offered_only_where_there_is_one():
    name = "notebooks/01_binary_recall.ipynb"
    expected = list(Addresses.of(ROOT).links(name).values())
    links = parsed((BOOK / name).with_suffix(".html")).links
    assert [
        link for link in links if "lab/index.html" in link or "colab" in link or "binder" in link
    ] == expected
