"""Cuts of a graph: what a network with negative couplings looks for when it runs downhill."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _checks

__all__ = ["cut_size", "greedy_cut", "largest_cut"]


def _graph(graph: ArrayLike) -> NDArray[np.float64]:
    A = _checks.hermitian("graph", graph)
    if np.iscomplexobj(A) or np.diag(A).any():
        raise ValueError("graph: expected real weights of edges, and none from a unit to itself")
    return A


def cut_size(graph: ArrayLike, states: ArrayLike) -> Any:
    """Weight of the edges between units of different states, 1/4 sum_ij a_ij (1 - s_i s_j).

    Parameters
    ----------
    graph : (N, N) array
        Symmetric weights a_ij of the edges; 0 on the diagonal.
    states : (..., N) array of +1 and -1

    Returns
    -------
    float or (...) array

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    A = _graph(graph)
    s = _checks.spins("states", states, len(A)).astype(np.float64)
    return 0.25 * (A.sum() - (s * (s @ A)).sum(axis=-1))


def largest_cut(graph: ArrayLike) -> float:
    """Size of the largest cut, found by trying all 2^(N - 1).

    Parameters
    ----------
    graph : (N, N) array
        As in ``cut_size``; N is 2 to 20.

    Returns
    -------
    float

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    A = _graph(graph)
    N = _checks.integer("units of graph", len(A), 2, 20)
    best = -np.inf
    for first in range(0, 2 ** (N - 1), 2**14):  # the last unit keeps its side
        numbers = np.arange(first, min(first + 2**14, 2 ** (N - 1)))
        states = 1 - 2 * ((numbers[:, None] >> np.arange(N)) & 1)
        best = max(best, cut_size(A, states).max())
    return float(best)


def greedy_cut(graph: ArrayLike, *, rng: np.random.Generator) -> NDArray[np.int8]:
    """Let each unit, in random order, take the side that cuts more of its edges to those before it.

    Parameters
    ----------
    graph : (N, N) array
        As in ``cut_size``.
    rng : numpy.random.Generator

    Returns
    -------
    (N,) int8 array
        Of +1, which a unit takes at a tie, and -1.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    A = _graph(graph)
    states = np.zeros(len(A), dtype=np.int8)
    for i in _checks.generator("rng", rng).permutation(len(A)):
        states[i] = 1 if A[i] @ states <= 0 else -1
    return states
