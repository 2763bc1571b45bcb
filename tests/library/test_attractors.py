"""What a state is called, and where many cues end."""

import itertools
from collections import Counter

import numpy as np
import pytest

import hopfield_lib as hl
from tests.library.networks import phasors, spins

P, N = 7, 2001
X = spins(np.random.default_rng(1), P, N)


def mixture(members, signs, zero=0):
    """sgn(sum of signed patterns); an even one may be 0."""
    named = np.sign(np.asarray(signs) @ X[list(members)].astype(int))
    return np.where(named == 0, zero, named)


def noisy(state, share, rng):
    """A state with this share of its units flipped: overlap 1 - 2 share."""
    flipped = rng.permutation(len(state))[: round(share * len(state))]
    new = state.copy()
    new[flipped] *= -1
    return new


# ------------------------------------------------------------------------------------- overlaps


def test_overlap_is_the_mean_product():
    rng = np.random.default_rng(2)
    states = rng.integers(-1, 2, (2, 3, N))
    got = hl.overlap(states, X)
    assert got.shape == (2, 3, P)
    for place in np.ndindex(2, 3):
        for mu in range(P):
            products = [int(a) * int(b) for a, b in zip(states[place], X[mu], strict=True)]
            assert got[*place, mu] == pytest.approx(sum(products) / N)
    np.testing.assert_array_equal(hl.overlap(states[0, 0], X), got[0, 0])
    np.testing.assert_array_equal(hl.overlap(states, X[3]), got[..., 3])
    assert hl.overlap(X[0], X[0]) == 1.0


def test_overlap_of_phasors_turns_with_the_state():
    Z = phasors(np.random.default_rng(3), 4, 50)
    m = hl.overlap(Z[1] * np.exp(0.4j), Z)
    assert m[1] == pytest.approx(np.exp(0.4j))  # conj(pattern) . state, not the other way round
    np.testing.assert_allclose(m, [np.vdot(z, Z[1]) * np.exp(0.4j) / 50 for z in Z], atol=1e-14)
    assert np.iscomplexobj(hl.overlap(X[:, :50], Z))
    assert np.iscomplexobj(hl.overlap(Z, X[:, :50]))


# ---------------------------------------------------------------------------------------- names


def test_patterns_and_their_reverses_are_named():
    for k, x in enumerate(X):
        for state, kind, sign in ((x, "pattern", 1), (-x, "reverse", -1)):
            name = hl.identify(state, X)
            assert (name.kind, name.patterns, name.signs, name.overlap) == (kind, (k,), (sign,), 1.0)
    assert str(hl.identify(X[4], X)) == "pattern 4"
    assert str(hl.identify(-X[4], X)) == "reverse of 4"


@pytest.mark.parametrize("n", [3, 5])
def test_odd_mixtures_are_named_with_their_signs(n):
    rng = np.random.default_rng(n)
    for members in itertools.islice(itertools.combinations(range(P), n), 12):
        for signs in rng.choice([-1, 1], (4, n)):
            name = hl.identify(mixture(members, signs), X)
            assert name.kind == "mixture"
            assert name.patterns == members
            assert name.signs == tuple(signs)
            assert name.overlap == 1.0
    assert str(hl.identify(mixture((0, 2, 5), (1, -1, 1)), X)) == "mixture +0 -2 +5"


@pytest.mark.parametrize("n", [2, 4])
def test_even_mixtures_are_named_before_any_update_and_after(n):
    """Undecided at some units: whatever stands there, the others tell."""
    rng = np.random.default_rng(n)
    members, signs = tuple(range(1, n + 1)), rng.choice([-1, 1], n)
    for state in (mixture(members, signs), mixture(members, signs, zero=spins(rng, N))):
        name = hl.identify(state, X)
        assert (name.kind, name.patterns, name.signs) == ("mixture", members, tuple(signs))


@pytest.mark.parametrize("tolerance", [0.0, 0.05, 0.3])
def test_a_name_is_borne_within_the_tolerance_only(tolerance):
    """Half the tolerance in flipped units is its size in overlap."""
    rng = np.random.default_rng(4)
    for state, kind in ((X[2], "pattern"), (-X[2], "reverse"), (mixture((0, 3, 6), (1, 1, -1)), "mixture")):
        # mixtures of two agree with one of three as well, up to chance
        beyond = 0.05 if kind == "mixture" else 1e-3
        near, far = noisy(state, 0.5 * tolerance - 1e-3, rng), noisy(state, 0.5 * tolerance + beyond, rng)
        if tolerance:
            name = hl.identify(near, X, tolerance=tolerance)
            assert name.kind == kind
            assert 1 - tolerance <= name.overlap < 1
        else:
            assert hl.identify(state, X, tolerance=0).kind == kind
        name = hl.identify(far, X, tolerance=tolerance)
        assert (name.kind, name.patterns, name.signs) == ("none", (), ())
        assert name.overlap == np.abs(hl.overlap(far, X)).max()
        assert str(name) == "none"


