"""How quickly the explorers answer in JupyterLab: from the mouse to the new picture, for every slider.

    python -m benchmarks.browser [LESSON ...]

Each slider of each lesson is dragged along its track, again and again, in a real Chromium; the time runs
from the mouse's move until the next picture is shown.  Recordings that are long enough are played at thirty
frames a second, and those are counted that the page shows.  Writes benchmarks/browser.md.
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
PLAYED, LONG_ENOUGH = 30, 45  # frames a second that are asked for, and in a recording that is played

# Plays a recording for at most two seconds; returns how many of its frames were shown in how many seconds.
PLAY = """([output, speed, least]) => new Promise(done => {
  const place = output.querySelector('.pad-place');
  const play = output.querySelector('.pad-player [aria-label=play]');
  if (!place || !play || place.max < least) { done(null); return; }
  const choice = output.querySelector('.pad-player select');
  choice.value = speed;
  choice.dispatchEvent(new Event('change'));
  play.click();
  const began = performance.now();
  let shown = 0, before = place.value;
  const look = now => {
    if (place.value !== before) { shown += 1; before = place.value; }
    const over = now - began > 2000 || place.value === place.max;
    if (!over) { requestAnimationFrame(look); return; }
    if (play.getAttribute('aria-label') === 'pause') play.click();
    done([shown, (now - began) / 1000]);
  };
  requestAnimationFrame(look);
})"""


def sliders(notebook: driver.Notebook, outputs: list) -> list[driver.Control]:
    """The sliders among the controls of these outputs."""
    controls = [control for output in outputs for control in notebook.controls(output)]
    return [control for control in controls if control.kind == "slider"]


def measure(lessons: list[Path]) -> tuple[list[tuple[str, str, np.ndarray]], list[tuple[str, float]]]:
    """Return lesson, slider and times in milliseconds, for every slider that changes a picture.

    Then, for each recording that is long enough, the lesson and the frames shown a second.
    """
    rows, films = [], []
    with tempfile.TemporaryDirectory() as folder, driver.chromium() as chromium:
        shutil.copytree(ROOT / "notebooks", Path(folder, "notebooks"))
        with (
            driver.jupyterlab(Path(folder, "notebooks")) as server,
            driver.windowed(chromium, server) as window,
        ):
            for lesson in lessons:
                with window.opened(lesson.name) as notebook:
                    cells = notebook.run_all()
                    notebook.settle()
                    shown = [notebook.output(cell) for cell in cells if cell.widgets]
                    outputs = [output for output in shown if output is not None]
                    for output in outputs:
                        if played := notebook.ask(PLAY, [output, PLAYED, LONG_ENOUGH]):
                            frames, seconds = played
                            films.append((lesson.stem, frames / seconds))
                            print(f"{lesson.stem}: {frames / seconds:.1f} frames a second", flush=True)
                            notebook.settle()
                    for control in sliders(notebook, outputs):
                        times = [
                            t for _ in range(PASSES) for t in notebook.redraw_milliseconds(control, steps=12)
                        ]
                        if times:
                            rows.append((lesson.stem, control.name, np.array(times)))
                            print(f"{lesson.stem}, {control.name}: {np.median(times):.0f} ms", flush=True)
    return rows, films


def report(rows: list[tuple[str, str, np.ndarray]], films: list[tuple[str, float]]) -> str:
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
    lines += [
        "",
        f"Recordings played at {PLAYED} frames a second, of which so many were shown a second:",
        "",
        "| lesson | shown a second |",
        "| :--- | ---: |",
        *(f"| {lesson} | {shown:.1f} |" for lesson, shown in films),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lessons", nargs="*", type=Path, help="notebooks (default: all lessons)")
    lessons = parser.parse_args().lessons or sorted(ROOT.glob("notebooks/[0-9]*.ipynb"))
    page = report(*measure(lessons))
    (HERE / "browser.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
