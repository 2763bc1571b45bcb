"""Attacks on trained memories: each one fools or says that it does not, stays within the valid range, and
is the smaller of the changes that it could have found; on boundaries that are known exactly it finds them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hopfield_lib import attacks, data, training

DIGITS = data.handwritten_digits(0, 1, 7)
PIXELS, NAMES = DIGITS.patterns / 127.5 - 1, np.searchsorted([0, 1, 7], DIGITS.labels)
LEARN, V, Y = (PIXELS[:400], NAMES[:400]), PIXELS[400:], NAMES[400:]


def generator(seed=1):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module", params=[2, 3, 30])
def digits(request):
    options = {"memories": 12, "epochs": 30, "progress": False}
    return training.train_memories(*LEARN, request.param, rng=generator(), **options)


def rms(changed, images):
    return np.sqrt(((changed - images) ** 2).mean(axis=1))


def two_sides(order, direction):
    """Two memories, one the reverse of the other: their boundary is the plane direction · v = 0."""
    votes = np.array([[1.0, -1.0], [-1.0, 1.0]])
    M = np.hstack([np.outer([1, -1], direction), votes])
    return training.TrainedMemories(M, order=order, temperature=2.0, classes=2)


# --------------------------------------------------------------------------- what holds of every attack

ATTACKS = {
    "gradient": lambda one, images, labels: attacks.follow_gradient(one, images, labels, step=0.01),
    "line": lambda one, images, labels: attacks.walk_to_another_class(one, images, labels, *LEARN),
    "project": attacks.linearise_and_project,
}


@pytest.mark.parametrize("name", ATTACKS)
def test_what_it_calls_fooled_is_named_differently_and_within_the_range(digits, name):
    before = V.copy()
    changed, fooled = ATTACKS[name](digits, V, Y)
    right = training.classify(digits, V) == Y
    # at n = 30 the gradient does not come far, and where no memory of a rival answers there is no tangent
    assert fooled.mean() > (0.1 if digits.order == 30 and name != "line" else 0.9)
    assert np.array_equal(training.classify(digits, changed) != Y, fooled)
    assert np.abs(changed).max() <= 1
    assert np.array_equal(changed[~right], V[~right])  # named wrongly already: nothing to do
    assert (rms(changed, V)[right & fooled] > 0).all()
    assert np.array_equal(V, before)


@pytest.mark.parametrize("name", ATTACKS)
def test_pulled_back_it_still_fools_and_lies_just_behind_the_boundary(digits, name):
    changed, fooled = ATTACKS[name](digits, V, Y)
    nearer, still = attacks.pull_back(digits, V, Y, changed)
    assert np.array_equal(still, fooled)
    assert (rms(nearer, V) <= rms(changed, V) + 1e-12).all()
    right = still & (training.classify(digits, V) == Y)
    short = V + (nearer - V) * (1 - 2.0**-10)  # a thousandth less, and the name is still the right one
    # (a line may cross other boundaries before, of which it keeps one)
    assert (training.classify(digits, short)[right] == Y[right]).mean() > 0.9


def test_the_best_of_all_is_no_larger_than_any_of_them(digits):
    found = attacks.smallest_change(digits, V, Y, *LEARN, rng=generator())
    right = training.classify(digits, V) == Y
    assert found.fooled.all()
    assert (training.classify(digits, found.images) != Y).all()
    assert np.abs(found.images).max() <= 1
    assert np.array_equal(found.distance, np.min(list(found.by_attack.values()), axis=0))
    np.testing.assert_allclose(found.distance, rms(found.images, V), rtol=1e-12)
    assert np.array_equal(found.images[~right], V[~right])
    assert (found.distance[right] > 0).all()
    for name, attack in (("gradient path", attacks.follow_gradient), ("line", ATTACKS["line"])):
        alone, fooled = attacks.pull_back(digits, V, Y, attack(digits, V, Y)[0])
        np.testing.assert_array_equal(found.by_attack[name], np.where(fooled, rms(alone, V), np.inf))


def test_it_needs_less_than_noise_of_the_same_size(digits):
    found = attacks.smallest_change(digits, V, Y, *LEARN, rng=generator(), restarts=0)
    noise = generator().normal(size=V.shape)
    noise *= found.distance[:, None] / np.sqrt((noise**2).mean(axis=1, keepdims=True))
    assert (training.classify(digits, (V + noise).clip(-1, 1)) == Y).mean() > 0.8


def test_one_gradient_path_overstates_what_a_high_order_withstands():
    """The claim of the further notebook of lesson 06: at n = 30 projections need far less than the path."""
    options = {"memories": 12, "epochs": 30, "progress": False}
    thirty = training.train_memories(*LEARN, 30, rng=generator(), **options)
    found = attacks.smallest_change(thirty, V, Y, *LEARN, rng=generator())
    assert np.median(found.distance) < 0.75 * np.median(found.by_attack["gradient path"])


def test_the_same_generator_finds_the_same(digits):
    first, again = (
        attacks.smallest_change(digits, V[:20], Y[:20], *LEARN, rng=generator(4)) for _ in range(2)
    )
    assert np.array_equal(first.images, again.images)


# ------------------------------------------------------------------------- boundaries known exactly


@pytest.mark.parametrize("order", [2, 3, 10, 30])
def test_a_plane_is_found_at_its_distance(order):
    direction = np.array([0.8, -0.6, 0.3, 0.1])
    one, images = two_sides(order, direction), generator(2).uniform(-0.3, 0.3, (40, 4))
    labels = np.where(images @ direction > 0, 0, 1)
    assert np.array_equal(training.classify(one, images), labels)
    away = np.abs(images @ direction) / np.linalg.norm(direction) / 2  # root mean square of four pixels
    for changed, fooled in (
        attacks.linearise_and_project(one, images, labels),
        attacks.follow_gradient(one, images, labels, step=1e-3, max_steps=2000),
    ):
        nearer, still = attacks.pull_back(one, images, labels, changed)
        assert fooled.all()
        assert still.all()
        np.testing.assert_allclose(rms(nearer, images), away, rtol=0.02, atol=1e-4)


def test_a_plane_behind_the_edge_of_the_range_is_reached_along_the_edge():
    """The nearest point of the plane lies outside [-1, 1]; the nearest valid one is on its edge."""
    one = two_sides(3, np.array([1.0, 0.2, 0.0]))
    image, label = np.array([[0.2, -0.98, 0.0]]), np.array([0])
    assert training.classify(one, image) == label
    changed, fooled = attacks.linearise_and_project(one, image, label)
    changed, _ = attacks.pull_back(one, image, label, changed)
    assert fooled.all()
    assert changed[0, 1] == pytest.approx(-0.98 - 0.02 * 0.2, abs=0.02)
    assert changed[0] @ [1, 0.2, 0] == pytest.approx(0, abs=1e-3)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=60)
def test_a_projection_is_the_smallest_move_that_reaches_the_plane(seed):
    """Against the conditions of Karush, Kuhn and Tucker, in 12 dimensions with bounds."""
    rng = generator(seed)
    normal = rng.normal(size=(1, 12))
    low, high = -rng.uniform(0, 1, (1, 12)), rng.uniform(0, 1, (1, 12))
    furthest = (normal * np.where(normal > 0, high, low)).sum()
    offset = rng.uniform(-0.5, 0.98) * furthest
    d = attacks._project(normal, np.array([offset]), low, high)
    assert (d >= low).all()
    assert (d <= high).all()
    if offset <= 0:
        assert not d.any()
        return
    assert (normal * d).sum() == pytest.approx(offset, rel=1e-6)
    inside = (d > low) & (d < high)
    factors = d[inside] / normal[inside]
    assert np.ptp(factors) < 1e-9 * (1 + factors[0])
    at_bound = ~inside
    assert (np.abs(normal[at_bound]) * factors[0] >= np.abs(d[at_bound]) - 1e-9).all()


def test_what_cannot_be_reached_is_said_to_be_not_fooled():
    """All memories vote for one class: no image is named otherwise."""
    M = np.hstack([generator().uniform(-1, 1, (5, 6)), np.tile([1.0, -1, -1], (5, 1))])
    one = training.TrainedMemories(M, order=3, temperature=5.0, classes=3)
    images, labels = generator(2).uniform(-1, 1, (8, 6)), np.zeros(8, int)
    found = attacks.smallest_change(one, images, labels, -images, labels + 1, rng=generator())
    assert not found.fooled.any()
    assert np.isinf(found.distance).all()
    assert np.array_equal(found.images, images)


def test_too_few_steps_do_not_cross(digits):
    right = training.classify(digits, V) == Y
    changed, fooled = attacks.follow_gradient(digits, V[right], Y[right], step=1e-4, max_steps=1)
    assert not fooled.any()
    assert (np.linalg.norm(changed - V[right], axis=1) <= 8e-4 * (1 + 1e-9)).all()
    assert (training.classify(digits, changed) == Y[right]).all()


# ---------------------------------------------------------------------------------------- bad input

SIX = np.zeros((2, 6))
FEW = training.TrainedMemories(generator().uniform(-1, 1, (7, 9)), order=3, temperature=2.5, classes=3)


def best(**change):
    arguments = {
        "images": SIX, "labels": [0, 1], "examples": np.zeros((6, 6)), "example_labels": [0, 0, 0, 1, 1, 2],
    }  # fmt: skip
    return attacks.smallest_change(FEW, **(arguments | {"rng": generator()} | change))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: best(images=SIX + 2), ValueError, "images: expected pixels from -1 to 1"),
        (lambda: best(images=SIX[:, :5]), ValueError, "images: expected 6 units a row"),
        (lambda: best(labels=[0, 5]), ValueError, "labels: expected classes from 0 to 2"),
        (lambda: best(labels=[0]), ValueError, "labels: expected 2 whole numbers"),
        (lambda: best(examples=np.zeros((6, 6)) - 3), ValueError, "examples: expected pixels from -1 to 1"),
        (lambda: best(example_labels=[0] * 5), ValueError, "example_labels: expected 6 whole numbers"),
        (lambda: best(example_labels=[0] * 6), ValueError, "examples: expected 3 or more of other classes"),
        (lambda: best(restarts=-1), ValueError, "restarts: expected a whole number from 0"),
        (lambda: best(noise=-1), ValueError, "noise: expected"),
        (lambda: best(rng=3), TypeError, "rng: expected a numpy.random.Generator"),
        (lambda: attacks.follow_gradient(FEW, SIX, [0, 1], step=0), ValueError, "step: expected"),
        (lambda: attacks.follow_gradient(FEW, SIX, [0, 1], max_steps=0), ValueError, "max_steps: expected"),
        (lambda: attacks.linearise_and_project(FEW, SIX, [0, 1], steps=0), ValueError, "steps: expected"),
        (
            lambda: attacks.linearise_and_project(FEW, SIX, [0, 1], start=SIX[:1]),
            ValueError,
            "start: expected 2 images, one for each, got 1",
        ),
        (
            lambda: attacks.pull_back(FEW, SIX, [0, 1], SIX[:1]),
            ValueError,
            "changed: expected 2 images, one for each, got 1",
        ),
    ],
)
def test_bad_input_is_refused_in_words(call, error, words):
    with pytest.raises(error, match=words):
        call()
