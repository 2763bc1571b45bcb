"""Exercise 03: what each pattern says to each unit of another one."""

import numpy as np

from hopfield_lib.data import digits_10x9, letters

from ...check.judges import Mistake, Part, function_task
from ...check.tasks import spins


def some(rng, images, count):
    """Return some of the patterns of a set of pictures, whole numbers."""
    return images.patterns[rng.permutation(len(images))[:count]].astype(int)


def cases(rng):
    """Return random patterns, then pictures, each with the number of one of them (never 0 or the last)."""
    few = [spins(rng, 4, 12), spins(rng, 6, 25)]
    pictures = [some(rng, digits_10x9(), 10), some(rng, letters(), 7)]
    return [(X, rng.integers(1, len(X) - 1)) for X in (*few, *pictures)]


def plain_voices(X, nu):
    """Return M ξ ξ, the voices with what each unit says to itself, (P, N)."""
    return (X @ X[nu] / X.shape[1])[:, None] * X * X[nu]


def voices(X, nu):
    """Return what each pattern says to each unit of pattern nu, (P, N)."""
    return plain_voices(X, nu) - 1 / X.shape[1]


def less(where):
    """Return the voices with the vote of a unit on itself taken away as `where(P, mu == nu)` says."""

    def answer(X, nu):
        own = np.arange(len(X))[:, None] == nu
        return plain_voices(X, nu) - where(len(X), own) / X.shape[1]

    return answer


def others_alone(X, nu):
    """Return the voices with zeros in row nu."""
    return voices(X, nu) * (np.arange(len(X))[:, None] != nu)


ITSELF = "No unit has a vote on itself, in no pattern's couplings: how much is that, and in which rows?"
TOGETHER = "P/N is what all patterns lose together. And each?"
ROW = "The sum over all rows is h_i ξ_i: whose voice is row ν?"
TOWARDS = "That says towards which value a unit is pushed. Asked is whether it is held as pattern ν has it."
SIGNED = "fields, of one sign or the other"
WHICH_WAY = "What pattern μ has at unit i decides which way it speaks there."
ONE_VOICE = "one voice, where pattern ν has ink and where it has none"
DIVIDED = "Overlaps, as couplings, are divided by N."
EACH_ONE = "The voices that this is the sum of are asked for one by one."
AXES = "One row for each pattern, one column for each unit."
MISTAKES = (
    Mistake(plain_voices, ITSELF, "voices in which units hear themselves"),
    Mistake(less(lambda P, own: P), TOGETHER, "P/N taken from each row"),
    Mistake(less(lambda P, own: P * own), ITSELF, "P/N taken from row ν alone"),
    Mistake(less(lambda P, own: 1 * own), ITSELF, "1/N taken from row ν alone"),
    Mistake(less(lambda P, own: 1 * ~own), ITSELF, "1/N taken from all rows but ν"),
    Mistake(less(lambda P, own: P / (P - 1) * ~own), ITSELF, "P/N taken from the other rows alone"),
    Mistake(others_alone, ROW, "zeros in row ν"),
    Mistake(lambda X, nu: np.delete(voices(X, nu), nu, axis=0), ROW, "one row too few"),
    Mistake(lambda X, nu: plain_voices(X, nu) - 1, ITSELF, "1 taken from each row"),
    Mistake(lambda X, nu: voices(X, nu) * X[nu], TOWARDS, SIGNED),
    Mistake(lambda X, nu: plain_voices(X, nu) * X[nu], TOWARDS, SIGNED),
    Mistake(lambda X, nu: plain_voices(X, nu) * X[nu] - 1 / X.shape[1], TOWARDS, SIGNED),
    Mistake(lambda X, nu: plain_voices(X, nu) * X - 1 / X.shape[1], WHICH_WAY, ONE_VOICE),
    Mistake(lambda X, nu: voices(X, nu).sum(axis=0), EACH_ONE, "one number a unit"),
    Mistake(lambda X, nu: voices(X, nu).sum(axis=0) - 1, EACH_ONE, "one number a unit"),
    Mistake(lambda X, nu: X @ X[nu] / X.shape[1], "What do these overlaps say at unit i?", "the overlaps"),
    Mistake(lambda X, nu: voices(X, nu).T, AXES, "rows for columns"),
    Mistake(lambda X, nu: voices(X, 0), "Which pattern is the state? nu says it.", "the voices at pattern 0"),
    Mistake(
        lambda X, nu: voices(X, nu) * X.shape[1], "Overlaps, as couplings, are divided by N.", "N times that"
    ),
)
PARTS = (
    Part("random patterns: each one's voice at each unit", 0.5, (0, 1)),
    Part("pictures: louder voices", 0.5, (2, 3)),
)
OTHERWISE = "Two patterns of three units on paper: what does each add to the field of unit 0?"
TASK = function_task("crosstalk_voices", voices, cases, PARTS, MISTAKES, OTHERWISE)
