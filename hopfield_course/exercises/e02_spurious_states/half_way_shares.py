"""Exercise 02: who wins from half-way between two patterns."""

import numpy as np

from ...check.draws import drawn_until
from ...check.judges import Mistake, Part, function_task


def half_way_shares(A, B, p):
    """Return the shares of runs from half-way that A and that B win."""
    return wins(white(A, B), p)


def white(A, B):
    """Return the share of open units that are white in A."""
    return (A[A != B] == -1).mean()


def wins(white, p):
    """Return the shares if so many of the open units are white in A."""
    share = (1 - p) * white + p * (1 - white)
    return np.array([share, 1 - share])


def _drawn(p, rng):
    N = rng.integers(60, 90)
    A = np.where(rng.random(N) < rng.choice([0.25, 0.75]), 1, -1)
    return A, np.where(rng.random(N) < np.where(A == 1, 0.3, 0.6), -A, A), p


def _open_units_tell(A, B, p):
    """Whether the units that differ are unlike the rest, and half and half neither."""
    others = (A == -1).mean(), (B == 1).mean(), (A[A == B] == -1).mean()
    return abs(white(A, B) - 0.5) > 0.1 and np.abs(white(A, B) - others).min() > 0.05


def cases(rng):
    """Ties that give −1, and ties that give +1 now and then."""
    return [
        drawn_until(rng, lambda rng, p=p: _drawn(p, rng), _open_units_tell) for p in (0.0, 0.0, 0.2, 0.7, 1.0)
    ]


WHO = "Take one open pixel that is white in A. The run visits it first, and the tie gives −1: who has won?"
OPEN = "Which units are open at the start? The others take no part in it."
ALL = "shares that other units have a part in"
SUM = "Somebody wins every run. Do your two shares add up to 1?"
PART = "A share is a part of 1."
P_IS_0 = "Right for ties that always give −1. What does p change?"
P_IS_1 = "What does a tie give if p is 0?"
WHO_ELSE = "Somebody wins every run. Who wins it when the tie gives +1?"
BLACK_TOO = "A run may begin at a pixel that is black in A too. Who wins then?"
PIXELS_TOO = "A tie that gives +1 decides by the pixels too. Who has won if the open pixel is white in A?"
FIRST = "Not the majority of the open units decides but the one that is visited first."
COIN = "A fair coin at each tie would give that. Which coin is tossed here?"
MISTAKES = (
    Mistake(lambda A, B, p: half_way_shares(A, B, p)[::-1], WHO, "the two shares exchanged"),
    Mistake(lambda A, B, p: half_way_shares(A, B, 0), P_IS_0, "the shares at p = 0"),
    Mistake(lambda A, B, p: half_way_shares(A, B, 1), P_IS_1, "the shares at p = 1"),
    Mistake(lambda A, B, p: wins((A == -1).mean(), p), OPEN, ALL),
    Mistake(lambda A, B, p: wins((A[A == B] == -1).mean(), p), OPEN, ALL),
    Mistake(lambda A, B, p: [wins((x == -1).mean(), p)[0] for x in (A, B)], f"{OPEN} {SUM}", ALL),
    Mistake(lambda A, B, p: [(A == -1).mean(), (B == -1).mean()], f"{OPEN} {SUM}", ALL),
    Mistake(
        lambda A, B, p: half_way_shares(A, B, 0) * (1 - p), WHO_ELSE, "the runs whose first tie gives −1"
    ),
    Mistake(
        lambda A, B, p: [(1 - p) * white(A, B), p * white(A, B)],
        BLACK_TOO,
        "the runs whose first pixel is white in A",
    ),
    Mistake(
        lambda A, B, p: p / 2 + (1 - p) * half_way_shares(A, B, 0),
        PIXELS_TOO,
        "a fair coin where the tie gives +1",
    ),
    Mistake(lambda A, B, p: half_way_shares(A, B, p) * (A != B).mean(), SUM, "shares of all units"),
    Mistake(lambda A, B, p: half_way_shares(A, B, p) * (A != B).sum(), PART, "numbers of units"),
    Mistake(lambda A, B, p: np.round(half_way_shares(A, B, p)), FIRST, "one picture wins always"),
    Mistake(lambda A, B, p: [0.5, 0.5], COIN, "one half each"),
)
PARTS = (
    Part("ties that always give −1 (p = 0)", 0.5, (0, 1)),
    Part("ties that give +1 with chance p", 0.5, (2, 3, 4)),
)
OTHERWISE = (
    "Two pictures of four pixels on paper: where are the ties, and what follows from the first one?"
    " Nothing is drawn at random."
)
TASK = function_task("half_way_shares", half_way_shares, cases, PARTS, MISTAKES, OTHERWISE)
