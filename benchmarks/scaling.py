"""How time and memory grow with units, patterns and cues: exponents, and a prediction that is checked.

    python -m benchmarks.scaling

Writes scaling.md and scaling.png. Times are medians of five runs, memory is the peak of what NumPy
allocates during storing and recall. An exponent is the slope of the upper half of a curve in log-log.
"""

import os
import statistics
import sys
import time
import tracemalloc
from pathlib import Path

HERE = Path(__file__).resolve().parent
os.environ.setdefault("OPENBLAS_NUM_THREADS", str(min(2, os.cpu_count() or 1)))

import numpy as np  # noqa: E402

from benchmarks.report import machine, number  # noqa: E402
from hopfield_lib import (  # noqa: E402
    DenseAssociativeMemory,
    Hopfield,
    PhasorHopfield,
    asynchronous,
    hebbian,
    phase_distance,
    recall,
    synchronous,
)

ROUNDS = 5


def spins(rng, *shape):
    """Random +1 and -1."""
    return rng.choice(np.array([-1, 1], np.int8), shape)


def hebb(N=4000, P=100, B=20):
    """A sweep of B cues: 6 N P B flops for overlaps and fields, 192 N P within blocks of 96 units."""
    rng = np.random.default_rng(1)
    X, cues = spins(rng, P, N), spins(rng, B, N)
    return lambda: recall(Hopfield(hebbian(X)), cues, asynchronous(np.random.default_rng(2)), max_sweeps=1)


def distance(N=16384, P=5, B=1):
    """A synchronous step: sorted phases, running totals, about 12 N P B operations and two gathers."""
    rng = np.random.default_rng(1)
    model = PhasorHopfield(phase_distance(np.exp(1j * np.pi * rng.random((P, N)))))
    cues = np.exp(1j * np.pi * rng.random((B, N)))
    return lambda: recall(model, cues, synchronous(), max_sweeps=1)


def dense(N=100, P=1000, B=100):
    """A sweep of a dense memory of order 4: the change of F at every memory, for each unit and cue."""
    rng = np.random.default_rng(1)
    X = spins(rng, P, N)
    model = DenseAssociativeMemory(X, 4)
    cues = np.where(rng.random((B, N)) < 0.1, -X[np.arange(B) % P], X[np.arange(B) % P])
    return lambda: recall(model, cues, asynchronous(np.random.default_rng(2)), max_sweeps=1)


# method, what is varied, its values, the exponent that the count of operations gives
CURVES = (
    (hebb, "N", (2000, 4000, 8000, 16000, 32000), 1),
    (hebb, "P", (50, 100, 200, 400, 800), 1),
    (hebb, "B", (20, 40, 80, 160, 320), 1),
    (distance, "N", (2**14, 2**15, 2**16, 2**17, 2**18), 1),
    (distance, "P", (2, 4, 8, 16), 1),
    (dense, "N", (50, 100, 200, 400), 1),
    (dense, "P", (500, 1000, 2000, 4000), 1),
    (dense, "B", (50, 100, 200, 400), 1),
)


def seconds(call):
    """Median seconds of a call, after one to warm."""
    call()
    spent = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        call()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent)


def megabytes(make):
    """Peak of what is allocated while a task is made and run once."""
    tracemalloc.start()
    try:
        make()()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def slope(x, y):
    """Exponent of y over x, from the upper half of the curve."""
    half = len(x) // 2
    return float(np.polyfit(np.log(x[half:]), np.log(y[half:]), 1)[0])


def measured():
    """Each curve: method, variable, values, seconds, megabytes, expected exponent."""
    for method, name, values, expected in CURVES:
        times = [seconds(method(**{name: value})) for value in values]
        memory = [megabytes(lambda m=method, n=name, v=value: m(**{n: v})) for value in values]
        print(f"{method.__name__} over {name}: {np.round(times, 4).tolist()} s", flush=True)
        yield method, name, np.array(values), np.array(times), np.array(memory), expected


def main():
    """Measure, fit, predict, check one prediction, and write it down."""
    curves = list(measured())
    on = machine()
    lines = [
        "# How time and memory grow",
        "",
        f"Written by `make scaling` on {on['date']}: {on['processor']}, "
        f"{os.environ['OPENBLAS_NUM_THREADS']} threads, NumPy {on['numpy']}.",
        "An exponent is the slope of the upper half of the curve; beside it what counting operations gives.",
        "",
        "| method | over | from … to | time | exponent | counted | memory | exponent |",
        "| :--- | :--- | :--- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for method, name, x, times, memory, expected in curves:
        lines.append(
            f"| {method.__name__} | {name} | {x[0]:,} … {x[-1]:,} | {number(times[-1], 's')} | "
            f"{slope(x, times):.2f} | {expected} | {memory[-1]:.1f} MB | {slope(x, memory):.2f} |"
        )
    _, _, x, times, memory, _ = curves[0]
    lines += [
        "",
        "Predicted for a Hebbian sweep of 20 cues with 100 patterns: time and memory go on in",
        "proportion, and double above N P = 2²³, where sums need factors of 8 bytes in place of 4.",
        "",
    ]
    lines += ["| N | time | memory | |", "| ---: | ---: | ---: | :--- |"]
    for N in (10**5, 10**6):
        more = N / x[-1] * (2 if 100 * N > 2**23 else 1)
        predicted, held = times[-1] * more, memory[-1] * more
        words = ""
        if N == 10**5:
            checked, used = seconds(hebb(N=N)), megabytes(lambda: hebb(N=10**5))
            words = f"measured: {number(checked, 's')}, {used:.0f} MB"
        lines.append(f"| {N:,} | {number(predicted, 's')} | {held:,.0f} MB | {words} |")
    (HERE / "scaling.md").write_text("\n".join([*lines, ""]))
    figure(curves)
    return 0


def figure(curves):
    """Time over units, patterns and cues, in log-log."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    from hopfield_lib import plots

    plots.style()
    names = {"N": "units N", "P": "patterns P", "B": "cues"}
    fig, axes = plt.subplots(1, 3, figsize=(12, 4), sharey=True)
    for ax, name in zip(axes, names, strict=True):
        for kind, method in enumerate((hebb, distance, dense)):
            for one, over, x, times, *_ in curves:
                if one is method and over == name:
                    ax.plot(x, times, f"C{kind}{plots.MARKERS[kind]}-", label=method.__name__)
        ax.set(xscale="log", yscale="log", xlabel=names[name])
        ax.xaxis.set_minor_formatter("")
        ax.legend()
    axes[0].set_ylabel("seconds a sweep")
    fig.savefig(HERE / "scaling.png", dpi=100, metadata={"Software": None})


if __name__ == "__main__":
    sys.exit(main())
