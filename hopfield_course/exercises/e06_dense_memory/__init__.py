"""Exercise 06: dense memories, unit by unit, and what doubling their units is worth at each order."""

from . import dense_energy, dense_mended, dense_sweep, table_answers, units_doubled

EXERCISE = "06_dense_memory"
TASKS = (dense_energy.TASK, dense_sweep.TASK, table_answers.TASK, dense_mended.TASK, units_doubled.TASK)
data = units_doubled.data
