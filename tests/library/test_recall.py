"""Recall: exact on any machine, the same for batches, frames as asked for, Boltzmann at T > 0."""

import itertools
import os
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
import threadpoolctl

import hopfield_lib as hl
from hopfield_lib import data
from tests.library import networks, oracles
from tests.library.networks import MODELS, SPIN_MODELS, phasors, spins

ORDERS = ["permutation", "random"]
each_model = pytest.mark.parametrize("name", MODELS)
each_order = pytest.mark.parametrize("order", ORDERS)


def asynchronous(seed=5, order="permutation", **options):
    return hl.asynchronous(np.random.default_rng(seed), order, **options)


def assert_same(name, got, expected):
    if name in SPIN_MODELS:
        np.testing.assert_array_equal(got, expected)
    else:
        np.testing.assert_allclose(got, expected, rtol=0, atol=1e-10)


# ------------------------------------------------------------------ the same on every machine


@pytest.fixture(scope="module")
def large():
    """One model of each rule at a size where BLAS uses several threads, and cues."""
    rng = np.random.default_rng(1)
    X, N = spins(rng, 60, 600), 600
    return {
        "hebbian": hl.Hopfield(hl.hebbian(X)),
        "hebbian, threshold": hl.Hopfield(hl.hebbian(X), rng.normal(0, 0.2, N)),
        "projection": hl.Hopfield(hl.projection(X)),
        "storkey": hl.Hopfield(hl.storkey(X[:30])),
        "covariance": hl.Hopfield(*hl.covariance(networks.biased(rng, 60, N))),
        "phase distance": hl.Hopfield(hl.phase_distance(phasors(rng, 4, N, span=np.pi))),
        "dense 3": hl.DenseAssociativeMemory(X, 3),
        "dense 30": hl.DenseAssociativeMemory(X, 30),
        "dense exp": hl.DenseAssociativeMemory(X, "exp"),
    }, np.where(rng.random((40, N)) < 0.3, -X[:40], X[:40])


@pytest.mark.parametrize("which", range(9))
@pytest.mark.parametrize("temperature", [0.0, 0.3])
def test_the_number_of_threads_changes_nothing(large, which, temperature):
    models, cues = large
    name, model = list(models.items())[which]
    if not [pool for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]:
        pytest.skip("no BLAS whose threads can be set")
    runs = []
    for threads in (1, 2):
        with threadpoolctl.threadpool_limits(threads):
            runs.append(hl.recall(model, cues, asynchronous(temperature=temperature), max_sweeps=4))
    np.testing.assert_array_equal(runs[0].states, runs[1].states)
    np.testing.assert_array_equal(runs[0].sweeps, runs[1].sweeps)
    assert (runs[0].state != cues).any(), name
    with threadpoolctl.threadpool_limits(2):
        rebuilt = {"projection": hl.projection, "hebbian": hl.hebbian}.get(name)
        if rebuilt and not temperature:
            again = hl.Hopfield(rebuilt(spins(np.random.default_rng(1), 60, 600)))
            run = hl.recall(again, cues, asynchronous(), max_sweeps=4)
            np.testing.assert_array_equal(run.states, runs[0].states)


# ------------------------------------------------ ties, decided by whole numbers of any length


def exact_inverse(C):
    """Adjugate and determinant of a whole-numbered matrix, by fractions."""
    P = len(C)
    A = [
        [Fraction(int(v)) for v in row] + [Fraction(int(i == k)) for k in range(P)] for i, row in enumerate(C)
    ]
    determinant = Fraction(1)
    for k in range(P):
        pivot = next(i for i in range(k, P) if A[i][k])
        if pivot != k:
            A[k], A[pivot], determinant = A[pivot], A[k], -determinant
        determinant *= A[k][k]
        A[k] = [v / A[k][k] for v in A[k]]
        for i in range(P):
            if i != k:
                A[i] = [v - A[i][k] * w for v, w in zip(A[i], A[k], strict=True)]
    return np.array([[int(v * determinant) for v in row[P:]] for row in A]), int(determinant)


