"""Explorer of grey pictures kept as phases: which rule and repair, step by step, from which damage."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from .. import _checks, images
from ..couplings import phase_distance, projection
from ..models import PhasorHopfield
from ..recall import recall, synchronous
from .draws import WIDE, Draws, spoken
from .own import own_greys
from .pad import BLACK, UNDECIDED, WHITE, Curves, PixelPad, film
from .painted import PaintedCue
from .panels import Panel, blank, empty_picture
from .shades import (
    DAMAGES,
    EVEN,
    MOST,
    REPAIRS,
    RULES,
    STILL,
    GreySteps,
    anchored,
    grey_damaged,
    grey_repaired,
    grey_steps,
    rings,
    stretched,
)
from .shells import alone, choice, counted, explorer, slider, uploaded

Array = NDArray[Any]

GREY_RULES = (
    "distance, 20 steps",
    "distance, 1 step",
    "distance, 1 step, stretched",
    "projection",
    "projection, anchored",
)
STEPS = {"distance, 20 steps": 20, "distance, 1 step": 1, "distance, 1 step, stretched": 1}
AT_MOST = (1, 2, 3, 5, 10, 20, 50, 100, 200)
PALE = 0.01  # a contrast, or an error, below this is none that one sees
ZOOM = 2  # pixels of the pad along a pixel of a picture: the ring of phases needs room
TITLES = ("cue: paint on it", "recalled", "stored", "◂ white · black ▸")


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
            self._pictures.append(empty_picture(ax, shape, 0, 1))
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


def _enlarged(greys: ArrayLike, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Return greys from 0 to 1 (..., N) as bytes of a picture ZOOM times as large (..., N·ZOOM²)."""
    g = np.rint(255 * np.asarray(greys)).astype(np.uint8)
    g = g.reshape(*g.shape[:-1], *shape)
    return g.repeat(ZOOM, axis=-1).repeat(ZOOM, axis=-2).reshape(*g.shape[:-2], -1)


