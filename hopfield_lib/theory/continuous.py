"""Memories of real states: where minima merge, rings, exact attention, and random features.

Energies are those of ``KernelMemory``, in its convention of beta: E = -(1/beta) log sum_mu K(|x - xi_mu|^2).
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from .. import _checks
from . import _numerics
from ._numerics import Numbers


def merging_beta(distance: ArrayLike) -> Numbers:
    """Sharpness below which two memories have one minimum between them, with ``LogSumExp``: 2 / d^2.

    On the line through both, x from their middle, E = x^2 - (1/beta) log cosh(beta d x) + const.  Its second
    derivative at 0 is 2 - beta d^2: a minimum while beta d^2 < 2, then the top of a barrier.

    Parameters
    ----------
    distance : float or array
        d, above 0.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    d = _numerics.reals_from("distance", distance, 0, above=True)
    return (2 / d**2)[()]


def pair_minimum(beta: ArrayLike, distance: float) -> Numbers:
    """How far from their middle the minima of two memories lie, with ``LogSumExp``: x = d/2 tanh(beta d x).

    It is the largest solution: 0 up to ``merging_beta``, and towards d/2, the memory itself, far above.
    With m = 2x/d it is the equation of a magnet, m = tanh(m / T) at T = 2 / (beta d^2).

    Parameters
    ----------
    beta : float or array
        Above 0.
    distance : float
        d, above 0.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    beta = _numerics.reals_from("beta", beta, 0, above=True)
    d = _checks.real("distance", distance, 0, above=True)

    def share(steepness: float) -> float:
        """The largest solution of m = tanh(steepness m)."""
        if steepness <= 1:
            return 0.0
        # m^2 is at least 3 (a - 1) / a^3 for a near 1; a tenth of its root lies safely below the solution
        low = 0.1 * np.sqrt(3 * (steepness - 1) / steepness**3)
        return _numerics.root(lambda m: np.tanh(steepness * m) - m, low, 1.0)

    return 0.5 * d * _numerics.each(share, beta * d**2 / 2)


def ring_energy(distance: ArrayLike, beta: float, radius: float = 1.0) -> Numbers:
    """Energy at a distance r from the centre of a circle that is full of memories.

    r^2 + R^2 - (1/beta) ln I_0(2 beta R r), with ``LogSumExp`` and the mean over the memories in place
    of the sum, which adds (1/beta) log K to E; in two dimensions, for memories so close that they blur.

    Parameters
    ----------
    distance : float or array
        r, from 0 up.
    beta, radius : float
        Both above 0.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Pham et al., arXiv 2505.21777, eq. 13 (R = 1).
    """
    r = _numerics.reals_from("distance", distance, 0)
    beta = _checks.real("beta", beta, 0, above=True)
    R = _checks.real("radius", radius, 0, above=True)
    z = 2 * beta * R * r
    return ((r - R) ** 2 - np.log(special.i0e(z)) / beta)[()]  # ln I_0(z) = z + ln i0e(z)


def ring_radius(beta: ArrayLike, radius: float = 1.0) -> Numbers:
    """Where the energy of a circle full of memories is lowest: r = R I_1(2 beta R r) / I_0(2 beta R r).

    The largest solution: 0, the centre, up to beta R^2 = 1; then a ring, a little inside the circle.  The
    slope of ``ring_energy`` is 2 r - 2 R I_1 / I_0, for I_0' = I_1.

    Parameters
    ----------
    beta : float or array
        Above 0.
    radius : float
        R, above 0.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    beta = _numerics.reals_from("beta", beta, 0, above=True)
    R = _checks.real("radius", radius, 0, above=True)

    def share(steepness: float) -> float:
        """The largest solution of m = I_1(2 a m) / I_0(2 a m)."""
        if steepness <= 1:
            return 0.0
        # near a = 1, m^2 = 2 (a - 1) / a^3: a tenth of its root lies safely below the solution
        low = 0.1 * np.sqrt(2 * (steepness - 1) / steepness**3)
        return _numerics.root(
            lambda m: special.i1e(2 * steepness * m) / special.i0e(2 * steepness * m) - m, low, 1.0
        )

    return R * _numerics.each(share, beta * R**2)


