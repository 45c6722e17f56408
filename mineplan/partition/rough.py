"""Blocks with too many groups to look at all: a good plan and an honest bound, in bounded work.

Small groups are enumerated as far as the caps allow; larger ones come from a merging search and from a
beam under the duals. The plan is the best choice among all of these. The bound is that of the relaxation
in `shares`; where it shows that no better plan has a big group, the plan is proven optimal all the same.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mineplan.partition.beam import grown_pool
from mineplan.partition.block import Block
from mineplan.partition.clock import Seconds
from mineplan.partition.enumeration import Names, TooManyGroupsError, connected_groups, sorted_rows
from mineplan.partition.exact import Caps, Solved
from mineplan.partition.money import Ints
from mineplan.partition.pinned import is_hopeless
from mineplan.partition.plan import Draft, Group
from mineplan.partition.pool import Pool, joined, pool_of
from mineplan.partition.proofs import STEP, Proof
from mineplan.partition.search import drafted, merge_greedily, trade
from mineplan.partition.shares import BLENDS, PARTS, QUICK, share_pool, shares_of
from mineplan.partition.sifting import Settled, settle, sift

_ROUNDS = 6
_PART = 8


def solve_roughly(block: Block, caps: Caps, seconds: Seconds) -> Solved:
    """Return a plan of one block with a valid bound; 'unknown' if no plan was found."""
    if is_hopeless(block):
        return Solved("infeasible", "heuristic", None, 0, 0, 0, 0, 0)
    draft = drafted(block, seconds)
    if draft is not None and _is_over(seconds):
        return hurried(block, draft)
    small, deepest = small_groups(block, Caps(caps.groups // _PART, caps.cells // _PART), seconds)
    low = relaxed(block, small, deepest, seconds)
    pool = small if draft is None else with_groups(block, small, list(draft.groups.values()), deepest)
    pool, proof = _widened(block, pool, low, deepest, seconds)
    known = None if draft is None else columns_of(pool, list(draft.groups.values()))
    settled = settle(pool, proof, seconds, known)
    # The share columns follow the pool's own lone atoms.
    lone = int((small.sizes() == 1).sum())
    share_at = lone + np.arange(len(block.atoms))
    return _closed(block, pool, low, share_at, settled, seconds, deepest)


def relaxed(block: Block, small: Pool, deepest: int, seconds: Seconds) -> Proof:
    """Return the proof over small groups and share columns, priced finely enough to divide a group's price."""
    low = sift(joined(times(small, PARTS), share_pool(block, deepest)), seconds, has_cuts=False)
    return replace(low, fine=low.fine * PARTS)


def times(pool: Pool, parts: int) -> Pool:
    """Return the pool with prices in half-units / `parts`."""
    return replace(pool, cost=pool.cost * parts, trace_credit=pool.trace_credit * parts)


def _is_over(seconds: Seconds) -> bool:
    left = seconds()
    return left is not None and left <= 0


def hurried(block: Block, draft: Draft) -> Solved:
    """Return the draft as it stands; every group costs at least its shares."""
    groups = sorted(draft.groups.values(), key=sorted)
    value = value_of(block, groups)
    bound = min(value, share_bound(block, QUICK))
    status = "optimal" if bound == value else "feasible"
    return Solved(status, "heuristic", tuple(tuple(sorted(g)) for g in groups), value, bound, len(groups), 0, 0)


def share_bound(block: Block, blends: tuple[float, ...] = BLENDS) -> int:
    """Return half-units that every plan costs at least: what its atoms bear, whatever their groups."""
    return int(shares_of(block, 0, blends).sum()) // PARTS


def small_groups(block: Block, caps: Caps, seconds: Seconds) -> tuple[Pool, int]:
    """Return all groups of as many atoms as the caps allow, and that number."""
    kept, deepest = [np.arange(len(block.atoms), dtype=np.int32)[:, None]], 1
    while deepest < len(block.atoms) and not _is_over(seconds):
        try:
            kept = connected_groups(block, caps.groups, caps.cells, deepest + 1, seconds)
        except TooManyGroupsError:
            break
        deepest += 1
    return pool_of(block, kept), deepest


