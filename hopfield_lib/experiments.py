"""Measured curves with error bars, to stand beside the theory.

Each function draws patterns afresh ``draws`` times at each point of its axes, and returns a
``Record``: samples, one a draw, their means and 95 % intervals over draws.  Every point and draw
has a random stream of its own, derived from one number drawn from ``rng``, so that results do not
depend on how many workers (joblib) share the work, nor on their order.
"""

import itertools

import numpy as np

from . import _checks
from ._records import Record, intervals, load, wilson
from .attractors import census, overlap
from .couplings import hebbian
from .models import Hopfield
from .recall import asynchronous, recall

__all__ = [
    "Record",
    "basin_of_attraction",
    "load",
    "mixture_overlaps",
    "one_step_error",
    "overlap_at_temperature",
    "random_census",
    "retrieval_overlap",
    "stable_patterns",
    "wilson",
]


def one_step_error(loads, *, n_units, draws=20, rng, rule=hebbian, workers=1, progress=True):
    """Share of units that one synchronous step from a stored pattern gets wrong, by load.

    Parameters
    ----------
    loads : (k,) array of float
        alpha = P/N; P is the nearest whole number, 1 or more.
    n_units : int
        N.
    draws : int
        Sets of random patterns at each load.
    rng : numpy.random.Generator
    rule : function
        Patterns to couplings.
    workers : int
        Processes that share the work, as joblib's ``n_jobs``.
    progress : bool
        Show a progress bar.

    Returns
    -------
    Record
        Axis "load", quantity "error".
    """
    settings = {"n_units": n_units, "rule": rule}
    return _measure(_one_step_error, {"load": _loads(loads)}, settings, draws, rng, workers, progress)


def _one_step_error(load, rng, n_units, rule):
    X = _patterns(load, n_units, rng)
    return {"error": (Hopfield(rule(X)).update(X) != X).mean()}


def retrieval_overlap(
    loads, *, n_units, start=1.0, draws=20, rng, rule=hebbian, cues=20, workers=1, progress=True
):
    """Overlap at the end of recall from a stored pattern, or from `start`, by load, at T = 0.

    Parameters
    ----------
    loads, n_units, draws, rng, rule, workers, progress
        As for ``one_step_error``.
    start : float
        Overlap of the cue with its pattern, -1 to 1.
    cues : int
        Patterns recalled from each set, or all where there are fewer.

    Returns
    -------
    Record
        Axis "load", quantity "overlap".
    """
    _checks.real("start", start, -1, 1)
    settings = {"n_units": n_units, "rule": rule, "start": start, "cues": cues}
    return _measure(_retrieval_overlap, {"load": _loads(loads)}, settings, draws, rng, workers, progress)


def _retrieval_overlap(load, rng, n_units, rule, start, cues):
    X = _patterns(load, n_units, rng)
    wanted = X[:cues]
    end = recall(Hopfield(rule(X)), _at_overlap(wanted, start, rng), asynchronous(rng)).state
    return {"overlap": (end * wanted).mean()}


def stable_patterns(counts, *, n_units, draws=50, rng, rule=hebbian, workers=1, progress=True):
    """Share of stored patterns that are exact fixed points, and whether all are, by their number.

    Parameters
    ----------
    counts : (k,) array of int
        P.
    n_units, draws, rng, rule, workers, progress
        As for ``one_step_error``.

    Returns
    -------
    Record
        Axis "patterns", quantities "share" and "all" (0 or 1 a draw).
    """
    settings = {"n_units": n_units, "rule": rule}
    axes = {"patterns": _wholes("counts", counts)}
    return _measure(_stable_patterns, axes, settings, draws, rng, workers, progress)


def _stable_patterns(patterns, rng, n_units, rule):
    X = rng.choice(np.array([-1, 1], np.int8), (int(patterns), n_units))
    stable = (Hopfield(rule(X)).update(X) == X).all(axis=1)
    return {"share": stable.mean(), "all": float(stable.all())}


