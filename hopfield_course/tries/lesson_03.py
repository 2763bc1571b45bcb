"""Lesson 03: the mixture in which all digits end, four digits that live together, the projection rule."""

from functools import partial

import numpy as np

from ..check.draws import drawn_until
from ..check.judges import Mistake, Part, function_task
from ..check.tasks import Row, Task, numbers, spins, trouble

IN_WORDS = {3: "three", 4: "four"}


def digits_of(output, count):
    """Return the digits of an answer, and the row that says what is wrong with them; one of both is None."""
    what = f"{count} different digits"
    chosen = numbers(output, (count,))
    if chosen is None:
        came, hint = trouble([output], [(count,)]) or ("no numbers", "")
        if isinstance(output.value, np.ndarray) and output.value.shape != (count,):
            came = f"{output.value.size} of them" if output.value.ndim == 1 else came
            hint = f"Give {IN_WORDS[count]} digits, in one list."
        return None, Row(what, False, 0, f"{count} numbers", came, hint)
    if set(chosen) <= set(range(10)) and len(set(chosen)) == count:
        return chosen.astype(int), None
    came = ", ".join(f"{one:g}" for one in chosen)
    return None, Row(what, False, 0, "whole numbers from 0 to 9", came, "Each digit is taken once.")


# ------------------------------------------------------------------------------- the mixture of digits


def judge_mixture(cases, outputs):
    """Judge whether the majority vote of three digits is the state."""
    (patterns, state), (output,) = cases[0], outputs
    chosen, wrong = digits_of(output, 3)
    if chosen is None:
        return [wrong]
    what, hint = "their majority vote is the state", "Keep two of the three, and try others for the third."
    away = int((np.sign(patterns[chosen].sum(axis=0)) != state).sum())
    if not away:
        return [Row(what, True)]
    came = f"it differs at {away} pixel{'s' * (away > 1)}"
    return [Row(what, False, 0, "no pixel that differs", came, hint)]


MIXED_DIGITS = Task("try_mixed_digits", 0, None, judge_mixture, values=("three",))

# ------------------------------------------------------------------------- four that live together


def units_lost(patterns):
    """Return how many units of each pattern (P, N) the others turn, with Hebb's rule."""
    whole = patterns.astype(int)
    return (whole * (whole @ whole.T @ whole - len(whole) * whole) < 0).sum(axis=1)


def judge_four(cases, outputs):
    """Judge whether four digits, all of them stored, are fixed points."""
    (patterns,), (output,) = cases[0], outputs
    chosen, wrong = digits_of(output, 4)
    if chosen is None:
        return [wrong]
    lost, what = units_lost(patterns[chosen]), "all four are fixed points"
    if not lost.any():
        return [Row(what, True)]
    came = "; ".join(f"the {digit} loses {units}" for digit, units in zip(chosen, lost, strict=True) if units)
    hint = "Whose overlaps with the others are large? Leave that one, or the one it is like."
    return [Row(what, False, 0, "no unit that is turned", came, hint)]


LIVING_TOGETHER = Task("try_living_together", 0, None, judge_four, values=("four",))

# ---------------------------------------------------------------------------------- the projection rule


def projected(X, M):
    """Return the projection couplings of patterns (P, N) with overlaps M, their diagonal kept."""
    return X.T @ np.linalg.inv(M) @ X / X.shape[1]


def _drawn(P, N, rng):
    """Return random patterns and their overlaps."""
    X = spins(rng, P, N)
    return X, X @ X.T / N


def _tells(X, M):
    """Whether M has a good inverse, and two patterns are alike."""
    return np.linalg.cond(M) < 30 and np.abs(M - np.eye(len(M))).max() > 0.3 and (M != 0).all()


def cases_of_projection(rng):
    """Few patterns and many, independent of each other, two of them alike."""
    sizes = ((2, 12), (3, 15), (4, 21), (5, 31))
    return [drawn_until(rng, partial(_drawn, P, N), _tells) for P, N in sizes]


def _emptied(W):
    return W - np.diag(np.diag(W))


PROJECTION = function_task(
    "try_projection",
    projected,
    cases_of_projection,
    (Part("couplings of two to five patterns", 0, (0, 1, 2, 3)),),
    (
        Mistake(lambda X, M: X.T @ X / X.shape[1], "That is Hebb's rule. Where do the overlaps come in?"),
        Mistake(
            lambda X, M: X.T @ M @ X / X.shape[1],
            "That multiplies with the overlaps. It is their inverse that undoes them.",
        ),
        Mistake(
            (lambda X, M: X.T @ (1 / M) @ X / X.shape[1], lambda X, M: X.T @ M**-1.0 @ X / X.shape[1]),
            "That is 1 over each entry. The inverse of a matrix is another thing.",
        ),
        Mistake(
            (lambda X, M: X.T @ np.linalg.inv(M) @ X, lambda X, M: X.T @ np.linalg.inv(M) @ X / len(X)),
            "The form is right, a factor is not: what stands before the sums?",
        ),
        Mistake(lambda X, M: np.linalg.inv(M), "That is the inverse of M, (P, P): no couplings yet."),
        Mistake(
            lambda X, M: np.linalg.inv(M) @ X / X.shape[1],
            "That sums over ν only; the sum over µ is missing.",
        ),
        Mistake(
            lambda X, M: _emptied(projected(X, M)), "Right, but for the diagonal: here it stays as it comes."
        ),
    ),
    "Write both sums as matrix products, (N, P) times (P, P) times (P, N).",
)

TASKS = (MIXED_DIGITS, LIVING_TOGETHER, PROJECTION)
