"""Exercise 02: its tasks, its data, who wins from half-way, weighted mixtures, and where random cues end."""

from itertools import product

import numpy as np

from hopfield_lib.attractors import identify, overlap
from hopfield_lib.couplings import hebbian
from hopfield_lib.models import Hopfield
from hopfield_lib.recall import asynchronous, recall
from ...check.judges import Letter, Mistake, Part, Value, compared, measured
from ...check.tasks import Task, spins
from .census import census_cases, judge_census
from .kinds import judge_kinds, kinds_cases

EXERCISE = "02_spurious_states"
TOLERANCE = 0.002  # of a share: four of the 2,000 runs; visiting orders are given, and there are no ties
LEAST = 0.95  # overlap that bears a name


def data(rng):
    """Return the exercise's data: patterns (80, 9, 200) and random cues (80, 25, 200).

    An odd number of patterns and an even one of units: no ties.
    """
    return spins(rng, 80, 9, 200), spins(rng, 80, 25, 200)


# ------------------------------------------------------------------------------- half_way_shares


def half_way_shares(A, B, p):
    """Return the shares of runs from half-way that A and that B win."""
    return _wins(_white(A, B), p)


def _wins(white, p):
    share = (1 - p) * white + p * (1 - white)
    return np.array([share, 1 - share])


def half_way_cases(rng):
    """Ties that give −1, and ties that give +1 now and then: the units that differ are unlike the rest."""
    cases = []
    for p in (0.0, 0.0, 0.2, 0.7, 1.0):
        while True:
            N = rng.integers(60, 90)
            A = np.where(rng.random(N) < rng.choice([0.25, 0.75]), 1, -1)
            B = np.where(rng.random(N) < np.where(A == 1, 0.3, 0.6), -A, A)
            others = (A == -1).mean(), (B == 1).mean(), (A[A == B] == -1).mean()
            if abs(_white(A, B) - 0.5) > 0.1 and np.abs(_white(A, B) - others).min() > 0.05:
                cases.append((A, B, p))
                break
    return cases


def _white(A, B):
    return (A[A != B] == -1).mean()


