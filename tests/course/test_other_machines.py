"""Notebooks run as other processors would: which settings there are, and that a difference is found."""

import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests import ROOT
from tools import test_kernels

x86 = pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64"), reason="names kernels of x86 processors"
)


def notebook(path: Path, source: str, printed: str) -> Path:
    """Write a notebook of one cell that has printed something."""
    output = nbformat.v4.new_output("stream", text=printed)
    cell = nbformat.v4.new_code_cell(source, execution_count=1, outputs=[output])
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


@pytest.mark.parametrize("setting", ["", "Haswell", "Haswell:", "Haswell:two", "Alpha:1", "plain:1"])
def test_a_setting_that_is_none_is_refused(setting):
    with pytest.raises(ValueError, match="setting: expected one such as Haswell:1, or plain; got"):
        test_kernels.changes_of(setting)


@x86
@pytest.mark.parametrize("setting", ["Haswell:1", "Sandybridge:2", "Prescott:1"])
def test_a_setting_changes_which_kernel_answers_and_which_instructions(setting):
    kernel, _, threads = setting.partition(":")
    there = test_kernels.probe(os.environ | test_kernels.changes_of(setting))
    assert there["kernel"] == {"Prescott": "Katmai"}.get(kernel, kernel)
    assert there["threads"] == min(int(threads), os.cpu_count())
    assert not [name for name in there["vector"] if "512" in name or "V4" in name]


@x86
def test_plain_leaves_no_vector_instructions():
    assert test_kernels.probe(os.environ | test_kernels.changes_of("plain"))["vector"] == []


@x86
def test_what_differs_between_kernels_is_found_and_the_setting_named(tmp_path, capfd):
    source = "import os; print(os.environ.get('OPENBLAS_CORETYPE'))"
    path = notebook(tmp_path / "kernel.ipynb", source, "Haswell\n")
    arguments = ["--workers", "0", "--settings", "Haswell:1", "Prescott:1", "--", str(path)]
    assert test_kernels.main(arguments) == 1
    said = capfd.readouterr().out
    assert said.endswith("passed: Haswell:1\nFAILED: Prescott:1\n")
    assert "Cell outputs differ" in said


def test_a_setting_that_does_not_run_here_is_named_and_no_success(tmp_path, capfd, monkeypatch):
    monkeypatch.setattr(test_kernels, "probe", lambda environment: None)
    assert test_kernels.main(["--settings", "Haswell:1", "--", "nothing.ipynb"]) == 1
    said = capfd.readouterr()
    assert "not on this processor: Haswell:1" in said.out
    assert "nothing was tested" in said.err


def test_the_lesson_that_runs_once_recalls_by_hebbs_rule_alone():
    """Its sums are whole numbers, so that no other machine can print anything else."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "TWICE = $(filter-out notebooks/00_%,$(wildcard notebooks/[0-9]*.ipynb" in makefile
    cells = nbformat.read(ROOT / "notebooks" / "00_start_here.ipynb", as_version=4).cells
    source = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    named = re.findall(r"^ *from hopfield_lib import (.*)$", source, flags=re.MULTILINE)
    used = {name.strip() for names in named for name in names.split(",")}
    exact = {"Hopfield", "asynchronous", "hebbian", "overlap", "recall"}
    assert used == exact | {"data", "experiments", "explore", "images", "plots"}
    assert re.findall(r"experiments\.(\w+)", source) == ["share_interval"]  # told in whole per cent


@x86
def test_copies_of_notebooks_run_as_on_another_machine_and_those_beside_them_do_not(tmp_path):
    source = "import os; print('OPENBLAS_CORETYPE' in os.environ)"
    (tmp_path / ".elsewhere").mkdir()
    (tmp_path / "conftest.py").write_text((ROOT / "conftest.py").read_text(encoding="utf-8"))
    (tmp_path / "pytest.ini").write_text(f"[pytest]\npythonpath = {ROOT}\n")
    notebook(tmp_path / ".elsewhere" / "there.ipynb", source, "True\n")
    notebook(tmp_path / "here.ipynb", source, "False\n")
    command = ["-m", "pytest", "-q", "--nbval", "--nbval-current-env", ".elsewhere/there.ipynb", "here.ipynb"]
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"}
    done = subprocess.run(
        [sys.executable, *command], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert "2 passed" in done.stdout, done.stdout
