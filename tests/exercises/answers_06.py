"""Answers to exercise 06, right and wrong, as people write them."""

from functools import partial

import numpy as np

from hopfield_course.exercises.e06_dense_memory import dense_mended, table_answers
from hopfield_lib import DenseAssociativeMemory

# ------------------------------------------------------------------------------ right answers


def energy_in_loops(patterns, state, n, rectified):
    print("working")
    total = 0
    for row in patterns.tolist():
        m = sum(a * b for a, b in zip(row, state.tolist(), strict=True))
        total += m ** int(n) if m > 0 or not rectified else 0
    return -total


def energy_in_32_bits(patterns, state, n, rectified):
    m = np.einsum("ki,i->k", patterns.astype(np.float32), state.astype(np.float32))
    return np.float32(-np.where(rectified & (m < 0), 0, m**n).sum())


def energy_of_the_library(patterns, state, n, rectified):
    return DenseAssociativeMemory(patterns, int(n), bool(rectified)).energy(state)


def sweep_of_lists(patterns, state, n, order):
    X, s = patterns.tolist(), state.tolist()

    def E(i, value):
        t = [*s[:i], value, *s[i + 1 :]]
        return -sum(sum(a * b for a, b in zip(row, t, strict=True)) ** int(n) for row in X)

    for i in order.tolist():
        if E(i, 1) != E(i, -1):
            s[i] = 1 if E(i, 1) < E(i, -1) else -1
    return s


def sweep_of_the_library(patterns, state, n, order):
    one, s = DenseAssociativeMemory(patterns, int(n)), state.astype(np.int8)
    for i in order:
        s = one.update(s, [int(i)])
    return s.astype(np.float32)


def sweep_over_N(patterns, state, n, order):  # overlaps divided by N: in tests of ties N is 16
    s, N = state + 0.0, len(state)
    for i in order:
        rest = (patterns @ s - patterns[:, i] * s[i]) / N
        d = ((rest + patterns[:, i] / N) ** n - (rest - patterns[:, i] / N) ** n).sum()
        s[i] = np.sign(d) if abs(d) > 1e-12 else s[i]
    return s


def table_of_the_library(table, n):
    N = table.shape[1]
    return DenseAssociativeMemory(table, int(n)).update(table * (np.arange(N) < N - 1), [N - 1])[:, -1]


def mended_in_python(patterns, cue, n, orders):  # whole numbers of any length
    s, n = [int(v) for v in cue], int(n)
    for i in [int(i) for row in orders for i in row]:
        energies = []
        for value in (1, -1):
            t = [*s[:i], value, *s[i + 1 :]]
            m = [sum(int(a) * b for a, b in zip(row, t, strict=True)) for row in patterns]
            energies.append(-sum(max(v, 0) ** n for v in m))
        s[i] = s[i] if energies[0] == energies[1] else 1 if energies[0] < energies[1] else -1
    return s


def mended_over_N(patterns, cue, n, orders):
    N, s = len(cue), cue.astype(np.float32)
    for order in orders:
        for i in order:
            rest = patterns @ s - patterns[:, i] * s[i]
            up, down = (np.maximum((rest + v * patterns[:, i]) / N, 0) ** n for v in (1, -1))
            s[i] = np.sign(up.sum() - down.sum()) or s[i]
    return s


RIGHT = {
    "dense_energy": (energy_in_loops, energy_in_32_bits, energy_of_the_library),
    "dense_sweep": (sweep_of_lists, sweep_of_the_library, sweep_over_N),
    "table_answers": (table_of_the_library, lambda T, n: table_answers.table_answers(T, n).tolist()),
    "dense_mended": (mended_in_python, mended_over_N),
}


# ------------------------------------------------------------------------------- wrong answers


def overlaps(X, s):
    return X.astype(int) @ s.astype(int)


def cut(m, r):
    return np.maximum(m, 0) if r else m


def in_place(patterns, state, n, order):
    state[:] = sweep_of_lists(patterns, state, n, order)
    return state


def by_gain(change, tie=None):
    """Return a sweep by hand whose gain is change(rest, x, s_i, n)."""

    def sweep(X, state, n, order):
        s = state.copy()
        for i in order:
            d = change(X @ s - X[:, i] * s[i], X[:, i], s[i], n).sum()
            s[i] = np.sign(d) if d else s[i] if tie is None else tie
        return s

    return sweep


