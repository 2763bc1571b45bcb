"""Closed forms and mean-field solutions that the measurements of the course stand beside.

Each function is vectorised over its first argument and returns floats of its shape; every number
comes from the formula in its docstring.  ``load`` is alpha = P/N, patterns are unbiased, W has no
diagonal, and temperatures are in units of the field of a stored pattern.
"""

from functools import cache

import numpy as np
from scipy import special

from . import _checks, _numerics

SQRT_PI = np.sqrt(np.pi)


def one_step_error(load):
    """Share of units that one synchronous step from a stored pattern gets wrong.

    P_err = 1/2 erfc(sqrt(1 / (2 alpha))): the crosstalk of the other patterns is Gaussian of
    variance alpha, for N and P large.

    Parameters
    ----------
    load : float or array
        0 or more; else ValueError.

    Source: Hertz, Krogh, Palmer, Introduction to the Theory of Neural Computation (1991), ch. 2.
    """
    load = _numerics.numbers("load", load, 0)
    with np.errstate(divide="ignore"):
        return (0.5 * special.erfc(np.sqrt(0.5 / load)))[()]


def critical_load(t=0.0):
    """Largest load at which patterns are retrieved at temperature T; at T = 0 alpha_c = 0.1379.

    At T = 0 the maximum over y of alpha(y), where sqrt(2 alpha) = erf(y)/y - (2/sqrt(pi)) exp(-y^2).
    Above, with z a standard normal number, the maximum over the noise s = sqrt(alpha r) of
    alpha(s) = s^2 (1 - (1 - q)/T)^2 / q, where m = <tanh((m + s z)/T)>, q = <tanh^2((m + s z)/T)>.

    Parameters
    ----------
    t : float or array
        0 or more, else ValueError; the load is 0 from T = 1 on.

    Source: Amit, Gutfreund, Sompolinsky, Ann. Phys. 173:30 (1987), replica-symmetric.
    """

    def load(T):
        if T < 1e-6:  # 0, but for less than rounding
            return _edge_of_retrieval()[0]
        if T >= 1:
            return 0.0
        noise = np.linspace(0.005, 0.8, 60)  # the maximum is at 0.45 for T = 0 and at 0 for T = 1
        best = int(np.argmax([_load_with_heat(s, T) for s in noise]))
        low, high = noise[max(best - 1, 0)], noise[best + 1]
        return _load_with_heat(_numerics.highest(lambda s: _load_with_heat(s, T), low, high), T)

    return _numerics.each(load, _numerics.numbers("t", t, 0))


def _load_with_heat(s, T):
    """Load at which the noise on a field is `s`, patterns being retrieved at temperature T; else 0."""
    z, weight = _normal(int(np.clip(40 / T, 400, 20_000)))

    def gap(m):
        return weight @ np.tanh((m + s * z) / T) - m

    if gap(1e-6) <= 0:  # no overlap but m = 0
        return 0.0
    q = weight @ np.tanh((_numerics.root(gap, 1e-6, 1.001) + s * z) / T) ** 2
    return s**2 * (1 - (1 - q) / T) ** 2 / q


@cache
def _normal(count):
    """Points of a standard normal number and their weights, finer than tanh is steep."""
    z = np.linspace(-8, 8, count)
    weight = np.exp(-(z**2) / 2)
    return z, weight / weight.sum()


def _retrieval(y):
    """sqrt(2 alpha) as a function of y = m / sqrt(2 alpha r)."""
    return special.erf(y) / y - 2 / SQRT_PI * np.exp(-(y**2))


@cache
def _edge_of_retrieval():
    y = _numerics.highest(_retrieval, 1, 3)
    return float(_retrieval(y) ** 2 / 2), y


