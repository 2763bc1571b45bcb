"""The sheet of formulas: what it names exists, what it links is there, what it converts comes out.

Each row of its parts 3 and 4 that holds a formula or a number is proved on a small example by the test
that carries its name and its formulas: ``@proves("states", "s = 2v - 1")``.
"""

import ast
import functools
import importlib
import inspect
import re

import nbformat
import numpy as np
import pytest

from hopfield_lib import (
    DenseAssociativeMemory,
    Hopfield,
    KernelMemory,
    MatrixCouplings,
    ModernHopfield,
    PhasorHopfield,
    asynchronous,
    covariance,
    hebbian,
    images,
    maxcut,
    neurons,
    overlap,
    phase_distance,
    recall,
    synchronous,
    theory,
    training,
)
from hopfield_lib.energies import LogSumExp
from tests import ROOT

SHEET = ROOT / "docs" / "formulas.md"
TEXT = SHEET.read_text(encoding="utf-8")
PARTS = dict(zip("01234", re.split(r"^## .*$", TEXT, flags=re.MULTILINE), strict=True))

N, P = 36, 5
SPINS = np.random.default_rng(8).choice([-1, 1], (P + 40, N))
X, S = SPINS[:P], SPINS[P:]  # patterns and states
J = hebbian(X)
W = J.dense()
THETA = np.linspace(-0.5, 0.4, N)

# An even number of patterns may have ties; these have, in about one field of seven.
FOUR = X[[0, 2, 3, 4]]

# What the source 004 writes, transcribed from it.
JAPANESE = {"内部状態", "重み行列", "エネルギー関数", "1と0の状態", "シナプス前活動", "後活動"}
JAPANESE |= {"Hebb則", "稠密連想記憶"}


def quadratic(matrix, states, threshold=0.0):
    """-1/2 s W s + theta s, written out: nothing of the library's."""
    return -0.5 * np.einsum("bi,ij,bj->b", states, matrix, states) + states @ (threshold + np.zeros(N))


def tables(part):
    """The tables of a part, each a list of lines: the names of its columns, a rule, then the rows."""
    found = re.findall(r"(?:^\|.*\n?)+", PARTS[part], flags=re.MULTILINE)
    return [table.splitlines() for table in found]


def rows(part, *, columns):
    """The rows of the tables of a part that have so many columns: lists of cells."""
    cells = [line.split("|")[1:-1] for table in tables(part) for line in table[2:]]
    return [[cell.strip() for cell in row] for row in cells if len(row) == columns]


def formulas(text):
    """What stands between dollars."""
    return re.findall(r"\$([^$]+)\$", text)


# ------------------------------------------------------------------ what it names and links is there


def named(part=TEXT):
    """Every name or call in the type of code, but for NumPy's own."""
    found = re.findall(r"`([^`]+)`", part)
    return [words for words in found if words not in ("this type", "hopfield_lib") and words[:3] != "np."]


def resolved(path):
    """The object that a dotted name below hopfield_lib leads to."""
    first, *others = path.split(".")
    library = importlib.import_module("hopfield_lib")
    try:
        thing = getattr(library, first)
    except AttributeError:
        thing = importlib.import_module(f"hopfield_lib.{first}")
    for name in others:
        thing = getattr(thing, name)
    return thing


@pytest.mark.parametrize("words", sorted(set(named())))
def test_every_function_named_exists_and_takes_the_arguments_named(words):
    node = ast.parse(words, mode="eval").body
    call = isinstance(node, ast.Call)
    thing = resolved(ast.unparse(node.func if call else node))
    assert callable(thing)
    if call:
        names = [ast.unparse(one) for one in node.args if isinstance(one, ast.Name)]
        names += [keyword.arg for keyword in node.keywords]
        assert set(names) - {"greys"} <= set(inspect.signature(thing).parameters), words


def test_most_formulas_name_their_function():
    named_here = [row for row in rows("2", columns=5) if "`" in row[3]]
    assert len(named_here) > 35


@functools.cache
def lesson_text(number):
    """The prose of a lesson, and of what goes further, without the spaces that formulas may have."""
    found = sorted(ROOT.glob(f"notebooks/**/{number}_*.ipynb"))
    found = [path for path in found if ".ipynb_checkpoints" not in path.parts]
    cells = [cell for path in found for cell in nbformat.read(path, as_version=4).cells]
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def tokens(formula):
    """A formula as its letters, commands and signs, a space between any two, without those for spacing."""
    one_spelling = formula.replace(r"\operatorname", r"\mathrm")
    found = re.findall(r"\\[A-Za-z]+|\\.|\S", one_spelling)
    spacing = {r"\,", r"\;", r"\!", r"\quad", r"\qquad", r"\bigl", r"\bigr", r"\Bigl", r"\Bigr"}
    return " ".join(one for one in found if one not in spacing)


