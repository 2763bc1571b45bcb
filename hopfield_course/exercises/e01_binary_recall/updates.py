"""Exercise 01, unit by unit: a sweep, and a published program with its mistakes."""

import numpy as np

from ...check.judges import Kept, Mistake, Part, compared
from ...check.tasks import Row, numbers, spins, trouble, untouched

# ------------------------------------------------------------------------------------------ sweep


def visit(W, state, order, tie=None, low=-1):
    """Return the state after its units were visited in this order; a tie keeps a unit if `tie` is None."""
    s = np.array(state, dtype=int)
    for i in order:
        h = W[i] @ s
        if h != 0:
            s[i] = 1 if h > 0 else low
        elif tie is not None:
            s[i] = tie
    return s


def at_once(W, state, order=slice(None)):
    """Return the state after units were updated together, from the same old state."""
    s, h = np.array(state, dtype=int), (W @ state)[order]
    s[order] = np.where(h == 0, s[order], np.sign(h))
    return s


def turned_round(W, state, order):
    """Return the state after units were turned round where their field is against them."""
    s = np.array(state, dtype=int)
    for i in order:
        s[i] *= -1 if s[i] * (W[i] @ s) < 0 else 1
    return s


def _sums(X):
    W = X.T @ X
    np.fill_diagonal(W, 0)
    return W


def sweep_cases(rng):
    """No ties; ties; an order with repeats; undecided units: each so that the answer tells."""
    cases = []
    for kind in ("plain", "plain", "ties", "ties", "repeats", "undecided"):
        telling = False
        while not telling:
            P, N = (2, 12) if kind == "ties" else (3, 20)
            W, s = _sums(spins(rng, P, N)), spins(rng, N)
            order = rng.integers(N, size=N) if kind == "repeats" else rng.permutation(N)
            if kind == "undecided":
                s[rng.permutation(N)[:5]] = 0
            case, end = (W, s, order), visit(W, s, order)
            others = [s]
            if kind != "ties":
                others += [at_once(W, s), visit(W, s, range(N)), visit(W, s, order[::-1])]
            if kind == "plain":
                others.append(visit(W, s, order[:-1]))
            if kind == "repeats":
                others.append(visit(W, s, list(dict.fromkeys(order))))
            tied = [(visit(*case, tie) != end).any() for tie in (0, -1, 1)]
            telling = all((end != other).any() for other in others)
            telling = telling and (all(tied) if kind == "ties" else not any(tied))
        cases.append(case)
    return cases


def visited(change):
    """Return the answer of somebody who visits other units than those of the order."""
    return lambda W, s, order: visit(W, s, change(order))


FRESH = "Each visit must see what the visits before it changed."
BALANCED_VOTES = "Votes that balance say nothing: a unit then stays as it is."
judge_sweep = compared(
    visit,
    (
        Part("units change one after another", 0.75, (0, 1)),
        Part("a tie keeps the state", 0.5, (2, 3)),
        Part("exactly the units of order are visited, repeats too", 0.25, (4,)),
        Part("an undecided unit is decided by its first vote", 0.25, (5,)),
        Kept("the state that was given stays as it is", 0.25, argument=1),
    ),
    (
        Mistake(
            lambda W, s, order: s,
            "No unit has changed. Is the new state the one that you return?",
            "the state as it was",
        ),
        Mistake(at_once, FRESH, "units updated together"),
        Mistake(lambda W, s, order: at_once(W, s), FRESH, "units updated together"),
        Mistake(lambda W, s, order: np.sign(W @ s), FRESH, "np.sign of all fields at once"),
        Mistake(
            lambda *case: visit(*case, tie=0),
            "np.sign(0) is 0, which is no state of a unit. What does a tie do?",
            "a state with zeros",
        ),
        Mistake(lambda *case: visit(*case, tie=-1), BALANCED_VOTES, "ties set to −1"),
        Mistake(lambda *case: visit(*case, tie=1), BALANCED_VOTES, "ties set to +1"),
        Mistake(
            turned_round,
            "A unit that is 0 cannot be turned round. What does its field make of it?",
            "units that stay undecided",
        ),
        Mistake(
            visited(lambda order: range(len(order))),
            "The argument order says who is visited when.",
            "units visited from 0 to N − 1",
        ),
        Mistake(
            visited(np.unique), "The argument order says who is visited when.", "units in ascending order"
        ),
        Mistake(visited(lambda order: order[::-1]), "Begin with order[0].", "the order backwards"),
        Mistake(
            visited(lambda order: order[:-1]),
            "How many visits does your loop make?",
            "the last unit not visited",
        ),
        Mistake(
            visited(lambda order: list(dict.fromkeys(order.tolist()))),
            "A unit that order names twice is visited twice.",
            "each unit visited once",
        ),
        Mistake(
            lambda W, s, order: visit(-W, s, order),
            "A positive field makes the unit +1.",
            "the votes turned round",
        ),
        Mistake(lambda *case: visit(*case, low=0), "A unit is −1 or +1.", "units of 0 and 1"),
    ),
    "Follow three units on paper: field, then state, then the next unit's field.",
)

