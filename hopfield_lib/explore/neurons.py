"""Explorer of graded neurons: their gain, and the time they have had."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks, images
from ..couplings import hebbian
from ..neurons import graded
from .panels import Panel, blank, picture_row, signed
from .shells import explorer, repeatable, screen, slider

Array = NDArray[Any]

DURATION = 40  # time constants that a run is followed for
PER_UNIT = 2  # frames in one of them
START = 0.5  # size of the potentials at time 0


@dataclass(frozen=True, eq=False)
class GradedRecall:
    """One recall by graded neurons.

    Attributes
    ----------
    gain : float
    target : int
        Which pattern the cue was made of.
    times : (T,) array
        0 to 40 time constants, two frames in each.
    rates : (T, N) array
        Firing rates, -1 to 1.
    overlaps : (T, P) array
        Of the rates with each stored pattern.
    energies : (T,) array
    outcome : str
        "steady state" or "end of time".
    """

    gain: float
    target: int
    times: Array
    rates: Array
    overlaps: Array
    energies: Array
    outcome: str


def graded_recall(
    patterns: ArrayLike, target: int, flipped: float, gain: float, *, rng: np.random.Generator
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
    cue = images.flip(X[target], flipped, rng=rng)
    times = np.arange(DURATION * PER_UNIT + 1) / PER_UNIT
    run = graded(hebbian(X), START * cue, gain=gain, duration=float(DURATION), times=times)
    overlaps = run.rates @ X.T / X.shape[1]
    return GradedRecall(float(gain), target, times, run.rates, overlaps, run.energies, run.outcome)


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
        titles = ("rates at the start", "rates now")
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
        self._others = [
            left.plot([], [], color="#0072B2", linewidth=1.2, linestyle="-")[0] for _ in names[1:]
        ]
        (self._wanted,) = left.plot([], [], color="#D55E00", linewidth=2.5, linestyle="--")
        self._dots = [
            ax.plot([], [], "o", color="#D55E00", markersize=9, clip_on=False)[0] for ax in (left, right)
        ]
        self._words = left.text(0.01, 0.91, "", fontsize=13, transform=fig.transFigure)
        lines = [self._energy, *self._others, self._wanted, *self._dots, self._words]
        self._panel = Panel(fig, [*self._pictures, *lines])

    def png(self, run: GradedRecall, frame: int) -> bytes:
        """Return the picture of `run` at `frame`."""
        for picture, rates in zip(self._pictures, (run.rates[0], run.rates[frame]), strict=True):
            picture.set_data(-np.reshape(rates, self.shape))
        others = np.delete(run.overlaps, run.target, axis=1).T
        for line, m in zip(self._others, others, strict=True):
            line.set_data(run.times, m)
        wanted = run.overlaps[:, run.target]
        energies = run.energies / run.rates.shape[1]
        self._wanted.set_data(run.times, wanted)
        self._energy.set_data(run.times, energies)
        for dot, values in zip(self._dots, (wanted, energies), strict=True):
            dot.set_data([run.times[frame]], [values[frame]])
        self._words.set_text(
            f"gain {run.gain:.1f}, time {run.times[frame]:g} τ: overlap with “{self.names[run.target]}” "
            f"(dashed) {signed(wanted[frame])}, strongest rate {np.abs(run.rates[frame]).max():.3f}"
        )
        return self._panel.png()


def graded_in_words(run: GradedRecall, names: Sequence[str], frame: int) -> str:
    """Say what the picture of `run` at `frame`, a ``GradedRecall`` of patterns called `names`, shows."""
    overlaps = ", ".join(f"“{name}” {signed(m)}" for name, m in zip(names, run.overlaps[frame], strict=True))
    energies = run.energies[[0, frame, -1]] / run.rates.shape[1]
    start, now, end = (f"{value:.2f}".replace("-", "−") for value in energies)
    return (
        f"Two pictures: the rates at the start and at time {run.times[frame]:g} τ, at a gain of "
        f"{run.gain:.1f}; the strongest rate is {np.abs(run.rates[frame]).max():.3f}. Two curves over "
        f"{DURATION} τ: the overlap of the rates with each stored picture, at this time {overlaps}; and the "
        f"energy per neuron, from {start} at the start through {now} at this time to {end} at the end."
    )


def graded_explorer(
    patterns: ArrayLike,
    shape: tuple[int, int],
    names: Sequence[str],
    *,
    rng: np.random.Generator,
    flipped: float = 0.25,
    gain: float = 2.0,
) -> widgets.VBox:
    """Explore how gain and time decide what graded neurons recall.

    Parameters
    ----------
    patterns : (P, N) array of +1 and -1
        The first is recalled.
    shape : (h, w)
    names : sequence of P str
    rng : numpy.random.Generator
        Copied, not drawn from: moving a slider back shows the same run again, and the plain function
        called next with `rng` makes the run that is shown first.
    flipped : float
        Share of the pixels of the cue that are flipped.
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
    X = _checks.spins("patterns", patterns, matrix=True)
    _checks.integer("names", len(names), len(X), len(X))
    again = repeatable(rng)
    panel = GradedPanel(names, shape)
    steep = widgets.FloatSlider(
        _checks.real("gain", gain, 0.5, 5),
        min=0.5,
        max=5,
        step=0.1,
        description="gain",
        tooltip="gain: how steeply the rate rises",
        readout_format=".1f",
    )
    time = slider("time in τ", 2, 0, DURATION, name="time in time constants τ")
    view = screen(800)
    followed = {}  # the run at one gain, for all its times

    def show(_: object = None) -> None:
        if steep.value not in followed:
            followed.clear()
            followed[steep.value] = graded_recall(X, 0, flipped, steep.value, rng=again())
        run = followed[steep.value]
        frame = time.value * PER_UNIT
        view.show(panel.png(run, frame), graded_in_words(run, names, frame))

    for control in (steep, time):
        control.observe(show, "value")
    show()
    return explorer([steep, time], view)