class Exact:
    """Whole-numbered fields W s + shift, each a positive multiple of h - theta."""

    def __init__(self, W, shift=0):
        self.W, self.shift = np.asarray(W, dtype=np.int64), np.broadcast_to(shift, len(W))

    def visit(self, s, i, noise=0.0):
        h = int(self.W[i] @ s.astype(np.int64)) + int(self.shift[i])
        self.ties += h == 0
        s[i] = s[i] if h == 0 else (1 if h > 0 else -1)

    ties = 0


def exact_hebbian(X):
    W = X.T @ X
    np.fill_diagonal(W, 0)
    return hl.Hopfield(hl.hebbian(X)), Exact(W)


def exact_projection(X):
    """W det(C) with the adjugate of C = X X^T, which has whole numbers."""
    adjugate, determinant = exact_inverse(X @ X.T)
    if determinant <= 0:
        raise ValueError(f"X: expected independent patterns, got a determinant of {determinant}")
    W = X.T @ adjugate @ X
    np.fill_diagonal(W, 0)
    return hl.Hopfield(hl.projection(X)), Exact(W)


def exact_covariance(X):
    """The formula times N (1 - b^2) (PN)^3, b = k / (PN)."""
    (P, N), k = X.shape, X.sum()
    F = P * N * X - k
    W = F.T @ F
    np.fill_diagonal(W, 0)
    shift = -k * W.sum(axis=1) + k * N * ((P * N) ** 2 - k**2)
    return hl.Hopfield(*hl.covariance(X)), Exact(P * N * W, shift)


def exact_storkey(X):
    """The rule for W N^P: each pattern multiplies by N and adds whole numbers."""
    N = X.shape[1]
    W = np.zeros((N, N), dtype=np.int64)
    for learnt, x in enumerate(X):
        h = (W @ x)[:, None] - W * x  # times N^learnt
        W = N * W + N**learnt * np.outer(x, x) - h * x - (h * x).T
        np.fill_diagonal(W, 0)
    return hl.Hopfield(hl.storkey(X)), Exact(W)


def exact_unbiased_covariance(X):
    return exact_covariance(np.vstack([X, -X]))


EXACT = {
    "covariance, unbiased": exact_unbiased_covariance,
    "hebbian": exact_hebbian,
    "projection": exact_projection,
    "covariance": exact_covariance,
    "storkey": exact_storkey,
}


def symmetric_situations(X):
    """States between patterns: half-way ones, mixtures of two, three and four, and undecided ones."""
    X = X.astype(np.int64)
    N = X.shape[1]
    half = np.where(np.arange(N) % 2, X[0], X[1])
    mixtures = [np.sign(X[list(group)].sum(axis=0)) for n in (2, 3, 4) for group in
                itertools.islice(itertools.combinations(range(len(X)), n), 4)]  # fmt: skip
    filled = [np.where(m == 0, 1, m) for m in mixtures]
    return np.array([half, -half, X[0], -X[1], np.zeros(N, int), *mixtures, *filled])


@pytest.mark.parametrize("rule", EXACT)
@pytest.mark.parametrize("words", ["AB", "HIO", "ABCD", "HOUS"])
@each_order
def test_ties_between_letters_are_kept(rule, words, order):
    """Every visit decides as whole numbers do, whatever the block and however many cues."""
    X = np.asarray(data.letters(words).patterns).astype(np.int64)
    model, exact = EXACT[rule](X)
    cues = symmetric_situations(X)
    frames = oracles.plain_recall(exact, cues, np.random.default_rng(5), order, 0.0, 3)
    assert (exact.ties > 0) == (rule != "covariance")  # its mean leaves none, unless it is 0
    for count, block in itertools.product((1, 2, 7, len(cues)), (None, 1, 7, 64)):
        run = hl.recall(
            model, cues[:count], asynchronous(5, order, block=block), max_sweeps=3, record="sweeps"
        )
        np.testing.assert_array_equal(run.states, frames[: len(run.states), :count])
        rest = frames[len(run.states) :, :count]  # recall stops where nothing changes any more
        np.testing.assert_array_equal(rest, np.broadcast_to(run.state, rest.shape))


