"""A scenario file as frozen models; every problem is reported at once, with its line."""

from mineplan.scenario.allocating import (
    Allocate,
    Continuation,
    ContinuationWeights,
    Grant,
    GrantWeights,
    Pilot,
    PilotWeights,
    Sensitivity,
)
from mineplan.scenario.consolidating import Consolidate, LeadScore, Life, Limits, Objective, Stability
from mineplan.scenario.pressing import Pressed, ProjectDefaults
from mineplan.scenario.reading import Scenario, dataset_places, find_dataset, read_scenario, scenario_schema

__all__ = [
    "Allocate",
    "Consolidate",
    "Continuation",
    "ContinuationWeights",
    "Grant",
    "GrantWeights",
    "LeadScore",
    "Life",
    "Limits",
    "Objective",
    "Pilot",
    "PilotWeights",
    "Pressed",
    "ProjectDefaults",
    "Scenario",
    "Sensitivity",
    "Stability",
    "dataset_places",
    "find_dataset",
    "read_scenario",
    "scenario_schema",
]