def in_lesson(formula, number):
    """Whether a formula stands in a lesson's mathematics."""
    maths = re.findall(r"\$\$(.+?)\$\$|\$([^$]+)\$", lesson_text(number), flags=re.DOTALL)
    return any(f" {tokens(formula)} " in f" {tokens(''.join(one))} " for one in maths)


def test_every_link_leads_somewhere():
    links = re.findall(r"\]\(([^)]+)\)", TEXT)
    assert len(links) > 50
    for link in links:
        place, _, anchor = link.partition("#")
        assert not place or (SHEET.parent / place).exists(), link
        headings = [re.sub(r"[^\w\- ]", "", words.lower()) for words in re.findall(r"^#+ (.+)$", TEXT, re.M)]
        assert not anchor or anchor in [words.replace(" ", "-") for words in headings], link


def test_every_lesson_from_the_first_on_has_formulas():
    assert re.findall(r"^\| \[(\d\d)\]", PARTS["2"], re.M) == [f"{k:02}" for k in range(1, 11)]


SYMBOLS = [
    (formula, re.match(r"\[(\d\d)\]", row[0])[1])
    for row in rows("1", columns=5) if row[0].startswith("[")
    for formula in formulas(row[1])
]  # fmt: skip
ELSEWHERE = [
    (formula, number)
    for row in rows("3", columns=3)
    for number, formula in re.findall(r"\[(\d\d)\]\([^)]*\) \$([^$]+)\$", row[2])
]


@pytest.mark.parametrize(("formula", "number"), SYMBOLS + ELSEWHERE)
def test_the_lesson_named_writes_the_symbol(formula, number):
    assert in_lesson(formula, number), f"lesson {number} does not write ${formula}$ any more"


def test_each_symbol_stands_for_one_thing():
    symbols = [formula for formula, _ in SYMBOLS]
    assert len(symbols) > 35
    assert len(set(symbols)) == len(symbols)
    assert not in_lesson(r"\zeta_i", "01")  # the search can fail


def test_japanese_words_are_those_of_the_source():
    found = set(re.findall(r"[A-Za-z0-9]*[぀-ヿ一-鿿][0-9぀-ヿ一-鿿]*", TEXT))
    assert found == JAPANESE


def test_formulas_and_tables_render_on_github():
    """Markdown eats a backslash before punctuation, makes two ")_" slanted, and splits cells at a bar."""
    for formula in formulas(TEXT):
        assert not re.search(r"\\[^A-Za-z]|\||\*|\\operatorname|[})\]]_", formula), formula
    for table in [table for part in PARTS for table in tables(part)]:
        assert len({line.count("|") for line in table}) == 1, table[0]
    prose = [line for line in TEXT.splitlines() if not line.startswith("|")]
    assert max(map(len, prose)) <= 140


def test_numbers_in_the_formulas_are_the_librarys():
    part = PARTS["2"]
    shades = ", ".join(f"{one:.3f}" for one in theory.clock_critical_load([2, 3, 4, 8]))
    for words in (
        rf"\alpha_c = {theory.critical_load():.3f}",
        rf"from {theory.critical_load(0.0):.3f} at $T = 0$ to {theory.critical_load(1.0):.0f} at $T = 1$",
        rf"\alpha_c = {theory.phasor_critical_load():.3f}",
        rf"mixture of three at $T = {theory.mixture_critical_temperature(3):.2f}$",
        rf"$\alpha_c$ = {shades} for $Q$ = 2, 3, 4, 8",
    ):
        assert words in part, words


def test_energy_of_hebbs_rule_from_overlaps():
    m = overlap(S, X)
    np.testing.assert_allclose(Hopfield(J).energy(S) / N, -0.5 * (m**2).sum(axis=1) + P / (2 * N))
    np.testing.assert_allclose(J.field(S), m @ X - P / N * S, atol=1e-12)


# --------------------------------------------------------------------------- the rows of parts 3 and 4

PROVED = {}
WORDS_ALONE = {"letters", "temperature"}  # rows that say who writes what: nothing to compute


