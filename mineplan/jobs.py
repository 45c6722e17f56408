"""The pipeline, one function a command; local variables are the only state."""

from __future__ import annotations

import datetime
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.errors import InputError, MineplanError, Problem, ReadError, SolveError
from mineplan.shipped import KINDS, shipped

if TYPE_CHECKING:
    from mineplan.consolidate import Consolidation
    from mineplan.dataset import Dataset
    from mineplan.decisions import Decisions
    from mineplan.partition import Partition
    from mineplan.plans import ConsolidationPlan
    from mineplan.policy import Policy
    from mineplan.scenario import Scenario

Say = Callable[[str], None]


@dataclass(frozen=True)
class RunOptions:
    """How a run is made: where to, with which documents, for how long."""

    out: Path
    has_documents: bool = True
    time_limit_s: float | None = None
    alternatives: int = 0
    decisions: Path | None = None


def init(folder: Path) -> list[Path]:
    """Lay out a working project: sample datasets, scenarios, templates.

    Raises
    ------
    InputError
        Something of that name stands there already; nothing is overwritten.
    """
    taken = [folder / kind for kind in KINDS if (folder / kind).exists()]
    if taken:
        raise InputError([Problem("already there; nothing was written", file=str(path)) for path in taken])
    folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        shutil.copytree(shipped(kind), folder / kind, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    return [folder / kind for kind in KINDS]


def load(path: Path) -> tuple[Scenario, Dataset, Policy]:
    """Read a scenario, its dataset and the law of its day; complain about all of them at once.

    Raises
    ------
    InputError
        With the problems of every file.
    """
    from mineplan.dataset import read_dataset
    from mineplan.policy import read_policy
    from mineplan.scenario import find_dataset, read_scenario

    problems: list[Problem] = []
    scenario = dataset = policy = None
    try:
        scenario = read_scenario(path)
    except InputError as error:
        problems += error.problems
    try:
        folder = find_dataset(path, scenario) if scenario is not None else _named_dataset(path)
        dataset = read_dataset(folder) if folder is not None else None
    except InputError as error:
        problems += error.problems
    if scenario is not None:
        try:
            policy = read_policy(scenario.as_of, scenario.jurisdictions, scenario.assume)
        except InputError as error:
            problems += error.problems
    if problems or scenario is None or dataset is None or policy is None:
        raise InputError(problems)
    return scenario, dataset, policy


def _named_dataset(path: Path) -> Path | None:
    """Return the dataset that a faulty scenario seems to mean, so that its problems come out too."""
    from mineplan.yamlfile import read_yaml

    try:
        name = read_yaml(path).get("dataset")
    except (MineplanError, AttributeError):
        return None
    here = path.resolve().parent
    places = [here / str(name), here / "datasets" / str(name), here.parent / "datasets" / str(name)]
    return next((p for p in places if (p / "dataset.yaml").is_file()), None)


def check(path: Path) -> dict[str, Any]:
    """Read a scenario or a dataset and return its notes; every problem is raised at once."""
    from mineplan.consolidate import prepare
    from mineplan.dataset import read_dataset

    folder = path if path.is_dir() else path.parent if path.name == "dataset.yaml" else None
    if folder is not None:
        dataset = read_dataset(folder)
        return _checked(dataset, dataset.notes)
    scenario, dataset, policy = load(path)
    notes = prepare(scenario, dataset, policy).notes if scenario.consolidate is not None else dataset.notes
    return _checked(dataset, notes)


def _checked(dataset: Dataset, notes: Any) -> dict[str, Any]:
    rows = {name: len(frame) for name, frame in dataset.tables.items()}
    return {
        "status": "ok",
        "dataset": dataset.title,
        "version": dataset.version,
        "rows": rows,
        "notes": len(notes),
        "note_list": [vars(n) for n in notes],
    }


def graph(path: Path, out: Path) -> dict[str, Any]:
    """Write the rights-orebody graph of a scenario."""
    from mineplan.consolidate import graph_tables
    from mineplan.links import write_graph
    from mineplan.scenario import Consolidate

    scenario, dataset, policy = load(path)
    links, adjacency = graph_tables(dataset, policy, scenario.consolidate or Consolidate())
    write_graph(out, dataset.tables["rights"], dataset.tables.get("orebodies"), links, adjacency)
    return {
        "status": "ok",
        "out": str(out),
        "rights": len(dataset.tables["rights"]),
        "links": len(links),
        "pairs": len(adjacency),
        "notes": len(dataset.notes),
    }


def consolidate(path: Path, options: RunOptions, say: Say) -> dict[str, Any]:
    """Run a consolidation scenario from its files to a verified run folder.

    Raises
    ------
    InputError, SolveError, PlanError
        Files to mend; no plan; a plan that failed its proof. Nothing is written then.
    """
    from mineplan.consolidate import plan_of, prepare
    from mineplan.partition import solve
    from mineplan.verify import verify_run

    started, clock = datetime.datetime.now(), time.perf_counter()
    scenario, dataset, policy = load(path)
    decisions, pins = _decided(options.decisions)
    say(f"read {len(dataset.tables['rights'])} rights of “{dataset.title}”")
    work = prepare(scenario, dataset, policy, pins)
    say(f"{len(work.taking_part)} rights take part, {len(work.problem.edges)} pairs may stand in one group")
    partition = solve(work.problem, time_limit=options.time_limit_s, alternatives=options.alternatives)
    if not partition.groups:
        raise SolveError(_no_plan(work, partition))
    plan = plan_of(work, partition)
    say(f"{partition.status}: {len(plan.groups)} groups, objective {partition.objective:g}, gap {partition.gap:.2%}")
    with _run_folder(path, options, started, work) as folder:
        _write(folder, path, work, plan, decisions)
        verify_run(folder)
        say("verified")
        if options.has_documents:
            _write_documents(folder, path, plan)
            say("documents written")
        seconds = time.perf_counter() - clock
        _write_manifest(
            folder,
            path,
            work,
            plan,
            {
                "started": started.isoformat(timespec="seconds"),
                "seconds": round(seconds, 2),
                "solver": _solver_figures(partition),
            },
        )
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


def _run_folder(path: Path, options: RunOptions, started: datetime.datetime, work: Consolidation) -> Any:
    from mineplan.runs import fingerprint_of, run_name, writing

    checksums = "".join(f"{k}={v}" for k, v in sorted(work.dataset.checksums.items()))
    mark = fingerprint_of(path.read_text(encoding="utf-8-sig"), checksums, str(options.decisions or ""))
    return writing(options.out, run_name(path.stem, started, mark))


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


def _write_documents(folder: Path, path: Path, plan: ConsolidationPlan) -> None:
    from mineplan.documents.context import context_of
    from mineplan.documents.maps import write_sheets
    from mineplan.documents.page import write_page
    from mineplan.documents.proposal import write_proposal
    from mineplan.runs import write_json

    documents = folder / "documents"
    context = context_of(plan)
    write_json(documents / "context.json", context)
    sheets = write_sheets(plan, documents / "maps")
    write_proposal(context, sheets, template_of(path, "proposal.docx"), documents / "proposal.docx")
    write_page(plan, context, documents / "report.html", template_of(path, "report.html.j2"))


def template_of(scenario: Path, name: str) -> Path:
    """Return the project's own template where it has one, otherwise the shipped one.

    Raises
    ------
    ReadError
        Neither is there.
    """
    here = scenario.resolve().parent
    for place in (here / "templates", here.parent / "templates", shipped("templates")):
        if (place / name).is_file():
            return place / name
    raise ReadError(Problem("template is missing", file=name))


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


def _write_manifest(
    folder: Path, path: Path, work: Consolidation, plan: ConsolidationPlan, made: dict[str, Any]
) -> None:
    from mineplan.runs import manifest_of, write_json

    log = [f"{note.code}\t{note.subject}\t{note.text}" for note in plan.notes]
    (folder / "log.txt").write_text(
        "\n".join([f"started {made['started']}", f"seconds {made['seconds']}", *log]) + "\n",
        encoding="utf-8",
        newline="\n",
    )
    text = path.read_text(encoding="utf-8-sig")
    facts = {
        "command": "consolidate",
        "scenario": {"name": path.stem, "text": text},
        **made,
        "provenance": list(work.dataset.provenance),
    }
    write_json(folder / "manifest.json", manifest_of(plan, facts, work.dataset.checksums, folder))


@dataclass(frozen=True)
class FileOptions:
    """What the user says about a file that no dataset declares."""

    crs: str = ""
    layer: str = ""
    table: str = ""
    datum_params: Path | None = None


@dataclass(frozen=True)
class OutputOptions:
    """How a converted file is written: its CRS ("" leaves it to the format), and whether an old file may go."""

    crs: str = ""
    force: bool = False


def inspect(paths: Sequence[Path], options: FileOptions) -> dict[str, Any]:
    """Say what files are; one that cannot be read is reported among the others."""
    from mineplan.inspection import inspect_file

    asked = _asked(options)
    files = [inspect_file(path, asked) for path in paths]
    problems = [problem for file in files for problem in file["problems"]]
    return {"status": "error" if problems else "ok", "exit_code": 3 if problems else 0, "files": files}


def _asked(options: FileOptions) -> Any:
    from mineplan.datum import read_datum_params
    from mineplan.recognition import Asked

    shift = read_datum_params(options.datum_params) if options.datum_params is not None else None
    return Asked(options.crs, options.layer, options.table, shift)


def convert(path: Path, out: Path, options: FileOptions, output: OutputOptions) -> dict[str, Any]:
    """Write a file in another format, whole or not at all.

    Raises
    ------
    InputError
        The file cannot be read, the format cannot hold it, or `out` is there already.
    """
    from mineplan.conversion import converted
    from mineplan.geodesy import checked_crs
    from mineplan.inspection import reading_of
    from mineplan.provenance import reading_row
    from mineplan.readers.files import checksums_of
    from mineplan.recognition import recognise
    from mineplan.runs import plain
    from mineplan.writers import Choices, check_free, write

    check_free(path, out, force=output.force)
    crs = checked_crs(output.crs) if output.crs else None
    found = recognise(path, _asked(options))
    made = converted(found)
    choices = Choices(crs, datetime.date.today().isoformat())
    notes = [*made.notes, *write(made.layers, out, choices, force=output.force)]
    rows = [reading_row(reading_of(one), checksums_of(one.source)) | {"table": one.table.name} for one in found]
    return {
        "status": "ok",
        "out": str(out),
        "rows": sum(len(layer.frame) for layer in made.layers),
        "notes": len(notes),
        "note_list": [vars(note) for note in notes],
        "provenance": plain(rows),
    }


def solve_problem(path: Path, time_limit_s: float | None, alternatives: int) -> dict[str, Any]:
    """Solve a problem file (`interface.md` section 4) and return the answer."""
    from mineplan.partition import partition_dict, read_problem, solve
    from mineplan.runs import read_json

    problem = read_problem(read_json(path))
    return partition_dict(solve(problem, time_limit=time_limit_s, alternatives=alternatives))


def verify(folder: Path) -> dict[str, Any]:
    """Re-prove a run folder."""
    from mineplan.verify import verify_run

    return {"status": "holds", "run": str(folder), "checks": verify_run(folder)}


def compare(a: Path, b: Path, out: Path | None) -> dict[str, Any]:
    """Compare two run folders, in words and, with `out`, as CSV tables."""
    from mineplan.runs import compare as compare_runs
    from mineplan.runs import difference_tables, in_words, read_run

    difference = compare_runs(read_run(a), read_run(b))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for name, table in difference_tables(difference).items():
            table.to_csv(out / f"{name}.csv", index=False, encoding="utf-8-sig", lineterminator="\n")
    return difference | {"words": in_words(difference)}


def policy(on: datetime.date, jurisdictions: tuple[str, ...]) -> dict[str, Any]:
    """Return the rulings in force on a day, and those that had lapsed by then."""
    import dataclasses

    from mineplan.policy import Ruling, read_policy
    from mineplan.runs import plain

    def told(ruling: Ruling) -> dict[str, Any]:
        content: dict[str, Any] = plain(dataclasses.asdict(ruling))
        return content | {"certainty": ruling.certainty.value, "certainty_label": ruling.certainty.label}

    found = read_policy(on, jurisdictions)
    return {
        "on": on.isoformat(),
        "jurisdictions": list(jurisdictions),
        "rulings": [told(r) for r in found.rulings],
        "expired": [told(r) for r in found.expired],
    }


def schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of scenario or dataset files."""
    from mineplan.dataset import dataset_schema
    from mineplan.scenario import scenario_schema

    return scenario_schema() if kind == "scenario" else dataset_schema()
