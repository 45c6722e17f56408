"""Every plan up to a price, by search over the few columns that such a plan may use.

A plan costs at least the proof's bound plus the reduced costs of its columns, so that the search has a room
that every column takes up; it branches on the atom with the fewest columns that still fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mineplan.partition.pool import Pool
from mineplan.partition.proofs import STEP, Proof

Plans = list[tuple[int, list[int]]]

_COLUMNS = 3000
_STEPS = 20_000
_FIRST = 12


@dataclass(frozen=True)
class Found:
    """Plans, best first; `reach` is the price up to which none is missing."""

    plans: Plans
    reach: int


def best_plans(pool: Pool, proof: Proof, least: int, count: int) -> Found | None:
    """Return at least the `count` best plans, or all there are; None when that takes too much work.

    Parameters
    ----------
    pool, proof
        All columns, and duals that prove a bound on them.
    least
        Price of the best plan, in half-units.
    count
        How many plans are wanted.
    """
    order = sorted(proof.rc.tolist()) if len(pool) <= _COLUMNS else _lowest(proof)
    base, width = len(proof.within(least)), _FIRST
    while True:
        at = min(base + width, len(order) - 1)
        reach = max(least, proof.cost_with(order[at]))
        is_all = at == len(pool) - 1
        if is_all:
            # Every plan holds columns of the pool only, none dearer than all of them together.
            reach = max(reach, least + int(proof.rc.sum()) // proof.fine + STEP)
        found = _within(pool, proof, reach, 8 * count)
        if found is None:
            return None
        if len(found) > 4 * count:
            # More than enough: what is wanted costs no more than those found do.
            found = _within(pool, proof, sorted(found)[count - 1][0], 64 * count)
            if found is None or len(found) > 63 * count:
                return None
            return Found(sorted(found), sorted(found)[count - 1][0])
        if len(found) >= count or is_all:
            return Found(sorted(found), reach)
        if at == len(order) - 1:
            return None
        width *= 3


def _lowest(proof: Proof) -> list[int]:
    return sorted(np.partition(proof.rc, _COLUMNS)[:_COLUMNS].tolist())


def _within(pool: Pool, proof: Proof, reach: int, most: int) -> Plans | None:
    """Return the plans of at most `reach`, at most `most` of them; None when the search takes too long."""
    columns = proof.within(reach).tolist()
    if len(columns) > _COLUMNS:
        return None
    masks = [sum(1 << atom for atom in pool.group(c)) for c in columns]
    prices = [int(proof.rc[c]) for c in columns]
    of_atom: list[list[int]] = [[] for _ in range(pool.atoms)]
    for k in sorted(range(len(columns)), key=lambda k: (prices[k], k)):
        for atom in pool.group(columns[k]):
            of_atom[atom].append(k)
    out: Plans = []
    stack: list[tuple[int, int, tuple[int, ...]]] = [((1 << pool.atoms) - 1, reach * proof.fine - proof.low, ())]
    steps = 0
    while stack:
        steps += 1
        if steps > _STEPS:
            return None
        bare, room, chosen = stack.pop()
        if not bare:
            plan = sorted(columns[k] for k in chosen)
            value = pool.value(plan)
            if value <= reach:
                out.append((value, plan))
                if len(out) >= most:
                    return out
            continue
        ways = reversed(_narrowest(bare, room, of_atom, masks, prices))
        stack.extend((bare & ~masks[k], room - prices[k], (*chosen, k)) for k in ways)
    return out


def _narrowest(bare: int, room: int, of_atom: list[list[int]], masks: list[int], prices: list[int]) -> list[int]:
    """Return the columns that fit, of the atom that has fewest."""
    best: list[int] | None = None
    left = bare
    while left:
        bit = left & -left
        left ^= bit
        fits = []
        for k in of_atom[bit.bit_length() - 1]:
            if prices[k] > room:
                break
            if not masks[k] & ~bare:
                fits.append(k)
                if best is not None and len(fits) >= len(best):
                    break
        if best is None or len(fits) < len(best):
            best = fits
            if len(best) <= 1:
                break
    return best or []
