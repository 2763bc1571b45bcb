"""What lesson 00 answers to its questions for the explorer: as it is shipped, and over 200 other seeds."""

import nbformat
import numpy as np
import pytest

from hopfield_lib import data, explore, images
from tests.explore.explorers import LESSONS, ends, shipped_generator

LESSON = LESSONS / "00_start_here.ipynb"
CAT = data.pictures("chelsea").images[0]
OTHERS = data.pictures("camera", "astronaut", "coffee")
X = np.vstack([images.binarize(CAT), images.binarize(OTHERS.images)])


def shipped_overlap(percent):
    rng = shipped_generator(LESSON, "own_picture_explorer")
    return explore.noisy_recall(X, 0, percent / 100, rng=rng()).overlaps[-1, 0]


def over_200(percent):
    return ends(X, lambda rng: images.flip(X[0], percent / 100, rng=rng), range(200))


def test_the_lesson_stores_what_is_tested_here():
    sources = "\n".join(cell.source for cell in nbformat.read(LESSON, 4).cells)
    assert 'data.pictures("camera", "astronaut", "coffee")' in sources
    assert 'data.pictures("chelsea")' in sources


def test_70_percent_give_the_negative():
    assert shipped_overlap(70) == -1
    assert (over_200(70) == -X[0]).all()


@pytest.mark.parametrize(("percent", "low", "high"), [(48, 0.97, 1), (49, 0.68, 0.82)])
def test_the_cat_comes_back_whole_until_nearly_one_half(percent, low, high):
    assert shipped_overlap(percent) == 1
    assert low <= (over_200(percent) == X[0]).all(axis=1).mean() <= high


def test_one_half_is_too_much():
    assert abs(shipped_overlap(50)) < 0.1
