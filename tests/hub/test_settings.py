"""The settings of a class's server: what they say, that they agree, and what their installation does."""

import os
import shutil
import stat
import subprocess
from types import SimpleNamespace

import pytest
import yaml

from tests import ROOT

FOLDER = ROOT / "deploy" / "hub"
THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
FIRST_PAGE = "/lab/tree/hopfield/notebooks/00_start_here.ipynb"


def settings(name, **parts):
    """Return what a file of settings sets, read as JupyterHub and nbgrader read it."""
    found = SimpleNamespace(**parts)
    exec((FOLDER / name).read_text(encoding="utf-8"), {"get_config": lambda: found})
    return found


@pytest.fixture
def spawner():
    return settings("hopfield.py", Spawner=SimpleNamespace(environment={}, args=[])).Spawner


@pytest.fixture
def values():
    return yaml.safe_load((FOLDER / "values.yaml").read_text(encoding="utf-8"))


def test_one_machine_and_many_give_a_learner_the_same(spawner, values):
    single = values["singleuser"]
    assert spawner.environment == single["extraEnv"] == THREADS
    assert spawner.mem_limit == single["memory"]["limit"]
    assert spawner.cpu_limit == single["cpu"]["limit"]
    assert spawner.default_url == single["defaultUrl"] == FIRST_PAGE
    server = single["extraFiles"]["server"]["data"]
    words = " ".join(spawner.args)
    size = server["ServerApp"]["tornado_settings"]["websocket_max_message_size"]
    assert f"'websocket_max_message_size': {size}" in words
    for name, seconds in server["MappingKernelManager"].items():
        assert f"--MappingKernelManager.{name}={seconds}" in spawner.args


def test_the_message_of_a_picture_is_as_large_as_on_ones_own_machine(spawner):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (size,) = [one.split("':")[1].strip(' }"') for one in spawner.args if "websocket" in one]
    assert f"'websocket_max_message_size': {size}" in makefile


def test_the_first_page_is_there(values):
    (command,) = [
        words[-1] for words in [values["singleuser"]["lifecycleHooks"]["postStart"]["exec"]["command"]]
    ]
    for folder in ("notebooks", "exercises"):
        assert f"/srv/hopfield/{folder}" in command
        assert (ROOT / folder).is_dir()
    assert (ROOT / FIRST_PAGE.removeprefix("/lab/tree/hopfield/")).exists()


def test_nbgrader_knows_the_course_by_the_name_that_the_gradebook_has():
    from hopfield_course.grading.gradebook import COURSE_ID

    parts = {"CourseDirectory": SimpleNamespace(), "Exchange": SimpleNamespace()}
    assert settings("nbgrader_config.py", **parts).CourseDirectory.course_id == COURSE_ID


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("bwrap"),
    reason="needs root and bubblewrap",
)
def test_the_installation_lays_everything_where_it_belongs(tmp_path):
    tljh, exchange, skeleton = tmp_path / "tljh", tmp_path / "exchange", tmp_path / "skel"
    python = tljh / "user" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$@" >>"{tmp_path}/asked"\n')
    python.chmod(0o755)
    places = {"TLJH": tljh, "EXCHANGE": exchange, "SKELETON": skeleton}
    environment = os.environ | {name: str(place) for name, place in places.items()}
    for _ in range(2):  # again, as after a new version
        done = subprocess.run(
            ["sh", FOLDER / "install.sh"], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "asked").read_text().splitlines()[0] == (
        "-m pip install --quiet --constraint constraints.txt .[grading]"
    )
    laid = tljh / "config" / "jupyterhub_config.d" / "hopfield.py"
    assert laid.read_text() == (FOLDER / "hopfield.py").read_text()
    assert str(exchange) in (tljh / "user" / "etc" / "jupyter" / "nbgrader_config.py").read_text()
    overrides = tljh / "user" / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    assert overrides.read_text() == (ROOT / "tools" / "jupyterlab_overrides.json").read_text()
    assert stat.S_IMODE(exchange.stat().st_mode) == 0o1777
    assert (skeleton / FIRST_PAGE.removeprefix("/lab/tree/")).exists()
    assert not (skeleton / "hopfield" / "notebooks" / "notebooks").exists()
    assert not list(skeleton.rglob("solutions"))


def test_without_the_littlest_jupyterhub_the_installation_says_so(tmp_path):
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("needs root")
    words, environment = ["sh", FOLDER / "install.sh"], os.environ | {"TLJH": str(tmp_path)}
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 2
    assert "install The Littlest JupyterHub first" in done.stderr
