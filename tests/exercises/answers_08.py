"""Answers to exercise 08 to test it with: right ones in other forms, and wrong ones with their hints."""

from functools import partial
from itertools import product

import numpy as np
from scipy.integrate import quad
from scipy.special import softmax

from hopfield_course.exercises.e08_neurons.cut_mended import BUGS as SWITCHES
from hopfield_course.exercises.e08_neurons.cut_mended import groups
from hopfield_course.exercises.e08_neurons.graded_steps import graded_steps
from hopfield_course.exercises.e08_neurons.slow_hidden import slow_hidden


def steps_in_loops(W, U, current, gain, tau, dt, steps):
    print("working")
    rows = U.tolist()
    for u in rows:
        for _ in range(steps):
            h = [sum(W[i, j] * np.tanh(gain * u[j]) for j in range(len(u))) for i in range(len(u))]
            u[:] = [u[i] + dt * (h[i] + current[i] - u[i]) / tau for i in range(len(u))]
    return rows


def energies_clipped(W, U, current, gain):
    V = np.clip(np.tanh(gain * U), -1 + 1e-9, 1 - 1e-9)
    return artanh_cost(V, gain).sum(axis=1) - 0.5 * np.einsum("bi,ij,bj->b", V, W, V) - V @ current


def energies_integrated(W, U, current, gain):
    V = np.tanh(gain * U)
    costs = [sum(quad(np.arctanh, 0, abs(x))[0] for x in row) / gain for row in V]
    return [cost - 0.5 * v @ W @ v - current @ v for cost, v in zip(costs, V, strict=True)]


def layers_in_loops(patterns, start, beta, tau, dt, steps):
    v, h = list(start), [0.0] * len(patterns)
    path = [list(v)]
    for _ in range(steps):
        heard = [sum(a * b for a, b in zip(x, v, strict=True)) for x in patterns]
        weights = [np.exp(beta * x) for x in (h if tau != 0 else heard)]
        f = [weight / sum(weights) for weight in weights]
        v = [x + dt * (sum(f[m] * patterns[m][i] for m in range(len(f))) - x) for i, x in enumerate(v)]
        h = [x + dt * (a - x) / tau for x, a in zip(h, heard, strict=True)] if tau != 0 else heard
        path.append(v)
    return path


def cut_otherwise(edges, weights, start, gains, dt, *, scale=1.0, stop=-1.0, zero=1, leak=1.0, power=1):
    A, u = np.zeros((start.size, start.size)), start
    np.add.at(A, tuple(edges.T), weights)
    for gain in gains:
        du = dt * (-leak * u - scale * (A + A.T) @ np.tanh(gain**power * u))
        u = u + du
        if np.abs(du).max() < stop:
            break
    return [zero if x == 0 else np.sign(x) for x in u]


RIGHT = {
    "graded_steps": (steps_in_loops, lambda *case: np.float32(graded_steps(*case))),
    "graded_energies": (energies_clipped, energies_integrated),
    "slow_hidden": (layers_in_loops, lambda *case: np.float32(slow_hidden(*case))),
    "cut_mended": (cut_otherwise, groups),
}


def euler(hear, scale=lambda tau, dt: dt / tau, leak=lambda tau: 1.0, end=lambda U, gain: U):
    def answer(W, U, current, gain, tau, dt, steps):
        for _ in range(steps):
            U = U + scale(tau, dt) * (hear(W, U, current, gain) - leak(tau) * U)
        return end(U, gain)

    return answer


def hear(W, U, c, g):
    return np.tanh(g * U) @ W.T + c


def steps_in_place(W, U, current, gain, tau, dt, steps):
    for _ in range(steps):
        U += dt / tau * (hear(W, U, current, gain) - U)
    return U


def steps_one_by_one(W, U, current, gain, tau, dt, steps):
    U = U.copy()
    for _, i in product(range(steps), range(len(W))):
        U[:, i] += dt / tau * (-U[:, i] + np.tanh(gain * U) @ W[i] + current[i])
    return U


def energies(cost, pairs=0.5):
    def answer(W, U, current, gain):
        V = np.tanh(gain * U)
        return cost(V, gain).sum(axis=1) - pairs * ((V @ W) * V).sum(axis=1) - V @ current

    return answer


def artanh_cost(V, gain):
    return (V * np.arctanh(V) + 0.5 * np.log(1 - V**2)) / gain