def basin_of_attraction(
    overlaps, loads, *, n_units, draws=10, rng, rule=hebbian, cues=10, enough=0.9, workers=1, progress=True
):
    """Share of cues that end near their pattern, by overlap of the cue and by load.

    Parameters
    ----------
    overlaps : (k,) array of float
        Overlap of the cue with its pattern, 0 to 1.
    loads, n_units, draws, rng, rule, cues, workers, progress
        As for ``retrieval_overlap``.
    enough : float
        Overlap at the end that counts as recalled.

    Returns
    -------
    Record
        Axes "overlap" and "load", quantity "recalled".
    """
    settings = {"n_units": n_units, "rule": rule, "cues": cues, "enough": enough}
    axes = {"overlap": _reals("overlaps", overlaps, 0, 1), "load": _loads(loads)}
    return _measure(_basin, axes, settings, draws, rng, workers, progress)


def _basin(overlap, load, rng, n_units, rule, cues, enough):
    X = _patterns(load, n_units, rng)
    wanted = X[:cues]
    end = recall(Hopfield(rule(X)), _at_overlap(wanted, overlap, rng), asynchronous(rng)).state
    return {"recalled": ((end * wanted).mean(axis=1) >= enough).mean()}


def overlap_at_temperature(
    temperatures, *, n_units, load=0.0, sweeps=60, draws=10, rng, workers=1, progress=True
):
    """Overlap with a pattern in equilibrium, started from it, by temperature.

    Parameters
    ----------
    temperatures : (k,) array of float
    n_units, draws, rng, workers, progress
        As for ``one_step_error``.
    load : float
        alpha = P/N; 0 stores one pattern alone.
    sweeps : int
        Sweeps of Glauber dynamics; the second half is averaged.

    Returns
    -------
    Record
        Axis "temperature", quantity "overlap".
    """
    settings = {"n_units": n_units, "load": load, "sweeps": sweeps}
    axes = {"temperature": _reals("temperatures", temperatures, 0)}
    return _measure(_at_temperature, axes, settings, draws, rng, workers, progress)


