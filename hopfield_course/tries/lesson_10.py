"""Lesson 10: exact from which sharpness on, a head written by hand, a step too far, how many features."""

import numpy as np

from hopfield_lib import ModernHopfield

from ..check.judges import Mistake, Part, function_task
from ..check.tasks import Row, Task, numbers

# ------------------------------------------------------------------- from which sharpness on all is exact


def sharp_enough(X):
    """Return the smallest beta at which sparsemax leaves every pattern (P, N) where it is."""
    return 1 / _separations(X).min()


def _separations(X):
    """Return how far each pattern's own score lies above the best of the others, (P,)."""
    scores = X @ X.T
    return scores.diagonal() - np.where(np.eye(len(X), dtype=bool), -np.inf, scores).max(axis=1)


def sharp_cases(rng):
    """Patterns of one length, and patterns of several, whose separations differ all the same."""
    cases = []
    for P, N in ((3, 40), (6, 60), (5, 50)):
        X = rng.normal(size=(P, N))
        cases.append((X * np.sqrt(N) / np.linalg.norm(X, axis=1, keepdims=True),))
    X = rng.normal(size=(5, 80))
    return [*cases, (X * np.array([[1.0], [1.1], [1.2], [1.1], [1.0]]),)]


def _of_the_best(X):
    return 1 / _separations(X).max()


def _of_the_mean(X):
    return 1 / _separations(X).mean()


def _of_entmax(X):
    return 2 * sharp_enough(X)


def _the_separation(X):
    return _separations(X).min()


def _others_absent(X):
    return 1 / (X @ X.T).diagonal().min()


SHARP = function_task(
    "try_sharp_enough",
    sharp_enough,
    sharp_cases,
    (Part("patterns of one length", 0, (0, 1, 2)), Part("patterns of several lengths", 0, (3,))),
    (
        Mistake(_of_the_best, "So the pattern with the largest separation stays. And the others?"),
        Mistake(_of_the_mean, "On average they are far enough apart. Which pattern decides for all?"),
        Mistake(_of_entmax, "That is the margin of entmax, 2/β. Sparsemax needs half of it."),
        Mistake(_the_separation, "That is the smallest separation itself. Which β makes 1/β of it?"),
        Mistake(_others_absent, "How far does the own score lie above the best of the others?"),
    ),
    "For two patterns of length 1 at right angles the scores are 1 and 0. What should come out?",
)

# ------------------------------------------------------------------------------- a head written by hand

LENGTH, ENOUGH = 9, 0.9


def matching(S):
    """Return a matrix (2S, 2S) that finds the token with the cue's symbol before it."""
    M = np.zeros((2 * S, 2 * S))
    M[:S, S:] = 10 * np.eye(S)
    return M


def matching_cases(rng):
    """Three alphabets; the sequences are drawn by the judge, of the size of each."""
    return [(int(S),) for S in rng.choice(np.arange(10, 20), 3, replace=False)]


def _attention(M, S):
    """Return the least attention that the right token has with M, over all places of it and all symbols."""
    least = 1.0
    for shift in range(S):
        order = (np.arange(LENGTH) + shift) % S
        for place in range(LENGTH - 1):
            own, before = np.eye(S)[order], np.zeros((LENGTH, S))
            before[1:] = own[:-1]
            cue = np.concatenate([np.eye(S)[order[place]], np.eye(S)[order[-1]]])
            scores = np.concatenate([own, before], axis=1) @ (cue @ M)
            p = np.exp(scores - scores.max())
            least = min(least, (p / p.sum())[place + 1])
    return least


def _judge_matching(cases, outputs):
    rows, what = [], "the right token has 0.9 of the attention"
    for (S,), output in zip(cases, outputs, strict=True):
        M = numbers(output, (2 * S, 2 * S))
        name = f"{what}, {S} symbols"
        if M is None or not np.isfinite(M).all():
            came = output.error or "something else"
            rows.append(Row(name, False, 0, f"finite numbers of shape {(2 * S, 2 * S)}", came, ""))
            continue
        least = _attention(M, S)
        if least >= ENOUGH:
            rows.append(Row(name, True))
            continue
        hint = "Rows 0 to S-1 are the cue's own symbol, columns S to 2S-1 the symbol before a pattern."
        if _attention(M.T, S) >= ENOUGH:
            hint = "Cue and pattern have changed places: transposed it would do. " + hint
        elif _attention(20 * M, S) >= ENOUGH:
            hint = "It looks in the right place, but too faintly: larger numbers make the attention sharper."
        rows.append(Row(name, False, 0, "at least 0.9", f"{least:.2f} in the worst sequence", hint))
    return rows


MATCHING = Task("try_matching", 0, matching_cases, _judge_matching)

# ------------------------------------------------------------------------------------- a step too far


def _judge_overshoot(cases, outputs):
    (X,), what = cases[0], "a step that raises the energy"
    eta = numbers(outputs[0], ())
    if eta is None or not np.isfinite(eta):
        came = outputs[0].error or "something else"
        return [Row(what, False, 0, "a finite number", came, "")]
    if eta < 0:
        return [
            Row(what, False, 0, "a step towards the update", f"{eta:g}", "Below 0 it goes the other way.")
        ]
    network, cue = ModernHopfield(X, 1 / X.shape[1] ** 0.5), X[0].copy()
    cue[X.shape[1] // 2 :] = 0
    before, after = network.energy(cue), network.energy(cue + eta * (network.update(cue) - cue))
    if after > before:
        return [Row(what, True)]
    hint = f"After a step of {eta:g} the energy has fallen by {(before - after) / X.shape[1]:.3f} per unit."
    return [Row(what, False, 0, "a rise", "a fall", hint + " What does the bound promise, and up to where?")]


OVERSHOOT = Task("try_overshoot", 0, None, _judge_overshoot, values=("eta",))

# --------------------------------------------------------------------------------- how many features


def features(P, epsilon):
    """Return how many random features keep the noise of P - 1 patterns below epsilon."""
    return (P - 1) / epsilon**2


def features_cases(rng):
    """A few patterns and many, noise of several sizes."""
    few = [(int(rng.integers(3, 8)), rng.uniform(0.05, 0.4)) for _ in range(2)]
    return [*few, *((int(rng.integers(50, 2000)), rng.uniform(0.01, 0.2)) for _ in range(2))]


def _itself_too(P, epsilon):
    return P / epsilon**2


def _without_square(P, epsilon):
    return (P - 1) / epsilon


def _root_only(P, epsilon):
    return np.sqrt(P - 1) / epsilon


def _error_of_one(P, epsilon):
    return 1 / epsilon**2


FEATURES = function_task(
    "try_features",
    features,
    features_cases,
    (Part("a few patterns", 0, (0, 1)), Part("many patterns", 0, (2, 3))),
    (
        Mistake(_itself_too, "All P disturb here. Does the one that you stand on disturb itself?"),
        Mistake(_without_square, "The error falls as one over the *root* of Y: square both sides."),
        Mistake(_root_only, "That is the root of Y. Square it."),
        Mistake(_error_of_one, "That is enough for one other pattern. Their errors add up, as variances do."),
    ),
    "Set √((P-1)/Y) equal to ε, and solve for Y.",
)

TASKS = (SHARP, MATCHING, OVERSHOOT, FEATURES)
