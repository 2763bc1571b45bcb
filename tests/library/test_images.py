"""Pictures to states and back, corruption, and reading files: oracles, invariants, bad input."""

import io
import os
import struct
import sys
import zlib
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image, ImageDraw

from hopfield_lib import data, images, plots
from hopfield_lib.images import files

SHAPE = (6, 5)
N = 30


def states(*shape, seed=0, values=(-1, 1)):
    return np.random.default_rng(seed).choice(np.array(values, np.int8), shape)


def generator(seed=1):
    return np.random.default_rng(seed)


def blend_with_ink(given_states):
    try:
        shape = np.shape(given_states)
    except ValueError:  # ragged rows have no shape
        shape = (N,)
    return images.blend(given_states, np.ones(shape))


# Every function from states to states, with arguments that make it do something.
STATE_FUNCTIONS = {
    "flip": lambda s: images.flip(s, 0.3, rng=generator()),
    "flip each": lambda s: images.flip(s, 0.3, rng=generator(), exact=False),
    "flip_per_row": lambda s: images.flip_per_row(s, SHAPE, 2, rng=generator()),
    "flip_per_row again": lambda s: images.flip_per_row(s, SHAPE, 4, rng=generator(), replace=True),
    "mask_rows": lambda s: images.mask_rows(s, SHAPE, [1, 4]),
    "mask_rows random": lambda s: images.mask_rows(s, SHAPE, range(3), "random", rng=generator()),
    "mask_block": lambda s: images.mask_block(s, SHAPE, [0, 2], [1, 3, 4], 0),
    "overlay": lambda s: images.overlay(s, SHAPE, [[1, -1], [1, 1]], 1, 2, value=-1),
    "blend": blend_with_ink,
}
each_function = pytest.mark.parametrize("function", STATE_FUNCTIONS.values(), ids=STATE_FUNCTIONS)


# ------------------------------------------------------------------------------- of all of them


@each_function
@pytest.mark.parametrize("shape", [(N,), (4, N), (2, 3, N)])
def test_states_come_back_as_int8_of_the_same_shape_and_the_input_is_not_changed(function, shape):
    given_states = states(*shape)
    before = given_states.copy()
    result = function(given_states)
    assert result.shape == shape
    assert result.dtype == np.int8
    assert not np.shares_memory(result, given_states)
    assert np.array_equal(given_states, before)
    assert not np.array_equal(result, before)
    assert np.isin(result, (-1, 0, 1)).all()


@each_function
def test_all_kinds_of_arrays_give_the_same(function):
    plain = states(4, N)
    expected = function(plain)
    frozen = plain.copy()
    frozen.flags.writeable = False
    wide = np.repeat(plain, 2, axis=1)
    for kind in (plain.astype(float), plain.astype(np.float32), plain.astype(int), plain == 1, frozen):
        assert np.array_equal(function(kind), expected)
    for layout in (np.asfortranarray(plain), wide[:, ::2], np.ascontiguousarray(plain[::-1])[::-1]):
        assert np.array_equal(function(layout), expected)
    assert np.array_equal(function(plain.tolist()), expected)


@each_function
@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (np.where(np.arange(N) == 3, 2, 1), ValueError, r"got 2 at \(3,\)"),
        (np.where(np.arange(N) == 3, np.nan, 1), ValueError, r"got nan at \(3,\)"),
        (np.where(np.arange(N) == 3, -np.inf, 1), ValueError, r"got -inf at \(3,\)"),
        (np.ones(N) + 0j, TypeError, "complex128"),
        (["a"] * N, TypeError, "'a'"),
        ([[1, 1], [1]], ValueError, "ragged"),
        (np.ones((2, 0)), ValueError, r"\(2, 0\)"),
        (1, ValueError, "single number"),
        (None, TypeError, "None"),
    ],
)
def test_states_that_are_none_are_refused(function, wrong, error, words):
    with pytest.raises(error, match=f"(patterns|first).*{words}"):
        function(wrong)


NEED_SHAPE = {name: function for name, function in STATE_FUNCTIONS.items() if "_" in name or "over" in name}


@pytest.mark.parametrize("function", NEED_SHAPE.values(), ids=NEED_SHAPE)
def test_a_shape_that_does_not_fit_is_refused(function):
    with pytest.raises(ValueError, match=r"shape.*31 units, got 6 × 5"):
        function(np.ones(31))


@pytest.mark.parametrize(
    ("shape", "error", "words"),
    [
        (30, ValueError, r"\(height, width\), got 30"),
        ((6, 5, 1), ValueError, r"got \(6, 5, 1\)"),
        ((6.0, 5), TypeError, r"whole number, got 6\.0"),
        ((-6, -5), ValueError, "from 1, got -6"),
        (None, ValueError, "got None"),
    ],
)
def test_a_shape_that_is_none_is_refused(shape, error, words):
    with pytest.raises(error, match=f"shape.*{words}"):
        images.mask_rows(np.ones(N), shape, [0])


RANDOM = {
    "flip": lambda rng: images.flip(states(N), 0.3, rng=rng),
    "flip_per_row": lambda rng: images.flip_per_row(states(N), SHAPE, 2, rng=rng),
    "mask_rows": lambda rng: images.mask_rows(states(N), SHAPE, [0], "random", rng=rng),
    "mask_block": lambda rng: images.mask_block(states(N), SHAPE, [0], [0, 1], "random", rng=rng),
    "grey_noise": lambda rng: images.grey_noise(np.full(N, 0.5), 0.3, rng=rng),
}


@pytest.mark.parametrize("function", RANDOM.values(), ids=RANDOM)
def test_randomness_comes_from_the_generator_and_nothing_else_will_do(function):
    assert np.array_equal(function(generator(7)), function(generator(7)))
    for wrong in (None, 7, np.random):
        with pytest.raises(TypeError, match=r"rng.*numpy\.random\.Generator"):
            function(wrong)
    with pytest.raises(TypeError, match="positional arguments"):
        images.flip(states(N), 0.3, generator())


# ---------------------------------------------------------------------------------- binarize

