"""Exercise 02: its tasks, its data, who wins from half-way, weighted mixtures, and where random cues end."""

from itertools import product

import numpy as np

from ...attractors import identify, overlap
from ...couplings import hebbian
from ...models import Hopfield
from ...recall import asynchronous, recall
from ..judges import Letter, Mistake, Part, Value, compared, measured
from ..tasks import Task, spins
from .spurious_census import census_cases, judge_census
from .spurious_kinds import judge_kinds, kinds_cases

EXERCISE = "02_spurious_states"
TOLERANCE = 0.03  # of a share; the visiting order moves it by 0.006 to 0.01 (one standard deviation)
ORDERS = 3  # visiting orders that the right shares are averaged over


def data(rng):
    """Return the exercise's data: patterns (80, 9, 200) and random cues (80, 25, 200).

    An odd number of patterns and an even one of units: no ties.
    """
    return spins(rng, 80, 9, 200), spins(rng, 80, 25, 200)


# ------------------------------------------------------------------------------- half_way_shares


def half_way_shares(A, B, p):
    """Return the shares of runs from half-way that A and that B win."""
    return _wins((A[A != B] == -1).mean(), p)


def _wins(white, p):
    share = (1 - p) * white + p * (1 - white)
    return np.array([share, 1 - share])


def half_way_cases(rng):
    """Ties that give −1, and ties that give +1 now and then: the units that differ are unlike the rest."""
    cases = []
    for p in (0.0, 0.0, 0.2, 0.7, 1.0):
        while True:
            N = int(rng.integers(60, 90))
            A = np.where(rng.random(N) < rng.choice([0.25, 0.75]), 1, -1)
            B = np.where(rng.random(N) < np.where(A == 1, 0.3, 0.6), -A, A)
            white, everywhere = (A[A != B] == -1).mean(), (A == -1).mean()
            if (
                abs(white - 0.5) > 0.1
                and abs(white - everywhere) > 0.05
                and abs(white - (B == 1).mean()) > 0.05
            ):
                cases.append((A, B, p))
                break
    return cases


WHO = "Take one open pixel that is white in A. The run visits it first, and the tie gives −1: who has won?"
HALF_WAY_MISTAKES = (
    Mistake(lambda A, B, p: _wins((A[A != B] == -1).mean(), p)[::-1], WHO, "the two shares exchanged"),
    Mistake(
        lambda A, B, p: _wins((A[A != B] == -1).mean(), 0),
        "Right for ties that always give −1. What does p change?",
        "the shares at p = 0",
    ),
    Mistake(
        lambda A, B, p: _wins((A[A != B] == -1).mean(), 1),
        "What does a tie give if p is 0?",
        "the shares at p = 1",
    ),
    Mistake(
        lambda A, B, p: _wins((A == -1).mean(), p),
        "Which units are open at the start? The others take no part in it.",
        "shares that all units have a part in",
    ),
    Mistake(
        lambda A, B, p: [_wins((A == -1).mean(), p)[0], _wins((B == -1).mean(), p)[0]],
        "Which units are open at the start? And do your two shares add up to 1?",
        "shares that all units have a part in",
    ),
    Mistake(
        lambda A, B, p: np.array([(A == -1).mean(), (B == -1).mean()]),
        "Which units are open at the start? And do your two shares add up to 1?",
        "shares that all units have a part in",
    ),
    Mistake(
        lambda A, B, p: _wins((A[A != B] == -1).mean(), 0) * (1 - p),
        "Somebody wins every run. Who wins it when the tie gives +1?",
        "the runs whose first tie gives −1",
    ),
    Mistake(
        lambda A, B, p: p / 2 + (1 - p) * _wins((A[A != B] == -1).mean(), 0),
        "A tie that gives +1 decides by the pixels too. Who has won if the open pixel is white in A?",
        "a fair coin where the tie gives +1",
    ),
    Mistake(
        lambda A, B, p: _wins((A[A != B] == -1).mean(), p) * (A != B).mean(),
        "Somebody wins every run. Do your two shares add up to 1?",
        "shares of all units",
    ),
    Mistake(
        lambda A, B, p: _wins((A[A != B] == -1).mean(), p) * (A != B).sum(),
        "A share is a part of 1.",
        "numbers of units",
    ),
    Mistake(
        lambda A, B, p: np.round(_wins((A[A != B] == -1).mean(), p)),
        "Not the majority of the open units decides but the one that is visited first.",
        "one picture wins always",
    ),
    Mistake(
        lambda A, B, p: np.array([0.5, 0.5]),
        "A fair coin at each tie would give that. Which coin is tossed here?",
        "one half each",
    ),
)
judge_half_way = compared(
    half_way_shares,
    (
        Part("ties that always give −1 (p = 0)", 0.5, (0, 1)),
        Part("ties that give +1 with chance p", 0.5, (2, 3, 4)),
    ),
    HALF_WAY_MISTAKES,
    "Two pictures of four pixels on paper: where are the ties, and what follows from the first one?",
)

