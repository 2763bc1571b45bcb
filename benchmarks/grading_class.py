"""Grade a class of many submissions, measured; and once more with interruptions, which may lose nothing.

    python -m benchmarks.grading_class [--count 300] [--workers 2] [--interruptions 12] [--record]

Each submission is a solution with some answers left out, mistaken by one operator or number, stopped by an
error or hostile; they are spread over all exercises.  Says how long they take and how much memory the
grader and its sandboxes hold.  Then grades the same class again, ended at chance moments by SIGINT,
SIGTERM and SIGKILL in turn and begun again, and compares: every row, every mark, every task.
With --record it writes grading_class.md.  Needs Linux with bubblewrap.
"""

import argparse
import ast
import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SECRET = "known to this benchmark alone"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
BROKEN = ("", "[" * 100_000, '{"nbformat": 3, "worksheets": []}', "not a notebook")
HOSTILE = (
    "while True: pass\n",
    "import os\nos._exit(0)\n",
    "import os\nos.kill(os.getpid(), 9)\n",
    "x = []\nwhile True: x.append(bytearray(10**8))\n",
    "print('<script>alert(1)</script>' * 10**6)\n",
    "import time\ntime.sleep(10_000)\n",
)
SWAPPED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.MatMult: ast.Mult,
    ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip


def mistaken(source, rng):
    """Return some code with one operator or number changed."""
    tree = ast.parse(source)
    places = [
        node
        for node in ast.walk(tree)
        if (isinstance(node, ast.BinOp) and type(node.op) in SWAPPED)
        or (isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPPED)
        or (isinstance(node, ast.Constant) and type(node.value) in (int, float))
    ]
    if not places:
        return "raise ValueError('not yet')\n"
    node = rng.choice(places)
    if isinstance(node, ast.BinOp):
        node.op = SWAPPED[type(node.op)]()
    elif isinstance(node, ast.Compare):
        node.ops[0] = SWAPPED[type(node.ops[0])]()
    else:
        node.value += 1
    return ast.unparse(tree)


def handed_in(solution, untouched, rng):
    """Return the text of one submission of the class."""
    if rng.random() < 0.02:
        return rng.choice(BROKEN)
    able, notebook = rng.random(), json.loads(json.dumps(solution))
    for cell, given in zip(notebook["cells"], untouched["cells"], strict=True):
        grading = cell["metadata"].get("nbgrader", {})
        if not grading.get("solution"):
            continue
        source, chance = "".join(cell["source"]), rng.random()
        if cell["cell_type"] == "markdown":
            cell["source"] = "I think <b>so</b>, since $a < b$. " * rng.randrange(30)
        elif chance < 0.02:
            cell["source"] = rng.choice(HOSTILE)
        elif chance < 0.25 * (1 - able):
            cell["source"] = given["source"]
        elif chance < 0.9 * (1 - able):
            cell["source"] = mistaken(source, rng)
    return json.dumps(notebook)


def make_class(folder, count):
    """Write the submissions of a class into a folder; return a roster of it."""
    pairs = [
        [json.loads((ROOT / place / path.name).read_text("utf-8")) for place in ("solutions", "exercises")]
        for path in sorted((ROOT / "solutions").glob("[0-9]*.ipynb"))
    ]
    names = [path.stem for path in sorted((ROOT / "solutions").glob("[0-9]*.ipynb"))]
    rng, roster = random.Random(1), ["id,name,group"]
    for k in range(count):
        learner, which = divmod(k, len(names))
        student = f"s{learner:03d}"
        if which == 0:
            roster.append(f'{student},"Learner, {learner} <i>",{"AB"[learner % 2]}')
        path = folder / student / f"{names[which]}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(handed_in(*pairs[which], rng), encoding="utf-8")
    return "\n".join(roster) + "\n"


class Watched:
    """A run of the grader, watched from outside.

    Attributes
    ----------
    own, all : int
        Most bytes that the grader's own processes held at once, and these with what the sandboxes held;
        pages that processes share are counted once (proportional set size).
    seconds : float
        How long it ran.
    """

    def __init__(self, inbox, course, workers):
        command = [sys.executable, "-m", "hopfield_course.grading", str(inbox), "--course", str(course)]
        command += ["--solutions", str(ROOT / "solutions"), "--workers", str(workers)]
        command += ["--roster", str(inbox.parent / "roster.csv")]
        environment = {**os.environ, "HOPFIELD_COURSE_SECRET": SECRET}
        self.begun, self.own, self.all = time.perf_counter(), 0, 0
        self.words = inbox.parent / "words.txt"
        with self.words.open("w") as words:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=words,
                start_new_session=True,
            )  # fmt: skip

    def watch(self, until=float("inf")):
        """Look at its memory until it has ended, or for so many seconds; return its exit status or None."""
        while self.process.poll() is None and time.perf_counter() - self.begun < until:
            self._look()
            time.sleep(min(0.5, max(until - (time.perf_counter() - self.begun), 0.01)))
        self.seconds = time.perf_counter() - self.begun
        return self.process.poll()

    def _look(self):
        own = held = 0
        try:
            family = [psutil.Process(self.process.pid)]
            family += family[0].children(recursive=True)
        except psutil.NoSuchProcess:
            return
        for one in family:
            try:
                size, name = one.memory_full_info().pss, " ".join(one.cmdline())
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
            held += size
            own += size if "runner.py" not in name else 0
        self.own, self.all = max(self.own, own), max(self.all, held)

    def end(self, how):
        """Send a signal: SIGINT to all of its processes, as a terminal does, others to the grader alone.

        Returns the number of its processes that are there ten seconds later.
        """
        family = psutil.Process(self.process.pid).children(recursive=True)
        if how == signal.SIGINT:
            os.killpg(self.process.pid, how)
        else:
            self.process.send_signal(how)
        self.process.wait()
        _, left = psutil.wait_procs(family, timeout=10)
        return len(left)


