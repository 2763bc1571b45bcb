"""The sandbox's shell is to a learner what JupyterLab's kernel is: what works there costs nothing here."""

import json
import os
import zlib

import numpy as np
import pytest

from hopfield_course.exercises import EXERCISES
from hopfield_course.grading import Limits, judging, sandbox
from tests.grading.test_grading import FULL, WITHOUT_ENERGY, code, graded, notebook

ASKED = bool(os.environ.get("HOPFIELD_REQUIRE_SANDBOX"))
needs_sandbox = pytest.mark.skipif(
    not ASKED, reason="HOPFIELD_REQUIRE_SANDBOX=1 make test runs the grader's tests"
)
# in one notebook, one after another: each of them works in JupyterLab
CELLS = {
    "%config before a figure": "%config InlineBackend.figure_format = 'retina'",
    "%matplotlib inline": "%matplotlib inline",
    "%matplotlib": "%matplotlib",
    "a window": "%matplotlib qt",
    "another": "%matplotlib tk",
    "run_line_magic": "get_ipython().run_line_magic('matplotlib', 'inline')",
    "magic": "get_ipython().run_line_magic('config', \"InlineBackend.figure_format = 'svg'\")",
    "%pylab": "%pylab inline",
    "a figure": "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()",
    "warnings are errors": (
        "import warnings\nwith warnings.catch_warnings():\n    warnings.simplefilter('error')\n"
        "    plt.figure(); plt.show()"
    ),
    "many figures": (
        "with warnings.catch_warnings():\n    warnings.simplefilter('error')\n"
        "    for _ in range(3): plt.figure()"
    ),
    "figures are closed": "assert plt.get_fignums() == []",
    "a window asked of Matplotlib": "import matplotlib\nmatplotlib.use('agg')",
    "display": "from IPython.display import display, HTML\ndisplay(HTML('<b>x</b>'))",
    "display by itself": "display(1, 'x', [2])\nhandle = display(1, display_id=True); handle.update(2)",
    "clear_output": "from IPython.display import clear_output\nclear_output(wait=True)",
    "tqdm": "from tqdm import tqdm\nassert list(tqdm(range(3))) == [0, 1, 2]",
    "tqdm.auto": "from tqdm.auto import trange\nassert len(list(trange(2))) == 2",
    "tqdm.notebook": "from tqdm.notebook import tqdm\nassert list(tqdm(range(3))) == [0, 1, 2]",
    "a slider": "import ipywidgets as w\nw.interact(lambda x: x, x=(0, 3))\ndisplay(w.IntSlider())",
    "%%writefile": "%%writefile helper.py\ndef twice(x):\n    return 2 * x",
    "import what was written": "import helper\nassert helper.twice(2) == 4",
    "%run": "%run helper.py\nassert twice(3) == 6",
    "%load_ext": "%load_ext autoreload\n%autoreload 2",
    "%time": "%time x = 3\nassert x == 3",
    "%%time": "%%time\ny = 4",
    "%timeit": "%timeit -n 1 -r 1 y",
    "%%capture": "%%capture out\nprint(1)",
    "a command": "!ls > /dev/null",
    "a command's output": "found = !echo one\nassert found == ['one'], found",
    "%%bash": "%%bash\ntrue",
    "%pip": "%pip --version",
    "%env": "%env X=1\n%cd .\n%pwd\n%who",
    "help": "len?",
    "source": "helper.twice??",
    "%less": "%less helper.py",
    "await": "import asyncio\nawait asyncio.sleep(0)",
    "asyncio's tasks": "async def one(): return 1\nassert await asyncio.gather(one(), one()) == [1, 1]",
    "printing": "import sys\nprint('x', file=sys.stderr, flush=True); sys.stdout.write('y')",
    "logging": "import logging\nlogging.basicConfig(); logging.warning('x')",
    "arguments": "import argparse\nargparse.ArgumentParser().parse_args([])\nassert len(sys.argv) == 1",
    "processes": (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(2) as pool: assert list(pool.map(abs, [-1, 2])) == [1, 2]"
    ),
    "_": "1 + 1",
    "the last value": "assert _ == 2 and Out and In[-1]",
    "inspect": "import inspect\ndef f(x):\n    return x\nassert 'return x' in inspect.getsource(f)",
    "%history": "%history -n 1",
    "%%html": "%%html\n<b>x</b>",
    "%precision": "%precision 3",
    "exit": "exit()",
    "%xmode": "%xmode Minimal",
}


