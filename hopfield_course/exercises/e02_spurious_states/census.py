"""Exercise 02, the bug hunt: a program that counts where runs end, and its five mistakes."""

import numpy as np

from ...check.judges import Mistake, Part, compared
from ...check.tasks import spins

# ---------------------------------------------------------------------- the program, mended or not


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


def ends(patterns, starts, draws, flips, orders, noise=first_different, tie=None):
    """Return the states in which the runs end; a tie keeps the unit, or sets it to `tie`."""
    W = patterns.T @ patterns - len(patterns) * np.eye(patterns.shape[1], dtype=int)
    states = patterns[starts]
    for s, drawn, visits in zip(states, draws, orders, strict=True):
        s[noise(drawn, flips)] *= -1
        for i in visits:
            h = W[i] @ s
            if h or tie is not None:
                s[i] = 1 if h > 0 else -1 if h < 0 else tie
    return states


def kind_of(state, patterns, start):
    """Return 0 for a pattern, 1 for a reverse, 2 for neither."""
    m = patterns @ state
    return 0 if m.max() == len(state) else 1 if m.min() == -len(state) else 2


def kind_by(least, signed=False):
    """Return a namer that takes the most similar pattern, from an overlap of `least` on."""

    def kind(state, patterns, start):
        m = patterns @ state / len(state)
        nearest = m[np.argmax(m if signed else np.abs(m))]
        return 0 if nearest >= least else 1 if nearest <= -least else 2

    return kind


def kind_of_own(state, patterns, start):
    """Compare with the pattern that the run began from alone."""
    return kind_of(state, patterns[start][None], 0)


def census_mended(patterns, starts, draws, flips, orders, *, kind=kind_of, total=None, **words):
    """Return the percentages (3,) of runs that end in a pattern, in a reverse, in neither."""
    counts = np.zeros(3)
    for start, state in zip(starts, ends(patterns, starts, draws, flips, orders, **words), strict=True):
        counts[kind(state, patterns, start)] += 1
    return 100 * counts / (len(starts) if total is None else total(patterns))


# ------------------------------------------------------------------------------------------ cases
# In all but those of its own part a mistake makes no difference: one run for each pattern hides the
# total, one pattern the reverse, the first draws all different the repeats, and an odd number of
# patterns with an even one of units has no ties.


def census_cases(rng):
    """Return the cases of each mistake, and cases beside them where it does not matter."""
    groups = (
        [_repeats(rng), _sorted(rng)],
        [_ties(rng, flips) for flips in (10, 11, 10, 11)],
        [_reverses(rng), _other_reverse(rng), _plain(rng)],
        [_mixtures(rng), _near(rng)],
        [_runs(rng, 3, 5), _half_way(rng)],
    )  # one for each part, in an order that nobody knows
    return [group[k] for group in groups for k in rng.permutation(len(group))]


def _orders(rng, runs, N, sweeps=3):
    return np.array([np.concatenate([rng.permutation(N) for _ in range(sweeps)]) for _ in range(runs)])


def _rows(rng, N, units):
    """Return rows of draws, one a run: first these units, then the others, then some again."""
    rows = []
    for row in units:
        others = np.setdiff1d(np.arange(N), row)
        rows.append([*rng.permutation(row), *rng.permutation(others), *rng.integers(N, size=6)])
    return np.array(rows)


def _repeats(rng):
    """14 of 20 units flipped end in the reverse; 14 draws that name only 8 units, in the pattern."""
    units = rng.permutation(20)
    early = rng.permutation([*units[:8], *rng.choice(units[:8], 6)])
    drawn = np.concatenate([early, units[8:], rng.integers(20, size=6)])
    return spins(rng, 1, 20), np.array([0]), drawn[None], 14, _orders(rng, 1, 20)


