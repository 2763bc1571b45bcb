"""Exercise 04, the bug hunt: a measurement of how much is recalled, with its five mistakes."""

from itertools import product

import numpy as np

from ...check.judges import Mistake, Part, compared
from ...check.tasks import spins

# --------------------------------------------------------------------------------- capacity_mended

MISTAKES = ("summed", "diagonal", "one_step", "reverse", "any_pattern")
STEPS, ENOUGH = 5, 0.92
GROUP = 3  # cases for each mistake


def measured_with(draws, cues, steps, enough, left=(), in_turn=False, among="own"):
    """Return for each cue whether it counts as recalled, by a program with some of its mistakes left."""
    N = draws.shape[2]
    W, recalled = np.zeros((N, N)), []
    for X, cue in zip(draws.astype(float), cues.astype(float), strict=True):
        W = X.T @ X + (W if "summed" in left else 0)
        if "diagonal" not in left:
            np.fill_diagonal(W, 0)
        S = cue.copy()
        for _ in range(1 if "one_step" in left else int(steps)):
            if in_turn:
                for i in range(N):
                    h = S @ W[i]
                    S[:, i] = np.where(h == 0, S[:, i], np.sign(h))
            else:
                h = S @ W
                S = np.where(h == 0, S, np.sign(h))
        if among == "all":  # the overlaps with all patterns, each a success of its own
            m = S @ X.T / N
            recalled.append((np.abs(m) if "reverse" in left else m) >= enough)
        else:
            recalled.append(counted(S, X, left) >= enough)
    return np.array(recalled)


def counted(S, X, left):
    """Return the overlaps that are counted: of the states (…, P, N) with their own patterns, or with any."""
    m = S @ X.T / X.shape[1] if "any_pattern" in left else (S * X).mean(axis=-1)
    m = np.abs(m) if "reverse" in left else m
    return m.max(axis=-1) if "any_pattern" in left else m


def outcomes(X, W, cues):
    """Return for all 16 choices of mistakes beside "summed" which of the cues (K, P, N) count as recalled.

    The first axis is one for each choice, in the order of ``product((False, True), repeat=4)``.
    """
    own, found = W - np.diag(np.diag(W)), []
    for kept, one in product((False, True), repeat=2):
        S = cues
        for _ in range(1 if one else STEPS):
            h = S @ (W if kept else own)
            S = np.where(h == 0, S, np.sign(h))
        m = S @ X.T / X.shape[1]
        for turned, anyone in product((False, True), repeat=2):
            size = np.abs(m) if turned else m
            found.append((size.max(axis=-1) if anyone else np.einsum("kpp->kp", size)) >= ENOUGH)
    return np.array(found)


CHOICES = np.array(list(product((False, True), repeat=4)))  # columns: MISTAKES without the first


