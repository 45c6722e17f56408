"""Every connected group of a block, once each, level by level over bit masks.

The tree is that of ESU (Wernicke 2006): a group is reached from its smallest atom; each step adds one
candidate and bans the candidates before it, so no group is met twice. Masks are rows of 64-bit words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mineplan.partition.block import Block, Bools
from mineplan.partition.money import Ints

Words = NDArray[np.uint64]
Names = NDArray[np.int32]
_ROOTS = 32
# Rows times atoms of a piece: a row has at most as many children as there are atoms.
_CELLS = 1 << 19
_SMALL = 192


class TooManyGroupsError(Exception):
    """The cap on groups or on stored cells was passed."""


@dataclass(frozen=True)
class Universe:
    """Some atoms of a block with their masks; rows are atoms, `names` their index in the block."""

    names: Names
    touching: Words
    banned: Words
    own: Words
    upto: Words
    size: Ints
    sums: NDArray[np.float64]
    maxima: NDArray[np.float64]
    most: int


@dataclass(frozen=True)
class Frontier:
    """Groups of one size: atoms (m, k) in the universe, masks of what touches and what is banned, totals."""

    atoms: NDArray[np.int32]
    reach: Words
    closed: Words
    size: Ints
    sums: NDArray[np.float64]

    def rows(self, at: NDArray[np.intp] | slice) -> Frontier:
        """Return some of the groups."""
        return Frontier(self.atoms[at], self.reach[at], self.closed[at], self.size[at], self.sums[at])


def packed(flags: Bools) -> Words:
    """Pack rows of flags into rows of 64-bit words, lowest bit first."""
    rows, width = flags.shape
    words = max(1, -(-width // 64))
    wide = np.zeros((rows, words * 64), dtype=bool)
    wide[:, :width] = flags
    return np.packbits(wide, axis=1, bitorder="little").view(np.uint64).reshape(rows, words)


def universe_of(block: Block, names: Ints) -> Universe:
    """Return the masks of some atoms of a block, in the order of `names`."""
    count = len(names)
    place = np.full(len(block.atoms), -1, dtype=np.int64)
    place[names] = np.arange(count)
    ends = place[block.edges]
    ends = ends[(ends >= 0).all(axis=1)]
    touching = np.zeros((count, count), dtype=bool)
    touching[ends[:, 0], ends[:, 1]] = touching[ends[:, 1], ends[:, 0]] = True
    hard = block.hereditary
    return Universe(
        names=names.astype(np.int32),
        touching=packed(touching),
        banned=packed(block.clash[np.ix_(names, names)]),
        own=packed(np.eye(count, dtype=bool)),
        upto=packed(np.tri(count, dtype=bool)),
        size=block.size[names],
        sums=block.sums[names][:, hard],
        maxima=block.maxima[hard],
        most=block.most,
    )


def roots_of(universe: Universe, first: int, last: int) -> Frontier:
    """Return the groups of one atom for atoms first..last-1; each bans the atoms before it."""
    atoms = np.arange(first, last)
    return Frontier(
        atoms=atoms[:, None].astype(np.int32),
        reach=universe.touching[atoms],
        closed=universe.upto[atoms] | universe.banned[atoms],
        size=universe.size[atoms],
        sums=universe.sums[atoms],
    )


def grown(front: Frontier, universe: Universe, once: bool = True) -> Frontier:
    """Return every group that adds one allowed atom to a group of `front`.

    With `once` each set comes once over all levels; without it each addition is offered to each group.
    """
    free = front.reach & ~front.closed
    bits = np.unpackbits(free.view(np.uint8), axis=1, bitorder="little")
    row, new = np.nonzero(bits[:, : len(universe.names)])
    size = front.size[row] + universe.size[new]
    sums = front.sums[row] + universe.sums[new]
    fits = (size <= universe.most) & (sums <= universe.maxima).all(axis=1)
    if not fits.all():
        row, new, size, sums = row[fits], new[fits], size[fits], sums[fits]
    before = free[row] & universe.upto[new] if once else universe.own[new]
    return Frontier(
        atoms=np.concatenate([front.atoms[row], new[:, None].astype(np.int32)], axis=1),
        reach=front.reach[row] | universe.touching[new],
        closed=front.closed[row] | before | universe.banned[new],
        size=size,
        sums=sums,
    )


def connected_groups(
    block: Block,
    cap: int,
    cells: int,
    deepest: int | None = None,
    seconds: Callable[[], float | None] = lambda: None,
) -> list[Names]:
    """Return all connected groups of atoms that keep the limits which only tighten as a group grows.

    Parameters
    ----------
    block
        The block; apart pins and span are honoured through `clash`.
    cap, cells
        Most groups, and most stored atoms, before giving up.
    deepest
        Largest number of atoms of a group; None for no such bound.
    seconds
        Seconds left, None without limit.

    Returns
    -------
    list of arrays
        One array (m, k) for each number k of atoms, rows and atoms in ascending order.

    Raises
    ------
    TooManyGroupsError
        When a cap or the time is passed.
    """
    found: dict[int, list[Names]] = {}
    count = stored = 0
    for batch in _batches(block, deepest):
        count += len(batch)
        stored += batch.size
        left = seconds()
        if count > cap or stored > cells or (left is not None and left <= 0):
            raise TooManyGroupsError
        found.setdefault(batch.shape[1], []).append(batch)
    return [sorted_rows(np.concatenate(found[k])) for k in sorted(found)]


def sorted_rows(groups: Names) -> Names:
    """Sort the atoms of each group, then the groups."""
    groups = np.sort(groups, axis=1)
    return groups[np.lexsort(groups.T[::-1])]


def _batches(block: Block, deepest: int | None) -> Iterator[Names]:
    deepest = block.most if deepest is None else deepest
    for universe, first, last in _universes(block, deepest):
        start = roots_of(universe, first, last)
        yield universe.names[start.atoms]
        # A lone atom that passes a limit may stand, but nothing may be added to it.
        alive = (start.size <= universe.most) & (start.sums <= universe.maxima).all(axis=1)
        yield from _walk(start.rows(np.flatnonzero(alive)), universe, deepest)


def _walk(front: Frontier, universe: Universe, deepest: int) -> Iterator[Names]:
    """Yield all that grows from `front`, depth first over pieces so that memory stays bounded."""
    stack = [front]
    while stack:
        piece = stack.pop()
        if piece.atoms.shape[1] >= deepest:
            continue
        rows = max(1, _CELLS // len(universe.names))
        for at in range(0, len(piece.atoms), rows):
            child = grown(piece.rows(slice(at, at + rows)), universe)
            if len(child.atoms):
                yield universe.names[child.atoms]
                stack.append(child)


def _universes(block: Block, deepest: int) -> Iterator[tuple[Universe, int, int]]:
    """Yield universes with the range of their roots; together the roots are all atoms, once each.

    In a large block a group of few atoms stays near its root, so that a batch of neighbouring roots
    needs masks of a few words only.
    """
    count = len(block.atoms)
    if count <= _SMALL:
        yield universe_of(block, np.arange(count)), 0, count
        return
    order = _breadth_first(block)
    rank = np.empty(count, dtype=np.int64)
    rank[order] = np.arange(count)
    near = neighbours_of(block)
    for first in range(0, count, _ROOTS):
        roots = order[first : first + _ROOTS]
        ball = _ball(near, roots, rank, first, deepest - 1)
        names = order[np.sort(rank[ball])]
        yield universe_of(block, names), 0, len(roots)


def neighbours_of(block: Block) -> list[Ints]:
    """Return the touching atoms of each atom, ascending."""
    both = np.concatenate([block.edges, block.edges[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    starts = np.searchsorted(both[:, 0], np.arange(1, len(block.atoms)))
    return np.split(both[:, 1], starts)


def _breadth_first(block: Block) -> Ints:
    near = neighbours_of(block)
    seen = np.zeros(len(block.atoms), dtype=bool)
    out: list[int] = []
    for root in range(len(block.atoms)):
        if seen[root]:
            continue
        seen[root] = True
        queue = [root]
        for atom in queue:
            fresh = [int(v) for v in near[atom] if not seen[v]]
            seen[fresh] = True
            queue.extend(fresh)
        out.extend(queue)
    return np.array(out, dtype=np.int64)


def _ball(near: list[Ints], roots: Ints, rank: Ints, first: int, hops: int) -> Ints:
    """Return the atoms within `hops` of the roots, over atoms not ranked before `first`."""
    inside = set(roots.tolist())
    edge = sorted(inside)
    for _ in range(hops):
        fresh = {int(v) for atom in edge for v in near[atom] if rank[v] >= first} - inside
        if not fresh:
            break
        inside |= fresh
        edge = sorted(fresh)
    return np.array(sorted(inside), dtype=np.int64)
