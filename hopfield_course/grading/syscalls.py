"""Which calls of the kernel a submission may not make, as a seccomp filter for bubblewrap.

Withheld is what nothing here needs and what would get around the sandbox's limits: namespaces of
its own (with file systems of any size), memory that belongs to no process, keys, other processes'
memory, sockets to the machine below.
"""

import platform
import struct

EPERM, ENOSYS = 1, 38
NAMESPACES = 0x7E020000  # of clone's flags
FAMILIES = (1, 2, 10, 16)  # sockets: local, internet (there is no network), the kernel's own tables
FOREIGN = 0x40000000  # x86-64: numbers of another set of calls

# by architecture: the kernel's word for it, and the calls' numbers
NUMBERS = {
    "x86_64": (0xC000003E, {
        "socket": 41, "clone": 56, "shmget": 29, "shmat": 30, "semget": 64, "msgget": 68, "ptrace": 101,
        "pivot_root": 155, "chroot": 161, "mount": 165, "umount2": 166, "mq_open": 240, "add_key": 248,
        "request_key": 249, "keyctl": 250, "unshare": 272, "perf_event_open": 298, "setns": 308,
        "process_vm_readv": 310, "process_vm_writev": 311, "memfd_create": 319, "bpf": 321,
        "userfaultfd": 323,
    }),
    "aarch64": (0xC00000B7, {
        "socket": 198, "clone": 220, "shmget": 194, "shmat": 196, "semget": 190, "msgget": 186, "ptrace": 117,
        "pivot_root": 41, "chroot": 51, "mount": 40, "umount2": 39, "mq_open": 180, "add_key": 217,
        "request_key": 218, "keyctl": 219, "unshare": 97, "perf_event_open": 241, "setns": 268,
        "process_vm_readv": 270, "process_vm_writev": 271, "memfd_create": 279, "bpf": 280,
        "userfaultfd": 282,
    }),
}  # fmt: skip
# the same everywhere
LATER = {
    "io_uring_setup": 425, "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsmount": 432, "fspick": 433,
    "pidfd_getfd": 438, "mount_setattr": 442, "memfd_secret": 447,
}  # fmt: skip
CLONE3 = 435  # its flags cannot be looked at; without it, C libraries take clone

LOAD, EQUAL, ABOVE, ANY, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, ERROR = 0x7FFF0000, 0x00050000
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # where these stand in what the filter sees


def known(machine=None):
    """Whether there is a filter for this machine."""
    return (machine or platform.machine()) in NUMBERS


def seccomp(machine=None):
    """Return the filter's program, as bwrap's option --seccomp reads it."""
    architecture, numbers = NUMBERS[machine or platform.machine()]
    denied = (RETURN, 0, 0, ERROR | EPERM)
    numbers = {**numbers, **LATER}
    clone, socket = numbers.pop("clone"), numbers.pop("socket")
    program = [
        (LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, architecture), denied,
        (LOAD, 0, 0, NUMBER), (ABOVE, 0, 1, FOREIGN), denied,
        (EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, ERROR | ENOSYS),
    ]  # fmt: skip
    for number in numbers.values():
        program += [(EQUAL, 0, 1, number), denied]
    allowed = (RETURN, 0, 0, ALLOW)
    program += [(EQUAL, 0, 4, clone), (LOAD, 0, 0, FIRST_ARGUMENT), (ANY, 0, 1, NAMESPACES), denied, allowed]
    families = [step for family in FAMILIES for step in ((EQUAL, 0, 1, family), allowed)]
    program += [(EQUAL, 0, len(families) + 2, socket), (LOAD, 0, 0, FIRST_ARGUMENT), *families, denied]
    return b"".join(struct.pack("=HBBI", *step) for step in [*program, allowed])
