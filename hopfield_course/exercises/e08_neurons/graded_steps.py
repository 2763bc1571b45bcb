"""Exercise 08, graded_steps: graded neurons step by step."""

from functools import partial

import numpy as np

from ...check.judges import Kept, Mistake, Part, function_task
from .rates import UNUSED, couplings, potentials, rates


def heard(W, U, current, gain):
    """Return what neurons hear: rates through synapses, and the current."""
    return rates(U, gain) @ W.T + current


def slope(heard, U, tau):
    """Return how fast potentials change."""
    return (heard - U) / tau


def path(W, U, current, gain, tau, dt, steps, *, hear=heard, slope=slope):
    """Return potentials (steps + 1, B, N); mistakes are made with what stands after the star."""
    rows = [U.astype(float)]
    for _ in range(int(steps)):
        rows.append(rows[-1] + dt * slope(hear(W, rows[-1], current, gain), rows[-1], tau))
    return np.array(rows)


def graded_steps(*case, **change):
    """Return the potentials after the last step."""
    return path(*case, **change)[-1]


def one_by_one(W, U, current, gain, tau, dt, steps):
    """Return what comes if neurons already hear those that have moved in the same step."""
    U = U.astype(float)
    for _ in range(int(steps)):
        for i in range(len(W)):
            U[:, i] += dt / tau * (heard(W, U, current, gain)[:, i] - U[:, i])
    return U


def random_case(rng, synapses, B, N, steps):
    """Return a case of neurons whose synapses go "both ways", "one way", or are not there."""
    W = rng.normal(size=(N, N)) if synapses == "one way" else couplings(rng, N) * (synapses == "both ways")
    U = potentials(rng, 0.3, 1.0, B, N)
    gain, tau, dt = rng.uniform(2, 3), rng.uniform(2.5, 4), rng.uniform(0.3, 0.5)
    return W, U, rng.uniform(0.2, 0.6, N), gain, tau, dt, steps


def cases(rng):
    """Neurons that hear nothing but their input; networks; networks whose synapses go one way."""
    alone = [random_case(rng, "none", *size) for size in ((1, 1, 1), (2, 3, 4))]
    networks = [random_case(rng, "both ways", *size) for size in ((3, 6, 7), (4, 5, 9))]
    return [*alone, *networks, random_case(rng, "one way", 3, 6, 8)]


def moving(slope):
    """Return an answer in which potentials change in another way."""
    return partial(graded_steps, slope=slope)


def hearing(hear):
    """Return an answer in which neurons hear something else."""
    return partial(graded_steps, hear=hear)


SLOW = "Which neurons are slow, those with a long τ?"
ON_THE_LEFT = "τ stands on the left of the equation. What does it do to each term on the right?"
LEAK = "What does a neuron do that hears nothing and has no input?"
SATURATED = "How large can a rate become, however steeply it rises?"
STEEP = "Which neurons rise more steeply at u = 0, those with a high gain?"
NOT_RATES = "What do neurons hear of each other: potentials or rates?"
CURRENT = "Does the input current drive the potential, or the rates that others hear?"
SUM = "Does each neuron's rate saturate, or the sum of what a neuron hears?"
SIDE = "Two neurons, and only the first hears the other: which of them does your function drive?"
TOGETHER = "All neurons move together: do yours hear the others as they were before the step, or after it?"
MISTAKES = (
    Mistake(moving(lambda h, U, tau: h - U), UNUSED, "τ left out"),
    Mistake(moving(lambda h, U, tau: tau * (h - U)), SLOW, "τ turned round"),
    Mistake(lambda *case: graded_steps(*case[:5], 1, case[6]), UNUSED, "the length of a step left out"),
    Mistake(moving(lambda h, U, tau: h / tau - U), ON_THE_LEFT, "τ under the synapses alone"),
    Mistake(moving(lambda h, U, tau: h - U / tau), ON_THE_LEFT, "τ under the leak alone"),
    Mistake(moving(lambda h, U, tau: h / tau), LEAK, "no leak"),
    Mistake(moving(lambda h, U, tau: (h + U) / tau), LEAK, "a leak of the wrong sign"),
    Mistake(lambda *case: path(*case)[1], "How many steps were asked for?", "one step"),
    Mistake(lambda *case: path(*case)[-2], "Count the steps of your loop.", "one step too few"),
    Mistake(path, "What is asked for is the end alone.", "the whole path"),
    Mistake(
        lambda *case: rates(graded_steps(*case), case[3]),
        "Rates or potentials: which are asked for?",
        "rates",
    ),
    Mistake(hearing(lambda W, U, c, g: g * np.tanh(U) @ W.T + c), SATURATED, "the gain outside of tanh"),
    Mistake(hearing(lambda W, U, c, g: rates(U, 1 / g) @ W.T + c), STEEP, "a gain turned round"),
    Mistake(hearing(lambda W, U, c, g: rates(U, 1) @ W.T + c), UNUSED, "a gain of 1"),
    Mistake(hearing(lambda W, U, c, g: U @ W.T + c), NOT_RATES, "potentials in place of rates"),
    Mistake(hearing(lambda W, U, c, g: np.tanh(g * U + c) @ W.T), CURRENT, "the current inside of tanh"),
    Mistake(hearing(lambda W, U, c, g: rates(U @ W.T + c, g)), SUM, "all that is heard inside of tanh"),
    Mistake(hearing(lambda W, U, c, g: rates(U, g) @ W.T), UNUSED, "no input current"),
    Mistake(hearing(lambda W, U, c, g: rates(U, g) @ W + c), SIDE, "synapses used from the wrong side"),
    Mistake(one_by_one, TOGETHER, "neurons moved one after another"),
)
PARTS = (
    Part("a neuron that hears nobody drifts towards its input", 0.25, (0, 1)),
    Part("neurons of a network hear each other's rates", 0.25, (2, 3)),
    Part("a synapse goes one way: w_ij is for what i hears of j", 0.25, (4,)),
    Kept("the potentials that were given stay as they are", 0.25, argument=1),
)
OTHERWISE = "Take one step on paper: of one neuron alone, then of two, of which the first hears the second."
TASK = function_task("graded_steps", graded_steps, cases, PARTS, MISTAKES, OTHERWISE)
