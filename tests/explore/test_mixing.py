"""The explorer of mixtures: what it computes at every extreme, its landscape, its controls."""

import html
import re

import numpy as np
import pytest

from hopfield_lib import Hopfield, asynchronous, data, explore, hebbian, images, overlap, recall
from hopfield_lib.explore import mixing, pad

EIGHT = data.pictures(size=64)
X = images.binarize(EIGHT.images)
NAMES = tuple(EIGHT.names)


def generator(seed=2):
    return np.random.default_rng(seed)


def weights(**named):
    return np.array([named.get(name, 0) for name in NAMES])


# -------------------------------------------------------------------------------------------- cues


@pytest.mark.parametrize(("first", "second"), [(50, 50), (34, 66), (1, 99), (99, 1), (30, 30)])
def test_a_cue_of_two_is_that_of_recall_between(first, second):
    cue = mixing.mixed_cue(X, weights(camera=first, coins=second), rng=generator())
    run = explore.recall_between(X, 0, 4, first / (first + second), rng=generator())
    assert np.array_equal(cue, run.states[0])


def test_one_pattern_alone_is_itself_or_its_reverse():
    assert np.array_equal(mixing.mixed_cue(X, weights(clock=1), rng=generator()), X[7])
    assert np.array_equal(mixing.mixed_cue(X, weights(clock=-100), rng=generator()), -X[7])


def test_each_pattern_has_its_share_with_its_sign():
    Y = generator().choice(np.array([-1, 1], np.int8), (3, 9000))
    cue = mixing.mixed_cue(Y, [20, -30, 50], rng=generator())
    assert overlap(cue, Y) == pytest.approx([0.2, -0.3, 0.5], abs=0.04)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([0] * 8, "weights: expected at least one that is not 0"),
        ([1, 2], "weights: expected a whole number for each of 8 patterns"),
        ([0.5] * 8, "weights: expected a whole number for each of 8 patterns"),
    ],
)
def test_a_cue_refuses(given, words):
    with pytest.raises(ValueError, match=words):
        mixing.mixed_cue(X, given, rng=generator())


# --------------------------------------------------------------------------------------------- heat


def test_without_heat_it_is_the_recall_of_the_library():
    rng = generator()
    cue = mixing.mixed_cue(X, weights(camera=40, coins=60), rng=rng)
    run = mixing.recall_with_heat(X, cue, 0, rng=rng)
    expected = explore.recall_between(X, 0, 4, 0.4, rng=generator())
    assert np.array_equal(run.states[-1], expected.states[-1])
    assert np.array_equal(run.states[:4], expected.states[:8:2])
    assert (run.temperatures == 0).all()
    assert (np.diff(run.energies) <= 0).all()


@pytest.mark.parametrize("temperature", [0.05, 0.5, 1.5])
def test_heat_is_that_of_the_library_and_then_there_is_none(temperature):
    run = mixing.recall_with_heat(X, X[0], temperature, rng=generator())
    rng, model = generator(), Hopfield(hebbian(X))
    hot = recall(model, X[0], asynchronous(rng, temperature=temperature), record=1024, max_sweeps=12)
    end = recall(model, hot.state, asynchronous(rng), max_sweeps=20).state
    warm = run.temperatures > 0
    assert warm.sum() == 12 * 4 + 1
    assert np.array_equal(run.states[warm], hot.states)
    assert np.array_equal(run.states[-1], end)
    assert (np.diff(run.energies[~warm]) <= 0).all()
    assert run.energies == pytest.approx(model.energy(run.states) / 4096)
    assert run.overlaps == pytest.approx(overlap(run.states, X))
    assert run.sweeps[warm][-1] == 12


def test_an_undecided_cue_without_heat_stays():
    run = mixing.recall_with_heat(X, np.zeros(4096, np.int8), 0, rng=generator())
    assert (run.states == 0).all()
    assert run.end.kind == "none"


@pytest.mark.parametrize("temperature", [-0.1, np.nan])
def test_heat_below_nought_is_refused(temperature):
    with pytest.raises(ValueError, match="temperature"):
        mixing.recall_with_heat(X, X[0], temperature, rng=generator())


@pytest.mark.parametrize("temperature", [0, 0.6])
@pytest.mark.parametrize("frame", [0, 9, -1])
def test_a_run_goes_on_from_a_frame_at_another_temperature(temperature, frame):
    first = mixing.recall_with_heat(X, X[0], 0.3, rng=generator())
    k = frame % len(first.states)
    run = mixing.heated_on(first, X, k, temperature, rng=generator(5))
    anew = mixing.recall_with_heat(X, first.states[k], temperature, rng=generator(5))
    assert np.array_equal(run.states, np.concatenate([first.states[: k + 1], anew.states[1:]]))
    assert np.array_equal(run.temperatures, [*first.temperatures[: k + 1], *anew.temperatures[1:]])
    assert run.sweeps == pytest.approx(np.arange(len(run.states)) / 4)
    assert run.energies == pytest.approx(Hopfield(hebbian(X)).energy(run.states) / 4096)
    assert run.overlaps == pytest.approx(overlap(run.states, X))
    assert run.end == anew.end


