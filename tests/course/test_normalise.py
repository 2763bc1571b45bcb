"""The notebook normaliser: what it removes, what it keeps, and that a second run changes nothing."""

import base64
import io
import struct
import zlib

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image, PngImagePlugin

from tools import normalise_notebooks as normaliser

VIEW = {normaliser.WIDGET_VIEW: {"model_id": "abc", "version_major": 2}, "text/plain": "IntSlider()"}


def png(text: str | None = "Matplotlib version 3") -> bytes:
    info = PngImagePlugin.PngInfo()
    if text is not None:
        info.add_text("Software", text)
    buffer = io.BytesIO()
    Image.fromarray(np.arange(64, dtype=np.uint8).reshape(8, 8)).save(buffer, "PNG", pnginfo=info)
    return buffer.getvalue()


def untidy():
    """Return a notebook with everything that differs from run to run."""
    code = new_code_cell(
        "print(object())",
        id="kept-id",
        execution_count=17,
        metadata={
            "tags": ["keep-me"],
            "execution": {"iopub.execute_input": "2026-01-01T00:00:00Z"},
            "collapsed": False,
            "scrolled": True,
        },
        outputs=[
            new_output("stream", name="stdout", text="<object object at 0x7f00deadbeef>\n"),
            new_output("stream", name="stdout", text="more\n"),
            new_output("stream", name="stderr", text="other\n"),
            new_output("stream", name="stdout", text="after\n"),
            new_output(
                "display_data",
                {
                    "image/png": base64.b64encode(png()).decode() + "\n",
                    "text/plain": "<Figure at 0x7f00deadbeef>",
                },
                metadata={"image/png": {"alt": "a ramp"}, "needs_background": "light"},
            ),
            new_output("execute_result", {"text/plain": "3"}, execution_count=17),
        ],
    )
    widget = new_code_cell(
        "slider", id="widget", execution_count=40, metadata={"tags": ["nbval-ignore-output"]},
        outputs=[new_output("display_data", VIEW), new_output("stream", name="stdout", text="kept\n")],
    )  # fmt: skip
    return new_notebook(
        cells=[
            new_markdown_cell("text", id="words"),
            code,
            new_code_cell("never_run", id="new"),
            widget,
        ],
        metadata={
            "kernelspec": {"name": "my-venv", "display_name": "mine"},
            "language_info": {"name": "python", "version": "3.12.1", "file_extension": ".py"},
            "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"a": 1}}},
            "vscode": {},
        },
    )


def normal():
    return nbformat.reads(normaliser.normal_text(nbformat.writes(untidy())), as_version=4)


def test_metadata_name_the_kernel_and_the_language_only():
    notebook = normal()
    assert notebook.metadata == normaliser.NOTEBOOK_METADATA
    assert notebook.cells[1].metadata == {"tags": ["keep-me"]}


def test_ids_sources_and_types_of_cells_stay():
    cells = normal().cells
    assert [cell.id for cell in cells] == ["words", "kept-id", "new", "widget"]
    assert [cell.source for cell in cells] == [cell.source for cell in untidy().cells]
    assert [cell.cell_type for cell in cells] == ["markdown", "code", "code", "code"]


def test_counts_run_from_one_over_the_cells_that_were_run():
    cells = normal().cells
    assert [cell.execution_count for cell in cells[1:]] == [1, None, 2]
    assert [o.execution_count for o in cells[1].outputs if o.output_type == "execute_result"] == [1]


def test_neighbouring_streams_are_joined_and_addresses_replaced():
    streams = [o for o in normal().cells[1].outputs if o.output_type == "stream"]
    assert [(o.name, o.text) for o in streams] == [
        ("stdout", "<object object at 0xADDRESS>\nmore\n"),
        ("stderr", "other\n"),
        ("stdout", "after\n"),
    ]


def test_a_picture_keeps_its_pixels_and_alt_text_but_not_its_program():
    (picture,) = [o for o in normal().cells[1].outputs if o.output_type == "display_data"]
    stored = base64.b64decode(picture.data["image/png"])
    assert b"Matplotlib" in png()
    assert b"Matplotlib" not in stored
    assert stored == png(text=None)
    assert np.array_equal(
        np.asarray(Image.open(io.BytesIO(stored))), np.asarray(Image.open(io.BytesIO(png())))
    )
    assert picture.metadata == {"image/png": {"alt": "a ramp"}}
    assert picture.data["text/plain"] == "<Figure at 0xADDRESS>"


def test_a_time_chunk_is_removed_too():
    chunk = b"tIME" + bytes(7)
    timed = (
        png(None)[:33] + struct.pack(">I", 7) + chunk + struct.pack(">I", zlib.crc32(chunk)) + png(None)[33:]
    )
    assert normaliser.without_text_chunks(timed) == png(None)


def test_a_broken_picture_is_refused():
    with pytest.raises(
        normaliser.NotebookError, match="expected a PNG picture, got data that start with b'GIF8"
    ):
        normaliser.without_text_chunks(b"GIF89a and so on")


def test_a_widget_view_is_dropped_and_its_neighbours_stay():
    assert [o.output_type for o in normal().cells[3].outputs] == ["stream"]


def test_a_widget_without_its_tag_is_refused_by_name():
    notebook = untidy()
    notebook.cells[3].metadata = {"tags": ["other"]}
    with pytest.raises(
        normaliser.NotebookError, match=r"cell 3 \(id widget\).*'nbval-ignore-output'.*\['other'\]"
    ):
        normaliser.normalise(notebook)


def test_the_notebook_given_is_left_alone():
    notebook = untidy()
    normaliser.normalise(notebook)
    assert notebook == untidy()


def test_a_second_run_changes_nothing():
    once = normaliser.normal_text(nbformat.writes(untidy()))
    assert normaliser.normal_text(once) == once


def test_missing_and_doubled_ids_are_replaced_by_stable_ones():
    notebook = untidy()
    notebook.cells = [new_code_cell("x = 1", id=name) for name in ("same", "same", "other")]
    del notebook.cells[2]["id"]
    ids = [[cell.id for cell in normaliser.normalise(notebook).cells] for _ in range(2)]
    assert ids[0][0] == "same"
    assert len(set(ids[0])) == 3
    assert ids[0] == ids[1]


def test_check_names_the_file_and_writes_nothing(tmp_path, capsys):
    path = tmp_path / "untidy.ipynb"
    before = nbformat.writes(untidy())
    path.write_text(before, encoding="utf-8")
    assert normaliser.main(["--check", str(path)]) == 1
    assert "untidy.ipynb" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == before
    assert normaliser.main([str(path)]) == 0
    assert normaliser.main(["--check", str(path)]) == 0


def test_one_bad_file_does_not_hide_another(tmp_path, capsys):
    bad, untidy_path = tmp_path / "bad.ipynb", tmp_path / "untidy.ipynb"
    bad.write_text("{", encoding="utf-8")
    untidy_path.write_text(nbformat.writes(untidy()), encoding="utf-8")
    assert normaliser.main(["--check", str(bad), str(untidy_path)]) == 1
    words = capsys.readouterr().err
    assert "bad.ipynb" in words
    assert "untidy.ipynb" in words


def test_every_lesson_is_in_the_normal_form(capsys):
    assert normaliser.lesson_paths(), "no lesson was found"
    assert normaliser.main(["--check"]) == 0, capsys.readouterr().err
