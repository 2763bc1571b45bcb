"""How patterns become couplings: rules, and the operators that they return.

To be read in this order: ``operators``, what stands for the matrix W; ``rules``, which patterns it is
made of; ``blocks``, how units that are visited one after another are decided all at once.
"""

from .operators import Couplings, LowRank, MatrixCouplings, PhaseDistance, check, read_only
from .rules import covariance, hebbian, perceptron, phase_distance, projection, storkey

__all__ = [
    "Couplings",
    "LowRank",
    "MatrixCouplings",
    "PhaseDistance",
    "check",
    "covariance",
    "hebbian",
    "perceptron",
    "phase_distance",
    "projection",
    "read_only",
    "storkey",
]
