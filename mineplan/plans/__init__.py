"""Results that may be printed. Documents and computing meet here and nowhere else."""

from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
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
    from mineplan.plans.decided import Decided, Heeded
    from mineplan.plans.shadows import LimitCost, PinCost, Shadows, Stability

__all__ = [
    "AffectedRight",
    "AllocationPlan",
    "ChecklistItem",
    "ConsolidationPlan",
    "Corner",
    "Decided",
    "Finding",
    "Group",
    "Heeded",
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


def __getattr__(name: str) -> Any:
    """Import the other plans when they are first asked for: a question about pressed ore never does."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from mineplan.plans import allocation, consolidation, decided, shadows

    return next(
        getattr(module, name) for module in (consolidation, decided, shadows, allocation) if hasattr(module, name)
    )
