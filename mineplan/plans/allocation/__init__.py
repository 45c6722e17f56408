"""The result of an allocation: coal continuation, bauxite grants, coal-under-aluminium pilot."""

from mineplan.plans.allocation.continuation import Candidate, ContinuationRow, MineLife, ZoneHit
from mineplan.plans.allocation.grant import Check, GrantRow, Match, ProjectSupply, RightOverlap
from mineplan.plans.allocation.pilot import PilotBody, PilotMine, Seam, Water
from mineplan.plans.allocation.plan import (
    AllocationPlan,
    Perturbation,
    PlanYear,
    SolverFigures,
    allocation_dict,
)

__all__ = [
    "AllocationPlan",
    "Candidate",
    "Check",
    "ContinuationRow",
    "GrantRow",
    "Match",
    "MineLife",
    "Perturbation",
    "PilotBody",
    "PilotMine",
    "PlanYear",
    "ProjectSupply",
    "RightOverlap",
    "Seam",
    "SolverFigures",
    "Water",
    "ZoneHit",
    "allocation_dict",
]
