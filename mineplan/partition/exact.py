"""One block solved: enumerate, sift, settle; what is known about it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mineplan.partition.block import Block
from mineplan.partition.clock import Seconds, some_of
from mineplan.partition.enumeration import TooManyGroupsError, connected_groups
from mineplan.partition.few import FEW, best_of_few
from mineplan.partition.naming import group_hash
from mineplan.partition.pool import Pool, pool_of

if TYPE_CHECKING:
    from mineplan.partition.proofs import Proof

# Of the time left, what looking at all groups may take before another way is tried.
_SHARE = 0.3


@dataclass(frozen=True)
class Caps:
    """How much may be enumerated in one block: groups, and atoms stored in all groups."""

    groups: int = 4_000_000
    cells: int = 40_000_000


@dataclass(frozen=True)
class Solved:
    """A block's answer.

    Attributes
    ----------
    status
        'optimal', 'feasible', 'infeasible' or 'unknown' (no plan found).
    method
        'enumeration', 'generation' or 'heuristic'.
    groups
        Atoms of each group, None without a plan.
    value, bound
        Half-units, block constant not counted.
    columns, kept, rounds
        Columns priced, columns left after fixing, rounds of sifting.
    pool, proof, chosen
        What the ranking of further plans needs; None where not everything was enumerated.
    """

    status: str
    method: str
    groups: tuple[tuple[int, ...], ...] | None
    value: int
    bound: int
    columns: int
    kept: int
    rounds: int
    pool: Pool | None = None
    proof: Proof | None = None
    chosen: tuple[int, ...] = ()


def solve_exactly(block: Block, caps: Caps, seconds: Seconds, has_proof: bool = True) -> Solved:
    """Solve a block over all its connected groups; without `has_proof` pool and proof may be left out.

    Raises
    ------
    TooManyGroupsError
        When they are more than the caps allow.
    """
    pool = pool_of(block, connected_groups(block, caps.groups, caps.cells, seconds=some_of(seconds, _SHARE)))
    if len(pool) == len(block.atoms) == 1:
        cost = int(pool.cost[0])
        return Solved("optimal", "enumeration", ((0,),), cost, cost, 1, 0, 0, pool, None, (0,))
    if np.bincount(pool.members()[1], minlength=len(block.atoms)).min() == 0:
        return Solved("infeasible", "enumeration", None, 0, 0, len(pool), 0, 0)
    if len(block.atoms) <= FEW and not has_proof:
        return _of_few(block, pool)
    from mineplan.partition.sifting import settle, sift
    from mineplan.partition.ties import unique_choice

    proof = sift(pool, seconds)
    settled = settle(pool, proof, seconds)
    chosen = settled.columns
    if settled.status == "optimal" and chosen is not None:
        chosen = unique_choice(block, pool, proof, chosen, seconds)
    groups = None if chosen is None else tuple(pool.group(c) for c in chosen)
    return Solved(
        settled.status,
        "enumeration",
        groups,
        settled.value,
        settled.bound,
        len(pool),
        settled.kept,
        proof.rounds,
        pool,
        proof,
        tuple(chosen or ()),
    )


def _of_few(block: Block, pool: Pool) -> Solved:
    groups = [pool.group(c) for c in range(len(pool))]
    best = best_of_few(pool, [group_hash(block, group) for group in groups])
    if best is None:
        return Solved("infeasible", "enumeration", None, 0, 0, len(pool), 0, 0)
    value, chosen = best
    return Solved("optimal", "enumeration", tuple(groups[c] for c in chosen), value, value, len(pool), len(pool), 0)


__all__ = ["Caps", "Solved", "TooManyGroupsError", "solve_exactly"]
