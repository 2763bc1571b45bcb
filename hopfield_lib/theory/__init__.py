"""Closed forms and mean-field solutions that the measurements of the course stand beside.

Each function is vectorised over its first argument and returns floats of its shape; every number
comes from the formula in its docstring.  ``load`` is alpha = P/N, patterns are unbiased, W has no
diagonal, and temperatures are in units of the field of a stored pattern.
"""

from .binary import (
    critical_load,
    one_step_error,
    overlap_at_temperature,
    patterns_all_stable,
    patterns_half_stable,
    retrieval_overlap,
)
from .continuous import (
    exact_gap,
    merging_beta,
    pair_minimum,
    perceptron_capacity,
    random_feature_error,
    relu_betas,
    ring_energy,
    ring_radius,
)
from .dense import (
    dense_capacity,
    dense_half_stable,
    dense_one_step_error,
    exponential_capacity,
    modern_capacity_base,
)
from .mixtures import (
    mixture_critical_temperature,
    mixture_energy,
    mixture_overlap,
)
from .phasors import (
    clock_critical_load,
    phasor_critical_load,
    phasor_overlap,
)

__all__ = [
    "clock_critical_load",
    "critical_load",
    "dense_capacity",
    "dense_half_stable",
    "dense_one_step_error",
    "exact_gap",
    "exponential_capacity",
    "merging_beta",
    "mixture_critical_temperature",
    "mixture_energy",
    "mixture_overlap",
    "modern_capacity_base",
    "one_step_error",
    "overlap_at_temperature",
    "pair_minimum",
    "patterns_all_stable",
    "patterns_half_stable",
    "perceptron_capacity",
    "phasor_critical_load",
    "phasor_overlap",
    "random_feature_error",
    "relu_betas",
    "retrieval_overlap",
    "ring_energy",
    "ring_radius",
]
