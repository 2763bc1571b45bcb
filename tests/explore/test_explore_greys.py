"""The explorer of grey pictures kept as phases: its plain functions at every end, and its callbacks."""

import datetime
import io
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hopfield_lib import PhasorHopfield, data, explore, images, overlap, phase_distance, projection
from hopfield_lib.explore import greys, shades

PHOTOS = data.pictures("camera", "coffee", "coins", size=16).images.reshape(3, -1) / 255
SHAPE = (16, 16)
NAMES = ("camera", "coffee", "coins")
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


# --------------------------------------------------------------------------------- step by step


@pytest.mark.parametrize("rule", shades.RULES)
@pytest.mark.parametrize("at_most", [1, 2, 11, 200])
@pytest.mark.parametrize("noise", [0, 0.3, 1])
def test_steps_are_those_of_the_network(rule, at_most, noise):
    cue = images.grey_noise(PHOTOS[0], noise, rng=generator())
    run = shades.grey_steps(PHOTOS, cue, rule, at_most)
    X = images.to_phases(PHOTOS)
    model = PhasorHopfield(phase_distance(X) if rule == "distance" else projection(X))
    assert (np.diff(run.steps) > 0).all()
    assert run.steps[0] == 0
    assert run.rest or run.steps[-1] == at_most
    assert set(run.steps[:-1]) <= set(shades.SEEN)
    state, done = images.to_phases(cue), 0
    for step, seen in zip(run.steps, run.states, strict=True):
        for _ in range(step - done):
            before, state = state, model.update(state)
        done = step
        assert np.allclose(seen, state)
    if run.rest:
        assert np.abs(state - before).max() <= 1.1e-4


def test_the_end_is_that_of_the_plain_recall():
    for rule, name in (("projection", "projection"), ("distance", "distance, 1 step")):
        old = explore.grey_recall(PHOTOS, 1, 0.3, name, rng=generator())
        run = shades.grey_steps(PHOTOS, old.cue, rule, 1 if rule == "distance" else 200)
        assert np.allclose(run.states[-1], old.state, atol=1e-6)


def test_repairs_are_made_in_every_frame():
    cue = images.grey_noise(PHOTOS[1], 0.3, rng=generator())
    run = shades.grey_steps(PHOTOS, cue, "distance", 200)
    X = images.to_phases(PHOTOS)
    plain, stretched, anchored = (
        shades.grey_repaired(run.states, repair, PHOTOS) for repair in ("none", "stretch", "anchor")
    )
    assert np.allclose(plain, images.to_grey(run.states))
    assert np.allclose(anchored, images.to_grey(explore.anchored(run.states, X)))
    for one, unstretched in zip(stretched[:4], plain[:4], strict=True):
        assert np.allclose(one, explore.stretched(unstretched, PHOTOS))
    even = shades.grey_repaired(np.full((1, 256), 1j), "stretch", PHOTOS)
    assert np.allclose(even, 0.5)


@pytest.mark.parametrize(
    ("kind", "share", "hidden"), [("rows", 0, 0), ("rows", 0.5, 128), ("rows", 1, 256), ("noise", 0, 0)]
)
def test_damage_takes_the_share_it_is_told(kind, share, hidden):
    cue = shades.grey_damaged(PHOTOS[0], SHAPE, kind, share, rng=generator())
    assert (cue[256 - hidden :] == 0.5).all()
    assert np.array_equal(cue[: 256 - hidden], PHOTOS[0][: 256 - hidden])


