"""What lesson 01 answers to its questions for the explorer: as it is shipped, and over 200 other seeds."""

import nbformat
import numpy as np

from hopfield_lib import data, explore, identify, images
from tests.explore.explorers import LESSONS, ends, shipped_generator

LESSON = LESSONS / "01_binary_recall.ipynb"
EIGHT = data.pictures(size=64)
X = images.binarize(EIGHT.images)
CAMERA, BRICK, CLOCK = (EIGHT.names.index(name) for name in ("camera", "brick", "clock"))


def shipped(target, percent):
    return explore.noisy_recall(X, target, percent / 100, rng=shipped_generator(LESSON, "recall_explorer")())


def over_200(target, percent):
    """Where 200 runs end, by name."""
    found = ends(X, lambda rng: images.flip(X[target], percent / 100, rng=rng), range(200))
    return identify(found, X)


def test_the_lesson_explores_what_is_tested_here():
    sources = "\n".join(cell.source for cell in nbformat.read(LESSON, 4).cells)
    assert "eight = data.pictures(size=64)" in sources
    assert '"flipped": 0.3, "stored": 8}' in sources


def test_1_the_ends_from_40_to_60_percent_as_shipped():
    names = {percent: shipped(CAMERA, percent).name for percent in range(40, 61)}
    expected = {percent: "pattern 0" if percent < 48 else "reverse of 0" for percent in names}
    expected |= {48: f"reverse of {BRICK}", 49: f"reverse of {CLOCK}"}
    assert names == expected | {50: f"pattern {CLOCK}", 51: f"pattern {CLOCK}"}


def test_1_the_ends_of_200_runs():
    counts = {}
    for percent in (45, 50, 55):
        kinds = [(one.kind, one.patterns) for one in over_200(CAMERA, percent)]
        counts[percent] = tuple(kinds.count((kind, (CAMERA,))) for kind in ("pattern", "reverse"))
        if percent == 50:
            assert {kind for kind, _ in kinds} == {"pattern", "reverse", "mixture", "none"}
    assert counts[45][0] == 199
    assert counts[55][1] == 196
    assert sum(counts[50]) == 6


def test_2_the_camera_man_takes_part_where_the_clock_is_missed():
    names = {percent: shipped(CLOCK, percent).name for percent in range(48, 53)}
    assert names[49] == f"mixture -{CAMERA} +{BRICK} +{CLOCK}"
    assert names[51] == names[52] == f"pattern {CAMERA}"
    assert str(names[48]) == f"pattern {CLOCK}"
    bars = shipped(CLOCK, 20).overlaps[-1].round(2)
    assert bars[CLOCK] == 1
    assert bars[CAMERA] == -0.48
    for percent, sign, missed, part in ((48, -1, 70, 64), (52, 1, 77, 73)):
        others = [one for one in over_200(CLOCK, percent) if one.patterns != (CLOCK,)]
        with_him = [one for one in others if (CAMERA, sign) in zip(one.patterns, one.signs, strict=True)]
        assert (len(others), len(with_him)) == (missed, part)


def test_3_the_energy_is_half_way_later_than_the_overlap():
    def steps_to_half_way(run):
        m, E = run.overlaps[:, CAMERA], run.energies
        return (m >= (m[0] + m[-1]) / 2).argmax(), ((E[0] + E[-1]) / 2 >= E).argmax()

    run = shipped(CAMERA, 40)
    assert run.visits[1] == X.shape[1] // 8
    assert steps_to_half_way(run) == (4, 6)
    assert np.allclose(np.diff(run.overlaps[:9, CAMERA]), 0.1, atol=0.02)
    halves = [
        steps_to_half_way(explore.noisy_recall(X, CAMERA, 0.4, rng=np.random.default_rng(seed)))
        for seed in range(200)
    ]
    assert {overlap for overlap, _ in halves} == {4, 5}
    assert {energy for _, energy in halves} == {6}
