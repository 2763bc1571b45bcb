"""Bad input is refused at the border, with words: the argument, what was expected, what came."""
# ruff: noqa: E501 -- a table reads best with one case a line

import re
from fractions import Fraction

import numpy as np
import pytest

import hopfield_lib as hl
from hopfield_lib import energies

X = np.array([[1, 1, -1, 1, -1], [1, -1, 1, 1, -1]])
Z = np.exp(1j * np.array([[0.1, 0.2, 0.3, 0.4, 0.5], [3.0, 2.0, 1.0, 0.0, 2.5]]))
J = hl.hebbian(X)
NET = hl.Hopfield(J)
PHASORS = hl.PhasorHopfield(hl.hebbian(Z))
DENSE = hl.DenseAssociativeMemory(X, 3)
MODERN = hl.ModernHopfield(X, 1.0)
ZERO = np.zeros(5)


def rng():
    return np.random.default_rng(1)


def asynchronous(*args, **options):
    return hl.asynchronous(rng(), *args, **options)


def changed(array, value, place=(1, 2)):
    """A copy with one entry of another value, and of a kind that holds it."""
    copy = np.array(array, dtype=np.result_type(array, type(value)))
    copy[place] = value
    return copy


def run(cue=X[0], model=NET, schedule=None, **options):
    return hl.recall(model, cue, schedule or asynchronous(), **options)


T, V = TypeError, ValueError
RULES = {
    "hebbian": hl.hebbian,
    "covariance": hl.covariance,
    "storkey": hl.storkey,
    "projection": hl.projection,
    "perceptron": hl.perceptron,
    "hebbian by weights": lambda patterns: hl.hebbian(patterns, weights=[1, 2]),
    "phase_distance": hl.phase_distance,
    "DenseAssociativeMemory": lambda patterns: hl.DenseAssociativeMemory(patterns, 3),
    "ModernHopfield": lambda patterns: hl.ModernHopfield(patterns, 1.0),
    "KernelMemory": lambda patterns: hl.KernelMemory(patterns, energies.LogSumExp(1.0)),
    "identify": lambda patterns: hl.identify(X, patterns),
    "overlap": lambda patterns: hl.overlap(X, patterns),
    "census": lambda patterns: hl.census(NET, X, patterns, asynchronous()),
}
SPINS = [rule for rule in RULES if rule not in ("phase_distance", "ModernHopfield", "KernelMemory")]

