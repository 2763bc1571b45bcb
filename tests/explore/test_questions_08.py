"""Answers to the explorers' questions in lesson 08, at their shipped seeds and over 200 other draws."""

import functools
from collections import Counter

import nbformat
import numpy as np
import pytest

from hopfield_lib import data, explore, images
from hopfield_lib.explore import neurons, portrait
from tests.explore.explorers import LESSONS

SHIPPED, SEEDS = 8, range(200)
NAMES = ("camera", "coins", "retina")
X = images.binarize(data.pictures(*NAMES, size=16).images)
P, N = X.shape
TIMES = explore.graded_recall(X, 0, 0.25, 2.0, rng=np.random.default_rng(0)).times


def shipped(gain, delay=0.0):
    return explore.graded_recall(X, 0, 0.25, gain, delay=delay, rng=np.random.default_rng(SHIPPED))


@functools.cache
def together(gain, delay=0.0):
    """Overlaps (T, 200, P) and last rates (200, N) of the runs of 200 seeds, many at once."""
    stored = X.astype(float)

    def field(u):
        rates = np.tanh(gain * u)
        return (rates @ stored.T @ stored - P * rates) / N  # Hebb's rule, w_ii = 0

    overlaps, last = [], []
    for seeds in np.split(np.array(SEEDS), 4):
        cues = [images.flip(X[0], 0.25, rng=np.random.default_rng(seed)) for seed in seeds]
        start, steps = 0.5 * np.array(cues, float), round(delay / neurons.GRID)
        U = neurons.delayed(field, start, steps, TIMES) if steps else neurons.undelayed(field, start, TIMES)
        rates = np.tanh(gain * U)
        overlaps.append(rates @ stored.T / N)
        last.append(rates[-1])
    return np.concatenate(overlaps, axis=1), np.concatenate(last)


@pytest.mark.parametrize(("gain", "delay"), [(0.8, 0), (1.3, 0), (5.0, 0), (2.0, 5)])
def test_the_runs_together_are_those_of_the_explorer(gain, delay):
    run, (overlaps, last) = shipped(gain, delay), together(gain, delay)
    np.testing.assert_allclose(overlaps[:, SHIPPED], run.overlaps, atol=1e-6)
    np.testing.assert_allclose(last[SHIPPED], run.rates[-1], atol=1e-6)


def test_one_something_is_left_from_a_gain_of_09_on():
    assert 0.001 < np.abs(shipped(0.8).rates[-1]).max() < 0.02
    assert np.abs(shipped(0.9).rates[-1]).max() > 0.2
    assert np.abs(together(0.8)[1]).max() < 0.0205
    assert np.abs(together(0.9)[1]).max(axis=1).min() > 0.2


def test_two_the_camera_man_takes_over_at_13_or_14_after_a_blend():
    before, at, after = (shipped(gain).overlaps[-1] for gain in (1.2, 1.3, 1.4))
    assert abs(before[0]) < 0.2 < 0.3 < before[1] < -before[2]  # coins and a reversed retina
    assert at[0] > 0.6
    assert after[0] > 0.7
    ends = together(1.2)[0][-1]
    assert (ends[:, 0] < 0.2).all()
    assert (ends[:, 1] * ends[:, 2] < -0.1).all()
    assert 150 <= (together(1.3)[0][-1, :, 0] > 0.6).sum() <= 160  # 155, and those on the brink
    assert (together(1.4)[0][-1, :, 0] > 0.7).all()


@pytest.mark.parametrize(
    ("gain", "delay", "at", "earliest", "latest"),
    [
        (2.0, 0, 2.8, 2.6, 3.34),
        (5.0, 0, 0.8, 0.8, 1.0),
        (2.0, 5, 12.8, 12.8, 18.5),
        (5.0, 5, 1.1, 1.1, 1.6),
    ],
)
def test_three_and_four_the_overlap_passes_09_at_these_times(gain, delay, at, earliest, latest):
    mine = shipped(gain, delay).overlaps[:, 0]
    assert TIMES[(mine > 0.9).argmax()] == pytest.approx(at, abs=0.05)
    passed = TIMES[(together(gain, delay)[0][..., 0] > 0.9).argmax(axis=0)]
    assert passed.min() == pytest.approx(earliest, abs=0.05)
    assert passed.max() == pytest.approx(latest, abs=0.05)


def test_four_with_a_delay_the_overlap_climbs_a_stair():
    m = shipped(2.0, 5.0).overlaps[:, 0]
    steps = [np.interp([5 * k + 4.9, 5 * k + 6.5], TIMES, m) for k in range(2)]
    for k, (landing, climbed) in enumerate(steps):
        before = np.interp(5 * k + 4, TIMES, m)
        assert climbed - landing > 4 * (landing - before) > 0


# ------------------------------------------------------------------------------------ two neurons


def ends_of_two(synapses, gain, delay=0.0):
    starts = np.array([portrait._start(np.random.default_rng(seed)) for seed in range(1000, 1200)])
    run = explore.two_neurons(starts, synapses, gain, delay=delay)
    return Counter(portrait.two_ends_in_words(run))


def first_of_two(synapses, gain, delay=0.0):
    (end,) = portrait.two_ends_in_words(explore.two_neurons([1.0, -0.5], synapses, gain, delay=delay))
    return end


def test_two_neurons_that_excite_each_other_rest_elsewhere_from_a_gain_of_11_on():
    assert first_of_two((1, 1), 0.9) == "silence"
    assert first_of_two((1, 1), 1.1) == "rest at u₁ = 0.5, u₂ = 0.5"
    assert ends_of_two((1, 1), 0.9) == {"silence": 200}
    assert "silence" not in ends_of_two((1, 1), 1.1)
    ends = ends_of_two((1, 1), 2.0)
    assert ends == {"rest at u₁ = 1.0, u₂ = 1.0": 99, "rest at u₁ = −1.0, u₂ = −1.0": 101}


@pytest.mark.parametrize("synapses", [(1, -1), (-1, 1)])
def test_two_neurons_of_which_one_inhibits_never_rest_from_a_delay_of_03_on(synapses):
    for delay, words in ((0, "silence"), (0.2, "silence"), (0.3, "no rest"), (1, "no rest")):
        assert first_of_two(synapses, 2.0, delay).startswith(words)
        (end,) = ends_of_two(synapses, 2.0, delay)
        assert end.startswith(words)


def test_the_lesson_ships_what_is_tested_here_and_shows_its_first_states_below():
    cells = nbformat.read(LESSONS / "08_neurons.ipynb", 4).cells
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    place = next(k for k, one in enumerate(sources) if "explore.graded_explorer(" in one)
    assert f"(X, shape, names, seed={SHIPPED})" in sources[place]
    first = f"explore.graded_recall(X, 0, 0.25, 2.0, rng=np.random.default_rng({SHIPPED}))"
    assert first in sources[place + 1]
    assert "explore.portrait_explorer(" in sources[place + 2]
    assert "explore.two_neurons(start, (1, 1), 2.0)" in sources[place + 3]
