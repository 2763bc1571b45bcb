"""Exercise 03: a program that counts which digits come back, and its mistakes."""

import numpy as np

from ...check.judges import Mistake, Part, compared

EACH = 3  # cases for each mistake
CYCLES = 6  # enough for nearly all


def comebacks(pixels, flips, cycles, tie=None, single=False, wraps=0, anywhere=False, own_name=False):
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
    """
    X = 2.0 * pixels - 1
    W, memories = X.T @ X - len(X) * np.eye(X.shape[1]), X
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


MISTAKES = {
    "own_name": [{"own_name": True}],
    "single": [{"single": True}],
    "tie": [{"tie": 0}, {"tie": 1}, {"tie": -1}],
    "wraps": [{"wraps": CYCLES}, {"wraps": 1}],
    "anywhere": [{"anywhere": True}],
}
AS_GIVEN = {"own_name": True, "single": True, "tie": 0, "wraps": CYCLES, "anywhere": True}


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


SIZES = {  # trials, digits, pixels, share of pixels in which digits differ, share flipped
    None: (2, 2, 40, 0.5, 0.05), "own_name": (2, 4, 24, 0.4, 0.1), "single": (1, 5, 24, 0.35, 0.2),
    "tie": (1, 4, 16, 0.35, 0.15), "wraps": (1, 5, 90, 0.25, 0.1), "anywhere": (1, 5, 24, 0.2, 0.1),
}  # fmt: skip


def _case(rng, left, cycles=CYCLES):
    """Return a case in which one mistake shows and no other does; for None, one that all get right.

    With few cycles it is one in which more of them make a difference.
    """
    T, P, N, apart, noise = SIZES[left]
    while True:
        pixels = (rng.random((P, N)) < apart) ^ (rng.random(N) < 0.5)
        flips = rng.random((T, P, N)) < noise
        case = pixels.astype(int), flips, np.array(cycles)
        right = comebacks(*case)
        given_right = np.array_equal(comebacks(*case, **AS_GIVEN), right)
        if given_right != (left is None) or len(np.unique(pixels, axis=0)) < P:
            continue
        wanted = np.ptp(right) > 0 if left else (right == T).all() and flips.any(axis=2).all()
        wanted &= cycles == CYCLES or not np.array_equal(comebacks(*case[:2], CYCLES), right)
        if wanted and all(
            np.array_equal(comebacks(*case, **form), right) == (name != left)
            for name, forms in MISTAKES.items()
            for form in forms
        ):
            return case


def comeback_cases(rng):
    """Return two cases that the program gets right, and for each mistake some in which it alone shows."""
    cases = [_case(rng, left) for left in (None, None, *(name for name in MISTAKES for _ in range(EACH)))]
    cases[2 + EACH * list(MISTAKES).index("single")] = _case(rng, "single", cycles=2)
    return cases


ROWS = {
    "own_name": (
        "each trial begins with the digits as they are stored",
        "Print X before the first trial and after it. Which array do the flips change?",
    ),
    "single": (
        "a run goes on for its cycles, or until nothing changes",
        "Count the cycles of a run. What does old hold at the moment when it is compared?",
    ),
    "tie": (
        "a tie keeps its unit",
        "What is np.sign(0), and is it a state of a unit? What shall a unit do when its votes balance?",
    ),
    "wraps": (
        "many votes are added up rightly",
        "Five digits of 90 pixels: how large can a sum of votes be, and in which dtype is it added up?",
    ),
    "anywhere": (
        "a digit comes back as itself",
        "A 6 that ends as an 8 has ended in a memory. Has it come back?",
    ),
}
PLAIN = Part("two unlike pictures and little noise: all come back", 0.0, (0, 1))
WRONG = (
    Mistake(
        lambda pixels, flips, cycles: comebacks(pixels, flips, cycles) / len(flips),
        "Asked is how many of the trials, not which share.",
    ),
    Mistake(
        lambda pixels, flips, cycles: comebacks(pixels, flips, cycles).sum(), "One number for each digit."
    ),
    Mistake(
        lambda pixels, flips, cycles: comebacks(pixels, flips, CYCLES),
        "How many cycles has a run at the most?",
    ),
    Mistake(_one_by_one, "Units change all at once here: each sees the state before the cycle."),
)
SPOILT = "Here the function is right as it was given. Which of your changes made a difference?"
judge_plain = compared(comebacks, (PLAIN,), WRONG, SPOILT)
JUDGES = [
    compared(comebacks, (PLAIN, Part(what, 0.4, range(2, 2 + EACH), needs_first=True)), WRONG, hint)
    for what, hint in ROWS.values()
]  # one for each mistake, since others may be left


def judge_comeback(cases, outputs):
    """Judge each mistake by the cases in which it alone shows, once the plain cases are right."""
    rows = judge_plain(cases[:2], outputs[:2])
    for k, judge in enumerate(JUDGES):
        places = [0, 1, *range(2 + k * EACH, 2 + (k + 1) * EACH)]
        rows.append(judge([cases[j] for j in places], [outputs[j] for j in places])[1])
    return rows
