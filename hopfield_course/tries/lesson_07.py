"""Lesson 07: a strip that misleads, attention to kinds, two kinds of answers, the bound of one step."""

import numpy as np

from hopfield_lib import ModernHopfield, recall, synchronous

from ..check.judges import Mistake, Part, function_task
from ..check.tasks import Row, Task, numbers

# ----------------------------------------------------------------- a strip that another picture answers

CLOCK, SIDE, ROWS = 7, 64, 4


def _strip_scores(X, first):
    """Return the scores of all pictures (P, N) with four rows of the clock, from row `first` on."""
    cue = np.zeros((SIDE, SIDE))
    cue[first : first + ROWS] = X[CLOCK].reshape(SIDE, SIDE)[first : first + ROWS]
    return X @ cue.ravel()


def _judge_strip(cases, outputs):
    (X,), what = cases[0], "four rows of the clock that another picture answers"
    first, last = numbers(outputs[0], ()), SIDE - ROWS
    if first is None or first != int(first) or not 0 <= first <= last:
        came = outputs[0].error or "something else"
        return [Row(what, False, 0, f"a whole number from 0 to {last}", came, "The number of a row.")]
    scores = _strip_scores(X, int(first))
    own, best = scores[CLOCK], np.delete(scores, CLOCK).max()
    if best > own:
        return [Row(what, True)]
    hint = f"These rows score {own:.0f} with the clock itself and at most {best:.0f} with another picture."
    hint += " The own score is the sum of their squared greys: where is the clock nearly grey?"
    return [Row(what, False, 0, "another picture", "the clock", hint)]


STRIP = Task("try_strip", 0, None, _judge_strip, values=("first",))

# --------------------------------------------------------------------------------- attention to kinds


def kinds(weights, labels):
    """Return how much of the attention (B, P) goes to each of three classes, (B, 3)."""
    return weights @ np.eye(3)[labels]


def kinds_cases(rng):
    """Weights of one cue and of several; classes of one size and of several."""
    cases = []
    for B, sizes in ((1, (2, 2, 2)), (5, (1, 4, 2)), (3, (5, 1, 3))):
        labels = rng.permutation(np.repeat(np.arange(3), sizes))
        weights = rng.dirichlet(np.ones(len(labels)), B)
        cases.append((weights, labels))
    return cases


def _mean_of_class(weights, labels):
    return kinds(weights, labels) / np.bincount(labels, minlength=3)


def _only_the_largest(weights, labels):
    return np.eye(3)[labels[weights.argmax(axis=1)]]


def _labels_as_values(weights, labels):
    return weights @ labels


def _column_a_pattern(weights, labels):
    return weights @ np.eye(len(labels))[labels]


def _largest_of_class(weights, labels):
    return np.stack([weights[:, labels == k].max(axis=1) for k in range(3)], axis=1)


KINDS = function_task(
    "try_kinds",
    kinds,
    kinds_cases,
    (Part("one cue", 0, (0,)), Part("several cues, classes of several sizes", 0, (1, 2))),
    (
        Mistake(_mean_of_class, "The mean over a class. How much goes to the class in all?", "means"),
        Mistake(
            _only_the_largest, "One class gets all of it here. How much goes to the others?", "zeros and ones"
        ),
        Mistake(_largest_of_class, "The largest weight of a class leaves out the others.", "largest weights"),
        Mistake(
            _labels_as_values,
            "One number for each cue: classes 0 and 2 would make class 1. The table of values needs one "
            "column for each class, three.",
            "the mean of the labels",
        ),
        Mistake(
            _column_a_pattern,
            "The table of values has a column for each pattern here; it needs one for each class, three.",
            "as many columns as patterns",
        ),
    ),
    "Take one cue with weights 0.5, 0.3, 0.2 and labels 0, 1, 0 on paper. What should come out?",
)

# ------------------------------------------------------------------- images and a group side by side


