"""The explorer of attention: its plain functions, its film, its controls at their ends, its figure."""

import datetime
import html
import io
import itertools
import re

import numpy as np
import pytest
from PIL import Image
from scipy.special import entr, softmax

from hopfield_lib import ModernHopfield, data, explore, recall, synchronous
from hopfield_lib.explore import attention, focus, pad
from tests.explore.explorers import decoded
from tests.greys import prepared

SIDE = 28
N = SIDE * SIDE


def generator(seed=1):
    return np.random.default_rng(seed)


FASHION = data.fashion()
WEAR = prepared(FASHION.images)
SOME = WEAR[::60]  # one of each class
SHELF, KINDS = WEAR[::3], FASHION.names[::3]  # what the explorer of lesson 07 stores; 40 is its pullover
LOW, HIGH = np.quantile(WEAR, (0.01, 0.99))


def recalled(patterns, beta, target, hidden):
    """The recall of a pattern whose last units are hidden."""
    cue = patterns[target].copy()
    cue[N - hidden :] = 0
    return explore.attention_recall_of(patterns, beta, cue, target)


@pytest.mark.parametrize("beta", [0.003, 1 / 28, 1.0])
@pytest.mark.parametrize("hidden", [0, 300, N])
def test_it_is_the_recall_of_its_cue(beta, hidden):
    run = recalled(SOME, beta, 3, hidden)
    cue = SOME[3].copy()
    cue[N - hidden :] = 0
    assert np.array_equal(run.states[0], cue)
    one = softmax(beta * SOME @ cue) @ SOME
    np.testing.assert_allclose(run.states[1], one, atol=1e-12)
    end = recall(ModernHopfield(SOME, beta), cue, synchronous(), max_sweeps=200, tolerance=1e-6)
    np.testing.assert_allclose(run.states[-1], end.state, atol=1e-5)
    assert run.still == (end.outcome == "fixed point")
    assert abs(run.steps - end.sweeps) <= 1
    assert (run.beta, run.target) == (beta, 3)


@pytest.mark.parametrize("beta", [0.01, 1 / 28, 1.0])
def test_weights_and_energies_are_those_of_each_state_and_the_energy_falls(beta):
    run = recalled(SOME, beta, 3, 300)
    np.testing.assert_allclose(run.weights, softmax(beta * run.states @ SOME.T, axis=1), atol=1e-12)
    np.testing.assert_allclose(run.weights.sum(axis=1), 1)
    np.testing.assert_allclose(run.weights[0] @ SOME, run.states[1], atol=1e-12)
    np.testing.assert_allclose(run.energies, ModernHopfield(SOME, beta).energy(run.states))
    assert (np.diff(run.energies) <= 1e-9).all()
    assert run.at[:2].tolist() == [0, 1]
    assert (np.diff(run.at) > 0).all()


def test_a_run_that_comes_to_no_rest_ends_after_two_hundred_steps(monkeypatch):
    monkeypatch.setattr(focus, "STILL", -1.0)
    run = recalled(SOME, 1 / 28, 3, 300)
    assert (run.steps, run.still, len(run.at)) == (200, False, 20)
    assert focus.rest_in_words(run) == "still moving after 200 steps"


def test_the_spread_counts_who_shares_the_attention():
    run = recalled(SOME, 1e-6, 0, 0)
    np.testing.assert_allclose(run.spread, 10, rtol=1e-3)
    run = recalled(SOME, 10.0, 0, 0)
    np.testing.assert_allclose(run.spread, 1)
    run = recalled(SOME, 1 / 280, 0, 300)
    np.testing.assert_allclose(run.spread, np.exp(entr(run.weights).sum(axis=1)))
    assert 1 < run.spread[0] < 10


