"""A control group for one submission: the kernel's own account of its memory, with a limit.

It counts all that is held for the group's processes, whoever it belongs to: their own memory, shared
memory, files in memory, buffers of sockets.  Version 2 is used where this user may make a group with
the controller of memory, else version 1, else none: `usage` counts in its place.
"""

import contextlib
import itertools
import os
import subprocess
import time
from functools import cache
from pathlib import Path

MOUNTS = Path("/proc/self/mounts")
OWN = Path("/proc/self/cgroup")
NUMBERS = itertools.count()
LIMITS = {2: ("memory.max", "memory.swap.max"), 1: ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes")}
ENTER = ["/bin/sh", "-c", 'echo 0 > "$0" && exec "$@"']  # then a group's entrance, and a command
EVENTS = {2: "memory.events", 1: "memory.oom_control"}


class Group:
    """A group for one submission.

    Parameters
    ----------
    folder : Path
        Its folder below the kernel's, which is made.
    version : int
        Of control groups, 1 or 2.
    memory : int
        Bytes that may be held for it.

    Raises
    ------
    OSError
        If there can be no such group.
    """

    def __init__(self, folder, version, memory):
        self.folder, self.version = folder, version
        folder.mkdir()
        limit, swap = LIMITS[version]
        try:
            (folder / limit).write_text(str(memory))
            with contextlib.suppress(OSError):  # where the kernel knows no swap
                (folder / swap).write_text("0" if version == 2 else str(memory))
            if version == 2:
                with contextlib.suppress(OSError):
                    (folder / "memory.oom.group").write_text("1")
        except OSError:
            self.close()
            raise

    @property
    def entrance(self):
        """The file that a process writes 0 into to enter."""
        return self.folder / "cgroup.procs"

    def exceeded(self):
        """Whether the kernel ended a process of the group since it wanted more memory."""
        try:
            lines = (self.folder / EVENTS[self.version]).read_text().splitlines()
        except OSError:
            return False
        return any(line.startswith("oom_kill ") and line.split()[1] != "0" for line in lines)

    def close(self):
        """Take the group away; its processes have ended, or will in a moment."""
        for _ in range(50):
            try:
                self.folder.rmdir()
            except FileNotFoundError:
                return
            except OSError:
                time.sleep(0.02)
            else:
                return


def _unescaped(word):
    return word.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")


def candidates():
    """Yield folders in which a group could be made, and their version: this process's own and those above.

    With version 2, those whose groups are given the controller of memory.
    """
    own = {}
    for line in OWN.read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        own[controllers] = path
    for line in MOUNTS.read_text().splitlines():
        _, place, kind, options = line.split()[:4]
        if kind == "cgroup2":
            version, path = 2, own.get("", "/")
        elif kind == "cgroup" and "memory" in options.split(","):
            version, path = 1, next((own[name] for name in own if "memory" in name.split(",")), "/")
        else:
            continue
        root = Path(_unescaped(place))
        folder = root / path.lstrip("/")
        for parent in dict.fromkeys([folder, *folder.parents, root]):
            if parent.is_relative_to(root) and (version == 1 or _gives_memory(parent)):
                yield parent, version


def _gives_memory(folder):
    try:
        return "memory" in (folder / "cgroup.subtree_control").read_text().split()
    except OSError:
        return False


@cache
def parent():
    """Return the folder in which groups can be made here, and its version; None if there is none."""
    try:
        found = sorted(candidates(), key=lambda one: -one[1])
    except OSError:
        return None
    for folder, version in found:
        if _works(folder, version):
            _sweep(folder)
            return folder, version
    return None


def _sweep(folder):
    """Take away the empty groups of graders that were killed."""
    for left in folder.glob("hopfield-*"):
        pid = left.name.split("-")[1]
        if pid.isdigit() and not Path("/proc", pid).exists():
            with contextlib.suppress(OSError):
                left.rmdir()


def _works(folder, version):
    """Whether a process of this user can enter a group made in a folder."""
    try:
        group = Group(folder / f"hopfield-trial-{os.getpid()}", version, 2**26)
    except OSError:
        return False
    try:
        command = [*ENTER, str(group.entrance), "true"]
        return subprocess.run(command, stderr=subprocess.DEVNULL, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
    finally:
        group.close()


def made(memory):
    """Return a new group with a limit of memory; None where there can be none."""
    if not (place := parent()):
        return None
    folder, version = place
    try:
        return Group(folder / f"hopfield-{os.getpid()}-{next(NUMBERS)}", version, memory)
    except OSError:
        return None


def at_work():
    """Say in words what limits the memory of submissions here."""
    place = parent()
    return (
        f"a control group of version {place[1]}" if place else "counting: no control group can be made here"
    )
