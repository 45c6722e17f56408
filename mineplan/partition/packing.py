"""How many regions are possible at most: disjoint groups that reach the threshold, packed and proven.

Groups in which no connected part reaches the threshold are enough, for what is left over joins a region that
touches it. To pack as many as possible is a set partitioning: each group saves a step, areas left over cost nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mineplan.partition.clock import Seconds, some_of
from mineplan.partition.enumeration import Names, sorted_rows
from mineplan.partition.growing import minimal_groups
from mineplan.partition.pool import Pool
from mineplan.partition.proofs import STEP
from mineplan.partition.regions import Field
from mineplan.partition.sifting import settle, sift
from mineplan.partition.trees import cut_trees

_MOST = 3_000_000
# Swaps of the first look for a packing, before any group is listed.
_SWAPS = 5000

Groups = list[tuple[int, ...]]


@dataclass(frozen=True)
class Packing:
    """Disjoint groups that each reach the threshold, and the proven largest number of them."""

    groups: Groups
    bound: int


def packed_regions(area: Field, seconds: Seconds) -> Packing:
    """Return as many disjoint groups as were found, and a bound on how many there can be."""
    cap = int(np.floor((area.total + area.slack()) / area.threshold))
    greedy = _greedily(area)
    if len(greedy) < cap:
        greedy = max(greedy, cut_trees(area, cap, some_of(seconds, 0.1), 1, _SWAPS), key=len)
    levels = minimal_groups(area, _MOST, some_of(seconds, 0.5)) if len(greedy) < cap else None
    if levels is None:
        return Packing(_searched(area, greedy, cap, seconds), cap)
    pool = _pool_of(area, levels)
    proof = sift(pool, seconds)
    cap = max(len(greedy), min(cap, -proof.bound() // STEP))
    best = _searched(area, greedy, cap, some_of(seconds, 0.5))
    if len(best) >= cap:
        return Packing(best, cap)
    settled = settle(pool, proof, seconds)
    chosen = [pool.group(c) for c in settled.columns or () if pool.cost[c]]
    best = max(chosen, best, key=len)
    return Packing(best, max(len(best), min(cap, -settled.bound // STEP)))


def _searched(area: Field, groups: Groups, target: int, seconds: Seconds) -> Groups:
    return groups if len(groups) >= target else max(groups, cut_trees(area, target, seconds), key=len)


def _pool_of(area: Field, levels: list[Names]) -> Pool:
    """Return the groups as columns that save a step each, and every area alone at no cost."""
    count, none = len(area.values), np.zeros(0, dtype=np.int64)
    lone = area.reaches(area.values)
    large = [sorted_rows(level) for level in levels if len(level) and level.shape[1] > 1]
    saved = sum(map(len, large))
    return Pool(
        levels=(np.arange(count, dtype=np.int32)[:, None], *large),
        cost=np.concatenate([np.where(lone, -STEP, 0), np.full(saved, -STEP)]).astype(np.int64),
        trace_column=none,
        trace_ore=none,
        trace_credit=none,
        claim_column=none,
        claim_ore=none,
        atoms=count,
        ores=0,
    )


def completed(area: Field, groups: Groups) -> Groups:
    """Return disjoint groups with every area left over joined to the touching group that it costs least in."""
    home = np.full(len(area.values), -1)
    for at, group in enumerate(groups):
        home[list(group)] = at
    while (home < 0).any():
        offers = [
            (float(area.apart[node, home == at].sum()), node, at)
            for node in np.flatnonzero(home < 0).tolist()
            for at in sorted(set(home[area.near[node]].tolist()) - {-1})
        ]
        _, node, at = min(offers)
        home[node] = at
    return [tuple(np.flatnonzero(home == at).tolist()) for at in range(len(groups))]


def _greedily(area: Field) -> Groups:
    """Return disjoint groups found by growing from the most remote areas, each time by the least of what touches."""
    free = np.ones(len(area.values), dtype=bool)
    groups: Groups = []
    while free.any():
        degree = np.where(free, (area.near & free[None, :]).sum(axis=1), len(free) + 1)
        group = [int(degree.argmin())]
        while not area.reaches(area.values[group].sum()):
            around = np.flatnonzero(area.near[group].any(axis=0) & free)
            around = np.setdiff1d(around, group)
            if not len(around):
                break
            room = (area.near[around] & free[None, :]).sum(axis=1)
            group.append(int(around[np.lexsort((around, room))[0]]))
        free[group] = False
        if area.reaches(area.values[group].sum()):
            groups.append(tuple(sorted(group)))
    return groups
