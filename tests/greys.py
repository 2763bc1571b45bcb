"""Pictures as lessons 07 and 10 store them."""

import numpy as np


def prepared(greys):
    """Greys (K, h, w) as patterns (K, h·w), each of mean 0 and variance 1."""
    flat = np.reshape(greys, (len(greys), -1)).astype(float)
    flat -= flat.mean(axis=1, keepdims=True)
    return flat / flat.std(axis=1, keepdims=True)
