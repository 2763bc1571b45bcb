"""What lesson 01 answers to its questions for the explorer: as it is shipped, and over 200 other seeds."""

import re

import nbformat
import numpy as np

from hopfield_lib import data, explore, identify, images
from hopfield_lib.explore import draw
from tests.explore.explorers import LESSONS, ends

LESSON = LESSONS / "01_binary_recall.ipynb"
SHIPPED, SEEDS = 6, range(200)
EIGHT = data.pictures(size=64)
X = images.binarize(EIGHT.images)
CAMERA, BRICK, CLOCK = (EIGHT.names.index(name) for name in ("camera", "brick", "clock"))
ALL, ALONE = np.ones(8, bool), np.arange(8) == CAMERA


def run(percent, seed=SHIPPED, stored=ALL):
    """Recall the camera man as the explorer does."""
    rng = np.random.default_rng(seed)
    cue = explore.damaged(X[CAMERA], EIGHT.shape, "flip", percent / 100, rng=rng)
    return explore.recall_both_ways(X, stored, cue, rng=rng)


def test_the_lesson_explores_what_is_tested_here():
    sources = [cell.source for cell in nbformat.read(LESSON, 4).cells if cell.cell_type == "code"]
    (place,) = [k for k, source in enumerate(sources) if "explore.draw_explorer(" in source]
    assert re.findall(r"seed=(\d+)", sources[place]) == [str(SHIPPED)]
    assert re.findall(r"default_rng\((\d+)\)", sources[place + 1]) == [str(SHIPPED)]


def test_the_explorer_begins_with_what_is_tested_here():
    shelf = draw.shelves()["photographs"]
    assert np.array_equal(shelf.patterns, X)
    assert shelf.names == tuple(EIGHT.names)
    shown = explore.draw_explorer(seed=SHIPPED)
    assert shown.stored.all()
    assert (shown.target.value, shown.share.value, shown.kind.value) == (CAMERA, 30, "flip")


def test_1_the_ends_from_40_to_60_percent_as_shipped():
    names = {percent: str(run(percent).ends[0]) for percent in range(40, 61)}
    expected = {percent: "pattern 0" if percent < 48 else "reverse of 0" for percent in names}
    expected |= {48: f"reverse of {BRICK}", 49: f"reverse of {CLOCK}"}
    assert names == expected | {50: f"pattern {CLOCK}", 51: f"pattern {CLOCK}"}


def test_1_the_ends_of_200_runs():
    counts = {}
    for percent in (45, 50, 55):
        found = ends(X, lambda rng: images.flip(X[CAMERA], percent / 100, rng=rng), SEEDS)  # noqa: B023
        kinds = [(one.kind, one.patterns) for one in identify(found, X)]
        counts[percent] = tuple(kinds.count((kind, (CAMERA,))) for kind in ("pattern", "reverse"))
        if percent == 50:
            assert {kind for kind, _ in kinds} == {"pattern", "reverse", "mixture", "none"}
    assert counts[45][0] == 199
    assert counts[55][1] == 196
    assert sum(counts[50]) == 6


def test_2_half_of_the_only_picture_flickers_all_at_once():
    for seed in (SHIPPED, *SEEDS):
        one = run(50, seed, ALONE)
        assert one.outcomes == ("fixed point", "2-cycle")
        assert one.overlaps[0, CAMERA] == 0
        assert np.array_equal(one.states[0, 1], -one.states[8, 1])  # every pixel, at each step


def test_2_one_unit_at_a_time_the_first_visit_decides():
    found = []
    for seed in (SHIPPED, *SEEDS):
        rng = np.random.default_rng(seed)
        cue = explore.damaged(X[CAMERA], EIGHT.shape, "flip", 0.5, rng=rng)
        visits = explore.recall_unit_by_unit(X, ALONE, cue, rng=rng)
        first = visits.units[0]
        assert visits.fields[0] == -cue[first] / X.shape[1]
        assert visits.flipped[0]
        right = visits.after[0] == X[CAMERA, first]
        assert visits.overlaps[1, CAMERA] == (2 if right else -2) / X.shape[1]
        assert visits.overlaps[-1, CAMERA] == (1 if right else -1)
        found.append(right)
    assert not found[0]  # the shipped one ends in the negative
    assert sum(found[1:]) == 105


def test_3_the_energy_is_half_way_later_than_the_overlap():
    def steps_to_half_way(one):
        m, E = one.overlaps[:, CAMERA], one.energies[0]
        return (m >= (m[0] + m[-1]) / 2).argmax(), ((E[0] + E[-1]) / 2 >= E).argmax()

    shipped = run(40)
    assert shipped.sweeps[1] == 1 / 8
    assert steps_to_half_way(shipped) == (4, 6)
    assert np.allclose(np.diff(shipped.overlaps[:9, CAMERA]), 0.1, atol=0.02)
    halves = [steps_to_half_way(run(40, seed)) for seed in SEEDS]
    assert {overlap for overlap, _ in halves} == {4, 5}
    assert {energy for _, energy in halves} == {6}
