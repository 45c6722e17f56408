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

__all__ = [
    "ConsolidationPlan",
    "Corner",
    "Group",
    "Indicators",
    "LeadScoreRow",
    "Note",
    "Printed",
    "RightOutcome",
    "plan_dict",
]
