"""Exercise 01, by hand: Hebb's couplings and the energy."""

import numpy as np

from ..tasks import Row, close, factor, first_hint, miss, numbers, spins, untouched

# --------------------------------------------------------------------------------- hebb_couplings


def hebb_cases(rng):
    """One pattern, several, real numbers, and many alike ones in 8 bits."""
    many = spins(rng, 200, 12)
    many[:, 1:4] = many[:, :1]  # these units always agree: sums of 200
    return [(spins(rng, 1, 12),), (spins(rng, 5, 30),), (spins(rng, 4, 21).astype(float),), (many.astype(np.int8),)]


def off_diagonal(matrix):
    """Return the entries beside the diagonal, in one row."""
    return matrix[~np.eye(len(matrix), dtype=bool)]


def judge_hebb(cases, outputs):
    """Judge couplings by their entries beside the diagonal, then by the diagonal."""
    X = [case[0].astype(float) for case in cases]
    shapes = [(x.shape[1], x.shape[1]) for x in X]
    came = [numbers(output, shape) for output, shape in zip(outputs, shapes, strict=True)]
    right = [off_diagonal(x.T @ x) / x.shape[1] for x in X]
    beside = [None if W is None else off_diagonal(W) for W in came]
    good = [close(a, b) for a, b in zip(beside, right, strict=True)]
    ratio = [None if a is None else factor(a, b) for a, b in zip(beside, right, strict=True)]
    in_form = ratio[0] is not None and ratio[1] is not None
    own = max((np.abs(np.diag(W)).max() for W in came[:3] if W is not None), default=0.0)

    def words(k):
        P, N = X[k].shape
        c = ratio[k]
        a = beside[k]
        if a is None:
            if isinstance(outputs[k].value, np.ndarray) and outputs[k].value.shape == (P, P):
                return f"shape {(P, P)}", "That is one number for each two patterns. Which axis has to be summed over?"
            return "", ""
        upper = off_diagonal(np.triu(came[k]))
        lone = off_diagonal(np.triu(X[k].T @ X[k])) / N
        return first_hint(
            [
                (c == -1 or (c and np.isclose(c, -1)), "the right numbers with the other sign", "Alike units attract."),
                (c and np.isclose(c, N), f"{N} times that", "The sums are right. By what does the rule divide them?"),
                (c and P > 1 and np.isclose(c, N / P), f"{N / P:.3g} times that", "Divided by the number of patterns: the rule divides by another number."),
                (c and np.isclose(c, 1 / N), f"1/{N} of that", "Divided by N twice."),
                (c is not None, f"{c or 0:.3g} times that", "The form is right, a factor is not."),
                (np.any(a) and np.allclose(upper, lone) and not np.allclose(came[k], came[k].T), "one half of the matrix", "Unit i hears unit j as unit j hears unit i."),
                (not a.any(), "all zeros", "Was the sum divided in whole numbers, or the array never filled?"),
                (close(a * N, off_diagonal(np.outer(X[k][-1], X[k][-1]))), "the couplings of the last pattern alone", "Each pattern adds to what is there already."),
            ],
            (f"{a[0]:.3g}, {a[1]:.3g}, …", "Try one pattern of three units on paper: w_12 is the product of its units 1 and 2, over N."),
        )  # fmt: skip

    def shown(k):
        return f"beside the diagonal {right[k][0]:.3g}, {right[k][1]:.3g}, …"

    def row(what, ks, points):
        k = next((k for k in ks if not good[k]), None)
        return Row(what, True, points) if k is None else Row(
            what, False, points, **miss([outputs[k]], [shapes[k]], shown(k), words(k)) if not _transposed(outputs[k], X[k])
            else dict(zip(("expected", "came", "hint"), (f"shape {shapes[k]}", *words(k)), strict=True)))  # fmt: skip

    rows = [
        row("one pattern: w_ij is ξ_i ξ_j / N", [0], 0.5),
        row("several patterns: their couplings add up", [1, 2], 0.5),
    ]
    zero = in_form and own < 1e-9
    hint = "A unit does not vote for itself."
    if in_form and close(np.diag(came[1]), np.full(shapes[1][0], came[1][0, 0])) and came[1][0, 0] < -0.5:
        hint = "After dividing by N the diagonal is P/N, not P: how much is to be taken away?"
    rows.append(
        Row("the diagonal is 0", zero, 0.5) if zero else
        Row("the diagonal is 0", False, 0.5, "0", f"up to {own:.3g}" if in_form else "couplings of another form", hint)
    )  # fmt: skip
    if good[3]:
        rows.append(Row("200 patterns stored in 8 bits", True, 0.25))
    else:
        came_3 = f"largest {beside[3].max():.3g}" if beside[3] is not None else ""
        eight = "A sum of int8 numbers stays int8, and that ends at 127. Which dtype has room for 200?"
        why = (came_3, eight) if good[0] and good[1] else words(3)
        rows.append(Row("200 patterns stored in 8 bits", False, 0.25, **miss([outputs[3]], [shapes[3]], f"largest {right[3].max():.3g}", why)))
    kept = untouched(cases, outputs)
    rows.append(
        Row("the patterns are left as they were", True, 0.25) if kept and in_form else
        Row("the patterns are left as they were", False, 0.25, "the patterns unchanged", "changed ones" if not kept else "couplings of another form",
            "Something is written into the argument: work on a copy." if not kept else "First the couplings.")
    )  # fmt: skip
    return rows