# patterns that no rule takes: value, kind of error, what the message says besides "patterns"
NO_PATTERNS = {
    "NaN": (changed(X, np.nan), V, r"got nan at \(1, 2\)"),
    "infinity": (changed(X, -np.inf), V, r"got -inf at \(1, 2\)"),
    "empty": (np.zeros((0, 5)), V, r"got (shape )?\(0, 5\)"),
    "empty list": ([], V, r"got (shape )?\((1, )?0,?\)"),
    "no units": (np.zeros((2, 0)), V, r"got shape \(2, 0\)"),
    "three axes": (
        X[None],
        V,
        r"\(P, N\), got \(1, 2, 5\); pictures are rows once flattened: patterns\.reshape\(len\(patterns\), -1\)",
    ),
    "ragged": ([[1, -1, 1, 1, 1], [1, -1]], V, "ragged rows"),
    "words": ([["a", "b"], ["c", "d"]], T, "expected numbers, got str 'a'"),
    "bytes": (b"abc", T, "expected numbers, got bytes b'abc'"),
    "None": (None, T, "expected numbers, got None"),
    "None inside": ([[1, None], [1, 1]], T, "expected numbers, got None"),
    "objects": ([[object(), 1]], T, "expected numbers, got object <object"),
    "a set": ({1, -1}, T, "expected numbers, got set {"),
    "huge whole numbers": ([[10**30, 1], [1, 1]], T, "whole numbers beyond 64 bits"),
    "enormous whole numbers": ([[10**5000, 1], [1, 1]], T, "whole numbers beyond 64 bits"),
    "fractions": ([[Fraction(1), 1], [1, 1]], T, "numbers as Python objects"),
    "dates": (np.array([["2020-01-01"]], "M8[D]"), T, r"expected numbers, got date datetime\.date\(2020"),
    "a single number": (1, V, r"expected shape \(P, N\), got a single number 1"),
}
NO_SPINS = {
    "0": (changed(X, 0), V, r"\+1 and -1 only, got 0 at \(1, 2\)"),
    "2": (changed(X, 2), V, r"\+1 and -1 only, got 2 at \(1, 2\)"),
    "0.5": (changed(X, 0.5), V, r"\+1 and -1 only, got 0\.5 at \(1, 2\)"),
    "uint8 that wrapped": (
        X.astype(np.uint8),
        V,
        r"\+1 and -1 only, got 255 at \(0, 2\); .*patterns\.astype\(np\.int8\)",
    ),
    "int8 of 127": (changed(X, 127).astype(np.int8), V, r"got 127 at \(1, 2\)"),
    "int64 that int8 would wrap to 1": (changed(X, 257), V, r"got 257 at \(1, 2\)"),
    "almost 1": (changed(X, 1 + 1e-12), V, r"got 1\.000000000001 at \(1, 2\)"),
    "zeros and ones": (
        (X > 0).astype(int),
        V,
        r"\+1 and -1 only, got 0 at \(0, 2\); 0 and 1 become -1 and \+1 by 2 \* np\.asarray\(patterns, int\) - 1",
    ),
    "zeros and ones of 8 bits": ((X > 0).astype(np.uint8), V, r"2 \* np\.asarray\(patterns, int\) - 1"),
    "greys": (
        (X > 0) * np.uint8(200),
        V,
        r"got 200 at \(0, 0\); greys become \+1 and -1 by images\.binarize",
    ),
    "greys from 0 to 1": (
        (X > 0) * 0.25,
        V,
        r"got 0\.25 at \(0, 0\); greys become \+1 and -1 by images\.binarize",
    ),
}
CASES = [
    pytest.param(lambda call=RULES[rule], value=value: call(value), kind, f"patterns: .*{words}", id=f"{rule}-{what}")
    for rule in RULES
    for what, (value, kind, words) in NO_PATTERNS.items()
]  # fmt: skip
CASES += [
    pytest.param(lambda call=RULES[rule], value=value: call(value), kind, f"patterns: .*{words}", id=f"{rule}-{what}")
    for rule in SPINS
    for what, (value, kind, words) in NO_SPINS.items()
]  # fmt: skip
CASES += [
    pytest.param(lambda call=RULES[rule]: call(X[0]), V,
                 r"patterns: expected shape \(P, N\), got \(5,\); one pattern is patterns\[None, :\]", id=f"{rule}-one row")
    for rule in RULES if rule != "overlap"
]  # fmt: skip
CASES += [
    pytest.param(lambda call=RULES[rule]: call(Z), T, "patterns: expected real numbers.*got complex128", id=f"{rule}-complex")
    for rule in ("covariance", "storkey", "perceptron", "DenseAssociativeMemory", "ModernHopfield", "KernelMemory", "identify", "census")
]  # fmt: skip