greys_8bit = hnp.arrays(np.uint8, hnp.array_shapes(min_dims=2, max_dims=3, max_side=6))


@given(greys_8bit)
def test_binarize_cuts_each_picture_at_its_own_mean(pictures):
    stack = pictures if pictures.ndim == 3 else pictures[None]
    assume(all(np.ptp(picture) for picture in stack))  # an even grey has nothing to cut
    result = images.binarize(pictures)
    assert result.dtype == np.int8
    assert result.shape == ((len(stack), stack[0].size) if pictures.ndim == 3 else (pictures.size,))
    for picture, state in zip(stack, np.atleast_2d(result), strict=True):
        pixels = [int(pixel) for row in picture for pixel in row]
        total = sum(pixels)
        assert state.tolist() == [-1 if pixel * len(pixels) > total else 1 for pixel in pixels]


@given(greys_8bit, st.integers(-1, 256))
def test_binarize_at_a_number_takes_the_threshold_itself_as_dark(pictures, threshold):
    stack = pictures if pictures.ndim == 3 else pictures[None]
    assume(all(picture.min() <= threshold < picture.max() for picture in stack))
    dark = images.binarize(pictures, threshold)
    assert np.array_equal(dark.ravel() == 1, pictures.ravel() <= threshold)
    assert np.array_equal(images.binarize(pictures, threshold, bright=1), -dark)
    assert np.array_equal(images.binarize(pictures / 255, np.float64(threshold) / 255), dark)


def test_binarize_flattens_rows_one_after_the_other():
    picture = np.array([[0, 255, 255], [255, 255, 0]], np.uint8)
    assert images.binarize(picture, 80).tolist() == [1, -1, -1, -1, -1, 1]
    assert images.binarize(picture.ravel(), 80).tolist() == [1, -1, -1, -1, -1, 1]
    assert images.binarize(np.array([picture, 255 - picture]), 80).tolist() == [
        [1, -1, -1, -1, -1, 1],
        [-1, 1, 1, 1, 1, -1],
    ]


BLANK = np.full((3, 4), 255, np.uint8)
DRAWN = np.where(np.eye(3, 4), 20, 230).astype(np.uint8)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: images.binarize(BLANK),
            "pictures: .*one colour: picture has one even grey, 255, cut at 255; one_colour=True lets",
        ),
        (lambda: images.binarize(np.full((3, 4), 0.1)), r"one colour: picture has one even grey, 0\.1"),
        (lambda: images.binarize([DRAWN, DRAWN, BLANK]), "one colour: picture 2 has one even grey, 255"),
        (lambda: images.binarize(DRAWN, 19), "one colour: picture has greys from 20 to 230, cut at 19"),
        (lambda: images.binarize(DRAWN, 230), "one colour: .* cut at 230"),
        (lambda: images.binarize(DRAWN / 255, 128), "one colour: .* from 0\\.0784.* to 0\\.9.*, cut at 128"),
        (lambda: images.binarize_like(BLANK, DRAWN), "cues: .*one colour: picture has one even grey"),
        (lambda: images.binarize_like(DRAWN, BLANK), "stored: .*one colour"),
        (
            lambda: images.binarize_like([DRAWN, DRAWN // 9], [DRAWN, DRAWN], 120),
            "cues: .*picture 1 has greys from 2",
        ),
    ],
)
def test_a_picture_that_turns_into_one_colour_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_the_explorer_of_ones_own_picture_refuses_one_colour_too_and_colours_as_greys():
    from hopfield_lib import explore

    for greys, words in (
        (255, r"even grey, 255 \(what is transparent counts as white\)"),
        (0, "even grey, 0$"),
    ):
        file = io.BytesIO()
        Image.new("L", (40, 30), greys).save(file, "webp", lossless=True)
        with pytest.raises(ValueError, match=f"light and dark parts; .*{words}"):
            explore.own_greys(file.getvalue())
    side = explore.OWN_SIDE
    for sample, words in ((np.zeros((side, side)), "one colour"), (np.ones((side, side, 3)), "in colour")):
        with pytest.raises(ValueError, match=words):
            explore.own_picture_explorer(sample, states(1, side**2), ["a", "b"], seed=1)


def test_one_colour_may_be_asked_for():
    assert images.binarize([DRAWN, BLANK], one_colour=True)[1].tolist() == [1] * 12
    assert images.binarize(DRAWN, 0, one_colour=True).tolist() == [-1] * 12
    with pytest.raises(TypeError, match="one_colour: expected True or False, got 1"):
        images.binarize(DRAWN, one_colour=1)


COLOURS = np.zeros((8, 9, 3), np.uint8)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda x: images.binarize(x), "pictures"),
        (lambda x: images.binarize(x / 255, 0.5), "pictures"),
        (lambda x: images.binarize_like(x, x), "cues"),
        (lambda x: images.binarize_like(x[..., 0], x), "stored"),
        (lambda x: images.grey_noise(x, 0.1, rng=generator()), "pictures"),
        (lambda x: images.to_phases(x), "greys"),
        (lambda x: plots.gallery(x, (40, 30)), "states"),
        (lambda x: plots.picture(None, x), "greys"),
    ],
)
@pytest.mark.parametrize("planes", [3, 4])
def test_a_picture_in_colour_is_not_taken_for_many(call, name, planes):
    picture = generator().integers(0, 256, (40, 30, planes), dtype=np.uint8)
    with pytest.raises(
        ValueError, match=rf"{name}: .*one picture in colour, shape \(40, 30, {planes}\); .* @ "
    ):
        call(picture)


def test_the_way_out_of_colours_is_that_of_load(tmp_path):
    picture = generator().integers(0, 256, (40, 30, 3), dtype=np.uint8)
    Image.fromarray(picture).save(tmp_path / "a.png")
    by_hand = picture @ [0.299, 0.587, 0.114]
    assert np.abs(by_hand - images.load(tmp_path / "a.png")).max() < 1


def test_bitmaps_three_wide_are_no_colours():
    digits = states(10, 5, 3)
    assert np.array_equal(images.binarize(-digits, 0), digits.reshape(10, 15))