def proves(row, *stated):
    """Note that a test proves what is stated in a row."""

    def note(test):
        PROVED[row] = stated
        return test

    return note


def named_rows():
    """The rows of parts 3 and 4 that have a name: pairs of name and line."""
    lines = [line for part in "34" for line in PARTS[part].splitlines()]
    found = [(re.match(r"\| \*\*(.+?)\*\* \|", line), line) for line in lines]
    return [(name[1], line) for name, line in found if name]


def test_every_row_of_parts_3_and_4_is_proved():
    names = [name for name, _ in named_rows()]
    assert len(names) > 30
    assert len(set(names)) == len(names)
    assert set(names) == set(PROVED) | WORDS_ALONE


def test_the_rows_state_what_is_proved():
    lines = dict(named_rows())
    lacking = [(row, one) for row, stated in PROVED.items() for one in stated if one not in lines[row]]
    assert lacking == []


@proves("states", "s = 2v - 1", "v = (s+1)/2", "(-1)^{v+1} = 2v - 1")
def test_states():
    v = (S + 1) // 2
    assert set(np.unique(v)) == {0, 1}
    np.testing.assert_array_equal(2 * v - 1, S)
    np.testing.assert_array_equal((-np.ones_like(v)) ** (v + 1), S)


@proves("colour of +1", r"\xi \to -\xi")
def test_colour_of_plus_one():
    np.testing.assert_array_equal(hebbian(-X).dense(), W)
    np.testing.assert_array_equal(Hopfield(J).update(-S), -Hopfield(J).update(S))
    greys = np.arange(16).reshape(4, 4)
    np.testing.assert_array_equal(images.binarize(greys, bright=1), -images.binarize(greys))
    assert images.binarize(greys)[0] == 1  # the darkest is black


@proves("size of W", r"W_{000} = \frac NP W", "W_{003} = N W")
def test_size_of_the_couplings():
    averaged = X.T @ X / P - np.eye(N)  # 000: the mean of outer products, each less the identity
    np.testing.assert_allclose(averaged, N / P * W)
    summed = X.T @ X
    np.fill_diagonal(summed, 0)
    np.testing.assert_allclose(summed, N * W)
    large, small = Hopfield(MatrixCouplings(averaged), N / P * THETA), Hopfield(J, THETA)
    np.testing.assert_allclose(large.energy(S), N / P * small.energy(S))
    np.testing.assert_array_equal(large.update(S), small.update(S))


@proves("diagonal", "w_{ii} = P/N", r"$h_i$ grows by $\frac PN s_i$", r"$E$ falls by $\frac P2$")
def test_diagonal():
    kept = hebbian(X, keep_diagonal=True)
    np.testing.assert_allclose(np.diag(kept.dense()), P / N)
    np.testing.assert_allclose(kept.field(S) - J.field(S), P / N * S, atol=1e-12)
    np.testing.assert_allclose(Hopfield(kept).energy(S) - Hopfield(J).energy(S), -P / 2)


@proves("centring", r"w_{ij} = \frac PN W_{004} / (1 - b^2)", r"\theta_i = b \sum_j w_{ij} - b")
def test_centring():
    biased = np.array([np.roll([1] * 12 + [-1] * 24, 7 * k) for k in range(3)])  # all means are -1/3
    b, own = -1 / 3, biased - biased.mean(axis=1, keepdims=True)
    as_in_004 = own.T @ own / 3
    np.fill_diagonal(as_in_004, 0)
    for center in ("global", "pattern"):
        couplings, threshold = covariance(biased, center)
        np.testing.assert_allclose(couplings.dense(), 3 / N * as_in_004 / (1 - b**2), atol=1e-12)
        np.testing.assert_allclose(threshold, b * couplings.dense().sum(axis=1) - b, atol=1e-12)
        read_about_the_mean = couplings.field(S) - b * couplings.dense().sum(axis=1) + b
        np.testing.assert_allclose(couplings.field(S) - threshold, read_about_the_mean, atol=1e-12)
    means = X.mean(axis=1, keepdims=True)
    assert len(np.unique(means)) > 1
    couplings, threshold = covariance(X, center="pattern")
    unequal = (X - means).T @ ((X - means) / (1 - means**2)) / N
    np.fill_diagonal(unequal, 0)
    np.testing.assert_allclose(couplings.dense(), unequal, atol=1e-12)
    np.testing.assert_allclose(threshold, X.mean() * unequal.sum(axis=1) - X.mean(), atol=1e-12)


