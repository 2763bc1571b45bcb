"""Lesson 02: naming a mixture, its energy, and a temperature that cures a network of it."""

import numpy as np

from hopfield_lib.couplings import hebbian
from hopfield_lib.models import Hopfield
from hopfield_lib.recall import asynchronous, recall

from ..check.judges import Mistake, Part, brief, function_task
from ..check.tasks import Row, Task, numbers, trouble

# ------------------------------------------------------------------------------------- name the mixture

ONE_EACH = "One number for each picture, in their order: +1, −1 for its negative, 0 if it is not in it."
THREE = "Exactly three of them are in it."
STAND_OUT = "Which pictures have an overlap with it that stands out, to either side of 0?"
REVERSED = "All signs are turned round: this is the reverse of it."
NEGATIVE = "What is white in a picture and black in the mixture, is there as a negative."


def judge_weights(cases, outputs):
    """Return the rows of a mixture's weights: what they are, which pictures, and with which signs."""
    five, mystery = cases[0]
    w = numbers(outputs[0], (len(five),))
    what = "three pictures with weight +1 or −1, the others 0"
    if w is None or not np.isin(w, (-1, 0, 1)).all():
        came = brief(w) if w is not None else (trouble(outputs, [(len(five),)]) or ("",))[0]
        return [Row(what, False, 0, "five numbers of +1, −1 or 0", came, ONE_EACH)]
    if np.count_nonzero(w) != 3:
        return [Row(what, False, 0, "three", f"{np.count_nonzero(w)}", THREE)]
    m = five @ mystery / mystery.size
    members = np.sort(np.argsort(-np.abs(m))[:3])
    found, signs = np.flatnonzero(w), np.sign(m[members])
    rows = [Row(what, True)]
    if not np.array_equal(found, members):
        number = np.isin(found, members).sum()
        return [*rows, Row("the right three", False, 0, "three of three", f"{number} of three", STAND_OUT)]
    rows.append(Row("the right three", True))
    if np.array_equal(w[members], signs):
        return [*rows, Row("the right signs", True)]
    right = int((w[members] == signs).sum())
    hint = NEGATIVE if right else REVERSED
    return [*rows, Row("the right signs", False, 0, "three of three", f"{right} of three", hint)]


WEIGHTS = Task("try_weights", 0, None, judge_weights, values=("weights",))

# ------------------------------------------------------------------------------- the energy of a mixture


def mixture_energy(n, m):
    """Return the energy per unit of a state that has the overlap m with n patterns, and 0 with the others."""
    return -n * m**2 / 2


def cases_of_energy(rng):
    """A pattern; mixtures; overlaps that no mixture has, so that the formula is asked for."""
    known = [(np.int64(1), 1.0), (np.int64(3), 0.5), (np.int64(5), 0.375)]
    return known + [(np.int64(n), float(rng.uniform(0.1, 0.9))) for n in rng.permutation(range(2, 10))[:3]]


ENERGY = function_task(
    "try_mixture_energy",
    mixture_energy,
    cases_of_energy,
    (
        Part("a pattern: −1/2", 0, (0,)),
        Part("mixtures, and other states of n equal overlaps", 0, (1, 2, 3, 4, 5)),
    ),
    (
        Mistake(lambda n, m: n * m**2 / 2, "Satisfied couplings make the energy low.", "the other sign"),
        Mistake(lambda n, m: -n * m**2, "Lesson 01's energy has a factor before the sum.", "twice that"),
        Mistake(lambda n, m: -(m**2) / 2, "How many patterns have the overlap m?", "one pattern's part"),
        Mistake(lambda n, m: -n * m / 2, "The overlaps come in squared.", "overlaps that are not squared"),
        Mistake(lambda n, m: -((n * m) ** 2) / 2, "First the squares, then their sum.", "the sum, squared"),
        Mistake(lambda n, m: -(m**2) / (2 * n), "A sum over n patterns, not a mean.", "a mean over n"),
    ),
    "One pattern first: m = 1 gives −1/2. What does each further pattern add?",
)

# ------------------------------------------------------------------------------- a temperature that cures

RUNS, SWEEPS = 20, 20
GONE, THERE = 4, 16  # runs of 20: at most so many mixtures, at least so many patterns
ABOVE_0 = "One number above 0, in units of the field of a stored pattern."
HOTTER = "Too cold: the units obey their fields, and the mixture has its own. Which way is hotter?"
COOLER = "So hot that the pattern is forgotten too. At which T has a pattern no overlap left?"


def comes_back(model, state, temperature, rng):
    """Return in how many runs a state is back after it was heated for some sweeps and cooled again."""
    starts, heat = np.tile(state, (RUNS, 1)), asynchronous(rng, temperature=temperature)
    heated = recall(model, starts, heat, max_sweeps=SWEEPS, record="final").state
    ends = recall(model, heated, asynchronous(rng), record="final").state
    return int((ends == state).all(axis=1).sum())


def judge_temperature(cases, outputs):
    """Return the rows of a temperature: whether the mixture is gone, and the pattern still there."""
    (patterns,), T = cases[0], numbers(outputs[0], ())
    if T is None or not T > 0:
        came = brief(T) if T is not None else (trouble(outputs, [()]) or ("",))[0]
        return [Row("a temperature", False, 0, "a number above 0", came, ABOVE_0)]
    model, rng = Hopfield(hebbian(patterns)), np.random.default_rng(1)
    mixture = comes_back(model, np.sign(patterns.sum(axis=0)), float(T), rng)
    pattern = comes_back(model, patterns[0], float(T), rng)
    gone, there = "the mixture is nearly always gone", "the pattern is nearly always still there"
    rows = [Row(f"{gone}: back in {mixture} of {RUNS} runs", True)]
    if mixture > GONE:
        # at T near 1 mixtures fall apart slowly, and what is left of a pattern cools into one now and then
        hint = HOTTER if pattern >= THERE and T < 0.7 else COOLER
        rows = [Row(gone, False, 0, f"back in at most {GONE} of {RUNS}", f"{mixture} of {RUNS}", hint)]
    if pattern >= THERE:
        return [*rows, Row(f"{there}: back in {pattern} of {RUNS} runs", True)]
    return [
        *rows,
        Row(there, False, 0, f"back in at least {THERE} of {RUNS}", f"{pattern} of {RUNS}", COOLER),
    ]


TEMPERATURE = Task("try_temperature", 0, None, judge_temperature, values=("temperature",))
TASKS = (WEIGHTS, ENERGY, TEMPERATURE)