# ----------------------------------------------------------------------------- cues and their cut


PHOTOGRAPHS = data.pictures().images
STORED = images.binarize(PHOTOGRAPHS)
THIRD = slice(0, 43)


def painted(greys, value, rows=THIRD):
    copy = greys.copy()
    copy[:, rows] = value
    return copy


CHANGES = {  # of tone, with the most pixels of a hundred that may be wrong
    "half as bright": (lambda g: g // 2, 2.5),
    "paler": (lambda g: 128 + g // 2, 2.5),
    "brighter": (lambda g: np.minimum(g * 1.3, 255), 1),
    "gamma": (lambda g: 255 * (g / 255) ** 2, 1),
    "floats": (lambda g: g / 255, 0),
}


@pytest.mark.parametrize("value", [0, 255])
def test_what_was_painted_over_leaves_the_rest_as_it_was_stored(value):
    states, cuts, plain = images.binarize_like(painted(PHOTOGRAPHS, value), PHOTOGRAPHS)
    rest = (slice(None), slice(43 * 128, None))
    np.testing.assert_array_equal(states[rest], STORED[rest])
    np.testing.assert_array_equal(cuts, plain)
    np.testing.assert_allclose(plain, PHOTOGRAPHS.reshape(8, -1).mean(axis=1))
    own = images.binarize(painted(PHOTOGRAPHS, value))
    assert (own[rest] != STORED[rest]).mean() > 0.2  # what its own mean would have done


@pytest.mark.parametrize("change", CHANGES)
def test_cues_that_are_darker_or_paler_as_a_whole_are_still_cut_like_their_pictures(change):
    make, most = CHANGES[change]
    states, cuts, plain = images.binarize_like(make(PHOTOGRAPHS.astype(float)), PHOTOGRAPHS)
    assert (cuts != plain).all()
    assert 100 * (states != STORED).mean(axis=1).max() <= most


def test_a_negative_is_still_cut_to_the_reverse():
    states, *_ = images.binarize_like(255 - PHOTOGRAPHS, PHOTOGRAPHS)
    assert (states == -STORED).mean() > 0.99


def test_black_and_white_cues_and_noise_are_cut_where_the_picture_is():
    flipped = images.flip(STORED, 0.3, rng=generator())
    black_and_white = np.where(flipped.reshape(PHOTOGRAPHS.shape) > 0, 0, 255)
    states, cuts, plain = images.binarize_like(black_and_white, PHOTOGRAPHS)
    np.testing.assert_array_equal(states, flipped)
    np.testing.assert_array_equal(cuts, plain)
    noisy = images.grey_noise(PHOTOGRAPHS, 0.3, rng=generator())
    states, cuts, plain = images.binarize_like(noisy, PHOTOGRAPHS)
    np.testing.assert_array_equal(cuts, plain)
    assert (states != STORED).mean() < 0.16


def test_a_threshold_given_as_a_number_holds_for_cues_as_it_is():
    four = PHOTOGRAPHS[:4]
    states, cuts, plain = images.binarize_like(four // 2, four, 60)
    np.testing.assert_array_equal(states, images.binarize(four // 2, 60))
    assert set(cuts) == set(plain) == {60}


def test_one_cue_is_cut_as_among_many_and_bright_may_be_ink():
    cues = painted(PHOTOGRAPHS, 255)
    cues[3] = PHOTOGRAPHS[3] // 2
    many, cuts, plain = images.binarize_like(cues, PHOTOGRAPHS)
    for k in (0, 3):
        one, cut, uncut = images.binarize_like(cues[k], PHOTOGRAPHS[k])
        np.testing.assert_array_equal(one, many[k])
        assert (cut, uncut) == (cuts[k], plain[k])
    np.testing.assert_array_equal(images.binarize_like(cues, PHOTOGRAPHS, bright=1)[0], -many)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: images.binarize_like(DRAWN, DRAWN[:2]),
            r"cues: expected the shape of stored, \(2, 4\), got \(3, 4\)",
        ),
        (lambda: images.binarize_like(DRAWN, [DRAWN, DRAWN]), r"cues: expected the shape of stored"),
        (lambda: images.binarize_like(DRAWN, DRAWN, "median"), "threshold: .*'median'"),
        (lambda: images.binarize_like(DRAWN, DRAWN, bright=2), "bright: .*got 2"),
    ],
)
def test_cues_that_belong_to_no_picture_are_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


# numbers come as NumPy's scalars of any width, as arrays without axes, and as subclasses


class Whole(int):
    pass


@pytest.mark.parametrize("one", [np.int8, np.uint64, np.array, Whole])
@pytest.mark.parametrize("real", [np.float16, np.float32, np.longdouble, np.array, Fraction])
def test_arguments_may_be_numbers_of_any_width(one, real):
    plain, photo = states(2, N), DRAWN / 255
    for call in (
        lambda one, real: images.flip(plain, real(0.25), rng=generator()),
        lambda one, real: images.flip_per_row(plain, SHAPE, one(2), rng=generator()),
        lambda one, real: images.mask_rows(plain, (one(6), one(5)), [1], one(1)),
        lambda one, real: images.overlay(plain, SHAPE, [[1]], one(2), one(3), scale=one(2), value=one(0)),
        lambda one, real: images.binarize(photo, real(0.25), bright=one(1)),
        lambda one, real: images.binarize_like(photo, photo, real(0.25), bright=one(1))[0],
        lambda one, real: images.to_phases([0.5], real(0.25)),
        lambda one, real: images.film(plain, SHAPE, seconds=real(0.25), zoom=one(2)),
        lambda one, real: data.pictures("camera", size=one(16)).images,
        lambda one, real: data.digits_10x9(one(7)).images,
    ):
        np.testing.assert_array_equal(call(one, real), call(int, float))


# -------------------------------------------------------------------------------------- flips


@given(st.integers(1, 40), st.floats(0, 1), st.integers(0, 3))
def test_flip_takes_the_nearest_whole_number_of_units_of_each_pattern(width, fraction, rows):
    before = states(rows, width) if rows else states(width)
    after = images.flip(before, fraction, rng=generator())
    assert np.all((after != before).sum(axis=-1) == round(fraction * width))
    assert np.array_equal(np.abs(after), np.abs(before))


def test_flip_draws_anew_for_each_pattern_and_each_unit_equally_often():
    before = np.ones((4000, 20), np.int8)
    for exact in (True, False):
        flipped = images.flip(before, 0.25, rng=generator(), exact=exact) == -1
        assert np.abs(flipped.mean(axis=0) - 0.25).max() < 5 * np.sqrt(0.25 * 0.75 / 4000)
        assert len(np.unique(flipped, axis=0)) > 1000


def test_flip_with_a_probability_varies_in_number():
    counts = (images.flip(np.ones((4000, 100)), 0.3, rng=generator(), exact=False) == -1).sum(axis=1)
    assert abs(counts.mean() - 30) < 5 * np.sqrt(21 / 4000)
    assert abs(counts.var() - 21) < 3


@given(hnp.arrays(np.int8, (3, 12), elements=st.sampled_from([-1, 0, 1])), st.booleans())
def test_flip_keeps_undecided_units_and_all_flipped_is_the_reverse(cue, exact):
    assert np.array_equal(images.flip(cue, 1, rng=generator(), exact=exact), -cue)
    assert np.array_equal(images.flip(cue, 0.0, rng=generator(), exact=exact), cue)


def test_flip_per_row_without_replacement_flips_the_count_in_every_row():
    before = states(3, 128 * 16)
    after = images.flip_per_row(before, (16, 128), 30, rng=generator())
    assert np.all((after != before).reshape(3, 16, 128).sum(axis=-1) == 30)


def test_flip_per_row_with_replacement_flips_a_pixel_drawn_twice_once():
    before = states(40, 128 * 128)
    after = images.flip_per_row(before, (128, 128), 30, rng=generator(), replace=True)
    flipped = (after != before).reshape(-1, 128).sum(axis=1)
    expected = 128 * (1 - (1 - 1 / 128) ** 30)  # 26.8
    assert flipped.max() <= 30
    assert abs(flipped.mean() - expected) < 5 * flipped.std() / np.sqrt(flipped.size)
    all_drawn = images.flip_per_row(before[0], (128, 128), 5000, rng=generator(), replace=True)
    assert np.array_equal(all_drawn, -before[0])


def test_flip_per_row_with_replacement_is_the_plain_loop():
    before = states(2, N)
    drawn = generator(3).integers(5, size=(2, 6, 4))
    expected = before.reshape(2, 6, 5).copy()
    for pattern in range(2):
        for row in range(6):
            for column in set(drawn[pattern, row]):
                expected[pattern, row, column] *= -1
    after = images.flip_per_row(before, SHAPE, 4, rng=generator(3), replace=True)
    assert np.array_equal(after, expected.reshape(2, N))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda s: images.flip(s, 1.2, rng=generator()), ValueError, r"fraction.*up to 1.*1\.2"),
        (lambda s: images.flip(s, -0.1, rng=generator()), ValueError, r"fraction.*from 0.*-0\.1"),
        (lambda s: images.flip(s, np.nan, rng=generator()), ValueError, "fraction.*nan"),
        (lambda s: images.flip(s, "20%", rng=generator()), TypeError, "fraction.*'20%'"),
        (lambda s: images.flip(s, True, rng=generator()), TypeError, "fraction.*True"),
        (lambda s: images.flip(s, 0.1, rng=generator(), exact=1), TypeError, "exact.*got 1"),
        (lambda s: images.flip_per_row(s, SHAPE, 6, rng=generator()), ValueError, "count.*up to 5, got 6"),
        (lambda s: images.flip_per_row(s, SHAPE, -1, rng=generator()), ValueError, "count.*from 0.*got -1"),
        (lambda s: images.flip_per_row(s, SHAPE, 2.5, rng=generator()), TypeError, r"count.*2\.5"),
        (lambda s: images.flip_per_row(s, SHAPE, 2, rng=generator(), replace=None), TypeError, "replace"),
    ],
)
def test_flips_refuse(call, error, words):
    with pytest.raises(error, match=words):
        call(states(N))


