"""The curves: each function is an experiment, measured at every point of its axes."""

import itertools
from collections.abc import Callable, Mapping
from typing import Any, Unpack

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks
from ..attractors import census, overlap
from ..couplings import Couplings, hebbian
from ..models import Hopfield
from ..recall import asynchronous, recall
from .curve import Curve
from .engine import Options, counted, measure

Rule = Callable[[Any], Couplings]  # patterns to couplings
Sample = dict[str, Any]  # what a task returns: each quantity by its name


def one_step_error(
    loads: ArrayLike,
    *,
    n_units: int,
    draws: int = 20,
    rng: np.random.Generator,
    rule: Rule = hebbian,
    **options: Unpack[Options],
) -> Curve:
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
    **options
        ``workers``, ``progress``, ``journal``, as for ``measure``.

    Returns
    -------
    Curve
        Axis "load", quantity "error".

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    settings = {"n_units": n_units, "rule": rule}
    return _measured(_one_step_error, {"load": _loads(loads)}, settings, draws, rng, options)


def _one_step_error(load: float, rng: np.random.Generator, n_units: int, rule: Rule) -> Sample:
    X = _patterns(load, n_units, rng)
    return {"error": counted(Hopfield(rule(X)).update(X) != X)}


def retrieval_overlap(
    loads: ArrayLike,
    *,
    n_units: int,
    start: float = 1.0,
    draws: int = 20,
    rng: np.random.Generator,
    rule: Rule = hebbian,
    cues: int = 20,
    **options: Unpack[Options],
) -> Curve:
    """Overlap at the end of recall from a stored pattern, or from `start`, by load, at T = 0.

    Parameters
    ----------
    loads, n_units, draws, rng, rule, options
        As for ``one_step_error``.
    start : float
        Overlap of the cue with its pattern, -1 to 1.
    cues : int
        Patterns recalled from each set, or all where there are fewer.

    Returns
    -------
    Curve
        Axis "load", quantity "overlap".

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    _checks.real("start", start, -1, 1)
    settings = {"n_units": n_units, "rule": rule, "start": start, "cues": cues}
    return _measured(_retrieval_overlap, {"load": _loads(loads)}, settings, draws, rng, options)


def _retrieval_overlap(
    load: float, rng: np.random.Generator, n_units: int, rule: Rule, start: float, cues: int
) -> Sample:
    X = _patterns(load, n_units, rng)
    wanted = X[:cues]
    end = recall(Hopfield(rule(X)), _at_overlap(wanted, start, rng), asynchronous(rng)).state
    return {"overlap": counted(end * wanted)}


def stable_patterns(
    counts: ArrayLike,
    *,
    n_units: int,
    draws: int = 50,
    rng: np.random.Generator,
    rule: Rule = hebbian,
    **options: Unpack[Options],
) -> Curve:
    """Share of stored patterns that are exact fixed points, and whether all are, by their number.

    Parameters
    ----------
    counts : (k,) array of int
        P.
    n_units, draws, rng, rule, options
        As for ``one_step_error``.

    Returns
    -------
    Curve
        Axis "patterns", quantities "share" and "all" (0 or 1 a draw).

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    settings = {"n_units": n_units, "rule": rule}
    axes = {"patterns": _wholes("counts", counts)}
    return _measured(_stable_patterns, axes, settings, draws, rng, options)


def _stable_patterns(patterns: int, rng: np.random.Generator, n_units: int, rule: Rule) -> Sample:
    X = rng.choice(np.array([-1, 1], np.int8), (int(patterns), n_units))
    stable = (Hopfield(rule(X)).update(X) == X).all(axis=1)
    return {"share": counted(stable), "all": counted(stable.all())}


