"""Exercise 04: what is left of a memory just below 0.138 N."""

import numpy as np

from hopfield_lib.couplings import hebbian
from hopfield_lib.models import Hopfield
from hopfield_lib.recall import asynchronous, recall

from ...check.judges import Letter, Value, measurement
from ...check.tasks import spins

DRAWS, UNITS = 3, 1000
PATTERNS = (129, 131, 133, 135, 137)  # odd numbers, and an even one of units: no ties
FLIPPED = (230, 270)  # units of a cue: from so many to so many
ENOUGH = 0.95
TOLERANCE = 0.0006  # of a share of about 400 patterns: none of them, but three digits will do


def data(rng):
    """Return the exercise's data: patterns (3, P, 1000), and cues with about a quarter of the units flipped.

    How many patterns a draw has, and how many units are flipped, differs from learner to learner.
    """
    patterns = spins(rng, DRAWS, int(rng.choice(PATTERNS)), UNITS)
    cues, count = patterns.copy(), int(rng.integers(*FLIPPED))
    flipped = rng.random(patterns.shape).argpartition(count, axis=-1)[..., :count]
    np.put_along_axis(cues, flipped, -np.take_along_axis(cues, flipped, axis=-1), axis=-1)
    return patterns, cues


def facts(patterns, cues):
    """Return the shares of patterns that are exact, that come back, and that spoilt cues lead to.

    The orders of the visits are given: in draw number d those of a new generator with this number.
    """
    rows = []
    for d, (X, S) in enumerate(zip(patterns, cues, strict=True)):
        model = Hopfield(hebbian(X))
        first = model.update(X) == X
        flattered = Hopfield(hebbian(X, keep_diagonal=True)).update(X) == X
        ends = (recall(model, s, asynchronous(np.random.default_rng(d))).state for s in (X, S))
        back, far = ((end * X).mean(axis=1) for end in ends)
        rows.append(
            {
                "exact": first.all(axis=1).mean(),
                "back": (back >= ENOUGH).mean(),
                "far": (far >= ENOUGH).mean(),
                "units": first.mean(),
                "kept": flattered.all(axis=1).mean(),
                "back_units": (1 + back.mean()) / 2,
                "far_units": (1 + far.mean()) / 2,
                "one_step": ((model.update(S) * X).mean(axis=1) >= ENOUGH).mean(),
            }
        )
    found = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
    return found | {f"number_{name}": share * patterns[..., 0].size for name, share in found.items()}


COUNTED = "A share: divide by the number of patterns, in all three draws."
OF_UNITS = "That is about units. How many of the patterns is asked."
NEARLY_ALL = "Is that a share of patterns, not of units? At the end of recall, not after one step?"
STAY = "Does this number start from the patterns, or from the cues?"
EXACT_HINTS = {
    "number_exact": COUNTED,
    "units": OF_UNITS,
    "kept": "Does a unit hear itself in your network?",
    0: "Wrong units, or draws without an error? Each pattern by itself is asked.",
    "back": "An overlap of 0.95 leaves 25 wrong units. And an exact pattern?",
}
EXACT = Value(
    "exact", "the share of patterns that are exact fixed points", 0.4, TOLERANCE, EXACT_HINTS, share=True
)
BACK_HINTS = {
    "number_back": COUNTED,
    "back_units": NEARLY_ALL,
    1: NEARLY_ALL,
    "far": STAY,
    "exact": "Few errors are allowed here: the overlap has to be 0.95, not 1.",
}
BACK = Value(
    "back",
    "the share of patterns that recall from the pattern itself brings back",
    0.4,
    TOLERANCE,
    BACK_HINTS,
    share=True,
)
FAR_HINTS = {
    "number_far": COUNTED,
    "far_units": OF_UNITS,
    "back": STAY,
    "one_step": "One step was made. Recall goes on until nothing changes."
    " Is the end compared with the pattern?",
    1: "Is the end compared with the pattern, and not with itself?",
}
FAR = Value(
    "far",
    "the share of patterns that recall from the cues brings back",
    0.4,
    TOLERANCE,
    FAR_HINTS,
    share=True,
)
LETTER_HINTS = {
    "a": "Compare with your first number.",
    "c": "Compare with your third number.",
    "d": "Compare with your second number.",
}
CONCLUSION = Letter("what a load just below 0.138 means", 0.3, "b", LETTER_HINTS)
OTHERWISE = (
    "Three draws are three networks: is each pattern looked at in the network of its own draw? And has each"
    " call of recall a new generator with the number of its draw?"
)
TASK = measurement("at_the_limit", data, facts, (EXACT, BACK, FAR), CONCLUSION, OTHERWISE)
