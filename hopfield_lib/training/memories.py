"""Memories of a dense network: by gradient descent with labels, or by competition without.

A dense associative memory whose units are the pixels of an image, in [-1, 1], and one unit a
class, off (-1) at first, classifies: each class unit is updated once, by the same difference of
energies as in recall, softened by tanh.  Its memories (K, N + C) need not be stored examples:
``train_memories`` finds them by gradient descent (Krotov, Hopfield, NIPS 2016).  What it takes to fool
them is asked by ``attacks``.

``competing_features`` learns from images alone, by a rule that each synapse can follow with what
it has at hand (Krotov, Hopfield 2019).

Powers are taken of overlaps divided by the temperature, so that they stay in the range of floats.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks
from ..couplings import read_only
from ..products import product

Array = NDArray[Any]

START = (-0.3, 0.3)  # mean and spread of the memories before training
GRID = 2.0**-16  # of what is found step by step: without it n = 30 depends on the last bit of a sum
TINY = 1e-300  # a gradient below this is none


class Fields(NamedTuple):
    """What drives the class units, with F in units of T^n, and how steeply.

    Attributes
    ----------
    D : (C, B) array
        The fields: sum_mu [F(u_mu + 2 xi_mu,c) - F(u_mu)].
    on : (C, K, B) array
        F'(u + 2 xi), with class unit c turned on.
    off : (K, B) array
        F'(u), with all class units off.
    """

    D: Array
    on: Array
    off: Array


class Slopes(NamedTuple):
    """The loss of a batch of images, and how it changes with the memories.

    Attributes
    ----------
    loss : float
    by_overlap : (K, B) array
        With the overlap of each memory with each image.
    by_unit : (K, C) array
        With the class units of each memory, turned on.
    D : (C, B) array
        The fields that it was computed from.
    """

    loss: float
    by_overlap: Array
    by_unit: Array
    D: Array

    def in_memories(self, V: Array) -> Array:
        """The gradient (K, N + C) for the images V (B, N).

        Pixels count as they are, class units as -1 and once more as themselves.
        """
        by_unit = self.by_unit - self.by_overlap.sum(axis=1, keepdims=True)
        return np.hstack([product(self.by_overlap, V), by_unit])


@final
class Classifier:
    """Memories that name images, as the formulas need them; nothing is checked.

    Parameters
    ----------
    M : (K, N + C) array
        The pixels of each memory, then its class units.
    n : int
        Of F(x) = x^n for x > 0, else 0.
    T : float
        Temperature.
    classes : int
        C.
    """

    def __init__(self, M: Array, n: int, T: float, classes: int) -> None:
        self.M = M
        self.n = n
        self.T = T
        self.classes = classes

    @property
    def features(self) -> Array:
        """The pixels of the memories, (K, N)."""
        return self.M[:, : -self.classes]

    @property
    def votes(self) -> Array:
        """The class units of the memories, (K, C)."""
        return self.M[:, -self.classes :]

    def overlaps(self, V: Array) -> tuple[Array, Array]:
        """The positive overlaps of memories with images V (N, B), divided by T.

        Returns
        -------
        on : (C, K, B) array
            u + 2 xi, with class unit c turned on.
        off : (K, B) array
            u, with all class units off.
        """
        u = (product(self.features, V) - self.votes.sum(axis=1, keepdims=True)) / self.T
        on = u + (2 / self.T) * self.votes.T[:, :, None]
        return np.maximum(on, 0), np.maximum(u, 0)

    def fields(self, V: Array) -> Fields:
        """What drives the class units at images V (N, B)."""
        on, off = self.overlaps(V)
        below_on, below_off = power(on, self.n - 1), power(off, self.n - 1)
        D = (below_on * on).sum(axis=1) - (below_off * off).sum(axis=0)
        slope = self.n / self.T
        return Fields(D, slope * below_on, slope * below_off)

    def slopes(self, V: Array, targets: Array, m: int) -> Slopes:
        """The loss with the exponent 2 m of images V (N, B) with the targets (C, B), and its slopes."""
        D, on, off = self.fields(V)
        c = np.tanh(D)
        wrong = c - targets
        e = 2 * m * wrong ** (2 * m - 1) / np.cosh(np.minimum(np.abs(D), 300)) ** 2  # of the loss by D
        on *= e[:, None, :]
        by_unit = 2 * on.sum(axis=2).T
        return Slopes((wrong ** (2 * m)).sum(), on.sum(axis=0) - off * e.sum(axis=0), by_unit, D)


@final
class TrainedMemories:
    """Memories trained for classification, and what made them.

    Parameters
    ----------
    memories : (K, N + C) array
        In [-1, 1]: the N pixels of each memory, then its C class units.
    order : int
        n of F(x) = x^n for x > 0, else 0.
    temperature : float
        T: overlaps are measured in it, the paper's beta is 1/T^n.
    classes : int
        C.
    errors : (epochs,) array
        Share of the training images named wrongly, each when its turn came, by epoch; empty where the
        memories were not trained but given.
    settings : dict
        The other arguments of the training; empty likewise.

    Attributes
    ----------
    memories, errors : read-only arrays
    order, temperature, classes, settings
        As given.
    classifier : Classifier
        The same memories, to compute with.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """

    def __init__(
        self,
        memories: ArrayLike,
        order: int,
        temperature: float,
        classes: int,
        errors: ArrayLike = (),
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self.memories = read_only(_checks.reals("memories", memories, matrix=True))
        self.classes = _checks.integer("classes", classes, 2, self.memories.shape[1] - 1)
        self.order, self.temperature = _order_and_temperature(order, temperature, self.memories)
        self.errors = read_only(np.array(errors, dtype=float))
        self.settings = dict(settings or {})
        self.classifier = Classifier(self.memories, self.order, self.temperature, self.classes)

    @property
    def features(self) -> Array:
        """The pixels of the memories, (K, N)."""
        return self.classifier.features

    @property
    def votes(self) -> Array:
        """The class units of the memories, (K, C)."""
        return self.classifier.votes

    def __repr__(self) -> str:
        count, width = self.features.shape
        return f"<{count} memories of order {self.order}: {width} pixels, {self.classes} classes>"


def class_fields(trained: TrainedMemories, images: ArrayLike) -> NDArray[np.float64]:
    """What drives each class unit: sum_mu [F(u_mu + 2 xi_mu,c) - F(u_mu)] / T^n, before its tanh.

    u_mu is the overlap of memory mu with the image and all class units off; turning unit c on adds
    2 xi_mu,c to it.  F(x) = x^n for x > 0, else 0.

    Parameters
    ----------
    trained : TrainedMemories
    images : (..., N) array
        Pixels from -1 to 1.

    Returns
    -------
    (..., C) array

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Krotov, Hopfield, NIPS 2016: the update of the classification units.
    """
    V = pixels(images, trained.features.shape[1])
    D = trained.classifier.fields(V.reshape(-1, V.shape[-1]).T).D
    return np.ascontiguousarray(D.T).reshape(*V.shape[:-1], trained.classes)


def classify(trained: TrainedMemories, images: ArrayLike) -> Any:
    """Name the class of images: the unit that is driven most.

    Parameters
    ----------
    trained : TrainedMemories
    images : (..., N) array
        Pixels from -1 to 1.

    Returns
    -------
    int or (...) array of int

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    return class_fields(trained, images).argmax(axis=-1)


