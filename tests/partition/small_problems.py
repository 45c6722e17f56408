"""Random small problems that use every part of the contract, and the brute-force judge over them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from mineplan.partition import Limits, Orebody, PartitionProblem, SumLimit, score, violations


def set_partitions(n: int) -> Iterator[list[list[int]]]:
    def extend(node: int, groups: list[list[int]]) -> Iterator[list[list[int]]]:
        if node == n:
            yield [list(g) for g in groups]
            return
        for group in groups:
            group.append(node)
            yield from extend(node + 1, groups)
            group.pop()
        groups.append([node])
        yield from extend(node + 1, groups)
        groups.pop()

    yield from extend(0, [])


def ranked_plans(problem: PartitionProblem) -> list[tuple[float, list[list[int]]]]:
    """All sound partitions with their scores, best first."""
    plans = [g for g in set_partitions(problem.n) if not violations(problem, g)]
    return sorted((score(problem, g), sorted(map(sorted, g))) for g in plans)


def random_problem(seed: int, largest: int = 7, pins: bool = True) -> PartitionProblem:
    draw = random.Random(seed)
    n = draw.randint(1, largest)
    pairs = [(i, j) for i in range(n) for j in range(i)]
    density = draw.choice([0.3, 0.5, 0.8])
    points = [(draw.randint(0, 30), draw.randint(0, 30)) for _ in range(n)]

    def weight(most: int) -> int:
        return draw.choice([0, draw.randint(1, most)])

    def some(count: int) -> tuple[tuple[int, int], ...]:
        return tuple(draw.sample(pairs, min(len(pairs), count)))

    def orebody() -> Orebody:
        members = tuple(draw.sample(range(n), draw.randint(1, n)))
        return Orebody(members, tuple(draw.choice([0, 20, draw.randint(1, 60)]) for _ in members), draw.randint(0, 3))

    def total(name: str, least: int) -> SumLimit:
        return SumLimit(name, tuple(draw.randint(least, 9) for _ in range(n)), draw.randint(1, 25))

    sums = draw.sample([total("area", 0), total("balance", -5)], draw.randint(0, 2))
    return PartitionProblem(
        n=n,
        edges=tuple(p for p in pairs if draw.random() < density),
        conflicts=tuple((a, b, draw.randint(1, 99)) for a, b in some(draw.randint(0, 4))),
        orebodies=tuple(orebody() for _ in range(draw.randint(0, 3))),
        capacity=tuple(draw.randint(0, 50) for _ in range(n)),
        minimum_capacity=weight(90),
        shortfall_weight=weight(4),
        holder=tuple(draw.randint(0, 3) for _ in range(n)),
        mixed_holder_weight=weight(60),
        distance=tuple(tuple(abs(a - c) + abs(b - d) for c, d in points) for a, b in points),
        compactness_weight=weight(3),
        group_weight=weight(80),
        limits=Limits(draw.choice([None, 2, 3, 4]), draw.choice([None, 20, 35]), tuple(sums)),
        together=some(draw.choice([0, 0, 1, 2])) if pins else (),
        apart=some(draw.choice([0, 1])) if pins else (),
    )


def renamed(groups: tuple[tuple[int, ...], ...], order: list[int]) -> tuple[tuple[int, ...], ...]:
    """The groups when node k is called order[k]."""
    return tuple(sorted(tuple(sorted(order[v] for v in g)) for g in groups))