def _at_temperature(temperature, rng, n_units, load, sweeps):
    X = _patterns(load, n_units, rng)
    schedule = asynchronous(rng, temperature=float(temperature))
    run = recall(Hopfield(hebbian(X)), X[0], schedule, max_sweeps=sweeps, record="sweeps")
    later = run.states[len(run.states) // 2 :]
    return {"overlap": overlap(later, X[0]).mean()}


def mixture_overlaps(sizes, *, n_units, draws=10, rng, workers=1, progress=True):
    """Overlap and energy of n-mixtures, before and after one sweep, with n patterns stored.

    Parameters
    ----------
    sizes : (k,) array of int
        n; where it is even, undecided units are set at random.
    n_units, draws, rng, workers, progress
        As for ``one_step_error``.

    Returns
    -------
    Record
        Axis "n", quantities "overlap" and "energy" (of the mixture as it is made) and "moved",
        the share of units that one sweep changes.
    """
    settings = {"n_units": n_units}
    return _measure(_mixture, {"n": _wholes("sizes", sizes)}, settings, draws, rng, workers, progress)


def _mixture(n, rng, n_units):
    X = rng.choice(np.array([-1, 1], np.int8), (int(n), n_units))
    sums = X.sum(axis=0, dtype=int)
    state = np.where(sums == 0, rng.choice([-1, 1], n_units), np.sign(sums))
    model = Hopfield(hebbian(X))
    after = recall(model, state, asynchronous(rng), max_sweeps=1).state
    # the patterns' own share of the diagonal, P/2N a unit, is no part of the limit of many units
    energy = (model.energy(state) - len(X) / 2) / n_units
    return {"overlap": overlap(state, X).mean(), "energy": energy, "moved": (after != state).mean()}


def random_census(loads, *, n_units, cues=100, draws=10, rng, workers=1, progress=True):
    """Where random cues end, by kind and load.

    Parameters
    ----------
    loads, n_units, draws, rng, workers, progress
        As for ``one_step_error``.
    cues : int
        Random cues for each set of patterns.

    Returns
    -------
    Record
        Axis "load", quantities "pattern", "reverse", "mixture", "none": shares of the cues.
    """
    settings = {"n_units": n_units, "cues": cues}
    return _measure(_census, {"load": _loads(loads)}, settings, draws, rng, workers, progress)


def _census(load, rng, n_units, cues):
    X = _patterns(load, n_units, rng)
    starts = rng.choice(np.array([-1, 1], np.int8), (cues, n_units))
    kinds = census(Hopfield(hebbian(X)), starts, X, asynchronous(rng)).identities
    names = [one.kind for one in kinds]
    return {kind: names.count(kind) / cues for kind in ("pattern", "reverse", "mixture", "none")}


def _reals(name, values, low, high=np.inf):
    """The values of an axis: finite real numbers from `low` to `high`."""
    values = _checks.reals(name, np.atleast_1d(np.asarray(values)))
    _checks.refuse(name, values, (values < low) | (values > high), f"numbers from {low} to {high}")
    return values


def _loads(values):
    return _reals("loads", values, 0)


def _wholes(name, values):
    """The values of an axis: whole numbers from 1 up."""
    values = np.atleast_1d(np.asarray(values))
    wrong = (values != np.floor(values)) | (values < 1)
    _checks.refuse(name, values, wrong, "whole numbers from 1 up")
    return values.astype(int)


def _patterns(load, n_units, rng):
    """Random patterns at this load: the nearest whole number, at least one."""
    return rng.choice(np.array([-1, 1], np.int8), (max(1, round(load * n_units)), n_units))


def _at_overlap(patterns, m, rng):
    """Cues with exactly (1 - m)/2 of the units of each pattern flipped."""
    flipped = round((1 - m) / 2 * patterns.shape[1])
    places = rng.permuted(np.tile(np.arange(patterns.shape[1]), (len(patterns), 1)), axis=1)
    return np.where(places < flipped, -patterns, patterns)


def _measure(task, axes, settings, draws, rng, workers, progress):
    """Run `task` at every point of `axes`, `draws` times, each with a stream of its own."""
    _checks.generator("rng", rng)
    _checks.integer("draws", draws, 2)
    for name in ("n_units", "cues", "sweeps"):
        if name in settings:
            _checks.integer(name, settings[name], 1)
    seed = int(rng.integers(2**63))
    shape = tuple(len(values) for values in axes.values())
    places = list(itertools.product(np.ndindex(shape), range(draws)))
    calls = []
    for place, draw in places:
        point = [values[i].item() for values, i in zip(axes.values(), place, strict=True)]
        calls.append((task, point, np.random.SeedSequence([seed, *place, draw]), settings))
    results = _spread(calls, workers, progress, task.__name__.strip("_").replace("_", " "))
    samples = {key: np.empty((*shape, draws)) for key in results[0]}
    for (place, draw), result in zip(places, results, strict=True):
        for key, value in result.items():
            samples[key][(*place, draw)] = value
    ends = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed])))
    words = {key: getattr(value, "__name__", value) for key, value in settings.items()}
    words |= {"draws": draws, "seed": seed}
    made = {
        key: intervals(value, ends, share=key not in ("overlap", "energy")) for key, value in samples.items()
    }
    return Record(task.__name__.strip("_"), words, axes, samples, made)


def _run(task, point, seeds, settings):
    return task(*point, np.random.Generator(np.random.PCG64(seeds)), **settings)


def _spread(calls, workers, progress, title):
    """The results of all calls, in their order."""
    from joblib import Parallel, delayed
    from tqdm.auto import tqdm

    run = Parallel(n_jobs=workers, return_as="generator")(delayed(_run)(*call) for call in calls)
    return list(tqdm(run, total=len(calls), desc=title, disable=not progress, leave=False))
