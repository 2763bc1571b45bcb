"""Exercise 08: graded neurons step by step, and their energy."""

import numpy as np

from ...check.judges import Kept, Mistake, Part, compared


def couplings(rng, N):
    """Return symmetric couplings (N, N) of size about 1 / sqrt(N), without a diagonal."""
    upper = np.triu(rng.normal(size=(N, N)), 1) / np.sqrt(N)
    return upper + upper.T


# ------------------------------------------------------------------------------- graded_steps


def rates(U, gain):
    """Return how fast neurons fire."""
    return np.tanh(gain * U)


def heard(W, U, current, gain):
    """Return what neurons hear: rates through synapses, and the current."""
    return rates(U, gain) @ W.T + current


def path(W, U, current, gain, tau, dt, steps, *, hear=heard, leak=1.0, scale=lambda tau, dt: dt / tau):
    """Return potentials (steps + 1, B, N); mistakes are made with what stands after the star."""
    rows = [U.astype(float)]
    for _ in range(int(steps)):
        rows.append(rows[-1] + scale(tau, dt) * (hear(W, rows[-1], current, gain) - leak * rows[-1]))
    return np.array(rows)


def steps_right(*case):
    """Return the potentials after the last step."""
    return path(*case)[-1]


def steps_cases(rng):
    """Neurons that hear nothing but their input; networks; networks whose synapses go one way."""
    cases = []
    kinds = ("alone", "alone", "both ways", "both ways", "one way")
    for kind, B, N, steps in zip(kinds, (1, 2, 3, 4, 3), (1, 3, 6, 5, 6), (1, 4, 7, 9, 8), strict=True):
        W = rng.normal(size=(N, N)) if kind == "one way" else couplings(rng, N) * (kind == "both ways")
        U = rng.uniform(0.3, 1.0, (B, N)) * rng.choice([-1, 1], (B, N))
        gain, tau, dt = rng.uniform(2, 3), rng.uniform(2.5, 4), rng.uniform(0.3, 0.5)
        cases.append((W, U, rng.uniform(0.2, 0.6, N), gain, tau, dt, steps))
    return cases


def one_by_one(W, U, current, gain, tau, dt, steps):
    """Return what comes if neurons already hear those that have moved in the same step."""
    U = U.astype(float)
    for _ in range(int(steps)):
        for i in range(len(W)):
            U[:, i] += dt / tau * (heard(W, U, current, gain)[:, i] - U[:, i])
    return U


def in_path(came, hint, **change):
    """Return a mistake that is one change in the equation."""
    return Mistake(lambda *case: path(*case, **change)[-1], hint, came)


