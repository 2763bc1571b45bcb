"""What a submission uses, as the kernel shows it from outside: memory, scratch folders, sockets, computing.

Where the kernel keeps account of a group of processes (`groups`), that account limits memory.  Elsewhere
it is counted here: what processes hold for themselves, and what belongs to none of them: memory that
is shared, scratch folders, the buffers of sockets.
"""

import contextlib
import os
from functools import cache
from pathlib import Path

SCRATCH = ("/scratch", "/tmp", "/dev/shm")
PAGE = os.sysconf("SC_PAGE_SIZE")


def alive(pid):
    """Whether a process runs."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (OSError, IndexError):
        return False


def processes(first):
    """Yield a process and all below it, each as its folder in /proc."""
    waiting = [first]
    while waiting:
        place = Path(f"/proc/{waiting.pop()}")
        yield place
        with contextlib.suppress(OSError):
            for thread in (place / "task").iterdir():
                waiting += map(int, (thread / "children").read_text().split())


def memory(first):
    """Return the bytes that a process and all below it hold, and what is held for them."""
    shared, private = {}, 0
    for place in processes(first):
        with contextlib.suppress(OSError):
            resident, files = map(int, (place / "statm").read_text().split()[1:3])
            private += (resident - files) * PAGE
            shared |= _shared((place / "maps").read_text())
    return private + sum(shared.values()) + scratch(first)[0] + sockets(first)


def _shared(maps):
    """Return the sizes of shared memory without a file in some /proc/PID/maps, each by its number.

    Its whole size counts: the kernel shows of its pages only those that a process has before it, and they
    stay when it has put them aside.
    """
    found = {}
    for line in maps.splitlines():
        if "/dev/zero" not in line:
            continue
        addresses, _, offset, device, inode = line.split()[:5]
        begin, _, end = addresses.partition("-")
        size = int(offset, 16) + int(end, 16) - int(begin, 16)
        found[device, inode] = max(size, found.get((device, inode), 0))
    return found


@cache
def _largest_buffers():
    """Return how many bytes a socket's buffers can hold: any one's, and those of a TCP connection's end."""

    def setting(name):
        try:
            return int(Path("/proc/sys/net", name).read_text().split()[-1])
        except (OSError, ValueError, IndexError):
            return 2**22

    return 2 * setting("core/wmem_max"), setting("ipv4/tcp_rmem") + setting("ipv4/tcp_wmem")


def sockets(first):
    """Return the bytes that the sockets of a sandbox can hold, those too that are on their way in another."""
    some, tcp = _largest_buffers()
    total = 0
    for name, kinds in (("sockstat", {"sockets:": some, "TCP:": tcp}), ("sockstat6", {"TCP6:": tcp})):
        with contextlib.suppress(OSError, ValueError, IndexError):
            for line in Path(f"/proc/{first}/net/{name}").read_text().splitlines():
                words = line.split()
                total += kinds.get(words[0], 0) * int(words[2])
    return total


def computed(first):
    """Return the seconds of a processor that a process and all below it have used, living and awaited."""
    ticks = 0
    for place in processes(first):
        with contextlib.suppress(OSError):
            words = (place / "stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, words[11:15]))  # its own and its dead children's, in user and kernel mode
    return ticks / os.sysconf("SC_CLK_TCK")


def give_way(first):
    """Let a process and all below it go behind others: several of them compute at once."""
    for place in processes(first):
        with contextlib.suppress(OSError):
            for thread in (place / "task").iterdir():
                os.setpriority(os.PRIO_PROCESS, int(thread.name), 19)


def scratch(first):
    """Return the bytes and the number of files in the scratch folders."""
    held = files = 0
    for place in SCRATCH:
        with contextlib.suppress(OSError):
            status = os.statvfs(f"/proc/{first}/root{place}")
            held += (status.f_blocks - status.f_bfree) * status.f_frsize
            files += status.f_files - status.f_ffree
    return held, files


def own_threads():
    """Return how many threads this user has: a limit on processes counts them all."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/task"):
        with contextlib.suppress(OSError):
            if status.stat().st_uid == os.geteuid():
                total += len(os.listdir(status))  # noqa: PTH208
    return total
