"""The ways to install the course name the same packages, and no file names a machine or a registry."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LEARNER = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = {
    name: [Requirement(line) for line in lines] for name, lines in PROJECT["optional-dependencies"].items()
}
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")


def pins(name: str) -> list[Requirement]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]


def pinned_versions(name: str, python: str) -> dict[str, Version]:
    """Return the versions that a constraints file gives to one Python on Linux."""
    machine = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": "linux",
        "os_name": "posix",
    }
    return {
        canonicalize_name(pin.name): Version(next(iter(pin.specifier)).version)
        for pin in pins(name)
        if pin.marker is None or pin.marker.evaluate(machine)
    }


def environment_packages() -> dict[str, SpecifierSet]:
    content = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    requirements = [Requirement(line) for line in content["dependencies"]]
    return {requirement.name: requirement.specifier for requirement in requirements}


def test_conda_and_pip_name_the_same_packages_with_the_same_floors():
    conda = environment_packages()
    python, pip = conda.pop("python"), conda.pop("pip")
    assert conda == {requirement.name: requirement.specifier for requirement in LEARNER}
    assert pip == SpecifierSet()
    assert SpecifierSet(PROJECT["requires-python"]) == SpecifierSet(">=3.11,<3.15") == python
    assert all(version in python for version in SUPPORTED)
    assert "3.10" not in python
    assert "3.15" not in python


def test_the_python_versions_meant_are_named_wherever_they_are_named():
    named = [c.rpartition(" ")[2] for c in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", c)]
    assert tuple(named) == SUPPORTED
    words = f"Python {SUPPORTED[0]} to {SUPPORTED[-1]}"
    for name in ("README.md", "constraints.txt", "CHANGELOG.md"):
        assert words in (ROOT / name).read_text(encoding="utf-8"), f"{name}: expected {words!r}"
    assert f"for version in {' '.join(SUPPORTED)};" in (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.fixture
def find_python(tmp_path):
    """Run tools/find_python.sh where only the Pythons given as (name, version) are on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def find(*pythons: tuple[str, str], chosen: str | None = None):
        for name, version in pythons:
            # It answers as that version would: its number, its place, and that it makes environments.
            answer = f'case "$2" in *version_info*) echo {version};; *executable*) echo /found/{name};; esac'
            (folder / name).write_text(f"#!/bin/sh\n{answer}\n")
            (folder / name).chmod(0o755)
        environment = {"PATH": str(folder), "HOME": str(tmp_path)} | ({"PYTHON": chosen} if chosen else {})
        return subprocess.run(
            ["/bin/sh", ROOT / "tools/find_python.sh"], env=environment, capture_output=True, text=True
        )

    return find


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="needs a shell")
@pytest.mark.parametrize("version", SUPPORTED)
def test_each_python_that_is_meant_is_found(find_python, version):
    done = find_python((f"python{version}", version))
    assert (done.returncode, done.stdout) == (0, f"/found/python{version}\n")


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="needs a shell")
@pytest.mark.parametrize("version", ["3.10", "3.15", "4.0"])
def test_a_python_that_is_not_meant_is_refused_in_words(find_python, version):
    done = find_python(("python3", version), chosen="python3")
    assert done.returncode == 1
    assert f"expected a Python from 3.11 to 3.14, got\n  python3 is Python {version}" in done.stderr


@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="needs a shell")
def test_an_older_python_is_taken_where_the_newest_is_too_new(find_python):
    done = find_python(("python3", "3.15"), ("python3.12", "3.12"))
    assert done.stdout == "/found/python3.12\n"


def test_conda_looks_at_conda_forge_only():
    content = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert content["channels"] == ["conda-forge"]
    assert content["name"] == "hopfield"


@pytest.mark.parametrize("name", ["constraints.txt", "constraints-floor.txt"])
def test_constraints_are_exact_versions_and_nothing_else(name):
    for pin in pins(name):
        operators = [specifier.operator for specifier in pin.specifier]
        assert operators == ["=="], f"{name}: expected one exact version of {pin.name}, got {pin}"
        assert pin.url is None
        assert "*" not in str(pin.specifier)


