"""Exercise 02: right answers earn all in any form, wrong ones get the hint that fits."""

from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import nbformat
import numpy as np
import pytest
from judging import SEEDS, hints, judged, judged_values

from hopfield_lib import check
from hopfield_lib.check.exercises import TASKS
from hopfield_lib.check.exercises import spurious_census as census
from hopfield_lib.check.exercises import spurious_kinds as kinds
from hopfield_lib.check.exercises import spurious_states as states
from hopfield_lib.check.judges import measured
from hopfield_lib.check.tasks import plain, verdict

NOTEBOOK = Path(__file__).resolve().parent.parent / "solutions" / "02_spurious_states.ipynb"
CELLS = {
    cell.metadata.nbgrader.grade_id: cell.source
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells
    if "nbgrader" in cell.metadata
}
FUNCTIONS = ("half_way_shares", "weighted_overlaps", "end_kinds", "census_mended")


def defined_by(*sources, **scope):
    """Return what these pieces of our own notebook define."""
    exec("\n\n".join((CELLS["setup"], *sources)), scope)
    return scope


SOLVED = defined_by(*(CELLS[name] for name in FUNCTIONS))
PROGRAM = CELLS["census_mended"].partition("### BEGIN SOLUTION")[0]

# ----------------------------------------------------------------------------- answers to judge


def shares_by_counting(A, B, p):
    print("counting")
    wins = [0.0, 0.0]
    open_units = [i for i in range(len(A)) if A[i] != B[i]]
    for i in open_units:  # each is the first with the same chance
        for tie, chance in ((1, p), (-1, 1 - p)):
            wins[0 if A[i] == tie else 1] += chance / len(open_units)
    return wins


def shares_in_32_bits(A, B, p):
    black = np.float32((A > B).sum() / (A != B).sum())  # open units that are black in A
    return np.float32([p * black + (1 - p) * (1 - black), p * (1 - black) + (1 - p) * black])


def weights_by_loops(weights):
    n = len(weights)
    total = [0] * n
    for number in range(2**n):
        signs = [1 if number >> k & 1 else -1 for k in range(n)]
        vote = sum(int(a) * s for a, s in zip(weights, signs, strict=True))
        total = [t + s * ((vote > 0) - (vote < 0)) for t, s in zip(total, signs, strict=True)]
    return [t / 2**n for t in total]


def kinds_by_loops(S, X, least):
    names = []
    for s in S.tolist():
        agree = lambda t, s=s: sum(a == b for a, b in zip(s, t, strict=True)) / len(s) * 2 - 1 >= least  # noqa: E731
        mixed = (np.sign(a * x + b * y + c * z) for x, y, z in combinations(X, 3)
                 for a, b, c in product((1, -1), repeat=3))  # fmt: skip
        names.append(1 if any(map(agree, X)) else -1 if any(map(agree, -X)) else 3 * any(map(agree, mixed)))
    return names


def census_by_hand(patterns, starts, draws, flips, orders):
    ends = []
    for r in range(len(starts)):
        s, turned = [int(x) for x in patterns[starts[r]]], set()
        for unit in draws[r]:
            if len(turned) < flips and unit not in turned:
                turned.add(unit)
                s[unit] = -s[unit]
        for i in orders[r]:
            h = sum(int(x[i]) * (int(x @ s) - int(x[i]) * s[i]) for x in patterns)
            s[i] = s[i] if h == 0 else (1 if h > 0 else -1)
        ends.append(
            "pattern" if s in patterns.tolist() else "reverse" if s in (-patterns).tolist() else "other"
        )
    return np.float32([ends.count(kind) / len(ends) * 100 for kind in ("pattern", "reverse", "other")])


RIGHT = {
    "half_way_shares": (states.half_way_shares, shares_by_counting, shares_in_32_bits),
    "weighted_overlaps": (states.weighted_overlaps, weights_by_loops),
    "end_kinds": (kinds.end_kinds, kinds_by_loops, kinds.by_the_largest),
    "census_mended": (census.census_mended, census_by_hand),
}


def white(A, B, p):
    return (A[A != B] == -1).mean()


def share(w, p):
    return np.array([(1 - p) * w + p * (1 - w), p * w + (1 - p) * (1 - w)])


