"""One head of attention, learnt: which pattern a cue is to look for, and what it is to read there.

The tokens of a sequence but the last are stored patterns x_j, the last one is the cue c.  Three matrices are
learnt: Q makes a query of the cue, K a key of each pattern, V a value.  Then

    p = softmax over j of (Q c) . (K x_j) / sqrt(r)        what is attended to, by recall from Q c among K x_j
    z = V sum_j p_j x_j                                    the symbols' scores, from the mean of the patterns

which is one update of ``ModernHopfield(x K^T, 1 / sqrt(r))`` from Q c, read with V instead of K.

The task is induction: in a sequence of symbols the last has been there before, once; which came after it?
A token holds its own symbol and the one before.  So the cue's own symbol has to be looked for among the
others' previous ones, and their own one read: Q^T K and V can be looked at.

Gradients are by hand.  With y = softmax(z), t the right symbol and the loss -log y_t, from the end
to the start

    dz = y - t,   dV = dz o^T with o = sum_j p_j x_j,   do = V^T dz,
    dp_j = x_j . do,   da_j = p_j (dp_j - sum_k p_k dp_k),
    dQ = sum_j da_j (K x_j) c^T / sqrt(r),   dK = (Q c) sum_j da_j x_j^T / sqrt(r)
"""

from typing import Any, final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .. import _checks
from ..couplings import read_only
from .memories import GRID

__all__ = ["AttentionHead", "attention_loss", "induction_sequences", "induction_tokens", "train_attention"]

Array = NDArray[Any]


@final
class AttentionHead:
    """Queries, keys and values of one head.

    Parameters
    ----------
    queries, keys : (r, D) arrays
        Q and K.
    values : (C, D) array
        V.
    losses : (steps,) array
        Of the training, before each step; empty where the head was given.

    Attributes
    ----------
    queries, keys, values, losses : read-only arrays

    Raises
    ------
    TypeError, ValueError
        If they are no finite real matrices that fit.

    References
    ----------
    Vaswani et al., NIPS 2017; induction heads Olsson et al., arXiv 2209.11895.
    """

    def __init__(
        self, queries: ArrayLike, keys: ArrayLike, values: ArrayLike, losses: ArrayLike = ()
    ) -> None:
        self.queries = read_only(_checks.reals("queries", queries, matrix=True))
        width = self.queries.shape[1]
        self.keys = read_only(_checks.reals("keys", keys, width, matrix=True))
        if len(self.keys) != len(self.queries):
            raise ValueError(f"keys: expected {len(self.queries)} rows as in queries, got {len(self.keys)}")
        self.values = read_only(_checks.reals("values", values, width, matrix=True))
        self.losses = read_only(np.array(losses, dtype=float))

    @property
    def matching(self) -> Array:
        """Q^T K / sqrt(r), (D, D): row d says what an entry d of the cue looks for in the patterns."""
        return self.queries.T @ self.keys / np.sqrt(len(self.keys))

    def attention(self, tokens: ArrayLike) -> Array:
        """Shares of all tokens but the last in what the last attends to, (..., L - 1).

        Parameters
        ----------
        tokens : (..., L, D) array
            L at least 2.

        Raises
        ------
        TypeError, ValueError
            If they are no such tokens.
        """
        return _Pass(self, _tokens(tokens, self.queries.shape[1])).p

    def scores(self, tokens: ArrayLike) -> Array:
        """Scores of the symbols, (..., C); the largest is the answer.

        Parameters
        ----------
        tokens : (..., L, D) array
            L at least 2.

        Raises
        ------
        TypeError, ValueError
            If they are no such tokens.
        """
        return _Pass(self, _tokens(tokens, self.queries.shape[1])).z

    def __repr__(self) -> str:
        rank, width = self.keys.shape
        return f"<attention head of rank {rank}: tokens of {width} numbers, {len(self.values)} symbols>"


