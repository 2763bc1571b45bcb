"""Exercise 03: the projection's two halves, and the measurement."""

import numpy as np
import pytest

from hopfield_course.exercises.e03_digit_patterns import span_couplings, strokes_or_paper
from hopfield_course.exercises.e03_digit_patterns.choose_fixed import stays
from hopfield_lib import Hopfield, covariance, data, hebbian, projection
from tests.exercises import answers_03 as answers
from tests.exercises.judging import SEEDS, hints, judged, judged_values


def test_the_projection_is_the_library_s_where_that_has_one():
    (first,), (second,), *_ = span_couplings.cases(np.random.default_rng(0))
    for X in (first, second):
        assert np.allclose(span_couplings.span(X), projection(X).dense())


def test_what_cannot_do_with_a_pattern_too_many_has_half_and_is_told_why():
    for answer in (
        answers.inverse,
        lambda X: answers.inverse(np.unique(X, axis=0)),
        lambda X: answers.one_after_another(X, least=-1),
    ):
        for seed in SEEDS:
            (first, second), points = judged("span_couplings", answer, seed)
            assert first.passed
            assert points == 0.75
            words = f"{second.came} {second.hint}"  # which of them, rounding decides
            assert any(told in words for told in ("Singular", "division by zero", "says nothing new"))


# ------------------------------------------------------------------------------- the measurement


@pytest.fixture(scope="module")
def drawn():
    return strokes_or_paper.data(np.random.default_rng(5))


def values(drawn, *given):
    return judged_values("strokes_or_paper", drawn, *given)


def fixed_by_hand(X, b=0.0):
    """Which patterns stay, unit by unit, under Hebb's rule about b, units being read about b too."""
    stay = []
    for xi in X.astype(float):
        stay.append(True)
        for i, own in enumerate(xi):
            others = [j for j in range(len(xi)) if j != i]
            weights = (X[:, i] - b) @ (X[:, others] - b) / len(xi) / (1 - b**2)
            stay[-1] &= (weights @ (xi[others] - b) + b) * own >= 0
    return stay


def test_the_shares_that_the_judge_expects_are_those_of_loops_by_hand(drawn):
    sets, orders = (array[:4] for array in drawn)
    found = strokes_or_paper.facts(sets, orders)
    own = [[x[order] for x, order in zip(*pair, strict=True)] for pair in zip(sets, orders, strict=True)]
    common = [[x[those[0]] for x in X] for X, those in zip(sets, orders, strict=True)]
    for name, pictures in (("drawn", sets), ("own", own), ("common", common)):
        by_hand = np.mean([fixed_by_hand(np.array(X)) for X in pictures])
        assert found[name] == pytest.approx(by_hand), name
    units = [Hopfield(hebbian(X)).update(X) == X for X in sets]
    assert found["drawn_units"] == pytest.approx(np.mean(units))
    assert found["centred"] == pytest.approx(np.mean([fixed_by_hand(X, X.mean()) for X in sets]))


def test_the_conclusion_is_the_same_and_clear_for_everybody():
    for seed in range(12):
        given = strokes_or_paper.data(np.random.default_rng(seed))
        found = strokes_or_paper.facts(*given)
        assert found["own"] > found["drawn"] + 0.6  # not their number
        assert found["common"] == found["drawn"]  # not that neighbours are alike
        assert abs(found["centred"] - found["drawn"]) < 0.06  # not the mean
        shares = np.array([found[name] for name in ("drawn", "own", "common", "centred")])
        assert all(np.abs(shares - typed).min() > 2 * strokes_or_paper.TOLERANCE for typed in (0, 0.5, 1))


def test_right_shares_and_conclusion_earn_all(drawn):
    names = ("drawn", "own", "common", "centred")
    right = [strokes_or_paper.facts(*drawn)[name] for name in names]
    assert values(drawn, *map(np.float32, right), " (C)")[1] == 2
    assert values(drawn, *right, "d")[1] == pytest.approx(1.6)
    others = strokes_or_paper.facts(
        *strokes_or_paper.data(np.random.default_rng(6))
    )  # typed in from a friend
    assert values(drawn, *(others[name] for name in names), "c")[1] < 2


def share(pictures, stored, rule=lambda X: (hebbian(X),)):
    kept = [Hopfield(*rule(X)).update(Y) == Y for X, Y in zip(stored, pictures, strict=True)]
    return np.all(kept, axis=2).mean()


WRONG_NUMBERS = [
    (0, lambda found, sets, own: 100 * found["drawn"], "between 0 and 1"),
    (0, lambda found, sets, own: sets[..., 0].size * found["drawn"], "divide by the number"),
    (0, lambda found, sets, own: len(sets[0]) * found["drawn"], "divide by the number"),
    (0, lambda found, sets, own: 1 - found["drawn"], "share of the others"),
    (0, lambda found, sets, own: found["drawn_units"], "share of units"),
    (1, lambda found, sets, own: found["drawn"], "another order than the next"),
    (1, lambda found, sets, own: share(own, sets), "where they are stored"),
    (2, lambda found, sets, own: found["own"], "the order of the set's first one"),
    (3, lambda found, sets, own: share(own, own, covariance), "not the shuffled ones"),
    (3, lambda found, sets, own: share(sets, sets, lambda X: covariance(X)[:1]), "needs both"),
    (3, lambda found, sets, own: share(sets, sets, lambda X: covariance(X, "pattern")), "One mean for all"),
    (3, lambda found, sets, own: ..., "in place of the dots"),
    (4, lambda found, sets, own: "a", "compare own with drawn"),
    (4, lambda found, sets, own: "b", "has the mean taken away"),
    (4, lambda found, sets, own: "d", "what becomes of neighbours"),
    (4, lambda found, sets, own: 3, "One letter"),
]


@pytest.mark.parametrize(("place", "change", "hint"), WRONG_NUMBERS, ids=[row[-1] for row in WRONG_NUMBERS])
def test_a_wrong_measurement_gets_its_hint(drawn, place, change, hint):
    found, own = strokes_or_paper.facts(*drawn), np.take_along_axis(*drawn, axis=2)
    given = [found[name] for name in ("drawn", "own", "common", "centred")] + ["c"]
    given[place] = change(found, drawn[0], own)
    rows, points = values(drawn, *given)
    assert hint in hints(rows)
    assert points < 2


# ----------------------------------------------------------------------------- what the text says


def test_larger_drawings_of_the_digits_stay_no_better():
    small = data.digits_10x9().images
    for k in (1, 2, 4):
        X = np.kron(small, np.ones((1, k, k), np.int8)).reshape(10, -1)
        assert not stays(X.astype(int)).any()
