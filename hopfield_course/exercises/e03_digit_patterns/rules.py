"""Exercise 03: the voices of a crosstalk, patterns that stay together, projection of dependent ones."""

import numpy as np

from hopfield_lib.data import digits_10x9, letters
from ...check.judges import Mistake, Part, compared
from ...check.tasks import spins


def some(rng, images, count):
    """Return some of the patterns of a set of pictures, whole numbers."""
    return images.patterns[rng.permutation(len(images))[:count]].astype(int)


# ---------------------------------------------------------------------------------- crosstalk_voices


def voices_cases(rng):
    """Return random patterns, then pictures, each with the number of one of them (never 0 or the last)."""
    few = [spins(rng, 4, 12), spins(rng, 6, 25)]
    pictures = [some(rng, digits_10x9(), 10), some(rng, letters(), 7)]
    return [(X, rng.integers(1, len(X) - 1)) for X in (*few, *pictures)]


def plain_voices(X, nu):
    """Return M ξ ξ, the voices with what each unit says to itself, (P, N)."""
    return (X @ X[nu] / X.shape[1])[:, None] * X * X[nu]


def voices(X, nu):
    """Return what each pattern says to each unit of pattern nu, (P, N)."""
    return plain_voices(X, nu) - 1 / X.shape[1]


def _less(where):
    """Return the voices with the vote of a unit on itself taken away as `where(P, mu == nu)` says."""

    def answer(X, nu):
        own = np.arange(len(X))[:, None] == nu
        return plain_voices(X, nu) - where(len(X), own) / X.shape[1]

    return answer


def _others(X, nu):
    return np.arange(len(X))[:, None] != nu


ITSELF = "No unit has a vote on itself, in no pattern's couplings: how much is that, and in which rows?"
ROW = "The sum over all rows is h_i ξ_i: whose voice is row ν?"
TOWARDS = "That says towards which value a unit is pushed. Asked is whether it is held as pattern ν has it."
EACH_ONE = "The voices that this is the sum of are asked for one by one."
VOICES = (  # what people answer instead, the hint for it, and what it is
    (plain_voices, ITSELF, "voices in which units hear themselves"),
    (_less(lambda P, own: P), "P/N is what all patterns lose together. And each?", "P/N taken from each row"),
    (_less(lambda P, own: P * own), ITSELF, "P/N taken from row ν alone"),
    (_less(lambda P, own: 1 * own), ITSELF, "1/N taken from row ν alone"),
    (_less(lambda P, own: 1 * ~own), ITSELF, "1/N taken from all rows but ν"),
    (_less(lambda P, own: P / (P - 1) * ~own), ITSELF, "P/N taken from the other rows alone"),
    (lambda X, nu: voices(X, nu) * _others(X, nu), ROW, "zeros in row ν"),
    (lambda X, nu: np.delete(voices(X, nu), nu, axis=0), ROW, "one row too few"),
    (lambda X, nu: plain_voices(X, nu) - 1, ITSELF, "1 taken from each row"),
    (lambda X, nu: voices(X, nu) * X[nu], TOWARDS, "fields, of one sign or the other"),
    (lambda X, nu: plain_voices(X, nu) * X[nu], TOWARDS, "fields, of one sign or the other"),
    (lambda X, nu: plain_voices(X, nu) * X[nu] - 1 / X.shape[1], TOWARDS, "fields, of one sign or the other"),
    (
        lambda X, nu: plain_voices(X, nu) * X - 1 / X.shape[1],
        "What pattern μ has at unit i decides which way it speaks there.",
        "one voice, where pattern ν has ink and where it has none",
    ),
    (lambda X, nu: voices(X, nu).sum(axis=0), EACH_ONE, "one number a unit"),
    (lambda X, nu: voices(X, nu).sum(axis=0) - 1, EACH_ONE, "one number a unit"),
    (lambda X, nu: X @ X[nu] / X.shape[1], "What do these overlaps say at unit i?", "the overlaps"),
    (
        lambda X, nu: voices(X, nu).T,
        "One row for each pattern, one column for each unit.",
        "rows for columns",
    ),
    (lambda X, nu: voices(X, 0), "Which pattern is the state? nu says it.", "the voices at pattern 0"),
    (lambda X, nu: voices(X, nu) * X.shape[1], "Overlaps, as couplings, are divided by N.", "N times that"),
)
judge_voices = compared(
    voices,
    (
        Part("random patterns: each one's voice at each unit", 0.5, (0, 1)),
        Part("pictures: louder voices", 0.5, (2, 3)),
    ),
    [Mistake(*words) for words in VOICES],
    "Two patterns of three units on paper: what does each add to the field of unit 0?",
)


# -------------------------------------------------------------------------------------- choose_fixed


def stays(X):
    """Return which of the patterns (P, N) stay when they are stored together."""
    return (X * (X @ X.T @ X - len(X) * X) >= 0).all(axis=1)


