"""Exercise 10: what its judges take for right, beside the library; its steps go downhill; the measurement."""

import numpy as np
import pytest

from hopfield_course import check
from hopfield_course.exercises.e10_more_attention import list_errors, list_similarity
from hopfield_course.exercises.e10_more_attention.feature_step import feature_step
from hopfield_course.exercises.e10_more_attention.set_sharpness import set_sharpness
from hopfield_course.exercises.e10_more_attention.tokens_mended import BUGS, normed, step
from hopfield_lib import separations, theory
from hopfield_lib.features import RandomFeatureMemory, RandomFeatures
from tests.exercises.answers_10 import energy_of_list
from tests.exercises.judging import SEEDS, cases_of, hints, judged, judged_values

STEM = "10_more_attention"

# ------------------------------------------------------------------- right answers beside the library


@pytest.mark.parametrize("seed", SEEDS)
def test_from_this_sharpness_on_the_library_shares_among_so_many_and_not_below_it(seed):
    for scores, k in cases_of("set_sharpness", seed)[:-1]:  # the last has equal scores, which leave together
        for factor, sharers in ((1 + 1e-6, k), (1 - 1e-6, k + 1)):
            a = factor * set_sharpness(scores, k)[:, None] * (scores - scores.max(axis=1, keepdims=True))
            assert ((separations.Sparsemax().shares(a.T) > 0).sum(axis=0) == sharers).all()


def test_for_one_pattern_it_is_the_lead_of_theory():
    scores = np.array([[5.0, 2.0, 1.0], [0.0, -4.0, -1.0]])
    assert theory.exact_gap(set_sharpness(scores, 1)) == pytest.approx([3.0, 1.0])


def test_lists_and_their_steps_are_those_of_the_library():
    rng = np.random.default_rng(2)
    X, states = rng.normal(size=(6, 5)), rng.normal(size=(4, 5)) / 2
    phi = RandomFeatures(5, 0.1, 200, rng=rng)
    memory = RandomFeatureMemory(X, phi)
    assert list_similarity.list_similarity(X, phi.omega, states) == pytest.approx(memory.similarity(states))
    steps = feature_step(memory.memory, phi.omega, 0.1, states, 0.2)
    assert steps == pytest.approx(memory.descend(states, step=0.2, steps=1)[-1])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_small_step_lowers_the_energy(seed):
    for T, omega, beta, states, eta in cases_of("feature_step", seed):
        ends = feature_step(T, omega, beta, states, eta / 1000)
        for x, end in zip(states, ends, strict=True):
            assert energy_of_list(T, omega, beta, end) < energy_of_list(T, omega, beta, x)


# ------------------------------------------------------------------------------------ the bug hunt


def tokens_energy(g, Q, K, sees):
    a = np.where(sees, (g @ Q.T) @ (g @ K.T).T / np.sqrt(len(Q)), -np.inf)
    return -np.sqrt(len(Q)) * np.log(np.exp(a).sum(axis=1)).sum()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_mended_step_goes_down_the_energy_of_the_text(seed):
    for x, Q, K, sees, _ in cases_of("tokens_mended", seed):
        g, way = normed(x), step(x, Q, K, sees, 1.0) - x
        h = 1e-5
        slope = (tokens_energy(g + h * way, Q, K, sees) - tokens_energy(g - h * way, Q, K, sees)) / (2 * h)
        assert slope == pytest.approx(-(way**2).sum(), rel=1e-5)


@pytest.mark.parametrize("seed", range(20))
def test_a_form_of_a_mistake_costs_its_own_row_alone(seed):
    for k, (name, bug) in enumerate(BUGS.items()):
        for form in bug.forms:
            rows, points = judged("tokens_mended", lambda *case, f={name: form}: step(*case, **f), seed)
            assert [row.passed for row in rows] == [row != k for row in range(5)]
            assert points == pytest.approx(1.6)
            assert rows[k].hint == bug.hint_of(form)


# ---------------------------------------------------------------------------------- the measurement

NAMES = ("Ada", "Bo", "Chen", "Dora", "Emre", "Fatima", "Goro", "Hana", "Ivo", "Jun", "Kim", "Lea")
ASKED = ("errors", "powers", "longer")


@pytest.fixture(scope="module")
def given():
    return check.data(STEM, "Ada")


@pytest.fixture(scope="module")
def found(given):
    return list_errors.facts(*given)


