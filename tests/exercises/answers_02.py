"""Answers to the tasks of exercise 02: right ones in several forms, wrong ones with a word of their hint."""

from itertools import combinations, product

import numpy as np

from hopfield_course.exercises.e02_spurious_states import end_kinds as kinds
from hopfield_course.exercises.e02_spurious_states.census_mended import census_mended
from hopfield_course.exercises.e02_spurious_states.half_way_shares import half_way_shares
from hopfield_course.exercises.e02_spurious_states.weighted_overlaps import (
    combinations_of_signs,
    weighted_overlaps,
    without_ties,
)
from tests.exercises.judging import cells_of, defined_by


def shares_by_counting(A, B, p):
    print("counting")
    wins = [0.0, 0.0]
    open_units = [i for i in range(len(A)) if A[i] != B[i]]
    for i in open_units:  # each is the first with the same chance
        for tie, chance in ((1, p), (-1, 1 - p)):
            wins[0 if A[i] == tie else 1] += chance / len(open_units)
    return wins


def shares_in_32_bits(A, B, p):
    black = np.float32((A > B).sum() / (A != B).sum())  # open units that are black in A
    return np.float32([p * black + (1 - p) * (1 - black), p * (1 - black) + (1 - p) * black])


def weights_by_loops(weights):
    n = len(weights)
    total = [0] * n
    for number in range(2**n):
        signs = [1 if number >> k & 1 else -1 for k in range(n)]
        vote = sum(int(a) * s for a, s in zip(weights, signs, strict=True))
        total = [t + s * ((vote > 0) - (vote < 0)) for t, s in zip(total, signs, strict=True)]
    return [t / 2**n for t in total]


def kinds_by_loops(S, X, least):
    names = []
    for s in S.tolist():
        agree = lambda t, s=s: sum(a == b for a, b in zip(s, t, strict=True)) / len(s) * 2 - 1 >= least  # noqa: E731
        mixed = (np.sign(a * x + b * y + c * z) for x, y, z in combinations(X, 3)
                 for a, b, c in product((1, -1), repeat=3))  # fmt: skip
        names.append(1 if any(map(agree, X)) else 2 if any(map(agree, -X)) else 3 * any(map(agree, mixed)))
    return names


def census_by_hand(patterns, starts, draws, flips, orders):
    ends = []
    for r in range(len(starts)):
        s, turned = [int(x) for x in patterns[starts[r]]], set()
        for unit in draws[r]:
            if len(turned) < flips and unit not in turned:
                turned.add(unit)
                s[unit] = -s[unit]
        for i in orders[r]:
            h = sum(int(x[i]) * (int(x @ s) - int(x[i]) * s[i]) for x in patterns)
            s[i] = s[i] if h == 0 else (1 if h > 0 else -1)
        ends.append(
            "pattern" if s in patterns.tolist() else "reverse" if s in (-patterns).tolist() else "other"
        )
    return np.float32([ends.count(kind) / len(ends) * 100 for kind in ("pattern", "reverse", "other")])


RIGHT = {
    "half_way_shares": (half_way_shares, shares_by_counting, shares_in_32_bits),
    "weighted_overlaps": (weighted_overlaps, weights_by_loops),
    "end_kinds": (kinds.end_kinds, kinds_by_loops),
    "census_mended": (census_mended, census_by_hand),
}


def shares_by_runs(A, B, p):
    rng = np.random.default_rng(0)
    first, tie = rng.choice(np.flatnonzero(A != B), 200), np.where(rng.random(200) < p, 1, -1)
    return (A[first] == tie).mean(), (B[first] == tie).mean()


def named_by_any_odd_mixture(S, X, least):
    n = X.shape[1]
    rows = np.sign([sum(a * x for a, x in zip(signs, some, strict=True)) for k in (3, 5)
                    for some in combinations(X, k) for signs in product((1, -1), repeat=k)])  # fmt: skip
    return [1 if (X @ s >= least * n).any() else 2 if (X @ s <= -least * n).any() else
            3 * (rows @ s >= least * n).any() for s in S]  # fmt: skip


def white(A, B, p):
    return (A[A != B] == -1).mean()


def share(w, p):
    return np.array([(1 - p) * w + p * (1 - w), p * w + (1 - p) * (1 - w)])


def votes(a):
    signs = combinations_of_signs(len(a))
    return signs, (signs @ a)[:, None]


def agreeing(a):
    signs, vote = votes(a)
    return (signs * vote > 0).mean(axis=0)