class _Pass:
    """Everything on the way from tokens (..., L, D) to scores, in the letters of the formulas above."""

    def __init__(self, head: AttentionHead, tokens: Array) -> None:
        self.x, self.c = tokens[..., :-1, :], tokens[..., -1, :]
        self.query, self.key = self.c @ head.queries.T, self.x @ head.keys.T
        self.scale = 1 / np.sqrt(len(head.keys))
        self.p = _softmax(self.scale * (self.key @ self.query[..., None])[..., 0])
        self.o = (self.p[..., None, :] @ self.x)[..., 0, :]
        self.z = self.o @ head.values.T


def _softmax(a: Array) -> Array:
    p = np.exp(a - a.max(axis=-1, keepdims=True))
    return p / p.sum(axis=-1, keepdims=True)


def attention_loss(
    head: AttentionHead, tokens: ArrayLike, targets: ArrayLike
) -> tuple[float, tuple[Array, Array, Array]]:
    """Mean cross-entropy of a head's answers, and its gradient in Q, K and V.

    Parameters
    ----------
    head : AttentionHead
    tokens : (B, L, D) array
    targets : (B,) array of int
        The right symbols, 0 to C - 1.

    Returns
    -------
    loss : float
    slopes : ((r, D), (r, D), (C, D)) arrays

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or shape.
    """
    x, t = _examples(tokens, targets, head.queries.shape[1], len(head.values))
    return _loss(head, x, t)


def _loss(head: AttentionHead, tokens: Array, targets: Array) -> tuple[float, tuple[Array, Array, Array]]:
    forward, B = _Pass(head, tokens), len(tokens)
    y, row = _softmax(forward.z), np.arange(B)
    loss = -np.log(y[row, targets]).mean()
    dz = y
    dz[row, targets] -= 1
    dz /= B
    do = dz @ head.values
    dp = (forward.x @ do[..., None])[..., 0]
    da = forward.scale * forward.p * (dp - (forward.p * dp).sum(axis=-1, keepdims=True))
    dquery = (da[:, None, :] @ forward.key)[:, 0]
    seen = (da[:, None, :] @ forward.x)[:, 0]
    return float(loss), (dquery.T @ forward.c, forward.query.T @ seen, dz.T @ forward.o)


def train_attention(
    tokens: ArrayLike,
    targets: ArrayLike,
    *,
    rng: np.random.Generator,
    rank: int = 8,
    steps: int = 300,
    rate: float = 0.05,
    momentum: float = 0.9,
    progress: bool = True,
) -> AttentionHead:
    """Learn queries, keys and values by gradient descent on all examples at once.

    Each matrix moves at most by `rate` where its momentum is largest.  Numbers are rounded to 2^-16 after
    each step, so that a seed gives the same head on every machine.

    Parameters
    ----------
    tokens : (B, L, D) array
    targets : (B,) array of int
        The right symbols, from 0; there are as many as the largest says.
    rng : numpy.random.Generator
        For the matrices at the start, normal and small.
    rank : int
        r, rows of Q and K.
    steps : int
    rate : float
        Above 0; it falls to 0 in a straight line.
    momentum : float
        From 0, below 1.
    progress : bool
        Show a progress bar.

    Returns
    -------
    AttentionHead

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind, shape or range.
    """
    from tqdm.auto import tqdm

    x, t = _examples(tokens, targets, None, None)
    rank = _checks.integer("rank", rank, 1)
    steps = _checks.integer("steps", steps, 1)
    rate = _checks.real("rate", rate, 0, above=True)
    momentum = _checks.real("momentum", momentum, 0, 1 - 1e-9)
    rng = _checks.generator("rng", rng)
    D, C = x.shape[-1], int(t.max()) + 1
    matrices = [_rounded(0.1 * rng.normal(size=(rows, D))) for rows in (rank, rank, C)]
    velocities = [np.zeros_like(matrix) for matrix in matrices]
    losses = np.empty(steps)
    for step in tqdm(range(steps), desc="attention", disable=not progress, leave=False):
        losses[step], slopes = _loss(AttentionHead(*matrices), x, t)
        for k, slope in enumerate(slopes):
            velocities[k] = momentum * velocities[k] - slope
            size = np.abs(velocities[k]).max()
            if size > 0:
                matrices[k] = _rounded(matrices[k] + rate * (1 - step / steps) * velocities[k] / size)
    queries, keys, values = matrices
    return AttentionHead(queries, keys, values, losses)


