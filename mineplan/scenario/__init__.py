"""A scenario file as frozen models; every problem is reported at once, with its line."""

from mineplan.scenario.consolidating import Consolidate, LeadScore, Life, Limits, Objective
from mineplan.scenario.pressing import Pressed, ProjectDefaults
from mineplan.scenario.reading import Scenario, dataset_places, find_dataset, read_scenario, scenario_schema

__all__ = [
    "Consolidate",
    "LeadScore",
    "Life",
    "Limits",
    "Objective",
    "Pressed",
    "ProjectDefaults",
    "Scenario",
    "dataset_places",
    "find_dataset",
    "read_scenario",
    "scenario_schema",
]
