"""Learnt memories: the fields against the energies of the library's own dense memory and plain loops,
the gradient against finite differences, training, and competing features."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hopfield_lib as hl
from hopfield_lib import data, training


def generator(seed=1):
    return np.random.default_rng(seed)


def made(rng, order, K=7, N=6, C=3, T=2.5, binary=False):
    """Return memories at random, of this order."""
    M = rng.choice([-1.0, 1.0], (K, N + C)) if binary else rng.uniform(-1, 1, (K, N + C))
    return training.TrainedMemories(M, order, T, C)


def moved_to(trained, memories):
    """Return others of the same order, temperature and classes."""
    return training.TrainedMemories(memories, trained.order, trained.temperature, trained.classes)


DIGITS = data.handwritten_digits(0, 1, 7)
PIXELS, NAMES = DIGITS.patterns / 127.5 - 1, np.searchsorted([0, 1, 7], DIGITS.labels)
ORDERS = (2, 3, 4, 10, 30)


# ------------------------------------------------------------------------------------ the fields


@pytest.mark.parametrize("order", ORDERS)
def test_the_fields_are_energy_differences_of_the_dense_memory(order):
    """With memories of +1 and -1: the energy of a class unit off, less that of the unit on."""
    rng = generator(order)
    trained = made(rng, order, binary=True)
    model = hl.DenseAssociativeMemory(trained.memories, order, rectified=True)
    images = rng.choice([-1, 1], (20, 6))
    got = training.class_fields(trained, images)
    scale = np.abs(got).max()
    for c in range(3):
        off = np.hstack([images, -np.ones((20, 3), int)])
        on = off.copy()
        on[:, 6 + c] = 1
        expected = (model.energy(off) - model.energy(on)) / trained.temperature**order
        np.testing.assert_allclose(got[:, c], expected, rtol=1e-12, atol=1e-13 * scale)


@pytest.mark.parametrize("order", ORDERS)
def test_the_fields_are_the_sums_of_the_paper(order):
    rng = generator(order)
    trained = made(rng, order)
    image = rng.uniform(-1, 1, 6)
    expected = []
    for c in range(3):
        total = 0.0
        for xi in trained.memories:
            others = xi[:6] @ image - sum(xi[6 + k] for k in range(3) if k != c)
            plus, minus = max(others + xi[6 + c], 0.0), max(others - xi[6 + c], 0.0)
            total += plus**order - minus**order
        expected.append(total / 2.5**order)
    np.testing.assert_allclose(training.class_fields(trained, image), expected, rtol=1e-12)


def test_fields_and_names_come_in_the_shape_of_the_images():
    trained = made(generator(), 3)
    images = generator(2).uniform(-1, 1, (2, 4, 6))
    fields, names = training.class_fields(trained, images), training.classify(trained, images)
    assert fields.shape == (2, 4, 3)
    assert np.array_equal(names, fields.argmax(axis=-1))
    for place in np.ndindex(2, 4):
        np.testing.assert_allclose(fields[place], training.class_fields(trained, images[place]), rtol=1e-12)
        assert training.classify(trained, images[place]) == names[place]


def test_thirtieth_powers_of_many_memories_stay_finite_and_in_order():
    rng = generator()
    M = rng.choice([-1.0, 1.0], (10_000, 80))
    M[0, :70], M[0, 70:] = 1, -1
    M[0, 73] = 1
    trained = training.TrainedMemories(M, order=30, temperature=40.0, classes=10)
    fields = training.class_fields(trained, np.ones(70))
    assert np.isfinite(fields).all()
    assert training.classify(trained, np.ones(70)) == 3
    loss, gradient = training.classification_loss(trained, np.ones((1, 70)), [4], error_power=30)
    assert np.isfinite(loss)
    assert np.isfinite(gradient).all()


@given(st.integers(0, 2**32 - 1), st.integers(0, 40))
def test_powers_by_squaring(seed, n):
    x = generator(seed).uniform(-2, 2, 5)
    np.testing.assert_allclose(training.power(x, n), x**n, rtol=1e-13)


# ----------------------------------------------------------------------------------- the gradient


@pytest.mark.parametrize("error_power", [1, 2, 3])
@pytest.mark.parametrize("order", [2, 3, 10])
def test_the_gradient_is_that_of_finite_differences(order, error_power):
    rng = generator(order)
    trained = made(rng, order, T=4.0)
    images, labels = rng.uniform(-1, 1, (5, 6)), np.array([0, 1, 2, 1, 0])
    _, gradient = training.classification_loss(trained, images, labels, error_power=error_power)
    expected, h = np.empty_like(gradient), 1e-6
    for place in np.ndindex(gradient.shape):
        ends = []
        for move in (h, -h):
            M = trained.memories.copy()
            M[place] += move
            moved = moved_to(trained, M)
            ends.append(training.classification_loss(moved, images, labels, error_power=error_power)[0])
        expected[place] = (ends[0] - ends[1]) / (2 * h)
    assert np.abs(expected).max() > 1e-3
    np.testing.assert_allclose(gradient, expected, rtol=1e-5, atol=1e-7 * np.abs(expected).max())


def test_the_loss_is_that_of_the_paper():
    trained, rng = made(generator(), 3), generator(4)
    images, labels = rng.uniform(-1, 1, (4, 6)), np.array([2, 0, 1, 1])
    c = np.tanh(training.class_fields(trained, images))
    t = 2 * np.eye(3)[labels] - 1
    for m in (1, 2, 5):
        loss, _ = training.classification_loss(trained, images, labels, error_power=m)
        assert loss == pytest.approx(((c - t) ** (2 * m)).sum())


# --------------------------------------------------------------------------------------- training


@pytest.mark.parametrize("order", [2, 3, 10, 30])
def test_training_learns_digits_that_it_has_not_seen(order):
    trained = training.train_memories(
        PIXELS[:400], NAMES[:400], order, rng=generator(), memories=12, epochs=30, progress=False
    )
    assert trained.errors.shape == (30,)
    assert trained.errors[-1] < 0.03 < trained.errors[0]
    assert (training.classify(trained, PIXELS[400:]) != NAMES[400:]).mean() < 0.08  # chance is 2/3
    assert np.abs(trained.memories).max() <= 1
    assert trained.features.shape == (12, 64)
    assert trained.votes.shape == (12, 3)
    assert np.array_equal(np.hstack([trained.features, trained.votes]), trained.memories)
    assert (trained.order, trained.classes, trained.temperature) == (order, 3, pytest.approx(0.6 * 64))
    assert trained.settings["epochs"] == 30


def test_the_first_step_goes_down_the_gradient():
    """One batch, one epoch: each memory moves by `rate` where its gradient is largest."""
    V, y = PIXELS[:40], NAMES[:40]
    trained = training.train_memories(
        V, y, 3, rng=generator(), memories=4, epochs=1, batch=40, rate=0.01, progress=False
    )
    begin = moved_to(trained, generator().normal(-0.3, 0.3, (4, 67)).clip(-1, 1))
    _, gradient = training.classification_loss(begin, V, y, error_power=2)
    step = 0.01 * gradient / np.abs(gradient).max(axis=1, keepdims=True)
    np.testing.assert_allclose(trained.memories, (begin.memories - step).clip(-1, 1), atol=2**-17)
    assert trained.errors[0] == (training.classify(begin, V) != y).mean()


def test_the_same_seed_trains_the_same_memories_and_nothing_given_is_changed():
    before = PIXELS.copy()
    options = {"memories": 5, "epochs": 2, "progress": False}
    first = training.train_memories(PIXELS, NAMES, 3, rng=generator(3), **options)
    again = training.train_memories(PIXELS, NAMES, 3, rng=generator(3), **options)
    other = training.train_memories(PIXELS, NAMES, 3, rng=generator(4), **options)
    assert np.array_equal(first.memories, again.memories)
    assert np.array_equal(first.errors, again.errors)
    assert not np.array_equal(first.memories, other.memories)
    assert np.array_equal(PIXELS, before)


@pytest.mark.parametrize("order", [3, 30])
def test_the_last_bit_of_a_sum_does_not_decide_what_is_learnt(order):
    options = {"memories": 12, "epochs": 20, "temperature": 40, "progress": False}
    first, nearly = (
        training.train_memories(PIXELS * (1 - gap), NAMES, order, rng=generator(5), **options)
        for gap in (0, 3e-16)
    )
    assert not np.array_equal(PIXELS, PIXELS * (1 - 3e-16))
    assert np.array_equal(first.memories, nearly.memories)


def test_trained_memories_cannot_be_written_to_and_say_what_they_are():
    trained = made(generator(), 3)
    with pytest.raises(ValueError, match="read-only"):
        trained.memories[0, 0] = 0
    assert trained.errors.shape == (0,)
    assert trained.settings == {}
    assert repr(trained) == "<7 memories of order 3: 6 pixels, 3 classes>"


# ----------------------------------------------------------------------------- competing features


def test_a_step_of_the_competition_is_that_of_plain_loops():
    rng = generator(6)
    W, V, p, rank, anti = rng.normal(size=(5, 4)), rng.uniform(-1, 1, (3, 4)), 3.0, 3, 0.4
    expected = np.zeros_like(W)
    for v in V:
        excited = [sum(np.sign(w) * abs(w) ** (p - 1) * x for w, x in zip(row, v, strict=True)) for row in W]
        places = sorted(range(5), key=lambda k: -excited[k])
        for place, g in ((0, 1.0), (rank - 1, -anti)):
            k = places[place]
            expected[k] += g * (v - excited[k] * W[k])
    np.testing.assert_allclose(training.competition_step(W, V, p, rank, anti), expected, rtol=1e-12)


@pytest.mark.parametrize("p", [2.0, 3.0])
def test_units_that_win_come_to_p_norm_one(p):
    rng = generator(7)
    V = np.array([[1, 1, -1, -1], [1, -1, 1, -1]]).repeat(50, axis=0) * 0.9
    W = training.competing_features(V, 2, rng=rng, p=p, anti=0.0, epochs=200, batch=10, progress=False)
    excited = (np.sign(W) * np.abs(W) ** (p - 1)) @ V.T
    for k in np.unique(excited.argmax(axis=0)):
        assert (np.abs(W[k]) ** p).sum() == pytest.approx(1, abs=0.05)


def test_features_learn_the_clusters_of_the_images():
    """Three kinds of images, three units: each learns the direction of one, without labels."""
    rng = generator(8)
    centres = (
        np.array([[1, 1, 1, -1, -1, -1, -1, -1], [-1, -1, -1, 1, 1, 1, -1, -1], [-1] * 6 + [1, 1]]) * 0.8
    )
    V = (centres[rng.integers(3, size=300)] + rng.normal(0, 0.1, (300, 8))).clip(-1, 1)
    W = training.competing_features(V, 3, rng=rng, epochs=100, rank=2, anti=0.1, progress=False)
    cosines = (W @ centres.T) / np.linalg.norm(W, axis=1)[:, None] / np.linalg.norm(centres, axis=1)
    assert sorted(cosines.argmax(axis=1).tolist()) == [0, 1, 2]
    assert (cosines.max(axis=1) > 0.95).all()


def test_the_same_seed_gives_the_same_features():
    options = {"epochs": 2, "progress": False}
    first, again = (training.competing_features(PIXELS, 5, rng=generator(3), **options) for _ in range(2))
    assert np.array_equal(first, again)
    assert first.shape == (5, 64)


def test_the_last_bit_of_a_sum_does_not_decide_which_features_are_learnt():
    options = {"epochs": 10, "progress": False}
    first, nearly = (
        training.competing_features(PIXELS * (1 - gap), 8, rng=generator(5), **options) for gap in (0, 3e-16)
    )
    assert np.array_equal(first, nearly)


# -------------------------------------------------------------------------------------- bad input


def train(**change):
    arguments = {"images": PIXELS[:9], "labels": NAMES[:9], "order": 3, "rng": generator(), "epochs": 1}
    return training.train_memories(**(arguments | {"progress": False} | change))


def compete(**change):
    arguments = {"images": PIXELS[:9], "units": 4, "rng": generator(), "epochs": 1, "progress": False}
    return training.competing_features(**(arguments | change))


FEW = made(generator(), 3)
SIX = np.zeros((2, 6))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: train(images=DIGITS.patterns[:9]), ValueError, "images: expected pixels from -1 to 1, got"),
        (lambda: train(images=PIXELS[0]), ValueError, r"images: expected shape \(P, N\)"),
        (lambda: train(images=PIXELS[:9] * np.nan), ValueError, "images: expected finite numbers"),
        (lambda: train(labels=NAMES[:8]), ValueError, "labels: expected 9 whole numbers, one an image"),
        (lambda: train(labels=NAMES[:9] / 2), ValueError, "labels: expected 9 whole numbers"),
        (lambda: train(labels=NAMES[:9] - 1), ValueError, "labels: expected classes from 0 up, got -1"),
        (lambda: train(labels=np.zeros(9, int)), ValueError, "classes: expected"),
        (lambda: train(order=1), ValueError, "order: expected a whole number from 2"),
        (lambda: train(order=2.5), TypeError, "order: expected a whole number"),
        (lambda: train(order=10_000), ValueError, r"order: expected n and T such that .* got 10000"),
        (lambda: train(temperature=0), ValueError, "temperature: expected a finite number above 0"),
        (lambda: train(memories=0), ValueError, "memories: expected a whole number from 1"),
        (lambda: train(epochs=0), ValueError, "epochs: expected"),
        (lambda: train(batch=0), ValueError, "batch: expected"),
        (lambda: train(rate=0), ValueError, "rate: expected"),
        (lambda: train(decay=1.1), ValueError, "decay: expected"),
        (lambda: train(momentum=1), ValueError, "momentum: expected"),
        (lambda: train(error_power=0), ValueError, "error_power: expected"),
        (lambda: train(rng=7), TypeError, "rng: expected a numpy.random.Generator"),
        (lambda: made(generator(), 3, C=1), ValueError, "classes: expected a whole number from 2"),
        (lambda: training.classify(FEW, np.zeros(5)), ValueError, "images: expected 6 units a row"),
        (lambda: training.classify(FEW, np.full(6, 2.0)), ValueError, "images: expected pixels from -1 to 1"),
        (
            lambda: training.classification_loss(FEW, SIX, [0, 3]),
            ValueError,
            "labels: expected classes from 0",
        ),
        (lambda: compete(units=1), ValueError, "units: expected a whole number from 2"),
        (lambda: compete(units=3, rank=4), ValueError, "units: expected a whole number from 4"),
        (lambda: compete(rank=1), ValueError, "rank: expected a whole number from 2"),
        (lambda: compete(p=1.5), ValueError, "p: expected"),
        (lambda: compete(anti=-0.1), ValueError, "anti: expected"),
        (lambda: compete(rate=0), ValueError, "rate: expected"),
        (lambda: compete(rng=None), TypeError, "rng: expected"),
        (lambda: compete(images=PIXELS[0]), ValueError, r"images: expected shape \(P, N\)"),
    ],
)
def test_bad_input_is_refused_in_words(call, error, words):
    with pytest.raises(error, match=words):
        call()


# ------------------------------------------- dense memories at the orders and loads of lesson 06


def test_a_dense_memory_of_order_30_with_100_000_patterns_neither_overflows_nor_loses_a_pattern():
    rng = generator(9)
    X = rng.choice(np.array([-1, 1], np.int8), (100_000, 60))
    model = hl.DenseAssociativeMemory(X, 30)
    with np.errstate(all="raise"):
        run = hl.recall(model, X[:20], hl.asynchronous(rng))
    assert np.array_equal(run.state, X[:20])
    assert np.isfinite(run.energies).all()


@pytest.mark.parametrize("order", [30, "exp"])
def test_ties_are_kept_among_100_000_patterns(order):
    """Unit 0 is +1 in one half of the patterns and -1 in the other, all else alike: a tie everywhere."""
    rng = generator(10)
    half = rng.choice(np.array([-1, 1], np.int8), (50_000, 59))
    plus, minus = (np.hstack([np.full((50_000, 1), v, np.int8), half]) for v in (1, -1))
    X = rng.permutation(np.vstack([plus, minus]))
    model = hl.DenseAssociativeMemory(X, order)
    cues = np.vstack([rng.choice([-1, 1], (3, 60)), X[:3]])
    assert np.array_equal(model.update(cues, [0]), cues)
    one_more = hl.DenseAssociativeMemory(np.vstack([X, plus[:1]]), order)  # one vote breaks the tie
    assert one_more.update(minus[0], [0])[0] == 1
