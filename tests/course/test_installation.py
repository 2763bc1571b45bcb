"""The check of the installation: it says in words what is missing, too old or broken, and what to do."""

import importlib
import subprocess
import sys
import tomllib
from importlib import metadata

import pytest

from hopfield_course import installation
from hopfield_lib import data
from tests import ROOT


def rows(report):
    """Return the table of a report as a dict, and the advice below it."""
    table, _, advice = report.partition("\n\n")
    return dict(line.split("  ", 1) for line in table.splitlines()), advice


@pytest.fixture
def machine(monkeypatch):
    """Return a function that makes this machine another one: versions found, modules that break."""

    def change(versions=None, broken=None):
        versions, broken = versions or {}, broken or {}
        real_version, real_import = metadata.version, importlib.import_module

        def version(name):
            if name in versions and versions[name] is None:
                raise metadata.PackageNotFoundError(name)
            return versions.get(name) or real_version(name)

        def import_module(name, package=None):
            if name in broken:
                raise broken[name]
            return real_import(name, package)

        monkeypatch.setattr(metadata, "version", version)
        monkeypatch.setattr(importlib, "import_module", import_module)

    return change


def test_here_all_is_well_and_no_version_is_named():
    table, advice = rows(installation.report())
    assert {state.strip() for state in table.values()} == {"ok"}
    assert [name.strip() for name in table] == ["Python", *installation.NEEDED, "a first recall"]
    assert advice == "All is well: go on."
    assert not any(letter.isdigit() for letter in installation.report())


def test_what_is_asked_for_is_what_the_project_depends_on():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert dict(need.split(">=") for need in project["dependencies"]) == installation.NEEDED
    (oldest, (major, minor)) = installation.PYTHON
    assert project["requires-python"] == f">={oldest[0]}.{oldest[1]},<{major}.{minor + 1}"


@pytest.mark.parametrize("name", installation.NEEDED)
def test_a_missing_package_is_named_with_the_line_that_installs_it(machine, name):
    machine({name: None})
    table, advice = rows(installation.report())
    assert table[name].strip() == "missing"
    assert table["a first recall"].strip() == "not tried"
    assert f'%pip install "{name}>={installation.NEEDED[name]}"' in advice
    assert "Restart Kernel" in advice
    assert ("reopened" in advice) == (name == "jupyterlab")


@pytest.mark.parametrize(
    ("name", "found", "fine"),
    [
        ("numpy", "1.26.4", False),
        ("numpy", "2.0.0", True),
        ("numpy", "2.0.0rc1", True),
        ("numpy", "10.0", True),
        ("scipy", "1.9.3", False),
        ("scipy", "1.14", True),
        ("matplotlib", "3.7.5", False),
        ("matplotlib", "3.10.0+local", True),
        ("ipywidgets", "7.8.1", False),
        ("jupyterlab", "4.2.0a2", True),
    ],
)
def test_versions_are_compared_as_numbers(machine, name, found, fine):
    machine({name: found})
    table, advice = rows(installation.report())
    words = f"too old: {installation.NEEDED[name]} is needed, this is {found}"
    assert table[name].strip() == ("ok" if fine else words)
    assert (name in advice) != fine


def test_several_are_installed_by_one_line(machine):
    machine({"pillow": None, "scipy": "1.2", "tqdm": None})
    assert '%pip install "scipy>=1.14" "pillow>=10.2" "tqdm>=4.66"' in rows(installation.report())[1]


@pytest.mark.parametrize(
    "error", [ImportError("DLL load failed"), OSError("libz.so: wrong ELF class"), RuntimeError("no")]
)
def test_a_package_that_does_not_load_is_to_be_installed_again(machine, error):
    machine(broken={"PIL": error})
    table, advice = rows(installation.report())
    assert table["pillow"].strip() == f"does not load: {type(error).__name__}: {error}"
    assert '%pip install --force-reinstall "pillow>=10.2"' in advice


@pytest.mark.parametrize(
    ("version", "words"), [((3, 10, 14), "too old"), ((2, 7, 18), "too old"), ((3, 15, 0), "too new")]
)
def test_a_python_that_is_too_old_or_too_new_comes_first(monkeypatch, version, words):
    monkeypatch.setattr(sys, "version_info", version)
    table, advice = rows(installation.report())
    expected = f"{words}: Python 3.11 to 3.14 is needed, this is {version[0]}.{version[1]}"
    assert table["Python"].strip() == expected
    assert "Install Python 3.11 to 3.14" in advice
    assert "make lab" in advice


def test_in_a_browser_the_page_stands_in_for_jupyterlab(machine, monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    machine({"jupyterlab": None, "ipykernel": None})
    table, advice = rows(installation.report())
    assert "jupyterlab" not in table
    assert advice == "All is well: go on."


def test_damaged_data_are_told_and_not_raised(monkeypatch):
    def fail(text):
        raise FileNotFoundError("letters.txt")

    monkeypatch.setattr(data, "letters", fail)
    table, advice = rows(installation.report())
    assert table["a first recall"].strip() == "failed: FileNotFoundError: letters.txt"
    assert "fetch the course anew" in advice


def test_a_wrong_recall_is_told(monkeypatch):
    from hopfield_lib import images

    monkeypatch.setattr(images, "mask_rows", lambda patterns, shape, rows: -patterns)
    table, advice = rows(installation.report())
    assert table["a first recall"].strip().startswith("wrong")
    assert "fetch the course anew" in advice


@pytest.mark.parametrize("absent", ["numpy", "scipy", "IPython"])
def test_it_speaks_where_a_package_is_missing(absent):
    """Nothing is imported before the report is made, so that it can be made at all."""
    program = (
        f"import sys; sys.modules[{absent!r}] = None; import hopfield_course.installation as i; "
        "print([n for n in ('numpy', 'matplotlib', 'scipy', 'ipywidgets', 'PIL') if sys.modules.get(n)]); "
        "print(i.report())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("[]\nPython          ok\n")
    if absent != "IPython":
        assert f"{absent:16}does not load: ModuleNotFoundError" in done.stdout
        assert f'%pip install --force-reinstall "{absent}>=' in done.stdout
