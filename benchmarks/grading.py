"""Grade a hundred submissions, 80 sound or mistaken and 20 hostile; compare marks with those designed.

    python -m benchmarks.grading [--workers N]

Writes grading.md: how long it took, and that all marks were as designed. Needs Linux with bubblewrap.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
EXERCISE = "01_binary_recall"
SOLUTION = json.loads((ROOT / "solutions" / f"{EXERCISE}.ipynb").read_text(encoding="utf-8"))
UNTOUCHED = (ROOT / "exercises" / f"{EXERCISE}.ipynb").read_text(encoding="utf-8")
ALL = 8.0

# what is written in place of an answer, and the marks of that submission
MISTAKES = [
    (
        "hebb_couplings",
        "def hebb_couplings(X):\n    X = X.astype(float)\n    return X.T @ X / X.shape[1]\n",
        7.5,
    ),
    ("hebb_couplings", "def hebb_couplings(X):\n    return X.T\n", 6.0),
    ("energy", "def energy(W, s):\n    return -s @ W @ s\n", 7.0),
    ("energy", "def energy(W, s):\n    return 0.0\n", 7.0),
    ("sweep", "def sweep(W, s, order):\n    return np.sign(W @ s)\n", 6.0),
    ("sweep", "def sweep(W, s, order):\n    raise ValueError('not yet')\n", 6.0),
    ("all_at_once", "rises, cycles, conclusion = 0.5, 0.5, 'c'\n", 7.0),
    ("energy", "def energy(W, s):\n    print('x' * 10)\n    return -0.5 * s @ W @ s\n", 8.0),
]
HOSTILE = [
    ("energy", "while True: pass\n", 7.0),
    ("energy", "import time\ntime.sleep(10_000)\n", 7.0),
    ("energy", "def energy(W, s):\n    return energy(W, s)\n", 7.0),
    ("energy", "x = []\nwhile True: x.append(bytearray(10**8))\n", 7.0),
    ("energy", "import os\nos._exit(0)\n", 2.0),
    ("energy", "import os\nos.kill(os.getpid(), 9)\n", 2.0),
    ("energy", "import os\nos.kill(os.getppid(), 9)\n", 7.0),
    ("energy", "print('x' * 10**9)\n", 7.0),
    ("energy", "np.allclose = np.all = lambda *a, **k: True\ndef energy(W, s):\n    return 1.0\n", 7.0),
    ("energy", "import builtins\nbuiltins.sum = lambda *a: 99\ndef energy(W, s):\n    return 1.0\n", 7.0),
    ("energy", "import json\njson.dumps = lambda *a, **k: '{}'\n", 2.0),
    ("energy", "class L(float):\n    __eq__ = lambda s, o: True\ndef energy(W, s):\n    return L(3)\n", 7.0),
    ("energy", "def energy(W, s):\n    return float('nan')\n", 7.0),
    ("energy", "open('/etc/passwd').read()\n", 7.0),
    ("energy", "import socket\nsocket.create_connection(('127.0.0.1', 80), 1)\n", 7.0),
    ("energy", "check.energy = lambda f: 1.0\ndef energy(W, s):\n    return 5.0\n", 7.0),
    ("energy", "import threading\nthreading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()\n", 7.0),
    ("file", "", 0.0),
    ("file", "[" * 100_000, 0.0),
    ("file", '{"nbformat": 3, "worksheets": []}', 0.0),
]


def handed_in(name, source):
    """The text of a submission with this answer in place of the solution's."""
    if name == "file":
        return source
    notebook = json.loads(json.dumps(SOLUTION))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == name:
            cell["source"] = source
    return json.dumps(notebook)


def designed():
    """A hundred submissions: their texts and marks, by student."""
    sound = [(json.dumps(SOLUTION), ALL)] * 32 + [(UNTOUCHED, 0.0)] * 8
    mistaken = [(handed_in(name, source), points) for name, source, points in MISTAKES] * 5
    hostile = [(handed_in(name, source), points) for name, source, points in HOSTILE]
    return {f"s{k:03d}": one for k, one in enumerate([*sound, *mistaken, *hostile])}


def main(arguments=None):
    """Grade, compare, and write the record; the exit status is 1 if a mark is not the one designed."""
    parser = argparse.ArgumentParser(description="Grade a hundred submissions.")
    parser.add_argument("--workers", default="2")
    options = parser.parse_args(arguments)
    submissions = designed()
    with tempfile.TemporaryDirectory() as place:
        inbox, course = Path(place, "inbox"), Path(place, "course")
        for student, (text, _) in submissions.items():
            path = inbox / student / f"{EXERCISE}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "hopfield_course.grading", str(inbox), "--course", str(course)]
        command += ["--solutions", str(ROOT / "solutions"), "--workers", options.workers]
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - start
        with open(course / "report.csv", newline="", encoding="utf-8-sig") as file:  # noqa: PTH123
            rows = {row["student"]: row for row in csv.DictReader(file)}
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        again = time.perf_counter() - start
    wrong = [
        f"{student}: {rows[student]['points']} in place of {points:g} ({rows[student]['notes']})"
        for student, (_, points) in submissions.items()
        if float(rows[student]["points"]) != points
    ]
    count = len(submissions)
    lines = [
        "# A hundred submissions, graded",
        "",
        "Written by `python -m benchmarks.grading`: exercise 01; 40 solutions and untouched notebooks,",
        "40 with a mistake, 20 hostile ones (endless loops, memory, killed processes, replaced functions,",
        "lying objects, broken files).",
        "",
        f"With {options.workers} workers: {seconds:.0f} s in all, {seconds / count:.1f} s a submission;",
        f"the same command again: {again:.0f} s. Marks as designed: {count - len(wrong)} of {count}.",
        "",
    ]
    (HERE / "grading.md").write_text("\n".join([*lines, *wrong]), encoding="utf-8")
    print("\n".join([*lines, *wrong]))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
