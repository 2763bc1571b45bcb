"""Every page of the book in a browser that can reach nothing but the book."""

import json

import pytest

from tests.book.built import BOOK, PAGES, name_of

# Sphinx's own indexes have no text to look at.
READ = [
    name_of(path) for path in PAGES if path.name not in ("genindex.html", "py-modindex.html", "search.html")
]
SERIOUS = ("serious", "critical")

LOOK = """() => {
  const article = document.querySelector('article');
  const text = article.cloneNode(true);
  text.querySelectorAll('pre, code, mjx-container, .sig').forEach(node => node.remove());
  const words = text.textContent;
  return {
    formulas: (words.match(/\\$[^$\\n]{1,60}\\$|\\\\[a-z]+\\{/g) || []).slice(0, 3),
    broken: document.querySelectorAll('mjx-merror, [data-mjx-error]').length,
    pipes: (words.match(/^\\s*\\|.*\\|\\s*$|\\|\\s*:?-{3}/gm) || []).slice(0, 3),
    unnamed: [...article.querySelectorAll('img')].filter(i => !i.alt || /\\.(png|gif)$/.test(i.alt))
      .map(i => i.src),
    unseen: [...article.querySelectorAll('img')].filter(i => i.complete && !i.naturalWidth).map(i => i.src),
    wide: document.documentElement.scrollWidth - innerWidth,
    cut: [...article.querySelectorAll('pre')].filter(p => p.scrollWidth > p.clientWidth + 1)
      .map(p => p.textContent.slice(0, 60)),
    crowded: [...article.querySelectorAll('td, th')].filter(cell => {
      const next = cell.nextElementSibling;
      return cell.textContent.trim() && next?.textContent.trim() && 6 >
        parseFloat(getComputedStyle(cell).paddingRight) + parseFloat(getComputedStyle(next).paddingLeft);
    }).map(cell => cell.textContent).slice(0, 3),
    dead: (words.match(/Error displaying widget|VBox\\(|interactive\\(|<hopfield|<Figure/g) || []),
  };
}"""

# axe looks at every word of a page, of which most are alike: formulas are pictures, one token of code has the
# colour of all of its kind, a long table goes on as it begins, and so does a list of functions.
FEWER = """() => {
  const kinds = new Set();
  for (const code of document.querySelectorAll('article pre')) {
    const found = [...code.querySelectorAll('span')].map(span => span.className);
    if (kinds.size && found.every(kind => kinds.has(kind))) code.remove();
    found.forEach(kind => kinds.add(kind));
  }
  document.querySelectorAll('article tr:nth-child(n+4)').forEach(row => row.remove());
  document.querySelectorAll('article mjx-container').forEach(formula => formula.replaceWith('x'));
  [...document.querySelectorAll('article dl.py')].slice(5).forEach(thing => thing.remove());
}"""
RULES = """async options => (await axe.run(document, options)).violations
  .map(v => [v.impact, v.id, v.nodes.slice(0, 3).map(n => `${n.target} ${n.html.slice(0, 150)}`)])"""


@pytest.fixture
def opened(browser, site):
    """Open a page 1280 wide; give it back with what it asked of other machines and what went wrong in it."""
    address, missing = site
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page = context.new_page()
    outside, errors = [], []

    def only_the_book(route):
        if not route.request.url.startswith(address):
            outside.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    context.route("**/*", only_the_book)
    page.on("pageerror", lambda error: errors.append(str(error)))

    def open_page(name):
        del missing[:]
        page.goto(f"{address}/{name}")
        page.evaluate("async () => window.MathJax && MathJax.startup && await MathJax.startup.promise")
        return page

    yield open_page, outside, errors
    context.close()


@pytest.mark.parametrize("name", READ)
def test_a_page_reads_well_offline_and_bars_nobody(name, opened, site, axe):
    open_page, outside, errors = opened
    page = open_page(name)
    found = page.evaluate(LOOK)
    cut = found.pop("cut")
    assert {what: seen for what, seen in found.items() if seen not in ([], 0)} == {}
    if name.startswith(("notebooks/0", "exercises")):
        assert cut == [], "code is wider than the page"
    assert (outside, errors) == ([], [])
    assert [path for path in site[1] if "favicon" not in path] == []

    page.evaluate(FEWER)
    page.evaluate(axe)
    bars = page.evaluate(RULES, {})
    assert [bar for bar in bars if bar[0] in SERIOUS] == []
    page.add_style_tag(content="* { transition: none !important; }")
    page.evaluate(
        "document.documentElement.dataset.theme = 'dark'; document.documentElement.dataset.mode = 'dark'"
    )
    bars = page.evaluate(RULES, {"runOnly": ["color-contrast", "link-in-text-block"]})
    assert [bar for bar in bars if bar[0] in SERIOUS] == [], "in dark colours"


def test_a_search_finds_the_lesson(opened):
    open_page, outside, _ = opened
    page = open_page("search.html?q=crosstalk")
    page.wait_for_selector("#search-results li a", timeout=10_000)
    found = page.eval_on_selector_all(
        "#search-results li a", "links => links.map(a => a.getAttribute('href'))"
    )
    assert any("03_digit_patterns" in link for link in found)
    assert outside == []


def test_the_page_opens_without_a_server_too(browser):
    page = browser.new_page()
    page.goto((BOOK / "notebooks" / "01_binary_recall.html").as_uri())
    page.evaluate("async () => await MathJax.startup.promise")
    assert page.locator("mjx-container svg").count() > 50
    page.close()


def test_a_dark_page_is_dark(opened):
    open_page, *_ = opened
    page = open_page("index.html")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(json.loads("[" + colour[colour.index("(") + 1 : -1] + "]")[:3]) < 150
