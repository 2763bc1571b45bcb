"""Measured curves: what was measured, with what, and how sure it is.

The folder ``stored`` beside this file holds those that take long; ``load`` finds them by name.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _checks
from .intervals import mean_interval, share_of_counts

STORED = Path(__file__).resolve().parent / "stored"  # written by tools/run_experiments.py


@dataclass(frozen=True, eq=False)
class Curve:
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
    trials : dict of str to array of int
        Where the quantity is a share, of how many trials each sample is; where it is an overlap, of
        how many units.  The shape is that of the samples.
    """

    name: str
    settings: dict
    axes: dict
    samples: dict
    trials: dict

    def mean(self, quantity: str) -> NDArray[np.float64]:
        """Mean of a quantity over draws of patterns, one number a point of the axes.

        Raises
        ------
        ValueError
            If it was not measured.
        """
        return self._of(quantity).mean(axis=-1)

    def interval(self, quantity: str) -> tuple[Any, Any]:
        """Ends (low, high) of the 95 % interval of the mean over draws of patterns.

        ``share_interval`` of the counts, where there are trials; an overlap m is the share (1 + m)/2
        of units that agree.  Else ``mean_interval``, with the curve's own seed.

        Raises
        ------
        ValueError
            If it was not measured.
        """
        samples = self._of(quantity)
        if quantity not in self.trials:
            seeds = np.random.SeedSequence([self.settings["seed"]])
            return mean_interval(samples, rng=np.random.Generator(np.random.PCG64(seeds)))
        trials = self.trials[quantity]
        if quantity != "overlap":
            return share_of_counts(samples * trials, trials)
        low, high = share_of_counts((1 + samples) / 2 * trials, trials)
        return 2 * low - 1, 2 * high - 1

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the curve to a file ``.npz`` of plain arrays."""
        words = json.dumps({"name": self.name, "settings": self.settings, "axes": list(self.axes)})
        arrays = {f"axis {key}": value for key, value in self.axes.items()}
        arrays |= {f"sample {key}": value for key, value in self.samples.items()}
        arrays |= {f"trials {key}": value for key, value in self.trials.items()}
        with Path(path).open("wb") as file:
            np.savez_compressed(file, record=np.array(words), **arrays)

    def _of(self, quantity: str) -> NDArray[np.float64]:
        return self.samples[_checks.choice("quantity", quantity, tuple(self.samples))]

    def __repr__(self) -> str:
        along = " x ".join(f"{len(values)} {name}" for name, values in self.axes.items())
        draws = next(iter(self.samples.values())).shape[-1]
        return f"<Curve of {self.name}: {', '.join(self.samples)} at {along}, {draws} draws>"


def load(curve: str | os.PathLike[str]) -> Curve:
    """Read a curve that ``Curve.save`` wrote.

    Parameters
    ----------
    curve : str or path
        The name of one that comes with the library, such as "retrieval_4000", or a file.

    Raises
    ------
    FileNotFoundError
        Where there is neither; the words name the curves that come with the library.
    ValueError
        Where the file holds no curve.
    """
    names = sorted(file.stem for file in STORED.glob("*.npz"))
    path = STORED / f"{curve}.npz" if curve in names else Path(curve)
    if not path.is_file():
        raise FileNotFoundError(f"curve: expected a file or one of {', '.join(names)}, got {curve}")
    try:
        with np.load(path, allow_pickle=False) as file:
            words = json.loads(str(file["record"]))
            parts = {kind: {} for kind in ("axis", "sample", "trials")}
            for key in file.files:
                kind, _, name = key.partition(" ")
                if kind in parts:
                    parts[kind][name] = file[key]
            axes = {key: parts["axis"][key] for key in words["axes"]}
            name, settings = words["name"], words["settings"]
    except Exception as error:  # NumPy raises many kinds for files that are no archive
        raise ValueError(f"curve: expected a saved curve in {path}, got {error}") from error
    return Curve(name, settings, axes, parts["sample"], parts["trials"])
