"""Answers to exercise 04, right ones in several forms, and what wrong ones are made of."""

import math

import numpy as np
from scipy.special import erfc


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


def program(left=(), in_turn=False, ends="share"):
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
