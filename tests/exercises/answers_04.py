"""Answers to exercise 04, right ones in several forms, and what wrong ones are made of."""

import math

import numpy as np
from scipy.special import erfc

from hopfield_lib import theory


def wrong_bits(patterns):
    X = np.asarray(patterns, dtype=int)
    W = X.T @ X
    np.fill_diagonal(W, 0)
    return (X * (X @ W) < 0).sum(axis=1)


def wrong_bits_loops(patterns):
    print("working")
    found = []
    X = patterns.astype(float)
    for x in X:
        m = [x @ y for y in X]
        votes = [np.dot(m, column) - len(m) * s for s, column in zip(x, X.T, strict=True)]
        found.append(sum(h * s < 0 for h, s in zip(votes, x, strict=True)))
    return found


def wrong_bits_floats(patterns):
    X = patterns.astype(np.float32)
    h = np.einsum("mi,ni,nj->mj", X, X, X, optimize=True) - len(X) * X
    return np.float32((np.where(h == 0, X, np.sign(h)) != X).sum(axis=1))


def others(P, N):
    return (P - 1) / N


def right_units(P, N, every):
    return N * P if every else N


def fit(load=others, half=0.5, units=right_units, end=0, least=lambda q: q, power=True):
    """Return an answer to patterns_that_fit, by default the right one."""

    def answer(N, q, every):
        P = 1
        while True:
            alpha = load(P + 1, N)
            error, n = half * math.erfc(math.sqrt(1 / (2 * alpha))), units(P + 1, N, every)
            if ((1 - error) ** n if power else 1 - n * error) < least(q):
                return P + end
            P += 1

    return answer


def fit_all_at_once(N, q, every):
    P = np.arange(1, 3 * int(N))
    error = erfc(np.sqrt(N / (2.0 * (P - 1)))) / 2  # a division by zero, and a warning
    return int((N * (P if every else 1) * np.log1p(-error) >= np.log(q)).sum())


def four_scores(patterns, cues, ends):
    majority = np.where(patterns.sum(axis=0) > 0, 1, -1)
    right = [(guess == patterns).mean() for guess in (ends, cues, majority)]
    m = ends @ patterns.T
    rivals = np.where(np.eye(len(m), dtype=bool), -np.inf, m)
    return [*right, (np.diag(m) > rivals.max(axis=1)).mean()]


def four_scores_loops(patterns, cues, ends):
    P, N = patterns.shape
    right, seen = np.zeros(3), 0
    for k in range(P):
        for i in range(N):
            ink = 1 if 2 * sum(x[i] == 1 for x in patterns) > P else -1
            right += [guess == patterns[k, i] for guess in (ends[k, i], cues[k, i], ink)]
        apart = [(ends[k] != x).sum() for x in patterns]
        seen += apart.count(min(apart)) == 1 and apart[k] == min(apart)
    return np.float32([*(right / (P * N)), seen / P])


def hunted(left=(), in_turn=False, ends="share"):
    """The program of the bug hunt with some of its five mistakes left."""

    def answer(draws, cues, steps, enough):
        W, recalled = np.zeros((draws.shape[2],) * 2), []
        for X, cue in zip(draws, cues, strict=True):
            W = X.T @ X + (W if "summed" in left else 0)
            if "diagonal" not in left:
                W = W - np.diag(np.diag(W))
            S = cue.copy()
            for _ in range(steps):
                h = (cue if "one_step" in left else S) @ W
                for i in range(len(W)) if in_turn else ():
                    S[:, i] = np.where(S @ W[i] == 0, S[:, i], np.sign(S @ W[i]))
                S = S if in_turn else np.where(h == 0, S, np.sign(h))
            m = S @ X.T / len(W)
            m = np.abs(m) if "reverse" in left else m
            if ends == "all":
                recalled.append(m >= enough)
                continue
            recalled.append((m.max(axis=1) if "any_pattern" in left else np.diag(m)) >= enough)
        return np.sum(recalled) if ends == "sum" else np.mean(recalled)

    return answer


def mended_loops(draws, cues, steps, enough):
    found = []
    for X, S in zip(draws, cues, strict=True):
        for x, s in zip(X, S, strict=True):
            for _ in range(steps):
                s = np.sign(2 * (X.T @ (X @ s) - len(X) * s) + s)  # whole numbers: s decides ties alone
            found.append(2 * np.sum(s == x) / len(x) - 1 >= enough)
    return np.float32(sum(found) / len(found))


def fields(X, diagonal=False):
    X = X.astype(int)
    return X * (X @ (X.T @ X - (0 if diagonal else len(X)) * np.eye(X.shape[1], dtype=int)))


def in_8_bits(X):
    W = X.T @ X
    np.fill_diagonal(W, 0)
    return (X * (X @ W) < 0).sum(axis=1)


def settled(X):
    S = X.astype(int)
    for _ in range(20):
        h = S @ X.T.astype(int) @ X - len(X) * S
        S = np.where(h == 0, S, np.sign(h))
    return (S != X).sum(axis=1)


def without_itself(X):
    return (fields(X) + len(X) - X.shape[1] < 0).sum(axis=1)


def scores(place, value):
    """Return four_scores with another number at one place."""

    def answer(X, cues, ends):
        found = four_scores(X, cues, ends)
        found[place] = value(X, cues, ends)
        return found

    return answer


def nearest(m):
    return (m.argmax(axis=1) == np.arange(len(m))).mean()