@proves("energy", r"-\frac12 \sum_{ij} w_{ij} s_i s_j + \sum_i \theta_i s_i", "without ½ it is $2E$")
def test_energy():
    np.testing.assert_allclose(Hopfield(J, THETA).energy(S), quadratic(W, S, THETA))
    upper = np.triu(W, 1)
    np.testing.assert_allclose(-np.einsum("bi,ij,bj->b", S, upper, S), Hopfield(J).energy(S), atol=1e-12)
    np.testing.assert_allclose(-np.einsum("bi,ij,bj->b", S, W, S), 2 * Hopfield(J).energy(S), atol=1e-12)


@proves("energy of 0/1", r"E(s) = 4 E_{01}(v) - \frac12 \sum_{ij} w_{ij} - \sum_i \theta_i")
@proves("threshold of 0/1", r"\frac12 (\sum_j w_{ij} + \theta_i)", r"\theta_i = -\sum_j w_{ij}")
def test_units_of_0_and_1():
    v, shifted = (S + 1) / 2, 0.5 * (W.sum(axis=1) + THETA)
    expected = 4 * quadratic(W, v, shifted) - 0.5 * W.sum() - THETA.sum()
    np.testing.assert_allclose(Hopfield(J, THETA).energy(S), expected)
    np.testing.assert_array_equal(Hopfield(J, THETA).update(S), np.where(v @ W - shifted > 0, 1, -1))
    of_1982 = Hopfield(J, -W.sum(axis=1))
    field = (S + 1) // 2 @ np.rint(N * W).astype(int)
    decided = field != 0
    np.testing.assert_array_equal(of_1982.update(S)[decided], np.where(field > 0, 1, -1)[decided])
    assert (of_1982.update(S) != Hopfield(J).update(S)).any()


@proves("threshold", r"\theta = \frac PN \theta_{000}", r"\theta = \frac1N U", r"\sigma = 1.2 \cdot 10^{-5}")
def test_threshold():
    units = np.arange(N)
    for factor in (N / P, N):  # 000 and 004, then (2) of 003
        theirs = np.where(S @ (factor * W) - factor * THETA > 0, 1, -1)
        np.testing.assert_array_equal(Hopfield(J, THETA).update(S, units), theirs)
    assert f"{0.01 * 5 / 64**2:.1e}" == "1.2e-05"
    assert r"$\sigma = 1.2 \cdot 10^{-5}$" in PARTS["3"]


@proves("a tie", r"a threshold of $\frac{1}{2N}$")
def test_a_tie():
    even = hebbian(FOUR)
    field = np.rint(N * even.field(S)).astype(int)
    assert (field == 0).any()
    kept, minus = Hopfield(even).update(S), Hopfield(even, 1 / (2 * N)).update(S)
    np.testing.assert_array_equal(kept, np.where(field == 0, S, np.sign(field)))
    np.testing.assert_array_equal(minus, np.where(field > 0, 1, -1))
    assert set(np.sign(field)[field == 0]) == {0}


@proves("who moves", "3.05 sweeps")
def test_who_moves():
    assert f"{50_000 / 128**2:.2f} sweeps" in PARTS["3"]
    run = recall(Hopfield(J), S[0], asynchronous(np.random.default_rng(1)), max_sweeps=1, record=1)
    assert len(run.states) == N + 1  # the cue, then one frame a visit
    assert (np.count_nonzero(np.diff(run.states, axis=0), axis=1) <= 1).all()


@proves("damage", r"overlap $1 - 2\rho$")
def test_damage():
    for draws in (30, 100):
        assert f"{draws} draws" in PARTS["3"]
        assert f"{128 * (1 - (1 - 1 / 128) ** draws):.1f}" in PARTS["3"]
    flipped = images.flip(X, 0.25, rng=np.random.default_rng(1))
    np.testing.assert_allclose(np.diag(overlap(flipped, X)), 1 - 2 * 0.25)


@proves("capacity", r"\frac{n}{2 \log_2 n} = \ln 2 \cdot \frac{n}{2 \ln n}")
def test_capacity():
    n = np.array([12.0, 100, 784])
    np.testing.assert_allclose(n / (2 * np.log2(n)), np.log(2) * n / (2 * np.log(n)))
    equal = 2 ** (1 / (2 * 0.138))
    assert f"at $n = {equal:.1f}$ alone" in PARTS["3"]
    assert f"for 784 units {784 / (2 * np.log2(784)):.0f}, not {0.138 * 784:.0f}" in PARTS["3"]


