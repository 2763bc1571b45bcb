"""Exercise 01, unit by unit: a sweep, and a published program with its mistakes."""

import numpy as np

from ..tasks import Row, close, first_hint, miss, numbers, spins, trouble, untouched

# ------------------------------------------------------------------------------------------ sweep


def visit(W, state, order):
    """Return the state after its units were visited in this order, one after another."""
    s = np.array(state, dtype=int)
    for i in order:
        h = W[i] @ s
        if h != 0:
            s[i] = 1 if h > 0 else -1
    return s


def at_once(W, state):
    """Return the state after all units were updated from the same old state."""
    h = W @ state
    return np.where(h > 0, 1, np.where(h < 0, -1, state))


def _sums(X):
    W = X.T @ X
    np.fill_diagonal(W, 0)
    return W


def sweep_cases(rng):
    """No ties; ties; an order with repeats; undecided units: each so that the answer tells."""
    cases = []
    for kind in ("plain", "plain", "ties", "ties", "repeats", "undecided"):
        while True:
            P, N = (2, 12) if kind in ("ties", "undecided") else (3, 20)
            W, s = _sums(spins(rng, P, N)), spins(rng, N)
            order = rng.integers(N, size=N) if kind == "repeats" else rng.permutation(N)
            if kind == "undecided":
                s[rng.permutation(N)[:4]] = 0
            end = visit(W, s, order)
            others = [s, at_once(W, s), visit(W, s, np.arange(N)), visit(W, s, order[::-1])]
            tied = visit_with(W, s, order, 0) if kind != "undecided" else None
            telling = all((end != other).any() for other in others)
            if kind == "ties":
                telling = (end != s).any() and all((end != visit_with(W, s, order, tie)).any() for tie in (0, -1, 1))
            elif tied is not None:
                telling = telling and np.array_equal(tied, end)
            if telling:
                cases.append((W, s, order))
                break
    return cases


def visit_with(W, state, order, tie):
    """Return what a sweep makes of ties if it sets them to 0, -1 or +1."""
    s = np.array(state, dtype=int)
    for i in order:
        h = W[i] @ s
        s[i] = np.sign(h) if h != 0 else tie
    return s


def judge_sweep(cases, outputs):
    """Judge a sweep against the unit-by-unit loop, and name the usual other sweeps."""
    shapes = [case[1].shape for case in cases]
    came = [numbers(output, shape) for output, shape in zip(outputs, shapes, strict=True)]
    right = [visit(*case) for case in cases]
    good = [close(a, b) for a, b in zip(came, right, strict=True)]

    def words(k):
        W, s, order = cases[k]
        N, a = len(s), came[k]
        if a is None:
            return "", ""
        differ = f"{int((a != right[k]).sum())} of {N} units different"
        return first_hint(
            [
                (np.array_equal(a, s), "the state as it was", "No unit has changed. Is the new state the one that you return?"),
                (np.array_equal(a, at_once(W, s)), "all units updated together", "Each visit must see what the visits before it changed."),
                (np.array_equal(a, visit_with(W, s, order, 0)), "a state with zeros", "np.sign(0) is 0, which is no state of a unit. What does a tie do?"),
                (np.array_equal(a, visit_with(W, s, order, -1)), "ties set to −1", "Votes that balance say nothing: a unit then stays as it is."),
                (np.array_equal(a, visit_with(W, s, order, 1)), "ties set to +1", "Votes that balance say nothing: a unit then stays as it is."),
                (np.array_equal(a, np.sign(W @ s)), "np.sign of all fields at once", "Each visit must see what the visits before it changed."),
                (np.array_equal(a, visit(W, s, np.arange(N))), "units visited from 0 to N − 1", "The argument order says who is visited when."),
                (np.array_equal(a, visit(W, s, order[::-1])), "the order backwards", "Begin with order[0]."),
                (np.array_equal(a, visit(W, s, order[:-1])), "the last unit not visited", "How many visits does your loop make?"),
                (np.array_equal(a, visit(-W, s, order)), "the votes turned round", "A positive field makes the unit +1."),
                (np.array_equal(np.unique(a), [0, 1]), "units of 0 and 1", "A unit is −1 or +1."),
            ],
            (differ, "Follow three units on paper: field, then state, then the next unit's field."),
        )  # fmt: skip

    def row(what, ks, points):
        k = next((k for k in ks if not good[k]), None)
        if k is None:
            return Row(what, True, points)
        return Row(what, False, points, **miss([outputs[k]], [shapes[k]], f"{_brief(right[k])}", words(k)))

    rows = [
        row("units change one after another", [0, 1], 0.75),
        row("a tie keeps the state", [2, 3], 0.5),
        row("exactly the units of order are visited, repeats too", [4], 0.25),
        row("an undecided unit is decided by its first vote", [5], 0.25),
    ]
    changed = any(
        came[k] is not None
        and np.abs(came[k]).min() == 1
        and (came[k] != right[k]).sum() < (cases[k][1] != right[k]).sum()
        for k in (0, 1)
    )  # nearer to the right state than the given one is
    kept = untouched(cases, outputs, 1)
    what = "the state that was given stays as it is"
    rows.append(
        Row(what, True, 0.25) if kept and changed else
        Row(what, False, 0.25, "the given state unchanged", "a changed one" if not kept else "no sweep yet",
            "s = state is a second name for the same array: changes show in both." if not kept else "First the sweep.")
    )  # fmt: skip
    return rows


def _brief(state):
    signs = {1: "+", -1: "−", 0: "0"}
    return "".join(signs[int(s)] for s in state[:8]) + "…"


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
            return Row(what, False, 0.4, expected, stopped[0], stopped[1])
        if not runs:
            return Row(what, False, 0.4, expected, "units that do not follow clear votes", "Where the votes are clear, a unit takes their sign: try one pattern and one wrong unit.")  # fmt: skip
        return Row(what, False, 0.4, expected, found, hint)

    flipped = int((first[strong] == -own[strong]).sum())
    return [
        row("every unit is visited", last, "the last unit of the order mended too", "the last one still wrong",
            "Write down which units one pass of the inner loop visits."),
        row("a unit has no vote on itself", flipped == WITH_DIAGONAL, f"{WITH_DIAGONAL} of {WITH_DIAGONAL} units outvoted",
            f"{flipped} of {WITH_DIAGONAL}", "What stands at W[i, i], and whose vote is that?"),
        row("balanced votes are always seen as balanced", alike, "the same decision each time", "different decisions in like cases",
            "0.1 + 0.2 is not exactly 0.3. In which order are votes added and divided?"),
        row("a tie keeps the state", keeps and not zeros, "the unit as it was", f"{zeros} zeros" if zeros else "another state",
            "What is np.sign(0), and is it a state of a unit?" if zeros else "Votes that balance say nothing about the unit."),
        row("cue and patterns are left as they were", kept, "the arguments unchanged", "a changed argument",
            "s = cue is a second name for the same array: changes show in both."),
    ]  # fmt: skip
