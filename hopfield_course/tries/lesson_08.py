"""Lesson 08: how long a step may be, the critical gain, one step of learning, a cut by hand."""

import numpy as np

from hopfield_lib import maxcut

from ..check.judges import Mistake, Part, function_task
from ..check.tasks import Row, Task, numbers

# ------------------------------------------------------------------------------- how long a step may be

GAIN, LONGER, SHORTEST = 2.0, 0.2, 0.01


def _wrong_signs(W, cue, picture, step):
    """Return how many signs are wrong after 300 Euler steps, or 30 time constants if that is longer."""
    u = 0.5 * cue
    for _ in range(max(300, round(30 / step))):
        u = u + step * (-u + W @ np.tanh(GAIN * u))
    return int((np.sign(u) != picture).sum())


@np.errstate(all="ignore")  # of steps that are too long, and what comes of them
def _judge_step(cases, outputs):
    (W, cue, picture), what = (
        cases[0],
        f"the picture comes back, and with a step longer by {LONGER} it does not",
    )
    step = numbers(outputs[0], ())
    if step is None or not SHORTEST <= step <= 10:
        came = outputs[0].error or "something else"
        return [Row(what, False, 0, f"a number from {SHORTEST} to 10", came, "The length of a step, in τ.")]
    step = float(step)
    if wrong := _wrong_signs(W, cue, picture, step):
        return [
            Row(what, False, 0, "no wrong sign", f"{wrong} wrong signs", "This step is too long already.")
        ]
    if not _wrong_signs(W, cue, picture, step + LONGER):
        hint = "The picture comes back, and with a longer step it still does: go on."
        return [Row(what, False, 0, "a longer step that fails", f"none at {step + LONGER:.2f}", hint)]
    return [Row(what, True)]


STEP = Task("try_step", 0, None, _judge_step, values=("longest",))

# ---------------------------------------------------------------------------------- the critical gain


def critical_gain(W):
    """Return the gain below which every disturbance of rest dies out."""
    return 1 / np.linalg.eigvalsh(W)[-1]


def critical_cases(rng):
    """Couplings (N, N) without a diagonal: all positive, twice; mixed; all negative."""
    positive, larger = (np.triu(rng.uniform(0.2, 1, (N, N)), 1) for N in (5, 7))
    mixed = np.triu(rng.normal(size=(8, 8)), 1) / 3
    return [(upper + upper.T,) for upper in (positive, larger, mixed, -positive)]


def _largest_in_size(W):
    return 1 / np.abs(np.linalg.eigvalsh(W)).max()


def _smallest(W):
    return 1 / np.linalg.eigvalsh(W)[0]


def _not_inverted(W):
    return np.linalg.eigvalsh(W)[-1]


CRITICAL = function_task(
    "try_critical_gain",
    critical_gain,
    critical_cases,
    (Part("couplings all above 0", 0, (0, 1)), Part("couplings of both signs, and below 0", 0, (2, 3))),
    (
        Mistake(_not_inverted, "For which gain is gain · eigenvalue - 1 just 0?", "the eigenvalue itself"),
        Mistake(
            _smallest, "The smallest eigenvalue comes first. Along which direction does it die out last?"
        ),
        Mistake(_largest_in_size, "Is a disturbance along an eigenvalue far below 0 kept alive?"),
    ),
    "A disturbance changes as e to (gain · eigenvalue - 1) t. Which eigenvalue reaches 0 there first?",
)

# ------------------------------------------------------------------------------ one step of learning


def learning(W, xi, eps):
    """Return synapses (N, N) after one clamped step with decay."""
    return W + eps * (np.outer(xi, xi) - W)


def learning_cases(rng):
    """Synapses at 0; others, which need not be symmetric."""
    cases = [(np.zeros((4, 4)), rng.choice([-1.0, 1.0], 4), 0.1)]
    cases += [
        (rng.normal(size=(N, N)), rng.choice([-1.0, 1.0], N), eps)
        for N, eps in ((3, 0.3), (6, 0.05), (5, 0.2))
    ]
    return cases


def _without_decay(W, xi, eps):
    return W + eps * np.outer(xi, xi)


def _full_decay(W, xi, eps):
    return W + eps * np.outer(xi, xi) - W


def _free(W, xi, eps):
    return W + eps * (np.outer(W @ xi, xi) - W)


def _change_only(W, xi, eps):
    return eps * (np.outer(xi, xi) - W)


def _inner(W, xi, eps):
    return W + eps * (xi @ xi - W)


LEARNING = function_task(
    "try_learning",
    learning,
    learning_cases,
    (Part("synapses that were 0", 0, (0,)), Part("other synapses", 0, (1, 2, 3))),
    (
        Mistake(_without_decay, "These synapses grow without end: what else is in dW/dt?"),
        Mistake(_full_decay, "The rate belongs to the whole change, the decay included."),
        Mistake(_free, "y is clamped here: by what?"),
        Mistake(_change_only, "That is the change. What are the new synapses?", "the change alone"),
        Mistake(
            _inner,
            "A product of two activities for each pair of neurons: np.outer.",
            "one number for all pairs",
        ),
    ),
    "Take two neurons with ξ = (1, -1) and W = 0 on paper.",
)

# ---------------------------------------------------------------------------------------- a cut by hand


def _judge_groups(cases, outputs):
    (graph,), what = cases[0], "a cut as large as any"
    N = len(graph)
    groups = numbers(outputs[0], (N,))
    if groups is None or not np.isin(groups, (-1, 1)).all():
        came = outputs[0].error or "something else"
        return [
            Row(what, False, 0, f"a list of {N} numbers, +1 or -1", came, "One for each node, node 0 first.")
        ]
    cut, best = maxcut.cut_size(graph, groups), maxcut.largest_cut(graph)
    if cut == best:
        return [Row(what, True)]
    moved = groups * (1 - 2 * np.eye(N))  # row k: node k has changed sides
    if maxcut.cut_size(graph, moved).max() > cut:
        hint = "A node has more neighbours on its own side than on the other: let it change sides."
    else:
        hint = (
            "No node gains by changing sides alone: a local minimum of the energy. Start from other groups."
        )
    return [Row(what, False, 0, "more edges", f"{cut:.0f} edges", hint)]


GROUPS = Task("try_groups", 0, None, _judge_groups, values=("groups",))

TASKS = (STEP, CRITICAL, LEARNING, GROUPS)