@proves(
    "greys",
    r"\theta = \pi g",
    r"1 - \frac2\pi \lvert \theta_i - \theta_j \rvert = 1 - 2 \lvert g_i - g_j \rvert",
)
def test_greys():
    greys = np.linspace(0, 1, N)[None]
    z = images.to_phases(greys)
    phase = np.angle(z[0])
    np.testing.assert_allclose(phase, np.pi * greys[0])
    distance = 1 - 2 / np.pi * np.abs(phase[:, None] - phase)
    np.testing.assert_allclose(distance, 1 - 2 * np.abs(greys.T - greys), atol=1e-12)
    np.fill_diagonal(distance, 0)
    np.testing.assert_allclose(phase_distance(z).dense(), distance, atol=1e-9)
    assert z[0, 0] == 1


@proves("conjugate", r"\frac1N \sum_\mu \xi_i^\mu \bar\xi_j^\mu", r"W^\top = \bar W")
def test_conjugate():
    phasors = np.exp(2j * np.pi * np.random.default_rng(2).random((1, N)))
    matrix = hebbian(phasors).dense()
    np.testing.assert_allclose(matrix[0, 1], phasors[0, 0] * phasors[0, 1].conj() / N)
    np.testing.assert_allclose(matrix.T, matrix.conj())
    other = PhasorHopfield(MatrixCouplings(matrix.T))
    np.testing.assert_allclose(other.update(phasors.conj()), phasors.conj())
    assert np.abs(other.update(phasors) - phasors).max() > 0.1


@proves("order 2 is Hebb", r"E_{n=2} = 2N E_{\mathrm{Hebb}} - N P")
def test_order_2_is_hebb():
    dense = DenseAssociativeMemory(X, 2)
    np.testing.assert_allclose(dense.energy(S), 2 * N * Hopfield(J).energy(S) - N * P)
    even = hebbian(FOUR)
    assert (even.field(S) == 0).any()
    np.testing.assert_array_equal(DenseAssociativeMemory(FOUR, 2).update(S), Hopfield(even).update(S))


@proves("unbiased covariance", r"\theta = 0")
def test_unbiased_covariance():
    balanced = np.vstack([X, -X])
    couplings, threshold = covariance(balanced)
    np.testing.assert_allclose(couplings.dense(), hebbian(balanced).dense())
    np.testing.assert_allclose(threshold, 0, atol=1e-12)


@proves("distance rule", r"W_{\mathrm{distance}} = N W_{\mathrm{Hebb}}")
def test_distance_rule():
    rule = phase_distance(X.astype(complex))
    np.testing.assert_allclose(rule.dense(), N * W, atol=1e-9)
    np.testing.assert_allclose(
        PhasorHopfield(rule).energy(S.astype(complex)), N * Hopfield(J).energy(S), atol=1e-8
    )


@proves("phasors of ±1", r"E_{\mathrm{phasor}}(s) = E(s)")
def test_phasors_of_plus_and_minus_one():
    np.testing.assert_allclose(PhasorHopfield(J).energy(S.astype(complex)), Hopfield(J).energy(S))


@proves("exponential and modern", r"E_{\mathrm{modern}} = E_{\mathrm{exp}} + N + \ln P")
def test_exponential_and_modern():
    exponential, modern = DenseAssociativeMemory(X, "exp"), ModernHopfield(X, 1.0)
    np.testing.assert_allclose(modern.energy(S), exponential.energy(S) + N + np.log(P))


@proves("modern and attention", r"\mathrm{softmax}(\beta s X^\top) X", r"\beta = 1/\sqrt N")
def test_modern_and_attention():
    weights = np.exp(S @ X.T / np.sqrt(N))
    weights /= weights.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(ModernHopfield(X, 1 / np.sqrt(N)).update(S), weights @ X)


@proves("distance and overlap", r"2 E_{\mathrm{modern}}(2\beta) - \frac1\beta \ln P")
def test_distance_and_overlap():
    beta, S_real = 0.02, S * 0.7
    distance, modern = KernelMemory(X, LogSumExp(beta)), ModernHopfield(X, 2 * beta)
    np.testing.assert_allclose(distance.energy(S_real), 2 * modern.energy(S_real) - np.log(P) / beta)
    np.testing.assert_allclose(distance.update(S_real), modern.update(S_real), atol=1e-12)