def _rounded(matrix: Array) -> Array:
    return np.rint(matrix / GRID) * GRID


def induction_sequences(
    count: int, length: int, symbols: int, *, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sequences whose last symbol has been there before, once, and the symbol that came after it then.

    All others are there once.

    Parameters
    ----------
    count : int
        B.
    length : int
        L, at least 3.
    symbols : int
        How many there are to choose from, L - 1 at least.
    rng : numpy.random.Generator

    Returns
    -------
    sequences : (B, L) array of int
        Symbols 0, 1, ...
    targets : (B,) array of int

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    B = _checks.integer("count", count, 1)
    L = _checks.integer("length", length, 3)
    S = _checks.integer("symbols", symbols, L - 1)
    rng = _checks.generator("rng", rng)
    shuffled = rng.permuted(np.tile(np.arange(S), (B, 1)), axis=1)[:, : L - 1]
    before, row = rng.integers(L - 2, size=B), np.arange(B)
    sequences = np.column_stack([shuffled, shuffled[row, before]])
    return sequences, shuffled[row, before + 1]


def induction_tokens(sequences: ArrayLike, symbols: int) -> NDArray[np.float64]:
    """Tokens of 2 S numbers: 1 at their own symbol, 1 at S and the one before; the first has none before.

    Parameters
    ----------
    sequences : (..., L) array of int
        Symbols, 0 to S - 1.
    symbols : int
        S.

    Returns
    -------
    (..., L, 2 S) array

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    S = _checks.integer("symbols", symbols, 1)
    numbers = _checks.numbers("sequences", sequences)
    if numbers.dtype.kind not in "iu" or numbers.ndim < 1:
        raise TypeError(f"sequences: expected whole numbers (..., L), got {numbers.dtype} {numbers.shape}")
    _checks.refuse("sequences", numbers, (numbers < 0) | (numbers >= S), f"symbols from 0 to {S - 1}")
    own = np.eye(S)[numbers]
    previous = np.zeros_like(own)
    previous[..., 1:, :] = own[..., :-1, :]
    return np.concatenate([own, previous], axis=-1)


def _tokens(tokens: ArrayLike, width: int | None) -> Array:
    """Tokens (..., L, D) of sequences of two or more."""
    x = _checks.reals("tokens", tokens, width)
    if x.ndim < 2 or x.shape[-2] < 2:
        raise ValueError(f"tokens: expected shape (..., L, D) with L from 2 up, got {x.shape}")
    return x


def _examples(
    tokens: ArrayLike, targets: ArrayLike, width: int | None, classes: int | None
) -> tuple[Array, Array]:
    """Tokens (B, L, D) and their targets (B,)."""
    x = _tokens(tokens, width)
    if x.ndim != 3:
        raise ValueError(f"tokens: expected shape (B, L, D), got {x.shape}")
    t = _checks.numbers("targets", targets)
    if t.dtype.kind not in "iu" or t.shape != (len(x),):
        got = f"{t.dtype} {t.shape}"
        raise ValueError(f"targets: expected {len(x)} whole numbers, one a sequence, got {got}")
    highest = "" if classes is None else f" to {classes - 1}"
    wrong = (t < 0) if classes is None else (t < 0) | (t >= classes)
    _checks.refuse("targets", t, wrong, f"symbols from 0{highest}")
    return x, t.astype(np.int64)
