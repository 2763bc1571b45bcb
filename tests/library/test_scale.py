"""Pictures of a million pixels in the memory of a small machine: no N x N array exists."""

import subprocess
import sys

import numpy as np
import pytest

from tests import ROOT

resource = pytest.importorskip("resource", reason="peak memory is measured on Unix only")

MILLION = """
import resource, sys
import numpy as np
import hopfield_lib as hl
from hopfield_lib import data, images

small = images.binarize(data.pictures("camera", "coins", "clock").images).reshape(3, 128, 128)
stored = np.kron(small, np.ones((8, 8), np.int8)).reshape(3, -1)
assert stored.shape == (3, 1024 * 1024)
rng = np.random.default_rng(1)
cue = stored[1].copy()
cue[rng.permutation(cue.size)[: cue.size // 5]] *= -1
assert (cue != stored[1]).mean() > 0.199
run = hl.recall(hl.Hopfield(hl.hebbian(stored)), cue, hl.asynchronous(rng))
np.testing.assert_array_equal(run.state, stored[1])
assert run.outcome == "fixed point"
"""

PHASES = """
import resource, sys
import numpy as np
import hopfield_lib as hl

rng = np.random.default_rng(1)
N = 65_536
angles = np.pi * rng.random((3, N))
J = hl.phase_distance(np.exp(1j * angles))
z = np.exp(1j * np.pi * rng.random(N))
new = hl.PhasorHopfield(J).update(z)
for i in rng.integers(N, size=50):  # against the formula
    w = (1 - 2 * np.abs(angles[:, i, None] - angles) / np.pi).sum(axis=0)
    h = w @ z - w[i] * z[i]
    assert abs(new[i] - h / abs(h)) < 1e-9
"""

# Linux hands ru_maxrss on from the process that started this one; VmHWM begins anew.
PEAK = """
try:
    lines = open("/proc/self/status").read().splitlines()
    print(1024 * int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1e6)
except FileNotFoundError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(peak * (1 if sys.platform == "darwin" else 1024) / 1e6)
"""


def peak_megabytes(program):
    done = subprocess.run([sys.executable, "-c", program + PEAK], capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return float(done.stdout)


def test_a_picture_of_a_million_pixels_is_recalled_in_400_megabytes(record_property):
    peak = peak_megabytes(MILLION)
    record_property("measured", f"recall of one of three 1024x1024 pictures: peak memory {peak:.0f} MB")
    assert 20 < peak < 400


def test_phase_distance_of_65536_units_needs_no_matrix(record_property):
    """Its matrix would take 34 GB."""
    peak = peak_megabytes(PHASES)
    record_property("measured", f"phase_distance, 65536 units, three patterns: peak memory {peak:.0f} MB")
    assert 20 < peak < 250


def test_memory_of_a_batch_does_not_grow_with_the_frames_that_are_not_kept():
    import tracemalloc

    import hopfield_lib as hl

    rng = np.random.default_rng(2)
    X = rng.choice([-1, 1], (3, 4096))
    model, cues = hl.Hopfield(hl.hebbian(X)), rng.choice([-1, 1], (20, 4096))
    peaks = []
    for sweeps in (2, 12):
        schedule = hl.asynchronous(np.random.default_rng(3), temperature=2.0)
        tracemalloc.start()
        hl.recall(model, cues, schedule, max_sweeps=sweeps)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0]
