"""Lesson 06: a unit's decision, the crowd at which order 3 breaks, a cue that an exponential memory loses."""

import numpy as np

from hopfield_lib import DenseAssociativeMemory, asynchronous, images, recall, synchronous

from ..check.judges import Mistake, Part, function_task
from ..check.tasks import Row, Task, numbers, spins, trouble

# --------------------------------------------------------------------------------------- a unit's decision


def both_values(rng, K, N):
    """Return K random patterns, and a random state with one of its units at +1 and at −1."""
    up = spins(rng, N)
    down, i = up.copy(), rng.integers(N)
    up[i], down[i] = 1, -1
    return spins(rng, K, N), up, down


def gain_cases(rng):
    """One pattern, orders 2 and 3; several, orders from 2 to 6."""
    one = [(*both_values(rng, 1, 7), n) for n in (2, 3)]
    return one + [(*both_values(rng, 5, 20), n) for n in (2, 3, 4, 6)]


def gain(X, up, down, n):
    """Return the energy of down less that of up."""
    return ((X @ up) ** n - (X @ down) ** n).sum()


PLAIN = "In this lesson an overlap is the plain sum: nothing is divided by N."
EACH = "Each overlap is raised to the power n by itself, then they are summed."
GAIN = function_task(
    "try_gain",
    gain,
    gain_cases,
    (
        Part("one pattern, orders 2 and 3", 0, (0, 1)),
        Part("five patterns, orders 2, 3, 4 and 6", 0, (2, 3, 4, 5)),
    ),
    (
        Mistake(
            lambda X, up, down, n: -gain(X, up, down, n),
            "The sign: the energy is minus the sum of powers, and asked is that of down less that of up.",
        ),
        Mistake(
            (
                lambda X, up, down, n: gain(X / len(up), up, down, n),
                lambda X, up, down, n: gain(X, up, down, n) / len(up),
            ),
            PLAIN,
        ),
        Mistake(lambda X, up, down, n: (X @ up).sum() ** n - (X @ down).sum() ** n, EACH),
        Mistake(
            lambda X, up, down, n: ((X @ up - X @ down) ** n).sum(),
            "That is a power of a difference. Asked is a difference of powers.",
        ),
        Mistake(lambda X, up, down, n: (X @ up - X @ down).sum(), "Where is the power n?"),
        Mistake(lambda X, up, down, n: ((X @ up) ** 2 - (X @ down) ** 2).sum(), "That is order 2, always."),
        Mistake(
            lambda X, up, down, n: (X @ up) ** n - (X @ down) ** n,
            "These are the terms, one a pattern. What is their sum?",
        ),
        Mistake(lambda X, up, down, n: ((X @ up) ** n).sum(), "That is one of two energies, up to its sign."),
        Mistake(
            lambda X, up, down, n: (np.abs(X @ up) ** n - np.abs(X @ down) ** n).sum(),
            "At an odd order an overlap below 0 has a power below 0.",
        ),
    ),
    "Take one pattern, (1, 1, 1), and n = 2: what are the energies of (1, 1, 1) and of (-1, 1, 1)?",
)

# -------------------------------------------------------------------------- the crowd at which order 3 breaks

STARTS, FLIPPED, ABOUT_HALF = 100, 0.1, (0.3, 0.7)
WHOLE = "a number of patterns"
HALF = "about half of the starts come back, 30 to 70 of 100"


def back(pool, K):
    """Return how many of the first 100 patterns come back at order 3, a tenth flipped, if K are stored."""
    X = pool[:K]
    cues = images.flip(X[:STARTS], FLIPPED, rng=np.random.default_rng(0))
    ends = recall(DenseAssociativeMemory(X, 3), cues, synchronous(), max_sweeps=5, record="final").state
    return int((ends == X[:STARTS]).all(axis=1).sum())


def judge_crowd(cases, outputs):
    """Return what holds of a number of patterns: that it is one, and that about half come back."""
    pool = cases[0][0].astype(int)
    given = numbers(outputs[0], ())
    expected = f"a whole number from {STARTS} to {len(pool):,}"
    if given is None:
        came, hint = trouble(outputs, [()]) or ("no number", "A number is expected.")
        return [Row(WHOLE, False, 0, expected, came, hint)]
    if given != int(given) or not STARTS <= given <= len(pool):
        hint = "Patterns are counted; the first hundred are the ones that are asked for."
        return [Row(WHOLE, False, 0, expected, f"{given:g}", hint)]
    found = back(pool, int(given))
    low, high = (round(STARTS * share) for share in ABOUT_HALF)
    if low <= found <= high:
        return [Row(WHOLE, True), Row(HALF, True)]
    hint = "The crowd is too large: store fewer." if found < low else "It is not crowded yet: store more."
    return [Row(WHOLE, True), Row(HALF, False, 0, f"{low} to {high}", f"{found} of {STARTS}", hint)]


CROWD = Task("try_crowd", 0, None, judge_crowd, values=("K",))

# -------------------------------------------------------------------- a cue that an exponential memory loses

LEAST_RIGHT = 0.95
STATES = "a cue of +1 and −1"
NEAR = "at least 95 % of its pixels are those of image 0"
LOST = "the exponential memory makes another image of it"
TOO_FAR = "Too many pixels are changed. Which few matter most?"
COMES_BACK = (
    "It comes back. Pixels changed at random point nowhere: "
    "which other image is most like image 0, and in which pixels do the two differ?"
)


def judge_escape(cases, outputs):
    """Return what holds of a cue: its form, how near it is to image 0, and that it ends elsewhere."""
    S = cases[0][0].astype(np.int8)
    target = S[0]
    cue = numbers(outputs[0], target.shape)
    if cue is None:
        came, hint = trouble(outputs, [target.shape]) or ("no cue", "The answer is numbers.")
        return [Row(STATES, False, 0, f"shape {target.shape}", came, hint)]
    if not np.isin(cue, (-1, 1)).all():
        return [Row(STATES, False, 0, "+1 and −1", "other numbers", "Each pixel is +1 or −1 here.")]
    rows, share = [Row(STATES, True)], (cue == target).mean()
    if share < LEAST_RIGHT:
        return [*rows, Row(NEAR, False, 0, f"{LEAST_RIGHT:.0%} or more", f"{share:.1%}", TOO_FAR)]
    rows.append(Row(NEAR, True))
    schedule = asynchronous(np.random.default_rng(0))
    memory = DenseAssociativeMemory(S, "exp")
    end = recall(memory, cue.astype(np.int8), schedule, max_sweeps=5, record="final").state
    if (end != target).any():
        return [*rows, Row(LOST, True)]
    return [*rows, Row(LOST, False, 0, "another image", "image 0", COMES_BACK)]


ESCAPE = Task("try_escape", 0, None, judge_escape, values=("my_cue",))

TASKS = (GAIN, CROWD, ESCAPE)
