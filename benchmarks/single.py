"""One task in a process of its own, for its peak memory: python single.py {library,notebook} SIDE.

Stores three pictures of SIDE x SIDE pixels and recalls one from 30 flips a row, in three sweeps of
draws with replacement, an energy a sweep; prints seconds, peak memory in MB, and a digest of the end.
"""

import hashlib
import json
import sys
import time
from pathlib import Path

import numpy as np

SWEEPS = 3


def pictures(side):
    """Three photographs, brought to SIDE x SIDE by repeating pixels, as +1 and -1."""
    from hopfield_lib import data, images

    small = data.pictures("camera", "coins", "brick")
    times = side // small.shape[0]
    return images.binarize(np.kron(small.images, np.ones((times, times), np.uint8)))


def peak_memory():
    """Most memory this process held so far, in MB; what its parent held is no part of it (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def main(way, side):
    """Run the task; print one line of JSON."""
    from hopfield_lib import Hopfield, asynchronous, hebbian, images, recall

    X = pictures(side)
    cue = images.flip_per_row(X[0], (side, side), 30 * side // 128, rng=np.random.default_rng(1))
    draws = np.random.default_rng(2)
    if way == "library":
        start = time.perf_counter()
        run = recall(
            Hopfield(hebbian(X)), cue, asynchronous(draws, order="random"), max_sweeps=SWEEPS, record="sweeps"
        )
        state, energies = run.state, run.energies
    else:
        from benchmarks.loops import picture_notebook

        order = np.concatenate([draws.integers(len(cue), size=len(cue)) for _ in range(SWEEPS)])
        start = time.perf_counter()
        state, energies = picture_notebook(X, cue, order, len(cue))
    seconds = time.perf_counter() - start
    peak = peak_memory()
    digest = hashlib.sha256(np.asarray(state, np.int8).tobytes()).hexdigest()[:12]
    per_unit = (np.asarray(energies) / len(cue)).round(6).tolist()
    print(json.dumps({"seconds": seconds, "MB": peak, "end": digest, "energies": per_unit}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
