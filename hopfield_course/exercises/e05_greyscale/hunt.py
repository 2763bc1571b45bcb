"""Exercise 05, the bug hunt: pictures of 16 shades, and what goes wrong with angles and bytes.

The five mistakes are kept apart: in the cases of each the others change nothing, mended or not.
"""

from functools import partial
from itertools import product

import numpy as np

from ...check.judges import Mistake, Part, compared
from .phasors import circle, drawn_until

MISTAKES = ("dtype", "bar", "length", "mean", "cut")
STEP = np.pi / 15  # from one of 16 shades to the next
EACH = 2  # cases of each mistake


def shades(stored, state, steps, dtype=True, bar=True, length=True, mean=True, cut=True):
    """Return what the program gives with some of its mistakes mended."""
    levels = ((stored.astype(int) if dtype else stored) + 8) // 17
    X, z = circle(np.pi * levels / 15), state
    W = X.T @ (X.conj() if bar else X) / X.shape[1]
    if bar == "left":
        W = W.conj()
    if bar != "own":
        np.fill_diagonal(W, 0)
    for _ in range(steps):
        z = W @ z
        z = z / np.abs(z)
    m = X.conj() @ z
    best = np.argmax(np.abs(m) if length else m.real)
    turn = np.angle(m[best]) if mean else np.mean(np.angle(z) - np.angle(X[best]))
    if mean == "phasors":
        turn = np.angle(z.mean() / X[best].mean())
    if mean == "on":
        turn = -turn
    back = z * np.exp(-1j * turn)
    return np.clip((np.angle(back * -1j) + np.pi / 2 if cut else np.angle(back)) / np.pi, 0, 1)


# ------------------------------------------------------------------------------------- the cases


def picture(rng, levels):
    """Return bytes that have these of the 16 shades, none in the middle of its interval."""
    off = rng.integers(1, 9, size=len(levels)) * rng.choice([-1, 1], size=len(levels))
    return np.clip(17 * levels + off, 0, 255).astype(np.uint8)