@pytest.mark.parametrize("name", ["constraints.txt", "constraints-floor.txt"])
def test_each_package_has_one_version_on_every_python(name):
    names = [canonicalize_name(pin.name) for pin in pins(name)]
    assert len(names) == len(set(names)), sorted({n for n in names if names.count(n) > 1})


@pytest.mark.parametrize("python", SUPPORTED)
@pytest.mark.parametrize(
    ("name", "extras"),
    [("constraints.txt", ("test", "data", "book", "browser")), ("constraints-floor.txt", ("test",))],
)
def test_every_dependency_is_pinned_within_its_bounds(name, extras, python):
    versions = pinned_versions(name, python)
    for requirement in LEARNER + [r for extra in extras for r in EXTRAS[extra]]:
        assert canonicalize_name(requirement.name) in versions, f"{requirement.name} is missing from {name}"
        version = versions[canonicalize_name(requirement.name)]
        assert version in requirement.specifier, (
            f"{name} pins {requirement.name} {version}, expected {requirement}"
        )


def test_the_floor_set_has_the_oldest_versions_allowed():
    versions = pinned_versions("constraints-floor.txt", "3.12")
    for name in ("numpy", "scipy", "matplotlib", "pillow"):
        (requirement,) = [r for r in LEARNER if r.name == name]
        (floor,) = [Version(s.version) for s in requirement.specifier if s.operator == ">="]
        assert versions[name].release[:2] == floor.release[:2], (
            f"{name}: expected {floor}.*, got {versions[name]}"
        )


def test_the_environment_that_runs_this_has_the_pinned_versions():
    """Installing anything by hand changes what the tests mean; either of the two sets will do.

    `make test-newest` wants the newest of everything: then nothing may be older than it was pinned.
    """
    import importlib.metadata
    import os
    import sys

    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    if python not in SUPPORTED:
        pytest.skip(f"the versions are pinned for {SUPPORTED}, this is Python {python}")
    installed = {
        canonicalize_name(d.metadata["Name"]): Version(d.version) for d in importlib.metadata.distributions()
    }
    learner = [canonicalize_name(r.name) for r in LEARNER]
    found = {name: installed[name] for name in learner}
    if not os.environ.get("HOPFIELD_CONSTRAINTS", "constraints.txt"):
        pinned = pinned_versions("constraints.txt", python)
        assert {name: version for name, version in found.items() if version < pinned[name]} == {}
        return
    allowed = [
        {name: pinned_versions(f, python)[name] for name in learner}
        for f in ("constraints.txt", "constraints-floor.txt")
    ]
    assert found in allowed


# Hosts that packages come from, and folders that exist on one person's machine only. Written in
# two halves, so that this file passes its own test.
FORBIDDEN = {
    "a package registry's host": re.compile(
        "|".join(
            re.escape(left + right)
            for left, right in [
                ("pypi", ".org"),
                ("pythonhosted", ".org"),
                ("registry.npm", "js.org"),
                ("conda.ana", "conda.org"),
                ("deb.debian", ".org"),
                ("index", "-url"),
            ]
        )
    ),
    "a path of one machine": re.compile(r"(?<![\w./~-])/(?:home|Users|root|work)/[\w.]"),
}
# The program whose option these are has to name the option.
EXEMPT = {("tools/pin.sh", "a package registry's host")}


def committed_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        return []
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_committed_file_names_a_registry_or_a_machine():
    files = committed_files()
    if not files:
        pytest.skip("not a git working tree")
    problems = []
    for path in files:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        name = path.relative_to(ROOT).as_posix()
        for what, pattern in FORBIDDEN.items():
            if (name, what) not in EXEMPT and (match := pattern.search(text)):
                problems.append(f"{name}: {what}: {match[0]!r}")
    assert not problems


def test_the_search_for_hosts_and_paths_finds_them():
    registry, machine = FORBIDDEN.values()
    assert registry.search("--extra-ind" + "ex-url somewhere")
    assert registry.search("https://files.python" + "hosted.org/packages")
    assert machine.search('open("/ho' + 'me/anna/data")')
    assert machine.search("/ro" + "ot/.cache")
    assert not machine.search("https://example.com/home/page")
    assert not machine.search("notebooks/work/x")
