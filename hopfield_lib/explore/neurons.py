"""Explorer of graded neurons: their gain, the delay of their synapses, and the time they have had."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks, images
from ..couplings import hebbian
from ..neurons import graded_energy
from .draws import WIDE, Draws, spoken
from .pad import INVERT, Bars, Curves, PixelPad, as_greys, film
from .painted import PaintedCue
from .panels import Panel, blank, picture_row, signed
from .shells import choice, explorer, slider

Array = NDArray[Any]

DURATION = 40  # time constants that a run is followed for
FRAMES = 81
START = 0.5  # size of the potentials at time 0
LONGEST = 5.0  # delay
GRID = 0.1  # time step where synapses have a delay
STEP, LATE_STEP = 0.2, 0.5  # time steps where they have none
LATE = 10  # from when on the long one will do
OTHERS = (("#0072B2", "-"), ("#009E73", "-."), ("0.4", ":"))  # lines of what is not recalled
SILENT = 0.05  # a strongest rate below this is none


def _instants() -> NDArray[np.float64]:
    """When a run is looked at: half of the frames come before time 5, where most happens."""
    along = np.linspace(0, 1, FRAMES)
    return DURATION * np.expm1(4 * along) / np.expm1(4)


@dataclass(frozen=True, eq=False)
class GradedRecall:
    """One recall by graded neurons.

    Attributes
    ----------
    gain, delay : float
    target : int
        Which pattern the cue was made of.
    cue : (N,) int8 array
    times : (T,) array
        0 to 40 time constants, first close together, then ever farther apart.
    rates : (T, N) array
        Firing rates, -1 to 1.
    overlaps : (T, P) array
        Of the rates with each stored pattern.
    energies : (T,) array
        Of Hopfield's function; with a delay it may rise.
    """

    gain: float
    delay: float
    target: int
    cue: Array
    times: Array
    rates: Array
    overlaps: Array
    energies: Array


def graded_recall(
    patterns: ArrayLike,
    target: int,
    flipped: float,
    gain: float,
    *,
    rng: np.random.Generator,
    delay: float = 0.0,
) -> GradedRecall:
    """Store `patterns` by Hebb's rule, start graded neurons from one with flips, and let time run.

    Parameters
    ----------
    patterns : (P, N) array of +1 and -1
    target : int
        Which pattern is corrupted; the potentials start at half of the cue.
    flipped : float
        Share of its units that are flipped, 0 to 1.
    gain : float
        Above 0.
    rng : numpy.random.Generator
    delay : float
        Time constants that a rate takes to its synapses, 0 to 5; see ``graded_recall_of``.

    Returns
    -------
    GradedRecall

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    X = _checks.spins("patterns", patterns, matrix=True)
    _checks.integer("target", target, 0, len(X) - 1)
    return graded_recall_of(X, target, images.flip(X[target], flipped, rng=rng), gain, delay=delay)


def graded_recall_of(
    patterns: ArrayLike, target: int, cue: ArrayLike, gain: float, *, delay: float = 0.0
) -> GradedRecall:
    """Store `patterns` by Hebb's rule, and let graded neurons recall a cue that was meant to be one of them.

    The neurons are those of ``neurons.graded``, followed in fixed steps, which is quicker and true to about a
    thousandth: du_i/dt = -u_i(t) + sum_j w_ij g(u_j(t - delay)).

    Parameters
    ----------
    patterns : (P, N) array of +1 and -1
    target : int
    cue : (N,) array of +1 and -1
        The potentials start at half of it, and were there before time 0.
    gain : float
        Above 0.
    delay : float
        0 to 5, in whole steps of 0.1.

    Returns
    -------
    GradedRecall

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Marcus, Westervelt, Phys. Rev. A 39:347 (1989): graded neurons with a delay.
    """
    X = _checks.spins("patterns", patterns, matrix=True)
    _checks.integer("target", target, 0, len(X) - 1)
    s = _checks.spins("cue", cue, X.shape[1])
    gamma = _checks.real("gain", gain, 0, above=True)
    late = _checks.real("delay", delay, 0, LONGEST)
    stored = X.astype(float)
    P, N = X.shape

    def field(u: Array) -> Array:
        rates = np.tanh(gamma * u)
        return ((stored @ rates) @ stored - P * rates) / N  # Hebb's rule, w_ii = 0

    times = _instants()
    steps = round(late / GRID)
    U = delayed(field, START * s, steps, times) if steps else undelayed(field, START * s, times)
    rates = np.tanh(gamma * U)
    energies = graded_energy(hebbian(X), U, gain=gamma)
    return GradedRecall(gamma, late, target, s, times, rates, rates @ stored.T / N, energies)


