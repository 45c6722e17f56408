"""Blocks to grant year by year, and their ore to projects."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mineplan.assignment.model import Model, Shortage, Solved, maximise, shortages


@dataclass(frozen=True)
class Way:
    """A block that may feed a project: points for each unit of ore in each year."""

    block: int
    project: int
    points: float


@dataclass(frozen=True)
class MatchingProblem:
    """What to grant and match; tonnages in any one unit, the same throughout.

    Attributes
    ----------
    capacity
        Output of each block once it runs; `lead` years after the grant (index of years).
    points
        Points of granting each block in each year.
    demand
        Of each project in each year; `least` what of it must be met.
    ways
        Which block may feed which project, sorted.
    total, count
        Most capacity and most blocks granted in each year (inf unlimited).
    minimum
        A way in use carries at least this much in every year in which block and project both run; 0 for any.
    required
        Blocks that must be granted.
    """

    years: int
    lead: int
    capacity: tuple[float, ...]
    points: tuple[tuple[float, ...], ...]
    demand: tuple[tuple[float, ...], ...]
    least: tuple[tuple[float, ...], ...]
    ways: tuple[Way, ...]
    total: tuple[float, ...]
    count: tuple[float, ...]
    minimum: float = 0.0
    required: tuple[int, ...] = ()


@dataclass(frozen=True)
class Matched:
    """The grants (block -> year index) and the ore: (block, project, year index) -> amount a year."""

    granted: dict[int, int]
    flows: dict[tuple[int, int, int], float]
    solved: Solved
    variables: int
    rows: int
    shortages: tuple[Shortage, ...] = ()


@dataclass
class _Columns:
    grant: dict[tuple[int, int], int]
    flow: dict[tuple[int, int, int], int]
    use: dict[tuple[int, int], int]


def match(problem: MatchingProblem, seconds: float | None = None) -> Matched:
    """Return the grants and flows that earn most points."""
    model, columns = _model(problem)
    solved = maximise(model, seconds)
    size = (len(model.points), len(model.rows))
    if solved.status == "infeasible":
        return Matched({}, {}, solved, *size, shortages(model, seconds))
    if not len(solved.values):
        return Matched({}, {}, solved, *size)
    granted = {block: year for (block, year), c in columns.grant.items() if solved.values[c] > 0.5}
    flows = {key: float(solved.values[c]) for key, c in columns.flow.items() if solved.values[c] > 1e-6}
    return Matched(dict(sorted(granted.items())), dict(sorted(flows.items())), solved, *size)


def _model(problem: MatchingProblem) -> tuple[Model, _Columns]:
    model, columns = Model(), _Columns({}, {}, {})
    for block, points in enumerate(problem.points):
        for year in range(problem.years):
            columns.grant[block, year] = model.column(points[year])
    for way in problem.ways:
        for year in range(problem.lead, problem.years):
            most = min(problem.capacity[way.block], problem.demand[way.project][year])
            if most > 0:
                columns.flow[way.block, way.project, year] = model.column(way.points, most, is_whole=False)
    _grant_rows(model, problem, columns)
    _flow_rows(model, problem, columns)
    if problem.minimum > 0:
        _use_rows(model, problem, columns)
    return model, columns


def _grant_rows(model: Model, problem: MatchingProblem, columns: _Columns) -> None:
    for block in range(len(problem.capacity)):
        entries = [(columns.grant[block, year], 1.0) for year in range(problem.years)]
        model.row(("block", block), entries, 1.0, lower=1.0 if block in problem.required else -math.inf)
    for year in range(problem.years):
        granted = [(columns.grant[block, year], block) for block in range(len(problem.capacity))]
        if math.isfinite(problem.total[year]):
            amounts = [(c, problem.capacity[b]) for c, b in granted if problem.capacity[b]]
            model.row(("total", year), amounts, problem.total[year], can_bend=True)
        if math.isfinite(problem.count[year]):
            model.row(("count", year), [(c, 1.0) for c, _ in granted], problem.count[year], can_bend=True)


def _flow_rows(model: Model, problem: MatchingProblem, columns: _Columns) -> None:
    out: dict[tuple[int, int], list[tuple[int, float]]] = {}
    into: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for (block, project, year), column in columns.flow.items():
        out.setdefault((block, year), []).append((column, 1.0))
        into.setdefault((project, year), []).append((column, 1.0))
    for (block, year), entries in sorted(out.items()):
        runs = [(columns.grant[block, y], -problem.capacity[block]) for y in range(year - problem.lead + 1)]
        model.row(("output", block, year), [*entries, *runs], 0.0)
    for project, demand in enumerate(problem.demand):
        for year in range(problem.years):
            entries, least = into.get((project, year), []), problem.least[project][year]
            if least > 0:
                model.row(("least", project, year), entries, lower=least, can_bend=True)
            if math.fsum(model.upper[c] for c, _ in entries) > demand[year]:
                model.row(("demand", project, year), entries, demand[year])


def _use_rows(model: Model, problem: MatchingProblem, columns: _Columns) -> None:
    """Tie each flow to whether its way is in use: at least the minimum while both ends run, nothing otherwise."""
    for (block, project, year), flow in columns.flow.items():
        most = model.upper[flow]
        if (block, project) not in columns.use:
            columns.use[block, project] = model.column(0.0)
        use = columns.use[block, project]
        least = min(problem.minimum, most)
        runs = [(columns.grant[block, y], -least) for y in range(year - problem.lead + 1)]
        model.row(("use", block, project, year), [(flow, 1.0), (use, -most)], 0.0)
        model.row(("minimum", block, project, year), [(flow, 1.0), (use, -least), *runs], lower=-least)
