"""Exercise 03: its tasks, its data, and why letters fail."""

import numpy as np

from hopfield_lib.couplings import covariance, hebbian
from hopfield_lib.data import letters
from hopfield_lib.models import Hopfield
from ...check.judges import Letter, Value, measured
from ...check.tasks import Task
from .comeback import comeback_cases, judge_comeback
from .rules import (
    choose_cases,
    judge_choose,
    judge_span,
    judge_voices,
    span_cases,
    voices_cases,
)

EXERCISE = "03_digit_patterns"
SETS, P, N = 60, 9, 100
TOLERANCE = 0.003  # of a share of 540 letters: one of them


def data(rng):
    """Return letters (60, 9, 100), nine of the alphabet in each set, and orders of their pixels, same shape.

    An odd number of patterns and an even one of units: no field of Hebb's is a tie.
    """
    alphabet = letters().patterns.astype(int)
    sets = np.array([alphabet[rng.permutation(26)[:P]] for _ in range(SETS)])
    return sets, rng.permuted(np.tile(np.arange(N), (SETS, P, 1)), axis=2)


def at_rest(network, X):
    """Return which units of patterns (P, N) stay as they are."""
    return network.update(X) == X


def facts(sets, orders):
    """Return the shares of letters that stay: as drawn, shuffled in two ways, under covariance.

    Beside them, what is got by counting other things: ``*_units``, ``*_sets`` and ``*_number``.
    """
    own = np.take_along_axis(sets, orders, axis=2)
    common = np.take_along_axis(sets, np.broadcast_to(orders[:, :1], sets.shape), axis=2)
    stays = {
        "drawn": [at_rest(Hopfield(hebbian(X)), X) for X in sets],
        "own": [at_rest(Hopfield(hebbian(X)), X) for X in own],
        "common": [at_rest(Hopfield(hebbian(X)), X) for X in common],
        "centred": [at_rest(Hopfield(*covariance(X)), X) for X in sets],
        "each": [at_rest(Hopfield(*covariance(X, center="pattern")), X) for X in sets],
        "diagonal": [at_rest(Hopfield(hebbian(X, keep_diagonal=True)), X) for X in sets],
        "bare": [at_rest(Hopfield(covariance(X)[0]), X) for X in sets],
        "both": [at_rest(Hopfield(*covariance(X)), X) for X in own],
    }
    found = {}
    for name, units in stays.items():
        whole = np.all(units, axis=2)
        found |= {name: whole.mean(), f"{name}_number": whole.sum(), f"{name}_units": np.mean(units)}
        found |= {f"{name}_sets": whole.all(axis=1).mean()}
    return found


def _fact(name):
    return lambda found: found[name]


NONE = "Not one? Counted are letters, not whole sets, and they are looked for where they are stored."
DIVIDE = "A share: divide by the number of letters in all sets."


def _counts(name):
    """Return what people count in place of letters, and the hints."""
    return (
        (lambda found: 0, NONE),
        (_fact(f"{name}_units"), "That is a share of units. A letter stays if all of its units do."),
        (_fact(f"{name}_sets"), "That is a share of sets. Counted are letters, nine in each set."),
        (_fact(f"{name}_number"), DIVIDE),
        (lambda found: found[f"{name}_number"] / SETS, DIVIDE),
    )


DRAWN = Value(
    "drawn",
    "the share of letters that stay, as they were drawn",
    0.5,
    TOLERANCE,
    (
        *_counts("drawn"),
        (_fact("own"), "Are these the letters as they were drawn?"),
        (_fact("diagonal"), "Too many stay: whose vote stands on the diagonal?"),
    ),
    share=True,
)
OWN = Value(
    "own",
    "the share that stay, each shuffled in an order of its own",
    0.5,
    TOLERANCE,
    (
        *_counts("own"),
        (_fact("drawn"), "Just as many as before: has each letter of a set another order than the next?"),
        (_fact("both"), "The rule is Hebb's here."),
    ),
    share=True,
)
COMMON = Value(
    "common",
    "the share that stay, all of a set shuffled in one order",
    0.3,
    TOLERANCE,
    (
        *_counts("common"),
        (_fact("own"), "Has every letter of a set the order of the set's first one?"),
    ),
    share=True,
)
CENTRED = Value(
    "centred",
    "the share that stay under the covariance rule",
    0.3,
    TOLERANCE,
    (
        *_counts("centred"),
        (_fact("both"), "The letters as they were drawn, not the shuffled ones."),
        (_fact("each"), "One mean for all letters of a set, not one for each letter."),
        (_fact("bare"), "covariance gives two things, and a network needs both."),
    ),
    share=True,
)
CONCLUSION = Letter(
    "what breaks the letters",
    0.4,
    "c",
    {
        "a": "Shuffled or not, there are nine: compare own with drawn.",
        "b": "Which of your numbers has the mean taken away? Compare it with the first.",
        "d": "Shuffle a set in one order: what becomes of neighbours, and what of the share?",
    },
)
judge_strokes = measured(
    facts,
    (DRAWN, OWN, COMMON, CENTRED),
    CONCLUSION,
    "60 sets of nine letters: a network for each set, and its own nine letters tried in it?",
)

TASKS = (
    Task("crosstalk_voices", 1, voices_cases, judge_voices),
    Task("choose_fixed", 1.5, choose_cases, judge_choose),
    Task("span_couplings", 1.5, span_cases, judge_span),
    Task("comeback_mended", 2, comeback_cases, judge_comeback),
    Task(
        "strokes_or_paper",
        2,
        lambda rng: [data(rng)],
        judge_strokes,
        ("drawn", "own", "common", "centred", "conclusion"),
    ),
)
