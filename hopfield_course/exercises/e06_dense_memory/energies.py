"""Exercise 06, energies: that of a dense memory, and the answers that it gives to tables."""

from functools import partial

import numpy as np

from ...check.judges import Mistake, Part, compared
from ...check.tasks import spins


def sought(draw, wanted):
    """Return the first draw that is wanted."""
    while True:
        case = draw()
        if wanted(*case):
            return case


def group(right, draws, shown, mistakes=()):
    """Return a case of each draw, such that every answer of `shown` shows in at least one of them.

    And no mistake is, in all the cases where it shows, what another one of another hint is too:
    the judge would take it for that one.
    """
    while True:
        cases = [draw() for draw in draws]
        expected = [right(*case) for case in cases]

        def misses(answer, cases=cases, expected=expected):
            """What an answer gives, and the cases in which it is wrong."""
            came = [answer(*case) for case in cases]
            return came, [k for k, end in enumerate(expected) if not np.array_equal(came[k], end)]

        if all(misses(answer)[1] for answer in shown) and told_apart(mistakes, misses):
            return cases


def told_apart(mistakes, misses):
    """Whether no mistake is an earlier one of another hint in all the cases in which it is wrong."""
    seen = []
    for mistake in mistakes:
        came, bad = misses(mistake.answer)
        for hint, other in seen:
            if bad and hint != mistake.hint and all(np.array_equal(came[k], other[k]) for k in bad):
                return False
        seen.append((mistake.hint, came))
    return True


def alike(right, other, case):
    """Whether two answers agree in a case."""
    return np.array_equal(other(*case), right(*case))


# ----------------------------------------------------------------------------------- dense_energy


def dense_energy(patterns, state, n, rectified):
    """Return E = -sum_mu F(m_mu)."""
    return energy_with()(patterns, state, n, rectified)


def energy_with(change=lambda m: m, power=lambda m, n: m**n, cut=lambda m: np.maximum(m, 0), total=None):
    """Return an energy with one step made in another way."""

    def energy(patterns, state, n, rectified):
        m = change(patterns.astype(int) @ state.astype(int))
        F = power(cut(m) if rectified else m, int(n))
        return -F.sum() if total is None else total(F, patterns)

    return energy


def _cut_afterwards(patterns, state, n, rectified):
    F = (patterns.astype(int) @ state.astype(int)) ** n
    return -(np.maximum(F, 0) if rectified else F).sum()


def _in_8_bits(patterns, state, n, rectified):
    m = patterns @ state
    return -((np.maximum(m, 0) if rectified else m).astype(int) ** n).sum()


def _powers_in_8_bits(patterns, state, n, rectified):
    m = patterns @ state
    F = (np.maximum(m, 0) if rectified else m) ** int(n)
    return -F.sum(dtype=int)


def _power_of_sum(patterns, state, n, rectified):
    m = (patterns.astype(int) @ state.astype(int)).sum()
    return -((max(m, 0) if rectified else m) ** n)


def _power_of_cut_sum(patterns, state, n, rectified):
    m = patterns.astype(int) @ state.astype(int)
    return -((np.maximum(m, 0) if rectified else m).sum() ** n)


ENERGY_MISTAKES = (
    Mistake(_in_8_bits, "An int8 number ends at 127. How large is the overlap of a state with itself here?"),
    Mistake(_powers_in_8_bits, "An int8 number ends at 127, and a power of it stays int8."),
    Mistake(_cut_afterwards, "At an even n no power is below 0. Then what was cut off?"),
    Mistake(
        energy_with(change=lambda m: np.abs(m)),
        "An overlap below 0 stays below 0: what does an odd power make of it?",
    ),
    Mistake(
        lambda X, s, n, r: -dense_energy(X, s, n, r), "A stored pattern lies in a valley.", "the other sign"
    ),
    Mistake(
        energy_with(total=lambda F, X: -F.sum() / 2),
        "Lesson 01's ½ belongs to a sum over pairs.",
        "half of that",
    ),
    Mistake(
        energy_with(cut=np.abs),
        "Rectified: an overlap below 0 counts nothing. Here it counts as much as one above 0.",
    ),
    Mistake(energy_with(cut=lambda m: m), "What becomes of overlaps below 0 if rectified is true?"),
    Mistake(
        lambda X, s, n, r: dense_energy(X, s, n, True),
        "Overlaps below 0 are cut off only if rectified is true.",
    ),
    Mistake(lambda X, s, n, r: dense_energy(X, s, n, not r), "Is rectified the other way round?"),
    Mistake(lambda X, s, n, r: dense_energy(X, s, 2, r), "Is n used, or is it always the square?"),
    *(
        Mistake(energy, "First the power of each overlap, then the sum.", "the power of the sum")
        for energy in (_power_of_sum, _power_of_cut_sum)
    ),
    Mistake(
        lambda X, s, n, r: dense_energy(X, s, n, r) / X.shape[1] ** float(n),
        "Here an overlap is the plain sum, from −N to N.",
        "overlaps divided by N",
    ),
    Mistake(energy_with(total=lambda F, X: -F.sum() / X.shape[1]), "Nothing is divided by N here."),
    Mistake(energy_with(total=lambda F, X: -F.mean()), "A sum over the patterns, not their mean."),
    Mistake(
        energy_with(power=lambda m, n: m ** (n - 1) * n), "That is the slope of F. The energy holds F itself."
    ),
)

