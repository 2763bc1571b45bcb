"""Exercise 09, blurred_score: the score of blurred data, some of which are there several times."""

import numpy as np
from scipy.special import softmax

from ...check.draws import drawn_until
from ...check.judges import Mistake, Part, function_task
from .blur import NAN, near, shares, squares


def blurred_score(X, counts, sigma, states):
    """Return the score (B, N) of pictures (K, N) that are there so many times (K,), blurred, at states."""
    return (shares(X, counts, 1 / (2 * sigma**2), states) @ X - states) / sigma**2


def pulled(pull):
    """Return the answer of somebody who makes something else of the means, σ and the states."""
    return lambda X, counts, sigma, states: pull(
        shares(X, counts, 1 / (2 * sigma**2), states) @ X, sigma, states
    )


def weighted(weights):
    """Return an answer with other weights (B, K), a function of the exponents |x − ξ|²/2σ² and the counts."""

    def answer(X, counts, sigma, states):
        p = weights(squares(X, states) / (2 * sigma**2), counts)
        return (p @ X - states) / sigma**2

    return answer


def with_beta(beta):
    """Return the answer of somebody who takes another sharpness, a function of σ."""
    return lambda X, counts, sigma, states: (shares(X, counts, beta(sigma), states) @ X - states) / sigma**2


def of_density(X, counts, sigma, states):
    """Return the slope of the density in place of that of its logarithm."""
    a = counts * np.exp(-squares(X, states) / (2 * sigma**2))
    return (a @ X - a.sum(axis=1, keepdims=True) * states) / sigma**2


def by_distance(X, counts, sigma, states):
    """Return the score with distances that are not squared."""
    p = softmax(np.log(counts) - squares(X, states) ** 0.5 / (2 * sigma**2), axis=1)
    return (p @ X - states) / sigma**2


def divided(a):
    """Return the rows of a table, each divided by its sum."""
    return a / a.sum(axis=1, keepdims=True)


def unguarded(a, counts):
    """Return weights of exponents as they are."""
    return divided(counts * np.exp(-a))


def one_nearest(a, counts):
    """Return weights for which the same number was taken from the exponents of all states."""
    return unguarded(a - a.min(), counts)


def random_case(rng, K, N, B, sigma, counts=None):
    """Return pictures and states between which all weights count."""
    counts = np.ones(K, dtype=int) if counts is None else rng.permutation(counts)
    return rng.normal(size=(K, N)), counts, sigma, rng.normal(size=(B, N))


def far_away(rng, beside=False):
    """Return a state far from all pictures that two share; beside it, if asked, one near a picture."""
    X, sigma = 2 * rng.normal(size=(5, 4)), rng.uniform(0.02, 0.04)
    way = X[1] - X[0]
    aside = rng.normal(size=4)
    aside -= aside @ way / (way @ way) * way
    aside *= 4 / np.sqrt(aside @ aside)
    lead = rng.uniform(0.5, 1.2) * rng.choice([-1, 1])
    states = [(X[0] + X[1]) / 2 + aside + lead * sigma**2 * way / (way @ way)]
    states += [X[4] + sigma * rng.normal(size=4)] if beside else []
    q = squares(X, np.array(states))[0]
    telling = q[2:].min() - q[:2].max() > 0.3 and way @ way > 4
    return (X, rng.permutation([1, 2, 3, 5, 8]), sigma, np.array(states)) if telling else None


def cases(rng):
    """One state; many, also as many as pictures; pictures that are there several times; little noise."""
    return [
        random_case(rng, 5, 4, 1, rng.uniform(1.3, 1.7)),
        random_case(rng, 4, 6, 4, rng.uniform(0.6, 0.8)),
        random_case(rng, 6, 3, 4, rng.uniform(1.3, 1.7)),
        random_case(rng, 5, 4, 3, rng.uniform(0.6, 0.8), [1, 1, 2, 4, 7]),
        random_case(rng, 4, 3, 4, rng.uniform(1.3, 1.7), [1, 3, 5, 9]),
        drawn_until(rng, far_away),
        drawn_until(rng, lambda rng: far_away(rng, beside=True)),
    ]


