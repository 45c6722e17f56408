"""All parts of a plan, year by year."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mineplan.allocate.prepare import Allocation
from mineplan.plans.allocation import ContinuationRow, GrantRow, PilotMine, PlanYear, ProjectSupply


def plan_years(
    work: Allocation,
    continuation: Sequence[ContinuationRow],
    grants: Sequence[GrantRow],
    projects: Sequence[ProjectSupply],
    pilot: Sequence[PilotMine],
) -> tuple[PlanYear, ...]:
    """Return what happens in each year, against the totals of the scenario."""
    return tuple(_year(work, year, continuation, grants, projects, pilot) for year in work.choices.plan_years)


def _year(
    work: Allocation,
    year: int,
    continuation: Sequence[ContinuationRow],
    grants: Sequence[GrantRow],
    projects: Sequence[ProjectSupply],
    pilot: Sequence[PilotMine],
) -> PlanYear:
    coal = [row for row in continuation if row.year == year]
    granted = [row for row in grants if row.year == year]
    choices = work.choices
    return PlanYear(
        year=year,
        continuation_block_ids=tuple(row.block_id for row in coal),
        continuation_recoverable_t=math.fsum(row.recoverable_t or 0.0 for row in coal),
        continuation_counted_t_a=math.fsum(row.capacity_t_a or 0.0 for row in coal if row.is_in_total),
        continuation_total_t_a=choices.continuation.total_t_a.get(year) if choices.continuation else None,
        grant_block_ids=tuple(row.block_id for row in granted),
        grant_capacity_t_a=math.fsum(row.capacity_t_a or 0.0 for row in granted),
        grant_total_t_a=choices.grant.total_t_a.get(year) if choices.grant else None,
        demand_t_a=math.fsum(project.demand[year] for project in projects),
        supplied_t_a=math.fsum(project.supplied[year] for project in projects),
        unmet_t_a=math.fsum(project.unmet[year] for project in projects),
        pilot_right_ids=tuple(mine.right_id for mine in pilot if mine.year == year),
        pilot_output_t_a=math.fsum(mine.output_t_a.get(year, 0.0) for mine in pilot),
        pilot_total_t_a=choices.pilot.total_t_a.get(year) if choices.pilot else None,
    )
