"""Alternatives that differ much: the best plans in which at least so many nodes stand in other groups.

How many nodes two plans place differently adds up over blocks, so that blocks cannot be ranked one by one: their
pools are joined into one, and each plan found so far forbids all that keep too many nodes where they are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mineplan.partition.answer import Groups
from mineplan.partition.block import Block
from mineplan.partition.clock import Seconds
from mineplan.partition.exact import Solved
from mineplan.partition.money import Ints
from mineplan.partition.naming import nodes_of
from mineplan.partition.pool import Pool
from mineplan.partition.proofs import Proof
from mineplan.partition.ranking import Ladder, Unlike, next_plan

Place = tuple[int, int]


def diverse_best(
    parts: Sequence[tuple[Block, Solved]], count: int, min_diff: int, seconds: Seconds
) -> tuple[list[tuple[int, Groups]], list[str]]:
    """Return the best plans that differ enough, as (half-units without constants, groups), and notes.

    Parameters
    ----------
    parts
        Blocks and their answers.
    count
        How many plans.
    min_diff
        A node stands elsewhere when its group is not the same set of nodes. So many must, between each plan
        and the best one and all plans before it.
    seconds
        Seconds left.
    """
    notes = sorted({ladder.note for ladder in (Ladder(b, s, seconds) for b, s in parts) if ladder.note})
    free = [(b, s) for b, s in parts if s.pool is not None and s.proof is not None and s.status == "optimal"]
    still = [(b, s) for b, s in parts if not any(s is t for _, t in free)]
    if not free:
        return [], notes
    pool, proof, places = _joint(free)
    column_of = {place: k for k, place in enumerate(places)}
    best = sorted(column_of[at, c] for at, (_, s) in enumerate(free) for c in s.chosen)
    names = [nodes_of(free[at][0], _pool(free[at][1]).group(c)) for at, c in places]
    unlike = Unlike(np.array([len(name) for name in names], dtype=np.int64), min_diff)
    kept = [group for b, s in still for group in _groups(b, s)]
    base = sum(s.value for _, s in still)
    plans = [(pool.value(best), best)]
    while len(plans) <= count:
        found = next_plan(pool, proof, plans, unlike, seconds)
        if isinstance(found, str):
            notes += [found] if found else []
            break
        plans.append(found)
    told = [(base + value, tuple(sorted([*kept, *(names[c] for c in columns)]))) for value, columns in plans[1:]]
    return told, notes


def _groups(block: Block, solved: Solved) -> list[tuple[int, ...]]:
    return [nodes_of(block, group) for group in solved.groups or ()]


def _pool(solved: Solved) -> Pool:
    assert solved.pool is not None
    return solved.pool


def _joint(free: list[tuple[Block, Solved]]) -> tuple[Pool, Proof, list[Place]]:
    """Return the pools as one, what their proofs say of it, and (block, column) of each joint column."""
    pools = [_pool(s) for _, s in free]
    proofs = [s.proof for _, s in free if s.proof is not None]
    atoms = np.cumsum([0, *(p.atoms for p in pools)]).tolist()
    ores = np.cumsum([0, *(p.ores for p in pools)]).tolist()
    starts = np.cumsum([0, *map(len, pools)]).tolist()
    levels: dict[int, list[np.ndarray]] = {}
    order: dict[int, list[Ints]] = {}
    for at, pool in enumerate(pools):
        for level, start in zip(pool.levels, pool.starts(), strict=False):
            levels.setdefault(level.shape[1], []).append(level + atoms[at])
            order.setdefault(level.shape[1], []).append(np.arange(start, start + len(level)) + starts[at])
    flat = np.concatenate([part for size in sorted(order) for part in order[size]])
    place = np.empty(len(flat), dtype=np.int64)
    place[flat] = np.arange(len(flat))
    joint = Pool(
        levels=tuple(np.concatenate(levels[size]).astype(np.int32) for size in sorted(levels)),
        cost=np.concatenate([p.cost for p in pools])[flat],
        trace_column=place[np.concatenate([p.trace_column + starts[k] for k, p in enumerate(pools)])],
        trace_ore=np.concatenate([p.trace_ore + ores[k] for k, p in enumerate(pools)]),
        trace_credit=np.concatenate([p.trace_credit for p in pools]),
        claim_column=place[np.concatenate([p.claim_column + starts[k] for k, p in enumerate(pools)])],
        claim_ore=np.concatenate([p.claim_ore + ores[k] for k, p in enumerate(pools)]),
        atoms=atoms[-1],
        ores=ores[-1],
    )
    which = np.searchsorted(np.array(starts), flat, side="right") - 1
    places = list(zip(which.tolist(), (flat - np.array(starts)[which]).tolist(), strict=True))
    return joint, _common(proofs, flat), places


def _common(proofs: list[Proof], flat: Ints) -> Proof:
    """Return the proofs as one, all rounded down to the coarsest parts of a half-unit among them."""
    fine = min(proof.fine for proof in proofs)
    parts = [proof.fine // fine for proof in proofs]
    return Proof(
        y=np.concatenate([proof.y // k for proof, k in zip(proofs, parts, strict=True)]),
        p=np.concatenate([proof.p // k for proof, k in zip(proofs, parts, strict=True)]),
        rc=np.concatenate([proof.rc // k for proof, k in zip(proofs, parts, strict=True)])[flat],
        fine=fine,
        low=sum(proof.low // k for proof, k in zip(proofs, parts, strict=True)),
        rounds=0,
        guess=None,
    )