WHO = "Take one open pixel that is white in A. The run visits it first, and the tie gives −1: who has won?"
OPEN = "Which units are open at the start? The others take no part in it."
ALL = "shares that other units have a part in"
SUM = "Somebody wins every run. Do your two shares add up to 1?"
HALF_WAY_MISTAKES = (
    Mistake(lambda A, B, p: _wins(_white(A, B), p)[::-1], WHO, "the two shares exchanged"),
    Mistake(
        lambda A, B, p: _wins(_white(A, B), 0),
        "Right for ties that always give −1. What does p change?",
        "the shares at p = 0",
    ),
    Mistake(lambda A, B, p: _wins(_white(A, B), 1), "What does a tie give if p is 0?", "the shares at p = 1"),
    Mistake(lambda A, B, p: _wins((A == -1).mean(), p), OPEN, ALL),
    Mistake(lambda A, B, p: _wins((A[A == B] == -1).mean(), p), OPEN, ALL),
    Mistake(lambda A, B, p: [_wins((x == -1).mean(), p)[0] for x in (A, B)], f"{OPEN} {SUM}", ALL),
    Mistake(lambda A, B, p: [(A == -1).mean(), (B == -1).mean()], f"{OPEN} {SUM}", ALL),
    Mistake(
        lambda A, B, p: _wins(_white(A, B), 0) * (1 - p),
        "Somebody wins every run. Who wins it when the tie gives +1?",
        "the runs whose first tie gives −1",
    ),
    Mistake(
        lambda A, B, p: [(1 - p) * _white(A, B), p * _white(A, B)],
        "A run may begin at a pixel that is black in A too. Who wins then?",
        "the runs whose first pixel is white in A",
    ),
    Mistake(
        lambda A, B, p: p / 2 + (1 - p) * _wins(_white(A, B), 0),
        "A tie that gives +1 decides by the pixels too. Who has won if the open pixel is white in A?",
        "a fair coin where the tie gives +1",
    ),
    Mistake(lambda A, B, p: _wins(_white(A, B), p) * (A != B).mean(), SUM, "shares of all units"),
    Mistake(
        lambda A, B, p: _wins(_white(A, B), p) * (A != B).sum(), "A share is a part of 1.", "numbers of units"
    ),
    Mistake(
        lambda A, B, p: np.round(_wins(_white(A, B), p)),
        "Not the majority of the open units decides but the one that is visited first.",
        "one picture wins always",
    ),
    Mistake(
        lambda A, B, p: [0.5, 0.5],
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
    "Two pictures of four pixels on paper: where are the ties, and what follows from the first one?"
    " Nothing is drawn at random.",
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
    cases = [np.full(n, rng.integers(1, 4)) for n in rng.permutation((3, 5, 7))[:2]]
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
        lambda a: np.full(len(a), weighted_overlaps(a)[0]),
        "The lesson took the first pattern for all, since all had one weight. And here?",
        "the overlap of the first pattern for all",
    ),
    Mistake(
        lambda a: weighted_overlaps(a) * a,
        "An overlap compares the state with the pattern alone. Where do the weights come in, and where not?",
        "the overlaps times the weights",
    ),
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


def ends_of(X, S, d):
    """Return of each kind of end, by name, which of the cues (B, N) of draw number d end so, (B,)."""
    state = recall(Hopfield(hebbian(X)), S, asynchronous(np.random.default_rng(d))).state
    names, m, at_end = identify(state, X), overlap(S, X), overlap(state, X)
    kind = np.array([name.kind for name in names])
    similar, unsigned = (at_end[np.arange(len(S)), k.argmax(axis=1)] for k in (m, np.abs(m)))
    return {
        **{name: kind == name for name in ("pattern", "reverse", "mixture", "none")},
        "stored": (kind == "pattern") | (kind == "reverse"),
        "mixed": (kind == "mixture") & [len(name.patterns) == 3 for name in names],
        "similar": similar >= LEAST,
        "unsigned": unsigned >= LEAST,
        "either": np.abs(unsigned) >= LEAST,
    }


def facts(patterns, cues):
    """Return the shares of the kinds of ends, right ones and what mistakes are made of."""
    each = [ends_of(X, S, d) for d, (X, S) in enumerate(zip(patterns, cues, strict=True))]
    return {name: np.mean([one[name] for one in each]) for name in each[0]} | {"runs": cues[..., 0].size}


COUNTED = "A share: divide by the number of runs."
OTHERWISE = (
    "Are all 2,000 runs counted, each with the patterns of its own draw? And has each draw a new generator"
    " with its own number, for its 25 cues in one call?"
)
BOTH = "Are patterns and reverses counted, both of them, and not the rest?"
EQUAL = "Do you ask for all units to be equal? Crosstalk moves a few units of a mixture: 95 % will do."
RIGHT_ONE = "Counted is every run that ends in a pattern. Is it the one most similar to the cue?"
VALUES = (
    Value(
        "stored",
        "the share of runs that end in a pattern or in a reverse",
        0.4,
        TOLERANCE,
        (
            (lambda found: found["stored"] * found["runs"], COUNTED),
            (lambda found: found["pattern"], BOTH),
            (lambda found: found["reverse"], BOTH),
            (lambda found: found["stored"] + found["mixture"], "A mixture is neither of the two."),
            (lambda found: found["stored"] + found["mixed"], "A mixture is neither of the two."),
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
            (lambda found: found["mixed"] * found["runs"], COUNTED),
            (lambda found: 0, EQUAL),
            (lambda found: found["mixture"], "Of three: how many patterns has each of your mixtures?"),
            (lambda found: found["none"], "Are those the mixtures, or the ends without a name?"),
            (lambda found: 1 - found["stored"], "Not every end that is no pattern is a mixture of three."),
        ),
        share=True,
    ),
    Value(
        "similar",
        "the share of runs that end in the most similar pattern",
        0.4,
        TOLERANCE,
        (
            (lambda found: found["similar"] * found["runs"], COUNTED),
            (lambda found: found["pattern"], RIGHT_ONE),
            (
                lambda found: found["either"],
                "A reverse is no stored pattern: the sign of the overlap matters.",
            ),
            (lambda found: found["unsigned"], "Is an overlap of −0.2 more similar than one of 0.1?"),
            (lambda found: found["stored"], "Compare each end with one pattern, the one that the cue tells."),
            (lambda found: 1, "Most similar to the cue, not to the end."),
        ),
        share=True,
    ),
)
CONCLUSION = Letter(
    "what the numbers say of the claim",
    0.3,
    "c",
    {
        "a": "Compare with your third number.",
        "b": "What is left of 1 when your first number is taken away?",
        "d": "Compare with your first number.",
    },
)
judge_random_ends = measured(facts, VALUES, CONCLUSION, OTHERWISE)

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
