"""Answers to exercise 09: right ones in other forms, wrong ones with their hints, and nothings."""

from math import exp

import numpy as np
from scipy.special import logsumexp, softmax

from hopfield_lib import KernelMemory
from hopfield_lib.energies import LogSumExp

# ------------------------------------------------------------------------------------- right


def squared(X, states):
    return ((states[:, None] - X) ** 2).sum(axis=2)


def weights_of(X, counts, sigma, states):
    return softmax(np.log(counts) - squared(X, states) / (2 * sigma**2), axis=1)


def score_in_loops(X, counts, sigma, states):
    print("working")
    rows = []
    for x in states.tolist():
        q = [sum((a - b) ** 2 for a, b in zip(x, xi, strict=True)) for xi in X.tolist()]
        w = [n * exp(-(one - min(q)) / (2 * sigma**2)) for n, one in zip(counts.tolist(), q, strict=True)]
        mean = [sum(a * b for a, b in zip(w, column, strict=True)) / sum(w) for column in X.T.tolist()]
        rows.append([(m - a) / sigma**2 for m, a in zip(mean, x, strict=True)])
    return rows


def score_by_library(X, counts, sigma, states):
    beta = 1 / (2 * sigma**2)
    return -beta * KernelMemory(np.repeat(X, counts, axis=0), LogSumExp(beta)).gradient(states)


def score_by_logarithms(X, counts, sigma, states):
    a = np.log(counts) - squared(X, states) / (2 * sigma**2)
    return np.exp(a - logsumexp(a, axis=1, keepdims=True)) @ (X / sigma**2) - states / sigma**2


def score_expanded(X, counts, sigma, states):
    """The squares multiplied out."""
    a = np.log(counts) + (states @ X.T - (X**2).sum(axis=1) / 2) / sigma**2
    return (softmax(a, axis=-1).dot(X) - states) * sigma**-2.0


def edge_energy(X, reaches, states):
    return -np.log(1e-9 + np.maximum(0, 1 - squared(X, states) / reaches**2).sum(axis=1))


def slope_by_differences(X, reaches, states, h=1e-6):
    e = np.eye(X.shape[1])
    up, down = ([edge_energy(X, reaches, states + s * h * one) for one in e] for s in (1, -1))
    return (np.array(up) - np.array(down)).T / (2 * h)


def slope_in_loops(X, reaches, states):
    rows = []
    for x in states:
        near = [(xi, r) for xi, r in zip(X, reaches, strict=True) if np.linalg.norm(x - xi) < r]
        below = sum(1 - ((x - xi) ** 2).sum() / r**2 for xi, r in near)
        rows.append(sum((2 * (x - xi) / r**2 for xi, r in near), 0 * x) / (below or 1))
    return rows


def slope_by_means(X, reaches, states):
    """The way from a mean, weighted by 1/r², times a pull; without the small number in the logarithm."""
    k = 1 - squared(X, states) / reaches**2
    c = (k > 0) / reaches**2
    with np.errstate(all="ignore"):
        slope = 2 * c.sum(axis=1) / (k.clip(0)).sum(axis=1) * (states - c @ X / c.sum(axis=1)[:, None]).T
    return np.nan_to_num(slope.T)


def program(
    X,
    start,
    highest,
    lowest,
    step,
    fresh,
    left=(),
    *,
    beta=None,
    noisy=None,
    power=1.0,
    spread="falls",
    short=False,
):
    """The program of the bug hunt with some of its five mistakes left, or with other changes."""
    x, steps = start, len(fresh)
    low, high = (highest, lowest) if "order" in left else (lowest, highest)
    spreads = np.linspace(high, low, steps) if spread == "evenly" else np.geomspace(high, low, steps)
    for k, (sigma, z) in list(enumerate(zip(spreads, fresh, strict=True)))[: steps - short]:
        sharpness = beta(sigma) if beta else (1 if "beta" in left else 0.5) / sigma**2
        p = softmax(-sharpness * squared(X, x), axis=0 if "axis" in left else 1)
        way = (p @ X - x) * (-1 if "uphill" in left else 1)
        added = noisy(k, steps) if noisy else "noisy" in left or k + 1 < steps
        x = x + power * step * way + (np.sqrt(2 * step) * sigma * z if added else 0)
    return x


