"""Exercise 08, graded_energies: the energy of graded neurons."""

from functools import partial

import numpy as np

from ...check.judges import Mistake, Part, function_task
from .rates import UNUSED, couplings, potentials, rates


def costs(U, gain):
    """Return the cost of firing (B, N), u V minus the integral of the rate from 0 to u."""
    return U * rates(U, gain) - (np.logaddexp(gain * U, -gain * U) - np.log(2)) / gain


def graded_energies(W, U, current, gain, *, cost=costs, pairs=-0.5, inputs=-1.0, rate=rates):
    """Return energies (B,); mistakes are made with what stands after the star."""
    V = rate(U, gain)
    return cost(U, gain).sum(axis=1) + pairs * ((V @ W) * V).sum(axis=1) + inputs * (V @ current)


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


def about(came, expected):
    """Whether energies agree as far as those of somebody who keeps rates a millionth below 1."""
    return came is not None and np.allclose(came, expected, rtol=1e-4, atol=1e-5)


def random_case(rng, B, N, joined=1, at_full_rate=0):
    """Return neurons that are joined by synapses and have an input, or not; some may fire at full rate."""
    U = potentials(rng, 0.15, 0.8, B, N)
    U[:, rng.permutation(N)[:at_full_rate]] *= 200
    return couplings(rng, N) * joined, U, rng.uniform(0.2, 0.6, N) * joined, rng.uniform(1.5, 2.5)


def cases(rng):
    """Neurons alone; networks with input; networks of which some neurons fire at full rate."""
    alone = [random_case(rng, B, N, joined=0) for B, N in ((1, 1), (4, 3))]
    networks = [random_case(rng, B, N) for B, N in ((3, 6), (5, 7))]
    return [*alone, *networks, *(random_case(rng, B, N, at_full_rate=3) for B, N in ((3, 6), (2, 5)))]


def costing(cost):
    """Return an answer with another cost of firing, a function of potentials and gain."""
    return partial(graded_energies, cost=cost)


AT_REST = "A neuron that hears nothing comes to rest: then rest must have the lowest energy. Has it?"
GAIN = "Steep neurons fire at next to no cost: how does your cost change with the gain?"
RAISES = "Does firing raise the energy or lower it?"
INTEGRAL = "Check your integral: its slope, by tiny changes of V, must be artanh V."
INVERSE = "Which function is to be integrated, g or its inverse?"
TWICE = "The double sum has each pair of neurons twice."
EXCITED = "Two neurons that excite each other and both fire: low or high?"
ALONG = "A neuron that goes along with its input: low or high?"
MET = "What do synapses see of a neuron, its potential, its sign or its rate?"
FROM_0 = "The integral from 0 to 0 is 0: what does a neuron at rest pay with yours?"
AT_1 = "np.tanh(40) is exactly 1, and artanh is infinite there. Its integral is not: where does it go?"
PAYS = "A neuron at full rate pays too: where does the integral go as V goes to 1?"
ROWS = "One energy for each row is asked for."
ENTRIES = "In your matrix, what does row 1 of column 2 mean? Which entries are wanted?"
MISTAKES = (
    Mistake(costing(lambda U, g: 0 * U), AT_REST, "no cost of firing"),
    Mistake(costing(lambda U, g: g * costs(U, g)), GAIN, "a cost that forgets the gain"),
    Mistake(costing(lambda U, g: g**2 * costs(U, g)), GAIN, "a cost that grows with the gain"),
    Mistake(costing(lambda U, g: -costs(U, g)), RAISES, "a cost of the wrong sign"),
    Mistake(costing(lambda U, g: U * rates(U, g)), INTEGRAL, "V artanh V alone"),
    Mistake(costing(lambda U, g: U), INTEGRAL, "artanh V, not its integral"),
    Mistake(
        costing(lambda U, g: 2 * U * rates(U, g) - costs(U, g)), INTEGRAL, "another sign in the integral"
    ),
    Mistake(costing(lambda U, g: U * rates(U, g) - costs(U, g)), INVERSE, "the integral of g"),
    Mistake(partial(graded_energies, pairs=-1.0), TWICE, "each pair twice"),
    Mistake(partial(graded_energies, pairs=0.5), EXCITED, "pairs of the wrong sign"),
    Mistake(partial(graded_energies, inputs=1.0), ALONG, "an input of the wrong sign"),
    Mistake(partial(graded_energies, inputs=0.0), UNUSED, "no input"),
    Mistake(partial(graded_energies, rate=lambda U, g: U), MET, "potentials that meet"),
    Mistake(partial(graded_energies, rate=lambda U, g: np.sign(U)), MET, "signs that meet"),
    Mistake(costing(lambda U, g: costs(U, g) - np.log(2) / g), FROM_0, "an integral that starts elsewhere"),
    Mistake(costing(lambda U, g: 2 * costs(U, g) - U * rates(U, g)), INTEGRAL, "log(1 − V²) whole"),
    Mistake(costing(by_rates), AT_1, "NaN or infinity"),
    Mistake(costing(free_at_full_rate), PAYS, "no cost at full rate"),
    Mistake(lambda *case: graded_energies(*case).sum(), ROWS, "the sum of all rows"),
    Mistake(all_with_all, ENTRIES, "a matrix"),
)
PARTS = (
    Part("neurons alone: the cost of firing", 0.5, (0, 1)),
    Part("networks: pairs of neurons, and the input", 0.5, (2, 3)),
    Part("neurons at full rate: the energy is finite", 0.5, (4, 5)),
)
OTHERWISE = "Take the terms one by one, at small rates, then at full rate: where does yours go wrong?"
TASK = function_task("graded_energies", graded_energies, cases, PARTS, MISTAKES, OTHERWISE, about)
