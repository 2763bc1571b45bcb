"""Attacks: how little an image must change until trained memories name it differently.

``smallest_change`` looks for the smallest such change.  One attack alone says little: where it finds
only a large one, another may find a small one (Krotov and Hopfield's claim of 2018 that memories of
high order are robust looks true of one attack and false of the next).  So it takes the best of several:
``follow_gradient``, ``walk_to_another_class`` and ``linearise_and_project``, each made as small as
it can be by ``pull_back``.  What they find is an upper bound of the smallest change; none of them proves
that there is no smaller one.

Images are pixels from -1 to 1, and so is everything that the attacks return.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _checks
from .training import GRID, TINY, TrainedMemories, classify, named, pixels, power

Array = NDArray[Any]

OVERSHOOT = 1.05  # of a projection: a point on the tangent plane itself may be on either side
PIECES = 12  # Newton's steps of a projection: it ends exactly after as many as pixels meet their bounds
HALVINGS = 12  # of the line between an image and one that fools


@dataclass(frozen=True, eq=False)
class SmallestChange:
    """What several attacks on the same images found.

    Attributes
    ----------
    images : (B, N) array
        Of all changed images that fool, the one nearest to each image; the image itself where none does.
    fooled : (B,) bool array
        Whether it is named differently from its label, asked of the memories once more at the end.
    distance : (B,) array
        Root mean square change of its pixels; infinite where it is not fooled.
    by_attack : dict of str to (B,) array
        The same for each attack alone.
    """

    images: Array
    fooled: Array
    distance: Array
    by_attack: dict[str, Array]


def smallest_change(
    trained: TrainedMemories,
    images: ArrayLike,
    labels: ArrayLike,
    examples: ArrayLike,
    example_labels: ArrayLike,
    *,
    rng: np.random.Generator,
    restarts: int = 2,
    noise: float = 0.1,
) -> SmallestChange:
    """Look for the smallest change of each image that makes the memories name it differently.

    The best of five attacks, each of them pulled back by ``pull_back``:

    - "gradient path": ``follow_gradient``;
    - "line": ``walk_to_another_class``;
    - "project": ``linearise_and_project`` from the image;
    - "project from line": the same from where the line crossed;
    - "project from noise": the same from random starts near the image, the best of them.

    It is an upper bound: no attack proves that there is no smaller change.  An image that is named
    wrongly at the start is left as it is, at the distance 0.

    Parameters
    ----------
    trained : TrainedMemories
    images, labels
        (B, N) pixels from -1 to 1, and (B,) classes.
    examples, example_labels
        (M, N) and (M,): images with their classes, such as those of the training.
    rng : numpy.random.Generator
    restarts : int
        Random starts.
    noise : float
        Standard deviation of the normal numbers that a random start adds to each pixel.

    Returns
    -------
    SmallestChange

    Raises
    ------
    TypeError, ValueError
        If an argument is of another kind, shape or range.
    """
    V, y = _attacked(trained, images, labels)
    restarts = _checks.integer("restarts", restarts, 0)
    noise = _checks.real("noise", noise, 0)
    starts = V + noise * _checks.generator("rng", rng).normal(size=(restarts, *V.shape))
    line = walk_to_another_class(trained, V, y, examples, example_labels)[0]
    tries = {
        "gradient path": [follow_gradient(trained, V, y)[0]],
        "line": [line],
        "project": [linearise_and_project(trained, V, y)[0]],
        "project from line": [linearise_and_project(trained, V, y, start=line)[0]],
        "project from noise": [
            linearise_and_project(trained, V, y, start=start)[0] for start in starts.clip(-1, 1)
        ],
    }
    best = V.copy()
    distance = np.full(len(V), np.inf)
    by_attack = {}
    for name, found in tries.items():
        by_attack[name] = np.full(len(V), np.inf)
        for changed in found:
            changed, fooled = pull_back(trained, V, y, changed)
            far = np.where(fooled, np.sqrt(((changed - V) ** 2).mean(axis=1)), np.inf)
            nearer = far < distance
            best[nearer], distance[nearer] = changed[nearer], far[nearer]
            by_attack[name] = np.minimum(by_attack[name], far)
    fooled = classify(trained, best) != y
    return SmallestChange(best, fooled, np.where(fooled, distance, np.inf), by_attack)


def follow_gradient(
    trained: TrainedMemories,
    images: ArrayLike,
    labels: ArrayLike,
    *,
    step: float = 0.02,
    max_steps: int = 200,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Change images, against the gradient of their class, until they are named differently.

    Each step moves an image by `step` times the square root of N, in the direction in which the
    field of its own class falls fastest against that of its strongest rival; pixels are cut back to
    [-1, 1].  An image that is named wrongly at the start is left as it is.

    At a high order the field of the own class is so much larger than the rival's that the path follows
    it alone: it wipes the image out where a turn towards the rival would be shorter.

    Parameters
    ----------
    trained : TrainedMemories
    images, labels
        (B, N) pixels from -1 to 1, and (B,) classes.
    step, max_steps
        Root mean square change of a pixel in one step, and the most steps.

    Returns
    -------
    changed : (B, N) array
        The images where they first cross the boundary between two classes, or where they are at last.
    fooled : (B,) bool array
        Whether they crossed it within `max_steps`.

    Raises
    ------
    TypeError, ValueError
        If an argument is of another kind, shape or range.

    References
    ----------
    Krotov, Hopfield, Neural Computation 30:3151 (2018): images changed along a gradient.
    """
    V, y = _attacked(trained, images, labels)
    length = _checks.real("step", step, 0, above=True) * np.sqrt(V.shape[1])
    fooled = np.zeros(len(V), dtype=bool)
    for turn in range(_checks.integer("max_steps", max_steps, 1) + 1):
        live = np.flatnonzero(~fooled)
        fields = trained.classifier.fields(V[live].T)
        D, slopes = fields.D, fields.on
        right = y[live]
        cue = np.arange(len(live))
        rival = np.where(np.arange(trained.classes)[:, None] == right, -np.inf, D).argmax(axis=0)
        over = D[rival, cue] > D[right, cue]
        fooled[live[over]] = True
        if over.all() or turn == max_steps:
            break
        move = (slopes[rival, :, cue] - slopes[right, :, cue]) @ trained.features  # what all share cancels
        size = np.linalg.norm(move, axis=1, keepdims=True)
        move = np.where(over[:, None] | (size < TINY), 0, length * move / np.maximum(size, TINY))
        V[live] = (V[live] + move).clip(-1, 1)
    return V, fooled


