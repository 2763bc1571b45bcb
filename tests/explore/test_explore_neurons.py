"""The explorer of graded neurons: its plain function, its figure, its controls at their ends."""

import dataclasses
import itertools

import numpy as np
import pytest

from hopfield_lib import data, explore, hebbian, images, neurons
from hopfield_lib.explore import neurons as neurons_explorer
from hopfield_lib.explore import pad
from tests.explore.explorers import decoded

NAMES = ("camera", "coins", "retina")
PHOTOS = images.binarize(data.pictures(*NAMES, size=16).images)


def generator(seed=1):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("gain", [0.5, 0.845, 1.0, 2.0, 5.0])
def test_it_is_the_trajectory_of_its_cue(gain):
    cue = images.flip(PHOTOS[1], 0.3, rng=generator(7))
    run = explore.graded_recall(PHOTOS, 1, 0.3, gain, rng=generator(7))
    assert (run.gain, run.delay, run.target) == (gain, 0, 1)
    assert np.array_equal(run.cue, cue)
    assert (run.times[0], run.times[-1], len(run.times)) == (0, pytest.approx(40), 81)
    assert (np.diff(run.times, 2) > 0).all()  # ever faster
    assert run.times[40] < 5
    alone = neurons.graded(hebbian(PHOTOS), 0.5 * cue, gain=gain, duration=41.0, times=run.times)
    np.testing.assert_allclose(run.rates, alone.rates, atol=1e-3)
    np.testing.assert_allclose(run.energies, alone.energies, atol=0.05)
    np.testing.assert_allclose(run.rates[0], np.tanh(gain * 0.5 * cue))
    np.testing.assert_allclose(run.overlaps, run.rates @ PHOTOS.T / 256, atol=1e-12)


# ------------------------------------------------------------------------------------------- delay


def test_one_neuron_with_a_delay_follows_the_solution_by_hand():
    """du/dt = -u - u(t - 1) / 2 from 1, which was there before: two pieces until time 2."""

    def field(u):
        return -0.5 * u

    times = np.linspace(0, 2, 21)
    found = neurons_explorer.delayed(field, np.ones(1), round(1 / neurons_explorer.GRID), times)[:, 0]
    first = 1.5 * np.exp(-times) - 0.5
    late = times - 1
    second = (first[10] - 0.25) * np.exp(-late) + 0.25 - 0.75 * late * np.exp(-late)
    np.testing.assert_allclose(found, np.where(times <= 1, first, second), atol=2e-3)


def test_a_short_delay_is_almost_none_and_a_long_one_takes_its_time():
    none, short, long = (
        explore.graded_recall(PHOTOS, 0, 0.25, 2.0, delay=delay, rng=generator()) for delay in (0, 0.1, 5)
    )
    assert np.abs(short.rates - none.rates).max() < 0.12
    passed = [run.times[(run.overlaps[:, 0] > 0.9).argmax()] for run in (none, short, long)]
    assert passed[0] <= passed[1] < passed[2]
    assert passed[2] > 10
    np.testing.assert_allclose(long.rates[-1], none.rates[-1], atol=0.01)


def test_a_finer_time_step_changes_little(monkeypatch):
    coarse = explore.graded_recall(PHOTOS, 0, 0.25, 3.0, delay=1.0, rng=generator())
    monkeypatch.setattr(neurons_explorer, "GRID", 0.025)
    fine = explore.graded_recall(PHOTOS, 0, 0.25, 3.0, delay=1.0, rng=generator())
    assert np.abs(coarse.rates - fine.rates).max() < 0.01


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
        ({"delay": -0.1}, ValueError, "delay: expected"),
        ({"delay": 5.1}, ValueError, "delay: expected"),
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
        explore.graded_explorer(PHOTOS, (16, 16), seed=1, **arguments)


# ------------------------------------------------------------------------------------ its explorer


@pytest.fixture
def explorer():
    return explore.graded_explorer(PHOTOS, (16, 16), NAMES, seed=1)


def controls(explorer):
    return {
        explorer.which: (0, 2),
        explorer.gain: (0.5, 5),
        explorer.delay: (0, 5),
        explorer.share: (0, 100),
        explorer.draws.seed: (0, 9999),
    }


def shown(explorer):
    return explorer.pad.drawing, explorer.pad.film, explorer.words.value


def test_every_corner_of_the_controls_shows_the_run_of_the_plain_function(explorer):
    choices = controls(explorer)
    for values in itertools.product(*choices.values()):
        for control, value in zip(choices, values, strict=True):
            control.value = value
        which, gain, delay, share, seed = values
        run = explore.graded_recall(PHOTOS, which, share / 100, gain, delay=delay, rng=generator(seed))
        assert np.array_equal(pad.as_spins(explorer.pad.drawing), run.cue)
        assert explorer.pad.film == neurons_explorer.graded_film(run, PHOTOS, NAMES)
        assert f"Gain {gain:.1f}, delay {delay:.1f} τ: " in explorer.words.value