# ----------------------------------------------------------------------------- weighted_overlaps


def combinations_of_signs(n):
    """Return all combinations of n signs, (2**n, n)."""
    return np.array(list(product([1, -1], repeat=n)))


def weighted_overlaps(weights):
    """Return the overlaps of sgn(sum of weighted patterns) with each of many-unit unrelated patterns."""
    z = combinations_of_signs(len(weights))
    return (z * np.sign(z @ weights)[:, None]).mean(axis=0)


def without_ties(weights):
    """Return the overlaps over the units that have no tie only."""
    z = combinations_of_signs(len(weights))
    votes = z @ weights
    return (z * np.sign(votes)[:, None]).sum(axis=0) / np.count_nonzero(votes)


def agreeing(weights):
    """Return the shares of units at which the state has the pattern's sign."""
    z = combinations_of_signs(len(weights))
    return (z == np.sign(z @ weights)[:, None]).mean(axis=0)


def weights_cases(rng):
    """Equal weights; unequal ones without ties; ties, zeros and minus signs."""
    cases = [np.full(3, rng.integers(1, 4)), np.full(5, rng.integers(1, 4))]
    cases += [np.roll((3, 2, 2), rng.integers(3)), np.roll((5, 2, 2), rng.integers(3))]
    while len(cases) < 5:
        weights = rng.integers(1, 6, 5)
        if weights.sum() % 2 and len(set(np.round(weighted_overlaps(weights), 6))) > 2:
            cases.append(weights)
    cases += [np.array([2, 2]), np.roll((2, 1, 1), rng.integers(3)), np.array([1, 3, 1, 1])]
    cases += [np.roll((2, -2, 1), rng.integers(3)), np.roll((3, 0, -2, 2), rng.integers(4))]
    return [(weights,) for weights in cases]


WEIGHTS_MISTAKES = (
    Mistake(
        lambda a: weighted_overlaps(np.sign(a)),
        "Is a weight of 5 worth more votes than one of 2 in your sum?",
        "the overlaps for weights of one size",
    ),
    Mistake(
        lambda a: weighted_overlaps(np.ones(len(a))),
        "Where do the weights come into your sum?",
        "the overlaps for equal weights",
    ),
    Mistake(
        lambda a: weighted_overlaps(np.abs(a)),
        "Which way does a pattern with a negative weight vote?",
        "the overlaps without the minus signs",
    ),
    Mistake(
        lambda a: a / np.abs(a).sum(),
        "Majorities are not proportional: with (5, 2, 2), can the two ever outvote the five?",
        "the weights, divided by their sum",
    ),
    Mistake(
        lambda a: a, "A unit takes the sign of the votes, not their sum.", "the weights as they were given"
    ),
    Mistake(
        without_ties,
        "Count the combinations that you divide by. Units with a tie are units too.",
        "a mean over the units without a tie",
    ),
    Mistake(
        lambda a: weighted_overlaps(a) * 2 ** len(a),
        "Over how many combinations is the mean taken?",
        "a sum over the combinations",
    ),
    Mistake(
        lambda a: (1 + weighted_overlaps(a)) / 2,
        "That is how often they agree. An overlap also takes off how often they do not.",
        "the shares of units that agree",
    ),
    Mistake(
        agreeing,
        "That is how often they agree. An overlap also takes off how often they do not.",
        "the shares of units that agree",
    ),
)
judge_weights = compared(
    weighted_overlaps,
    (
        Part("equal weights", 0.5, (0, 1)),
        Part("unequal weights", 0.5, (2, 3, 4)),
        Part("ties, negative weights, and weights of 0", 0.5, (5, 6, 7, 8, 9)),
    ),
    WEIGHTS_MISTAKES,
    "Write down the four combinations of two signs, each with its vote and its sign. Every combination counts"
    " once, none is drawn at random.",
)

# ---------------------------------------------------------------------------------- random_ends