def state_by_state(X, start, highest, lowest, step, fresh):
    """One state after another, with the lesson's memory."""
    rows = []
    for b, x in enumerate(start):
        for k in range(len(fresh)):
            sigma = highest * (lowest / highest) ** (k / max(len(fresh) - 1, 1))
            x = (1 - step) * x + step * KernelMemory(X, LogSumExp(0.5 / sigma**2)).update(x)
            x = x + (k != len(fresh) - 1) * sigma * (2 * step) ** 0.5 * fresh[k, b]
        rows.append(x.tolist())
    return rows


def hunted(left, **changes):
    """Return that program as an answer."""
    return lambda *case: program(*case, left, **changes)


BUGS = {
    "order": "noise strongest", "beta": "A convention from elsewhere", "axis": "weights of one state",
    "uphill": "nearer to the picture", "noisy": "What takes away",
}  # fmt: skip
RIGHT = {
    "blurred_score": (score_in_loops, score_by_library, score_by_logarithms, score_expanded),
    "edge_slope": (slope_by_differences, slope_in_loops, slope_by_means),
    "noise_off_mended": (state_by_state, program),
}


# ------------------------------------------------------------------------------------- wrong


def sco(pull, weights=weights_of):
    """An answer to blurred_score by what it makes of mean, state and σ, and by its weights."""
    return lambda X, n, s, x: pull(weights(X, n, s, x) @ X, x, s)


def way(mean, x, sigma):
    return (mean - x) / sigma**2


def raw(X, n, s, x):
    w = n * np.exp(-squared(X, x) / (2 * s**2))
    return w / w.sum(axis=1, keepdims=True)


def one_nearest(X, n, s, x):
    q = squared(X, x)
    w = n * np.exp(-(q - q.min()) / (2 * s**2))
    return w / w.sum(axis=1)[:, None]


def weighing(change, **how):
    """Weights by what stands in the exponent, or by what is made of them."""
    return lambda X, n, s, x: softmax(change(squared(X, x), n, s), **({"axis": 1} | how))


def density_slope(X, n, s, x):
    w = n * np.exp(-squared(X, x) / (2 * s**2))
    return ((X - x[:, None]) * w[:, :, None]).sum(axis=1) / s**2


def slo(above, below, reach=lambda X, r, x: 1 - squared(X, x) / r**2):
    """An answer to edge_slope by what each pattern counts, and what that is divided by."""

    def answer(X, r, x):
        k = reach(X, r, x)
        pulls = above(k, r)[:, :, None] * (x[:, None] - X)
        return 2 * (pulls / np.reshape(below(k, r), (len(x), -1, 1))).sum(axis=1)

    return answer


def pull(k, r):
    return (k > 0) / r**2


def summed(k, r):
    return 1e-9 + k.clip(0).sum(axis=1)


