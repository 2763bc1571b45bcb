"""What tests of explorers share: the pixels of a picture, and controls moved to both of their ends."""

import io

import numpy as np
from PIL import Image


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
