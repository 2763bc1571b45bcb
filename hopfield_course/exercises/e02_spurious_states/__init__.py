"""Exercise 02: runs from half-way, weighted mixtures, names of states, a census, and random cues."""

from . import census_mended, end_kinds, half_way_shares, random_ends, weighted_overlaps

EXERCISE = "02_spurious_states"
TASKS = (half_way_shares.TASK, weighted_overlaps.TASK, end_kinds.TASK, census_mended.TASK, random_ends.TASK)
data = random_ends.data
