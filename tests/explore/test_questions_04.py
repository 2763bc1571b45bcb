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
def runs(load, flipped, seeds=SEEDS):
    """How many of the 20 cues are recalled, and the share that a first step gets wrong, by seed."""
    made = [explore.crowded_recall(load, flipped, rng=np.random.default_rng(seed)) for seed in seeds]
    if (counts := {len(run.ends) for run in made}) != {20}:
        raise ValueError(f"expected 20 cues in each run, got {counts}")
    return np.array([run.recalled for run in made]), np.array([(run.fields < 0).mean() for run in made])


def test_the_lesson_ships_the_seed_that_is_tested():
    sources = [cell.source for cell in nbformat.read(LESSON, as_version=4).cells]
    (shown,) = [source for source in sources if "explore.capacity_explorer(" in source]
    (still,) = [source for source in sources if "explore.crowded_recall(" in source]
    for source in (shown, still):
        assert re.findall(r"default_rng\((\d+)\)", source) == [str(SHIPPED)]
    assert SHIPPED in SEEDS


@pytest.mark.parametrize(("load", "share", "shipped"), [(0.10, 0.9, 20), (0.12, 0.5, 20), (0.14, 0.05, 19)])
def test_question_1_all_20_cues_come_back_up_to_a_load_of_a_tenth(load, share, shipped):
    recalled, wrong = runs(load, 0.0)
    assert (recalled == 20).mean() == pytest.approx(share, abs=0.04)
    assert wrong.max() < 0.01
    assert recalled[SHIPPED] == shipped


def test_question_1_half_of_the_cues_miss_at_17_percent():
    recalled, wrong = runs(0.17, 0.0)
    assert recalled.mean() == pytest.approx(10, abs=1)
    assert recalled[SHIPPED] == 13
    assert wrong.mean() < 0.01


def test_question_2_flips_that_nearly_all_cues_survive():
    at_5, at_10 = runs(0.05, 0.3)[0], runs(0.1, 0.2)[0]
    assert (at_5 >= 19).all()
    assert (20 - at_5).sum() <= 10  # of 4,000 cues
    assert at_10.mean() == pytest.approx(19, abs=0.5)
    assert at_5[SHIPPED] == 20
    assert at_10[SHIPPED] == 19
    assert runs(0.05, 0.4, range(30))[0].mean() < 16  # more flips are too many
    assert runs(0.1, 0.3, range(30))[0].mean() < 16


def test_question_3_a_bad_first_step_and_a_good_end():
    recalled, wrong = runs(0.05, 0.34)
    assert wrong.min() > 0.05
    assert wrong.mean() == pytest.approx(0.07, abs=0.005)
    assert (recalled >= 19).mean() > 0.9
    assert recalled[SHIPPED] == 20