def test_a_hidden_half_comes_back_if_the_attention_is_sharp():
    run = recalled(WEAR, 3 / 28, 120, N // 2)
    assert run.still
    assert run.weights[-1, 120] > 0.99
    np.testing.assert_allclose(run.states[-1], WEAR[120], atol=0.02)


def test_with_blunt_attention_a_cue_ends_near_the_mean():
    run = recalled(WEAR, 0.03 / 28, 120, N // 2)
    assert run.spread[-1] > 590
    assert np.abs(run.states[-1] - WEAR.mean(axis=0)).mean() < 0.05


def test_the_patterns_are_left_as_they_were():
    before = SOME.copy()
    recalled(SOME, 0.1, 3, 300)
    explore.masked(SOME[0], (SIDE, SIDE), "scattered", 0.5, rng=generator())
    assert np.array_equal(SOME, before)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"patterns": SOME[0]}, ValueError, "patterns: expected shape"),
        ({"beta": 0.0}, ValueError, "beta"),
        ({"beta": "sharp"}, TypeError, "beta"),
        ({"cue": SOME[0, :9]}, ValueError, "cue: expected"),
        ({"target": 10}, ValueError, "target: expected a whole number from 0 up to 9"),
        ({"target": -1}, ValueError, "target: expected a whole number from 0 up to 9"),
        ({"separation": "hardmax"}, ValueError, "separation: expected"),
    ],
)
def test_the_function_refuses(change, error, words):
    arguments = {"patterns": SOME, "beta": 0.1, "cue": SOME[0], "target": 0} | change
    with pytest.raises(error, match=words):
        explore.attention_recall_of(**arguments)


# ---------------------------------------------------------------------------------- what is hidden


@pytest.mark.parametrize("share", [0, 0.013, 0.5, 0.8, 1])
def test_scattered_pixels_are_hidden_as_many_as_asked_for_and_elsewhere_with_each_seed(share):
    one, other = (
        explore.masked(SOME[0] + 10, (SIDE, SIDE), "scattered", share, rng=generator(k)) for k in (1, 2)
    )
    assert (one == 0).sum() == round(share * N)
    assert np.array_equal(one[one != 0], (SOME[0] + 10)[one != 0])
    assert np.array_equal(one, other) == (share in (0, 1))


@pytest.mark.parametrize(("share", "rows"), [(0, 0), (0.5, 14), (0.8, 22), (1, 28)])
def test_rows_are_hidden_from_their_edge_and_nothing_is_drawn(share, rows):
    rng = generator()
    below = explore.masked(SOME[0] + 10, (SIDE, SIDE), "below", share, rng=rng).reshape(SIDE, SIDE)
    above = explore.masked(SOME[0] + 10, (SIDE, SIDE), "above", share, rng=rng).reshape(SIDE, SIDE)
    assert (below == 0).all(axis=1).tolist() == [False] * (SIDE - rows) + [True] * rows
    assert (above == 0).all(axis=1).tolist() == [True] * rows + [False] * (SIDE - rows)
    assert rng.random() == generator().random()


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"part": "left"}, ValueError, "part: expected"),
        ({"share": 1.1}, ValueError, "1.1"),
        ({"rng": 1}, TypeError, "rng: expected a numpy.random.Generator"),
        ({"picture": SOME[0, 1:]}, ValueError, "picture: expected 784"),
    ],
)
def test_hiding_refuses(change, error, words):
    given = {"picture": SOME[0], "shape": (SIDE, SIDE), "part": "above", "share": 1, "rng": generator()}
    with pytest.raises(error, match=words):
        explore.masked(**(given | change))


# ------------------------------------------------------------------------------- the kind of an end

NAMES = ("cat 1", "cat 2", "dog 1", "dog 2")
ANIMALS = ("cat", "cat", "dog", "dog")


def ended(*weights, target=0, still=True):
    p = np.array([weights])
    return focus.AttentionRecall(1.0, np.array([0, 7]), p, p, np.zeros(1), target, still)


