"""Answers to exercise 07: right ones in several forms, wrong ones with their hints, and nothings."""

from math import exp, log

import numpy as np
from scipy.special import entr, softmax

from hopfield_lib import ModernHopfield, recall, synchronous

# ------------------------------------------------------------------------------------- right


def weights_of(X, beta, s):
    return softmax(beta * (s @ X.T), axis=-1)


def attend_loops(Q, K, V, beta):
    print("working")
    Z = []
    for q in Q.tolist():
        scores = [float(beta) * sum(a * b for a, b in zip(q, k, strict=True)) for k in K.tolist()]
        parts = [exp(score - max(scores)) for score in scores]
        row = [sum(w * v for w, v in zip(parts, column, strict=True)) for column in V.T.tolist()]
        Z.append([entry / sum(parts) for entry in row])
    return Z


def sharers_loops(X, beta, states):
    found = []
    for p in weights_of(X, beta, states).tolist():
        found.append(exp(sum(-w * log(w) for w in p if w > 0)))
    return np.float32(found)


def slope_by_differences(X, beta, s):
    h, N = 1e-5, len(s)
    update = lambda state: weights_of(X, beta, state) @ X  # noqa: E731
    columns = [(update(s + h * e) - update(s - h * e)) / (2 * h) for e in np.eye(N)]
    return np.array(columns).T


def slope_einsum(X, beta, s):
    p = weights_of(X, beta, s)
    mean = p @ X
    return beta * (np.einsum("m,mi,mj->ij", p, X, X) - np.outer(mean, mean))


def program(greys, cues, beta, left=(), one_largest=False):
    """The faulty program with some of its five mistakes left."""
    axis = 0 if "prepared" in left else 1
    X = (greys - greys.mean(axis=axis, keepdims=True)) / greys.std(axis=axis, keepdims=True)
    P, N = X.shape
    S = cues.copy()
    for _ in range(200):
        old = S if "alias" in left else S.copy()
        scores = beta * (S @ X.T) / (np.sqrt(N) if "scaled" in left else 1)
        if "overflow" not in left:
            scores -= scores.max() if one_largest else scores.max(axis=1, keepdims=True)
        weights = np.exp(scores)
        weights /= weights.sum() if "table" in left else weights.sum(axis=1, keepdims=True)
        S[:] = weights @ X
        if np.abs(S - old).max() < 1e-9:
            break
    return S


def one_by_one(greys, cues, beta):
    X = [(g - g.mean()) / g.std() for g in greys]
    model = ModernHopfield(np.array(X), float(beta))
    return [recall(model, c, synchronous(), max_sweeps=200, tolerance=1e-9).state.tolist() for c in cues]


def hunted(left, one_largest=False):
    """Return that program as an answer."""
    return lambda *case: program(*case, left, one_largest)


BUGS = {
    "prepared": "one row of X", "scaled": "all in all", "overflow": "how large a number fits",
    "table": "weights of one cue", "alias": "stops after one update",
}  # fmt: skip
RIGHT = {
    "attend": (attend_loops, lambda Q, K, V, b: np.float32(softmax(b * np.dot(Q, K.T), axis=1) @ V)),
    "sharers": (
        sharers_loops,
        lambda X, b, s: np.exp(entr(weights_of(X, b, s)).sum(axis=1)),
        lambda X, b, s: [exp(-sum(p * np.log(p + 1e-300))) for p in weights_of(X, b, s)],
    ),
    "update_slope": (
        slope_by_differences,
        slope_einsum,
        lambda X, b, s: b * np.cov(X.T, aweights=weights_of(X, b, s), bias=True),
    ),
    "settle_mended": (one_by_one, program),
}


# ------------------------------------------------------------------------------------- wrong


def raw(a):
    a = np.exp(a)
    return a / a.sum(axis=-1, keepdims=True)


def one_largest(a):
    a = np.exp(a - a.max())
    return a / a.sum(axis=1, keepdims=True)


def att(weights):
    """An answer to attend by its weights, a function of β and the scores."""
    return lambda Q, K, V, beta: weights(beta, Q @ K.T) @ V


def ent(change):
    """An answer to sharers by what it makes of the weights and their terms -p ln p."""
    return lambda X, beta, s: change(weights_of(X, beta, s), entr(weights_of(X, beta, s)))


def cov(centre, weights=weights_of):
    """An answer to update_slope by the centre that the patterns are taken about, and their weights."""

    def answer(X, beta, s):
        about = X - centre(X, weights(X, beta, s), s)
        return beta * np.einsum("m,mi,mj->ij", weights(X, beta, s), about, about)

    return answer


def numpy_cov(X, beta, s):
    return beta * np.cov(X.T, aweights=weights_of(X, beta, s))


def by_pattern(X, beta, s):
    p = weights_of(X, beta, s)
    return beta * (np.diag(p) - np.outer(p, p))


