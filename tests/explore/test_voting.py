"""The explorer of digits: rules side by side, votes, drawings, and every control at its ends."""

import html
import re

import numpy as np
import pytest

from hopfield_lib import Hopfield, asynchronous, data, explore, hebbian, images, recall
from hopfield_lib.explore import pad, voting

DIGITS = data.digits_10x9()
X = DIGITS.patterns.astype(np.int8)


def generator(seed=6):
    return np.random.default_rng(seed)


# --------------------------------------------------------------------------------- what is computed


@pytest.mark.parametrize("digit", [0, 3, 6])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_each_rule_is_the_recall_of_the_library_in_the_same_order(digit, share):
    cue = images.flip(X[digit], share, rng=generator())
    models = explore.networks(X)
    run = explore.recall_side_by_side(models, cue, rng=generator(2))
    assert tuple(models) == voting.RULES
    assert np.array_equal(run.states[0], np.tile(cue, (5, 1)))
    for k, model in enumerate(models.values()):
        alone = recall(model, cue, asynchronous(generator(2)), record="sweeps", max_sweeps=10)
        assert np.array_equal(run.states[: len(alone.states), k], alone.states)
        assert (run.states[len(alone.states) :, k] == alone.state).all()
        assert run.rest[k] == (alone.outcome == "fixed point")


def test_a_generator_is_left_as_it_is():
    rng = generator()
    explore.recall_side_by_side(explore.networks(X), X[0], rng=rng)
    assert rng.integers(10**9) == generator().integers(10**9)


@pytest.mark.parametrize("count", [1, 2, 10])
@pytest.mark.parametrize("unit", [0, 45, 89])
def test_votes_add_up_to_the_field(count, unit):
    states = np.vstack([X[:3], np.zeros((1, 90), np.int8)])
    cast = explore.votes(X[:count], states, unit)
    assert cast.shape == (4, count)
    assert cast.sum(axis=1) == pytest.approx(hebbian(X[:count]).field(states)[:, unit])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: explore.votes(X, X[0], 90), "unit"),
        (lambda: explore.votes(X, X[0, :5], 0), "states: expected 90 units"),
        (lambda: explore.votes(X * 0, X[0], 0), "patterns"),
        (lambda: explore.networks(X[:0]), "patterns"),
    ],
)
def test_what_cannot_be_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_state_is_named_by_what_it_is_most_like():
    names = DIGITS.names
    assert voting.most_like(X[3], X, names) == "“3”"
    assert voting.most_like(-X[3], X[[3]], "3") == "“3 reversed”"
    end = recall(Hopfield(hebbian(X)), X[0], asynchronous(generator())).state
    assert voting.most_like(end, X, names) == "a blend like 8 (+0.911)"


# ------------------------------------------------------------------------------------ the explorer


@pytest.fixture
def voter():
    return explore.voting_explorer(X, DIGITS.shape, DIGITS.names, seed=6)


def told(part):
    return html.unescape(re.sub("<[^>]+>", "", part.value))


def shown(voter):
    return voter.pad.drawing, repr(voter.pad.film), told(voter.words)


def tick(voter, *names):
    for box in voter.ticks.children[1:]:
        box.value = box.description in names


def draw(voter, state):
    voter.pad.set_state({"drawing": memoryview(pad.as_greys(state).tobytes())})


def test_it_begins_with_the_run_that_the_plain_functions_make(voter):
    rng = generator()
    cue = images.flip(X[0], 0.05, rng=rng)
    run = explore.recall_side_by_side(explore.networks(X), cue, rng=rng)
    assert voter.pad.drawing == pad.as_greys(cue).tobytes()
    assert voter.pad.film["frames"] == pad.as_greys(run.states).tobytes()
    assert told(voter.words) == (
        "Ends from a cue of 0. Hebb: a blend like 8 (+0.911); Storkey: “0”; projection: “0”; order 5: “0”; "
        "order 20: “0”."
    )


