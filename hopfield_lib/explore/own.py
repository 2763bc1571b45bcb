"""Explorer of pictures of one's own: uploaded, damaged by a brush or by chance, and recalled."""

import html
import io
from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as widgets
import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks, images
from .draws import WIDE, Draws, spoken
from .pad import BLACK, INVERT, WHITE, Bars, Curves, PixelPad, as_greys, film
from .painted import PaintedCue
from .panels import end_in_words, signed
from .recalls import NoisyRecall, recall_from
from .shells import alone, choice, explorer, slider, uploaded

OWN_SIDE = 128  # pixels along a side of a picture of one's own
MOST = 4  # pictures of one's own that are kept
INKS = {"black": BLACK, "white": WHITE, "invert": INVERT}
SHAPE = (OWN_SIDE, OWN_SIDE)


def own_greys(content: bytes) -> NDArray[np.uint8]:
    """Read an uploaded file as a small square picture, upright as its camera held it.

    Parameters
    ----------
    content : bytes
        A PNG, JPEG, or any other file that Pillow reads.

    Returns
    -------
    (OWN_SIDE, OWN_SIDE) uint8 array
        Greys of the largest central square, averaged; transparent parts lie on white.

    Raises
    ------
    ValueError
        In words for the person who chose the file, if it is no readable picture, has more than 64
        million pixels, or is one even grey.
    """
    try:
        greys = images.load(io.BytesIO(content), size=OWN_SIDE)
    except ValueError as error:
        raise ValueError(
            "expected a PNG or JPEG picture of at most 64 million pixels; this file is damaged, too large, "
            "or no picture"
        ) from error
    if greys.min() == greys.max():
        raise ValueError(
            f"expected a picture with light and dark parts; the central square of this one is one even grey, "
            f"{greys.min()}" + (" (what is transparent counts as white)" if greys.min() == 255 else "")
        )
    return greys


def recall_film(run: NoisyRecall, names: Sequence[str], target: int) -> dict[str, Any]:
    """Pack a recall for a pad: its states, the overlap with pattern `target`, those with all, and words."""
    m = run.overlaps[:, target]
    wrong = np.rint((1 - m) / 2 * run.states.shape[1]).astype(int)
    told = [
        f"after {visits:,} updates: overlap with {names[target]} {signed(one)}, {count:,} pixels wrong"
        for visits, one, count in zip(run.visits.tolist(), m, wrong, strict=True)
    ]
    title = f"overlap with {names[target]}"
    return film(
        as_greys(run.states)[:, None],
        curves=Curves(title, [title], m[None]),
        bars=Bars("overlap with each stored picture", names, [True] * len(names), run.overlaps),
        captions=told,
    )


class OwnPictureExplorer(widgets.VBox):
    """The controls, the pads and the words of ``own_picture_explorer``, which says what its parameters are.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """

    def __init__(
        self, sample: ArrayLike, others: ArrayLike, names: Sequence[str], *, seed: int, flipped: float
    ) -> None:
        self._others = _checks.spins("others", others, OWN_SIDE**2, matrix=True)
        self._own = [(names[0], np.asarray(sample, np.uint8))]
        self._names = tuple(names[1:])
        share = round(100 * _checks.fraction("flipped", flipped))
        self.upload = widgets.FileUpload(accept="image/*", multiple=True, description="your pictures")
        self.which = choice("cue of", names[:1], 250)
        self.share = slider("flipped %", share, 0, 100, name="flipped pixels, in per cent")
        self.share.layout = WIDE
        self.ink = choice("brush", INKS)
        self.brush = slider("its width", 12, 1, 32, name="width of the brush, in pixels")
        self.words, self.complaint = widgets.HTML(), widgets.HTML()
        self.still = PixelPad(SHAPE, ("picture", "what is stored"), side=170)
        self.pad = PixelPad(SHAPE, ("cue: paint on it", "recall"), drawing=bytes(OWN_SIDE**2), side=170)
        self.draws = Draws(seed, (self.which, self.share), self._show, self._end)
        self.upload.observe(self._take, "value")
        self.cue = PaintedCue(self.pad, self.draws, (self.which, self.share))
        for control in (self.ink, self.brush):
            control.observe(self._brush, "value")
        self._brush()
        self._show()
        rows = explorer(
            [self.upload, self.which, self.ink, self.brush], self.complaint, self.share,
            self.draws.row, self.draws.told, self.words, [self.still, self.pad],
        )  # fmt: skip
        super().__init__(rows.children)

    @property
    def names(self) -> tuple[str, ...]:
        """What the stored pictures are called, one's own first."""
        return (*(name for name, _ in self._own), *self._names)

    @alone
    def _brush(self, _: object = None) -> None:
        self.pad.ink, self.pad.brush = self.ink.value, self.brush.value

    def _patterns(self) -> NDArray[np.int8]:
        return np.vstack([*(images.binarize(greys) for _, greys in self._own), self._others])

    def _run(self, rng: np.random.Generator) -> NoisyRecall:
        X = self._patterns()
        cue = images.flip(X[self.which.value], self.share.value / 100, rng=rng)
        return recall_from(X, self.cue.of(cue), rng=rng)

    def _end(self, rng: np.random.Generator) -> str:
        return end_in_words(self._run(rng).name, self.names)

    def _show(self) -> None:
        run, names, target = self._run(self.draws.rng()), self.names, self.which.value
        called, greys = self._own[target]
        self.cue.show(run.states[0])
        self.still.film = film(np.stack([greys.ravel(), as_greys(images.binarize(greys))])[None])
        self.pad.film = recall_film(run, names, target)
        done = (
            f"{called}, damaged by hand"
            if self.cue.by_hand
            else f"{self.share.value} % of the pixels of {called} flipped"
        )
        self.words.value = spoken(f"{done}; the recall ends in {end_in_words(run.name, names)}.")

    @alone
    def _take(self, change: Mapping[str, Any]) -> None:
        """Store each uploaded picture beside the others, and damage the last of them."""
        told, taken = [], []
        for file in change["new"]:
            try:
                content, words = uploaded(file)
                taken.append((file["name"], own_greys(content)))
            except ValueError as error:
                words = f"{file['name']} cannot be used: {error}."
            told += [words] if words else []
        self.complaint.value = "<br>".join(map(html.escape, told))
        if taken:
            self._own = [self._own[0], *[*self._own[1:], *taken][-MOST:]]
            self.which.options = [(name, k) for k, (name, _) in enumerate(self._own)]
            self.which.value = len(self._own) - 1
            self.cue.forget()
            self.draws.changed()


def own_picture_explorer(
    sample: ArrayLike,
    others: ArrayLike,
    names: Sequence[str],
    *,
    seed: int,
    flipped: float = 0.3,
) -> OwnPictureExplorer:
    """Upload pictures of one's own, damage them with a brush or by chance, and see them recalled.

    Parameters
    ----------
    sample : (OWN_SIDE, OWN_SIDE) array of greys
        What is there before a file is chosen; it stays among the pictures.
    others : (P, OWN_SIDE²) array of +1 and -1
        What the network holds besides.
    names : sequence of 1 + P str
        What the sample and the others are called.
    seed : int
        0 to 9999, of the flips and the order of the updates: ``noisy_recall`` with
        ``rng=np.random.default_rng(seed)`` makes the run that is shown first.
    flipped : float
        Share of flipped pixels to begin with.

    Returns
    -------
    ipywidgets.VBox
        A file that cannot be used is answered in words, and the pictures before it stay. The page makes
        a file of more than 4 MB smaller before it sends it, and that is said, too.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    return OwnPictureExplorer(sample, others, names, seed=seed, flipped=flipped)
