import random
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mineplan.errors import ScenarioError
from mineplan.partition import RegionProblem, max_p

from .small_problems import set_partitions
from .test_enumeration import grid

quick = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def heterogeneity(problem, groups):
    rows = problem.attributes
    pairs = (pair for group in groups for pair in combinations(group, 2))
    return sum(abs(x - y) for a, b in pairs for x, y in zip(rows[a], rows[b], strict=True))


def is_connected(group, edges):
    inside, seen, todo = set(group), {group[0]}, [group[0]]
    while todo:
        at = todo.pop()
        fresh = {b for e in edges if at in e for b in e} & inside - seen
        seen |= fresh
        todo += fresh
    return seen == inside


def best_of_all(problem):
    """The most regions, and the least heterogeneity with as many; None where there is no answer."""
    found = [
        (-len(groups), heterogeneity(problem, groups))
        for groups in set_partitions(problem.n)
        if all(
            sum(problem.values[k] for k in g) >= problem.threshold and is_connected(g, problem.edges) for g in groups
        )
    ]
    return min(found, default=None)


def random_regions(seed):
    draw = random.Random(seed)
    n = draw.randint(1, 8)
    pairs = [(i, j) for i in range(n) for j in range(i)]
    density = draw.choice([0.3, 0.5, 0.8])
    values = draw.choice([[1] * n, [draw.randint(0, 9) for _ in range(n)], [draw.random() for _ in range(n)]])
    attributes = [[draw.randint(0, 20) for _ in range(draw.choice([1, 2]))]] * n
    wide = len(attributes[0])
    attributes = [[draw.choice([0, draw.randint(0, 20), draw.random()]) for _ in range(wide)] for _ in range(n)]
    return RegionProblem(
        n=n,
        edges=tuple(p for p in pairs if draw.random() < density),
        values=tuple(values),
        threshold=draw.choice([1, 2, 3, 0.7, 5]),
        attributes=tuple(map(tuple, attributes)),
    )


@quick
@given(st.integers(0, 10**6))
def test_most_regions_then_least_heterogeneity_as_by_brute_force(seed):
    problem = random_regions(seed)
    best, answer = best_of_all(problem), max_p(problem)
    if best is None:
        assert answer.status == "infeasible"
        assert answer.reasons
        return
    assert (answer.status, answer.is_p_proven, answer.gap) == ("optimal", True, 0)
    assert len(answer.groups) == answer.p_bound == -best[0]
    assert answer.heterogeneity == pytest.approx(best[1], abs=1e-4)
    assert answer.bound == answer.heterogeneity
    assert heterogeneity(problem, answer.groups) == pytest.approx(answer.heterogeneity, abs=1e-4)


def board(side, threshold, seed=1):
    draw = random.Random(seed)
    n = side * side
    rows = tuple((draw.randint(0, 99), draw.randint(0, 99)) for _ in range(n))
    return RegionProblem(n, grid(side, side), (1,) * n, threshold, rows)


def test_a_board_in_threes_is_proven():
    answer = max_p(board(6, 3))
    assert (answer.status, len(answer.groups)) == ("optimal", 12)
    assert {len(group) for group in answer.groups} == {3}


def test_slack_is_spent_where_it_costs_least():
    # Seven in a row make two regions of three; the seventh joins its like.
    row = tuple((k, k + 1) for k in range(6))
    answer = max_p(RegionProblem(7, row, (1,) * 7, 3, tuple((v,) for v in (0, 0, 0, 0, 9, 9, 9))))
    assert (answer.groups, answer.heterogeneity) == (((0, 1, 2, 3), (4, 5, 6)), 0)


def test_islands_are_named():
    answer = max_p(RegionProblem(4, ((0, 1),), (1, 1, 5, 1), 2, ((0,),) * 4))
    assert answer.status == "infeasible"
    assert answer.reasons == ("areas 3 hang together and reach 1 of 2 in all",)


def test_when_time_is_up_the_answer_holds_with_a_bound():
    answer = max_p(board(12, 5), time_limit=0.5)
    assert answer.status in ("feasible", "no_plan_in_time")
    if answer.groups:
        assert sorted(k for g in answer.groups for k in g) == list(range(144))
        assert 0 <= answer.bound <= answer.heterogeneity
        assert len(answer.groups) <= answer.p_bound <= 28


def test_the_same_problem_has_the_same_answer():
    assert max_p(board(5, 3)).groups == max_p(board(5, 3)).groups


def test_all_mistakes_come_at_once():
    problem = RegionProblem(2, ((0, 5),), (1, float("nan")), 0, ((1,), (1, 2), (3,)))
    with pytest.raises(ScenarioError) as caught:
        max_p(problem)
    assert len(caught.value.problems) == 5
    with pytest.raises(ScenarioError, match=r"values\[1\]: -3"):
        max_p(RegionProblem(2, (), (1, -3), 1, ((0,), (0,))))
