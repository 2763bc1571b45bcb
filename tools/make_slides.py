"""Make a deck of slides of each lesson.

    python -m tools.make_slides [--pdf] [NOTEBOOK ...]

A deck is one file, ``build/slides/NN_name.html``, that needs nothing else: reveal.js is in it, pictures too,
and formulas are drawn beforehand.  The lessons are its source.  Sections come as ``docs/teaching/`` has them,
with the minutes that a lecture gives each; sections without any are left out.  From there come the speaker's
notes too.

By rule, a Predict has a slide of its own, before the answer; code that only draws is folded; of longer text
the first sentences are shown, and all of it stands in the notes; what is done alone (Try its, the quiz) is
left out.  A cell's ``slideshow`` metadata decide otherwise: ``skip`` leaves it out, ``notes`` puts it into
the notes, ``slide`` and ``subslide`` begin a slide, ``fragment`` waits for a key.  Slides are filled by the
heights that Chromium measures.
"""

import argparse
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbconvert.filters import Highlight2HTML, markdown2html_mistune
from nbformat import NotebookNode

from tools import one_click, publish
from tools.make_book import without_waiting
from tools.publish import BUILD, ROOT

SLIDES = ROOT / "docs" / "book" / "slides"
HEIGHT = 590  # what a slide of 720 leaves below its heading
GAP = 14  # between blocks, as slides.css has it
CODE_INDENT = " " * 4  # of a line that stands as it is
ROWS = 14  # of a table that a hall can read; a longer one stands in the notes
LONG = 45  # words of a paragraph that are shown whole
CODE_LINES = 7  # of a cell without a figure that are shown
PLUMBING = re.compile(r"\b(experiments|plots|tqdm)\b")  # code that measures and draws is folded
SMALLEST = 0.7  # how far a figure is reduced so that the words about it fit beside it
WIDTH = 1168
LEFT_OUT = ("Quiz", "References", "Going further")
WORDS_A_MINUTE, PREDICT_SECONDS, SEEN_SECONDS = 150, 45, 20
SENTENCE = re.compile(r"(?<=[a-z0-9)$*`][.?!:])\s+(?=[A-Z*$\"(])")
ASKING = re.compile(
    r"(?m)^prediction\w* = \.\.\..*\n+|^print\(guess\(.*\)\)$\n?|^options = .*\n"
)  # no mathematics
HOW_LONG = re.compile(r"\s*\((The|Three) [^().]*\bseconds\.?\)")  # a cell takes: nothing for a hall
PICTURES = ("image/png", "image/gif")


@dataclass
class Block:
    """A piece of a slide that stays together."""

    html: str
    kind: str  # text, table, predict, output, code, folded or notes
    words: int = 0
    notes: str = ""
    starts: bool = False  # a new slide
    waits: bool = False  # for a key
    height: float = 0.0
    width: float = 0.0
    zoom: float = 1.0


@dataclass
class Section:
    """A part of a lesson, as the teaching guide divides it."""

    title: str
    minutes: float | None
    notes: str = ""
    predicts: list[str] = field(default_factory=list)  # the guide's words on each
    blocks: list[Block] = field(default_factory=list)


# ---------------------------------------------------------------------------------- teaching guide


def guide_of(lesson: Path) -> dict[str, Section]:
    """Return the sections that the teaching guide has of a lesson, by title; {} where it has no page."""
    page_of_lesson = ROOT / "docs" / "teaching" / f"{lesson.stem}.md"
    text = page_of_lesson.read_text(encoding="utf-8") if page_of_lesson.exists() else ""
    found = {}
    table = text.partition("\n## Minutes\n")[2].partition("\n## ")[0]
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and re.fullmatch(r"–|[\d.]+", cells[2]):
            found[cells[0]] = Section(cells[0], None if cells[2] == "–" else float(cells[2]))
    described = text.partition("\n## Section by section\n")[2].partition("\n## ")[0]
    for part in re.split(r"(?m)^### ", described)[1:]:
        title, _, body = part.partition("\n")
        pieces = re.split(r"(?m)^(?=> \*\*Predict\.\*\*|\*\*Board\.|\*\*Stuck\.|\*\*Ask\.)", body)
        section = found[title.strip()]
        section.predicts = [
            "\n".join(line for line in piece.splitlines() if not line.startswith(">"))
            for piece in pieces
            if piece.startswith(">")
        ]
        section.notes = "".join(piece for piece in pieces if not piece.startswith(">")).strip()
    return found


# ------------------------------------------------------------------------------------------ blocks


def rendered(text: str) -> str:
    """Return Markdown as HTML; links lead nowhere on a slide, so only their words stay."""
    words = re.sub(r"(?<!!)\[([^\[\]]+)\]\([^()\s]+\)", r"\1", text)
    return re.sub(r'<a class="anchor-link".*?</a>', "", markdown2html_mistune(words))


