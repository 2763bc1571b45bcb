"""What lesson 07 answers to its questions for the explorer: as it is shipped, over 200 other seeds,
and, where nothing is drawn at random, for all 200 stored images as the cue."""

import functools
from collections import Counter

import nbformat
import numpy as np
import pytest

from hopfield_lib import ModernHopfield, data, explore, recall, synchronous
from hopfield_lib.explore import focus
from tests.explore.explorers import LESSONS
from tests.greys import prepared

SIDE, OWN = 28, 40
SHIPPED, SEEDS = 7, range(1000, 1200)
MARKS = [10 ** (-1.5 + 0.05 * k) for k in range(61)]  # where the slider stops
AT = {f"{mark:.2f}": mark for mark in MARKS}
SHAPE = (SIDE, SIDE)


FASHION = data.fashion()
SHELF = prepared(FASHION.images)[::3]  # what the lesson's explorer stores
KINDS = np.array(FASHION.names[::3])
NAMES = np.array([f"{kind} {1 + k % 20}" for k, kind in enumerate(KINDS)])
ALL = np.arange(200)
WITHOUT_RIVALS = np.flatnonzero(~np.isin(KINDS, ("shirt", "coat")))


def run(mark, seed=SHIPPED, part="scattered", share=0.8, rows=ALL):
    """The explorer's run of its pullover at a place of the slider."""
    cue = explore.masked(SHELF[OWN], SHAPE, part, share, rng=np.random.default_rng(seed))
    return explore.attention_recall_of(SHELF[rows], mark / SIDE, cue, int(np.flatnonzero(rows == OWN)[0]))


def end(mark, *arguments, rows=ALL, **more):
    return focus.attention_end_in_words(run(mark, *arguments, rows=rows, **more), NAMES[rows], KINDS[rows])


@functools.cache
def ends_of_200(mark, rivals=True):
    rows = ALL if rivals else WITHOUT_RIVALS
    return Counter(end(AT[mark], seed, rows=rows) for seed in SEEDS)


@functools.cache
def everyone(mark, hidden, above=False):
    """Attention (200, 200) at the ends of all images as cues, by the library and not the explorer."""
    cues = SHELF.copy().reshape(-1, SIDE, SIDE)
    cues[:, slice(hidden) if above else slice(SIDE - hidden, SIDE)] = 0
    model = ModernHopfield(SHELF, mark / SIDE)
    final = recall(
        model, cues.reshape(200, -1), synchronous(), max_sweeps=200, tolerance=1e-6, record="final"
    )
    return model.attention(final.state)


def back(mark, hidden, above=False):
    return (everyone(mark, hidden, above).diagonal() >= 0.9).sum()


def test_the_lesson_ships_what_is_tested_here_and_shows_its_first_state_below():
    cells = nbformat.read(LESSONS / "07_attention.ipynb", 4).cells
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    place = next(k for k, one in enumerate(sources) if "explore.attention_explorer(" in one)
    assert "shelf, kinds = F[::3], wear.names[::3]" in sources[place]
    assert f"explore.attention_explorer(shelf, (28, 28), kinds, seed={SHIPPED}, target=40)" in sources[place]
    below = sources[place + 1]
    assert f"pixels = np.random.default_rng({SHIPPED})" in below
    assert 'cue = explore.masked(shelf[40], (28, 28), "scattered", 0.8, rng=pixels)' in below
    assert "explore.attention_recall_of(shelf, 10**0.5 / 28, cue, 40)" in below
    assert KINDS[OWN] == "pullover"


# ------------------------------------------------------------- question 1: three kinds of fixed point


def test_1_from_one_picture_over_metastable_states_to_the_mean():
    found = {mark: end(AT[mark]) for mark in AT}
    lost = [mark for mark in AT if found[mark] != "“pullover 1”"]
    assert lost[-1] == "1.78"
    assert [mark for mark in AT if found[mark] == "“shirt 8”"] == ["1.58", "1.78"]
    shared = [mark for mark in AT if "metastable" in found[mark]]
    assert (shared[0], shared[-1], len(shared)) == ("0.14", "1.41", 21)
    assert [mark for mark in AT if found[mark] == "the mean of all"][-1] == "0.13"


