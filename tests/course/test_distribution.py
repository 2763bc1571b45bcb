"""A wheel, an sdist and the project's folder can all be installed, and hold all that is needed."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile

import pytest

from tests import ROOT
from tools import make_dist

LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv*", ".elsewhere", ".*_cache", ".hypothesis", "__pycache__", "screenshots", "dist"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The wheel, the sdist and a copy of the folder, as a new user has it."""
    place = tmp_path_factory.mktemp("dist")
    copy = shutil.copytree(ROOT, place / "copy", ignore=LEFT_OUT)
    wheel, sdist = make_dist.build(place, copy)
    return {"wheel": wheel, "sdist": sdist, "folder": copy}


def test_both_hold_all_and_the_wheel_nothing_else(built):
    assert make_dist.faults(built["wheel"], built["sdist"]) == []


def test_what_is_missing_or_too_much_is_told(built, tmp_path):
    broken = tmp_path / "broken.whl"
    with zipfile.ZipFile(built["wheel"]) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            if name != "hopfield_lib/py.typed":
                new.writestr(name, old.read(name))
        new.writestr("tests/test_house.py", "")
    assert make_dist.faults(broken, built["sdist"]) == [
        "not in the wheel: hopfield_lib/py.typed",
        "in the wheel: tests/test_house.py",
    ]


@pytest.mark.parametrize("kind", ["wheel", "sdist", "folder"])
def test_each_can_be_installed_and_used(built, kind, tmp_path):
    target, empty = tmp_path / "target", tmp_path / "empty"
    empty.mkdir()
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index"]
    options = ["--no-deps", "--no-build-isolation", "--target", str(target)]
    subprocess.run([*pip, *options, str(built[kind])], check=True, capture_output=True, text=True)
    # the other packages come from here, and not the project itself: -S leaves .pth files out
    path = os.pathsep.join([str(target), sysconfig.get_path("purelib")])
    printed = make_dist.try_out([sys.executable, "-S"], empty, os.environ | {"PYTHONPATH": path})
    assert "All is well: go on." in printed
    assert "fixed point: overlap 0.40 -> 1.00" in printed
    assert (empty / "out").is_dir()


def test_a_program_that_fails_is_an_error(tmp_path):
    with pytest.raises(RuntimeError, match="No module named"):
        make_dist.try_out([sys.executable, "-I", "-S"], tmp_path)