@proves("papers of diffusion", r"\frac\beta2 \lvert x - \xi^\mu \rvert^2", r"\beta = 2 \beta_{09}")
def test_papers_of_diffusion():
    theirs = 0.04
    squares = ((S[0] - X) ** 2).sum(axis=1)
    energy = -np.log(np.exp(-theirs / 2 * squares).sum()) / (theirs / 2)
    assert KernelMemory(X, LogSumExp(theirs / 2)).energy(S[0]) == pytest.approx(energy)


@proves("graded and binary", r"E_{\mathrm{graded}} = E + \frac{N \ln 2}\gamma")
def test_graded_and_binary():
    energy = neurons.graded_energy(J, S, gain=50.0)
    np.testing.assert_allclose(energy, Hopfield(J).energy(S) + N * np.log(2) / 50)


@proves("hidden and dense", r"E_{\mathrm{hidden}} = E_n / (n N^{n-1})", r"f_\mu = (h_\mu / N)^{n-1}")
def test_hidden_and_dense():
    n, steep = 4, neurons.sigmoid_lagrangian(1e6)
    loud = {"visible": steep, "hidden": neurons.power_lagrangian(n, N)}
    np.testing.assert_allclose(loud["hidden"].rate(S @ X.T), (S @ X.T / N) ** (n - 1))
    energy = neurons.visible_hidden_energy(X, S, S @ X.T, **loud)
    dense = DenseAssociativeMemory(X, n).energy(S)
    np.testing.assert_allclose(energy, dense / (n * N ** (n - 1)), atol=1e-3)


@proves(
    "hidden and modern", r"E_{\mathrm{modern}} - \frac1\beta \ln P - \frac12 \max_\mu \lvert \xi^\mu \rvert^2"
)
def test_hidden_and_modern():
    greys = np.random.default_rng(3).normal(size=(P, N))
    states, beta = np.random.default_rng(4).normal(size=(7, N)), 0.3
    kinds = {"visible": neurons.linear_lagrangian(), "hidden": neurons.softmax_lagrangian(beta)}
    energy = neurons.visible_hidden_energy(greys, states, states @ greys.T, **kinds)
    longest = (greys**2).sum(axis=1).max()
    modern = ModernHopfield(greys, beta).energy(states)
    np.testing.assert_allclose(energy, modern - np.log(P) / beta - longest / 2)


@proves("cut and energy", r"\frac12 (\text{edges} - E)", "w_{ij} = -a_{ij}")
def test_cut_and_energy():
    graph = np.triu(np.random.default_rng(5).random((N, N)) < 0.5, 1).astype(float)
    graph += graph.T
    energy = Hopfield(MatrixCouplings(-graph)).energy(S)
    np.testing.assert_allclose(maxcut.cut_size(graph, S), (graph.sum() / 2 - energy) / 2)


@proves("papers' letters", "1.37 at")
def test_letters_of_papers():
    base = theory.modern_capacity_base(1.0, k=1, d=75, p=0.001)
    assert f"`: {base:.2f} at" in PARTS["3"]


# ------------------------------------------------------------------------------------ temperatures


def heated(model, temperature):
    """Ten sweeps of all states, each with the same random numbers."""
    schedule = asynchronous(np.random.default_rng(6), temperature=temperature, block=12)
    return recall(model, S, schedule, max_sweeps=10).state


@proves("±1 units", "1 / (1 + e^{-2h_i/T})", "$cT$")
def test_temperature_of_spins():
    for factor in (N / P, N):
        larger = Hopfield(MatrixCouplings(factor * W))
        np.testing.assert_array_equal(heated(larger, factor * 0.7), heated(Hopfield(J), 0.7))
    assert (heated(Hopfield(J), 0.7) != heated(Hopfield(J), 0.3)).any()
    field = hebbian(X[:1]).field(X[:1]) * X[:1]
    np.testing.assert_allclose(field, 1 - 1 / N)
    assert theory.overlap_at_temperature(0.999) > 0
    assert theory.overlap_at_temperature(1.0) == 0


@proves("0/1 units", "1 / (1 + e^{-h_v/T_v})", "T = 4 T_v")
def test_temperature_of_0_and_1():
    h = J.field(S) - THETA
    of_v = (S + 1) / 2 @ W - 0.5 * (W.sum(axis=1) + THETA)
    T_v = 0.2
    np.testing.assert_allclose(1 / (1 + np.exp(-of_v / T_v)), 1 / (1 + np.exp(-2 * h / (4 * T_v))))


