"""Make the exercises that learners get from the solutions, with nbgrader.

    python -m tools.make_exercises [--check] [STEM ...]

``--check`` writes nothing, names what is stale, and exits with 1.  Whatever stands in an exercise's
place and was not made here is kept under a dated name.
"""

import argparse
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbgrader.apps import NbGraderAPI

from hopfield_course.grading.gradebook import settings
from tools.keep_work import replace
from tools.normalise_notebooks import normal_text

ROOT = Path(__file__).resolve().parent.parent
MADE = ".made.json"  # in exercises/: what was written there last, by its hash


def releases(solutions: list[Path]) -> Iterator[tuple[Path, str]]:
    """Yield each solution and the exercise that nbgrader makes of it, with one gradebook for all."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        nbgrader = NbGraderAPI(config=settings(folder))
        for solution in solutions:
            stem = solution.stem
            place = folder / "source" / stem / solution.name
            place.parent.mkdir(parents=True)
            place.write_bytes(solution.read_bytes())
            done = nbgrader.generate_assignment(stem)
            if not done["success"]:
                raise RuntimeError(f"{solution.name}: {done.get('error') or done.get('log')}")
            exercise = nbformat.read(folder / "release" / stem / solution.name, as_version=4)
            yield solution, normal_text(nbformat.writes(exercise))


def digest(text: str) -> str:
    """Return the hash of an exercise's text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def write(path: Path, text: str) -> Path | None:
    """Write an exercise; return where what was there is kept, None if it was one that was made here."""
    record = path.with_name(MADE)
    made = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    kept = replace(path, text, lambda old: made.get(path.name) == digest(old))
    record.write_text(json.dumps(made | {path.name: digest(text)}, indent=1), encoding="utf-8")
    return kept


def main(arguments: list[str] | None = None) -> int:
    """Write or check the exercises; return the exit status."""
    # nbgrader calls alembic by its name alone
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    parser = argparse.ArgumentParser(description="Make the exercises from the solutions.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where one is stale")
    parser.add_argument("stems", nargs="*", help="such as 01_binary_recall: these alone")
    options, status = parser.parse_args(arguments), 0
    (ROOT / "exercises").mkdir(exist_ok=True)
    solutions = sorted((ROOT / "solutions").glob("*.ipynb"))
    chosen = [path for path in solutions if not options.stems or path.stem in options.stems]
    for solution, text in releases(chosen):
        path = ROOT / "exercises" / solution.name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if options.check:
            print(f"exercises/{path.name}: stale; make exercises makes it anew", file=sys.stderr)
            status = 1
        else:
            kept = write(path, text)
            print(
                f"exercises/{path.name}: made" + (f"; what was there is kept as {kept.name}" if kept else "")
            )
    return status


if __name__ == "__main__":
    sys.exit(main())