@pytest.mark.parametrize(("frame", "temperature"), [(-1, 0.1), (999, 0.1), (0, -0.1)])
def test_going_on_refuses(frame, temperature):
    run = mixing.recall_with_heat(X, X[0], 0, rng=generator())
    with pytest.raises(ValueError, match=r"frame: expected|temperature: expected"):
        mixing.heated_on(run, X, frame, temperature, rng=generator())


# --------------------------------------------------------------------------------------- landscape


def test_the_landscape_is_low_at_its_corners_and_white_where_no_state_is():
    ground = mixing.landscape(0.0, 111)
    at = {m: round((m + mixing.REACH) / (2 * mixing.REACH) * 110) for m in (-1, 0, 1)}
    corners = {ground[110 - at[b], at[a]] for a, b in ((1, 0), (-1, 0), (0, 1), (0, -1))}
    assert corners == {mixing.LOWEST}
    assert ground[at[0], at[0]] == mixing.HIGHEST
    assert ground[0, 0] == ground[-1, -1] == 255


@pytest.mark.parametrize("alike", [-1, -0.48, 0.0, 0.3, 1])
def test_every_state_lies_inside(alike):
    Y = generator().choice(np.array([-1, 1], np.int8), (2, 400))
    Y[1, : round(200 * (1 + alike))] = Y[0, : round(200 * (1 + alike))]
    Y[1, round(200 * (1 + alike)) :] = -Y[0, round(200 * (1 + alike)) :]
    cue = generator().choice(np.array([-1, 1], np.int8), (200, 400))
    path = overlap(np.concatenate([Y, -Y, cue]), Y)
    ground = mixing.landscape(float(overlap(Y[0], Y[1])), 64)
    for place in path:
        (frame,) = mixing.walked(ground, place[None])
        assert (ground[frame == 0] < 255).any()  # what is dark now was not white


def test_the_way_grows_and_its_end_is_broad():
    path = np.array([[0.0, 0.0], [0.5, 0.2], [1.0, 0.0], [-5, 5]])
    frames = mixing.walked(mixing.landscape(0.0, 64), path)
    assert frames.shape == (4, 64, 64)
    dark = (frames == 0).sum(axis=(1, 2))
    assert dark[:3].tolist() == [9, 10, 11]
    assert dark[3] >= 3  # beyond the edge it stays on it
    assert frames[2][32, 60] == 0  # upwards is the second overlap


@pytest.mark.parametrize(("alike", "side"), [(1.1, 64), (0.0, 1)])
def test_the_landscape_refuses(alike, side):
    with pytest.raises(ValueError):
        mixing.landscape(alike, side)


def test_the_way_refuses_another_shape():
    with pytest.raises(ValueError, match="path: expected shape"):
        mixing.walked(mixing.landscape(0, 8), np.zeros((3, 3)))


# ---------------------------------------------------------------------------------------- explorer


@pytest.fixture
def mixer():
    return explore.mixing_explorer(X, EIGHT.shape, NAMES, seed=2, weights={"camera": 50, "coins": 50})


def told(mixer):
    return html.unescape(re.sub("<[^>]+>", "", mixer.words.value))


def shown(mixer):
    return mixer.pad.drawing, repr(mixer.pad.film), told(mixer)


def test_it_begins_with_the_run_that_the_plain_functions_make(mixer):
    rng = generator()
    cue = explore.mixed_cue(X, weights(camera=50, coins=50), rng=rng)
    run = explore.recall_with_heat(X, cue, 0.0, rng=rng)
    assert mixer.pad.drawing == pad.as_greys(cue).tobytes()
    frames = np.frombuffer(mixer.pad.film["frames"], np.uint8).reshape(-1, 2, 4096)
    assert np.array_equal(frames[:, 0], pad.as_greys(run.states))
    assert told(mixer).startswith(
        "The pixels of the cue: 50 % camera, 50 % coins. The run ends in “camera”. In the landscape"
    )


def test_every_control_at_its_ends_and_back(mixer):
    first = shown(mixer)
    for control, ends in (
        *((weight, (-100, 100)) for _, weight in mixer.slots),
        (mixer.heat, (1.5, 0.75)),
        (mixer.draws.seed, (0, 9999)),
        (mixer.slots[0][0], ("clock", "brick")),
    ):
        begun, seen = control.value, set()
        for value in ends:
            control.value = value
            seen.add(shown(mixer))
        assert len(seen) == 2, control.description
        control.value = begun
        assert shown(mixer) == first, control.description


def test_a_mixture_of_three_is_named_in_full_and_melts(mixer):
    mixer.slots[4][1].value = 50  # coffee
    assert mixer.slots[4][0].value == "coffee"
    assert "The run ends in the mixture camera + coffee + coins." in told(mixer)
    mixer.heat.value = 0.4
    assert "After 12 sweeps at T = 0.40 its largest overlap is +0." in told(mixer)
    assert "with camera; cooled, it ends in “camera”." in told(mixer)
    assert "T = 0.40" in mixer.pad.film["captions"][3]
    assert "T = " not in mixer.pad.film["captions"][-1]


