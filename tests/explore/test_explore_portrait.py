"""The explorer of two neurons: its plain function, its plane, its controls at their ends."""

import itertools
import re

import numpy as np
import pytest

from hopfield_lib import MatrixCouplings, neurons
from hopfield_lib.explore import portrait

STARTS = np.array([[1.0, -0.5], [-1.5, 1.5], [0.0, 0.0]])


@pytest.mark.parametrize(("w", "gain"), [(1.0, 0.5), (1.0, 2.0), (-1.5, 5.0)])
def test_without_a_delay_it_is_the_trajectory_of_graded_neurons(w, gain):
    run = portrait.two_neurons(STARTS[0], (w, w), gain)
    matrix = MatrixCouplings(np.array([[0, w], [w, 0]]))
    alone = neurons.graded(matrix, STARTS[0], gain=gain, duration=41.0, times=run.times)
    np.testing.assert_allclose(run.potentials, alone.potentials, atol=1e-3)
    assert (run.times[0], run.times[-1]) == (0, pytest.approx(40))


def test_several_starts_are_followed_as_each_alone():
    for delay in (0.0, 0.7):
        run = portrait.two_neurons(STARTS, (1.0, -0.8), 3.0, delay=delay)
        for k, start in enumerate(STARTS):
            alone = portrait.two_neurons(start, (1.0, -0.8), 3.0, delay=delay)
            np.testing.assert_allclose(run.potentials[:, k], alone.potentials)


@pytest.mark.parametrize("gain", [1.5, 2.0, 3.0])
def test_one_that_excites_and_one_that_inhibits_go_round_from_the_delay_of_theory_on(gain):
    omega = np.sqrt(gain**2 - 1)  # of a circle of no size: 1 + i omega = i gain exp(-i omega delay)
    critical = (np.pi / 2 - np.arctan(omega)) / omega
    late = np.ceil(10 * critical + 1) / 10
    ends = [
        portrait.two_ends_in_words(portrait.two_neurons([1.0, 0.5], (1.0, -1.0), gain, delay=delay))[0]
        for delay in (0, late)
    ]
    assert ends == ["silence", "no rest: they go on and on"]


@pytest.mark.parametrize(
    ("synapses", "gain", "words"),
    [
        ((1, 1), 0.9, "silence"),
        ((1, 1), 5, "rest at u₁ = 1.0, u₂ = 1.0"),
        ((-1, -1), 5, "rest at u₁ = 1.0, u₂ = −1.0"),
        ((0, 1), 5, "silence"),
    ],
)
def test_an_end_has_a_name(synapses, gain, words):
    run = portrait.two_neurons(STARTS[0], synapses, gain)
    assert portrait.two_ends_in_words(run) == [words]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"start": [1.0, 2.0, 3.0]}, ValueError, "start: expected"),
        ({"synapses": [1.0]}, ValueError, "synapses: expected"),
        ({"gain": 0.0}, ValueError, "gain: expected a finite number above 0"),
        ({"delay": 6.0}, ValueError, "delay: expected"),
    ],
)
def test_the_function_refuses(change, error, words):
    arguments = {"start": [1.0, 0.0], "synapses": (1.0, 1.0), "gain": 2.0, "delay": 0.0} | change
    with pytest.raises(error, match=words):
        portrait.two_neurons(
            arguments["start"], arguments["synapses"], arguments["gain"], delay=arguments["delay"]
        )


def numbers(packed):
    return np.frombuffer(packed, "<f4").reshape(-1, 2)


