"""Answers to exercise 03, as different people write them."""

import numpy as np

from hopfield_course.exercises.e03_digit_patterns import choose_fixed
from hopfield_course.exercises.e03_digit_patterns.choose_fixed import choose, stays
from hopfield_course.exercises.e03_digit_patterns.crosstalk_voices import voices
from hopfield_course.exercises.e03_digit_patterns.span_couplings import projector, span
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


BUGS = {
    "own_name": "Which array do the flips change", "single": "What does old hold", "tie": "np.sign(0)",
    "wraps": "which dtype", "anywhere": "Has it come back",
}  # fmt: skip


def hunted(left=(), tie=0):
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


RIGHT = {
    "crosstalk_voices": (voices_by_couplings, voices_by_sums),
    "choose_fixed": (choose_by_library, choose_by_loops),
    "span_couplings": (span_by_gram, span_by_svd),
    "comeback_mended": (hunted(), program_in_one_go),
}

others = lambda X, nu: np.arange(len(X))[:, None] != nu  # noqa: E731
WRONG = {
    "crosstalk_voices": [
        (voices_less(lambda P, own: 0), "No unit has a vote on itself"),
        (voices_less(lambda P, own: P), "P/N is what all patterns lose together"),
        (voices_less(lambda P, own: P * own), "P/N taken from row ν alone"),
        (lambda X, nu: voices(X, nu) * X[nu], "held as pattern ν has it"),
        (lambda X, nu: voices(X, nu).sum(axis=0), "one by one"),
        (lambda X, nu: voices(X, nu).sum(axis=0) - 1, "one by one"),
        (lambda X, nu: voices(X, nu) * others(X, nu), "whose voice is row"),
        (lambda X, nu: np.delete(voices(X, nu), nu, axis=0), "whose voice is row"),
        (lambda X, nu: (X @ X[nu])[:, None] * X / X.shape[1] - 1 / X.shape[1], "held as pattern ν has it"),
        (lambda X, nu: ((X @ X[nu])[:, None] * X[nu] - 1) / X.shape[1], "decides which way"),
        (lambda X, nu: voices(X, nu).T, "One row for each pattern"),
        (lambda X, nu: voices(X, nu) * X.shape[1], "are divided by N"),
        (lambda X, nu: voices(X, 0), "nu says it"),
    ],
    "choose_fixed": [
        (lambda X, order: choose(X, order, lambda Y: stays(Y)[-1]), "those that were there before"),
        (lambda X, order: choose(X, range(len(X))), "The argument order says it"),
        (lambda X, order: choose(X, order)[order], "wherever it stands in the order"),
        (lambda X, order: choose(X, order, stop=True), "still get their turn"),
        (lambda X, order: stays(X), "are not stored"),
        (choose_fixed.refused_stay, "gone from the stored ones"),
        (choose_fixed.bound, "for the worst case"),
        (choose_fixed.diagonal, "Whose vote stands on the diagonal"),
        (choose_fixed.strict, "Units whose votes balance do not flip"),
        (lambda X, order: np.flatnonzero(choose(X, order)), "1 if it is taken, 0 if not"),
        (lambda X, order: [mu for mu in order if choose(X, order)[mu]], "1 if it is taken, 0 if not"),
    ],
    "span_couplings": [
        (projector, "does not vote for itself"),
        (lambda X: hebbian(X).dense(), "where do the overlaps come in"),
        (lambda X: without_diagonal(np.linalg.pinv(X.T @ X, rcond=1e-10)), "a P × P matrix"),
        (lambda X: span(X) * X.shape[1], "where you divide by N"),
        (lambda X: projector(X) - np.eye(X.shape[1]), "What stands on this diagonal"),
        (lambda X: X @ np.linalg.pinv(X, rcond=1e-10), "Couplings join two units"),
        (lambda X: one_after_another(X, early=True), "When is the diagonal set to 0"),
        (lambda X: one_after_another(X, length=X.shape[1]), "need not be as long"),
        (lambda X: one_after_another(X, length=1), "need not be as long"),
    ],
    "comeback_mended": [
        (lambda X, f, c: np.divide(hunted()(X, f, c), len(f)), "not which share"),
        (lambda X, f, c: hunted()(X, f, c).sum(), "One number for each digit"),
        (lambda X, f, c: hunted()(X, f, 50), "at the most"),
        (hunted({"tie"}, tie=1), "np.sign(0)"),
        (hunted({"tie"}, tie=-1), "np.sign(0)"),
        (program_in_turn, "all at once here"),
    ],
}

EMPTY = (
    lambda X, *rest: X, lambda X, *rest: X.copy(), lambda X, *rest: -X, lambda X, *rest: X * 0, lambda *a: 0,
    lambda X, *rest: np.zeros(len(X)), lambda X, *rest: np.ones(len(X)), lambda X, *rest: np.eye(X.shape[1]),
    lambda X, *rest: np.ones((X.shape[1],) * 2), lambda X, *rest: X * 0 + 1, lambda *given: given[-1],
    lambda X, *rest: np.full(len(X), len(rest[0]) if rest and rest[0].ndim else 2), lambda *given: [],
)  # fmt: skip
NOTHING = dict.fromkeys(RIGHT, EMPTY)
