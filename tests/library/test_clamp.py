"""Units that are clamped: never updated, heard by the others, on every path as in the plain loop."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hopfield_lib as hl
from hopfield_lib.couplings import blocks
from tests.library import networks, oracles
from tests.library.networks import MODELS, SPIN_MODELS, spins

SCHEDULES = ["permutation", "random", "synchronous"]
# Sums of powers 30 round: see the ties of dense memories in test_recall.
EXACT = [name for name in MODELS if ": 30" not in name]


def schedule(kind, seed=5, **options):
    if kind == "synchronous":
        return hl.synchronous()
    return hl.asynchronous(np.random.default_rng(seed), kind, **options)


def draws_of(name, seed=5):
    """The generator that the plain loop draws from as recall does."""
    rng = np.random.default_rng(seed)
    return rng if name in SPIN_MODELS else rng.spawn(1)[0]


def assert_same(name, got, frames):
    if name in SPIN_MODELS:
        np.testing.assert_array_equal(got, frames[: len(got)])
    else:
        np.testing.assert_allclose(got, frames[: len(got)], rtol=0, atol=1e-10)


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("order", ["permutation", "random"])
@pytest.mark.parametrize("block", [None, 1, 3])
def test_clamped_recall_is_the_plain_loop_over_the_others(name, order, block):
    rng = np.random.default_rng(3)
    model, plain = MODELS[name](rng, 3, 13)
    cues = networks.cues(name, rng, 4, 13, undecided=0.2)
    clamp = [12, 0, 5, 6]
    how = schedule(order, block=block)
    run = hl.recall(model, cues, how, clamp=clamp, max_sweeps=3, record="sweeps", tolerance=0)
    frames = oracles.plain_recall(plain(), cues, draws_of(name), order, 0.0, 3, clamp)
    assert_same(name, run.states, frames)
    np.testing.assert_array_equal(run.states[..., clamp], np.broadcast_to(cues, run.states.shape)[..., clamp])


@pytest.mark.parametrize("temperature", [0.0, 0.5])
@pytest.mark.parametrize("order", ["permutation", "random"])
@pytest.mark.parametrize(
    ("P", "B", "kind"),
    [
        (4, 1, blocks.RunningTotal),
        (4, 2, blocks.PrefixSums),
        (4, 40, blocks.PrefixSums),
        (150, 3, blocks.ChangedColumns),
        (150, 40, blocks.FactorBlock),
    ],
)
@pytest.mark.parametrize("weights", [None, "whole"])
def test_every_way_to_decide_a_block_obeys_the_clamp(P, B, kind, order, temperature, weights):
    """Sums over earlier units, needed columns and the triangle: the same states, bit for bit."""
    rng, N = np.random.default_rng(P), 120
    X, clamp = spins(rng, P, N), np.arange(0, N, 3)
    a = None if weights is None else rng.integers(-1, 4, P).astype(float)
    J = hl.hebbian(X, weights=a)
    assert blocks.quickest(N - len(clamp), P, B) is kind
    cues = np.where(rng.random((B, N)) < 0.3, -X[0], X[0])
    how = schedule(order, temperature=temperature)
    run = hl.recall(hl.Hopfield(J), cues, how, clamp=clamp, max_sweeps=2, record="sweeps")
    plain = oracles.PlainHopfield(J.dense())
    frames = oracles.plain_recall(plain, cues, np.random.default_rng(5), order, temperature, 2, clamp)
    np.testing.assert_array_equal(run.states, frames[: len(run.states)])
    assert (run.state != cues).any()


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("kind", SCHEDULES)
def test_no_clamp_is_the_recall_without_one(name, kind):
    rng = np.random.default_rng(7)
    model, _ = MODELS[name](rng, 3, 9)
    cues = networks.cues(name, rng, 3, 9)
    without = hl.recall(model, cues, schedule(kind), max_sweeps=4, record="sweeps")
    for nobody in ((), [], np.array([], dtype=int), range(0)):
        run = hl.recall(model, cues, schedule(kind), clamp=nobody, max_sweeps=4, record="sweeps")
        np.testing.assert_array_equal(run.states, without.states)


@pytest.mark.parametrize("name", MODELS)
def test_all_free_units_at_once_are_those_of_update(name):
    rng = np.random.default_rng(8)
    model, _ = MODELS[name](rng, 3, 9)
    cues, clamp = networks.cues(name, rng, 3, 9), [1, 8]
    run = hl.recall(model, cues, hl.synchronous(), clamp=clamp, max_sweeps=1)
    np.testing.assert_array_equal(run.state, model.update(cues, np.delete(np.arange(9), clamp)))


ONE_OF_EACH = [
    "Hopfield: hebbian",
    "Hopfield: hebbian, whole weights",
    "Hopfield: matrix",
    "PhasorHopfield: complex hebbian",
    "DenseAssociativeMemory: 4",
    "ModernHopfield: sparsemax",
    "KernelMemory: log-sum-ReLU",
]


@pytest.mark.parametrize("name", ONE_OF_EACH)
@given(seed=st.integers(0, 2**32 - 1), clamped=st.integers(1, 4), order=st.sampled_from(SCHEDULES[:2]))
def test_clamped_asynchronous_recall_never_raises_the_energy(name, seed, clamped, order):
    rng = np.random.default_rng(seed)
    model, _ = MODELS[name](rng, 2, 5)
    cue, clamp = networks.cues(name, rng, 5), rng.permutation(5)[:clamped]
    run = hl.recall(model, cue, schedule(order), clamp=clamp, max_sweeps=3, record=1)
    assert np.diff(run.energies).max(initial=0) <= 1e-11 * max(1, np.abs(run.energies).max())


def test_a_sweep_and_a_record_count_the_free_units_alone():
    rng = np.random.default_rng(9)
    model, cue = hl.Hopfield(hl.hebbian(spins(rng, 2, 10))), spins(rng, 10)
    run = hl.recall(model, cue, schedule("permutation"), clamp=range(4), max_sweeps=1, record=2)
    assert len(run.states) == 1 + 6 // 2
    whole = hl.recall(model, cue, schedule("permutation"), clamp=range(4), record="sweeps")
    assert len(whole.states) == whole.sweeps + 1


def test_a_pair_is_recalled_from_its_clamped_half():
    """A-B pairs: with A held fixed the network ends in B, though B begins as noise."""
    rng = np.random.default_rng(10)
    pairs = spins(rng, 5, 200)
    cue = pairs[2].copy()
    cue[100:] = spins(rng, 100)
    run = hl.recall(hl.Hopfield(hl.hebbian(pairs)), cue, schedule("permutation"), clamp=np.arange(100))
    np.testing.assert_array_equal(run.state, pairs[2])


def test_a_clamped_undecided_unit_stays_undecided_and_says_nothing():
    rng = np.random.default_rng(11)
    X = spins(rng, 1, 20)
    cue = np.zeros(20, dtype=int)
    cue[:3] = X[0, :3]
    run = hl.recall(hl.Hopfield(hl.hebbian(X)), cue, schedule("permutation"), clamp=[10, 11])
    assert run.outcome == "fixed point"
    np.testing.assert_array_equal(np.delete(run.state, [10, 11]), np.delete(X[0], [10, 11]))
    assert (run.state[[10, 11]] == 0).all()


@pytest.mark.parametrize(
    ("clamp", "error", "words"),
    [
        ([5], ValueError, r"clamp: expected units from 0 to 4, got 5 at \(0,\)"),
        ([-1], ValueError, r"clamp: expected units from 0 to 4, got -1 at \(0,\)"),
        ([1, 1], ValueError, r"clamp: expected each unit once, got \[1, 1\]"),
        (range(5), ValueError, "clamp: expected at least one of the 5 units left free, got all of them"),
        (
            [True, False, False, False, True],
            TypeError,
            "clamp: expected the numbers of units, .*flatnonzero",
        ),
        ([0.5], TypeError, r"clamp: expected whole numbers in one row, got float64 \(1,\)"),
        ([[0, 1]], TypeError, r"clamp: expected whole numbers in one row, got int64 \(1, 2\)"),
        ("left", TypeError, "clamp: expected numbers, got str 'left'"),
        (None, TypeError, "clamp: expected numbers, got None"),
    ],
)
def test_a_clamp_that_is_none_is_refused_in_words(clamp, error, words):
    model = hl.Hopfield(hl.hebbian([[1, 1, -1, 1, -1]]))
    with pytest.raises(error, match=re.compile(words)):
        hl.recall(model, [1, 1, 1, 1, 1], hl.synchronous(), clamp=clamp)