judge_energy = compared(
    dense_energy,
    (
        Part("one pattern", 0.3, (0, 1, 2)),
        Part("several patterns: each its own power, then the sum", 0.5, (3, 4, 5)),
        Part("rectified: an overlap below 0 counts nothing", 0.5, (6, 7, 8)),
        Part("states of 150 units in 8 bits", 0.2, (9, 10)),
    ),
    ENERGY_MISTAKES,
    "Take one pattern (+, +, +) and the state (+, +, −) at n = 3, on paper: what is m, what is E?",
)


def energy_cases(rng):
    """One pattern; several; rectified ones; and 150 units in 8 bits."""

    def drawn(K, N, n, rectified):
        """Overlaps of both signs, and a sum that is neither small nor 0."""

        def wanted(X, s, n, rectified):
            m = X @ s
            return (m > 0).sum() > 1 < (m < 0).sum() and abs(m.sum()) > 2

        return sought(lambda: (spins(rng, K, N), spins(rng, N), np.array(n), np.array(rectified)), wanted)

    cases = []
    for n, sign in ((2, 1), (3, 1), (3, -1)):  # an overlap of 5 or -5 with the one pattern
        X = spins(rng, 1, 9)
        s = sign * X[0]
        s[rng.permutation(9)[:2]] *= -1
        cases.append((X, s, np.array(n), np.array(False)))
    cases += [drawn(K, 15, n, False) for K, n in ((5, 2), (7, 3), (6, 5))]
    cases += [drawn(6, 13, n, True) for n in (2, 3, 4)]
    for n in (2, 3):
        X = spins(rng, 3, 150).astype(np.int8)
        s = X[1].copy()
        s[rng.permutation(150)[:3]] *= -1  # an overlap of 144
        cases.append((X, s, np.array(n), np.array(False)))
    return cases


# ---------------------------------------------------------------------------------- table_answers


def table_gains(table, n):
    """Return for each line of a table how much lower the energy is with its last unit at +1 than at -1."""
    T = table.astype(int)
    rest, x = T[:, :-1] @ T[:, :-1].T, T[:, -1]
    return ((rest + x) ** n - (rest - x) ** n).sum(axis=1)


def table_with(gains=table_gains, tie=None):
    """Return the answers to a table, with one step made in another way."""

    def answers(table, n):
        d = gains(table, int(n))
        return np.sign(d) if tie is None else np.where(d == 0, tie(table), np.sign(d))

    return answers


table_answers = table_with()


def _own_line_left_out(table, n):
    T = table.astype(int)
    rest, x = T[:, :-1] @ T[:, :-1].T, T[:, -1]
    terms = (rest + x) ** n - (rest - x) ** n
    return terms.sum(axis=1) - np.diag(terms)


def _slopes(table, n):
    T = table.astype(int)
    return (T[:, -1] * (T[:, :-1] @ T[:, :-1].T) ** (n - 1)).sum(axis=1)


def _from_zero(table, n):
    T = table.astype(int)
    rest, x = T[:, :-1] @ T[:, :-1].T, T[:, -1]
    return ((rest + x) ** n - rest**n).sum(axis=1)


def _own_answer_left_in(table, n):
    T = table.astype(int)
    m, x = T @ T.T, T[:, -1]
    return ((m + x) ** n - (m - x) ** n).sum(axis=1)


def _rectified(table, n):
    T = table.astype(int)
    rest, x = T[:, :-1] @ T[:, :-1].T, T[:, -1]
    return (np.maximum(rest + x, 0) ** n - np.maximum(rest - x, 0) ** n).sum(axis=1)


