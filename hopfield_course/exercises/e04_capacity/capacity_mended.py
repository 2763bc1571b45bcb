"""Exercise 04, the bug hunt: a measurement of how much is recalled."""

from functools import partial

import numpy as np

from ...check.hunts import Bug, hunt
from ...check.judges import Mistake
from ...check.tasks import spins

STEPS, ENOUGH = 5, 0.92
EXACT_IN_ANY_DTYPE = 32  # units: an overlap is a whole number of sixteenths


def recalled(
    draws,
    cues,
    steps,
    enough,
    *,
    summed=False,
    diagonal=0,
    one_step=False,
    reverse=False,
    any_pattern=False,
    tie=None,
    above=False,
    in_turn=False,
    all_overlaps=False,
):
    """Return for each cue whether it counts as recalled; what stands after the star are mistakes.

    The diagonal is kept if that is True; else it is set to what is given, rightly 0.
    """
    N = draws.shape[2]
    W, found = np.zeros((N, N)), []
    for X, cue in zip(draws.astype(float), cues.astype(float), strict=True):
        W = X.T @ X + (W if summed else 0)
        if diagonal is not True:
            np.fill_diagonal(W, diagonal)
        S = cue
        for _ in range(1 if one_step else int(steps)):
            h = S @ W
            S = swept(W, S) if in_turn else np.where(h == 0, S if tie is None else tie, np.sign(h))
        m = S @ X.T / N
        m = np.abs(m) if reverse else m
        m = m if all_overlaps else m.max(axis=1) if any_pattern else np.diag(m)
        found.append(m > enough if above else m >= enough)
    return np.array(found)


def swept(W, S):
    """Return states after their units were updated one after another."""
    S = S.copy()
    for i in range(len(W)):
        h = S @ W[i]
        S[:, i] = np.where(h == 0, S[:, i], np.sign(h))
    return S


def capacity_mended(*case, **mistakes):
    """Return the share of cues that count as recalled."""
    return recalled(*case, **mistakes).mean()


def with_steps(change):
    """Return the share of somebody who makes another number of steps than was asked for."""
    return lambda draws, cues, steps, enough: capacity_mended(draws, cues, change(steps), enough)


def _drawn(D, P, N, noise, rng, others=0.0, reverses=0.0, astray=0.0, steps=STEPS):
    """Return draws, and cues at up to this noise from their patterns; shares of them from elsewhere.

    Those are near other patterns, near reverses, or far from all.
    """
    draws = spins(rng, D, P, N)
    goal = np.where(rng.random((D, P)) < others, rng.integers(P, size=(D, P)), np.arange(P))
    cues = np.take_along_axis(draws, goal[..., None], axis=1)
    cues = cues * np.where(rng.random((D, P, 1)) < reverses, -1, 1)
    level = np.where(rng.random((D, P, 1)) < astray, 0.4, rng.uniform(0, noise, (D, P, 1)))
    flip = rng.random((D, P, N)) < level
    case = draws, np.where(flip, -cues, cues), np.array(steps), np.array(ENOUGH)
    share, at_start = capacity_mended(*case), ((draws * case[1]).mean(axis=2) >= ENOUGH).mean()
    return case if 0 < share < 1 and share != at_start else None


def _just_enough(rng):
    """Return a case in which some ends have just as large an overlap as is enough."""
    N = EXACT_IN_ANY_DTYPE
    X = spins(rng, 1, 5, N)
    S = np.where(rng.random(X.shape) < 0.25, -X, X)
    m = (recalled_states(X[0], S[0], 1) * X[0]).mean(axis=1)
    enough = rng.choice(m)
    case = X, S, np.array(1), np.array(enough)
    return case if 0.5 < enough < ENOUGH and capacity_mended(*case, above=True) > 0 else None


def recalled_states(X, S, steps):
    """Return the states (P, N) after so many steps of the right program."""
    W = X.T @ X - len(X) * np.eye(X.shape[1], dtype=int)
    for _ in range(steps):
        S = np.where(S @ W == 0, S, np.sign(S @ W))
    return S


STEPS_ASKED = "How many steps are asked for, and how many does each cue of yours make?"
AT_LEAST = "An overlap of exactly `enough` is enough."
ENOUGH_ASKED = "Does it make a difference what `enough` is?"
BALANCED = "Where votes balance: what does your line make of the unit, and what was it before?"
OTHER_STEPS = tuple(
    Mistake(with_steps(change), STEPS_ASKED)
    for change in (
        lambda steps: STEPS,
        lambda steps: 2 * STEPS,
        lambda steps: 2 * steps,
        lambda steps: steps + 1,
        lambda steps: steps - 1,
    )
)
TIES = tuple(Mistake(partial(capacity_mended, tie=tie), BALANCED) for tie in (0, 1, -1))
OTHER_LIMITS = (
    Mistake(partial(capacity_mended, above=True), AT_LEAST),
    Mistake(lambda draws, cues, steps, enough: capacity_mended(draws, cues, steps, ENOUGH), ENOUGH_ASKED),
)
BUGS = {
    "summed": Bug(
        "several draws: each is tested in its own network",
        "Each draw is a network of its own. What is stored in W when the second draw is tested?",
        (partial(_drawn, 3, 4, 30, 0.1, astray=0.2),) * 3,
    ),
    "diagonal": Bug(
        "a unit has no vote on itself",
        "What stands at W[i, i], and whose vote is that? It holds a unit to whatever state it is in.",
        (partial(_drawn, 1, 7, 22, 0.15),) * 3,
        beside=(partial(_drawn, 1, 6, 30, 0.2),) * 2,
        halfway=(*TIES, Mistake(partial(capacity_mended, diagonal=-1), "Which number says: no vote at all?")),
    ),
    "one_step": Bug(
        "recall goes on, step after step",
        "Which state is each step computed from? Print how many units it changes.",
        tuple(partial(_drawn, 1, 5, 40, 0.42, steps=steps) for steps in (2, 3, 4)),
        halfway=OTHER_STEPS,
    ),
    "reverse": Bug(
        "a reverse is not the memory",
        "Which state has an overlap of −1 with a pattern? Was that stored?",
        (partial(_drawn, 1, 5, 30, 0.2, reverses=0.4),) * 3,
    ),
    "any_pattern": Bug(
        "another pattern is not the memory",
        "Somebody who asks for one memory and gets another: does this program notice?",
        (partial(_drawn, 1, 5, 30, 0.2, others=0.4),) * 3,
        beside=(_just_enough,),
        halfway=OTHER_LIMITS,
    ),
}
ROWS = "m has a row and a column for each pattern. Which entries count?"
ALL_OVERLAPS = (
    partial(capacity_mended, all_overlaps=True, **left)
    for left in ({}, {"summed": True}, {"diagonal": True}, {"one_step": True}, {"reverse": True})
)
ALWAYS = (
    Mistake(
        partial(capacity_mended, in_turn=True),
        "Unit by unit is another dynamics: here all units are updated at once.",
    ),
    Mistake(tuple(ALL_OVERLAPS), ROWS),
    Mistake(lambda *case: recalled(*case).sum(), "A number of cues; their share is asked."),
    Mistake(lambda *case: recalled(*case)[-1].mean(), "That is the last draw alone."),
)
TASK = hunt(
    "capacity_mended",
    capacity_mended,
    BUGS,
    0.4,
    always=ALWAYS,
    otherwise="Take a draw of one pattern and one cue, and print W, S and m after each line.",
)