def test_the_facts_are_those_of_loops_by_hand(given, found):
    *both, omega, counts = given
    for row, X in enumerate(both):
        for column, Y in enumerate(counts):
            total = 0.0
            for one in omega[:, : Y // 2]:
                said = np.cos((X[:, None] - X) @ one.T).mean(axis=2)
                exact = [[np.exp(-(np.linalg.norm(x - y) ** 2) / 4) for y in X] for x in X]
                total += ((said - exact).sum(axis=1) ** 2).sum() / 480
            assert found["errors"][row, column] == pytest.approx(total**0.5)
        e, Y = np.log(found["errors"][row]), np.log(counts)
        assert found["powers"][row] == pytest.approx(np.cov(e, Y)[0, 1] / Y.var(ddof=1))


def test_right_numbers_and_conclusion_earn_all(given, found):
    numbers = [found[name].tolist() for name in ASKED]
    assert judged_values("list_errors", given, *numbers, " (C)")[1] == 2
    assert judged_values("list_errors", given, *numbers, "a")[1] == pytest.approx(1.6)


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (lambda f: {"errors": f["absolute"]}, "not the mean of the sizes"),
        (lambda f: {"errors": f["each draw's"]}, "all draws and patterns"),
        (lambda f: {"errors": f["first"]}, "all draws and patterns"),
        (lambda f: {"errors": f["averaged"]}, "errors of both signs cancel"),
        (lambda f: {"errors": f["squares"]}, "its root is asked"),
        (lambda f: {"errors": f["too many"]}, "two features"),
        (lambda f: {"errors": f["said"]}, "from what it should say"),
        (lambda f: {"errors": f["undivided"]}, "what are the features divided by"),
        (lambda f: {"errors": f["errors"][::-1]}, "exchanged"),
        (lambda f: {"errors": f["errors"][:, ::-1]}, "order of counts"),
        (lambda f: {"errors": f["errors"].T}, "Expected shape (2, 4)"),
        (lambda f: {"errors": ...}, "in place of the dots"),
        (lambda f: {"errors": np.sqrt(48 / np.full((2, 4), 100.0))}, "say about 1 of it"),
        (lambda f: {"powers": [-0.5, -0.5]}, "That is theory's"),
        (lambda f: {"powers": -f["powers"]}, "which sign"),
        (lambda f: {"powers": 2 * f["powers"]}, "not of its square"),
        (lambda f: {"powers": f["turned"]}, "not Y as a power"),
        (lambda f: {"powers": f["ends"]}, "all four points"),
        (lambda f: {"powers": f["no logarithms"]}, "two logarithms"),
        (lambda f: {"powers": f["powers"][::-1]}, "exchanged"),
        (lambda f: {"longer": f["ratio"]}, "make up for that"),
        (lambda f: {"longer": f["shorter"]}, "must be the longer one"),
        (lambda f: {"longer": f["of means"]}, "four squared ratios"),
        (lambda f: {"conclusion": "a"}, "which one is larger"),
        (lambda f: {"conclusion": "b"}, "from theory's"),
        (lambda f: {"conclusion": "d"}, "are they the same"),
        (lambda f: {"conclusion": 3}, "One letter"),
    ],
)  # fmt: skip
def test_a_wrong_measurement_gets_its_hint(given, found, change, hint):
    values = {name: found[name] for name in ASKED} | {"conclusion": "c"} | change(found)
    rows, points = judged_values("list_errors", given, *values.values())
    assert hint in hints(rows)
    assert points < 2


@pytest.mark.parametrize("name", NAMES)
def test_for_every_student_the_conclusion_is_clear(name):
    unlike, alike, omega, counts = check.data(STEM, name)
    f = list_errors.facts(unlike, alike, omega, counts)
    assert (f["errors"][1] > 1.3 * f["errors"][0]).all()  # neither a nor d
    assert np.abs(f["powers"] + 0.5).max() < 0.12  # not b
    assert 2 < f["longer"] < 10  # c: several times
    assert f["errors"][0] == pytest.approx(np.sqrt(47 / counts), rel=0.2)  # the lesson's theory
    for wrong in ("absolute", "each draw's", "first", "averaged", "too many", "said", "exchanged"):
        assert np.abs(f[wrong] - f["errors"]).max() > 0.003


def test_the_numbers_of_another_learner_are_not_right(given):
    for name in ("Bo", "Chen", "Dora"):
        f = list_errors.facts(*check.data(STEM, name))
        assert judged_values("list_errors", given, *(f[value] for value in ASKED), "c")[1] == 0
