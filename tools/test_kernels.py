"""Run notebooks strictly against their stored outputs as other processors would.

    python -m tools.test_kernels [--settings NAME ...] [--workers N] [NOTEBOOK ...]

Without names, every lesson and every solution is run.  A processor, a build of BLAS and a number of
threads each round in their own way; what a lesson prints must not show it.  A setting is a kernel of
OpenBLAS and a number of threads, such as ``Haswell:2``: NumPy's own vector instructions are then held
to those that such a processor has.  ``plain`` switches all of these off and leaves BLAS as it is.  Which
kernel answered is asked of OpenBLAS itself; a setting that this processor cannot run is left out, and
named.
"""

import argparse
import functools
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from tools.normalise_notebooks import ROOT, lesson_paths

# Kernels of OpenBLAS, and which of NumPy's vector instructions a processor of that kind does not have.
NEWEST, WIDE = r"512|V4", r"512|V4|V3|AVX|FMA"
KERNELS = {"Haswell": NEWEST, "Zen": NEWEST, "SkylakeX": None, "Sandybridge": WIDE, "Prescott": "."}
PLAIN = "plain"
DISABLE = "NPY_DISABLE_CPU_FEATURES"
SETTINGS = (*(f"{kernel}:{threads}" for kernel in KERNELS for threads in (1, 2)), PLAIN)

PROBE = """
import json
import numpy
from threadpoolctl import threadpool_info
for rows, inner, columns in (64, 64, 64), (1000, 500, 75), (600, 784, 600):  # sizes that have crashed
    numpy.ones((rows, inner)) @ numpy.ones((inner, columns))
try:
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
except ImportError:  # NumPy 1
    __cpu_dispatch__, __cpu_features__ = [], {}
features = [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]
blas = [one for one in threadpool_info() if one["user_api"] == "blas"]
print(json.dumps({"kernel": blas[0]["architecture"], "threads": blas[0]["num_threads"], "vector": features}))
"""


def probe(environment: dict[str, str]) -> dict | None:
    """Return what NumPy says of itself in this environment, or None where it does not run."""
    done = subprocess.run([sys.executable, "-c", PROBE], env=environment, capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else None


@functools.cache
def vector_instructions() -> tuple[str, ...]:
    """Return the vector instructions that NumPy would choose here, by its own names for them."""
    found = probe({key: value for key, value in os.environ.items() if key != DISABLE})
    return tuple(found["vector"]) if found else ()


def changes_of(setting: str) -> dict[str, str]:
    """Return the environment variables that a setting means.

    Raises
    ------
    ValueError
        If the setting is neither ``plain`` nor a kernel and a number of threads.
    """
    kernel, _, threads = setting.partition(":")
    if setting != PLAIN and (kernel not in KERNELS or not threads.isdigit()):
        raise ValueError(f"setting: expected one such as {SETTINGS[0]}, or {PLAIN}; got {setting!r}")
    lacking = "." if setting == PLAIN else KERNELS[kernel]
    changes = {DISABLE: " ".join(n for n in vector_instructions() if lacking and re.search(lacking, n))}
    if setting != PLAIN:
        changes |= {"OPENBLAS_CORETYPE": kernel, "OPENBLAS_NUM_THREADS": threads}
        # a thread that waits for another is to sleep soon, not to turn in a loop on a core that others want
        changes |= {"OPENBLAS_THREAD_TIMEOUT": "4"}
    return changes


def command(notebooks: list[Path], workers: int) -> list[str]:
    """Return the command that compares these notebooks with their stored outputs."""
    return [
        sys.executable, "-m", "pytest", "-q", "-n", str(workers), "--dist", "loadfile",
        "--nbval", "--nbval-current-env", "--nbval-sanitize-with", str(ROOT / "tests/nbval_sanitize.cfg"),
        "--nbval-cell-timeout", "900", *map(str, notebooks),
    ]  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run the notebooks under each setting; return the exit status."""
    parser = argparse.ArgumentParser(description="Run notebooks under several kernels of BLAS.")
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all lessons and solutions")
    parser.add_argument("--settings", nargs="*", default=list(SETTINGS), help="such as Haswell:2, or plain")
    parser.add_argument("--workers", type=int, default=2, help="notebooks at a time (default 2)")
    options = parser.parse_args(arguments)
    passed, failed, absent = [], [], []
    for setting in options.settings or SETTINGS:
        try:
            environment = os.environ | changes_of(setting)
        except ValueError as error:
            parser.error(str(error))
        found = probe(environment)
        if found is None:
            absent.append(setting)
            print(f"== {setting}: this processor cannot run it, so it is left out", flush=True)
            continue
        threads = "1 thread" if found["threads"] == 1 else f"{found['threads']} threads"
        print(f"== {setting}: OpenBLAS runs {found['kernel']} on {threads}", flush=True)
        start = time.perf_counter()
        done = subprocess.run(
            command(options.notebooks or lesson_paths(), options.workers), env=environment, cwd=ROOT
        )
        (failed if done.returncode else passed).append(setting)
        print(f"== {setting}: {time.perf_counter() - start:.0f} s", flush=True)
    for words, settings in (("passed", passed), ("FAILED", failed), ("not on this processor", absent)):
        if settings:
            print(f"{words}: {' '.join(settings)}")
    if not passed and not failed:
        print("No setting could be run: nothing was tested", file=sys.stderr)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
