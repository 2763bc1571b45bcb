"""What becomes of a cue by attention: step by step, who shares it, and of which kind the end is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks
from ..models import ModernHopfield
from .pad import Bars, Curves, film
from .shades import SEEN

Array = NDArray[Any]

MOST_STEPS = 200  # it ends before where it comes to rest
STILL = 1e-6  # a step that moves no unit by more than this is rest
PARTS = {"scattered pixels": "scattered", "lower rows": "below", "upper rows": "above"}
ALONE = 0.9  # attention of a picture that has it for itself
ALMOST_ALL = 0.9  # of the pictures share an attention that counts as even
EVEN = 1e-9  # a difference of two weights below this is rounding
NAMED = 3  # pictures of largest attention that are shown and named
BARRED = 6  # those with a bar of their own, besides the one that the cue was made of


@dataclass(frozen=True, eq=False)
class AttentionRecall:
    """One recall of a modern network, and where its attention goes.

    Attributes
    ----------
    beta : float
        Sharpness of the attention.
    at : (F,) int array
        After how many steps it was looked at: 0 first, then 1; after ten ever more seldom; the last one last.
    states : (F, N) array
        The cue first.
    weights : (F, K) array
        The attention at each of the states, one weight a stored pattern: softmax(beta X s), or a sparse one.
    energies : (F,) array
    target : int or None
        Which pattern the cue was made of; None if it is not stored.
    still : bool
        Whether it stands still at the end.
    """

    beta: float
    at: Array
    states: Array
    weights: Array
    energies: Array
    target: int | None
    still: bool

    @property
    def steps(self) -> int:
        """Updates until the state stood still, or as many as were allowed."""
        return int(self.at[-1])

    @property
    def spread(self) -> NDArray[np.float64]:
        """How many patterns share the attention at each state: exp of the weights' entropy, (F,)."""
        return how_many_share(self.weights)


def how_many_share(weights: Array) -> Array:
    """How many share an attention (..., K), unevenly: exp of its entropy, (...)."""
    logs = np.log(np.maximum(weights, np.finfo(float).tiny))
    return np.exp(-(weights * logs).sum(axis=-1))


