"""Exercise 00: distances and the nearest pattern by hand, a program with mistakes, and what rests."""

from . import at_rest, distances, fields_mended, nearest

EXERCISE = "00_template"
TASKS = (distances.TASK, nearest.TASK, fields_mended.TASK, at_rest.TASK)
data = at_rest.data
