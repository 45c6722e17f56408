import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mineplan.partition import Caps, Limits, PartitionProblem, score, solve, violations

from .small_problems import random_problem, ranked_plans


def placed_differently(one, two):
    homes = [{node: frozenset(group) for group in plan for node in group} for plan in (one, two)]
    return sum(homes[0][node] != homes[1][node] for node in homes[0])


@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6), st.integers(1, 7))
def test_each_alternative_is_the_best_of_those_that_differ_enough(seed, least):
    problem = random_problem(seed, largest=6)
    plans = ranked_plans(problem)
    if not plans:
        return
    answer = solve(problem, alternatives=4, min_diff=least)
    known = [answer.groups]
    for value, groups in answer.alternatives:
        assert score(problem, groups) == value
        assert not violations(problem, groups)
        left = [v for v, plan in plans if min(placed_differently(plan, k) for k in known) >= max(least, 1)]
        assert value == left[0]
        assert min(placed_differently(groups, k) for k in known) >= least
        known.append(groups)
    if len(answer.alternatives) < 4:
        assert not [p for _, p in plans if min(placed_differently(p, k) for k in known) >= max(least, 1)]


def test_two_blocks_share_the_difference():
    # Two pairs that may merge or not: four nodes differ only where both do.
    problem = PartitionProblem(4, ((0, 1), (2, 3)), group_weight=1)
    assert solve(problem, alternatives=9, min_diff=3).alternatives == ((4.0, ((0,), (1,), (2,), (3,))),)
    assert [value for value, _ in solve(problem, alternatives=9, min_diff=2).alternatives] == [3, 3, 4]


def test_a_part_without_proof_keeps_its_groups_and_says_so():
    edges = (*((k, k + 1) for k in range(11)), (12, 13))
    problem = PartitionProblem(14, edges, group_weight=1, limits=Limits(members=4))
    answer = solve(problem, alternatives=1, min_diff=2, caps=Caps(groups=5))
    assert any("no alternatives were ranked inside it" in note for note in answer.notes)


@pytest.mark.parametrize("least", [5, 100])
def test_no_plan_differs_by_more_nodes_than_there_are(least):
    problem = PartitionProblem(4, ((0, 1), (2, 3)), group_weight=1)
    assert solve(problem, alternatives=3, min_diff=least).alternatives == ()
