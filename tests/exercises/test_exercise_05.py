"""Exercise 05: rounding, what the bug hunt takes for half right, and the measurement."""

import functools

import numpy as np
import pytest

from hopfield_course import check
from hopfield_course.exercises import TASKS
from hopfield_course.exercises.e05_greyscale import contrast_left
from hopfield_course.exercises.e05_greyscale.shades_mended import shades
from hopfield_lib import images, phase_distance, projection
from tests.exercises.answers_05 import AS_PUBLISHED, e, fields, unit
from tests.exercises.judging import (
    SEEDS,
    cells_of,
    defined_by,
    functions,
    given,
    hints,
    judged,
    judged_values,
    solved,
)

EXERCISE = "05_greyscale"
CELLS = cells_of("solutions", EXERCISE)


@pytest.mark.parametrize("name", functions(EXERCISE))
def test_a_right_answer_that_rounds_in_another_way_earns_all(name):
    right, rng = solved(EXERCISE)[name], np.random.default_rng(4)
    for seed in range(20):
        rows, points = judged(name, lambda *case: rounded(right(*case), rng), seed)
        assert points == TASKS[name].points, hints(rows)


def rounded(answer, rng):
    """An answer with an error in the twelfth digit, larger than any processor makes."""
    return answer * (1 + 1e-12 * rng.standard_normal(answer.shape))


def test_who_forgets_own_votes_or_ties_alone_keeps_the_rest():
    for seed in SEEDS:
        assert judged("hermitian_step", lambda X, z: unit(fields(X, z, 1), z), seed)[1] == 1.75
        assert judged("hermitian_step", lambda X, z: unit(fields(X, z), 0), seed)[1] == 1.5


# -------------------------------------------------------------------------------- the bug hunt


@pytest.mark.parametrize("seed", SEEDS)
def test_the_program_that_is_given_is_that_of_the_judge(seed):
    for case in TASKS["shades_mended"].cases(np.random.default_rng(seed)):
        assert np.array_equal(given(EXERCISE)(*case), shades(*case, **AS_PUBLISHED))


HALVES = [
    ("X.T @ X.conj()", "X.conj().T @ X", "right one of the two"),
    ("np.fill_diagonal(W, 0)", "", "anything wrong with it"),
    ("np.angle(m[best])", "np.mean(np.angle(z / X[best]))", "have a cut as well"),
    ("np.angle(m[best])", "np.angle(z.mean() / X[best].mean())", "compares pixel with pixel"),
    ("-1j * np.angle", "1j * np.angle", "turned back, or on"),
    ("from_middle / np.pi + 0.5", "abs(np.angle(back)) / np.pi", "Mirrored"),
    ("from_middle / np.pi + 0.5", "np.angle(back) % (2 * np.pi) / np.pi", "White is mended"),
    ("np.clip(from_middle / np.pi + 0.5, 0, 1)", "np.angle(back) % (2 * np.pi) / np.pi", "end at 0 and 1"),
    ("stored.astype(int)", "stored.astype(float)[:, ::-1]", "Try bytes near 255"),
]


@pytest.mark.parametrize(("old", "new", "hint"), HALVES)
def test_what_is_mended_by_half_has_a_hint_of_its_own(old, new, hint):
    source = CELLS["shades_mended"].partition("### BEGIN SOLUTION")[2]
    assert old in source
    answer = defined_by(source.replace(old, new), np=np)["shades_mended"]
    for seed in SEEDS:
        rows, points = judged("shades_mended", answer, seed)
        assert hint in hints(rows)
        assert points < 2


# ------------------------------------------------------------------------------- contrast_left


@functools.cache
def facts_of(seed):
    data = contrast_left.data(np.random.default_rng(seed))
    return data, contrast_left.facts(*data)


def deviation(pictures):
    return np.mean([np.sqrt(np.mean((p - p.mean()) ** 2)) for p in pictures])


def by_hand(stored, cues):
    """Return factor, contrasts and errors, picture by picture as the words of the task say."""
    N, X = stored.shape[1], e(np.pi * stored)
    T = sum(np.array([[1 - 2 * abs(a - b) for b in g] for a in g]) for g in stored) - 5 * np.eye(N)
    W = X.T @ np.linalg.inv(X.conj() @ X.T) @ X.conj()
    seen = []
    for rule in (T, np.where(np.eye(N), 0, T - T.sum() / (N * N - N)), W - np.diag(np.diag(W))):
        greys = np.empty((20, *cues.shape))
        for k, cue in enumerate(cues):
            z = e(np.pi * cue)
            for step in range(20):
                z = (rule @ z) / np.abs(rule @ z)
                angle = np.where(np.angle(z) < -np.pi / 2, np.angle(z) + 2 * np.pi, np.angle(z))
                greys[step, k] = np.clip(angle / np.pi, 0, 1)
        seen.append(greys)
    two, three, ends = seen[0][1], seen[0][2], [greys[-1] for greys in seen]
    contrasts = [deviation(g) for g in (stored, *ends)]
    errors = [np.mean(np.abs(g - stored)) for g in (cues, *ends)]
    return deviation(three) / deviation(two), contrasts, errors


