"""`max_p`: the most regions that each reach a minimum, then the least heterogeneity, with proof or bound."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from mineplan.errors import PlanError
from mineplan.partition.alike import least_alike
from mineplan.partition.choosing import Alike
from mineplan.partition.clock import Seconds, some_of
from mineplan.partition.growing import minimal_groups
from mineplan.partition.packing import Groups, completed, packed_regions
from mineplan.partition.redrawing import improved
from mineplan.partition.regions import Field, RegionProblem, Regions, check_regions, fields_of

_START = 200_000
_EACH = 40


def max_p(
    problem: RegionProblem, *, time_limit: float | None = None, clock: Callable[[], float] | None = None
) -> Regions:
    """Return the most connected regions that each reach the threshold, as alike inside as possible.

    Parameters
    ----------
    problem
        Areas, what touches, values, threshold, attributes.
    time_limit
        Seconds; None for none. When time runs out the answer is the best known with its bounds.
    clock
        Seconds from an arbitrary origin; `time.monotonic` if None.

    Raises
    ------
    ScenarioError
        With every mistake in the problem.
    PlanError
        When the answer does not hold: a fault of the solver, never of the problem.
    """
    check_regions(problem)
    clock = clock or time.monotonic
    start = clock()

    def left() -> float | None:
        return None if time_limit is None else time_limit - (clock() - start)

    fields, unit = fields_of(problem)
    short = [f for f in fields if not f.reaches(np.array([f.total]))[0]]
    if short:
        return Regions("infeasible", seconds=clock() - start, reasons=tuple(map(_reason, short)))
    order = sorted(range(len(fields)), key=lambda k: (len(fields[k].values), k))
    solved: dict[int, tuple[Alike, int]] = {}
    for done, at in enumerate(order):
        solved[at] = _solve(fields[at], some_of(left, 1 / (len(order) - done)))
    found = [solved[at] for at in range(len(fields))]
    return _answer(problem, fields, found, unit, clock() - start)


def _reason(area: Field) -> str:
    nodes = area.nodes.tolist()
    named = ", ".join(map(str, nodes[:10])) + (", …" if len(nodes) > 10 else "")
    return f"areas {named} hang together and reach {area.total:g} of {area.threshold:g} in all"


def _solve(area: Field, seconds: Seconds) -> tuple[Alike, int]:
    """Return the regions of one component and the proven bound on their number."""
    packing = packed_regions(area, some_of(seconds, 0.6))
    plan = improved(area, completed(area, packing.groups), some_of(seconds, 0.2))
    start = _first_groups(area, some_of(seconds, 0.1))
    if len(plan) < packing.bound:
        # The LP over all groups may find or refuse what the packing could not.
        more = least_alike(area, packing.bound, start, None, some_of(seconds, 0.5))
        if more.groups is not None:
            return more, packing.bound
    answer = least_alike(area, len(plan), start, plan, seconds)
    return answer, packing.bound


def _first_groups(area: Field, seconds: Seconds) -> Groups:
    """Return, for each area, some of the cheapest groups that just reach the threshold."""
    levels = minimal_groups(area, _START, seconds) or []
    kept: dict[tuple[int, ...], None] = {}
    for level in levels:
        cost = area.apart[level[:, :, None], level[:, None, :]].sum(axis=(1, 2))
        order = np.argsort(cost, kind="stable")
        held = np.zeros(len(area.values), dtype=np.int64)
        for row in level[order].tolist():
            if (held[row] < _EACH).any():
                held[row] += 1
                kept[tuple(row)] = None
    return list(kept)


def _answer(
    problem: RegionProblem, fields: list[Field], found: list[tuple[Alike, int]], unit: float, seconds: float
) -> Regions:
    groups = sorted(
        tuple(area.nodes[list(group)].tolist())
        for area, (answer, _) in zip(fields, found, strict=True)
        for group in answer.groups or ()
    )
    _check(problem, groups)
    p_bound = sum(bound for _, bound in found)
    value, bound = sum(a.value for a, _ in found) / unit, sum(a.bound for a, _ in found) / unit
    is_most = len(groups) == p_bound
    is_least = all(answer.status == "optimal" for answer, _ in found)
    return Regions(
        status="optimal" if is_most and is_least else "feasible",
        groups=tuple(groups),
        p_bound=p_bound,
        is_p_proven=is_most,
        heterogeneity=value,
        bound=value if is_least else bound,
        gap=0.0 if is_least else (value - bound) / max(1.0, value),
        seconds=seconds,
    )


def _check(problem: RegionProblem, groups: list[tuple[int, ...]]) -> None:
    """Raise `PlanError` unless the regions are what the problem asks for."""
    faults = []
    if sorted(node for group in groups for node in group) != list(range(problem.n)):
        faults.append("the regions do not cover each area once")
    near: dict[int, set[int]] = {k: set() for k in range(problem.n)}
    for a, b in problem.edges:
        near[a].add(b)
        near[b].add(a)
    for group in groups:
        inside, seen, todo = set(group), {group[0]}, [group[0]]
        while todo:
            fresh = near[todo.pop()] & inside - seen
            seen |= fresh
            todo += fresh
        if seen != inside:
            faults.append(f"region {list(group)} is not connected")
        if sum(problem.values[k] for k in group) < problem.threshold * (1 - 1e-9):
            faults.append(f"region {list(group)} does not reach the threshold")
    if faults:
        raise PlanError(faults)
