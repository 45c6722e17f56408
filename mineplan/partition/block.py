"""Blocks: the parts of a problem that can be solved each alone, in local indices and integer prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mineplan.partition.canon import canonical_order
from mineplan.partition.judge import slack
from mineplan.partition.labels import distinct_pairs, label_of, pair_array
from mineplan.partition.money import Ints, Prices, table_among
from mineplan.partition.problem import PartitionProblem

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Ore:
    """One orebody of a block in units of money.

    Attributes
    ----------
    members, units
        Local nodes and what each one's tonnage is worth.
    floor
        What the largest part holds in any plan; only what a group holds beyond it is a credit.
    total
        Sum of `units`.
    number
        Which orebody of the problem it is.
    """

    members: Ints
    units: Ints
    floor: int
    total: int
    number: int


@dataclass(frozen=True)
class Block:
    """Some nodes of a problem, closed under edges, pins and the orebodies that matter.

    Nodes that a pin joins and that touch are contracted to one *atom*; groups are sets of atoms.

    Attributes
    ----------
    nodes
        Original index of each local node, in canonical order (`canon`).
    atoms
        Local nodes of each atom, padded with -1, (atoms, widest).
    edges
        Pairs of touching atoms, (m, 2).
    clash
        Whether two atoms may not share a group (apart pins, span), (atoms, atoms).
    size, sums, maxima, hereditary
        Nodes of each atom; its share in each sum limit (atoms, sums); the limits with their float
        slack; whether every value of a limit is non-negative, so that it prunes while a group grows.
    most
        Largest number of nodes of a group.
    classes
        Atoms that pins hold together although they do not touch.
    group, mixed, minimum, holder, capacity, distance, conflicts, ores
        Prices in local indices; `conflicts` rows are (a, b, units).
    constant
        Units that every plan pays.
    """

    nodes: Ints
    atoms: Ints
    edges: Ints
    clash: Bools
    size: Ints
    sums: NDArray[np.float64]
    maxima: NDArray[np.float64]
    hereditary: Bools
    most: int
    classes: tuple[tuple[int, ...], ...]
    group: int
    mixed: int
    minimum: int
    holder: Ints | None
    capacity: Ints | None
    distance: Ints | None
    conflicts: Ints
    ores: tuple[Ore, ...]
    constant: int

    @property
    def names(self) -> tuple[int, ...]:
        """Original nodes, ascending."""
        return tuple(np.sort(self.nodes).tolist())

    @property
    def lead(self) -> Ints:
        """First local node of each atom."""
        return self.atoms[:, 0]


def split_pins(problem: PartitionProblem) -> tuple[tuple[int, int], ...]:
    """Return the together-pins whose ends no path joins: each is a contradiction by itself."""
    label = label_of(problem.n, pair_array(problem.edges))
    return tuple((int(a), int(b)) for a, b in pair_array(problem.together) if label[a] != label[b])


def blocks_of(problem: PartitionProblem, prices: Prices) -> tuple[list[Block], int]:
    """Return the blocks of a problem and the units that cuts between blocks cost in every plan.

    Requires that `split_pins` is empty.
    """
    label = label_of(problem.n, pair_array(problem.edges))
    parts = [_live_part(problem, prices, label, at) for at in range(len(problem.orebodies))]
    ties = [(int(m[0]), int(i)) for m, _ in parts for i in m[1:]]
    label = label_of(problem.n, np.concatenate([pair_array(problem.edges), pair_array(tuple(ties))]))
    order = canonical_order(problem, label)
    starts = np.searchsorted(label[order], np.arange(label.max() + 1 if problem.n else 0))
    members = np.split(order, starts[1:]) if problem.n else []
    local = np.empty(problem.n, dtype=np.int64)
    for nodes in members:
        local[nodes] = np.arange(len(nodes))
    tables = _Tables(problem, prices, label, local, parts)
    blocks = [tables.block(at, nodes) for at, nodes in enumerate(members)]
    crossing = sum(
        int(u) for (a, b, _), u in zip(problem.conflicts, prices.conflicts, strict=True) if label[a] != label[b]
    )
    split = sum(
        int(units.sum() - units.max())
        for units, (live, _) in zip(prices.tonnage, parts, strict=True)
        if units.size and not live.size
    )
    dead = sum(
        int(units.sum() - kept.sum()) for units, (live, kept) in zip(prices.tonnage, parts, strict=True) if live.size
    )
    return blocks, crossing + split + dead


def _live_part(problem: PartitionProblem, prices: Prices, label: Ints, at: int) -> tuple[Ints, Ints]:
    """Return members and units of one orebody where a group may come to hold the largest part.

    The largest part is never below the largest single member. A component whose whole part does not
    exceed that can never hold more, so its members only add a constant.
    """
    members = np.array(problem.orebodies[at].members, dtype=np.int64)
    units = prices.tonnage[at]
    keep = units > 0
    members, units = members[keep], units[keep]
    if len(members) < 2:
        return members[:0], units[:0]
    held = np.bincount(label[members], weights=units)
    live = held[label[members]] > units.max()
    return members[live], units[live]


class _Tables:
    """Problem-wide tables sorted by block, so that cutting all blocks takes one pass over each."""

    def __init__(
        self, problem: PartitionProblem, prices: Prices, label: Ints, local: Ints, parts: list[tuple[Ints, Ints]]
    ) -> None:
        self.problem, self.prices, self.local = problem, prices, local
        count = int(label.max()) + 1 if problem.n else 0
        self.edges = _by_block(pair_array(problem.edges), label, local, count)
        self.together = _by_block(pair_array(problem.together), label, local, count)
        self.apart = _by_block(pair_array(problem.apart), label, local, count)
        self.conflicts = _by_block(_merged_conflicts(problem, prices), label, local, count)
        self.ores: list[list[tuple[int, Ints, Ints]]] = [[] for _ in range(count)]
        for at, (members, units) in enumerate(parts):
            if members.size:
                self.ores[int(label[members[0]])].append((at, local[members], units))
        self.distance = problem.distance_table
        self.values = np.array([s.values for s in problem.limits.sums], dtype=np.float64).T
        self.holder = None if problem.holder is None else np.array(problem.holder, dtype=np.int64)

    def block(self, at: int, nodes: Ints) -> Block:
        """Cut one block out."""
        b, prices, limits = len(nodes), self.prices, self.problem.limits
        klass = label_of(b, self.together[at])
        touching = self.edges[at][klass[self.edges[at][:, 0]] == klass[self.edges[at][:, 1]]]
        atom = label_of(b, touching)
        atoms = _padded(atom)
        ores, constant = self._ores(at, atom)
        values = self.values[nodes] if limits.sums else np.zeros((b, 0))
        return Block(
            nodes=nodes,
            atoms=atoms,
            edges=_atom_edges(self.edges[at], atom),
            clash=self._clash(at, nodes, atom, klass),
            size=(atoms >= 0).sum(axis=1),
            sums=_summed(values, atom, len(atoms)),
            maxima=np.array([s.max + slack(s) for s in limits.sums], dtype=np.float64),
            hereditary=values.min(axis=0, initial=0) >= 0,
            most=b if limits.members is None else min(b, max(1, limits.members)),
            classes=_open_classes(klass, atom),
            group=prices.group,
            mixed=prices.mixed,
            minimum=prices.minimum,
            holder=self.holder[nodes] if self.holder is not None and prices.mixed else None,
            capacity=None if prices.capacity is None else prices.capacity[nodes],
            distance=None if prices.distance is None else prices.distance.among(nodes),
            conflicts=self.conflicts[at],
            ores=ores,
            constant=constant,
        )

    def _ores(self, at: int, atom: Ints) -> tuple[tuple[Ore, ...], int]:
        out, constant = [], 0
        for which, members, units in self.ores[at]:
            by_atom = np.bincount(atom[members], weights=units).astype(np.int64)
            floor = max(int(by_atom.max()), int(self.prices.tonnage[which].max()))
            out.append(Ore(members, units, floor, int(units.sum()), which))
            constant += int(units.sum()) - floor
        return tuple(out), constant

    def _clash(self, at: int, nodes: Ints, atom: Ints, klass: Ints) -> Bools:
        count = int(atom.max()) + 1
        clash = np.zeros((count, count), dtype=bool)
        span = self.problem.limits.span
        if span is not None and self.distance is not None:
            order = np.argsort(atom, kind="stable")
            starts = np.flatnonzero(np.diff(atom[order], prepend=-1))
            far = table_among(self.distance, nodes[order]) > span
            if len(starts) < len(order):
                far = np.logical_or.reduceat(np.logical_or.reduceat(far, starts, axis=0), starts, axis=1)
            clash |= far
        if not len(self.apart[at]):
            return clash | clash.T
        # A pin between two nodes holds between all that is pinned together with either.
        classes = int(klass.max()) + 1
        apart = np.zeros((classes, classes), dtype=bool)
        apart[klass[self.apart[at][:, 0]], klass[self.apart[at][:, 1]]] = True
        of_atom = np.zeros(count, dtype=np.int64)
        of_atom[atom] = klass
        clash |= (apart | apart.T)[np.ix_(of_atom, of_atom)]
        return clash | clash.T


def _merged_conflicts(problem: PartitionProblem, prices: Prices) -> Ints:
    summed: dict[tuple[int, int], int] = {}
    for (a, b, _), units in zip(problem.conflicts, prices.conflicts, strict=True):
        key = (min(a, b), max(a, b))
        summed[key] = summed.get(key, 0) + int(units)
    rows = [(a, b, units) for (a, b), units in sorted(summed.items()) if units]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def _by_block(rows: Ints, label: Ints, local: Ints, count: int) -> list[Ints]:
    """Return the rows whose two nodes lie in one block, block by block, in ascending local indices."""
    rows = rows[label[rows[:, 0]] == label[rows[:, 1]]]
    at = label[rows[:, 0]]
    out = np.concatenate([np.sort(local[rows[:, :2]], axis=1), rows[:, 2:]], axis=1)
    order = np.lexsort((out[:, 1], out[:, 0], at))
    starts = np.searchsorted(at[order], np.arange(1, count))
    return np.split(out[order], starts) if count else []


def _padded(atom: Ints) -> Ints:
    """Return the nodes of each atom, ascending, padded with -1."""
    counts = np.bincount(atom)
    order = np.argsort(atom, kind="stable")
    place = np.arange(len(atom)) - np.repeat(np.cumsum(counts) - counts, counts)
    out = np.full((len(counts), int(counts.max())), -1, dtype=np.int64)
    out[atom[order], place] = order
    return out


def _atom_edges(edges: Ints, atom: Ints) -> Ints:
    ends = atom[edges]
    return distinct_pairs(ends[ends[:, 0] != ends[:, 1]])


def _summed(values: NDArray[np.float64], atom: Ints, count: int) -> NDArray[np.float64]:
    out = np.zeros((count, values.shape[1]))
    np.add.at(out, atom, values)
    return out


def _open_classes(klass: Ints, atom: Ints) -> tuple[tuple[int, ...], ...]:
    """Return the atoms of each class of pinned nodes that consists of more than one."""
    held: dict[int, set[int]] = {}
    for k, a in zip(klass.tolist(), atom.tolist(), strict=True):
        held.setdefault(k, set()).add(a)
    return tuple(tuple(sorted(atoms)) for _, atoms in sorted(held.items()) if len(atoms) > 1)
