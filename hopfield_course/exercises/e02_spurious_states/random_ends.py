"""Exercise 02: where random cues end."""

import numpy as np

from hopfield_lib.attractors import identify, overlap
from hopfield_lib.couplings import hebbian
from hopfield_lib.models import Hopfield
from hopfield_lib.recall import asynchronous, recall

from ...check.judges import Letter, Value, measurement
from ...check.tasks import spins

TOLERANCE = 0.0006  # of a share of 2,000 runs: one of them; visiting orders are given, and there are no ties
LEAST = 0.95  # overlap that bears a name


def data(rng):
    """Return the exercise's data: patterns (80, P, 200), 7, 9 or 11 a draw, and random cues (80, 25, 200).

    An odd number of patterns and an even one of units: no ties.
    """
    P = int(rng.choice([7, 9, 11]))
    return spins(rng, 80, P, 200), spins(rng, 80, 25, 200)


def ends_of(X, S, d):
    """Return of each kind of end, by name, which of the cues (B, N) of draw number d end so, (B,)."""
    state = recall(Hopfield(hebbian(X)), S, asynchronous(np.random.default_rng(d))).state
    names, m, at_end = identify(state, X), overlap(S, X), overlap(state, X)
    kind = np.array([name.kind for name in names])
    similar, unsigned = (at_end[np.arange(len(S)), k.argmax(axis=1)] for k in (m, np.abs(m)))
    stored = (kind == "pattern") | (kind == "reverse")
    mixed = (kind == "mixture") & [len(name.patterns) == 3 for name in names]
    return {
        **{name: kind == name for name in ("pattern", "reverse", "mixture", "none")},
        "stored": stored,
        "mixed": mixed,
        "similar": similar >= LEAST,
        "unsigned": unsigned >= LEAST,
        "either": np.abs(unsigned) >= LEAST,
        "stored or mixture": stored | (kind == "mixture"),
        "stored or mixed": stored | mixed,
        "not stored": ~stored,
    }


def facts(patterns, cues):
    """Return the shares of the kinds of ends, right ones and what mistakes are made of."""
    each = [ends_of(X, S, d) for d, (X, S) in enumerate(zip(patterns, cues, strict=True))]
    shares = {name: np.mean([one[name] for one in each]) for name in each[0]}
    return shares | {f"number of {name}": share * cues[..., 0].size for name, share in shares.items()}


COUNTED = "A share: divide by the number of runs."
BOTH = "Are patterns and reverses counted, both of them, and not the rest?"
NEITHER = "A mixture is neither of the two."
STORED_HINTS = {
    "number of stored": COUNTED,
    "pattern": BOTH,
    "reverse": BOTH,
    "stored or mixture": NEITHER,
    "stored or mixed": NEITHER,
    "similar": "Here any pattern counts, not only the most similar one.",
}
STORED = Value(
    "stored",
    "the share of runs that end in a pattern or in a reverse",
    0.4,
    TOLERANCE,
    STORED_HINTS,
    share=True,
)
MIXED_HINTS = {
    "number of mixed": COUNTED,
    0: "Do you ask for all units to be equal? Crosstalk moves a few units of a mixture: 95 % will do.",
    "mixture": "Of three: how many patterns has each of your mixtures?",
    "none": "Are those the mixtures, or the ends without a name?",
    "not stored": "Not every end that is no pattern is a mixture of three.",
}
MIXED = Value(
    "mixed", "the share of runs that end in a mixture of three", 0.4, TOLERANCE, MIXED_HINTS, share=True
)
SIMILAR_HINTS = {
    "number of similar": COUNTED,
    "pattern": "Counted is every run that ends in a pattern. Is it the one most similar to the cue?",
    "either": "A reverse is no stored pattern: the sign of the overlap matters.",
    "unsigned": "Is an overlap of −0.2 more similar than one of 0.1?",
    "stored": "Compare each end with one pattern, the one that the cue tells.",
    1: "Most similar to the cue, not to the end.",
}
SIMILAR = Value(
    "similar",
    "the share of runs that end in the most similar pattern",
    0.4,
    TOLERANCE,
    SIMILAR_HINTS,
    share=True,
)
LETTER_HINTS = {
    "a": "Compare with your third number.",
    "b": "What is left of 1 when your first number is taken away?",
    "d": "Compare with your first number.",
}
CONCLUSION = Letter("what the numbers say of the claim", 0.3, "c", LETTER_HINTS)
VALUES = (STORED, MIXED, SIMILAR)
OTHERWISE = (
    "Are all 2,000 runs counted, each with the patterns of its own draw? And has each draw a new generator"
    " with its own number, for its 25 cues in one call?"
)
TASK = measurement("random_ends", data, facts, VALUES, CONCLUSION, OTHERWISE)