def rectified_gain(r, x, own, n):
    return cut(r + x, 1) ** n - cut(r - x, 1) ** n


def plain_gain(r, x, own, n):
    return (r + x) ** n - (r - x) ** n


def together(X, state, n, order):
    s = state.copy()
    for i in order:
        s[i] = sweep_of_lists(X, state, n, order[order == i][:1])[i]
    return s


def flip_if_lower(X, state, n, order):
    s = state.copy()
    for i in order:
        t = s.copy()
        t[i] *= -1
        s = t if (overlaps(X, t) ** n).sum() > (overlaps(X, s) ** n).sum() else s
    return s


def turned_at_ties(X, state, n, order):
    s = state.copy()
    for i in order:
        d = plain_gain(X @ s - X[:, i] * s[i], X[:, i], s[i], n).sum()
        s[i] = -s[i] if d == 0 else 1 if d > 0 else -1
    return s


def answers_erased(table, n):
    questions = table  # another name for the same array
    questions[:, -1] = 0
    return [sweep_of_lists(table, q, n, np.array([len(q) - 1]))[-1] for q in questions]


def with_answer_left(table, n):
    return DenseAssociativeMemory(table, int(n)).update(table, [table.shape[1] - 1])[:, -1]


def into_the_table(table, n):
    for line in table:  # a view: what is written into it stands in the table
        line[-1] = by_gain(plain_gain, tie=0)(table, line, n, [-1])[-1]
    return table[:, -1]


def by_table(gains, tie=0):
    def answers(T, n):
        d = gains(T[:, :-1] @ T[:, :-1].T, T[:, -1], n).sum(axis=1)
        return np.where(d == 0, tie, np.sign(d))

    return answers


WRONG = {
    "dense_energy": [
        (lambda X, s, n, r: (cut(overlaps(X, s), r) ** n).sum(), "lies in a valley"),
        (lambda X, s, n, r: -(cut(X @ s, r) ** int(n)).sum(), "ends at 127"),
        (lambda X, s, n, r: -(cut(X @ s, r).astype(int) ** n).sum(),
            "overlap of a state with itself"),
        (lambda X, s, n, r: -(cut(overlaps(X, s) ** n, r)).sum(),
            "At an even n no power is below 0"),
        (lambda X, s, n, r: -(overlaps(X, s) ** n).sum(), "if rectified is true?"),
        (lambda X, s, n, r: -(np.abs(overlaps(X, s)) ** n).sum(), "what does an odd power make"),
        (lambda X, s, n, r: -(cut(overlaps(X, s), r) ** 2).sum(), "always the square"),
        (lambda X, s, n, r: -0.5 * (cut(overlaps(X, s), r) ** n).sum(),
            "belongs to a sum over pairs"),
        (lambda X, s, n, r: -(cut(overlaps(X, s) / X.shape[1], r) ** n).sum(), "from −N to N"),
        (lambda X, s, n, r: -(cut(overlaps(X, s), r).sum() ** n), "First the power"),
        (lambda X, s, n, r: -(cut(overlaps(X, s), r) ** n).mean(), "not their mean"),
        (lambda X, s, n, r: -(cut(overlaps(X, s), r) ** n), "which axis is summed over"),
    ],
    "dense_sweep": [
        (by_gain(lambda r, x, own, n: plain_gain(r + x * own, x, own, n)), "Where is its old one"),
        (by_gain(lambda r, x, own, n: x * (r + x * own) ** (n - 1)), "Where is its old one"),
        (by_gain(lambda r, x, own, n: x * r ** (n - 1)), "slope of the energy"),
        (by_gain(lambda r, x, own, n: (r + x) ** n - r**n), "at which other value"),
        (by_gain(lambda r, x, own, n: -plain_gain(r, x, own, n)), "which one wins"),
        (by_gain(lambda r, x, own, n: x * r), "always the square"),
        (by_gain(plain_gain, tie=0), "np.sign(0) is 0"),
        (by_gain(plain_gain, tie=-1), "Two equal energies"),
        (by_gain(plain_gain, tie=1), "Two equal energies"),
        (by_gain(rectified_gain), "plain here"),
        (turned_at_ties, "a reason to turn over"),
        (together, "visits before it changed"),
        (flip_if_lower, "reverse of 0"),
        (in_place, "second name"),
        (lambda X, s, n, o: sweep_of_lists(X, s, n, np.arange(len(s))), "who is visited when"),
        (lambda X, s, n, o: sweep_of_lists(X, s, n, o[::-1]), "Begin with order[0]"),
        (lambda X, s, n, o: sweep_of_lists(X, s, n, o[:-1]), "How many visits"),
        (lambda X, s, n, o: (sweep_of_lists(X, s, n, o), s)[1], "the one that you return"),
        (lambda X, s, n, o: np.sign(X.T @ (X @ s) ** (n - 1)), "visits before it changed"),
    ],
    "table_answers": [
        (lambda T, n: T[:, -1], "answers as stored"),
        (lambda T, n: np.column_stack([T[:, :-1], table_answers.table_answers(T, n)]),
            "last unit alone"),
        (into_the_table, "where the next line meets it"),
        (by_table(lambda r, x, n: -plain_gain(r, x, 0, n)), "which one wins"),
        (by_table(lambda r, x, n: plain_gain(r, x, 0, n), tie=1), "What number is that"),
        (by_table(lambda r, x, n: plain_gain(r, x, 0, n), tie=-1), "What number is that"),
        (by_table(lambda r, x, n: plain_gain(r, x, 0, 2)), "always the square"),
        (by_table(lambda r, x, n: (1 - np.eye(len(x))) * plain_gain(r, x, 0, n)), "asked too"),
        (by_table(lambda r, x, n: x * r ** (n - 1)), "slope of the energy"),
        (by_table(lambda r, x, n: (r + x) ** n - r**n), "at which other value"),
        (by_table(lambda r, x, n: rectified_gain(r, x, 0, n)), "memory is plain here"),
        (answers_erased, "did a 0 in the question"),
        (with_answer_left, "The unit was undecided"),
        (by_table(lambda r, x, n: plain_gain(r + x * x[:, None], x, 0, n)),
            "still in your overlaps"),
    ],
}  # fmt: skip


