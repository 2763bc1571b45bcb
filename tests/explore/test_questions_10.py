"""What lesson 10 answers to its questions for the explorer: as it is shipped, and over 200 other seeds."""

import functools
from collections import Counter

import nbformat
import numpy as np
import pytest

from hopfield_lib import data, explore
from hopfield_lib.explore import focus
from tests import ROOT
from tests.greys import prepared

OWN, SHAPE, SHIPPED, SEEDS = 40, (28, 28), 7, range(1000, 1200)
FASHION = data.fashion()
ONCE = "pullover"
LESSON = ROOT / "notebooks" / "10_more_attention.ipynb"


SHELF = prepared(FASHION.images)[::3]  # what the lesson's explorer stores


def last_shares(way, mark, seed=SHIPPED):
    """The attention at the end of the explorer's run, its slider at 10 to the power of `mark`."""
    cue = explore.masked(SHELF[OWN], SHAPE, "scattered", 0.8, rng=np.random.default_rng(seed))
    run = explore.attention_recall_of(SHELF, 10**mark / 28, cue, OWN, separation=way)
    return run.weights[-1]


@functools.cache
def ends_of_200(way, mark):
    """How many of 200 runs end where: the picture that has it, or the kind of end."""
    ends = Counter()
    for seed in SEEDS:
        p = last_shares(way, mark, seed)
        kind = focus.kind_of_end(p)
        ends[int(p.argmax()) if kind == "one" else kind] += 1
    return ends


def answers():
    """The text of the lesson's answers."""
    cells = nbformat.read(LESSON, as_version=4).cells
    return next(
        c.source for c in cells if c.cell_type == "markdown" and "<summary>Answers</summary>" in c.source
    )


@pytest.mark.parametrize(("way", "none"), [("softmax", 0), ("entmax15", 199), ("sparsemax", 199)])
def test_who_has_no_share_at_sharpness_1(way, none):
    assert (last_shares(way, 0) == 0).sum() == none
    assert "199 of the 200" in answers()


def test_at_sharpness_1_the_sparse_ones_end_in_the_pullover_and_softmax_among_coats():
    assert ends_of_200("softmax", 0) == {"metastable": 200}
    assert ends_of_200("entmax15", 0) == ends_of_200("sparsemax", 0) == {OWN: 200}
    softmax = last_shares("softmax", 0)
    shares = focus.shares_by_kind(softmax, FASHION.names[::3])
    assert next(iter(shares)) == "coat"


def test_twenty_draws_at_056():
    softmax, entmax, sparsemax = (ends_of_200(way, -0.25) for way in ("softmax", "entmax15", "sparsemax"))
    assert softmax == {"metastable": 200}
    assert sparsemax == {OWN: 200}
    assert entmax == {OWN: 137, 127: 62, 59: 1}
    assert (FASHION.names[::3][127], FASHION.names[::3][59]) == ("shirt", ONCE)
    assert f"in 137 of 200, in shirt 8 in 62, and once in a {ONCE}" in answers()


def test_a_blunt_sparsemax_answers_with_a_set():
    p = last_shares("sparsemax", -1)
    assert focus.kind_of_end(p) == "metastable"
    assert (p > 0).sum() == 8
    assert "eight pictures share" in answers()
    for seed in SEEDS:
        assert ((last_shares("sparsemax", -1, seed) > 0) == (p > 0)).all()
    assert "the same eight with each of 200 other draws" in answers()
    assert (last_shares("softmax", -1) > 0).all()


def test_where_sparsemax_finds_the_pullover():
    found = [
        round(10**mark, 2) for mark in np.arange(-1.5, 1.51, 0.05) if last_shares("sparsemax", mark)[OWN] == 1
    ]
    assert found[0] == 0.28
    assert "From 0.28 on" in answers()
