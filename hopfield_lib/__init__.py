"""Hopfield networks, from Hebb's rule to attention.

couplings = hebbian(patterns)                      # (P, N) -> an operator, never a matrix
model = Hopfield(couplings)                        # energy(states), update(states, units)
result = recall(model, cue, asynchronous(rng))     # states, energies, outcome
"""

from .attractors import census, identify, overlap
from .couplings import (
    Couplings,
    MatrixCouplings,
    covariance,
    hebbian,
    perceptron,
    phase_distance,
    projection,
    storkey,
)
from .models import DenseAssociativeMemory, Hopfield, KernelMemory, ModernHopfield, PhasorHopfield
from .recall import Recall, asynchronous, recall, synchronous

__version__ = "0.1.0"

__all__ = [
    "Couplings",
    "DenseAssociativeMemory",
    "Hopfield",
    "KernelMemory",
    "MatrixCouplings",
    "ModernHopfield",
    "PhasorHopfield",
    "Recall",
    "asynchronous",
    "census",
    "covariance",
    "hebbian",
    "identify",
    "overlap",
    "perceptron",
    "phase_distance",
    "projection",
    "recall",
    "storkey",
    "synchronous",
]
