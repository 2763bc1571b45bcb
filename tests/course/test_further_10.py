"""The layer of further 10 in PyTorch: NumPy's numbers where it is installed, one sentence where it is not."""

import contextlib
import io
import re
import sys

import nbformat
import pytest

from tests import ROOT

PATH = ROOT / "notebooks/further/10_more_attention.ipynb"
WITHOUT = "PyTorch is not installed here, so this cell has nothing to compare.\n"


class WithoutTorch:
    """A finder of modules on a machine where PyTorch is not installed."""

    def find_spec(self, name, path=None, target=None):
        if name == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name=name)


def last_part():
    """The cells of code of the setup and of the part on PyTorch, up to the one that imports it."""
    cells = nbformat.read(PATH, as_version=4).cells
    begin = next(k for k, cell in enumerate(cells) if "## The same layer in PyTorch" in cell.source)
    setup = [cell for cell in cells[:begin] if cell.cell_type == "code"][:2]
    part = [cell for cell in cells[begin:] if cell.cell_type == "code"]
    end = next(k for k, cell in enumerate(part) if "import torch" in cell.source)
    return [*setup, *part[: end + 1]]


def said_by_the_last_cell():
    names = {"__name__": "__main__"}
    for cell in last_part():
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(cell.source, "cell", "exec"), names)
    return said.getvalue()


def test_its_output_is_not_compared_where_pytorch_decides_it():
    """nbval would compare what a machine with PyTorch prints to what one without it has stored."""
    tagged = [cell for cell in last_part() if "nbval-ignore-output" in cell.metadata.get("tags", [])]
    assert tagged == last_part()[-1:]


def test_without_pytorch_it_says_so_as_stored(monkeypatch):
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    monkeypatch.setattr(sys, "meta_path", [WithoutTorch(), *sys.meta_path])
    assert said_by_the_last_cell() == WITHOUT
    assert last_part()[-1].outputs[0].text == WITHOUT


def test_with_pytorch_scores_loss_and_slopes_are_numpys():
    pytest.importorskip("torch", reason="PyTorch is not installed")
    said = said_by_the_last_cell()
    assert re.fullmatch(r"PyTorch: scores, loss and slopes off by \de-1\d at most\n", said), said
