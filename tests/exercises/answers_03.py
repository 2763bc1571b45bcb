"""Answers to exercise 03, as different people write them; no tests."""

import numpy as np

from hopfield_lib import Hopfield, hebbian


def voices_by_couplings(patterns, nu):
    rows = []
    for xi in patterns:
        W = np.outer(xi, xi) / len(xi)
        np.fill_diagonal(W, 0)
        rows.append(list(W @ patterns[nu] * patterns[nu]))
    return rows  # a list of lists


def voices_by_sums(patterns, nu):
    s = patterns[nu].astype(np.float32)
    N = len(s)
    total = np.einsum("mi,mj,j,i->mi", patterns, patterns, s, s)
    return ((total - 1) / N).astype(np.float32)


def choose_by_library(patterns, order):
    print("working")
    taken = []
    for mu in order:
        X = patterns[[*taken, int(mu)]]
        if np.array_equal(Hopfield(hebbian(X)).update(X), X):
            taken += [int(mu)]
    return [mu in taken for mu in range(len(patterns))]  # True and False


def choose_by_loops(patterns, order):
    N, taken = patterns.shape[1], []
    for mu in order:
        trial, W = [*taken, mu], np.zeros((N, N))
        for k in trial:
            W += np.outer(patterns[k], patterns[k])  # not divided: whole numbers
        W -= len(trial) * np.eye(N)
        if all((W @ patterns[k] * patterns[k]).min() >= 0 for k in trial):
            taken = trial
    mask = np.zeros(len(patterns))
    mask[taken] = 1
    return mask


def without_diagonal(W):
    return W - np.diag(np.diag(W))


def span_by_gram(patterns):
    M = patterns @ patterns.T / patterns.shape[1]
    return without_diagonal(patterns.T @ np.linalg.pinv(M, rcond=1e-10) @ patterns / patterns.shape[1])


def span_by_svd(patterns):
    _, sizes, rows = np.linalg.svd(patterns, full_matrices=False)
    rows = rows[sizes > 1e-8 * sizes[0]]
    return without_diagonal(rows.T @ rows).astype(np.float32)


def voices_less(where):
    def answer(X, nu):
        own = np.arange(len(X))[:, None] == nu
        return (X @ X[nu])[:, None] * X * X[nu] / X.shape[1] - where(len(X), own) / X.shape[1]

    return answer


def inverse(X):
    return without_diagonal(X.T @ np.linalg.inv(X @ X.T) @ X)


def one_after_another(X, early=False, length=None, least=1e-9):
    W = np.zeros((X.shape[1],) * 2)
    for xi in X:
        rest = xi - W @ xi
        if rest @ rest > least:
            W += np.outer(rest, rest) / (length or rest @ rest)
        W = without_diagonal(W) if early else W
    return without_diagonal(W)


MISTAKES = ("own_name", "single", "tie", "wraps", "anywhere")
MARKS = {
    "own_name": "Which array do the flips change", "single": "What does old hold", "tie": "np.sign(0)",
    "wraps": "which dtype", "anywhere": "Has it come back",
}  # fmt: skip


def program(left=(), tie=0):
    """Return the program of the bug hunt with some of its mistakes left."""

    def answer(pixels, flips, cycles):
        X = (2 * pixels - 1).astype(np.int8 if "wraps" in left else int)
        W = X.T @ X
        np.fill_diagonal(W, 0)
        back = np.zeros(len(X), dtype=int)
        for flip in flips:
            for digit in range(len(X)):
                s = X[digit] if "own_name" in left else X[digit].copy()
                s[flip[digit]] *= -1
                for _ in range(cycles):
                    old = s if "single" in left else s.copy()
                    h = W @ s
                    s[:] = np.where(h == 0, tie if "tie" in left else s, np.sign(h))
                    if (s == old).all():
                        break
                hits = ((s + 1) // 2 == pixels).all(axis=1)
                back[digit] += hits.any() if "anywhere" in left else hits[digit]
        return back

    return answer


def program_in_one_go(pixels, flips, cycles):
    X = np.where(pixels == 1, 1.0, -1.0)
    S = np.where(flips, -X, X)
    for _ in range(int(cycles)):
        h = S @ X.T @ X - len(X) * S
        S = np.where(h == 0, S, np.where(h > 0, 1.0, -1.0))
    return [int(sum((end == x).all() for end in ends)) for ends, x in zip(S.swapaxes(0, 1), X, strict=True)]


def program_in_turn(pixels, flips, cycles):
    """One unit at a time, where all at once is asked for."""
    X = 2 * pixels - 1
    back = np.zeros(len(X))
    for flip in flips:
        for digit, x in enumerate(X):
            s = np.where(flip[digit], -x, x)
            for i in [*range(len(x))] * int(cycles):
                h = X[:, i] @ (X @ s) - len(X) * s[i]
                s[i] = np.sign(h) or s[i]
            back[digit] += (s == x).all()
    return back