def with_groups(block: Block, pool: Pool, groups: list[Group], deepest: int) -> Pool:
    """Return the pool with the groups it does not hold yet: those of more than `deepest` atoms."""
    by_size: dict[int, list[list[int]]] = {}
    for group in groups:
        if len(group) > deepest:
            by_size.setdefault(len(group), []).append(sorted(group))
    if not by_size:
        return pool
    levels: list[Names] = [sorted_rows(np.array(by_size[k], dtype=np.int32)) for k in sorted(by_size)]
    return joined(pool, pool_of(block, levels))


def columns_of(pool: Pool, groups: list[Group]) -> list[int] | None:
    """Return the columns of some groups, ascending; None if the pool lacks one."""
    wanted = {tuple(sorted(group)) for group in groups}
    found: dict[tuple[int, ...], int] = {}
    for level, start in zip(pool.levels, pool.starts(), strict=False):
        here = {group for group in wanted if len(group) == level.shape[1]}
        if here:
            first = np.isin(level[:, 0], [group[0] for group in here])
            for row in np.flatnonzero(first).tolist():
                group = tuple(level[row].tolist())
                if group in here:
                    found.setdefault(group, row + start)
    return sorted(found.values()) if len(found) == len(wanted) else None


def _widened(block: Block, pool: Pool, low: Proof, deepest: int, seconds: Seconds) -> tuple[Pool, Proof]:
    """Add larger groups round by round while the duals call for them; return pool and its proof."""
    proof = sift(pool, seconds, has_cuts=False)
    for _ in range(_ROUNDS):
        if _is_over(seconds):
            break
        if proof.low <= low.low:
            break  # the relaxation's value is reached: no larger group can lower it
        more = grown_pool(block, pool, proof, deepest, seconds)
        more = None if more is None else _fresh(pool, more, proof, deepest)
        if more is None:
            break
        pool = joined(pool, more)
        proof = sift(pool, seconds, has_cuts=False)
    return pool, proof


def _fresh(pool: Pool, more: Pool, proof: Proof, deepest: int) -> Pool | None:
    """Return those of `more` that the pool lacks, None unless one of them has a negative reduced cost."""
    known = {tuple(row) for level in pool.levels if level.shape[1] > deepest for row in level.tolist()}
    kept = [c for c in range(len(more)) if more.group(c) not in known]
    if not kept:
        return None
    part = more.take(np.array(kept, dtype=np.int64))
    return part if part.reduced(proof.y, proof.p, proof.fine).min() < -proof.fine else None


def _closed(
    block: Block, pool: Pool, low: Proof, share_at: Ints, settled: Settled, seconds: Seconds, deepest: int
) -> Solved:
    """Return the answer, after a last trade of atoms, with the bound that the relaxation proves."""
    size = (len(pool), settled.kept, low.rounds)
    if settled.columns is None:
        return Solved("unknown", "heuristic", None, 0, low.bound(), *size)
    groups = [frozenset(pool.group(c)) for c in settled.columns]
    value, bound = settled.value, low.bound()
    if settled.status == "optimal" and _is_small_only(low, share_at, value, deepest):
        bound = value
    if value > bound:
        groups, value = traded(block, groups, value, seconds)
    bound = min(bound, value)
    status = "optimal" if value == bound else "feasible"
    return Solved(status, "heuristic", tuple(tuple(sorted(g)) for g in groups), value, bound, *size)


def _is_small_only(low: Proof, share_at: Ints, value: int, deepest: int) -> bool:
    """Whether no better plan has a group of more than `deepest` atoms.

    Such a group takes more than `deepest` share columns, whose reduced costs add up.
    """
    least = np.sort(low.rc[share_at])[: deepest + 1]
    return bool(float(least.sum()) > (value - STEP) * low.fine - low.low)


def traded(block: Block, groups: list[Group], value: int, seconds: Seconds) -> tuple[list[Group], int]:
    """Return groups and half-units after merging and trading what still saves something."""
    draft = Draft(block, groups)
    merge_greedily(draft, seconds)
    trade(draft, seconds)
    traded = sorted(draft.groups.values(), key=sorted)
    price = value_of(block, traded)
    return (traded, price) if price < value else (groups, value)


def value_of(block: Block, groups: list[Group]) -> int:
    """Return the half-units of a plan, block constant not counted."""
    sizes = sorted({len(group) for group in groups})
    levels: list[Names] = [
        sorted_rows(np.array([sorted(g) for g in groups if len(g) == size], dtype=np.int32)) for size in sizes
    ]
    pool = pool_of(block, levels)
    return pool.value(list(range(len(pool))))
