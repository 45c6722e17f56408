"""Construction projects over ore: from their files to a verified run folder."""

from __future__ import annotations

import datetime
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.errors import InputError
from mineplan.jobs.files import FileOptions
from mineplan.jobs.printing import Paperwork, print_pdfs
from mineplan.jobs.projects import load
from mineplan.jobs.running import RunOptions, Say, run_folder, sheet_press, template_of, write_manifest

if TYPE_CHECKING:
    from mineplan.dataset import Dataset
    from mineplan.decisions import Decisions
    from mineplan.plans import PressedPlan
    from mineplan.pressed.plan import Setting
    from mineplan.projectfiles import ProjectRows
    from mineplan.scenario import Pressed

# Runs of more projects tell only each one's verdict; tables and plan.json hold the rest.
MOST_IN_FULL = 1000

Watch = Callable[[int], AbstractContextManager[Callable[[int], None]]]


def _unwatched(total: int) -> AbstractContextManager[Callable[[int], None]]:
    del total
    return nullcontext(lambda _: None)


@dataclass(frozen=True)
class ProjectOptions:
    """What the user says about project files.

    Attributes
    ----------
    files
        CRS, layer and datum parameters, for all files.
    missing
        Column of PROJECTS -> value for projects that do not say; goes before the scenario's defaults.
    """

    files: FileOptions = field(default_factory=FileOptions)
    missing: Mapping[str, Any] = field(default_factory=dict)


def press(
    paths: Sequence[Path],
    path: Path,
    options: RunOptions,
    given: ProjectOptions,
    say: Say,
    watch: Watch = _unwatched,
) -> dict[str, Any]:
    """Check projects against a scenario's data and law, and write a verified run folder.

    Parameters
    ----------
    paths
        Files or folders of projects; none takes the dataset's own table `projects`.
    path
        The scenario.
    options, given
        How the run is made, and what the user says about the projects.
    say, watch
        Told what happens, and how many projects are done.

    Returns
    -------
    The summary; projects that must be mended stand under `refused`, and `exit_code` is 3 then.

    Raises
    ------
    InputError, PlanError
        Nothing could be checked; a plan that failed its proof. Nothing is written then.
    """
    from mineplan.pressed.plan import check_regime, plan_of
    from mineplan.pressed.rows import projects_of

    started, clock = datetime.datetime.now(), time.perf_counter()
    scenario, dataset, policy = load(path)
    check_regime(policy, str(path))
    decisions = _decisions(options.decisions)
    rows = read_rows(paths, given, dataset, scenario.pressed)
    if not len(rows.frame):
        raise InputError([text for refusal in rows.refused for text in refusal.problems] or ["holds no projects"])
    say(f"read {len(rows.frame)} projects" + (f", {len(rows.refused)} refused" if rows.refused else ""))
    with watch(len(rows.frame)) as progress:
        setting = setting_of(scenario, policy, dataset, progress)
        plan = plan_of(projects_of(rows.frame), setting, dataset, rows.refused, (*dataset.notes, *rows.notes))
    if not plan.projects:
        raise InputError([text for refusal in plan.refused for text in refusal.problems])
    plan = _with_remarks(plan, decisions)
    with run_folder(path, options, started, dataset, str(sorted(rows.checksums.items()))) as folder:
        paperwork = _write(folder, path, (plan, dataset, rows), decisions, options)
        say("verified" + (" and documents written" if options.has_documents else ""))
        seconds = round(time.perf_counter() - clock, 2)
        made = {
            "kind": "pressed",
            "command": "pressed",
            "started": started.isoformat(timespec="seconds"),
            "seconds": seconds,
            "project_files": dict(rows.checksums),
            "dem": _raster(scenario, dataset),
            "given": {name: str(value) for name, value in sorted(given.missing.items())},
            **paperwork.kept(),
        }
        write_manifest(folder, path, plan, dataset, made)
        final = folder.with_name(folder.name.removesuffix(".partial"))
    return summary_of(plan, final, seconds) | paperwork.answer()


def _raster(scenario: Any, dataset: Dataset) -> dict[str, str]:
    """Return the checksum of the raster of the ground, where the scenario names one."""
    from mineplan.readers.files import sha256_of

    name = scenario.pressed.dem if scenario.pressed is not None else ""
    return {name: sha256_of(dataset.folder / name)} if name else {}


def setting_of(scenario: Any, policy: Any, dataset: Dataset, progress: Callable[[int], None]) -> Setting:
    """Return what projects of a run are judged by."""
    from mineplan.policy import read_policy
    from mineplan.pressed.plan import Setting
    from mineplan.pressed.rows import world_of
    from mineplan.pressed.surface import read_dem
    from mineplan.scenario import Pressed

    def on(day: datetime.date) -> Any:
        return read_policy(day, scenario.jurisdictions, scenario.assume)

    choices = scenario.pressed or Pressed()
    surface = read_dem(dataset.folder / choices.dem, dataset.crs) if choices.dem else None
    world = world_of(dataset.tables, dataset.crs)
    return Setting(scenario, choices, policy, on, world, surface, progress)


