"""Exercise 05, by hand: shades as phasors, overlaps and turns, one update of phasor units."""

from functools import partial

import numpy as np

from ...check.judges import Kept, Mistake, Part, compared
from ...check.tasks import spins


def circle(angle):
    """Return the complex numbers of length 1 that have these angles."""
    return np.exp(1j * np.asarray(angle))


def drawn_until(good, make, rng):
    """Return the first case that is good of those that `make` draws from a generator of its own.

    What is good may hang on the last bit of a number, and with it how often it draws: the cases that
    are drawn later from `rng` do not hear of it.
    """
    own = rng.spawn(1)[0]
    while not good(case := make(own)):
        pass
    return case


# ---------------------------------------------------------------------------------- shade_phasors


def phasor_cases(rng):
    """All 256 shades; a few; black and white alone, several pictures."""
    greys = rng.integers(256, size=24, dtype=np.uint8)
    greys[:2] = 0, 255
    coarse = (greys.copy(), rng.integers(256, size=(3, 10), dtype=np.uint8))
    few = rng.permutation(np.arange(5, 20))[:2]
    return [(greys, np.array(256)), (coarse[0], few[0]), (coarse[1], few[1]), (coarse[1], np.array(2))]


def shade_phasors(greys, shades):
    """Right: the nearest of so many shades, from 0 to π; rounded, so that white is shown as -1."""
    return np.round(circle(np.pi * _level(greys, shades) / (shades - 1)), 12) + 0.0


def _level(greys, shades, rounded=np.round):
    return rounded(greys / 255 * (shades - 1))


def _eight_bits(greys, shades):
    return circle(np.pi * np.round(greys * np.uint8(shades - 1) / 255) / (shades - 1))


judge_phasors = compared(
    shade_phasors,
    [
        Part("256 shades: every byte has its own phase", 0.5, (0,)),
        Part("fewer shades: a byte takes the nearest", 0.5, (1, 2, 3)),
    ],
    [
        Mistake(
            lambda g, q: np.pi * _level(g, q) / (q - 1),
            "These are the angles. Which complex number of length 1 has such an angle?",
            "real numbers",
        ),
        Mistake(
            lambda g, q: shade_phasors(g, q).real,
            "That is one of two coordinates. What became of the other?",
            "real numbers",
        ),
        Mistake(
            lambda g, q: circle(2 * np.pi * _level(g, q) / (q - 1)),
            "Where is white? On the half circle it is opposite to black.",
        ),
        Mistake(lambda g, q: circle(2 * np.pi * _level(g, q) / q), "That goes round the whole circle."),
        Mistake(
            lambda g, q: -np.conj(shade_phasors(g, q)), "Which of the two is at angle 0, black or white?"
        ),
        Mistake(lambda g, q: np.conj(shade_phasors(g, q)), "That is the lower half of the circle."),
        Mistake(lambda g, q: circle(180 * _level(g, q) / (q - 1)), "np.exp and np.cos count in radians."),
        Mistake(lambda g, q: circle(np.pi * g.astype(float)), "A byte goes up to 255, a grey up to 1."),
        Mistake(
            lambda g, q: circle(np.pi * _level(g, q) / q),
            "Is the last shade white? Between five posts there are four gaps.",
        ),
        Mistake(
            lambda g, q: circle(np.pi * _level(g, q, np.floor) / (q - 1)),
            "That is the next darker shade. Which one is nearest?",
        ),
        Mistake(
            lambda g, q: circle(np.pi * np.floor(g / 256 * q) / (q - 1)),
            "That cuts the bytes into equal parts. Which shade is nearest?",
        ),
        Mistake(
            lambda g, q: circle(np.pi * (g / 255)), "These are all shades of grey: only a few are allowed."
        ),
        Mistake(_eight_bits, "A product of bytes stays a byte, and that ends at 255."),
    ],
    "Take three shades, and the bytes 0, 100 and 255: which phases do they get?",
)

# ---------------------------------------------------------------------------------- overlap_turns


def half_circle(rng, *shape):
    """Return phasors of random greys."""
    return circle(np.pi * rng.random(shape))


def turn_cases(rng):
    """One picture, turned by little and by much; several, and a noisy state."""
    cases = []
    for degrees in (rng.uniform(20, 60), rng.uniform(-150, -100), rng.uniform(110, 160)):
        X = half_circle(rng, 1, 30)
        cases.append((X, X[0] * circle(np.radians(degrees))))
    return cases + [drawn_until(_clear_turns, _noisy_and_turned, rng) for _ in range(3)]


def _noisy_and_turned(rng):
    X = half_circle(rng, 4, 25)
    noisy = np.where(rng.random(25) < 0.3, circle(2 * np.pi * rng.random(25)), X[1])
    return X, noisy * circle(rng.uniform(1.5, 2.5) * rng.choice([-1, 1]))


