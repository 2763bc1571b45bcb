"""What notebooks and documents name is there: links, headings, sections, lessons; their lines can be read."""

import re
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest

from tests import ROOT

NOTEBOOKS = sorted(
    path
    for folder in ("notebooks", "solutions", "exercises")
    for path in ROOT.glob(f"{folder}/**/*.ipynb")
    if ".ipynb_checkpoints" not in path.parts
)
DOCUMENTS = sorted(
    path for pattern in ("*.md", "docs/**/*.md", "benchmarks/*.md") for path in ROOT.glob(pattern)
)
WIDTH = 88  # what JupyterLab shows of a line at 1280 pixels, its file browser open

HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$", re.MULTILINE)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|<(?:a|img)\b[^>]*?\b(?:href|src)=[\"']([^\"']+)[\"']")
FENCED = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
# "section 3", "sections 2 to 4", "sections 5, 6 and 8": the numbers that follow the word.
NUMBERS = r"(\d+(?:(?:\s*(?:,|to|and|or|–|-)\s*)+\d+)*)"
SECTION = re.compile(rf"\b[Ss]ections?\s+{NUMBERS}")
LESSON = re.compile(r"\b[Ll]essons?\s+((?:\[?\d\d\b(?:\]\([^)]*\))?(?:'s)?(?:\s*(?:,|to|and|or|–)\s*)*)+)")
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
INDENTED = re.compile(r"^(?: {4}|\t).*$", re.MULTILINE)
# What is left where a sentence was edited and its old end stayed: a word twice, two marks in a row.
SLIP = re.compile(r"\b([A-Za-z]+)\s+\1\b|(?<!\bal)(?<!\betc)\.,|[,;:][.,;]|(?<=\w) [,;](?=\s)")
NAMED_HEADING = re.compile(r"['“\"]([A-Z][^'”\"\n]{2,40})['”\"] in the README")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def prose(path: Path) -> str:
    """Return what a reader reads of a file: its Markdown, without code."""
    if path.suffix == ".md":
        text = path.read_text(encoding="utf-8")
    else:
        cells = nbformat.read(path, as_version=4).cells
        text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return FENCED.sub("`…`", text)


def headings(path: Path) -> list[str]:
    return [words for _, words in HEADING.findall(prose(path))]


def sections(path: Path) -> set[int]:
    """Return the numbers that a notebook's headings begin with."""
    return {int(found[1]) for words in headings(path) if (found := re.match(r"(\d+) · ", words))}


def lesson(number: str) -> Path | None:
    found = sorted(ROOT.glob(f"notebooks/{number}_*.ipynb"))
    return found[0] if found else None


def anchors(path: Path) -> set[str]:
    """Return the anchors of a file's headings, as JupyterLab and as GitHub make them."""
    made = set()
    for words in headings(path):
        plain = re.sub(r"[`*]", "", words)
        made |= {plain.replace(" ", "-"), re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")}
    return made


def broken_links(path: Path, text: str) -> list[str]:
    """Name the relative links of a text that lead nowhere, seen from the file's own folder.

    Pages of the book alone are seen from its root, where they lie beside copies of the notebooks.
    """
    broken = []
    of_book = path.parent == ROOT / "docs" / "book"
    for first, second in LINK.findall(text):
        target = first or second
        if re.match(r"[a-z][a-z+.-]*:", target):  # another site, or data written out
            continue
        place, _, anchor = unquote(target).partition("#")
        there = (path.parent / place).resolve() if place else path
        if of_book and not there.exists():
            there = ROOT / place
        lost = anchor and there.suffix in (".md", ".ipynb") and anchor not in anchors(there)
        if not there.exists() or lost:
            broken.append(target)
    return broken


def lessons_named(text: str) -> set[str]:
    """Return the numbers of the lessons that a text speaks of, those in between included."""
    found = set()
    for words in LESSON.findall(text):
        numbers = re.findall(r"\b\d\d\b", re.sub(r"\]\([^)]*\)", "", words))
        found |= set(numbers)
        if re.search(r"\d\d\s*(?:to|–)\s*\[?\d\d", words):
            found |= {f"{k:02}" for k in range(int(numbers[0]), int(numbers[-1]) + 1)}
    return found


def sections_named(path: Path, text: str) -> list[tuple[str, int]]:
    """Return (file, number) for every section that a text speaks of.

    "Section 3" is one of its own; "section 3 of lesson 04", "lesson 04, section 3" and, in an exercise,
    "section 3 of the lesson" are that lesson's; "section 3" of anything else (a law, a paper) is nobody's.
    """
    own, named = path.name[:2], []
    exercise = path.parent.name in ("solutions", "exercises")
    for found in SECTION.finditer(text):
        before, after = text[max(0, found.start() - 90) : found.start()], text[found.end() : found.end() + 60]
        elsewhere = re.match(r"\s+of\s+\[?(?:lesson\s+(\d\d)|(the lesson)|[Aa]nnex|the\s|[A-Z])", after)
        preceded = re.search(r"[Ll]esson\s+(\d\d)(?:\]\([^)]*\))?(?:'s|,)?\s+\(?$", before)
        if elsewhere and not (elsewhere[1] or elsewhere[2]):
            continue
        number = (elsewhere and elsewhere[1]) or (preceded and preceded[1])
        if not number and elsewhere and elsewhere[2] and exercise:
            number = own
        there = lesson(number) if number else path
        for one in re.findall(r"\d+", found[1]):
            named.append((name_of(there) if there else f"lesson {number}", int(one)))
    return named


each_text = pytest.mark.parametrize("path", [*NOTEBOOKS, *DOCUMENTS], ids=name_of)
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)


@each_text
def test_every_relative_link_leads_somewhere(path):
    assert broken_links(path, prose(path)) == []


