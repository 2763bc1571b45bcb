"""Feedback on exercise 01: right answers earn all in any form, wrong ones get the hint that fits."""

import subprocess
import sys
import warnings
from itertools import pairwise

import numpy as np
import pytest
from judging import SEEDS, hints, judged, judged_values

from hopfield_lib import check
from hopfield_lib.check.exercises import EXERCISES, TASKS, binary_recall, binary_updates
from hopfield_lib.check.show import as_html, as_text
from hopfield_lib.check.tasks import LARGEST, Output, Task, plain, verdict

# ----------------------------------------------------------------------------- answers to judge


def hebb(patterns):
    X = np.asarray(patterns, dtype=int)
    W = X.T @ X
    np.fill_diagonal(W, 0)
    return W / X.shape[1]


def hebb_loops(patterns):
    P, N = patterns.shape
    W = [[0.0] * N for _ in range(N)]
    for i in range(N):
        for j in range(N):
            if i != j:
                W[i][j] = sum(float(patterns[m, i]) * float(patterns[m, j]) for m in range(P)) / N
    return W  # a list of lists


def hebb_einsum(patterns):
    print("working")
    warnings.warn("a word of warning", stacklevel=1)
    X = patterns.astype(np.float32)
    W = np.einsum("mi,mj->ij", X, X) / np.float64(X.shape[1])
    return W * (1 - np.eye(X.shape[1]))


def wrong_hebb(change):
    def answer(patterns):
        X = patterns.astype(float)
        return change(X, X.shape[0], X.shape[1])

    return answer


def hebb_in_place(patterns):
    W = hebb(patterns)
    patterns *= -1
    return W


def hebb_last(patterns):
    W = np.zeros((patterns.shape[1],) * 2)
    for x in patterns.astype(float):
        W = np.outer(x, x) / len(x)
    return W - np.diag(np.diag(W))


def hebb_8_bits(patterns):
    W = patterns.T @ patterns
    np.fill_diagonal(W, 0)
    return W / patterns.shape[1]


def sweep(W, state, order):
    s = list(state)
    for i in order:
        h = sum(W[i, j] * s[j] for j in range(len(s)))
        s[i] = s[i] if h == 0 else np.sign(h)
    return s


def sweep_in_place(W, state, order):
    state[:] = sweep(W, state, order)
    return state


def sweep_ties(tie):
    return lambda W, state, order: binary_updates.visit_with(W, state, order, tie)


RIGHT = {
    "hebb_couplings": (hebb, hebb_loops, hebb_einsum),
    "energy": (
        lambda W, s: -0.5 * s @ W @ s,
        lambda W, s: -sum(W[i, j] * s[i] * s[j] for i in range(len(s)) for j in range(i)),
        lambda W, s: np.array([np.einsum("ij,i,j", W, s, s) / -2])[0],
    ),
    "sweep": (sweep, lambda W, s, order: binary_updates.visit(W, s, order).astype(np.float32)),
}

