"""Larger groups worth pricing: grown from good ones under the master problem's duals."""

from __future__ import annotations

import numpy as np

from mineplan.partition.block import Block
from mineplan.partition.clock import Seconds
from mineplan.partition.enumeration import Frontier, Names, Universe, grown, packed, sorted_rows, universe_of
from mineplan.partition.money import Ints
from mineplan.partition.pool import Pool, joined, pool_of
from mineplan.partition.proofs import Proof

_WIDTH = 400
_EACH = 2
_DULL = 3
_CELLS = 3_000_000


def grown_pool(block: Block, pool: Pool, proof: Proof, deepest: int, seconds: Seconds) -> Pool | None:
    """Return groups of more than `deepest` atoms that look worth their while, None if there are none."""
    universe = universe_of(block, np.arange(len(block.atoms)))
    front = _seeds(pool, proof, deepest)
    found: Pool | None = None
    best, dull, work = np.inf, 0, 0
    while len(front) and dull < _DULL and work < _CELLS:
        left = seconds()
        if left is not None and left <= 0:
            break
        child = grown(_frontier(universe, front), universe, once=False)
        if not len(child.atoms):
            break
        groups = np.unique(np.sort(child.atoms, axis=1), axis=0).astype(np.int32)
        work += groups.size * groups.shape[1]
        level = pool_of(block, [sorted_rows(groups)])
        if not len(level):
            break
        rc = level.reduced(proof.y, proof.p, proof.fine)
        kept = _leading(level, rc)
        dull = 0 if rc.min() < best else dull + 1
        best = min(best, int(rc.min()))
        good = level.take(kept)
        front = good.levels[0]
        found = good if found is None else joined(found, good)
    return found


def _seeds(pool: Pool, proof: Proof, deepest: int) -> Names:
    """Return the most promising groups of `deepest` atoms."""
    for level, start in zip(pool.levels, pool.starts(), strict=False):
        if level.shape[1] == deepest:
            columns = np.arange(start, start + len(level))
            part = pool.take(columns)
            return level[_leading(part, proof.rc[columns])]
    return np.zeros((0, max(1, deepest)), dtype=np.int32)


def _leading(level: Pool, rc: Ints) -> Ints:
    """Return the columns of least reduced cost, over all and at each atom; all of one size."""
    order = np.argsort(rc, kind="stable")
    chosen = order[:_WIDTH].tolist()
    seen = [0] * level.atoms
    later = order[_WIDTH : 20 * _WIDTH]
    for column, group in zip(later.tolist(), level.levels[0][later].tolist(), strict=True):
        if any(seen[atom] < _EACH for atom in group):
            for atom in group:
                seen[atom] += 1
            chosen.append(column)
    return np.unique(np.array(chosen, dtype=np.int64))


def _frontier(universe: Universe, groups: Names) -> Frontier:
    """Return groups as a frontier that may grow in any direction."""
    inside = np.zeros((len(groups), len(universe.names)), dtype=bool)
    inside[np.arange(len(groups))[:, None], groups] = True
    closed, reach = packed(inside), np.zeros((len(groups), universe.own.shape[1]), dtype=np.uint64)
    for k in range(groups.shape[1]):
        reach |= universe.touching[groups[:, k]]
        closed |= universe.banned[groups[:, k]]
    return Frontier(
        atoms=groups,
        reach=reach,
        closed=closed,
        size=universe.size[groups].sum(axis=1),
        sums=universe.sums[groups].sum(axis=1),
    )
