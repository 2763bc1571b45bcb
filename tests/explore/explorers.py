"""What tests of explorers share: pixels, controls moved to both ends, and the seed that a lesson ships."""

import io
import re

import nbformat
import numpy as np
from PIL import Image

from hopfield_lib import Hopfield, asynchronous, hebbian, recall
from tests import ROOT

LESSONS = ROOT / "notebooks"


def decoded(content):
    """Return the pixels of PNG bytes (h, w, 3)."""
    with Image.open(io.BytesIO(bytes(content))) as picture:
        return np.asarray(picture.convert("RGB"))


def assert_both_controls_change(first, second, view, least):
    """Each control, moved from end to end, changes `least` pixels visibly wherever the other stands.

    Set back to where they began, they show the same picture as then.
    """
    begun, values = bytes(view.value), (first.value, second.value)
    for moved, held in ((first, second), (second, first)):
        for end in (held.min, held.max):
            held.value = end
            seen = []
            for value in (moved.min, moved.max):
                moved.value = value
                seen.append(decoded(view.value).astype(int))
            assert seen[0].shape == seen[1].shape
            changed = int((np.abs(seen[0] - seen[1]) > 30).any(axis=2).sum())
            assert changed > least, f"{moved.description} at {held.description} {end}: {changed}"
    first.value, second.value = values
    assert bytes(view.value) == begun


def shipped_generator(lesson, explorer):
    """Return a function that gives the generator that a lesson hands to an explorer, as it is shipped.

    The lesson hands the plain function that makes the still picture below it one of the same seed.
    """
    sources = [cell.source for cell in nbformat.read(lesson, as_version=4).cells if cell.cell_type == "code"]
    place = next(index for index, source in enumerate(sources) if f"explore.{explorer}(" in source)
    given = re.compile(r"rng\W{1,3}np\.random\.default_rng\((\d+)\)")
    seeds = [given.findall(source) for source in sources[place:][:2]]
    if not seeds[0] == seeds[1] != []:
        raise LookupError(f"{lesson.name}: expected one seed for explorer and picture, got {seeds}")
    return lambda: np.random.default_rng(int(seeds[0][0]))


def ends(patterns, cue, seeds):
    """Return where runs end (seeds, N) whose cue is `cue(rng)`, as an explorer makes them."""
    model, found = Hopfield(hebbian(patterns)), []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        start = cue(rng)
        found.append(recall(model, start, asynchronous(rng), max_sweeps=20, record="final").state)
    return np.array(found)
