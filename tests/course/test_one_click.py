"""The links that open a lesson with one click: all there when the course is published, none before."""

import os
import re
import shutil
import subprocess
import urllib.parse
import venv
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tools import one_click
from tools.normalise_notebooks import ROOT
from tools.one_click import Addresses
from tools.published import Published

PUBLISHED = {"repository": "https://github.com/owner/name", "browser_edition": "https://owner.github.io/name"}
LINK = re.compile(r"\[(?:!\[[^\]]+\]\(([^)]+)\)|[^\]]+)\]\(([^)]+)\)")
PATHS = [path.relative_to(ROOT).as_posix() for path in one_click.lessons(ROOT)]
SOME = (
    "notebooks/00_start_here.ipynb",
    "notebooks/further/01_binary_recall.ipynb",
    "notebooks/first_look.ipynb",
)


def checkout(folder: Path, **addresses: str) -> Path:
    """A copy of what the links are put into, with a place where the course is published."""
    settings = "".join(f'{name} = "{address}"\n' for name, address in addresses.items())
    (folder / "pyproject.toml").write_text(f"[tool.hopfield_course]\n{settings}", encoding="utf-8")
    shutil.copy(ROOT / "README.md", folder)
    for name in SOME:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def contents(folder: Path) -> dict[str, str]:
    """The texts of a checkout by their paths."""
    found = [folder / "README.md", *one_click.lessons(folder)]
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in found}


def test_the_checkout_is_as_its_addresses_want_it() -> None:
    """Run `python -m tools.one_click` after changing an address."""
    assert one_click.main(["--check"]) == 0


def test_nothing_dangles_while_nothing_is_published() -> None:
    nowhere = Addresses()
    assert nowhere.links(PATHS[0]) == {}
    assert nowhere.badges(PATHS[0]) == nowhere.archive == ""


@pytest.mark.parametrize("path", PATHS)
def test_each_link_leads_to_the_notebook_that_it_stands_in(path: str) -> None:
    links = Addresses(**PUBLISHED).links(path)
    in_colab = urllib.parse.urlparse(links["colab"])
    assert in_colab.path.removeprefix("/github/owner/name/blob/main/") == path
    in_browser = urllib.parse.urlparse(links["browser"])
    assert in_browser.path == "/name/lab/index.html"
    assert urllib.parse.parse_qs(in_browser.query) == {"path": [path]}
    in_binder = urllib.parse.urlparse(links["binder"])
    assert in_binder.path == "/v2/gh/owner/name/main"
    assert urllib.parse.parse_qs(in_binder.query) == {"urlpath": [f"lab/tree/{path}"]}


def test_the_pictures_of_the_badges_are_files_of_the_repository() -> None:
    row = Addresses(**PUBLISHED).badges(PATHS[0])
    pictures = [picture for picture, _ in LINK.findall(row)]
    assert len(pictures) == 3
    for picture in pictures:
        file = picture.removeprefix(f"{PUBLISHED['repository']}/raw/main/")
        assert (ROOT / file).read_text(encoding="utf-8").startswith("<svg")


def test_a_form_that_is_not_published_has_no_badge() -> None:
    row = Addresses(browser_edition=PUBLISHED["browser_edition"]).badges(PATHS[0])
    assert [address for _, address in LINK.findall(row)] == [
        f"https://owner.github.io/name/lab/index.html?path={PATHS[0]}"
    ]
    assert set(Addresses(repository=PUBLISHED["repository"]).links(PATHS[0])) == {"colab", "binder"}


