"""Exercise 03: voices of a crosstalk, what stays together, dependent patterns, and why letters fail."""

from . import choose_fixed, comeback_mended, crosstalk_voices, span_couplings, strokes_or_paper

EXERCISE = "03_digit_patterns"
TASKS = (
    crosstalk_voices.TASK,
    choose_fixed.TASK,
    span_couplings.TASK,
    comeback_mended.TASK,
    strokes_or_paper.TASK,
)
data = strokes_or_paper.data