def relu_betas(distance: float) -> tuple[float, float]:
    """Between which sharpnesses two memories and one more between them are minima, with ``LogSumReLU``.

    A memory reaches as far as 1 / sqrt(beta).  From beta = 1 / d^2 on it does not reach the other, so each is
    a minimum, exactly where it was stored.  Below beta = 4 / d^2 both reach their middle, which is a minimum
    too.

    Parameters
    ----------
    distance : float
        d, above 0.

    Returns
    -------
    low, high : float
        1 / d^2 and 4 / d^2.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Hoover et al., NeurIPS 2025 (arXiv 2506.10801), whose beta is twice this one.
    """
    d = _checks.real("distance", distance, 0, above=True)
    return 1 / d**2, 4 / d**2


def exact_gap(beta: ArrayLike, alpha: float = 2.0) -> Numbers:
    """How far the score xi . s of one pattern must lie above the next for it to have all attention.

    1 / ((alpha - 1) beta); then one step ends exactly in that pattern.  The share of the next would be
    above 0 only if its scaled score (alpha - 1) beta (next - own) passed the threshold, which is -1
    where one pattern has all.

    Parameters
    ----------
    beta : float or array
        Above 0.
    alpha : float
        Of the separation, above 1: 2 for "sparsemax", 1.5 for "entmax15"; towards 1, softmax, without end.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Santos et al., ICML 2024 (arXiv 2402.13725); Blondel, Martins, Niculae, JMLR 21:35 (2020).
    """
    beta = _numerics.reals_from("beta", beta, 0, above=True)
    alpha = _checks.real("alpha", alpha, 1, above=True)
    return (1 / ((alpha - 1) * beta))[()]


def random_feature_error(n_features: ArrayLike, beta: float, distance: float) -> Numbers:
    """Root mean square error of a kernel made of random features: (1 - k^2) / sqrt(Y), k = exp(-beta d^2).

    Y numbers are Y/2 pairs of a cosine and a sine, whose products average cos(omega . (x - xi)) over Y/2
    random omega.  One has the mean k and, as cos^2 = (1 + cos 2 omega (x - xi)) / 2, the second moment
    (1 + k^4) / 2, so the variance (1 - k^2)^2 / 2.

    Parameters
    ----------
    n_features : int or array of int
        Y, 2 or more.
    beta : float
        Above 0.
    distance : float
        d, from 0 up.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Rahimi, Recht, NIPS 2007; Hoover et al., NeurIPS 2024 (arXiv 2410.24153).
    """
    Y = _numerics.wholes_from("n_features", n_features, 2)
    beta = _checks.real("beta", beta, 0, above=True)
    k = np.exp(-beta * _checks.real("distance", distance, 0) ** 2)
    return ((1 - k**2) / np.sqrt(Y))[()]


def perceptron_capacity(margin: ArrayLike) -> Numbers:
    """Patterns a unit that couplings without symmetry can hold by a margin kappa.

    1 / int_-kappa^inf (t + kappa)^2 Dt: Dt is the normal density; the integral is (1 + kappa^2)
    Phi(kappa) + kappa phi(kappa), and at kappa = 0 the capacity is 2.

    Parameters
    ----------
    margin : float or array
        kappa, from 0 up.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Gardner, J. Phys. A 21:257 (1988).
    """
    kappa = _numerics.reals_from("margin", margin, 0)
    density = np.exp(-(kappa**2) / 2) / np.sqrt(2 * np.pi)
    return (1 / ((1 + kappa**2) * special.ndtr(kappa) + kappa * density))[()]
