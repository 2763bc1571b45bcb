"""What lesson 02 answers to its questions for the explorer: as it is shipped, and over 200 other seeds."""

import functools
from collections import Counter

import nbformat
import numpy as np
import pytest

from hopfield_lib import data, explore, identify, images
from tests.explore.explorers import LESSONS, ends, shipped_generator

LESSON = LESSONS / "02_spurious_states.ipynb"
EIGHT = data.pictures(size=64)
X = images.binarize(EIGHT.images)
CAMERA, ASTRONAUT, COFFEE, COINS, BRICK, RETINA, CLOCK = (
    EIGHT.names.index(name) for name in ("camera", "astronaut", "coffee", "coins", "brick", "retina", "clock")
)
THREE = f"mixture +{CAMERA} +{COFFEE} +{COINS}"


def shipped(other, percent):
    rng = shipped_generator(LESSON, "between_explorer")
    return explore.recall_between(X, CAMERA, other, percent / 100, rng=rng())


def cue(other, percent):
    """Make the cue that ``recall_between`` makes."""
    count = round(percent / 100 * X.shape[1])
    return lambda rng: np.where(rng.permutation(X.shape[1]) < count, X[CAMERA], X[other])


@functools.cache
def over_200(other, percent):
    """Where 200 runs end, by name."""
    return identify(ends(X, cue(other, percent), range(200)), X)


def test_the_lesson_explores_what_is_tested_here():
    sources = "\n".join(cell.source for cell in nbformat.read(LESSON, 4).cells)
    assert "eight = data.pictures(size=64)" in sources
    assert "explore.between_explorer(stored, eight.shape, eight.names, **shipped)" in sources


def test_1_from_the_camera_man_to_the_coins_as_shipped():
    names = {percent: shipped(COINS, percent).name for percent in range(34, 51)}
    expected = dict.fromkeys(range(34, 37), f"pattern {COINS}") | dict.fromkeys(range(37, 45), THREE)
    assert names == expected | {45: "none"} | dict.fromkeys(range(46, 51), f"pattern {CAMERA}")


@pytest.mark.parametrize(
    ("other", "percent", "end", "times"),
    [
        (COINS, 50, f"pattern {CAMERA}", 200),
        (COINS, 40, THREE, 194),
        (COINS, 34, f"pattern {COINS}", 199),
        (CLOCK, 50, f"pattern {COINS}", 155),
        (RETINA, 50, f"mixture +{CAMERA} +{RETINA} -{CLOCK}", 198),
        (COFFEE, 40, "none", 161),
        (BRICK, 48, f"reverse of {CLOCK}", 85),
    ],
)
def test_each_end_that_is_named_is_that_of_the_shipped_run_and_as_frequent_as_told(
    other, percent, end, times
):
    assert shipped(other, percent).name == end
    found = Counter(str(one) for one in over_200(other, percent))
    assert found[end] == times
    assert (found.most_common(1)[0][0] == end) == (other != BRICK)
    if other == BRICK:
        assert set(found) == {end, f"pattern {CAMERA}"}


def test_2_most_of_the_other_ends_at_the_clock_hold_coins_and_coffee():
    ends_at = [(one.patterns, one.signs) for one in over_200(CLOCK, 50)]
    others = [dict(zip(*one, strict=True)) for one in ends_at if one != ((COINS,), (1,))]
    both = [signs for signs in others if signs.get(COINS) == 1 and signs.get(COFFEE) == 1]
    assert len(both) > len(others) / 2
    m = shipped(CLOCK, 80).overlaps[-1].round(2)
    assert (m[CAMERA], m[CLOCK]) == (1, -0.48)


def test_3_the_negative_of_the_clock_comes_from_47_to_50_percent_brick():
    assert {shipped(BRICK, percent).name for percent in range(47, 51)} == {f"reverse of {CLOCK}"}
