"""Allocation plans: from a scenario's files to a run folder."""

from __future__ import annotations

import datetime
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.jobs.printing import Paperwork, print_pdfs
from mineplan.jobs.projects import load
from mineplan.jobs.running import RunOptions, Say, run_folder, sheet_press, template_of, write_manifest

if TYPE_CHECKING:
    from mineplan.dataset import Dataset
    from mineplan.plans import AllocationPlan


def allocate(path: Path, options: RunOptions, say: Say) -> dict[str, Any]:
    """Run an allocation scenario from its files to a run folder.

    Raises
    ------
    InputError, SolveError
        Files to mend; totals that nothing can meet. Nothing is written then.
    PlanError
        The plan failed its proof; nothing is written.
    """
    from mineplan.allocate import allocation_of, prepare_allocation
    from mineplan.verify import verify_run

    started, clock = datetime.datetime.now(), time.perf_counter()
    scenario, dataset, policy = load(path)
    work = prepare_allocation(scenario, dataset, policy)
    rows = {name: len(dataset.tables[name]) for name in ("rights", "blocks", "investments") if name in dataset.tables}
    say(f"read {', '.join(f'{count} {name}' for name, count in rows.items())} of “{dataset.title}”")
    plan = allocation_of(work, options.time_limit_s)
    for figures in plan.solver:
        say(f"{figures.part}: {figures.status}, objective {figures.objective:g}, gap {figures.gap:.2%}")
    with run_folder(path, options, started, dataset) as folder:
        _write(folder, path, dataset, plan)
        verify_run(folder)
        say("verified")
        paperwork = Paperwork()
        if options.has_documents:
            _write_documents(folder / "documents", path, plan, options, paperwork)
            print_pdfs([folder / "documents" / "allocation.docx"] * options.has_pdf, paperwork)
            say("documents written")
        seconds = time.perf_counter() - clock
        made = {
            "kind": "allocation",
            "command": "allocate",
            "started": started.isoformat(timespec="seconds"),
            "seconds": round(seconds, 2),
            "solver": {figures.part: vars(figures) for figures in plan.solver},
            "seed": plan.perturbation.seed,
            **paperwork.kept(),
        }
        write_manifest(folder, path, plan, dataset, made)
        final = folder.with_name(folder.name.removesuffix(".partial"))
    return _answer(plan) | paperwork.answer() | {"run": str(final), "seconds": round(seconds, 2)}


def _answer(plan: AllocationPlan) -> dict[str, Any]:
    return {
        "status": plan.status,
        "notes": len(plan.notes),
        "mines": len(plan.mines),
        "depleted": sum(mine.is_depleted for mine in plan.mines),
        "coal_blocks": len(plan.continuation),
        "proposed": sum(row.status == "proposed" for row in plan.continuation),
        "bauxite_blocks": len(plan.grant_plan),
        "planned": sum(row.status == "planned" for row in plan.grant_plan),
        "to_pilot": sum(row.status == "to_pilot" for row in plan.grant_plan),
        "demand_t_a": {str(year.year): year.demand_t_a for year in plan.by_year},
        "unmet_t_a": {str(year.year): year.unmet_t_a for year in plan.by_year},
        "pilot_mines": len(plan.pilot),
        "scheduled": sum(mine.status == "scheduled" for mine in plan.pilot),
        "runs_perturbed": plan.perturbation.runs,
        "solver": {figures.part: vars(figures) for figures in plan.solver},
        "note_list": [vars(note) for note in plan.notes],
    }


def _write(folder: Path, path: Path, dataset: Dataset, plan: AllocationPlan) -> None:
    from mineplan.documents.allocation import write_allocation_geopackage, write_allocation_tables
    from mineplan.plans import allocation_dict
    from mineplan.runs import write_inputs, write_json

    write_json(folder / "plan.json", allocation_dict(plan))
    write_allocation_tables(plan, folder / "tables", dataset.provenance)
    write_allocation_geopackage(plan, folder / "plan.gpkg")
    tables = {"parts": dataset.parts} | dict(dataset.tables)
    write_inputs(folder, tables, path.read_text(encoding="utf-8-sig"), None)


def _write_documents(folder: Path, path: Path, plan: AllocationPlan, options: RunOptions, paperwork: Paperwork) -> None:
    from mineplan.documents.allocation import write_plan_document
    from mineplan.documents.context.allocation import allocation_context
    from mineplan.documents.maps.pilot import write_pilot_sheets
    from mineplan.runs import write_json

    context = allocation_context(plan)
    write_json(folder / "context.json", context)
    sheets: dict[str, Path] = {}
    with paperwork.writing(), sheet_press(options) as press:
        sheets = write_pilot_sheets(plan, folder / "maps", press)
    with paperwork.writing():
        write_plan_document(context, sheets, template_of(path, "allocation.docx"), folder / "allocation.docx")
    paperwork.look_for_rare(context)