def test_the_numbers_that_the_judge_expects_are_those_of_loops_by_hand():
    given, facts = facts_of(11)
    factor, contrasts, errors = by_hand(*given)
    assert facts["factor"] == pytest.approx(factor, abs=1e-9)
    assert facts["contrasts"] == pytest.approx(contrasts, abs=1e-9)
    assert facts["errors"] == pytest.approx(errors, abs=1e-9)
    assert judged_values("contrast_left", given, factor, contrasts, np.float32(errors), " (B)")[1] == 2


def test_rounding_does_not_reach_the_digits_that_are_judged(monkeypatch):
    """Twenty steps with an error in the twelfth digit of every field: the numbers agree to six."""
    rng = np.random.default_rng(6)

    def inexact(W, cues, steps):
        z = images.to_phases(cues)
        for _ in range(steps):
            h = z @ W.T * (1 + 1e-12 * rng.standard_normal(z.shape))
            z = h / np.abs(h)
        return images.to_grey(z)

    for seed in range(5):
        given, facts = facts_of(seed)
        with monkeypatch.context() as patch:
            patch.setattr(contrast_left, "updated", inexact)
            again = contrast_left.facts(*given)
        assert again["factor"] != facts["factor"]
        for name in ("factor", "contrasts", "errors"):
            assert again[name] == pytest.approx(facts[name], abs=1e-6)


def test_the_solution_earns_all_for_whatever_name():
    for name in ("Ada", "Bo", "Chen", "Dan"):
        data = check.data("05_greyscale", name)
        space = {"np": np, "images": images, "phase_distance": phase_distance, "name": name,
                 "projection": projection, "check": check}  # fmt: skip
        exec(CELLS["data"] + "\n" + CELLS["contrast_left"], space)
        values = [space[key] for key in TASKS["contrast_left"].values]
        assert judged_values("contrast_left", data, *values)[1] == 2


def test_the_conclusion_is_clear_and_right_for_every_student():
    for seed in range(40):
        facts = facts_of(seed)[1]
        stored, distance, less, projected = facts["contrasts"]
        cue, _, less_error, projected_error = facts["errors"]
        assert distance < 1e-6 < 0.8 * stored < projected < less
        assert projected_error < 0.03 < 0.05 < cue < 0.1 < 0.15 < less_error
        assert abs(facts["factor"] - facts["factor before"]) > 0.002


VALUES = [
    (lambda f, c, r: (1 / f, c, r, "b"), "Turned over"),
    (lambda f, c, r: ("factor before", c, r, "b"), "step before"),
    (lambda f, c, r: ("factor at first", c, r, "b"), "first step"),
    (lambda f, c, r: ("by stored", c, r, "b"), "share of what was stored"),
    (lambda f, c, r: ("pooled factor", c, r, "b"), "in one heap"),
    (lambda f, c, r: (..., c, r, "b"), "Put a number"),
    (lambda f, c, r: (f, "contrasts after 1", r, "b"), "twenty are asked"),
    (lambda f, c, r: (f, "contrasts of cues", r, "b"), "The first number"),
    (lambda f, c, r: (f, "pooled", r, "b"), "in one heap"),
    (lambda f, c, r: (f, "variances", r, "b"), "a variance"),
    (lambda f, c, r: (f, "contrasts, turned", r, "b"), "W is Hermitian"),
    (lambda f, c, r: (f, [c[0], c[2], c[1], c[3]], r, "b"), "rules exchanged"),
    (lambda f, c, r: (f, r, c, "b"), "Those are the errors"),
    (lambda f, c, r: (f, c[1:], r, "b"), "shape"),
    (lambda f, c, r: (f, c, [0, *r[1:]], "b"), "that of the cues"),
    (lambda f, c, r: (f, c, "errors from cues", "b"), "how far they are from the cues"),
    (lambda f, c, r: (f, c, "roots", "b"), "root of mean squares"),
    (lambda f, c, r: (f, c, "signed", "b"), "cancel"),
    (lambda f, c, r: (f, c, [0.5] * 4, "b"), "Is every picture counted"),
    (lambda f, c, r: (f, c, r, "a"), "third of your contrasts"),
    (lambda f, c, r: (f, c, r, "c"), "third of your errors"),
    (lambda f, c, r: (f, c, r, "d"), "last of your errors"),
    (lambda f, c, r: (0, [0] * 4, [0] * 4, "b"), "needs its numbers"),
]


@pytest.mark.parametrize(("change", "hint"), VALUES, ids=[hint for _, hint in VALUES])
def test_a_wrong_measurement_gets_its_hint(change, hint):
    for seed in SEEDS:
        data, facts = facts_of(seed)
        *given, letter = change(facts["factor"], facts["contrasts"], facts["errors"])
        given = [facts[value] if isinstance(value, str) else value for value in given]
        rows, points = judged_values("contrast_left", data, *given, letter)
        assert hint in hints(rows)
        assert points < 2


def test_values_that_say_nothing_earn_nothing():
    for value in (0, 1, [0] * 4, [1] * 4, [], np.zeros((4, 4)), np.nan):
        for letter in "abcd":
            assert judged_values("contrast_left", facts_of(0)[0], value, value, value, letter)[1] == 0
