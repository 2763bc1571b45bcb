"""Exercise 08, slow_hidden: visible neurons, and hidden ones that are slow."""

from functools import partial

import numpy as np
from scipy.special import softmax

from ...check.judges import Mistake, Part, function_task
from .rates import UNUSED


def choice(h, beta):
    """Return the rates of the hidden neurons."""
    return softmax(beta * h)


def slow_hidden(
    patterns,
    start,
    beta,
    tau,
    dt,
    steps,
    *,
    rate=choice,
    head_start=False,
    first="",
    visible_leak=1,
    hidden_leak=1,
    pace=1,
):
    """Return visible potentials (steps + 1, N); mistakes are made with what stands after the star."""
    v = start.astype(float)
    h = patterns @ v if head_start else np.zeros(len(patterns))
    rows = [v]
    for _ in range(int(steps)):
        if tau == 0:
            h = later = patterns @ v
        else:
            later = h + dt / tau * (patterns @ v - hidden_leak * h)
        f = rate(later if first == "hidden" else h, beta)
        v = v + dt * pace * (f @ patterns - visible_leak * v)
        if first == "visible" and tau != 0:
            later = h + dt / tau * (patterns @ v - h)
        h = later
        rows.append(v)
    return np.array(rows)


def with_tau(change):
    """Return the answer of somebody who takes another time constant."""
    return lambda X, v, beta, tau, dt, n: slow_hidden(X, v, beta, change(tau, dt), dt, n)


def with_rate(rate):
    """Return the answer of somebody whose hidden neurons have other rates."""
    return partial(slow_hidden, rate=rate)


def visible_slow_too(patterns, start, beta, tau, dt, steps):
    """Return what comes of visible neurons with the time constant of the hidden ones."""
    return slow_hidden(patterns, start, beta, tau, dt, steps, pace=1 / tau if tau else 1)


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
    return np.array([start, *slow_hidden(patterns, first, beta, tau, dt, steps - 1)])


def one_step_more(patterns, start, beta, tau, dt, steps):
    """Return the path if its start is left out, and a step taken instead."""
    return slow_hidden(patterns, start, beta, tau, dt, steps + 1)[1:]


def one_array(*case):
    """Return a path whose rows are all the same array, changed again and again."""
    rows = slow_hidden(*case)
    return np.tile(rows[-1], (len(rows), 1))


def heard_by_hidden(patterns, *case):
    """Return what hidden neurons hear, not the visible potentials."""
    rows = slow_hidden(patterns, *case)[:-1] @ patterns.T
    return np.concatenate([0 * rows[:1], rows])


def cases(rng):
    """One step from silence; many steps of slow and of less slow hidden neurons; fast ones."""
    one_step = ((2.0, 3, 6, 1), (0.7, 5, 8, 1))
    many_steps = ((3.0, 4, 9, 15), (0.6, 3, 12, 12))
    fast = ((0.0, 4, 10, 1), (0.0, 3, 9, 8))
    found = []
    for tau, K, N, steps in (*one_step, *many_steps, *fast):
        patterns = rng.normal(size=(K, N))
        start = patterns[0] + rng.normal(size=N) / 2
        found.append((patterns, start, rng.uniform(0.3, 0.6), tau, rng.uniform(0.15, 0.25), steps))
    return found


TOGETHER = "Both layers move in the same step: what did each hear of the other before it?"
AT_0 = "At time 0 a slow hidden neuron has not heard anything yet."
SHARPLY = "β says how sharply the softmax chooses. Where must it stand to do so?"
NOT_RATES = "What do visible neurons hear of the hidden ones: potentials or rates?"
ADD_UP = "To what do the rates of a softmax add up?"
SLOWER = "Do your hidden neurons become slower or faster as τ grows?"
WHOSE = "Whose time constant is τ, and what is that of the others?"
THAT_FAST = "At which τ are hidden neurons that fast?"
ROWS = "The start is one of the rows, and each step adds one."
LATE = "For τ = 0 a hidden neuron is not even one step late. Are yours?"
BY_0 = "Is there a step length divided by τ = 0? Where are hidden neurons that need no time?"
HIDDEN_LEAK = "A hidden neuron that hears nothing: what does it do?"
VISIBLE_LEAK = "A visible neuron that hears nothing: what does it do?"
SAME_ARRAY = "v += … changes the array itself, and with it the rows that you have kept."
FIRST_HIDDEN = partial(slow_hidden, first="hidden")
FIRST_VISIBLE = partial(slow_hidden, first="visible")
MISTAKES = (
    Mistake(FIRST_HIDDEN, TOGETHER, "visible neurons that hear the hidden ones after their step"),
    Mistake(FIRST_VISIBLE, TOGETHER, "hidden neurons that hear the visible ones after their step"),
    Mistake(partial(slow_hidden, head_start=True), AT_0, "hidden neurons with a head start"),
    Mistake(with_rate(lambda h, beta: softmax(h)), UNUSED, "no β"),
    Mistake(with_rate(lambda h, beta: beta * softmax(h)), SHARPLY, "β outside of the softmax"),
    Mistake(with_rate(lambda h, beta: h), NOT_RATES, "hidden potentials in place of rates"),
    Mistake(
        with_rate(lambda h, beta: np.exp(np.minimum(beta * h, 99))), ADD_UP, "exponentials without their sum"
    ),
    Mistake(with_tau(lambda tau, dt: 1.0), UNUSED, "hidden neurons as quick as the visible ones"),
    Mistake(with_tau(lambda tau, dt: 1 / tau if tau else 0), SLOWER, "τ turned round"),
    Mistake(visible_slow_too, WHOSE, "visible neurons as slow as the hidden ones"),
    Mistake(with_tau(lambda tau, dt: 0), THAT_FAST, "fast hidden neurons"),
    Mistake(partial(slow_hidden, hidden_leak=0), HIDDEN_LEAK, "hidden neurons without a leak"),
    Mistake(partial(slow_hidden, visible_leak=0), VISIBLE_LEAK, "visible neurons without a leak"),
    Mistake(lambda *case: slow_hidden(*case)[-1], ROWS, "the last potentials alone"),
    Mistake(lambda *case: slow_hidden(*case)[:-1], ROWS, "a path without its end"),
    Mistake(lambda *case: slow_hidden(*case)[1:], ROWS, "a path without its start"),
    Mistake(one_step_more, ROWS, "a path without its start"),
    Mistake(one_array, SAME_ARRAY, "rows all alike"),
    Mistake(
        (with_tau(lambda tau, dt: tau or dt), lagging), LATE, "fast hidden neurons that are one step late"
    ),
    Mistake(silent_at_first, LATE, "fast hidden neurons that have heard nothing at time 0"),
    Mistake(with_tau(lambda tau, dt: tau or 1e-320), BY_0, "NaN or infinity"),
    Mistake(heard_by_hidden, "The visible potentials are asked for.", "what the hidden neurons hear"),
)
PARTS = (
    Part("one step from silence: all memories speak alike", 0.5, (0, 1)),
    Part("many steps: both layers move, each with its time constant", 0.5, (2, 3)),
    Part("hidden neurons that need no time, τ = 0", 0.5, (4, 5)),
)
OTHERWISE = (
    "Follow one memory and one visible neuron for two steps: what has the hidden neuron heard by then?"
)
TASK = function_task("slow_hidden", slow_hidden, cases, PARTS, MISTAKES, OTHERWISE)