def _transposed(output, X):
    return isinstance(output.value, np.ndarray) and output.value.shape == (len(X), len(X)) != (X.shape[1],) * 2


# ----------------------------------------------------------------------------------------- energy


def couplings_of(rng, P, N):
    """Return Hebb's couplings of random patterns, and the patterns."""
    X = spins(rng, P, N)
    W = X.T @ X / N
    np.fill_diagonal(W, 0)
    return W, X


def energy_cases(rng):
    """Two units, a network in random states, one with undecided units."""
    pair = np.array([[0.0, 1.0], [1.0, 0.0]])
    cases = [(pair, np.array([1, 1])), (pair, np.array([1, -1]))]
    for N in (9, 16, 25):
        W, X = couplings_of(rng, 3, N)
        cases += [(W, spins(rng, N)), (W, X[0].astype(np.int8))]
    W, X = couplings_of(rng, 2, 14)
    state = X[1].copy()
    state[rng.permutation(14)[:5]] = 0
    return [*cases, (W, state)]


def judge_energy(cases, outputs):
    """Judge an energy: two units by hand, whole networks, undecided units."""
    right = np.array([-0.5 * float(s.astype(float) @ W @ s.astype(float)) for W, s in cases])
    came = [numbers(output, ()) for output in outputs]
    good = np.array([close(a, np.array(b)) for a, b in zip(came, right, strict=True)])

    def row(what, ks, points):
        bad = next((k for k in ks if not good[k]), None)
        if bad is None:
            return Row(what, True, points)
        values = None if any(came[k] is None for k in ks) else np.array([float(came[k]) for k in ks])
        wanted, N = right[list(ks)], np.array([len(cases[k][1]) for k in ks])
        c = None if values is None else factor(values, wanted)
        plain = None if values is None else factor(values * N, wanted)
        hint = first_hint(
            [
                (c and np.isclose(c, -1), "the other sign", "Satisfied couplings make the energy low."),
                (c and np.isclose(c, 2), "twice that", "The double sum has each pair of units twice."),
                (c and np.isclose(c, -2), "minus twice that", "Two things: the sign, and each pair stands in the double sum twice."),
                (c and np.isclose(c, 0.5), "half of that", "Each pair was taken once, and then halved as well."),
                (plain is not None, "an energy per unit", "The couplings hold the 1/N already; nothing else is divided."),
                (c is not None, f"{c or 0:.3g} times that", "The form is right, a factor is not."),
            ],
            (f"{float(came[bad]):.4g}" if came[bad] is not None else "", "Take two units with w = 1 that agree: E = −1. What does your function make of each term?"),
        )  # fmt: skip
        if outputs[bad].value is not None and np.shape(outputs[bad].value) not in ((), (1,)) and not outputs[bad].error:
            stopped = {"expected": "one number", "came": f"shape {np.shape(outputs[bad].value)}", "hint": "The sum runs over both i and j: which one is still open?"}  # fmt: skip
        else:
            stopped = miss([outputs[bad]], [()], f"{right[bad]:.4g}", hint)
        return Row(what, False, points, **stopped)

    n = len(cases)
    return [
        row("two units that are to be alike: −1 alike, +1 different", range(2), 0.25),
        row("networks in random and in stored states", range(2, n - 1), 0.5),
        row("undecided units (0) count nothing", [n - 1], 0.25),
    ]
