"""Exercise 05, the bug hunt: pictures of 16 shades, and what goes wrong with angles and bytes."""

from functools import partial

import numpy as np

from ...check.hunts import Bug, hunt
from ...check.judges import Mistake
from .shade_phasors import circle

STEP = np.pi / 15  # from one of 16 shades to the next
READ = {  # greys of angles once turned back; the right ones do not have their cut at black
    "right": lambda back: np.clip(np.angle(back / 1j) / np.pi + 0.5, 0, 1),
    "cut at 180°": lambda back: np.clip(np.angle(back) / np.pi, 0, 1),
    "mirrored": lambda back: np.clip(np.abs(np.angle(back)) / np.pi, 0, 1),
    "cut at 0°": lambda back: np.clip(np.angle(back) % (2 * np.pi) / np.pi, 0, 1),
    "beyond white": lambda back: np.angle(back) % (2 * np.pi) / np.pi,
    "below black": lambda back: np.angle(back) / np.pi,
    "from black again": lambda back: np.angle(back) % np.pi / np.pi,
}
TURN = {  # of a state z from the stored picture x
    "right": lambda z, x: np.angle(np.vdot(x, z)),
    "angles": lambda z, x: np.mean(np.angle(z) - np.angle(x)),
    "wrapped": lambda z, x: np.mean(np.angle(z * x.conj())),
    "phasors": lambda z, x: np.angle(z.mean() / x.mean()),
    "on": lambda z, x: -np.angle(np.vdot(x, z)),
}


def shades(
    stored, state, steps, *, dtype=False, bar="right", length=False, mean="right", cut="right", normal=True
):
    """Return the greys that a state comes to, by a program with these mistakes left in it."""
    levels = ((stored if dtype else stored.astype(int)) + 8) // 17
    X, z = circle(np.pi * levels / 15), state
    W = X.T @ (X if bar == "none" else X.conj()) / X.shape[1]
    if bar == "left":
        W = W.conj()
    if bar != "own":
        np.fill_diagonal(W, 0)
    for _ in range(steps):
        z = W @ z
        z = z / np.abs(z) if normal else z
    m = X.conj() @ z
    best = np.argmax(m.real if length else np.abs(m))
    return READ[cut](z * np.exp(-1j * TURN[mean](z, X[best])))


def picture(rng, levels):
    """Return bytes that have these of the 16 shades, none in the middle of its interval."""
    off = rng.integers(1, 9, size=len(levels)) * rng.choice([-1, 1], size=len(levels))
    return np.clip(17 * levels + off, 0, 255).astype(np.uint8)