def retrieval_overlap(load):
    """Overlap m of the retrieval state at T = 0 in mean field.

    m = erf(y) at the largest y with sqrt(2 alpha) = erf(y)/y - (2/sqrt(pi)) exp(-y^2); 0 above
    ``critical_load()``, where a finite network still keeps a remnant.

    Parameters
    ----------
    load : float or array
        0 or more; else ValueError.

    Source: Amit, Gutfreund, Sompolinsky, Ann. Phys. 173:30 (1987), replica-symmetric.
    """
    edge, y_edge = _edge_of_retrieval()

    def overlap(alpha):
        if alpha == 0:
            return 1.0
        if alpha > edge:
            return 0.0
        root = np.sqrt(2 * alpha)  # _retrieval(y) < 1 / y: beyond 1 / root it is below root
        if _retrieval(y_edge) <= root:  # the very edge, to rounding
            return special.erf(y_edge)
        return special.erf(_numerics.root(lambda y: _retrieval(y) - root, y_edge, 1.001 / root))

    return _numerics.each(overlap, _numerics.numbers("load", load, 0))


def overlap_at_temperature(t):
    """Overlap m of a retrieval state at temperature T and load 0: the root of m = tanh(m/T).

    Parameters
    ----------
    t : float or array
        0 or more, else ValueError; m is 0 from T = 1 on.

    Source: Amit, Gutfreund, Sompolinsky, Phys. Rev. A 32:1007 (1985).
    """

    def overlap(T):
        if T == 0:
            return 1.0
        if T >= 1:
            return 0.0
        # with x = m/T: tanh(x)/x = T, and 1 - x^2/3 <= tanh(x)/x <= 1/x
        x = _numerics.root(lambda x: np.tanh(x) / x - T, np.sqrt(3 * (1 - T)) * (1 - 1e-9), 1 / T)
        return T * x

    return _numerics.each(overlap, _numerics.numbers("t", t, 0))


def mixture_overlap(n):
    """Overlap of the symmetric mixture sgn(sum of n patterns) with each of them, at load 0.

    2^-(n-1) C(n-1, (n-1)/2) for odd n, 2^-n C(n, n/2) for even n, where undecided units are set
    at random.

    Parameters
    ----------
    n : int or array of int
        1 or more; else TypeError or ValueError.

    Source: Amit, Gutfreund, Sompolinsky, Phys. Rev. A 32:1007 (1985).
    """
    n = _numerics.whole("n", n, 1)
    top = n - n % 2
    exact = special.binom(np.minimum(top, 1000), np.minimum(top, 1000) / 2) * 0.5 ** np.minimum(top, 1000)
    half = top / 2.0
    large = np.exp(special.gammaln(top + 1.0) - 2 * special.gammaln(half + 1) - top * np.log(2))
    return np.where(top <= 1000, exact, large)[()]


def mixture_energy(n):
    """Energy per unit of the symmetric n-mixture at T = 0 and load 0: -n m_n^2 / 2.

    Parameters
    ----------
    n : int or array of int
        1 or more; else TypeError or ValueError.
    """
    return (-0.5 * np.asarray(n) * mixture_overlap(n) ** 2)[()]


def mixture_critical_temperature(n):
    """Temperature below which the symmetric n-mixture is stable, at load 0.

    With z the sum of n signs: m solves n m = <z tanh(z m/T)>, and the mixture stands while
    1 - (1 - q)/T - Q/T > 0, q = <tanh^2(z m/T)>, Q = <(z^2 - n) tanh^2(z m/T)> / (n (n - 1)).
    A pattern (n = 1) is stable up to T = 1; mixtures of an even number at no temperature (0).

    Parameters
    ----------
    n : int or array of int
        1 or more; else TypeError or ValueError.

    Source: Amit, Gutfreund, Sompolinsky, Phys. Rev. A 32:1007 (1985).
    """

    def temperature(n):
        n = int(n)
        if n == 1:
            return 1.0
        if n % 2 == 0:
            return 0.0
        stable = np.linspace(0.95, 0.02, 94)
        first = next(T for T in stable if _mixture_stability(T, n) > 0)
        return _numerics.root(lambda T: _mixture_stability(T, n), first, first + 0.01)

    return _numerics.each(temperature, _numerics.whole("n", n, 1))


