"""How scores become shares of attention: softmax, and two kin that give most patterns exactly none.

A separation maps scores a to the shares p, at least 0 and of sum 1, that are best in

    Omega*(a) = max over p of  p . a - Omega(p)

where Omega(p) = (sum_mu p_mu^alpha - 1) / (alpha (alpha - 1)) is Tsallis' negative entropy: it punishes
shares that lie far apart, and is 0 where one pattern has all.  Its limit alpha -> 1 is sum_mu p_mu log
p_mu, and gives softmax and the logarithm of a sum of exponentials; alpha = 2 gives sparsemax.  The shares
are the gradient of Omega*, which is convex: that is why recall by them lowers an energy.

One pattern has all, exactly, where its score is 1 / (alpha - 1) or more above the next: the slope of Omega
along a share that rises from 0 is then too steep to pay.  With softmax that never happens.
"""

from abc import ABC, abstractmethod
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from . import _checks

__all__ = ["NAMES", "Entmax15", "Separation", "Softmax", "Sparsemax", "named"]

Array = NDArray[Any]


class Separation(ABC):
    """Scores (K, B) to shares, a column a state.

    Scores are given less the largest of their column, which is 0 then: shares do not depend on a common
    shift, Omega* moves by as much, and nothing overflows.

    Attributes
    ----------
    alpha : float
        Of its entropy.
    """

    alpha: float

    @abstractmethod
    def shares(self, a: Array) -> Array:
        """The shares p of scores a of 0 and below, (K, B): at least 0, each column of sum 1."""

    @abstractmethod
    def conjugate(self, a: Array) -> Array:
        """Omega*(a) = p . a - Omega(p), (B,)."""

    @abstractmethod
    def spread(self, count: int) -> float:
        """Omega of equal shares of `count` patterns, the lowest that there is."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


@final
class Softmax(Separation):
    """p_mu = exp(a_mu) / sum_nu exp(a_nu)."""

    alpha = 1.0

    def shares(self, a: Array) -> Array:
        p = np.exp(a)
        return p / p.sum(axis=0)

    def conjugate(self, a: Array) -> Array:
        return np.log(np.exp(a).sum(axis=0))

    def spread(self, count: int) -> float:
        return -float(np.log(count))


class _Tsallis(Separation):
    """p_mu = max(0, (alpha - 1) (a_mu - threshold))^(1 / (alpha - 1)), the threshold set by their sum."""

    def shares(self, a: Array) -> Array:
        scaled = (self.alpha - 1) * a
        ranked = -np.sort(-scaled, axis=0)
        p = np.maximum(scaled - self._threshold(ranked), 0) ** (1 / (self.alpha - 1))
        return p / p.sum(axis=0)  # which was 1 but for rounding

    @abstractmethod
    def _threshold(self, ranked: Array) -> Array:
        """What is taken off scores that fall down each column, (B,)."""

    def conjugate(self, a: Array) -> Array:
        p = self.shares(a)
        omega = ((p**self.alpha).sum(axis=0) - 1) / (self.alpha * (self.alpha - 1))
        return (p * a).sum(axis=0) - omega

    def spread(self, count: int) -> float:
        return (count ** (1 - self.alpha) - 1) / (self.alpha * (self.alpha - 1))


@final
class Sparsemax(_Tsallis):
    """alpha = 2: the point of the simplex that is nearest to the scores.

    References
    ----------
    Martins, Astudillo, ICML 2016 (arXiv 1602.02068), algorithm 1.
    """

    alpha = 2.0

    def _threshold(self, ranked: Array) -> Array:
        """If the k best have a share: (sum of these - 1) / k; so many have one as stand above theirs."""
        k = np.arange(1, len(ranked) + 1)[:, None]
        candidates = (np.cumsum(ranked, axis=0) - 1) / k
        best = (ranked > candidates).sum(axis=0) - 1
        return np.take_along_axis(candidates, best[None], axis=0)[0]


@final
class Entmax15(_Tsallis):
    """alpha = 3/2, half way between softmax and sparsemax.

    References
    ----------
    Peters, Niculae, Martins, ACL 2019 (arXiv 1905.05702), algorithm 2.
    """

    alpha = 1.5

    def _threshold(self, ranked: Array) -> Array:
        """If the k best have a share: sum of (a - t)^2 = 1, so t = mean - sqrt((1 - k variance) / k)."""
        k = np.arange(1, len(ranked) + 1)[:, None]
        mean = np.cumsum(ranked, axis=0) / k
        variance = np.maximum(np.cumsum(ranked**2, axis=0) / k - mean**2, 0)
        candidates = mean - np.sqrt(np.maximum(1 - k * variance, 0) / k)
        best = (ranked > candidates).sum(axis=0) - 1
        return np.take_along_axis(candidates, best[None], axis=0)[0]


NAMES: dict[str, Separation] = {"softmax": Softmax(), "sparsemax": Sparsemax(), "entmax15": Entmax15()}


def named(name: str, value: object) -> Separation:
    """The separation of this name.

    Parameters
    ----------
    name : str
        What the message calls the argument.
    value : str
        "softmax", "sparsemax" or "entmax15".

    Raises
    ------
    ValueError
        If it is another.
    """
    return NAMES[_checks.choice(name, value, NAMES)]
