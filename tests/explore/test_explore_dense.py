"""The explorer of dense memories: its plain function, its figure, its controls at their ends."""

import dataclasses
import itertools
import re

import numpy as np
import pytest
from matplotlib.figure import Figure

from hopfield_lib import DenseAssociativeMemory, asynchronous, data, explore, images, recall
from hopfield_lib.explore import dense, pad
from tests.explore.explorers import decoded


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
        explore.dense_explorer(LETTERS[:1], (10, 10), seed=1)


# ------------------------------------------------------------------------------ flip by flip


@pytest.mark.parametrize("order", [2, 3, 30, "exp"])
@pytest.mark.parametrize("flipped", [0, 0.2, 0.5, 1])
def test_flips_lead_from_the_cue_to_the_end_and_pulls_go_with_them(order, flipped):
    X = MANY[:64]
    run = explore.dense_recall(X, order, 0, flipped, rng=generator(3))
    pulls = dense.pulls_along(run, X)
    assert pulls.shape == (len(run.flips) + 1, 64)
    np.testing.assert_allclose(np.abs(pulls).sum(axis=1), 1)
    np.testing.assert_allclose(np.abs(pulls[0]), run.pulls)
    state, model = run.cue.copy(), DenseAssociativeMemory(X, order)
    energies = [model.energy(state)]
    for k, unit in enumerate(run.flips, 1):
        assert model.update(state, [unit])[unit] == -state[unit]  # a flip that the memory wanted then
        state[unit] *= -1
        again = dense.dense_recall_of(X, order, state, 0, rng=generator())
        np.testing.assert_allclose(np.abs(pulls[k]), again.pulls)
        energies.append(model.energy(state))
    assert np.array_equal(state, run.state)
    assert (np.diff(energies) <= 0).all()


def test_a_memory_of_even_order_that_does_not_fit_pulls_to_its_reverse():
    for order, below in ((2, True), (3, False), (6, True), ("exp", False)):
        run = explore.dense_recall(LETTERS, order, 0, 0.9, rng=generator())
        pulls = dense.pulls_along(run, LETTERS)[0]
        assert run.overlaps[0] == -0.8
        assert (pulls[0] < 0) == below


def test_a_film_has_a_flip_a_frame_and_bars_of_those_that_pull_most():
    run = explore.dense_recall(MANY, 2, 0, 0.2, rng=generator())
    names = [str(k) for k in range(len(MANY))]
    made = dense.dense_film(run, MANY, (10, 10), names)
    assert made["count"] == len(run.flips) + 1 == len(made["captions"])
    shown = np.frombuffer(made["frames"], np.uint8).reshape(2, 100)
    assert np.array_equal(pad.as_spins(shown[0]), run.cue)
    assert np.array_equal(pad.as_spins(shown[1]), MANY[0])
    values = np.frombuffer(made["bars"]["values"], "<f4").reshape(made["count"], -1)
    assert made["bars"]["names"][0] == "0"
    assert made["bars"]["names"][-1] == "2,041 others together"
    np.testing.assert_allclose(np.abs(values).sum(axis=1), 1, rtol=1e-5)
    curve = np.frombuffer(made["curves"]["values"], "<f4")
    assert (curve[0], curve[-1]) == (20, run.wrong)
    assert made["captions"][0].startswith("the cue: 20 wrong pixels; “0” has 0.")
    assert made["captions"][-1].startswith(f"flip {len(run.flips)} of {len(run.flips)}, row ")


def test_a_run_that_changes_nothing_is_a_film_of_one_frame():
    run = explore.dense_recall(LETTERS, 30, 0, 0, rng=generator())
    made = dense.dense_film(run, LETTERS, (10, 10), "HABCDEFG")
    assert (made["count"], len(run.flips), run.wrong) == (1, 0, 0)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (LETTERS[0], "“H”"),
        (-LETTERS[0], "“H” reversed"),
        (LETTERS[3], "“C”"),
        (-LETTERS[7], "“G” reversed"),
        (MANY[9], "none of the memories"),
    ],
)
def test_an_end_has_a_name(state, words):
    run = explore.dense_recall(LETTERS, 3, 0, 0.2, rng=generator())
    named = dense.dense_end_in_words(dataclasses.replace(run, state=state), LETTERS, "HABCDEFG")
    assert named == words


# ------------------------------------------------------------------------------------ its explorer


@pytest.fixture
def explorer():
    return explore.dense_explorer(MANY, (10, 10), "HABCDEFG", seed=1)


def controls(explorer):
    return {
        explorer.which: (0, 7),
        explorer.order: (2, 30, "exp"),
        explorer.count: (2, 2048),
        explorer.share: (0, 100),
        explorer.draws.seed: (0, 9999),
    }