def attention_recall_of(
    patterns: ArrayLike,
    beta: float,
    cue: ArrayLike,
    target: int | None = None,
    *,
    separation: Literal["softmax", "sparsemax", "entmax15"] = "softmax",
) -> AttentionRecall:
    """Store `patterns` in a modern network, and recall a cue.

    Parameters
    ----------
    patterns : (K, N) array
        Real numbers.
    beta : float
        Inverse temperature, above 0.
    cue : (N,) array
    target : int, optional
        Which pattern it was made of.
    separation : "softmax", "sparsemax" or "entmax15"
        How scores become shares of attention.

    Returns
    -------
    AttentionRecall

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    model = ModernHopfield(patterns, beta, separation)
    K, N = model.patterns.shape
    if target is not None:
        _checks.integer("target", target, 0, K - 1)
    state = np.array(_checks.vectors("cue", cue, N), float)
    at, states, still, done = [0], [state], False, 0
    while done < MOST_STEPS and not still:
        after = model.attention(state) @ model.patterns  # one update; ``update`` would copy the patterns
        still = bool(np.abs(after - state).max() <= STILL)
        state, done = after, done + 1
        if done in SEEN or done == MOST_STEPS or still:
            at.append(done)
            states.append(state)
    path = np.array(states)
    weights, energies = model.attention(path), model.energy(path)
    return AttentionRecall(model.beta, np.array(at), path, weights, energies, target, still)


def masked(
    picture: ArrayLike, shape: tuple[int, int], part: str, share: float, *, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return a picture of which a part is hidden, that is, 0.

    Parameters
    ----------
    picture : (N,) array
    shape : (h, w)
    part : "scattered", "below" or "above"
        Pixels drawn at random, or whole rows from the lower or the upper edge.
    share : float
        How much of it, 0 to 1; rounded to whole pixels or rows.
    rng : numpy.random.Generator
        Draws the pixels; rows leave it as it was.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    _checks.choice("part", part, tuple(PARTS.values()))
    amount, (height, width) = _checks.fraction("share", share), shape
    _checks.generator("rng", rng)
    cue = np.array(_checks.vectors("picture", picture, height * width), float)
    if part == "scattered":
        cue[rng.permutation(cue.size)[: round(amount * cue.size)]] = 0
        return cue
    rows = round(amount * height) * width
    cue[cue.size - rows :] *= part != "below"
    cue[:rows] *= part != "above"
    return cue


@dataclass(frozen=True)
class Greys:
    """How real numbers are shown as the bytes of a pad, so that 0 has a grey of its own.

    Attributes
    ----------
    zero : int
        The byte of 0.
    unit : float
        From a byte to the next.
    """

    zero: int
    unit: float

    @classmethod
    def of(cls, patterns: ArrayLike) -> "Greys":
        """Return the scale on which 1 % of the numbers of `patterns` are black, and 1 % white."""
        low, high = np.quantile(np.asarray(patterns), (0.01, 0.99))
        unit = (max(high, 0) - min(low, 0)) / 255 or 1.0
        return cls(round(-min(low, 0) / unit), float(unit))

    def written(self, values: ArrayLike) -> NDArray[np.uint8]:
        """Return numbers as bytes."""
        return np.clip(np.rint(np.asarray(values) / self.unit + self.zero), 0, 255).astype(np.uint8)

    def read(self, greys: bytes) -> NDArray[np.float64]:
        """Return bytes as numbers."""
        return self.unit * (np.frombuffer(greys, np.uint8).astype(float) - self.zero)


# ------------------------------------------------------------------------------------------ in words


def rest_in_words(run: AttentionRecall) -> str:
    """Say whether a run has come to rest; after how many steps hangs on a tolerance."""
    return "at rest" if run.still else f"still moving after {run.steps} steps"


def number_in_words(count: float) -> str:
    """Write how many share the attention."""
    return f"{count:.1f}" if count < 9.95 else f"{count:.0f}"


def percent(share: float) -> str:
    """Write a share of the attention."""
    return f"{100 * share:.1f} %" if share < 0.0995 else f"{100 * share:.0f} %"


def sharers_in_words(weights: NDArray[np.float64], names: Sequence[str]) -> str:
    """Name those of largest attention, with their weights."""
    if np.ptp(weights) < EVEN:
        return f"{percent(float(weights[0]))} each"
    most = np.argsort(-weights, kind="stable")[:NAMED].tolist()
    return "most " + ", ".join(f"{names[k]} ({percent(float(weights[k]))})" for k in most)


def kind_of_end(weights: Array) -> str:
    """Say of which kind an end with this attention (K,) is: "one", "mean" or "metastable"."""
    if weights.max() >= ALONE:
        return "one"
    return "mean" if how_many_share(weights) >= ALMOST_ALL * len(weights) else "metastable"


def shares_by_kind(weights: Array, kinds: Sequence[str]) -> dict[str, float]:
    """Return how much of the attention each kind of picture has, most first."""
    found = dict.fromkeys(kinds, 0.0)
    for weight, kind in zip(weights.tolist(), kinds, strict=True):
        found[kind] += weight
    return dict(sorted(found.items(), key=_second, reverse=True))


def _second(pair: tuple[str, float]) -> float:
    return pair[1]


def attention_end_in_words(run: AttentionRecall, names: Sequence[str], kinds: Sequence[str]) -> str:
    """Name the end of `run` shortly, for a tally.

    Parameters
    ----------
    run : AttentionRecall
    names, kinds : sequences of K str
        What each stored pattern is called, and of which kind it is.
    """
    end = run.weights[-1]
    match kind_of_end(end):
        case "one":
            return f"“{names[int(end.argmax())]}”"
        case "mean":
            return "the mean of all"
    kind, share = next(iter(shares_by_kind(end, kinds).items()))
    return f"a metastable state, {f'mostly {kind}' if share > 0.5 else 'of several kinds'}"


def kind_in_words(run: AttentionRecall, names: Sequence[str], kinds: Sequence[str]) -> str:
    """Say of which kind the end of `run` is, and which pictures share the attention there.

    Parameters
    ----------
    run : AttentionRecall
    names, kinds : sequences of K str
        What each stored pattern is called, and of which kind it is.
    """
    end, rest = run.weights[-1], rest_in_words(run)
    best = int(end.argmax())
    match kind_of_end(end):
        case "one":
            other = ", not that of the cue" if run.target not in (None, best) else ""
            return f"The end is one picture{other}: {names[best]} has {percent(end[best])}, {rest}."
        case "mean":
            return (
                f"The end is the mean of all {len(end)}, {rest}: none has more than "
                f"{percent(end[best])} ({names[best]})."
            )
    count = number_in_words(run.spread[-1])
    by_kind = list(shares_by_kind(end, kinds).items())[:NAMED]
    told = "" if len(set(kinds)) == len(kinds) else f" By kind: {', '.join(map(_kind_share, by_kind))}."
    return (
        f"The end is a metastable state that about {count} of {len(end)} pictures share, {rest}: "
        f"{sharers_in_words(end, names)}.{told}"
    )


def _kind_share(pair: tuple[str, float]) -> str:
    return f"{pair[0]} {percent(pair[1])}"


# ---------------------------------------------------------------------------------------------- film


def attention_film(
    run: AttentionRecall, patterns: ArrayLike, names: Sequence[str], scale: Greys
) -> dict[str, Any]:
    """Pack a recall for a pad with four pictures: the state, and the three of largest attention.

    Parameters
    ----------
    run : AttentionRecall
    patterns : (K, N) array
        The stored patterns.
    names : sequence of K str
    scale : Greys

    Returns
    -------
    dict
        The bars are those of the largest attention at the end, of `run.target`, and of all others together.

    Raises
    ------
    TypeError, ValueError
        If an argument does not go with `run`.
    """
    X = scale.written(_checks.vectors("patterns", patterns, run.states.shape[1], matrix=True))
    order = np.argsort(-run.weights, axis=1, kind="stable")[:, :NAMED]
    shown = np.full((len(order), NAMED, X.shape[1]), 255, np.uint8)  # white where fewer are stored
    shown[:, : order.shape[1]] = X[order]
    frames = np.concatenate([scale.written(run.states)[:, None], shown], axis=1)
    spread, K = run.spread, len(X)
    energies = run.energies / X.shape[1]
    told = [
        f"{f'after {step}' if step else 'before the first'} {'step' if step < 2 else 'steps'}: "
        f"{number_in_words(count)} of {K} share the attention, {sharers_in_words(weights, names)}; "
        f"energy a unit {E:.3f}"
        for step, count, weights, E in zip(run.at.tolist(), spread, run.weights, energies, strict=True)
    ]
    title = "pictures that share the attention, frame by frame"
    return film(frames, curves=Curves(title, ["number"], spread[None]), bars=_bars(run, names), captions=told)


def _bars(run: AttentionRecall, names: Sequence[str]) -> Bars:
    most: list[int] = np.argsort(-run.weights[-1], kind="stable")[:BARRED].tolist()
    if run.target is not None and run.target not in most:
        most.append(run.target)
    values, called = run.weights[:, most], [names[k] for k in most]
    rest = len(names) - len(most)
    if rest:
        values = np.column_stack([values, 1 - values.sum(axis=1)])
        called.append(f"{rest} {'other' if rest == 1 else 'others together'}")
    return Bars("attention", called, [True] * len(called), values)
