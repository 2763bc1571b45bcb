"""The engine of the experiments: every draw at every point, in any order, once."""

import itertools
import json
from pathlib import Path

import numpy as np

from .. import _checks
from .record import Record


def measure(task, axes, settings, draws, rng, workers, progress, journal):
    """Run `task` at every point of `axes`, `draws` times, each with a stream of its own."""
    _checks.generator("rng", rng)
    draws = _checks.integer("draws", draws, 2)
    settings = {key: _checks.scalar(value) for key, value in settings.items()}  # as JSON writes them
    for name in ("n_units", "cues", "sweeps", "runs"):
        if name in settings:
            _checks.integer(name, settings[name], 1)
    seed = int(rng.integers(2**63))
    words = {key: getattr(value, "__name__", value) for key, value in settings.items()}
    words |= {"draws": draws, "seed": seed}
    places = list(itertools.product(*(range(len(values)) for values in axes.values()), range(draws)))
    results = {}
    if journal is not None:
        head = {"experiment": task.__name__, "settings": words} | {k: v.tolist() for k, v in axes.items()}
        results = _open(Path(journal), head)
    calls = [sample(task, axes, settings, seed, place) for place in places if place not in results]
    for place, values in _spread(calls, workers, progress, task.__name__.strip("_").replace("_", " ")):
        results[place] = values
        if journal is not None:
            _append(Path(journal), [list(place), values])
    shape = (*(len(values) for values in axes.values()), draws)
    samples, trials = {}, {}
    for key, first in results[places[0]].items():
        made = np.reshape([results[place][key] for place in places], (*shape, -1))
        samples[key] = made[..., 0].copy()
        if isinstance(first, list):
            trials[key] = made[..., 1].astype(int)
    return Record(task.__name__.strip("_"), words, axes, samples, trials)


def counted(outcomes):
    """What a task returns of a share, or of an overlap: the mean, and of how many trials or units."""
    return np.mean(outcomes), np.size(outcomes)


def sample(task, axes, settings, seed, place):
    """Return the call that makes one sample: its place, function, arguments and random stream."""
    point = {name: axes[name][i].item() for name, i in zip(axes, place[:-1], strict=True)}
    return place, task, point | settings, np.random.SeedSequence([seed, *place])


def run(place, task, arguments, seeds):
    """Return the place of a sample and its values."""
    results = task(rng=np.random.Generator(np.random.PCG64(seeds)), **arguments)
    return place, {
        key: [float(part) for part in value] if isinstance(value, tuple) else float(value)
        for key, value in results.items()
    }


def _spread(calls, workers, progress, title):
    """The results of all calls, each as soon as it is done."""
    from joblib import Parallel, delayed
    from tqdm.auto import tqdm

    done = Parallel(n_jobs=workers, return_as="generator_unordered")(delayed(run)(*call) for call in calls)
    return tqdm(done, total=len(calls), desc=title, disable=not progress, leave=False)


def _open(path, head):
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


def _append(path, words):
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(words) + "\n")