def _ends_by_kind(G, sharpness):
    """Return how many of twelve images (12, N), four a group, end in one image, in a group, in all."""
    network = ModernHopfield(G, sharpness / G.shape[1] ** 0.5)
    end = recall(network, G, synchronous(), max_sweeps=1000, tolerance=1e-8).state
    p = network.attention(end)
    single = p.max(axis=1) > 0.5
    group = ~single & (p.reshape(len(p), 3, 4).sum(axis=2).max(axis=1) > 0.5)
    return single.sum(), group.sum(), (~single & ~group).sum()


def _judge_sharpness(cases, outputs):
    (G,), what = cases[0], "some images answer alone, a group still as one"
    sharpness = numbers(outputs[0], ())
    if sharpness is None or not 0.01 <= sharpness <= 100:
        came = outputs[0].error or "something else"
        return [Row(what, False, 0, "a number from 0.01 to 100", came, "It is β√N, such as 0.3 or 3.")]
    single, group, everything = _ends_by_kind(G, float(sharpness))
    if single and group:
        return [Row(what, True)]
    came = f"of runs from the 12 images {single} end in one image, {group} in a group, {everything} in all"
    hint = "Too sharp: no group is left." if single else "Too blunt: no image has an answer of its own yet."
    return [Row(what, False, 0, "both kinds", came, hint)]


SHARPNESS = Task("try_sharpness", 0, None, _judge_sharpness, values=("sharpness",))

# --------------------------------------------------------------------------------- the bound of one step


def bound(P, M, beta, separation, r):
    """Return the most by which one step can miss a pattern."""
    return 2 * (P - 1) * M * np.exp(-beta * (separation - 2 * M * r))


def bound_cases(rng):
    """Cues that are the pattern itself, and cues at a distance."""
    near = [(8.0, 5.0, rng.uniform(0.2, 0.5), rng.uniform(4, 9), 0.0) for _ in range(2)]
    far = [(20.0, 3.0, rng.uniform(0.2, 0.5), rng.uniform(6, 9), rng.uniform(0.2, 0.9)) for _ in range(3)]
    return [*near, *far]


def _itself_too(P, M, beta, separation, r):
    return bound(P + 1, M, beta, separation, r)


def _half_as_far(P, M, beta, separation, r):
    return bound(P, M, beta, separation, r) / 2


def _without_distance(P, M, beta, separation, r):
    return bound(P, M, beta, separation, 0)


def _any_sharpness(P, M, beta, separation, r):
    return bound(P, M, 1, separation, r)


def _half_the_loss(P, M, beta, separation, r):
    return bound(P, M, beta, separation, r / 2)


def _growing(P, M, beta, separation, r):
    return 2 * (P - 1) * M * np.exp(beta * (separation - 2 * M * r))


def _distance_helps(P, M, beta, separation, r):
    return 2 * (P - 1) * M * np.exp(-beta * (separation + 2 * M * r))


BOUND = function_task(
    "try_bound",
    bound,
    bound_cases,
    (
        Part("the cue is the pattern itself, r = 0", 0, (0, 1)),
        Part("a cue at a distance", 0, (2, 3, 4)),
    ),
    (
        Mistake(_itself_too, "Here P patterns pull. Does the pattern itself pull the state away from it?"),
        Mistake(_half_as_far, "How far apart can two patterns of length M lie?"),
        Mistake(
            _without_distance, "The distance r of the cue does not count here: how does it cut the lead?"
        ),
        Mistake(_half_the_loss, "By how much can the lead shrink? Its last term is not that of the text."),
        Mistake(_any_sharpness, "A sharper softmax leaves the others less weight: where is that here?"),
        Mistake(_growing, "A larger lead makes this larger. Which sign has the exponent?"),
        Mistake(
            _distance_helps, "Here a cue further away has a smaller error. Is that how the lead changes?"
        ),
    ),
    "One factor for how many others there are, one for how far each pulls, one for its weight.",
)

TASKS = (STRIP, KINDS, SHARPNESS, BOUND)
