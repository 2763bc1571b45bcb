"""Every rule and every model, small and seeded, for tests that hold for all of them.

A builder takes a random generator and sizes; what it makes is fixed by them.
"""

import numpy as np

import hopfield_lib as hl
from hopfield_lib import energies
from tests.library import oracles


def spins(rng, *shape):
    return rng.choice(np.array([-1, 1], dtype=np.int8), shape)


def biased(rng, *shape, mean=0.4):
    """Patterns with more +1 than -1, each of them with both."""
    X = np.where(rng.random(shape) < (1 + mean) / 2, 1, -1).astype(np.int8)
    X[..., 0], X[..., 1] = 1, -1
    return X


def phasors(rng, *shape, span=2 * np.pi):
    return np.exp(1j * span * rng.random(shape))


def independent(rng, P, N, make=spins):
    """Linearly independent patterns, N at most; small random ones often are not."""
    P = min(P, N)
    while np.linalg.matrix_rank(X := make(rng, P, N)) < P:
        pass
    return X


def symmetric(rng, N, diagonal):
    A = rng.normal(size=(N, N))
    W = A + A.T
    np.fill_diagonal(W, diagonal)
    return W


def hermitian(rng, N, diagonal=0.0):
    A = rng.normal(size=(N, N)) + 1j * rng.normal(size=(N, N))
    W = A + A.conj().T
    np.fill_diagonal(W, diagonal)
    return W


# ------------------------------------------------------ rules: (rng, P, N) -> operator, what makes its matrix


def _hebbian(rng, P, N, make=spins, keep=False):
    X = make(rng, P, N)
    return hl.hebbian(X, keep_diagonal=keep), lambda: oracles.hebbian_matrix(X, keep)


def _weighted(rng, P, N, make=spins, whole=True):
    X = make(rng, P, N)
    a = rng.integers(-2, 5, P).astype(float) if whole else rng.normal(1, 1, P)
    return hl.hebbian(X, weights=a), lambda: oracles.hebbian_matrix(X, False, a)


