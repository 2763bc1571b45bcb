"""Records of measured curves: what was measured, with what, and how sure it is."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import stats

from . import _checks

RESAMPLES = 2000


@dataclass(frozen=True, eq=False)
class Record:
    """A measured quantity over one or two axes, one sample for each draw of patterns.

    Attributes
    ----------
    name : str
        Which experiment.
    settings : dict
        The arguments that made it, the drawn seed among them: numbers and words.
    axes : dict of str to (k,) array
        The values along each axis, in the order of the axes of `samples`.
    samples : dict of str to array
        Each quantity, shape (len of each axis ..., draws).
    intervals : dict of str to array
        Ends of the 95 % interval of each mean, (len of each axis ..., 2); see ``interval``.
    """

    name: str
    settings: dict
    axes: dict
    samples: dict
    intervals: dict

    def mean(self, quantity):
        """Mean of a quantity over draws of patterns, one number a point of the axes."""
        return self._of("samples", quantity).mean(axis=-1)

    def interval(self, quantity):
        """Ends (low, high) of the 95 % interval of the mean over draws of patterns.

        As ``mean_interval`` makes it: what is a share counts as one there.
        """
        ends = self._of("intervals", quantity)
        return ends[..., 0], ends[..., 1]

    def save(self, path):
        """Write the record to a file ``.npz`` of plain arrays."""
        words = json.dumps({"name": self.name, "settings": self.settings, "axes": list(self.axes)})
        arrays = {f"axis {key}": value for key, value in self.axes.items()}
        arrays |= {f"sample {key}": value for key, value in self.samples.items()}
        arrays |= {f"interval {key}": value for key, value in self.intervals.items()}
        with Path(path).open("wb") as file:
            np.savez_compressed(file, record=np.array(words), **arrays)

    def _of(self, part, quantity):
        _checks.choice("quantity", quantity, tuple(self.samples))
        return getattr(self, part)[quantity]

    def __repr__(self):
        along = " x ".join(f"{len(values)} {name}" for name, values in self.axes.items())
        draws = next(iter(self.samples.values())).shape[-1]
        return f"<Record of {self.name}: {', '.join(self.samples)} at {along}, {draws} draws>"


def load(path):
    """Read a record that ``Record.save`` wrote; FileNotFoundError or ValueError if it is none."""
    try:
        with np.load(path, allow_pickle=False) as file:
            words = json.loads(str(file["record"]))
            axes = {key: file[f"axis {key}"] for key in words["axes"]}
            names = [key[7:] for key in file.files if key.startswith("sample ")]
            samples = {name: file[f"sample {name}"] for name in names}
            intervals = {name: file[f"interval {name}"] for name in names}
    except FileNotFoundError:
        raise
    except Exception as error:  # NumPy raises many kinds for files that are no archive
        raise ValueError(f"path: expected a saved record in {path}, got {error}") from error
    return Record(words["name"], words["settings"], axes, samples, intervals)


def wilson(successes, trials):
    """Wilson's 95 % interval (low, high) of a share: successes of trials, both (...) arrays or numbers.

    References
    ----------
    Wilson, J. Am. Stat. Assoc. 22:209 (1927).
    """
    share, z = np.divide(successes, trials), stats.norm.ppf(0.975)
    middle = share + z**2 / (2 * np.asarray(trials))
    half = z * np.sqrt(share * (1 - share) / trials + (z / (2 * np.asarray(trials))) ** 2)
    scale = 1 + z**2 / np.asarray(trials)
    return np.maximum((middle - half) / scale, 0), np.minimum((middle + half) / scale, 1)


def mean_interval(samples, *, rng, share=False):
    """95 % interval (low, high) of the mean over the last axis, one sample a draw.

    Parameters
    ----------
    samples : (..., draws) array
        Independent numbers, two or more along the last axis.
    rng : numpy.random.Generator
        For the bootstrap, whose percentiles are widened for the small number of draws (Hesterberg,
        Am. Stat. 69:371, 2015).
    share : bool
        The samples are shares, 0 to 1: then Wilson's interval is taken where each says yes or no, and
        where all are the same, for which it is rather too wide than too narrow.

    Returns
    -------
    low, high : (...) arrays
    """
    samples = _checks.reals("samples", np.asarray(samples, dtype=float))
    if samples.ndim == 0 or samples.shape[-1] < 2:
        raise ValueError(f"samples: expected two or more along the last axis, got shape {samples.shape}")
    if _checks.flag("share", share):
        _checks.refuse("samples", samples, (samples < 0) | (samples > 1), "shares from 0 to 1")
    _checks.generator("rng", rng)
    ends = np.empty((2, *samples.shape[:-1]))
    for place in np.ndindex(samples.shape[:-1]):
        ends[(slice(None), *place)] = _interval(samples[place], rng, share)
    return ends[0], ends[1]


def _interval(samples, rng, share):
    draws = len(samples)
    if share and (np.isin(samples, (0.0, 1.0)).all() or np.ptp(samples) == 0):
        return wilson(samples.sum(), draws)
    means = samples[rng.integers(draws, size=(RESAMPLES, draws))].mean(axis=1)
    tail = stats.norm.cdf(-np.sqrt(draws / (draws - 1)) * stats.t.ppf(0.975, draws - 1))
    return np.quantile(means, (tail, 1 - tail))