def test_random_greys_are_those_of_the_library():
    cue = shades.grey_damaged(PHOTOS[0], SHAPE, "noise", 0.4, rng=generator())
    assert np.array_equal(cue, images.grey_noise(PHOTOS[0], 0.4, rng=generator()))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: shades.grey_damaged(PHOTOS[0], SHAPE, "holes", 0.1, rng=generator()), "kind: expected"),
        (lambda: shades.grey_damaged(PHOTOS[0], SHAPE, "rows", 1.1, rng=generator()), "1.1"),
        (lambda: shades.grey_steps(PHOTOS, PHOTOS[0], "Hebb"), "rule: expected"),
        (lambda: shades.grey_steps(PHOTOS, PHOTOS[0][:9], "distance"), "cue: expected"),
        (lambda: shades.grey_steps(PHOTOS, PHOTOS[0], "distance", 0), "at_most: expected"),
        (lambda: shades.grey_repaired(np.ones((1, 256)), "glue", PHOTOS), "repair: expected"),
    ],
)
def test_steps_refuse(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize(("degrees", "row", "column"), [(0, 20, 37), (90, 2, 20), (180, 20, 2), (45, 7, 32)])
def test_a_ring_shows_a_phase_in_its_direction(degrees, row, column):
    z = np.full((1, 500), np.exp(1j * np.radians(degrees)))
    drawn = shades.rings(z, 40).reshape(40, 40)
    dark = np.argwhere(drawn < 200)
    assert len(dark) > 2
    assert np.abs(dark.mean(axis=0) - [row, column]).max() < 4
    assert (drawn == 255).sum() > 1500


def test_a_film_shows_what_is_recalled_what_is_stored_and_the_ring():
    cue = images.grey_noise(PHOTOS[1], 0.3, rng=generator())
    run = shades.grey_steps(PHOTOS, cue, "projection")
    made = greys.grey_film(run, "anchor", PHOTOS, 1, SHAPE)
    frames = np.frombuffer(made["frames"], np.uint8).reshape(len(run.steps), 3, 16, 2, 16, 2)
    found = shades.grey_repaired(run.states, "anchor", PHOTOS)
    for place in ((0, 0), (1, 1)):
        shown = frames[:, :, :, place[0], :, place[1]].reshape(len(run.steps), 3, 256)
        assert np.allclose(shown[:, 0] / 255, found, atol=0.002)
        assert np.allclose(shown[:, 1] / 255, PHOTOS[1], atol=0.002)
    turned = explore.anchored(run.states, images.to_phases(PHOTOS))
    assert np.array_equal(frames[:, 2].reshape(-1, 1024), shades.rings(turned, 32))
    curves = np.frombuffer(made["curves"]["values"], "<f4").reshape(2, -1)
    assert np.allclose(curves, [np.abs(found - PHOTOS[1]).mean(axis=1), found.std(axis=1)], atol=1e-6)
    assert made["captions"][0].startswith("after 0 steps: mean error of a grey 0.")
    assert made["captions"][1].startswith("after 1 step: ")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (PHOTOS[2], "“coins”"),
        (np.full(256, 0.5), "an even grey"),
        (0.1 + 0.8 * PHOTOS[1], "“coffee” in other shades"),
        (generator().random(256), "no stored picture"),
    ],
)
def test_an_end_has_a_name(found, words):
    assert greys.grey_end_in_words(found, PHOTOS, NAMES) == words


# ----------------------------------------------------------------------------------- its explorer


@pytest.fixture
def explorer():
    return explore.grey_explorer(PHOTOS, SHAPE, NAMES, seed=1)


def controls(explorer):
    return {
        explorer.which: (0, 2),
        explorer.rule: ("distance", "projection"),
        explorer.repair: ("none", "stretch", "anchor"),
        explorer.kind: ("noise", "rows"),
        explorer.share: (0, 100),
        explorer.at_most: (1, 200),
        explorer.draws.seed: (0, 9999),
    }


def shown(explorer):
    return explorer.pad.drawing, explorer.pad.film, explorer.words.value


def test_it_begins_with_projection_and_a_quarter_of_noise(explorer):
    """So the still picture below the explorer in the lesson, of the same seed, is its first state."""
    run = explore.grey_recall(PHOTOS, 0, 0.25, "projection", rng=generator())
    assert (explorer.rule.value, explorer.repair.value, explorer.share.value) == ("projection", "none", 25)
    drawn = np.frombuffer(explorer.pad.drawing, np.uint8).reshape(16, 2, 16, 2)[:, 0, :, 0].ravel()
    assert np.allclose(drawn / 255, run.cue, atol=0.002)
    assert f"cue {run.errors[0]:.3f}, recalled {run.errors[1]:.3f}." in explorer.words.value


def test_every_corner_of_the_controls_shows_what_the_plain_functions_compute(explorer):
    choices = controls(explorer)
    for values in itertools.product(*choices.values()):
        for control, value in zip(choices, values, strict=True):
            control.value = value
        which, rule, repair, kind, share, at_most, seed = values
        cue = shades.grey_damaged(PHOTOS[which], SHAPE, kind, share / 100, rng=generator(seed))
        run = shades.grey_steps(PHOTOS, cue, rule, at_most)
        made = greys.grey_film(run, repair, PHOTOS, which, SHAPE)
        assert explorer.pad.film["frames"] == made["frames"]
        assert explorer.pad.film["captions"] == made["captions"]
        assert ("one even grey" in explorer.words.value) == (kind == "rows" and share == 100)


def test_each_control_changes_what_is_shown_and_a_reset_brings_the_first_state_back(explorer):
    begun = shown(explorer)
    for control, values in controls(explorer).items():
        seen = []
        for value in values:
            control.value = value
            seen.append(shown(explorer))
        assert all(one != other for one, other in itertools.pairwise(seen)), control.description
        control.value = 40 if control is explorer.share else values[0]
    explorer.draws.reset.click()
    assert shown(explorer) == begun


def test_a_cue_can_be_painted_and_lasts_until_it_is_made_anew(explorer):
    painted = np.full((32, 32), 255, np.uint8)
    painted[:16] = 0
    explorer.pad.drawing = painted.tobytes()
    cue = np.repeat([0.0, 1.0], 128)
    run = shades.grey_steps(PHOTOS, cue, "projection")
    assert explorer.pad.film == greys.grey_film(run, "none", PHOTOS, 0, SHAPE)
    explorer.repair.value = "anchor"
    assert explorer.pad.drawing == painted.tobytes()
    explorer.draws.noise.click()
    assert explorer.pad.drawing != painted.tobytes()


