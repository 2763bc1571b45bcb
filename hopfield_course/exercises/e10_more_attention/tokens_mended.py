"""Exercise 10, the bug hunt: a step of tokens that look at each other, down their energy.

A single token that looks at itself shows the sign and nothing else.  Where tokens look at one other in pairs
it does not matter who is looked at nor how scores are scaled; with as many rows in Q and K as a token is long
the scale never matters.  The other cases show the sign too: what came is compared with all that is mended.
"""

from functools import partial

import numpy as np
from scipy.special import softmax

from ...check.hunts import Bug, hunt
from ...check.judges import Mistake
from .near import near

SCALES = {
    "": lambda rows, length: rows**0.5,
    "length": lambda rows, length: length**0.5,
    "none": lambda rows, length: 1.0,
    "rows": lambda rows, length: rows,
}


def normed(x):
    """Return tokens (T, D) of mean 0 and variance 1."""
    x = x - x.mean(axis=1, keepdims=True)
    return x / x.std(axis=1, keepdims=True)


def step(x, Q, K, sees, eta, *, uphill=False, late=False, axis=1, scale="", unturned=False, scaled=False):
    """Return tokens (T, D) after a step, by a program with these mistakes left."""
    g = normed(x)
    q, k = g @ Q.T, g @ K.T
    a = q @ k.T / SCALES[scale](*Q.shape)
    if not late:
        a = np.where(sees, a, -np.inf)
    elif late == "zeros":
        a = np.where(sees, a, 0.0)
    p = softmax(a, axis=axis)
    if late is True:
        p = np.where(sees, p, 0.0)
    slope = -(p @ k) @ Q - ((p if unturned else p.T) @ q) @ K
    return (g if scaled else x) + (eta if uphill else -eta) * slope


def looking(sees, rows, length, rng):
    """Return tokens that look at each other like this, with random queries and keys."""
    x = rng.uniform(0.5, 2) * rng.normal(size=(len(sees), length)) + rng.normal()
    Q, K = 1.3 * rng.normal(size=(2, rows, length)) / length**0.5
    return x, Q, K, np.array(sees, dtype=bool), rng.uniform(0.1, 0.4)


def pairs(count, rng):
    """Return tokens of which two and two look at each other."""
    partner = np.empty(2 * count, dtype=int)
    one, other = rng.permutation(2 * count).reshape(2, count)
    partner[one], partner[other] = other, one
    return looking(np.eye(2 * count)[partner], 6, 6, rng)


def in_a_ring(count, rng):
    """Return tokens each of which looks at one, and is looked at by another one."""
    order = rng.permutation(count)
    sees = np.zeros((count, count))
    sees[order, np.roll(order, 1)] = 1
    return looking(sees, 7, 7, rng)


def who_looks(count, rng):
    """Return tokens that look at two others or more; each is looked at."""
    sees = (rng.random((count, count)) < 0.6) & ~np.eye(count, dtype=bool)
    enough = sees.sum(axis=1).min() > 1 and sees.sum(axis=0).min() > 0
    return looking(sees, 6, 6, rng) if enough and not np.array_equal(sees, sees.T) else None


def all_look(count, rows, length, rng):
    """Return tokens that look at all, themselves too."""
    return looking(np.ones((count, count)), rows, length, rng)


BUGS = {
    "uphill": Bug(
        "the energy falls",
        "One token that looks at itself alone: E = −(Q g)·(K g). Print it before and after a small step.",
        tuple(partial(all_look, 1, *size) for size in ((3, 5), (4, 6))),
    ),
    "late": Bug(
        "who is not looked at has no share",
        "",
        (partial(pairs, 2), partial(pairs, 3), partial(who_looks, 6)),
        forms={
            True: "A token looks at one other alone: which share has that one? Print a row of p.",
            "zeros": "A score of 0 is no share of 0: what is e⁰?",
        },
        alone=False,
    ),
    "axis": Bug(
        "a token's shares sum to 1",
        "Print p.sum(axis=0) and p.sum(axis=1). Whose shares are to sum to 1?",
        (partial(all_look, 4, 6, 6), partial(all_look, 5, 6, 6)),
        forms=(0, None),
        alone=False,
    ),
    "scale": Bug(
        "scores have the scale of the text",
        "",
        (partial(all_look, 4, 3, 8), partial(all_look, 5, 9, 4)),
        forms={
            "length": "A score is a product of two lists. How long are these, and by what do you divide?",
            "none": "What is β here, and where does it enter?",
            "rows": "β is one over a root.",
        },
        alone=False,
    ),
    "unturned": Bug(
        "the second term: a token is looked at",
        "Who looks at token 0? Is that in row 0 of p, or in its column 0?",
        (partial(in_a_ring, 4), partial(in_a_ring, 5)),
        alone=False,
    ),
}
ALWAYS = (
    Mistake(
        (
            partial(step, scaled=True),
            partial(step, scaled=True, uphill=True),
        ),
        "To what is the step added: to the tokens as they were, or to the scaled ones?",
        "a step from the scaled tokens",
    ),
)
OTHERWISE = "Something was not so at the start: follow one token that looks at itself alone, then two."
TASK = hunt("tokens_mended", step, BUGS, 0.4, always=ALWAYS, otherwise=OTHERWISE, same=near)