# For each task: an answer, a word of the hint it must get, and the points that it earns.
WRONG = {
    "attend": [
        (att(lambda b, a: softmax(b * a, axis=0)), "an attention of its own", 0.0),
        (att(lambda b, a: softmax(b * a)), "an attention of its own", 1.0),
        (att(lambda b, a: raw(b * a)), "how large a number fits", 1.0),
        (
            att(lambda b, a: np.exp(b * a) / np.exp(b * a).sum(axis=1)[:, None]),
            "how large a number fits",
            1.0,
        ),
        (att(lambda b, a: one_largest(b * a)), "whose largest score", 1.5),
        (att(lambda b, a: softmax(a, axis=1)), "The same at every β", 0.0),
        (lambda Q, K, V, b: softmax(b * Q @ K.T / K.shape[1] ** 0.5, axis=1) @ V, "whole sharpness", 0.0),
        (att(lambda b, a: b * softmax(a, axis=1)), "not its result large", 0.0),
        (lambda Q, K, V, b: softmax(b * Q @ K.T, axis=1) @ K, "Of which table", 0.0),
        (att(lambda b, a: softmax(-b * a, axis=1)), "Which sign", 0.0),
        (att(lambda b, a: np.exp(b * a)), "sum to", 0.0),
        (lambda Q, K, V, b: V[(Q @ K.T).argmax(axis=1)], "soft choice", 0.0),
        (lambda Q, K, V, b: (softmax(b * Q @ K.T, axis=1) @ V).T, "One row for each query", 0.0),
        (lambda Q, K, V, b: softmax(b * Q @ K.T, axis=1), "What is averaged", 0.0),
        (att(lambda b, a: raw(np.clip(b * a, -700, 700))), "cut off", 1.0),
        (lambda Q, K, V, b: softmax(b * Q @ K, axis=1) @ V, "An error stopped it", 0.0),
    ],
    "sharers": [
        (ent(lambda p, t: t.sum(axis=1)), "the entropy itself", 0.0),
        (ent(lambda p, t: np.exp(-t.sum(axis=1))), "Which sign", 0.0),
        (ent(lambda p, t: np.exp(t.sum(axis=1) / log(2))), "belong to each", 0.0),
        (ent(lambda p, t: 2 ** t.sum(axis=1)), "belong to each", 0.0),
        (ent(lambda p, t: 1 / (p**2).sum(axis=1)), "the entropy is asked", 0.0),
        (ent(lambda p, t: (p > 0).sum(axis=1)), "a tiny weight", 0.0),
        (ent(lambda p, t: np.exp(t.sum())), "One number for each state", 0.0),
        (ent(lambda p, t: np.exp(t.sum(axis=0))), "One number for each state", 0.0),
        (ent(lambda p, t: np.exp(t.mean(axis=1))), "divided by P", 0.0),
        (lambda X, b, s: np.exp(entr(weights_of(X, 1, s)).sum(axis=1)), "same at every β", 0.0),
        (ent(lambda p, t: np.exp(-(p * np.log(p)).sum(axis=1))), "0 · ln 0", 0.75),
        (lambda X, b, s: np.exp(entr(raw(b * s @ X.T)).sum(axis=1)), "how large a number fits", 0.75),
    ],
    "update_slope": [
        (lambda X, b, s: b * np.cov(X.T, bias=True), "which patterns should count", 0.5),
        (lambda X, b, s: b * np.cov(X.T), "small sample", 0.0),
        (numpy_cov, "small sample", 0.0),
        (lambda X, b, s: slope_einsum(X, b, s) / b, "how much its exponent", 0.0),
        (cov(lambda X, p, s: 0), "all patterns are the same", 0.0),
        (cov(lambda X, p, s: X.mean(axis=0)), "About which mean", 0.5),
        (cov(lambda X, p, s: s), "the old one or the new one", 0.0),
        (by_pattern, "with the weights", 0.0),
        (lambda X, b, s: np.diag(slope_einsum(X, b, s)), "Each entry of the new state", 0.0),
        (lambda X, b, s: -slope_einsum(X, b, s), "which sign", 0.0),
        (cov(lambda X, p, s: p @ X, lambda X, b, s: raw(b * X @ s)), "how large a number", 1.25),
    ],
}
EMPTY = [
    *(lambda *case, k=k: case[k] for k in (0, 1, 2)),
    *(lambda *case, k=k: -case[k] for k in (0, 1, 2)),
    *(lambda *case, k=k: case[k][: len(case[1 - k])] if case[1].ndim else case[0][:1] for k in (0, 1)),
    *(lambda *case, c=c: c for c in (0.0, 1, [])),
    lambda *case: np.eye(case[0].shape[-1]),
]


def filled(like):
    """Return answers that give the same number everywhere, in the shape of a right one."""
    return [lambda *case, x=x: np.full(np.shape(like(*case)), x) for x in (0.0, 1.0, 2.0)]


NOTHING = {name: [*EMPTY, *filled(right[0])] for name, right in RIGHT.items()}
