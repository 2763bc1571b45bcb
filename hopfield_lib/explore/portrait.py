"""Explorer of two graded neurons: where they go from wherever one clicks, with and without a delay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import anywidget
import ipywidgets as widgets
import numpy as np
from numpy.typing import ArrayLike, NDArray
from traitlets import Dict, Float, Tuple

from .. import _checks
from .draws import DRAWS, LARGEST_SEED, Draws, spoken
from .neurons import GRID, LONGEST, SILENT, delayed, real_slider, undelayed
from .shells import alone, explorer, page_code, page_file

Array = NDArray[Any]

REACH = 1.5  # the largest potential that one can begin with
HALF = 1.7  # the plane that is drawn goes from -HALF to HALF
DURATION = 40.0
LATEST = 5.0  # time constants at the end in which a state at rest does not move
STRONGEST = 1.5  # synapse, so that every rest lies in the plane


@dataclass(frozen=True, eq=False)
class TwoNeurons:
    """What two graded neurons did, from one start or from several.

    Attributes
    ----------
    synapses : (float, float)
        From neuron 2 to 1, and from 1 to 2.
    gain, delay : float
    times : (T,) array
    potentials : (T, ..., 2) array
    """

    synapses: tuple[float, float]
    gain: float
    delay: float
    times: Array
    potentials: Array


def two_neurons(
    start: ArrayLike, synapses: Sequence[float], gain: float, *, delay: float = 0.0
) -> TwoNeurons:
    """Follow two graded neurons, du_1/dt = -u_1(t) + w_12 tanh(gain u_2(t - delay)), and likewise u_2.

    Parameters
    ----------
    start : (..., 2) array
        Their potentials at time 0, and before.
    synapses : two numbers
        w_12, from neuron 2 to 1, and w_21.
    gain : float
        Above 0.
    delay : float
        Time constants, 0 to 5, in whole steps of 0.1.

    Returns
    -------
    TwoNeurons
        For 40 time constants.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    u = _checks.reals("start", start, 2)
    gamma = _checks.real("gain", gain, 0, above=True)
    late = _checks.real("delay", delay, 0, LONGEST)
    w = _checks.reals("synapses", synapses, 2)

    def field(u: Array) -> Array:
        return w * np.tanh(gamma * u[..., ::-1])

    times = np.arange(round(DURATION / GRID) + 1) * GRID
    steps = round(late / GRID)
    U = delayed(field, u, steps, times) if steps else undelayed(field, u, times)
    return TwoNeurons((float(w[0]), float(w[1])), gamma, late, times, U)


