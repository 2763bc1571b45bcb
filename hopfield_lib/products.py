"""Matrix products that are quick in a browser too.

NumPy for Pyodide is built without a BLAS, and multiplies in plain loops; SciPy for Pyodide has one.
"""

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

NUMPY_HAS_NO_BLAS = sys.platform == "emscripten"
LARGE = 30_000  # multiplications from which on the call of SciPy's BLAS is worth its while


def product(a: Array, b: Array) -> Array:
    """Return ``a @ b`` of two matrices."""
    if NUMPY_HAS_NO_BLAS and a.ndim == b.ndim == 2 and a.size * b.shape[1] >= LARGE:
        kind = np.result_type(a, b)
        if kind.char in "fdFD":
            return _by_scipy(a.astype(kind, copy=False), b.astype(kind, copy=False))
    return a @ b


def _by_scipy(a: Array, b: Array) -> Array:
    """The product by SciPy's BLAS, which reads and writes columns: so as b^T a^T, turned."""
    from scipy.linalg.blas import get_blas_funcs

    (gemm,) = get_blas_funcs(("gemm",), dtype=a.dtype)
    (left, turn_left), (right, turn_right) = _columns(b), _columns(a)
    return gemm(1.0, left, right, trans_a=turn_left, trans_b=turn_right).T


def _columns(matrix: Array) -> tuple[Array, bool]:
    """A matrix whose columns lie together in memory, and whether it still has to be turned to be matrix^T."""
    if matrix.flags.f_contiguous and not matrix.flags.c_contiguous:
        return matrix, True
    return matrix.T, False
