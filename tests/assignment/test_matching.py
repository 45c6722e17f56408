"""Grants and matches against every set of grants, each with the best flows of another solver."""

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from mineplan.assignment import model
from mineplan.assignment.matching import MatchingProblem, Way, match


def best_by_trying(problem):
    """Return the most points over all grants (and ways in use), None where nothing is allowed."""
    best = None
    uses = product((False, True), repeat=len(problem.ways)) if problem.minimum else [(True,) * len(problem.ways)]
    uses = list(uses)
    for years in product((None, *range(problem.years)), repeat=len(problem.capacity)):
        if not is_allowed(problem, years):
            continue
        fixed = sum(problem.points[b][y] for b, y in enumerate(years) if y is not None)
        for use in uses:
            flows = best_flows(problem, years, use)
            if flows is not None:
                best = fixed + flows if best is None else max(best, fixed + flows)
    return best


def is_allowed(problem, years):
    for year in range(problem.years):
        now = [b for b, y in enumerate(years) if y == year]
        if sum(problem.capacity[b] for b in now) > problem.total[year] or len(now) > problem.count[year]:
            return False
    return all(years[b] is not None for b in problem.required)


def best_flows(problem, years, use):
    total = 0.0
    for t in range(problem.years):
        runs = [y is not None and t >= y + problem.lead for y in years]
        rows, sides, bounds = [], [], []
        for k, way in enumerate(problem.ways):
            most = min(problem.capacity[way.block], problem.demand[way.project][t])
            is_on = use[k] and runs[way.block]
            least = min(problem.minimum, most) if is_on and problem.minimum else 0.0
            bounds.append((least, most if is_on else 0.0))
        for b, capacity in enumerate(problem.capacity):
            rows.append([1.0 if w.block == b else 0.0 for w in problem.ways])
            sides.append(capacity if runs[b] else 0.0)
        for p, demand in enumerate(problem.demand):
            rows.append([1.0 if w.project == p else 0.0 for w in problem.ways])
            sides.append(demand[t])
            if problem.least[p][t] > 0:
                rows.append([-1.0 if w.project == p else 0.0 for w in problem.ways])
                sides.append(-problem.least[p][t])
        if not problem.ways:
            if any(problem.least[p][t] > 0 for p in range(len(problem.demand))):
                return None
            continue
        done = linprog(-np.array([w.points for w in problem.ways]), A_ub=rows, b_ub=sides, bounds=bounds)
        if not done.success:
            return None
        total -= done.fun
    return total


@st.composite
def problems(draw, minimum):
    blocks, projects, years = draw(st.integers(1, 2)), draw(st.integers(1, 2)), draw(st.integers(1, 3))
    amounts = st.sampled_from([0.0, 30.0, 45.0, 60.0])
    keys = [(b, p) for b in range(blocks) for p in range(projects) if draw(st.booleans())]
    demand = tuple(tuple(draw(amounts) for _ in range(years)) for _ in range(projects))
    return MatchingProblem(
        years=years,
        lead=draw(st.integers(0, 1)),
        capacity=tuple(draw(st.sampled_from([20.0, 30.0, 50.0])) for _ in range(blocks)),
        points=tuple(tuple(draw(st.integers(-20, 60)) - 2.0 * y for y in range(years)) for _ in range(blocks)),
        demand=demand,
        least=tuple(tuple(draw(st.sampled_from([0.0, 0.0, 10.0])) for _ in range(years)) for _ in demand),
        ways=tuple(Way(b, p, draw(st.sampled_from([-1.0, 0.5, 3.0, 7.25]))) for b, p in keys),
        total=tuple(draw(st.sampled_from([20.0, 50.0, 70.0, math.inf])) for _ in range(years)),
        count=tuple(draw(st.sampled_from([1.0, math.inf])) for _ in range(years)),
        minimum=minimum,
        required=(0,) if draw(st.booleans()) else (),
    )


@settings(max_examples=40, deadline=None)
@given(problems(0.0))
def test_no_grants_earn_more(problem):
    check(problem)


@settings(max_examples=15, deadline=None)
@given(problems(15.0))
def test_no_grants_earn_more_where_a_match_has_a_smallest_size(problem):
    check(problem)


def check(problem):
    answer, best = match(problem), best_by_trying(problem)
    if best is None:
        assert answer.solved.status == "infeasible" and answer.shortages
        return
    assert answer.solved.status == "optimal"
    assert answer.solved.objective == pytest.approx(best, abs=1e-5)
    assert is_allowed(problem, [answer.granted.get(b) for b in range(len(problem.capacity))])
    for (b, p, t), amount in answer.flows.items():
        assert amount <= min(problem.capacity[b], problem.demand[p][t]) + 1e-6
        assert t >= answer.granted[b] + problem.lead


# One block of 60 feeds two projects of 40; the nearer is worth more.
NAPKIN = MatchingProblem(
    years=2,
    lead=1,
    capacity=(60.0,),
    points=((10.0, 8.0),),
    demand=((40.0, 40.0), (40.0, 40.0)),
    least=((0.0, 0.0), (0.0, 0.0)),
    ways=(Way(0, 0, 3.0), Way(0, 1, 2.0)),
    total=(math.inf, math.inf),
    count=(math.inf, math.inf),
)


def test_one_block_feeds_two_projects_after_the_lead():
    answer = match(NAPKIN)
    assert answer.granted == {0: 0}
    assert answer.flows == {(0, 0, 1): 40.0, (0, 1, 1): 20.0}
    assert answer.solved.objective == 10 + 120 + 40


def test_two_blocks_feed_one_project():
    problem = replace(
        NAPKIN,
        capacity=(30.0, 30.0),
        points=((1.0, 0.0), (1.0, 0.0)),
        demand=((50.0, 50.0),),
        least=((0.0, 0.0),),
        ways=(Way(0, 0, 3.0), Way(1, 0, 2.0)),
    )
    assert match(problem).flows == {(0, 0, 1): 30.0, (1, 0, 1): 20.0}


def test_a_smallest_match_leaves_the_remainder_unsold():
    assert match(replace(NAPKIN, minimum=30.0)).flows == {(0, 0, 1): 30.0, (0, 1, 1): 30.0}


def test_demand_that_must_be_met_and_cannot_says_by_how_much():
    answer = match(replace(NAPKIN, least=((0.0, 40.0), (0.0, 40.0))))
    assert answer.solved.status == "infeasible"
    assert sum(s.amount for s in answer.shortages) == pytest.approx(20.0)
    assert {s.name[0] for s in answer.shortages} == {"least"}


def test_a_total_too_small_for_what_must_be_granted():
    answer = match(replace(NAPKIN, total=(40.0, 50.0), required=(0,)))
    assert [(s.name, s.amount, s.side) for s in answer.shortages] == [(("total", 1), 10.0, 50.0)]


@settings(max_examples=15, deadline=None)
@given(problems(0.0))
def test_a_head_start_changes_no_optimum(problem):
    plain = match(problem)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "_LARGE", 0)
        started = match(problem)
    assert started.solved.status == plain.solved.status
    if plain.solved.status == "optimal":
        assert started.solved.objective == pytest.approx(plain.solved.objective, abs=1e-5)
