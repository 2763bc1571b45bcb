"""The engine of the experiments: every draw at every point, in any order, once."""

import itertools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks
from .curve import Curve

Task = Callable[..., Mapping[str, Any]]
Place = tuple[int, ...]  # of a sample: its place on each axis, and its draw
Call = tuple[Place, Task, dict[str, Any], np.random.SeedSequence]


class Options(TypedDict, total=False):
    """How ``measure`` does its work: none of it changes what is found."""

    workers: int | None
    progress: bool
    journal: str | Path | None


def measure(
    task: Task,
    axes: Mapping[str, ArrayLike],
    *,
    draws: int,
    rng: np.random.Generator,
    settings: Mapping[str, Any] | None = None,
    workers: int | None = None,
    progress: bool = True,
    journal: str | Path | None = None,
) -> Curve:
    """Measure a curve: run `task` at every point of `axes`, `draws` times, each with a stream of its own.

        def errors(load, n_units, rng):
            X = rng.choice([-1, 1], (round(load * n_units), n_units))
            return {"error": counted(Hopfield(hebbian(X)).update(X) != X)}

        curve = measure(errors, {"load": [0.1, 0.2]}, settings={"n_units": 200}, draws=20, rng=rng)

    Parameters
    ----------
    task : function
        Called with one value of each axis, the settings, and ``rng``, all by name; returns a number
        for each quantity by its name, or ``counted(outcomes)`` where it is a share, or an overlap.
    axes : dict of str to (k,) array of numbers
        The values along each axis.
    draws : int
        Two or more, independent of each other.
    rng : numpy.random.Generator
        One number is drawn from it, from which every draw at every point has a generator of its own.
    settings : dict, optional
        What else the task is given: numbers, words, functions.
    workers : int, optional
        Processes that share the work, as joblib's ``n_jobs``; without it ``joblib.parallel_config``
        decides, else this process does the work alone.
    progress : bool
        Show a progress bar.
    journal : str or path, optional
        A file to which each draw is written as it is done.  The same call finds those that are in
        it and goes on from there.

    Returns
    -------
    Curve

    Raises
    ------
    TypeError, ValueError
        If an argument is of another kind or range, or the journal is that of another call.
    """
    _checks.generator("rng", rng)
    draws = _checks.integer("draws", draws, 2)
    points = {name: _axis(name, values) for name, values in axes.items()}
    given = {key: _checks.scalar(value) for key, value in (settings or {}).items()}  # as JSON writes them
    seed = int(rng.integers(2**63))
    words = {key: getattr(value, "__name__", value) for key, value in given.items()}
    words |= {"draws": draws, "seed": seed}
    places = list(itertools.product(*(range(len(values)) for values in points.values()), range(draws)))
    path = None if journal is None else Path(journal)
    results: dict[Place, Any] = {}
    if path is not None:
        head = {"experiment": task.__name__, "settings": words} | {k: v.tolist() for k, v in points.items()}
        results = _open(path, head)
    calls = [sample(task, points, given, seed, place) for place in places if place not in results]
    title = task.__name__.strip("_").replace("_", " ")
    for place, values in _spread(calls, workers, progress, title):
        results[place] = values
        if path is not None:
            _append(path, [list(place), values])
    shape = (*(len(values) for values in points.values()), draws)
    samples, trials = {}, {}
    for key, first in results[places[0]].items():
        made = np.reshape([results[place][key] for place in places], (*shape, -1))
        samples[key] = made[..., 0].copy()
        if isinstance(first, list):
            trials[key] = made[..., 1].astype(np.int64)  # as on every machine, in a browser too
    return Curve(task.__name__.strip("_"), words, points, samples, trials)


def _axis(name: str, values: ArrayLike) -> np.ndarray:
    """The values of an axis: one number or more, in one row."""
    array = np.atleast_1d(_checks.numbers(name, values))
    if array.ndim != 1 or not array.size:
        raise ValueError(f"{name}: expected one number or more in a row, got shape {array.shape}")
    return array


def counted(outcomes: ArrayLike) -> tuple[float, int]:
    """What a task returns of a share, or of an overlap: the mean, and of how many trials or units.

    A quantity called "overlap" is the mean of +1 where units agree and -1 where they do not; any other
    is a share of trials, 0 or 1 each.
    """
    array = np.asarray(outcomes)
    return float(array.mean()), array.size


def sample(
    task: Task, axes: Mapping[str, NDArray[Any]], settings: Mapping[str, Any], seed: int, place: Place
) -> Call:
    """Return the call that makes one sample: its place, function, arguments and random stream."""
    point = {name: axes[name][i].item() for name, i in zip(axes, place[:-1], strict=True)}
    return place, task, {**point, **settings}, np.random.SeedSequence([seed, *place])


def run(
    place: Place, task: Task, arguments: Mapping[str, Any], seeds: np.random.SeedSequence
) -> tuple[Place, dict[str, Any]]:
    """Return the place of a sample and its values."""
    results = task(rng=np.random.Generator(np.random.PCG64(seeds)), **arguments)
    return place, {
        key: [float(part) for part in value] if isinstance(value, tuple) else float(value)
        for key, value in results.items()
    }


def _spread(
    calls: Sequence[Call], workers: int | None, progress: bool, title: str
) -> Iterable[tuple[Place, dict[str, Any]]]:
    """The results of all calls, each as soon as it is done."""
    from joblib import Parallel, delayed
    from tqdm.auto import tqdm

    done: Any = Parallel(n_jobs=workers, return_as="generator_unordered")(
        delayed(run)(*call) for call in calls
    )
    return tqdm(done, total=len(calls), desc=title, disable=not progress, leave=False)


def _open(path: Path, head: Mapping[str, Any]) -> dict[Place, Any]:
    """Return what the journal holds after the line that says whose it is; begin it where it is new."""
    first = json.dumps(head) + "\n"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if first.startswith(text):  # new, or cut off in its first line
        path.write_text(first, encoding="utf-8")
        return {}
    if not text.startswith(first):
        came = text.partition("\n")[0]
        raise ValueError(
            f"journal: expected a file that begins with {first.strip()} in {path}, got {came[:1000]}"
        )
    kept = text[: text.rindex("\n") + 1]  # without a line that was cut off while it was written
    if kept != text:
        path.write_text(kept, encoding="utf-8")
    try:
        return {tuple(place): values for place, values in map(json.loads, kept.splitlines()[1:])}
    except ValueError as error:
        raise ValueError(f"journal: expected lines of JSON in {path}, got {error}") from error


def _append(path: Path, words: Any) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(words) + "\n")
