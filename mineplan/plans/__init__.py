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
from mineplan.plans.pressed import (
    AffectedRight,
    ChecklistItem,
    Finding,
    Part,
    PressedPlan,
    PressedProject,
    Refusal,
    pressed_dict,
)
from mineplan.plans.printed import Note, Printed
from mineplan.plans.shadows import LimitCost, PinCost, Shadows, Stability

__all__ = [
    "AffectedRight",
    "AllocationPlan",
    "ChecklistItem",
    "ConsolidationPlan",
    "Corner",
    "Finding",
    "Group",
    "Indicators",
    "LeadScoreRow",
    "LimitCost",
    "Note",
    "Part",
    "PinCost",
    "PressedPlan",
    "PressedProject",
    "Printed",
    "Refusal",
    "RightOutcome",
    "Shadows",
    "Stability",
    "allocation_dict",
    "plan_dict",
    "pressed_dict",
]
