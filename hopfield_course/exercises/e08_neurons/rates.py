"""Exercise 08: graded neurons, and what its tasks share."""

import numpy as np

UNUSED = "Which argument does your function never use?"


def rates(U, gain):
    """Return how fast neurons fire."""
    return np.tanh(gain * U)


def couplings(rng, N):
    """Return symmetric couplings (N, N) of size about 1 / sqrt(N), without a diagonal."""
    upper = np.triu(rng.normal(size=(N, N)), 1) / np.sqrt(N)
    return upper + upper.T


def potentials(rng, low, high, B, N):
    """Return potentials (B, N) of sizes from low to high, of both signs."""
    return rng.uniform(low, high, (B, N)) * rng.choice([-1, 1], (B, N))
