"""The site whose packages come from Pyodide's CDN; the official files, handed out here, stand in for it."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import driver
from tests.edition import printed, serving
from tests.edition.running import faults, run_cells_with
from tools.browser_edition import pyodide
from tools.browser_edition.paths import CACHE, SITES

LESSON = "notebooks/00_start_here.ipynb"


@pytest.fixture(scope="module")
def online():
    """Serve the site, and return what it takes from the CDN: the official file for each address."""
    folder = SITES["online"]
    if not folder.exists():
        pytest.skip("the site whose packages come from the CDN was not built (make browser)")
    official = pyodide.read_list(pyodide.fetch_core(CACHE))["packages"]
    names = pyodide.needed(official)
    try:
        files = pyodide.fetch_packages(official, names, CACHE)
    except pyodide.VanishedError as reason:
        pytest.skip(f"nothing can stand in for the CDN: {reason}")
    listed = pyodide.read_list(serving.python_of(folder))["packages"]
    with serving.served(folder) as server:
        yield server, {listed[name]["file_name"]: files[official[name]["file_name"]] for name in names}


@pytest.fixture
def page_with(chromium, online):
    """Return a function that opens the site beside a CDN with these files, and the addresses asked of it."""
    server, _ = online
    asked = []

    def opened(files):
        def answer(route):
            asked.append(route.request.url)
            if route.request.url in files:
                content = files[route.request.url]
                route.fulfill(body=content, headers={"access-control-allow-origin": "*"})
            else:
                route.abort()

        chromium.route(lambda address: not address.startswith(server.address), answer)
        return driver.windowed(chromium, server)

    yield opened, asked
    chromium.unroute_all()


def test_a_lesson_runs_with_packages_from_the_cdn(page_with, online):
    (opened, asked), (_, files) = page_with, online
    with opened(files) as window, window.opened(LESSON) as notebook:
        found = faults(notebook, notebook.run_all())
        found += printed.differences(LESSON, notebook.ask(printed.OUTPUTS))
    assert {urlsplit(address).scheme for address in files} == {"https"}
    assert [words for words in found if not words.startswith("fetched from elsewhere: ")] == []
    assert set(asked) == set(files)


NOTIFICATION = ".Toastify__toast"


def test_a_cdn_that_cannot_be_reached_is_named(page_with, chromium, online):
    (opened, _), (server, files) = page_with, online
    (host,) = {urlsplit(address).hostname for address in files}
    with opened({}) as window:
        window.page = chromium.new_page()
        window.page.goto(server.page, wait_until="domcontentloaded")
        told = f"No cell will run: {host} does not hand out Python's packages here. Check the network"
        expect(window.page.locator(NOTIFICATION)).to_contain_text(told, timeout=30_000)


def test_a_package_that_differs_in_a_byte_is_not_loaded(page_with, online):
    (opened, _), (_, files) = page_with, online
    (numpy,) = (address for address in files if "/numpy-" in address)
    spoilt = files[numpy][:-1] + bytes([files[numpy][-1] ^ 1])
    with opened(files | {numpy: spoilt}) as window, window.opened(LESSON) as notebook:
        (cell,) = run_cells_with(notebook, "import numpy as np")
    (error,) = cell.errors
    assert "numpy is not installed" in error
