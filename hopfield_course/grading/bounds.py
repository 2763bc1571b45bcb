"""Bounds on what the grader itself does with one submission: none may hold the run."""

import os
import resource
import signal
import threading
import time
from contextlib import contextmanager

_parents = set()


@contextmanager
def within(seconds):
    """Raise TimeoutError in work that computes for more than some seconds.

    What no error reaches, as in a library of C, ends its process when it has computed two to three times
    as long.  By the clock it may take longer: a busy machine stops nothing.
    """
    if threading.current_thread() is not threading.main_thread():  # which alone gets signals
        yield
        return

    def stop(*_):
        raise TimeoutError(f"to look at it took more than {seconds:g} s of computing")

    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    # the kernel holds this limit to ticks that it counts, which stray from the time that was used
    end = int(1.1 * time.process_time() + 2 * seconds) + 3
    if hard == resource.RLIM_INFINITY or end < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (end, hard))
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, max(seconds / 4, 0.5))  # again, where an error was caught
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def end_with(parent):
    """Have this process end soon after the one that waits for its work, however that ended: a thread looks.

    Parameters
    ----------
    parent : int
        Its parent's number.
    """
    if parent not in _parents:
        _parents.add(parent)
        threading.Thread(target=_look_at, args=(parent,), daemon=True).start()


def _look_at(parent):
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def done_for(parent, work, *arguments):
    """Return what some work gives, in a process that ends with its parent."""
    end_with(parent)
    return work(*arguments)
