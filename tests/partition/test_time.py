import time

import pytest

from mineplan.partition import Limits, PartitionProblem, SumLimit, solve, violations, working

from .test_enumeration import grid


def board(side, members=None):
    n = side * side
    places = [(k // side, k % side) for k in range(n)]
    distance = tuple(tuple(10 * (abs(a - c) + abs(b - d)) for c, d in places) for a, b in places)
    return PartitionProblem(
        n,
        grid(side, side),
        holder=tuple(k * 7 % 11 for k in range(n)),
        mixed_holder_weight=9,
        distance=distance,
        compactness_weight=1,
        group_weight=60,
        limits=Limits(members, None, (SumLimit("area", tuple(1 + k % 5 for k in range(n)), 400),)),
    )


@pytest.mark.parametrize("side", [15, 30])
def test_a_second_on_a_huge_problem(side):
    problem = board(side)
    start = time.monotonic()
    answer = solve(problem, time_limit=1)
    assert time.monotonic() - start < 3
    assert answer.status == "feasible"
    assert not violations(problem, answer.groups)
    assert 0 <= answer.bound <= answer.objective <= 60 * problem.n


def test_an_interrupt_leaves_a_plan(monkeypatch):
    problem = board(4, members=4)
    exact = working.solve_exactly
    calls = []

    def interrupted(*arguments):
        calls.append(1)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return exact(*arguments)

    monkeypatch.setattr(working, "solve_exactly", interrupted)
    answer = solve(problem)
    assert answer.status in ("feasible", "optimal")
    assert not violations(problem, answer.groups)
    assert answer.bound <= solve(problem).objective <= answer.objective


def test_a_board_without_a_limit_on_members_is_proven():
    answer = solve(board(7))
    assert answer.status == "optimal"
    assert answer.components[0].method == "generation"
