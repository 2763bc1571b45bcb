"""Answers to exercise 01 to test it with: right ones in other forms, and wrong ones with their hints."""

import warnings

import numpy as np

from hopfield_course.exercises.e01_binary_recall import sweep as right


def hebb(patterns):
    X = np.asarray(patterns, dtype=int)
    W = X.T @ X
    np.fill_diagonal(W, 0)
    return W / X.shape[1]


def hebb_loops(patterns):
    P, N = patterns.shape
    W = [[0.0] * N for _ in range(N)]
    for i in range(N):
        for j in range(N):
            if i != j:
                W[i][j] = sum(float(patterns[m, i]) * float(patterns[m, j]) for m in range(P)) / N
    return W  # a list of lists


def hebb_einsum(patterns):
    print("working")
    warnings.warn("a word of warning", stacklevel=1)
    X = patterns.astype(np.float32)
    W = np.einsum("mi,mj->ij", X, X) / np.float64(X.shape[1])
    return W * (1 - np.eye(X.shape[1]))


def wrong_hebb(change):
    def answer(patterns):
        X = patterns.astype(float)
        return change(X, X.shape[0], X.shape[1])

    return answer


def hebb_in_place(patterns):
    W = hebb(patterns)
    patterns *= -1
    return W


def hebb_last(patterns):
    W = np.zeros((patterns.shape[1],) * 2)
    for x in patterns.astype(float):
        W = np.outer(x, x) / len(x)
    return W - np.diag(np.diag(W))


def hebb_8_bits(patterns):
    W = patterns.T @ patterns
    np.fill_diagonal(W, 0)
    return W / patterns.shape[1]


def sweep(W, state, order):
    s = list(state)
    for i in order:
        h = sum(W[i, j] * s[j] for j in range(len(s)))
        s[i] = s[i] if h == 0 else np.sign(h)
    return s


def sweep_in_place(W, state, order):
    state[:] = sweep(W, state, order)
    return state


def sweep_turned(W, state, order):
    s = state.copy()
    for i in order:
        if s[i] * (W[i] @ s) < 0:
            s[i] = -s[i]
    return s


def sweep_0_1(W, state, order):
    s = state.copy()
    for i in order:
        h = W[i] @ s
        s[i] = s[i] if h == 0 else int(h > 0)
    return s


def sweep_ties(tie):
    return lambda W, state, order: right.visit(W, state, order, tie)


RIGHT = {
    "hebb_couplings": (hebb, hebb_loops, hebb_einsum),
    "energy": (
        lambda W, s: -0.5 * s @ W @ s,
        lambda W, s: -sum(W[i, j] * s[i] * s[j] for i in range(len(s)) for j in range(i)),
        lambda W, s: np.array([np.einsum("ij,i,j", W, s, s) / -2])[0],
    ),
    "sweep": (sweep, lambda W, s, order: right.visit(W, s, order).astype(np.float32)),
}

