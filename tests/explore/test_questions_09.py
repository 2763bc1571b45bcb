"""Answers to the explorer's questions in lesson 09, at its shipped seed and over 200 other draws."""

import functools

import numpy as np
import pytest

from hopfield_lib import explore, theory
from hopfield_lib.explore import generation
from tests.explore.explorers import LESSONS

SHIPPED, SEEDS = 9, range(200)
BETAS = 10 ** (-0.5 + 0.02 * np.arange(126))  # where the slider can stand
NEAR = BETAS[(BETAS > 0.5) & (BETAS < 3.5)]  # where something changes
PAIR = explore.plane_memories("two", 2, rng=np.random.default_rng(SHIPPED))


def kinds(memories, beta, name="log-sum-exp"):
    run = explore.plane_flow(memories, beta, name)
    return run.copies, len(run.ends) - run.copies


@functools.cache
def of_two(name):
    return [kinds(PAIR, beta, name) for beta in NEAR]


def on_a_circle(count, seed):
    return explore.plane_memories("on a circle", count, rng=np.random.default_rng(seed))


def test_the_slider_stands_at_these_values():
    slider = explore.generation_explorer(seed=SHIPPED).beta
    np.testing.assert_allclose([10**slider.min, 10**slider.max], BETAS[[0, -1]])
    assert slider.step == 0.02


def test_one_two_become_one_where_theory_says():
    found = of_two("log-sum-exp")
    two = np.array([copies + shared == 2 for copies, shared in found])
    assert (NEAR[~two].max().round(2), NEAR[two].min().round(2)) == (1.26, 1.32)
    assert theory.merging_beta(1.25) == pytest.approx(1.28)
    copies = np.array([count == 2 for count, _ in found])
    assert NEAR[copies].min().round(2) == 1.82
    assert copies[NEAR >= 1.82 - 0.01].all()


def test_two_three_minima_in_the_window_of_the_theory():
    three = np.array([kind == (2, 1) for kind in of_two("log-sum-ReLU")])
    assert (NEAR[three].min().round(2), NEAR[three].max().round(2)) == (0.66, 2.51)
    assert theory.relu_betas(1.25) == pytest.approx((0.64, 2.56))


@pytest.mark.parametrize(
    ("count", "shipped", "low", "high"),
    [
        (4, (4, 0), 0.9, 1),
        (8, (4, 1), 0.97, 1),
        (16, (3, 3), 0.9, 0.97),
        (32, (0, 7), 0.44, 0.54),
        (64, (0, 9), 0.02, 0.05),
    ],
)
def test_three_the_copies_go_as_memories_come(count, shipped, low, high):
    beta = BETAS[90]
    assert beta.round(2) == 19.95
    assert kinds(on_a_circle(count, SHIPPED), beta) == shipped
    with_a_copy = np.mean([kinds(on_a_circle(count, seed), beta)[0] > 0 for seed in SEEDS])
    assert low <= with_a_copy <= high


def test_three_sixty_four_are_about_fifty():
    assert np.mean([len(on_a_circle(64, seed)) for seed in SEEDS]) == pytest.approx(50, abs=2)


def test_four_a_triangle_and_its_middle():
    corners = 0.625 * np.array([[0, 1], [np.sqrt(0.75), -0.5], [-np.sqrt(0.75), -0.5]])
    corners = generation.memories_of(generation.drawn(corners))
    sides = [np.hypot(*(corners[k] - corners[k - 1])) for k in range(3)]
    assert np.round(sides, 1).tolist() == [1.1] * 3
    both, last_middle, first_copies = [], 0.0, np.inf
    for beta in NEAR:
        run = explore.plane_flow(corners, beta, "log-sum-ReLU")
        middle = np.hypot(*(run.ends - corners.mean(axis=0)).T).min() < 0.05
        both += [beta] if run.copies == 3 and middle else []
        run = explore.plane_flow(corners, beta)
        if np.hypot(*(run.ends - corners.mean(axis=0)).T).min() < 0.1:
            last_middle = beta
        if run.copies == 3:
            first_copies = min(first_copies, beta)
    assert (round(both[0], 2), round(both[-1], 1)) == (0.87, 2.4)
    assert last_middle < 2.2 < 2.8 < first_copies < 2.9


def test_the_answers_stand_in_the_lesson():
    text = (LESSONS / "09_generation.ipynb").read_text(encoding="utf-8")
    assert "explore.generation_explorer(seed=9, beta=2.0)" in text
    for words in (
        "up to 1.26",
        "from 1.32 on",
        "from 1.82 on",
        "From 0.66 to 2.51",
        "4, 4, 3, 0 and 0 copies",
    ):
        assert words in text
