"""Columns: priced groups, and the exact reduced cost of all of them at once.

An orebody pays for what lies outside its largest part. The largest part is at least `Ore.floor`; a group
that holds t beyond the floor may claim a credit of t, and at most one group of an orebody may. A group
with more than half of the orebody is the largest part for certain: its credit is in the column's cost and
it uses the claim up. Other credits are *traces*: variables u <= sum of the columns that hold the trace.

For a claim price p of an orebody the best price of a trace is max(0, credit - p), so reduced costs need
the cover duals y and the claim prices p alone, whatever traces the master problem has met so far.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mineplan.partition.block import Block
from mineplan.partition.enumeration import Names
from mineplan.partition.money import Ints

_PIECE = 1 << 18
# Groups times orebodies that are looked up in a plain table.
_DENSE = 100_000


@dataclass(frozen=True)
class Pool:
    """Priced columns, ordered by number of atoms.

    Attributes
    ----------
    levels
        Atoms of the columns, one array (m, k) for each k that occurs.
    cost
        Half-units of each column, certain credits taken off, (columns,).
    trace_column, trace_ore, trace_credit
        Uncertain credits in half-units, by column.
    claim_column, claim_ore
        Columns that are the largest part of an orebody for certain.
    atoms, ores
        Number of atoms and orebodies of the block.
    """

    levels: tuple[Names, ...]
    cost: Ints
    trace_column: Ints
    trace_ore: Ints
    trace_credit: Ints
    claim_column: Ints
    claim_ore: Ints
    atoms: int
    ores: int

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self.cost)

    def starts(self) -> list[int]:
        """Return where each level begins, and the end."""
        return [0, *np.cumsum([len(level) for level in self.levels]).tolist()]

    def group(self, column: int) -> tuple[int, ...]:
        """Return the atoms of one column."""
        for level, start in zip(self.levels, self.starts(), strict=False):
            if column < start + len(level):
                return tuple(level[column - start].tolist())
        raise IndexError(column)

    def take(self, columns: Ints) -> Pool:
        """Return some of the columns, given ascending, as a pool of their own."""
        starts = self.starts()
        cuts = np.searchsorted(columns, starts)
        levels = [
            level[columns[a:b] - start]
            for level, start, a, b in zip(self.levels, starts, cuts, cuts[1:], strict=False)
            if b > a
        ]
        place = np.full(len(self), -1, dtype=np.int64)
        place[columns] = np.arange(len(columns))
        traces, claims = place[self.trace_column], place[self.claim_column]
        t, c = traces >= 0, claims >= 0
        return Pool(
            tuple(levels),
            self.cost[columns],
            traces[t],
            self.trace_ore[t],
            self.trace_credit[t],
            claims[c],
            self.claim_ore[c],
            self.atoms,
            self.ores,
        )

    def members(self) -> tuple[Ints, Ints]:
        """Return all (column, atom) pairs, by column."""
        column = [
            np.repeat(np.arange(start, start + len(level)), level.shape[1])
            for level, start in zip(self.levels, self.starts(), strict=False)
        ]
        atom = [level.astype(np.int64).ravel() for level in self.levels]
        none = [np.zeros(0, dtype=np.int64)]
        return np.concatenate(none + column), np.concatenate(none + atom)

    def sizes(self) -> Ints:
        """Return the number of atoms of each column."""
        return np.repeat([level.shape[1] for level in self.levels], [len(level) for level in self.levels])

    def less(self, y: Ints, fine: int = 1) -> Ints:
        """Return costs less the cover duals of the atoms covered, in half-units / `fine` like the duals."""
        out = self.cost * fine
        for level, start in zip(self.levels, self.starts(), strict=False):
            part = out[start : start + len(level)]
            for k in range(level.shape[1]):
                part -= y[level[:, k]]
        return out

    def reduced(self, y: Ints, p: Ints, fine: int = 1) -> Ints:
        """Return exact reduced costs, in half-units / `fine` like the duals."""
        out = self.less(y, fine)
        np.add.at(out, self.claim_column, p[self.claim_ore])
        np.subtract.at(out, self.trace_column, np.maximum(0, self.trace_credit * fine - p[self.trace_ore]))
        return out

    def value(self, columns: list[int]) -> int:
        """Return the half-units that a choice of columns costs, block constant not counted."""
        inside = np.zeros(len(self), dtype=bool)
        inside[columns] = True
        chosen = inside[self.trace_column]
        claimed = set(self.claim_ore[inside[self.claim_column]].tolist())
        best: dict[int, int] = {}
        for ore, credit in zip(self.trace_ore[chosen].tolist(), self.trace_credit[chosen].tolist(), strict=True):
            if ore not in claimed:
                best[ore] = max(best.get(ore, 0), credit)
        return int(self.cost[columns].sum()) - sum(best.values())


def joined(first: Pool, second: Pool) -> Pool:
    """Return the columns of two pools of one block; columns of the first keep their order by level."""
    sizes = sorted({level.shape[1] for level in first.levels + second.levels})
    levels, order = [], []
    for size in sizes:
        for pool, shift in ((first, 0), (second, len(first))):
            for level, start in zip(pool.levels, pool.starts(), strict=False):
                if level.shape[1] == size:
                    levels.append(level)
                    order.append(np.arange(start, start + len(level)) + shift)
    place = np.empty(len(first) + len(second), dtype=np.int64)
    flat = np.concatenate(order)
    place[flat] = np.arange(len(flat))
    merged = [np.concatenate([x for x in levels if x.shape[1] == size]) for size in sizes]

    def both(a: Ints, b: Ints) -> Ints:
        return np.concatenate([a, b])

    return Pool(
        tuple(merged),
        both(first.cost, second.cost)[flat],
        place[both(first.trace_column, second.trace_column + len(first))],
        both(first.trace_ore, second.trace_ore),
        both(first.trace_credit, second.trace_credit),
        place[both(first.claim_column, second.claim_column + len(first))],
        both(first.claim_ore, second.claim_ore),
        first.atoms,
        first.ores,
    )


def pool_of(block: Block, groups: list[Names]) -> Pool:
    """Drop the groups that break a rule not checked while growing, price the others."""
    levels: list[Names] = []
    costs: list[Ints] = []
    traces: list[Ints] = []
    claims: list[Ints] = []
    start = 0
    pricer = _Pricer(block)
    for level in groups:
        kept = level[_allowed(block, level)]
        for at in range(0, len(kept), _PIECE):
            piece = kept[at : at + _PIECE]
            costs.append(pricer.cost(piece, start + at, traces, claims))
        if len(kept):
            levels.append(kept)
            start += len(kept)
    trace = np.concatenate([np.zeros((0, 3), dtype=np.int64), *traces])
    claim = np.concatenate([np.zeros((0, 2), dtype=np.int64), *claims])
    cost = np.concatenate([np.zeros(0, dtype=np.int64), *costs])
    return Pool(
        tuple(levels),
        cost,
        trace[:, 0],
        trace[:, 1],
        trace[:, 2],
        claim[:, 0],
        claim[:, 1],
        len(block.atoms),
        len(block.ores),
    )


def _allowed(block: Block, level: Names) -> NDArray[np.bool_]:
    """Whether each group keeps all limits and holds each class of pinned atoms whole or not at all."""
    size, sums = block.size[level].sum(axis=1), block.sums[level].sum(axis=1)
    clash = block.clash.diagonal()[level].any(axis=1)
    fits = (size <= block.most) & (sums <= block.maxima).all(axis=1) & ~clash
    fits = np.asarray(fits | (size == 1))
    for klass in block.classes:
        inside = np.zeros(len(block.atoms), dtype=bool)
        inside[list(klass)] = True
        held = inside[level].sum(axis=1)
        fits &= (held == 0) | (held == len(klass))
    return fits


class _Pricer:
    """Prices groups of one block; its tables are built once for all levels."""

    def __init__(self, block: Block) -> None:
        self.block = block
        b = len(block.nodes)
        self.inner: Ints | None = None
        if len(block.conflicts):
            a, c, units = block.conflicts.T
            self.inner = np.zeros((b, b), dtype=np.int64)
            self.inner[a, c] = self.inner[c, a] = units
            self.around = self.inner.sum(axis=1)
        self.floor = np.array([ore.floor for ore in block.ores], dtype=np.int64)
        self.total = np.array([ore.total for ore in block.ores], dtype=np.int64)
        self.tonnage = np.zeros((b, len(block.ores)), dtype=np.int64)
        for at, ore in enumerate(block.ores):
            self.tonnage[ore.members, at] = ore.units

    def cost(self, groups: Names, start: int, traces: list[Ints], claims: list[Ints]) -> Ints:
        """Return the half-units of each group; note the traces and claims of columns from `start`."""
        block = self.block
        nodes = block.atoms[groups].reshape(len(groups), -1)
        cost = np.full(len(groups), block.group, dtype=np.int64)
        if block.capacity is not None:
            held = np.where(nodes >= 0, block.capacity[nodes], 0).sum(axis=1)
            cost += np.maximum(0, block.minimum - held)
        if block.holder is not None:
            cost += block.mixed * (_distinct(np.where(nodes >= 0, block.holder[nodes], -1)) - 1)
        if block.distance is not None and nodes.shape[1] > 1:
            cost += _star(nodes, block.distance)
        cost *= 2
        if self.inner is not None:
            cost += self._cut(nodes)
        if block.ores:
            self._credits(nodes, start, cost, traces, claims)
        return cost

    def _cut(self, nodes: Ints) -> Ints:
        """Return the units of conflicts with one end inside: each end pays half of twice the units."""
        assert self.inner is not None
        cut = np.zeros(len(nodes), dtype=np.int64)
        for j in range(nodes.shape[1]):
            here = nodes[:, j]
            live = here >= 0
            cut += np.where(live, self.around[here], 0)
            for k in range(j):
                both = live & (nodes[:, k] >= 0)
                cut -= 2 * np.where(both, self.inner[here, nodes[:, k]], 0)
        return cut

    def _credits(self, nodes: Ints, start: int, cost: Ints, traces: list[Ints], claims: list[Ints]) -> None:
        """Take certain credits off `cost`; note the others as rows (column, orebody, half-units)."""
        column, ore, held = self._held(nodes)
        credit = 2 * (held - self.floor[ore])
        keep = credit > 0
        sure = keep & (2 * held > self.total[ore])
        np.subtract.at(cost, column[sure], credit[sure])
        claims.append(np.column_stack([column + start, ore])[sure])
        traces.append(np.column_stack([column + start, ore, credit])[keep & ~sure])

    def _held(self, nodes: Ints) -> tuple[Ints, Ints, Ints]:
        """Return (group, orebody, units held) for all that a group holds, by group and orebody."""
        live = nodes >= 0
        if len(nodes) * self.tonnage.shape[1] <= _DENSE:
            table = np.zeros((len(nodes), self.tonnage.shape[1]), dtype=np.int64)
            for k in range(nodes.shape[1]):
                table += np.where(live[:, k, None], self.tonnage[nodes[:, k]], 0)
            column, ore = np.nonzero(table)
            return column, ore, table[column, ore]
        from scipy.sparse import csr_matrix

        ends = np.concatenate([[0], np.cumsum(live.sum(axis=1))])
        inside = csr_matrix(
            (np.ones(ends[-1], dtype=np.int64), nodes[live], ends), shape=(len(nodes), len(self.tonnage))
        )
        held = inside @ csr_matrix(self.tonnage)
        held.sort_indices()
        column = np.repeat(np.arange(len(nodes)), np.diff(held.indptr))
        return column, held.indices.astype(np.int64), held.data


def _distinct(holders: Ints) -> Ints:
    """Return how many different values other than -1 each row holds; -1 pads."""
    ranked = np.sort(np.unique(holders, return_inverse=True)[1].reshape(holders.shape), axis=1)
    has_pad = (holders == -1).any(axis=1)
    return np.asarray(1 + (np.diff(ranked, axis=1) != 0).sum(axis=1) - has_pad)


def _star(nodes: Ints, distance: Ints) -> Ints:
    best = np.full(len(nodes), np.iinfo(np.int64).max)
    for c in range(nodes.shape[1]):
        total = np.zeros(len(nodes), dtype=np.int64)
        centre = nodes[:, c]
        for k in range(nodes.shape[1]):
            if k != c:
                total += np.where(nodes[:, k] >= 0, distance[centre, nodes[:, k]], 0)
        best = np.where(centre >= 0, np.minimum(best, total), best)
    return best
