"""Lesson 09: the score of stored data, the noise that makes two memories one, a reach that invents."""

import numpy as np

from hopfield_lib import KernelMemory, recall, synchronous
from hopfield_lib.energies import LogSumReLU

from ..check.judges import Mistake, Part, function_task
from ..check.tasks import Row, Task, numbers

# ------------------------------------------------------------------------------------------ the score


def score(mean, sigma, x):
    """Return the score of noisy data at the state x (N,), whose weighted mean is `mean`."""
    return (mean - x) / sigma**2


def score_cases(rng):
    """States of several numbers, with much noise and with little."""
    return [(rng.normal(size=4), sigma, rng.normal(size=4)) for sigma in (3.0, 2.0, 0.5, 0.2)]


def _uphill(mean, sigma, x):
    return (x - mean) / sigma**2


def _gradient(mean, sigma, x):
    return 2 * (x - mean)


def _down_the_gradient(mean, sigma, x):
    return 2 * (mean - x)


def _spread_not_squared(mean, sigma, x):
    return (mean - x) / sigma


def _without_the_two(mean, sigma, x):
    return (mean - x) / (2 * sigma**2)


def _beta_upside_down(mean, sigma, x):
    return 4 * sigma**2 * (mean - x)


SCORE = function_task(
    "try_score",
    score,
    score_cases,
    (Part("much noise", 0, (0, 1)), Part("little noise", 0, (2, 3))),
    (
        Mistake(_uphill, "This points away from the data. Where does the density of noisy data rise?"),
        Mistake(_gradient, "That is the slope of E. What stands before it in the score?"),
        Mistake(_down_the_gradient, "The sign is right. What is β, in terms of σ?"),
        Mistake(_spread_not_squared, "β holds the square of σ."),
        Mistake(_without_the_two, "The slope of E has a factor 2 of its own."),
        Mistake(_beta_upside_down, "β is small where there is much noise: β = 1/(2σ²)."),
    ),
    "One number will do: x = 3, its mean at 1, σ = 1. Which way does the density rise, and what is -β∇E?",
)

# ---------------------------------------------------------------------------------- two that are one


def merging_noise(d):
    """Return the spread of noise at which two memories at distance d become one."""
    return d / 2


def merging_cases(rng):
    """Distances, none of them near 2, where some wrong formulas agree with the right one."""
    return [(float(d),) for d in (1.0, *rng.uniform(3, 9, 2))]


def _sharpness(d):
    return 2 / d**2


def _noise_of_half(d):
    return d / np.sqrt(2)


def _whole_distance(d):
    return d


def _square(d):
    return d**2 / 4


MERGING = function_task(
    "try_merging_noise",
    merging_noise,
    merging_cases,
    (Part("a distance of 1", 0, (0,)), Part("other distances", 0, (1, 2))),
    (
        Mistake(_sharpness, "That is β. Which σ belongs to it?"),
        Mistake(_noise_of_half, "β is 1/(2σ²) here, with a 2."),
        Mistake(_square, "That is σ²."),
        Mistake(_whole_distance, "Put your σ into β = 1/(2σ²): is βd² then 2?"),
    ),
    "Set 1/(2σ²) equal to 2/d² and solve for σ.",
)

# --------------------------------------------------------------------------- a reach that does both

LETTERS, WANTED = 26, 40


def kept_and_new(X, reach):
    """Return how many patterns (K, N) stay exactly, and how many means of several their pairs lead to."""
    memory = KernelMemory(X, LogSumReLU(1 / reach**2))
    kept = (memory.update(X) == X).all(axis=1).sum()
    i, j = np.triu_indices(len(X), 1)
    end = recall(memory, (X[i] + X[j]) / 2, synchronous()).state
    voters = (((end[:, None] - X) ** 2).sum(axis=2) < reach**2).sum(axis=1)
    return int(kept), len(np.unique(end[voters > 1].round(6), axis=0))


def _judge_reach(cases, outputs):
    (X,), what = cases[0], f"all {LETTERS} letters kept, and {WANTED} new pictures or more"
    reach = numbers(outputs[0], ())
    if reach is None or not 0.1 <= reach <= 100:
        came = outputs[0].error or "something else"
        return [Row(what, False, 0, "a number from 0.1 to 100", came, "It is a distance, such as 5.")]
    kept, new = kept_and_new(X, float(reach))
    if kept == LETTERS and new >= WANTED:
        return [Row(what, True)]
    hint = (
        "Too short: too few pairs reach their middle." if kept == LETTERS else "Too long: it reaches others."
    )
    return [Row(what, False, 0, "both", f"{kept} kept, {new} new", hint)]


REACH = Task("try_reach", 0, None, _judge_reach, values=("reach",))

TASKS = (SCORE, MERGING, REACH)
