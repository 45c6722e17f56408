"""Groups merged by rounds: all touching pairs are priced at once, and each pair that is best for both its ends merges.

That is what merging the best pair of all, one after the other, comes to, but for ties; yet numpy does the pricing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from mineplan.partition.block import Block, Bools
from mineplan.partition.clock import Seconds, is_over
from mineplan.partition.master import Floats
from mineplan.partition.money import Ints
from mineplan.partition.plan import Group

# Pairs of nodes that are priced at a time.
_CELLS = 2_000_000
_TIE = 2654435761


def merged(block: Block, groups: list[Group], seconds: Seconds) -> list[Group]:
    """Return groups after merging touching pairs for as long as that saves something and time is left.

    Groups that are sound, with every open class inside one of them, stay so.
    """
    merging = _Merging(block, groups)
    while not is_over(seconds) and merging.merge_best():
        pass
    held: dict[int, list[int]] = {}
    for atom, at in enumerate(merging.home.tolist()):
        held.setdefault(at, []).append(atom)
    return [frozenset(atoms) for atoms in held.values()]


@dataclass(frozen=True)
class _Product:
    """All pairs of nodes (v, w) of some pairs of groups, pair after pair, v the slower.

    Attributes
    ----------
    v, w
        Local nodes.
    pair, row, column
        Which pair of groups; which node of all first groups; which of all second ones.
    first, second
        Where the nodes of each pair's first and second group begin.
    """

    v: Ints
    w: Ints
    pair: Ints
    row: Ints
    column: Ints
    first: Ints
    second: Ints


class _Merging:
    """Groups by number; the lower number of a merged pair lives on.

    Invariant: `pairs` are the touching pairs of groups, ascending inside; `saved` are the half-units that merging
    each saves, orebodies apart; `may` says whether the limits allow it; `star` is each node's sum of distances
    within its group and `least` the least of each group's.
    """

    def __init__(self, block: Block, groups: list[Group]) -> None:
        self.block = block
        self.home = np.empty(len(block.atoms), dtype=np.int64)
        for at, group in enumerate(groups):
            self.home[list(group)] = at
        self.atom = np.empty(len(block.nodes), dtype=np.int64)
        for column in block.atoms.T:
            self.atom[column[column >= 0]] = np.flatnonzero(column >= 0)
        self.barred = block.clash.diagonal()
        self.ore = _ore_rows(block, self.atom)
        self.star = self._stars(groups)
        self._recount(len(groups))
        self.pairs, self.saved, self.may = np.zeros((0, 2), dtype=np.int64), np.zeros(0), np.zeros(0, dtype=bool)
        self._price(_distinct(self.home[block.edges]))

    def _stars(self, groups: list[Group]) -> Floats:
        star = np.zeros(len(self.atom))
        if self.block.distance is not None:
            for group in groups:
                nodes = self.block.atoms[sorted(group)].ravel()
                nodes = nodes[nodes >= 0]
                if len(nodes) > 1:
                    star[nodes] = self.block.distance[nodes[:, None], nodes].sum(axis=1)
        return star

    def _recount(self, count: int) -> None:
        """Sum up each group's members, capacity, share in the limits and least star."""
        block, node_home = self.block, self.home[self.atom]
        self.members = np.argsort(node_home, kind="stable")
        self.size = np.bincount(node_home, minlength=count)
        self.start = np.cumsum(self.size) - self.size
        capacity = np.zeros(len(self.atom)) if block.capacity is None else block.capacity
        self.capacity = np.bincount(node_home, weights=capacity, minlength=count)
        self.sums = np.zeros((count, block.sums.shape[1]))
        np.add.at(self.sums, self.home, block.sums)
        self.least = np.full(count, np.inf)
        np.minimum.at(self.least, node_home, self.star)
        self.is_barred = np.bincount(self.home, weights=self.barred, minlength=count) > 0

    def merge_best(self) -> bool:
        """Merge the pairs that are best for both their ends; return whether there were any."""
        gain = np.where(self.may, self.saved + self._credit(), 0)
        some = np.flatnonzero(gain > 0)
        if not len(some):
            return False
        a, b = self.pairs[some].T
        # Equal gains in the order of the nodes would make one long chain, of which one pair merges at a time.
        order = np.lexsort((b, a, (a * _TIE + b * 40503) % (1 << 32), -gain[some]))
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        best = np.full(len(self.size), len(order))
        np.minimum.at(best, a, place)
        np.minimum.at(best, b, place)
        is_best = (best[a] == place) & (best[b] == place)
        self._merge(a[is_best], b[is_best])
        return True

    def _merge(self, a: Ints, b: Ints) -> None:
        if self.block.distance is not None:
            for first, last in self._parts(a, b):
                product = self._product(a[first:last], b[first:last])
                rows, columns = self._toward(product)
                self.star[self._nodes(a[first:last])] += rows
                self.star[self._nodes(b[first:last])] += columns
        renamed = np.arange(len(self.size))
        renamed[b] = a
        self.home = renamed[self.home]
        self._recount(len(self.size))
        is_new = np.zeros(len(self.size), dtype=bool)
        is_new[a] = is_new[b] = True
        changed = is_new[self.pairs].any(axis=1)
        again = _distinct(renamed[self.pairs[changed]])
        self.pairs, self.saved, self.may = self.pairs[~changed], self.saved[~changed], self.may[~changed]
        self._price(again)

    def _price(self, pairs: Ints) -> None:
        """Add pairs with what merging them saves."""
        block = self.block
        a, b = pairs.T
        may = (self.size[a] + self.size[b] <= block.most) & ~self.is_barred[a] & ~self.is_barred[b]
        may &= (self.sums[a] + self.sums[b] <= block.maxima).all(axis=1)
        saved = np.zeros(len(pairs))
        some = np.flatnonzero(may)
        for first, last in self._parts(a[some], b[some]):
            part = some[first:last]
            may[part], saved[part] = self._priced(a[part], b[part])
        self.pairs = np.concatenate([self.pairs, pairs])
        self.saved = np.concatenate([self.saved, saved])
        self.may = np.concatenate([self.may, may])

    def _priced(self, a: Ints, b: Ints) -> tuple[Bools, Floats]:
        """Return which pairs hold no clash, and the half-units that merging saves, orebodies apart."""
        block, product = self.block, self._product(a, b)
        may = ~_any(block.clash[self.atom[product.v], self.atom[product.w]], product.pair, len(a))
        units = np.full(len(a), float(block.group))
        if block.capacity is not None:
            lacks = np.maximum(0, block.minimum - self.capacity)
            units += lacks[a] + lacks[b] - np.maximum(0, block.minimum - self.capacity[a] - self.capacity[b])
        if block.holder is not None:
            units += block.mixed * (self._shared_holders(product, len(a)) - 1)
        if block.distance is not None:
            rows, columns = self._toward(product)
            rows, columns = rows + self.star[self._nodes(a)], columns + self.star[self._nodes(b)]
            both = np.minimum(np.minimum.reduceat(rows, product.first), np.minimum.reduceat(columns, product.second))
            units += self.least[a] + self.least[b] - both
        return may, 2 * (units + self._uncut(a, b))

    def _shared_holders(self, product: _Product, count: int) -> Ints:
        assert self.block.holder is not None
        holder = self.block.holder
        same = np.flatnonzero(holder[product.v] == holder[product.w])
        rows = np.stack([product.pair[same], holder[product.v[same]]], axis=1)
        return np.bincount(_distinct(rows, is_ascending=False)[:, 0], minlength=count)

    def _uncut(self, a: Ints, b: Ints) -> Floats:
        """Return the units of conflicts between the groups of each pair."""
        conflicts, wide = self.block.conflicts, len(self.size)
        ends = np.sort(self.home[self.atom[conflicts[:, :2]]], axis=1)
        keys = a * wide + b
        order = np.argsort(keys)
        at, is_there = _found(keys[order], ends[:, 0] * wide + ends[:, 1])
        out = np.zeros(len(a))
        np.add.at(out, order[at[is_there]], conflicts[is_there, 2])
        return out

    def _credit(self) -> Floats:
        """Return the half-units of orebody cost that merging each pair saves."""
        out, wide = np.zeros(len(self.pairs)), len(self.block.ores)
        if not wide:
            return out
        atoms, ores, units = self.ore
        keys, inverse = np.unique(self.home[atoms] * wide + ores, return_inverse=True)
        held = _added(inverse, units)
        of_group = np.bincount(keys // wide, minlength=len(self.size))
        start = np.cumsum(of_group) - of_group
        a, b = self.pairs.T
        pair = np.repeat(np.arange(len(a)), of_group[a])
        one = start[a[pair]] + _counted(of_group[a])
        ore = keys[one] % wide
        two, is_there = _found(keys, b[pair] * wide + ore)
        pair, one, ore, two = pair[is_there], one[is_there], ore[is_there], two[is_there]
        floor = np.array([float(body.floor) for body in self.block.ores])
        rest = np.maximum(floor[ore], _largest_other(keys % wide, held, wide, (ore, one, two)))
        largest = np.maximum(rest, np.maximum(held[one], held[two]))
        np.add.at(out, pair, 2 * (np.maximum(rest, held[one] + held[two]) - largest))
        return out

    def _parts(self, a: Ints, b: Ints) -> list[tuple[int, int]]:
        """Cut pairs of groups into runs with a bounded number of pairs of nodes."""
        cells = np.cumsum(self.size[a] * self.size[b])
        if not len(cells):
            return []
        cuts = np.flatnonzero(np.diff(cells // _CELLS)) + 1
        ends = [0, *cuts.tolist(), len(a)]
        return list(pairwise(ends))

    def _nodes(self, groups: Ints) -> Ints:
        sizes = self.size[groups]
        return self.members[np.repeat(self.start[groups], sizes) + _counted(sizes)]

    def _product(self, a: Ints, b: Ints) -> _Product:
        rows, columns = self.size[a], self.size[b]
        pair = np.repeat(np.arange(len(a)), rows * columns)
        at, wide = _counted(rows * columns), columns[pair]
        i, j = at // wide, at % wide
        first, second = np.cumsum(rows) - rows, np.cumsum(columns) - columns
        v, w = self.members[self.start[a[pair]] + i], self.members[self.start[b[pair]] + j]
        return _Product(v, w, pair, first[pair] + i, second[pair] + j, first, second)

    def _toward(self, product: _Product) -> tuple[Floats, Floats]:
        """Return the sums of distances from each node to the other group of its pair."""
        assert self.block.distance is not None
        apart = self.block.distance[product.v, product.w]
        return _added(product.row, apart), _added(product.column, apart)


def _ore_rows(block: Block, atom: Ints) -> tuple[Ints, Ints, Ints]:
    """Return atom, orebody and units of each part of an orebody."""
    none = [np.zeros(0, dtype=np.int64)]
    atoms = np.concatenate([atom[body.members] for body in block.ores] or none)
    ores = np.repeat(np.arange(len(block.ores)), [len(body.members) for body in block.ores])
    return atoms, ores, np.concatenate([body.units for body in block.ores] or none)


def _largest_other(ores: Ints, held: Floats, count: int, of: tuple[Ints, Ints, Ints]) -> Floats:
    """Return, for each (orebody, part, part), the largest of the orebody's parts beside the two; 0 without one."""
    ore, one, two = of
    order = np.lexsort((-held, ores))
    sizes = np.bincount(ores, minlength=count)
    start = np.cumsum(sizes) - sizes
    out = np.zeros(len(ore))
    is_open = np.ones(len(ore), dtype=bool)
    for rank in range(3):
        is_there = is_open & (sizes[ore] > rank)
        at = order[np.where(is_there, start[ore] + rank, 0)]
        is_other = is_there & (at != one) & (at != two)
        out[is_other] = held[at[is_other]]
        is_open &= ~is_other
    return out


def _counted(sizes: Ints) -> Ints:
    """Return 0, 1, ... anew for each size."""
    starts = np.cumsum(sizes) - sizes
    return np.arange(int(sizes.sum())) - np.repeat(starts, sizes)


def _added(of: Ints, values: Ints | Floats) -> Floats:
    return np.asarray(np.bincount(of, weights=values), dtype=np.float64)


def _any(flags: Bools, of: Ints, count: int) -> Bools:
    return np.bincount(of[flags], minlength=count) > 0


def _found(ascending: Ints, wanted: Ints) -> tuple[Ints, Bools]:
    """Return where each of `wanted` stands in an ascending array, and whether it does."""
    if not len(ascending):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=bool)
    at = np.minimum(np.searchsorted(ascending, wanted), len(ascending) - 1)
    return at, ascending[at] == wanted


def _distinct(rows: Ints, is_ascending: bool = True) -> Ints:
    """Return the distinct rows of two; with `is_ascending`, each sorted and none of equal ends."""
    if is_ascending:
        rows = np.sort(rows, axis=1)
        rows = rows[rows[:, 0] != rows[:, 1]]
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    is_first = np.ones(len(rows), dtype=bool)
    is_first[1:] = (np.diff(rows, axis=0) != 0).any(axis=1)
    kept: Ints = rows[is_first]
    return kept
