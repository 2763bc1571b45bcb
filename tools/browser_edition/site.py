"""The site: JupyterLite, the notebooks, Pyodide with the course's packages, and our part of the page."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tools.browser_edition import bytecode, contents, pyodide
from tools.browser_edition.paths import CACHE, PAGE, ROOT

KERNEL = "@jupyterlite/pyodide-kernel-extension"
OURS = "hopfield-course"
EXTENSIONS = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
# Two kernels that begin at the same time stop each other where a service worker hands files to them. Nothing
# in the course reads the site's files, and without the worker a plain http address serves too.
DISABLED = ["@jupyterlite/application-extension:service-worker-manager"]
# After so many seconds a page says that Python has not started; it takes ten, where its files are there.
PATIENCE = 60
# What a kernel fetches as it begins, side by side. All but the last it would ask for by itself, one by one,
# so they are named as it names them; the last is the course, with all that it needs.
AT_ONCE = (
    "ssl", "sqlite3", "ipykernel", "comm", "pyodide_kernel", "jedi", "ipython", "micropip", "piplite",
    "hopfield-lib",
)  # fmt: skip
# The version of its font list that Matplotlib 3.8 expects; Pyodide's build carries one of another version,
# so that Matplotlib makes its own, which takes seconds, and says so in red.
FONT_LIST_VERSION = 330


def build(site: Path, *, offline: bool) -> None:
    """Build the site anew.

    Raises
    ------
    RuntimeError
        If something could not be fetched or built; ``pyodide.VanishedError`` where only the self-contained
        site needs it.
    """
    shutil.rmtree(site, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="browser-edition-") as name:
        lite = Path(name)
        packages = stage_python(lite / "python", offline=offline)
        python = digest(lite / "python")
        (lite / "contents").mkdir()
        notebooks = contents.stage(lite / "contents")
        (lite / "jupyter-lite.json").write_text(json.dumps(settings(packages, python)), encoding="utf-8")
        shutil.copy(PAGE / "overrides.json", lite / "overrides.json")
        _run_jupyterlite(lite, site)
        shutil.copytree(lite / "python", site / place(python))
    add_page(site, {"python": python, "notebooks": notebooks})


def place(python: str) -> str:
    """Return where Python lies, from the digest of its files: no browser mixes those of two builds."""
    return f"static/python-{python}"


def digest(folder: Path) -> str:
    """Return a word that changes with the files of a folder and their names."""
    files = sorted(path for path in folder.iterdir())
    lines = [f"{path.name} {pyodide.sha256(path.read_bytes())}\n" for path in files]
    return pyodide.sha256("".join(lines).encode())[:12]


def settings(packages: dict[str, dict], python: str) -> dict:
    """Return what JupyterLite and our part of the page read as the page begins."""
    kernel = {
        "disablePyPIFallback": True,
        "pyodideUrl": f"./{place(python)}/pyodide.js",
        "loadPyodideOptions": {"packages": list(AT_ONCE)},
    }
    # A small file of the kernel that may come from another host: the page asks whether it can be had.
    address = packages["six"]["file_name"]
    elsewhere = address if "://" in address else None
    page = {"python": python, "elsewhere": elsewhere, "patience": PATIENCE}
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Hopfield networks",
            "exposeAppInBrowser": True,
            "enableMemoryStorage": True,
            "disabledExtensions": DISABLED,
            "litePluginSettings": {f"{KERNEL}:kernel": kernel, f"{OURS}:page": page},
        },
    }


def stage_python(folder: Path, *, offline: bool) -> dict[str, dict]:
    """Lay Pyodide's core, the course's packages and a list of all packages into `folder`; return the list."""
    folder.mkdir(parents=True)
    core = pyodide.fetch_core(CACHE)
    for file in pyodide.CORE:
        shutil.copy(core / file, folder / file)
    listed = pyodide.read_list(core)
    official = listed["packages"]
    if offline:
        official = {name: official[name] for name in pyodide.needed(official)}
        for file, content in pyodide.fetch_packages(official, official, CACHE).items():
            (folder / file).write_bytes(content)
        print(f"{len(official)} packages of Pyodide, each as its official list has it (SHA-256)")
    else:
        official = of_cdn(official)
    listed["packages"] = dict(sorted((official | own_packages(folder)).items()))
    count = bytecode.compile_archives(folder, core, CACHE / "compiled")
    print(f"bytecode in {count} archives of modules")
    for package in listed["packages"].values():
        if (file := folder / package["file_name"]).exists():
            package["sha256"] = pyodide.sha256(file.read_bytes())  # what the page compares it with
    (folder / pyodide.LIST).write_text(json.dumps(listed), encoding="utf-8")
    return listed["packages"]


def of_cdn(packages: dict[str, dict]) -> dict[str, dict]:
    """Return a list of packages that lie on Pyodide's CDN, in our version: JupyterLite's kernel names it."""
    schema = EXTENSIONS / KERNEL / "static" / "schema" / "kernel.v0.schema.json"
    address = json.loads(schema.read_text(encoding="utf-8"))["properties"]["pyodideUrl"]["default"]
    folder = pyodide.beside(address)
    return {name: facts | {"file_name": folder + facts["file_name"]} for name, facts in packages.items()}


def own_packages(folder: Path) -> dict[str, dict]:
    """Lay the packages that Pyodide has not into `folder`; return what the list says of them."""
    wheels = pyodide.fetch_pure(CACHE / "pure", ROOT / "constraints.txt")
    made = {name: (wheels[name], *facts) for name, facts in pyodide.PURE.items()}
    for name, (pattern, depends) in pyodide.OF_JUPYTERLITE.items():
        (wheel,) = (EXTENSIONS / KERNEL / "static" / "pypi").glob(pattern)
        made[name] = wheel, depends, name.replace("-", "_")
    made["hopfield-fonts"] = font_list_wheel(folder), ["matplotlib"], "hopfield_fonts"
    needs = [*pyodide.OF_THE_COURSE, *pyodide.PURE, "hopfield-fonts"]
    made["hopfield-lib"] = course_wheel(folder), needs, "hopfield_lib"
    for wheel, _, _ in made.values():
        if wheel.parent != folder:
            shutil.copy(wheel, folder)
    entries = {name: pyodide.entry(name, *facts) for name, facts in made.items()}
    entries["hopfield-lib"]["imports"].append("hopfield_course")
    return entries


def course_wheel(folder: Path) -> Path:
    """Build the wheel of both packages into `folder`."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the course's wheel could not be built:\n{done.stdout}{done.stderr}")
    (wheel,) = folder.glob("hopfield_lib-*.whl")
    return wheel


