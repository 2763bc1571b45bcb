"""Exercise 08, the bug hunt: annealed graded neurons that cut a graph, with four mistakes."""

from functools import partial
from itertools import product

import numpy as np

from ...check.judges import brief
from ...check.tasks import Row, numbers, trouble

MISTAKES = ("both ways", "inside", "to the end", "zero")  # as they are when mended


def anneal(edges, weights, start, gains, dt, mended=MISTAKES):
    """Return the groups (N,) that a program finds in which these mistakes are mended."""
    W = np.zeros((len(start),) * 2)
    for (i, j), weight in zip(edges, weights, strict=True):
        W[i, j] = -weight
        if "both ways" in mended:
            W[j, i] = -weight
    u = start.astype(float)
    for gain in gains:
        V = np.tanh(gain * u) if "inside" in mended else gain * np.tanh(u)
        du = dt * (W @ V - u)
        u = u + du
        if np.abs(du).max() < 1e-3 and "to the end" not in mended:
            break
    return np.where(u >= 0, 1, -1) if "zero" in mended else np.sign(u)


def cut_cases(rng):
    """Five graphs on which all programs agree, and three for each mistake, which shows there alone."""
    cases = [_ring(rng), _late(rng, 2.0, 3), _late(rng, 2.0, 4), _late(rng, 0.5, 4), _late(rng, 0.5, 9, 2.0)]
    cases += [_pair(rng, (0.6, 0.3), np.full(40, gain)) for gain in (1.8, 2.0, 2.2)]
    cases += [_crowd(rng, own) for own in (-0.05, -0.05, 0.4)]
    cases += [_pair(rng, (2 * tiny, tiny), np.geomspace(0.5, 4, 60)) for tiny in (1e-4, 1e-5, 1e-12)]
    cases += [_pair(rng, (0.9, -0.8), np.full(6, 2.0), alone=alone) for alone in (1, 2, 3)]
    return cases  # fmt: skip


CASES = {"agree": range(5)} | {name: range(5 + 3 * k, 8 + 3 * k) for k, name in enumerate(MISTAKES)}


def _shuffled(rng, edges, weights, start, gains):
    """Return a case with its nodes renamed; edges keep their direction, and signs are turned all or none."""
    name = rng.permutation(len(start))
    u = np.empty(len(start))
    u[name] = np.asarray(start) * rng.choice([-1.0, 1.0])
    order = rng.permutation(len(edges))
    return name[np.asarray(edges)][order], np.asarray(weights, dtype=float)[order], u, gains, 0.2


def _pair(rng, start, gains, alone=0):
    """Return two nodes that are joined, and some that are not and stand at 0."""
    return _shuffled(rng, [(0, 1)], [1.0], [*start, *[0.0] * alone], gains)


def _ring(rng):
    """Return a ring of six nodes that stand on two sides already."""
    start = rng.uniform(0.6, 0.9, 6) * [1, -1, 1, -1, 1, -1]
    return _shuffled(rng, [(k, (k + 1) % 6) for k in range(6)], np.ones(6), start, np.full(15, 2.0))


def _late(rng, weight, steps, own=1.0):
    """Return a node that a neighbour at full rate drives to the other side; from own = 1 it takes 4 steps."""
    return _shuffled(rng, [(0, 1)], [weight], [own * weight, 20.0], np.ones(steps))


def _crowd(rng, own):
    """Return a node with a loud neighbour on one side and two quiet ones on the other."""
    edges, start = [(0, 1), (0, 2), (0, 3)], np.array([own, 3.0, -0.3, -0.3]) * rng.uniform(0.97, 1.03, 4)
    return _shuffled(rng, edges, rng.uniform(0.97, 1.03, 3), start, np.full(2, 5.0))


WORDS = {
    "both ways": (
        "both ends of an edge hear each other", "the groups of neurons that hear each other",
        "Two nodes and one edge between them: print W. Who hears whom?",
    ),
    "inside": (
        "a rate stays between −1 and 1", "the groups of neurons whose rates saturate",
        "How loud can a neuron of this program become, and how loud may it?",
    ),
    "to the end": (
        "the gain rises to its end", "the groups at the last gain",
        "Near rest, at a low gain, next to nothing moves. How many of the gains are used?",
    ),
    "zero": (
        "every node is in a group", "groups of +1 and −1 alone",
        "A node without edges that starts at 0 stays there. In which group does it end?",
    ),
}  # fmt: skip
OTHERS = "This differs from the program as it was in something that was no mistake: what else has changed?"
HALVED = "Each end of an edge is to hear the other with the whole weight. What is left of it in your W?"


def judge_cut(cases, outputs):
    """Judge each mistake by its cases, in which no other mistake matters for whether it shows."""
    shapes = [case[2].shape for case in cases]
    came = [numbers(output, shape) for output, shape in zip(outputs, shapes, strict=True)]
    stopped = trouble(outputs, shapes)

    def like(ks, left=(), mended=()):
        """Whether in these cases a program with some mistakes left and some mended gives what came."""
        free = [name for name in MISTAKES if name not in (*left, *mended)]
        for kept in product((False, True), repeat=len(free)):
            names = (*mended, *[name for name, keep in zip(free, kept, strict=True) if keep])
            program = partial(anneal, mended=names)
            if all(came[k] is not None and np.array_equal(program(*cases[k]), came[k]) for k in ks):
                return True
        return False

    runs = like(CASES["agree"])
    halved = all(
        a is not None and np.array_equal(a, anneal(edges, weights / 2, *rest))
        for a, (edges, weights, *rest) in zip(came[:5], cases[:5], strict=True)
    )
    rows = []
    for name in MISTAKES:
        what, expected, hint = WORDS[name]
        ks = CASES[name]
        words = (brief(outputs[ks[0]].value), HALVED if halved and not runs else OTHERS)
        if runs and like(ks, mended=(name,)):
            rows.append(Row(what, True, 0.5))
            continue
        if stopped:
            words = stopped
        elif runs and like(ks, left=(name,)):
            words = (brief(outputs[ks[0]].value), hint)
        elif runs and name == "zero" and all(np.all(np.abs(came[k]) == 1) for k in ks):
            words = ("a node at 0 in group −1", "Which group does the text give to a potential of exactly 0?")
        elif runs and name == "inside":
            words = (
                brief(outputs[ks[0]].value),
                "Where does the gain of each step enter, and what does it do?",
            )
        elif runs and name == "to the end" and any(like((k,), mended=(name,)) for k in ks):
            words = ("right for some starts", "From a start nearer to rest it still ends too early.")
        rows.append(Row(what, False, 0.5, expected, *words))
    return rows
