"""Run a model from a cue to where it ends."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any, Literal, final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _checks
from .models import Model

__all__ = ["Recall", "Schedule", "asynchronous", "recall", "synchronous"]

Array = NDArray[Any]


class Recall:
    """What became of each cue.

    Attributes
    ----------
    states : (frames, ..., N) array
        Recorded frames: the cue first and the end last, or the end alone for "final".
    model : Model
        The network that was run.
    sweeps : int or (...) array of int
        Sweeps run until the outcome was known.
    outcome : str or (...) array of str
        "fixed point", "2-cycle" or "max sweeps".
    """

    def __init__(self, states: Array, model: Model, sweeps: Any, outcome: Any) -> None:
        self.states = states
        self.model = model
        self.sweeps = sweeps
        self.outcome = outcome

    @property
    def state(self) -> Array:
        """Where each cue ended, (..., N)."""
        return self.states[-1]

    @cached_property
    def energies(self) -> Array:
        """The energies of the frames, (frames, ...), computed when first asked for."""
        return np.stack([self.model.energy(frame) for frame in self.states])

    def __repr__(self) -> str:
        names, counts = np.unique(self.outcome, return_counts=True)
        ends = ", ".join(f"{count} x {name}" for name, count in zip(names, counts, strict=True))
        return f"<Recall: {ends}; {len(self.states)} frames>"


class Schedule(ABC):
    """Which units are updated when.

    Attributes
    ----------
    in_turn : bool
        Whether units move one after another.
    temperature : float
    """

    in_turn: bool
    temperature: float = 0.0

    def begin(self, model: Model) -> "Schedule":
        """The schedule of one run of `model`."""
        return self

    @abstractmethod
    def sweep(
        self, model: Model, S: Array, free: Array, cuts: Collection[int], ahead: bool
    ) -> Iterator[None]:
        """One sweep over the columns S (N, B), in place; yields after each number of visits in `cuts`.

        Only the units `free` (k,) are updated, and a sweep has k visits.  `ahead` advises to look ahead:
        whether any unit at all would change is known at once from the state as it is.
        """

    @abstractmethod
    def settled(self, model: Model, S: Array, free: Array, tolerance: float) -> Any:
        """Which columns of S, all left alone by a sweep, are fixed points: (B,), or True or False for all."""


@final
class asynchronous(Schedule):
    """Units one at a time, as many visits a sweep as units; the cues of a batch share the order.

    Parameters
    ----------
    rng : numpy.random.Generator
    order : "permutation" or "random"
        Each unit once a sweep in an order drawn anew, or as many drawn with replacement.
    temperature : float
        At T > 0 Glauber dynamics, P(s_i = +1) = 1 / (1 + exp(-2 h_i / T)), drawn as a random
        shift of the field at each visit, for each cue on its own: logistic noise of scale T / 2 is
        above -h_i with just that probability.  No cue then comes to rest before the last sweep.
    block : int, optional
        How many units are solved together; speed depends on it, results do not.

    Raises
    ------
    TypeError, ValueError
        If an argument is of another kind or range.

    References
    ----------
    Hopfield, PNAS 79:2554 (1982); Glauber, J. Math. Phys. 4:294 (1963).
    """

    in_turn = True

    def __init__(
        self,
        rng: "np.random.Generator",
        order: Literal["permutation", "random"] = "permutation",
        *,
        temperature: float = 0.0,
        block: int | None = None,
    ) -> None:
        self.rng = _checks.generator("rng", rng)
        _checks.choice("order", order, ("permutation", "random"))
        self.order: Literal["permutation", "random"] = order
        self.temperature = _checks.real("temperature", temperature, 0)
        self.block = None if block is None else _checks.integer("block", block, 1)

    def begin(self, model: Model) -> "Schedule":
        """The schedule of one run: of continuous states, with a generator of its own.

        How many sweeps these take to stand still depends on rounding, and so would the number of
        draws: `rng` is left where it was, however long the run.
        """
        if model.state_dtype == np.int8:
            return self
        rng = self.rng.spawn(1)[0]
        return asynchronous(rng, self.order, temperature=self.temperature, block=self.block)

    def sweep(
        self, model: Model, S: Array, free: Array, cuts: Collection[int], ahead: bool
    ) -> Iterator[None]:
        N, B = len(free), S.shape[1]
        again = self.order == "random"
        visits = self.rng.integers(N, size=N) if again else self.rng.permutation(N)
        visits = visits.astype(np.intp, copy=False)  # in a browser indices have 32 bits, draws have 64
        if len(S) > N:
            visits = free[visits]
        noise = self.rng.logistic(0, self.temperature / 2, (N, B)) if self.temperature else None
        sums, start = model.start(S), 0
        needed = model.may_change(sums, S, free, visits) if ahead and noise is None else None
        if needed is not None:
            places = np.flatnonzero(needed)
            visits, cuts = visits[places], np.searchsorted(places, list(cuts)).tolist()
        frames = Counter(cuts)  # how many are taken after so many visits
        block = self.block or model.block_size(B)
        apart = again and not model.may_revisit
        cut = _ends_before_repeats if apart else _ends
        for end in cut(visits, block, frames):
            if end > start:
                shift = None if noise is None else noise[start:end]
                model.visit(sums, S, visits[start:end], shift, revisits=again and not apart)
            yield from (None for _ in range(frames[end]))
            start = end

    def settled(self, model: Model, S: Array, free: Array, tolerance: float) -> Any:
        if self.temperature:
            return False
        if self.order == "permutation":
            return True  # every unit was visited, and kept its state
        # Units drawn with replacement: some were not visited.
        return _at_rest(model, model.start(S), S, free, tolerance)


def _at_rest(model: Model, sums: Array, S: Array, free: Array, tolerance: float) -> Any:
    """Which columns of S no unit would leave, in any order: the first would leave this very state, (B,)."""
    return (np.abs(model.respond(sums, S, free) - S[free]) <= tolerance).all(axis=0)


def _ends(visits: Array, block: int, cuts: Collection[int]) -> list[int]:
    """Where blocks of the visits end: after `block` of them at most, and at each cut."""
    return sorted({*range(block, len(visits), block), *cuts, len(visits)})


def _ends_before_repeats(visits: Array, block: int, cuts: Collection[int]) -> list[int]:
    """The same where a unit may be visited again: a block ends before it would hold one twice."""
    ends: list[int] = []
    seen: set[int] = set()
    for k, unit in enumerate(visits.tolist()):
        if unit in seen or len(seen) == block or k in cuts:
            ends.append(k)
            seen = set()
        seen.add(unit)
    return [*ends, len(visits)]


@final
class synchronous(Schedule):
    """All units at once, each from the same state.

    References
    ----------
    Little, Math. Biosci. 19:101 (1974).
    """

    in_turn = False

    def sweep(
        self, model: Model, S: Array, free: Array, cuts: Collection[int], ahead: bool
    ) -> Iterator[None]:
        changing = slice(None) if len(free) == len(S) else free
        S[changing] = model.respond(model.start(S), S, free)
        yield from (None for _ in cuts)

    def settled(self, model: Model, S: Array, free: Array, tolerance: float) -> Any:
        return True

    def __repr__(self) -> str:
        return "synchronous()"


def recall(
    model: Model,
    cue: ArrayLike,
    schedule: Schedule,
    *,
    clamp: ArrayLike = (),
    max_sweeps: int = 100,
    record: Literal["sweeps", "final"] | int | None = None,
    tolerance: float = 1e-9,
) -> Recall:
    """Run `model` from `cue` until it stands still, and return a ``Recall``.

    Parameters
    ----------
    model : Hopfield, PhasorHopfield, DenseAssociativeMemory, ModernHopfield or KernelMemory
    cue : (..., N) array
        One cue or a batch; never changed.  A 0 in a network of +1 and -1 is undecided.
    schedule : asynchronous or synchronous
    clamp : (k,) array of int
        Units that are never updated, such as the half of a picture that is known: they keep what the cue
        gives them (a 0 too) and the others hear it.  A sweep is over the others alone.
    max_sweeps : int
        At least 1.
    record : "sweeps", "final" or int, optional
        Keep the state after each sweep, the end alone, or (asynchronous only) the state after
        each so many visits.  "sweeps" for one cue and "final" for a batch unless told otherwise.
    tolerance : float
        Continuous states stand still when no unit moves further than this in a sweep, others when none flips.

    Raises
    ------
    TypeError, ValueError
        If an argument is of another kind or range, or the model has no use for the schedule's heat.
    """
    _check_pair(model, schedule)
    max_sweeps = _checks.integer("max_sweeps", max_sweeps, 1, 10**12)
    record = _check_record(record, schedule)
    tolerance = _checks.real("tolerance", tolerance, 0)
    S, shape = model.columns(cue, "cue"), np.shape(cue)
    free = _free(clamp, model.size)
    film = _Film(model, shape, len(free), record or ("sweeps" if len(shape) == 1 else "final"))
    cues = _Cues(S, max_sweeps, 0.0 if model.state_dtype == np.int8 else tolerance)
    film.add(S)
    schedule = schedule.begin(model)
    for sweep in range(1, max_sweeps + 1):
        # to iterate runs the sweep; it pauses at each cut to be filmed, and not at all where there is none
        for _ in schedule.sweep(model, cues.begin(), free, film.cuts(sweep), ahead=sweep > 1):
            film.add(cues.all())
        cues.sort_out(sweep, model, schedule, free)
        if not cues.live.size:
            break
    sweeps, outcome = cues.sweeps.reshape(shape[:-1])[()], cues.outcome.reshape(shape[:-1])[()]
    return Recall(film.developed(cues.all()), model, sweeps, outcome)


def _free(clamp: ArrayLike, size: int) -> Array:
    """The units that are not clamped, in rising order, (k,)."""
    clamped = np.asarray(clamp)
    if clamped.dtype == bool and clamped.size:
        raise TypeError("clamp: expected the numbers of units, got True and False; np.flatnonzero(clamp)")
    if not clamped.size:
        return np.arange(size)
    free = np.delete(np.arange(size), _checks.units("clamp", clamp, size))
    if not free.size:
        raise ValueError(f"clamp: expected at least one of the {size} units left free, got all of them")
    return free


class _Film:
    """Which states of a run are kept.

    A frame is taken after every `every` visits, or never where that is 0; the cue is the first, and
    the end is the last.  A sweep has as many visits as `visits` says.
    """

    def __init__(self, model: Model, shape: tuple[int, ...], visits: int, record: str | int) -> None:
        self.model, self.shape, self.visits = model, shape, visits
        self.every = record if isinstance(record, int) else visits * (record == "sweeps")
        self.frames: list[Array] = []

    def add(self, S: Array) -> None:
        """Keep the columns S as they are now."""
        if self.every:
            self.frames.append(self.model.rows(S, self.shape))

    def cuts(self, sweep: int) -> Collection[int]:
        """After which visits, from 1 up, sweep number `sweep` (1, 2, ...) is to be shown."""
        if not self.every:
            return ()
        before = (sweep - 1) * self.visits
        return range(self.every - before % self.every, self.visits + 1, self.every)

    def developed(self, S: Array) -> Array:
        """All frames, with the end S as the last, (frames, ..., N)."""
        end = self.model.rows(S, self.shape)
        if not (self.frames and np.array_equal(self.frames[-1], end)):
            self.frames.append(end)
        return np.stack(self.frames)


class _Cues:
    """Which cues of a run are still at work, and what became of the others.

    Attributes
    ----------
    live : (b,) array of int
        The columns of S that are still at work; the run goes on over a copy of these alone.
    sweeps, outcome : (B,) arrays
        Of every cue.
    """

    def __init__(self, S: Array, max_sweeps: int, tolerance: float) -> None:
        self.tolerance = tolerance
        self.live = np.arange(S.shape[1])
        self.sweeps = np.full(S.shape[1], max_sweeps)
        self.outcome = np.full(S.shape[1], "max sweeps", dtype="<U11")
        self._all = self._now = S
        self._last = self._before_last = S  # as they were one and two sweeps ago

    def begin(self) -> Array:
        """The columns at work, (N, b), for the next sweep to change."""
        self._before_last, self._last = self._last, self._now.copy()
        return self._now

    def all(self) -> Array:
        """All columns as they are now, (N, B)."""
        if self._now is not self._all:
            self._all[:, self.live] = self._now
        return self._all

    def sort_out(self, sweep: int, model: Model, schedule: Schedule, free: Array) -> None:
        """After a sweep, take out the cues that have come to rest or go round in a circle of two."""
        still = self._same(self._last)
        if still.any():
            still[still] = schedule.settled(model, self._now[:, still], free, self.tolerance)
        cycle = np.zeros_like(still)
        if not schedule.in_turn and sweep > 1 and not still.all():
            cycle = ~still & self._same(self._before_last)
        self.outcome[self.live[still]] = "fixed point"
        self.outcome[self.live[cycle]] = "2-cycle"
        on = ~(still | cycle)
        self.sweeps[self.live[~on]] = sweep
        if not on.all():
            self.all()  # and `begin` puts `_last` in the place of `_before_last`
            self.live = self.live[on]
            # compress keeps a unit's states side by side in memory, an index [:, on] would not
            self._now, self._last = (S.compress(on, axis=1) for S in (self._now, self._last))

    def _same(self, other: Array) -> Any:
        """Which of the columns at work are as they were in `other`, to the tolerance."""
        if self.tolerance:
            return (np.abs(self._now - other) <= self.tolerance).all(axis=0)
        return (self._now == other).all(axis=0)


def _check_pair(model: object, schedule: object) -> None:
    """Refuse what is no model or no schedule, and heat that a model has no use for."""
    if not isinstance(model, Model):
        raise TypeError(f"model: expected a model such as Hopfield(couplings), got {_checks.show(model)}")
    if not isinstance(schedule, Schedule):
        came = _checks.show(schedule)
        raise TypeError(f"schedule: expected asynchronous(rng) or synchronous(), got {came}")
    if schedule.temperature and model.state_dtype is not np.int8:
        raise ValueError(
            f"temperature: expected 0 for {type(model).__name__}, got {schedule.temperature}; "
            "Hopfield and DenseAssociativeMemory have one"
        )


def _check_record(record: object, schedule: Schedule) -> Any:
    """What to record: "sweeps", "final", a number of visits, or None for the usual."""
    if record is None or (isinstance(record, str) and record in ("sweeps", "final")):
        return record
    try:
        record = _checks.integer("record", record, 1)
    except (TypeError, ValueError):
        expected = "'sweeps', 'final' or a number of visits"
        raise ValueError(f"record: expected {expected}, got {_checks.show(record)}") from None
    if not schedule.in_turn:
        raise ValueError(f"record: expected 'sweeps' or 'final' if synchronous, got {_checks.show(record)}")
    return record
