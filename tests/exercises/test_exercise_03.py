"""Feedback on exercise 03: right answers earn all in any form, wrong ones get the hint that fits."""

from tests import ROOT
from itertools import combinations
from pathlib import Path

from tests.exercises import answers_03 as answers
import numpy as np
import pytest
from tests.exercises.answers_03 import MARKS, MISTAKES, program
from tests.exercises.judging import hints, judged, judged_values

from hopfield_course.check.tasks import Output, call, verdict
from hopfield_course.exercises import EXERCISES, TASKS
from hopfield_course.exercises import e03_digit_patterns as digit_patterns
from hopfield_course.exercises.e03_digit_patterns import rules as digit_rules
from hopfield_course.grading.submissions import cells_of
from hopfield_lib import Hopfield, covariance, data, hebbian, projection

STEM = "03_digit_patterns"
SEEDS = range(2)

# ------------------------------------------------------------------------------- right answers


@pytest.fixture(scope="module")
def cells():
    """Return the code cells of the solution notebook by their ids."""
    path = ROOT / "solutions" / f"{STEM}.ipynb"
    found = cells_of(path.read_bytes())
    return {cell.grade_id: cell.source for cell in found if cell.kind == "code" and not cell.points}


@pytest.fixture(scope="module")
def solution(cells):
    """Return what the solution's cells define."""
    names = {"name": "Ada"}
    for source in cells.values():
        exec(source, names)
    return names


RIGHT = {
    "crosstalk_voices": (answers.voices_by_couplings, answers.voices_by_sums),
    "choose_fixed": (answers.choose_by_library, answers.choose_by_loops),
    "span_couplings": (answers.span_by_gram, answers.span_by_svd),
    "comeback_mended": (program(), answers.program_in_one_go),
}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_earns_all_in_whatever_form(name, seed, solution):
    for answer in (solution[name], *RIGHT[name]):
        rows, points = judged(name, answer, seed)
        assert points == TASKS[name].points, hints(rows)


def test_the_projection_is_the_library_s_where_that_has_one():
    (first,), (second,), *_ = digit_rules.span_cases(np.random.default_rng(0))
    for X in (first, second):
        assert np.allclose(digit_rules.span(X), projection(X).dense())


# ------------------------------------------------------------------------------- wrong answers


