"""What tests of explorers share: pixels, where the lessons lie, and where runs end."""

import io

import numpy as np
from PIL import Image

from hopfield_lib import Hopfield, asynchronous, hebbian, recall
from tests import ROOT

LESSONS = ROOT / "notebooks"


def decoded(content):
    """Return the pixels of PNG bytes (h, w, 3)."""
    with Image.open(io.BytesIO(bytes(content))) as picture:
        return np.asarray(picture.convert("RGB"))


def ends(patterns, cue, seeds):
    """Return where runs end (seeds, N) whose cue is `cue(rng)`, as an explorer makes them."""
    model, found = Hopfield(hebbian(patterns)), []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        start = cue(rng)
        found.append(recall(model, start, asynchronous(rng), max_sweeps=20, record="final").state)
    return np.array(found)
