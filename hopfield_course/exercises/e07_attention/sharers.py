"""Exercise 07, sharers: how many patterns share the attention."""

import numpy as np
from scipy.special import entr

from ...check.draws import drawn_until
from ...check.judges import Mistake, Part, function_task
from ...check.tasks import spins
from .softmax import AT_ONE, BLUNT, BLUNTER, NAN, NO_BETA, TOO_LARGE, near, share_out, unguarded


def sharers(X, beta, states):
    """Return how many patterns (P, N) share the attention at states (B, N), (B,)."""
    return np.exp(entr(share_out(X, beta, states)).sum(axis=1))


def of_weights(change):
    """Return the answer of somebody who makes something else of the weights (B, P)."""
    return lambda X, beta, states: change(share_out(X, beta, states))


def of_terms(change):
    """Return the answer of somebody who makes something else of the terms −p ln p."""
    return of_weights(lambda p: change(entr(p)))


def e_to_entropy(p):
    """Return e to the entropy, NaN where a weight is 0."""
    return np.exp(-(p * np.log(p)).sum(axis=1))


def three_kinds(rng):
    """Return states that two, three and one patterns share; the negatives of patterns are furthest behind."""
    X = spins(rng, 8, 60)
    X[[1, 3, 4]] = X[[0, 2, 2]]
    states = X[[0, 2, 7]]
    next_score = np.sort(states @ X.T, axis=1)[[0, 1, 2], [-3, -4, -2]].max()
    return (np.vstack([X, -X]).astype(float), 10.0, states.astype(float)) if next_score < 40 else None


def cases(rng):
    """Several states, also as many as patterns or without preference; weights of 0; large scores."""
    several = [
        (rng.normal(size=(P, 9)), beta, rng.normal(size=(B, 9))) for P, B, beta in ((6, 4, 0.3), (5, 5, 0.5))
    ]
    none_preferred = rng.normal(size=(11, 7)), 2.0, np.zeros((3, 7))
    alike = 20 + 0.1 * rng.normal(size=(6, 9)), 1.0, 10 + rng.normal(size=(4, 9))  # scores above 1000
    return [*several, none_preferred, drawn_until(rng, three_kinds), alike]


ENTROPY = "That is the entropy itself. Equal weights 1/P should give P."
SIGN = "A number of patterns is 1 at least. Which sign has the entropy?"
BASE = "The logarithm and the power belong to each other: e with ln, or 2 with log2."
SQUARES = "Another measure of the same thing. Here the entropy is asked for."
COUNTED = "Here a tiny weight counts as much as a large one. How much should it count?"
ONE_EACH = "One number for each state: along which axis do its weights lie?"
MEAN = "A mean over the patterns has divided by P. The entropy is a sum."
LOG_OF_0 = "What does your program make of 0 · ln 0, and what should it be?"
MISTAKES = (
    Mistake(of_terms(lambda t: t.sum(axis=1)), ENTROPY, "the entropy"),
    Mistake(of_terms(lambda t: np.exp(-t.sum(axis=1))), SIGN, "numbers below 1"),
    Mistake(
        (of_terms(lambda t: np.exp(t.sum(axis=1) / np.log(2))), of_terms(lambda t: 2 ** t.sum(axis=1))),
        BASE,
        "a power of the wrong base",
    ),
    Mistake(of_weights(lambda p: 1 / (p**2).sum(axis=1)), SQUARES, "1 over the sum of squares"),
    Mistake(of_weights(lambda p: (p > 0).sum(axis=1)), COUNTED, "the number of weights above 0"),
    Mistake(of_terms(lambda t: np.exp(t.sum())), ONE_EACH, "one number for all states"),
    Mistake(of_terms(lambda t: np.exp(t.sum(axis=0))), ONE_EACH, "one number for each pattern"),
    Mistake(of_terms(lambda t: np.exp(t.mean(axis=1))), MEAN, "e to a mean"),
    Mistake(of_weights(e_to_entropy), LOG_OF_0, NAN),
    Mistake(lambda X, beta, states: e_to_entropy(unguarded(beta * (states @ X.T))), TOO_LARGE, NAN),
    Mistake(lambda X, beta, states: sharers(X, 1, states), NO_BETA, AT_ONE),
    Mistake(lambda X, beta, states: sharers(X, beta / X.shape[1] ** 0.5, states), BLUNT, BLUNTER),
)
PARTS = (
    Part("e to the entropy of each state's weights", 0.5, (0, 1, 2)),
    Part("weights of 0 count nothing", 0.25, (3,), needs_first=True),
    Part("scores of thousands do not overflow", 0.25, (4,), needs_first=True),
)
OTHERWISE = "Take weights ½ and ½ on paper: two patterns share. What does your function make of each term?"
TASK = function_task("sharers", sharers, cases, PARTS, MISTAKES, OTHERWISE, same=near)