def marks_of(course):
    """Return all that must be the same in two runs: rows without what is alike, and points by task."""
    with (course / "report.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = [{**row, "file": ""} for row in csv.DictReader(file)]
    marks = {
        str(path.relative_to(course)): json.loads(path.read_text("utf-8"))["mark"]["points"]
        for path in sorted((course / "marks").rglob("*.json"))
    }
    return rows, marks


def interrupted(inbox, course, workers, whole, count):
    """Grade a class, ended so many times at chance moments; return what is told of it, line by line.

    Parameters
    ----------
    whole : float
        Seconds that a run without interruptions takes.
    """
    rng, told = random.Random(2), []
    for k in range(count):
        run, how = Watched(inbox, course, workers), SIGNALS[k % len(SIGNALS)]
        # later runs find more that is done already, and are ended sooner
        status = run.watch(rng.uniform(0.3, 1.6 * whole / count + 8))
        if status is not None:
            told.append(f"ended by itself after {run.seconds:.1f} s")
            continue
        left = run.end(how)
        kept = len(list((course / "marks").rglob("*.json")))
        told.append(
            f"{how.name} after {run.seconds:.1f} s: exit status {run.process.returncode}, {kept} marks kept, "
            f"{left} processes left"
        )
    last = Watched(inbox, course, workers)
    if last.watch() != 0:
        told.append(f"the last run failed: {last.words.read_text()[-1000:]}")
    return told


def differences(first, second):
    """Return in words where two courses have other rows or marks."""
    (rows, marks), (other_rows, other_marks) = marks_of(first), marks_of(second)
    words = [f"row {a} became {b}" for a, b in zip(rows, other_rows, strict=False) if a != b]
    words += [f"{len(rows)} rows became {len(other_rows)}"] if len(rows) != len(other_rows) else []
    words += [
        f"{name}: {marks.get(name)} became {other_marks.get(name)}"
        for name in sorted({*marks, *other_marks})
        if marks.get(name) != other_marks.get(name)
    ]
    return words


def main(arguments=None):
    """Grade, interrupt, compare; the exit status is 1 if anything was lost."""
    parser = argparse.ArgumentParser(description="Grade a class, measured and interrupted.")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--interruptions", type=int, default=12)
    parser.add_argument("--record", action="store_true", help="write grading_class.md")
    parser.add_argument("--keep", help="a folder that is not there yet, in which all of it is kept")
    options = parser.parse_args(arguments)
    place = Path(options.keep or tempfile.mkdtemp())
    inbox, whole, broken = place / "inbox", place / "whole", place / "broken"
    inbox.mkdir(parents=True)
    (place / "roster.csv").write_text(make_class(inbox, options.count), encoding="utf-8")
    run = Watched(inbox, whole, options.workers)
    if run.watch() != 0:
        print(run.words.read_text()[-2000:])
        return 1
    again = Watched(inbox, whole, options.workers)
    again.watch()
    lines = [
        f"# A class of {options.count} submissions, graded and interrupted",
        "",
        "Written by `python -m benchmarks.grading_class --record`: solutions of all exercises with answers",
        "left out, mistaken, stopped by errors, and hostile ones (endless loops, memory, killed processes,",
        "broken files).",
        "",
        f"With {options.workers} workers: {run.seconds:.0f} s in all, {run.seconds / options.count:.1f} s a",
        f"submission; the same command again: {again.seconds:.0f} s. The grader itself held at most",
        f"{run.own / 1e6:.0f} MB, it and its sandboxes {run.all / 1e6:.0f} MB.",
        "",
    ]
    told = interrupted(inbox, broken, options.workers, run.seconds, options.interruptions)
    lost = differences(whole, broken)
    lines += ["Graded once more, ended and begun again:", "", *(f"- {words}" for words in told), ""]
    lines += [f"What is other than without interruptions: {len(lost)} marks or rows.", "", *lost]
    text = "\n".join(lines).rstrip() + "\n"
    print(text)
    if options.record:
        (HERE / "grading_class.md").write_text(text, encoding="utf-8")
    if not options.keep:
        shutil.rmtree(place)
    return bool(lost)


if __name__ == "__main__":
    sys.exit(main())
