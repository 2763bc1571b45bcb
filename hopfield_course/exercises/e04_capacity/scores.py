"""Exercise 04, what an accuracy is worth: the end, the cue, the majority image, the share identified."""

import numpy as np

from ...check.judges import Mistake, Part, compared
from ...check.tasks import Output, Row, trouble

# ------------------------------------------------------------------------------------- four_scores


def majority(X, tie=-1):
    """Return the image that has in each pixel what most patterns have there."""
    sums = X.sum(axis=0)
    return np.where(sums > 0, 1, np.where(sums < 0, -1, tie))


def identified(X, ends, size=lambda m: m):
    """Return for each end whether its overlap with its own pattern is above those with all others."""
    m = size(ends @ X.T).astype(float)
    own = np.diag(m).copy()
    np.fill_diagonal(m, -np.inf)
    return own > m.max(axis=1)


def four_scores(patterns, cues, ends):
    """Return the pixels right in ends, cues and majority image, and the share identified."""
    X = patterns
    right = [(guess == X).mean() for guess in (ends, cues, majority(X))]
    return np.array([*right, identified(X, ends).mean()])


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


def scores_cases(rng):
    """Six tables of patterns, cues with undecided pixels, and ends: each mistake shows, and alone."""
    while True:
        cases = [_table(rng, P, N) for P, N in ((7, 25), (8, 30), (10, 36), (6, 24), (9, 40), (12, 20))]
        ways = [
            {tuple(answer(X, ends) for X, _, ends in cases) for answer in answers}
            for answers in WRONG_WAYS.values()
        ]
        if sum(map(len, ways)) == len(set.union(*ways)):  # no numbers that two hints are for
            return cases