# ---------------------------------------------------------------------------- the bug hunt


BUGS = {
    "overlaps": "A unit has changed", "own": "Which value of unit i", "cut": "At n = 4",
    "large": "largest power", "tie": "np.sign(0)",
}  # fmt: skip


def hunted(left):
    """Return the given program with some of its mistakes left, the others mended as a learner would."""

    def answer(patterns, cue, n, orders):
        X = patterns if "large" in left else patterns.astype(float)
        s = cue.copy()
        for order in orders:
            m = X @ s
            for i in order:
                m = m if "overlaps" in left else X @ s
                rest = m if "own" in left else m - X[:, i] * s[i]
                ends = [rest + value * X[:, i] for value in (1, -1)]
                F = [np.maximum(e**n, 0) if "cut" in left else np.maximum(e, 0) ** n for e in ends]
                d = F[0].sum() - F[1].sum()
                s[i] = np.sign(d) if d or "tie" in left else s[i]
        return s

    return answer


WRONG["dense_mended"] = [
    (partial(dense_mended.program, plain=True), "The memory is rectified"),
    (partial(dense_mended.program, tie=1), "Two equal energies"),
    (partial(dense_mended.program, tie=-1), "Two equal energies"),
    (lambda X, s, n, orders: dense_mended.program(X, s, n, orders[:, :1]), "which two energies"),
]

# ----------------------------------------------------------------------------- what does nothing

EMPTY = [
    *(lambda *case, k=k: case[k] for k in range(4)), *(lambda *case, k=k: -case[k] for k in range(4)),
    lambda *case: case[0][0], lambda *case: case[0][-1], lambda *case: [], lambda *case: "text",
    lambda *case: True,
    lambda *case: np.sign(case[0].sum(axis=0)), lambda *case: case[1].copy(), lambda *case: case[0][:, -1],
    lambda *case: -case[0][:, -1],
]  # fmt: skip


def filled(shape):
    """Return answers that give the same number everywhere, in the shape that is asked for."""
    return [lambda *case, x=x: np.full(shape(*case), x) for x in (0, 1, -1, 0.5, np.nan)]


NOTHING = {
    "dense_energy": [*EMPTY, *filled(lambda X, *rest: ())],
    "dense_sweep": [*EMPTY, *filled(lambda X, s, *rest: s.shape)],
    "table_answers": [*EMPTY, *filled(lambda T, n: len(T))],
    "dense_mended": [*EMPTY, *filled(lambda X, s, *rest: s.shape)],
}