def classification_loss(
    trained: TrainedMemories, images: ArrayLike, labels: ArrayLike, *, error_power: int = 1
) -> tuple[float, NDArray[np.float64]]:
    """Loss sum (c - t)^(2m) over images and class units, and its gradient in the memories.

    c = tanh of ``class_fields``; t is +1 for the class of the image and -1 for the others.

    Parameters
    ----------
    trained : TrainedMemories
    images, labels
        (B, N) pixels from -1 to 1, and (B,) classes.
    error_power : int
        m, at least 1: a large one looks at the worst errors alone.

    Returns
    -------
    loss : float
    gradient : (K, N + C) array

    Raises
    ------
    TypeError, ValueError
        If an argument is of another kind, shape or range.

    References
    ----------
    Krotov, Hopfield, NIPS 2016: their objective function.
    """
    V = pixels(images, trained.features.shape[1], matrix=True)
    targets = _targets(labels, len(V), trained.classes)
    m = _checks.integer("error_power", error_power, 1)
    slopes = trained.classifier.slopes(V.T, targets, m)
    return float(slopes.loss), slopes.in_memories(V)


def train_memories(
    images: ArrayLike,
    labels: ArrayLike,
    order: int,
    *,
    rng: np.random.Generator,
    memories: int = 50,
    epochs: int = 60,
    batch: int = 100,
    temperature: float | None = None,
    rate: float = 0.04,
    decay: float = 0.98,
    momentum: float = 0.6,
    error_power: int = 2,
    progress: bool = True,
) -> TrainedMemories:
    """Train the memories of a dense associative memory to classify images.

    Gradient descent of ``classification_loss`` with momentum p on random batches: the velocity is
    V <- p V - gradient, each memory moves by rate · V / max|V| over its own entries, and entries
    beyond [-1, 1] are cut back to it.  Memories start from normal numbers of mean -0.3 and spread 0.3,
    and are rounded to 2^-16 after each step, so that a seed gives the same ones on every machine.

    Parameters
    ----------
    images : (B, N) array
        Pixels from -1 to 1.
    labels : (B,) array of int
        The class of each image, from 0 to the largest, C - 1.
    order : int
        n, at least 2.
    rng : numpy.random.Generator
    memories : int
        K.
    epochs, batch : int
        Passes over the images, and images a step.
    temperature : float, optional
        T; 0.6 N unless given.
    rate, decay : float
        The step of the first epoch, and the factor by which it shrinks each epoch.
    momentum : float
        p, from 0 to below 1.
    error_power : int
        m of the loss.
    progress : bool
        Show a progress bar.

    Returns
    -------
    TrainedMemories

    Raises
    ------
    TypeError, ValueError
        If an argument is of another kind, shape or range.

    References
    ----------
    Krotov, Hopfield, NIPS 2016, appendix.
    """
    from tqdm.auto import tqdm

    V = pixels(images, matrix=True)
    classes = int(named(labels, len(V)).max()) + 1
    targets = _targets(labels, len(V), classes)
    epochs = _checks.integer("epochs", epochs, 1)
    batch = _checks.integer("batch", batch, 1)
    rate = _checks.real("rate", rate, 0, above=True)
    decay = _checks.real("decay", decay, 0, 1, above=True)
    momentum = _checks.real("momentum", momentum, 0, 1 - 1e-9)
    error_power = _checks.integer("error_power", error_power, 1)
    _checks.generator("rng", rng)
    count = _checks.integer("memories", memories, 1)
    M = rng.normal(*START, (count, V.shape[1] + classes)).clip(-1, 1)
    order, T = _order_and_temperature(order, 0.6 * V.shape[1] if temperature is None else temperature, M)
    velocity = np.zeros_like(M)
    errors = np.empty(epochs)
    for epoch in tqdm(range(epochs), desc=f"training, n = {order}", disable=not progress, leave=False):
        step = rate * decay**epoch
        shuffled = rng.permutation(len(V))
        wrong = 0
        for first in range(0, len(V), batch):
            some = shuffled[first : first + batch]
            wanted = targets[:, some]
            slopes = Classifier(M, order, T, classes).slopes(V[some].T, wanted, error_power)
            wrong += (slopes.D.argmax(axis=0) != wanted.argmax(axis=0)).sum()
            velocity = momentum * velocity - slopes.in_memories(V[some])
            largest = np.abs(velocity).max(axis=1, keepdims=True)
            M = (M + step * velocity / np.maximum(largest, TINY)).clip(-1, 1)
            M = np.rint(M / GRID) * GRID
        errors[epoch] = wrong / len(V)
    settings = {
        "epochs": epochs,
        "batch": batch,
        "rate": rate,
        "decay": decay,
        "momentum": momentum,
        "error_power": error_power,
    }
    return TrainedMemories(M, order, T, classes, errors, settings)