def _reduced(drawing: bytes, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Return what is painted on an enlarged picture as greys from 0 to 1 (N,), averaged."""
    h, w = shape
    drawn = np.frombuffer(drawing, np.uint8).reshape(h, ZOOM, w, ZOOM)
    return drawn.mean(axis=(1, 3)).ravel() / 255


def grey_film(
    run: GreySteps, repair: str, greys: ArrayLike, target: int, shape: tuple[int, int]
) -> dict[str, Any]:
    """Pack a recall for a pad twice as large as the pictures: recalled, stored, and the ring of phases.

    Parameters
    ----------
    run : GreySteps
    repair : "none", "stretch" or "anchor"
        Made anew in each frame.
    greys : (P, N) array
        The stored pictures.
    target : int
        Which of them is to be recalled.
    shape : (h, w)
        A square.

    Returns
    -------
    dict

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    X = images.to_phases(greys)
    found = grey_repaired(run.states, repair, greys)
    turned = anchored(run.states, X) if repair == "anchor" else run.states
    stored = images.to_grey(X)[target]
    frames = np.stack(
        [
            _enlarged(found, shape),
            np.broadcast_to(_enlarged(stored, shape), (len(found), ZOOM**2 * stored.size)),
            rings(turned, ZOOM * shape[0]),
        ],
        axis=1,
    )
    errors = np.abs(found - stored).mean(axis=1)
    contrast = found.std(axis=1)
    told = [
        f"after {counted(int(step), 'step')}: mean error of a grey {error:.3f}, contrast {spread:.3f} "
        f"(stored {stored.std():.3f})"
        for step, error, spread in zip(run.steps, errors, contrast, strict=True)
    ]
    curves = Curves("frame by frame", ["error of a grey", "contrast"], [errors, contrast])
    return film(frames, curves=curves, captions=told)


def grey_end_in_words(found: ArrayLike, stored: ArrayLike, names: Sequence[str]) -> str:
    """Name the greys `found` (N,): a stored picture (P, N), one with other shades, or an even grey."""
    g, X = np.asarray(found), np.asarray(stored)
    errors = np.abs(X - g).mean(axis=1)
    if errors.min() < PALE:
        return f"“{names[int(errors.argmin())]}”"
    if g.std() < PALE:
        return "an even grey"
    likeness = np.abs(images.to_phases(X).conj() @ images.to_phases(g)) / g.size
    best = int(likeness.argmax())
    return f"“{names[best]}” in other shades" if likeness[best] > 0.9 else "no stored picture"


class GreyExplorer(widgets.VBox):
    """The controls, the pad and the words of ``grey_explorer``, which says what its parameters are.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """

    def __init__(
        self, greys: ArrayLike, shape: tuple[int, int], names: Sequence[str], *, seed: int, noise: float
    ) -> None:
        if shape[0] != shape[1]:
            raise ValueError(f"shape: expected a square, got {shape}")
        X = _checks.phasors("greys", images.to_phases(greys), matrix=True)
        _checks.integer("names", len(names), len(X), len(X))
        self._shape, self._photos, self._own = shape, images.to_grey(X), None
        self._names = list(names)
        self._make_controls(round(100 * _checks.fraction("noise", noise)))
        self.pad = PixelPad(
            (ZOOM * shape[0], ZOOM * shape[0]), TITLES, drawing=bytes(ZOOM**2 * X.shape[1]), side=178
        )
        self.ink.observe(self._dip, "value")
        self.pad.brush = 8
        controls = (self.which, self.rule, self.repair, self.kind, self.share, self.at_most)
        self.draws = Draws(seed, controls, self._show, self._end)
        self.cue = PaintedCue(
            self.pad,
            self.draws,
            (self.which, self.kind, self.share),
            lambda greys: _reduced(greys, shape),
            lambda cue: _enlarged(cue, shape),
        )
        self.upload.observe(self._take, "value")
        self._show()
        rows = explorer(
            [self.which, self.upload, *self.draws.row], self.complaint, self.draws.told,
            [self.rule, self.repair, self.kind, self.ink], self.share, self.at_most, self.words, self.pad,
        )  # fmt: skip
        super().__init__(rows.children)

    def _make_controls(self, share: int) -> None:
        self.which = choice("picture", self._names)
        self.upload = widgets.FileUpload(accept="image/*", description="your picture")
        self.complaint = widgets.HTML()
        self.rule = choice("rule", {rule: rule for rule in RULES})
        self.rule.value = "projection"
        self.repair = choice("repair", REPAIRS)
        self.kind = choice("damage", DAMAGES)
        self.share = slider("damage %", share, 0, 100, name="damaged pixels of the cue, in per cent")
        self.share.layout = WIDE
        self.at_most: Any = widgets.SelectionSlider(
            options=AT_MOST, value=MOST, description="steps ≤", tooltip="steps at most", layout=WIDE
        )
        self.words = widgets.HTML()
        self.ink = choice("brush", {"black": BLACK, "grey": UNDECIDED, "white": WHITE})

    @alone
    def _dip(self, change: Mapping[str, Any]) -> None:
        self.pad.ink = change["new"]

    def _stored(self) -> NDArray[np.float64]:
        return self._photos if self._own is None else np.vstack([self._photos, self._own])

    def _begun(self, rng: np.random.Generator) -> NDArray[np.float64]:
        target = self._stored()[self.which.value]
        made = grey_damaged(target, self._shape, self.kind.value, self.share.value / 100, rng=rng)
        return self.cue.of(made)

    def _steps(self, cue: Array) -> GreySteps:
        return grey_steps(self._stored(), cue, self.rule.value, self.at_most.value)

    def _end(self, rng: np.random.Generator) -> str:
        stored = self._stored()
        ends = self._steps(self._begun(rng)).states[-1:]
        return grey_end_in_words(grey_repaired(ends, self.repair.value, stored)[0], stored, self._names)

    def _show(self) -> None:
        stored, target, cue = self._stored(), self.which.value, self._begun(self.draws.rng())
        run = self._steps(cue)
        self.cue.show(cue)
        self.pad.film = grey_film(run, self.repair.value, stored, target, self._shape)
        found = grey_repaired(run.states[-1:], self.repair.value, stored)[0]
        self.words.value = spoken(self._told(run, cue, found, stored))

    def _told(self, run: GreySteps, cue: Array, found: Array, stored: Array) -> str:
        how = "at rest" if run.rest else f"still moving after {counted(int(run.steps[-1]), 'step')}"
        before, after = (float(np.abs(one - stored[self.which.value]).mean()) for one in (cue, found))
        end = grey_end_in_words(found, stored, self._names)
        even = "The cue is one even grey and says nothing. " if cue.std() < EVEN else ""
        return f"{even}The end is {end}, {how}. Mean error of a grey: cue {before:.3f}, recalled {after:.3f}."

    @alone
    def _take(self, change: Mapping[str, Any]) -> None:
        """Store an uploaded picture in the place of the one before, and choose it."""
        for file in change["new"]:
            try:
                content, told = uploaded(file)
                small = Image.fromarray(own_greys(content)).resize(self._shape, Image.Resampling.BOX)
                own = np.asarray(small, float).ravel() / 255
                projection(images.to_phases(np.vstack([self._photos, own])))
            except ValueError as error:
                twice = "linearly independent" in str(error)
                reason = "it is stored already, or a mixture of what is stored" if twice else error
                self.complaint.value = html.escape(f"{file['name']} cannot be used: {reason}.")
                return
            self.complaint.value = html.escape(told)
            self._own = own
            self._names = [*self._names[: len(self._photos)], file["name"]]
            options = [(name, k) for k, name in enumerate(self._names)]
            self.which.options = options
            self.which.value = len(self._photos)
            self._show()


def grey_explorer(
    greys: ArrayLike,
    shape: tuple[int, int],
    names: Sequence[str] = (),
    *,
    seed: int,
    noise: float = 0.25,
) -> GreyExplorer:
    """Explore how a grey picture comes back, or turns grey: by which rule and repair, from which damage.

    Parameters
    ----------
    greys : (P, N) array
        uint8, or floats from 0 to 1, linearly independent as phasors; all are stored.
    shape : (h, w)
        A square.
    names : sequence of P str
        What they are called; numbers by default.
    seed : int
        0 to 9999: ``grey_recall`` with the first picture, the rule "projection" and
        ``rng=np.random.default_rng(seed)`` makes the run that is shown first.
    noise : float
        Share of random pixels to begin with.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    called = list(names) or [f"picture {k + 1}" for k in range(len(np.asarray(greys)))]
    return GreyExplorer(greys, shape, called, seed=seed, noise=noise)