@pytest.mark.parametrize(
    ("run", "kind", "short", "full"),
    [
        (
            ended(0.95, 0.05, 0, 0), "one", "“cat 1”",
            "The end is one picture: cat 1 has 95 %, at rest.",
        ),
        (
            ended(0, 0, 1, 0), "one", "“dog 1”",
            "The end is one picture, not that of the cue: dog 1 has 100 %, at rest.",
        ),
        (
            ended(0, 0, 1, 0, target=None), "one", "“dog 1”",
            "The end is one picture: dog 1 has 100 %, at rest.",
        ),
        (
            ended(0.25, 0.25, 0.25, 0.25), "mean", "the mean of all",
            "The end is the mean of all 4, at rest: none has more than 25 % (cat 1).",
        ),
        (
            ended(0.5, 0.5, 0, 0, still=False), "metastable", "a metastable state, mostly cat",
            "The end is a metastable state that about 2.0 of 4 pictures share, still moving after 7 steps: "
            "most cat 1 (50 %), cat 2 (50 %), dog 1 (0.0 %). By kind: cat 100 %, dog 0.0 %.",
        ),
        (
            ended(0.5, 0, 0.5, 0), "metastable", "a metastable state, of several kinds",
            "The end is a metastable state that about 2.0 of 4 pictures share, at rest: "
            "most cat 1 (50 %), dog 1 (50 %), cat 2 (0.0 %). By kind: cat 50 %, dog 50 %.",
        ),
    ],
)  # fmt: skip
def test_an_end_is_one_picture_a_metastable_state_or_the_mean_of_all(run, kind, short, full):
    assert focus.kind_of_end(run.weights[-1]) == kind
    assert focus.attention_end_in_words(run, NAMES, ANIMALS) == short
    assert focus.kind_in_words(run, NAMES, ANIMALS) == full


def test_where_each_picture_is_a_kind_of_its_own_kinds_are_not_told():
    assert "By kind" not in focus.kind_in_words(ended(0.5, 0, 0.5, 0), NAMES, NAMES)


# ---------------------------------------------------------------------------------- greys and films


def test_the_scale_gives_nought_a_grey_of_its_own_and_reads_what_it_wrote():
    scale = focus.Greys.of(SHELF)
    assert scale.read(bytes([scale.zero])) == 0
    written = scale.written(SHELF)
    assert 0.005 < (written == 0).mean() < 0.015
    assert 0.005 < (written == 255).mean() < 0.015
    back = scale.read(written.tobytes()).reshape(SHELF.shape)
    inside = (written > 0) & (written < 255)
    assert np.abs(back - SHELF)[inside].max() <= scale.unit / 2 + 1e-12


@pytest.mark.parametrize("even", [0.0, 3.0, -3.0])
def test_the_scale_of_even_pictures_is_one_too(even):
    scale = focus.Greys.of(np.full((2, 9), even))
    assert np.abs(scale.read(scale.written([even] * 9).tobytes()) - even).max() < 0.02


