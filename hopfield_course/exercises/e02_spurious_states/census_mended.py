"""Exercise 02, the bug hunt: a program that counts where runs end."""

from functools import partial

import numpy as np

from ...check.hunts import Bug, hunt
from ...check.judges import Mistake
from ...check.tasks import spins

# ------------------------------------------------------------------------- which units are flipped


def first_different(drawn, flips):
    """Return the first units drawn that are different, so many of them."""
    return list(dict.fromkeys(drawn.tolist()))[: int(flips)]


def first_drawn(drawn, flips):
    """Return the first draws, a unit that is drawn twice but once."""
    return np.unique(drawn[:flips])


def drawn_oddly(drawn, flips):
    """Return the units drawn an odd number of times: those that a flip a draw leaves flipped."""
    units, times = np.unique(drawn[:flips], return_counts=True)
    return units[times % 2 == 1]


# ------------------------------------------------------------------------------------ the program


def ends(patterns, starts, draws, flips, orders, noise=first_different, tie=None, own_votes=None, kept_at=0):
    """Return the states in which the runs end; a tie keeps the unit, or sets it to `tie`.

    A tie is a field of 0: another `kept_at` is a mistake.
    """
    P, N = patterns.shape
    W = patterns.T @ patterns - (P - (own_votes(P) if own_votes else 0)) * np.eye(N, dtype=int)
    states = patterns[starts]
    for s, drawn, visits in zip(states, draws, orders, strict=True):
        s[noise(drawn, flips)] *= -1
        h = W @ s
        for i in visits:
            decided = np.sign(h[i]) if h[i] != kept_at else s[i] if tie is None else tie
            if decided != s[i]:
                h += W[i] * (decided - s[i])
                s[i] = decided
    return states


def kind_of(state, patterns, signed=False, least=1, reverse=1):
    """Return 0 for the pattern most similar, `reverse` for its reverse, 2 for neither."""
    m = patterns @ state / len(state)
    nearest = m[np.argmax(m if signed else np.abs(m))]
    return 0 if nearest >= least else reverse if nearest <= -least else 2


def census_mended(
    patterns,
    starts,
    draws,
    flips,
    orders,
    *,
    noise=first_different,
    tie=None,
    own_votes=None,
    kept_at=0,
    total=None,
    own=False,
    **kind,
):
    """Return the percentages (3,) of runs that end in a pattern, in a reverse, in neither.

    Mistakes are made with what stands after the star: `total` gives the number that is divided by, with
    `own` an end is compared with the pattern alone that its run began from, the rest goes to `kind_of`.
    """
    counts = np.zeros(3)
    states = ends(patterns, starts, draws, flips, orders, noise, tie, own_votes, kept_at)
    for start, state in zip(starts, states, strict=True):
        counts[kind_of(state, patterns[[start]] if own else patterns, **kind)] += 1
    return 100 * counts / (total(patterns) if total else len(starts))


# ------------------------------------------------------------------------------------------ cases
# One run for each pattern hides the total, one pattern the reverse, the first draws all different the
# repeats, and an odd number of patterns with an even one of units has no ties.


def _orders(rng, runs, N, sweeps=3):
    return np.array([np.concatenate([rng.permutation(N) for _ in range(sweeps)]) for _ in range(runs)])


def _case(rng, X, starts, units):
    """Return a case whose draws name these units first, a row for each run, then the others, some again."""
    runs, N = len(starts), X.shape[1]
    draws = []
    for row in units:
        others = np.setdiff1d(np.arange(N), row)
        draws.append([*rng.permutation(row), *rng.permutation(others), *rng.integers(N, size=6)])
    return X, np.asarray(starts), np.array(draws), len(units[0]), _orders(rng, runs, N)


def _flipped(P, N, flips, runs, rng):
    """Return runs from random patterns with so many units flipped, or one from each pattern in turn."""
    starts = rng.integers(P, size=runs) if runs else np.arange(P)
    return _case(rng, spins(rng, P, N), starts, [rng.permutation(N)[:flips] for _ in starts])


def _repeats(rng):
    """14 of 20 units flipped end in the reverse; 14 draws that name only 8 units, in the pattern."""
    units = rng.permutation(20)
    early = rng.permutation([*units[:8], *rng.choice(units[:8], 6)])
    drawn = np.concatenate([early, units[8:], rng.integers(20, size=6)])
    return spins(rng, 1, 20), np.array([0]), drawn[None], 14, _orders(rng, 1, 20)


