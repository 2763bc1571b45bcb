"""A memory of fixed size: random features in the place of the stored patterns.

    exp(-beta |x - y|^2) = mean over omega of cos(omega . (x - y)),   omega normal, of variance 2 beta

so with Y/2 random omega the kernel is about a product phi(x) . phi(y) of Y cosines and sines.  The sum over
the patterns then needs only T = sum_mu phi(xi_mu): Y numbers, however many patterns are stored.  The price
is an error that falls as 1 / sqrt(Y), and an energy that is only about the right one: descent takes steps
along its slope, and may rise.
"""

from typing import Any, final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _checks
from .couplings import read_only

__all__ = ["RandomFeatureMemory", "RandomFeatures"]

Array = NDArray[Any]

FLOOR = 1e-6  # of a sum of kernels, which is estimated and may come out below 0
AT_ONCE = 1024  # patterns whose features are held in memory


@final
class RandomFeatures:
    """phi, with phi(x) . phi(y) about exp(-beta |x - y|^2).

    Parameters
    ----------
    size : int
        N, units of a state.
    beta : float
        Sharpness, above 0, as in ``LogSumExp(beta)``.
    count : int
        Y, an even number, 2 or more.
    rng : numpy.random.Generator
        Draws the omega.

    Attributes
    ----------
    omega : (Y/2, N) array

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Rahimi, Recht, NIPS 2007.
    """

    def __init__(self, size: int, beta: float, count: int, *, rng: "np.random.Generator") -> None:
        self.size = _checks.integer("size", size, 1)
        self.beta = _checks.real("beta", beta, 0, above=True)
        self.count = _checks.integer("count", count, 2)
        if self.count % 2:
            raise ValueError(f"count: expected an even number, a sine for each cosine, got {self.count}")
        _checks.generator("rng", rng)
        self.omega = read_only(np.sqrt(2 * self.beta) * rng.normal(size=(self.count // 2, self.size)))

    def of(self, states: ArrayLike) -> NDArray[np.float64]:
        """phi(x) of states (..., N): (..., Y), cosines then sines, of length 1.

        Raises
        ------
        TypeError, ValueError
            If they are no finite real states of N units.
        """
        angles = _checks.vectors("states", states, self.size) @ self.omega.T
        return np.concatenate([np.cos(angles), np.sin(angles)], axis=-1) / np.sqrt(self.count / 2)

    def __repr__(self) -> str:
        return f"<{self.count} random features of {self.size} units, beta {self.beta:g}>"


@final
class RandomFeatureMemory:
    """E(x) = -(1/beta) log sum_mu exp(-beta |x - xi_mu|^2), or about that, from Y numbers.

    Parameters
    ----------
    patterns : (K, N) array
        Finite real numbers; they are not kept.
    features : RandomFeatures

    Attributes
    ----------
    features : RandomFeatures
    memory : (Y,) array
        T, the sum of the features of the patterns.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind.

    References
    ----------
    Hoover et al., NeurIPS 2024 (arXiv 2410.24153), eqs. 8 and 9.
    """

    def __init__(self, patterns: ArrayLike, features: RandomFeatures) -> None:
        if not isinstance(features, RandomFeatures):
            raise TypeError(f"features: expected RandomFeatures, got {_checks.show(features)}")
        X = _checks.vectors("patterns", patterns, features.size, matrix=True)
        self.features = features
        parts = [features.of(X[k : k + AT_ONCE]).sum(axis=0) for k in range(0, len(X), AT_ONCE)]
        self.memory = read_only(np.sum(parts, axis=0))

    def similarity(self, states: ArrayLike) -> Any:
        """phi(x) . T of states (..., N), about sum_mu exp(-beta |x - xi_mu|^2): (...).

        Raises
        ------
        TypeError, ValueError
            If they are no finite real states of N units.
        """
        return self.features.of(states) @ self.memory

    def energy(self, states: ArrayLike) -> Any:
        """-(1/beta) log of the similarity, or of 10^-6 where it is less: (...).

        Raises
        ------
        TypeError, ValueError
            If they are no finite real states of N units.
        """
        return -np.log(np.maximum(self.similarity(states), FLOOR)) / self.features.beta

    def gradient(self, states: ArrayLike) -> NDArray[np.float64]:
        """The slope of the energy at states (..., N), same shape; 0 where the similarity is at its floor.

        Raises
        ------
        TypeError, ValueError
            If they are no finite real states of N units.
        """
        phi = self.features.of(states)
        pairs = self.features.count // 2
        cosines, sines = phi[..., :pairs], phi[..., pairs:]
        by_angle = cosines * self.memory[pairs:] - sines * self.memory[:pairs]
        similarity = (phi @ self.memory)[..., None]
        slope = -(by_angle @ self.features.omega) / (self.features.beta * np.maximum(similarity, FLOOR))
        return np.where(similarity > FLOOR, slope, 0.0)

    def descend(self, start: ArrayLike, *, step: float = 0.25, steps: int = 100) -> NDArray[np.float64]:
        """States (steps + 1, ..., N) that go down the slope from `start` (..., N), which may raise E.

        A step of 1/2 is the mean shift where features are exact; smaller ones forgive more of their error.

        Raises
        ------
        TypeError, ValueError
            If an argument is not of that kind or range.
        """
        step = _checks.real("step", step, 0, above=True)
        frames = [_checks.vectors("start", start, self.features.size)]
        for _ in range(_checks.integer("steps", steps, 1)):
            frames.append(frames[-1] - step * self.gradient(frames[-1]))
        return np.stack(frames)

    def __repr__(self) -> str:
        return f"<memory of {self.features.count} numbers for {self.features.size} units>"
