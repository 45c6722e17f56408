"""A scenario file as frozen models; every problem is reported at once, with its line."""

from typing import TYPE_CHECKING, Any

from mineplan.scenario.places import dataset_places, find_dataset

if TYPE_CHECKING:
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
    from mineplan.scenario.reading import Scenario, read_scenario, scenario_schema

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


def __getattr__(name: str) -> Any:
    """Import the models when they are first asked for: building them costs a question its speed."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from mineplan.scenario import allocating, consolidating, pressing, reading

    modules = (allocating, consolidating, pressing, reading)
    return next(getattr(module, name) for module in modules if hasattr(module, name))
