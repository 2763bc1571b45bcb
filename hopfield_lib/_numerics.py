"""Small numerical tools of the theory: arrays in and out, roots and maxima."""

import numpy as np
from scipy import optimize

from . import _checks


def numbers(name, value, low, high=np.inf, *, above=False):
    """Real numbers from `low` (excluded if `above`) to `high`, as a float64 array."""
    array = np.asarray(value)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name}: expected real numbers, got {array.dtype}")
    array = array.astype(np.float64)
    wrong = ~np.isfinite(array) | (array > high) | (array <= low if above else array < low)
    floor = f"above {low:g}" if above else f"from {low:g}"
    _checks.refuse(name, array, wrong, floor + (f" to {high:g}" if high < np.inf else " up, finite"))
    return array


def whole(name, value, low):
    """Whole numbers from `low` up, as a float64 array."""
    array = np.asarray(value)
    if array.dtype.kind not in "iu":
        raise TypeError(f"{name}: expected whole numbers, got {array.dtype}")
    _checks.refuse(name, array, array < low, f"whole numbers from {low} up")
    return array.astype(np.float64)


def each(function, values):
    """`function` of one number, over an array."""
    return np.array([function(v) for v in values.flat], dtype=float).reshape(values.shape)[()]


def root(function, low, high):
    return optimize.brentq(function, low, high, xtol=1e-15, rtol=8.9e-16, maxiter=500)


def highest(function, low, high):
    """Where a function of one maximum between `low` and `high` has it."""
    found = optimize.minimize_scalar(
        lambda x: -function(x), bounds=(low, high), method="bounded", options={"xatol": 1e-12}
    )
    return float(found.x)
