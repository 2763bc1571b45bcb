"""Explorer of grey pictures kept as phases: which rule, and how much of the cue is noise."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks, images
from ..couplings import phase_distance, projection
from ..models import PhasorHopfield
from ..recall import recall, synchronous
from .panels import Panel, _picture, blank
from .shells import counted, explorer, screen, slider

Array = NDArray[Any]

GREY_RULES = (
    "distance, 20 steps",
    "distance, 1 step",
    "distance, 1 step, stretched",
    "projection",
    "projection, anchored",
)
STEPS = {"distance, 20 steps": 20, "distance, 1 step": 1, "distance, 1 step, stretched": 1}
MOST = 200  # steps under the projection rule, unless it comes to rest before
STILL = 1e-4  # a step that moves no phasor by more than this is rest


@dataclass(frozen=True, eq=False)
class GreyRecall:
    """One recall of a grey picture from a noisy one.

    Attributes
    ----------
    cue, end : (N,) arrays
        Greys, 0 (black) to 1 (white).
    state : (N,) complex array
        The phasors that `end` was read from (before the stretch, if there was one).
    steps : int
        Updates of all units.
    rest : bool or None
        Whether the last of them moved no phasor by more than 0.0001; None under the distance rules,
        whose number of steps is given.
    errors : (float, float)
        Mean absolute grey errors of cue and end.
    """

    cue: Array
    end: Array
    state: NDArray[np.complex128]
    steps: int
    rest: bool | None
    errors: tuple[float, float]


def anchored(states: ArrayLike, patterns: ArrayLike) -> NDArray[np.complex128]:
    """Rotate phasor states to the mean phase of the stored pattern that each is most like.

    Parameters
    ----------
    states : (..., N) array of phasors
    patterns : (P, N) array of phasors

    Returns
    -------
    (..., N) complex array
        Each state times one number of length 1, which makes its longest overlap
        m = (1/N) sum_i conj(xi_i) z_i real and positive.

    Raises
    ------
    TypeError, ValueError
        If either is not of that kind, or their widths differ.
    """
    X = _checks.phasors("patterns", patterns, matrix=True)
    Z = _checks.phasors("states", states, X.shape[1])
    m = Z @ X.conj().T
    best = np.take_along_axis(m, np.abs(m).argmax(axis=-1)[..., None], -1)
    return Z * np.exp(-1j * np.angle(best))


def stretched(greys: ArrayLike, stored: ArrayLike) -> NDArray[np.float64]:
    """Give greys the mean and the spread of the stored picture that they are most like.

    Parameters
    ----------
    greys : (N,) array
        0 (black) to 1 (white).
    stored : (P, N) array
        The pictures that it may be; the one of largest correlation gives its mean and standard
        deviation.

    Returns
    -------
    (N,) array
        Cut off at 0 and 1; even greys become the even grey of the first picture.
    """
    X = np.asarray(stored, dtype=float)
    g = np.asarray(greys, dtype=float)
    apart = X - X.mean(axis=1, keepdims=True)
    spread = X.std(axis=1)
    likeness = (apart @ (g - g.mean())) / np.where(spread > 0, spread, np.inf)
    best = likeness.argmax()
    scale = spread[best] / g.std() if np.ptp(g) > 0 else 0.0
    return np.clip((g - g.mean()) * scale + X[best].mean(), 0, 1)


def grey_recall(
    greys: ArrayLike, target: int, noise: float, rule: str, *, rng: np.random.Generator
) -> GreyRecall:
    """Store grey pictures as phases on the half circle, and recall one from random greys.

    Parameters
    ----------
    greys : (P, N) array
        uint8, or floats from 0 to 1; linearly independent for the projection rules.
    target : int
        Which picture is made noisy.
    noise : float
        Probability, 0 to 1, with which each of its pixels becomes a random grey.
    rule : str
        One of ``GREY_RULES``.
    rng : numpy.random.Generator

    Returns
    -------
    GreyRecall

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    X = _checks.phasors("greys", images.to_phases(greys), matrix=True)
    _checks.integer("target", target, 0, len(X) - 1)
    _checks.choice("rule", rule, GREY_RULES)
    stored = images.to_grey(X)
    cue = images.grey_noise(stored[target], _checks.fraction("noise", noise), rng=rng)
    if rule in STEPS:
        state = images.to_phases(cue)
        steps = STEPS[rule]
        rest = None
        model = PhasorHopfield(phase_distance(X))
        for _ in range(steps):
            state = model.update(state)
    else:
        model = PhasorHopfield(projection(X))
        start = images.to_phases(cue)
        run = recall(model, start, synchronous(), max_sweeps=MOST, record="final", tolerance=STILL)
        state = run.state
        steps = int(run.sweeps)
        rest = run.outcome == "fixed point"
        state = anchored(state, X) if rule.endswith("anchored") else state
    end = images.to_grey(state)
    if rule.endswith("stretched"):
        end = stretched(end, stored)
    before, after = (float(np.abs(one - stored[target]).mean()) for one in (cue, end))
    return GreyRecall(cue, end, state, steps, rest, (before, after))