# ------------------------------------------------------------------- masks, overlays and blends

rows_of = st.lists(st.integers(0, 5), unique=True, max_size=6)
columns_of = st.lists(st.integers(0, 4), unique=True, max_size=5)


@given(rows_of, columns_of, st.sampled_from([-1, 0, 1]))
def test_mask_block_is_the_plain_loop(rows, columns, value):
    before = states(2, N)
    expected = before.reshape(2, 6, 5).copy()
    for row in rows:
        for column in columns:
            expected[:, row, column] = value
    rows, columns = np.array(rows, int), np.array(columns, int)
    after = images.mask_block(before, SHAPE, rows, columns, value)
    assert np.array_equal(after, expected.reshape(2, N))
    whole = images.mask_rows(before, SHAPE, rows, value)
    assert np.array_equal(whole, images.mask_block(before, SHAPE, rows, range(5), value))


def test_a_random_mask_is_fair_and_differs_from_pattern_to_pattern():
    before = np.zeros((2000, N), np.int8)
    masked = images.mask_rows(before, SHAPE, range(2), "random", rng=generator())
    assert np.isin(masked[:, :10], (-1, 1)).all()
    assert not masked[:, 10:].any()
    assert np.abs(masked[:, :10].mean(axis=0)).max() < 5 / np.sqrt(2000)
    assert len(np.unique(masked, axis=0)) > 800


def test_masking_no_rows_changes_nothing():
    before = states(N)
    np.testing.assert_array_equal(images.mask_rows(before, SHAPE, range(0), 1), before)
    np.testing.assert_array_equal(images.mask_block(before, SHAPE, range(3), []), before)


def test_mask_rows_masks_the_top_rows_with_paper_unless_told_otherwise():
    masked = images.mask_rows(np.ones(N), SHAPE, range(2))
    assert masked.tolist() == [-1] * 10 + [1] * 20