def _sorted(rng):
    """Units flipped as they are drawn make the second pattern of the first; others do not."""
    N = 20
    while True:
        A = spins(rng, N)
        differ = np.arange(N) >= N // 2
        B = np.where(differ, -A, A)
        X = np.array([A, B, spins(rng, N)])
        drawn = np.concatenate([rng.permutation(np.flatnonzero(differ)), rng.permutation(N // 2)])
        drawn = np.insert(drawn, rng.integers(2, 10, 3), drawn[0])
        case = X, np.array([0, 1, 0]), np.tile(drawn, (3, 1)), N // 2, _orders(rng, 3, N)
        right = all((s == X).all(axis=1).any() for s in ends(*case))
        early = all((s == X).all(axis=1).any() for s in ends(*case, noise=first_drawn))
        if right and early and any(not (s == X).all(axis=1).any() for s in ends(*case, noise=lowest)):
            return case


def lowest(drawn, flips):
    """Return the units with the lowest numbers of those drawn."""
    return np.unique(drawn)[:flips]


def _ties(rng, flips):
    """One pattern of 21 units, 10 or 11 of them flipped: a tie not kept turns the run round."""
    while True:
        X = spins(rng, 1, 21)
        case = X, np.array([0]), _rows(rng, 21, rng.permutation(21)[None, :flips]), flips, _orders(rng, 1, 21)
        right = X[0] if flips == 10 else -X[0]
        wrong = [ends(*case, tie=tie)[0] for tie in (-1, 1)]
        if np.array_equal(ends(*case)[0], right) and all(np.array_equal(s, -right) for s in wrong):
            return case


def _reverses(rng):
    """20 of 24 units flipped: every run ends in the reverse of its pattern."""
    N, P = 24, 3
    while True:
        X = spins(rng, P, N)
        rows = np.array([rng.permutation(N)[:20] for _ in range(P)])
        case = X, rng.permutation(P), _rows(rng, N, rows), 20, _orders(rng, P, N)
        turned = all(np.array_equal(s, -X[k]) for s, k in zip(ends(*case), case[1], strict=True))
        if turned and np.abs(X @ X.T - N * np.eye(P)).max() < N / 2:
            return case


def _other_reverse(rng):
    """From the first pattern into the reverse of the second."""
    N, P = 24, 3
    while True:
        X = spins(rng, P, N)
        row = np.flatnonzero(X[0] == X[1])
        case = X, np.zeros(P, int), _rows(rng, N, np.tile(row, (P, 1))), len(row), _orders(rng, P, N)
        turned = all(np.array_equal(s, -X[1]) for s in ends(*case))
        if turned and np.abs(X @ X.T - N * np.eye(P)).max() < N / 2:
            return case


def _plain(rng):
    """Few units flipped: every run ends in its pattern."""
    return _runs(rng, 3, 3)


def _runs(rng, P, runs, flips=3):
    """So many runs, each to its pattern."""
    N = 24
    while True:
        X, starts = spins(rng, P, N), rng.integers(P, size=runs)
        rows = np.array([rng.permutation(N)[:flips] for _ in range(runs)])
        case = X, starts, _rows(rng, N, rows), flips, _orders(rng, runs, N)
        if np.array_equal(ends(*case), X[starts]):
            return case


def _half_way(rng):
    """One pattern with half of its units flipped: the first visit decides whether it wins or its reverse."""
    N, runs = 24, rng.integers(6, 12)
    rows = np.array([rng.permutation(N)[: N // 2] for _ in range(runs)])
    return spins(rng, 1, N), np.zeros(runs, int), _rows(rng, N, rows), N // 2, _orders(rng, runs, N)


def _mixtures(rng):
    """A quarter of the units flipped makes of each pattern the mixture of all three, where it stays."""
    X = np.array(np.meshgrid([1, -1], [1, -1], [1, -1])).reshape(3, 8)
    X = np.tile(X, 4)[:, rng.permutation(32)]
    vote = np.sign(X.sum(axis=0))
    rows = np.array([np.flatnonzero(x != vote) for x in X])
    return X, np.arange(3), _rows(rng, 32, rows), 8, _orders(rng, 3, 32)


def _near(rng):
    """At a high load: some runs end in their pattern, some beside it, at an overlap of 0.96."""
    P, N = 7, 60
    while True:
        X = spins(rng, P, N)
        rows = np.array([rng.permutation(N)[:4] for _ in range(P)])
        case = X, np.arange(P), _rows(rng, N, rows), 4, _orders(rng, P, N)
        votes = X * (X @ X.T @ X - P * X)
        if (votes < 0).sum() != 1:  # one unit of one pattern is outvoted
            continue
        m = np.array([(X @ s).max() for s in ends(*case)])
        if np.isin(m, (N, N - 2)).all() and (m < N).any():
            return case


# ------------------------------------------------------------------------------------------ judge


def _with(**words):
    return lambda *case: census_mended(*case, **words)


COPIES = "Write down drawn[:flips] for one run of your own. How many different units does it name?"
TIES = "Where the votes balance: what does your line make of the unit, and what was it before?"
TURNED = "runs that go the other way after a tie"
FOUND = "Let a run end in the reverse of a stored pattern: which of the overlaps is taken, and what is it?"
SIDES = "Are a pattern and its reverse told apart?"
EQUAL = "What overlaps does a mixture of three have with its patterns? When is a state the pattern itself?"
NEAR = "In how many units may a state differ from the pattern that it is?"
OWN = "A run may end in another pattern than the one that it began from."
TOTAL = "Let four runs begin from one and the same pattern, and all end in it. What should come out?"
PERCENT = "Percentages of the runs: what do the three add up to?"


def _only_patterns(state, patterns, start):
    return 0 if (patterns @ state).max() == len(state) else 2


def _blind_to_sides(state, patterns, start):
    return 0 if np.abs(patterns @ state).max() == len(state) else 2


MISTAKES = (
    Mistake(_with(noise=first_drawn), COPIES, "too few units flipped"),
    Mistake(_with(noise=drawn_oddly), COPIES, "too few units flipped, some flipped back"),
    Mistake(
        _with(noise=lowest), "Different units, but which of them are drawn first?", "other units flipped"
    ),
    Mistake(
        _with(noise=lambda drawn, flips: np.unique(drawn)), "How many units are to be flipped?", "too many"
    ),
    *(Mistake(_with(tie=tie), TIES, TURNED) for tie in (-1, 1, 0)),
    Mistake(_with(kind=kind_by(1, signed=True)), FOUND, "reverses not found"),
    Mistake(_with(kind=_only_patterns), FOUND, "reverses not found"),
    Mistake(_with(kind=_blind_to_sides), SIDES, "reverses counted as patterns"),
    *(Mistake(_with(kind=kind_by(c)), NEAR, "a state nearly alike counted") for c in (0.9, 0.95)),
    Mistake(_with(kind=kind_by(0.5)), EQUAL, "a state half alike counted as the pattern"),
    Mistake(_with(kind=kind_by(0)), EQUAL, "every end counted as the most similar pattern"),
    Mistake(_with(kind=kind_of_own), OWN, "only the run's own pattern looked at"),
    Mistake(_with(total=len), TOTAL, "divided by the number of patterns"),
    Mistake(_with(total=lambda X: 100), PERCENT, "counts"),
    Mistake(lambda *case: census_mended(*case) / 100, PERCENT, "shares"),
)
judge_census = compared(
    census_mended,
    (
        Part("as many units are flipped as `flips` says", 0.4, (0, 1)),
        Part("a tie keeps the unit", 0.4, (2, 3, 4, 5)),
        Part("reverses are found", 0.4, (6, 7, 8)),
        Part("a pattern is a state that is equal to it", 0.4, (9, 10)),
        Part("percentages of the runs", 0.4, (11, 12)),
    ),
    MISTAKES,
    "Hand it a single run whose end you know, with no unit flipped, then with one, and print each step.",
)
