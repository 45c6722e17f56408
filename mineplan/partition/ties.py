"""One answer among plans of equal cost: the one with the least sum of its groups' hashes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mineplan.partition.block import Block
from mineplan.partition.clock import Seconds
from mineplan.partition.master import best_choice
from mineplan.partition.naming import group_hash
from mineplan.partition.pool import Pool
from mineplan.partition.proofs import STEP, Proof
from mineplan.partition.sifting import shifted, with_row

_MOST = 4000
_NODES = 2000


def unique_choice(block: Block, pool: Pool, proof: Proof, best: list[int], seconds: Seconds) -> list[int]:
    """Return the plan that wins among those that cost the same as `best`, which must be optimal.

    Where too many columns take part in ties the given plan stands; it is still the same for the same
    problem, since columns come in canonical order.
    """
    value = pool.value(best)
    columns = proof.within(value)
    left = seconds()
    if len(columns) <= len(best) or len(columns) > _MOST or (left is not None and left <= 0):
        return best
    part, model = shifted(pool, proof, columns)
    ceiling = value - float(proof.y.sum()) / proof.fine + STEP / 4
    tied = with_row(model, model.cost, -1e30, ceiling)
    hashes = np.array([group_hash(block, part.group(c)) for c in range(len(part))], dtype=np.float64)
    tied = replace(tied, cost=np.concatenate([hashes, np.zeros(len(model.cost) - len(part))]))
    start = np.searchsorted(columns, best).tolist()
    choice = best_choice(tied, part, 0.5, _NODES, seconds, start)
    if choice.columns is None:
        return best
    chosen = columns[choice.columns].tolist()
    return chosen if pool.value(chosen) == value else best
