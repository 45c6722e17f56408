import random
from dataclasses import replace

import numpy as np
import pytest

from mineplan.partition import Caps, Limits, PartitionProblem, solve
from mineplan.partition.block import blocks_of, split_pins
from mineplan.partition.closing import solve_by_generation
from mineplan.partition.enumeration import connected_groups
from mineplan.partition.exact import solve_exactly
from mineplan.partition.generation import Effort
from mineplan.partition.money import prices_of
from mineplan.partition.pool import pool_of
from mineplan.partition.sweep import priced
from mineplan.partition.worth import worth_of

from .small_problems import random_problem


def clique(limit=None, conflict=2000):
    draw = np.random.default_rng(1)
    edges = [(i, j) for i in range(25) for j in range(i) if draw.random() < 0.92]
    edges += [(int(draw.integers(0, v)), v) for v in range(25, 31)]
    points = draw.integers(0, 4000, (31, 2))
    distance = np.abs(points[:, None] - points[None]).sum(axis=2)
    return PartitionProblem(
        31,
        tuple(edges),
        conflicts=tuple((a, b, conflict) for a, b in edges),
        holder=tuple(draw.integers(0, 12, 31).tolist()),
        mixed_holder_weight=250,
        distance=tuple(map(tuple, distance.tolist())),
        compactness_weight=1,
        group_weight=1000,
        limits=Limits(limit),
    )


def renumbered(problem, order):
    place = {node: at for at, node in enumerate(order)}
    return replace(
        problem,
        edges=tuple((place[a], place[b]) for a, b in problem.edges),
        conflicts=tuple((place[a], place[b], w) for a, b, w in problem.conflicts),
        holder=tuple(problem.holder[node] for node in order),
        distance=tuple(tuple(problem.distance[a][b] for b in order) for a in order),
    )


def test_a_near_clique_is_proven_and_its_names_do_not_matter():
    problem = clique(conflict=125)
    answer = solve(problem)
    assert (answer.status, answer.components[0].method) == ("optimal", "generation")
    other = solve(renumbered(problem, random.Random(3).sample(range(31), 31)))
    assert (other.status, other.objective) == ("optimal", answer.objective)
    heavy = replace(problem, group_weight=3000, compactness_weight=3, mixed_holder_weight=750)
    heavy = replace(heavy, conflicts=tuple((a, b, 3 * w) for a, b, w in heavy.conflicts))
    assert solve(heavy).objective == 3 * answer.objective
    assert len(solve(clique()).groups) == 1


def blocks(seed, largest=8):
    problem = random_problem(seed, largest=largest)
    return [] if split_pins(problem) else blocks_of(problem, prices_of(problem))[0]


def forever():
    return None


@pytest.mark.parametrize("seed", range(200))
def test_pricing_finds_what_looking_at_every_group_finds(seed):
    draw = random.Random(seed)
    for block in blocks(seed):
        pool = pool_of(block, connected_groups(block, 10**6, 10**7))
        y = np.array([draw.randint(-100, 400) for _ in block.atoms])
        p = np.array([draw.choice([0, draw.randint(0, 300)]) for _ in block.ores], dtype=np.int64)
        rc = pool.reduced(y, p)
        worth = worth_of(block, y.astype(float), p.astype(float))
        found = priced(worth, np.zeros(len(worth.root)), 10**6, forever)
        assert found.is_whole
        assert min(0, rc.min(initial=0)) == pytest.approx(found.floor.min(initial=0), abs=1e-3)
        low = np.zeros(len(block.atoms))
        np.minimum.at(low, worth.root, found.floor - 1e-6)
        assert (pool.reduced(y + np.floor(low).astype(np.int64), p) >= 0).all()
        top = 200.0
        every = priced(worth, np.full(len(worth.root), top), 10**6, forever, 10**6)
        assert set(every.groups) >= {pool.group(c) for c in np.flatnonzero(rc < top).tolist()}


@pytest.mark.parametrize("seed", range(150))
@pytest.mark.parametrize("cap", [64, 64 * 12])
@pytest.mark.parametrize("effort", [Effort(), Effort(20, 40, 200, 50)], ids=["all", "little"])
def test_generation_is_exact_and_its_bound_holds(seed, cap, effort):
    for block in blocks(seed):
        best = solve_exactly(block, Caps(), forever)
        answer = solve_by_generation(block, Caps(groups=cap), forever, effort)
        if answer is None:
            continue
        assert best.status == "optimal"
        assert answer.bound <= best.value <= answer.value
        if answer.status == "optimal":
            assert answer.value == best.value
        else:
            assert effort != Effort()
