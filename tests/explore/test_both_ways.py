"""One recall both ways: what the explorer of lesson 01 computes, at every extreme."""

import copy

import numpy as np
import pytest

from hopfield_lib import Hopfield, asynchronous, data, explore, hebbian, images, overlap, recall, synchronous
from hopfield_lib.explore import both_ways

LETTERS = data.letters("HOP")
X = LETTERS.patterns.astype(np.int8)
SHAPE = LETTERS.shape
ALL = np.ones(3, bool)
KINDS = both_ways.DAMAGES


def generator(seed=3):
    return np.random.default_rng(seed)


def both(patterns=X, stored=ALL, cue=X[0], seed=3):
    return both_ways.recall_both_ways(patterns, stored, cue, rng=generator(seed))


# ------------------------------------------------------------------------------------------ damage


@pytest.mark.parametrize("kind", KINDS)
def test_no_damage_leaves_the_pattern(kind):
    assert np.array_equal(explore.damaged(X[0], SHAPE, kind, 0.0, rng=generator()), X[0])


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_flips_are_those_of_the_library(share):
    expected = images.flip(X[0], share, rng=generator())
    assert np.array_equal(explore.damaged(X[0], SHAPE, "flip", share, rng=generator()), expected)


def test_draws_in_each_row_hit_some_pixels_twice():
    cue = explore.damaged(X[0], SHAPE, "rows", 1.0, rng=generator())
    flipped = (cue != X[0]).reshape(SHAPE).sum(axis=1)
    assert (flipped >= 1).all()
    assert (flipped < 10).any()


@pytest.mark.parametrize(("share", "hidden"), [(0.0, 0), (0.3, 3), (0.5, 5), (1.0, 10)])
def test_hidden_rows_are_undecided_from_below(share, hidden):
    cue = explore.damaged(X[0], SHAPE, "mask", share, rng=generator()).reshape(SHAPE)
    assert (cue[10 - hidden :] == 0).all()
    assert np.array_equal(cue[: 10 - hidden], X[0].reshape(SHAPE)[: 10 - hidden])


def test_damage_leaves_what_it_is_given():
    before = X[0].copy()
    for kind in KINDS:
        explore.damaged(X[0], SHAPE, kind, 1.0, rng=generator())
    assert np.array_equal(X[0], before)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((X[0], SHAPE, "burn", 0.3), ValueError, "kind: expected"),
        ((X[0], SHAPE, "flip", 1.1), ValueError, "share"),
        ((X[0], (10, 9), "flip", 0.3), ValueError, "pattern: expected 90 units"),
        ((X[0] * 0, SHAPE, "mask", 0.3), ValueError, "pattern: expected"),
    ],
)
def test_damage_refuses(arguments, error, words):
    with pytest.raises(error, match=words):
        explore.damaged(*arguments, rng=generator())


# --------------------------------------------------------------------------------- both ways at once


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 1.0])
def test_each_way_is_the_recall_of_the_library(seed, share):
    cue = images.flip(X[0], share, rng=generator(seed))
    run, model = both(cue=cue, seed=seed), Hopfield(hebbian(X))
    one = recall(model, cue, asynchronous(generator(seed)), record=12)
    steps = recall(model, cue, synchronous(), record="sweeps")
    assert np.array_equal(run.states[: len(one.states), 0], one.states)
    assert (run.states[len(one.states) :, 0] == one.state).all()
    whole = np.flatnonzero(run.sweeps == run.sweeps.round())  # 12 visits do not divide a sweep of 100
    for place in whole:
        step = int(run.sweeps[place])
        if step < len(steps.states):
            assert np.array_equal(run.states[place, 1], steps.states[step])
    assert run.outcomes == (one.outcome, steps.outcome)
    assert run.energies == pytest.approx(np.stack([model.energy(run.states[:, k]) / 100 for k in (0, 1)]))
    assert run.overlaps == pytest.approx(overlap(run.states[:, 0], X))
    assert (np.diff(run.energies[0]) <= 1e-12).all()


def test_a_run_is_that_of_noisy_recall_with_the_same_generator():
    rng = generator(6)
    run = both(cue=explore.damaged(X[0], SHAPE, "flip", 0.3, rng=rng), seed=0)
    again = both_ways.recall_both_ways(X, ALL, run.states[0, 0], rng=rng)
    expected = explore.noisy_recall(X, 0, 0.3, rng=generator(6))
    assert np.array_equal(again.states[: len(expected.states), 0], expected.states)


