"""The explorer of attention: its plain function, its figure, its controls at their ends."""

import numpy as np
import pytest
from scipy.special import entr, softmax

from hopfield_lib import ModernHopfield, data, explore, recall, synchronous
from tests.explore.explorers import decoded

SIDE = 28
N = SIDE * SIDE


def prepared(greys):
    flat = np.reshape(greys, (len(greys), -1)).astype(float)
    flat -= flat.mean(axis=1, keepdims=True)
    return flat / flat.std(axis=1, keepdims=True)


WEAR = prepared(data.fashion().images)
SOME = WEAR[::60]  # one of each class
SHELF = WEAR[::3]  # what the explorer of lesson 07 stores; number 40 is its pullover
LOW, HIGH = np.quantile(WEAR, (0.01, 0.99))


@pytest.mark.parametrize("beta", [0.01, 1 / 28, 1.0])
@pytest.mark.parametrize("hidden", [0, 300, N])
def test_it_is_the_recall_of_its_cue(beta, hidden):
    run = explore.attention_recall(SOME, beta, 3, hidden)
    cue = SOME[3].copy()
    cue[N - hidden :] = 0
    assert np.array_equal(run.states[0], cue)
    one = softmax(beta * SOME @ cue) @ SOME
    np.testing.assert_allclose(run.states[1], one, atol=1e-12)
    end = recall(ModernHopfield(SOME, beta), cue, synchronous(), max_sweeps=20, tolerance=1e-6)
    np.testing.assert_allclose(run.states[2], end.state, atol=1e-12)
    assert (run.steps, run.still) == (end.sweeps, end.outcome == "fixed point")
    assert (run.beta, run.target) == (beta, 3)


@pytest.mark.parametrize("beta", [0.01, 1 / 28, 1.0])
def test_the_weights_are_the_attention_at_each_state(beta):
    run = explore.attention_recall(SOME, beta, 3, 300)
    np.testing.assert_allclose(run.weights, softmax(beta * run.states @ SOME.T, axis=1), atol=1e-12)
    np.testing.assert_allclose(run.weights.sum(axis=1), 1)
    np.testing.assert_allclose(run.weights[0] @ SOME, run.states[1], atol=1e-12)


def test_the_spread_counts_who_shares_the_attention():
    run = explore.attention_recall(SOME, 1e-6, 0, 0)
    np.testing.assert_allclose(run.spread, 10, rtol=1e-3)
    run = explore.attention_recall(SOME, 10.0, 0, 0)
    np.testing.assert_allclose(run.spread, 1)
    run = explore.attention_recall(SOME, 1 / 280, 0, 300)
    np.testing.assert_allclose(run.spread, np.exp(entr(run.weights).sum(axis=1)))
    assert 1 < run.spread[0] < 10


def test_a_hidden_half_comes_back_if_the_attention_is_sharp():
    run = explore.attention_recall(WEAR, 3 / 28, 120, N // 2)
    assert run.still
    assert run.weights[2, 120] > 0.99
    np.testing.assert_allclose(run.states[2], WEAR[120], atol=0.02)


def test_with_blunt_attention_a_cue_ends_near_the_mean():
    run = explore.attention_recall(WEAR, 0.03 / 28, 120, N // 2)
    assert run.spread[2] > 590
    assert np.abs(run.states[2] - WEAR.mean(axis=0)).mean() < 0.05


def test_the_patterns_are_left_as_they_were():
    before = SOME.copy()
    explore.attention_recall(SOME, 0.1, 3, 300)
    assert np.array_equal(SOME, before)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"patterns": SOME[0]}, ValueError, "patterns: expected shape"),
        ({"beta": 0.0}, ValueError, "beta"),
        ({"beta": "sharp"}, TypeError, "beta"),
        ({"target": 10}, ValueError, "target: expected a whole number from 0 up to 9"),
        ({"hidden": N + 1}, ValueError, f"hidden: expected a whole number from 0 up to {N}"),
        ({"hidden": 0.5}, TypeError, "hidden: expected a whole number"),
    ],
)
def test_the_function_refuses(change, error, words):
    arguments = {"patterns": SOME, "beta": 0.1, "target": 0, "hidden": 300} | change
    with pytest.raises(error, match=words):
        explore.attention_recall(**arguments)


@pytest.mark.parametrize(
    ("patterns", "target", "words"),
    [
        (SOME[:1], 0, "patterns: expected a whole number from 2"),
        (SOME, 10, "target: expected a whole number"),
    ],
)
def test_the_explorer_refuses(patterns, target, words):
    with pytest.raises(ValueError, match=words):
        explore.attention_explorer(patterns, (SIDE, SIDE), target=target)


