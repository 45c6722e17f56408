"""Ratios of (enumerate + sift + settle) against the same pool given whole to scipy.optimize.milp.

Both run in this one process, one after the other, and processor seconds are compared; the problems are
rights on a jittered grid, thinned to a degree of about four, with limits on members, span, area and capacity.
After that, what ends without enumeration: 100 rights without span and area limits, 60 s each.
Run: python benchmarks/solver.py
"""

from __future__ import annotations

import statistics
import time
from dataclasses import replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from mineplan.partition import Limits, Orebody, PartitionProblem, SumLimit, solve
from mineplan.partition.block import Block, blocks_of
from mineplan.partition.enumeration import connected_groups
from mineplan.partition.master import model_of
from mineplan.partition.money import prices_of
from mineplan.partition.pool import Pool, pool_of

SIZES = (20, 40, 80)
SEEDS = (1, 2, 3)


def synthetic(n: int, seed: int) -> PartitionProblem:
    draw = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(n)))
    place = [(i, j) for i in range(side) for j in range(side)][:n]
    where = {cell: at for at, cell in enumerate(place)}
    steps = ((0, 1), (1, 0), (1, 1))
    pairs = [(at, where[i + a, j + b]) for (i, j), at in where.items() for a, b in steps if (i + a, j + b) in where]
    edges = [p for k, p in enumerate(pairs) if k % 3 < 2 or draw.random() < 0.3]
    points = np.array(place) * 150 + draw.integers(-40, 40, (n, 2))
    distance = np.rint(np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))).astype(int)
    near: list[set[int]] = [set() for _ in range(n)]
    for a, b in edges:
        near[a].add(b)
        near[b].add(a)
    return PartitionProblem(
        n=n,
        edges=tuple(edges),
        conflicts=tuple((*edges[k], int(draw.integers(50, 300))) for k in range(0, len(edges), 5)),
        orebodies=tuple(_orebody(near, draw) for _ in range(n // 3)),
        capacity=tuple(draw.integers(50, 900, n).tolist()),
        minimum_capacity=300,
        shortfall_weight=6,
        holder=tuple(draw.integers(0, n // 2, n).tolist()),
        mixed_holder_weight=250,
        distance=tuple(map(tuple, distance.tolist())),
        compactness_weight=1,
        group_weight=1000,
        limits=Limits(
            6,
            600,
            (
                SumLimit("area", tuple(draw.integers(50, 400, n).tolist()), 1800),
                SumLimit("capacity", tuple(draw.integers(50, 800, n).tolist()), 3600),
            ),
        ),
    )


def _orebody(near: list[set[int]], draw: np.random.Generator) -> Orebody:
    members = [int(draw.integers(len(near)))]
    for _ in range(int(draw.integers(1, 6))):
        around = sorted({b for a in members for b in near[a]} - set(members))
        if around:
            members.append(int(draw.choice(around)))
    return Orebody(tuple(members), tuple(draw.integers(20, 400, len(members)).tolist()), 2)


def pools(problem: PartitionProblem) -> list[tuple[Block, Pool]]:
    blocks, _ = blocks_of(problem, prices_of(problem))
    return [(block, pool_of(block, connected_groups(block, 10**7, 10**8))) for block in blocks]


def whole_pool(pool: Pool) -> float:
    """Half-units of the best choice, by scipy over all columns at once."""
    model = model_of(pool, pool.cost.astype(np.float64))
    matrix = csr_matrix((model.value, (model.row, model.column)), shape=(len(model.lower), len(model.cost)))
    integrality = (np.arange(len(model.cost)) < model.columns).astype(int)
    answer = milp(
        model.cost,
        constraints=LinearConstraint(matrix, model.lower, model.upper),
        bounds=Bounds(0, 1),
        integrality=integrality,
        options={"mip_rel_gap": 0.0},
    )
    return float(answer.fun)


def loose(members: int | None, seed: int) -> None:
    """Solve 100 rights without span and area limits and print what is proven after 60 s."""
    problem = replace(synthetic(100, seed), limits=Limits(members))
    answer = solve(problem, time_limit=60)
    methods = ",".join(sorted({c.method for c in answer.components}))
    print(f" 100  members {members}: {answer.status}, gap {answer.gap:.2%}, {answer.seconds:.1f} s, {methods}")


def main() -> None:
    solve(synthetic(9, 0))  # imports and first calls are not what is measured
    print("   n  columns   ours s   milp s   ratio")
    for n in SIZES:
        ratios = []
        for seed in SEEDS:
            problem = synthetic(n, seed)
            start = time.process_time()
            answer = solve(problem)
            ours = time.process_time() - start
            held = pools(problem)
            start = time.process_time()
            half = sum(whole_pool(pool) + 2 * block.constant for block, pool in held)
            peer = time.process_time() - start
            factor = prices_of(problem).factor
            claimed = half / (2 * factor)
            crossing = blocks_of(problem, prices_of(problem))[1] / factor
            assert abs(claimed + crossing - answer.objective) < 1e-3, (claimed, answer.objective)
            ratios.append(peer / ours)
            columns = sum(len(pool) for _, pool in held)
            print(f"{n:4d} {columns:8d} {ours:8.3f} {peer:8.3f} {peer / ours:7.1f}")
        print(f"{n:4d}  median ratio {statistics.median(ratios):.1f}")
    for members in (6, 10, None):
        loose(members, SEEDS[0])


if __name__ == "__main__":
    main()
