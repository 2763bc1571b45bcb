"""Make the film of three recalls that opens the README: ``python -m tools.make_film``."""

import io
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

from hopfield_lib import Hopfield, asynchronous, hebbian, plots, recall
from hopfield_lib.data import pictures
from hopfield_lib.images import binarize, flip
from tools.normalise_notebooks import ROOT

PLACE = ROOT / "docs" / "recall.gif"
SIDE, WRONG = 128, 0.3
FRAMES = 32  # of a sweep
MILLISECONDS, FIRST, LAST = 70, 900, 1800  # how long a frame stands; longer the cue and the end
WIDTH, HEIGHT = 640, 310  # pixels, of which a neuron has 2 x 2
COLOURS = 16


def runs() -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the frames (frames, N) and energies of one sweep from a spoilt cue of each photograph."""
    rng = np.random.default_rng(1)
    patterns = binarize(pictures("camera", "astronaut", "coins").images)
    model = Hopfield(hebbian(patterns))
    found = []
    for pattern in patterns:
        cue = flip(pattern, WRONG, rng=rng)
        result = recall(model, cue, asynchronous(rng), max_sweeps=1, record=SIDE**2 // FRAMES)
        found.append((result.states, result.energies / SIDE**2))
    return found


def frame(state: np.ndarray, energies: np.ndarray, lowest: float) -> Image.Image:
    """Draw a state, and the energies until it was reached."""
    fig = plt.figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100, layout="none")
    left = fig.add_axes((10 / WIDTH, 10 / HEIGHT, 2 * SIDE / WIDTH, 2 * SIDE / HEIGHT))
    left.imshow(state.reshape(SIDE, SIDE), cmap="gray", interpolation="nearest")
    left.set(xticks=[], yticks=[], title="the states of 16,384 neurons")
    left.spines[:].set_visible(True)
    right = fig.add_axes((355 / WIDTH, 60 / HEIGHT, 265 / WIDTH, 206 / HEIGHT))
    seen = 100 * np.arange(len(energies)) / FRAMES
    right.plot(seen, energies, color="C0")
    right.plot(seen[-1], energies[-1], "o", color="C0")
    right.set(xlim=(-3, 103), ylim=(lowest, 0), xlabel="neurons visited, %", title="their energy, per neuron")
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", dpi=100)
    plt.close(fig)
    return Image.open(buffer).convert("RGB")


def film(place: Path = PLACE) -> int:
    """Write the film; return its size in bytes."""
    plots.style()
    found = runs()
    lowest = 1.05 * min(energies.min() for _, energies in found)
    frames, times = [], []
    for states, energies in found:
        frames += [frame(states[k], energies[: k + 1], lowest) for k in range(len(states))]
        times += [FIRST, *[MILLISECONDS] * (len(states) - 2), LAST]
    palette = frames[-1].quantize(COLOURS)
    flat = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in frames]
    flat[0].save(place, save_all=True, append_images=flat[1:], duration=times, loop=0, optimize=True)
    return place.stat().st_size


if __name__ == "__main__":
    print(f"{PLACE.relative_to(ROOT)}: {film() / 1000:.0f} kB")
