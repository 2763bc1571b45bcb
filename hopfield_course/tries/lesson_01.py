"""Lesson 01: the energy by hand."""

from ..check.judges import Part, function_task
from ..exercises.e01_binary_recall import energy as exercise

PARTS = (
    Part("two units that are to be alike: −1 alike, +1 different", 0, (0, 1)),
    Part("networks in random and in stored states", 0, tuple(range(2, 8))),
)
ENERGY = function_task(
    "try_energy", exercise.energy, exercise.cases, PARTS, exercise.MISTAKES, exercise.OTHERWISE
)
TASKS = (ENERGY,)