def test_1_the_metastable_states_hold_the_pictures_that_are_named():
    ten = run(AT["1.00"])
    assert round(ten.spread[-1], 1) == pytest.approx(9.5, abs=0.2)
    shares = focus.shares_by_kind(ten.weights[-1], KINDS)
    assert next(iter(shares)) == "coat"
    assert round(shares["coat"], 2) == 0.76
    wide = run(AT["0.32"])
    assert round(wide.spread[-1]) == 93
    assert max(focus.shares_by_kind(wide.weights[-1], KINDS).values()) < 0.35
    assert all(run(mark).still for mark in MARKS)


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        ("2.51", {"“pullover 1”": 200}),
        ("2.00", {"“pullover 1”": 181}),
        ("1.58", {"“pullover 1”": 19, "“shirt 8”": 172}),
        ("1.00", {"a metastable state, mostly coat": 200}),
        ("0.10", {"the mean of all": 200}),
    ],
)
def test_1_over_200_seeds(mark, expected):
    found = ends_of_200(mark)
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1)


# ------------------------------------------------------------------- question 2: sure, right or wrong


def test_2_twenty_draws_as_shipped():
    assert Counter(end(AT["1.78"], seed) for seed in range(SHIPPED, SHIPPED + 20)) == {
        "“pullover 1”": 8,
        "“shirt 8”": 12,
    }


def test_2_over_200_seeds_half_are_right_and_all_are_sure():
    assert ends_of_200("1.78") == pytest.approx({"“pullover 1”": 105, "“shirt 8”": 95}, abs=1)
    assert min(run(AT["1.78"], seed).weights[-1].max() for seed in SEEDS) > 0.9


def test_2_without_its_rivals_the_pullover_always_comes_back():
    assert ends_of_200("1.78", rivals=False) == {"“pullover 1”": 200}
    assert {end(AT["1.78"], seed, rows=WITHOUT_RIVALS) for seed in range(SHIPPED, SHIPPED + 20)} == {
        "“pullover 1”"
    }


# ------------------------------------------------------------------------ question 3: two fixed points


def comes_back(share):
    return [mark for mark in AT if end(AT[mark], part="below", share=share) == "“pullover 1”"]


def test_3_the_stored_pullover_stays_from_089_on_and_its_upper_half_comes_back_from_1_on():
    marks = list(AT)
    assert comes_back(0) == marks[marks.index("0.89") :]
    assert comes_back(0.5) == marks[marks.index("1.00") :]
    left = run(AT["0.79"], part="below", share=0)
    assert round(left.spread[-1]) == 19


def test_3_of_all_images():
    assert [back(AT[mark], 0) for mark in ("0.71", "0.89", "1.00")] == [67, 103, 124]
    assert [back(AT[mark], 14) for mark in ("0.89", "1.00", "1.12")] == [53, 73, 98]


# ----------------------------------------------------------------------- question 4: which part it is


def test_4_from_the_upper_fifth_another_pullover_comes_sure_and_wrong():
    marks = list(AT)
    assert comes_back(0.8) == []
    found = [end(AT[mark], part="below", share=0.8) for mark in marks[marks.index("2.00") :]]
    assert set(found) == {"“pullover 8”"}


def test_4_from_the_lower_fifth_it_comes_back():
    found = [mark for mark in AT if end(AT[mark], part="above", share=0.8) == "“pullover 1”"]
    assert found == list(AT)[list(AT).index("1.78") :]


def test_4_of_all_images():
    for above, right in ((False, 64), (True, 105)):
        p = everyone(MARKS[-1], 22, above)
        wrong = p.diagonal() < 0.9
        assert back(MARKS[-1], 22, above) == right
        assert (p[wrong].max(axis=1) > 0.9).all()
        assert (p[wrong].argmax(axis=1) != np.flatnonzero(wrong)).all()
