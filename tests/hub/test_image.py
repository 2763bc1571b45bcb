"""What repo2docker and Binder make of the course: they read ``binder/``, and nothing else of their kind.

Where repo2docker is installed (``make test-hub``), it says itself what it would build.
"""

import json
import os
import subprocess
import tomllib

import pytest
from packaging.specifiers import SpecifierSet

from tests import ROOT

FOLDER = ROOT / "binder"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# what repo2docker takes before a requirements.txt, or would take beside it
OTHERS = "Dockerfile Project.toml REQUIRE default.nix install.R DESCRIPTION environment.yml Pipfile".split()


def lines(name):
    """Return the lines of a file that say something."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def test_one_folder_says_what_is_installed():
    assert not (ROOT / ".binder").exists()
    assert sorted(path.name for path in FOLDER.iterdir()) == [
        "postBuild",
        "requirements.txt",
        "runtime.txt",
        "start",
    ]
    assert not [name for name in OTHERS if (FOLDER / name).exists()]


def test_the_course_is_installed_in_the_pinned_versions_on_a_python_that_it_is_made_for():
    constraint, what = lines("requirements.txt")
    option, path = constraint.split()
    assert option == "--constraint"
    assert (
        FOLDER / path
    ).resolve() == ROOT / "constraints.txt"  # pip reads such paths from the file's own folder
    assert what == "."
    (runtime,) = lines("runtime.txt")
    name, _, version = runtime.partition("-")
    assert name == "python"
    assert version in SpecifierSet(PROJECT["requires-python"])
    assert f"Programming Language :: Python :: {version}" in PROJECT["classifiers"]


@pytest.mark.parametrize("name", ["postBuild", "start"])
def test_scripts_can_be_run(name):
    assert os.access(FOLDER / name, os.X_OK)
    assert subprocess.run(["bash", "-n", FOLDER / name], capture_output=True).returncode == 0
    staged = subprocess.run(
        ["git", "ls-files", "-s", FOLDER / name], cwd=ROOT, capture_output=True, text=True
    )
    assert not staged.stdout or staged.stdout.startswith("100755"), "git keeps that they can be run"


def test_the_start_gives_each_learner_one_thread_of_blas():
    bare = {"PATH": "/usr/bin:/bin"}
    words = ["bash", FOLDER / "start", "env"]
    done = subprocess.run(words, env=bare, capture_output=True, text=True, check=True)
    found = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    assert found["OPENBLAS_NUM_THREADS"] == found["OMP_NUM_THREADS"] == "1"


def test_the_image_is_made_where_the_course_lies(tmp_path):
    """What postBuild does in the folder of the course, with a Python that says where settings go."""
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\ncase "$2" in *sys.prefix*) echo "{tmp_path}";; esac\n')
    python.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    subprocess.run(["bash", FOLDER / "postBuild"], cwd=ROOT, env=environment, check=True)
    settings = tmp_path / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    assert json.loads(settings.read_text()) == json.loads(
        (ROOT / "tools/jupyterlab_overrides.json").read_text()
    )


def test_repo2docker_itself_reads_it_so(monkeypatch):
    buildpacks = pytest.importorskip("repo2docker.app", reason="repo2docker is not installed: make test-hub")
    monkeypatch.chdir(ROOT)
    tool = buildpacks.Repo2Docker()
    pack = next(found for found in (make(tool.base_image) for make in tool.buildpacks) if found.detect())
    pack.platform = "linux/amd64"
    assert type(pack).__name__ == "PythonBuildPack"
    (runtime,) = lines("runtime.txt")
    assert pack.python_version == runtime.partition("-")[2]
    image = pack.render({"REPO_DIR": "/srv/repo"})
    assert 'pip install --no-cache-dir -r "binder/requirements.txt"' in image
    assert 'R2D_ENTRYPOINT="${REPO_DIR}/binder/start"' in image
    assert "binder/postBuild" in image