def _perceptron(rng, P, N):
    """Few patterns, which networks of so many units hold; one unit has no couplings."""
    if N < 2:
        return _matrix(np.zeros((N, N)))
    X = spins(rng, min(P, 1 + N // 10), N)
    return hl.perceptron(X, margin=0.2), lambda: oracles.perceptron_matrix(X, 0.2)


def _covariance(rng, P, N, center):
    X = biased(rng, P, N)
    return hl.covariance(X, center)[0], lambda: oracles.covariance_matrix(X, center)[0]


def _projection(rng, P, N, make=spins, keep=False):
    X = independent(rng, P, N, make)
    return hl.projection(X, keep_diagonal=keep), lambda: oracles.projection_matrix(X * 1.0, keep)


def _storkey(rng, P, N):
    X = spins(rng, P, N)
    return hl.storkey(X), lambda: oracles.storkey_matrix(X)


def _phase_distance(rng, P, N):
    angles = np.pi * rng.random((P, N))
    return hl.phase_distance(np.exp(1j * angles)), lambda: oracles.phase_distance_matrix(angles)


def _matrix(W):
    return hl.MatrixCouplings(W), lambda: W


REAL_RULES = {
    "hebbian": _hebbian,
    "hebbian, diagonal kept": lambda rng, P, N: _hebbian(rng, P, N, keep=True),
    "hebbian, whole weights": _weighted,
    "hebbian, real weights": lambda rng, P, N: _weighted(rng, P, N, whole=False),
    "perceptron": _perceptron,
    "covariance": lambda rng, P, N: _covariance(rng, P, N, "global"),
    "covariance by pattern": lambda rng, P, N: _covariance(rng, P, N, "pattern"),
    "projection": _projection,
    "projection, diagonal kept": lambda rng, P, N: _projection(rng, P, N, keep=True),
    "storkey": _storkey,
    "phase distance": _phase_distance,
    "matrix": lambda rng, P, N: _matrix(symmetric(rng, N, 0.0)),
    "matrix, positive diagonal": lambda rng, P, N: _matrix(symmetric(rng, N, rng.random(N))),
}
COMPLEX_RULES = {
    "complex hebbian": lambda rng, P, N: _hebbian(rng, P, N, phasors),
    "complex hebbian, diagonal kept": lambda rng, P, N: _hebbian(rng, P, N, phasors, True),
    "complex hebbian, weights": lambda rng, P, N: _weighted(rng, P, N, phasors, whole=False),
    "complex projection": lambda rng, P, N: _projection(rng, P, N, phasors),
    "complex projection, diagonal kept": lambda rng, P, N: _projection(rng, P, N, phasors, True),
    "complex matrix": lambda rng, P, N: _matrix(hermitian(rng, N)),
    "complex matrix, positive diagonal": lambda rng, P, N: _matrix(hermitian(rng, N, rng.random(N))),
}
RULES = REAL_RULES | COMPLEX_RULES

# ------------------------------------------- models: (rng, P, N) -> model, what makes the plain one


def _dense(rng, P, N, order, rectified=False):
    X = spins(rng, P, N)
    return hl.DenseAssociativeMemory(X, order, rectified), lambda: oracles.PlainDense(X, order, rectified)


def _modern(rng, P, N, separation="softmax"):
    X, beta = rng.normal(size=(P, N)), float(rng.choice([0.3, 1.0, 5.0]))
    model = hl.ModernHopfield(X, beta, separation)
    return model, lambda: oracles.PlainModern(X, beta, separation)


def _kernel(rng, P, N, energy):
    X, beta = rng.normal(size=(P, N)), float(rng.choice([0.3, 1.0, 5.0])) / N
    kind = {energies.LogSumExp: "log-sum-exp", energies.LogSumReLU: "log-sum-ReLU"}[energy]
    return hl.KernelMemory(X, energy(beta)), lambda: oracles.PlainKernel(X, kind, beta)


def hopfield(rule):
    def build(rng, P, N, threshold=0.0):
        J, W = REAL_RULES[rule](rng, P, N)
        return hl.Hopfield(J, threshold), lambda: oracles.PlainHopfield(W(), threshold)

    return build


def phasor(rule):
    def build(rng, P, N):
        J, W = RULES[rule](rng, P, N)
        return hl.PhasorHopfield(J), lambda: oracles.PlainPhasor(W())

    return build


HOPFIELD = {f"Hopfield: {rule}": hopfield(rule) for rule in REAL_RULES}
PHASOR = {f"PhasorHopfield: {rule}": phasor(rule) for rule in RULES}
ORDERS = (2, 3, 4, 7, 30, "exp")
DENSE = {
    f"DenseAssociativeMemory: {n}": lambda rng, P, N, n=n: _dense(rng, P, N, n) for n in ORDERS
} | {
    f"DenseAssociativeMemory: {n} rectified": lambda rng, P, N, n=n: _dense(rng, P, N, n, True)
    for n in (2, 3, 4)
}  # fmt: skip
MODERN = {
    "ModernHopfield": _modern,
    "ModernHopfield: sparsemax": lambda rng, P, N: _modern(rng, P, N, "sparsemax"),
    "ModernHopfield: entmax15": lambda rng, P, N: _modern(rng, P, N, "entmax15"),
}
KERNEL = {
    "KernelMemory: log-sum-exp": lambda rng, P, N: _kernel(rng, P, N, energies.LogSumExp),
    "KernelMemory: log-sum-ReLU": lambda rng, P, N: _kernel(rng, P, N, energies.LogSumReLU),
}
SPIN_MODELS = HOPFIELD | DENSE
CONTINUOUS_MODELS = PHASOR | MODERN | KERNEL
MODELS = SPIN_MODELS | CONTINUOUS_MODELS


def cues(name, rng, *shape, undecided=0.0):
    """Cues that suit the model of this name; a share of the spins may be 0."""
    if name.startswith("Phasor"):
        return phasors(rng, *shape)
    if name.startswith(("Modern", "Kernel")):
        return 1.5 * rng.normal(size=shape)
    return spins(rng, *shape) * (rng.random(shape) >= undecided).astype(np.int8)