voices, choose, span, stays = digit_rules.voices, digit_rules.choose, digit_rules.span, digit_rules.stays
others = lambda X, nu: np.arange(len(X))[:, None] != nu  # noqa: E731
WRONG = {
    "crosstalk_voices": [
        (answers.voices_less(lambda P, own: 0), "No unit has a vote on itself"),
        (answers.voices_less(lambda P, own: P), "P/N is what all patterns lose together"),
        (answers.voices_less(lambda P, own: P * own), "P/N taken from row ν alone"),
        (lambda X, nu: voices(X, nu) * X[nu], "held as pattern ν has it"),
        (lambda X, nu: voices(X, nu).sum(axis=0), "one by one"),
        (lambda X, nu: voices(X, nu).sum(axis=0) - 1, "one by one"),
        (lambda X, nu: voices(X, nu) * others(X, nu), "whose voice is row"),
        (lambda X, nu: np.delete(voices(X, nu), nu, axis=0), "whose voice is row"),
        (lambda X, nu: (X @ X[nu])[:, None] * X / X.shape[1] - 1 / X.shape[1], "held as pattern ν has it"),
        (lambda X, nu: ((X @ X[nu])[:, None] * X[nu] - 1) / X.shape[1], "decides which way"),
        (lambda X, nu: voices(X, nu).T, "One row for each pattern"),
        (lambda X, nu: voices(X, nu) * X.shape[1], "are divided by N"),
        (lambda X, nu: voices(X, 0), "nu says it"),
    ],
    "choose_fixed": [
        (lambda X, order: choose(X, order, lambda Y: stays(Y)[-1]), "those that were there before"),
        (lambda X, order: choose(X, range(len(X))), "The argument order says it"),
        (lambda X, order: choose(X, order)[order], "wherever it stands in the order"),
        (lambda X, order: choose(X, order, stop=True), "still get their turn"),
        (lambda X, order: stays(X), "are not stored"),
        (digit_rules.CHOICES["refused"][0], "gone from the stored ones"),
        (digit_rules.CHOICES["bound"][0], "for the worst case"),
        (digit_rules.CHOICES["diagonal"][0], "Whose vote stands on the diagonal"),
        (digit_rules.CHOICES["strict"][0], "Units whose votes balance do not flip"),
        (lambda X, order: np.flatnonzero(choose(X, order)), "1 if it is taken, 0 if not"),
        (lambda X, order: [mu for mu in order if choose(X, order)[mu]], "1 if it is taken, 0 if not"),
    ],
    "span_couplings": [
        (digit_rules.projector, "does not vote for itself"),
        (lambda X: hebbian(X).dense(), "where do the overlaps come in"),
        (lambda X: answers.without_diagonal(np.linalg.pinv(X.T @ X, rcond=1e-10)), "a P × P matrix"),
        (lambda X: span(X) * X.shape[1], "where you divide by N"),
        (lambda X: digit_rules.projector(X) - np.eye(X.shape[1]), "What stands on this diagonal"),
        (lambda X: X @ np.linalg.pinv(X, rcond=1e-10), "Couplings join two units"),
        (lambda X: answers.one_after_another(X, early=True), "When is the diagonal set to 0"),
        (lambda X: answers.one_after_another(X, length=X.shape[1]), "need not be as long"),
        (lambda X: answers.one_after_another(X, length=1), "need not be as long"),
    ],
    "comeback_mended": [
        (lambda X, f, c: np.divide(program()(X, f, c), len(f)), "not which share"),
        (lambda X, f, c: program()(X, f, c).sum(), "One number for each digit"),
        (lambda X, f, c: program()(X, f, 50), "at the most"),
        (program({"tie"}, tie=1), "np.sign(0)"),
        (program({"tie"}, tie=-1), "np.sign(0)"),
        (answers.program_in_turn, "all at once here"),
    ],
}
EACH_WRONG = [(name, *pair) for name, pairs in WRONG.items() for pair in pairs]


@pytest.mark.parametrize(("name", "answer", "hint"), EACH_WRONG, ids=[f"{n}: {h}" for n, _, h in EACH_WRONG])
def test_a_wrong_answer_gets_its_hint_and_not_all_points(name, answer, hint):
    for seed in SEEDS:
        rows, points = judged(name, answer, seed)
        assert hint in hints(rows)
        assert points < TASKS[name].points


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


@pytest.mark.parametrize("seed", SEEDS)
def test_the_program_as_it_is_given_earns_nothing_and_hears_of_all_five(seed, cells):
    names = {"np": np}
    exec(cells["comeback_mended"].partition("### BEGIN SOLUTION")[0], names)
    for answer in (names["comeback_mended"], program(MISTAKES)):
        rows, points = judged("comeback_mended", answer, seed)
        assert points == 0
        assert rows[0].passed
        assert all(mark in hints(rows) for mark in MARKS.values())


@pytest.mark.parametrize("left", MISTAKES)
def test_one_mistake_left_is_named_alone(left):
    for seed in SEEDS:
        rows, points = judged("comeback_mended", program({left}), seed)
        assert points == pytest.approx(1.6)
        (missed,) = [row for row in rows if not row.passed]
        assert MARKS[left] in missed.hint


@pytest.mark.parametrize("left", list(combinations(MISTAKES, 2)))
def test_of_two_mistakes_left_neither_is_passed_over(left):
    for seed in SEEDS:
        words = hints(judged("comeback_mended", program(left), seed)[0])
        assert all(MARKS[name] in words for name in left)


