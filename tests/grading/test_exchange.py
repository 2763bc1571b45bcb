"""What is collected from nbgrader's exchange: files of whose name they bear, and when they came."""

import os
import sys
import time
import warnings
from pathlib import Path
from types import SimpleNamespace

import pytest

pwd = pytest.importorskip("pwd", reason="an exchange is where users of a machine are")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from hopfield_course.grading import classroom, exchange
    from hopfield_course.grading.gradebook import settings

EXERCISE = "01_binary_recall"
ME = pwd.getpwuid(os.geteuid()).pw_name


@pytest.fixture
def inbound(tmp_path):
    folder = tmp_path / "exchange" / "hopfield" / "inbound"
    folder.mkdir(parents=True)
    return folder


def handed_in(inbound, student=ME, said="2026-05-01 10:00:00.000000 UTC", random="abc", text="{}"):
    folder = inbound / f"{student}+{EXERCISE}+{said}+{random}"
    folder.mkdir()
    (folder / f"{EXERCISE}.ipynb").write_text(text)
    (folder / exchange.SECRET).write_text("s3cret")
    return folder


@pytest.fixture
def collector(tmp_path, inbound):
    """Return what collects into an inbox beside a course."""
    told = []
    course = SimpleNamespace(
        root=str(tmp_path / "course"), course_id="hopfield", assignment_id=EXERCISE, student_id="*"
    )

    def tell(words, *rest):
        told.append(words % rest)

    log = SimpleNamespace(info=tell, warning=tell)

    def run():
        told.clear()
        fake = SimpleNamespace(coursedir=course, root=str(inbound.parents[1]), log=log, fail=_fail)
        for step in ("init_src", "init_dest", "copy_files"):
            getattr(exchange.Collect, step)(fake)
        return list(told)

    return run


def _fail(words):
    raise RuntimeError(words)


def test_the_newest_is_collected_and_its_time_is_the_kernels(collector, inbound, tmp_path):
    first = handed_in(inbound, said="2999-01-01 00:00:00.000000 UTC", random="first", text="old")
    os.utime(first / f"{EXERCISE}.ipynb", (1e9, 1e9))
    time.sleep(0.05)
    handed_in(inbound, said="1999-01-01 00:00:00.000000 UTC", random="second", text="new")
    before = time.time()
    collector()
    place = tmp_path / "inbox" / ME / EXERCISE / f"{EXERCISE}.ipynb"
    assert place.read_text() == "new"
    assert abs(place.stat().st_mtime - before) < 60
    assert (tmp_path / "inbox").stat().st_mode & 0o077 == 0
    assert (place.parent / exchange.SECRET).read_text() == "s3cret"


def test_what_is_collected_again_replaces_what_was_there(collector, inbound, tmp_path):
    handed_in(inbound)
    collector()
    stray = tmp_path / "inbox" / ME / EXERCISE / "other.ipynb"
    stray.write_text("{}")
    time.sleep(0.05)
    handed_in(inbound, random="later", text="new")
    collector()
    assert not stray.exists()
    assert (stray.parent / f"{EXERCISE}.ipynb").read_text() == "new"


def _link(folder, tmp_path):
    (tmp_path / "solution").write_text("all points")
    (folder / f"{EXERCISE}.ipynb").unlink()
    (folder / f"{EXERCISE}.ipynb").symlink_to(tmp_path / "solution")


def _pipe(folder, _):
    (folder / f"{EXERCISE}.ipynb").unlink()
    os.mkfifo(folder / f"{EXERCISE}.ipynb")


def _large(folder, _):
    with (folder / f"{EXERCISE}.ipynb").open("w") as file:
        file.truncate(exchange.LARGEST + 1)


def _empty(folder, _):
    (folder / f"{EXERCISE}.ipynb").unlink()


def _unlike(folder, _):
    (folder / f"{EXERCISE}.ipynb").unlink()
    (folder / f"{EXERCISE}.ipynb").mkdir()


@pytest.mark.parametrize("trick", [_link, _pipe, _large, _empty, _unlike])
def test_what_is_no_plain_notebook_is_left_out_and_said(collector, inbound, tmp_path, trick):
    trick(handed_in(inbound), tmp_path)
    told = collector()
    assert "is left out" in told[0]
    assert "Nothing of" in told[-1]
    assert not list((tmp_path / "inbox").iterdir())


def test_a_folder_in_anothers_name_or_that_is_a_link_is_left_out(collector, inbound, tmp_path):
    handed_in(inbound, student="somebody-else")
    real = handed_in(tmp_path, random="elsewhere")
    (inbound / real.name).symlink_to(real)
    (inbound / "nonsense").mkdir()
    told = collector()
    assert any(f"it says that it is somebody-else's, and is {ME}'s" in words for words in told)
    assert not list((tmp_path / "inbox").iterdir())


def test_a_secret_that_is_a_link_is_none(collector, inbound, tmp_path):
    folder = handed_in(inbound)
    (tmp_path / "private").write_text("private")
    (folder / exchange.SECRET).unlink()
    (folder / exchange.SECRET).symlink_to(tmp_path / "private")
    collector()
    assert [path.name for path in (tmp_path / "inbox" / ME / EXERCISE).iterdir()] == [f"{EXERCISE}.ipynb"]


def test_nbgraders_commands_and_buttons_use_these(tmp_path):
    factory = settings(tmp_path).ExchangeFactory
    for name, expected in (("collect", exchange.Collect), ("release_feedback", exchange.ReturnFeedback)):
        module, _, member = factory[name].rpartition(".")
        assert getattr(sys.modules[module], member) is expected


def test_settings_that_somebody_has_are_not_written_over(tmp_path):
    config = tmp_path / "jupyter"
    config.mkdir()
    (config / "nbgrader_config.py").write_text("c.Mine = 1\n")
    with pytest.raises(FileExistsError, match="move it away"):
        classroom.prepare(tmp_path / "course", tmp_path, config)
    assert (config / "nbgrader_config.py").read_text() == "c.Mine = 1\n"


def test_a_folder_without_solutions_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    arguments = ["--course", str(tmp_path / "course"), "--solutions", str(tmp_path / "none")]
    assert classroom.main(arguments) == 2
    assert "holds no notebooks" in capsys.readouterr().err