TABLE = {
    # phasors
    "pattern inside the circle": (lambda: hl.hebbian(Z * 0.9), V, r"patterns: expected numbers on the unit circle, got \(0\.89"),
    "pattern outside the circle": (lambda: hl.projection(changed(Z, 1 + 1j)), V, r"patterns: .*unit circle, got \(1\+1j\) at \(1, 2\)"),
    "complex zero": (lambda: hl.hebbian(changed(Z, 0j)), V, r"patterns: .*unit circle, got 0j at \(1, 2\)"),
    "complex NaN": (lambda: hl.hebbian(changed(Z, complex(np.nan, 1))), V, r"patterns: .*unit circle, got \(nan\+1j\)"),
    "cue off the circle": (lambda: run(1.1 * Z[0], PHASORS), V, r"cue: .*unit circle, got \(1\.09.* at \(0,\)"),
    "undecided phasor": (lambda: run(ZERO, PHASORS), V, r"cue: .*unit circle, got 0\.0 at \(0,\)"),
    "uint8 phasor that wrapped": (lambda: run(X[0].astype(np.uint8), PHASORS), V, r"cue: .*unit circle, got 255"),
    "bool phasor": (lambda: run(X[0] > 0, PHASORS), T, "cue: expected complex numbers.*got bool"),
    "lower half circle": (lambda: hl.phase_distance(Z.conj()), V, r"patterns: .*upper half circle, theta in \[0, pi\], got \(0\.99"),
    # cues and states
    "cue of 2": (lambda: run(changed(X[0], 2, 3)), V, r"cue: expected \+1, -1 or 0 \(undecided\), got 2 at \(3,\)"),
    "cue of one half": (lambda: run(changed(X, 0.5)), V, r"cue: .*got 0\.5 at \(1, 2\)"),
    "cue of NaN": (lambda: run(changed(X[0], np.nan, 4)), V, r"cue: .*got nan at \(4,\)"),
    "cue too narrow": (lambda: run(X[0, :4]), V, r"cue: expected 5 units a row, got shape \(4,\)"),
    "cues too wide": (lambda: run(np.ones((3, 6))), V, r"cue: expected 5 units a row, got shape \(3, 6\)"),
    "cues transposed": (lambda: run(X.T), V, r"cue: expected 5 units a row, got shape \(5, 2\)"),
    "no cue": (lambda: run(np.zeros((0, 5))), V, r"cue: expected at least one state of one unit, got shape \(0, 5\)"),
    "cue of nothing": (lambda: run([]), V, r"cue: .*got shape \(0,\)"),
    "single number for a cue": (lambda: run(1), V, r"cue: expected shape \(\.\.\., N\), got a single number 1"),
    "ragged cues": (lambda: run([[1] * 5, [1]]), V, "cue: .*ragged rows"),
    "words for a cue": (lambda: run("cue"), T, "cue: expected numbers, got str 'cue'"),
    "None for a cue": (lambda: run(None), T, "cue: expected numbers, got None"),
    "complex cue": (lambda: run(X[0] + 0j), T, r"cue: expected real numbers \+1 and -1, got complex128"),
    "complex cue, dense": (lambda: run(X[0] + 0j, DENSE), T, "cue: .*got complex128"),
    "complex cue, modern": (lambda: run(X[0] + 0j, MODERN), T, "cue: expected real numbers, got complex128"),
    "dense cue of 3": (lambda: run(3 * X[0], DENSE), V, r"cue: .*got 3 at \(0,\)"),
    "modern cue of infinity": (lambda: run(changed(X[0], np.inf, 1), MODERN), V, r"cue: expected finite numbers.*got inf at \(1,\)"),
    "modern cue that overflows": (lambda: run(X[0] * 1e200, MODERN), V, r"cue: .*none beyond 1e\+100, got 1e\+200 at \(0,\)"),
    "energy of a wrong state": (lambda: NET.energy([1, 2, 1, 1, 1]), V, r"states: .*got 2 at \(1,\)"),
    "energy of a narrow state": (lambda: DENSE.energy(X[:, :2]), V, r"states: expected 5 units a row, got shape \(2, 2\)"),
    "update of ragged states": (lambda: NET.update([[1], [1, 1]]), V, "states: .*ragged rows"),
    "attention to NaN": (lambda: MODERN.attention(ZERO * np.nan), V, r"states: .*got nan at \(0,\)"),
    "field of ragged states": (lambda: J.field([[1], [1, 1]]), V, "states: .*ragged rows"),
    "field of NaN": (lambda: J.field(ZERO + np.nan), V, r"states: expected finite numbers.*got nan at \(0,\)"),
    "field of a narrow state": (lambda: J.field([1, 1]), V, r"states: expected 5 units a row, got shape \(2,\)"),
    "field of complex numbers": (lambda: J.field(2j * X), V, r"states: .*unit circle, got 2j at \(0, 0\)"),
    "overlap of ragged states": (lambda: hl.overlap([[1], [1, 1]], X), V, "states: .*ragged rows"),
    "overlap of narrow states": (lambda: hl.overlap(X[:, 1:], X), V, r"states: expected 5 units a row, got shape \(2, 4\)"),
    "overlap of one half": (lambda: hl.overlap(X * 0.5, X), V, r"states: .*got 0\.5 at \(0, 0\)"),
    "overlap off the circle": (lambda: hl.overlap(Z * 2, Z), V, "states: .*unit circle"),
    "identify of phasors": (lambda: hl.identify(Z, X), T, "states: expected real numbers.*complex128"),
    "identify of narrow states": (lambda: hl.identify(X[:, :3], X), V, r"states: expected 5 units a row, got shape \(2, 3\)"),
    "census of one cue": (lambda: hl.census(NET, X[0], X, asynchronous()), V, r"cues: expected shape \(B, N\), got \(5,\)"),
    "census of ragged cues": (lambda: hl.census(NET, [[1], [1, 1]], X, asynchronous()), V, "cues: .*ragged rows"),
    "cue not flattened": (lambda: run(np.ones((3, 2)), hl.Hopfield(hl.hebbian(np.ones((1, 6))))), V, r"cue: expected 6 units a row, got shape \(3, 2\); a picture is flattened first: cue\.reshape\(-1\)"),
    "cues not flattened": (lambda: run(np.ones((4, 3, 2)), hl.Hopfield(hl.hebbian(np.ones((1, 6))))), V, r"cue: .*cue\.reshape\(4, -1\)"),
    # matrices
    "symmetric but for rounding": (lambda: hl.MatrixCouplings([[0, 1], [1 + 1e-7, 0]]), V, r"matrix: expected a symmetric matrix, .*; if rounding set them apart: \(matrix \+ matrix\.T\) / 2"),
    "Hermitian but for rounding": (lambda: hl.MatrixCouplings([[0, 1j], [-1.0001j, 0]]), V, r"matrix: .*rounding.*: \(matrix \+ matrix\.conj\(\)\.T\) / 2"),
    "asymmetric": (lambda: hl.MatrixCouplings([[0, 1], [2, 0]]), V, r"matrix: expected a symmetric matrix, got 1\.0 at \(0, 1\) and 2\.0 at \(1, 0\)$"),
    "not square": (lambda: hl.MatrixCouplings(np.ones((2, 3))), V, r"matrix: expected a square matrix \(N, N\), got shape \(2, 3\)"),
    "a row for a matrix": (lambda: hl.MatrixCouplings(np.ones(4)), V, r"matrix: expected a square matrix.*got shape \(4,\)"),
    "no matrix": (lambda: hl.MatrixCouplings(np.ones((0, 0))), V, r"matrix: .*got shape \(0, 0\)"),
    "not Hermitian": (lambda: hl.MatrixCouplings([[0, 1j], [1j, 0]]), V, r"matrix: expected a Hermitian matrix, got 1j at \(0, 1\) and 1j at \(1, 0\)"),
    "complex diagonal": (lambda: hl.MatrixCouplings([[1j, 0], [0, 0]]), V, r"matrix: expected a Hermitian matrix, got 1j at \(0, 0\)"),
    "matrix of NaN": (lambda: hl.MatrixCouplings([[0, np.nan], [np.nan, 0]]), V, r"matrix: expected finite numbers.*got nan at \(0, 1\)"),
    "matrix of infinity": (lambda: hl.MatrixCouplings([[0, np.inf], [np.inf, 0]]), V, r"matrix: .*got inf at \(0, 1\)"),
    "matrix that overflows": (lambda: hl.MatrixCouplings([[0, 1e308], [-1e308, 0]]), V, r"matrix: .*none beyond 1e\+100, got 1e\+308"),
    "complex matrix that overflows": (lambda: hl.MatrixCouplings([[1.7e308 * (1 + 1j)]]), V, r"matrix: .*none beyond 1e\+100, got \(1\.7e\+308"),
    "ragged matrix": (lambda: hl.MatrixCouplings([[0, 1], [1]]), V, "matrix: .*ragged rows"),
    "words for a matrix": (lambda: hl.MatrixCouplings("W"), T, "matrix: expected numbers, got str 'W'"),
    # projection
    "a pattern twice": (lambda: hl.projection(X[[0, 1, 0]]), V, "patterns: expected linearly independent rows, got 3 of rank 2"),
    "a pattern and its reverse": (lambda: hl.projection(np.vstack([X, -X[:1]])), V, "patterns: .*got 3 of rank 2"),
    "more patterns than units": (lambda: hl.projection(np.vstack([X, np.where(np.eye(5), -1, 1)])), V, "patterns: .*got 7 of rank 5"),
    "a sum of others": (lambda: hl.projection([[1, 1, 1, 1], [1, 1, -1, -1], [1, -1, 1, -1], [1, -1, -1, 1], [-1, 1, 1, 1]]), V, "got 5 of rank 4"),
    "a turned phasor": (lambda: hl.projection(np.vstack([Z, 1j * Z[:1]])), V, "patterns: .*got 3 of rank 2"),
    # rules and models
    "unknown center": (lambda: hl.covariance(X, "median"), V, "center: expected one of 'global', 'pattern', got 'median'"),
    "center of no word": (lambda: hl.covariance(X, 0), V, "center: expected one of 'global', 'pattern', got 0"),
    "covariance of +1 alone": (lambda: hl.covariance(np.ones((2, 5))), V, r"patterns: expected both \+1 and -1.*all patterns"),
    "covariance of one-sided pattern": (lambda: hl.covariance(np.vstack([X, np.ones(5)]), "pattern"), V, "patterns: expected both.*in pattern 2"),
    "diagonal of a word": (lambda: hl.hebbian(X, keep_diagonal="no"), T, "keep_diagonal: expected True or False, got 'no'"),
    "diagonal of a number": (lambda: hl.projection(X, keep_diagonal=1), T, "keep_diagonal: expected True or False, got 1"),
    "bare matrix": (lambda: hl.Hopfield(np.zeros((5, 5))), T, r"couplings: expected couplings such as hebbian\(patterns\) or MatrixCouplings\(matrix\), got ndarray"),
    "bare matrix of phasors": (lambda: hl.PhasorHopfield(np.zeros((5, 5))), T, "couplings: .*got ndarray"),
    "a pair for couplings": (lambda: hl.Hopfield(hl.covariance(X)), T, r"couplings: .*got tuple; .*Hopfield\(\*covariance\(patterns\)\)"),
    "a model for couplings": (lambda: hl.Hopfield(NET), T, "couplings: .*got Hopfield"),
    "a class for couplings": (lambda: hl.Hopfield(hl.MatrixCouplings), T, "couplings: .*got type|couplings: .*got ABCMeta"),
    "complex couplings": (lambda: hl.Hopfield(hl.hebbian(Z)), T, "couplings: expected real couplings, got complex <Hebbian couplings of 5 units>; see PhasorHopfield"),
    "threshold of wrong shape": (lambda: hl.Hopfield(J, ZERO[:3]), V, r"threshold: expected a number or shape \(5,\), got shape \(3,\)"),
    "threshold a cue": (lambda: hl.Hopfield(J, np.zeros((1, 5))), V, r"threshold: .*got shape \(1, 5\)"),
    "threshold of NaN": (lambda: hl.Hopfield(J, np.nan), V, r"threshold: expected finite numbers.*got nan"),
    "thresholds with infinity": (lambda: hl.Hopfield(J, changed(ZERO, np.inf, 2)), V, r"threshold: .*got inf at \(2,\)"),
    "complex threshold": (lambda: hl.Hopfield(J, 1j), T, "threshold: expected real numbers, got complex128"),
    "threshold of a truth": (lambda: hl.Hopfield(J, True), T, "threshold: expected real numbers, got bool"),
    "threshold of a word": (lambda: hl.Hopfield(J, "0"), T, "threshold: expected numbers, got str '0'"),
    "beta of 0": (lambda: hl.ModernHopfield(X, 0), V, "beta: expected a finite number above 0, got 0"),
    "beta below 0": (lambda: hl.ModernHopfield(X, -1.5), V, r"beta: .*above 0, got -1\.5"),
    "beta of NaN": (lambda: hl.ModernHopfield(X, np.nan), V, "beta: .*got nan"),
    "beta of infinity": (lambda: hl.ModernHopfield(X, np.inf), V, "beta: .*got inf"),
    "beta of a word": (lambda: hl.ModernHopfield(X, "large"), T, "beta: expected a real number, got 'large'"),
    "complex beta": (lambda: hl.ModernHopfield(X, 1j), T, "beta: expected a real number, got 1j"),
    "order 1": (lambda: hl.DenseAssociativeMemory(X, 1), V, "order: expected a whole number from 2, got 1"),
    "order 0": (lambda: hl.DenseAssociativeMemory(X, 0), V, "order: .*from 2, got 0"),
    "order -2": (lambda: hl.DenseAssociativeMemory(X, -2), V, "order: .*from 2, got -2"),
    "order 2.5": (lambda: hl.DenseAssociativeMemory(X, 2.5), T, r"order: expected a whole number, got 2\.5"),
    "order 3.0": (lambda: hl.DenseAssociativeMemory(X, 3.0), T, r"order: expected a whole number, got 3\.0"),
    "order True": (lambda: hl.DenseAssociativeMemory(X, True), T, "order: expected a whole number, got True"),
    "order None": (lambda: hl.DenseAssociativeMemory(X, None), T, "order: expected a whole number, got None"),
    "order of a word": (lambda: hl.DenseAssociativeMemory(X, "cube"), V, "order: expected a whole number or 'exp', got 'cube'"),
    "order that overflows": (lambda: hl.DenseAssociativeMemory(X, 400), V, r"order: expected at most 363 for 2 patterns of 5 units.*5\^n fits a float, got 400; 'exp' has no limit"),
    "order beyond numbers": (lambda: hl.DenseAssociativeMemory(X, 10**5000), V, "order: .*got int of 16610 bits"),
    "rectified exp": (lambda: hl.DenseAssociativeMemory(X, "exp", True), V, "rectified: expected False for order 'exp', got True"),
    "rectified by a word": (lambda: hl.DenseAssociativeMemory(X, 3, "yes"), T, "rectified: expected True or False, got 'yes'"),
    # units
    "unit beyond the last": (lambda: NET.update(X, [0, 5]), V, r"units: expected units from 0 to 4, got 5 at \(1,\)"),
    "unit below the first": (lambda: NET.update(X, -1), V, r"units: expected units from 0 to 4, got -1 at \(0,\)"),
    "unit twice": (lambda: NET.update(X, [1, 2, 1]), V, r"units: expected each unit once, got \[1, 2, 1\]"),
    "unit of a float": (lambda: NET.update(X, [1.0]), T, r"units: expected whole numbers in one row, got float64 \(1,\)"),
    "units as a mask": (lambda: NET.update(X, X[0] > 0), T, r"units: .*got bool \(5,\)"),
    "units in a table": (lambda: NET.update(X, [[0, 1]]), T, r"units: .*got int64 \(1, 2\)"),
    "units of words": (lambda: NET.update(X, "all"), T, "units: expected numbers, got str 'all'"),
    # schedules
    "rng of a seed": (lambda: hl.asynchronous(1), T, r"rng: expected a numpy\.random\.Generator such as np\.random\.default_rng\(1\), got 1"),
    "rng of the module": (lambda: hl.asynchronous(np.random), T, "rng: .*got <module 'numpy.random'"),
    "rng of the old kind": (lambda: hl.asynchronous(np.random.RandomState(1)), T, "rng: .*got RandomState"),
    "rng of the wrong class": (lambda: hl.asynchronous(np.random.Generator), T, "rng: .*got <class"),
    "rng of None": (lambda: hl.asynchronous(None), T, "rng: .*got None"),
    "no rng": (lambda: hl.asynchronous(), T, "'rng'"),
    "unknown order": (lambda: asynchronous("rows"), V, "order: expected one of 'permutation', 'random', got 'rows'"),
    "order of visits None": (lambda: asynchronous(None), V, "order: expected one of .*got None"),
    "temperature below 0": (lambda: asynchronous(temperature=-0.1), V, r"temperature: expected a finite number from 0, got -0\.1"),
    "temperature of NaN": (lambda: asynchronous(temperature=np.nan), V, "temperature: .*got nan"),
    "temperature of infinity": (lambda: asynchronous(temperature=np.inf), V, "temperature: .*got inf"),
    "temperature of a word": (lambda: asynchronous(temperature="hot"), T, "temperature: expected a real number, got 'hot'"),
    "temperature beyond floats": (lambda: asynchronous(temperature=10**400), V, r"temperature: .*got 1000.*\.\.\."),
    "temperatures": (lambda: asynchronous(temperature=[0.1, 0.2]), T, r"temperature: expected a real number, got \[0\.1, 0\.2\]"),
    "temperature by place": (lambda: asynchronous("random", 0.3), T, "positional"),
    "block 0": (lambda: asynchronous(block=0), V, "block: expected a whole number from 1, got 0"),
    "block 1.5": (lambda: asynchronous(block=1.5), T, r"block: expected a whole number, got 1\.5"),
    "temperature for phasors": (lambda: run(Z[0], PHASORS, asynchronous(temperature=0.5)), V, r"temperature: expected 0 for PhasorHopfield, got 0\.5; Hopfield and DenseAssociativeMemory"),
    "temperature for attention": (lambda: run(X[0], MODERN, asynchronous(temperature=0.5)), V, r"temperature: expected 0 for ModernHopfield, got 0\.5"),
    # recall
    "schedule not called": (lambda: run(schedule=hl.synchronous), T, r"schedule: expected asynchronous\(rng\) or synchronous\(\), got <class"),
    "schedule of a word": (lambda: run(schedule="synchronous"), T, "schedule: expected .*got 'synchronous'"),
    "schedule of an rng": (lambda: run(schedule=rng()), T, r"schedule: .*got Generator\(PCG64\)"),
    "couplings for a model": (lambda: run(model=J), T, r"model: expected a model such as Hopfield\(couplings\), got <Hebbian couplings of 5 units>"),
    "a class for a model": (lambda: run(model=hl.Hopfield), T, "model: expected a model .*got <class"),
    "patterns for a model": (lambda: run(model=X), T, "model: expected a model such as"),
    "no sweeps": (lambda: run(max_sweeps=0), V, "max_sweeps: expected a whole number from 1 .*got 0"),
    "sweeps and a half": (lambda: run(max_sweeps=1.5), T, r"max_sweeps: expected a whole number, got 1\.5"),
    "sweeps without end": (lambda: run(max_sweeps=10**30), V, "max_sweeps: expected a whole number from 1 up to .*got 1000"),
    "sweeps of infinity": (lambda: run(max_sweeps=np.inf), T, "max_sweeps: expected a whole number, got inf"),
    "record 0": (lambda: run(record=0), V, "record: expected 'sweeps', 'final' or a number of visits, got 0"),
    "record of a row": (lambda: run(record=[2]), V, r"record: .*got \[2\]"),
    "record -1": (lambda: run(record=-1), V, "record: .*got -1"),
    "record 1.5": (lambda: run(record=1.5), V, r"record: .*got 1\.5"),
    "record True": (lambda: run(record=True), V, "record: .*got True"),
    "record of a word": (lambda: run(record="all"), V, "record: .*got 'all'"),
    "record of an array": (lambda: run(record=ZERO), V, "record: .*got array"),
    "record of visits at once": (lambda: run(schedule=hl.synchronous(), record=3), V, "record: expected 'sweeps' or 'final' if synchronous, got 3"),
    "tolerance below 0": (lambda: run(tolerance=-1), V, "tolerance: expected a finite number from 0, got -1"),
    "tolerance of NaN": (lambda: run(tolerance=np.nan), V, "tolerance: .*got nan"),
    "tolerance of None": (lambda: run(tolerance=None), T, "tolerance: expected a real number, got None"),
    # names of states
    "naming tolerance -1": (lambda: hl.identify(X, X, tolerance=-1), V, "tolerance: expected a finite number from 0 up to 1, got -1"),
    "naming tolerance 1.1": (lambda: hl.identify(X, X, tolerance=1.1), V, r"tolerance: .*got 1\.1"),
    "naming tolerance NaN": (lambda: hl.identify(X, X, tolerance=np.nan), V, "tolerance: .*got nan"),
    "mixtures of none": (lambda: hl.identify(X, X, largest=0), V, "largest: expected a whole number from 1, got 0"),
    "mixtures of a float": (lambda: hl.identify(X, X, largest=3.0), T, r"largest: expected a whole number, got 3\.0"),
    "census tolerance": (lambda: hl.census(NET, X, X, asynchronous(), tolerance=2), V, "tolerance: .*got 2"),
    "census of narrow patterns": (lambda: hl.census(NET, X, X[:, 1:], asynchronous()), V, r"states: expected 4 units a row, got shape \(2, 5\)"),
}  # fmt: skip
CASES += [pytest.param(*case, id=what) for what, case in TABLE.items()]