def _mixture_stability(T, n):
    """Smallest eigenvalue, among the n patterns, of the free energy's Hessian at the n-mixture."""
    z = n - 2.0 * np.arange(n + 1)
    weight = special.binom(n, np.arange(n + 1)) / 2.0**n

    def gap(m):
        return weight @ (z * np.tanh(z * m / T)) / n - m

    low = 1e-3
    if gap(low) <= 0:  # no mixture, only m = 0
        return 1 - 1 / T
    squares = np.tanh(z * _numerics.root(gap, low, 1.0) / T) ** 2
    q, Q = weight @ squares, weight @ ((z**2 - n) * squares) / (n * (n - 1))
    return 1 - (1 - q) / T - Q / T


def patterns_half_stable(n_units):
    """Number of random patterns of which half are exactly fixed points, at finite N.

    (1 - P_err)^N = 1/2 with P_err = 1/2 erfc(sqrt(1/(2 alpha))), alpha = (P - 1)/N.

    Parameters
    ----------
    n_units : int or array of int
        2 or more; else TypeError or ValueError.

    Source: The finite-size form of N/(2 ln N), McEliece et al., IEEE Trans. IT 33:461 (1987).
    """
    N = _numerics.whole("n_units", n_units, 2)
    error = -np.expm1(-np.log(2) / N)
    return (1 + N / (2 * special.erfcinv(2 * error) ** 2))[()]


def patterns_all_stable(n_units):
    """Number of random patterns up to which all are fixed points with probability 1/2, at finite N.

    N P P_err = ln 2 with P_err = 1/2 erfc(sqrt(1/(2 alpha))), alpha = (P - 1)/N.

    Parameters
    ----------
    n_units : int or array of int
        2 or more; else TypeError or ValueError.

    Source: The finite-size form of N/(4 ln N), McEliece et al., IEEE Trans. IT 33:461 (1987).
    """

    def patterns(N):
        def excess(P):
            return N * P * 0.5 * special.erfc(np.sqrt(N / (2 * (P - 1)))) - np.log(2)

        return _numerics.root(excess, 1 + 1e-9, 1 + patterns_half_stable(int(N)) + N)

    return _numerics.each(patterns, _numerics.whole("n_units", n_units, 2))


def phasor_critical_load():
    """Largest load at which random full-circle phases are retrieved at T = 0: about 0.038.

    The maximum over u of alpha(u), where sqrt(alpha) = (sqrt(pi)/2) exp(-u^2/2) I_1(u^2/2).

    From the literature: the network (Noest 1987), and a replica theory of phases, equally spaced and
    more and more of them (Cook 1989).  Derived for this course: this closed form, replica-symmetric at
    T = 0, along the way of Amit, Gutfreund, Sompolinsky (1987) for +1 and -1.  It was checked by
    drawing the noise and by runs of networks, not against Cook's equations.

    References
    ----------
    Noest, Phasor neural networks, Neural Information Processing Systems (NIPS 1987), 584-591 (1988);
    Cook, The mean-field theory of a Q-state neural network model, J. Phys. A 22:2057 (1989).
    """
    return _edge_of_phasors()[0]


def _phasor_root_load(u):
    return SQRT_PI / 2 * special.ive(1, u**2 / 2)


@cache
def _edge_of_phasors():
    u = _numerics.highest(_phasor_root_load, 0.5, 4)
    return float(_phasor_root_load(u) ** 2), u


def phasor_overlap(load):
    """Overlap of the retrieval state of a phasor network at T = 0 in mean field.

    m = (sqrt(pi)/2) u exp(-u^2/2) [I_0 + I_1](u^2/2) at the largest u with
    sqrt(alpha) = (sqrt(pi)/2) exp(-u^2/2) I_1(u^2/2); 0 above ``phasor_critical_load()``.

    Parameters
    ----------
    load : float or array
        0 or more; else ValueError.

    Derived for this course, as ``phasor_critical_load``, where the literature is named.
    """
    edge, u_edge = _edge_of_phasors()

    def overlap(alpha):
        if alpha == 0:
            return 1.0
        if alpha > edge:
            return 0.0
        root = np.sqrt(alpha)  # sqrt(alpha) < 1/(2u) (1 + ...) for large u: 1/root is beyond
        u = u_edge
        if _phasor_root_load(u_edge) > root:
            u = _numerics.root(lambda u: _phasor_root_load(u) - root, u_edge, 1 / root + u_edge)
        x = u**2 / 2
        return SQRT_PI / 2 * u * (special.ive(0, x) + special.ive(1, x))

    return _numerics.each(overlap, _numerics.numbers("load", load, 0))


