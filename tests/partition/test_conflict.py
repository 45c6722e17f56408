import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from mineplan.partition import Limits, PartitionProblem, solve, violations

from .small_problems import random_problem, set_partitions


def pinned_problem(seed):
    draw = random.Random(seed)
    problem = random_problem(seed, largest=6)
    pairs = [(i, j) for i in range(problem.n) for j in range(i)]
    return replace(
        problem,
        edges=problem.edges + tuple((i, i + 1) for i in range(problem.n - 1)),
        together=tuple(draw.sample(pairs, min(len(pairs), draw.randint(1, 3)))),
        apart=tuple(draw.sample(pairs, min(len(pairs), draw.randint(0, 3)))),
    )


def has_plan(problem, together, apart, limits):
    kept = Limits(
        problem.limits.members if "members" in limits else None,
        problem.limits.span if "span" in limits else None,
        tuple(s for s in problem.limits.sums if s.name in limits),
    )
    some = replace(problem, together=tuple(map(tuple, together)), apart=tuple(map(tuple, apart)), limits=kept)
    return any(not violations(some, groups) for groups in set_partitions(problem.n))


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_a_conflict_holds_and_nothing_in_it_is_spare(seed):
    problem = pinned_problem(seed)
    answer = solve(problem)
    if answer.status != "infeasible":
        return
    assert answer.notes == ()
    parts = [answer.conflict["together"], answer.conflict["apart"], answer.conflict["limits"]]
    assert not has_plan(problem, *parts)
    for k, part in enumerate(parts):
        for at in range(len(part)):
            fewer = list(parts)
            fewer[k] = part[:at] + part[at + 1 :]
            assert has_plan(problem, *fewer)


def test_a_pin_over_two_components_is_its_own_conflict():
    problem = PartitionProblem(4, ((0, 1), (2, 3)), together=((0, 1), (3, 1)))
    assert solve(problem).conflict == {"together": [[3, 1]], "apart": [], "limits": []}


def test_a_chain_of_pins_against_one_apart():
    problem = PartitionProblem(
        5, tuple((i, i + 1) for i in range(4)), together=((0, 1), (1, 2), (3, 4)), apart=((2, 0),)
    )
    conflict = solve(problem).conflict
    assert conflict == {"together": [[0, 1], [1, 2]], "apart": [[2, 0]], "limits": []}


def test_a_limit_in_the_way_of_a_pin_is_named():
    line = tuple((i, i + 1) for i in range(30))
    problem = PartitionProblem(31, line, limits=Limits(members=6), together=((2, 3), (0, 20)))
    assert solve(problem).conflict == {"together": [[0, 20]], "apart": [], "limits": ["members"]}


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.integers(0, 10**6))
def test_all_conflicts_are_named_and_without_their_pins_there_is_a_plan(seed):
    problem = pinned_problem(seed)
    answer = solve(problem)
    if answer.status != "infeasible":
        return
    assert answer.conflicts[0] == answer.conflict
    pins = [tuple(pin) for conflict in answer.conflicts for pin in conflict["together"]]
    assert len(pins) == len(set(pins))
    for conflict in answer.conflicts:
        assert not has_plan(problem, conflict["together"], conflict["apart"], conflict["limits"])
    left = tuple(pin for pin in problem.together if pin not in pins)
    assert solve(replace(problem, together=left)).status == "optimal"


def test_two_conflicts_at_once():
    line = tuple((i, i + 1) for i in range(9) if i != 4)
    problem = PartitionProblem(
        10, line, limits=Limits(members=3), together=((0, 4), (5, 6), (4, 5)), apart=((6, 5),), group_weight=1
    )
    assert solve(problem).conflicts == (
        {"together": [[4, 5]], "apart": [], "limits": []},
        {"together": [[0, 4]], "apart": [], "limits": ["members"]},
        {"together": [[5, 6]], "apart": [[6, 5]], "limits": []},
    )