def apart(rng, N, angle):
    """Return N angles of ±angle, half of each: their mean and the phase of their sum are 0."""
    return angle * rng.permutation(np.repeat([-1, 1], N // 2))


def turned(rng, units, shades, spread, turn, low=(), high=(), steps=0):
    """Return a picture of random shades, and it as a state: units apart by ±spread, and all turned.

    `low` and `high` are the shades of the first units that lie below and above the picture's angles.
    """
    levels, d = rng.integers(*shades, size=units), apart(rng, units, rng.uniform(*spread))
    levels[np.flatnonzero(d < 0)[: len(low)]] = low
    levels[np.flatnonzero(d > 0)[: len(high)]] = high
    return picture(rng, levels)[None], circle(STEP * levels + d + rng.uniform(*turn)), steps


def with_white(rng):
    """White pixels, turned a little; all phases are on the half circle."""
    return turned(rng, 20, (3, 12), (0.25, 0.35), (0.05, 0.15), low=[15] * 4)


def one_step(rng):
    """A picture of few pixels: without own votes all fields have one length."""
    return turned(rng, 6, (3, 13), (0.25, 0.35), (0, 0), steps=1)


def two_steps(rng):
    """Three pictures of few pixels, and one of them disturbed: all fields have lengths of their own."""
    levels = rng.integers(3, 13, size=(3, 8))
    state = circle(STEP * levels[rng.integers(3)] + rng.uniform(-0.5, 0.5, 8))
    return np.stack([picture(rng, row) for row in levels]), state, 2


def across_the_cut(rng):
    """A picture turned across the cut."""
    return turned(rng, 20, (3, 12), (0.15, 0.2), np.radians((100, 130)), low=[1] * 5)


def near_180(rng):
    """A picture turned so far that wrapped differences have a cut as well."""
    return turned(rng, 20, (3, 12), (0.15, 0.2), np.radians((172, 175)), low=[1] * 5)


def beyond_the_ends(rng):
    """Phases beyond white and beyond black, once turned back."""
    return turned(rng, 20, (4, 11), (0.4, 0.5), (-0.8, -0.6), low=[1] * 4, high=[14] * 4)


def dark_beside_bright(rng):
    """A dark picture turned by more than 90°, beside a bright one."""
    dark, bright = rng.integers(1, 4, size=20), rng.integers(8, 12, size=20)
    state = STEP * dark + apart(rng, 20, 0.1) + np.radians(rng.uniform(112, 122))
    return np.stack([picture(rng, bright), picture(rng, dark)]), circle(state), 0


TURN_IT = "Try steps = 0, one stored picture, and that picture turned by 120° and by 175° as the state."
AS_NUMBERS = "179° and −179° are nearly the same direction. What is their mean as numbers?"
SIDE = "One bar is needed: is it on the right one of the two factors?"
DIAGONAL = "The couplings are right, but for the diagonal: was there anything wrong with it?"
LENGTH = "Which length has each unit after a step?"
WRAPPED = "Nearer: but differences of angles have a cut as well. "
NOT_BLACK = "What is beyond white becomes white, not black again."
MEAN_PHASOR = "The turn: a mean phasor is another if a few pixels are. What number compares pixel with pixel?"
BUGS = {
    "dtype": Bug(
        "white is white on its way from bytes to shades",
        "Print the levels of the bytes 247, 248 and 255. What dtype are they?",
        (with_white, with_white),
        otherwise="The levels go from 0 to 15, and each byte has the nearest. Try bytes near 255.",
    ),
    "bar": Bug(
        "one picture stored: every vote is for it",
        "Store one picture and start from it: does a step leave it? What is the phase of W[0, 1]?",
        (one_step, one_step, two_steps),
        forms=("none",),
        halfway=(
            Mistake(partial(shades, bar="left"), SIDE),
            Mistake(partial(shades, bar="own"), DIAGONAL),
            Mistake(partial(shades, normal=False), LENGTH),
        ),
        otherwise="Try one stored picture of six pixels, and one step.",
        alone=False,
    ),
    "length": Bug(
        "the picture most alike is found, however the state is turned",
        "Turn a stored picture by 120°: what becomes of the number that is compared there?",
        (dark_beside_bright, dark_beside_bright),
        otherwise="Try steps = 0, two stored pictures, and the second one turned by 120° as the state.",
    ),
    "mean": Bug(
        "the turn is right across the cut at ±180°",
        AS_NUMBERS,
        (across_the_cut, near_180),
        forms=("angles",),
        halfway=(Mistake(partial(shades, mean="wrapped"), WRAPPED + AS_NUMBERS),),
        otherwise=TURN_IT,
    ),
    "cut": Bug(
        "a little beyond white is white, a little beyond black is black",
        "Turn a white pixel on by 5°: what is its angle now, and what grey comes out?",
        (beyond_the_ends, beyond_the_ends),
        forms=("cut at 180°",),
        halfway=(
            Mistake(partial(shades, cut="mirrored"), "Mirrored: are 5° beyond black and 5° before it alike?"),
            Mistake(partial(shades, cut="cut at 0°"), "White is mended. Now 5° beyond black."),
            Mistake(partial(shades, cut="from black again"), NOT_BLACK),
            Mistake(
                (partial(shades, cut="beyond white"), partial(shades, cut="below black")),
                "Greys end at 0 and 1.",
            ),
        ),
        otherwise="Try steps = 0, and phases 5° beyond white and 5° beyond black.",
    ),
}
TURNED = (
    Mistake(partial(shades, mean="phasors"), MEAN_PHASOR),
    Mistake(partial(shades, mean="on"), "The turn: is the state turned back, or on?"),
)
TASK = hunt("shades_mended", shades, BUGS, 0.4, always=TURNED, least=0.02)