@pytest.fixture(scope="module")
def told():
    steps = [{"cell": k, "title": name, "source": source} for k, (name, source) in enumerate(CELLS.items())]
    finished = sandbox.run(steps, b"", Limits(cell=30.0))
    if finished.why:
        raise RuntimeError(finished.why)
    errors = {line["cell"]: line["error"] for line in finished.lines if "cell" in line}
    return {name: errors.get(k, "nothing came") for k, name in enumerate(CELLS)}


@needs_sandbox
@pytest.mark.parametrize("name", CELLS)
def test_what_works_in_jupyterlab_works_here(told, name):
    assert told[name] == ""


@needs_sandbox
def test_magics_in_an_answers_cell_cost_nothing():
    energy = (
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1]); plt.show()\n"
        "def energy(W, state):\n    from tqdm.auto import tqdm\n    import helper\n"
        "    for _ in tqdm(range(2)): pass\n    display('x')\n    return helper.half(state @ W @ state)\n"
    )
    changed = notebook(energy=energy, first="%%writefile helper.py\ndef half(x):\n    return -0.5 * x")
    mark = graded(changed)
    assert mark.points == FULL
    assert mark.notes == []


ERRORS = {
    "input": ("name = input('Your name? ')", "RuntimeError: input() waits for somebody at a keyboard"),
    "getpass": ("import getpass\ngetpass.getpass()", "RuntimeError: input() waits for somebody"),
    "syntax": ("def energy(W, state)\n    return 1", "SyntaxError: expected ':' (cell energy, line 1)"),
    "a name": ("energie = state", "NameError: name 'state' is not defined"),
    "an indent": ("  x = 1\n y = 2", "IndentationError"),
}


@needs_sandbox
@pytest.mark.parametrize("name", ERRORS)
def test_the_learners_page_says_what_stopped_the_cell_and_which(name):
    source, words = ERRORS[name]
    mark = graded(notebook(energy=source))
    assert mark.points == WITHOUT_ENERGY
    assert words in mark.hints["energy"]
    assert "energy is not defined: its cell stopped with" in mark.hints["energy"]
    assert any(note.startswith(f"cell energy stopped with {words}") for note in mark.notes)
    assert "ipython-input" not in json.dumps(mark.as_dict())


@needs_sandbox
def test_an_error_tells_its_learner_nothing_of_hidden_inputs():
    """What a cell says of the data is told as it is said of data that everybody may know."""
    source = (
        "from hopfield_course import check\n"
        "raise ValueError([a.ravel()[:9].tolist() for a in check.data('', '')])"
    )
    mark = graded(notebook(energy=source))
    hidden = next(note for note in mark.notes if note.startswith("cell energy")).partition("with ")[2]
    assert hidden in mark.feedback["energy"]
    assert "ValueError: [" in mark.hints["energy"]
    assert hidden not in mark.hints["energy"]


@needs_sandbox
def test_an_error_on_hidden_inputs_alone_is_told_without_its_words():
    (known, *_) = EXERCISES["01_binary_recall"].data(np.random.default_rng(0))
    source = (
        "from hopfield_course import check\nimport zlib\n"
        f"if zlib.crc32(check.data('', '')[0].tobytes()) != {zlib.crc32(known.tobytes())}:\n"
        "    raise ValueError('mine')"
    )
    mark = graded(notebook(energy=source))
    assert judging.ELSEWHERE in mark.hints["energy"]
    assert "mine" not in mark.hints["energy"]
    assert "mine" in mark.feedback["energy"]


@needs_sandbox
def test_a_cell_of_ones_own_is_named_by_its_number():
    changed = notebook()
    changed["cells"].insert(0, code("1 / 0"))
    mark = graded(changed)
    assert mark.points == FULL
    assert mark.notes == ["cell 1 stopped with ZeroDivisionError: division by zero"]
