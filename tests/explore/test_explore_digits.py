"""Stored pictures by rule and noise: the plain function, the figure, and the explorer at its ends."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopfield_lib import DenseAssociativeMemory, Hopfield, data, explore, hebbian, projection
from tests.explore.explorers import decoded

DIGITS = data.digits_10x9()
X = DIGITS.patterns
RULES = {
    "Hebb": Hopfield(hebbian(X)),
    "projection": Hopfield(projection(X)),
    "order 5": DenseAssociativeMemory(X, 5),
}


def generator(seed=1):
    return np.random.default_rng(seed)


# ------------------------------------------------------------------------------- the plain function


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("flipped", [0, 0.05, 0.4, 1.0])
def test_each_recall_ends_at_rest_and_says_truly_what_came_back(rule, flipped):
    run = explore.recall_each(RULES[rule], X, flipped, rng=generator(), trials=3)
    assert run.cues.shape == run.ends.shape == (3, *X.shape)
    assert run.cues.dtype == run.ends.dtype == np.int8
    assert np.array_equal(RULES[rule].update(run.ends), run.ends)
    energies = [RULES[rule].energy(states) for states in (run.cues, run.ends)]
    assert (energies[1] <= energies[0] + 1e-9).all()
    same = [[bool((end == x).all()) for end, x in zip(ends, X, strict=True)] for ends in run.ends]
    assert run.recalled.tolist() == same


def test_no_noise_leaves_the_patterns_and_certain_noise_reverses_them():
    assert (explore.recall_each(RULES["Hebb"], X, 0, rng=generator(), trials=2).cues == X).all()
    assert (explore.recall_each(RULES["Hebb"], X, 1.0, rng=generator(), trials=2).cues == -X).all()


def test_hebb_recalls_none_of_the_digits_and_projection_all_of_them_without_noise():
    assert not explore.recall_each(RULES["Hebb"], X, 0, rng=generator()).recalled.any()
    assert explore.recall_each(RULES["projection"], X, 0, rng=generator()).recalled.all()


@given(st.integers(1, 6), st.integers(1, 4), st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_the_noise_has_its_probability_unit_by_unit(P, trials, flipped, seed):
    Y = generator(seed).choice(np.array([-1, 1], np.int8), (P, 400))
    before = Y.copy()
    run = explore.recall_each(Hopfield(hebbian(Y)), Y, flipped, rng=generator(seed), trials=trials)
    wrong = (run.cues != Y).mean()
    assert abs(wrong - flipped) <= 6 * np.sqrt(flipped * (1 - flipped) / run.cues.size) + 1e-12
    assert np.array_equal(Y, before)
    assert np.array_equal(run.ends[run.recalled], np.broadcast_to(Y, run.ends.shape)[run.recalled])


def test_trials_differ_and_one_seed_repeats_them():
    first, again = (explore.recall_each(RULES["order 5"], X, 0.1, rng=generator(7)) for _ in range(2))
    assert np.array_equal(first.cues, again.cues)
    assert np.array_equal(first.ends, again.ends)
    assert not (first.cues[0] == first.cues[1]).all()
    other = explore.recall_each(RULES["order 5"], X, 0.1, rng=generator(8))
    assert not np.array_equal(first.cues, other.cues)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"patterns": X[0]}, ValueError, "patterns: expected shape"),
        ({"patterns": X * 2}, ValueError, "patterns: expected"),
        ({"patterns": X[:, :80]}, ValueError, "cue: expected 90 units"),
        ({"flipped": 1.1}, ValueError, "flipped: expected"),
        ({"flipped": -0.1}, ValueError, "flipped: expected"),
        ({"flipped": "much"}, TypeError, "flipped: expected"),
        ({"trials": 0}, ValueError, "trials: expected a whole number from 1"),
        ({"trials": 2.0}, TypeError, "trials: expected a whole number"),
        ({"rng": 1}, TypeError, "rng: expected a numpy.random.Generator"),
    ],
)
def test_each_recall_refuses(change, error, words):
    given = {"patterns": X, "flipped": 0.1, "rng": generator(), "trials": 2} | change
    with pytest.raises(error, match=words):
        explore.recall_each(RULES["Hebb"], given.pop("patterns"), given.pop("flipped"), **given)


# ------------------------------------------------------------------------------------- its explorer


@pytest.fixture
def explorer():
    box = explore.rules_explorer(RULES, X, DIGITS.shape, DIGITS.names, rng=generator(), rule="order 5")
    rule, share = box.children[0].children
    view = box.children[1]
    return rule, share, view


def test_the_explorer_begins_as_it_is_told(explorer):
    rule, share, view = explorer
    assert (rule.value, share.value) == ("order 5", 5)
    assert list(rule.options) == list(RULES)
    assert decoded(view.value).shape == (416, 800, 3)


def test_each_control_changes_the_picture_wherever_the_other_stands_and_goes_back(explorer):
    rule, share, view = explorer
    begin, pictures = bytes(view.value), {}
    for name in RULES:
        for value in (share.min, share.max):
            rule.value, share.value = name, value
            pictures[name, value] = bytes(view.value)
    assert len(set(pictures.values())) == 2 * len(RULES)
    assert len({decoded(one).shape for one in pictures.values()}) == 1
    rule.value, share.value = "order 5", 5
    assert bytes(view.value) == begin


def test_the_explorer_shows_what_the_plain_function_computes(explorer):
    *_, view = explorer
    run = explore.recall_each(RULES["order 5"], X, 0.05, rng=generator())
    panel = explore.EachPanel(X, DIGITS.shape, DIGITS.names)
    assert panel.png(run, "order 5", 0.05) == bytes(view.value)
    assert panel.words(run, "order 5", 0.05) == view.alt
    drawn = decoded(view.value)[..., 0]
    top, bottom, left, right = (round(edge) for edge in (0.09 * 416, 0.62 * 416, 0.09 * 800, 0.99 * 800))
    rows, columns = np.linspace(top, bottom, 35)[:-1], np.linspace(left, right, 109)[:-1]
    middle = np.ix_((rows + 3).astype(int), (columns + 3).astype(int))
    for row, states in enumerate((X, run.cues[0], run.ends[0])):
        shown = drawn[middle][12 * row : 12 * row + 10]
        for column, state in enumerate(states):
            cell = shown[:, 11 * column : 11 * column + 9]
            assert np.array_equal(cell < 128, state.reshape(10, 9) == 1)


def test_the_words_of_the_picture_say_what_came_back(explorer):
    rule, share, view = explorer
    assert f"order 5, 5% flipped: {view.alt.split('5% flipped: ')[1].split()[0]} of 50 cues" in view.alt
    assert "6 = 8" in view.alt
    assert "Recalled in 5 trials: 0: 5, 1: 5" in view.alt
    rule.value, share.value = "Hebb", 0
    assert "Hebb, 0% flipped: 0 of 50 cues recalled" in view.alt
    assert "per cent" in share.tooltip


def test_the_plain_function_called_next_makes_the_first_run():
    rng = generator(9)
    *_, view = explore.rules_explorer(RULES, X, DIGITS.shape, DIGITS.names, rng=rng).children[:2]
    run = explore.recall_each(RULES["Hebb"], X, 0.05, rng=rng)
    assert explore.EachPanel(X, DIGITS.shape, DIGITS.names).png(run, "Hebb", 0.05) == bytes(view.value)


def test_a_panel_drawn_twice_forgets_the_run_before():
    panel = explore.EachPanel(X, DIGITS.shape, DIGITS.names)
    one, other = (
        explore.recall_each(RULES[rule], X, 0.2, rng=generator()) for rule in ("Hebb", "projection")
    )
    first = panel.png(one, "Hebb", 0.2)
    assert panel.png(other, "projection", 0.2) != first
    assert panel.png(one, "Hebb", 0.2) == first


def test_letters_of_another_shape_and_number_are_drawn():
    letters = data.letters("HOP")
    models = {"Hebb": Hopfield(hebbian(letters.patterns))}
    box = explore.rules_explorer(models, letters.patterns, letters.shape, letters.names, rng=generator())
    (rule, share), view = box.children[0].children, box.children[1]
    assert rule.value == "Hebb"
    for value in (share.min, share.max):
        share.value = value
        assert decoded(view.value).size


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"rng": 3}, TypeError, "rng: expected a numpy.random.Generator"),
        ({"rule": "order 7"}, ValueError, "rule: expected"),
        ({"flipped": 2}, ValueError, "flipped: expected"),
    ],
)
def test_the_explorer_refuses(change, error, words):
    with pytest.raises(error, match=words):
        explore.rules_explorer(RULES, X, DIGITS.shape, DIGITS.names, **({"rng": generator()} | change))


def test_the_explorer_refuses_to_offer_no_rule():
    with pytest.raises(ValueError, match="models: expected at least one"):
        explore.rules_explorer({}, X, DIGITS.shape, DIGITS.names, rng=generator())
