"""Measure the library beside its peers and the textbook's loops; write results.json, results.md, results.png.

    python -m benchmarks.run [--only WORDS] [--rounds 5]

Contenders of a row run in turn, round after round, in the same minutes; the medians are compared.
The peers come from PyPI into environments of their own, made here. Nothing else should be at work.
"""

import argparse
import compileall
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):  # NumPy picks its own kernel
    os.environ.pop(name, None)
THREADS = str(min(2, os.cpu_count() or 1))
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = THREADS

import numpy as np  # noqa: E402
from threadpoolctl import threadpool_limits  # noqa: E402

from benchmarks import rows  # noqa: E402
from benchmarks.report import figure, machine, table  # noqa: E402
from hopfield_lib import Hopfield, PhasorHopfield, hebbian, phase_distance, recall  # noqa: E402

LIBRARY = "library"
LEAST = 0.02  # seconds that a contender works in its turn: what is quicker is repeated
PEERS = {"canns": "1.5.0", "hopfieldkit": "0.1.0", "hopfieldnetwork": "1.0.1", "neurodynex3": "1.0.4"}


def timed(call):
    """Seconds that a call takes, and what it returns; a quick one is repeated."""
    start, calls = time.perf_counter(), 0
    while calls == 0 or time.perf_counter() - start < LEAST:
        result = call()
        calls += 1
    return (time.perf_counter() - start) / calls, result


def in_turn(contenders, rounds):
    """Run all contenders, round after round: their seconds, and the results of the last round."""
    seconds, results = {name: [] for name in contenders}, {}
    for call in contenders.values():
        call()  # warm
    for _ in range(rounds):
        for name, call in contenders.items():
            spent, results[name] = timed(call)
            seconds[name].append(spent)
    return seconds, results