def undelayed(field: Any, start: Array, times: Array) -> NDArray[np.float64]:
    """Follow du/dt = field(u) - u from `start` by Runge and Kutta's rule; return u at `times`."""

    def pull(u: Array) -> Array:
        return field(u) - u

    u, seen = np.asarray(start, float), [np.asarray(start, float)]
    for before, now in pairwise(times):
        pieces = int(np.ceil((now - before) / (STEP if before < LATE else LATE_STEP)))
        h = (now - before) / pieces
        for _ in range(pieces):
            a = pull(u)
            b = pull(u + h / 2 * a)
            c = pull(u + h / 2 * b)
            u = u + h / 6 * (a + 2 * b + 2 * c + pull(u + h * c))
        seen.append(u)
    return np.array(seen)


def delayed(field: Any, start: Array, steps: int, times: Array) -> NDArray[np.float64]:
    """Follow du/dt = field(u(t - delay)) - u, the delay so many steps of `GRID`; return u at `times`.

    Each step takes the mean field at its two ends, and decays exactly.
    """
    stay = np.exp(-GRID)
    count = int(np.ceil(times[-1] / GRID))
    U = np.empty((count + 1, *np.shape(start)))
    U[0] = start
    fields = np.empty_like(U)
    fields[0] = field(U[0])
    for k in range(count):
        mean = (fields[max(k - steps, 0)] + fields[max(k + 1 - steps, 0)]) / 2
        U[k + 1] = stay * U[k] + (1 - stay) * mean
        fields[k + 1] = field(U[k + 1])
    place = times / GRID
    low = np.minimum(place.astype(int), count - 1)
    share = (place - low).reshape(-1, *[1] * np.ndim(start))
    return (1 - share) * U[low] + share * U[low + 1]


