"""Results that may be printed. Documents and computing meet here and nowhere else."""

from mineplan.plans.allocation import AllocationPlan, allocation_dict
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

__all__ = [
    "AllocationPlan",
    "ConsolidationPlan",
    "Corner",
    "Group",
    "Indicators",
    "LeadScoreRow",
    "Note",
    "Printed",
    "RightOutcome",
    "allocation_dict",
    "plan_dict",
]
