"""What lesson 04 answers to its explorer's questions holds for the network it ships and for 200 seeds."""

import functools
import re

import nbformat
import numpy as np
import pytest

from hopfield_lib import explore
from tests import ROOT

LESSON = ROOT / "notebooks" / "04_capacity.ipynb"
SHIPPED = 7
SEEDS = range(200)


@functools.cache
def runs(stored, flipped, seeds=SEEDS, **settings):
    """How many of the cues are recalled, and the share that a first step gets wrong, by seed."""
    made = [
        explore.crowded_recall(stored, flipped, rng=np.random.default_rng(seed), **settings) for seed in seeds
    ]
    return np.array([run.recalled for run in made]), np.array([(run.fields < 0).mean() for run in made])


def test_the_lesson_ships_the_seed_that_is_tested():
    sources = [cell.source for cell in nbformat.read(LESSON, as_version=4).cells]
    (shown,) = [source for source in sources if "explore.capacity_explorer(" in source]
    (still,) = [source for source in sources if "explore.crowded_recall(" in source]
    assert f"capacity_explorer(seed={SHIPPED})" in shown
    assert set(re.findall(r"default_rng\((\d+)\)", still)) == {str(SHIPPED)}
    assert SHIPPED in SEEDS


@pytest.mark.parametrize(("stored", "share", "shipped"), [(40, 0.9, 20), (48, 0.55, 19), (56, 0.08, 17)])
def test_question_1_all_20_cues_come_back_up_to_a_load_of_a_tenth(stored, share, shipped):
    recalled, wrong = runs(stored, 0.0)
    assert (recalled == 20).mean() == pytest.approx(share, abs=0.04)
    assert wrong.max() < 0.01
    assert recalled[SHIPPED] == shipped


def test_question_1_the_46th_pattern_is_the_first_to_harm_in_the_shipped_network():
    recalled = [runs(stored, 0.0, (SHIPPED,))[0][0] for stored in range(20, 47)]
    assert recalled[:-1] == [20] * 26
    assert recalled[-1] < 20


def test_question_1_half_of_the_cues_miss_at_68_patterns():
    recalled, wrong = runs(68, 0.0)
    assert recalled.mean() == pytest.approx(10.5, abs=1)
    assert wrong.mean() < 0.01


def test_question_1_half_of_the_20_are_gone_at_65_in_the_shipped_network():
    recalled = [runs(stored, 0.0, (SHIPPED,))[0][0] for stored in range(60, 80)]
    assert min(recalled[:5]) > 10
    assert recalled[5:8] == [10, 13, 9]
    assert max(recalled[7:]) < 10


def test_question_2_flips_that_nearly_all_cues_survive():
    at_20, at_40 = runs(20, 0.3)[0], runs(40, 0.2)[0]
    assert (at_20 >= 19).all()
    assert (20 - at_20).sum() <= 10  # of 4,000 cues
    assert at_40.mean() == pytest.approx(19, abs=0.5)
    assert at_20[SHIPPED] == at_40[SHIPPED] == 20
    assert runs(20, 0.4, range(30))[0].mean() < 16  # more flips are too many
    assert runs(40, 0.3, range(30))[0].mean() < 16


def test_question_3_a_bad_first_step_and_a_good_end():
    recalled, wrong = runs(20, 0.34)
    assert wrong.min() > 0.05
    assert wrong.mean() == pytest.approx(0.07, abs=0.005)
    assert wrong[SHIPPED] == pytest.approx(0.07, abs=0.005)
    assert (recalled >= 19).mean() > 0.9
    assert recalled[SHIPPED] == 20


@pytest.mark.parametrize(("stored", "mean", "shipped"), [(2, 2, 2), (5, 1.4, 2), (10, 0.1, 0)])
def test_question_4_few_clothes_are_too_many_for_hebb(stored, mean, shipped):
    recalled, _ = runs(stored, 0.0, kind="clothes")
    assert recalled.mean() == pytest.approx(mean, abs=0.1)
    assert recalled[SHIPPED] == shipped


def test_question_4_projection_holds_half_as_many_clothes_as_units_but_not_against_noise():
    seeds = range(20)  # of larger networks, in which hardly anything varies
    assert (runs(392, 0.0, seeds, kind="clothes", rule="projection")[0] == 20).all()
    noisy = runs(392, 0.1, seeds, kind="clothes", rule="projection")[0]
    assert noisy.mean() < 6
    assert noisy[SHIPPED] < 6
    assert (runs(100, 0.1, seeds, kind="clothes", rule="projection")[0] == 20).all()
