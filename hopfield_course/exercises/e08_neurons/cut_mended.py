"""Exercise 08, the bug hunt: annealed graded neurons that cut a graph."""

from functools import partial

import numpy as np

from ...check.draws import all_right
from ...check.hunts import Bug, Plain, hunt
from ...check.judges import Mistake

RATES = {
    "inside": lambda u, gain: np.tanh(gain * u),
    "outside": lambda u, gain: gain * np.tanh(u),
    "without": lambda u, gain: np.tanh(u),
}


def groups(edges, weights, start, gains, dt, *, one_way=False, gain_stands="inside", early=0.0, zero=1):
    """Return the groups (N,) that a program finds in which these mistakes are left.

    `early` is the size of a step below which it ends, `zero` the group of a potential of exactly 0.
    """
    W = np.zeros((len(start),) * 2)
    for (i, j), weight in zip(edges, weights, strict=True):
        W[i, j] = -weight
        if not one_way:
            W[j, i] = -weight
    u = start.astype(float)
    for gain in gains:
        du = dt * (W @ RATES[gain_stands](u, gain) - u)
        u = u + du
        if np.abs(du).max() < early:
            break
    return np.where(u == 0, zero, np.sign(u))


def halved(edges, weights, *rest):
    """Return the groups if only half of each weight is heard."""
    return groups(edges, weights / 2, *rest)


def shuffled(rng, edges, weights, start, gains, dt=0.2):
    """Return a case with its nodes renamed; edges keep their direction, and signs are turned all or none."""
    name = rng.permutation(len(start))
    u = np.empty(len(start))
    u[name] = np.asarray(start) * rng.choice([-1.0, 1.0])
    order = rng.permutation(len(edges))
    return name[np.asarray(edges)][order], np.asarray(weights, dtype=float)[order], u, gains, dt


def ring(rng):
    """Return a ring of six nodes that stand on two sides already."""
    start = rng.uniform(0.6, 0.9, 6) * [1, -1, 1, -1, 1, -1]
    return shuffled(rng, [(k, (k + 1) % 6) for k in range(6)], np.ones(6), start, np.full(15, 2.0))


def late(weight, steps, own, rng, dt=0.2):
    """Return a node that a neighbour at full rate drives to the other side.

    From own = 1 it takes 4 steps of 0.2, or 7 of 0.1.
    """
    return shuffled(rng, [(0, 1)], [weight], [own * weight, 20.0], np.ones(steps), dt)


def rising(rng):
    """Return a graph on which the order of the gains tells and each edge, not whether there are gains."""
    edges = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (0, 2)]
    weights, start = rng.uniform(0.5, 1.5, 6), rng.normal(size=5)
    case = shuffled(rng, edges, weights, start, np.geomspace(0.4, 4, 8))
    return case if all_right(case, groups, [partial(groups, gain_stands="without")]) else None


def pair(start, gains, rng, alone=0):
    """Return two nodes that are joined, and some that are not and stand at 0."""
    return shuffled(rng, [(0, 1)], [1.0], [*start, *[0.0] * alone], gains)


def crowd(own, rng):
    """Return a node with a loud neighbour on one side and two quiet ones on the other."""
    edges, start = [(0, 1), (0, 2), (0, 3)], np.array([own, 3.0, -0.3, -0.3]) * rng.uniform(0.97, 1.03, 4)
    return shuffled(rng, edges, rng.uniform(0.97, 1.03, 3), start, np.full(2, 5.0))


OTHERS_HEARD = (
    Mistake(
        lambda edges, weights, *rest: groups(edges[:1], weights[:1], *rest), "Which edges stand in your W?"
    ),
    Mistake(
        lambda edges, weights, *rest: groups(edges[::-1], weights, *rest),
        "Which weight belongs to which edge?",
    ),
    Mistake(
        lambda edges, weights, start, gains, dt: groups(edges, weights, start, gains[::-1], dt),
        "From the lowest gain to the highest: which comes first in your loop?",
    ),
)
ENTERS = "Where does the gain of each step enter, and what does it do?"
BUGS = {
    "one_way": Bug(
        "both ends of an edge hear each other",
        "Two nodes and one edge between them: print W. Who hears whom?",
        tuple(partial(pair, (0.6, 0.3), np.full(40, gain)) for gain in (1.8, 2.0, 2.2)),
        beside=(rising,) * 2,
        halfway=OTHERS_HEARD,
    ),
    "gain_stands": Bug(
        "a rate stays between −1 and 1",
        "How loud can a neuron of this program become, and how loud may it?",
        tuple(partial(crowd, own) for own in (-0.05, -0.05, 0.4)),
        forms=("outside",),
        halfway=(Mistake(partial(groups, gain_stands="without"), ENTERS),),
        otherwise=ENTERS,
    ),
    "early": Bug(
        "the gain rises to its end",
        "Near rest, at a low gain, next to nothing moves. How many of the gains are used?",
        tuple(partial(pair, (2 * tiny, tiny), np.geomspace(0.5, 4, 60)) for tiny in (1e-4, 1e-5, 1e-12)),
        forms=(1e-3,),
        halfway=(
            Mistake(
                tuple(partial(groups, early=10.0**-k) for k in range(4, 13)),
                "From a start nearer to rest it still ends too early.",
                "right for some starts",
            ),
        ),
        alone=False,  # from such a start it matters who hears whom
    ),
    "zero": Bug(
        "every node is in a group",
        "A node without edges that starts at 0 stays there. In which group does it end?",
        tuple(partial(pair, (0.9, -0.8), np.full(6, 2.0), alone=alone) for alone in (1, 2, 3)),
        forms=(0,),
        halfway=(
            Mistake(
                partial(groups, zero=-1),
                "Which group does the text give to a potential of exactly 0?",
                "a node at 0 in group −1",
            ),
        ),
    ),
}
OTHERS = "This differs from the program as it was in something that was no mistake: what else has changed?"
LATE = [partial(late, *kind) for kind in ((2.0, 3, 1.0), (2.0, 4, 1.0), (0.5, 4, 1.0), (0.5, 9, 2.0))]
LATE += [partial(late, 2.0, steps, 1.0, dt=0.1) for steps in (6, 7)]
HALVED = Mistake(
    halved, "Each end of an edge is to hear the other with the whole weight. What is left of it in your W?"
)
TASK = hunt(
    "cut_mended", groups, BUGS, 0.5, plain=Plain((ring, *LATE), OTHERS), always=(HALVED,), otherwise=OTHERS
)