@pytest.mark.parametrize(("call", "kind", "words"), CASES)
def test_bad_input_is_refused_with_words(call, kind, words):
    with pytest.raises(kind) as caught:
        call()
    assert type(caught.value) is kind
    message = str(caught.value)
    assert re.search(words, message), message
    assert len(message) < 300
    assert "\n" not in message


class Whole(int):
    """A whole number of somebody's own."""


class Index:
    """What Python takes for a whole number wherever it counts."""

    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


@pytest.mark.parametrize("whole", [np.int8, np.uint8, np.int16, np.uint64, np.array, Whole, Index], ids=str)
@pytest.mark.parametrize(
    "real", [np.float16, np.float32, np.float64, np.longdouble, np.array, Fraction], ids=str
)
def test_numbers_of_any_width_are_taken(whole, real):
    """As arguments they do what Python's own do, without a word."""
    cue = np.where(np.arange(5) < 2, -X[0], X[0])
    plain = run(cue, DENSE, asynchronous(temperature=0.25, block=2), max_sweeps=3, record=2)
    other = run(
        cue, hl.DenseAssociativeMemory(X, whole(3), np.bool_(False)),
        asynchronous(temperature=real(0.25), block=whole(2)), max_sweeps=whole(3), record=whole(2),
    )  # fmt: skip
    np.testing.assert_array_equal(other.states, plain.states)
    assert hl.Hopfield(J, real(0.25) if real is not Fraction else 0.25).threshold.tolist() == [0.25] * 5
    assert hl.ModernHopfield(X, real(0.25)).beta == 0.25
    assert run(ZERO + 0.5, MODERN, hl.synchronous(), tolerance=real(0.25)).outcome == "fixed point"
    assert hl.identify(X[0], X, tolerance=real(0.25), largest=whole(1)).kind == "pattern"


