"""Make a new exercise from the template: its solution, its judges, its tests.

    python -m tools.new_exercise 09_my_lesson

What is made runs at once, with tasks that show each kind of task; write your own in their place.
"""

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = Path(__file__).resolve().parent / "templates" / "exercise"


def places(stem: str, root: Path = ROOT) -> dict[Path, Path]:
    """Return for each file of the template where it goes in the exercise of this name."""
    number, judges = stem[:2], root / "hopfield_course" / "exercises" / f"e{stem}"
    return {
        TEMPLATE / "solution.ipynb": root / "solutions" / f"{stem}.ipynb",
        **{path: judges / path.name for path in sorted((TEMPLATE / "judges").glob("*.py"))},
        TEMPLATE / "tests" / "answers.py": root / "tests" / "exercises" / f"answers_{number}.py",
        TEMPLATE / "tests" / "test_measurement.py": root
        / "tests"
        / "exercises"
        / f"test_exercise_{number}.py",
    }


def make(stem: str, root: Path = ROOT) -> list[Path]:
    """Write the files of a new exercise and return them.

    Parameters
    ----------
    stem : str
        Its name, which is that of its lesson: two digits, then words in small letters.
    root : Path
        The folder of the project.

    Raises
    ------
    ValueError
        If the name is another.
    FileExistsError
        If one of the files is there already; then none is written.
    """
    if not re.fullmatch(r"\d\d(_[a-z0-9]+)+", stem):
        raise ValueError(f"stem: expected two digits and words, such as 09_my_lesson, got {stem!r}")
    found = places(stem, root)
    taken = [path for path in found.values() if path.exists()]
    if taken:
        raise FileExistsError(f"{taken[0].relative_to(root)}: expected no such file, it is there already")
    for source, path in found.items():
        text = source.read_text(encoding="utf-8").replace("00_template", stem)
        text = re.sub(r"\b(Exercise|exercise|Lesson) 00\b", rf"\1 {stem[:2]}", text)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(found.values())


def main(arguments: list[str] | None = None) -> int:
    """Make an exercise; return the exit status."""
    parser = argparse.ArgumentParser(description="Make a new exercise from the template.")
    parser.add_argument("stem", help="its name, that of its lesson, such as 09_my_lesson")
    try:
        made = make(parser.parse_args(arguments).stem)
    except (ValueError, FileExistsError) as error:
        print(error, file=sys.stderr)
        return 1
    for path in made:
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
