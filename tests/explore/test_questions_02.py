"""What lesson 02 answers to its questions for the explorer: as it is shipped, and over 200 other seeds."""

import functools
import re
from collections import Counter

import nbformat
import numpy as np
import pytest

from hopfield_lib import data, explore, images
from tests.explore.explorers import LESSONS

LESSON = LESSONS / "02_spurious_states.ipynb"
SHIPPED, SEEDS = 2, range(200)
EIGHT = data.pictures(size=64)
X = images.binarize(EIGHT.images)
NAMES = tuple(EIGHT.names)
CAMERA, COFFEE, COINS, CLOCK = (NAMES.index(name) for name in ("camera", "coffee", "coins", "clock"))
BRICK = NAMES.index("brick")
THREE = f"mixture +{CAMERA} +{COFFEE} +{COINS}"


def run(weights, temperature=0.0, seed=SHIPPED):
    rng = np.random.default_rng(seed)
    cue = explore.mixed_cue(X, [weights.get(name, 0) for name in NAMES], rng=rng)
    return explore.recall_with_heat(X, cue, temperature, rng=rng)


@functools.cache
def over_200(weights, temperature=0.0):
    """Where 200 runs end, by name."""
    return [run(dict(weights), temperature, seed).end for seed in SEEDS]


def counted(weights, temperature=0.0):
    return Counter(map(str, over_200(tuple(weights.items()), temperature)))


def test_the_lesson_explores_what_is_tested_here():
    sources = [cell.source for cell in nbformat.read(LESSON, 4).cells if cell.cell_type == "code"]
    (place,) = [k for k, source in enumerate(sources) if "explore.mixing_explorer(" in source]
    assert '{"camera": 50, "coins": 50}' in sources[place]
    assert re.findall(r"seed=(\d+)", sources[place]) == [str(SHIPPED)]
    assert re.findall(r"default_rng\((\d+)\)", sources[place + 1]) == [str(SHIPPED)]


def test_1_from_the_camera_man_to_the_coins_as_shipped():
    ends = {weight: str(run({"camera": weight, "coins": 50}).end) for weight in range(25, 51)}
    expected = dict.fromkeys(range(25, 30), f"pattern {COINS}") | dict.fromkeys(range(30, 41), THREE)
    expected |= {41: "none", 42: "none"} | dict.fromkeys(range(43, 51), f"pattern {CAMERA}")
    assert ends == expected


@pytest.mark.parametrize(
    ("weights", "end", "times"),
    [
        ({"camera": 50, "coins": 50}, f"pattern {CAMERA}", 200),
        ({"camera": 33, "coins": 50}, THREE, 191),
        ({"camera": 26, "coins": 50}, f"pattern {COINS}", 199),
        ({"camera": 50, "clock": 50}, f"pattern {COINS}", 155),
    ],
)
def test_1_and_2_the_ends_of_200_runs(weights, end, times):
    assert str(run(weights).end) == end
    assert counted(weights)[end] == times


def test_2_most_of_the_other_ends_at_the_clock_hold_coins_and_coffee():
    found = over_200((("camera", 50), ("clock", 50)))
    others = [dict(zip(one.patterns, one.signs, strict=True)) for one in found if one.patterns != (COINS,)]
    both = [signs for signs in others if signs.get(COINS) == 1 and signs.get(COFFEE) == 1]
    assert len(both) > len(others) / 2
    assert run({"camera": 50}).overlaps[-1, CLOCK].round(2) == -0.48


THIRDS = {"camera": 50, "coffee": 50, "coins": 50}


@pytest.mark.parametrize(
    ("temperature", "end", "times"),
    [
        (0.0, THREE, 200),
        (0.15, THREE, 200),
        (0.2, THREE, 154),
        (0.25, f"pattern {CAMERA}", 200),
        (0.5, f"pattern {CAMERA}", 200),
        (0.65, f"mixture +{CAMERA} -{CLOCK}", 87),
    ],
)
def test_3_the_mixture_melts_and_then_the_cue_is_forgotten(temperature, end, times):
    assert str(run(THIRDS, temperature).end) == end
    assert counted(THIRDS, temperature)[end] == times


def test_3_hot_enough_few_end_in_the_camera_man_and_the_rest_with_the_clock_reversed():
    found = over_200(tuple(THIRDS.items()), 0.8)
    alone = [one for one in found if (one.kind, one.patterns) == ("pattern", (CAMERA,))]
    others = [dict(zip(one.patterns, one.signs, strict=True)) for one in found if one not in alone]
    assert len(alone) == 46
    assert all(signs.get(CLOCK) == -1 for signs in others)
    assert sum(signs.get(BRICK) == -1 for signs in others) == 38
    assert str(run(THIRDS, 0.8).end) == f"mixture +{CAMERA} -{BRICK} -{CLOCK}"
