"""Explorer of memories on a plane: drop them by hand, move the sharpness, and watch minima merge."""

from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks
from ..energies import LogSumExp, LogSumReLU
from ..models import KernelMemory
from ..recall import recall, synchronous
from .draws import WIDE, Draws, spoken
from .pad import BLACK, INVERT, WHITE, Curves, PixelPad, film
from .painted import PaintedCue
from .shells import alone, choice, explorer, slider

Array = NDArray[Any]

SIDE = 41  # pixels of the plane, from -HALF to HALF
HALF = 1.25
GRID = 2 * HALF / (SIDE - 1)
FRAMES = 40
PART = 0.2  # of the way to the mean that a point goes from frame to frame
APART = 0.04  # ends that lie closer are one
A_COPY = 0.9  # share of the weight from which on an end belongs to one memory
MOST = 64
LOWEST = 10**-0.5  # sharpness
ENERGIES = {"log-sum-exp": LogSumExp, "log-sum-ReLU": LogSumReLU}
PLACES = ("two", "on a circle", "anywhere")


@dataclass(frozen=True, eq=False)
class PlaneFlow:
    """What becomes of points that are let go on the energy of some memories.

    Attributes
    ----------
    memories : (K, 2) array
    beta : float
    name : "log-sum-exp" or "log-sum-ReLU"
    energy : (41, 41) array
        Over the plane, row by row from the top.
    points : (40, B, 2) array
        From a grid of starts on, frame by frame.
    energies : (40,) array
        Mean over the points.
    ends : (k, 2) array
        The different minima that are reached, also from the memories and, with "log-sum-ReLU", from
        the middles of their pairs and from each pixel.
    shares : (k,) array
        The largest weight of a memory at each.
    """

    memories: Array
    beta: float
    name: str
    energy: Array
    points: Array
    energies: Array
    ends: Array
    shares: Array

    @property
    def copies(self) -> int:
        """How many ends belong to one memory."""
        return int((self.shares > A_COPY).sum())


def plane() -> NDArray[np.float64]:
    """The places of the pixels, (41 * 41, 2): x to the right, y upwards."""
    line = np.linspace(-HALF, HALF, SIDE)
    x, y = np.meshgrid(line, line[::-1])
    return np.stack([x.ravel(), y.ravel()], axis=1)


def memories_of(drawing: ArrayLike | bytes) -> NDArray[np.float64]:
    """The memories that are drawn, (K, 2): a dark pixel each.

    Parameters
    ----------
    drawing : bytes, or (41 * 41,) array of uint8

    Raises
    ------
    ValueError
        If it is of another size.
    """
    greys = np.frombuffer(drawing, np.uint8) if isinstance(drawing, bytes) else np.asarray(drawing)
    if greys.shape != (SIDE**2,):
        raise ValueError(f"drawing: expected {SIDE**2} pixels, got shape {greys.shape}")
    return plane()[greys < 128]


def drawn(memories: ArrayLike) -> NDArray[np.uint8]:
    """Memories (K, 2) as dark pixels, (41 * 41,); those that lie outside the plane are not shown."""
    places = np.reshape(np.asarray(memories, float), (-1, 2))
    counts = _counts(places)
    return np.where(counts > 0, BLACK, WHITE).astype(np.uint8)


def _counts(points: Array) -> Array:
    """How many points (B, 2) fall on each pixel, (41 * 41,)."""
    column = np.rint((points[:, 0] + HALF) / GRID)
    row = np.rint((HALF - points[:, 1]) / GRID)
    inside = (column >= 0) & (column < SIDE) & (row >= 0) & (row < SIDE)
    place = (row[inside] * SIDE + column[inside]).astype(int)
    return np.bincount(place, minlength=SIDE**2)


