"""The table and the figure of what was measured."""

import os
import platform
from datetime import date
from pathlib import Path

import numpy as np


def machine():
    """What the table was measured on."""
    import threadpoolctl

    blas = [one for one in threadpoolctl.threadpool_info() if one["user_api"] == "blas"]
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    return {
        "date": date.today().isoformat(),
        "processor": model,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": ", ".join(
            f"{b['internal_api']} {b['version']}, kernel {b.get('architecture')}" for b in blas
        ),
    }


def number(value, unit):
    """A quantity in words, with a fitting unit."""
    if unit == "MB":
        return f"{value:,.0f} MB"
    for factor, word in ((1, "s"), (1e3, "ms"), (1e6, "µs"), (1e9, "ns")):
        if value * factor >= 1:
            return f"{value * factor:.3g} {word}"
    return f"{value:.3g} s"


def table(found, on):
    """The table in Markdown."""
    lines = [
        "# Measured side by side",
        "",
        "Written by `make bench`. A row's contenders ran in turn in one run; the medians are compared.",
        "",
        f"On {on['date']}: {on['processor']}, {on['cores']} cores, "
        f"Python {on['python']}, NumPy {on['numpy']} ({on['blas']}).",
        "",
        "| work | threads | library | against | | ratio | target |",
        "| :--- | ---: | ---: | :--- | ---: | ---: | :--- |",
    ]
    for row in found:
        goal = f"{'≥' if row['least'] else '≤'} {row['target']:g}{'' if row['met'] else ', not met'}"
        lines.append(
            f"| {row['work']} | {row['threads']} | {number(row['library'], row['unit'])} | "
            f"{row['against']} | {number(row['other'], row['unit'])} | {row['ratio']:.3g} | {goal} |"
        )
    lines += [
        "",
        "A ratio of at least: how many times the other takes. At most: how many times the library takes.",
        "",
    ]
    return "\n".join(lines)


def figure(found, path):
    """How many times faster, on a logarithmic axis."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    from hopfield_lib import plots

    plots.style()
    shown = [row for row in found if row["unit"] == "s" and row["least"]]
    fig, ax = plt.subplots(figsize=(11, 0.52 * len(shown) + 1))
    places = np.arange(len(shown))
    ax.barh(places, [row["ratio"] for row in shown], height=0.6, color="#0072B2")
    ax.plot(
        [row["target"] for row in shown],
        places,
        "|",
        color="#D55E00",
        markersize=18,
        markeredgewidth=3,
        label="goal",
    )
    ax.set(xscale="log", xlabel="times as fast", yticks=places, ylim=(len(shown) - 0.4, -0.6))
    words = [f"{row['work']}\nbeside {row['against']} ({row['threads']} thr.)" for row in shown]
    ax.set_yticklabels(words, fontsize=10)
    ax.legend(loc="lower right")
    fig.savefig(path, dpi=100, metadata={"Software": None})
