"""Exercise 07, update_slope: how an update answers small changes of the state."""

import numpy as np

from ...check.draws import drawn_until
from ...check.judges import Mistake, Part, function_task
from ...check.tasks import spins
from .softmax import BLUNT, BLUNTER, NAN, TOO_LARGE, near, share_out, unguarded


def attention(X, beta, s):
    """Return the attention (P,) of one state (N,)."""
    return share_out(X, beta, s[None])[0]


def covariance(X, weights, centre):
    """Return the sum of weighted products (N, N) of patterns (P, N), taken about a centre."""
    about = X - centre
    return (weights[:, None] * about).T @ about


def update_slope(X, beta, s):
    """Return how an update with patterns (P, N) answers small changes of a state (N,), (N, N)."""
    p = attention(X, beta, s)
    return beta * covariance(X, p, p @ X)


def about(centre):
    """Return the answer of somebody who takes the patterns about another centre."""
    return lambda X, beta, s: beta * covariance(X, attention(X, beta, s), centre(X, s))


def squares_without_weights(X, beta, s):
    """Return a plain mean of products about the weighted mean."""
    return beta * covariance(X, np.full(len(X), 1 / len(X)), attention(X, beta, s) @ X)


def overflown(X, beta, s):
    """Return the slope with weights whose exponents are as large as the scores."""
    p = unguarded(beta * (X @ s))
    return beta * covariance(X, p, p @ X)


def for_each_pattern(X, beta, s):
    """Return how the weights answer small changes of the scores."""
    p = attention(X, beta, s)
    return beta * (np.diag(p) - np.outer(p, p))


def two_share(rng):
    """Return a state that two patterns share exactly, with large scores, or None."""
    X = spins(rng, 4, 20)
    s = 2 * (X[0] + X[1])
    scores, apart = np.sort(X @ s), (X[0] != X[1]).sum()
    telling = scores[-3] < scores[-2] == scores[-1] and 3 < apart < 9
    return (X.astype(float), 60.0, s.astype(float)) if telling else None


def cases(rng):
    """Equal weights; weights of all sizes; two patterns that share a state, with large scores."""
    X, s = rng.normal(size=(7, 5)), rng.normal(size=5)
    without_score = X - np.outer(X @ s, s) / (s @ s), 0.6, s
    others = [
        (rng.normal(size=(P, N)), beta, rng.normal(size=N)) for P, N, beta in ((6, 4, 0.5), (5, 8, 0.3))
    ]
    return [without_score, *others, drawn_until(rng, two_share)]


NO_WEIGHTS = "Right where all weights are equal. Elsewhere: which patterns should count more?"
SAMPLE = "np.cov corrects for a small sample unless told otherwise. Is this a sample?"
NO_BETA = "Move the state a little: by how much does a score move, and by how much its exponent?"
NO_CENTRE = "If all patterns are the same, nothing can change the answer. About what are they taken?"
PLAIN_MEAN = "The weights have a mean of their own. About which mean do you take the patterns?"
OLD_STATE = "Which state is the weighted mean of the patterns, the old one or the new one?"
WEIGHTS = (
    "So the weights change with the scores. "
    "How do scores change with the state, and the new state with the weights?"
)
SIGN = "A state moved towards a pattern is answered by more of that pattern: which sign?"
EACH_ENTRY = "Each entry of the new state answers to each entry of the old one."
MISTAKES = (
    Mistake(lambda X, beta, s: beta * np.cov(X.T, bias=True), NO_WEIGHTS, "a covariance without weights"),
    Mistake(lambda X, beta, s: beta * np.cov(X.T), SAMPLE, "P / (P − 1) times a covariance without weights"),
    Mistake(
        lambda X, beta, s: beta * np.cov(X.T, aweights=attention(X, beta, s)),
        SAMPLE,
        "a covariance corrected for a small sample",
    ),
    Mistake(lambda X, beta, s: update_slope(X, beta, s) / beta, NO_BETA, "the covariance alone"),
    Mistake(about(lambda X, s: 0), NO_CENTRE, "a mean of products"),
    Mistake(about(lambda X, s: X.mean(axis=0)), PLAIN_MEAN, "weighted, but about the plain mean"),
    Mistake(about(lambda X, s: s), OLD_STATE, "weighted, but about the old state"),
    Mistake(
        squares_without_weights,
        "The mean has its weights; the squares too?",
        "without weights, about the weighted mean",
    ),
    Mistake(for_each_pattern, WEIGHTS, "one row for each pattern"),
    Mistake(overflown, TOO_LARGE, NAN),
    Mistake(lambda X, beta, s: update_slope(X, beta / X.shape[1] ** 0.5, s), BLUNT, BLUNTER),
    Mistake(lambda X, beta, s: -update_slope(X, beta, s), SIGN, "the other sign"),
    Mistake(lambda X, beta, s: np.diag(update_slope(X, beta, s)), EACH_ENTRY, "the diagonal alone"),
)
PARTS = (
    Part("where all patterns share alike, β times their covariance", 0.5, (0,)),
    Part("elsewhere, weighted as the attention is", 0.75, (1, 2)),
    Part("two patterns share the attention, with large scores", 0.25, (3,)),
)
OTHERWISE = "Compare with a small change by hand: (update(s + h) − update(s)) / h, h in one unit at a time."
TASK = function_task("update_slope", update_slope, cases, PARTS, MISTAKES, OTHERWISE, same=near)
