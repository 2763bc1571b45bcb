"""Answers to exercise 10: right ones in several forms, wrong ones with their hints, and nothings."""

from functools import partial
from math import cos, sin, sqrt

import numpy as np
from scipy.optimize import brentq
from scipy.special import softmax

from hopfield_course.exercises.e10_more_attention.feature_step import feature_step
from hopfield_course.exercises.e10_more_attention.sparse_shares import sparse_shares
from hopfield_course.exercises.e10_more_attention.tokens_mended import BUGS as SWITCHES
from hopfield_course.exercises.e10_more_attention.tokens_mended import normed, step

# ------------------------------------------------------------------------------------- right


def shares_by_brentq(a, alpha):
    """The root of the sum less 1, row by row."""
    power = 1 / (alpha - 1)

    def above(bar, z):
        return np.clip(z - bar, 0, None) ** power

    def too_much(bar, z):
        return above(bar, z).sum() - 1

    rows = (alpha - 1) * a
    return [above(brentq(too_much, z.max() - 1, z.max(), (z,), xtol=1e-14), z) for z in rows]


def shares_by_support(a, alpha):
    """The largest k by themselves; Newton's way to their bar; more of them while these stand above it."""
    print("working")
    found = np.zeros(a.shape)
    for row, scores in zip(found, a, strict=True):
        z = np.sort((alpha - 1) * (scores - scores.max()))[::-1]
        for k in range(1, len(z) + 1):
            bar = bar_of(z[:k], 1 / (alpha - 1))
            if k == len(z) or z[k] <= bar:
                break
        row[:] = np.maximum(0, (alpha - 1) * (scores - scores.max()) - bar) ** (1 / (alpha - 1))
    return found


def bar_of(z, power):
    low, high = z.max() - 1, z.max()
    for _ in range(200):
        bar = (low + high) / 2
        low, high = (bar, high) if sum(max(0, x - bar) ** power for x in z) > 1 else (low, bar)
    return bar


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
    "sparse_shares": (
        shares_by_brentq,
        shares_by_support,
        lambda a, alpha: np.float32(sparse_shares(a, alpha)),
    ),
    "list_similarity": (similarity_of_differences, similarity_in_loops),
    "feature_step": (step_by_differences, step_by_phases),
    "tokens_mended": (tokens_in_loops, tokens_by_differences, tokens_renormalised, step),
}

# ------------------------------------------------------------------------------------- wrong


def halved(z, power, low, high, rounds=60):
    """The shares if the bar is searched for between these heights, one row by itself."""
    for _ in range(rounds):
        bar = (low + high) / 2
        low, high = (bar, high) if (np.maximum(0, z - bar) ** power).sum() > 1 else (low, bar)
    return np.maximum(0, z - bar) ** power


def shares_by(change):
    """An answer by what it makes of a row of scores, and α."""
    return lambda a, alpha: np.array([change(row, alpha) for row in a])


def searched(scale, power, low=None):
    def answer(row, alpha):
        z = scale(alpha) * row
        return halved(z, power(alpha), z.max() - 1 if low is None else low, z.max())

    return shares_by(answer)


def divided(z, power):
    p = np.maximum(0, z - z.max() + 1) ** power
    return p / p.sum()


def one_less(alpha):
    return alpha - 1


def root(alpha):
    return 1 / (alpha - 1)


def one(alpha):
    return 1.0


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
    "sparse_shares": [
        (shares_by(lambda row, alpha: softmax(row)), "stands below the bar", 0.0),
        (searched(one, one), "in two places", 0.5),
        (searched(one, root), "so many times the scores", 0.5),
        (searched(one_less, one), "To which power", 0.5),
        (searched(one_less, one_less), "To which power", 0.5),
        (lambda a, alpha: sparse_shares(a.T, alpha).T, "of one row", 0.0),
        (lambda a, alpha: sparse_shares(a.reshape(1, -1), alpha).reshape(a.shape), "of one row"),
        (searched(one_less, root, low=0.0), "stand below 0"),
        (lambda a, alpha: np.where(a == a.max(axis=1, keepdims=True), 1.0, 0.0), "lead by enough", 0.0),
        (shares_by(lambda row, alpha: divided((alpha - 1) * row, root(alpha))), "divide by the sum", 0.0),
        (shares_by(lambda row, alpha: np.clip(row, 0, 1) + 1e-3), "Print them", 0.0),
        (lambda a, alpha: sparse_shares(a, alpha) + 1e-9, "Print them", 0.0),
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
