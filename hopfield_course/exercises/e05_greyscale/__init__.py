"""Exercise 05: shades of grey as phasors, and what taking the mean of the couplings away mends."""

from . import contrast_left, hermitian_step, overlap_turns, shade_phasors, shades_mended

EXERCISE = "05_greyscale"
TASKS = (shade_phasors.TASK, overlap_turns.TASK, hermitian_step.TASK, shades_mended.TASK, contrast_left.TASK)
data = contrast_left.data
