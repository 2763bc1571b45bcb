"""95 % intervals: of shares, from successes and trials, and of means, from samples.

The one rule of the course is stated at the head of ``hopfield_lib.experiments``.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from .. import _checks

LEVEL = 0.975  # of a normal number: 95 % lie within
RESAMPLES = 2000


def share_interval(successes: ArrayLike, trials: ArrayLike) -> tuple[Any, Any]:
    """95 % interval (low, high) of a share: successes of trials, counted in independent draws.

    Wilson's interval, with the trials divided by the design effect: how many times the variance
    between draws is that of independent trials, and at least 1 (Kish 1965).  Student's t of the draws
    in place of the normal number widens it where draws are few (Korn and Graubard 1998).  Where
    nothing varies (no success in any draw, or nothing else) no spread can be seen, and the trials
    count as they are: the interval then assumes that the trials of a draw are independent.

    With draws of one trial each, or one draw alone, it is Wilson's interval of independent trials.

    Parameters
    ----------
    successes : int, or (..., draws) array of int
        How many trials of each draw succeeded; bool counts as 0 and 1.
    trials : int or array of int
        How many there were: one number for all draws, or an array that fits `successes`.

    Returns
    -------
    low, high : float or (...) array

    Raises
    ------
    ValueError
        Where a count is no whole number from 0 to the number of trials, or there was no trial.

    Notes
    -----
    How often it covers the true share, in 8,000 simulations each of 100 trials a draw:

    - independent trials, shares from .003 to .997: .97 to .99 for 10 draws, .96 for 60;
    - correlation .02 between trials of a draw (design effect 3), shares from .01 to .99: .93 to .95;
    - correlation .1 (design effect 11): .95 for a share of .5; .92 for .05 and .76 for .01 with 10
      draws, .94 and .90 with 60: a rare success that comes in clusters is missed by few draws.

    References
    ----------
    Wilson, J. Am. Stat. Assoc. 22:209 (1927); Kish, Survey Sampling (1965), ch. 8; Korn, Graubard,
    Survey Methodology 24:193 (1998).
    """
    successes, trials = _counts(successes, trials)
    return share_of_counts(successes, trials)


def share_in_words(successes: ArrayLike, trials: ArrayLike, digits: int = 0) -> str:
    """A share and its 95 % interval, such as "22% (95 %: 17% to 29%)" or "0% (95 %: at most 2%)".

    Parameters
    ----------
    successes, trials
        As ``share_interval`` takes them, of one share.
    digits : int
        Of the percentages, 0 or more; more are shown where both ends would look alike, or a share that is
        neither none nor all like one that is.

    Raises
    ------
    TypeError, ValueError
        Where ``share_interval`` raises, for more than one share, or digits below 0.
    """
    digits = _checks.integer("digits", digits, 0)
    succeeded, tried = _counts(successes, trials)
    if succeeded.ndim > 1:
        raise ValueError(f"successes: expected one share, a count a draw, got shape {succeeded.shape}")
    low, high = share_of_counts(succeeded, tried)
    share = succeeded.sum() / tried.sum()
    apart = [(low, high), (share, 0), (share, 1)] if 0 < share < 1 else [(low, high)]
    while any(f"{one:.{digits}%}" == f"{other:.{digits}%}" for one, other in apart):
        digits += 1
    if share in (0, 1):  # then one end is known
        end = f"at least {low:.{digits}%}" if share else f"at most {high:.{digits}%}"
        return f"{share:.0%} (95 %: {end})"
    return f"{share:.{digits}%} (95 %: {low:.{digits}%} to {high:.{digits}%})"


def share_of_counts(successes: NDArray[Any], trials: NDArray[Any]) -> tuple[Any, Any]:
    """``share_interval`` of (..., draws) arrays that are not checked; averages count as well."""
    draws = trials.shape[-1]
    trials = trials.astype(float)  # in a browser whole numbers have 32 bits, too few for their squares
    total = trials.sum(axis=-1)
    share = successes.sum(axis=-1) / total
    if draws == 1:
        return wilson(share * total, total)
    spread = ((successes - share[..., None] * trials) ** 2).sum(axis=-1) * draws / (draws - 1)
    independent = share * (1 - share) * total**2 / np.maximum(total - 1, 1)
    varies = independent > 0
    effect = np.divide(spread, independent, out=np.ones_like(share), where=varies)
    few = stats.t.ppf(LEVEL, draws - 1) / stats.t.ppf(LEVEL, np.maximum(total - 1, 1))
    effect = np.where(varies, np.maximum(effect, 1) * np.maximum(few, 1) ** 2, 1)
    return wilson(share * (total / effect), total / effect)


def wilson(successes: ArrayLike, trials: ArrayLike) -> tuple[Any, Any]:
    """Wilson's 95 % interval (low, high) of a share of independent trials, each entry for itself.

    Parameters
    ----------
    successes, trials : number or (...) array

    References
    ----------
    Wilson, J. Am. Stat. Assoc. 22:209 (1927).
    """
    share = np.divide(successes, trials)
    z = stats.norm.ppf(LEVEL)
    middle = share + z**2 / (2 * np.asarray(trials))
    half = z * np.sqrt(np.maximum(share * (1 - share), 0) / trials + (z / (2 * np.asarray(trials))) ** 2)
    scale = 1 + z**2 / np.asarray(trials)
    return np.maximum((middle - half) / scale, 0)[()], np.minimum((middle + half) / scale, 1)[()]


def mean_interval(
    samples: ArrayLike, *, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """95 % interval (low, high) of the mean over the last axis, one independent sample a draw.

    For what is no share: a count of successes has ``share_interval``, which knows more.  Where all
    samples agree the resampling sees no spread, and both ends are that number: no interval.

    Parameters
    ----------
    samples : (..., draws) array
        Independent numbers, two or more along the last axis.
    rng : numpy.random.Generator
        For the bootstrap, whose percentiles are widened for the small number of draws.

    Returns
    -------
    low, high : (...) arrays

    Raises
    ------
    TypeError, ValueError
        If the samples are no finite real numbers, fewer than two, or `rng` is no generator.

    References
    ----------
    Hesterberg, Am. Stat. 69:371 (2015).
    """
    samples = _checks.reals("samples", np.asarray(samples, dtype=float))
    if samples.ndim == 0 or samples.shape[-1] < 2:
        raise ValueError(f"samples: expected two or more along the last axis, got shape {samples.shape}")
    _checks.generator("rng", rng)
    ends = np.empty((2, *samples.shape[:-1]))
    for place in np.ndindex(samples.shape[:-1]):
        ends[(slice(None), *place)] = _interval(samples[place], rng)
    return ends[0], ends[1]


def _interval(samples: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    draws = len(samples)
    means = samples[rng.integers(draws, size=(RESAMPLES, draws))].mean(axis=1)
    tail = stats.norm.cdf(-np.sqrt(draws / (draws - 1)) * stats.t.ppf(LEVEL, draws - 1))
    return np.quantile(means, (tail, 1 - tail))


def _counts(successes: ArrayLike, trials: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Both as (..., draws) arrays of floats, refused where they are no counts."""
    succeeded = np.atleast_1d(_checks.numbers("successes", successes)).astype(float)
    tried = np.atleast_1d(_checks.numbers("trials", trials)).astype(float)
    try:
        tried = np.broadcast_to(tried, succeeded.shape)
    except ValueError:
        raise ValueError(
            f"trials: expected a number or a shape that fits successes, {succeeded.shape}, got {tried.shape}"
        ) from None
    for name, count in (("successes", succeeded), ("trials", tried)):
        wrong = ~(np.abs(count - np.rint(count)) < 1e-6) | (count < 0)
        _checks.refuse(name, count, wrong, "whole numbers from 0 up: counts, not shares")
    _checks.refuse("successes", succeeded, succeeded > tried, "at most as many as trials")
    if succeeded.shape[-1] == 0 or (tried.sum(axis=-1) == 0).any():
        raise ValueError("trials: expected one or more in all draws together, got none")
    return np.rint(succeeded), np.rint(tried)
