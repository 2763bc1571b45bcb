"""Exercise 08: graded and hidden neurons, cuts of graphs, and sequences of patterns."""

from . import cut_mended, graded_energies, graded_steps, sequence_loads, slow_hidden

EXERCISE = "08_neurons"
TASKS = (graded_steps.TASK, graded_energies.TASK, slow_hidden.TASK, cut_mended.TASK, sequence_loads.TASK)
data = sequence_loads.data
