"""Answers as people type them: numbers, also as texts, or `...` while there is none."""

import ast
import re
import textwrap

import numpy as np

WIDTH = 88  # characters of a line of output in JupyterLab, 1280 pixels wide, its file browser open


def broken(words):
    """Break a text into lines that a small screen shows whole, between words and not within an array."""
    held = re.sub(r"[\[(][-\d.,\[\]() ]*[\])]", lambda array: array[0].replace(" ", "\0"), words)
    return textwrap.fill(held, WIDTH, break_long_words=False, break_on_hyphens=False).replace("\0", " ")


def unanswered(answer):
    """Whether an answer is still `...`, None, or empty."""
    blank = isinstance(answer, (str, list, tuple)) and not (
        answer.strip() if isinstance(answer, str) else answer
    )
    return answer is None or answer is ... or blank


def numbers_in(answer):
    """Return numbers as a float array, also from a text such as "(0, 10)"; None where it has none."""
    try:
        plain = ast.literal_eval(answer.strip()) if isinstance(answer, str) else answer
        array = np.asarray(plain)
        return array.astype(float) if array.dtype.kind in "biuf" else None
    except (TypeError, ValueError, SyntaxError):
        return None
