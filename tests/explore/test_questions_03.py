"""What lesson 03 answers to its explorer's questions holds for the picture it ships and for 200 seeds."""

import functools
import re

import nbformat
import numpy as np
import pytest

from hopfield_lib import DenseAssociativeMemory, Hopfield, data, explore, overlap, projection, storkey
from tests import ROOT

LESSON = ROOT / "notebooks" / "03_digit_patterns.ipynb"
X = data.digits_10x9().patterns.astype(int)
RULES = {
    "order 3": DenseAssociativeMemory(X, 3),
    "order 5": DenseAssociativeMemory(X, 5),
    "Storkey, 0 first": Hopfield(storkey(X)),
    "Storkey, 9 first": Hopfield(storkey(X[::-1])),
    "projection": Hopfield(projection(X)),
    "order 20": DenseAssociativeMemory(X, 20),
}
SHIPPED = 6
SEEDS = range(200)


@functools.cache
def runs(rule, flipped, seeds=SEEDS):
    """Whether each cue was recalled, and where it ended: (seeds, trials, digits[, units])."""
    made = [explore.recall_each(RULES[rule], X, flipped, rng=np.random.default_rng(seed)) for seed in seeds]
    return np.array([run.recalled for run in made]), np.array([run.ends for run in made])


def test_the_lesson_ships_the_seed_that_is_tested():
    sources = [cell.source for cell in nbformat.read(LESSON, as_version=4).cells]
    (shown,) = [source for source in sources if "explore.rules_explorer(" in source]
    (still,) = [source for source in sources if "explore.recall_each(" in source]
    for source in (shown, still):
        assert re.findall(r"default_rng\((\d+)\)", source) == [str(SHIPPED)]
    assert SHIPPED in SEEDS  # what holds for each of the 200 holds for the shipped one


@pytest.mark.parametrize("flipped", [0.05, 0.0])
def test_question_1_the_6_and_the_9_end_in_the_8(flipped):
    recalled, ends = runs("order 5", flipped)
    never = ~recalled.any(axis=(0, 1))
    assert np.flatnonzero(never).tolist() == [6, 9]
    assert (recalled.any(axis=1) == ~never).all()  # in each of the 200 alike
    assert (ends[:, :, [6, 9]] == X[8]).all()
    update = RULES["order 5"].update(X)
    assert (update[[6, 9]] != X[[6, 9]]).any(axis=1).all()  # no fixed points


def test_question_2_four_digits_come_back_whatever_storkey_learns_first():
    every = [runs(f"Storkey, {first} first", 0.05)[0].all(axis=1) for first in (0, 9)]
    both = every[0] & every[1]
    assert (both == np.isin(np.arange(10), [0, 1, 4, 7])).all()
    M = np.abs(overlap(X, X)) - np.eye(10)
    assert set(np.argsort(M.sum(axis=1))[:4]) == {0, 1, 4, 7}  # the least alike
    fixed = (RULES["order 3"].update(X) == X).all(axis=1)
    assert np.flatnonzero(fixed).tolist() == [0, 1, 4, 7]


def test_question_3_order_20_recalls_more_and_errs_sharply():
    means, sharp = {}, {}
    for rule in ("projection", "order 20"):
        recalled, ends = runs(rule, 0.3)
        means[rule] = recalled.sum(axis=(1, 2))
        wrong = ends[~recalled]
        sharp[rule] = (overlap(wrong, X).max(axis=-1) == 1).mean()
    assert (means["order 20"] > means["projection"]).all()
    assert means["order 20"].mean() == pytest.approx(42, abs=0.5)
    assert means["projection"].mean() == pytest.approx(27, abs=0.5)
    assert sharp["order 20"] == pytest.approx(0.98, abs=0.01)
    assert 1 - sharp["projection"] == pytest.approx(0.73, abs=0.01)
