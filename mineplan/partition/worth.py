"""What a group is worth under the master problem's duals, as tables for the search of `pricing`.

For a fixed centre c the reduced cost of a group, in half-units, is

    2 group + around(S) - 2 pairs(S) + 2 star(c, S) - y(S)      (conflicts cut, less duals)
    + 2 mixed (holders(S) - 1) + 2 max(0, minimum - capacity(S))
    - sum of 2 (t - floor) - p over the orebodies that the group claims

and its true reduced cost is the least over the centres in S. All is in floats: `margin` is what rounding
may amount to, and every claim made from them is weakened by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from mineplan.partition.block import Block, Bools
from mineplan.partition.master import Floats
from mineplan.partition.money import Ints


@dataclass(frozen=True)
class Worth:
    """Tables over the atoms of a block; prices in half-units.

    Attributes
    ----------
    near, clash
        Which atoms touch, which may not share a group, (atoms, atoms).
    pair
        Conflicts between atoms, (atoms, atoms).
    root, base
        Atom of each centre, (centres,); what each atom adds to a group of that centre apart from pairs,
        holders, shortfall and orebodies, (centres, atoms).
    later
        Atoms that may join a group of each centre, (centres, atoms).
    tonnage, theta, half
        Units of each orebody at each atom, (atoms, ores); what a group must hold before it earns, and what
        a group that holds more must claim for, even at a loss: half the orebody or its floor, (ores,).
    holders, first
        Which holders each atom has, and the first of them, (atoms, holders).
    fixed, mixed, minimum, capacity, size, most, sums, maxima, classes
        As in `Block`; `fixed` and `mixed` in half-units.
    soft_sums, soft_maxima
        Sums that may shrink as a group grows: only whole groups are held to them.
    margin
        Bound on the rounding of any sum of these.
    """

    near: Bools
    clash: Bools
    pair: Floats
    root: Ints
    base: Floats
    later: Bools
    tonnage: Floats
    theta: Floats
    half: Floats
    holders: Floats
    first: Floats
    fixed: float
    mixed: float
    minimum: float
    capacity: Floats
    size: Ints
    most: int
    sums: Floats
    maxima: Floats
    soft_sums: Floats
    soft_maxima: Floats
    classes: tuple[tuple[int, ...], ...]
    margin: float

    @cached_property
    def sparse(self) -> dict[str, Any]:
        """Return the tables that states are multiplied with, transposed.

        Sparse, for a dense product of this size goes to several threads, which wait for each other when
        the machine is busy, and add up in another order.
        """
        from scipy.sparse import csr_matrix

        names = ("near", "pair", "tonnage", "holders", "first")
        return {name: csr_matrix(getattr(self, name).T.astype(np.float64)) for name in names}

    def sums_of(self, rows: Floats, name: str) -> Floats:
        """Return `rows` times a table, (rows, columns of the table)."""
        return np.ascontiguousarray((self.sparse[name] @ np.ascontiguousarray(rows.T)).T)

    def part(self, atoms: Ints, centres: Ints) -> Worth:
        """Return the tables of some atoms and of some centres whose roots are among them."""
        place = np.full(len(self.size), -1, dtype=np.int64)
        place[atoms] = np.arange(len(atoms))
        grid = np.ix_(atoms, atoms)
        cut = np.ix_(centres, atoms)
        ores = self.tonnage[atoms].any(axis=0)
        held = self.holders[atoms].any(axis=0)
        return Worth(
            self.near[grid],
            self.clash[grid],
            self.pair[grid],
            place[self.root[centres]],
            self.base[cut],
            self.later[cut],
            self.tonnage[np.ix_(atoms, ores)],
            self.theta[ores],
            self.half[ores],
            self.holders[np.ix_(atoms, held)],
            self.first[np.ix_(atoms, held)],
            self.fixed,
            self.mixed,
            self.minimum,
            self.capacity[atoms],
            self.size[atoms],
            self.most,
            self.sums[atoms],
            self.maxima,
            self.soft_sums[atoms],
            self.soft_maxima,
            tuple(tuple(place[list(klass)].tolist()) for klass in self.classes if (place[list(klass)] >= 0).any()),
            self.margin,
        )


def worth_of(block: Block, y: Floats, p: Floats) -> Worth:
    """Return the tables for cover duals y (atoms,) and claim prices p (ores,), in half-units."""
    count = len(block.atoms)
    atom = np.empty(len(block.nodes), dtype=np.int64)
    for at, row in enumerate(block.atoms):
        atom[row[row >= 0]] = at
    pair = _pairs(block, atom, count)
    near = np.zeros((count, count), dtype=bool)
    near[block.edges[:, 0], block.edges[:, 1]] = near[block.edges[:, 1], block.edges[:, 0]] = True
    root, later, star = _centres(block, atom, count)
    base = pair.sum(axis=1)[None, :] - y[None, :] + 2 * star
    tonnage = np.zeros((count, len(block.ores)))
    for at, ore in enumerate(block.ores):
        np.add.at(tonnage[:, at], atom[ore.members], ore.units)
    holders, first = _holders(block, atom, count)
    capacity = (
        np.zeros(count) if block.capacity is None else np.bincount(atom, block.capacity, count).astype(np.float64)
    )
    minimum = 0.0 if block.capacity is None else float(block.minimum)
    scale = np.abs(base).max(axis=0, initial=0).sum() + 2 * pair.sum() + 4 * tonnage.sum() + p.sum()
    scale += 2 * (block.group + minimum + capacity.sum() + block.mixed * holders.shape[1])
    hard = block.hereditary
    return Worth(
        near=near,
        clash=block.clash,
        pair=pair,
        root=root,
        base=base,
        later=later,
        tonnage=tonnage,
        theta=np.array([ore.floor for ore in block.ores], dtype=np.float64) + p / 2,
        half=np.array([max(ore.total / 2, ore.floor) for ore in block.ores], dtype=np.float64),
        holders=holders,
        first=first,
        fixed=2.0 * block.group,
        mixed=2.0 * block.mixed if block.holder is not None else 0.0,
        minimum=minimum,
        capacity=capacity,
        size=block.size,
        most=block.most,
        sums=block.sums[:, hard],
        maxima=block.maxima[hard],
        soft_sums=block.sums[:, ~hard],
        soft_maxima=block.maxima[~hard],
        classes=block.classes,
        margin=1e-12 * float(scale) + 1e-9,
    )


def _pairs(block: Block, atom: Ints, count: int) -> Floats:
    pair = np.zeros((count, count))
    if len(block.conflicts):
        a, b, units = atom[block.conflicts[:, 0]], atom[block.conflicts[:, 1]], block.conflicts[:, 2]
        apart = a != b
        np.add.at(pair, (a[apart], b[apart]), units[apart])
        pair += pair.T
    return pair


def _centres(block: Block, atom: Ints, count: int) -> tuple[Ints, Bools, Floats]:
    """Return root, permitted atoms and distances of each centre.

    Without distances a group's centre is its smallest atom; with them, the member of the least sum.
    Either way no two groups of a plan share a centre.
    """
    if block.distance is None:
        return np.arange(count), np.tri(count, dtype=bool).T, np.zeros((count, count))
    star = np.zeros((len(atom), count))
    for at, row in enumerate(block.atoms):
        star[:, at] = block.distance[:, row[row >= 0]].sum(axis=1)
    return atom, np.ones((len(atom), count), dtype=bool), star


def _holders(block: Block, atom: Ints, count: int) -> tuple[Floats, Floats]:
    if block.holder is None:
        return np.zeros((count, 0)), np.zeros((count, 0))
    which = np.unique(block.holder, return_inverse=True)[1]
    holders = np.zeros((count, int(which.max()) + 1))
    holders[atom, which] = 1
    first = np.zeros_like(holders)
    first[np.arange(count), which[block.atoms[:, 0]]] = 1
    return holders, first
