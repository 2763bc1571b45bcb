"""Exercise 07: its tasks, its data, and what the sharpness of the softmax decides."""

import numpy as np

from ...check.judges import Letter, Value, measured
from ...check.tasks import Task
from .parts import attend_cases, judge_attend, share_out
from .settled import judge_settled, settled_cases
from .shares import judge_sharers, judge_slope, sharers, sharers_cases, slope_cases

EXERCISE = "07_attention"
PATTERNS, UNITS = 120, 100
LEVELS = (0.3, 1, 4, 100)  # of the sharpness, in units of 1/√N


def prepared(rows):
    """Return rows of mean 0 and variance 1."""
    rows = rows - rows.mean(axis=-1, keepdims=True)
    return rows / rows.std(axis=-1, keepdims=True)


def data(rng):
    """Return the exercise's data: patterns (120, 100), cues (120, 100), levels (4,).

    The patterns are families of 6, 8 or 10 that are alike; each cue is its pattern and twice as
    much noise.  All rows have mean 0 and variance 1.
    """
    members = int(rng.choice([6, 8, 10]))
    ancestors = prepared(rng.normal(size=(PATTERNS // members, 1, UNITS)))
    own = rng.normal(size=(PATTERNS // members, members, UNITS))
    patterns = prepared((0.75**0.5 * ancestors + 0.5 * own).reshape(PATTERNS, UNITS))
    cues = prepared(patterns + 2 * rng.normal(size=patterns.shape))
    return patterns, cues, np.array(LEVELS)


def settled(X, cues, beta):
    """Return where cues end: updated until no entry moves by more than 1e-6, 200 times at most."""
    S = cues
    for _ in range(200):
        new = share_out(X, beta, S) @ X
        done = np.abs(new - S).max() <= 1e-6
        S = new
        if done:
            break
    return S


def facts(patterns, cues, levels):
    """Return what is to be measured at each level, and what those who go astray measure."""
    X, found = patterns, {"cues": len(cues)}
    distances = ((cues[:, None] - X) ** 2).sum(axis=-1)
    found["nearest"] = (distances.argmin(axis=1) == np.arange(len(X))).mean()
    found["nearest_cue"] = (distances.argmin(axis=0) == np.arange(len(X))).mean()
    rows = []
    for beta in levels / X.shape[1] ** 0.5:
        end, one = settled(X, cues, beta), share_out(X, beta, cues) @ X
        p, q = share_out(X, beta, cues), share_out(X, beta, end)
        rows.append(
            {
                "at_once": (p.diagonal() >= 0.9).mean(),
                "any_pattern": (p.max(axis=1) >= 0.9).mean(),
                "largest": (p.argmax(axis=1) == np.arange(len(X))).mean(),
                "step_late": (share_out(X, beta, one).diagonal() >= 0.9).mean(),
                "at_end": (q.diagonal() >= 0.9).mean(),
                "shared": sharers(X, beta, end).mean(),
                "shared_cue": sharers(X, beta, cues).mean(),
                "shared_one": sharers(X, beta, one).mean(),
                "middle": np.median(sharers(X, beta, end)),
                "entropy": np.log(sharers(X, beta, end)).mean(),
                "unscaled": (share_out(X, beta * X.shape[1] ** 0.5, cues).diagonal() >= 0.9).mean(),
                "unscaled_shared": sharers(X, levels[len(rows)], settled(X, cues, levels[len(rows)])).mean(),
            }
        )
    return found | {name: np.array([row[name] for row in rows]) for name in rows[0]}


UNSCALED = "The levels are β√N. Which β is that?"
AT_ONCE = Value(
    "at_once",
    "the share of cues that one step recalls, at each level",
    0.4,
    0.004,
    (
        (lambda found: found["at_once"] * found["cues"], "A share: divide by the number of cues."),
        (lambda found: found["unscaled"], UNSCALED),
        (lambda found: found["at_end"], "That is what many steps recall. Look at the attention at the cue."),
        (
            lambda found: found["step_late"],
            "That is two steps: one to leave the cue, and the one you look at.",
        ),
        (lambda found: found["any_pattern"], "Sure of some pattern, but is it the cue's own?"),
        (lambda found: found["largest"], "The largest weight may still be a small one: 0.9 is asked for."),
    ),
    share=True,
)
SHARED = Value(
    "shared",
    "how many share the attention at the end (mean), by level",
    0.4,
    0.02,
    (
        (lambda found: found["shared"] * found["cues"], "A mean: divide by the number of cues."),
        (lambda found: found["unscaled_shared"], UNSCALED),
        (lambda found: found["shared_cue"], "That is the attention at the cue: run to the end first."),
        (lambda found: found["shared_one"], "That is after one update: run to the end first."),
        (lambda found: found["middle"], "The mean over the cues, not the median."),
        (lambda found: found["entropy"], "That is the entropy: e to it is the number of patterns."),
    ),
)
NEAREST = Value(
    "nearest",
    "the share of cues whose nearest pattern is their own",
    0.3,
    0.004,
    (
        (lambda found: found["nearest"] * found["cues"], "A share: divide by the number of cues."),
        (lambda found: found["nearest_cue"], "For each cue the nearest pattern, not the other way round."),
        (lambda found: 1, "Nearest to the cue: are you comparing the patterns with themselves?"),
        (lambda found: 0, "Pattern μ belongs to cue μ: which index do you compare with which?"),
    ),
    share=True,
)
CONCLUSION = Letter(
    "what the numbers say",
    0.4,
    "c",
    {
        "a": "Compare your last share with 1.",
        "b": "Look at the last number of shared: how many patterns are in such an answer?",
        "d": "Compare the shares at the levels in the middle with the last one, and with nearest.",
    },
)
judge_how_sharp = measured(
    facts,
    (AT_ONCE, SHARED, NEAREST),
    CONCLUSION,
    "Is every cue counted once, with its own pattern, and every level in its order?",
)

TASKS = (
    Task("attend", 2, attend_cases, judge_attend),
    Task("sharers", 1, sharers_cases, judge_sharers),
    Task("update_slope", 1.5, slope_cases, judge_slope),
    Task("settle_mended", 2, settled_cases, judge_settled),
    Task(
        "how_sharp",
        1.5,
        lambda rng: [data(rng)],
        judge_how_sharp,
        ("at_once", "shared", "nearest", "conclusion"),
    ),
)
