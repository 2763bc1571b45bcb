"""Exercise 07, by hand: how many patterns share the attention, and the slope of an update."""

import numpy as np

from ...check.judges import Mistake, Part, compared
from ...check.tasks import spins
from .parts import AT_ONE, BLUNT, BLUNTER, NAN, NO_BETA, TOO_LARGE, near, share_out, unguarded

# --------------------------------------------------------------------------------------- sharers


def sharers(X, beta, states):
    """Return how many patterns (P, N) share the attention at states (B, N), (B,)."""
    p = share_out(X, beta, states)
    return np.exp(-(p * np.log(np.where(p > 0, p, 1))).sum(axis=1))


def sharers_cases(rng):
    """Several states, also as many as patterns or without preference; weights of 0; large scores."""
    cases = [
        (rng.normal(size=(P, 9)), np.array(beta), rng.normal(size=(B, 9)))
        for P, B, beta in ((6, 4, 0.3), (5, 5, 0.5))
    ]
    cases.append((rng.normal(size=(11, 7)), np.array(2.0), np.zeros((3, 7))))
    while True:  # states that two, three and one patterns share; their negatives are furthest behind
        X = spins(rng, 8, 60)
        X[[1, 3, 4]] = X[[0, 2, 2]]
        states = X[[0, 2, 7]]
        if np.sort(states @ X.T, axis=1)[[0, 1, 2], [-3, -4, -2]].max() < 40:
            break
    cases.append((np.vstack([X, -X]).astype(float), np.array(10.0), states.astype(float)))
    alike = 20 + 0.1 * rng.normal(size=(6, 9))  # scores above 1000 that differ by little
    return [*cases, (alike, np.array(1.0), 10 + rng.normal(size=(4, 9)))]


def _of_weights(change, weights=share_out):
    def answer(X, beta, states):
        p = weights(X, beta, states)
        return change(p, p * np.log(np.where(p > 0, p, 1)))

    return answer


def _overflown(X, beta, states):
    return unguarded(beta * (states @ X.T))


BASE = "The logarithm and the power belong to each other: e with ln, or 2 with log2."
ONE_EACH = "One number for each state: along which axis do its weights lie?"
SHARERS_MISTAKES = (
    Mistake(
        _of_weights(lambda p, t: -t.sum(axis=1)),
        "That is the entropy itself. Equal weights 1/P should give P.",
        "the entropy",
    ),
    Mistake(
        _of_weights(lambda p, t: np.exp(t.sum(axis=1))),
        "A number of patterns is 1 at least. Which sign has the entropy?",
        "numbers below 1",
    ),
    Mistake(_of_weights(lambda p, t: np.exp(-t.sum(axis=1) / np.log(2))), BASE, "a power of the wrong base"),
    Mistake(_of_weights(lambda p, t: 2 ** -t.sum(axis=1)), BASE, "a power of the wrong base"),
    Mistake(
        _of_weights(lambda p, t: 1 / (p**2).sum(axis=1)),
        "Another measure of the same thing. Here the entropy is asked for.",
        "1 over the sum of squares",
    ),
    Mistake(
        _of_weights(lambda p, t: (p > 0).sum(axis=1)),
        "Here a tiny weight counts as much as a large one. How much should it count?",
        "the number of weights above 0",
    ),
    Mistake(_of_weights(lambda p, t: np.exp(-t.sum())), ONE_EACH, "one number for all states"),
    Mistake(_of_weights(lambda p, t: np.exp(-t.sum(axis=0))), ONE_EACH, "one number for each pattern"),
    Mistake(
        _of_weights(lambda p, t: np.exp(-t.mean(axis=1))),
        "A mean over the patterns has divided by P. The entropy is a sum.",
        "e to a mean",
    ),
    Mistake(
        _of_weights(lambda p, t: np.exp(-(p * np.log(p)).sum(axis=1))),
        "What does your program make of 0 · ln 0, and what should it be?",
        NAN,
    ),
    Mistake(_of_weights(lambda p, t: np.exp(-(p * np.log(p)).sum(axis=1)), _overflown), TOO_LARGE, NAN),
    Mistake(lambda X, beta, states: sharers(X, 1, states), NO_BETA, AT_ONE),
    Mistake(lambda X, beta, states: sharers(X, beta / X.shape[1] ** 0.5, states), BLUNT, BLUNTER),
)
judge_sharers = compared(
    sharers,
    (
        Part("e to the entropy of each state's weights", 0.5, (0, 1, 2)),
        Part("weights of 0 count nothing", 0.25, (3,), needs_first=True),
        Part("scores of thousands do not overflow", 0.25, (4,), needs_first=True),
    ),
    SHARERS_MISTAKES,
    "Take weights ½ and ½ on paper: two patterns share. What does your function make of each term?",
    same=near,
)