def _clear_turns(case):
    length, degrees = overlap_turns(*case).T
    return length.min() > 0.1 and np.abs(degrees).min() > 5 and np.abs(degrees).max() < 170


def _pairs(m):
    return np.stack([np.abs(m), np.degrees(np.angle(m))], axis=1)


def overlap_turns(stored, state):
    """Right: length and phase, in degrees, of the overlap with each stored picture."""
    return _pairs(stored.conj() @ state / len(state))


def _with_turn(turn):
    def answer(stored, state):
        return np.stack([overlap_turns(stored, state)[:, 0], np.degrees(turn(stored, state))], axis=1)

    return answer


def _with_length(length):
    def answer(stored, state):
        m = stored.conj() @ state / len(state)
        return np.stack([length(m), overlap_turns(stored, state)[:, 1]], axis=1)

    return answer


ROWS = "Asked are two numbers for each stored picture: a row for each."
judge_turns = compared(
    overlap_turns,
    [
        Part("a stored picture, turned: length 1, and its turn", 0.5, (0, 1, 2)),
        Part("a noisy state, several stored pictures", 0.5, (3, 4, 5)),
    ],
    [
        Mistake(
            lambda X, s: _pairs(X @ s.conj() / len(s)),
            "A picture turned by +30° is reported as turned by −30°. Which of the two has the bar?",
        ),
        Mistake(
            lambda X, s: _pairs(X @ s / len(s)), "Phases are added there. What makes a difference of them?"
        ),
        Mistake(lambda X, s: _pairs(X.conj() @ s), "The overlap of a picture with itself is 1."),
        Mistake(lambda X, s: overlap_turns(X, s) * [1, np.pi / 180], "The turn is asked in degrees."),
        Mistake(
            _with_turn(lambda X, s: np.radians(overlap_turns(X, s)[:, 1] % 360)),
            "The turn is between −180° and 180°.",
        ),
        Mistake(
            _with_turn(lambda X, s: np.arctan(np.tan(np.angle(X.conj() @ s)))),
            "A turn by −100° is none by 80°. Does your angle see both coordinates?",
        ),
        Mistake(
            _with_turn(lambda X, s: np.mean(np.angle(s) - np.angle(X), axis=1)),
            "179° and −179° are nearly the same direction: what is their mean as numbers?",
        ),
        Mistake(
            _with_turn(lambda X, s: np.mean(np.angle(s * X.conj()), axis=1)),
            "179° and −179° are nearly the same direction: what is their mean as numbers?",
        ),
        Mistake(
            _with_length(np.real), "That is one coordinate of the overlap. A turn must not change the length."
        ),
        Mistake(
            _with_length(lambda m: np.abs(m.real)),
            "That is one coordinate of the overlap. A turn must not change the length.",
        ),
        Mistake(_with_length(lambda m: np.abs(m) ** 2), "That is the square of the length."),
        Mistake(_with_length(np.ones_like), "The mean of lengths is always 1. Which length is asked?"),
        Mistake(lambda X, s: overlap_turns(X, s)[:, ::-1], "First the length, then the turn."),
        Mistake(lambda X, s: overlap_turns(X, s).T, ROWS),
        Mistake(lambda X, s: (overlap_turns(X, s) * [1, np.pi / 180]).T, ROWS),
        Mistake(lambda X, s: overlap_turns(X, s)[:, 0], "These are the lengths. " + ROWS),
        Mistake(lambda X, s: overlap_turns(X, s)[:, 1], "These are the turns. " + ROWS),
        Mistake(
            lambda X, s: overlap_turns(X, s) * [len(s) / len(X), 1],
            "The overlap of a picture with itself is 1.",
        ),
        Mistake(
            lambda X, s: X.conj() @ s / len(s),
            "These are the overlaps. Asked are their lengths and turns.",
            "complex numbers",
        ),
    ],
    "Turn one picture of three pixels by 90°: what is its overlap with itself as it was?",
)

# --------------------------------------------------------------------------------- hermitian_step

LEAST = 1e-9  # a field that is shorter counts as zero


def step_cases(rng):
    """One picture; several; few units with strong own votes; zero fields, in whole numbers.

    All but those of the third kind are ±1 turned unit by unit, so that the own votes, which have
    the direction of the unit or the opposite one, are never decisive.
    """
    cases = []
    for flipped in (3, 5):
        X = circle(2 * np.pi * rng.random((1, 15)))
        signs = np.where(rng.permutation(15) < flipped, -1, 1)
        cases.append((X, X[0] * signs * circle(rng.uniform(0.5, 2.5))))
    cases += [_turned_signs(rng, 3, 15, circle(2 * np.pi * rng.random(15)), range(1)) for _ in range(2)]
    cases += [drawn_until(_own_votes_tell, _few_units, rng) for _ in range(2)]
    quarter = np.array([1, 1j, -1, -1j])
    cases += [_turned_signs(rng, 4, 16, quarter[rng.integers(4, size=16)], range(2, 9)) for _ in range(2)]
    return cases


