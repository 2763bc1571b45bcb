"""The annex: verdicts as they open a notebook and as they were measured, and what its tables refer to."""

import re

import nbformat
import pytest

from tests import ROOT

ANNEX = sorted((ROOT / "notebooks/annex").glob("00?_*.ipynb"))
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
# an interval whose two ends are printed alike, as if nothing were uncertain
WITHOUT_WIDTH = re.compile(r"\((?:95 %: )?([\d.]+)%? to \1%?\)")

each_annex = pytest.mark.parametrize("path", ANNEX, ids=lambda path: path.name[:3])


def cells(path, kind):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def rows(table):
    """Return the cells of a Markdown table, its two head lines left out."""
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [re.split(r"(?<!\\)\s*\|\s*", line.strip().strip("|").strip()) for line in lines[2:]]


def opening_cell(path):
    """Return the place of the cell with the table that opens an annex, and its text."""
    found = [
        (k, cell.source)
        for k, cell in enumerate(nbformat.read(path, as_version=4).cells)
        if cell.cell_type == "markdown" and cell.source.startswith("## Verdicts\n")
    ]
    if len(found) != 1:
        raise LookupError(f"{path.name}: expected one cell that begins with '## Verdicts', got {len(found)}")
    return found[0]


def verdicts(path):
    """Return (claim, numbers, verdict, where) of the table that opens an annex."""
    return [
        [claim, found, verdict.strip("*"), where]
        for claim, found, verdict, where in rows(opening_cell(path)[1])
    ]


def measured_here(path):
    """Return the rows of the opening table that a section of the annex itself measures."""
    return [row for row in verdicts(path) if row[-1].isdigit()]


def measured(path):
    """Return (claim, verdict, numbers) of the table that an annex makes of its measurements."""
    tables = [
        output.data["text/markdown"]
        for cell in cells(path, "code")
        for output in cell.outputs
        if "text/markdown" in output.get("data", {})
    ]
    if len(tables) != 1:
        raise LookupError(f"{path.name}: expected one table of claims, got {len(tables)}")
    return [[claim, verdict.strip("*"), numbers] for claim, verdict, numbers in rows(tables[0])]


def printed(path):
    return "\n".join(
        output.get("text", "")
        or output.get("data", {}).get("text/markdown", "")
        or output.get("data", {}).get("text/plain", "")
        for cell in cells(path, "code")
        for output in cell.outputs
    )


def sections(path):
    text = "\n".join(cell.source for cell in cells(path, "markdown"))
    return {int(number) for number in re.findall(r"^## (\d+) · ", text, re.MULTILINE)}


def test_there_are_six():
    assert [path.name[:3] for path in ANNEX] == ["000", "001", "002", "003", "004", "005"]


@each_annex
def test_the_table_of_verdicts_stands_behind_the_setup_and_before_everything_else(path):
    place, _ = opening_cell(path)
    all_cells = nbformat.read(path, as_version=4).cells
    before, after = all_cells[:place], all_cells[place + 1 :]
    assert any("plots.style()" in cell.source for cell in before if cell.cell_type == "code")
    assert not any(re.search(r"^## ", cell.source, re.MULTILINE) for cell in before)
    assert re.search(r"^## 1 · ", after[0].source, re.MULTILINE)


@each_annex
def test_the_opening_verdicts_and_numbers_are_those_that_were_measured(path):
    opening = [[claim, verdict, numbers] for claim, numbers, verdict, _ in measured_here(path)]
    found = measured(path)
    assert opening == found
    assert len(found) > 10


@each_annex
def test_the_opening_table_names_places_that_exist(path):
    assert {int(row[-1]) for row in measured_here(path)} <= sections(path)
    for claim, found, verdict, where in verdicts(path):
        assert found.strip(), f"{path.name}: {claim}"
        assert verdict.strip(), f"{path.name}: {claim}"
        if where.isdigit():
            continue
        link, section = re.fullmatch(r"\[[^\]]+\]\(([^)#]+)[^)]*\)(?:, (\d+))?", where).groups()
        there = (path.parent / link).resolve()
        assert there.exists(), f"{path.name}: {claim}: {where}"
        assert section is None or int(section) in sections(there), f"{path.name}: {claim}: {where}"


@each_annex
def test_numbers_of_what_is_measured_elsewhere_are_those_printed_there(path):
    for claim, found, _, where in verdicts(path):
        if where.isdigit():
            continue
        link = re.search(r"\]\(([^)#]+)", where)[1]
        there = printed((path.parent / link).resolve())
        for number in re.findall(r"\d+\.\d+", found):
            assert number in there, f"{path.name}: {claim}: {number} is not printed by {link}"


@each_annex
def test_no_verdict_only_says_that_nothing_was_tested(path):
    for claim, verdict, numbers in measured(path):
        assert "not tested" not in verdict, f"{path.name}: {claim}"
        assert numbers.strip(), f"{path.name}: {claim} has a verdict without a reason"


@each_annex
def test_lessons_and_sections_that_the_table_names_exist(path):
    for claim, verdict, numbers in measured(path):
        words = f"{verdict} {numbers}"
        for number, section in re.findall(r"lesson (\d\d)(?:, section (\d+))?", words):
            lesson = next(ROOT.glob(f"notebooks/{number}_*.ipynb"), None)
            assert lesson, f"{path.name}: {claim} refers to lesson {number}"
            if section:
                assert int(section) in sections(lesson), f"{path.name}: {claim}: {words}"


@each_annex
def test_no_interval_is_printed_without_a_width(path):
    assert WITHOUT_WIDTH.findall(printed(path)) == []


@pytest.mark.parametrize("text", ["100% (95 %: 100% to 100%)", "99 % (99 to 99)"])
def test_the_search_for_intervals_without_a_width_finds_them(text):
    assert WITHOUT_WIDTH.search(text)
    assert not WITHOUT_WIDTH.search(text.replace("to 1", "to 2").replace("to 99", "to 99.2"))


@each_annex
def test_japanese_stands_in_brackets_behind_latin_letters_and_never_in_code(path):
    """Fonts without Japanese show boxes: whoever sees them must miss nothing."""
    for cell in cells(path, "code"):
        assert not CJK.search(cell.source)
    for cell in cells(path, "markdown"):
        outside = re.sub(r"\([^()]*\)", "", cell.source)
        assert not CJK.search(outside), CJK.search(outside)


def test_the_glasses_of_annex_001_can_be_seen():
    """They change many pixels of the face in black and white, and all of them go."""
    path = next(path for path in ANNEX if path.name.startswith("001"))
    report = printed(path).split("Stored only, without a cue")[1]
    line = r"^(camera|face)\s+[\d.]+\s+[\d.]+\s+(\d+)\s+(\d+)\s"  # overlaps, then wrong pixels
    found = re.findall(line, report, re.MULTILINE)[:2]
    spoilt = {name: (int(before), int(after)) for name, before, after in found}
    assert spoilt["face"][0] > 70
    assert {after for _, after in spoilt.values()} == {0}
