"""Wheels and a standard library whose modules are bytecode: a page has nothing to compile at each visit.

Pyodide has no disk to keep bytecode on, so each kernel would compile all that it imports, for several
seconds.  The Python that compiles here is Pyodide's own, run by Node: bytecode is of one version.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.browser_edition.bytecode import compiling
from tools.browser_edition.pyodide import sha256

HERE = Path(__file__).resolve().parent


def compile_archives(folder: Path, core: Path, cache: Path) -> int:
    """Put bytecode into all wheels of a folder and into the standard library; return how many they are.

    What was compiled once is taken from `cache`.

    Parameters
    ----------
    folder
        Where the archives lie; each is replaced.
    core
        The folder of Pyodide's core, from ``pyodide.fetch_core``.
    cache
        Where compiled archives are kept, by the SHA-256 of what they were made of.

    Raises
    ------
    RuntimeError
        If Node is not installed, or an archive could not be compiled.
    """
    cache.mkdir(parents=True, exist_ok=True)
    kept = {archive: cache / _digest(archive, core) for archive in compiling.archives(folder)}
    missing = [archive for archive, place in kept.items() if not place.exists()]
    with tempfile.TemporaryDirectory(prefix="bytecode-") as name:
        for archive in missing:
            shutil.copy(archive, name)
        if missing:
            _run_pyodide(core, Path(name))
        for archive in missing:
            shutil.move(Path(name) / archive.name, kept[archive])
    for archive, place in kept.items():
        shutil.copy(place, archive)
    return len(kept)


def _digest(archive: Path, core: Path) -> str:
    parts = [archive.name.encode(), archive.read_bytes(), (core / "pyodide.asm.wasm").read_bytes()]
    parts += [(HERE / name).read_bytes() for name in ("compiling.py", "run.mjs")]
    return sha256("".join(sha256(part) for part in parts).encode())


def _run_pyodide(core: Path, folder: Path) -> None:
    if shutil.which("node") is None:
        raise RuntimeError("node is not installed; it runs Pyodide (on Debian: apt-get install npm)")
    command = ["node", str(HERE / "run.mjs"), str(core), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the modules could not be compiled: {done.stderr.strip()[-2000:]}")