def basin_of_attraction(
    overlaps: ArrayLike,
    loads: ArrayLike,
    *,
    n_units: int,
    draws: int = 10,
    rng: np.random.Generator,
    rule: Rule = hebbian,
    cues: int = 10,
    enough: float = 0.9,
    **options: Unpack[Options],
) -> Curve:
    """Share of cues that end near their pattern, by overlap of the cue and by load.

    Parameters
    ----------
    overlaps : (k,) array of float
        Overlap of the cue with its pattern, 0 to 1.
    loads, n_units, draws, rng, rule, cues, options
        As for ``retrieval_overlap``.
    enough : float
        Overlap at the end that counts as recalled.

    Returns
    -------
    Curve
        Axes "overlap" and "load", quantity "recalled".

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    settings = {"n_units": n_units, "rule": rule, "cues": cues, "enough": enough}
    axes = {"overlap": _reals("overlaps", overlaps, 0, 1), "load": _loads(loads)}
    return _measured(_basin, axes, settings, draws, rng, options)


def _basin(
    overlap: float, load: float, rng: np.random.Generator, n_units: int, rule: Rule, cues: int, enough: float
) -> Sample:
    X = _patterns(load, n_units, rng)
    wanted = X[:cues]
    end = recall(Hopfield(rule(X)), _at_overlap(wanted, overlap, rng), asynchronous(rng)).state
    return {"recalled": counted((end * wanted).mean(axis=1) >= enough)}


def overlap_at_temperature(
    temperatures: ArrayLike,
    *,
    n_units: int,
    load: ArrayLike = 0.0,
    sweeps: int = 60,
    draws: int = 10,
    rng: np.random.Generator,
    cues: int = 1,
    **options: Unpack[Options],
) -> Curve:
    """Overlap with a pattern in equilibrium, started from it, by temperature.

    Parameters
    ----------
    temperatures : (k,) array of float
    n_units, draws, rng, options
        As for ``one_step_error``.
    load : float or (l,) array of float
        alpha = P/N; 0 stores one pattern alone.  Several loads are a second axis.
    sweeps : int
        Sweeps of Glauber dynamics; the second half is averaged.
    cues : int
        Patterns followed from each set, or all where there are fewer.

    Returns
    -------
    Curve
        Axis "temperature", and "load" where there are several; quantity "overlap".

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    settings: dict[str, Any] = {"n_units": n_units, "sweeps": sweeps, "cues": cues}
    axes = {"temperature": _reals("temperatures", temperatures, 0)}
    if np.ndim(load):
        axes["load"] = _loads(load)
    else:
        settings["load"] = _checks.real("load", load, 0)
    return _measured(_at_temperature, axes, settings, draws, rng, options)