def walk_to_another_class(
    trained: TrainedMemories,
    images: ArrayLike,
    labels: ArrayLike,
    examples: ArrayLike,
    example_labels: ArrayLike,
    *,
    nearest: int = 3,
    points: int = 10,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Walk from each image in a straight line to the nearest examples of other classes.

    Parameters
    ----------
    trained : TrainedMemories
    images, labels
        (B, N) pixels from -1 to 1, and (B,) classes.
    examples, example_labels
        (M, N) and (M,), likewise.
    nearest : int
        To how many examples each image walks.
    points : int
        At how many places of each line, equally far apart, it asks for the name; where it first is
        another one, the place is made more exact by halving.

    Returns
    -------
    changed : (B, N) array
        Of the places where the name changes, the nearest to each image; the image itself if there is none.
    fooled : (B,) bool array

    Raises
    ------
    TypeError, ValueError
        If an argument is of another kind, shape or range, or if there are fewer than `nearest` examples
        of other classes for an image.
    """
    V, y = _attacked(trained, images, labels)
    E, z = _attacked(trained, examples, example_labels, "example")
    nearest = _checks.integer("nearest", nearest, 1)
    points = _checks.integer("points", points, 1)
    others = y[:, None] != z
    if others.sum(axis=1).min(initial=nearest) < nearest:
        few = others.sum(axis=1).min()
        raise ValueError(f"examples: expected {nearest} or more of other classes, got {few} for an image")
    apart = (E**2).sum(axis=1) - 2 * V @ E.T  # squared distance, less what all examples share
    chosen = np.argsort(np.where(others, apart, np.inf), axis=1, kind="stable")[:, :nearest]
    best = V.copy()
    distance = np.full(len(V), np.inf)
    for end in chosen.T:
        t = np.linspace(0, 1, points + 1)[:, None]  # from the image itself to the example
        line = V[:, None] + t * (E[end] - V)[:, None]
        crossed = classify(trained, line.clip(-1, 1)) != y[:, None]
        first = line[np.arange(len(V)), crossed.argmax(axis=1)].clip(-1, 1)
        changed, fooled = pull_back(trained, V, y, first)
        far = np.where(fooled, np.linalg.norm(changed - V, axis=1), np.inf)
        nearer = far < distance
        best[nearer], distance[nearer] = changed[nearer], far[nearer]
    return best, np.isfinite(distance)


def linearise_and_project(
    trained: TrainedMemories,
    images: ArrayLike,
    labels: ArrayLike,
    *,
    start: ArrayLike | None = None,
    steps: int = 10,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Change images by the least that would fool, if the fields were linear; linearise there again.

    At each step the logarithms of the fields of all classes are replaced by their tangents, the rival whose
    boundary is then the nearest is chosen, and the image is projected on that boundary: the nearest point
    beyond it with all pixels in [-1, 1].  It is always the image itself that is projected, so that the
    steps come to a point of the true boundary from which no small step leads nearer; or do not settle.
    The nearest point that fools, of all steps, counts.

    Parameters
    ----------
    trained : TrainedMemories
    images, labels
        (B, N) pixels from -1 to 1, and (B,) classes.
    start : (B, N) array, optional
        Where the fields are linearised first; at the images unless given.
    steps : int
        How often.

    Returns
    -------
    changed : (B, N) array
        The nearest point that fools; the image itself if there is none.
    fooled : (B,) bool array

    Raises
    ------
    TypeError, ValueError
        If an argument is of another kind, shape or range.

    References
    ----------
    Moosavi-Dezfooli, Fawzi, Frossard, DeepFool, CVPR 2016; with the valid range and the projection of
    the image itself Croce, Hein, ICML 2020.
    """
    V, y = _attacked(trained, images, labels)
    x = V if start is None else pixels(start, V.shape[1], "start", matrix=True)
    if len(x) != len(V):
        raise ValueError(f"start: expected {len(V)} images, one for each, got {len(x)}")
    wrong = classify(trained, V) != y
    cue = np.arange(len(V))
    best = V.copy()
    distance = np.where(wrong, 0, np.inf)
    for turn in range(_checks.integer("steps", steps, 1) + 1):
        lead, slopes = _lead_of_rivals(trained, x, y)
        far = np.where(lead.max(axis=1) > 0, np.linalg.norm(x - V, axis=1), np.inf)
        nearer = far < distance
        best[nearer], distance[nearer] = x[nearer], far[nearer]
        if turn == steps:
            break
        # the tangents, taken back to the image itself, and how far off it is from each boundary
        there = lead + np.einsum("bcn,bn->bc", slopes, V - x)
        size = np.maximum(np.linalg.norm(slopes, axis=2), TINY)
        rival = (-there / size).argmin(axis=1)
        size = size[cue, rival]
        normal = slopes[cue, rival] / size[:, None]
        move = _project(normal, -there[cue, rival] / size, -1 - V, 1 - V)
        x = (np.rint((V + OVERSHOOT * move) / GRID) * GRID).clip(-1, 1)
    return best, np.isfinite(distance)


def pull_back(
    trained: TrainedMemories, images: ArrayLike, labels: ArrayLike, changed: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Bring changed images as near to the images as they can come on a straight line, and still fool.

    The line is halved again and again; where the name changes more than once along it, the place that
    is found need not be the nearest.

    Parameters
    ----------
    trained : TrainedMemories
    images, labels
        (B, N) pixels from -1 to 1, and (B,) classes.
    changed : (B, N) array
        Pixels from -1 to 1.

    Returns
    -------
    changed : (B, N) array
        As they came where they do not fool.
    fooled : (B,) bool array

    Raises
    ------
    TypeError, ValueError
        If an argument is of another kind, shape or range.
    """
    V, y = _attacked(trained, images, labels)
    far = pixels(changed, V.shape[1], "changed", matrix=True)
    if len(far) != len(V):
        raise ValueError(f"changed: expected {len(V)} images, one for each, got {len(far)}")

    def at(t: Array) -> Array:
        return np.where(t[:, None] < 1, (V + t[:, None] * (far - V)).clip(-1, 1), far)

    high = np.where(classify(trained, V) != y, 0.0, 1.0)
    low = np.zeros(len(V))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        fools = classify(trained, at(middle)) != y
        low, high = np.where(fools, low, middle), np.where(fools, middle, high)
    found = at(high)
    return found, classify(trained, found) != y


def _attacked(
    trained: TrainedMemories, images: ArrayLike, labels: ArrayLike, name: str = ""
) -> tuple[Array, Array]:
    """Images (B, N) to be changed, a copy, and their classes (B,); `name` goes before both names."""
    prefix = f"{name}_" if name else ""
    V = pixels(images, trained.features.shape[1], f"{name}s" if name else "images", matrix=True).copy()
    array = named(labels, len(V), f"{prefix}labels")
    over = array >= trained.classes
    _checks.refuse(f"{prefix}labels", array, over, f"classes from 0 to {trained.classes - 1}")
    return V, array


def _lead_of_rivals(trained: TrainedMemories, V: Array, y: Array) -> tuple[Array, Array]:
    """By how much each class leads before that of the label, (B, C), and its slopes (B, C, N).

    The field of class c is P_c = sum_mu F(u_mu + 2 xi_mu,c), less a sum that is the same for all classes.
    So class c leads where log P_c - log P_y is above 0; the logarithm is nearly linear over distances
    at which a power of order 30 is not.  The label itself has -inf and no slopes.
    """
    n = trained.order
    T = trained.temperature
    on, _ = trained.classifier.overlaps(V.T)
    below = power(on, n - 1)
    P = np.maximum((below * on).sum(axis=1), TINY)
    below *= (n / T) / P[:, None]
    slopes = below.transpose(2, 0, 1) @ trained.features
    cue = np.arange(len(V))
    L = np.log(P).T
    lead = L - L[cue, y][:, None]
    lead[cue, y] = -np.inf
    return lead, slopes - slopes[cue, y][:, None]


def _project(normal: Array, offset: Array, low: Array, high: Array) -> Array:
    """Smallest moves d (B, N) with normal · d >= offset and low <= d <= high, as far as there are any.

    d is the normal times a number, each pixel cut back to its range: Newton's steps find the number,
    for normal · d rises with it in straight pieces that become flatter as more pixels are cut.
    """
    factor = np.zeros(len(normal))
    d = np.zeros_like(normal)
    for _ in range(PIECES):
        free = np.where(normal > 0, d < high, d > low)
        slope = (normal**2 * free).sum(axis=1)
        missing = np.maximum(offset - (normal * d).sum(axis=1), 0)
        factor = factor + np.where(slope > TINY, missing / np.maximum(slope, TINY), 0)
        d = (factor[:, None] * normal).clip(low, high)
    return d
