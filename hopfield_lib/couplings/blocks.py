"""Units that are visited one after another, decided all at once.

A visit sees the field of its unit as the block of visits began, and what the visits before it in the
block have changed since.  Row i of these arrays, (k, B), is visit i, for each of B cues:

    before      its unit as the block began
    found       its unit as the visit finds it: as `before`, or as an earlier visit has left it
    new         its unit as the visit leaves it

so a visit changes its unit by new - found.  The model decides `new`; a block knows what each visit sees
of the changes of earlier ones, divisor * (sum over earlier j of W_ij (new - found)_j).  That is a product
with a strictly lower triangle, for which there are four ways: the triangle itself, only those of its
columns that are needed, prefix sums, and a running total.  A unit comes twice only where units are
drawn with replacement.
"""

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..products import product

if TYPE_CHECKING:
    from .operators import Couplings, LowRank

Array = NDArray[Any]

# Which way is the quickest was measured: docs/cost.md, benchmarks/blocks.md.
TOTAL_CUES = 1  # a running total, which is made for one cue, where prefix sums would serve too
PREFIX_CUES, PREFIX_ENTRIES = 50, 200**2  # prefix sums for at most so many cues B and so large a P^2 B
COLUMN_CUES = 4  # what is left: needed columns for at most so many cues, the triangle for more
GROUP = 16  # visits in a group of prefix sums
SLOTS = 2**14  # of the table that finds units which come twice, a power of two
LONGEST_BLOCK, ENTRIES_OF_A_BLOCK = 4096, 2**18  # what belongs to a block stays in the processor's cache


@lru_cache(maxsize=8)
def _strictly_lower(k: int) -> Array:
    """Which of k x k entries lie below the diagonal, (k, k) bool."""
    mask = np.tri(k, k=-1, dtype=bool)
    mask.flags.writeable = False
    return mask


class Block:
    """A block of visits, for any couplings.

    Parameters
    ----------
    couplings : Couplings
    units : (k,) array of int
        In the order of their visits.
    revisits : bool
        Whether a unit may be among them more than once.

    Attributes
    ----------
    again, previous : (r,) arrays of int
        Which visits come to a unit again, and for each of these the visit that came to it last before.
    """

    def __init__(self, couplings: "Couplings", units: Array, revisits: bool = False) -> None:
        self.couplings = couplings
        self.units = units
        none = units[:0]
        self.again, self.previous = _repeats(units) if revisits else (none, none)

    @cached_property
    def last(self) -> Any:
        """Each unit's last visit, as an index: these leave the units as the block leaves them."""
        if not self.again.size:
            return slice(None)
        is_last = np.ones(len(self.units), dtype=bool)
        is_last[self.previous] = False
        return np.flatnonzero(is_last)

    def found(self, new: Array, before: Array) -> Array:
        """The states that the visits find: `before` at first, else as the visit before has left them."""
        if not self.again.size:
            return before
        found = before.copy()
        found[self.again] = new[self.previous]
        return found

    def raw_fields(self, sums: Array, before: Array) -> Array:
        """Raw fields, divisor * W S, at the units as the block begins: (k, B)."""
        return self.couplings.raw_fields(sums, self.units, before)

    def seen(self, new: Array, before: Array) -> Array:
        """What each visit sees of the changes made by those before it, a part of its raw field: (k, B)."""
        return product(self._triangle, new - self.found(new, before))

    def add(self, sums: Array, new: Array, before: Array) -> None:
        """Bring the sums up to date, in place, after the block."""
        self.couplings.add(sums, self.units[self.last], (new - before)[self.last])

    @cached_property
    def _triangle(self) -> Array:
        """The couplings of each visit's unit to those of earlier visits, (k, k)."""
        return self.couplings.within(self.units) * _strictly_lower(len(self.units))


def _repeats(units: Array) -> tuple[Array, Array]:
    """Which visits come to a unit again, and for each the visit that came to it last before: (r,), (r,)."""
    # most units come once: the visits to others are sorted, found by a table in which units share slots
    slots, visits = units & (SLOTS - 1), np.arange(len(units))
    table = np.empty(SLOTS, dtype=np.intp)
    table[slots] = visits  # a visit of each slot
    table[slots[table.take(slots) != visits]] = -1  # and where it had more than one, a mark
    visits = np.flatnonzero(table.take(slots) < 0)
    # unit in the upper half of the bits, visit in the lower: one sort orders by unit, then by visit
    keys = (units.take(visits).astype(np.int64) << 32) | visits
    keys.sort()
    unit, visit = keys >> 32, keys & (2**32 - 1)
    same = unit[1:] == unit[:-1]
    return visit[1:][same], visit[:-1][same]