WRONG = {
    "hebb_couplings": [
        (wrong_hebb(lambda X, P, N: X.T @ X / N), "does not vote for itself"),
        (wrong_hebb(lambda X, P, N: X.T @ X / N - P * np.eye(N)), "P/N, not P"),
        (wrong_hebb(lambda X, P, N: X.T @ X - P * np.eye(N)), "By what does the rule divide"),
        (wrong_hebb(lambda X, P, N: (X.T @ X - P * np.eye(N)) / P), "divides by another"),
        (wrong_hebb(lambda X, P, N: (X.T @ X - P * np.eye(N)) / N**2), "Divided by N twice"),
        (wrong_hebb(lambda X, P, N: X @ X.T / N), "Which axis has to be summed over"),
        (wrong_hebb(lambda X, P, N: -hebb(X)), "Alike units attract"),
        (wrong_hebb(lambda X, P, N: -N * hebb(X)), "Two things"),
        (wrong_hebb(lambda X, P, N: np.triu(hebb(X))), "as unit j hears unit i"),
        (wrong_hebb(lambda X, P, N: (X.T @ X).astype(int) // (2 * N + P) * 0), "whole numbers"),
        (wrong_hebb(lambda X, P, N: np.tril(hebb(X))), "as unit j hears unit i"),
        (wrong_hebb(lambda X, P, N: X.T @ X // N), "whole numbers"),
        (hebb_last, "adds to what is there"),
        (hebb_8_bits, "int8"),
        (hebb_in_place, "on a copy"),
        (lambda X: hebb(X) + np.nan, "division by zero"),
        (lambda X: "W", "The answer is numbers"),
        (lambda X: 1 / 0, "ZeroDivisionError"),
    ],
    "energy": [
        (lambda W, s: 0.5 * s @ W @ s, "make the energy low"),
        (lambda W, s: -s @ W @ s, "each pair of units twice"),
        (lambda W, s: s @ W @ s, "Two things"),
        (lambda W, s: -0.25 * s @ W @ s, "and then halved as well"),
        (lambda W, s: -0.5 * s @ W @ s / len(s), "hold the 1/N already"),
        (lambda W, s: -0.5 * s * (W @ s), "which one is still open"),
        (lambda W, s: -0.5 * W @ s, "which one is still open"),
        (lambda W, s: print(-0.5 * s @ W @ s) or (None if len(s) > 2 else 1.0), "end in return"),
    ],
    "sweep": [
        (lambda W, s, order: right.at_once(W, s), "visits before it changed"),
        (lambda W, s, order: np.sign(W @ s), "visits before it changed"),
        (sweep_ties(0), "np.sign(0) is 0"),
        (sweep_ties(-1), "Votes that balance"),
        (sweep_ties(1), "Votes that balance"),
        (lambda W, s, order: sweep(W, s, range(len(s))), "who is visited when"),
        (lambda W, s, order: sweep(W, s, order[::-1]), "Begin with order[0]"),
        (lambda W, s, order: sweep(W, s, order[:-1]), "How many visits"),
        (lambda W, s, order: sweep(W, s, np.unique(order)), "who is visited when"),
        (lambda W, s, order: sweep(W, s, list(dict.fromkeys(order))), "visited twice"),
        (sweep_turned, "cannot be turned round"),
        (sweep_0_1, "A unit is −1 or +1"),
        (sweep_in_place, "second name"),
        (lambda W, s, order: (sweep(W, s, order), s)[1], "the one that you return"),
        (lambda W, s, order: sweep(-W, s, order), "positive field makes the unit +1"),
    ],
}


BUGS = {
    "bounds": "inner loop visits",
    "diagonal": "stands at W[i, i]",
    "exact": "0.1 + 0.2",
    "tie": "np.sign(0)",
    "copy": "second name",
}


def hunted(left):
    """Return the published program with some of its five mistakes left."""

    def answer(patterns, cue, orders):
        N = patterns.shape[1]
        W = patterns.T @ patterns / (N if "exact" in left else 1)
        if "diagonal" not in left:
            np.fill_diagonal(W, 0)
        s = cue if "copy" in left else cue.copy()
        for order in orders:
            for i in order[:-1] if "bounds" in left else order:
                h = W[i] @ s
                if h != 0 or "tie" in left:
                    s[i] = np.sign(h)
        return s

    return answer


def recall_with_tolerance(patterns, cue, orders):
    W = patterns.T @ patterns / patterns.shape[1]
    s = cue + 0.0
    for i in orders.ravel():
        h = W[i] @ s - W[i, i] * s[i]
        s[i] = np.sign(h) if abs(h) > 1e-9 else s[i]  # in place of whole numbers
    return s


RIGHT["recall_mended"] = (hunted(()), recall_with_tolerance)

NOTHING = {
    "hebb_couplings": [
        lambda X: np.zeros((X.shape[1],) * 2), lambda X: np.eye(X.shape[1]), lambda X: X, lambda X: 0,
        lambda X: np.ones((X.shape[1],) * 2), lambda X: np.empty((0, X.shape[1])),
    ],
    "energy": [lambda W, s: 0.0, lambda W, s: -0.5, lambda W, s: np.nan, lambda W, s: W, lambda W, s: True],
    "sweep": [
        lambda W, s, o: s, lambda W, s, o: s.copy(), lambda W, s, o: -s, lambda W, s, o: s * 0,
        lambda W, s, o: o, lambda W, s, o: [],
    ],
    "recall_mended": [
        lambda X, s, o: s.copy(), lambda X, s, o: -s, lambda X, s, o: X[0].copy(), lambda X, s, o: s * 0,
        lambda X, s, o: 1,
    ],
}  # fmt: skip
