"""What lesson 05 answers to its questions for the explorer: as it is shipped, and over 200 other seeds."""

import functools
from collections import Counter

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
from hopfield_lib.explore.greys import grey_end_in_words
from tests.explore.explorers import LESSONS

LESSON = LESSONS / "05_greyscale.ipynb"
NAMES = ("camera", "astronaut", "coffee", "coins", "clock")
PHOTOS = data.pictures(*NAMES, size=32).images.reshape(5, -1) / 255
X = images.to_phases(PHOTOS)
CAMERA, CLOCK = NAMES.index("camera"), NAMES.index("clock")
SHIPPED = 1


def shipped(rule, percent):
    return explore.grey_recall(PHOTOS, CAMERA, percent / 100, rule, rng=np.random.default_rng(SHIPPED))


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
    place = next(k for k, one in enumerate(sources) if "explore.grey_explorer(" in one)
    assert f"explore.grey_explorer(photos, shape, names, seed={SHIPPED})" in sources[place]
    first = f'grey_recall(photos, 0, 0.25, "projection", rng=np.random.default_rng({SHIPPED}))'
    assert first in sources[place + 1]


def test_the_explorer_shows_what_is_tested_here():
    """Its rules and repairs are those of the plain recall."""
    shown = explore.grey_explorer(PHOTOS, (32, 32), NAMES, seed=SHIPPED)
    for name, (rule, repair, at_most) in {
        "distance, 1 step": ("distance", "none", 1),
        "distance, 1 step, stretched": ("distance", "stretch", 1),
        "projection": ("projection", "none", 200),
        "projection, anchored": ("projection", "anchor", 200),
    }.items():
        shown.rule.value, shown.repair.value, shown.at_most.value = rule, repair, at_most
        for percent in (15, 80):
            shown.share.value = percent
            before, after = shipped(name, percent).errors
            assert f"cue {before:.3f}, recalled {after:.3f}." in shown.words.value


def contrasts(greys):
    """Contrast after 0 to 3 steps of the distance rule."""
    z, model = images.to_phases(greys), PhasorHopfield(phase_distance(X))
    found = [greys.std(axis=-1)]
    for _ in range(3):
        z = model.update(z)
        found.append(images.to_grey(z).std(axis=-1))
    return np.array(found)


def test_a_step_leaves_about_a_fifth_of_the_contrast():
    shown = explore.grey_explorer(PHOTOS, (32, 32), NAMES, seed=SHIPPED)
    shown.rule.value = "distance"
    spread = [float(words.split("contrast ")[1][:5]) for words in shown.pad.film["captions"][:4]]
    assert spread == pytest.approx([0.27, 0.05, 0.01, 0.002], abs=0.006)
    mine = contrasts(shipped("projection", 25).cue)
    assert mine[2:] / mine[1:-1] == pytest.approx([0.2, 0.2], abs=0.011)
    others = contrasts(cues(25))
    assert 0.035 < others[1].min() < others[1].max() < 0.05
    assert np.abs(others[2:] / others[1:-1] - 0.2).max() < 0.02


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


@functools.cache
def ends_at_70(target, seeds):
    """Where runs end under the projection rule with the anchor, as the explorer names it."""
    made = [images.grey_noise(PHOTOS[target], 0.7, rng=np.random.default_rng(seed)) for seed in seeds]
    start = images.to_phases(np.array(made))
    network = PhasorHopfield(projection(X))
    run = recall(network, start, synchronous(), max_sweeps=200, record="final", tolerance=1e-4)
    found = images.to_grey(explore.anchored(run.state, X))
    return Counter(grey_end_in_words(one, PHOTOS, NAMES) for one in found)


@pytest.mark.parametrize(
    ("name", "of_20", "of_200"), [("clock", 20, 200), ("coffee", 0, 11), ("astronaut", 3, 17)]
)
def test_at_70_percent_all_that_is_lost_ends_in_the_clock(name, of_20, of_200):
    target = NAMES.index(name)
    for seeds, back, near in ((range(1, 21), of_20, 0), (range(1000, 1200), of_200, 2)):
        found = ends_at_70(target, seeds)
        assert found[f"“{name}”"] == pytest.approx(back, abs=near)
        assert found[f"“{name}”"] + (name != "clock") * found["“clock”"] >= 0.99 * len(seeds)


def test_the_clock_is_nearest_to_random_greys():
    overlaps = np.abs(overlap(images.to_phases(cues(100)), X))
    assert (overlaps.argmax(axis=1) == CLOCK).all()
    assert PHOTOS.std(axis=1).argmin() == CLOCK


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
