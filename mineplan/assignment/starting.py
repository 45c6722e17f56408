"""In which year each mine begins, within yearly tonnage and the number of starts."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mineplan.assignment.model import Model, Solved, maximise


@dataclass(frozen=True)
class Start:
    """A mine that may begin in a year (index), with the points it earns and its output year by year, tonnes."""

    mine: int
    year: int
    points: int
    output: tuple[float, ...]


@dataclass(frozen=True)
class StartingProblem:
    """What to choose.

    Attributes
    ----------
    total
        Largest output of all mines in each year, t/a (inf unlimited).
    starts_per_year
        Most mines that begin in one year; None unlimited.
    """

    years: int
    starts: tuple[Start, ...]
    total: tuple[float, ...]
    starts_per_year: int | None = None


@dataclass(frozen=True)
class Started:
    """The choice: (mine, year index), sorted by mine, with what the solver says of it."""

    chosen: tuple[tuple[int, int], ...]
    solved: Solved
    variables: int
    rows: int


def start(problem: StartingProblem, seconds: float | None = None) -> Started:
    """Return the starts that earn most points: each mine at most once, within totals and starts of each year."""
    model = Model()
    columns = [model.column(s.points) for s in problem.starts]
    for mine in sorted({s.mine for s in problem.starts}):
        entries = [(c, 1.0) for c, s in zip(columns, problem.starts, strict=True) if s.mine == mine]
        model.row(("mine", mine), entries, 1.0)
    for year in range(problem.years):
        if math.isfinite(problem.total[year]):
            flow = [(c, s.output[year]) for c, s in zip(columns, problem.starts, strict=True) if s.output[year] > 0]
            model.row(("total", year), flow, problem.total[year])
        if problem.starts_per_year is not None:
            begun = [(c, 1.0) for c, s in zip(columns, problem.starts, strict=True) if s.year == year]
            model.row(("starts", year), begun, float(problem.starts_per_year))
    solved = maximise(model, seconds)
    picked = [s for c, s in zip(columns, problem.starts, strict=True) if len(solved.values) and solved.values[c] > 0.5]
    chosen = tuple(sorted((s.mine, s.year) for s in picked))
    return Started(chosen, solved, len(model.points), len(model.rows))
