"""Lesson 04: a crowd that drowns a photograph, the chance of an exact pattern, the mean-field equation."""

from functools import partial

import numpy as np
from scipy.special import erf, erfc

from hopfield_lib.attractors import overlap
from hopfield_lib.couplings import hebbian
from hopfield_lib.models import Hopfield
from hopfield_lib.recall import asynchronous, recall

from ..check.judges import Mistake, Part, function_task
from ..check.tasks import Row, Task, numbers, trouble

# -------------------------------------------------------------------------- where a photograph is lost

KEPT, FEWER = 0.9, 10  # the overlap below which it is lost; how many fewer must keep it


def overlap_beside(photo, crowd, others):
    """Return the overlap at the end of recall from the photograph with so many of the crowd beside it.

    The order of the visits is that of the lesson's cell, so that both see the same run.
    """
    network = Hopfield(hebbian(np.vstack([photo, crowd[:others]])))
    return overlap(recall(network, photo, asynchronous(np.random.default_rng(1))).state, photo)


def _no_number_of_others(number, most):
    """Return what is wrong with a number of others."""
    if number > most:
        return f"The crowd has {most} patterns: at most {most}."
    if number < FEWER:
        return f"There must be {FEWER} that can be left out: at least {FEWER}."
    return "Patterns are counted in whole numbers."


def judge_crowd(cases, outputs):
    """Judge a number of others: with them the photograph is lost, with ten fewer it is kept."""
    (photo, crowd), (output,) = cases[0], outputs
    lost, held = f"with so many it is lost: overlap below {KEPT}", f"with {FEWER} fewer it is kept"
    number = numbers(output, ())
    if number is None:
        return [Row(lost, False, 0, "a whole number", *(trouble([output], [()]) or ("no number", "")))]
    if number != round(float(number)) or not FEWER <= number <= len(crowd):
        expected = f"a whole number from {FEWER} to {len(crowd)}"
        return [Row(lost, False, 0, expected, f"{number:g}", _no_number_of_others(number, len(crowd)))]
    here, before = (overlap_beside(photo, crowd, int(number) - less) for less in (0, FEWER))
    rows = [Row(lost, bool(here < KEPT), 0), Row(held, bool(before >= KEPT), 0)]
    if not rows[0].passed:
        rows[0] = Row(lost, False, 0, f"below {KEPT}", f"{here:.2f}", "It still stands: more of them.")
    if not rows[1].passed:
        rows[1] = Row(held, False, 0, f"{KEPT} or more", f"{before:.2f}", "It was lost before: fewer.")
    return rows


CROWD = Task("try_breaking", 0, None, judge_crowd, values=("others",))

# ------------------------------------------------------------------- the chance that a pattern is exact


def one_step_error(load):
    """Return the share of units that the first step gets wrong."""
    return 0.5 * erfc(np.sqrt(0.5 / load))


def chance(n_units, load):
    """Return the chance that no unit of a pattern errs."""
    return (1 - one_step_error(load)) ** n_units


def cases_of_chance(rng):
    """Sizes and loads at which the chance is neither 0 nor 1; with 3 units, all may well err at once."""
    sizes = np.array([50, 100, 200, 400, 1000, 3])
    loads = np.array([0.2, 0.16, 0.14, 0.12, 0.12, 0.8]) * rng.uniform(0.95, 1.05, 6)
    return list(zip(sizes, loads, strict=True))


EVERY_UNIT = "That is the chance of one unit. All N have to stay, each with this chance."
CHANCE = function_task(
    "try_chance",
    chance,
    cases_of_chance,
    (Part("networks of 3 to 1,000 units", 0, tuple(range(6))),),
    (
        Mistake(lambda n, load: 1 - one_step_error(load), EVERY_UNIT),
        Mistake(lambda n, load: one_step_error(load), "That is the chance that one unit errs."),
        Mistake(
            (lambda n, load: one_step_error(load) ** n, lambda n, load: one_step_error(load) ** load),
            "That would be the chance that every unit errs. None is to err.",
        ),
        Mistake(
            lambda n, load: 1 - one_step_error(load) ** n,
            "That is the chance that not all units err. None is to err.",
        ),
        Mistake(
            lambda n, load: 1 - chance(n, load), "That is the chance that at least one unit errs: the rest."
        ),
        Mistake(
            lambda n, load: 1 - n * one_step_error(load),
            "Chances of errors add up only while they are small: this falls below 0. Let chances multiply.",
        ),
        Mistake(
            lambda n, load: np.exp(-n * one_step_error(load)),
            "Very near, for rare errors. Let the N chances multiply.",
        ),
        Mistake(lambda n, load: n * (1 - one_step_error(load)), "Chances multiply; this one is above 1."),
        Mistake(
            lambda n, load: (1 - one_step_error(load)) ** (n * load * n),
            "That is the chance that all patterns are exact. One is asked.",
        ),
    ),
)

# ------------------------------------------------------------------------------ the mean-field equation

FEEDBACK = 2 / np.sqrt(np.pi)


def next_y(y, load):
    """Return the y that the equation gives for the one under erf y, all others being the last."""
    return erf(y) / (np.sqrt(2 * load) + 2 / np.sqrt(np.pi) * np.exp(-(y**2)))


def wrong_y(y, load, *, times=1.0, sign=1.0, root=2.0, feedback=FEEDBACK, power=2):
    """Return what comes of another factor, sign, root or power in it."""
    return times * erf(y) / (np.sqrt(root * load) + sign * feedback * np.exp(-(y**power)))


def cases_of_next_y(rng):
    """Ratios of signal to noise, and loads on both sides of the critical one."""
    return list(zip(rng.uniform(0.5, 3, 6), rng.uniform(0.03, 0.3, 6), strict=True))


SIGN = "Bring the term with the exponential to the other side: which sign has it there?"
NEXT_Y = function_task(
    "try_next_y",
    next_y,
    cases_of_next_y,
    (Part("six values of y and of the load", 0, tuple(range(6))),),
    (
        Mistake((partial(wrong_y, sign=-1), partial(wrong_y, times=-1, sign=-1)), SIGN),
        Mistake(partial(wrong_y, sign=0), "The equation has a second term, with an exponential."),
        Mistake(partial(wrong_y, root=1), "Under the root stands twice the load."),
        Mistake(partial(wrong_y, feedback=2 / np.pi), "There is a root over π."),
        Mistake(partial(wrong_y, feedback=2.0), "There is a root of π below that 2."),
        Mistake(partial(wrong_y, power=1), "In the exponential stands y squared."),
        Mistake(
            lambda y, load: erf(y) / y - 2 / np.sqrt(np.pi) * np.exp(-(y**2)),
            "That is the right side as it stands. Which y is it to give?",
        ),
        Mistake(
            lambda y, load: np.sqrt(2 * load) + 2 / np.sqrt(np.pi) * np.exp(-(y**2)),
            "That is erf y / y. Which y gives it?",
        ),
        Mistake(lambda y, load: 1 / next_y(y, load), "Upside down: that is 1/y."),
        Mistake(
            lambda y, load: next_y(y, load) / erf(y), "Multiply by y: what stands above it in the equation?"
        ),
        Mistake(lambda y, load: erf(y), "That is m. The next y is asked."),
    ),
    "Put the term with the exponential on the left, then get y out from below erf y.",
)

TASKS = (CROWD, CHANCE, NEXT_Y)
