"""Allocation plans of a province against the same models given whole to scipy.optimize.milp.

200 coal mines x 400 blocks x 5 years, and 200 bauxite blocks x 60 projects x 5 years: processor seconds and gaps, both
solvers in this one process one after the other, with the same time limit each (seconds on the clock: where other work
shares the machine, a limit gives fewer processor seconds than it says). Places, lives, capacities and demands are
drawn at random; a block of coal lies near one to four mines, three in ten count in the yearly total.
Run: python benchmarks/allocation.py [seconds]
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from mineplan.assignment.continuing import PUBLIC, ContinuationProblem, Pair, assign
from mineplan.assignment.continuing import _model as continuation_model
from mineplan.assignment.matching import MatchingProblem, Way, match
from mineplan.assignment.matching import _model as matching_model
from mineplan.assignment.model import Model

SEEDS = (1, 2, 3)
YEARS = 5


def continuation(seed: int, mines: int = 200, blocks: int = 400) -> ContinuationProblem:
    """Return a province of coal: totals leave room for four tenths of what counts, years for half the blocks."""
    draw = np.random.default_rng(seed)
    life, capacity = draw.uniform(1, 30, mines), draw.choice([45e4, 60e4, 90e4, 120e4, 180e4, 240e4, 400e4], mines)
    mine_at, block_at = draw.uniform(0, 100, (mines, 2)), draw.uniform(0, 100, (blocks, 2))
    stock = np.round(draw.uniform(1e6, 60e6, blocks), -4)
    is_counted = draw.random(blocks) < 0.3
    counted = np.where(is_counted, draw.choice([60e4, 90e4, 120e4, 150e4, 240e4], blocks), 0.0)
    pairs = []
    for block in range(blocks):
        if is_counted[block]:
            first = int(draw.integers(20, 120))
            pairs.append(Pair(block, PUBLIC, tuple(first - 5 * y for y in range(YEARS))))
            continue
        near = np.argsort(((mine_at - block_at[block]) ** 2).sum(axis=1))[: int(draw.integers(1, 5))]
        for mine in sorted(near.tolist()):
            first = int(100 * (1 - life[mine] / 30) + draw.integers(0, 60))
            late = [int(10 * max(0.0, y - life[mine])) for y in range(YEARS)]
            pairs.append(Pair(block, mine, tuple(first - 5 * y - late[y] for y in range(YEARS))))
    room = np.maximum(0.0, (30 - life) * capacity * 1.4)
    total = (float(counted.sum() * 0.4 / YEARS),) * YEARS
    return ContinuationProblem(
        YEARS,
        tuple(pairs),
        tuple(stock.tolist()),
        tuple(room.tolist()),
        tuple(counted.tolist()),
        total,
        None,
        blocks // (2 * YEARS),
    )


def matching(seed: int, blocks: int = 200, projects: int = 60) -> MatchingProblem:
    """Return a province of bauxite: totals let six tenths of the blocks in, in lots of 10,000 t/a."""
    draw = np.random.default_rng(seed)
    capacity = draw.choice([30.0, 40.0, 50.0, 60.0, 80.0, 100.0, 120.0, 150.0], blocks)
    block_at, project_at = draw.uniform(0, 150, (blocks, 2)), draw.uniform(0, 150, (projects, 2))
    county_of, county_for = draw.integers(0, 14, blocks), draw.integers(0, 14, projects)
    score, asked = draw.uniform(0.3, 1, projects), draw.choice([50.0, 80.0, 100.0, 150.0, 200.0, 300.0], projects)
    start = draw.integers(0, YEARS, projects)
    ways = []
    for b in range(blocks):
        for p in range(projects):
            haul = float(np.hypot(*(block_at[b] - project_at[p]))) * 1.4
            points = 100 * float(score[p]) + 100 - haul / 10 - 10 * int(county_of[b] != county_for[p])
            if haul <= 200:
                ways.append(Way(b, p, round(points / 10, 3)))
    first = draw.uniform(20, 90, blocks)
    return MatchingProblem(
        years=YEARS,
        lead=1,
        capacity=tuple(capacity.tolist()),
        points=tuple(tuple(round(float(f) - 2 * y, 3) for y in range(YEARS)) for f in first),
        demand=tuple(
            tuple(float(a) if y >= s else 0.0 for y in range(YEARS)) for a, s in zip(asked, start, strict=True)
        ),
        least=((0.0,) * YEARS,) * projects,
        ways=tuple(ways),
        total=(float(capacity.sum()) * 0.12,) * YEARS,
        count=(math.inf,) * YEARS,
    )


def with_scipy(model: Model, seconds: float) -> tuple[float, float]:
    """Return objective and gap of the same model in scipy.optimize.milp, its rows as they were asked."""
    rows = [(k, c, v) for k, row in enumerate(model.rows) for c, v in zip(row.columns, row.asked[0], strict=True)]
    at, column, value = zip(*rows, strict=True)
    matrix = csr_matrix((value, (at, column)), (len(model.rows), len(model.points)))
    limits = LinearConstraint(matrix, [r.asked[1] for r in model.rows], [r.asked[2] for r in model.rows])
    whole = np.array(model.is_whole, dtype=int)
    options = {"time_limit": seconds, "mip_rel_gap": 0.0}
    done = milp(
        -np.array(model.points), integrality=whole, bounds=Bounds(0, model.upper), constraints=limits, options=options
    )
    if done.x is None:
        return -math.inf, math.inf
    return -done.fun, (-done.mip_dual_bound + done.fun) / max(1.0, abs(done.fun))


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return an answer and the processor seconds it took."""
    start = time.process_time()
    return work(), time.process_time() - start


def compared(name: str, ours: Callable[[], Any], model: Model, seconds: float) -> None:
    """Print both solvers side by side."""
    answer, took = timed(ours)
    (objective, gap), other = timed(lambda: with_scipy(model, seconds))
    solved = answer.solved
    peer = f"scipy {objective:.1f}, gap {gap:.4%}, {other:.2f} s | ratio {took / other:.2f}"
    print(
        f"{name}: {answer.variables} columns, {answer.rows} rows | ours {solved.status} {solved.objective:.1f}, gap "
        f"{solved.gap:.4%}, {took:.2f} s | {peer}",
        flush=True,
    )


def main() -> None:
    """Measure both plans for three seeds each."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    for seed in SEEDS:
        coal = continuation(seed)
        compared(
            f"200 mines x 400 blocks, seed {seed}",
            lambda p=coal: assign(p, seconds),
            continuation_model(coal)[0],
            seconds,
        )
    for seed in SEEDS:
        ore = matching(seed)
        compared(
            f"200 blocks x 60 projects, seed {seed}", lambda p=ore: match(p, seconds), matching_model(ore)[0], seconds
        )


if __name__ == "__main__":
    main()