NOTHING = (
    lambda X, *rest: X, lambda X, *rest: X.copy(), lambda X, *rest: -X, lambda X, *rest: X * 0, lambda *a: 0,
    lambda X, *rest: np.zeros(len(X)), lambda X, *rest: np.ones(len(X)), lambda X, *rest: np.eye(X.shape[1]),
    lambda X, *rest: np.ones((X.shape[1],) * 2), lambda X, *rest: X * 0 + 1, lambda *given: given[-1],
    lambda X, *rest: np.full(len(X), len(rest[0]) if rest and rest[0].ndim else 2), lambda *given: [],
)  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_an_answer_that_does_nothing_earns_nothing(name):
    for seed in SEEDS:
        cases = TASKS[name].cases(np.random.default_rng(seed))
        for answer in NOTHING:
            assert verdict(TASKS[name], cases, [call(answer, case) for case in cases])[1] == 0


# ------------------------------------------------------------------------------- the measurement


@pytest.fixture(scope="module")
def drawn():
    return digit_patterns.data(np.random.default_rng(5))


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
    found = digit_patterns.facts(sets, orders)
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
        given = digit_patterns.data(np.random.default_rng(seed))
        found = digit_patterns.facts(*given)
        assert found["own"] > found["drawn"] + 0.6  # not their number
        assert found["common"] == found["drawn"]  # not that neighbours are alike
        assert abs(found["centred"] - found["drawn"]) < 0.06  # not the mean
        shares = np.array([found[name] for name in ("drawn", "own", "common", "centred")])
        assert all(np.abs(shares - typed).min() > 2 * digit_patterns.TOLERANCE for typed in (0, 0.5, 1))


def test_right_shares_and_conclusion_earn_all(solution):
    given, names = (solution["sets"], solution["orders"]), TASKS["strokes_or_paper"].values
    right = [solution[name] for name in names]
    assert values(given, *right)[1] == 2
    assert values(given, *map(np.float32, right[:4]), " (C)")[1] == 2
    assert values(given, *right[:4], "d")[1] == pytest.approx(1.6)
    others = digit_patterns.facts(*digit_patterns.data(np.random.default_rng(6)))  # typed in from a friend
    assert values(given, *(others[name] for name in names[:4]), "c")[1] < 2


def share(pictures, stored, rule=lambda X: (hebbian(X),)):
    kept = [Hopfield(*rule(X)).update(Y) == Y for X, Y in zip(stored, pictures, strict=True)]
    return np.all(kept, axis=2).mean()


WRONG_NUMBERS = [
    (0, lambda found, sets, own: 100 * found["drawn"], "between 0 and 1"),
    (0, lambda found, sets, own: 540 * found["drawn"], "divide by the number"),
    (0, lambda found, sets, own: 9 * found["drawn"], "divide by the number"),
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
    found, own = digit_patterns.facts(*drawn), np.take_along_axis(*drawn, axis=2)
    given = [found[name] for name in ("drawn", "own", "common", "centred")] + ["c"]
    given[place] = change(found, drawn[0], own)
    rows, points = values(drawn, *given)
    assert hint in hints(rows)
    assert points < 2


# ----------------------------------------------------------------------------- what the text says


def test_the_exercise_is_worth_eight_points_by_machine():
    assert sum(task.points for task in EXERCISES[STEM].TASKS) == 8
    for task in EXERCISES[STEM].TASKS:
        cases = task.cases(np.random.default_rng(0))
        outputs = [Output(np.zeros(()))] * (len(task.values) or len(cases))
        assert sum(row.points for row in task.judge(cases, outputs)) == pytest.approx(task.points)


def test_larger_drawings_of_the_digits_stay_no_better():
    small = data.digits_10x9().images
    for k in (1, 2, 4):
        X = np.kron(small, np.ones((1, k, k), np.int8)).reshape(10, -1)
        assert not stays(X.astype(int)).any()
