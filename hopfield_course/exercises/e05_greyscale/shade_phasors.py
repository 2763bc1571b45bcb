"""Exercise 05, shade_phasors: bytes of grey as phasors of so many shades."""

import numpy as np

from ...check.judges import Mistake, Part, function_task


def circle(angle):
    """Return the complex numbers of length 1 that have these angles."""
    return np.exp(1j * np.asarray(angle))


def level(greys, shades, rounded=np.round):
    """Return the places of bytes among so many shades, from 0 to shades - 1."""
    return rounded(greys / 255 * (shades - 1))


def phase(greys, shades, rounded=np.round):
    """Return the angles of bytes, from 0 for black to π for white."""
    return np.pi * level(greys, shades, rounded) / (shades - 1)


def shade_phasors(greys, shades):
    """Return the phasors of the nearest of so many shades; rounded, so that white is shown as -1."""
    return np.round(circle(phase(greys, shades)), 12) + 0.0


def levels_in_8_bits(greys, shades):
    """Return phasors from a product of bytes, which runs over."""
    return circle(np.pi * np.round(greys * np.uint8(shades - 1) / 255) / (shades - 1))


def cases(rng):
    """All 256 shades; a few; black and white alone, several pictures."""
    greys = rng.integers(256, size=24, dtype=np.uint8)
    greys[:2] = 0, 255
    coarse = (greys.copy(), rng.integers(256, size=(3, 10), dtype=np.uint8))
    few = rng.permutation(np.arange(5, 20))[:2]
    return [(greys, 256), (coarse[0], few[0]), (coarse[1], few[1]), (coarse[1], 2)]


ANGLES = "These are the angles. Which complex number of length 1 has such an angle?"
ONE_COORDINATE = "That is one of two coordinates. What became of the other?"
WHITE = "Where is white? On the half circle it is opposite to black."
POSTS = "Is the last shade white? Between five posts there are four gaps."
DARKER = "That is the next darker shade. Which one is nearest?"
EQUAL_PARTS = "That cuts the bytes into equal parts. Which shade is nearest?"
MISTAKES = (
    Mistake(phase, ANGLES, "real numbers"),
    Mistake(lambda g, q: np.cos(phase(g, q)), ONE_COORDINATE, "real numbers"),
    Mistake(lambda g, q: circle(2 * phase(g, q)), WHITE),
    Mistake(lambda g, q: circle(2 * np.pi * level(g, q) / q), "That goes round the whole circle."),
    Mistake(lambda g, q: circle(np.pi - phase(g, q)), "Which of the two is at angle 0, black or white?"),
    Mistake(lambda g, q: circle(-phase(g, q)), "That is the lower half of the circle."),
    Mistake(lambda g, q: circle(np.degrees(phase(g, q))), "np.exp and np.cos count in radians."),
    Mistake(lambda g, q: circle(np.pi * g.astype(float)), "A byte goes up to 255, a grey up to 1."),
    Mistake(lambda g, q: circle(np.pi * level(g, q) / q), POSTS),
    Mistake(lambda g, q: circle(phase(g, q, np.floor)), DARKER),
    Mistake(lambda g, q: circle(np.pi * np.floor(g / 256 * q) / (q - 1)), EQUAL_PARTS),
    Mistake(lambda g, q: circle(np.pi * g / 255), "These are all shades of grey: only a few are allowed."),
    Mistake(levels_in_8_bits, "A product of bytes stays a byte, and that ends at 255."),
)
PARTS = (
    Part("256 shades: every byte has its own phase", 0.5, (0,)),
    Part("fewer shades: a byte takes the nearest", 0.5, (1, 2, 3)),
)
OTHERWISE = "Take three shades, and the bytes 0, 100 and 255: which phases do they get?"
TASK = function_task("shade_phasors", shade_phasors, cases, PARTS, MISTAKES, OTHERWISE)