def test_one_pattern_and_an_overlap_of_nought_flicker_for_ever():
    run = both(stored=np.array([True, False, False]), cue=images.flip(X[0], 0.5, rng=generator()))
    assert run.outcomes == ("fixed point", "2-cycle")
    steps = range(int(run.sweeps[-1]) + 1)
    at_once = run.states[np.searchsorted(run.sweeps, steps), 1]
    assert len(at_once) > both_ways.FLICKER
    assert np.array_equal(at_once[1:], -at_once[:-1])


def test_overlaps_are_with_all_patterns_and_ends_only_among_the_stored():
    run = both(stored=np.array([False, True, True]), cue=X[2])
    assert run.overlaps.shape[1] == 3
    assert [end.patterns for end in run.ends] == [(2,), (2,)]
    run = both(stored=np.array([False, True, False]), cue=-X[1])
    assert [(end.kind, end.patterns) for end in run.ends] == [("reverse", (1,))] * 2


def test_an_undecided_cue_stays_as_it_is():
    run = both(cue=np.zeros(100, np.int8))
    assert (run.states == 0).all()
    assert run.outcomes == ("fixed point", "fixed point")
    assert [end.kind for end in run.ends] == ["none", "none"]


def test_the_cue_is_not_changed():
    cue = images.flip(X[0], 0.3, rng=generator())
    before = cue.copy()
    both(cue=cue)
    assert np.array_equal(cue, before)


@pytest.mark.parametrize("compute", [both_ways.recall_both_ways, both_ways.recall_unit_by_unit])
@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((X, ~ALL, X[0]), ValueError, "stored: expected at least one pattern, got none"),
        ((X, ALL[:2], X[0]), ValueError, "stored: expected True or False for each of 3 patterns"),
        ((X, [0, 1, 2], X[0]), ValueError, "stored: expected True or False"),
        ((X, ALL, X[0, :9]), ValueError, "cue: expected 100 units"),
        ((X * 0, ALL, X[0]), ValueError, "patterns: expected"),
    ],
)
def test_a_recall_refuses(compute, arguments, error, words):
    with pytest.raises(error, match=words):
        compute(*arguments, rng=generator())


# ------------------------------------------------------------------------------------- unit by unit


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.3, 0.5, 1.0])
def test_visits_are_those_of_the_recall_and_their_fields_exact(seed, kind, share):
    rng = generator(seed)
    cue = explore.damaged(X[0], SHAPE, kind, share, rng=rng)
    stored = np.array([True, True, seed % 2 == 0])
    run = both_ways.recall_unit_by_unit(X, stored, cue, rng=copy.deepcopy(rng))
    model, s = Hopfield(hebbian(X[stored])), cue.copy()
    energies, overlaps = [model.energy(s)], [overlap(s, X)]
    for unit, field, after, flipped in zip(run.units, run.fields, run.after, run.flipped, strict=True):
        assert field == model.couplings.field(s)[unit]
        expected = s[unit] if field == 0 else np.sign(field)
        assert after == expected
        assert flipped == (s[unit] != after)
        s[unit] = after
        energies.append(model.energy(s))
        overlaps.append(overlap(s, X))
    assert run.energies * 100 == pytest.approx(np.array(energies))
    assert run.overlaps == pytest.approx(np.array(overlaps))
    whole = both_ways.recall_both_ways(X, stored, cue, rng=rng)
    assert np.array_equal(s, whole.states[-1, 0])
    assert len(run.units) == 100 * whole.lasted[0] == 100 * (len(run.steps) - 1)


# -------------------------------------------------------------------------------- words and tallies


def test_an_end_is_named_in_full():
    names, identity = ("camera", "coffee", "coins"), both_ways.Identity
    assert both_ways.end_in_full(identity("pattern", (1,), (1,), 1.0), names) == "“coffee”"
    assert both_ways.end_in_full(identity("reverse", (0,), (-1,), 1.0), names) == "“camera” reversed"
    mixed = identity("mixture", (0, 1, 2), (1, 1, -1), 0.5)
    assert both_ways.end_in_full(mixed, names) == "the mixture camera + coffee − coins"
    assert both_ways.end_in_full(identity("none", (), (), 0.2), names) == "none of the stored patterns"


def test_the_end_one_at_a_time_is_that_of_the_run():
    found = [
        both_ways.end_one_at_a_time(X, ALL, "HOP", images.flip(X[0], 0.4, rng=rng), rng=rng)
        for rng in map(generator, range(20))
    ]
    expected = [explore.noisy_recall(X, 0, 0.4, rng=generator(seed)).name for seed in range(20)]
    assert found.count("“H”") == expected.count("pattern 0") > 0
