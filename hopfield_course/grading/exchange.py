"""nbgrader's exchange on a machine with many users, where nobody is taken at their word.

A learner may write into the exchange what they like: folders in another's name, links to files that the
instructor may read, times that never were.  What is collected here is what the kernel says: whose file it is,
that it is a file and no link, and when it came.  It goes to the inbox, which is graded as any other.
"""

import os
import pwd
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback
from nbgrader.utils import notebook_hash

from .submissions import LARGEST

SECRET = "submission_secret.txt"  # made by whoever handed in; names the page that only they can find
SECRET_LETTERS = 1_000
NOTEBOOKS = 20  # of one learner in one exercise
READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True)
class Arrival:
    """What somebody handed in.

    Attributes
    ----------
    student : str
        The user whose files these are.
    came : float
        When the last of its notebooks came, in seconds, as the kernel noted it.
    files : dict
        The content of each file, by name.
    """

    student: str
    came: float
    files: dict


def _content(folder, name, owner, most):
    """Return a file's bytes and when it came; OSError if it is no plain file of its owner's, or too large."""
    descriptor = os.open(name, READ, dir_fd=folder)
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != owner or found.st_size > most:
            raise OSError(f"{name} is no plain file of theirs, or too large")
        return file.read(most), found.st_ctime  # a time that its owner cannot set


def arrival(path):
    """Return what lies in a folder of the exchange.

    Raises
    ------
    OSError
        If it is not what its name says; the message says why.
    """
    student = path.name.rsplit("+", 3)[0]
    folder = os.open(path, READ | os.O_DIRECTORY)
    try:
        owner = os.fstat(folder).st_uid
        try:
            name = pwd.getpwuid(owner).pw_name
        except KeyError:
            name = f"user {owner}"
        if name != student:
            raise OSError(f"it says that it is {student}'s, and is {name}'s")
        files, came = {}, 0.0
        for one in sorted(name for name in os.listdir(folder) if name.endswith(".ipynb"))[:NOTEBOOKS]:  # noqa: PTH208
            files[one], when = _content(folder, one, owner, LARGEST)
            came = max(came, when)
        if not files:
            raise OSError("no notebook is in it")
        with suppress(OSError):
            files[SECRET] = _content(folder, SECRET, owner, SECRET_LETTERS)[0]
    finally:
        os.close(folder)
    return Arrival(student, came, files)


def inbox(coursedir):
    """Return where what is collected lies: the folder `inbox` beside the course's folder."""
    return Path(coursedir.root).resolve().parent / "inbox"


class Collect(ExchangeCollect):
    """``nbgrader collect``, and the button of that name: each learner's newest, into the inbox."""

    coursedir: Any

    def init_src(self):
        """Look at what has come."""
        inbound = Path(self.root, self.coursedir.course_id, "inbound")
        if not os.access(inbound, os.R_OK | os.X_OK):
            self.fail(f"{inbound} is not there, or may not be read: is the exercise released?")
        exercise, self.src_records = self.coursedir.assignment_id, {}
        for path in sorted(inbound.iterdir()):
            parts = path.name.rsplit("+", 3)
            if len(parts) != 4 or parts[1] != exercise or self.coursedir.student_id not in ("*", parts[0]):
                continue
            try:
                found = arrival(path)
            except OSError as error:
                self.log.warning("%s is left out: %s", path.name, error)
                continue
            newest = self.src_records.get(found.student)
            if newest is None or found.came > newest.came:
                self.src_records[found.student] = found

    def init_dest(self):
        """Make the inbox, for nobody else to read."""
        inbox(self.coursedir).mkdir(mode=0o700, parents=True, exist_ok=True)

    def copy_files(self):
        """Write what has come, with the time at which it came."""
        if not self.src_records:
            self.log.warning("Nothing of %s was handed in", self.coursedir.assignment_id)
        for student, found in self.src_records.items():
            folder = inbox(self.coursedir) / student / self.coursedir.assignment_id
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for old in folder.iterdir():
                if old.name not in found.files:
                    old.unlink()
            for name, content in found.files.items():
                (folder / name).write_bytes(content)
                os.utime(folder / name, (found.came, found.came))
            self.log.info("Collected: %s %s", student, self.coursedir.assignment_id)


class ReturnFeedback(ExchangeReleaseFeedback):
    """``nbgrader release_feedback``, and its button: pages to those whose work was collected."""

    coursedir: Any

    def copy_files(self):
        """Put each learner's page where that learner alone can find it."""
        exercise = self.coursedir.assignment_id
        feedback = Path(self.coursedir.root, self.coursedir.feedback_directory)
        for page in sorted(feedback.glob(f"*/{exercise}/{exercise}.html")):
            student = page.parents[1].name
            if self.coursedir.student_id not in ("", "*", student):
                continue
            try:
                secret = (inbox(self.coursedir) / student / exercise / SECRET).read_text()
            except OSError:
                self.log.warning(
                    "%s: %s did not come by the exchange: no page is returned", student, exercise
                )
                continue
            place = Path(self.dest_path, f"{notebook_hash(secret=secret, notebook_id=exercise)}.html")
            part = place.with_suffix(".part")
            part.write_bytes(page.read_bytes())
            part.chmod(0o644)
            part.replace(place)
            self.log.info("Returned: %s %s", student, exercise)
