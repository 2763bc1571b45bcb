"""Exercise 00, the bug hunt: the fields of a network.

The program is written once, with a switch for each of its mistakes.  A draw makes a case in which its
mistake shows; that no other one does is seen to by `hunt`, which draws until it is so.
"""

from functools import partial

import numpy as np

from ...check.hunts import Bug, hunt
from ...check.judges import Mistake
from ...check.tasks import spins


def fields_mended(W, state, threshold, own=False, turned=False, added=False, undecided=False):
    """Return the local fields W s − θ of the units; what follows the threshold are mistakes."""
    s = np.where(state > 0, 1, -1) if undecided else state
    couplings = W if own else W - np.diag(np.diag(W))
    h = s @ couplings if turned else couplings @ s
    return h + threshold if added else h - threshold


def _drawn(rng, diagonal=0, symmetric=True, threshold=0, zeros=0):
    """Return a network and a state in which no mistake shows but what is asked for."""
    W = rng.integers(-4, 5, (9, 9))
    W = W + W.T if symmetric else W
    np.fill_diagonal(W, diagonal)
    state = spins(rng, 9)
    state[rng.permutation(9)[:zeros]] = 0
    return W, state, np.array(threshold)


BUGS = {
    "own": Bug(
        "a unit has no vote on itself",
        "What stands at W[i, i], and whose vote is that?",
        (partial(_drawn, diagonal=3),) * 2,
    ),
    "turned": Bug(
        "unit i hears unit j by w_ij",
        "Two units, of which only the first hears the second: who has a field?",
        (partial(_drawn, symmetric=False),) * 2,
    ),
    "added": Bug(
        "a threshold lowers the field",
        "Is it easier or harder for a unit to be +1 if its threshold is high?",
        (partial(_drawn, threshold=2), partial(_drawn, threshold=-1)),
    ),
    "undecided": Bug(
        "an undecided unit says nothing",
        "A unit that is 0: what do the others hear of it?",
        (partial(_drawn, zeros=3),) * 2,
    ),
}
TASK = hunt(
    "fields_mended",
    fields_mended,
    BUGS,
    0.5,
    always=(Mistake(lambda *case: np.sign(fields_mended(*case)), "The fields, not their signs."),),
    nothing=(lambda W, state, threshold: state,),
    otherwise="Take two units, W = [[0, 1], [1, 0]] and the state (+, −), and print each line.",
)
