"""What learners wrote stays text in whatever reads it, and what was given out stays as it was."""

from functools import cache

import nbformat
import pytest
from nbconvert import HTMLExporter

from hopfield_course.grading.written import LONGEST, harmless, line

ATTACKS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<!-- open",
    "<iframe src=javascript:alert(1)>", "[x](javascript:alert(1))", "![x](http://e.example/a.png)",
    "[x]: http://e.example\n\n[x]", "<base href=http://e.example>", "<style>*{display:none}</style>",
    "https://e.example/a", "see HTTP://e.example.", "(ftp://e.example)", "www.e.example", "a@e.example",
    "<https://e.example>", "<a@e.example>", "mailto:a@e.example", "- https://e.example\n- b", "> https://e.example",
    "| a | b |\n|---|---|\n| https://e.example | c |", "**https://e.example**", "`x` https://e.example",
    "[x]\n\n[x]: https://e.example", "[^1]\n\n[^1]: https://e.example", "![x][y]\n\n[y]: https://e.example",
    "```mermaid\ngraph TD; A-->B\n```", "</div></body><script>alert(1)</script>",
]  # fmt: skip


@cache
def page(source):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(source)])
    return HTMLExporter(template_name="basic").from_notebook_node(notebook)[0]


def test_the_page_makes_links_where_nobody_minds():
    """Otherwise the tests below could not fail."""
    for text in ("https://e.example", "[x](y)", "<a@e.example>"):
        assert "<a " in page(text)


@pytest.mark.parametrize("text", ATTACKS)
def test_no_element_and_no_address_of_theirs_is_in_the_page(text):
    made = page("before\n\n" + harmless(text) + "\n\nafter")
    assert "after" in made
    for words in (
        "<script>alert",
        "<img",
        "<svg",
        "<iframe",
        "<base",
        "<style>*",
        'href="javascript',
        "<!-- open",
        "<a ",
        'e.example"',
    ):
        assert words not in made.replace(page("before\n\nafter"), ""), words
    assert 'class="mermaid"' not in made


@pytest.mark.parametrize(
    "text",
    [
        "a < b and $x_i < 3$",
        "a: b / c, s @ W @ s, 2 // 3, W@s",
        "- one\n- two",
        "| a | b |\n|---|---|",
        "```python\nx = 1\n```",
    ],
)
def test_plain_words_formulas_and_code_stay(text):
    assert harmless(text) == text


def test_long_texts_are_cut_and_say_so():
    made = harmless("x" * 10**6)
    assert len(made) < LONGEST + 100
    assert made.endswith("(the rest was cut)")


@pytest.mark.parametrize("text", ["a\nb", "a\x1b[31mb", "a\u202eb", "x" * 1000, "\ud800"])
def test_a_line_is_one_line(text):
    made = line(text)
    assert made.isprintable()
    assert len(made) <= 300