def font_list_wheel(folder: Path) -> Path:
    """Write a wheel that holds Matplotlib's list of its own fonts, where its build for Pyodide looks."""
    import matplotlib
    from matplotlib.font_manager import FontManager, ttfFontProperty
    from matplotlib.ft2font import FT2Font

    data = Path(matplotlib.get_data_path())
    fields = ("name", "style", "variant", "weight", "stretch", "size")
    fonts = []
    for path in sorted((data / "fonts" / "ttf").glob("*.ttf")):
        found = ttfFontProperty(FT2Font(str(path)))
        fonts.append(
            {"fname": path.relative_to(data).as_posix()}
            | {field: getattr(found, field) for field in fields}
            | {"__class__": "FontEntry"}
        )
    listed = {
        "_version": FONT_LIST_VERSION,
        "_FontManager__default_weight": "normal",
        "default_size": None,
        "defaultFamily": FontManager().defaultFamily,
        "afmlist": [],
        "ttflist": fonts,
        "__class__": "FontManager",
    }
    wheel, info = folder / "hopfield_fonts-1-py3-none-any.whl", "hopfield_fonts-1.dist-info"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("hopfield_fonts/__init__.py", "")
        archive.writestr("matplotlib/fontlist.json", json.dumps(listed))
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: hopfield-fonts\nVersion: 1\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return wheel


def _run_jupyterlite(lite: Path, site: Path) -> None:
    command = [sys.executable, "-m", "jupyter", "lite", "build", "--lite-dir", str(lite)]
    command += ["--contents", str(lite / "contents"), "--output-dir", str(site)]
    command += ["--apps", "lab", "--no-sourcemaps", "--no-unused-shared-packages"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "PYTHONPATH": ""}
    done = subprocess.run(command, cwd=lite, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"JupyterLite could not be built:\n{done.stdout}{done.stderr}")


def add_page(site: Path, editions: dict) -> None:
    """Put our part of the page into the site: an extension of JupyterLab, and the first page."""
    shutil.copytree(PAGE / "extension", site / "extensions" / OURS)
    extension = {"name": OURS, "load": "static/remoteEntry.js", "extension": "./extension"}
    file = site / "jupyter-lite.json"
    configuration = json.loads(file.read_text(encoding="utf-8"))
    configuration["jupyter-config-data"]["federated_extensions"].append(extension)
    file.write_text(json.dumps(configuration, indent=1), encoding="utf-8")
    (site / "editions.json").write_text(json.dumps(editions, indent=1), encoding="utf-8")
    shutil.copy(PAGE / "index.html", site / "index.html")


def megabytes(site: Path) -> tuple[float, int]:
    """Return the size of a site in MB, and how many files it has."""
    sizes = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
    return sum(sizes) / 1e6, len(sizes)
