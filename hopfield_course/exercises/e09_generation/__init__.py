"""Exercise 09: the score of blurred data, a slope with edges, a sampler with mistakes, who is copied."""

from . import blurred_score, edge_slope, noise_off_mended, who_is_copied

EXERCISE = "09_generation"
TASKS = (blurred_score.TASK, edge_slope.TASK, noise_off_mended.TASK, who_is_copied.TASK)
data = who_is_copied.data
