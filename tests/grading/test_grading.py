"""The grader: right answers get their marks, hostile submissions earn nothing and stop nobody else."""

import copy
import json
import os
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from hopfield_course.exercises import EXERCISES
from hopfield_course.grading import Limits, NoSandboxError, grade, groups, judging, lack, sandbox, usage
from hopfield_course.grading.runner import encode
from hopfield_course.grading.submissions import RefusedError, cells_of, merge, read_file
from tests import ROOT

EXERCISE = "01_binary_recall"
SOLUTION = json.loads((ROOT / "solutions" / f"{EXERCISE}.ipynb").read_text(encoding="utf-8"))
SECRET = b"known to the tests alone"
BRIEF = Limits(cell=1.0, total=5.0, patience=3.0, memory=1024 * sandbox.MB)
QUICK = Limits(cell=2.0, total=15.0, memory=1024 * sandbox.MB)
FULL = {"hebb_couplings": 2.0, "energy": 1.0, "sweep": 2.0, "recall_mended": 2.0, "all_at_once": 1.0}
# These take a minute or two, and want a course that does not lie below /tmp, which the sandbox covers.
ASKED = bool(os.environ.get("HOPFIELD_REQUIRE_SANDBOX"))
NO_SANDBOX = lack() if ASKED else "HOPFIELD_REQUIRE_SANDBOX=1 make test runs the grader's tests"

needs_sandbox = pytest.mark.skipif(not ASKED, reason=NO_SANDBOX)


def given():
    return cells_of(json.dumps(SOLUTION).encode())