def test_a_film_shows_the_state_and_who_has_most_at_each_step():
    run, scale = recalled(SHELF, 0.9 / 28, 40, 392), focus.Greys.of(SHELF)
    names = [str(k) for k in range(200)]
    made = focus.attention_film(run, SHELF, names, scale)
    frames = np.frombuffer(made["frames"], np.uint8).reshape(len(run.at), 4, N)
    assert np.array_equal(frames[:, 0], scale.written(run.states))
    for k in (0, len(run.at) - 1):
        most = np.argsort(-run.weights[k])[:3]
        assert np.array_equal(frames[k, 1:], scale.written(SHELF[most]))
        assert f"most {most[0]} (" in made["captions"][k]
    bars = np.frombuffer(made["bars"]["values"], "<f4").reshape(len(run.at), -1)
    assert made["bars"]["names"][-2:] == ["40", "193 others together"]
    np.testing.assert_allclose(bars[:, -2], run.weights[:, 40], rtol=1e-5)
    np.testing.assert_allclose(bars.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(np.frombuffer(made["curves"]["values"], "<f4"), run.spread, rtol=1e-5)
    assert made["captions"][0].startswith("before the first step: ")
    assert made["captions"][2].startswith("after 2 steps: ")


@pytest.mark.parametrize("stored", [1, 2, 3, 7, 8])
def test_a_film_of_few_pictures_leaves_the_places_of_others_white(stored):
    run = recalled(SOME[:stored], 0.1, 0, 300)
    made = focus.attention_film(run, SOME[:stored], "abcdefgh"[:stored], focus.Greys.of(SOME))
    frames = np.frombuffer(made["frames"], np.uint8).reshape(-1, 4, N)
    assert (frames[:, 1 + stored :] == 255).all()
    assert len(made["bars"]["names"]) == min(stored, 6) + (stored > 6)


# ------------------------------------------------------------------------------------- the explorer


@pytest.fixture
def explorer():
    return explore.attention_explorer(SHELF, (SIDE, SIDE), KINDS, seed=1, target=40)


def told(explorer):
    return html.unescape(re.sub("<[^>]+>", "", explorer.words.value))


def shown(explorer):
    return explorer.pad.drawing, repr(explorer.pad.film), explorer.words.value


def strike(explorer, value, rows=slice(None)):
    """Paint rows, as the page does."""
    cue = np.frombuffer(explorer.pad.drawing, np.uint8).reshape(SIDE, SIDE).copy()
    cue[rows] = value
    explorer.pad.set_state({"drawing": memoryview(cue.tobytes())})


def picture_file(greys):
    buffer = io.BytesIO()
    Image.fromarray(np.asarray(greys, np.uint8)).save(buffer, "png")
    return buffer.getvalue()


def choose(explorer, content, name="mine.png", kind="image/png"):
    explorer.upload.value = (
        {
            "name": name,
            "type": kind,
            "size": len(content),
            "content": memoryview(content),
            "last_modified": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        },
    )


WAVES = 128 + 127 * np.sin(np.arange(200) / 30)[:, None] * np.cos(np.arange(300) / 20)


def test_it_begins_with_the_run_that_the_plain_functions_make(explorer):
    cue = explore.masked(SHELF[40], (SIDE, SIDE), "scattered", 0.8, rng=generator())
    run = explore.attention_recall_of(SHELF, 10**0.5 / SIDE, cue, 40)
    scale = focus.Greys.of(SHELF)
    assert explorer.pad.drawing == scale.written(cue).tobytes()
    names = [f"{kind} {1 + k % 20}" for k, kind in enumerate(KINDS)]
    assert explorer.pad.film == focus.attention_film(run, SHELF, names, scale)
    expected = (
        "β√N = 3.16, pullover 1, 80 % hidden, scattered pixels. "
        "The end is one picture: pullover 1 has 100 %, at rest."
    )
    assert told(explorer) == expected


def controls(explorer):
    return {
        explorer.sharp: (10**-1.5, 10**1.5),
        explorer.share: (0, 100),
        explorer.part: ("scattered", "below", "above"),
        explorer.which: (0, 9),
        explorer.number: (0, 19),
    }


def test_every_corner_of_the_controls_shows_the_run_of_the_plain_functions(explorer):
    scale = focus.Greys.of(SHELF)
    for values in itertools.product(*controls(explorer).values()):
        for control, value in zip(controls(explorer), values, strict=True):
            control.value = value
        times, share, part, kind, number = values
        target = 20 * kind + number
        cue = explore.masked(SHELF[target], (SIDE, SIDE), part, share / 100, rng=generator())
        assert explorer.pad.drawing == scale.written(cue).tobytes()
        one = softmax(times / SIDE * SHELF @ cue) @ SHELF
        second = np.frombuffer(explorer.pad.film["frames"], np.uint8).reshape(-1, 4, N)[1, 0]
        assert np.abs(second.astype(int) - scale.written(one)).max() <= 1
        assert ("All of the cue is hidden" in told(explorer)) == (share == 100)
        assert f"{KINDS[target]} {number + 1}, {share} % hidden, {explorer.part.label}." in told(explorer)


def test_each_control_changes_what_is_shown_and_a_reset_sets_all_back(explorer):
    first = shown(explorer)
    for control, values in (controls(explorer) | {explorer.draws.seed: (0, 9999)}).items():
        begun, seen = control.value, set()
        for value in values:
            control.value = value
            seen.add(shown(explorer))
        assert len(seen) == len(values), control.description
        control.value = begun
        assert shown(explorer) == first, control.description
    explorer.sharp.value, explorer.part.value, explorer.brush.value = 1.0, "above", 28
    explorer.ticks.children[3].value = False
    explorer.draws.noise.click()
    assert shown(explorer) != first
    explorer.draws.reset.click()
    assert shown(explorer) == first
    assert explorer.ticks.ticked.all()
    assert explorer.pad.brush == 2


def test_twenty_draws_are_those_of_the_plain_functions(explorer):
    explorer.sharp.value = 10**0.25
    explorer.draws.draws.click()
    found = []
    for seed in range(1, 21):
        cue = explore.masked(SHELF[40], (SIDE, SIDE), "scattered", 0.8, rng=generator(seed))
        found.append(explore.attention_recall_of(SHELF, 10**0.25 / SIDE, cue, 40).weights[-1].argmax())
    tally = html.unescape(explorer.draws.told.value)
    assert "20 draws, seeds 1 to 20: " in tally
    for number, name in re.findall(r"(\d+) × “(.+?)”", tally):
        kind, place = name.rsplit(" ", 1)
        assert found.count(KINDS.index(kind) + int(place) - 1) == int(number)
    explorer.sharp.value = 1.0
    assert explorer.draws.told.value == ""


def test_only_ticked_kinds_are_stored(explorer):
    for box in explorer.ticks.children[1:]:
        box.value = box.description in ("sneaker", "trouser")
    assert "pullover 1 itself is not stored. The end is one picture: " in told(explorer)
    assert explorer.pad.film["bars"]["names"][-1] == "34 others together"
    assert {name.split()[0] for name in explorer.pad.film["bars"]["names"][:-1]} <= {"sneaker", "trouser"}


def test_nothing_stored_is_told(explorer):
    for box in explorer.ticks.children[1:]:
        box.value = False
    words = "Nothing is stored: tick a kind, and there is something to attend to."
    assert (told(explorer), explorer.pad.film) == (words, {})
    explorer.draws.draws.click()
    assert "20 × nothing" in explorer.draws.told.value
    explorer.ticks.children[3].value = True
    assert "The end is one picture: pullover 1" in told(explorer)


def test_a_cue_that_is_all_hidden_is_told_and_begins_with_equal_attention(explorer):
    explorer.share.value = 100
    assert "All of the cue is hidden: it says nothing, and the first step gives the mean" in told(explorer)
    begun = explorer.pad.film["captions"][0]
    assert begun.startswith("before the first step: 200 of 200 share the attention, 0.5 % each; ")
    explorer.share.value = 0
    assert "All of the cue" not in told(explorer)
    strike(explorer, focus.Greys.of(SHELF).zero)
    assert "pullover 1, painted by hand. All of the cue is hidden" in told(explorer)


def test_what_is_not_painted_stays_exactly_as_it_was(explorer):
    explorer.share.value = 0
    scale = focus.Greys.of(SHELF)
    for value in (scale.zero, pad.BLACK):  # the second stroke goes over the first
        strike(explorer, value, slice(14, 28))
    cue = np.where(scale.written(SHELF[40]) == scale.zero, 0, SHELF[40])  # as good as hidden
    cue[14 * SIDE :] = scale.read(bytes([pad.BLACK]))
    run = explore.attention_recall_of(SHELF, 10**0.5 / SIDE, cue, 40)
    made = np.frombuffer(explorer.pad.film["bars"]["values"], "<f4").reshape(len(run.at), -1)
    np.testing.assert_allclose(made[0, 0], run.weights[0, run.weights[-1].argmax()], rtol=1e-5)
    assert "painted by hand" in told(explorer)


def test_a_painted_cue_lasts_until_it_is_made_anew(explorer):
    strike(explorer, pad.WHITE, slice(0, 9))
    painted = explorer.pad.drawing
    explorer.sharp.value = 0.5
    explorer.ticks.children[1].value = False
    assert explorer.pad.drawing == painted
    explorer.share.value = 0
    assert explorer.pad.drawing != painted
    assert "painted" not in told(explorer)


def test_the_brush_reaches_the_pad(explorer):
    assert explorer.pad.ink == focus.Greys.of(SHELF).zero
    explorer.ink.value, explorer.brush.value = pad.WHITE, 32
    assert (explorer.pad.ink, explorer.pad.brush) == (255, 32)


def test_a_picture_of_ones_own_is_stored_and_makes_the_cue(explorer):
    choose(explorer, picture_file(WAVES))
    assert told(explorer).startswith(
        "β√N = 3.16, mine.png, 80 % hidden, scattered pixels. The end is one picture: mine.png has"
    )
    assert explorer.pad.film["bars"]["names"][0] == "mine.png"
    assert explorer.ticks.children[-1].description == "mine.png"
    assert explorer.number.disabled
    explorer.ticks.children[-1].value = False
    assert "mine.png itself is not stored. The end is " in told(explorer)
    explorer.draws.draws.click()
    assert "mine.png" not in explorer.draws.told.value
    explorer.ticks.children[1].value = False
    choose(explorer, picture_file(WAVES.T), "other.png")
    assert [box.value for box in explorer.ticks.children[1:]] == [False, *[True] * 10]
    assert [name for name, _ in explorer.which.options][-2:] == ["ankle boot", "other.png"]
    explorer.draws.reset.click()
    assert not explorer.number.disabled
    assert told(explorer).startswith("β√N = 3.16, pullover 1, 80 % hidden, scattered pixels.")
    assert explorer.ticks.ticked.all()


def test_a_picture_of_ones_own_has_mean_0_and_variance_1():
    own = attention.own_pattern(picture_file(WAVES), (SIDE, SIDE))
    assert own.shape == (N,)
    assert (own.mean(), own.std()) == (pytest.approx(0), pytest.approx(1))
    greys = np.asarray(Image.fromarray(WAVES.astype(np.uint8)).crop((50, 0, 250, 200)).resize((SIDE, SIDE)))
    assert np.corrcoef(own, greys.ravel())[0, 1] > 0.99


@pytest.mark.parametrize(
    "content",
    [
        b"no picture", picture_file(np.full((20, 20), 7)), b"",
        picture_file(np.indices((128, 128)).sum(0) % 2 * 20),
    ],
    ids=["text", "even grey", "empty", "even at so few pixels"],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_told_and_the_picture_before_stays(explorer, content):
    choose(explorer, picture_file(WAVES))
    before = shown(explorer)
    choose(explorer, content, "<b>bad</b>.png")
    assert explorer.complaint.value.startswith("&lt;b&gt;bad&lt;/b&gt;.png cannot be used: expected a ")
    assert shown(explorer) == before
    choose(explorer, picture_file(WAVES), "again.png", "application/octet-stream; from=12345678")
    assert explorer.complaint.value.startswith("again.png has 12.3 MB; your browser made it smaller")
    assert "again.png" in told(explorer)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"patterns": SHELF[:1], "kinds": KINDS[:1]}, "patterns: expected a whole number from 2"),
        ({"patterns": SHELF[:, 1:]}, "patterns: expected 784"),
        ({"kinds": KINDS[:9]}, "kinds: expected a whole number from 200"),
        ({"target": 200}, "target: expected a whole number"),
        ({"sharpness": 100}, "sharpness"),
        ({"hidden": -0.1}, "hidden"),
        ({"seed": 10_000}, "seed: expected"),
    ],
)
def test_the_explorer_refuses(change, words):
    given = {"patterns": SHELF, "shape": (SIDE, SIDE), "kinds": KINDS, "seed": 1} | change
    with pytest.raises(ValueError, match=words):
        explore.attention_explorer(given.pop("patterns"), given.pop("shape"), given.pop("kinds"), **given)


