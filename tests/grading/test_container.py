"""The container for grading: what its file names is there, and is what the course needs.

With ``HOPFIELD_TEST_CONTAINER=1`` it is built of a fresh Debian by Podman, and a submission is graded in it:
as root, with debootstrap, podman and runc, and Debian's and Python's packages within reach. It takes some
minutes.
"""

import json
import os
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests import ROOT

FOLDER = ROOT / "deploy" / "grading"
GUIDE = ROOT / "docs" / "grading_without_linux.md"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHON_OF = {"bookworm": "3.11", "trixie": "3.13"}  # Debian's releases
EXERCISE = "01_binary_recall"


def instructions():
    """Return the instructions of the container's file: pairs of a word and the rest."""
    lines = (FOLDER / "Containerfile").read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#"))
    whole = text.replace("\\\n", " ").splitlines()
    return [tuple(line.split(maxsplit=1)) for line in whole if line.strip()]


def commands():
    """Return the commands of all RUN instructions, each as a list of words."""
    runs = [rest for word, rest in instructions() if word == "RUN"]
    return [shlex.split(command) for run in runs for command in run.split("&&")]


def words_of(instruction):
    """Return the words of the only instruction of this name."""
    (rest,) = [rest for word, rest in instructions() if word == instruction]
    return rest.split()


def release():
    (image,) = words_of("FROM")
    name, _, tag = image.partition(":")
    if name != "debian":
        raise ValueError(f"expected a Debian, got {image}")
    return tag.removesuffix("-slim")


def copied():
    """Return what is copied of the course's folder: paths, each with where it goes."""
    return {
        source: words[-1]
        for word, rest in instructions()
        if word == "COPY"
        for words in [rest.split()]
        for source in words[:-1]
    }


def test_its_debian_has_a_python_that_the_course_is_made_for():
    python = PYTHON_OF[release()]
    assert python in SpecifierSet(PROJECT["project"]["requires-python"])
    assert f"Programming Language :: Python :: {python}" in PROJECT["project"]["classifiers"]


def test_what_it_copies_is_there_and_is_all_that_the_packages_are_built_of():
    for source in copied():
        assert (ROOT / source).exists(), source
    wheel = PROJECT["tool"]["hatch"]
    needed = [
        "pyproject.toml",
        "solutions",
        PROJECT["project"]["readme"],
        *PROJECT["project"]["license-files"],
        *wheel["build"]["targets"]["wheel"]["packages"],
        *(hook["path"] for hook in wheel.get("metadata", {}).get("hooks", {}).values() if "path" in hook),
    ]
    assert set(needed) <= set(copied())


def test_it_installs_the_course_with_an_extra_that_there_is_in_the_pinned_versions():
    (install,) = [words for words in commands() if words[0].endswith("/pip")]
    (what,) = [word for word in install if word.startswith(".[")]
    extras = Requirement(what.replace(".", "course", 1)).extras
    assert extras == {"grading"}
    assert extras <= set(PROJECT["project"]["optional-dependencies"])
    constraint = install[install.index("--constraint") + 1]
    assert constraint in copied()
    (environment,) = [words[-1] for words in commands() if words[1:3] == ["-m", "venv"]]
    assert install[0] == f"{environment}/bin/pip"
    (variables,) = [rest for word, rest in instructions() if word == "ENV"]
    assert f"PATH={environment}/bin:" in variables


def test_its_packages_are_debians():
    if not shutil.which("apt-cache"):
        pytest.skip("apt-cache is not there: this is no Debian")
    (install,) = [words for words in commands() if words[:2] == ["apt-get", "install"]]
    packages = [word for word in install[2:] if not word.startswith("-")]
    assert "bubblewrap" in packages
    if subprocess.run(["apt-cache", "show", "bash"], capture_output=True).returncode:
        pytest.skip("apt-cache knows no packages: apt-get update")
    for name in packages:
        assert subprocess.run(["apt-cache", "show", name], capture_output=True).returncode == 0, name


def test_it_begins_the_grader_as_an_ordinary_user_with_solutions_that_no_submission_sees():
    from hopfield_course.grading.__main__ import _arguments

    order = [word for word, _ in instructions()]
    users = [words[-1] for words in commands() if words[0] == "useradd"]
    assert [words_of("USER")[0]] == users
    assert order.index("USER") > max(k for k, word in enumerate(order) if word in ("RUN", "COPY"))
    entry = json.loads(" ".join(words_of("ENTRYPOINT")))
    assert entry[:3] == ["python", "-m", "hopfield_course.grading"]
    options = _arguments([*entry[3:], "inbox"])
    assert Path(options.solutions).parent == Path("/opt/course")
    assert copied()["solutions"] == "solutions"


def leave(words):
    """Return what a command line or a service gives a container leave to."""
    return {words[k + 1] for k, word in enumerate(words) if word == "--security-opt"}


def services():
    return yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))["services"]