@pytest.fixture(scope="module")
def explorer():
    box = explore.attention_explorer(SHELF, (SIDE, SIDE), target=40)
    (sharp, rows), view = box.children[0].children, box.children[1]
    return sharp, rows, view


def test_each_control_changes_the_picture_wherever_the_other_stands(explorer):
    sharp, rows, view = explorer
    assert (sharp.value, sharp.base, sharp.min, sharp.max) == (10**0.5, 10, -1.5, 1.5)
    assert (rows.value, rows.min, rows.max) == (14, 0, 24)
    first = bytes(view.value)
    ends = {sharp: (10**sharp.min, 10**sharp.max), rows: (rows.min, rows.max)}
    for moved, held in ((sharp, rows), (rows, sharp)):
        for end in ends[held]:
            held.value = end
            seen = []
            for value in ends[moved]:
                moved.value = value
                seen.append(decoded(view.value))
            assert seen[0].shape == seen[1].shape
            changed = (seen[0] != seen[1]).any(axis=2).sum()
            assert changed > 1000, f"{moved.description} at {held.description} {end}"
    sharp.value, rows.value = 10**0.5, 14
    assert bytes(view.value) == first


def test_the_picture_shows_the_cue_the_step_the_end_and_what_is_stored():
    run = explore.attention_recall(WEAR, 1 / 28, 120, N // 2)
    drawn = decoded(explore.AttentionPanel(WEAR, (SIDE, SIDE)).png(run, WEAR[120]))
    height, width = drawn.shape[:2]
    side = 0.16 * width  # the axes are higher than wide, or as wide; the picture stands in their middle
    side = min(side, 0.46 * height)
    cells = (np.arange(SIDE) + 0.5) * side / SIDE
    for k, state in enumerate((*run.states, WEAR[120])):
        left = round((0.008 + 0.168 * k + 0.08) * width - side / 2)
        top = round((1 - 0.53) * height - side / 2)
        greys = drawn[np.ix_(top + cells.astype(int), left + cells.astype(int))][..., 0].astype(float)
        expected = ((state - LOW) / (HIGH - LOW)).clip(0, 1).reshape(SIDE, SIDE) * 255
        assert np.corrcoef(greys.ravel(), expected.ravel())[0, 1] > 0.95
        assert np.abs(greys - expected).mean() < 12


@pytest.mark.parametrize(("own", "beta"), [(1.0, 3 / 28), (0.0, 3 / 28)])
def test_the_mark_of_the_right_memory_moves(own, beta):
    hidden = N // 2 if own else 24 * SIDE
    run = explore.attention_recall(WEAR, beta, 120, hidden)
    assert run.weights[2, 120] == pytest.approx(own, abs=0.01)
    drawn = decoded(explore.AttentionPanel(WEAR, (SIDE, SIDE)).png(run, WEAR[120])).astype(int)
    orange = (np.abs(drawn - (213, 94, 0)) < 40).all(axis=2)
    rows, columns = np.nonzero(orange)
    share = 1 - rows.mean() / drawn.shape[0]
    assert columns.mean() > 0.75 * drawn.shape[1]
    assert share > 0.7 if own else share < 0.3


def test_its_first_picture_is_that_of_the_plain_function(explorer):
    _, _, view = explorer
    first = explore.attention_recall(SHELF, 10**0.5 / SIDE, 40, 14 * SIDE)
    assert bytes(view.value) == explore.AttentionPanel(SHELF, (SIDE, SIDE)).png(first, SHELF[40])
    assert view.alt == explore.attention_in_words(first, 14 * SIDE)


def test_words_say_what_the_picture_shows():
    words = explore.attention_in_words(explore.attention_recall(SHELF, 0.89 / SIDE, 40, 392), 392)
    for part in (
        "392 of 784 pixels hidden",
        "still moving after 20 steps",
        "β√N is 0.89",
        "of 200 at the end",
    ):
        assert part in words
    rest = explore.attention_in_words(explore.attention_recall(SHELF, 10 / SIDE, 40, 0), 0)
    for part in ("at rest", "1.0, 1.0 and 1.0 memories", "number 1 of 200 at the end, with 100.0 %"):
        assert part in rest


def test_each_control_has_a_name_for_screen_readers(explorer):
    sharp, rows, _ = explorer
    assert sharp.tooltip == "sharpness of the attention, β times √N"
    assert rows.tooltip == "hidden rows at the bottom of the cue"