# what is wrong with them: (task, answer, a word of the hint it must get)
WRONG = [
    ("hebb_couplings", wrong_hebb(lambda X, P, N: X.T @ X / N), "does not vote for itself"),
    ("hebb_couplings", wrong_hebb(lambda X, P, N: X.T @ X / N - P * np.eye(N)), "P/N, not P"),
    ("hebb_couplings", wrong_hebb(lambda X, P, N: X.T @ X - P * np.eye(N)), "By what does the rule divide"),
    ("hebb_couplings", wrong_hebb(lambda X, P, N: (X.T @ X - P * np.eye(N)) / P), "number of patterns"),
    ("hebb_couplings", wrong_hebb(lambda X, P, N: (X.T @ X - P * np.eye(N)) / N**2), "Divided by N twice"),
    ("hebb_couplings", wrong_hebb(lambda X, P, N: X @ X.T / N), "Which axis has to be summed over"),
    ("hebb_couplings", wrong_hebb(lambda X, P, N: -hebb(X)), "Alike units attract"),
    ("hebb_couplings", wrong_hebb(lambda X, P, N: np.triu(hebb(X))), "as unit j hears unit i"),
    ("hebb_couplings", wrong_hebb(lambda X, P, N: (X.T @ X).astype(int) // (2 * N + P) * 0), "whole numbers"),
    ("hebb_couplings", hebb_last, "adds to what is there"),
    ("hebb_couplings", hebb_8_bits, "int8"),
    ("hebb_couplings", hebb_in_place, "work on a copy"),
    ("hebb_couplings", lambda X: hebb(X) + np.nan, "division by zero"),
    ("hebb_couplings", lambda X: "W", "The answer is numbers"),
    ("hebb_couplings", lambda X: 1 / 0, "ZeroDivisionError"),
    ("energy", lambda W, s: 0.5 * s @ W @ s, "make the energy low"),
    ("energy", lambda W, s: -s @ W @ s, "each pair of units twice"),
    ("energy", lambda W, s: s @ W @ s, "Two things"),
    ("energy", lambda W, s: -0.25 * s @ W @ s, "and then halved as well"),
    ("energy", lambda W, s: -0.5 * s @ W @ s / len(s), "hold the 1/N already"),
    ("energy", lambda W, s: -0.5 * s * (W @ s), "which one is still open"),
    ("energy", lambda W, s: print(-0.5 * s @ W @ s) or (None if len(s) > 2 else 1.0), "end in return"),
    ("sweep", lambda W, s, order: binary_updates.at_once(W, s), "visits before it changed"),
    ("sweep", lambda W, s, order: np.sign(W @ s), "visits before it changed"),
    ("sweep", sweep_ties(0), "np.sign(0) is 0"),
    ("sweep", sweep_ties(-1), "Votes that balance"),
    ("sweep", sweep_ties(1), "Votes that balance"),
    ("sweep", lambda W, s, order: sweep(W, s, range(len(s))), "who is visited when"),
    ("sweep", lambda W, s, order: sweep(W, s, order[::-1]), "Begin with order[0]"),
    ("sweep", lambda W, s, order: sweep(W, s, order[:-1]), "How many visits"),
    ("sweep", sweep_in_place, "second name for the same array"),
    ("sweep", lambda W, s, order: (sweep(W, s, order), s)[1], "the one that you return"),
    ("sweep", lambda W, s, order: sweep(-W, s, order), "positive field makes the unit +1"),
]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_earns_all_in_whatever_form(name, seed):
    for answer in RIGHT[name]:
        rows, points = judged(name, answer, seed)
        assert points == TASKS[name].points, hints(rows)


@pytest.mark.parametrize(("name", "answer", "hint"), WRONG, ids=[f"{n}: {h}" for n, _, h in WRONG])
def test_a_wrong_answer_gets_its_hint_and_not_all_points(name, answer, hint):
    for seed in SEEDS:
        rows, points = judged(name, answer, seed)
        assert hint in hints(rows)
        assert points < TASKS[name].points


# The published program with some of its five mistakes mended.
def program(bounds=False, diagonal=False, exact=False, tie=False, copy=False):
    def answer(patterns, cue, orders):
        N = patterns.shape[1]
        W = patterns.T @ patterns / (1 if exact else N)
        if diagonal:
            np.fill_diagonal(W, 0)
        s = cue.copy() if copy else cue
        for order in orders:
            for i in order if bounds else order[:-1]:
                h = W[i] @ s
                if h != 0 or not tie:
                    s[i] = np.sign(h)
        return s

    return answer


MISTAKES = ("bounds", "diagonal", "exact", "tie", "copy")
BUG_HINTS = {
    "bounds": "inner loop visits", "diagonal": "stands at W[i, i]", "exact": "0.1 + 0.2",
    "tie": "np.sign(0)", "copy": "second name",
}  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_the_published_program_earns_nothing_and_the_mended_one_all(seed):
    rows, points = judged("recall_mended", program(), seed)
    assert points == 0
    assert all(hint in hints(rows) for hint in BUG_HINTS.values())
    assert judged("recall_mended", program(**dict.fromkeys(MISTAKES, True)), seed)[1] == 2


@pytest.mark.parametrize("left", MISTAKES)
def test_one_mistake_left_is_named_alone(left):
    for seed in SEEDS:
        rows, points = judged("recall_mended", program(**{name: name != left for name in MISTAKES}), seed)
        assert points == pytest.approx(1.6)
        (missed,) = [row for row in rows if not row.passed]
        assert BUG_HINTS[left] in missed.hint


def test_a_tolerance_in_place_of_whole_numbers_is_right_too():
    def answer(patterns, cue, orders):
        W = patterns.T @ patterns / patterns.shape[1]
        s = cue + 0.0
        for i in orders.ravel():
            h = W[i] @ s - W[i, i] * s[i]
            s[i] = np.sign(h) if abs(h) > 1e-9 else s[i]
        return s

    assert judged("recall_mended", answer)[1] == 2


NOTHING = {
    "hebb_couplings": [
        lambda X: np.zeros((X.shape[1],) * 2), lambda X: np.eye(X.shape[1]), lambda X: X, lambda X: 0,
        lambda X: np.ones((X.shape[1],) * 2), lambda X: np.empty((0, X.shape[1])),
    ],
    "energy": [lambda W, s: 0.0, lambda W, s: -0.5, lambda W, s: np.nan, lambda W, s: W, lambda W, s: True],
    "sweep": [
        lambda W, s, o: s, lambda W, s, o: s.copy(), lambda W, s, o: -s, lambda W, s, o: s * 0,
        lambda W, s, o: o, lambda W, s, o: [],
    ],
    "recall_mended": [
        lambda X, s, o: s.copy(), lambda X, s, o: -s, lambda X, s, o: X[0].copy(), lambda X, s, o: s * 0,
        lambda X, s, o: 1,
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", NOTHING)
def test_an_answer_that_does_nothing_earns_nothing(name):
    for answer in NOTHING[name]:
        for seed in SEEDS:
            assert judged(name, answer, seed)[1] == 0.0


# ------------------------------------------------------------------------------- all_at_once


@pytest.fixture(scope="module")
def runs():
    return binary_recall.data(np.random.default_rng(11))


def found(runs):
    facts = binary_recall.facts(*runs)
    return facts["rises"], facts["cycles"], facts["steps"]


def values(runs, *given):
    return judged_values("all_at_once", runs, *given)


def test_the_shares_that_the_judge_expects_are_those_of_a_loop_by_hand(runs):
    rises = cycles = 0
    for X, cues in zip(*runs, strict=True):
        W = X.T @ X
        np.fill_diagonal(W, 0)
        for s in cues:
            seen, energies = [s], [s @ W @ s]
            while True:
                s = np.where(W @ s > 0, 1, -1)  # no ties: P(N - 1) is odd
                seen, energies = [*seen, s], [*energies, s @ W @ s]
                if np.array_equal(s, seen[-2]):
                    break
                if len(seen) > 2 and np.array_equal(s, seen[-3]):
                    cycles += 1
                    break
            rises += any(b < a for a, b in pairwise(energies))
    assert found(runs)[:2] == pytest.approx((rises / 600, cycles / 600))


def test_right_shares_and_conclusion_earn_all(runs):
    rise, cycle, _ = found(runs)
    assert values(runs, rise, np.float32(cycle), " (C)")[1] == 1
    assert values(runs, rise, cycle, "b")[1] == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (lambda r, c, s: (100 * r, c, "c"), "between 0 and 1"),
        (lambda r, c, s: (600 * r, c, "c"), "divide by the number of runs"),
        (lambda r, c, s: (1 - r, c, "c"), "share of the others"),
        (lambda r, c, s: (s, c, "c"), "runs, not steps"),
        (lambda r, c, s: (c, r, "c"), "exchanged"),
        (lambda r, c, s: (0, c, "a"), "Which schedule"),
        (lambda r, c, s: (..., c, "c"), "in place of the dots"),
        (lambda r, c, s: ([r, r], c, "c"), "one number"),
        (lambda r, c, s: (r, c, "a"), "your first number"),
        (lambda r, c, s: (r, c, "b"), "your second number"),
        (lambda r, c, s: (r, c, 3), "One letter"),
        (lambda r, c, s: (0.5, 0.5, "c"), "needs its numbers"),
    ],
)  # fmt: skip
def test_a_wrong_measurement_gets_its_hint(runs, change, hint):
    rows, points = values(runs, *change(*found(runs)))
    assert hint in hints(rows)
    assert points < 1


# ---------------------------------------------------------------------------- the machinery


@pytest.mark.parametrize("name", TASKS)
def test_the_points_of_the_rows_add_up_to_those_of_the_task(name):
    task = TASKS[name]
    cases = task.cases(np.random.default_rng(0))
    outputs = [Output(np.zeros(()))] * (len(task.values) or len(cases))
    assert sum(row.points for row in task.judge(cases, outputs)) == pytest.approx(task.points)


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize(
    "value", [np.zeros((0, 3)), np.full((5, 5), np.inf), np.array(1j), "text", np.array(True), None]
)
def test_a_judge_judges_whatever_comes(name, value):
    task = TASKS[name]
    cases = task.cases(np.random.default_rng(0))
    outputs = [Output(value, "" if value is not None else "Error: x")] * (len(task.values) or len(cases))
    rows, points = verdict(task, cases, outputs)
    assert points == 0
    assert all(row.hint for row in rows)
    assert "nan" not in hints(rows).replace("nan of", "")


def test_an_untouched_task_is_still_to_do():
    for nothing in (lambda *a: None, lambda *a: ..., ...):
        assert judged("energy", nothing) == ([], 0.0)
    assert "still to do" in as_text(TASKS["energy"], [], 0.0)


def test_objects_that_lie_are_reduced_to_their_numbers():
    class Liar(np.ndarray):
        __eq__ = lambda self, other: np.ones(self.shape, bool)  # noqa: E731
        __array_function__ = lambda *a, **k: True  # noqa: E731

    value = plain(np.zeros((2, 2)).view(Liar)).value
    assert type(value) is np.ndarray
    assert judged("hebb_couplings", lambda X: np.zeros((X.shape[1],) * 2).view(Liar))[1] == 0
    assert "numbers" in plain([object()]).error
    assert "at most" in plain(np.zeros(LARGEST + 1, np.int8)).error


def test_feedback_is_shown_as_text_and_html_and_its_value_is_the_points(capsys):
    assert check.energy(lambda W, s: -(s @ W @ s)) == 0.0
    assert "each pair of units twice" in capsys.readouterr().out
    rows, points = judged("hebb_couplings", wrong_hebb(lambda X, P, N: X.T @ X / N))
    task = Task("<b>", 2, None, None)
    assert "&lt;b&gt;: 1.5 of 2 points" in as_html(task, rows, points)
    assert as_html(task, rows, points).count("<tr>") == 1 + len(rows)


def test_data_differ_by_name_and_are_the_same_for_one_name():
    one, again, other = (check.data("01_binary_recall", name)[0] for name in ("Ada", "Ada", "Bo"))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    with pytest.raises(ValueError, match="exercise: expected one of"):
        check.data("99", "Ada")
    with pytest.raises(TypeError, match="name: expected a text"):
        check.data("01_binary_recall", 3)


def test_what_is_no_task_is_named():
    with pytest.raises(AttributeError, match="expected a task, one of hebb_couplings"):
        check.hebb  # noqa: B018
    with pytest.raises(ValueError, match="expected \\(rises, cycles, conclusion\\)"):
        check.all_at_once((1, 2), ())
    assert {"data", *TASKS} <= set(dir(check))


def test_feedback_works_without_ipython():
    program = (
        "import sys; sys.modules['IPython'] = None; from hopfield_lib import check; "
        "check.energy(lambda W, s: 1.0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "energy: 0 of 1 points" in done.stdout


def test_each_exercise_is_worth_what_its_tasks_and_its_written_part_add_up_to():
    assert sum(task.points for task in EXERCISES["01_binary_recall"].TASKS) == 8
