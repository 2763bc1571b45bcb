"""What lesson 05 answers to its questions for the explorer: as it is shipped, and over 200 other seeds."""

import functools

import nbformat
import numpy as np
import pytest

from hopfield_lib import (
    PhasorHopfield,
    data,
    explore,
    images,
    overlap,
    phase_distance,
    projection,
    recall,
    synchronous,
)
from tests.explore.explorers import LESSONS, shipped_generator

LESSON = LESSONS / "05_greyscale.ipynb"
NAMES = ("camera", "astronaut", "coffee", "coins", "clock")
PHOTOS = data.pictures(*NAMES, size=32).images.reshape(5, -1) / 255
X = images.to_phases(PHOTOS)
CAMERA, CLOCK = NAMES.index("camera"), NAMES.index("clock")
FIRST = LESSON, "grey_explorer"


def shipped(rule, percent):
    return explore.grey_recall(PHOTOS, CAMERA, percent / 100, rule, rng=shipped_generator(*FIRST)())


@functools.cache
def cues(percent):
    """The cues of 200 seeds, as the explorer makes them."""
    greys = [
        images.grey_noise(PHOTOS[CAMERA], percent / 100, rng=np.random.default_rng(seed))
        for seed in range(1000, 1200)
    ]
    return np.array(greys)


def errors(greys):
    return np.abs(greys - PHOTOS[CAMERA]).mean(axis=-1)


@functools.cache
def stretched(percent):
    """Errors of the cues and of "distance, 1 step, stretched" at 200 seeds."""
    one = images.to_grey(PhasorHopfield(phase_distance(X)).update(images.to_phases(cues(percent))))
    return errors(cues(percent)), errors(np.array([explore.stretched(g, PHOTOS) for g in one]))


@functools.cache
def projected(percent):
    """Ends under the projection rule at 200 seeds, not anchored."""
    network, start = PhasorHopfield(projection(X)), images.to_phases(cues(percent))
    return recall(network, start, synchronous(), max_sweeps=200, record="final", tolerance=1e-4).state


def test_the_lesson_stores_what_is_tested_here_and_shows_its_first_state_below():
    sources = [cell.source for cell in nbformat.read(LESSON, 4).cells if cell.cell_type == "code"]
    assert any('names = ("camera", "astronaut", "coffee", "coins", "clock")' in one for one in sources)
    place = next(k for k, one in enumerate(sources) if "explore.grey_explorer(photos, shape" in one)
    assert 'explore.grey_recall(photos, 0, 0.25, "projection"' in sources[place + 1]


@pytest.mark.parametrize("percent", [0, 100])
def test_20_steps_end_in_an_even_middle_grey(percent):
    different = cues(percent) if percent else cues(percent)[:1]
    z, model = images.to_phases(different), PhasorHopfield(phase_distance(X))
    for _ in range(20):
        z = model.update(z)
    ends = np.vstack([images.to_grey(z), shipped("distance, 20 steps", percent).end])
    assert ends.std(axis=1).max() < 1e-4
    assert ends.mean(axis=1).min() > 0.47
    assert ends.mean(axis=1).max() < 0.56


def test_the_repair_beats_the_cue_from_15_percent_on_as_shipped():
    better = [
        run.errors[1] < run.errors[0] for run in (shipped(explore.GREY_RULES[2], p) for p in range(101))
    ]
    assert explore.GREY_RULES[2] == "distance, 1 step, stretched"
    assert better == [percent >= 15 for percent in range(101)]


@pytest.mark.parametrize(
    ("percent", "least", "most"),
    [(10, 0, 0), (15, 0.4, 0.7), (20, 0.98, 1), (50, 1, 1), (80, 1, 1), (90, 0.98, 1)],
)
def test_the_repair_beats_the_cue_at_other_seeds(percent, least, most):
    before, after = stretched(percent)
    assert least <= (after < before).mean() <= most


def test_the_anchor_turns_the_ring_back_up_to_73_percent_as_shipped():
    for percent in (25, 60, 73):
        plain, turned = (shipped(rule, percent) for rule in ("projection", "projection, anchored"))
        turns = plain.state / turned.state
        assert np.allclose(turns, turns[0])  # the ring as a whole
        assert turned.errors[1] < 0.0005 < plain.errors[1] < 0.03
    for percent in (74, 80, 100):
        assert np.abs(overlap(shipped("projection, anchored", percent).state, X)).argmax() == CLOCK


@pytest.mark.parametrize(("percent", "least", "most"), [(60, 1, 1), (70, 0.45, 0.75), (80, 0, 0)])
def test_the_anchor_at_other_seeds(percent, least, most):
    ends = projected(percent)
    after = errors(images.to_grey(explore.anchored(ends, X)))
    assert least <= (after < 0.001).mean() <= most
    lost = after >= 0.001
    in_clock = np.abs(overlap(ends, X)).argmax(axis=1) == CLOCK
    assert in_clock.sum() >= 0.97 * lost.sum()  # the others have not come to rest
    before = errors(images.to_grey(ends))
    assert before[~lost].max(initial=0) < 0.03  # one or two hundredths


def test_at_80_percent_one_step_and_a_stretch_leave_the_smallest_error():
    shown = {rule: shipped(rule, 80).errors[1] for rule in explore.GREY_RULES}
    assert min(shown, key=shown.get) == "distance, 1 step, stretched"
    repaired, ends = stretched(80)[1], projected(80)
    assert 0.05 < repaired.mean() < 0.07
    assert 0.27 < errors(images.to_grey(ends)).mean() < 0.285
    model, z = PhasorHopfield(phase_distance(X)), images.to_phases(cues(80))
    others = [
        images.to_grey(ends),
        images.to_grey(explore.anchored(ends, X)),
        images.to_grey(model.update(z)),
    ]
    assert all((repaired < errors(other)).all() for other in others)