def votes(a):
    signs = states.combinations_of_signs(len(a))
    return signs, (signs @ a)[:, None]


def agreeing(a):
    signs, vote = votes(a)
    return (signs * vote > 0).mean(axis=0)


WRONG = {
    "half_way_shares": [
        (lambda A, B, p: share(1 - white(A, B, p), p), "who has won"),
        (lambda A, B, p: share(white(A, B, p), 1 - p), "who has won"),
        (lambda A, B, p: share(white(A, B, p), 0), "What does p change"),
        (lambda A, B, p: share((A == -1).mean(), p), "Which units are open"),
        (lambda A, B, p: share(white(A, B, p), p) * (A != B).mean(), "add up to 1"),
        (lambda A, B, p: share(white(A, B, p), p) * (A != B).sum(), "a part of 1"),
        (lambda A, B, p: share(float(white(A, B, p) > 0.5), p), "visited first"),
        (lambda A, B, p: share(0.5, p), "Which coin"),
        (lambda A, B, p: share(white(A, B, p), p)[0], "Expected shape"),
    ],
    "weighted_overlaps": [
        (lambda a: weights_by_loops(np.sign(a)), "worth more votes"),
        (lambda a: weights_by_loops(np.abs(a)), "negative weight"),
        (lambda a: weights_by_loops([1] * len(a)), "weights come into"),
        (lambda a: a / np.abs(a).sum(), "outvote the five"),
        (lambda a: a / a.sum(), "outvote the five"),
        (lambda a: (votes(a)[0] * votes(a)[1]).mean(axis=0), "not their sum"),
        (states.without_ties, "Units with a tie are units too"),
        (lambda a: states.weighted_overlaps(a) * 2 ** len(a), "how many comb"),
        (lambda a: (1 + states.weighted_overlaps(a)) / 2, "how often they do not"),
        (agreeing, "how often they do not"),
        (lambda a: states.weighted_overlaps(a).mean(), "which axis"),
    ],
    "end_kinds": [
        (kinds._nearest, "How similar must it be"),
        (kinds._kind(mixed=None), "No state is named 3"),
        (kinds._kind(reverse=0), "overlap of a reverse"),
        (kinds._kind(reverse=1), "sign of the overlap get lost"),
        (kinds._exchanged, "Which is 1"),
        (kinds._kind(mixed=lambda X: kinds.mixtures(X, [(1, 1, 1)])), "How many mixtures"),
        (kinds._kind(mixed=kinds.SOME[1]), "reverse of a mixture"),
        (kinds._kind(mixed=lambda X: kinds.mixtures(X[:3])), "choose three of five"),
        (kinds._kind(mixture_first=True), "Which has precedence"),
        (lambda S, X, least: kinds.end_kinds(S, X, least + 1e-9), "when least is 1"),
        (lambda S, X, least: kinds.end_kinds(S, X, 1.0), "what least is"),
        (kinds._kind(least_mixed=1.0), "A mixture too"),
    ],
}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_solution_and_right_answers_in_other_forms_earn_all(name, seed):
    for answer in (SOLVED[name], *RIGHT[name]):
        rows, points = judged(name, answer, seed)
        assert points == TASKS[name].points, hints(rows)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_gets_its_hint_and_not_all_points(name):
    for answer, hint in WRONG[name]:
        for seed in SEEDS:
            rows, points = judged(name, answer, seed)
            assert hint in hints(rows)
            assert points < TASKS[name].points


# ---------------------------------------------------------------------------------- the bug hunt

TIE, KIND = "1 if W[i] @ s > 0 else -1", "0 if m[nearest] >= 0.5 else 1 if m[nearest] <= -0.5 else 2"
MENDED = {
    "How many different units": ("drawn[:flips]", "list(dict.fromkeys(drawn))[:flips]"),
    "Where the votes balance": (TIE, "np.sign(W[i] @ s) or s[i]"),
    "which of the overlaps is taken": ("argmax(m)", "argmax(np.abs(m))"),
    "a mixture of three have with": (KIND, KIND.replace("0.5", "1")),
    "Let four runs": ("counts / P", "counts / len(starts)"),
}  # by the hint that each mistake gets while it is left


