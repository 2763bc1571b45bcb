"""Exercise 03, the bug hunt: a program that counts which digits come back."""

from functools import partial

import numpy as np

from ...check.draws import all_wrong
from ...check.hunts import Bug, Plain, hunt
from ...check.judges import Mistake

CYCLES = 6  # enough for nearly all


def comebacks(
    pixels, flips, cycles, tie=None, single=False, wraps=0, anywhere=False, own_name=False, own_votes=0
):
    """Return how many cues of each digit come back to it, (P,), whole numbers; or what mistakes make of it.

    Parameters
    ----------
    pixels, flips, cycles : arrays
        (P, N) of 0 and 1; (T, P, N), true where a pixel of the cue is flipped; how many synchronous steps.
    tie : int, optional
        What balanced votes make of a unit; without it they keep it.
    single : bool
        A run ends after its first cycle.
    wraps : int
        In how many cycles votes are added up in 8 bits.
    anywhere : bool
        A run has come back if it ends in any of the digits.
    own_name : bool
        The state is a memory's second name, so that a trial begins where the one before it ended.
    own_votes : int
        What stands on the diagonal.
    """
    X = 2.0 * pixels - 1
    W, memories = X.T @ X - (len(X) - own_votes) * np.eye(X.shape[1]), X
    back = np.zeros(len(X), dtype=int)
    for flip in flips:
        S = np.where(flip, -memories, memories)
        for cycle in range(1 if single else int(cycles)):
            votes = S @ W
            if cycle < wraps:
                votes = (votes + 128) % 256 - 128
            S = np.where(votes == 0, S if tie is None else tie, np.sign(votes))
        if own_name:
            memories = S
        hits = ((S[:, None] + 1) // 2 == pixels).all(axis=2)  # end by digit
        back += hits.any(axis=1) if anywhere else np.diag(hits)
    return back


def _one_by_one(pixels, flips, cycles):
    """Return how many cues come back if units are visited in turn, and each sees what changed before."""
    X = 2 * pixels - 1
    W = X.T @ X - len(X) * np.eye(X.shape[1], dtype=int)
    S = np.where(flips, -X, X)
    for _ in range(int(cycles)):
        for i in range(X.shape[1]):
            votes = S @ W[i]
            S[..., i] = np.where(votes == 0, S[..., i], np.sign(votes))
    return (S == X).all(axis=2).sum(axis=0)


def _drawn(trials, P, N, apart, noise, rng, cycles=CYCLES):
    """Return P digits that differ in a share `apart` of their pixels, and noise; None if two are alike."""
    pixels = (rng.random((P, N)) < apart) ^ (rng.random(N) < 0.5)
    case = pixels.astype(int), rng.random((trials, P, N)) < noise, np.array(cycles)
    return case if len(np.unique(pixels, axis=0)) == P else None


def _plain(rng):
    """Two unlike pictures and little noise, of which all come back."""
    case = _drawn(2, 2, 40, 0.5, 0.05, rng)
    return case if case and case[1].any(axis=2).all() and (comebacks(*case) == 2).all() else None


def _unlike(draw, rng):
    """Return a case in which not all digits come back equally often: no number alone is right."""
    case = draw(rng)
    return case if case and np.ptp(comebacks(*case)) > 0 else None


def _with_cycles(change):
    """Return the answer of somebody whose runs have another number of cycles."""
    return lambda pixels, flips, cycles: comebacks(pixels, flips, change(cycles))


OTHER_CYCLES = tuple(
    _with_cycles(change)
    for change in (lambda cycles: CYCLES, lambda cycles: cycles + 1, lambda cycles: cycles - 1)
)


def _few_cycles(rng):
    """Two cycles, where more of them would make a difference."""
    case = _unlike(partial(_drawn, 1, 5, 24, 0.35, 0.2, cycles=2), rng)
    return case if case and all_wrong(case, comebacks, OTHER_CYCLES) else None


def _three(*sizes):
    return (partial(_unlike, partial(_drawn, *sizes)),) * 3


HOW_MANY_CYCLES = "How many cycles has a run at the most?"
BUGS = {
    "own_name": Bug(
        "each trial begins with the digits as they are stored",
        "Print X before the first trial and after it. Which array do the flips change?",
        _three(2, 4, 24, 0.4, 0.1),
    ),
    "single": Bug(
        "a run goes on for its cycles, or until nothing changes",
        "Count the cycles of a run. What does old hold at the moment when it is compared?",
        (_few_cycles, *_three(1, 5, 24, 0.35, 0.2)[1:]),
        halfway=(
            Mistake(OTHER_CYCLES, HOW_MANY_CYCLES),
            Mistake(partial(comebacks, own_votes=1), "What stands on the diagonal of W?"),
        ),
    ),
    "tie": Bug(
        "a tie keeps its unit",
        "What is np.sign(0), and is it a state of a unit? What shall a unit do when its votes balance?",
        _three(1, 4, 16, 0.35, 0.15),
        forms=(0, 1, -1),
    ),
    "wraps": Bug(
        "many votes are added up rightly",
        "Five digits of 90 pixels: how large can a sum of votes be, and in which dtype is it added up?",
        _three(1, 5, 90, 0.25, 0.1),
        forms=(CYCLES, 1),
    ),
    "anywhere": Bug(
        "a digit comes back as itself",
        "A 6 that ends as an 8 has ended in a memory. Has it come back?",
        _three(1, 5, 24, 0.2, 0.1),
    ),
}
PLAIN = Plain(
    (_plain, _plain),
    "Here the function is right as it was given. Which of your changes made a difference?",
    "two unlike pictures and little noise: all come back",
)
HOW_MANY = "Asked is how many of the trials, not which share."
ALWAYS = (
    Mistake(lambda *case: comebacks(*case) / len(case[1]), HOW_MANY),
    Mistake(lambda *case: comebacks(*case).sum(), "One number for each digit."),
    Mistake(_one_by_one, "Units change all at once here: each sees the state before the cycle."),
)
TASK = hunt("comeback_mended", comebacks, BUGS, 0.4, plain=PLAIN, always=ALWAYS)
