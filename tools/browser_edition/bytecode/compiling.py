"""Put bytecode into archives of modules.  Pyodide runs this (``run.mjs``), so it needs nothing but Python."""

import base64
import hashlib
import importlib.util
import io
import py_compile
import sys
import tempfile
import warnings
import zipfile
from pathlib import Path

LIBRARY = "python_stdlib.zip"
# Learners read these with `??`, and meet their lines in a traceback: sources and bytecode lie side by side.
WITH_SOURCES = ("hopfield_lib-",)


def archives(folder: Path) -> list[Path]:
    """Return the wheels of a folder and the standard library, sorted."""
    return sorted([*folder.glob("*.whl"), *folder.glob(LIBRARY)])


def compile_all(folder: Path) -> None:
    """Replace each archive of a folder by one with bytecode."""
    version = sys.version_info
    packages = f"/lib/python{version.major}.{version.minor}/site-packages"
    for path in archives(folder):
        place = f"/lib/python{version.major}{version.minor}.zip" if path.name == LIBRARY else packages
        with_sources = path.name.startswith(WITH_SOURCES)
        path.write_bytes(compiled(path.read_bytes(), place, with_sources=with_sources))


def compiled(archive: bytes, place: str, *, with_sources: bool) -> bytes:
    """Return an archive of modules with their bytecode, beside the sources or in place of them.

    A file that is no module (of another version of Python, or in a wheel's folder of data) stays as it is.
    `place` is where the modules lie later: tracebacks name it.
    """
    written = io.BytesIO()
    record = []
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(written, "w") as new:

        def add(name: str, content: bytes, like: zipfile.ZipInfo) -> None:
            info = zipfile.ZipInfo(name, like.date_time)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, like.external_attr
            new.writestr(info, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record.append(f"{name},sha256={digest},{len(content)}")

        listing = None
        for info in old.infolist():
            name, content = info.filename, old.read(info)
            if name.endswith(".dist-info/RECORD"):
                listing = info
                continue
            bytecode = _bytecode(f"{place}/{name}", content) if _is_module(info) else None
            if bytecode is None or with_sources:
                add(name, content, info)
            if bytecode is not None:
                add(importlib.util.cache_from_source(name) if with_sources else f"{name}c", bytecode, info)
        if listing is not None:
            rows = "\n".join([*record, f"{listing.filename},,"]) + "\n"
            add(listing.filename, rows.encode(), listing)
    return written.getvalue()


def _is_module(info: zipfile.ZipInfo) -> bool:
    return info.filename.endswith(".py") and ".data/" not in info.filename


def _bytecode(name: str, source: bytes) -> bytes | None:
    """A module's bytecode, or None where it does not compile.

    No date in it tells of its source: the page's file system keeps none.
    """
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of others' modules, each time they would be compiled
        module, target = Path(folder) / "module.py", Path(folder) / "module.pyc"
        module.write_bytes(source)
        try:
            py_compile.compile(
                str(module), str(target), name, doraise=True,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )  # fmt: skip
        except py_compile.PyCompileError:
            return None
        return target.read_bytes()