@pytest.mark.parametrize(
    "whole", [np.float32(3), np.array(3.0), np.array([3]), np.bool_(True), np.array(True)], ids=str
)
def test_what_is_no_whole_number_is_none_in_numpys_dress_either(whole):
    with pytest.raises(TypeError, match="order: expected a whole number, got"):
        hl.DenseAssociativeMemory(X, whole)


@pytest.mark.parametrize(
    ("whole", "real"), [(np.int16, np.float32), (np.array, np.array)], ids=["scalars", "no axes"]
)
def test_experiments_write_down_numbers_of_any_width(tmp_path, whole, real):
    """The journal of a run is that of Python's own numbers."""
    from hopfield_lib import experiments

    texts = []
    for name, (one, share) in {"own": (int, float), "others": (whole, real)}.items():
        experiments.retrieval_overlap(
            [0.125], start=share(0.5), n_units=one(64), draws=one(2), cues=one(3), rng=rng(),
            workers=1, progress=False, journal=tmp_path / name,
        )  # fmt: skip
        texts.append((tmp_path / name).read_text())
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    "real", [np.float32(np.inf), np.float16(np.nan), np.array(np.inf), np.longdouble(1e200)], ids=str
)
def test_what_is_not_finite_is_refused_at_any_width(real):
    with pytest.raises(ValueError, match="beta: expected a finite number above 0, got"):
        hl.ModernHopfield(X, real)


