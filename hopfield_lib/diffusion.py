"""Pictures out of noise: descent of an energy that sharpens on the way, and what noise has to do with beta.

Data blurred by noise of spread sigma have the log density of ``KernelMemory(patterns, LogSumExp(beta))`` with
beta = 1 / (2 sigma^2).  A diffusion model learns its slope, the score, at each sigma; for stored data the
score is known exactly.  To take the noise off, follow the score while sigma falls:

    dx / dsigma = -sigma score(x, sigma) = (x - mean(x)) / sigma

with mean(x) what one step of recall at that beta gives.  A step from sigma to sigma' < sigma therefore goes
to the mean and keeps the share sigma' / sigma of what is left: x' = mean + (sigma' / sigma) (x - mean).
"""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _checks
from .energies import LogSumExp
from .models import KernelMemory

__all__ = ["beta_of_noise", "noise_levels", "sample"]

Array = NDArray[Any]


def beta_of_noise(sigma: ArrayLike) -> Any:
    """The sharpness of noise of spread sigma: beta = 1 / (2 sigma^2).

    Parameters
    ----------
    sigma : float or array
        Above 0.

    Raises
    ------
    TypeError, ValueError
        If they are no such numbers.
    """
    spread = np.asarray(_checks.numbers("sigma", sigma), dtype=np.float64)
    _checks.refuse("sigma", spread, ~(spread > 0) | ~np.isfinite(spread), "finite numbers above 0")
    return (1 / (2 * spread**2))[()]


def noise_levels(highest: float, lowest: float, steps: int) -> NDArray[np.float64]:
    """Spreads of noise that fall by the same factor at each step, (steps + 1,).

    Parameters
    ----------
    highest, lowest : float
        Above 0, the second below the first.
    steps : int
        At least 1.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    high = _checks.real("highest", highest, 0, above=True)
    low = _checks.real("lowest", lowest, 0, high, above=True)
    if low == high:
        raise ValueError(f"lowest: expected a number below highest, {high:g}, got {low:g}")
    return np.geomspace(high, low, _checks.integer("steps", steps, 1) + 1)


def sample(
    patterns: ArrayLike,
    start: ArrayLike,
    sigmas: ArrayLike,
    *,
    rng: "np.random.Generator | None" = None,
) -> NDArray[np.float64]:
    """Take the noise off states, by the exact score of the stored patterns.

    Parameters
    ----------
    patterns : (K, N) array
        The data, finite real numbers.
    start : (..., N) array
        States with noise of the first spread, such as ``sigmas[0] * rng.normal(size=(9, N))``.
    sigmas : (steps + 1,) array
        Spreads of noise that fall, above 0, such as ``noise_levels(10, 0.01, 50)``.
    rng : numpy.random.Generator, optional
        With it each step is drawn from where the blurred mean may have come from, x' = mean + (sigma' /
        sigma)^2 (x - mean) and fresh noise; without, the start alone decides where the flow ends.

    Returns
    -------
    (steps + 1, ..., N) array
        The states at each spread, the start first.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Song et al., ICLR 2021 (arXiv 2011.13456), section 4.3; Karras et al., NeurIPS 2022 (arXiv 2206.00364),
    eq. 1; random steps Ho, Jain, Abbeel, NeurIPS 2020 (arXiv 2006.11239), eqs. 6 and 7.
    """
    X = _checks.vectors("patterns", patterns, matrix=True)
    states = _checks.vectors("start", start, X.shape[1])
    spreads = _falling(sigmas)
    if rng is not None:
        _checks.generator("rng", rng)
    frames = [states]
    for sigma, after in pairwise(spreads):
        model = KernelMemory(X, LogSumExp(float(beta_of_noise(sigma))))
        now = frames[-1]
        mean = model.update(now)
        if rng is None:
            frames.append(mean + after / sigma * (now - mean))
        else:
            share = (after / sigma) ** 2
            fresh = after * np.sqrt(1 - share) * rng.normal(size=now.shape)
            frames.append(mean + share * (now - mean) + fresh)
    return np.stack(frames)


def _falling(sigmas: ArrayLike) -> NDArray[np.float64]:
    """Spreads of noise that fall, two or more."""
    spreads = _checks.reals("sigmas", sigmas)
    if spreads.ndim != 1 or len(spreads) < 2:
        raise ValueError(f"sigmas: expected two or more in one row, got shape {spreads.shape}")
    _checks.refuse("sigmas", spreads, spreads <= 0, "numbers above 0")
    if (np.diff(spreads) >= 0).any():
        place = int(np.argmax(np.diff(spreads) >= 0))
        pair = f"{spreads[place]:g}, {spreads[place + 1]:g} at {place}"
        raise ValueError(f"sigmas: expected numbers that fall, got {pair}")
    return spreads
