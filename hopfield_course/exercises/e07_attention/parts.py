"""Exercise 07, by hand: attention for many queries, and what its judges share."""

import numpy as np

from ...check.judges import Mistake, Part, compared

NAN = "NaN, not a number"
TOO_LARGE = (
    "How large are the exponents here, and how large a number fits? "
    "Only differences of scores count (quiz 1)."
)
NO_BETA, AT_ONE = "The same at every β. Where does it enter?", "what β = 1 gives"
BLUNT, BLUNTER = "β is the whole sharpness here: 1/√N is one choice of it.", "a blunter softmax"


def near(came, expected):
    """Whether two arrays agree to what single precision leaves."""
    return np.allclose(came, expected, rtol=1e-5, atol=1e-6)


def softmax(scores, axis=-1):
    """Return weights that are positive and sum to 1 along an axis."""
    a = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return a / a.sum(axis=axis, keepdims=True)


def unguarded(scores):
    """Return the weights of a softmax whose exponents are as large as the scores."""
    a = np.exp(scores)
    return a / a.sum(axis=-1, keepdims=True)


def share_out(X, beta, states):
    """Return the attention of states (B, N) to patterns (P, N), (B, P)."""
    return softmax(beta * (states @ X.T))


# ---------------------------------------------------------------------------------------- attend


def attend(Q, K, V, beta):
    """Return what queries (B, N) get of values (P, M) by their keys (P, N), (B, M)."""
    return share_out(K, beta, Q) @ V


def attend_cases(rng):
    """One query; several, also as many as keys; large scores of both signs; queries unlike in length."""
    cases = [_tables(rng, 1, 5, 6, 3), _tables(rng, 4, 7, 6, 2), _tables(rng, 5, 5, 4, 4)]
    for sign in (1, -1):
        Q, K, V, _ = _tables(rng, 1, 6, 9, 3)
        Q = np.round(3 * Q) + 9.0  # whole numbers: two keys are tied exactly
        K = sign * (np.round(2 * np.abs(K)) + 2.0)
        K[1] = K[0] = K[(Q @ K.T).argmax()]
        cases.append((Q, K, V, np.array(20.0)))
    while True:  # the first query's scores are 1000 and more, the second's −800 and less
        Q, K, V, _ = _tables(rng, 2, 5, 8, 3)
        K += 2 * np.sign(Q[0])
        Q[1] = -Q[0] + 0.3 * rng.normal(size=8)
        low, high = (Q @ K.T).min(axis=1)[0], (Q @ K.T).max(axis=1)[1]
        if low > 2 and high < -0.8 * low:
            return [*cases, (Q, K, V, np.array(1000 / low))]


def _tables(rng, B, P, N, M):
    Q, K, V = rng.normal(size=(B, N)), rng.normal(size=(P, N)), rng.normal(size=(P, M))
    return Q, K, V, np.array(rng.uniform(0.4, 0.8))


def _one_largest(Q, K, V, beta):
    a = beta * (Q @ K.T)
    a = np.exp(a - a.max())
    return a / a.sum(axis=1, keepdims=True) @ V


def _whole_table(Q, K, V, beta):
    a = beta * (Q @ K.T)
    a = np.exp(a - a.max())
    return a / a.sum() @ V


def _row_largest_whole_table(Q, K, V, beta):
    a = beta * (Q @ K.T)
    a = np.exp(a - a.max(axis=1, keepdims=True))
    return a / a.sum() @ V


def _raw_whole_table(Q, K, V, beta):
    a = np.exp(beta * (Q @ K.T))
    return a / a.sum() @ V


WHOLE = "weights that sum to 1 over all queries together"
PER_QUERY = "Each query shares out an attention of its own. What do the weights of one query sum to?"
MISTAKES = (
    Mistake(
        lambda Q, K, V, beta: softmax(beta * (Q @ K.T), axis=0) @ V,
        PER_QUERY,
        "weights shared among the queries",
    ),
    Mistake(_whole_table, PER_QUERY, WHOLE),
    Mistake(_row_largest_whole_table, PER_QUERY, WHOLE),
    Mistake(lambda Q, K, V, beta: unguarded(beta * (Q @ K.T)) @ V, TOO_LARGE, NAN),
    Mistake(_raw_whole_table, PER_QUERY, NAN),
    Mistake(
        _one_largest, "Fine for one query, not for queries unlike each other: whose largest score is it?", NAN
    ),
    Mistake(lambda Q, K, V, beta: softmax(Q @ K.T) @ V, NO_BETA, AT_ONE),
    Mistake(lambda Q, K, V, beta: share_out(K, beta / K.shape[1] ** 0.5, Q) @ V, BLUNT, BLUNTER),
    Mistake(
        lambda Q, K, V, beta: beta * softmax(Q @ K.T) @ V,
        "Do your weights still sum to 1? β makes the softmax sharp, not its result large.",
        "β times what β = 1 gives",
    ),
    Mistake(
        lambda Q, K, V, beta: share_out(K, beta, Q) @ K,
        "The weights come from the keys. Of which table are they the weights?",
        "an average of the keys",
    ),
    Mistake(
        lambda Q, K, V, beta: share_out(K, -beta, Q) @ V,
        "The best match gets the least. Which sign has the exponent?",
        "the worst match preferred",
    ),
    Mistake(
        lambda Q, K, V, beta: np.exp(beta * (Q @ K.T)) @ V,
        "An average has weights that sum to 1. Yours?",
        "a sum whose weights do not sum to 1",
    ),
    Mistake(
        lambda Q, K, V, beta: np.tile(V.mean(axis=0), (len(Q), 1)),
        "All keys get the same weight. Are scores cut off before they can tell keys apart?",
        "the plain mean of the values",
    ),
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
judge_attend = compared(
    attend,
    (
        Part("one query gets an average of the values, with the softmax as weights", 0.5, (0,)),
        Part("each of many queries has weights of its own", 0.5, (1, 2)),
        Part("scores of thousands, positive or negative, do not overflow", 0.5, (3, 4), needs_first=True),
        Part("a query with high scores does not disturb one with low scores", 0.5, (5,), needs_first=True),
    ),
    MISTAKES,
    "Take one query and two keys with scores 3 and 1, β = 1 (quiz 1), and follow your function.",
    same=near,
)
