"""The main job: from a scenario's files to a verified run folder."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.errors import SolveError
from mineplan.jobs.deciding import conflict_lines, heed, read_decided, told
from mineplan.jobs.exchanging import sheet_rows, write_review_sheet
from mineplan.jobs.printing import Paperwork, print_pdfs
from mineplan.jobs.projects import load
from mineplan.jobs.running import RunOptions, Say, run_folder, sheet_press, template_of, write_manifest

# Groups that the checker of a certificate looks at in some ten seconds.
_CHECKABLE = 400_000

if TYPE_CHECKING:
    from mineplan.consolidate import Consolidation
    from mineplan.jobs.deciding import Brief
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
    from mineplan.plans.decided import decided_dict
    from mineplan.verify import prove

    started, clock = datetime.datetime.now(), time.perf_counter()
    scenario, dataset, policy = load(path)
    decisions = None if options.decisions is None else read_decided(options.decisions, path, options.out)
    say(f"read {len(dataset.tables['rights'])} rights of “{dataset.title}”")
    work, brief = prepare(scenario, dataset, policy), None
    if decisions is not None and options.decisions is not None:
        work, brief = heed(work, decisions, options.decisions)
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
        raise SolveError(_no_plan(work, brief, partition))
    plan = with_shadows(plan_of(work, partition), work, partition, _left(options, partition))
    say(f"{partition.status}: {len(plan.groups)} groups, objective {partition.objective:g}, gap {partition.gap:.2%}")
    with run_folder(path, options, started, dataset) as folder:
        plan = _write(folder, path, work, plan, brief)
        _write_certificate(folder, partition)
        proof = prove(folder)
        say("verified" + (f"; {proof.optimality.words}" if proof.optimality else ""))
        paperwork = Paperwork()
        if options.has_documents:
            _write_documents(folder, path, plan, options, paperwork)
            print_pdfs([folder / "documents" / "proposal.docx"] * options.has_pdf, paperwork)
            say("documents written")
        seconds = time.perf_counter() - clock
        made = {
            "kind": "consolidation",
            "command": "consolidate",
            "started": started.isoformat(timespec="seconds"),
            "seconds": round(seconds, 2),
            "solver": _solver_figures(partition),
            "stability": None if plan.shadows is None else _stability_figures(plan.shadows),
            **paperwork.kept(),
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
        **({} if plan.decided is None else {"decisions": decided_dict(plan.decided)["decisions"]}),
        "note_list": [vars(n) for n in plan.notes],
        **paperwork.answer(),
    }


def _left(options: RunOptions, partition: Partition) -> Callable[[], float | None]:
    """Return a clock of what the solver left of its time, for the questions that follow."""
    if options.time_limit_s is None:
        return lambda: None
    end = time.monotonic() + options.time_limit_s - partition.seconds
    return lambda: end - time.monotonic()


def _no_plan(work: Consolidation, brief: Brief | None, partition: Partition) -> list[str]:
    if partition.status == "no_plan_in_time" or partition.conflict is None:
        return [
            "time ran out before any plan was found; raise --time-limit or tighten limits.members and limits.span_m"
        ]
    lines: list[str] = []
    for conflict in partition.conflicts or (partition.conflict,):
        lines.append("these choices exclude each other (dropping any one of them would do):")
        lines += conflict_lines(work, brief, conflict)
    return ["\n".join([*lines, *partition.notes])]


def _write(
    folder: Path, path: Path, work: Consolidation, plan: ConsolidationPlan, brief: Brief | None
) -> ConsolidationPlan:
    """Write inputs, plan and tables; return the plan with what became of the decisions."""
    from mineplan.decisions import decisions_dict
    from mineplan.documents.geopackage import write_geopackage
    from mineplan.documents.workbook import write_csv_tables, write_workbook
    from mineplan.partition import problem_dict
    from mineplan.plans import plan_dict
    from mineplan.runs import write_inputs, write_json

    tables = {"parts": work.dataset.parts} | dict(work.dataset.tables)
    kept = None if brief is None else decisions_dict(brief.decisions)
    write_inputs(folder, tables, path.read_text(encoding="utf-8-sig"), kept)
    if brief is not None:
        plan = told(plan, brief, folder)
    write_json(folder / "plan.json", plan_dict(plan))
    write_json(
        folder / "problem.json",
        problem_dict(work.problem) | {"ids": work.taking_part["right_id"].tolist()},
        is_compact=True,
    )
    write_csv_tables(plan, folder / "tables")
    write_workbook(plan, folder / "tables" / "tables.xlsx", work.dataset.provenance)
    write_geopackage(plan, folder / "plan.gpkg")
    return plan


def _write_certificate(folder: Path, partition: Partition) -> None:
    """Write what proves the plan optimal without the solver, unless nobody would want to carry or check it."""
    from mineplan.runs import write_json

    groups = sum(component.columns for component in partition.components)
    if partition.certificate is not None and groups <= _CHECKABLE:
        write_json(folder / "certificate.json", partition.certificate, is_compact=True)


def _write_documents(
    folder: Path, path: Path, plan: ConsolidationPlan, options: RunOptions, paperwork: Paperwork
) -> None:
    from mineplan.documents.context import context_of
    from mineplan.documents.maps import write_sheets
    from mineplan.documents.page import ReviewOf, write_page, write_review
    from mineplan.documents.proposal import write_proposal
    from mineplan.review.run import run_in_writing
    from mineplan.runs import write_json

    documents = folder / "documents"
    context = context_of(plan)
    write_json(documents / "context.json", context)
    run = run_in_writing(folder)
    sheets: dict[str, Path] = {}
    with paperwork.writing(), sheet_press(options) as press:
        sheets = write_sheets(plan, documents / "maps", press)
    with paperwork.writing():
        write_proposal(context, sheets, template_of(path, "proposal.docx"), documents / "proposal.docx")
    with paperwork.writing():
        write_review_sheet(run, sheet_rows(context["groups"]), [], documents / "审查意见表.xlsx")
    with paperwork.writing():
        write_page(plan, context, documents / "report.html", template_of(path, "report.html.j2"))
    with paperwork.writing():
        identity = ReviewOf(run.name, run.input_hash)
        write_review(plan, context, identity, documents / "review.html", template_of(path, "review.html.j2"))
    paperwork.look_for_rare(context)


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
