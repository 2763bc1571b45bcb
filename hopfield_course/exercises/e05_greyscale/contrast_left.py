"""Exercise 05, contrast_left: what taking the mean of the couplings away does and does not mend."""

import numpy as np

from hopfield_lib.couplings import phase_distance, projection
from hopfield_lib.data import PICTURES, pictures
from hopfield_lib.images import grey_noise, to_grey, to_phases

from ...check.judges import Letter, Value, measurement

STORED, STEPS, NOISE = 5, 20, 0.25


def data(rng):
    """Return the exercise's data: greys (5, 256) of five of the eight photographs, and noisy cues."""
    chosen = rng.permutation(len(PICTURES))[:STORED]
    stored = pictures(size=16).images[chosen].reshape(STORED, -1) / 255
    return stored, grey_noise(stored, NOISE, rng=rng)


def updated(W, cues, steps):
    """Return the greys of cues after so many updates of all units under couplings W."""
    z = to_phases(cues)
    for _ in range(steps):
        h = z @ W.T
        z = h / np.abs(h)
    return to_grey(z)


def mean_away(T):
    """Return couplings less the mean of those beside the diagonal, which stays as it is."""
    beside = ~np.eye(len(T), dtype=bool)
    return T - T[beside].mean() * beside


def contrast(greys):
    """Return the mean over pictures of the standard deviation of their greys."""
    return greys.std(axis=1).mean()


def contrasts(greys):
    """Return the contrast of each of several sets of pictures."""
    return np.array([contrast(g) for g in greys])


def errors(greys, stored):
    """Return the mean length of the differences from what is stored, for several sets of pictures."""
    return np.array([np.abs(g - stored).mean() for g in greys])


def facts(stored, cues):
    """Return the measured numbers, and those of people who measure something else."""
    X = to_phases(stored)
    T, W = phase_distance(X).dense(), projection(X).dense()
    ends, first = ([updated(rule, cues, count) for rule in (T, mean_away(T), W)] for count in (STEPS, 1))
    turned = [*ends[:2], updated(W.T, cues, STEPS)]  # the conjugate of W
    fading = [updated(T, cues, k) for k in range(4)]
    at_first, before, factor = (contrast(fading[k + 1]) / contrast(fading[k]) for k in range(3))
    known, begun, exchanged = [stored, *ends], [cues, *ends], [0, 2, 1, 3]
    found = {}
    for name, greys in (("", ends), (" after 1", first), (", turned", turned)):
        found[f"contrasts{name}"] = contrasts([stored, *greys])
        found[f"errors{name}"] = errors([cues, *greys], stored)
    return found | {
        "factor": factor,
        "turned over": 1 / factor,
        "factor before": before,
        "factor at first": at_first,
        "mean of ratios": np.mean(fading[3].std(axis=1) / fading[2].std(axis=1)),
        "pooled factor": fading[3].std() / fading[2].std(),
        "by stored": contrast(fading[3]) / contrast(stored),
        "share lost": 1 - factor,
        "contrasts of cues": contrasts(begun),
        "pooled": [g.std() for g in known],
        "variances": [g.var(axis=1).mean() for g in known],
        "contrasts of bytes": 255 * found["contrasts"],
        "contrasts, exchanged": found["contrasts"][exchanged],
        "errors of stored": errors(known, stored),
        "errors from cues": errors(known, cues),
        "squares": [((g - stored) ** 2).mean() for g in begun],
        "roots": [np.sqrt(((g - stored) ** 2).mean()) for g in begun],
        "signed": [(g - stored).mean() for g in begun],
        "errors, exchanged": found["errors"][exchanged],
    }


AFTER_ONE = "That is after one step: twenty are asked for."
HEAP = "All pictures in one heap: each has a contrast of its own."
SIDE = "The last number: W is Hermitian, W.T is not W. Use run_greys as it is."
ORDER = "Are two rules exchanged? First the distance rule, then without its mean."
FACTOR_HINTS = {
    "turned over": "Turned over: contrast gets less, a factor below 1.",
    "factor before": "That is the factor of the step before.",
    "mean of ratios": "First the mean contrast after each step, then one ratio.",
    "factor at first": "That is the factor of the first step.",
    "pooled factor": HEAP,
    "by stored": "That is the share of what was stored. What was there a step before?",
    "share lost": "That is the share that is lost. What share is left?",
}
CONTRASTS_HINTS = {
    "contrasts after 1": AFTER_ONE,
    "contrasts of cues": "The first number is that of the stored pictures.",
    "pooled": HEAP,
    "variances": "That is a variance. What is the contrast?",
    "contrasts of bytes": "Greys go from 0 to 1 here.",
    "contrasts, turned": SIDE,
    "contrasts, exchanged": ORDER,
    "errors": "Those are the errors.",
}
ERRORS_HINTS = {
    "errors after 1": AFTER_ONE,
    "errors of stored": "The first number is that of the cues.",
    "errors from cues": "That is how far they are from the cues.",
    "squares": "Those are squares. The error is a mean of lengths.",
    "roots": "That is the root of mean squares. The error is a mean of lengths.",
    "signed": "Too dark and too bright cancel there. Do they in the error?",
    "errors, turned": SIDE,
    "errors, exchanged": ORDER,
    "contrasts": "Those are the contrasts.",
}
LETTER_HINTS = {
    "a": "Look at the third of your contrasts.",
    "c": "Look at the third of your errors, beside the first.",
    "d": "Look at the last of your errors, beside the first.",
}
VALUES = (
    Value(
        "factor", "contrast after three steps over that after two, distance rule", 0.4, 0.0006, FACTOR_HINTS
    ),
    Value(
        "contrasts", "of what is stored, and of the ends under the three rules", 0.6, 0.002, CONTRASTS_HINTS
    ),
    Value("errors", "of the cues, and of the ends under the three rules", 0.6, 0.002, ERRORS_HINTS),
)
CONCLUSION = Letter("what the numbers say", 0.4, "b", LETTER_HINTS)
OTHERWISE = (
    "Five pictures, not anchored; the diagonal stays 0 and is not in the mean. Is every picture counted?"
)
TASK = measurement("contrast_left", data, facts, VALUES, CONCLUSION, OTHERWISE)
