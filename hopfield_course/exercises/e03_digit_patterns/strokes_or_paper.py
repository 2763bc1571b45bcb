"""Exercise 03: why letters fail."""

import numpy as np

from hopfield_lib.couplings import covariance, hebbian
from hopfield_lib.data import letters
from hopfield_lib.models import Hopfield

from ...check.judges import Letter, Value, measurement

SETS, N = 60, 100
TOLERANCE = 0.0006  # of a share of 540 or 660 letters: none of them, but three digits will do


def data(rng):
    """Return letters (60, P, 100), P = 9 or 11 of the alphabet in each set, and orders of their pixels.

    An odd number of patterns and an even one of units: no field of Hebb's is a tie.
    """
    alphabet, P = letters().patterns.astype(int), int(rng.choice([9, 11]))
    sets = np.array([alphabet[rng.permutation(26)[:P]] for _ in range(SETS)])
    return sets, rng.permuted(np.tile(np.arange(N), (SETS, P, 1)), axis=2)


def facts(sets, orders):
    """Return the shares of letters that stay: as drawn, shuffled in two ways, under covariance.

    Beside them what is got by counting other things, see `counted`.
    """
    own = np.take_along_axis(sets, orders, axis=2)
    common = np.take_along_axis(sets, np.broadcast_to(orders[:, :1], sets.shape), axis=2)
    networks = {
        "drawn": (sets, lambda X: Hopfield(hebbian(X))),
        "own": (own, lambda X: Hopfield(hebbian(X))),
        "common": (common, lambda X: Hopfield(hebbian(X))),
        "centred": (sets, lambda X: Hopfield(*covariance(X))),
        "each": (sets, lambda X: Hopfield(*covariance(X, center="pattern"))),
        "diagonal": (sets, lambda X: Hopfield(hebbian(X, keep_diagonal=True))),
        "bare": (sets, lambda X: Hopfield(covariance(X)[0])),
        "both": (own, lambda X: Hopfield(*covariance(X))),
    }
    found = {}
    for name, (pictures, network) in networks.items():
        found |= counted(name, np.array([network(X).update(X) == X for X in pictures]))
    return found


def counted(name, stays):
    """Return the share of letters that stay, and what else people count, of units that stay (60, P, 100)."""
    whole = stays.all(axis=2)
    return {
        name: whole.mean(),
        f"{name}_units": stays.mean(),
        f"{name}_sets": whole.all(axis=1).mean(),
        f"{name}_number": whole.sum(),
        f"{name}_in_a_set": whole.sum() / SETS,
    }


NOT_ONE = "Not one? Counted are letters, not whole sets, and they are looked for where they are stored."
DIVIDE = "A share: divide by the number of letters in all sets."


def counts(name):
    """Return the hints for what people count in place of letters."""
    return {
        0: NOT_ONE,
        f"{name}_units": "That is a share of units. A letter stays if all of its units do.",
        f"{name}_sets": "That is a share of sets. Counted are letters, several in each set.",
        f"{name}_number": DIVIDE,
        f"{name}_in_a_set": DIVIDE,
    }


DRAWN_HINTS = {
    **counts("drawn"),
    "own": "Are these the letters as they were drawn?",
    "diagonal": "Too many stay: whose vote stands on the diagonal?",
}
DRAWN = Value(
    "drawn", "the share of letters that stay, as they were drawn", 0.5, TOLERANCE, DRAWN_HINTS, share=True
)
OWN_HINTS = {
    **counts("own"),
    "drawn": "Just as many as before: has each letter of a set another order than the next?",
    "both": "The rule is Hebb's here.",
}
OWN = Value(
    "own", "the share that stay, each shuffled in an order of its own", 0.5, TOLERANCE, OWN_HINTS, share=True
)
COMMON_HINTS = {**counts("common"), "own": "Has every letter of a set the order of the set's first one?"}
COMMON = Value(
    "common",
    "the share that stay, all of a set shuffled in one order",
    0.3,
    TOLERANCE,
    COMMON_HINTS,
    share=True,
)
CENTRED_HINTS = {
    **counts("centred"),
    "both": "The letters as they were drawn, not the shuffled ones.",
    "each": "One mean for all letters of a set, not one for each letter.",
    "bare": "covariance gives two things, and a network needs both.",
}
CENTRED = Value(
    "centred", "the share that stay under the covariance rule", 0.3, TOLERANCE, CENTRED_HINTS, share=True
)
LETTER_HINTS = {
    "a": "Shuffled or not, they are as many: compare own with drawn.",
    "b": "Which of your numbers has the mean taken away? Compare it with the first.",
    "d": "Shuffle a set in one order: what becomes of neighbours, and what of the share?",
}
CONCLUSION = Letter("what breaks the letters", 0.4, "c", LETTER_HINTS)
OTHERWISE = "60 sets of letters: a network for each set, and its own letters tried in it?"
TASK = measurement("strokes_or_paper", data, facts, (DRAWN, OWN, COMMON, CENTRED), CONCLUSION, OTHERWISE)