def ends_of(patterns, cues, rng):
    """Return the share of each kind of end, by name, in one visiting order."""
    found = dict.fromkeys("pattern reverse three mixture none similar either own".split(), 0)
    for X, S in zip(patterns, cues, strict=True):
        m = overlap(S, X)
        names = identify(recall(Hopfield(hebbian(X)), S, asynchronous(rng)).state, X)
        for name, row in zip(names, m, strict=True):
            found[name.kind] += 1
            found["three"] += name.kind == "mixture" and len(name.patterns) == 3
            found["similar"] += name.kind == "pattern" and name.patterns[0] == row.argmax()
            found["own"] += name.kind == "pattern" and name.patterns[0] == np.abs(row).argmax()
            found["either"] += (
                name.kind in ("pattern", "reverse") and name.patterns[0] == np.abs(row).argmax()
            )
    return {name: count / cues[..., 0].size for name, count in found.items()}


def facts(patterns, cues):
    """Return the shares, means over some visiting orders, and what mistakes are made of."""
    each = [ends_of(patterns, cues, np.random.default_rng(k)) for k in range(ORDERS)]
    found = {name: np.mean([one[name] for one in each]) for name in each[0]}
    return found | {
        "stored": found["pattern"] + found["reverse"],
        "mixed": found["three"],
        "runs": cues[..., 0].size,
    }


COUNTED = "A share: divide by the number of runs."
PER_DRAW = (
    "80 draws of patterns with 25 cues each: are all 2,000 runs counted, and each with its own patterns?"
)
BOTH = "Are patterns and reverses counted, both of them, and not the rest?"
EQUAL = "Do you ask for all units to be equal? Crosstalk moves a few units of a mixture: 95 % will do."
RIGHT_ONE = "Counted is every run that ends in a pattern. Is it the one most similar to the cue?"
VALUES = (
    Value(
        "stored",
        "the share of runs that end in a pattern or in a reverse",
        0.4,
        TOLERANCE + 0.01,
        (
            (lambda found: found["stored"] * found["runs"], COUNTED),
            (lambda found: found["pattern"], BOTH),
            (lambda found: found["reverse"], BOTH),
            (lambda found: found["stored"] + found["mixture"], "A mixture is neither of the two."),
            (lambda found: found["similar"], "Here any pattern counts, not only the most similar one."),
        ),
        share=True,
    ),
    Value(
        "mixed",
        "the share of runs that end in a mixture of three",
        0.4,
        TOLERANCE,
        (
            (lambda found: found["three"] * found["runs"], COUNTED),
            (lambda found: 0, EQUAL),
            (lambda found: found["mixture"], "Of three: how many patterns has each of your mixtures?"),
            (lambda found: found["none"], "Are those the mixtures, or the ends without a name?"),
            (lambda found: 1 - found["stored"], "Not every end that is no pattern is a mixture of three."),
        ),
        share=True,
    ),
    Value(
        "similar",
        "the share of runs that end in the pattern most similar to their cue",
        0.4,
        TOLERANCE,
        (
            (lambda found: found["similar"] * found["runs"], COUNTED),
            (lambda found: found["pattern"], RIGHT_ONE),
            (
                lambda found: found["either"],
                "A reverse is no stored pattern: the sign of the overlap matters.",
            ),
            (lambda found: found["own"], "Is an overlap of −0.2 more similar than one of 0.1?"),
            (lambda found: found["stored"], "Compare each end with one pattern, the one that the cue tells."),
            (lambda found: 1, "Most similar to the cue, not to the end."),
        ),
        share=True,
    ),
)
CONCLUSION = Letter(
    "what the numbers say of the claim", 0.3, "c",
    {
        "a": "Compare with your third number.",
        "b": "What is left of 1 when your first number is taken away?",
        "d": "Compare with your first number.",
    },
)  # fmt: skip
judge_random_ends = measured(facts, VALUES, CONCLUSION, PER_DRAW)

TASKS = (
    Task("half_way_shares", 1, half_way_cases, judge_half_way),
    Task("weighted_overlaps", 1.5, weights_cases, judge_weights),
    Task("end_kinds", 2, kinds_cases, judge_kinds),
    Task("census_mended", 2, census_cases, judge_census),
    Task(
        "random_ends",
        1.5,
        lambda rng: [data(rng)],
        judge_random_ends,
        ("stored", "mixed", "similar", "conclusion"),
    ),
)
