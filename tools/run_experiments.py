"""Measure the large curves that the lessons load, and write them into the library.

    python -m tools.run_experiments [NAME ...] [--workers 2]

Without names, every curve whose file is missing is measured, or all with --all. An interrupted run
goes on where it stopped: its journal lies beside the curve until that is complete.
"""

import argparse
import sys
import time

import numpy as np

from hopfield_lib import experiments, hebbian, projection, storkey
from hopfield_lib.experiments.curve import STORED

NEAR_CRITICAL = [0.05, 0.08, 0.10, 0.11, 0.12, 0.13, 0.135, 0.14, 0.145, 0.15, 0.16, 0.18, 0.20]
RULE_LOADS = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
OVERLAPS = np.arange(1, 11) / 10
HEATS = [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95, 1.05, 1.15]

# Each curve: a function of the experiments, its axes and its settings. The seed is its own.
PLANNED = {
    "retrieval_2000": (
        "retrieval_overlap",
        (NEAR_CRITICAL,),
        {"n_units": 2000, "draws": 8, "seed": 2000},
    ),
    "retrieval_4000": (
        "retrieval_overlap",
        (NEAR_CRITICAL,),
        {"n_units": 4000, "draws": 6, "seed": 4000},
    ),
    "basin_1000": (
        "basin_of_attraction",
        (OVERLAPS, np.arange(1, 8) / 50),
        {"n_units": 1000, "draws": 40, "seed": 1000},
    ),
    "phase_1000": (
        "overlap_at_temperature",
        (HEATS,),
        {
            "load": np.arange(1, 17) / 100,
            "n_units": 1000,
            "sweeps": 40,
            "cues": 10,
            "draws": 4,
            "seed": 1001,
        },
    ),
    **{
        f"{rule.__name__}_500": (
            "retrieval_overlap",
            (RULE_LOADS,),
            {"n_units": 500, "rule": rule, "draws": 10, "seed": 500 + k},
        )
        for k, rule in enumerate((hebbian, storkey, projection))
    },
    "mixture_40000": (
        "mixture_stability",
        (np.arange(42, 51, 2) / 100,),
        {"n_units": 40_000, "draws": 20, "seed": 40_000},
    ),
    "census_1000": (
        "random_census",
        ([0.003, 0.006, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.16],),
        {"n_units": 1000, "cues": 25, "draws": 40, "seed": 1002},
    ),
}


def measure(name, workers, progress=True):
    """Measure one curve and write it; its journal goes when it is complete."""
    function, axes, settings = PLANNED[name]
    settings = settings | {"rng": np.random.default_rng(settings["seed"])}
    del settings["seed"]
    STORED.mkdir(exist_ok=True)
    journal = STORED / f"{name}.journal"
    curve = getattr(experiments, function)(
        *axes, **settings, workers=workers, progress=progress, journal=journal
    )
    curve.save(STORED / f"{name}.npz")
    journal.unlink()
    return curve


def main(arguments=None):
    """Measure the curves named, or those that are missing; return the exit status."""
    parser = argparse.ArgumentParser(description="Measure the large curves that the lessons load.")
    parser.add_argument("names", nargs="*", choices=[[], *PLANNED], metavar="NAME", help=", ".join(PLANNED))
    parser.add_argument("--all", action="store_true", help="measure those again that are there")
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    options = parser.parse_args(arguments)
    missing = [name for name in PLANNED if options.all or not (STORED / f"{name}.npz").exists()]
    for name in options.names or missing:
        start = time.perf_counter()
        curve = measure(name, options.workers, progress=sys.stderr.isatty())
        print(f"{name}: {curve} in {time.perf_counter() - start:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