def candidates(rng, X, kind, many=60):
    """Return cues (K, P, N), one a pattern, at distances at which a mistake of this kind may show."""
    P, N = X.shape
    goal = np.broadcast_to(X, (many, P, N)).copy()
    if kind == "any_pattern":
        goal[: many // 2] = X[rng.integers(P, size=(many // 2, P))]
    if kind == "reverse":
        goal[: many // 2] *= -1
    most = {"one_step": 0.42, "diagonal": 0.15}.get(kind, 0.2)
    flip = rng.random((many, P, N)) < rng.uniform(0, most, (many, P, 1))
    flip[-many // 6 :] = rng.random((len(flip[-many // 6 :]), P, N)) < 0.4  # some that go astray
    return np.where(flip, -goal, goal).astype(float)


def mended_cases(rng):
    """Three cases for each mistake: it changes the answer whatever others are there, and no other does."""
    cases = []
    for kind in MISTAKES:
        shares = set()
        while len(shares) < GROUP:
            case = _several(rng) if kind == "summed" else _single(rng, kind)
            share = case and measured_with(*case).mean()
            if case and 0 < share < 1 and share not in shares | {_at_start(*case)}:
                shares.add(share)
                cases.append(case)
    return cases


def _at_start(draws, cues, steps, enough):
    return ((draws * cues).mean(axis=2) >= enough).mean()


def _single(rng, kind):
    """One draw: some cues show the mistake, all in one direction; the others show none."""
    P, N = {"diagonal": (7, 22), "one_step": (rng.choice([5, 7]), 40)}.get(kind, (rng.choice([5, 7]), 30))
    X = spins(rng, P, N)
    cues = candidates(rng, X, kind)
    found = outcomes(X, X.T @ X, cues)
    has = CHOICES[:, MISTAKES.index(kind) - 1]
    fixed = (found[~has] == found[0]).all(axis=0)  # the others change nothing
    telling = fixed & (found[has] != found[0]).all(axis=0)
    inert = fixed & (found[has] == found[0]).all(axis=0)
    side = bool(rng.integers(2)) if kind == "diagonal" else kind == "one_step"
    telling &= found[0] == side  # what is right; the mistake makes it the other
    return _chosen(rng, X[None], cues[None], telling[None], inert[None])


def _several(rng):
    """Four draws: in the later ones cues that are recalled show it if the draws before are still stored."""
    draws = spins(rng, 4, 5, 30)
    cues, telling, inert, before = [], [], [], 0
    for X in draws:
        some, own = candidates(rng, X, "summed"), X.T @ X
        clean, mixed = outcomes(X, own, some), outcomes(X, own + before, some)
        fixed = (clean == clean[0]).all(axis=0)
        cues.append(some)
        telling.append(fixed & clean[0] & (mixed != clean[0]).all(axis=0))
        inert.append(fixed & (mixed == clean[0]).all(axis=0))
        before = before + own
    return _chosen(rng, draws, np.array(cues), np.array(telling), np.array(inert))


def _chosen(rng, draws, cues, telling, inert):
    """Return a case with a telling cue for some of the patterns and an inert one for the others, or None."""
    tells = telling.any(axis=1)  # (D, P)
    takes = tells & ((rng.random(tells.shape) < 0.6) | ~inert.any(axis=1))
    if not takes.any() or not (takes | inert.any(axis=1)).all():
        return None
    usable = np.where(takes[:, None], telling, inert)
    best = np.where(usable, rng.random(usable.shape), -1).argmax(axis=1)  # one of K for each draw and pattern
    picked = np.take_along_axis(cues, best[:, None, :, None], axis=1)[:, 0]
    return draws, picked.astype(int), np.array(STEPS), np.array(ENOUGH)


HINTS = {
    "summed": "Each draw is a network of its own. What is stored in W when the second draw is tested?",
    "diagonal": "What stands at W[i, i], and whose vote is that? It holds a unit to whatever state it is in.",
    "one_step": "Which state is each step computed from? Print how many units it changes.",
    "reverse": "Which state has an overlap of −1 with a pattern? Was that stored?",
    "any_pattern": "Somebody who asks for one memory and gets another: does this program notice?",
}
WHAT = {
    "summed": "several draws: each is tested in its own network",
    "diagonal": "a unit has no vote on itself",
    "one_step": "recall goes on, step after step",
    "reverse": "a reverse is not the memory",
    "any_pattern": "another pattern is not the memory",
}


def _left(*left, **how):
    return lambda *case: measured_with(*case, left, **how).mean()


judge_mended = compared(
    _left(),
    [Part(WHAT[name], 0.4, tuple(range(GROUP * k, GROUP * (k + 1)))) for k, name in enumerate(MISTAKES)],
    [
        *[Mistake(_left(name), HINTS[name]) for name in MISTAKES],
        Mistake(_left(in_turn=True), "Unit by unit is another dynamics: here all units are updated at once."),
        *[
            Mistake(
                _left(*left, among="all"), "m has a row and a column for each pattern. Which entries count?"
            )
            for left in ((), *[(name,) for name in MISTAKES[:4]])
        ],
        Mistake(
            lambda *case: measured_with(*case).sum(),
            "A number of cues; their share is asked.",
        ),
        Mistake(
            lambda *case: measured_with(*case)[-1].mean(),
            "That is the last draw alone.",
        ),
    ],
    "Take a draw of one pattern and one cue, and print W, S and m after each line.",
)
