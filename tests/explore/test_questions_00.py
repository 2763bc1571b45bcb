"""What lesson 00 answers to its questions for the explorer: as it is shipped, and over 200 other seeds."""

import nbformat
import numpy as np
import pytest

from hopfield_lib import data, explore, identify, images, overlap
from tests.explore.explorers import LESSONS, ends

LESSON = LESSONS / "00_start_here.ipynb"
CAT = data.pictures("chelsea").images[0]
OTHERS = data.pictures("camera", "astronaut", "coffee")
X = np.vstack([images.binarize(CAT), images.binarize(OTHERS.images)])


SHIPPED = 1


def shipped_overlap(percent):
    rng = np.random.default_rng(SHIPPED)
    return explore.noisy_recall(X, 0, percent / 100, rng=rng).overlaps[-1, 0]


def over_200(percent):
    return ends(X, lambda rng: images.flip(X[0], percent / 100, rng=rng), range(200))


def test_the_lesson_stores_what_is_tested_here():
    sources = "\n".join(cell.source for cell in nbformat.read(LESSON, 4).cells)
    assert 'data.pictures("camera", "astronaut", "coffee")' in sources
    assert 'data.pictures("chelsea")' in sources
    assert f"explore.own_picture_explorer(cat, patterns, names, seed={SHIPPED})" in sources
    assert f"explore.noisy_recall(with_cat, 0, 0.3, rng=np.random.default_rng({SHIPPED}))" in sources


def test_70_percent_give_the_negative():
    assert shipped_overlap(70) == -1
    assert (over_200(70) == -X[0]).all()


@pytest.mark.parametrize(("percent", "low", "high"), [(48, 0.97, 1), (49, 0.68, 0.82)])
def test_the_cat_comes_back_whole_until_nearly_one_half(percent, low, high):
    assert shipped_overlap(percent) == 1
    assert low <= (over_200(percent) == X[0]).all(axis=1).mean() <= high


def test_one_half_is_too_much():
    assert abs(shipped_overlap(50)) < 0.1


@pytest.mark.parametrize(("rows", "back", "m"), [(32, True, 0.77), (64, False, 0.47)])
def test_black_paint_is_worse_than_noise(rows, back, m):
    cue = X[0].reshape(128, 128).copy()
    cue[:rows] = 1
    cue = cue.ravel()
    assert overlap(cue, X[0]) == pytest.approx(m, abs=0.005)
    assert (overlap(cue, X[1:]) < 0).all()
    found = identify(ends(X, lambda _: cue, range(200)), X)
    assert {one.kind for one in found} == ({"pattern"} if back else {"none"})
    assert {one.patterns for one in found} == ({(0,)} if back else {()})


def test_black_paint_of_the_shipped_explorer():
    shown = explore.own_picture_explorer(CAT, X[1:], ("the cat", *OTHERS.names), seed=SHIPPED)
    shown.share.value = 0
    for rows, end in ((32, "“the cat”"), (64, "none of them")):
        greys = np.frombuffer(shown.pad.drawing, np.uint8).reshape(128, 128).copy()
        greys[:rows] = 0
        shown.pad.set_state({"drawing": memoryview(greys.tobytes())})
        assert f"the cat, damaged by hand; the recall ends in {end}." in shown.words.value
