"""Exercise 05, overlap_turns: how alike a state is to stored pictures, and by how much it is turned."""

import numpy as np

from ...check.draws import drawn_until
from ...check.judges import Mistake, Part, function_task
from .shade_phasors import circle


def lengths_and_turns(m):
    """Return a row for each overlap: its length, and its phase in degrees."""
    return np.stack([np.abs(m), np.degrees(np.angle(m))], axis=1)


def overlaps(stored, state):
    """Return the complex overlaps (P,) of a state (N,) with stored pictures (P, N)."""
    return stored.conj() @ state / len(state)


def overlap_turns(stored, state):
    """Return length and phase, in degrees, of the overlap with each stored picture."""
    return lengths_and_turns(overlaps(stored, state))


def with_turn(turn):
    """Return an answer with the right lengths and other turns, in degrees."""
    return lambda X, s: np.stack([np.abs(overlaps(X, s)), turn(X, s)], axis=1)


def with_length(length):
    """Return an answer with the right turns and other lengths."""
    return lambda X, s: np.stack([length(overlaps(X, s)), overlap_turns(X, s)[:, 1]], axis=1)


def noisy_and_turned(rng):
    """Return four pictures, and the second of them with noise, turned by much."""
    X = circle(np.pi * rng.random((4, 25)))
    noisy = np.where(rng.random(25) < 0.3, circle(2 * np.pi * rng.random(25)), X[1])
    return X, noisy * circle(rng.uniform(1.5, 2.5) * rng.choice([-1, 1]))


def clear(stored, state):
    """Whether no overlap is short, and no turn is near 0 or ±180°."""
    length, degrees = overlap_turns(stored, state).T
    return length.min() > 0.1 and np.abs(degrees).min() > 5 and np.abs(degrees).max() < 170


def cases(rng):
    """One picture, turned by little and by much; several, and a noisy state."""
    found = []
    for degrees in (rng.uniform(20, 60), rng.uniform(-150, -100), rng.uniform(110, 160)):
        X = circle(np.pi * rng.random((1, 30)))
        found.append((X, X[0] * circle(np.radians(degrees))))
    return found + [drawn_until(rng, noisy_and_turned, clear) for _ in range(3)]


WITH_ITSELF = "The overlap of a picture with itself is 1."
AS_NUMBERS = "179° and −179° are nearly the same direction: what is their mean as numbers?"
ONE_COORDINATE = "That is one coordinate of the overlap. A turn must not change the length."
ROWS = "Asked are two numbers for each stored picture: a row for each."
BAR = "A picture turned by +30° is reported as turned by −30°. Which of the two has the bar?"
NO_BAR = "Phases are added there. What makes a difference of them?"
BOTH = "A turn by −100° is none by 80°. Does your angle see both coordinates?"
MISTAKES = (
    Mistake(lambda X, s: lengths_and_turns(overlaps(X, s).conj()), BAR),
    Mistake(lambda X, s: lengths_and_turns(overlaps(X.conj(), s)), NO_BAR),
    Mistake(lambda X, s: lengths_and_turns(X.conj() @ s), WITH_ITSELF),
    Mistake(with_turn(lambda X, s: np.angle(overlaps(X, s))), "The turn is asked in degrees."),
    Mistake(with_turn(lambda X, s: overlap_turns(X, s)[:, 1] % 360), "The turn is between −180° and 180°."),
    Mistake(with_turn(lambda X, s: np.degrees(np.arctan(np.tan(np.angle(overlaps(X, s)))))), BOTH),
    Mistake(with_turn(lambda X, s: np.degrees(np.angle(s) - np.angle(X)).mean(axis=1)), AS_NUMBERS),
    Mistake(with_turn(lambda X, s: np.degrees(np.angle(s * X.conj())).mean(axis=1)), AS_NUMBERS),
    Mistake(with_length(np.real), ONE_COORDINATE),
    Mistake(with_length(lambda m: np.abs(m.real)), ONE_COORDINATE),
    Mistake(with_length(lambda m: np.abs(m) ** 2), "That is the square of the length."),
    Mistake(with_length(np.ones_like), "The mean of lengths is always 1. Which length is asked?"),
    Mistake(lambda X, s: overlap_turns(X, s)[:, ::-1], "First the length, then the turn."),
    Mistake(lambda X, s: overlap_turns(X, s).T, ROWS),
    Mistake(lambda X, s: np.stack([np.abs(overlaps(X, s)), np.angle(overlaps(X, s))]), ROWS),
    Mistake(lambda X, s: overlap_turns(X, s)[:, 0], "These are the lengths. " + ROWS),
    Mistake(lambda X, s: overlap_turns(X, s)[:, 1], "These are the turns. " + ROWS),
    Mistake(lambda X, s: overlap_turns(X, s) * [len(s) / len(X), 1], WITH_ITSELF),
    Mistake(overlaps, "These are the overlaps. Asked are their lengths and turns.", "complex numbers"),
)
PARTS = (
    Part("a stored picture, turned: length 1, and its turn", 0.5, (0, 1, 2)),
    Part("a noisy state, several stored pictures", 0.5, (3, 4, 5)),
)
OTHERWISE = "Turn one picture of three pixels by 90°: what is its overlap with itself as it was?"
TASK = function_task("overlap_turns", overlap_turns, cases, PARTS, MISTAKES, OTHERWISE)
