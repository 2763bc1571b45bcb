"""Explorer of a modern network: how sharp its attention is, what of the cue is hidden, who shares it."""

import html
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import ipywidgets as widgets
import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image

from .. import _checks
from .. import separations as separations_of
from .draws import WIDE, Draws, spoken
from .focus import (
    PARTS,
    AttentionRecall,
    Greys,
    attention_end_in_words,
    attention_film,
    attention_recall_of,
    kind_in_words,
    masked,
    number_in_words,
    rest_in_words,
)
from .own import own_greys
from .pad import BLACK, LARGEST_BRUSH, WHITE, PixelPad
from .painted import PaintedCue
from .panels import Panel, blank, empty_picture
from .shells import Ticks, alone, choice, explorer, slider, uploaded

Array = NDArray[Any]

FAINTEST = 1e-6  # the smallest weight that the figure shows
PALE = 1  # spread of greys, of 255, that is no picture
BRUSH = 2  # its width to begin with
TITLES = ("cue: paint on it", "state", "most attention", "second", "third")


class AttentionPanel:
    """The prepared figure of an ``AttentionRecall``: cue, first and last step, stored picture, weights.

    Parameters
    ----------
    patterns : (K, N) array
        Those that are stored; 1 % of their numbers is drawn black, and 1 % white.
    shape : (h, w)
    """

    def __init__(self, patterns: NDArray[Any], shape: tuple[int, int]) -> None:
        self.shape = shape
        count = len(patterns)
        low, high = np.quantile(patterns, (0.01, 0.99))
        fig = blank(10, 3.5)
        self._pictures = []
        for k, title in enumerate(("cue", "after one step", "last step", "stored")):
            ax = fig.add_axes((0.008 + 0.168 * k, 0.3, 0.16, 0.46))
            ax.set_title(title, fontsize=13)
            self._pictures.append(empty_picture(ax, shape, low, high))
        ax = fig.add_axes((0.76, 0.2, 0.225, 0.62))
        ax.spines[["top", "right"]].set_visible(False)
        ax.set(xscale="log", yscale="log", xlim=(0.85, count * 1.1), ylim=(FAINTEST / 2, 2))
        ax.set_yticks([1, 1e-2, 1e-4, 1e-6], ["1", "1/100", "1/10⁴", "≤ 1/10⁶"], fontsize=11)
        ranks = [rank for rank in (1, 10, 100, 1000) if rank <= count]
        ax.set_xticks(ranks, [f"{rank:,}" for rank in ranks], fontsize=11)
        ax.minorticks_off()
        ax.set_title("attention, largest first", fontsize=13)
        ax.set_xlabel("rank of a memory", fontsize=12)
        self._ranks = np.arange(1, count + 1)
        self._lines = [
            ax.plot([], [], style, color=color, linewidth=2)[0]
            for style, color in (("--", "#56B4E9"), ("-", "#0072B2"))
        ]
        (self._wanted,) = ax.plot([], [], "D", color="#D55E00", markersize=9, clip_on=False)
        artists = [*self._pictures, *self._lines, self._wanted]
        for y, words in (
            (0.115, "Below each picture: how many memories share the attention."),
            (0.03, "At the right: attention at the cue (dashed) and the last step (solid); ◆ right memory."),
        ):
            fig.text(0.008, y, words, fontsize=12)
        inside = {"fontsize": 13, "transform": fig.transFigure}
        self._spread = [ax.text(0.088 + 0.168 * k, 0.21, "", ha="center", **inside) for k in range(3)]
        self._words = ax.text(0.008, 0.92, "", **inside)
        artists += [*self._spread, self._words]
        self._panel = Panel(fig, artists)

    def png(self, run: AttentionRecall, stored: ArrayLike) -> bytes:
        """Return the picture of `run`, whose cue was made of the picture `stored`.

        Raises
        ------
        ValueError
            If `run` knows of no such picture.
        """
        right = _right(run)
        for picture, one in zip(self._pictures, (*run.states[[0, 1, -1]], stored), strict=True):
            picture.set_data(np.reshape(one, self.shape))
        weights = np.maximum(run.weights, FAINTEST)
        for line, row in zip(self._lines, weights[[0, -1]], strict=True):
            line.set_data(self._ranks, np.sort(row)[::-1])
        end = weights[-1]
        self._wanted.set_data([1 + (end > end[right]).sum()], [end[right]])
        for text, count in zip(self._spread, run.spread[[0, 1, -1]], strict=True):
            text.set_text(number_in_words(count))
        sharp = f"{run.beta * np.sqrt(run.states.shape[1]):.2g}"
        share = f"{100 * end[right]:.1f} %"
        self._words.set_text(f"β√N = {sharp}: {rest_in_words(run)}; ◆ has {share} of the attention")
        return self._panel.png()


