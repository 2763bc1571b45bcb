"""Small numerical tools of the theory: arrays in and out, roots and maxima."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize

from .. import _checks

Function = Callable[[float], Any]  # from one number to one number
Numbers = Any  # a float for a number, an array of floats for an array


def reals_from(
    name: str, value: ArrayLike, low: float, high: float = np.inf, *, above: bool = False
) -> NDArray[np.float64]:
    """Real numbers from `low` (excluded if `above`) to `high`, as a float64 array.

    Raises
    ------
    TypeError, ValueError
        If a number is not of that kind or range.
    """
    array = np.asarray(value)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name}: expected real numbers, got {array.dtype}")
    array = array.astype(np.float64)
    wrong = ~np.isfinite(array) | (array > high) | (array <= low if above else array < low)
    floor = f"above {low:g}" if above else f"from {low:g}"
    _checks.refuse(name, array, wrong, floor + (f" to {high:g}" if high < np.inf else " up, finite"))
    return array


def wholes_from(name: str, value: ArrayLike, low: int) -> NDArray[np.float64]:
    """Whole numbers from `low` up, as a float64 array.

    Raises
    ------
    TypeError, ValueError
        If a number is not of that kind or range.
    """
    array = np.asarray(value)
    if array.dtype.kind not in "iu":
        raise TypeError(f"{name}: expected whole numbers, got {array.dtype}")
    _checks.refuse(name, array, array < low, f"whole numbers from {low} up")
    return array.astype(np.float64)


def each(function: Function, values: NDArray[np.float64]) -> Numbers:
    """`function` of one number, over an array."""
    return np.array([function(v) for v in values.flat], dtype=float).reshape(values.shape)[()]


def root(function: Function, low: float, high: float) -> float:
    """Where a function is 0 between `low` and `high`, where its signs differ."""
    found: Any = optimize.brentq(function, low, high, xtol=1e-15, rtol=np.float64(8.9e-16), maxiter=500)
    return found


def highest(function: Function, low: float, high: float) -> float:
    """Where a function of one maximum between `low` and `high` has it."""

    def lowered(x: float) -> Any:
        return -function(x)

    found: Any = optimize.minimize_scalar(
        lowered, bounds=(low, high), method="bounded", options={"xatol": 1e-12}
    )
    return float(found.x)
