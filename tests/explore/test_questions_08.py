"""Answers to the explorer's questions in lesson 08, at its shipped seed and over 200 draws of the flips.

The 200 runs are followed together by an integrator of the test's own, which is compared with the
explorer's runs.
"""

import numpy as np
import pytest

from hopfield_lib import data, explore, images

SHIPPED, DRAWS = 8, 200
X = images.binarize(data.pictures("camera", "coins", "retina", size=16).images)
P, N = X.shape
STEPS = 5  # Runge–Kutta steps in a time constant


def shipped(gain):
    return explore.graded_recall(X, 0, 0.25, gain, rng=np.random.default_rng(SHIPPED))


def together(gain, until=40):
    """Rates (until + 1, DRAWS, N) at whole times, of 200 runs at once."""
    flips = [images.flip(X[0], 0.25, rng=np.random.default_rng(seed)) for seed in range(DRAWS)]
    u, stored, dt = 0.5 * np.array(flips, dtype=float), X.astype(float), 1 / STEPS

    def pull(u):
        rates = np.tanh(gain * u)
        return (rates @ stored.T @ stored - P * rates) / N - u  # Hebb's rule, w_ii = 0

    seen = [np.tanh(gain * u)]
    for _ in range(until):
        for _ in range(STEPS):
            a = pull(u)
            b = pull(u + dt / 2 * a)
            c = pull(u + dt / 2 * b)
            u = u + dt / 6 * (a + 2 * b + 2 * c + pull(u + dt * c))
        seen.append(np.tanh(gain * u))
    return np.array(seen)


@pytest.mark.parametrize("gain", [0.8, 1.3, 5.0])
def test_the_runs_together_are_those_of_the_explorer(gain):
    run, both = shipped(gain), together(gain, 10)
    np.testing.assert_allclose(both[:, SHIPPED], run.rates[0:21:2], atol=2e-3)


def test_one_something_is_left_from_a_gain_of_09_on():
    assert 0.001 < np.abs(shipped(0.8).rates[-1]).max() < 0.02
    assert np.abs(shipped(0.9).rates[-1]).max() > 0.2
    assert np.abs(together(0.8)[-1]).max() < 0.0205
    assert np.abs(together(0.9)[-1]).max(axis=1).min() > 0.2


def test_two_the_camera_man_takes_over_at_13_or_14_after_a_blend():
    before, at, after = (shipped(gain).overlaps[-1] for gain in (1.2, 1.3, 1.4))
    assert abs(before[0]) < 0.2 < 0.3 < before[1] < -before[2]  # coins and a reversed retina
    assert at[0] > 0.6
    assert after[0] > 0.7
    ends = together(1.2)[-1] @ X.T / N
    assert (ends[:, 0] < 0.2).all()
    assert (ends[:, 1] * ends[:, 2] < -0.1).all()
    assert 150 <= (together(1.3)[-1] @ X[0] / N > 0.6).sum() <= 160  # 155, and those on the brink
    assert (together(1.4)[-1] @ X[0] / N > 0.7).all()


@pytest.mark.parametrize(("gain", "usual", "share", "rest"), [(2.0, 3, 186, 4), (5.0, 1, 200, 1)])
def test_three_the_overlap_passes_09_at_these_times(gain, usual, share, rest):
    run = shipped(gain)
    whole = run.overlaps[::2, 0]
    assert np.flatnonzero(whole > 0.9)[0] == usual
    first = (together(gain, 6) @ X[0] / N > 0.9).argmax(axis=0)
    assert (first == usual).sum() == share
    assert set(first) <= {usual, rest}