def choose(X, order, fits=lambda X: stays(X).all(), stop=False):
    """Return 1 for each pattern that is taken, in this order, if with it the test holds, else 0."""
    X, taken, mask = X.astype(float), [], np.zeros(len(X), dtype=int)
    for mu in order:
        if fits(X[[*taken, mu]]):
            taken.append(mu)
        elif stop:
            break
    mask[taken] = 1
    return mask


def _sure(X):
    M = np.abs(X @ X.T)
    return (M.sum(axis=1) - X.shape[1] < X.shape[1] - len(X)).all()


def _with_diagonal(X):
    return (X * (X @ X.T @ X) >= 0).all()


def _strict(X):
    return (X * (X @ X.T @ X - len(X) * X) > 0).all()


def _refused_stay(X, order):
    mask = np.zeros(len(X), dtype=int)
    for k in range(len(X)):
        mask[order[k]] = stays(X[order[: k + 1]]).all()
    return mask


def _numbers(X, order):
    return np.array([mu for mu in order if choose(X, order)[mu]])


AFTER = "One was left out. Is it gone from the stored ones, and do those after it still get their turn?"
ENTRY = "One entry for each pattern: 1 if it is taken, 0 if not."
CHOICES = {  # what people do instead, and the hint for it
    "newcomer": (
        lambda X, order: choose(X, order, lambda Y: stays(Y)[-1]),
        "It stays itself. And those that were there before it came?",
    ),
    "others": (
        lambda X, order: choose(X, order, lambda Y: stays(Y)[:-1].all()),
        "The others stay. And the newcomer itself?",
    ),
    "strict": (
        lambda X, order: choose(X, order, _strict),
        "Units whose votes balance do not flip. What of your test, and is a balance exactly 0 in it?",
    ),
    "no order": (
        lambda X, order: choose(X, range(len(X))),
        "Who is tried first? The argument order says it.",
    ),
    "backwards": (lambda X, order: choose(X, order[::-1]), "Begin with order[0]."),
    "by place": (
        lambda X, order: choose(X, order)[order],
        "Entry μ speaks of pattern μ, wherever it stands in the order.",
    ),
    "bound": (
        lambda X, order: choose(X, order, _sure),
        "A bound is for the worst case: some that you leave out would stay.",
    ),
    "diagonal": (
        lambda X, order: choose(X, order, _with_diagonal),
        "Too many seem to stay. Whose vote stands on the diagonal?",
    ),
    "stop": (lambda X, order: choose(X, order, stop=True), AFTER),
    "refused": (_refused_stay, AFTER),
    "all": (
        lambda X, order: stays(X).astype(int),
        "These stay when all are stored. But those that were left out are not stored.",
    ),
    "numbers": (_numbers, ENTRY),
    "sorted numbers": (lambda X, order: np.sort(_numbers(X, order)), ENTRY),
}
ORDERED = ("no order", "backwards", "by place")
SHOWN_AND_HIDDEN = (  # in each case, the mistakes that show and those that do not; whether it has an order
    (("bound", "all"), ("strict", "newcomer"), False),
    (("diagonal", "stop", "refused"), ("strict", "newcomer"), False),
    (("newcomer", "bound", "diagonal"), ("strict",), False),
    (("newcomer", "stop", "all", "refused"), ("strict",), False),
    (ORDERED, ("strict",), True),
    (("strict",), (), False),
)


def _choice(rng, show, hide, ordered):
    """Return eight to ten letters and an order where some mistakes show and others do not."""
    while True:
        X = some(rng, letters(), rng.integers(8, 11))
        order = rng.permutation(len(X)) if ordered else np.arange(len(X))
        right = choose(X, order)
        if all((CHOICES[name][0](X, order) != right).any() for name in show) and all(
            np.array_equal(CHOICES[name][0](X, order), right) for name in hide
        ):
            return X, order


def choose_cases(rng):
    """Return sets of letters: plain ones, ones that break others, another order, ties."""
    return [_choice(rng, *kind) for kind in SHOWN_AND_HIDDEN]


judge_choose = compared(
    choose,
    (
        Part("what stays together is taken, what does not is left out", 0.5, (0, 1)),
        Part("nor may one that is taken break another", 0.5, (2, 3)),
        Part("in the order that is given", 0.25, (4,)),
        Part("a tie keeps its unit", 0.25, (5,)),
    ),
    [Mistake(*words) for words in CHOICES.values()],
    "Follow the first three on paper: who is stored, who is asked, and whose units are looked at?"
    " Where votes may balance, are your sums whole numbers?",
)


# ------------------------------------------------------------------------------------ span_couplings


def span_cases(rng):
    """Independent patterns, then a copy, a negative, and a pattern that three others add up to."""
    while True:
        a, b, c = spins(rng, 3, 16)
        c = np.where(a == b, a, c)
        copied = np.array([a, b, a, c])
        opposite = np.vstack([some(rng, digits_10x9(), 5), np.zeros((1, 90), int)])
        opposite[5] = -opposite[rng.integers(4)]
        summed = np.array([a, b, c, a + b - c])
        first, second = spins(rng, 3, 12), some(rng, letters(), 6)
        ranks = [np.linalg.matrix_rank(X) for X in (first, second, copied, opposite, summed)]
        unlike = len(np.unique(summed * summed[:, :1], axis=0)) == 4
        shown = all(np.abs(span(X)[0, 1:4]).min() > 0.01 for X in (first, copied))
        if ranks == [3, 6, 3, 5, 3] and unlike and shown:
            return [(X,) for X in (first, second, copied, opposite, summed)]