def frames_of(mixer):
    return np.frombuffer(mixer.pad.film["frames"], np.uint8).reshape(-1, 2, 4096)


@pytest.mark.parametrize("where", ["playing", "frame"])
def test_heat_moved_while_it_runs_goes_on_from_there_and_what_was_before_stays(mixer, where):
    mixer.heat.value = 0.3
    before = frames_of(mixer)
    setattr(mixer.pad, where, 20)
    mixer.heat.value = 1.2
    after, captions = frames_of(mixer), mixer.pad.film["captions"]
    assert np.array_equal(after[:21], before[:21])
    assert not np.array_equal(after[21, 0], before[21, 0])
    assert "T = 0.30" in captions[20]
    assert "T = 1.20" in captions[21]
    assert "T = 1.20" in captions[68]
    assert "T = " not in captions[69]
    assert "After 12 sweeps at T = 1.20, from sweep 5 on, its largest overlap is " in told(mixer)
    setattr(mixer.pad, where, 40)
    mixer.heat.value = 0.0
    captions = mixer.pad.film["captions"]
    assert "T = 1.20" in captions[40]
    assert "T = " not in captions[41]
    assert "After 5 sweeps at T = 1.20, from sweep 5 on, its largest" in told(mixer)


def test_anything_else_than_heat_begins_from_the_cue_again(mixer):
    mixer.heat.value = 0.3
    cue = frames_of(mixer)[0, 0]
    for change in (
        lambda: mixer.draws.noise.click(),
        lambda: setattr(mixer.slots[0][1], "value", 40),
        lambda: mixer.pad.set_state({"drawing": memoryview(pad.as_greys(X[3]).tobytes())}),
        lambda: mixer.draws.reset.click(),
    ):
        mixer.pad.frame = 20
        mixer.heat.value = 0.6 if mixer.heat.value == 0.3 else 0.3
        change()
        run = mixer._shown[1]
        assert (run.temperatures[:49] == mixer.heat.value).all() or mixer.heat.value == 0
        assert frames_of(mixer)[0, 0].tobytes() == mixer.pad.drawing
    mixer.heat.value = 0.3
    mixer.pad.frame = -1  # at its end a run is over
    mixer.heat.value = 0.6
    assert np.array_equal(frames_of(mixer)[0, 0], cue)
    assert "T = 0.60" in mixer.pad.film["captions"][1]


def test_a_very_long_run_begins_anew(mixer):
    for k in range(20):
        mixer.heat.value = 1.0 if k % 2 else 0.9
        mixer.pad.playing = min(mixer.pad.film["count"] - 1, (k + 1) * 40)
    assert mixer.pad.film["count"] <= mixing.LONGEST + 4 * (mixing.WARM + mixing.COLD) + 1


def test_signs_turn_patterns_round(mixer):
    mixer.slots[0][1].value, mixer.slots[1][1].value = -50, 0
    assert told(mixer).startswith(
        "The pixels of the cue: 100 % camera reversed. The run ends in “camera” rev"
    )


def test_nothing_in_the_mixture_is_told(mixer):
    for _, weight in mixer.slots:
        weight.value = 0
    assert told(mixer) == "Nothing is in the mixture: give a picture a weight."
    assert mixer.pad.film == {}
    mixer.draws.draws.click()
    mixer.heat.value = 1.0
    assert told(mixer) == "Nothing is in the mixture: give a picture a weight."
    mixer.draws.reset.click()
    assert "ends in “camera”" in told(mixer)


def test_the_same_picture_twice_adds_up(mixer):
    mixer.slots[1][0].value = "camera"
    assert told(mixer).startswith("The pixels of the cue: 100 % camera. ")


def test_a_stroke_is_recalled_at_once_and_a_tally_counts(mixer):
    mixer.pad.set_state({"drawing": memoryview(pad.as_greys(X[3]).tobytes())})
    assert told(mixer).startswith("A cue painted by hand. The run ends in “coffee”.")
    mixer.draws.draws.click()
    assert "20 draws, seeds 2 to 21: 20 × “coffee”." in html.unescape(mixer.draws.told.value)
    mixer.draws.noise.click()
    assert told(mixer).startswith("The pixels of the cue: ")


def test_the_brush_reaches_the_pad(mixer):
    mixer.brush.value = 16
    assert mixer.pad.brush == 16


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"shape": (32, 128)}, "shape: expected a square"),
        ({"seed": -1}, "seed"),
        ({"weights": {"camera": 101}}, ""),
    ],
)
def test_the_explorer_refuses_or_holds_to_its_ends(change, words):
    given = {"shape": EIGHT.shape, "seed": 2, "weights": {"camera": 50}} | change
    if words:
        with pytest.raises(ValueError, match=words):
            explore.mixing_explorer(X, given.pop("shape"), NAMES, **given)
    else:
        made = explore.mixing_explorer(X, given.pop("shape"), NAMES, **given)
        assert made.slots[0][1].value == 100
