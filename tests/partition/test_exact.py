import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mineplan.partition import (
    Caps,
    Limits,
    Orebody,
    PartitionProblem,
    partition_dict,
    problem_dict,
    read_problem,
    score,
    solve,
    violations,
)

from .small_problems import random_problem, ranked_plans
from .test_enumeration import grid

quick = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 10**6)


@quick
@given(seeds)
def test_the_optimum_is_that_of_brute_force(seed):
    problem = random_problem(seed)
    plans = ranked_plans(problem)
    answer = solve(problem)
    if not plans:
        assert answer.status == "infeasible"
        return
    assert answer.status == "optimal"
    assert answer.objective == plans[0][0] == answer.bound
    assert answer.gap == 0
    assert not violations(problem, answer.groups)
    if seed % 3 == 0:
        # Whoever wants more than the plan has it from HiGHS even where there are few groups: the same one.
        assert solve(problem, has_certificate=True).groups == answer.groups


@quick
@given(seeds)
def test_alternatives_are_the_brute_force_ranking(seed):
    problem = random_problem(seed, largest=6)
    plans = ranked_plans(problem)
    answer = solve(problem, alternatives=6)
    if plans:
        rest = [value for value, groups in plans if groups != [list(g) for g in answer.groups]]
        assert [value for value, _ in answer.alternatives] == rest[:6]
        assert len({answer.groups, *(g for _, g in answer.alternatives)}) == 1 + len(answer.alternatives)
        for value, groups in answer.alternatives:
            assert score(problem, groups) == value
            assert not violations(problem, groups)


@quick
@given(seeds, st.sampled_from([4, 9, 25]))
def test_where_enumeration_is_cut_off_plan_and_bound_stay_honest(seed, cap):
    problem = random_problem(seed)
    plans = ranked_plans(problem)
    answer = solve(problem, caps=Caps(groups=cap))
    if not plans:
        assert answer.status in ("infeasible", "no_plan_in_time")
    elif answer.status != "no_plan_in_time":
        assert answer.bound <= plans[0][0] <= answer.objective + 1e-9
        assert not violations(problem, answer.groups)
        if answer.status == "optimal":
            assert answer.objective == plans[0][0]


@settings(quick, max_examples=60)
@given(seeds, st.sampled_from([0.1, 0.37, 1 / 3, 1e7]))
def test_prices_that_are_not_whole_numbers(seed, unit):
    whole = random_problem(seed, largest=6)
    problem = replace(
        whole,
        group_weight=whole.group_weight * unit,
        conflicts=tuple((a, b, w * unit) for a, b, w in whole.conflicts),
        compactness_weight=whole.compactness_weight * unit,
        orebodies=tuple(b._replace(tonnage=tuple(t * unit for t in b.tonnage)) for b in whole.orebodies),
    )
    plans = ranked_plans(problem)
    answer = solve(problem)
    assert bool(plans) == (answer.status == "optimal")
    if plans:
        assert answer.objective == pytest.approx(plans[0][0], rel=1e-7, abs=1e-7)
        assert answer.bound <= plans[0][0] * (1 + 1e-12) + 1e-9
        assert answer.gap < 1e-6


CONTRACT = {
    "n": 5,
    "edges": [[0, 1], [1, 2], [3, 4]],
    "conflicts": [[0, 1, 120]],
    "orebodies": [{"members": [0, 1, 2], "tonnage": [50, 200, 30], "weight": 2}],
    "capacity": [100, 80, 400, 20, 90],
    "minimum_capacity": 300,
    "shortfall_weight": 6,
    "holder": [0, 0, 1, 2, 2],
    "mixed_holder_weight": 250,
    "distance": [[abs(i - j) * 12 for j in range(5)] for i in range(5)],
    "compactness_weight": 1,
    "group_weight": 1000,
    "limits": {"members": 6, "span": 600, "sums": [{"name": "area", "values": [1, 2, 3, 4, 5], "max": 1200}]},
    "together": [[0, 1]],
    "apart": [[2, 3]],
    "ids": ["a", "b", "c", "d", "e"],
}


def test_the_example_of_the_contract():
    problem = read_problem(CONTRACT)
    answer = partition_dict(solve(problem, alternatives=2))
    assert answer["status"] == "optimal"
    assert answer["groups"] == [[0, 1, 2], [3, 4]]
    # 2 groups, shortfall of 3 and 4 (300 - 110) * 6, one further holder, stars 24 and 12
    assert answer["objective"] == 2000 + 190 * 6 + 250 + 36 == answer["bound"]
    assert answer["gap"] == 0
    assert len(answer["alternatives"]) == 2
    assert "conflict" not in answer
    assert json.loads(json.dumps(answer)) == answer


@quick
@given(seeds)
def test_a_problem_survives_its_json(seed):
    problem = random_problem(seed)
    assert read_problem(json.loads(json.dumps(problem_dict(problem)))) == problem


@pytest.mark.parametrize(("n", "plans"), [(2, 2), (3, 10)])
def test_a_board_falls_into_as_many_polyominoes_as_is_known(n, plans):
    # OEIS A172477: the ways to cut the n x n board into n polyominoes of n squares (117 for n = 4, some 20 s here).
    board = PartitionProblem(
        n * n, grid(n, n), capacity=(1,) * n * n, minimum_capacity=n, shortfall_weight=1, limits=Limits(members=n)
    )
    values = [0.0, *(value for value, _ in solve(board, alternatives=plans).alternatives)]
    assert values.count(0) == plans and values[-1] > 0


def test_a_board_of_four_by_four_is_cut_least_into_squares():
    edges = grid(4, 4)
    board = PartitionProblem(
        16,
        edges,
        conflicts=tuple((a, b, 1) for a, b in edges),
        capacity=(1,) * 16,
        minimum_capacity=4,
        shortfall_weight=100,
        limits=Limits(members=4),
    )
    answer = solve(board, alternatives=1)
    assert answer.objective == 8 and answer.groups == ((0, 1, 4, 5), (2, 3, 6, 7), (8, 9, 12, 13), (10, 11, 14, 15))
    assert answer.alternatives[0][0] == 10


def test_nothing_at_all():
    assert solve(PartitionProblem(0)).status == "optimal"
    answer = solve(PartitionProblem(2))
    assert (answer.status, answer.groups, answer.labels) == ("optimal", ((0,), (1,)), (0, 1))


def test_limits_bind_groups_of_two_or_more_only():
    problem = PartitionProblem(2, ((0, 1),), group_weight=1, limits=Limits(members=1))
    assert solve(problem).groups == ((0,), (1,))


def test_an_orebody_over_two_components_is_one_orebody():
    bodies = (Orebody((0, 1, 2, 3), (10, 10, 10, 10), 5),)
    problem = PartitionProblem(4, ((0, 1), (2, 3)), orebodies=bodies, group_weight=-0)
    answer = solve(problem)
    assert answer.objective == 100  # one side holds 20 of 40
    assert answer.status == "optimal"


def test_a_time_limit_that_has_passed_still_gives_a_plan():
    ticks = iter(range(10**6))
    problem = random_problem(11, pins=False)
    answer = solve(problem, time_limit=0.5, clock=lambda: float(next(ticks)))
    assert answer.status in ("feasible", "optimal")
    assert not violations(problem, answer.groups)
    assert answer.bound <= ranked_plans(problem)[0][0]
