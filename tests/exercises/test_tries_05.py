"""The small tasks of lesson 05: right answers in two styles, and each mistake with its hint."""

import numpy as np
import pytest

from hopfield_lib import data
from tests.exercises.judging import hints
from tests.exercises.tries import rows_of, rows_of_values

PHOTOS = data.pictures("camera", "astronaut", "coffee", "coins", "clock", size=32).images.reshape(5, -1) / 255


def step_by_angle(T, z):
    return np.exp(1j * np.angle(T @ z))


def step_pixel_by_pixel(T, z):
    new = []
    for couplings in T:
        h = sum(couplings * z)
        new.append(h / abs(h))
    return np.array(new)


def back_by_length(z, m):
    return z / m * abs(m)


def back_by_angle(z, m):
    return np.exp(1j * (np.angle(z) - np.angle(m)))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("try_direction", step_by_angle),
        ("try_direction", step_pixel_by_pixel),
        ("try_anchor", back_by_length),
        ("try_anchor", back_by_angle),
    ],
)
def test_right_answers_are_right(name, answer, seed):
    rows = rows_of(name, answer, seed)
    assert rows
    assert all(row.passed for row in rows)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda T, z: T @ z, "What length does a phasor have?"),
        (lambda T, z: T @ z / np.linalg.norm(T @ z), "has a length of its own"),
        (lambda T, z: T @ z / np.abs(T @ z).max(), "has a length of its own"),
        (lambda T, z: T @ z / len(z), "has a length of its own"),
        (lambda T, z: np.angle(T @ z), "These are the angles"),
        (lambda T, z: np.abs(T @ z), "These are the lengths"),
        (lambda T, z: np.sign((T @ z).real), "Black or white only"),
        (lambda T, z: z, "Two pixels with T = 2"),
    ],
)
def test_a_mistake_in_the_step_has_its_hint(answer, words):
    assert words in hints(rows_of("try_direction", answer))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda z, m: z / m, "What has become of the lengths?"),
        (lambda z, m: z * np.conj(m), "What has become of the lengths?"),
        (lambda z, m: z * m / np.abs(m), "That turns it further"),
        (lambda z, m: z * m, "That turns it further"),
        (lambda z, m: z * np.exp(-1j * np.degrees(np.angle(m))), "counts in radians"),
        (lambda z, m: z * np.exp(-np.angle(m)), "where is the i?"),
        (lambda z, m: z - m, "Turning is multiplying"),
        (lambda z, m: z * np.exp(-1j * np.angle(z.mean())), "the picture's own mean"),
        (lambda z, m: np.angle(z) - np.angle(m), "These are the angles"),
        (lambda z, m: z, "That is the state as it came"),
    ],
)
def test_a_mistake_in_turning_back_has_its_hint(answer, words):
    assert words in hints(rows_of("try_anchor", answer))


def fading(picture):
    """Return the rows of a picture as answer to the open task."""
    return rows_of_values("try_fading", (PHOTOS,), picture)


@pytest.mark.parametrize(
    "picture",
    [
        0.35 + 0.3 * PHOTOS[0],
        PHOTOS[3],  # the coins have neither black nor white
        np.linspace(0.3, 0.7, 1024),
        np.random.default_rng(1).uniform(0.2, 0.5, 1024),
    ],
    ids=["paler", "coins", "ramp", "random"],
)
def test_a_picture_that_fades_is_right(picture):
    rows = fading(picture)
    assert len(rows) == 3
    assert all(row.passed for row in rows)


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (PHOTOS[0], "spread too far"),
        (np.tile([0.0, 1.0], 512), "spread too far"),
        (np.full(1024, 0.5), "an even grey from the start"),
        (0.5 + 0.1 * PHOTOS[0], "too little contrast to lose"),
        (255 * PHOTOS[0], "between 0 (black) and 1 (white)"),
        (PHOTOS[0].reshape(32, 32), "np.ravel flattens"),
        (PHOTOS[0, :100], "Expected shape (1024,)"),
        (PHOTOS, "Expected shape (1024,)"),
        (PHOTOS[0] + np.nan, "division by zero"),
        ("camera", "numbers"),
    ],
)
def test_a_picture_that_does_not_has_its_hint(picture, words):
    assert words in hints(fading(picture))


def test_nothing_is_said_of_a_picture_that_is_not_there():
    assert fading(...) == []
