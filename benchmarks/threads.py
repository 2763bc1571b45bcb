"""What a second thread of BLAS gains and costs: one process and four at once, by default and with one thread.

    python -m benchmarks.threads [--processes 4] [--recalls 20]

Each process stores 50 patterns of 1,000 units and recalls 50 cues, again and again.  Printed are the times of
one recall: by the clock, least to most over the processes, and of processors.
"""

import argparse
import os
import subprocess
import sys

WORK = """
import sys, time
import numpy as np
from hopfield_lib import Hopfield, asynchronous, hebbian, recall

rng, count = np.random.default_rng(1), int(sys.argv[1])
X = rng.choice(np.array([-1, 1], np.int8), (50, 1000))
cues = np.where(rng.random(X.shape) < 0.2, -X, X)
clock, processors = time.perf_counter(), time.process_time()
for _ in range(count):
    recall(Hopfield(hebbian(X)), cues, asynchronous(rng))
print((time.perf_counter() - clock) / count, (time.process_time() - processors) / count)
"""


def times(processes, recalls, threads):
    """Return the times of one recall in each of several processes at once, by the clock and of processors."""
    clean = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    environment = clean | ({"OPENBLAS_NUM_THREADS": str(threads)} if threads else {})
    command = [sys.executable, "-c", WORK, str(recalls)]
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(processes)
    ]
    pairs = [process.communicate()[0].split() for process in running]
    return tuple(sorted(1e3 * float(pair[k]) for pair in pairs) for k in (0, 1))


def main():
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="What a second thread of BLAS gains and costs.")
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--recalls", type=int, default=20)
    options = parser.parse_args()
    load = f"{os.getloadavg()[0]:.0f}" if hasattr(os, "getloadavg") else "unknown"
    print(f"{os.cpu_count()} cores, other programs that wanted them: {load}")
    for processes in (1, options.processes):
        for threads, words in ((0, "default"), (1, "one thread")):
            clock, processors = times(processes, options.recalls, threads)
            print(
                f"{processes} at once, {words:10s}: {clock[0]:.1f} to {clock[-1]:.1f} ms by the clock, "
                f"{processors[0]:.1f} to {processors[-1]:.1f} ms of processors"
            )


if __name__ == "__main__":
    main()
