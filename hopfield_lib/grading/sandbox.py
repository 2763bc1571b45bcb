"""A sandbox for one submission: bubblewrap, an ordinary user, no network, limits on everything.

What runs inside sees Python, the course's library without its judges, and its own cells.  It has a
small scratch folder in memory, and one open file of the grader's, to which it appends its answers.
The file is read when every process of the sandbox is dead; there is no path to it, so no link to
follow.
"""

import contextlib
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import hopfield_lib

PACKAGE = Path(hopfield_lib.__file__).resolve().parent
ENVIRONMENT, LIBRARY = Path("/course/environment"), Path("/course/library")  # inside
HIDDEN = ("grading", "check/exercises")  # what must not be seen inside: judges and right answers
USERS = itertools.count(200_000 + os.getpid() % 10_000 * 100)
MB = 2**20


@dataclass(frozen=True)
class Limits:
    """What a submission may use.

    Attributes
    ----------
    cell, wall : float
        Seconds for a cell or a task's calls, and for all together.
    memory : int
        Bytes of all its processes together, and of address space of each.
    answers, scratch : int
        Bytes of answers and of each scratch folder.
    processes, files : int
        Processes with their threads, and open files.
    """

    cell: float = 20.0
    wall: float = 90.0
    memory: int = 2048 * MB
    answers: int = 16 * MB
    scratch: int = 64 * MB
    processes: int = 64
    files: int = 256


@dataclass(frozen=True)
class Finished:
    """What is left of a submission's run.

    Attributes
    ----------
    lines : list of dict
        What it wrote, as far as it can be read.
    why : str
        Why it was ended from outside; empty if it was not.
    """

    lines: list
    why: str = ""


class NoSandboxError(RuntimeError):
    """There is no sandbox here, so nothing is graded; the message says how to get one."""


