"""Lesson 01: the update of a unit, what a flip costs, and a cue from which a picture does not come back."""

from functools import partial

import numpy as np

from hopfield_lib.attractors import identify, overlap
from hopfield_lib.couplings import hebbian
from hopfield_lib.models import Hopfield
from hopfield_lib.recall import asynchronous, recall

from ..check.draws import drawn_until
from ..check.judges import Kept, Mistake, Part, brief, function_task
from ..check.tasks import Row, Task, numbers, spins, trouble
from ..exercises.e01_binary_recall.sweep import BALANCED, SIGN_OF_0, sums

IN_PLACE = (
    "s[i] = … changes the state that was given, by a second name (new = s) too. Work out the number alone,"
    " or work on a copy."
)
STATE_KEPT = Kept("the state that was given stays as it is", 0, 1, IN_PLACE)

# ------------------------------------------------------------------------------ the update of one unit


def update(W, s, i, tie=None):
    """Return the new state of unit i; a field of 0 keeps it, or gives `tie`."""
    h = W[i] @ s
    return np.sign(h) if h != 0 else s[i] if tie is None else tie


def _drawn(P, N, rng):
    """Return couplings times N, a state and a unit."""
    return sums(spins(rng, P, N)), spins(rng, N), rng.integers(N)


def _is(of_field, of_unit, W, s, i):
    return np.sign(W[i] @ s) == of_field and s[i] == of_unit


def cases_of_update(rng):
    """Fields that agree with their unit and that do not, twice each; then fields of 0."""
    kinds = [(3, h, s) for h in (1, -1) for s in (1, -1)] * 2 + [(2, 0, 1), (2, 0, -1)]
    return [drawn_until(rng, partial(_drawn, P, 12), partial(_is, h, s)) for P, h, s in kinds]


ONE_UNIT = "One number is asked for: the new state of unit i alone."
VOTES = "What does unit j say to unit i? Its state counts as well as the coupling."
WITH_TIES = "A field of exactly 0 says nothing: then the unit stays as it is."
UPDATE = function_task(
    "try_update",
    update,
    cases_of_update,
    (
        Part("the unit takes the sign of its field", 0, tuple(range(8))),
        Part("a field of exactly 0 keeps the state", 0, (8, 9)),
        STATE_KEPT,
    ),
    (
        Mistake(partial(update, tie=0), SIGN_OF_0, "0 at a field of 0"),
        Mistake((partial(update, tie=1), partial(update, tie=-1)), BALANCED, "one and the same state"),
        Mistake(lambda W, s, i: -update(W, s, i), "A positive field makes the unit +1.", "the other sign"),
        Mistake(lambda W, s, i: W[i] @ s, "That is the field. The unit takes only its sign.", "the field"),
        Mistake(lambda W, s, i: s[i], "That is its old state. What do the others say?", "the unit as it was"),
        Mistake((lambda W, s, i: np.sign(W[i].sum()), lambda W, s, i: np.sign(W[i, i])), VOTES),
        Mistake(lambda W, s, i: np.sign(W @ s), ONE_UNIT, "one number for each unit"),
        Mistake(
            lambda W, s, i: np.where(np.arange(len(s)) == i, update(W, s, i), s), ONE_UNIT, "the whole state"
        ),
        Mistake(
            (lambda W, s, i: W[i] * s, lambda W, s, i: np.sign(W[i] * s)),
            "These are the votes one by one: add them up.",
            "one number for each vote",
        ),
    ),
    WITH_TIES,
)

# ------------------------------------------------------------------------------------- what a flip costs


def flip_cost(W, s, i):
    """Return the energy after unit i has flipped, less the energy before."""
    return 2 * s[i] * (W[i] @ s)


def cases_of_flip(rng):
    """Two units that are to be alike; networks, with fields that agree with their unit and that do not."""
    pair = np.array([[0.0, 1.0], [1.0, 0.0]])
    found = [(pair, np.array(state), np.int64(i)) for state, i in (((1, 1), 0), ((1, -1), 1), ((-1, -1), 0))]
    for N, h, s in ((10, 1, 1), (12, 1, -1), (14, -1, 1), (16, -1, -1)):
        W, state, i = drawn_until(rng, partial(_drawn, 3, N), partial(_is, h, s))
        found.append((W / N, state, i))
    return found


def times(factor):
    """Return the answer of somebody whose cost is right but for a factor."""
    return lambda W, s, i: factor * flip_cost(W, s, i)