def _right(run: AttentionRecall) -> int:
    if run.target is None:
        raise ValueError("run: expected one whose cue was made of a stored pattern, got none")
    return run.target


def attention_in_words(run: AttentionRecall, hidden: int) -> str:
    """Say what the picture of `run`, an ``AttentionRecall`` with so many `hidden` units, shows.

    Raises
    ------
    ValueError
        If the cue of `run` was made of none of its patterns.
    """
    right = _right(run)
    shared = [number_in_words(count) for count in run.spread[[0, 1, -1]]]
    total = run.states.shape[1]
    end = run.weights[-1]
    rank = 1 + int((end > end[right]).sum())
    return (
        f"Four pictures: a cue with {hidden} of {total} pixels hidden, the state after one step, the last "
        f"state, {rest_in_words(run)}, and the stored picture; {shared[0]}, {shared[1]} and {shared[2]} "
        f"memories share the attention in the first three. β√N is {run.beta * np.sqrt(total):.2g}. At the "
        f"right, the attention by rank: the right memory is number {rank} of {len(end)} at the end, "
        f"with {100 * end[right]:.1f} %."
    )


class AttentionExplorer(widgets.VBox):
    """The controls, the pad and the words of ``attention_explorer``, which says what its parameters are.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """

    def __init__(
        self,
        patterns: ArrayLike,
        shape: tuple[int, int],
        kinds: Sequence[str],
        *,
        seed: int,
        target: int,
        sharpness: float,
        hidden: float,
        separations: Sequence[str],
    ) -> None:
        self._X = _checks.vectors("patterns", patterns, shape[0] * shape[1], matrix=True)
        _checks.integer("patterns", len(self._X), 2)
        _checks.integer("kinds", len(kinds), len(self._X), len(self._X))
        self._shape, self._kinds = shape, list(kinds)
        self._groups = list(dict.fromkeys(kinds))
        self._names = _numbered(kinds)
        self._scale = Greys.of(self._X)
        self._own: NDArray[np.float64] | None = None
        self._resets = 0
        self._make_controls(
            _checks.integer("target", target, 0, len(self._X) - 1),
            _checks.real("sharpness", sharpness, 10**-1.5, 10**1.5),
            round(100 * _checks.fraction("hidden", hidden)),
            separations,
        )
        self.pad = PixelPad(shape, TITLES, drawing=bytes(self._X.shape[1]), side=150)
        controls = (
            *(self.which, self.number, self.part, self.share, self.sharp),
            *(self.way, self.ink, self.brush),
        )
        self.draws = Draws(seed, controls, self._show, self._end)
        self.cue = PaintedCue(
            self.pad, self.draws, (self.which, self.number, self.part, self.share), self._read, self._write
        )
        self._brush()
        self._show()
        rows = explorer(
            [self.which, self.number, self.upload, self.part], self.complaint,
            [*self.draws.row, self.ink, self.brush], self.draws.told, self.ticks,
            *([self.way] if len(separations) > 1 else []), self.sharp, self.share, self.words, self.pad,
        )  # fmt: skip
        super().__init__(rows.children)

    def _make_controls(self, target: int, sharpness: float, share: int, separations: Sequence[str]) -> None:
        kind = self._kinds[target]
        self.which = choice("cue of", self._groups)
        self.which.value = self._groups.index(kind)
        most = max(Counter(self._kinds).values())
        self.number = choice("number", [f"{k + 1}" for k in range(most)], 125)
        self.number.value = self._kinds[:target].count(kind)
        self.upload = widgets.FileUpload(accept="image/*", description="your picture")
        self.complaint = widgets.HTML()
        self.ticks = Ticks(self._ticked)
        self.ticks.put(self._groups, [True] * len(self._groups))
        self.part = choice("hidden part", PARTS, 240)
        self.share = slider("hidden %", share, 0, 100, name="hidden part of the cue, in per cent")
        self.share.layout = WIDE
        self.sharp: Any = widgets.FloatLogSlider(
            sharpness,
            min=-1.5,
            max=1.5,
            step=0.05,
            description="β · √N",
            tooltip="sharpness of the attention, β times √N",
            readout_format=".2f",
            layout=WIDE,
        )
        if not separations:
            raise ValueError("separations: expected one way to share the attention or more, got none")
        for way in separations:
            separations_of.named("separations", way)
        self.way = choice("shares by", {way: way for way in separations}, 240)
        self.ink = choice("brush", {"hide": self._scale.zero, "black": BLACK, "white": WHITE})
        self.brush = slider("its width", BRUSH, 1, LARGEST_BRUSH, name="width of the brush, in pixels")
        for control, width in ((self.number, "55px"), (self.ink, "45px"), (self.brush, "60px")):
            control.style.description_width = width
        self.ink.layout.width, self.brush.layout.width = "130px", "210px"
        self.words = widgets.HTML()
        self.upload.observe(self._take, "value")
        for control in (self.ink, self.brush):
            control.observe(self._brush, "value")

    @alone
    def _brush(self, _: object = None) -> None:
        self.pad.ink, self.pad.brush = self.ink.value, self.brush.value

    def _ticked(self) -> None:
        self.draws.changed()

    # ------------------------------------------------------------------------ from a cue to a pad and back

    def _write(self, cue: Array) -> NDArray[np.uint8]:
        self._made, self._shown = cue, self._scale.written(cue)
        return self._shown

    def _read(self, drawing: bytes) -> NDArray[np.float64]:
        """Return what is on the pad; where nobody has painted, the numbers that were there before."""
        greys = np.frombuffer(drawing, np.uint8)
        untouched = (greys == self._shown) & (greys != self._scale.zero)
        return np.where(untouched, self._made, self._scale.read(drawing))

    # ---------------------------------------------------------------------------------------- the recall

    @property
    def stored(self) -> NDArray[np.int64]:
        """Which pictures are stored, those of one's own last."""
        ticked = self.ticks.ticked
        kept = [ticked[self._groups.index(kind)] for kind in self._kinds]
        return np.flatnonzero([*kept, *ticked[len(self._groups) :]])

    def _all(self) -> Array:
        return self._X if self._own is None else np.vstack([self._X, self._own])

    def _names_of(self, rows: Array) -> tuple[list[str], list[str]]:
        """What these pictures are called, and of which kind they are."""
        kinds = [*self._kinds, *self._names[len(self._X) :]]
        return [self._names[k] for k in rows], [kinds[k] for k in rows]

    @property
    def target(self) -> int:
        """Which picture the cue is made of; the last number of a kind stands for all beyond it."""
        if self.which.value == len(self._groups):
            return len(self._X)
        kind = self._groups[self.which.value]
        rows = [k for k, one in enumerate(self._kinds) if one == kind]
        return rows[min(self.number.value, len(rows) - 1)]

    def _begun(self, rng: np.random.Generator) -> Array:
        picture = self._all()[self.target]
        made = masked(picture, self._shape, self.part.value, self.share.value / 100, rng=rng)
        return self.cue.of(made)

    def _run(self, cue: Array, rows: Array) -> AttentionRecall:
        place = np.flatnonzero(rows == self.target)
        beta = self.sharp.value / np.sqrt(self._X.shape[1])
        target = int(place[0]) if place.size else None
        return attention_recall_of(self._all()[rows], beta, cue, target, separation=self.way.value)

    def _end(self, rng: np.random.Generator) -> str:
        rows = self.stored
        if not rows.size:
            return "nothing"
        return attention_end_in_words(self._run(self._begun(rng), rows), *self._names_of(rows))

    def _show(self) -> None:
        self.number.disabled = self.which.value == len(self._groups)
        if self.draws.resets != self._resets:
            self._resets = self.draws.resets
            names = [*self._groups, *self._names[len(self._X) :]]
            self.ticks.put(names, [True] * len(names))
        rows, cue = self.stored, self._begun(self.draws.rng())
        self.cue.show(cue)
        if not rows.size:
            self.pad.film = {}
            self.words.value = spoken("Nothing is stored: tick a kind, and there is something to attend to.")
            return
        run, (names, kinds) = self._run(cue, rows), self._names_of(rows)
        self.pad.film = attention_film(run, self._all()[rows], names, self._scale)
        told = f"{self._told(run, cue)} {kind_in_words(run, names, kinds)}"
        if len(self.way.options) > 1:
            told += f" {int((run.weights[-1] == 0).sum())} of {len(rows)} have no share at all."
        self.words.value = spoken(told)

    def _told(self, run: AttentionRecall, cue: Array) -> str:
        """Say what is asked, before what comes of it."""
        name = self._names[self.target]
        done = "painted by hand" if self.cue.by_hand else f"{self.share.value} % hidden, {self.part.label}"
        way = f", {self.way.value}" if len(self.way.options) > 1 else ""
        told = f"β√N = {self.sharp.value:.2f}{way}, {name}, {done}."
        if not cue.any():
            told += " All of the cue is hidden: it says nothing, and the first step gives the mean of all."
        return told if run.target is not None else f"{told} {name} itself is not stored."

    # ------------------------------------------------------------------------------ a picture of one's own

    @alone
    def _take(self, change: Mapping[str, Any]) -> None:
        """Store an uploaded picture in the place of the one before, and make the cue of it."""
        for file in change["new"]:
            try:
                content, told = uploaded(file)
                own = own_pattern(content, self._shape)
            except ValueError as error:
                self.complaint.value = html.escape(f"{file['name']} cannot be used: {error}.")
                return
            self.complaint.value = html.escape(told)
            self._own = own
            self._names = [*self._names[: len(self._X)], file["name"]]
            ticked = self.ticks.ticked[: len(self._groups)].tolist()
            names = [*self._groups, file["name"]]
            self.ticks.put(names, [*ticked, True])
            self.draws.quiet = True
            try:
                self.which.options = [(name, k) for k, name in enumerate(names)]
                self.which.value = len(self._groups)
            finally:
                self.draws.quiet = False
            self.cue.forget()
            self.draws.changed()


