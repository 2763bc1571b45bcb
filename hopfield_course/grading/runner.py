"""Runs one submission, inside the sandbox: nothing here is trusted, and nothing here knows an answer.

It reads /task.json (cells to run, and calls to make where a test cell stands), and sends one line
of JSON after each on the socket that it was given: what stopped a cell, and plain arrays.  What was
sent before a submission kills its own process is kept.
"""

import base64
import builtins
import contextlib
import getpass
import importlib
import io
import json
import os
import resource
import signal
import sys
from typing import Any

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
    """Return an Output of ``hopfield_course.check.tasks`` as JSON has room for it."""
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


def timed(seconds, patience, work):
    """Return what the work returns; TimeIsUp is raised when time is up, and again every second.

    It may compute for some seconds, which a busy machine does not shorten, and take so many times as long
    by the clock.
    """

    def computed(*_):
        raise TimeIsUp(f"it computed for more than {seconds:g} s")

    def waited(*_):
        raise TimeIsUp(f"it was not at its end after {seconds * patience:g} s")

    signal.signal(signal.SIGPROF, computed)
    signal.signal(signal.SIGALRM, waited)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)
    signal.setitimer(signal.ITIMER_REAL, seconds * patience, 1)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


NOBODY = (
    "input() waits for somebody at a keyboard, and nobody is there when a notebook is graded: "
    "write the value in its place"
)
FOR_PEOPLE = ("clear", "cls", "connect_info", "edit", "less", "man", "more", "qtconsole", "subshell")


def notebook_shell():
    """Return a shell that is to cells what JupyterLab's kernel is; it keeps no history and draws nothing."""
    from IPython.core.compilerop import CachingCompiler
    from IPython.core.interactiveshell import InteractiveShell
    from matplotlib_inline.config import InlineBackend
    from traitlets.config import Config

    class Compiler(CachingCompiler):
        """Names code by the cell that it stands in, as errors show it."""

        title = "cell"

        def get_code_name(self, raw_code, transformed_code, number):
            return self.title

    class NotebookShell(InteractiveShell):
        """What a kernel has and a plain shell has not."""

        compiler_class = Compiler

        def enable_gui(self, gui=None):
            """Have no windows: figures belong to the notebook."""

        def enable_matplotlib(self, gui=None):
            """Show figures in the notebook, whichever window is asked for."""
            return super().enable_matplotlib("inline")

        def ask_exit(self):
            """Go on: who is graded ends nothing by it."""

    config = Config()
    config.HistoryManager.enabled = False
    config.InlineBackend.figure_formats = set()
    shell: Any = NotebookShell.instance(config=config)
    figures = InlineBackend.instance(parent=shell)
    figures.shell = shell
    shell.configurables.append(figures)  # so that %config knows it before there is a figure
    for name in FOR_PEOPLE:
        shell.register_magic_function(_nothing, "line", name)
    for name in ("show_in_pager", "editor"):
        shell.set_hook(name, _nothing, 0)
    builtins.input = getpass.getpass = _nobody
    sys.argv[1:] = []
    sys.path.insert(0, "")  # what a cell has written can be imported
    return shell


def _nothing(*_, **__):
    """Do what is for somebody who looks on."""


def _nobody(*_, **__):
    raise RuntimeError(NOBODY)


class Runner:
    """Runs the cells and calls of one submission, and tells what became of each.

    Parameters
    ----------
    descriptor : int
        The socket that lines are sent on.
    seconds, patience : float
        For a cell, and for the calls of a task: see ``timed``.
    """

    def __init__(self, descriptor, seconds, patience):
        importlib.import_module("hopfield_course.check.tasks")  # before a cell writes a file of that name
        self.descriptor, self.seconds, self.patience = descriptor, seconds, patience
        self.process = os.getpid()
        self.shell = notebook_shell()
        self.compiler: Any = self.shell.compile

    def tell(self, line):
        """Send one line of JSON."""
        if os.getpid() != self.process:  # a child that was forked by a cell ends where its cell ends
            os._exit(0)
        data = json.dumps(line).encode() + b"\n"
        while data:
            data = data[os.write(self.descriptor, data) :]

    def run_all(self, steps):
        """Run the steps in order; a call whose answer is not there yet waits until the end."""
        self.tell({"begun": True})
        later = []
        for step in steps:
            if "cell" in step:
                self.run_cell(step)
            elif not self.answer(step):
                later.append(step)  # perhaps its cell stands further down
        for step in later:
            if not self.answer(step):
                self.tell({"task": step["task"], "undefined": True})
        self.tell({"end": True})

    def run_cell(self, step):
        """Run a cell as JupyterLab would, and tell what stopped it."""
        kept = sys.stdout, sys.stderr
        self.compiler.title = step["title"]
        sys.stdout = sys.stderr = Printed()
        error = ""
        try:
            result = timed(
                self.seconds, self.patience, lambda: self.shell.run_cell(step["source"], store_history=True)
            )
            failed = result.error_before_exec or result.error_in_exec
            if failed is not None:
                error = f"{type(failed).__name__}: {failed}"[:300]
        except BaseException as failed:
            error = f"{type(failed).__name__}: {failed}"[:300]
        finally:
            sys.stdout, sys.stderr = kept
        self.tell({"cell": step["cell"], "error": error.replace("TimeIsUp: ", "time is up: ")})

    def answer(self, step):
        """Tell what a task's answer gives; False if the answer is not there."""
        from hopfield_course.check.tasks import plain

        names = step["values"] or [step["task"]]
        if any(name not in self.shell.user_ns for name in names):
            return False
        answers = [self.shell.user_ns[name] for name in names]
        outputs = [plain(value) for value in answers] if step["values"] else self.calls(answers[0], step)
        self.tell({"task": step["task"], "outputs": [encode_output(output) for output in outputs]})
        return True

    def calls(self, function, step):
        """Return the outputs of a function on the cases of a step; what stops one stops the rest."""
        from hopfield_course.check.tasks import Output, call, unanswered

        cases = [[decode(words) for words in case] for case in step["cases"]]
        outputs = []

        def work():
            outputs.append(call(function, cases[0]))
            if not unanswered(outputs):
                outputs.extend(call(function, case) for case in cases[1:])

        try:
            if cases:
                timed(self.seconds, self.patience, work)
        except TimeIsUp as why:
            outputs.append(Output(error=f"time is up: {why}"))
        except BaseException as failed:
            outputs.append(Output(error=f"{type(failed).__name__}: {failed}"[:200]))
        missing = len(cases) - len(outputs)
        return outputs + [Output(error=outputs[-1].error)] * missing if outputs else outputs


def main(descriptor, uid):
    """Run the cells and calls of /task.json in order."""
    with open("/task.json", encoding="utf-8") as file:  # noqa: PTH123
        task = json.load(file)
    confine(task["limits"], uid)
    try:
        Runner(descriptor, task["limits"]["cell"], task["limits"]["patience"]).run_all(task["steps"])
    finally:  # Python would wait for threads that are left behind
        os._exit(0)


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    main(int(sys.argv[2]), int(sys.argv[3]))