@given(st.integers(0, 4), st.integers(0, 3), st.sampled_from([-1, 0, 1]))
def test_overlay_draws_where_the_ink_is(top, left, value):
    bitmap = np.array([[1, -1], [-1, 1]])
    before = states(3, N)
    after = images.overlay(before, SHAPE, bitmap, top, left, value=value)
    expected = before.reshape(3, 6, 5).copy()
    expected[:, top, left] = expected[:, top + 1, left + 1] = value
    assert np.array_equal(after, expected.reshape(3, N))


def test_overlay_enlarges_a_letter():
    picture = -np.ones(40 * 30)
    letter = data.letters("L").images[0]
    drawn = images.overlay(picture, (40, 30), letter, 7, 4, scale=2).reshape(40, 30)
    assert np.array_equal(drawn[7:27, 4:24], np.kron(letter, np.ones((2, 2))))
    assert (drawn == 1).sum() == 4 * (letter == 1).sum()
    as_bool = images.overlay(picture, (40, 30), letter == 1, 7, 4, scale=2)
    assert np.array_equal(as_bool, drawn.ravel())


@given(hnp.arrays(np.int8, (2, 4, 7), elements=st.sampled_from([-1, 1])))
def test_blend_is_half_the_sum(pair):
    assert np.array_equal(images.blend(*pair), (pair[0] + pair[1]) / 2)
    assert np.array_equal(images.blend(pair[0], pair[0]), pair[0])
    assert not images.blend(pair[0], -pair[0]).any()


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda s: images.mask_rows(s, SHAPE, [6]), ValueError, "rows.*0 to 5, got 6"),
        (lambda s: images.mask_rows(s, SHAPE, [-1]), ValueError, "rows.*0 to 5, got -1"),
        (lambda s: images.mask_rows(s, SHAPE, [1, 1]), ValueError, r"rows.*once, got \[1, 1\]"),
        (lambda s: images.mask_rows(s, SHAPE, [0.5]), TypeError, "rows.*whole numbers"),
        (lambda s: images.mask_rows(s, SHAPE, [0], 2), ValueError, "value.*got 2"),
        (lambda s: images.mask_rows(s, SHAPE, [0], None), ValueError, "value.*got None"),
        (lambda s: images.mask_rows(s, SHAPE, [0], "grey"), ValueError, "value.*'random'.*got 'grey'"),
        (lambda s: images.mask_rows(s, SHAPE, [0], "random"), TypeError, "rng.*got None"),
        (lambda s: images.mask_block(s, SHAPE, [0], [5]), ValueError, "columns.*0 to 4, got 5"),
        (lambda s: images.overlay(s, SHAPE, np.ones(4)), ValueError, r"bitmap.*\(4,\)"),
        (lambda s: images.overlay(s, SHAPE, np.zeros((2, 2))), ValueError, r"bitmap.*got 0\.0"),
        (lambda s: images.overlay(s, SHAPE, np.ones((7, 1))), ValueError, r"bitmap.*6 × 5.*\(7, 1\)"),
        (lambda s: images.overlay(s, SHAPE, np.ones((2, 2)), 5), ValueError, "top.*up to 4, got 5"),
        (lambda s: images.overlay(s, SHAPE, np.ones((2, 2)), 0, -1), ValueError, "left.*from 0.*got -1"),
        (lambda s: images.overlay(s, SHAPE, np.ones((2, 2)), scale=3), ValueError, "scale.*up to 2, got 3"),
        (lambda s: images.overlay(s, SHAPE, np.ones((2, 2)), value=5), ValueError, "value.*got 5"),
        (lambda s: images.blend(s, np.ones(N + 1)), ValueError, r"second.*\(30,\), got \(31,\)"),
        (lambda s: images.blend(s, np.zeros(N)), ValueError, r"second.*got 0\.0"),
        (lambda s: images.blend(np.zeros(N), s), ValueError, r"first.*got 0\.0"),
    ],
)
def test_masks_overlays_and_blends_refuse(call, error, words):
    with pytest.raises(error, match=words):
        call(states(N))


# ----------------------------------------------------------------------------- greys and phases


@pytest.mark.parametrize("kind", [np.uint8, np.float32, np.float64])
def test_grey_noise_replaces_a_share_by_uniform_greys(kind):
    white = 255 if kind == np.uint8 else 1
    before = np.full((50, 1000), 0.25 * white).astype(kind)
    kept = before.copy()
    after = images.grey_noise(before, 0.3, rng=generator())
    assert after.dtype == kind
    assert np.array_equal(before, kept)
    replaced = after[after != before]
    assert abs(replaced.size / before.size - 0.3) < 0.01
    shares = np.histogram(replaced / white, bins=4, range=(0, 1))[0] / replaced.size
    assert np.abs(shares - 0.25).max() < 0.02
    assert np.array_equal(images.grey_noise(before, 0, rng=generator()), before)
    assert (images.grey_noise(before, 1, rng=generator()) != before).mean() > 0.99


spans = st.floats(0.1, 2 * np.pi)


@given(hnp.arrays(np.float64, (2, 9), elements=st.floats(0, 1)), st.floats(0.1, 6.2))
def test_greys_come_back_from_phases(greys, span):
    phasors = images.to_phases(greys, span)
    assert np.allclose(np.abs(phasors), 1, atol=1e-14)
    assert np.abs(images.to_grey(phasors, span) - greys).max() < 1e-7
    assert phasors.shape == greys.shape


def test_all_8bit_greys_come_back_on_half_and_on_nearly_full_circle():
    greys = np.arange(256, dtype=np.uint8).reshape(16, 16)
    for span in (np.pi / 2, np.pi, 6.0, 2 * np.pi):
        assert np.array_equal(np.rint(255 * images.to_grey(images.to_phases(greys, span), span)), greys)


