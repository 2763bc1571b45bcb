"""Answers to exercise 00 to test it with: right ones in other forms, wrong ones with words of their hints."""

import numpy as np


def distances_by_overlaps(patterns, state):
    return (patterns.shape[1] - patterns.astype(int) @ state) / 2


def distances_in_loops(patterns, state):
    return [sum(a != b for a, b in zip(x, state, strict=True)) for x in patterns]


def nearest_in_loops(patterns, state):
    best, fewest = 0, len(state) + 1
    for k, x in enumerate(patterns):
        if (x != state).sum() < fewest:
            best, fewest = k, (x != state).sum()
    return best


def changes_the_state(patterns, state):
    found = distances_by_overlaps(patterns, state)
    state *= -1
    return found


BUGS = {
    "own": "stands at W[i, i]",
    "turned": "who has a field",
    "added": "easier or harder",
    "undecided": "what do the others hear",
}


def hunted(left=()):
    """Return the program of the bug hunt with some of its mistakes left."""

    def answer(W, state, threshold):
        W = W if "own" in left else W - np.diag(np.diag(W))
        W = W.T if "turned" in left else W
        s = np.where(state == 0, -1, state) if "undecided" in left else state
        return W @ s + (threshold if "added" in left else -threshold)

    return answer


def fields_in_loops(W, state, threshold):
    N = len(state)
    return [sum(W[i, j] * state[j] for j in range(N) if j != i) - threshold for i in range(N)]


RIGHT = {
    "distances": (distances_by_overlaps, distances_in_loops),
    "nearest": (nearest_in_loops, lambda X, s: int((X @ s).argmax())),
    "fields_mended": (hunted(), fields_in_loops),
}
WRONG = {
    "distances": [
        (lambda X, s: (s == X).sum(axis=1), "How many differ"),
        (lambda X, s: X.astype(int) @ s, "how many of them are −1"),
        (lambda X, s: (X.shape[1] - 1.0 * (X @ s)) / 2, "stays int8", 1.5),
        (lambda X, s: (s != X).mean(axis=1), "Shares"),
        (lambda X, s: (s != X).sum(axis=0), "for each pattern is asked"),
        (changes_the_state, "second name", 1.75),
    ],
    "nearest": [
        (lambda X, s: distances_by_overlaps(X, s).argmax(), "differs most"),
        (lambda X, s: np.flatnonzero(X @ s == (X @ s).max())[-1], "Of equals the first", 1.5),
        (lambda X, s: np.abs(X @ s).argmax(), "differs in every unit"),
        (lambda X, s: X[nearest_in_loops(X, s)], "The number of the pattern"),
    ],
    "fields_mended": [
        (lambda *case: np.sign(hunted()(*case)), "not their signs"),
        (lambda W, s, threshold: hunted()(W, s, threshold) + 1, "Take two units"),
    ],
}
NOTHING = {
    "distances": [lambda X, s: s, lambda X, s: np.zeros(len(X)), lambda X, s: X],
    "nearest": [lambda X, s: 0, lambda X, s: s, lambda X, s: X],
    "fields_mended": [lambda W, s, t: s, lambda W, s, t: W, lambda W, s, t: 0 * s],
}