def test_every_corner_of_the_controls_shows_the_run_of_the_plain_function(explorer):
    choices = controls(explorer)
    for values in itertools.product(*choices.values()):
        for control, value in zip(choices, values, strict=True):
            control.value = value
        which, order, count, share, seed = values
        rows = [which, *np.delete(np.arange(2048), which)][:count]
        run = explore.dense_recall(MANY[rows], order, 0, share / 100, rng=generator(seed))
        assert np.array_equal(pad.as_spins(explorer.pad.drawing), run.cue)
        assert explorer.pad.film["count"] == len(run.flips) + 1
        assert f"{run.wrong} pixel" in explorer.words.value
        assert f"cue with {share} wrong pixel" in explorer.words.value


def test_each_control_changes_what_is_shown(explorer):
    for control, values in controls(explorer).items():
        seen = set()
        for value in values:
            control.value = value
            seen.add((explorer.pad.drawing, str(explorer.pad.film), explorer.words.value))
        assert len(seen) == len(values), control.description


def test_a_reset_shows_what_was_there_at_first(explorer):
    def shown():
        return explorer.pad.drawing, explorer.pad.film, explorer.words.value

    begun = shown()
    for control, values in controls(explorer).items():
        control.value = values[-1]
    explorer.draws.noise.click()
    assert explorer.draws.seed.value == 0  # after the last comes the first
    assert shown() != begun
    explorer.draws.reset.click()
    assert shown() == begun


def test_a_cue_can_be_painted_and_lasts_until_it_is_made_anew(explorer):
    explorer.order.value = 30
    painted = pad.as_greys(MANY[3]).tobytes()
    explorer.pad.drawing = painted
    assert "ends in “C”, " in explorer.words.value
    explorer.count.value = 2048
    assert explorer.pad.drawing == painted
    explorer.draws.draws.click()
    assert "seeds 1 to 20: 20 × “C”." in explorer.draws.told.value
    for anew in (explorer.draws.noise, explorer.draws.reset):
        explorer.pad.drawing = painted
        anew.click()
        assert explorer.pad.drawing != painted
    explorer.pad.drawing = painted
    explorer.share.value = 0
    assert explorer.pad.drawing == pad.as_greys(MANY[0]).tobytes()


def test_twenty_draws_are_those_of_the_plain_function_and_are_forgotten_when_anything_changes(explorer):
    explorer.draws.draws.click()
    runs = [explore.dense_recall(MANY[:8], 2, 0, 0.2, rng=generator(seed)) for seed in range(1, 21)]
    back = sum(run.wrong == 0 for run in runs)
    told = explorer.draws.told.value
    assert "20 draws, seeds 1 to 20: " in told
    assert (f"{back} × “H”" in told) == (back > 0)
    assert sum(int(number) for number in re.findall(r"(\d+) ×", told)) == 20
    explorer.order.value = 3
    assert explorer.draws.told.value == ""


def test_controls_have_names_and_the_text_stands_outside_the_picture(explorer):
    assert (explorer.order.tooltip, explorer.count.tooltip, explorer.share.tooltip) == (
        "order n of the memory",
        "number of memories that are stored",
        "flipped pixels of the cue, in per cent",
    )
    words = explorer.words.value
    assert "8 memories, order 2: from a cue with 20 wrong pixels the run ends in" in words
    assert 'role="status"' in words


@pytest.mark.parametrize(("seed", "error"), [(-1, ValueError), (10_000, ValueError), (1.5, TypeError)])
def test_the_explorer_refuses_a_seed_that_is_none(seed, error):
    with pytest.raises(error, match="seed: expected a whole number"):
        explore.dense_explorer(LETTERS, (10, 10), seed=seed)


# -------------------------------------------------------------------------------- the still picture


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


def test_words_go_with_the_still_picture():
    run = explore.dense_recall(MANY[:2048], 30, 0, 0.2, rng=generator())
    assert run.wrong == 0
    told = explore.dense_recall_in_words(run)
    for words in ("2,048 memories", "order 30", "at 0.60, has", "the stored picture as its end"):
        assert words in told
    run = explore.dense_recall(LETTERS, "exp", 0, 0.2, rng=generator())
    assert "cue, exponential: the right one" in explore.dense_recall_in_words(run)


def test_one_wrong_pixel_is_one():
    run = explore.dense_recall(LETTERS, 30, 0, 0.2, rng=generator())
    almost = dataclasses.replace(run, wrong=1)
    assert "with 1 wrong pixel as" in explore.dense_recall_in_words(almost)
