"""The explorer of a crowd: the plain functions at every control's ends, and what is drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopfield_lib import Hopfield, asynchronous, explore, hebbian, images, recall, theory
from hopfield_lib.explore.capacity import CLOTHES_UNITS, KINDS, RULES, SIZES, crowd
from tests.explore.explorers import decoded


def generator(seed=1):
    return np.random.default_rng(seed)


kinds, rules = st.sampled_from(KINDS), st.sampled_from(sorted(RULES))


@given(st.integers(1, 30), st.floats(0, 1), st.integers(60, 90), kinds, rules, st.integers(0, 2**32 - 1))
def test_a_crowded_recall_is_what_it_says(stored, flipped, n_units, kind, rule, seed):
    settings = {"n_units": n_units, "kind": kind, "rule": rule}
    run = explore.crowded_recall(stored, flipped, **settings, rng=generator(seed))
    N = CLOTHES_UNITS if kind == "clothes" else n_units
    assert run.load == stored / N
    assert run.fields.shape == (min(stored, 20), N)
    assert run.starts.shape == run.ends.shape == (min(stored, 20),)
    assert np.allclose(run.starts, 1 - 2 * round(flipped * N) / N)
    assert (np.abs(run.ends) <= 1).all()
    assert run.recalled == (run.ends >= 0.95).sum()


def test_a_crowded_recall_is_the_recall_of_its_cues():
    drawn, flips, order = generator(5).spawn(3)
    X = drawn.choice(np.array([-1, 1], np.int8), (30, 200))
    cue = images.flip(X[:20], 0.2, rng=flips)
    model = Hopfield(hebbian(X))
    end = recall(model, cue, asynchronous(order)).state
    run = explore.crowded_recall(30, 0.2, n_units=200, rng=generator(5))
    assert np.array_equal(run.ends, (end * X[:20]).mean(axis=1))
    W = (X.T.astype(int) @ X - 30 * np.eye(200)) / 200
    assert np.allclose(run.fields, X[:20] * (cue @ W))
    moved = model.update(cue)
    assert np.array_equal(run.fields < 0, (moved != X[:20]) & (run.fields != 0))


@pytest.mark.parametrize("kind", KINDS)
def test_one_more_pattern_leaves_the_others_and_their_cues_as_they_are(kind):
    first, second = (crowd(stored, 200, kind, generator()) for stored in (24, 25))
    assert np.array_equal(first, second[:24])
    runs = [
        explore.crowded_recall(stored, 0.2, n_units=200, kind=kind, rng=generator()) for stored in (24, 25)
    ]
    assert np.array_equal(runs[0].starts, runs[1].starts)


@pytest.mark.parametrize(("stored", "flipped"), [(80, 0.0), (200, 0.0), (200, 0.2), (80, 0.3)])
def test_the_first_step_errs_as_often_as_theory_says(stored, flipped):
    """With the load of the other patterns, and a signal as strong as the cue's overlap."""
    runs = [explore.crowded_recall(stored, flipped, n_units=800, rng=generator(k)) for k in range(6)]
    wrong = np.mean([run.fields < 0 for run in runs])
    expected = theory.one_step_error((stored - 1) / 800 / (1 - 2 * flipped) ** 2)
    assert wrong == pytest.approx(expected, rel=0.15)


def test_few_patterns_come_back_and_many_do_not():
    few, many = (explore.crowded_recall(stored, 0.1, rng=generator()) for stored in (8, 100))
    assert few.recalled == len(few.ends) == 8
    assert many.recalled == 0


def test_a_cue_of_nothing_but_flips_comes_back_reversed():
    run = explore.crowded_recall(8, 1.0, rng=generator())
    assert (run.ends <= -0.95).all()


def test_a_point_of_ones_own_is_the_mean_over_independent_draws():
    point = explore.crowded_point(60, 0.0, seeds=range(3, 15), rng=generator(3))
    runs = [explore.crowded_recall(60, 0.0, rng=generator(seed)) for seed in range(3, 15)]
    assert point.load == 0.15
    assert point.overlap == pytest.approx(np.mean([run.ends.mean() for run in runs]))
    assert point.low < point.overlap < point.high


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"stored": 0}, ValueError, "stored: expected"),
        ({"stored": 201}, ValueError, "stored: expected"),
        ({"stored": 1.5}, TypeError, "stored: expected"),
        ({"flipped": -0.1}, ValueError, "flipped: expected"),
        ({"flipped": 1.1}, ValueError, "flipped: expected"),
        ({"n_units": 1}, ValueError, "n_units: expected a whole number"),
        ({"n_units": 10.5}, TypeError, "n_units: expected a whole number"),
        ({"kind": "shoes"}, ValueError, "kind: expected one of 'random', 'clothes'"),
        ({"rule": "Storkey"}, ValueError, "rule: expected one of 'Hebb'"),
        ({"rng": 1}, TypeError, r"rng: expected a numpy\.random\.Generator"),
    ],
)
def test_a_crowded_recall_refuses(change, error, words):
    arguments = {"stored": 40, "flipped": 0.2, "rng": generator()} | change
    stored, flipped = arguments.pop("stored"), arguments.pop("flipped")
    with pytest.raises(error, match=words):
        explore.crowded_recall(stored, flipped, **arguments)
    with pytest.raises(error, match=words):
        explore.crowded_recall(stored, flipped, **arguments)


