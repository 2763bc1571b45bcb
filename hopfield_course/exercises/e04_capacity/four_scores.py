"""Exercise 04, what an accuracy is worth: the end, the cue, the majority image, the share identified."""

from functools import partial

import numpy as np

from ...check.draws import all_wrong, drawn_until
from ...check.judges import Mistake, Part, compared
from ...check.tasks import Output, Row, Task, trouble


def majority(X, tie=-1):
    """Return the image that has in each pixel what most patterns have there."""
    sums = X.sum(axis=0)
    return np.where(sums > 0, 1, np.where(sums < 0, -1, tie))


def is_identified(overlaps):
    """Return for each row of overlaps (P, P) whether that on the diagonal is above all others."""
    own, rest = np.diag(overlaps), overlaps.astype(float)
    np.fill_diagonal(rest, -np.inf)
    return own > rest.max(axis=1)


def right_ends(X, cues, ends):
    """Return the share of pixels that are right at the ends."""
    return (ends == X).mean()


def right_cues(X, cues, ends):
    """Return the share of pixels that are right in the cues."""
    return (cues == X).mean()


def right_majority(X, cues, ends):
    """Return the share of pixels that the majority image has right."""
    return (majority(X) == X).mean()


def identified(X, cues, ends):
    """Return the share of ends whose overlap with their own pattern is above those with all others."""
    return is_identified(ends @ X.T).mean()


def _nearest(overlaps, axis=1):
    return (overlaps.argmax(axis=axis) == np.arange(len(overlaps))).mean()


# --------------------------------------------------------------------------------------- mistakes

EQUALLY = "An end that is as near to another pattern does not tell which of the two was meant."
FIRST = "argmax takes the first of equals. What of an end that is as near to another pattern?"
REVERSE = "What has an overlap of −1 with a pattern is its reverse. Is that near to it?"
FOR_EACH = "For each end the nearest pattern is asked, not for each pattern the nearest end."
EXACT = "An end need not be exact: it has to be nearer to its own pattern than to any other."
WRONG_WAYS = (  # to identify an end
    Mistake(lambda X, cues, ends: (np.diag(ends @ X.T) == (ends @ X.T).max(axis=1)).mean(), EQUALLY),
    Mistake(lambda X, cues, ends: _nearest(ends @ X.T), FIRST),
    Mistake(
        (
            lambda X, cues, ends: is_identified(np.abs(ends @ X.T)).mean(),
            lambda X, cues, ends: _nearest(np.abs(ends @ X.T)),
        ),
        REVERSE,
    ),
    Mistake(
        (lambda X, cues, ends: is_identified(X @ ends.T).mean(), lambda X, c, ends: _nearest(ends @ X.T, 0)),
        FOR_EACH,
    ),
    Mistake(lambda X, cues, ends: (ends == X).all(axis=1).mean(), EXACT),
)
WRONG_ANSWERS = [answer for mistake in WRONG_WAYS for answer in mistake.answers]
OVERLAP = "That is an overlap, between −1 and 1. Which share of the pixels belongs to it?"
WRONG_PIXELS = "Those are the pixels that are wrong."
OF_THE_CUES = "Those are the cues; the ends are asked."
CUES = "Those are the cues. Are the two exchanged?"
ENDS = "Those are the ends. Are the two exchanged?"
NOT_THE_CUE = "Compared with the cue. What is the end to be like?"
PICTURES = "Those are the pictures without an error; the pixels are asked."
UNDECIDED = "An undecided pixel says nothing: here it counts as a pixel that is wrong, and it counts."
SIGN = "np.sign(0) is 0, and no pixel is 0. What does the majority image have where votes balance?"
NOT_THE_ENDS = "Compared with the ends. What are answers to be compared with?"
OF_ENDS = "A majority of the ends. It needs no recall: a majority of what?"
OF_CUES = "A majority of the cues. It is made without looking at them: a majority of what?"
COLOUR = "One colour for the whole picture; the majority image decides pixel by pixel."
COLOURS = "One colour for each picture. Which axis is summed over?"
ENTRIES = (  # what is asked, its points, the right number, and the wrong ones
    (
        "pixels that are right at the ends",
        0.25,
        right_ends,
        (
            Mistake(lambda X, cues, ends: (ends * X).mean(), OVERLAP),
            Mistake(lambda X, cues, ends: (ends != X).mean(), WRONG_PIXELS),
            Mistake(right_cues, CUES),
            Mistake(lambda X, cues, ends: (ends == cues).mean(), NOT_THE_CUE),
            Mistake(lambda X, cues, ends: (ends == X).all(axis=1).mean(), PICTURES),
        ),
    ),
    (
        "pixels that are right in the cues",
        0.25,
        right_cues,
        (
            Mistake(lambda X, cues, ends: (1 + (cues * X).mean()) / 2, UNDECIDED),
            Mistake(lambda X, cues, ends: (cues == X)[cues != 0].mean(), UNDECIDED),
            Mistake(lambda X, cues, ends: (cues * X >= 0).mean(), UNDECIDED),
            Mistake(lambda X, cues, ends: (cues * X).mean(), OVERLAP),
            Mistake(lambda X, cues, ends: (cues != X).mean(), WRONG_PIXELS),
            Mistake(right_ends, ENDS),
        ),
    ),
    (
        "pixels that the majority image has right",
        0.5,
        right_majority,
        (
            Mistake(lambda X, cues, ends: (majority(X, 0) == X).mean(), SIGN),
            Mistake(lambda X, cues, ends: (majority(X, 0) * X).mean(), OVERLAP),
            Mistake(lambda X, cues, ends: (majority(X) * X).mean(), OVERLAP),
            Mistake(lambda X, cues, ends: (majority(X) == ends).mean(), NOT_THE_ENDS),
            Mistake(lambda X, cues, ends: (majority(ends) == X).mean(), OF_ENDS),
            Mistake(lambda X, cues, ends: (majority(cues) == X).mean(), OF_CUES),
            Mistake(lambda X, cues, ends: max((X == 1).mean(), (X == -1).mean()), COLOUR),
            Mistake(lambda X, cues, ends: (majority(X.T)[:, None] == X).mean(), COLOURS),
        ),
        "Take three patterns of two pixels: what is the majority image, and which pixels agree with it?",
    ),
    (
        "ends that are identified",
        0.5,
        identified,
        (
            *WRONG_WAYS,
            Mistake(
                lambda X, cues, ends: identified(X, ends, cues), "Those are the cues; the ends are asked."
            ),
            Mistake(lambda *case: identified(*case) * len(case[0]), "A share: divide by the number of ends."),
        ),
        "Take one end and write its overlaps with all patterns in a row: which must be the largest?",
    ),
)

