"""The textbook's way, one unit after another over a full matrix: what the library is measured against.

Written afresh after the loops of published notebooks. Each takes its visiting orders as an argument,
so that it must pass through exactly the states that the library passes through.
"""

import numpy as np


def dense_hebbian(patterns):
    """W = (1/N) sum of outer products, no diagonal: (N, N) float64."""
    W = np.zeros((patterns.shape[1],) * 2)
    for pattern in patterns.astype(float):
        W += np.outer(pattern, pattern)
    np.fill_diagonal(W, 0)
    return W / len(W)


def sweep(W, S, order):
    """One sweep of +1 and -1 units of every column of S (N, B), in place; a tie keeps the unit."""
    for i in order:
        h = W[i] @ S
        S[i] = np.where(h == 0, S[i], np.sign(h))


def recall_units(W, S, orders):
    """Sweep all columns of S (N, B) until none changes; one order a sweep."""
    S = S.astype(float)
    for order in orders:
        before = S.copy()
        sweep(W, S, order)
        if np.array_equal(S, before):
            return S
    raise RuntimeError("the given orders were not enough")


def sweep_phasors(W, Z, order):
    """One sweep of units on the unit circle, in place."""
    for i in order:
        h = W[i] @ Z
        Z[i] = h / np.abs(h)


def recall_dense_memory(patterns, n, S, orders):
    """Units of every column of S (N, B) by differences of energies, F(x) = x^n, overlaps kept."""
    X, S = patterns.astype(np.int64), S.astype(np.int64)
    m = X @ S
    for order in orders:
        before = S.copy()
        for i in order:
            x = X[:, i, None]
            rest = m - x * S[i]
            gain = ((rest + x) ** n - (rest - x) ** n).sum(axis=0)
            S[i] = np.where(gain == 0, S[i], np.sign(gain))
            m = rest + x * S[i]
        if np.array_equal(S, before):
            return S
    raise RuntimeError("the given orders were not enough")


def picture_notebook(pictures, cue, draws, energy_every):
    """Couplings of each picture in a matrix of its own, averaged; then one drawn unit after another."""
    N = len(cue)
    each = [np.outer(p, p) - np.identity(N, dtype=np.int64) for p in pictures.astype(np.int64)]
    W = sum(each) / len(each)
    state, energies = cue.astype(float), []
    for step, i in enumerate(draws):
        if step % energy_every == 0:
            energies.append(-0.5 * state @ W @ state)
        h = W[i] @ state
        if h:
            state[i] = np.sign(h)
    energies.append(-0.5 * state @ W @ state)
    return state, np.array(energies) * len(pictures) / N


def recall_dense_memory_plainly(patterns, n, state, orders):
    """One state of a dense memory as the formula is written: both energies of a unit, overlaps anew."""
    X, state = patterns.astype(float), state.astype(float)
    for order in orders:
        before = state.copy()
        for i in order:
            state[i] = 1
            up = ((X @ state) ** n).sum()
            state[i] = -1
            down = ((X @ state) ** n).sum()
            state[i] = before[i] if up == down else np.sign(up - down)
        if np.array_equal(state, before):
            return state
    raise RuntimeError("the given orders were not enough")