def _few_units(rng):
    return circle(2 * np.pi * rng.random((4, 6))), circle(2 * np.pi * rng.random(6))


def _own_votes_tell(case):
    away = np.abs(hermitian_step(*case) - step(*case, own=True))
    return np.abs(_field(*case)).min() > 0.1 and away.max() > 0.2


def _turned_signs(rng, P, N, turns, zeros):
    """Return patterns and a state, ±1 with unit i turned by turns[i], and so many fields of zero.

    The search for them is decided by whole numbers, so it is as long on every machine.
    """
    while True:
        r, s = spins(rng, P, N), spins(rng, N)
        votes = (r @ s @ r - P * s) * s
        new = np.where(votes < 0, -s, s)
        lone = [np.sign(r[k] @ s) * r[k] for k in (0, -1)]
        if (
            (votes == 0).sum() in zeros
            and not ((votes >= -P) & (votes < 0)).any()
            and all((new != other).sum() > 1 for other in (s, -s, *lone))
        ):
            return r * turns, s * turns


def _field(X, z, own=False, left=False, right=True, real=False):
    W = (X.conj() if left else X).T @ (X.conj() if right else X) / X.shape[1]
    W = W.real.copy() if real else W
    if not own:
        np.fill_diagonal(W, 0)
    return W @ z


def step(X, z, tie=None, **kind):
    """Return the state after one update, with some other couplings or another answer to a tie."""
    h = _field(X, z, **kind)
    length = np.abs(h)
    return np.where(length > LEAST, h / np.where(length > LEAST, length, 1), z if tie is None else tie)


def hermitian_step(stored, state):
    """Right: Hebb's couplings with the bar on the second factor, no own vote, a tie keeps the phase."""
    return step(stored, state)


def _sums(X, z, **kind):
    return len(z) * _field(X, z, **kind)


def _one_by_one(X, z):
    z = z.copy()
    for i in range(len(z)):
        z[i] = step(X, z)[i]
    return z


def _mean_angle(X, z):
    phase, N = np.angle(X), len(z)
    votes = phase[:, :, None] - phase[:, None, :] + np.angle(z)
    return circle(votes[:, ~np.eye(N, dtype=bool)].reshape(len(X), N, N - 1).mean(axis=(0, 2)))


BAR = "Store one picture of two pixels, and start from it. What is the phase of w_12, and what should it be?"
SIDE = "One bar is right: is it on the right one of the two factors?"
REAL = "Your couplings are real: what of the stored difference of two phases is lost in them?"
LENGTH = "These are the fields. A unit has length 1."
TIE = "A field of zero says nothing about the phase."
judge_step = compared(
    hermitian_step,
    [
        Part("one picture: pixels that point the wrong way are turned back", 0.5, (0, 1)),
        Part("several pictures: their votes add up", 0.5, (2, 3)),
        Part("a unit does not vote for itself", 0.25, (4, 5)),
        Part("a field of zero keeps the phase", 0.5, (6, 7)),
        Kept("the state is left as it was given", 0.25, 1),
    ],
    [
        *[Mistake(partial(step, right=False, own=own), BAR) for own in (False, True)],
        *[Mistake(partial(step, right=False, left=True, own=own), SIDE) for own in (False, True)],
        *[Mistake(partial(_field, own=own), LENGTH) for own in (False, True)],
        *[Mistake(partial(_sums, own=own), LENGTH) for own in (False, True)],
        Mistake(
            lambda X, z: _field(X, z) / np.abs(_field(X, z)).max(),
            "Each unit has length 1, not only the longest.",
        ),
        Mistake(
            lambda X, z: _field(X, z) / np.linalg.norm(_field(X, z)),
            "That makes the whole vector one of length 1. Which length is to be 1?",
        ),
        Mistake(lambda X, z: step(X, z, own=True), "How much of a unit's field comes from the unit itself?"),
        Mistake(lambda X, z: step(X, z, tie=0), TIE + " Is 0 a state of a unit?"),
        *[Mistake(partial(step, tie=tie), TIE + " What is np.angle(0)?") for tie in (1, -1)],
        *[Mistake(partial(step, real=True, own=own), REAL) for own in (False, True)],
        Mistake(_one_by_one, "Each unit hears what others have become. All are to hear the old state."),
        Mistake(_mean_angle, "179° and −179° are nearly the same direction: what is their mean as numbers?"),
        Mistake(lambda X, z: np.sign(_field(X, z).real), "That leaves black and white only.", "real numbers"),
        Mistake(lambda X, z: circle(np.angle(_field(X, z))).conj(), "The right phases with the other sign."),
    ],
    "Store one picture of three pixels, turn one pixel by 180°: what are the two votes for it?",
)
