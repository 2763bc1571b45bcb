"""Learners' words, made fit for a browser, a table and a terminal: text, and nothing but text.

A person reads them where scripts would run with that person's rights: nbgrader's pages turn
Markdown into HTML, follow no list of harmless links, and load MathJax and Mermaid.
"""

import re

LONGEST = 20_000  # letters of a written cell; what turns Markdown into HTML takes ages over more
TAG = re.compile(r"<(?=[A-Za-z/!?])")
LINK = re.compile(r"\](?=[(:])")  # beginning of a link's, an image's or a definition's address
BARE = re.compile(r":(?=//)|(?<=\bwww)(?=\.)|(?<=[\w.+-])(?=@[\w-]+\.)", re.IGNORECASE)  # without brackets
FENCE = re.compile(r"(`{3,}|~{3,})([^\n]*)")
MACRO = re.compile(r"\\(?=(?:href|class|style|cssId|require)\b)")  # of MathJax, beyond formulas
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]")


def harmless(text, most=LONGEST):
    """Return Markdown without HTML, links, images and diagrams: they are there as they were typed.

    A space is set behind the ``<`` of each tag, before the ``(`` or ``:`` of each address, and within an
    address that stands by itself.
    """
    most = max(min(most, LONGEST), 0)
    text = text[:most] + "\n\n(the rest was cut)" * (len(text) > most)
    text = CONTROL.sub(" ", text)
    text = BARE.sub(_apart, TAG.sub("< ", text))
    return MACRO.sub(r"\\ ", FENCE.sub(_plain_fence, LINK.sub("] ", text)))


def _apart(match):
    return f"{match[0]} "


def _plain_fence(match):
    """Only Python is coloured; another language's name is the first line."""
    fence, language = match.groups()
    if language.strip() in ("", "python") or (fence[0] == "`" and "`" in language):
        return match[0]
    return f"{fence}\n{language}"


def line(text, most=300):
    """Return a text as one line: no control characters, no halves of letters, not too long."""
    text = UNSEEN.sub(" ", str(text)[: 4 * most])
    return text if len(text) <= most else text[: most - 1] + "…"