def test_the_brush_takes_its_ink(explorer):
    for ink in (255, 128, 0):
        explorer.ink.value = ink
        assert explorer.pad.ink == ink


def test_twenty_draws_are_told_and_forgotten_when_anything_changes(explorer):
    explorer.repair.value = "anchor"
    explorer.draws.draws.click()
    assert "20 draws, seeds 1 to 20: 20 × “camera”." in explorer.draws.told.value
    explorer.rule.value = "distance"
    assert explorer.draws.told.value == ""
    explorer.draws.draws.click()
    assert "20 × an even grey." in explorer.draws.told.value


def file_of(picture):
    file = io.BytesIO()
    picture.save(file, "png")
    return file.getvalue()


def choose(explorer, content, name="mine.png"):
    now = datetime.datetime.now(datetime.UTC)
    explorer.upload.value = (
        {"name": name, "type": "image/png", "size": len(content), "content": content, "last_modified": now},
    )


def test_a_picture_of_ones_own_is_stored_and_chosen(explorer):
    own = Image.fromarray(np.tile(np.linspace(0, 255, 90).astype(np.uint8), (90, 1)))
    choose(explorer, file_of(own), "<mine>.png")
    assert explorer.which.label == "<mine>.png"
    assert explorer.complaint.value == ""
    stored = np.frombuffer(explorer.pad.film["frames"], np.uint8).reshape(-1, 3, 32, 32)[0, 1]
    assert (np.diff(stored[:, ::2].astype(int), axis=1) > 8).all()  # ever lighter to the right
    explorer.share.value = 0
    assert "The end is “&lt;mine&gt;.png”, at rest" in explorer.words.value
    choose(explorer, file_of(own.rotate(90)), "other.png")
    assert [label for label, _ in explorer.which.options] == [*NAMES, "other.png"]
    explorer.draws.reset.click()
    assert explorer.which.value == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no picture", "cannot be used: expected a PNG or JPEG"),
        (file_of(Image.new("L", (20, 20), 7)), "cannot be used: expected a picture with light and dark"),
        (
            file_of(Image.fromarray(np.rint(255 * PHOTOS[1]).astype(np.uint8).reshape(SHAPE))),
            "cannot be used: it is stored already",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_all_stays(explorer, content, words):
    before = shown(explorer)
    choose(explorer, content)
    assert words in explorer.complaint.value
    assert shown(explorer) == before
    assert len(explorer.which.options) == 3


def test_controls_have_names(explorer):
    assert [explorer.share.tooltip, explorer.at_most.tooltip] == [
        "damaged pixels of the cue, in per cent",
        "steps at most",
    ]
    for control, words in (
        (explorer.which, "picture"),
        (explorer.rule, "rule"),
        (explorer.repair, "repair"),
        (explorer.kind, "damage"),
        (explorer.ink, "brush"),
        (explorer.upload, "your picture"),
    ):
        assert control.description == words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"names": ("a",)}, "names: expected"),
        ({"shape": (8, 32)}, "shape: expected a square"),
        ({"seed": -1}, "seed: expected"),
        ({"noise": 2}, "noise: expected|flipped|fraction"),
    ],
)
def test_the_explorer_refuses(change, words):
    given = {"shape": SHAPE, "names": NAMES, "seed": 1} | change
    with pytest.raises(ValueError, match=words):
        explore.grey_explorer(PHOTOS, given.pop("shape"), given.pop("names"), **given)


# -------------------------------------------------------------------------------- the still picture


WORDS = [
    ("distance, 20 steps", ["recalled 0.2", "after 20 steps", "contrast 0.000", "all phases near"]),
    ("distance, 1 step", ["after 1 step;", "most phases from"]),
    ("projection, anchored", ["recalled 0.000, at rest", "contrast 0.2"]),
]


@pytest.mark.parametrize(("rule", "expected"), WORDS)
def test_the_words_of_the_still_picture_say_what_can_be_seen(rule, expected):
    run = explore.grey_recall(PHOTOS, 0, 0.25, rule, rng=generator())
    told = explore.grey_in_words(run, PHOTOS[0])
    assert all(one in told for one in expected), told


def test_the_still_picture_is_drawn_for_every_rule():
    panel = explore.GreyPanel(SHAPE)
    drawn = set()
    for rule in RULES:
        run = explore.grey_recall(PHOTOS, 0, 0.25, rule, rng=generator())
        png = panel.png(run, PHOTOS[0])
        drawn.add(png)
        with Image.open(io.BytesIO(png)) as picture:
            assert picture.size == (720, 232)
    assert len(drawn) == len(RULES)


def test_a_run_that_has_not_come_to_rest_says_so():
    run = explore.GreyRecall(PHOTOS[0], PHOTOS[0], images.to_phases(PHOTOS[0]), 200, False, (0.1, 0.0))
    assert "recalled 0.000, still moving after 200 steps" in explore.grey_in_words(run, PHOTOS[0])