class FactorBlock(Block):
    """A block of low rank, W = (F^H A F - diagonal) / divisor: the triangle, which all cues share.

    Attributes
    ----------
    factors, reads : (k, P) arrays
        F of the units, which puts what they change into the overlaps, and A conj(F), which takes their
        fields from these.
    """

    def __init__(self, couplings: "LowRank", units: Array, revisits: bool = False) -> None:
        super().__init__(couplings, units, revisits)
        self.factors = couplings.factors.T.take(units, axis=0)
        self.reads = couplings.read(self.factors)
        self.diagonal = couplings.diagonal[units, None]

    def raw_fields(self, sums: Array, before: Array) -> Array:
        return product(self.reads, sums) - self.diagonal * before

    def seen(self, new: Array, before: Array) -> Array:
        found = self.found(new, before)
        seen = self._through_factors(new - found)
        if self.again.size:
            # F^H A F couples a unit to itself too; its changes in earlier visits add up to found - before
            seen -= self.diagonal * (found - before)
        return seen

    def add(self, sums: Array, new: Array, before: Array) -> None:
        sums += product(self.factors.T, new - self.found(new, before))

    def _through_factors(self, change: Array) -> Array:
        """The sum over earlier j of A conj(F_i) . F_j d_j, of the changes d of the visits, (k, B)."""
        return product(self._triangle, change)

    @cached_property
    def _triangle(self) -> Array:
        return product(self.reads, self.factors.T) * _strictly_lower(len(self.units))


class ChangedColumns(FactorBlock):
    """The same for a few cues: of the triangle, the columns of visits that change something, mostly few."""

    def __init__(self, couplings: "LowRank", units: Array, revisits: bool = False) -> None:
        super().__init__(couplings, units, revisits)
        k = len(units)
        self.known = np.zeros(k, dtype=bool)  # which columns have been computed
        self.columns = np.zeros((k, k), self.factors.dtype, order="F")

    def _through_factors(self, change: Array) -> Array:
        changed = np.flatnonzero(change.any(axis=1))
        missing = changed[~self.known[changed]]
        if missing.size:
            below = _strictly_lower(len(change))[:, missing]
            self.columns[:, missing] = product(self.reads, self.factors[missing].T) * below
            self.known[missing] = True
        return self.columns[:, changed] @ change[changed]


class PrefixSums(FactorBlock):
    """The same for few patterns and cues, without a triangle.

    The visits are taken in groups.  What a visit sees of its own group is a product with a small
    triangle; all groups before it have put what they changed into one vector of P numbers, the running
    total over groups of sum_j F_j d_j.  Work and memory grow with k P, where a triangle takes k^2 P.
    """

    def _through_factors(self, change: Array) -> Array:
        F, reads, F_turned, triangles = self._groups
        d = _filled_up(change, len(F) * GROUP).reshape(len(F), GROUP, -1)
        of_group = F_turned @ d  # what each group changed, (groups, P, B)
        of_earlier = np.cumsum(of_group, axis=0) - of_group
        return (triangles @ d + reads @ of_earlier).reshape(len(F) * GROUP, -1)[: len(change)]

    @cached_property
    def _groups(self) -> tuple[Array, Array, Array, Array]:
        """By groups, (groups, GROUP, P): the factors, what reads them, both turned, and each triangle."""
        k, P = self.factors.shape
        groups = -(-k // GROUP)
        F = _filled_up(self.factors, groups * GROUP).reshape(groups, GROUP, P)
        reads = F
        if self.reads is not self.factors:
            reads = _filled_up(self.reads, groups * GROUP).reshape(groups, GROUP, P)
        F_turned = F.transpose(0, 2, 1)
        triangles = reads @ F_turned
        triangles *= _strictly_lower(GROUP)
        return F, reads, F_turned, triangles


class RunningTotal(FactorBlock):
    """The same for one cue: a total of P numbers, sum_j F_j d_j, of those visits that change something.

    Between two changes it stands still, so what a visit sees is its product with the total as it then is.
    """

    def _through_factors(self, change: Array) -> Array:
        changes = change[:, 0] != 0
        changed = np.flatnonzero(changes)
        totals = np.zeros((len(changed) + 1, self.factors.shape[1]), self.factors.dtype)
        np.cumsum(self.factors.take(changed, axis=0) * change[changed], axis=0, out=totals[1:])
        before = np.cumsum(changes) - changes  # how many changes came before each visit
        return np.einsum("kp,kp->k", self.reads, totals.take(before, axis=0))[:, None]


def _filled_up(rows: Array, count: int) -> Array:
    """`rows`, with rows of zeros behind them if they are fewer than `count`."""
    if len(rows) == count:
        return rows
    full = np.zeros((count, rows.shape[1]), rows.dtype)
    full[: len(rows)] = rows
    return full


def quickest(visits: int, patterns: int, cues: int) -> type[FactorBlock]:
    """The kind of block that is the quickest for so many visits, patterns and cues."""
    if few(patterns, cues) and cues <= TOTAL_CUES:
        return RunningTotal
    if few(patterns, cues) and visits > 2 * GROUP:
        return PrefixSums
    return ChangedColumns if cues <= COLUMN_CUES else FactorBlock


def size(patterns: int, cues: int) -> int:
    """How many units of low rank are best visited as one block."""
    if few(patterns, cues):
        # the factors, and what a round needs for each cue: its changes, what it sees, and copies of both
        return min(LONGEST_BLOCK, ENTRIES_OF_A_BLOCK // (patterns + 4 * cues))
    return 256 if cues <= COLUMN_CUES else 96


def few(patterns: int, cues: int) -> bool:
    """Whether there are so few that sums over earlier visits are quicker than a triangle."""
    return cues <= PREFIX_CUES and patterns**2 * cues <= PREFIX_ENTRIES