def _numbered(kinds: Sequence[str]) -> list[str]:
    """Name pictures by their kind, with a number where there are several of it."""
    counts, seen, names = Counter(kinds), Counter[str](), []
    for kind in kinds:
        seen[kind] += 1
        names.append(f"{kind} {seen[kind]}" if counts[kind] > 1 else kind)
    return names


def own_pattern(content: bytes, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Read an uploaded file as a pattern of mean 0 and variance 1.

    Parameters
    ----------
    content : bytes
    shape : (h, w)
        Its central square is drawn as small as that.

    Returns
    -------
    (h·w,) array

    Raises
    ------
    ValueError
        In words for the person who chose the file, as ``own_greys`` does, or if nothing is left of it
        in so few pixels.
    """
    height, width = shape
    small = Image.fromarray(own_greys(content)).resize((width, height), Image.Resampling.BOX)
    greys = np.asarray(small, float).ravel()
    if greys.std() < PALE:
        raise ValueError(
            f"expected a picture with light and dark parts; in {height} × {width} pixels this one is one "
            f"even grey"
        )
    return (greys - greys.mean()) / greys.std()


def attention_explorer(
    patterns: ArrayLike,
    shape: tuple[int, int],
    kinds: Sequence[str],
    *,
    seed: int,
    target: int = 0,
    sharpness: float = 10**0.5,
    hidden: float = 0.8,
    separations: Sequence[Literal["softmax", "entmax15", "sparsemax"]] = ("softmax",),
) -> AttentionExplorer:
    """Explore how the sharpness of the attention and the hidden part of a cue decide a recall.

    Parameters
    ----------
    patterns : (K, N) array
        Two or more pictures as real numbers of about mean 0 and variance 1.
    shape : (h, w)
    kinds : sequence of K str
        What each of them shows; pictures of one kind are stored together, and numbered.
    seed : int
        0 to 9999, of the pixels that are hidden: ``masked`` with ``rng=np.random.default_rng(seed)`` and
        then ``attention_recall_of`` make the run that is shown first.
    target : int
        Which picture is recalled at first.
    sharpness : float
        The first β√N, 10^-1.5 to 10^1.5; the slider moves by factors of 10^0.05.
    hidden : float
        Share of the pixels of the cue that are hidden at first.
    separations : sequence of "softmax", "entmax15" and "sparsemax"
        Ways to share the attention, the first one first; where there are several, one of them is chosen.

    Returns
    -------
    ipywidgets.VBox
        A file that cannot be used is answered in words, and what was there stays.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    return AttentionExplorer(
        patterns, shape, kinds,
        seed=seed, target=target, sharpness=sharpness, hidden=hidden, separations=separations,
    )  # fmt: skip