RIGHT = {
    "wrong_bits": (wrong_bits, wrong_bits_loops, wrong_bits_floats),
    "patterns_that_fit": (fit(), fit_all_at_once, lambda *case: float(fit()(*case))),
    "four_scores": (four_scores, four_scores_loops),
    "capacity_mended": (hunted(), mended_loops),
}

WRONG = {
    "wrong_bits": [
        (lambda X: (fields(X, True) < 0).sum(axis=1), "What stands at W[i, i]"),
        (lambda X: (fields(X) <= 0).sum(axis=1), "a unit keeps its state"),
        (lambda X: (fields(X) > 0).sum(axis=1), "units that are right"),
        (lambda X: (X * fields(X) < 0).sum(axis=1), "is the field to be compared"),
        (lambda X: (fields(X) < 0).mean(axis=1), "Shares"),
        (lambda X: (fields(X) < 0).sum(axis=0), "one for each pattern"),
        (lambda X: (fields(X) < 0).sum(), "each by itself"),
        (lambda X: (fields(X) < 0).mean(), "share of all units"),
        (lambda X: (fields(X) < 0).any(axis=1), "how many are"),
        (in_8_bits, "int8"),
        (lambda X: ((fields(X) - X.shape[1] + 1) / X.shape[1] < -1).sum(axis=1), "exactly 1"),
        (settled, "the end of recall"),
        (without_itself, "pattern itself is left out"),
    ],
    "patterns_that_fit": [
        (fit(load=lambda P, N: P / N), "how many others"),
        (fit(end=1), "still at least q"),
        (fit(power=False), "err independently"),
        (fit(units=lambda P, N, every: 1), "one unit of a pattern"),
        (lambda N, q, every: theory.patterns_half_stable(int(N)), "Where does q come in"),
        (fit(half=1), "both tails"),
        (lambda N, q, every: fit()(N, q, not every), "the other question"),
        (fit(least=lambda q: 0.5), "Where does q come in"),
        (fit(least=lambda q: 1 - q), "something is wrong"),
        (fit(units=lambda P, N, every: P if every else 1), "How many units"),
        (fit(load=lambda P, N: (P - 1) / N / 2), "what becomes of the 2"),
        (fit(load=lambda P, N: 2 * ((P - 1) / N) ** 2), "is there a root"),
        (lambda N, q, every: N / ((4 if every else 2) * np.log(N)), "very large N"),
        (lambda N, q, every: int(0.138 * N), "another criterion"),
    ],
    "four_scores": [
        (scores(0, lambda X, cues, ends: (ends * X).mean()), "That is an overlap"),
        (scores(0, lambda X, cues, ends: (ends == cues).mean()), "Compared with the cue"),
        (scores(1, lambda X, cues, ends: (cues == X)[cues != 0].mean()), "it counts"),
        (scores(2, lambda X, c, e: (np.sign(X.sum(axis=0)) == X).mean()), "np.sign(0) is 0"),
        (scores(2, lambda X, c, e: (np.where(c.sum(axis=0) > 0, 1, -1) == X).mean()), "of what"),
        (scores(3, lambda X, c, e: nearest(e @ X.T)), "first of equals"),
        (scores(3, lambda X, c, e: nearest(np.abs(e @ X.T))), "is its reverse"),
        (scores(3, lambda X, c, e: nearest(X @ e.T)), "the nearest end"),
        (scores(3, lambda X, c, e: (e == X).all(axis=1).mean()), "need not be exact"),
        (lambda *case: four_scores(*case)[:3], "Four numbers"),
        (lambda X, c, e: [four_scores(X, c, e)[k] for k in (1, 0, 2, 3)], "the two exchanged"),
    ],
    "capacity_mended": [
        (hunted(in_turn=True), "all units are updated at once"),
        (hunted(ends="sum"), "their share"),
        (hunted(ends="all"), "a row and a column"),
        (hunted(["summed"], ends="all"), "a row and a column"),
        (lambda d, *case: hunted()(d, *case) if len(d) == 1 else None, "end in return"),
    ],
}  # fmt: skip

BUGS = {
    "summed": "stored in W", "diagonal": "stands at W[i, i]", "one_step": "each step computed from",
    "reverse": "overlap of −1", "any_pattern": "gets another",
}  # fmt: skip

NOTHING = {
    "wrong_bits": [
        lambda X: np.zeros(len(X)), lambda X: np.ones(len(X)), lambda X: X, lambda X: -X, lambda X: X[:, 0],
        lambda X: np.full(len(X), X.shape[1]), lambda X: [],
    ],
    "patterns_that_fit": [
        lambda N, q, every: 0, lambda N, q, every: 1, lambda N, q, every: N, lambda N, q, every: q,
        lambda N, q, every: -N, lambda N, q, every: N // 10, lambda N, q, every: [],
    ],
    "four_scores": [
        lambda X, c, e: np.zeros(4), lambda X, c, e: np.ones(4), lambda X, c, e: np.full(4, 0.5),
        lambda X, c, e: X, lambda X, c, e: -e, lambda X, c, e: e[:, :4].copy(), lambda X, c, e: [],
    ],
    "capacity_mended": [
        lambda d, c, s, e: 0, lambda d, c, s, e: 1, lambda d, c, s, e: 0.5, lambda d, c, s, e: d,
        lambda d, c, s, e: -c, lambda d, c, s, e: e, lambda d, c, s, e: (d == c).mean(),
        lambda d, c, s, e: ((d * c).mean(axis=2) >= e).mean(), lambda d, c, s, e: [],
    ],
}  # fmt: skip