def competing_features(
    images: ArrayLike,
    units: int,
    *,
    rng: np.random.Generator,
    epochs: int = 60,
    batch: int = 50,
    p: float = 2.0,
    rank: int = 2,
    anti: float = 0.3,
    rate: float = 0.04,
    progress: bool = True,
) -> NDArray[np.float64]:
    """Learn features from images alone, by hidden units that compete.

    Of all hidden units that an image excites the strongest learns it, g = 1, the one of rank
    `rank` unlearns it, g = -anti, and all others stay: dw_i ~ g (v_i - <w, v> w_i) with
    <w, v> = sum_i |w_i|^(p-1) sgn(w_i) v_i, which draws sum_i |w_i|^p towards 1.  Weights are rounded to
    2^-16 after each batch, so that a seed gives the same ones on every machine.

    Parameters
    ----------
    images : (B, N) array
        Pixels from -1 to 1.
    units : int
        Hidden units, as many as `rank` or more.
    rng : numpy.random.Generator
    epochs, batch : int
        Passes over the images, and images a step.
    p : float
        At least 2.
    rank : int
        At least 2.
    anti : float
        At least 0.
    rate : float
        The largest change of a weight in the first epoch; it falls to 0 in a straight line.
    progress : bool
        Show a progress bar.

    Returns
    -------
    (units, N) array
        The weights of each hidden unit.

    Raises
    ------
    TypeError, ValueError
        If an argument is of another kind, shape or range.

    References
    ----------
    Krotov, Hopfield, PNAS 116:7723 (2019).
    """
    from tqdm.auto import tqdm

    V = pixels(images, matrix=True)
    rank = _checks.integer("rank", rank, 2)
    units = _checks.integer("units", units, rank)
    epochs = _checks.integer("epochs", epochs, 1)
    batch = _checks.integer("batch", batch, 1)
    p = _checks.real("p", p, 2)
    anti = _checks.real("anti", anti, 0)
    rate = _checks.real("rate", rate, 0, above=True)
    W = _checks.generator("rng", rng).normal(size=(units, V.shape[1]))
    for epoch in tqdm(range(epochs), desc="competing units", disable=not progress, leave=False):
        shuffled = rng.permutation(len(V))
        for first in range(0, len(V), batch):
            change = competition_step(W, V[shuffled[first : first + batch]], p, rank, anti)
            W += rate * (1 - epoch / epochs) * change / max(np.abs(change).max(), TINY)
            W = np.rint(W / GRID) * GRID
    return W