def two_ends_in_words(run: TwoNeurons) -> list[str]:
    """Say where each of several starts ended: at rest where, in silence, or going on."""
    tail = run.potentials[run.times >= DURATION - LATEST].reshape(-1, run.potentials[0].size // 2, 2)
    still = np.ptp(tail, axis=0).max(axis=1) < SILENT
    words = []
    for rests, (u, v) in zip(still, tail[-1], strict=True):
        if not rests:
            words.append("no rest: they go on and on")
        elif max(abs(u), abs(v)) < SILENT:
            words.append("silence")
        else:
            words.append(f"rest at u₁ = {_rounded(u)}, u₂ = {_rounded(v)}")
    return words


def _rounded(value: float) -> str:
    return f"{value + 0.0:.1f}".replace("-0.0", "0.0").replace("-", "−")


def portrait(run: TwoNeurons) -> dict[str, Any]:
    """Pack the plane of two neurons for ``PhasePlane``: arrows and nullclines of no delay, and trajectories.

    Returns
    -------
    dict
        "arrows", "clines" and "paths" as bytes of float32; the last path is the newest.
    """
    line = np.linspace(-HALF, HALF, 121)
    w, gamma = run.synapses, run.gain
    clines = [
        np.stack([w[0] * np.tanh(gamma * line), line], axis=1),
        np.stack([line, w[1] * np.tanh(gamma * line)], axis=1),
    ]
    grid = np.linspace(-REACH, REACH, 11)
    at = np.stack(np.meshgrid(grid, grid), axis=-1).reshape(-1, 2)
    pull = np.array(w) * np.tanh(gamma * at[:, ::-1]) - at
    length = np.hypot(*pull.T)[:, None]
    along = 0.16 * pull / np.maximum(length, 1e-9)
    aside = along[:, ::-1] * [-1, 1]
    tip = at + along
    barbs = [np.hstack([tip, at + 0.6 * along + side * 0.25 * aside]) for side in (1, -1)]
    arrows = np.vstack([np.hstack([at, tip]), *barbs])
    paths = np.moveaxis(run.potentials.reshape(len(run.times), -1, 2), 1, 0)
    return {
        "arrows": _packed(arrows),
        "clines": [_packed(one) for one in clines],
        "paths": [_packed(one) for one in paths],
    }


def _packed(numbers: Array) -> bytes:
    return np.ascontiguousarray(numbers, "<f4").tobytes()


class PhasePlane(anywidget.AnyWidget):
    """A plane of two potentials, on which a start is chosen by a click or by keys.

    Attributes
    ----------
    drawn : dict
        Of the function ``portrait``.
    start : (float, float)
        What was chosen.
    """

    _esm = page_code("portrait.js")
    _css = page_file("portrait.css")
    drawn = Dict().tag(sync=True)
    start = Tuple(Float(), Float(), default_value=(0.0, 0.0)).tag(sync=True, echo_update=False)
    half = Float(HALF).tag(sync=True)
    reach = Float(REACH).tag(sync=True)
    step = Float(GRID).tag(sync=True)


class PortraitExplorer(widgets.VBox):
    """The controls, the plane and the words of ``portrait_explorer``.

    Raises
    ------
    TypeError, ValueError
        If `seed` is no number from 0 to 9999.
    """

    def __init__(self, *, seed: int) -> None:
        def synapse(description: str, value: float, name: str) -> Any:
            return real_slider(description, value, -STRONGEST, STRONGEST, 0.1, name)

        self.to_1 = synapse("from 2 to 1", 1.0, "synapse from neuron 2 to neuron 1")
        self.to_2 = synapse("from 1 to 2", 1.0, "synapse from neuron 1 to neuron 2")
        self.gain = real_slider("gain", 2.0, 0.5, 5, 0.1, "gain: how steeply the rate rises")
        self.delay = real_slider(
            "delay in τ", 0, 0, LONGEST, 0.1, "delay of the synapses, in time constants τ"
        )
        self.u_1 = real_slider("u₁ at first", 1.0, -REACH, REACH, 0.1, "potential of neuron 1 at the start")
        self.u_2 = real_slider("u₂ at first", -0.5, -REACH, REACH, 0.1, "potential of neuron 2 at the start")
        self.words = widgets.HTML()
        self.plane = PhasePlane()
        controls = (self.to_1, self.to_2, self.gain, self.delay, self.u_1, self.u_2)
        self._quiet = False
        self._crowd = np.empty((0, 2))
        self.draws = Draws(seed, controls, self._show, self._end)
        self.draws.noise.description = "new start"
        self.draws.noise.tooltip = "a start drawn with the next seed"
        self.draws.seed.observe(self._start_anew, "value")
        self.draws.draws.on_click(self._show_crowd)
        self.plane.observe(self._clicked, "start")
        self._show()
        aside = widgets.VBox([*controls, self.words], layout={"flex": "1 1 320px", "max_width": "420px"})
        stage = widgets.HBox([self.plane, aside], layout={"flex_flow": "row wrap"})
        super().__init__(explorer([*self.draws.row], self.draws.told, stage).children)

    def _follow(self, start: ArrayLike) -> TwoNeurons:
        synapses = (self.to_1.value, self.to_2.value)
        return two_neurons(start, synapses, self.gain.value, delay=self.delay.value)

    def _show(self) -> None:
        if self._quiet:
            return
        start = (self.u_1.value, self.u_2.value)
        run = self._follow(np.vstack([self._crowd, start]))
        self._crowd = np.empty((0, 2))
        (*_, end) = two_ends_in_words(run)
        self._quiet = True
        self.plane.start = start
        self._quiet = False
        self.plane.drawn = portrait(run)
        self.words.value = spoken(
            f"From u₁ = {_rounded(start[0])}, u₂ = {_rounded(start[1])} the neurons come to {end}."
        )

    def _put(self, start: Sequence[float]) -> None:
        """Begin elsewhere, with one answer."""
        self._quiet = True
        self.u_1.value, self.u_2.value = start
        self._quiet = False
        self._show()

    @alone
    def _clicked(self, change: Mapping[str, Any]) -> None:
        if not self._quiet:
            self._put(change["new"])

    @alone
    def _start_anew(self, _: object) -> None:
        if not self.draws.quiet:
            self._put(np.round(_start(self.draws.rng()), 1).tolist())

    def _end(self, rng: np.random.Generator) -> str:
        return two_ends_in_words(self._follow(_start(rng)))[0]

    @alone
    def _show_crowd(self, _: object) -> None:
        """Draw the trajectories of the 20 starts that were told."""
        seeds = [(self.draws.seed.value + k) % (LARGEST_SEED + 1) for k in range(DRAWS)]
        self._crowd = np.array([_start(np.random.default_rng(seed)) for seed in seeds])
        self._show()


def _start(rng: np.random.Generator) -> Array:
    return rng.uniform(-REACH, REACH, 2)


def portrait_explorer(*, seed: int) -> PortraitExplorer:
    """Explore two neurons and their two synapses: click where they begin.

    Parameters
    ----------
    seed : int
        0 to 9999, of the starts that are drawn.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    TypeError, ValueError
        If `seed` is no such number.
    """
    return PortraitExplorer(seed=seed)