def plane_memories(where: str, count: int, *, rng: np.random.Generator) -> NDArray[np.float64]:
    """Memories on pixels of the plane, (K, 2).

    Parameters
    ----------
    where : "two", "on a circle" or "anywhere"
        Two at x = -0.625 and 0.625; or random points of the circle of radius 1, or of the square.
    count : int
        How many of these, 1 to 64; fewer if some fall on one pixel.
    rng : numpy.random.Generator

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    _checks.choice("where", where, PLACES)
    count = _checks.integer("count", count, 1, MOST)
    _checks.generator("rng", rng)
    if where == "two":
        return memories_of(drawn([[-0.625, 0], [0.625, 0]]))
    if where == "on a circle":
        angle = rng.uniform(0, 2 * np.pi, count)
        return memories_of(drawn(np.stack([np.cos(angle), np.sin(angle)], axis=1)))
    return memories_of(drawn(rng.uniform(-1, 1, (count, 2))))


def plane_flow(memories: ArrayLike, beta: float, name: str = "log-sum-exp") -> PlaneFlow:
    """Let points go on the energy of memories on a plane, and find its minima.

    Parameters
    ----------
    memories : (K, 2) array
    beta : float
        Sharpness, above 0.
    name : "log-sum-exp" or "log-sum-ReLU"

    Returns
    -------
    PlaneFlow

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    X = _checks.reals("memories", memories, 2, matrix=True)
    _checks.choice("name", name, ENERGIES)
    memory = KernelMemory(X, ENERGIES[name](beta))
    where = plane()
    points = [where.reshape(SIDE, SIDE, 2)[2::4, 2::4].reshape(-1, 2)]
    for _ in range(FRAMES - 1):
        points.append(points[-1] + PART * (memory.update(points[-1]) - points[-1]))
    starts = [X, points[-1]]
    if name == "log-sum-ReLU":  # basins with a sharp edge may be too narrow for the grid
        i, j = np.triu_indices(len(X), 1)
        starts += [(X[i] + X[j]) / 2, where]
    ends, shares = _minima(memory, np.concatenate(starts))
    film_of_energies = memory.energy(np.array(points)).mean(axis=1)
    energy = memory.energy(where).reshape(SIDE, SIDE)
    return PlaneFlow(X, memory.F.beta, name, energy, np.array(points), film_of_energies, ends, shares)


def _minima(memory: KernelMemory, starts: Array) -> tuple[Array, Array]:
    """The different ends of recall from `starts`, (k, 2), and the largest weight of a memory at each."""
    end = recall(memory, starts, synchronous(), max_sweeps=300, tolerance=1e-6, record="final").state
    weights = memory.F.weights(memory.start(end.T))
    found: list[int] = []
    for k in np.flatnonzero(weights.any(axis=0)):  # a point that no memory reaches stays where it is
        if all(np.hypot(*(end[k] - end[other])) > APART for other in found):
            found.append(int(k))
    return end[found], weights[:, found].max(axis=0)


def plane_flow_in_words(run: PlaneFlow) -> str:
    """Say what minima a ``PlaneFlow`` has found."""
    stored = "1 memory" if len(run.memories) == 1 else f"{len(run.memories)} memories"
    parting = np.sqrt((2 if run.name == "log-sum-exp" else 1) / run.beta)
    minima = "1 minimum" if len(run.ends) == 1 else f"{len(run.ends)} minima"
    return (
        f"{stored}, {run.name}, β = {run.beta:.2f} (two memories that lie {parting:.2f} apart or more have a "
        f"minimum each): {minima}, {kinds_in_words(run)}."
    )


def kinds_in_words(run: PlaneFlow) -> str:
    """Count the minima of a ``PlaneFlow`` by kind."""
    copies = "1 copy" if run.copies == 1 else f"{run.copies} copies"
    return f"{copies} and {len(run.ends) - run.copies} shared"