def _sorted(rng):
    """Units flipped as they are drawn make the second pattern of the first; others do not."""
    N = 20
    A, differ = spins(rng, N), np.arange(N) >= N // 2
    X = np.array([A, np.where(differ, -A, A), spins(rng, N)])
    drawn = np.concatenate([rng.permutation(np.flatnonzero(differ)), rng.permutation(N // 2)])
    drawn = np.insert(drawn, rng.integers(2, 10, 3), drawn[0])
    return X, np.array([0, 1, 0]), np.tile(drawn, (3, 1)), N // 2, _orders(rng, 3, N)


def _ties(flips, rng):
    """One pattern of 21 units, 10 or 11 of them flipped: a tie not kept turns the run round."""
    return _case(rng, spins(rng, 1, 21), [0], rng.permutation(21)[None, :flips])


def _other_reverse(rng):
    """From the first pattern into the reverse of the second."""
    X = spins(rng, 3, 24)
    return _case(rng, X, [0, 0, 0], [np.flatnonzero(X[0] == X[1])] * 3)


def _half_way(rng):
    """One pattern with half of its units flipped: the first visit decides whether it wins or its reverse."""
    return _flipped(1, 24, 12, rng.integers(6, 12), rng)


def _mixtures(rng):
    """A quarter of the units flipped makes of each pattern the mixture of all three, where it stays."""
    X = np.array(np.meshgrid([1, -1], [1, -1], [1, -1])).reshape(3, 8)
    X = np.tile(X, 4)[:, rng.permutation(32)]
    vote = np.sign(X.sum(axis=0))
    return _case(rng, X, np.arange(3), [np.flatnonzero(x != vote) for x in X])


def _near(rng):
    """At a high load: some runs end in their pattern, some beside it, at an overlap of 0.96."""
    case = _flipped(7, 60, 4, 0, rng)
    X = case[0]
    votes = X * (X @ X.T @ X - len(X) * X)
    return case if (votes < 0).sum() == 1 else None  # one unit of one pattern is outvoted


# ------------------------------------------------------------------------------------------- hunt


def _with(**switches):
    return partial(census_mended, **switches)


COPIES = "Write down drawn[:flips] for one run of your own. How many different units does it name?"
LOWEST = "Different units, but which of them are drawn first?"
TIES = "Where the votes balance: what does your line make of the unit, and what was it before?"
FOUND = "Let a run end in the reverse of a stored pattern: which of the overlaps is taken, and what is it?"
SIDES = "Are a pattern and its reverse told apart?"
EQUAL = "What overlaps does a mixture of three have with its patterns? When is a state the pattern itself?"
NEAR = "In how many units may a state differ from the pattern that it is?"
OWN = "A run may end in another pattern than the one that it began from."
TOTAL = "Let four runs begin from one and the same pattern, and all end in it. What should come out?"
STEP_BY_STEP = (
    "Hand it a single run whose end you know, with no unit flipped, then with one, and print each step."
)
VISITS = "How many visits does a run of yours make, and which is the first?"
ROWS = "Run r has its own start, draws and orders: which rows of the three belong together, in which order?"
PERCENT = "Percentages of the runs: what do the three add up to?"
HALF_NOISE = (
    Mistake(_with(noise=drawn_oddly), COPIES, "too few units flipped, some flipped back"),
    Mistake(
        _with(noise=lambda drawn, flips: np.unique(drawn)[:flips]),
        LOWEST,
        "other units flipped",
    ),
    Mistake(
        _with(noise=lambda drawn, flips: np.unique(drawn)), "How many units are to be flipped?", "too many"
    ),
)
HALF_SIGNED = (
    Mistake(_with(reverse=2), FOUND, "reverses not found"),
    Mistake(_with(reverse=0), SIDES, "reverses counted as patterns"),
)
HALF_LEAST = (
    Mistake((_with(least=0.9), _with(least=0.95)), NEAR, "a state nearly alike counted"),
    Mistake(_with(least=0), EQUAL, "every end counted as the most similar pattern"),
    Mistake(lambda X, starts, *rest: census_mended(X, starts[::-1], *rest), ROWS),
    Mistake(_with(own_votes=lambda P: P - 1), "The couplings were right: what stands on their diagonal now?"),
)
OTHER_ROWS = (
    Mistake(
        (
            lambda X, starts, draws, flips, orders: census_mended(X, starts, draws[::-1], flips, orders),
            lambda X, starts, draws, flips, orders: census_mended(X, starts, draws, flips, orders[::-1]),
            lambda X, starts, draws, flips, orders: census_mended(X, starts, draws, flips, orders[:, ::-1]),
        ),
        ROWS,
    ),
)
HALF_TIE = (Mistake(_with(kept_at=1), "Which field is a tie?", "a unit kept at a field of 1"),)
HALF_TOTAL = (
    Mistake(_with(total=lambda X: 100), PERCENT, "counts"),
    Mistake(lambda *case: census_mended(*case) / 100, PERCENT, "shares"),
    *OTHER_ROWS,
    Mistake(
        lambda X, starts, draws, flips, orders: census_mended(X, starts, draws, flips, orders[:, 1:]),
        VISITS,
        "the first unit not visited",
    ),
)
BUGS = {
    "noise": Bug(
        "as many units are flipped as `flips` says",
        COPIES,
        (_repeats,),
        "too few units flipped",
        forms=(first_drawn,),
        beside=(_sorted,),
        halfway=HALF_NOISE,
    ),
    "tie": Bug(
        "a tie keeps the unit",
        TIES,
        (partial(_ties, 10), partial(_ties, 11)) * 2,
        "runs that go the other way after a tie",
        forms=(-1, 1, 0),
        halfway=HALF_TIE,
    ),
    "signed": Bug(
        "reverses are found",
        FOUND,
        (partial(_flipped, 3, 24, 20, 0), _other_reverse),
        "reverses not found",
        beside=(partial(_flipped, 3, 24, 3, 3),),
        halfway=HALF_SIGNED,
    ),
    "least": Bug(
        "a pattern is a state that is equal to it",
        EQUAL,
        (_mixtures, _near),
        "a state half alike counted as the pattern",
        forms=(0.5,),
        halfway=HALF_LEAST,
    ),
    "total": Bug(
        "percentages of the runs",
        TOTAL,
        (partial(_flipped, 3, 24, 3, 5), _half_way),
        "divided by the number of patterns",
        forms=(len,),
        halfway=HALF_TOTAL,
    ),
}
NOTHING = [lambda *case, only=row: only for row in 100 * np.eye(3)]
ALWAYS = (Mistake(_with(own=True), OWN, "only the run's own pattern looked at"),)
TASK = hunt("census_mended", census_mended, BUGS, 0.4, always=ALWAYS, nothing=NOTHING, otherwise=STEP_BY_STEP)
