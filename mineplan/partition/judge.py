"""The judge: what a grouping costs and which rules it breaks, in plain Python.

Shares no code with the solver, so that its word on the solver's answer means something.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import fsum

from mineplan.partition.problem import PartitionProblem, SumLimit

Groups = Sequence[Sequence[int]]


def score(problem: PartitionProblem, groups: Groups) -> float:
    """Return the objective of `interface.md` section 4 for a partition into `groups`."""
    home = {node: at for at, group in enumerate(groups) for node in group}
    cut = fsum(w for a, b, w in problem.conflicts if home[a] != home[b])
    return fsum(
        [
            problem.group_weight * len(groups),
            cut,
            fsum(_split_cost(body.members, body.tonnage, body.weight, home) for body in problem.orebodies),
            fsum(_group_cost(problem, group) for group in groups),
        ]
    )


def _split_cost(members: Sequence[int], tonnage: Sequence[float], weight: float, home: dict[int, int]) -> float:
    parts: dict[int, list[float]] = {}
    for node, amount in zip(members, tonnage, strict=True):
        parts.setdefault(home[node], []).append(amount)
    held = [fsum(part) for part in parts.values()]
    return weight * (fsum(tonnage) - max(held)) if held else 0


def _group_cost(problem: PartitionProblem, group: Sequence[int]) -> float:
    cost: float = 0
    if problem.capacity is not None:
        capacity = fsum(problem.capacity[i] for i in group)
        cost += problem.shortfall_weight * max(0, problem.minimum_capacity - capacity)
    if problem.holder is not None:
        cost += problem.mixed_holder_weight * (len({problem.holder[i] for i in group}) - 1)
    if problem.distance is not None and problem.compactness_weight:
        cost += problem.compactness_weight * min(fsum(problem.distance[c][i] for i in group) for c in group)
    return cost


def violations(problem: PartitionProblem, groups: Groups) -> list[str]:
    """Return a sentence for every rule that `groups` breaks; none when the plan is sound."""
    out = _coverage(problem.n, groups)
    if out:
        return out
    near: dict[int, set[int]] = {i: set() for i in range(problem.n)}
    for a, b in problem.edges:
        near[a].add(b)
        near[b].add(a)
    home = {node: at for at, group in enumerate(groups) for node in group}
    for group in groups:
        if not _is_connected(group, near):
            out.append(f"group {list(group)} is not connected")
        out.extend(f"group {list(group)} breaks the limit {name!r}" for name in broken_limits(problem, group))
    out.extend(f"nodes {a} and {b} are not together" for a, b in problem.together if home[a] != home[b])
    out.extend(f"nodes {a} and {b} are not apart" for a, b in problem.apart if home[a] == home[b])
    return out


def _coverage(n: int, groups: Groups) -> list[str]:
    seen = Counter(node for group in groups for node in group)
    out = [f"node {i} is in {seen[i]} groups" for i in range(n) if seen[i] != 1]
    out += [f"node {i} does not exist" for i in sorted(seen) if not 0 <= i < n]
    return out + ["a group is empty" for group in groups if not group]


def _is_connected(group: Sequence[int], near: dict[int, set[int]]) -> bool:
    inside, reached, todo = set(group), {group[0]}, [group[0]]
    while todo:
        for other in sorted(near[todo.pop()] & inside - reached):
            reached.add(other)
            todo.append(other)
    return reached == inside


def broken_limits(problem: PartitionProblem, group: Sequence[int]) -> list[str]:
    """Return the names of the limits that one group breaks; a lone node breaks none."""
    if len(group) < 2:
        return []
    limits, out = problem.limits, []
    if limits.members is not None and len(group) > limits.members:
        out.append("members")
    if (
        limits.span is not None
        and problem.distance is not None
        and any(problem.distance[a][b] > limits.span for a in group for b in group)
    ):
        out.append("span")
    out.extend(s.name for s in limits.sums if fsum(s.values[i] for i in group) > s.max + slack(s))
    return out


@lru_cache(maxsize=64)
def slack(limit: SumLimit) -> float:
    """Return what a sum may exceed its limit by: nothing for integers, else float noise."""
    numbers: Iterable[float] = (*limit.values, limit.max)
    if all(float(v).is_integer() for v in numbers):
        return 0
    return 1e-12 * fsum(abs(v) for v in limit.values)
