"""The compact model that others write: a root a group, nodes assigned to roots, flow to keep groups connected.

Node v belongs to the group of root i <= v when x[i, v] is 1. Each group sends one unit of flow from its root to
every other member along edges inside the group. Handed to HiGHS as it is, with a goal for the gap.
Run: python benchmarks/flow_model.py PROBLEM.json GAP SECONDS; prints seconds used, gap reached, value.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import highspy
import numpy as np

from mineplan.partition import PartitionProblem, read_problem
from mineplan.partition.master import quiet_highs


class Rows:
    """Columns and rows of a model as they are written down."""

    def __init__(self) -> None:
        self.cost: list[float] = []
        self.upper: list[float] = []
        self.is_whole: list[bool] = []
        self.rows: list[tuple[float, float, list[int], list[float]]] = []

    def column(self, cost: float = 0.0, upper: float = 1.0, is_whole: bool = False) -> int:
        self.cost.append(cost)
        self.upper.append(upper)
        self.is_whole.append(is_whole)
        return len(self.cost) - 1

    def row(self, lower: float, upper: float, *terms: tuple[int, float]) -> None:
        total: dict[int, float] = {}
        for column, value in terms:
            total[column] = total.get(column, 0.0) + value
        self.rows.append((lower, upper, list(total), list(total.values())))

    def highs(self) -> Any:
        h = quiet_highs(None)
        count = len(self.cost)
        none = np.zeros(0, dtype=np.int32)
        h.addVars(count, np.zeros(count), np.array(self.upper))
        h.changeColsCost(count, np.arange(count, dtype=np.int32), np.array(self.cost))
        whole = np.flatnonzero(self.is_whole).astype(np.int32)
        h.changeColsIntegrality(len(whole), whole, np.full(len(whole), highspy.HighsVarType.kInteger, dtype=np.uint8))
        starts = np.concatenate([[0], np.cumsum([len(c) for _, _, c, _ in self.rows])[:-1]]).astype(np.int32)
        index = np.concatenate([none, *(np.array(c, dtype=np.int32) for _, _, c, _ in self.rows)])
        value = np.concatenate([np.zeros(0), *(np.array(v) for _, _, _, v in self.rows)])
        lower, upper = np.array([r[0] for r in self.rows]), np.array([r[1] for r in self.rows])
        status = h.addRows(len(self.rows), lower, upper, len(index), starts, index, value)
        assert status == highspy.HighsStatus.kOk, status
        return h


def compact(p: PartitionProblem) -> Rows:
    m, n, big = Rows(), p.n, 1e9
    roots = range(n)
    x = {(i, v): m.column(p.group_weight if i == v else 0, is_whole=True) for i in roots for v in range(i, n)}
    for v in range(n):
        m.row(1, 1, *((x[i, v], 1) for i in range(v + 1)))
    for i in roots:
        for v in range(i + 1, n):
            m.row(-big, 0, (x[i, v], 1), (x[i, i], -1))
        _connected(m, p, x, i)
        _limited(m, p, x, i)
        _priced(m, p, x, i)
    for a, b, w in p.conflicts:
        z = m.column(w)
        for i in roots:
            m.row(0, big, (z, 1), *((x[i, v], s) for v, s in ((a, -1), (b, 1)) if v >= i))
    for body in p.orebodies:
        total = sum(body.tonnage)
        held = m.column(-body.weight, total)
        chosen = [m.column(is_whole=True) for _ in roots]
        m.row(1, 1, *((c, 1) for c in chosen))
        for i in roots:
            inside = [(x[i, v], -t) for v, t in zip(body.members, body.tonnage, strict=True) if v >= i]
            m.row(-big, total, (held, 1), (chosen[i], total), *inside)
    return m


def _connected(m: Rows, p: PartitionProblem, x: dict[tuple[int, int], int], i: int) -> None:
    most = min(p.limits.members or p.n, p.n) - 1
    flow = {}
    for a, b in p.edges:
        for u, v in ((a, b), (b, a)):
            if u >= i and v > i:
                flow[u, v] = m.column(0, most)
                m.row(-big_of(p), 0, (flow[u, v], 1), (x[i, v], -most))
                m.row(-big_of(p), 0, (flow[u, v], 1), (x[i, u], -most))
    for v in range(i + 1, p.n):
        into = [(c, 1.0) for (_, w), c in flow.items() if w == v]
        out = [(c, -1.0) for (u, _), c in flow.items() if u == v]
        m.row(0, 0, *into, *out, (x[i, v], -1))


def big_of(p: PartitionProblem) -> float:
    return 10.0 * p.n


def _limited(m: Rows, p: PartitionProblem, x: dict[tuple[int, int], int], i: int) -> None:
    if p.limits.members is not None:
        m.row(-1e9, 0, *((x[i, v], 1) for v in range(i, p.n)), (x[i, i], -p.limits.members))
    for s in p.limits.sums:
        m.row(-1e9, 0, *((x[i, v], s.values[v]) for v in range(i, p.n)), (x[i, i], -s.max))
    if p.limits.span is not None and p.distance is not None:
        for u in range(i, p.n):
            for v in range(u + 1, p.n):
                if p.distance[u][v] > p.limits.span:
                    m.row(-1e9, 0, (x[i, u], 1), (x[i, v], 1), (x[i, i], -1))


def _priced(m: Rows, p: PartitionProblem, x: dict[tuple[int, int], int], i: int) -> None:
    if p.capacity is not None:
        short = m.column(p.shortfall_weight, p.minimum_capacity)
        inside = ((x[i, v], p.capacity[v]) for v in range(i, p.n))
        m.row(0, 1e9, (short, 1), (x[i, i], -p.minimum_capacity), *inside)
    if p.holder is not None:
        held = {k: m.column(p.mixed_holder_weight) for k in sorted(set(p.holder[i:]))}
        for v in range(i, p.n):
            m.row(0, 1e9, (held[p.holder[v]], 1), (x[i, v], -1))
        m.cost[x[i, i]] -= p.mixed_holder_weight
    if p.distance is not None:
        far = max(sum(sorted(row)[-(p.limits.members or p.n) :]) for row in p.distance)
        star = m.column(p.compactness_weight, far)
        centre = {c: m.column(is_whole=True) for c in range(i, p.n)}
        m.row(0, 0, *((c, 1) for c in centre.values()), (x[i, i], -1))
        for c, at in centre.items():
            m.row(-1e9, 0, (at, 1), (x[i, c], -1))
            m.row(-far, 1e9, (star, 1), (at, -far), *((x[i, v], -p.distance[c][v]) for v in range(i, p.n) if v != c))


def main() -> None:
    data: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    problem = read_problem(data)
    h = compact(problem).highs()
    h.setOptionValue("mip_rel_gap", float(sys.argv[2]))
    h.setOptionValue("time_limit", float(sys.argv[3]))
    start = time.process_time()
    h.run()
    info = h.getInfo()
    constant = sum(b.weight * sum(b.tonnage) for b in problem.orebodies)
    value, bound = info.objective_function_value + constant, info.mip_dual_bound + constant
    gap = (value - bound) / max(1.0, abs(value)) if abs(value) < 1e20 else None
    print(json.dumps({"seconds": time.process_time() - start, "gap": gap, "value": value, "bound": bound}))


if __name__ == "__main__":
    main()
