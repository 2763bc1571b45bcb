"""Exercise 07, how_sharp: what the sharpness of the softmax decides."""

import numpy as np

from hopfield_lib.models import ModernHopfield
from hopfield_lib.recall import recall, synchronous

from ...check.judges import Letter, Value, measurement
from .sharers import sharers
from .softmax import prepared, share_out

PATTERNS, UNITS = 120, 100
LEVELS = (0.3, 1, 4, 100)  # of the sharpness, in units of 1/√N


def data(rng):
    """Return the exercise's data: patterns (120, 100), cues (120, 100), levels (4,).

    The patterns are families of 6, 8 or 10 that are alike; each cue is its pattern and about twice
    as much noise, more or less of it.  All rows have mean 0 and variance 1.
    """
    members = int(rng.choice([6, 8, 10]))
    ancestors = prepared(rng.normal(size=(PATTERNS // members, 1, UNITS)))
    own = rng.normal(size=(PATTERNS // members, members, UNITS))
    patterns = prepared((0.75**0.5 * ancestors + 0.5 * own).reshape(PATTERNS, UNITS))
    cues = prepared(patterns + rng.uniform(1.75, 2.1) * rng.normal(size=patterns.shape))
    return patterns, cues, np.array(LEVELS)


def settled(X, cues, beta):
    """Return where cues end: updated until no entry moves by more than 1e-6, 200 times at most."""
    memory = ModernHopfield(X, beta)
    return recall(memory, cues, synchronous(), max_sweeps=200, tolerance=1e-6).state


def at_level(X, cues, level):
    """Return what is to be measured at one level, and what those who go astray measure."""
    beta, own = level / X.shape[1] ** 0.5, np.arange(len(X))
    once, end = share_out(X, beta, cues) @ X, settled(X, cues, beta)

    def recalled(states, beta=beta):
        return (share_out(X, beta, states).diagonal() >= 0.9).mean()

    p, shared = share_out(X, beta, cues), sharers(X, beta, end)
    return {
        "at_once": recalled(cues),
        "any_pattern": (p.max(axis=1) >= 0.9).mean(),
        "largest": (p.argmax(axis=1) == own).mean(),
        "step_late": recalled(once),
        "at_end": recalled(end),
        "unscaled": recalled(cues, level),
        "shared": shared.mean(),
        "middle": np.median(shared),
        "entropy": np.log(shared).mean(),
        "shared_cue": sharers(X, beta, cues).mean(),
        "shared_one": sharers(X, beta, once).mean(),
        "unscaled_shared": sharers(X, level, settled(X, cues, level)).mean(),
    }


def facts(patterns, cues, levels):
    """Return what is to be measured, by level or once, and what those who go astray measure."""
    rows, own = [at_level(patterns, cues, level) for level in levels], np.arange(len(patterns))
    distances = ((cues[:, None] - patterns) ** 2).sum(axis=-1)
    found = {name: np.array([row[name] for row in rows]) for name in rows[0]} | {
        "nearest": (distances.argmin(axis=1) == own).mean(),
        "nearest_cue": (distances.argmin(axis=0) == own).mean(),
    }
    sums = {f"sum of {name}": found[name] * len(cues) for name in ("at_once", "shared", "nearest")}
    return found | sums


A_SHARE, UNSCALED = "A share: divide by the number of cues.", "The levels are β√N. Which β is that?"
AT_ONCE_HINTS = {
    "sum of at_once": A_SHARE,
    "unscaled": UNSCALED,
    "at_end": "That is what many steps recall. Look at the attention at the cue.",
    "step_late": "That is two steps: one to leave the cue, and the one you look at.",
    "any_pattern": "Sure of some pattern, but is it the cue's own?",
    "largest": "The largest weight may still be a small one: 0.9 is asked for.",
}
SHARED_HINTS = {
    "sum of shared": "A mean: divide by the number of cues.",
    "unscaled_shared": UNSCALED,
    "shared_cue": "That is the attention at the cue: run to the end first.",
    "shared_one": "That is after one update: run to the end first.",
    "middle": "The mean over the cues, not the median.",
    "entropy": "That is the entropy: e to it is the number of patterns.",
}
NEAREST_HINTS = {
    "sum of nearest": A_SHARE,
    "nearest_cue": "For each cue the nearest pattern, not the other way round.",
    1: "Nearest to the cue: are you comparing the patterns with themselves?",
    0: "Pattern μ belongs to cue μ: which index do you compare with which?",
}
LETTER_HINTS = {
    "a": "Compare your last share with 1.",
    "b": "Look at the last number of shared: how many patterns are in such an answer?",
    "d": "Compare the shares at the levels in the middle with the last one, and with nearest.",
}
VALUES = (
    Value(
        "at_once",
        "the share of cues that one step recalls, at each level",
        0.4,
        0.004,
        AT_ONCE_HINTS,
        share=True,
    ),
    Value("shared", "how many share the attention at the end (mean), by level", 0.4, 0.02, SHARED_HINTS),
    Value(
        "nearest",
        "the share of cues whose nearest pattern is their own",
        0.3,
        0.004,
        NEAREST_HINTS,
        share=True,
    ),
)
CONCLUSION = Letter("what the numbers say", 0.4, "c", LETTER_HINTS)
OTHERWISE = "Is every cue counted once, with its own pattern, and every level in its order?"
TASK = measurement("how_sharp", data, facts, VALUES, CONCLUSION, OTHERWISE)
