"""What the solver needs, section by section, side by side with others where there are others.

Problems are rights on a jittered grid, thinned to a degree of about four, with limits on members, span, area
and capacity; all synthetic. Peers that do not live well in one process run in a process of their own.
Run: python benchmarks/solver.py [SECTION...]; sections are the keys of SECTIONS.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from mineplan.engine import open_engine
from mineplan.partition import Limits, Orebody, Partition, PartitionProblem, SumLimit, problem_dict, solve
from mineplan.partition.block import Block, blocks_of
from mineplan.partition.enumeration import connected_groups
from mineplan.partition.master import model_of
from mineplan.partition.money import prices_of
from mineplan.partition.pool import Pool, pool_of

HERE = Path(__file__).resolve().parent
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
        holder=tuple(draw.integers(0, max(1, n // 2), n).tolist()),
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


def timed(problem: PartitionProblem, **options: object) -> tuple[Partition, float]:
    """Solve; return the answer and processor seconds of this process."""
    start = time.process_time()
    answer = solve(problem, **options)  # type: ignore[arg-type]
    return answer, time.process_time() - start


def against_whole_pool() -> None:
    print("== the same columns given whole to scipy.optimize.milp (processor seconds, one after the other)")
    ratios = []
    for n in (40, 80):
        for seed in SEEDS:
            problem = synthetic(n, seed)
            answer, ours = timed(problem)
            held = pools(problem)
            start = time.process_time()
            half = sum(whole_pool(pool) + 2 * block.constant for block, pool in held)
            peer = time.process_time() - start
            factor = prices_of(problem).factor
            crossing = blocks_of(problem, prices_of(problem))[1] / factor
            assert abs(half / (2 * factor) + crossing - answer.objective) < 1e-3
            ratios.append(peer / ours)
            columns = sum(len(pool) for _, pool in held)
            print(f"{n:4d} {columns:8d} columns  ours {ours:6.3f} s  milp {peer:7.2f} s  ratio {peer / ours:6.1f}")
    print(f"median ratio {statistics.median(ratios):.1f}, least {min(ratios):.1f}")


def against_flow_model() -> None:
    print("== the compact flow model in HiGHS, in a process of its own, until its gap is 40 % (at most 40 s)")
    for n in (40, 80, 120):
        problem = synthetic(n, SEEDS[0])
        _, ours = timed(problem)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "problem.json"
            file.write_text(json.dumps(problem_dict(problem)), encoding="utf-8")
            command = [sys.executable, str(HERE / "flow_model.py"), str(file), "0.4", "40"]
            said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        gap = "no plan" if said["gap"] is None else f"gap {said['gap']:.0%}"
        is_reached = said["gap"] is not None and said["gap"] <= 0.4
        ratio = f"ratio {'' if is_reached else 'above '}{said['seconds'] / ours:.0f}"
        print(f"{n:4d}  ours, proven {ours:6.3f} s  flow {said['seconds']:5.1f} s, {gap}  {ratio}", flush=True)


def sizes() -> None:
    print("== one component, proven or not (processor seconds)")
    for n in (40, 80, 120, 300, 500):
        for seed in SEEDS:
            show(n, seed, synthetic(n, seed))
    print("== groups of up to 10")
    for seed in SEEDS:
        problem = synthetic(80, seed)
        show(80, seed, replace(problem, limits=replace(problem.limits, members=10)))


def show(n: int, seed: int, problem: PartitionProblem) -> None:
    answer, seconds = timed(problem)
    columns = sum(c.columns for c in answer.components)
    print(
        f"{n:4d} seed {seed}  {answer.status}, gap {answer.gap:.3%}  {columns:8d} columns  {seconds:6.2f} s", flush=True
    )


def loose() -> None:
    print("== 100 rights without span and area limits, 60 s")
    for members in (6, 10, None):
        for seed in SEEDS[:2]:
            problem = replace(synthetic(100, seed), limits=Limits(members))
            answer = solve(problem, time_limit=60)
            methods = ",".join(sorted({c.method for c in answer.components}))
            proof = f"{answer.status}, gap {answer.gap:.2%}, {answer.seconds:.1f} s"
            print(f"members {members}, seed {seed}: {proof}, {methods}", flush=True)


def province(count: int = 10_000, components: int = 600) -> PartitionProblem:
    """Components of 1 to 120 rights with a heavy tail, side by side, with random pins."""
    draw = np.random.default_rng(7)
    sizes = np.minimum(120, np.ceil(draw.pareto(0.9, components) * 4 + 1)).astype(int)
    while sizes.sum() != count:
        at = int(draw.integers(components))
        sizes[at] = np.clip(sizes[at] + np.sign(count - sizes.sum()), 1, 120)
    parts = [synthetic(int(n), 1000 + at) for at, n in enumerate(sizes)]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).tolist()
    distance = np.full((count, count), 30_000, dtype=np.int16)
    for part, s in zip(parts, starts, strict=True):
        distance[s : s + part.n, s : s + part.n] = part.distance
    both = list(zip(parts, starts, strict=True))
    edges = [(a + s, b + s) for p, s in both for a, b in p.edges]
    pins = [edges[int(k)] for k in draw.choice(len(edges), count // 20, replace=False)]
    sums = [
        SumLimit(limit.name, tuple(v for p in parts for v in p.limits.sums[at].values), limit.max)
        for at, limit in enumerate(parts[0].limits.sums)
    ]
    return replace(
        parts[0],
        n=count,
        edges=tuple(edges),
        conflicts=tuple((a + s, b + s, w) for p, s in both for a, b, w in p.conflicts),
        orebodies=tuple(
            body._replace(members=tuple(m + s for m in body.members)) for p, s in both for body in p.orebodies
        ),
        capacity=tuple(v for p in parts for v in p.capacity or ()),
        holder=tuple(v + s for p, s in both for v in p.holder or ()),
        distance=distance,
        limits=Limits(6, 600, tuple(sums)),
        together=tuple(pins[::2]),
        apart=tuple(pins[1::2]),
    )


def whole_province() -> None:
    print("== a province: 10,000 rights, 600 components of 1-120, wall seconds")
    problem = province()
    for name in ("local", "processes"):
        with open_engine(name) as engine:
            start = time.perf_counter()
            answer = solve(problem, each=engine)
            seconds = time.perf_counter() - start
        states = Counter(c.status for c in answer.components)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + 2 * (
            resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss if name == "processes" else 0
        )
        print(
            f"{name}: {answer.status}, {len(answer.components)} blocks {dict(states)}, "
            f"{sum(c.columns for c in answer.components)} columns, {seconds:.1f} s, at most {peak / 2**20:.2f} GiB",
            flush=True,
        )


def alternatives() -> None:
    print("== the plan and five alternatives against the plan alone (processor seconds)")
    for n in (40, 80, 120):
        for seed in SEEDS:
            problem = synthetic(n, seed)
            _, one = timed(problem)
            answer, six = timed(problem, alternatives=5)
            last = answer.alternatives[-1][0] / answer.objective - 1
            times = f"{one:6.3f} s, with five {six:6.3f} s, ratio {six / one:4.1f}"
            print(f"{n:4d} seed {seed}  {times}; fifth {last:.3%} dearer", flush=True)


def conflicts() -> None:
    print("== a minimal conflict against a solve of the same size (processor seconds)")
    for n in (20, 40, 80):
        for seed in SEEDS:
            problem = synthetic(n, seed)
            _, one = timed(problem)
            far = int(np.argmax(np.asarray(problem.distance)[0]))
            near = problem.edges[:: max(1, n // 8)]
            pinned = replace(problem, together=((0, far), *near[::2]), apart=near[1::2])
            answer, why = timed(pinned)
            size = sum(map(len, (answer.conflict or {}).values()))
            print(f"{n:4d} seed {seed}  {answer.status}, {size} in the conflict  {why:6.3f} s, ratio {why / one:4.1f}")


def command_line() -> None:
    print("== mineplan solve on five rights, imports included (best of five, wall and processor seconds)")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "problem.json"
        file.write_text(json.dumps(problem_dict(synthetic(5, 1))), encoding="utf-8")
        wall, used = [], []
        for _ in range(5):
            start, before = time.perf_counter(), _of_children()
            subprocess.run([sys.executable, "-m", "mineplan.cli", "solve", str(file)], check=True, capture_output=True)
            wall.append(time.perf_counter() - start)
            used.append(_of_children() - before)
    print(f"{min(wall):.2f} s, {min(used):.2f} s of the processor")


def _of_children() -> float:
    use = resource.getrusage(resource.RUSAGE_CHILDREN)
    return use.ru_utime + use.ru_stime


def in_a_hurry() -> None:
    print("== one second for one component of 2,500 rights")
    problem = synthetic(2500, 1)
    start = time.perf_counter()
    answer = solve(problem, time_limit=1)
    seconds = time.perf_counter() - start
    longer = solve(problem, time_limit=120)
    print(
        f"{answer.status} after {seconds:.1f} s: {answer.objective:g}, bound {answer.bound:g}, "
        f"{answer.objective / longer.objective - 1:.1%} above the plan of two minutes (gap {longer.gap:.2%})"
    )


SECTIONS = {
    "sizes": sizes,
    "pool": against_whole_pool,
    "flow": against_flow_model,
    "loose": loose,
    "province": whole_province,
    "alternatives": alternatives,
    "conflicts": conflicts,
    "command": command_line,
    "hurry": in_a_hurry,
}


def main() -> None:
    solve(synthetic(20, 0))  # imports and first calls are not what is measured
    for name in sys.argv[1:] or SECTIONS:
        SECTIONS[name]()


if __name__ == "__main__":
    main()
