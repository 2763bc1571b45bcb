"""How quickly the explorers answer in JupyterLab: from the mouse to the new picture, for every slider.

    python -m benchmarks.browser [LESSON ...]

Each slider of each lesson is dragged along its track, again and again, in a real Chromium; the time runs
from the mouse's move until the next picture is shown.  Writes benchmarks/browser.md.
"""

import argparse
import platform
import shutil
import tempfile
from datetime import date
from pathlib import Path

import numpy as np

from tests import ROOT
from tests.browser import driver

HERE = Path(__file__).resolve().parent
MEDIAN, SLOW = 60, 150  # milliseconds that are wished for, at the median and at the 95th percentile
PASSES = 4


def sliders(notebook: driver.Notebook) -> list[driver.Control]:
    """Run a notebook; return its sliders."""
    cells = notebook.run_all()
    notebook.settle()
    outputs = [output for cell in cells if cell.widgets and (output := notebook.output(cell)) is not None]
    controls = [control for output in outputs for control in notebook.controls(output)]
    return [control for control in controls if control.kind == "slider"]


def measure(lessons: list[Path]) -> list[tuple[str, str, np.ndarray]]:
    """Return lesson, slider and times in milliseconds, for every slider that changes a picture."""
    rows = []
    with tempfile.TemporaryDirectory() as folder, driver.chromium() as chromium:
        shutil.copytree(ROOT / "notebooks", Path(folder, "notebooks"))
        with (
            driver.jupyterlab(Path(folder, "notebooks")) as server,
            driver.windowed(chromium, server) as window,
        ):
            for lesson in lessons:
                with window.opened(lesson.name) as notebook:
                    for control in sliders(notebook):
                        times = [
                            t for _ in range(PASSES) for t in notebook.redraw_milliseconds(control, steps=12)
                        ]
                        if times:
                            rows.append((lesson.stem, control.name, np.array(times)))
                            print(f"{lesson.stem}, {control.name}: {np.median(times):.0f} ms", flush=True)
    return rows


def report(rows: list[tuple[str, str, np.ndarray]]) -> str:
    """Return the page that says what was measured."""
    lines = [
        "# From the mouse to the picture",
        "",
        f"Written by `make bench-browser` on {date.today()}: {platform.machine()}, Python "
        f"{platform.python_version()}, JupyterLab in headless Chromium.",
        f"Wished for: {MEDIAN} ms at the median, {SLOW} ms at the 95th percentile, on two quiet cores.",
        "",
        "| lesson | slider | moves | median | 95th percentile | |",
        "| :--- | :--- | ---: | ---: | ---: | :--- |",
    ]
    for lesson, name, times in rows:
        median, slow = np.percentile(times, [50, 95])
        met = "" if median <= MEDIAN and slow <= SLOW else "not met"
        lines.append(f"| {lesson} | {name} | {len(times)} | {median:.0f} ms | {slow:.0f} ms | {met} |")
    every = np.concatenate([times for *_, times in rows])
    median, slow = np.percentile(every, [50, 95])
    lines.append(f"| all | | {len(every)} | {median:.0f} ms | {slow:.0f} ms | |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lessons", nargs="*", type=Path, help="notebooks (default: all lessons)")
    lessons = parser.parse_args().lessons or sorted(ROOT.glob("notebooks/[0-9]*.ipynb"))
    page = report(measure(lessons))
    (HERE / "browser.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
