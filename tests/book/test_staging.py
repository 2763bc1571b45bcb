"""What the book does to its sources before Sphinx reads them."""

import nbformat
import pytest

from tools import make_book, one_click
from tools.one_click import Addresses

PAGES = {"notebooks/04_capacity.ipynb", "notebooks/further/04_capacity.ipynb", "docs/formulas.md"}
NOWHERE, SOMEWHERE = Addresses(), Addresses("https://host/us/course", "https://host/live")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[x](further/04_capacity.ipynb#Who-is-harder-to-fool?)",
            "[x](further/04_capacity.ipynb#who-is-harder-to-fool)",
        ),
        ("[x](#Hebb's-rule,-again)", "[x](#hebbs-rule-again)"),
        ("[x](https://doi.org/10)", "[x](https://doi.org/10)"),
        ("[the table](../benchmarks/nothing.md)", "the table"),
        ("![x](../nothing.png)", "![x](../nothing.png)"),
        ("`[x](nothing.md)` [y](nothing.md)", "`[x](nothing.md)` y"),
    ],
)
def test_links_hold_in_the_book(text, expected):
    assert make_book.relink(text, "notebooks/04_capacity.ipynb", PAGES, "") == expected


def test_a_file_that_is_no_page_is_found_in_the_repository_where_that_is_known():
    text = make_book.relink("[code](../hopfield_lib/recall.py)", "docs/cost.md", PAGES, SOMEWHERE.repository)
    assert text == "[code](https://host/us/course/blob/main/hopfield_lib/recall.py)"


def notebook():
    return nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# 04 · Capacity\n\nText."),
            nbformat.v4.new_code_cell("try:\n    import numpy\nexcept ModuleNotFoundError:\n    raise"),
            nbformat.v4.new_code_cell("explore.capacity_explorer(seed=7)"),
            nbformat.v4.new_code_cell("explore.recall_both_ways(x)\nexplore"),
        ]
    )


def test_a_page_offers_the_live_copy_where_there_is_one_and_a_download_always():
    name = "notebooks/04_capacity.ipynb"
    plain = make_book.book_notebook(notebook(), name, PAGES, NOWHERE).cells[0].source
    assert plain.startswith("# 04 · Capacity\n\n<p")
    assert "../download/notebooks/04_capacity.ipynb" in plain
    assert "browser edition" not in plain
    live = make_book.book_notebook(notebook(), name, PAGES, SOMEWHERE).cells[0].source
    assert "https://host/live/lab/index.html?path=notebooks/04_capacity.ipynb" in live


def test_setup_is_folded_and_an_explorer_is_announced():
    cells = make_book.book_notebook(notebook(), "notebooks/04_capacity.ipynb", PAGES, NOWHERE).cells
    assert cells[1].metadata.tags == ["hide-input"]
    assert "no-kernel" in cells[3].source
    assert len(cells) == 5


def test_a_page_does_not_wait_for_answers():
    outputs = [
        nbformat.v4.new_output("stream", text="measured 2; you have not predicted yet\n"),
        nbformat.v4.new_output("display_data", {"text/html": "<p><b>try_it: still to do</b></p>"}),
        nbformat.v4.new_output("stream", text="You predicted nothing yet: 8 cells have a place for it.\n"),
    ]
    (kept,) = make_book.without_waiting(outputs)
    assert kept.text == "measured 2\n"


def test_the_badges_of_the_notebook_give_way_to_the_books_own_line():
    badged = notebook()
    row = f"{one_click.BEGIN}\n{SOMEWHERE.badges('notebooks/04_capacity.ipynb')}\n{one_click.END}"
    badged.cells[0].source = f"# 04 · Capacity\n\n{row}\n\nText."
    badged = one_click.with_installation(badged, SOMEWHERE.archive)
    page = make_book.book_notebook(badged, "notebooks/04_capacity.ipynb", PAGES, SOMEWHERE)
    assert "badges" not in page.cells[0].source
    assert [cell for cell in page.cells if "%pip" in cell.source] == []
