"""Which of four ways through a block of low rank is the quickest, by numbers of patterns and cues.

    python -m benchmarks.blocks

Writes ``blocks.md``.  hopfield_lib/couplings/blocks.py chooses by what stands there.
"""

import time
from pathlib import Path
from unittest.mock import patch

from threadpoolctl import threadpool_limits

from benchmarks.report import machine
from benchmarks.rows import noisy, schedule, spins
from hopfield_lib import Hopfield, hebbian, recall
from hopfield_lib.couplings import blocks

HERE = Path(__file__).resolve().parent
N = 4000
PATTERNS = (3, 10, 30, 100, 200, 500)
CUES = (1, 2, 4, 16, 50)
ROUNDS = 7
# each way, by what ``LowRank`` goes by: how few cues and entries are for sums, which cues have columns
WAYS = {
    "running total": {"PREFIX_ENTRIES": 10**18},
    "prefix sums": {"TOTAL_CUES": 0, "PREFIX_CUES": 10**9, "PREFIX_ENTRIES": 10**18},
    "changed columns": {"PREFIX_CUES": 0, "COLUMN_CUES": 10**9},
    "triangle": {"PREFIX_CUES": 0, "COLUMN_CUES": 0},
}


def milliseconds(model, cues):
    """The least time of two sweeps, of a few rounds."""
    spent = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        recall(model, cues, schedule(), max_sweeps=2, record="final")
        spent.append(time.perf_counter() - start)
    return 1e3 * min(spent)


def row(P, B):
    """The times of the four ways, and of the one that is chosen."""
    X = spins(P, N)
    cues, model = noisy(X, B, 0.1), Hopfield(hebbian(X))
    times = {}
    for name, limits in WAYS.items():
        if name == "running total" and B > blocks.TOTAL_CUES:
            continue
        with patch.multiple(blocks, **limits):
            times[name] = milliseconds(model, cues)
    return times | {"chosen": milliseconds(model, cues)}


def cell(time, best):
    """A time as the table shows it: the best bold, a dash where a way does not serve."""
    if time is None:
        return "–"
    return f"**{time:.2f}**" if time == best else f"{time:.2f}"


def main():
    """Measure and write the table."""
    on = machine()
    lines = [
        "# Four ways through a block",
        "",
        "Written by `make bench`: milliseconds of two sweeps with Hebb's rule, N = 4,000, on one",
        "thread; a tenth of each cue is flipped. The quickest is bold; the last column is what is chosen.",
        "",
        f"On {on['date']}: {on['processor']}, Python {on['python']}, NumPy {on['numpy']} ({on['blas']}).",
        "",
        f"| patterns | cues | {' | '.join(WAYS)} | chosen |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    with threadpool_limits(1, user_api="blas"):
        for P in PATTERNS:
            for B in CUES:
                times = row(P, B)
                best = min(times[name] for name in WAYS if name in times)
                cells = [cell(times.get(name), best) for name in WAYS]
                lines.append(f"| {P} | {B} | {' | '.join(cells)} | {times['chosen']:.2f} |")
                print(lines[-1], flush=True)
    (HERE / "blocks.md").write_text("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
