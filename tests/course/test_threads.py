"""One thread of BLAS unless somebody says otherwise: lessons, exercises, command line, ``make lab``."""

import os
import re
import subprocess
import sys

import numpy as np
import pytest
import tqdm.auto
from PIL import Image

from hopfield_lib import threads as blas
from tests import ROOT

COUNT = """
from threadpoolctl import threadpool_info
print("threads", max(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"))
"""
CLEAN = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
LESSON = "import numpy as np\nfrom hopfield_lib import data, plots\nplots.style()\n"
EXERCISE = "import numpy as np\nfrom hopfield_course import check\n"
LIBRARY = "import numpy as np\nfrom hopfield_lib import hebbian\nhebbian(np.ones((1, 3)))\n"
each = pytest.mark.parametrize("program", [LESSON, EXERCISE], ids=["lesson", "exercise"])


def threads(program, **environment):
    """How many threads BLAS takes at the end of a program, in a process that sees two cores."""
    done = subprocess.run(
        [sys.executable, "-c", program + COUNT], capture_output=True, text=True, check=False,
        env=CLEAN | environment,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    return int(re.search(r"^threads (\d+)$", done.stdout, re.M)[1])


several = pytest.mark.skipif(
    len(getattr(os, "sched_getaffinity", lambda _: range(os.cpu_count()))(0)) < 2, reason="one core"
)


@several
@each
def test_lessons_and_exercises_take_one_thread(program):
    assert threads(program) == 1


@several
@each
@pytest.mark.parametrize("name", ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"])
def test_a_number_in_the_environment_stays(program, name):
    if threads("import numpy\n", **{name: "1"}) != 1:
        pytest.skip(f"this BLAS does not read {name}")
    assert threads(program, **{name: "2"}) == 2


@several
def test_the_library_alone_leaves_the_threads_to_its_user():
    assert threads(LIBRARY) > 1


@several
def test_a_number_set_afterwards_stays():
    assert threads(LESSON + "import threadpoolctl\nthreadpoolctl.threadpool_limits(2)\nplots.style()\n") == 2


@several
def test_the_command_line_takes_one_thread(tmp_path):
    (tmp_path / "store").mkdir()
    picture = np.kron(np.eye(3), np.ones((4, 4))) * 200
    Image.fromarray(picture.astype(np.uint8)).save(tmp_path / "store" / "a.png")
    words = ["recall", "--store", str(tmp_path / "store"), "--noise", "0.1", "--out", str(tmp_path / "out")]
    program = f"import sys\nfrom hopfield_lib import __main__\nassert __main__.main({words}) == 0\n"
    assert threads(program) == 1


def test_without_threadpoolctl_all_goes_on(monkeypatch):
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    monkeypatch.setattr(blas, "_chosen", False)
    for name in blas.NUMBERS:
        monkeypatch.delenv(name, raising=False)
    assert blas.one_thread() is False


def test_in_a_browser_nothing_watches_bars_of_progress(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(tqdm.tqdm, "monitor_interval", 10)
    assert blas.one_thread() is False
    assert tqdm.auto.tqdm.monitor_interval == 0


def test_make_lab_gives_its_kernels_one_thread_and_a_number_of_ones_own():
    recipe = re.search(r"^lab: .*?^(?=\S)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M | re.S)[0]
    assert 'OPENBLAS_NUM_THREADS="$${OPENBLAS_NUM_THREADS:-1}"' in recipe


def test_the_grader_gives_submissions_one_thread():
    assert '"OPENBLAS_NUM_THREADS": "1"' in (ROOT / "hopfield_course/grading/sandbox.py").read_text(
        encoding="utf-8"
    )


def test_the_page_on_costs_tells_how_it_is_chosen_and_how_to_choose_otherwise():
    page = (ROOT / "docs" / "cost.md").read_text(encoding="utf-8")
    assert "OPENBLAS_NUM_THREADS" in page
    assert "threadpool_limits" in page