UNUSED = "Which argument does your function never use?"
LEAK = "What does a neuron do that hears nothing and has no input?"
STEPS_MISTAKES = (
    in_path("τ left out", UNUSED, scale=lambda tau, dt: dt),
    in_path("τ turned round", "Which neurons are slow, those with a long τ?", scale=lambda tau, dt: dt * tau),
    in_path("the length of a step left out", UNUSED, scale=lambda tau, dt: 1 / tau),
    Mistake(
        lambda W, U, c, g, tau, dt, n: path(W, U, c, g, tau, dt / tau, n, leak=tau, scale=lambda _, dt: dt)[
            -1
        ],
        "τ stands on the left of the equation. What does it do to each term on the right?",
        "τ under the synapses alone",
    ),
    Mistake(
        lambda W, U, c, g, tau, dt, n: path(W, U, c, g, tau, dt, n, leak=1 / tau, scale=lambda _, dt: dt)[-1],
        "τ stands on the left of the equation. What does it do to each term on the right?",
        "τ under the leak alone",
    ),
    in_path("no leak", LEAK, leak=0.0),
    in_path("a leak of the wrong sign", LEAK, leak=-1.0),
    Mistake(lambda *case: path(*case[:-1], 1)[-1], "How many steps were asked for?", "one step"),
    Mistake(
        lambda *case: path(*case[:-1], case[-1] - 1)[-1], "Count the steps of your loop.", "one step too few"
    ),
    Mistake(lambda *case: path(*case), "What is asked for is the end alone.", "the whole path"),
    Mistake(
        lambda *case: rates(path(*case)[-1], case[3]), "Rates or potentials: which are asked for?", "rates"
    ),
    in_path(
        "the gain outside of tanh",
        "How large can a rate become, however steeply it rises?",
        hear=lambda W, U, c, g: g * np.tanh(U) @ W.T + c,
    ),
    in_path(
        "a gain turned round",
        "Which neurons rise more steeply at u = 0, those with a high gain?",
        hear=lambda W, U, c, g: np.tanh(U / g) @ W.T + c,
    ),
    in_path("a gain of 1", UNUSED, hear=lambda W, U, c, g: np.tanh(U) @ W.T + c),
    in_path(
        "potentials in place of rates",
        "What do neurons hear of each other: potentials or rates?",
        hear=lambda W, U, c, g: U @ W.T + c,
    ),
    in_path(
        "the current inside of tanh",
        "Does the input current drive the potential, or the rates that others hear?",
        hear=lambda W, U, c, g: np.tanh(g * U + c) @ W.T,
    ),
    in_path(
        "all that is heard inside of tanh",
        "Does each neuron's rate saturate, or the sum of what a neuron hears?",
        hear=lambda W, U, c, g: np.tanh(g * (U @ W.T + c)),
    ),
    in_path("no input current", UNUSED, hear=lambda W, U, c, g: rates(U, g) @ W.T),
    in_path(
        "synapses used from the wrong side",
        "Two neurons, and only the first hears the other: which of them does your function drive?",
        hear=lambda W, U, c, g: rates(U, g) @ W + c,
    ),
    Mistake(
        one_by_one,
        "All neurons move together: do yours hear the others as they were before the step, or after it?",
        "neurons moved one after another",
    ),
)
judge_steps = compared(
    steps_right,
    (
        Part("a neuron that hears nobody drifts towards its input", 0.25, (0, 1)),
        Part("neurons of a network hear each other's rates", 0.25, (2, 3)),
        Part("a synapse goes one way: w_ij is for what i hears of j", 0.25, (4,)),
        Kept("the potentials that were given stay as they are", 0.25, argument=1),
    ),
    STEPS_MISTAKES,
    "Take one step on paper: of one neuron alone, then of two, of which the first hears the second.",
)

# ----------------------------------------------------------------------------- graded_energies


def costs(U, gain):
    """Return the cost of firing (B, N), u V minus the integral of the rate from 0 to u."""
    return U * rates(U, gain) - (np.logaddexp(gain * U, -gain * U) - np.log(2)) / gain


def energy(W, U, current, gain, *, cost=costs, pairs=-0.5, inputs=-1.0, rate=rates):
    """Return energies (B,); mistakes are made with what stands after the star."""
    V = rate(U, gain)
    return cost(U, gain).sum(axis=1) + pairs * ((V @ W) * V).sum(axis=1) + inputs * (V @ current)


def energies_cases(rng):
    """Neurons alone; networks with input; networks of which some neurons fire at full rate."""
    cases = []
    kinds = ("alone", "alone", "pairs", "pairs", "full", "full")
    for kind, B, N in zip(kinds, (1, 4, 3, 5, 3, 2), (1, 3, 6, 7, 6, 5), strict=True):
        joined = kind != "alone"
        U = rng.uniform(0.15, 0.8, (B, N)) * rng.choice([-1, 1], (B, N))
        if kind == "full":
            U[:, rng.permutation(N)[:3]] *= 200
        cases.append(
            (couplings(rng, N) * joined, U, rng.uniform(0.2, 0.6, N) * joined, rng.uniform(1.5, 2.5))
        )
    return cases


def by_rates(U, gain):
    """Return costs of firing from the rates, which are not numbers where a rate is 1 to rounding."""
    V = rates(U, gain)
    return (V * np.arctanh(V) + 0.5 * np.log(1 - V**2)) / gain


def free_at_full_rate(U, gain):
    """Return costs of firing with none where the rate is 1 to rounding."""
    return np.where(np.abs(rates(U, gain)) == 1, 0, costs(U, gain))