def test_the_ways_out_that_errors_name_lead_out():
    bits = (X > 0).astype(np.uint8)
    np.testing.assert_array_equal(2 * np.asarray(bits, int) - 1, X)
    np.testing.assert_array_equal(2 * np.asarray(bits.tolist(), int) - 1, X)
    np.testing.assert_array_equal(X.astype(np.uint8).astype(np.int8), X)
    matrix = np.array([[0, 1j], [-1.0001j, 0]])
    assert hl.MatrixCouplings((matrix + matrix.conj().T) / 2).size == 2
    A = np.random.default_rng(1).normal(size=(20, 300)).astype(np.float32)
    matrix = np.linalg.pinv(A) @ A  # a projector; single precision leaves some 1e-7
    with pytest.raises(ValueError, match="rounding"):
        hl.MatrixCouplings(matrix)
    assert hl.MatrixCouplings((matrix + matrix.T) / 2).size == 300


def test_nothing_refused_is_the_example_they_are_made_from():
    """The calls above fail for what is wrong with them, and not for anything else."""
    for rule in RULES:
        patterns = Z if rule == "phase_distance" else X
        assert RULES[rule](patterns) is not None
    assert run().outcome == "fixed point"
    assert run(Z[0], PHASORS).state.shape == (5,)
    assert run(X, DENSE, hl.synchronous()).state.shape == (2, 5)
    assert run(ZERO, MODERN, asynchronous("random", block=3), record=2, max_sweeps=2).states.shape[1:] == (5,)
    assert run(ZERO, schedule=asynchronous(temperature=Fraction(1, 2)), max_sweeps=np.int8(2)).sweeps == 2
    assert hl.Hopfield(J, np.float32(0.5)).threshold.tolist() == [0.5] * 5
    assert NET.update(X, np.array([3], np.uint8)).shape == X.shape
    assert hl.projection(np.where(np.eye(5), -1, 1)).size == 5
    assert hl.hebbian(Z.astype(np.complex64)).size == 5  # single precision lies on the circle
    assert hl.MatrixCouplings([[0, 1j], [-1j, 0]]).size == 2
    most = hl.DenseAssociativeMemory(X, 363)
    assert np.isfinite(most.energy(X)).all()
    np.testing.assert_array_equal(most.update(X), X)