def competition_step(W: Array, V: Array, p: float, rank: int, anti: float) -> Array:
    """Sum over images V (B, N) of g (v_i - <w, v> w_i) for each hidden unit W (units, N)."""
    excited = product(np.sign(W) * np.abs(W) ** (p - 1), V.T)
    ranked = np.argsort(-excited, axis=0, kind="stable")
    image = np.arange(len(V))
    g = np.zeros_like(excited)
    g[ranked[0], image] = 1.0
    g[ranked[rank - 1], image] = -anti
    return product(g, V) - (g * excited).sum(axis=1, keepdims=True) * W


def power(x: Array, n: int) -> Array:
    """x^n by squaring, for whole n: several times faster than ``x**n``."""
    result = np.ones_like(x)
    while n:
        if n & 1:
            result = result * x
        n >>= 1
        x = x * x if n else x
    return result


def pixels(
    images: ArrayLike, width: int | None = None, name: str = "images", *, matrix: bool = False
) -> NDArray[np.float64]:
    """Images (..., N) of pixels from -1 to 1.

    Raises
    ------
    TypeError, ValueError
        If they are of another kind, shape or range.
    """
    V = _checks.reals(name, images, width, matrix=matrix)
    _checks.refuse(name, V, np.abs(V) > 1, "pixels from -1 to 1")
    return V


def named(labels: ArrayLike, count: int, name: str = "labels") -> Array:
    """Labels (B,), whole numbers from 0 up, one an image.

    Raises
    ------
    TypeError, ValueError
        If they are of another kind, shape or range.
    """
    array = _checks.numbers(name, labels)
    if array.dtype.kind not in "iu" or array.shape != (count,):
        got = f"{array.dtype} {array.shape}"
        raise ValueError(f"{name}: expected {count} whole numbers, one an image, got {got}")
    _checks.refuse(name, array, array < 0, "classes from 0 up")
    return array


def _targets(labels: ArrayLike, count: int, classes: int) -> Array:
    """+1 for the class of each image and -1 for the others, (C, B)."""
    array = named(labels, count)
    _checks.refuse("labels", array, array >= classes, f"classes from 0 to {classes - 1}")
    return np.where(array == np.arange(classes)[:, None], 1.0, -1.0)


def _order_and_temperature(order: int, temperature: float, M: Array) -> tuple[int, float]:
    """Order and T, refused if K powers of the largest overlap that can occur would overflow."""
    n = _checks.integer("order", order, 2)
    T = _checks.real("temperature", temperature, 0, above=True)
    K, width = M.shape
    if n * np.log((width + 2) * max(1.0, np.abs(M).max()) / T) + np.log(K) > 600:
        raise ValueError(
            f"order: expected n and T such that ({width + 2} / T)^n fits a float, got {n}, {T:g}"
        )
    return n, T