@pytest.mark.parametrize("order", [2, 3, 4, 7, "exp"])
def test_a_dense_memory_keeps_the_ties_between_letters(order):
    """Larger powers, too, but there a difference of 10^-18 of the energy is a tie as well."""
    X = np.asarray(data.letters("ABCD").patterns)
    model, plain = hl.DenseAssociativeMemory(X, order), oracles.PlainDense(X, order)
    cues = symmetric_situations(X)[[0, 1, 5, 9]]
    frames = oracles.plain_recall(plain, cues, np.random.default_rng(5), "permutation", 0.0, 2)
    for count, block in ((1, None), (4, None), (4, 1), (4, 13)):
        run = hl.recall(model, cues[:count], asynchronous(block=block), max_sweeps=2, record="sweeps")
        np.testing.assert_array_equal(run.states, frames[: len(run.states), :count])


def test_half_way_between_two_patterns_nothing_moves():
    """Equal overlaps with both: where they differ, h = 0 with the own part kept out, exactly."""
    X = np.repeat(spins(np.random.default_rng(2), 1, 1000), 2, axis=0)
    X[1, :500] *= -1  # orthogonal
    half = X[0].copy()
    half[:250] *= -1
    assert (X.astype(int) @ half).tolist() == [500, 500]
    model = hl.Hopfield(hl.hebbian(X, keep_diagonal=True))
    np.testing.assert_array_equal(model.couplings.field(half)[:500], 0)
    for schedule in (hl.synchronous(), asynchronous()):
        run = hl.recall(model, half, schedule)
        assert (run.outcome, run.sweeps) == ("fixed point", 1)
        np.testing.assert_array_equal(run.state, half)


@pytest.mark.parametrize("name", ["PhasorHopfield: hebbian", "PhasorHopfield: matrix"])
def test_a_phasor_without_a_field_keeps_its_phase(name):
    """Two units that cancel: the third has no field but for rounding."""
    X = np.array([[1, 1, 1], [1, -1, 1]])
    J = hl.hebbian(X) if "hebbian" in name else hl.MatrixCouplings(oracles.hebbian_matrix(X * 3.3))
    model = hl.PhasorHopfield(J)
    rng = np.random.default_rng(3)
    for z in phasors(rng, 200, 3):
        np.testing.assert_allclose(model.update(z)[1], z[1], rtol=0, atol=1e-14)
        z[2] = z[0]
        np.testing.assert_allclose(model.update(z)[[0, 2]], z[[0, 2]], rtol=0, atol=1e-12)


# ------------------------------------------------------------------------ batches and their shape


@each_model
@pytest.mark.parametrize("schedule", [*ORDERS, "synchronous"])
def test_a_batch_equals_its_cues_one_by_one(name, schedule):
    rng = np.random.default_rng(21)
    model, _ = MODELS[name](rng, 3, 17)
    cues = networks.cues(name, rng, 2, 3, 17, undecided=0.1)

    def run(cue):
        how = hl.synchronous() if schedule == "synchronous" else asynchronous(9, schedule)
        return hl.recall(model, cue, how, max_sweeps=25, record="sweeps")

    batch, flat = run(cues), run(cues.reshape(6, 17))
    assert batch.states.shape[1:] == (2, 3, 17)
    assert batch.energies.shape == (len(batch.states), 2, 3)
    assert batch.outcome.shape == batch.sweeps.shape == (2, 3)
    assert_same(name, batch.states.reshape(flat.states.shape), flat.states)
    np.testing.assert_array_equal(batch.outcome.ravel(), flat.outcome)
    for place in np.ndindex(2, 3):
        one = run(cues[place])
        assert_same(name, one.states, batch.states[: len(one.states), *place])
        assert_same(name, one.state, batch.state[place])
        assert one.outcome == batch.outcome[place]
        assert one.sweeps == batch.sweeps[place]
        np.testing.assert_allclose(one.energies[-1], batch.energies[-1][place], rtol=1e-10, atol=1e-10)