class GreyPanel:
    """The prepared figure of a ``GreyRecall``: cue, end and stored picture, and the phases at the end.

    Parameters
    ----------
    shape : (h, w)
    """

    def __init__(self, shape: tuple[int, int]) -> None:
        self.shape = shape
        fig = blank(9, 2.9)
        self._pictures = []
        for k, title in enumerate(("cue", "recalled", "stored")):
            ax = fig.add_axes((0.01 + 0.245 * k, 0.03, 0.23, 0.7))
            ax.set_title(title, fontsize=13)
            self._pictures.append(_picture(ax, shape, 0, 1))
        ax = fig.add_axes((0.765, 0.03, 0.22, 0.7))
        ax.set_title("phases at the end", fontsize=13)
        ax.set(xlim=(-1.45, 1.45), ylim=(-1.45, 1.45), aspect="equal")
        ax.set_axis_off()
        turn = np.linspace(0, 2 * np.pi, 200)
        ax.plot(np.cos(turn), np.sin(turn), color="0.75", linewidth=1, linestyle="-")
        ax.text(0, 0, "white    black", ha="center", va="center", fontsize=12)
        ax.plot([-0.95, -1.0], [0, 0], color="black", linewidth=2, linestyle="-")
        ax.plot([0.95, 1.0], [0, 0], color="black", linewidth=2, linestyle="-")
        (self._phases,) = ax.plot([], [], ",", color="#0072B2", linestyle="")
        self._words = ax.text(0.01, 0.91, "", fontsize=13, transform=fig.transFigure)
        N = shape[0] * shape[1]
        self._radius = 1.06 + 0.3 * (np.arange(N) * 0.618034 % 1)  # apart, so that they can be seen
        self._panel = Panel(fig, [*self._pictures, self._phases, self._words])

    def png(self, run: GreyRecall, stored: ArrayLike) -> bytes:
        """Return the picture of `run`, whose target is the picture `stored` (N,), 0 to 1."""
        for picture, one in zip(self._pictures, (run.cue, run.end, stored), strict=True):
            picture.set_data(np.reshape(one, self.shape))
        self._phases.set_data(self._radius * run.state.real, self._radius * run.state.imag)
        self._words.set_text(_errors_in_words(run, stored))
        return self._panel.png()


def _errors_in_words(run: GreyRecall, stored: ArrayLike) -> str:
    # how many steps it takes to come to rest may differ by one from machine to machine
    how = "at rest" if run.rest else f"after {counted(run.steps, 'step')}"
    how = f"still moving {how}" if run.rest is False else how
    return (
        f"mean error of a grey: cue {run.errors[0]:.3f}, recalled {run.errors[1]:.3f}, {how}; "
        f"contrast {run.end.std():.3f} (stored {np.std(np.asarray(stored)):.3f})"
    )


def grey_in_words(run: GreyRecall, stored: ArrayLike) -> str:
    """Say what ``GreyPanel.png(run, stored)`` shows, for those who do not see it.

    Parameters
    ----------
    run : GreyRecall
    stored : (N,) array
        The picture that was to be recalled, 0 to 1.

    Returns
    -------
    str
    """
    middle = run.state.mean()
    phases = np.degrees(np.angle(run.state * np.exp(-1j * np.angle(middle))) + np.angle(middle))
    low, high = (round(float(angle)) + 0 for angle in np.quantile(phases, (0.05, 0.95)))
    spread = f"all phases near {low}°" if high - low < 2 else f"most phases from {low}° to {high}°"
    return (
        "Pictures of the cue, of what is recalled and of what is stored, and a ring with the phase of each "
        f"pixel at the end; {_errors_in_words(run, stored)}; {spread} (black 0°, white 180°)."
    ).replace("-", "−")


def grey_explorer(
    greys: ArrayLike,
    shape: tuple[int, int],
    *,
    rng: np.random.Generator,
    target: int = 0,
    noise: float = 0.25,
    rule: str = "projection",
) -> widgets.VBox:
    """Explore how a grey picture comes back: by which rule, from how much noise.

    Parameters
    ----------
    greys : (P, N) array
        Floats from 0 to 1, linearly independent as phasors; all are stored.
    shape : (h, w)
    rng : numpy.random.Generator
        Each run starts from a copy of it as it is given, so that moving a slider back shows the same
        run again, and ``grey_recall`` with a generator of the same seed is that run.
    target : int
        Which picture is recalled.
    noise : float
        Share of random pixels to begin with.
    rule : str
        One of ``GREY_RULES``, to begin with.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    begin = deepcopy(_checks.generator("rng", rng))
    panel = GreyPanel(shape)
    which: Any = widgets.Dropdown(options=GREY_RULES, value=rule, description="rule")
    share = slider("random %", round(100 * noise), 0, 100, name="random pixels, in per cent")
    view = screen(720)
    stored = np.asarray(greys)[target]

    def show(_: object = None) -> None:
        run = grey_recall(greys, target, share.value / 100, which.value, rng=deepcopy(begin))
        view.show(panel.png(run, stored), grey_in_words(run, stored))

    for control in (which, share):
        control.observe(show, "value")
    show()
    return explorer([which, share], view)