def test_compose_and_the_guide_give_the_same_leave_and_no_more():
    grade = services()["grade"]
    assert set(grade["security_opt"]) == {
        "seccomp=unconfined",
        "apparmor=unconfined",
        "systempaths=unconfined",
        "no-new-privileges",
    }
    assert grade["cap_drop"] == ["ALL"]
    assert grade["network_mode"] == "none"
    assert "privileged" not in grade
    build = grade["build"]
    assert (FOLDER / build["context"]).resolve() == ROOT
    assert (ROOT / build["dockerfile"]).samefile(FOLDER / "Containerfile")
    text = GUIDE.read_text(encoding="utf-8").replace("\\\n", " ")
    runs = [
        shlex.split(line.strip())
        for line in text.splitlines()
        if line.strip().startswith(("docker run", "podman run"))
    ]
    assert {words[0] for words in runs} == {"docker", "podman"}
    for words in runs:
        assert leave(words) == set(grade["security_opt"]), words
        assert words[words.index("--cap-drop") + 1] == "ALL"
        assert words[words.index("--network") + 1] == "none"


def test_what_shows_answers_listens_here_alone_and_gets_no_leave():
    formgrader = services()["formgrader"]
    assert all(port.startswith("127.0.0.1:") for port in formgrader["ports"])
    assert formgrader["security_opt"] == ["no-new-privileges"]


# ------------------------------------------------------------------------------------- built and run

NEEDS = ("debootstrap", "podman", "runc")
LIMITS = [
    "--ulimit",
    "nofile=1024:1024",
    "--ulimit",
    "nproc=4096:4096",
]  # no more than a container's root may set


def lacking():
    if not os.environ.get("HOPFIELD_TEST_CONTAINER"):
        return "HOPFIELD_TEST_CONTAINER=1 make test builds the container and grades in it: some minutes"
    if os.geteuid():
        return "only root can make Debian's root file system"
    absent = [name for name in NEEDS if not shutil.which(name)]
    return f"not there: {', '.join(absent)}" if absent else ""


@pytest.fixture(scope="module")
def podman(tmp_path_factory):
    """Return what calls Podman, with the container's image built of a fresh Debian."""
    folder = tmp_path_factory.mktemp("podman")
    base = folder / "base"
    subprocess.run(
        ["debootstrap", "--variant=minbase", release(), str(base)], check=True, capture_output=True
    )
    trusted = Path("/etc/ssl/certs/ca-certificates.crt")
    if trusted.exists():  # whom this machine trusts, the container must, where there is a proxy
        place = base / "usr/local/share/ca-certificates"
        place.mkdir(parents=True, exist_ok=True)
        shutil.copy(trusted, place / "machine.crt")
    command = ["podman", "--root", f"{folder}/root", "--runroot", f"{folder}/run", "--runtime", "runc"]
    command += ["--cgroup-manager", "cgroupfs", "--events-backend", "file"]

    def call(*words):
        return subprocess.run([*command, *words], capture_output=True, text=True)

    archive = folder / "base.tar"
    subprocess.run(["tar", "-C", str(base), "-cf", str(archive), "."], check=True)
    done = call("import", str(archive), f"docker.io/library/{words_of('FROM')[0]}")
    if done.returncode:
        raise RuntimeError(done.stderr)
    done = call(
        "build", "--pull=never", "--network", "host", "--isolation", "chroot", *LIMITS,
        "--tag", "hopfield-grading", "--file", str(FOLDER / "Containerfile"), str(ROOT),
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    yield call
    call("rmi", "--all", "--force")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.skipif(bool(lacking()), reason=lacking())
def test_built_of_a_fresh_debian_it_grades_with_the_leave_that_is_named_and_refuses_without(podman, tmp_path):
    inbox = tmp_path / "inbox" / "ada"
    inbox.mkdir(parents=True)
    shutil.copy(ROOT / "solutions" / f"{EXERCISE}.ipynb", inbox)
    subprocess.run(["chown", "-R", "1000:1000", str(tmp_path)], check=True)
    tmp_path.chmod(0o777)

    def run(options):
        begin = ["run", "--rm", "--pull=never", "--network", "none", "--cap-drop", "ALL", *LIMITS]
        return podman(*begin, *options, "--volume", f"{tmp_path}:/class", "hopfield-grading", "inbox")

    needed = services()["grade"]["security_opt"]
    options = [word for one in needed for word in ("--security-opt", one)]
    for missing in ("seccomp=unconfined", "systempaths=unconfined"):
        fewer = [word for one in needed if one != missing for word in ("--security-opt", one)]
        refused = run(fewer)
        assert refused.returncode == 2, missing
        assert "Nothing is graded. bwrap does not work here" in refused.stderr
    done = run(options)
    assert done.returncode == 0, done.stderr
    assert "8 of 8" in " ".join(done.stdout.split())
    assert (tmp_path / "course" / "feedback" / "ada" / EXERCISE / f"{EXERCISE}.html").exists()
