"""Lesson 05: one update of phasors, a picture that fades although it is stored alone, a state turned back."""

import numpy as np

from hopfield_lib import PhasorHopfield, images, phase_distance

from ..check.judges import Mistake, Part, function_task
from ..check.tasks import Row, Task, numbers, trouble

# ------------------------------------------------------------------------------------- an update of phasors


def phasors(rng, count):
    """Return so many phasors of random greys, on the half circle."""
    return np.exp(1j * np.pi * rng.random(count))


def network(rng, units):
    """Return couplings by the distance of the phases of two random pictures, and a state."""
    phases = np.pi * rng.random((2, units))
    T = np.sum([1 - 2 / np.pi * np.abs(theta[:, None] - theta) for theta in phases], axis=0)
    np.fill_diagonal(T, 0)
    return T, phasors(rng, units)


def step_cases(rng):
    """Two pixels that were stored alike and two that were stored unlike; networks of random pictures."""
    alike = np.array([[0.0, 1.0], [1.0, 0.0]])
    two = phasors(rng, 2)
    return [(2 * alike, two), (-0.5 * alike, two), *(network(rng, 12) for _ in range(4))]


def step(T, z):
    """Return the directions of the fields."""
    h = T @ z
    return h / np.abs(h)


WHOLE = "One number for all pixels: each field has a length of its own."
STEP = function_task(
    "try_direction",
    step,
    step_cases,
    (
        Part("two pixels: each takes the other's phase, or the opposite one", 0, (0, 1)),
        Part("networks of twelve pixels", 0, (2, 3, 4, 5)),
    ),
    (
        Mistake(lambda T, z: T @ z, "These are the fields. What length does a phasor have?"),
        Mistake(lambda T, z: T @ z / np.linalg.norm(T @ z), WHOLE),
        Mistake(lambda T, z: T @ z / np.abs(T @ z).max(), WHOLE),
        Mistake(lambda T, z: T @ z / len(z), WHOLE),
        Mistake(lambda T, z: np.angle(T @ z), "These are the angles. Which complex numbers have them?"),
        Mistake(lambda T, z: np.abs(T @ z), "These are the lengths: the directions are what is asked for."),
        Mistake(
            (lambda T, z: np.sign((T @ z).real), lambda T, z: (T @ z).real / np.abs((T @ z).real)),
            "Black or white only, as in lesson 01. Keep both coordinates of the field.",
        ),
    ),
    "Two pixels with T = 2 between them: pixel 0 has the field 2 z[1]. What is its new phasor?",
)

# ------------------------------------------------------------------------- a picture that fades, stored alone

CONTRAST, STEPS, GREY = 0.05, 20, 0.01


def contrast_left(picture, steps=STEPS):
    """Return the contrast of greys (N,) after so many updates, with nothing else stored."""
    z = images.to_phases(picture)
    alone = PhasorHopfield(phase_distance(z[None]))
    for _ in range(steps):
        z = alone.update(z)
    return images.to_grey(z).std()


ENOUGH = f"it has a contrast of at least {CONTRAST}"
FADES = f"stored alone, it has a contrast below {GREY} after {STEPS} steps"
EVEN = "That is an even grey from the start. Take a picture with some contrast, but not too much."
PALE = "It has too little contrast to lose. Take a picture with more, but not too much."
FLAT = "Give the pixels in one row, as photos[0] does: np.ravel flattens a picture."
SPREAD = (
    "Its phases are spread too far. Which greys have phases that are far from all others? "
    "Bring all greys nearer to their mean."
)
GREYS = "A grey lies between 0 (black) and 1 (white)."


def judge_fading(cases, outputs):
    """Return what holds of a picture: its size, its contrast, and that it fades."""
    (photos,) = cases[0]
    wanted = f"{photos.shape[-1]} greys"
    flat = outputs[0]
    picture = numbers(flat, photos.shape[-1:])
    if picture is None:
        came, hint = trouble([flat], [photos.shape[-1:]]) or ("no greys", GREYS)
        if np.ndim(flat.value) == 2 and np.size(flat.value) == photos.shape[-1]:
            hint = FLAT
        return [Row(f"{wanted} from 0 to 1", False, 0, f"shape {photos.shape[-1:]}", came, hint)]
    low, high = picture.min(), picture.max()
    if low < 0 or high > 1:
        came = f"from {low:.2f} to {high:.2f}"
        return [Row(f"{wanted} from 0 to 1", False, 0, "from 0 to 1", came, GREYS)]
    rows = [Row(f"{wanted} from 0 to 1", True)]
    contrast = picture.std()
    if contrast < CONTRAST:
        hint = PALE if contrast > 1e-6 else EVEN
        return [*rows, Row(ENOUGH, False, 0, f"{CONTRAST} or more", f"{contrast:.3f}", hint)]
    rows.append(Row(ENOUGH, True))
    left = contrast_left(picture)
    if left < GREY:
        return [*rows, Row(FADES, True)]
    return [*rows, Row(FADES, False, 0, f"below {GREY}", f"{left:.3f}, from {contrast:.3f}", SPREAD)]


FADING = Task("try_fading", 0, None, judge_fading, values=("my_picture",))

# --------------------------------------------------------------------------------------- a state turned back


def anchor_cases(rng):
    """A picture turned by a few degrees and by many, as a state; noisy states with a shorter overlap."""
    found = []
    for degrees in (rng.uniform(20, 70), rng.uniform(-160, -100)):
        x = phasors(rng, 20)
        found.append((x * np.exp(1j * np.radians(degrees)), np.exp(1j * np.radians(degrees))))
    for degrees in (rng.uniform(20, 70), rng.uniform(100, 160), rng.uniform(-70, -20)):
        x = phasors(rng, 40)
        z = np.where(rng.random(40) < 0.3, np.exp(2j * np.pi * rng.random(40)), x)
        z = z * np.exp(1j * np.radians(degrees))
        found.append((z, np.vdot(x, z) / 40))
    return found


def anchored(z, m):
    """Return a state turned back by the phase of its overlap."""
    return z * np.conj(m) / np.abs(m)


LENGTH = "The angle is right. What has become of the lengths?"
ON = "That turns it further. Which number turns it back?"
ANCHOR = function_task(
    "try_anchor",
    anchored,
    anchor_cases,
    (
        Part("a stored picture, turned, is as it was", 0, (0, 1)),
        Part("noisy states: turned back, all phasors of length 1", 0, (2, 3, 4)),
    ),
    (
        Mistake((lambda z, m: z / m, lambda z, m: z * np.conj(m)), LENGTH),
        Mistake((lambda z, m: z * m / np.abs(m), lambda z, m: z * m), ON),
        Mistake(lambda z, m: z * np.exp(-1j * np.degrees(np.angle(m))), "np.exp counts in radians."),
        Mistake(
            lambda z, m: z * np.exp(-np.angle(m)),
            "exp of a real number is real, and turns nothing: where is the i?",
        ),
        Mistake(lambda z, m: z - m, "Taking m away moves the phasors. Turning is multiplying."),
        Mistake(
            lambda z, m: z * np.exp(-1j * np.angle(z.mean())),
            "That turns the picture's own mean to black. By what angle is it turned from the stored one?",
        ),
        Mistake(lambda z, m: np.angle(z) - np.angle(m), "These are the angles. Which phasors have them?"),
        Mistake(lambda z, m: z.copy(), "That is the state as it came."),
    ),
    "Take a state of one pixel, z = [1j], and m = 1j: it is turned by 90°. What was it before?",
)

TASKS = (STEP, FADING, ANCHOR)
