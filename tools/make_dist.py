"""Build what is published, look into it, and try it where nothing else is.

    python -m tools.make_dist

Writes a wheel and an sdist to dist/.  The wheel is installed into an environment of its own with the
pinned versions, the README's example, the command line and the check of an installation are run
there, and then the tests of the library.
"""

import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

from tools.normalise_notebooks import ROOT

PACKAGES = ("hopfield_lib", "hopfield_course")
# what is run of the tests, and what they read beside the package
FOLDERS = ("tests", "tools", "benchmarks", "notebooks", "solutions")
FILES = ("README.md", "pyproject.toml", "conftest.py")

TRIAL = """
import sys
from pathlib import Path
from PIL import Image
import hopfield_course.installation, hopfield_lib
assert not Path(hopfield_lib.__file__).is_relative_to(sys.argv[1]), hopfield_lib.__file__
print(hopfield_course.installation.report())
from hopfield_course import check
from hopfield_lib import data, experiments, explore, theory
data.letters("HOPFIELD"), experiments.load("retrieval_4000")
Path("pictures").mkdir()
for name, picture in zip(("camera", "coins"), data.pictures("camera", "coins").images):
    Image.fromarray(picture).save(f"pictures/{name}.png")
"""
COMMAND_LINE = ["-m", "hopfield_lib", "recall", "--store", "pictures", "--noise", "0.2", "--out", "out"]


def build(folder: Path, source: Path = ROOT) -> tuple[Path, Path]:
    """Build in a folder; return the wheel and the sdist."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist


def files(package: str) -> set[str]:
    """Return the files of a package, by their paths from the root."""
    found = (path for path in (ROOT / package).rglob("*") if path.is_file())
    return {
        str(path.relative_to(ROOT))
        for path in found
        if "__pycache__" not in path.parts and path.suffix != ".journal"
    }


def faults(wheel: Path, sdist: Path) -> list[str]:
    """Return what is missing in a wheel and an sdist, and what should not be in the wheel."""
    expected = set.union(*(files(package) for package in PACKAGES))
    with zipfile.ZipFile(wheel) as archive:
        in_wheel = set(archive.namelist())
    with tarfile.open(sdist) as archive:
        in_sdist = {name.partition("/")[2] for name in archive.getnames()}
    packed = {name for name in in_wheel if ".dist-info/" not in name}
    needed = expected | {"README.md", "LICENSE", "pyproject.toml", "notebooks/00_start_here.ipynb"}
    return [
        *(f"not in the wheel: {name}" for name in sorted(expected - packed)),
        *(f"in the wheel: {name}" for name in sorted(packed - expected)),
        *(f"not in the sdist: {name}" for name in sorted(needed - in_sdist)),
    ]


def try_out(python: list[str], folder: Path, environment: dict[str, str] | None = None) -> str:
    """Run what a user does first, in an empty folder; return what was printed."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```\n", readme, flags=re.DOTALL)
    printed = ""
    for arguments in (["-c", TRIAL + example, str(ROOT)], COMMAND_LINE):
        done = subprocess.run(
            [*python, "-W", "error", *arguments], cwd=folder, env=environment, capture_output=True, text=True
        )
        printed += done.stdout
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)[:60]} … ended with\n{done.stderr}")
    return printed


def main() -> int:
    """Build, check, install and test; return the exit status."""
    place = ROOT / "dist"
    shutil.rmtree(place, ignore_errors=True)
    wheel, sdist = build(place)
    if wrong := faults(wheel, sdist):
        print("\n".join(wrong), file=sys.stderr)
        return 1
    print(f"{wheel.name}, {sdist.name}: complete")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        venv.create(folder / "env", with_pip=True)
        python = str(folder / "env" / "bin" / "python")
        pinned = ["-c", str(ROOT / "constraints.txt")]
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *pinned, str(wheel)], check=True)
        (folder / "empty").mkdir()
        print(try_out([python, "-I"], folder / "empty"), end="")
        subprocess.run([*pip, *pinned, f"{wheel}[test]"], check=True)
        alone = folder / "alone"
        for part in FOLDERS:
            shutil.copytree(ROOT / part, alone / part)
        for part in FILES:
            shutil.copy(ROOT / part, alone / part)
        tests = [python, "-m", "pytest", "-q", "-n", "2", "tests/library", "tests/explore"]
        return subprocess.run(tests, cwd=alone).returncode


if __name__ == "__main__":
    sys.exit(main())
