"""A sandbox for one submission: bubblewrap, an ordinary user, no network, limits on everything.

What runs inside sees Python, the library and what shows feedback, not the judges, and its own cells.
It has a small scratch folder in memory, and one end of a pair of sockets, on which it sends its answers:
what is sent cannot be taken back, changed, or read by what comes after it.
"""

import contextlib
import itertools
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import hopfield_course.check
import hopfield_lib

from . import groups, syscalls, usage

# The packages that a submission may see. Judges, right answers and the grader lie in none of them.
VISIBLE = (hopfield_lib, hopfield_course.check)
ENVIRONMENT, LIBRARY = Path("/course/environment"), Path("/course/library")  # inside
LINES, PARTS = 2000, 200_000  # lines of answers, and lists, objects and entries in all of them
MB = 2**20


def _users():
    """Return numbers for users that nobody has, other ones in each process."""
    inside, _, count = map(int, Path("/proc/self/uid_map").read_text().splitlines()[-1].split())
    few = inside + count < 1_300_000  # a container whose users are counted
    return itertools.count(20_000 + os.getpid() % 400 * 100 if few else 200_000 + os.getpid() % 10_000 * 100)


USERS = _users() if sys.platform.startswith("linux") else itertools.count(200_000)


@dataclass(frozen=True)
class Limits:
    """What a submission may use.

    Attributes
    ----------
    cell, total : float
        Seconds of computing for a cell or a task's calls, and for all of it with all of its processes.
        What others compute meanwhile does not count.
    patience : float
        How many times as long each of the two may take by the clock, for what waits and does not compute.
    memory, address : int
        Bytes that are held for all its processes together, and of address space of each; as many if
        `address` is 0.
    answers, scratch : int
        Bytes of answers or of a file, and of each scratch folder.
    processes, open_files, files : int
        Processes with their threads, the files that each may have open, and files in all.
    """

    cell: float = 20.0
    total: float = 90.0
    patience: float = 5.0
    memory: int = 2048 * MB
    address: int = 0
    answers: int = 16 * MB
    scratch: int = 64 * MB
    processes: int = 32
    open_files: int = 128
    files: int = 20_000


@dataclass(frozen=True)
class Finished:
    """What is left of a submission's run.

    Attributes
    ----------
    lines : list of dict
        What it wrote, as far as it can be read.
    why : str
        Why it was ended from outside; empty if it was not.
    seconds : float
        What its processes computed, as far as it was seen: they are looked at twenty times a second.
    """

    lines: list
    why: str = ""
    seconds: float = 0.0


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
    if not syscalls.known():
        return f"The sandbox knows x86-64 and ARM of 64 bits, and this machine is neither. {container}"
    try:
        with _file(syscalls.seccomp()) as rules:
            trial = _wrapped(["/usr/bin/env", "true"], rules.fileno())
            done = subprocess.run(
                trial,
                capture_output=True,
                text=True,
                timeout=30,
                check=False,
                env={},
                pass_fds=[rules.fileno()],
            )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bwrap does not work here: {error}. {container}"
    if done.returncode:
        return f"bwrap does not work here: {done.stderr.strip()[:300]}. Are user namespaces off? {container}"
    return ""


def exposed(*places):
    """Return in words which of these places a submission could see, since what it needs lies around it."""
    seen = [Path("/usr"), *_python()[0], *_packages()]
    for place in map(Path, places):
        for around in seen:
            if place.resolve().is_relative_to(around):
                return f"{place} lies in {around}, which submissions can see: move it elsewhere."
    return ""


def _file(content):
    """Return an open file that has no name and this content."""
    file = tempfile.TemporaryFile()  # noqa: SIM115
    file.write(content)
    file.seek(0)
    return file


def _wrapped(command, rules, extra=()):
    """Return the command line that runs a command in a sandbox, by the rules in an open file."""
    root = os.geteuid() == 0
    arguments = [shutil.which("bwrap"), "--seccomp", str(rules), "--die-with-parent", "--new-session"]
    arguments += ["--clearenv", "--cap-drop", "ALL"]
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


def _folder(package):
    """Return the folder of a package."""
    return Path(package.__file__).resolve().parent


def _packages():
    """Return where the packages are that a submission may see, and where the sandbox has them.

    They get places of their own there, since a checkout may lie below /tmp or in a home that nobody
    else can pass through.
    """
    places = {Path(hopfield_course.__file__).resolve(): LIBRARY / "hopfield_course" / "__init__.py"}
    return places | {_folder(package): LIBRARY.joinpath(*package.__name__.split(".")) for package in VISIBLE}


def _python():
    """Return where this Python's folders are and where the sandbox has them, and its command there.

    An environment gets a place of its own, as the packages do.
    """
    base, prefix = (Path(os.path.realpath(place)) for place in (sys.base_prefix, sys.prefix))
    places = {} if base.is_relative_to("/usr") else {base: base}
    if prefix != base and not prefix.is_relative_to("/usr"):
        places[prefix] = ENVIRONMENT
    command = Path(sys.executable)
    if prefix in places and command.is_relative_to(sys.prefix):
        command = places[prefix] / command.relative_to(sys.prefix)
    return places, str(command)


