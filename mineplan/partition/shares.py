"""A valid bound where not every group can be looked at: each atom's least share of a big group.

Groups of at most k atoms are enumerated. Any larger group costs at least the sum of the shares of its
atoms, so replacing it by one *share column* an atom never raises a plan's cost: the master problem over
small groups and share columns is a relaxation, and its LP bound holds for every plan.

For a group of s nodes with centre c the price is at least

    group + L * sum of d(v, c) + (1 - L) * (sum of the s - 1 least distances from c),   0 <= L <= 1.

Spread over its nodes, node v bears at least min over c of L d(v, c) + A(c), where A(c) is the least of
(group + (1 - L) * prefix sum of c at s) / s over the sizes s that a big group may have. The credit of an
orebody, max(0, held - floor), is convex and 0 at 0, so it is at most held * (total - floor) / total,
which each node bears by its tonnage. Shortfall, holders and cut conflicts are counted as 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mineplan.partition.block import Block
from mineplan.partition.enumeration import Names
from mineplan.partition.money import Ints
from mineplan.partition.pool import Pool

# Shares are whole numbers of half-units / PARTS: a group's price is divided by its size.
PARTS = 1024
BLENDS = (0.0, 0.25, 0.5, 0.75, 1.0)
# Where there is no time for all.
QUICK = (0.0,)


def largest_group(block: Block) -> int:
    """Return an upper bound on the nodes of any group."""
    most = block.most
    for k in np.flatnonzero(block.hereditary).tolist():
        lightest = np.cumsum(np.sort(block.sums[:, k]))
        atoms = int(np.searchsorted(lightest, block.maxima[k], side="right"))
        most = min(most, int(np.sort(block.size)[::-1][:atoms].sum()))
    return max(1, most)


def shares_of(block: Block, deepest: int, blends: tuple[float, ...] = BLENDS) -> Ints:
    """Return half-units / PARTS that each atom bears at least in any group of more than `deepest` atoms.

    Where no such group fits the limits, any share is valid; that of the least size is given. Each of `blends` gives
    valid shares, of which the best are taken.
    """
    least = deepest + 1
    most = max(least, largest_group(block))
    node = 2.0 * _node_shares(block, (least, most), blends)
    for ore in block.ores:
        node[ore.members] -= 2.0 * ore.units * ((ore.total - ore.floor) / ore.total)
    padded = np.append(node, 0.0)
    share = PARTS * padded[block.atoms].sum(axis=1)
    # Rounded down, and by a little more than float noise.
    return np.asarray(np.floor(share - 1e-9 * np.abs(share) - 1e-9), dtype=np.int64)


def _node_shares(block: Block, sizes_between: tuple[int, int], blends: tuple[float, ...]) -> NDArray[np.float64]:
    """Return units of group price and compactness that each node bears."""
    count, (least, most) = len(block.nodes), sizes_between
    if block.distance is None:
        return np.full(count, block.group / most)
    distance = block.distance.astype(np.float64)
    nearest = distance if most >= count else np.partition(distance, most - 1, axis=1)[:, :most]
    prefix = np.cumsum(np.sort(nearest, axis=1), axis=1)[:, least - 1 :]
    sizes = np.arange(least, least + prefix.shape[1])
    best = np.full(count, -np.inf)
    far = _clashing_nodes(block)
    for blend in blends:
        base = ((block.group + (1 - blend) * prefix) / sizes).min(axis=1)
        reach = blend * distance + base[None, :]
        reach[far] = np.inf
        share = reach.min(axis=1)
        if share.sum() > best.sum():
            best = share
    return best


def _clashing_nodes(block: Block) -> NDArray[np.bool_]:
    atom = np.empty(len(block.nodes), dtype=np.int64)
    for at, row in enumerate(block.atoms):
        atom[row[row >= 0]] = at
    far = block.clash[np.ix_(atom, atom)].copy()
    np.fill_diagonal(far, False)
    return far


def share_pool(block: Block, deepest: int) -> Pool:
    """Return the share columns as a pool of lone atoms."""
    names: Names = np.arange(len(block.atoms), dtype=np.int32)[:, None]
    none = np.zeros(0, dtype=np.int64)
    cost = shares_of(block, deepest)
    return Pool((names,), cost, none, none, none, none, none, len(block.atoms), len(block.ores))
