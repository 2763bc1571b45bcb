"""The rows of the table: the same task for the library and for what it is measured against.

A row is a function that returns its contenders, each a call without arguments that returns a result,
and a check that the results are the same. The library's own comes first.
"""

import numpy as np

from benchmarks.loops import (
    dense_hebbian,
    recall_dense_memory,
    recall_dense_memory_plainly,
    recall_units,
    sweep_phasors,
)
from hopfield_lib import (
    DenseAssociativeMemory,
    Hopfield,
    PhasorHopfield,
    asynchronous,
    hebbian,
    phase_distance,
    projection,
    recall,
)

SEED = 11


def spins(*shape):
    """Random +1 and -1."""
    return np.random.default_rng(SEED).choice(np.array([-1, 1], np.int8), shape)


def noisy(patterns, count, share):
    """`count` cues, pattern after pattern, with this share of the units flipped."""
    rng = np.random.default_rng(SEED + 1)
    chosen = patterns[np.arange(count) % len(patterns)]
    return np.where(rng.random(chosen.shape) < share, -chosen, chosen)


def orders(n_units, continuous=False):
    """The visiting orders that ``asynchronous`` draws from a seed; continuous states have a child of it."""
    rng = np.random.default_rng(SEED)
    rng = rng.spawn(1)[0] if continuous else rng
    while True:
        yield rng.permutation(n_units)


def schedule():
    """An asynchronous schedule that visits in these orders."""
    return asynchronous(np.random.default_rng(SEED))


def equal(results):
    """All contenders end in the same states, bit for bit."""
    first, *others = results.values()
    return all(np.array_equal(first, other) for other in others)


def near(results):
    """All contenders end in the same complex states but for rounding."""
    first, *others = results.values()
    return all(np.allclose(first, other, atol=1e-9) for other in others)


def one_sweep(N=4000, P=500, cues=200):
    """One exact asynchronous sweep beside one dense product of the same shape, which sweeps nothing."""
    X = spins(P, N)
    cues, couplings = noisy(X, cues, 0.1), hebbian(X)
    model, W = Hopfield(couplings), couplings.dense().astype(np.float32)
    S = np.ascontiguousarray(cues.T.astype(np.float32))
    expected = cues.T.astype(float)
    for i in next(orders(N)):
        h = W[i].astype(float) @ expected
        expected[i] = np.where(np.abs(h) < 1e-6, expected[i], np.sign(h))

    def check(results):
        return np.array_equal(results["library"], expected.T)

    return {
        "library": lambda: recall(model, cues, schedule(), max_sweeps=1).state,
        "W @ S, float32": lambda: W @ S,
    }, check


def one_cue(N=4000, P=500):
    """One cue alone, to its fixed point."""
    X = spins(P, N)
    cue, model, W = noisy(X, 1, 0.1)[0], Hopfield(hebbian(X)), dense_hebbian(X)
    return {
        "library": lambda: recall(model, cue, schedule()).state,
        "dense loop over units": lambda: recall_units(W, cue[:, None], orders(N))[:, 0],
    }, equal


def projection_recall(N=4096, P=50, cues=100):
    """100 cues under the projection rule, to their fixed points."""
    X = spins(P, N)
    cues, couplings = noisy(X, cues, 0.2), projection(X)
    model, W = Hopfield(couplings), couplings.dense()
    return {
        "library": lambda: recall(model, cues, schedule()).state,
        "dense loop over units": lambda: recall_units(W, cues.T, orders(N)).T,
    }, equal


def phasor_recall(N=4096, P=50, cues=100):
    """100 cues of a phasor network, three sweeps."""
    rng = np.random.default_rng(SEED)
    X = np.exp(2j * np.pi * rng.random((P, N)))
    cues = X[np.arange(cues) % P] * np.exp(1j * rng.normal(0, 0.5, (cues, N)))
    couplings = hebbian(X)
    model, W = PhasorHopfield(couplings), couplings.dense()

    def loop():
        Z, order = cues.T.copy(), orders(N, continuous=True)
        for _ in range(3):
            sweep_phasors(W, Z, next(order))
        return Z.T

    return {
        "library": lambda: recall(model, cues, schedule(), max_sweeps=3, tolerance=0).state,
        "dense loop over units": loop,
    }, near


def phase_distance_step(N=8192, P=5):
    """One synchronous step of the phase-distance rule with five stored pictures."""
    rng = np.random.default_rng(SEED)
    X, z = np.exp(1j * np.pi * rng.random((P, N))), np.exp(1j * np.pi * rng.random(N))
    couplings = phase_distance(X)
    model, W = PhasorHopfield(couplings), couplings.dense()

    def dense():
        h = W @ z
        return h / np.abs(h)

    return {"library": lambda: model.update(z), "dense product": dense}, near


def dense_memory(N=100, K=2000, starts=1000):
    """1,000 starts of a dense memory to their ends."""
    X = spins(K, N)
    cues, model = noisy(X, starts, 0.1), DenseAssociativeMemory(X, 4)

    def one_by_one():
        return np.array([recall_dense_memory_plainly(X, 4, cue, orders(N)) for cue in cues])

    return {
        "library": lambda: recall(model, cues, schedule()).state,
        "loop over units, all starts at once": lambda: recall_dense_memory(X, 4, cues.T, orders(N)).T,
        "loop over units and starts, as the formula is written": one_by_one,
    }, equal