def apart(rng, N, angle):
    """Return N angles of ±angle, half of each: their mean and the phase of their sum are 0."""
    return angle * rng.permutation(np.repeat([-1, 1], N // 2))


def _dtype(rng, k):
    """White pixels; the state is the picture, turned a little, with all phases on the half circle."""
    levels, d = rng.integers(3, 12, size=20), apart(rng, 20, rng.uniform(0.25, 0.35))
    levels[np.flatnonzero(d < 0)[:4]] = 15
    return picture(rng, levels)[None], circle(STEP * levels + d + rng.uniform(0.05, 0.15)), np.array(0)


def _bar(rng, k):
    """One picture of few pixels, a state near it: without own votes all fields have one length."""
    levels, d = rng.integers(3, 13, size=6), apart(rng, 6, rng.uniform(0.25, 0.35))
    return picture(rng, levels)[None], circle(STEP * levels + d), np.array(1)


def _length(rng, k):
    """A dark picture turned by more than 90°, beside a bright one."""
    dark, bright = rng.integers(1, 4, size=20), rng.integers(8, 12, size=20)
    turned = STEP * dark + apart(rng, 20, 0.1) + np.radians(rng.uniform(112, 122))
    return np.stack([picture(rng, bright), picture(rng, dark)]), circle(turned), np.array(0)


def _mean(rng, k):
    """A picture turned across the cut; a turn near 180° shows that wrapped differences have one too."""
    levels, d = rng.integers(3, 12, size=20), apart(rng, 20, rng.uniform(0.15, 0.2))
    levels[np.flatnonzero(d < 0)[:5]] = 1
    turn = np.radians(rng.uniform(*((100, 130), (172, 175))[k]))
    return picture(rng, levels)[None], circle(STEP * levels + d + turn), np.array(0)


def _cut(rng, k):
    """Phases beyond white and beyond black, once turned back."""
    levels, d = rng.integers(4, 11, size=20), apart(rng, 20, rng.uniform(0.4, 0.5))
    levels[np.flatnonzero(d > 0)[:4]] = 14
    levels[np.flatnonzero(d < 0)[:4]] = 1
    return picture(rng, levels)[None], circle(STEP * levels + d - rng.uniform(0.6, 0.8)), np.array(0)


MAKERS = dict(zip(MISTAKES, (_dtype, _bar, _length, _mean, _cut), strict=True))


def choices(left):
    """Return the ways to leave one mistake in, with the others mended or not; first with all mended."""
    others = [name for name in MISTAKES if name != left]
    return [dict(zip(others, mended, strict=True)) for mended in product((True, False), repeat=4)]


def tells(case, left):
    """Whether a mistake shows in a case, and no other does, whichever of them are mended."""
    right = shades(*case)
    return all(
        np.allclose(shades(*case, **choice), right, rtol=0, atol=1e-9)
        and np.abs(shades(*case, **choice, **{left: False}) - right).max() > 0.02
        for choice in choices(left)
    )


def _only(name, case):
    return tells(case, name)


def _made(make, k, rng):
    return make(rng, k)


def shades_cases(rng):
    """Return two cases for each mistake."""
    cases = []
    for name, make in MAKERS.items():
        for k in range(EACH):
            cases.append(drawn_until(partial(_only, name), partial(_made, make, k), rng))
    return cases


# ------------------------------------------------------------------------------------- the judge


def _program(**mended):
    return lambda stored, state, steps: shades(stored, state, steps, **mended)


WHAT = {
    "dtype": "white is white on its way from bytes to shades",
    "bar": "one picture stored: every vote is for it",
    "length": "the picture most alike is found, however the state is turned",
    "mean": "the turn is right across the cut at ±180°",
    "cut": "a little beyond white is white, a little beyond black is black",
}
HINTS = {
    "dtype": "Print the levels of the bytes 247, 248 and 255. What dtype are they?",
    "bar": "Store one picture and start from it: does a step leave it? What is the phase of W[0, 1]?",
    "length": "Turn a stored picture by 120°: what becomes of the number that is compared there?",
    "mean": "179° and −179° are nearly the same direction. What is their mean as numbers?",
    "cut": "Turn a white pixel on by 5°: what is its angle now, and what grey comes out?",
}
OTHER = {
    "dtype": "The levels go from 0 to 15, and each byte has the nearest. Try bytes near 255.",
    "bar": "Try one stored picture of six pixels, and one step.",
    "length": "Try steps = 0, two stored pictures, and the second one turned by 120° as the state.",
    "mean": "Try steps = 0, one stored picture, and that picture turned by 120° and by 175° as the state.",
    "cut": "Try steps = 0, and phases 5° beyond white and 5° beyond black.",
}


def _read(reading):
    """Return the right program but for how the grey is read from the phase that was turned back."""

    def answer(stored, state, steps):
        X, z = circle(np.pi * ((stored.astype(int) + 8) // 17) / 15), state
        m = X.conj() @ z
        return reading(np.angle(z * np.exp(-1j * np.angle(m[np.argmax(np.abs(m))]))))

    return answer


def _wrapped(stored, state, steps):
    X = circle(np.pi * ((stored.astype(int) + 8) // 17) / 15)
    turn = np.mean(np.angle(state * X[0].conj()))
    return np.clip(np.angle(state * np.exp(-1j * (turn + np.pi / 2))) / np.pi + 0.5, 0, 1)


HALF = {
    "bar": [
        (_program(bar="left"), "One bar is needed: is it on the right one of the two factors?"),
        (
            _program(bar="own"),
            "The couplings are right, but for the diagonal: was there anything wrong with it?",
        ),
    ],
    "mean": [(_wrapped, "Nearer: but differences of angles have a cut as well. " + HINTS["mean"])],
    "cut": [
        (
            _read(lambda a: np.clip(np.abs(a) / np.pi, 0, 1)),
            "Mirrored: are 5° beyond black and 5° before it alike?",
        ),
        (_read(lambda a: np.clip(a % (2 * np.pi) / np.pi, 0, 1)), "White is mended. Now 5° beyond black."),
        (_read(lambda a: a % np.pi / np.pi), "What is beyond white becomes white, not black again."),
        (_read(lambda a: a % (2 * np.pi) / np.pi), "Greys end at 0 and 1."),
        (_read(lambda a: a / np.pi), "Greys end at 0 and 1."),
    ],
}


TURNED = [  # wrong in all cases
    (
        _program(mean="phasors"),
        "The turn: a mean phasor is another if a few pixels are. What number compares pixel with pixel?",
    ),
    (_program(mean="on"), "The turn: is the state turned back, or on?"),
]


def _judge_of(name, place):
    known = [Mistake(_program(**choice, **{name: False}), HINTS[name]) for choice in choices(name)]
    known += [Mistake(answer, hint) for answer, hint in HALF.get(name, []) + TURNED]
    part = Part(WHAT[name], 0.4, tuple(range(EACH * place, EACH * (place + 1))))
    return compared(shades, [part], known, OTHER[name])


JUDGES = [_judge_of(name, place) for place, name in enumerate(MISTAKES)]


def judge_shades(cases, outputs):
    """Judge each mistake by the cases in which it alone shows."""
    return [row for judge in JUDGES for row in judge(cases, outputs)]