def test_the_last_number_of_a_kind_stands_for_those_beyond_it():
    few = explore.attention_explorer(SHELF[[0, 1, 40]], (SIDE, SIDE), ("shirt", "shirt", "cat"), seed=1)
    few.which.value, few.number.value = 1, 1
    assert "cat, 80 % hidden, scattered" in told(few)


def test_controls_have_names_and_the_text_stands_outside_the_picture(explorer):
    assert explorer.sharp.tooltip == "sharpness of the attention, β times √N"
    assert explorer.share.tooltip == "hidden part of the cue, in per cent"
    assert explorer.brush.tooltip == "width of the brush, in pixels"
    assert 'role="status"' in explorer.words.value


# ------------------------------------------------------------------------------- the still picture


def test_the_picture_shows_the_cue_the_step_the_end_and_what_is_stored():
    run = recalled(WEAR, 1 / 28, 120, N // 2)
    drawn = decoded(explore.AttentionPanel(WEAR, (SIDE, SIDE)).png(run, WEAR[120]))
    height, width = drawn.shape[:2]
    side = 0.16 * width  # the axes are higher than wide, or as wide; the picture stands in their middle
    side = min(side, 0.46 * height)
    cells = (np.arange(SIDE) + 0.5) * side / SIDE
    for k, state in enumerate((*run.states[[0, 1, -1]], WEAR[120])):
        left = round((0.008 + 0.168 * k + 0.08) * width - side / 2)
        top = round((1 - 0.53) * height - side / 2)
        greys = drawn[np.ix_(top + cells.astype(int), left + cells.astype(int))][..., 0].astype(float)
        expected = ((state - LOW) / (HIGH - LOW)).clip(0, 1).reshape(SIDE, SIDE) * 255
        assert np.corrcoef(greys.ravel(), expected.ravel())[0, 1] > 0.95
        assert np.abs(greys - expected).mean() < 12


@pytest.mark.parametrize(("own", "beta"), [(1.0, 3 / 28), (0.0, 3 / 28)])
def test_the_mark_of_the_right_memory_moves(own, beta):
    hidden = N // 2 if own else 24 * SIDE
    run = recalled(WEAR, beta, 120, hidden)
    assert run.weights[-1, 120] == pytest.approx(own, abs=0.01)
    drawn = decoded(explore.AttentionPanel(WEAR, (SIDE, SIDE)).png(run, WEAR[120])).astype(int)
    orange = (np.abs(drawn - (213, 94, 0)) < 40).all(axis=2)
    rows, columns = np.nonzero(orange)
    share = 1 - rows.mean() / drawn.shape[0]
    assert columns.mean() > 0.75 * drawn.shape[1]
    assert share > 0.7 if own else share < 0.3


def test_words_say_what_the_picture_shows():
    words = explore.attention_in_words(recalled(SHELF, 0.89 / SIDE, 40, 392), 392)
    for part in ("392 of 784 pixels hidden", "state, at rest", "β√N is 0.89", "of 200 at the end"):
        assert part in words
    rest = explore.attention_in_words(recalled(SHELF, 10 / SIDE, 40, 0), 0)
    for part in ("at rest", "1.0, 1.0 and 1.0 memories", "number 1 of 200 at the end, with 100.0 %"):
        assert part in rest


def test_the_picture_and_its_words_refuse_a_run_without_a_right_picture():
    run = explore.attention_recall_of(SOME, 0.1, SOME[0])
    with pytest.raises(ValueError, match="run: expected"):
        explore.AttentionPanel(SOME, (SIDE, SIDE)).png(run, SOME[0])
    with pytest.raises(ValueError, match="run: expected"):
        explore.attention_in_words(run, 0)


def test_the_way_to_share_is_chosen_where_there_are_several():
    several = explore.attention_explorer(
        SOME, (SIDE, SIDE), FASHION.names[::60], seed=7, separations=("softmax", "sparsemax")
    )
    assert "softmax" in several.words.value
    assert "0 of 10 have no share at all" in several.words.value
    several.way.value = "sparsemax"
    assert "9 of 10 have no share at all" in several.words.value
    several.draws.reset.click()
    assert several.way.value == "softmax"
    alone = explore.attention_explorer(SOME, (SIDE, SIDE), FASHION.names[::60], seed=7)
    assert "no share" not in alone.words.value


@pytest.mark.parametrize(("ways", "came"), [(("softmax", "hardmax"), "got 'hardmax'"), ((), "got none")])
def test_a_way_to_share_that_is_none_is_refused(ways, came):
    with pytest.raises(ValueError, match=f"separations: expected .*{came}"):
        explore.attention_explorer(SOME, (SIDE, SIDE), FASHION.names[::60], seed=7, separations=ways)