def plane_film(run: PlaneFlow) -> dict[str, Any]:
    """Pack a ``PlaneFlow`` for a pad of two pictures: the energy with its minima, and the points."""
    low, high = np.quantile(run.energy, [0, 0.9])
    depth = np.clip((run.energy - low) / max(high - low, 1e-12), 0, 1)
    landscape = np.rint(60 + 160 * depth).astype(np.uint8).ravel()
    landscape[_counts(run.ends) > 0] = BLACK
    shown = [np.rint(WHITE * 0.55 ** _counts(points)).astype(np.uint8) for points in run.points]
    frames = np.stack([np.broadcast_to(landscape, (FRAMES, SIDE**2)), np.array(shown)], axis=1)
    told = [f"step {k}: mean energy {E:z.3f}".replace("-", "−") for k, E in enumerate(run.energies)]
    curves = Curves("mean over the points", ["energy"], [run.energies])
    return film(frames, curves=curves, captions=told)


class GenerationExplorer(widgets.VBox):
    """The controls, the pad and the words of ``generation_explorer``, which says what its parameters are.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """

    def __init__(self, *, seed: int, beta: float) -> None:
        start = _checks.real("beta", beta, LOWEST, 100)
        self.which = choice("memories", {name: name for name in PLACES})
        self.energy = choice("energy", {name: name for name in ENERGIES}, 220)
        self.count = slider("how many", 24, 1, MOST, name="how many memories, if they are random")
        self.count.layout = WIDE
        self.beta = widgets.FloatLogSlider(
            start, min=np.log10(LOWEST), max=2, step=0.02, description="β", tooltip="sharpness β",
            readout_format=".2f", layout=WIDE,
        )  # fmt: skip
        self.words = widgets.HTML()
        titles = ("memories: click", "energy, minima black", "points that flow")
        self.pad = PixelPad((SIDE, SIDE), titles, drawing=bytes([WHITE]) * SIDE**2, side=230)
        self.pad.ink = INVERT
        controls = (self.which, self.energy, self.count, self.beta)
        self.draws = Draws(seed, controls, self._show, self._end)
        self.cue = PaintedCue(self.pad, self.draws, (self.which, self.count), memories_of, drawn)
        for control in (self.count, self.draws.seed):
            control.observe(self._asked_for_random, "value")
        self._show()
        rows = explorer(
            [self.which, self.energy], [*self.draws.row], self.draws.told,
            self.count, self.beta, self.words, self.pad,
        )  # fmt: skip
        super().__init__(rows.children)

    @alone
    def _asked_for_random(self, _: object) -> None:
        """Show random memories where two would stay as they are whatever the seed and the number."""
        if self.which.value == "two" and not self.draws.quiet:
            self.which.value = "anywhere"

    def _memories(self, rng: np.random.Generator) -> Array:
        return self.cue.of(plane_memories(self.which.value, self.count.value, rng=rng))

    def _end(self, rng: np.random.Generator) -> str:
        memories = self._memories(rng)
        if not len(memories):
            return "no memory"
        return kinds_in_words(plane_flow(memories, self.beta.value, self.energy.value))

    def _show(self) -> None:
        memories = self._memories(self.draws.rng())
        self.cue.show(memories)
        if not len(memories):
            self.words.value = spoken("No memory, no energy: click on the plane to drop one.")
            return
        run = plane_flow(memories, self.beta.value, self.energy.value)
        self.pad.film = plane_film(run)
        self.words.value = spoken(plane_flow_in_words(run))


def generation_explorer(*, seed: int, beta: float = 2.0) -> GenerationExplorer:
    """Explore what minima the energy of some memories on a plane has, and how points flow into them.

    Parameters
    ----------
    seed : int
        0 to 9999, of random memories: ``plane_memories`` with ``rng=np.random.default_rng(seed)`` makes them.
    beta : float
        The first sharpness shown, 0.316 to 100.

    Returns
    -------
    ipywidgets.VBox

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    return GenerationExplorer(seed=seed, beta=beta)
