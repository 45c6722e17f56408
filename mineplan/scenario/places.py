"""Where the dataset that a scenario names is looked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mineplan.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from mineplan.scenario.reading import Scenario


def dataset_places(path: Path, name: str) -> list[Path]:
    """Return the folders in which a dataset is looked for, seen from the scenario file, in order."""
    here = path.resolve().parent
    return [here / name, here / "datasets" / name, here.parent / "datasets" / name]


def find_dataset(path: Path, scenario: Scenario) -> Path:
    """Return the dataset folder that a scenario names, seen from the scenario file.

    Raises
    ------
    ScenarioError
        When no such folder holds a `dataset.yaml`.
    """
    places = dataset_places(path, scenario.dataset)
    for place in places:
        if (place / "dataset.yaml").is_file():
            return place
    raise ScenarioError(Problem(f"dataset: no dataset.yaml in {' or '.join(map(str, places))}", file=str(path)))