# ---------------------------------------------------------------------------------- update_slope


def update_slope(X, beta, s):
    """Return how an update with patterns (P, N) answers small changes of a state (N,), (N, N)."""
    p = share_out(X, beta, s[None])[0]
    about = X - p @ X
    return beta * (p[:, None] * about).T @ about


def slope_cases(rng):
    """Equal weights; weights of all sizes; two patterns that share a state, with large scores."""
    X, s = rng.normal(size=(7, 5)), rng.normal(size=5)
    cases = [(X - np.outer(X @ s, s) / (s @ s), np.array(0.6), s)]  # a state without any score
    for P, N, beta in ((6, 4, 0.5), (5, 8, 0.3)):
        cases.append((rng.normal(size=(P, N)), np.array(beta), rng.normal(size=N)))
    while True:
        X = spins(rng, 4, 20)
        s = 2 * (X[0] + X[1])
        scores = np.sort(X @ s)
        if scores[-3] < scores[-2] == scores[-1] and 3 < (X[0] != X[1]).sum() < 9:
            return [*cases, (X.astype(float), np.array(60.0), s.astype(float))]


def _covariance(centre, weights=lambda X, beta, s: share_out(X, beta, s[None])[0], squares=None):
    """Return β times a covariance about a centre; the squares may have weights of their own."""

    def answer(X, beta, s):
        p = weights(X, beta, s)
        about = X - centre(X, p, s)
        return beta * ((p if squares is None else squares(X))[:, None] * about).T @ about

    return answer


def _for_each_pattern(X, beta, s):
    p = share_out(X, beta, s[None])[0]
    return beta * (np.diag(p) - np.outer(p, p))


SAMPLE = "np.cov corrects for a small sample unless told otherwise. Is this a sample?"
SLOPE_MISTAKES = (
    Mistake(
        lambda X, beta, s: beta * np.cov(X.T, bias=True),
        "Right where all weights are equal. Elsewhere: which patterns should count more?",
        "a covariance without weights",
    ),
    Mistake(
        lambda X, beta, s: beta * np.cov(X.T),
        SAMPLE,
        "P / (P − 1) times a covariance without weights",
    ),
    Mistake(
        lambda X, beta, s: beta * np.cov(X.T, aweights=share_out(X, beta, s[None])[0]),
        SAMPLE,
        "a covariance corrected for a small sample",
    ),
    Mistake(
        lambda X, beta, s: update_slope(X, beta, s) / beta,
        "Move the state a little: by how much does a score move, and by how much its exponent?",
        "the covariance alone",
    ),
    Mistake(
        _covariance(lambda X, p, s: 0),
        "If all patterns are the same, nothing can change the answer. About what are they taken?",
        "a mean of products",
    ),
    Mistake(
        _covariance(lambda X, p, s: X.mean(axis=0)),
        "The weights have a mean of their own. About which mean do you take the patterns?",
        "weighted, but about the plain mean",
    ),
    Mistake(
        _covariance(lambda X, p, s: s),
        "Which state is the weighted mean of the patterns, the old one or the new one?",
        "weighted, but about the old state",
    ),
    Mistake(
        _covariance(lambda X, p, s: p @ X, squares=lambda X: np.full(len(X), 1 / len(X))),
        "The mean has its weights; the squares too?",
        "without weights, about the weighted mean",
    ),
    Mistake(
        _for_each_pattern,
        "So the weights change with the scores. How do scores change with the state, "
        "and the new state with the weights?",
        "one row for each pattern",
    ),
    Mistake(_covariance(lambda X, p, s: p @ X, lambda X, beta, s: unguarded(beta * (X @ s))), TOO_LARGE, NAN),
    Mistake(lambda X, beta, s: update_slope(X, beta / X.shape[1] ** 0.5, s), BLUNT, BLUNTER),
    Mistake(
        lambda X, beta, s: -update_slope(X, beta, s),
        "A state moved towards a pattern is answered by more of that pattern: which sign?",
        "the other sign",
    ),
    Mistake(
        lambda X, beta, s: np.diag(update_slope(X, beta, s)),
        "Each entry of the new state answers to each entry of the old one.",
        "the diagonal alone",
    ),
)
judge_slope = compared(
    update_slope,
    (
        Part("where all patterns share alike, β times their covariance", 0.5, (0,)),
        Part("elsewhere, weighted as the attention is", 0.75, (1, 2)),
        Part("two patterns share the attention, with large scores", 0.25, (3,)),
    ),
    SLOPE_MISTAKES,
    "Compare with a small change by hand: (update(s + h) − update(s)) / h, h in one unit at a time.",
    same=near,
)
