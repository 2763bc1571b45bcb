"""Memories that are learnt: by gradient descent with labels, or by competition without.

A dense associative memory whose units are the pixels of an image, in [-1, 1], and one unit a
class, off (-1) at first, classifies: each class unit is updated once, by the same difference of
energies as in recall, softened by tanh.  Its memories (K, N + C) need not be stored examples:
``train_memories`` finds them by gradient descent (Krotov, Hopfield, NIPS 2016).  What it takes to fool
them is asked by ``attacks``.

``competing_features`` learns from images alone, by a rule that each synapse can follow with what
it has at hand (Krotov, Hopfield 2019).

Powers are taken of overlaps divided by the temperature, so that they stay in the range of floats.
"""

from dataclasses import dataclass, field

import numpy as np

from . import _checks

START = (-0.3, 0.3)  # mean and spread of the memories before training
GRID = 2.0**-16  # of what is found step by step: without it n = 30 depends on the last bit of a sum
TINY = 1e-300  # a gradient below this is none


@dataclass(frozen=True, eq=False)
class TrainedMemories:
    """Memories trained for classification, and what made them.

    Attributes
    ----------
    memories : (K, N + C) array, read-only
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
    """

    memories: np.ndarray
    order: int
    temperature: float
    classes: int
    errors: np.ndarray = ()
    settings: dict = field(default_factory=dict)

    def __post_init__(self):
        M = _checks.reals("memories", self.memories, matrix=True)
        _checks.integer("classes", self.classes, 2, M.shape[1] - 1)
        object.__setattr__(self, "temperature", _powers(self.order, self.temperature, M)[1])
        for name, array in (("memories", M), ("errors", np.array(self.errors, dtype=float))):
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    @property
    def features(self):
        """The pixels of the memories, (K, N)."""
        return self.memories[:, : -self.classes]

    @property
    def votes(self):
        """The class units of the memories, (K, C)."""
        return self.memories[:, -self.classes :]

    def __repr__(self):
        count, width = self.features.shape
        return f"<{count} memories of order {self.order}: {width} pixels, {self.classes} classes>"


def class_fields(trained, images):
    """What drives each class unit: sum_mu [F(u_mu + 2 xi_mu,c) - F(u_mu)] / T^n, before its tanh.

    u_mu is the overlap of memory mu with the image and all class units off; turning unit c on adds
    2 xi_mu,c to it.  F(x) = x^n for x > 0, else 0.

    Parameters
    ----------
    trained : TrainedMemories
    images : (..., N) array
        Pixels from -1 to 1; else it raises TypeError or ValueError.

    Returns
    -------
    (..., C) array

    References
    ----------
    Krotov, Hopfield, NIPS 2016: the update of the classification units.
    """
    V = _pixels(images, trained.features.shape[1])
    flat, T = V.reshape(-1, V.shape[-1]).T, trained.temperature
    D = _fields(trained.memories, flat, trained.order, T, trained.classes)[0]
    return np.ascontiguousarray(D.T).reshape(*V.shape[:-1], trained.classes)


def classify(trained, images):
    """Name the class of images (..., N), as ``class_fields`` takes them: the unit driven most, (...)."""
    return class_fields(trained, images).argmax(axis=-1)


def classification_loss(trained, images, labels, *, error_power=1):
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

    Arguments of another kind, shape or range raise TypeError or ValueError.

    References
    ----------
    Krotov, Hopfield, NIPS 2016: their objective function.
    """
    V = _pixels(images, trained.features.shape[1], matrix=True)
    targets = _targets(labels, len(V), trained.classes)
    m = _checks.integer("error_power", error_power, 1)
    model = trained.memories, V.T, targets, trained.order, trained.temperature, trained.classes
    loss, by_memory, by_unit, _ = _backward(*model, m)
    return float(loss), _in_memories(by_memory, by_unit, V)


def train_memories(
    images, labels, order, *, rng, memories=50, epochs=60, batch=100, temperature=None, rate=0.04,
    decay=0.98, momentum=0.6, error_power=2, progress=True,
):  # fmt: skip
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

    Arguments of another kind, shape or range raise TypeError or ValueError.

    References
    ----------
    Krotov, Hopfield, NIPS 2016, appendix.
    """
    from tqdm.auto import tqdm

    V = _pixels(images, matrix=True)
    classes = int(_named(labels, len(V)).max()) + 1
    targets = _targets(labels, len(V), classes)
    settings = {
        "epochs": _checks.integer("epochs", epochs, 1),
        "batch": _checks.integer("batch", batch, 1),
        "rate": _checks.real("rate", rate, 0, above=True),
        "decay": _checks.real("decay", decay, 0, 1, above=True),
        "momentum": _checks.real("momentum", momentum, 0, 1 - 1e-9),
        "error_power": _checks.integer("error_power", error_power, 1),
    }
    _checks.generator("rng", rng)
    count = _checks.integer("memories", memories, 1)
    M = rng.normal(*START, (count, V.shape[1] + classes)).clip(-1, 1)
    order, T = _powers(order, 0.6 * V.shape[1] if temperature is None else temperature, M)
    velocity, errors = np.zeros_like(M), np.empty(epochs)
    for epoch in tqdm(range(epochs), desc=f"training, n = {order}", disable=not progress, leave=False):
        step, wrong, shuffled = rate * decay**epoch, 0, rng.permutation(len(V))
        for first in range(0, len(V), batch):
            some = shuffled[first : first + batch]
            t = targets[:, some]
            _, by_memory, by_unit, D = _backward(M, V[some].T, t, order, T, classes, error_power)
            wrong += (D.argmax(axis=0) != t.argmax(axis=0)).sum()
            velocity = momentum * velocity - _in_memories(by_memory, by_unit, V[some])
            largest = np.abs(velocity).max(axis=1, keepdims=True)
            M = (M + step * velocity / np.maximum(largest, TINY)).clip(-1, 1)
            M = np.rint(M / GRID) * GRID
        errors[epoch] = wrong / len(V)
    return TrainedMemories(M, order, T, classes, errors, settings)


