"""A plan under construction: groups of one block that merge and trade atoms, priced exactly."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mineplan.partition.block import Block
from mineplan.partition.enumeration import neighbours_of
from mineplan.partition.money import Ints

Group = frozenset[int]


@dataclass(frozen=True)
class Facts:
    """What the price and the rules of a group depend on.

    Attributes
    ----------
    atoms, nodes
        Its atoms, its local nodes, in any order.
    star
        Units of distance from each node to all; None without distances.
    capacity, holders, cut, sums, held
        Units of capacity, its holders, units of conflicts cut, its share in each sum limit, units of each orebody.
    """

    atoms: Ints
    nodes: Ints
    star: Ints | None
    capacity: int
    holders: frozenset[int]
    cut: int
    sums: NDArray[np.float64]
    held: dict[int, int]


class Draft:
    """Groups of atoms of one block.

    Invariant: every group is connected and keeps all rules; the groups cover every atom once;
    `home` names the group of each atom.
    """

    def __init__(self, block: Block, groups: list[Group]) -> None:
        self.block = block
        self.near = [set(row.tolist()) for row in neighbours_of(block)]
        self.groups: dict[int, Group] = dict(enumerate(groups))
        self._next = len(groups)  # names are never used again, so that an old one is known to be gone
        self.home = {atom: at for at, group in self.groups.items() for atom in group}
        self._facts: dict[Group, Facts] = {}
        self.tonnage: list[dict[int, int]] = [{} for _ in block.atoms]
        of_node = {int(v): at for at, row in enumerate(block.atoms) for v in row if v >= 0}
        for which, ore in enumerate(block.ores):
            for node, units in zip(ore.members.tolist(), ore.units.tolist(), strict=True):
                held = self.tonnage[of_node[node]]
                held[which] = held.get(which, 0) + units
        self._atoms_of: list[list[int]] = [[] for _ in block.ores]
        for atom, parts in enumerate(self.tonnage):
            for which in parts:
                self._atoms_of[which].append(atom)
        self._conflicts = _conflicts_of(block)

    def facts(self, group: Group) -> Facts:
        """Return what the price and the rules of a group depend on."""
        if group not in self._facts:
            self._facts[group] = self._reckoned(group)
        return self._facts[group]

    def _reckoned(self, group: Group) -> Facts:
        block, atoms = self.block, np.array(sorted(group))
        nodes = nodes_in(block, group)
        inside = set(nodes.tolist())
        cut = sum(u for v in inside for w, u in self._conflicts.get(v, ()) if w not in inside)
        return Facts(
            atoms=atoms,
            nodes=nodes,
            star=None if block.distance is None else block.distance[nodes[:, None], nodes].sum(axis=1),
            capacity=0 if block.capacity is None else int(block.capacity[nodes].sum()),
            holders=frozenset() if block.holder is None else frozenset(block.holder[nodes].tolist()),
            cut=cut,
            sums=block.sums[atoms].sum(axis=0),
            held=self._all_held(group),
        )

    def _all_held(self, group: Group) -> dict[int, int]:
        out: dict[int, int] = {}
        for atom in group:
            for ore, units in self.tonnage[atom].items():
                out[ore] = out.get(ore, 0) + units
        return out

    def union(self, one: Group, two: Group) -> Group:
        """Return two groups as one, its facts made from theirs."""
        group = one | two
        if group in self._facts:
            return group
        a, b, block = self.facts(one), self.facts(two), self.block
        star = None
        if block.distance is not None:
            between = block.distance[a.nodes[:, None], b.nodes]
            star = np.concatenate([a.star + between.sum(axis=1), b.star + between.sum(axis=0)])
        inside = set(b.nodes.tolist())
        shared = sum(u for v in a.nodes.tolist() for w, u in self._conflicts.get(v, ()) if w in inside)
        self._facts[group] = Facts(
            atoms=np.concatenate([a.atoms, b.atoms]),
            nodes=np.concatenate([a.nodes, b.nodes]),
            star=star,
            capacity=a.capacity + b.capacity,
            holders=a.holders | b.holders,
            cut=a.cut + b.cut - 2 * shared,
            sums=a.sums + b.sums,
            held={ore: a.held.get(ore, 0) + b.held.get(ore, 0) for ore in a.held.keys() | b.held.keys()},
        )
        return group

    def may_join(self, one: Group, two: Group) -> bool:
        """Whether two groups that keep the rules keep them as one."""
        block, a, b = self.block, self.facts(one), self.facts(two)
        if len(a.nodes) + len(b.nodes) > block.most or block.clash[a.atoms[:, None], b.atoms].any():
            return False
        if block.classes:
            return keeps_rules(block, one | two)
        alone = [f.atoms[0] for f in (a, b) if len(f.atoms) == 1]
        return bool((a.sums + b.sums <= block.maxima).all()) and not block.clash[alone, alone].any()

    def price(self, group: Group) -> int:
        """Return the half-units of a group, orebodies apart."""
        block, facts = self.block, self.facts(group)
        cost = block.group
        if block.capacity is not None:
            cost += max(0, block.minimum - facts.capacity)
        if block.holder is not None:
            cost += block.mixed * (len(facts.holders) - 1)
        if facts.star is not None:
            cost += int(facts.star.min())
        return 2 * cost + facts.cut

    def credit(self, old: list[Group], new: list[Group]) -> int:
        """Return the half-units of orebody cost that replacing `old` groups by `new` ones saves."""
        ores = {o for group in new for atom in group for o in self.tonnage[atom]}
        saved = 0
        for ore in sorted(ores):
            floor = self.block.ores[ore].floor
            rest = self._parts(ore, old)
            before = max([floor, *rest, *(self._held(g, ore) for g in old)])
            after = max([floor, *rest, *(self._held(g, ore) for g in new)])
            saved += 2 * (after - before)
        return saved

    def _held(self, group: Group, ore: int) -> int:
        return self.facts(group).held.get(ore, 0)

    def _parts(self, ore: int, without: list[Group]) -> list[int]:
        gone = set().union(*without)
        members = [a for a in self._ore_atoms(ore) if a not in gone]
        return [self._held(self.groups[at], ore) for at in sorted({self.home[a] for a in members})]

    def _ore_atoms(self, ore: int) -> list[int]:
        return self._atoms_of[ore]

    def gain(self, old: list[Group], new: list[Group]) -> int:
        """Return the half-units saved by replacing `old` groups by `new` ones."""
        return sum(map(self.price, old)) - sum(map(self.price, new)) + self.credit(old, new)

    def replace(self, old: list[int], new: list[Group]) -> list[int]:
        """Replace groups; return the names of the new ones."""
        for at in old:
            del self.groups[at]
        names = list(range(self._next, self._next + len(new)))
        self._next += len(new)
        for at, group in zip(names, new, strict=True):
            self.groups[at] = group
            for atom in group:
                self.home[atom] = at
        return names

    def touching(self, at: int) -> list[int]:
        """Return the groups that touch a group, ascending."""
        group = self.groups[at]
        return sorted({self.home[b] for a in group for b in self.near[a]} - {at})

    def is_connected(self, group: Group) -> bool:
        """Whether the atoms hang together."""
        if not group:
            return False
        start = min(group)
        seen, todo = {start}, deque([start])
        while todo:
            fresh = (self.near[todo.popleft()] & group) - seen
            seen |= fresh
            todo.extend(fresh)
        return len(seen) == len(group)


def nodes_in(block: Block, group: Group) -> Ints:
    """Return the local nodes of a group of atoms."""
    nodes = block.atoms[sorted(group)].ravel()
    return np.sort(nodes[nodes >= 0])


def keeps_rules(block: Block, group: Group) -> bool:
    """Whether a group (its connection apart) keeps limits, apart pins and open classes."""
    atoms = sorted(group)
    if block.clash[np.ix_(atoms, atoms)].any():
        return False
    if any(0 < len(group.intersection(klass)) < len(klass) for klass in block.classes):
        return False
    if block.size[atoms].sum() == 1:
        return True
    return bool(block.size[atoms].sum() <= block.most and (block.sums[atoms].sum(axis=0) <= block.maxima).all())


def _conflicts_of(block: Block) -> dict[int, list[tuple[int, int]]]:
    out: dict[int, list[tuple[int, int]]] = {}
    for a, b, units in block.conflicts.tolist():
        out.setdefault(a, []).append((b, units))
        out.setdefault(b, []).append((a, units))
    return out
