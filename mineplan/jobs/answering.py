"""One question about pressed ore: the answer alone, without a run folder.

The first question reads the dataset in full and leaves two prepared files in the folder `prepared/` beside
`scenarios/`: `NAME.pressed.sqlite` (the checked dataset) and `SCENARIO.law.json` (the scenario and its law). Later
questions read only these, as long as the checksum of every file behind them still agrees; both can be deleted at any
time. Where the folder cannot be written, every question reads everything.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from mineplan.jobs.freshness import build_mark, copy_file, fresh_head, law_file, law_key
from mineplan.jobs.pressing import ProjectOptions, read_rows, setting_of, summary_of
from mineplan.jobs.running import Say

if TYPE_CHECKING:
    from mineplan.jobs.freshness import Fresh
    from mineplan.jobs.prepared_law import Law
    from mineplan.plans import PressedPlan
    from mineplan.pressed.measures import ProjectFacts


def answer(paths: Sequence[Path], path: Path, given: ProjectOptions, say: Say) -> dict[str, Any]:
    """Check projects against a scenario's data and law, and write nothing but prepared copies.

    Parameters
    ----------
    paths
        Files or folders of projects; none takes the dataset's own table `projects`.
    path
        The scenario.
    given
        What the user says about the projects.
    say
        Told what happens.

    Returns
    -------
    The summary of `press` with `run` None, and the whole plan under `plan`.

    Raises
    ------
    InputError
        Nothing could be checked.
    """
    from mineplan.plans import pressed_dict

    clock = time.perf_counter()
    plan = _quickly(paths, path, given) or _fully(paths, path, given, say)
    seconds = round(time.perf_counter() - clock, 3)
    return summary_of(plan, None, seconds) | {"plan": pressed_dict(plan)}


def _quickly(paths: Sequence[Path], path: Path, given: ProjectOptions) -> PressedPlan | None:
    """Answer from prepared files; None where they are absent or old, or the projects' files are not plain."""
    from mineplan import geodesy
    from mineplan.jobs.prepared_law import read_law

    if not paths or given.files != type(given.files)():
        return None
    law = read_law(law_file(path), law_key(path))
    if law is None or law.choices.dem:
        return None
    fresh = fresh_head(path, law.scenario)
    if fresh is None or fresh.head.has_projects:
        return None
    region = geodesy.Region(fresh.head.region_name, fresh.head.centre_deg, fresh.head.box_deg)
    try:
        projects = _plain_projects(paths, given, law, region)
        plan = None if projects is None else _judged(projects, law, fresh)
    except Exception:
        if fresh.is_fresh():
            raise
        return None  # an old copy says nothing, not even that something is wrong
    return plan if fresh.is_fresh() else None


def _plain_projects(paths: Sequence[Path], given: ProjectOptions, law: Law, region: Any) -> list[ProjectFacts] | None:
    from mineplan.pressed.prepared import quick_projects

    found: list[ProjectFacts] = []
    for one in paths:
        some = None if one.is_dir() else quick_projects(one, region)
        if some is None:
            return None
        found += some
    if len({project.project_id for project in found}) != len(found):
        return None
    defaults = {name: value for name, value in law.choices.defaults.items() if value not in (None, "")}
    if "query_date" in defaults:
        defaults["query_date"] = datetime.date.fromisoformat(defaults["query_date"])
    missing = defaults | dict(given.missing)
    return [
        replace(project, **{n: v for n, v in missing.items() if getattr(project, n) in (None, "")})
        for project in sorted(found, key=lambda project: project.project_id)
    ]


def _judged(projects: list[ProjectFacts], law: Law, fresh: Fresh) -> PressedPlan | None:
    import numpy as np
    import shapely

    from mineplan.plans import Note
    from mineplan.pressed.geometry import ground_taken
    from mineplan.pressed.measures import PillarNumbers
    from mineplan.pressed.numbers import numbers_of
    from mineplan.pressed.plan import Setting, check_regime, plan_of
    from mineplan.pressed.prepared import Prepared
    from mineplan.pressed.setting import Setting as Measuring
    from mineplan.pressed.sites import sites_of
    from mineplan.pressed.world import World

    policy = law.policy_on(law.scenario.as_of)
    check_regime(policy)
    numbers = numbers_of(policy, law.choices) or PillarNumbers()
    shapes = np.empty(len(projects), dtype=object)
    shapes[:] = [project.shape for project in projects]
    taken = ground_taken(shapes, np.array([project.width_m or np.nan for project in projects], dtype=float))
    if shapely.is_empty(taken).any():
        return None
    sites = sites_of(projects, taken, Measuring(World((), (), ()), numbers))
    copy, head = Prepared(fresh.path, fresh.head), fresh.head
    world = copy.world_near(shapely.bounds(taken), copy.reach_m(sites, numbers))
    dataset = SimpleNamespace(
        title=head.title,
        version=head.version,
        is_synthetic=head.is_synthetic,
        region=SimpleNamespace(name=head.region_name),
        crs=None,
        tables={},
    )
    notes = [Note(*note) for note in head.notes]
    setting = Setting(law.scenario, law.choices, policy, law.policy_on, world)
    return plan_of(projects, setting, dataset, (), notes)


def _fully(paths: Sequence[Path], path: Path, given: ProjectOptions, say: Say) -> PressedPlan:
    """Answer from the dataset itself, and leave prepared files for the next question."""
    import gc

    from mineplan.jobs.projects import load
    from mineplan.pressed.plan import check_regime, plan_of
    from mineplan.pressed.rows import projects_of

    gc.enable()  # a caller in a hurry may have switched it off; whole datasets need it
    scenario, dataset, policy = load(path)
    check_regime(policy, str(path))
    setting = setting_of(scenario, policy, dataset, lambda _: None)
    _prepare(path, (scenario, dataset), setting, say)
    rows = read_rows(paths, given, dataset, scenario.pressed)
    return plan_of(projects_of(rows.frame), setting, dataset, rows.refused, (*dataset.notes, *rows.notes))


def _prepare(path: Path, read: tuple[Any, Any], setting: Any, say: Say) -> None:
    from mineplan.jobs.prepared_law import Law, write_law
    from mineplan.policy import assumed_rulings
    from mineplan.pressed.prepared import Head, ore_head, write_prepared
    from mineplan.pressed.reported import reports_dict

    scenario, dataset = read
    copy = copy_file(path, dataset.folder)
    head = Head(
        build=build_mark(),
        checksums=dataset.checksums,
        title=dataset.title,
        version=dataset.version,
        is_synthetic=dataset.is_synthetic,
        region_name=dataset.region.name,
        centre_deg=tuple(dataset.region.centre_deg),
        box_deg=dataset.region.box_deg,
        has_projects="projects" in dataset.tables,
        notes=tuple((note.code, note.text, note.subject) for note in dataset.notes),
        **ore_head(setting.world),
    )
    try:
        copy.parent.mkdir(exist_ok=True)
        fresh = fresh_head(path, scenario)
        if fresh is None or not fresh.is_fresh():
            write_prepared(copy, head, dataset.tables, reports_dict(setting.world))
            say(f"prepared copy of the dataset for later questions: {copy}")
        rulings = assumed_rulings(scenario.jurisdictions, scenario.assume)
        write_law(law_file(path), law_key(path), Law(scenario, setting.choices, rulings))
    except OSError as error:
        say(f"no prepared copy of the dataset ({error.strerror}: {copy.parent}); every question reads all of it")
