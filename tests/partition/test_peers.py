"""The same plan by another way: other solver, other numbering, a plan known beforehand, bounds below it."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from mineplan.partition import Limits, Orebody, PartitionProblem, solve
from mineplan.partition.block import blocks_of
from mineplan.partition.enumeration import connected_groups
from mineplan.partition.master import model_of
from mineplan.partition.money import prices_of
from mineplan.partition.naming import group_hash, nodes_of
from mineplan.partition.pool import pool_of
from mineplan.partition.sifting import sift, with_row

from .small_problems import random_problem, ranked_plans, renamed
from .test_enumeration import grid
from .test_metamorphic import permuted


def board(seed, side=5, members=3):
    draw, n = random.Random(seed), side * side
    return PartitionProblem(
        n,
        grid(side, side, diagonal=True),
        conflicts=tuple((a, b, draw.randint(1, 6) * 10) for a, b in grid(side, side)[::2]),
        orebodies=tuple(
            Orebody((i, i + 1, i + side, i + side + 1), tuple(draw.randint(1, 6) * 10 for _ in range(4)), 2)
            for i in range(0, n - side - 1, 3)
        ),
        holder=tuple(draw.randint(0, 4) for _ in range(n)),
        mixed_holder_weight=30,
        group_weight=100,
        limits=Limits(members=members),
    )


def by_scipy(problem):
    """The plan of least cost, and among those of equal cost the one of the least sum of hashes, by scipy alone."""
    (block,), _ = blocks_of(problem, prices_of(problem))
    pool = pool_of(block, connected_groups(block, 10**6, 10**7))
    model = model_of(pool, pool.cost.astype(float))
    least = answer(model, model.cost).fun
    tied = with_row(model, model.cost, -1e30, round(least) + 0.5)
    hashes = [group_hash(block, pool.group(c)) for c in range(len(pool))]
    chosen = answer(tied, np.concatenate([hashes, np.zeros(len(model.cost) - len(pool))])).x
    return tuple(sorted(nodes_of(block, pool.group(c)) for c in np.flatnonzero(chosen[: len(pool)] > 0.5)))


def answer(model, cost):
    matrix = csr_matrix((model.value, (model.row, model.column)), shape=(len(model.lower), len(model.cost)))
    whole = (np.arange(len(model.cost)) < model.columns).astype(int)
    rows = LinearConstraint(matrix, model.lower, model.upper)
    return milp(cost, constraints=rows, bounds=Bounds(0, 1), integrality=whole, options={"mip_rel_gap": 0.0})


@pytest.mark.parametrize("seed", range(6))
def test_the_same_plan_through_scipy(seed):
    problem = board(seed)
    assert solve(problem).groups == by_scipy(problem)


def test_twenty_numberings_of_the_nodes_give_one_plan():
    problem = board(0, members=4)
    best = solve(problem)
    for turn in range(20):
        order = random.Random(turn).sample(range(problem.n), problem.n)
        again = solve(permuted(problem, order))
        assert (again.status, again.objective, again.bound) == ("optimal", best.objective, best.bound)
        assert again.groups == renamed(best.groups, order)


def test_where_nodes_may_change_places_the_plans_of_all_numberings_do_so_too():
    # Every plan of eight dominoes on the bare board costs the same: only the board's own symmetry is left to chance.
    bare = PartitionProblem(16, grid(4, 4), group_weight=1, limits=Limits(members=2))
    turned = [[4 * (v % 4) + 3 - v // 4 for v in range(16)], [4 * (v // 4) + 3 - v % 4 for v in range(16)]]
    images, fresh = set(), {solve(bare).groups}
    while fresh:
        images |= fresh
        fresh = {renamed(plan, order) for plan in fresh for order in turned} - images
    for turn in range(20):
        order = random.Random(turn).sample(range(16), 16)
        back = sorted(range(16), key=order.__getitem__)
        assert renamed(solve(permuted(bare, order)).groups, back) in images
    assert len(images) <= 8


def test_a_planted_plan_is_found():
    # Twelve strings of five, everything inside tied by conflicts, with edges across at random.
    draw, groups = random.Random(1), [list(range(5 * k, 5 * k + 5)) for k in range(12)]
    inner = [(a, b) for g in groups for a in g for b in g if a < b]
    across = [tuple(sorted(draw.sample(range(60), 2))) for _ in range(70)]
    names = list(range(60))
    draw.shuffle(names)
    problem = PartitionProblem(
        60,
        tuple((names[a], names[b]) for a, b in [(a, b) for a, b in inner if b == a + 1] + across),
        conflicts=tuple((names[a], names[b], 7) for a, b in inner),
        group_weight=10,
        limits=Limits(members=5),
    )
    best = solve(problem)
    assert best.status == "optimal"
    assert best.objective == 120
    assert best.groups == tuple(sorted(tuple(sorted(names[v] for v in g)) for g in groups))


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.booleans())
def test_the_bound_of_the_lp_is_never_above_the_optimum(seed, has_cuts):
    problem = random_problem(seed)
    plans = ranked_plans(problem)
    if not plans:
        return
    prices = prices_of(problem)
    blocks, constant = blocks_of(problem, prices)
    half = 2 * constant
    for block in blocks:
        pool = pool_of(block, connected_groups(block, 10**6, 10**7))
        half += sift(pool, lambda: None, has_cuts=has_cuts).bound() + 2 * block.constant
    assert half / (2 * prices.factor) <= plans[0][0] + 1e-9
