"""Operators stand for the matrices of the written formulas, and rules keep what they promise."""

import itertools

import numpy as np
import pytest

import hopfield_lib as hl
from hopfield_lib import _checks
from tests.library import networks, oracles
from tests.library.networks import RULES, biased, independent, phasors, spins

P, N, B = 3, 13, 4
each_rule = pytest.mark.parametrize("rule", RULES)


def built(rule, seed=1):
    rng = np.random.default_rng([seed, list(RULES).index(rule)])
    J, matrix = RULES[rule](rng, P, N)
    return J, matrix(), rng


# ---------------------------------------------------------------------- operators and matrices


@each_rule
@pytest.mark.parametrize("seed", [1, 2])
def test_dense_is_the_matrix_of_the_formula(rule, seed):
    J, W, _ = built(rule, seed)
    got = J.dense()
    assert got.dtype == (complex if np.iscomplexobj(W) else float)
    np.testing.assert_allclose(got, W, rtol=0, atol=1e-12)
    assert J.size == N
    assert hl.MatrixCouplings(got).size == N  # symmetric enough to be given back


@each_rule
@pytest.mark.parametrize("shape", [(N,), (1, N), (B, N), (2, B, N)])
@pytest.mark.parametrize("kind", ["spins", "undecided", "reals", "phasors"])
def test_field_is_the_matrix_times_the_state(rule, shape, kind):
    J, W, rng = built(rule)
    s = {
        "spins": spins(rng, *shape),
        "undecided": rng.integers(-1, 2, shape),
        "reals": rng.normal(size=shape),
        "phasors": phasors(rng, *shape),
    }[kind]
    before = s.copy()
    got = J.field(s)
    assert got.shape == shape
    assert np.iscomplexobj(got) == (np.iscomplexobj(W) or kind == "phasors")
    np.testing.assert_allclose(got, s @ W.T, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(s, before)


@each_rule
@pytest.mark.parametrize("kind", [float, complex])
def test_quadratic_is_the_quadratic_form(rule, kind):
    J, W, rng = built(rule)
    S = rng.normal(size=(N, B)).astype(kind)
    if kind is complex:
        S += 1j * rng.normal(size=(N, B))
    expected = [(S[:, b].conj() @ W @ S[:, b]).real for b in range(B)]
    np.testing.assert_allclose(J.quadratic(S), expected, rtol=0, atol=1e-11)


@each_rule
def test_within_is_a_part_of_the_matrix(rule):
    J, W, rng = built(rule)
    for k in (1, 2, 7, N):
        units = rng.permutation(N)[:k]
        got = J.within(units) / np.float64(J.divisor)
        np.testing.assert_allclose(got, W[np.ix_(units, units)], rtol=0, atol=1e-12)


@each_rule
def test_running_sums_follow_the_units_that_change(rule):
    J, W, rng = built(rule)
    complex_sums = np.iscomplexobj(W)
    S = phasors(rng, N, B) if complex_sums else spins(rng, N, B).astype(J.dtype)
    sums = J.start(S)
    for _ in range(20):
        units = rng.permutation(N)[: rng.integers(1, N)]
        new = phasors(rng, len(units), B) if complex_sums else spins(rng, len(units), B).astype(J.dtype)
        change = new - S[units]
        S[units] = new
        J.add(sums, units, change)
        np.testing.assert_allclose(sums, J.start(S), rtol=0, atol=1e-11)
        seen = rng.permutation(N)[: rng.integers(1, N)]
        fields = J.raw_fields(sums, seen, S[seen]) / np.float64(J.divisor)
        np.testing.assert_allclose(fields, (W @ S)[seen], rtol=0, atol=1e-11)


# One cue or many, few patterns or many: each has a way of its own through a block of several groups.
WAYS = pytest.mark.parametrize(
    ("cues", "patterns", "way"),
    [
        (1, 3, "RunningTotal"),
        (2, 3, "PrefixSums"),
        (7, 60, "PrefixSums"),
        (1, 210, "ChangedColumns"),
        (4, 120, "ChangedColumns"),
        (8, 80, "FactorBlock"),
        (60, 3, "FactorBlock"),
    ],
)


def large(rule, patterns):
    rng = np.random.default_rng(patterns)
    return RULES[rule](rng, patterns, 260)[0], rng


@WAYS
@pytest.mark.parametrize("rule", ["hebbian", "covariance", "projection"])
def test_a_block_sees_what_units_before_it_changed(rule, cues, patterns, way):
    J, rng = large(rule, patterns)
    W, units = J.dense(), rng.permutation(260)[:133]
    block = J.block(units, cues)
    assert type(block).__name__ == way
    causal = np.tril(W[np.ix_(units, units)], -1)
    before = spins(rng, 133, cues).astype(J.dtype)
    for share in (0.1, 0.9, 0.0, 0.3):  # what is known of one change does not disturb the next
        new = np.where(rng.random((133, cues)) < share, -before, before)
        seen = block.seen(new, before) / np.float64(J.divisor)
        np.testing.assert_allclose(seen, causal @ (new - before), rtol=0, atol=1e-11)


@WAYS
@pytest.mark.parametrize("rule", ["hebbian", "covariance", "projection"])
def test_blocks_of_every_kind_end_where_units_alone_do(rule, cues, patterns, way):
    J, rng = large(rule, patterns)
    S = rng.choice([-1, 0, 1], size=(cues, 260), p=[0.45, 0.1, 0.45])
    for order, threshold in itertools.product(("permutation", "random"), (0.0, 0.05)):
        model = hl.Hopfield(J, threshold)
        ends = [
            hl.recall(model, S, hl.asynchronous(np.random.default_rng(3), order, block=block), max_sweeps=3)
            for block in (None, 1)
        ]
        np.testing.assert_array_equal(ends[0].state, ends[1].state)
        assert (ends[0].state != S).any()


@pytest.mark.parametrize("rule", [rule for rule in RULES if "diagonal" not in rule])
def test_units_do_not_couple_to_themselves(rule):
    np.testing.assert_allclose(np.diag(built(rule)[0].dense()), 0, atol=1e-13)


def test_phasors_of_single_precision_leave_nothing_on_the_diagonal():
    X = phasors(np.random.default_rng(3), P, N).astype(np.complex64)
    np.testing.assert_allclose(np.diag(hl.hebbian(X).dense()), 0, atol=1e-14)


def test_the_diagonal_of_hebb_is_the_load_where_kept():
    X = spins(np.random.default_rng(3), P, N)
    np.testing.assert_array_equal(np.diag(hl.hebbian(X, keep_diagonal=True).dense()), np.full(N, P / N))


def test_projection_with_its_diagonal_is_a_projector_on_the_patterns():
    rng = np.random.default_rng(5)
    for make in (spins, phasors):
        X = independent(rng, 5, N, make)
        W = hl.projection(X, keep_diagonal=True).dense()
        np.testing.assert_allclose(W @ W, W, atol=1e-12)
        np.testing.assert_allclose(W @ X.T, X.T, atol=1e-12)
        assert np.trace(W).real == pytest.approx(5)


def test_phase_distance_on_black_and_white_is_hebb_times_n():
    rng = np.random.default_rng(6)
    X = spins(rng, P, N)
    W = hl.phase_distance(X).dense()
    np.testing.assert_allclose(W, N * hl.hebbian(X).dense(), rtol=0, atol=1e-12)


def test_phase_distance_with_equal_phases_and_both_ends_of_the_half_circle():
    angles = np.array([[0, np.pi, 0, np.pi, np.pi / 2, np.pi / 2], [0.1, 0.1, 0.1, 3.0, 3.0, np.pi]])
    J, W = hl.phase_distance(np.exp(1j * angles)), oracles.phase_distance_matrix(angles)
    np.testing.assert_allclose(J.dense(), W, rtol=0, atol=1e-12)
    s = phasors(np.random.default_rng(1), 3, 6)
    np.testing.assert_allclose(J.field(s), s @ W.T, rtol=0, atol=1e-12)


def test_covariance_gives_the_threshold_of_its_rule():
    """s_i = sgn(sum_j w_ij (s_j - b) + b) for every state, with b the mean of all patterns."""
    rng = np.random.default_rng(7)
    X = biased(rng, P, N)
    for center in ("global", "pattern"):
        (J, theta), b = hl.covariance(X, center), X.mean()
        W, _ = oracles.covariance_matrix(X, center)
        for s in spins(rng, 50, N):
            np.testing.assert_allclose(J.field(s) - theta, W @ (s - b) + b, rtol=0, atol=1e-12)


def test_covariance_of_unbiased_patterns_is_hebb():
    X = np.vstack([x := spins(np.random.default_rng(8), P, N), -x])
    J, theta = hl.covariance(X)
    np.testing.assert_allclose(J.dense(), hl.hebbian(X).dense(), rtol=0, atol=1e-13)
    np.testing.assert_allclose(theta, 0, atol=1e-13)


def test_storkey_depends_on_the_order_of_learning_and_begins_like_hebb():
    X = spins(np.random.default_rng(9), 4, N)
    assert np.abs(hl.storkey(X).dense() - hl.storkey(X[::-1]).dense()).max() > 1e-3
    x = X[:1]  # the first pattern finds W = 0
    np.testing.assert_allclose(hl.storkey(x).dense(), hl.hebbian(x).dense(), rtol=0, atol=1e-15)


def test_couplings_do_not_follow_the_array_they_were_made_from():
    rng = np.random.default_rng(10)
    X, W = spins(rng, P, N).astype(float), networks.symmetric(rng, N, 0.0)
    Z = phasors(rng, P, N)
    operators = [hl.hebbian(X), hl.hebbian(Z), hl.projection(X), hl.storkey(X), hl.MatrixCouplings(W)]
    before = [J.dense() for J in operators]
    X[:], W[:], Z[:] = 1, 7, 1
    for J, matrix in zip(operators, before, strict=True):
        np.testing.assert_array_equal(J.dense(), matrix)


@each_rule
def test_an_operator_says_what_it_is(rule):
    J, _, _ = built(rule)
    assert repr(J).startswith("<")
    assert f"couplings of {N} units" in repr(J)


@pytest.mark.parametrize(
    ("operator", "size", "gib"),
    [
        (lambda: hl.hebbian(np.ones((1, 11_586), np.int8)), "11586 units", "1.0 GiB"),
        (lambda: hl.hebbian(np.ones((1, 8_193), complex)), "8193 units", "1.0 GiB"),
        (lambda: hl.projection(np.ones((1, 100_000))), "100000 units", "74.5 GiB"),
        (lambda: hl.phase_distance(np.ones((1, 11_586))), "11586 units", "1.0 GiB"),
    ],
)
def test_dense_refuses_a_matrix_beyond_a_gibibyte(operator, size, gib):
    with pytest.raises(ValueError, match=rf"dense\(\).*1 GiB.*{size}.*{gib}.*field"):
        operator().dense()


def test_storkey_refuses_a_matrix_beyond_a_gibibyte():
    with pytest.raises(ValueError, match=r"storkey\(\).*1 GiB.*11586 units"):
        hl.storkey(np.ones((1, 11_586)))


def test_a_matrix_of_a_gibibyte_is_allowed():
    assert _checks.matrix_fits("dense()", 11_585, 8) == (11_585, 11_585)
    assert _checks.matrix_fits("dense()", 8_192, 16) == (8_192, 8_192)


# ------------------------------------------------------------------------------ exact whole numbers


@pytest.mark.parametrize("size", [7, 64, 1000])
def test_fields_of_hebb_are_whole_numbers_over_n(size):
    rng = np.random.default_rng(size)
    X = spins(rng, 21, size).astype(np.int64)
    s = rng.integers(-1, 2, (30, size))
    whole = (s @ X.T) @ X - 21 * s
    np.testing.assert_array_equal(hl.hebbian(X).field(s), whole / size)
    np.testing.assert_array_equal(hl.hebbian(X, keep_diagonal=True).field(s), (whole + 21 * s) / size)


# on both sides of the sizes where single precision ends: of sums (2^24), of changes (2^23)
AROUND = [2**23 // 5, 2**23 // 5 + 2, 2**24 // 5]


@pytest.mark.parametrize("count", AROUND)
def test_fields_of_hebb_are_exact_at_the_end_of_single_precision(count):
    """Five units and so many patterns that sums come close to 2^24."""
    X = np.ones((count, 5), dtype=np.int8)
    X[:3, 0], X[:4, 1], X[7, 2] = -1, -1, -1
    W = X.T.astype(np.float64) @ X - count * np.eye(5)
    states = np.array(
        [[1, 1, 1, 1, 1], [-1, -1, -1, -1, 0], [1, -1, 1, 1, -1], [0, 0, 0, 0, 1]], dtype=np.int8
    )
    model = hl.Hopfield(hl.hebbian(X))
    fields = states @ W
    np.testing.assert_array_equal(model.couplings.field(states), fields / 5)
    expected = np.where(fields == 0, states, np.sign(fields))
    np.testing.assert_array_equal(model.update(states), expected)
    assert (fields[3] == 0).sum() == 1  # a unit alone has no field
    assert np.abs(fields).max() > count * 4 - 20


@pytest.mark.parametrize("count", AROUND)
def test_a_change_of_all_units_is_exact_at_the_end_of_single_precision(count):
    """Four units turn to +1, which brings the fifth to its threshold exactly: a tie, kept."""
    assert count % 2  # so that sums are odd, too
    J = hl.hebbian(np.ones((count, 5), dtype=np.int8))
    theta = np.array([-5.0 * count] * 4 + [4 * count / 5])
    model = hl.Hopfield(J, theta)
    for last in (-1, 0, 1):
        S = model.columns(np.array([0, -1, -1, -1, last]))
        model.visit(model.start(S), S, np.arange(5))
        assert S[:, 0].tolist() == [1, 1, 1, 1, last]


# ------------------------------------------------------------- every rule recalls what it promises


def assert_recalled(model, X, tolerance=0.0):
    """Every pattern is a fixed point, updated at once and recalled one unit at a time."""
    np.testing.assert_allclose(model.update(X), X, rtol=0, atol=tolerance)
    for order in ("permutation", "random"):
        schedule = hl.asynchronous(np.random.default_rng(1), order)
        run = hl.recall(model, X, schedule, max_sweeps=200)
        np.testing.assert_allclose(run.state, X, rtol=0, atol=tolerance)
        assert set(run.outcome) == {"fixed point"}
    run = hl.recall(model, X, hl.synchronous(), max_sweeps=200)
    np.testing.assert_allclose(run.state, X, rtol=0, atol=tolerance)


@pytest.mark.parametrize("load", [1, 12, 23])
@pytest.mark.parametrize("make", [spins, phasors])
def test_projection_recalls_every_independent_pattern(make, load):
    X = independent(np.random.default_rng(load), load, 24, make)
    model = hl.Hopfield if make is spins else hl.PhasorHopfield
    assert_recalled(model(hl.projection(X)), X, tolerance=1e-9 * (make is phasors))


def test_projection_recalls_strongly_correlated_patterns():
    rng = np.random.default_rng(4)
    X = np.repeat(spins(rng, 1, 200), 6, axis=0)
    for k in range(6):
        X[k, 10 * k : 10 * k + 5] *= -1  # each differs from the others in ten units
    assert_recalled(hl.Hopfield(hl.projection(X)), X)


@pytest.mark.parametrize("rule", [hl.hebbian, hl.storkey, hl.projection])
def test_a_few_patterns_are_recalled_by_every_rule(rule):
    X = spins(np.random.default_rng(11), 6, 400)
    assert_recalled(hl.Hopfield(rule(X)), X)


def test_storkey_recalls_where_hebb_does_not():
    X = spins(np.random.default_rng(12), 22, 150)
    stored = hl.Hopfield(hl.storkey(X))
    assert (stored.update(X) == X).all()
    assert not (hl.Hopfield(hl.hebbian(X)).update(X) == X).all()


@pytest.mark.parametrize("center", ["global", "pattern"])
def test_covariance_recalls_biased_patterns_where_hebb_does_not(center):
    X = biased(np.random.default_rng(13), 8, 500, mean=0.6)
    assert_recalled(hl.Hopfield(*hl.covariance(X, center)), X)
    assert not (hl.Hopfield(hl.hebbian(X)).update(X) == X).all(axis=1).any()


@pytest.mark.parametrize("order", [2, 3, 4, 5, 30, "exp"])
def test_dense_memories_recall_their_patterns(order):
    X = spins(np.random.default_rng(14), 5 if order == 2 else 40, 200)
    assert_recalled(hl.DenseAssociativeMemory(X, order), X)
    if order != "exp":
        assert_recalled(hl.DenseAssociativeMemory(X, order, rectified=True), X)


def test_attention_with_large_beta_recalls_its_patterns():
    X = np.random.default_rng(15).normal(size=(50, 30))
    assert_recalled(hl.ModernHopfield(X, beta=20.0), X, tolerance=1e-8)


def test_one_phasor_pattern_is_recalled_exactly_and_its_conjugate_is_not_stored():
    X = phasors(np.random.default_rng(16), 1, 100)
    model = hl.PhasorHopfield(hl.hebbian(X))
    assert_recalled(model, X, tolerance=1e-12)
    turned = X * np.exp(0.7j)  # the same circle of fixed points
    assert_recalled(model, turned, tolerance=1e-12)
    assert np.abs(model.update(X.conj()) - X.conj()).max() > 1
    assert np.abs(hl.overlap(hl.recall(model, X.conj(), hl.synchronous()).state, X.conj())).max() < 0.5


@pytest.mark.parametrize("rule", [hl.hebbian, hl.projection])
def test_phasor_patterns_are_recalled_and_not_their_conjugates(rule):
    rng = np.random.default_rng(17)
    X = phasors(rng, 4, 400)
    model = hl.PhasorHopfield(rule(X))
    cue = X * np.exp(1j * rng.normal(0, 0.5, X.shape))
    for schedule in (hl.synchronous(), hl.asynchronous(np.random.default_rng(1))):
        run = hl.recall(model, cue, schedule)
        assert np.abs(np.diag(hl.overlap(run.state, X))).min() > (0.98 if rule is hl.hebbian else 1 - 1e-9)
        assert np.abs(hl.overlap(run.state, X.conj())).max() < 0.3


def test_noisy_cues_are_mended_by_every_rule():
    rng = np.random.default_rng(18)
    X = spins(rng, 5, 300)
    cue = np.where(rng.random(X.shape) < 0.15, -X, X)
    models = [hl.Hopfield(rule(X)) for rule in (hl.hebbian, hl.storkey, hl.projection)]
    models += [hl.Hopfield(*hl.covariance(X))]
    models += [hl.DenseAssociativeMemory(X, n) for n in (2, 3, 10, "exp")]
    models += [hl.ModernHopfield(X, 1.0)]
    for model in models:
        run = hl.recall(model, cue, hl.asynchronous(np.random.default_rng(1)))
        np.testing.assert_allclose(run.state, X, rtol=0, atol=1e-9)
