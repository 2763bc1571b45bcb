"""Exercise 07: what the bug hunt takes for right and wrong besides its mistakes, and the measurement."""

from math import exp, log

import numpy as np
import pytest

from hopfield_course import check
from hopfield_course.exercises.e07_attention import how_sharp
from hopfield_lib import ModernHopfield, recall, synchronous
from tests.exercises.answers_07 import BUGS, hunted, weights_of
from tests.exercises.judging import SEEDS, hints, judged, judged_values, subsets

STEM = "07_attention"

# -------------------------------------------------------------------------------- the bug hunt


@pytest.mark.parametrize("left", [left for left in subsets(BUGS) if "overflow" not in left], ids=" ".join)
def test_one_largest_score_for_all_cues_mends_the_overflow_too(left):
    for seed in SEEDS:
        rows, points = judged("settle_mended", hunted(left, one_largest=True), seed)
        assert [row.passed for row in rows] == [name not in left for name in BUGS]
        assert points == pytest.approx(2 - 0.4 * len(left))
        assert all(BUGS[n] in row.hint for n, row in zip(BUGS, rows, strict=True) if n in left)


def test_a_search_for_the_nearest_picture_earns_nothing():
    def nearest(greys, cues, beta):
        X = np.array([(g - g.mean()) / g.std() for g in greys])
        return X[((cues[:, None] - X) ** 2).sum(axis=2).argmin(axis=1)]

    for seed in SEEDS:
        rows, points = judged("settle_mended", nearest, seed)
        assert points == 0
        assert all("halfway between two" in row.hint for row in rows)


def test_a_new_mistake_is_not_called_an_old_one():
    rows, points = judged("settle_mended", lambda *case: 2 * hunted(())(*case))
    assert points == 0
    assert not any(hint in row.hint for row in rows for hint in BUGS.values())


# ------------------------------------------------------------------------------- the measurement

NAMES = ("Ada", "Bo", "Chen", "Dora", "Emre", "Fatima", "Goro", "Hana", "Ivo", "Jun", "Kim", "Lea")


@pytest.fixture(scope="module")
def given():
    return check.data(STEM, "Ada")


@pytest.fixture(scope="module")
def found(given):
    return how_sharp.facts(*given)


def test_the_facts_are_those_of_loops_by_hand(given, found):
    X, cues, levels = given
    for k, level in enumerate(levels):
        model = ModernHopfield(X, level / 10)
        own = shared = 0
        for mu, cue in enumerate(cues):
            own += weights_of(X, level / 10, cue)[mu] >= 0.9
            s = recall(model, cue, synchronous(), max_sweeps=200, tolerance=1e-6).state
            shared += exp(sum(-w * log(w) for w in weights_of(X, level / 10, s) if w > 0))
        assert found["at_once"][k] == pytest.approx(own / 120)
        assert found["shared"][k] == pytest.approx(shared / 120, abs=0.002)
    near = [min(range(120), key=lambda nu: np.linalg.norm(cue - X[nu])) for cue in cues]
    assert found["nearest"] == pytest.approx(np.mean(np.array(near) == np.arange(120)))


def test_right_numbers_and_conclusion_earn_all(given, found):
    numbers = [found[name].tolist() for name in ("at_once", "shared", "nearest")]
    assert judged_values("how_sharp", given, *numbers, " (C)")[1] == 1.5
    assert judged_values("how_sharp", given, *numbers, "a")[1] == pytest.approx(1.1)


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (lambda f: {"at_once": 100 * f["at_once"]}, "between 0 and 1"),
        (lambda f: {"at_once": 120 * f["at_once"]}, "divide by the number of cues"),
        (lambda f: {"at_once": f["at_end"]}, "Look at the attention at the cue"),
        (lambda f: {"at_once": f["step_late"]}, "two steps"),
        (lambda f: {"at_once": f["any_pattern"]}, "the cue's own"),
        (lambda f: {"at_once": f["largest"]}, "0.9 is asked for"),
        (lambda f: {"at_once": f["unscaled"]}, "The levels are β√N"),
        (lambda f: {"at_once": f["at_once"][::-1]}, "in its order"),
        (lambda f: {"at_once": f["at_once"][3]}, "Expected shape (4,)"),
        (lambda f: {"shared": f["shared_cue"]}, "attention at the cue: run to the end"),
        (lambda f: {"shared": f["shared_one"]}, "after one update"),
        (lambda f: {"shared": f["unscaled_shared"]}, "The levels are β√N"),
        (lambda f: {"shared": f["entropy"]}, "e to it"),
        (lambda f: {"shared": ...}, "in place of the dots"),
        (lambda f: {"nearest": f["nearest_cue"]}, "the other way round"),
        (lambda f: {"nearest": 1.0}, "with themselves"),
        (lambda f: {"nearest": 1 - f["nearest"]}, "share of the others"),
        (lambda f: {"conclusion": "a"}, "with 1"),
        (lambda f: {"conclusion": "b"}, "last number of shared"),
        (lambda f: {"conclusion": "d"}, "in the middle with the last"),
        (lambda f: {"conclusion": 3}, "One letter"),
    ],
)  # fmt: skip
def test_a_wrong_measurement_gets_its_hint(given, found, change, hint):
    values = (
        {name: found[name] for name in ("at_once", "shared", "nearest")} | {"conclusion": "c"} | change(found)
    )
    rows, points = judged_values("how_sharp", given, *values.values())
    assert hint in hints(rows)
    assert points < 1.5


@pytest.mark.parametrize("name", NAMES)
def test_for_every_student_the_conclusion_is_clear(name):
    X, cues, levels = check.data(STEM, name)
    f = how_sharp.facts(X, cues, levels)
    at_once, shared, nearest = f["at_once"], f["shared"], f["nearest"]
    assert nearest < 0.95  # not a: far from every cue
    assert nearest - 0.05 <= at_once[3] <= nearest  # c: it ends near the nearest
    assert at_once[3] > at_once[2] + 0.2 > at_once[1] + 0.2  # not d: it rises to the end
    assert shared[0] > 110  # all
    assert 5 < shared[1] < 16  # a family
    assert (shared[2:] < 1.1).all()  # not b: one
    bounds = [how_sharp.share_out(X, beta / 10, cues).diagonal() for beta in levels]
    assert np.abs(np.array(bounds) - 0.9).min() > 1e-6  # no share hangs on rounding
    sharp = levels[1] / 10
    end = recall(ModernHopfield(X, sharp), cues, synchronous(), max_sweeps=2000, tolerance=1e-10).state
    assert abs(how_sharp.sharers(X, sharp, end).mean() - shared[1]) < 0.002  # nor on where a run stops
    for wrong in ("shared_cue", "shared_one", "entropy"):
        assert np.abs(f[wrong] - shared).max() > 0.1
    for wrong in ("at_end", "step_late", "any_pattern", "largest"):
        assert np.abs(f[wrong] - at_once).max() > 0.01
