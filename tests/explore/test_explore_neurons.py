"""The explorer of graded neurons: its plain function, its figure, its controls at their ends."""

import numpy as np
import pytest

from hopfield_lib import data, explore, hebbian, images, neurons
from tests.explore.explorers import assert_both_controls_change, decoded

NAMES = ("camera", "coins", "retina")
PHOTOS = images.binarize(data.pictures(*NAMES, size=16).images)


def generator(seed=1):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("gain", [0.5, 1.0, 5.0])
def test_it_is_the_trajectory_of_its_cue(gain):
    cue = images.flip(PHOTOS[1], 0.3, rng=generator(7))
    run = explore.graded_recall(PHOTOS, 1, 0.3, gain, rng=generator(7))
    assert (run.gain, run.target) == (gain, 1)
    assert np.array_equal(run.times, np.arange(81) / 2)
    alone = neurons.graded(hebbian(PHOTOS), 0.5 * cue, gain=gain, duration=40.0, times=run.times)
    np.testing.assert_allclose(run.rates, alone.rates)
    np.testing.assert_allclose(run.rates[0], np.tanh(gain * 0.5 * cue))
    np.testing.assert_allclose(run.overlaps, run.rates @ PHOTOS.T / 256)
    assert run.outcome == alone.outcome


@pytest.mark.parametrize("gain", [0.5, 0.9, 1.0, 1.5, 5.0])
def test_its_energy_never_rises(gain):
    run = explore.graded_recall(PHOTOS, 0, 0.25, gain, rng=generator())
    assert np.diff(run.energies).max() < 1e-7
    assert run.energies[-1] < run.energies[0] - 0.1


def test_low_gain_forgets_and_high_gain_recalls():
    low = explore.graded_recall(PHOTOS, 0, 0.25, 0.5, rng=generator())
    high = explore.graded_recall(PHOTOS, 0, 0.25, 5.0, rng=generator())
    assert np.abs(low.rates[-1]).max() < 1e-3
    assert np.array_equal(np.sign(high.rates[-1]), PHOTOS[0])


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"patterns": PHOTOS[0]}, ValueError, "patterns: expected shape"),
        ({"target": 3}, ValueError, "target: expected a whole number from 0 up to 2"),
        ({"flipped": 1.5}, ValueError, "1.5"),
        ({"gain": 0}, ValueError, "gain: expected a finite number above 0"),
        ({"rng": 3}, TypeError, "rng: expected a numpy.random.Generator"),
    ],
)
def test_the_function_refuses(change, error, words):
    arguments = {"patterns": PHOTOS, "target": 0, "flipped": 0.2, "gain": 2.0, "rng": generator()} | change
    with pytest.raises(error, match=words):
        explore.graded_recall(**arguments)


@pytest.mark.parametrize(
    ("change", "words"),
    [({"names": ("a",)}, "names: expected a whole number from 3"), ({"gain": 9.0}, "gain: expected")],
)
def test_the_explorer_refuses(change, words):
    arguments = {"names": NAMES} | change
    with pytest.raises(ValueError, match=words):
        explore.graded_explorer(PHOTOS, (16, 16), rng=generator(), **arguments)


@pytest.fixture
def explorer():
    box = explore.graded_explorer(PHOTOS, (16, 16), NAMES, rng=generator())
    (gain, moment), view = box.children[0].children, box.children[1]
    return gain, moment, view


def test_each_control_changes_the_picture_wherever_the_other_stands(explorer):
    gain, moment, view = explorer
    assert (gain.value, gain.min, gain.max) == (2.0, 0.5, 5.0)
    assert (moment.value, moment.min, moment.max) == (2, 0, 40)
    assert_both_controls_change(gain, moment, view, least=1000)


def test_its_first_picture_is_that_of_the_plain_function_called_next():
    rng = generator(8)
    view = explore.graded_explorer(PHOTOS, (16, 16), NAMES, rng=rng).children[1]
    run = explore.graded_recall(PHOTOS, 0, 0.25, 2.0, rng=rng)
    assert bytes(view.value) == explore.GradedPanel(NAMES, (16, 16)).png(run, 4)
    assert view.alt == explore.graded_in_words(run, NAMES, 4)


def test_words_say_what_the_picture_shows():
    run = explore.graded_recall(PHOTOS, 0, 0.25, 2.0, rng=generator())
    words = explore.graded_in_words(run, NAMES, 80)
    assert "at time 40 τ, at a gain of 2.0; the strongest rate is " in words
    assert f"“camera” +{run.overlaps[80, 0]:.3f}" in words
    assert f"to {run.energies[-1] / 256:.2f} at the end".replace("-", "−") in words


def test_each_control_has_a_name_for_screen_readers(explorer):
    gain, moment, _ = explorer
    assert (gain.tooltip, moment.tooltip) == ("gain: how steeply the rate rises", "time in time constants τ")


def test_the_picture_shows_the_rates():
    run = explore.graded_recall(PHOTOS, 0, 0.25, 5.0, rng=generator())
    drawn = decoded(explore.GradedPanel(NAMES, (16, 16)).png(run, 80))
    height, width = drawn.shape[:2]
    for k, rates in enumerate((run.rates[0], run.rates[80])):
        side = min(0.195 * width, 0.58 * height)
        left = (0.01 + 0.205 * k + 0.195 / 2) * width - side / 2
        top = (1 - 0.16 - 0.29) * height - side / 2
        cells = (np.arange(16) + 0.5) * side / 16
        dark = drawn[np.ix_((top + cells).astype(int), (left + cells).astype(int))][..., 0] < 128
        assert np.array_equal(dark, rates.reshape(16, 16) > 0)
