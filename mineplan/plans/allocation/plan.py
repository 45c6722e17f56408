"""The whole allocation and its JSON."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields
from typing import Any

from mineplan.plans.allocation.continuation import ContinuationRow, MineLife
from mineplan.plans.allocation.grant import GrantRow, ProjectSupply
from mineplan.plans.allocation.pilot import PilotMine
from mineplan.plans.printed import Note
from mineplan.policy import Ruling
from mineplan.terms import Term


@dataclass(frozen=True)
class SolverFigures:
    """What the solver says of one part.

    Attributes
    ----------
    part
        `continuation`, `grant` or `pilot`.
    objective, bound
        Points, to be maximised: the bound is never below the objective.
    gap
        (bound - objective)/max(1, abs(objective)).
    status
        `optimal`, `feasible` (time ran out, the gap is stated) or `empty` (nothing to choose).
    terms
        Points by term; they sum to `objective`.
    """

    part: str
    status: str
    objective: float
    bound: float
    gap: float
    variables: int
    rows: int
    terms: dict[str, float]


@dataclass(frozen=True)
class PlanYear:
    """One year of the plan, over all parts.

    Attributes
    ----------
    continuation_total_t_a, grant_total_t_a, pilot_total_t_a
        The scenario's totals; None where the year is unlimited.
    continuation_counted_t_a
        New coal capacity that counts in the provincial total.
    """

    year: int
    continuation_block_ids: tuple[str, ...]
    continuation_recoverable_t: float
    continuation_counted_t_a: float
    continuation_total_t_a: float | None
    grant_block_ids: tuple[str, ...]
    grant_capacity_t_a: float
    grant_total_t_a: float | None
    demand_t_a: float
    supplied_t_a: float
    unmet_t_a: float
    pilot_right_ids: tuple[str, ...]
    pilot_output_t_a: float
    pilot_total_t_a: float | None


@dataclass(frozen=True)
class Perturbation:
    """How the sensitivity runs were drawn: N, seed, and the ranges of what was drawn, in Chinese."""

    runs: int
    seed: int
    ranges: dict[str, str]
    failed_runs: int = 0


@dataclass(frozen=True)
class AllocationPlan:
    """A whole allocation; satisfies `Printed`.

    Attributes
    ----------
    continuation
        Every coal block of the dataset once, the proposed ones first, by rank.
    mines
        Every coal mine once: ranked by remaining life, then those left out.
    grant_plan
        Every bauxite block once: planned by year and rank, postponed, to the pilot, screened out.
    projects
        Every bauxite investment project.
    pilot
        Every mine of the pilot list, by rank.
    status
        `optimal` where every part is, `feasible` otherwise.
    weights
        Part -> the scenario's weights, as compared by `mineplan compare`.
    choices
        Part -> the scenario's other choices (totals, limits, thresholds).
    tables
        Frames that documents print, in code names, analysis CRS: rights, blocks, zones, orebodies, seams …
    """

    title: str
    as_of: datetime.date
    dataset_title: str
    dataset_version: str
    is_synthetic: bool
    region_name: str
    crs: Any
    years: tuple[int, ...]
    status: str
    continuation: tuple[ContinuationRow, ...]
    mines: tuple[MineLife, ...]
    grant_plan: tuple[GrantRow, ...]
    projects: tuple[ProjectSupply, ...]
    pilot: tuple[PilotMine, ...]
    by_year: tuple[PlanYear, ...]
    solver: tuple[SolverFigures, ...]
    perturbation: Perturbation
    weights: dict[str, dict[str, float]]
    choices: dict[str, dict[str, Any]]
    rulings: tuple[Ruling, ...]
    notes: tuple[Note, ...]
    tables: dict[str, Any]
    parts: tuple[str, ...] = ("continuation", "grant", "pilot")


_UNPRINTED = ("tables", "crs", "rulings", "notes")


def allocation_dict(plan: AllocationPlan) -> dict[str, Any]:
    """Return what `plan.json` holds (`interface.md` section 3), keys and order fixed."""
    head = {"kind": "allocation", "title": plan.title, "as_of": plan.as_of.isoformat(), "status": plan.status}
    body = {f.name: _plain(getattr(plan, f.name)) for f in fields(plan) if f.name not in (*_UNPRINTED, *head)}
    return (
        head
        | body
        | {"rulings": [ruling.ruling_id for ruling in plan.rulings], "notes": [vars(note) for note in plan.notes]}
    )


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        # Shapes stand in the GeoPackage.
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.name != "extent"}
    if isinstance(value, Term):
        return value.value
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