def _table(rng, P, N):
    while True:
        X = np.where(rng.random((P, N)) < rng.choice([0.35, 0.5, 0.65], N), 1, -1)
        apart = [(X[k] != x).sum() for k in range(P) for x in X[:k]]
        cues = np.where(rng.random((P, N)) < 0.2, -X, X)
        cues[:, : N // 5] = 0
        ends = _ends(rng, X)
        right = four_scores(X, cues, ends)
        wrong = [answer(X, ends) for answers in WRONG_WAYS.values() for answer in answers]
        if min(apart) > 3 and 0 < right[3] < 1 and right[3] not in wrong:
            return X, cues, ends


def _share(found):
    return (found == np.arange(len(found))).mean()


def _argmax(X, ends, axis=1, size=lambda m: m):
    return _share(size(ends @ X.T).argmax(axis=axis))


WRONG_WAYS = {  # hint: the answers that it is for
    "An end that is as near to another pattern does not tell which of the two was meant.": (
        lambda X, ends: (np.diag(ends @ X.T) == (ends @ X.T).max(axis=1)).mean(),
    ),
    "argmax takes the first of equals. What of an end that is as near to another pattern?": (_argmax,),
    "What has an overlap of −1 with a pattern is its reverse. Is that near to it?": (
        lambda X, ends: identified(X, ends, np.abs).mean(),
        lambda X, ends: _argmax(X, ends, size=np.abs),
    ),
    "For each end the nearest pattern is asked, not for each pattern the nearest end.": (
        lambda X, ends: identified(ends, X).mean(),
        lambda X, ends: _argmax(X, ends, axis=0),
    ),
    "An end need not be exact: it has to be nearer to its own pattern than to any other.": (
        lambda X, ends: (ends == X).all(axis=1).mean(),
    ),
}


UNDECIDED = "An undecided pixel says nothing: here it counts as a pixel that is wrong, and it counts."
IS_OVERLAP = "That is an overlap, between −1 and 1. Which share of the pixels belongs to it?"
ENTRIES = (
    compared(
        lambda X, cues, ends: (ends == X).mean(),
        [Part("pixels that are right at the ends", 0.25, tuple(range(6)))],
        [
            Mistake(lambda X, cues, ends: (ends * X).mean(), IS_OVERLAP),
            Mistake(lambda X, cues, ends: (ends != X).mean(), "Those are the pixels that are wrong."),
            Mistake(lambda X, cues, ends: (cues == X).mean(), "Those are the cues. Are the two exchanged?"),
            Mistake(
                lambda X, cues, ends: (ends == cues).mean(),
                "Compared with the cue. What is the end to be like?",
            ),
            Mistake(
                lambda X, cues, ends: (ends == X).all(axis=1).mean(),
                "Those are the pictures without an error; the pixels are asked.",
            ),
        ],
    ),
    compared(
        lambda X, cues, ends: (cues == X).mean(),
        [Part("pixels that are right in the cues", 0.25, tuple(range(6)))],
        [
            Mistake(lambda X, cues, ends: (1 + (cues * X).mean()) / 2, UNDECIDED),
            Mistake(lambda X, cues, ends: (cues == X)[cues != 0].mean(), UNDECIDED),
            Mistake(lambda X, cues, ends: (cues * X >= 0).mean(), UNDECIDED),
            Mistake(lambda X, cues, ends: (cues * X).mean(), IS_OVERLAP),
            Mistake(lambda X, cues, ends: (cues != X).mean(), "Those are the pixels that are wrong."),
            Mistake(lambda X, cues, ends: (ends == X).mean(), "Those are the ends. Are the two exchanged?"),
        ],
    ),
    compared(
        lambda X, cues, ends: (majority(X) == X).mean(),
        [Part("pixels that the majority image has right", 0.5, tuple(range(6)))],
        [
            Mistake(
                lambda X, cues, ends: (majority(X, 0) == X).mean(),
                "np.sign(0) is 0, and no pixel is 0. What does the majority image have where votes balance?",
            ),
            Mistake(
                lambda X, cues, ends: (majority(X, 0) * X).mean(),
                IS_OVERLAP,
            ),
            Mistake(lambda X, cues, ends: (majority(X) * X).mean(), IS_OVERLAP),
            Mistake(
                lambda X, cues, ends: (majority(X) == ends).mean(),
                "Compared with the ends. What are answers to be compared with?",
            ),
            Mistake(
                lambda X, cues, ends: (majority(ends) == X).mean(),
                "A majority of the ends. It needs no recall: a majority of what?",
            ),
            Mistake(
                lambda X, cues, ends: (majority(cues) == X).mean(),
                "A majority of the cues. It is made without looking at them: a majority of what?",
            ),
            Mistake(
                lambda X, cues, ends: max((X == 1).mean(), (X == -1).mean()),
                "One colour for the whole picture; the majority image decides pixel by pixel.",
            ),
            Mistake(
                lambda X, cues, ends: (majority(X.T)[:, None] == X).mean(),
                "One colour for each picture. Which axis is summed over?",
            ),
        ],
        "Take three patterns of two pixels: what is the majority image, and which pixels agree with it?",
    ),
    compared(
        lambda X, cues, ends: identified(X, ends).mean(),
        [Part("ends that are identified", 0.5, tuple(range(6)))],
        [
            *[
                Mistake(lambda X, cues, ends, answer=answer: answer(X, ends), hint)
                for hint, answers in WRONG_WAYS.items()
                for answer in answers
            ],
            Mistake(
                lambda X, cues, ends: identified(X, cues).mean(),
                "Those are the cues; the ends are asked.",
            ),
            Mistake(
                lambda X, cues, ends: identified(X, ends).sum(),
                "A share: divide by the number of ends.",
            ),
        ],
        "Take one end and write its overlaps with all patterns in a row: which must be the largest?",
    ),
)


def judge_scores(cases, outputs):
    """Judge each of the four numbers by itself."""
    if stopped := trouble(outputs, [(4,)] * len(cases)):
        came, hint = stopped
        hint = "Four numbers are asked, in the order of the text." if came.startswith("shape") else hint
        rows = [row for judge in ENTRIES for row in judge(cases, [Output()] * len(cases))]
        return [Row(row.what, False, row.points, "four numbers", came, hint) for row in rows]
    return [
        row
        for place, judge in enumerate(ENTRIES)
        for row in judge(
            cases, [Output(np.asarray(out.value[place]), out.error, out.after) for out in outputs]
        )
    ]