@proves("mean field", r"m = \tanh(m/T)")
def test_temperature_in_mean_field():
    T = np.array([0.3, 0.6, 0.9])
    m = theory.overlap_at_temperature(T)
    np.testing.assert_allclose(m, np.tanh(m / T))
    assert theory.critical_load(0.5) < theory.critical_load(0.0)


@proves("dense, order n", r"\frac12 [N^n - (N-2)^n]", "n N^{n-1}", "$2N T$")
def test_temperature_of_order_n():
    np.testing.assert_array_equal(heated(DenseAssociativeMemory(X, 2), 2 * N * 0.7), heated(Hopfield(J), 0.7))
    flipped = X[0] * np.where(np.arange(N) == 0, -1, 1)
    for n in (2, 3, 5):
        alone = DenseAssociativeMemory(X[:1], n)
        half = (alone.energy(flipped) - alone.energy(X[0])) / 2
        assert half == (N**n - (N - 2) ** n) / 2
        assert half == pytest.approx(n * N ** (n - 1), rel=n / N)


@proves("dense, exponential", r"E = -\ln \sum_\mu e^{N m_\mu}")
def test_temperature_of_the_exponential():
    flipped = X[0] * np.where(np.arange(N) == 0, -1, 1)
    alone = DenseAssociativeMemory(X[:1], "exp")
    assert alone.energy(flipped) - alone.energy(X[0]) == pytest.approx(2)


@proves("class units", "fields divided by $T^n$")
def test_temperature_of_class_units():
    n, T, classes = 3, 4.0, 6
    cold, warm = (training.TrainedMemories(X, n, t, classes) for t in (1.0, T))
    fields = training.class_fields(warm, S[:, classes:])
    np.testing.assert_allclose(fields, training.class_fields(cold, S[:, classes:]) / T**n)
    model = DenseAssociativeMemory(X, n, rectified=True)
    off = np.concatenate([S[0, classes:], -np.ones(classes, int)])
    on = off.copy()
    on[-classes] = 1  # the first class
    assert fields[0, 0] == pytest.approx((model.energy(off) - model.energy(on)) / T**n)


@proves("phasors", "`recall` refuses it")
def test_phasors_have_no_temperature():
    heat = asynchronous(np.random.default_rng(1), temperature=0.5)
    with pytest.raises(ValueError, match="temperature"):
        recall(PhasorHopfield(J), S.astype(complex), heat)


@proves("modern", r"\beta / c^2")
@proves("modern of ±ξ", r"s \leftarrow \xi \tanh(\beta N m)", r"T = \frac{1}{\beta N}")
def test_units_of_sharpness():
    beta, c = 0.02, 3.0
    model, longer = ModernHopfield(X, beta), ModernHopfield(c * X, beta / c**2)
    np.testing.assert_allclose(longer.update(c * S), c * model.update(S))
    np.testing.assert_allclose(longer.attention(c * S), model.attention(S))
    both, m = ModernHopfield(np.vstack([X[:1], -X[:1]]), beta), overlap(S, X[0])
    np.testing.assert_allclose(both.update(S), np.tanh(beta * N * m)[:, None] * X[0], atol=1e-12)
    start = recall(ModernHopfield(np.vstack([X[:1], -X[:1]]), 2 / N), X[0], synchronous(), max_sweeps=500)
    assert start.state @ X[0] / N == pytest.approx(theory.overlap_at_temperature(0.5), abs=1e-6)


@proves("gain", r"\gamma_c = \frac{N}{N-1}", r"T = \frac{1}{\gamma \lambda(W)}", r"\gamma / c")
def test_units_of_gain():
    alone = hebbian(X[:1])
    assert neurons.critical_gain(alone) == pytest.approx(N / (N - 1))
    assert neurons.critical_gain(MatrixCouplings(3 * W)) == pytest.approx(neurons.critical_gain(J) / 3)
    gamma, eigenvalue = 1.6, (N - 1) / N
    m = neurons.graded(alone, 0.5 * X[0], gain=gamma, tolerance=1e-9).rates[-1] @ X[0] / N
    assert m == pytest.approx(theory.overlap_at_temperature(1 / (gamma * eigenvalue)), abs=1e-5)
