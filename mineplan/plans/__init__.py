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
    from mineplan.plans.consolidation import (
        ConsolidationPlan,
        Corner,
        Group,
        Indicators,
        LeadScoreRow,
        RightOutcome,
        plan_dict,
    )

__all__ = [
    "AffectedRight",
    "ChecklistItem",
    "ConsolidationPlan",
    "Corner",
    "Finding",
    "Group",
    "Indicators",
    "LeadScoreRow",
    "Note",
    "Part",
    "PressedPlan",
    "PressedProject",
    "Printed",
    "Refusal",
    "RightOutcome",
    "plan_dict",
    "pressed_dict",
]


def __getattr__(name: str) -> Any:
    """Import the plan of a consolidation when it is first asked for: a question about pressed ore never does."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from mineplan.plans import consolidation

    return getattr(consolidation, name)
