"""The main job: from a scenario's files to a verified run folder."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.errors import SolveError
from mineplan.jobs.projects import load
from mineplan.jobs.running import RunOptions, Say, run_folder, sheet_press, template_of, write_manifest

# Groups that the checker of a certificate looks at in some ten seconds.
_CHECKABLE = 400_000

if TYPE_CHECKING:
    from mineplan.consolidate import Consolidation
    from mineplan.decisions import Decisions
    from mineplan.partition import Partition
    from mineplan.plans import ConsolidationPlan, Shadows


def consolidate(path: Path, options: RunOptions, say: Say) -> dict[str, Any]:
    """Run a consolidation scenario from its files to a verified run folder.

    Raises
    ------
    InputError, SolveError, PlanError
        Files to mend; no plan; a plan that failed its proof. Nothing is written then.
    """
    from mineplan.consolidate import plan_of, prepare, with_shadows
    from mineplan.engine import open_engine
    from mineplan.partition import solve
    from mineplan.verify import prove

    started, clock = datetime.datetime.now(), time.perf_counter()
    scenario, dataset, policy = load(path)
    decisions, pins = _decided(options.decisions)
    say(f"read {len(dataset.tables['rights'])} rights of “{dataset.title}”")
    work = prepare(scenario, dataset, policy, pins)
    say(f"{len(work.taking_part)} rights take part, {len(work.problem.edges)} pairs may stand in one group")
    with open_engine(options.engine) as engine:
        partition = solve(
            work.problem,
            time_limit=options.time_limit_s,
            alternatives=options.alternatives,
            min_diff=options.min_diff,
            has_certificate=True,
            each=engine,
        )
    if not partition.groups:
        raise SolveError(_no_plan(work, partition))
    plan = with_shadows(plan_of(work, partition), work, partition, _left(options, partition))
    say(f"{partition.status}: {len(plan.groups)} groups, objective {partition.objective:g}, gap {partition.gap:.2%}")
    with run_folder(path, options, started, dataset) as folder:
        _write(folder, path, work, plan, decisions)
        _write_certificate(folder, partition)
        proof = prove(folder)
        say("verified" + (f"; {proof.optimality.words}" if proof.optimality else ""))
        if options.has_documents:
            _write_documents(folder, path, plan, options)
            say("documents written")
        seconds = time.perf_counter() - clock
        made = {
            "kind": "consolidation",
            "command": "consolidate",
            "started": started.isoformat(timespec="seconds"),
            "seconds": round(seconds, 2),
            "solver": _solver_figures(partition),
            "stability": None if plan.shadows is None else _stability_figures(plan.shadows),
        }
        write_manifest(folder, path, plan, dataset, made)
        final = folder.with_name(folder.name.removesuffix(".partial"))
    return {
        "run": str(final),
        "status": plan.status,
        "notes": len(plan.notes),
        "groups": len(plan.groups),
        "rights_before": plan.indicators.rights_before,
        "rights_after": plan.indicators.rights_after,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "seconds": round(seconds, 2),
        "note_list": [vars(n) for n in plan.notes],
    }


def _left(options: RunOptions, partition: Partition) -> Callable[[], float | None]:
    """Return a clock of what the solver left of its time, for the questions that follow."""
    if options.time_limit_s is None:
        return lambda: None
    end = time.monotonic() + options.time_limit_s - partition.seconds
    return lambda: end - time.monotonic()


def _decided(path: Path | None) -> tuple[Decisions | None, Any]:
    from mineplan.consolidate import Pins
    from mineplan.decisions import pairs_of, read_decisions

    if path is None:
        return None, Pins()
    decisions = read_decisions(path)
    together, apart = pairs_of(decisions)
    return decisions, Pins(tuple(together), tuple(apart))


def _no_plan(work: Consolidation, partition: Partition) -> list[str]:
    ids = work.taking_part["right_id"].tolist()
    if partition.status == "no_plan_in_time" or partition.conflict is None:
        return [
            "time ran out before any plan was found; raise --time-limit or tighten limits.members and limits.span_m"
        ]
    lines: list[str] = []
    for conflict in partition.conflicts or (partition.conflict,):
        lines.append("these choices exclude each other (dropping any one of them would do):")
        lines += [f"  keep together: {ids[a]} and {ids[b]}" for a, b in conflict.get("together", [])]
        lines += [f"  keep apart: {ids[a]} and {ids[b]}" for a, b in conflict.get("apart", [])]
        lines += [f"  limit: {name}" for name in conflict.get("limits", [])]
    return ["\n".join([*lines, *partition.notes])]


def _write(folder: Path, path: Path, work: Consolidation, plan: ConsolidationPlan, decisions: Decisions | None) -> None:
    from mineplan.decisions import decisions_dict
    from mineplan.documents.geopackage import write_geopackage
    from mineplan.documents.workbook import write_csv_tables, write_workbook
    from mineplan.partition import problem_dict
    from mineplan.plans import plan_dict
    from mineplan.runs import write_inputs, write_json

    write_json(folder / "plan.json", plan_dict(plan))
    write_json(
        folder / "problem.json",
        problem_dict(work.problem) | {"ids": work.taking_part["right_id"].tolist()},
        is_compact=True,
    )
    tables = {"parts": work.dataset.parts} | dict(work.dataset.tables)
    write_inputs(
        folder, tables, path.read_text(encoding="utf-8-sig"), None if decisions is None else decisions_dict(decisions)
    )
    write_csv_tables(plan, folder / "tables")
    write_workbook(plan, folder / "tables" / "tables.xlsx", work.dataset.provenance)
    write_geopackage(plan, folder / "plan.gpkg")


def _write_certificate(folder: Path, partition: Partition) -> None:
    """Write what proves the plan optimal without the solver, unless nobody would want to carry or check it."""
    from mineplan.runs import write_json

    groups = sum(component.columns for component in partition.components)
    if partition.certificate is not None and groups <= _CHECKABLE:
        write_json(folder / "certificate.json", partition.certificate, is_compact=True)


def _write_documents(folder: Path, path: Path, plan: ConsolidationPlan, options: RunOptions) -> None:
    from mineplan.documents.context import context_of
    from mineplan.documents.maps import write_sheets
    from mineplan.documents.page import write_page
    from mineplan.documents.proposal import write_proposal
    from mineplan.runs import write_json

    documents = folder / "documents"
    context = context_of(plan)
    write_json(documents / "context.json", context)
    with sheet_press(options) as press:
        sheets = write_sheets(plan, documents / "maps", press)
    write_proposal(context, sheets, template_of(path, "proposal.docx"), documents / "proposal.docx")
    write_page(plan, context, documents / "report.html", template_of(path, "report.html.j2"))


def _stability_figures(shadows: Shadows) -> dict[str, Any]:
    return {name: getattr(shadows, name) for name in ("near_share", "trials", "spread_share", "seed")}


def _solver_figures(partition: Partition) -> dict[str, Any]:
    return {
        "status": partition.status,
        "objective": partition.objective,
        "bound": partition.bound,
        "gap": partition.gap,
        "seconds": round(partition.seconds, 3),
        "components": len(partition.components),
        "notes": list(partition.notes),
        "columns": sum(c.columns for c in partition.components),
    }
