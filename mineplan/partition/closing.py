"""A block by column generation: plan, bound, and the proof where the gap can be closed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mineplan.partition.block import Block
from mineplan.partition.clock import Seconds, is_over, some_of
from mineplan.partition.exact import Caps, Solved
from mineplan.partition.generation import Effort, Master, begin, extend, listed, pool_of_groups, solve_master
from mineplan.partition.master import Floats
from mineplan.partition.plan import Group
from mineplan.partition.pool import Pool
from mineplan.partition.proofs import STEP, Duals, proof_of
from mineplan.partition.rough import (
    columns_of,
    hurried,
    relaxed,
    share_bound,
    small_groups,
    traded,
    value_of,
    with_groups,
)
from mineplan.partition.search import drafted
from mineplan.partition.sifting import Settled, settle, sift

_PART = 64
_ATOMS = 1200


@dataclass(frozen=True)
class Best:
    """The best plan known, its half-units, and the bound on all plans."""

    groups: list[Group]
    value: int
    bound: int


def solve_by_generation(block: Block, caps: Caps, seconds: Seconds, effort: Effort | None = None) -> Solved | None:
    """Return the answer for one block; None if it is too large, or no plan to start from was found."""
    if len(block.atoms) > _ATOMS:
        return None
    draft = drafted(block, seconds)
    if draft is None:
        return None
    if is_over(seconds):
        return hurried(block, draft)
    effort = effort or Effort()
    small, deepest = small_groups(block, Caps(caps.groups // _PART, caps.cells // _PART), seconds)
    groups = list(draft.groups.values())
    low = relaxed(block, small, min(deepest, len(block.atoms) - 1), seconds)
    master = begin(block, with_groups(block, small, groups, deepest), low, _guess(block, groups), some_of(seconds, 0.6))
    solve_master(master, _start(master.pool, groups), effort, value_of(block, groups) - STEP + 1e-3)
    master.seconds = some_of(seconds, 0.5)
    best = _settled_best(master, Best(groups, value_of(block, groups), max(_even(master.low), share_bound(block))))
    master.seconds = seconds
    return _closed(master, best, effort)


def _guess(block: Block, groups: list[Group]) -> Floats:
    """Return duals by which each group of a plan pays for itself, shared equally."""
    out = np.zeros(len(block.atoms))
    for group in groups:
        atoms = sorted(group)
        out[atoms] = int(pool_of_groups(block, [tuple(atoms)]).cost[0]) / len(atoms)
    return out


def _even(low: float) -> int:
    """Return the least half-units that a plan can cost whose cost is at least `low`."""
    return STEP * int(np.ceil(low / STEP)) if np.isfinite(low) else -(1 << 62)


def _start(pool: Pool, groups: list[Group]) -> np.ndarray:
    lone = np.flatnonzero(pool.sizes() == 1)
    return np.union1d(lone, columns_of(pool, groups) or [])


def _settled_best(master: Master, best: Best) -> Best:
    """Return the best plan among the columns at hand, after a last trade of atoms."""
    proof = proof_of(master.pool, Duals(master.y, master.p), master.rounds, None)
    known = columns_of(master.pool, best.groups)
    settled = settle(master.pool, proof, master.seconds, known)
    groups, value = best.groups, best.value
    if settled.columns is not None and settled.value < value:
        groups, value = [frozenset(master.pool.group(c)) for c in settled.columns], settled.value
    if value > best.bound:
        groups, value = traded(master.block, groups, value, master.seconds)
        fresh = [tuple(sorted(g)) for g in groups if tuple(sorted(g)) not in master.known]
        if fresh:
            extend(master, pool_of_groups(master.block, fresh))
    return Best(groups, value, min(best.bound, value))


def _closed(master: Master, best: Best, effort: Effort) -> Solved:
    if best.value == best.bound or is_over(master.seconds):
        return _answer(master, best, len(master.pool), 0)
    proof = proof_of(master.pool, Duals(*master.feasible), master.rounds, None)
    pool = listed(master.block, proof, best.value - STEP, effort, master.seconds)
    if pool is None:
        return _answer(master, best, len(master.pool), 0)
    # The plan at hand stays in, so that "infeasible" never passes for a proof.
    lacking = {tuple(sorted(g)) for g in best.groups} - {pool.group(c) for c in range(len(pool))}
    if lacking:
        both = pool_of_groups(master.block, sorted({pool.group(c) for c in range(len(pool))} | lacking))
        pool = both
    whole = sift(pool, master.seconds)
    if whole.low / whole.fine < proof.low / proof.fine - 0.5:
        return _answer(master, best, len(pool), 0)
    settled = settle(pool, whole, master.seconds, columns_of(pool, best.groups))
    return _final(master, best, pool, settled)


def _final(master: Master, best: Best, pool: Pool, settled: Settled) -> Solved:
    if settled.columns is not None and settled.value <= best.value:
        groups = [frozenset(pool.group(c)) for c in settled.columns]
        best = Best(groups, settled.value, best.bound)
    # A plan with a group that was not listed costs at least as much as the one that was at hand.
    bound = max(best.bound, min(settled.bound, best.value))
    return _answer(master, Best(best.groups, best.value, bound), len(pool), settled.kept)


def _answer(master: Master, best: Best, columns: int, kept: int) -> Solved:
    status = "optimal" if best.value == best.bound else "feasible"
    groups = tuple(tuple(sorted(g)) for g in sorted(best.groups, key=sorted))
    return Solved(status, "generation", groups, best.value, best.bound, columns, kept, master.rounds)
