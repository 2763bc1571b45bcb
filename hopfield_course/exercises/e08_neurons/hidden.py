"""Exercise 08: visible neurons, and hidden ones that are slow."""

import numpy as np
from scipy.special import softmax

from ...check.judges import Mistake, Part, compared
from .graded import UNUSED


def choice(h, beta):
    """Return the rates of the hidden neurons."""
    return softmax(beta * h)


def layers(
    patterns, start, beta, tau, dt, steps, *, rate=choice, head_start=False, first="", leaks=(1, 1), pace=1
):
    """Return visible potentials (steps + 1, N); mistakes are made with what stands after the star."""
    v = start.astype(float)
    h = patterns @ v * head_start
    rows = [v]
    for _ in range(int(steps)):
        heard = patterns @ v
        h = h if tau else heard
        later = h + dt / tau * (heard - leaks[1] * h) if tau else h
        v = v + dt * pace * (rate(later if first == "hidden" else h, beta) @ patterns - leaks[0] * v)
        if first == "visible" and tau:
            later = h + dt / tau * (patterns @ v - h)
        h = later
        rows.append(v)
    return np.array(rows)


def layers_cases(rng):
    """One step from silence; many steps of slow and of less slow hidden neurons; fast ones."""
    cases = []
    taus = (2.0, 0.7, 3.0, 0.6, 0.0, 0.0)
    for tau, K, N, steps in zip(
        taus, (3, 5, 4, 3, 4, 3), (6, 8, 9, 12, 10, 9), (1, 1, 15, 12, 1, 8), strict=True
    ):
        patterns = rng.normal(size=(K, N))
        start = patterns[0] + rng.normal(size=N) / 2
        cases.append((patterns, start, rng.uniform(0.3, 0.6), tau, rng.uniform(0.15, 0.25), steps))
    return cases


def with_tau(change):
    """Return the answer of somebody who takes another time constant."""
    return lambda X, v, beta, tau, dt, n: layers(X, v, beta, change(tau, dt), dt, n)


def lagging(patterns, start, beta, tau, dt, steps):
    """Return what comes of fast hidden neurons that hear the visible ones as they were a step ago."""
    rows = [start.astype(float)]
    for k in range(int(steps)):
        f = choice(patterns @ rows[max(k - 1, 0)], beta)
        rows.append(rows[-1] + dt * (f @ patterns - rows[-1]))
    return np.array(rows)


def silent_at_first(patterns, start, beta, tau, dt, steps):
    """Return what comes of fast hidden neurons that have heard nothing at time 0."""
    first = start + dt * (patterns.mean(axis=0) - start)
    return np.array([start, *layers(patterns, first, beta, tau, dt, steps - 1)])


def one_array(*case):
    """Return a path whose rows are all the same array, changed again and again."""
    rows = layers(*case)
    return np.tile(rows[-1], (len(rows), 1))


def silent_first(patterns, *case):
    """Return what hidden neurons hear, not the visible potentials."""
    rows = layers(patterns, *case)[:-1] @ patterns.T
    return np.concatenate([0 * rows[:1], rows])


def in_layers(came, hint, **change):
    """Return a mistake that is one change in the equations."""
    return Mistake(lambda *case: layers(*case, **change), hint, came)


TOGETHER = "Both layers move in the same step: what did each hear of the other before it?"
ROWS = "The start is one of the rows, and each step adds one."
LATE = "For τ = 0 a hidden neuron is not even one step late. Are yours?"
LAYERS_MISTAKES = (
    in_layers("visible neurons that hear the hidden ones after their step", TOGETHER, first="hidden"),
    in_layers("hidden neurons that hear the visible ones after their step", TOGETHER, first="visible"),
    in_layers(
        "hidden neurons with a head start",
        "At time 0 a slow hidden neuron has not heard anything yet.",
        head_start=True,
    ),
    in_layers("no β", UNUSED, rate=lambda h, beta: softmax(h)),
    in_layers(
        "β outside of the softmax",
        "β says how sharply the softmax chooses. Where must it stand to do so?",
        rate=lambda h, beta: beta * softmax(h),
    ),
    in_layers(
        "hidden potentials in place of rates",
        "What do visible neurons hear of the hidden ones: potentials or rates?",
        rate=lambda h, beta: h,
    ),
    in_layers(
        "exponentials without their sum",
        "To what do the rates of a softmax add up?",
        rate=lambda h, beta: np.exp(np.minimum(beta * h, 99)),
    ),
    Mistake(with_tau(lambda tau, dt: 1.0), UNUSED, "hidden neurons as quick as the visible ones"),
    Mistake(
        with_tau(lambda tau, dt: 1 / tau if tau else 0),
        "Do your hidden neurons become slower or faster as τ grows?",
        "τ turned round",
    ),
    Mistake(
        lambda X, v, beta, tau, dt, n: layers(X, v, beta, tau, dt, n, pace=1 / tau if tau else 1),
        "Whose time constant is τ, and what is that of the others?",
        "visible neurons as slow as the hidden ones",
    ),
    Mistake(with_tau(lambda tau, dt: 0), "At which τ are hidden neurons that fast?", "fast hidden neurons"),
    in_layers(
        "hidden neurons without a leak", "A hidden neuron that hears nothing: what does it do?", leaks=(1, 0)
    ),
    in_layers(
        "visible neurons without a leak",
        "A visible neuron that hears nothing: what does it do?",
        leaks=(0, 1),
    ),
    Mistake(lambda *case: layers(*case)[-1], ROWS, "the last potentials alone"),
    Mistake(lambda *case: layers(*case)[:-1], ROWS, "a path without its end"),
    Mistake(lambda *case: layers(*case)[1:], ROWS, "a path without its start"),
    Mistake(lambda *case: layers(*case[:-1], case[-1] + 1)[1:], ROWS, "a path without its start"),
    Mistake(
        one_array,
        "v += … changes the array itself, and with it the rows that you have kept.",
        "rows all alike",
    ),
    Mistake(with_tau(lambda tau, dt: tau or dt), LATE, "fast hidden neurons that are one step late"),
    Mistake(silent_at_first, LATE, "fast hidden neurons that have heard nothing at time 0"),
    Mistake(lagging, LATE, "fast hidden neurons that are one step late"),
    Mistake(
        with_tau(lambda tau, dt: tau or 1e-320),
        "Is there a step length divided by τ = 0? Where are hidden neurons that need no time?",
        "NaN or infinity",
    ),
    Mistake(silent_first, "The visible potentials are asked for.", "what the hidden neurons hear"),
)
judge_layers = compared(
    layers,
    (
        Part("one step from silence: all memories speak alike", 0.5, (0, 1)),
        Part("many steps: both layers move, each with its time constant", 0.5, (2, 3)),
        Part("hidden neurons that need no time, τ = 0", 0.5, (4, 5)),
    ),
    LAYERS_MISTAKES,
    "Follow one memory and one visible neuron for two steps: what has the hidden neuron heard by then?",
)
