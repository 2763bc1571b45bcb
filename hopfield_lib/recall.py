"""Run a model from a cue to where it ends."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from . import _checks


@dataclass(frozen=True, eq=False)
class Recall:
    """What became of each cue.

    Attributes
    ----------
    states : (frames, ..., N) array
        Recorded frames: the cue first and the end last, or the end alone for "final".
    model : the network that was run
    sweeps : int or (...) array of int
        Sweeps run until the outcome was known.
    outcome : str or (...) array of str
        "fixed point", "2-cycle" or "max sweeps".
    """

    states: np.ndarray
    model: object
    sweeps: np.ndarray
    outcome: np.ndarray

    @property
    def state(self):
        """Where each cue ended, (..., N)."""
        return self.states[-1]

    @cached_property
    def energies(self):
        """The energies of the frames, (frames, ...), computed when first asked for."""
        return np.stack([self.model.energy(frame) for frame in self.states])

    def __repr__(self):
        names, counts = np.unique(self.outcome, return_counts=True)
        ends = ", ".join(f"{count} x {name}" for name, count in zip(names, counts, strict=True))
        return f"<Recall: {ends}; {len(self.states)} frames>"


@dataclass(frozen=True, eq=False)
class asynchronous:
    """Units one at a time, N visits a sweep; the cues of a batch share the order.

    Parameters
    ----------
    rng : numpy.random.Generator
    order : "permutation" or "random"
        Each unit once a sweep in an order drawn anew, or N units drawn with replacement.
    temperature : float
        At T > 0 Glauber dynamics, P(s_i = +1) = 1 / (1 + exp(-2 h_i / T)), drawn as a random
        shift of the field at each visit, for each cue on its own.
    block : int, optional
        How many units are solved together; speed depends on it, results do not.

    Arguments of another kind or range raise TypeError or ValueError.

    References
    ----------
    Hopfield, PNAS 79:2554 (1982); Glauber, J. Math. Phys. 4:294 (1963).
    """

    rng: "np.random.Generator"
    order: str = "permutation"
    temperature: float = field(default=0.0, kw_only=True)
    block: int | None = field(default=None, kw_only=True)
    in_turn = True

    def __post_init__(self):
        _checks.generator("rng", self.rng)
        _checks.choice("order", self.order, ("permutation", "random"))
        object.__setattr__(self, "temperature", _checks.real("temperature", self.temperature, 0))
        if self.block is not None:
            object.__setattr__(self, "block", _checks.integer("block", self.block, 1))

    def begin(self, model):
        """The schedule of one run: of continuous states, with a generator of its own.

        How many sweeps these take to stand still depends on rounding, and so would the number of
        draws: `rng` is left where it was, however long the run.
        """
        if model.state_dtype == np.int8:
            return self
        return replace(self, rng=self.rng.spawn(1)[0])

    def sweep(self, model, S, cuts=()):
        """One sweep over S (N, B), in place; yields after each number of visits in `cuts`."""
        N, B = S.shape
        again = self.order == "random"
        visits = self.rng.integers(N, size=N) if again else self.rng.permutation(N)
        noise = self.rng.logistic(0, self.temperature / 2, (N, B)) if self.temperature else None
        sums, start = model.start(S), 0
        for end in _block_ends(visits, self.block or model.block, cuts, again):
            shift = None if noise is None else noise[start:end]
            model.visit(sums, S, visits[start:end], shift)
            if end in cuts:
                yield
            start = end

    def settled(self, model, S, still, tolerance):
        """Which of the columns that a sweep left `still` are fixed points for certain."""
        if self.order == "random" and not self.temperature:  # some units were not visited
            S = S[:, still]
            return (np.abs(model.respond(model.start(S), S, np.arange(len(S))) - S) <= tolerance).all(axis=0)
        return not self.temperature


def _block_ends(visits, block, cuts, again):
    """Where blocks end: after `block` visits at most, at each cut, before a unit comes again."""
    if not again:
        return sorted({*range(block, len(visits), block), *cuts, len(visits)})
    ends, seen = [], set()
    for k, unit in enumerate(visits.tolist()):
        if unit in seen or len(seen) == block or k in cuts:
            ends.append(k)
            seen = set()
        seen.add(unit)
    return [*ends, len(visits)]


@dataclass(frozen=True)
class synchronous:
    """All units at once, each from the same state (Little, Math. Biosci. 19:101, 1974)."""

    temperature = 0.0
    in_turn = False

    def begin(self, model):
        return self

    def sweep(self, model, S, cuts=()):
        S[:] = model.respond(model.start(S), S, np.arange(len(S)))
        return iter(cuts)

    def settled(self, model, S, still, tolerance):
        return True


def recall(model, cue, schedule, *, max_sweeps=100, record=None, tolerance=1e-9):
    """Run `model` from `cue` until it stands still, and return a ``Recall``.

    Parameters
    ----------
    model : Hopfield, PhasorHopfield, DenseAssociativeMemory or ModernHopfield
    cue : (..., N) array
        One cue or a batch; never changed.  A 0 in a network of +1 and -1 is undecided.
    schedule : asynchronous or synchronous
    max_sweeps : int
        At least 1.
    record : "sweeps", "final" or int, optional
        Keep the state after each sweep, the end alone, or (asynchronous only) the state after
        each so many visits.  "sweeps" for one cue and "final" for a batch unless told otherwise.
    tolerance : float
        Continuous states stand still when no unit moves further than this in a sweep, others when none flips.

    Arguments of another kind or range, or heat that has no use, raise TypeError or ValueError.
    """
    max_sweeps, record = _checks.recall_options(model, schedule, max_sweeps, record)
    tolerance = _checks.real("tolerance", tolerance, 0) * (model.state_dtype != np.int8)
    S, shape = model.columns(cue, "cue"), np.shape(cue)
    N, B = S.shape
    record = record or ("sweeps" if len(shape) == 1 else "final")
    every, schedule = {"final": 0, "sweeps": N}.get(record, record), schedule.begin(model)
    frames = [model.rows(S, shape)] if every else []
    live, now, before_last = np.arange(B), S, None  # `now`: the columns of S that are still at work
    sweeps, outcome = np.full(B, max_sweeps), np.full(B, "max sweeps", dtype="<U11")

    def whole():
        if now is not S:
            S[:, live] = now
        return S

    for sweep in range(1, max_sweeps + 1):
        last = now.copy()
        cuts = range(every - (sweep - 1) * N % every, N + 1, every) if every else ()
        for _ in schedule.sweep(model, now, cuts):
            frames.append(model.rows(whole(), shape))
        still = (np.abs(now - last) <= tolerance if tolerance else now == last).all(axis=0)
        still[still] = schedule.settled(model, now, still, tolerance)
        cycle = ~still & (not schedule.in_turn and sweep > 1)
        if cycle.any():
            cycle &= (np.abs(now - before_last) <= tolerance).all(axis=0)
        outcome[live[still]], outcome[live[cycle]] = "fixed point", "2-cycle"
        on = ~(still | cycle)
        sweeps[live[~on]] = sweep
        if not on.all():
            whole()
            live, now, last = live[on], now[:, on], last[:, on]
        before_last = last
        if not live.size:
            break
    end = model.rows(whole(), shape)
    if not (frames and np.array_equal(frames[-1], end)):
        frames.append(end)
    return Recall(np.stack(frames), model, sweeps.reshape(shape[:-1])[()], outcome.reshape(shape[:-1])[()])