def test_the_plane_has_the_nullclines_where_nothing_pulls_and_the_newest_path_last():
    run = portrait.two_neurons(STARTS, (1.0, -1.5), 2.0)
    drawn = portrait.portrait(run)
    for k, cline in enumerate(map(numbers, drawn["clines"])):
        pull = np.array([1.0, -1.5]) * np.tanh(2 * cline[:, ::-1]) - cline
        assert np.abs(pull[:, k]).max() < 1e-6
    assert len(drawn["paths"]) == 3
    np.testing.assert_allclose(numbers(drawn["paths"][-1]), run.potentials[:, -1], atol=1e-6)
    arrows = np.frombuffer(drawn["arrows"], "<f4").reshape(-1, 4)[:121]
    lengths = np.hypot(*(arrows[:, 2:] - arrows[:, :2]).T)
    assert ((lengths < 1e-6) | (np.abs(lengths - 0.16) < 1e-6)).all()


# ------------------------------------------------------------------------------------ its explorer


@pytest.fixture
def explorer():
    return portrait.portrait_explorer(seed=8)


def controls(explorer):
    reach = (-1.5, 1.5)
    return {
        explorer.to_1: reach,
        explorer.to_2: reach,
        explorer.gain: (0.5, 5),
        explorer.delay: (0, 5),
        explorer.u_1: reach,
        explorer.u_2: reach,
    }


def test_every_corner_of_the_controls_shows_the_run_of_the_plain_function(explorer):
    choices = controls(explorer)
    for values in itertools.product(*choices.values()):
        for control, value in zip(choices, values, strict=True):
            control.value = value
        to_1, to_2, gain, delay, *start = values
        run = portrait.two_neurons(start, (to_1, to_2), gain, delay=delay)
        assert explorer.plane.drawn == portrait.portrait(run)
        assert portrait.two_ends_in_words(run)[0] in explorer.words.value
        assert explorer.plane.start == tuple(start)


def test_each_control_changes_the_plane_and_a_reset_brings_the_first_one_back(explorer):
    begun = explorer.plane.drawn, explorer.words.value
    for control, values in controls(explorer).items():
        seen = []
        for value in values:
            control.value = value
            seen.append(explorer.plane.drawn)
        assert seen[0] != seen[1], control.description
    explorer.draws.noise.click()
    assert (explorer.plane.drawn, explorer.words.value) != begun
    explorer.draws.reset.click()
    assert (explorer.plane.drawn, explorer.words.value) == begun


def test_a_click_moves_the_start_and_its_two_sliders(explorer):
    explorer.plane.start = (-0.7, 1.2)
    assert (explorer.u_1.value, explorer.u_2.value) == (-0.7, 1.2)
    assert "From u₁ = −0.7, u₂ = 1.2 the neurons come to rest" in explorer.words.value
    np.testing.assert_allclose(numbers(explorer.plane.drawn["paths"][-1])[0], [-0.7, 1.2], atol=1e-6)


def test_a_new_start_is_drawn_with_the_next_seed(explorer):
    explorer.draws.noise.click()
    assert explorer.draws.seed.value == 9
    start = np.random.default_rng(9).uniform(-1.5, 1.5, 2)
    np.testing.assert_allclose([explorer.u_1.value, explorer.u_2.value], start, atol=0.051)


def test_twenty_draws_are_drawn_and_told(explorer):
    explorer.draws.draws.click()
    assert len(explorer.plane.drawn["paths"]) == 21
    told = explorer.draws.told.value
    assert sum(int(number) for number in re.findall(r"(\d+) ×", told)) == 20
    assert "rest at u₁ = −1.0, u₂ = −1.0" in told
    explorer.gain.value = 0.5
    assert len(explorer.plane.drawn["paths"]) == 1
    assert explorer.draws.told.value == ""
    explorer.draws.draws.click()
    assert "20 × silence" in explorer.draws.told.value


def test_each_control_has_a_name_for_screen_readers(explorer):
    names = [control.tooltip for control in controls(explorer)]
    assert names[0] == "synapse from neuron 2 to neuron 1"
    assert len(set(names)) == 6
    assert all(len(name) > 10 for name in names)


def test_the_page_is_given_short_code_that_fetches_nothing():
    code = str(portrait.PhasePlane._esm)
    assert max(map(len, code.splitlines())) <= 130
    assert not re.search(r"\bimport\b|\bfetch\b|innerHTML", code)
