"""The explorer of dense memories: its plain function, its figure, its controls at their ends."""

import dataclasses

import numpy as np
import pytest
from matplotlib.figure import Figure

from hopfield_lib import DenseAssociativeMemory, asynchronous, data, explore, images, recall
from tests.explore.explorers import assert_both_controls_change, decoded


def generator(seed=1):
    return np.random.default_rng(seed)


LETTERS = data.letters("HABCDEFG").patterns
MANY = np.vstack([LETTERS, generator(5).choice(np.array([-1, 1], np.int8), (2040, 100))])


@pytest.mark.parametrize("order", [2, 3, 30])
def test_it_is_the_recall_of_its_cue(order):
    rng = generator(7)
    cue = images.flip(LETTERS[2], 0.2, rng=rng)
    end = recall(DenseAssociativeMemory(LETTERS, order), cue, asynchronous(rng), max_sweeps=20).state
    run = explore.dense_recall(LETTERS, order, 2, 0.2, rng=generator(7))
    assert np.array_equal(run.cue, cue)
    assert np.array_equal(run.state, end)
    assert run.wrong == (end != LETTERS[2]).sum()
    np.testing.assert_allclose(run.overlaps, LETTERS.astype(int) @ cue / 100)
    assert (run.order, run.target) == (order, 2)


@pytest.mark.parametrize("order", [2, 3, 7, 30])
def test_pulls_are_shares_of_what_a_unit_feels(order):
    run = explore.dense_recall(MANY, order, 0, 0.2, rng=generator())
    assert run.pulls.sum() == pytest.approx(1)
    m = [int(value) for value in np.rint(run.overlaps * 100)]
    exact = [abs((one + 1) ** order - (one - 1) ** order) for one in m]  # whole numbers of any length
    np.testing.assert_allclose(run.pulls, [value / sum(exact) for value in exact], rtol=1e-9, atol=1e-15)
    assert run.pulls.argmax() == 0


def test_a_higher_order_gives_the_right_memory_more_of_the_pull():
    shares = [explore.dense_recall(MANY, n, 0, 0.2, rng=generator()).pulls[0] for n in range(2, 31)]
    assert (np.diff(shares) > 0).all()
    assert shares[0] < 0.01
    assert shares[-1] > 0.99


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"patterns": LETTERS[0]}, ValueError, "patterns: expected shape"),
        ({"order": 1}, ValueError, "order: expected a whole number from 2"),
        ({"target": 8}, ValueError, "target: expected a whole number from 0 up to 7"),
        ({"flipped": 1.5}, ValueError, "1.5"),
        ({"rng": 3}, TypeError, "rng: expected a numpy.random.Generator"),
    ],
)
def test_the_function_refuses(change, error, words):
    arguments = {"patterns": LETTERS, "order": 3, "target": 0, "flipped": 0.2, "rng": generator()} | change
    with pytest.raises(error, match=words):
        explore.dense_recall(**arguments)


def test_the_explorer_refuses_one_pattern_alone():
    with pytest.raises(ValueError, match="patterns: expected a whole number from 2"):
        explore.dense_explorer(LETTERS[:1], (10, 10), rng=generator())


@pytest.fixture
def explorer():
    box = explore.dense_explorer(MANY, (10, 10), rng=generator())
    (order, count), view = box.children[0].children, box.children[1]
    return order, count, view


def test_each_control_changes_the_picture_wherever_the_other_stands(explorer):
    order, count, view = explorer
    assert (order.value, order.min, order.max) == (2, 2, 30)
    assert (count.value, count.min, count.max) == (3, 1, 11)
    assert_both_controls_change(order, count, view, least=200)


def test_the_picture_shows_the_cue_the_end_and_the_stored_letter():
    run = explore.dense_recall(LETTERS, 30, 0, 0.2, rng=generator())
    assert run.wrong == 0
    drawn = decoded(explore.DensePanel((10, 10)).png(run, LETTERS[0]))
    height, width = drawn.shape[:2]
    for k, state in enumerate((run.cue, run.state, LETTERS[0])):
        middle = 0.01 + 0.19 * k + 0.09
        side = 0.18 * width  # the axes are higher than wide; the picture stands in their middle
        left, top = round(middle * width - side / 2), round((1 - 0.44) * height - side / 2)
        cells = (np.arange(10) + 0.5) * side / 10
        dark = drawn[np.ix_(top + cells.astype(int), left + cells.astype(int))][..., 0] < 128
        assert np.array_equal(dark, state.reshape(10, 10) == 1)


def test_an_answer_draws_only_what_moves(monkeypatch):
    """Which is what makes a slider quick: the figure as a whole was drawn when it was made."""
    drawn = []
    draw = Figure.draw
    monkeypatch.setattr(Figure, "draw", lambda figure, renderer: drawn.append(draw(figure, renderer)))
    panel = explore.DensePanel((10, 10))
    assert len(drawn) == 1
    shown = {
        panel.png(explore.dense_recall(MANY[:stored], order, 0, 0.2, rng=generator()), MANY[0])
        for order in (2, 30)
        for stored in (2, 2048)
    }
    assert len(shown) == 4
    assert len(drawn) == 1


def test_its_first_picture_is_the_run_of_the_plain_function_and_words_go_with_it(explorer):
    order, count, view = explorer
    run = explore.dense_recall(MANY[:8], 2, 0, 0.2, rng=generator())
    assert bytes(view.value) == explore.DensePanel((10, 10)).png(run, MANY[0])
    assert view.alt == explore.dense_recall_in_words(run)
    order.value, count.value = 30, 11
    run = explore.dense_recall(MANY[:2048], 30, 0, 0.2, rng=generator())
    assert run.wrong == 0
    assert view.alt == explore.dense_recall_in_words(run)
    for words in ("2,048 memories", "order 30", "at 0.60, has", "the stored picture as its end"):
        assert words in view.alt
    assert (order.tooltip, count.tooltip) == (
        "order n of the memory",
        "number of memories, as a power of two",
    )


def test_one_wrong_pixel_is_one():
    run = explore.dense_recall(LETTERS, 30, 0, 0.2, rng=generator())
    almost = dataclasses.replace(run, wrong=1)
    assert "with 1 wrong pixel as" in explore.dense_recall_in_words(almost)