def lack():
    """Return why there is no sandbox here, and how to get one; an empty text if there is one."""
    container = "Grade on Linux, for example in a container or a virtual machine of Debian, with bubblewrap."
    if not sys.platform.startswith("linux"):
        return f"Submissions are run in a Linux sandbox only, and this is {sys.platform}. {container}"
    if not shutil.which("bwrap"):
        return (
            "Submissions are run in a sandbox, and bwrap is not there. On Debian: apt-get install bubblewrap"
        )
    try:
        trial = _wrapped(["/usr/bin/env", "true"])
        done = subprocess.run(trial, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bwrap does not work here: {error}. {container}"
    if done.returncode:
        return f"bwrap does not work here: {done.stderr.strip()[:300]}. Are user namespaces off? {container}"
    return ""


def _wrapped(command, extra=()):
    """Return the command line that runs a command in a sandbox."""
    root = os.geteuid() == 0
    arguments = ["bwrap", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL"]
    # root need no namespace of users: the runner itself gives up being root
    arguments += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    arguments += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"] if root else ["--unshare-user"]
    arguments += ["--hostname", "exercise", "--ro-bind", "/usr", "/usr"]
    for name in ("bin", "lib", "lib32", "lib64"):
        link = Path("/", name)
        if link.is_symlink():
            arguments += ["--symlink", os.readlink(link), str(link)]  # noqa: PTH115
        elif link.is_dir():
            arguments += ["--ro-bind", str(link), str(link)]
    arguments += ["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--proc", "/proc", "--dev", "/dev"]
    return [*arguments, *extra, "--remount-ro", "/", "--remount-ro", "/dev", "--", *command]


def _python():
    """Return where this Python's folders are and where the sandbox has them, and its command there.

    An environment and the library get places of their own, since a checkout may lie below /tmp or
    in a home that nobody else can pass through.
    """
    base, prefix = (Path(os.path.realpath(place)) for place in (sys.base_prefix, sys.prefix))
    places = {} if base.is_relative_to("/usr") else {base: base}
    if prefix != base and not prefix.is_relative_to("/usr"):
        places[prefix] = ENVIRONMENT
    within = PACKAGE.is_relative_to(prefix) and prefix != base
    library = ENVIRONMENT / PACKAGE.relative_to(prefix) if within else LIBRARY / PACKAGE.name
    if not within:
        places[PACKAGE] = library
    command = Path(sys.executable)
    if prefix in places and command.is_relative_to(sys.prefix):
        command = places[prefix] / command.relative_to(sys.prefix)
    return places, library, str(command)


def _inside(limits, task, runner, data, info):
    """Return what else a submission's sandbox has: Python, the library, its cells, scratch folders."""
    arguments = []
    places, library, _ = _python()
    for place, inside in places.items():
        for parent in [*inside.parents][-2::-1]:  # without this only root could pass through them
            arguments += ["--perms", "0755", "--dir", str(parent)]
        arguments += ["--ro-bind", str(place), str(inside)]
    for name in HIDDEN:
        arguments += ["--tmpfs", str(library / name), "--remount-ro", str(library / name)]
    for place in ("/scratch", "/tmp", "/dev/shm"):
        arguments += ["--perms", "1777", "--size", str(limits.scratch), "--tmpfs", place]
    for descriptor, place in ((task, "/task.json"), (runner, "/runner.py"), (data, "/data.npz")):
        arguments += ["--perms", "0444", "--ro-bind-data", str(descriptor), place]
    environment = {
        "HOME": "/scratch", "TMPDIR": "/tmp", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MPLBACKEND": "agg",
        "IPYTHONDIR": "/scratch/.ipython", "MPLCONFIGDIR": "/scratch/.matplotlib",
        "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
        "HOPFIELD_EXERCISE_DATA": "/data.npz",
    }  # fmt: skip
    for name, value in environment.items():
        arguments += ["--setenv", name, value]
    return [*arguments, "--chdir", "/scratch", "--info-fd", str(info)]


def run(steps, data, limits=None):
    """Run the steps of one submission, and return what it left when all of its processes are dead.

    Parameters
    ----------
    steps : list of dict
        Cells to run and calls to make, as the runner reads them.
    data : bytes
        The exercise's data, as ``np.savez`` writes them.
    limits : Limits, optional

    Returns
    -------
    Finished

    Raises
    ------
    NoSandboxError
        If the sandbox does not start.
    """
    if not (sys.platform.startswith("linux") and shutil.which("bwrap")):
        raise NoSandboxError(lack())
    limits = limits or Limits()
    root = os.geteuid() == 0
    resources = {
        "RLIMIT_AS": limits.memory, "RLIMIT_CORE": 0, "RLIMIT_CPU": int(limits.wall) + 1,
        "RLIMIT_FSIZE": limits.answers, "RLIMIT_NOFILE": limits.files,
        "RLIMIT_NPROC": limits.processes + (0 if root else _own_threads()),
    }  # fmt: skip
    task = json.dumps({"steps": steps, "limits": {"cell": limits.cell, "resources": resources}}).encode()
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(4)]
        runner = Path(__file__).with_name("runner.py").read_bytes()
        for file, content in zip(files, (task, runner, data), strict=False):
            file.write(content)
            file.seek(0)
        answers = files[3]
        answers_fd = os.dup(answers.fileno())
        stack.callback(os.close, answers_fd)
        told, info = os.pipe()
        fds = [file.fileno() for file in files[:3]]
        command = [
            _python()[2],
            "-I",
            "/runner.py",
            str(LIBRARY),
            str(answers_fd),
            str(next(USERS) if root else 0),
        ]
        process = subprocess.Popen(
            _wrapped(command, _inside(limits, *fds, info)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[*fds, answers_fd, info],
            cwd="/",
        )
        os.close(info)
        with open(told, "rb") as file:  # noqa: PTH123
            words = file.read(10_000)
        try:
            first = int(json.loads(words)["child-pid"])
        except (ValueError, KeyError):
            process.kill()
            process.wait()
            raise NoSandboxError(lack() or "the sandbox did not start") from None
        why = _watch(process, first, limits)
        size = os.fstat(answers.fileno()).st_size
        content = os.pread(answers.fileno(), min(size, limits.answers), 0)
    lines = _lines(content)
    if not any(line.get("begun") is True for line in lines[:1]):
        raise NoSandboxError(
            lack() or f"The sandbox's Python did not start (is {sys.prefix} readable for others?)"
        )
    return Finished(lines, why)


def _watch(process, first, limits):
    """Wait for the end of all processes, or bring it about; return why."""
    end, why = time.monotonic() + limits.wall, ""
    try:
        while process.poll() is None:
            if time.monotonic() > end:
                why = f"it took longer than {limits.wall:g} s"
            elif _memory(first) > limits.memory:
                why = f"it took more than {limits.memory // MB} MB of memory"
            if why:
                break
            time.sleep(0.05)
    finally:
        # the first process of a pid namespace takes all others with it, and ends after them
        with contextlib.suppress(ProcessLookupError):
            os.kill(first, signal.SIGKILL)
        process.wait()
        while _alive(first):
            time.sleep(0.01)
    return why


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (OSError, IndexError):
        return False


def _memory(first):
    """Return the bytes that a process and all below it hold."""
    total, waiting = 0, [first]
    while waiting:
        pid = waiting.pop()
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
            for thread in Path(f"/proc/{pid}/task").iterdir():
                waiting += map(int, (thread / "children").read_text().split())
        except OSError:
            continue
    return total * os.sysconf("SC_PAGE_SIZE")


def _own_threads():
    """Return how many threads this user has: a limit on processes counts them all."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/task"):
        with contextlib.suppress(OSError):
            if status.stat().st_uid == os.geteuid():
                total += len(os.listdir(status))  # noqa: PTH208
    return total


def _lines(content):
    """Return the lines that are JSON objects; the rest is as if it had not been written."""
    found = []
    for line in content.split(b"\n"):
        with contextlib.suppress(ValueError, RecursionError):
            words = json.loads(line)
            if isinstance(words, dict):
                found.append(words)
    return found
