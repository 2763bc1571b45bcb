"""Answers to exercise 10: right ones in several forms, wrong ones with their hints, and nothings."""

from functools import partial
from math import cos, sin, sqrt

import numpy as np
from scipy.special import softmax

from hopfield_course.exercises.e10_more_attention.feature_step import feature_step
from hopfield_course.exercises.e10_more_attention.set_sharpness import set_sharpness
from hopfield_course.exercises.e10_more_attention.tokens_mended import BUGS as SWITCHES
from hopfield_course.exercises.e10_more_attention.tokens_mended import normed, step

# ------------------------------------------------------------------------------------- right


def sparsemax(a):
    """The shares of the lesson, of one row."""
    ranked = np.sort(a)[::-1]
    bars = (ranked.cumsum() - 1) / np.arange(1, len(a) + 1)
    return np.maximum(0, a - bars[ranked > bars][-1])


def sharpness_by_trying(scores, k):
    """Halved again and again, with the shares counted at each."""
    found = []
    for row in scores - scores.max(axis=1, keepdims=True):
        low, high = 0.0, 1e6
        for _ in range(80):
            beta = (low + high) / 2
            low, high = (low, beta) if (sparsemax(beta * row) > 0).sum() <= k else (beta, high)
        found.append(high)
    return found


def sharpness_in_loops(scores, k):
    print("working")
    found = []
    for row in scores.tolist():
        best = sorted(row, reverse=True)
        found.append(1 / (sum(best[:k]) - k * best[k]))
    return np.float32(found)


def similarity_of_differences(patterns, omega, states):
    """The mean cosine of all differences, without lists."""
    return [float(np.cos((s - patterns) @ omega.T).mean(axis=1).sum()) for s in states]


def similarity_in_loops(patterns, omega, states):
    Y = 2 * len(omega)
    T, found = [0.0] * Y, []
    phi = lambda x: [f(w @ x) / sqrt(Y / 2) for f in (cos, sin) for w in omega]  # noqa: E731
    for x in patterns:
        T = [t + f for t, f in zip(T, phi(x), strict=True)]
    for s in states:
        found.append(sum(t * f for t, f in zip(T, phi(s), strict=True)))
    return np.float32(found)


def energy_of_list(T, omega, beta, x):
    phi = np.concatenate([np.cos(omega @ x), np.sin(omega @ x)]) / np.sqrt(len(omega))
    return -np.log(phi @ T) / beta


def step_by_differences(T, omega, beta, states, eta):
    h, energy = 1e-5, partial(energy_of_list, T, omega, beta)
    units = np.eye(omega.shape[1])
    return [
        x - eta * np.array([(energy(x + h * e) - energy(x - h * e)) / (2 * h) for e in units]) for x in states
    ]


def step_by_phases(T, omega, beta, states, eta):
    """Both numbers of a direction as one complex number."""
    half = len(omega)
    waves = (T[:half] - 1j * T[half:]) * np.exp(1j * states @ omega.T)
    return states - eta / beta * (waves.imag @ omega) / waves.real.sum(axis=1, keepdims=True)


def tokens_in_loops(x, Q, K, sees, eta):
    """Each token's slope gathered term by term."""
    g, beta = normed(x), 1 / sqrt(len(Q))
    end = x.copy()
    for a in range(len(x)):
        seen = np.flatnonzero(sees[a])
        p = softmax([beta * (Q @ g[a]) @ (K @ g[b]) for b in seen])
        for b, share in zip(seen, p, strict=True):
            end[a] += eta * share * Q.T @ (K @ g[b])
            end[b] += eta * share * K.T @ (Q @ g[a])
    return end


def tokens_by_differences(x, Q, K, sees, eta):
    g, h = normed(x), 1e-5

    def energy(flat):
        y = flat.reshape(g.shape)
        a = np.where(sees, (y @ Q.T) @ (y @ K.T).T / np.sqrt(len(Q)), -np.inf)
        return -np.sqrt(len(Q)) * np.log(np.exp(a).sum(axis=1)).sum()

    slope = [(energy(g.ravel() + h * e) - energy(g.ravel() - h * e)) / (2 * h) for e in np.eye(g.size)]
    return x - eta * np.reshape(slope, x.shape)


def tokens_renormalised(x, Q, K, sees, eta):
    """A mask after the softmax, and the shares divided by their sum again."""
    g = normed(x)
    p = softmax(g @ Q.T @ K @ g.T * len(Q) ** -0.5, axis=-1) * sees
    p /= p.sum(axis=-1, keepdims=True)
    return x + eta * (p @ g @ K.T @ Q + p.T @ g @ Q.T @ K)


def hunted(left):
    """Return the program of the bug hunt with some of its mistakes left."""
    return partial(step, **{name: SWITCHES[name].published for name in left})


BUGS = {
    "uphill": "before and after a small step",
    "late": "Print a row of p",
    "axis": "Whose shares",
    "scale": "A score is a product",
    "unturned": "Who looks at token 0",
}
RIGHT = {
    "set_sharpness": (sharpness_by_trying, sharpness_in_loops),
    "list_similarity": (similarity_of_differences, similarity_in_loops),
    "feature_step": (step_by_differences, step_by_phases),
    "tokens_mended": (tokens_in_loops, tokens_by_differences, tokens_renormalised, step),
}

# ------------------------------------------------------------------------------------- wrong


def by_bests(change):
    """An answer by what it makes of the sorted scores and k."""
    return lambda scores, k: change(np.sort(scores, axis=1)[:, ::-1], k)


def phi(x, omega, by=None):
    """Features (…, Y), divided by √(Y/2) or by another number."""
    angles = x @ omega.T
    return np.concatenate([np.cos(angles), np.sin(angles)], axis=-1) / (by or np.sqrt(len(omega)))


