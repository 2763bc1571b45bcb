"""Answers to the explorer's questions in lesson 07, for its own pullover and for all 200 stored images.

Nothing in this explorer is drawn at random; what varies in its place is which image is the cue.
"""

import numpy as np
import pytest

from hopfield_lib import ModernHopfield, data, explore, recall, synchronous

SIDE, OWN = 28, 40
MARKS = [10 ** (-1.5 + 0.05 * k) for k in range(61)]  # where the slider stops
AT_07, AT_079, AT_089, AT_1, AT_11 = MARKS[27:32]


def prepared(greys):
    flat = np.reshape(greys, (len(greys), -1)).astype(float)
    flat -= flat.mean(axis=1, keepdims=True)
    return flat / flat.std(axis=1, keepdims=True)


SHELF = prepared(data.fashion().images)[::3]  # what the lesson's explorer stores


def own(times, rows):
    """Attention that the lesson's pullover has at the end."""
    return explore.attention_recall(SHELF, times / SIDE, OWN, rows * SIDE).weights[2, OWN]


def everyone(times, rows):
    """Attention (200, 200) at the ends of all images as cues, by the library and not the explorer."""
    cues = SHELF.copy()
    cues[:, SIDE * SIDE - rows * SIDE :] = 0
    model = ModernHopfield(SHELF, times / SIDE)
    return model.attention(recall(model, cues, synchronous(), max_sweeps=20, tolerance=1e-6).state)


def held(times, rows):
    return everyone(times, rows).diagonal() > 0.9


def test_the_slider_stops_where_the_answers_say():
    assert [round(mark, 2) for mark in (AT_07, AT_079, AT_089, AT_1, AT_11)] == [0.71, 0.79, 0.89, 1, 1.12]


def test_one_the_pullover_is_lost_between_1_and_089():
    assert [t for t in MARKS if own(t, 14) > 0.9] == [t for t in MARKS if t > 0.95]
    lost = explore.attention_recall(SHELF, AT_089 / SIDE, OWN, 14 * SIDE)
    assert round(lost.spread[2]) == 16
    stripes = np.abs(np.diff(SHELF[OWN].reshape(SIDE, SIDE)[4:12], axis=0)).mean()
    assert np.abs(np.diff(lost.states[2].reshape(SIDE, SIDE)[4:12], axis=0)).mean() < 0.5 * stripes


def test_one_other_images_come_back_from_other_values_on():
    assert held(AT_1, 14).sum() == 73
    assert 85 <= held(AT_11, 14).sum() <= 115  # about half


def test_two_the_stored_pullover_leaves_at_07_and_stays_from_089_on():
    assert [t for t in MARKS if own(t, 0) > 0.9] == [t for t in MARKS if t > 0.85]
    left = explore.attention_recall(SHELF, AT_07 / SIDE, OWN, 0)
    assert round(left.spread[2]) == 24
    assert not explore.attention_recall(SHELF, AT_079 / SIDE, OWN, 0).still
    end = recall(ModernHopfield(SHELF, AT_079 / SIDE), SHELF[OWN], synchronous(), max_sweeps=200)
    assert end.model.attention(end.state)[OWN] < 0.01


def test_two_of_all_images_67_stay_at_07_and_103_at_089():
    assert held(AT_07, 0).sum() == 67
    assert held(AT_089, 0).sum() == 103


@pytest.mark.parametrize("rows", [22, 23, 24])
def test_three_nothing_brings_the_pullover_back_and_the_answer_is_sure(rows):
    assert max(own(t, rows) for t in MARKS) < 0.05
    wrong = [explore.attention_recall(SHELF, t / SIDE, OWN, rows * SIDE) for t in MARKS[36:]]
    assert min(run.weights[2].max() for run in wrong) > 0.99


def test_three_of_all_images_64_come_back_and_the_rest_are_sure_and_wrong():
    p = everyone(MARKS[-1], 22)
    right = p.diagonal() > 0.9
    assert right.sum() == 64
    assert (p[~right].max(axis=1) > 0.9).all()
    assert (p[~right].argmax(axis=1) != np.flatnonzero(~right)).all()