def shortened(paragraph: str) -> str:
    """Return the first sentences of a long paragraph, and the last if it leads to what stands below."""
    sentences = SENTENCE.split(paragraph)
    kept = sentences[0]
    for sentence in sentences[1:]:
        if len(kept.split()) + len(sentence.split()) > LONG:
            break
        kept += " " + sentence
    leads_on = paragraph.endswith((",", ":")) and not kept.endswith(sentences[-1])
    return f"{kept} {sentences[-1]}" if leads_on else kept


def text_blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a Markdown cell, a paragraph each; quotations that are tasks are left out."""
    text = HOW_LONG.sub("", re.sub(r"(?s)<details>.*?</details>", "", text))
    for paragraph in re.split(r"\n\s*\n", text):
        bare = paragraph.strip()
        if paragraph.lstrip("\n").startswith(CODE_INDENT):
            yield Block(rendered(paragraph.strip("\n")), "text")
            continue
        if not bare or bare.startswith(("> **Try it**", "<!--")):
            continue
        if bare.startswith("> **Predict.**"):
            yield Block(rendered(bare), "predict", starts=True)
            continue
        whole = bare.startswith(("$$", "|", "-", "1.", ">")) or "$$" in bare or ("\n" in bare and "|" in bare)
        shown = bare if whole else shortened(bare)
        notes = "" if shown == bare else rendered(bare)
        if bare.startswith("|") and len(bare.splitlines()) > ROWS:
            yield Block("", "notes", notes=rendered(bare))
            continue
        kind = "table" if bare.startswith("|") else "text"  # a table is looked at, not read out
        yield Block(rendered(shown), kind, len(shown.split()), notes)


def output_html(output: NotebookNode) -> str:
    """Return one stored output as HTML."""
    if output.output_type == "stream":
        return f"<pre class='printed'>{html.escape(output.text.strip())}</pre>"
    data = output.get("data", {})
    for kind in PICTURES:
        if kind in data:
            alt = output.metadata.get(kind, {}).get("alt") or output.metadata.get("alt", "")
            return f'<img alt="{html.escape(alt)}" src="data:{kind};base64,{data[kind].strip()}">'
    if "text/html" in data:
        return f"<div class='table'>{data['text/html']}</div>"
    if "text/markdown" in data:
        return rendered(data["text/markdown"])
    return f"<pre class='printed'>{html.escape(data.get('text/plain', ''))}</pre>"


def code_blocks(cell: NotebookNode, highlight: Highlight2HTML) -> Iterator[Block]:
    """Yield the blocks of a code cell: its code, shown or folded, and its outputs."""
    source = ASKING.sub("", cell.source).strip()
    drawn = any(kind in output.get("data", {}) for output in cell.outputs for kind in PICTURES)
    code = highlight(source, language="python")
    if not source:
        pass
    elif not drawn and len(source.splitlines()) <= CODE_LINES and not PLUMBING.search(source):
        yield Block(f"<div class='code'>{code}</div>", "code")
    else:
        yield Block(f"<details class='code'><summary>code</summary>{code}</details>", "folded")
    for output in without_waiting(cell.outputs):
        yield Block(output_html(output), "output")


def left_out(cell: NotebookNode) -> bool:
    """Whether a cell is for the person who works alone, or says itself that it is no slide."""
    if cell.metadata.get("slideshow", {}).get("slide_type") == "skip":
        return True
    if "skip-slide" in cell.metadata.get("tags", []):
        return True
    if cell.cell_type != "code":
        return False
    return bool(
        re.search(
            r"except ModuleNotFoundError|check\.try_|guess\.summary|^explore\.player", cell.source, re.M
        )
    )


def is_explorer(cell: NotebookNode) -> bool:
    """Whether a cell shows an explorer."""
    return bool(re.search(r"(?m)^explore\.\w+_explorer\(", cell.source))


def cell_blocks(cell: NotebookNode, highlight: Highlight2HTML) -> list[Block]:
    """Return the blocks of a cell, as its metadata want them."""
    if left_out(cell):
        return []
    if is_explorer(cell):
        return [Block("<p class='live'>Live: the explorer in the notebook</p>", "output")]
    blocks = list(text_blocks(cell.source) if cell.cell_type == "markdown" else code_blocks(cell, highlight))
    kind = cell.metadata.get("slideshow", {}).get("slide_type", "")
    if kind == "notes":
        return [Block("", "notes", notes="".join(block.html for block in blocks))]
    for block in blocks:
        block.waits = kind == "fragment"
    if blocks and kind in ("slide", "subslide"):
        blocks[0].starts = True
    return blocks


def split_at_headings(notebook: NotebookNode) -> Iterator[NotebookNode]:
    """Yield the cells, Markdown cut before each heading."""
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            yield cell
            continue
        for part in re.split(r"(?m)^(?=#{1,2} )", cell.source):
            if part.strip():
                yield nbformat.v4.new_markdown_cell(part.strip(), metadata=cell.metadata)


def sections_of(lesson: Path) -> list[Section]:
    """Return what a lecture shows of a lesson; the first is its title."""
    notebook = one_click.with_installation(nbformat.read(lesson, 4), "")
    guide, highlight = guide_of(lesson), Highlight2HTML()
    sections: list[Section] = []
    for cell in split_at_headings(notebook):
        heading = re.match(r"(#{1,2}) (.+)", cell.source) if cell.cell_type == "markdown" else None
        if heading:
            title = heading[2].strip()
            sections.append(
                guide.get(title, Section(title, None)) if heading[1] == "##" else Section(title, 0.5)
            )
            cell.source = one_click.with_row(cell.source, "", "").partition("\n")[2]
        sections[-1].blocks += cell_blocks(cell, highlight)
    if not guide:
        for section in sections:
            section.minutes = round(seconds(section) / 60, 1)
    shown = [section for section in sections if section.minutes and not section.title.startswith(LEFT_OUT)]
    for section in shown[1:]:
        shown_predicts = (block for block in section.blocks if block.kind == "predict")
        for block, words in zip(shown_predicts, section.predicts, strict=False):
            block.notes = rendered(words)
    return shown


def seconds(section: Section) -> float:
    """Return how long a section takes to tell, by its words, its questions and what there is to see."""
    words = sum(block.words for block in section.blocks if block.kind == "text")
    asked = sum(block.kind == "predict" for block in section.blocks)
    seen = sum(block.kind in ("output", "table") for block in section.blocks)
    return 60 * words / WORDS_A_MINUTE + PREDICT_SECONDS * asked + SEEN_SECONDS * seen


# ------------------------------------------------------------------------------------------ slides


def page(body: str, scripts: str = "") -> str:
    """Return a whole HTML page that holds all that it needs."""
    reveal = publish.node_modules() / "reveal.js" / "dist"
    styles = [reveal / "reset.css", reveal / "reveal.css", SLIDES / "slides.css"]
    css = "\n".join(path.read_text(encoding="utf-8") for path in styles)
    css += colours_of_code()
    return (
        "<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'>"
        f"<meta name='viewport' content='width=device-width'><style>{css}</style></head>\n"
        f"<body>{body}\n{scripts}</body></html>\n"
    )


def colours_of_code() -> str:
    """Return the colours of code."""
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(style="friendly").get_style_defs(".highlight")


def inline_script(path: Path) -> str:
    """Return a script to stand within a page."""
    return "<script>" + path.read_text(encoding="utf-8").replace("</script", r"<\/script") + "</script>"


MATHJAX = """<script>MathJax = {tex: {inlineMath: [['$', '$'], ['\\\\(', '\\\\)']], processEscapes: true},
  svg: {fontCache: 'local'}};</script>
