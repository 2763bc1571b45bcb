"""Replace a learner's notebook by a fresh one, and lose nothing: what was there stays, under a dated name.

    python tools/keep_work.py exercises/01_binary_recall.ipynb ...      (make reset NB=...)

The fresh one is that of the last commit.
"""

import argparse
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STUBS = ("# your code here", "*Your answer here.*")  # where nothing was written, one of these stands


def worked_on(text: str) -> bool:
    """Whether somebody wrote into an exercise or ran it; a file that cannot be read counts as work."""
    try:
        cells = json.loads(text)["cells"]
        for cell in cells:
            source = "".join(cell["source"])
            answer = cell["metadata"].get("nbgrader", {}).get("solution")
            if cell.get("outputs") or cell.get("execution_count"):
                return True
            if answer and not any(stub in source for stub in STUBS):
                return True
    except (ValueError, KeyError, TypeError, AttributeError):
        return True
    return False


def keep(path: Path) -> Path:
    """Give a file a dated name beside it, one that nothing has yet; return that."""
    stamp = datetime.now().strftime("%Y-%m-%d %H.%M.%S")
    for count in range(1, 1000):
        more = f", {count}" if count > 1 else ""
        kept = path.with_name(f"{path.stem} (kept {stamp}{more}){path.suffix}")
        try:
            os.link(path, kept)  # fails where the name is taken, unlike a renaming
        except FileExistsError:
            continue
        except OSError:  # a file system without links
            if kept.exists():
                continue
            path.rename(kept)
            return kept
        path.unlink()
        return kept
    raise FileExistsError(f"{path}: a thousand copies were kept in this second")


def replace(path: Path, text: str) -> Path | None:
    """Write `text` at `path`; return where what was there is kept, None if nothing had to be."""
    kept = None
    if path.exists():
        old = path.read_text(encoding="utf-8", errors="replace")
        if old == text:
            return None
        if worked_on(old):
            kept = keep(path)
    fresh = path.with_name(f".{path.name}.part")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
    return kept


def committed(path: Path) -> str:
    """Return a file as it was last committed."""
    name = path.resolve().relative_to(ROOT).as_posix()
    command = ["git", "show", f"HEAD:{name}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise FileNotFoundError(
            f"{name}: git does not have it. Download the course anew into another folder, copy it from there."
        )
    return done.stdout


def main(arguments: list[str] | None = None) -> int:
    """Reset the exercises that are named; return the exit status."""
    parser = argparse.ArgumentParser(description="Reset exercises; what was written into them is kept.")
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK")
    status = 0
    for path in parser.parse_args(arguments).notebooks:
        try:
            kept = replace(path, committed(path))
        except (OSError, ValueError) as error:
            print(error, file=sys.stderr)
            status = 1
            continue
        print(f"{path}: as it was given out" + (f"; yours is kept as {kept.name}" if kept else ""))
    return status


if __name__ == "__main__":
    sys.exit(main())