def test_a_point_needs_two_draws():
    with pytest.raises(ValueError, match="samples: expected"):
        explore.crowded_point(5, 0.1, seeds=(1,), rng=generator())


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"stored": 201}, ValueError, "stored: expected"),
        ({"flipped": 0.6}, ValueError, "flipped: expected"),
        ({"seed": -1}, ValueError, "seed: expected"),
        ({"seed": None}, TypeError, "seed: expected"),
    ],
)
def test_the_explorer_refuses(change, error, words):
    with pytest.raises(error, match=words):
        explore.capacity_explorer(**change)


@pytest.fixture
def controls():
    return explore.capacity_explorer(seed=7)


def picture(controls):
    return decoded(controls.view.value)


def test_each_slider_changes_the_picture_wherever_the_other_stands(controls):
    seen = {}
    for stored in (controls.stored.min, 20, controls.stored.max):
        for flipped in (controls.flipped.min, 10, controls.flipped.max):
            controls.stored.value, controls.flipped.value = stored, flipped
            seen[stored, flipped] = picture(controls)
    places = list(seen)
    for k, first in enumerate(places):
        for second in places[:k]:
            assert (seen[first] != seen[second]).any(axis=2).mean() > 0.005, (first, second)


def test_every_choice_works_at_both_ends_of_the_sliders(controls):
    said = set()
    for kind in KINDS:
        for rule in RULES:
            for units in (SIZES[0], SIZES[-1]):
                controls.units.value, controls.kind.value, controls.rule.value = units, kind, rule
                for stored in (controls.stored.min, controls.stored.max):
                    controls.stored.value = stored
                    said.add((kind, rule, stored, controls.words.value))
    assert controls.stored.max == CLOTHES_UNITS // 2
    controls.units.value = SIZES[0]  # clothes have their own: this asks for random patterns
    assert controls.kind.value == "random"
    assert (
        len(said) == 18
    )  # three rules; 100, 800 and 784 units; one pattern, and as many as there is room for


def test_one_more_stores_one_more_and_ends_where_the_slider_ends(controls):
    controls.more.click()
    assert controls.stored.value == 41
    assert "41 patterns in 400 units" in controls.view.alt
    controls.stored.value = controls.stored.max
    controls.more.click()
    assert controls.stored.value == controls.stored.max == 200


def test_points_of_ones_own_stay_until_the_network_is_another(controls):
    controls.flipped.value = 0
    controls.random.draws.click()
    assert "20 draws, seeds 7 to 26: " in controls.random.told.value
    assert "× 20 of 20 come back" in controls.random.told.value
    controls.stored.value = 60
    controls.random.draws.click()
    assert controls.view.alt.count("at load") == 2
    controls.random.draws.click()  # the same again: in the place of the first
    assert controls.view.alt.count("at load") == 2
    controls.rule.value = "projection"
    assert "points of your own: none yet" in controls.view.alt


def test_the_seed_changes_the_network_and_reset_brings_the_first_one_back(controls):
    begun = bytes(controls.view.value)
    controls.random.seed.value = 3
    other = controls.view.alt
    run = explore.crowded_recall(40, 0.2, rng=generator(3))
    assert f"{run.recalled} of 20 come back" in other
    assert bytes(controls.view.value) != begun
    controls.kind.value = "clothes"
    controls.stored.value = 5
    controls.random.draws.click()
    controls.random.reset.click()
    assert bytes(controls.view.value) == begun
    assert (controls.random.seed.value, controls.kind.value, controls.stored.value) == (7, "random", 40)


def test_the_explorer_shows_what_the_plain_function_computes():
    controls = explore.capacity_explorer(seed=7, stored=20, flipped=0.3)
    run = explore.crowded_recall(20, 0.3, rng=generator(7))
    assert np.array_equal(picture(controls), decoded(explore.CrowdedPanel().png(run)))
    assert controls.view.alt == explore.CrowdedPanel().words(run)
    assert "20 patterns in 400 units" in controls.view.alt
    assert f"{run.recalled} of 20 come back" in controls.words.value


def test_the_part_below_zero_is_drawn_in_its_own_colour():
    """None of it where no unit errs, half of the histogram where the cue says nothing."""
    orange, blue = np.array([0xD5, 0x5E, 0x00]), np.array([0x56, 0xB4, 0xE9])

    def areas(run):
        pixels = decoded(explore.CrowdedPanel().png(run))[:, :220]
        return [(np.abs(pixels.astype(int) - colour) < 12).all(axis=2).sum() for colour in (orange, blue)]

    wrong, right = areas(explore.crowded_recall(4, 0.0, rng=generator()))
    assert wrong < 5
    assert right > 500
    wrong, right = areas(explore.crowded_recall(60, 0.5, rng=generator()))
    assert wrong == pytest.approx(right, rel=0.3)


def test_what_is_lost_is_drawn_in_another_colour_and_shape():
    pixels = decoded(explore.CrowdedPanel().png(explore.crowded_recall(80, 0.0, rng=generator())))
    lost = (np.abs(pixels[:, 250:460].astype(int) - [0xD5, 0x5E, 0x00]) < 12).all(axis=2).sum()
    assert lost > 300
