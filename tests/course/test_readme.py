"""What the README tells a reader to do works, and what it points to is there."""

import json
import re
import subprocess
import sys

import yaml
from PIL import Image

from tests import ROOT
from tools import make_film

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_two_commands_open_the_course_and_run_the_tests():
    commands = [line.split("#")[0].strip() for line in README.splitlines() if line.startswith("    ")]
    assert commands[:2] == ["make lab", "make test"]


def test_the_example_runs_and_prints_what_it_says():
    (example,) = re.findall(r"```python\n(.*?)```\n", README, flags=re.DOTALL)
    (promised,) = re.findall(r"```\n\n    (.*)\n", README)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", example], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == promised
    lines = [line for line in example.splitlines() if line.strip()]
    assert len(lines) <= 12


def test_the_film_that_opens_it_is_small_and_is_what_the_script_makes(tmp_path):
    shown = re.findall(r"!\[[^\]]{80,}\]\((docs/recall\.gif)\)", README.partition("## ")[0])
    assert shown == ["docs/recall.gif"]
    size = make_film.film(tmp_path / "film.gif")
    assert max(size, make_film.PLACE.stat().st_size) < 500_000
    with Image.open(tmp_path / "film.gif") as made, Image.open(make_film.PLACE) as stored:
        assert (made.n_frames, made.size) == (stored.n_frames, stored.size)
        assert made.n_frames == 3 * (make_film.FRAMES + 1)


def test_every_link_and_folder_named_is_there():
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    folders = re.findall(r"^\| `([^`]+)` \|", README, flags=re.MULTILINE)
    assert len(links) >= 5
    assert len(folders) >= 4
    assert [name for name in links + folders if not (ROOT / name).exists()] == []


def test_every_make_command_named_exists():
    documents = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
    words = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in documents)
    named = set(re.findall(r"(?:^ {4}|`)make ([a-z][a-z-]*)", words, flags=re.MULTILINE))
    made = set(
        re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    )
    assert {"lab", "test"} <= named
    assert named <= made, f"named but not made: {sorted(named - made)}"


def test_help_lists_what_can_be_made():
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("lab", "test", "test-all", "test-floor", "notebooks", "lint", "data"):
        assert re.search(rf"^make {target} +\S", done.stdout, flags=re.MULTILINE), target


def test_the_citation_file_says_what_citation_needs():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors", "version", "license"} <= set(citation)
    assert f'version = "{citation["version"]}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert set(citation["license"]) == {"BSD-3-Clause", "CC-BY-4.0"}
    assert citation["authors"]
    assert all({"name", "family-names"} & set(author) for author in citation["authors"])


def test_the_ratios_are_those_that_were_measured():
    rows = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))["rows"]

    def measured(work, threads=2, value="ratio"):
        return [row[value] for row in rows if row["work"].startswith(work) and row["threads"] == threads]

    text = " ".join(README.partition("## How fast it is")[2].partition("\n## ")[0].split())
    table = {
        "units |": min(measured("store 50,")),
        "4,000 units |": min(measured("store 200,")),
        "in a loop |": measured("three 128x128 pictures stored, one recalled", 1)[0],
        "units and starts |": max(measured("dense memory")),
    }
    stated = [float(number) for number in re.findall(r"\| ([\d.,]+) \|", text)]
    assert stated == [float(f"{ratio:.2g}") for ratio in table.values()]
    (share, on_two) = (f"{measured('one exact sweep', threads)[0]:.2f}" for threads in (1, 2))
    million = 1e6 * measured("the same at 1024", 1, "library")[0]
    memory = measured("the same: whole process", 1, "library")[0]
    for words in (
        f"takes {share} times as long as one product",
        f"on one thread, and {on_two} times on two",
        f"takes {million:.2f} µs a unit",
        f"the whole process {memory:.0f} MB",
    ):
        assert words in text, words
    missed = [row for row in rows if not row["met"]]
    number = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight"][len(missed)]
    assert f"the {number} {'goal that was' if len(missed) == 1 else 'goals that were'} missed" in text
