"""Visits that change nothing are left out of later sweeps, and nothing is other than with them."""

import numpy as np
import pytest

import hopfield_lib as hl
from tests.library import networks


@pytest.fixture
def thorough_recall(monkeypatch):
    """Return a recall that makes every visit."""

    def run(*arguments, **options):
        with monkeypatch.context() as changed:
            changed.setattr(hl.Hopfield, "may_change", lambda *arguments: None)
            return hl.recall(*arguments, **options)

    return run


@pytest.fixture
def left_out(monkeypatch):
    """Return a list that fills with the number of visits left out of each sweep that changes something."""
    numbers, look = [], hl.Hopfield.may_change

    def counted(*arguments):
        needed = look(*arguments)
        if needed is not None and needed.any():
            numbers.append(np.count_nonzero(~needed))
        return needed

    monkeypatch.setattr(hl.Hopfield, "may_change", counted)
    return numbers


def weighted(X):
    return hl.hebbian(X, weights=np.linspace(1.5, -0.4, len(X)))


def whole_weights(X):
    return hl.hebbian(X, weights=np.arange(len(X), 0, -1))


RULES = {
    "hebbian": lambda X: hl.Hopfield(hl.hebbian(X)),
    "diagonal kept": lambda X: hl.Hopfield(hl.hebbian(X, keep_diagonal=True)),
    "weighted": lambda X: hl.Hopfield(weighted(X)),
    "whole weights": lambda X: hl.Hopfield(whole_weights(X)),
    "covariance": lambda X: hl.Hopfield(*hl.covariance(X)),
    "projection": lambda X: hl.Hopfield(hl.projection(X)),
    "threshold": lambda X: hl.Hopfield(hl.hebbian(X), 0.15),
    "matrix": lambda X: hl.Hopfield(hl.storkey(X)),
}


@pytest.mark.parametrize("record", ["sweeps", "final", 7])
@pytest.mark.parametrize("order", ["permutation", "random"])
@pytest.mark.parametrize("rule", RULES)
def test_a_run_is_what_it_is_with_every_visit(rule, order, record, thorough_recall):
    for seed in range(40):
        rng = np.random.default_rng([seed, len(rule), len(order)])
        N, P, B = int(rng.choice([24, 61, 200])), int(rng.integers(1, 5)), int(rng.integers(1, 4))
        X = networks.independent(rng, P, N, networks.biased if rule == "covariance" else networks.spins)
        model = RULES[rule](X)
        cues = networks.spins(rng, B, N)
        cues[0] = X[0] * rng.choice([1, -1], N, p=[0.8, 0.2])
        cues[-1, ::4] = 0  # undecided units
        clamp = rng.choice(N, int(rng.integers(0, 5)), replace=False)
        options = {"clamp": clamp, "record": record, "max_sweeps": 12}
        runs = [
            run(model, cues, hl.asynchronous(np.random.default_rng(seed), order), **options)
            for run in (hl.recall, thorough_recall)
        ]
        for name in ("states", "sweeps", "outcome"):
            np.testing.assert_array_equal(*(getattr(run, name) for run in runs), err_msg=f"{name}, {seed}")


def test_where_few_units_are_not_at_rest_most_visits_are_left_out(left_out):
    X = networks.spins(np.random.default_rng(1), 3, 2000)
    cue = np.where(np.random.default_rng(2).random(2000) < 0.15, -X[0], X[0])
    run = hl.recall(hl.Hopfield(hl.hebbian(X)), cue, hl.asynchronous(np.random.default_rng(3), "random"))
    assert np.array_equal(run.state, X[0])
    assert left_out
    assert min(left_out) > 1500


def test_visits_to_units_that_others_can_move_are_made():
    """A chain: one unit is not at rest, and each that changes takes the next one's support away."""
    links = 12
    W = np.zeros((links, links))
    for k in range(links - 1):
        W[k, k + 1] = W[k + 1, k] = 1 + 0.1 * k
    model = hl.Hopfield(hl.MatrixCouplings(W))
    cue = np.ones(links, int)
    cue[-1] = -1  # the strongest bond decides
    S = model.columns(cue)
    visits = np.arange(links)[::-1]
    needed = model.may_change(model.start(S), S, np.arange(links), visits)
    end = hl.recall(model, cue, hl.asynchronous(np.random.default_rng(0))).state
    assert needed.all()
    assert (end == end[0]).all()


@pytest.mark.parametrize("rule", [name for name in RULES if name != "matrix"])
def test_no_coupling_reaches_further_than_is_said(rule):
    rng = np.random.default_rng(6)
    for P, N in ((1, 20), (3, 40), (12, 40)):
        X = networks.independent(rng, P, N, networks.biased if rule == "covariance" else networks.spins)
        J = RULES[rule](X).couplings
        W = np.abs(J.within(np.arange(N)))
        np.fill_diagonal(W, 0)
        assert 2 * W.max() <= J.reach * (1 + 1e-9) < np.inf


def test_with_hebbs_rule_a_unit_reaches_twice_the_number_of_patterns():
    X = networks.spins(np.random.default_rng(0), 5, 30)
    assert hl.hebbian(X).reach == 10
    assert hl.hebbian(X, weights=[2, -1, 0, 1, 1]).reach == 10


def test_units_that_are_reached_by_what_was_reached_count_too():
    """Each unit of a chain is in the reach of all that stand before it, and the rest of nobody's."""
    chain, N = 5, 40
    X = networks.spins(np.random.default_rng(4), 1, N)
    J = hl.hebbian(X)
    margins = np.full(N, (chain + 1) * J.reach)
    margins[:chain] = J.reach * np.arange(chain) - 0.5  # the first is not at rest
    threshold = (J.field(X[0]) - X[0] * margins / N).astype(float)
    model, visits = hl.Hopfield(J, threshold), np.random.default_rng(5).permutation(N)
    S = model.columns(X[0])
    needed = model.may_change(model.start(S), S, np.arange(N), visits)
    assert sorted(visits[needed]) == list(range(chain))