WRONG = {
    "half_way_shares": [
        (lambda A, B, p: share(1 - white(A, B, p), p), "who has won"),
        (lambda A, B, p: share(white(A, B, p), 1 - p), "who has won"),
        (lambda A, B, p: share(white(A, B, p), 0), "What does p change"),
        (lambda A, B, p: share((A == -1).mean(), p), "Which units are open"),
        (lambda A, B, p: share((A[A == B] == -1).mean(), p), "Which units are open"),
        (lambda A, B, p: (white(A, B, p) * (1 - p), white(A, B, p) * p), "that is black in A too"),
        (shares_by_runs, "drawn at random"),
        (lambda A, B, p: share(white(A, B, p), p) * (A != B).mean(), "add up to 1"),
        (lambda A, B, p: share(white(A, B, p), p) * (A != B).sum(), "a part of 1"),
        (lambda A, B, p: share(float(white(A, B, p) > 0.5), p), "visited first"),
        (lambda A, B, p: share(0.5, p), "Which coin"),
        (lambda A, B, p: share(white(A, B, p), 0) * (1 - p), "when the tie gives +1"),
        (lambda A, B, p: p / 2 + share(white(A, B, p), 0) * (1 - p), "decides by the pixels too"),
        (lambda A, B, p: ((A < 0).mean(), (B < 0).mean()), "Which units are open"),
        (lambda A, B, p: share(white(A, B, p), p)[0], "Expected shape"),
    ],
    "weighted_overlaps": [
        (lambda a: weights_by_loops(np.sign(a)), "worth more votes"),
        (lambda a: weights_by_loops(np.abs(a)), "negative weight"),
        (lambda a: weights_by_loops([1] * len(a)), "weights come into"),
        (lambda a: np.full(len(a), weights_by_loops(a)[0]), "the first pattern for all"),
        (lambda a: weights_by_loops(a) * a, "compares the state with the pattern alone"),
        (lambda a: a / np.abs(a).sum(), "outvote the five"),
        (lambda a: a / a.sum(), "outvote the five"),
        (lambda a: (votes(a)[0] * votes(a)[1]).mean(axis=0), "not their sum"),
        (without_ties, "Units with a tie are units too"),
        (lambda a: weighted_overlaps(a) * 2 ** len(a), "how many comb"),
        (lambda a: (1 + weighted_overlaps(a)) / 2, "how often they do not"),
        (agreeing, "how often they do not"),
        (lambda a: weighted_overlaps(a).mean(), "which axis"),
    ],
    "end_kinds": [
        (kinds.nearest, "How similar must it be"),
        (kinds.kinds_with(mixed=None), "Here no mixture is found"),
        (kinds.kinds_with(reverse=kinds.NONE), "overlap of a reverse"),
        (kinds.kinds_with(reverse=kinds.PATTERN), "sign of the overlap get lost"),
        (kinds.kinds_with(reverse=-1), "Which number is the name"),
        (kinds.exchanged, "Which is 1"),
        (kinds.kinds_with(mixed=lambda X: kinds.mixtures(X, [(1, 1, 1)])), "How many mixtures"),
        (kinds.kinds_with(mixed=kinds.without_reverses), "reverse of a mixture"),
        (kinds.kinds_with(mixed=lambda X: kinds.mixtures(X[:3])), "choose three of all"),
        (kinds.kinds_with(mixed=kinds.sums), "What does a sum of three hold"),
        (named_by_any_odd_mixture, "How many patterns has each"),
        (lambda S, X, least: kinds.end_kinds(S, X, least / X.shape[1]), "How large can an overlap be"),
        (lambda S, X, least: [1 if (X @ s >= least).any() else 0 for s in S], "How large can an overlap be"),
        (kinds.by_the_largest, "must the three largest"),
        (kinds.kinds_with(mixture_first=True), "Which has precedence"),
        (lambda S, X, least: kinds.end_kinds(S, X, least + 1e-9), "when least is 1"),
        (lambda S, X, least: kinds.end_kinds(S, X, 1.0), "what least is"),
        (kinds.kinds_with(least_mixed=1.0), "A mixture too"),
    ],
}

# ---------------------------------------------------------------------------------- the bug hunt

TIE, KIND = "1 if W[i] @ s > 0 else -1", "0 if m[nearest] >= 0.5 else 1 if m[nearest] <= -0.5 else 2"
MENDED = {
    "How many different units": ("drawn[:flips]", "list(dict.fromkeys(drawn))[:flips]"),
    "Where the votes balance": (TIE, "np.sign(W[i] @ s) or s[i]"),
    "which of the overlaps is taken": ("argmax(m)", "argmax(np.abs(m))"),
    "a mixture of three have with": (KIND, KIND.replace("0.5", "1")),
    "Let four runs": ("counts / P", "counts / len(starts)"),
}  # by the hint that each mistake gets while it is left
BUGS = {hint: hint for hint in MENDED}


def mended(*changes):
    """Return the program that the learner is given, with these changes of its text."""
    cells = cells_of("exercises", "02_spurious_states")
    text = cells["census_mended"]
    for old, new in changes:
        if text.count(old) != 1:
            raise LookupError(f"expected once in the program: {old}")
        text = text.replace(old, new)
    return defined_by(cells["setup"], text)["census_mended"]


def hunted(left):
    """Return that program with some of its mistakes left."""
    return mended(*(change for hint, change in MENDED.items() if hint not in left))


# --------------------------------------------------------------------------- what does nothing


def filled(like, *numbers):
    """Return answers that give the same number everywhere, in the shape that is asked for."""
    return [lambda *case, x=x: np.full(like(*case), x) for x in numbers]


EMPTY = [lambda *case: [], lambda *case: np.nan]
NOTHING = {
    "half_way_shares": [lambda A, B, p: A, lambda A, B, p: [1, 0], lambda A, B, p: p, *EMPTY,
                        *filled(lambda *_: 2, 0, 1, 0.5)],
    "weighted_overlaps": [lambda a: a, lambda a: a.copy(), lambda a: -a, *EMPTY, *filled(len, 0, 1, -1, 0.5)],
    "end_kinds": [lambda S, *_: S, lambda S, *_: S[:, 0], lambda S, *_: -S[:, 0], lambda S, X, least: least,
                  *EMPTY, *filled(lambda S, *_: len(S), 0, 1, 2, 3)],
    "census_mended": [lambda X, *_: X, lambda *c: c[1], lambda *c: [100, 0, 0], lambda *c: [0, 100, 0],
                      lambda *c: [0, 0, 100], *EMPTY, *filled(lambda *_: 3, 0, 1, 100, 100 / 3)],
}  # fmt: skip