def test_a_noisy_pattern_is_no_mixture():
    """It agrees with sgn(itself + another) where that is decided, about as well as with itself."""
    rng = np.random.default_rng(10)
    for share in (0.026, 0.03, 0.1, 0.3):
        states = np.array([noisy(sign * x, share, rng) for x in X for sign in (1, -1)])
        assert {name.kind for name in hl.identify(states, X)} == {"none"}


def test_random_states_have_no_name():
    states = spins(np.random.default_rng(5), 200, N)
    assert {name.kind for name in hl.identify(states, X)} == {"none"}
    assert hl.identify(np.zeros(N, int), X).kind == "none"


def test_the_largest_mixture_looked_for():
    five = mixture((0, 1, 2, 3, 4), (1, 1, 1, 1, 1))
    assert hl.identify(five, X, largest=3).kind == "none"
    assert hl.identify(five, X, largest=5).patterns == (0, 1, 2, 3, 4)
    assert hl.identify(X[0], X[:1]).kind == "pattern"  # fewer patterns than `largest`


def test_names_of_a_batch_are_those_of_its_states():
    rng = np.random.default_rng(6)
    states = np.array(
        [X[0], -X[1], mixture((1, 2, 3), (1, -1, -1)), spins(rng, N), mixture((0, 1), (1, 1)), X[6]]
    )
    names = hl.identify(states.reshape(2, 3, N), X)
    assert names.shape == (2, 3)
    assert list(names.ravel()) == [hl.identify(state, X) for state in states]
    assert [name.kind for name in names.ravel()] == [
        "pattern",
        "reverse",
        "mixture",
        "none",
        "mixture",
        "pattern",
    ]


# --------------------------------------------------------------------------------------- census


@pytest.mark.parametrize("synchronous", [True, False])
def test_a_census_counts_every_cue_once(synchronous):
    rng = np.random.default_rng(7)
    patterns = spins(rng, 5, 60)
    model, cues = hl.Hopfield(hl.hebbian(patterns)), spins(rng, 300, 60)

    def schedule():
        return hl.synchronous() if synchronous else hl.asynchronous(np.random.default_rng(8))

    counted = hl.census(model, cues, patterns, schedule(), max_sweeps=5)
    run = hl.recall(model, cues, schedule(), max_sweeps=5)
    assert list(counted.identities) == list(hl.identify(run.state, patterns))
    np.testing.assert_array_equal(counted.outcomes, run.outcome)
    kinds = Counter()
    for name, outcome in zip(counted.identities, run.outcome, strict=True):
        if outcome != "fixed point":
            kinds["unfinished"] += 1
        elif name.kind == "mixture":
            kinds[f"{len(name.patterns)}-mixture"] += 1
        else:
            kinds[name.kind] += 1
    assert counted.counts == kinds
    assert sum(counted.counts.values()) == 300
    assert {"pattern", "reverse", "3-mixture"} <= set(kinds)
    assert ("unfinished" in kinds) == synchronous
    assert repr(counted).startswith("<Census of 300 cues: ")
    assert all(f"{count} x {kind}" in repr(counted) for kind, count in kinds.items())


def test_a_census_passes_its_options_on():
    rng = np.random.default_rng(9)
    model = hl.Hopfield(hl.hebbian(X[:3]))
    cue = np.array([noisy(X[0], 0.2, rng), X[1]])
    cut = hl.census(model, cue, X[:3], hl.asynchronous(rng), max_sweeps=1)
    assert cut.counts == {"unfinished": 1, "pattern": 1}
    assert hl.census(model, cue, X[:3], hl.asynchronous(rng)).counts == {"pattern": 2}
    mixed = np.array([mixture((0, 1, 2), (1, 1, 1))])
    assert hl.census(model, mixed, X[:3], hl.asynchronous(rng)).counts == {"3-mixture": 1}
    assert hl.census(model, mixed, X[:3], hl.asynchronous(rng), largest=1).counts == {"none": 1}
    assert (
        hl.census(model, mixed, X[:3], hl.asynchronous(rng), largest=1, tolerance=0.6).counts["pattern"] == 1
    )
    temperature = hl.asynchronous(rng, temperature=0.01)
    assert hl.census(model, cue, X[:3], temperature, max_sweeps=3).counts == {"unfinished": 2}
