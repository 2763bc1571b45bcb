"""Is all here that the course needs?  Answered in words, also where something is missing.

    print(report())

At the top only the standard library is imported: a package that is absent, too old or broken is
a line of the report, never a traceback.
"""

import importlib
import re
import sys
from importlib import metadata

__all__ = ["NEEDED", "PYTHON", "report"]

# The oldest and the newest Python that the course is meant for: the same as in pyproject.toml.
PYTHON = ((3, 11), (3, 14))
# What a learner needs, and from which version on: the same as in pyproject.toml.
NEEDED = {
    "numpy": "2.0",
    "scipy": "1.14",
    "matplotlib": "3.8",
    "pillow": "10.2",
    "ipywidgets": "8.1",
    "anywidget": "0.9",
    "jupyterlab": "4.2",
    "ipykernel": "6.29",
    "tqdm": "4.66",
    "joblib": "1.4",
    "threadpoolctl": "3.5",
}
MODULES = {"pillow": "PIL"}  # where a package is imported under another name
NOT_IN_A_BROWSER = ("jupyterlab", "ipykernel")  # where the page itself takes their place


def report():
    """Return a short table of what the course needs, and below it what to do about what is not ok.

    Returns
    -------
    str
        One line for Python, each package, and a small recall from end to end.  No versions and no
        paths are named while all is well, so that it reads the same on every sound machine.
    """
    names = [name for name in NEEDED if sys.platform != "emscripten" or name not in NOT_IN_A_BROWSER]
    rows = {"Python": _python()} | {name: _package(name) for name in names}
    lacking = [name for name in names if rows[name] != "ok"]
    if lacking or rows["Python"] != "ok":
        rows["a first recall"] = "not tried"
    else:
        rows["a first recall"] = _first_recall()
    lines = [f"{name:16}{state}" for name, state in rows.items()]
    return "\n".join([*lines, "", *_advice(rows, lacking)])


def _python():
    found = tuple(sys.version_info[:2])
    oldest, newest = PYTHON
    if oldest <= found <= newest:
        return "ok"
    word = "too old" if found < oldest else "too new"
    return f"{word}: {_python_wanted()} is needed, this is {found[0]}.{found[1]}"


def _python_wanted():
    """Return in words which Pythons the course is meant for."""
    oldest, newest = (".".join(map(str, version)) for version in PYTHON)
    return f"Python {oldest} to {newest}"


def _package(name: str) -> str:
    """Return "ok", or what is wrong with a package."""
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return "missing"
    if _numbers(found) < _numbers(NEEDED[name]):
        return f"too old: {NEEDED[name]} is needed, this is {found}"
    try:
        importlib.import_module(MODULES.get(name, name))
    except Exception as error:  # whatever a broken package raises, the others are still looked at
        return f"does not load: {type(error).__name__}: {error}"
    return "ok"


def _numbers(version):
    """Return the numbers that a version begins with: (3, 9, 0) for "3.9.0rc2"."""
    begins = re.match(r"\d+(\.\d+)*", version)
    return tuple(int(part) for part in begins[0].split(".")) if begins else ()


def _first_recall():
    """Store three letters, damage one, and see whether it comes back."""
    try:
        import numpy as np

        from hopfield_lib.couplings import hebbian
        from hopfield_lib.data import letters
        from hopfield_lib.images import mask_rows
        from hopfield_lib.models import Hopfield
        from hopfield_lib.recall import recall, synchronous

        stored = letters("HOP")
        cue = mask_rows(stored.patterns, stored.shape, range(3))[0]
        end = recall(Hopfield(hebbian(stored.patterns)), cue, synchronous()).state
    except Exception as error:
        return f"failed: {type(error).__name__}: {error}"
    return "ok" if np.array_equal(end, stored.patterns[0]) else "wrong: a damaged letter did not come back"


def _advice(rows, lacking):
    """Return the lines that say what to do next."""
    if rows["Python"] != "ok":
        return [
            f"Install {_python_wanted()} (https://www.python.org/downloads/), delete the folder .venv in the",
            "course's folder, and type there, in a terminal: make lab",
        ]
    if lacking:
        again = "--force-reinstall " if any(rows[name].startswith("does not") for name in lacking) else ""
        needs = " ".join(f'"{name}>={NEEDED[name]}"' for name in lacking)
        return [
            "Copy this line into a new cell and run it; it installs what is not ok:",
            "",
            f"    %pip install {again}{needs}",
            "",
            "Then choose Restart Kernel in the menu Kernel and run this cell again.",
            *(["A new jupyterlab shows after you have closed and reopened it."] * ("jupyterlab" in lacking)),
        ]
    if rows["a first recall"] != "ok":
        return [
            "The packages are here, but the course's own library is damaged: fetch the course anew,",
            "and type in its folder, in a terminal: make lab",
        ]
    return ["All is well: go on."]