class GradedPanel:
    """The prepared figure of a ``GradedRecall``: rates, overlaps and energy.

    Parameters
    ----------
    names : sequence of P str
        What the stored patterns are called.
    shape : (h, w)
    """

    def __init__(self, names: Sequence[str], shape: tuple[int, int]) -> None:
        self.names = names
        self.shape = shape
        fig = blank(10, 3.4)
        titles = ("rates of the cue", "rates now")
        self._pictures = picture_row(fig, titles, shape, (0.01, 0.16, 0.195, 0.58), 0.205)
        left, right = fig.add_axes((0.475, 0.2, 0.215, 0.54)), fig.add_axes((0.775, 0.2, 0.215, 0.54))
        for ax, title in ((left, "overlap of the rates"), (right, "energy per neuron")):
            ax.spines[["top", "right"]].set_visible(False)
            ax.set_title(title, fontsize=13)
            ax.set_xlabel("time in τ", fontsize=12)
            ax.set(xlim=(0, DURATION), xticks=[0, DURATION // 2, DURATION])
            ax.axhline(0, color="0.8", linewidth=1)
        left.set(ylim=(-0.62, 1.05), yticks=[0, 0.5, 1])
        right.set(ylim=(-0.42, 0.13), yticks=[-0.4, -0.2, 0])
        (self._energy,) = right.plot([], [], color="#0072B2", linewidth=2, linestyle="-")
        styles = [OTHERS[k % len(OTHERS)] for k in range(len(names) - 1)]
        self._others = [left.plot([], [], color=c, linewidth=1.2, linestyle=ls)[0] for c, ls in styles]
        self._tags = [
            left.text((k + 0.5) / len(styles), 0.01, "", color=c, ha="center", transform=left.transAxes)
            for k, (c, _) in enumerate(styles)
        ]
        (self._wanted,) = left.plot([], [], color="#D55E00", linewidth=2.5, linestyle="--")
        self._dots = [
            ax.plot([], [], "o", color="#D55E00", markersize=9, clip_on=False)[0] for ax in (left, right)
        ]
        self._words = left.text(0.01, 0.91, "", fontsize=13, transform=fig.transFigure)
        lines = [self._energy, *self._others, *self._tags, self._wanted, *self._dots, self._words]
        self._panel = Panel(fig, [*self._pictures, *lines])

    def png(self, run: GradedRecall, frame: int) -> bytes:
        """Return the picture of `run` at `frame`."""
        for picture, rates in zip(self._pictures, (run.rates[0], run.rates[frame]), strict=True):
            picture.set_data(-np.reshape(rates, self.shape))
        others = np.delete(run.overlaps, run.target, axis=1).T
        names = np.delete(self.names, run.target)
        for line, tag, m, name in zip(self._others, self._tags, others, names, strict=True):
            line.set_data(run.times, m)
            tag.set_text(name)
        wanted = run.overlaps[:, run.target]
        energies = run.energies / run.rates.shape[1]
        self._wanted.set_data(run.times, wanted)
        self._energy.set_data(run.times, energies)
        for dot, values in zip(self._dots, (wanted, energies), strict=True):
            dot.set_data([run.times[frame]], [values[frame]])
        self._words.set_text(
            f"gain {run.gain:.1f}, time {run.times[frame]:.1f} τ: overlap with “{self.names[run.target]}” "
            f"(dashed) {signed(wanted[frame])}, strongest rate {np.abs(run.rates[frame]).max():.3f}"
        )
        return self._panel.png()


def graded_in_words(run: GradedRecall, names: Sequence[str], frame: int) -> str:
    """Say what the picture of `run` at `frame`, a ``GradedRecall`` of patterns called `names`, shows."""
    overlaps = ", ".join(f"“{name}” {signed(m)}" for name, m in zip(names, run.overlaps[frame], strict=True))
    energies = run.energies[[0, frame, -1]] / run.rates.shape[1]
    start, now, end = (f"{value:.2f}".replace("-", "−") for value in energies)
    return (
        f"Two pictures: the rates at the start and at time {run.times[frame]:.1f} τ, at a gain of "
        f"{run.gain:.1f}; the strongest rate is {np.abs(run.rates[frame]).max():.3f}. Two curves over "
        f"{DURATION} τ: the overlap of the rates with each stored picture, at this time {overlaps}; and the "
        f"energy per neuron, from {start} at the start through {now} at this time to {end} at the end."
    )


def graded_end_in_words(run: GradedRecall, names: Sequence[str]) -> str:
    """Name the end of `run`, whose stored pictures are called `names`, by its rates, however weak."""
    rates = run.rates[-1]
    if np.abs(rates).max() < SILENT:
        return "silence"
    if np.abs(run.rates[-1] - run.rates[-8:]).max() > 2 * SILENT:
        return "a state that still moves"
    likeness = run.overlaps[-1] / np.sqrt((rates**2).mean())
    best = int(np.abs(likeness).argmax())
    if abs(likeness[best]) < 0.9:
        return "a blend"
    return f"“{names[best]}”" + (" reversed" if likeness[best] < 0 else "")


def graded_film(run: GradedRecall, patterns: ArrayLike, names: Sequence[str]) -> dict[str, Any]:
    """Pack a recall for a pad with two pictures, the rates and the stored pattern.

    Parameters
    ----------
    run : GradedRecall
    patterns : (P, N) array of +1 and -1
    names : sequence of P str

    Returns
    -------
    dict

    Raises
    ------
    TypeError, ValueError
        If an argument does not go with `run`.
    """
    X = np.asarray(patterns)
    greys = np.rint(127.5 * (1 - run.rates)).astype(np.uint8)
    stored = np.broadcast_to(as_greys(X[run.target]), greys.shape)
    energies = run.energies / X.shape[1]
    m = run.overlaps[:, run.target]
    strongest = np.abs(run.rates).max(axis=1)
    told = [
        f"time {t:.1f} τ: overlap with “{names[run.target]}” {signed(one)}, strongest rate {rate:.3f}, "
        f"energy per neuron {E:z.3f}".replace("-", "−")
        for t, one, rate, E in zip(run.times, m, strongest, energies, strict=True)
    ]
    return film(
        np.stack([greys, stored], axis=1),
        curves=Curves(
            "0 to 40 τ, ever faster",
            [f"overlap with {names[run.target]}", "energy per neuron"],
            [m, energies],
            apart=True,
        ),
        bars=Bars("overlap of the rates", names, [True] * len(names), run.overlaps),
        captions=told,
    )


def _told(run: GradedRecall, names: Sequence[str]) -> str:
    m = run.overlaps[:, run.target]
    over = np.flatnonzero(m > 0.9)
    when = f"passes 0.9 at {run.times[over[0]]:.1f} τ" if over.size else "never passes 0.9"
    return (
        f"Gain {run.gain:.1f}, delay {run.delay:.1f} τ: after {DURATION} τ it has come to "
        f"{graded_end_in_words(run, names)}, the strongest rate {np.abs(run.rates[-1]).max():.3f}. "
        f"The overlap with “{names[run.target]}” {when}."
    )


def real_slider(description: str, value: float, low: float, high: float, step: float, name: str) -> Any:
    """Return a slider over numbers, as wide as a pad, that answers while it is moved."""
    return widgets.FloatSlider(
        value,
        min=low,
        max=high,
        step=step,
        description=description,
        tooltip=name,
        readout_format=".1f",
        layout=WIDE,
    )


class GradedExplorer(widgets.VBox):
    """The controls, the pad and the words of ``graded_explorer``, which says what its parameters are.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """

    def __init__(
        self,
        patterns: ArrayLike,
        shape: tuple[int, int],
        names: Sequence[str],
        *,
        seed: int,
        flipped: float,
        gain: float,
    ) -> None:
        self._X = _checks.spins("patterns", patterns, shape[0] * shape[1], matrix=True)
        _checks.integer("names", len(names), len(self._X), len(self._X))
        self._names = list(names)
        self.which = choice("cue of", names)
        start = _checks.real("gain", gain, 0.5, 5)
        self.gain = real_slider("gain", start, 0.5, 5, 0.1, "gain: how steeply the rate rises")
        self.delay = real_slider(
            "delay in τ", 0, 0, LONGEST, 0.5, "delay of the synapses, in time constants τ"
        )
        share = round(100 * _checks.fraction("flipped", flipped))
        self.share = slider("flipped %", share, 0, 100, name="flipped pixels of the cue, in per cent")
        self.share.layout = WIDE
        self.words = widgets.HTML()
        titles = ("cue: click to flip", "rates", "stored")
        self.pad = PixelPad(shape, titles, drawing=bytes(shape[0] * shape[1]))
        self.pad.ink = INVERT
        self.draws = Draws(seed, (self.which, self.gain, self.delay, self.share), self._show, self._end)
        self.cue = PaintedCue(self.pad, self.draws, (self.which, self.share))
        self._show()
        rows = explorer(
            [self.which, *self.draws.row], self.draws.told,
            self.gain, self.delay, self.share, self.words, self.pad,
        )  # fmt: skip
        super().__init__(rows.children)

    def _run(self, rng: np.random.Generator) -> GradedRecall:
        target = self.which.value
        cue = images.flip(self._X[target], self.share.value / 100, rng=rng)
        return graded_recall_of(self._X, target, self.cue.of(cue), self.gain.value, delay=self.delay.value)

    def _end(self, rng: np.random.Generator) -> str:
        return graded_end_in_words(self._run(rng), self._names)

    def _show(self) -> None:
        run = self._run(self.draws.rng())
        self.cue.show(run.cue)
        self.pad.film = graded_film(run, self._X, self._names)
        self.words.value = spoken(_told(run, self._names))


def graded_explorer(
    patterns: ArrayLike,
    shape: tuple[int, int],
    names: Sequence[str],
    *,
    seed: int,
    flipped: float = 0.25,
    gain: float = 2.0,
) -> GradedExplorer:
    """Explore how gain, delay and time decide what graded neurons recall.

    Parameters
    ----------
    patterns : (P, N) array of +1 and -1
        All are stored; the first is recalled to begin with.
    shape : (h, w)
    names : sequence of P str
    seed : int
        0 to 9999, of the flips: ``graded_recall`` with ``rng=np.random.default_rng(seed)`` makes the run
        that is shown first.
    flipped : float
        Share of the pixels of the cue that are flipped to begin with.
    gain : float
        The first gain shown, 0.5 to 5.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    return GradedExplorer(patterns, shape, names, seed=seed, flipped=flipped, gain=gain)
