"""The three parts solved, tried under draws, and put together as a plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from mineplan.allocate.continuation_rows import continuation_figures, continuation_rows, mines_after
from mineplan.allocate.continuing import ContinuationAnswer, continue_mines
from mineplan.allocate.grant_rows import grant_figures, grant_rows, project_rows
from mineplan.allocate.matching import GrantAnswer, plan_grants
from mineplan.allocate.notes import allocation_notes, open_rulings
from mineplan.allocate.pilot import Decision, decide, pilot_notes, pilot_rows
from mineplan.allocate.prepare import Allocation
from mineplan.allocate.sensitivity import Draw, Drawn, draws, perturbed, weight_names
from mineplan.allocate.years import plan_years
from mineplan.errors import SolveError
from mineplan.plans import AllocationPlan, Note
from mineplan.plans.allocation import (
    ContinuationRow,
    GrantRow,
    MineLife,
    Perturbation,
    PilotMine,
    ProjectSupply,
    SolverFigures,
)
from mineplan.policy import Ruling

# Of the time limit, what each of the three plain solves may take; the perturbed ones share the rest.
_SHARE = 0.25
_Answer = TypeVar("_Answer")
_TASKS = ("allocation_task",)
_TABLES = ("rights", "blocks", "zones", "orebodies", "resources", "seams", "pilots", "investments", "distances")


@dataclass(frozen=True)
class _Parts:
    continuation: tuple[ContinuationRow, ...] = ()
    mines: tuple[MineLife, ...] = ()
    grant_plan: tuple[GrantRow, ...] = ()
    projects: tuple[ProjectSupply, ...] = ()
    pilot: tuple[PilotMine, ...] = ()
    pilot_notes: tuple[Note, ...] = ()
    figures: tuple[SolverFigures, ...] = ()
    failed_runs: int = 0


def allocation_of(work: Allocation, seconds: float | None = None) -> AllocationPlan:
    """Return the plan of a prepared scenario.

    Parameters
    ----------
    work
        The scenario, measured and screened.
    seconds
        Time limit of all solves together; None for none, and then the plan is the same byte for byte every time.

    Raises
    ------
    SolveError
        Totals and demands that cannot be met, or no plan in time.
    """
    tried = draws(work.choices.sensitivity, _drawn(work))
    parts = _Parts()
    for add in (_with_continuation, _with_grant, _with_pilot):
        parts = add(work, parts, tried, seconds)
    scenario, dataset = work.scenario, work.dataset
    statuses = {f.status for f in parts.figures}
    return AllocationPlan(
        title=scenario.title,
        as_of=scenario.as_of,
        dataset_title=dataset.title,
        dataset_version=dataset.version,
        is_synthetic=dataset.is_synthetic,
        region_name=dataset.region.name,
        crs=dataset.crs,
        years=work.choices.plan_years,
        status="optimal" if statuses <= {"optimal", "empty"} else "feasible",
        continuation=parts.continuation,
        mines=parts.mines,
        grant_plan=parts.grant_plan,
        projects=parts.projects,
        pilot=parts.pilot,
        by_year=plan_years(work, parts.continuation, parts.grant_plan, parts.projects, parts.pilot),
        solver=parts.figures,
        perturbation=_perturbation(work, parts.failed_runs),
        weights=_weights(work),
        choices=_choices(work),
        rulings=_rulings(work, parts),
        notes=(*allocation_notes(work, parts.mines, parts.figures, parts.failed_runs), *parts.pilot_notes),
        tables={name: dataset.tables[name] for name in _TABLES if name in dataset.tables} | {"parts": dataset.parts},
        parts=tuple(name for name in ("continuation", "grant", "pilot") if getattr(work, name) is not None),
    )


def _drawn(work: Allocation) -> Drawn:
    parts = {n: getattr(work.choices, n).weights for n in ("continuation", "grant", "pilot") if getattr(work, n)}
    span = None
    if work.continuation is not None:
        span = work.choices.sensitivity.reserve_factor or work.continuation.factor.range
    mines = tuple(facts.right_id for facts in work.pilot.mines) if work.pilot is not None else ()
    blocks = tuple(block.block_id for block in work.grant.blocks) if work.grant is not None else ()
    return Drawn(weight_names(parts), span, mines, blocks)


def _tried(run: Callable[[Draw], _Answer], tried: Sequence[Draw]) -> list[_Answer]:
    """Return the answers of the perturbed runs; one whose totals cannot be met has none."""
    answers = []
    for draw in tried:
        try:
            answers.append(run(draw))
        except SolveError:
            continue
    return answers


def _each(seconds: float | None, tried: Sequence[Draw]) -> tuple[float | None, float | None]:
    if seconds is None:
        return None, None
    return seconds * _SHARE, seconds * (1 - 3 * _SHARE) / max(1, 3 * len(tried))


def _with_continuation(work: Allocation, parts: _Parts, tried: Sequence[Draw], seconds: float | None) -> _Parts:
    case = work.continuation
    if case is None:
        return parts
    first, each = _each(seconds, tried)
    answer = continue_mines(case, seconds=first)
    runs: list[ContinuationAnswer] = _tried(lambda draw: continue_mines(case, draw, each), tried)
    rows = continuation_rows(case, answer, runs)
    return replace(
        parts,
        continuation=tuple(replace(row, runs=len(tried)) for row in rows),
        mines=mines_after(case, answer),
        figures=(*parts.figures, continuation_figures(answer, rows)),
        failed_runs=parts.failed_runs + len(tried) - len(runs),
    )


def _with_grant(work: Allocation, parts: _Parts, tried: Sequence[Draw], seconds: float | None) -> _Parts:
    case = work.grant
    if case is None:
        return parts
    first, each = _each(seconds, tried)
    answer = plan_grants(case, seconds=first)
    runs: list[GrantAnswer] = _tried(lambda draw: plan_grants(case, draw, each), tried)
    return replace(
        parts,
        grant_plan=tuple(replace(row, runs=len(tried)) for row in grant_rows(case, answer, runs)),
        projects=tuple(replace(row, runs=len(tried)) for row in project_rows(case, answer, runs)),
        figures=(*parts.figures, grant_figures(case, answer)),
        failed_runs=parts.failed_runs + len(tried) - len(runs),
    )


def _with_pilot(work: Allocation, parts: _Parts, tried: Sequence[Draw], seconds: float | None) -> _Parts:
    case = work.pilot
    if case is None:
        return parts
    first, each = _each(seconds, tried)
    weights = case.choices.weights
    decision = decide(case, weights, seconds=first)
    runs: list[Decision] = _tried(
        lambda draw: decide(case, perturbed(weights, "pilot", draw), draw.interval, each), tried
    )
    return replace(
        parts,
        pilot=tuple(replace(row, runs=len(tried)) for row in pilot_rows(case, decision, runs)),
        pilot_notes=pilot_notes(case, decision),
        figures=(*parts.figures, decision.figures),
        failed_runs=parts.failed_runs + len(tried) - len(runs),
    )


def _perturbation(work: Allocation, failed: int) -> Perturbation:
    choices, drawn = work.choices.sensitivity, _drawn(work)
    ranges = {"weights": f"各项权重×[{1 - choices.weights_share:g}，{1 + choices.weights_share:g}]"}
    if drawn.reserve_factor is not None:
        ranges["reserve_factor"] = f"储量备用系数K∈[{drawn.reserve_factor[0]:g}，{drawn.reserve_factor[1]:g}]"
    if drawn.intervals:
        ranges["interval"] = f"各矿层间距×[{1 - choices.interval_share:g}，{1 + choices.interval_share:g}]"
    if drawn.ratios:
        ranges["as_ratio"] = f"各区块铝硅比×[{1 - choices.as_ratio_share:g}，{1 + choices.as_ratio_share:g}]"
    return Perturbation(choices.runs, choices.seed, ranges, failed)


def _parts_of(work: Allocation) -> dict[str, Any]:
    chosen = {name: getattr(work.choices, name) for name in ("continuation", "grant", "pilot")}
    return {name: part for name, part in chosen.items() if part is not None}


def _weights(work: Allocation) -> dict[str, dict[str, float]]:
    return {name: {k: float(v) for k, v in part.weights.model_dump().items()} for name, part in _parts_of(work).items()}


def _choices(work: Allocation) -> dict[str, dict[str, Any]]:
    found = {name: part.model_dump(exclude={"weights"}) for name, part in _parts_of(work).items()}
    if work.continuation is not None:
        found["continuation"]["reserve_factor"] = work.continuation.factor.value
        found["continuation"]["reserve_factor_basis"] = work.continuation.factor.basis
    return found


def _rulings(work: Allocation, parts: _Parts) -> tuple[Ruling, ...]:
    """Return every ruling the plan rests on, those it was founded on though they have lapsed, and those left open."""
    policy = work.policy
    rows: list[Any] = [*parts.continuation, *parts.grant_plan, *parts.pilot]
    cited = {ruling for row in rows for ruling in row.rulings}
    cited |= {r.ruling_id for r in (*policy.rulings, *policy.expired) if r.rule in _TASKS}
    cited |= {r.ruling_id for r in open_rulings(work)}
    if work.continuation is not None:
        cited |= {*work.continuation.factor.rulings, *[r.ruling_id for r in policy.all("max_term")]}
        cited |= {r.ruling_id for r in policy.all("scale_class", mineral="coal")}
    cited |= {i for i in work.scenario.assume if any(r.ruling_id == i for r in policy.rulings)}
    return tuple(sorted((policy.get(i) for i in cited), key=lambda r: r.ruling_id))
