"""Cases that tell: drawn again until what they are to show shows in them."""

import numpy as np

MOST_TRIES = 20_000


def drawn_until(rng, draw, telling=None, tries=MOST_TRIES):
    """Return the first case drawn that is a telling one.

    The cases are drawn from a generator of their own: what is drawn later from ``rng`` is the same, however
    many were refused, even where the last bit of a number decides whether one is.

    Parameters
    ----------
    rng : numpy.random.Generator
    draw : callable
        ``draw(rng)`` gives a case, a tuple of arguments, or None for one that is no good by itself.
    telling : callable, optional
        ``telling(*case)`` says whether a case will do; without it every case does that is not None.
    tries : int
        How many are drawn at the most.

    Raises
    ------
    RuntimeError
        If none of them was telling.
    """
    own = rng.spawn(1)[0]
    for _ in range(tries):
        case = draw(own)
        if case is not None and (telling is None or telling(*case)):
            return case
    name = getattr(draw, "__qualname__", repr(draw))
    raise RuntimeError(f"{name}: expected a telling case among {tries} drawn, got none")


def drawn_to_tell(rng, draw, right, wrong):
    """Return the first list of cases drawn in which each of these answers is wrong at least once.

    Parameters
    ----------
    rng : numpy.random.Generator
    draw : callable
        ``draw(rng)`` gives a list of cases.
    right : callable
    wrong : sequence of callables
        Answers that are nearly right: in some draws they would be so in all of the cases.
    """

    @np.errstate(all="ignore")  # of answers that overflow
    def tells(*cases):
        return all(wrong_in(cases, right, answer) for answer in wrong)

    return drawn_until(rng, draw, tells)


def wrong_in(cases, right, answer):
    """Return the places of the cases in which an answer gives something else than the right one."""
    return [k for k, case in enumerate(cases) if differs(answer(*case), right(*case))]


def all_wrong(case, right, answers):
    """Whether each of these answers gives something else than the right one in this case."""
    expected = right(*case)
    return all(differs(answer(*case), expected) for answer in answers)


def all_right(case, right, answers):
    """Whether none of these answers gives something else than the right one in this case."""
    expected = right(*case)
    return not any(differs(answer(*case), expected) for answer in answers)


def differs(came, expected, least=1e-8):
    """Whether two answers are not the same: of other shapes, or further apart than ``least`` somewhere.

    NaN differs from everything.
    """
    came, expected = np.asarray(came), np.asarray(expected)
    if came.shape != expected.shape:
        return True
    kind = np.result_type(came, expected, np.float64)  # unsigned numbers and truth values too
    return not bool(np.all(np.abs(came.astype(kind) - expected.astype(kind)) <= least))
