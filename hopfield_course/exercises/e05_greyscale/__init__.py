"""Exercise 05: its tasks, its data, and what taking the mean of the couplings away does and does not mend."""

import numpy as np

from hopfield_lib.couplings import phase_distance, projection
from hopfield_lib.data import PICTURES, pictures
from hopfield_lib.images import grey_noise, to_grey, to_phases
from ...check.judges import Letter, Value, measured
from ...check.tasks import Task
from .hunt import judge_shades, shades_cases
from .phasors import (
    judge_phasors,
    judge_step,
    judge_turns,
    phasor_cases,
    step_cases,
    turn_cases,
)

EXERCISE = "05_greyscale"
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


def facts(stored, cues):
    """Return the measured numbers, and those of people who measure something else."""
    X = to_phases(stored)
    T, W = phase_distance(X).dense(), projection(X).dense()
    rules = (T, mean_away(T), W)
    ends, first = ([updated(rule, cues, count) for rule in rules] for count in (STEPS, 1))
    steps = [updated(T, cues, k) for k in range(4)]
    fading = [contrast(g) for g in steps]
    known, begun = [stored, *ends], [cues, *ends]
    turned = [*ends[:2], updated(W.T, cues, STEPS)]  # the conjugate of W
    return {
        "factor": fading[3] / fading[2],
        "contrasts": [contrast(g) for g in known],
        "errors": [np.abs(g - stored).mean() for g in begun],
        "mean of ratios": np.mean(steps[3].std(axis=1) / steps[2].std(axis=1)),
        "by stored": fading[3] / contrast(stored),
        "factor before": fading[2] / fading[1],
        "factor at first": fading[1] / fading[0],
        "pooled factor": steps[3].std() / steps[2].std(),
        "contrasts after 1": [contrast(g) for g in (stored, *first)],
        "contrasts of cues": [contrast(g) for g in begun],
        "pooled": [g.std() for g in known],
        "variances": [g.var(axis=1).mean() for g in known],
        "contrasts, turned": [contrast(g) for g in (stored, *turned)],
        "errors after 1": [np.abs(g - stored).mean() for g in (cues, *first)],
        "errors from cues": [np.abs(g - cues).mean() for g in (stored, *ends)],
        "squares": [((g - stored) ** 2).mean() for g in begun],
        "roots": [np.sqrt(((g - stored) ** 2).mean()) for g in begun],
        "signed": [(g - stored).mean() for g in begun],
        "errors, turned": [np.abs(g - stored).mean() for g in (cues, *turned)],
    }


def swapped(numbers):
    """Return four numbers with the second and the third exchanged."""
    return [numbers[k] for k in (0, 2, 1, 3)]


HEAP = "All pictures in one heap: each has a contrast of its own."
SIDE = "The last number: W is Hermitian, W.T is not W. Use run_greys as it is."
ORDER = "Are two rules exchanged? First the distance rule, then without its mean."
FACTOR = Value(
    "factor",
    "contrast after three steps over that after two, distance rule",
    0.4,
    0.001,
    (
        (lambda found: 1 / found["factor"], "Turned over: contrast gets less, a factor below 1."),
        (lambda found: found["factor before"], "That is the factor of the step before."),
        (lambda found: found["mean of ratios"], "First the mean contrast after each step, then one ratio."),
        (lambda found: found["factor at first"], "That is the factor of the first step."),
        (lambda found: found["pooled factor"], HEAP),
        (
            lambda found: found["by stored"],
            "That is the share of what was stored. What was there a step before?",
        ),
        (lambda found: 1 - found["factor"], "That is the share that is lost. What share is left?"),
    ),
)
CONTRASTS = Value(
    "contrasts",
    "of what is stored, and of the ends under the three rules",
    0.6,
    0.004,
    (
        (lambda found: found["contrasts after 1"], "That is after one step: twenty are asked for."),
        (lambda found: found["contrasts of cues"], "The first number is that of the stored pictures."),
        (lambda found: found["pooled"], HEAP),
        (lambda found: found["variances"], "That is a variance. What is the contrast?"),
        (lambda found: 255 * np.array(found["contrasts"]), "Greys go from 0 to 1 here."),
        (lambda found: found["contrasts, turned"], SIDE),
        (lambda found: swapped(found["contrasts"]), ORDER),
        (lambda found: found["errors"], "Those are the errors."),
    ),
)
ERRORS = Value(
    "errors",
    "of the cues, and of the ends under the three rules",
    0.6,
    0.003,
    (
        (lambda found: found["errors after 1"], "That is after one step: twenty are asked for."),
        (lambda found: [0, *found["errors"][1:]], "The first number is that of the cues."),
        (lambda found: found["errors from cues"], "That is how far they are from the cues."),
        (lambda found: found["squares"], "Those are squares. The error is a mean of lengths."),
        (lambda found: found["roots"], "That is the root of mean squares. The error is a mean of lengths."),
        (lambda found: found["signed"], "Too dark and too bright cancel there. Do they in the error?"),
        (lambda found: found["errors, turned"], SIDE),
        (lambda found: swapped(found["errors"]), ORDER),
        (lambda found: found["contrasts"], "Those are the contrasts."),
    ),
)
CONCLUSION = Letter(
    "what the numbers say",
    0.4,
    "b",
    {
        "a": "Look at the third of your contrasts.",
        "c": "Look at the third of your errors, beside the first.",
        "d": "Look at the last of your errors, beside the first.",
    },
)
judge_contrast = measured(
    facts,
    (FACTOR, CONTRASTS, ERRORS),
    CONCLUSION,
    "Five pictures, not anchored; the diagonal stays 0 and is not in the mean. Is every picture counted?",
)

TASKS = (
    Task("shade_phasors", 1, phasor_cases, judge_phasors),
    Task("overlap_turns", 1, turn_cases, judge_turns),
    Task("hermitian_step", 2, step_cases, judge_step),
    Task("shades_mended", 2, shades_cases, judge_shades),
    Task(
        "contrast_left",
        2,
        lambda rng: [data(rng)],
        judge_contrast,
        ("factor", "contrasts", "errors", "conclusion"),
    ),
)