def _written_back(table, n):
    T = table.astype(int)
    for k in range(len(T)):
        T[k, -1] = np.sign(table_gains(T, n)[k])
    return T[:, -1]


SLOPE = "That follows the slope of the energy. The two energies themselves are to be compared."
TIE = "With equal energies the unit stays undecided. What number is that?"
TABLE_MISTAKES = (
    Mistake(
        lambda T, n: np.zeros(len(T)),
        "If both energies are always equal: are the answers still stored when you ask, "
        "or did a 0 in the question change the table too?",
        "nothing but 0",
    ),
    Mistake(
        lambda T, n: T[:, -1],
        "Those are the answers as stored. What would the memory say?",
        "the last column",
    ),
    Mistake(table_with(tie=lambda T: 1), TIE, "+1 at a tie"),
    Mistake(table_with(tie=lambda T: -1), TIE, "−1 at a tie"),
    Mistake(
        table_with(tie=lambda T: T[:, -1]),
        "At a tie you gave the answer of the table. The unit was undecided: does a tie change that?",
        "the stored answer at a tie",
    ),
    Mistake(
        lambda T, n: np.column_stack([T[:, :-1], table_answers(T, n)]),
        "One number for each line: its last unit alone is asked for.",
        "whole lines",
    ),
    Mistake(lambda T, n: -table_answers(T, n), "Of the two energies, which one wins?", "the other answers"),
    Mistake(
        table_with(_own_answer_left_in),
        "The last unit is undecided: is the stored answer still in your overlaps?",
        "answers that know the answer",
    ),
    Mistake(table_with(_own_line_left_out), "All lines are stored, the one that is asked too."),
    Mistake(table_with(_slopes), SLOPE, "the sign of the slope"),
    Mistake(table_with(_from_zero), "The energy at +1 is to be compared with that at which other value?"),
    Mistake(table_with(_rectified), "The memory is plain here: overlaps below 0 count with their power too."),
    Mistake(
        lambda T, n: _written_back(T, int(n)),
        "Does an answer get into the table, where the next line meets it?",
        "a table that changes while it is asked",
    ),
    Mistake(table_with(lambda T, n: table_gains(T, 2)), "Is n used, or is it always the square?"),
)

judge_table = compared(
    table_answers,
    (
        Part("tables with random answers, right or wrong as the memory has it", 0.5, (0, 1, 2, 3)),
        Part(
            "“exclusive or” of two and of three inputs, at orders that know it; a line may be missing",
            0.25,
            (4, 5, 6),
            True,
        ),
        Part("a tie is 0", 0.25, (7, 8, 9, 10), True),
    ),
    TABLE_MISTAKES,
    "Take one line of the table on paper: its inputs, 0 at the end, and the two energies.",
)


def parity(bits, sign=1):
    """Return the table of “exclusive or”, (2^bits, bits + 1): +1 where an odd number of inputs is."""
    inputs = np.array(np.meshgrid(*[(-1, 1)] * bits)).reshape(bits, -1).T
    odd = np.where((inputs == 1).sum(axis=1) % 2, 1, -1)
    return np.column_stack([inputs, sign * odd])


def table_cases(rng):
    """Tables with random answers, “exclusive or” where the order knows it, and ties."""

    def drawn(bits, K, n, low, high):
        """A table with random answers, a share of them from low to high ties."""

        def table():
            inputs = rng.permutation(parity(bits))[:K, :bits]
            return np.column_stack([inputs, spins(rng, K)]), np.array(n)

        return sought(table, lambda T, n: low <= (table_gains(T, n) == 0).mean() <= high)

    def turned(bits, n, missing=0):
        return rng.permutation(parity(bits, rng.choice([-1, 1])))[missing:], np.array(n)

    answers = [mistake.answer for mistake in TABLE_MISTAKES]
    ties, others = answers[2:5], [*answers[:2], *answers[5:]]
    clear = [partial(drawn, *kind, 0, 0) for kind in ((5, 16, 3), (5, 16, 4), (5, 16, 5), (4, 11, 3))]
    tied = [partial(drawn, *kind, 0.01, 0.7) for kind in ((4, 11, 2), (5, 16, 3))]
    known, unknown = ([partial(turned, *kind) for kind in kinds] for kinds in (
        ((2, 3), (3, 4), (2, 5, 1)), ((2, 2), (3, 3)),
    ))  # fmt: skip
    return [
        *group(table_answers, clear, others, TABLE_MISTAKES),
        *(draw() for draw in known),
        *group(table_answers, [*unknown, *tied], ties, TABLE_MISTAKES),
    ]
