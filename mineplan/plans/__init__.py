"""Results that may be printed. Documents and computing meet here and nowhere else."""

from mineplan.plans.consolidation import (
    ConsolidationPlan,
    Corner,
    Group,
    Indicators,
    LeadScoreRow,
    RightOutcome,
    plan_dict,
)
from mineplan.plans.printed import Note, Printed
from mineplan.plans.shadows import LimitCost, PinCost, Shadows, Stability

__all__ = [
    "ConsolidationPlan",
    "Corner",
    "Group",
    "Indicators",
    "LeadScoreRow",
    "LimitCost",
    "Note",
    "PinCost",
    "Printed",
    "RightOutcome",
    "Shadows",
    "Stability",
    "plan_dict",
]