@each_text
def test_every_lesson_that_is_spoken_of_exists(path):
    missing = {number for number in lessons_named(prose(path)) if lesson(number) is None}
    assert not missing, f"{name_of(path)} speaks of lessons {sorted(missing)}, which do not exist"


@each_notebook
def test_every_section_that_is_spoken_of_exists(path):
    missing = [
        (where, number)
        for where, number in sections_named(path, prose(path))
        if not (ROOT / where).exists() or number not in sections(ROOT / where)
    ]
    assert not missing, f"{name_of(path)} speaks of sections that do not exist: {missing}"


@each_notebook
def test_every_heading_of_the_readme_that_is_named_is_there(path):
    cells = nbformat.read(path, as_version=4).cells
    named = {words for cell in cells for words in NAMED_HEADING.findall(cell.source)}
    assert named <= set(headings(ROOT / "README.md"))


@pytest.mark.parametrize("path", [p for p in NOTEBOOKS if "annex" not in p.parts], ids=name_of)
def test_a_setup_cell_says_where_setting_up_is_described(path):
    sources = [c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    if path.name == "00_start_here.ipynb":  # it looks at every package by itself
        assert "report()" in "".join(sources)
    else:
        assert any("is not installed: see 'Set up' in the README" in source for source in sources[:2])


def test_the_map_of_the_course_has_the_minutes_that_the_lessons_state():
    words = prose(lesson("00"))
    stated = {"00": int(re.search(r"\*(\d+) minutes alone", words)[1])}
    mapped = {"00": int(re.search(r"\| \*\*00 [^|]*\|[^|]*\| (\d+) \|", words)[1])}
    for number, minutes in re.findall(r"\| \[\*\*(\d\d) [^|]*\|[^|]*\| (\d+) \|", words):
        mapped[number] = int(minutes)
        stated[number] = int(re.search(r"\*(\d+) minutes alone", prose(lesson(number)))[1])
    assert len(mapped) == len(sorted(ROOT.glob("notebooks/[0-9]*.ipynb")))
    assert mapped == stated
    hours = {
        7.0: "seven hours",
        7.5: "seven and a half hours",
        8.0: "eight hours",
        8.5: "eight and a half hours",
        9.0: "nine hours",
        10.0: "ten hours",
    }
    assert f"take about {hours[round(sum(mapped.values()) / 30) / 2]}" in words


@each_text
def test_nothing_is_promised_that_has_long_come(path):
    assert re.findall(r"in\s+preparation|coming\s+soon|to\s+be\s+written", prose(path)) == []


def slips(text: str) -> list[str]:
    """Return what stands where a sentence was edited by halves: words that come twice, marks after marks."""
    text = FORMULA.sub("…", INDENTED.sub("", text))
    return [text[max(found.start() - 30, 0) : found.end() + 20] for found in SLIP.finditer(text)]


@each_text
def test_no_sentence_was_edited_by_halves(path):
    assert slips(prose(path)) == []


@each_notebook
def test_no_line_of_code_is_cut_off_on_a_small_screen(path):
    wide = [
        (index, len(line))
        for index, cell in enumerate(nbformat.read(path, as_version=4).cells)
        if cell.cell_type == "code"
        for line in cell.source.splitlines()
        if len(line) > WIDTH
    ]
    assert not wide, f"expected code lines of at most {WIDTH} characters, got (cell, length) {wide}"


@each_notebook
def test_no_line_of_printed_text_is_broken_on_a_small_screen(path):
    wide = []
    for index, cell in enumerate(nbformat.read(path, as_version=4).cells):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            text = output.get("text", "") or ("" if "text/html" in data else data.get("text/plain", ""))
            wide += [(index, len(line)) for line in text.splitlines() if len(line) > WIDTH]
    assert not wide, f"expected printed lines of at most {WIDTH} characters, got (cell, length) {wide}"


# ------------------------------------------------------------------- the searches find what they look for


def test_the_search_for_links_finds_what_leads_nowhere():
    path = ROOT / "README.md"
    text = (
        "[a](notebooks/00_start_here.ipynb) [b](nowhere.md) [c](#Set-up) [d](#no-such) [e](https://x.org/y)"
    )
    assert broken_links(path, text) == ["nowhere.md", "#no-such"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("which which is what it removes", 1),
        ("the sooner., as suddenly", 1),
        ("one ,\ntwo,; three", 2),
        ("Ramsauer et al., 2020: keys, values; had $N$ $N$ or `a` `a`", 0),
        ("written so:\n\n    apt-get install python3 python3-venv venv venv", 0),
    ],
)
def test_the_search_for_slips_finds_them(text, number):
    assert len(slips(FENCED.sub("`…`", text))) == number


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("see lesson 04", {"04"}),
        ("lessons 06 and 07", {"06", "07"}),
        ("Lessons [06](06_x.ipynb), [07](07_x.ipynb) and [08](08_x.ipynb)", {"06", "07", "08"}),
        ("lessons 01 to 03", {"01", "02", "03"}),
        ("lesson 01's energy", {"01"}),
        ("lessons learnt", set()),
    ],
)
def test_the_search_for_lessons_finds_them(text, numbers):
    assert lessons_named(text) == numbers


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("as in section 3", [("own", 3)]),
        ("sections 2 to 4", [("own", 2), ("own", 4)]),
        ("lesson 01, section 5", [("01", 5)]),
        ("section 5 of lesson 01", [("01", 5)]),
        ("section 2 of the paper", []),
    ],
)
def test_the_search_for_sections_finds_them(text, named):
    path = lesson("04")
    places = {"own": name_of(path), "01": name_of(lesson("01"))}
    assert sections_named(path, text) == [(places[where], number) for where, number in named]