STEP = "From s to −s: how long is the step s' − s?"
UP_OR_DOWN = "Where unit and field agree, is a flip uphill or downhill? Look at the minus signs."
OWN = "The field alone? It matters which state the unit leaves."
WHATEVER = "Down by 2|h| it goes only where the unit obeys its field. Here it flips, whatever the field says."
FLIP = function_task(
    "try_flip",
    flip_cost,
    cases_of_flip,
    (
        Part("two units that are to be alike: +2 from alike to different, −2 back", 0, (0, 1, 2)),
        Part("networks, whatever the field says", 0, (3, 4, 5, 6)),
        STATE_KEPT,
    ),
    (
        Mistake(times(-1), UP_OR_DOWN, "the other sign"),
        Mistake((times(0.5), times(-0.5)), STEP, "half of that"),
        Mistake((lambda W, s, i: 2 * W[i] @ s, lambda W, s, i: -2 * W[i] @ s), OWN),
        Mistake((lambda W, s, i: W[i] @ s, lambda W, s, i: -W[i] @ s), OWN, "the field"),
        Mistake(lambda W, s, i: -2 * np.abs(W[i] @ s), WHATEVER, "always a fall"),
        Mistake(
            lambda W, s, i: flip_cost(W, s, i) / len(s),
            "The couplings hold the 1/N already; nothing else is divided.",
            "the change per unit",
        ),
        Mistake(
            (lambda W, s, i: 2 * s * (W @ s), lambda W, s, i: -2 * s * (W @ s)),
            "One unit flips: one number is asked for.",
            "one number for each unit",
        ),
    ),
    "Take two units with w = 1 that agree: E = −1. And after one of them has flipped?",
)

# ------------------------------------------------------- a cue from which the camera man does not come back

LEAST, RUNS = 0.7, 3
PICTURES = ("the camera man", "the coins", "the bricks")
ONE_EACH = "One number for each pixel, in one row: the shape of X[0]."
NO_STATE = "A state of +1, −1 or 0 for each pixel; multiply or choose, do not add pictures up."
FEWER = "How many of the other pixels may you change? Count with (cue == X[0]).mean()."
CANCEL = (
    "The wrong pixels have nothing in common, so their votes cancel. Which wrong pixels would all vote"
    " for the same thing?"
)
AHEAD = "His overlap is still the largest. Let more of the wrong pixels vote for the same other picture."


def in_words(end):
    """Return what `identify` found, with the pictures' names instead of their places."""
    if end.kind == "none":
        return "something that is none of the three pictures"
    signed = zip(end.patterns, end.signs, strict=True)
    names = [PICTURES[k] if sign > 0 else f"the negative of {PICTURES[k]}" for k, sign in signed]
    return names[0] if len(names) == 1 else f"a blend of {', '.join(names[:-1])} and {names[-1]}"


def judge_failing_cue(cases, outputs):
    """Return the rows of a cue: that it is a state, near enough, and that the run from it ends elsewhere."""
    (X,), cue = cases[0], numbers(outputs[0], np.shape(cases[0][0])[1:])
    is_state, is_near = f"one number of +1, −1 or 0 for each of {X.shape[1]:,} pixels", "at least 70 % right"
    elsewhere = "the camera man does not come back"
    if cue is None or not np.isin(cue, (-1, 0, 1)).all():
        came, hint = trouble(outputs, [X.shape[1:]]) or (brief(cue), NO_STATE)
        hint = ONE_EACH if came.startswith("shape") else hint
        return [Row(is_state, False, 0, "a state", came, hint)]
    right = (cue == X[0]).mean()
    if right < LEAST:
        near = Row(is_near, False, 0, "70 % or more", f"{right:.1%}", FEWER)
        return [Row(is_state, True), near]
    starts = np.tile(cue.astype(np.int8), (RUNS, 1))
    orders = asynchronous(np.random.default_rng(1))
    ends = recall(Hopfield(hebbian(X)), starts, orders, record="final").state
    found = identify(ends, X)
    back = [f"{one}" == "pattern 0" for one in found]
    rows = [Row(is_state, True), Row(f"{is_near}: {right:.1%}", True)]
    if not any(back):
        return [*rows, Row(f"{elsewhere}: the run ends in {in_words(found[0])}", True)]
    m = overlap(cue, X)
    others = np.abs(m[1:] - m[0] * overlap(X[1:], X[0])).max()  # what is not due to their likeness with him
    came = "he comes back; overlaps of your cue " + ", ".join(f"{one:.2f}" for one in m)
    return [*rows, Row(elsewhere, False, 0, "another end", came, AHEAD if others > 0.1 else CANCEL)]


FAILING_CUE = Task("try_failing_cue", 0, None, judge_failing_cue, values=("failing_cue",))
TASKS = (UPDATE, FLIP, FAILING_CUE)
