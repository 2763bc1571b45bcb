"""The explorer of grey pictures kept as phases: its plain functions at every end, and its callbacks."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hopfield_lib import PhasorHopfield, data, explore, images, overlap, phase_distance, projection

PHOTOS = data.pictures("camera", "coffee", "coins", size=16).images.reshape(3, -1) / 255
SHAPE = (16, 16)
RULES = explore.GREY_RULES


def generator(seed=1):
    return np.random.default_rng(seed)


def circle(shape, seed=0):
    return np.exp(2j * np.pi * generator(seed).random(shape))


# ------------------------------------------------------------------------------------- the anchor


@given(st.integers(1, 4), st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_an_anchored_state_has_its_longest_overlap_real_and_positive(P, N, seed):
    X, Z = circle((P, N), seed), circle((2, 3, N), seed + 1)
    after, before = overlap(explore.anchored(Z, X), X), overlap(Z, X)
    assert np.allclose(np.abs(after), np.abs(before))  # turned as a whole, and nothing else
    best = np.abs(before).argmax(axis=-1)[..., None]
    longest = np.take_along_axis(after, best, -1)
    assert np.allclose(longest, np.abs(longest))


@pytest.mark.parametrize("degrees", [0, 40, 180, 300])
def test_the_anchor_turns_a_turned_pattern_back(degrees):
    X = images.to_phases(PHOTOS)
    turned = X * np.exp(1j * np.radians(degrees))
    assert np.allclose(explore.anchored(turned, X), X)
    assert np.allclose(explore.anchored(turned[1], X), X[1])


@pytest.mark.parametrize(
    ("states", "patterns", "words"),
    [
        (circle(4), circle((2, 5)), "states: expected 5 units"),
        (circle(4), circle(4), "patterns: expected shape"),
        (2 * circle(4), circle((2, 4)), "states: expected numbers on the unit circle"),
    ],
)
def test_the_anchor_refuses(states, patterns, words):
    with pytest.raises(ValueError, match=words):
        explore.anchored(states, patterns)


# ------------------------------------------------------------------------------------ the stretch


def test_a_flattened_picture_is_stretched_back():
    flat = 0.5 + 0.01 * (PHOTOS[1] - 0.5)
    assert np.allclose(explore.stretched(flat, PHOTOS), PHOTOS[1])
    assert np.allclose(explore.stretched(PHOTOS[2], PHOTOS), PHOTOS[2])


def test_a_stretch_takes_mean_and_spread_from_the_likeness_of_largest_correlation():
    g = 0.45 + 0.1 * PHOTOS[1] + 0.01 * generator().random(256)
    like = PHOTOS[np.corrcoef(g, PHOTOS)[0, 1:].argmax()]
    expected = np.clip((g - g.mean()) / g.std() * like.std() + like.mean(), 0, 1)
    assert np.allclose(explore.stretched(g, PHOTOS), expected)


def test_even_greys_stay_even():
    after = explore.stretched(np.full(256, 0.3), PHOTOS)
    assert np.allclose(after, PHOTOS[0].mean())
    even = np.full((1, 256), 0.6)
    assert np.allclose(explore.stretched(PHOTOS[0], even), 0.6)


# ------------------------------------------------------------------------------------- GreyRecall


def assert_invariants(run, greys, target, noise, rule):
    """What is true of every recall of a grey picture."""
    cue = images.grey_noise(greys[target], noise, rng=generator())
    X = images.to_phases(greys)
    assert np.allclose(run.cue, cue, atol=1e-12)
    assert np.allclose(np.abs(run.state), 1)
    assert run.end.shape == cue.shape
    assert (run.end >= 0).all()
    assert (run.end <= 1).all()
    assert run.errors == pytest.approx([np.abs(one - greys[target]).mean() for one in (cue, run.end)])
    if not rule.endswith("stretched"):
        assert np.allclose(run.end, images.to_grey(run.state))
    if rule == "distance, 20 steps":
        assert run.steps == 20  # not fewer, where nothing moves any more
    if rule.startswith("distance, 1"):
        one = PhasorHopfield(phase_distance(X)).update(images.to_phases(cue))
        assert run.steps == 1
        assert np.allclose(run.state, one)
    assert (run.rest is None) == rule.startswith("distance")
    if run.rest:
        assert np.abs(PhasorHopfield(projection(X)).update(run.state) - run.state).max() < 1e-3
    if rule.endswith("anchored"):
        m = overlap(run.state, X)
        assert m[np.abs(m).argmax()] == pytest.approx(np.abs(m).max())


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("noise", [0, 0.25, 0.9, 1.0, 1])
@pytest.mark.parametrize(("stored", "target"), [(1, 0), (3, 0), (3, 2)])
def test_a_grey_recall_at_every_end(rule, noise, stored, target):
    before = PHOTOS.copy()
    run = explore.grey_recall(PHOTOS[:stored], target, noise, rule, rng=generator())
    assert_invariants(run, PHOTOS[:stored], target, noise, rule)
    assert np.array_equal(PHOTOS, before)


def test_without_noise_projection_keeps_the_picture_and_the_distance_rule_greys_it():
    kept = explore.grey_recall(PHOTOS, 0, 0.0, "projection", rng=generator())
    greyed = explore.grey_recall(PHOTOS, 0, 0.0, "distance, 20 steps", rng=generator())
    assert kept.errors == pytest.approx((0, 0), abs=1e-9)
    assert greyed.end.std() < 0.01 < PHOTOS[0].std()


def test_noise_is_taken_away_by_projection_and_the_anchor():
    run = explore.grey_recall(PHOTOS, 1, 0.3, "projection, anchored", rng=generator())
    assert run.errors[0] > 0.05
    assert run.errors[1] < 0.001


def test_whole_numbers_are_greys_of_255():
    bytes_ = (PHOTOS * 255).round().astype(np.uint8)
    run = explore.grey_recall(bytes_, 0, 0.0, "projection", rng=generator())
    assert np.allclose(run.cue, bytes_[0] / 255)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"greys": PHOTOS[0]}, ValueError, "greys: expected shape"),
        ({"greys": PHOTOS + 1}, ValueError, "greys: expected floats from 0 to 1"),
        ({"target": 3}, ValueError, "target: expected a whole number from 0 up to 2"),
        ({"target": 1.0}, TypeError, "target: expected a whole number"),
        ({"noise": 1.2}, ValueError, "noise: expected"),
        ({"noise": -0.1}, ValueError, "noise: expected"),
        ({"noise": "much"}, TypeError, "noise: expected"),
        ({"rule": "Hebb"}, ValueError, "rule: expected one of 'distance, 20 steps'"),
        ({"rng": 1}, TypeError, "rng: expected a numpy.random.Generator"),
        ({"greys": PHOTOS[[0, 0]]}, ValueError, "linearly independent"),
    ],
)
def test_a_grey_recall_refuses(change, error, words):
    given = {"greys": PHOTOS, "target": 0, "noise": 0.3, "rule": "projection", "rng": generator()} | change
    with pytest.raises(error, match=words):
        explore.grey_recall(*[given[k] for k in ("greys", "target", "noise", "rule")], rng=given["rng"])


# ----------------------------------------------------------------------------------- its explorer


@pytest.fixture
def parts():
    box = explore.grey_explorer(PHOTOS, SHAPE, rng=generator())
    (rule, share), view = box.children[0].children, box.children[1]
    return rule, share, view


def test_the_first_state_is_the_run_of_the_same_generator(parts):
    """So the still picture below the explorer in the lesson, of the same seed, is its first state."""
    run = explore.grey_recall(PHOTOS, 0, 0.25, "projection", rng=generator())
    assert bytes(parts[2].value) == explore.GreyPanel(SHAPE).png(run, PHOTOS[0])
    assert parts[2].alt == explore.grey_in_words(run, PHOTOS[0])


def test_the_generator_is_left_as_it_was():
    given = generator()
    explore.grey_explorer(PHOTOS, SHAPE, rng=given)
    assert given.random() == generator().random()


WORDS = [
    ("distance, 20 steps", 0.25, ["recalled 0.2", "after 20 steps", "contrast 0.000", "all phases near"]),
    ("distance, 1 step", 0.25, ["after 1 step;", "most phases from"]),
    ("projection, anchored", 0.25, ["recalled 0.000, at rest", "contrast 0.2"]),
]


@pytest.mark.parametrize(("name", "noise", "expected"), WORDS)
def test_the_words_of_the_picture_say_what_can_be_seen(parts, name, noise, expected):
    rule, share, view = parts
    rule.value, share.value = name, round(100 * noise)
    assert all(one in view.alt for one in expected), view.alt
    assert "1 steps" not in view.alt


def test_a_run_that_has_not_come_to_rest_says_so():
    run = explore.GreyRecall(PHOTOS[0], PHOTOS[0], images.to_phases(PHOTOS[0]), 200, False, (0.1, 0.0))
    assert "recalled 0.000, still moving after 200 steps" in explore.grey_in_words(run, PHOTOS[0])


def test_controls_have_names(parts):
    rule, share, _ = parts
    assert rule.description == "rule"
    assert share.tooltip == "random pixels, in per cent"


def test_the_explorer_begins_with_projection_and_a_quarter_of_noise(parts):
    rule, share, view = parts
    assert (rule.value, share.value) == ("projection", 25)
    with Image.open(io.BytesIO(bytes(view.value))) as picture:
        assert picture.size == (720, 232)


def test_every_control_changes_the_picture_wherever_the_other_stands(parts):
    rule, share, view = parts
    seen = {}
    for noise in (share.min, 50, share.max):
        share.value = noise
        for name in RULES:
            rule.value = name
            seen[noise, name] = bytes(view.value)
    for noise in (share.min, 50, share.max):
        # a perfect cue is a fixed point of projection, and has nothing to be turned back
        kinds = len({seen[noise, name] for name in RULES})
        assert kinds == (len(RULES) - 1 if noise == share.min else len(RULES))
    for name in RULES:
        assert len({seen[noise, name] for noise in (share.min, 50, share.max)}) == 3


def test_going_back_shows_the_same_run(parts):
    rule, share, view = parts
    before = bytes(view.value)
    share.value, rule.value = 80, "distance, 1 step"
    share.value, rule.value = 25, "projection"
    assert bytes(view.value) == before


def test_the_explorer_wants_a_generator():
    with pytest.raises(TypeError, match="rng: expected"):
        explore.grey_explorer(PHOTOS, SHAPE, rng=3)