def mended(*changes):
    """Return the program that the learner is given, with these changes of its text."""
    text = PROGRAM
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return defined_by(text)["census_mended"]


@pytest.mark.parametrize("seed", range(6))
def test_each_row_of_the_bug_hunt_tells_its_own_mistake_whatever_others_are_left(seed):
    for choice in product([True, False], repeat=5):  # none mended is among them, and all
        changes = [change for change, chosen in zip(MENDED.values(), choice, strict=True) if chosen]
        rows, points = judged("census_mended", mended(*changes), seed)
        assert [row.passed for row in rows] == list(choice)
        assert points == pytest.approx(0.4 * sum(choice))
        assert all(row.passed or hint in row.hint for row, hint in zip(rows, MENDED, strict=True))


@pytest.mark.parametrize(
    ("place", "instead", "hint"),
    [
        (0, "np.unique(drawn)[:flips]", "which of them are drawn first"),
        (0, "np.unique(drawn)", "How many units are to be flipped"),
        (1, "np.sign(W[i] @ s)", "Where the votes balance"),
        (1, "1 if W[i] @ s >= 0 else -1", "Where the votes balance"),
        (3, KIND.replace("0.5", "0.9"), "In how many units may"),
        (3, KIND.replace("0.5", "0.95"), "In how many units may"),
        (3, "0 if m[nearest] > 0 else 1", "a mixture of three have"),
        (3, "0 if abs(m[nearest]) == 1 else 2", "told apart"),
        (3, "0 if m[start] == 1 else 1 if m[start] == -1 else 2", "another pattern than the one"),
        (4, "counts / 100", "what do the three add up to"),
        (4, "counts / len(starts) / 100", "what do the three add up to"),
    ],
)
def test_what_is_mended_wrongly_has_a_hint_of_its_own(place, instead, hint):
    changes = list(MENDED.values())
    changes[place] = (changes[place][0], instead)
    for seed in SEEDS:
        rows, points = judged("census_mended", mended(*changes), seed)
        assert hint in hints(rows)
        assert points < 2


def filled(like, *numbers):
    """Return answers that give the same number everywhere, in the shape that is asked for."""
    return [lambda *case, x=x: np.full(like(*case), x) for x in numbers]


NOTHING = {
    "half_way_shares": [lambda A, B, p: A, lambda A, B, p: [1, 0], lambda A, B, p: p,
                        *filled(lambda *_: 2, 0, 1, 0.5)],
    "weighted_overlaps": [lambda a: a, lambda a: a.copy(), lambda a: -a, *filled(len, 0, 1, -1, 0.5)],
    "end_kinds": [lambda S, *_: S, lambda S, *_: S[:, 0], lambda S, *_: -S[:, 0], lambda S, X, least: least,
                  *filled(lambda S, *_: len(S), 0, 1, -1, 3)],
    "census_mended": [lambda X, *_: X, lambda *c: c[1], lambda *c: [100, 0, 0], lambda *c: [0, 100, 0],
                      lambda *c: [0, 0, 100], *filled(lambda *_: 3, 0, 1, 100, 100 / 3)],
}  # fmt: skip


@pytest.mark.parametrize("name", NOTHING)
def test_an_answer_that_does_nothing_earns_nothing(name):
    for answer in (*NOTHING[name], lambda *case: [], lambda *case: np.nan):
        for seed in SEEDS:
            assert judged(name, answer, seed)[1] == 0


# ----------------------------------------------------------------------------------- random_ends


@pytest.fixture(scope="module")
def runs():
    return check.data("02_spurious_states", "Ada")


@pytest.fixture(scope="module")
def found(runs):
    return states.facts(*runs)


def test_the_shares_that_the_judge_expects_are_those_of_sweeps_by_hand(runs, found):
    patterns, cues = runs
    W = np.einsum("dpi,dpj->dij", patterns, patterns).astype(float)
    W[:, range(200), range(200)] = 0
    s, before = cues.astype(float), None
    while not np.array_equal(s, before):
        before = s.copy()
        for i in range(200):  # the patterns are random: this order is as good as any; no ties
            s[:, :, i] = np.where((s @ W[:, i, :, None])[:, :, 0] > 0, 1, -1)
    named = np.array([kinds.end_kinds(S, X, 0.95) for S, X in zip(s, patterns, strict=True)])
    nearest = [X[(S @ X.T).argmax(axis=1)] for S, X in zip(cues, patterns, strict=True)]
    similar = ((s * nearest).mean(axis=2) >= 0.95).mean()
    assert np.isin(named, (1, -1)).mean() == pytest.approx(found["stored"], abs=0.03)
    assert (named == 3).mean() == pytest.approx(found["mixed"], abs=0.02)
    assert similar == pytest.approx(found["similar"], abs=0.025)


