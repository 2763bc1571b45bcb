"""Exercise 07, attend: attention for many queries."""

from functools import partial

import numpy as np
from scipy.special import softmax

from ...check.draws import drawn_until
from ...check.judges import Mistake, Part, function_task
from .softmax import (
    AT_ONE,
    BLUNT,
    BLUNTER,
    NAN,
    NO_BETA,
    TOO_LARGE,
    WHOSE_LARGEST,
    near,
    share_out,
    unguarded,
)


def attend(Q, K, V, beta):
    """Return what queries (B, N) get of values (P, M) by their keys (P, N), (B, M)."""
    return share_out(K, beta, Q) @ V


def weighted(weights):
    """Return an answer with other weights, a function of the scores times β."""
    return lambda Q, K, V, beta: weights(beta * (Q @ K.T)) @ V


def one_largest(a):
    """Return weights for which the same number was taken from the scores of all queries."""
    return unguarded(a - a.max())


def mean_taken(a):
    """Return weights for which each query's mean score was taken from its scores."""
    return unguarded(a - a.mean(axis=1, keepdims=True))


def row_largest_whole_table(a):
    """Return weights that sum to 1 over all queries; each query's largest score was taken from its scores."""
    p = np.exp(a - a.max(axis=1, keepdims=True))
    return p / p.sum()


def unguarded_whole_table(a):
    """Return such weights with exponents as large as the scores."""
    p = np.exp(a)
    return p / p.sum()


def tables(rng, B, P, N, M):
    """Return random queries, keys, values and a blunt β."""
    return rng.normal(size=(B, N)), rng.normal(size=(P, N)), rng.normal(size=(P, M)), rng.uniform(0.4, 0.8)


def tied_keys(rng, sign):
    """Return a query with large scores of this sign, of which two are tied exactly: whole numbers."""
    Q, K, V, _ = tables(rng, 1, 6, 9, 3)
    Q = np.round(3 * Q) + 9.0
    K = sign * (np.round(2 * np.abs(K)) + 2.0)
    K[1] = K[0] = K[(Q @ K.T).argmax()]
    return Q, K, V, 20.0


@np.errstate(over="ignore", invalid="ignore")
def far_from_the_mean(*case):
    """Whether a score lies so far above the mean that e to the difference overflows."""
    return np.isnan(weighted(mean_taken)(*case)).any()


def unlike_queries(rng):
    """Return two queries: the first one's scores are 1000 and more, the second one's −800 and less."""
    Q, K, V, _ = tables(rng, 2, 5, 8, 3)
    K += 2 * np.sign(Q[0])
    Q[1] = -Q[0] + 0.3 * rng.normal(size=8)
    low, high = (Q @ K.T).min(axis=1)[0], (Q @ K.T).max(axis=1)[1]
    return (Q, K, V, 1000 / low) if low > 2 and high < -0.8 * low else None


def cases(rng):
    """One query; several, also as many as keys; large scores of both signs; queries unlike in length."""
    small = [tables(rng, *shape) for shape in ((1, 5, 6, 3), (4, 7, 6, 2), (5, 5, 4, 4))]
    large = [drawn_until(rng, partial(tied_keys, sign=sign), far_from_the_mean) for sign in (1, -1)]
    return [*small, *large, drawn_until(rng, unlike_queries)]


PER_QUERY = "Each query shares out an attention of its own. What do the weights of one query sum to?"
OVER_ALL = "weights that sum to 1 over all queries together"
NOT_THE_MEAN = (
    "Some score may lie far above the mean. Which score must be taken away, so that none overflows?"
)
BETA_TIMES = "Do your weights still sum to 1? β makes the softmax sharp, not its result large."
OF_KEYS = "The weights come from the keys. Of which table are they the weights?"
SIGN = "The best match gets the least. Which sign has the exponent?"
NOT_1 = "An average has weights that sum to 1. Yours?"
ALIKE = "All keys get the same weight. Are scores cut off before they can tell keys apart?"
MISTAKES = (
    Mistake(weighted(lambda a: softmax(a, axis=0)), PER_QUERY, "weights shared among the queries"),
    Mistake((weighted(softmax), weighted(row_largest_whole_table)), PER_QUERY, OVER_ALL),
    Mistake(weighted(unguarded), TOO_LARGE, NAN),
    Mistake(weighted(mean_taken), NOT_THE_MEAN, NAN),
    Mistake(weighted(unguarded_whole_table), PER_QUERY, NAN),
    Mistake(weighted(one_largest), WHOSE_LARGEST, NAN),
    Mistake(lambda Q, K, V, beta: attend(Q, K, V, 1), NO_BETA, AT_ONE),
    Mistake(lambda Q, K, V, beta: attend(Q, K, V, beta / K.shape[1] ** 0.5), BLUNT, BLUNTER),
    Mistake(lambda Q, K, V, beta: beta * attend(Q, K, V, 1), BETA_TIMES, "β times what β = 1 gives"),
    Mistake(lambda Q, K, V, beta: attend(Q, K, K, beta), OF_KEYS, "an average of the keys"),
    Mistake(lambda Q, K, V, beta: attend(Q, K, V, -beta), SIGN, "the worst match preferred"),
    Mistake(weighted(np.exp), NOT_1, "a sum whose weights do not sum to 1"),
    Mistake(weighted(lambda a: softmax(0 * a, axis=1)), ALIKE, "the plain mean of the values"),
    Mistake(
        lambda Q, K, V, beta: V[(Q @ K.T).argmax(axis=1)],
        "A soft choice: what do the others get?",
        "the best value alone",
    ),
    Mistake(lambda Q, K, V, beta: attend(Q, K, V, beta).T, "One row for each query.", "queries in columns"),
    Mistake(
        lambda Q, K, V, beta: share_out(K, beta, Q),
        "The weights are right. What is averaged with them?",
        "the weights alone",
    ),
)
PARTS = (
    Part("one query gets an average of the values, with the softmax as weights", 0.5, (0,)),
    Part("each of many queries has weights of its own", 0.5, (1, 2)),
    Part("scores of thousands, positive or negative, do not overflow", 0.5, (3, 4), needs_first=True),
    Part("a query with high scores does not disturb one with low scores", 0.5, (5,), needs_first=True),
)
OTHERWISE = "Take one query and two keys with scores 3 and 1, β = 1 (quiz 1), and follow your function."
TASK = function_task(
    "attend",
    attend,
    cases,
    PARTS,
    MISTAKES,
    OTHERWISE,
    same=near,
    slips=(weighted(one_largest),),
)