def all_with_all(W, U, current, gain):
    """Return the matrix in which each row of rates meets each."""
    V = rates(U, gain)
    return costs(U, gain).sum(axis=1) - 0.5 * V @ W @ V.T - V @ current


def in_energy(came, hint, **change):
    """Return a mistake that is one change in the energy."""
    return Mistake(lambda *case: energy(*case, **change), hint, came)


GAIN = "Steep neurons fire at next to no cost: how does your cost change with the gain?"
INTEGRAL = "Check your integral: its slope, by tiny changes of V, must be artanh V."
MET = "What do synapses see of a neuron, its potential, its sign or its rate?"
ENERGY_MISTAKES = (
    in_energy(
        "no cost of firing",
        "A neuron that hears nothing comes to rest: then rest must have the lowest energy. Has it?",
        cost=lambda U, g: 0 * U,
    ),
    in_energy("a cost that forgets the gain", GAIN, cost=lambda U, g: g * costs(U, g)),
    in_energy("a cost that grows with the gain", GAIN, cost=lambda U, g: g**2 * costs(U, g)),
    in_energy(
        "a cost of the wrong sign",
        "Does firing raise the energy or lower it?",
        cost=lambda U, g: -costs(U, g),
    ),
    in_energy("V artanh V alone", INTEGRAL, cost=lambda U, g: U * rates(U, g)),
    in_energy("artanh V, not its integral", INTEGRAL, cost=lambda U, g: U),
    in_energy("another sign in the integral", INTEGRAL, cost=lambda U, g: 2 * U * rates(U, g) - costs(U, g)),
    in_energy(
        "the integral of g",
        "Which function is to be integrated, g or its inverse?",
        cost=lambda U, g: U * rates(U, g) - costs(U, g),
    ),
    in_energy("each pair twice", "The double sum has each pair of neurons twice.", pairs=-1.0),
    in_energy(
        "pairs of the wrong sign", "Two neurons that excite each other and both fire: low or high?", pairs=0.5
    ),
    in_energy(
        "an input of the wrong sign", "A neuron that goes along with its input: low or high?", inputs=1.0
    ),
    in_energy("no input", UNUSED, inputs=0.0),
    in_energy("potentials that meet", MET, rate=lambda U, g: U),
    in_energy("signs that meet", MET, rate=lambda U, g: np.sign(U)),
    in_energy(
        "an integral that starts elsewhere",
        "The integral from 0 to 0 is 0: what does a neuron at rest pay with yours?",
        cost=lambda U, g: costs(U, g) - np.log(2) / g,
    ),
    in_energy("log(1 − V²) whole", INTEGRAL, cost=lambda U, g: 2 * costs(U, g) - U * rates(U, g)),
    in_energy(
        "NaN or infinity",
        "np.tanh(40) is exactly 1, and artanh is infinite there. Its integral is not: where does it go?",
        cost=by_rates,
    ),
    in_energy(
        "no cost at full rate",
        "A neuron at full rate pays too: where does the integral go as V goes to 1?",
        cost=free_at_full_rate,
    ),
    Mistake(
        lambda *case: energy(*case).sum(), "One energy for each row is asked for.", "the sum of all rows"
    ),
    Mistake(
        all_with_all,
        "In your matrix, what does row 1 of column 2 mean? Which entries are wanted?",
        "a matrix",
    ),
)


def about(came, expected):
    """Whether energies agree as far as those of somebody who keeps rates a millionth below 1."""
    return came is not None and np.allclose(came, expected, rtol=1e-4, atol=1e-5)


judge_energies = compared(
    energy,
    (
        Part("neurons alone: the cost of firing", 0.5, (0, 1)),
        Part("networks: pairs of neurons, and the input", 0.5, (2, 3)),
        Part("neurons at full rate: the energy is finite", 0.5, (4, 5)),
    ),
    ENERGY_MISTAKES,
    "Take the terms one by one, at small rates, then at full rate: where does yours go wrong?",
    about,
)
