"""Exercise 10: when numbers count as right."""

import numpy as np


def near(came, expected):
    """Whether two arrays agree to what single precision leaves, or a slope by small changes."""
    return np.allclose(came, expected, rtol=1e-5, atol=1e-6)