def notebook(**answers):
    """The solution with some answers' sources replaced; `first` is a cell of its own at the top."""
    changed = copy.deepcopy(SOLUTION)
    for cell in changed["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell["source"] = answers[name]
    if "first" in answers:
        changed["cells"].insert(0, code(answers["first"]))
    return changed


def code(source, **metadata):
    return {
        "cell_type": "code", "id": "x" * 8, "metadata": metadata, "source": source, "outputs": [],
        "execution_count": None,
    }  # fmt: skip


def graded(changed, student="ada", limits=QUICK, secret=SECRET):
    content = changed if isinstance(changed, bytes) else json.dumps(changed).encode()
    return grade(content, EXERCISE, given(), student, secret, limits)


def test_the_sandbox_is_there_where_it_is_required():
    if os.environ.get("HOPFIELD_REQUIRE_SANDBOX"):
        assert NO_SANDBOX == ""


# ------------------------------------------------------------------------------- honest answers


@needs_sandbox
@pytest.mark.parametrize("student", ["ada", "bo", "Çelik, Ö.", "d" * 300])
def test_the_solution_gets_full_marks_whoever_hands_it_in(student):
    mark = graded(SOLUTION, student)
    assert mark.points == FULL
    assert (mark.total, mark.notes, mark.refused) == (8.0, [], "")


@needs_sandbox
def test_a_right_answer_that_prints_and_warns_gets_full_marks():
    source = (
        "import warnings, sys\ndef energy(W, state):\n    print('x' * 100_000); warnings.warn('careful')\n"
        "    print('oh', file=sys.stderr)\n    return [float(-state @ W @ state) / 2][0]"
    )
    assert graded(notebook(energy=source)).points == FULL


@needs_sandbox
def test_one_wrong_answer_costs_its_own_marks():
    mark = graded(notebook(energy="def energy(W, state):\n    return -state @ W @ state"))
    assert mark.points == {**FULL, "energy": 0.0}
    assert "each pair of units twice" in mark.feedback["energy"]


@needs_sandbox
def test_an_answer_that_stands_further_down_is_found():
    changed = notebook(energy="")
    changed["cells"].append(code("def energy(W, s):\n    return -0.5 * s @ W @ s"))
    assert graded(changed).points == FULL


@needs_sandbox
def test_numbers_that_were_typed_in_are_wrong_on_other_data():
    source = "rises, cycles, conclusion = 0.1234, 0.0987, 'c'"
    assert graded(notebook(all_at_once=source)).points["all_at_once"] == 0


def test_students_get_inputs_of_their_own_and_only_the_secret_tells_them():
    draws = {
        judging.generator(secret, EXERCISE, student, name).integers(2**62)
        for secret in (SECRET, b"another secret of it")
        for student in ("ada", "bo")
        for name in ("data", "sweep")
    }
    assert len(draws) == 8
    with pytest.raises(ValueError, match="secret: expected at least 16 bytes"):
        graded(SOLUTION, secret=b"short")


# ------------------------------------------------------------ submissions that stop or fill things

LOST = dict.fromkeys(FULL, 0.0)
WITHOUT_ENERGY = {**FULL, "energy": 0.0}
REPEAT = "    return -0.5 * state @ W @ state"
HEAD = "def energy(W, state):\n"
# what the energy's cell holds, and what is earned then
HARMFUL = {
    "endless loop in a cell": ("while True: pass", WITHOUT_ENERGY),
    "endless loop in a function": (HEAD + "    while True: pass", WITHOUT_ENERGY),
    "endless loop that catches all": (
        HEAD + "    while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass", None,
    ),
    "sleep": (HEAD + "    import time; time.sleep(1000)", WITHOUT_ENERGY),
    "recursion": (HEAD + "    return energy(W, state)", WITHOUT_ENERGY),
    "recursion without a limit": (
        "import sys; sys.setrecursionlimit(10**9)\n" + HEAD + "    return [energy(W, state)]", None,
    ),
    "memory bomb": (HEAD + "    return np.ones((10**5, 10**6)) @ state", WITHOUT_ENERGY),
    "memory in small pieces": ("kept = []\nwhile True: kept.append(bytearray(10**6))", None),
    "memory in many processes": (
        "import os\nfor _ in range(30):\n    if os.fork() == 0:\n"
        "        kept = [os.urandom(10**6) for _ in range(400)]\n"
        "        import time; time.sleep(100)\nimport time; time.sleep(100)", None,
    ),
    "fork bomb": ("import os\ntry:\n    while True: os.fork()\nexcept OSError: pass", None),
    "thread bomb": (
        "import threading, time\nfor _ in range(1000):\n"
        "    threading.Thread(target=time.sleep, args=(99,)).start()",
        WITHOUT_ENERGY,
    ),
    "threads left behind": (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()\n" + HEAD + REPEAT,
        FULL,
    ),
    "processes left behind": (
        "import subprocess\nsubprocess.Popen(['sleep', '1000'])\n" + HEAD + REPEAT, FULL,
    ),
    "processes that left the session": (
        "import subprocess\nsubprocess.Popen(['setsid', 'sleep', '1000'])\n" + HEAD + REPEAT, FULL,
    ),
    "huge output": ("for _ in range(3000): print('x' * 100_000)\n" + HEAD + REPEAT, FULL),
    "huge output past Python": (
        "import os\nfor _ in range(3000): os.write(1, b'x' * 100_000)\n" + HEAD + REPEAT, FULL,
    ),
    "huge answer": (HEAD + "    return np.zeros(10**7)", WITHOUT_ENERGY),
    "huge text": (HEAD + "    return 'x' * 10**8", WITHOUT_ENERGY),
    "huge error": (HEAD + "    raise ValueError('x' * 10**7)", WITHOUT_ENERGY),
    "a file that fills the disk": (
        "with open('/scratch/x', 'wb') as f:\n    while True: f.write(b'x' * 10**6)", WITHOUT_ENERGY,
    ),
    "many files": ("for k in range(10**6): open(f'/scratch/{k}', 'w').write('x' * 10_000)", None),
    "os._exit": ("import os; os._exit(0)", None),
    "sys.exit": (HEAD + "    raise SystemExit", WITHOUT_ENERGY),
    "kills itself": ("import os; os.kill(os.getpid(), 9)", None),
    "kills its parent": ("import os; os.kill(os.getppid(), 9)\n" + HEAD + REPEAT, None),
    "kills all": ("import os; os.kill(-1, 9)", None),
    "stops itself": ("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", None),
    "a segmentation fault": ("import ctypes; ctypes.string_at(0)", None),
    "the alarm switched off": (
        "import signal; signal.setitimer(signal.ITIMER_REAL, 0)\nwhile True: pass", None,
    ),
    "closes all files": ("import os; os.closerange(0, 256)", None),
    "empties and overwrites what it has open": (
        "import os\nfor fd in range(3, 128):\n    for change in (os.ftruncate, os.pwrite):\n"
        "        try: change(fd, *((b'x' * 99, 0) if change is os.pwrite else (0,)))\n"
        "        except OSError: pass\n" + HEAD + REPEAT,
        FULL,
    ),
    "answers without end": (
        "import os\nwhile True:\n    for fd in range(3, 128):\n        try: os.write(fd, b'{}\\n' * 10_000)\n"
        "        except OSError: pass", None,
    ),
    "millions of files": ("k = 0\nwhile True:\n    open(f'/tmp/{k}', 'w').close(); k += 1", None),
    "memory that is no process's": (
        "import os\nkept = []\nwhile True:\n    kept.append(os.memfd_create('x'))\n"
        "    os.write(kept[-1], bytes(2**20))",
        WITHOUT_ENERGY,
    ),
    "urgent bytes among the answers": (
        "import os, socket\nfor fd in range(3, 128):\n    try: one = socket.socket(fileno=os.dup(fd))\n"
        "    except OSError: continue\n    for _ in range(9):\n        try: one.send(b'!', socket.MSG_OOB)\n"
        "        except OSError: pass\n    one.detach()\n" + HEAD + REPEAT, None,
    ),
    "the answers' socket shut down": (
        "import os, socket\nfor fd in range(3, 128):\n    try: one = socket.socket(fileno=os.dup(fd))\n"
        "    except OSError: continue\n    try: one.shutdown(socket.SHUT_RDWR)\n"
        "    except OSError: pass\n    one.detach()\n" + HEAD + REPEAT, None,
    ),
    "an alarm that is somebody else's": (
        "import signal\nsignal.signal = signal.setitimer = lambda *a: None\n"
        + HEAD + "    signal.signal(signal.SIGALRM, print)\n    while True: pass", None,
    ),
}  # fmt: skip


@needs_sandbox
@pytest.mark.parametrize("name", HARMFUL)
def test_what_does_harm_costs_its_own_marks_at_most(name, users):
    """Where the process lives on, the other tasks count; where it does not, those before it count."""
    source, points = HARMFUL[name]
    patient = points == FULL  # what is right may take its time on a busy machine
    limits = Limits(memory=1024 * sandbox.MB) if patient else BRIEF
    start = time.monotonic()
    mark = graded(notebook(energy=source), limits=limits)
    assert time.monotonic() - start < 95  # nothing waits for what sleeps, 99 seconds and more
    if points is None:
        assert mark.points["hebb_couplings"] == 2  # it was answered before
        assert mark.points["energy"] in (0.0, 1.0)
        later = [mark.points[task] for task in ("sweep", "recall_mended", "all_at_once")]
        assert later in ([2, 2, 1], [2, 2, 0], [2, 0, 0], [0, 0, 0])  # all, or those before time was up
    else:
        assert mark.points == points, mark.notes
    assert processes_left(users) == []


CLOCK = "import time\nstart = time.process_time()\n"
COMPUTE = "    while time.process_time() < start + {}: pass\n"


@pytest.fixture
def busy_machine():
    """Eight processes that compute all the time."""
    command = [sys.executable, "-c", "while True: pass"]
    hogs = [subprocess.Popen(command) for _ in range(8)]
    yield
    for hog in hogs:
        hog.kill()
        hog.wait()


@needs_sandbox
def test_a_busy_machine_costs_no_marks(busy_machine):
    """By the clock this takes several times as long as it may compute."""
    slow = CLOCK + HEAD + COMPUTE.format(1.5) + REPEAT
    assert graded(notebook(energy=slow), limits=QUICK).points == FULL


@needs_sandbox
def test_computing_in_many_processes_counts_together():
    """Each of them alone would have time enough, and so would all of them by the clock."""
    source = "import os\nfor _ in range(7):\n    if os.fork() == 0:\n        while True: pass\n"
    limits = Limits(cell=4.0, total=5.0, memory=1024 * sandbox.MB)
    mark = graded(notebook(energy=CLOCK + source + HEAD + COMPUTE.format(99)), limits=limits)
    assert mark.points["hebb_couplings"] == 2
    assert mark.points["sweep"] == 0
    assert "the run was ended: it computed for more than 5 s" in mark.notes


def test_who_computes_in_several_processes_goes_behind_others():
    source = (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(99,)).start()\nprint(flush=True)"
    )
    with subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        usage.give_way(process.pid)
        threads = [int(place.name) for place in Path(f"/proc/{process.pid}/task").iterdir()]
        assert [os.getpriority(os.PRIO_PROCESS, thread) for thread in threads] == [19, 19]
        process.kill()