def read_rows(paths: Sequence[Path], given: ProjectOptions, dataset: Dataset, choices: Pressed | None) -> ProjectRows:
    """Read the projects and fill what their files do not say: by the dataset's table, options, the scenario."""
    from mineplan.jobs.files import asked_of
    from mineplan.projectfiles import filled, project_rows, read_projects

    own = dataset.tables.get("projects")
    if paths:
        rows = read_projects(paths, asked_of(given.files), dataset.region, dataset.crs)
    elif own is not None:
        rows = project_rows(own)
    else:
        raise InputError("no project: name files or folders, or give the dataset a table `projects`")
    defaults = {} if choices is None else choices.defaults.model_dump(mode="json", exclude_defaults=True)
    if choices is not None and choices.defaults.query_date is not None:
        defaults["query_date"] = choices.defaults.query_date
    return replace(rows, frame=filled(rows.frame, own, defaults | dict(given.missing)))


def _decisions(path: Path | None) -> Decisions | None:
    from mineplan.decisions import read_decisions

    return None if path is None else read_decisions(path)


def _with_remarks(plan: PressedPlan, decisions: Decisions | None) -> PressedPlan:
    """Print what reviewers said of a project beside it; law and geometry are not theirs to change."""
    from mineplan.decisions.heeding import asked_words
    from mineplan.plans import Note

    said: dict[str, list[Note]] = {}
    for one in decisions.decisions if decisions is not None else ():
        text = f"{one.by}（{one.at}）：{one.text or one.action or asked_words(one)}"
        said.setdefault(one.group_id, []).append(Note("review", text, one.group_id))
    projects = tuple(
        replace(project, notes=(*project.notes, *said.get(project.project_id, ()))) for project in plan.projects
    )
    return replace(plan, projects=projects)


def _write(
    folder: Path,
    path: Path,
    results: tuple[PressedPlan, Dataset, ProjectRows],
    decisions: Decisions | None,
    options: RunOptions,
) -> Paperwork:
    from mineplan.decisions import decisions_dict
    from mineplan.documents.pressed import (
        Printing,
        write_pressed_documents,
        write_pressed_geopackage,
        write_pressed_tables,
    )
    from mineplan.plans import pressed_dict
    from mineplan.runs import write_inputs, write_json
    from mineplan.verify import verify_run

    plan, dataset, rows = results
    write_json(folder / "plan.json", pressed_dict(plan))
    kept = {
        name: dataset.tables[name] for name in ("rights", "orebodies", "zones", "resources") if name in dataset.tables
    }
    text = path.read_text(encoding="utf-8-sig")
    write_inputs(folder, kept | {"projects": rows.frame}, text, decisions_dict(decisions) if decisions else None)
    write_pressed_geopackage(plan, folder / "plan.gpkg")
    verify_run(folder)
    letters: dict[str, str] = {}
    paperwork, documents = Paperwork(), folder / "documents"
    if options.has_documents:
        with paperwork.writing(), sheet_press(options) as press:
            printing = Printing(template_of(path, "letter.docx"), press, paperwork.writing)
            letters = write_pressed_documents(plan, documents, printing)
        print_pdfs([documents / letter for letter in letters.values()] * options.has_pdf, paperwork)
        paperwork.look_for_rare(
            [[p.name, p.owner, *([r.mine_name, r.holder] for r in p.rights)] for p in plan.projects]
        )
    write_pressed_tables(plan, folder / "tables", dataset.provenance, letters)
    return paperwork


def summary_of(plan: PressedPlan, run: Path | None, seconds: float) -> dict[str, Any]:
    """Return what the command prints of a plan; `run` is None where no folder was written."""
    from mineplan.jobs.told import told, told_in_full

    rulings = {ruling.ruling_id: ruling for ruling in plan.rulings}
    is_short = len(plan.projects) <= MOST_IN_FULL
    notes = [*plan.notes, *(note for project in plan.projects for note in project.notes)]
    refused = [vars(refusal) | {"problems": list(refusal.problems)} for refusal in plan.refused]
    return {
        "run": None if run is None else str(run),
        "status": "some_refused" if refused else "complete",
        "exit_code": 3 if refused else 0,
        "notes": len(notes),
        "regime": plan.regime,
        "verdicts": dict(sorted(Counter(project.verdict.value for project in plan.projects).items())),
        "projects": [told_in_full(p, rulings) if is_short else told(p) for p in plan.projects],
        "refused": refused,
        "seconds": seconds,
        "note_list": [vars(note) for note in notes],
    }