def test_phases_are_the_written_formula_and_black_and_white_are_plus_and_minus_one():
    greys = np.array([0.0, 0.25, 1.0])
    expected = [np.cos(np.pi * g) + 1j * np.sin(np.pi * g) for g in greys]
    assert np.allclose(images.to_phases(greys), expected, atol=1e-15)
    picture = data.pictures("camera", size=16).images[0]
    cut = np.where(picture > picture.mean(), np.uint8(255), np.uint8(0))
    assert np.allclose(images.to_phases(cut).ravel(), images.binarize(picture), atol=1e-15)
    assert np.array_equal(images.to_grey(images.binarize(picture)), cut.ravel() / 255)


@given(st.floats(-10, 10), spans)
def test_a_phase_anywhere_on_the_circle_has_the_nearest_grey(phase, span):
    grey = images.to_grey(np.array([np.exp(1j * phase)]), span)[0]
    assert 0 <= grey <= 1
    distances = [np.abs(np.exp(1j * phase) - np.exp(1j * g * span)) for g in np.linspace(0, 1, 2001)]
    assert np.abs(np.exp(1j * phase) - np.exp(1j * grey * span)) <= min(distances) + 1e-9


@pytest.mark.parametrize("span", [1.0, np.pi, 5.0])
def test_grey_is_continuous_but_opposite_to_the_middle(span):
    jump = span / 2 + np.pi
    phases = jump + np.linspace(1e-9, 2 * np.pi - 1e-9, 20001)
    greys = images.to_grey(np.exp(1j * phases), span)
    assert np.abs(np.diff(greys)).max() < 1.01 * (phases[1] - phases[0]) / span
    assert (greys[0], greys[-1]) == (0, 1)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: images.to_phases([0.5, 1.5]), ValueError, r"greys.*0 to 1.*1\.5"),
        (lambda: images.to_phases([-0.5]), ValueError, r"greys.*0 to 1.*-0\.5"),
        (lambda: images.to_phases([np.nan]), ValueError, "greys.*nan"),
        (lambda: images.to_phases(np.array([0, 200])), TypeError, "greys.*uint8 or floats.*int64"),
        (lambda: images.to_phases(np.array([True])), TypeError, "greys.*uint8 or floats.*bool"),
        (lambda: images.to_phases([0.5 + 0j]), TypeError, "greys.*complex128"),
        (lambda: images.to_phases(["a"]), TypeError, "greys.*'a'"),
        (lambda: images.to_phases([]), ValueError, r"greys.*\(0,\)"),
        (lambda: images.to_phases([0.5], 0), ValueError, "span.*above 0.*got 0"),
        (lambda: images.to_phases([0.5], 7.0), ValueError, r"span.*6\.28319, got 7\.0"),
        (lambda: images.to_grey([1.0], "half"), TypeError, "span.*'half'"),
        (lambda: images.to_grey([1.0, 0.5]), ValueError, r"phasors.*unit circle.*0\.5 at \(1,\)"),
        (lambda: images.to_grey([np.nan + 0j]), ValueError, "phasors.*unit circle.*nan"),
        (lambda: images.grey_noise([0.5], 1.1, rng=generator()), ValueError, r"fraction.*1\.1"),
        (lambda: images.grey_noise([2.0], 0.1, rng=generator()), ValueError, r"pictures.*0 to 1.*2\.0"),
        (lambda: images.grey_noise([1], 0.1, rng=generator()), TypeError, "pictures.*uint8.*int64"),
    ],
)
def test_greys_and_phases_refuse(call, error, words):
    with pytest.raises(error, match=words):
        call()


# ---------------------------------------------------------------------------------- files


def gradient(height=12, width=20):
    return (np.arange(height * width, dtype=np.uint16) % 251).astype(np.uint8).reshape(height, width)


def test_a_grey_png_is_read_as_it_is_from_a_path_or_an_open_file(tmp_path):
    path = tmp_path / "picture.png"
    Image.fromarray(gradient()).save(path)
    for source in (path, str(path), io.BytesIO(path.read_bytes())):
        picture = images.load(source)
        assert picture.dtype == np.uint8
        assert np.array_equal(picture, gradient())
    picture[0, 0] = 7  # what is returned is the caller's own
    assert images.load(path)[0, 0] == 0


@pytest.mark.parametrize("kind", ["RGB", "P", "RGBA", "LA", "1", "CMYK"])
def test_colour_palette_and_bilevel_pictures_become_grey(tmp_path, kind):
    black_white = Image.fromarray(np.kron([[0, 255], [255, 0]], np.ones((8, 8))).astype(np.uint8))
    path = tmp_path / ("picture.tif" if kind == "CMYK" else "picture.png")
    black_white.convert("RGB").convert(kind).save(path)
    assert np.array_equal(images.load(path), np.asarray(black_white))


def test_colours_are_weighed_as_in_bt601(tmp_path):
    path = tmp_path / "picture.png"
    colours = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]]], np.uint8)
    Image.fromarray(colours).save(path)
    assert images.load(path).tolist() == [[76, 150, 29]]


@pytest.mark.parametrize("kind", ["RGBA", "LA", "palette", "key colour"])
def test_transparent_parts_lie_on_white(tmp_path, kind):
    path = tmp_path / "picture.png"
    if kind == "RGBA":
        Image.fromarray(np.array([[[0, 0, 0, 255], [0, 0, 0, 0]]], np.uint8)).save(path)
    elif kind == "LA":
        picture = Image.new("LA", (2, 1), (0, 255))
        picture.putpixel((1, 0), (0, 0))
        picture.save(path)
    else:
        picture = Image.fromarray(np.array([[0, 1]], np.uint8))
        if kind == "palette":
            picture.putpalette([0, 0, 0, 9, 9, 9])
        picture.save(path, transparency=1)
    assert images.load(path).tolist() == [[0, 255]]


def test_half_transparent_black_on_white_is_grey(tmp_path):
    path = tmp_path / "picture.png"
    Image.new("RGBA", (1, 1), (0, 0, 0, 128)).save(path)
    assert images.load(path).tolist() == [[127]]


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_16_bit_greys_are_scaled_and_not_cut(tmp_path, suffix):
    path = tmp_path / f"picture.{suffix}"
    deep = np.array([[0, 128, 129, 257, 32768, 65535]], np.uint16)
    Image.fromarray(deep).save(path)
    assert images.load(path).tolist() == [[0, 0, 1, 1, 128, 255]]


