"""What must hold between answers to related problems, whatever the answers are."""

import random
from dataclasses import fields, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mineplan.partition import Limits, PartitionProblem, solve

from .small_problems import random_problem, ranked_plans, renamed

quick = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 10**6)


def permuted(problem, order):
    """The same problem with node k called order[k]."""
    back = sorted(range(problem.n), key=order.__getitem__)

    def named(rows):
        return tuple((order[a], order[b], *rest) for a, b, *rest in rows)

    def moved(values):
        return None if values is None else tuple(values[k] for k in back)

    return replace(
        problem,
        edges=named(problem.edges),
        conflicts=named(problem.conflicts),
        together=named(problem.together),
        apart=named(problem.apart),
        orebodies=tuple(b._replace(members=tuple(order[m] for m in b.members)) for b in problem.orebodies),
        capacity=moved(problem.capacity),
        holder=moved(problem.holder),
        distance=moved(None if problem.distance is None else [moved(row) for row in problem.distance]),
        limits=replace(problem.limits, sums=tuple(s._replace(values=moved(s.values)) for s in problem.limits.sums)),
    )


def scaled(problem, factor):
    return replace(
        problem,
        conflicts=tuple((a, b, w * factor) for a, b, w in problem.conflicts),
        orebodies=tuple(b._replace(weight=b.weight * factor) for b in problem.orebodies),
        shortfall_weight=problem.shortfall_weight * factor,
        mixed_holder_weight=problem.mixed_holder_weight * factor,
        compactness_weight=problem.compactness_weight * factor,
        group_weight=problem.group_weight * factor,
    )


def beside(one, two):
    """Two problems as one, no edge between them; both must have the same weights."""
    shift = one.n

    def both(name):
        later = tuple((a + shift, b + shift, *rest) for a, b, *rest in getattr(two, name))
        return getattr(one, name) + later

    size = one.n + two.n
    far = [[0] * size for _ in range(size)]
    for problem, start in ((one, 0), (two, shift)):
        for i, row in enumerate(problem.distance):
            far[start + i][start : start + problem.n] = row
    return replace(
        one,
        n=size,
        edges=both("edges"),
        conflicts=both("conflicts"),
        together=both("together"),
        apart=both("apart"),
        orebodies=one.orebodies + tuple(b._replace(members=tuple(m + shift for m in b.members)) for b in two.orebodies),
        capacity=one.capacity + two.capacity,
        holder=one.holder + two.holder,
        distance=tuple(map(tuple, far)),
        limits=replace(
            one.limits,
            sums=tuple(
                s._replace(values=s.values + t.values) for s, t in zip(one.limits.sums, two.limits.sums, strict=True)
            ),
        ),
    )


@quick
@given(seeds)
def test_other_names_for_the_nodes_change_names_only(seed):
    problem = random_problem(seed)
    order = random.Random(seed).sample(range(problem.n), problem.n)
    one, two = solve(problem), solve(permuted(problem, order))
    assert (one.status, one.objective, one.bound) == (two.status, two.objective, two.bound)
    assert two.groups == renamed(one.groups, order)


@quick
@given(seeds, st.sampled_from([2, 7, 1000, 0.5]))
def test_all_weights_times_a_factor(seed, factor):
    problem = random_problem(seed)
    one, two = solve(problem), solve(scaled(problem, factor))
    assert (one.status, one.groups) == (two.status, two.groups)
    assert two.objective == pytest.approx(factor * one.objective)


@quick
@given(seeds)
def test_a_node_that_touches_nothing_adds_what_it_costs_alone(seed):
    problem = random_problem(seed)
    sums = tuple(s._replace(values=(3,)) for s in problem.limits.sums)
    lonely = PartitionProblem(1, capacity=(7,), holder=(9,), distance=((0,),), limits=Limits(sums=sums))
    one, two = solve(problem), solve(beside(problem, lonely))
    assert one.status == two.status
    if one.groups:
        alone = problem.group_weight + problem.shortfall_weight * max(0, problem.minimum_capacity - 7)
        assert two.objective == one.objective + alone
        assert two.groups == (*one.groups, (problem.n,))


@quick
@given(seeds)
def test_a_problem_beside_itself_costs_twice(seed):
    problem = random_problem(seed, largest=6)
    one, two = solve(problem), solve(beside(problem, problem))
    assert one.status == two.status
    if one.groups:
        assert two.objective == 2 * one.objective
        assert two.groups == (*one.groups, *(tuple(k + problem.n for k in g) for g in one.groups))


@quick
@given(seeds)
def test_an_edge_or_a_limit_more_never_pays_the_wrong_way(seed):
    problem = random_problem(seed)
    draw = random.Random(seed)
    base = solve(problem)
    if not base.groups or problem.n < 2:
        return
    edge = tuple(draw.sample(range(problem.n), 2))
    assert solve(replace(problem, edges=(*problem.edges, edge))).objective <= base.objective
    tighter = solve(replace(problem, limits=replace(problem.limits, members=2)))
    if problem.limits.members is None or problem.limits.members >= 2:
        assert tighter.status == "infeasible" or tighter.objective >= base.objective


@quick
@given(seeds)
def test_a_cut_component_costs_what_its_parts_do(seed):
    problem = random_problem(seed, pins=False)
    half = problem.n // 2

    def side(a, b):
        return (a < half) == (b < half)

    cut = replace(
        problem,
        edges=tuple(e for e in problem.edges if side(*e)),
        orebodies=(),
        conflicts=tuple(c for c in problem.conflicts if side(*c[:2])),
    )
    parts = [restricted(cut, nodes) for nodes in (range(half), range(half, problem.n))]
    assert solve(cut).objective == sum(solve(part).objective for part in parts)


def restricted(problem, nodes):
    place = {node: k for k, node in enumerate(nodes)}

    def inside(rows):
        return tuple((place[a], place[b], *rest) for a, b, *rest in rows if a in place and b in place)

    def some(values):
        return tuple(values[k] for k in nodes)

    return replace(
        problem,
        n=len(place),
        edges=inside(problem.edges),
        conflicts=inside(problem.conflicts),
        capacity=some(problem.capacity),
        holder=some(problem.holder),
        distance=tuple(some(row) for row in some(problem.distance)),
        limits=replace(problem.limits, sums=tuple(s._replace(values=some(s.values)) for s in problem.limits.sums)),
    )


FEATURES = {
    "conflicts": ("conflicts",),
    "orebodies": ("orebodies",),
    "shortfall": ("capacity", "minimum_capacity", "shortfall_weight"),
    "holders": ("holder", "mixed_holder_weight"),
    "compactness": ("distance", "compactness_weight"),
    "group": ("group_weight",),
    "limits": ("limits", "distance"),
    "together": ("together",),
    "apart": ("apart",),
}
BARE = {f.name: getattr(PartitionProblem(0), f.name) for f in fields(PartitionProblem)}


@pytest.mark.parametrize("feature", FEATURES)
def test_each_feature_alone_is_that_of_brute_force(feature):
    for seed in range(40):
        whole = random_problem(1000 * seed + 17, largest=6)
        gone = {f for names in FEATURES.values() for f in names} - set(FEATURES[feature])
        problem = replace(whole, **{name: BARE[name] for name in gone})
        plans, answer = ranked_plans(problem), solve(problem)
        assert answer.status == ("optimal" if plans else "infeasible")
        if plans:
            assert answer.objective == plans[0][0]
