"""Runs one submission, inside the sandbox: nothing here is trusted, and nothing here knows an answer.

It reads /task.json (cells to run, and calls to make where a test cell stands), and sends one line
of JSON after each on the socket that it was given: what stopped a cell, and plain arrays.  What was
sent before a submission kills its own process is kept.
"""

import base64
import contextlib
import io
import json
import os
import resource
import signal
import sys

import numpy as np

DTYPES = ("<f8", "<i8", "<c16", "|b1")


class TimeIsUp(BaseException):
    """Raised in a cell or call that has used up its time."""


class Printed(io.StringIO):
    """Where printed text goes, and stays out of memory."""

    def write(self, text):
        """Say that all of it was written."""
        return len(text)


def encode(array):
    """Return a plain array as JSON has room for it."""
    array = np.ascontiguousarray(array) if np.ndim(array) else np.asarray(array)
    return {
        "dtype": array.dtype.str,
        "shape": list(array.shape),
        "data": base64.b64encode(array.tobytes()).decode(),
    }


def decode(words):
    """Return the array that `encode` was given."""
    return np.frombuffer(base64.b64decode(words["data"]), words["dtype"]).reshape(words["shape"]).copy()


def encode_output(output):
    """Return an Output of ``hopfield_lib.check.tasks`` as JSON has room for it."""
    value = output.value if isinstance(output.value, str) or output.value is None else encode(output.value)
    after = [encode(a) if isinstance(a, np.ndarray) else None for a in output.after]
    return {"value": value, "error": output.error, "after": after}


def confine(limits, uid):
    """Set the limits of this process and all that it starts, and become an ordinary user."""
    for name, value in limits["resources"].items():
        resource.setrlimit(getattr(resource, name), (value, value))
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:  # noqa: PTH123
        file.write("1000")  # where memory runs out, this goes first
    if uid:
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)


def timed(seconds, work):
    """Return what the work returns; TimeIsUp is raised after some seconds, and again every second."""

    def ring(*_):
        raise TimeIsUp

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def main(descriptor, uid):
    """Run the cells and calls of /task.json in order."""
    with open("/task.json", encoding="utf-8") as file:  # noqa: PTH123
        task = json.load(file)
    limits, mine = task["limits"], os.getpid()
    confine(limits, uid)
    from hopfield_lib.check.show import fresh_shell
    from hopfield_lib.check.tasks import Output, call, plain, unanswered

    shell = fresh_shell()

    def tell(line):
        if os.getpid() != mine:  # a child that was forked by a cell ends where its cell ends
            os._exit(0)
        data = json.dumps(line).encode() + b"\n"
        while data:
            data = data[os.write(descriptor, data) :]

    def run(step):
        kept = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = Printed()
        error = ""
        try:
            result = timed(limits["cell"], lambda: shell.run_cell(step["source"]))
            failed = result.error_before_exec or result.error_in_exec
            if failed is not None:
                error = f"{type(failed).__name__}: {failed}"[:300]
        except BaseException as failed:
            error = f"{type(failed).__name__}: {failed}"[:300]
        finally:
            sys.stdout, sys.stderr = kept
        tell({"cell": step["cell"], "error": error.replace("TimeIsUp: ", "time is up")})

    def answer(step):
        names, outputs = step["values"] or [step["task"]], []
        if any(name not in shell.user_ns for name in names):
            return False
        if step["values"]:
            outputs = [plain(shell.user_ns[name]) for name in names]
        cases = [] if step["values"] else [[decode(words) for words in case] for case in step["cases"]]

        def work():
            outputs.extend([call(shell.user_ns[names[0]], cases[0])])
            if not unanswered(outputs):
                outputs.extend(call(shell.user_ns[names[0]], case) for case in cases[1:])

        try:
            if cases:
                timed(limits["cell"], work)
        except TimeIsUp:
            outputs.append(Output(error=f"time is up: more than {limits['cell']:g} s"))
        except BaseException as failed:
            outputs.append(Output(error=f"{type(failed).__name__}: {failed}"[:200]))
        missing = 0 if step["values"] else len(cases) - len(outputs)
        outputs.extend([Output(error=outputs[-1].error)] * missing)
        tell({"task": step["task"], "outputs": [encode_output(output) for output in outputs]})
        return True

    tell({"begun": True})
    later = []
    for step in task["steps"]:
        if "cell" in step:
            run(step)
        elif not answer(step):
            later.append(step)  # perhaps its cell stands further down
    for step in later:
        if not answer(step):
            tell({"task": step["task"], "undefined": True})
    tell({"end": True})
    os._exit(0)


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    main(int(sys.argv[2]), int(sys.argv[3]))