def test_every_control_at_its_ends_and_back(voter):
    first = shown(voter)
    for control, ends in ((voter.share, (0, 100)), (voter.draws.seed, (0, 9999)), (voter.target, (9, 6))):
        begun, seen = control.value, set()
        for value in ends:
            control.value = value
            seen.add(shown(voter))
        assert len(seen) == 2, control.description
        control.value = begun
        assert shown(voter) == first, control.description


def test_what_is_not_ticked_has_no_vote(voter):
    tick(voter, "0", "1", "4", "7")
    bars = voter.pad.film["bars"]
    cast = np.frombuffer(bars["values"], "<f4").reshape(-1, 10)
    assert np.flatnonzero(bars["stored"]).tolist() == [0, 1, 4, 7]
    assert np.flatnonzero(cast.any(axis=0)).tolist() == [0, 1, 4, 7]
    assert "Hebb: “0”;" in told(voter.words)


def test_a_pixel_that_is_pointed_at_has_its_votes_shown(voter):
    voter.ink.value = pad.LOOK
    assert voter.pad.ink == pad.LOOK
    voter.pad.set_state({"cursor": 12})
    states = np.frombuffer(voter.pad.film["frames"], np.uint8).reshape(-1, 5, 90)[:, 0]
    cast = explore.votes(X, pad.as_spins(states), 12)
    assert np.frombuffer(voter.pad.film["bars"]["values"], "<f4") == pytest.approx(cast.ravel())
    assert "the pixel in row 2, column 4" in voter.pad.film["captions"][0]


def test_a_digit_of_ones_own_is_recalled_and_stored(voter):
    mine = generator(1).choice(np.array([-1, 1], np.int8), 90)
    draw(voter, mine)
    assert voter.pad.film["frames"][:90] == pad.as_greys(mine).tobytes()
    voter.store.click()
    assert voter.names[-1] == "drawing 1"
    assert voter.target.value == 10
    assert "projection: “drawing 1”" in told(voter.words)
    voter.draws.reset.click()
    assert len(voter.names) == len(voter.target.options) == 10
    assert told(voter.words).startswith("Ends from a cue of 0. Hebb: a blend like 8")


@pytest.mark.parametrize("sign", [1, -1])
def test_what_is_there_already_is_not_stored_again(voter, sign):
    draw(voter, sign * X[3])
    voter.store.click()
    assert told(voter.words).startswith("This drawing, or its reverse, is there already")
    assert len(voter.names) == 10
    voter.target.value = 3
    assert "Ends from a cue of 3." in told(voter.words)


def test_only_so_many_drawings_have_room(voter):
    for seed in range(voting.DRAWINGS + 1):
        assert len(voter.names) == 10 + seed
        draw(voter, generator(seed).choice(np.array([-1, 1], np.int8), 90))
        voter.store.click()
    assert told(voter.words).startswith("4 drawings are the most that have room")
    assert len(voter.names) == 14


def test_nothing_stored_is_told(voter):
    tick(voter)
    assert told(voter.words) == "Nothing is stored: tick a digit."
    assert voter.pad.film == {}
    voter.draws.draws.click()
    assert "20 × nothing is stored" in told(voter.draws.told)
    tick(voter, "5")
    assert "Hebb: “5 reversed”" in told(voter.words) or "Hebb: “5”" in told(voter.words)


def test_twenty_draws_say_under_which_rules_it_came_back(voter):
    voter.draws.draws.click()
    assert told(voter.draws.told) == (
        "20 draws, seeds 6 to 25: 20 × back under Storkey, projection, order 5, order 20."
    )


@pytest.mark.parametrize("change", [{"seed": -1}, {"flipped": 1.5}, {"shape": (9, 9)}])
def test_the_explorer_refuses(change):
    given = {"shape": DIGITS.shape, "seed": 6} | change
    with pytest.raises(ValueError, match="expected"):
        explore.voting_explorer(X, given.pop("shape"), DIGITS.names, **given)
