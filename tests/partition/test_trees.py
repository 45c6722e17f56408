import pytest

from mineplan.partition import RegionProblem
from mineplan.partition.packing import packed_regions
from mineplan.partition.regions import fields_of
from mineplan.partition.trees import cut_trees

from .test_enumeration import grid
from .test_max_p import is_connected


def board(side, threshold):
    values = tuple(float(1 + k * 7 % 5) for k in range(side * side))
    problem = RegionProblem(side * side, grid(side, side), values, threshold, tuple((k,) for k in range(side * side)))
    return problem, fields_of(problem)[0][0]


@pytest.mark.parametrize("threshold", [4, 6, 9])
def test_trees_pack_all_but_one_of_the_groups_that_are_possible(threshold):
    problem, area = board(5, threshold)
    most = packed_regions(area, lambda: None)
    assert len(most.groups) == most.bound
    found = cut_trees(area, most.bound, lambda: None)
    assert most.bound - 1 <= len(found) <= most.bound
    assert len({k for g in found for k in g}) == sum(map(len, found))
    for group in found:
        assert is_connected(group, problem.edges)
        assert sum(problem.values[k] for k in group) >= threshold


def test_no_more_than_the_whole_allows():
    _, area = board(3, 1000)
    assert cut_trees(area, 5, lambda: None, 1, 50) == []
    assert cut_trees(area, 5, lambda: None, 1, 50) == cut_trees(area, 5, lambda: None, 1, 50)
