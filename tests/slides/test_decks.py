"""Every slide of every deck at 1280 × 720, in a browser that can reach nothing but the deck's file."""

import re

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from tools import make_slides
from tools.make_slides import Block
from tools.publish import BUILD

LESSONS = make_slides.lessons()
SLIDES = """() => {
  const shown = element => !element.closest('details:not([open]) > :not(summary)');
  return Reveal.getSlides().map((slide, k) => {
    Reveal.slide(k);
    let [low, right] = [0, 0];
    for (const element of slide.querySelectorAll('.room *')) {
      const box = element.getBoundingClientRect();
      if (box.width && box.height && shown(element)) {
        low = Math.max(low, box.bottom);
        right = Math.max(right, box.right);
      }
    }
    const text = slide.cloneNode(true);
    text.querySelectorAll('pre, code, mjx-container').forEach(node => node.remove());
    return {
      low, right, title: slide.querySelector('h1, h2').textContent,
      zoom: Math.min(1, ...[...slide.querySelectorAll('.block')].map(b => +(b.style.zoom || 1))),
      asks: slide.querySelectorAll('.predict').length, blocks: slide.querySelectorAll('.block').length,
      raw: text.textContent.match(/\\$[^$\\n]{1,60}\\$|\\\\[a-z]+\\{|\\|\\s*:?-{3}/g) || [],
      unnamed: [...slide.querySelectorAll('img')].filter(i => !i.alt).length,
      empty: !slide.querySelector('.room').textContent.trim() && !slide.querySelector('img'),
      notes: (slide.querySelector('aside.notes') || {textContent: ''}).textContent.trim(),
    };
  });
}"""


@pytest.fixture(params=LESSONS, ids=[path.stem for path in LESSONS], scope="module")
def deck(request, browser):
    """A lesson, its slides as they are shown, and what the deck asked of elsewhere or found wrong."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    file = BUILD / "slides" / f"{request.param.stem}.html"
    page.goto(file.as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    slides = page.evaluate(SLIDES)
    page.close()
    wrong = [url for url in asked if not url.startswith(("data:", "blob:", file.as_uri()))] + errors
    return request.param, slides, wrong


def test_a_deck_needs_nothing_but_its_file_and_every_slide_fits(deck):
    _, slides, wrong = deck
    assert wrong == []
    over = [
        (k + 1, s["low"], s["right"]) for k, s in enumerate(slides) if s["low"] > 720 or s["right"] > 1280
    ]
    assert over == []
    assert [k + 1 for k, s in enumerate(slides) if s["zoom"] < 0.6] == [], "too small to read"
    for what in ("raw", "unnamed", "empty"):
        assert [(k + 1, s[what]) for k, s in enumerate(slides) if s[what]] == [], what


def test_a_question_has_a_slide_of_its_own_before_the_answer_with_words_for_the_speaker(deck):
    lesson, slides, _ = deck
    asks = [k for k, s in enumerate(slides) if s["asks"]]
    sections = make_slides.sections_of(lesson)
    assert len(asks) == sum(block.kind == "predict" for s in sections for block in s.blocks) > 0
    assert all(slides[k]["blocks"] == 1 for k in asks)
    if make_slides.guide_of(lesson):
        assert [k + 1 for k in asks if "Answer." not in slides[k]["notes"]] == []
    assert all("measured" not in slides[k]["notes"] or slides[k + 1]["blocks"] for k in asks)


def test_a_deck_fits_the_minutes_of_the_lecture(deck):
    lesson, slides, _ = deck
    sections = make_slides.sections_of(lesson)
    minutes = int(re.search(r"(\d+) in a lecture", lesson.read_text(encoding="utf-8"))[1])
    assert sum(map(make_slides.seconds, sections[1:])) / 60 <= minutes
    if make_slides.guide_of(lesson):
        assert sum(section.minutes for section in sections[1:]) == minutes
    assert len(slides) <= 1.5 * minutes + 5


def cell(source: str, **metadata) -> NotebookNode:
    return new_markdown_cell(source, metadata=metadata)


def blocks_of(given: NotebookNode) -> list[Block]:
    return make_slides.cell_blocks(given, make_slides.Highlight2HTML())


def test_metadata_decide():
    text = "One. Two."
    assert blocks_of(cell(text, slideshow={"slide_type": "skip"})) == []
    (notes,) = blocks_of(cell(text, slideshow={"slide_type": "notes"}))
    assert (notes.kind, notes.html) == ("notes", "")
    assert "One. Two." in notes.notes
    assert blocks_of(cell(text, slideshow={"slide_type": "slide"}))[0].starts
    assert blocks_of(cell(text, slideshow={"slide_type": "fragment"}))[0].waits


def test_tasks_and_answers_of_those_who_work_alone_are_left_out():
    answer = "<details><summary>Solution</summary>\n\nSo.\n\n</details>"
    text = f"Text.\n\n> **Try it** (3 minutes). Do it.\n\n{answer}"
    assert [block.kind for block in blocks_of(cell(text))] == ["text"]
    assert blocks_of(new_code_cell("def try_it():\n    ...\n\n\ncheck.try_it(try_it)")) == []


def test_of_a_long_paragraph_the_beginning_is_shown_and_all_of_it_noted():
    sentence = "These are words of a sentence with a formula, $a. B$, that is long."
    (block,) = blocks_of(cell(" ".join([sentence] * 6)))
    assert block.html.count("long.") in (1, 2, 3)
    assert block.notes.count("long.") == 6


def test_how_long_a_cell_takes_is_no_affair_of_the_hall():
    (block,) = blocks_of(cell("> **Predict.** How many? (The cell takes some two seconds.)"))
    assert "seconds" not in block.html
    assert "How many?" in block.html


def test_the_sentence_before_a_formula_stays():
    words = "It goes on and on about what came before, for long. " * 8
    (block,) = blocks_of(cell(f"{words}Then the rule is,"))
    assert block.html.rstrip().endswith("Then the rule is,</p>")


def test_code_that_draws_is_folded_and_its_figure_has_its_words():
    picture = new_output("display_data", {"image/png": "AAAA"}, metadata={"image/png": {"alt": "a <cat>"}})
    code, figure = blocks_of(new_code_cell("draw(x)", outputs=[picture]))
    assert (code.kind, figure.kind) == ("folded", "output")
    assert 'alt="a &lt;cat&gt;"' in figure.html
    (plain,) = blocks_of(new_code_cell("h = W @ s"))
    assert plain.kind == "code"


def test_a_figure_gives_way_to_the_words_about_it():
    figure, words = Block("<img>", "output", height=480), Block("so", "text", height=150)
    assert make_slides.packed([figure, words]) == [[figure, words]]
    assert figure.zoom < 1
    tall = Block("so", "text", height=400)
    assert make_slides.packed([Block("<img>", "output", height=480), tall])[1] == [tall]
    ask = Block("?", "predict", height=100, starts=True)
    assert [len(slide) for slide in make_slides.packed([words, ask, Block("b", "text", height=20)])] == [
        1,
        1,
        1,
    ]


def test_a_heading_within_a_section_has_no_link_to_itself():
    (heading,) = blocks_of(new_markdown_cell("### Tokens that remember"))
    assert "Tokens that remember" in heading.html
    assert "¶" not in heading.html


def test_lines_that_are_set_off_stay_as_they_are():
    _, shown = blocks_of(new_markdown_cell("A sequence ends so:\n\n    d h b f   b"))
    assert "<pre>" in shown.html
    assert "d h b f   b" in shown.html
