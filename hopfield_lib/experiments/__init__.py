"""Measured curves with error bars, to stand beside the theory.

``measure`` makes a curve of whatever a function returns; the functions of a curve are made with it.
Each draws patterns afresh ``draws`` times at each point of its axes, and returns
a ``Curve``: samples, one a draw, their means and 95 % intervals over draws.  Every point and draw
has a random stream of its own, derived from one number drawn from ``rng``, so that results do not
depend on how many workers (joblib) share the work, on their order, nor on interruptions.

One rule for intervals, in the stored curves and in the whole course.  What is independent are draws: of
patterns, of images, of trainings.  A share is counted, successes of trials in each draw, and
``share_interval(successes, trials)`` is Wilson's interval with the number of trials that the spread
between draws leaves: where draws differ more than independent trials would, each trial counts for
less; where nothing varies, the trials count as they are.  ``share_interval(7, 200)`` is Wilson's
interval of 200 independent trials, and ``share_in_words(7, 200)`` says it.  The mean of any other
quantity has ``mean_interval(samples)``.
"""

from .curve import Curve, load
from .engine import counted, measure
from .intervals import mean_interval, share_in_words, share_interval, wilson
from .measurements import (
    basin_of_attraction,
    mixture_overlaps,
    mixture_stability,
    one_step_error,
    overlap_at_temperature,
    random_census,
    retrieval_overlap,
    stable_patterns,
)

__all__ = [
    "Curve",
    "basin_of_attraction",
    "counted",
    "load",
    "mean_interval",
    "measure",
    "mixture_overlaps",
    "mixture_stability",
    "one_step_error",
    "overlap_at_temperature",
    "random_census",
    "retrieval_overlap",
    "share_in_words",
    "share_interval",
    "stable_patterns",
    "wilson",
]