def competing_features(
    images, units, *, rng, epochs=60, batch=50, p=2.0, rank=2, anti=0.3, rate=0.04, progress=True
):
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
    p, rank, anti
        p and rank from 2 up, anti from 0.
    rate : float
        The largest change of a weight in the first epoch; it falls to 0 in a straight line.
    progress : bool
        Show a progress bar.

    Returns
    -------
    (units, N) array
        The weights of each hidden unit.

    Arguments of another kind, shape or range raise TypeError or ValueError.

    References
    ----------
    Krotov, Hopfield, PNAS 116:7723 (2019).
    """
    from tqdm.auto import tqdm

    V = _pixels(images, matrix=True)
    rank = _checks.integer("rank", rank, 2)
    units = _checks.integer("units", units, rank)
    epochs, batch = _checks.integer("epochs", epochs, 1), _checks.integer("batch", batch, 1)
    p, anti = _checks.real("p", p, 2), _checks.real("anti", anti, 0)
    rate = _checks.real("rate", rate, 0, above=True)
    W = _checks.generator("rng", rng).normal(size=(units, V.shape[1]))
    for epoch in tqdm(range(epochs), desc="competing units", disable=not progress, leave=False):
        shuffled = rng.permutation(len(V))
        for first in range(0, len(V), batch):
            change = competition_step(W, V[shuffled[first : first + batch]], p, rank, anti)
            W += rate * (1 - epoch / epochs) * change / max(np.abs(change).max(), TINY)
            W = np.rint(W / GRID) * GRID
    return W


def competition_step(W, V, p, rank, anti):
    """Sum over images V (B, N) of g (v_i - <w, v> w_i) for each hidden unit W (units, N)."""
    excited = (np.sign(W) * np.abs(W) ** (p - 1)) @ V.T
    ranked, image = np.argsort(-excited, axis=0, kind="stable"), np.arange(len(V))
    g = np.zeros_like(excited)
    g[ranked[0], image], g[ranked[rank - 1], image] = 1.0, -anti
    return g @ V - (g * excited).sum(axis=1, keepdims=True) * W


def _fields(M, V, n, T, classes):
    """Fields D (C, B) of the class units, F'(u + 2 xi) (C, K, B) and F'(u) (K, B), F in units of T^n."""
    votes = M[:, -classes:]
    u = (M[:, :-classes] @ V - votes.sum(axis=1, keepdims=True)) / T
    on = np.maximum(u + (2 / T) * votes.T[:, :, None], 0)  # with class unit c turned on
    off = np.maximum(u, 0)
    below_on, below_off = _power(on, n - 1), _power(off, n - 1)
    D = (below_on * on).sum(axis=1) - (below_off * off).sum(axis=0)
    return D, (n / T) * below_on, (n / T) * below_off


def _backward(M, V, targets, n, T, classes, m):
    """Loss, its slopes by the overlap of each memory (K, B) and by its class units (K, C), fields."""
    D, on, off = _fields(M, V, n, T, classes)
    c = np.tanh(D)
    wrong = c - targets
    e = 2 * m * wrong ** (2 * m - 1) / np.cosh(np.minimum(np.abs(D), 300)) ** 2  # of the loss by D
    on *= e[:, None, :]
    by_unit = 2 * on.sum(axis=2).T
    return (wrong ** (2 * m)).sum(), on.sum(axis=0) - off * e.sum(axis=0), by_unit, D


def _in_memories(by_memory, by_unit, V):
    """The gradient (K, N + C): pixels count as they are, class units as -1 and once more as themselves."""
    return np.hstack([by_memory @ V, by_unit - by_memory.sum(axis=1, keepdims=True)])


def _power(x, n):
    """x^n by squaring, for whole n: several times faster than ``x**n``."""
    result = np.ones_like(x)
    while n:
        if n & 1:
            result = result * x
        n >>= 1
        x = x * x if n else x
    return result


def _pixels(images, width=None, name="images", *, matrix=False):
    """Images (..., N) of pixels from -1 to 1."""
    V = _checks.reals(name, images, width, matrix=matrix)
    _checks.refuse(name, V, np.abs(V) > 1, "pixels from -1 to 1")
    return V


def _named(labels, count, name="labels"):
    """Labels (B,), whole numbers from 0 up, one an image."""
    array = _checks.numbers(name, labels)
    if array.dtype.kind not in "iu" or array.shape != (count,):
        got = f"{array.dtype} {array.shape}"
        raise ValueError(f"{name}: expected {count} whole numbers, one an image, got {got}")
    _checks.refuse(name, array, array < 0, "classes from 0 up")
    return array


def _targets(labels, count, classes):
    """+1 for the class of each image and -1 for the others, (C, B)."""
    array = _named(labels, count)
    _checks.refuse("labels", array, array >= classes, f"classes from 0 to {classes - 1}")
    return np.where(array == np.arange(classes)[:, None], 1.0, -1.0)


def _powers(order, temperature, M):
    """Order and T, refused if K powers of the largest overlap that can occur would overflow."""
    n = _checks.integer("order", order, 2)
    T = _checks.real("temperature", temperature, 0, above=True)
    K, width = M.shape
    if n * np.log((width + 2) * max(1.0, np.abs(M).max()) / T) + np.log(K) > 600:
        raise ValueError(
            f"order: expected n and T such that ({width + 2} / T)^n fits a float, got {n}, {T:g}"
        )
    return n, T