"""
MEASURE = """async () => {
  await MathJax.startup.promise;
  await Promise.all([...document.images].map(image => image.decode().catch(() => null)));
  for (const image of document.images) {  // as large as a heading and a line of text leave room for
    const scale = Math.min(1150 / image.naturalWidth, 480 / image.naturalHeight, 1.8);
    image.style.width = `${Math.round(image.naturalWidth * scale)}px`;
  }
  const style = document.getElementById('MJX-SVG-styles');
  return [style ? style.textContent : '', [...document.querySelectorAll('.block')].map(block => {
    const box = block.getBoundingClientRect();
    return [block.innerHTML, box.height, Math.max(block.scrollWidth, box.width)];
  })];
}"""


def measure(sections: list[Section], browser) -> str:
    """Draw the formulas of all blocks and notes, and fill in the blocks' heights; return MathJax's style."""
    blocks = [block for section in sections for block in section.blocks]
    pieces = [f"<div class='block {block.kind}'>{block.html}</div>" for block in blocks]
    pieces += [f"<div class='block'>{block.notes}</div>" for block in blocks]
    pieces += [f"<div class='block'>{rendered(section.notes)}</div>" for section in sections]
    pieces += [f"<div class='block'>{rendered(section.title)}</div>" for section in sections]
    mathjax = publish.node_modules() / "mathjax" / "es5" / "tex-svg.js"
    script = MATHJAX + inline_script(mathjax)
    tab = browser.new_page(viewport={"width": 1280, "height": 720})
    tab.set_content(page(f"<div class='reveal measured'><section>{''.join(pieces)}</section></div>", script))
    style, found = tab.evaluate(MEASURE)
    tab.close()
    for block, (drawn, height, width) in zip(blocks, found, strict=False):
        block.html, block.height, block.width = drawn, height, width
    for block, (drawn, *_) in zip(blocks, found[len(blocks) :], strict=False):
        block.notes = drawn
    told = found[2 * len(blocks) :]
    for section, (notes, *_), (title, *_) in zip(sections, told, told[len(sections) :], strict=False):
        section.notes = notes
        section.title = re.sub(r"</?p>|\(\d+ minutes[^)]*\)", "", title).strip()
    return style


def reduce_figure(slide: list[Block], wanted: float) -> float:
    """Reduce the one figure of a slide if that gives the height that is wanted; return what it gave."""
    figures = [block for block in slide if "<img" in block.html]
    if wanted <= 0 or len(figures) != 1:
        return 0.0
    height = figures[0].height * figures[0].zoom
    if height - wanted < SMALLEST * figures[0].height:
        return 0.0
    figures[0].zoom *= (height - wanted) / height
    return wanted


def packed(blocks: list[Block]) -> list[list[Block]]:
    """Return the blocks of a section as slides: each as full as goes, a Predict alone."""
    slides: list[list[Block]] = [[]]
    room, alone = float(HEIGHT), False
    for block in blocks:
        block.zoom = min(1.0, HEIGHT / max(block.height, 1), WIDTH / max(block.width, 1))
        if not alone and not block.starts:
            room += reduce_figure(slides[-1], block.height * block.zoom - room)
        if slides[-1] and (alone or block.starts or block.height * block.zoom > room):
            slides.append([])
            room = float(HEIGHT)
        slides[-1].append(block)
        room -= block.height * block.zoom + GAP
        alone = block.kind == "predict"
    return [slide for slide in slides if any(block.kind not in ("folded", "notes") for block in slide)]


def slide_html(title: str, blocks: list[Block], notes: str) -> str:
    """Return one slide."""
    shown = ""
    for block in blocks:
        zoom = f" style='zoom: {block.zoom:.3f}'" if block.zoom < 1 else ""
        shown += (
            f"<div class='block {block.kind}{' fragment' if block.waits else ''}'{zoom}>{block.html}</div>"
        )
    said = notes + "".join(block.notes for block in blocks)
    aside = f"<aside class='notes'>{said}</aside>" if said else ""
    kind = " class='asks'" if blocks[0].kind == "predict" else ""
    return f"<section{kind}><h2>{title}</h2><div class='room'>{shown}</div>{aside}</section>\n"


def deck(lesson: Path, browser) -> str:
    """Return the deck of a lesson."""
    sections = sections_of(lesson)
    style = measure(sections, browser)
    body = ""
    for number, section in enumerate(sections):
        for place, blocks in enumerate(packed(section.blocks)):
            notes = ""
            if not place and number:
                notes = f"<p><b>{section.minutes:g} minutes for this section.</b></p>{section.notes}"
            slide = slide_html(section.title, blocks, notes)
            body += slide if number else slide.replace("h2>", "h1>")
    reveal = publish.node_modules() / "reveal.js"
    scripts = "".join(inline_script(reveal / name) for name in ("dist/reveal.js", "plugin/notes/notes.js"))
    start = (SLIDES / "start.js").read_text(encoding="utf-8")
    whole = page(
        f"<div class='reveal'><div class='slides'>\n{body}</div></div>", f"{scripts}<script>{start}</script>"
    )
    return whole.replace("<head>", f"<head><title>{sections[0].title}</title><style>{style}</style>", 1)


def print_deck(path: Path, browser) -> None:
    """Print a deck, a slide a page."""
    tab = browser.new_page(viewport={"width": 1280, "height": 720})
    tab.goto(f"{path.as_uri()}?print-pdf")
    tab.wait_for_function("document.querySelectorAll('.pdf-page').length > 0")
    tab.pdf(path=path.with_suffix(".pdf"), prefer_css_page_size=True, print_background=True, tagged=True)
    tab.close()


def lessons() -> list[Path]:
    """Return the lessons, in order."""
    return sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def main() -> None:
    """Make the decks that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="lessons; none means all")
    parser.add_argument("--pdf", action="store_true", help="print them as well")
    arguments = parser.parse_args()
    target = BUILD / "slides"
    target.mkdir(parents=True, exist_ok=True)
    with publish.chromium() as browser:
        for lesson in [path.resolve() for path in arguments.notebooks] or lessons():
            path = target / f"{lesson.stem}.html"
            path.write_text(deck(lesson, browser), encoding="utf-8")
            if arguments.pdf:
                print_deck(path, browser)
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