def list_by(by):
    """An answer whose features are divided by another number, a function of how many directions there are."""
    return lambda X, w, s: phi(s, w, by(len(w))) @ phi(X, w, by(len(w))).sum(axis=0)


def descent(change, order=1):
    """An answer by its way of stepping: of states, β, η, the similarity's slope, the similarity."""

    def answer(T, omega, beta, states, eta):
        C, S = np.split(T, 2)[::order]
        angles = states @ omega.T
        up = (np.cos(angles) * S - np.sin(angles) * C) @ omega / np.sqrt(len(omega))
        return change(states, beta, eta, up, (phi(states, omega) @ np.concatenate([C, S]))[:, None])

    return answer


def in_place(T, omega, beta, states, eta):
    states += feature_step(T, omega, beta, states, eta) - states
    return states


WRONG = {
    "set_sharpness": [
        (by_bests(lambda s, k: 1 / (s[:, 0] - s[:, 1])), "How many may have a share", 0.5),
        (by_bests(lambda s, k: 1 / (s[:, k - 1] - s[:, k])), "Right for one", 0.5),
        (by_bests(lambda s, k: 1 / (s[:, 0] - s[:, k])), "Right for one", 0.5),
        (by_bests(lambda s, k: 1 / (s[:, :k].mean(axis=1) - s[:, k])), "is yours a mean", 0.5),
        (by_bests(lambda s, k: (s[:, :k] - s[:, k, None]).sum(axis=1)), "Which β makes 1 of it", 0.0),
        (by_bests(lambda s, k: 2 / (s[:, :k] - s[:, k, None]).sum(axis=1)), "That is entmax's", 0.0),
        (by_bests(lambda s, k: (1 / (s[:, :k] - s[:, k, None]).sum(axis=1)).max()), "of its own", 0.0),
        (by_bests(lambda s, k: 1 / s[:, :k].sum(axis=1)), "Scores 3, 2 and 0", 0.0),
        (lambda s, k: set_sharpness(s, max(k - 1, 1)), "Count them for k = 1", 0.5),
        (lambda s, k: 1 / (s[:, :k] - s[:, k : k + 1]).sum(axis=1), "are the k best", 0.0),
        (
            lambda s, k: 1 / (np.sort(s)[:, :k] - np.sort(s)[:, k : k + 1]).sum(axis=1),
            "with the smallest",
            0.0,
        ),
    ],
    "list_similarity": [
        (list_by(lambda count: 1.0), "should be 1", 0.0),
        (list_by(lambda count: (2 * count) ** 0.5), "should be 1", 0.0),
        (list_by(lambda count: count), "should be 1", 0.0),
        (lambda X, w, s: phi(s, w) @ phi(X, w).mean(axis=0), "each pattern adds", 0.5),
        (
            lambda X, w, s: np.cos(s @ w.T) @ np.cos(X @ w.T).sum(axis=0) / len(w),
            "which term is missing",
            0.0,
        ),
        (lambda X, w, s: phi(s, w) @ phi(X.sum(axis=0), w), "a sum of features", 0.5),
        (lambda X, w, s: phi(s, w) @ phi(X, w).T, "one list for all", 0.0),
        (lambda X, w, s: phi(X, w).sum(axis=0), "That is T", 0.0),
        (lambda X, w, s: np.sin((s[:, None] + X) @ w.T).mean(axis=2).sum(axis=1), "meet which of T", 0.0),
    ],
    "feature_step": [
        (descent(lambda x, b, e, up, sim: x - e / b * up / sim), "Print both", 0.0),
        (descent(lambda x, b, e, up, sim: x + e / b * up), "is a logarithm", 0.0),
        (descent(lambda x, b, e, up, sim: x + e * up / sim), "Where does β stand", 0.0),
        (descent(lambda x, b, e, up, sim: x + e * b * up / sim), "Where does β stand", 0.0),
        (descent(lambda x, b, e, up, sim: x + up / b / sim), "How long is the step", 0.0),
        (descent(lambda x, b, e, up, sim: x + e / b * up / sim.sum()), "similarity of its own", 0.75),
        (descent(lambda x, b, e, up, sim: e / b * up / sim), "the state itself", 0.0),
        (descent(lambda x, b, e, up, sim: -up / b / sim), "the state itself", 0.0),
        (descent(lambda x, b, e, up, sim: x + e / b * up / sim, order=-1), "the cosines come first", 0.0),
        (in_place, "second name", 1.25),
    ],
    "tokens_mended": [
        (partial(step, late="zeros"), "what is e⁰", 1.6),
        (partial(step, axis=None), "Whose shares", 1.6),
        (partial(step, scale="none"), "where does it enter", 1.6),
        (partial(step, scale="rows"), "one over a root", 1.6),
        (partial(step, scaled=True), "as they were", 0.0),
        (lambda *case: step(*case) + 1, "was not so at the start", 0.0),
    ],
}


def filled(like):
    """Return answers that give the same number everywhere, in the shape of a right one."""
    return [lambda *case, x=x: np.full(np.shape(like(*case)), x) for x in (0.0, 1.0, 0.5, -1.0)]


EMPTY = [
    *(lambda *case, k=k: case[k] for k in (0, 1, 2, -2)),
    *(lambda *case, k=k: -1.0 * case[k] for k in (0, 1, 2, -2)),
    lambda *case: [],
    lambda *case: np.eye(*np.shape(case[0])) if np.ndim(case[0]) == 2 else 0,
]
NOTHING = {name: [*EMPTY, *filled(right[-1])] for name, right in RIGHT.items()}