UPHILL = "This points away from the data. Is the density higher there?"
SPREAD = "The way to the mean is right. By which power of σ is it to be divided?"
SLOPE_OF_E = "That is a slope of E. Which factors stand between it and the score?"
TWO = "E has a factor 2 in its slope. Where has it gone?"
EACH_ITS_OWN = "Each state has weights of its own. To what do those of one state add up?"
CONVENTION = "Each picture is a bell of spread σ. What stands in the exponent of such a bell?"
SQUARED = "In the exponent of a bell the distance is squared."
SIGN_OF_EXPONENT = "The farthest picture gets the most. Which sign has the exponent?"
NOT_COUNTED = "The same whatever `counts` holds. Write a picture down twice: how many terms has the sum then?"
EXPONENT = "Three equal terms are three times one term. Do they change its exponent?"
NOT_1 = "A mean has weights that add up to 1. Do yours, with the counts?"
NO_DISTANCE = "Every state gets the same mean. Where does the distance enter?"
LOGARITHM = "That is the slope of the density. The score is that of its logarithm."
UNDERFLOW = (
    "How small is a term of your sum where all pictures are far away? Only differences of exponents count."
)
WHOSE_NEAREST = "Fine for states alike. Whose smallest exponent do you take from those of another state?"
SOFT = "The nearest alone? With noise of spread σ the state may come from others too."
OVER_STATES = "weights that add up to 1 over the states"
MISTAKES = (
    Mistake(
        pulled(lambda mean, sigma, x: (x - mean) / sigma**2), UPHILL, "the right score with the other sign"
    ),
    Mistake(pulled(lambda mean, sigma, x: mean - x), SPREAD, "the way to the mean"),
    Mistake(pulled(lambda mean, sigma, x: (mean - x) / sigma), SPREAD, "divided by σ"),
    Mistake(pulled(lambda mean, sigma, x: (mean - x) / (2 * sigma**2)), TWO, "half of the score"),
    Mistake(
        (pulled(lambda mean, sigma, x: 2 * (x - mean)), pulled(lambda mean, sigma, x: 2 * (mean - x))),
        SLOPE_OF_E,
        "a slope of the energy",
    ),
    Mistake(pulled(lambda mean, sigma, x: mean), "The mean is right. Where does it pull the state?", "means"),
    Mistake(with_beta(lambda sigma: 1 / sigma**2), CONVENTION, "weights with β = 1/σ²"),
    Mistake(
        (with_beta(lambda sigma: 1 / (2 * sigma)), with_beta(lambda sigma: 1 / sigma)),
        CONVENTION,
        "weights with another power of σ",
    ),
    Mistake(by_distance, SQUARED, "weights by the distance, not squared"),
    Mistake(
        weighted(lambda a, n: softmax(np.log(n) + a, axis=1)), SIGN_OF_EXPONENT, "the farthest preferred"
    ),
    Mistake(weighted(lambda a, n: softmax(np.log(n) - a, axis=0)), EACH_ITS_OWN, OVER_STATES),
    Mistake(weighted(lambda a, n: softmax(np.log(n) - a)), EACH_ITS_OWN, f"{OVER_STATES} and pictures"),
    Mistake(weighted(lambda a, n: softmax(-a, axis=1)), NOT_COUNTED, "each picture counted once"),
    Mistake(weighted(lambda a, n: divided(np.exp(-a))), NOT_COUNTED, "each picture counted once"),
    Mistake(weighted(lambda a, n: softmax(-n * a, axis=1)), EXPONENT, "counts in the exponent"),
    Mistake(weighted(lambda a, n: softmax(n - a, axis=1)), EXPONENT, "counts in the exponent"),
    Mistake(weighted(lambda a, n: n * softmax(-a, axis=1)), NOT_1, "weights that do not add up to 1"),
    Mistake(weighted(lambda a, n: n / n.sum() + 0 * a), NO_DISTANCE, "the mean of all"),
    Mistake(of_density, LOGARITHM, "the slope of the density"),
    Mistake(weighted(unguarded), UNDERFLOW, NAN),
    Mistake(
        (
            weighted(
                lambda a, n: n * np.exp(-a) / np.maximum(1e-99, (n * np.exp(-a)).sum(axis=1, keepdims=True))
            ),
            lambda *case: np.nan_to_num(weighted(unguarded)(*case)),
            weighted(lambda a, n: unguarded(np.minimum(a, 700), n)),
        ),
        UNDERFLOW,
    ),
    Mistake(weighted(one_nearest), WHOSE_NEAREST, NAN),
    Mistake(weighted(lambda a, n: np.eye(a.shape[1])[a.argmin(axis=1)]), SOFT, "the nearest picture's pull"),
)
PARTS = (
    Part("the score at one state", 0.5, (0,)),
    Part("each of many states has a score of its own", 0.5, (1, 2)),
    Part("a picture that is there n times counts n times", 0.5, (3, 4)),
    Part("little noise, far from all pictures: no sum underflows", 0.25, (5,), needs_first=True),
    Part("a state near a picture does not disturb one far from all", 0.25, (6,), needs_first=True),
)
OTHERWISE = "Take one number: pictures at 0 and 2, a state at 1.5, σ = 1, and follow your function on paper."
TASK = function_task(
    "blurred_score",
    blurred_score,
    cases,
    PARTS,
    MISTAKES,
    OTHERWISE,
    same=near,
    slips=(weighted(one_nearest),),
)