def _inside(limits, task, runner, data, info):
    """Return what else a submission's sandbox has: Python, the library, its cells, scratch folders."""
    arguments = []
    places, _ = _python()
    for place, inside in (places | _packages()).items():
        for parent in [*inside.parents][-2::-1]:  # without this only root could pass through them
            arguments += ["--perms", "0755", "--dir", str(parent)]
        arguments += ["--ro-bind", str(place), str(inside)]
    course = _folder(hopfield_course)
    for place, inside in {Path("/usr"): Path("/usr"), **places}.items():
        if course.is_relative_to(place):  # installed among what is seen: the whole package is covered
            hidden = str(inside / course.relative_to(place))
            arguments += ["--tmpfs", hidden, "--remount-ro", hidden]
    for place in usage.SCRATCH:
        arguments += ["--perms", "1777", "--size", str(limits.scratch), "--tmpfs", place]
    for descriptor, place in ((task, "/task.json"), (runner, "/runner.py"), (data, "/data.npz")):
        arguments += ["--perms", "0444", "--ro-bind-data", str(descriptor), place]
    environment = {
        "HOME": "/scratch",
        "TMPDIR": "/tmp",
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "IPYTHONDIR": "/scratch/.ipython",
        "MPLCONFIGDIR": "/scratch/.matplotlib",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MALLOC_ARENA_MAX": "2",  # otherwise each thread takes 64 MB of the address space that is allowed
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "HOPFIELD_EXERCISE_DATA": "/data.npz",
    }
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
        "RLIMIT_AS": limits.address or limits.memory,
        "RLIMIT_CORE": 0,
        "RLIMIT_CPU": int(limits.total) + 1,
        "RLIMIT_FSIZE": limits.answers,
        "RLIMIT_NOFILE": limits.open_files,
        "RLIMIT_NPROC": limits.processes + (0 if root else usage.own_threads()),
    }
    allowed = {"cell": limits.cell, "patience": limits.patience, "resources": resources}
    task = json.dumps({"steps": steps, "limits": allowed}).encode()
    runner = Path(__file__).with_name("runner.py").read_bytes()
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(_file(content)) for content in (task, runner, data, syscalls.seccomp())]
        fds = [file.fileno() for file in files]
        ours, theirs = socket.socketpair()
        stack.enter_context(ours)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_OOBINLINE, 1)  # urgent bytes stand where they were sent
        if group := groups.made(limits.memory):
            stack.callback(group.close)
        with theirs:
            told, info = os.pipe()
            user = next(USERS) if root else 0
            command = [_python()[1], "-I", "/runner.py", str(LIBRARY), str(theirs.fileno()), str(user)]
            wrapped = _wrapped(command, fds[3], _inside(limits, fds[0], fds[1], fds[2], info))
            process = subprocess.Popen(
                [*groups.ENTER, str(group.entrance), *wrapped] if group else wrapped,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[*fds, theirs.fileno(), info],
                cwd="/",
                env={},  # /proc/1/environ shows it inside, whatever bwrap clears
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
        content, why, seconds = _watch(process, first, limits, ours, group)
    lines = _lines(content)
    if not any(line.get("begun") is True for line in lines[:1]):
        raise NoSandboxError(
            lack() or f"The sandbox's Python did not start (is {sys.prefix} readable for others?)"
        )
    return Finished(lines, why, seconds)


def _watch(process, first, limits, ours, group):
    """Wait for the end of all processes, or bring it about.

    Returns what they sent, why they were ended, and how many seconds they computed.
    """
    start, why, content = time.monotonic(), "", bytearray()
    looked, computed = 0.0, 0.0
    ours.setblocking(False)
    try:
        while process.poll() is None and not why:
            _receive(ours, content, limits.answers, 0.05)
            elapsed = time.monotonic() - start
            if elapsed > limits.total * limits.patience:
                why = f"it was not at its end after {limits.total * limits.patience:g} s"
            elif len(content) > limits.answers:
                why = f"it sent more than {limits.answers // MB} MB"
            elif elapsed > looked + 0.05:
                looked = elapsed
                # what a process had computed is lost where nobody awaits its end
                computed = max(computed, usage.computed(first))
                why = _excess(first, limits, computed, group)
                if computed > 1 + 1.5 * elapsed:
                    usage.give_way(first)
    except (OSError, ValueError) as error:  # whatever it did to what is between us, others go on
        why = f"it could not be watched: {error}"
    finally:
        # the first process of a pid namespace takes all others with it, and ends after them
        with contextlib.suppress(ProcessLookupError):
            os.kill(first, signal.SIGKILL)
        process.wait()
        while usage.alive(first):
            time.sleep(0.01)
    while _receive(ours, content, limits.answers, 0):
        pass
    if not why and group and group.exceeded():
        why = _too_much(limits)
    return bytes(content[: limits.answers]), why, computed


def _too_much(limits):
    return f"it took more than {limits.memory // MB} MB of memory"


def _excess(first, limits, computed, group):
    """Return in words of what a process and all below it took too much; an empty text if of nothing."""
    if group.exceeded() if group else usage.memory(first) > limits.memory:
        return _too_much(limits)
    if usage.scratch(first)[1] > limits.files:
        return f"it made more than {limits.files} files"
    if computed > limits.total:
        return f"it computed for more than {limits.total:g} s"
    return ""


def _receive(ours, content, most, seconds):
    """Append what has come to the content, as far as there is room; whether something came."""
    if len(content) > most or not select.select([ours], [], [], seconds)[0]:
        return False
    try:
        piece = ours.recv(MB)
    except OSError:  # nothing that can be read: bytes out of band, or the other end was torn off
        piece = b""
    content += piece
    if not piece:  # nobody has the other end, so its process ends
        time.sleep(seconds)
    return bool(piece)


def _lines(content):
    """Return the lines that are JSON objects; the rest is as if it had not been written.

    Neither many lines nor many parts, in one or in all of them, take more memory than honest ones can.
    """
    found, room = [], PARTS
    for line in content.split(b"\n", LINES)[:LINES]:
        parts = sum(line.count(mark) for mark in (b"[", b"{", b","))
        if parts > room:
            continue
        room -= parts
        with contextlib.suppress(ValueError, RecursionError):
            words = json.loads(line)
            if isinstance(words, dict):
                found.append(words)
    return found