def clock_critical_load(q):
    """Largest load at T = 0 of units with q equally spaced phases (grey levels).

    sqrt(alpha_c) = max_y [A(y)/y - B(y)], A = E Re s(y + z), B = E Re conj(z) s(y + z), z a standard
    complex normal number and s the nearest of the q phases.  q = 2 is the network of +1 and -1;
    q = 4 has the same load; many phases approach ``phasor_critical_load()``.

    Parameters
    ----------
    q : int or array of int
        2 or more; else TypeError or ValueError.

    From the literature: the model with Q phases and its replica theory (Cook 1989), and q = 2 (Amit,
    Gutfreund, Sompolinsky 1987).  Derived for this course, in the way of the latter: the formula above
    for q > 2, replica-symmetric at T = 0.  It was checked by drawing the noise and by runs of networks,
    not against Cook's equations.

    References
    ----------
    Cook, The mean-field theory of a Q-state neural network model, J. Phys. A 22:2057 (1989);
    Amit, Gutfreund, Sompolinsky, Ann. Phys. 173:30 (1987).
    """

    def load(q):
        if q == 2:  # real noise
            return critical_load()
        # two maxima: noise that is small beside the circle, or beside a sector of it
        y = np.linspace(0.3, 4 + q, 400)
        best = int(np.argmax([_clock_root_load(v, int(q)) for v in y]))
        low, high = y[max(best - 1, 0)], y[min(best + 1, 399)]
        y = _numerics.highest(lambda v: _clock_root_load(v, int(q)), low, high)
        return _clock_root_load(y, int(q)) ** 2

    return _numerics.each(load, _numerics.whole("q", q, 2))


@cache
def _legendre():
    return np.polynomial.legendre.leggauss(40)


def _clock_root_load(y, q):
    """A(y)/y - B(y): both are integrals over the angle of y + z, whose radius integrates in closed form."""
    nodes, weights = _legendre()
    phase = 2 * np.pi * np.arange(q)[:, None] / q
    angle = phase + np.pi / q * nodes  # one row a sector
    c = y * np.cos(angle)
    tail = np.exp(-((y * np.sin(angle)) ** 2)) * (1 + special.erf(c))  # of exp(-(y^2 - c^2))
    density = (np.exp(-(y**2)) + SQRT_PI * c * tail) / (2 * np.pi)
    radius = (c * np.exp(-(y**2)) / 2 + SQRT_PI / 4 * (1 + 2 * c**2) * tail) / np.pi
    A = np.cos(phase) * density
    B = np.cos(angle - phase) * radius - y * A
    return float((A / y - B).sum(axis=0) @ weights * np.pi / q)


def dense_one_step_error(n_units, n_patterns, order):
    """Share of units that one step from a stored pattern gets wrong in a dense memory, F(x) = x^n.

    1/2 erfc(sqrt(N^(n-1) / (2 (2n-3)!! K))), for N and K large.

    Parameters
    ----------
    n_units : int or array of int
        N, 2 or more; else TypeError or ValueError, as for K < 1 and n < 2.
    n_patterns, order : int
        K and n.

    Source: Krotov, Hopfield, NIPS 2016.
    """
    N = _numerics.whole("n_units", n_units, 2)
    K, n = _checks.integer("n_patterns", n_patterns, 1), _checks.integer("order", order, 2)
    signal = np.exp((n - 1) * np.log(N) - _log_double_factorial(n)) / (2 * K)
    return (0.5 * special.erfc(np.sqrt(signal)))[()]


