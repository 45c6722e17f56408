"""A scenario file as frozen models; every problem is reported at once, with its line."""

from mineplan.scenario.consolidating import Consolidate, LeadScore, Life, Limits, Objective, Stability
from mineplan.scenario.reading import Scenario, dataset_places, find_dataset, read_scenario, scenario_schema

__all__ = [
    "Consolidate",
    "LeadScore",
    "Life",
    "Limits",
    "Objective",
    "Scenario",
    "Stability",
    "dataset_places",
    "find_dataset",
    "read_scenario",
    "scenario_schema",
]