class Peer:
    """A package in an environment of its own, answering tasks over a pipe."""

    def __init__(self, name, folder):
        self.name, self.folder = name, Path(folder)
        place = ROOT / ".venvs" / f"bench-{name}"
        python = place / "bin" / "python"
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", place], check=True)
            package = f"{name}=={PEERS[name]}"
            quiet = ["--quiet", "--disable-pip-version-check"]
            subprocess.run([python, "-m", "pip", "install", *quiet, package], check=True)
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen([python, HERE / "peer.py", name], **pipes)

    def __call__(self, task):
        """Run the task in the peer's process: its own seconds and its ends."""
        ends = str(self.folder / f"{self.name}.npy")
        self.process.stdin.write(json.dumps(task | {"ends": ends, "least": LEAST}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self.name} ended with status {self.process.wait()}")
        return json.loads(answer)["seconds"], np.load(ends)


def peers_row(n_units, n_patterns, names, rounds):
    """Store patterns and recall a cue of each, 10 % flipped, beside other packages."""
    X = rows.spins(n_patterns, n_units)
    cues = rows.noisy(X, n_patterns, 0.1)

    def ours():
        return recall(Hopfield(hebbian(X)), cues, rows.schedule()).state

    seconds, ends = {name: [] for name in (LIBRARY, *names)}, {}
    with tempfile.TemporaryDirectory() as folder:
        task = {"patterns": f"{folder}/patterns.npy", "cues": f"{folder}/cues.npy"}
        np.save(task["patterns"], X)
        np.save(task["cues"], cues)
        peers = {name: Peer(name, folder) for name in names}
        ours()
        for _ in range(rounds):
            spent, ends[LIBRARY] = timed(ours)
            seconds[LIBRARY].append(spent)
            for name, peer in peers.items():
                spent, ends[name] = peer(task)
                seconds[name].append(spent)
        for peer in peers.values():
            peer.process.stdin.close()
            peer.process.wait()
    model = Hopfield(hebbian(X))
    for name, states in ends.items():  # visiting orders differ, so ends may differ in single units
        assert (model.update(states) == states).all(), f"{name} did not end in fixed points"
        assert (states == ends[LIBRARY]).mean() > 0.9999, f"{name} ended elsewhere"
    return seconds


def alone(way, side, rounds):
    """Seconds and peak memory of single.py, in a fresh process each time."""
    runs = []
    for _ in range(rounds):
        command = [sys.executable, "-m", "benchmarks.single", way, str(side)]
        one_thread = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # as in the lessons
        done = subprocess.run(command, cwd=ROOT, env=one_thread, capture_output=True, text=True, check=True)
        runs.append(json.loads(done.stdout))
    assert len({run["end"] for run in runs}) == 1
    return runs


def picture_rows(rounds):
    """Source 000's work at 128 x 128 beside its dense way, and at 1024 x 1024, where that cannot follow."""
    ours, theirs, large = [], [], []
    for _ in range(rounds):
        ours += alone(LIBRARY, 128, 1)
        theirs += alone("notebook", 128, 1)
        large += alone(LIBRARY, 1024, 1)
    assert {run["end"] for run in ours} == {run["end"] for run in theirs}
    np.testing.assert_allclose(ours[0]["energies"], theirs[0]["energies"], atol=1e-5)
    seconds = {name: [r["seconds"] for r in runs] for name, runs in ((LIBRARY, ours), ("dense loop", theirs))}
    memory = {name: [r["MB"] for r in runs] for name, runs in ((LIBRARY, ours), ("dense loop", theirs))}
    million = {LIBRARY: [r["seconds"] / 1024**2 for r in large]}
    return seconds, memory, million, {LIBRARY: [r["MB"] for r in large]}


def steps_of(n_units):
    """A call that takes phase-distance steps of a network of so many units, 2^17 units or more in all."""
    rng = np.random.default_rng(rows.SEED)
    couplings = phase_distance(np.exp(1j * np.pi * rng.random((5, n_units))))
    model, z = PhasorHopfield(couplings), np.exp(1j * np.pi * rng.random(n_units))
    return lambda: [model.update(z) for _ in range(max(1, 2**17 // n_units))]


def flatness(rounds):
    """Seconds a unit of a phase-distance step at 2^12 … 2^20 units."""
    seconds, _ = in_turn({2**k: steps_of(2**k) for k in range(12, 21, 2)}, rounds)
    return {N: [s / max(N, 2**17) for s in spent] for N, spent in seconds.items()}


def imports(rounds):
    """Seconds that `import hopfield_lib` and `import numpy` take in a fresh process, start-up taken off."""
    compileall.compile_dir(ROOT / "hopfield_lib", quiet=1)  # as pip does with every package it installs
    seconds = {LIBRARY: [], "import numpy": []}
    for _ in range(3 * rounds):
        for name, words in ((LIBRARY, "hopfield_lib"), ("import numpy", "numpy")):
            program = f"import time; t = time.perf_counter(); import {words}; print(time.perf_counter() - t)"
            done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
            seconds[name].append(float(done.stdout))
    return seconds


def median(values):
    """Median of a list of numbers."""
    return statistics.median(values)


def entry(work, seconds, against, target, least=True, unit="s", threads=int(THREADS)):
    """One row of the table; a ratio above a target says how much longer the other takes, else the library."""
    ours, other = median(seconds[LIBRARY]), median(seconds[against])
    ratio = other / ours if least else ours / other
    return {
        "work": work,
        "threads": threads,
        "against": str(against),
        "library": ours,
        "other": other,
        "unit": unit,
        "ratio": ratio,
        "target": target,
        "least": least,
        "met": bool(ratio >= target if least else ratio <= target),
        "all": {str(name): values for name, values in seconds.items()},
    }


BOTH, ALL = (int(THREADS), 1), (int(THREADS),)


class Own(NamedTuple):
    """A row of the library's own.

    Attributes
    ----------
    work : str
        What is done.
    build : callable
        From ``rows``: gives the contenders and the check that they agree.
    goals : dict
        What it is set against, and the ratio that is aimed at.
    least : bool
        Whether the other takes at least so many times as long; else the library takes at most so many times.
    threads : tuple of int
        The numbers of threads that it is measured with.
    """

    work: str
    build: Callable
    goals: dict
    least: bool = True
    threads: tuple = BOTH


LOOP = "dense loop over units"
OWN = {
    "one_sweep_two_threads": Own(
        "one exact sweep of 200 cues, N=4,000, P=500", rows.one_sweep, {"W @ S, float32": 1.0}, False, ALL
    ),
    "one_sweep": Own(
        "one exact sweep of 200 cues, N=4,000, P=500", rows.one_sweep, {"W @ S, float32": 0.7}, False, (1,)
    ),
    "one_cue_100": Own("one cue alone, N=4,000, P=100", partial(rows.one_cue, P=100), {LOOP: 40}),
    "one_cue_500": Own("one cue alone, N=4,000, P=500", rows.one_cue, {LOOP: 6}),
    "projection_recall": Own("projection, 100 cues, N=4,096, P=50", rows.projection_recall, {LOOP: 20}),
    "phasor_recall": Own("phasors, 100 cues, N=4,096, P=50, three sweeps", rows.phasor_recall, {LOOP: 8}),
    "phase_distance_step": Own(
        "phase distance, one step, N=8,192, five stored", rows.phase_distance_step, {"dense product": 30}
    ),
    "dense_memory": Own(
        "dense memory, N=100, K=2,000, n=4, 1,000 starts",
        rows.dense_memory,
        {
            "loop over units, all starts at once": 8,
            "loop over units and starts, as the formula is written": 50,
        },
        threads=ALL,
    ),
}
# neurodynex3 would take hours for the second; canns, which adds up P matrices of N x N, runs out of memory
PEER_ROWS = ((1000, 50, tuple(PEERS), 50), (4000, 200, ("hopfieldkit", "hopfieldnetwork"), 150))


def measure(only, rounds):
    """All rows whose group is asked for, in the order of the table."""
    groups = {
        "one_sweep_two_threads": own_rows,
        "one_sweep": own_rows,
        "peers": peer_rows,
        "pictures": picture_entries,
        "one_cue_100": own_rows,
        "one_cue_500": own_rows,
        "projection_recall": own_rows,
        "phasor_recall": own_rows,
        "phase_distance_step": own_rows,
        "flatness": flat_rows,
        "dense_memory": own_rows,
        "imports": import_rows,
    }
    found = []
    for group, measured in groups.items():
        if only is None or group in only:
            for row in measured(group, rounds):
                found.append(row)
                say(row)
    return found


def own_rows(group, rounds):
    """A row of ``OWN``, for each number of threads."""
    own = OWN[group]
    contenders, check = own.build()
    for threads in dict.fromkeys(own.threads):
        with threadpool_limits(threads, user_api="blas"):
            seconds, results = in_turn(contenders, rounds)
        assert check(results), f"{group}: the contenders do not agree"
        for name, goal in own.goals.items():
            yield entry(own.work, seconds, name, goal, own.least, threads=threads)


def peer_rows(group, rounds):
    """Other packages, the fastest first."""
    for N, P, names, goal in PEER_ROWS:
        seconds = peers_row(N, P, names, rounds)
        for name in sorted(names, key=lambda name: median(seconds[name])):
            yield entry(f"store {P}, recall {P} cues, N={N:,}", seconds, name, goal)


def picture_entries(group, rounds):
    """Pictures of 128 and of 1024 pixels a side: time and memory."""
    seconds, memory, million, large = picture_rows(rounds)
    work = "three 128x128 pictures stored, one recalled"
    yield entry(work, seconds, "dense loop", 1500, threads=1)
    yield entry(work + ": peak memory", memory, "dense loop", 20, unit="MB", threads=1)
    million |= {"0.5 µs": [0.5e-6]}
    yield entry("the same at 1024x1024: time a unit", million, "0.5 µs", 1, least=False, threads=1)
    large |= {"400 MB": [400]}
    yield entry("the same: whole process", large, "400 MB", 1, least=False, unit="MB", threads=1)


def flat_rows(group, rounds):
    """The time of phase distance for a unit, by size."""
    by_size = flatness(rounds)
    slow = max(by_size, key=lambda N: median(by_size[N]))
    fast = min(by_size, key=lambda N: median(by_size[N]))
    words = f"phase distance, time a unit, N=2^12 to 2^20: slowest (N={slow:,}) beside fastest"
    yield entry(words, {LIBRARY: by_size[slow], f"N={fast:,}": by_size[fast]}, f"N={fast:,}", 2, least=False)


def import_rows(group, rounds):
    """How long importing takes."""
    yield entry("import hopfield_lib", imports(rounds), "import numpy", 1.3, least=False)


def say(row):
    """Print one row as soon as it is known."""
    met = "met" if row["met"] else "NOT MET"
    goal = f"{'>=' if row['least'] else '<='} {row['target']:g}"
    print(
        f"{row['work']} / {row['against']}, {row['threads']} threads: {row['ratio']:.3g} ({goal}: {met})",
        flush=True,
    )


def main(arguments=None):
    """Measure, and write the table and the figure."""
    parser = argparse.ArgumentParser(description="Measure the library beside its peers.")
    parser.add_argument("--only", nargs="*", help="groups of rows; writes nothing")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    found = measure(options.only, options.rounds)
    if options.only is None:
        on = machine()
        (HERE / "results.json").write_text(json.dumps({"machine": on, "rows": found}, indent=1) + "\n")
        (HERE / "results.md").write_text(table(found, on))
        figure(found, HERE / "results.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