def test_each_control_changes_what_is_shown_and_a_reset_brings_the_first_state_back(explorer):
    begun = shown(explorer)
    for control, values in controls(explorer).items():
        seen = []
        for value in values:
            control.value = value
            seen.append(shown(explorer))
        control.value = 50 if control is explorer.share else values[1]  # at both its ends no seed matters
        assert seen[0] != seen[1], control.description
    explorer.draws.reset.click()
    assert shown(explorer) == begun


def test_a_cue_can_be_painted_and_lasts_until_it_is_made_anew(explorer):
    painted = pad.as_greys(-PHOTOS[2]).tobytes()
    explorer.pad.drawing = painted
    assert "come to “retina” reversed, " in explorer.words.value
    explorer.gain.value = 3
    assert explorer.pad.drawing == painted
    explorer.draws.noise.click()
    assert explorer.pad.drawing != painted
    assert "come to “camera”, " in explorer.words.value


def test_twenty_draws_are_told_and_forgotten_when_anything_changes(explorer):
    for gain, told in ((0.5, "20 × silence"), (3.0, "20 × “camera”")):
        explorer.gain.value = gain
        assert explorer.draws.told.value == ""
        explorer.draws.draws.click()
        assert f"20 draws, seeds 1 to 20: {told}." in explorer.draws.told.value


def test_a_film_shows_rates_as_greys_the_stored_picture_and_both_curves():
    run = explore.graded_recall(PHOTOS, 1, 0.25, 2.0, rng=generator())
    made = neurons_explorer.graded_film(run, PHOTOS, NAMES)
    greys = np.frombuffer(made["frames"], np.uint8).reshape(81, 2, 256)
    np.testing.assert_allclose(1 - greys[:, 0] / 127.5, run.rates, atol=0.005)
    assert np.array_equal(pad.as_spins(greys[40, 1]), PHOTOS[1])
    values = np.frombuffer(made["curves"]["values"], "<f4").reshape(2, 81)
    np.testing.assert_allclose(values, [run.overlaps[:, 1], run.energies / 256], rtol=1e-5)
    assert made["captions"][0].startswith("time 0.0 τ: overlap with “coins” +")
    assert made["captions"][-1].startswith("time 40.0 τ: ")


END = {
    "a blend": PHOTOS[0] / 3 + PHOTOS[1] / 3,
    "“coins” reversed": -0.1 * PHOTOS[1],
    "silence": PHOTOS[0] / 30,
}


@pytest.mark.parametrize("words", END)
def test_an_end_has_a_name(words):
    run = explore.graded_recall(PHOTOS, 0, 0.25, 2.0, rng=generator())
    rates = np.tile(END[words], (81, 1))
    ended = dataclasses.replace(run, rates=rates, overlaps=rates @ PHOTOS.T / 256)
    assert neurons_explorer.graded_end_in_words(ended, NAMES) == words
    rates[-3] += 0.2
    moving = neurons_explorer.graded_end_in_words(ended, NAMES)
    assert moving == ("silence" if words == "silence" else "a state that still moves")


def test_words_say_what_the_picture_shows():
    run = explore.graded_recall(PHOTOS, 0, 0.25, 2.0, rng=generator())
    words = explore.graded_in_words(run, NAMES, 80)
    assert "at time 40.0 τ, at a gain of 2.0; the strongest rate is " in words
    assert f"“camera” +{run.overlaps[80, 0]:.3f}" in words
    assert f"to {run.energies[-1] / 256:.2f} at the end".replace("-", "−") in words


def test_each_control_has_a_name_for_screen_readers(explorer):
    assert [control.tooltip for control in (explorer.gain, explorer.delay, explorer.share)] == [
        "gain: how steeply the rate rises",
        "delay of the synapses, in time constants τ",
        "flipped pixels of the cue, in per cent",
    ]


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


def test_overlap_and_energy_are_of_different_units_and_have_a_plot_each():
    X = np.array([[1, -1, 1, -1], [1, 1, -1, -1]], np.int8)
    run = neurons_explorer.graded_recall_of(X, 0, X[0], 2.0)
    made = neurons_explorer.graded_film(run, X, ("a", "b"))
    assert made["curves"]["apart"]
    assert made["curves"]["names"] == ["overlap with a", "energy per neuron"]


def test_an_energy_of_nought_has_no_sign():
    X = np.array([[1, -1, 1, -1], [1, 1, -1, -1]], np.int8)
    made = neurons_explorer.graded_film(neurons_explorer.graded_recall_of(X, 0, X[0], 0.5), X, ("a", "b"))
    assert made["captions"][-1].endswith("energy per neuron 0.000")
