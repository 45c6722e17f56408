import itertools

import numpy as np
import pytest

from mineplan.partition import Limits, PartitionProblem, violations
from mineplan.partition.block import blocks_of
from mineplan.partition.enumeration import TooManyGroupsError, connected_groups
from mineplan.partition.money import prices_of

from .small_problems import random_problem


def grid(rows, columns, diagonal=False):
    steps = [(0, 1), (1, 0)] + ([(1, 1), (1, -1)] if diagonal else [])
    return tuple(
        (i * columns + j, (i + a) * columns + j + b)
        for i in range(rows)
        for j in range(columns)
        for a, b in steps
        if i + a < rows and 0 <= j + b < columns
    )


def only_block(problem):
    (block,), _ = blocks_of(problem, prices_of(problem))
    return block


@pytest.mark.parametrize(("side", "count"), [(2, 13), (3, 218), (4, 11506)])
def test_connected_subsets_of_a_grid(side, count):
    # OEIS A059525: nonempty connected subsets of the n x n grid
    block = only_block(PartitionProblem(side * side, grid(side, side)))
    assert sum(map(len, connected_groups(block, 10**6, 10**7))) == count


def test_large_blocks_are_cut_into_universes_without_loss():
    # Fixed polykings (OEIS A006770: 1, 4, 20) of k cells, each placed where its box fits into 20 x 20.
    block = only_block(PartitionProblem(400, grid(20, 20, diagonal=True), limits=Limits(members=3)))
    assert [len(level) for level in connected_groups(block, 10**6, 10**7)] == [400, 1482, 6916]


@pytest.mark.parametrize("seed", range(40))
def test_every_feasible_group_comes_once(seed):
    problem = random_problem(seed, pins=False)
    blocks, _ = blocks_of(problem, prices_of(problem))
    found = [
        tuple(sorted(block.nodes[row].tolist()))
        for block in blocks
        for level in connected_groups(block, 10**6, 10**7)
        for row in level
    ]
    assert len(found) == len(set(found))
    for size in range(1, problem.n + 1):
        for group in itertools.combinations(range(problem.n), size):
            rest = [[i] for i in range(problem.n) if i not in group]
            if not violations(problem, [list(group), *rest]):
                assert group in set(found)


def test_the_cap_stops_it():
    block = only_block(PartitionProblem(16, grid(4, 4)))
    with pytest.raises(TooManyGroupsError):
        connected_groups(block, 5000, 10**7)
    with pytest.raises(TooManyGroupsError):
        connected_groups(block, 10**7, 5000)


def test_groups_are_sorted_whatever_the_order_of_edges():
    edges = grid(4, 4)
    one = connected_groups(only_block(PartitionProblem(16, edges)), 10**6, 10**7)
    two = connected_groups(only_block(PartitionProblem(16, tuple((b, a) for a, b in edges[::-1]))), 10**6, 10**7)
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))
