"""Answers to exercise 05: right ones in several forms, wrong ones with their hints, and empty ones."""

from functools import partial

import numpy as np

from hopfield_course.exercises.e05_greyscale import shades_mended
from hopfield_course.exercises.e05_greyscale.shades_mended import shades
from hopfield_lib import PhasorHopfield, hebbian, images


def e(angle):
    return np.exp(1j * np.asarray(angle))


def phasors_by_search(greys, shades):
    print("searching")
    phases = np.linspace(0, np.pi, int(shades))
    phase = [phases[np.abs(phases - byte * np.pi / 255).argmin()] for byte in greys.ravel()]
    return np.complex64(np.cos(phase) + 1j * np.sin(phase)).reshape(greys.shape)


def turns_by_loops(stored, state):
    rows = []
    for picture in stored:
        m = sum(z * complex(x).conjugate() for x, z in zip(picture, state, strict=True)) / len(state)
        rows.append([abs(m), np.degrees(np.arctan2(m.imag, m.real))])
    return rows


def step_by_loops(stored, state):
    N, new = len(state), []
    for i in range(N):
        h = sum(x[i] * np.conj(x[j]) * state[j] for x in stored for j in range(N) if j != i) / N
        new.append(state[i] if abs(h) < 1e-9 else h / abs(h))
    return new


def mended_otherwise(stored, state, steps):
    X, z = images.to_phases(np.round(stored / 17.0) / 15), np.array(state)
    for _ in range(steps):
        h = X.T @ (X.conj() @ z) - len(X) * z
        z = h / abs(h)
    best = max(X, key=lambda x: abs(np.vdot(x, z)))
    m = np.vdot(best, z)
    return images.to_grey(z * np.conj(m) / abs(m))


RIGHT = {
    "shade_phasors": (phasors_by_search,),
    "overlap_turns": (turns_by_loops, lambda X, s: np.float32(turns_by_loops(X, s))),
    "hermitian_step": (step_by_loops, lambda X, z: PhasorHopfield(hebbian(X)).update(z)),
    "shades_mended": (mended_otherwise, shades),
}


def phase(g, q, level=np.round):
    return np.pi * level(g / 255 * (q - 1)) / (q - 1)


def turns(m):
    return np.transpose([np.abs(m), np.degrees(np.angle(m))])


def cut(m):
    return m.imag, m.real


def lengths_and(turn):
    return lambda X, s: np.transpose([np.abs(X.conj() @ s) / len(s), np.degrees(turn(X, s))])


def fields(X, z, own=0.0):
    return (X.T @ (X.conj() @ z) - (1 - own) * len(X) * z) / len(z)


def unit(h, tie):
    return np.where(np.abs(h) < 1e-9, tie, h / np.where(np.abs(h) < 1e-9, 1, np.abs(h)))


def in_place(X, z):
    z[:] = step_by_loops(X, z)
    return z


def in_order(X, z):
    for i in range(len(z)):
        z[i] = step_by_loops(X, z)[i]
    return z


def no_bar(X, z):
    return unit((X.T @ X - np.diag((X * X).sum(axis=0))) @ z, z)


def real_step(X, z):
    W = np.cos(np.angle(X)[:, :, None] - np.angle(X)[:, None, :]).sum(axis=0)
    return unit((W - len(X) * np.eye(len(z))) @ z, z)


WRONG = {
    "shade_phasors": [
        (phase, "These are the angles"),
        (lambda g, q: np.cos(phase(g, q)), "one of two coordinates"),
        (lambda g, q: e(2 * phase(g, q)), "Where is white"),
        (lambda g, q: e(np.pi - phase(g, q)), "black or white"),
        (lambda g, q: e(np.pi * g.astype(int)), "a grey up to 1"),
        (lambda g, q: e(phase(g, q) * (q - 1) / q), "Between five posts"),
        (lambda g, q: e(phase(g, q, np.floor)), "next darker"),
        (lambda g, q: e(np.pi * g / 255), "only a few are allowed"),
        (lambda g, q: e(np.pi * np.round(g * (int(q) - 1) / 255) / (q - 1)), "stays a byte"),
    ],
    "overlap_turns": [
        (lambda X, s: turns(X @ s.conj() / len(s)), "Which of the two has the bar"),
        (lambda X, s: turns(X @ s / len(s)), "Phases are added"),
        (lambda X, s: turns(X.conj() @ s), "with itself is 1"),
        (lengths_and(lambda X, s: np.radians(np.angle(X.conj() @ s))), "in degrees"),
        (lengths_and(lambda X, s: np.angle(X.conj() @ s) % (2 * np.pi)), "between −180°"),
        (lengths_and(lambda X, s: (np.angle(s) - np.angle(X)).mean(1)), "as numbers"),
        (lengths_and(lambda X, s: np.angle(s / X).mean(1)), "as numbers"),
        (lengths_and(lambda X, s: np.arctan(np.divide(*cut(X.conj() @ s)))), "both coordinates"),
        (lambda X, s: np.float64(turns_by_loops(X, s)) ** [0, 1], "mean of lengths"),
        (lambda X, s: np.transpose(turns_by_loops(X, s)), "a row for each"),
        (lambda X, s: X.conj() @ s / len(s), "lengths and turns"),
    ],
    "hermitian_step": [
        (no_bar, "What is the phase of w_12"),
        (lambda X, z: no_bar(X, z.conj()).conj(), "Store one picture of three pixels"),
        (lambda X, z: unit(fields(X.conj(), z), z), "right one of the two"),
        (real_step, "couplings are real"),
        (lambda X, z: fields(X, z), "A unit has length 1"),
        (lambda X, z: fields(X, z, 1), "A unit has length 1"),
        (lambda X, z: unit(fields(X, z, 1), z), "from the unit itself"),
        (lambda X, z: fields(X, z) / abs(fields(X, z)), "division by zero"),
        (lambda X, z: unit(fields(X, z), 0), "Is 0 a state"),
        (lambda X, z: unit(fields(X, z), 1), "np.angle(0)"),
        (in_order, "hear the old state"),
        (in_place, "Work on a copy"),
        (lambda X, z: np.sign(fields(X, z).real), "black and white only"),
        (lambda X, z: fields(X, z) / np.linalg.norm(fields(X, z)), "Which length is to be 1"),
    ],
}  # fmt: skip


BUGS = {
    "dtype": "247, 248 and 255", "bar": "phase of W[0, 1]", "length": "the number that is compared",
    "mean": "mean as numbers", "cut": "Turn a white pixel",
}  # fmt: skip
AS_PUBLISHED = {name: bug.forms[0] for name, bug in shades_mended.BUGS.items()}


def hunted(left):
    """Return the program of the bug hunt with some of its mistakes left."""
    return partial(shades, **{name: AS_PUBLISHED[name] for name in left})


EMPTY = [
    lambda a, b, *c: a, lambda a, b, *c: b, lambda a, b, *c: a.copy(), lambda a, b, *c: -1 * a,
    lambda a, b, *c: -b, lambda a, b, *c: a * 0, lambda a, b, *c: a * 0 + 1, lambda a, b, *c: b * 0 + 1,
    lambda a, b, *c: 0, lambda a, b, *c: 1, lambda a, b, *c: [], lambda a, b, *c: a[0] / 255,
    lambda a, b, *c: np.full(b.shape, 0.5), lambda a, b, *c: np.angle(b) / np.pi,
    lambda a, b, *c: np.ones(b.shape), lambda a, b, *c: np.ones((len(b), 2)) if b.ndim else 1j,
]  # fmt: skip
NOTHING = dict.fromkeys(RIGHT, EMPTY)