def dense_capacity(n_units, order):
    """Capacity of a dense memory F(x) = x^n in the limit of large N: N^(n-1) / (2 (2n-3)!! ln N).

    With so many patterns a unit is wrong after one step with P_err = 1/2 erfc(sqrt(ln N)), so that
    N P_err, the mean number of wrong units of a pattern, is about 1 / (2 sqrt(pi ln N)).  It goes to 0, but
    so slowly that at N = 50 to 1000 some 12 % of the patterns are not fixed points.  For every
    pattern to be one, with a chance that goes to 1, there may be 1/n as many at most.

    Parameters
    ----------
    n_units : int or array of int
        N, 2 or more; else TypeError or ValueError, as for n < 2.
    order : int
        n.

    Source: Krotov, Hopfield, NIPS 2016; the rest follows from ``dense_one_step_error``.
    """
    N, n = _numerics.whole("n_units", n_units, 2), _checks.integer("order", order, 2)
    return (np.exp((n - 1) * np.log(N) - _log_double_factorial(n)) / (2 * np.log(N)))[()]


def dense_half_stable(n_units, order, *, rectified=False):
    """Number of random patterns of which half are fixed points of a dense memory, at finite N.

    (1 - P_err)^N = 1/2 with P_err = 1/2 erfc(sqrt(N^(n-1) / (2 (2n-3)!! (K - 1)))), solved for K; at
    n = 2 it is ``patterns_half_stable``.  Rectified, only every second of the K - 1 other patterns counts.

    Parameters
    ----------
    n_units : int or array of int
        N, 2 or more; else TypeError or ValueError, as for n < 2.
    order : int
        n.
    rectified : bool
        F(x) = 0 for x < 0.

    Source: The finite-size form of ``dense_capacity``.
    """
    N, n = _numerics.whole("n_units", n_units, 2), _checks.integer("order", order, 2)
    error = -np.expm1(-np.log(2) / N)
    others = np.exp((n - 1) * np.log(N) - _log_double_factorial(n)) / (2 * special.erfcinv(2 * error) ** 2)
    return (1 + (1 + _checks.flag("rectified", rectified)) * others)[()]


def _log_double_factorial(n):
    """Logarithm of (2n - 3)!! = 1 * 3 * ... * (2n - 3)."""
    return np.log(np.arange(1.0, 2 * n - 2, 2)).sum()


def exponential_capacity(flipped_fraction):
    """Largest a such that exp(a N) patterns are recalled by F = exp from that share of flips.

    a = I(1 - 2 rho)/2, I(x) = 1/2 [(1+x) ln(1+x) + (1-x) ln(1-x)]; at rho = 0 it is (ln 2)/2.

    Parameters
    ----------
    flipped_fraction : float or array
        rho, 0 to 1/2; else ValueError.

    Source: Demircigil et al., J. Stat. Phys. 168:288 (2017), theorem 3.
    """
    rho = _numerics.numbers("flipped_fraction", flipped_fraction, 0, 0.5)
    # with x = 1 - 2 rho: I = ln 2 - H(rho), H the entropy of a coin
    return (0.5 * (np.log(2) - special.entr(rho) - special.entr(1 - rho)))[()]


def modern_capacity_base(beta, k, d, p):
    """Base c of the number sqrt(p) c^((d-1)/4) of random patterns that a modern network retrieves.

    c = b / W_0(exp(a + ln b)), a = 2/(d-1) (1 + ln(2 beta K^2 p (d-1))), b = 2 K^2 beta / 5, for
    patterns on a sphere of radius K sqrt(d-1), with probability 1 - p.

    Parameters
    ----------
    beta : float or array
        Inverse temperature, above 0; else TypeError or ValueError, as for the others.
    k, p : float
        K, above 0, and the chance of failure, above 0 and up to 1.
    d : int
        Dimension, 2 or more.

    Source: Ramsauer et al., ICLR 2021, theorem 3.
    """
    beta = _numerics.numbers("beta", beta, 0, above=True)
    k, p = _checks.real("k", k, 0, above=True), _checks.real("p", p, 0, 1, above=True)
    d = _checks.integer("d", d, 2)
    a = 2 / (d - 1) * (1 + np.log(2 * beta * k**2 * p * (d - 1)))
    b = 2 * k**2 * beta / 5
    return (b / special.lambertw(b * np.exp(a)).real)[()]