# ---------------------------------------------------------------------------------- recall_mended

CLEAR, WITH_DIAGONAL, BALANCED = 6, 6, 40  # how many cases of each kind


def mended_cases(rng):
    """Cases in which each mistake shows alone: two wrong units; strong own votes; balanced votes.

    All but the first are judged by the unit that is visited first: its field is the cue's.
    """
    N = 12
    pattern, order = spins(rng, 1, N), rng.permutation(N)
    cue = pattern[0].copy()
    cue[order[[0, -1]]] *= -1
    cases = [(pattern, cue, order[None])]
    for side in (-1, 1):  # clear votes: against the unit, and for it
        cases += [
            _first_unit(rng, 3, 30, lambda votes, own, side=side: side * votes * own > 6)
            for _ in range(CLEAR)
        ]
    cases += [_first_unit(rng, 9, 20, lambda votes, own: 0 < -votes * own < 9) for _ in range(WITH_DIAGONAL)]
    cases += [_first_unit(rng, 6, 22, lambda votes, own: votes == 0) for _ in range(BALANCED)]
    cases += [_first_unit(rng, 6, 22, lambda votes, own: votes == -6 * own) for _ in range(BALANCED)]
    return cases


def _first_unit(rng, P, N, wanted):
    while True:
        X, cue = spins(rng, P, N), spins(rng, N)
        votes = _sums(X) @ cue
        found = np.flatnonzero([wanted(v, s) for v, s in zip(votes, cue, strict=True)])
        if len(found):
            rest = rng.permutation(np.delete(np.arange(N), found[0]))
            return X, cue, np.concatenate([found[:1], rest])[None]


def judge_mended(cases, outputs):
    """Judge each mistake of the published program by the cases in which it shows."""
    shapes = [case[1].shape for case in cases]
    came = [numbers(output, shape) for output, shape in zip(outputs, shapes, strict=True)]
    first = np.array(
        [np.nan if a is None else a[case[2][0, 0]] for a, case in zip(came, cases, strict=True)]
    )  # the unit that is visited first
    own = np.array([case[1][case[2][0, 0]] for case in cases])
    against_it, for_it = slice(1, 1 + CLEAR), slice(1 + CLEAR, 1 + 2 * CLEAR)
    strong = slice(for_it.stop, for_it.stop + WITH_DIAGONAL)
    level, against = slice(strong.stop, strong.stop + BALANCED), slice(strong.stop + BALANCED, None)
    stopped = trouble(outputs, shapes)
    turned = np.array_equal(first[against_it], -own[against_it]) and first[0] == -own[0]
    runs = stopped is None and turned and np.array_equal(first[for_it], own[for_it])
    last = runs and came[0][cases[0][2][0, -1]] == -cases[0][1][cases[0][2][0, -1]]
    groups = [first[part][own[part] == s] for part in (level, against) for s in (-1, 1)]
    alike = all((group == group[0]).all() for group in groups if len(group))
    zeros = int((first == 0).sum())
    keeps = np.array_equal(first[level], own[level]) or (not alike and not zeros)
    kept = untouched(cases, outputs, 1) and untouched(cases, outputs, 0)

    def row(what, holds, expected, found, hint):
        if runs and holds:
            return Row(what, True, 0.4)
        if stopped:
            found, hint = stopped
        elif not runs:
            found = "units that do not follow clear votes"
            hint = "Where the votes are clear, a unit takes their sign: try one pattern and one wrong unit."
        return Row(what, False, 0.4, expected, found, hint)

    flipped = int((first[strong] == -own[strong]).sum())
    return [
        row(
            "every unit is visited",
            last,
            "the last unit of the order mended too",
            "the last one still wrong",
            "Write down which units one pass of the inner loop visits.",
        ),
        row(
            "a unit has no vote on itself",
            flipped == WITH_DIAGONAL,
            f"{WITH_DIAGONAL} of {WITH_DIAGONAL} units outvoted",
            f"{flipped} of {WITH_DIAGONAL}",
            "What stands at W[i, i], and whose vote is that?",
        ),
        row(
            "balanced votes are always seen as balanced",
            alike,
            "the same decision each time",
            "different decisions in like cases",
            "0.1 + 0.2 is not exactly 0.3. In which order are votes added and divided?",
        ),
        row(
            "a tie keeps the state",
            keeps and not zeros,
            "the unit as it was",
            f"{zeros} zeros" if zeros else "another state",
            "What is np.sign(0), and is it a state of a unit?"
            if zeros
            else "Votes that balance say nothing about the unit.",
        ),
        row(
            "cue and patterns are left as they were",
            kept,
            "the arguments unchanged",
            "a changed argument",
            "s = cue is a second name for the same array: changes show in both.",
        ),
    ]
