import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mineplan.partition import Limits, PartitionProblem, SumLimit, solve
from mineplan.partition.loosening import limit_names, without_limit
from mineplan.partition.shadow import Margin, Relief, Shadows, Tilt

from .small_problems import random_problem, ranked_plans

quick = settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 10**6)


def solved(seed, largest=6):
    problem = random_problem(seed, largest=largest)
    answer = solve(problem)
    return problem, answer, ranked_plans(problem) if answer.groups else []


@quick
@given(seeds)
def test_the_margin_of_a_group_is_that_of_brute_force(seed):
    problem, answer, plans = solved(seed)
    shadows = Shadows(problem, answer) if plans else None
    for group in answer.groups:
        without = [value for value, groups in plans if list(group) not in groups]
        margin = shadows.margin(group)
        assert margin.points == (without[0] - plans[0][0] if without else None)


@quick
@given(seeds)
def test_a_pin_costs_what_the_plan_without_it_saves(seed):
    problem, answer, plans = solved(seed)
    for pin in (*problem.together, *problem.apart) if plans else ():
        same = {pin, pin[::-1]}
        rest = {k: tuple(p for p in getattr(problem, k) if p not in same) for k in ("together", "apart")}
        saved = plans[0][0] - ranked_plans(replace(problem, **rest))[0][0]
        assert Shadows(problem, answer).cost_of_pins([pin[::-1]]) == saved


@quick
@given(seeds)
def test_a_limit_costs_what_the_plan_without_it_saves(seed):
    problem, answer, plans = solved(seed)
    for name in limit_names(problem) if plans else ():
        relief = Shadows(problem, answer).relief(name)
        best = ranked_plans(without_limit(problem, name))[0][0]
        assert relief.points == plans[0][0] - best
        assert relief.unknown == ()
        if relief.points:
            value, points = relief.next_value, relief.next_points
            assert 0 < points <= relief.points
            assert plans[0][0] - ranked_plans(at(problem, name, value))[0][0] == points
            assert ranked_plans(at(problem, name, value - 1))[0][0] == plans[0][0]
        else:
            assert relief == Relief(0)


def at(problem, name, value):
    limits = problem.limits
    if name in ("members", "span"):
        return replace(problem, limits=replace(limits, **{name: int(value)}))
    sums = tuple(s._replace(max=value) if s.name == name else s for s in limits.sums)
    return replace(problem, limits=replace(limits, sums=sums))


def tilted(problem, factors):
    group, ore, shortfall, mixed, compact, cut = (f / 100 for f in factors)
    return replace(
        problem,
        group_weight=problem.group_weight * group,
        orebodies=tuple(b._replace(weight=b.weight * ore) for b in problem.orebodies),
        shortfall_weight=problem.shortfall_weight * shortfall,
        mixed_holder_weight=problem.mixed_holder_weight * mixed,
        compactness_weight=problem.compactness_weight * compact,
        conflicts=tuple((a, b, w * cut) for a, b, w in problem.conflicts),
    )


@quick
@given(seeds)
def test_a_group_survives_other_weights_where_the_solver_finds_it_again(seed):
    problem, answer, plans = solved(seed)
    if not plans:
        return
    draw = random.Random(seed)
    factors = [[draw.randint(50, 150) for _ in range(6)] for _ in range(3)]
    tilts = [Tilt(*f[:5], tuple(w * f[5] / 100 for _, _, w in problem.conflicts)) for f in factors]
    found = [solve(tilted(problem, f)).groups for f in factors]
    counts = Shadows(problem, answer).survivals(answer.groups, tilts)
    assert counts == [sum(group in plan for plan in found) for group in answer.groups]


LINE = PartitionProblem(4, ((0, 1), (1, 2), (2, 3)), group_weight=10, limits=Limits(members=2))


def test_a_chain_of_four_in_pairs():
    answer = solve(LINE)
    shadows = Shadows(LINE, answer)
    assert answer.groups == ((0, 1), (2, 3))
    # Without {0, 1} the best is {0}, {1, 2}, {3}: one group more.
    assert shadows.margin((0, 1)) == Margin(10, 20)
    # Three members save nothing, four save a group.
    assert shadows.relief("members") == Relief(10, 4, 10)


def test_a_pinned_group_is_in_every_plan():
    problem = replace(LINE, together=((0, 1),))
    assert Shadows(problem, solve(problem)).margin((0, 1)) == Margin(None, 20)
    assert Shadows(problem, solve(problem)).cost_of_pins([(0, 1)]) == 0


def test_two_plans_of_one_price_are_a_tie():
    problem = PartitionProblem(3, ((0, 1), (1, 2)), group_weight=1, limits=Limits(members=2))
    answer = solve(problem)
    pair = max(answer.groups, key=len)
    assert Shadows(problem, answer).margin(pair).points == 0


@pytest.mark.parametrize("left", [0, -1])
def test_nothing_is_claimed_when_time_is_up(left):
    answer = solve(LINE)
    shadows = Shadows(LINE, answer, lambda: left)
    assert shadows.margin((0, 1)) is None
    assert shadows.cost_of_pins([(0, 1)]) is None
    assert shadows.relief("members").unknown == (0, 1, 2, 3)
    assert shadows.survivals([(0, 1)], [Tilt(100, 100, 100, 100, 100, ())]) == [None]


def test_a_plan_without_proof_has_no_shadows():
    answer = replace(solve(LINE), components=())
    assert Shadows(LINE, answer).margin((0, 1)) is None


def test_a_sum_limit_is_named_by_its_next_value():
    area = SumLimit("area", (3, 4, 5, 6), 7)
    problem = replace(LINE, limits=Limits(sums=(area,)))
    # {0, 1} holds 7; 2 and 3 join at 11, all four at 18.
    assert Shadows(problem, solve(problem)).relief("area") == Relief(20, 11, 10)