@each_model
def test_update_of_a_batch_equals_that_of_its_states(name):
    rng = np.random.default_rng(22)
    model, _ = MODELS[name](rng, 3, 11)
    states = networks.cues(name, rng, 2, 3, 11, undecided=0.1)
    for units in (None, [4], 4, [7, 0, 3], np.arange(11)):
        got = model.update(states, units)
        assert got.shape == states.shape
        for place in np.ndindex(2, 3):
            assert_same(name, got[place], model.update(states[place], units))


FORMS = {
    "int8": lambda a: a.astype(np.int8),
    "int64": lambda a: a.astype(np.int64),
    "float16": lambda a: a.astype(np.float16),
    "float32": lambda a: a.astype(np.float32),
    "float64": lambda a: a.astype(np.float64),
    "bool": lambda a: a > 0,
    "list": lambda a: a.tolist(),
    "list of bool": lambda a: (a > 0).tolist(),
    "Fortran order": np.asfortranarray,
    "strided": lambda a: np.repeat(np.repeat(a, 2, axis=0), 3, axis=1)[::2, ::3],
    "reversed in memory": lambda a: a[::-1, ::-1].copy()[::-1, ::-1],
    "read-only": lambda a: np.frombuffer(a.astype(np.int64).tobytes(), np.int64).reshape(a.shape),
    "big-endian": lambda a: a.astype(">i4"),
}
SPIN_BUILDERS = {
    "hebbian": lambda X: hl.Hopfield(hl.hebbian(X)),
    "covariance": lambda X: hl.Hopfield(*hl.covariance(X)),
    "projection": lambda X: hl.Hopfield(hl.projection(X)),
    "storkey": lambda X: hl.Hopfield(hl.storkey(X)),
    "dense 3": lambda X: hl.DenseAssociativeMemory(X, 3),
    "dense exp": lambda X: hl.DenseAssociativeMemory(X, "exp"),
    "modern": lambda X: hl.ModernHopfield(X, 0.5),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("builder", SPIN_BUILDERS)
def test_every_form_of_the_same_numbers_gives_the_same_result(builder, form):
    rng = np.random.default_rng(23)
    X, cues = spins(rng, 4, 30), spins(rng, 6, 30)
    build, change = SPIN_BUILDERS[builder], FORMS[form]
    patterns, states = change(X), change(cues)
    kept = [np.array(patterns), np.array(states)]
    model, expected = build(patterns), build(X)
    run = hl.recall(model, states, asynchronous(), record="sweeps")
    reference = hl.recall(expected, cues, asynchronous(), record="sweeps")
    kind = "ModernHopfield" if builder == "modern" else "Hopfield: hebbian"
    assert_same(kind, run.states, reference.states)
    assert_same(kind, model.update(states), expected.update(cues))
    # real numbers are summed in the order in which they lie in memory
    np.testing.assert_allclose(run.energies, reference.energies, rtol=1e-12)
    np.testing.assert_allclose(model.energy(states), expected.energy(cues), rtol=1e-12)
    if hasattr(model, "couplings"):
        fields = model.couplings.field(states), expected.couplings.field(cues)
        np.testing.assert_allclose(*fields, rtol=0, atol=0 if builder == "hebbian" else 1e-12)
    np.testing.assert_array_equal(hl.overlap(states, patterns), hl.overlap(cues, X))
    np.testing.assert_array_equal(np.array(patterns), kept[0])
    np.testing.assert_array_equal(np.array(states), kept[1])


@each_model
def test_inputs_are_left_alone_and_results_are_ones_own(name):
    rng = np.random.default_rng(24)
    model, _ = MODELS[name](rng, 3, 12)
    for shape in ((12,), (1, 12), (4, 12)):
        cues = networks.cues(name, rng, *shape)
        before = cues.copy()
        cues.flags.writeable = False
        for schedule in (asynchronous(), asynchronous(order="random"), hl.synchronous()):
            for record in ("sweeps", "final", *([3] if schedule.in_turn else [])):
                run = hl.recall(model, cues, schedule, max_sweeps=5, record=record)
                if record != "final":
                    assert_same(name, run.states[0], before)
                assert not np.shares_memory(run.states, cues)
        new = model.update(cues, [0])
        assert not np.shares_memory(new, cues)
        new[...] = 1
        model.energy(cues)
        np.testing.assert_array_equal(cues, before)


# ---------------------------------------------------------------------------------- what is kept


def visits_of(name, seed, order, N, sweeps):
    """The units that `asynchronous` visits, drawn as it draws them."""
    rng = np.random.default_rng(seed)
    if name not in SPIN_MODELS:  # continuous states: a generator of the run's own
        rng = rng.spawn(1)[0]
    draw = (lambda: rng.integers(N, size=N)) if order == "random" else (lambda: rng.permutation(N))
    return [draw() for _ in range(sweeps)]


@pytest.mark.parametrize("name", [n for n in MODELS if ": 30" not in n])  # see the ties above
@each_order
@pytest.mark.parametrize(("every", "block"), [(1, None), (3, 2), (7, None), (10, 4), (23, None), (99, None)])
def test_frames_are_those_after_each_so_many_visits(name, order, every, block):
    """k visits apart from the first to the last sweep, also where k does not divide N or exceeds it."""
    N, sweeps = 10, 3
    rng = np.random.default_rng(31)
    model, plain = MODELS[name](rng, 3, N)
    plain = plain()
    for shape in ((N,), (2, N)):
        cues = networks.cues(name, rng, *shape)
        run = hl.recall(model, cues, asynchronous(7, order, block=block), max_sweeps=sweeps, record=every)
        S = cues.reshape(-1, N).astype(np.result_type(cues, float))
        frames, count = [S.copy()], 0
        ran = int(np.max(run.sweeps))
        for visits in visits_of(name, 7, order, N, ran):
            for i in visits:
                for s in S:
                    plain.visit(s, i)
                count += 1
                if count % every == 0:
                    frames.append(S.copy())
        if not np.array_equal(frames[-1], S):
            frames.append(S.copy())
        expected = np.array(frames).reshape(-1, *shape)
        if len(expected) + 1 == len(run.states):  # the end, different by rounding alone
            expected = np.concatenate([expected, expected[-1:]])
        assert_same(name, run.states, expected)
        np.testing.assert_allclose(run.energies, model.energy(run.states), rtol=1e-12, atol=1e-12)
        assert run.states.dtype == model.state_dtype


@each_model
def test_records_of_sweeps_and_of_the_end(name):
    rng = np.random.default_rng(32)
    model, _ = MODELS[name](rng, 3, 10)
    for cues in (networks.cues(name, rng, 10), networks.cues(name, rng, 4, 10)):
        for make in (asynchronous, hl.synchronous):
            whole = hl.recall(model, cues, make(), max_sweeps=6, record="sweeps")
            assert len(whole.states) == int(np.max(whole.sweeps)) + 1
            end = hl.recall(model, cues, make(), max_sweeps=6, record="final")
            assert len(end.states) == len(end.energies) == 1
            np.testing.assert_array_equal(end.state, whole.state)
            np.testing.assert_allclose(end.energies[0], whole.energies[-1], rtol=1e-12, atol=1e-12)
            np.testing.assert_array_equal(end.sweeps, whole.sweeps)
            np.testing.assert_array_equal(end.outcome, whole.outcome)
            unasked = hl.recall(model, cues, make(), max_sweeps=6)
            expected = whole if cues.ndim == 1 else end
            np.testing.assert_array_equal(unasked.states, expected.states)
            energies = model.energy(whole.states)
            np.testing.assert_allclose(whole.energies, energies, rtol=1e-12, atol=1e-12)
            np.testing.assert_array_equal(whole.state, whole.states[-1])


def test_a_single_cue_has_a_word_and_a_number():
    X = spins(np.random.default_rng(33), 2, 50)
    model = hl.Hopfield(hl.hebbian(X))
    for schedule in (asynchronous(), hl.synchronous()):
        run = hl.recall(model, X[0], schedule)
        assert isinstance(run.outcome, str)
        assert run.outcome == "fixed point"
        assert run.sweeps == 1
        assert range(5)[run.sweeps] == 1  # it counts like an int
        assert isinstance(run.energies[-1], float)
        assert repr(run) == "<Recall: 1 x fixed point; 2 frames>"
    batch = hl.recall(model, X, hl.synchronous())
    assert repr(batch) == "<Recall: 2 x fixed point; 1 frames>"


def test_sweeps_are_counted_until_the_outcome_is_known():
    """A cue that is mended in its first sweep needs a second one to be known as a fixed point."""
    X = spins(np.random.default_rng(34), 1, 40)
    cue = X[0].copy()
    cue[:5] *= -1
    model = hl.Hopfield(hl.hebbian(X))
    run = hl.recall(model, cue, asynchronous())
    assert (run.sweeps, run.outcome, len(run.states)) == (2, "fixed point", 3)
    cut = hl.recall(model, cue, asynchronous(), max_sweeps=1)
    assert (cut.sweeps, cut.outcome) == (1, "max sweeps")
    np.testing.assert_array_equal(cut.state, X[0])


def test_the_most_sweeps_may_be_any_whole_number():
    X = spins(np.random.default_rng(35), 2, 20)
    model = hl.Hopfield(hl.hebbian(X))
    for most in (np.int8(127), np.uint8(255), 10**9):
        assert hl.recall(model, X, asynchronous(), max_sweeps=most).outcome.tolist() == ["fixed point"] * 2
        assert (
            hl.recall(model, X[0], hl.asynchronous(np.random.default_rng(1), block=np.int8(100))).sweeps == 1
        )


def test_the_tolerance_says_when_continuous_states_stand_still():
    X = np.random.default_rng(36).normal(size=(4, 20))
    model, cue = hl.ModernHopfield(X, 0.3), X[0] + 0.5
    counts = [hl.recall(model, cue, hl.synchronous(), tolerance=t).sweeps for t in (1e-12, 1e-6, 1e-2)]
    assert counts[0] > counts[1] > counts[2]
    moved = np.abs(np.diff(hl.recall(model, cue, hl.synchronous(), tolerance=1e-6).states, axis=0)).max(
        axis=1
    )
    assert moved[-1] <= 1e-6 < moved[-2]


CONTINUOUS = [name for name in MODELS if name not in SPIN_MODELS]
SPARSE = {"ModernHopfield: sparsemax", "ModernHopfield: entmax15", "KernelMemory: log-sum-ReLU"}


@pytest.mark.parametrize("name", CONTINUOUS)
@each_order
def test_how_long_a_continuous_run_takes_leaves_no_trace_in_the_random_numbers(name, order):
    """A last digit decides whether one more sweep is needed; no draw behind the run may shift by it."""
    rng = np.random.default_rng(37)
    model, _ = MODELS[name](rng, 3, 10)
    cue, behind, sweeps = networks.cues(name, rng, 10), set(), set()
    for tolerance in (1e-12, 1e-3, 1e3):
        shared = np.random.default_rng(1)
        sweeps.add(int(hl.recall(model, cue, hl.asynchronous(shared, order), tolerance=tolerance).sweeps))
        behind.add(float(shared.random()))
    assert len(behind) == 1
    if name in SPARSE:
        return  # most patterns have no share at all: such runs end after a few sweeps, exactly
    assert len(sweeps) > 1
    schedule = hl.asynchronous(np.random.default_rng(1), order)
    first, second = (hl.recall(model, cue, schedule, max_sweeps=1).state for _ in range(2))
    assert (first != second).any()  # yet each run has orders of its own


KERNELS = """
import numpy as np, hopfield_lib as hl
rng = np.random.default_rng(3)
X = rng.choice([-1, 1], (40, 400))
W = hl.projection(X).dense()
cues = np.where(rng.random((30, 400)) < 0.35, -X[:30], X[:30])
Z = np.exp(1j * np.pi * rng.random((4, 400)))
for couplings in (hl.projection(X), hl.storkey(X), hl.MatrixCouplings(W), hl.covariance(X)[0],
                  hl.phase_distance(Z)):
    for order in ("permutation", "random"):
        run = hl.recall(hl.Hopfield(couplings), cues, hl.asynchronous(rng, order))
        print(run.sweeps.tolist(), hash(run.state.tobytes()), rng.random())
for model, start in ((hl.PhasorHopfield(hl.hebbian(Z)), Z[0] * np.exp(0.5j * rng.random(400))),
                     (hl.ModernHopfield(X, 0.01), X[0] + 0.5)):
    hl.recall(model, start, hl.asynchronous(rng))
    print(rng.random())
"""


def test_every_kernel_of_the_machine_draws_the_same_numbers():
    settings = [{}, {"OPENBLAS_CORETYPE": "Haswell"}, {"OPENBLAS_CORETYPE": "Prescott"}]
    said = set()
    for setting in settings:
        done = subprocess.run(
            [sys.executable, "-c", KERNELS], capture_output=True, text=True, check=False,
            env=os.environ | {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"} | setting,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        said.add(done.stdout)
    assert len(said) == 1


def test_the_same_seed_gives_the_same_run_and_another_seed_another():
    rng = np.random.default_rng(37)
    model = hl.Hopfield(hl.hebbian(spins(rng, 30, 100)))
    cues = spins(rng, 5, 100)
    for order, temperature in itertools.product(ORDERS, (0.0, 0.5)):
        runs = [
            hl.recall(model, cues, asynchronous(seed, order, temperature=temperature), max_sweeps=5).state
            for seed in (1, 1, 2)
        ]
        np.testing.assert_array_equal(runs[0], runs[1])
        assert (runs[0] != runs[2]).any()


# ------------------------------------------------------------------------------------ temperature


def chi_square(counts, probabilities):
    """Pearson's statistic, and what it exceeds about once in 10^6 (Wilson and Hilferty)."""
    expected = counts.sum() * probabilities
    kept = expected > 5
    statistic = ((counts[kept] - expected[kept]) ** 2 / expected[kept]).sum()
    degrees = kept.sum() - 1
    spread = 2 / (9 * degrees)
    return statistic, degrees * (1 - spread + 4.8 * spread**0.5) ** 3


THERMAL = {
    "hebbian": (lambda rng: hl.Hopfield(hl.hebbian(spins(rng, 3, 5))), 0.7),
    "thresholds": (lambda rng: hl.Hopfield(hl.hebbian(spins(rng, 2, 5)), rng.normal(0, 0.4, 5)), 1.0),
    "matrix": (lambda rng: hl.Hopfield(hl.MatrixCouplings(networks.symmetric(rng, 5, 0.0))), 3.0),
    "projection": (lambda rng: hl.Hopfield(hl.projection(networks.independent(rng, 2, 5))), 0.5),
    "dense 2": (lambda rng: hl.DenseAssociativeMemory(spins(rng, 3, 5), 2), 8.0),
    "dense 3": (lambda rng: hl.DenseAssociativeMemory(spins(rng, 3, 5), 3), 40.0),
    "dense 4 rectified": (lambda rng: hl.DenseAssociativeMemory(spins(rng, 3, 5), 4, True), 200.0),
    "dense exp": (lambda rng: hl.DenseAssociativeMemory(spins(rng, 10, 5), "exp"), 0.5),
}  # fmt: skip


@pytest.mark.parametrize("name", THERMAL)
@each_order
def test_glauber_dynamics_ends_in_boltzmanns_distribution(name, order):
    """Each cue of a batch has noise of its own: after many sweeps, P(s) = exp(-E(s) / T) / Z."""
    build, temperature = THERMAL[name]
    rng = np.random.default_rng(41)
    model = build(rng)
    states = np.array(list(itertools.product((-1, 1), repeat=5)))
    weights = np.exp(-(model.energy(states) - model.energy(states).min()) / temperature)
    probabilities = weights / weights.sum()
    assert probabilities.max() < 0.6  # it is warm enough to tell
    assert probabilities.max() > 1.8 / 32  # and not so warm that all states are alike
    schedule = asynchronous(42, order, temperature=temperature)
    run = hl.recall(model, np.zeros((10_000, 5), int), schedule, max_sweeps=25)
    index = ((run.state + 1) // 2) @ (2 ** np.arange(5)[::-1])
    statistic, limit = chi_square(np.bincount(index, minlength=32), probabilities)
    assert statistic < limit


@pytest.mark.parametrize("field", [-1.2, 0.0, 0.3, 2.0])
@pytest.mark.parametrize("temperature", [0.3, 1.0, 4.0])
def test_a_lone_unit_follows_glauber(field, temperature):
    """P(s = +1) = 1 / (1 + exp(-2 h / T)) for 40,000 cues, within 5 standard errors."""
    model = hl.Hopfield(hl.MatrixCouplings([[0.0]]), -field)
    run = hl.recall(model, np.ones((40_000, 1)), asynchronous(temperature=temperature), max_sweeps=1)
    p = 1 / (1 + np.exp(-2 * field / temperature))
    assert abs((run.state == 1).mean() - p) < 5 * (p * (1 - p) / 40_000) ** 0.5


@pytest.mark.parametrize("name", ["hebbian", "dense 3", "dense exp"])
def test_at_a_temperature_a_batch_has_the_distribution_of_single_cues(name):
    """Mean energy after three sweeps: 4,000 cues in one call against 400 calls of one."""
    build, temperature = THERMAL[name]
    model = build(np.random.default_rng(43))
    rng = np.random.default_rng(44)
    cue = np.ones(5, dtype=int)

    def energies(cues):
        schedule = hl.asynchronous(rng, temperature=temperature)
        return hl.recall(model, cues, schedule, max_sweeps=3, record="final").energies[-1]

    single = np.array([energies(cue) for _ in range(400)])
    batch = np.concatenate([energies(np.tile(cue, (100, 1))) for _ in range(40)])
    spread = (single.var() / single.size + batch.var() / batch.size) ** 0.5
    assert abs(single.mean() - batch.mean()) < 5 * spread


def test_a_low_temperature_is_none_and_a_high_one_is_noise():
    rng = np.random.default_rng(45)
    model = hl.Hopfield(hl.hebbian(X := spins(rng, 2, 200)))
    cold = hl.recall(model, X[0], asynchronous(temperature=1e-3), max_sweeps=3)
    np.testing.assert_array_equal(cold.state, X[0])
    hot = hl.recall(model, X[0], asynchronous(temperature=1e6), max_sweeps=3)
    assert abs(hl.overlap(hot.state, X[0])) < 5 / 200**0.5
