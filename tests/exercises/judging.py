"""What tests of exercises share: notebooks' cells, an answer's rows and points, and the words it gets."""

from functools import cache
from itertools import combinations

import nbformat
import numpy as np

from hopfield_course.check.tasks import call, plain, verdict
from hopfield_course.exercises import EXERCISES, TASKS
from tests import ROOT

SEEDS = range(4)


def subsets(names):
    """Return all choices of some names, none of them and all of them included."""
    return [some for count in range(len(names) + 1) for some in combinations(names, count)]


def functions(exercise):
    """Return the names of the tasks of an exercise whose answers are functions, the bug hunt last."""
    return [task.name for task in EXERCISES[exercise].TASKS if not task.values]


@cache
def cells_of(folder, exercise):
    """Return the code cells of an exercise's notebook in ``solutions`` or ``exercises``, by their ids."""
    cells = nbformat.read(ROOT / folder / f"{exercise}.ipynb", as_version=4).cells
    ids = [(cell, cell.metadata.get("nbgrader", {}).get("grade_id")) for cell in cells]
    return {name: cell.source for cell, name in ids if name and cell.cell_type == "code"}


def defined_by(*sources, **names):
    """Return what pieces of our own notebooks define."""
    for source in sources:
        exec(source, names)
    return names


@cache
def solved(exercise):
    """Return what the solution defines before its measurement: its imports, its functions."""
    cells = cells_of("solutions", exercise)
    return defined_by(cells["setup"], *(cells[name] for name in functions(exercise)))


@cache
def given(exercise):
    """Return the program of an exercise's bug hunt, as it is given out."""
    cells, name = cells_of("exercises", exercise), functions(exercise)[-1]
    return defined_by(cells["setup"], cells[name])[name]


@cache
def cases_of(name, seed):
    """Return the cases of a task, drawn once; answers get copies."""
    return TASKS[name].cases(np.random.default_rng(seed))


def judged(name, answer, seed=0):
    """Return rows and points of a function as answer to a task."""
    cases = cases_of(name, seed)
    return verdict(TASKS[name], cases, [call(answer, case) for case in cases])


def judged_values(name, data, *values):
    """Return rows and points of values as answer to a task on these data."""
    return verdict(TASKS[name], [tuple(data)], [plain(value) for value in values])


def hints(rows):
    """Return all that was said of what is missed."""
    return " ".join(f"{row.came} {row.hint}" for row in rows if not row.passed)