def test_links_are_put_in_once_and_leave_no_trace_when_taken_out(tmp_path: Path) -> None:
    folder = checkout(tmp_path, repository="", browser_edition="")
    before = contents(folder)
    assert one_click.main(["--root", str(folder)]) == 0
    assert contents(folder) == before
    checkout(folder, **PUBLISHED)
    assert one_click.main(["--check", "--root", str(folder)]) == 1
    assert contents(folder) == before
    for _ in range(2):  # the second time nothing changes
        one_click.main(["--root", str(folder)])
        published = contents(folder)
        for path, text in published.items():
            first = text if path == "README.md" else nbformat.reads(text, as_version=4).cells[0].source
            assert first.count(one_click.BEGIN) == first.count("mybinder.org") == 1, path
            if path != "README.md":
                assert text.count("%pip install") == 1, path
    (folder / "pyproject.toml").write_text(
        '[tool.hopfield_course]\nrepository = ""\nbrowser_edition = ""\n', encoding="utf-8"
    )
    one_click.main(["--root", str(folder)])
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("addresses", "words"),
    [
        (
            {"repository": "github.com/owner/name"},
            "repository: expected an address that begins with https://",
        ),
        ({"browser_edition": "here"}, "browser_edition: expected an address that begins with https://"),
        ({"repository": "https://github.com/name"}, "repository: expected it to end in OWNER/NAME"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused(addresses: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        Addresses(**addresses)


def test_a_text_without_the_place_of_the_row_is_refused() -> None:
    with pytest.raises(ValueError, match="text: expected a paragraph"):
        one_click.with_row("No heading.", "[a](b)", r"\A# .+")


def test_addresses_with_a_slash_or_git_at_the_end_are_the_same() -> None:
    links = Addresses(**PUBLISHED).links(PATHS[0])
    assert (
        Addresses("https://github.com/owner/name.git", "https://owner.github.io/name/").links(PATHS[0])
        == links
    )
    assert Addresses("https://github.com/owner/name/").links(PATHS[0])["colab"] == links["colab"]


@pytest.mark.skipif(
    "HOPFIELD_REQUIRE_CLEAN" not in os.environ,
    reason="installs into an environment of its own: `make dist` does",
)
def test_the_installing_cell_makes_the_course_run_where_nothing_is(tmp_path: Path) -> None:
    """As in Colab: a kernel of its own environment, the newest packages, no checkout beside it."""
    archive = tmp_path / "owner" / "name" / "archive" / "refs" / "heads" / "main.zip"
    archive.parent.mkdir(parents=True)
    command = ["git", "archive", "--format=zip", "--prefix=name-main/", "-o", str(archive), "HEAD"]
    subprocess.run(command, cwd=ROOT, check=True)
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "ipykernel"], check=True)
    (tmp_path / "kernels" / "clean").mkdir(parents=True)
    (tmp_path / "kernels" / "clean" / "kernel.json").write_text(
        f'{{"argv": ["{python}", "-m", "ipykernel_launcher", "-f", "{{connection_file}}"],'
        ' "display_name": "clean", "language": "python"}',
        encoding="utf-8",
    )
    lesson = nbformat.read(ROOT / "notebooks" / "01_binary_recall.ipynb", as_version=4)
    addresses = Addresses((tmp_path / "owner" / "name").as_uri())
    published = one_click.with_installation(lesson, addresses.archive)
    published.cells = published.cells[:5]
    for cell in published.cells:
        cell.metadata.pop("tags", None)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = {"JUPYTER_PATH": str(tmp_path), "PATH": f"{python.parent}:{os.environ['PATH']}"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.delenv("PYTHONPATH", raising=False)
        client = NotebookClient(
            published, timeout=600, kernel_name="clean", resources={"metadata": {"path": str(elsewhere)}}
        )
        client.execute()
    told = "".join(output.get("text", "") for cell in published.cells for output in cell.get("outputs", []))
    answered = next(cell for cell in lesson.cells if "guess(" in cell.source and cell.cell_type == "code")
    assert answered.outputs[0].text in told  # what the lesson has stored
    installed = subprocess.run(
        [python, "-c", "import hopfield_lib; print(hopfield_lib.__file__)"],
        cwd=elsewhere, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert str(tmp_path / "env") in installed.stdout, installed.stdout


@pytest.mark.parametrize("published", [False, True])
def test_the_packages_name_the_addresses_that_there_are(published: bool, tmp_path: Path) -> None:
    addresses = PUBLISHED if published else dict.fromkeys(PUBLISHED, "")
    checkout(tmp_path, **addresses)
    metadata: dict = {}
    Published(str(tmp_path), {}).update(metadata)
    if published:
        assert metadata["urls"]["Repository"] == PUBLISHED["repository"]
        assert metadata["urls"]["Browser edition"] == PUBLISHED["browser_edition"]
        assert set(metadata["urls"]) == {"Repository", "Issues", "Changelog", "Browser edition"}
    else:
        assert metadata["urls"] == {}
