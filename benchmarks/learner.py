"""What one learner takes of a class's server: memory and computing, of the server and of a lesson's kernel.

    python -m benchmarks.learner                          # lessons 01, 04, 06 and exercise 01
    python -m benchmarks.learner notebooks/02_*.ipynb     # others

On Linux, whose ``/proc`` tells it.  Each notebook runs from top to bottom as a learner runs it, with one
thread of BLAS; an exercise runs with its answers, so that they are computed.  Memory that holds files, such
as libraries, is there once for all learners of a machine; what a learner adds is the rest, called *own*.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = (
    "notebooks/01_binary_recall.ipynb",
    "notebooks/04_capacity.ipynb",
    "notebooks/06_dense_memory.ipynb",
    "solutions/01_binary_recall.ipynb",
)
MB = 2**20
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
SECONDS_TO_START = 120
PORT = 18_888


@dataclass
class Taken:
    """What processes took.

    Attributes
    ----------
    memory, own : float
        The most that was held at once, in MB: all of it, and without what holds files.
    computed : float
        Seconds of computing.
    elapsed : float
        Seconds by the clock.
    """

    memory: float = 0.0
    own: float = 0.0
    computed: float = 0.0
    elapsed: float = 0.0


def family(pid):
    """Return a process and all that it began, as far as they are there."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        with suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
    return found


def memory(pid):
    """Return what a process holds, and what of it is its own, in MB."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        sizes = {
            name: int(rest.split()[0]) / 1024 for name, _, rest in (line.partition(":") for line in lines)
        }
        return sizes["Rss"], sizes["Anonymous"]
    return 0.0, 0.0


def computed(pid):
    """Return the seconds that a process and those it waited for have computed."""
    with suppress(OSError):
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, words[11:15])) / TICKS
    return 0.0


def look(pid, taken):
    """Add what is seen now to what was taken."""
    pids = family(pid)
    sizes = [memory(one) for one in pids]
    taken.memory = max(taken.memory, sum(whole for whole, _ in sizes))
    taken.own = max(taken.own, sum(own for _, own in sizes))
    taken.computed = max(taken.computed, sum(map(computed, pids)))


class Watch(threading.Thread):
    """Looks at a process five times a second, until it is told to stop."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.taken, self.stopped = pid, Taken(), threading.Event()

    def run(self):
        """Look until the end."""
        while not self.stopped.wait(0.2):
            look(self.pid, self.taken)

    def __enter__(self):
        self.start()
        return self.taken

    def __exit__(self, *_):
        self.stopped.set()
        self.join()


def of_notebook(path):
    """Run a notebook in a kernel of its own, and return what the kernel took."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name, "course", Path(path).parent.name, Path(path).name)
        copy.parent.mkdir(parents=True)
        shutil.copy(ROOT / path, copy)
        client = NotebookClient(
            nbformat.read(copy, as_version=4), timeout=900, resources={"metadata": {"path": str(copy.parent)}}
        )
        begin = time.monotonic()
        with client.setup_kernel(), Watch(client.km.provisioner.pid) as taken:
            for place, cell in enumerate(client.nb.cells):
                client.execute_cell(cell, place)
            look(client.km.provisioner.pid, taken)
        taken.elapsed = time.monotonic() - begin
    return taken


def of_server():
    """Start a learner's JupyterLab, fetch its page as a browser does; return what it took without kernels."""
    with tempfile.TemporaryDirectory() as name:
        command = [
            sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.port={PORT}",
            "--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={name}",
        ]  # fmt: skip
        own = {f"JUPYTER_{part}_DIR": f"{name}/{part}" for part in ("CONFIG", "DATA", "RUNTIME")}
        begin = time.monotonic()
        process = subprocess.Popen(
            command, env=os.environ | own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            with Watch(process.pid) as taken:
                for page in ("/api/status", "/lab", "/lab/api/settings", "/api/contents"):
                    _fetch(page, process)
                look(process.pid, taken)
        finally:
            process.terminate()
            process.wait()
        taken.elapsed = time.monotonic() - begin
    return taken


def _fetch(page, process):
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{page}", timeout=60) as answer:
                return answer.read()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not give {page}")


def table(rows):
    """Return what was measured, as Markdown."""
    lines = [
        "| | memory, MB | of it own, MB | computed, s | by the clock, s |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {name} | {one.memory:.0f} | {one.own:.0f} | {one.computed:.0f} | {one.elapsed:.0f} |"
        for name, one in rows.items()
    ]
    return "\n".join(lines)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("notebooks", nargs="*", default=NOTEBOOKS, help="paths in the course's folder")
    options = parser.parse_args(arguments)
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    rows = {"server": of_server()}
    for path in options.notebooks:
        rows[str(path)] = of_notebook(path)
        print(path, rows[str(path)], file=sys.stderr)
    print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
