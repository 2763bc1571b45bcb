"""Exercise 04: wrong units, how many patterns fit, what an accuracy is worth, a program, and the limit."""

from . import at_the_limit, capacity_mended, four_scores, patterns_that_fit, wrong_bits

EXERCISE = "04_capacity"
TASKS = (wrong_bits.TASK, patterns_that_fit.TASK, four_scores.TASK, capacity_mended.TASK, at_the_limit.TASK)
data = at_the_limit.data
