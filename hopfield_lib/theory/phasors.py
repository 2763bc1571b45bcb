"""Networks of phases: full circle, and q equally spaced ones."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from . import _numerics
from ._numerics import Numbers
from .binary import critical_load

Array = NDArray[Any]
SQRT_PI = np.sqrt(np.pi)


def phasor_critical_load() -> float:
    """Largest load at which random full-circle phases are retrieved at T = 0: about 0.038.

    The maximum over u of alpha(u), where sqrt(alpha) = (sqrt(pi)/2) exp(-u^2/2) I_1(u^2/2).

    From the literature: the network (Noest 1987), and a replica theory of phases, equally spaced and
    more and more of them (Cook 1989).  Derived for this course: this closed form, replica-symmetric at
    T = 0, along the way of Amit, Gutfreund, Sompolinsky (1987) for +1 and -1.  It was checked by
    drawing the noise and by runs of networks, not against Cook's equations.

    References
    ----------
    Noest, Phasor neural networks, Neural Information Processing Systems (NIPS 1987), 584-591 (1988);
    Cook, The mean-field theory of a Q-state neural network model, J. Phys. A 22:2057 (1989);
    Amit, Gutfreund, Sompolinsky, Ann. Phys. 173:30 (1987).
    """
    return _edge_of_phasors()[0]


def _phasor_root_load(u: float) -> float:
    return SQRT_PI / 2 * special.ive(1, u**2 / 2)


@cache
def _edge_of_phasors() -> tuple[float, float]:
    u = _numerics.highest(_phasor_root_load, 0.5, 4)
    return float(_phasor_root_load(u) ** 2), u


def phasor_overlap(load: ArrayLike) -> Numbers:
    """Overlap of the retrieval state of a phasor network at T = 0 in mean field.

    m = (sqrt(pi)/2) u exp(-u^2/2) [I_0 + I_1](u^2/2) at the largest u with
    sqrt(alpha) = (sqrt(pi)/2) exp(-u^2/2) I_1(u^2/2); 0 above ``phasor_critical_load()``.
    Derived for this course, as ``phasor_critical_load``, where the literature is named.

    Parameters
    ----------
    load : float or array
        0 or more.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.
    """
    edge, u_edge = _edge_of_phasors()

    def overlap(alpha: float) -> float:
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

    return _numerics.each(overlap, _numerics.reals_from("load", load, 0))


def clock_critical_load(q: ArrayLike) -> Numbers:
    """Largest load at T = 0 of units with q equally spaced phases (grey levels).

    sqrt(alpha_c) = max_y [A(y)/y - B(y)], A = E Re s(y + z), B = E Re conj(z) s(y + z), z a standard
    complex normal number and s the nearest of the q phases.  q = 2 is the network of +1 and -1;
    q = 4 has the same load; many phases approach ``phasor_critical_load()``.

    From the literature: the model with Q phases and its replica theory (Cook 1989), and q = 2 (Amit,
    Gutfreund, Sompolinsky 1987).  Derived for this course, in the way of the latter: the formula above
    for q > 2, replica-symmetric at T = 0.  It was checked by drawing the noise and by runs of networks,
    not against Cook's equations.

    Parameters
    ----------
    q : int or array of int
        2 or more.

    Raises
    ------
    TypeError, ValueError
        If an argument is not of that kind or range.

    References
    ----------
    Cook, The mean-field theory of a Q-state neural network model, J. Phys. A 22:2057 (1989);
    Amit, Gutfreund, Sompolinsky, Ann. Phys. 173:30 (1987).
    """

    def load(number: float) -> float:
        q = int(number)
        if q == 2:  # real noise
            return critical_load()
        # two maxima: noise that is small beside the circle, or beside a sector of it
        tried = np.linspace(0.3, 4 + q, 400)
        best = int(np.argmax([_clock_root_load(y, q) for y in tried]))
        low, high = tried[max(best - 1, 0)], tried[min(best + 1, 399)]
        y = _numerics.highest(lambda y: _clock_root_load(y, q), low, high)
        return _clock_root_load(y, q) ** 2

    return _numerics.each(load, _numerics.wholes_from("q", q, 2))


@cache
def _legendre() -> tuple[Array, Array]:
    return np.polynomial.legendre.leggauss(40)


def _clock_root_load(y: float, q: int) -> float:
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