def judged_here(runs, found, *values):
    """Judge values by the facts that are known already: to find them takes a second."""
    task = TASKS["random_ends"]
    judge = measured(lambda *data: found, states.VALUES, states.CONCLUSION, states.PER_DRAW)
    return verdict(replace(task, judge=judge), [runs], [plain(value) for value in values])


def test_the_solution_earns_all_and_so_do_other_visiting_orders(runs, found):
    scope = defined_by(CELLS["random_ends"], patterns=runs[0], cues=runs[1])
    values = [scope[name] for name in TASKS["random_ends"].values]
    assert judged_values("random_ends", runs, *values)[1] == 1.5
    for k in (11, 12):
        ends = states.ends_of(*runs, np.random.default_rng(k))
        values = (ends["pattern"] + ends["reverse"], ends["three"], np.float32(ends["similar"]), " (C)")
        assert judged_here(runs, found, *values)[1] == 1.5
        assert max(abs(ends[name] - found[name]) for name in ("three", "similar")) < 0.025


@pytest.mark.parametrize("learner", ["Bo", "Chen", "Dana", "Emre", "Fay", "Gil", "Hana", "Ivo", "Jun", "Kim"])
def test_the_conclusion_is_clear_for_every_learner(learner):
    found = states.ends_of(*check.data("02_spurious_states", learner), np.random.default_rng(0))
    stored, far = found["pattern"] + found["reverse"], 3 * states.TOLERANCE
    assert found["similar"] + far < 0.5  # not "a"
    assert 0.5 + far < stored < 1 - 2 * far  # neither "d" nor "b"
    assert min(found["either"], found["pattern"]) - found["similar"] > 2 * states.TOLERANCE
    assert found["mixture"] - found["three"] > states.TOLERANCE
    assert found["three"] > 2 * states.TOLERANCE


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (lambda f: {"stored": 100 * f["stored"]}, "between 0 and 1"),
        (lambda f: {"stored": 2000 * f["stored"]}, "divide by the number of runs"),
        (lambda f: {"stored": f["pattern"]}, "both of them"),
        (lambda f: {"stored": f["stored"] + f["mixture"]}, "A mixture is neither"),
        (lambda f: {"stored": 1 - f["stored"]}, "not the rest"),
        (lambda f: {"stored": ...}, "in place of the dots"),
        (lambda f: {"mixed": 0}, "95 % will do"),
        (lambda f: {"mixed": f["mixture"]}, "Of three"),
        (lambda f: {"mixed": 1 - f["stored"]}, "Not every end"),
        (lambda f: {"mixed": [f["mixed"]] * 2}, "one number"),
        (lambda f: {"similar": f["either"]}, "A reverse is no stored pattern"),
        (lambda f: {"similar": f["pattern"]}, "Is it the one most similar"),
        (lambda f: {"similar": 1}, "not to the end"),
        (lambda f: {"conclusion": "a"}, "your third number"),
        (lambda f: {"conclusion": "b"}, "left of 1"),
        (lambda f: {"conclusion": "d"}, "your first number"),
        (lambda f: {"conclusion": 3}, "One letter"),
    ],
)  # fmt: skip
def test_a_wrong_measurement_gets_its_hint(runs, found, change, hint):
    right = {name: found[name] for name in ("stored", "mixed", "similar")} | {"conclusion": "c"}
    rows, points = judged_here(runs, found, *(right | change(found)).values())
    assert hint in hints(rows)
    assert points < 1.5


def test_values_that_were_not_measured_earn_nothing(runs, found):
    for value in (0, 1, 0.5, -1, np.zeros(3), []):
        assert judged_here(runs, found, value, value, value, "c")[1] == 0