def hidden(
    rate=lambda h, beta: softmax(beta * h),
    slow=lambda tau: tau,
    leak=1,
    first=None,
    fast=True,
    late=False,
    pace=lambda tau: 1,
):
    def answer(patterns, v, beta, tau, dt, steps):
        h, path = np.zeros(len(patterns)), [v]
        for _ in range(steps):
            h = patterns @ (path[-2:][0] if late else v) if tau == 0 and fast else h
            new_v = v + dt / pace(tau) * (rate(h, beta) @ patterns - v)
            new_h = h + dt / slow(tau) * (patterns @ (new_v if first == "v" else v) - leak * h)
            v = v + dt * (rate(new_h, beta) @ patterns - v) if first == "h" else new_v
            h = new_h
            path.append(v)
        return np.array(path)

    return answer


def hidden_after(patterns, v, beta, tau, dt, steps):  # fast ones have heard nothing at time 0
    h, path = np.zeros(len(patterns)), [v]
    for _ in range(steps):
        v_next = v + dt * (softmax(beta * h) @ patterns - v)
        h = h + dt / tau * (patterns @ v - h) if tau else patterns @ v_next
        v = v_next
        path.append(v)
    return path


WRONG = {
    "graded_steps": [
        (euler(hear, lambda tau, dt: dt), "never use"),
        (euler(hear, lambda tau, dt: dt, lambda tau: 1 / tau), "on the left"),
        (euler(hear, leak=lambda tau: 0), "hears nothing"),
        (euler(lambda W, U, c, g: g * np.tanh(U) @ W.T + c), "How large can"),
        (euler(lambda W, U, c, g: np.tanh(g * U) @ W + c), "only the first"),
        (euler(lambda W, U, c, g: np.tanh(g * U + c) @ W.T), "others hear"),
        (euler(lambda W, U, c, g: np.tanh(g * (U @ W.T + c))), "the sum of what"),
        (euler(lambda W, U, c, g: np.tanh(U / g) @ W.T + c), "a high gain"),
        (euler(hear, end=lambda U, gain: np.tanh(gain * U)), "Rates or potentials"),
        (steps_one_by_one, "before the step"),
        (steps_in_place, "second name"),
    ],
    "graded_energies": [
        (energies(lambda V, g: 0 * V), "rest must have the lowest"),
        (energies(lambda V, g: artanh_cost(V, 1)), "Steep neurons"),
        (energies(lambda V, g: V * np.arctanh(V) / g), "slope, by tiny changes"),
        (energies(lambda V, g: (V * np.arctanh(V) + np.log(1 - V**2)) / g), "slope, by tiny"),
        (energies(lambda V, g: artanh_cost(V, g) - np.log(2) / g), "at rest pay"),
        (energies(artanh_cost, pairs=1), "each pair of neurons twice"),
        (energies(artanh_cost, pairs=-0.5), "both fire"),
        (energies(artanh_cost), "Its integral is not"),
        (energies(lambda V, g: np.nan_to_num(artanh_cost(V, g))), "as V goes to 1"),
        (lambda *case: energies_clipped(*case).sum(), "each row"),
    ],
    "slow_hidden": [
        (hidden(first="h"), "hear of the other before"),
        (hidden(first="v"), "hear of the other before"),
        (hidden(rate=lambda h, beta: softmax(h)), "never use"),
        (hidden(rate=lambda h, beta: beta * softmax(h)), "how sharply"),
        (hidden(slow=lambda tau: 1 / tau if tau else 1), "slower or faster"),
        (hidden(slow=lambda tau: 1), "never use"),
        (hidden(leak=0), "A hidden neuron that hears nothing"),
        (lambda *case: hidden()(*case)[-1], "one of the rows"),
        (lambda X, v, b, tau, dt, n: hidden()(X, v, b, tau or dt, dt, n), "one step late"),
        (hidden(fast=False), "need no time"),
        (hidden(pace=lambda tau: tau or 1), "Whose time constant"),
        (lambda *case: hidden()(*case)[:-1], "one of the rows"),
        (hidden_after, "one step late"),
        (hidden(late=True), "one step late"),
        (lambda *case: [hidden()(*case)[-1]] * (case[5] + 1), "rows that you have kept"),
    ],
}  # fmt: skip


BUGS = {"one_way": "Who hears whom", "gain_stands": "How loud", "early": "How many", "zero": "it end"}


def hunted(left):
    """Return the program of the bug hunt with some of its mistakes left."""
    return partial(groups, **{name: SWITCHES[name].published for name in left})


def filled(like):
    """Return answers that give the same number everywhere, in the shape of a right one."""
    return [lambda *case, x=x: np.full(np.shape(like(*case)), x) for x in (0, 1, -1, 0.5)]


EMPTY = [
    lambda *case: [], *(lambda *case, k=k, c=c: c * case[k] for k, c in product(range(4), (1, -1, 0))),
    lambda *case: case[1], lambda *case: np.sign(case[2]),
    lambda *case: np.tile(case[1], (int(case[5]) + 1, 1)),
]  # fmt: skip
NOTHING = {name: [*EMPTY, *filled(right[-1])] for name, right in RIGHT.items()}
