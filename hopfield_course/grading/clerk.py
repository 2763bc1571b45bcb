"""Keeps the gradebook from a process of its own, so that nothing that nbgrader does ends or holds the run.

nbgrader turns learners' words into pages; what makes it take too long, or end its process, costs that
page alone: the submission is then entered with its points, and without its words.
"""

import contextlib
import os
from pathlib import Path

from joblib.externals.loky import ProcessPoolExecutor
from joblib.externals.loky.process_executor import BrokenProcessPool

from .bounds import done_for
from .course import Course
from .written import line

_books = {}


class BookError(RuntimeError):
    """What is wrong with the gradebook, in words."""


def _asked(folder, name, arguments):
    """Do something with a gradebook, in the clerk's process; return the result, and why there is none."""
    try:
        if folder not in _books:
            from .gradebook import Book

            _books[folder] = Book(Course(folder))
        return getattr(_books[folder], name)(*arguments), ""
    except Exception as error:
        words = str(error).strip().splitlines() or [type(error).__name__]
        return None, line(words[0])


class Clerk:
    """Keeps the gradebook of a course.

    Parameters
    ----------
    course : Course
    """

    def __init__(self, course):
        self.course, self._process = course, None

    def ask(self, name, *arguments):
        """Return what a method of the Book gives; BookError says why there is nothing."""
        self._process = self._process or ProcessPoolExecutor(max_workers=1)
        try:
            asked = os.getpid(), _asked, self.course.folder, name, arguments
            result, why = self._process.submit(done_for, *asked).result()
        except BrokenProcessPool:
            self.close()
            why, result = "nbgrader's process ended", None
        if why:
            raise BookError(why)
        return result

    def prepare(self, exercise, solution):
        """Make an exercise of its solution, and enter it, unless that was done before."""
        if not Path(solution).is_file():
            raise BookError(f"{solution}: the solution is not there; --solutions says in which folder it is")
        self.ask("prepare", exercise, solution)

    def enter(self, student, exercise):
        """Enter a mark and write the learner's page; return what was amiss, in words."""
        try:
            self.ask("enter", student, exercise)
        except BookError as error:
            why = str(error)
        else:
            return ""
        try:
            self.course.put_plain(student, exercise, why)
            self.ask("enter", student, exercise)
        except BookError as error:
            return f"not in the gradebook: {error}"
        return f"entered without what was written: {why}"

    def close(self):
        """End the clerk's process."""
        if self._process:
            with contextlib.suppress(Exception):
                self._process.shutdown(wait=True, kill_workers=True)
        self._process = None
