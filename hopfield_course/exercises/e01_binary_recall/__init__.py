"""Exercise 01: the rule, the energy and a sweep by hand, a published program, and all units at once."""

from . import all_at_once, energy, hebb_couplings, recall_mended, sweep

EXERCISE = "01_binary_recall"
TASKS = (hebb_couplings.TASK, energy.TASK, sweep.TASK, recall_mended.TASK, all_at_once.TASK)
data = all_at_once.data
