"""What becomes of grey pictures kept as phases: step by step, damaged, repaired, drawn as a ring."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks, images
from ..couplings import phase_distance, projection
from ..models import PhasorHopfield

Array = NDArray[Any]

MOST = 200  # steps under the projection rule, unless it comes to rest before
STILL = 1e-4  # a step that moves no phasor by more than this is rest

RULES = ("distance", "projection")
REPAIRS = {"none": "none", "mean and std": "stretch", "anchor": "anchor"}
DAMAGES = {"random greys": "noise", "hidden rows": "rows"}
SEEN = (*range(11), 12, 15, 20, 30, 50, 75, 100, 150, 200)  # steps that have a frame
EVEN = 1e-9  # a contrast below this is rounding


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


@dataclass(frozen=True, eq=False)
class GreySteps:
    """How a grey picture changes, step by step.

    Attributes
    ----------
    steps : (F,) int array
        Updates of all units so far; 0 first, the last one last.
    states : (F, N) complex array
        Phasors.
    rest : bool
        Whether the last update moved no phasor by more than 0.0001.
    """

    steps: Array
    states: NDArray[np.complex128]
    rest: bool


def grey_damaged(
    greys: ArrayLike, shape: tuple[int, int], kind: str, share: float, *, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return a grey picture with a share of it damaged.

    Parameters
    ----------
    greys : (N,) array
        0 (black) to 1 (white).
    shape : (h, w)
    kind : "noise" or "rows"
        Each pixel becomes a random grey with this probability; so many of the rows, from below, become
        an even middle grey.
    share : float
        0 to 1.
    rng : numpy.random.Generator

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    _checks.choice("kind", kind, tuple(DAMAGES.values()))
    part = _checks.fraction("share", share)
    if kind == "noise":
        return images.grey_noise(greys, part, rng=rng)
    cue = np.array(greys, float).reshape(shape)
    cue[shape[0] - round(part * shape[0]) :] = 0.5
    return cue.ravel()


def grey_steps(greys: ArrayLike, cue: ArrayLike, rule: str, at_most: int = MOST) -> GreySteps:
    """Store grey pictures as phases on the half circle, and follow a cue step by step.

    Parameters
    ----------
    greys : (P, N) array
        uint8, or floats from 0 to 1; linearly independent for the projection rule.
    cue : (N,) array
        Likewise.
    rule : "distance" or "projection"
    at_most : int
        Steps, 1 to 200; it ends before where it comes to rest.

    Returns
    -------
    GreySteps
        After each of the first ten steps, and then ever more seldom.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    X = _checks.phasors("greys", images.to_phases(greys), matrix=True)
    last = _checks.integer("at_most", at_most, 1, MOST)
    _checks.choice("rule", rule, RULES)
    model = PhasorHopfield(phase_distance(X) if rule == "distance" else projection(X))
    state = _checks.phasors("cue", images.to_phases(cue), X.shape[1])
    steps, states, rest, done = [0], [state], False, 0
    while done < last and not rest:
        after = model.update(state)
        rest = bool(np.abs(after - state).max() <= STILL)
        state, done = after, done + 1
        if done in SEEN or done == last or rest:
            steps.append(done)
            states.append(state)
    return GreySteps(np.array(steps), np.array(states), rest)


def grey_repaired(states: ArrayLike, repair: str, greys: ArrayLike) -> NDArray[np.float64]:
    """Read greys from phasors, repaired with what is known of the stored pictures.

    Parameters
    ----------
    states : (F, N) array of phasors
    repair : "none", "stretch" or "anchor"
        See ``stretched`` and ``anchored``; even greys have nothing to stretch.
    greys : (P, N) array
        The stored pictures.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    _checks.choice("repair", repair, tuple(REPAIRS.values()))
    X = images.to_phases(greys)
    Z = _checks.phasors("states", states, X.shape[1])
    if repair == "anchor":
        return images.to_grey(anchored(Z, X))
    found = images.to_grey(Z)
    if repair == "stretch":
        stored = images.to_grey(X)
        found = np.array([stretched(one, stored) if one.std() > EVEN else one for one in found])
    return found


def rings(states: ArrayLike, side: int) -> NDArray[np.uint8]:
    """Draw phases as dots on a ring, phase 0 at the right and half a turn at the left.

    Parameters
    ----------
    states : (F, N) array of phasors
    side : int
        Pixels along a side of a picture.

    Returns
    -------
    (F, side·side) uint8 array
        Dots lie a little nearer to the middle or farther from it, so that they can be told apart; the more
        of them fall on a pixel, the darker it is.
    """
    Z: NDArray[np.complex128] = np.asarray(states, complex)
    F, N = Z.shape
    radius = 0.5 * side * (0.7 + 0.28 * (np.arange(N) * 0.618034 % 1))
    x = np.clip((side / 2 + radius * Z.real).astype(int), 0, side - 1)
    y = np.clip((side / 2 - radius * Z.imag).astype(int), 0, side - 1)
    places = (np.arange(F)[:, None] * side + y) * side + x
    dots = np.bincount(places.ravel(), minlength=F * side * side).reshape(F, -1)
    return (255 - np.minimum(70 + 45 * dots, 255) * (dots > 0)).astype(np.uint8)