@needs_sandbox
def test_what_was_sent_stands_whatever_a_later_cell_does():
    """Neither withdrawn, nor replaced: a cell costs no task that was answered before it."""
    forged = {"task": "hebb_couplings", "outputs": []}
    source = (
        "import os, json\nfor fd in range(3, 128):\n"
        f"    try: os.write(fd, {json.dumps(forged)!r}.encode() + b'\\n')\n    except OSError: pass\n"
    )
    assert graded(notebook(energy=source + HEAD + REPEAT)).points == FULL


def test_lines_without_end_and_parts_without_end_take_no_memory():
    many = sandbox._lines(b"{}\n" * 10**6)
    assert len(many) == sandbox.LINES
    parts = b'{"task": [' + b"[]," * sandbox.PARTS + b"[]]}\n"
    assert sandbox._lines(parts + b'{"end": true}\n') == [{"end": True}]


def test_a_nested_answer_of_many_lines_takes_little_memory():
    """As large as answers may be: parsed, each of its parts takes many times its letters."""
    line = b'{"task": [' + b"[]," * 9_000 + b"[]]}\n"
    content = line * (sandbox.Limits().answers // len(line)) + b'{"end": true}\n'
    tracemalloc.start()
    sandbox._lines(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * len(content)


# memory that no process has before it: set aside, in buffers, in files
ELSEWHERE = {
    "shared and set aside": (
        "import ctypes, mmap\nkept = []\nwhile True:\n    kept.append(mmap.mmap(-1, 2**24))\n"
        "    kept[-1][:] = bytes(2**24); kept[-1].madvise(mmap.MADV_DONTNEED)"
    ),
    "the device of zeros, shared": (
        "import mmap\nkept, zero = [], open('/dev/zero', 'r+b')\nwhile True:\n"
        "    kept.append(mmap.mmap(zero.fileno(), 2**24))\n"
        "    kept[-1][:] = bytes(2**24); kept[-1].madvise(mmap.MADV_DONTNEED)"
    ),
    "buffers of sockets": (
        "import os, socket, time\nfor _ in range(12):\n    if os.fork() == 0: break\nkept = []\ntry:\n"
        "    while True:\n        kept += socket.socketpair()\n        kept[-1].setblocking(False)\n"
        "        kept[-1].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**22)\n"
        "        try:\n            while True: kept[-1].send(bytes(2**16))\n"
        "        except BlockingIOError: pass\nexcept OSError: time.sleep(99)"
    ),
    "scratch and processes together": (
        "import os, time\nfor place in ('/scratch', '/tmp', '/dev/shm'):\n    for k in range(4):\n"
        "        open(f'{place}/{k}', 'wb').write(bytes(15 * 2**20))\nkept = bytearray(2**27)\n"
        "while True: kept += bytes(2**20)"
    ),
}  # fmt: skip


@needs_sandbox
@pytest.mark.parametrize("grouped", [True, False], ids=["a control group", "counted"])
@pytest.mark.parametrize("name", ELSEWHERE)
def test_memory_that_is_no_process_s_own_is_limited(name, grouped, monkeypatch, users):
    if not grouped:
        monkeypatch.setattr(groups, "made", lambda memory: None)
    elif not groups.parent():
        pytest.skip("no control group can be made here")
    monkeypatch.setattr(usage, "_largest_buffers", lambda: (2**22, 2**24))
    # each process could have more than all may have together
    limits = Limits(cell=20.0, total=30.0, memory=256 * sandbox.MB, address=1024 * sandbox.MB)
    steps = [{"cell": 0, "title": "cell 1", "source": ELSEWHERE[name]}]
    finished = sandbox.run(steps, b"", limits)
    assert finished.why == "it took more than 256 MB of memory"
    assert processes_left(users) == []


def test_groups_of_graders_that_were_killed_are_taken_away(tmp_path):
    left = ["hopfield-999999999-0", f"hopfield-{os.getpid()}-0", "hopfield-trial-1", "others"]
    for name in left:
        (tmp_path / name).mkdir()
    groups._sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(left[1:])


@needs_sandbox
def test_an_honest_submission_is_counted_little(monkeypatch):
    """Without a control group, what is counted for shared memory and sockets costs it nothing."""
    counted, count = [], usage.memory
    monkeypatch.setattr(groups, "made", lambda memory: None)
    monkeypatch.setattr(usage, "memory", lambda first: counted.append(count(first)) or counted[-1])
    figure = "import matplotlib.pyplot as plt\nplt.plot([1]); plt.show()\n"
    assert graded(notebook(energy=figure + HEAD + REPEAT)).points == FULL
    assert 2**24 < max(counted) < 2**29


def test_groups_are_found_where_the_kernel_shows_them(tmp_path, monkeypatch):
    """Version 2 where it gives its groups the controller of memory, else version 1."""
    two, one = tmp_path / "two", tmp_path / "one"
    (two / "user" / "session").mkdir(parents=True)
    (one / "all").mkdir(parents=True)
    (two / "user" / "cgroup.subtree_control").write_text("cpu memory pids\n")
    (two / "cgroup.subtree_control").write_text("cpu\n")
    (tmp_path / "mounts").write_text(
        f"cgroup2 {two} cgroup2 rw 0 0\ncgroup {one} cgroup rw,memory 0 0\ntmpfs /tmp tmpfs rw 0 0\n"
    )
    (tmp_path / "own").write_text("4:memory:/all\n2:cpu:/\n0::/user/session\n")
    monkeypatch.setattr(groups, "MOUNTS", tmp_path / "mounts")
    monkeypatch.setattr(groups, "OWN", tmp_path / "own")
    assert list(groups.candidates()) == [(two / "user", 2), (one / "all", 1), (one, 1)]


@pytest.fixture(autouse=True)
def users(monkeypatch):
    """The users that this test's sandboxes run as: other tests' may run beside it."""
    taken, source = [], sandbox.USERS

    class Taken:
        def __next__(self):
            taken.append(next(source))
            return taken[-1]

    monkeypatch.setattr(sandbox, "USERS", Taken())
    return taken


def processes_left(users):
    """What still runs as one of these users; where nobody is root, what this process has below it."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "stat").read_text().rpartition(")")[2].split()
            mine = place.stat().st_uid in users or int(words[1]) == os.getpid()
            command = (place / "cmdline").read_bytes()
        except (OSError, IndexError):
            continue
        if mine and words[0] not in "ZX" and (place.stat().st_uid in users or b"bwrap" in command):
            found.append(command)
    return found


# ---------------------------------------------------------- submissions that want unearned marks

ZERO = "def energy(W, state):\n    return np.zeros(())\n"
LIAR = """
class Liar(np.ndarray):
    def __eq__(self, other): return np.ones(1, bool)
    def __array_ufunc__(self, *a, **k): return np.float64(0)
    def __array_function__(self, *a, **k): return True
    def __float__(self): return 0.0
    def __sub__(self, other): return 0.0
"""
# all of them leave the energy wrong
CHEATS = {
    "numpy.all": "np.all = np.allclose = np.array_equal = lambda *a, **k: True\n" + ZERO,
    "numpy.isclose": "np.isclose = lambda *a, **k: np.True_\n" + ZERO,
    "builtins": "import builtins; builtins.sum = lambda *a: 10**9; builtins.round = max\n" + ZERO,
    "check.verdict": (
        "import hopfield_course.check.tasks as t\nt.verdict = lambda task, *a: ([], task.points)\nt.close = "
        "lambda *a: True\n" + ZERO
    ),
    "check.energy": "check.energy = lambda *a: 1.0\ncheck.feedback = lambda *a: 1.0\n" + ZERO,
    "check.call": (
        "import hopfield_course.check.tasks as t\nt.call = lambda *a: t.Output(np.array(1.0))\n"
        "t.plain = lambda v: t.Output(np.array(1.0))\n" + ZERO
    ),
    "json.dumps": (
        "import json; old = json.dumps\njson.dumps = lambda x, **k: old({'task': 'energy', 'points': 1, "
        "'outputs': [{'value': 1.0}]})\n" + ZERO
    ),
    "showtraceback": (
        "from IPython.core.interactiveshell import InteractiveShell as S\n"
        "S.showtraceback = lambda *a, **k: None\nS.run_cell = lambda *a, **k: None\n" + ZERO
    ),
    "display hook": (
        "import sys\nsys.displayhook = lambda v: print(1.0)\nget_ipython().displayhook.__class__.__call__ = "
        "lambda self, r: None\n" + ZERO
    ),
    "transformer": (
        "get_ipython().input_transformers_cleanup.append(lambda lines: ['1.0\\n'])\n" + ZERO
    ),
    "liar": LIAR + "def energy(W, state):\n    return np.zeros(()).view(Liar)",
    "equal to all": (
        "class E(float):\n    def __eq__(self, o): return True\n    __hash__ = None\n"
        "    def __sub__(self, o): return 0.0\n" + "def energy(W, state):\n    return E(0.0)"
    ),
    "__array__": (
        "class A:\n    def __array__(self, *a, **k): raise SystemExit\n"
        "def energy(W, state):\n    return A()"
    ),
    "nan": "def energy(W, state):\n    return np.nan",
    "infinity": "def energy(W, state):\n    return -np.inf",
    "empty": "def energy(W, state):\n    return np.zeros((0,))",
    "object array": "def energy(W, state):\n    return np.array([None, 1], object)",
    "complex": "def energy(W, state):\n    return np.complex128(-0.5 * state @ W @ state + 1j)",
    "masked": "def energy(W, state):\n    return np.ma.masked_all(())",
    "pickle": (
        "class P:\n    def __reduce__(self): return (print, ('owned',))\n"
        "def energy(W, state):\n    return P()"
    ),
    "expected answers in the arguments": (
        "def energy(W, state):\n    import inspect\n    for f in inspect.stack():\n"
        "        for v in f.frame.f_locals.values():\n"
        "            if hasattr(v, 'judge'): return v.judge\n    return 0.0"
    ),
    "the judges imported": (
        "def energy(W, state):\n"
        "    from hopfield_course.exercises.e01_binary_recall.rules import judge_energy\n"
        "    return judge_energy"
    ),
    "forged lines": (
        "import os, json\nline = json.dumps({'task': 'energy', 'points': 1.0, 'outputs': [{'value': "
        "{'dtype': '<f8', "
        "'shape': [], 'data': 'AAAAAAAA8D8='}, 'error': '', 'after': []}] * 9}).encode() + b'\\n'\n"
        "for fd in range(3, 200):\n    try: os.write(fd, line)\n    except OSError: pass\n" + ZERO
    ),
    "forged shapes": (
        "import os, json\nline = json.dumps({'task': 'energy', 'outputs': [{'value': {'dtype': '<f8', "
        "'shape': "
        "[10**18, 10**18, 0], 'data': ''}, 'error': 3, 'after': 7}] * 9}).encode() + b'\\n'\n"
        "for fd in range(3, 200):\n    try: os.write(fd, line)\n    except OSError: pass\n" + ZERO
    ),
    "forged rubbish": (
        "import os\nfor fd in range(3, 200):\n    for line in (b'[' * 100_000, b'{\"task\": []}\\n', "
        "b'\\xff\\n', "
        "b'{\"end\": 1' + b'0' * 9999 + b'}\\n'):\n        try: os.write(fd, line + b'\\n')\n"
        "        except OSError: pass\n" + ZERO
    ),
    "an answer for another time": "import atexit; atexit.register(print)\nenergy = 1.0",
    "a test cell edited by a cell before it": (
        "In = ['check.energy = 1'] * 99\nget_ipython().set_next_input('1.0', replace=True)\n" + ZERO
    ),
    "a proxy for the function": (
        "class F:\n    points = 1.0\n    def __call__(self, *a): return self\n"
        "    def __getattr__(self, n): return self\n"
        "energy = F()"
    ),
}  # fmt: skip


@needs_sandbox
@pytest.mark.parametrize("name", CHEATS)
def test_a_wrong_answer_earns_nothing_whatever_it_does(name):
    mark = graded(notebook(energy=CHEATS[name]))
    assert mark.points["energy"] == 0, mark.feedback["energy"]
    assert mark.points["hebb_couplings"] == 2
    assert mark.total <= 7


# ---------------------------------------------------------------- what can be seen from inside

LIBRARY = "__import__('hopfield_lib').__path__[0]"
COURSE = "__import__('hopfield_course').__path__[0]"
LOOK = """
def energy(W, state):
    raise ValueError({})
"""


def seen(expression):
    """What an expression is, inside the sandbox."""
    feedback = graded(notebook(energy=LOOK.format(f"'«' + str({expression}) + '»'"))).feedback["energy"]
    return feedback.partition("«")[2].partition("»")[0]


@needs_sandbox
@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("__import__('os').getuid() != 0 and __import__('os').geteuid() != 0", "True"),
        ("sorted(__import__('os').environ.get(k) or '' for k in ('HOPFIELD_COURSE_SECRET', 'USER'))",
         "['', '']"),
        (f"__import__('os').path.exists({str(ROOT / 'solutions')!r})", "False"),
        (f"__import__('os').path.exists({str(ROOT / 'tests')!r})", "False"),
        (f"sorted(__import__('os').listdir({COURSE}))", "['__init__.py', 'check']"),
        ("sorted(__import__('os').listdir('/course/library'))", "['hopfield_course', 'hopfield_lib']"),
        (f"'models.py' in __import__('os').listdir({LIBRARY})", "True"),
        ("__import__('os').path.exists('/etc/passwd')", "False"),
        ("__import__('os').listdir('/scratch') != 0 and __import__('os').path.exists('/home')", "False"),
        ("[p for p in __import__('os').listdir('/proc') if p.isdigit() and int(p) > 50]", "[]"),
        ("[n for _, n in __import__('socket').if_nameindex() if n != 'lo']", "[]"),
        ("set(__import__('re').findall(r'Cap(?:Eff|Prm):[^0-9a-f]*([0-9a-f]+)', "
         "open('/proc/self/status').read()))",
         "{'0000000000000000'}"),
        ("[line for pid in (1, 'self') for line in open(f'/proc/{pid}/status') if line[:8] == 'Seccomp:']",
         "['Seccomp:\\t2\\n', 'Seccomp:\\t2\\n']"),
    ],
)  # fmt: skip
def test_a_submission_sees_nothing_but_itself(expression, expected):
    assert seen(expression) == expected


@needs_sandbox
def test_a_submission_does_not_see_the_graders_environment(monkeypatch):
    monkeypatch.setenv("HOPFIELD_COURSE_SECRET", "seen by the grader alone")
    read = "__import__('subprocess').run('cat /proc/[0-9]*/environ', shell=True, capture_output=True).stdout"
    found = seen(f"[one for one in {read}.split(bytes(1)) if one[:8] == b'HOPFIELD']")
    assert "HOPFIELD_EXERCISE_DATA" in found
    assert "the grader" not in found


@needs_sandbox
@pytest.mark.parametrize(
    "attempt",
    [
        "open({library} + '/models.py', 'a')",
        "open('/usr/x', 'w')",
        "open('/x', 'w')",
        "open('/dev/x', 'w')",
        "open('/runner.py', 'w')",
        "__import__('os').symlink('/etc', {library} + '/x')",
        "__import__('os').setuid(0)",
        "__import__('os').mknod('/scratch/sda', 0o60600, 2048)",
        "__import__('socket').create_connection(('127.0.0.1', 22), timeout=1)",
        "__import__('subprocess').run(['mount', '-t', 'tmpfs', 'x', '/usr'], check=True)",
        "__import__('subprocess').run(['unshare', '-Ur', 'mount', '-t', 'tmpfs', 'x', '/tmp'], check=True)",
        "__import__('os').memfd_create('x')",
        "__import__('socket').socket(40, 1)",
        "1 / (__import__('ctypes').CDLL(None).shmget(0, 4096, 0o1600) + 1)",
        "1 / (__import__('ctypes').CDLL(None).unshare(0x10000000) + 1)",
    ],
)
def test_a_submission_changes_nothing_outside_of_itself(attempt):
    """All of them raise an error; calls of C do if they give -1."""
    source = f"def energy(W, state):\n    {attempt.format(library=LIBRARY)}\n    return 'it went'"
    feedback = graded(notebook(energy=source)).feedback["energy"]
    assert "Error" in feedback
    assert "it went" not in feedback


# ------------------------------------------------------------------------- files and cells


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty"),
        (b"   \n", "it is empty"),
        (b"PK\x03\x04\xff", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "no nbformat"),
        (b'{"nbformat": 3, "worksheets": []}', "of version 3"),
        (b'{"nbformat": 4, "cells": 7}', "at most 500 cells"),
        (b'{"nbformat": 4, "cells": [7]}', "not the cell of a notebook"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 7}]}', "not the cell of a notebook"),
        (b'{"nbformat": ' + b"4" * 10_000 + b"}", "not JSON"),
        (b'{"nbformat": 4, "cells": [' + b"'', " * 3_000_001 + b"7]}", "too many parts"),
        (b'{"nbformat": 4, "cells": [' + b"[]," * 1_000_001 + b"7]}", "too many parts"),
        (json.dumps({"nbformat": 4, "cells": [code("x" * 2_000_000)]}).encode(), "letters"),
    ],
)
def test_what_is_no_notebook_is_refused_in_words_and_costs_no_run(content, words):
    mark = graded(content)
    assert words in mark.refused
    assert mark.points == LOST


def test_links_devices_folders_and_giants_are_refused(tmp_path):
    (tmp_path / "real").write_bytes(b"{}")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "giant").open("wb") as file:
        file.truncate(50 * 2**20)
    assert read_file(tmp_path / "real") == b"{}"
    for name, words in {
        "link": "a link", "folder": "not a plain file", "pipe": "not a plain file", "giant": "it has 50 MB",
        "absent": "No such file",
    }.items():  # fmt: skip
        with pytest.raises(RefusedError, match=words):
            read_file(tmp_path / name)


@needs_sandbox
def test_forged_outputs_and_points_in_the_file_count_nothing():
    changed = notebook(energy=ZERO)
    for cell in changed["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["metadata"]["nbgrader"]["points"] = 1000
            cell["metadata"]["nbgrader"]["checksum"] = "0" * 32
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                {
                    "output_type": "execute_result",
                    "data": {"text/plain": "1000"},
                    "metadata": {},
                    "execution_count": 1,
                }
            ]
    assert graded(changed).points == WITHOUT_ENERGY


@needs_sandbox
def test_a_changed_test_cell_is_restored():
    changed = notebook(**{"energy": ZERO, "test-energy": "1000.0", "setup": "raise SystemExit"})
    mark = graded(changed)
    assert mark.points == WITHOUT_ENERGY
    assert "cell test-energy was changed, and is restored" in mark.notes
    assert "cell setup was changed, and is restored" in mark.notes


def without(changed, *names):
    changed["cells"] = [
        cell for cell in changed["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") not in names
    ]
    return changed


@needs_sandbox
def test_missing_cells_are_named_and_only_answers_that_are_missing_cost():
    locked = without(notebook(), "setup", "data", "test-energy", "test-all_at_once")
    mark = graded(locked)
    assert mark.points == FULL
    assert sum("is missing, and is put back" in note for note in mark.notes) == 4
    mark = graded(without(notebook(), "energy"))
    assert mark.points == WITHOUT_ENERGY
    assert "energy is not defined" in mark.feedback["energy"]
    assert any("cell energy is missing" in note for note in mark.notes)


@needs_sandbox
def test_doubled_and_renamed_ids_are_named_and_cost_nothing_by_themselves():
    changed = notebook()
    changed["cells"] = [c for cell in changed["cells"] for c in (cell, copy.deepcopy(cell))]
    mark = graded(changed)
    assert mark.points == FULL
    assert "cell energy is there more than once; the last one counts" in mark.notes
    changed = notebook()
    for cell in changed["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "energy":
            cell["metadata"]["nbgrader"]["grade_id"] = "../../gradebook"
    mark = graded(changed)
    assert mark.points == FULL
    assert any("unknown id '../../gradebook'" in note for note in mark.notes)


def test_a_cell_of_another_kind_becomes_what_it_was():
    changed = notebook()
    for cell in changed["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "energy":
            cell["cell_type"] = "raw"
    cells, notes = merge(given(), cells_of(json.dumps(changed).encode()))
    assert notes == ["cell energy was made a raw cell, and is a code cell again"]
    assert [cell.kind for cell in cells if cell.grade_id == "energy"] == ["code"]


# ------------------------------------------------------------------------------ the machinery


@pytest.mark.parametrize(
    "words",
    [
        None, 7, {}, {"dtype": "O", "shape": [], "data": ""}, {"dtype": "<f8", "shape": [2], "data": "AAAA"},
        {"dtype": "<f8", "shape": [-1], "data": ""},
        {"dtype": "<f8", "shape": [True], "data": "AAAAAAAAAAA="},
        {"dtype": "<f8", "shape": [10**9, 0], "data": ""}, {"dtype": "<f8", "shape": [200_001], "data": ""},
        {"dtype": "<f8", "shape": [], "data": "AAAA" * 10**6}, {"dtype": "<f8", "shape": [], "data": "é"},
        {"dtype": "<f8", "shape": [1] * 9, "data": "AAAAAAAAAAA="},
        {"dtype": [["a", "<f8"]], "shape": [], "data": ""},
    ],
)  # fmt: skip
def test_only_plain_arrays_are_read(words):
    with pytest.raises(ValueError, match=r"no |too large|do not fit"):
        judging.decoded_array(words)


@pytest.mark.parametrize(
    "array", [np.zeros(()), np.arange(6).reshape(2, 3), np.zeros((0, 3)), np.array([True, False])]
)
def test_plain_arrays_come_back_as_they_were(array):
    back = judging.decoded_array(json.loads(json.dumps(encode(array))))
    assert np.array_equal(back, array)
    assert (back.shape, back.dtype) == (array.shape, array.dtype)


def test_a_judge_that_stumbles_costs_its_task_alone(monkeypatch):
    task = EXERCISES[EXERCISE].TASKS[1]
    monkeypatch.setattr(judging, "verdict", lambda *a: 1 / 0)
    line = {"outputs": [{"value": None, "error": "x", "after": []}] * 9}
    points, words, *_ = judging.judged(task, task.cases(np.random.default_rng(0)), line)
    assert points == 0
    assert "could not be judged" in words


def test_where_there_is_no_sandbox_nothing_is_graded(monkeypatch):
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    assert "apt-get install bubblewrap" in lack()
    monkeypatch.setattr(sandbox.sys, "platform", "darwin")
    assert "this is darwin" in lack()
    with pytest.raises(NoSandboxError, match="this is darwin"):
        graded(SOLUTION)
