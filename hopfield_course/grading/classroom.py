"""Prepare a course on a server, for nbgrader's exchange: ``python -m hopfield_course.grading.classroom``.

In the course's folder every exercise is then ready to be released, and nbgrader's commands and buttons do the
rest: release, collect, release feedback.  ``python -m hopfield_course.grading INBOX`` grades as everywhere.
"""

import argparse
import sys
from pathlib import Path

from .clerk import BookError, Clerk
from .course import Course

SETTINGS = """from pathlib import Path

from hopfield_course.grading.gradebook import settings

c = get_config()  # nbgrader defines it
c.merge(settings(Path({folder!r})))
"""


def prepare(folder, solutions, config):
    """Make a course of a folder of solutions, and let nbgrader's buttons of this user find it.

    Parameters
    ----------
    folder, solutions : Path
    config : Path
        This user's folder of Jupyter's settings.

    Returns
    -------
    list of str
        The exercises.

    Raises
    ------
    BookError
        If nbgrader cannot make an exercise.
    FileExistsError
        If this user has other settings of nbgrader.
    """
    course = Course(folder)
    words, place = SETTINGS.format(folder=str(course.folder)), config / "nbgrader_config.py"
    if place.exists() and place.read_text(encoding="utf-8") != words:
        raise FileExistsError(f"{place} is there and says something else: move it away")
    exercises = sorted(path.stem for path in Path(solutions).glob("*.ipynb"))
    clerk = Clerk(course)
    try:
        for exercise in exercises:
            clerk.ask("prepare", exercise, Path(solutions) / f"{exercise}.ipynb")
    finally:
        clerk.close()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.write_text(words, encoding="utf-8")
    return exercises


def main(arguments=None):
    """Read the command line, prepare, and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m hopfield_course.grading.classroom",
        description="Prepare a course on a server, for nbgrader's exchange",
    )
    parser.add_argument("--course", default="course", help="the course's folder (default: course)")
    parser.add_argument("--solutions", default="solutions", help="the folder of the solutions")
    options = parser.parse_args(arguments)
    try:
        exercises = prepare(options.course, Path(options.solutions).resolve(), Path.home() / ".jupyter")
    except (BookError, OSError, ValueError) as error:
        print(f"Nothing is prepared. {error}", file=sys.stderr)
        return 2
    if not exercises:
        print(f"Nothing is prepared. {options.solutions} holds no notebooks.", file=sys.stderr)
        return 2
    print(f"{len(exercises)} exercises in {Path(options.course).resolve()}: {', '.join(exercises)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