@pytest.mark.parametrize(("values", "words"), [([[70000]], "16 bits"), ([[-1]], "16 bits")])
def test_32_bit_integers_beyond_16_bits_are_refused(tmp_path, values, words):
    path = tmp_path / "picture.tif"
    Image.fromarray(np.array(values, np.int32)).save(path)
    with pytest.raises(ValueError, match=f"path.*picture.tif.*{words}"):
        images.load(path)


def test_floating_point_greys_are_refused(tmp_path):
    path = tmp_path / "picture.tif"
    Image.fromarray(np.array([[0.5]], np.float32)).save(path)
    with pytest.raises(ValueError, match=r"path.*picture.tif.*floating-point"):
        images.load(path)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_marked_by_a_camera_is_followed(tmp_path, orientation):
    upright = np.zeros((16, 24), np.uint8)
    upright[:8, :8] = 255
    # How the sensor stored the upright picture, by the meaning of each mark in the EXIF standard.
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.T,
        6: np.rot90(upright),
        7: upright[::-1, ::-1].T,
        8: np.rot90(upright, -1),
    }[orientation]
    path = tmp_path / "picture.jpg"
    marks = Image.Exif()
    marks[0x0112] = orientation
    Image.fromarray(np.ascontiguousarray(stored)).save(path, exif=marks, quality=100)
    assert np.abs(images.load(path).astype(int) - upright).max() <= 2


def test_a_size_crops_to_its_proportions_and_averages(tmp_path):
    path = tmp_path / "picture.png"
    wide = np.zeros((8, 24), np.uint8)
    wide[:, 8:16] = np.kron(np.arange(4).reshape(2, 2) * 60, np.ones((4, 4)))
    Image.fromarray(wide).save(path)
    assert images.load(path, 2).tolist() == [[0, 60], [120, 180]]
    assert images.load(path, (1, 3)).tolist() == [[0, 90, 0]]
    assert images.load(path, size=(8, 24)).tolist() == wide.tolist()
    assert images.load(path, 16).shape == (16, 16)


@pytest.mark.parametrize(
    ("size", "error", "words"),
    [
        (0, ValueError, "size.*from 1.*got 0"),
        ((4, -1), ValueError, "size.*from 1.*got -1"),
        ((4, 4, 4), ValueError, r"size.*height, width.*\(4, 4, 4\)"),
        (4.5, TypeError, r"size.*whole number.*4\.5"),
        ("big", TypeError, "size.*'big'"),
        (True, TypeError, "size.*True"),
        (100_000, ValueError, "size.*64,000,000 pixels.*100000"),
    ],
)
def test_sizes_that_are_none_are_refused(tmp_path, size, error, words):
    path = tmp_path / "picture.png"
    Image.fromarray(gradient()).save(path)
    with pytest.raises(error, match=words):
        images.load(path, size)
    with pytest.raises(error, match=words):
        images.load_folder(tmp_path, size)


def saved(suffix):
    buffer = io.BytesIO()
    noise = generator().integers(0, 256, (64, 64), dtype=np.uint8)
    Image.fromarray(noise).save(buffer, suffix)
    return buffer.getvalue()


@pytest.mark.parametrize("suffix", ["png", "jpeg"])
@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.9])
def test_a_truncated_file_is_refused(tmp_path, suffix, part):
    content = saved(suffix)
    path = tmp_path / f"picture.{suffix}"
    path.write_bytes(content[: int(part * len(content))])
    with pytest.raises(ValueError, match=rf"path.*readable picture in .*picture\.{suffix}"):
        images.load(path)


@given(st.integers(0, 4000), st.integers(1, 255), st.sampled_from(["png", "jpeg"]))
def test_a_damaged_file_is_read_or_refused_with_words(place, change, suffix):
    content = bytearray(saved(suffix))
    content[place % len(content)] ^= change
    refusal, picture = "", None
    try:
        picture = images.load(io.BytesIO(content))
    except ValueError as error:
        refusal = str(error)
    assert refusal.startswith("path: expected a ") or (picture.dtype, picture.ndim) == (np.uint8, 2)


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"])
def test_what_is_no_picture_is_refused(tmp_path, content):
    path = tmp_path / "picture.png"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"path.*readable picture in .*picture\.png, got"):
        images.load(path)


def test_missing_files_folders_and_wrong_kinds_are_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nowhere\.png"):
        images.load(tmp_path / "nowhere.png")
    with pytest.raises(ValueError, match=r"path.*readable picture"):
        images.load(tmp_path)
    with pytest.raises(TypeError, match=r"path.*got 7"):
        images.load(7)
    with pytest.raises(FileNotFoundError, match="nowhere"):
        images.load_folder(tmp_path / "nowhere")
    with pytest.raises(TypeError, match=r"folder.*got None"):
        images.load_folder(None)
    (tmp_path / "file.png").write_bytes(saved("png"))
    with pytest.raises(NotADirectoryError, match=r"file\.png"):
        images.load_folder(tmp_path / "file.png")


def claim(width, height):
    """Return a PNG that claims a size and holds hardly any pixels."""

    def chunk(kind, body):
        checksum = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@pytest.mark.parametrize("side", [8001, 9600, 12_000, 40_000])
def test_an_enormous_picture_is_refused_before_it_is_decoded(tmp_path, monkeypatch, side):
    def decode(*arguments, **keywords):
        raise AssertionError("pixels were decoded")

    monkeypatch.setattr(Image.Image, "load", decode)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)
    path = tmp_path / "huge.png"
    path.write_bytes(claim(side, side))
    with pytest.raises(ValueError, match=r"path.*at most 64,000,000 pixels in .*huge\.png, got .*"):
        images.load(path, size=64)
    with pytest.raises(ValueError, match=str(side**2) if side > 9500 else "8001 × 8001"):
        images.load_folder(tmp_path, size=64)