# ------------------------------------------------------------------------------------------ cases

SIZES = ((7, 25), (8, 30), (10, 36), (6, 24), (9, 40), (12, 20))  # patterns and pixels of each table


def _ends(rng, X):
    """Each end near its own pattern, another one, or a reverse; one of them between two patterns."""
    P, N = X.shape
    goal = np.where(rng.random(P) < 0.6, np.arange(P), rng.integers(P, size=P))
    ends = X[goal] * np.where(rng.random((P, 1)) < 0.25, -1, 1)
    ends = np.where(rng.random((P, N)) < 0.12, -ends, ends)
    a, b = rng.choice(P, 2, replace=False)
    for k, other in ((a, b), (b, a)):  # equally near to its own and to another
        apart = np.flatnonzero(X[k] != X[other])
        half = rng.permutation(apart)[: len(apart) // 2]
        ends[k] = X[k]
        ends[k, half] *= -1
    return ends


def _table(P, N, rng):
    """Return patterns, cues with undecided pixels, and ends."""
    X = np.where(rng.random((P, N)) < rng.choice([0.35, 0.5, 0.65], N), 1, -1)
    cues = np.where(rng.random((P, N)) < 0.2, -X, X)
    cues[:, : N // 5] = 0
    return X, cues, _ends(rng, X)


def _tells(X, cues, ends):
    """Whether no two patterns are nearly alike, and every wrong way to identify ends shows."""
    apart = min((X[k] != x).sum() for k in range(len(X)) for x in X[:k])
    return (
        apart > 3
        and 0 < identified(X, cues, ends) < 1
        and all_wrong((X, cues, ends), identified, WRONG_ANSWERS)
    )


def _told_apart(*cases):
    """Whether no numbers are those of two hints."""
    found = [{tuple(a(*case) for case in cases) for a in mistake.answers} for mistake in WRONG_WAYS]
    return sum(map(len, found)) == len(set.union(*found))


def cases(rng):
    """Six tables of patterns, cues with undecided pixels, and ends: each mistake shows, and alone."""

    def tables(rng):
        return [drawn_until(rng, partial(_table, P, N), _tells) for P, N in SIZES]

    return drawn_until(rng, tables, _told_apart)


# ------------------------------------------------------------------------------------------ judge

JUDGES = [
    compared(right, [Part(what, points, tuple(range(len(SIZES))))], mistakes, *otherwise)
    for what, points, right, mistakes, *otherwise in ENTRIES
]


def judge(cases, outputs):
    """Judge each of the four numbers by itself."""
    if stopped := trouble(outputs, [(4,)] * len(cases)):
        came, hint = stopped
        hint = "Four numbers are asked, in the order of the text." if came.startswith("shape") else hint
        return [Row(what, False, points, "four numbers", came, hint) for what, points, *_ in ENTRIES]
    rows = []
    for place, judge_entry in enumerate(JUDGES):
        entries = [Output(np.asarray(output.value[place]), "", output.after) for output in outputs]
        rows += judge_entry(cases, entries)
    return rows


TASK = Task("four_scores", 1.5, cases, judge)