# For each task: an answer, a word of the hint it must get, and the points that it earns.
WRONG = {
    "blurred_score": [
        (sco(lambda mean, x, s: (x - mean) / s**2), "away from the data", 0.0),
        (sco(lambda mean, x, s: mean - x), "which power of σ", 0.0),
        (sco(lambda mean, x, s: (mean - x) / s), "which power of σ", 0.0),
        (sco(lambda mean, x, s: (mean - x) / (2 * s**2)), "Where has it gone", 0.0),
        (sco(lambda mean, x, s: 2 * (x - mean)), "a slope of E", 0.0),
        (sco(lambda mean, x, s: mean), "Where does it pull", 0.0),
        (sco(way, weighing(lambda q, n, s: np.log(n) - q / s**2)), "exponent of such a bell", 0.0),
        (sco(way, weighing(lambda q, n, s: np.log(n) - q / (2 * s))), "exponent of such a bell", 0.0),
        (sco(way, weighing(lambda q, n, s: np.log(n) - np.sqrt(q) / (2 * s**2))), "distance is squared", 0.0),
        (sco(way, weighing(lambda q, n, s: np.log(n) - q / (2 * s**2), axis=0)), "weights of its own", 0.0),
        (
            sco(way, weighing(lambda q, n, s: np.log(n) - q / (2 * s**2), axis=None)),
            "weights of its own",
            0.75,
        ),
        (
            sco(way, weighing(lambda q, n, s: np.log(n) + q / (2 * s**2))),
            "farthest picture gets the most",
            0.0,
        ),
        (sco(way, weighing(lambda q, n, s: -q / (2 * s**2))), "Write a picture down twice", 1.0),
        (sco(way, weighing(lambda q, n, s: -n * q / (2 * s**2))), "three times one term", 1.0),
        (sco(way, lambda X, n, s, x: n * weights_of(X, n**0, s, x)), "with the counts", 1.0),
        (sco(way, lambda X, n, s, x: n / n.sum() + 0 * squared(X, x)), "the same mean", 0.0),
        (density_slope, "slope of the density", 0.0),
        (sco(way, raw), "Only differences of exponents", 1.5),
        (lambda *case: np.nan_to_num(sco(way, raw)(*case)), "Only differences of exponents", 1.5),
        (sco(way, one_nearest), "Whose smallest exponent", 1.75),
        (sco(way, lambda X, n, s, x: np.eye(len(X))[squared(X, x).argmin(axis=1)]), "The nearest alone", 0.0),
    ],
    "edge_slope": [
        (lambda *case: -slope_by_means(*case), "moves against the slope", 0.0),
        (lambda *case: slope_by_means(*case) / 2, "slope of |x", 0.0),
        (slo(lambda k, r: k > 0, summed), "divided by something", 0.0),
        (slo(lambda k, r: (k > 0) / r, summed), "divided by something", 0.0),
        (slo(lambda k, r: k.clip(0) / r**2, summed), "straight line", 0.0),
        (slo(lambda k, r: 1 / r**2 + 0 * k, summed), "which are flat", 0.0),
        (slo(pull, lambda k, r: k.sum(axis=1)), "counts 0 in the sum", 0.0),
        (slo(pull, lambda k, r: k.clip(1e-9)), "not a sum of logarithms", 0.0),
        (slo(pull, lambda k, r: np.ones(len(k))), "add to the slope of the sum", 0.0),
        (slo(pull, lambda k, r: 1e-9 + pull(k, r).sum(axis=1)), "Those are means", 0.0),
        (slo(pull, lambda k, r: 1e-9 + k.clip(0).mean(axis=1)), "by a number of patterns", 0.0),
        (slo(pull, summed, lambda X, r, x: 1 - squared(X, x) / r), "with reach 3", 0.0),
        (slo(pull, summed, lambda X, r, x: 1 - np.sqrt(squared(X, x)) / r), "with reach 3", 0.0),
        (slo(pull, lambda k, r: k.clip(0).sum(axis=1)), "divide by there", 1.5),
        (lambda X, r, x: slope_by_means(X, r, x).sum(axis=0) + 0 * x, "over which axis", 1.0),
    ],
}
EMPTY = [
    *(lambda *case, k=k, c=c: c * np.asarray(case[k]) for k in range(4) for c in (1, -1, 0) if k < 3),
    lambda *case: case[-1], lambda *case: -case[-1], lambda *case: 0 * case[-1], lambda *case: case[0][:1],
    *(lambda *case, c=c: c for c in (0.0, 1, [])),
    lambda *case: np.tile(case[0].mean(axis=0), (len(case[-1] if case[-1].ndim == 2 else case[1]), 1)),
]  # fmt: skip


def filled(like):
    """Return answers that give the same number everywhere, in the shape of a right one."""
    return [lambda *case, x=x: np.full(np.shape(like(*case)), x) for x in (0.0, 1.0, -1.0)]


NOTHING = {name: [*EMPTY, *filled(right[-1])] for name, right in RIGHT.items()}