def test_the_largest_picture_allowed_passes_the_check_of_its_size(monkeypatch, tmp_path):
    monkeypatch.setattr(files, "LARGEST_PICTURE", 240)
    path = tmp_path / "picture.png"
    Image.fromarray(gradient(12, 20)).save(path)
    assert images.load(path).shape == (12, 20)
    Image.fromarray(gradient(12, 21)).save(path)
    with pytest.raises(ValueError, match="21 × 12 pixels"):
        images.load(path)


def test_a_folder_is_read_sorted_by_name_whatever_the_case_of_its_endings(tmp_path):
    for name, grey in [("b.PNG", 10), ("a.jpg", 20), ("C.JPEG", 30), ("d.png", 40)]:
        Image.new("L", (9, 7), grey).save(tmp_path / name)
    Image.new("L", (3, 3)).save(tmp_path / ".hidden.png")
    names, pictures = images.load_folder(tmp_path)
    assert names == ["C", "a", "b", "d"]
    assert pictures.shape == (4, 7, 9)
    assert pictures.dtype == np.uint8
    assert np.abs(pictures[:, 3, 4] - np.array([30, 20, 10, 40])).max() <= 1
    assert images.load_folder(str(tmp_path), size=4)[1].shape == (4, 4, 4)


KINDS = "png jpg jpeg jpe jfif webp gif bmp dib tif tiff tga ppm pgm pcx ico jp2 apng".split()


def test_every_kind_of_picture_that_pillow_reads_is_read(tmp_path):
    picture = Image.fromarray(np.kron([[0, 255], [255, 0]], np.ones((8, 8))).astype(np.uint8))
    for kind in KINDS:
        options = {"lossless": True} if kind == "webp" else {}
        picture.save(tmp_path / f"{kind}.{kind}", **options)
    names, pictures = images.load_folder(tmp_path)  # a warning would be an error
    assert names == sorted(KINDS)
    assert np.abs(pictures - np.asarray(picture).astype(int)).max() <= 10


def test_of_a_film_the_first_frame_is_read(tmp_path):
    pair = states(2, N)
    (tmp_path / "film.gif").write_bytes(images.film(pair, SHAPE))
    assert np.array_equal(images.binarize(images.load(tmp_path / "film.gif")), pair[0])


def test_what_is_left_out_of_a_folder_is_named(tmp_path):
    Image.new("L", (9, 7)).save(tmp_path / "a.png")
    for name in ("notes.txt", "photo.heic", "page.pdf", "words.eps", "film.mpg", "data.h5", "two\nlines"):
        (tmp_path / name).write_text("no picture")
    (tmp_path / "more").mkdir()
    with pytest.warns(
        UserWarning, match=r"no pictures.* left out: data\.h5, film\.mpg, .* and 3 more$"
    ) as caught:
        names, _ = images.load_folder(tmp_path)
    assert names == ["a"]
    assert caught[0].filename == __file__


def test_a_folder_of_different_sizes_is_refused_with_a_list_that_stays_short(tmp_path):
    for k, side in enumerate([7, 7, 7, 9, 7]):
        Image.new("L", (side, 8)).save(tmp_path / f"{k}.png")
    with pytest.raises(ValueError, match=r"folder.*one size.*got 0\.png 8×7, 3\.png 8×9$"):
        images.load_folder(tmp_path)
    assert images.load_folder(tmp_path, size=(5, 6))[1].shape == (5, 5, 6)
    for k in range(300):
        Image.new("L", (5, k + 1)).save(tmp_path / f"more of a long name {k:03}.png")
    with pytest.raises(ValueError, match=r"more of a long name 001\.png 2×5 and 298 more sizes$") as caught:
        images.load_folder(tmp_path)
    assert len(str(caught.value)) < 300 + len(str(tmp_path))


def test_an_empty_folder_and_two_pictures_of_one_name_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"folder.*\.png, \.jpg or \.webp.*got none$"):
        images.load_folder(tmp_path)
    (tmp_path / "notes.txt").write_text("no picture")
    with pytest.raises(ValueError, match=r"folder.*got none that can be read: notes\.txt$"):
        images.load_folder(tmp_path)
    Image.new("L", (4, 4)).save(tmp_path / "a.png")
    Image.new("L", (4, 4)).save(tmp_path / "a.jpg")
    with pytest.raises(ValueError, match=r"folder.*a\.jpg and a\.png"):
        images.load_folder(tmp_path)


@pytest.mark.parametrize("kind", ["folder", "pipe", "link to nowhere"])
def test_what_is_called_like_a_picture_and_is_no_file_is_refused_before_any_is_read(
    tmp_path, kind, monkeypatch
):
    Image.new("L", (4, 4)).save(tmp_path / "a.png")
    if kind == "folder":
        (tmp_path / "x.png").mkdir()
    elif kind == "pipe":
        os.mkfifo(tmp_path / "x.png")
    else:
        (tmp_path / "x.png").symlink_to(tmp_path / "nowhere.png")
    monkeypatch.setattr(files, "load", None)
    said = "a folder" if kind == "folder" else "something else"
    with pytest.raises(ValueError, match=rf"folder: expected files in .*, got {said} called x\.png$"):
        images.load_folder(tmp_path)


def test_a_damaged_picture_in_a_folder_is_named(tmp_path):
    Image.new("L", (4, 4)).save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes(saved("png")[:100])
    with pytest.raises(ValueError, match=r"readable picture in .*b\.png"):
        images.load_folder(tmp_path)


def test_a_drawn_picture_goes_all_the_way_to_a_state_and_back(tmp_path):
    drawing = Image.new("RGB", (32, 32), "white")
    ImageDraw.Draw(drawing).rectangle((4, 8, 20, 30), fill="navy")
    drawing.save(tmp_path / "box.png")
    names, pictures = images.load_folder(tmp_path)
    state = images.binarize(pictures)[0].reshape(32, 32)
    assert names == ["box"]
    assert (state == 1).sum() == 17 * 23
    assert (state[8:31, 4:21] == 1).all()


def test_importing_images_does_not_import_pillow():
    import subprocess

    program = "import sys, hopfield_lib.images; print('PIL' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
