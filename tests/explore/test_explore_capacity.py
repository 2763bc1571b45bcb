"""The explorer of load and flips: the plain function at every slider's ends, and what is drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopfield_lib import Hopfield, asynchronous, explore, hebbian, images, recall, theory
from tests.explore.explorers import decoded


def generator(seed=1):
    return np.random.default_rng(seed)


@given(st.floats(0.001, 1), st.floats(0, 1), st.integers(1, 60), st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_a_crowded_recall_is_what_it_says(load, flipped, N, cues, seed):
    run = explore.crowded_recall(load, flipped, n_units=N, cues=cues, rng=generator(seed))
    P = max(1, round(load * N))
    assert run.load == P / N
    assert run.fields.shape == (min(P, cues), N)
    assert run.starts.shape == run.ends.shape == (min(P, cues),)
    assert np.allclose(run.starts, 1 - 2 * round(flipped * N) / N)
    assert (np.abs(run.ends) <= 1).all()
    assert run.recalled == (run.ends >= 0.95).sum()


def test_a_crowded_recall_is_the_recall_of_its_cues():
    rng = generator(5)
    X = rng.choice(np.array([-1, 1], np.int8), (30, 200))
    cue = images.flip(X[:6], 0.2, rng=rng)
    model = Hopfield(hebbian(X))
    end = recall(model, cue, asynchronous(rng)).state
    run = explore.crowded_recall(0.15, 0.2, n_units=200, cues=6, rng=generator(5))
    assert np.array_equal(run.ends, (end * X[:6]).mean(axis=1))
    W = (X.T.astype(int) @ X - 30 * np.eye(200)) / 200
    assert np.allclose(run.fields, X[:6] * (cue @ W))
    moved = model.update(cue)
    assert np.array_equal(run.fields < 0, (moved != X[:6]) & (run.fields != 0))


@pytest.mark.parametrize(("load", "flipped"), [(0.1, 0.0), (0.25, 0.0), (0.25, 0.2), (0.1, 0.3)])
def test_the_first_step_errs_as_often_as_theory_says(load, flipped):
    """With the load of the other patterns, and a signal as strong as the cue's overlap."""
    runs = [explore.crowded_recall(load, flipped, n_units=800, rng=generator(k)) for k in range(6)]
    wrong = np.mean([run.fields < 0 for run in runs])
    expected = theory.one_step_error((load - 1 / 800) / (1 - 2 * flipped) ** 2)
    assert wrong == pytest.approx(expected, rel=0.15)


def test_few_patterns_come_back_and_many_do_not():
    few, many = (explore.crowded_recall(load, 0.1, rng=generator()) for load in (0.02, 0.25))
    assert few.recalled == len(few.ends) == 8
    assert many.recalled == 0


def test_a_cue_of_nothing_but_flips_comes_back_reversed():
    run = explore.crowded_recall(0.02, 1.0, rng=generator())
    assert (run.ends <= -0.95).all()


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"load": 0}, ValueError, "load: expected"),
        ({"load": 1.1}, ValueError, "load: expected"),
        ({"load": "much"}, TypeError, "load: expected"),
        ({"load": np.nan}, ValueError, "load: expected"),
        ({"flipped": -0.1}, ValueError, "flipped: expected"),
        ({"flipped": 1.1}, ValueError, "flipped: expected"),
        ({"n_units": 0}, ValueError, "n_units: expected a whole number"),
        ({"n_units": 10.5}, TypeError, "n_units: expected a whole number"),
        ({"cues": 0}, ValueError, "cues: expected a whole number"),
        ({"rng": 1}, TypeError, r"rng: expected a numpy\.random\.Generator"),
    ],
)
def test_a_crowded_recall_refuses(change, error, words):
    arguments = {"load": 0.1, "flipped": 0.2, "rng": generator()} | change
    load, flipped = arguments.pop("load"), arguments.pop("flipped")
    with pytest.raises(error, match=words):
        explore.crowded_recall(load, flipped, **arguments)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"load": 0.3}, ValueError, "load: expected"),
        ({"flipped": 0.6}, ValueError, "flipped: expected"),
        ({"rng": None}, TypeError, "rng: expected"),
    ],
)
def test_the_explorer_refuses(change, error, words):
    with pytest.raises(error, match=words):
        explore.capacity_explorer(**({"rng": generator()} | change))


def controls(box):
    (load, share), view = box.children[0].children, box.children[1]
    return load, share, view


def test_each_slider_changes_the_picture_wherever_the_other_stands():
    load, share, view = controls(explore.capacity_explorer(rng=generator()))
    seen = {}
    for stored in (load.min, 5, load.max):
        for flipped in (share.min, 10, share.max):
            load.value, share.value = stored, flipped
            seen[stored, flipped] = decoded(view.value)
    places = list(seen)
    for k, first in enumerate(places):
        for second in places[:k]:
            assert (seen[first] != seen[second]).any(axis=2).mean() > 0.005, (first, second)


def test_a_slider_moved_back_shows_the_same_again():
    load, share, view = controls(explore.capacity_explorer(rng=generator(), load=0.08, flipped=0.1))
    assert (load.value, share.value) == (8, 10)
    before = bytes(view.value)
    share.value = 40
    assert bytes(view.value) != before
    share.value = 10
    assert bytes(view.value) == before


def test_the_explorer_shows_what_the_plain_function_computes():
    rng = generator(7)
    load, share, view = controls(explore.capacity_explorer(rng=rng, load=0.05, flipped=0.3))
    run = explore.crowded_recall(0.05, 0.3, rng=rng)  # next: the explorer has drawn nothing
    assert np.array_equal(decoded(view.value), decoded(explore.CrowdedPanel().png(run)))
    assert view.alt == explore.CrowdedPanel().words(run)
    assert "20 patterns in 400 units, overlap of the cues 0.40" in view.alt
    assert f"recalled to an overlap of 0.95: {run.recalled} of 20" in view.alt
    assert "per cent" in share.tooltip
    assert "per 100 units" in load.tooltip


def test_the_part_below_zero_is_drawn_in_its_own_colour():
    """None of it where no unit errs, half of the histogram where the cue says nothing."""
    orange = (np.array([0xD5, 0x5E, 0x00]), np.array([0x56, 0xB4, 0xE9]))

    def counted(load, flipped):
        run = explore.crowded_recall(load, flipped, rng=generator())
        pixels = decoded(explore.CrowdedPanel().png(run)).astype(int)
        return [(np.abs(pixels - colour).sum(axis=2) < 12).sum() for colour in orange]

    none, right = counted(0.01, 0.0)
    assert none == 0
    assert right > 500
    half, other = counted(0.25, 0.5)
    assert half / (half + other) == pytest.approx(0.5, abs=0.05)
