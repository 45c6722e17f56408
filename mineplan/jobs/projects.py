"""Projects and their data: lay out, read, check, draw the graph."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mineplan.errors import InputError, MineplanError, Problem
from mineplan.shipped import KINDS, shipped

if TYPE_CHECKING:
    from mineplan.dataset import Dataset
    from mineplan.policy import Policy
    from mineplan.scenario import Scenario


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
    # The site's own pages are not the project's to change.
    left = shutil.ignore_patterns("__pycache__", "*.pyc", "web")
    for kind in KINDS:
        shutil.copytree(shipped(kind), folder / kind, ignore=left)
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
    from mineplan.scenario import dataset_places
    from mineplan.yamlfile import read_yaml

    try:
        name = read_yaml(path).get("dataset")
    except (MineplanError, AttributeError):
        return None
    return next((p for p in dataset_places(path, str(name)) if (p / "dataset.yaml").is_file()), None)


def check(path: Path) -> dict[str, Any]:
    """Read a scenario or a dataset and return its notes; every problem is raised at once."""
    from mineplan.allocate import prepare_allocation
    from mineplan.consolidate import prepare
    from mineplan.dataset import read_dataset

    folder = path if path.is_dir() else path.parent if path.name == "dataset.yaml" else None
    if folder is not None:
        dataset = read_dataset(folder)
        return _checked(dataset, dataset.notes)
    scenario, dataset, policy = load(path)
    if scenario.pressed is not None:
        from mineplan.pressed.plan import check_regime

        check_regime(policy, str(path))
    notes = prepare(scenario, dataset, policy).notes if scenario.consolidate is not None else dataset.notes
    if scenario.allocate is not None:
        prepare_allocation(scenario, dataset, policy)
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