def projector(X):
    """Return the projection onto what the patterns span, with its diagonal."""
    return np.linalg.pinv(X, rcond=1e-10) @ X


def span(X):
    """Return the projection rule's couplings of patterns (P, N) that may be dependent."""
    W = projector(X)
    return W - np.diag(np.diag(W))


def _add(rest):
    return np.outer(rest, rest) / (rest @ rest)


def _in_turn(taken=lambda W, xi: W @ xi, added=_add, bare=False):
    """Return how people make couplings of one pattern after another."""

    def answer(X):
        W = np.zeros((X.shape[1],) * 2)
        for k, xi in enumerate(X.astype(float)):
            rest = xi - (taken(W, xi) if not bare else X[:k].T @ (X[:k] @ xi) / len(xi))
            if rest @ rest > 1e-9:
                W += added(rest)
        return W - np.diag(np.diag(W))

    return answer


def _hollow(W, xi):
    np.fill_diagonal(W, 0)
    return W @ xi


def _hebb(X):
    return (X.T @ X - len(X) * np.eye(X.shape[1])) / X.shape[1]


def _without_diagonal(make):
    def answer(X):
        W = make(X.astype(float))
        return W - np.diag(np.diag(W))

    return answer


def _one_by_one(X):
    M = X @ X.T / X.shape[1]
    return X.T @ np.divide(1, M, out=np.zeros_like(M), where=M != 0) @ X / X.shape[1]


def _no_two(X):
    """Return the projector of the patterns that have no copy, neither of the other sign."""
    alike = np.abs(X @ X.T) == X.shape[1]
    return projector(X[alike.sum(axis=1) == 1])


OVERLAPS = "These are Hebb's couplings: where do the overlaps come in?"
ENTRIES = "The inverse of a matrix is not made of the inverses of its entries."
INVERT = "The overlaps are to be inverted, not the couplings: a P × P matrix."
DIAGONAL = "What stands on this diagonal, unit by unit?"
ONCE = "Is W ξ then ξ, for one pattern alone? Look where you divide by N."
LENGTH = "Is W ξ = ξ after each step? What is left over need not be as long as a pattern."
TWICE = "Earlier patterns overlap with each other: is what they share taken away twice?"
SPANS = (  # what people answer instead, the hint for it, and what it is
    (projector, "A unit does not vote for itself.", "a projection with its diagonal"),
    (_hebb, OVERLAPS, "Hebb's couplings"),
    (lambda X: X.T @ X / X.shape[1], OVERLAPS, "Hebb's couplings with their diagonal"),
    (_without_diagonal(_one_by_one), ENTRIES, "1/M entry by entry"),
    *(
        (
            _without_diagonal(lambda X, W=W: np.linalg.pinv(W(X), rcond=1e-10)),
            INVERT,
            "an inverse of couplings",
        )
        for W in (_hebb, lambda X: X.T @ X, lambda X: X.T @ X / X.shape[1])
    ),
    (
        _without_diagonal(lambda X: X.T @ (X @ X.T) @ X / X.shape[1] ** 2),
        "The overlaps are multiplied in: that makes them louder still.",
        "M in place of its inverse",
    ),
    (lambda X: projector(X) - np.eye(X.shape[1]), DIAGONAL, "1 taken from the diagonal"),
    (
        lambda X: projector(X) - len(X) / X.shape[1] * np.eye(X.shape[1]),
        DIAGONAL,
        "P/N taken from the diagonal",
    ),
    (lambda X: span(X) * X.shape[1], ONCE, "N times that"),
    (lambda X: span(X) / X.shape[1], ONCE, "1/N of that"),
    (_in_turn(added=lambda rest: np.outer(rest, rest) / len(rest)), LENGTH, "couplings of another length"),
    (_in_turn(added=lambda rest: np.outer(rest, rest)), LENGTH, "couplings of another length"),
    (_in_turn(_hollow), "When is the diagonal set to 0? W ξ = ξ holds before.", "no diagonal too early"),
    (_in_turn(bare=True), TWICE, "overlaps taken away one by one"),
    (
        lambda X: X @ np.linalg.pinv(X, rcond=1e-10),
        "That is one number for each two patterns. Couplings join two units.",
        "a matrix of patterns",
    ),
    (_without_diagonal(_no_two), "One of two that say the same is still needed.", "couplings without either"),
)
judge_span = compared(
    span,
    (
        Part("independent patterns", 0.75, (0, 1)),
        Part("one pattern too many: a copy, a negative, a sum", 0.75, (2, 3, 4)),
    ),
    [Mistake(*words) for words in SPANS],
    "Is W ξ = ξ for each stored pattern, before the diagonal is set to 0? And of a pattern that says nothing"
    " new only rounding is left: what should that add?",
)