def _at_temperature(
    temperature: float, load: float, rng: np.random.Generator, n_units: int, sweeps: int, cues: int
) -> Sample:
    X = _patterns(load, n_units, rng)
    schedule = asynchronous(rng, temperature=temperature)
    run = recall(Hopfield(hebbian(X)), X[:cues], schedule, max_sweeps=sweeps, record="sweeps")
    later = run.states[len(run.states) // 2 :]
    held = later * X[:cues]
    return {"overlap": (held.mean(), held[0].size)}  # a unit counts once, however long it is followed


def mixture_overlaps(
    sizes: ArrayLike, *, n_units: int, draws: int = 10, rng: np.random.Generator, **options: Unpack[Options]
) -> Curve:
    """Overlap and energy of n-mixtures, before and after one sweep, with n patterns stored.

    Parameters
    ----------
    sizes : (k,) array of int
        n; where it is even, undecided units are set at random.
    n_units, draws, rng, options
        As for ``one_step_error``.

    Returns
    -------
    Curve
        Axis "n", quantities "overlap" and "energy" (of the mixture as it is made) and "moved",
        the share of units that one sweep changes.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    settings = {"n_units": n_units}
    return _measured(_mixture, {"n": _wholes("sizes", sizes)}, settings, draws, rng, options)


def _mixture(n: int, rng: np.random.Generator, n_units: int) -> Sample:
    X = rng.choice(np.array([-1, 1], np.int8), (int(n), n_units))
    sums = X.sum(axis=0, dtype=int)
    state = np.where(sums == 0, rng.choice([-1, 1], n_units), np.sign(sums))
    model = Hopfield(hebbian(X))
    after = recall(model, state, asynchronous(rng), max_sweeps=1).state
    # the patterns' own share of the diagonal, P/2N a unit, is no part of the limit of many units
    energy = (model.energy(state) - len(X) / 2) / n_units
    overlaps = (overlap(state, X).mean(), X.size)
    return {"overlap": overlaps, "energy": energy, "moved": counted(after != state)}


def mixture_stability(
    temperatures: ArrayLike,
    *,
    n_units: int,
    size: int = 3,
    imbalance: float = 0.03,
    runs: int = 16,
    draws: int = 6,
    rng: np.random.Generator,
    **options: Unpack[Options],
) -> Curve:
    """Growth of a small imbalance in a mixture of patterns, by temperature: above 1 the mixture melts.

    The patterns are exactly balanced: every choice of their signs occurs at equally many units.
    Random ones are not, which tips the mixture at a lower temperature.

    Parameters
    ----------
    temperatures : (k,) array of float
        From 0.05 to 0.95; at 1 and above a mixture has no overlap.
    n_units, draws, rng, options
        As for ``one_step_error``; N is a multiple of 2^size.
    size : int
        Patterns in the mixture, odd.
    imbalance : float
        What is added to the overlap with the first pattern and taken from that with the second;
        twice as large, it moves the crossing down by 0.01.
    runs : int
        Runs averaged in each draw.

    Returns
    -------
    Curve
        Axis "temperature", quantities "growth", the factor by which one sweep of Glauber dynamics
        changes the imbalance, and "overlap", of the first pattern with a run of 20 sweeps from it.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    _checks.integer("size", size, 1)
    if size % 2 == 0 or n_units % 2**size:
        raise ValueError(
            f"size, n_units: expected an odd size and a multiple of 2^size units, got {size} and {n_units}"
        )
    _checks.real("imbalance", imbalance, 0, 1)
    settings = {"n_units": n_units, "size": size, "imbalance": imbalance, "runs": runs}
    axes = {"temperature": _reals("temperatures", temperatures, 0.05, 0.95)}
    return _measured(_mixture_stability, axes, settings, draws, rng, options)


def _mixture_stability(
    temperature: float, rng: np.random.Generator, n_units: int, size: int, imbalance: float, runs: int
) -> Sample:
    signs = np.array(list(itertools.product([1, -1], repeat=size)), np.int8).T
    X = np.tile(signs, (1, n_units // 2**size))
    votes = signs.sum(axis=0)
    m = 0.5
    for _ in range(500):  # its overlap: m = <votes tanh(m votes / T)> / size
        m = (votes * np.tanh(votes * m / temperature)).mean() / size
    fields = (m + imbalance * np.eye(1, size)[0] - imbalance * np.eye(1, size, 1)[0]) @ X
    up = 1 / (1 + np.exp(-2 * fields / temperature))
    starts = np.where(rng.random((runs, n_units)) < up, np.int8(1), np.int8(-1))
    network = Hopfield(hebbian(X))
    schedule = asynchronous(rng, temperature=temperature)
    ends = recall(network, starts, schedule, max_sweeps=1).state
    apart = [np.subtract(*overlap(states, X)[:, :2].mean(axis=0)) for states in (starts, ends)]
    pattern = recall(network, X[0], schedule, max_sweeps=20, record="final").state
    return {"growth": apart[1] / apart[0], "overlap": counted(pattern * X[0])}


def random_census(
    loads: ArrayLike,
    *,
    n_units: int,
    cues: int = 100,
    draws: int = 10,
    rng: np.random.Generator,
    **options: Unpack[Options],
) -> Curve:
    """Where random cues end, by kind and load.

    Parameters
    ----------
    loads, n_units, draws, rng, options
        As for ``one_step_error``.
    cues : int
        Random cues for each set of patterns.

    Returns
    -------
    Curve
        Axis "load", quantities "pattern", "reverse", "mixture", "none": shares of the cues.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    settings = {"n_units": n_units, "cues": cues}
    return _measured(_census, {"load": _loads(loads)}, settings, draws, rng, options)


def _census(load: float, rng: np.random.Generator, n_units: int, cues: int) -> Sample:
    X = _patterns(load, n_units, rng)
    starts = rng.choice(np.array([-1, 1], np.int8), (cues, n_units))
    kinds = census(Hopfield(hebbian(X)), starts, X, asynchronous(rng)).identities
    names = [one.kind for one in kinds]
    return {kind: (names.count(kind) / cues, cues) for kind in ("pattern", "reverse", "mixture", "none")}


def _measured(
    task: Callable[..., Mapping[str, Any]],
    axes: dict[str, Any],
    settings: dict[str, Any],
    draws: int,
    rng: np.random.Generator,
    options: Options,
) -> Curve:
    """``measure`` for the curves above, whose settings that count something are whole numbers from 1 up."""
    for name in {"n_units", "cues", "sweeps", "runs"} & settings.keys():
        _checks.integer(name, settings[name], 1)
    return measure(task, axes, draws=draws, rng=rng, settings=settings, **options)


def _reals(name: str, values: ArrayLike, low: float, high: float = np.inf) -> NDArray[np.float64]:
    """The values of an axis: finite real numbers from `low` to `high`."""
    values = _checks.reals(name, np.atleast_1d(np.asarray(values)))
    _checks.refuse(name, values, (values < low) | (values > high), f"numbers from {low} to {high}")
    return values


def _loads(values: ArrayLike) -> NDArray[np.float64]:
    return _reals("loads", values, 0)


def _wholes(name: str, values: ArrayLike) -> NDArray[np.int_]:
    """The values of an axis: whole numbers from 1 up."""
    values = np.atleast_1d(np.asarray(values))
    wrong = (values != np.floor(values)) | (values < 1)
    _checks.refuse(name, values, wrong, "whole numbers from 1 up")
    return values.astype(int)


def _patterns(load: float, n_units: int, rng: np.random.Generator) -> NDArray[np.int8]:
    """Random patterns at this load: the nearest whole number, at least one."""
    return rng.choice(np.array([-1, 1], np.int8), (max(1, round(load * n_units)), n_units))


def _at_overlap(patterns: NDArray[np.int8], m: float, rng: np.random.Generator) -> NDArray[np.int8]:
    """Cues with exactly (1 - m)/2 of the units of each pattern flipped."""
    flipped = round((1 - m) / 2 * patterns.shape[1])
    places = rng.permuted(np.tile(np.arange(patterns.shape[1]), (len(patterns), 1)), axis=1)
    return np.where(places < flipped, -patterns, patterns)
